/*
 * Programmes: the built-in ones are what they are meant to be, wrong texts are refused with place
 * and fix, and each step gives the numbers its text says. The wearer who does them is in
 * test_performer.c.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/programme.h"

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

#define HEAD "version: 1\nid: x\ntitle: X\nsteps:\n"

static struct sh_programme *load(const char *text)
{
	struct sh_programme *p = NULL;
	struct sh_err err = {.message = ""};

	if (sh_programme_load_text(&p, text, strlen(text), "x.yaml", catalog, &err) < 0)
		fail_msg("%s", err.message);
	return p;
}

static struct sh_programme *builtin(const char *name)
{
	struct sh_programme *p = NULL;
	struct sh_err err = {.message = ""};

	if (sh_programme_open(&p, name, catalog, &err) < 0)
		fail_msg("%s", err.message);
	return p;
}

static void assert_order(const struct sh_programme *p, const char *const *ids)
{
	size_t i = 0;

	for (; ids[i] && i < sh_programme_count(p); i++)
		if (strcmp(sh_programme_step(p, i)->entry->id, ids[i]) != 0 ||
		    strcmp(sh_programme_exercises(p)[i].id, ids[i]) != 0)
			fail_msg("step %zu is %s, expected %s", i,
				 sh_programme_step(p, i)->entry->id, ids[i]);
	assert_null(ids[i]);
	assert_int_equal(sh_programme_count(p), i);
}

/* --- the built-in ones
 * ---------------------------------------------------------------------------- */

static void test_full_has_the_order_of_the_source(void **state)
{
	static const char *const order[] = {"full-breathing", "cat",
					    "cat-side-turns", "rolls",
					    "knee-hug",	      "forehead-to-knee",
					    "wall-legs",      "crocodile-1",
					    "rest",	      "fish-lifts",
					    "frozen-fish",    "curl-tilts",
					    "oblique-raise",  "pillow-arch",
					    "full-breathing", NULL};
	struct sh_programme *p = builtin("full");

	(void)state;
	assert_order(p, order);
	assert_true(sh_programme_about_s(p) > 25 * 60 && sh_programme_about_s(p) < 40 * 60);
	sh_programme_close(p);
}

static void test_builtins_are_named_as_asked_for_and_are_balanced(void **state)
{
	struct sh_programme_advice advice[SH_PROGRAMME_ADVICE_MAX];
	int seen = 0;

	(void)state;
	for (; sh_programme_builtin((size_t)seen); seen++) {
		struct sh_programme *p = builtin(sh_programme_builtin((size_t)seen));
		size_t n = sh_programme_advise(p, advice);

		assert_string_equal(sh_programme_id(p), sh_programme_builtin((size_t)seen));
		for (size_t i = 0; i < n; i++)
			if (!strstr(advice[i].text, "has to be moved"))
				fail_msg("%s: %s", sh_programme_id(p), advice[i].text);
		sh_programme_close(p);
	}
	assert_int_equal(seen, 4);
}

static void test_builtin_limits_are_never_above_the_catalog(void **state)
{
	(void)state;
	for (size_t k = 0; sh_programme_builtin(k); k++) {
		struct sh_programme *p = builtin(sh_programme_builtin(k));

		for (size_t i = 0; i < sh_programme_count(p); i++) {
			const struct sh_exercise *x = &sh_programme_exercises(p)[i];
			struct sh_exercise plain;
			struct sh_err err;

			assert_int_equal(sh_catalog_exercise(sh_programme_step(p, i)->entry,
							     x->variant, NULL, 1, &plain, &err),
					 SH_OK);
			assert_true(x->positive.limit_deg <= plain.positive.limit_deg);
			assert_true(x->negative.limit_deg <= plain.negative.limit_deg);
		}
		sh_programme_close(p);
	}
}

/* --- what a step says
 * ----------------------------------------------------------------------------- */

static void test_plain_step_is_the_catalogs_exercise(void **state)
{
	struct sh_programme *p = load(HEAD " - exercise: frozen-fish\n");
	struct sh_exercise plain;
	struct sh_err err;

	(void)state;
	assert_int_equal(sh_programme_count(p), 1);
	assert_int_equal(sh_catalog_exercise(sh_catalog_find(catalog, "frozen-fish"), NULL, NULL, 1,
					     &plain, &err),
			 SH_OK);
	assert_memory_equal(sh_programme_exercises(p), &plain, sizeof plain);
	assert_int_equal(sh_programme_step(p, 0)->line, 5);
	sh_programme_close(p);
}

static void test_dose_and_variant_are_taken(void **state)
{
	struct sh_programme *p =
		load(HEAD " - exercise: fish-lifts\n   variant: pillow\n"
			  "   dose: {hold: 2.5, reps: 4, sets: 2, rest: 20}\n"
			  " - exercise: full-breathing\n   dose: {duration: 90, breaths: 12}\n");
	const struct sh_exercise *x = sh_programme_exercises(p);

	(void)state;
	assert_string_equal(x[0].variant, "pillow");
	assert_true(x[0].hold_s == 2.5 && x[0].rest_s == 20.0);
	assert_int_equal(x[0].reps, 4);
	assert_int_equal(x[0].sets, 2);
	assert_true(x[1].duration_s == 90.0);
	assert_int_equal(x[1].breaths, 12);
	sh_programme_close(p);
}

static void test_limits_are_lowered_in_part(void **state)
{
	struct sh_programme *p = load(HEAD " - exercise: frozen-fish\n"
					   "   limits: {arch: {target: [3, 8], limit: 15}}\n");
	const struct sh_band *b = &sh_programme_exercises(p)[0].negative;

	(void)state;
	assert_true(b->low_deg == 3.0 && b->high_deg == 8.0);
	assert_true(b->warn_deg == 14.0 && b->limit_deg == 15.0);
	assert_true(sh_programme_step(p, 0)->has_limits);
	sh_programme_close(p);
}

static void test_twist_limits_hold_for_both_sides(void **state)
{
	struct sh_programme *p =
		load(HEAD " - exercise: crocodile-1\n   limits: {twist: {limit: 40}}\n");
	const struct sh_exercise *x = sh_programme_exercises(p);

	(void)state;
	assert_true(x->positive.limit_deg == 40.0 && x->negative.limit_deg == 40.0);
	sh_programme_close(p);
}

static void test_two_sensor_limits_apply_with_two_sensors(void **state)
{
	struct sh_programme *p =
		load("version: 1\nid: x\ntitle: X\nsensors: 2\nsteps:\n - exercise: knee-hug\n"
		     "   limits: {round: {limit: 30}, two_sensors: {round: {limit: 35}}}\n");

	(void)state;
	assert_int_equal(sh_programme_sensors(p), 2);
	assert_true(sh_programme_exercises(p)->positive.limit_deg == 35.0);
	sh_programme_close(p);
}

static void test_one_side_counts_there_and_is_watched_on_both(void **state)
{
	struct sh_programme *p = load(HEAD " - exercise: crocodile-1\n   side: right\n");
	const struct sh_exercise *x = sh_programme_exercises(p);

	(void)state;
	assert_int_equal(x->sides, 1);
	assert_non_null(strstr(x->title, "(right)"));
	assert_true(x->negative.low_deg == 8.0);		  /* to the right: as ever */
	assert_true(x->positive.low_deg > x->negative.high_deg);  /* to the left: out of reach */
	assert_true(x->positive.high_deg < x->positive.warn_deg); /* and still in order */
	assert_true(x->positive.limit_deg == x->negative.limit_deg);
	sh_programme_close(p);
}

static void test_one_side_of_a_bend_is_left_negative(void **state)
{
	struct sh_programme *p = load(HEAD " - exercise: cat-side-turns\n   side: left\n"
					   " - exercise: oblique-raise\n   side: left\n"
					   " - exercise: forehead-to-knee\n   side: both\n");
	const struct sh_exercise *x = sh_programme_exercises(p);

	(void)state;
	assert_true(x[0].negative.low_deg == 4.0);
	assert_true(x[0].positive.low_deg > x[0].negative.high_deg);
	assert_int_equal(x[1].stance, SH_STANCE_SIDE_LEFT);
	assert_true(x[1].positive.low_deg == 0.0 && x[1].negative.low_deg == 0.0);
	assert_int_equal(x[2].sides, 2);
	sh_programme_close(p);
}

static void test_what_the_catalog_says_follows_is_put_in(void **state)
{
	static const char *const order[] = {"cat", "cat-side-turns", "rest", "knee-hug", NULL};
	struct sh_programme *p =
		load(HEAD " - exercise: cat\n   rest: 90\n - exercise: knee-hug\n");

	(void)state;
	assert_order(p, order); /* the turns have two sides and rest 30 s: 60 more */
	assert_int_equal(sh_programme_step(p, 1)->origin, SH_PROGRAMME_THEN);
	assert_int_equal(sh_programme_step(p, 2)->origin, SH_PROGRAMME_PAUSE);
	assert_true(sh_programme_exercises(p)[2].duration_s == 58.0);
	assert_true(sh_programme_exercises(p)[0].rest_s < 30.0);
	sh_programme_close(p);
}

static void test_what_follows_is_not_put_in_twice(void **state)
{
	static const char *const order[] = {"cat", "cat-side-turns", NULL};
	struct sh_programme *p = load(HEAD " - exercise: cat\n - exercise: cat-side-turns\n"
					   "   dose: {reps: 5}\n");

	(void)state;
	assert_order(p, order);
	assert_int_equal(sh_programme_step(p, 1)->origin, SH_PROGRAMME_WRITTEN);
	assert_int_equal(sh_programme_exercises(p)[1].reps, 5);
	sh_programme_close(p);
}

static void test_rest_after_a_single_set_is_the_exercises_own(void **state)
{
	struct sh_programme *p =
		load(HEAD " - exercise: knee-hug\n   rest: 7\n - exercise: wall-legs\n");

	(void)state;
	assert_int_equal(sh_programme_count(p), 2);
	assert_true(sh_programme_exercises(p)[0].rest_s == 7.0);
	assert_true(sh_programme_step(p, 0)->rest_after_s == 7.0);
	sh_programme_close(p);
}

static void test_rest_after_several_sets_becomes_a_step(void **state)
{
	static const char *const order[] = {"fish-lifts", "rest", "wall-legs", NULL};
	struct sh_programme *p =
		load(HEAD " - exercise: fish-lifts\n   rest: 60\n - exercise: wall-legs\n");

	(void)state;
	assert_order(p, order);
	assert_true(sh_programme_exercises(p)[0].rest_s == 45.0);
	assert_true(sh_programme_exercises(p)[1].duration_s == 13.0);
	assert_true(sh_programme_exercises(p)[1].rest_s == 0.0);
	sh_programme_close(p);
}

/* --- advice
 * --------------------------------------------------------------------------------------- */

static bool advised(const struct sh_programme *p, const char *what, int line)
{
	struct sh_programme_advice list[SH_PROGRAMME_ADVICE_MAX];
	size_t n = sh_programme_advise(p, list);

	for (size_t i = 0; i < n; i++)
		if (strstr(list[i].text, what))
			return line == 0 || list[i].line == line;
	return false;
}

static void test_R18_a_missing_group_is_said(void **state)
{
	struct sh_programme *p = load(HEAD " - exercise: knee-hug\n - exercise: crocodile-1\n");

	(void)state;
	assert_true(advised(p, "no strengthening", 0));
	assert_false(advised(p, "no stretching", 0));
	assert_false(advised(p, "no twisting", 0));
	sh_programme_close(p);
}

static void test_long_rounding_wants_a_rest_before_the_fish(void **state)
{
	struct sh_programme *soon = load(HEAD " - exercise: knee-hug\n - exercise: fish-lifts\n");
	struct sh_programme *late =
		load(HEAD " - exercise: knee-hug\n   rest: 60\n - exercise: fish-lifts\n");
	struct sh_programme *brief =
		load(HEAD " - exercise: knee-hug\n   dose: {hold: 60}\n - exercise: fish-lifts\n");
	struct sh_programme *lying = load(HEAD " - exercise: knee-hug\n - exercise: wall-legs\n"
					       " - exercise: curl-tilts\n");

	(void)state;
	assert_true(advised(soon, "fish-lifts comes after 120 s", 6));
	assert_false(advised(late, "held rounding", 0));
	assert_false(advised(brief, "held rounding", 0));
	assert_false(advised(lying, "held rounding", 0));
	sh_programme_close(soon);
	sh_programme_close(late);
	sh_programme_close(brief);
	sh_programme_close(lying);
}

static void test_moves_of_the_sensor_are_listed(void **state)
{
	struct sh_programme *p = load(HEAD " - exercise: full-breathing\n - exercise: rest\n"
					   " - exercise: knee-hug\n - exercise: fish-lifts\n");
	struct sh_programme *none = load(HEAD " - exercise: fish-lifts\n - exercise: rest\n"
					      " - exercise: frozen-fish\n");

	(void)state;
	assert_true(advised(p, "2 times: hip for knee-hug, L1 for fish-lifts", 7));
	assert_false(advised(none, "moved", 0));
	sh_programme_close(p);
	sh_programme_close(none);
}

/* --- refusals
 * ------------------------------------------------------------------------------------- */

static const struct {
	const char *text, *message;
} wrong[] = {
	{HEAD " - exercise: cta\n", "x.yaml:5: there is no exercise 'cta'; did you mean 'cat'?"},
	{HEAD " - exercise: cat\n   varaint: pillow\n",
	 "x.yaml:6: unknown key 'varaint' in an entry of steps, did you mean 'variant'?"},
	{HEAD " - exercise: cat\n   variant: pilow\n",
	 "x.yaml:6: cat has no variant 'pilow', did you mean 'pillow'?"},
	{HEAD " - exercise: rest\n   variant: pillow\n",
	 "x.yaml:6: rest has no variant 'pillow', and no other"},
	{HEAD " - exercise: crocodile-1\n   side: lfet\n",
	 "x.yaml:6: 'side' is 'lfet', did you mean 'left'?"},
	{HEAD " - exercise: knee-hug\n   side: left\n",
	 "x.yaml:6: 'side' does not apply to knee-hug, which has no sides"},
	{HEAD " - exercise: knee-hug\n   dose:\n     reps: 0\n", "x.yaml:7: 'reps' is 0"},
	{HEAD " - exercise: knee-hug\n   dose: {hold: 601}\n", "x.yaml:6: 'hold' is 601"},
	{HEAD " - exercise: knee-hug\n   dose: {sides: 2}\n", "x.yaml:6: unknown key 'sides'"},
	{HEAD " - exercise: knee-hug\n   dose: {duration: 60}\n",
	 "x.yaml:6: 'duration' does not apply to knee-hug; it is counted"},
	{HEAD " - exercise: cat\n   dose: {hold: 60}\n",
	 "x.yaml:6: 'hold' does not apply to cat; it goes by time"},
	{HEAD " - exercise: knee-hug\n   dose: {breaths: 6}\n",
	 "x.yaml:6: 'breaths' does not apply to knee-hug"},
	{HEAD " - exercise: knee-hug\n   rest: -1\n", "x.yaml:6: 'rest' is -1"},
	{HEAD " - exercise: fish-lifts\n   rest: 10\n - exercise: rest\n",
	 "x.yaml:6: 'rest' is 10; after several sets or sides of fish-lifts it is at least the "
	 "rest "
	 "between them, 45"},
	{HEAD " - exercise: frozen-fish\n   limits: {arch: {limit: 19}}\n",
	 "x.yaml:6: arch: limit is 19, above the catalog's 18; a programme may lower a limit"},
	{HEAD " - exercise: frozen-fish\n   limits:\n    arch:\n     warn: 18\n",
	 "x.yaml:8: arch: limit is 18, it must be above warn 18"},
	{HEAD " - exercise: frozen-fish\n   limits: {arch: {target: [9, 3]}}\n",
	 "x.yaml:6: arch: the target runs from 9 to 3"},
	{HEAD " - exercise: frozen-fish\n   limits: {round: {limit: 3}}\n",
	 "x.yaml:6: 'round' does not fit this exercise's movement"},
	{HEAD " - exercise: rest\n   limits: {round: {target: [1, 2], warn: 3, limit: 4}}\n",
	 "x.yaml:6: rest has no numbers for 'round' that could be lowered"},
	{HEAD " - exercise: frozen-fish\n   limits: {two_sensors: {arch: {limit: 15}}}\n",
	 "x.yaml:6: 'two_sensors' limits the curve between two sensors, which one sensor cannot"},
	{"version: 1\nid: x\ntitle: X\nsensors: 3\nsteps:\n - exercise: rest\n",
	 "x.yaml:4: 'sensors' is 3"},
	{"version: 2\nid: x\ntitle: X\nsteps:\n - exercise: rest\n", "x.yaml:1: 'version' is 2"},
	{"version: 1\nid: X!\ntitle: X\nsteps:\n - exercise: rest\n", "x.yaml:2: the id 'X!'"},
	{"version: 1\nid: x\ntitle: X\nsteps: []\n", "x.yaml:4: 'steps' has 0 values"},
	{"version: 1\nid: x\ntitle: X\n", "x.yaml:1: 'steps' is missing"},
	{"version: 1\nid: x\nsteps:\n - exercise: rest\n", "x.yaml:1: 'title' is missing"},
	{HEAD " - variant: pillow\n", "x.yaml:5: 'exercise' is missing"},
	{HEAD " - exercise: rest\n   note: |\n    one\n    two\n", "x.yaml:6: 'note' must be one"},
	{HEAD " - exercise: rest\n   note: \"\\e[31m\"\n", "x.yaml:6: "},
	{"version: 1\nid: x\ntitle: \"a\\u202Eb\"\nsteps:\n - exercise: rest\n", "x.yaml:3: "},
	{HEAD " - exercise: *a\n", "x.yaml:5: "},
	{"", "x.yaml:1: "},
};

static void test_wrong_texts_are_refused_with_place_and_fix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct sh_programme *p = NULL;
		struct sh_err err = {.message = ""};
		enum sh_status r = sh_programme_load_text(&p, wrong[i].text, strlen(wrong[i].text),
							  "x.yaml", catalog, &err);

		if (r != SH_ERR_INPUT || p)
			fail_msg("%zu was loaded (%d): %s", i, (int)r, wrong[i].text);
		if (strncmp(err.message, wrong[i].message, strlen(wrong[i].message)) != 0)
			fail_msg("%zu\n  says     %s\n  expected %s", i, err.message,
				 wrong[i].message);
		assert_null(strchr(err.message, '\n'));
	}
}

static void test_too_many_steps_are_refused(void **state)
{
	char text[4096] = HEAD;
	struct sh_programme *p = NULL;
	struct sh_err err;

	(void)state;
	for (int i = 0; i <= SH_PROGRAMME_WRITTEN_MAX; i++)
		strcat(text, " - exercise: rest\n");
	assert_int_equal(sh_programme_load_text(&p, text, strlen(text), "x.yaml", catalog, &err),
			 SH_ERR_INPUT);
	assert_non_null(strstr(err.message, "at most 64"));
}

static void test_unknown_name_is_refused_with_the_known_ones(void **state)
{
	struct sh_programme *p = NULL;
	struct sh_err err;

	(void)state;
	assert_int_equal(sh_programme_open(&p, "gentel", catalog, &err), SH_ERR_CONFIG);
	assert_non_null(strstr(err.message, "did you mean 'gentle'?"));
	assert_int_equal(sh_programme_open(&p, "./none-of-that.yaml", catalog, &err), SH_ERR_INPUT);
	assert_non_null(strstr(err.message, "cannot open the programme"));
	assert_null(p);
}

static void test_file_that_is_none_is_refused_without_hanging(void **state)
{
	char folder[] = "/tmp/sh-programme-XXXXXX", fifo[64];
	struct sh_programme *p = NULL;
	struct sh_err err;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(fifo, sizeof fifo, "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(sh_programme_load_file(&p, fifo, catalog, &err), SH_ERR_INPUT);
	assert_non_null(strstr(err.message, "not a regular file"));
	unlink(fifo);
	rmdir(folder);
}

/* The example of the format's description is one that works. */
static void test_readme_example_is_a_programme(void **state)
{
	const char *root = getenv("SH_SOURCE_DIR");
	char path[1024], text[32768];
	struct sh_programme *p;
	char *from, *to;
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/src/catalog/README.md", root ? root : ".");
	f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot open %s; is SH_SOURCE_DIR set to the repository?", path);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	from = strstr(text, "```yaml\nversion: 1\nid: after-work\n");
	assert_non_null(from);
	from += strlen("```yaml\n");
	to = strstr(from, "```");
	assert_non_null(to);
	*to = '\0';
	p = load(from);
	assert_string_equal(sh_programme_id(p), "after-work");
	assert_true(sh_programme_count(p) >= 5);
	sh_programme_close(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_has_the_order_of_the_source),
		cmocka_unit_test(test_builtins_are_named_as_asked_for_and_are_balanced),
		cmocka_unit_test(test_builtin_limits_are_never_above_the_catalog),
		cmocka_unit_test(test_plain_step_is_the_catalogs_exercise),
		cmocka_unit_test(test_dose_and_variant_are_taken),
		cmocka_unit_test(test_limits_are_lowered_in_part),
		cmocka_unit_test(test_twist_limits_hold_for_both_sides),
		cmocka_unit_test(test_two_sensor_limits_apply_with_two_sensors),
		cmocka_unit_test(test_one_side_counts_there_and_is_watched_on_both),
		cmocka_unit_test(test_one_side_of_a_bend_is_left_negative),
		cmocka_unit_test(test_what_the_catalog_says_follows_is_put_in),
		cmocka_unit_test(test_what_follows_is_not_put_in_twice),
		cmocka_unit_test(test_rest_after_a_single_set_is_the_exercises_own),
		cmocka_unit_test(test_rest_after_several_sets_becomes_a_step),
		cmocka_unit_test(test_R18_a_missing_group_is_said),
		cmocka_unit_test(test_long_rounding_wants_a_rest_before_the_fish),
		cmocka_unit_test(test_moves_of_the_sensor_are_listed),
		cmocka_unit_test(test_wrong_texts_are_refused_with_place_and_fix),
		cmocka_unit_test(test_too_many_steps_are_refused),
		cmocka_unit_test(test_unknown_name_is_refused_with_the_known_ones),
		cmocka_unit_test(test_file_that_is_none_is_refused_without_hanging),
		cmocka_unit_test(test_readme_example_is_a_programme),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
