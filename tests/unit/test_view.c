/* What the live screen remembers. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "tui_fixture.h"

static struct fixture f;

static void test_output_is_copied_and_may_be_freed(void **state)
{
	(void)state;
	make_fish(&f);
	give(&f, 0);
	memset(&f.exercise, 'x', sizeof f.exercise);
	memset(&f.coach, 0x7f, sizeof f.coach);
	assert_true(f.view.has_exercise);
	assert_string_equal(f.view.exercise.title, "Frozen fish");
	assert_null(f.view.coach.exercise);
	assert_int_equal(f.view.coach.sets, 3);
}

static void test_figure_at_a_rounding_edge_does_not_flicker(void **state)
{
	(void)state;
	make_fish(&f);
	give_angle(&f, 0, -6400);
	assert_int_equal(f.view.shown_deg, -6);
	for (int i = 1; i < 50; i++) {
		give_angle(&f, i * 250000, i % 2 ? -6590 : -6410);
		assert_int_equal(f.view.shown_deg, -6);
	}
	give_angle(&f, 50 * 250000, -6610);
	assert_int_equal(f.view.shown_deg, -7);
}

static void test_figure_changes_at_most_twice_a_second(void **state)
{
	(void)state;
	make_fish(&f);
	static const struct {
		int mdeg_s, least,
			most; /* a quick movement cannot be read at all, so once will do */
	} movements[] = {{6000, 18, 21}, {20000, 9, 11}};
	for (size_t k = 0; k < 2; k++) {
		int changes = 0;
		int32_t last = 0;
		make_fish(&f);
		for (int i = 0; i < 1000; i++) { /* 10 s at 100 Hz */
			give_angle(&f, i * 10000, -i * movements[k].mdeg_s / 100);
			changes += f.view.shown_deg != last;
			last = f.view.shown_deg;
		}
		assert_in_range(changes, movements[k].least, movements[k].most);
	}
}

static void test_figure_settled_is_that_of_the_moment(void **state)
{
	(void)state;
	make_fish(&f);
	give_angle(&f, 0, -6000);
	give_angle(&f, 100000, -9000);
	assert_int_equal(f.view.shown_deg, -6);
	assert_int_equal(f.view.shown_zone, SH_ZONE_TARGET);
	give_angle(&f, 200000, -15400);
	sh_view_settle(&f.view);
	assert_int_equal(f.view.shown_deg, -15);
	assert_int_equal(f.view.shown_zone, SH_ZONE_WARN);
}

static void test_steps_are_copied_and_without_a_next_one_empty(void **state)
{
	(void)state;
	char title[] = "Crocodile 1";
	make_fish(&f);
	sh_view_steps(&f.view, 2, 9, title);
	memset(title, '?', sizeof title - 1);
	assert_int_equal(f.view.step, 2);
	assert_int_equal(f.view.steps, 9);
	assert_string_equal(f.view.next, "Crocodile 1");
	sh_view_steps(&f.view, 9, 9, NULL);
	assert_string_equal(f.view.next, "");
}

static void test_figure_comes_and_goes_at_once(void **state)
{
	(void)state;
	make_fish(&f);
	give_angle(&f, 0, -6000);
	give_angle(&f, 10000, SH_MDEG_NONE);
	assert_int_equal(f.view.shown_deg, SH_MDEG_NONE);
	give_angle(&f, 20000, 5000);
	assert_int_equal(f.view.shown_deg, 5);
}

static void test_trace_keeps_a_short_excursion(void **state)
{
	(void)state;
	make_fish(&f);
	for (int i = 0; i < 30; i++)
		give_angle(&f, i * 10000, i == 14 ? -19000 : -6000);
	assert_int_equal(f.view.trace_tick, 2);
	assert_int_equal(sh_view_trace(&f.view, 0), -6000);
	assert_int_equal(sh_view_trace(&f.view, 1), -19000);
	assert_int_equal(sh_view_trace(&f.view, 2), -6000);
}

static void test_trace_across_a_gap_has_a_hole(void **state)
{
	(void)state;
	make_fish(&f);
	give_angle(&f, 0, -1000);
	give_angle(&f, 3000000, -2000);
	assert_int_equal(sh_view_trace(&f.view, 0), -1000);
	for (int tick = 1; tick < 30; tick++)
		assert_int_equal(sh_view_trace(&f.view, tick), SH_MDEG_NONE);
	assert_int_equal(sh_view_trace(&f.view, 30), -2000);
	assert_int_equal(sh_view_trace(&f.view, 31), SH_MDEG_NONE);
}

static void test_trace_forgets_after_a_minute_and_after_hours(void **state)
{
	(void)state;
	make_fish(&f);
	for (int tick = 0; tick < 700; tick++)
		give_angle(&f, tick * 100000, -tick);
	assert_int_equal(sh_view_trace(&f.view, 99), SH_MDEG_NONE);
	assert_int_equal(sh_view_trace(&f.view, 100), -100);
	assert_int_equal(sh_view_trace(&f.view, 699), -699);
	give_angle(&f, INT64_C(7200000000), -5);
	for (int64_t tick = 71401; tick < 72000; tick++)
		assert_int_equal(sh_view_trace(&f.view, tick), SH_MDEG_NONE);
	assert_int_equal(sh_view_trace(&f.view, 72000), -5);
}

static void test_trace_when_time_begins_anew_goes_on_from_there(void **state)
{
	(void)state;
	make_fish(&f);
	give_angle(&f, 9000000, -1000);
	give_angle(&f, 100000, -2000);
	assert_int_equal(f.view.trace_tick, 1);
	assert_int_equal(sh_view_trace(&f.view, 1), -2000);
	assert_int_equal(sh_view_trace(&f.view, 90), SH_MDEG_NONE);
}

static void test_bands_of_an_arch_are_magnitudes_with_a_sign(void **state)
{
	(void)state;
	struct sh_view_band b[2];
	make_fish(&f);
	give(&f, 0);
	assert_int_equal(sh_view_bands(&f.view, b), 1);
	assert_int_equal(b[0].sign, -1);
	assert_int_equal(b[0].low_mdeg, 4000);
	assert_int_equal(b[0].high_mdeg, 10000);
	assert_int_equal(b[0].warn_mdeg, 14000);
	assert_int_equal(b[0].limit_mdeg, 18000);
}

static void test_bands_of_a_twist_are_on_both_sides(void **state)
{
	(void)state;
	struct sh_view_band b[2];
	make_crocodile(&f);
	give(&f, 0);
	assert_int_equal(sh_view_bands(&f.view, b), 2);
	assert_int_equal(b[0].sign, 1);
	assert_int_equal(b[1].sign, -1);
	assert_int_equal(b[1].limit_mdeg, 45000);
	f.exercise.negative.used = false;
	give(&f, 10000);
	assert_int_equal(sh_view_bands(&f.view, b), 1);
	f.exercise.measure = SH_MEASURE_STILLNESS;
	give(&f, 20000);
	assert_int_equal(sh_view_bands(&f.view, b), 0);
}

static void test_zone_at_each_threshold_is_the_coachs(void **state)
{
	(void)state;
	static const struct {
		int32_t mdeg;
		enum sh_zone zone;
	} rows[] = {
		{5000, SH_ZONE_BELOW},	 {0, SH_ZONE_BELOW},	       {-3999, SH_ZONE_BELOW},
		{-4000, SH_ZONE_TARGET}, {-10000, SH_ZONE_TARGET},     {-10001, SH_ZONE_ABOVE},
		{-14000, SH_ZONE_ABOVE}, {-14001, SH_ZONE_WARN},       {-18000, SH_ZONE_WARN},
		{-18001, SH_ZONE_LIMIT}, {SH_MDEG_NONE, SH_ZONE_NONE},
	};
	struct sh_view_band b[2];
	make_fish(&f);
	give(&f, 0);
	int n = sh_view_bands(&f.view, b);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(sh_view_zone(b, n, rows[i].mdeg), rows[i].zone);
	make_cat(&f);
	give(&f, 0);
	n = sh_view_bands(&f.view, b);
	assert_int_equal(sh_view_zone(b, n, 17500), SH_ZONE_TARGET);
	assert_int_equal(sh_view_zone(b, n, -17500), SH_ZONE_LIMIT);
	assert_int_equal(sh_view_zone(b, 0, 17500), SH_ZONE_NONE);
}

static void test_posture_angles_that_mean_nothing_are_none(void **state)
{
	(void)state;
	make_fish(&f);
	f.coach.exercise = NULL;
	f.posture.round.deg = 12.4;
	f.posture.round.observable = true;
	f.posture.twist.deg = (double)NAN;
	f.posture.twist.observable = true;
	f.posture.side.deg = 40;
	give(&f, 1000000);
	assert_int_equal(f.view.round_mdeg, 12400);
	assert_int_equal(f.view.shown_round_deg, 12);
	assert_int_equal(f.view.shown_twist_deg, SH_MDEG_NONE);
	assert_int_equal(f.view.shown_side_deg, SH_MDEG_NONE);
	assert_int_equal(sh_view_trace(&f.view, 10), 12400);
	f.posture.has_neutral = false;
	give(&f, 2000000);
	assert_int_equal(f.view.round_mdeg, SH_MDEG_NONE);
}

static void test_session_event_tells_synthetic_and_curve(void **state)
{
	(void)state;
	make_fish(&f);
	struct sh_event *e = add_event(&f, SH_EVENT_SESSION);
	e->u.session.source = "serial";
	e->u.session.quantity = "tilt";
	give(&f, 0);
	assert_false(f.view.synthetic);
	assert_false(f.view.curve);
	e = add_event(&f, SH_EVENT_SESSION);
	e->u.session.source = "simulated";
	e->u.session.quantity = "curve";
	give(&f, 10000);
	assert_true(f.view.synthetic);
	assert_true(f.view.curve);
}

static void test_hold_and_rep_leave_a_verdict(void **state)
{
	(void)state;
	make_fish(&f);
	struct sh_event *e = add_event(&f, SH_EVENT_HOLD);
	e->u.hold.held_us = 10000000;
	e->u.hold.valid = true;
	e->u.hold.reason = SH_HOLD_COMPLETE;
	e->u.hold.mean_mdeg = -6100;
	give(&f, 1000000);
	assert_string_equal(f.view.verdict.text, "Held 10 s: complete, about 6 deg");
	assert_int_equal(f.view.verdict.style, SH_STYLE_TARGET);
	e = add_event(&f, SH_EVENT_REP);
	e->u.rep.n = 4;
	e->u.rep.side = SH_SIDE_RIGHT;
	e->u.rep.verdict = SH_VERDICT_DEEP;
	e->u.rep.peak_mdeg = -37800;
	give(&f, 2000000);
	assert_string_equal(f.view.verdict.text, "Rep 4 right: too deep, about 38 deg");
	assert_int_equal(f.view.verdict.style, SH_STYLE_WARN);
	assert_string_equal(f.view.messages[0].text, f.view.verdict.text);
	assert_string_equal(f.view.messages[1].text, "Held 10 s: complete, about 6 deg");
	assert_int_equal(f.view.messages[0].t_us, 2000000);
}

static void test_third_limit_stops_until_the_next_exercise(void **state)
{
	(void)state;
	make_fish(&f);
	struct sh_event *e = add_event(&f, SH_EVENT_RESULT);
	e->u.result.limit_events = 3;
	give(&f, 0);
	assert_true(f.view.limit_stop);
	e = add_event(&f, SH_EVENT_EXERCISE);
	e->u.exercise.set = 1;
	e->u.exercise.sets = 2;
	e->u.exercise.age_years = 60;
	give(&f, 10000);
	assert_false(f.view.limit_stop);
	assert_int_equal(f.view.age_years, 60);
}

static void test_wear_steps_and_verdicts_are_messages(void **state)
{
	static const struct {
		const char *verdict;
		enum sh_style style;
	} rows[] = {{NULL, SH_STYLE_ABOVE},
		    {"pass", SH_STYLE_TARGET},
		    {"warn", SH_STYLE_WARN},
		    {"repeat", SH_STYLE_WARN}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		make_fish(&f);
		struct sh_event *e = add_event(&f, SH_EVENT_WEAR);
		e->u.wear.step = "stand";
		e->u.wear.verdict = rows[i].verdict;
		e->u.wear.words = "Stand relaxed and still.";
		give(&f, 10000);
		assert_string_equal(f.view.messages[0].text, "Stand relaxed and still.");
		assert_int_equal(f.view.messages[0].style, rows[i].style);
	}
}

static void test_messages_keep_the_newest_and_cut_long_ones(void **state)
{
	(void)state;
	make_fish(&f);
	char text[400];
	memset(text, 'a', sizeof text);
	text[sizeof text - 1] = '\0';
	for (int i = 0; i < SH_VIEW_MESSAGES; i++)
		sh_view_message(&f.view, "old", SH_STYLE_PLAIN);
	sh_view_message(&f.view, text, SH_STYLE_WARN);
	assert_int_equal(strlen(f.view.messages[0].text), SH_LINE_MAX - 1);
	assert_string_equal(f.view.messages[SH_VIEW_MESSAGES - 1].text, "old");
}

static void test_health_is_copied_cut_between_characters_and_stale_when_silent(void **state)
{
	(void)state;
	make_fish(&f);
	char port[80] = "";
	for (int i = 0; i < 25; i++)
		strcat(port, "\u2500");
	struct sh_health h = {.state = SH_HEALTH_OPEN, .port = port, .rate_hz = 99.96, .lost = 7};
	sh_view_health(&f.view, &h);
	memset(port, 'x', sizeof port);
	assert_int_equal(strlen(f.view.port), 63);
	assert_int_equal(f.view.rate_mhz, 99960);
	assert_int_equal(f.view.lost, 7);
	assert_string_equal(f.view.protocol, "");
	assert_false(sh_view_is_stale(&f.view));
	h.port = NULL;
	h.silent_us = 999999;
	sh_view_health(&f.view, &h);
	assert_false(sh_view_is_stale(&f.view));
	h.silent_us = 1000000;
	sh_view_health(&f.view, &h);
	assert_true(sh_view_is_stale(&f.view));
	h.state = SH_HEALTH_REPLAY;
	sh_view_health(&f.view, &h);
	assert_false(sh_view_is_stale(&f.view));
	h.state = SH_HEALTH_GONE;
	h.silent_us = 0;
	h.rate_hz = (double)NAN;
	sh_view_health(&f.view, &h);
	assert_true(sh_view_is_stale(&f.view));
	assert_int_equal(f.view.rate_mhz, 0);
}

static void test_output_without_sample_keeps_the_angle(void **state)
{
	(void)state;
	make_fish(&f);
	give_angle(&f, 0, -6000);
	struct sh_output o = {.t_us = 50000, .coach = &f.coach};
	sh_view_output(&f.view, &o);
	assert_int_equal(f.view.shown_deg, -6);
	assert_int_equal(f.view.t_us, 50000);
	assert_int_equal(f.view.trace_tick, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output_is_copied_and_may_be_freed),
		cmocka_unit_test(test_figure_at_a_rounding_edge_does_not_flicker),
		cmocka_unit_test(test_figure_changes_at_most_twice_a_second),
		cmocka_unit_test(test_figure_settled_is_that_of_the_moment),
		cmocka_unit_test(test_steps_are_copied_and_without_a_next_one_empty),
		cmocka_unit_test(test_figure_comes_and_goes_at_once),
		cmocka_unit_test(test_trace_keeps_a_short_excursion),
		cmocka_unit_test(test_trace_across_a_gap_has_a_hole),
		cmocka_unit_test(test_trace_forgets_after_a_minute_and_after_hours),
		cmocka_unit_test(test_trace_when_time_begins_anew_goes_on_from_there),
		cmocka_unit_test(test_bands_of_an_arch_are_magnitudes_with_a_sign),
		cmocka_unit_test(test_bands_of_a_twist_are_on_both_sides),
		cmocka_unit_test(test_zone_at_each_threshold_is_the_coachs),
		cmocka_unit_test(test_posture_angles_that_mean_nothing_are_none),
		cmocka_unit_test(test_session_event_tells_synthetic_and_curve),
		cmocka_unit_test(test_hold_and_rep_leave_a_verdict),
		cmocka_unit_test(test_third_limit_stops_until_the_next_exercise),
		cmocka_unit_test(test_wear_steps_and_verdicts_are_messages),
		cmocka_unit_test(test_messages_keep_the_newest_and_cut_long_ones),
		cmocka_unit_test(
			test_health_is_copied_cut_between_characters_and_stale_when_silent),
		cmocka_unit_test(test_output_without_sample_keeps_the_angle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
