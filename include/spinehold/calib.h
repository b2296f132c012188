#ifndef SPINEHOLD_CALIB_H
#define SPINEHOLD_CALIB_H

/** What one physical sensor does wrong, how that is found, and how it is taken out.
 *
 * Model of an accelerometer: reading = K force + offset. The correction is force = M (reading -
 * offset) with M the inverse of K. Of a gyro only the bias is corrected: reading - bias. Axes are
 * the sensor's own; nothing here knows how it is worn.
 *
 * Everything is pure: no allocation, no clock; memory is the caller's, members are private unless
 * they stand in a `ret`. Samples come in the order of their time, one sensor's only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/fusion.h"
#include "spinehold/sample.h"
#include "spinehold/status.h"

#define SH_CALIB_G_M_S2 9.80665

/* --- taking it out ------------------------------------------------------------------------- */

/** All zero corrects nothing. */
struct sh_correction {
	bool has_gyro, has_acc;
	struct sh_vec3 gyro_bias_rad_s;
	struct sh_vec3 acc_offset_m_s2;
	double acc_matrix[3][3]; /* rows; the identity for none */
};

/** Corrects a sample in place. A specific force of exactly (0,0,0) stays: it means that the sensor
 * is not ready, and the filter must still see that. */
void sh_correction_apply(const struct sh_correction *c, struct sh_sample *s);

#endif
