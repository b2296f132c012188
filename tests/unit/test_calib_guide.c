/* The guide through a calibration, with a synthetic sensor in a synthetic hand: what it says, when
 * it goes on, and what it makes of mistakes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/calib_guide.h"
#include "calib_synth.h"
#include "core/quat.h"

static struct calib_synth synth;
static struct sh_calib_guide guide;
static struct sh_profile profile;
static char said[16384];

static void keep(void *ctx, const char *line)
{
	(void)ctx;
	assert_true(strlen(said) + strlen(line) + 2 < sizeof(said));
	strcat(said, line);
	strcat(said, "\n");
}

static void begin(unsigned parts, const char *kind)
{
	said[0] = '\0';
	sh_profile_init(&profile);
	calib_synth_init(&synth, kind, 100, 5);
	sh_calib_guide_begin(&guide, parts, &profile, keep, NULL);
}

/* The poses so far, to their end. */
static void play_poses(void)
{
	int64_t end_us = (int64_t)(calib_synth_poses_s(&synth) * 1e6);
	struct sh_sample s;

	while (synth.t_us < end_us) {
		calib_synth_pose_step(&synth, &s);
		sh_calib_guide_sample(&guide, &s);
	}
}

static int count(const char *part)
{
	int n = 0;

	for (const char *p = said; (p = strstr(p, part)) != NULL; p += strlen(part))
		n++;
	return n;
}

static void assert_said(const char *part)
{
	if (count(part) == 0)
		fail_msg("'%s' was not said, but:\n%s", part, said);
}

static void test_guide_when_all_goes_well_expect_a_profile(void **state)
{
	struct sh_sample s;

	(void)state;
	begin(SH_CALIB_ALL, "mpu6050");
	synth.acc_delay_s = 0.005;
	calib_synth_face(&synth, 4, 7, 0);
	for (int i = 0; i < SH_CALIB_FACES; i++)
		calib_synth_face(&synth, i, 3, 0.2);
	play_poses();
	assert_int_equal(guide.passed, SH_CALIB_STILL | SH_CALIB_FACES_PART);
	assert_said("got it, 6 of 6.");
	assert_int_equal(count("got it"), 6);
	synth.turns_from_us = synth.t_us;
	for (int i = 0; i < 4500; i++) {
		calib_synth_turn_step(&synth, &s);
		sh_calib_guide_sample(&guide, &s);
	}
	assert_true(sh_calib_guide_over(&guide));
	assert_int_equal(guide.passed, SH_CALIB_ALL);
	assert_int_equal(guide.failed, 0);
	assert_true(profile.has_gyro_bias && profile.has_acc && profile.has_acc_delay);
	assert_true(profile.still.pass && profile.faces.pass && profile.delay.pass);
	assert_true(fabs(profile.acc_delay_s - 0.005) < 0.001);
	assert_true(profile.faces.residual < 0.02);
	assert_int_equal(strlen(profile.still.date), 10);
}

static void test_guide_when_a_face_lies_askew_expect_it_asked_for_again(void **state)
{
	struct sh_vec3 level = {1, 0, 0};
	struct sh_quat lean;

	(void)state;
	begin(SH_CALIB_FACES_PART, "ideal");
	for (int i = 0; i < SH_CALIB_FACES; i++)
		calib_synth_face(&synth, i, 3, 0);
	lean = sh_quat_from_axis_angle(&level, 0.1); /* 6 degrees */
	synth.poses[3].q = sh_quat_mul(&lean, &synth.poses[3].q);
	play_poses();
	assert_said("not yet: with");
	assert_said("up it lay askew");
	assert_false(sh_calib_guide_over(&guide));
	assert_false(profile.has_acc);
	/* both of the pair are asked for, one after the other, as each is the worst */
	for (int i = 0; i < 4 && !sh_calib_guide_over(&guide); i++) {
		calib_synth_face(&synth, i % 2 ? 3 : 2, 3, 0);
		play_poses();
	}
	assert_true(sh_calib_guide_over(&guide));
	assert_int_equal(guide.passed, SH_CALIB_FACES_PART);
	assert_true(profile.has_acc && profile.faces.pass);
}

static void test_guide_when_it_is_held_in_the_hand_expect_patience_and_an_end(void **state)
{
	struct sh_rng rng;

	(void)state;
	begin(SH_CALIB_STILL, "ideal");
	sh_rng_init(&rng, 1, 1);
	for (int i = 0; i < 20000 && !sh_calib_guide_over(&guide); i++) {
		struct sh_sample s = {.t_us = (int64_t)i * 10000, .acc_m_s2 = {0, 0, 9.8}};

		s.gyro_rad_s.x = 0.03 * sh_rng_gauss(&rng);
		sh_calib_guide_sample(&guide, &s);
	}
	assert_true(sh_calib_guide_over(&guide));
	assert_int_equal(guide.failed, SH_CALIB_STILL);
	assert_said("it is not still yet");
	assert_non_null(strstr(guide.last_failure.says, "given up after 3 minutes"));
	assert_false(profile.has_gyro_bias);
}

static void test_guide_when_the_table_shakes_expect_it_said_once_and_tried_again(void **state)
{
	struct sh_rng rng;
	int64_t t_us = 0;

	(void)state;
	begin(SH_CALIB_STILL, "ideal");
	sh_rng_init(&rng, 1, 1);
	for (int i = 0; i < 2400; i++, t_us += 10000) {
		struct sh_sample s = {.t_us = t_us, .acc_m_s2 = {0, 0, 9.8}};

		/* shaking for 8 s, moved to another table, still from then on */
		s.gyro_rad_s.x = (i < 800 ? 0.004 : i < 1000 ? 0.5 : 0.0005) * sh_rng_gauss(&rng);
		sh_calib_guide_sample(&guide, &s);
	}
	assert_int_equal(count("not yet: the rate moved"), 1);
	assert_int_equal(guide.passed, SH_CALIB_STILL);
	assert_true(profile.has_gyro_bias && profile.still.pass);
}

static void test_guide_when_redone_expect_the_step_from_its_beginning(void **state)
{
	(void)state;
	begin(SH_CALIB_FACES_PART, "ideal");
	for (int i = 0; i < 3; i++)
		calib_synth_face(&synth, i, 3, 0);
	play_poses();
	assert_said("3 of 6");
	sh_calib_guide_redo(&guide);
	said[0] = '\0';
	for (int i = 3; i < SH_CALIB_FACES; i++)
		calib_synth_face(&synth, i, 3, 0);
	play_poses();
	assert_said("-y up: got it, 1 of 6");
	assert_false(sh_calib_guide_over(&guide));
	for (int i = 0; i < 3; i++)
		calib_synth_face(&synth, i, 3, 0);
	play_poses();
	assert_true(sh_calib_guide_over(&guide));
	sh_calib_guide_redo(&guide); /* nothing is left to do again */
	assert_true(sh_calib_guide_over(&guide));
}

static void test_guide_when_it_is_hardly_turned_expect_the_delay_left_out(void **state)
{
	struct sh_sample s;

	(void)state;
	begin(SH_CALIB_DELAY_PART, "ideal");
	profile.has_gyro_bias = true;
	synth.speed = 0.1;
	for (int i = 0; i < 12000 && !sh_calib_guide_over(&guide); i++) {
		calib_synth_turn_step(&synth, &s);
		sh_calib_guide_sample(&guide, &s);
	}
	assert_true(sh_calib_guide_over(&guide));
	assert_int_equal(guide.failed, SH_CALIB_DELAY_PART);
	assert_false(profile.has_acc_delay);
	assert_true(profile.delay.known && !profile.delay.pass);
	assert_non_null(strstr(profile.delay.says, "too little turning"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guide_when_all_goes_well_expect_a_profile),
		cmocka_unit_test(test_guide_when_a_face_lies_askew_expect_it_asked_for_again),
		cmocka_unit_test(test_guide_when_it_is_held_in_the_hand_expect_patience_and_an_end),
		cmocka_unit_test(
			test_guide_when_the_table_shakes_expect_it_said_once_and_tried_again),
		cmocka_unit_test(test_guide_when_redone_expect_the_step_from_its_beginning),
		cmocka_unit_test(test_guide_when_it_is_hardly_turned_expect_the_delay_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
