/* The orientation filter forward and backward over a whole recording.
 *
 * Run backward, a turn has the opposite rate: time and rate change sign, and so does the bias that
 * is found. A rate is the mean over the step before its sample, so backward it belongs to the
 * sample before. Both runs give a bias with its variance for every sample; weighted by them they
 * become one, and with it the rate is integrated once, forward. That leaves the almost-inertial
 * frame, in which gravity is low-passed forward and then backward: the lag cancels and noise
 * halves. Heading is followed forward and the result followed backward in the same way.
 *
 * A start bias is not in the variance before it was taken; until then that run's bias may be off by
 * the clip, and the other run decides.
 */

#include <assert.h>
#include <math.h>

#include "core/fusion_integrate.h"
#include "core/fusion_math.h"
#include "core/fusion_parts.h"
#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/smooth.h"

#define CENTIDEG (18000.0 / SH_PI) /* rad/s -> 0.01 deg/s, the unit of variances */

static void note_variance(const struct sh_fusion *f, double ret[6])
{
	double more = f->start_open ? f->p.start_bias_clip_rad_s * CENTIDEG : 0.0;

	for (int i = 0; i < 6; i++)
		ret[i] = f->p_bias[i];
	ret[0] += more * more;
	ret[3] += more * more;
	ret[5] += more * more;
}

static struct sh_vec3 times(const double p[6], struct sh_vec3 v)
{
	return vec(p[0] * v.x + p[1] * v.y + p[2] * v.z, p[1] * v.x + p[3] * v.y + p[4] * v.z,
		   p[2] * v.x + p[4] * v.y + p[5] * v.z);
}

/* m^-1 v for a symmetric positive m. */
static struct sh_vec3 solve(const double m[6], struct sh_vec3 v)
{
	double c[6] = {m[3] * m[5] - m[4] * m[4], m[2] * m[4] - m[1] * m[5],
		       m[1] * m[4] - m[2] * m[3], m[0] * m[5] - m[2] * m[2],
		       m[1] * m[2] - m[0] * m[4], m[0] * m[3] - m[1] * m[1]};

	return vec_scale(times(c, v), 1.0 / (m[0] * c[0] + (m[1] * c[1] + m[2] * c[2])));
}

static double together(double a, double b)
{
	return a > 0.0 && b > 0.0 ? a * b / sqrt(a * a + b * b) : 0.0;
}

static enum sh_status run_forward(struct sh_fusion *f, const struct sh_sample *s, size_t n,
				  struct sh_orientation *ret, struct sh_smooth_work *work)
{
	for (size_t i = 0; i < n; i++) {
		enum sh_status st;
		double dt_s;

		work[i].begins = i == 0 || sh_time_breaks(f, &s[i], &dt_s);
		st = sh_fusion_step(f, &s[i], &ret[i]);
		if (st != SH_OK)
			return st;
		note_variance(f, work[i].p);
	}
	return SH_OK;
}

/* `next` is the sample after `s`, or NULL. */
static struct sh_sample reversed(const struct sh_sample *s, const struct sh_sample *next)
{
	const uint32_t of_rate = SH_SAMPLE_GYRO_CLIPPED | SH_SAMPLE_RESTART;
	const struct sh_sample *rate = next ? next : s;
	struct sh_sample back = *s;

	back.t_us = -1 - s->t_us; /* the whole range fits */
	back.gyro_rad_s = vec_scale(rate->gyro_rad_s, -1.0);
	back.flags = (s->flags & ~of_rate) | (next ? next->flags & of_rate : 0);
	return back;
}

static enum sh_status run_backward(struct sh_fusion *f, const struct sh_sample *s, size_t n,
				   struct sh_orientation *ret, struct sh_smooth_work *work)
{
	for (size_t i = n; i-- > 0;) {
		struct sh_sample back = reversed(&s[i], i + 1 < n ? &s[i + 1] : NULL);
		struct sh_orientation o;
		enum sh_status st = sh_fusion_step(f, &back, &o);
		double p[6], sum[6];
		struct sh_vec3 d;

		if (st != SH_OK)
			return st;
		note_variance(f, p);
		for (int j = 0; j < 6; j++)
			sum[j] = p[j] + work[i].p[j];
		d = vec_sub(vec_scale(o.bias_rad_s, -1.0), ret[i].bias_rad_s);
		d = times(work[i].p, solve(sum, d));
		ret[i].bias_rad_s = vec_add(ret[i].bias_rad_s, d);
		ret[i].rate_rad_s = vec_sub(s[i].gyro_rad_s, ret[i].bias_rad_s);
		ret[i].at_rest = ret[i].at_rest || o.at_rest;
		ret[i].disturbed = ret[i].disturbed && o.disturbed;
		ret[i].tilt_sigma_deg = together(ret[i].tilt_sigma_deg, o.tilt_sigma_deg);
		ret[i].heading_sigma_deg = together(ret[i].heading_sigma_deg, o.heading_sigma_deg);
	}
	return SH_OK;
}

static double step_s(const struct sh_sample *s, size_t i)
{
	return (double)((uint64_t)s[i].t_us - (uint64_t)s[i - 1].t_us) * 1e-6;
}

/* ret[i].q becomes sensor -> almost-inertial, work[i].acc the force there. */
static void integrate_all(struct sh_fusion *f, const struct sh_sample *s, size_t n,
			  struct sh_orientation *ret, struct sh_smooth_work *work)
{
	for (size_t i = 0; i < n; i++) {
		struct sh_vec3 rate = ret[i].rate_rad_s, a = s[i].acc_m_s2;
		double dt_s = work[i].begins ? 0.0 : step_s(s, i);

		if (work[i].begins)
			f->has_last = false;
		integrate(f, rate, dt_s, dt_s > SH_LOST_STEPS * f->step_s);
		ret[i].q = sh_quat_normalise(&f->q_gyro);
		a = undelayed(a, rate, f->p.acc_delay_s);
		work[i].acc = quat_rotate(ret[i].q, a);
		work[i].has_acc = (s[i].flags & SH_SAMPLE_ACC_CLIPPED) == 0 &&
				  (a.x != 0.0 || a.y != 0.0 || a.z != 0.0);
	}
}

/* One direction of the low-pass over what has a force; `by` is 1 or -1. */
static void lowpass_run(const struct sh_fusion *f, double step, struct sh_smooth_work *first,
			size_t n, ptrdiff_t by)
{
	struct sh_fusion_lowpass lp;
	double state[6], x[3], y[3];
	uint32_t lp_n;

	sh_lowpass_init(&lp, f->p.tau_acc_s, step);
	sh_lowpass_restart(&lp_n, state, 3);
	for (size_t i = 0; i < n; i++, first += by) {
		if (!first->has_acc)
			continue;
		x[0] = first->acc.x;
		x[1] = first->acc.y;
		x[2] = first->acc.z;
		lowpass(&lp, f->p.tau_acc_s, step, &lp_n, state, x, y, 3);
		first->acc = vec(y[0], y[1], y[2]);
	}
}

/* Gravity of each stretch between gaps. */
static void smooth_gravity(const struct sh_fusion *f, const struct sh_sample *s, size_t n,
			   struct sh_smooth_work *work)
{
	for (size_t from = 0, to; from < n; from = to) {
		double step = f->step_s;

		for (to = from + 1; to < n && !work[to].begins; to++)
			continue;
		if (to - from > 1)
			step = (double)((uint64_t)s[to - 1].t_us - (uint64_t)s[from].t_us) * 1e-6 /
			       (double)(to - 1 - from);
		lowpass_run(f, step, &work[from], to - from, 1);
		lowpass_run(f, step, &work[to - 1], to - from, -1);
	}
}

static void level_all(struct sh_fusion *f, size_t n, struct sh_orientation *ret,
		      const struct sh_smooth_work *work)
{
	size_t first = 0;

	while (first < n && !work[first].has_acc)
		first++;
	for (size_t i = 0; i < n; i++) {
		struct sh_quat q;

		if (work[i].has_acc)
			sh_level_by(f, &work[i].acc);
		else if (i < first && first < n) /* what comes after is known */
			sh_level_by(f, &work[first].acc);
		q = quat_mul(f->q_level, ret[i].q);
		ret[i].q = f->levelled ? sh_quat_normalise(&q) : sh_quat_identity();
	}
}

static void follow_north(struct sh_fusion *f, const struct sh_sample *s, size_t n,
			 struct sh_orientation *ret, struct sh_smooth_work *work)
{
	for (size_t i = 0; i < n; i++) {
		struct sh_vec3 m = s[i].mag_ut, e;

		if (work[i].begins)
			sh_mag_forget(f);
		m = undelayed(m, ret[i].rate_rad_s, f->p.acc_delay_s + f->p.mag_delay_s);
		e = quat_rotate(ret[i].q, m);
		work[i].has_mag = (s[i].flags & SH_SAMPLE_HAS_MAG) != 0 && vec_dot(m, m) > 1e-18;
		f->disturbed = ret[i].disturbed;
		if (work[i].has_mag)
			(void)sh_mag_follow(f, sh_atan2(e.x, e.y));
		work[i].north_rad = f->mag.heading_rad;
	}
}

static void follow_back(struct sh_fusion *f, size_t n, struct sh_orientation *ret,
			const struct sh_smooth_work *work)
{
	bool begins = true;

	f->mag.n = SH_SETTLED;
	for (size_t i = n; i-- > 0;) {
		double sine, cosine;

		f->disturbed = ret[i].disturbed;
		if (begins)
			f->mag.heading_rad = work[i].north_rad;
		else if (work[i].has_mag)
			(void)sh_mag_follow(f, work[i].north_rad);
		begins = work[i].begins;
		sh_sincos(f->mag.heading_rad / 2.0, &sine, &cosine);
		ret[i].q = quat_mul((struct sh_quat){cosine, 0.0, 0.0, sine}, ret[i].q);
		ret[i].north = f->north;
	}
}

enum sh_status sh_fusion_smooth(const struct sh_fusion_params *p, double rate_hz,
				const struct sh_sample *s, size_t n, struct sh_orientation *ret,
				struct sh_smooth_work *work)
{
	struct sh_fusion_params backward = *p;
	struct sh_fusion f;
	enum sh_status st;

	assert(s != NULL && n > 0 && ret != NULL && work != NULL);
	if ((st = sh_fusion_init(&f, p, rate_hz)) != SH_OK ||
	    (st = run_forward(&f, s, n, ret, work)) != SH_OK)
		return st;
	backward.acc_delay_s = -p->acc_delay_s;
	backward.mag_delay_s = -p->mag_delay_s;
	if ((st = sh_fusion_init(&f, &backward, rate_hz)) != SH_OK ||
	    (st = run_backward(&f, s, n, ret, work)) != SH_OK ||
	    (st = sh_fusion_init(&f, p, rate_hz)) != SH_OK)
		return st;
	integrate_all(&f, s, n, ret, work);
	smooth_gravity(&f, s, n, work);
	level_all(&f, n, ret, work);
	if (!p->magnetometer)
		return SH_OK;
	follow_north(&f, s, n, ret, work);
	follow_back(&f, n, ret, work);
	return SH_OK;
}
