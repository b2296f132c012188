/* Times from arrival stamps: a device and a line are simulated, the true times are known. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "wire/host_time.h"

enum { SAMPLES_MAX = 300000 };

static int64_t stamps[SAMPLES_MAX];
static struct sh_host_place places[SAMPLES_MAX];
static size_t n;

static uint32_t noise_state;

static double noise(void) /* 0 to 1 */
{
	noise_state = noise_state * 1664525u + 1013904223u;
	return (double)(noise_state >> 8) / 16777216.0;
}

static int begin(void **unused)
{
	(void)unused;
	n = 0;
	noise_state = 1;
	return 0;
}

static void place_all(void)
{
	struct sh_host_time h;
	size_t i;

	memset(&h, 0, sizeof(h));
	for (i = 0; i < n; i++) {
		places[i] = sh_host_time_place(&h, stamps[i]);
		if (i > 0 && places[i].t_us <= places[i - 1].t_us)
			fail_msg("sample %zu at %lld us does not rise", i,
				 (long long)places[i].t_us);
	}
}

/* Samples at an even rate, delivered on a grid (a latency timer), plus jitter of delivery. */
static void deliver(double rate_hz, double seconds, double grid_us, double jitter_us)
{
	double t = 0.0;
	double last = 0.0;

	while (t < seconds * 1e6) {
		double at = t + 300.0;

		if (grid_us > 0.0)
			at = ((double)(int64_t)(at / grid_us) + 1.0) * grid_us;
		at += jitter_us * noise();
		if (at < last)
			at = last;
		last = at;
		assert_true(n < SAMPLES_MAX);
		stamps[n++] = 5000000 + (int64_t)at;
		t += 1e6 / rate_hz;
	}
}

static size_t count_gaps(void)
{
	size_t gaps = 0;
	size_t i;

	for (i = 0; i < n; i++)
		gaps += places[i].gap;
	return gaps;
}

/* Steps from sample `from` on are within `part` of the period. */
static void expect_even(size_t from, double rate_hz, double part)
{
	double period_us = 1e6 / rate_hz;
	size_t i;

	for (i = from + 1; i < n; i++) {
		double step = (double)(places[i].t_us - places[i - 1].t_us);

		if (step < (1.0 - part) * period_us - 1.0 || step > (1.0 + part) * period_us + 1.0)
			fail_msg("%g Hz: step %zu is %g us", rate_hz, i, step);
	}
}

static void expect_rate(size_t from, double rate_hz, double part)
{
	double span_s = (double)(places[n - 1].t_us - places[from].t_us) / 1e6;
	double got_hz = (double)(n - 1 - from) / span_s;

	if (got_hz < rate_hz * (1.0 - part) || got_hz > rate_hz * (1.0 + part))
		fail_msg("mean rate %.4f Hz instead of %.4f", got_hz, rate_hz);
}

static const double rates_hz[] = {10, 20, 50, 100, 125, 200, 500, 1000};
enum { RATES = sizeof(rates_hz) / sizeof(rates_hz[0]) };

static void test_any_rate_with_little_jitter_is_found_and_kept(void **unused)
{
	size_t i;

	(void)unused;
	for (i = 0; i < RATES; i++) {
		size_t start = (size_t)(rates_hz[i] * 3);

		begin(NULL);
		deliver(rates_hz[i], 120, 0, 500);
		place_all();
		assert_int_equal(count_gaps(), 0);
		expect_even(start, rates_hz[i], 0.05);
		expect_rate(start, rates_hz[i], 0.001);
	}
}

static void test_any_rate_on_a_16_ms_timer_is_even_after_the_start(void **unused)
{
	size_t i;

	(void)unused;
	for (i = 0; i < RATES; i++) {
		size_t start = (size_t)(rates_hz[i] * 3);

		begin(NULL);
		deliver(rates_hz[i], 120, 16000, 200);
		place_all();
		assert_int_equal(count_gaps(), 0);
		expect_even(start, rates_hz[i], 0.08);
		expect_even(5 * start, rates_hz[i], 0.03);
		expect_rate(start, rates_hz[i], 0.001);
	}
}

static void test_odd_rates_and_drift_are_followed(void **unused)
{
	static const double odd_hz[] = {95.3, 101.7, 199.1, 11.0};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(odd_hz) / sizeof(odd_hz[0]); i++) {
		begin(NULL);
		deliver(odd_hz[i], 300, 16000, 3000);
		place_all();
		assert_int_equal(count_gaps(), 0);
		expect_even((size_t)(odd_hz[i] * 3), odd_hz[i], 0.09);
		expect_rate((size_t)(odd_hz[i] * 5), odd_hz[i], 0.001);
	}
}

/* The clock of the device slowly changes by 1 % over ten minutes. */
static void test_slow_drift_of_the_device_is_followed(void **unused)
{
	double t = 0;
	size_t i;

	(void)unused;
	for (i = 0; i < 60000; i++) {
		stamps[n++] = (int64_t)(t + 2000.0 * noise());
		t += 10000.0 * (1.0 + 0.01 * (double)i / 60000.0);
	}
	place_all();
	assert_int_equal(count_gaps(), 0);
	for (i = 1000; i < n; i++) {
		int64_t off = places[i].t_us - stamps[i];

		assert_in_range((uintmax_t)(off + 10000), 0, 20000);
	}
}

/* Reads of 4096 bytes with one stamp each, as in a log that was read in large pieces. */
static void test_large_bundles_with_one_stamp_are_spread(void **unused)
{
	size_t i;

	(void)unused;
	for (i = 0; i < 12000; i++)
		stamps[n++] = (int64_t)((i / 124 + 1) * 124 * 10000);
	place_all();
	assert_int_equal(count_gaps(), 0);
	expect_even(500, 100, 0.02);
	expect_rate(500, 100, 0.001);
}

static void test_stamps_that_never_change_count_as_100_hz(void **unused)
{
	size_t i;

	(void)unused;
	for (i = 0; i < 1000; i++)
		stamps[n++] = 0;
	place_all();
	assert_int_equal(count_gaps(), 0);
	assert_int_equal(places[999].t_us, 9990000);
}

/* Everything that would have arrived in [from, from + length) arrives at its end. */
static void stall(double from_s, double length_s)
{
	int64_t from = 5000000 + (int64_t)(from_s * 1e6);
	int64_t until = from + (int64_t)(length_s * 1e6);
	size_t i;

	for (i = 0; i < n; i++) {
		if (stamps[i] >= from && stamps[i] < until)
			stamps[i] = until;
	}
}

static void test_stall_of_40_ms_that_catches_up_is_no_gap(void **unused)
{
	static const double hz[] = {50, 100, 200, 1000};
	size_t i;
	int k;

	(void)unused;
	for (i = 0; i < sizeof(hz) / sizeof(hz[0]); i++) {
		begin(NULL);
		deliver(hz[i], 60, 0, 500);
		for (k = 0; k < 20; k++)
			stall(5.0 + 2.7 * k, 0.04);
		place_all();
		assert_int_equal(count_gaps(), 0);
		expect_even((size_t)(hz[i] * 3), hz[i], 0.10);
		expect_rate((size_t)(hz[i] * 3), hz[i], 0.001);
	}
}

/* Nothing is sampled in [from, from + length). */
static void silence(double from_s, double length_s)
{
	int64_t from = 5000000 + (int64_t)(from_s * 1e6);
	int64_t until = from + (int64_t)(length_s * 1e6);
	size_t kept = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (stamps[i] < from || stamps[i] >= until)
			stamps[kept++] = stamps[i];
	}
	n = kept;
}

static void test_silence_of_3_s_is_a_gap_of_its_length(void **unused)
{
	size_t i;

	(void)unused;
	for (i = 0; i < RATES; i++) {
		double lost = 3.0 * rates_hz[i];
		size_t before, k;

		begin(NULL);
		deliver(rates_hz[i], 60, 16000, 500);
		silence(20, 3);
		place_all();
		assert_int_equal(count_gaps(), 1);
		for (k = 0; !places[k].gap; k++)
			;
		before = k - 1;
		assert_true((double)places[k].lost > 0.97 * lost - 2.5);
		assert_true((double)places[k].lost < 1.03 * lost + 2.5);
		assert_in_range((uintmax_t)(places[k].t_us - places[before].t_us), 2850000,
				3150000);
		assert_int_equal(places[k].t_us, stamps[k]);
	}
}

static void test_gap_needs_more_than_5_periods_and_50_ms(void **unused)
{
	static const struct {
		double hz, silence_s;
		size_t gaps;
	} cases[] = {{1000, 0.045, 0}, {1000, 0.06, 1}, {100, 0.03, 0},
		     {100, 0.07, 1},   {20, 0.2, 0},	{20, 0.35, 1}};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(NULL);
		deliver(cases[i].hz, 30, 0, 100);
		silence(10, cases[i].silence_s);
		place_all();
		if (count_gaps() != cases[i].gaps)
			fail_msg("%g Hz, %g s: %zu gaps", cases[i].hz, cases[i].silence_s,
				 count_gaps());
	}
}

static void test_change_of_rate_is_found_again(void **unused)
{
	size_t from;
	size_t i;

	(void)unused;
	for (i = 0; i < 500; i++)
		stamps[n++] = (int64_t)i * 100000; /* 10 Hz */
	for (i = 0; i < 6000; i++)
		stamps[n++] = 50000000 + (int64_t)i * 10000; /* 100 Hz */
	place_all();
	from = n - 3000;
	expect_even(from, 100, 0.02);
	expect_rate(from, 100, 0.001);
	for (i = 0; i < 600; i++)
		stamps[n++] = 110000000 + (int64_t)i * 100000; /* and back */
	place_all();
	assert_in_range(count_gaps(), 1, 6);
	expect_even(n - 300, 10, 0.02);
}

static void test_wild_stamps_still_rise(void **unused)
{
	size_t i;

	(void)unused;
	for (i = 0; i < 5000; i++) {
		double x = noise();

		stamps[n++] = x < 0.02	 ? INT64_MAX
			      : x < 0.04 ? INT64_MIN
			      : x < 0.5	 ? (int64_t)(noise() * 1e9)
					 : (int64_t)i * 10000;
	}
	place_all();
	begin(NULL);
	stamps[n++] = INT64_MIN;
	for (i = 0; i < 100; i++)
		stamps[n++] = (int64_t)i;
	stamps[n++] = INT64_MAX;
	stamps[n++] = INT64_MAX;
	place_all();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_any_rate_with_little_jitter_is_found_and_kept, begin),
		cmocka_unit_test_setup(test_any_rate_on_a_16_ms_timer_is_even_after_the_start,
				       begin),
		cmocka_unit_test_setup(test_odd_rates_and_drift_are_followed, begin),
		cmocka_unit_test_setup(test_slow_drift_of_the_device_is_followed, begin),
		cmocka_unit_test_setup(test_large_bundles_with_one_stamp_are_spread, begin),
		cmocka_unit_test_setup(test_stamps_that_never_change_count_as_100_hz, begin),
		cmocka_unit_test_setup(test_stall_of_40_ms_that_catches_up_is_no_gap, begin),
		cmocka_unit_test_setup(test_silence_of_3_s_is_a_gap_of_its_length, begin),
		cmocka_unit_test_setup(test_gap_needs_more_than_5_periods_and_50_ms, begin),
		cmocka_unit_test_setup(test_change_of_rate_is_found_again, begin),
		cmocka_unit_test_setup(test_wild_stamps_still_rise, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
