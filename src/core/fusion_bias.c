/* Rest detection and the gyro-bias filter.
 *
 * A Kalman filter with the bias as its only state. At rest it measures the low-passed rate itself.
 * In motion it uses what levelling has to do: a wrong bias makes the level creep, and levelling
 * corrects that creep sample after sample by -u_y and u_x over the step; averaged as the
 * acceleration is (through the rotation matrix passed by the same low-pass), that correction rate
 * is a measurement of the two horizontal components. The vertical one cannot be seen and is only
 * drawn weakly to the start bias.
 *
 * Noise is not given but derived from the sigma that the filter should settle at: with the drift
 * variance V per sample and measurement variance W a scalar filter settles where P^2/W = V, near
 * enough, so W = sigma^4/V + sigma^2.
 *
 * The start bias is subtracted before everything else, so the filter, its clips and its "draw to
 * zero" work around it. It is the mean rate of a steady window; when the wearer sways in that
 * window, gravity shows the turn across itself and that is taken out. Tried: the low-passed rate
 * of the window's last moment (a swaying wearer: 1 deg/s wrong), and gravity's correction at full
 * weight always (a still one: ten times worse, from the noise of the two ends).
 */

#include <math.h>

#include "core/fusion_parts.h"
#include "core/quat.h"
#include "core/smath.h"

#define GRAVITY_M_S2	 9.80665
#define CENTIDEG	 (18000.0 / SH_PI) /* rad/s -> 0.01 deg/s */
#define DRIFT_CENTIDEG	 10.0		   /* bias drift over forgetting_s */
#define RELEVEL_RAD_S	 (SH_PI / 180.0)   /* a worse old bias makes the level worthless */
#define LOOSE_RATE	 4.0		   /* steady enough for a large start bias: so many times */
#define LOOSE_ACC	 2.0		   /* the limits of rest */
#define NOISE_DRIFT_M_S2 0.1		   /* low-passed noise of a poor sensor is a tenth of it */
#define SWAY_SHARE	 0.25		   /* of the sway in a window that ends up in its bias */
#define START_TURN_RAD	 (SH_PI / 3.0)	   /* see sh_bias_sigma */

static double square(double x)
{
	return x * x;
}

static double variance(double rad_s)
{
	return square(rad_s * CENTIDEG);
}

static bool within(const struct sh_vec3 *v, double limit)
{
	return v->x >= -limit && v->x <= limit && v->y >= -limit && v->y <= limit &&
	       v->z >= -limit && v->z <= limit;
}

static struct sh_vec3 outputs(const struct sh_fusion_channel c[3])
{
	return (struct sh_vec3){c[0].y, c[1].y, c[2].y};
}

static void set_variance(struct sh_fusion *f, double p)
{
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			f->p_bias[i][j] = i == j ? p : 0.0;
}

void sh_bias_open(struct sh_fusion *f)
{
	set_variance(f, variance(f->p.sigma_init_rad_s));
	f->start_open = f->p.start_bias_clip_rad_s > 0.0;
	f->start_sum = (struct sh_vec3){0.0, 0.0, 0.0};
	f->start_s = 0.0;
}

void sh_rest_deny(struct sh_fusion *f)
{
	f->rest_s = f->steady_s = 0.0;
	f->at_rest = false;
}

void sh_rest_restart(struct sh_fusion *f)
{
	sh_rest_deny(f);
	sh_lowpass_restart(&f->rest_gyro_lp, f->rest_gyro, 3);
	sh_lowpass_restart(&f->rest_acc_lp, f->rest_acc, 3);
}

/* Low-passes `v`; how far `v` is from the result. */
static double deviation(struct sh_fusion_lowpass *lp, struct sh_fusion_channel c[3],
			const struct sh_vec3 *v, double step_s)
{
	double x[3] = {v->x, v->y, v->z};
	struct sh_vec3 mean, d;

	sh_lowpass_step(lp, c, x, 3, step_s);
	mean = outputs(c);
	d = sh_vec3_sub(v, &mean);
	return sh_vec3_norm(&d);
}

static struct sh_vec3 gravity_drift(const struct sh_fusion *f)
{
	struct sh_vec3 mean = outputs(f->rest_acc);

	return sh_vec3_sub(&mean, &f->steady_acc);
}

/* The time that a start bias could be taken from. Gravity's place is noted a little later than the
 * beginning, when the low-pass has more than one noisy sample in it. */
static void count_steady(struct sh_fusion *f, const struct sh_vec3 *gyro, double dt_s)
{
	struct sh_vec3 mean = outputs(f->rest_gyro);

	if (f->steady_s <= 0.0) {
		f->steady_sum = (struct sh_vec3){0.0, 0.0, 0.0};
		f->steady_n = 0.0;
		f->steady_strict = true;
	}
	f->steady_s += dt_s;
	f->steady_sum = sh_vec3_add(&f->steady_sum, gyro);
	f->steady_n += 1.0;
	if (f->steady_s <= f->p.rest_tau_s / 2.0) {
		f->steady_acc = outputs(f->rest_acc);
		f->steady_mark_s = f->steady_s;
		f->steady_mean_sum = (struct sh_vec3){0.0, 0.0, 0.0};
		f->steady_mean_n = 0.0;
	} else {
		f->steady_mean_sum = sh_vec3_add(&f->steady_mean_sum, &mean);
		f->steady_mean_n += 1.0;
	}
}

/* Mean rate over the steady time. Across gravity it is corrected by the turn that gravity itself
 * shows, so that sway does not count as bias: u' = -w x u, so the part of w across u is u' x u. The
 * rate is taken through the same low-pass as gravity there, because both ends of a swaying window
 * lag by the same half second. A drift as small as the accelerometer's noise is left alone. */
static struct sh_vec3 steady_bias(const struct sh_fusion *f)
{
	struct sh_vec3 all = sh_vec3_scale(&f->steady_sum, 1.0 / f->steady_n), across, turn, along;
	struct sh_vec3 drift = gravity_drift(f), up = outputs(f->rest_acc);
	double size = sh_vec3_norm(&up), time_s = f->steady_s - f->steady_mark_s, weight;

	if (f->steady_mean_n <= 0.0 || time_s <= 0.0 || size < 1.0)
		return all;
	weight = sh_vec3_dot(&drift, &drift);
	weight /= weight + NOISE_DRIFT_M_S2 * NOISE_DRIFT_M_S2;
	up = sh_vec3_scale(&up, 1.0 / size);
	drift = sh_vec3_scale(&drift, 1.0 / (size * time_s));
	turn = sh_vec3_cross(&drift, &up);
	across = sh_vec3_scale(&f->steady_mean_sum, 1.0 / f->steady_mean_n);
	across = sh_vec3_sub(&across, &turn);
	across = sh_vec3_sub(&across, &all);
	along = sh_vec3_scale(&up, sh_vec3_dot(&across, &up));
	across = sh_vec3_sub(&across, &along);
	across = sh_vec3_scale(&across, weight);
	return sh_vec3_add(&all, &across);
}

static bool take_start_bias(struct sh_fusion *f, const struct sh_vec3 *start)
{
	struct sh_vec3 old = sh_vec3_add(&f->start_bias_rad_s, &f->bias_rad_s), now, change, drift;
	double p = variance(f->p.sigma_rest_rad_s);

	now = outputs(f->rest_gyro);
	change = sh_vec3_sub(&now, start);
	drift = gravity_drift(f);
	p += variance(SWAY_SHARE * sh_vec3_norm(&drift) / GRAVITY_M_S2 / f->steady_s);
	p += variance(SWAY_SHARE * sh_vec3_norm(&change));
	set_variance(f, p);
	change = sh_vec3_sub(start, &old);
	f->start_bias_rad_s = *start;
	f->bias_rad_s = (struct sh_vec3){0.0, 0.0, 0.0};
	f->start_open = false;
	f->rest_s = f->steady_strict ? f->p.rest_min_s : 0.0;
	f->at_rest = f->steady_strict;
	sh_lowpass_restart(&f->motion_lp, f->motion, 11); /* it holds products with the old bias */
	return sh_vec3_dot(&change, &change) > square(RELEVEL_RAD_S);
}

static bool find_start_bias(struct sh_fusion *f)
{
	struct sh_vec3 start, from_old;
	bool again = f->steady_s >= f->p.start_again_s, large, stale = false;

	if (!again && !(f->start_open && f->steady_s >= f->p.rest_min_s))
		return false;
	start = steady_bias(f);
	from_old = sh_vec3_sub(&start, &f->start_bias_rad_s);
	large = !within(&from_old, f->p.bias_clip_rad_s);
	/* A small bias from a swaying wearer would be worse than what the filter learns by itself.
	 */
	if (large || (f->start_open && f->steady_strict))
		stale = take_start_bias(f, &start);
	f->steady_s = 0.0; /* a fresh window, so that the mean stays young */
	return stale;
}

static void watch_steady(struct sh_fusion *f, const struct sh_vec3 *gyro, double gyro_off,
			 double acc_off, double dt_s)
{
	struct sh_vec3 mean = outputs(f->rest_gyro), drift = gravity_drift(f);
	double moved = f->steady_s > 0.0 ? sh_vec3_norm(&drift) / f->p.start_acc_m_s2 : 0.0;

	if (gyro_off >= LOOSE_RATE || acc_off >= LOOSE_ACC || moved >= LOOSE_ACC ||
	    !within(&mean, f->p.start_bias_clip_rad_s)) {
		f->steady_s = 0.0;
		return;
	}
	count_steady(f, gyro, dt_s);
	if (gyro_off >= 1.0 || acc_off >= 1.0 || moved >= 1.0)
		f->steady_strict = false;
}

bool sh_rest_step(struct sh_fusion *f, const struct sh_vec3 *gyro, const struct sh_vec3 *acc,
		  double dt_s)
{
	double gyro_off =
		deviation(&f->rest_gyro_lp, f->rest_gyro, gyro, f->step_s) / f->p.rest_rate_rad_s;
	double acc_off =
		deviation(&f->rest_acc_lp, f->rest_acc, acc, f->step_s) / f->p.rest_acc_m_s2;
	struct sh_vec3 mean = outputs(f->rest_gyro), from_start;
	bool stale = false;

	from_start = sh_vec3_sub(&mean, &f->start_bias_rad_s);
	f->rest_s += dt_s;
	if (gyro_off >= 1.0 || acc_off >= 1.0 || !within(&from_start, f->p.bias_clip_rad_s))
		f->rest_s = 0.0;
	f->at_rest = f->rest_s >= f->p.rest_min_s;
	if (f->p.start_bias_clip_rad_s <= 0.0)
		return false;
	watch_steady(f, gyro, gyro_off, acc_off, dt_s);
	if (f->steady_s > 0.0)
		stale = find_start_bias(f);
	if (f->at_rest)
		f->start_open = false; /* an ordinary rest bounds the bias as well */
	return stale;
}

static double drift_variance(const struct sh_fusion *f, double dt_s)
{
	return square(DRIFT_CENTIDEG) * dt_s / f->p.forgetting_s;
}

void sh_bias_age(struct sh_fusion *f, double dt_s)
{
	double p0 = variance(f->p.sigma_init_rad_s), v = drift_variance(f, dt_s);

	for (int i = 0; i < 3; i++)
		if (f->p_bias[i][i] < p0)
			f->p_bias[i][i] += v;
}

/* ret = a b, or a b' */
static void product(const double a[3][3], const double b[3][3], bool transpose, double ret[3][3])
{
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			ret[i][j] =
				transpose
					? a[i][0] * b[j][0] + a[i][1] * b[j][1] + a[i][2] * b[j][2]
					: a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
}

static void invert(const double m[3][3], double ret[3][3]) /* symmetric, positive */
{
	double c00 = m[1][1] * m[2][2] - m[1][2] * m[2][1];
	double c01 = m[1][2] * m[2][0] - m[1][0] * m[2][2];
	double c02 = m[1][0] * m[2][1] - m[1][1] * m[2][0];
	double k = 1.0 / (m[0][0] * c00 + m[0][1] * c01 + m[0][2] * c02);

	ret[0][0] = c00 * k;
	ret[0][1] = ret[1][0] = c01 * k;
	ret[0][2] = ret[2][0] = c02 * k;
	ret[1][1] = (m[0][0] * m[2][2] - m[0][2] * m[2][0]) * k;
	ret[1][2] = ret[2][1] = (m[0][1] * m[2][0] - m[0][0] * m[2][1]) * k;
	ret[2][2] = (m[0][0] * m[1][1] - m[0][1] * m[1][0]) * k;
}

/* b += K e and P -= K H P with K = P H' (W + H P H')^-1. */
static void kalman(struct sh_fusion *f, const double h[3][3], const double w[3], const double e[3])
{
	double ph[3][3], s[3][3], inverse[3][3], k[3][3], hp[3][3], khp[3][3];
	double limit = f->p.bias_clip_rad_s, clipped[3];
	double *b[3] = {&f->bias_rad_s.x, &f->bias_rad_s.y, &f->bias_rad_s.z};

	product((const double(*)[3])f->p_bias, h, true, ph);
	product(h, (const double(*)[3])ph, false, s);
	for (int i = 0; i < 3; i++) {
		s[i][i] += w[i];
		clipped[i] = sh_clamp(e[i], -limit, limit);
	}
	invert((const double(*)[3])s, inverse);
	product((const double(*)[3])ph, (const double(*)[3])inverse, false, k);
	product(h, (const double(*)[3])f->p_bias, false, hp);
	product((const double(*)[3])k, (const double(*)[3])hp, false, khp);
	for (int i = 0; i < 3; i++) {
		*b[i] += k[i][0] * clipped[0] + k[i][1] * clipped[1] + k[i][2] * clipped[2];
		*b[i] = sh_clamp(*b[i], -limit, limit);
		for (int j = 0; j < 3; j++)
			f->p_bias[i][j] -= khp[i][j];
	}
}

void sh_bias_step(struct sh_fusion *f, const struct sh_vec3 *up, const double r[3][3])
{
	static const double identity[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
	struct sh_vec3 b = f->bias_rad_s, rest = outputs(f->rest_gyro);
	double x[11], h[3][3], e[3], w[3], p, v = drift_variance(f, f->step_s);

	for (int i = 0; i < 9; i++)
		x[i] = r[i / 3][i % 3];
	for (int i = 0; i < 2; i++)
		x[9 + i] = r[i][0] * b.x + r[i][1] * b.y + r[i][2] * b.z;
	sh_lowpass_step(&f->motion_lp, f->motion, x, 11, f->step_s);
	sh_bias_age(f, f->step_s);
	if (f->at_rest) {
		p = variance(f->p.sigma_rest_rad_s);
		w[0] = w[1] = w[2] = p * p / v + p;
		rest = sh_vec3_sub(&rest, &f->start_bias_rad_s);
		e[0] = rest.x - b.x;
		e[1] = rest.y - b.y;
		e[2] = rest.z - b.z;
		kalman(f, identity, w, e);
		return;
	}
	for (int i = 0; i < 9; i++)
		h[i / 3][i % 3] = f->motion[i].y;
	for (int i = 0; i < 3; i++)
		e[i] = -(h[i][0] * b.x + h[i][1] * b.y + h[i][2] * b.z);
	e[0] += f->motion[9].y - up->y / f->step_s;
	e[1] += f->motion[10].y + up->x / f->step_s;
	p = variance(f->p.sigma_motion_rad_s);
	w[0] = w[1] = p * p / v + p;
	w[2] = w[0] / f->p.vertical_forgetting;
	kalman(f, (const double(*)[3])h, w, e);
}

/* While no start bias was taken the variance matrix knows nothing of it. What is known: it lies
 * evenly within the clip, and a person does not turn by much more than 60 degrees about any axis of
 * the sensor without turning back, so the mean rate since the start is the bias to 60 deg / time.
 */
static double start_sigma(const struct sh_fusion *f)
{
	double all = f->p.start_bias_clip_rad_s / sqrt(3.0), mean;

	if (f->start_s <= 0.0)
		return all;
	mean = (sh_vec3_norm(&f->start_sum) + START_TURN_RAD) / f->start_s;
	return mean < all ? mean : all;
}

void sh_bias_sigma(const struct sh_fusion *f, const double r[3][3], double *ret_horizontal_rad_s,
		   double *ret_vertical_rad_s)
{
	double v = 0.0, trace = 0.0;

	if (f->start_open) {
		*ret_horizontal_rad_s = *ret_vertical_rad_s = start_sigma(f);
		return;
	}
	for (int i = 0; i < 3; i++) {
		trace += f->p_bias[i][i];
		for (int j = 0; j < 3; j++)
			v += r[2][i] * f->p_bias[i][j] * r[2][j];
	}
	v = sh_clamp(v, 0.0, trace);
	*ret_vertical_rad_s = sqrt(v) / CENTIDEG;
	*ret_horizontal_rad_s = sqrt((trace - v) / 2.0) / CENTIDEG;
}
