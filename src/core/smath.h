#ifndef SH_CORE_SMATH_H
#define SH_CORE_SMATH_H

/** Trigonometry that gives the same bits everywhere.
 *
 * The C library's sin, atan2 and the rest differ between libraries, versions and processors in the
 * last place. A replay has to equal the live session to the byte, so the core uses these instead:
 * made from + - * / and sqrt alone, which IEEE 754 defines exactly (build with -ffp-contract=off).
 *
 * Largest error against the true value, held by tests/unit/test_smath.c: sh_sin and sh_cos 4e-16,
 * sh_tan 4e-16 times (1 + tan^2), sh_atan2 and sh_asin 7e-16 rad (seen: 1.7e-16, 2.2e-16, 5.3e-16,
 * 3.0e-16). Angles are in radians unless a name says otherwise.
 * Infinite or NaN angles, and angles beyond SH_TRIG_MAX_RAD, are refused: the answer is NaN.
 */

#include <stdint.h>

#define SH_PI 3.14159265358979323846 /* the nearest double */

#define SH_TRIG_MAX_RAD 1.0e6 /* more turns than a gyro makes in a day at full scale */

double sh_sin(double rad);
double sh_cos(double rad);
double sh_tan(double rad);

/** Both at the price of one. */
void sh_sincos(double rad, double *ret_sin, double *ret_cos);

/** Angle of the point (x, y) from the x axis, -pi to pi; signed zeros and infinities as in C99
 * (annex F). NaN if either is NaN. */
double sh_atan2(double y, double x);

/** -pi/2 to pi/2. Values beyond +-1 (rounding of a unit vector) count as +-1. */
double sh_asin(double x);

/** 1 - exp(-ratio): the gain of a first-order low-pass whose step is so many of its time constants.
 * 0 below zero and for NaN. Largest error against the true value 1e-15 (seen: 3e-16). */
double sh_gain(double ratio);

double sh_deg(double rad);
double sh_rad(double deg);

/** `x` limited to low..high (low <= high). NaN stays NaN. */
double sh_clamp(double x, double low, double high);

/** The same angle in -pi < angle <= pi, or -180 < angle <= 180 degrees. */
double sh_wrap_pi(double rad);
double sh_wrap_180(double deg);

/** Nearest integer, halves away from zero. Saturates at the ends of the type; NaN gives 0. */
int64_t sh_round_i64(double x);

#endif
