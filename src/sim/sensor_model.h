#ifndef SH_SIM_SENSOR_MODEL_H
#define SH_SIM_SENSOR_MODEL_H

/** Turns what a box truly feels into what its chip reports: mounting, scale, cross-axis, bias,
 * noise, drift with temperature, full scale and steps. One model is one individual device, drawn by
 * a seed.
 *
 * Numbers: biomechanics.md 3.4. How its tolerances are read:
 *
 *   gyro bias         uniform over the whole tolerance: +-20 deg/s for the mpu6050. That is the
 * figure at delivery, so the device is one that was never zeroed. The wt901 zeroes itself: uniform
 * +-0.02 deg/s (its +-1 deg/s is before that). scale, cross-axis, accelerometer offset tolerances
 * are limits, most devices are nearer: Gaussian with the tolerance at 2.5 sigma, cut there. Scale
 * and cross-axis are drawn for gyro and accelerometer each with the same tolerance, as the data
 * sheet gives them. noise             white at 100 Hz. 400 micro-g per root hertz over the 50 Hz
 * that 100 samples a second can carry are 2.8 mg RMS.
 *
 * `mpu6050-zeroed` is the mpu6050 after a bias calibration at rest: what is left is 0.003 to 0.02
 * deg/s. `ideal` has none of all that and no steps.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/fusion.h"
#include "spinehold/sample.h"

#include "sim/body.h"
#include "sim/rng.h"

/** The sort of sensor. All tolerances may be changed before sh_sensor_model_init(). */
struct sh_sensor_params {
	const char *name;
	double gyro_noise_deg_s; /* RMS of a sample */
	double gyro_bias_deg_s;	 /* uniform +- */
	double gyro_walk_deg_s;	 /* random walk of the bias, per root second */
	double gyro_per_c_deg_s; /* change of the bias with temperature, per degree C; sign drawn */
	double gyro_per_g_deg_s; /* change of the bias with acceleration, per g; drawn +- */
	double scale, cross;	 /* tolerance: 0.03 is 3 % */
	double acc_noise_m_s2;	 /* RMS of a sample */
	double acc_offset_m_s2;	 /* tolerance, x and y */
	double acc_offset_z_m_s2; /* tolerance, z */
	double gyro_step_rad_s,
		acc_step_m_s2; /* one count of the int16; 0: no steps, no full scale */
};

/** @return the parameters called `name` (ideal mpu6050 mpu6050-zeroed wt901), or NULL. */
const struct sh_sensor_params *sh_sensor_params_find(const char *name);

/* one count of an accelerometer of +-2 g: what SH_FAULT_ACC_CLIPPING makes of every sensor */
#define SH_SIM_CLIP_STEP_M_S2 (2 * 9.80665 / 32768)

/** Caller owns it; members are private, but a test may set a bias after init. */
struct sh_sensor_model {
	struct sh_sensor_params p;
	struct sh_rng rng;
	struct sh_quat mount; /* sensor -> segment */
	double gyro_m[3][3], acc_m[3][3];
	double gyro_bias_deg_s[3], gyro_per_c[3], gyro_per_g[3][3];
	double acc_offset_m_s2[3];
	double temperature_c;
	bool warming;
	uint32_t sensor;
};

/** Draws a device.
 * @param mount   sensor axes -> segment axes (sh_mount_parse); the program run with the same
 * --mount gets the segment's axes back
 * @param sensor  0 low back, 1 upper back: another device, and the samples' sensor number
 * @param faults  SH_FAULT_MOUNT_UPSIDE_DOWN, _MOUNT_ROTATED (on top of `mount`), _TEMPERATURE_RAMP,
 *  _ACC_CLIPPING
 */
void sh_sensor_model_init(struct sh_sensor_model *m, const struct sh_sensor_params *p,
			  const struct sh_quat *mount, uint32_t sensor, uint64_t seed,
			  uint32_t faults);

/** One reading. @param t_us  since the first sample, SH_SIM_PERIOD_US apart. */
void sh_sensor_model_apply(struct sh_sensor_model *m, const struct sh_sim_segment *s, int64_t t_us,
			   struct sh_sample *ret);

#endif
