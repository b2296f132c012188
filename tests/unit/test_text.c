/*
 * Text building, escaping and error messages: core/text.h, support/escape.h, support/err.h.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "support/err.h"
#include "support/escape.h"

static const char *fixed(int64_t v, unsigned scale, unsigned decimals)
{
	static char buf[64];
	struct sh_text t;

	sh_text_init(&t, buf, sizeof buf);
	sh_text_fixed(&t, v, scale, decimals);
	assert_false(t.full);
	return buf;
}

static const char *shorter(int64_t v, unsigned scale, unsigned decimals)
{
	static char buf[64];
	struct sh_text t;

	sh_text_init(&t, buf, sizeof buf);
	sh_text_short(&t, v, scale, decimals);
	return buf;
}

static void test_fixed_at_halves_rounds_away_from_zero(void **state)
{
	(void)state;
	assert_string_equal(fixed(12345, 3, 1), "12.3");
	assert_string_equal(fixed(12350, 3, 1), "12.4");
	assert_string_equal(fixed(-12350, 3, 1), "-12.4");
	assert_string_equal(fixed(-12349, 3, 1), "-12.3");
	assert_string_equal(fixed(499, 6, 3), "0.000");
	assert_string_equal(fixed(500, 6, 3), "0.001");
	assert_string_equal(fixed(999999500, 6, 3), "1000.000");
	assert_string_equal(fixed(5, 1, 0), "1");
	assert_string_equal(fixed(-15, 1, 0), "-2");
}

static void test_fixed_rounding_to_zero_has_no_sign(void **state)
{
	(void)state;
	assert_string_equal(fixed(-49, 3, 1), "0.0");
	assert_string_equal(fixed(-50, 3, 1), "-0.1");
	assert_string_equal(fixed(0, 3, 1), "0.0");
	assert_string_equal(fixed(-4, 1, 0), "0");
}

static void test_fixed_at_the_ends_of_int64_is_exact(void **state)
{
	(void)state;
	assert_string_equal(fixed(INT64_MIN, 0, 0), "-9223372036854775808");
	assert_string_equal(fixed(INT64_MAX, 6, 6), "9223372036854.775807");
	assert_string_equal(fixed(INT64_MIN, 6, 3), "-9223372036854.776");
	assert_string_equal(fixed(INT64_MIN, 18, 18), "-9.223372036854775808");
	assert_string_equal(fixed(INT64_MAX, 18, 0), "9");
	assert_string_equal(fixed(INT64_MAX, 0, 9), "9223372036854775807.000000000");
	assert_string_equal(fixed(7, 0, 2), "7.00");
}

static void test_short_leaves_zeros_off(void **state)
{
	(void)state;
	assert_string_equal(shorter(10000, 3, 3), "10");
	assert_string_equal(shorter(1500, 3, 3), "1.5");
	assert_string_equal(shorter(1250, 3, 3), "1.25");
	assert_string_equal(shorter(100000, 3, 0), "100");
	assert_string_equal(shorter(0, 3, 3), "0");
	assert_string_equal(shorter(-1500, 3, 3), "-1.5");
}

static void test_numbers_are_written_whole(void **state)
{
	char buf[64];
	struct sh_text t;

	(void)state;
	sh_text_init(&t, buf, sizeof buf);
	sh_text_uint(&t, UINT64_MAX);
	sh_text_char(&t, ' ');
	sh_text_int(&t, -1);
	sh_text_char(&t, ' ');
	sh_text_pad(&t, 7, 2);
	sh_text_pad(&t, 123, 2);
	assert_string_equal(buf, "18446744073709551615 -1 07123");
}

static void test_text_that_does_not_fit_stays_a_prefix(void **state)
{
	char buf[6];
	struct sh_text t;

	(void)state;
	sh_text_init(&t, buf, sizeof buf);
	sh_text_str(&t, "abc");
	assert_false(t.full);
	sh_text_str(&t, "def"); /* one byte too many with the terminator */
	assert_true(t.full);
	sh_text_str(&t, "x"); /* would fit, but would leave a hole */
	assert_string_equal(buf, "abc");
	sh_text_init(&t, buf, sizeof buf);
	sh_text_str(&t, "abcde");
	sh_text_str(&t, "");
	sh_text_str(&t, NULL);
	assert_false(t.full);
	assert_string_equal(buf, "abcde");
}

struct utf8_case {
	const char *bytes;
	size_t len, want;
	uint32_t code;
};

static void test_utf8_next_takes_valid_and_refuses_invalid(void **state)
{
	static const struct utf8_case CASES[] = {
		{"a", 1, 1, 'a'},
		{"\xc2\x80", 2, 2, 0x80},
		{"\xdf\xbf", 2, 2, 0x7ff},
		{"\xe0\xa0\x80", 3, 3, 0x800},
		{"\xed\x9f\xbf", 3, 3, 0xd7ff},
		{"\xee\x80\x80", 3, 3, 0xe000},
		{"\xf0\x90\x80\x80", 4, 4, 0x10000},
		{"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
		{"\x80", 1, 0, 0},	       /* continuation alone */
		{"\xc0\xaf", 2, 0, 0},	       /* overlong slash */
		{"\xc1\xbf", 2, 0, 0},	       /* overlong */
		{"\xe0\x9f\xbf", 3, 0, 0},     /* overlong */
		{"\xf0\x8f\xbf\xbf", 4, 0, 0}, /* overlong */
		{"\xed\xa0\x80", 3, 0, 0},     /* surrogate */
		{"\xf4\x90\x80\x80", 4, 0, 0}, /* beyond the last */
		{"\xf5\x80\x80\x80", 4, 0, 0},
		{"\xc3", 1, 0, 0}, /* cut off */
		{"\xe2\x82", 2, 0, 0},
		{"\xe2\x28\xa1", 3, 0, 0}, /* not a continuation */
		{"\xff", 1, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		uint32_t c = 0;
		const size_t n = sh_utf8_next(CASES[i].bytes, CASES[i].len, &c);

		if (n != CASES[i].want || (n > 0 && c != CASES[i].code))
			fail_msg("case %zu: got %zu, U+%04X", i, n, (unsigned)c);
	}
}

static const char *json(const char *s, size_t max)
{
	static char buf[256];
	struct sh_text t;

	sh_text_init(&t, buf, sizeof buf);
	sh_text_json(&t, s, max);
	return buf;
}

static void test_json_string_escapes_what_terminals_and_json_forbid(void **state)
{
	(void)state;
	assert_string_equal(json("plain \xc3\xa9 \xe2\x82\xac", 99),
			    "\"plain \xc3\xa9 \xe2\x82\xac\"");
	assert_string_equal(json("q\" b\\ n\n r\r t\t", 99), "\"q\\\" b\\\\ n\\n r\\r t\\t\"");
	assert_string_equal(json("\x01\x1b\x7f", 99), "\"\\u0001\\u001b\\u007f\"");
	assert_string_equal(json("\xc2\x9b", 99), "\"\\u009b\"");
	assert_string_equal(json("\xe2\x80\xae\xe2\x81\xa6\xd8\x9c", 99),
			    "\"\\u202e\\u2066\\u061c\"");
	assert_string_equal(json("a\x9b\xffz", 99), "\"a\\ufffd\\ufffdz\"");
	assert_string_equal(json(NULL, 99), "\"\"");
}

static void test_json_string_too_long_is_cut_between_characters(void **state)
{
	(void)state;
	assert_string_equal(json("ab\xe2\x82\xac", 4), "\"ab\"");
	assert_string_equal(json("ab\xe2\x82\xac", 5), "\"ab\xe2\x82\xac\"");
	assert_string_equal(json("ab\x01x", 7), "\"ab\"");
	assert_string_equal(json("abc", 0), "\"\"");
}

static const char *escape(const char *s)
{
	static char buf[256];
	const size_t n = sh_escape(s, strlen(s), buf, sizeof buf);

	assert_int_equal(n, strlen(buf));
	return buf;
}

static void test_escape_shows_controls_and_invalid_bytes(void **state)
{
	char nul[16];

	(void)state;
	assert_string_equal(escape("caf\xc3\xa9 \\ ok"), "caf\xc3\xa9 \\ ok");
	assert_string_equal(escape("\x1b[2J\n\r\t\x7f"), "\\x1b[2J\\x0a\\x0d\\x09\\x7f");
	assert_string_equal(escape("\xc2\x9b"
				   "31m"),
			    "\\u{9b}31m");
	assert_string_equal(escape("\xe2\x80\xae"), "\\u{202e}");
	assert_string_equal(escape("\xe2\x80\xa8"), "\\u{2028}");
	assert_string_equal(escape("\x9b\xc0\x80"), "\\x9b\\xc0\\x80");
	sh_escape("a\0b", 3, nul, sizeof nul);
	assert_string_equal(nul, "a\\x00b");
}

static void test_escape_twice_changes_nothing(void **state)
{
	char once[64], twice[64];

	(void)state;
	sh_escape("\x1b\xff\xc2\x85", 4, once, sizeof once);
	sh_escape(once, strlen(once), twice, sizeof twice);
	assert_string_equal(once, twice);
}

static void test_escape_that_does_not_fit_is_cut_before_the_escape(void **state)
{
	char buf[6];

	(void)state;
	assert_int_equal(sh_escape("abc\x1b", 4, buf, sizeof buf), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(sh_escape("abc\xe2\x82\xac", 6, buf, sizeof buf), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(sh_escape("abc", 3, buf, 0), 0);
}

static void test_escape_of_any_bytes_gives_no_control(void **state)
{
	uint32_t x = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char in[12], out[64];
		size_t n;

		for (size_t i = 0; i < sizeof in; i++) {
			x = x * 1664525U + 1013904223U;
			in[i] = (char)(x >> 24);
		}
		n = sh_escape(in, sizeof in, out, sizeof out);
		for (size_t i = 0; i < n;) {
			uint32_t c = 0;
			const size_t step = sh_utf8_next(out + i, n - i, &c);

			assert_true(step > 0);
			assert_false(sh_codepoint_unsafe(c));
			i += step;
		}
	}
}

static void test_err_message_is_one_safe_line(void **state)
{
	struct sh_err err;

	(void)state;
	errno = 77;
	sh_err_set(&err, SH_ERR_IO, ENOENT, "cannot open %s: %d", "a\nb\x1b[2J\xff", 5);
	assert_int_equal(err.status, SH_ERR_IO);
	assert_int_equal(err.os_errno, ENOENT);
	assert_string_equal(err.message, "cannot open a\\x0ab\\x1b[2J\\xff: 5");
	assert_int_equal(errno, 77);
	sh_err_set(NULL, SH_ERR_IO, 0, "nobody listens");
}

/** Every length of message, with a three-byte character at every place of the cut. */
static void test_err_message_too_long_is_cut_between_characters(void **state)
{
	char *text = malloc(6001);
	struct sh_err err;

	(void)state;
	assert_non_null(text);
	for (size_t lead = 0; lead < 3; lead++) {
		memset(text, 'x', lead);
		for (size_t i = lead; i + 3 <= 6000; i += 3)
			memcpy(text + i, "\xe2\x82\xac", 3);
		text[6000 - (6000 - lead) % 3] = '\0';
		sh_err_set(&err, SH_ERR_INPUT, 0, "%s", text);
		assert_true(strlen(err.message) > sizeof err.message - 5);
		assert_null(strchr(err.message, '\\'));
		assert_memory_equal(err.message + strlen(err.message) - 3, "\xe2\x82\xac", 3);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fixed_at_halves_rounds_away_from_zero),
		cmocka_unit_test(test_fixed_rounding_to_zero_has_no_sign),
		cmocka_unit_test(test_fixed_at_the_ends_of_int64_is_exact),
		cmocka_unit_test(test_short_leaves_zeros_off),
		cmocka_unit_test(test_numbers_are_written_whole),
		cmocka_unit_test(test_text_that_does_not_fit_stays_a_prefix),
		cmocka_unit_test(test_utf8_next_takes_valid_and_refuses_invalid),
		cmocka_unit_test(test_json_string_escapes_what_terminals_and_json_forbid),
		cmocka_unit_test(test_json_string_too_long_is_cut_between_characters),
		cmocka_unit_test(test_escape_shows_controls_and_invalid_bytes),
		cmocka_unit_test(test_escape_twice_changes_nothing),
		cmocka_unit_test(test_escape_that_does_not_fit_is_cut_before_the_escape),
		cmocka_unit_test(test_escape_of_any_bytes_gives_no_control),
		cmocka_unit_test(test_err_message_is_one_safe_line),
		cmocka_unit_test(test_err_message_too_long_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
