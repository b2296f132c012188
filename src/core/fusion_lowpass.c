/* The low-pass used everywhere in the orientation filter.
 *
 * Second-order Butterworth, cut-off sqrt(2)/(2 pi tau), so that its delay for slow signals is tau;
 * bilinear transform, transposed direct form II, b1 = 2 b0 and b2 = b0. It has to be in double:
 * with tau = 3 s at 300 Hz the poles lie 1e-3 from the unit circle and single precision would not
 * hold a level.
 *
 * Until tau is over the output is the mean of all samples so far. That makes the first output
 * right at once (a filter started from zero would take seconds) without resting on a single noisy
 * sample; then the states are set as if that mean had been the input for ever.
 *
 * The step itself is inline in fusion_math.h. Outputs are not kept: what would come out next for a
 * steady input follows from the first state, and that is what a change of rate goes on from.
 */

#include "core/fusion_math.h"
#include "core/fusion_parts.h"
#include "core/smath.h"

#define SQRT_2 1.41421356237309504880

void sh_lowpass_init(struct sh_fusion_lowpass *lp, double tau_s, double step_s)
{
	double c, d;

	if (tau_s < step_s / 2.0) {
		*lp = (struct sh_fusion_lowpass){1.0, 0.0, 0.0};
		return;
	}
	c = sh_tan(SQRT_2 * step_s / (2.0 * tau_s));
	d = c * c + SQRT_2 * c + 1.0;
	lp->b0 = c * c / d;
	lp->a1 = 2.0 * (c * c - 1.0) / d;
	lp->a2 = (1.0 - SQRT_2 * c + c * c) / d;
}

void sh_lowpass_restart(uint32_t *n, double *s, int count)
{
	*n = 0;
	for (int i = 0; i < 2 * count; i++)
		s[i] = 0.0;
}

static void steady_state(const struct sh_fusion_lowpass *lp, double *s, int count, int i, double y)
{
	s[i] = y * (1.0 - lp->b0);
	s[count + i] = y * (lp->b0 - lp->a2);
}

void sh_lowpass_seed(uint32_t *n, double *s, const double *x, int count, uint32_t samples)
{
	sh_lowpass_restart(n, s, count);
	*n = samples;
	for (int i = 0; i < count; i++)
		s[i] = samples * x[i];
}

void sh_lowpass_average(const struct sh_fusion_lowpass *lp, double tau_s, double step_s,
			uint32_t *n, double *s, const double *x, double *ret, int count)
{
	if (lp->b0 >= 1.0) { /* passes through */
		*n = 0;
		for (int i = 0; i < count; i++)
			ret[i] = x[i];
		return;
	}
	*n += 1;
	for (int i = 0; i < count; i++) {
		s[i] += x[i];
		ret[i] = s[i] / *n;
	}
	if (*n * step_s < tau_s)
		return;
	*n = SH_SETTLED;
	for (int i = 0; i < count; i++)
		steady_state(lp, s, count, i, ret[i]);
}

void sh_lowpass_retune(const struct sh_fusion_lowpass *lp, const struct sh_fusion_lowpass *old,
		       uint32_t *n, double *s, int count)
{
	if (*n != SH_SETTLED)
		return;
	if (lp->b0 >= 1.0) {
		sh_lowpass_restart(n, s, count);
		return;
	}
	for (int i = 0; i < count; i++)
		steady_state(lp, s, count, i, s[i] / (1.0 - old->b0));
}
