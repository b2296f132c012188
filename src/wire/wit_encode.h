#ifndef SH_WIRE_WIT_ENCODE_H
#define SH_WIRE_WIT_ENCODE_H

/** Writes frames as a WitMotion sensor (JY901, WT901, HWT901 families) sends them.
 *
 * For the simulator and for tests; the program itself never writes to such a sensor. A frame is
 * 55, type, four little-endian 16-bit words and the low eight bits of the sum of those ten bytes.
 * One tick of a sensor set to acceleration, rate and quaternion is SH_WIT_ACC, SH_WIT_GYRO,
 * SH_WIT_QUATERNION in this order; SH_WIT_TIME, where enabled, comes first.
 *
 * Pure: no allocation, no clock. Numbers from the maker's protocol page: full scale 16 g and
 * 2000 deg/s whatever ranges are set inside the sensor, quaternion w x y z in 1/32768.
 */

#include <stdint.h>

enum { SH_WIT_FRAME_BYTES = 11 };

enum sh_wit_type {
	SH_WIT_TIME = 0x50,
	SH_WIT_ACC = 0x51,
	SH_WIT_GYRO = 0x52,
	SH_WIT_ANGLE = 0x53,
	SH_WIT_MAG = 0x54,
	SH_WIT_QUATERNION = 0x59,
	SH_WIT_REGISTERS = 0x5F
};

/* What one step of a raw word means. */
#define SH_WIT_ACC_M_S2	  (16.0 * 9.80665 / 32768.0)
#define SH_WIT_GYRO_RAD_S (2000.0 * 3.14159265358979323846 / 180.0 / 32768.0)

/** `value / per_lsb` rounded half away from zero and held within -32768 to 32767; 0 for not a
 * number. Serves every sensor with raw 16-bit words, ours too. */
int16_t sh_raw_round(double value, double per_lsb);

/** Any frame. `words`: 4 of them. `ret`: SH_WIT_FRAME_BYTES bytes. */
void sh_wit_frame(enum sh_wit_type type, const int16_t *words, uint8_t *ret);

/** Acceleration frame from SI values (3 of them, specific force), clipped at +-16 g. */
void sh_wit_encode_acc(const double *acc_m_s2, double temperature_c, uint8_t *ret);

/** Rate frame from SI values (3 of them), clipped at +-2000 deg/s. */
void sh_wit_encode_gyro(const double *gyro_rad_s, double temperature_c, uint8_t *ret);

/** Quaternion frame, w x y z (4 values), sensor to earth. */
void sh_wit_encode_quaternion(const double *wxyz, uint8_t *ret);

/** Time frame: the sensor's own clock, started on 1 January 2015, 00:00, at t_ms 0. Days run on
 * within January: 31 days at most, then they start anew. */
void sh_wit_encode_time(uint32_t t_ms, uint8_t *ret);

#endif
