/* The low-pass used everywhere in the orientation filter.
 *
 * Second-order Butterworth, cut-off sqrt(2)/(2 pi tau), so that its delay for slow signals is tau;
 * bilinear transform, transposed direct form II. It has to be in double: with tau = 3 s at 300 Hz
 * the poles lie 1e-3 from the unit circle and single precision would not hold a level.
 *
 * Until tau is over the output is the mean of all samples so far. That makes the first output
 * right at once (a filter started from zero would take seconds) without resting on a single noisy
 * sample; then the states are set as if that mean had been the input for ever.
 */

#include "core/fusion_parts.h"
#include "core/smath.h"

#define SQRT_2 1.41421356237309504880

void sh_lowpass_init(struct sh_fusion_lowpass *lp, double tau_s, double step_s)
{
	double c, d;

	lp->tau_s = tau_s;
	if (tau_s < step_s / 2.0) {
		lp->b0 = 1.0;
		lp->b1 = lp->b2 = lp->a1 = lp->a2 = 0.0;
		return;
	}
	c = sh_tan(SQRT_2 * step_s / (2.0 * tau_s));
	d = c * c + SQRT_2 * c + 1.0;
	lp->b0 = c * c / d;
	lp->b1 = 2.0 * lp->b0;
	lp->b2 = lp->b0;
	lp->a1 = 2.0 * (c * c - 1.0) / d;
	lp->a2 = (1.0 - SQRT_2 * c + c * c) / d;
}

void sh_lowpass_restart(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, int n)
{
	lp->n = 0.0;
	lp->settled = false;
	for (int i = 0; i < n; i++)
		c[i] = (struct sh_fusion_channel){0.0, 0.0, 0.0};
}

static void steady_state(const struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, double y)
{
	c->s1 = y * (1.0 - lp->b0);
	c->s2 = y * (lp->b2 - lp->a2);
	c->y = y;
}

void sh_lowpass_seed(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, const double *x,
		     int n, double samples)
{
	sh_lowpass_restart(lp, c, n);
	lp->n = samples;
	for (int i = 0; i < n; i++)
		c[i].s1 = samples * x[i];
}

static void average(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, const double *x,
		    int n, double step_s)
{
	lp->n += 1.0;
	for (int i = 0; i < n; i++) {
		c[i].s1 += x[i];
		c[i].y = c[i].s1 / lp->n;
	}
	if (lp->n * step_s < lp->tau_s)
		return;
	lp->settled = true;
	for (int i = 0; i < n; i++)
		steady_state(lp, &c[i], c[i].y);
}

void sh_lowpass_step(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, const double *x,
		     int n, double step_s)
{
	if (!lp->settled) {
		average(lp, c, x, n, step_s);
		return;
	}
	for (int i = 0; i < n; i++) {
		double y = lp->b0 * x[i] + c[i].s1;

		c[i].s1 = lp->b1 * x[i] - lp->a1 * y + c[i].s2;
		c[i].s2 = lp->b2 * x[i] - lp->a2 * y;
		c[i].y = y;
	}
}

void sh_lowpass_retune(struct sh_fusion_lowpass *lp, struct sh_fusion_channel *c, int n,
		       double step_s)
{
	sh_lowpass_init(lp, lp->tau_s, step_s);
	for (int i = 0; i < n && lp->settled; i++)
		steady_state(lp, &c[i], c[i].y);
}
