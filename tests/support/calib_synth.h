#ifndef SH_TESTS_CALIB_SYNTH_H
#define SH_TESTS_CALIB_SYNTH_H

/** What a sensor feels while somebody calibrates it: laid on its faces one after the other, or
 * turned about in the hand. The device itself (bias, scale, noise, steps) is
 * src/sim/sensor_model.h. */

#include <stddef.h>

#include "sim/rng.h"
#include "sim/sensor_model.h"
#include "spinehold/calib.h"

struct calib_synth_pose {
	struct sh_quat q; /* sensor -> earth */
	double hold_s;
};

enum { CALIB_SYNTH_POSES_MAX = 64 };

struct calib_synth {
	struct sh_sensor_model sensor;
	struct sh_rng rng;
	double rate_hz;
	int64_t t_us;
	/* faces */
	struct calib_synth_pose poses[CALIB_SYNTH_POSES_MAX];
	size_t n_poses;
	double turn_s, tremor_deg;
	/* turns */
	int64_t turns_from_us;
	double speed, arm_m, acc_delay_s;
};

/** @param kind  a name of sh_sensor_params_find */
void calib_synth_init(struct calib_synth *c, const char *kind, double rate_hz, uint64_t seed);

/** A pose: sensor -> earth. */
void calib_synth_pose(struct calib_synth *c, struct sh_quat q, double hold_s);
/** A pose with `face` (0 +x, 1 -x ... 5 -z) up, any heading, leaning by up to `lean_deg`. */
void calib_synth_face(struct calib_synth *c, int face, double hold_s, double lean_deg);
/** A pose of any direction but a face: on an edge, leaning. */
void calib_synth_any(struct calib_synth *c, double hold_s);
/** All six faces in an order that the seed decides. */
void calib_synth_six(struct calib_synth *c, double hold_s, double lean_deg);

/** The length of the poses with the turns between them. */
double calib_synth_poses_s(const struct calib_synth *c);

/** The next sample of the poses; call until calib_synth_poses_s() is over. */
void calib_synth_pose_step(struct calib_synth *c, struct sh_sample *ret);

/** The next sample of being turned in the hand, slowly and fast about changing axes, after four
 * seconds of stillness. */
void calib_synth_turn_step(struct calib_synth *c, struct sh_sample *ret);

#endif
