/* Whole sessions: bytes and commands in, lines out. The wearer is a rigid segment moved exactly;
 * what the filter makes of it is part of what is tested. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_fixture.h"

#include "core/session_part.h"

static const struct sh_event *only(const struct sx *s, enum sh_event_kind kind)
{
	assert_int_equal(fx_count(&s->log, kind), 1);
	return fx_event(&s->log, kind, 0);
}

static const struct sh_event *nth(const struct sx *s, enum sh_event_kind kind, int n)
{
	const struct sh_event *e = fx_event(&s->log, kind, n);

	assert_non_null(e);
	return e;
}

static bool says(const struct sx *s, const char *text)
{
	return s->lines && strstr(s->lines, text) != NULL;
}

static void free_checked(struct sx *s)
{
	fx_check(&s->log);
	assert_true(s->log.most <= SH_EVENTS_MAX / 2); /* room to spare */
	sx_free(s);
}

static struct sh_exercise fish(void)
{
	struct sh_exercise ex = fx_frozen_fish();

	ex.rate_warn_deg_s = ex.accel_warn_deg_s2 = 0;
	return ex;
}

/* Lifts the chest at 20 deg/s so that 4 deg are passed between two samples, just before `t_s`;
 * stays. */
static void lift(struct sx *s, double t_s, double until_s)
{
	sx_stay(s, t_s - 0.2);
	while (s->t_us < sh_round_i64(until_s * 1e6)) {
		double deg = 20 * ((double)s->t_us * 1e-6 - t_s + 0.205);

		sx_step(s, deg > 6.1 ? -6.1 : -deg, 0, 0);
	}
}

/* --- the three exercises
 * -------------------------------------------------------------------------- */

static void test_session_of_a_hold_says_the_contracts_times(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_step(s, 0, 0, 0);
	lift(s, 4.48, 15);
	sx_go(s, 17, 0, 0, 0);
	sx_finish(s);
	assert_ptr_equal(
		strstr(s->lines,
		       "{\"event\":\"session\",\"schema\":1,\"source\":\"csv\",\"quantity\":"
		       "\"tilt\",\"rate_hz\":100.0,\"program\":\"spinehold test\"}\n"
		       "{\"event\":\"exercise\",\"t\":0.000,\"id\":\"frozen-fish\",\"set\":1,"
		       "\"sets\":3,\"side\":\"both\",\"hold_s\":10,\"reps\":1,\"target_deg\":"
		       "[-10.0,-4.0],\"warn_deg\":-14.0,\"limit_deg\":-18.0,\"level\":null,"
		       "\"scaled_by\":\"none\""),
		s->lines);
	assert_true(says(
		s, "{\"event\":\"position\",\"t\":0.000,\"position\":\"prone\",\"right\":true}\n"));
	assert_true(says(s, "{\"event\":\"neutral\",\"t\":2.000}\n{\"event\":\"phase\",\"t\":2.000,"
			    "\"phase\":\"move\",\"set\":1,\"side\":\"both\"}\n"));
	assert_true(says(
		s, "{\"event\":\"hold\",\"t\":14.480,\"start\":4.480,\"end\":14.480,"
		   "\"held_s\":10.000,\"valid\":true,\"reason\":\"complete\",\"mean_deg\":-6."));
	assert_true(says(s, "\"movement\":\"arch\"}"));
	assert_true(says(s, "\"valid_hold_s\":10.0,\"holds\":1,\"reps\":0,\"reps_ok\":0,"
			    "\"reps_shallow\":0,\"reps_deep\":0,\"depth_warnings\":0,"
			    "\"limit_events\":0,\"completed\":false"));
	assert_true(says(s, "{\"event\":\"summary\",\"t\":17.000,\"exercises\":1,\"samples\":1701,"
			    "\"gaps\":0,\"bad_frames\":0"));
	free_checked(s);
}

static void test_session_of_three_sets_ends_by_itself_and_hears_no_more(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);
	uint64_t outputs;

	(void)state;
	ex.rest_s = 5;
	for (int set = 0; set < 3; set++) {
		double t = (double)s->t_us * 1e-6;

		sx_stay(s, t + 8);
		sx_go(s, t + 9, -7, 0, 0);
		sx_stay(s, t + 20);
		sx_go(s, t + 21, 0, 0, 0);
	}
	assert_true(sh_session_over(s->session));
	assert_true(only(s, SH_EVENT_RESULT)->u.result.completed);
	assert_int_equal(only(s, SH_EVENT_RESULT)->u.result.valid_hold_us, 30000000);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->t_us, only(s, SH_EVENT_RESULT)->t_us);
	outputs = s->outputs;
	sx_stay(s, 80);
	sx_command(s, SH_COMMAND_MARK, 0);
	sx_link(s, SH_LINK_LOST);
	sx_finish(s);
	assert_int_equal(s->outputs, outputs);
	free_checked(s);
}

static void test_session_of_rolls_to_both_sides_counts_them(void **state)
{
	struct sh_exercise ex = fx_crocodile();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);
	const struct sh_event *e;

	(void)state;
	sx_step(s, 0, 0, 0);
	for (int side = 1; side >= -1; side -= 2) {
		sx_stay(s, (double)s->t_us * 1e-6 + (side > 0 ? 3 : 16));
		for (int i = 0; i < 3; i++) {
			double t = (double)s->t_us * 1e-6;

			sx_go(s, t + 2, 0, 0, 18 * side);
			sx_stay(s, t + 4);
			sx_go(s, t + 6, 0, 0, 0);
			sx_stay(s, t + 7);
		}
	}
	e = only(s, SH_EVENT_RESULT);
	assert_true(e->u.result.completed);
	assert_int_equal(e->u.result.reps_ok, 6);
	assert_int_equal(e->u.result.reps_left, 3);
	assert_int_equal(e->u.result.reps_right, 3);
	for (int i = 0; i < 6; i++) {
		e = nth(s, SH_EVENT_REP, i);
		assert_int_equal(e->u.rep.n, i % 3 + 1);
		assert_int_equal(e->u.rep.side, i < 3 ? SH_SIDE_LEFT : SH_SIDE_RIGHT);
		assert_in_range((i < 3 ? 1 : -1) * e->u.rep.peak_mdeg, 17700, 18300);
	}
	assert_int_equal(fx_warnings(&s->log, SH_WARNING_JERK), 0);
	free_checked(s);
}

static void test_session_of_a_cat_counts_its_time(void **state)
{
	struct sh_exercise ex = fx_cat();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_step(s, 0, 0, 0);
	sx_stay(s, 3);
	for (int i = 0; i < 12 && !sh_session_over(s->session); i++) {
		double t = (double)s->t_us * 1e-6;

		sx_go(s, t + 3, -12, 0, 0); /* tailbone tucked: round */
		sx_go(s, t + 6, 6, 0, 0);
	}
	assert_true(only(s, SH_EVENT_RESULT)->u.result.completed);
	assert_in_range(only(s, SH_EVENT_RESULT)->t_us, 62000000, 67000000);
	assert_true(says(s, "\"movement\":\"round\"}") && says(s, "\"movement\":\"arch\"}"));
	free_checked(s);
}

static void test_session_through_another_mount_is_the_same(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *a = sx_new(&c), *b;

	(void)state;
	assert_int_equal(sh_mount_parse("+z,-y,+x", &c.mount[0]), SH_OK);
	b = sx_new(&c);
	b->mount = c.mount[0];
	lift(a, 4.48, 16);
	lift(b, 4.48, 16);
	assert_int_equal(only(a, SH_EVENT_HOLD)->u.hold.start_us, 4480000);
	assert_int_equal(only(b, SH_EVENT_HOLD)->u.hold.start_us, 4480000);
	free_checked(a);
	free_checked(b);
}

static void test_session_with_a_sensor_never_zeroed_finds_its_neutral(void **state)
{
	struct sh_exercise ex = fx_frozen_fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	s->bias_deg_s = 8;
	sx_step(s, 0, 0, 0);
	sx_stay(s, 8);
	sx_go(s, 10, -7, 0, 0);
	sx_stay(s, 22);
	assert_in_range(only(s, SH_EVENT_NEUTRAL)->t_us, 2000000, 6000000);
	assert_true(only(s, SH_EVENT_HOLD)->u.hold.valid);
	assert_int_equal(fx_warnings(&s->log, SH_WARNING_JERK), 0);
	free_checked(s);
}

static void test_session_at_ten_samples_a_second_with_jitter_is_coached(void **state)
{
	struct sh_exercise ex = fx_frozen_fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);
	uint32_t seed = 7;

	(void)state;
	for (int i = 0; i < 300; i++) {
		double t = (double)s->t_us * 1e-6, x = t < 5 ? 0 : t > 8 ? 1 : (t - 5) / 3;

		sx_step(s, -7 * x * x * x * (10 + x * (6 * x - 15)), 0, 0);
		seed = seed * 1664525u + 1013904223u;
		s->t_us -= s->period_us;
		s->period_us = 95000 + seed / 429497; /* 95 to 105 ms */
		s->t_us += s->period_us;
	}
	assert_in_range(nth(s, SH_EVENT_NEUTRAL, 0)->t_us, 2000000, 2500000);
	assert_int_equal(nth(s, SH_EVENT_HOLD, 0)->u.hold.reason, SH_HOLD_COMPLETE);
	assert_in_range(nth(s, SH_EVENT_HOLD, 0)->u.hold.held_us, 10000000, 10120000);
	assert_int_equal(fx_count(&s->log, SH_EVENT_GAP), 0);
	free_checked(s);
}

/* --- gaps
 * ------------------------------------------------------------------------------------------- */

static void test_gap_needs_more_than_five_periods_and_more_than_50_ms(void **state)
{
	static const struct {
		int64_t period_us, step_us;
		int gaps;
	} rows[] = {
		{10000, 20000, 0}, {10000, 50000, 0}, {10000, 60000, 1},   {5000, 30000, 0},
		{5000, 50000, 0},  {5000, 55000, 1},  {40000, 200000, 0},  {40000, 240000, 1},
		{1000, 50000, 0},  {1000, 51000, 1},  {100000, 500000, 0}, {100000, 600000, 1},
	};
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sx *s = sx_new(&c);

		s->period_us = rows[i].period_us;
		sx_stay(s, 3);
		s->t_us += rows[i].step_us - s->period_us;
		sx_stay(s, 5);
		sx_finish(s);
		if (fx_count(&s->log, SH_EVENT_GAP) != rows[i].gaps)
			fail_msg("%lld us after %lld us: %d gaps", (long long)rows[i].step_us,
				 (long long)rows[i].period_us, fx_count(&s->log, SH_EVENT_GAP));
		assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.gaps, rows[i].gaps);
		free_checked(s);
	}
}

static void test_gap_of_three_seconds_says_the_contracts_line(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_stay(s, 17); /* the last one is at 16.990 */
	s->t_us = 20000000;
	sx_stay(s, 21);
	assert_true(says(s, "{\"event\":\"gap\",\"t\":20.000,\"start\":17.000,\"end\":20.000,"
			    "\"lost\":300}\n"));
	free_checked(s);
}

/* Past the decoders: what they know of losses and restarts. */
static struct sh_sample sample_at(const struct sx *s)
{
	struct sh_sample x = {.t_us = s->t_us};
	struct sh_vec3 z = {0, 0, 1}, up = sh_quat_rotate_back(&s->q, &z);

	x.acc_m_s2 = sh_vec3_scale(&up, 9.80665);
	return x;
}

static void test_gap_by_counted_loss_or_restart(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);
	struct sh_sample x;

	(void)state;
	sx_step(s, 0, 0, 0);
	sx_stay(s, 3);
	for (uint32_t lost = 0; lost <= 6;
	     lost++) { /* stamps from arrival: the step tells nothing */
		x = sample_at(s);
		x.lost = lost;
		x.flags = lost ? SH_SAMPLE_GAP : 0;
		sh_session_sample(s->session, &x);
		s->t_us += 10000;
	}
	assert_int_equal(only(s, SH_EVENT_GAP)->u.gap.lost, 6);
	assert_int_equal(only(s, SH_EVENT_GAP)->u.gap.end_us, 3060000);
	x = sample_at(s);
	x.flags = SH_SAMPLE_RESTART;
	sh_session_sample(s->session, &x);
	assert_int_equal(fx_count(&s->log, SH_EVENT_GAP), 2);
	sx_finish(s);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.lost, 21);
	free_checked(s);
}

static void test_gap_in_a_hold_credits_nothing(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_step(s, 0, 0, 0);
	lift(s, 4.48, 10);
	s->t_us = 13000000;
	sx_stay(s, 16);
	sx_go(s, 17, 0, 0, 0);
	assert_true(says(s, "{\"event\":\"hold\",\"t\":13.000,\"start\":4.480,\"end\":9.990,"
			    "\"held_s\":5.510,\"valid\":false,\"reason\":\"gap\""));
	assert_non_null(fx_warning(&s->log, SH_WARNING_SIGNAL, true, 0));
	free_checked(s);
}

static void test_link_lost_warns_and_its_return_ends_it(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_stay(s, 3);
	sx_link(s, SH_LINK_LOST);
	assert_non_null(fx_warning(&s->log, SH_WARNING_SIGNAL, true, 0));
	sx_link(s, SH_LINK_BACK);
	s->t_us += 2000000;
	sx_stay(s, 7);
	assert_non_null(fx_warning(&s->log, SH_WARNING_SIGNAL, false, 0));
	assert_int_equal(fx_warnings(&s->log, SH_WARNING_SIGNAL), 1);
	free_checked(s);
}

/* --- beginning and end
 * ----------------------------------------------------------------------------- */

static void test_session_shorter_than_the_first_quarter_second_is_still_told(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_stay(s, 0.05);
	assert_int_equal(s->outputs, 0);
	sx_finish(s);
	assert_int_equal(s->samples, 5);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.samples, 5);
	assert_int_equal(nth(s, SH_EVENT_SESSION, 0)->u.session.rate_mhz, 100000);
	assert_false(only(s, SH_EVENT_RESULT)->u.result.completed);
	sx_finish(s);
	assert_int_equal(fx_count(&s->log, SH_EVENT_SUMMARY), 1);
	free_checked(s);
}

static void test_session_of_a_single_row_without_newline_is_told(void **state)
{
	struct sh_session_config c = sx_config(NULL, 0);
	struct sx *s = sx_new(&c);
	const char *text = "t_s,ax,ay,az,gx,gy,gz\n5,0,0,9.8,0,0,0";

	(void)state;
	sx_bytes(s, text, strlen(text));
	sx_finish(s);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.samples, 1);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->t_us, 0);
	free_checked(s);
}

static void test_session_without_any_sample_says_nothing(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_bytes(s, "t_s,ax,ay,az,gx,gy,gz\nx\n", 24);
	sx_command(s, SH_COMMAND_START, 0);
	sx_command(s, SH_COMMAND_PAIN, 9);
	sx_link(s, SH_LINK_LOST);
	sx_finish(s);
	assert_int_equal(s->outputs, 0);
	sx_free(s);
}

static void test_quit_before_any_sample_gives_result_and_summary(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_command(s, SH_COMMAND_QUIT, 0);
	assert_true(sh_session_over(s->session));
	assert_int_equal(s->log.list[0].kind, SH_EVENT_SESSION);
	assert_false(only(s, SH_EVENT_RESULT)->u.result.completed);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.samples, 0);
	sx_finish(s);
	assert_int_equal(fx_count(&s->log, SH_EVENT_SUMMARY), 1);
	free_checked(s);
}

static void test_quit_in_the_first_quarter_second_judges_what_was_heard(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_stay(s, 0.1);
	sx_command(s, SH_COMMAND_QUIT, 0);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.samples, 10);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->t_us, 90000);
	free_checked(s);
}

static void test_quit_and_pain_in_a_hold_end_the_session(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sh_exercise ex[2] = {fish(), fx_cat()};
		struct sh_session_config c = sx_config(ex, 2);
		struct sx *s = sx_new(&c);

		lift(s, 4.48, 8);
		if (i)
			sx_command(s, SH_COMMAND_PAIN, 6);
		else
			sx_command(s, SH_COMMAND_QUIT, 0);
		assert_int_equal(only(s, SH_EVENT_HOLD)->u.hold.reason,
				 i ? SH_HOLD_PAIN : SH_HOLD_STOPPED);
		assert_false(only(s, SH_EVENT_RESULT)->u.result.completed);
		assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.exercises, 1);
		assert_int_equal(fx_count(&s->log, SH_EVENT_PAIN), i);
		assert_true(sh_session_over(s->session));
		free_checked(s);
	}
}

static void test_pain_below_six_pauses_and_marks_are_numbered(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	lift(s, 4.48, 8);
	sx_command(s, SH_COMMAND_MARK, 0);
	sx_command(s, SH_COMMAND_MARK, 0);
	sx_command(s, SH_COMMAND_PAIN, 3);
	assert_false(sh_session_over(s->session));
	assert_int_equal(only(s, SH_EVENT_PAIN)->u.pain.level, 3);
	assert_int_equal(nth(s, SH_EVENT_MARK, 1)->u.mark.n, 2);
	assert_non_null(fx_phase(&s->log, SH_PHASE_PAUSED, 0));
	sx_go(s, 9, 0, 0, 0);
	sx_command(s, SH_COMMAND_START, 0);
	assert_non_null(fx_phase(&s->log, SH_PHASE_MOVE, 1));
	free_checked(s);
}

static void test_commands_before_the_first_sample_take_effect_with_it(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s;

	(void)state;
	c.automatic = false;
	s = sx_new(&c);
	sx_command(s, SH_COMMAND_START, 0);
	sx_command(s, SH_COMMAND_MARK, 0);
	sx_command(s, SH_COMMAND_PAIN, 2);
	assert_int_equal(s->outputs, 0);
	sx_stay(s, 6);
	assert_int_equal(only(s, SH_EVENT_MARK)->t_us, 0);
	assert_int_equal(only(s, SH_EVENT_PAIN)->t_us, 0);
	assert_int_equal(only(s, SH_EVENT_PAIN)->u.pain.level, 2);
	assert_int_equal(s->session->coach.phase, SH_PHASE_PAUSED);
	sx_command(s, SH_COMMAND_START, 0); /* and the first start has not been lost */
	sx_stay(s, 12);
	assert_int_equal(fx_count(&s->log, SH_EVENT_NEUTRAL), 1);
	free_checked(s);
}

static void test_pain_of_six_before_the_first_sample_ends_it_with_the_first(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_command(s, SH_COMMAND_PAIN, -1);
	sx_command(s, SH_COMMAND_PAIN, SH_PAIN_LEG);
	sx_stay(s, 3);
	assert_true(sh_session_over(s->session));
	assert_int_equal(only(s, SH_EVENT_RESULT)->u.result.ended, SH_ENDED_PAIN);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->t_us, 0);
	assert_true(nth(s, SH_EVENT_PAIN, 1)->u.pain.leg);
	free_checked(s);
}

static void test_pain_rated_later_is_the_same_pain(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_stay(s, 3);
	sx_command(s, SH_COMMAND_PAIN, -1);
	assert_int_equal(s->session->coach.phase, SH_PHASE_PAUSED); /* before any number */
	sx_stay(s, 5);
	sx_command(s, SH_COMMAND_PAIN, 1);
	sx_command(s, SH_COMMAND_PAIN, 4000); /* a damaged log */
	assert_int_equal(nth(s, SH_EVENT_PAIN, 0)->u.pain.since_us, nth(s, SH_EVENT_PAIN, 0)->t_us);
	assert_int_equal(nth(s, SH_EVENT_PAIN, 1)->u.pain.since_us, nth(s, SH_EVENT_PAIN, 0)->t_us);
	assert_true(nth(s, SH_EVENT_PAIN, 1)->t_us > nth(s, SH_EVENT_PAIN, 0)->t_us);
	assert_int_equal(nth(s, SH_EVENT_PAIN, 2)->u.pain.level, 10);
	free_checked(s);

	s = sx_new(&c);
	sx_stay(s, 3);
	sx_command(s, SH_COMMAND_PAIN, 2);
	sx_command(s, SH_COMMAND_START, 0);
	sx_stay(s, 5);
	sx_command(s, SH_COMMAND_PAIN, 3);
	assert_int_equal(nth(s, SH_EVENT_PAIN, 1)->u.pain.since_us, nth(s, SH_EVENT_PAIN, 1)->t_us);
	free_checked(s);
}

static void expect_left(const struct sx *s, size_t step, int set, enum sh_side side)
{
	struct sh_session_start left = {9, 9, SH_SIDES};

	assert_true(sh_session_left(s->session, &left));
	assert_int_equal(left.step, step);
	assert_int_equal(left.set, set);
	assert_int_equal(left.side, side);
}

static void test_session_left_is_where_a_later_one_begins(void **state)
{
	struct sh_exercise ex[2] = {fish(), fx_crocodile()};
	struct sh_session_config c = sx_config(ex, 2);
	struct sh_session *never = malloc(sizeof(*never));
	struct sh_session_start none;
	struct sx *s = sx_new(&c);
	const char *why;

	(void)state;
	ex[1].sets = 2;
	expect_left(s, 0, 0, SH_SIDE_BOTH); /* nothing begun */
	sx_stay(s, 3);
	expect_left(s, 0, 1, SH_SIDE_BOTH);
	sx_command(s, SH_COMMAND_NEXT, 0);
	expect_left(s, 0, 2, SH_SIDE_BOTH); /* in the rest before it */
	sx_command(s, SH_COMMAND_QUIT, 0);
	expect_left(s, 0, 2, SH_SIDE_BOTH);
	free_checked(s);

	c.start = (struct sh_session_start){1, 2, SH_SIDE_RIGHT};
	s = sx_new(&c);
	sx_step(s, 0, 0, 0);
	sx_stay(s, 1);
	assert_string_equal(only(s, SH_EVENT_EXERCISE)->u.exercise.exercise->id, "crocodile-1");
	assert_int_equal(only(s, SH_EVENT_EXERCISE)->u.exercise.set, 2);
	assert_int_equal(only(s, SH_EVENT_EXERCISE)->u.exercise.side, SH_SIDE_RIGHT);
	expect_left(s, 1, 2, SH_SIDE_RIGHT);
	for (int i = 0; i < 40 && !sh_session_over(s->session); i++)
		sx_command(s, SH_COMMAND_NEXT, 0);
	assert_int_equal(only(s, SH_EVENT_RESULT)->u.result.ended, SH_ENDED_SKIPPED);
	assert_false(sh_session_left(s->session, &none));
	free_checked(s);

	c.start = (struct sh_session_start){2, 1, SH_SIDE_BOTH};
	assert_int_equal(sh_session_init(never, &c, NULL, NULL, &why), SH_ERR_CONFIG);
	free(never);
}

static void test_programme_goes_on_after_the_rest_of_each_exercise(void **state)
{
	struct sh_exercise ex[2] = {fish(), fx_crocodile()};
	struct sh_session_config c = sx_config(ex, 2);
	struct sx *s = sx_new(&c);

	(void)state;
	ex[0].sets = 1;
	ex[0].rest_s = 10;
	c.age_years = 45;
	sx_free(s);
	s = sx_new(&c);
	lift(s, 4.48, 15); /* ends at 14.480 */
	sx_go(s, 16, 0, 0, 0);
	s->position = SH_POSITION_SUPINE; /* turns over, in no time */
	s->moved = false;
	sx_stay(s, 40);
	assert_int_equal(only(s, SH_EVENT_RESULT)->t_us, 14480000);
	assert_int_equal(nth(s, SH_EVENT_EXERCISE, 1)->t_us, 24480000);
	assert_string_equal(nth(s, SH_EVENT_EXERCISE, 1)->u.exercise.exercise->id, "crocodile-1");
	assert_in_range(nth(s, SH_EVENT_NEUTRAL, 1)->t_us, 26480000, 26700000);
	sx_command(s, SH_COMMAND_NEXT, 0); /* the left side is passed over */
	sx_stay(s, 60);
	for (int i = 0; i < fx_count(&s->log, SH_EVENT_EXERCISE); i++)
		assert_int_equal(nth(s, SH_EVENT_EXERCISE, i)->u.exercise.age_years, 45);
	assert_int_equal(fx_count(&s->log, SH_EVENT_EXERCISE), 3);
	sx_finish(s);
	assert_int_equal(fx_count(&s->log, SH_EVENT_RESULT), 2);
	assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.exercises, 2);
	free_checked(s);
}

static void test_programme_rest_may_be_cut_short_or_quit(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sh_exercise ex[2] = {fish(), fx_cat()};
		struct sh_session_config c = sx_config(ex, 2);
		struct sx *s;

		ex[0].sets = 1;
		s = sx_new(&c);
		lift(s, 4.48, 20);
		sx_command(s, i ? SH_COMMAND_NEXT : SH_COMMAND_QUIT, 0);
		assert_int_equal(sh_session_over(s->session), !i);
		assert_int_equal(fx_count(&s->log, SH_EVENT_EXERCISE), 1 + i);
		sx_finish(s);
		assert_int_equal(fx_count(&s->log, SH_EVENT_RESULT), 1 + i);
		assert_int_equal(fx_count(&s->log, SH_EVENT_SUMMARY), 1);
		free_checked(s);
	}
}

static void test_start_by_key_is_what_begins_without_auto(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s;

	(void)state;
	c.automatic = false;
	s = sx_new(&c);
	sx_step(s, 0, 0, 0);
	sx_stay(s, 10);
	assert_int_equal(fx_count(&s->log, SH_EVENT_NEUTRAL), 0);
	assert_true(s->session->view.waiting_for_start);
	sx_command(s, SH_COMMAND_START, 0);
	assert_int_equal(s->session->view.countdown_us, 3000000);
	sx_stay(s, 14);
	assert_int_equal(only(s, SH_EVENT_NEUTRAL)->t_us, 12990000);
	assert_false(s->session->view.waiting_for_start);
	free_checked(s);
}

/* --- without an exercise; angles
 * ------------------------------------------------------------------- */

static void test_session_without_an_exercise_has_only_its_five_kinds(void **state)
{
	struct sh_session_config c = sx_config(NULL, 0);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_step(s, 0, 0, 0);
	sx_stay(s, 4);
	sx_go(s, 6, 30, 0, 0);
	s->t_us += 1000000;
	sx_stay(s, 8);
	sx_command(s, SH_COMMAND_START, 0);
	sx_command(s, SH_COMMAND_NEXT, 0);
	sx_link(s, SH_LINK_LOST);
	sx_finish(s);
	for (size_t i = 0; i < s->log.n; i++) {
		enum sh_event_kind k = s->log.list[i].kind;

		assert_true(k == SH_EVENT_SESSION || k == SH_EVENT_POSITION || k == SH_EVENT_GAP ||
			    k == SH_EVENT_ANGLES || k == SH_EVENT_SUMMARY);
	}
	assert_int_equal(fx_count(&s->log, SH_EVENT_GAP), 1);
	assert_int_equal(fx_count(&s->log, SH_EVENT_SUMMARY), 1);
	/* ten a second, null until there is a neutral */
	assert_int_equal(nth(s, SH_EVENT_ANGLES, 5)->t_us, 500000);
	assert_int_equal(nth(s, SH_EVENT_ANGLES, 5)->u.angles.round_mdeg, SH_MDEG_NONE);
	assert_in_range(nth(s, SH_EVENT_ANGLES, 65)->u.angles.round_mdeg, 29500, 30500);
	assert_int_equal(nth(s, SH_EVENT_ANGLES, 65)->u.angles.twist_mdeg, SH_MDEG_NONE);
	assert_int_equal(nth(s, SH_EVENT_SUMMARY, 0)->u.summary.exercises, 0);
	free_checked(s);
}

static void test_angles_come_at_their_rate_on_time(void **state)
{
	static const double rates_hz[] = {0.5, 4, 10, 30, 100, 1000};

	(void)state;
	for (size_t i = 0; i < sizeof(rates_hz) / sizeof(rates_hz[0]); i++) {
		struct sh_exercise ex = fish();
		struct sh_session_config c = sx_config(&ex, 1);
		struct sx *s;
		int n;

		c.angles_hz = rates_hz[i];
		s = sx_new(&c);
		sx_stay(s, 10);
		n = fx_count(&s->log, SH_EVENT_ANGLES);
		assert_int_equal(n, rates_hz[i] < 100 ? (int)(10 * rates_hz[i]) : 1000);
		for (int k = 0; k < n; k++) {
			double due_s = k / fmin(rates_hz[i], 100),
			       t = (double)nth(s, SH_EVENT_ANGLES, k)->t_us;

			assert_true(t * 1e-6 >= due_s - 1e-9 && t * 1e-6 < due_s + 0.01);
		}
		s->t_us += 100000000;
		sx_stay(s, 111); /* after a gap one is due, not all that were missed */
		assert_true(fx_count(&s->log, SH_EVENT_ANGLES) <=
			    n + 1 + (int)fmin(rates_hz[i], 100));
		free_checked(s);
	}
}

static void test_angles_are_left_out_with_an_exercise_unless_asked_for(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);

	(void)state;
	sx_stay(s, 5);
	assert_int_equal(fx_count(&s->log, SH_EVENT_ANGLES), 0);
	free_checked(s);
}

static void test_angles_name_zone_and_measure(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s;
	const struct sh_event *e;

	(void)state;
	c.angles_hz = 10;
	s = sx_new(&c);
	sx_step(s, 0, 0, 0);
	sx_stay(s, 3);
	sx_go(s, 5, -15.2, 0, 0);
	sx_stay(s, 7);
	e = nth(s, SH_EVENT_ANGLES, 60);
	assert_in_range(-e->u.angles.measure_mdeg, 15000, 15400);
	assert_int_equal(e->u.angles.measure_mdeg, e->u.angles.round_mdeg);
	assert_int_equal(e->u.angles.side_mdeg, SH_MDEG_NONE);
	assert_int_equal(e->u.angles.movement, SH_MOVEMENT_ARCH);
	assert_int_equal(e->u.angles.zone, SH_ZONE_WARN);
	assert_int_equal(nth(s, SH_EVENT_ANGLES, 25)->u.angles.zone, SH_ZONE_BELOW);
	assert_int_equal(nth(s, SH_EVENT_ANGLES, 5)->u.angles.zone, SH_ZONE_NONE);
	free_checked(s);
}

static void test_time_that_jumps_by_centuries_hangs_nothing(void **state)
{
	struct sh_session_config c = sx_config(NULL, 0);
	struct sx *s = sx_new(&c);
	const char *rows = "9000000000,0,0,9.8,0,0,0,0\n1000000000000,0,0,9.8,0,0,0,0\n"
			   "4600000000000,0,0,9.8,0,0,0,0\n";
	const struct sh_event *e;
	struct sh_sample x;

	(void)state;
	sx_stay(s, 1);
	sx_bytes(s, rows, strlen(rows));
	s->t_us = (int64_t)1 << 59; /* whatever a decoder may let through */
	x = (struct sh_sample){.t_us = s->t_us, .acc_m_s2 = {0, 0, 9.8}};
	sh_session_sample(s->session, &x);
	sx_finish(s);
	e = only(s, SH_EVENT_SUMMARY);
	assert_int_equal(e->u.summary.samples + e->u.summary.bad_frames, 104);
	assert_int_equal(e->t_us, (int64_t)1 << 59);
	free_checked(s);
}

/* --- two sensors
 * -------------------------------------------------------------------------------------- */

/* Both at 100 Hz, the second 3 ms later; the first moves, the second is still. */
static void two(struct sx *s, double until_s, double bow, bool second)
{
	while (s->t_us < sh_round_i64(until_s * 1e6)) {
		char row[128];
		int n;

		sx_step(s, bow, 0, 0);
		n = snprintf(row, sizeof(row), "%.6f,-9.80665,0,0,0,0,0,1\n",
			     (double)s->t_us * 1e-6 - 0.007);
		if (second)
			sx_bytes(s, row, (size_t)n);
	}
}

static void test_two_sensors_are_judged_by_the_one_at_the_exercises_site(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sh_exercise ex = fish();
		struct sh_session_config c;
		struct sx *s;

		ex.site = i ? SH_SITE_L1 : SH_SITE_SACRUM;
		c = sx_config(&ex, 1);
		s = sx_new(&c);
		two(s, 4, 0, true);
		two(s, 6, -6, true);
		assert_int_equal(s->session->judged, i);
		/* the one at the low back moved */
		assert_int_equal(fx_phase(&s->log, SH_PHASE_HOLD, 0) != NULL, !i);
		assert_int_equal(s->samples, 1200);
		sx_finish(s);
		assert_int_equal(only(s, SH_EVENT_SUMMARY)->u.summary.samples, 1200);
		free_checked(s);
	}
}

static void test_two_sensors_with_a_gap_in_one_keep_time_in_order(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s;

	(void)state;
	ex.site = SH_SITE_SACRUM;
	c.angles_hz = 100;
	s = sx_new(&c);
	two(s, 3, 0, true);
	two(s, 4, 0, false);
	two(s, 5, -6, true); /* the second was away for a second */
	assert_int_equal(fx_count(&s->log, SH_EVENT_GAP), 1);
	assert_int_equal(fx_warnings(&s->log, SH_WARNING_SIGNAL),
			 0); /* not the one that is judged */
	/* and a second one whose clock runs ahead */
	sx_bytes(s, "50,-9.80665,0,0,0,0,0,1\n", 24);
	two(s, 6, -6, false);
	free_checked(s);
}

/* --- determinism
 * --------------------------------------------------------------------------------------- */

/* The whole CSV text of a session with a movement, a gap and noise in it. */
static char *recording(size_t *ret_n)
{
	struct sh_exercise ex = fx_crocodile();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s = sx_new(&c);
	char *text = malloc(1 << 20);
	size_t n = 0;
	uint32_t seed = 3;

	assert_non_null(text);
	for (int i = 0; i < 3000; i++) {
		double t = i * 0.01, deg = t < 3 ? 0 : 20 * sin((t - 3) * 1.1);
		struct sh_quat q = sx_orientation(SH_POSITION_SUPINE, 0, 0, deg);

		seed = seed * 1664525u + 1013904223u;
		if (t >= 11 && t < 11.4)
			s->t_us += s->period_us;
		else
			n += sx_row(s, &q, text + n, (1 << 20) - n);
		if (seed >> 24 == 0)
			n += (size_t)snprintf(text + n, 32, "garbage %u\n", seed);
		s->t_us += s->period_us;
	}
	sx_free(s);
	*ret_n = n;
	return text;
}

static struct sx *play(const char *text, size_t n, size_t piece)
{
	static struct sh_exercise ex;
	struct sh_session_config c;
	struct sx *s;

	ex = fx_crocodile();
	c = sx_config(&ex, 1);
	c.angles_hz = 7;
	s = sx_new(&c);
	for (size_t at = 0; at < n; at += piece)
		sx_bytes(s, text + at, n - at < piece ? n - at : piece);
	sx_finish(s);
	return s;
}

static void test_session_cut_into_other_pieces_says_the_same(void **state)
{
	static const size_t pieces[] = {1, 7, 64, 4096, 1 << 20};
	size_t n;
	char *text = recording(&n);
	struct sx *whole = play(text, n, n);

	(void)state;
	assert_true(fx_count(&whole->log, SH_EVENT_REP) >= 3);
	assert_true(fx_count(&whole->log, SH_EVENT_GAP) == 1);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct sx *s = play(text, n, pieces[i]);

		assert_int_equal(s->n_lines, whole->n_lines);
		assert_memory_equal(s->lines, whole->lines, s->n_lines);
		assert_int_equal(s->samples, whole->samples);
		free_checked(s);
	}
	free_checked(whole);
	free(text);
}

static void test_session_gives_every_sample_once_and_goes_on_if_asked(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s;

	(void)state;
	ex.sets = 1;
	c.go_on = true;
	s = sx_new(&c);
	lift(s, 4.48, 30);
	sx_finish(s);
	assert_true(sh_session_over(s->session));
	assert_int_equal(s->samples, 3000);
	assert_int_equal(fx_count(&s->log, SH_EVENT_SUMMARY), 1);
	assert_int_equal(s->log.list[s->log.n - 1].kind, SH_EVENT_SUMMARY);
	free_checked(s);
}

/* --- the most that one sample can cause
 * ----------------------------------------------------------------- */

static void test_events_of_one_sample_stay_far_below_their_room(void **state)
{
	struct sh_exercise ex = fx_crocodile();
	struct sh_session_config c = sx_config(&ex, 1);
	struct sx *s;

	(void)state;
	ex.stance = SH_STANCE_SUPINE;
	c.angles_hz = 1000;
	s = sx_new(&c);
	sx_step(s, 0, 0, 0);
	sx_stay(s, 3);
	for (int i = 0; i < 2; i++) { /* two limits, then everything at once */
		double t = (double)s->t_us * 1e-6;

		sx_go(s, t + 0.5, 0, 0, 50);
		sx_stay(s, t + 1);
		sx_go(s, t + 1.5, 0, 0, 0);
		sx_stay(s, t + 5);
	}
	sx_go(s, (double)s->t_us * 1e-6 + 0.3, 0, 0, 60);
	sx_stay(s, (double)s->t_us * 1e-6 + 0.1);
	sx_link(s, SH_LINK_LOST);
	s->t_us += 500000;
	sx_stay(s, (double)s->t_us * 1e-6 + 1);
	assert_true(sh_session_over(s->session));
	assert_int_equal(only(s, SH_EVENT_RESULT)->u.result.limit_events, 3);
	assert_true(s->log.most >= 6);
	free_checked(s);
}

#define T(name) cmocka_unit_test(test_##name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(session_of_a_hold_says_the_contracts_times),
		T(session_of_three_sets_ends_by_itself_and_hears_no_more),
		T(session_of_rolls_to_both_sides_counts_them),
		T(session_of_a_cat_counts_its_time),
		T(session_through_another_mount_is_the_same),
		T(session_with_a_sensor_never_zeroed_finds_its_neutral),
		T(session_at_ten_samples_a_second_with_jitter_is_coached),
		T(gap_needs_more_than_five_periods_and_more_than_50_ms),
		T(gap_of_three_seconds_says_the_contracts_line),
		T(gap_by_counted_loss_or_restart),
		T(gap_in_a_hold_credits_nothing),
		T(link_lost_warns_and_its_return_ends_it),
		T(session_shorter_than_the_first_quarter_second_is_still_told),
		T(session_of_a_single_row_without_newline_is_told),
		T(session_without_any_sample_says_nothing),
		T(quit_before_any_sample_gives_result_and_summary),
		T(quit_in_the_first_quarter_second_judges_what_was_heard),
		T(quit_and_pain_in_a_hold_end_the_session),
		T(pain_below_six_pauses_and_marks_are_numbered),
		T(commands_before_the_first_sample_take_effect_with_it),
		T(pain_of_six_before_the_first_sample_ends_it_with_the_first),
		T(pain_rated_later_is_the_same_pain),
		T(session_left_is_where_a_later_one_begins),
		T(programme_goes_on_after_the_rest_of_each_exercise),
		T(programme_rest_may_be_cut_short_or_quit),
		T(start_by_key_is_what_begins_without_auto),
		T(session_without_an_exercise_has_only_its_five_kinds),
		T(angles_come_at_their_rate_on_time),
		T(angles_are_left_out_with_an_exercise_unless_asked_for),
		T(angles_name_zone_and_measure),
		T(time_that_jumps_by_centuries_hangs_nothing),
		T(two_sensors_are_judged_by_the_one_at_the_exercises_site),
		T(two_sensors_with_a_gap_in_one_keep_time_in_order),
		T(session_cut_into_other_pieces_says_the_same),
		T(session_gives_every_sample_once_and_goes_on_if_asked),
		T(events_of_one_sample_stay_far_below_their_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
