/* Orientation filter: integration, levelling, time, uncertainty.
 *
 * Two rotations instead of one. q_gyro takes sensor axes to an almost-inertial frame and is made
 * from the rate alone; q_level takes that frame to one with z up. Seen in the almost-inertial frame
 * gravity is constant and the wearer's own acceleration changes sign all the time, so a plain
 * low-pass there separates them; the same low-pass in sensor axes would smear gravity with every
 * turn. Levelling turns by the shortest way, so it never moves heading on purpose.
 *
 * The order within a step (rest, integrate, level, bias) is the published filter's, so that the
 * `compat` preset can be compared with it sample by sample. Tried and dropped: giving the filters
 * the true step each sample (coefficients from tan() every time, and jitter in the arrival time
 * became noise), and measuring the level error over the true step (one late sample weighs as
 * nothing, one early sample as a fall).
 */

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/fusion_parts.h"
#include "core/quat.h"
#include "core/smath.h"

#define GRAVITY_M_S2	  9.80665
#define RATE_MAX_RAD_S	  1000.0
#define ACC_MAX_M_S2	  10000.0
#define LOST_STEPS	  1.5 /* a longer step has lost samples in it */
#define BLIND_STEPS	  2.5 /* a longer one says nothing about the bias */
#define WINDOW_S	  2.0 /* watching the sample rate */
#define WINDOW_SAMPLES	  8.0
#define RATE_TOLERANCE	  0.1
#define ACC_ERROR_TAU_S	  0.5
#define RELEVEL_SAMPLES	  10.0 /* the low-passed force lags a swaying wearer by half a second */
#define FIRST_TILT_DEG	  1.0  /* one sample at rest: noise and a trembling hand; judgement */
#define MOTION_TILT	  0.2 /* share of acc_error that tilts; fitted to BROAD, claims 0.2 to 1.9 x */
#define MOTION_CORR_S	  0.5  /* how long a push keeps its direction; judgement */
#define GAP_TURN_DEG_S	  30.0 /* turning nobody saw, 1-sigma; judgement: slow exercises */
#define CLIPPED_SHARE	  0.2  /* of a clipped rate that is missing, 1-sigma; judgement */
#define TILT_SIGMA_MAX	  90.0
#define HEADING_SIGMA_MAX 104.0 /* 180 / sqrt(3): evenly anywhere */

void sh_fusion_defaults_compat(struct sh_fusion_params *p)
{
	*p = (struct sh_fusion_params){
		.tau_acc_s = 3.0,
		.acc_delay_s = 0.0,
		.coning = false,
		.rest_tau_s = 0.5,
		.rest_min_s = 1.5,
		.rest_rate_rad_s = sh_rad(2.0),
		.rest_acc_m_s2 = 0.5,
		.rest_less_sway = false,
		.sigma_init_rad_s = sh_rad(0.5),
		.sigma_motion_rad_s = sh_rad(0.1),
		.sigma_rest_rad_s = sh_rad(0.03),
		.vertical_forgetting = 1e-4,
		.forgetting_s = 100.0,
		.bias_clip_rad_s = sh_rad(2.0),
		.start_bias_clip_rad_s = 0.0,
		.start_acc_m_s2 = 0.25,
		.start_again_s = 10.0,
		.gap_reset_s = 0.5,
	};
}

void sh_fusion_defaults_coached(struct sh_fusion_params *p)
{
	sh_fusion_defaults_compat(p);
	p->coning = true;
	p->rest_min_s = 2.0;
	p->rest_rate_rad_s = sh_rad(1.5);
	p->rest_less_sway = true;
	p->sigma_rest_rad_s = sh_rad(0.06);
	p->start_bias_clip_rad_s = sh_rad(25.0);
}

static bool in_range(double x, double low, double high)
{
	return x >= low && x <= high; /* false for NaN */
}

/* Degrees, with room for what sh_rad() rounds. */
static bool in_range_deg(double rad, double low_deg, double high_deg)
{
	return in_range(sh_deg(rad), low_deg * (1.0 - 1e-12), high_deg * (1.0 + 1e-12));
}

static bool params_fit(const struct sh_fusion_params *p)
{
	double clip_deg = sh_deg(p->bias_clip_rad_s);

	return in_range(p->tau_acc_s, 0.1, 60.0) && in_range(p->acc_delay_s, -0.1, 0.1) &&
	       in_range(p->rest_tau_s, 0.05, 10.0) && in_range(p->rest_min_s, 0.1, 60.0) &&
	       in_range_deg(p->rest_rate_rad_s, 0.05, 50.0) &&
	       in_range(p->rest_acc_m_s2, 0.01, 10.0) &&
	       in_range_deg(p->sigma_init_rad_s, 0.001, 20.0) &&
	       in_range_deg(p->sigma_motion_rad_s, 0.001, 10.0) &&
	       in_range_deg(p->sigma_rest_rad_s, 0.001, 10.0) &&
	       in_range(p->vertical_forgetting, 1e-9, 1.0) && in_range(p->forgetting_s, 1.0, 1e5) &&
	       in_range_deg(p->bias_clip_rad_s, 0.01, 100.0) &&
	       (p->start_bias_clip_rad_s == 0.0 ||
		in_range_deg(p->start_bias_clip_rad_s, clip_deg, 100.0)) &&
	       in_range(p->start_acc_m_s2, 0.01, 5.0) &&
	       in_range(p->start_again_s, p->rest_min_s, 1000.0) &&
	       in_range(p->gap_reset_s, 0.02, 60.0);
}

enum sh_status sh_fusion_init(struct sh_fusion *f, const struct sh_fusion_params *p, double rate_hz)
{
	assert(f != NULL && p != NULL);
	if (!params_fit(p) || !in_range(rate_hz, 1.0, 10000.0))
		return SH_ERR_CONFIG;
	memset(f, 0, sizeof(*f));
	f->p = *p;
	f->step_s = 1.0 / rate_hz;
	f->q_gyro = f->q_level = sh_quat_identity();
	sh_lowpass_init(&f->acc_lp, p->tau_acc_s, f->step_s);
	sh_lowpass_init(&f->motion_lp, p->tau_acc_s, f->step_s);
	sh_lowpass_init(&f->rest_gyro_lp, p->rest_tau_s, f->step_s);
	sh_lowpass_init(&f->rest_acc_lp, p->rest_tau_s, f->step_s);
	sh_bias_open(f);
	return SH_OK;
}

static bool vec_fits(const struct sh_vec3 *v, double limit)
{
	return in_range(v->x, -limit, limit) && in_range(v->y, -limit, limit) &&
	       in_range(v->z, -limit, limit);
}

static struct sh_vec3 bias(const struct sh_fusion *f)
{
	return sh_vec3_add(&f->start_bias_rad_s, &f->bias_rad_s);
}

static void forget_level(struct sh_fusion *f)
{
	sh_lowpass_restart(&f->acc_lp, f->acc, 3);
	sh_lowpass_restart(&f->motion_lp, f->motion, 11);
	f->has_last = f->has_acc_error = false;
	f->hidden_tilt_deg2 = 0.0;
}

/* What happened in `dt_s` is not known well enough to go on from. */
static void bridge_gap(struct sh_fusion *f, double dt_s, bool restarted)
{
	forget_level(f);
	sh_rest_restart(f);
	sh_bias_age(f, dt_s);
	if (restarted)
		sh_bias_open(f);
	f->hidden_heading_deg2 += GAP_TURN_DEG_S * dt_s * GAP_TURN_DEG_S * dt_s;
	f->window_s = f->window_n = f->window_longest_s = f->candidate_s = 0.0;
}

/* The start bias has just shown that all integration so far was worthless; gravity is known from
 * the rest it was taken from. */
static void restart_level(struct sh_fusion *f)
{
	double x[3] = {f->rest_acc[0].y, f->rest_acc[1].y, f->rest_acc[2].y};

	forget_level(f);
	f->hidden_heading_deg2 = f->heading_drift_deg = 0.0;
	f->q_gyro = f->q_level = sh_quat_identity();
	sh_lowpass_seed(&f->acc_lp, f->acc, x, 3, RELEVEL_SAMPLES);
}

static void retune(struct sh_fusion *f, double step_s)
{
	f->step_s = step_s;
	sh_lowpass_retune(&f->acc_lp, f->acc, 3, step_s);
	sh_lowpass_retune(&f->motion_lp, f->motion, 11, step_s);
	sh_lowpass_retune(&f->rest_gyro_lp, f->rest_gyro, 3, step_s);
	sh_lowpass_retune(&f->rest_acc_lp, f->rest_acc, 3, step_s);
}

static bool differs(double a, double b)
{
	return a > b * (1.0 + RATE_TOLERANCE) || a < b * (1.0 - RATE_TOLERANCE);
}

/* The longest step of a window is left out, because it may be one burst of loss; two windows that
 * agree are another rate. */
static void watch_rate(struct sh_fusion *f, double dt_s)
{
	double mean;

	f->window_s += dt_s;
	f->window_n += 1.0;
	if (dt_s > f->window_longest_s)
		f->window_longest_s = dt_s;
	if (f->window_s < WINDOW_S || f->window_n < WINDOW_SAMPLES)
		return;
	mean = (f->window_s - f->window_longest_s) / (f->window_n - 1.0);
	f->window_s = f->window_n = f->window_longest_s = 0.0;
	if (!differs(mean, f->step_s)) {
		f->candidate_s = 0.0;
	} else if (f->candidate_s > 0.0 && !differs(mean, f->candidate_s)) {
		f->candidate_s = 0.0;
		retune(f, mean);
	} else {
		f->candidate_s = mean;
	}
}

/* `rate` has the bias removed. */
static void integrate(struct sh_fusion *f, const struct sh_vec3 *rate, double dt_s, bool lost)
{
	struct sh_vec3 w = *rate, turn;
	struct sh_quat dq, q;

	if (f->has_last && lost) {
		w = sh_vec3_add(&f->last_rate_rad_s, rate);
		w = sh_vec3_scale(&w, 0.5);
	} else if (f->has_last && f->p.coning) {
		turn = sh_vec3_cross(&f->last_rate_rad_s, rate);
		turn = sh_vec3_scale(&turn, dt_s / 12.0);
		w = sh_vec3_add(rate, &turn);
	}
	f->last_rate_rad_s = *rate;
	f->has_last = true;
	turn = sh_vec3_scale(&w, dt_s);
	dq = sh_quat_from_rotvec(&turn);
	q = sh_quat_mul(&f->q_gyro, &dq);
	f->q_gyro = sh_quat_normalise(&q);
}

/* @return true if the level could be judged; *ret_up is gravity as it was before the correction. */
static bool level(struct sh_fusion *f, const struct sh_vec3 *acc, struct sh_vec3 *ret_up)
{
	struct sh_vec3 a = sh_quat_rotate(&f->q_gyro, acc);
	double x[3] = {a.x, a.y, a.z}, size;
	struct sh_quat turn, q;

	sh_lowpass_step(&f->acc_lp, f->acc, x, 3, f->step_s);
	a = (struct sh_vec3){f->acc[0].y, f->acc[1].y, f->acc[2].y};
	size = sh_vec3_norm(&a);
	if (size < 1e-6)
		return false; /* falling, or opposite pushes: no direction in it */
	a = sh_vec3_scale(&a, 1.0 / size);
	*ret_up = sh_quat_rotate(&f->q_level, &a);
	turn = sh_quat_to_up(ret_up);
	q = sh_quat_mul(&turn, &f->q_level);
	f->q_level = sh_quat_normalise(&q);
	f->levelled = true;
	return true;
}

static void watch_acc_error(struct sh_fusion *f, const struct sh_vec3 *acc, double dt_s)
{
	double e = sh_vec3_norm(acc) - GRAVITY_M_S2;

	e = e < 0.0 ? -e : e;
	if (!f->has_acc_error)
		f->acc_error_m_s2 = e;
	else
		f->acc_error_m_s2 += (e - f->acc_error_m_s2) * dt_s / (ACC_ERROR_TAU_S + dt_s);
	f->has_acc_error = true;
}

/* How long levelling has been averaging; and the lag of that average behind the newest sample. */
static double averaged_s(const struct sh_fusion *f)
{
	return f->acc_lp.settled ? f->p.tau_acc_s : f->acc_lp.n * f->step_s;
}

static double tilt_sigma_deg(const struct sh_fusion *f, double bias_rad_s)
{
	double t = averaged_s(f), lag = f->acc_lp.settled ? t : t / 2.0, n = t / f->step_s;
	double from_bias = sh_deg(bias_rad_s) * lag;
	double from_motion = sh_deg(f->acc_error_m_s2 / GRAVITY_M_S2) * MOTION_TILT *
			     sqrt(MOTION_CORR_S / (MOTION_CORR_S + t));
	double sum = from_bias * from_bias + from_motion * from_motion + f->hidden_tilt_deg2;

	if (!f->levelled)
		return TILT_SIGMA_MAX;
	sum += FIRST_TILT_DEG * FIRST_TILT_DEG / (n > 1.0 ? n : 1.0);
	return sh_clamp(sqrt(sum), 0.0, TILT_SIGMA_MAX);
}

static void hide(struct sh_fusion *f, double deg)
{
	f->hidden_tilt_deg2 += deg * deg;
	f->hidden_heading_deg2 += deg * deg;
}

static void output(struct sh_fusion *f, const struct sh_sample *s, double dt_s,
		   const double r[3][3], struct sh_orientation *ret)
{
	double horizontal_rad_s, vertical_rad_s;

	sh_bias_sigma(f, r, &horizontal_rad_s, &vertical_rad_s);
	f->heading_drift_deg += sh_deg(vertical_rad_s) * dt_s;
	f->hidden_tilt_deg2 -= f->hidden_tilt_deg2 * 2.0 * dt_s / (f->p.tau_acc_s + 2.0 * dt_s);
	ret->t_us = s->t_us;
	ret->q = sh_quat_identity();
	if (f->levelled)
		ret->q = sh_quat_mul(&f->q_level, &f->q_gyro);
	ret->q = sh_quat_normalise(&ret->q);
	ret->bias_rad_s = bias(f);
	ret->rate_rad_s = sh_vec3_sub(&s->gyro_rad_s, &ret->bias_rad_s);
	ret->tilt_sigma_deg = tilt_sigma_deg(f, horizontal_rad_s);
	ret->heading_sigma_deg =
		sh_clamp(sqrt(f->heading_drift_deg * f->heading_drift_deg + f->hidden_heading_deg2),
			 0.0, HEADING_SIGMA_MAX);
	ret->acc_error_m_s2 = f->acc_error_m_s2;
	ret->at_rest = f->at_rest;
}

/* The time this sample stands for, 0 if it stands alone. */
static double step_time(struct sh_fusion *f, const struct sh_sample *s, bool *ret_lost)
{
	double dt_s, gap_s = f->p.gap_reset_s;

	*ret_lost = false;
	if (!f->started)
		return f->step_s;
	/* unsigned, because the difference of two int64_t may need 64 bits */
	dt_s = (double)((uint64_t)s->t_us - (uint64_t)f->t_us) * 1e-6;
	if (gap_s < BLIND_STEPS * f->step_s)
		gap_s = BLIND_STEPS * f->step_s;
	if (dt_s > gap_s || (s->flags & SH_SAMPLE_RESTART) != 0) {
		bridge_gap(f, dt_s, (s->flags & SH_SAMPLE_RESTART) != 0);
		return 0.0;
	}
	watch_rate(f, dt_s);
	*ret_lost = dt_s > LOST_STEPS * f->step_s;
	return dt_s;
}

/* Specific force as it would be without the accelerometer's delay. */
static struct sh_vec3 undelayed(const struct sh_fusion *f, const struct sh_sample *s,
				const struct sh_vec3 *rate)
{
	struct sh_vec3 back = sh_vec3_cross(rate, &s->acc_m_s2);

	back = sh_vec3_scale(&back, f->p.acc_delay_s);
	return sh_vec3_sub(&s->acc_m_s2, &back);
}

enum sh_status sh_fusion_step(struct sh_fusion *f, const struct sh_sample *s,
			      struct sh_orientation *ret)
{
	const struct sh_vec3 *a = &s->acc_m_s2;
	bool gyro_clipped = (s->flags & SH_SAMPLE_GYRO_CLIPPED) != 0, lost, judged = false;
	bool use_acc = (s->flags & SH_SAMPLE_ACC_CLIPPED) == 0 &&
		       (a->x != 0.0 || a->y != 0.0 || a->z != 0.0);
	struct sh_vec3 b, rate, acc, up = {0.0, 0.0, 1.0}, part;
	struct sh_quat q;
	double dt_s, r[3][3];

	assert(f != NULL && ret != NULL);
	if (!vec_fits(&s->gyro_rad_s, RATE_MAX_RAD_S) || !vec_fits(a, ACC_MAX_M_S2))
		return SH_ERR_INPUT;
	if (f->started && s->t_us <= f->t_us)
		return SH_ERR_ORDER;
	dt_s = step_time(f, s, &lost);
	f->started = true;
	f->t_us = s->t_us;
	if (f->start_open) {
		part = sh_vec3_scale(&s->gyro_rad_s, dt_s);
		f->start_sum = sh_vec3_add(&f->start_sum, &part);
		f->start_s += dt_s;
	}
	b = bias(f);
	rate = sh_vec3_sub(&s->gyro_rad_s, &b);
	acc = undelayed(f, s, &rate);
	if (gyro_clipped || !use_acc)
		sh_rest_deny(f);
	else if (sh_rest_step(f, &s->gyro_rad_s, &acc, lost ? f->step_s : dt_s))
		restart_level(f);
	b = bias(f); /* a start bias may have been taken */
	rate = sh_vec3_sub(&s->gyro_rad_s, &b);
	integrate(f, &rate, dt_s, lost);
	if (use_acc) {
		watch_acc_error(f, a, dt_s);
		judged = level(f, &acc, &up);
	}
	q = sh_quat_mul(&f->q_level, &f->q_gyro);
	sh_quat_to_matrix(&q, r);
	if (judged && !gyro_clipped && dt_s > 0.0 && dt_s <= BLIND_STEPS * f->step_s)
		sh_bias_step(f, &up, (const double(*)[3])r);
	if (gyro_clipped)
		hide(f, CLIPPED_SHARE * sh_deg(sh_vec3_norm(&rate)) * dt_s);
	else if (lost)
		hide(f, GAP_TURN_DEG_S * (dt_s - f->step_s));
	output(f, s, dt_s, (const double(*)[3])r, ret);
	return SH_OK;
}
