/* Time in the orientation filter: gaps, lost samples, and a rate that is not the nominal one.
 *
 * The rate is watched over windows of two seconds. The longest step of a window is left out,
 * because it may be one burst of loss; two windows that agree with each other are another rate.
 * Tried and dropped: giving the low-passes the true step each sample (coefficients from tan() every
 * time, and jitter in the arrival time became noise).
 */

#include "core/fusion_parts.h"

#define WINDOW_S       2.0 /* watching the sample rate */
#define WINDOW_SAMPLES 8
#define RATE_TOLERANCE 0.1
#define GAP_TURN_DEG_S 30.0 /* turning nobody saw, 1-sigma; judgement: slow exercises */

/* What happened in `dt_s` is not known well enough to go on from. */
static void bridge_gap(struct sh_fusion *f, double dt_s, bool restarted)
{
	sh_level_forget(f);
	sh_rest_restart(f);
	sh_mag_forget(f);
	sh_bias_age(f, dt_s);
	if (restarted)
		sh_bias_open(f);
	f->hidden_heading_deg2 += GAP_TURN_DEG_S * dt_s * GAP_TURN_DEG_S * dt_s;
	f->window_s = f->window_longest_s = f->candidate_s = 0.0;
	f->window_n = 0;
	sh_sigma_due(f);
}

static void retune(struct sh_fusion *f, double step_s)
{
	struct sh_fusion_lowpass level = f->level_lp, motion = f->motion_lp, rest = f->rest_lp;
	double old_step_s = f->step_s;

	f->step_s = step_s;
	sh_bias_retune(f);
	sh_lowpass_init(&f->level_lp, f->p.tau_acc_s, step_s);
	sh_lowpass_init(&f->rest_lp, f->p.rest_tau_s, step_s);
	sh_lowpass_retune(&f->level_lp, &level, &f->acc_n, f->acc, 3);
	sh_lowpass_retune(&f->motion_lp, &motion, &f->motion_n, f->motion, 11);
	sh_lowpass_retune(&f->rest_lp, &rest, &f->rest_n, f->rest, 6);
	sh_mag_retune(f, old_step_s);
}

static bool differs(double a, double b)
{
	return a > b * (1.0 + RATE_TOLERANCE) || a < b * (1.0 - RATE_TOLERANCE);
}

static void watch_rate(struct sh_fusion *f, double dt_s)
{
	double mean;

	f->window_s += dt_s;
	f->window_n = (uint16_t)(f->window_n + 1);
	if (dt_s > f->window_longest_s)
		f->window_longest_s = dt_s;
	if (f->window_s < WINDOW_S || f->window_n < WINDOW_SAMPLES)
		return;
	mean = (f->window_s - f->window_longest_s) / (f->window_n - 1);
	f->window_s = f->window_longest_s = 0.0;
	f->window_n = 0;
	if (!differs(mean, f->step_s)) {
		f->candidate_s = 0.0;
	} else if (f->candidate_s > 0.0 && !differs(mean, f->candidate_s)) {
		f->candidate_s = 0.0;
		retune(f, mean);
	} else {
		f->candidate_s = mean;
	}
}

bool sh_time_breaks(const struct sh_fusion *f, const struct sh_sample *s, double *ret_dt_s)
{
	double gap_s = f->p.gap_reset_s;

	/* unsigned, because the difference of two int64_t may need 64 bits */
	*ret_dt_s = (double)((uint64_t)s->t_us - (uint64_t)f->t_us) * 1e-6;
	if (gap_s < SH_BLIND_STEPS * f->step_s)
		gap_s = SH_BLIND_STEPS * f->step_s;
	return *ret_dt_s > gap_s || (s->flags & SH_SAMPLE_RESTART) != 0;
}

double sh_time_step(struct sh_fusion *f, const struct sh_sample *s, bool *ret_lost)
{
	double dt_s;

	*ret_lost = false;
	if (!f->started)
		return f->step_s;
	if (sh_time_breaks(f, s, &dt_s)) {
		bridge_gap(f, dt_s, (s->flags & SH_SAMPLE_RESTART) != 0);
		return 0.0;
	}
	watch_rate(f, dt_s);
	*ret_lost = dt_s > SH_LOST_STEPS * f->step_s;
	if (*ret_lost)
		sh_sigma_hide(f, GAP_TURN_DEG_S * (dt_s - f->step_s));
	return dt_s;
}
