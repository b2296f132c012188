/*
 * The catalog: the built-in one holds the eighteen exercises with the numbers of the biomechanics
 * pack, wrong texts are refused with place and fix, and the numbers in force follow variant, dose
 * and number of sensors.
 *
 * The table below is the pack's own machine-readable one, copied, so that the YAML is checked
 * against its source and not against a second reading of itself. The bad examples lie in
 * tests/catalog/bad: NAME.yaml must give exactly the line in NAME.expect.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/catalog.h"
#include "catalog/near.h"

static const struct sh_dose_overrides no_overrides = {-1, -1, -1, -1, -1};

/* id;position;class;mode;mount;q1;obs;one sensor + (low high warn hard);one sensor -;
 * q2;two sensors +;two sensors -;n0;hyst;hold;reps;sets;rest;sides;phase;rate;acc;sparc;gate */
static const char *const source_rows[] = {
	"rolls;supine_roll;round;cont;iliac;SWEEP;G;40;90;110;130;;;;;L_FLEX;15;30;42;50;;;;;0;5;"
	"30;;5;30;1;1;150;500;;1",
	"knee-hug;supine;round;hold;iliac;LP;G;6;18;28;36;;;;;L_FLEX;6;20;31;40;;;;;10;1.5;120;1;1;"
	"30;1;2;40;120;-2;0",
	"wall-legs;side_to_supine;still;hold;iliac;LP;G;0;10;16;22;0;5;9;13;L_FLEX;0;12;20;28;0;5;"
	"9;13;10;1.5;120;1;1;30;1;3;60;150;-2.3;0",
	"forehead-to-knee;supine;round;hold;iliac;LP;G;4;14;22;30;;;;;L_FLEX;8;20;31;40;;;;;10;1.5;"
	"60;1;1;30;2;2;40;120;-2;1",
	"cat;quadruped;both;cont;sacrum;LP;G;6;18;26;34;4;9;13;17;L_FLEX;8;20;28;38;4;10;14;18;3;2;"
	"180;;1;60;1;2;40;120;-2;0",
	"cat-side-turns;quadruped;lateral;rep;sacrum;PLAT;H;4;12;18;22;;;;;L_LAT;4;12;17;21;;;;;0;"
	"2;2;3;1;30;2;2;40;120;-2;0",
	"pillow-rest;prone_pillows;still;hold;sacrum;LP;G;0;5;10;15;0;5;9;13;L_FLEX;0;8;14;20;0;4;"
	"8;12;8;1.5;60;1;1;30;1;3;30;100;;0",
	"fish-lifts;prone;arch;rep;L1;TF;G;;;;;4;10;14;18;L_FLEX;;;;;4;10;14;18;0;1.5;1.5;5;3;45;1;"
	"1.5;40;120;-2;1",
	"frozen-fish;prone;arch;hold;L1;TF;G;;;;;4;10;14;18;L_FLEX;;;;;4;10;14;18;0;1.5;10;1;3;60;"
	"1;1.5;40;120;-2;2",
	"curl-tilts;supine;round;rep;L1;TF;G;8;20;28;38;;;;;L_FLEX;8;20;28;38;;;;;10;1.5;1;5;3;45;"
	"1;2;45;120;-2;1",
	"oblique-raise;side;lateral;hold;sacrum;PLAT;G;0;8;12;18;;;;;L_LAT;0;8;12;18;;;;;0;1.5;30;"
	"1;1;30;2;1.5;40;120;-2;1",
	"crocodile-1;supine;twist;rep;front;PROLL;G;8;25;35;45;;;;;L_TWIST;2;5;8;11;;;;;0;2;4;3;1;"
	"15;2;2;45;120;-2;0",
	"crocodile-2;supine;twist;rep;front;PROLL;G;8;22;32;42;;;;;L_TWIST;2;5;8;11;;;;;0;2;4;3;1;"
	"15;2;2;45;120;-2;1",
	"chair-slope;standing;round;rep;sacrum;PF;G;15;40;50;60;;;;;L_FLEX;0;18;30;42;;;;;0;2;5;5;"
	"2;45;1;2.5;40;120;-2;1",
	"pillow-arch;supine_pillows;arch;hold;front;LP;G;;;;;2;7;11;15;L_FLEX;;;;;4;10;14;18;0;1.5;"
	"30;1;2;30;1;2.5;30;100;-2.3;0",
	"ball-roller;any;still;cont;off;RATE;-;;;;;;;;;RATE;;;;;;;;;0;;60;;2;30;1;;60;200;;0",
	"full-breathing;supine;still;breath;sacrum;RESP;G;0;3;5;8;0;3;5;8;RESP;0;3;5;8;0;3;5;8;10;"
	"1;60;8;1;15;1;;15;60;;0",
	"rest;any;still;still;sacrum;REST;-;;;;;;;;;REST;;;;;;;;;0;;15;;;15;1;;6;60;;0",
};

enum { ROWS = sizeof source_rows / sizeof source_rows[0], COLUMNS = 36 };
enum { ID, POSITION, CLASS, MODE, MOUNT, Q1, OBS, ONE_PLUS, ONE_MINUS = 11, Q2 = 15, TWO_PLUS };
enum {
	TWO_MINUS = 20,
	N0 = 24,
	HYST,
	HOLD,
	REPS,
	SETS,
	REST,
	SIDES,
	PHASE,
	RATE,
	ACC,
	SPARC,
	GATE
};

static void split(char *row, char *columns[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++) {
		columns[i] = row;
		row += strcspn(row, ";");
		if (*row)
			*row++ = '\0';
	}
}

static double number(const char *text)
{
	return text[0] ? strtod(text, NULL) : 0.0;
}

static void assert_band(const char *id, const struct sh_band *band, char **columns)
{
	bool used = columns[0][0] != '\0';
	const double got[4] = {band->low_deg, band->high_deg, band->warn_deg, band->limit_deg};

	if (band->used != used)
		fail_msg("%s: band is %s", id, used ? "missing" : "too many");
	for (int i = 0; i < 4 && used; i++)
		if (got[i] != number(columns[i]))
			fail_msg("%s: column %d is %g, the source says %s", id, i, got[i],
				 columns[i]);
}

static void assert_same(const char *id, const char *what, double got, double expected)
{
	if (got != expected)
		fail_msg("%s: %s is %g, the source says %g", id, what, got, expected);
}

static struct sh_catalog *builtin(void)
{
	struct sh_catalog *c = NULL;
	struct sh_err err;

	if (sh_catalog_builtin(&c, &err) < 0)
		fail_msg("%s", err.message);
	return c;
}

static const struct sh_catalog_entry *find(const struct sh_catalog *c, const char *id)
{
	const struct sh_catalog_entry *e = sh_catalog_find(c, id);

	if (!e)
		fail_msg("no %s in the built-in catalog", id);
	return e;
}

static void test_builtin_ids_are_those_of_the_contract(void **state)
{
	static const char *const ids[] = {"rolls",
					  "knee-hug",
					  "wall-legs",
					  "forehead-to-knee",
					  "cat",
					  "cat-side-turns",
					  "pillow-rest",
					  "fish-lifts",
					  "frozen-fish",
					  "curl-tilts",
					  "oblique-raise",
					  "crocodile-1",
					  "crocodile-2",
					  "chair-slope",
					  "pillow-arch",
					  "ball-roller",
					  "full-breathing",
					  "rest"};
	struct sh_catalog *c = builtin();

	(void)state;
	assert_int_equal(sh_catalog_count(c), 18);
	for (size_t i = 0; i < 18; i++)
		assert_string_equal(sh_catalog_entry(c, i)->id, ids[i]);
	sh_catalog_close(c);
}

static void check_source_row(const struct sh_catalog *c, const char *source)
{
	char row[256], *col[COLUMNS];
	bool has_sign;

	snprintf(row, sizeof row, "%s", source);
	split(row, col);
	const char *id = col[ID];
	const struct sh_catalog_entry *e = find(c, id);
	const struct sh_catalog_numbers *n = &e->numbers;

	/* A turn or a side bend has one band in the table and holds for both sides. */
	has_sign = strcmp(col[CLASS], "twist") == 0 || strcmp(col[CLASS], "lateral") == 0;
	assert_band(id, &n->one_positive, col + ONE_PLUS);
	assert_band(id, &n->one_negative, col + (has_sign ? ONE_PLUS : ONE_MINUS));
	assert_band(id, &n->two_positive, col + TWO_PLUS);
	assert_band(id, &n->two_negative, col + (has_sign ? TWO_PLUS : TWO_MINUS));
	assert_same(id, "hysteresis", n->hysteresis_deg, number(col[HYST]));
	bool counts = e->mode == SH_MODE_HOLD || e->mode == SH_MODE_REPS;
	assert_same(id, "hold or duration", counts ? n->dose.hold_s : n->dose.duration_s,
		    number(col[HOLD]));
	assert_same(id, "reps or breaths",
		    e->mode == SH_MODE_BREATH ? n->dose.breaths : n->dose.reps, number(col[REPS]));
	assert_same(id, "sets", n->dose.sets, col[SETS][0] ? number(col[SETS]) : 1);
	assert_same(id, "rest", n->dose.rest_s, number(col[REST]));
	assert_same(id, "sides", n->dose.sides, number(col[SIDES]));
	assert_same(id, "phase_min", e->phase_min_s, number(col[PHASE]));
	assert_same(id, "rate_warn", e->rate_warn_deg_s, number(col[RATE]));
	assert_same(id, "accel_warn", e->accel_warn_deg_s2, number(col[ACC]));
	assert_same(id, "level", e->level, number(col[GATE]));
}

static void test_builtin_numbers_are_those_of_the_source(void **state)
{
	struct sh_catalog *c = builtin();

	(void)state;
	assert_int_equal(ROWS, 18);
	for (size_t i = 0; i < ROWS; i++)
		check_source_row(c, source_rows[i]);
	sh_catalog_close(c);
}

static int word_index(const char *word, const char *const (*pairs)[2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(pairs[i][0], word) == 0)
			return (int)i;
	fail_msg("'%s' is not in the table", word);
	return -1;
}

/* The source's words and ours. */
static const char *const position_words[][2] = {{"supine_roll", "supine"},
						{"supine", "supine"},
						{"side_to_supine", "supine"},
						{"quadruped", "quadruped"},
						{"prone_pillows", "prone"},
						{"prone", "prone"},
						{"side", "side"},
						{"standing", "standing"},
						{"supine_pillows", "supine"},
						{"any", "any"}};
static const char *const class_words[][2] = {{"round", "round"},     {"still", "still"},
					     {"both", "round-arch"}, {"lateral", "side"},
					     {"arch", "arch"},	     {"twist", "twist"}};
static const char *const mode_words[][2] = {{"cont", "continuous"},
					    {"hold", "hold"},
					    {"rep", "reps"},
					    {"breath", "breath"},
					    {"still", "rest"}};
static const char *const site_words[][2] = {
	{"iliac", "hip"}, {"sacrum", "sacrum"}, {"L1", "L1"}, {"front", "front"}, {"off", "off"}};
static const char *const measure_words[][2] = {
	{"SWEEP", "sweep"},	{"LP", "pelvic-tilt"}, {"PLAT", "side-tilt"},
	{"TF", "forward-tilt"}, {"PROLL", "roll"},     {"PF", "forward-tilt"},
	{"RATE", "stillness"},	{"RESP", "breathing"}, {"REST", "stillness"}};

#define OURS(table, word) table[word_index(word, table, sizeof table / sizeof table[0])][1]

static void test_builtin_words_are_those_of_the_source(void **state)
{
	struct sh_catalog *c = builtin();

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		char row[256], *col[COLUMNS];

		snprintf(row, sizeof row, "%s", source_rows[i]);
		split(row, col);
		const struct sh_catalog_entry *e = find(c, col[ID]);
		assert_string_equal(sh_stance_name(e->numbers.stance),
				    OURS(position_words, col[POSITION]));
		assert_string_equal(sh_movement_class_name(e->movement),
				    OURS(class_words, col[CLASS]));
		assert_string_equal(sh_mode_name(e->mode), OURS(mode_words, col[MODE]));
		assert_string_equal(sh_site_name(e->site), OURS(site_words, col[MOUNT]));
		assert_string_equal(sh_measure_name(e->measure), OURS(measure_words, col[Q1]));
	}
	sh_catalog_close(c);
}

static void test_builtin_entries_say_what_a_wearer_needs(void **state)
{
	struct sh_catalog *c = builtin();

	(void)state;
	for (size_t i = 0; i < sh_catalog_count(c); i++) {
		const struct sh_catalog_entry *e = sh_catalog_entry(c, i);
		bool judged = e->numbers.one_positive.used || e->numbers.one_negative.used;

		if (!e->cues[SH_CUE_START] || !e->cues[SH_CUE_READY] || !e->cues[SH_CUE_DONE])
			fail_msg("%s: a cue is missing", e->id);
		if (judged && e->mode != SH_MODE_BREATH &&
		    (!e->cues[SH_CUE_DEEP] || !e->cues[SH_CUE_LIMIT]))
			fail_msg("%s: can go too deep but says nothing then", e->id);
		if (e->numbers.dose.sides == 2 && !e->cues[SH_CUE_SWITCH])
			fail_msg("%s: has two sides but no cue to switch", e->id);
		if (!e->notes[0] || !e->breath[0])
			fail_msg("%s: notes or breath are missing", e->id);
	}
	assert_string_equal(find(c, "cat")->then, "cat-side-turns");
	assert_true(find(c, "wall-legs")->has_entry_side);
	assert_true(find(c, "rolls")->gate_off);
	assert_null(find(c, "rest")->then);
	sh_catalog_close(c);
}

static void test_text_is_the_exact_text_loaded(void **state)
{
	struct sh_catalog *c = builtin(), *again = NULL;
	struct sh_err err;
	size_t len = 0, len_again = 0;
	const char *text = sh_catalog_text(c, &len);

	(void)state;
	assert_int_equal(strlen(text), len);
	assert_int_equal(sh_catalog_load_text(&again, text, len, "copy", &err), SH_OK);
	assert_memory_equal(sh_catalog_text(again, &len_again), text, len);
	assert_int_equal(len_again, len);
	sh_catalog_close(again);
	assert_null(sh_catalog_close(c));
	assert_null(sh_catalog_close(NULL));
}

static struct sh_exercise in_force(const struct sh_catalog *c, const char *id, const char *variant,
				   int sensors)
{
	struct sh_exercise x;
	struct sh_err err;

	if (sh_catalog_exercise(find(c, id), variant, &no_overrides, sensors, &x, &err) < 0)
		fail_msg("%s", err.message);
	return x;
}

static void assert_numbers(const struct sh_band *b, double low, double high, double warn,
			   double limit)
{
	assert_true(b->used);
	if (b->low_deg != low || b->high_deg != high || b->warn_deg != warn ||
	    b->limit_deg != limit)
		fail_msg("%g..%g / %g / %g, expected %g..%g / %g / %g", b->low_deg, b->high_deg,
			 b->warn_deg, b->limit_deg, low, high, warn, limit);
}

static void test_exercise_plain_has_the_numbers_as_written(void **state)
{
	struct sh_catalog *c = builtin();
	struct sh_exercise x = in_force(c, "frozen-fish", NULL, 1);

	(void)state;
	assert_string_equal(x.id, "frozen-fish");
	assert_string_equal(x.title, "Frozen fish");
	assert_string_equal(x.variant, "");
	assert_int_equal(x.stance, SH_STANCE_PRONE);
	assert_int_equal(x.movement, SH_CLASS_ARCH);
	assert_int_equal(x.mode, SH_MODE_HOLD);
	assert_int_equal(x.measure, SH_MEASURE_FORWARD_TILT);
	assert_int_equal(x.site, SH_SITE_L1);
	assert_false(x.positive.used);
	assert_numbers(&x.negative, 4, 10, 14, 18);
	assert_true(x.hysteresis_deg == 1.5 && x.hold_s == 10 && x.rest_s == 60);
	assert_true(x.reps == 1 && x.sets == 3 && x.sides == 1);
	assert_true(x.phase_min_s == 1.5 && x.rate_warn_deg_s == 40 && x.accel_warn_deg_s2 == 120);
	sh_catalog_close(c);
}

static void test_exercise_twist_and_side_bands_hold_for_both_sides(void **state)
{
	struct sh_catalog *c = builtin();
	struct sh_exercise twist = in_force(c, "crocodile-1", NULL, 1);
	struct sh_exercise side = in_force(c, "oblique-raise", NULL, 1);

	(void)state;
	assert_numbers(&twist.positive, 8, 25, 35, 45);
	assert_numbers(&twist.negative, 8, 25, 35, 45);
	assert_numbers(&side.positive, 0, 8, 12, 18);
	assert_numbers(&side.negative, 0, 8, 12, 18);
	sh_catalog_close(c);
}

static void test_exercise_still_has_round_positive_and_arch_negative(void **state)
{
	struct sh_catalog *c = builtin();
	struct sh_exercise x = in_force(c, "wall-legs", NULL, 1);

	(void)state;
	assert_numbers(&x.positive, 0, 10, 16, 22);
	assert_numbers(&x.negative, 0, 5, 9, 13);
	sh_catalog_close(c);
}

static void test_exercise_cues_entry_and_neutral_reach_the_coach(void **state)
{
	struct sh_catalog *c = builtin();
	const struct sh_catalog_entry *e = find(c, "crocodile-1");

	(void)state;
	assert_int_equal(in_force(c, "crocodile-1", NULL, 1).breath_cue, SH_BREATH_HOLD);
	assert_int_equal(in_force(c, "crocodile-1", "breathe-through", 1).breath_cue, SH_BREATH_THROUGH);
	assert_int_equal(in_force(c, "crocodile-1", "chair", 1).breath_cue, SH_BREATH_HOLD);
	assert_int_equal(in_force(c, "rest", NULL, 1).breath_cue, SH_BREATH_NONE);
	assert_true(in_force(c, "wall-legs", "chair", 1).from_side);
	assert_false(in_force(c, "knee-hug", NULL, 1).from_side);
	assert_true(in_force(c, "pillow-arch", NULL, 1).neutral_first);
	assert_false(in_force(c, "frozen-fish", "pillow", 1).neutral_first);
	assert_string_not_equal(sh_catalog_cue(e, "chair", SH_CUE_START), e->cues[SH_CUE_START]);
	assert_string_equal(sh_catalog_cue(e, "chair", SH_CUE_DEEP), e->cues[SH_CUE_DEEP]);
	assert_string_equal(sh_catalog_cue(e, "no such", SH_CUE_DEEP), e->cues[SH_CUE_DEEP]);
	assert_null(sh_catalog_cue(e, NULL, SH_CUES));
	assert_null(sh_catalog_variant(e, "no such"));
	assert_null(sh_catalog_variant(e, NULL));
	sh_catalog_close(c);
}

static void test_exercise_variant_changes_only_what_it_names(void **state)
{
	struct sh_catalog *c = builtin();
	struct sh_exercise x = in_force(c, "frozen-fish", "pillow", 1);

	(void)state;
	assert_string_equal(x.variant, "pillow");
	assert_numbers(&x.negative, 2, 10, 14, 18);
	assert_true(x.hysteresis_deg == 2.5 && x.hold_s == 10);
	x = in_force(c, "cat", "pillow", 1);
	assert_numbers(&x.negative, 4, 9, 11, 17);
	assert_numbers(&x.positive, 6, 18, 26, 34);
	x = in_force(c, "crocodile-1", "chair", 1);
	assert_numbers(&x.positive, 5, 15, 22, 30);
	assert_numbers(&x.negative, 5, 15, 22, 30);
	x = in_force(c, "crocodile-1", "chair", 2);
	assert_numbers(&x.positive, 2, 5, 8, 11);
	x = in_force(c, "cat", "chair", 1);
	assert_int_equal(x.stance, SH_STANCE_STANDING);
	sh_catalog_close(c);
}

static void test_exercise_two_sensors_measures_the_angle_between(void **state)
{
	struct sh_catalog *c = builtin();
	struct sh_exercise x = in_force(c, "rolls", NULL, 2);

	(void)state;
	assert_int_equal(x.measure, SH_MEASURE_FORWARD_TILT);
	assert_numbers(&x.positive, 15, 30, 42, 50);
	assert_int_equal(x.stance, SH_STANCE_ANY); /* gate: off */
	x = in_force(c, "cat", NULL, 2);
	assert_int_equal(x.measure, SH_MEASURE_FORWARD_TILT);
	assert_numbers(&x.negative, 4, 10, 14, 18);
	x = in_force(c, "crocodile-1", NULL, 2);
	assert_int_equal(x.measure, SH_MEASURE_ROLL);
	sh_catalog_close(c);
}

static void test_exercise_dose_overrides_replace_the_dose(void **state)
{
	struct sh_catalog *c = builtin();
	struct sh_exercise x;
	struct sh_err err;
	struct sh_dose_overrides d = {5, 0, -1, 2, 4};

	(void)state;
	assert_int_equal(sh_catalog_exercise(find(c, "crocodile-1"), "", &d, 1, &x, &err), SH_OK);
	assert_true(x.hold_s == 5 && x.rest_s == 0 && x.reps == 2 && x.sets == 4 && x.sides == 2);
	d = (struct sh_dose_overrides){-1, -1, 20, -1, -1};
	assert_int_equal(sh_catalog_exercise(find(c, "cat"), NULL, &d, 1, &x, &err), SH_OK);
	assert_true(x.duration_s == 20 && x.sets == 1 && x.rest_s == 60);
	sh_catalog_close(c);
}

static void test_exercise_bad_request_is_refused_and_leaves_the_result(void **state)
{
	static const struct {
		const char *id, *variant, *message;
		struct sh_dose_overrides dose;
		int sensors;
	} cases[] = {
		{"frozen-fish",
		 "chair",
		 "frozen-fish has no variant 'chair'; it has: pillow, arms-side, "
		 "arms-bent, arms-forward, breaths",
		 {-1, -1, -1, -1, -1},
		 1},
		{"rest",
		 "chair",
		 "rest has no variant 'chair', and no other; leave --variant out",
		 {-1, -1, -1, -1, -1},
		 1},
		{"frozen-fish",
		 NULL,
		 "--hold is 0.2; it must be 0.5 to 600 seconds",
		 {0.2, -1, -1, -1, -1},
		 1},
		{"frozen-fish",
		 NULL,
		 "--hold is 601; it must be 0.5 to 600 seconds",
		 {601, -1, -1, -1, -1},
		 1},
		{"frozen-fish",
		 NULL,
		 "--rest is 601; it must be 0 to 600 seconds",
		 {-1, 601, -1, -1, -1},
		 1},
		{"cat",
		 NULL,
		 "--duration is 0.5; it must be 1 to 3600 seconds",
		 {-1, -1, 0.5, -1, -1},
		 1},
		{"frozen-fish", NULL, "--reps is 0; it must be 1 to 100", {-1, -1, -1, 0, -1}, 1},
		{"frozen-fish", NULL, "--sets is 21; it must be 1 to 20", {-1, -1, -1, -1, 21}, 1},
		{"frozen-fish",
		 NULL,
		 "--duration does not apply to frozen-fish; use --hold, --reps or --sets",
		 {-1, -1, 10, -1, -1},
		 1},
		{"cat",
		 NULL,
		 "--hold does not apply to cat; use --duration",
		 {10, -1, -1, -1, -1},
		 1},
		{"cat",
		 NULL,
		 "--reps does not apply to cat; use --duration or --sets",
		 {-1, -1, -1, 3, -1},
		 1},
		{"cat", NULL, "3 sensors; it must be 1 or 2", {-1, -1, -1, -1, -1}, 3},
	};
	struct sh_catalog *c = builtin();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct sh_exercise x, before;
		struct sh_err err = {.message = ""};

		memset(&x, 0x5a, sizeof x);
		before = x;
		assert_int_equal(sh_catalog_exercise(find(c, cases[i].id), cases[i].variant,
						     &cases[i].dose, cases[i].sensors, &x, &err),
				 SH_ERR_CONFIG);
		assert_int_equal(err.status, SH_ERR_CONFIG);
		assert_string_equal(err.message, cases[i].message);
		assert_memory_equal(&x, &before, sizeof x);
	}
	sh_catalog_close(c);
}

static void test_exercise_nan_and_infinite_doses_are_refused(void **state)
{
	struct sh_catalog *c = builtin();
	const double bad[] = {(double)NAN, (double)INFINITY};
	struct sh_exercise x;
	struct sh_err err;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct sh_dose_overrides d = no_overrides;

		d.hold_s = bad[i];
		assert_int_equal(sh_catalog_exercise(find(c, "frozen-fish"), NULL, &d, 1, &x, &err),
				 SH_ERR_CONFIG);
		assert_int_equal(sh_catalog_exercise(find(c, "cat"), NULL, &d, 1, &x, &err),
				 SH_ERR_CONFIG);
	}
	sh_catalog_close(c);
}

static void test_need_unknown_id_names_near_matches(void **state)
{
	static const char *const cases[][2] = {
		{"frozen-fsh", "there is no exercise 'frozen-fsh'; did you mean 'frozen-fish'?"},
		{"crocodile", "there is no exercise 'crocodile'; did you mean 'crocodile-1' or "
			      "'crocodile-2'?"},
		{"zumba", "there is no exercise 'zumba'; 'spinehold catalog list' shows all 18"},
		{"", "there is no exercise ''; 'spinehold catalog list' shows all 18"},
		{"cat\033[2J", "there is no exercise 'cat\\x1b[2J'; did you mean 'cat'?"},
	};
	struct sh_catalog *c = builtin();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct sh_catalog_entry *e = NULL;
		struct sh_err err;

		assert_int_equal(sh_catalog_need(c, cases[i][0], &e, &err), SH_ERR_CONFIG);
		assert_string_equal(err.message, cases[i][1]);
		assert_null(e);
	}
	sh_catalog_close(c);
}

static void test_near_distance_counts_slips(void **state)
{
	(void)state;
	assert_int_equal(sh_near_distance("cat", "cat"), 0);
	assert_int_equal(sh_near_distance("", "cat"), 3);
	assert_int_equal(sh_near_distance("cta", "cat"), 1);
	assert_int_equal(sh_near_distance("cart", "cat"), 1);
	assert_int_equal(sh_near_distance("bat", "cat"), 1);
	assert_int_equal(sh_near_distance("12345678901234567890123456789012", "cat"), 100);
}

/* --- files ------------------------------------------------------------------------------------ */

static const char *source_path(char *buf, size_t size, const char *path)
{
	const char *root = getenv("SH_SOURCE_DIR");

	snprintf(buf, size, "%s/%s", root ? root : ".", path);
	return buf;
}

static char *slurp(const char *path, size_t *ret_len)
{
	FILE *f = fopen(path, "rb");
	char *text = malloc(4096);

	if (!f)
		fail_msg("cannot open %s; is SH_SOURCE_DIR set to the repository?", path);
	assert_non_null(text);
	*ret_len = fread(text, 1, 4095, f);
	text[*ret_len] = '\0';
	fclose(f);
	return text;
}

static void check_bad_example(const char *folder, const char *name)
{
	char path[1024], expect_path[1024];
	size_t len = 0, expect_len = 0, compared;
	struct sh_catalog *c = NULL;
	struct sh_err err = {.message = ""};

	snprintf(path, sizeof path, "%s/%s", folder, name);
	snprintf(expect_path, sizeof expect_path, "%s/%.*s.expect", folder, (int)strlen(name) - 5,
		 name);
	char *text = slurp(path, &len), *expect = slurp(expect_path, &expect_len);
	expect[strcspn(expect, "\n")] = '\0';
	/* What libyaml says after "not YAML: " is its own and changes between versions. */
	char *own = strstr(expect, ": not YAML: ");
	compared = own ? (size_t)(own - expect) + 12 : sizeof err.message;
	enum sh_status r = sh_catalog_load_text(&c, text, len, name, &err);
	if (r != SH_ERR_INPUT || c)
		fail_msg("%s was loaded (%d)", name, (int)r);
	if (strncmp(err.message, expect, compared) != 0)
		fail_msg("%s\n  says     %s\n  expected %s", name, err.message, expect);
	free(text);
	free(expect);
}

static void test_bad_examples_give_the_expected_line(void **state)
{
	char folder[512];
	DIR *d = opendir(source_path(folder, sizeof folder, "tests/catalog/bad"));
	int seen = 0;

	(void)state;
	if (!d)
		fail_msg("no folder %s", folder);
	for (struct dirent *f; (f = readdir(d));) {
		size_t n = strlen(f->d_name);

		if (n < 6 || strcmp(f->d_name + n - 5, ".yaml") != 0)
			continue;
		check_bad_example(folder, f->d_name);
		seen++;
	}
	closedir(d);
	assert_true(seen >= 40);
}

static void test_minimal_example_is_loaded_from_file(void **state)
{
	char path[512];
	struct sh_catalog *c = NULL;
	struct sh_err err = {.message = ""};

	(void)state;
	if (sh_catalog_load_file(&c, source_path(path, sizeof path, "tests/catalog/minimal.yaml"),
				 &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(sh_catalog_count(c), 1);
	assert_int_equal(sh_catalog_entry(c, 0)->line, 3);
	sh_catalog_close(c);
}

static void test_file_that_is_none_is_refused_without_hanging(void **state)
{
	char folder[] = "/tmp/sh-catalog-XXXXXX", fifo[64];
	struct sh_catalog *c = NULL;
	struct sh_err err;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(fifo, sizeof fifo, "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(sh_catalog_load_file(&c, fifo, &err), SH_ERR_INPUT);
	assert_non_null(strstr(err.message, "not a regular file"));
	assert_int_equal(sh_catalog_load_file(&c, folder, &err), SH_ERR_INPUT);
	assert_int_equal(sh_catalog_load_file(&c, "/dev/zero", &err), SH_ERR_INPUT);
	unlink(fifo);
	rmdir(folder);
	assert_int_equal(sh_catalog_load_file(&c, fifo, &err), SH_ERR_INPUT);
	assert_int_equal(err.os_errno, 2);
	assert_null(c);
}

static void test_text_over_one_mebibyte_is_refused(void **state)
{
	size_t len = 2 * 1024 * 1024;
	char *text = malloc(len);
	struct sh_catalog *c = NULL;
	struct sh_err err;

	(void)state;
	assert_non_null(text);
	memset(text, '#', len);
	assert_int_equal(sh_catalog_load_text(&c, text, len, "big", &err), SH_ERR_INPUT);
	assert_string_equal(err.message, "big:1: larger than 1 MiB: this is no settings file");
	free(text);
}

static void test_file_name_with_an_escape_is_shown_escaped(void **state)
{
	struct sh_catalog *c = NULL;
	struct sh_err err;

	(void)state;
	assert_int_equal(sh_catalog_load_text(&c, "x", 1, "a\033[31m\nb", &err), SH_ERR_INPUT);
	assert_null(strchr(err.message, '\033'));
	assert_null(strchr(err.message, '\n'));
}

/* --- damage ----------------------------------------------------------------------------------- */

/** Whatever comes: a catalog, or one printable line that begins with the name and a line number. */
static void load_damaged(const char *text, size_t len)
{
	struct sh_catalog *c = NULL;
	struct sh_err err = {.message = ""};
	int line = 0;

	if (sh_catalog_load_text(&c, text, len, "d", &err) < 0) {
		if (sscanf(err.message, "d:%d: ", &line) != 1 || line < 1)
			fail_msg("no place in '%s'", err.message);
		for (const char *p = err.message; *p; p++)
			assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
	}
	sh_catalog_close(c);
}

static void test_damaged_texts_give_a_catalog_or_one_line(void **state)
{
	struct sh_catalog *c = builtin();
	size_t len = 0;
	const char *text = sh_catalog_text(c, &len);
	char *copy = malloc(len);
	uint32_t rng = 12345;

	(void)state;
	assert_non_null(copy);
	for (size_t cut = 0; cut < len; cut += 331)
		load_damaged(text, cut);
	for (int i = 0; i < 200; i++) {
		memcpy(copy, text, len);
		for (int k = 0; k < 3; k++) {
			rng = rng * 1664525u + 1013904223u;
			copy[(rng >> 8) % len] = (char)(rng & 0xff);
		}
		load_damaged(copy, len);
	}
	free(copy);
	sh_catalog_close(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builtin_ids_are_those_of_the_contract),
		cmocka_unit_test(test_builtin_numbers_are_those_of_the_source),
		cmocka_unit_test(test_builtin_words_are_those_of_the_source),
		cmocka_unit_test(test_builtin_entries_say_what_a_wearer_needs),
		cmocka_unit_test(test_text_is_the_exact_text_loaded),
		cmocka_unit_test(test_exercise_plain_has_the_numbers_as_written),
		cmocka_unit_test(test_exercise_twist_and_side_bands_hold_for_both_sides),
		cmocka_unit_test(test_exercise_still_has_round_positive_and_arch_negative),
		cmocka_unit_test(test_exercise_cues_entry_and_neutral_reach_the_coach),
		cmocka_unit_test(test_exercise_variant_changes_only_what_it_names),
		cmocka_unit_test(test_exercise_two_sensors_measures_the_angle_between),
		cmocka_unit_test(test_exercise_dose_overrides_replace_the_dose),
		cmocka_unit_test(test_exercise_bad_request_is_refused_and_leaves_the_result),
		cmocka_unit_test(test_exercise_nan_and_infinite_doses_are_refused),
		cmocka_unit_test(test_need_unknown_id_names_near_matches),
		cmocka_unit_test(test_near_distance_counts_slips),
		cmocka_unit_test(test_bad_examples_give_the_expected_line),
		cmocka_unit_test(test_minimal_example_is_loaded_from_file),
		cmocka_unit_test(test_file_that_is_none_is_refused_without_hanging),
		cmocka_unit_test(test_text_over_one_mebibyte_is_refused),
		cmocka_unit_test(test_file_name_with_an_escape_is_shown_escaped),
		cmocka_unit_test(test_damaged_texts_give_a_catalog_or_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
