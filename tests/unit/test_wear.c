/* Wearing calibration: geometry on exact vectors, then whole wearers with an MPU-6050 that was
 * calibrated (six faces) but not zeroed, mounted anyhow and pushed 5 degrees off by the belt. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "sim/sensor_model.h"
#include "spinehold/wear.h"

enum { TRIALS = 1000, PATH_MAX = 24 };

static struct sh_quat turn(double x, double y, double z, double deg)
{
	struct sh_vec3 axis = {x, y, z};

	return sh_quat_from_axis_angle(&axis, sh_rad(deg));
}

static double apart_deg(const struct sh_quat *a, const struct sh_quat *b)
{
	struct sh_quat back = sh_quat_conj(a), d = sh_quat_mul(&back, b);

	return sh_deg(2 * atan2(sqrt(d.x * d.x + d.y * d.y + d.z * d.z), fabs(d.w)));
}

/* --- geometry ------------------------------------------------------------------------------ */

/* A movement about this body axis: out and back by `deg`, as the sensor sees it. */
static struct sh_wear_motion moved(const struct sh_quat *mount, const struct sh_vec3 *axis,
				   const struct sh_vec3 *up0, double deg)
{
	struct sh_wear_motion m;

	memset(&m, 0, sizeof(m));
	for (int i = 0; i < 200; i++) {
		double at = deg * sin(SH_PI * i / 200), rate = sh_rad(deg) * cos(SH_PI * i / 200);
		struct sh_quat q = sh_quat_from_axis_angle(axis, sh_rad(-at));
		struct sh_vec3 up = sh_quat_rotate(&q, up0), w = sh_vec3_scale(axis, rate), a, b;

		a = sh_quat_rotate_back(mount, &up);
		b = sh_quat_rotate_back(mount, up0);
		w = sh_quat_rotate_back(mount, &w);
		sh_wear_motion_add(&m, &w, &a, &b, 0.01);
	}
	return m;
}

static const struct sh_vec3 X = {1, 0, 0}, Y = {0, 1, 0}, Z = {0, 0, 1};

static void test_poses_exact_give_the_mount(void **state)
{
	(void)state;
	for (int i = 0; i < 360; i += 15) {
		struct sh_quat mount = turn(1, 2, i / 100.0, i), got;
		struct sh_vec3 up = sh_quat_rotate_back(&mount, &Z), lie = {0.95, 0, 0.3};
		struct sh_wear_motion bow = moved(&mount, &Y, &Z, 50);
		struct sh_wear_quality q;

		lie = sh_quat_rotate_back(&mount, &lie);
		sh_wear_from_standing(&up, &lie, NULL, false, &got, &q);
		assert_int_equal(q.verdict, SH_WEAR_PASS);
		assert_true(q.axis_deg < 0 && q.share < 0);
		assert_true(apart_deg(&mount, &got) < 1e-6);
		sh_wear_from_standing(&up, &lie, &bow, true, &got, &q);
		assert_int_equal(q.verdict, SH_WEAR_PASS);
		assert_true(q.share > 0.999 && q.axis_deg < 0.1);
		assert_true(apart_deg(&mount, &got) < 1e-3);
	}
}

static void test_lying_exact_gives_the_mount_for_both_sites(void **state)
{
	(void)state;
	for (int upper = 0; upper < 2; upper++) {
		struct sh_quat mount = turn(3, -1, 2, 140), got;
		struct sh_vec3 lie = sh_quat_rotate_back(&mount, &X);
		struct sh_vec3 way = {0, upper ? -1.0 : 1.0, 0};
		struct sh_wear_motion arch = moved(&mount, &way, &X, 8);
		struct sh_wear_motion roll = moved(&mount, &Z, &X, 85);
		struct sh_wear_quality q;

		sh_wear_from_lying(&lie, &arch, &roll, upper == 1, &got, &q);
		assert_int_equal(q.verdict, SH_WEAR_PASS);
		assert_true(apart_deg(&mount, &got) < 1e-3);
		sh_wear_from_lying(&lie, &arch, &roll, upper == 0, &got, &q);
		assert_int_equal(q.reason, SH_WEAR_BACKWARDS);
	}
}

static void verdict_of(double square_deg, double axis_deg, double wobble, enum sh_wear_verdict want,
		       enum sh_wear_reason reason)
{
	struct sh_quat none = sh_quat_identity(), got = turn(1, 0, 0, 77),
		       lie = turn(0, 1, 0, 90 - square_deg);
	struct sh_quat off = turn(0, 0, 1, axis_deg);
	struct sh_vec3 up_lie = sh_quat_rotate(&lie, &X), axis = sh_quat_rotate(&off, &Y);
	struct sh_wear_motion bow = moved(&none, &axis, &Z, 50),
			      side = moved(&none, &X, &Z, 50 * wobble);
	struct sh_wear_quality q;

	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			bow.m[i][k] += side.m[i][k];
	sh_wear_from_standing(&Z, &up_lie, &bow, true, &got, &q);
	if (q.verdict != want || q.reason != reason)
		fail_msg("square %g axis %g wobble %g: %s %s (%g %g %g)", square_deg, axis_deg,
			 wobble, sh_wear_verdict_name(q.verdict), sh_wear_reason_name(q.reason),
			 q.square_deg, q.axis_deg, q.share);
	assert_true(strlen(sh_wear_words(&q)) > 10);
	if (want == SH_WEAR_REPEAT) {
		struct sh_quat was = turn(1, 0, 0, 77);

		assert_memory_equal(&got, &was, sizeof(got)); /* untouched */
	}
}

static void test_checks_at_their_borders(void **state)
{
	(void)state;
	verdict_of(90, 0, 0, SH_WEAR_PASS, SH_WEAR_FINE);
	verdict_of(71, 9.5, 0, SH_WEAR_PASS, SH_WEAR_FINE);
	verdict_of(69, 0, 0, SH_WEAR_WARN, SH_WEAR_NOT_SQUARE);
	verdict_of(119, 0, 0, SH_WEAR_WARN, SH_WEAR_NOT_SQUARE);
	verdict_of(59, 0, 0, SH_WEAR_REPEAT, SH_WEAR_NOT_SQUARE);
	verdict_of(121, 0, 0, SH_WEAR_REPEAT, SH_WEAR_NOT_SQUARE);
	verdict_of(90, 10.5, 0, SH_WEAR_WARN, SH_WEAR_CROOKED);
	verdict_of(90, 19.5, 0, SH_WEAR_WARN, SH_WEAR_CROOKED);
	verdict_of(90, 20.5, 0, SH_WEAR_REPEAT, SH_WEAR_CROOKED);
	verdict_of(90, 179, 0, SH_WEAR_REPEAT, SH_WEAR_BACKWARDS);
	verdict_of(90, 0, 0.40, SH_WEAR_PASS, SH_WEAR_FINE);	/* 86 % */
	verdict_of(90, 0, 0.45, SH_WEAR_REPEAT, SH_WEAR_MIXED); /* 83 % */
}

static void test_nothing_gathered_is_no_axis(void **state)
{
	struct sh_wear_motion none;
	struct sh_vec3 axis = {7, 7, 7};

	(void)state;
	memset(&none, 0, sizeof(none));
	assert_true(sh_wear_motion_axis(&none, &axis) <= 0);
	assert_true(axis.x > 6.9);
}

static void test_undo_swaps_back_and_forth(void **state)
{
	struct sh_wear_mounts m = {sh_quat_identity(), sh_quat_identity(), false};
	struct sh_quat first = turn(0, 0, 1, 20), second = turn(1, 0, 0, 40);

	(void)state;
	assert_false(sh_wear_swap(&m));
	sh_wear_take(&m, &first);
	sh_wear_take(&m, &second);
	assert_true(sh_wear_swap(&m));
	assert_true(apart_deg(&m.now, &first) < 1e-9);
	assert_true(sh_wear_swap(&m));
	assert_true(apart_deg(&m.now, &second) < 1e-9);
}

/* --- wearers ------------------------------------------------------------------------------- */

struct wearer {
	struct sh_sensor_model sensor;
	struct sh_fusion fusion;
	struct sh_wear wear;
	struct sh_rng rng;
	struct sh_quat q; /* segment -> earth */
	double drive[3], sway[3];
	int64_t t_us;
	int again;
	bool finished;
};

static struct sh_quat any_rotation(struct sh_rng *rng)
{
	struct sh_quat q = {sh_rng_gauss(rng), sh_rng_gauss(rng), sh_rng_gauss(rng),
			    sh_rng_gauss(rng)};

	return sh_quat_normalise(&q);
}

/* What is left after six faces: 0.02 m/s2 and a few parts in a thousand. The gyro stays as it came:
 * 3 % of scale, 2 % across, up to 20 deg/s of bias. */
static void calibrate(struct sh_sensor_model *m, struct sh_rng *rng)
{
	for (int i = 0; i < 3; i++) {
		m->acc_offset_m_s2[i] = sh_rng_uniform(rng, -0.02, 0.02);
		for (int k = 0; k < 3; k++)
			m->acc_m[i][k] = (i == k) + sh_rng_uniform(rng, -0.002, 0.002);
	}
}

static void begin(struct wearer *w, uint64_t seed, bool six_faces, enum sh_wear_method method,
		  bool upper, struct sh_quat *ret_mount)
{
	struct sh_fusion_params p;
	struct sh_vec3 push;
	struct sh_quat worn, belt;

	memset(w, 0, sizeof(*w));
	sh_rng_init(&w->rng, seed, 77);
	worn = any_rotation(&w->rng);
	push = (struct sh_vec3){sh_rng_gauss(&w->rng), sh_rng_gauss(&w->rng),
				sh_rng_gauss(&w->rng)};
	belt = sh_quat_from_axis_angle(&push, sh_rad(5));
	*ret_mount = sh_quat_mul(&belt, &worn);
	sh_sensor_model_init(&w->sensor, sh_sensor_params_find("mpu6050"), ret_mount, 0, seed, 0);
	if (six_faces)
		calibrate(&w->sensor, &w->rng);
	sh_fusion_defaults_coached(&p);
	assert_int_equal(sh_fusion_init(&w->fusion, &p, 100), SH_OK);
	sh_wear_begin(&w->wear, method, upper);
	w->q = turn(0, 0, 1, sh_rng_uniform(&w->rng, -180, 180));
}

/* One sample at this orientation, with a body that sways by 0.2 degrees and shakes a little. */
static void sample(struct wearer *w, const struct sh_quat *to)
{
	struct sh_sim_segment s;
	struct sh_sample out;
	struct sh_orientation o;
	struct sh_vec3 up = {0, 0, 9.80665}, v;
	struct sh_quat q = *to, back, step;
	enum sh_wear_news news;

	for (int i = 0; i < 3; i++) { /* two low-passes in a row: 1 s and a quarter */
		w->drive[i] += 0.01 * (3.2 * sh_rng_gauss(&w->rng) - w->drive[i]);
		w->sway[i] += 0.04 * (w->drive[i] - w->sway[i]);
	}
	v = (struct sh_vec3){sh_rad(w->sway[0]), sh_rad(w->sway[1]), sh_rad(w->sway[2])};
	step = sh_quat_from_rotvec(&v);
	q = sh_quat_mul(&q, &step);
	memset(&s, 0, sizeof(s));
	back = sh_quat_conj(&w->q);
	step = sh_quat_mul(&back, &q);
	if (step.w < 0)
		step = (struct sh_quat){-step.w, -step.x, -step.y, -step.z};
	s.rate_rad_s = (struct sh_vec3){200 * step.x, 200 * step.y, 200 * step.z};
	s.q = q;
	s.force_m_s2 = sh_quat_rotate_back(&q, &up);
	s.force_m_s2.x += 0.02 * sh_rng_gauss(&w->rng);
	s.force_m_s2.y += 0.02 * sh_rng_gauss(&w->rng);
	s.force_m_s2.z += 0.02 * sh_rng_gauss(&w->rng);
	sh_sensor_model_apply(&w->sensor, &s, w->t_us, &out);
	w->q = q;
	w->t_us += 10000;
	if (sh_fusion_step(&w->fusion, &out, &o) != SH_OK)
		fail_msg("the filter refused a sample");
	news = sh_wear_step(&w->wear, &out, &o);
	w->again += news == SH_WEAR_AGAIN;
	w->finished = w->finished || news == SH_WEAR_FINISHED;
}

/* From here to there in so many seconds, with least jerk. */
static void go(struct wearer *w, const struct sh_quat *from, const struct sh_quat *to, double s)
{
	struct sh_quat back = sh_quat_conj(from), d = sh_quat_mul(&back, to);
	struct sh_vec3 axis = {d.x, d.y, d.z};
	double rad = 2 * atan2(sh_vec3_norm(&axis), d.w);
	int n = (int)(s * 100);

	for (int i = 1; i <= n; i++) {
		double x = (double)i / n;
		struct sh_quat by =
			sh_quat_from_axis_angle(&axis, rad * x * x * x * (10 + x * (6 * x - 15)));
		struct sh_quat q = sh_quat_mul(from, &by);

		sample(w, &q);
	}
}

static void stay(struct wearer *w, const struct sh_quat *q, double s)
{
	go(w, q, q, s);
}

static struct sh_quat then(const struct sh_quat *a, const struct sh_quat *b)
{
	return sh_quat_mul(a, b);
}

/* Lying on the back with the pelvis tipped by up to 15 degrees and rolled by up to 2; each bow
 * up to 4 degrees to one side. */
static void perform_standing(struct wearer *w, bool on_front)
{
	struct sh_quat stand = turn(0, 0, 1, sh_rng_uniform(&w->rng, -180, 180));
	struct sh_quat fall =
		turn(0, 1, 0, (on_front ? 90 : -90) + sh_rng_uniform(&w->rng, -15, 15));
	struct sh_quat rolled = turn(0, 0, 1, sh_rng_uniform(&w->rng, -2, 2)),
		       lie = then(&stand, &fall);

	lie = then(&lie, &rolled);
	w->q = stand;
	stay(w, &stand, 6);
	go(w, &stand, &lie, 4);
	stay(w, &lie, 5.5);
	go(w, &lie, &stand, 4);
	stay(w, &stand, 3);
	for (int i = 0; i < 3; i++) {
		double aim = sh_rad(sh_rng_uniform(&w->rng, -4, 4));
		struct sh_quat bow = turn(sin(aim), cos(aim), 0, sh_rng_uniform(&w->rng, 30, 70));
		struct sh_quat low = then(&stand, &bow);

		go(w, &stand, &low, 2.5);
		go(w, &low, &stand, 2.5);
	}
	stay(w, &stand, 1);
}

static void perform_lying(struct wearer *w, bool upper)
{
	struct sh_quat down = turn(0, 1, 0, -90);
	double aim = sh_rng_uniform(&w->rng, -4, 4);
	struct sh_quat arch = turn(sin(sh_rad(aim)), cos(sh_rad(aim)), 0, upper ? -9 : 9);
	struct sh_quat roll = turn(0, 0, 1, 80), there;

	w->q = down;
	stay(w, &down, 6);
	there = then(&down, &arch);
	go(w, &down, &there, 2);
	stay(w, &there, 1);
	go(w, &there, &down, 2);
	stay(w, &down, 1);
	there = then(&down, &roll);
	go(w, &down, &there, 3);
	go(w, &there, &down, 3);
	stay(w, &down, 1);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void recover(const char *what, bool six_faces, enum sh_wear_method method, int n,
		    double *off)
{
	static struct wearer w;
	int again = 0;

	for (int i = 0; i < n; i++) {
		struct sh_quat mount;
		bool upper = method == SH_WEAR_LYING && i % 2;

		begin(&w, (uint64_t)i + 1, six_faces, method, upper, &mount);
		if (method == SH_WEAR_LYING)
			perform_lying(&w, upper);
		else
			perform_standing(&w, false);
		if (!w.finished)
			fail_msg("%s, trial %d: ended in step %s, %s %s", what, i,
				 sh_wear_step_name(w.wear.step),
				 sh_wear_verdict_name(w.wear.quality.verdict),
				 sh_wear_reason_name(w.wear.quality.reason));
		again += w.again;
		off[i] = apart_deg(&w.wear.mount, &mount);
	}
	assert_int_equal(again, 0);
	qsort(off, (size_t)n, sizeof(*off), by_size);
	print_message("%s: error of the mount, degrees: median %.2f, p95 %.2f, worst %.2f\n", what,
		      off[n / 2], off[n * 95 / 100], off[n - 1]);
}

static double off[TRIALS];

static void test_bows_any_mounting_5_deg_off_recovers_within_3_deg(void **state)
{
	(void)state;
	recover("stand, lie, bows, after six faces", true, SH_WEAR_STAND_LIE_BOWS, TRIALS, off);
	assert_true(off[TRIALS - 1] <= 3.0);
}

static void test_poses_alone_any_mounting_recovers_within_4_deg(void **state)
{
	(void)state;
	recover("stand, lie, after six faces", true, SH_WEAR_STAND_LIE, 200, off);
	assert_true(off[199] <= 4.0);
}

static void test_lying_any_mounting_recovers_within_4_deg(void **state)
{
	(void)state;
	recover("lying, after six faces", true, SH_WEAR_LYING, 200, off);
	assert_true(off[199] <= 4.0);
}

/* Straight from the shop the accelerometer's own offsets come on top. */
static void test_bows_uncalibrated_sensor_recovers_most(void **state)
{
	(void)state;
	recover("stand, lie, bows, never calibrated", false, SH_WEAR_STAND_LIE_BOWS, 200, off);
	assert_true(off[100] <= 3.0);
	assert_true(off[199] <= 8.0);
}

static void test_lying_on_the_front_is_found(void **state)
{
	static struct wearer w;
	struct sh_quat mount;

	(void)state;
	begin(&w, 5, true, SH_WEAR_STAND_LIE_BOWS, false, &mount);
	perform_standing(&w, true);
	assert_false(w.finished);
	assert_int_equal(w.again, 1);
	assert_int_equal(w.wear.quality.reason, SH_WEAR_BACKWARDS);
	assert_int_equal(w.wear.step, SH_WEAR_STAND);
	perform_standing(&w, false); /* from the beginning */
	assert_true(w.finished);
	assert_true(apart_deg(&w.wear.mount, &mount) < 3);
}

static void test_stand_still_lying_waits_until_risen(void **state)
{
	static struct wearer w;
	struct sh_quat mount, lie = turn(0, 1, 0, -90), stand = sh_quat_identity();

	(void)state;
	begin(&w, 6, true, SH_WEAR_STAND_LIE, false, &mount);
	w.wear.rise = true;
	w.q = lie;
	stay(&w, &lie, 10);
	assert_int_equal(w.wear.step, SH_WEAR_STAND);
	go(&w, &lie, &stand, 3);
	stay(&w, &stand, 2.5);
	assert_int_equal(w.wear.step, SH_WEAR_STAND);
	stay(&w, &stand, 3);
	assert_int_equal(w.wear.step, SH_WEAR_LIE);
	stay(&w, &stand, 6); /* told to lie down, but does not */
	assert_int_equal(w.wear.step, SH_WEAR_LIE);
	go(&w, &stand, &lie, 3);
	stay(&w, &lie, 5);
	assert_true(w.finished);
	assert_true(apart_deg(&w.wear.mount, &mount) < 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_poses_exact_give_the_mount),
		cmocka_unit_test(test_lying_exact_gives_the_mount_for_both_sites),
		cmocka_unit_test(test_checks_at_their_borders),
		cmocka_unit_test(test_nothing_gathered_is_no_axis),
		cmocka_unit_test(test_undo_swaps_back_and_forth),
		cmocka_unit_test(test_bows_any_mounting_5_deg_off_recovers_within_3_deg),
		cmocka_unit_test(test_poses_alone_any_mounting_recovers_within_4_deg),
		cmocka_unit_test(test_lying_any_mounting_recovers_within_4_deg),
		cmocka_unit_test(test_bows_uncalibrated_sensor_recovers_most),
		cmocka_unit_test(test_lying_on_the_front_is_found),
		cmocka_unit_test(test_stand_still_lying_waits_until_risen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
