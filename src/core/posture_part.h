#ifndef SH_CORE_POSTURE_PART_H
#define SH_CORE_POSTURE_PART_H

/** What the parts of the posture share; nobody else includes it. */

#include "spinehold/posture.h"

struct sh_still_sums {
	double n, gyro_sq;
	struct sh_vec3 acc, gyro;
};

/** Adds a sample to the stillness window. @return true if it began a new block. */
bool sh_still_add(struct sh_posture_ctx *c, const struct sh_sample *s);

/** Sums over the complete blocks of the window; false until there are 2 s of them. */
bool sh_still_window(const struct sh_posture_ctx *c, struct sh_still_sums *ret);

/** Good enough to take a neutral. `o` tells the bias that is known so far. */
bool sh_is_still(const struct sh_posture_ctx *c, const struct sh_orientation *o);

/** posture_sweep.c: the sweep of the present roll into *ret. */
void sh_sweep_step(struct sh_posture_ctx *c, const struct sh_vec3 *up, struct sh_angle *ret);

/** posture_bridge.c: a side bend that gravity does not see, carried over seconds by the gyro. */
void sh_bridge_step(struct sh_posture_ctx *c, const struct sh_orientation *o, double dt_s,
		    struct sh_posture *ret);
/** The wearer was still at neutral for 2 s, in which the gyro said this on average. */
void sh_bridge_neutral(struct sh_posture_ctx *c, const struct sh_vec3 *gyro_rad_s);

double sh_angle_between_deg(const struct sh_vec3 *a, const struct sh_vec3 *b);

#endif
