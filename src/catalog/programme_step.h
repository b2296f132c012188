#ifndef SH_CATALOG_PROGRAMME_STEP_H
#define SH_CATALOG_PROGRAMME_STEP_H

/** From a step as written to the numbers in force. Private to this folder. */

#include "catalog/programme_schema.h"

struct sh_programme_build {
	const struct sh_marks *m;
	const struct sh_catalog *catalog;
	struct sh_err *err;
	int sensors;
	const struct sh_raw_step *raw; /* the step at hand */
	uint32_t node;		       /* and its place */
};

/** Fills *ret and the exercise from b->raw, as if nothing came before or after it.
 * @return SH_OK, or SH_ERR_INPUT with place and fix. */
SH_NODISCARD enum sh_status sh_programme_build_step(const struct sh_programme_build *b,
						    struct sh_programme_step *ret,
						    struct sh_exercise *ret_exercise);

/** The catalog's exercise as it stands, for what a programme puts in by itself. `id` is one of the
 * catalog's. */
SH_NODISCARD enum sh_status sh_programme_plain_step(const struct sh_programme_build *b,
						    const char *id, struct sh_programme_step *ret,
						    struct sh_exercise *ret_exercise);

/** The line of `key` if it is written in the map at `node`, else of the map. */
uint32_t sh_programme_place(const struct sh_programme_build *b, uint32_t node, const char *key);

#endif
