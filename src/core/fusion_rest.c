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

#include "core/fusion_parts.h"
#include "core/quat.h"
#include "core/smath.h"

#define RELEVEL_RAD_S (SH_PI / 180.0) /* a worse old bias makes the level worthless */
#define LOOSE_RATE    4.0	      /* steady enough for a large start bias: so many times */
#define LOOSE_ACC     2.0	      /* the limits of rest */
#define TURN_RAD_S    (0.3 * SH_PI / 180.0) /* across gravity, of a wearer who turns about it */
#define SWAY_SHARE    0.25 /* of the sway in a window that ends up in its mean rate */
#define GRAVITY_M_S2  9.80665

static double square(double x)
{
	return x * x;
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

void sh_rest_deny(struct sh_fusion *f)
{
	f->rest_s = f->steady.time_s = 0.0;
	f->at_rest = false;
}

void sh_rest_restart(struct sh_fusion *f)
{
	sh_rest_deny(f);
	sh_lowpass_restart(&f->rest_gyro_lp, f->rest_gyro, 3);
	sh_lowpass_restart(&f->rest_acc_lp, f->rest_acc, 3);
}

struct sh_vec3 sh_rest_rate(const struct sh_fusion *f)
{
	struct sh_vec3 rate = outputs(f->rest_gyro), up = outputs(f->rest_acc), turn;
	double size2 = sh_vec3_dot(&up, &up);

	if (!f->p.rest_less_sway || size2 < 1.0)
		return rate;
	turn = sh_vec3_sub(&up, &f->rest_acc_before);
	turn = sh_vec3_cross(&turn, &up);
	turn = sh_vec3_scale(&turn, 1.0 / (size2 * f->step_s));
	return sh_vec3_sub(&rate, &turn);
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

static void add_scaled(struct sh_vec3 *sum, const struct sh_vec3 *v, double k)
{
	struct sh_vec3 part = sh_vec3_scale(v, k);

	*sum = sh_vec3_add(sum, &part);
}

static void count_steady(struct sh_fusion *f, const struct sh_vec3 *gyro, const struct sh_vec3 *acc,
			 double dt_s)
{
	struct sh_fusion_steady *w = &f->steady;

	if (w->time_s <= 0.0)
		*w = (struct sh_fusion_steady){.strict = true};
	w->time_s += dt_s;
	w->n += 1.0;
	w->t += w->time_s;
	w->tt += w->time_s * w->time_s;
	add_scaled(&w->angle, gyro, dt_s);
	add_scaled(&w->sum_angle, &w->angle, 1.0);
	add_scaled(&w->t_angle, &w->angle, w->time_s);
	add_scaled(&w->sum_acc, acc, 1.0);
	add_scaled(&w->t_acc, acc, w->time_s);
	if (w->time_s <= f->p.rest_tau_s / 2.0) /* the low-pass has more than one sample in it */
		w->first_acc = outputs(f->rest_acc);
}

/* Of the straight line through the window, by least squares. */
static struct sh_vec3 slope(const struct sh_fusion_steady *w, const struct sh_vec3 *sum,
			    const struct sh_vec3 *t_sum)
{
	struct sh_vec3 d = *t_sum;

	add_scaled(&d, sum, -w->t / w->n);
	return sh_vec3_scale(&d, 1.0 / (w->tt - w->t * w->t / w->n));
}

static struct sh_vec3 steady_bias(const struct sh_fusion_steady *w)
{
	struct sh_vec3 mean = sh_vec3_scale(&w->angle, 1.0 / w->time_s), bias, turn, d, up;
	double size2;

	up = sh_vec3_scale(&w->sum_acc, 1.0 / w->n);
	size2 = sh_vec3_dot(&up, &up);
	if (w->n < 3.0 || size2 < 1.0)
		return mean;
	turn = slope(w, &w->sum_acc, &w->t_acc);
	turn = sh_vec3_cross(&turn, &up);
	bias = slope(w, &w->sum_angle, &w->t_angle);
	add_scaled(&bias, &turn, -1.0 / size2);
	d = sh_vec3_sub(&mean, &bias);
	add_scaled(&bias, &up, sh_vec3_dot(&d, &up) / size2);
	return bias;
}

/* Along gravity nothing tells sway from bias, but how much the wearer swayed is seen across it. */
static void doubt(struct sh_fusion *f, const struct sh_vec3 *start)
{
	struct sh_vec3 drift = outputs(f->rest_acc), change = outputs(f->rest_gyro);
	double across_rad_s = f->p.sigma_rest_rad_s * f->p.rest_min_s / f->steady.time_s, sway;

	drift = sh_vec3_sub(&drift, &f->steady.first_acc);
	change = sh_vec3_sub(&change, start);
	sway = SWAY_SHARE * sh_vec3_norm(&drift) / GRAVITY_M_S2 / f->steady.time_s;
	sh_bias_doubt(f, across_rad_s,
		      sqrt(square(across_rad_s) + square(sway) +
			   square(SWAY_SHARE * sh_vec3_norm(&change))));
}

static bool take_start_bias(struct sh_fusion *f, const struct sh_vec3 *start)
{
	struct sh_vec3 old = sh_vec3_add(&f->start_bias_rad_s, &f->bias_rad_s), change;

	doubt(f, start);
	change = sh_vec3_sub(start, &old);
	f->start_bias_rad_s = *start;
	f->bias_rad_s = (struct sh_vec3){0.0, 0.0, 0.0};
	f->start_open = false;
	f->rest_s = f->steady.strict ? f->p.rest_min_s : 0.0;
	f->at_rest = f->steady.strict;
	f->steady.taken_s = f->steady.time_s;
	sh_lowpass_restart(&f->motion_lp, f->motion, 11); /* it holds products with the old bias */
	return sh_vec3_dot(&change, &change) > square(RELEVEL_RAD_S);
}

/* A large bias, from a time that need be only loosely steady. One that lies along gravity alone and
 * was not there for long is a wearer who turns evenly: hardly a device is so wrong about the
 * vertical and right about the others. */
static bool is_bias(const struct sh_fusion *f, const struct sh_vec3 *from_old)
{
	struct sh_vec3 across = *from_old, up = outputs(f->rest_acc);
	double size2 = sh_vec3_dot(&up, &up);

	if (within(from_old, f->p.bias_clip_rad_s))
		return false;
	if (!f->steady.strict && f->steady.time_s < f->p.start_again_s && size2 >= 1.0)
		add_scaled(&across, &up, -sh_vec3_dot(from_old, &up) / size2);
	return !within(&across, TURN_RAD_S);
}

static bool find_start_bias(struct sh_fusion *f)
{
	const struct sh_fusion_steady *w = &f->steady;
	struct sh_vec3 start, from_old;
	bool first = f->start_open && w->time_s >= f->p.rest_min_s;
	bool better = w->strict && w->taken_s > 0.0 && w->time_s >= 2.0 * w->taken_s;
	bool again = w->time_s >= f->p.start_again_s, stale = false;

	if (!first && !better && !again)
		return false;
	start = steady_bias(w);
	from_old = sh_vec3_sub(&start, &f->start_bias_rad_s);
	/* Anything else would be worse than what the filter learns by itself. */
	if (is_bias(f, &from_old) || better || (first && w->strict))
		stale = take_start_bias(f, &start);
	else
		f->steady.time_s = 0.0;
	if (again)
		f->steady.time_s = 0.0; /* a fresh window, so that the mean stays young */
	return stale;
}

static void watch_steady(struct sh_fusion *f, const struct sh_vec3 *gyro, const struct sh_vec3 *acc,
			 double gyro_off, double acc_off, double dt_s)
{
	struct sh_vec3 mean = outputs(f->rest_gyro), drift = outputs(f->rest_acc);
	double moved = 0.0;

	drift = sh_vec3_sub(&drift, &f->steady.first_acc);
	if (f->steady.time_s > 0.0)
		moved = sh_vec3_norm(&drift) / f->p.start_acc_m_s2;
	if (gyro_off >= LOOSE_RATE || acc_off >= LOOSE_ACC || moved >= LOOSE_ACC ||
	    !within(&mean, f->p.start_bias_clip_rad_s)) {
		f->steady.time_s = 0.0;
		return;
	}
	count_steady(f, gyro, acc, dt_s);
	if (gyro_off >= 1.0 || acc_off >= 1.0 || moved >= 1.0)
		f->steady.strict = false;
}

bool sh_rest_step(struct sh_fusion *f, const struct sh_vec3 *gyro, const struct sh_vec3 *acc,
		  double dt_s)
{
	struct sh_vec3 before = outputs(f->rest_acc), from_start;
	double gyro_off =
		deviation(&f->rest_gyro_lp, f->rest_gyro, gyro, f->step_s) / f->p.rest_rate_rad_s;
	double acc_off =
		deviation(&f->rest_acc_lp, f->rest_acc, acc, f->step_s) / f->p.rest_acc_m_s2;
	struct sh_vec3 mean = outputs(f->rest_gyro);
	bool stale = false;

	f->rest_acc_before = before;
	from_start = sh_vec3_sub(&mean, &f->start_bias_rad_s);
	f->rest_s += dt_s;
	if (gyro_off >= 1.0 || acc_off >= 1.0 || !within(&from_start, f->p.bias_clip_rad_s))
		f->rest_s = 0.0;
	f->at_rest = f->rest_s >= f->p.rest_min_s;
	if (f->p.start_bias_clip_rad_s <= 0.0)
		return false;
	watch_steady(f, gyro, acc, gyro_off, acc_off, dt_s);
	if (f->steady.time_s > 0.0)
		stale = find_start_bias(f);
	if (f->at_rest)
		f->start_open = false; /* an ordinary rest bounds the bias as well */
	return stale;
}
