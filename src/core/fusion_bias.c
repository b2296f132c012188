/* The gyro-bias filter.
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
 */

#include <math.h>

#include "core/fusion_parts.h"
#include "core/quat.h"
#include "core/smath.h"

#define CENTIDEG       (18000.0 / SH_PI) /* rad/s -> 0.01 deg/s */
#define DRIFT_CENTIDEG 10.0		 /* bias drift over forgetting_s */
#define START_TURN_RAD (SH_PI / 3.0)	 /* see sh_bias_sigma */

static double square(double x)
{
	return x * x;
}

static double variance(double rad_s)
{
	return square(rad_s * CENTIDEG);
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

void sh_bias_doubt(struct sh_fusion *f, double across_rad_s, double along_rad_s)
{
	double across = variance(across_rad_s), more = variance(along_rad_s) - across;
	double u[3] = {f->rest_acc[0].y, f->rest_acc[1].y, f->rest_acc[2].y};
	double size2 = u[0] * u[0] + u[1] * u[1] + u[2] * u[2];

	set_variance(f, across);
	for (int i = 0; i < 3 && size2 >= 1.0; i++)
		for (int j = 0; j < 3; j++)
			f->p_bias[i][j] += more * u[i] * u[j] / size2;
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
	struct sh_vec3 b = f->bias_rad_s, rest;
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
		rest = sh_rest_rate(f);
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
