/* Heading: from the magnetometer, through disturbed fields, and without one over two minutes. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "fusion_wearer.h"

static struct sh_fusion start(bool magnetometer)
{
	struct sh_fusion_params p;
	struct sh_fusion f;

	sh_fusion_defaults_coached(&p);
	p.magnetometer = magnetometer;
	assert_int_equal(sh_fusion_init(&f, &p, 100), SH_OK);
	return f;
}

static struct sh_orientation feed(struct sh_fusion *f, const struct sh_sample *s)
{
	struct sh_orientation o;

	assert_int_equal(sh_fusion_step(f, s, &o), SH_OK);
	return o;
}

/* Turning to and fro about all axes, as one does in figures of eight. */
static struct sh_orientation turn(struct sh_fusion *f, struct fw *w, double time_s)
{
	struct sh_orientation o = {0};
	double t0 = (double)w->t_us * 1e-6;

	for (int i = 1; i <= (int)lround(time_s * 100); i++) {
		double t = t0 + i * FW_STEP;
		struct sh_quat q = {1, 0, 0, 0};
		struct sh_sample s;

		q = fw_turned(&q, 0, 0, 1, 50 + 60 * sin(0.9 * t));
		q = fw_turned(&q, 0, 1, 0, 25 * sin(1.3 * t));
		s = fw_sense(w, &q);
		o = feed(f, &s);
	}
	return o;
}

static struct sh_orientation keep_still(struct sh_fusion *f, struct fw *w, double time_s)
{
	struct sh_orientation o = {0};

	for (int i = 0; i < (int)lround(time_s * 100); i++) {
		struct sh_sample s = fw_sense(w, &w->q);

		o = feed(f, &s);
	}
	return o;
}

static void test_heading_from_the_first_sample_is_that_of_north(void **state)
{
	(void)state;
	for (int deg = -180; deg < 180; deg += 20) {
		struct sh_fusion f = start(true);
		struct fw w = fw_new(1);
		struct sh_sample s;
		struct sh_orientation o;

		w.q = fw_turned(&w.q, 0, 0, 1, deg);
		w.q = fw_turned(&w.q, 1, 0, 0, deg / 3.0);
		s = fw_sense(&w, &w.q);
		o = feed(&f, &s);
		assert_true(o.north);
		assert_true(fabs(fw_heading_deg(&o.q, &w.q)) < 3);
		o = keep_still(&f, &w, 10);
		assert_true(fabs(fw_heading_deg(&o.q, &w.q)) < 0.5);
		assert_true(fw_tilt_deg(&o.q, &w.q) < 0.3);
		assert_true(o.heading_sigma_deg > 2.9 && o.heading_sigma_deg < 15);
	}
}

static void test_magnetometer_that_is_off_has_no_say(void **state)
{
	struct sh_fusion f = start(false), g = start(false);
	struct fw w = fw_new(2);

	(void)state;
	for (int i = 0; i < 500; i++) {
		struct sh_quat q = fw_turned(&w.q, 0, 0.3, 1, 0.5);
		struct sh_sample s = fw_sense(&w, &q);
		struct sh_orientation a = feed(&f, &s), b;

		s.flags = 0;
		s.mag_ut = (struct sh_vec3){(double)NAN, 0, 0};
		b = feed(&g, &s);
		assert_memory_equal(&a.q, &b.q, sizeof(a.q));
		assert_false(a.north || a.disturbed);
	}
}

static void test_wrong_field_of_the_magnetometer_turns_but_never_tilts(void **state)
{
	struct sh_fusion f = start(true), g = start(false);
	struct fw w = fw_new(3);

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct sh_quat q = fw_turned(&w.q, 0.2, 0.3, 1, sin(i * 0.01));
		struct sh_sample s = fw_sense(&w, &q);
		struct sh_orientation a, b;

		s.mag_ut = (struct sh_vec3){50 * sin(i * 0.1), 30, 20 * cos(i * 0.07)};
		a = feed(&f, &s);
		b = feed(&g, &s);
		assert_true(fw_tilt_deg(&a.q, &b.q) < 1e-6);
		assert_memory_equal(&a.bias_rad_s, &b.bias_rad_s, sizeof(a.bias_rad_s));
	}
}

static void test_field_is_learnt_by_turning_and_a_magnet_is_refused_for_a_minute(void **state)
{
	struct sh_fusion f = start(true);
	struct fw w = fw_new(4);
	struct sh_orientation o;
	double drift;

	(void)state;
	keep_still(&f, &w, 4);
	o = turn(&f, &w, 30);
	assert_false(o.disturbed);
	assert_true(fabs(fw_heading_deg(&o.q, &w.q)) < 1);
	assert_true(o.heading_sigma_deg < 6);
	w.magnet_ut = (struct sh_vec3){25, -10, 5}; /* would turn heading by 68 degrees */
	o = turn(&f, &w, 15);
	drift = fw_heading_deg(&o.q, &w.q);
	print_message("15 s of a magnet: heading off by %.2f deg\n", drift);
	assert_true(o.disturbed);
	assert_true(fabs(drift) < 1.5);
	w.magnet_ut = (struct sh_vec3){0, 0, 0};
	o = turn(&f, &w, 10);
	assert_false(o.disturbed);
	assert_true(fabs(fw_heading_deg(&o.q, &w.q)) < 1.5);
}

static void test_another_steady_field_is_accepted_after_20_s_of_turning(void **state)
{
	struct sh_fusion f = start(true);
	struct fw w = fw_new(5);
	struct sh_orientation o;

	(void)state;
	keep_still(&f, &w, 4);
	turn(&f, &w, 30);
	w.magnet_ut = (struct sh_vec3){0, 12, -15}; /* stronger, steeper, still to the north */
	o = keep_still(&f, &w, 30);
	assert_true(o.disturbed);
	o = turn(&f, &w, 10);
	assert_true(o.disturbed);
	o = turn(&f, &w, 35);
	assert_false(o.disturbed);
	assert_true(fabs(fw_heading_deg(&o.q, &w.q)) < 1.5);
}

static void test_north_after_a_gap_is_found_again_at_once(void **state)
{
	struct sh_fusion f = start(true);
	struct fw w = fw_new(6);
	struct sh_orientation o;
	struct sh_sample s;

	(void)state;
	keep_still(&f, &w, 4);
	turn(&f, &w, 30);
	w.t_us += 5000000;
	w.q = fw_turned(&w.q, 0, 0, 1, 120); /* nobody saw that */
	s = fw_sense(&w, &w.q);
	o = feed(&f, &s);
	assert_true(fabs(fw_heading_deg(&o.q, &w.q)) < 3);
}

static void test_not_finite_field_is_refused_only_with_the_magnetometer_on(void **state)
{
	struct fw w = fw_new(7);
	struct sh_sample s = fw_sense(&w, &w.q);
	struct sh_orientation o;

	(void)state;
	s.mag_ut.y = (double)NAN;
	for (int on = 0; on < 2; on++) {
		struct sh_fusion f = start(on);

		assert_int_equal(sh_fusion_step(&f, &s, &o), on ? SH_ERR_INPUT : SH_OK);
	}
	s.mag_ut = (struct sh_vec3){0, 0, 0};
	struct sh_fusion f = start(true);

	o = feed(&f, &s);
	assert_false(o.north);
	assert_true(o.heading_sigma_deg > 100);
}

/* Ten seconds lying (breathing: 0.3 degrees), then two minutes of moves and holds with sway. */
static double lying_run(uint64_t seed, double *sum_tilt2, int *over, int *used)
{
	struct sh_fusion f = start(false);
	struct fw w = fw_new(seed);
	double from = 0, to = 0, begin = 10, length = 1, next = 10, first = 0;
	struct sh_orientation o = {0};

	w.bias_rad_s.x = sh_rad(fw_uniform(&w, -5, 5));
	w.bias_rad_s.y = sh_rad(fw_uniform(&w, -5, 5));
	w.bias_rad_s.z = sh_rad(fw_uniform(&w, -5, 5));
	for (int i = 0; i < 13000; i++) {
		double t = i * FW_STEP, s, angle, moving = t > 10 ? 1 : 0;
		struct sh_quat q = {1, 0, 0, 0};
		struct sh_sample sample;

		if (t >= next) {
			from = to;
			to = fabs(to) > 1 ? 0 : fw_uniform(&w, -20, 20);
			begin = t;
			length = fw_uniform(&w, 0.8, 2.5);
			next = t + length + fw_uniform(&w, 2, 14);
		}
		s = fmin(1, (t - begin) / length);
		s = s < 0 ? 0 : s * s * s * (10 + s * (6 * s - 15));
		angle = from + (to - from) * s;
		angle += 0.3 * sin(2 * SH_PI * 0.25 * t) +
			 moving * 0.3 * sin(2 * SH_PI * 0.27 * (t - 10));
		q = fw_turned(&q, 0, 1, 0, -90);
		q = fw_turned(&q, 0, 1, 0, angle);
		q = fw_turned(&q, 0, 0, 1, moving * 0.3 * sin(2 * SH_PI * 0.3 * (t - 10)));
		sample = fw_sense(&w, &q);
		o = feed(&f, &sample);
		if (i == 999)
			first = fw_heading_deg(&o.q, &q);
		if (i >= 1000) {
			double e = fw_tilt_deg(&o.q, &q);

			*sum_tilt2 += e * e;
			*over += e > 0.25;
			++*used;
		}
	}
	return sh_wrap_180(fw_heading_deg(&o.q, &w.q) - first);
}

static void test_two_minutes_after_lying_still_drift_under_two_degrees(void **state)
{
	double worst = 0, tilt2 = 0;
	int over = 0, used = 0;

	(void)state;
	for (uint64_t seed = 100; seed < 120; seed++)
		worst = fmax(worst, fabs(lying_run(seed, &tilt2, &over, &used)));
	print_message("two minutes of holds after lying, 20 wearers: worst heading %.2f deg, "
		      "inclination %.3f deg RMS, %.2f %% above 0.25 deg\n",
		      worst, sqrt(tilt2 / used), 100.0 * over / used);
	assert_true(worst <= 2);
	assert_true(sqrt(tilt2 / used) <= 0.08);
	assert_true(over * 100 <= used);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heading_from_the_first_sample_is_that_of_north),
		cmocka_unit_test(test_magnetometer_that_is_off_has_no_say),
		cmocka_unit_test(test_wrong_field_of_the_magnetometer_turns_but_never_tilts),
		cmocka_unit_test(
			test_field_is_learnt_by_turning_and_a_magnet_is_refused_for_a_minute),
		cmocka_unit_test(test_another_steady_field_is_accepted_after_20_s_of_turning),
		cmocka_unit_test(test_north_after_a_gap_is_found_again_at_once),
		cmocka_unit_test(test_not_finite_field_is_refused_only_with_the_magnetometer_on),
		cmocka_unit_test(test_two_minutes_after_lying_still_drift_under_two_degrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
