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
 *
 * P and the innovation's variance S = W + H P H' are symmetric and kept as six numbers. With A = P
 * H' the bias moves by A S^-1 e and P by -A S^-1 A', so neither the gain nor H P has to be formed
 * and one division is enough. And all this is done once for up to four samples (40 ms), with the
 * mean of their corrections and the rotation at the last: W falls as V grows with the time, so the
 * filter settles in the same time at the same sigma. Against a step for every sample no BROAD trial
 * changes by 0.002 degrees, and it was half of the cost. Tried and dropped: the three measurements
 * one after the other, which needs fewer operations but three divisions that wait for each other.
 */

#include <math.h>

#include "core/fusion_math.h"
#include "core/fusion_parts.h"
#include "core/smath.h"

#define CENTIDEG       (18000.0 / SH_PI) /* rad/s -> 0.01 deg/s */
#define DRIFT_CENTIDEG 10.0		 /* bias drift over forgetting_s */
#define EVERY_S	       0.0401		 /* one step of this filter, but */
#define EVERY_MAX      4.0		 /* at most so many samples */
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
	f->p_bias[0] = f->p_bias[3] = f->p_bias[5] = p;
	f->p_bias[1] = f->p_bias[2] = f->p_bias[4] = 0.0;
}

void sh_bias_open(struct sh_fusion *f)
{
	set_variance(f, variance(f->p.sigma_init_rad_s));
	f->start_open = f->p.start_bias_clip_rad_s > 0.0;
	f->start_sum = (struct sh_vec3){0.0, 0.0, 0.0};
	f->start_s = 0.0;
}

void sh_bias_doubt(struct sh_fusion *f, struct sh_vec3 acc, double across_rad_s, double along_rad_s)
{
	double across = variance(across_rad_s), more = variance(along_rad_s) - across;
	double size2 = vec_dot(acc, acc);

	set_variance(f, across);
	if (size2 < 1.0)
		return;
	more /= size2;
	f->p_bias[0] += more * acc.x * acc.x;
	f->p_bias[1] += more * acc.x * acc.y;
	f->p_bias[2] += more * acc.x * acc.z;
	f->p_bias[3] += more * acc.y * acc.y;
	f->p_bias[4] += more * acc.y * acc.z;
	f->p_bias[5] += more * acc.z * acc.z;
}

static double drift_variance(const struct sh_fusion *f, double dt_s)
{
	return square(DRIFT_CENTIDEG) * dt_s / f->p.forgetting_s;
}

static void add_drift(struct sh_fusion *f, double v)
{
	double p0 = variance(f->p.sigma_init_rad_s), *p = f->p_bias;

	p[0] += p[0] < p0 ? v : 0.0;
	p[3] += p[3] < p0 ? v : 0.0;
	p[5] += p[5] < p0 ? v : 0.0;
}

void sh_bias_age(struct sh_fusion *f, double dt_s)
{
	add_drift(f, drift_variance(f, dt_s));
}

static double clamped(double x, double limit)
{
	return x < -limit ? -limit : x > limit ? limit : x;
}

/* b += A S^-1 e and P -= A S^-1 A'. `a` holds the columns of A, `s` is S. */
static inline void correct(struct sh_fusion *f, const struct sh_vec3 a[3], const double s[6],
			   struct sh_vec3 e)
{
	double c00 = s[3] * s[5] - s[4] * s[4], c01 = s[2] * s[4] - s[1] * s[5];
	double c02 = s[1] * s[4] - s[2] * s[3], limit = f->p.bias_clip_rad_s, *p = f->p_bias;
	double k = 1.0 / (s[0] * c00 + (s[1] * c01 + s[2] * c02));
	double i00 = c00 * k, i01 = c01 * k, i02 = c02 * k, i11 = (s[0] * s[5] - s[2] * s[2]) * k;
	double i12 = (s[1] * s[2] - s[0] * s[4]) * k, i22 = (s[0] * s[3] - s[1] * s[1]) * k;
	struct sh_vec3 g0, g1, g2; /* columns of A S^-1 */

	g0 = vec_add(vec_add(vec_scale(a[0], i00), vec_scale(a[1], i01)), vec_scale(a[2], i02));
	g1 = vec_add(vec_add(vec_scale(a[0], i01), vec_scale(a[1], i11)), vec_scale(a[2], i12));
	g2 = vec_add(vec_add(vec_scale(a[0], i02), vec_scale(a[1], i12)), vec_scale(a[2], i22));
	p[0] -= g0.x * a[0].x + g1.x * a[1].x + g2.x * a[2].x;
	p[1] -= g0.x * a[0].y + g1.x * a[1].y + g2.x * a[2].y;
	p[2] -= g0.x * a[0].z + g1.x * a[1].z + g2.x * a[2].z;
	p[3] -= g0.y * a[0].y + g1.y * a[1].y + g2.y * a[2].y;
	p[4] -= g0.y * a[0].z + g1.y * a[1].z + g2.y * a[2].z;
	p[5] -= g0.z * a[0].z + g1.z * a[1].z + g2.z * a[2].z;
	e = vec(clamped(e.x, limit), clamped(e.y, limit), clamped(e.z, limit));
	e = vec_add(vec_add(vec_scale(g0, e.x), vec_scale(g1, e.y)), vec_scale(g2, e.z));
	e = vec_add(f->bias_rad_s, e);
	f->bias_rad_s = vec(clamped(e.x, limit), clamped(e.y, limit), clamped(e.z, limit));
}

/* The low-passed rate less the start bias; less the turn that gravity shows, if asked for. */
static struct sh_vec3 rest_rate(const struct sh_fusion *f, const struct sh_rest_now *now)
{
	struct sh_vec3 rate = vec_sub(now->rate, f->start_bias_rad_s), turn;
	double size2 = vec_dot(now->acc, now->acc);

	if (!f->p.rest_less_sway || size2 < 1.0)
		return rate;
	turn = vec_cross(vec_sub(now->acc, now->acc_before), now->acc);
	return vec_sub(rate, vec_scale(turn, 1.0 / (size2 * f->step_s)));
}

static void learn_at_rest(struct sh_fusion *f, const struct sh_rest_now *now, double v)
{
	const double *p = f->p_bias;
	const struct sh_vec3 a[3] = {{p[0], p[1], p[2]}, {p[1], p[3], p[4]}, {p[2], p[4], p[5]}};
	double variance_rest = variance(f->p.sigma_rest_rad_s);
	double w = variance_rest * variance_rest / v + variance_rest;
	const double s[6] = {p[0] + w, p[1], p[2], p[3] + w, p[4], p[5] + w};

	correct(f, a, s, vec_sub(rest_rate(f, now), f->bias_rad_s));
}

static void learn_in_motion(struct sh_fusion *f, const double h[11], double v)
{
	double w = variance(f->p.sigma_motion_rad_s), s[6], rate = 1.0 / (f->bias_n * f->step_s);
	const double *p = f->p_bias;
	struct sh_vec3 b = f->bias_rad_s, row[3], a[3], e;

	w = w * w / v + w;
	for (int i = 0; i < 3; i++) {
		struct sh_vec3 g = row[i] = vec(h[3 * i], h[3 * i + 1], h[3 * i + 2]);

		a[i] = vec(p[0] * g.x + p[1] * g.y + p[2] * g.z,
			   p[1] * g.x + p[3] * g.y + p[4] * g.z,
			   p[2] * g.x + p[4] * g.y + p[5] * g.z);
	}
	s[0] = vec_dot(row[0], a[0]) + w;
	s[1] = vec_dot(row[0], a[1]);
	s[2] = vec_dot(row[0], a[2]);
	s[3] = vec_dot(row[1], a[1]) + w;
	s[4] = vec_dot(row[1], a[2]);
	s[5] = vec_dot(row[2], a[2]) + w / f->p.vertical_forgetting;
	e.x = (h[9] - f->creep_y * rate) - vec_dot(row[0], b);
	e.y = (h[10] + f->creep_x * rate) - vec_dot(row[1], b);
	e.z = -vec_dot(row[2], b);
	correct(f, a, s, e);
}

void sh_bias_retune(struct sh_fusion *f)
{
	f->bias_every = (uint8_t)sh_clamp(EVERY_S / f->step_s, 1.0, EVERY_MAX);
	sh_lowpass_init(&f->motion_lp, f->p.tau_acc_s, f->bias_every * f->step_s);
}

void sh_bias_correct(struct sh_fusion *f, const struct sh_quat *q, const struct sh_rest_now *rest)
{
	double v = drift_variance(f, f->bias_n * f->step_s), h[11];
	struct sh_vec3 r[3];

	quat_rows(*q, r);
	const double x[11] = {r[0].x,
			      r[0].y,
			      r[0].z,
			      r[1].x,
			      r[1].y,
			      r[1].z,
			      r[2].x,
			      r[2].y,
			      r[2].z,
			      vec_dot(r[0], f->bias_rad_s),
			      vec_dot(r[1], f->bias_rad_s)};

	lowpass(&f->motion_lp, f->p.tau_acc_s, f->bias_every * f->step_s, &f->motion_n, f->motion,
		x, h, 11);
	add_drift(f, v);
	if (f->at_rest)
		learn_at_rest(f, rest, v);
	else
		learn_in_motion(f, h, v);
	f->creep_x = f->creep_y = 0.0;
	f->bias_n = 0;
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
	mean = (sqrt(vec_dot(f->start_sum, f->start_sum)) + START_TURN_RAD) / f->start_s;
	return mean < all ? mean : all;
}

void sh_bias_sigma(const struct sh_fusion *f, const struct sh_vec3 *up,
		   double *ret_horizontal_rad_s, double *ret_vertical_rad_s)
{
	const double *p = f->p_bias;
	double v, trace = p[0] + p[3] + p[5];
	struct sh_vec3 a;

	if (f->start_open) {
		*ret_horizontal_rad_s = *ret_vertical_rad_s = start_sigma(f);
		return;
	}
	a = vec(p[0] * up->x + p[1] * up->y + p[2] * up->z,
		p[1] * up->x + p[3] * up->y + p[4] * up->z,
		p[2] * up->x + p[4] * up->y + p[5] * up->z);
	v = sh_clamp(vec_dot(*up, a), 0.0, trace);
	*ret_vertical_rad_s = sqrt(v) / CENTIDEG;
	*ret_horizontal_rad_s = sqrt((trace - v) / 2.0) / CENTIDEG;
}
