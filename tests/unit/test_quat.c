/* Quaternions against identities and against rotation matrices. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "core/quat.h"
#include "core/smath.h"

static uint64_t seed = 1;

static double uniform(double low, double high)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * (double)(seed >> 11) / 9007199254740992.0;
}

static struct sh_vec3 random_vec(void)
{
	struct sh_vec3 v;

	v.x = uniform(-3, 3);
	v.y = uniform(-3, 3);
	v.z = uniform(-3, 3);
	return v;
}

static struct sh_quat random_quat(void)
{
	struct sh_vec3 axis = random_vec();

	return sh_quat_from_axis_angle(&axis, uniform(-SH_PI, SH_PI));
}

static void assert_vec(const struct sh_vec3 *a, const struct sh_vec3 *b, double bound)
{
	struct sh_vec3 d = sh_vec3_sub(a, b);

	if (!(sh_vec3_norm(&d) <= bound))
		fail_msg("%g %g %g is not %g %g %g", a->x, a->y, a->z, b->x, b->y, b->z);
}

static void assert_rotation(const struct sh_quat *a, const struct sh_quat *b, double bound)
{
	double dot = a->w * b->w + a->x * b->x + a->y * b->y + a->z * b->z;

	if (!(fabs(fabs(dot) - 1) <= bound))
		fail_msg("%g %g %g %g is not %g %g %g %g", a->w, a->x, a->y, a->z, b->w, b->x, b->y,
			 b->z);
}

static void test_axis_angle_about_each_axis_is_right_handed(void **state)
{
	struct sh_vec3 x = {1, 0, 0}, y = {0, 1, 0}, z = {0, 0, 2}, v;
	struct sh_quat q;

	(void)state;
	q = sh_quat_from_axis_angle(&z, SH_PI / 2); /* axis not of unit length */
	v = sh_quat_rotate(&q, &x);
	assert_vec(&v, &y, 1e-15);
	q = sh_quat_from_axis_angle(&x, SH_PI / 2);
	v = sh_quat_rotate(&q, &y);
	z.z = 1;
	assert_vec(&v, &z, 1e-15);
	q = sh_quat_from_axis_angle(&y, SH_PI / 2);
	v = sh_quat_rotate(&q, &z);
	assert_vec(&v, &x, 1e-15);
}

static void test_product_when_rotating_applies_the_right_one_first(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct sh_quat a = random_quat(), b = random_quat(), ab = sh_quat_mul(&a, &b);
		struct sh_vec3 v = random_vec(), one = sh_quat_rotate(&ab, &v), two;

		two = sh_quat_rotate(&b, &v);
		two = sh_quat_rotate(&a, &two);
		assert_vec(&one, &two, 1e-14);
	}
}

static void test_rotate_and_back_returns_the_vector(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct sh_quat q = random_quat(), c = sh_quat_conj(&q), one = sh_quat_mul(&q, &c);
		struct sh_quat identity = sh_quat_identity();
		struct sh_vec3 v = random_vec(), r = sh_quat_rotate(&q, &v);
		struct sh_vec3 back = sh_quat_rotate_back(&q, &r);

		assert_vec(&back, &v, 1e-14);
		assert_true(fabs(sh_vec3_norm(&r) - sh_vec3_norm(&v)) < 1e-14);
		assert_rotation(&one, &identity, 1e-15);
	}
}

static void test_matrix_of_any_rotation_agrees_and_converts_back(void **state)
{
	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct sh_quat q = random_quat(), back;
		struct sh_vec3 v = random_vec(), one = sh_quat_rotate(&q, &v), two;
		double m[3][3];

		if (i % 3 == 0) { /* half turns, where w is nearly nothing */
			q.w *= 1e-9;
			q = sh_quat_normalise(&q);
			one = sh_quat_rotate(&q, &v);
		}
		sh_quat_to_matrix(&q, m);
		two.x = m[0][0] * v.x + m[0][1] * v.y + m[0][2] * v.z;
		two.y = m[1][0] * v.x + m[1][1] * v.y + m[1][2] * v.z;
		two.z = m[2][0] * v.x + m[2][1] * v.y + m[2][2] * v.z;
		assert_vec(&one, &two, 1e-14);
		back = sh_quat_from_matrix((const double(*)[3])m);
		assert_rotation(&back, &q, 1e-14);
		assert_true(back.w >= 0);
	}
}

static void test_rotation_vector_tiny_or_zero_is_kept(void **state)
{
	struct sh_vec3 none = {0, 0, 0}, tiny = {1e-12, -2e-12, 0}, turn = {0, 0, SH_PI / 2};
	struct sh_quat q = sh_quat_from_rotvec(&none), identity = sh_quat_identity();

	(void)state;
	assert_true(q.w == 1 && q.x == 0 && q.y == 0 && q.z == 0);
	q = sh_quat_from_rotvec(&tiny);
	assert_true(fabs(q.x - 0.5e-12) < 1e-27 && fabs(q.y + 1e-12) < 1e-27 && q.w == 1);
	q = sh_quat_from_rotvec(&turn);
	assert_true(fabs(q.w - sqrt(0.5)) < 1e-15 && fabs(q.z - sqrt(0.5)) < 1e-15);
	q = sh_quat_from_axis_angle(&none, 1.0);
	assert_rotation(&q, &identity, 0);
}

static void test_normalise_of_nothing_usable_is_the_identity(void **state)
{
	const struct sh_quat bad[] = {{0, 0, 0, 0}, {(double)NAN, 0, 0, 1}, {HUGE_VAL, 0, 0, 0}};
	struct sh_quat q = {3, 0, 4, 0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct sh_quat r = sh_quat_normalise(&bad[i]);

		assert_true(r.w == 1 && r.x == 0 && r.y == 0 && r.z == 0);
	}
	q = sh_quat_normalise(&q);
	assert_true(q.w == 0.6 && q.y == 0.8);
}

static void test_turn_to_up_from_every_direction_is_level_and_shortest(void **state)
{
	struct sh_vec3 up = {0, 0, 1}, down = {0, 0, -1}, v;
	struct sh_quat q;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct sh_vec3 u = random_vec();
		double tilt;

		if (i % 4 == 0)
			u = (struct sh_vec3){u.x * 3e-4, u.y * 3e-4, -1};
		u = sh_vec3_scale(&u, 1 / sh_vec3_norm(&u));
		q = sh_quat_to_up(&u);
		v = sh_quat_rotate(&q, &u);
		assert_vec(&v, &up, 1e-10);
		tilt = atan2(hypot(u.x, u.y), u.z);
		assert_true(fabs(2 * acos(sh_clamp(q.w, -1, 1)) - tilt) < 1e-7);
		assert_true(q.z == 0);
	}
	q = sh_quat_to_up(&down);
	v = sh_quat_rotate(&q, &down);
	assert_vec(&v, &up, 1e-15);
	q = sh_quat_to_up(&up);
	assert_true(q.w == 1 && q.x == 0 && q.y == 0);
}

static void test_vectors_by_hand_agree(void **state)
{
	struct sh_vec3 a = {1, 2, 3}, b = {4, -5, 6}, c = sh_vec3_cross(&a, &b);
	struct sh_vec3 expect = {27, 6, -13}, sum = {5, -3, 9}, s = sh_vec3_add(&a, &b);

	(void)state;
	assert_vec(&c, &expect, 0);
	assert_vec(&s, &sum, 0);
	assert_true(sh_vec3_dot(&a, &b) == 12);
	s = sh_vec3_scale(&a, -2);
	assert_true(s.x == -2 && s.y == -4 && s.z == -6);
	assert_true(fabs(sh_vec3_norm(&a) - sqrt(14)) < 1e-15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_axis_angle_about_each_axis_is_right_handed),
		cmocka_unit_test(test_product_when_rotating_applies_the_right_one_first),
		cmocka_unit_test(test_rotate_and_back_returns_the_vector),
		cmocka_unit_test(test_matrix_of_any_rotation_agrees_and_converts_back),
		cmocka_unit_test(test_rotation_vector_tiny_or_zero_is_kept),
		cmocka_unit_test(test_normalise_of_nothing_usable_is_the_identity),
		cmocka_unit_test(test_turn_to_up_from_every_direction_is_level_and_shortest),
		cmocka_unit_test(test_vectors_by_hand_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
