/* Limits for a person (biomechanics 1.5, steps 1 to 6, with its worked table as the test).
 *
 * The reference is the formula's own value at 45 and not a rounded one, so that age 45 at level 1
 * gives the catalog's numbers to within the cap's last hundredth.
 *
 * n0 stands in a table by id because the catalog has no such key: it belongs to the way the body
 * lies, and only three exercises differ from what their position says.
 */

#include "spinehold/scale.h"

#include <stddef.h>
#include <string.h>

static const double YOUNG_YEARS = 16, OLD_YEARS = 90,
		    REFERENCE_YEARS = 45;		 /* E1; the catalog's age */
static const double LEAST_SCALE = 0.5, MOST_SCALE = 1.3; /* biomechanics 1.5, 2 */
static const double APART_DEG = 4;			 /* step 3 */
static const double RANGE_SHARE = 0.90;			 /* step 4 */
static const double LOW_SHARE = 0.6, DEPTH_DEG = 4;	 /* step 5 */
/* Count only, judgement: a movement of 2 degrees can be told from breathing. */
static const double SEEN_DEG = 2, COUNT_HIGH_DEG = 1, COUNT_WARN_DEG = 0.5;

double sh_scale_age_range(enum sh_scale_axis axis, double age_years)
{
	static const double YOUNG_DEG[SH_SCALE_AXES] = {72, 29, 29};
	static const double LOST_DEG[SH_SCALE_AXES] = {32, 23, 14};
	double k;

	if (!(age_years > YOUNG_YEARS))
		age_years = YOUNG_YEARS;
	if (age_years > OLD_YEARS)
		age_years = OLD_YEARS;
	k = (age_years - YOUNG_YEARS) / (OLD_YEARS - YOUNG_YEARS);
	return YOUNG_DEG[axis] - LOST_DEG[axis] * k;
}

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

double sh_scale_n0(const struct sh_exercise *ex)
{
	static const struct {
		const char *id;
		double n0_deg;
	} OWN[] = {{"rolls", 0}, {"pillow-rest", 8}, {"pillow-arch", 0}};

	for (size_t i = 0; i < sizeof(OWN) / sizeof(OWN[0]); i++) {
		if (same(ex->id, OWN[i].id))
			return OWN[i].n0_deg;
	}
	switch (ex->stance) {
	case SH_STANCE_SUPINE:
		return 10; /* knees bent */
	case SH_STANCE_QUADRUPED:
		return 3;
	default:
		return 0;
	}
}

static double level_factor(int level)
{
	if (level == 0)
		return 0.75;
	return level >= 2 ? 1.15 : 1;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static double most(double a, double b)
{
	return a > b ? a : b;
}

static bool count_only(struct sh_band *b)
{
	b->low_deg = least(SEEN_DEG, b->limit_deg / 4);
	b->high_deg = b->limit_deg - COUNT_HIGH_DEG;
	b->warn_deg = b->limit_deg - COUNT_WARN_DEG;
	return true;
}

bool sh_scale_band(const struct sh_band *band, enum sh_scale_axis axis, double range_deg, double n0,
		   int level, struct sh_band *ret)
{
	double s = range_deg / sh_scale_age_range(axis, REFERENCE_YEARS), k = level_factor(level);
	double cap = RANGE_SHARE * range_deg, low = band->low_deg;

	s = least(most(s, LEAST_SCALE), MOST_SCALE) * k;
	if (axis == SH_SCALE_ROUND)
		cap -= n0;
	else if (axis == SH_SCALE_ARCH)
		cap += n0;
	ret->used = band->used;
	ret->high_deg = band->high_deg * s;
	ret->warn_deg = most(ret->high_deg + APART_DEG, band->warn_deg * s);
	ret->limit_deg = most(ret->warn_deg + APART_DEG, band->limit_deg * s);
	if (ret->limit_deg > cap) {
		ret->limit_deg = most(cap, SEEN_DEG);
		ret->warn_deg = least(ret->warn_deg, ret->limit_deg - APART_DEG);
		ret->high_deg = least(ret->high_deg, ret->warn_deg - APART_DEG);
	}
	ret->low_deg = least(low, LOW_SHARE * ret->high_deg);
	if (ret->high_deg < DEPTH_DEG &&
	    (low > 0 || !(ret->low_deg < ret->high_deg) || !(ret->high_deg > 0)))
		return count_only(ret);
	return false;
}

/* Twist: the level alone, and only downwards: the catalog's limit is where the lumbar spine's own
 * few degrees end, whoever does it. */
static void scale_twist(struct sh_band *b, int level)
{
	double k = least(level_factor(level), 1);

	b->high_deg *= k;
	b->warn_deg *= k;
	b->limit_deg *= k;
	b->low_deg = least(b->low_deg, LOW_SHARE * b->high_deg);
}

static void scale_one(struct sh_exercise *ex, const struct sh_scale_person *p,
		      enum sh_scale_axis axis, struct sh_band *b)
{
	double range = sh_scale_age_range(axis, p->age_years > 0 ? p->age_years : REFERENCE_YEARS);
	struct sh_band was = *b;

	if (!b->used)
		return;
	if (p->range_deg[axis] > 0) {
		range = p->range_deg[axis];
		ex->scaled_by = SH_SCALED_RANGE;
	} else if (p->age_years > 0 && ex->scaled_by == SH_SCALED_NONE) {
		ex->scaled_by = SH_SCALED_AGE;
	}
	ex->count_only |= sh_scale_band(&was, axis, range, sh_scale_n0(ex), p->level, b);
}

static bool knows(const struct sh_scale_person *p)
{
	for (int i = 0; i < SH_SCALE_AXES; i++) {
		if (p->range_deg[i] > 0)
			return true;
	}
	return p->age_years > 0 || (p->level >= 0 && p->level != 1);
}

void sh_scale_exercise(struct sh_exercise *ex, const struct sh_scale_person *p)
{
	ex->scaled_by = SH_SCALED_NONE;
	ex->has_level = p->level >= 0;
	ex->level = p->level >= 0 ? p->level : 0;
	ex->count_only = false;
	if (!knows(p))
		return;
	switch (ex->measure) {
	case SH_MEASURE_PELVIC_TILT:
	case SH_MEASURE_FORWARD_TILT:
		scale_one(ex, p, SH_SCALE_ROUND, &ex->positive);
		scale_one(ex, p, SH_SCALE_ARCH, &ex->negative);
		break;
	case SH_MEASURE_SIDE_TILT:
		scale_one(ex, p, SH_SCALE_SIDE, &ex->positive);
		scale_one(ex, p, SH_SCALE_SIDE, &ex->negative);
		break;
	case SH_MEASURE_ROLL:
		scale_twist(&ex->positive, p->level);
		scale_twist(&ex->negative, p->level);
		break;
	case SH_MEASURE_SWEEP:
	case SH_MEASURE_STILLNESS:
	case SH_MEASURE_BREATHING:
	case SH_MEASURES:
		break;
	}
}
