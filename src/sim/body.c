/* Angles, their exact rates, and from both the orientation, angular rate and specific force.
 *
 * Every part of the movement is made as a value together with its derivative, so the gyro is
 * analytic: for R = B Ry(f) Rx(l) Rz(t) the rate in body axes is
 *
 *     w = Rz(t)' ( Rx(l)' (0, f', 0) + (l', 0, 0) ) + (0, 0, t')      (' on a matrix: transposed)
 *
 * Sway is first-order noise (0.2 Hz, 0.3 degrees RMS), but pure first-order noise has no rate, so
 * two further poles at 0.25 s smooth it; the drive is scaled with the closed formula for the
 * variance of three poles in a row. All chains are stepped by explicit Euler with the rate that was
 * given out, so the sum of the rates is the angle. Angular acceleration is the difference of two
 * rates: it only feeds the lever term, a few hundredths of a m/s2. */

#include "sim/body.h"

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"

#define DT_S	  (1.0 / SH_SIM_RATE_HZ)
#define GRAVITY	  9.80665
#define SWAY_DEG  0.3	   /* RMS about the main axis, half of it about the others */
#define SWAY_S	  0.795775 /* 1 / (2 pi 0.2 Hz) */
#define SMOOTH_S  0.25
#define SHAKE	  0.015 /* m/s2 RMS, between a lying body and the 0.04 of a standing trunk */
#define SHAKE_S	  0.15
#define TREMOR_HZ 9.0
#define SLEW_S	  0.3 /* how fast breath and tremor come and go */
#define START_DEG 2.0 /* nobody lies exactly as drawn */
#define COUGH_DEG 0.4
#define COUGH_S	  0.25 /* length of a pulse, as the plan gives it */

/* Drive for unit variance out of the three low-passes; see the head. */
static double wander_gain(void)
{
	double d1 = SWAY_S + 2 * SMOOTH_S, d2 = 2 * SWAY_S * SMOOTH_S + SMOOTH_S * SMOOTH_S;
	double d3 = SWAY_S * SMOOTH_S * SMOOTH_S;

	return sqrt(2 * (d1 * d2 - d3) / (d2 * DT_S));
}

/* Gives the present value and rate, then moves on. */
static double wander(struct sh_sim_wander *w, struct sh_rng *rng, double *ret_rate)
{
	double drive = sh_rng_gauss(rng) * wander_gain(), value = w->x[2];

	*ret_rate = (w->x[1] - w->x[2]) / SMOOTH_S;
	w->x[2] += DT_S * *ret_rate;
	w->x[1] += DT_S * (w->x[0] - w->x[1]) / SMOOTH_S;
	w->x[0] += DT_S * (drive - w->x[0]) / SWAY_S;
	return value;
}

static void settle(struct sh_sim_wander *w, struct sh_rng *rng)
{
	double unused;

	memset(w, 0, sizeof(*w));
	for (int i = 0; i < 4 * SH_SIM_RATE_HZ; i++)
		(void)wander(w, rng, &unused);
}

static struct sh_quat turn(double x, double y, double z, double deg)
{
	struct sh_vec3 axis = {x, y, z};

	return sh_quat_from_axis_angle(&axis, sh_rad(deg));
}

static struct sh_quat posture(enum sh_position p)
{
	switch (p) {
	case SH_POSITION_SUPINE:
		return turn(0, 1, 0, -90);
	case SH_POSITION_PRONE:
		return turn(0, 1, 0, 90);
	case SH_POSITION_SIDE_RIGHT: /* left side up */
		return turn(1, 0, 0, 90);
	case SH_POSITION_SIDE_LEFT:
		return turn(1, 0, 0, -90);
	case SH_POSITION_UPRIGHT:
	case SH_POSITION_BETWEEN:
	case SH_POSITIONS:
		break;
	}
	return sh_quat_identity();
}

static void set_base(struct sh_sim_body *b, enum sh_position p)
{
	struct sh_quat heading = turn(0, 0, 1, sh_deg(b->heading_rad)), lie = posture(p);

	b->base = sh_quat_mul(&heading, &lie);
}

/* The axis that gravity does not see in this position (biomechanics.md 2.3). */
static int unseen_axis(enum sh_position p)
{
	if (p == SH_POSITION_SUPINE || p == SH_POSITION_PRONE)
		return SH_SIM_L;
	return p == SH_POSITION_SIDE_LEFT || p == SH_POSITION_SIDE_RIGHT ? SH_SIM_F : SH_SIM_T;
}

void sh_sim_body_init(struct sh_sim_body *b, const struct sh_exercise *ex,
		      const struct sh_sim_profile *profile, enum sh_position position,
		      uint64_t seed)
{
	double sign;

	memset(b, 0, sizeof(*b));
	sh_rng_init(&b->rng, seed, 1);
	b->measured_axis = sh_sim_measured_axis(ex, &sign);
	b->heading_rad = sh_rng_uniform(&b->rng, -SH_PI, SH_PI);
	b->mirror = 1;
	b->breath_gain = 1;
	b->breath_rad = sh_rng_uniform(&b->rng, 0, 2 * SH_PI);
	b->lever_m[0] = 0.06;
	b->lever_m[1] = 0.03;
	b->lever_m[2] = profile->special == SH_SIM_ROLLS ? 0.3 : 0.09;
	set_base(b, position);
	settle(&b->pace, &b->rng);
	settle(&b->flutter, &b->rng);
	for (int s = 0; s < SH_SIM_SEGMENTS; s++) {
		b->breath_deg[s] = profile->breath_deg[s];
		for (int a = 0; a < SH_SIM_AXES; a++) {
			settle(&b->sway[s][a], &b->rng);
			b->start_deg[s][a] = START_DEG * sh_rng_gauss_cut(&b->rng, 2);
			if (a == unseen_axis(position))
				b->start_deg[s][a] = 0;
		}
		if (profile->special == SH_SIM_ROLLS)
			b->start_deg[s][SH_SIM_F] += s == SH_SIM_THORAX ? 38 : 10;
	}
}

/* Breath and tremor are common to both segments. */
struct common {
	double breath, breath_rate; /* of amplitude 1 */
	double tremor_deg, tremor_deg_s;
	double cough_deg, cough_deg_s;
};

static void live(struct sh_sim_body *b, const struct sh_sim_intent *in, struct common *ret)
{
	double pace_rate, gain_rate = (in->breath_gain - b->breath_gain) / SLEW_S, sine, cosine;
	double omega =
		2 * SH_PI * in->breath_hz * (1 + 0.05 * wander(&b->pace, &b->rng, &pace_rate));
	double level_rate = (in->tremor_deg_s - b->tremor_deg_s) / SLEW_S;
	double nominal = 2 * SH_PI * TREMOR_HZ, unused;
	double shiver = nominal * (1 + 0.08 * wander(&b->flutter, &b->rng, &unused));

	sh_sincos(b->breath_rad, &sine, &cosine);
	ret->breath = b->breath_gain * sine;
	ret->breath_rate = b->breath_gain * cosine * omega + gain_rate * sine;
	b->breath_rad = sh_wrap_pi(b->breath_rad + omega * DT_S);
	b->breath_gain += gain_rate * DT_S;

	sh_sincos(b->tremor_rad, &sine, &cosine);
	ret->tremor_deg = -b->tremor_deg_s / nominal * cosine;
	ret->tremor_deg_s =
		b->tremor_deg_s / nominal * sine * shiver - level_rate / nominal * cosine;
	b->tremor_rad = sh_wrap_pi(b->tremor_rad + shiver * DT_S);
	b->tremor_deg_s += level_rate * DT_S;

	ret->cough_deg = ret->cough_deg_s = 0;
	if (in->cough >= 0) {
		double k = in->cough * (1 - in->cough);

		ret->cough_deg = COUGH_DEG * 64 * k * k * k;
		ret->cough_deg_s = COUGH_DEG * 192 * k * k * (1 - 2 * in->cough) / COUGH_S;
	}
}

/* Orientation and rate of a segment from its angles. */
static void orient(const struct sh_sim_body *b, const double *deg, const double *deg_s,
		   struct sh_sim_segment *s)
{
	struct sh_quat f = turn(0, 1, 0, deg[SH_SIM_F]), l = turn(1, 0, 0, deg[SH_SIM_L]);
	struct sh_quat t = turn(0, 0, 1, deg[SH_SIM_T]), q = sh_quat_mul(&b->base, &f);
	struct sh_vec3 w = {0, sh_rad(deg_s[SH_SIM_F]), 0};

	q = sh_quat_mul(&q, &l);
	q = sh_quat_mul(&q, &t);
	s->q = sh_quat_normalise(&q);
	w = sh_quat_rotate_back(&l, &w);
	w.x += sh_rad(deg_s[SH_SIM_L]);
	w = sh_quat_rotate_back(&t, &w);
	w.z += sh_rad(deg_s[SH_SIM_T]);
	s->rate_rad_s = w;
}

/* Gravity, the lever and the shaking, in segment axes. */
static struct sh_vec3 force(struct sh_sim_body *b, int index, const struct sh_sim_segment *s,
			    const struct sh_sim_intent *in)
{
	struct sh_vec3 up = {0, 0, GRAVITY}, r = {b->lever_m[0], b->lever_m[1], b->lever_m[2]};
	struct sh_vec3 f = sh_quat_rotate_back(&s->q, &up), alpha, part;
	double spread = sqrt(2 * SHAKE_S / DT_S), knock = in->bump_m_s2, *shake = b->shake[index];

	if (in->cough >= 0) {
		double k = in->cough * (1 - in->cough);

		knock += 0.15 * GRAVITY * 64 * k * k * k;
	}
	alpha = sh_vec3_sub(&s->rate_rad_s, &b->last_rate[index]);
	alpha = sh_vec3_scale(&alpha, b->moved ? SH_SIM_RATE_HZ : 0);
	part = sh_vec3_cross(&alpha, &r);
	f = sh_vec3_add(&f, &part);
	part = sh_vec3_cross(&s->rate_rad_s, &r);
	part = sh_vec3_cross(&s->rate_rad_s, &part);
	f = sh_vec3_add(&f, &part);
	for (int i = 0; i < 3; i++)
		shake[i] += DT_S / SHAKE_S * (SHAKE * spread * sh_rng_gauss(&b->rng) - shake[i]);
	f.x += shake[0];
	f.y += shake[1];
	f.z += shake[2] + knock;
	b->last_rate[index] = s->rate_rad_s;
	return f;
}

/* What the box feels once the belt has slipped: the same in its own, turned axes. */
static void slip(const struct sh_sim_intent *in, struct sh_sim_segment *s)
{
	struct sh_quat q = turn(in->slip_axis == SH_SIM_L, in->slip_axis == SH_SIM_F,
				in->slip_axis == SH_SIM_T, in->slip_deg);
	double own_rad_s = sh_rad(in->slip_deg_s);

	s->force_m_s2 = sh_quat_rotate_back(&q, &s->force_m_s2);
	s->rate_rad_s = sh_quat_rotate_back(&q, &s->rate_rad_s);
	if (in->slip_axis == SH_SIM_L)
		s->rate_rad_s.x += own_rad_s;
	else if (in->slip_axis == SH_SIM_F)
		s->rate_rad_s.y += own_rad_s;
	else
		s->rate_rad_s.z += own_rad_s;
}

void sh_sim_body_step(struct sh_sim_body *b, const struct sh_sim_intent *in,
		      struct sh_sim_segment *ret)
{
	struct common c;

	live(b, in, &c);
	for (int i = 0; i < SH_SIM_SEGMENTS; i++) {
		double deg[SH_SIM_AXES], deg_s[SH_SIM_AXES];

		for (int a = 0; a < SH_SIM_AXES; a++) {
			double size = a == b->measured_axis ? SWAY_DEG : SWAY_DEG / 2, sway, rate;

			/* after turning over, the same sway is seen from the other side */
			if (a != SH_SIM_T)
				size *= b->mirror;
			sway = wander(&b->sway[i][a], &b->rng, &rate);
			deg[a] = in->at.deg[i][a] + size * in->sway_gain * sway;
			deg_s[a] = in->rate.deg[i][a] +
				   size * (in->sway_gain * rate + in->sway_gain_per_s * sway);
			if (a == SH_SIM_F) {
				deg[a] += b->mirror * (b->breath_deg[i] * c.breath + c.cough_deg);
				deg_s[a] += b->mirror *
					    (b->breath_deg[i] * c.breath_rate + c.cough_deg_s);
			}
			if (a == b->measured_axis) {
				double way = a == SH_SIM_T ? 1 : b->mirror;

				deg[a] += way * c.tremor_deg;
				deg_s[a] += way * c.tremor_deg_s;
			}
			ret[i].deg[a] = deg[a];
			deg[a] += b->start_deg[i][a];
		}
		orient(b, deg, deg_s, &ret[i]);
		ret[i].force_m_s2 = force(b, i, &ret[i], in);
		if (in->slip_deg > 0 || in->slip_deg < 0)
			slip(in, &ret[i]);
	}
	b->moved = true;
}

/* Ry(f) Rx(l) Rz(180) = Rz(180) Ry(-f) Rx(-l), and Rx(90) Rz(180) = Rz(180) Rx(-90): the turn moves
 * through to the heading and leaves the other side lying down, with f and l mirrored. */
void sh_sim_body_turned_over(struct sh_sim_body *b, enum sh_position now)
{
	b->heading_rad = sh_wrap_pi(b->heading_rad + SH_PI);
	b->mirror = -b->mirror;
	for (int i = 0; i < SH_SIM_SEGMENTS; i++) {
		b->start_deg[i][SH_SIM_F] = -b->start_deg[i][SH_SIM_F];
		b->start_deg[i][SH_SIM_L] = -b->start_deg[i][SH_SIM_L];
	}
	set_base(b, now);
}
