/* Payloads of protocol v1, both directions: the byte tables of PROTOCOL.md as code.
 *
 * Numbers are stored and loaded byte by byte, so neither byte order nor alignment of the machine
 * matters and no struct is ever laid over the bytes. Signed words and floats pass through memcpy:
 * the only way between their bits and the value that C leaves defined. Floats are never calculated
 * with here: an AVR that sends constant scales links no floating-point code.
 *
 * A parser asks for the bytes that its version knows and ignores what follows.
 */

#include "sh_wire.h"

#include <string.h>

static void store16(uint8_t *ret, uint16_t v)
{
	ret[0] = (uint8_t)(v & 0xFFu);
	ret[1] = (uint8_t)(v >> 8);
}

static void store32(uint8_t *ret, uint32_t v)
{
	store16(ret, (uint16_t)(v & 0xFFFFu));
	store16(ret + 2, (uint16_t)(v >> 16));
}

static void store_i16(uint8_t *ret, int16_t v)
{
	store16(ret, (uint16_t)v);
}

static void store_float(uint8_t *ret, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	store32(ret, bits);
}

static uint16_t load16(const uint8_t *p)
{
	return (uint16_t)(p[0] | (uint16_t)((uint16_t)p[1] << 8));
}

static uint32_t load32(const uint8_t *p)
{
	return (uint32_t)load16(p) | ((uint32_t)load16(p + 2) << 16);
}

static int16_t load_i16(const uint8_t *p)
{
	uint16_t bits = load16(p);
	int16_t v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static float load_float(const uint8_t *p)
{
	uint32_t bits = load32(p);
	float v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static void store_sensor(uint8_t *p, const struct sh_wire_sensor *s)
{
	p[0] = s->id;
	p[1] = s->role;
	p[2] = s->chip;
	p[3] = s->flags;
	store32(p + 4, s->rate_mhz);
	store_float(p + 8, s->acc_m_s2);
	store_float(p + 12, s->gyro_rad_s);
	store_float(p + 16, s->mag_ut);
	p[20] = s->mount;
	p[21] = s->who_am_i;
}

static void load_sensor(const uint8_t *p, struct sh_wire_sensor *s)
{
	s->id = p[0];
	s->role = p[1];
	s->chip = p[2];
	s->flags = p[3];
	s->rate_mhz = load32(p + 4);
	s->acc_m_s2 = load_float(p + 8);
	s->gyro_rad_s = load_float(p + 12);
	s->mag_ut = load_float(p + 16);
	s->mount = p[20];
	s->who_am_i = p[21];
}

size_t sh_wire_build_hello(struct sh_wire_header h, const struct sh_wire_hello *hello, uint8_t *ret,
			   size_t cap)
{
	uint8_t p[SH_WIRE_HELLO_BYTES + SH_WIRE_SENSORS_MAX * SH_WIRE_HELLO_SENSOR_BYTES];
	size_t len = SH_WIRE_HELLO_BYTES;
	uint8_t i;

	if (hello->n_sensors == 0 || hello->n_sensors > SH_WIRE_SENSORS_MAX)
		return 0;
	p[0] = hello->major;
	p[1] = hello->minor;
	memcpy(p + 2, hello->device_id, SH_WIRE_DEVICE_ID_BYTES);
	memcpy(p + 10, hello->firmware, 3);
	store32(p + 13, hello->tick_hz);
	p[17] = hello->n_sensors;
	for (i = 0; i < hello->n_sensors; i++) {
		store_sensor(p + len, &hello->sensors[i]);
		len += SH_WIRE_HELLO_SENSOR_BYTES;
	}
	h.type = SH_WIRE_HELLO;
	return sh_wire_build(&h, p, len, ret, cap);
}

static void store_axes(uint8_t *p, const struct sh_wire_sample *s)
{
	uint8_t i;

	for (i = 0; i < 3; i++) {
		store_i16(p + 2 * i, s->acc[i]);
		store_i16(p + 6 + 2 * i, s->gyro[i]);
	}
}

static void load_axes(const uint8_t *p, struct sh_wire_sample *s)
{
	uint8_t i;

	for (i = 0; i < 3; i++) {
		s->acc[i] = load_i16(p + 2 * i);
		s->gyro[i] = load_i16(p + 6 + 2 * i);
	}
}

size_t sh_wire_build_sample(struct sh_wire_header h, const struct sh_wire_sample *s, uint8_t *ret,
			    size_t cap)
{
	uint8_t p[SH_WIRE_SAMPLE_BYTES_MAX];
	size_t len = SH_WIRE_AXES_BYTES;
	uint8_t i;

	store_axes(p, s);
	if (s->has_temperature) {
		store_i16(p + len, s->temperature_cdeg);
		len += 2;
	}
	if (s->has_mag) {
		for (i = 0; i < 3; i++)
			store_i16(p + len + 2 * (size_t)i, s->mag[i]);
		len += 6;
	}
	h.type = SH_WIRE_SAMPLE;
	return sh_wire_build(&h, p, len, ret, cap);
}

size_t sh_wire_build_group(struct sh_wire_header h, const struct sh_wire_sample *samples, size_t n,
			   uint8_t *ret, size_t cap)
{
	uint8_t p[SH_WIRE_SENSORS_MAX * SH_WIRE_AXES_BYTES];
	size_t i;

	if (n == 0 || n > SH_WIRE_SENSORS_MAX)
		return 0;
	for (i = 0; i < n; i++)
		store_axes(p + i * SH_WIRE_AXES_BYTES, &samples[i]);
	h.type = SH_WIRE_SAMPLE_GROUP;
	return sh_wire_build(&h, p, n * SH_WIRE_AXES_BYTES, ret, cap);
}

size_t sh_wire_build_status(struct sh_wire_header h, const struct sh_wire_status *s, uint8_t *ret,
			    size_t cap)
{
	uint8_t p[SH_WIRE_STATUS_BYTES];

	store32(p, s->uptime_s);
	store_i16(p + 4, s->temperature_cdeg);
	store16(p + 6, s->battery_mv);
	store32(p + 8, s->dropped);
	store16(p + 12, s->i2c_errors);
	store16(p + 14, s->fifo_overflows);
	store16(p + 16, s->tx_overruns);
	h.type = SH_WIRE_STATUS;
	return sh_wire_build(&h, p, sizeof(p), ret, cap);
}

size_t sh_wire_build_mark(struct sh_wire_header h, const struct sh_wire_mark *m, uint8_t *ret,
			  size_t cap)
{
	uint8_t p[3];

	store16(p, m->code);
	p[2] = m->origin;
	h.type = SH_WIRE_MARK;
	return sh_wire_build(&h, p, m->origin != 0 ? 3 : 2, ret, cap);
}

size_t sh_wire_build_text(struct sh_wire_header h, const char *text, size_t len, uint8_t *ret,
			  size_t cap)
{
	if (len > SH_WIRE_PAYLOAD_MAX)
		len = SH_WIRE_PAYLOAD_MAX;
	h.type = SH_WIRE_TEXT;
	return sh_wire_build(&h, (const uint8_t *)text, len, ret, cap);
}

size_t sh_wire_build_cmd(struct sh_wire_header h, const struct sh_wire_cmd *c, uint8_t *ret,
			 size_t cap)
{
	uint8_t p[16];

	if (c->args_len > sizeof(p) - 2)
		return 0;
	p[0] = c->token;
	p[1] = c->cmd;
	if (c->args_len > 0)
		memcpy(p + 2, c->args, c->args_len);
	h.type = SH_WIRE_CMD;
	return sh_wire_build(&h, p, 2 + c->args_len, ret, cap);
}

size_t sh_wire_build_ack(struct sh_wire_header h, const struct sh_wire_ack *a, uint8_t *ret,
			 size_t cap)
{
	uint8_t p[SH_WIRE_ACK_BYTES];

	p[0] = a->token;
	p[1] = a->status;
	store32(p + 2, a->value);
	h.type = SH_WIRE_ACK;
	return sh_wire_build(&h, p, sizeof(p), ret, cap);
}

bool sh_wire_parse_hello(const struct sh_wire_frame *f, struct sh_wire_hello *ret)
{
	const uint8_t *p = f->payload;
	uint8_t i;

	if (f->payload_len < SH_WIRE_HELLO_BYTES)
		return false;
	memset(ret, 0, sizeof(*ret));
	ret->major = p[0];
	ret->minor = p[1];
	memcpy(ret->device_id, p + 2, SH_WIRE_DEVICE_ID_BYTES);
	memcpy(ret->firmware, p + 10, 3);
	ret->tick_hz = load32(p + 13);
	ret->n_sensors = p[17];
	if (ret->n_sensors == 0 ||
	    f->payload_len <
		    SH_WIRE_HELLO_BYTES + (size_t)ret->n_sensors * SH_WIRE_HELLO_SENSOR_BYTES)
		return false;
	p += SH_WIRE_HELLO_BYTES;
	for (i = 0; i < ret->n_sensors && i < SH_WIRE_SENSORS_MAX; i++) {
		load_sensor(p, &ret->sensors[i]);
		p += SH_WIRE_HELLO_SENSOR_BYTES;
	}
	return true;
}

bool sh_wire_parse_sample(const struct sh_wire_frame *f, uint8_t sensor_flags,
			  struct sh_wire_sample *ret)
{
	size_t need = SH_WIRE_AXES_BYTES;
	const uint8_t *p = f->payload;
	uint8_t i;

	need += sensor_flags & SH_WIRE_HAS_TEMPERATURE ? 2 : 0;
	need += sensor_flags & SH_WIRE_HAS_MAG ? 6 : 0;
	if (f->payload_len < need)
		return false;
	memset(ret, 0, sizeof(*ret));
	load_axes(p, ret);
	p += SH_WIRE_AXES_BYTES;
	if (sensor_flags & SH_WIRE_HAS_TEMPERATURE) {
		ret->has_temperature = true;
		ret->temperature_cdeg = load_i16(p);
		p += 2;
	}
	if (sensor_flags & SH_WIRE_HAS_MAG) {
		ret->has_mag = true;
		for (i = 0; i < 3; i++)
			ret->mag[i] = load_i16(p + 2 * i);
	}
	return true;
}

bool sh_wire_parse_group(const struct sh_wire_frame *f, size_t index, struct sh_wire_sample *ret)
{
	if (f->payload_len / SH_WIRE_AXES_BYTES <= index)
		return false;
	memset(ret, 0, sizeof(*ret));
	load_axes(f->payload + index * SH_WIRE_AXES_BYTES, ret);
	return true;
}

bool sh_wire_parse_status(const struct sh_wire_frame *f, struct sh_wire_status *ret)
{
	const uint8_t *p = f->payload;

	if (f->payload_len < SH_WIRE_STATUS_BYTES)
		return false;
	ret->uptime_s = load32(p);
	ret->temperature_cdeg = load_i16(p + 4);
	ret->battery_mv = load16(p + 6);
	ret->dropped = load32(p + 8);
	ret->i2c_errors = load16(p + 12);
	ret->fifo_overflows = load16(p + 14);
	ret->tx_overruns = load16(p + 16);
	return true;
}

bool sh_wire_parse_mark(const struct sh_wire_frame *f, struct sh_wire_mark *ret)
{
	if (f->payload_len < 2)
		return false;
	ret->code = load16(f->payload);
	ret->origin = f->payload_len > 2 ? f->payload[2] : 0;
	return true;
}

bool sh_wire_parse_cmd(const struct sh_wire_frame *f, struct sh_wire_cmd *ret)
{
	if (f->payload_len < 2)
		return false;
	ret->token = f->payload[0];
	ret->cmd = f->payload[1];
	ret->args = f->payload + 2;
	ret->args_len = f->payload_len - 2;
	return true;
}

bool sh_wire_parse_ack(const struct sh_wire_frame *f, struct sh_wire_ack *ret)
{
	if (f->payload_len < SH_WIRE_ACK_BYTES)
		return false;
	ret->token = f->payload[0];
	ret->status = f->payload[1];
	ret->value = load32(f->payload + 2);
	return true;
}
