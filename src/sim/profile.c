/* The table of biomechanics.md 3.2, one row an exercise.
 *
 * Signs: the article's "round" with a sensor on the pelvis is a tuck of the tailbone, negative f;
 * with a sensor at L1 it is bowing forward, positive f. `t4` and the like of the pelvis with the
 * twists are mirrored for the other side, that of forehead-to-knee with the leg. Judgement, not in
 * that table: breathing of 0.4 degrees where a row names none (0.2 standing or on hands and knees),
 * at 0.25 Hz; tremor 0.3 to 1.5 deg/s (3.1, "normal") where a row names none; movement times of the
 * rows that name none: 2.0 to 2.5 s.
 */

#include "sim/profile.h"

#include <string.h>

/* clang-format off */
#define POSE(pf, pl, pt, tf, tl, tt) {{{pf, pl, pt}, {tf, tl, tt}}}
#define NOWHERE POSE(0, 0, 0, 0, 0, 0)

/* id, what is special, seconds a way, pause | positive | negative | creep, spread, poor and its
 * spread, breath (deg, Hz, Hz at the end of a stay, held?), tremor; the last row is for ids that
 * have none */
static const struct sh_sim_profile table[] = {
	{"rolls", SH_SIM_ROLLS, 1.5, 0,
	 POSE(-70, 0, 0, -70, 0, 0), NOWHERE,
	 0, 0, 0, 0, {0, 0}, 0.25, 0.25, false, {0.3, 1.5}},
	{"knee-hug", SH_SIM_PLAIN, 3, 0,
	 POSE(-13, 0, 0, 0, 0, 0), NOWHERE,
	 0.5, 0, 0, 0, {0.4, 0.4}, 0.2, 0.2, false, {0.3, 1.5}},
	{"wall-legs", SH_SIM_FROM_SIDE, 2.5, 0,
	 POSE(-5, 0, 0, 0, 0, 0), NOWHERE,
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, false, {0.3, 1.5}},
	{"forehead-to-knee", SH_SIM_PLAIN, 2.5, 0,
	 POSE(-9, 0, 3, 13, 0, 0), NOWHERE,
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, false, {0.3, 2.0}},
	{"cat", SH_SIM_PLAIN, 3, 0.4,
	 POSE(-12, 0, 0, 3, 0, 0), POSE(6, 0, 0, -2, 0, 0),
	 0, 0, 0, 0, {0.2, 0.2}, 0.25, 0.25, false, {0.3, 1.5}},
	{"cat-side-turns", SH_SIM_PLAIN, 2, 0,
	 POSE(0, 8, 4, 0, 2, 0), POSE(0, -8, -4, 0, -2, 0),
	 0, 0, 0, 0, {0.2, 0.2}, 0.25, 0.25, false, {0.3, 1.5}},
	{"pillow-rest", SH_SIM_SETTLES, 4, 0,
	 POSE(-2, 0, 0, 0, 0, 0), NOWHERE,
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, false, {0.3, 1.5}},
	{"fish-lifts", SH_SIM_PLAIN, 2, 0,
	 NOWHERE, POSE(2.5, 0, 0, -7, 0, 0),
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, false, {0.3, 1.5}},
	{"frozen-fish", SH_SIM_PLAIN, 2, 0,
	 NOWHERE, POSE(4, 0, 0, -6, 0, 0),
	 0, 0, 0, 0, {0.4, 0.4}, 0.3, 0.45, false, {0.5, 1.5}},
	{"curl-tilts", SH_SIM_PLAIN, 2.2, 0,
	 POSE(-3, 0, 0, 14, 0, 0), NOWHERE,
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, false, {0.3, 1.5}},
	{"oblique-raise", SH_SIM_PLAIN, 2, 0,
	 POSE(0, 5.5, 4, 0, 1, 0), POSE(0, -5.5, -4, 0, -1, 0),
	 0, 4, 13.9, 4.7, {0.2, 0.2}, 0.25, 0.25, false, {0.4, 2.5}},
	{"crocodile-1", SH_SIM_PLAIN, 2.2, 0,
	 POSE(-1.5, 0, 18, 0, 0, 4), POSE(-1.5, 0, -18, 0, 0, -4),
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, true, {0.3, 1.5}},
	{"crocodile-2", SH_SIM_PLAIN, 2.2, 0,
	 POSE(-1.5, 0, 16, 0, 0, 4), POSE(-1.5, 0, -16, 0, 0, -4),
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, true, {0.3, 1.5}},
	{"chair-slope", SH_SIM_PLAIN, 3, 0,
	 POSE(30, 0, 0, 40, 0, 0), NOWHERE,
	 0, 0, 0, 0, {0.2, 0.2}, 0.25, 0.25, false, {0.3, 1.5}},
	{"pillow-arch", SH_SIM_LIFTS_FIRST, 2.5, 0,
	 NOWHERE, POSE(4, 0, 0, -5, 0, 0),
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, false, {0.3, 1.5}},
	{"ball-roller", SH_SIM_KNEADS, 1.25, 0,
	 NOWHERE, NOWHERE,
	 0, 0, 0, 0, {0, 0}, 0.25, 0.25, false, {0.3, 1.5}},
	{"full-breathing", SH_SIM_LIES, 2.5, 0,
	 NOWHERE, NOWHERE,
	 0, 0, 0, 0, {0.25, 0.5}, 0.1, 0.1, false, {0.3, 0.3}},
	{"rest", SH_SIM_LIES, 2.5, 0,
	 NOWHERE, NOWHERE,
	 0, 0, 0, 0, {0.3, 0.3}, 0.25, 0.25, false, {0.3, 0.3}},
	{"", SH_SIM_PLAIN, 2.5, 0.4,
	 NOWHERE, NOWHERE,
	 0, 0, 0, 0, {0.4, 0.4}, 0.25, 0.25, false, {0.3, 1.5}},
};
/* clang-format on */

const struct sh_sim_profile *sh_sim_profile_find(const char *id)
{
	size_t i = 0, last = sizeof(table) / sizeof(table[0]) - 1;

	while (i < last && strcmp(table[i].id, id) != 0)
		i++;
	return &table[i];
}

int sh_sim_wearing_segment(const struct sh_exercise *ex)
{
	return ex->site == SH_SITE_L1 ? SH_SIM_THORAX : SH_SIM_PELVIS;
}

int sh_sim_measured_axis(const struct sh_exercise *ex, double *ret_sign)
{
	*ret_sign = 1;
	switch (ex->measure) {
	case SH_MEASURE_PELVIC_TILT:
	case SH_MEASURE_SWEEP:
		*ret_sign = -1;
		return SH_SIM_F;
	case SH_MEASURE_FORWARD_TILT:
		return SH_SIM_F;
	case SH_MEASURE_ROLL:
		return SH_SIM_T;
	case SH_MEASURE_SIDE_TILT:
		return SH_SIM_L;
	case SH_MEASURE_STILLNESS:
	case SH_MEASURE_BREATHING:
	case SH_MEASURES:
		break;
	}
	*ret_sign = 0;
	return SH_SIM_F;
}
