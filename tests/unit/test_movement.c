/* The movement class of the live angles: biomechanics 1.1. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "spinehold/session.h"

struct mover {
	struct sh_movement_state m;
	struct sh_posture p;
	int changes;
};

static void begin(struct mover *v)
{
	memset(v, 0, sizeof(*v));
	v->p.round.observable = v->p.twist.observable = v->p.side.observable = true;
}

/* Holds these angles for so long at 100 Hz. */
static enum sh_movement hold(struct mover *v, double s, double round, double twist, double side)
{
	int n = (int)(s * 100 + 0.5);

	v->p.round.deg = round;
	v->p.twist.deg = twist;
	v->p.side.deg = side;
	for (int i = 0; i < n; i++) {
		v->changes += sh_movement_step(&v->m, &v->p);
		v->p.t_us += 10000;
	}
	return v->m.now;
}

static void test_movement_by_share_of_range_has_its_edges(void **state)
{
	/* 12 %: round 7.14, arch 2.4, side 2.82, twist 5.4; and 4 deg */
	static const struct {
		double round, twist, side;
		enum sh_movement want;
	} rows[] = {
		{0, 0, 0, SH_MOVEMENT_NEUTRAL},	   {3.9, 0, 0, SH_MOVEMENT_NEUTRAL},
		{4.1, 0, 0, SH_MOVEMENT_ROUND},	   {-2.3, 0, 0, SH_MOVEMENT_NEUTRAL},
		{-2.5, 0, 0, SH_MOVEMENT_ARCH},	   {0, 3.9, 0, SH_MOVEMENT_NEUTRAL},
		{0, 4.1, 0, SH_MOVEMENT_TWIST},	   {0, -4.1, 0, SH_MOVEMENT_TWIST},
		{0, 0, 2.7, SH_MOVEMENT_NEUTRAL},  {0, 0, 2.9, SH_MOVEMENT_SIDE},
		{0, 0, -2.9, SH_MOVEMENT_SIDE},	   {30, 20, 10, SH_MOVEMENT_ROUND},
		{30, 24, 10, SH_MOVEMENT_TWIST},   {30, 20, 13, SH_MOVEMENT_SIDE},
		{-10.5, 20, 10, SH_MOVEMENT_ARCH},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mover v;

		begin(&v);
		if (hold(&v, 0.01, rows[i].round, rows[i].twist, rows[i].side) != rows[i].want)
			fail_msg("row %zu gives %d", i, v.m.now);
		assert_int_equal(v.changes, rows[i].want != SH_MOVEMENT_NEUTRAL);
	}
}

static void test_movement_of_another_class_needs_a_quarter_more_for_half_a_second(void **state)
{
	struct mover v;

	(void)state;
	begin(&v);
	assert_int_equal(hold(&v, 1, 20, 0, 0), SH_MOVEMENT_ROUND);	/* share 0.336 */
	assert_int_equal(hold(&v, 5, 20, 18, 0), SH_MOVEMENT_ROUND);	/* 0.400: not 1.25 x */
	assert_int_equal(hold(&v, 0.5, 20, 20, 0), SH_MOVEMENT_ROUND);	/* 0.444, not long enough */
	assert_int_equal(hold(&v, 0.01, 20, 18, 0), SH_MOVEMENT_ROUND); /* and anew */
	assert_int_equal(hold(&v, 0.5, 20, 20, 0), SH_MOVEMENT_ROUND);
	assert_int_equal(hold(&v, 0.02, 20, 20, 0), SH_MOVEMENT_TWIST);
	assert_int_equal(v.changes, 2);
}

static void test_movement_back_to_neutral_is_at_once_but_does_not_flicker(void **state)
{
	struct mover v;

	(void)state;
	begin(&v);
	assert_int_equal(hold(&v, 0.01, 4.1, 0, 0), SH_MOVEMENT_ROUND);
	assert_int_equal(hold(&v, 0.1, 3.5, 0, 0), SH_MOVEMENT_ROUND);
	assert_int_equal(hold(&v, 0.01, 3.1, 0, 0), SH_MOVEMENT_NEUTRAL);
	assert_int_equal(hold(&v, 0.1, 3.9, 0, 0), SH_MOVEMENT_NEUTRAL);
	assert_int_equal(v.changes, 2);
}

static void test_movement_ignores_what_cannot_be_observed(void **state)
{
	struct mover v;

	(void)state;
	begin(&v);
	v.p.side.observable = false;
	assert_int_equal(hold(&v, 1, 0, 0, 40), SH_MOVEMENT_NEUTRAL);
	v.p.round.observable = false;
	assert_int_equal(hold(&v, 1, -30, 10, 0), SH_MOVEMENT_TWIST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_movement_by_share_of_range_has_its_edges),
		cmocka_unit_test(
			test_movement_of_another_class_needs_a_quarter_more_for_half_a_second),
		cmocka_unit_test(test_movement_back_to_neutral_is_at_once_but_does_not_flicker),
		cmocka_unit_test(test_movement_ignores_what_cannot_be_observed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
