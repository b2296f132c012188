/* Trends: the noise band decides, one odd session does not. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/trend.h"

enum { BAND = SH_TREND_ANGLE_BAND };

static void test_median_of_odd_and_even_counts_is_the_middle(void **state)
{
	int32_t odd[] = {9000, 1000, 5000}, even[] = {4000, 1000, 9000, 6000}, one[] = {-7};

	(void)state;
	assert_int_equal(sh_trend_median(odd, 3), 5000);
	assert_int_equal(sh_trend_median(even, 4), 5000);
	assert_int_equal(sh_trend_median(one, 1), -7);
	assert_int_equal(sh_trend_median(one, 0), 0);
}

static void test_trend_of_three_sessions_claims_nothing(void **state)
{
	const int32_t v[] = {1000, 20000, 40000};
	struct sh_trend_line l;

	(void)state;
	sh_trend_line_of(v, 3, BAND, &l);
	assert_int_equal(l.verdict, SH_TREND_FEW);
	sh_trend_line_of(v, 0, BAND, &l);
	assert_int_equal(l.verdict, SH_TREND_FEW);
	assert_int_equal(l.from, 0);
	sh_trend_line_of(v, 1, BAND, &l);
	assert_int_equal(l.from, 1000);
	assert_int_equal(l.to, 1000);
}

static void test_trend_below_ten_degrees_is_noise_and_at_ten_a_change(void **state)
{
	const int32_t below[] = {5000, 8330, 11660, 14990}, at[] = {5000, 8334, 11668, 15002};
	const int32_t down[] = {30000, 25000, 20000, 15000, 10000};
	struct sh_trend_line l;

	(void)state;
	sh_trend_line_of(below, 4, BAND, &l);
	assert_int_equal(l.verdict, SH_TREND_NOISE);
	sh_trend_line_of(at, 4, BAND, &l);
	assert_int_equal(l.verdict, SH_TREND_UP);
	assert_in_range(l.to - l.from, 10000, 10010);
	sh_trend_line_of(down, 5, BAND, &l);
	assert_int_equal(l.verdict, SH_TREND_DOWN);
	assert_int_equal(l.from, 30000);
	assert_int_equal(l.to, 10000);
}

static void test_trend_with_one_odd_session_is_still_noise(void **state)
{
	const int32_t v[] = {10000, 10500, 9500, 10200, 45000, 9900, 10100};
	struct sh_trend_line l;

	(void)state;
	sh_trend_line_of(v, 7, BAND, &l);
	assert_int_equal(l.verdict, SH_TREND_NOISE);
	assert_true(l.to - l.from < 2000 && l.from - l.to < 2000);
}

static void test_trend_of_too_many_and_extreme_values_stays_in_range(void **state)
{
	int32_t v[SH_TREND_MAX + 20];
	struct sh_trend_line l;

	(void)state;
	for (int i = 0; i < SH_TREND_MAX + 20; i++)
		v[i] = i % 2 ? 1000000000 : -1000000000;
	sh_trend_line_of(v, SH_TREND_MAX + 20, BAND, &l);
	assert_true(l.from >= -1000000000 && l.to <= 1000000000);
	for (int i = 0; i < SH_TREND_MAX + 20; i++)
		v[i] = i < SH_TREND_MAX ? 1000 : 99000; /* what is cut off must not count */
	sh_trend_line_of(v, SH_TREND_MAX + 20, BAND, &l);
	assert_int_equal(l.to, 1000);
}

static void test_R12_balance_is_told_only_beyond_25_percent_and_5_degrees(void **state)
{
	int percent = 77;

	(void)state;
	assert_false(sh_trend_balance(10000, 5000, &percent));	/* 67 %, but 5 degrees */
	assert_false(sh_trend_balance(40000, 32000, &percent)); /* 8 degrees, but 22 % */
	assert_false(sh_trend_balance(0, 0, &percent));
	assert_int_equal(percent, 77);
	assert_true(sh_trend_balance(20000, 12000, &percent));
	assert_int_equal(percent, 50);
	assert_true(sh_trend_balance(12000, 20000, &percent));
	assert_int_equal(percent, -50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_median_of_odd_and_even_counts_is_the_middle),
		cmocka_unit_test(test_trend_of_three_sessions_claims_nothing),
		cmocka_unit_test(test_trend_below_ten_degrees_is_noise_and_at_ten_a_change),
		cmocka_unit_test(test_trend_with_one_odd_session_is_still_noise),
		cmocka_unit_test(test_trend_of_too_many_and_extreme_values_stays_in_range),
		cmocka_unit_test(test_R12_balance_is_told_only_beyond_25_percent_and_5_degrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
