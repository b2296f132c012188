/*
 * The lines of contract.md "Events", byte for byte, and the words of every enum. Where our lines
 * have keys beyond the contract's, the contract's line without its closing brace must be the
 * beginning.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "spinehold/command.h"
#include "spinehold/event.h"
#include "spinehold/record.h"

static struct sh_exercise fish(void)
{
	struct sh_exercise x = {
		.id = "frozen-fish",
		.title = "Frozen fish",
		.stance = SH_STANCE_PRONE,
		.movement = SH_CLASS_ARCH,
		.mode = SH_MODE_HOLD,
		.measure = SH_MEASURE_FORWARD_TILT,
		.hold_s = 10,
		.rest_s = 60,
		.reps = 1,
		.sets = 3,
		.sides = 1,
	};

	return x;
}

static const char *line(const struct sh_event *e)
{
	static char buf[SH_EVENT_JSON_MAX];
	const size_t n = sh_event_json(e, buf, sizeof buf);

	assert_true(n > 0);
	assert_int_equal(n, strlen(buf));
	assert_int_equal(buf[n - 1], '\n');
	return buf;
}

/** The event's line is the contract's, then `extra`, then the closing brace. */
static void expect(const struct sh_event *e, const char *contract, const char *extra)
{
	char want[SH_EVENT_JSON_MAX];
	const size_t n = strlen(contract);

	assert_true(n + strlen(extra) + 2 < sizeof want && contract[n - 1] == '}');
	memcpy(want, contract, n - 1);
	strcpy(want + n - 1, extra);
	strcat(want, "}\n");
	assert_string_equal(line(e), want);
}

static void test_session_line_is_the_contracts(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_SESSION};

	(void)state;
	e.u.session.source = "serial";
	e.u.session.quantity = "tilt";
	e.u.session.rate_mhz = 100000;
	e.u.session.program = "spinehold 0.1.0";
	expect(&e,
	       "{\"event\":\"session\",\"schema\":1,\"source\":\"serial\",\"quantity\":\"tilt\","
	       "\"rate_hz\":100.0,\"program\":\"spinehold 0.1.0\"}",
	       "");
	e.u.session.note = "synthetic";
	assert_non_null(
		strstr(line(&e), ",\"program\":\"spinehold 0.1.0\",\"note\":\"synthetic\"}\n"));
}

static void test_exercise_line_is_the_contracts(void **state)
{
	struct sh_exercise x = fish();
	struct sh_event e = {.kind = SH_EVENT_EXERCISE};

	(void)state;
	e.u.exercise.exercise = &x;
	e.u.exercise.set = 1;
	e.u.exercise.sets = 3;
	e.u.exercise.side = SH_SIDE_BOTH;
	e.u.exercise.band = (struct sh_band_mdeg){true, -10000, -4000, -14000, -18000};
	e.u.exercise.age_years = 45;
	expect(&e,
	       "{\"event\":\"exercise\",\"t\":0.000,\"id\":\"frozen-fish\",\"set\":1,\"sets\":3,"
	       "\"side\":\"both\",\"hold_s\":10,\"reps\":1,\"target_deg\":[-10.0,-4.0],"
	       "\"warn_deg\":-14.0,\"limit_deg\":-18.0,\"level\":null,\"scaled_by\":\"none\"}",
	       ",\"title\":\"Frozen fish\",\"mode\":\"hold\",\"measure\":\"forward-tilt\","
	       "\"variant\":null,\"duration_s\":0,\"rest_s\":60,\"age\":45");
}

static void test_exercise_band_given_the_other_way_round_is_low_first(void **state)
{
	struct sh_exercise x = fish();
	struct sh_event e = {.kind = SH_EVENT_EXERCISE};

	(void)state;
	e.u.exercise.exercise = &x;
	e.u.exercise.band = (struct sh_band_mdeg){true, -4000, -10000, -14000, -18000};
	assert_non_null(strstr(line(&e), "\"target_deg\":[-10.0,-4.0],"));
}

static void test_exercise_without_band_has_nulls(void **state)
{
	struct sh_exercise x = fish();
	struct sh_event e = {.kind = SH_EVENT_EXERCISE};

	(void)state;
	x.hold_s = 1.5;
	x.duration_s = 60;
	strcpy(x.variant, "pillow");
	e.u.exercise.exercise = &x;
	e.u.exercise.set = e.u.exercise.sets = 1;
	assert_string_equal(
		line(&e),
		"{\"event\":\"exercise\",\"t\":0.000,\"id\":\"frozen-fish\",\"set\":1,\"sets\":1,"
		"\"side\":\"both\",\"hold_s\":1.5,\"reps\":1,\"target_deg\":null,\"warn_deg\":null,"
		"\"limit_deg\":null,\"level\":null,\"scaled_by\":\"none\",\"title\":\"Frozen "
		"fish\","
		"\"mode\":\"hold\",\"measure\":\"forward-tilt\",\"variant\":\"pillow\","
		"\"duration_s\":60,\"rest_s\":60,\"age\":null}\n");
}

static void test_exercise_round_arch_shows_both_bands(void **state)
{
	struct sh_exercise x = fish();
	struct sh_event e = {.kind = SH_EVENT_EXERCISE};

	(void)state;
	e.u.exercise.exercise = &x;
	e.u.exercise.band = (struct sh_band_mdeg){true, 8000, 16000, 20000, 25000};
	e.u.exercise.other = (struct sh_band_mdeg){true, -12000, -6000, -15000, -20000};
	assert_non_null(strstr(line(&e), "\"target_deg\":[8.0,16.0],\"warn_deg\":20.0,"
					 "\"limit_deg\":25.0,\"level\":null"));
	assert_non_null(strstr(line(&e),
			       ",\"arch_target_deg\":[-12.0,-6.0],\"arch_warn_deg\":-15.0,"
			       "\"arch_limit_deg\":-20.0,\"age\":null}\n"));
}

static void test_small_lines_are_the_contracts(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_NEUTRAL, .t_us = 2010000};

	(void)state;
	expect(&e, "{\"event\":\"neutral\",\"t\":2.010}", "");
	e.kind = SH_EVENT_POSITION;
	e.u.position.position = SH_POSITION_PRONE;
	e.u.position.right = true;
	expect(&e, "{\"event\":\"position\",\"t\":2.010,\"position\":\"prone\",\"right\":true}",
	       "");
	e.kind = SH_EVENT_PHASE;
	e.u.phase.phase = SH_PHASE_SWITCH_SIDE;
	e.u.phase.set = 1;
	e.u.phase.side = SH_SIDE_LEFT;
	expect(&e,
	       "{\"event\":\"phase\",\"t\":2.010,\"phase\":\"switch-side\",\"set\":1,"
	       "\"side\":\"left\"}",
	       "");
	e.kind = SH_EVENT_MOVEMENT;
	e.t_us = 4100000;
	e.u.movement.movement = SH_MOVEMENT_ARCH;
	expect(&e, "{\"event\":\"movement\",\"t\":4.100,\"movement\":\"arch\"}", "");
	e.kind = SH_EVENT_MARK;
	e.u.mark.n = 2;
	expect(&e, "{\"event\":\"mark\",\"t\":4.100,\"n\":2}", "");
	e.kind = SH_EVENT_PAIN;
	e.u.pain.level = 0;
	e.u.pain.leg = false;
	e.u.pain.since_us = 2500000;
	expect(&e, "{\"event\":\"pain\",\"t\":4.100,\"level\":0}", ",\"since\":2.500,\"leg\":false");
	e.u.pain.level = -1;
	e.u.pain.leg = true;
	expect(&e, "{\"event\":\"pain\",\"t\":4.100,\"level\":null}",
	       ",\"since\":2.500,\"leg\":true");
	e.kind = SH_EVENT_CUE;
	e.u.cue.prompt = SH_PROMPT_HOLD_BREATH;
	expect(&e, "{\"event\":\"cue\",\"t\":4.100,\"cue\":\"hold-breath\"}", "");
	e.kind = SH_EVENT_BREATH;
	e.u.breath.breaths = 7;
	e.u.breath.rate_per_min = 12;
	expect(&e, "{\"event\":\"breath\",\"t\":4.100,\"breaths\":7,\"rate_per_min\":12}", "");
	e.u.breath.breaths = e.u.breath.rate_per_min = -1;
	expect(&e, "{\"event\":\"breath\",\"t\":4.100,\"breaths\":null,\"rate_per_min\":null}", "");
}

static void test_breaths_stand_in_hold_and_result_only_where_they_are_a_dose(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_HOLD};
	char line[SH_EVENT_JSON_MAX];

	(void)state;
	assert_true(sh_event_json(&e, line, sizeof line) > 0);
	assert_null(strstr(line, "breaths"));
	e.u.hold.counts_breaths = true;
	e.u.hold.breaths = 9;
	assert_true(sh_event_json(&e, line, sizeof line) > 0);
	assert_non_null(strstr(line, ",\"breaths\":9}"));
	memset(&e, 0, sizeof e);
	e.kind = SH_EVENT_RESULT;
	e.u.result.exercise = "full-breathing";
	assert_true(sh_event_json(&e, line, sizeof line) > 0);
	assert_null(strstr(line, "\"breaths\":null"));
	e.u.result.counts_breaths = true;
	e.u.result.breaths = -1;
	assert_true(sh_event_json(&e, line, sizeof line) > 0);
	assert_non_null(strstr(line, ",\"breaths\":null,"));
}

static void test_every_cue_has_a_name_and_a_sentence(void **state)
{
	(void)state;
	for (int p = 0; p < SH_PROMPTS; p++) {
		const char *words = sh_prompt_words((enum sh_prompt)p);

		assert_string_not_equal(sh_prompt_name((enum sh_prompt)p), "unknown");
		assert_true(strlen(words) > 5 && strlen(words) < 64);
		assert_int_equal(words[strlen(words) - 1], '.');
	}
	assert_string_equal(sh_prompt_words(SH_PROMPTS), "");
}

static void test_hold_line_is_the_contracts(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_HOLD, .t_us = 14480000};

	(void)state;
	e.u.hold.start_us = 4480000;
	e.u.hold.end_us = 14480000;
	e.u.hold.held_us = 10000000;
	e.u.hold.valid = true;
	e.u.hold.reason = SH_HOLD_COMPLETE;
	e.u.hold.mean_mdeg = -6100;
	e.u.hold.steadiness_mdeg = 400;
	expect(&e,
	       "{\"event\":\"hold\",\"t\":14.480,\"start\":4.480,\"end\":14.480,\"held_s\":10.000,"
	       "\"valid\":true,\"reason\":\"complete\",\"mean_deg\":-6.1,\"steadiness_deg\":0.4}",
	       ",\"side\":\"both\"");
}

static void test_rep_line_is_the_contracts(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_REP, .t_us = 9310000};

	(void)state;
	e.u.rep.n = 1;
	e.u.rep.side = SH_SIDE_LEFT;
	e.u.rep.start_us = 6020000;
	e.u.rep.end_us = 9310000;
	e.u.rep.peak_us = 7500400;
	e.u.rep.peak_mdeg = 18200;
	e.u.rep.highest_mdeg = 18400;
	e.u.rep.held_us = 1400000;
	e.u.rep.verdict = SH_VERDICT_OK;
	expect(&e,
	       "{\"event\":\"rep\",\"t\":9.310,\"n\":1,\"side\":\"left\",\"start\":6.020,"
	       "\"end\":9.310,\"peak_deg\":18.2,\"held_s\":1.4,\"verdict\":\"ok\"}",
	       ",\"peak_t\":7.500,\"highest_deg\":18.4");
}

static void test_warning_lines_are_the_contracts(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_WARNING, .t_us = 7200000};

	(void)state;
	e.u.warning.warning = SH_WARNING_DEPTH;
	e.u.warning.on = true;
	e.u.warning.angle_mdeg = -15200;
	e.u.warning.limit_mdeg = -14000;
	e.u.warning.eta_us = -1;
	expect(&e,
	       "{\"event\":\"warning\",\"t\":7.200,\"kind\":\"depth\",\"state\":\"on\","
	       "\"angle_deg\":-15.2,\"limit_deg\":-14.0}",
	       "");
	e.u.warning.warning = SH_WARNING_APPROACH;
	e.u.warning.eta_us = 450000;
	assert_non_null(strstr(line(&e), "\"limit_deg\":-14.0,\"eta_s\":0.450}\n"));
	e.u.warning.on = false;
	e.u.warning.eta_us = -1;
	assert_non_null(strstr(line(&e),
			       "\"state\":\"off\",\"angle_deg\":-15.2,\"limit_deg\":-14.0,"
			       "\"eta_s\":null}\n"));
	e.u.warning.warning = SH_WARNING_SIGNAL;
	e.u.warning.angle_mdeg = e.u.warning.limit_mdeg = SH_MDEG_NONE;
	expect(&e,
	       "{\"event\":\"warning\",\"t\":7.200,\"kind\":\"signal\",\"state\":\"off\","
	       "\"angle_deg\":null,\"limit_deg\":null}",
	       "");
}

static void test_gap_and_angles_lines_are_the_contracts(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_GAP, .t_us = 20000000};

	(void)state;
	e.u.gap.start_us = 17000000;
	e.u.gap.end_us = 20000000;
	e.u.gap.lost = 300;
	expect(&e, "{\"event\":\"gap\",\"t\":20.000,\"start\":17.000,\"end\":20.000,\"lost\":300}",
	       "");
	memset(&e, 0, sizeof e);
	e.kind = SH_EVENT_ANGLES;
	e.t_us = 7200000;
	e.u.angles.round_mdeg = e.u.angles.measure_mdeg = -15200;
	e.u.angles.twist_mdeg = 300;
	e.u.angles.side_mdeg = SH_MDEG_NONE;
	e.u.angles.movement = SH_MOVEMENT_ARCH;
	e.u.angles.zone = SH_ZONE_WARN;
	expect(&e,
	       "{\"event\":\"angles\",\"t\":7.200,\"round_deg\":-15.2,\"twist_deg\":0.3,"
	       "\"side_deg\":null,\"measure_deg\":-15.2,\"movement\":\"arch\",\"zone\":\"warn\"}",
	       "");
	e.u.angles.zone = SH_ZONE_NONE;
	e.u.angles.twist_mdeg = -49;
	assert_non_null(strstr(line(&e), "\"twist_deg\":0.0,"));
	assert_non_null(strstr(line(&e), "\"zone\":null}\n"));
}

static void test_result_and_summary_lines_are_the_contracts(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_RESULT, .t_us = 31000000};

	(void)state;
	e.u.result.exercise = "frozen-fish";
	e.u.result.valid_hold_us = 30000000;
	e.u.result.holds = 3;
	e.u.result.depth_warnings = 1;
	e.u.result.completed = true;
	expect(&e,
	       "{\"event\":\"result\",\"t\":31.000,\"exercise\":\"frozen-fish\",\"valid_hold_s\":"
	       "30.0,"
	       "\"holds\":3,\"reps\":0,\"reps_ok\":0,\"reps_shallow\":0,\"reps_deep\":0,"
	       "\"depth_warnings\":1,\"limit_events\":0,\"completed\":true}",
	       ",\"active_s\":0.0,\"reps_jerky\":0,\"reps_unsure\":0,\"reps_left\":0,"
	       "\"reps_right\":0,\"asked\":{\"sets\":0,\"sides\":0,\"reps\":0,\"hold_s\":0,"
	       "\"duration_s\":0,\"breaths\":0},\"by_side\":[],\"ended\":\"complete\"");
	memset(&e, 0, sizeof e);
	e.kind = SH_EVENT_SUMMARY;
	e.t_us = 31000000;
	e.u.summary.exercises = 1;
	e.u.summary.samples = 3100;
	expect(&e,
	       "{\"event\":\"summary\",\"t\":31.000,\"exercises\":1,\"samples\":3100,\"gaps\":0,"
	       "\"bad_frames\":0}",
	       ",\"lost\":0");
}

static void test_result_line_tells_each_side_and_why_not(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_RESULT};
	struct sh_side_result *left = &e.u.result.side[SH_SIDE_LEFT];
	struct sh_side_result *right = &e.u.result.side[SH_SIDE_RIGHT];
	const char *said;

	(void)state;
	e.u.result.exercise = "crocodile-1";
	e.u.result.sets = e.u.result.sides = 2;
	e.u.result.dose = 6;
	e.u.result.hold_ms = 1500;
	e.u.result.ended = SH_ENDED_PAIN;
	left->used = right->used = true;
	left->asked = left->tried = left->counted = 12;
	left->worked_us = 60000000;
	right->asked = 12;
	right->tried = 5;
	right->counted = 2;
	right->rep_not[SH_VERDICT_SHALLOW] = 2;
	right->rep_not[SH_VERDICT_DEEP] = 1;
	right->hold_not[SH_HOLD_LEFT] = 3;
	said = strstr(line(&e), ",\"asked\"");
	assert_non_null(said);
	assert_string_equal(
		said,
		",\"asked\":{\"sets\":2,\"sides\":2,\"reps\":6,\"hold_s\":1.5,\"duration_s\":0,"
		"\"breaths\":0},\"by_side\":[{\"side\":\"left\",\"asked\":12,\"asked_s\":0.0,"
		"\"done\":12,\"valid\":12,\"valid_hold_s\":0.0,\"active_s\":0.0,\"worked_s\":60.0,"
		"\"not_valid\":{}},{\"side\":\"right\",\"asked\":12,\"asked_s\":0.0,\"done\":5,"
		"\"valid\":2,\"valid_hold_s\":0.0,\"active_s\":0.0,\"worked_s\":0.0,"
		"\"not_valid\":{\"left\":3,\"shallow\":2,\"deep\":1}}],\"ended\":\"pain\"}\n");
}

static void test_line_with_hostile_strings_and_widest_numbers_fits(void **state)
{
	char bad[2000];
	struct sh_exercise x = fish();
	struct sh_event e = {.kind = SH_EVENT_SESSION};
	const struct sh_band_mdeg wide = {true, -2147483647, -2147483646, -2147483645, -2147483644};

	(void)state;
	memset(bad, 0x9b, sizeof bad);
	bad[sizeof bad - 1] = '\0';
	e.u.session.source = e.u.session.quantity = e.u.session.program = e.u.session.note = bad;
	e.u.session.rate_mhz = INT32_MIN;
	line(&e);
	memset(x.id, 0x01, sizeof x.id - 1);
	memset(x.title, 0x01, sizeof x.title - 1);
	memset(x.variant, 0x01, sizeof x.variant - 1);
	x.mode = SH_MODE_CONTINUOUS;
	x.hold_s = x.duration_s = x.rest_s = 123456789.123;
	x.reps = INT32_MIN;
	e.kind = SH_EVENT_EXERCISE;
	e.t_us = INT64_MIN;
	e.u.exercise.exercise = &x;
	e.u.exercise.set = e.u.exercise.sets = INT32_MIN;
	e.u.exercise.side = SH_SIDES;
	e.u.exercise.band = e.u.exercise.other = wide;
	e.u.exercise.age_years = INT32_MAX;
	line(&e);
	memset(&e, 0, sizeof e);
	e.kind = SH_EVENT_RESULT;
	e.t_us = e.u.result.valid_hold_us = e.u.result.active_us = INT64_MIN;
	e.u.result.exercise = bad;
	e.u.result.sets = e.u.result.sides = e.u.result.dose = e.u.result.breaths = INT32_MIN;
	e.u.result.hold_ms = e.u.result.duration_ms = INT32_MIN;
	e.u.result.ended = SH_ENDED_END_OF_DATA;
	for (int i = 0; i < SH_SIDES; i++) {
		struct sh_side_result *r = &e.u.result.side[i];

		r->used = true;
		r->asked = r->tried = r->counted = INT32_MIN;
		r->asked_us = r->valid_hold_us = r->active_us = r->worked_us = INT64_MIN;
		for (int k = 0; k < SH_HOLD_REASONS; k++)
			r->hold_not[k] = INT32_MIN;
		for (int k = 0; k < SH_VERDICTS; k++)
			r->rep_not[k] = INT32_MIN;
	}
	line(&e);
}

static void test_line_without_room_gives_nothing(void **state)
{
	char buf[SH_EVENT_JSON_MAX];
	const struct sh_event e = {.kind = SH_EVENT_NEUTRAL, .t_us = 2010000};
	const size_t n = strlen("{\"event\":\"neutral\",\"t\":2.010}\n");

	(void)state;
	for (size_t cap = 0; cap <= n; cap++)
		assert_int_equal(sh_event_json(&e, buf, cap), 0);
	assert_int_equal(sh_event_json(&e, buf, n + 1), n);
}

#define EXPECT_NAMES(function, count, ...)                                                         \
	do {                                                                                       \
		static const char *const want[] = {__VA_ARGS__};                                   \
                                                                                                   \
		assert_int_equal(sizeof want / sizeof want[0], count);                             \
		for (unsigned i = 0; i < (unsigned)(count); i++)                                   \
			assert_string_equal(function(i), want[i]);                                 \
		assert_string_equal(function(count), "unknown");                                   \
		assert_string_equal(function(0x7fffffff), "unknown");                              \
	} while (0)

static void test_names_are_the_contracts_words(void **state)
{
	(void)state;
	EXPECT_NAMES(sh_position_name, SH_POSITIONS, "between", "upright", "supine", "prone",
		     "side-left", "side-right");
	EXPECT_NAMES(sh_stance_name, SH_STANCES, "any", "standing", "supine", "prone", "quadruped",
		     "side", "side-left", "side-right");
	EXPECT_NAMES(sh_movement_class_name, SH_CLASSES, "round", "arch", "round-arch", "twist",
		     "side", "still", "breath");
	EXPECT_NAMES(sh_mode_name, SH_MODES, "hold", "reps", "continuous", "breath", "rest");
	EXPECT_NAMES(sh_measure_name, SH_MEASURES, "pelvic-tilt", "forward-tilt", "roll",
		     "side-tilt", "sweep", "stillness", "breathing");
	EXPECT_NAMES(sh_site_name, SH_SITES, "sacrum", "L1", "hip", "front", "off");
	EXPECT_NAMES(sh_event_kind_name, SH_EVENT_KINDS, "session", "exercise", "neutral",
		     "position", "phase", "movement", "hold", "rep", "warning", "gap", "angles",
		     "mark", "pain", "result", "summary", "cue", "breath", "wear");
	EXPECT_NAMES(sh_phase_name, SH_PHASES, "ready", "move", "hold", "rest", "switch-side",
		     "paused", "done");
	EXPECT_NAMES(sh_side_name, SH_SIDES, "both", "left", "right");
	EXPECT_NAMES(sh_movement_name, SH_MOVEMENTS, "neutral", "round", "arch", "twist", "side");
	EXPECT_NAMES(sh_hold_reason_name, SH_HOLD_REASONS, "complete", "left", "limit", "gap",
		     "position", "fatigue", "pain", "stopped", "end-of-data");
	EXPECT_NAMES(sh_ended_name, SH_ENDEDS, "complete", "skipped", "limit", "pain", "stopped",
		     "end-of-data");
	EXPECT_NAMES(sh_verdict_name, SH_VERDICTS, "ok", "shallow", "deep", "jerky", "unsure");
	EXPECT_NAMES(sh_warning_name, SH_WARNINGS, "approach", "depth", "limit", "jerk", "sag",
		     "tremor", "slip", "unobservable", "signal", "position", "breath");
	EXPECT_NAMES(sh_zone_name, SH_ZONES, "none", "below", "target", "above", "warn", "limit");
	EXPECT_NAMES(sh_command_name, SH_COMMANDS, "start", "pause", "neutral", "next", "side",
		     "mark", "pain", "quit", "chair", "breath", "wear", "wear-undo");
	EXPECT_NAMES(sh_breath_cue_name, SH_BREATH_CUES, "none", "even", "out-round", "out-effort",
		     "hold", "through", "full");
	EXPECT_NAMES(sh_prompt_name, SH_PROMPTS, "breathe-in", "breathe-out", "hold-breath",
		     "breathe-through", "breathe-evenly", "slower", "ease", "from-side", "sensor-off");
	EXPECT_NAMES(sh_scaled_by_name, SH_SCALED_BYS, "none", "age", "range");
	EXPECT_NAMES(sh_link_change_name, SH_LINK_CHANGES, "lost", "back", "retuned");
}

static void test_stance_accepts_its_positions_only(void **state)
{
	/* columns: between upright supine prone side-left side-right */
	static const char *const WANT[SH_STANCES] = {
		[SH_STANCE_ANY] = "111111",	  [SH_STANCE_STANDING] = "010000",
		[SH_STANCE_SUPINE] = "001000",	  [SH_STANCE_PRONE] = "000100",
		[SH_STANCE_QUADRUPED] = "000100", [SH_STANCE_SIDE] = "000011",
		[SH_STANCE_SIDE_LEFT] = "000010", [SH_STANCE_SIDE_RIGHT] = "000001",
	};

	(void)state;
	for (unsigned s = 0; s < SH_STANCES; s++)
		for (unsigned p = 0; p < SH_POSITIONS; p++)
			if (sh_stance_accepts(s, p) != (WANT[s][p] == '1'))
				fail_msg("%s, %s", sh_stance_name(s), sh_position_name(p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_line_is_the_contracts),
		cmocka_unit_test(test_exercise_line_is_the_contracts),
		cmocka_unit_test(test_exercise_band_given_the_other_way_round_is_low_first),
		cmocka_unit_test(test_exercise_without_band_has_nulls),
		cmocka_unit_test(test_exercise_round_arch_shows_both_bands),
		cmocka_unit_test(test_small_lines_are_the_contracts),
		cmocka_unit_test(test_breaths_stand_in_hold_and_result_only_where_they_are_a_dose),
		cmocka_unit_test(test_every_cue_has_a_name_and_a_sentence),
		cmocka_unit_test(test_hold_line_is_the_contracts),
		cmocka_unit_test(test_rep_line_is_the_contracts),
		cmocka_unit_test(test_warning_lines_are_the_contracts),
		cmocka_unit_test(test_gap_and_angles_lines_are_the_contracts),
		cmocka_unit_test(test_result_and_summary_lines_are_the_contracts),
		cmocka_unit_test(test_result_line_tells_each_side_and_why_not),
		cmocka_unit_test(test_line_with_hostile_strings_and_widest_numbers_fits),
		cmocka_unit_test(test_line_without_room_gives_nothing),
		cmocka_unit_test(test_names_are_the_contracts_words),
		cmocka_unit_test(test_stance_accepts_its_positions_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
