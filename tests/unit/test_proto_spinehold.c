/* Decoder of our own protocol: scales, loss, clock, restarts, damage, and how the bytes are cut. */

#include "wire_fixture.h"

#include "sh_wire.h"

static struct run r, other;

/* A line being written. */
static uint8_t line[1 << 20];
static size_t n_line;

static const double acc_lsb = 9.80665 / 8192.0;
static const double gyro_lsb = 3.14159265358979323846 / 180.0 / 32.8;

static int begin(void **unused)
{
	(void)unused;
	n_line = 0;
	run_begin(&r, "spinehold");
	return 0;
}

static void put_raw(uint8_t id, uint8_t flags, uint16_t seq, uint32_t t_us,
		    const struct sh_wire_sample *s)
{
	struct sh_wire_header h = {0, id, flags, seq, t_us};

	n_line += sh_wire_build_sample(h, s, line + n_line, sizeof(line) - n_line);
}

static void put(uint8_t id, uint16_t seq, uint32_t t_us)
{
	struct sh_wire_sample s = {{0, 0, 8192}, {1, 2, 3}, 0, {0, 0, 0}, false, false};

	put_raw(id, 0, seq, t_us, &s);
}

static struct sh_wire_hello hello_of(uint8_t n_sensors)
{
	struct sh_wire_hello h;
	uint8_t i;

	memset(&h, 0, sizeof(h));
	h.major = 1;
	h.n_sensors = n_sensors;
	for (i = 0; i < n_sensors; i++) {
		h.sensors[i].id = i;
		h.sensors[i].rate_mhz = 100000;
		h.sensors[i].acc_m_s2 = 0.001f;
		h.sensors[i].gyro_rad_s = 0.0005f;
	}
	return h;
}

static void put_hello(const struct sh_wire_hello *hello, uint8_t flags, uint32_t t_us)
{
	struct sh_wire_header h = {0, SH_WIRE_DEVICE, flags, 0, t_us};

	n_line += sh_wire_build_hello(h, hello, line + n_line, sizeof(line) - n_line);
}

/* Feeds what was put since the last call, as having arrived at that time. */
static void feed(int64_t t_host_us)
{
	run_piece(&r, line, n_line, t_host_us);
	n_line = 0;
}

static void test_sample_before_hello_uses_default_scales(void **unused)
{
	struct sh_wire_sample s = {{4096, -4096, 8192}, {328, -328, 0}, 0, {0, 0, 0}, false, false};

	(void)unused;
	put_raw(1, 0, 5, 1000000, &s);
	feed(77);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.samples[0].t_us, 1000000);
	assert_int_equal(r.samples[0].sensor, 1);
	assert_int_equal(r.samples[0].flags, 0);
	assert_int_equal(r.samples[0].lost, 0);
	assert_near(r.samples[0].acc_m_s2.x, 4096 * acc_lsb, 1e-12);
	assert_near(r.samples[0].acc_m_s2.y, -4096 * acc_lsb, 1e-12);
	assert_near(r.samples[0].acc_m_s2.z, 9.80665, 1e-12);
	assert_near(r.samples[0].gyro_rad_s.x, 328 * gyro_lsb, 1e-12);
	assert_near(r.samples[0].gyro_rad_s.y, -0.17453292519943295, 1e-12);
}

static void test_sample_before_hello_of_another_range_is_dropped(void **unused)
{
	static const struct {
		int16_t z;
		size_t samples;
	} cases[] = {{4096, 0},	 {5792, 0},  {5793, 1}, {8192, 1},
		     {11585, 1}, {11586, 0}, {16384, 0}};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sh_wire_sample s = {{0, 0, cases[i].z}, {0, 0, 0}, 0,
					   {0, 0, 0},	       false,	  false};

		begin(NULL);
		put_raw(0, 0, 0, 1000, &s);
		feed(0);
		assert_int_equal(r.n, cases[i].samples);
		assert_int_equal(r.d.stats.bad_frames, 1 - cases[i].samples);
		assert_int_equal(r.d.stats.frames, 1);
	}
}

static void test_hello_in_mid_stream_scales_from_the_next_sample(void **unused)
{
	struct sh_wire_hello h = hello_of(1);

	(void)unused;
	put(0, 0, 10000);
	put_hello(&h, 0, 15000);
	put(0, 1, 20000);
	h.sensors[0].acc_m_s2 = 0.002f;
	put_hello(&h, 0, 25000);
	put(0, 2, 30000);
	feed(0);
	assert_int_equal(r.n, 3);
	assert_near(r.samples[0].acc_m_s2.z, 9.80665, 1e-9);
	assert_near(r.samples[1].acc_m_s2.z, 8.192, 1e-6);
	assert_near(r.samples[1].gyro_rad_s.z, 0.0015, 1e-9);
	assert_near(r.samples[2].acc_m_s2.z, 16.384, 1e-6);
	assert_int_equal(r.samples[2].flags, 0);
	assert_near(r.d.stats.rate_hz, 100.0, 1e-9);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

static void test_hello_flags_decide_temperature_and_magnetometer(void **unused)
{
	struct sh_wire_hello h = hello_of(1);
	struct sh_wire_sample s = {{0, 0, 9000}, {0, 0, 0}, 2512, {100, -200, 300}, true, true};

	(void)unused;
	h.sensors[0].flags = SH_WIRE_HAS_TEMPERATURE | SH_WIRE_HAS_MAG;
	h.sensors[0].mag_ut = 0.5f;
	put_raw(0, 0, 0, 10000, &s);
	put_hello(&h, 0, 10000);
	put_raw(0, 0, 1, 20000, &s);
	put(0, 2, 30000); /* without them: too short now */
	feed(0);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.samples[0].flags, 0);
	assert_int_equal(r.samples[1].flags, SH_SAMPLE_HAS_MAG | SH_SAMPLE_HAS_TEMP);
	assert_near(r.samples[1].temperature_c, 25.12, 1e-9);
	assert_near(r.samples[1].mag_ut.y, -100.0, 1e-6);
	assert_int_equal(r.d.stats.bad_frames, 1);
	assert_string_equal(r.d.stats.bad_why, "SAMPLE too short");
}

static void test_hello_with_useless_scales_changes_nothing(void **unused)
{
	const float bad[] = {0.0f, -0.001f, 2.0f, 1e30f};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct sh_wire_hello h = hello_of(1);

		h.sensors[0].acc_m_s2 = bad[i];
		put_hello(&h, 0, 100);
	}
	for (i = 0; i < 2; i++) { /* not a number, in both scales */
		struct sh_wire_hello h = hello_of(1);
		uint32_t bits = 0x7FC00000u;

		memcpy(i ? &h.sensors[0].gyro_rad_s : &h.sensors[0].acc_m_s2, &bits, sizeof(bits));
		put_hello(&h, 0, 100);
	}
	put(0, 0, 1000);
	feed(0);
	assert_int_equal(r.d.stats.bad_frames, 6);
	assert_int_equal(r.n, 1);
	assert_near(r.samples[0].acc_m_s2.z, 9.80665, 1e-9);
}

static void test_hello_of_another_major_refuses_until_ours_comes(void **unused)
{
	struct sh_wire_hello h = hello_of(1);

	(void)unused;
	h.major = 23;
	put_hello(&h, 0, 0);
	put(0, 0, 1000);
	feed(0);
	assert_int_equal(r.n, 0);
	assert_non_null(r.d.stats.refused);
	assert_string_equal(r.d.stats.refused_detail, "23");
	h.major = 1;
	put_hello(&h, 0, 0);
	put(0, 1, 11000);
	feed(0);
	assert_null(r.d.stats.refused);
	assert_int_equal(r.n, 1);
}

static void test_seq_with_holes_counts_what_is_lost(void **unused)
{
	(void)unused;
	put(0, 65533, 10000);
	put(0, 65534, 20000);
	put(0, 0, 40000); /* 65535 lost, across the wrap */
	put(0, 1, 50000);
	put(0, 101, 1050000); /* 99 lost */
	feed(0);
	assert_int_equal(r.n, 5);
	assert_int_equal(r.samples[1].lost, 0);
	assert_int_equal(r.samples[1].flags, 0);
	assert_int_equal(r.samples[2].lost, 1);
	assert_int_equal(r.samples[2].flags, SH_SAMPLE_GAP);
	assert_int_equal(r.samples[3].flags, 0);
	assert_int_equal(r.samples[4].lost, 99);
	assert_int_equal(r.d.stats.lost, 100);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

/* 65535 lost bring the counter back to where it was: only time can tell. */
static void test_seq_after_whole_turns_is_resolved_by_time(void **unused)
{
	struct sh_wire_hello h = hello_of(1);

	(void)unused;
	put_hello(&h, 0, 0);
	put(0, 7, 10000);
	put(0, 7, 10000 + 655360000u); /* 65536 periods on */
	put(0, 8, 10000 + 655370000u);
	put(0, 10, 10000 + 655370000u + 1310740000u); /* two turns and 2 on: 131073 lost */
	feed(0);
	assert_int_equal(r.n, 4);
	assert_int_equal(r.samples[1].lost, 65535);
	assert_int_equal(r.samples[2].lost, 0);
	assert_int_equal(r.samples[3].lost, 131073);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

static void test_time_wraps_and_goes_on(void **unused)
{
	uint32_t t = 0xFFFFFF00u;
	int i;

	(void)unused;
	for (i = 0; i < 1000; i++, t += 10000)
		put(0, (uint16_t)i, t);
	feed(0);
	assert_int_equal(r.n, 1000);
	assert_int_equal(r.samples[0].t_us, 0xFFFFFF00ll);
	for (i = 1; i < 1000; i++) {
		assert_int_equal(r.samples[i].t_us - r.samples[i - 1].t_us, 10000);
		assert_int_equal(r.samples[i].flags, 0);
	}
}

static void test_time_wraps_many_times_and_stays_exact(void **unused)
{
	uint32_t t = 0;
	uint16_t seq = 0;
	int i;

	(void)unused;
	for (i = 0; i < 15000; i++, t += 1000000, seq = (uint16_t)(seq + 1)) /* 1 Hz: 3.5 wraps */
		put(0, seq, t);
	feed(0);
	assert_int_equal(r.n, 15000);
	assert_int_equal(r.samples[14999].t_us, 14999000000ll);
	assert_int_equal(r.d.stats.lost, 0);
}

static void test_same_sample_twice_is_given_once(void **unused)
{
	(void)unused;
	put(0, 0, 10000);
	put(0, 1, 20000);
	put(0, 1, 20000);
	put(0, 2, 30000);
	feed(0);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.d.stats.bad_frames, 1);
	assert_int_equal(r.samples[2].flags, 0);
}

static void test_single_wrong_time_costs_only_itself(void **unused)
{
	static const uint32_t wrong[] = {0,	      15000,	   20000,      4000000,
					 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		begin(NULL);
		put(0, 0, 10000);
		put(0, 1, 20000);
		put(0, 2, wrong[i]);
		put(0, 3, 40000);
		put(0, 4, 50000);
		feed(0);
		assert_int_equal(r.n, 4);
		assert_int_equal(r.samples[2].t_us, 40000);
		assert_int_equal(r.samples[2].lost, 1);
		assert_int_equal(r.samples[2].flags, SH_SAMPLE_GAP);
		assert_int_equal(r.samples[3].flags, 0);
		assert_int_equal(r.d.stats.bad_frames, 1);
	}
}

static void test_wrong_first_time_heals_with_the_third_sample(void **unused)
{
	(void)unused;
	put(0, 0, 0x40000000u);
	put(0, 1, 20000);
	put(0, 2, 30000);
	put(0, 3, 40000);
	feed(0);
	assert_int_equal(r.n, 3);
	assert_strictly_rising(&r);
	assert_true(r.samples[1].flags & SH_SAMPLE_RESTART);
	assert_int_equal(r.samples[2].t_us - r.samples[1].t_us, 10000);
}

static void test_restart_told_by_hello_goes_on_from_arrival(void **unused)
{
	struct sh_wire_hello h = hello_of(1);

	(void)unused;
	put_hello(&h, SH_WIRE_BOOT, 100); /* before any sample: nothing to restart */
	put(0, 499, 4990000);
	put(0, 500, 5000000);
	feed(100000000);
	assert_int_equal(r.samples[0].flags, 0);
	put_hello(&h, SH_WIRE_BOOT, 100);
	put(0, 0, 10000);
	feed(103000000);
	put(0, 1, 20000);
	feed(103010000);
	assert_int_equal(r.n, 4);
	assert_int_equal(r.samples[2].flags, SH_SAMPLE_RESTART | SH_SAMPLE_GAP);
	assert_int_equal(r.samples[2].t_us, 8000000); /* 3 s later by arrival */
	assert_int_equal(r.samples[2].lost, 0);
	assert_int_equal(r.samples[3].t_us, 8010000);
	assert_int_equal(r.samples[3].flags, 0);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

static void test_restart_without_hello_costs_one_sample(void **unused)
{
	/* uptimes in seconds: short, beyond 2^31 us, beyond one wrap */
	static const int64_t uptimes_s[] = {5, 3000, 5000};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(uptimes_s) / sizeof(uptimes_s[0]); i++) {
		uint32_t t = (uint32_t)(uptimes_s[i] * 1000000);
		uint16_t seq = (uint16_t)(uptimes_s[i] * 100);
		int64_t before_us;

		begin(NULL);
		put(0, seq, t);
		put(0, (uint16_t)(seq + 1), t + 10000);
		feed(50000000);
		before_us = r.samples[1].t_us;
		put(0, 0, 100000);
		feed(51500000);
		put(0, 1, 110000);
		feed(51510000);
		put(0, 2, 120000);
		feed(51520000);
		assert_int_equal(r.n, 4);
		assert_int_equal(r.samples[2].flags, SH_SAMPLE_RESTART | SH_SAMPLE_GAP);
		assert_int_equal(r.samples[2].t_us, before_us + 1510000);
		assert_int_equal(r.samples[3].t_us, r.samples[2].t_us + 10000);
		assert_int_equal(r.d.stats.bad_frames, 1);
		assert_strictly_rising(&r);
	}
}

static void test_restart_without_arrival_times_still_rises(void **unused)
{
	struct sh_wire_hello h = hello_of(1);
	int i;

	(void)unused;
	for (i = 0; i < 50; i++) {
		put_hello(&h, SH_WIRE_BOOT, 0);
		put(0, 0, 100000);
		put(0, 1, 110000);
		feed(i % 2 ? 0 : INT64_MIN + i);
	}
	assert_int_equal(r.n, 100);
	assert_strictly_rising(&r);
}

static void test_restart_of_two_sensors_keeps_them_together(void **unused)
{
	struct sh_wire_hello h = hello_of(2);

	(void)unused;
	put_hello(&h, 0, 0);
	put(0, 100, 1000000);
	put(1, 100, 1002000);
	feed(10000000);
	put_hello(&h, SH_WIRE_BOOT, 0);
	put(0, 0, 50000);
	put(1, 0, 52000);
	put(0, 1, 60000);
	put(1, 1, 62000);
	feed(12000000);
	assert_int_equal(r.n, 6);
	assert_true(r.samples[2].flags & SH_SAMPLE_RESTART);
	assert_true(r.samples[3].flags & SH_SAMPLE_RESTART);
	assert_int_equal(r.samples[2].t_us, 3002000);
	assert_int_equal(r.samples[3].t_us, 3004000);
	assert_int_equal(r.samples[4].flags, 0);
	assert_int_equal(r.samples[5].t_us, 3014000);
}

static void test_stall_of_the_board_keeps_its_time(void **unused)
{
	(void)unused;
	put(0, 0, 10000);
	put(0, 1, 20000);
	put(0, 2, 1500000); /* stood still for 1.5 s and took nothing: believed at once */
	put(0, 3, 1510000);
	put(0, 4, 11510000); /* 10 s: believed with the next one */
	put(0, 5, 11520000);
	put(0, 6, 11530000);
	feed(0);
	assert_int_equal(r.n, 6);
	assert_int_equal(r.samples[2].t_us, 1500000);
	assert_int_equal(r.samples[2].lost, 0);
	assert_int_equal(r.samples[4].t_us, 11520000);
	assert_int_equal(r.samples[4].flags, SH_SAMPLE_GAP);
	assert_int_equal(r.samples[5].flags, 0);
}

static void test_time_jumped_flag_restarts_at_once(void **unused)
{
	struct sh_wire_sample s = {{0, 0, 8192}, {0, 0, 0}, 0, {0, 0, 0}, false, false};

	(void)unused;
	put(0, 0, 5000000);
	feed(1000000);
	put_raw(0, SH_WIRE_TIME_JUMPED, 1, 100, &s);
	feed(1250000);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.samples[1].t_us, 5250000);
	assert_true(r.samples[1].flags & SH_SAMPLE_RESTART);
}

static void test_group_gives_a_sample_for_each_sensor(void **unused)
{
	struct sh_wire_sample s[2] = {{{0, 0, 8192}, {10, 0, 0}, 0, {0, 0, 0}, false, false},
				      {{8192, 0, 0}, {20, 0, 0}, 0, {0, 0, 0}, false, false}};
	struct sh_wire_header h = {0, SH_WIRE_DEVICE, 0, 7, 1000000};
	struct sh_wire_hello hello = hello_of(2);

	(void)unused;
	n_line += sh_wire_build_group(h, s, 2, line + n_line, sizeof(line) - n_line);
	/* now the HELLO turns the order round */
	hello.sensors[0].id = 1;
	hello.sensors[1].id = 0;
	put_hello(&hello, 0, 1005000);
	h.seq = 9;
	h.t_us = 1020000;
	n_line += sh_wire_build_group(h, s, 2, line + n_line, sizeof(line) - n_line);
	h.seq = 10;
	n_line += sh_wire_build_group(h, s, 1, line + n_line, sizeof(line) - n_line);
	feed(0);
	assert_int_equal(r.n, 4);
	assert_int_equal(r.samples[0].sensor, 0);
	assert_int_equal(r.samples[1].sensor, 1);
	assert_int_equal(r.samples[0].t_us, 1000000);
	assert_int_equal(r.samples[1].t_us, 1000000);
	assert_near(r.samples[1].acc_m_s2.x, 9.80665, 1e-9);
	assert_int_equal(r.samples[2].sensor, 1);
	assert_int_equal(r.samples[3].sensor, 0);
	assert_int_equal(r.samples[3].lost, 1);
	assert_near(r.samples[3].gyro_rad_s.x, 0.01, 1e-8);
	assert_int_equal(r.d.stats.bad_frames, 1); /* the group of one */
}

static void test_full_scale_words_are_flagged(void **unused)
{
	struct sh_wire_sample s = {{0, 0, 8192}, {0, 0, 0}, 0, {0, 0, 0}, false, false};
	static const int16_t full[] = {32767, -32767, -32768};
	struct sh_wire_hello h = hello_of(1);
	uint16_t i;

	(void)unused;
	put_hello(&h, 0, 0);
	for (i = 0; i < 3; i++) {
		s.gyro[i] = full[i];
		put_raw(0, 0, i, 10000u * (i + 1u), &s);
		s.gyro[i] = 32766;
	}
	put_raw(0, 0, 3, 40000, &s);
	s.acc[1] = -32768;
	put_raw(0, 0, 4, 50000, &s);
	s.acc[1] = 0;
	put_raw(0, SH_WIRE_CLIPPED, 5, 60000, &s);
	put_raw(0, SH_WIRE_GAP_BEFORE, 6, 70000, &s);
	feed(0);
	assert_int_equal(r.n, 7);
	for (i = 0; i < 3; i++)
		assert_int_equal(r.samples[i].flags, SH_SAMPLE_GYRO_CLIPPED);
	assert_int_equal(r.samples[3].flags, 0);
	assert_int_equal(r.samples[4].flags, SH_SAMPLE_ACC_CLIPPED);
	assert_int_equal(r.samples[5].flags, SH_SAMPLE_ACC_CLIPPED | SH_SAMPLE_GYRO_CLIPPED);
	assert_int_equal(r.samples[6].flags, SH_SAMPLE_GAP);
}

static void test_unknown_types_and_sources_are_passed_over(void **unused)
{
	struct sh_wire_header h = {0x42, 3, 0, 0, 0};

	(void)unused;
	put(0, 0, 10000);
	n_line += sh_wire_build(&h, (const uint8_t *)"abc", 3, line + n_line, 100);
	h.type = SH_WIRE_STATUS;
	n_line += sh_wire_build(&h, (const uint8_t *)"abc", 3, line + n_line, 100);
	put(5, 0, 15000); /* a third sensor and more: heard, not used */
	put(0, 1, 20000);
	feed(0);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.d.stats.frames, 5);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

static void test_noise_before_the_first_frame_is_skipped_not_bad(void **unused)
{
	(void)unused;
	memcpy(line, "boot rom says hello\r\n", 21);
	n_line = 21;
	line[n_line++] = 0;
	put(0, 0, 10000);
	feed(0);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.d.stats.skipped, 21);
	assert_int_equal(r.d.stats.bad_frames, 0);
	assert_null(r.d.stats.bad_why);
}

static void test_long_noise_costs_nothing_after_its_end(void **unused)
{
	(void)unused;
	put(0, 0, 10000);
	memset(line + n_line, 0x55, 5000);
	n_line += 5000;
	line[n_line++] = 0;
	put(0, 1, 20000);
	feed(0);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.d.stats.skipped, 5000);
	assert_int_equal(r.d.stats.bad_frames, 1);
	assert_int_equal(r.d.stats.bad_at, 25);
}

static void test_doubled_and_missing_delimiters_cost_at_most_two_frames(void **unused)
{
	size_t first;

	(void)unused;
	line[n_line++] = 0;
	put(0, 0, 10000);
	line[n_line++] = 0;
	line[n_line++] = 0;
	put(0, 1, 20000);
	first = n_line;
	put(0, 2, 30000);
	n_line--; /* its 00 goes missing */
	put(0, 3, 40000);
	put(0, 4, 50000);
	feed(0);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.samples[2].lost, 2);
	assert_int_equal(r.d.stats.bad_frames, 1);
	assert_int_equal(r.d.stats.bad_at, first + 1);
}

static void test_any_truncation_costs_only_the_cut_frames(void **unused)
{
	size_t ends[4];
	size_t cut;

	(void)unused;
	put(0, 0, 10000);
	ends[0] = n_line;
	put(0, 1, 20000);
	ends[1] = n_line;
	put(0, 2, 30000);
	put(0, 3, 40000);
	ends[2] = n_line;
	for (cut = ends[0]; cut < ends[1]; cut++) { /* the second frame loses its tail */
		run_begin(&r, "spinehold");
		run_piece(&r, line, cut, 0);
		run_piece(&r, line + ends[1], ends[2] - ends[1], 0);
		assert_in_range(r.n, cut == ends[0] ? 3 : 2, 3);
		assert_int_equal(r.samples[0].t_us, 10000);
		assert_int_equal(r.samples[r.n - 1].t_us, 40000);
		assert_int_equal(r.d.stats.samples + r.d.stats.lost, 4);
	}
}

static void test_any_bit_flip_leaves_the_other_frames(void **unused)
{
	size_t start, end, bit;
	uint16_t i;

	(void)unused;
	for (i = 0; i < 2; i++)
		put(0, i, 10000u * (i + 1u));
	start = n_line;
	put(0, 2, 30000);
	end = n_line;
	for (i = 3; i < 6; i++)
		put(0, i, 10000u * (i + 1u));
	for (bit = start * 8; bit < end * 8; bit++) {
		run_begin(&r, "spinehold");
		line[bit / 8] ^= (uint8_t)(1u << bit % 8);
		run_piece(&r, line, n_line, 0);
		line[bit / 8] ^= (uint8_t)(1u << bit % 8);
		/* a flip in the closing 00 takes the next frame along */
		assert_int_equal(r.n, bit / 8 == end - 1 ? 4 : 5);
		assert_int_equal(r.samples[r.n - 1].t_us, 60000);
		assert_strictly_rising(&r);
		assert_int_equal(r.d.stats.lost, 6 - r.n);
	}
}

/* Ten seconds of two sensors with everything in it that can be in it. */
static void write_long_line(void)
{
	struct sh_wire_hello h = hello_of(2);
	uint32_t noise = 5;
	uint16_t i;

	for (i = 0; i < 1000; i++) {
		if (i % 100 == 0)
			put_hello(&h, i == 500 ? SH_WIRE_BOOT : 0, 10000u * i);
		put(0, i, i < 700 ? 10000u * i : 10000u * (i - 700u));
		if (i % 17 == 0)
			line[n_line++] = (uint8_t)noise32(&noise);
		put(1, i, 10000u * i + 500u);
		if (i % 29 == 0)
			n_line -= 5;
	}
}

static void test_samples_do_not_depend_on_the_cut(void **unused)
{
	static const size_t sizes[] = {1, 7, 64, 4096};
	size_t i;

	(void)unused;
	write_long_line();
	run_cut(&r, line, n_line, n_line);
	assert_true(r.n > 1500);
	assert_true(r.d.stats.bad_frames > 50);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		run_begin(&other, "spinehold");
		run_cut(&other, line, n_line, sizes[i]);
		assert_same_samples(&r, &other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_sample_before_hello_uses_default_scales, begin),
		cmocka_unit_test_setup(test_sample_before_hello_of_another_range_is_dropped, begin),
		cmocka_unit_test_setup(test_hello_in_mid_stream_scales_from_the_next_sample, begin),
		cmocka_unit_test_setup(test_hello_flags_decide_temperature_and_magnetometer, begin),
		cmocka_unit_test_setup(test_hello_with_useless_scales_changes_nothing, begin),
		cmocka_unit_test_setup(test_hello_of_another_major_refuses_until_ours_comes, begin),
		cmocka_unit_test_setup(test_seq_with_holes_counts_what_is_lost, begin),
		cmocka_unit_test_setup(test_seq_after_whole_turns_is_resolved_by_time, begin),
		cmocka_unit_test_setup(test_time_wraps_and_goes_on, begin),
		cmocka_unit_test_setup(test_time_wraps_many_times_and_stays_exact, begin),
		cmocka_unit_test_setup(test_same_sample_twice_is_given_once, begin),
		cmocka_unit_test_setup(test_single_wrong_time_costs_only_itself, begin),
		cmocka_unit_test_setup(test_wrong_first_time_heals_with_the_third_sample, begin),
		cmocka_unit_test_setup(test_restart_told_by_hello_goes_on_from_arrival, begin),
		cmocka_unit_test_setup(test_restart_without_hello_costs_one_sample, begin),
		cmocka_unit_test_setup(test_restart_without_arrival_times_still_rises, begin),
		cmocka_unit_test_setup(test_restart_of_two_sensors_keeps_them_together, begin),
		cmocka_unit_test_setup(test_stall_of_the_board_keeps_its_time, begin),
		cmocka_unit_test_setup(test_time_jumped_flag_restarts_at_once, begin),
		cmocka_unit_test_setup(test_group_gives_a_sample_for_each_sensor, begin),
		cmocka_unit_test_setup(test_full_scale_words_are_flagged, begin),
		cmocka_unit_test_setup(test_unknown_types_and_sources_are_passed_over, begin),
		cmocka_unit_test_setup(test_noise_before_the_first_frame_is_skipped_not_bad, begin),
		cmocka_unit_test_setup(test_long_noise_costs_nothing_after_its_end, begin),
		cmocka_unit_test_setup(test_doubled_and_missing_delimiters_cost_at_most_two_frames,
				       begin),
		cmocka_unit_test_setup(test_any_truncation_costs_only_the_cut_frames, begin),
		cmocka_unit_test_setup(test_any_bit_flip_leaves_the_other_frames, begin),
		cmocka_unit_test_setup(test_samples_do_not_depend_on_the_cut, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
