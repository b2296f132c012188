/* The line is simulated on whole calls: a packet is lost or not, and then single bits of what is
 * sent may flip. Text has no bit errors: a recording was checked when it was written.
 *
 * Numbers in text go through integers (micro-units), so no locale and no printf rounding can change
 * a byte. Loss, bit errors and jitter share one stream of random numbers, drawn in a fixed order.
 */

#include "sim/encode.h"

#include <assert.h>
#include <string.h>

#include "core/smath.h"
#include "core/text.h"
#include "sh_wire.h"
#include "sim/body.h"
#include "sim/faults.h"
#include "wire/wit_encode.h"

#define DEVICE_START_US 1000000
#define HELLO_EVERY_US	5000000
#define LOSS		0.02
#define BYTE_ERROR	2e-4
#define JITTER_US	8000

static const double g_m_s2 = 9.80665;

void sh_sim_encoder_init(struct sh_sim_encoder *e, enum sh_sim_format format,
			 const struct sh_sensor_params *p, uint32_t sensors, uint64_t seed,
			 uint32_t faults)
{
	assert(sensors == 1 || (sensors == 2 && format != SH_SIM_WITMOTION));
	memset(e, 0, sizeof(*e));
	e->format = format;
	e->faults = faults;
	e->sensors = sensors;
	e->acc_step_m_s2 = p->acc_step_m_s2 > 0 ? p->acc_step_m_s2 : g_m_s2 / 8192;
	if (sh_sim_fault_in(faults, SH_FAULT_ACC_CLIPPING))
		e->acc_step_m_s2 = SH_SIM_CLIP_STEP_M_S2;
	e->gyro_step_rad_s = p->gyro_step_rad_s > 0 ? p->gyro_step_rad_s : SH_PI / 180 / 32.8;
	sh_rng_init(&e->rng, seed, 20);
}

static size_t put_hello(struct sh_sim_encoder *e, int64_t t_us, uint8_t flags, uint8_t *ret)
{
	static const uint8_t id[SH_WIRE_DEVICE_ID_BYTES] = {'s', 'i', 'm'};
	struct sh_wire_header h = {0, SH_WIRE_DEVICE, flags, e->hello_seq++,
				   (uint32_t)(t_us + DEVICE_START_US)};
	struct sh_wire_hello hello;

	memset(&hello, 0, sizeof(hello));
	hello.major = SH_WIRE_MAJOR;
	hello.minor = SH_WIRE_MINOR;
	memcpy(hello.device_id, id, sizeof(id));
	hello.tick_hz = 1000000;
	hello.n_sensors = (uint8_t)e->sensors;
	for (uint8_t i = 0; i < e->sensors; i++) {
		struct sh_wire_sensor *s = &hello.sensors[i];

		s->id = s->role = i;
		s->chip = SH_WIRE_CHIP_SIMULATED;
		s->rate_mhz = SH_SIM_RATE_HZ * 1000;
		s->acc_m_s2 = (float)e->acc_step_m_s2;
		s->gyro_rad_s = (float)e->gyro_step_rad_s;
	}
	e->hello_us = t_us;
	return sh_wire_build_hello(h, &hello, ret, SH_WIRE_ENCODED_MAX);
}

size_t sh_sim_encode_start(struct sh_sim_encoder *e, uint8_t *ret)
{
	static const char head[] = "t_s,ax,ay,az,gx,gy,gz", two[] = ",sensor";
	size_t n = 0;

	switch (e->format) {
	case SH_SIM_SPINEHOLD:
		ret[n++] = 0; /* ends whatever stood on the line before us */
		n += put_hello(e, 0, SH_WIRE_BOOT, ret + n);
		break;
	case SH_SIM_CSV:
		n = sizeof(head) - 1;
		memcpy(ret, head, n);
		if (e->sensors == 2) {
			memcpy(ret + n, two, sizeof(two) - 1);
			n += sizeof(two) - 1;
		}
		ret[n++] = '\n';
		break;
	case SH_SIM_WITMOTION:
	case SH_SIM_FORMATS:
		break;
	}
	return n;
}

static size_t put_frame(struct sh_sim_encoder *e, const struct sh_sample *s, uint8_t *ret)
{
	struct sh_wire_header h = {0, (uint8_t)s->sensor, 0, e->seq[s->sensor],
				   (uint32_t)(s->t_us + DEVICE_START_US)};
	const double acc[3] = {s->acc_m_s2.x, s->acc_m_s2.y, s->acc_m_s2.z};
	const double gyro[3] = {s->gyro_rad_s.x, s->gyro_rad_s.y, s->gyro_rad_s.z};
	struct sh_wire_sample w;
	size_t n = 0;

	memset(&w, 0, sizeof(w));
	for (int i = 0; i < 3; i++) {
		w.acc[i] = sh_raw_round(acc[i], e->acc_step_m_s2);
		w.gyro[i] = sh_raw_round(gyro[i], e->gyro_step_rad_s);
	}
	if (s->sensor == 0 && s->t_us - e->hello_us >= HELLO_EVERY_US)
		n = put_hello(e, s->t_us, 0, ret);
	return n + sh_wire_build_sample(h, &w, ret + n, SH_WIRE_ENCODED_MAX);
}

static size_t put_wit(const struct sh_sample *s, const struct sh_quat *q, uint8_t *ret)
{
	const double acc[3] = {s->acc_m_s2.x, s->acc_m_s2.y, s->acc_m_s2.z};
	const double gyro[3] = {s->gyro_rad_s.x, s->gyro_rad_s.y, s->gyro_rad_s.z};
	const double wxyz[4] = {q->w, q->x, q->y, q->z};

	sh_wit_encode_acc(acc, s->temperature_c, ret);
	sh_wit_encode_gyro(gyro, s->temperature_c, ret + SH_WIT_FRAME_BYTES);
	sh_wit_encode_quaternion(wxyz, ret + 2 * SH_WIT_FRAME_BYTES);
	return (size_t)(3 * SH_WIT_FRAME_BYTES);
}

static size_t put_row(const struct sh_sim_encoder *e, const struct sh_sample *s, char *ret,
		      size_t cap)
{
	const double v[6] = {s->acc_m_s2.x,   s->acc_m_s2.y,   s->acc_m_s2.z,
			     s->gyro_rad_s.x, s->gyro_rad_s.y, s->gyro_rad_s.z};
	struct sh_text t;

	sh_text_init(&t, ret, cap);
	sh_text_fixed(&t, s->t_us, 6, 3);
	for (int i = 0; i < 6; i++) {
		sh_text_char(&t, ',');
		sh_text_fixed(&t, sh_round_i64(v[i] * 1e7), 7, i < 3 ? 6 : 7);
	}
	if (e->sensors == 2) {
		sh_text_char(&t, ',');
		sh_text_uint(&t, s->sensor);
	}
	sh_text_char(&t, '\n');
	return t.len;
}

static void flip_bits(struct sh_sim_encoder *e, uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sh_rng_uniform(&e->rng, 0, 1) < BYTE_ERROR)
			bytes[i] ^= (uint8_t)(1u << (sh_rng_next(&e->rng) & 7));
}

size_t sh_sim_encode_sample(struct sh_sim_encoder *e, const struct sh_sample *s,
			    const struct sh_quat *orientation, bool lost, uint8_t *ret)
{
	size_t n = 0;

	if (sh_sim_fault_in(e->faults, SH_FAULT_DROPPED_PACKETS) &&
	    sh_rng_uniform(&e->rng, 0, 1) < LOSS)
		lost = true;
	if (!lost || !e->sent) {
		if (e->format == SH_SIM_SPINEHOLD)
			n = put_frame(e, s, ret);
		else if (e->format == SH_SIM_WITMOTION)
			n = put_wit(s, orientation, ret);
		else
			n = put_row(e, s, (char *)ret, SH_SIM_BYTES_MAX);
		if (e->sent && e->format != SH_SIM_CSV &&
		    sh_sim_fault_in(e->faults, SH_FAULT_BIT_ERRORS))
			flip_bits(e, ret, n);
		e->sent++;
	}
	e->seq[s->sensor]++;
	return n;
}

int64_t sh_sim_encode_jitter_us(struct sh_sim_encoder *e)
{
	if (!sh_sim_fault_in(e->faults, SH_FAULT_CLOCK_JITTER))
		return 0;
	return sh_round_i64(sh_rng_uniform(&e->rng, -JITTER_US, JITTER_US));
}
