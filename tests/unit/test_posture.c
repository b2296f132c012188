/* Angles, position, stillness and mounting: biomechanics 2.2, 2.3 and 2.7, and the contract's words
 * on the position gate. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_fixture.h"

static const double G = 9.80665;

static const enum sh_position all[] = {SH_POSITION_UPRIGHT, SH_POSITION_SUPINE, SH_POSITION_PRONE,
				       SH_POSITION_SIDE_LEFT, SH_POSITION_SIDE_RIGHT};
enum { ALL = sizeof(all) / sizeof(all[0]) };

static void near(double got, double want, double margin)
{
	if (!(got > want - margin && got < want + margin))
		fail_msg("%.6f is not within %g of %.6f", got, margin, want);
}

/* The up-vector of a segment that was bowed, bent and turned from a position. */
static struct sh_vec3 up_of(enum sh_position p, double bow, double bend, double turn)
{
	struct sh_quat q = sx_orientation(p, bow, bend, turn);
	struct sh_vec3 z = {0, 0, 1};

	return sh_quat_rotate_back(&q, &z);
}

/* --- biomechanics 2.3 ---------------------------------------------------------------------------
 */

static void test_tilt_without_a_third_angle_is_exact(void **state)
{
	(void)state;
	for (int i = 0; i < ALL; i++) {
		enum sh_position p = all[i];
		bool lying_flat = p == SH_POSITION_SUPINE || p == SH_POSITION_PRONE;

		for (int a = -60; a <= 60; a += 15) {
			for (int b = -60; b <= 60; b += 15) {
				struct sh_tilt t;
				struct sh_vec3 up;

				if (p == SH_POSITION_UPRIGHT) {
					up = up_of(p, a, b, 0);
					sh_posture_tilt(&up, p, &t);
					near(sh_deg(t.round_rad), a, 1e-9);
					near(sh_deg(t.side_rad), b, 1e-9);
				} else if (lying_flat) {
					up = up_of(p, a, 0, b);
					sh_posture_tilt(&up, p, &t);
					near(sh_deg(t.round_rad), a, 1e-9);
					near(sh_deg(t.twist_rad), b, 1e-9);
				} else {
					up = up_of(p, 0, a, b);
					sh_posture_tilt(&up, p, &t);
					near(sh_deg(t.side_rad), a, 1e-9);
					near(sh_deg(t.twist_rad), b, 1e-9);
				}
				assert_int_equal(t.round_ok,
						 p == SH_POSITION_UPRIGHT || lying_flat);
				assert_int_equal(t.side_ok, !lying_flat);
				assert_int_equal(t.twist_ok, p != SH_POSITION_UPRIGHT);
			}
		}
	}
}

/* The page says 5.0 and 11.7 standing, 0.5 and 5.7 lying, 0.0 on the side for 30, 10 and 20 deg;
 * over all signs of them it is 5.3 and 12.0 standing. */
static void test_tilt_with_all_three_angles_has_the_published_cross_talk(void **state)
{
	(void)state;
	for (int i = 0; i < ALL; i++) {
		double round = 0, twist = 0, side = 0;
		struct sh_tilt t;

		for (int k = 0; k < 8; k++) {
			double f = k & 1 ? 30 : -30, l = k & 2 ? 10 : -10, w = k & 4 ? 20 : -20;
			struct sh_vec3 up = up_of(all[i], f, l, w);

			sh_posture_tilt(&up, all[i], &t);
			round = fmax(round, fabs(sh_deg(t.round_rad) - f));
			twist = fmax(twist, fabs(sh_deg(t.twist_rad) - w));
			side = fmax(side, fabs(sh_deg(t.side_rad) - l));
		}
		if (all[i] == SH_POSITION_UPRIGHT) {
			near(round, 5.3, 0.05);
			near(side, 12.0, 0.05);
		} else if (t.round_ok) {
			near(round, 0.5, 0.05);
			near(twist, 5.7, 0.05);
		} else {
			near(side, 0, 1e-9);
			near(twist, 0, 1e-9);
		}
	}
}

static void test_tilt_about_the_vertical_is_not_observable(void **state)
{
	struct sh_vec3 on_the_side = {0.1, 0.99, 0.1}, on_the_back = {0.99, 0.1, 0.1};
	struct sh_tilt t;

	(void)state;
	sh_posture_tilt(&on_the_side, SH_POSITION_SUPINE, &t); /* rolled over since the neutral */
	assert_false(t.round_ok);
	assert_true(t.twist_ok);
	sh_posture_tilt(&on_the_back, SH_POSITION_SUPINE, &t);
	assert_true(t.round_ok);
	sh_posture_tilt(&on_the_back, SH_POSITION_SIDE_LEFT, &t);
	assert_false(t.side_ok);
}

static void test_tilt_near_the_pole_is_not_observable(void **state)
{
	struct sh_vec3 up = up_of(SH_POSITION_SUPINE, 75, 0, 0);
	struct sh_tilt t;

	(void)state;
	sh_posture_tilt(&up, SH_POSITION_SUPINE, &t);
	assert_false(t.twist_ok); /* nearly upright: gravity says nothing about a twist */
	assert_true(t.round_ok);
	up = up_of(SH_POSITION_UPRIGHT, 75, 0, 0);
	sh_posture_tilt(&up, SH_POSITION_UPRIGHT, &t);
	assert_false(t.side_ok);
	assert_true(t.round_ok);
}

/* --- the position gate, biomechanics 2.2 --------------------------------------------------------
 */

static void test_position_by_cone_has_its_edge_at_0_8(void **state)
{
	(void)state;
	for (int i = 0; i < ALL; i++) {
		struct sh_vec3 axis = fx_up(all[i]), off;

		assert_int_equal(sh_posture_position(&axis), all[i]);
		for (int turn = 0; turn < 360; turn += 30) {
			double other = 0.6; /* sine of 36.87 deg: the cosine is 0.8 */
			double c = cos(sh_rad(turn)), s = sin(sh_rad(turn));

			for (int inside = 0; inside < 2; inside++) {
				double x = inside ? 0.801 : 0.799;

				other = sqrt(1 - x * x);
				if (axis.z != 0)
					off = (struct sh_vec3){other * c, other * s, x * axis.z};
				else if (axis.x != 0)
					off = (struct sh_vec3){x * axis.x, other * c, other * s};
				else
					off = (struct sh_vec3){other * s, x * axis.y, other * c};
				if (inside)
					assert_int_equal(sh_posture_position(&off), all[i]);
				else
					assert_int_not_equal(sh_posture_position(&off), all[i]);
			}
		}
	}
	assert_int_equal(sh_posture_position(&(struct sh_vec3){0, 0, -1}), SH_POSITION_BETWEEN);
	assert_int_equal(sh_posture_position(&(struct sh_vec3){0.7, 0, 0.714}),
			 SH_POSITION_BETWEEN);
}

struct body {
	struct sh_posture_ctx ctx;
	struct sh_posture p;
	int64_t t_us, step_us;
};

static void body_init(struct body *b, enum sh_measure m)
{
	struct sh_quat none = sh_quat_identity();

	memset(b, 0, sizeof(*b));
	sh_posture_init(&b->ctx, &none, m);
	b->step_us = 10000;
}

/* One sample of a body whose orientation is known exactly. */
static void body_step(struct body *b, const struct sh_quat *q, struct sh_vec3 rate_deg_s)
{
	struct sh_vec3 z = {0, 0, 1}, up = sh_quat_rotate_back(q, &z);
	struct sh_sample s = {.t_us = b->t_us};
	struct sh_orientation o = {.t_us = b->t_us, .q = *q};

	s.acc_m_s2 = sh_vec3_scale(&up, G);
	s.gyro_rad_s = sh_vec3_scale(&rate_deg_s, sh_rad(1));
	o.rate_rad_s = s.gyro_rad_s;
	sh_posture_step(&b->ctx, &s, &o, &b->p);
	b->t_us += b->step_us;
}

static void body_stay(struct body *b, double s, const struct sh_quat *q)
{
	int64_t until_us = b->t_us + sh_round_i64(s * 1e6);

	while (b->t_us < until_us)
		body_step(b, q, (struct sh_vec3){0, 0, 0});
}

static void body_neutral(struct body *b, enum sh_position p, double s)
{
	struct sh_quat q = sx_orientation(p, 0, 0, 0);
	double shift_deg;

	body_stay(b, s, &q);
	assert_true(b->p.still);
	assert_int_equal(sh_posture_neutral(&b->ctx, &shift_deg), SH_OK);
	near(shift_deg, 0, 1e-9);
}

static void test_position_when_rolled_60_deg_in_a_roll_stays_supine(void **state)
{
	struct body b;
	struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, 0, 0, 60);

	(void)state;
	body_init(&b, SH_MEASURE_ROLL);
	body_neutral(&b, SH_POSITION_SUPINE, 2.1);
	body_stay(&b, 3, &q);
	assert_int_equal(b.p.position, SH_POSITION_SUPINE);
	near(b.p.measure.deg, 60, 1e-6);
	assert_true(b.p.measure.observable);
	assert_false(b.p.side.observable);
	/* the same turn in an exercise that measures something else is a wrong position */
	body_init(&b, SH_MEASURE_FORWARD_TILT);
	body_neutral(&b, SH_POSITION_SUPINE, 2.1);
	body_stay(&b, 3, &q);
	assert_int_equal(b.p.position, SH_POSITION_SIDE_LEFT);
}

static void test_position_when_bowed_in_standing_stays_upright(void **state)
{
	struct body b;
	struct sh_quat q = sx_orientation(SH_POSITION_UPRIGHT, 60, 0, 0);

	(void)state;
	body_init(&b, SH_MEASURE_FORWARD_TILT);
	body_neutral(&b, SH_POSITION_UPRIGHT, 2.1);
	body_stay(&b, 3, &q);
	assert_int_equal(b.p.position, SH_POSITION_UPRIGHT);
	near(b.p.measure.deg, 60, 1e-6);
	q = sx_orientation(SH_POSITION_UPRIGHT, 85, 0, 0);
	body_stay(&b, 3, &q);
	assert_int_equal(b.p.position, SH_POSITION_UPRIGHT);
}

static void test_position_when_bent_sideways_in_a_side_tilt_stays_side(void **state)
{
	struct body b;
	struct sh_quat q = sx_orientation(SH_POSITION_SIDE_LEFT, 0, -50, 0);

	(void)state;
	body_init(&b, SH_MEASURE_SIDE_TILT);
	body_neutral(&b, SH_POSITION_SIDE_LEFT, 2.1);
	body_stay(&b, 3, &q);
	assert_int_equal(b.p.position, SH_POSITION_SIDE_LEFT);
	near(b.p.measure.deg, -50, 1e-6);
}

static void test_position_when_really_turned_over_is_wrong(void **state)
{
	struct body b;
	struct sh_quat q = sx_orientation(SH_POSITION_PRONE, 0, 0, 0);

	(void)state;
	body_init(&b, SH_MEASURE_FORWARD_TILT);
	body_neutral(&b, SH_POSITION_SUPINE, 2.1);
	body_stay(&b, 3, &q);
	assert_int_equal(b.p.position, SH_POSITION_PRONE);
}

static void test_position_before_a_neutral_is_of_the_body_as_it_is(void **state)
{
	struct body b;
	struct sh_quat q = sx_orientation(SH_POSITION_UPRIGHT, 45, 0, 0);

	(void)state;
	body_init(&b, SH_MEASURE_FORWARD_TILT);
	body_stay(&b, 3, &q);
	assert_int_equal(b.p.position, SH_POSITION_BETWEEN);
	assert_false(b.p.measure.observable);
}

/* --- signs: contract, axes ---------------------------------------------------------------------
 */

static void test_signs_of_every_measure_are_the_contracts(void **state)
{
	static const struct {
		enum sh_measure measure;
		enum sh_position position;
		double bow, bend, turn, want;
	} rows[] = {
		{SH_MEASURE_FORWARD_TILT, SH_POSITION_UPRIGHT, 20, 0, 0, 20}, /* bowed forward */
		{SH_MEASURE_FORWARD_TILT, SH_POSITION_PRONE, -8, 0, 0, -8}, /* chest lifted: arch */
		{SH_MEASURE_FORWARD_TILT, SH_POSITION_SUPINE, 20, 0, 0, 20}, /* curled up */
		{SH_MEASURE_PELVIC_TILT, SH_POSITION_SUPINE, -12, 0, 0, 12}, /* tailbone tucked */
		{SH_MEASURE_PELVIC_TILT, SH_POSITION_PRONE, 6, 0, 0, -6},    /* hollow back */
		{SH_MEASURE_ROLL, SH_POSITION_SUPINE, 0, 0, 15, 15},	     /* to the left */
		{SH_MEASURE_ROLL, SH_POSITION_PRONE, 0, 0, -15, -15},
		{SH_MEASURE_SIDE_TILT, SH_POSITION_UPRIGHT, 0, 10, 0, 10}, /* to the right */
		{SH_MEASURE_SIDE_TILT, SH_POSITION_SIDE_RIGHT, 0, -10, 0, -10},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct body b;
		struct sh_quat q =
			sx_orientation(rows[i].position, rows[i].bow, rows[i].bend, rows[i].turn);

		body_init(&b, rows[i].measure);
		body_neutral(&b, rows[i].position, 2.1);
		body_stay(&b, 0.5, &q);
		assert_true(b.p.measure.observable);
		near(b.p.measure.deg, rows[i].want, 1e-6);
	}
}

static void test_bowed_forward_means_the_head_goes_forward(void **state)
{
	/* earth z seen from a segment that bows: forward (x) sinks, so up leans to the back */
	struct sh_vec3 up = up_of(SH_POSITION_UPRIGHT, 20, 0, 0);

	(void)state;
	assert_true(up.x < 0 && up.z > 0);
	up = up_of(SH_POSITION_UPRIGHT, 0, 20, 0); /* to the right: the left side rises */
	assert_true(up.y > 0);
}

static void test_rate_has_the_sign_of_its_angle(void **state)
{
	static const enum sh_measure measures[] = {SH_MEASURE_FORWARD_TILT, SH_MEASURE_PELVIC_TILT};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct body b;
		double before;

		body_init(&b, measures[i]);
		body_neutral(&b, SH_POSITION_PRONE, 2.1);
		for (int k = 0; k <= 20; k++) {
			struct sh_quat q = sx_orientation(SH_POSITION_PRONE, 0.1 * k, 0, 0);

			before = b.p.measure.deg;
			body_step(&b, &q, (struct sh_vec3){0, 10, 0});
		}
		near((b.p.measure.deg - before) / 0.01, b.p.measure.rate_deg_s, 1e-3);
	}
}

/* --- stillness, biomechanics 2.7
 * ------------------------------------------------------------------ */

static void test_still_comes_after_two_seconds_and_not_before(void **state)
{
	struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, 0, 0, 0);
	struct body b;
	double shift_deg;

	(void)state;
	body_init(&b, SH_MEASURE_ROLL);
	body_stay(&b, 2.0, &q); /* the last sample is at 1.990 */
	assert_false(b.p.still);
	assert_int_equal(sh_posture_neutral(&b.ctx, &shift_deg), SH_ERR_ORDER);
	body_step(&b, &q, (struct sh_vec3){0, 0, 0});
	assert_int_equal(b.p.t_us, 2000000);
	assert_true(b.p.still);
	assert_int_equal(sh_posture_neutral(&b.ctx, &shift_deg), SH_OK);
}

/* WitMotion sensors give 10 samples a second as delivered, and arrival stamps jitter. */
static void test_still_at_slow_rates_with_jitter_is_found(void **state)
{
	static const int64_t step_us[] = {500000, 200000, 125000, 100000, 50000,
					  33333,  20000,  5000,	  1000};

	(void)state;
	for (size_t i = 0; i < sizeof(step_us) / sizeof(step_us[0]); i++) {
		struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, 0, 0, 0);
		struct body b;
		uint32_t seed = 1;
		int64_t still_us = -1;

		body_init(&b, SH_MEASURE_ROLL);
		while (b.t_us < 6000000) {
			seed = seed * 1664525u + 1013904223u;
			b.step_us = step_us[i] * (90 + seed / 214748365u) / 100; /* +- 10 % */
			body_step(&b, &q, (struct sh_vec3){0, 0, 0});
			if (b.p.still && still_us < 0)
				still_us = b.p.t_us;
		}
		if (still_us < 2000000 || still_us > 2000000 + 2 * step_us[i] + 150000)
			fail_msg("%lld us a sample: still at %lld us", (long long)step_us[i],
				 (long long)still_us);
	}
}

static void test_still_after_a_hole_needs_two_seconds_again(void **state)
{
	struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, 0, 0, 0);
	struct body b;

	(void)state;
	body_init(&b, SH_MEASURE_ROLL);
	body_stay(&b, 3, &q);
	assert_true(b.p.still);
	b.t_us += 3000000;
	body_stay(&b, 1.99, &q);
	assert_false(b.p.still);
	body_stay(&b, 0.1, &q);
	assert_true(b.p.still);
}

/* Angle: a square wave of this size about the middle has this standard deviation. */
static bool still_with(double sway_deg, double rate_deg_s, double trembling_deg_s, bool zeroed)
{
	struct body b;

	body_init(&b, SH_MEASURE_ROLL);
	for (int i = 0; i < 600; i++) {
		double side = i / 50 % 2 ? 1 : -1,
		       shake = i % 2 ? trembling_deg_s : -trembling_deg_s;
		struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, side * sway_deg, 0, 0);
		struct sh_vec3 z = {0, 0, 1}, up = sh_quat_rotate_back(&q, &z);
		struct sh_sample s = {.t_us = b.t_us};
		struct sh_orientation o = {.t_us = b.t_us, .q = q};

		s.acc_m_s2 = sh_vec3_scale(&up, G);
		s.gyro_rad_s.x = sh_rad(rate_deg_s + shake);
		if (zeroed)
			o.bias_rad_s.x = sh_rad(rate_deg_s);
		sh_posture_step(&b.ctx, &s, &o, &b.p);
		b.t_us += b.step_us;
	}
	return b.p.still;
}

static void test_still_has_its_edge_at_one_degree(void **state)
{
	(void)state;
	assert_true(still_with(0.97, 0, 0, false));
	assert_false(still_with(1.03, 0, 0, false));
}

static void test_still_has_its_edge_at_three_degrees_a_second(void **state)
{
	(void)state;
	assert_true(still_with(0, 2.95, 0, false));
	assert_false(still_with(0, 3.05, 0, false));
	assert_true(still_with(0, 0, 2.95, false));
	assert_false(still_with(0, 0, 3.05, false));
	/* RMS of both together: 2.5 and 2.5 make 3.5 */
	assert_true(still_with(0, 2.0, 2.0, false));
	assert_false(still_with(0, 2.5, 2.5, false));
}

static void test_still_with_a_sensor_never_zeroed_is_found_once_its_bias_is_known(void **state)
{
	(void)state;
	assert_false(still_with(0, 20, 0.3, false));
	assert_true(still_with(0, 20, 0.3, true));
}

static void test_neutral_when_moving_is_refused_and_the_old_one_kept(void **state)
{
	struct body b;
	double shift_deg = 7;

	(void)state;
	body_init(&b, SH_MEASURE_FORWARD_TILT);
	body_neutral(&b, SH_POSITION_UPRIGHT, 2.1);
	for (int i = 0; i < 400; i++) {
		struct sh_quat q = sx_orientation(SH_POSITION_UPRIGHT, 20 * sin(i * 0.02), 0, 0);

		body_step(&b, &q, (struct sh_vec3){0, 40 * cos(i * 0.02), 0});
	}
	assert_false(b.p.still);
	assert_int_equal(sh_posture_neutral(&b.ctx, &shift_deg), SH_ERR_ORDER);
	near(shift_deg, 7, 1e-12);
	assert_true(b.ctx.has_neutral);
	near(b.p.measure.deg, 20 * sin(399 * 0.02), 1e-6);
}

static void test_neutral_taken_anew_tells_how_far_it_moved(void **state)
{
	struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, 9, 0, 0);
	struct body b;
	double shift_deg;

	(void)state;
	body_init(&b, SH_MEASURE_FORWARD_TILT);
	body_neutral(&b, SH_POSITION_SUPINE, 2.1);
	body_stay(&b, 2.2, &q);
	near(b.p.measure.deg, 9, 1e-6);
	assert_int_equal(sh_posture_neutral(&b.ctx, &shift_deg), SH_OK);
	near(shift_deg, 9, 1e-6);
	body_step(&b, &q, (struct sh_vec3){0, 0, 0});
	near(b.p.measure.deg, 0, 1e-6);
}

static void test_walking_is_vigorous_and_a_slow_bow_is_not(void **state)
{
	struct body b;

	(void)state;
	body_init(&b, SH_MEASURE_FORWARD_TILT);
	for (int i = 0; i < 600; i++) {
		struct sh_sample s = {.t_us = i * 10000};
		struct sh_orientation o = {.t_us = s.t_us, .q = sh_quat_identity()};

		s.acc_m_s2.z = G + 2 * sin(i * 0.01 * 2 * SH_PI * 1.8);
		sh_posture_step(&b.ctx, &s, &o, &b.p);
	}
	assert_true(b.p.vigorous);
	body_init(&b, SH_MEASURE_FORWARD_TILT);
	for (int i = 0; i < 600; i++) {
		struct sh_quat q =
			sx_orientation(SH_POSITION_UPRIGHT, 20 - 20 * cos(i * 0.01), 0, 0);

		body_step(&b, &q, (struct sh_vec3){0, 20, 0});
		assert_false(b.p.vigorous);
	}
}

/* --- sweep
 * ----------------------------------------------------------------------------------------- */

static void test_sweep_counts_peak_to_peak_through_the_upside_down(void **state)
{
	struct body b;
	double most = 0;

	(void)state;
	body_init(&b, SH_MEASURE_SWEEP);
	for (int i = 0; i <= 200; i++) { /* from lying (-90) back over the shoulders by 100 deg */
		struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, -0.5 * i, 0, 0);

		body_step(&b, &q, (struct sh_vec3){0, -50, 0});
		assert_true(b.p.measure.observable); /* needs no neutral */
		most = fmax(most, b.p.measure.deg);
	}
	near(most, 100, 0.6);
	near(b.p.measure.deg, 100, 0.6);
	for (int i = 200; i >= 40; i--) { /* and forward again: the same roll, on its way home */
		struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, -0.5 * i, 0, 0);

		body_step(&b, &q, (struct sh_vec3){0, 50, 0});
	}
	near(b.p.measure.deg, 20, 0.6);
	for (int i = 40; i <= 180; i++) { /* back once more before it was home: a new roll, 70 deg */
		struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, -0.5 * i, 0, 0);

		body_step(&b, &q, (struct sh_vec3){0, -50, 0});
	}
	near(b.p.measure.deg, 70, 0.6);
	sh_posture_sweep_restart(&b.ctx);
	body_stay(&b, 0.01, &(struct sh_quat){1, 0, 0, 0});
	near(b.p.measure.deg, 0, 1e-9);
}

/* On hands and knees, turning about the vertical by this rate while the filter has this bias. */
static void kneel(struct sh_posture_ctx *c, int64_t *t_us, double seconds, double rate_deg_s,
		  double bias_deg_s, struct sh_posture *ret)
{
	struct sh_vec3 up = {-1, 0, 0};
	struct sh_orientation o = {.q = sh_quat_to_up(&up)};
	struct sh_sample s = {.acc_m_s2 = {-9.80665, 0, 0}};

	s.gyro_rad_s.x = sh_rad(rate_deg_s);
	o.bias_rad_s.x = sh_rad(bias_deg_s);
	o.rate_rad_s.x = sh_rad(rate_deg_s - bias_deg_s);
	for (int64_t end_us = *t_us + (int64_t)(seconds * 1e6); *t_us < end_us; *t_us += 10000) {
		s.t_us = o.t_us = *t_us;
		sh_posture_step(c, &s, &o, ret);
	}
}

static void test_bridge_carries_a_short_bend_though_the_filter_takes_it_for_its_bias(void **state)
{
	struct sh_posture_ctx c;
	struct sh_quat none = sh_quat_identity();
	struct sh_posture p;
	int64_t t_us = 10000;
	double shift_deg;

	(void)state;
	sh_posture_init(&c, &none, SH_MEASURE_SIDE_TILT);
	kneel(&c, &t_us, 3, 0, 0, &p);
	assert_int_equal(sh_posture_neutral(&c, &shift_deg), SH_OK);
	kneel(&c, &t_us, 1, 8, 0, &p);
	near(p.bridged.deg, 8, 0.2);
	assert_true(p.bridged.observable);
	assert_false(p.side.observable); /* and is never shown as an angle */
	assert_false(p.measure.observable);
	kneel(&c, &t_us, 2, 0, 4, &p); /* the filter errs by 4 degrees/s */
	near(p.bridged.deg, 8, 0.2);
	kneel(&c, &t_us, 1, -8, 4, &p);
	near(p.bridged.deg, 0, 0.3);
	kneel(&c, &t_us, 1, 8, 4, &p);
	kneel(&c, &t_us, 12, 0, 4, &p);
	assert_false(p.bridged.observable); /* bent for longer than it can be carried */
	kneel(&c, &t_us, 1, -8, 4, &p);
	kneel(&c, &t_us, 3, 0, 0, &p);
	assert_true(p.bridged.observable); /* home again, and still */
}

static void test_sweep_when_lying_on_the_side_is_not_observable(void **state)
{
	struct body b;
	struct sh_quat q = sx_orientation(SH_POSITION_SIDE_LEFT, 0, 0, 0);

	(void)state;
	body_init(&b, SH_MEASURE_SWEEP);
	body_stay(&b, 0.1, &q);
	assert_false(b.p.measure.observable);
}

/* --- mounting
 * ------------------------------------------------------------------------------------- */

static void test_mount_parse_of_good_texts_maps_the_axes(void **state)
{
	static const struct {
		const char *text;
		struct sh_vec3 forward, left, up; /* in sensor axes */
	} rows[] = {
		{"+x,+y,+z", {1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		{"x,y,z", {1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		{"-z,+y,+x", {0, 0, -1}, {0, 1, 0}, {1, 0, 0}},
		{"+z,-y,+x", {0, 0, 1}, {0, -1, 0}, {1, 0, 0}},
		{"+y,-x,+z", {0, 1, 0}, {-1, 0, 0}, {0, 0, 1}},
		{"-x,-y,+z", {-1, 0, 0}, {0, -1, 0}, {0, 0, 1}},
		{"-x,y,-z", {-1, 0, 0}, {0, 1, 0}, {0, 0, -1}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sh_quat q;
		struct sh_vec3 v;

		if (sh_mount_parse(rows[i].text, &q) != SH_OK)
			fail_msg("%s refused", rows[i].text);
		v = sh_quat_rotate(&q, &rows[i].forward);
		near(v.x, 1, 1e-12);
		v = sh_quat_rotate(&q, &rows[i].left);
		near(v.y, 1, 1e-12);
		v = sh_quat_rotate(&q, &rows[i].up);
		near(v.z, 1, 1e-12);
	}
}

static void test_mount_parse_of_all_signed_axes_takes_the_24_right_handed_ones(void **state)
{
	static const char *const axes[] = {"+x", "-x", "+y", "-y", "+z", "-z"};
	int good = 0;

	(void)state;
	for (int i = 0; i < 6 * 6 * 6; i++) {
		char text[16];
		struct sh_quat q;

		snprintf(text, sizeof(text), "%s,%s,%s", axes[i % 6], axes[i / 6 % 6],
			 axes[i / 36]);
		good += sh_mount_parse(text, &q) == SH_OK;
	}
	assert_int_equal(good, 24);
}

static void test_mount_parse_of_bad_texts_is_refused(void **state)
{
	static const char *const bad[] = {
		"",	    "x",     "x,y",    "x,y,",	  "x,y,z,", "x,y,z ",  " x,y,z",
		"+x,+y,-z", "x,x,z", "x,-x,z", "y,x,z",	  "a,y,z",  "++x,y,z", "x;y;z",
		"X,Y,Z",    "x,,z",  "1,0,0",  "x,y,z\n", ",,",	    "-,y,z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct sh_quat q;

		if (sh_mount_parse(bad[i], &q) != SH_ERR_CONFIG)
			fail_msg("\"%s\" accepted", bad[i]);
	}
}

static void test_mount_is_applied_to_up_and_rate(void **state)
{
	struct sh_posture_ctx ctx;
	struct sh_posture p;
	struct sh_quat mount;
	struct sh_sample s = {.acc_m_s2 = {9.80665, 0, 0}};
	struct sh_orientation o = {.rate_rad_s = {0, 0, 0.1}};
	struct sh_vec3 x = {1, 0, 0};

	(void)state;
	assert_int_equal(sh_mount_parse("+z,-y,+x", &mount), SH_OK);
	sh_posture_init(&ctx, &mount, SH_MEASURE_FORWARD_TILT);
	o.q = sh_quat_to_up(&x); /* the sensor's x points up: standing */
	sh_posture_step(&ctx, &s, &o, &p);
	assert_int_equal(p.position, SH_POSITION_UPRIGHT);
	near(p.up.z, 1, 1e-12);
	near(p.side.rate_deg_s, sh_deg(0.1), 1e-9); /* about the sensor's z, which points forward */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tilt_without_a_third_angle_is_exact),
		cmocka_unit_test(test_tilt_with_all_three_angles_has_the_published_cross_talk),
		cmocka_unit_test(test_tilt_about_the_vertical_is_not_observable),
		cmocka_unit_test(test_tilt_near_the_pole_is_not_observable),
		cmocka_unit_test(test_position_by_cone_has_its_edge_at_0_8),
		cmocka_unit_test(test_position_when_rolled_60_deg_in_a_roll_stays_supine),
		cmocka_unit_test(test_position_when_bowed_in_standing_stays_upright),
		cmocka_unit_test(test_position_when_bent_sideways_in_a_side_tilt_stays_side),
		cmocka_unit_test(test_position_when_really_turned_over_is_wrong),
		cmocka_unit_test(test_position_before_a_neutral_is_of_the_body_as_it_is),
		cmocka_unit_test(test_signs_of_every_measure_are_the_contracts),
		cmocka_unit_test(test_bowed_forward_means_the_head_goes_forward),
		cmocka_unit_test(test_rate_has_the_sign_of_its_angle),
		cmocka_unit_test(test_still_comes_after_two_seconds_and_not_before),
		cmocka_unit_test(test_still_at_slow_rates_with_jitter_is_found),
		cmocka_unit_test(test_still_after_a_hole_needs_two_seconds_again),
		cmocka_unit_test(test_still_has_its_edge_at_one_degree),
		cmocka_unit_test(test_still_has_its_edge_at_three_degrees_a_second),
		cmocka_unit_test(
			test_still_with_a_sensor_never_zeroed_is_found_once_its_bias_is_known),
		cmocka_unit_test(test_neutral_when_moving_is_refused_and_the_old_one_kept),
		cmocka_unit_test(test_neutral_taken_anew_tells_how_far_it_moved),
		cmocka_unit_test(test_walking_is_vigorous_and_a_slow_bow_is_not),
		cmocka_unit_test(test_sweep_counts_peak_to_peak_through_the_upside_down),
		cmocka_unit_test(test_bridge_carries_a_short_bend_though_the_filter_takes_it_for_its_bias),
		cmocka_unit_test(test_sweep_when_lying_on_the_side_is_not_observable),
		cmocka_unit_test(test_mount_parse_of_good_texts_maps_the_axes),
		cmocka_unit_test(
			test_mount_parse_of_all_signed_axes_takes_the_24_right_handed_ones),
		cmocka_unit_test(test_mount_parse_of_bad_texts_is_refused),
		cmocka_unit_test(test_mount_is_applied_to_up_and_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
