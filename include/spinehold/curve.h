#ifndef SPINEHOLD_CURVE_H
#define SPINEHOLD_CURVE_H

/** The curve of the spine from two sensors: the upper back seen from the pelvis.
 *
 * q_rel = conj(q_pelvis) q_thorax takes thorax axes to pelvis axes. Its Cardan angles in the order
 * y-x'-z'' are (biomechanics 2.4)
 *
 *   round  about y   + rounding          - arching
 *   side   about x   + to the right      - to the left
 *   twist  about z   + chest to the left of the pelvis   - to the right
 *
 * They depend on the rotation between the two alone, so lying down makes no singularity; a side
 * bend of 90 degrees would.
 *
 * Neutral. Two filters without a magnetometer have headings that know nothing of each other. At
 * every neutral the thorax is turned about the vertical until both agree as well as they can, and
 * what is left between them is the neutral, which is taken off as a rotation. For an exercise that
 * has no still start (rolls) the curve counts from standing instead, which the mounts of both know
 * (wear.h).
 *
 * What heading costs. An error d of the heading between the two turns up as d times the up-vector
 * of the pelvis: standing as twist, on the back or front as side bend, on the side as rounding;
 * elsewhere in parts. It is taken as 0.3 degrees and what it may drift by since the neutral. An
 * axis whose share of it is beyond a third of the target's width (3 degrees where it is not
 * measured) is not observable any more: null, and not judged.
 *
 * A gyro zeroed for 2 s on a person who sways is wrong by 0.15 degrees a second, so a side bend on
 * hands and knees would be off by 9 degrees after a minute. But whoever bends comes back: each
 * quiet stay near neutral (outside of a hold, within 4 degrees and 35 % of the way that was gone)
 * takes the difference off again and teaches how fast the headings come apart, down to the 0.02
 * degrees a second of biomechanics 2.5. What this cannot tell from drift is a wearer who comes back
 * a little less each time.
 *
 * sigma_deg is the instrument alone. What skin and belt add is more: 5 degrees are to be shown to
 * people (biomechanics 2.6).
 *
 * Pure. Caller owns the struct.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/posture.h"
#include "spinehold/status.h"

struct sh_curve_angles {
	double round_deg, side_deg, twist_deg;
};

/** Cardan angles y-x'-z'' of a unit quaternion. */
void sh_curve_cardan(const struct sh_quat *rel, struct sh_curve_angles *ret);

/** By how many radians about the vertical `high` must be turned so that it and `low` (segment ->
 * earth, headings unrelated) point the same way as well as they can. */
double sh_curve_heading(const struct sh_quat *low, const struct sh_quat *high);

struct sh_curve {
	bool holding; /* to be set before each step: nobody is at neutral in a hold */
	/* private */
	struct sh_quat mount[2];
	bool from_standing;
	double guard_deg[3]; /* of round, side, twist */
	struct sh_orientation last[2];
	bool seen[2];
	struct sh_posture_ctx upper; /* its window of stillness */
	/* neutral */
	bool has_neutral;
	struct sh_quat rel0;
	double heading_rad, age_s;
	double seen_weight, farthest_deg; /* of bias_rad_s; how far the running movement went */
	double bias_rad_s; /* of the gyros about the vertical, upper less lower, as bends showed it
			    */
	double known_rad, applied_rad, sums_from_s; /* since the last stay near neutral */
	double clock_s, home_s;			    /* of this struct; when last near neutral */
	double stay_from_s, stay_sum_rad, stay_n;   /* the running stay there */
	int64_t last_us;
};

/** @param mount  sensor -> segment: 0 low back, 1 upper back */
void sh_curve_init(struct sh_curve *c, const struct sh_quat mount[2]);

/** Another exercise follows: its own borders, and no neutral until one is taken. */
void sh_curve_begin(struct sh_curve *c, const struct sh_exercise *ex);

/** Other mounts: no neutral until one is taken. */
void sh_curve_remount(struct sh_curve *c, const struct sh_quat mount[2]);

/** A sample of sensor 0 or 1, in the order of time of each. */
void sh_curve_add(struct sh_curve *c, const struct sh_sample *s, const struct sh_orientation *o);

/** The upper sensor is there and still, as the neutral needs it. */
bool sh_curve_still(const struct sh_curve *c);

/** Takes the mean of the last 2 s as zero. Only while sh_curve_still().
 * @param up_low  the low segment's mean up-vector over that time, of unit length */
void sh_curve_neutral(struct sh_curve *c, const struct sh_vec3 *up_low);

/** Puts the curve into a posture of the low sensor's, in place of its tilts: round, side, twist,
 * their rates, and the one that is measured. Without a neutral, or when the upper sensor has been
 * silent for a quarter of a second, nothing is observable. */
void sh_curve_eval(struct sh_curve *c, enum sh_measure measure, struct sh_posture *p);

#endif
