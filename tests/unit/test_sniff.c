/* Finding the protocol by listening, and giving back what was heard. */

#include "wire_fixture.h"

#include "sh_wire.h"
#include "wire/wit_encode.h"

static struct sh_sniffer s;
static struct run r;
static uint8_t line[1 << 17];
static size_t n_line;

static int begin(void **unused)
{
	(void)unused;
	n_line = 0;
	sh_sniffer_init(&s);
	return 0;
}

static void put_ours(uint16_t seq)
{
	struct sh_wire_sample w = {{0, 0, 8192}, {0, 0, 0}, 0, {0, 0, 0}, false, false};
	struct sh_wire_header h = {0, 0, 0, seq, 10000u * seq};

	n_line += sh_wire_build_sample(h, &w, line + n_line, 100);
}

static void put_hello(void)
{
	struct sh_wire_header h = {0, SH_WIRE_DEVICE, SH_WIRE_BOOT, 0, 0};
	struct sh_wire_hello hello;

	memset(&hello, 0, sizeof(hello));
	hello.major = 1;
	hello.n_sensors = 1;
	hello.sensors[0].rate_mhz = 100000;
	hello.sensors[0].acc_m_s2 = 0.001f;
	hello.sensors[0].gyro_rad_s = 0.001f;
	n_line += sh_wire_build_hello(h, &hello, line + n_line, 100);
}

static void put_wit(enum sh_wit_type type)
{
	const int16_t words[4] = {1, 2, 2048, 4};

	sh_wit_frame(type, words, line + n_line);
	n_line += SH_WIT_FRAME_BYTES;
}

/* @return how many bytes it took to find it, fed one by one; 0: not found. */
static size_t bytes_to_find(const char *name)
{
	const struct sh_protocol *p = NULL;
	size_t i;

	for (i = 0; i < n_line; i++) {
		struct sh_bytes in = {line + i, 1, (int64_t)i, 0};

		if (sh_sniffer_feed(&s, &in, &p) == SH_OK) {
			assert_string_equal(p->name, name);
			return i + 1;
		}
	}
	return 0;
}

static void test_ours_is_found_with_the_second_frame(void **unused)
{
	(void)unused;
	put_ours(0);
	put_ours(1);
	put_ours(2);
	assert_int_equal(bytes_to_find("spinehold"), 48);
}

static void test_ours_is_found_with_one_hello(void **unused)
{
	size_t len;

	(void)unused;
	put_hello();
	len = n_line;
	put_ours(0);
	assert_int_equal(bytes_to_find("spinehold"), len);
}

static void test_witmotion_is_found_with_three_frames_in_touch(void **unused)
{
	(void)unused;
	put_wit(SH_WIT_ANGLE);
	put_wit(SH_WIT_ACC);
	put_wit(SH_WIT_GYRO);
	put_wit(SH_WIT_ANGLE);
	assert_int_equal(bytes_to_find("witmotion"), 33);
}

static void test_lone_witmotion_frames_are_not_believed(void **unused)
{
	int i;

	(void)unused;
	for (i = 0; i < 100; i++) {
		put_wit(SH_WIT_ACC);
		line[n_line++] = (uint8_t)i;
	}
	assert_int_equal(bytes_to_find("nothing"), 0);
}

static void test_noise_is_no_protocol(void **unused)
{
	uint32_t seed;

	(void)unused;
	for (seed = 1; seed <= 20; seed++) {
		uint32_t state = seed * 77777u;

		begin(NULL);
		while (n_line < 100000)
			line[n_line++] = (uint8_t)(noise32(&state) >> 13);
		assert_int_equal(bytes_to_find("nothing"), 0);
		assert_int_equal(s.n_heard + s.dropped, 100000);
	}
}

static void test_text_is_no_protocol(void **unused)
{
	(void)unused;
	while (n_line < 20000) {
		memcpy(line + n_line, "t_s,ax,ay,az,gx,gy,gz\n0,0,0,9.81,0,0,0\n", 39);
		n_line += 39;
	}
	assert_int_equal(bytes_to_find("nothing"), 0);
}

static void test_noise_before_the_protocol_does_not_hide_it(void **unused)
{
	uint32_t state = 9;
	size_t before = 3000;

	(void)unused;
	while (n_line < before)
		line[n_line++] = (uint8_t)(noise32(&state) >> 13);
	put_wit(SH_WIT_ACC);
	put_wit(SH_WIT_GYRO);
	put_wit(SH_WIT_ANGLE);
	put_wit(SH_WIT_ACC);
	assert_in_range(bytes_to_find("witmotion"), before + 33, before + 44);
}

static void test_preference_decides_when_both_fit_one_piece(void **unused)
{
	const struct sh_protocol *p = NULL;
	struct sh_bytes in = {line, 0, 0, 0};

	(void)unused;
	put_wit(SH_WIT_ACC);
	put_wit(SH_WIT_GYRO);
	put_wit(SH_WIT_ANGLE);
	line[n_line++] = 0;
	put_ours(0);
	put_ours(1);
	in.len = n_line;
	assert_int_equal(sh_sniffer_feed(&s, &in, &p), SH_OK);
	assert_string_equal(p->name, "spinehold");
}

static void test_what_was_heard_comes_back_piece_by_piece(void **unused)
{
	const struct sh_protocol *p = NULL;
	enum sh_status found = SH_WAIT;
	size_t at = 0;
	size_t i, n = 0;

	(void)unused;
	put_ours(0);
	put_ours(1);
	for (i = 0; found == SH_WAIT; i++) {
		size_t len = i % 5 + 1;
		struct sh_bytes in = {line + at, len, (int64_t)i * 1000, 1};

		found = sh_sniffer_feed(&s, &in, &p);
		at += len;
	}
	run_begin(&r, p->name);
	assert_int_equal(s.n_pieces, i);
	for (i = 0; i < s.n_pieces; i++) {
		struct sh_bytes piece;

		sh_sniffer_piece(&s, i, &piece);
		assert_int_equal(piece.len, i % 5 + 1);
		assert_int_equal(piece.t_host_us, (int64_t)i * 1000);
		assert_int_equal(piece.line, 1);
		assert_memory_equal(piece.data, line + n, piece.len);
		n += piece.len;
		run_piece(&r, piece.data, piece.len, piece.t_host_us);
	}
	assert_int_equal(n, at);
	assert_int_equal(r.n, 2);
}

static void test_only_the_newest_bytes_are_kept(void **unused)
{
	const struct sh_protocol *p = NULL;
	uint32_t state = 5;
	size_t at = 0;
	size_t i, n = 0;

	(void)unused;
	while (n_line < 60000)
		line[n_line++] = (uint8_t)(noise32(&state) >> 13);
	for (i = 0; at < n_line; i++) { /* pieces of 1 to 3000 bytes */
		size_t len = (i * 997) % 3000 + 1;
		struct sh_bytes in = {line + at, len < n_line - at ? len : n_line - at, (int64_t)i,
				      0};

		assert_int_equal(sh_sniffer_feed(&s, &in, &p), SH_WAIT);
		at += in.len;
		assert_int_equal(s.n_heard + s.dropped, at);
		assert_true(s.n_heard <= SH_SNIFF_BYTES);
	}
	assert_true(s.n_heard > SH_SNIFF_BYTES - 3000);
	for (i = 0; i < s.n_pieces; i++) {
		struct sh_bytes piece;

		sh_sniffer_piece(&s, i, &piece);
		assert_memory_equal(piece.data, line + s.dropped + n, piece.len);
		n += piece.len;
	}
	assert_int_equal(n, s.n_heard);
}

static void test_many_small_pieces_drop_the_oldest(void **unused)
{
	size_t i;

	(void)unused;
	for (i = 0; i < 2000; i++)
		line[n_line++] = (uint8_t)(i % 7 + 1);
	assert_int_equal(bytes_to_find("nothing"), 0);
	assert_int_equal(s.n_pieces, SH_SNIFF_PIECES);
	assert_int_equal(s.n_heard, SH_SNIFF_PIECES);
	assert_int_equal(s.dropped, 2000 - SH_SNIFF_PIECES);
}

static void test_csv_is_found_by_name_only(void **unused)
{
	size_t i;

	(void)unused;
	assert_string_equal(sh_protocols[0]->name, "spinehold");
	assert_string_equal(sh_protocols[1]->name, "witmotion");
	assert_string_equal(sh_protocols[2]->name, "csv");
	assert_null(sh_protocols[3]);
	assert_null(sh_protocol_find("csvx"));
	assert_null(sh_protocol_find(""));
	assert_false(sh_protocol_find("csv")->sniffable);
	assert_true(sh_protocol_find("csv")->text);
	assert_true(sh_protocol_find("witmotion")->host_time);
	for (i = 0; i < s.n_candidates; i++)
		assert_true(s.candidates[i].protocol->sniffable);
	assert_int_equal(s.n_candidates, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_ours_is_found_with_the_second_frame, begin),
		cmocka_unit_test_setup(test_ours_is_found_with_one_hello, begin),
		cmocka_unit_test_setup(test_witmotion_is_found_with_three_frames_in_touch, begin),
		cmocka_unit_test_setup(test_lone_witmotion_frames_are_not_believed, begin),
		cmocka_unit_test_setup(test_noise_is_no_protocol, begin),
		cmocka_unit_test_setup(test_text_is_no_protocol, begin),
		cmocka_unit_test_setup(test_noise_before_the_protocol_does_not_hide_it, begin),
		cmocka_unit_test_setup(test_preference_decides_when_both_fit_one_piece, begin),
		cmocka_unit_test_setup(test_what_was_heard_comes_back_piece_by_piece, begin),
		cmocka_unit_test_setup(test_only_the_newest_bytes_are_kept, begin),
		cmocka_unit_test_setup(test_many_small_pieces_drop_the_oldest, begin),
		cmocka_unit_test_setup(test_csv_is_found_by_name_only, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
