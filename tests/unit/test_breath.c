/* The count of breaths: right where there is a rhythm, unknown where there is none. The signal is a
 * tilting up-vector of a person on the back, at 100 samples a second; noise has a fixed seed. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "spinehold/breath.h"

enum { SAMPLE_US = 10000 };

static struct sh_breath b;
static int64_t t_us;
static uint32_t seed;

static void begin(void)
{
	sh_breath_begin(&b);
	t_us = 0;
	seed = 7;
}

/* Even between -1 and 1. */
static double noise(void)
{
	seed = seed * 1664525u + 1013904223u;
	return (double)(seed >> 8) / 8388608.0 - 1.0;
}

static bool tilt(double deg)
{
	struct sh_vec3 up = {cos(deg / 57.29577951308232), 0, sin(deg / 57.29577951308232)};
	bool changed = sh_breath_step(&b, t_us, &up);

	t_us += SAMPLE_US;
	return changed;
}

static void breathe(double seconds, double per_min, double amplitude_deg)
{
	for (int64_t end_us = t_us + (int64_t)(seconds * 1e6); t_us < end_us;)
		(void)tilt(amplitude_deg *
				   sin(6.283185307179586 * per_min / 60 * (double)t_us * 1e-6) +
			   0.02 * noise());
}

static void test_breaths_of_every_pace_are_counted_to_one(void **state)
{
	static const double PACES[] = {6, 8, 10, 12, 15, 18, 24};

	(void)state;
	for (size_t i = 0; i < sizeof(PACES) / sizeof(PACES[0]); i++) {
		begin();
		breathe(90, PACES[i], 0.3);
		assert_in_range(sh_breath_rate_per_min(&b), PACES[i] - 1, PACES[i] + 1);
		assert_in_range(sh_breath_count(&b), PACES[i] * 1.5 - 1, PACES[i] * 1.5 + 1);
	}
}

static void test_breaths_before_thirty_seconds_are_unknown(void **state)
{
	(void)state;
	begin();
	breathe(29.5, 15, 0.3);
	assert_int_equal(sh_breath_count(&b), -1);
	assert_int_equal(sh_breath_rate_per_min(&b), -1);
	breathe(3, 15, 0.3);
	assert_in_range(sh_breath_count(&b), 7, 9);
}

static void test_breaths_too_small_to_see_are_unknown(void **state)
{
	(void)state;
	begin();
	breathe(60, 15, 0.05);
	assert_int_equal(sh_breath_count(&b), -1);
	begin();
	breathe(60, 15, 0.15);
	assert_in_range(sh_breath_count(&b), 14, 16);
}

static void test_sway_without_a_rhythm_is_not_counted(void **state)
{
	int known = 0;

	(void)state;
	for (uint32_t wearer = 1; wearer <= 20; wearer++) {
		double sway = 0;

		begin();
		seed = wearer * 7919;
		for (int i = 0; i < 12000; i++) {
			sway += 0.0125 *
				(3.7 * noise() - sway); /* first order, 0.2 Hz, about 0.3 deg */
			(void)tilt(sway);
			known += sh_breath_count(&b) >= 0;
		}
	}
	assert_true(known < 20 * 12000 / 50); /* under 2 % of the time */
}

static void test_breaths_after_a_hole_or_a_shuffle_stay_unknown(void **state)
{
	(void)state;
	begin();
	breathe(40, 12, 0.3);
	assert_true(sh_breath_count(&b) > 0);
	t_us += 5000000;
	breathe(60, 12, 0.3);
	assert_int_equal(sh_breath_count(&b), -1);
	begin();
	breathe(40, 12, 0.3);
	for (int i = 0; i < 500; i++)
		(void)tilt(10 * sin(i * 0.00628)); /* shuffles for 5 s */
	breathe(60, 12, 0.3);
	assert_int_equal(sh_breath_count(&b), -1); /* but the pace is known again */
	assert_in_range(sh_breath_rate_per_min(&b), 11, 13);
}

static void test_breaths_lying_on_the_side_are_unknown(void **state)
{
	(void)state;
	begin();
	for (int i = 0; i < 6000; i++) {
		double deg = 0.3 * sin(6.283185307179586 * 0.2 * i * 0.01) / 57.29577951308232;
		struct sh_vec3 up = {sin(deg), 1, 0};

		(void)sh_breath_step(&b, t_us, &up);
		t_us += SAMPLE_US;
	}
	assert_int_equal(sh_breath_count(&b), -1);
}

static void test_breaths_do_not_depend_on_the_sample_rate(void **state)
{
	int fast;

	(void)state;
	begin();
	breathe(60, 12, 0.3);
	fast = sh_breath_count(&b);
	begin();
	for (; t_us < 60000000; t_us += 40000 - SAMPLE_US)
		(void)tilt(0.3 * sin(6.283185307179586 * 0.2 * (double)t_us * 1e-6));
	assert_in_range(sh_breath_count(&b), fast - 1, fast + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_breaths_of_every_pace_are_counted_to_one),
		cmocka_unit_test(test_breaths_before_thirty_seconds_are_unknown),
		cmocka_unit_test(test_breaths_too_small_to_see_are_unknown),
		cmocka_unit_test(test_sway_without_a_rhythm_is_not_counted),
		cmocka_unit_test(test_breaths_after_a_hole_or_a_shuffle_stay_unknown),
		cmocka_unit_test(test_breaths_lying_on_the_side_are_unknown),
		cmocka_unit_test(test_breaths_do_not_depend_on_the_sample_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
