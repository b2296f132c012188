/* Quaternions and vectors.
 *
 * Rotation uses the two cross products v + 2w(p x v) + 2p x (p x v), p being the vector part: fewer
 * operations than two quaternion products and no matrix to keep. The turn to "up" takes half-angle
 * values straight from the cosine, u_z, so it needs no trigonometry; near straight down that
 * formula divides by almost nothing and any horizontal axis is as good, so x is taken.
 */

#include <math.h>

#include "core/quat.h"
#include "core/smath.h"

struct sh_quat sh_quat_identity(void)
{
	return (struct sh_quat){1.0, 0.0, 0.0, 0.0};
}

struct sh_quat sh_quat_mul(const struct sh_quat *a, const struct sh_quat *b)
{
	double dot = a->x * b->x + a->y * b->y + a->z * b->z;

	/* Each line of the vector part has the same signs, and w is turned round: with the usual
	 * alternating signs gcc 12 -O3 forms a fused vfmaddsub here in spite of -ffp-contract=off.
	 */
	return (struct sh_quat){
		-(dot - a->w * b->w),
		(a->w * b->x + b->w * a->x) + (a->y * b->z - a->z * b->y),
		(a->w * b->y + b->w * a->y) + (a->z * b->x - a->x * b->z),
		(a->w * b->z + b->w * a->z) + (a->x * b->y - a->y * b->x),
	};
}

struct sh_quat sh_quat_conj(const struct sh_quat *q)
{
	return (struct sh_quat){q->w, -q->x, -q->y, -q->z};
}

struct sh_quat sh_quat_normalise(const struct sh_quat *q)
{
	double n = sqrt(q->w * q->w + q->x * q->x + q->y * q->y + q->z * q->z);

	if (!(n > 0.0 && n < HUGE_VAL))
		return sh_quat_identity();
	return (struct sh_quat){q->w / n, q->x / n, q->y / n, q->z / n};
}

struct sh_vec3 sh_quat_rotate(const struct sh_quat *q, const struct sh_vec3 *v)
{
	double tx = 2.0 * (q->y * v->z - q->z * v->y);
	double ty = 2.0 * (q->z * v->x - q->x * v->z);
	double tz = 2.0 * (q->x * v->y - q->y * v->x);

	return (struct sh_vec3){
		v->x + q->w * tx + (q->y * tz - q->z * ty),
		v->y + q->w * ty + (q->z * tx - q->x * tz),
		v->z + q->w * tz + (q->x * ty - q->y * tx),
	};
}

struct sh_vec3 sh_quat_rotate_back(const struct sh_quat *q, const struct sh_vec3 *v)
{
	struct sh_quat c = sh_quat_conj(q);

	return sh_quat_rotate(&c, v);
}

void sh_quat_to_matrix(const struct sh_quat *q, double ret[3][3])
{
	double xx = q->x * q->x, yy = q->y * q->y, zz = q->z * q->z;
	double xy = q->x * q->y, xz = q->x * q->z, yz = q->y * q->z;
	double wx = q->w * q->x, wy = q->w * q->y, wz = q->w * q->z;

	ret[0][0] = 1.0 - 2.0 * (yy + zz);
	ret[0][1] = 2.0 * (xy - wz);
	ret[0][2] = 2.0 * (xz + wy);
	ret[1][0] = 2.0 * (xy + wz);
	ret[1][1] = 1.0 - 2.0 * (xx + zz);
	ret[1][2] = 2.0 * (yz - wx);
	ret[2][0] = 2.0 * (xz - wy);
	ret[2][1] = 2.0 * (yz + wx);
	ret[2][2] = 1.0 - 2.0 * (xx + yy);
}

struct sh_quat sh_quat_from_matrix(const double m[3][3])
{
	double trace = m[0][0] + m[1][1] + m[2][2];
	struct sh_quat q;

	/* Each branch gives q times four times its own largest part; none of them cancels. */
	if (trace > 0.0)
		q = (struct sh_quat){1.0 + trace, m[2][1] - m[1][2], m[0][2] - m[2][0],
				     m[1][0] - m[0][1]};
	else if (m[0][0] >= m[1][1] && m[0][0] >= m[2][2])
		q = (struct sh_quat){m[2][1] - m[1][2], 1.0 + m[0][0] - m[1][1] - m[2][2],
				     m[0][1] + m[1][0], m[0][2] + m[2][0]};
	else if (m[1][1] >= m[2][2])
		q = (struct sh_quat){m[0][2] - m[2][0], m[0][1] + m[1][0],
				     1.0 + m[1][1] - m[0][0] - m[2][2], m[1][2] + m[2][1]};
	else
		q = (struct sh_quat){m[1][0] - m[0][1], m[0][2] + m[2][0], m[1][2] + m[2][1],
				     1.0 + m[2][2] - m[0][0] - m[1][1]};
	q = sh_quat_normalise(&q);
	return q.w < 0.0 ? (struct sh_quat){-q.w, -q.x, -q.y, -q.z} : q;
}

struct sh_quat sh_quat_from_axis_angle(const struct sh_vec3 *axis, double rad)
{
	double n = sh_vec3_norm(axis), s, c, k;

	if (!(n > 0.0 && n < HUGE_VAL))
		return sh_quat_identity();
	sh_sincos(rad / 2.0, &s, &c);
	k = s / n;
	return (struct sh_quat){c, k * axis->x, k * axis->y, k * axis->z};
}

struct sh_quat sh_quat_from_rotvec(const struct sh_vec3 *v)
{
	return sh_quat_from_axis_angle(v, sh_vec3_norm(v));
}

struct sh_quat sh_quat_to_up(const struct sh_vec3 *u)
{
	double w = sqrt(sh_clamp((1.0 + u->z) / 2.0, 0.0, 1.0));
	struct sh_quat q = {0.0, 1.0, 0.0, 0.0};

	if (w <= 1e-6)
		return q;
	q = (struct sh_quat){w, u->y / (2.0 * w), -u->x / (2.0 * w), 0.0};
	return sh_quat_normalise(&q);
}

struct sh_vec3 sh_vec3_add(const struct sh_vec3 *a, const struct sh_vec3 *b)
{
	return (struct sh_vec3){a->x + b->x, a->y + b->y, a->z + b->z};
}

struct sh_vec3 sh_vec3_sub(const struct sh_vec3 *a, const struct sh_vec3 *b)
{
	return (struct sh_vec3){a->x - b->x, a->y - b->y, a->z - b->z};
}

struct sh_vec3 sh_vec3_scale(const struct sh_vec3 *a, double k)
{
	return (struct sh_vec3){a->x * k, a->y * k, a->z * k};
}

struct sh_vec3 sh_vec3_cross(const struct sh_vec3 *a, const struct sh_vec3 *b)
{
	return (struct sh_vec3){a->y * b->z - a->z * b->y, a->z * b->x - a->x * b->z,
				a->x * b->y - a->y * b->x};
}

double sh_vec3_dot(const struct sh_vec3 *a, const struct sh_vec3 *b)
{
	return a->x * b->x + a->y * b->y + a->z * b->z;
}

double sh_vec3_norm(const struct sh_vec3 *a)
{
	return sqrt(sh_vec3_dot(a, a));
}
