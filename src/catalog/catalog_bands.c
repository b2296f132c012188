/* The bands of an exercise: target, warn and limit on each side of neutral.
 *
 * Round, left twist and right side bend are the positive side; a twist or side band of the catalog
 * holds for both. The order low < high < warn < limit is checked after merging, so a variant that
 * only lowers `warn` cannot slip below a target it does not mention.
 */
#include "catalog/catalog_build.h"

#include <stdio.h>

enum { ANGLE_MAX_DEG = 360 };

static const struct {
	unsigned bit;
	const char *key;
} side_keys[] = {
	{SH_CATALOG_ROUND, "round"},
	{SH_CATALOG_ARCH, "arch"},
	{SH_CATALOG_TWIST, "twist"},
	{SH_CATALOG_SIDE, "side"},
};

enum { N_SIDE_KEYS = sizeof side_keys / sizeof side_keys[0] };

unsigned sh_catalog_sides_of(enum sh_movement_class movement)
{
	switch (movement) {
	case SH_CLASS_ROUND:
		return SH_CATALOG_ROUND;
	case SH_CLASS_ARCH:
		return SH_CATALOG_ARCH;
	case SH_CLASS_TWIST:
		return SH_CATALOG_TWIST;
	case SH_CLASS_SIDE:
		return SH_CATALOG_SIDE;
	default:
		return SH_CATALOG_ROUND | SH_CATALOG_ARCH;
	}
}

static const struct sh_raw_band *pick(const struct sh_raw_sides *raw, unsigned bit)
{
	switch (bit) {
	case SH_CATALOG_ROUND:
		return raw->round;
	case SH_CATALOG_ARCH:
		return raw->arch;
	case SH_CATALOG_TWIST:
		return raw->twist;
	default:
		return raw->side;
	}
}

/** The line of `key` if it is written in this band, else of the band. */
static uint32_t place(const struct sh_catalog_build *b, uint32_t band, const char *key)
{
	uint32_t node = sh_marks_child(b->m, band, key);

	return node ? node : band;
}

static enum sh_status check_angle(const struct sh_catalog_build *b, uint32_t band, const char *key,
				  double deg)
{
	if (deg >= 0 && deg <= ANGLE_MAX_DEG)
		return SH_OK;
	return sh_marks_fail(b->m, place(b, band, key), b->err,
			     "'%s' is %g degrees; it is a magnitude and must be 0 to %d", key, deg,
			     (int)ANGLE_MAX_DEG);
}

static enum sh_status check_order(const struct sh_catalog_build *b, uint32_t node, const char *side,
				  const struct sh_band *band)
{
	enum sh_status r;

	if ((r = check_angle(b, node, "target", band->low_deg)) < 0 ||
	    (r = check_angle(b, node, "target", band->high_deg)) < 0 ||
	    (r = check_angle(b, node, "warn", band->warn_deg)) < 0 ||
	    (r = check_angle(b, node, "limit", band->limit_deg)) < 0)
		return r;
	if (!(band->low_deg < band->high_deg))
		return sh_marks_fail(
			b->m, place(b, node, "target"), b->err,
			"%s: the target runs from %g to %g; write the lower number first", side,
			band->low_deg, band->high_deg);
	if (!(band->high_deg < band->warn_deg))
		return sh_marks_fail(b->m, place(b, node, "warn"), b->err,
				     "%s: warn is %g, it must be above the target's high end %g; "
				     "raise warn or lower the target",
				     side, band->warn_deg, band->high_deg);
	if (!(band->warn_deg < band->limit_deg))
		return sh_marks_fail(
			b->m, place(b, node, "limit"), b->err,
			"%s: limit is %g, it must be above warn %g; raise limit or lower "
			"warn",
			side, band->limit_deg, band->warn_deg);
	return SH_OK;
}

static void merge(struct sh_band *band, const struct sh_raw_band *raw)
{
	if (raw->target) {
		band->low_deg = raw->target[0];
		band->high_deg = raw->target[1];
	}
	if (raw->warn)
		band->warn_deg = *raw->warn;
	if (raw->limit)
		band->limit_deg = *raw->limit;
	band->used = true;
}

enum sh_status sh_catalog_build_bands(const struct sh_catalog_build *b, uint32_t node,
				      const struct sh_raw_sides *raw, struct sh_band *positive,
				      struct sh_band *negative)
{
	unsigned fits = sh_catalog_sides_of(b->raw->movement);

	for (size_t i = 0; i < N_SIDE_KEYS; i++) {
		unsigned bit = side_keys[i].bit;
		const char *key = side_keys[i].key;
		const struct sh_raw_band *side = pick(raw, bit);
		uint32_t at = sh_marks_child(b->m, node, key);

		if (!side)
			continue;
		if (!(fits & bit))
			return sh_marks_fail(
				b->m, at, b->err,
				"'%s' does not fit this exercise's movement; take it out "
				"or change 'movement'",
				key);
		struct sh_band *band = bit == SH_CATALOG_ARCH ? negative : positive;
		if (!band->used && !(side->target && side->warn && side->limit))
			return sh_marks_fail(b->m, at, b->err,
					     "there is no '%s' here that this could change; give "
					     "target, warn and limit",
					     key);
		merge(band, side);
		enum sh_status r = check_order(b, at, key, band);
		if (r < 0)
			return r;
		if (bit == SH_CATALOG_TWIST || bit == SH_CATALOG_SIDE)
			*negative = *positive;
	}
	return SH_OK;
}
