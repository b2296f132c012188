/* Rest detection, and the start bias that is taken from the first steady time.
 *
 * The start bias is subtracted before everything else, so the bias filter, its clips and its "draw
 * to zero" work around it. A person is never quite still: the mean rate of two seconds is wrong by
 * the sway between its ends, 0.2 deg/s for one who sways by 0.3 degrees. But gravity shows the turn
 * across itself: u' = -w x u for a sensor that turns by w, so the part of w across u is u' x u. The
 * slope of a straight line through the integrated rate, less that through what gravity shows, is
 * the bias and is blind to the sway; its error comes from the accelerometer and falls with the
 * power 3/2 of the time, so while the rest goes on the bias is taken anew each time the window has
 * doubled. The part along gravity stays the mean rate, the best there is.
 *
 * Tried: the low-passed rate of the window's last moment (a swaying wearer: 1 deg/s wrong); the
 * mean rate corrected by the turn between the low-passed ends (ends that lag differently: 0.1 deg/s
 * left, which tilts the horizon by 0.3 degrees); a start bias from a window that is only loosely
 * steady though small (the filter learns better by itself).
 */

#include <math.h>

#include "core/fusion_math.h"
#include "core/fusion_parts.h"
#include "core/smath.h"

#define RELEVEL_RAD_S (SH_PI / 180.0) /* a worse old bias makes the level worthless */
#define LOOSE_RATE    4.0	      /* steady enough for a large start bias: so many times */
#define LOOSE_ACC     2.0	      /* the limits of rest */
#define TURN_RAD_S    (0.3 * SH_PI / 180.0) /* across gravity, of a wearer who turns about it */
#define SWAY_SHARE    0.25 /* of the sway in a window that ends up in its mean rate */

static double square(double x)
{
	return x * x;
}

static bool within(struct sh_vec3 v, double limit)
{
	return v.x >= -limit && v.x <= limit && v.y >= -limit && v.y <= limit && v.z >= -limit &&
	       v.z <= limit;
}

void sh_rest_deny(struct sh_fusion *f)
{
	f->rest_s = f->steady.time_s = 0.0;
	f->at_rest = false;
}

void sh_rest_restart(struct sh_fusion *f)
{
	sh_rest_deny(f);
	sh_lowpass_restart(&f->rest_n, f->rest, 6);
	f->rest_acc = vec(0.0, 0.0, 0.0);
}

static inline void add_scaled(struct sh_vec3 *sum, struct sh_vec3 v, double k)
{
	*sum = vec_add(*sum, vec_scale(v, k));
}

static inline void count_steady(struct sh_fusion *f, const struct sh_vec3 *gyro,
				const struct sh_vec3 *acc, double dt_s)
{
	struct sh_fusion_steady *w = &f->steady;

	if (w->time_s <= 0.0)
		*w = (struct sh_fusion_steady){.strict = true};
	w->time_s += dt_s;
	w->n++;
	w->t += w->time_s;
	w->tt += w->time_s * w->time_s;
	add_scaled(&w->angle, *gyro, dt_s);
	w->sum_angle = vec_add(w->sum_angle, w->angle);
	add_scaled(&w->t_angle, w->angle, w->time_s);
	w->sum_acc = vec_add(w->sum_acc, *acc);
	add_scaled(&w->t_acc, *acc, w->time_s);
	if (w->time_s <= f->p.rest_tau_s / 2.0) /* the low-pass has more than one sample in it */
		w->first_acc = f->rest_acc;
}

/* Of the straight line through the window, by least squares. */
static struct sh_vec3 slope(const struct sh_fusion_steady *w, struct sh_vec3 sum,
			    struct sh_vec3 t_sum)
{
	add_scaled(&t_sum, sum, -w->t / w->n);
	return vec_scale(t_sum, 1.0 / (w->tt - w->t * w->t / w->n));
}

static struct sh_vec3 steady_bias(const struct sh_fusion_steady *w)
{
	struct sh_vec3 mean = vec_scale(w->angle, 1.0 / w->time_s), bias, turn, up;
	double size2;

	up = vec_scale(w->sum_acc, 1.0 / w->n);
	size2 = vec_dot(up, up);
	if (w->n < 3 || size2 < 1.0)
		return mean;
	turn = vec_cross(slope(w, w->sum_acc, w->t_acc), up);
	bias = slope(w, w->sum_angle, w->t_angle);
	add_scaled(&bias, turn, -1.0 / size2);
	add_scaled(&bias, up, vec_dot(vec_sub(mean, bias), up) / size2);
	return bias;
}

/* Along gravity nothing tells sway from bias, but how much the wearer swayed is seen across it. */
static void doubt(struct sh_fusion *f, struct sh_vec3 start, const struct sh_rest_now *now)
{
	struct sh_vec3 drift = vec_sub(now->acc, f->steady.first_acc);
	struct sh_vec3 change = vec_sub(now->rate, start);
	double across_rad_s = f->p.sigma_rest_rad_s * f->p.rest_min_s / f->steady.time_s, sway;

	sway = SWAY_SHARE * sqrt(vec_dot(drift, drift)) / SH_GRAVITY_M_S2 / f->steady.time_s;
	sh_bias_doubt(f, now->acc, across_rad_s,
		      sqrt(square(across_rad_s) + square(sway) +
			   square(SWAY_SHARE) * vec_dot(change, change)));
}

static bool take_start_bias(struct sh_fusion *f, struct sh_vec3 start,
			    const struct sh_rest_now *now)
{
	struct sh_vec3 change = vec_sub(start, vec_add(f->start_bias_rad_s, f->bias_rad_s));

	doubt(f, start, now);
	f->start_bias_rad_s = start;
	f->bias_rad_s = vec(0.0, 0.0, 0.0);
	f->start_open = false;
	f->rest_s = f->steady.strict ? f->p.rest_min_s : 0.0;
	f->at_rest = f->steady.strict;
	f->steady.taken_s = f->steady.time_s;
	/* it holds products with the old bias */
	sh_lowpass_restart(&f->motion_n, f->motion, 11);
	sh_sigma_due(f);
	return vec_dot(change, change) > square(RELEVEL_RAD_S);
}

/* A large bias, from a time that need be only loosely steady. One that lies along gravity alone and
 * was not there for long is a wearer who turns evenly: hardly a device is so wrong about the
 * vertical and right about the others. */
static bool is_bias(const struct sh_fusion *f, struct sh_vec3 start, struct sh_vec3 up)
{
	struct sh_vec3 across = vec_sub(start, f->start_bias_rad_s);
	double size2 = vec_dot(up, up);

	if (within(across, f->p.bias_clip_rad_s))
		return false;
	if (!f->steady.strict && f->steady.time_s < f->p.start_again_s && size2 >= 1.0)
		add_scaled(&across, up, -vec_dot(across, up) / size2);
	return !within(across, TURN_RAD_S);
}

static bool find_start_bias(struct sh_fusion *f, const struct sh_rest_now *now)
{
	const struct sh_fusion_steady *w = &f->steady;
	struct sh_vec3 start;
	bool first = f->start_open && w->time_s >= f->p.rest_min_s;
	bool better = w->strict && w->taken_s > 0.0 && w->time_s >= 2.0 * w->taken_s;
	bool again = w->time_s >= f->p.start_again_s, stale = false;

	if (!first && !better && !again)
		return false;
	start = steady_bias(w);
	/* Anything else would be worse than what the filter learns by itself. */
	if (is_bias(f, start, now->acc) || better || (first && w->strict))
		stale = take_start_bias(f, start, now);
	else
		f->steady.time_s = 0.0;
	if (again)
		f->steady.time_s = 0.0; /* a fresh window, so that the mean stays young */
	return stale;
}

static void watch_steady(struct sh_fusion *f, const struct sh_rest_now *now,
			 const struct sh_vec3 *gyro, const struct sh_vec3 *acc, bool loose,
			 bool calm, double dt_s)
{
	struct sh_vec3 drift = vec_sub(now->acc, f->steady.first_acc);
	double moved2 = 0.0, limit2 = square(f->p.start_acc_m_s2);

	if (f->steady.time_s > 0.0)
		moved2 = vec_dot(drift, drift);
	if (loose || moved2 >= square(LOOSE_ACC) * limit2 ||
	    !within(now->rate, f->p.start_bias_clip_rad_s)) {
		f->steady.time_s = 0.0;
		return;
	}
	count_steady(f, gyro, acc, dt_s);
	if (!calm || moved2 >= limit2)
		f->steady.strict = false;
}

static inline void smooth_both(struct sh_fusion *f, struct sh_vec3 gyro, struct sh_vec3 acc,
			       struct sh_rest_now *ret)
{
	const double x[6] = {gyro.x, gyro.y, gyro.z, acc.x, acc.y, acc.z};
	double y[6];

	if (f->rest_n == SH_SETTLED) {
		ret->rate = lowpass_vec(&f->rest_lp, f->rest, 6, gyro);
		ret->acc = lowpass_vec(&f->rest_lp, f->rest + 3, 6, acc);
		return;
	}
	sh_lowpass_average(&f->rest_lp, f->p.rest_tau_s, f->step_s, &f->rest_n, f->rest, x, y, 6);
	ret->rate = vec(y[0], y[1], y[2]);
	ret->acc = vec(y[3], y[4], y[5]);
}

bool sh_rest_step(struct sh_fusion *f, const struct sh_vec3 *gyro, const struct sh_vec3 *acc,
		  double dt_s, struct sh_rest_now *ret)
{
	double gyro2, acc2, gyro_limit2, acc_limit2;
	struct sh_vec3 off;
	bool stale = false, calm, loose;

	ret->acc_before = f->rest_acc;
	smooth_both(f, *gyro, *acc, ret);
	f->rest_acc = ret->acc;
	off = vec_sub(*gyro, ret->rate);
	gyro2 = vec_dot(off, off);
	gyro_limit2 = square(f->p.rest_rate_rad_s);
	off = vec_sub(*acc, ret->acc);
	acc2 = vec_dot(off, off);
	acc_limit2 = square(f->p.rest_acc_m_s2);
	calm = gyro2 < gyro_limit2 && acc2 < acc_limit2;
	f->rest_s += dt_s;
	if (!calm || !within(vec_sub(ret->rate, f->start_bias_rad_s), f->p.bias_clip_rad_s))
		f->rest_s = 0.0;
	f->at_rest = f->rest_s >= f->p.rest_min_s;
	if (f->p.start_bias_clip_rad_s <= 0.0)
		return false;
	loose = gyro2 >= square(LOOSE_RATE) * gyro_limit2 || acc2 >= square(LOOSE_ACC) * acc_limit2;
	watch_steady(f, ret, gyro, acc, loose, calm, dt_s);
	if (f->steady.time_s > 0.0)
		stale = find_start_bias(f, ret);
	if (f->at_rest && f->start_open) {
		f->start_open = false; /* an ordinary rest bounds the bias as well */
		sh_sigma_due(f);
	}
	return stale;
}
