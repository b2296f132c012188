#ifndef SH_CATALOG_PROGRAMME_SCHEMA_H
#define SH_CATALOG_PROGRAMME_SCHEMA_H

/** A programme as libcyaml loads it: as written. Private to this folder. A pointer is NULL where
 * the key was left out; the tree belongs to the caller of sh_programme_schema_load and is freed by
 * sh_programme_schema_free.
 */

#include "catalog/catalog_schema.h"
#include "catalog/programme.h"

struct sh_raw_limits {
	struct sh_raw_sides sides; /* with one sensor */
	struct sh_raw_sides *two_sensors;
};

struct sh_raw_step {
	char *exercise, *variant;
	enum sh_side *side;
	struct sh_raw_dose *dose; /* its `sides` is never there: that is what `side` is for */
	struct sh_raw_limits *limits;
	double *rest;
	char *note;
};

struct sh_raw_programme {
	int version;
	char *id, *title, *note;
	int *sensors;
	struct sh_raw_step *steps;
	unsigned steps_count;
};

/** Checks the shape of the marked text and loads it.
 * @return SH_OK; SH_ERR_INPUT with place and fix. *ret is untouched on failure. */
SH_NODISCARD enum sh_status sh_programme_schema_load(const struct sh_marks *m, const char *text,
						     size_t len, struct sh_raw_programme **ret,
						     struct sh_err *err);

/** Takes NULL. */
void sh_programme_schema_free(struct sh_raw_programme *raw);

#endif
