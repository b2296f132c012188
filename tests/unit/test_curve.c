/* The curve between two sensors: golden vectors, headings that know nothing of each other, drift.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/curve.h"

static struct sh_quat turn(double x, double y, double z, double deg)
{
	struct sh_vec3 axis = {x, y, z};

	return sh_quat_from_axis_angle(&axis, sh_rad(deg));
}

static struct sh_quat mul(struct sh_quat a, struct sh_quat b)
{
	return sh_quat_mul(&a, &b);
}

static struct sh_quat cardan(double f, double l, double t)
{
	return mul(mul(turn(0, 1, 0, f), turn(1, 0, 0, l)), turn(0, 0, 1, t));
}

static void near(double got, double want, double within)
{
	if (!(fabs(got - want) <= within))
		fail_msg("%.9g, not %.9g", got, want);
}

/* biomechanics 2.4: f, l, t and the quaternion */
static const double GOLDEN[][7] = {
	{30, 0, 0, 0.965926, 0, 0.258819, 0},
	{-15, 0, 0, 0.991445, 0, -0.130526, 0},
	{0, 10, 0, 0.996195, 0.087156, 0, 0},
	{0, 0, 7, 0.998135, 0, 0, 0.061049},
	{0, 0, -30, 0.965926, 0, 0, -0.258819},
	{30, 10, 0, 0.962250, 0.084186, 0.257834, -0.022558},
	{-12, 6, -5, 0.992452, 0.056553, -0.102016, -0.037856},
	{35, -15, 20, 0.924377, -0.070824, 0.315221, 0.202848},
	{80, 5, 5, 0.765810, 0.061394, 0.640107, 0.005371},
	{10, 0, 45, 0.920364, 0.033353, 0.080521, 0.381227},
};

static void test_cardan_golden_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(GOLDEN) / sizeof(GOLDEN[0]); i++) {
		const double *g = GOLDEN[i];
		struct sh_quat q = {g[3], g[4], g[5], g[6]}, made = cardan(g[0], g[1], g[2]);
		struct sh_curve_angles a;

		q = sh_quat_normalise(&q);
		sh_curve_cardan(&q, &a);
		near(a.round_deg, g[0], 0.01);
		near(a.side_deg, g[1], 0.01);
		near(a.twist_deg, g[2], 0.01);
		near(made.w, g[3], 1e-6);
		near(made.x, g[4], 1e-6);
		near(made.y, g[5], 1e-6);
		near(made.z, g[6], 1e-6);
	}
}

static void test_cardan_back_and_forth_and_sign_of_quaternion(void **state)
{
	(void)state;
	for (double f = -170; f < 180; f += 20)
		for (double l = -80; l < 90; l += 20)
			for (double t = -170; t < 180; t += 20) {
				struct sh_quat q = cardan(f, l, t), n = {-q.w, -q.x, -q.y, -q.z};
				struct sh_curve_angles a, b;

				sh_curve_cardan(&q, &a);
				sh_curve_cardan(&n, &b);
				near(a.round_deg, f, 1e-9);
				near(a.side_deg, l, 1e-9);
				near(a.twist_deg, t, 1e-9);
				assert_memory_equal(&a, &b, sizeof(a));
			}
}

static void test_heading_any_position_is_found_exactly(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		struct sh_quat low = mul(turn(0, 0, 1, 37 * i), turn(1, i % 7, -i % 3, 11 * i));
		struct sh_quat high = mul(turn(0, 0, 1, -53.5 * i), low);
		double got = sh_curve_heading(&low, &high);

		near(sh_wrap_180(sh_deg(got) - 53.5 * i), 0, 1e-9);
	}
}

/* --- streams ------------------------------------------------------------------------------- */

struct stream {
	struct sh_curve curve;
	struct sh_posture_ctx ctx;
	struct sh_posture p;
	struct sh_quat mount[2];
	double heading[2]; /* what each filter makes of it */
	int64_t t_us;
	bool upper_off, moved[2];
	struct sh_quat last[2];
};

static void begin(struct stream *s, enum sh_measure m, const struct sh_exercise *ex)
{
	memset(s, 0, sizeof(*s));
	s->t_us = 10000;
	s->mount[0] = turn(1, 2, 3, 100);
	s->mount[1] = turn(-2, 1, 1, 50);
	s->heading[1] = 123;
	sh_posture_init(&s->ctx, &s->mount[0], m);
	sh_curve_init(&s->curve, s->mount);
	if (ex)
		sh_curve_begin(&s->curve, ex);
	s->ctx.curve = &s->curve;
}

/* What the gyro says of the way from the last orientation, in sensor axes. */
static struct sh_vec3 rate(struct stream *s, uint32_t i, const struct sh_quat *q)
{
	struct sh_quat back = sh_quat_conj(&s->last[i]), d = sh_quat_mul(&back, q);
	struct sh_vec3 v = {d.x, d.y, d.z};
	double size = sh_vec3_norm(&v), rad = 2 * atan2(size, fabs(d.w));

	if (!s->moved[i] || size < 1e-12)
		rad = 0;
	s->moved[i] = true;
	s->last[i] = *q;
	v = sh_vec3_scale(&v, size > 0 ? (d.w < 0 ? -100 : 100) * rad / size : 0);
	return sh_quat_rotate_back(&s->mount[i], &v);
}

static void step(struct stream *s, const struct sh_quat *low, const struct sh_quat *high)
{
	const struct sh_quat *q[2] = {low, high};
	struct sh_vec3 g = {0, 0, 9.80665};

	for (uint32_t i = 0; i < 2; i++) {
		struct sh_quat body = mul(turn(0, 0, 1, s->heading[i]), *q[i]);
		struct sh_sample one = {.t_us = s->t_us, .sensor = i};
		struct sh_orientation o = {.t_us = s->t_us};

		if (i == 1 && s->upper_off)
			continue;
		o.q = mul(body, s->mount[i]);
		o.rate_rad_s = rate(s, i, q[i]);
		one.acc_m_s2 = sh_quat_rotate_back(&o.q, &g);
		sh_curve_add(&s->curve, &one, &o);
		if (i == 0)
			sh_posture_step(&s->ctx, &one, &o, &s->p);
	}
	s->t_us += 10000;
}

static void stay(struct stream *s, double seconds, const struct sh_quat *low,
		 const struct sh_quat *high)
{
	for (int i = 0; i < (int)(seconds * 100); i++)
		step(s, low, high);
}

static void neutral(struct stream *s, const struct sh_quat *low, const struct sh_quat *high)
{
	double shift;

	stay(s, 2.2, low, high);
	assert_int_equal(sh_posture_neutral(&s->ctx, &shift), SH_OK);
}

static struct sh_quat lying(enum sh_position p)
{
	switch (p) {
	case SH_POSITION_SUPINE:
		return turn(0, 1, 0, -90);
	case SH_POSITION_PRONE:
		return turn(0, 1, 0, 90);
	case SH_POSITION_SIDE_LEFT:
		return turn(1, 0, 0, -90);
	case SH_POSITION_SIDE_RIGHT:
		return turn(1, 0, 0, 90);
	default:
		return sh_quat_identity();
	}
}

static void test_neutral_any_position_then_exact_curve(void **state)
{
	static struct stream s;

	(void)state;
	for (int p = SH_POSITION_UPRIGHT; p < SH_POSITIONS; p++) {
		struct sh_quat low = lying((enum sh_position)p), high = mul(low, cardan(12, 0, 0));
		struct sh_quat bent = mul(high, cardan(-12, 6, -5)),
			       moved = mul(turn(0, 0, 1, 9), low);

		if (p == SH_POSITION_SIDE_LEFT || p == SH_POSITION_SIDE_RIGHT)
			high = mul(low, cardan(0, 9, 0));
		bent = mul(high, cardan(-12, 6, -5));
		begin(&s, SH_MEASURE_FORWARD_TILT, NULL);
		neutral(&s, &low, &high);
		step(&s, &low, &high);
		near(s.p.round.deg, 0, 0.01);
		near(s.p.side.deg, 0, 0.01);
		near(s.p.twist.deg, 0, 0.01);
		stay(&s, 0.03, &low, &bent);
		near(s.p.round.deg, -12, 0.01);
		near(s.p.side.deg, 6, 0.01);
		near(s.p.twist.deg, -5, 0.01);
		near(s.p.measure.deg, -12, 0.01);
		bent = mul(turn(0, 0, 1, 9), bent);
		stay(&s, 0.03, &moved, &bent); /* both turn together: no curve */
		near(s.p.round.deg, -12, 0.01);
		near(s.p.twist.deg, -5, 0.01);
	}
}

static void test_from_standing_counts_the_neutrals_own_curve(void **state)
{
	static struct stream s;
	struct sh_exercise ex;
	struct sh_quat low = lying(SH_POSITION_SUPINE), high = mul(low, cardan(28, 0, 0));

	(void)state;
	memset(&ex, 0, sizeof(ex));
	ex.measure = SH_MEASURE_FORWARD_TILT;
	ex.from_standing = true;
	begin(&s, ex.measure, &ex);
	neutral(&s, &low, &high);
	step(&s, &low, &high);
	near(s.p.measure.deg, 28, 0.01);
}

/* Lying on the back, drift of the heading between the two is side bend and nothing else. */
static void test_drift_supine_shows_as_side_bend_until_it_is_null(void **state)
{
	static struct stream s;
	struct sh_quat low = lying(SH_POSITION_SUPINE), high = low, rolled;

	(void)state;
	begin(&s, SH_MEASURE_FORWARD_TILT, NULL);
	neutral(&s, &low, &high);
	s.curve.holding = true; /* nothing is taken off */
	s.heading[1] += 2;
	step(&s, &low, &high);
	near(s.p.side.deg, 0, 0.01); /* a jump is the filter's: followed */
	for (int i = 0; i < 1600; i++) {
		s.heading[1] += 0.0015;
		step(&s, &low, &high);
	}
	near(fabs(s.p.side.deg), 2.4, 0.01);
	near(s.p.round.deg, 0, 0.01);
	near(s.p.twist.deg, 0, 0.01);
	assert_true(s.p.side.observable);
	assert_true(s.p.side.sigma_deg > 2 && s.p.round.sigma_deg < 0.01);
	stay(&s, 3, &low, &high);
	assert_false(s.p.side.observable); /* 0.3 + 0.15 * 18 s is past 3 degrees */
	assert_true(s.p.round.observable && s.p.twist.observable);
	rolled = mul(low, cardan(0, 0, 85)); /* onto the side, all of the body */
	stay(&s, 1, &rolled, &rolled);
	assert_false(s.p.round.observable);
	assert_true(s.p.side.observable);
	neutral(&s, &low, &high);
	step(&s, &low, &high);
	assert_true(s.p.side.observable);
	near(s.p.side.deg, 0, 0.01);
}

static void test_drift_is_taken_off_near_neutral_and_learnt_outside_holds(void **state)
{
	static struct stream s;
	struct sh_quat low = lying(SH_POSITION_PRONE), high = low;

	(void)state;
	for (int holding = 0; holding < 2; holding++) {
		begin(&s, SH_MEASURE_FORWARD_TILT, NULL);
		neutral(&s, &low, &high);
		s.curve.holding = holding == 1;
		for (int i = 0; i < 6000; i++) {
			s.heading[1] += 0.001; /* 0.1 degrees a second */
			step(&s, &low, &high);
		}
		near(fabs(s.p.side.deg), holding ? 6 : 0, 0.2);
	}
	assert_true(s.curve.seen_weight <= 0);
}

static void test_drift_of_a_bend_that_comes_back_is_learnt(void **state)
{
	static struct stream s;
	struct sh_quat low = lying(SH_POSITION_PRONE), high = low;

	(void)state;
	begin(&s, SH_MEASURE_SIDE_TILT, NULL);
	neutral(&s, &low, &high);
	for (int i = 0; i < 10 * 800; i++) { /* bends by 10 degrees within 6 s, then stays 2 s */
		double at = i % 800 < 600 ? 5 - 5 * cos(2 * SH_PI * (i % 800) / 600) : 0;

		high = mul(low, cardan(0, at, 0));
		s.heading[1] += 0.001;
		step(&s, &low, &high);
		if (i > 4000)
			near(s.p.side.deg, at, 0.5); /* undone: 8 degrees off at the end */
	}
}

static void test_guard_is_a_third_of_the_measured_target(void **state)
{
	static struct stream s;
	struct sh_exercise ex;
	struct sh_quat low = lying(SH_POSITION_PRONE), high = low;

	(void)state;
	memset(&ex, 0, sizeof(ex));
	ex.measure = SH_MEASURE_SIDE_TILT;
	ex.positive = ex.negative = (struct sh_band){true, 4, 12, 17, 21};
	begin(&s, ex.measure, &ex);
	neutral(&s, &low, &high);
	s.curve.holding = true;
	stay(&s, 15.5, &low, &high);
	assert_true(s.p.measure.observable);
	stay(&s, 1, &low, &high); /* 0.3 + 0.15 t = 8 / 3 at 15.8 s */
	assert_false(s.p.measure.observable);
}

static void test_upper_sensor_silent_nothing_is_observable(void **state)
{
	static struct stream s;
	struct sh_quat low = lying(SH_POSITION_PRONE), high = low;
	double shift;

	(void)state;
	begin(&s, SH_MEASURE_FORWARD_TILT, NULL);
	neutral(&s, &low, &high);
	step(&s, &low, &high);
	assert_true(s.p.measure.observable);
	s.upper_off = true;
	stay(&s, 0.2, &low, &high);
	assert_true(s.p.measure.observable);
	stay(&s, 0.2, &low, &high);
	assert_false(s.p.round.observable || s.p.twist.observable || s.p.side.observable ||
		     s.p.measure.observable);
	assert_int_equal(s.p.position, SH_POSITION_PRONE); /* is the low one's */
	assert_int_equal(sh_posture_neutral(&s.ctx, &shift), SH_ERR_ORDER);
}

static void test_before_neutral_nothing_is_observable(void **state)
{
	static struct stream s;
	struct sh_quat low = lying(SH_POSITION_PRONE), high = low;

	(void)state;
	begin(&s, SH_MEASURE_FORWARD_TILT, NULL);
	stay(&s, 1, &low, &high);
	assert_false(s.p.round.observable || s.p.measure.observable);
	neutral(&s, &low, &high);
	sh_curve_remount(&s.curve, s.mount);
	step(&s, &low, &high);
	assert_false(s.p.round.observable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cardan_golden_vectors),
		cmocka_unit_test(test_cardan_back_and_forth_and_sign_of_quaternion),
		cmocka_unit_test(test_heading_any_position_is_found_exactly),
		cmocka_unit_test(test_neutral_any_position_then_exact_curve),
		cmocka_unit_test(test_from_standing_counts_the_neutrals_own_curve),
		cmocka_unit_test(test_drift_supine_shows_as_side_bend_until_it_is_null),
		cmocka_unit_test(test_drift_is_taken_off_near_neutral_and_learnt_outside_holds),
		cmocka_unit_test(test_drift_of_a_bend_that_comes_back_is_learnt),
		cmocka_unit_test(test_guard_is_a_third_of_the_measured_target),
		cmocka_unit_test(test_upper_sensor_silent_nothing_is_observable),
		cmocka_unit_test(test_before_neutral_nothing_is_observable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
