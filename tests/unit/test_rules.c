/* What the article says, made a rule, made a test: R01 to R26 of the biomechanics notes and the
 * doses of the exercises. The numbers are the built-in catalog's, so a changed catalog is tested
 * too. Rules that have no test here have a line in tests/README.md that says why.
 *
 * A few of these tests hold what is not the coach's own rule but the person's experience: that a
 * cue comes, that it comes in time, that nothing is guessed. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "catalog/catalog.h"
#include "catalog/programme.h"
#include "core_fixture.h"

static struct fx f;
static struct sh_catalog *catalog;

static struct sh_exercise exercise(const char *id, const char *variant)
{
	const struct sh_dose_overrides none = {-1, -1, -1, -1, -1};
	struct sh_exercise ex;
	struct sh_err err;

	if (sh_catalog_exercise(sh_catalog_find(catalog, id), variant, &none, 1, &ex, &err) !=
	    SH_OK)
		fail_msg("%s", err.message);
	return ex;
}

static int cues(enum sh_prompt p)
{
	int n = 0;

	for (size_t i = 0; i < f.log.n; i++)
		n += f.log.list[i].kind == SH_EVENT_CUE && f.log.list[i].u.cue.prompt == p;
	return n;
}

static const struct sh_event *cue(const struct fx_log *l, enum sh_prompt p, int nth)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].kind == SH_EVENT_CUE && l->list[i].u.cue.prompt == p && nth-- == 0)
			return &l->list[i];
	return NULL;
}

static const struct sh_event *result(void)
{
	const struct sh_event *e = fx_event(&f.log, SH_EVENT_RESULT, 0);

	assert_non_null(e);
	return e;
}

static double now_s(void)
{
	return (double)f.t_us * 1e-6;
}

/* Out in `s` seconds, stays, back in as many. */
static void out_and_back(double deg, double s, double stay_s)
{
	fx_go(&f, now_s() + s, deg);
	fx_stay(&f, now_s() + stay_s, deg);
	fx_go(&f, now_s() + s, 0);
	fx_stay(&f, now_s() + 2, 0);
}

/* --- R01 to R06 ---------------------------------------------------------------------------- */

static void test_R01_small_depth_is_enough_and_warned_of_before_it_is_deep(void **state)
{
	struct sh_exercise ex = exercise("chair-slope", "");

	(void)state;
	fx_ready(&f, &ex);
	out_and_back(ex.positive.low_deg + 1, 4,
		     1); /* the low end of the target: all that is asked */
	assert_int_equal(fx_event(&f.log, SH_EVENT_REP, 0)->u.rep.verdict, SH_VERDICT_OK);
	fx_go(&f, now_s() + 6, ex.positive.warn_deg + 2);
	fx_stay(&f, now_s() + 1, ex.positive.warn_deg + 2);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_APPROACH), 1);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_DEPTH), 1);
	assert_true(fx_warning(&f.log, SH_WARNING_APPROACH, true, 0)->t_us <
		    fx_warning(&f.log, SH_WARNING_DEPTH, true, 0)->t_us);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_LIMIT), 0);
}

static void test_R04_arches_have_a_pillow_variant_that_never_raises_a_limit(void **state)
{
	static const char *const IDS[] = {"fish-lifts", "frozen-fish", "cat"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct sh_exercise plain = exercise(IDS[i], ""),
				   pillow = exercise(IDS[i], "pillow");

		assert_true(pillow.negative.limit_deg <= plain.negative.limit_deg);
		assert_true(pillow.negative.warn_deg <= plain.negative.warn_deg);
		assert_true(pillow.hysteresis_deg == plain.hysteresis_deg + 1);
	}
	assert_non_null(sh_catalog_find(catalog, "pillow-arch"));
}

static void test_R04_soft_back_bend_keeps_the_neutral_taken_before_the_pillow(void **state)
{
	struct sh_exercise ex = exercise("pillow-arch", "");

	(void)state;
	fx_ready(&f, &ex);
	fx_go(&f, 6, -5);
	fx_stay(&f, 37,
		-5); /* the first hold: 30 s; the pillow stays where it is through the rest */
	assert_int_equal(fx_count(&f.log, SH_EVENT_HOLD), 1);
	fx_stay(&f, 140, -5);
	assert_int_equal(fx_count(&f.log, SH_EVENT_NEUTRAL), 1);
	assert_int_equal(fx_count(&f.log, SH_EVENT_HOLD), 2);
	assert_true(result()->u.result.completed);
	assert_in_range(-fx_event(&f.log, SH_EVENT_HOLD, 1)->u.hold.mean_mdeg, 4900, 5100);
}

static void test_R05_balls_and_rollers_count_time_with_the_sensor_off(void **state)
{
	struct sh_exercise ex = exercise("ball-roller", "");

	(void)state;
	assert_int_equal(ex.site, SH_SITE_OFF);
	fx_begin(&f, &ex, true);
	assert_int_equal(cues(SH_PROMPT_SENSOR_OFF), 1); /* the program says so */
	fx_stay(&f, 300, 0);				 /* it lies on the floor */
	assert_true(result()->u.result.completed);
	assert_int_equal(result()->u.result.active_us, 120000000);
	for (int w = 0; w < SH_WARNINGS; w++)
		assert_int_equal(fx_warnings(&f.log, (enum sh_warning)w), 0);
}

static void test_R06_every_exercise_above_the_pillows_has_them(void **state)
{
	static const char *const IDS[] = {"rolls", "knee-hug",	    "wall-legs", "forehead-to-knee",
					  "cat",   "cat-side-turns"};

	(void)state;
	for (size_t i = 0; i < sizeof(IDS) / sizeof(IDS[0]); i++)
		assert_string_equal(exercise(IDS[i], "pillow").variant, "pillow");
}

/* --- R08 to R11 ---------------------------------------------------------------------------- */

static void test_R08_no_jerk_a_snatch_is_warned_of_and_a_smooth_tilt_is_not(void **state)
{
	struct sh_exercise ex = exercise("curl-tilts", "");

	(void)state;
	fx_ready(&f, &ex);
	out_and_back(14, 2.2, 1);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_JERK), 0);
	fx_go(&f, now_s() + 0.45, 14);
	fx_go(&f, now_s() + 2.2, 0);
	fx_stay(&f, now_s() + 2, 0);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_JERK), 1);
	assert_int_equal(fx_event(&f.log, SH_EVENT_REP, 1)->u.rep.verdict, SH_VERDICT_JERKY);
}

static void test_R08_tempo_a_hurried_way_is_told_and_a_calm_one_is_not(void **state)
{
	struct sh_exercise ex = exercise("cat", ""); /* at least 2 s a way */

	(void)state;
	ex.rate_warn_deg_s = ex.accel_warn_deg_s2 = 0;
	fx_ready(&f, &ex);
	out_and_back(12, 2.2, 0.4);
	assert_int_equal(cues(SH_PROMPT_SLOWER), 0);
	out_and_back(12, 1.2, 0.4);
	assert_int_equal(cues(SH_PROMPT_SLOWER), 1); /* once, not at every way */
}

static void test_R09_breath_hold_twist_is_cued_and_capped_at_four_seconds(void **state)
{
	struct sh_exercise ex = exercise("crocodile-1", "");
	const struct sh_event *in, *hold, *out;

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 3, 0);
	out_and_back(18, 2.2, 8); /* stays far longer than anybody should hold the breath */
	in = cue(&f.log, SH_PROMPT_BREATHE_IN, 0);
	hold = cue(&f.log, SH_PROMPT_HOLD_BREATH, 0);
	out = cue(&f.log, SH_PROMPT_BREATHE_OUT, 0);
	assert_true(in && hold && out);
	assert_true(in->t_us < hold->t_us);
	assert_int_equal(out->t_us - hold->t_us, 4000000);
	assert_int_equal(cues(SH_PROMPT_HOLD_BREATH), 1);
	out_and_back(18, 2.2, 0.5); /* and at the end of a short one, if that is sooner */
	hold = cue(&f.log, SH_PROMPT_HOLD_BREATH, 1);
	out = cue(&f.log, SH_PROMPT_BREATHE_OUT, 1);
	assert_true(hold && out && out->t_us - hold->t_us < 4000000);
	assert_int_equal(out->t_us, fx_event(&f.log, SH_EVENT_REP, 1)->t_us);
}

static void test_R09_nobody_is_left_holding_the_breath(void **state)
{
	struct sh_exercise ex = exercise("crocodile-2", "");

	(void)state;
	for (int how = 0; how < 4; how++) {
		fx_ready(&f, &ex);
		fx_stay(&f, 3, 0);
		fx_go(&f, 5.2, 18);
		assert_int_equal(cues(SH_PROMPT_HOLD_BREATH), 1);
		assert_int_equal(cues(SH_PROMPT_BREATHE_OUT), 0);
		if (how == 0)
			fx_command(&f, SH_COMMAND_PAUSE, 0);
		else if (how == 1)
			fx_command(&f, SH_COMMAND_PAIN, 8);
		else if (how == 2)
			fx_hole(&f, 6000000);
		else
			fx_end(&f);
		fx_step(&f, 18);
		fx_step(&f, 18);
		assert_int_equal(cues(SH_PROMPT_BREATHE_OUT), 1);
	}
}

static void test_R09_breathe_through_replaces_the_hold(void **state)
{
	struct sh_exercise ex = exercise("crocodile-1", "breathe-through");

	(void)state;
	assert_int_equal(ex.breath_cue, SH_BREATH_THROUGH);
	fx_ready(&f, &ex);
	out_and_back(18, 2.2, 6);
	assert_true(cues(SH_PROMPT_BREATHE_THROUGH) >= 2);
	assert_int_equal(cues(SH_PROMPT_HOLD_BREATH), 0);
	assert_int_equal(cues(SH_PROMPT_BREATHE_IN), 0);
}

static void test_R10_even_breath_is_said_at_every_hold_and_again_in_long_ones(void **state)
{
	struct sh_exercise ex = exercise("knee-hug", "");

	(void)state;
	fx_ready(&f, &ex);
	fx_go(&f, 5, 10);
	fx_stay(&f, 130, 10);
	assert_true(result()->u.result.completed);
	assert_int_equal(cues(SH_PROMPT_BREATHE_EVENLY), 4); /* at 0, 30, 60 and 90 s of 120 */
	assert_int_equal(cues(SH_PROMPT_HOLD_BREATH), 0);
}

static void test_R10_cat_breathes_out_to_round_and_in_to_arch(void **state)
{
	struct sh_exercise ex = exercise("cat", "");
	int64_t last_us = 0;

	(void)state;
	fx_ready(&f, &ex);
	for (int i = 0; i < 3; i++) {
		fx_go(&f, now_s() + 3, 12);
		fx_stay(&f, now_s() + 0.4, 12);
		assert_int_equal(cues(SH_PROMPT_BREATHE_IN), i + 1); /* rounded: now in, and arch */
		fx_go(&f, now_s() + 3, -6);
		fx_stay(&f, now_s() + 0.4, -6);
		assert_int_equal(cues(SH_PROMPT_BREATHE_OUT), i + 2); /* one at the beginning */
	}
	for (size_t i = 0; i < f.log.n; i++) {
		if (f.log.list[i].kind != SH_EVENT_CUE)
			continue;
		assert_true(i == 0 || f.log.list[i].t_us >= last_us);
		last_us = f.log.list[i].t_us;
	}
}

static void test_R10_lifts_breathe_out_on_the_way_up(void **state)
{
	struct sh_exercise ex = exercise("fish-lifts", "");

	(void)state;
	fx_ready(&f, &ex);
	fx_stay(&f, 2.1, 0);
	assert_int_equal(cues(SH_PROMPT_BREATHE_IN), 1);
	fx_go(&f, 4.2, -7);
	assert_int_equal(cues(SH_PROMPT_BREATHE_OUT), 1);
	assert_true(cue(&f.log, SH_PROMPT_BREATHE_OUT, 0)->t_us < 4000000); /* while lifting */
}

static void test_R11_full_breath_is_paced_and_ends_at_the_count_or_the_time(void **state)
{
	struct sh_exercise ex = exercise("full-breathing", "");

	(void)state;
	fx_ready(&f, &ex);
	for (int i = 0; i < 8; i++) { /* the wearer counts */
		fx_stay(&f, now_s() + 5, 0);
		fx_command(&f, SH_COMMAND_BREATH, 0);
	}
	fx_stay(&f, now_s() + 0.1, 0);
	assert_true(result()->u.result.completed);
	assert_int_equal(result()->u.result.breaths, 8);
	assert_true(result()->t_us < 50000000);
	fx_ready(&f, &ex); /* nobody counts: the time decides, and the breaths are not known */
	fx_stay(&f, 80, 0);
	assert_true(result()->u.result.completed);
	assert_int_equal(result()->u.result.active_us / 1000000, 60);
	assert_int_equal(result()->u.result.breaths, -1);
	assert_in_range(cues(SH_PROMPT_BREATHE_IN), 6, 7); /* 6 a minute */
}

static void test_R11_no_angle_of_the_pelvis_is_judged_while_breathing(void **state)
{
	struct sh_exercise ex = exercise("full-breathing", "");

	(void)state;
	fx_begin(&f, &ex, true);
	f.unobservable = true; /* as the posture gives it for breathing */
	fx_stay(&f, 30, 0);
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_UNOBSERVABLE), 0);
}

/* --- R12, R13 ------------------------------------------------------------------------------ */

static void test_R12_both_sides_are_asked_for_and_told_apart(void **state)
{
	static const char *const IDS[] = {"forehead-to-knee", "cat-side-turns", "oblique-raise",
					  "crocodile-1", "crocodile-2"};
	struct sh_exercise ex = exercise("crocodile-1", "");

	(void)state;
	for (size_t i = 0; i < sizeof(IDS) / sizeof(IDS[0]); i++)
		assert_int_equal(exercise(IDS[i], "").sides, 2);
	fx_ready(&f, &ex);
	for (int i = 0; i < 3; i++)
		out_and_back(18, 2.2, 1);
	fx_stay(&f, now_s() + 20, 0);
	out_and_back(-18, 2.2, 1);
	fx_command(&f, SH_COMMAND_QUIT, 0);
	assert_int_equal(result()->u.result.reps_left, 3);
	assert_int_equal(result()->u.result.reps_right, 1);
	assert_false(result()->u.result.completed);
}

static void test_R12_side_one_lies_on_first_is_the_first_side(void **state)
{
	struct sh_exercise ex = exercise("oblique-raise", "");

	(void)state;
	fx_begin(&f, &ex, true);
	f.position = SH_POSITION_SIDE_RIGHT; /* as in the article */
	fx_stay(&f, 33, 0);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.side, SH_SIDE_RIGHT);
	fx_stay(&f, 80, 0); /* and stays there: that is not the other side */
	assert_int_equal(fx_count(&f.log, SH_EVENT_HOLD), 1);
	f.position = SH_POSITION_SIDE_LEFT;
	fx_stay(&f, 115, 0);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 1)->u.hold.side, SH_SIDE_LEFT);
	assert_true(result()->u.result.completed);
	fx_begin(&f, &ex, true); /* lying on the left, the left side is first */
	fx_stay(&f, 33, 0);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.side, SH_SIDE_LEFT);
	assert_int_equal(fx_count(&f.log, SH_EVENT_EXERCISE), 1);
}

static void test_R13_discomfort_the_chair_key_begins_the_set_anew_with_its_numbers(void **state)
{
	struct sh_exercise ex = exercise("crocodile-1", ""),
			   chair = exercise("crocodile-1", "chair");
	const struct sh_event *e;

	(void)state;
	fx_begin(&f, &ex, true);
	sh_coach_set_chair(&f.coach, &chair);
	fx_stay(&f, 3, 0);
	out_and_back(18, 2.2, 1);
	fx_go(&f, now_s() + 2, 18);
	fx_command(&f, SH_COMMAND_CHAIR, 0);
	e = fx_event(&f.log, SH_EVENT_EXERCISE, 1);
	assert_non_null(e);
	assert_string_equal(e->u.exercise.exercise->variant, "chair");
	assert_int_equal(e->u.exercise.band.limit_mdeg, 30000);
	assert_int_equal(f.coach.phase, SH_PHASE_READY);
	fx_stay(&f, now_s() + 5, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
	out_and_back(25, 3, 1); /* well within the old numbers, too deep on the chair */
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_DEPTH), 1);
	out_and_back(10, 2.2, 1);
	out_and_back(10, 2.2, 1);
	assert_int_equal(f.coach.phase, SH_PHASE_SWITCH_SIDE); /* what was done before counts */
	fx_command(&f, SH_COMMAND_CHAIR, 0);
	assert_string_equal(f.coach.ex.variant, ""); /* and back again */
}

static void test_R13_chair_key_without_a_chair_variant_does_nothing(void **state)
{
	struct sh_exercise ex = exercise("rolls", "");
	size_t n;

	(void)state;
	fx_ready(&f, &ex);
	n = f.log.n;
	fx_command(&f, SH_COMMAND_CHAIR, 0);
	assert_int_equal(f.log.n, n);
}

/* --- R14 to R20 ---------------------------------------------------------------------------- */

static void test_R14_pain_pauses_and_from_six_on_ends(void **state)
{
	struct sh_exercise ex = exercise("knee-hug", "");

	(void)state;
	fx_ready(&f, &ex);
	fx_go(&f, 5, 10);
	fx_stay(&f, 20, 10);
	fx_command(&f, SH_COMMAND_PAIN, 3);
	assert_int_equal(f.coach.phase, SH_PHASE_PAUSED);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.reason, SH_HOLD_PAIN);
	fx_command(&f, SH_COMMAND_PAIN, 6);
	assert_true(f.coach.over);
	assert_false(result()->u.result.completed);
}

static void test_R14_pain_in_a_leg_ends_it_at_once(void **state)
{
	struct sh_exercise ex = exercise("knee-hug", "");

	(void)state;
	fx_ready(&f, &ex);
	fx_command(&f, SH_COMMAND_PAIN, SH_PAIN_LEG);
	assert_true(f.coach.over);
	assert_int_equal(result()->u.result.ended, SH_ENDED_PAIN);
}

static struct sh_programme *programme(const char *text)
{
	struct sh_programme *p = NULL;
	struct sh_err err = {0};

	if (sh_programme_load_text(&p, text, strlen(text), "test", catalog, &err) != SH_OK)
		fail_msg("%s", err.message);
	return p;
}

static bool advises(struct sh_programme *p, const char *word)
{
	struct sh_programme_advice a[SH_PROGRAMME_ADVICE_MAX];
	size_t n = sh_programme_advise(p, a);
	bool found = false;

	for (size_t i = 0; i < n; i++)
		found = found || strstr(a[i].text, word) != NULL;
	sh_programme_close(p);
	return found;
}

static void test_R11_full_breath_begins_and_ends_the_whole_session(void **state)
{
	struct sh_programme *p = NULL;
	struct sh_err err = {0};
	size_t n;

	(void)state;
	assert_int_equal(sh_programme_open(&p, "full", catalog, &err), SH_OK);
	n = sh_programme_count(p);
	assert_string_equal(sh_programme_step(p, 0)->entry->id, "full-breathing");
	assert_string_equal(sh_programme_step(p, n - 1)->entry->id, "full-breathing");
	sh_programme_close(p);
}

static void test_R18_balanced_session_misses_what_is_left_out(void **state)
{
	(void)state;
	assert_true(advises(programme("version: 1\nid: a\ntitle: A\nsteps:\n"
				      "  - exercise: cat\n  - exercise: crocodile-1\n"),
			    "strengthen"));
	assert_false(advises(programme("version: 1\nid: a\ntitle: A\nsteps:\n"
				       "  - exercise: cat\n  - exercise: crocodile-1\n"
				       "  - exercise: curl-tilts\n"),
			     "strengthen"));
}

static void test_long_rounding_wants_a_minute_of_rest_before_lifts(void **state)
{
	(void)state;
	assert_true(advises(programme("version: 1\nid: a\ntitle: A\nsteps:\n"
				      "  - exercise: knee-hug\n  - exercise: fish-lifts\n"),
			    "60"));
	assert_false(advises(programme("version: 1\nid: a\ntitle: A\nsteps:\n"
				       "  - exercise: knee-hug\n  - exercise: rest\n"
				       "    dose: {duration: 60}\n  - exercise: fish-lifts\n"),
			     "60"));
}

static void test_R15_individual_doses_are_taken_as_given(void **state)
{
	const struct sh_dose_overrides own = {25, 10, -1, 2, 1};
	struct sh_exercise ex;
	struct sh_err err;

	(void)state;
	assert_int_equal(sh_catalog_exercise(sh_catalog_find(catalog, "frozen-fish"), "pillow",
					     &own, 1, &ex, &err),
			 SH_OK);
	assert_true(ex.hold_s == 25 && ex.rest_s == 10 && ex.reps == 2 && ex.sets == 1);
	assert_true(ex.negative.limit_deg == 18);
}

static void test_R19_short_rest_lies_between_sets_and_the_next_waits_for_stillness(void **state)
{
	struct sh_exercise ex = exercise("fish-lifts", "");
	int64_t rest_us;

	(void)state;
	fx_ready(&f, &ex);
	for (int i = 0; i < 5; i++)
		out_and_back(-7, 2, 1.5);
	assert_int_equal(f.coach.phase, SH_PHASE_REST);
	rest_us = fx_phase(&f.log, SH_PHASE_REST, 0)->t_us;
	f.restless = true;
	fx_stay(&f, (double)rest_us * 1e-6 + 60, 0);
	assert_int_equal(fx_phase(&f.log, SH_PHASE_READY, 1)->t_us - rest_us, 45000000);
	assert_int_equal(f.coach.phase, SH_PHASE_READY);
	f.restless = false;
	fx_stay(&f, now_s() + 0.1, 0);
	assert_int_equal(f.coach.phase, SH_PHASE_MOVE);
}

static void test_R19_rest_counts_only_while_one_really_rests(void **state)
{
	struct sh_exercise ex = exercise("rest", "");

	(void)state;
	fx_ready(&f, &ex);
	while (now_s() < 8) { /* the whole body turns to and fro at 20 degrees/s */
		f.coach.motion.started = true;
		fx_step(&f, 0);
		f.coach.motion.rate_deg_s = 20;
	}
	fx_stay(&f, 30, 0);
	assert_true(result()->u.result.completed);
	assert_true(result()->t_us > 21000000); /* 2 s neutral, 6 s lost, 15 s of rest */
}

static void test_R20_less_is_ok_what_was_done_is_kept_when_one_stops_early(void **state)
{
	struct sh_exercise ex = exercise("fish-lifts", "");

	(void)state;
	fx_ready(&f, &ex);
	for (int i = 0; i < 3; i++)
		out_and_back(-7, 2, 1.5);
	fx_command(&f, SH_COMMAND_QUIT, 0);
	assert_int_equal(result()->u.result.reps_ok, 3);
	assert_int_equal(result()->u.result.limit_events, 0);
}

/* --- R22, R24 ------------------------------------------------------------------------------ */

/* Comes from lying on the side in `in_s` seconds, holds, and goes back to it in `out_s`. */
static struct sx *wall_legs(double in_s, double out_s, bool from_side)
{
	static struct sh_exercise ex;
	struct sh_session_config c;
	struct sx *s;

	ex = exercise("wall-legs", "");
	ex.hold_s = 10;
	c = sx_config(&ex, 1);
	s = sx_new(&c);
	s->pose[2] = from_side ? 90 : 0;
	sx_stay(s, 5);
	sx_go(s, 5 + in_s, 0, 0, 0);
	sx_stay(s, 22);
	sx_go(s, 22 + out_s, 0, 0, 90);
	sx_stay(s, 22 + out_s + 3);
	return s;
}

static void test_R22_careful_lowering_a_fast_turn_in_or_out_is_a_jerk(void **state)
{
	static const struct {
		double in_s, out_s;
		int jerks;
	} CASES[] = {{4, 4, 0}, {1.2, 4, 1}, {4, 1.2, 1}, {1.2, 1.2, 2}};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct sx *s = wall_legs(CASES[i].in_s, CASES[i].out_s, true);
		const struct sh_event *r;

		sx_finish(s);
		assert_int_equal(fx_warnings(&s->log, SH_WARNING_JERK), CASES[i].jerks);
		assert_int_equal(fx_warnings(&s->log, SH_WARNING_LIMIT), 0);
		assert_null(cue(&s->log, SH_PROMPT_FROM_SIDE, 0));
		r = fx_event(&s->log, SH_EVENT_RESULT, 0);
		assert_non_null(r);
		assert_true(r->u.result.completed);
		assert_true(r->t_us > 22000000); /* the way out belongs to it */
		fx_check(&s->log);
		sx_free(s);
	}
}

static void test_R22_order_side_then_back_is_looked_at_and_never_enforced(void **state)
{
	struct sx *s = wall_legs(1, 4, false);

	(void)state;
	assert_non_null(cue(&s->log, SH_PROMPT_FROM_SIDE, 0));
	assert_int_equal(fx_count(&s->log, SH_EVENT_HOLD), 1);
	sx_finish(s);
	sx_free(s);
}

static void test_R22_who_stays_on_the_back_is_done_all_the_same(void **state)
{
	struct sh_exercise ex = exercise("wall-legs", "");

	(void)state;
	ex.hold_s = 10;
	fx_ready(&f, &ex);
	fx_stay(&f, 13, 5);
	assert_int_equal(fx_count(&f.log, SH_EVENT_HOLD), 1);
	assert_int_equal(fx_count(&f.log, SH_EVENT_RESULT), 0);
	fx_stay(&f, 40, 30); /* getting up is not judged as the exercise */
	assert_true(result()->u.result.completed);
	assert_int_equal(result()->u.result.limit_events, 0);
	fx_ready(&f, &ex);
	fx_stay(&f, 13, 5);
	fx_end(&f); /* the data ends before the way out */
	assert_true(result()->u.result.completed);
}

static void test_R24_tailbone_down_is_cued_when_the_tuck_exceeds_the_target(void **state)
{
	struct sh_exercise ex = exercise("knee-hug", "");

	(void)state;
	fx_ready(&f, &ex);
	fx_go(&f, 5, 12);
	fx_stay(&f, 15, 12);
	assert_int_equal(cues(SH_PROMPT_EASE), 0);
	fx_go(&f, 18, ex.positive.high_deg + 1);
	fx_stay(&f, 30, ex.positive.high_deg + 1);
	assert_int_equal(cues(SH_PROMPT_EASE), 1); /* once an excursion, before any warning */
	assert_int_equal(fx_warnings(&f.log, SH_WARNING_DEPTH), 0);
}

static void test_R25_restore_mobility_the_catalog_bends_both_ways(void **state)
{
	int round = 0, arch = 0;

	(void)state;
	for (size_t i = 0; i < sh_catalog_count(catalog); i++) {
		enum sh_movement_class m = sh_catalog_entry(catalog, i)->movement;

		round += m == SH_CLASS_ROUND || m == SH_CLASS_ROUND_ARCH;
		arch += m == SH_CLASS_ARCH || m == SH_CLASS_ROUND_ARCH;
	}
	assert_true(round >= 4 && arch >= 4);
}

/* --- the article's exercises and doses ----------------------------------------------------- */

static void test_article_doses_are_the_catalogs(void **state)
{
	static const struct {
		const char *id;
		double hold_s, duration_s;
		int reps, sets, sides;
	} SAID[] = {
		{"rolls", 0, 30, 0, 5, 1},	      /* 30 seconds, five approaches */
		{"knee-hug", 120, 0, 1, 1, 1},	      /* a couple of minutes */
		{"wall-legs", 120, 0, 1, 1, 1},	      /* also a couple of minutes */
		{"forehead-to-knee", 60, 0, 1, 1, 2}, /* a minute, and change legs */
		{"cat", 0, 180, 0, 1, 1},	      /* 3 minutes */
		{"fish-lifts", 1.5, 0, 5, 3, 1},      /* 3 series of five lifts */
		{"curl-tilts", 1, 0, 5, 3, 1},	      /* 3 sets of 5 slopes */
		{"oblique-raise", 30, 0, 1, 1, 2},    /* half a minute, then the other side */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(SAID) / sizeof(SAID[0]); i++) {
		struct sh_exercise ex = exercise(SAID[i].id, "");

		assert_true(ex.hold_s == SAID[i].hold_s && ex.duration_s == SAID[i].duration_s);
		assert_true(ex.reps == SAID[i].reps && ex.sets == SAID[i].sets);
		assert_int_equal(ex.sides, SAID[i].sides);
	}
}

static void test_article_cat_ends_with_turns_to_the_sides(void **state)
{
	(void)state;
	assert_string_equal(sh_catalog_find(catalog, "cat")->then, "cat-side-turns");
}

static void test_article_frozen_fish_ends_at_ten_breaths_or_two_minutes(void **state)
{
	struct sh_exercise ex = exercise("frozen-fish", "breaths");

	(void)state;
	ex.sets = 1;
	fx_ready(&f, &ex);
	fx_go(&f, 4, -6);
	fx_stay(&f, 6, -6);
	for (int i = 0; i < 10; i++) {
		fx_command(&f, SH_COMMAND_BREATH, 0);
		fx_stay(&f, now_s() + 3, -6);
	}
	assert_true(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.valid);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.reason, SH_HOLD_COMPLETE);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.breaths, 10);
	assert_true(result()->u.result.completed);
	fx_ready(&f, &ex); /* not counted, and not to be seen: two minutes */
	fx_go(&f, 4, -6);
	fx_stay(&f, 140, -6);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.held_us, 120000000);
	assert_int_equal(fx_event(&f.log, SH_EVENT_HOLD, 0)->u.hold.breaths, -1);
}

static void test_article_frozen_fish_has_other_arm_positions(void **state)
{
	static const char *const ARMS[] = {"arms-side", "arms-bent", "arms-forward"};
	const struct sh_catalog_entry *e = sh_catalog_find(catalog, "frozen-fish");

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_non_null(sh_catalog_variant(e, ARMS[i]));
		assert_string_not_equal(sh_catalog_cue(e, ARMS[i], SH_CUE_START),
					sh_catalog_cue(e, "", SH_CUE_START));
		assert_string_equal(sh_catalog_cue(e, ARMS[i], SH_CUE_LIMIT),
				    sh_catalog_cue(e, NULL, SH_CUE_LIMIT));
		assert_true(exercise("frozen-fish", ARMS[i]).negative.limit_deg == 18);
	}
}

static void test_article_rolls_are_counted_once_there_and_back(void **state)
{
	struct sh_exercise ex = exercise("rolls", "");
	struct sh_session_config c;
	struct sx *s;

	(void)state;
	ex.sets = 1;
	c = sx_config(&ex, 1);
	s = sx_new(&c);
	s->position = SH_POSITION_SUPINE;
	sx_stay(s, 3);
	for (int i = 0; i < 5; i++) {
		sx_go(s, 4.5 + 3 * i, -70, 0, 0);
		sx_go(s, 6.0 + 3 * i, 0, 0, 0);
	}
	sx_stay(s, 22);
	sx_finish(s);
	assert_int_equal(fx_count(&s->log, SH_EVENT_REP), 5);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(fx_event(&s->log, SH_EVENT_REP, i)->u.rep.verdict, SH_VERDICT_OK);
		assert_in_range(fx_event(&s->log, SH_EVENT_REP, i)->u.rep.highest_mdeg, 66000,
				74000);
	}
	sx_free(s);
}

/* Turns `n` times to the left and as often to the right, on hands and knees. */
static struct sx *side_turns(double deg, double stay_s, double bias_deg_s)
{
	static struct sh_exercise ex;
	struct sh_session_config c;
	struct sx *s;

	ex = exercise("cat-side-turns", "");
	ex.rest_s = 3;
	c = sx_config(&ex, 1);
	c.angles_hz = 5;
	s = sx_new(&c);
	s->bias_deg_s = bias_deg_s;
	sx_stay(s, 4);
	for (int i = 0; i < 6; i++) {
		double t = (double)s->t_us * 1e-6, way = i < 3 ? -deg : deg;

		if (i == 3)
			sx_stay(s, t += 8);
		sx_go(s, t + 2, 0, way, 0);
		sx_stay(s, t + 2 + stay_s);
		sx_go(s, t + 4 + stay_s, 0, 0, 0);
		sx_stay(s, t + 6 + stay_s);
	}
	sx_finish(s);
	return s;
}

static void
test_article_turns_after_the_cat_are_counted_and_their_angle_is_never_shown(void **state)
{
	(void)state;
	for (double bias = 0; bias < 6; bias += 5) { /* zeroed, and as delivered */
		struct sx *s = side_turns(8, 2, bias);
		const struct sh_event *r = fx_event(&s->log, SH_EVENT_RESULT, 0);

		assert_non_null(r);
		assert_true(r->u.result.completed);
		assert_int_equal(r->u.result.reps_left, 3);
		assert_int_equal(r->u.result.reps_right, 3);
		for (int i = 0; i < 6; i++)
			assert_in_range(labs(fx_event(&s->log, SH_EVENT_REP, i)->u.rep.peak_mdeg),
					7000, 9000);
		for (int i = 0; fx_event(&s->log, SH_EVENT_ANGLES, i); i++) {
			const struct sh_event *a = fx_event(&s->log, SH_EVENT_ANGLES, i);

			assert_int_equal(a->u.angles.side_mdeg, SH_MDEG_NONE);
			assert_int_equal(a->u.angles.measure_mdeg, SH_MDEG_NONE);
		}
		sx_free(s);
	}
}

static void test_article_turns_too_deep_are_warned_of(void **state)
{
	struct sx *s = side_turns(24, 1, 0);

	(void)state;
	assert_true(fx_warnings(&s->log, SH_WARNING_LIMIT) >= 1);
	assert_int_equal(fx_event(&s->log, SH_EVENT_REP, 0)->u.rep.verdict, SH_VERDICT_DEEP);
	sx_free(s);
}

static void test_article_turns_held_for_long_are_unsure_and_not_guessed(void **state)
{
	struct sx *s = side_turns(8, 14, 0);

	(void)state;
	assert_int_equal(fx_event(&s->log, SH_EVENT_REP, 0)->u.rep.verdict, SH_VERDICT_UNSURE);
	assert_true(fx_warnings(&s->log, SH_WARNING_UNOBSERVABLE) >= 1);
	sx_free(s);
}

/* --- */

static int load(void **state)
{
	struct sh_err err;

	(void)state;
	return sh_catalog_builtin(&catalog, &err) == SH_OK ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	catalog = sh_catalog_close(catalog);
	return 0;
}

#define T(name) cmocka_unit_test(test_##name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(R01_small_depth_is_enough_and_warned_of_before_it_is_deep),
		T(R04_arches_have_a_pillow_variant_that_never_raises_a_limit),
		T(R04_soft_back_bend_keeps_the_neutral_taken_before_the_pillow),
		T(R05_balls_and_rollers_count_time_with_the_sensor_off),
		T(R06_every_exercise_above_the_pillows_has_them),
		T(R08_no_jerk_a_snatch_is_warned_of_and_a_smooth_tilt_is_not),
		T(R08_tempo_a_hurried_way_is_told_and_a_calm_one_is_not),
		T(R09_breath_hold_twist_is_cued_and_capped_at_four_seconds),
		T(R09_nobody_is_left_holding_the_breath),
		T(R09_breathe_through_replaces_the_hold),
		T(R10_even_breath_is_said_at_every_hold_and_again_in_long_ones),
		T(R10_cat_breathes_out_to_round_and_in_to_arch),
		T(R10_lifts_breathe_out_on_the_way_up),
		T(R11_full_breath_is_paced_and_ends_at_the_count_or_the_time),
		T(R11_no_angle_of_the_pelvis_is_judged_while_breathing),
		T(R12_both_sides_are_asked_for_and_told_apart),
		T(R12_side_one_lies_on_first_is_the_first_side),
		T(R13_discomfort_the_chair_key_begins_the_set_anew_with_its_numbers),
		T(R13_chair_key_without_a_chair_variant_does_nothing),
		T(R14_pain_pauses_and_from_six_on_ends),
		T(R14_pain_in_a_leg_ends_it_at_once),
		T(R11_full_breath_begins_and_ends_the_whole_session),
		T(R18_balanced_session_misses_what_is_left_out),
		T(long_rounding_wants_a_minute_of_rest_before_lifts),
		T(R15_individual_doses_are_taken_as_given),
		T(R19_short_rest_lies_between_sets_and_the_next_waits_for_stillness),
		T(R19_rest_counts_only_while_one_really_rests),
		T(R20_less_is_ok_what_was_done_is_kept_when_one_stops_early),
		T(R22_careful_lowering_a_fast_turn_in_or_out_is_a_jerk),
		T(R22_order_side_then_back_is_looked_at_and_never_enforced),
		T(R22_who_stays_on_the_back_is_done_all_the_same),
		T(R24_tailbone_down_is_cued_when_the_tuck_exceeds_the_target),
		T(R25_restore_mobility_the_catalog_bends_both_ways),
		T(article_doses_are_the_catalogs),
		T(article_cat_ends_with_turns_to_the_sides),
		T(article_frozen_fish_ends_at_ten_breaths_or_two_minutes),
		T(article_frozen_fish_has_other_arm_positions),
		T(article_rolls_are_counted_once_there_and_back),
		T(article_turns_after_the_cat_are_counted_and_their_angle_is_never_shown),
		T(article_turns_too_deep_are_warned_of),
		T(article_turns_held_for_long_are_unsure_and_not_guessed),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
