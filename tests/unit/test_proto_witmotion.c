/* WitMotion decoder and encoder: captured frames, pairing, resynchronisation, noise. */

#include "wire_fixture.h"
#include "wire_vectors.h"

#include "wire/wit_encode.h"

static struct run r, other;
static uint8_t line[1 << 17];
static size_t n_line;

static int begin(void **unused)
{
	(void)unused;
	n_line = 0;
	run_begin(&r, "witmotion");
	return 0;
}

static void put(enum sh_wit_type type, int16_t a, int16_t b, int16_t c, int16_t d)
{
	const int16_t words[4] = {a, b, c, d};

	sh_wit_frame(type, words, line + n_line);
	n_line += SH_WIT_FRAME_BYTES;
}

static void put_tick(int16_t k)
{
	put(SH_WIT_ACC, k, 0, 2048, 2500);
	put(SH_WIT_GYRO, 0, k, 0, 2500);
	put(SH_WIT_ANGLE, 1, 2, 3, 0);
}

static void feed(int64_t t_host_us)
{
	run_piece(&r, line, n_line, t_host_us);
	n_line = 0;
}

static void test_encoder_writes_the_captured_frames(void **unused)
{
	FILE *f = vectors_open("witmotion.txt");
	struct vector v;
	int n = 0;

	(void)unused;
	while (vectors_next(f, &v)) {
		uint8_t want[16], got[SH_WIT_FRAME_BYTES];
		int16_t words[4];
		long k[4];
		int i;

		assert_int_equal(vector_bytes(&v, "frame", want, sizeof(want)), SH_WIT_FRAME_BYTES);
		vector_numbers(&v, "words", 10, k, 4);
		for (i = 0; i < 4; i++)
			words[i] = (int16_t)k[i];
		sh_wit_frame((enum sh_wit_type)want[1], words, got);
		assert_memory_equal(got, want, SH_WIT_FRAME_BYTES);
		n++;
	}
	fclose(f);
	assert_int_equal(n, 7);
}

static void test_captured_frames_decode_to_their_values(void **unused)
{
	FILE *f = vectors_open("witmotion.txt");
	struct vector v;

	(void)unused;
	while (vectors_next(f, &v))
		n_line += vector_bytes(&v, "frame", line + n_line, 16);
	fclose(f);
	feed(123456);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.d.stats.frames, 7);
	assert_int_equal(r.d.stats.skipped, 0);
	assert_int_equal(r.samples[0].t_us, 123456);
	assert_int_equal(r.samples[0].flags, SH_SAMPLE_HOST_TIME | SH_SAMPLE_HAS_TEMP);
	assert_near(r.samples[0].acc_m_s2.x / 9.80665, 0.1089, 5e-5);
	assert_near(r.samples[0].acc_m_s2.y / 9.80665, 0.0405, 5e-5);
	assert_near(r.samples[0].acc_m_s2.z / 9.80665, 1.0073, 5e-5);
	assert_near(r.samples[0].temperature_c, 38.71, 1e-9);
	assert_near(r.samples[0].gyro_rad_s.x, 0.0, 0.0);
}

static void test_encoded_si_values_come_back(void **unused)
{
	const double acc[3] = {1.25, -9.5, 0.003};
	const double gyro[3] = {0.5, -3.25, 0.0007};

	(void)unused;
	sh_wit_encode_acc(acc, 21.5, line);
	sh_wit_encode_gyro(gyro, 21.5, line + SH_WIT_FRAME_BYTES);
	n_line = 2 * SH_WIT_FRAME_BYTES;
	feed(0);
	assert_int_equal(r.n, 1);
	assert_near(r.samples[0].acc_m_s2.x, acc[0], SH_WIT_ACC_M_S2 / 2 + 1e-9);
	assert_near(r.samples[0].acc_m_s2.y, acc[1], SH_WIT_ACC_M_S2 / 2 + 1e-9);
	assert_near(r.samples[0].acc_m_s2.z, acc[2], SH_WIT_ACC_M_S2 / 2 + 1e-9);
	assert_near(r.samples[0].gyro_rad_s.x, gyro[0], SH_WIT_GYRO_RAD_S / 2 + 1e-9);
	assert_near(r.samples[0].gyro_rad_s.y, gyro[1], SH_WIT_GYRO_RAD_S / 2 + 1e-9);
	assert_near(r.samples[0].gyro_rad_s.z, gyro[2], SH_WIT_GYRO_RAD_S / 2 + 1e-9);
	assert_near(r.samples[0].temperature_c, 21.5, 1e-9);
}

static void test_encoder_rounds_and_clips(void **unused)
{
	const double q[4] = {1.0, -1.0, 0.5, 0.0};
	uint8_t frame[SH_WIT_FRAME_BYTES];
	volatile double zero = 0.0;

	(void)unused;
	assert_int_equal(sh_raw_round(0.49, 1.0), 0);
	assert_int_equal(sh_raw_round(0.5, 1.0), 1);
	assert_int_equal(sh_raw_round(-0.5, 1.0), -1);
	assert_int_equal(sh_raw_round(1e300, 1e-9), 32767);
	assert_int_equal(sh_raw_round(-1e300, 1e-9), -32768);
	assert_int_equal(sh_raw_round(zero / zero, 1.0), 0);
	sh_wit_encode_quaternion(q, frame);
	assert_memory_equal(frame, "\x55\x59\xFF\x7F\x00\x80\x00\x40\x00\x00", 10);
	sh_wit_encode_time(3723004u, frame); /* 01:02:03.004 */
	assert_memory_equal(frame, "\x55\x50\x0F\x01\x01\x01\x02\x03\x04\x00", 10);
}

static void test_full_scale_is_flagged(void **unused)
{
	(void)unused;
	put(SH_WIT_ACC, 0, 0, 32767, 0);
	put(SH_WIT_GYRO, 0, 0, 0, 0);
	put(SH_WIT_ACC, 0, 0, 2048, 0);
	put(SH_WIT_GYRO, -32768, 0, 0, 0);
	feed(0);
	assert_int_equal(r.n, 2);
	assert_true(r.samples[0].flags & SH_SAMPLE_ACC_CLIPPED);
	assert_false(r.samples[0].flags & SH_SAMPLE_GYRO_CLIPPED);
	assert_true(r.samples[1].flags & SH_SAMPLE_GYRO_CLIPPED);
	assert_near(r.samples[1].gyro_rad_s.x, -34.906585039886591, 1e-9);
}

static void test_stray_header_bytes_cost_no_frame(void **unused)
{
	static const char *const prefixes[] = {"\x55", "\x55\x55", "\x55\x51", "\x55\x51\x55",
					       "\x55\x55\x51\x00"};
	static const size_t lengths[] = {1, 2, 2, 3, 4};
	size_t i;

	(void)unused;
	for (i = 0; i < 5; i++) {
		begin(NULL);
		put_tick(1);
		memcpy(line + n_line, prefixes[i], lengths[i]);
		n_line += lengths[i];
		put_tick(2);
		put_tick(3);
		feed(0);
		assert_int_equal(r.n, 3);
		assert_int_equal(r.d.stats.frames, 9);
		assert_int_equal(r.d.stats.skipped, lengths[i]);
		assert_int_equal(r.d.stats.bad_frames, 1);
		assert_int_equal(r.d.stats.bad_at, 34);
	}
}

static void test_any_bit_flip_costs_at_most_its_tick(void **unused)
{
	size_t bit;
	int16_t k;

	(void)unused;
	for (k = 0; k < 6; k++)
		put_tick((int16_t)(k * 111));
	for (bit = 33 * 2 * 8; bit < 33 * 3 * 8; bit++) {
		size_t i;

		run_begin(&r, "witmotion");
		line[bit / 8] ^= (uint8_t)(1u << bit % 8);
		run_piece(&r, line, n_line, 0);
		line[bit / 8] ^= (uint8_t)(1u << bit % 8);
		/* a flip in the angle frame costs nothing that we use */
		assert_int_equal(r.n, bit / 8 < 33 * 2 + 22 ? 5 : 6);
		assert_true(r.d.stats.skipped > 0 && r.d.stats.skipped <= 22);
		for (i = 0; i < r.n; i++) /* never acc and gyro of different ticks */
			assert_near(r.samples[i].acc_m_s2.x / SH_WIT_ACC_M_S2,
				    r.samples[i].gyro_rad_s.y / SH_WIT_GYRO_RAD_S, 1e-6);
	}
}

static void test_joining_in_mid_tick_starts_with_the_next(void **unused)
{
	size_t cut;

	(void)unused;
	put_tick(1);
	put_tick(2);
	put_tick(3);
	for (cut = 1; cut < 33; cut++) {
		run_begin(&r, "witmotion");
		run_piece(&r, line + cut, n_line - cut, 0);
		assert_int_equal(r.n, 2);
		assert_near(r.samples[0].gyro_rad_s.y, 2 * SH_WIT_GYRO_RAD_S, 1e-9);
	}
}

static void test_one_kind_only_is_said(void **unused)
{
	int16_t k;

	(void)unused;
	for (k = 0; k < 250; k++)
		put(SH_WIT_ACC, k, 0, 2048, 0);
	feed(0);
	assert_int_equal(r.n, 0);
	assert_non_null(r.d.stats.refused);
	assert_non_null(strstr(r.d.stats.refused, "52"));
	put_tick(1);
	feed(0);
	assert_null(r.d.stats.refused);
	assert_int_equal(r.n, 1);
}

static void test_times_come_from_arrival_and_are_even(void **unused)
{
	size_t i;
	int16_t k;

	(void)unused;
	for (k = 0; k < 3000; k++) {
		/* 100 Hz through a 16 ms latency timer */
		int64_t at = ((int64_t)k * 10000 / 16000 + 1) * 16000;

		put_tick(k);
		feed(at);
	}
	assert_int_equal(r.n, 3000);
	assert_int_equal(r.d.stats.lost, 0);
	assert_strictly_rising(&r);
	for (i = 300; i < r.n; i++)
		assert_near((double)(r.samples[i].t_us - r.samples[i - 1].t_us), 10000, 500);
	put_tick(0);
	feed(33000000);
	assert_true(r.samples[3000].flags & SH_SAMPLE_GAP);
	assert_near(r.samples[3000].lost, 300, 5);
	assert_int_equal(r.d.stats.lost, r.samples[3000].lost);
}

static void test_sensor_is_the_line(void **unused)
{
	struct sh_bytes in = {line, 0, 0, 1};
	struct sh_sample s;

	(void)unused;
	put_tick(1);
	in.len = n_line;
	assert_int_equal(sh_decoder_next(&r.d, &in, &s), SH_OK);
	assert_int_equal(s.sensor, 1);
}

static void test_noise_gives_no_sample_and_no_frame(void **unused)
{
	uint32_t seed;

	(void)unused;
	for (seed = 1; seed <= 20; seed++) {
		uint32_t state = seed;
		size_t i;

		run_begin(&r, "witmotion");
		for (i = 0; i < 100000; i++)
			line[i] = (uint8_t)(noise32(&state) >> 11);
		run_piece(&r, line, 100000, 0);
		assert_int_equal(r.n, 0);
		assert_int_equal(r.d.stats.frames, 0);
		assert_in_range(r.d.stats.skipped, 100000 - 10, 100000);
	}
}

static void test_samples_do_not_depend_on_the_cut(void **unused)
{
	static const size_t sizes[] = {1, 7, 64, 4096};
	uint32_t noise = 3;
	size_t i;
	int16_t k;

	(void)unused;
	for (k = 0; k < 1000; k++) {
		put_tick(k);
		if (k % 13 == 0)
			line[n_line++] = (uint8_t)noise32(&noise);
		if (k % 31 == 0)
			n_line -= 7;
	}
	run_cut(&r, line, n_line, n_line);
	assert_true(r.n > 900);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		run_begin(&other, "witmotion");
		run_cut(&other, line, n_line, sizes[i]);
		assert_same_samples(&r, &other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_encoder_writes_the_captured_frames, begin),
		cmocka_unit_test_setup(test_captured_frames_decode_to_their_values, begin),
		cmocka_unit_test_setup(test_encoded_si_values_come_back, begin),
		cmocka_unit_test_setup(test_encoder_rounds_and_clips, begin),
		cmocka_unit_test_setup(test_full_scale_is_flagged, begin),
		cmocka_unit_test_setup(test_stray_header_bytes_cost_no_frame, begin),
		cmocka_unit_test_setup(test_any_bit_flip_costs_at_most_its_tick, begin),
		cmocka_unit_test_setup(test_joining_in_mid_tick_starts_with_the_next, begin),
		cmocka_unit_test_setup(test_one_kind_only_is_said, begin),
		cmocka_unit_test_setup(test_times_come_from_arrival_and_are_even, begin),
		cmocka_unit_test_setup(test_sensor_is_the_line, begin),
		cmocka_unit_test_setup(test_noise_gives_no_sample_and_no_frame, begin),
		cmocka_unit_test_setup(test_samples_do_not_depend_on_the_cut, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
