/* Angles, position, stillness and vigour of the strapped segment.
 *
 * Everything comes from the up-vector in segment axes (biomechanics 2.3), so no angle given out
 * ever rests on heading. Differences of the closed formulas are used rather than one minimal
 * rotation: they keep the measured angle free of the other two (worst cross-talk 0.5 deg lying).
 *
 * Vigour is the rhythmic acceleration that walking and shaking make and no exercise of this
 * programme does: the RMS of |a| about its own slow mean, so that offsets do not count.
 */

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/posture_part.h"
#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/curve.h"
#include "spinehold/posture.h"

static const double GATE_COS = 0.8;	   /* 36.9 deg: the 35 deg cone, biomechanics 2.2 */
static const double GATE_TAU_S = 0.318;	   /* 0.5 Hz */
static const double OBSERVABLE_MIN = 0.35; /* sine of the angle between up and the asked axis */
static const double VIGOUR_ON_M_S2 = 0.6;  /* judgement: slow walks at L5 have 1 and more */
static const double VIGOUR_OFF_M_S2 = 0.4;
static const int64_t VIGOUR_ON_US =
	300000; /* the mean itself takes half a second: the first step */
static const double VIGOUR_TAU_S = 1.0, VIGOUR_MEAN_TAU_S = 2.0;

enum sh_position sh_posture_position(const struct sh_vec3 *up)
{
	if (up->x > GATE_COS)
		return SH_POSITION_SUPINE;
	if (up->x < -GATE_COS)
		return SH_POSITION_PRONE;
	if (up->y > GATE_COS)
		return SH_POSITION_SIDE_RIGHT;
	if (up->y < -GATE_COS)
		return SH_POSITION_SIDE_LEFT;
	if (up->z > GATE_COS)
		return SH_POSITION_UPRIGHT;
	return SH_POSITION_BETWEEN;
}

/* The position whose axis is nearest: a neutral may be taken a little outside every cone. */
static enum sh_position nearest_position(const struct sh_vec3 *up)
{
	double ax = up->x < 0 ? -up->x : up->x, ay = up->y < 0 ? -up->y : up->y;
	double az = up->z < 0 ? -up->z : up->z;

	if (az >= ax && az >= ay)
		return SH_POSITION_UPRIGHT;
	if (ax >= ay)
		return up->x > 0 ? SH_POSITION_SUPINE : SH_POSITION_PRONE;
	return up->y > 0 ? SH_POSITION_SIDE_RIGHT : SH_POSITION_SIDE_LEFT;
}

void sh_posture_tilt(const struct sh_vec3 *up, enum sh_position frame, struct sh_tilt *ret)
{
	double x = up->x, y = up->y, z = up->z;
	double xy = sqrt(x * x + y * y), yz = sqrt(y * y + z * z);

	memset(ret, 0, sizeof(*ret));
	switch (frame) {
	case SH_POSITION_SUPINE:
		ret->round_rad = sh_atan2(z, xy);
		ret->twist_rad = sh_atan2(-y, x);
		break;
	case SH_POSITION_PRONE:
		ret->round_rad = sh_atan2(-z, xy);
		ret->twist_rad = sh_atan2(y, -x);
		break;
	case SH_POSITION_SIDE_RIGHT: /* the left side is up */
		ret->side_rad = sh_atan2(-z, xy);
		ret->twist_rad = sh_atan2(x, y);
		break;
	case SH_POSITION_SIDE_LEFT:
		ret->side_rad = sh_atan2(z, xy);
		ret->twist_rad = sh_atan2(-x, -y);
		break;
	case SH_POSITION_UPRIGHT:
	case SH_POSITION_BETWEEN:
	case SH_POSITIONS:
		/* A bow beyond the horizontal folds back below 90 deg. Carrying it on by the sign
		 * of z was tried: with the least side bend the angle then jumps by 30 deg (a stoop
		 * in mobgap HA001). The limit has spoken long before. */
		ret->round_rad = sh_atan2(-x, yz);
		ret->side_rad = sh_atan2(y, z);
		ret->round_ok = true;
		ret->side_ok = yz > OBSERVABLE_MIN;
		return;
	}
	ret->twist_ok = xy > OBSERVABLE_MIN;
	ret->round_ok = frame == SH_POSITION_SUPINE || frame == SH_POSITION_PRONE;
	ret->side_ok = !ret->round_ok;
	/* turned over onto the axis itself, gravity no longer sees the rotation about it */
	ret->round_ok = ret->round_ok && sqrt(x * x + z * z) > OBSERVABLE_MIN;
	ret->side_ok = ret->side_ok && yz > OBSERVABLE_MIN;
}

void sh_posture_init(struct sh_posture_ctx *c, const struct sh_quat *mount, enum sh_measure measure)
{
	memset(c, 0, sizeof(*c));
	c->mount = *mount;
	c->measure = measure;
}

void sh_posture_remount(struct sh_posture_ctx *c, const struct sh_quat *mount)
{
	c->mount = *mount;
	sh_posture_measure(c, c->measure);
}

void sh_posture_measure(struct sh_posture_ctx *c, enum sh_measure measure)
{
	c->measure = measure;
	c->has_neutral = c->bridge.valid = false;
	c->started = false; /* the gate settles at once on the new rule */
	sh_posture_sweep_restart(c);
}

/* --- neutral ------------------------------------------------------------------------------- */

/* The mean up-vector of the last 2 s, in body axes. @return false if the wearer was not still. */
static bool still_up(const struct sh_posture_ctx *c, struct sh_still_sums *ret_sums,
		     struct sh_vec3 *ret)
{
	double size;

	if (!c->still || !sh_still_window(c, ret_sums))
		return false;
	size = sh_vec3_norm(&ret_sums->acc);
	if (!(size > 0))
		return false;
	*ret = sh_quat_rotate(&c->mount, &ret_sums->acc);
	*ret = (struct sh_vec3){ret->x / size, ret->y / size, ret->z / size};
	return true;
}

double sh_posture_shift_deg(const struct sh_posture_ctx *c)
{
	struct sh_still_sums w;
	struct sh_vec3 up;

	if (!c->has_neutral || !still_up(c, &w, &up) || nearest_position(&up) != c->frame)
		return 0;
	return sh_angle_between_deg(&up, &c->up0);
}

enum sh_status sh_posture_neutral(struct sh_posture_ctx *c, double *ret_shift_deg)
{
	struct sh_still_sums w;
	struct sh_tilt tilt;
	struct sh_vec3 up, gyro;

	if (!still_up(c, &w, &up) || (c->curve && !sh_curve_still(c->curve)))
		return SH_ERR_ORDER;
	*ret_shift_deg = sh_posture_shift_deg(c);
	c->frame = nearest_position(&up);
	sh_posture_tilt(&up, c->frame, &tilt);
	c->round0_rad = tilt.round_rad;
	c->side0_rad = tilt.side_rad;
	c->twist0_rad = tilt.twist_rad;
	c->up0 = up;
	c->has_neutral = true;
	c->started = false;
	gyro = (struct sh_vec3){w.gyro.x / w.n, w.gyro.y / w.n, w.gyro.z / w.n};
	sh_bridge_neutral(c, &gyro);
	if (c->curve)
		sh_curve_neutral(c->curve, &up);
	return SH_OK;
}

/* --- gate, vigour -------------------------------------------------------------------------- */

/* The up-vector with the exercise's own measured rotation undone, so that a bow, a twist or a side
 * tilt never makes its own position wrong. */
static struct sh_vec3 without_measure(const struct sh_posture_ctx *c, const struct sh_vec3 *up,
				      const struct sh_posture *p)
{
	struct sh_vec3 axis = {0, 0, 0};
	double rad = sh_rad(p->measure.deg);
	struct sh_quat q;

	if (!c->has_neutral || !p->measure.observable)
		return *up;
	switch (c->measure) {
	case SH_MEASURE_PELVIC_TILT:
		axis.y = -1;
		break;
	case SH_MEASURE_FORWARD_TILT:
		axis.y = 1;
		break;
	case SH_MEASURE_ROLL:
		axis.z = 1;
		break;
	case SH_MEASURE_SIDE_TILT:
		axis.x = 1;
		break;
	case SH_MEASURE_SWEEP:
	case SH_MEASURE_STILLNESS:
	case SH_MEASURE_BREATHING:
	case SH_MEASURES:
		return *up;
	}
	q = sh_quat_from_axis_angle(&axis, rad);
	return sh_quat_rotate(&q, up);
}

static void gate_step(struct sh_posture_ctx *c, const struct sh_vec3 *up, double dt_s)
{
	double k = dt_s / (GATE_TAU_S + dt_s), size;

	if (!c->started) {
		c->gate_up = *up;
		c->started = true;
		return;
	}
	c->gate_up.x += k * (up->x - c->gate_up.x);
	c->gate_up.y += k * (up->y - c->gate_up.y);
	c->gate_up.z += k * (up->z - c->gate_up.z);
	size = sh_vec3_norm(&c->gate_up);
	if (size < 0.1) /* turned right over within the filter's memory */
		c->gate_up = *up;
}

static void vigour_step(struct sh_posture_ctx *c, const struct sh_sample *s, double dt_s)
{
	double size = sh_vec3_norm(&s->acc_m_s2), off, rms;

	if (c->acc_slow_m_s2 <= 0)
		c->acc_slow_m_s2 = size;
	off = size - c->acc_slow_m_s2;
	c->acc_slow_m_s2 += dt_s / (VIGOUR_MEAN_TAU_S + dt_s) * off;
	c->vigour_m2_s4 += dt_s / (VIGOUR_TAU_S + dt_s) * (off * off - c->vigour_m2_s4);
	rms = sqrt(c->vigour_m2_s4);
	if (rms < VIGOUR_ON_M_S2)
		c->vigour_since_us = s->t_us;
	if (s->t_us - c->vigour_since_us >= VIGOUR_ON_US)
		c->vigorous = true;
	if (rms < VIGOUR_OFF_M_S2)
		c->vigorous = false;
}

/* --- one sample ---------------------------------------------------------------------------- */

static void angles(const struct sh_posture_ctx *c, const struct sh_orientation *o,
		   const struct sh_vec3 *rate_rad_s, struct sh_posture *ret)
{
	double sign = c->measure == SH_MEASURE_PELVIC_TILT ? -1.0 : 1.0;
	struct sh_tilt tilt;

	ret->round.rate_deg_s = sign * sh_deg(rate_rad_s->y);
	ret->side.rate_deg_s = sh_deg(rate_rad_s->x);
	ret->twist.rate_deg_s = sh_deg(rate_rad_s->z);
	ret->round.sigma_deg = ret->side.sigma_deg = ret->twist.sigma_deg = o->tilt_sigma_deg;
	if (!c->has_neutral)
		return;
	sh_posture_tilt(&ret->up, c->frame, &tilt);
	ret->round.observable = tilt.round_ok;
	ret->side.observable = tilt.side_ok;
	ret->twist.observable = tilt.twist_ok;
	ret->round.deg = sign * sh_deg(sh_wrap_pi(tilt.round_rad - c->round0_rad));
	ret->side.deg = sh_deg(sh_wrap_pi(tilt.side_rad - c->side0_rad));
	ret->twist.deg = sh_deg(sh_wrap_pi(tilt.twist_rad - c->twist0_rad));
}

void sh_posture_step(struct sh_posture_ctx *c, const struct sh_sample *s,
		     const struct sh_orientation *o, struct sh_posture *ret)
{
	double dt_s = c->last_us ? (double)(s->t_us - c->last_us) * 1e-6 : 0.01;
	struct sh_vec3 z = {0, 0, 1}, up_sensor = sh_quat_rotate_back(&o->q, &z);
	struct sh_vec3 rate = sh_quat_rotate(&c->mount, &o->rate_rad_s), gate;

	if (dt_s > 1)
		dt_s = 1;
	c->last_us = s->t_us;
	memset(ret, 0, sizeof(*ret));
	ret->t_us = s->t_us;
	ret->up = sh_quat_rotate(&c->mount, &up_sensor);
	ret->has_neutral = c->has_neutral;
	ret->rate_deg_s = sh_deg(sh_vec3_norm(&rate));
	angles(c, o, &rate, ret);
	switch (c->measure) {
	case SH_MEASURE_PELVIC_TILT:
	case SH_MEASURE_FORWARD_TILT:
		ret->measure = ret->round;
		break;
	case SH_MEASURE_ROLL:
		ret->measure = ret->twist;
		break;
	case SH_MEASURE_SIDE_TILT:
		ret->measure = ret->side;
		break;
	case SH_MEASURE_SWEEP:
		ret->measure = ret->round;
		sh_sweep_step(c, &ret->up, &ret->measure);
		break;
	case SH_MEASURE_STILLNESS:
	case SH_MEASURE_BREATHING:
	case SH_MEASURES:
		break;
	}
	if (sh_still_add(c, s))
		c->still = sh_is_still(c, o);
	ret->still = c->still && (!c->curve || sh_curve_still(c->curve));
	sh_bridge_step(c, o, dt_s, ret);
	gate = without_measure(c, &ret->up, ret);
	gate_step(c, &gate, dt_s);
	ret->position = sh_posture_position(&c->gate_up);
	vigour_step(c, s, dt_s);
	ret->vigorous = c->vigorous;
	if (c->curve)
		sh_curve_eval(c->curve, c->measure, ret);
}
