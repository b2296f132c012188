/* A wearing calibration in the middle of a session: the exercise pauses, the mount changes at one
 * sample, the exercise goes on; and the same records give the same lines. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_fixture.h"

static struct sh_exercise fish(void)
{
	struct sh_exercise ex = fx_frozen_fish();

	ex.rate_warn_deg_s = ex.accel_warn_deg_s2 = 0;
	ex.sets = 1;
	return ex;
}

static const struct sh_event *wear(const struct sx *s, const char *step, int nth)
{
	for (size_t i = 0; i < s->log.n; i++) {
		const struct sh_event *e = &s->log.list[i];

		if (e->kind == SH_EVENT_WEAR && strcmp(e->u.wear.step, step) == 0 && nth-- == 0)
			return e;
	}
	return NULL;
}

static bool says(const struct sx *s, const char *text)
{
	return strstr(s->lines, text) != NULL;
}

/* From lying on the front: stand for 6 s, lie on the back for 6 s, and onto the front again. */
static void poses(struct sx *s)
{
	double t = (double)s->t_us * 1e-6;

	sx_go(s, t + 3, -90, 0, 0);
	sx_stay(s, t + 9);
	sx_go(s, t + 12, -180, 0, 0);
	sx_stay(s, t + 18);
	sx_go(s, t + 23, 0, 0, 0);
	sx_stay(s, t + 27);
}

static void hold(struct sx *s)
{
	double t = (double)s->t_us * 1e-6;

	sx_go(s, t + 1, -7, 0, 0);
	sx_stay(s, t + 13);
	sx_go(s, t + 14, 0, 0, 0);
	sx_stay(s, t + 16);
}

static struct sx *begin(const struct sh_exercise *ex, bool wrong)
{
	struct sh_session_config c = sx_config(ex, 1);
	struct sx *s = sx_new(&c);

	if (wrong)
		s->mount = sx_turn(1, 0, 0, 90); /* and not the identity that is in force */
	sx_step(s, 0, 0, 0);
	sx_stay(s, 3);
	return s;
}

static void done(struct sx *s)
{
	fx_check(&s->log);
	sx_free(s);
}

static struct sx *retaken(const struct sh_exercise *ex)
{
	struct sx *s = begin(ex, true);

	assert_int_equal(fx_count(&s->log, SH_EVENT_NEUTRAL), 1); /* of the wrong axes */
	sx_command(s, SH_COMMAND_WEAR, SH_WEAR_STAND_LIE);
	assert_non_null(fx_phase(&s->log, SH_PHASE_PAUSED, 0));
	poses(s);
	hold(s);
	return s;
}

static void test_retake_finds_the_mount_and_the_exercise_goes_on(void **state)
{
	struct sh_exercise ex = fish();
	struct sx *s = retaken(&ex);

	(void)state;
	assert_non_null(wear(s, "stand", 0));
	assert_non_null(wear(s, "lie", 0));
	assert_non_null(wear(s, "done", 0));
	assert_string_equal(wear(s, "done", 0)->u.wear.verdict, "pass");
	assert_int_equal(fx_count(&s->log, SH_EVENT_NEUTRAL), 2);
	assert_int_equal(fx_event(&s->log, SH_EVENT_HOLD, 0)->u.hold.reason, SH_HOLD_COMPLETE);
	assert_true(fx_event(&s->log, SH_EVENT_RESULT, 0)->u.result.completed);
	assert_int_equal(fx_warnings(&s->log, SH_WARNING_SLIP), 0); /* axes changed, not the belt */
	assert_true(says(s, "{\"event\":\"wear\",\"t\":"));
	assert_true(
		says(s, "\"step\":\"done\",\"verdict\":\"pass\",\"reason\":\"fine\",\"words\":"));
	done(s);
}

static void test_retake_same_records_give_the_same_bytes(void **state)
{
	struct sh_exercise ex = fish();
	struct sx *a = retaken(&ex), *b = retaken(&ex);

	(void)state;
	assert_int_equal(a->n_lines, b->n_lines);
	assert_memory_equal(a->lines, b->lines, a->n_lines);
	done(a);
	done(b);
}

static void test_undo_brings_the_old_mount_back_and_again_the_new_one(void **state)
{
	struct sh_exercise ex = fish();
	struct sx *s = begin(&ex, true);
	const struct sh_quat *now = &s->session->posture_ctx.mount;
	double w;

	(void)state;
	sx_command(s, SH_COMMAND_WEAR_UNDO, 0); /* nothing to undo */
	assert_null(wear(s, "undone", 0));
	sx_command(s, SH_COMMAND_WEAR, SH_WEAR_STAND_LIE);
	poses(s);
	w = now->w;
	assert_true(w < 0.8 && w > 0.6); /* 90 degrees about x */
	sx_command(s, SH_COMMAND_WEAR_UNDO, 0);
	assert_non_null(wear(s, "undone", 0));
	assert_true(now->w > 0.999);
	sx_command(s, SH_COMMAND_WEAR_UNDO, 0);
	assert_true(now->w < 0.8);
	sx_stay(s, (double)s->t_us * 1e-6 + 3);
	hold(s);
	assert_true(fx_event(&s->log, SH_EVENT_RESULT, 0)->u.result.completed);
	done(s);
}

static void test_start_gives_a_retake_up_and_the_mount_stays(void **state)
{
	struct sh_exercise ex = fish();
	struct sx *s = begin(&ex, false);

	(void)state;
	sx_command(s, SH_COMMAND_WEAR, SH_WEAR_STAND_LIE_BOWS);
	sx_stay(s, 6);
	sx_command(s, SH_COMMAND_START, 0);
	assert_non_null(wear(s, "stopped", 0));
	assert_true(s->session->posture_ctx.mount.w > 0.999);
	hold(s);
	assert_true(fx_event(&s->log, SH_EVENT_RESULT, 0)->u.result.completed);
	assert_int_equal(fx_count(&s->log, SH_EVENT_NEUTRAL), 1);
	done(s);
}

static void test_poses_that_are_not_square_are_asked_for_again(void **state)
{
	struct sh_exercise ex = fish();
	struct sx *s = begin(&ex, false);
	double t = (double)s->t_us * 1e-6;

	(void)state;
	sx_command(s, SH_COMMAND_WEAR, SH_WEAR_STAND_LIE);
	sx_go(s, t + 3, -90, 0, 0);
	sx_stay(s, t + 9);
	sx_go(s, t + 11, -135, 0, 0); /* reclines */
	sx_stay(s, t + 17);
	assert_null(wear(s, "done", 0));
	assert_non_null(wear(s, "stand", 1));
	assert_string_equal(wear(s, "stand", 1)->u.wear.verdict, "repeat");
	assert_string_equal(wear(s, "stand", 1)->u.wear.reason, "not-square");
	sx_command(s, SH_COMMAND_QUIT, 0);
	assert_true(sh_session_over(s->session));
	done(s);
}

/* --- two sensors ---------------------------------------------------------------------------- */

/* Rows of both in one stream; `high` is nobody's session, it only makes rows. */
struct duo {
	struct sx *low;
	struct sx high;
	double bow[2];
};

static void duo_step(struct duo *d, double low, double high)
{
	struct sh_quat a = sx_orientation(SH_POSITION_PRONE, low, 0, 0);
	struct sh_quat b = sx_orientation(SH_POSITION_PRONE, high, 0, 0);
	char row[512];
	size_t n = sx_row(d->low, &a, row, sizeof(row));

	n += sx_row(&d->high, &b, row + n, sizeof(row) - n);
	sx_bytes(d->low, row, n);
	d->low->t_us += 10000;
	d->high.t_us += 10000;
	d->bow[0] = low;
	d->bow[1] = high;
}

static void duo_go(struct duo *d, double s, double low, double high)
{
	double a = d->bow[0], b = d->bow[1];
	int n = (int)(100 * s);

	for (int i = 1; i <= n; i++) {
		double x = (double)i / n;

		x = x * x * x * (10 + x * (6 * x - 15));
		duo_step(d, a + (low - a) * x, b + (high - b) * x);
	}
}

static void test_retake_of_two_sensors_remounts_both(void **state)
{
	static struct duo d;
	struct sh_exercise ex = fish();
	struct sh_session_config c = sx_config(&ex, 1);

	(void)state;
	c.steps_two = &ex;
	memset(&d, 0, sizeof(d));
	d.low = sx_new(&c);
	d.low->mount = sx_turn(1, 0, 0, 90);
	d.high.mount = sx_turn(0, 1, 1, -140);
	d.high.sensor = 1;
	d.high.header = true;
	d.high.period_us = 10000;
	duo_go(&d, 3, 0, 0);
	sx_command(d.low, SH_COMMAND_WEAR, SH_WEAR_STAND_LIE);
	duo_go(&d, 3, -90, -90);
	duo_go(&d, 6, -90, -90);
	duo_go(&d, 3, -180, -180);
	duo_go(&d, 6, -180, -180);
	duo_go(&d, 5, 0, 0);
	duo_go(&d, 4, 0, 0);
	assert_non_null(wear(d.low, "done", 0));
	assert_string_equal(wear(d.low, "done", 0)->u.wear.verdict, "pass");
	duo_go(&d, 1, 3, -4); /* 7 degrees between them */
	duo_go(&d, 12, 3, -4);
	duo_go(&d, 1, 0, 0);
	assert_true(says(d.low, "\"quantity\":\"curve\""));
	assert_int_equal(fx_event(&d.low->log, SH_EVENT_HOLD, 0)->u.hold.reason, SH_HOLD_COMPLETE);
	assert_true(abs(fx_event(&d.low->log, SH_EVENT_HOLD, 0)->u.hold.mean_mdeg + 7000) < 300);
	done(d.low);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_retake_finds_the_mount_and_the_exercise_goes_on),
		cmocka_unit_test(test_retake_same_records_give_the_same_bytes),
		cmocka_unit_test(test_undo_brings_the_old_mount_back_and_again_the_new_one),
		cmocka_unit_test(test_start_gives_a_retake_up_and_the_mount_stays),
		cmocka_unit_test(test_poses_that_are_not_square_are_asked_for_again),
		cmocka_unit_test(test_retake_of_two_sensors_remounts_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
