/* The comfort-range test: three slow ones each way, the median, within 5 degrees. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "spinehold/range.h"

static struct sh_range r;

static enum sh_range_news at(double deg, double rate)
{
	struct sh_angle a = {deg, rate, 0.3, true};

	return sh_range_step(&r, &a);
}

/* Out and back over `s` seconds at 100 Hz. */
static enum sh_range_news move(double deg, double s)
{
	enum sh_range_news last = SH_RANGE_NOTHING;
	int n = (int)(100 * s);

	for (int i = 0; i <= n; i++) {
		double x = 3.14159265358979 * i / n;
		enum sh_range_news got = at(deg * sin(x), deg * cos(x) * 3.14159265358979 / s);

		last = got != SH_RANGE_NOTHING ? got : last;
	}
	return last;
}

static void test_three_each_way_give_the_medians(void **state)
{
	double deg = -1;

	(void)state;
	sh_range_begin(&r, 1, true);
	assert_int_equal(move(40, 6), SH_RANGE_COUNTED);
	assert_int_equal(move(44, 6), SH_RANGE_COUNTED);
	assert_false(sh_range_result(&r, 1, 0, &deg));
	assert_int_equal(move(41, 6), SH_RANGE_TURN);
	assert_int_equal(move(12, 6), SH_RANGE_NOTHING); /* wrong way */
	assert_int_equal(move(-12, 6), SH_RANGE_COUNTED);
	assert_int_equal(move(-15, 6), SH_RANGE_COUNTED);
	assert_int_equal(move(-11, 6), SH_RANGE_FINISHED);
	assert_true(sh_range_result(&r, 1, 0, &deg) && fabs(deg - 41) < 0.1);
	assert_true(sh_range_result(&r, -1, 0, &deg) && fabs(deg - 12) < 0.1);
	assert_true(sh_range_result(&r, 1, 3, &deg) && fabs(deg - 44) < 0.1); /* on all fours */
	assert_true(sh_range_result(&r, -1, 3, &deg) && fabs(deg - 9) < 0.1);
	assert_int_equal(move(30, 6), SH_RANGE_NOTHING);
}

static void test_peaks_further_apart_are_asked_for_again(void **state)
{
	double deg = -1;

	(void)state;
	sh_range_begin(&r, -1, false);
	(void)move(-10, 5);
	(void)move(-16, 5);
	assert_int_equal(move(-15.5, 5), SH_RANGE_COUNTED);
	assert_true(sh_range_words(&r)[0] == 'T'); /* they differed */
	assert_int_equal(move(-17, 5), SH_RANGE_FINISHED);
	assert_true(sh_range_result(&r, -1, 0, &deg) && fabs(deg - 16) < 0.1);
	assert_false(sh_range_result(&r, 1, 0, &deg));
}

static void test_six_that_differ_are_no_range(void **state)
{
	double deg = -1;

	(void)state;
	sh_range_begin(&r, 1, false);
	for (int i = 0; i < 5; i++)
		assert_int_equal(move(i % 2 ? 20 : 30, 5), SH_RANGE_COUNTED);
	assert_int_equal(move(20, 5), SH_RANGE_FINISHED);
	assert_false(sh_range_result(&r, 1, 0, &deg));
	assert_true(deg < 0);
}

static void test_exactly_five_apart_passes(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		sh_range_begin(&r, 1, false);
		for (int k = 0; k < 3; k++) {
			(void)at(0, 0);
			(void)at(k == 1 ? (i ? 25.01 : 25) : 20, 5);
			(void)at(0, 0);
		}
		assert_int_equal(r.way, i);
	}
}

static void test_fast_and_unseen_movements_do_not_count(void **state)
{
	struct sh_angle unseen = {0, 0, 0, false};

	(void)state;
	sh_range_begin(&r, 1, false);
	assert_int_equal(move(30, 1.5), SH_RANGE_TOO_FAST);
	assert_int_equal(r.ways[0].n, 0);
	(void)at(20, 5);
	assert_int_equal(sh_range_step(&r, &unseen), SH_RANGE_NOTHING);
	assert_int_equal(at(0, 0), SH_RANGE_NOTHING);
	assert_int_equal(move(3.5, 5), SH_RANGE_NOTHING); /* in the dead zone */
	assert_int_equal(r.ways[0].n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_each_way_give_the_medians),
		cmocka_unit_test(test_peaks_further_apart_are_asked_for_again),
		cmocka_unit_test(test_six_that_differ_are_no_range),
		cmocka_unit_test(test_exactly_five_apart_passes),
		cmocka_unit_test(test_fast_and_unseen_movements_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
