/* What came of an exercise, side by side, and where a later session would go on; pain; and who sits
 * up between two sets. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_fixture.h"

#include "core/coach_part.h"

static struct fx f;

static struct sh_exercise fish(void)
{
	struct sh_exercise ex = fx_frozen_fish();

	ex.rate_warn_deg_s = ex.accel_warn_deg_s2 = 0;
	return ex;
}

/* Two sides of two bows each, told apart by the key only. */
static struct sh_exercise bows(void)
{
	struct sh_exercise ex =
		fx_exercise("bows", SH_STANCE_STANDING, SH_MODE_REPS, SH_MEASURE_FORWARD_TILT);

	ex.movement = SH_CLASS_ROUND;
	ex.positive = (struct sh_band){true, 10, 20, 26, 32};
	ex.hysteresis_deg = 1.5;
	ex.reps = ex.sides = ex.sets = 2;
	ex.rest_s = 3;
	return ex;
}

static const struct sh_event *result(void)
{
	assert_int_equal(fx_count(&f.log, SH_EVENT_RESULT), 1);
	return fx_event(&f.log, SH_EVENT_RESULT, 0);
}

static void rep(double deg)
{
	double t = (double)f.t_us * 1e-6;

	fx_go(&f, t + 1.5, deg);
	fx_stay(&f, t + 2.5, deg);
	fx_go(&f, t + 4, 0);
	fx_stay(&f, t + 5.5, 0);
}

static void expect_left(int set, enum sh_side side)
{
	enum sh_side left_side = SH_SIDES;
	int left_set = 0;

	assert_true(sh_coach_left(&f.coach, &left_set, &left_side));
	assert_int_equal(left_set, set);
	assert_int_equal(left_side, side);
}

static void test_result_of_both_sides_tells_asked_done_and_why_not(void **state)
{
	struct sh_exercise ex = bows();
	const struct sh_side_result *left, *right;

	(void)state;
	ex.sets = 1;
	fx_ready(&f, &ex);
	rep(15);
	rep(7); /* shallow */
	rep(15);
	fx_stay(&f, (double)f.t_us * 1e-6 + 6, 0);
	assert_int_equal(f.coach.side, SH_SIDE_RIGHT);
	rep(29); /* deep */
	fx_command(&f, SH_COMMAND_QUIT, 0);
	left = &result()->u.result.side[SH_SIDE_LEFT];
	right = &result()->u.result.side[SH_SIDE_RIGHT];
	assert_false(result()->u.result.side[SH_SIDE_BOTH].used);
	assert_int_equal(left->asked, 2);
	assert_int_equal(left->tried, 3);
	assert_int_equal(left->counted, 2);
	assert_int_equal(left->rep_not[SH_VERDICT_SHALLOW], 1);
	assert_int_equal(right->asked, 2);
	assert_int_equal(right->tried, 1);
	assert_int_equal(right->counted, 0);
	assert_int_equal(right->rep_not[SH_VERDICT_DEEP], 1);
	assert_true(left->worked_us > 14000000 && left->worked_us < 17000000);
	assert_int_equal(result()->u.result.ended, SH_ENDED_STOPPED);
	expect_left(1, SH_SIDE_RIGHT);
}

static void test_result_of_holds_tells_how_each_ended(void **state)
{
	struct sh_exercise ex = fish();
	const struct sh_side_result *both;

	(void)state;
	ex.sets = 1;
	ex.reps = 2;
	fx_ready(&f, &ex);
	fx_stay(&f, 8, -7); /* left too soon */
	fx_stay(&f, 12, 0);
	fx_stay(&f, 15, -7);
	fx_stay(&f, 16, -19); /* over the limit */
	fx_stay(&f, 20, 0);
	fx_stay(&f, 32, -7);
	fx_stay(&f, 35, 0);
	fx_stay(&f, 50, -7);
	both = &result()->u.result.side[SH_SIDE_BOTH];
	assert_int_equal(both->asked, 2);
	assert_int_equal(both->tried, 4);
	assert_int_equal(both->counted, 2);
	assert_int_equal(both->hold_not[SH_HOLD_LEFT], 1);
	assert_int_equal(both->hold_not[SH_HOLD_LIMIT], 1);
	assert_int_equal(both->valid_hold_us, result()->u.result.valid_hold_us);
	assert_int_equal(result()->u.result.ended, SH_ENDED_COMPLETE);
	fx_check(&f.log);
}

static void test_result_of_counted_time_is_by_side(void **state)
{
	struct sh_exercise ex =
		fx_exercise("breathing", SH_STANCE_SUPINE, SH_MODE_BREATH, SH_MEASURE_BREATHING);

	(void)state;
	ex.duration_s = 5;
	ex.sides = 2;
	ex.rest_s = 3;
	fx_ready(&f, &ex);
	fx_stay(&f, 60, 0);
	for (int i = SH_SIDE_LEFT; i <= SH_SIDE_RIGHT; i++) {
		assert_int_equal(result()->u.result.side[i].asked_us, 5000000);
		assert_int_equal(result()->u.result.side[i].active_us, 5000000);
		assert_int_equal(result()->u.result.side[i].asked, 0);
	}
}

static void test_begin_at_a_set_and_side_asks_for_what_is_left(void **state)
{
	struct sh_exercise ex = bows();
	struct sh_quat none = sh_quat_identity();

	(void)state;
	fx_begin(&f, &ex, true);
	f.log.n = 0;
	sh_posture_init(&f.ctx, &none, ex.measure);
	sh_coach_begin_at(&f.coach, &ex, true, 2, SH_SIDE_RIGHT, 0, &f.events);
	fx_take(&f);
	assert_int_equal(fx_event(&f.log, SH_EVENT_EXERCISE, 0)->u.exercise.set, 2);
	assert_int_equal(fx_event(&f.log, SH_EVENT_EXERCISE, 0)->u.exercise.side, SH_SIDE_RIGHT);
	fx_stay(&f, 3, 0);
	expect_left(2, SH_SIDE_RIGHT);
	rep(15);
	rep(15);
	assert_true(result()->u.result.completed); /* the left was done before */
	assert_int_equal(result()->u.result.side[SH_SIDE_LEFT].asked, 0);
	assert_int_equal(result()->u.result.side[SH_SIDE_RIGHT].asked, 2);
	fx_check(&f.log);
}

static void test_begin_at_what_the_exercise_does_not_have_takes_the_nearest(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_begin(&f, &ex, true);
	sh_coach_begin_at(&f.coach, &ex, true, 99, SH_SIDE_LEFT, 0, &f.events);
	f.events.n = 0;
	assert_int_equal(f.coach.set, ex.sets);
	assert_int_equal(f.coach.side, SH_SIDE_BOTH);
	sh_coach_begin_at(&f.coach, &ex, true, -1, SH_SIDE_BOTH, 0, &f.events);
	f.events.n = 0;
	assert_int_equal(f.coach.set, 1);
}

static void test_left_moves_on_with_each_set_and_side(void **state)
{
	struct sh_exercise ex = bows();
	int set;
	enum sh_side side;

	(void)state;
	fx_ready(&f, &ex);
	expect_left(1, SH_SIDE_BOTH);
	rep(15);
	expect_left(1, SH_SIDE_BOTH); /* half a side is none */
	rep(15);
	expect_left(1, SH_SIDE_RIGHT);
	fx_stay(&f, (double)f.t_us * 1e-6 + 6, 0);
	rep(15);
	rep(15);
	assert_int_equal(f.coach.phase, SH_PHASE_REST);
	expect_left(2, SH_SIDE_BOTH);
	fx_command(&f, SH_COMMAND_PAIN, 6);
	assert_int_equal(result()->u.result.ended, SH_ENDED_PAIN);
	expect_left(2, SH_SIDE_BOTH);

	fx_ready(&f, &ex);
	while (!f.coach.over)
		fx_command(&f, SH_COMMAND_NEXT, 0);
	assert_int_equal(result()->u.result.ended, SH_ENDED_SKIPPED);
	assert_false(sh_coach_left(&f.coach, &set, &side));
}

static void test_pain_of_four_or_five_then_next_ends_the_exercise(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	for (int level = -1; level < 6; level++) {
		fx_ready(&f, &ex);
		fx_command(&f, SH_COMMAND_PAIN, level);
		assert_int_equal(f.coach.phase, SH_PHASE_PAUSED);
		fx_command(&f, SH_COMMAND_NEXT, 0);
		assert_int_equal(f.coach.over, level >= 4);
		if (f.coach.over)
			assert_int_equal(result()->u.result.ended, SH_ENDED_PAIN);
	}
	fx_ready(&f, &ex); /* went on smaller instead: that pain is over */
	fx_command(&f, SH_COMMAND_PAIN, 5);
	fx_command(&f, SH_COMMAND_START, 0);
	fx_command(&f, SH_COMMAND_PAUSE, 0);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	assert_false(f.coach.over);
}

static void test_pain_down_a_leg_ends_at_once(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 6, -7);
	fx_command(&f, SH_COMMAND_PAIN, SH_PAIN_LEG);
	assert_true(f.coach.over);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.reason, SH_HOLD_PAIN);
	assert_int_equal(result()->u.result.side[SH_SIDE_BOTH].hold_not[SH_HOLD_PAIN], 1);
}

/* Sitting up from lying face down: far beyond every limit of the old neutral, and no exercise. */
static void test_sitting_up_between_sets_gives_no_limit(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	ex.rest_s = 20;
	for (int i = 0; i < 3; i++) { /* in a rest, in a pause, and waiting for the next set */
		fx_ready(&f, &ex);
		fx_command(&f, i == 1 ? SH_COMMAND_PAUSE : SH_COMMAND_NEXT, 0);
		if (i == 2)
			fx_command(&f, SH_COMMAND_NEXT, 0);
		f.position = SH_POSITION_UPRIGHT;
		for (int k = 0; k < 4; k++) {
			double t = (double)f.t_us * 1e-6;

			fx_stay(&f, t + 1.5, -85);
			fx_stay(&f, t + 4, 0);
		}
		assert_false(f.coach.over);
		assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 0);
		assert_int_equal(fx_warnings(&f.log, SH_WARNING_DEPTH), 0);
		fx_check(&f.log);
	}
}

static void test_too_deep_and_then_sitting_up_ends_the_warning(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	ex.rest_s = 20;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, -15);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_DEPTH), 1);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	fx_stay(&f, 5, -15); /* resting too deep is still told */
	assert_true(f.coach.warning[SH_WARNING_DEPTH].on);
	f.position = SH_POSITION_UPRIGHT;
	fx_stay(&f, 6, -85);
	assert_false(f.coach.warning[SH_WARNING_DEPTH].on);
	f.position = SH_POSITION_PRONE;
	fx_stay(&f, 8, -19);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 1);
	fx_command(&f, SH_COMMAND_QUIT, 0);
	fx_check(&f.log);
}

#define T(name) cmocka_unit_test(test_##name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(result_of_both_sides_tells_asked_done_and_why_not),
		T(result_of_holds_tells_how_each_ended),
		T(result_of_counted_time_is_by_side),
		T(begin_at_a_set_and_side_asks_for_what_is_left),
		T(begin_at_what_the_exercise_does_not_have_takes_the_nearest),
		T(left_moves_on_with_each_set_and_side),
		T(pain_of_four_or_five_then_next_ends_the_exercise),
		T(pain_down_a_leg_ends_at_once),
		T(sitting_up_between_sets_gives_no_limit),
		T(too_deep_and_then_sitting_up_ends_the_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
