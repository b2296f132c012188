/* Listening to ports as `spinehold sensors` does, on pseudo-terminals with a WitMotion sensor
 * played by a child process. Waits by poll() with deadlines, never longer than the listening itself
 * takes.
 */

#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/probe.h"
#include "ptypair.h"

static struct ptypair pty;
static pid_t player;
static volatile sig_atomic_t stop;

static void frame(uint8_t *f, uint8_t type, int16_t third)
{
	memset(f, 0, 11);
	f[0] = 0x55;
	f[1] = type;
	f[6] = (uint8_t)(third & 0xff);
	f[7] = (uint8_t)(third >> 8);
	for (int i = 0; i < 10; i++)
		f[10] = (uint8_t)(f[10] + f[i]);
}

/* Sends at about 50 Hz, noise at any rate but `baud`, until it is killed. */
static void play(uint32_t baud)
{
	uint8_t group[33];

	player = fork();
	assert_true(player >= 0);
	if (player > 0)
		return;
	frame(group, 0x51, 2048);
	frame(group + 11, 0x52, 0);
	frame(group + 22, 0x53, 0);
	for (uint8_t n = 0;; n++) {
		const bool right = ptypair_baud(&pty) == baud;

		for (size_t i = 0; !right && i < sizeof(group); i++)
			group[i] = (uint8_t)(group[i] * 7 + n);
		if (right) {
			frame(group, 0x51, 2048);
			frame(group + 11, 0x52, 0);
			frame(group + 22, 0x53, 0);
		}
		(void)!write(pty.master, group, sizeof(group));
		(void)poll(NULL, 0, 20);
	}
}

static struct sh_probe_result probe(const char *port, uint32_t baud)
{
	const struct sh_probe_request q = {port, baud};
	struct sh_probe_result r;
	struct sh_err err = {0};

	memset(&r, 0, sizeof(r));
	assert_int_equal(sh_probe(&q, 1, -1, &stop, &r, &err), SH_OK);
	return r;
}

static void test_sensor_at_the_second_rate_is_recognised_and_measured(void **state)
{
	(void)state;
	play(9600);
	const struct sh_probe_result r = probe(pty.link, 0);

	assert_int_equal(r.outcome, SH_PROBE_RECOGNISED);
	assert_string_equal(r.protocol->name, "witmotion");
	assert_int_equal(r.baud, 9600);
	assert_true(r.rate_hz > 5 && r.rate_hz < 100); /* the machine may be busy */
	assert_true(r.stats.samples > 3);
}

static void test_noise_is_unknown_and_silence_is_silent(void **state)
{
	(void)state;
	assert_int_equal(probe(pty.link, 38400).outcome, SH_PROBE_SILENT);
	play(9600);
	const struct sh_probe_result r = probe(pty.link, 38400);

	assert_int_equal(r.outcome, SH_PROBE_UNKNOWN);
	assert_true(r.bytes > 0);
}

static void test_missing_and_hung_up_ports_fail_with_a_message(void **state)
{
	(void)state;
	struct sh_probe_result r = probe("/dev/no_such_port", 0);

	assert_int_equal(r.outcome, SH_PROBE_FAILED);
	assert_int_equal(r.err.os_errno, ENOENT);
	play(9600);
	ptypair_hang_up(&pty); /* the player has the other copy of the master */
	assert_int_equal(kill(player, SIGKILL), 0);
	assert_int_equal(waitpid(player, NULL, 0), player);
	player = 0;
	r = probe(pty.link, 0);
	assert_int_equal(r.outcome, SH_PROBE_FAILED);
	assert_true(strlen(r.err.message) > 10);
}

static void test_stop_ends_it_at_once(void **state)
{
	(void)state;
	stop = 1;
	assert_int_equal(probe(pty.link, 0).outcome, SH_PROBE_NOT_ASKED);
}

static int set_up(void **state)
{
	(void)state;
	stop = 0;
	player = 0;
	ptypair_open(&pty);
	alarm(60);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	if (player > 0) {
		(void)kill(player, SIGKILL);
		(void)waitpid(player, NULL, 0);
	}
	ptypair_close(&pty);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sensor_at_the_second_rate_is_recognised_and_measured),
		TEST(test_noise_is_unknown_and_silence_is_silent),
		TEST(test_missing_and_hung_up_ports_fail_with_a_message),
		TEST(test_stop_ends_it_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
