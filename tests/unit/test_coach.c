/* The coach against the contract's words, one rule a test. Angles are exact and given every 10 ms,
 * so the edges are met to the sample; jerk is left out of an exercise's numbers where it is not the
 * matter. Neutral is at 2.000 s throughout. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_fixture.h"

static struct fx f;

static struct sh_exercise calm(struct sh_exercise ex)
{
	ex.rate_warn_deg_s = ex.accel_warn_deg_s2 = 0;
	return ex;
}

static struct sh_exercise fish(void)
{
	return calm(fx_frozen_fish());
}

/* Repetitions of a bow: band 8..25, warn 35, limit 45; one side, no sign. Begins above 5.775. */
static struct sh_exercise bows(void)
{
	struct sh_exercise ex =
		fx_exercise("bows", SH_STANCE_STANDING, SH_MODE_REPS, SH_MEASURE_FORWARD_TILT);

	ex.positive = fx_band(8, 25, 35, 45);
	ex.hysteresis_deg = 2;
	ex.reps = 3;
	ex.hold_s = 1;
	ex.rest_s = 5;
	return ex;
}

static struct sh_exercise crocodile(void)
{
	return calm(fx_crocodile());
}

static const struct sh_event *only(enum sh_event_kind kind)
{
	assert_int_equal(fx_count(&f.log, kind), 1);
	return fx_event(&f.log, kind, 0);
}

static const struct sh_event *nth(enum sh_event_kind kind, int n)
{
	const struct sh_event *e = fx_event(&f.log, kind, n);

	assert_non_null(e);
	return e;
}

static const struct sh_event *warning(enum sh_warning w, bool on, int n)
{
	const struct sh_event *e = fx_warning(&f.log, w, on, n);

	assert_non_null(e);
	return e;
}

/* Half a second of rest, then out to `deg` and back at once, staying there for `stay_s`. */
static void rep(double deg, double stay_s)
{
	double t = (double)f.t_us * 1e-6;

	fx_stay(&f, t + 1.2, 0);
	fx_stay(&f, t + 1.2 + stay_s, deg);
	fx_step(&f, 0);
}

static enum sh_verdict verdict(int n)
{
	return nth(SH_EVENT_REP, n)->u.rep.verdict;
}

static void is_hold(const struct sh_event *e, int64_t t_us, int64_t start_us, int64_t end_us,
		    int64_t held_us, bool valid, enum sh_hold_reason reason)
{
	assert_int_equal(e->t_us, t_us);
	assert_int_equal(e->u.hold.start_us, start_us);
	assert_int_equal(e->u.hold.end_us, end_us);
	assert_int_equal(e->u.hold.held_us, held_us);
	assert_int_equal(e->u.hold.valid, valid);
	assert_string_equal(sh_hold_reason_name(e->u.hold.reason), sh_hold_reason_name(reason));
}

/* --- holds ---------------------------------------------------------------------------------------
 */

static void test_hold_of_ten_seconds_reproduces_the_contracts_line(void **state)
{
	struct sh_exercise ex = fish();
	const struct sh_event *e;
	char line[SH_EVENT_JSON_MAX];

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4.48, 0);
	fx_stay(&f, 30, -6.1);
	e = only(SH_EVENT_HOLD);
	is_hold(e, 14480000, 4480000, 14480000, 10000000, true, SH_HOLD_COMPLETE);
	sh_event_json(e, line, sizeof(line));
	assert_memory_equal(
		line,
		"{\"event\":\"hold\",\"t\":14.480,\"start\":4.480,\"end\":14.480,"
		"\"held_s\":10.000,\"valid\":true,\"reason\":\"complete\","
		"\"mean_deg\":-6.1,\"steadiness_deg\":0.0",
		strlen("{\"event\":\"hold\",\"t\":14.480,\"start\":4.480,\"end\":14.480,"
		       "\"held_s\":10.000,\"valid\":true,\"reason\":\"complete\","
		       "\"mean_deg\":-6.1,\"steadiness_deg\":0.0"));
	assert_int_equal(fx_phase(&f.log, SH_PHASE_HOLD, 0)->t_us, 4980000);
	assert_int_equal(fx_phase(&f.log, SH_PHASE_REST, 0)->t_us, 14480000);
}

static void test_hold_entry_below_half_a_second_is_no_hold(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 4.5, -6); /* the last one is at 4.490 */
	fx_stay(&f, 6, 0);
	assert_null(fx_phase(&f.log, SH_PHASE_HOLD, 0));
	fx_stay(&f, 6.51, -6); /* the last one is at 6.500 */
	fx_stay(&f, 9, 0);
	assert_int_equal(fx_phase(&f.log, SH_PHASE_HOLD, 0)->t_us, 6500000);
	is_hold(only(SH_EVENT_HOLD), 7510000, 6000000, 6500000, 500000, false, SH_HOLD_LEFT);
	assert_int_equal(fx_phase(&f.log, SH_PHASE_MOVE, 1)->t_us, 7510000);
}

static void test_hold_entry_needs_the_target_without_hysteresis(void **state)
{
	static const double out[] = {-3.99, -10.01, 6, -3, -11}, in[] = {-4, -10};
	struct sh_exercise ex = fish();

	(void)state;
	for (size_t i = 0; i < sizeof(out) / sizeof(out[0]); i++) {
		fx_ready(&f, &ex);
		fx_stay(&f, 6, out[i]);
		assert_null(fx_phase(&f.log, SH_PHASE_HOLD, 0));
	}
	for (size_t i = 0; i < sizeof(in) / sizeof(in[0]); i++) {
		fx_ready(&f, &ex);
		fx_stay(&f, 6, in[i]);
		assert_non_null(fx_phase(&f.log, SH_PHASE_HOLD, 0));
	}
}

static void test_hold_entry_interrupted_by_one_sample_starts_anew(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 4.4, -6);
	fx_step(&f, -3.9);
	fx_stay(&f, 20, -6);
	assert_int_equal(only(SH_EVENT_HOLD)->u.hold.start_us, 4410000);
}

static void test_hold_time_counts_within_target_and_hysteresis_as_it_is(void **state)
{
	static const struct {
		double deg;
		bool counts;
	} rows[] = {{-2.5, true}, {-2.49, false}, {-11.5, true}, {-11.51, false}};
	struct sh_exercise ex = fish();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fx_ready(&f, &ex);
		fx_stay(&f, 4, 0);
		fx_stay(&f, 6.01, -6);		/* in until 6.000 */
		fx_stay(&f, 6.51, rows[i].deg); /* until 6.500 */
		fx_stay(&f, 20, -6);
		/* time is credited between two samples that are both inside: 0.51 s are lost */
		is_hold(only(SH_EVENT_HOLD), rows[i].counts ? 14000000 : 14510000, 4000000,
			rows[i].counts ? 14000000 : 14510000, 10000000, true, SH_HOLD_COMPLETE);
	}
}

static void test_hold_outside_for_exactly_one_second_is_kept(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6.01, -6); /* last inside: 6.000 */
	fx_stay(&f, 7.01, 0);  /* last outside: 7.000 */
	fx_stay(&f, 30, -6);
	is_hold(only(SH_EVENT_HOLD), 15010000, 4000000, 15010000, 10000000, true, SH_HOLD_COMPLETE);
}

static void test_hold_outside_for_longer_ends_at_its_last_moment_inside(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6.01, -6);
	fx_stay(&f, 8, 0);
	is_hold(only(SH_EVENT_HOLD), 7010000, 4000000, 6000000, 2000000, false, SH_HOLD_LEFT);
}

static void test_hold_when_complete_credits_nothing_more(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	ex.sets = 1;
	ex.reps = 2; /* two holds a set */
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 60, -6); /* stays in the target for a minute */
	assert_int_equal(fx_count(&f.log, SH_EVENT_HOLD), 1);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	fx_stay(&f, 61, -2.46); /* 35 % of 7 is 2.45 */
	fx_stay(&f, 63, -6);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	fx_step(&f, -2.44);
	fx_stay(&f, 80, -6);
	assert_true(f.coach.over);
	is_hold(nth(SH_EVENT_HOLD, 1), 73010000, 63010000, 73010000, 10000000, true,
		SH_HOLD_COMPLETE);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.valid_hold_us, 20000000);
	assert_true(only(SH_EVENT_RESULT)->u.result.completed);
	fx_check(&f.log);
}

static void test_hold_rearmed_while_paused_may_begin_again(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	ex.reps = 2;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 15, -6);
	fx_command(&f, SH_COMMAND_PAUSE, 0);
	fx_stay(&f, 17, 0); /* rests in neutral */
	fx_stay(&f, 18, -6);
	fx_command(&f, SH_COMMAND_START, 0);
	fx_stay(&f, 20, -6);
	assert_int_equal(f.coach.phase, SH_PHASE_HOLD);
}

static void test_hold_of_nine_tenths_is_valid_and_done(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 13.01, -6); /* 9.000 s */
	fx_stay(&f, 15, 0);
	is_hold(only(SH_EVENT_HOLD), 14010000, 4000000, 13000000, 9000000, true, SH_HOLD_LEFT);
	assert_non_null(fx_phase(&f.log, SH_PHASE_REST, 0));
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 13.00, -6); /* 8.990 s */
	fx_stay(&f, 15, 0);
	is_hold(only(SH_EVENT_HOLD), 14000000, 4000000, 12990000, 8990000, false, SH_HOLD_LEFT);
	assert_null(fx_phase(&f.log, SH_PHASE_REST, 0));
	fx_end(&f);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.valid_hold_us, 0);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.holds, 1);
}

static void test_hold_doses_of_any_tenth_end_at_the_very_sample(void **state)
{
	(void)state;
	for (int tenths = 5; tenths <= 300; tenths += 7) {
		struct sh_exercise ex = fish();

		ex.sets = 1;
		ex.hold_s = tenths / 10.0;
		fx_ready(&f, &ex);
		fx_stay(&f, 60, -6);
		assert_int_equal(only(SH_EVENT_HOLD)->u.hold.held_us, tenths * 100000);
		fx_ready(&f, &ex);
		fx_stay(&f, 2.02 + tenths * 0.09,
			-6); /* nine tenths, from the sample after neutral */
		if (f.coach.over || f.coach.hold.held_us % 10000 || tenths * 9 % 10 || tenths < 10)
			continue;
		fx_stay(&f, 60, 0);
		assert_true(nth(SH_EVENT_HOLD, 0)->u.hold.valid);
	}
}

static void test_hold_in_both_directions_uses_the_band_of_each(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	ex.positive = fx_band(6, 18, 26, 34);
	ex.reps = 2;
	ex.sets = 1;
	fx_ready(&f, &ex);
	fx_stay(&f, 14, 12);
	fx_stay(&f, 15, 0);
	fx_stay(&f, 30, -6);
	assert_true(f.coach.over);
	assert_int_equal(nth(SH_EVENT_HOLD, 0)->u.hold.mean_mdeg, 12000);
	assert_int_equal(nth(SH_EVENT_HOLD, 1)->u.hold.mean_mdeg, -6000);
}

static void test_hold_steadiness_leaves_out_a_slow_drift(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	for (int i = 0; !fx_event(&f.log, SH_EVENT_HOLD, 0); i++)
		fx_step(&f, -5 - 0.003 * i + (i % 2 ? 0.4 : -0.4));
	assert_in_range(only(SH_EVENT_HOLD)->u.hold.steadiness_mdeg, 395, 405);
}

/* --- holds: limit, gap, position, commands
 * ----------------------------------------------------------- */

static void test_hold_with_a_limit_ends_invalid_however_long(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 13.51, -6); /* 9.5 s: would be valid */
	fx_stay(&f, 13.8, -18.01);
	is_hold(only(SH_EVENT_HOLD), 13660000, 4000000, 13500000, 9500000, false, SH_HOLD_LIMIT);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	fx_stay(&f, 20, -6); /* not below 35 %: no new hold */
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	fx_end(&f);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.valid_hold_us, 0);
	fx_check(&f.log);
}

static void test_hold_over_a_short_gap_goes_on_without_its_time(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6.01, -6);
	fx_hole(&f, 900000); /* the next sample is at 6.900 */
	fx_stay(&f, 30, -6);
	/* back inside at 6.910; counted from there */
	is_hold(only(SH_EVENT_HOLD), 14910000, 4000000, 14910000, 10000000, true, SH_HOLD_COMPLETE);
}

static void test_hold_over_a_long_gap_ends_as_gap(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6.01, -6);
	fx_hole(&f, 3000000);
	is_hold(only(SH_EVENT_HOLD), 9000000, 4000000, 6000000, 2000000, false, SH_HOLD_GAP);
	assert_int_equal(warning(SH_WARNING_SIGNAL, true, 0)->t_us, 9000000);
	fx_stay(&f, 12, -6);
	assert_int_equal(warning(SH_WARNING_SIGNAL, false, 0)->t_us, 10010000);
}

static void test_hold_entry_does_not_reach_back_over_a_gap(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 4.3, -6);
	fx_hole(&f, 300000); /* to 4.590 */
	fx_stay(&f, 20, -6);
	assert_int_equal(only(SH_EVENT_HOLD)->u.hold.start_us, 4600000);
}

static void test_hold_in_a_wrong_position_stops_the_clock_and_then_ends(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6.01, -6);
	f.position = SH_POSITION_BETWEEN;
	fx_stay(&f, 6.51, -6);
	f.position = SH_POSITION_PRONE;
	fx_stay(&f, 8.01, -6); /* 2.0 + 1.49 s */
	f.position = SH_POSITION_SIDE_LEFT;
	fx_stay(&f, 10, -6);
	is_hold(only(SH_EVENT_HOLD), 9010000, 4000000, 8000000, 3490000, false, SH_HOLD_POSITION);
	assert_int_equal(warning(SH_WARNING_POSITION, true, 0)->t_us, 9010000);
	assert_null(fx_warning(&f.log, SH_WARNING_POSITION, true, 1));
}

static void test_hold_with_an_unobservable_angle_is_not_credited(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6.01, -6);
	f.unobservable = true;
	fx_stay(&f, 8, -6);
	is_hold(only(SH_EVENT_HOLD), 7010000, 4000000, 6000000, 2000000, false, SH_HOLD_LEFT);
	assert_int_equal(warning(SH_WARNING_UNOBSERVABLE, true, 0)->t_us, 6310000);
	assert_int_equal(warning(SH_WARNING_UNOBSERVABLE, true, 0)->u.warning.angle_mdeg,
			 SH_MDEG_NONE);
}

static void test_hold_ended_by_the_wearer_says_why(void **state)
{
	static const struct {
		enum sh_command_kind kind;
		int value;
		enum sh_hold_reason reason;
		bool over;
	} rows[] = {
		{SH_COMMAND_PAUSE, 0, SH_HOLD_STOPPED, false},
		{SH_COMMAND_PAIN, 3, SH_HOLD_PAIN, false},
		{SH_COMMAND_PAIN, -1, SH_HOLD_PAIN, false},
		{SH_COMMAND_PAIN, 5, SH_HOLD_PAIN, false},
		{SH_COMMAND_PAIN, 6, SH_HOLD_PAIN, true},
		{SH_COMMAND_QUIT, 0, SH_HOLD_STOPPED, true},
		{SH_COMMAND_NEXT, 0, SH_HOLD_STOPPED, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sh_exercise ex = fish();

		fx_ready(&f, &ex);
		fx_stay(&f, 4, 0);
		fx_stay(&f, 6.01, -6);
		fx_command(&f, rows[i].kind, rows[i].value);
		is_hold(only(SH_EVENT_HOLD), 6000000, 4000000, 6000000, 2000000, false,
			rows[i].reason);
		assert_int_equal(f.coach.over, rows[i].over);
		assert_int_equal(fx_count(&f.log, SH_EVENT_RESULT), rows[i].over);
		if (rows[i].over)
			assert_false(only(SH_EVENT_RESULT)->u.result.completed);
		else if (rows[i].kind != SH_COMMAND_NEXT)
			assert_int_equal(f.coach.phase, SH_PHASE_PAUSED);
		fx_check(&f.log);
	}
}

static void test_hold_at_the_end_of_the_data_is_told(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 13.21, -6);
	fx_end(&f);
	is_hold(only(SH_EVENT_HOLD), 13200000, 4000000, 13200000, 9200000, true,
		SH_HOLD_END_OF_DATA);
	assert_false(only(SH_EVENT_RESULT)->u.result.completed);
	fx_end(&f);
	assert_int_equal(fx_count(&f.log, SH_EVENT_RESULT), 1);
}

/* --- repetitions
 * ------------------------------------------------------------------------------------ */

static void test_rep_begins_above_35_percent_and_ends_below(void **state)
{
	struct sh_exercise ex = bows();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 5, 5.77); /* 0.35 x 16.5 = 5.775 */
	assert_false(f.coach.rep.open);
	fx_stay(&f, 6.02, 5.78); /* from 5.000 */
	fx_stay(&f, 8.31, 18.2);
	fx_stay(&f, 9.31, 10);
	fx_stay(&f, 10, 5.77); /* from 9.310 */
	e = only(SH_EVENT_REP);
	assert_int_equal(e->t_us, 9310000);
	assert_int_equal(e->u.rep.start_us, 5000000);
	assert_int_equal(e->u.rep.end_us, 9310000);
	assert_int_equal(e->u.rep.n, 1);
	assert_int_equal(e->u.rep.peak_mdeg, 18200);
	assert_int_equal(e->u.rep.peak_us, 6020000);
	assert_int_equal(e->u.rep.held_us, 3280000); /* in 8..25 and hysteresis: 6.020 to 9.300 */
	assert_int_equal(e->u.rep.verdict, SH_VERDICT_OK);
	assert_int_equal(e->u.rep.side, SH_SIDE_BOTH);
}

static void test_rep_reproduces_the_contracts_line(void **state)
{
	struct sh_exercise ex = crocodile();
	const char *want =
		"{\"event\":\"rep\",\"t\":9.310,\"n\":1,\"side\":\"left\",\"start\":6.020,"
		"\"end\":9.310,\"peak_deg\":18.2,\"held_s\":1.4,\"verdict\":\"ok\"";
	char line[SH_EVENT_JSON_MAX];

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 6.02, 5.7);
	fx_stay(&f, 7.0, 5.9);
	fx_stay(&f, 8.41, 18.2);
	fx_stay(&f, 9.31, 5.9);
	fx_step(&f, 5.7);
	sh_event_json(only(SH_EVENT_REP), line, sizeof(line));
	assert_memory_equal(line, want, strlen(want));
}

static void test_rep_verdicts_have_their_exact_edges(void **state)
{
	static const struct {
		double deg;
		enum sh_verdict want;
	} rows[] = {
		{7.99, SH_VERDICT_SHALLOW}, {8, SH_VERDICT_OK},	      {25.1, SH_VERDICT_OK},
		{35, SH_VERDICT_OK},	    {35.01, SH_VERDICT_DEEP}, {45, SH_VERDICT_DEEP},
		{46, SH_VERDICT_DEEP},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sh_exercise ex = bows();

		fx_ready(&f, &ex);
		rep(rows[i].deg, 1.5);
		assert_string_equal(sh_verdict_name(only(SH_EVENT_REP)->u.rep.verdict),
				    sh_verdict_name(rows[i].want));
		assert_int_equal(f.coach.done[SH_SIDE_BOTH], rows[i].want == SH_VERDICT_OK);
	}
}

static void test_rep_voided_by_a_limit_is_deep_though_its_peak_was_short(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 5, 20);
	fx_stay(&f, 5.16, 46); /* above the limit from 5.000 to 5.150 */
	fx_stay(&f, 6, 20);
	fx_step(&f, 0);
	assert_int_equal(only(SH_EVENT_REP)->u.rep.verdict, SH_VERDICT_DEEP);
	assert_int_equal(warning(SH_WARNING_LIMIT, true, 0)->t_us, 5150000);
}

static void test_rep_too_deep_for_a_moment_is_deep_and_told_with_its_kept_peak(void **state)
{
	struct sh_exercise ex = bows();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 5, 20);
	fx_stay(&f, 5.15, 46); /* too short for the limit's 0.15 s */
	fx_stay(&f, 6, 20);
	fx_step(&f, 0);
	e = only(SH_EVENT_REP);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 0);
	assert_int_equal(e->u.rep.verdict, SH_VERDICT_DEEP);
	assert_int_equal(e->u.rep.peak_mdeg, 20000);
	assert_int_equal(e->u.rep.highest_mdeg, 46000);
}

static void test_rep_ends_are_at_least_one_second_apart(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6, 20);
	fx_step(&f, 5); /* ends at 6.000 */
	fx_stay(&f, 6.99, 20);
	fx_step(&f, 5); /* 0.99 s after it */
	assert_int_equal(fx_count(&f.log, SH_EVENT_REP), 1);
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6, 20);
	fx_step(&f, 5);
	fx_stay(&f, 7.01, 20);
	fx_step(&f, 5); /* 1.01 s after it */
	assert_int_equal(fx_count(&f.log, SH_EVENT_REP), 2);
}

static void test_rep_flicker_at_the_threshold_is_one_rep(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	for (int i = 0; i < 20; i++)
		fx_step(&f, i % 2 ? 5.9 : 5.6);
	fx_stay(&f, 6, 20);
	for (int i = 0; i < 20; i++)
		fx_step(&f, i % 2 ? 5.9 : 5.6);
	fx_stay(&f, 8, 0);
	assert_int_equal(fx_count(&f.log, SH_EVENT_REP), 1);
	assert_int_equal(verdict(0), SH_VERDICT_OK);
}

static void test_rep_cut_by_a_gap_is_unsure_and_needs_a_return(void **state)
{
	struct sh_exercise ex = bows();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 6, 20);
	fx_hole(&f, 200000); /* to 6.190 */
	fx_stay(&f, 8, 20);
	fx_stay(&f, 9, 0);
	e = only(SH_EVENT_REP);
	assert_int_equal(e->u.rep.verdict, SH_VERDICT_UNSURE);
	assert_int_equal(e->t_us, 6190000);
	assert_int_equal(f.coach.done[SH_SIDE_BOTH], 0);
	rep(20, 1.5);
	assert_int_equal(verdict(1), SH_VERDICT_OK);
	assert_int_equal(nth(SH_EVENT_REP, 1)->u.rep.n, 2);
}

static void test_rep_cut_by_position_or_sight_is_unsure(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	for (int i = 0; i < 2; i++) {
		fx_ready(&f, &ex);
		fx_stay(&f, 4, 0);
		fx_stay(&f, 5.5, 20);
		if (i)
			f.position = SH_POSITION_BETWEEN;
		else
			f.unobservable = true;
		fx_step(&f, 20);
		f.position = SH_POSITION_UPRIGHT;
		f.unobservable = false;
		fx_stay(&f, 7, 20);
		fx_stay(&f, 8, 0);
		assert_int_equal(only(SH_EVENT_REP)->u.rep.verdict, SH_VERDICT_UNSURE);
	}
}

static void test_rep_cut_at_once_is_taken_for_a_flicker(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 4.3, 6);
	fx_end(&f);
	assert_int_equal(fx_count(&f.log, SH_EVENT_REP), 0);
}

static void test_rep_excursion_below_one_second_is_taken_for_a_step(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	fx_ready(&f, &ex);
	rep(20, 0.99), rep(20, 1.0);
	assert_int_equal(fx_count(&f.log, SH_EVENT_REP), 1);
}

static void test_rep_short_but_ample_or_over_the_limit_counts(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	fx_ready(&f, &ex);
	rep(30, 0.6);
	assert_int_equal(verdict(0), SH_VERDICT_OK);
	rep(46, 0.3);
	assert_int_equal(verdict(1), SH_VERDICT_DEEP);
	assert_int_equal(fx_count(&f.log, SH_EVENT_REP), 2);
}

static void test_rep_whose_rise_nobody_saw_is_not_judged(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	f.position = SH_POSITION_BETWEEN;
	fx_stay(&f, 5, 20);
	f.position = SH_POSITION_UPRIGHT;
	fx_stay(&f, 7, 20);
	fx_stay(&f, 8, 0);
	for (int i = 0; i < fx_count(&f.log, SH_EVENT_REP); i++)
		assert_int_equal(verdict(i), SH_VERDICT_UNSURE);
	assert_int_equal(f.coach.done[SH_SIDE_BOTH], 0);
}

static void test_rep_cut_by_a_pause_or_the_end_is_unsure(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	for (int i = 0; i < 2; i++) {
		fx_ready(&f, &ex);
		fx_stay(&f, 4, 0);
		fx_stay(&f, 6, 20);
		if (i)
			fx_command(&f, SH_COMMAND_PAUSE, 0);
		else
			fx_end(&f);
		assert_int_equal(only(SH_EVENT_REP)->u.rep.verdict, SH_VERDICT_UNSURE);
	}
}

static void test_rep_dose_counts_ok_and_jerky_and_reps_counts_all(void **state)
{
	struct sh_exercise ex = bows();
	const struct sh_event *e;

	(void)state;
	ex.rate_warn_deg_s = 40;
	fx_ready(&f, &ex);
	fx_go(&f, 4, 0);
	fx_go(&f, 5.5, 15), fx_stay(&f, 6, 15), fx_go(&f, 7.5, 0);		       /* ok */
	fx_stay(&f, 9, 0), fx_go(&f, 9.45, 20), fx_stay(&f, 10, 20), fx_go(&f, 12, 0); /* jerky */
	fx_stay(&f, 13, 0), fx_go(&f, 14.5, 7), fx_stay(&f, 15, 7),
		fx_go(&f, 16.5, 0);						      /* shallow */
	fx_stay(&f, 18, 0), fx_go(&f, 21, 38), fx_stay(&f, 22, 38), fx_go(&f, 25, 0); /* deep */
	assert_int_equal(fx_count(&f.log, SH_EVENT_RESULT), 0);
	fx_stay(&f, 26, 0), fx_go(&f, 27.5, 15), fx_stay(&f, 28, 15), fx_go(&f, 29.5, 0); /* ok */
	assert_int_equal(verdict(0), SH_VERDICT_OK);
	assert_int_equal(verdict(1), SH_VERDICT_JERKY);
	assert_int_equal(verdict(2), SH_VERDICT_SHALLOW);
	assert_int_equal(verdict(3), SH_VERDICT_DEEP);
	assert_int_equal(verdict(4), SH_VERDICT_OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(nth(SH_EVENT_REP, i)->u.rep.n, i + 1);
	e = only(SH_EVENT_RESULT);
	assert_true(e->u.result.completed);
	assert_int_equal(e->u.result.reps, 5);
	assert_int_equal(e->u.result.reps_ok, 2);
	assert_int_equal(e->u.result.reps_jerky, 1);
	assert_int_equal(e->u.result.reps_shallow, 1);
	assert_int_equal(e->u.result.reps_deep, 1);
	assert_int_equal(e->u.result.depth_warnings, 1);
	fx_check(&f.log);
}

static void test_rep_stay_is_reported_and_never_a_condition(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	ex.hold_s = 4;
	fx_ready(&f, &ex);
	rep(20, 1.1);
	assert_int_equal(only(SH_EVENT_REP)->u.rep.verdict, SH_VERDICT_OK);
	assert_int_equal(f.coach.done[SH_SIDE_BOTH], 1);
}

static void test_rep_numbers_begin_anew_in_each_set(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	ex.sets = 2;
	ex.reps = 2;
	fx_ready(&f, &ex);
	rep(20, 1.5), rep(20, 1.5);
	assert_int_equal(f.coach.phase, SH_PHASE_REST);
	fx_stay(&f, 20, 0);
	rep(20, 1.5), rep(20, 1.5);
	assert_int_equal(nth(SH_EVENT_REP, 1)->u.rep.n, 2);
	assert_int_equal(nth(SH_EVENT_REP, 2)->u.rep.n, 1);
	assert_int_equal(nth(SH_EVENT_REP, 3)->u.rep.n, 2);
	assert_true(only(SH_EVENT_RESULT)->u.result.completed);
}

/* --- sides
 * -------------------------------------------------------------------------------------------- */

static void test_sides_of_a_roll_go_by_the_sign_of_the_peak(void **state)
{
	struct sh_exercise ex = crocodile();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	rep(18, 1.5), rep(-18, 1.5), rep(18, 1.5); /* one to the other side in between */
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	rep(18, 1.5);
	e = fx_phase(&f.log, SH_PHASE_SWITCH_SIDE, 0);
	assert_non_null(e);
	assert_int_equal(e->u.phase.side, SH_SIDE_RIGHT);
	fx_stay(&f, (double)e->t_us * 1e-6 + 15.05, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	assert_int_equal(f.coach.side, SH_SIDE_RIGHT);
	rep(-18, 1.5), rep(-18, 1.5);
	e = only(SH_EVENT_RESULT);
	assert_true(e->u.result.completed);
	assert_int_equal(e->u.result.reps_left, 3);
	assert_int_equal(e->u.result.reps_right, 3);
	assert_int_equal(nth(SH_EVENT_REP, 0)->u.rep.side, SH_SIDE_LEFT);
	assert_int_equal(nth(SH_EVENT_REP, 1)->u.rep.side, SH_SIDE_RIGHT);
	assert_int_equal(nth(SH_EVENT_REP, 1)->u.rep.n, 1);
	assert_int_equal(nth(SH_EVENT_REP, 2)->u.rep.n, 2);
	assert_int_equal(nth(SH_EVENT_REP, 4)->u.rep.n, 2); /* right, second */
	assert_int_equal(nth(SH_EVENT_REP, 1)->u.rep.peak_mdeg, -18000);
	/* every set and side is opened by its numbers */
	assert_int_equal(fx_count(&f.log, SH_EVENT_EXERCISE), 2);
	assert_int_equal(nth(SH_EVENT_EXERCISE, 0)->u.exercise.side, SH_SIDE_LEFT);
	assert_int_equal(nth(SH_EVENT_EXERCISE, 0)->u.exercise.band.warn_mdeg, 35000);
	assert_int_equal(nth(SH_EVENT_EXERCISE, 1)->u.exercise.side, SH_SIDE_RIGHT);
	assert_int_equal(nth(SH_EVENT_EXERCISE, 1)->u.exercise.band.warn_mdeg, -35000);
	assert_int_equal(nth(SH_EVENT_EXERCISE, 1)->u.exercise.band.low_mdeg, -25000);
	assert_int_equal(nth(SH_EVENT_EXERCISE, 1)->u.exercise.band.high_mdeg, -8000);
	fx_check(&f.log);
}

static void test_sides_done_in_the_other_order_need_no_switch(void **state)
{
	struct sh_exercise ex = crocodile();

	(void)state;
	fx_ready(&f, &ex);
	for (int i = 0; i < 3; i++)
		rep(-18, 1.5);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	for (int i = 0; i < 3; i++)
		rep(18, 1.5);
	assert_true(only(SH_EVENT_RESULT)->u.result.completed);
	assert_null(fx_phase(&f.log, SH_PHASE_SWITCH_SIDE, 0));
}

static void test_sides_of_a_side_tilt_are_right_when_positive(void **state)
{
	struct sh_exercise ex = crocodile();

	(void)state;
	ex.measure = SH_MEASURE_SIDE_TILT;
	ex.stance = SH_STANCE_STANDING;
	fx_ready(&f, &ex);
	assert_int_equal(nth(SH_EVENT_EXERCISE, 0)->u.exercise.band.warn_mdeg, -35000);
	rep(18, 1.5), rep(-18, 1.5);
	assert_int_equal(nth(SH_EVENT_REP, 0)->u.rep.side, SH_SIDE_RIGHT);
	assert_int_equal(nth(SH_EVENT_REP, 1)->u.rep.side, SH_SIDE_LEFT);
}

static void test_sides_of_a_measure_without_sign_are_the_one_in_force(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	ex.sides = 2;
	ex.reps = 1;
	fx_ready(&f, &ex);
	rep(20, 1.5);
	assert_int_equal(f.coach.phase, SH_PHASE_SWITCH_SIDE);
	fx_stay(&f, 20, 0);
	rep(20, 1.5);
	assert_int_equal(nth(SH_EVENT_REP, 0)->u.rep.side, SH_SIDE_LEFT);
	assert_int_equal(nth(SH_EVENT_REP, 1)->u.rep.side, SH_SIDE_RIGHT);
	assert_int_equal(nth(SH_EVENT_REP, 1)->u.rep.n, 1);
	assert_true(only(SH_EVENT_RESULT)->u.result.completed);
}

static void test_sides_changed_by_key_still_need_both(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	ex.sides = 2;
	ex.reps = 1;
	fx_ready(&f, &ex);
	fx_command(&f, SH_COMMAND_SIDE, 0); /* right first */
	assert_int_equal(f.coach.side, SH_SIDE_RIGHT);
	fx_stay(&f, 5, 0);
	rep(20, 1.5);
	assert_int_equal(f.coach.phase, SH_PHASE_SWITCH_SIDE);
	assert_int_equal(f.coach.side, SH_SIDE_LEFT);
	fx_stay(&f, 20, 0);
	rep(20, 1.5);
	assert_true(only(SH_EVENT_RESULT)->u.result.completed);
	fx_check(&f.log);
}

static void test_sides_passed_over_by_key_are_not_gone_back_to(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	ex.sides = 2;
	ex.reps = 1;
	fx_ready(&f, &ex);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_SWITCH_SIDE);
	fx_stay(&f, 12, 0);
	rep(20, 1.5);
	assert_false(only(SH_EVENT_RESULT)->u.result.completed);
}

static void test_sides_gone_back_to_by_key_are_done_again(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	ex.sides = 2;
	ex.reps = 1;
	ex.rest_s = 0;
	fx_ready(&f, &ex);
	fx_command(&f, SH_COMMAND_NEXT, 0); /* passes over the left */
	fx_command(&f, SH_COMMAND_SIDE, 0); /* and thinks better of it */
	fx_stay(&f, 5, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	assert_int_equal(f.coach.side, SH_SIDE_LEFT);
	rep(20, 1.5);
	fx_stay(&f, 9, 0);
	assert_int_equal(f.coach.side, SH_SIDE_RIGHT);
	rep(20, 1.5);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.reps_left, 1);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.reps_right, 1);
}

static void test_sides_of_counted_time_are_both_done_once(void **state)
{
	struct sh_exercise ex =
		fx_exercise("breathing", SH_STANCE_SUPINE, SH_MODE_BREATH, SH_MEASURE_BREATHING);

	(void)state;
	ex.duration_s = 5;
	ex.sides = 2;
	ex.rest_s = 3;
	fx_ready(&f, &ex);
	fx_stay(&f, 60, 0);
	assert_true(f.coach.over);
	assert_int_equal(fx_count(&f.log, SH_EVENT_EXERCISE), 2);
	assert_true(only(SH_EVENT_RESULT)->u.result.completed);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.active_us, 10000000);
	assert_int_equal(fx_phase(&f.log, SH_PHASE_SWITCH_SIDE, 0)->t_us, 7010000);
}

/* --- counted time
 * --------------------------------------------------------------------------------------- */

/* Round and arch in turn: a sine of so many seconds, from neutral. */
static void swing(double until_s, double round_deg, double arch_deg, double period_s)
{
	double t0 = (double)f.t_us * 1e-6;

	while (f.t_us < sh_round_i64(until_s * 1e6) && !f.coach.over) {
		double x = sin(2 * SH_PI * ((double)f.t_us * 1e-6 - t0) / period_s);

		fx_step(&f, x * (x > 0 ? round_deg : arch_deg));
	}
}

static void test_continuous_counts_while_the_movement_goes_on(void **state)
{
	struct sh_exercise ex = fx_cat();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	swing(100, 12, 6.5, 6);
	e = only(SH_EVENT_RESULT);
	assert_true(e->u.result.completed);
	assert_true(e->t_us >= 62000000 && e->t_us < 64000000);
	assert_true(e->u.result.active_us >= 60000000 && e->u.result.active_us < 62000000);
	fx_check(&f.log);
}

static void test_continuous_does_not_count_a_rest(void **state)
{
	struct sh_exercise ex = fx_cat();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	swing(26.02, 12, 6.5, 6); /* four times, back at neutral */
	fx_stay(&f, 56, 0);	  /* thirty seconds of nothing */
	swing(150, 12, 6.5, 6);
	e = only(SH_EVENT_RESULT);
	assert_true(e->u.result.completed);
	assert_true(e->t_us >= 90000000 && e->t_us < 95000000);
	fx_check(&f.log);
}

static void test_continuous_does_not_count_trembling_or_small_swings(void **state)
{
	struct sh_exercise ex = fx_cat();

	(void)state;
	fx_ready(&f, &ex);
	swing(60, 0.5, 0.5, 0.3);
	assert_int_equal(f.coach.cont.counted_us, 0);
	swing(120, 3, 1.5, 4); /* below 35 % of the middle: 4.2 and 2.3 */
	assert_int_equal(f.coach.cont.counted_us, 0);
	fx_end(&f);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.active_us, 0);
	assert_false(only(SH_EVENT_RESULT)->u.result.completed);
}

static void test_continuous_does_not_count_gaps_and_wrong_positions(void **state)
{
	struct sh_exercise ex = fx_cat();
	int64_t before_us;

	(void)state;
	fx_ready(&f, &ex);
	swing(20.01, 12, 6.5, 6);
	before_us = f.coach.cont.counted_us;
	fx_hole(&f, 10000000);
	f.position = SH_POSITION_UPRIGHT;
	swing(60, 12, 6.5, 6);
	assert_int_equal(f.coach.cont.counted_us, before_us);
	f.position = SH_POSITION_PRONE;
	swing(200, 12, 6.5, 6);
	assert_true(only(SH_EVENT_RESULT)->t_us > 101000000);
	assert_true(only(SH_EVENT_RESULT)->u.result.completed);
}

static void test_breath_and_rest_modes_end_at_their_time(void **state)
{
	static const enum sh_mode modes[] = {SH_MODE_BREATH, SH_MODE_REST};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sh_exercise ex =
			fx_exercise("time", SH_STANCE_SUPINE, modes[i],
				    i ? SH_MEASURE_STILLNESS : SH_MEASURE_BREATHING);

		ex.duration_s = 20;
		fx_ready(&f, &ex);
		fx_stay(&f, 10, 0);
		f.position = SH_POSITION_UPRIGHT;
		fx_stay(&f, 15, 0);
		f.position = SH_POSITION_SUPINE;
		fx_stay(&f, 60, 0);
		assert_true(only(SH_EVENT_RESULT)->u.result.completed);
		assert_in_range(only(SH_EVENT_RESULT)->t_us, 27000000, 27030000);
		assert_in_range(only(SH_EVENT_RESULT)->u.result.active_us, 20000000, 20010000);
	}
}

/* --- warnings
 * ---------------------------------------------------------------------------------------------- */

static void test_depth_comes_after_0_3_s_and_goes_below_warn_less_hysteresis(void **state)
{
	struct sh_exercise ex = fish();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, -14); /* at warn, not above it */
	fx_stay(&f, 4.3, -14.01);
	fx_stay(&f, 6, -14);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_DEPTH), 0);
	fx_stay(&f, 6.31, -15.2); /* 6.000 to 6.300 */
	e = warning(SH_WARNING_DEPTH, true, 0);
	assert_int_equal(e->t_us, 6300000);
	assert_int_equal(e->u.warning.angle_mdeg, -15200);
	assert_int_equal(e->u.warning.limit_mdeg, -14000);
	fx_stay(&f, 8, -12.5); /* 14 - 1.5: not below it */
	assert_null(fx_warning(&f.log, SH_WARNING_DEPTH, false, 0));
	fx_step(&f, -12.49);
	e = warning(SH_WARNING_DEPTH, false, 0);
	assert_int_equal(e->t_us, 8000000);
	assert_int_equal(e->u.warning.limit_mdeg, -14000);
	fx_end(&f);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.depth_warnings, 1);
	fx_check(&f.log);
}

static void test_depth_says_the_contracts_words(void **state)
{
	struct sh_exercise ex = fish();
	const char *want = "{\"event\":\"warning\",\"t\":7.200,\"kind\":\"depth\",\"state\":\"on\","
			   "\"angle_deg\":-15.2,\"limit_deg\":-14.0}\n";
	char line[SH_EVENT_JSON_MAX];

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 6.9, 0);
	fx_stay(&f, 8, -15.2);
	sh_event_json(warning(SH_WARNING_DEPTH, true, 0), line, sizeof(line));
	assert_string_equal(line, want);
}

static void test_limit_comes_after_0_15_s_and_goes_after_2_s_at_home(void **state)
{
	struct sh_exercise ex = fish();
	const struct sh_event *e;

	(void)state;
	ex.negative.low_deg = 5; /* 4 deg are nearer */
	fx_ready(&f, &ex);
	fx_stay(&f, 4, -18);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 0);
	fx_stay(&f, 4.15, -18.1); /* 4.000 to 4.140 */
	fx_stay(&f, 5, -18);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 0);
	fx_stay(&f, 5.2, -18.1);
	e = warning(SH_WARNING_LIMIT, true, 0);
	assert_int_equal(e->t_us, 5150000);
	assert_int_equal(e->u.warning.limit_mdeg, -18000);
	fx_stay(&f, 9, -4.01);
	fx_stay(&f, 10.99, -4);
	fx_step(&f, -4.01); /* 1.99 s at home are not enough */
	assert_null(fx_warning(&f.log, SH_WARNING_LIMIT, false, 0));
	fx_stay(&f, 13.1, 3.9); /* from 11.000 */
	assert_int_equal(warning(SH_WARNING_LIMIT, false, 0)->t_us, 13000000);
	fx_check(&f.log);
}

static void test_limit_home_is_the_low_end_where_that_is_nearer(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	ex.negative.low_deg = 2;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, -19);
	fx_stay(&f, 10, -2.01);
	assert_null(fx_warning(&f.log, SH_WARNING_LIMIT, false, 0));
	fx_stay(&f, 12.01, -2);
	assert_int_equal(warning(SH_WARNING_LIMIT, false, 0)->t_us, 12000000);
}

static void test_limit_the_third_time_ends_the_exercise(void **state)
{
	struct sh_exercise ex = fish();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	for (int i = 0; i < 3; i++) {
		assert_false(f.coach.over);
		fx_stay(&f, 4 + 4 * i, -19);
		fx_stay(&f, 7 + 4 * i, 0);
	}
	assert_true(f.coach.over);
	e = only(SH_EVENT_RESULT);
	assert_int_equal(e->t_us, 11150000);
	assert_int_equal(e->u.result.limit_events, 3);
	assert_false(e->u.result.completed);
	assert_non_null(fx_phase(&f.log, SH_PHASE_DONE, 0));
	fx_check(&f.log);
}

static void test_limit_is_judged_in_wrong_positions_and_rests_once_there_is_a_neutral(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_begin(&f, &ex, true);
	fx_stay(&f, 1.5, -30); /* no neutral yet */
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 0);
	fx_ready(&f, &ex);
	f.position = SH_POSITION_BETWEEN;
	fx_stay(&f, 4, -19);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 1);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_DEPTH), 1);
	f.position = SH_POSITION_PRONE;
	fx_stay(&f, 7, 0);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_REST);
	fx_stay(&f, 9, -19);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 2);
}

static void test_limit_is_not_inferred_over_a_gap(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	fx_step(&f, -19);
	f.deg = -19;
	fx_hole(&f, 3000000);
	fx_step(&f, 0);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 0);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_DEPTH), 0);
	fx_stay(&f, 8, -19);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 1);
	fx_step(&f, 0);
	fx_hole(&f, 3000000); /* nobody knows where the wearer was */
	assert_null(fx_warning(&f.log, SH_WARNING_LIMIT, false, 0));
	fx_stay(&f, 14, 0);
	assert_non_null(fx_warning(&f.log, SH_WARNING_LIMIT, false, 0));
}

static void test_approach_tells_when_warn_will_be_met(void **state)
{
	struct sh_exercise ex = bows();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	fx_go_way(&f, 6, 40, false); /* 10 deg/s */
	e = warning(SH_WARNING_APPROACH, true, 0);
	/* at 10 deg/s half a second before 35 deg is 30 deg */
	assert_true(e->u.warning.angle_mdeg > 30000 && e->u.warning.angle_mdeg < 30300);
	assert_true(e->u.warning.eta_us > 460000 && e->u.warning.eta_us < 500000);
	assert_int_equal(e->u.warning.limit_mdeg, 35000);
	assert_true(e->t_us < warning(SH_WARNING_DEPTH, true, 0)->t_us);
	assert_non_null(fx_warning(&f.log, SH_WARNING_APPROACH, false, 0));
	fx_ready(&f, &ex);
	fx_go(&f, 6, 24); /* stays in the target: nothing to say */
	fx_stay(&f, 8, 24);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_APPROACH), 0);
}

static void test_jerk_on_a_snatch_and_not_on_a_smooth_movement(void **state)
{
	static const struct {
		double deg, s;
		bool jerk;
	} rows[] = {
		{15, 0.45, true}, {15, 0.5, true},  {15, 1.5, false},
		{15, 3, false},	  {15, 1.0, false}, {20, 1.5, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sh_exercise ex = bows();

		ex.rate_warn_deg_s = 40;
		ex.accel_warn_deg_s2 = 120;
		for (int step = 0; step < 3; step++) { /* 200, 100 and 50 a second */
			fx_begin(&f, &ex, true);
			f.step_us = 5000 << step;
			fx_stay(&f, 4, 0);
			fx_go(&f, 4 + rows[i].s, rows[i].deg);
			fx_stay(&f, 8, rows[i].deg);
			fx_go(&f, 11, 0);
			fx_stay(&f, 13, 0);
			if (fx_warnings(&f.log, SH_WARNING_JERK) != rows[i].jerk)
				fail_msg("%g deg in %g s at %d us", rows[i].deg, rows[i].s,
					 5000 << step);
			assert_int_equal(verdict(0),
					 rows[i].jerk ? SH_VERDICT_JERKY : SH_VERDICT_OK);
			fx_end(&f);
			fx_check(&f.log);
		}
	}
}

static void test_jerk_right_after_a_change_of_position_is_not_judged(void **state)
{
	struct sh_exercise ex = fx_frozen_fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	f.position = SH_POSITION_BETWEEN;
	fx_go(&f, 4.15, 12);
	fx_stay(&f, 4.19, 12);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_JERK), 0);
}

static void test_signal_is_on_from_loss_until_a_second_of_samples(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	sh_coach_signal(&f.coach, true, &f.events);
	sh_coach_signal(&f.coach, true, &f.events);
	fx_take(&f);
	assert_int_equal(warning(SH_WARNING_SIGNAL, true, 0)->t_us, 3990000);
	fx_stay(&f, 6, 0);
	assert_int_equal(warning(SH_WARNING_SIGNAL, false, 0)->t_us, 5000000);
	sh_coach_signal(&f.coach, false, &f.events);
	sh_coach_signal(&f.coach, true, &f.events);
	fx_take(&f);
	fx_end(&f);
	fx_check(&f.log);
}

static void test_slip_is_said_when_a_neutral_moved_by_more_than_8_deg(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sh_exercise ex = fish();
		struct sh_quat q = sx_turn(0, 1, 0, i ? 8.5 : 7.5);
		struct sh_quat keep;

		ex.rest_s = 5;
		fx_ready(&f, &ex);
		keep = f.ctx.mount;
		fx_command(&f, SH_COMMAND_NEXT, 0);
		f.ctx.mount = sh_quat_mul(&keep, &q); /* the belt moved */
		fx_stay(&f, 12, 0);
		assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
		assert_int_equal(fx_warnings(&f.log, SH_WARNING_SLIP), i);
		fx_end(&f);
		fx_check(&f.log);
		assert_int_equal(f.coach.total.u.result.unchecked_since_slip, 0); /* nothing done */
	}
}

static void test_slip_marks_what_was_done_since_the_last_good_check(void **state)
{
	struct sh_exercise ex = fish();
	struct sh_quat q = sx_turn(0, 1, 0, 9);

	(void)state;
	ex.hold_s = 2;
	ex.rest_s = 5;
	fx_ready(&f, &ex);
	for (int set = 0; set < 3; set++) {
		double t = (double)f.t_us * 1e-6;

		fx_go(&f, t + 1, -7);
		fx_stay(&f, t + 5, -7);
		fx_go(&f, t + 6, 0);
		if (set == 1)
			f.ctx.mount = sh_quat_mul(&f.ctx.mount, &q);
		fx_stay(&f, t + 14, 0);
	}
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_SLIP), 1);
	assert_int_equal(fx_warning(&f.log, SH_WARNING_SLIP, true, 0)->u.warning.unchecked, 1);
	assert_int_equal(fx_event(&f.log, SH_EVENT_RESULT, 0)->u.result.holds, 3);
	assert_int_equal(fx_event(&f.log, SH_EVENT_RESULT, 0)->u.result.unchecked_since_slip, 1);
	fx_check(&f.log);
}

static void test_warnings_all_go_off_before_the_result(void **state)
{
	struct sh_exercise ex = fx_frozen_fish();
	int last_off = -1, result = -1;

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, 0);
	f.position = SH_POSITION_BETWEEN;
	fx_stay(&f, 6, -19);
	fx_hole(&f, 100000);
	fx_command(&f, SH_COMMAND_QUIT, 0);
	for (int i = 0; i < (int)f.log.n; i++) {
		if (f.log.list[i].kind == SH_EVENT_WARNING)
			last_off = i;
		if (f.log.list[i].kind == SH_EVENT_RESULT)
			result = i;
	}
	assert_true(fx_warnings(&f.log, SH_WARNING_LIMIT) &&
		    fx_warnings(&f.log, SH_WARNING_SIGNAL));
	assert_true(last_off >= 0 && last_off < result);
	fx_check(&f.log);
}

static void test_warnings_switched_off_at_the_end_keep_their_sign(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 4, -19);
	fx_stay(&f, 4.5, 0); /* limit is still on: exactly at neutral now */
	fx_end(&f);
	assert_int_equal(warning(SH_WARNING_LIMIT, false, 0)->u.warning.limit_mdeg, -18000);
}

/* --- start, sets, rests, commands
 * ------------------------------------------------------------------------- */

static void test_start_with_auto_is_the_sample_of_two_seconds_still_in_position(void **state)
{
	struct sh_exercise ex = fish();
	const struct sh_event *e;

	(void)state;
	fx_begin(&f, &ex, true);
	f.restless = true;
	fx_stay(&f, 5, 0);
	f.restless = false;
	f.position = SH_POSITION_SUPINE;
	fx_stay(&f, 8, 0);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 0);
	f.position = SH_POSITION_PRONE; /* from 8.000 */
	fx_stay(&f, 11, 0);
	e = only(SH_EVENT_NEUTRAL);
	assert_int_equal(e->t_us, 10000000);
	assert_int_equal(fx_phase(&f.log, SH_PHASE_MOVE, 0)->t_us, e->t_us);
}

static void test_start_by_key_waits_and_counts_down(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_begin(&f, &ex, false);
	fx_stay(&f, 30, 0);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 0);
	assert_true(f.coach.waiting);
	fx_command(&f, SH_COMMAND_START, 0); /* at 29.990 */
	fx_stay(&f, 40, 0);
	assert_int_equal(only(SH_EVENT_NEUTRAL)->t_us, 32990000);
	assert_int_equal(fx_phase(&f.log, SH_PHASE_MOVE, 0)->t_us, 32990000);
}

static void test_sets_follow_their_rests_and_take_their_own_neutral(void **state)
{
	struct sh_exercise ex = fish();
	const struct sh_event *e;

	(void)state;
	fx_ready(&f, &ex);
	for (int set = 1; set <= 3; set++) {
		double t = (double)f.t_us * 1e-6;

		fx_stay(&f, t + 10.5, -6);
		if (set < 3) {
			e = fx_phase(&f.log, SH_PHASE_REST, set - 1);
			assert_non_null(e);
			assert_int_equal(e->u.phase.set, set);
			fx_stay(&f, (double)e->t_us * 1e-6 + 60, 0);
			assert_int_equal(fx_count(&f.log, SH_EVENT_EXERCISE), set);
			fx_step(&f, 0);
			assert_int_equal(fx_count(&f.log, SH_EVENT_EXERCISE), set + 1);
			assert_int_equal(nth(SH_EVENT_EXERCISE, set)->u.exercise.set, set + 1);
			assert_int_equal(nth(SH_EVENT_EXERCISE, set)->u.exercise.sets, 3);
			fx_step(&f, 0); /* still for long: at once */
			assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
			assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), set + 1);
		}
	}
	e = only(SH_EVENT_RESULT);
	assert_true(e->u.result.completed);
	assert_int_equal(e->u.result.holds, 3);
	assert_int_equal(e->u.result.valid_hold_us, 30000000);
	fx_check(&f.log);
}

static void test_sets_without_auto_wait_for_a_key_each(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	ex.rest_s = 5;
	fx_begin(&f, &ex, false);
	fx_step(&f, 0);
	fx_command(&f, SH_COMMAND_START, 0);
	fx_stay(&f, 4, 0);
	fx_stay(&f, 16, -6);
	assert_int_equal(f.coach.phase, SH_PHASE_REST);
	fx_stay(&f, 60, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_READY);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 1);
	fx_command(&f, SH_COMMAND_START, 0);
	fx_stay(&f, 64, 0);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 2);
}

static void test_start_of_a_set_is_not_taken_sitting_up(void **state)
{
	/* lying face down, chest lifted, is "prone" with its own rotation taken out however far it
	 * goes; a neutral must not be taken there */
	struct sh_exercise ex = fish();
	struct sh_quat up = sx_orientation(SH_POSITION_PRONE, -80, 0, 0);

	(void)state;
	ex.rest_s = 5;
	fx_ready(&f, &ex);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	for (int i = 0; i < 1000; i++) {
		struct sh_vec3 z = {0, 0, 1};
		struct sh_posture p;
		struct sh_sample s = {.t_us = f.t_us};
		struct sh_orientation o = {.t_us = f.t_us, .q = up};
		struct sh_coach_input in = {&p, false, f.step_us};
		struct sh_vec3 a = sh_quat_rotate_back(&up, &z);

		s.acc_m_s2 = sh_vec3_scale(&a, 9.80665);
		sh_posture_step(&f.ctx, &s, &o, &p);
		assert_int_equal(p.position, SH_POSITION_PRONE);
		sh_coach_step(&f.coach, &f.ctx, &in, &f.events);
		fx_take(&f);
		f.t_us += f.step_us;
	}
	assert_int_equal(fx_count(&f.log, SH_EVENT_EXERCISE), 2);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 1);
	assert_int_equal(f.coach.phase, SH_PHASE_READY);
}

static void test_start_of_a_set_waits_until_the_last_hold_was_left(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	ex.rest_s = 5;
	fx_ready(&f, &ex);
	fx_stay(&f, 30, -6); /* holds on through the rest: that is no neutral */
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 1);
	assert_int_equal(f.coach.phase, SH_PHASE_READY);
	fx_stay(&f, 33, 0);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 2);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
}

static void test_pause_stops_the_rest_and_start_goes_on(void **state)
{
	struct sh_exercise ex = fish();
	const struct sh_event *e;

	(void)state;
	ex.rest_s = 10;
	fx_ready(&f, &ex);
	fx_command(&f, SH_COMMAND_NEXT, 0); /* rest from 2.000 to 12.000 */
	fx_stay(&f, 5.01, 0);
	fx_command(&f, SH_COMMAND_PAUSE, 0); /* at 5.000 */
	fx_command(&f, SH_COMMAND_PAUSE, 0);
	fx_stay(&f, 25.01, 0);
	fx_command(&f, SH_COMMAND_START, 0); /* at 25.000 */
	fx_stay(&f, 40, 0);
	e = nth(SH_EVENT_EXERCISE, 1);
	assert_int_equal(e->t_us, 32000000);
	assert_non_null(fx_phase(&f.log, SH_PHASE_PAUSED, 0));
	assert_null(fx_phase(&f.log, SH_PHASE_PAUSED, 1));
	assert_int_equal(fx_phase(&f.log, SH_PHASE_REST, 1)->t_us, 25000000);
}

static void test_pause_credits_nothing_and_start_goes_on_moving(void **state)
{
	struct sh_exercise ex =
		fx_exercise("breathing", SH_STANCE_SUPINE, SH_MODE_BREATH, SH_MEASURE_BREATHING);

	(void)state;
	ex.duration_s = 10;
	fx_ready(&f, &ex);
	fx_stay(&f, 6, 0);
	fx_command(&f, SH_COMMAND_PAUSE, 0);
	fx_stay(&f, 100, 0);
	assert_false(f.coach.over);
	fx_command(&f, SH_COMMAND_START, 0);
	fx_stay(&f, 120, 0);
	assert_in_range(only(SH_EVENT_RESULT)->t_us, 106000000, 106050000);
}

static void test_next_in_a_paused_rest_begins_the_next_set_and_skips_none(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 14, -6);
	assert_int_equal(f.coach.phase, SH_PHASE_REST);
	fx_command(&f, SH_COMMAND_PAUSE, 0);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_READY);
	assert_int_equal(f.coach.set, 2);
	assert_int_equal(fx_count(&f.log, SH_EVENT_EXERCISE), 2);
}

static void test_next_cuts_a_rest_short_and_skips_a_set(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 14, -6);
	fx_command(&f, SH_COMMAND_NEXT, 0); /* rest: begin set 2 now */
	assert_int_equal(f.coach.phase, SH_PHASE_READY);
	fx_command(&f, SH_COMMAND_NEXT, 0); /* skip it */
	assert_int_equal(f.coach.phase, SH_PHASE_REST);
	assert_int_equal(f.coach.set, 3);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	assert_false(only(SH_EVENT_RESULT)->u.result.completed);
	assert_int_equal(only(SH_EVENT_RESULT)->u.result.valid_hold_us, 10000000);
}

static void test_neutral_by_key_is_taken_when_still(void **state)
{
	struct sh_exercise ex = fish();

	(void)state;
	fx_ready(&f, &ex);
	f.restless = true;
	fx_stay(&f, 4, -1);
	fx_command(&f, SH_COMMAND_NEUTRAL, 0);
	fx_stay(&f, 5, -1);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 1);
	f.restless = false;
	fx_stay(&f, 6, -1);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 2);
	assert_int_equal(nth(SH_EVENT_NEUTRAL, 1)->t_us, 5000000);
}

static void test_sweep_is_judged_from_the_move_on_and_not_while_getting_up(void **state)
{
	struct sh_exercise ex =
		fx_exercise("rolls", SH_STANCE_ANY, SH_MODE_CONTINUOUS, SH_MEASURE_SWEEP);

	(void)state;
	ex.positive = fx_band(40, 90, 110, 130);
	ex.hysteresis_deg = 5;
	ex.duration_s = 30;
	ex.sets = 2;
	ex.rest_s = 20;
	fx_ready(&f, &ex);
	fx_command(&f, SH_COMMAND_NEXT, 0);
	fx_stay(&f, 10, 140); /* sits up, turns round */
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 0);
	fx_stay(&f, 23, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	fx_stay(&f, 24, 140);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 1);
}

static void test_walking_gives_no_rep_and_no_hold(void **state)
{
	struct sh_exercise ex = bows();

	(void)state;
	fx_ready(&f, &ex);
	f.vigorous = true;
	for (int i = 0; i < 10; i++)
		rep(12, 1.2);
	assert_int_equal(fx_count(&f.log, SH_EVENT_REP), 0);
	ex = fish();
	fx_ready(&f, &ex);
	f.vigorous = true;
	fx_stay(&f, 10, -6);
	assert_null(fx_phase(&f.log, SH_PHASE_HOLD, 0));
}

#define T(name) cmocka_unit_test(test_##name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(hold_of_ten_seconds_reproduces_the_contracts_line),
		T(hold_entry_below_half_a_second_is_no_hold),
		T(hold_entry_needs_the_target_without_hysteresis),
		T(hold_entry_interrupted_by_one_sample_starts_anew),
		T(hold_time_counts_within_target_and_hysteresis_as_it_is),
		T(hold_outside_for_exactly_one_second_is_kept),
		T(hold_outside_for_longer_ends_at_its_last_moment_inside),
		T(hold_when_complete_credits_nothing_more),
		T(hold_rearmed_while_paused_may_begin_again),
		T(hold_of_nine_tenths_is_valid_and_done),
		T(hold_doses_of_any_tenth_end_at_the_very_sample),
		T(hold_in_both_directions_uses_the_band_of_each),
		T(hold_steadiness_leaves_out_a_slow_drift),
		T(hold_with_a_limit_ends_invalid_however_long),
		T(hold_over_a_short_gap_goes_on_without_its_time),
		T(hold_over_a_long_gap_ends_as_gap),
		T(hold_entry_does_not_reach_back_over_a_gap),
		T(hold_in_a_wrong_position_stops_the_clock_and_then_ends),
		T(hold_with_an_unobservable_angle_is_not_credited),
		T(hold_ended_by_the_wearer_says_why),
		T(hold_at_the_end_of_the_data_is_told),
		T(rep_begins_above_35_percent_and_ends_below),
		T(rep_reproduces_the_contracts_line),
		T(rep_verdicts_have_their_exact_edges),
		T(rep_voided_by_a_limit_is_deep_though_its_peak_was_short),
		T(rep_too_deep_for_a_moment_is_deep_and_told_with_its_kept_peak),
		T(rep_ends_are_at_least_one_second_apart),
		T(rep_flicker_at_the_threshold_is_one_rep),
		T(rep_cut_by_a_gap_is_unsure_and_needs_a_return),
		T(rep_cut_by_position_or_sight_is_unsure),
		T(rep_cut_at_once_is_taken_for_a_flicker),
		T(rep_excursion_below_one_second_is_taken_for_a_step),
		T(rep_short_but_ample_or_over_the_limit_counts),
		T(rep_whose_rise_nobody_saw_is_not_judged),
		T(rep_cut_by_a_pause_or_the_end_is_unsure),
		T(rep_dose_counts_ok_and_jerky_and_reps_counts_all),
		T(rep_stay_is_reported_and_never_a_condition),
		T(rep_numbers_begin_anew_in_each_set),
		T(sides_of_a_roll_go_by_the_sign_of_the_peak),
		T(sides_done_in_the_other_order_need_no_switch),
		T(sides_of_a_side_tilt_are_right_when_positive),
		T(sides_of_a_measure_without_sign_are_the_one_in_force),
		T(sides_changed_by_key_still_need_both),
		T(sides_passed_over_by_key_are_not_gone_back_to),
		T(sides_gone_back_to_by_key_are_done_again),
		T(sides_of_counted_time_are_both_done_once),
		T(continuous_counts_while_the_movement_goes_on),
		T(continuous_does_not_count_a_rest),
		T(continuous_does_not_count_trembling_or_small_swings),
		T(continuous_does_not_count_gaps_and_wrong_positions),
		T(breath_and_rest_modes_end_at_their_time),
		T(depth_comes_after_0_3_s_and_goes_below_warn_less_hysteresis),
		T(depth_says_the_contracts_words),
		T(limit_comes_after_0_15_s_and_goes_after_2_s_at_home),
		T(limit_home_is_the_low_end_where_that_is_nearer),
		T(limit_the_third_time_ends_the_exercise),
		T(limit_is_judged_in_wrong_positions_and_rests_once_there_is_a_neutral),
		T(limit_is_not_inferred_over_a_gap),
		T(approach_tells_when_warn_will_be_met),
		T(jerk_on_a_snatch_and_not_on_a_smooth_movement),
		T(jerk_right_after_a_change_of_position_is_not_judged),
		T(signal_is_on_from_loss_until_a_second_of_samples),
		T(slip_is_said_when_a_neutral_moved_by_more_than_8_deg),
		T(slip_marks_what_was_done_since_the_last_good_check),
		T(warnings_all_go_off_before_the_result),
		T(warnings_switched_off_at_the_end_keep_their_sign),
		T(start_with_auto_is_the_sample_of_two_seconds_still_in_position),
		T(start_by_key_waits_and_counts_down),
		T(sets_follow_their_rests_and_take_their_own_neutral),
		T(sets_without_auto_wait_for_a_key_each),
		T(start_of_a_set_is_not_taken_sitting_up),
		T(start_of_a_set_waits_until_the_last_hold_was_left),
		T(pause_stops_the_rest_and_start_goes_on),
		T(pause_credits_nothing_and_start_goes_on_moving),
		T(next_in_a_paused_rest_begins_the_next_set_and_skips_none),
		T(next_cuts_a_rest_short_and_skips_a_set),
		T(neutral_by_key_is_taken_when_still),
		T(sweep_is_judged_from_the_move_on_and_not_while_getting_up),
		T(walking_gives_no_rep_and_no_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
