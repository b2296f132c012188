/* The solvers of calib.h against synthetic devices whose errors are known: stillness is found and
 * no hand is taken for it, six faces make the accelerometer right, and the delay comes out as it
 * was put in. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "calib_synth.h"
#include "core/quat.h"
#include "core/smath.h"

enum { SEEDS = 150 };

static struct calib_synth synth;

static void assert_below(double a, double limit, const char *what, uint64_t seed)
{
	if (!(a < limit))
		fail_msg("%s is %g, not below %g, seed %u", what, a, limit, (unsigned)seed);
}

/* All stretches of the synthetic poses, as poses. */
static size_t find_poses(struct sh_calib_pose *ret)
{
	struct sh_calib_rest rest;
	struct sh_calib_stretch s;
	struct sh_sample x;
	size_t n = 0;
	int64_t end_us = (int64_t)(calib_synth_poses_s(&synth) * 1e6);

	sh_calib_rest_init(&rest);
	while (synth.t_us < end_us) {
		calib_synth_pose_step(&synth, &x);
		if (sh_calib_rest_step(&rest, &x, &s) && n < SH_CALIB_POSES_MAX)
			ret[n++] = (struct sh_calib_pose){s.acc_m_s2, s.duration_s};
	}
	if (sh_calib_rest_now(&rest, &s) && n < SH_CALIB_POSES_MAX)
		ret[n++] = (struct sh_calib_pose){s.acc_m_s2, s.duration_s};
	return n;
}

/* An MPU-6050 at the ends of its data sheet: scale 3 %, cross-axis 2 %, offset 80 mg, all evenly.
 */
static void spoil(struct calib_synth *c)
{
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++)
			c->sensor.acc_m[i][k] = i == k ? 1 + sh_rng_uniform(&c->rng, -0.03, 0.03)
						       : sh_rng_uniform(&c->rng, -0.02, 0.02);
		c->sensor.acc_offset_m_s2[i] =
			sh_rng_uniform(&c->rng, -0.08, 0.08) * SH_CALIB_G_M_S2;
	}
}

struct figures {
	double length_m_s2, vector_m_s2, before_m_s2; /* RMS over directions, without noise */
};

static struct figures judge(const struct sh_calib_faces *f)
{
	struct sh_correction c = {.has_acc = true, .acc_offset_m_s2 = f->offset_m_s2};
	struct figures ret = {0, 0, 0};
	struct sh_rng rng;
	enum { N = 300 };

	memcpy(c.acc_matrix, f->matrix, sizeof(c.acc_matrix));
	sh_rng_init(&rng, 5, 5);
	for (int n = 0; n < N; n++) {
		struct sh_vec3 u = {sh_rng_gauss(&rng), sh_rng_gauss(&rng), sh_rng_gauss(&rng)}, d;
		struct sh_sample s = {0};
		const double(*m)[3] = (const double(*)[3])synth.sensor.acc_m;
		const double *o = synth.sensor.acc_offset_m_s2;
		double e;

		u = sh_vec3_scale(&u, SH_CALIB_G_M_S2 / sh_vec3_norm(&u));
		s.acc_m_s2.x = m[0][0] * u.x + m[0][1] * u.y + m[0][2] * u.z + o[0];
		s.acc_m_s2.y = m[1][0] * u.x + m[1][1] * u.y + m[1][2] * u.z + o[1];
		s.acc_m_s2.z = m[2][0] * u.x + m[2][1] * u.y + m[2][2] * u.z + o[2];
		e = sh_vec3_norm(&s.acc_m_s2) - SH_CALIB_G_M_S2;
		ret.before_m_s2 += e * e / N;
		sh_correction_apply(&c, &s);
		e = sh_vec3_norm(&s.acc_m_s2) - SH_CALIB_G_M_S2;
		ret.length_m_s2 += e * e / N;
		d = sh_vec3_sub(&s.acc_m_s2, &u);
		ret.vector_m_s2 += sh_vec3_dot(&d, &d) / N;
	}
	ret.before_m_s2 = sqrt(ret.before_m_s2);
	ret.length_m_s2 = sqrt(ret.length_m_s2);
	ret.vector_m_s2 = sqrt(ret.vector_m_s2);
	return ret;
}

static struct sh_calib_faces solve_six(uint64_t seed, double lean_deg, int more)
{
	struct sh_calib_pose poses[SH_CALIB_POSES_MAX];
	struct sh_calib_faces f;
	size_t n;

	calib_synth_init(&synth, "mpu6050", 100, seed);
	spoil(&synth);
	calib_synth_six(&synth, 3, lean_deg);
	for (int i = 0; i < more; i++)
		calib_synth_any(&synth, 3);
	n = find_poses(poses);
	sh_calib_faces_solve(poses, n, &f);
	return f;
}

static void test_faces_when_six_lie_flat_expect_a_residual_below_2_cm_s2(void **state)
{
	double worst = 0, worst_vector = 0, before = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct sh_calib_faces f = solve_six(seed, 0, 0);
		struct figures g = judge(&f);

		if (f.verdict != SH_CALIB_PASS || f.poses != 6)
			fail_msg("seed %u: verdict %d, %d poses", (unsigned)seed, f.verdict,
				 f.poses);
		worst = fmax(worst, g.length_m_s2);
		worst_vector = fmax(worst_vector, g.vector_m_s2);
		before += g.before_m_s2 / SEEDS;
		assert_below(g.length_m_s2, 0.02, "length error", seed);
		assert_below(g.vector_m_s2, 0.02, "force error", seed);
		assert_below(f.residual_m_s2, 0.02, "told residual", seed);
	}
	printf("six flat faces, %d devices: worst RMS length error %.4f, vector %.4f m/s2 "
	       "(%.3f before, mean)\n",
	       SEEDS, worst, worst_vector, before);
}

static void test_faces_when_they_lean_expect_further_poses_to_mend_it(void **state)
{
	double six = 0, more = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct sh_calib_faces f = solve_six(seed, 0.7, 0);
		struct figures g = judge(&f);

		assert_int_equal(f.verdict, SH_CALIB_PASS);
		six += g.length_m_s2 / SEEDS;
		assert_below(g.length_m_s2, 0.15, "length error, leaning", seed);
		f = solve_six(seed, 0.7, 9);
		g = judge(&f);
		assert_int_equal(f.verdict, SH_CALIB_PASS);
		assert_int_equal(f.poses, 15);
		more += g.length_m_s2 / SEEDS;
		assert_below(g.length_m_s2, 0.03, "length error, leaning, further poses", seed);
	}
	printf("leaning by up to 0.7 deg: mean RMS length error %.4f, with nine further poses "
	       "%.4f\n",
	       six, more);
	assert_true(more < six / 2);
}

static void test_faces_when_one_is_missing_expect_it_named(void **state)
{
	struct sh_calib_pose poses[SH_CALIB_POSES_MAX];
	struct sh_calib_faces f;

	(void)state;
	for (int missing = 0; missing < SH_CALIB_FACES; missing++) {
		size_t n;

		calib_synth_init(&synth, "mpu6050", 100, 3);
		for (int i = 0; i < SH_CALIB_FACES; i++) {
			if (i != missing)
				calib_synth_face(&synth, i, 3, 0.3);
		}
		n = find_poses(poses);
		sh_calib_faces_solve(poses, n, &f);
		assert_int_equal(f.verdict, SH_CALIB_FACE_MISSING);
		assert_int_equal(f.face, missing);
	}
	sh_calib_faces_solve(poses, 0, &f);
	assert_int_equal(f.verdict, SH_CALIB_FACE_MISSING);
}

static void test_faces_when_one_was_left_too_soon_expect_moved(void **state)
{
	struct sh_calib_pose poses[SH_CALIB_POSES_MAX];
	struct sh_calib_faces f;
	size_t n;

	(void)state;
	calib_synth_init(&synth, "mpu6050", 100, 4);
	for (int i = 0; i < SH_CALIB_FACES; i++)
		calib_synth_face(&synth, i, i == 3 ? 1.4 : 3, 0);
	n = find_poses(poses);
	sh_calib_faces_solve(poses, n, &f);
	assert_int_equal(f.verdict, SH_CALIB_FACE_MOVED);
	assert_string_equal(sh_calib_face_name(f.face), "-y");
}

static void test_faces_when_one_does_not_lie_flat_expect_askew(void **state)
{
	struct sh_calib_pose poses[SH_CALIB_FACES];
	struct sh_calib_faces f;

	(void)state;
	for (int i = 0; i < SH_CALIB_FACES; i++) {
		double up = (i % 2 == 0 ? 1 : -1) * SH_CALIB_G_M_S2;

		poses[i] = (struct sh_calib_pose){.duration_s = 3};
		poses[i].acc_m_s2.x = i / 2 == 0 ? up : 0;
		poses[i].acc_m_s2.y = i / 2 == 1 ? up : 0;
		poses[i].acc_m_s2.z = i / 2 == 2 ? up : 0;
	}
	sh_calib_faces_solve(poses, SH_CALIB_FACES, &f);
	assert_int_equal(f.verdict, SH_CALIB_PASS);
	assert_below(f.residual_m_s2, 1e-9, "residual of a perfect sensor", 0);
	poses[2].acc_m_s2.z += SH_CALIB_G_M_S2 * sh_rad(4);
	sh_calib_faces_solve(poses, SH_CALIB_FACES, &f);
	assert_int_equal(f.verdict, SH_CALIB_FACE_ASKEW);
	assert_int_equal(f.face / 2, 1);
	poses[2].acc_m_s2.z = 0;
	for (int i = 0; i < SH_CALIB_FACES; i++)
		poses[i].acc_m_s2 = sh_vec3_scale(&poses[i].acc_m_s2, 1 / 9.80665);
	sh_calib_faces_solve(poses, SH_CALIB_FACES, &f);
	assert_int_equal(f.verdict, SH_CALIB_NO_GRAVITY); /* in g, not in m/s2 */
}

static void test_faces_when_the_chip_sits_askew_expect_no_turn_in_the_matrix(void **state)
{
	struct sh_vec3 axis = {1, 2, 3};

	(void)state;
	for (int deg = 2; deg <= 6; deg += 4) {
		struct sh_quat turn = sh_quat_from_axis_angle(&axis, sh_rad(deg));
		struct sh_calib_pose poses[SH_CALIB_FACES];
		struct sh_calib_faces f;

		for (int i = 0; i < SH_CALIB_FACES; i++) {
			double up = (i % 2 == 0 ? 1 : -1) * SH_CALIB_G_M_S2;
			struct sh_vec3 u = {i / 2 == 0 ? up : 0, i / 2 == 1 ? up : 0,
					    i / 2 == 2 ? up : 0};

			u = sh_quat_rotate(&turn, &u);
			u.x *= 1.02;
			poses[i] = (struct sh_calib_pose){u, 3};
		}
		sh_calib_faces_solve(poses, SH_CALIB_FACES, &f);
		assert_int_equal(f.verdict, SH_CALIB_PASS);
		assert_true(fabs(f.turn_deg - deg) < 0.5);
		assert_int_equal(f.turn_left_out, deg > 3);
		if (deg > 3) {
			assert_true(fabs(f.matrix[0][1]) < 0.002 && fabs(f.matrix[1][2]) < 0.002);
			assert_true(fabs(f.matrix[0][1] - f.matrix[1][0]) < 1e-9);
			assert_true(fabs(f.matrix[0][0] - 1 / 1.02) < 0.001);
		}
	}
}

static void test_still_when_a_sensor_lies_expect_its_bias_and_noise(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct sh_calib_rest rest;
		struct sh_calib_stretch s;
		struct sh_calib_still still;
		struct sh_sample x;
		bool ended = false;
		double bias[3];

		calib_synth_init(&synth, seed % 2 ? "mpu6050" : "wt901", 100, seed);
		calib_synth_face(&synth, 4, 8, 0);
		for (int i = 0; i < 3; i++) {
			struct sh_quat q = synth.poses[0].q;
			struct sh_vec3 up = {0, 0, 1};

			up = sh_quat_rotate_back(&q, &up);
			bias[i] = synth.sensor.gyro_bias_deg_s[i] +
				  synth.sensor.gyro_per_g[i][0] * up.x +
				  synth.sensor.gyro_per_g[i][1] * up.y +
				  synth.sensor.gyro_per_g[i][2] * up.z;
		}
		sh_calib_rest_init(&rest);
		while (synth.t_us < 8000000) {
			calib_synth_pose_step(&synth, &x);
			ended = ended || sh_calib_rest_step(&rest, &x, &s);
		}
		assert_false(ended);
		assert_true(sh_calib_rest_now(&rest, &s));
		sh_calib_still_judge(&s, &still);
		assert_int_equal(still.verdict, SH_CALIB_PASS);
		assert_true(fabs(still.rate_hz - 100) < 0.01);
		assert_below(fabs(sh_deg(still.gyro_bias_rad_s.x) - bias[0]), 0.012, "bias x",
			     seed);
		assert_below(fabs(sh_deg(still.gyro_bias_rad_s.y) - bias[1]), 0.012, "bias y",
			     seed);
		assert_below(fabs(sh_deg(still.gyro_bias_rad_s.z) - bias[2]), 0.012, "bias z",
			     seed);
		assert_below(fabs(sh_deg(still.gyro_noise_rad_s) - 0.05), 0.01, "noise", seed);
		assert_below(sh_deg(still.gyro_wander_rad_s), 0.02, "wander", seed);
	}
}

/* One axis of noise on top of a resting sensor, for `s` seconds. */
static enum sh_calib_verdict verdict_of(double s, double noise_deg_s, double bias_deg_s, double g)
{
	struct sh_calib_rest rest;
	struct sh_calib_stretch st = {0};
	struct sh_calib_still still;
	struct sh_rng rng;

	sh_rng_init(&rng, 9, 9);
	sh_calib_rest_init(&rest);
	for (int i = 0; i < (int)(s * 100); i++) {
		struct sh_sample x = {.t_us = i * 10000, .acc_m_s2 = {0, 0, g}};

		x.gyro_rad_s.y = sh_rad(bias_deg_s + noise_deg_s * sh_rng_gauss(&rng));
		(void)sh_calib_rest_step(&rest, &x, &st);
	}
	if (!sh_calib_rest_now(&rest, &st))
		return SH_CALIB_SHORT;
	sh_calib_still_judge(&st, &still);
	return still.verdict;
}

static void test_still_when_something_is_wrong_expect_which(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(6, 0.05, 5, 9.8), SH_CALIB_PASS);
	assert_int_equal(verdict_of(6, 0.14, 0, 9.8), SH_CALIB_PASS);
	assert_int_equal(verdict_of(6, 0.17, 0, 9.8), SH_CALIB_UNSTEADY);
	assert_int_equal(verdict_of(3, 0.05, 0, 9.8), SH_CALIB_SHORT);
	assert_int_equal(verdict_of(6, 0.05, 60, 9.8), SH_CALIB_BIAS);
	assert_int_equal(verdict_of(6, 0.05, 0, 1), SH_CALIB_NO_GRAVITY);
	assert_int_equal(verdict_of(6, 1, 0, 9.8), SH_CALIB_SHORT); /* a hand: never still */
}

static void test_rest_when_samples_are_few_or_far_apart_expect_no_stretch_across(void **state)
{
	struct sh_calib_rest rest;
	struct sh_calib_stretch s;
	struct sh_sample x = {.acc_m_s2 = {0, 0, 9.8}};
	int ended = 0;

	(void)state;
	sh_calib_rest_init(&rest);
	assert_false(sh_calib_rest_now(&rest, &s));
	for (int i = 0; i < 40; i++) { /* ten a second: blocks of half a second */
		x.t_us += 100000;
		assert_false(sh_calib_rest_step(&rest, &x, &s));
		assert_false(sh_calib_rest_step(&rest, &x, &s)); /* the same time again: left out */
	}
	assert_true(sh_calib_rest_now(&rest, &s));
	assert_true(s.duration_s > 1.5 && s.duration_s < 3.5);
	x.t_us += 700000;
	ended += sh_calib_rest_step(&rest, &x, &s);
	assert_int_equal(ended, 1);
	for (int i = 0; i < 40; i++) {
		x.t_us += 100000;
		x.flags = i == 30 ? SH_SAMPLE_ACC_CLIPPED : 0;
		ended += sh_calib_rest_step(&rest, &x, &s);
	}
	assert_int_equal(ended, 2);
}

static void find_delay(uint64_t seed, double rate_hz, double delay_s, double speed,
		       struct sh_calib_delay *ret)
{
	static struct sh_calib_turns turns;
	struct sh_sample x;

	calib_synth_init(&synth, "mpu6050", rate_hz, seed);
	synth.acc_delay_s = delay_s;
	synth.speed = speed;
	/* bias known to 0.1 deg/s and the accelerometer put right, as still and faces leave them */
	for (int i = 0; i < 3; i++) {
		synth.sensor.gyro_bias_deg_s[i] = sh_rng_uniform(&synth.rng, -0.1, 0.1);
		synth.sensor.acc_offset_m_s2[i] = sh_rng_uniform(&synth.rng, -0.005, 0.005);
		for (int k = 0; k < 3; k++)
			synth.sensor.acc_m[i][k] = i == k;
	}
	sh_calib_turns_init(&turns);
	while (synth.t_us < 36000000) {
		calib_synth_turn_step(&synth, &x);
		sh_calib_turns_step(&turns, &x);
	}
	sh_calib_turns_solve(&turns, ret);
}

static void test_turns_when_the_accelerometer_is_late_expect_by_how_much(void **state)
{
	static const double delays[] = {0, 0.0044, 0.010, -0.003};
	double worst = 0, worst_sigma = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 24; seed++) {
		for (size_t i = 0; i < 4; i++) {
			struct sh_calib_delay d;

			find_delay(seed, seed % 2 ? 100 : 200, delays[i], 1, &d);
			if (d.verdict != SH_CALIB_PASS)
				fail_msg("seed %u: verdict %d, %g +- %g", (unsigned)seed, d.verdict,
					 d.delay_s, d.sigma_s);
			worst = fmax(worst, fabs(d.delay_s - delays[i]));
			worst_sigma = fmax(worst_sigma, d.sigma_s);
			assert_below(fabs(d.delay_s - delays[i]), 0.001, "delay error", seed);
		}
	}
	printf("delay: worst error %.2f ms, worst sigma %.2f ms\n", worst * 1e3, worst_sigma * 1e3);
}

static void test_turns_when_it_hardly_turned_expect_few_turns(void **state)
{
	struct sh_calib_delay d;
	static struct sh_calib_turns empty;

	(void)state;
	find_delay(1, 100, 0.004, 0.05, &d);
	assert_int_equal(d.verdict, SH_CALIB_FEW_TURNS);
	sh_calib_turns_init(&empty);
	sh_calib_turns_solve(&empty, &d);
	assert_int_equal(d.verdict, SH_CALIB_FEW_TURNS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faces_when_six_lie_flat_expect_a_residual_below_2_cm_s2),
		cmocka_unit_test(test_faces_when_they_lean_expect_further_poses_to_mend_it),
		cmocka_unit_test(test_faces_when_one_is_missing_expect_it_named),
		cmocka_unit_test(test_faces_when_one_was_left_too_soon_expect_moved),
		cmocka_unit_test(test_faces_when_one_does_not_lie_flat_expect_askew),
		cmocka_unit_test(test_faces_when_the_chip_sits_askew_expect_no_turn_in_the_matrix),
		cmocka_unit_test(test_still_when_a_sensor_lies_expect_its_bias_and_noise),
		cmocka_unit_test(test_still_when_something_is_wrong_expect_which),
		cmocka_unit_test(
			test_rest_when_samples_are_few_or_far_apart_expect_no_stretch_across),
		cmocka_unit_test(test_turns_when_the_accelerometer_is_late_expect_by_how_much),
		cmocka_unit_test(test_turns_when_it_hardly_turned_expect_few_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
