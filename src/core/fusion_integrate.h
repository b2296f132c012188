#ifndef SH_CORE_FUSION_INTEGRATE_H
#define SH_CORE_FUSION_INTEGRATE_H

/** The gyro step. Inline for the two files that integrate, the causal and the smoothing filter. */

#include "core/fusion_math.h"
#include "core/fusion_parts.h"
#include "core/quat.h"

#define UNIT_EVERY 64 /* samples: rounding is 1e-14 then */

/** `rate` has the bias removed; `lost`: samples are missing before it. */
static inline void integrate(struct sh_fusion *f, struct sh_vec3 rate, double dt_s, bool lost)
{
	struct sh_vec3 w = rate, turn;
	double size2;

	if (f->has_last && lost)
		w = vec_scale(vec_add(f->last_rate_rad_s, rate), 0.5);
	else if (f->has_last && f->p.coning)
		w = vec_add(rate, vec_scale(vec_cross(f->last_rate_rad_s, rate), dt_s / 12.0));
	f->last_rate_rad_s = rate;
	f->has_last = true;
	turn = vec_scale(w, dt_s);
	size2 = vec_dot(turn, turn);
	f->q_gyro = quat_mul(f->q_gyro, size2 < SH_TURN_SMALL ? quat_small(turn, size2)
							      : sh_quat_from_rotvec(&turn));
	if (++f->turns < UNIT_EVERY)
		return;
	f->turns = 0;
	f->q_gyro = sh_quat_normalise(&f->q_gyro);
	f->q_level = sh_quat_normalise(&f->q_level);
}

#endif
