/* Orientation filter: integration, levelling, what is handed out.
 *
 * Two rotations instead of one. q_gyro takes sensor axes to an almost-inertial frame and is made
 * from the rate alone; q_level takes that frame to one with z up. Seen in the almost-inertial frame
 * gravity is constant and the wearer's own acceleration changes sign all the time, so a plain
 * low-pass there separates them; the same low-pass in sensor axes would smear gravity with every
 * turn. Levelling turns by the shortest way, so it never moves heading on purpose.
 *
 * The order within a step (rest, integrate, level, bias, magnetometer) is the published filter's,
 * so that the `compat` preset can be compared with it sample by sample. What costs is the chain
 * from one bias to the next; so there is no square root in it (series for small turns, the lean as
 * a tangent, quaternions made unit every 64 samples only). Tried and dropped: measuring the level
 * error over the true step (one late sample weighs as nothing, one early sample as a fall).
 */

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/fusion_integrate.h"
#include "core/fusion_math.h"
#include "core/fusion_parts.h"
#include "core/quat.h"
#include "core/smath.h"

#define RATE_MAX_RAD_S	1000.0
#define ACC_MAX_M_S2	10000.0
#define MAG_MAX_UT	1e6
#define ACC_ERROR_TAU_S 0.5
#define RELEVEL_SAMPLES 10  /* the low-passed force lags a swaying wearer by half a second */
#define CLIPPED_SHARE	0.2 /* of a clipped rate that is missing, 1-sigma; judgement */

enum sh_status sh_fusion_init(struct sh_fusion *f, const struct sh_fusion_params *p, double rate_hz)
{
	assert(f != NULL && p != NULL);
	if (!sh_fusion_params_fit(p) || !(rate_hz >= 1.0 && rate_hz <= 10000.0))
		return SH_ERR_CONFIG;
	memset(f, 0, sizeof(*f));
	f->p = *p;
	f->step_s = 1.0 / rate_hz;
	f->q_gyro = f->q_level = sh_quat_identity();
	f->acc_error_m_s2 = f->tilt_sigma_deg = -1.0;
	sh_lowpass_init(&f->level_lp, p->tau_acc_s, f->step_s);
	sh_lowpass_init(&f->rest_lp, p->rest_tau_s, f->step_s);
	sh_bias_retune(f);
	sh_bias_open(f);
	sh_mag_init(f);
	return SH_OK;
}

static bool vec_fits(const struct sh_vec3 *v, double limit)
{
	return v->x >= -limit && v->x <= limit && v->y >= -limit && v->y <= limit &&
	       v->z >= -limit && v->z <= limit;
}

static bool is_zero(const struct sh_vec3 *v)
{
	return v->x == 0.0 && v->y == 0.0 && v->z == 0.0;
}

void sh_level_forget(struct sh_fusion *f)
{
	sh_lowpass_restart(&f->acc_n, f->acc, 3);
	sh_lowpass_restart(&f->motion_n, f->motion, 11);
	f->creep_x = f->creep_y = 0.0;
	f->bias_n = 0;
	f->has_last = false;
	f->acc_error_m_s2 = -1.0;
	f->hidden_tilt_deg2 = 0.0;
}

/* The start bias has just shown that all integration so far was worthless; gravity is known from
 * the rest it was taken from. */
static void restart_level(struct sh_fusion *f, const struct sh_rest_now *now)
{
	const double x[3] = {now->acc.x, now->acc.y, now->acc.z};

	sh_level_forget(f);
	f->hidden_heading_deg2 = f->heading_drift_deg = f->sigma_age_s = 0.0;
	f->q_gyro = f->q_level = sh_quat_identity();
	sh_lowpass_seed(&f->acc_n, f->acc, x, 3, RELEVEL_SAMPLES);
	sh_mag_init(f);
}

/* The low-passed force `v` in earth axes leans far from up, or there is hardly any. */
static bool level_far(struct sh_fusion *f, struct sh_vec3 v, struct sh_vec3 *ret_up)
{
	double size = sqrt(vec_dot(v, v));
	struct sh_quat turn;

	if (size < 1e-6)
		return false; /* falling, or opposite pushes: no direction in it */
	*ret_up = vec_scale(v, 1.0 / size);
	turn = sh_quat_to_up(ret_up);
	f->q_level = quat_mul(turn, f->q_level);
	f->q_level = sh_quat_normalise(&f->q_level);
	return true;
}

static struct sh_vec3 average(struct sh_fusion *f, struct sh_vec3 v)
{
	double x[3] = {v.x, v.y, v.z}, y[3];

	sh_lowpass_average(&f->level_lp, f->p.tau_acc_s, f->step_s, &f->acc_n, f->acc, x, y, 3);
	return vec(y[0], y[1], y[2]);
}

/* Turns q_level so that the low-passed force `a` points up.
 * @return true if it could be judged; *ret_up is its direction in earth before that. */
static inline bool level(struct sh_fusion *f, struct sh_vec3 a, struct sh_vec3 *ret_up)
{
	struct sh_quat q = f->q_level;
	struct sh_vec3 v = quat_rotate(q, a);
	double k = 1.0 / v.z, tx = v.x * k, ty = v.y * k, tt = tx * tx + ty * ty, c, w, half;

	if (!(v.z > 1e-3 && tt < SH_LEAN_SMALL)) {
		if (!level_far(f, v, ret_up))
			return false;
	} else {
		lean_small(tt, &c, &w, &half);
		*ret_up = vec(tx * c, ty * c, c);
		tx *= half;
		ty *= half;
		/* (w, ty, -tx, 0) times q_level */
		f->q_level = (struct sh_quat){
			w * q.w - (ty * q.x - tx * q.y), (w * q.x + ty * q.w) - tx * q.z,
			(w * q.y - tx * q.w) - ty * q.z, (w * q.z + ty * q.y) + tx * q.x};
	}
	if (!f->levelled)
		sh_sigma_due(f);
	f->levelled = true;
	return true;
}

void sh_level_by(struct sh_fusion *f, const struct sh_vec3 *acc)
{
	struct sh_vec3 up;

	if (level_far(f, quat_rotate(f->q_level, *acc), &up))
		f->levelled = true;
}

static inline void watch_acc_error(struct sh_fusion *f, struct sh_vec3 acc, double dt_s)
{
	double e = sqrt(vec_dot(acc, acc)) - SH_GRAVITY_M_S2;

	e = e < 0.0 ? -e : e;
	if (f->acc_error_m_s2 < 0.0)
		f->acc_error_m_s2 = e;
	else
		f->acc_error_m_s2 += (e - f->acc_error_m_s2) * dt_s / (ACC_ERROR_TAU_S + dt_s);
}

static void output(const struct sh_fusion *f, const struct sh_sample *s, struct sh_quat q,
		   struct sh_orientation *ret)
{
	double half = 0.5 * f->mag.heading_rad, sine, cosine;

	if (f->north) {
		sh_sincos(half, &sine, &cosine);
		q = quat_mul((struct sh_quat){cosine, 0.0, 0.0, sine}, q);
	}
	ret->t_us = s->t_us;
	ret->q = f->levelled ? q : sh_quat_identity();
	ret->bias_rad_s = vec_add(f->start_bias_rad_s, f->bias_rad_s);
	ret->rate_rad_s = vec_sub(s->gyro_rad_s, ret->bias_rad_s);
	ret->tilt_sigma_deg = f->tilt_sigma_deg;
	ret->heading_sigma_deg = f->heading_sigma_deg;
	ret->acc_error_m_s2 = f->acc_error_m_s2 < 0.0 ? 0.0 : f->acc_error_m_s2;
	ret->at_rest = f->at_rest;
	ret->north = f->north;
	ret->disturbed = f->disturbed;
}

static bool sample_fits(const struct sh_fusion *f, const struct sh_sample *s)
{
	return vec_fits(&s->gyro_rad_s, RATE_MAX_RAD_S) && vec_fits(&s->acc_m_s2, ACC_MAX_M_S2) &&
	       (!f->p.magnetometer || (s->flags & SH_SAMPLE_HAS_MAG) == 0 ||
		vec_fits(&s->mag_ut, MAG_MAX_UT));
}

enum sh_status sh_fusion_step(struct sh_fusion *f, const struct sh_sample *s,
			      struct sh_orientation *ret)
{
	struct sh_vec3 gyro = s->gyro_rad_s, rate, acc, up, field;
	bool gyro_clipped = (s->flags & SH_SAMPLE_GYRO_CLIPPED) != 0, lost, judged = false;
	bool use_acc = (s->flags & SH_SAMPLE_ACC_CLIPPED) == 0 && !is_zero(&s->acc_m_s2);
	struct sh_rest_now rest;
	struct sh_quat q;
	double dt_s;

	assert(f != NULL && ret != NULL);
	if (!sample_fits(f, s))
		return SH_ERR_INPUT;
	if (f->started && s->t_us <= f->t_us)
		return SH_ERR_ORDER;
	dt_s = sh_time_step(f, s, &lost);
	f->started = true;
	f->t_us = s->t_us;
	if (f->start_open) {
		f->start_sum = vec_add(f->start_sum, vec_scale(gyro, dt_s));
		f->start_s += dt_s;
	}
	rate = vec_sub(gyro, vec_add(f->start_bias_rad_s, f->bias_rad_s));
	acc = undelayed(s->acc_m_s2, rate, f->p.acc_delay_s);
	if (gyro_clipped || !use_acc) {
		sh_rest_deny(f);
		rest.rate = gyro;
	} else if (sh_rest_step(f, &s->gyro_rad_s, &acc, lost ? f->step_s : dt_s, &rest)) {
		restart_level(f, &rest);
	}
	rate = vec_sub(gyro, vec_add(f->start_bias_rad_s, f->bias_rad_s)); /* perhaps a new one */
	integrate(f, rate, dt_s, lost);
	if (use_acc) {
		watch_acc_error(f, s->acc_m_s2, dt_s);
		acc = quat_rotate(f->q_gyro, acc);
		acc = f->acc_n == SH_SETTLED ? lowpass_vec(&f->level_lp, f->acc, 3, acc)
					     : average(f, acc);
		judged = level(f, acc, &up);
	}
	q = quat_mul(f->q_level, f->q_gyro);
	if (judged && !gyro_clipped && dt_s > 0.0 && dt_s <= SH_BLIND_STEPS * f->step_s) {
		f->creep_x += up.x;
		f->creep_y += up.y;
		if (++f->bias_n >= f->bias_every)
			sh_bias_correct(f, &q, &rest);
	}
	if (gyro_clipped)
		sh_sigma_hide(f, CLIPPED_SHARE * sh_deg(sqrt(vec_dot(rate, rate))) * dt_s);
	if (f->p.magnetometer && (s->flags & SH_SAMPLE_HAS_MAG) != 0 && f->levelled &&
	    !is_zero(&s->mag_ut)) {
		rest.rate = vec_sub(rest.rate, f->start_bias_rad_s);
		field = undelayed(s->mag_ut, rate, f->p.acc_delay_s + f->p.mag_delay_s);
		sh_mag_step(f, &field, &rest.rate, &q);
	}
	sh_sigma_step(f, &q, dt_s);
	output(f, s, q, ret);
	return SH_OK;
}
