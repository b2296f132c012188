/* The baud search with a clock made of numbers. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "io/listen.h"

static void test_unknown_device_tries_the_rates_in_order_and_starts_again(void **state)
{
	(void)state;
	static const uint32_t order[] = {9600,	921600,	 230400, 460800, 57600,
					 38400, 1000000, 115200, 9600};
	struct sh_listen l;
	uint32_t baud = 1;
	int64_t now = 1000000000;
	sh_listen_init(&l, NULL, 0, false);
	assert_int_equal(sh_listen_baud(&l), 115200);
	assert_int_equal(sh_listen_due_us(&l), INT64_MAX); /* the clock has not been told */
	assert_false(sh_listen_next(&l, now, false, &baud));
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		assert_int_equal(sh_listen_due_us(&l), now + SH_LISTEN_DWELL_US);
		assert_false(sh_listen_next(&l, now + SH_LISTEN_DWELL_US - 1, false, &baud));
		now += SH_LISTEN_DWELL_US;
		assert_true(sh_listen_next(&l, now, false, &baud));
		assert_int_equal(baud, order[i]);
		assert_int_equal(sh_listen_baud(&l), order[i]);
		assert_int_equal(l.rounds, i >= 7 ? 1 : 0);
	}
}

static void test_board_that_resets_gets_a_longer_first_stay_only(void **state)
{
	(void)state;
	struct sh_listen l;
	uint32_t baud = 0;
	sh_listen_init(&l, NULL, 0, true);
	assert_false(sh_listen_next(&l, 0, false, &baud));
	assert_false(sh_listen_next(&l, SH_LISTEN_RESET_US - 1, false, &baud));
	assert_true(sh_listen_next(&l, SH_LISTEN_RESET_US, false, &baud));
	assert_true(sh_listen_next(&l, SH_LISTEN_RESET_US + SH_LISTEN_DWELL_US, false, &baud));
	assert_int_equal(baud, 921600);
}

static void test_found_settles_for_good(void **state)
{
	(void)state;
	struct sh_listen l;
	uint32_t baud = 77;
	sh_listen_init(&l, NULL, 0, false);
	assert_false(sh_listen_next(&l, 0, false, &baud));
	assert_true(sh_listen_next(&l, SH_LISTEN_DWELL_US, false, &baud));
	assert_false(sh_listen_next(&l, 5 * SH_LISTEN_DWELL_US, true, &baud)); /* late, yet found */
	assert_false(sh_listen_next(&l, 900 * SH_LISTEN_DWELL_US, false, &baud));
	assert_int_equal(sh_listen_baud(&l), 9600);
	assert_int_equal(sh_listen_due_us(&l), INT64_MAX);
}

static void test_late_call_moves_one_rate_and_gives_it_its_full_time(void **state)
{
	(void)state;
	struct sh_listen l;
	uint32_t baud = 0;
	sh_listen_init(&l, NULL, 0, false);
	assert_false(sh_listen_next(&l, 0, false, &baud));
	assert_true(sh_listen_next(&l, 10 * SH_LISTEN_DWELL_US, false, &baud));
	assert_int_equal(baud, 9600);
	assert_false(sh_listen_next(&l, 10 * SH_LISTEN_DWELL_US + 1, false, &baud));
}

static void test_one_rate_stays_for_ever_but_counts_rounds(void **state)
{
	(void)state;
	static const uint32_t one[] = {250000};
	struct sh_listen l;
	uint32_t baud = 5;
	sh_listen_init(&l, one, 1, false);
	for (int64_t t = 0; t <= 10 * SH_LISTEN_DWELL_US; t += SH_LISTEN_DWELL_US)
		assert_false(sh_listen_next(&l, t, false, &baud));
	assert_int_equal(baud, 5);
	assert_int_equal(sh_listen_baud(&l), 250000);
	assert_int_equal(l.rounds, 10);
}

static void test_list_ends_at_zero_and_at_its_room(void **state)
{
	(void)state;
	static const uint32_t zero_ended[9] = {9600, 115200, 0};
	uint32_t many[40];
	struct sh_listen l;
	sh_listen_init(&l, zero_ended, 9, false);
	assert_int_equal(l.n, 2);
	assert_int_equal(sh_listen_baud(&l), 9600);
	for (uint32_t i = 0; i < 40; i++)
		many[i] = 1200 + i;
	sh_listen_init(&l, many, 40, false);
	assert_int_equal(l.n, SH_LISTEN_RATES_MAX);
	sh_listen_init(&l, many, 0, false);
	assert_int_equal(l.n, 8);
}

static void test_names_of_adapters_that_reset_are_known(void **state)
{
	(void)state;
	assert_true(sh_listen_may_reset("/dev/ttyUSB0"));
	assert_true(sh_listen_may_reset("/dev/ttyACM12"));
	assert_false(sh_listen_may_reset("/dev/pts/3"));
	assert_false(sh_listen_may_reset("/dev/ttyS0"));
	assert_false(sh_listen_may_reset("/tmp/ttyUSB0/fifo"));
	assert_false(sh_listen_may_reset(""));
	assert_false(sh_listen_may_reset("/dev/rfcomm0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unknown_device_tries_the_rates_in_order_and_starts_again),
		cmocka_unit_test(test_board_that_resets_gets_a_longer_first_stay_only),
		cmocka_unit_test(test_found_settles_for_good),
		cmocka_unit_test(test_late_call_moves_one_rate_and_gives_it_its_full_time),
		cmocka_unit_test(test_one_rate_stays_for_ever_but_counts_rounds),
		cmocka_unit_test(test_list_ends_at_zero_and_at_its_room),
		cmocka_unit_test(test_names_of_adapters_that_reset_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
