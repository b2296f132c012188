#ifndef SH_CORE_FUSION_MATH_H
#define SH_CORE_FUSION_MATH_H

/** The arithmetic inside the orientation filter's step, inline and without sqrt where a series
 * does.
 *
 * The same operations as in quat.h and smath.h, which the rest of the core uses; a call each would
 * cost more than the arithmetic, because the whole step is one chain in which every part waits for
 * the one before. Series are summed in pairs (Estrin) to keep that chain short.
 * Only fusion*.c includes this.
 */

#include <stdint.h>

#include "spinehold/fusion.h"

#define SH_SETTLED UINT32_MAX /* a low-pass that no longer averages */

static inline struct sh_vec3 vec(double x, double y, double z)
{
	return (struct sh_vec3){x, y, z};
}

static inline struct sh_vec3 vec_add(struct sh_vec3 a, struct sh_vec3 b)
{
	return vec(a.x + b.x, a.y + b.y, a.z + b.z);
}

static inline struct sh_vec3 vec_sub(struct sh_vec3 a, struct sh_vec3 b)
{
	return vec(a.x - b.x, a.y - b.y, a.z - b.z);
}

static inline struct sh_vec3 vec_scale(struct sh_vec3 a, double k)
{
	return vec(a.x * k, a.y * k, a.z * k);
}

static inline struct sh_vec3 vec_cross(struct sh_vec3 a, struct sh_vec3 b)
{
	return vec(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

static inline double vec_dot(struct sh_vec3 a, struct sh_vec3 b)
{
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

/** Hamilton's product; written as in quat.c, where the order is explained. */
static inline struct sh_quat quat_mul(struct sh_quat a, struct sh_quat b)
{
	double dot = a.x * b.x + a.y * b.y + a.z * b.z;

	return (struct sh_quat){
		-(dot - a.w * b.w),
		(a.w * b.x + b.w * a.x) + (a.y * b.z - a.z * b.y),
		(a.w * b.y + b.w * a.y) + (a.z * b.x - a.x * b.z),
		(a.w * b.z + b.w * a.z) + (a.x * b.y - a.y * b.x),
	};
}

static inline struct sh_vec3 quat_rotate(struct sh_quat q, struct sh_vec3 v)
{
	struct sh_vec3 p = vec(q.x, q.y, q.z), t = vec_cross(p, v);

	t = vec_add(t, t);
	return vec_add(vec_add(v, vec_scale(t, q.w)), vec_cross(p, t));
}

/** Rows of the matrix of `q`. */
static inline void quat_rows(struct sh_quat q, struct sh_vec3 ret[3])
{
	double x2 = q.x + q.x, y2 = q.y + q.y, z2 = q.z + q.z;
	double xx = q.x * x2, yy = q.y * y2, zz = q.z * z2, xy = q.x * y2, xz = q.x * z2;
	double yz = q.y * z2, wx = q.w * x2, wy = q.w * y2, wz = q.w * z2;

	ret[0] = vec(1.0 - (yy + zz), xy - wz, xz + wy);
	ret[1] = vec(xy + wz, 1.0 - (xx + zz), yz - wx);
	ret[2] = vec(xz - wy, yz + wx, 1.0 - (xx + yy));
}

/** A vector as it would have been measured without the delay of its sensor. */
static inline struct sh_vec3 undelayed(struct sh_vec3 v, struct sh_vec3 rate, double delay_s)
{
	if (delay_s == 0.0)
		return v;
	return vec_sub(v, vec_scale(vec_cross(rate, v), delay_s));
}

#define SH_TURN_SMALL 0.25 /* squared turn, rad2: a series of five terms is exact to 2e-16 */

/** Turn by the rotation vector `v`, |v|^2 = `size2` < SH_TURN_SMALL. */
static inline struct sh_quat quat_small(struct sh_vec3 v, double size2)
{
	double h = size2 * 0.25, hh = h * h; /* of the half angle */
	double c = (1.0 - h * (1.0 / 2.0)) + hh * ((1.0 / 24.0 - h * (1.0 / 720.0)) +
						   hh * (1.0 / 40320.0 - h * (1.0 / 3628800.0)));
	double s = (0.5 - h * (1.0 / 12.0)) + hh * ((1.0 / 240.0 - h * (1.0 / 10080.0)) +
						    hh * (1.0 / 725760.0 - h * (1.0 / 79833600.0)));

	return (struct sh_quat){c, s * v.x, s * v.y, s * v.z};
}

#define SH_LEAN_SMALL 1e-3 /* squared tangent: what is left out below is under 3e-16 */

/** For a direction that leans by the angle whose squared tangent is `tt` < SH_LEAN_SMALL: its
 * cosine, that of its half, and the sine of its half over its tangent. */
static inline void lean_small(double tt, double *ret_cos, double *ret_cos_half, double *ret_half)
{
	double t4 = tt * tt;

	*ret_cos = (1.0 - tt * (1.0 / 2.0)) +
		   t4 * ((3.0 / 8.0 - tt * (5.0 / 16.0)) + t4 * (35.0 / 128.0));
	*ret_cos_half = (1.0 - tt * (1.0 / 8.0)) +
			t4 * ((11.0 / 128.0 - tt * (69.0 / 1024.0)) + t4 * (1843.0 / 32768.0));
	*ret_half = (0.5 - tt * (3.0 / 16.0)) +
		    t4 * ((31.0 / 256.0 - tt * (187.0 / 2048.0)) + t4 * (4859.0 / 65536.0));
}

/** Until tau_s is over: running mean, then settles. The states are s[0..count) and s[count..2
 * count). */
void sh_lowpass_average(const struct sh_fusion_lowpass *lp, double tau_s, double step_s,
			uint32_t *n, double *s, const double *x, double *ret, int count);

static inline double lowpass_one(const struct sh_fusion_lowpass *lp, double *s1, double *s2,
				 double x)
{
	double bx = lp->b0 * x, y = bx + *s1;

	*s1 = ((bx + bx) - lp->a1 * y) + *s2;
	*s2 = bx - lp->a2 * y;
	return y;
}

/** One sample into three settled channels; the states of each are s[i] and s[count + i]. Written
 * out, because a loop becomes vector code that waits for `v` to reach the cache. */
static inline struct sh_vec3 lowpass_vec(const struct sh_fusion_lowpass *lp, double *s, int count,
					 struct sh_vec3 v)
{
	return vec(lowpass_one(lp, s, s + count, v.x), lowpass_one(lp, s + 1, s + count + 1, v.y),
		   lowpass_one(lp, s + 2, s + count + 2, v.z));
}

/** One sample into `count` channels. x and ret do not overlap s. */
static inline void lowpass(const struct sh_fusion_lowpass *lp, double tau_s, double step_s,
			   uint32_t *n, double *s, const double *x, double *ret, int count)
{
	if (*n != SH_SETTLED) {
		sh_lowpass_average(lp, tau_s, step_s, n, s, x, ret, count);
		return;
	}
	for (int i = 0; i < count; i++)
		ret[i] = lowpass_one(lp, &s[i], &s[count + i], x[i]);
}

#endif
