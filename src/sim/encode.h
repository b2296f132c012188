#ifndef SH_SIM_ENCODE_H
#define SH_SIM_ENCODE_H

/** Samples as a real source would give them: frames of our protocol, of a WitMotion sensor, or
 * text.
 *
 * Framing is not made here but by the code that the firmware and the tests use (sh_wire.h,
 * wit_encode.h). What happens to the line happens here: lost packets, bit errors, late arrival.
 * Streaming, no allocation. Bytes depend on nothing but the samples, the seed and the faults.
 *
 *   spinehold  00, HELLO, then one SAMPLE for each sensor and sample; HELLO again every 5 s. The
 * device clock starts at 1 s. Raw words in the sensor's own steps, told in the HELLO; without steps
 * (ideal) those of the reference board, 8192 counts a g and 32.8 a deg/s. witmotion  acceleration,
 * rate, quaternion: 33 bytes a sample, one sensor, no clock. The quaternion is the true one. csv
 * the contract's recording: t_s,ax,ay,az,gx,gy,gz and, with two sensors, sensor.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/fusion.h"
#include "spinehold/sample.h"

#include "sim/rng.h"
#include "sim/sensor_model.h"

enum sh_sim_format { SH_SIM_SPINEHOLD, SH_SIM_WITMOTION, SH_SIM_CSV, SH_SIM_FORMATS };

enum { SH_SIM_BYTES_MAX = 512 }; /* most that one call gives */

/** Caller owns it; members are private. */
struct sh_sim_encoder {
	enum sh_sim_format format;
	uint32_t faults;
	uint32_t sensors;
	double acc_step_m_s2, gyro_step_rad_s;
	uint16_t seq[SH_SENSORS_MAX], hello_seq;
	int64_t hello_us;
	uint64_t sent;
	struct sh_rng rng;
};

/** @param p  whose steps the raw words use.
 *  @param sensors  1 or 2; witmotion can carry one. */
void sh_sim_encoder_init(struct sh_sim_encoder *e, enum sh_sim_format format,
			 const struct sh_sensor_params *p, uint32_t sensors, uint64_t seed,
			 uint32_t faults);

/** What stands before the first sample. @param ret  SH_SIM_BYTES_MAX bytes. @return how many. */
size_t sh_sim_encode_start(struct sh_sim_encoder *e, uint8_t *ret);

/** One sample.
 * @param orientation  sensor -> earth; used by witmotion only
 * @param lost         it never arrives: only counters move
 * @param ret          SH_SIM_BYTES_MAX bytes
 * @return how many, 0 when it is lost. The very first sample never is, so that the time of every
 *         recording begins with the wearer's. */
size_t sh_sim_encode_sample(struct sh_sim_encoder *e, const struct sh_sample *s,
			    const struct sh_quat *orientation, bool lost, uint8_t *ret);

/** By how much the sample just encoded arrives early or late: 0 without SH_FAULT_CLOCK_JITTER. */
int64_t sh_sim_encode_jitter_us(struct sh_sim_encoder *e);

#endif
