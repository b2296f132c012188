/* The filter forward and backward over a whole recording, beside the causal one. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "fusion_wearer.h"
#include "spinehold/smooth.h"

enum { MAX = 12000 };

static struct sh_sample samples[MAX];
static struct sh_quat truth[MAX];
static struct sh_orientation smoothed[MAX], causal[MAX];
static struct sh_smooth_work work[MAX];

static void make(int n, uint64_t seed, double bias_deg_s)
{
	struct fw w = fw_new(seed);

	w.bias_rad_s = (struct sh_vec3){sh_rad(bias_deg_s), sh_rad(-0.7 * bias_deg_s),
					sh_rad(0.5 * bias_deg_s)};
	for (int i = 0; i < n; i++) {
		double t = i * FW_STEP, calm = fmod(t, 30) > 22 ? 0 : 1;
		struct sh_quat q = {1, 0, 0, 0};

		q = fw_turned(&q, 0, 0, 1,
			      30 + calm * 40 * pow(sin(7 * SH_PI * fmod(t, 30) / 22), 3));
		q = fw_turned(&q, 1, 0, 0, calm * 20 * pow(sin(5 * SH_PI * fmod(t, 30) / 22), 3));
		samples[i] = fw_sense(&w, &q);
		truth[i] = q;
	}
}

static struct sh_fusion_params params(bool magnetometer)
{
	struct sh_fusion_params p;

	sh_fusion_defaults_coached(&p);
	p.magnetometer = magnetometer;
	return p;
}

static void run(int n, const struct sh_fusion_params *p)
{
	struct sh_fusion f;

	assert_int_equal(sh_fusion_init(&f, p, 100), SH_OK);
	for (int i = 0; i < n; i++)
		assert_int_equal(sh_fusion_step(&f, &samples[i], &causal[i]), SH_OK);
	assert_int_equal(sh_fusion_smooth(p, 100, samples, (size_t)n, smoothed, work), SH_OK);
}

static double tilt_rms(const struct sh_orientation *o, int from, int to)
{
	double sum = 0;

	for (int i = from; i < to; i++)
		sum += pow(fw_tilt_deg(&o[i].q, &truth[i]), 2);
	return sqrt(sum / (to - from));
}

static void test_recording_with_unknown_bias_is_level_from_its_first_sample(void **state)
{
	struct sh_fusion_params p = params(false);
	double before, after;

	(void)state;
	make(MAX, 1, 8); /* never zeroed; the first rest is after 22 s */
	run(MAX, &p);
	before = tilt_rms(causal, 0, 2200);
	after = tilt_rms(smoothed, 0, 2200);
	print_message("before the first rest: causal %.2f, smooth %.3f deg\n", before, after);
	assert_true(after < 0.2 && after < before / 5);
	assert_true(tilt_rms(smoothed, 0, MAX) <= tilt_rms(causal, 0, MAX));
	for (int i = 0; i < MAX; i++) {
		struct sh_vec3 d = {sh_rad(8), sh_rad(-5.6), sh_rad(4)};

		d = sh_vec3_sub(&smoothed[i].bias_rad_s, &d);
		assert_true(sh_deg(sh_vec3_norm(&d)) < 0.2);
		assert_true(smoothed[i].t_us == samples[i].t_us);
		assert_true(smoothed[i].tilt_sigma_deg <= causal[i].tilt_sigma_deg);
	}
}

static void test_heading_with_the_magnetometer_is_that_of_north_all_along(void **state)
{
	struct sh_fusion_params p = params(true);
	double sum = 0, causal_sum = 0;

	(void)state;
	make(MAX, 2, 0.5);
	run(MAX, &p);
	for (int i = 0; i < MAX; i++) {
		assert_true(smoothed[i].north);
		sum += pow(fw_heading_deg(&smoothed[i].q, &truth[i]), 2);
		causal_sum += pow(fw_heading_deg(&causal[i].q, &truth[i]), 2);
	}
	print_message("heading RMS: causal %.3f, smooth %.3f deg\n", sqrt(causal_sum / MAX),
		      sqrt(sum / MAX));
	assert_true(sqrt(sum / MAX) < 0.5 && sum < causal_sum);
}

static void test_gap_and_restart_break_nothing_on_either_side(void **state)
{
	struct sh_fusion_params p = params(false);

	(void)state;
	make(MAX, 3, 0.3);
	for (int i = 4500; i < MAX; i++)
		samples[i].t_us += 7000000;
	samples[8000].flags |= SH_SAMPLE_RESTART;
	for (int i = 6000; i < 6050; i++)
		samples[i].flags |= SH_SAMPLE_ACC_CLIPPED;
	run(MAX, &p);
	assert_true(tilt_rms(smoothed, 0, MAX) < 0.25);
	assert_true(tilt_rms(smoothed, 4400, 4600) < 0.4);
	assert_true(tilt_rms(smoothed, 7900, 8100) < 0.4);
}

static void test_any_length_gives_unit_quaternions(void **state)
{
	struct sh_fusion_params p = params(true);

	(void)state;
	make(400, 4, 0.3);
	samples[0].acc_m_s2 = (struct sh_vec3){0, 0, 0}; /* not ready yet */
	for (int n = 1; n < 400; n += n < 10 ? 1 : 77) {
		run(n, &p);
		for (int i = 0; i < n; i++) {
			const struct sh_quat *q = &smoothed[i].q;

			assert_true(fabs(q->w * q->w + q->x * q->x + q->y * q->y + q->z * q->z -
					 1) < 1e-9);
		}
		assert_true(n == 1 || tilt_rms(smoothed, 0, n) < 1.5);
	}
}

static void test_what_the_filter_refuses_is_refused(void **state)
{
	struct sh_fusion_params p = params(false);

	(void)state;
	make(100, 5, 0);
	p.tau_acc_s = -1;
	assert_int_equal(sh_fusion_smooth(&p, 100, samples, 100, smoothed, work), SH_ERR_CONFIG);
	p = params(false);
	assert_int_equal(sh_fusion_smooth(&p, 0, samples, 100, smoothed, work), SH_ERR_CONFIG);
	samples[50].gyro_rad_s.x = (double)NAN;
	assert_int_equal(sh_fusion_smooth(&p, 100, samples, 100, smoothed, work), SH_ERR_INPUT);
	samples[50] = samples[49];
	assert_int_equal(sh_fusion_smooth(&p, 100, samples, 100, smoothed, work), SH_ERR_ORDER);
}

static void test_times_at_both_ends_of_the_range_do_not_overflow(void **state)
{
	struct sh_fusion_params p = params(false);

	(void)state;
	make(10, 6, 0);
	samples[0].t_us = INT64_MIN;
	samples[9].t_us = INT64_MAX;
	run(10, &p);
	assert_true(tilt_rms(smoothed, 0, 10) < 1.5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recording_with_unknown_bias_is_level_from_its_first_sample),
		cmocka_unit_test(test_heading_with_the_magnetometer_is_that_of_north_all_along),
		cmocka_unit_test(test_gap_and_restart_break_nothing_on_either_side),
		cmocka_unit_test(test_any_length_gives_unit_quaternions),
		cmocka_unit_test(test_what_the_filter_refuses_is_refused),
		cmocka_unit_test(test_times_at_both_ends_of_the_range_do_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
