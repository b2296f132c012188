/* Bands and zones: which side of an exercise an angle belongs to, and where in it. */

#include <string.h>

#include "core/coach_part.h"
#include "core/smath.h"

int32_t sh_coach_mdeg(double deg)
{
	return (int32_t)sh_round_i64(sh_clamp(deg, -100000, 100000) * 1000);
}

int64_t sh_coach_us(double s)
{
	return sh_round_i64(s * 1e6);
}

double sh_band_middle_deg(const struct sh_band *b)
{
	return (b->low_deg + b->high_deg) / 2;
}

/* An exercise with one side only still gives a magnitude for the other direction: negative, so it
 * is below every target and every limit. */
const struct sh_band *sh_coach_band(const struct sh_exercise *ex, double deg, double *ret_magnitude)
{
	bool negative = ex->negative.used && (deg < 0 || !ex->positive.used);

	*ret_magnitude = negative ? -deg : deg;
	return negative ? &ex->negative : &ex->positive;
}

enum sh_zone sh_coach_zone(const struct sh_exercise *ex, double deg)
{
	double m;
	const struct sh_band *b = sh_coach_band(ex, deg, &m);

	if (!b->used)
		return SH_ZONE_NONE;
	if (m > b->limit_deg)
		return SH_ZONE_LIMIT;
	if (m > b->warn_deg)
		return SH_ZONE_WARN;
	if (m > b->high_deg)
		return SH_ZONE_ABOVE;
	return m >= b->low_deg ? SH_ZONE_TARGET : SH_ZONE_BELOW;
}

static void signed_band(const struct sh_band *b, bool negative, struct sh_band_mdeg *ret)
{
	int32_t sign = negative ? -1 : 1, low = sh_coach_mdeg(b->low_deg), high = sh_coach_mdeg(b->high_deg);

	memset(ret, 0, sizeof(*ret));
	if (!b->used)
		return;
	ret->used = true;
	ret->low_mdeg = negative ? -high : low;
	ret->high_mdeg = negative ? -low : high;
	ret->warn_mdeg = sign * sh_coach_mdeg(b->warn_deg);
	ret->limit_mdeg = sign * sh_coach_mdeg(b->limit_deg);
}

void sh_coach_bands_mdeg(const struct sh_exercise *ex, enum sh_side side, struct sh_band_mdeg *ret,
			 struct sh_band_mdeg *ret_other)
{
	bool is_signed = ex->measure == SH_MEASURE_ROLL || ex->measure == SH_MEASURE_SIDE_TILT;
	/* twist: left is positive; side tilt: left is negative */
	bool left_negative = ex->measure == SH_MEASURE_SIDE_TILT;
	bool negative = !ex->positive.used;

	memset(ret_other, 0, sizeof(*ret_other));
	if (is_signed && side != SH_SIDE_BOTH && ex->positive.used && ex->negative.used)
		negative = (side == SH_SIDE_LEFT) == left_negative;
	signed_band(negative ? &ex->negative : &ex->positive, negative, ret);
	if (!is_signed && ex->positive.used)
		signed_band(&ex->negative, true, ret_other);
}
