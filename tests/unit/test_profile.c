/* Profiles: what is written is read again, wrong texts are refused with place and fix, and the file
 * is replaced as a whole with the one before kept. */
#define _POSIX_C_SOURCE 200809L

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/profile.h"

static void load(struct sh_profile *p, const char *text)
{
	struct sh_err err = {.message = ""};

	if (sh_profile_load_text(p, text, strlen(text), "p.yaml", &err) < 0)
		fail_msg("%s", err.message);
}

static void assert_near(double a, double b, double within)
{
	if (!(fabs(a - b) <= within))
		fail_msg("%.12g is not %.12g", a, b);
}

static void refused(const char *text, const char *place, const char *part)
{
	struct sh_profile p;
	struct sh_err err = {.message = ""};
	enum sh_status r = sh_profile_load_text(&p, text, strlen(text), "p.yaml", &err);

	if (r != SH_ERR_INPUT || strncmp(err.message, place, strlen(place)) != 0 ||
	    !strstr(err.message, part))
		fail_msg("%d: '%s', wanted '%s ... %s'", r, err.message, place, part);
}

static void test_load_when_every_key_stands_expect_it_taken(void **state)
{
	struct sh_profile p;

	(void)state;
	load(&p, "version: 1\n"
		 "device: \"0123\"\n"
		 "model: mpu6050\n"
		 "note: 'blue one: in the drawer'\n"
		 "mount: +z,-y,+x\n"
		 "acc_delay_s: 0.0044\n"
		 "gyro_bias_deg_s: [1, -2.5, 3e-2]\n"
		 "gyro_noise_deg_s: 0.05\n"
		 "gyro_wander_deg_s: 0.006\n"
		 "acc_offset_m_s2: [0.1, 0.2, -0.3]\n"
		 "acc_matrix: [[1.01, 0.001, 0.002], [0.003, 0.99, 0.004], [0.005, 0.006, 1.02]]\n"
		 "acc_noise_m_s2: 0.03\n"
		 "rate_hz: 100\n"
		 "age: 52\n"
		 "comfort_deg: {flexion: 55, extension: 18.5, side: 20, twist: 40}\n"
		 "breath_through: on\n"
		 "still: {verdict: pass, date: 2026-11-22, residual_deg_s: 0.05, says: fine}\n"
		 "faces: {verdict: fail, residual_m_s2: 0.5}\n"
		 "delay: {verdict: pass, residual_s: 0.0003}\n"
		 "wearing: {verdict: pass, residual_deg: 4}\n");
	assert_string_equal(p.device, "0123");
	assert_string_equal(p.note, "blue one: in the drawer");
	assert_true(p.has_mount && p.has_acc_delay && p.has_gyro_bias && p.has_acc);
	assert_string_equal(p.mount_axes, "+z,-y,+x");
	assert_near(p.acc_delay_s, 0.0044, 0);
	assert_near(p.gyro_bias_deg_s.y, -2.5, 0);
	assert_near(p.acc_offset_m_s2.z, -0.3, 0);
	assert_near(p.acc_matrix[0][1], 0.001, 0);
	assert_near(p.acc_matrix[1][0], 0.003, 0);
	assert_near(p.acc_matrix[2][2], 1.02, 0);
	assert_near(p.gyro_wander_deg_s, 0.006, 0);
	assert_int_equal(p.age_years, 52);
	assert_near(p.extension_deg, 18.5, 0);
	assert_true(p.has_breath_through && p.breath_through);
	assert_true(p.still.known && p.still.pass);
	assert_string_equal(p.still.date, "2026-11-22");
	assert_true(p.faces.known && !p.faces.pass);
	assert_near(p.faces.residual, 0.5, 0);
	assert_near(p.wearing.residual, 4, 0);
}

static void test_load_when_little_stands_expect_the_rest_neutral(void **state)
{
	struct sh_profile p;
	struct sh_correction c;
	struct sh_sample s = {.acc_m_s2 = {1, 2, 3}, .gyro_rad_s = {4, 5, 6}}, before = s;

	(void)state;
	load(&p, "acc_delay_s: -0.002\n");
	assert_true(p.has_acc_delay && !p.has_mount && !p.has_acc && !p.has_gyro_bias);
	assert_near(p.mount.w, 1, 0);
	assert_int_equal(p.age_years, 0);
	assert_false(p.still.known);
	sh_profile_correction(&p, &c);
	sh_correction_apply(&c, &s);
	assert_memory_equal(&s, &before, sizeof(s));
}

static void test_load_when_the_mount_is_a_quaternion_expect_it_normalised(void **state)
{
	struct sh_profile p;

	(void)state;
	load(&p, "mount: [0.70711, 0, -0.70711, 0]\n");
	assert_true(p.has_mount);
	assert_near(p.mount.w * p.mount.w + p.mount.y * p.mount.y, 1, 1e-15);
	assert_near(p.mount.y, -sqrt(0.5), 1e-9);
	assert_string_equal(p.mount_axes, "");
}

static void test_correct_when_offset_and_matrix_stand_expect_both_applied(void **state)
{
	struct sh_profile p;
	struct sh_correction c;
	struct sh_sample s = {.acc_m_s2 = {1, 2, 10}, .gyro_rad_s = {0.5, 0, 0}};
	struct sh_sample asleep = {.acc_m_s2 = {0, 0, 0}};

	(void)state;
	load(&p, "gyro_bias_deg_s: [57.29577951308232, 0, 0]\nacc_offset_m_s2: [1, 0, 0]\n"
		 "acc_matrix: [[1, 0, 0], [0, 1, 0.1], [0, 0, 0.9]]\n");
	sh_profile_correction(&p, &c);
	sh_correction_apply(&c, &s);
	assert_near(s.gyro_rad_s.x, -0.5, 1e-12);
	assert_near(s.acc_m_s2.x, 0, 0);
	assert_near(s.acc_m_s2.y, 3, 1e-12);
	assert_near(s.acc_m_s2.z, 9, 1e-12);
	sh_correction_apply(&c, &asleep);
	assert_near(asleep.acc_m_s2.x, 0, 0); /* the filter must see that it is not ready */
}

static void test_load_when_something_is_wrong_expect_line_and_fix(void **state)
{
	(void)state;
	refused("version: 2\n", "p.yaml:1: ", "reads version 1");
	refused("version: 1\nacc_delay: 0.01\n", "p.yaml:2: ", "did you mean 'acc_delay_s'");
	refused("acc_delay_s: 4.4\n", "p.yaml:1: ", "-0.1 to 0.1");
	refused("acc_delay_s: nan\n", "p.yaml:1: ", "not a number");
	refused("\nmount: +x,+y\n", "p.yaml:2: ", "right-handed");
	refused("mount: +x,-y,+z\n", "p.yaml:1: ", "right-handed");
	refused("mount: [1, 0, 0]\n", "p.yaml:1: ", "it must have 4");
	refused("mount: [1, 1, 0, 0]\n", "p.yaml:1: ", "no rotation");
	refused("gyro_bias_deg_s: [1, 2]\n", "p.yaml:1: ", "it must have 3");
	refused("gyro_bias_deg_s: [1, 2, 300]\n", "p.yaml:1: ", "-100 to 100");
	refused("gyro_bias_deg_s: 3\n", "p.yaml:1: ", "must be a list");
	refused("acc_matrix: [[1, 0, 0], [0, 1, 0]]\n", "p.yaml:1: ", "it must have 3");
	refused("acc_matrix: [[1, 0, 0], [0, 1, 0], [0, 0]]\n", "p.yaml:1: ", "it must have 3");
	refused("acc_matrix: [1, 0, 0]\n", "p.yaml:1: ", "must be a list");
	refused("acc_matrix:\n- [1, 0, 0]\n- [0.5, 1, 0]\n- [0, 0, 1]\n",
		"p.yaml:2: ", "row 2, column 1");
	refused("acc_offset_m_s2: [0, 0, 9.81]\n", "p.yaml:1: ", "-5 to 5");
	refused("age: 3\n", "p.yaml:1: ", "5 to 120");
	refused("age: old\n", "p.yaml:1: ", "whole number");
	refused("comfort_deg: {flexion: 0}\n", "p.yaml:1: ", "1 to 150");
	refused("comfort_deg:\n  extention: 20\n", "p.yaml:2: ", "did you mean 'extension'");
	refused("breath_through: maybe\n", "p.yaml:1: ", "on, off");
	refused("still: {residual_deg_s: 1}\n", "p.yaml:1: ", "'verdict' is missing");
	refused("still: {verdict: perhaps}\n", "p.yaml:1: ", "pass, fail");
	refused("still: {verdict: pass, residual_deg_s: -1}\n", "p.yaml:1: ", "0 to 1000");
	refused("faces: {verdict: pass, residual_deg_s: 1}\n", "p.yaml:1: ", "residual_m_s2");
	refused("model: x\nnote: \"one\\ntwo\"\n", "p.yaml:2: ", "on one line");
	refused("still: {verdict: pass, says: \"a\\nb\"}\n", "p.yaml:1: ", "on one line");
	refused("- 1\n", "p.yaml:1: ", "must hold keys");
	refused("device: &a x\nmodel: *a\n", "p.yaml:1: ", "anchor");
}

static void fill(struct sh_profile *p)
{
	sh_profile_init(p);
	strcpy(p->device, "A5\"\\1");
	strcpy(p->note, "b\xc3\xa4r: # no comment");
	p->has_mount = true;
	p->mount = (struct sh_quat){0.5, -0.5, 0.5, 0.5};
	p->has_acc_delay = p->has_gyro_bias = p->has_acc = true;
	p->acc_delay_s = 0.00441234567;
	p->gyro_bias_deg_s = (struct sh_vec3){0.123456789, -20, 0};
	p->acc_offset_m_s2 = (struct sh_vec3){0.5, -0.25, 1e-7};
	p->acc_matrix[0][2] = -0.0123456789;
	p->gyro_noise_deg_s = 0.05;
	p->age_years = 60;
	p->side_deg = 20;
	p->has_breath_through = true;
	p->faces =
		(struct sh_profile_check){true, true, 0.004, "2026-11-22", "six faces, all flat"};
	p->still = (struct sh_profile_check){true, false, -1, "", ""};
}

static void test_print_when_read_again_expect_the_same(void **state)
{
	char text[SH_PROFILE_TEXT_MAX], again[SH_PROFILE_TEXT_MAX];
	struct sh_profile p, q;
	size_t len;

	(void)state;
	fill(&p);
	len = sh_profile_print(&p, text);
	assert_int_equal(len, strlen(text));
	load(&q, text);
	sh_profile_print(&q, again);
	assert_string_equal(text, again);
	assert_string_equal(q.device, p.device);
	assert_string_equal(q.note, p.note);
	assert_near(q.mount.x, -0.5, 1e-9);
	assert_near(q.acc_matrix[0][2], p.acc_matrix[0][2], 1e-11);
	assert_near(q.acc_offset_m_s2.z, 1e-7, 1e-15);
	assert_true(q.has_breath_through && !q.breath_through);
	assert_true(q.faces.pass && !q.still.pass && !q.delay.known);
	assert_near(q.still.residual, -1, 0);
	assert_null(strstr(text, "flexion"));
	strcpy(p.mount_axes, "+x,+y,+z");
	sh_profile_print(&p, text);
	assert_non_null(strstr(text, "mount: \"+x,+y,+z\""));
}

static void test_print_when_everything_is_as_long_as_can_be_expect_it_to_fit(void **state)
{
	char text[SH_PROFILE_TEXT_MAX];
	struct sh_profile p, q;
	struct sh_profile_check *check[] = {&p.still, &p.faces, &p.delay, &p.wearing};

	(void)state;
	fill(&p);
	memset(p.device, '"', sizeof(p.device) - 1);
	memset(p.model, '\\', sizeof(p.model) - 1);
	memset(p.note, '"', sizeof(p.note) - 1);
	for (int i = 0; i < 4; i++) {
		check[i]->known = true;
		memset(check[i]->date, '"', sizeof(check[i]->date) - 1);
		memset(check[i]->says, '"', sizeof(check[i]->says) - 1);
		check[i]->date[sizeof(check[i]->date) - 1] = '\0';
		check[i]->says[sizeof(check[i]->says) - 1] = '\0';
	}
	p.device[sizeof(p.device) - 1] = p.model[sizeof(p.model) - 1] = '\0';
	p.note[sizeof(p.note) - 1] = '\0';
	sh_profile_print(&p, text);
	load(&q, text);
	assert_string_equal(q.note, p.note);
	assert_string_equal(q.wearing.says, p.wearing.says);
}

static void test_save_when_one_is_there_expect_it_kept_as_bak(void **state)
{
	char dir[] = "/tmp/spinehold-profile-XXXXXX", path[64], other[80];
	struct sh_err err = {.message = ""};
	struct sh_profile p, q;
	char *text = NULL;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/p.yaml", dir);
	snprintf(other, sizeof(other), "%s.bak", path);
	fill(&p);
	assert_int_equal(sh_profile_save(&p, path, &err), SH_OK);
	assert_int_not_equal(stat(other, &st), 0);
	p.age_years = 61;
	assert_int_equal(sh_profile_save(&p, path, &err), SH_OK);
	p.age_years = 62;
	assert_int_equal(sh_profile_save(&p, path, &err), SH_OK);
	assert_int_equal(sh_profile_load_file(&q, path, &text, &err), SH_OK);
	assert_int_equal(q.age_years, 62);
	assert_non_null(strstr(text, "age: 62"));
	free(text);
	assert_int_equal(sh_profile_load_file(&q, other, NULL, &err), SH_OK);
	assert_int_equal(q.age_years, 61);
	unlink(other);
	unlink(path);
	assert_int_equal(rmdir(dir), 0); /* nothing else is left */
}

static void test_save_when_it_cannot_be_written_expect_path_and_reason(void **state)
{
	struct sh_err err = {.message = ""};
	struct sh_profile p;

	(void)state;
	sh_profile_init(&p);
	assert_int_equal(sh_profile_save(&p, "/nonexistent/p.yaml", &err), SH_ERR_IO);
	assert_non_null(strstr(err.message, "/nonexistent/p.yaml"));
	assert_int_equal(sh_profile_save(&p, "/tmp", &err), SH_ERR_IO);
	assert_int_equal(sh_profile_load_file(&p, "/nonexistent", NULL, &err), SH_ERR_INPUT);
	assert_non_null(strstr(err.message, "open the profile"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load_when_every_key_stands_expect_it_taken),
		cmocka_unit_test(test_load_when_little_stands_expect_the_rest_neutral),
		cmocka_unit_test(test_load_when_the_mount_is_a_quaternion_expect_it_normalised),
		cmocka_unit_test(test_correct_when_offset_and_matrix_stand_expect_both_applied),
		cmocka_unit_test(test_load_when_something_is_wrong_expect_line_and_fix),
		cmocka_unit_test(test_print_when_read_again_expect_the_same),
		cmocka_unit_test(test_print_when_everything_is_as_long_as_can_be_expect_it_to_fit),
		cmocka_unit_test(test_save_when_one_is_there_expect_it_kept_as_bak),
		cmocka_unit_test(test_save_when_it_cannot_be_written_expect_path_and_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
