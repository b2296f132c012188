#ifndef SH_CATALOG_CATALOG_BUILD_H
#define SH_CATALOG_CATALOG_BUILD_H

/** From the catalog as written to the entries handed out: ranges and rules checked, defaults and
 * variants merged. Private to this folder.
 */

#include "catalog/catalog_schema.h"

enum {
	SH_CATALOG_NO_SIDES = 0,
	SH_CATALOG_ROUND = 1,
	SH_CATALOG_ARCH = 2,
	SH_CATALOG_TWIST = 4,
	SH_CATALOG_SIDE = 8
};

/** What the functions below work on. */
struct sh_catalog_build {
	const struct sh_marks *m;
	const struct sh_catalog_schema *schema;
	const struct sh_raw_entry *raw; /* the exercise at hand */
	uint32_t node;			/* and its place */
	struct sh_err *err;
};

/** Fills *ret from b->raw. Strings point into the raw tree; *ret_variants gets as many variants as
 * the exercise has (SH_CATALOG_VARIANTS_MAX places are there) and ret->variants points to it.
 * @return SH_OK or SH_ERR_INPUT with place and fix.
 */
SH_NODISCARD enum sh_status sh_catalog_build_entry(const struct sh_catalog_build *b,
						   struct sh_catalog_entry *ret,
						   struct sh_catalog_variant *ret_variants);

/** Bands of one or two sensors over *positive and *negative, which hold what is changed or are all
 * zero. `node` is the map that holds them, for messages. */
SH_NODISCARD enum sh_status sh_catalog_build_bands(const struct sh_catalog_build *b, uint32_t node,
						   const struct sh_raw_sides *raw,
						   struct sh_band *positive,
						   struct sh_band *negative);

/** The sides a movement may have, as SH_CATALOG_ bits. */
unsigned sh_catalog_sides_of(enum sh_movement_class movement);

#endif
