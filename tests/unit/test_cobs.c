/* COBS: known cases, round trips at the lengths that matter, and bytes that are no COBS. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "sh_wire.h"
#include "wire_vectors.h"

static void test_cobs_of_known_cases_matches_both_ways(void **unused)
{
	FILE *f = vectors_open("cobs.txt");
	struct vector v;
	int n = 0;

	(void)unused;
	while (vectors_next(f, &v)) {
		uint8_t plain[300], coded[300], out[300];
		size_t n_plain = vector_bytes(&v, "plain", plain, sizeof(plain));
		size_t n_coded = vector_bytes(&v, "coded", coded, sizeof(coded));
		size_t len;

		if (!vector_get(&v, "decode-only")) {
			assert_int_equal(sh_wire_cobs_encode(plain, n_plain, out), n_coded);
			assert_memory_equal(out, coded, n_coded);
		}
		assert_true(sh_wire_cobs_decode(coded, n_coded, out, &len));
		assert_int_equal(len, n_plain);
		assert_memory_equal(out, plain, n_plain);
		assert_true(sh_wire_cobs_decode(coded, n_coded, coded, &len));
		assert_memory_equal(coded, plain, n_plain);
		n++;
	}
	fclose(f);
	assert_true(n >= 10);
}

static void test_cobs_round_trip_gives_back_every_length(void **unused)
{
	uint8_t plain[600], coded[610], out[610];
	uint32_t x = 7;
	size_t n, i;

	(void)unused;
	for (n = 0; n <= sizeof(plain); n++) {
		unsigned zeros = n % 3 == 0 ? 0 : n % 3 == 1 ? 2 : 100; /* in 256 */
		size_t len, n_coded;

		for (i = 0; i < n; i++) {
			x = x * 1664525u + 1013904223u;
			plain[i] = (x >> 24) < zeros ? 0 : (uint8_t)(x >> 16 | 1);
		}
		n_coded = sh_wire_cobs_encode(plain, n, coded);
		assert_true(n_coded <= n + 1 + n / 254);
		for (i = 0; i < n_coded; i++)
			assert_int_not_equal(coded[i], 0);
		assert_true(sh_wire_cobs_decode(coded, n_coded, out, &len));
		assert_int_equal(len, n);
		assert_memory_equal(out, plain, n);
	}
}

static void test_cobs_decode_of_broken_bytes_says_no(void **unused)
{
	static const struct {
		uint8_t bytes[4];
		size_t n;
	} cases[] = {{{0}, 0},	     {{0}, 1},	  {{2}, 1},	   {{3, 1}, 2},
		     {{3, 0, 1}, 3}, {{1, 2}, 2}, {{255, 1, 1}, 3}};
	uint8_t out[4];
	size_t len, i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_false(sh_wire_cobs_decode(cases[i].bytes, cases[i].n, out, &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cobs_of_known_cases_matches_both_ways),
		cmocka_unit_test(test_cobs_round_trip_gives_back_every_length),
		cmocka_unit_test(test_cobs_decode_of_broken_bytes_says_no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
