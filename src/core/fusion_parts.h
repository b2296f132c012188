#ifndef SH_CORE_FUSION_PARTS_H
#define SH_CORE_FUSION_PARTS_H

/** What the files of the orientation filter share; nobody else includes this.
 *
 *   fusion.c          one step: integrate, level, hand out
 *   fusion_params.c   presets and ranges
 *   fusion_time.c     gaps, lost samples, another rate
 *   fusion_rest.c     rest and the start bias
 *   fusion_bias.c     the bias filter
 *   fusion_mag.c      heading from the magnetometer
 *   fusion_sigma.c    how sure the result is
 *   fusion_lowpass.c  the low-pass of all of them
 *   fusion_smooth.c   the same forward and backward over a whole recording
 *
 * Units as in fusion.h: rad/s, m/s2, s. Variances of the bias are in (0.01 deg/s)^2, which keeps
 * the matrix entries near one.
 */

#include "spinehold/fusion.h"

#define SH_GRAVITY_M_S2 9.80665
#define SH_LOST_STEPS	1.5   /* a longer step has lost samples in it */
#define SH_BLIND_STEPS	2.5   /* a longer step says nothing about the bias */
#define SH_MAG_TAU_S	0.05  /* of the field's strength and dip */
#define SH_HEADING_MAX	104.0 /* deg, 180 / sqrt(3): evenly anywhere */

/** What rest detection made of one sample. */
struct sh_rest_now {
	struct sh_vec3 rate, acc, acc_before; /* low-passed, and one sample ago */
};

bool sh_fusion_params_fit(const struct sh_fusion_params *p);

/** Second-order Butterworth low-pass with delay tau_s. Shorter than half a step: passes through. */
void sh_lowpass_init(struct sh_fusion_lowpass *lp, double tau_s, double step_s);

/** Forgets all input; the output is the running mean again for tau_s. */
void sh_lowpass_restart(uint32_t *n, double *s, int count);

/** Restarts as if `x` had been the mean of so many samples already. */
void sh_lowpass_seed(uint32_t *n, double *s, const double *x, int count, uint32_t samples);

/** Other coefficients; the output goes on from where it is. */
void sh_lowpass_retune(const struct sh_fusion_lowpass *lp, const struct sh_fusion_lowpass *old,
		       uint32_t *n, double *s, int count);

/** Nothing can go on from before this sample, which is not the first; *ret_dt_s is the step. */
bool sh_time_breaks(const struct sh_fusion *f, const struct sh_sample *s, double *ret_dt_s);

/** The time this sample stands for, 0 if it stands alone (after a gap, whose traces it removes). */
double sh_time_step(struct sh_fusion *f, const struct sh_sample *s, bool *ret_lost);

/** The level built so far is worthless: tilt is taken anew from gravity. */
void sh_level_forget(struct sh_fusion *f);

/** How many samples make one step of the bias filter, and its low-pass, for the nominal step. */
void sh_bias_retune(struct sh_fusion *f);

/** q_level turns so that `acc`, low-passed in the almost-inertial frame, points up. */
void sh_level_by(struct sh_fusion *f, const struct sh_vec3 *acc);

/** Variances and rest timers as after init; the bias itself is kept. */
void sh_bias_open(struct sh_fusion *f);

/** Variances as they are after a start bias whose 1-sigma is `across_rad_s` on the two axes across
 * `acc` and `along_rad_s` along it. */
void sh_bias_doubt(struct sh_fusion *f, struct sh_vec3 acc, double across_rad_s,
		   double along_rad_s);

/** Forgets what was seen of rest, not the bias. */
void sh_rest_restart(struct sh_fusion *f);

/** Neither rest nor a start bias can be going on. */
void sh_rest_deny(struct sh_fusion *f);

/** Rate (bias in it) and specific force of one sample: updates rest detection.
 * @return true if a start bias was taken that is so far from the old one that the level built so
 *         far is worthless. */
bool sh_rest_step(struct sh_fusion *f, const struct sh_vec3 *gyro, const struct sh_vec3 *acc,
		  double dt_s, struct sh_rest_now *ret);

/** Corrects the bias from the last bias_n samples: creep_x and creep_y are the sums of the level's
 * error (x and y of the unit low-passed force in earth axes, before each correction), `q` is sensor
 * -> earth now. */
void sh_bias_correct(struct sh_fusion *f, const struct sh_quat *q, const struct sh_rest_now *rest);

/** The bias becomes uncertain by `dt_s` of not being watched. */
void sh_bias_age(struct sh_fusion *f, double dt_s);

/** 1-sigma of the bias: horizontal (per axis) and vertical. `up` in sensor axes. */
void sh_bias_sigma(const struct sh_fusion *f, const struct sh_vec3 *up,
		   double *ret_horizontal_rad_s, double *ret_vertical_rad_s);

void sh_mag_init(struct sh_fusion *f);

/** The nominal step has changed. */
void sh_mag_retune(struct sh_fusion *f, double old_step_s);

/** Heading is unknown again, the field is not. */
void sh_mag_forget(struct sh_fusion *f);

/** `field` in sensor axes, `rate` the low-passed rate less the start bias, `q` level. */
void sh_mag_step(struct sh_fusion *f, const struct sh_vec3 *field, const struct sh_vec3 *rate,
		 const struct sh_quat *q);

/** Follows a reading that shows north at `north_rad` in level axes, by the share that it deserves.
 * @return that share. */
double sh_mag_follow(struct sh_fusion *f, double north_rad);

/** The next call of sh_sigma_step renews. */
void sh_sigma_due(struct sh_fusion *f);

/** So much turning was not seen, 1-sigma. */
void sh_sigma_hide(struct sh_fusion *f, double deg);

/** Keeps tilt_sigma_deg and heading_sigma_deg young enough. `q` is sensor -> earth. */
void sh_sigma_step(struct sh_fusion *f, const struct sh_quat *q, double dt_s);

#endif
