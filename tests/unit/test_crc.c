/* CRC-16/IBM-3740 of the wire protocol, against a bytewise second version and its known answers. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "sh_wire.h"

/* The same polynomial division by another route: whole bytes, no bit loop. */
static uint16_t crc_other_way(const uint8_t *data, size_t len)
{
	uint16_t crc = 0xFFFF;
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned x = (crc >> 8) ^ data[i];

		x ^= x >> 4;
		crc = (uint16_t)((unsigned)(crc << 8) ^ (x << 12) ^ (x << 5) ^ x);
	}
	return crc;
}

static void test_crc_of_check_text_is_29b1(void **unused)
{
	(void)unused;
	assert_int_equal(sh_wire_crc16(0xFFFF, (const uint8_t *)"123456789", 9), 0x29B1);
}

static void test_crc_of_nothing_is_its_start(void **unused)
{
	(void)unused;
	assert_int_equal(sh_wire_crc16(0xFFFF, (const uint8_t *)"", 0), 0xFFFF);
}

static void test_crc_in_pieces_equals_whole(void **unused)
{
	const uint8_t *text = (const uint8_t *)"123456789";
	size_t cut;

	(void)unused;
	for (cut = 0; cut <= 9; cut++) {
		uint16_t crc = sh_wire_crc16(0xFFFF, text, cut);

		assert_int_equal(sh_wire_crc16(crc, text + cut, 9 - cut), 0x29B1);
	}
}

static void test_crc_equals_second_version_on_many_inputs(void **unused)
{
	uint8_t data[253];
	uint32_t x = 1;
	size_t i, n;

	(void)unused;
	for (n = 0; n <= sizeof(data); n++) {
		for (i = 0; i < n; i++) {
			x = x * 1664525u + 1013904223u;
			data[i] = (uint8_t)(x >> 24);
		}
		assert_int_equal(sh_wire_crc16(0xFFFF, data, n), crc_other_way(data, n));
	}
}

static void test_crc_finds_every_flip_of_up_to_three_bits(void **unused)
{
	uint8_t data[12] = {2, 0, 7, 0, 0xA0, 0x25, 0x26, 0, 0, 0x20, 1, 0xFF};
	const size_t bits = sizeof(data) * 8;
	uint16_t good = sh_wire_crc16(0xFFFF, data, sizeof(data));
	size_t a, b, c;

	(void)unused;
	for (a = 0; a < bits; a++) {
		data[a / 8] ^= (uint8_t)(1u << a % 8);
		assert_int_not_equal(sh_wire_crc16(0xFFFF, data, sizeof(data)), good);
		for (b = a + 1; b < bits; b++) {
			data[b / 8] ^= (uint8_t)(1u << b % 8);
			assert_int_not_equal(sh_wire_crc16(0xFFFF, data, sizeof(data)), good);
			for (c = b + 1; c < bits; c += 7) {
				data[c / 8] ^= (uint8_t)(1u << c % 8);
				assert_int_not_equal(sh_wire_crc16(0xFFFF, data, sizeof(data)),
						     good);
				data[c / 8] ^= (uint8_t)(1u << c % 8);
			}
			data[b / 8] ^= (uint8_t)(1u << b % 8);
		}
		data[a / 8] ^= (uint8_t)(1u << a % 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crc_of_check_text_is_29b1),
		cmocka_unit_test(test_crc_of_nothing_is_its_start),
		cmocka_unit_test(test_crc_in_pieces_equals_whole),
		cmocka_unit_test(test_crc_equals_second_version_on_many_inputs),
		cmocka_unit_test(test_crc_finds_every_flip_of_up_to_three_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
