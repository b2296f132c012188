/* Limits fitted to a person: the worked table of biomechanics 1.5 row by row, and the edges. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "spinehold/event.h"
#include "spinehold/scale.h"

static const struct sh_band FISH = {true, 4, 10, 14, 18}, CAT_ARCH = {true, 4, 10, 14, 18};
static const struct sh_band HUG = {true, 6, 20, 31, 40}, CAT_ROUND = {true, 8, 20, 28, 38};
static const struct sh_band OBLIQUE = {true, 0, 8, 12, 18};

struct row {
	const struct sh_band *band;
	enum sh_scale_axis axis;
	double n0;
	int age, range;
	int want[3][4]; /* by level; low -1: time and count only, limit at the end */
};

static const struct row ROWS[] = {
	{&FISH, SH_SCALE_ARCH, 0, 30, 25, {{4, 9, 13, 17}, {4, 12, 17, 22}, {4, 14, 18, 22}}},
	{&FISH, SH_SCALE_ARCH, 0, 45, 20, {{4, 8, 12, 16}, {4, 10, 14, 18}, {4, 10, 14, 18}}},
	{&FISH, SH_SCALE_ARCH, 0, 60, 15, {{3, 6, 10, 14}, {3, 6, 10, 14}, {3, 6, 10, 14}}},
	{&FISH, SH_SCALE_ARCH, 0, 75, 11, {{-1, 0, 0, 10}, {-1, 0, 0, 10}, {-1, 0, 0, 10}}},
	{&CAT_ARCH, SH_SCALE_ARCH, 3, 30, 25, {{4, 9, 13, 17}, {4, 12, 17, 22}, {4, 14, 20, 25}}},
	{&CAT_ARCH, SH_SCALE_ARCH, 3, 45, 20, {{4, 8, 12, 16}, {4, 10, 14, 18}, {4, 12, 16, 21}}},
	{&CAT_ARCH, SH_SCALE_ARCH, 3, 60, 15, {{3, 6, 10, 14}, {4, 8, 12, 16}, {4, 9, 13, 17}}},
	{&CAT_ARCH, SH_SCALE_ARCH, 3, 75, 11, {{2, 4, 8, 12}, {3, 5, 9, 13}, {3, 5, 9, 13}}},
	{&HUG, SH_SCALE_ROUND, 10, 30, 66, {{6, 17, 26, 33}, {6, 22, 34, 44}, {6, 26, 40, 49}}},
	{&HUG, SH_SCALE_ROUND, 10, 45, 59, {{6, 15, 23, 30}, {6, 20, 31, 40}, {6, 23, 36, 44}}},
	{&HUG, SH_SCALE_ROUND, 10, 60, 53, {{6, 13, 21, 27}, {6, 18, 28, 36}, {6, 20, 32, 38}}},
	{&HUG, SH_SCALE_ROUND, 10, 75, 46, {{6, 12, 18, 23}, {6, 16, 24, 31}, {6, 18, 28, 32}}},
	{&CAT_ROUND,
	 SH_SCALE_ROUND,
	 3,
	 30,
	 66,
	 {{8, 17, 23, 32}, {8, 22, 31, 42}, {8, 26, 36, 48}}},
	{&CAT_ROUND,
	 SH_SCALE_ROUND,
	 3,
	 45,
	 59,
	 {{8, 15, 21, 28}, {8, 20, 28, 38}, {8, 23, 32, 44}}},
	{&CAT_ROUND,
	 SH_SCALE_ROUND,
	 3,
	 60,
	 53,
	 {{8, 13, 19, 25}, {8, 18, 25, 34}, {8, 20, 29, 39}}},
	{&CAT_ROUND,
	 SH_SCALE_ROUND,
	 3,
	 75,
	 46,
	 {{7, 12, 16, 22}, {8, 16, 22, 30}, {8, 18, 25, 34}}},
	{&OBLIQUE, SH_SCALE_SIDE, 0, 30, 26, {{0, 7, 11, 15}, {0, 9, 13, 20}, {0, 10, 15, 23}}},
	{&OBLIQUE, SH_SCALE_SIDE, 0, 45, 24, {{0, 6, 10, 14}, {0, 8, 12, 18}, {0, 9, 14, 21}}},
	{&OBLIQUE, SH_SCALE_SIDE, 0, 60, 21, {{0, 5, 9, 13}, {0, 7, 11, 16}, {0, 8, 12, 18}}},
	{&OBLIQUE, SH_SCALE_SIDE, 0, 75, 18, {{0, 5, 9, 13}, {0, 6, 10, 14}, {0, 7, 11, 16}}},
};

/* As the table was printed: halves to the even number (28.5 is 28, 11.5 is 12). */
static int whole(double x)
{
	return (int)nearbyint(x);
}

static void test_worked_table_every_row_and_level(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		const struct row *r = &ROWS[i];
		double range = sh_scale_age_range(r->axis, r->age);

		assert_int_equal(whole(range), r->range);
		for (int level = 0; level < 3; level++) {
			const int *w = r->want[level];
			struct sh_band b;
			bool count = sh_scale_band(r->band, r->axis, range, r->n0, level, &b);

			if (count != (w[0] < 0) || whole(b.limit_deg) != w[3] ||
			    (!count && (whole(b.low_deg) != w[0] || whole(b.high_deg) != w[1] ||
					whole(b.warn_deg) != w[2])))
				fail_msg("row %zu level %d: %g..%g / %g / %g", i, level, b.low_deg,
					 b.high_deg, b.warn_deg, b.limit_deg);
			assert_true(b.low_deg < b.high_deg && b.high_deg < b.warn_deg &&
				    b.warn_deg < b.limit_deg);
		}
	}
}

static void test_limit_any_range_and_level_stays_in_order_and_below_the_cap(void **state)
{
	(void)state;
	for (int axis = 0; axis < SH_SCALE_AXES; axis++)
		for (double range = 3; range < 130; range += 0.5)
			for (int level = -1; level <= 3; level++)
				for (double low = 0; low < 5; low += 4) {
					struct sh_band in = {true, low, 10, 14, 18}, b;
					bool count = sh_scale_band(&in, (enum sh_scale_axis)axis,
								   range, 0, level, &b);

					assert_true(b.limit_deg <= 0.9 * range + 1e-9);
					assert_true(b.low_deg >= 0 && b.low_deg < b.high_deg);
					assert_true(b.high_deg < b.warn_deg &&
						    b.warn_deg < b.limit_deg);
					assert_true(count || low <= 0 || b.high_deg >= 4);
				}
}

static struct sh_exercise exercise(const char *id, enum sh_stance stance, enum sh_measure m)
{
	struct sh_exercise ex;

	memset(&ex, 0, sizeof(ex));
	snprintf(ex.id, sizeof(ex.id), "%s", id);
	ex.stance = stance;
	ex.measure = m;
	return ex;
}

static void test_exercise_nothing_known_keeps_every_number(void **state)
{
	struct sh_exercise ex = exercise("frozen-fish", SH_STANCE_PRONE, SH_MEASURE_FORWARD_TILT),
			   was;
	struct sh_scale_person nobody = {.level = -1}, first = {.level = 1};

	(void)state;
	ex.negative = FISH;
	was = ex;
	sh_scale_exercise(&ex, &nobody);
	assert_memory_equal(&ex, &was, sizeof(ex));
	sh_scale_exercise(&ex, &first);
	assert_memory_equal(&ex.negative, &was.negative, sizeof(ex.negative));
	assert_true(ex.has_level);
	assert_int_equal(ex.level, 1);
	assert_int_equal(ex.scaled_by, SH_SCALED_NONE);
}

static void test_exercise_own_range_goes_before_age(void **state)
{
	struct sh_exercise ex = exercise("cat", SH_STANCE_QUADRUPED, SH_MEASURE_PELVIC_TILT);
	struct sh_scale_person p = {.level = -1, .age_years = 75};
	struct sh_band aged;

	(void)state;
	ex.positive = CAT_ROUND;
	ex.negative = CAT_ARCH;
	sh_scale_exercise(&ex, &p);
	assert_int_equal(ex.scaled_by, SH_SCALED_AGE);
	assert_false(ex.has_level);
	assert_int_equal(whole(ex.negative.limit_deg), 13);
	aged = ex.positive;
	ex.positive = CAT_ROUND;
	ex.negative = CAT_ARCH;
	p.range_deg[SH_SCALE_ARCH] = 20;
	sh_scale_exercise(&ex, &p);
	assert_int_equal(ex.scaled_by, SH_SCALED_RANGE);
	assert_int_equal(whole(ex.negative.limit_deg), 18);
	assert_memory_equal(&ex.positive, &aged, sizeof(aged)); /* round was not measured */
}

static void test_exercise_sweep_and_roll_ignore_age(void **state)
{
	struct sh_exercise rolls = exercise("rolls", SH_STANCE_SUPINE, SH_MEASURE_SWEEP);
	struct sh_exercise twist = exercise("crocodile-1", SH_STANCE_SUPINE, SH_MEASURE_ROLL);
	struct sh_scale_person p = {.level = -1, .age_years = 80, .range_deg = {30, 10, 10}};

	(void)state;
	rolls.positive = (struct sh_band){true, 40, 90, 110, 130};
	twist.positive = twist.negative = (struct sh_band){true, 8, 25, 35, 45};
	sh_scale_exercise(&rolls, &p);
	sh_scale_exercise(&twist, &p);
	assert_int_equal(rolls.scaled_by, SH_SCALED_NONE);
	assert_int_equal(twist.scaled_by, SH_SCALED_NONE);
	assert_int_equal(whole(rolls.positive.limit_deg), 130);
	assert_int_equal(whole(twist.negative.limit_deg), 45);
	p.level = 2;
	sh_scale_exercise(&twist, &p);
	assert_int_equal(whole(twist.negative.limit_deg), 45);
	p.level = 0;
	sh_scale_exercise(&twist, &p);
	assert_int_equal(whole(twist.negative.limit_deg), 34);
}

static void test_exercise_too_stiff_counts_only(void **state)
{
	struct sh_exercise ex = exercise("fish-lifts", SH_STANCE_PRONE, SH_MEASURE_FORWARD_TILT);
	struct sh_scale_person p = {.level = 1, .age_years = 75};

	(void)state;
	ex.negative = FISH;
	sh_scale_exercise(&ex, &p);
	assert_true(ex.count_only);
	assert_true(ex.negative.low_deg >= 1.5 && ex.negative.low_deg <= 2);
	assert_int_equal(whole(ex.negative.limit_deg), 10);
	assert_true(ex.negative.limit_deg - ex.negative.high_deg < 1.01);
}

static void test_exercise_line_says_level_and_by_what(void **state)
{
	struct sh_exercise ex = exercise("cat", SH_STANCE_QUADRUPED, SH_MEASURE_PELVIC_TILT);
	struct sh_scale_person p = {.level = 0, .age_years = 75};
	struct sh_event e = {.kind = SH_EVENT_EXERCISE};
	char line[SH_EVENT_JSON_MAX];

	(void)state;
	ex.negative = CAT_ARCH;
	e.u.exercise.exercise = &ex;
	assert_true(sh_event_json(&e, line, sizeof(line)) > 0);
	assert_non_null(strstr(line, "\"level\":null,\"scaled_by\":\"none\""));
	sh_scale_exercise(&ex, &p);
	assert_true(sh_event_json(&e, line, sizeof(line)) > 0);
	assert_non_null(strstr(line, "\"level\":0,\"scaled_by\":\"age\""));
}

static void test_age_range_outside_the_evidence_takes_its_ends(void **state)
{
	(void)state;
	assert_true(sh_scale_age_range(SH_SCALE_ROUND, 5) ==
		    sh_scale_age_range(SH_SCALE_ROUND, 16));
	assert_true(sh_scale_age_range(SH_SCALE_ARCH, 200) ==
		    sh_scale_age_range(SH_SCALE_ARCH, 90));
	assert_int_equal(whole(sh_scale_age_range(SH_SCALE_ARCH, 90)), 6);
	assert_int_equal(whole(sh_scale_age_range(SH_SCALE_SIDE, 90)), 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_table_every_row_and_level),
		cmocka_unit_test(test_limit_any_range_and_level_stays_in_order_and_below_the_cap),
		cmocka_unit_test(test_exercise_nothing_known_keeps_every_number),
		cmocka_unit_test(test_exercise_own_range_goes_before_age),
		cmocka_unit_test(test_exercise_sweep_and_roll_ignore_age),
		cmocka_unit_test(test_exercise_too_stiff_counts_only),
		cmocka_unit_test(test_exercise_line_says_level_and_by_what),
		cmocka_unit_test(test_age_range_outside_the_evidence_takes_its_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
