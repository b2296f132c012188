/* Orientation is a formula of time; rate and acceleration of the sensor follow from it by
 * differences over one sample, so the rate of a sample is the mean since the one before, as an
 * integrating gyro has it. */

#include "calib_synth.h"

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"

static const double STILL_S = 4;

void calib_synth_init(struct calib_synth *c, const char *kind, double rate_hz, uint64_t seed)
{
	struct sh_quat straight = sh_quat_identity();

	memset(c, 0, sizeof(*c));
	sh_rng_init(&c->rng, seed, 77);
	sh_sensor_model_init(&c->sensor, sh_sensor_params_find(kind), &straight, 0, seed, 0);
	c->rate_hz = rate_hz;
	c->turn_s = 1.2;
	c->tremor_deg = 2;
	c->speed = 1;
	c->arm_m = 0.06;
}

static struct sh_vec3 axis_of(int face)
{
	double sign = face % 2 == 0 ? 1 : -1;

	return (struct sh_vec3){face / 2 == 0 ? sign : 0, face / 2 == 1 ? sign : 0,
				face / 2 == 2 ? sign : 0};
}

void calib_synth_pose(struct calib_synth *c, struct sh_quat q, double hold_s)
{
	c->poses[c->n_poses++] = (struct calib_synth_pose){q, hold_s};
}

void calib_synth_face(struct calib_synth *c, int face, double hold_s, double lean_deg)
{
	static const struct sh_vec3 up = {0, 0, 1};
	struct sh_vec3 axis = axis_of(face), level;
	struct sh_quat q = sh_quat_to_up(&axis), turn;
	double way = sh_rng_uniform(&c->rng, 0, 2 * SH_PI);

	turn = sh_quat_from_axis_angle(&up, sh_rng_uniform(&c->rng, 0, 2 * SH_PI));
	q = sh_quat_mul(&turn, &q);
	level = (struct sh_vec3){cos(way), sin(way), 0};
	turn = sh_quat_from_axis_angle(&level,
				       sh_rad(sh_rng_uniform(&c->rng, -lean_deg, lean_deg)));
	q = sh_quat_mul(&turn, &q);
	calib_synth_pose(c, q, hold_s);
}

void calib_synth_any(struct calib_synth *c, double hold_s)
{
	const double near = 0.9; /* 26 degrees: what leans less is meant to be a face */
	struct sh_vec3 up;
	struct sh_quat q;

	do {
		q = (struct sh_quat){sh_rng_gauss(&c->rng), sh_rng_gauss(&c->rng),
				     sh_rng_gauss(&c->rng), sh_rng_gauss(&c->rng)};
		q = sh_quat_normalise(&q);
		up = (struct sh_vec3){0, 0, 1};
		up = sh_quat_rotate_back(&q, &up);
	} while (fabs(up.x) > near || fabs(up.y) > near || fabs(up.z) > near);
	calib_synth_pose(c, q, hold_s);
}

void calib_synth_six(struct calib_synth *c, double hold_s, double lean_deg)
{
	int order[SH_CALIB_FACES] = {0, 1, 2, 3, 4, 5};

	for (int i = SH_CALIB_FACES - 1; i > 0; i--) {
		int k = (int)(sh_rng_next(&c->rng) % (uint64_t)(i + 1)), t = order[i];

		order[i] = order[k];
		order[k] = t;
	}
	for (int i = 0; i < SH_CALIB_FACES; i++)
		calib_synth_face(c, order[i], hold_s, lean_deg);
}

double calib_synth_poses_s(const struct calib_synth *c)
{
	double t = 0;

	for (size_t i = 0; i < c->n_poses; i++)
		t += c->poses[i].hold_s + (i + 1 < c->n_poses ? c->turn_s : 0);
	return t;
}

/* The shortest turn from a to b, `part` of the way. */
static struct sh_quat between(const struct sh_quat *a, const struct sh_quat *b, double part)
{
	struct sh_quat back = sh_quat_conj(a), d = sh_quat_mul(&back, b), turn;
	struct sh_vec3 axis;
	double angle;

	if (d.w < 0)
		d = (struct sh_quat){-d.w, -d.x, -d.y, -d.z};
	axis = (struct sh_vec3){d.x, d.y, d.z};
	angle = 2 * atan2(sh_vec3_norm(&axis), d.w);
	turn = sh_quat_from_axis_angle(&axis, angle * part);
	return sh_quat_mul(a, &turn);
}

static struct sh_quat pose_at(const struct calib_synth *c, double t)
{
	size_t i = 0;
	double part;

	while (i + 1 < c->n_poses && t > c->poses[i].hold_s + c->turn_s) {
		t -= c->poses[i].hold_s + c->turn_s;
		i++;
	}
	if (i + 1 >= c->n_poses || t <= c->poses[i].hold_s)
		return c->poses[i].q;
	part = (t - c->poses[i].hold_s) / c->turn_s;
	part = part * part * (3 - 2 * part); /* begins and ends at rest */
	return between(&c->poses[i].q, &c->poses[i + 1].q, part);
}

static struct sh_quat turns_at(const struct calib_synth *c, double t)
{
	struct sh_quat q = sh_quat_identity(), turn;
	struct sh_vec3 axis;
	double begun, u = (t - STILL_S) * c->speed;

	if (u <= 0)
		return q;
	begun = u < 2 ? u * u / 4 * (3 - u) : 1; /* no jolt at the start */
	for (int i = 0; i < 3; i++) {
		static const double often[] = {0.23, 0.37, 0.61}, wide[] = {150, 80, 50};
		double slow = 1 + 0.8 * sin(2 * SH_PI * 0.031 * (i + 1) * u);

		axis = (struct sh_vec3){i == 0, i == 1, i == 2};
		turn = sh_quat_from_axis_angle(&axis, begun * sh_rad(wide[i]) *
							      sin(2 * SH_PI * often[i] * u + slow));
		q = sh_quat_mul(&q, &turn);
	}
	return q;
}

/* Where the sensor is, on its arm. */
static struct sh_vec3 place(const struct calib_synth *c, double t)
{
	struct sh_vec3 arm = {c->arm_m, 0, c->arm_m / 3};
	struct sh_quat q = turns_at(c, t);

	return sh_quat_rotate(&q, &arm);
}

static void sense(struct calib_synth *c, const struct sh_quat *before, const struct sh_quat *now,
		  const struct sh_quat *then, const struct sh_vec3 *pushed, double tremor,
		  struct sh_sample *ret)
{
	struct sh_quat back = sh_quat_conj(before), d = sh_quat_mul(&back, now);
	struct sh_vec3 axis, force = *pushed;
	struct sh_sim_segment s;
	double angle;

	if (d.w < 0)
		d = (struct sh_quat){-d.w, -d.x, -d.y, -d.z};
	axis = (struct sh_vec3){d.x, d.y, d.z};
	angle = 2 * atan2(sh_vec3_norm(&axis), d.w);
	if (sh_vec3_norm(&axis) > 0)
		axis = sh_vec3_scale(&axis, angle * c->rate_hz / sh_vec3_norm(&axis));
	force.z += SH_CALIB_G_M_S2;
	force = sh_quat_rotate_back(then, &force);
	memset(&s, 0, sizeof(s));
	s.rate_rad_s = axis;
	s.force_m_s2 = force;
	if (tremor > 0) {
		s.rate_rad_s.x += sh_rad(tremor) * sh_rng_gauss(&c->rng);
		s.rate_rad_s.y += sh_rad(tremor) * sh_rng_gauss(&c->rng);
		s.force_m_s2.x += 0.3 * sh_rng_gauss(&c->rng);
		s.force_m_s2.z += 0.3 * sh_rng_gauss(&c->rng);
	}
	sh_sensor_model_apply(&c->sensor, &s, c->t_us, ret);
	c->t_us += (int64_t)(1e6 / c->rate_hz + 0.5);
}

void calib_synth_pose_step(struct calib_synth *c, struct sh_sample *ret)
{
	static const struct sh_vec3 nothing = {0, 0, 0};
	double t = (double)c->t_us * 1e-6;
	struct sh_quat before = pose_at(c, t - 1 / c->rate_hz), now = pose_at(c, t);
	bool moving = memcmp(&before, &now, sizeof(now)) != 0;

	sense(c, &before, &now, &now, &nothing, moving ? c->tremor_deg : 0, ret);
}

void calib_synth_turn_step(struct calib_synth *c, struct sh_sample *ret)
{
	const double h = 0.002;
	double t = (double)(c->t_us - c->turns_from_us) * 1e-6, late = t - c->acc_delay_s;
	struct sh_quat before = turns_at(c, t - 1 / c->rate_hz), now = turns_at(c, t);
	struct sh_quat then = turns_at(c, late);
	struct sh_vec3 p0 = place(c, late - h), p1 = place(c, late), p2 = place(c, late + h), push;

	push = sh_vec3_add(&p0, &p2);
	p1 = sh_vec3_scale(&p1, 2);
	push = sh_vec3_sub(&push, &p1);
	push = sh_vec3_scale(&push, 1 / (h * h));
	sense(c, &before, &now, &then, &push, 0, ret);
}
