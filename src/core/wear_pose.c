/* Poses and movements to a mount (biomechanics 2.2: K1, K2, K3).
 *
 * The axis of a movement is the first principal axis of its rates. The second moment about zero is
 * taken, not about the mean: out and back cancel in the mean anyway, and a movement that was cut
 * short then still has its axis. The 3x3 eigenproblem is solved by Jacobi's rotations: a fixed
 * number of sweeps, no iteration to a tolerance, so equal input gives equal bits.
 *
 * A principal axis has no sign. Gravity gives it: while the body turns by +a about an axis, up
 * turns by -a about it in the body's own axes, so up x up0 points along the axis.
 */

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/wear.h"

static const double SQUARE_DEG = 30,
		    SQUARE_WARN_DEG = 20; /* off the right angle; biomechanics 2.2 */
static const double AXIS_PASS_DEG = 10, AXIS_WARN_DEG = 20; /* likewise */
static const double SHARE_MIN = 0.85;			    /* likewise */
enum { SWEEPS = 8 };

static struct sh_vec3 unit(const struct sh_vec3 *v)
{
	double size = sh_vec3_norm(v);

	return size > 0 ? sh_vec3_scale(v, 1 / size) : (struct sh_vec3){0, 0, 1};
}

/* `v` without its part along the unit vector `n`, of unit length. */
static struct sh_vec3 across(const struct sh_vec3 *v, const struct sh_vec3 *n)
{
	struct sh_vec3 part = sh_vec3_scale(n, sh_vec3_dot(v, n)), rest = sh_vec3_sub(v, &part);

	return unit(&rest);
}

static double between_deg(const struct sh_vec3 *a, const struct sh_vec3 *b)
{
	struct sh_vec3 c = sh_vec3_cross(a, b);

	return sh_deg(sh_atan2(sh_vec3_norm(&c), sh_vec3_dot(a, b)));
}

/* Between two directions, of unit length. */
static struct sh_vec3 halfway(const struct sh_vec3 *a, const struct sh_vec3 *b)
{
	struct sh_vec3 p = unit(a), q = unit(b), sum = sh_vec3_add(&p, &q);

	return unit(&sum);
}

void sh_wear_motion_add(struct sh_wear_motion *m, const struct sh_vec3 *rate_rad_s,
			const struct sh_vec3 *up, const struct sh_vec3 *up0, double dt_s)
{
	const double w[3] = {rate_rad_s->x, rate_rad_s->y, rate_rad_s->z};
	struct sh_vec3 turn = sh_vec3_cross(up, up0);

	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			m->m[i][k] += w[i] * w[k] * dt_s;
	turn = sh_vec3_scale(&turn, dt_s);
	m->way = sh_vec3_add(&m->way, &turn);
}

/* Zeroes a[p][q] of the symmetric `a` by a rotation, which is also applied to the columns of `v`.
 */
static void rotate(double a[3][3], double v[3][3], int p, int q)
{
	double theta, t, c, s;

	if (!(a[p][q] > 0 || a[p][q] < 0))
		return;
	theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
	t = (theta < 0 ? -1 : 1) / ((theta < 0 ? -theta : theta) + sqrt(theta * theta + 1));
	c = 1 / sqrt(t * t + 1);
	s = t * c;
	for (int i = 0; i < 3; i++) {
		double x = a[i][p], y = a[i][q];

		a[i][p] = c * x - s * y;
		a[i][q] = s * x + c * y;
	}
	for (int i = 0; i < 3; i++) {
		double x = a[p][i], y = a[q][i];

		a[p][i] = c * x - s * y;
		a[q][i] = s * x + c * y;
		x = v[i][p];
		y = v[i][q];
		v[i][p] = c * x - s * y;
		v[i][q] = s * x + c * y;
	}
}

double sh_wear_motion_axis(const struct sh_wear_motion *m, struct sh_vec3 *ret)
{
	double a[3][3], v[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, sum;
	struct sh_vec3 axis;
	int most = 0;

	memcpy(a, m->m, sizeof(a));
	for (int i = 0; i < SWEEPS; i++) {
		rotate(a, v, 0, 1);
		rotate(a, v, 0, 2);
		rotate(a, v, 1, 2);
	}
	for (int i = 1; i < 3; i++)
		most = a[i][i] > a[most][most] ? i : most;
	sum = a[0][0] + a[1][1] + a[2][2];
	if (!(sum > 0))
		return 0;
	axis = (struct sh_vec3){v[0][most], v[1][most], v[2][most]};
	if (sh_vec3_dot(&axis, &m->way) < 0)
		axis = sh_vec3_scale(&axis, -1);
	*ret = unit(&axis);
	return a[most][most] / sum;
}

static struct sh_quat from_axes(const struct sh_vec3 *x, const struct sh_vec3 *y,
				const struct sh_vec3 *z)
{
	const double rows[3][3] = {{x->x, x->y, x->z}, {y->x, y->y, y->z}, {z->x, z->y, z->z}};

	return sh_quat_from_matrix(rows);
}

static void judge(struct sh_wear_quality *q, enum sh_wear_verdict v, enum sh_wear_reason r)
{
	if (v > q->verdict) {
		q->verdict = v;
		q->reason = r;
	}
}

static void judge_square(struct sh_wear_quality *q)
{
	double off = q->square_deg - 90;

	off = off < 0 ? -off : off;
	if (off > SQUARE_DEG)
		judge(q, SH_WEAR_REPEAT, SH_WEAR_NOT_SQUARE);
	else if (off > SQUARE_WARN_DEG)
		judge(q, SH_WEAR_WARN, SH_WEAR_NOT_SQUARE);
}

static void judge_axis(struct sh_wear_quality *q)
{
	if (q->axis_deg > 180 - AXIS_WARN_DEG)
		judge(q, SH_WEAR_REPEAT, SH_WEAR_BACKWARDS);
	if (q->share < SHARE_MIN)
		judge(q, SH_WEAR_REPEAT, SH_WEAR_MIXED);
	if (q->axis_deg > AXIS_WARN_DEG)
		judge(q, SH_WEAR_REPEAT, SH_WEAR_CROOKED);
	else if (q->axis_deg > AXIS_PASS_DEG)
		judge(q, SH_WEAR_WARN, SH_WEAR_CROOKED);
}

/* y of the poses and the axis of the movement have a vote each; z stays. */
static struct sh_quat vote(const struct sh_vec3 *y_pose, const struct sh_vec3 *y_move,
			   const struct sh_vec3 *z)
{
	struct sh_vec3 flat = across(y_move, z), y = halfway(y_pose, &flat), x;

	x = sh_vec3_cross(&y, z);
	return from_axes(&x, &y, z);
}

static void begin(struct sh_wear_quality *q)
{
	memset(q, 0, sizeof(*q));
	q->axis_deg = q->share = -1;
}

void sh_wear_from_standing(const struct sh_vec3 *up_stand, const struct sh_vec3 *up_lie,
			   const struct sh_wear_motion *bows, bool bows_signed,
			   struct sh_quat *ret_mount, struct sh_wear_quality *ret)
{
	struct sh_vec3 z = unit(up_stand), x = across(up_lie, &z), y = sh_vec3_cross(&z, &x),
		       axis = y;

	begin(ret);
	ret->square_deg = between_deg(up_stand, up_lie);
	judge_square(ret);
	if (bows) {
		ret->share = sh_wear_motion_axis(bows, &axis);
		if (!bows_signed && sh_vec3_dot(&axis, &y) < 0)
			axis = sh_vec3_scale(&axis, -1);
		ret->axis_deg = between_deg(&axis, &y);
		judge_axis(ret);
		if (bows_signed) /* large enough for gravity to have a say: a gyro is 2 % crooked */
			axis = halfway(&axis, &bows->way);
	}
	if (ret->verdict != SH_WEAR_REPEAT)
		*ret_mount = vote(&y, &axis, &z);
}

void sh_wear_from_lying(const struct sh_vec3 *up_lie, const struct sh_wear_motion *arch,
			const struct sh_wear_motion *roll, bool upper, struct sh_quat *ret_mount,
			struct sh_wear_quality *ret)
{
	struct sh_vec3 z = {0, 0, 1}, axis = {0, 1, 0}, x, y;
	double arch_share, roll_share;

	begin(ret);
	roll_share = sh_wear_motion_axis(roll, &z);
	arch_share = sh_wear_motion_axis(arch, &axis);
	if (upper)
		axis = sh_vec3_scale(&axis, -1);
	x = across(up_lie, &z);
	y = sh_vec3_cross(&z, &x);
	ret->square_deg = between_deg(&z, up_lie);
	ret->share = arch_share < roll_share ? arch_share : roll_share;
	ret->axis_deg = between_deg(&axis, &y);
	judge_square(ret);
	judge_axis(ret);
	if (ret->verdict != SH_WEAR_REPEAT)
		*ret_mount = vote(&y, &axis, &z);
}
