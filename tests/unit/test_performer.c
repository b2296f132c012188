/*
 * The wearer who goes on from one exercise to the next: the motion between them is continuous and
 * feels gravity, positions change as the exercises ask, nothing is shifted where nobody moves, and
 * a single exercise is the wearer alone, to the bit.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "catalog/programme.h"
#include "core/quat.h"
#include "core/smath.h"
#include "sim/performer.h"

enum { LONGEST = 400000 };

static struct sh_catalog *catalog;

static int set_up(void **state)
{
	struct sh_err err;

	(void)state;
	return sh_catalog_builtin(&catalog, &err) < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	catalog = sh_catalog_close(catalog);
	return 0;
}

static struct sh_exercise exercise(const char *id)
{
	struct sh_exercise x;
	struct sh_err err;

	if (sh_catalog_exercise(sh_catalog_find(catalog, id), NULL, NULL, 1, &x, &err) != SH_OK)
		fail_msg("%s", err.message);
	return x;
}

static struct sh_programme *full(void)
{
	struct sh_programme *p = NULL;
	struct sh_err err;

	if (sh_programme_open(&p, "full", catalog, &err) < 0)
		fail_msg("%s", err.message);
	return p;
}

static void test_single_exercise_is_the_wearer_alone(void **state)
{
	struct sh_exercise x = exercise("frozen-fish");
	struct sh_sim_truth a, b;
	struct sh_sim_event e, f;
	struct sh_performer p;
	struct sh_wearer w;
	bool more;

	(void)state;
	sh_performer_init(&p, &x, 1, 1, 5, 0);
	sh_wearer_init(&w, &x, 5, 0);
	do {
		more = sh_wearer_next(&w, &b);
		assert_int_equal(sh_performer_next(&p, &a), more);
		if (more)
			assert_memory_equal(&a, &b, sizeof a);
		while (sh_wearer_event(&w, &f)) {
			assert_true(sh_performer_event(&p, &e));
			assert_int_equal(e.kind, f.kind);
			assert_int_equal(e.t_us, f.t_us);
		}
		assert_false(sh_performer_event(&p, &e));
	} while (more);
}

static double angle_deg(const struct sh_quat *a, const struct sh_quat *b)
{
	struct sh_quat back = sh_quat_conj(a), q = sh_quat_mul(&back, b);

	return sh_deg(2 * sh_atan2(sqrt(q.x * q.x + q.y * q.y + q.z * q.z), fabs(q.w)));
}

/* Two sensors: each on its own segment all the time, so no step may be larger than what the fastest
 * movement makes in a hundredth of a second (rolls: some 150 deg/s). */
static void test_motion_is_continuous_over_a_whole_programme(void **state)
{
	struct sh_programme *prog = full();
	size_t n = sh_programme_count(prog), seen = 0;
	struct sh_sim_truth t, before = {0};
	struct sh_performer p;
	int64_t k = 0;

	(void)state;
	sh_performer_init(&p, sh_programme_exercises(prog), n, 2, 1, 0);
	for (; sh_performer_next(&p, &t); k++) {
		assert_int_equal(t.t_us, k * SH_SIM_PERIOD_US);
		assert_true(k < LONGEST);
		for (int i = 0; i < SH_SIM_SEGMENTS && k > 0; i++) {
			double deg = angle_deg(&before.segment[i].q, &t.segment[i].q);

			if (deg > 3.0)
				fail_msg("%.2f s, step %zu: segment %d jumps by %g degrees",
					 (double)k / 100, sh_performer_step(&p), i, deg);
		}
		seen = sh_performer_step(&p) + 1;
		before = t;
	}
	assert_int_equal(seen, n);
	assert_true(k > 25 * 60 * 100);
	sh_programme_close(prog);
}

/* With one sensor that changes its place too: what it feels is one motion. The rate integrates to
 * the orientation, and at rest it feels gravity upwards. */
static void test_turns_are_the_integral_of_their_rate(void **state)
{
	struct sh_exercise steps[] = {exercise("crocodile-1"), exercise("frozen-fish"),
				      exercise("chair-slope"), exercise("full-breathing")};
	struct sh_sim_truth t;
	struct sh_performer p;
	struct sh_quat q = {1, 0, 0, 0};
	bool inside = false;
	int turns = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		steps[i].sets = 1;
	sh_performer_init(&p, steps, 4, 1, 3, 0);
	while (sh_performer_next(&p, &t)) {
		const struct sh_sim_segment *s = &t.segment[t.wearing];
		bool turning = p.turn_at < p.turn_samples;
		struct sh_vec3 step = sh_vec3_scale(&s->rate_rad_s, 1.0 / SH_SIM_RATE_HZ);
		struct sh_quat by = sh_quat_from_rotvec(&step);

		if (turning && !inside) {
			q = s->q;
			turns++;
		}
		if (turning) {
			double g = sh_vec3_norm(&s->force_m_s2);

			assert_true(g > 9.8 && g < 9.82);
			if (angle_deg(&q, &s->q) > 1.0)
				fail_msg("off by %g degrees", angle_deg(&q, &s->q));
			q = sh_quat_mul(&q, &by);
		}
		inside = turning;
	}
	assert_int_equal(turns, 3);
}

static void test_next_exercise_finds_its_position(void **state)
{
	struct sh_exercise steps[] = {exercise("knee-hug"), exercise("fish-lifts"),
				      exercise("chair-slope")};
	static const double up_wanted[3][3] = {{1, 0, 0}, {-1, 0, 0}, {0, 0, 1}};
	bool seen[3] = {false};
	struct sh_sim_truth t;
	struct sh_performer p;

	(void)state;
	sh_performer_init(&p, steps, 3, 1, 2, 0);
	while (sh_performer_next(&p, &t)) {
		const struct sh_vec3 earth = {0, 0, 1};
		const double *want = up_wanted[sh_performer_step(&p)];
		struct sh_vec3 up;

		if (!t.still)
			continue;
		up = sh_quat_rotate_back(&t.segment[t.wearing].q, &earth);
		seen[sh_performer_step(&p)] = true;
		assert_true(up.x * want[0] + up.y * want[1] + up.z * want[2] > 0.95);
	}
	assert_true(seen[0] && seen[1] && seen[2]);
}

static void test_who_stays_in_position_does_not_shift(void **state)
{
	struct sh_exercise steps[] = {exercise("fish-lifts"), exercise("frozen-fish")};
	struct sh_sim_truth t, last_still = {0};
	struct sh_performer p;

	(void)state;
	steps[0].sets = steps[1].sets = 1;
	sh_performer_init(&p, steps, 2, 1, 4, 0);
	while (sh_performer_next(&p, &t)) {
		if (sh_performer_step(&p) == 0 && t.still)
			last_still = t;
		if (sh_performer_step(&p) == 1 && t.still) {
			assert_true(angle_deg(&last_still.segment[t.wearing].q,
					      &t.segment[t.wearing].q) < 3.0);
			return;
		}
	}
	fail_msg("the second exercise never began");
}

static void test_rest_between_is_as_long_as_asked(void **state)
{
	struct sh_exercise steps[] = {exercise("knee-hug"), exercise("rest"),
				      exercise("fish-lifts")};
	int64_t left_us = 0, again_us = 0;
	struct sh_sim_truth t;
	struct sh_performer p;

	(void)state;
	steps[0].hold_s = 5;
	steps[0].rest_s = 20;
	steps[1].duration_s = 30;
	steps[1].rest_s = 0;
	sh_performer_init(&p, steps, 3, 1, 4, 0);
	while (again_us == 0 && sh_performer_next(&p, &t)) {
		if (left_us == 0 && sh_performer_left(&p) == 1)
			left_us = t.t_us;
		if (sh_performer_step(&p) == 2 && t.still)
			again_us = t.t_us;
	}
	assert_true(again_us - left_us >= 50000000 && again_us - left_us <= 56000000);
}

static void test_one_side_is_done_on_that_side(void **state)
{
	static const char text[] = "version: 1\nid: x\ntitle: X\nsteps:\n"
				   " - exercise: crocodile-1\n   side: right\n"
				   " - exercise: crocodile-1\n   side: left\n";
	struct sh_programme *prog = NULL;
	struct sh_sim_event e;
	struct sh_sim_truth t;
	struct sh_performer p;
	struct sh_err err;
	int reps[2] = {0};

	(void)state;
	assert_int_equal(sh_programme_load_text(&prog, text, strlen(text), "x", catalog, &err),
			 SH_OK);
	sh_performer_init(&p, sh_programme_exercises(prog), sh_programme_count(prog), 1, 1, 0);
	while (sh_performer_next(&p, &t)) {
		while (sh_performer_event(&p, &e)) {
			size_t at = sh_performer_step(&p);

			if (e.kind != SH_SIM_EVENT_REP)
				continue;
			reps[at]++;
			assert_true(at == 0 ? e.peak_deg < -8 : e.peak_deg > 8);
			assert_int_equal(e.verdict, SH_VERDICT_OK);
		}
	}
	assert_int_equal(reps[0], 3);
	assert_int_equal(reps[1], 3);
	sh_programme_close(prog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_single_exercise_is_the_wearer_alone),
		cmocka_unit_test(test_motion_is_continuous_over_a_whole_programme),
		cmocka_unit_test(test_turns_are_the_integral_of_their_rate),
		cmocka_unit_test(test_next_exercise_finds_its_position),
		cmocka_unit_test(test_who_stays_in_position_does_not_shift),
		cmocka_unit_test(test_rest_between_is_as_long_as_asked),
		cmocka_unit_test(test_one_side_is_done_on_that_side),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
