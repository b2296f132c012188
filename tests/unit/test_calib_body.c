/* The guide through a wearing calibration, with exact samples: what it says, what counts and when
 * it gives up. Whole wearers are in test_wear.c, the verb in e2e/calibrate.sh. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "app/calib_body.h"
#include "core/quat.h"
#include "core/smath.h"

static struct sh_calib_body body;
static struct sh_profile profile;
static struct sh_quat mount;
static struct sh_correction known;
static char said[8192];
static int64_t t_us;

static void keep(void *ctx, const char *line)
{
	(void)ctx;
	assert_true(strlen(said) + strlen(line) + 2 < sizeof(said));
	strcat(said, line);
	strcat(said, "\n");
}

static int count(const char *part)
{
	int n = 0;

	for (const char *p = said; (p = strstr(p, part)) != NULL; p += strlen(part))
		n++;
	return n;
}

static void begin(int64_t lead_us)
{
	struct sh_calib_body_wish wish = {SH_WEAR_STAND_LIE, false, lead_us};

	said[0] = '\0';
	t_us = 0;
	sh_profile_init(&profile);
	assert_int_equal(sh_mount_parse("+z,-y,+x", &mount), SH_OK);
	sh_calib_body_begin(&body, &wish, &known, &profile, keep, NULL);
}

/* Lying back by so much, for so long, as this sensor; a reading is off by what is `known`. */
static void pose_of(uint32_t sensor, double back_deg, double s)
{
	static const struct sh_vec3 y = {0, 1, 0}, g = {0, 0, 9.80665};
	struct sh_quat q = sh_quat_from_axis_angle(&y, -sh_rad(back_deg));
	struct sh_orientation o;
	struct sh_sample x;
	struct sh_output out = {.sample = &x, .orientation = &o};

	memset(&x, 0, sizeof(x));
	memset(&o, 0, sizeof(o));
	x.sensor = sensor;
	o.q = sh_quat_mul(&q, &mount);
	x.acc_m_s2 = sh_quat_rotate_back(&o.q, &g);
	x.acc_m_s2 = sh_vec3_add(&x.acc_m_s2, &known.acc_offset_m_s2);
	for (int i = 0; i < (int)(s * 100); i++) {
		out.t_us = t_us;
		x.t_us = t_us + 777;
		sh_calib_body_output(&body, &out);
		t_us += 10000;
	}
}

static void pose(double back_deg, double s)
{
	pose_of(0, back_deg, s);
}

static double off_deg(void)
{
	struct sh_quat back = sh_quat_conj(&mount), d = sh_quat_mul(&back, &profile.mount);

	return sh_deg(2 * atan2(sqrt(d.x * d.x + d.y * d.y + d.z * d.z), fabs(d.w)));
}

static void test_body_when_all_goes_well_expect_mount_and_check(void **state)
{
	(void)state;
	begin(0);
	strcpy(profile.mount_axes, "+x,+y,+z");
	pose(0, 8);
	assert_false(body.over);
	pose(90, 8);
	assert_true(body.over && body.passed);
	assert_true(profile.has_mount && profile.wearing.known && profile.wearing.pass);
	assert_string_equal(profile.mount_axes, ""); /* else these would be written */
	assert_true(off_deg() < 0.01);
	assert_int_equal(count("stand: "), 1);
	assert_int_equal(count("lie: "), 1);
	assert_int_equal(count("  pass: "), 1);
	sh_calib_body_end(&body);
	assert_true(body.passed);
}

static void test_body_with_a_lead_expect_sitting_before_it_not_counted(void **state)
{
	(void)state;
	begin(10000000);
	assert_int_equal(count("ten seconds"), 1);
	pose(25, 9); /* sits, leaning back */
	assert_int_equal(count("stand: "), 0);
	pose(0, 9);
	pose(90, 8);
	assert_true(body.passed);
	assert_true(off_deg() < 0.01);
}

static void test_body_with_an_offset_known_expect_it_taken_out(void **state)
{
	(void)state;
	known.has_acc = true;
	known.acc_offset_m_s2 = (struct sh_vec3){0.6, -0.6, 0.6}; /* 3.5 degrees on each axis */
	for (int i = 0; i < 3; i++)
		known.acc_matrix[i][i] = 1;
	begin(0);
	pose(0, 8);
	pose(90, 8);
	assert_true(body.passed);
	assert_true(off_deg() < 0.01);
	memset(&known, 0, sizeof(known));
}

static void test_body_not_square_expect_asked_again_and_an_earlier_pass_kept(void **state)
{
	(void)state;
	begin(0);
	profile.wearing = (struct sh_profile_check){.known = true, .pass = true, .residual = 1};
	pose(0, 8);
	pose(45, 8);
	assert_false(body.over);
	assert_int_equal(count("  not yet: "), 1);
	assert_int_equal(count("stand: "), 2);
	assert_true(profile.wearing.pass);
	assert_false(profile.has_mount);
	pose(0, 8);
	pose(90, 8);
	assert_true(body.passed && profile.has_mount);
}

static void test_body_when_data_ends_expect_the_step_or_the_last_judgement(void **state)
{
	(void)state;
	begin(0);
	pose(0, 8);
	sh_calib_body_end(&body);
	assert_true(body.over && !body.passed);
	assert_non_null(strstr(body.result.says, "'lie'"));
	assert_false(profile.wearing.known); /* nothing was judged */
	begin(0);
	pose(0, 8);
	pose(45, 8);
	sh_calib_body_end(&body);
	assert_true(body.over && !body.passed && profile.wearing.known && !profile.wearing.pass);
	assert_string_equal(body.result.says, profile.wearing.says);
}

static void test_body_guided_without_news_for_three_minutes_expect_given_up(void **state)
{
	(void)state;
	begin(10000000);
	pose(0, 185);
	assert_false(body.over); /* stood at 14 s, three minutes from there */
	pose(0, 12);
	assert_true(body.over && !body.passed);
	assert_non_null(strstr(body.result.says, "given up"));
}

static void test_body_redo_expect_from_the_first_step_with_its_lead(void **state)
{
	(void)state;
	begin(10000000);
	pose(0, 18);
	sh_calib_body_redo(&body);
	assert_int_equal(count("ten seconds"), 2);
	pose(90, 9); /* on the way up again: no pose */
	pose(0, 9);
	assert_false(body.over);
	pose(90, 8);
	assert_true(body.passed && off_deg() < 0.01);
}

static void test_body_with_a_second_sensor_expect_it_ignored(void **state)
{
	(void)state;
	begin(0);
	pose_of(1, 0, 8); /* the first that is heard is the one */
	pose_of(0, 90, 8);
	assert_false(body.over);
	pose_of(1, 90, 8);
	assert_true(body.passed);
}

static void test_wish_expect_method_and_place_of_the_exercise(void **state)
{
	struct sh_calib_body_wish w;
	struct sh_options o;
	struct sh_err err = {0};

	(void)state;
	sh_options_init(&o);
	assert_int_equal(sh_calib_body_wish(&o, false, &w, &err), SH_OK);
	assert_true(w.method == SH_WEAR_STAND_LIE && !w.upper && w.lead_us == 0);
	o.method = "lying";
	o.exercise = "fish-lifts"; /* L1 */
	assert_int_equal(sh_calib_body_wish(&o, true, &w, &err), SH_OK);
	assert_true(w.method == SH_WEAR_LYING && w.upper && w.lead_us > 0);
	o.method = "standing";
	assert_int_equal(sh_calib_body_wish(&o, true, &w, &err), SH_ERR_CONFIG);
	assert_non_null(strstr(err.message, "'standing'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_body_when_all_goes_well_expect_mount_and_check),
		cmocka_unit_test(test_body_with_a_lead_expect_sitting_before_it_not_counted),
		cmocka_unit_test(test_body_with_an_offset_known_expect_it_taken_out),
		cmocka_unit_test(test_body_not_square_expect_asked_again_and_an_earlier_pass_kept),
		cmocka_unit_test(test_body_when_data_ends_expect_the_step_or_the_last_judgement),
		cmocka_unit_test(test_body_guided_without_news_for_three_minutes_expect_given_up),
		cmocka_unit_test(test_body_redo_expect_from_the_first_step_with_its_lead),
		cmocka_unit_test(test_body_with_a_second_sensor_expect_it_ignored),
		cmocka_unit_test(test_wish_expect_method_and_place_of_the_exercise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
