#ifndef SH_CORE_FUSION_PARTS_H
#define SH_CORE_FUSION_PARTS_H

/** What fusion.c, fusion_rest.c, fusion_bias.c and fusion_lowpass.c share; nobody else includes
 * this.
 *
 * Units as in fusion.h: rad/s, m/s2, s. Variances of the bias are in (0.01 deg/s)^2, which keeps
 * the matrix entries near one.
 */

#include "spinehold/fusion.h"

/** Second-order Butterworth low-pass with delay tau_s. Shorter than half a step: passes through. */
void sh_lowpass_init(struct sh_fusion_lowpass *lp, double tau_s, double step_s);

/** Forgets all input; the output is the running mean again for tau_s. */
void sh_lowpass_restart(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, int n);

/** Restarts as if `x` had been the mean of so many samples already. */
void sh_lowpass_seed(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, const double *x,
		     int n, double samples);

/** One sample into n channels; the output is in c[].y. */
void sh_lowpass_step(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, const double *x,
		     int n, double step_s);

/** New step; the output goes on from where it is. */
void sh_lowpass_retune(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, int n,
		       double step_s);

/** Variances and rest timers as after init; the bias itself is kept. */
void sh_bias_open(struct sh_fusion *f);

/** Variances as they are after a start bias whose 1-sigma is `across_rad_s` on the two axes across
 * gravity (as low-passed for rest detection) and `along_rad_s` along it. */
void sh_bias_doubt(struct sh_fusion *f, double across_rad_s, double along_rad_s);

/** Forgets what was seen of rest, not the bias. */
void sh_rest_restart(struct sh_fusion *f);

/** Neither rest nor a start bias can be going on. */
void sh_rest_deny(struct sh_fusion *f);

/** Rate (bias in it) and specific force of one sample: updates rest detection.
 * @return true if a start bias was taken that is so far from the old one that the level built so
 *         far is worthless. */
bool sh_rest_step(struct sh_fusion *f, const struct sh_vec3 *gyro, const struct sh_vec3 *acc,
		  double dt_s);

/** The low-passed rate, start bias and all; less the turn that gravity shows if
 * `rest_less_sway`. */
struct sh_vec3 sh_rest_rate(const struct sh_fusion *f);

/** One step of the bias filter. `up` is the low-passed specific force in earth axes, unit length,
 * from before the level was corrected by it; `r` the rows of sensor -> earth after that. */
void sh_bias_step(struct sh_fusion *f, const struct sh_vec3 *up, const double r[3][3]);

/** The bias becomes uncertain by `dt_s` of not being watched. */
void sh_bias_age(struct sh_fusion *f, double dt_s);

/** 1-sigma of the bias: horizontal (per axis) and vertical. `r` as above. */
void sh_bias_sigma(const struct sh_fusion *f, const double r[3][3], double *ret_horizontal_rad_s,
		   double *ret_vertical_rad_s);

#endif
