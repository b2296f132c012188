/* Trigonometry from + - * / and sqrt.
 *
 * sin and cos: the angle is brought to -pi/4..pi/4 by taking off k quarter turns, then Taylor's
 * series. A quarter turn is kept in three pieces; the first two have 33 bits, so that k times a
 * piece is exact for |k| < 2^20 and nothing is lost where the subtraction cancels.
 *
 * atan2: the ratio of the smaller to the larger side lies in 0..1. Above tan(pi/8) the angle is
 * counted from 45 degrees, which leaves at most tan(pi/8); the half-angle formula
 * atan(t) = 2 atan(t / (1 + sqrt(1 + t^2))) brings that under 0.199, where twelve terms of the
 * series are enough (the next is 4e-18). Nothing here may be reordered or fused: the library is
 * built with -ffp-contract=off and never with fast-math.
 */

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/smath.h"

_Static_assert(FLT_EVAL_METHOD == 0, "needs double arithmetic without extra precision");

#define QUARTER_HIGH 0x1.921fb544p+0 /* pi/2 = the sum of the three */
#define QUARTER_MID  0x1.0b4611a6p-34
#define QUARTER_LOW  0x1.3198a2e037073p-69
#define TAN_PI_8     0.41421356237309504880

static bool is_finite(double x)
{
	return x - x == 0.0;
}

static bool is_negative(double x) /* true for -0.0 too */
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits >> 63 != 0;
}

static double with_sign(double magnitude, double sign)
{
	return is_negative(sign) ? -magnitude : magnitude;
}

static double sin_series(double r) /* |r| <= pi/4 */
{
	static const double c[] = {
		-1.0 / 6.0,
		1.0 / 120.0,
		-1.0 / 5040.0,
		1.0 / 362880.0,
		-1.0 / 39916800.0,
		1.0 / 6227020800.0,
		-1.0 / 1307674368000.0,
		1.0 / 355687428096000.0,
	};
	double z = r * r, sum = 0.0;

	for (int i = 7; i >= 0; i--)
		sum = sum * z + c[i];
	return r + r * (z * sum);
}

static double cos_series(double r)
{
	static const double c[] = {
		1.0 / 24.0,	   -1.0 / 720.0,	 1.0 / 40320.0,		 -1.0 / 3628800.0,
		1.0 / 479001600.0, -1.0 / 87178291200.0, 1.0 / 20922789888000.0,
	};
	double z = r * r, sum = 0.0;

	for (int i = 6; i >= 0; i--)
		sum = sum * z + c[i];
	return 1.0 - (0.5 * z - z * z * sum);
}

void sh_sincos(double rad, double *ret_sin, double *ret_cos)
{
	double r = rad, s, c;
	int64_t k = 0;

	if (!(rad >= -SH_TRIG_MAX_RAD && rad <= SH_TRIG_MAX_RAD)) {
		*ret_sin = *ret_cos = (double)NAN;
		return;
	}
	if (rad > SH_PI / 4.0 || rad < -SH_PI / 4.0) {
		double n;

		k = sh_round_i64(rad * (2.0 / SH_PI));
		n = (double)k;
		r = ((rad - n * QUARTER_HIGH) - n * QUARTER_MID) - n * QUARTER_LOW;
	}
	s = sin_series(r);
	c = cos_series(r);
	switch ((uint64_t)k & 3u) {
	case 0:
		*ret_sin = s;
		*ret_cos = c;
		break;
	case 1:
		*ret_sin = c;
		*ret_cos = -s;
		break;
	case 2:
		*ret_sin = -s;
		*ret_cos = -c;
		break;
	default:
		*ret_sin = -c;
		*ret_cos = s;
		break;
	}
}

double sh_sin(double rad)
{
	double s, c;

	sh_sincos(rad, &s, &c);
	return s;
}

double sh_cos(double rad)
{
	double s, c;

	sh_sincos(rad, &s, &c);
	return c;
}

double sh_tan(double rad)
{
	double s, c;

	sh_sincos(rad, &s, &c);
	return s / c;
}

static double atan_series(double t) /* 0 <= t <= tan(pi/8) */
{
	static const double c[] = {
		-1.0 / 3.0,  1.0 / 5.0,	 -1.0 / 7.0,  1.0 / 9.0,  -1.0 / 11.0, 1.0 / 13.0,
		-1.0 / 15.0, 1.0 / 17.0, -1.0 / 19.0, 1.0 / 21.0, -1.0 / 23.0,
	};
	double h = t / (1.0 + sqrt(1.0 + t * t)), z = h * h, sum = 0.0;

	for (int i = 10; i >= 0; i--)
		sum = c[i] + sum * z;
	return 2.0 * (h + h * (z * sum));
}

double sh_atan2(double y, double x)
{
	double ax = is_negative(x) ? -x : x, ay = is_negative(y) ? -y : y, t, angle;

	if (x != x || y != y)
		return (double)NAN;
	if (ax == ay)
		t = ax == 0.0 ? 0.0 : 1.0; /* also two infinities, whose ratio would be NaN */
	else
		t = ax < ay ? ax / ay : ay / ax;
	if (t > TAN_PI_8)
		angle = SH_PI / 4.0 - atan_series((1.0 - t) / (1.0 + t));
	else
		angle = atan_series(t);
	if (ax < ay)
		angle = SH_PI / 2.0 - angle;
	if (is_negative(x))
		angle = SH_PI - angle;
	return with_sign(angle, y);
}

double sh_asin(double x)
{
	if (x >= 1.0)
		return SH_PI / 2.0;
	if (x <= -1.0)
		return -SH_PI / 2.0;
	return sh_atan2(x, sqrt((1.0 - x) * (1.0 + x)));
}

/* r (1 - r/2 (1 - r/3 (...))), so many terms */
static double gain_series(double r, int terms)
{
	static const double inverse[] = {
		0.0,	 1.0 / 1,  1.0 / 2,  1.0 / 3,  1.0 / 4,	 1.0 / 5,  1.0 / 6,  1.0 / 7,
		1.0 / 8, 1.0 / 9,  1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13, 1.0 / 14, 1.0 / 15,
	};
	double sum = 0.0;

	for (int n = terms; n >= 1; n--)
		sum = r * inverse[n] * (1.0 - sum);
	return sum;
}

double sh_gain(double ratio)
{
	double sum;

	if (!(ratio > 0.0))
		return 0.0;
	if (ratio > 40.0)
		return 1.0;
	if (ratio < 1.0 / 64.0)
		return gain_series(ratio, 7);
	sum = gain_series(ratio / 64.0, 15);
	for (int i = 0; i < 6; i++) /* 1 - exp(-2r) from 1 - exp(-r) */
		sum = sum * (2.0 - sum);
	return sum;
}

double sh_deg(double rad)
{
	return rad * (180.0 / SH_PI);
}

double sh_rad(double deg)
{
	return deg * (SH_PI / 180.0);
}

double sh_clamp(double x, double low, double high)
{
	if (x < low)
		return low;
	return x > high ? high : x;
}

static double wrap(double x, double turn)
{
	double half = turn / 2.0, r;

	if (!is_finite(x))
		return (double)NAN;
	if (x > -half && x <= half)
		return x;
	r = x - turn * (double)sh_round_i64(x / turn);
	if (r > half)
		r -= turn;
	else if (r <= -half)
		r += turn;
	return sh_clamp(r, -half, half);
}

double sh_wrap_pi(double rad)
{
	return wrap(rad, 2.0 * SH_PI);
}

double sh_wrap_180(double deg)
{
	return wrap(deg, 360.0);
}

int64_t sh_round_i64(double x)
{
	int64_t whole;
	double rest;

	if (x != x)
		return 0;
	if (x >= 9223372036854775808.0)
		return INT64_MAX;
	if (x <= -9223372036854775808.0)
		return INT64_MIN;
	whole = (int64_t)x;
	rest = x - (double)whole; /* exact: both lie in one binade or the rest is zero */
	if (rest >= 0.5)
		return whole + 1;
	return rest <= -0.5 ? whole - 1 : whole;
}
