/* Recordings as bytes: plain, gzip, several gzip members, and every way to be damaged. */

#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "io/source.h"

enum { BIG = 100000 };

static char folder[128], path[160];
static uint8_t plain[BIG], packed[BIG + 1000], got[2 * BIG];

static int64_t still(void *ctx)
{
	(void)ctx;
	return 7;
}

static const struct sh_source_options options = {.now_us = still, .line = 1};

/* Numbers that compress like a recording does: somewhat. */
static void make_plain(void)
{
	uint32_t x = 1;
	for (size_t i = 0; i < BIG; i++) {
		x = x * 1664525u + 1013904223u;
		plain[i] = (uint8_t)("0123456789,.-\n\r "[x >> 28]);
	}
}

static size_t pack(const uint8_t *from, size_t len, uint8_t *to, size_t cap)
{
	z_stream z = {0};
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (z_const Bytef *)from;
	z.avail_in = (uInt)len;
	z.next_out = to;
	z.avail_out = (uInt)cap;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	size_t n = cap - z.avail_out;
	assert_int_equal(deflateEnd(&z), Z_OK);
	return n;
}

static void store(const void *bytes, size_t len)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

/* Reads to the end into `got`. @return SH_END or SH_ERR_INPUT; after the latter SH_END is checked
 */
static enum sh_status play(size_t *ret_len, struct sh_err *err)
{
	struct sh_source *s = NULL;
	struct sh_record r;
	enum sh_status status;
	size_t n = 0;
	assert_int_equal(sh_source_file.open(path, &options, &s, err), SH_OK);
	while ((status = sh_source_read(s, &r, err)) == SH_OK) {
		assert_int_equal(r.kind, SH_RECORD_BYTES);
		assert_int_equal(r.t_host_us, 7);
		assert_int_equal(r.line, 1);
		assert_true(r.len > 0 && r.len <= SH_SOURCE_READ_MAX);
		assert_true(n + r.len <= sizeof(got));
		memcpy(got + n, r.data, r.len);
		n += r.len;
	}
	struct sh_err later;
	assert_int_equal(sh_source_read(s, &r, &later), SH_END);
	assert_int_equal(sh_source_read(s, &r, &later), SH_END);
	assert_null(sh_source_close(s));
	*ret_len = n;
	return status;
}

static void expect_whole(size_t len)
{
	struct sh_err err = {0};
	size_t n;
	assert_int_equal(play(&n, &err), SH_END);
	assert_int_equal(n, len);
	assert_memory_equal(got, plain, len);
}

static void expect_damage(size_t len)
{
	struct sh_err err = {0};
	size_t n;
	assert_int_equal(play(&n, &err), SH_ERR_INPUT);
	assert_int_equal(n, len);
	assert_memory_equal(got, plain, len);
	assert_non_null(strstr(err.message, "@"));
	assert_null(strchr(err.message, '\n'));
}

static void test_plain_file_comes_whole(void **state)
{
	(void)state;
	store(plain, BIG);
	expect_whole(BIG);
	store(plain, 1);
	expect_whole(1);
	store(plain, SH_SOURCE_READ_MAX);
	expect_whole(SH_SOURCE_READ_MAX);
}

static void test_empty_file_ends_at_once(void **state)
{
	(void)state;
	store("", 0);
	expect_whole(0);
}

static void test_gzip_is_told_by_content_not_by_name(void **state)
{
	(void)state; /* the name ends in .csv */
	store(packed, pack(plain, BIG, packed, sizeof(packed)));
	expect_whole(BIG);
	store(packed, pack(plain, 0, packed, sizeof(packed)));
	expect_whole(0);
}

static void test_gzip_members_in_a_row_are_one_stream(void **state)
{
	(void)state;
	size_t n = pack(plain, 60000, packed, sizeof(packed));
	n += pack(plain + 60000, 0, packed + n, sizeof(packed) - n);
	n += pack(plain + 60000, BIG - 60000, packed + n, sizeof(packed) - n);
	store(packed, n);
	expect_whole(BIG);
}

static void test_gzip_zero_padding_is_no_damage(void **state)
{
	(void)state;
	size_t n = pack(plain, 5000, packed, sizeof(packed));
	memset(packed + n, 0, 40000);
	store(packed, n + 40000);
	expect_whole(5000);
}

static void test_gzip_followed_by_something_else_is_reported(void **state)
{
	(void)state;
	size_t n = pack(plain, 5000, packed, sizeof(packed));
	memcpy(packed + n, "t_s,ax", 6);
	store(packed, n + 6);
	expect_damage(5000);
}

static void test_gzip_cut_at_every_length_gives_a_prefix_and_a_report(void **state)
{
	(void)state;
	size_t n = pack(plain, 300, packed, sizeof(packed)), most = 0;
	for (size_t cut = 2; cut < n; cut++) {
		struct sh_err err = {0};
		size_t len;
		store(packed, cut);
		assert_int_equal(play(&len, &err), SH_ERR_INPUT);
		assert_true(len <= 300);
		assert_memory_equal(got, plain, len);
		assert_true(len >= most); /* a longer piece never gives less */
		most = len;
	}
	assert_int_equal(most, 300); /* with only the check sum missing, all of it */
}

static void test_gzip_cut_in_a_large_file_gives_nearly_all_before_the_cut(void **state)
{
	(void)state;
	struct sh_err err = {0};
	size_t n = pack(plain, BIG, packed, sizeof(packed)), len;
	store(packed, n / 2);
	assert_int_equal(play(&len, &err), SH_ERR_INPUT);
	assert_memory_equal(got, plain, len);
	assert_in_range(len, BIG * 45 / 100, BIG * 55 / 100);
	assert_non_null(strstr(err.message, "ends in the middle"));
}

static void test_gzip_with_any_byte_flipped_ends_and_never_passes_as_whole(void **state)
{
	(void)state;
	size_t n = pack(plain, 300, packed, sizeof(packed));
	for (size_t i = 0; i < n; i++) {
		struct sh_err err = {0};
		size_t len;
		packed[i] ^= 0x55;
		store(packed, n);
		packed[i] ^= 0x55;
		enum sh_status r = play(&len, &err);
		/* Bytes 4 to 9 are a date, hints and the system's name: they protect nothing. The
		 * first two make it a gzip file at all. */
		if (i < 2 || (i >= 4 && i < 10))
			assert_int_equal(r, SH_END);
		else
			assert_int_equal(r, SH_ERR_INPUT);
	}
}

static void test_gzip_with_wrong_check_sum_gives_all_and_a_report(void **state)
{
	(void)state;
	size_t n = pack(plain, BIG, packed, sizeof(packed));
	packed[n - 8] ^= 1;
	store(packed, n);
	expect_damage(BIG);
}

static void test_gzip_damage_in_a_later_member_keeps_the_earlier(void **state)
{
	(void)state;
	size_t n = pack(plain, 20000, packed, sizeof(packed));
	packed[n] = 0x1f;
	packed[n + 1] = 0x8b;
	packed[n + 2] = 99;
	store(packed, n + 3);
	expect_damage(20000);
}

static void test_refusals_name_the_file_and_are_input_errors(void **state)
{
	(void)state;
	struct sh_source *s = NULL;
	struct sh_err err = {0};
	unlink(path);
	assert_int_equal(sh_source_file.open(path, &options, &s, &err), SH_ERR_INPUT);
	assert_non_null(strstr(err.message, path));
	assert_int_equal(sh_source_file.open(folder, &options, &s, &err), SH_ERR_INPUT);
	assert_non_null(strstr(err.message, "folder"));
	char name[2000];
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	assert_int_equal(sh_source_file.open(name, &options, &s, &err), SH_ERR_INPUT);
	assert_int_equal(sh_source_file.open("bad\x1b\n.csv", &options, &s, &err), SH_ERR_INPUT);
	assert_non_null(strstr(err.message, "bad\\x1b\\x0a.csv"));
	assert_null(s);
}

static void test_pipe_in_place_of_a_file_waits_and_unpacks(void **state)
{
	(void)state;
	struct sh_source *s = NULL;
	struct sh_record r;
	struct sh_err err = {0};
	struct pollfd fds[1];
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(sh_source_file.open(path, &options, &s, &err), SH_OK);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(sh_source_read(s, &r, &err), SH_WAIT);
	assert_int_equal(sh_source_pollfds(s, fds, 1), 1);
	size_t n = pack(plain, 100, packed, sizeof(packed));
	assert_int_equal(write(fd, packed, 5), 5);
	assert_int_equal(sh_source_read(s, &r, &err), SH_WAIT);
	assert_int_equal(write(fd, packed + 5, n - 5), n - 5);
	close(fd);
	assert_int_equal(poll(fds, 1, 5000), 1);
	assert_int_equal(sh_source_read(s, &r, &err), SH_OK);
	assert_int_equal(r.len, 100);
	assert_memory_equal(r.data, plain, 100);
	assert_int_equal(sh_source_read(s, &r, &err), SH_END);
	assert_int_equal(sh_source_set_baud(s, 9600, &err), SH_WAIT);
	assert_null(sh_source_close(s));
	assert_null(sh_source_close(NULL));
}

static int set_up(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof(folder), "%s/sh_fileXXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/recording.csv", folder);
	make_plain();
	alarm(120);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_file_comes_whole),
		cmocka_unit_test(test_empty_file_ends_at_once),
		cmocka_unit_test(test_gzip_is_told_by_content_not_by_name),
		cmocka_unit_test(test_gzip_members_in_a_row_are_one_stream),
		cmocka_unit_test(test_gzip_zero_padding_is_no_damage),
		cmocka_unit_test(test_gzip_followed_by_something_else_is_reported),
		cmocka_unit_test(test_gzip_cut_at_every_length_gives_a_prefix_and_a_report),
		cmocka_unit_test(test_gzip_cut_in_a_large_file_gives_nearly_all_before_the_cut),
		cmocka_unit_test(test_gzip_with_any_byte_flipped_ends_and_never_passes_as_whole),
		cmocka_unit_test(test_gzip_with_wrong_check_sum_gives_all_and_a_report),
		cmocka_unit_test(test_gzip_damage_in_a_later_member_keeps_the_earlier),
		cmocka_unit_test(test_refusals_name_the_file_and_are_input_errors),
		cmocka_unit_test(test_pipe_in_place_of_a_file_waits_and_unpacks),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
