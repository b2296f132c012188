/* Frames of protocol v1 against firmware-proto/vectors: built byte for byte, parsed field by field,
 * and every frame damaged in every single place. The vectors were made by a separate program. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "sh_wire.h"
#include "wire_vectors.h"

enum { BYTES_MAX = 300 };

static struct sh_wire_header header_of(const struct vector *v)
{
	struct sh_wire_header h = {
		(uint8_t)vector_number(v, "type", 16), (uint8_t)vector_number(v, "source", 10),
		(uint8_t)vector_number(v, "flags", 16), (uint16_t)vector_number(v, "seq", 10),
		(uint32_t)vector_number(v, "t_us", 10)};

	return h;
}

static void words_of(const struct vector *v, const char *key, int16_t *ret)
{
	long n[3];
	int i;

	vector_numbers(v, key, 10, n, 3);
	for (i = 0; i < 3; i++)
		ret[i] = (int16_t)n[i];
}

static struct sh_wire_sample sample_of(const struct vector *v)
{
	struct sh_wire_sample s;

	memset(&s, 0, sizeof(s));
	words_of(v, "acc", s.acc);
	words_of(v, "gyro", s.gyro);
	if (vector_get(v, "temperature")) {
		s.has_temperature = true;
		s.temperature_cdeg = (int16_t)vector_number(v, "temperature", 10);
	}
	if (vector_get(v, "mag")) {
		s.has_mag = true;
		words_of(v, "mag", s.mag);
	}
	return s;
}

static float float_of(long bits)
{
	uint32_t u = (uint32_t)bits;
	float f;

	memcpy(&f, &u, sizeof(f));
	return f;
}

static struct sh_wire_hello hello_of(const struct vector *v)
{
	struct sh_wire_hello h;
	long n[6], scales[3];
	int i;

	memset(&h, 0, sizeof(h));
	vector_numbers(v, "version", 10, n, 2);
	h.major = (uint8_t)n[0];
	h.minor = (uint8_t)n[1];
	for (i = 0; i < SH_WIRE_DEVICE_ID_BYTES; i++)
		h.device_id[i] = (uint8_t)(0xA0 + i);
	h.firmware[1] = 3;
	h.firmware[2] = 1;
	h.tick_hz = 250000;
	h.n_sensors = (uint8_t)vector_number(v, "sensors", 10);
	vector_numbers(v, "sensor_0", 10, n, 6);
	vector_numbers(v, "scales_0", 16, scales, 3);
	for (i = 0; i < h.n_sensors; i++) {
		struct sh_wire_sensor s = {
			(uint8_t)(n[0] + i), (uint8_t)(n[0] + i), (uint8_t)n[1],
			(uint8_t)n[2],	     (uint32_t)n[3],	  float_of(scales[0]),
			float_of(scales[1]), float_of(scales[2]), i == 0 ? (uint8_t)n[4] : 0,
			(uint8_t)n[5]};

		h.sensors[i] = s;
	}
	return h;
}

/* Builds the vector's frame with the function of its type. */
static size_t build(const struct vector *v, uint8_t *ret, size_t cap)
{
	struct sh_wire_header h = header_of(v);
	struct sh_wire_sample samples[2];
	struct sh_wire_hello hello;
	uint8_t plain[BYTES_MAX];
	size_t n = vector_bytes(v, "plain", plain, sizeof(plain));
	long k[7];

	if (strcmp(vector_get(v, "name"), "sample-long-tail") == 0)
		return sh_wire_build(&h, plain + 8, n - 10, ret, cap);
	switch (h.type) {
	case SH_WIRE_HELLO:
		hello = hello_of(v);
		return sh_wire_build_hello(h, &hello, ret, cap);
	case SH_WIRE_SAMPLE:
		samples[0] = sample_of(v);
		return sh_wire_build_sample(h, &samples[0], ret, cap);
	case SH_WIRE_SAMPLE_GROUP:
		samples[0] = sample_of(v);
		words_of(v, "acc_1", samples[1].acc);
		words_of(v, "gyro_1", samples[1].gyro);
		return sh_wire_build_group(h, samples, 2, ret, cap);
	case SH_WIRE_STATUS: {
		struct sh_wire_status s;

		vector_numbers(v, "status", 10, k, 7);
		s = (struct sh_wire_status){(uint32_t)k[0], (int16_t)k[1],  (uint16_t)k[2],
					    (uint32_t)k[3], (uint16_t)k[4], (uint16_t)k[5],
					    (uint16_t)k[6]};
		return sh_wire_build_status(h, &s, ret, cap);
	}
	case SH_WIRE_MARK: {
		struct sh_wire_mark m = {(uint16_t)vector_number(v, "code", 10),
					 (uint8_t)vector_number(v, "origin", 10)};

		return sh_wire_build_mark(h, &m, ret, cap);
	}
	case SH_WIRE_CMD: {
		uint8_t args[16];
		size_t n_args = vector_bytes(v, "args", args, sizeof(args));
		struct sh_wire_cmd c = {0, 0, args, n_args};

		vector_numbers(v, "cmd", 10, k, 2);
		c.token = (uint8_t)k[0];
		c.cmd = (uint8_t)k[1];
		return sh_wire_build_cmd(h, &c, ret, cap);
	}
	case SH_WIRE_ACK: {
		struct sh_wire_ack a;

		vector_numbers(v, "ack", 10, k, 3);
		a = (struct sh_wire_ack){(uint8_t)k[0], (uint8_t)k[1], (uint32_t)k[2]};
		return sh_wire_build_ack(h, &a, ret, cap);
	}
	default:
		return sh_wire_build(&h, plain + 8, n - 10, ret, cap);
	}
}

static void check_sample(const struct vector *v, const struct sh_wire_frame *f)
{
	struct sh_wire_sample want = sample_of(v);
	struct sh_wire_sample got;
	uint8_t flags = 0;

	if (vector_get(v, "sensor_flags"))
		flags = (uint8_t)vector_number(v, "sensor_flags", 16);
	assert_true(sh_wire_parse_sample(f, flags, &got));
	assert_memory_equal(got.acc, want.acc, sizeof(got.acc));
	assert_memory_equal(got.gyro, want.gyro, sizeof(got.gyro));
	assert_memory_equal(got.mag, want.mag, sizeof(got.mag));
	assert_int_equal(got.has_temperature, want.has_temperature);
	assert_int_equal(got.temperature_cdeg, want.temperature_cdeg);
	assert_int_equal(got.has_mag, want.has_mag);
}

static void check_hello(const struct vector *v, const struct sh_wire_frame *f)
{
	struct sh_wire_hello want = hello_of(v);
	struct sh_wire_hello got;
	int i;

	assert_true(sh_wire_parse_hello(f, &got));
	assert_int_equal(got.major, want.major);
	assert_int_equal(got.minor, want.minor);
	assert_memory_equal(got.device_id, want.device_id, sizeof(got.device_id));
	assert_memory_equal(got.firmware, want.firmware, sizeof(got.firmware));
	assert_int_equal(got.tick_hz, want.tick_hz);
	assert_int_equal(got.n_sensors, want.n_sensors);
	for (i = 0; i < got.n_sensors; i++) {
		const struct sh_wire_sensor *a = &got.sensors[i];
		const struct sh_wire_sensor *b = &want.sensors[i];

		assert_int_equal(a->id, b->id);
		assert_int_equal(a->role, b->role);
		assert_int_equal(a->chip, b->chip);
		assert_int_equal(a->flags, b->flags);
		assert_int_equal(a->rate_mhz, b->rate_mhz);
		assert_memory_equal(&a->acc_m_s2, &b->acc_m_s2, sizeof(float));
		assert_memory_equal(&a->gyro_rad_s, &b->gyro_rad_s, sizeof(float));
		assert_memory_equal(&a->mag_ut, &b->mag_ut, sizeof(float));
		assert_int_equal(a->mount, b->mount);
		assert_int_equal(a->who_am_i, b->who_am_i);
	}
}

static void check_others(const struct vector *v, const struct sh_wire_frame *f)
{
	struct sh_wire_status status;
	struct sh_wire_sample s;
	struct sh_wire_mark mark;
	struct sh_wire_cmd cmd;
	struct sh_wire_ack ack;
	int16_t words[3];
	long k[7];

	if (f->header.type == SH_WIRE_SAMPLE_GROUP) {
		assert_true(sh_wire_parse_group(f, 1, &s));
		words_of(v, "acc_1", words);
		assert_memory_equal(s.acc, words, sizeof(words));
		words_of(v, "gyro_1", words);
		assert_memory_equal(s.gyro, words, sizeof(words));
		assert_false(sh_wire_parse_group(f, 2, &s));
	} else if (f->header.type == SH_WIRE_STATUS) {
		vector_numbers(v, "status", 10, k, 7);
		assert_true(sh_wire_parse_status(f, &status));
		assert_int_equal(status.uptime_s, k[0]);
		assert_int_equal(status.temperature_cdeg, k[1]);
		assert_int_equal(status.battery_mv, k[2]);
		assert_int_equal(status.dropped, k[3]);
		assert_int_equal(status.i2c_errors, k[4]);
		assert_int_equal(status.fifo_overflows, k[5]);
		assert_int_equal(status.tx_overruns, k[6]);
	} else if (f->header.type == SH_WIRE_MARK) {
		assert_true(sh_wire_parse_mark(f, &mark));
		assert_int_equal(mark.code, vector_number(v, "code", 10));
		assert_int_equal(mark.origin, vector_number(v, "origin", 10));
	} else if (f->header.type == SH_WIRE_CMD) {
		vector_numbers(v, "cmd", 10, k, 2);
		assert_true(sh_wire_parse_cmd(f, &cmd));
		assert_int_equal(cmd.token, k[0]);
		assert_int_equal(cmd.cmd, k[1]);
		assert_int_equal(cmd.args_len, 4);
	} else if (f->header.type == SH_WIRE_ACK) {
		vector_numbers(v, "ack", 10, k, 3);
		assert_true(sh_wire_parse_ack(f, &ack));
		assert_int_equal(ack.token, k[0]);
		assert_int_equal(ack.status, k[1]);
		assert_int_equal(ack.value, k[2]);
	} else if (vector_get(v, "text")) {
		assert_int_equal(f->payload_len, strlen(vector_get(v, "text")));
		assert_memory_equal(f->payload, vector_get(v, "text"), f->payload_len);
	}
}

static void test_wire_build_of_each_vector_gives_its_bytes(void **unused)
{
	FILE *f = vectors_open("frames.txt");
	struct vector v;
	int n = 0;

	(void)unused;
	while (vectors_next(f, &v)) {
		uint8_t want[BYTES_MAX], got[SH_WIRE_ENCODED_MAX];
		size_t n_want = vector_bytes(&v, "wire", want, sizeof(want));
		size_t cap;

		if (build(&v, got, sizeof(got)) != n_want || memcmp(got, want, n_want) != 0)
			fail_msg("vector %s is built otherwise", vector_get(&v, "name"));
		for (cap = 0; cap < n_want; cap++)
			assert_int_equal(build(&v, got, cap), 0);
		assert_int_equal(build(&v, got, n_want), n_want);
		n++;
	}
	fclose(f);
	assert_true(n >= 16);
}

static void test_wire_parse_of_each_vector_gives_its_fields(void **unused)
{
	FILE *f = vectors_open("frames.txt");
	struct vector v;

	(void)unused;
	while (vectors_next(f, &v)) {
		struct sh_wire_header want = header_of(&v);
		uint8_t wire[BYTES_MAX];
		size_t n = vector_bytes(&v, "wire", wire, sizeof(wire));
		struct sh_wire_frame frame;

		assert_int_equal(wire[n - 1], 0);
		if (!sh_wire_decode(wire, n - 1, &frame))
			fail_msg("vector %s is not accepted", vector_get(&v, "name"));
		assert_int_equal(frame.header.type, want.type);
		assert_int_equal(frame.header.source, want.source);
		assert_int_equal(frame.header.flags, want.flags);
		assert_int_equal(frame.header.seq, want.seq);
		assert_int_equal(frame.header.t_us, want.t_us);
		if (want.type == SH_WIRE_SAMPLE)
			check_sample(&v, &frame);
		else if (want.type == SH_WIRE_HELLO)
			check_hello(&v, &frame);
		else
			check_others(&v, &frame);
	}
	fclose(f);
}

static void test_wire_decode_of_bad_vectors_says_no(void **unused)
{
	FILE *f = vectors_open("bad.txt");
	struct vector v;
	int n = 0;

	(void)unused;
	while (vectors_next(f, &v)) {
		uint8_t wire[BYTES_MAX];
		size_t len = vector_bytes(&v, "wire", wire, sizeof(wire));
		struct sh_wire_frame frame;

		if (sh_wire_decode(wire, len - 1, &frame))
			fail_msg("vector %s is accepted", vector_get(&v, "name"));
		n++;
	}
	fclose(f);
	assert_true(n >= 7);
}

/* A flip may also make a 00, which ends the frame early: then both parts must be dropped. */
static void expect_no_frame(const uint8_t *wire, size_t n, const char *name)
{
	uint8_t part[BYTES_MAX];
	size_t n_part = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		struct sh_wire_frame frame;

		if (wire[i] != 0) {
			part[n_part++] = wire[i];
			continue;
		}
		if (sh_wire_decode(part, n_part, &frame))
			fail_msg("damaged vector %s is accepted", name);
		n_part = 0;
	}
}

static void test_wire_decode_of_any_single_bit_flip_says_no(void **unused)
{
	FILE *f = vectors_open("frames.txt");
	struct vector v;

	(void)unused;
	while (vectors_next(f, &v)) {
		uint8_t wire[BYTES_MAX];
		size_t n = vector_bytes(&v, "wire", wire, sizeof(wire));
		size_t bit;

		/* the closing 00 stays: without it there is no frame yet */
		for (bit = 0; bit < (n - 1) * 8; bit++) {
			wire[bit / 8] ^= (uint8_t)(1u << bit % 8);
			expect_no_frame(wire, n, vector_get(&v, "name"));
			wire[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	}
	fclose(f);
}

static void test_wire_decode_of_any_truncation_says_no(void **unused)
{
	FILE *f = vectors_open("frames.txt");
	struct vector v;

	(void)unused;
	while (vectors_next(f, &v)) {
		uint8_t wire[BYTES_MAX], cut[BYTES_MAX];
		size_t n = vector_bytes(&v, "wire", wire, sizeof(wire));
		size_t len;

		for (len = 0; len + 1 < n; len++) {
			struct sh_wire_frame frame;

			memcpy(cut, wire, len);
			assert_false(sh_wire_decode(cut, len, &frame));
			memcpy(cut, wire + n - 1 - len, len);
			assert_false(sh_wire_decode(cut, len, &frame));
		}
	}
	fclose(f);
}

static void test_wire_parse_of_short_payload_says_no(void **unused)
{
	static const uint8_t zeros[SH_WIRE_PAYLOAD_MAX];
	static const uint8_t two[SH_WIRE_HELLO_BYTES + 2 * SH_WIRE_HELLO_SENSOR_BYTES] = {
		1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
	struct sh_wire_frame f = {{0, 0, 0, 0, 0}, zeros, 0};
	struct sh_wire_sample sample;
	struct sh_wire_status status;
	struct sh_wire_hello hello;
	struct sh_wire_mark mark;
	struct sh_wire_cmd cmd;
	struct sh_wire_ack ack;
	size_t n;

	(void)unused;
	for (n = 0; n <= 40; n++) {
		f.payload_len = n;
		assert_int_equal(sh_wire_parse_sample(&f, 0, &sample), n >= 12);
		assert_int_equal(sh_wire_parse_sample(&f, 1, &sample), n >= 14);
		assert_int_equal(sh_wire_parse_sample(&f, 2, &sample), n >= 18);
		assert_int_equal(sh_wire_parse_sample(&f, 3, &sample), n >= 20);
		assert_int_equal(sh_wire_parse_group(&f, 1, &sample), n >= 24);
		assert_int_equal(sh_wire_parse_status(&f, &status), n >= 18);
		assert_int_equal(sh_wire_parse_mark(&f, &mark), n >= 2);
		assert_int_equal(sh_wire_parse_cmd(&f, &cmd), n >= 2);
		assert_int_equal(sh_wire_parse_ack(&f, &ack), n >= 6);
		assert_false(sh_wire_parse_hello(&f, &hello)); /* no sensor in it */
	}
	f.payload = two;
	for (n = 0; n <= sizeof(two); n++) {
		f.payload_len = n;
		assert_int_equal(sh_wire_parse_hello(&f, &hello), n == sizeof(two));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire_build_of_each_vector_gives_its_bytes),
		cmocka_unit_test(test_wire_parse_of_each_vector_gives_its_fields),
		cmocka_unit_test(test_wire_decode_of_bad_vectors_says_no),
		cmocka_unit_test(test_wire_decode_of_any_single_bit_flip_says_no),
		cmocka_unit_test(test_wire_decode_of_any_truncation_says_no),
		cmocka_unit_test(test_wire_parse_of_short_payload_says_no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
