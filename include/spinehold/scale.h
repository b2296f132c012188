#ifndef SPINEHOLD_SCALE_H
#define SPINEHOLD_SCALE_H

/** Fits an exercise's numbers to a person: level, age, and the range that they showed themselves.
 *
 * The catalog is written for level 1 and age 45. Only a programme or a profile asks for anything
 * else: nobody calls this for a plain exercise. Angles are magnitudes in degrees.
 *
 *   range   of the lumbar spine: the person's own (range.h), else by age, linear between 16 and 90
 *           years: round 72 to 40, arch 29 to 6, side 29 to 15 each way (biomechanics E1)
 *   s       range / range at 45, held within 0.5 to 1.3
 *   k       level 0: 0.75, level 1: 1, level 2 and above: 1.15 (judgement)
 *   high    high s k;  warn = max(high + 4, warn s k);  limit = max(warn + 4, limit s k)
 *   cap     limit at most 0.90 range - n0 (round) or + n0 (arch) or 0.90 range (side); where it
 *           bites, warn is at most limit - 4 and high at most warn - 4
 *   low     min(low, 0.6 high)
 *
 * n0 is how round the exercise's own neutral is against standing (judgement, biomechanics 1.1).
 *
 * Where a target that began above zero would end below 4 degrees, depth is no longer scored
 * (`count_only`): the target then reaches from a movement that can just be seen to 1 degree below
 * the limit, so that time and repetitions count and the limit is still watched.
 *
 * Twist, sweep, stillness and breathing are never scaled by age or range: the pelvis turns as a
 * whole, and the lumbar spine's own 7 degrees do not change with age. Level 0 still lowers a
 * twist's numbers; no level raises its limit.
 *
 * Pure. Nothing fails: an age outside 16 to 90 counts as the nearest, a range that is not positive
 * as not known.
 */

#include <stdbool.h>

#include "spinehold/exercise.h"

enum sh_scale_axis { SH_SCALE_ROUND, SH_SCALE_ARCH, SH_SCALE_SIDE, SH_SCALE_AXES };

/** What is known of the person. All zero with level -1: nothing. */
struct sh_scale_person {
	int level;	  /* 0 to 3; below 0: not stated, counts as 1 */
	double age_years; /* 0: not known */
	/** Own comfortable range in degrees from standing neutral, by enum sh_scale_axis; 0: not
	 * measured. One measured from another neutral needs that neutral's n0 added (round) or
	 * taken off (arch) first. */
	double range_deg[SH_SCALE_AXES];
};

/** Range of the lumbar spine at this age, to one side where it is a side bend. */
double sh_scale_age_range(enum sh_scale_axis axis, double age_years);

/** How round this exercise's neutral is against standing neutral; negative never. By the id, else
 * by how the body lies. */
double sh_scale_n0(const struct sh_exercise *ex);

/** The rule above for one band.
 * @param range_deg  of this person in this direction
 * @return true: time and count only, *ret is the wide band described above. */
bool sh_scale_band(const struct sh_band *band, enum sh_scale_axis axis, double range_deg, double n0,
		   int level, struct sh_band *ret);

/** Changes the bands in place, and notes in the exercise by what (`scaled_by`, `level`,
 * `count_only`). With nothing known nothing changes. */
void sh_scale_exercise(struct sh_exercise *ex, const struct sh_scale_person *p);

#endif
