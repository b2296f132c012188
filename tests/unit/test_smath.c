/* Own trigonometry against the C library's long double, with the bounds that smath.h states. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/smath.h"

struct worst {
	double error, at, at2;
};

static uint64_t seed = 1;

static double uniform(double low, double high)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * (double)(seed >> 11) / 9007199254740992.0;
}

static void note(struct worst *w, long double error, double at, double at2)
{
	double e = (double)fabsl(error);

	if (e > w->error || e != e)
		*w = (struct worst){e, at, at2};
}

static void assert_bound(const char *what, const struct worst *w, double bound)
{
	print_message("%s: worst %.3g at %.17g %.17g (bound %.3g)\n", what, w->error, w->at, w->at2,
		      bound);
	assert_true(w->error <= bound);
}

static bool same_bits(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static void check_range(double limit, double bound)
{
	struct worst s = {0}, c = {0}, t = {0};

	for (int i = 0; i < 200000; i++) {
		double x = uniform(-limit, limit);
		long double tangent = tanl((long double)x);

		note(&s, (long double)sh_sin(x) - sinl((long double)x), x, 0);
		note(&c, (long double)sh_cos(x) - cosl((long double)x), x, 0);
		note(&t, ((long double)sh_tan(x) - tangent) / (1 + tangent * tangent), x, 0);
	}
	assert_bound("sin", &s, bound);
	assert_bound("cos", &c, bound);
	assert_bound("tan / (1 + tan^2)", &t, bound);
}

static void test_sin_cos_tan_up_to_1000_within_bound(void **state)
{
	(void)state;
	check_range(SH_PI, 4e-16);
	check_range(1000.0, 4e-16);
}

static void test_sin_cos_tan_up_to_the_limit_within_bound(void **state)
{
	(void)state;
	check_range(SH_TRIG_MAX_RAD, 4e-16);
}

static void test_sin_cos_at_quarter_turns_within_bound(void **state)
{
	struct worst s = {0}, c = {0};

	(void)state;
	for (int k = -4000; k <= 4000; k++) {
		for (int j = -2; j <= 2; j++) {
			double x = k * (SH_PI / 4.0) + j * 1e-9;

			note(&s, (long double)sh_sin(x) - sinl((long double)x), x, 0);
			note(&c, (long double)sh_cos(x) - cosl((long double)x), x, 0);
		}
	}
	assert_bound("sin near k pi/4", &s, 4e-16);
	assert_bound("cos near k pi/4", &c, 4e-16);
}

static void test_sin_of_tiny_angles_keeps_them(void **state)
{
	(void)state;
	assert_true(same_bits(sh_sin(0.0), 0.0));
	assert_true(sh_sin(1e-300) == 1e-300);
	assert_true(sh_sin(-1e-12) == -1e-12);
	assert_true(sh_cos(0.0) == 1.0);
	assert_true(sh_tan(0.0) == 0.0);
}

static void test_sin_of_huge_or_no_number_is_refused(void **state)
{
	const double bad[] = {1.1e6, -1.1e6, 1e300, HUGE_VAL, -HUGE_VAL, (double)NAN};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_true(isnan(sh_sin(bad[i])) != 0);
		assert_true(isnan(sh_cos(bad[i])) != 0);
		assert_true(isnan(sh_tan(bad[i])) != 0);
	}
	assert_true(isnan(sh_sin(SH_TRIG_MAX_RAD)) == 0);
}

static void test_atan2_in_all_quadrants_within_bound(void **state)
{
	struct worst w = {0};

	(void)state;
	for (int i = 0; i < 400000; i++) {
		double y = uniform(-1, 1), x = uniform(-1, 1);

		if (i % 3 == 0)
			x *= pow(10, uniform(-18, 18));
		note(&w, (long double)sh_atan2(y, x) - atan2l((long double)y, (long double)x), y,
		     x);
	}
	for (int i = -360; i <= 360; i++) {
		double a = i * (SH_PI / 360.0), y = sin(a), x = cos(a);

		note(&w, (long double)sh_atan2(y, x) - atan2l((long double)y, (long double)x), y,
		     x);
	}
	assert_bound("atan2", &w, 7e-16);
}

static void test_atan2_at_zeros_and_infinities_is_as_in_the_library(void **state)
{
	const double v[] = {0.0, -0.0, 1.0, -1.0, HUGE_VAL, -HUGE_VAL, 1e308, -1e-308, 5e-324};
	const size_t n = sizeof(v) / sizeof(v[0]);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			double own = sh_atan2(v[i], v[j]), libm = atan2(v[i], v[j]);

			if (fabs(own - libm) > 5e-16 || signbit(own) != signbit(libm))
				fail_msg("atan2(%g, %g): %.17g, libm %.17g", v[i], v[j], own, libm);
		}
	}
	assert_true(isnan(sh_atan2((double)NAN, 1.0)) != 0);
	assert_true(isnan(sh_atan2(1.0, (double)NAN)) != 0);
}

static void test_atan2_keeps_tiny_angles(void **state)
{
	(void)state;
	assert_true(fabs(sh_atan2(1e-200, 1.0) / 1e-200 - 1.0) < 4e-16);
	assert_true(fabs(sh_atan2(-3e-9, 1.0) / -3e-9 - 1.0) < 4e-16);
}

static void test_gain_of_any_ratio_is_within_bound(void **state)
{
	(void)state;
	for (double r = 1e-9; r < 60; r *= 1.07) {
		double libm = -expm1(-r);

		if (fabs(sh_gain(r) - libm) > 1e-15 * (libm < 0.1 ? 10 * libm : 1))
			fail_msg("gain(%g): %.17g, libm %.17g", r, sh_gain(r), libm);
	}
	assert_true(sh_gain(0) == 0 && sh_gain(-1) == 0 && sh_gain((double)NAN) == 0);
	assert_true(sh_gain(HUGE_VAL) == 1);
}

static void test_asin_over_its_range_within_bound_and_clamped_beyond(void **state)
{
	struct worst w = {0};

	(void)state;
	for (int i = 0; i < 200000; i++) {
		double x = i % 2 ? uniform(-1, 1) : 1.0 - pow(10, uniform(-16, -1));

		note(&w, (long double)sh_asin(x) - asinl((long double)x), x, 0);
	}
	assert_bound("asin", &w, 7e-16);
	assert_true(sh_asin(1.0) == SH_PI / 2 && sh_asin(1.0 + 1e-9) == SH_PI / 2);
	assert_true(sh_asin(-1.0) == -SH_PI / 2 && sh_asin(-7.0) == -SH_PI / 2);
	assert_true(isnan(sh_asin((double)NAN)) != 0);
}

static void test_degrees_and_back_agree(void **state)
{
	(void)state;
	assert_true(fabs(sh_deg(SH_PI) - 180.0) < 1e-13);
	assert_true(fabs(sh_rad(90.0) - SH_PI / 2) < 1e-15);
	assert_true(fabs(sh_deg(sh_rad(33.3)) - 33.3) < 1e-13);
}

static void test_clamp_at_and_beyond_the_ends_is_limited(void **state)
{
	(void)state;
	assert_true(sh_clamp(-2.0, -1.0, 3.0) == -1.0);
	assert_true(sh_clamp(-1.0, -1.0, 3.0) == -1.0);
	assert_true(sh_clamp(0.5, -1.0, 3.0) == 0.5);
	assert_true(sh_clamp(3.5, -1.0, 3.0) == 3.0);
	assert_true(isnan(sh_clamp((double)NAN, -1.0, 3.0)) != 0);
}

static void test_wrap_at_half_turns_takes_the_upper_end(void **state)
{
	(void)state;
	assert_true(sh_wrap_180(180.0) == 180.0);
	assert_true(sh_wrap_180(-180.0) == 180.0);
	assert_true(sh_wrap_180(540.0) == 180.0);
	assert_true(sh_wrap_180(-179.5) == -179.5);
	assert_true(sh_wrap_180(181.0) == -179.0);
	assert_true(sh_wrap_180(-725.0) == -5.0);
	assert_true(fabs(sh_wrap_pi(7.0) - (7.0 - 2 * SH_PI)) < 1e-15);
	assert_true(sh_wrap_pi(-SH_PI) == SH_PI);
	assert_true(isnan(sh_wrap_pi(HUGE_VAL)) != 0);
	for (int i = 0; i < 100000; i++) {
		double x = uniform(-5000, 5000), w = sh_wrap_180(x);

		assert_true(w > -180.0 && w <= 180.0);
		assert_true(fabs(remainder(x - w, 360.0)) < 1e-9);
	}
}

static void test_round_at_halves_and_ends_is_away_from_zero_and_saturates(void **state)
{
	const struct {
		double x;
		int64_t n;
	} t[] = {
		{0.0, 0},
		{-0.0, 0},
		{0.5, 1},
		{-0.5, -1},
		{0.49999999999999994, 0}, /* x + 0.5 would round up to 1 */
		{2.5, 3},
		{-2.5, -3},
		{-3.49, -3},
		{4503599627370495.5, 4503599627370496},
		{9007199254740993.0, 9007199254740992},
		{9.3e18, INT64_MAX},
		{-9.3e18, INT64_MIN},
		{HUGE_VAL, INT64_MAX},
		{-HUGE_VAL, INT64_MIN},
		{(double)NAN, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (sh_round_i64(t[i].x) != t[i].n)
			fail_msg("round(%.17g) is %lld, not %lld", t[i].x,
				 (long long)sh_round_i64(t[i].x), (long long)t[i].n);
	for (int i = 0; i < 100000; i++) {
		double x = uniform(-1e6, 1e6);

		assert_true(sh_round_i64(x) == llround(x));
	}
}

/* The bits themselves, so that another compiler or machine cannot quietly differ. */
static void test_trigonometry_on_any_compiler_gives_the_same_bits(void **state)
{
	uint64_t hash = 1469598103934665603u;

	(void)state;
	seed = 7;
	for (int i = 0; i < 50000; i++) {
		double v[6], x = uniform(-50, 50), y = uniform(-2, 2);

		v[0] = sh_sin(x);
		v[1] = sh_cos(x);
		v[2] = sh_tan(x);
		v[3] = sh_atan2(y, x);
		v[4] = sh_asin(y / 2);
		v[5] = sh_wrap_pi(x);
		for (int j = 0; j < 6; j++) {
			uint64_t bits;

			memcpy(&bits, &v[j], sizeof(bits));
			hash = (hash ^ bits) * 1099511628211u;
		}
	}
	print_message("hash %016llx\n", (unsigned long long)hash);
	assert_true(hash == 0x645aa87cda7d06d9u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sin_cos_tan_up_to_1000_within_bound),
		cmocka_unit_test(test_sin_cos_tan_up_to_the_limit_within_bound),
		cmocka_unit_test(test_sin_cos_at_quarter_turns_within_bound),
		cmocka_unit_test(test_sin_of_tiny_angles_keeps_them),
		cmocka_unit_test(test_sin_of_huge_or_no_number_is_refused),
		cmocka_unit_test(test_atan2_in_all_quadrants_within_bound),
		cmocka_unit_test(test_atan2_at_zeros_and_infinities_is_as_in_the_library),
		cmocka_unit_test(test_atan2_keeps_tiny_angles),
		cmocka_unit_test(test_asin_over_its_range_within_bound_and_clamped_beyond),
		cmocka_unit_test(test_degrees_and_back_agree),
		cmocka_unit_test(test_clamp_at_and_beyond_the_ends_is_limited),
		cmocka_unit_test(test_gain_of_any_ratio_is_within_bound),
		cmocka_unit_test(test_wrap_at_half_turns_takes_the_upper_end),
		cmocka_unit_test(test_round_at_halves_and_ends_is_away_from_zero_and_saturates),
		cmocka_unit_test(test_trigonometry_on_any_compiler_gives_the_same_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
