/* Every trap of a serial port, on pseudo-terminals, for both port sources: through the real
 * libserialport (with the modem-line shim linked in) and through plain POSIX. The same tests run
 * for both; the pseudo-terminal is left cooked, because a raw one hides half of the traps.
 */

#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "io/source.h"
#include "ptypair.h"

enum { DEADLINE_MS = 5000 };

struct bed {
	const struct sh_source_ops *ops;
	struct ptypair pty;
	struct sh_source *source;
	int64_t clock_us;
};

static int64_t tick(void *ctx)
{
	struct bed *b = ctx;
	b->clock_us += 1000;
	return b->clock_us;
}

static int64_t real_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct sh_source_options options(struct bed *b, uint32_t baud)
{
	return (struct sh_source_options){.baud = baud, .line = 1, .now_us = tick, .clock_ctx = b};
}

static const char *name(const struct bed *b)
{
#ifdef SH_HAVE_SERIALPORT
	if (b->ops == &sh_source_serial)
		return b->pty.library_name;
#endif
	return b->pty.link;
}

static const char *scheme_name(const struct bed *b, char *ret, size_t cap)
{
	snprintf(ret, cap, "%s:%s", b->ops->name, name(b));
	return ret;
}

static void open_bed(struct bed *b, uint32_t baud)
{
	struct sh_source_options o = options(b, baud);
	struct sh_err err = {0};
	if (b->ops->open(name(b), &o, &b->source, &err) != SH_OK)
		fail_msg("open: %s", err.message);
}

static int wait_ready(struct bed *b, int ms)
{
	struct pollfd fds[1];
	nfds_t n = (nfds_t)sh_source_pollfds(b->source, fds, 1);
	return n == 0 ? 1 : poll(fds, n, ms);
}

/* Reads until `len` bytes are there or the source says something else than OK and WAIT. */
static enum sh_status collect(struct bed *b, uint8_t *ret, size_t len, size_t *ret_len)
{
	int64_t end = real_ms() + DEADLINE_MS;
	size_t have = 0;
	enum sh_status r = SH_WAIT;
	while (have < len && real_ms() < end) {
		struct sh_record record;
		struct sh_err err = {0};
		(void)wait_ready(b, 100);
		r = sh_source_read(b->source, &record, &err);
		if (r != SH_OK && r != SH_WAIT)
			break;
		if (r == SH_OK) {
			assert_int_equal(record.kind, SH_RECORD_BYTES);
			assert_int_equal(record.line, 1);
			assert_int_equal(record.t_host_us, b->clock_us);
			assert_true(record.len > 0 && record.len <= SH_SOURCE_READ_MAX);
			assert_true(have + record.len <= len);
			memcpy(ret + have, record.data, record.len);
			have += record.len;
		}
	}
	*ret_len = have;
	return r;
}

static void expect(struct bed *b, const void *bytes, size_t len)
{
	uint8_t got[8192];
	size_t n = 0;
	assert_true(len <= sizeof(got));
	(void)collect(b, got, len, &n);
	assert_int_equal(n, len);
	assert_memory_equal(got, bytes, len);
}

static void test_cooked_line_passes_every_byte_value(void **state)
{
	struct bed *b = *state;
	uint8_t all[256];
	for (unsigned i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	open_bed(b, 115200);
	ptypair_say(&b->pty, all, sizeof(all));
	expect(b, all, sizeof(all)); /* 0x11 and 0x13, 0x03, 0x04, CR among them */
}

static void test_device_data_is_never_echoed_back(void **state)
{
	struct bed *b = *state;
	static const char text[] = "S\nstop\r\n\x03\x11";
	open_bed(b, 115200);
	ptypair_say(&b->pty, text, sizeof(text));
	expect(b, text, sizeof(text));
	assert_int_equal(ptypair_heard(&b->pty, 50), 0);
}

static void test_bytes_sent_before_open_are_kept(void **state)
{
	struct bed *b = *state;
	ptypair_say(&b->pty, "line\npart", 9);
	assert_true(ptypair_heard(&b->pty, 1000) >
		    0); /* a cooked line: it was echoed, so it arrived */
	open_bed(b, 115200);
	expect(b, "line\npart", 9);
}

static void test_settings_are_raw_8n1_without_hupcl(void **state)
{
	struct bed *b = *state;
	struct termios t;
	open_bed(b, 115200);
	assert_int_equal(tcgetattr(b->pty.master, &t), 0);
	assert_int_equal(
		t.c_iflag & (tcflag_t)(IXON | IXOFF | IXANY | ICRNL | INLCR | IGNCR | ISTRIP), 0);
	assert_int_equal(t.c_lflag & (tcflag_t)(ECHO | ICANON | ISIG | IEXTEN), 0);
	assert_int_equal(t.c_oflag & (tcflag_t)OPOST, 0);
	assert_int_equal(t.c_cflag & (tcflag_t)CSIZE, CS8);
	assert_int_equal(t.c_cflag & (tcflag_t)(PARENB | CSTOPB | HUPCL | CRTSCTS), 0);
	assert_int_equal(t.c_cflag & (tcflag_t)(CREAD | CLOCAL), CREAD | CLOCAL);
}

static void test_rates_reach_the_line_common_and_odd(void **state)
{
	struct bed *b = *state;
	static const uint32_t bauds[] = {9600, 921600, 1000000, 250000, 123456};
	struct sh_err err = {0};
	open_bed(b, 57600);
	assert_int_equal(ptypair_baud(&b->pty), 57600);
	for (size_t i = 0; i < sizeof(bauds) / sizeof(bauds[0]); i++) {
		assert_int_equal(sh_source_set_baud(b->source, bauds[i], &err), SH_OK);
		assert_int_equal(ptypair_baud(&b->pty), bauds[i]);
	}
	ptypair_say(&b->pty, "\x13\x11z", 3);
	expect(b, "\x13\x11z", 3);
	assert_int_equal(sh_source_set_baud(b->source, 0, &err), SH_ERR_CONFIG);
	assert_non_null(strstr(err.message, "--baud"));
}

static void test_retune_keeps_bytes_already_queued(void **state)
{
	struct bed *b = *state;
	struct sh_err err = {0};
	open_bed(b, 9600);
	ptypair_say(&b->pty, "queued", 6);
	assert_int_equal(wait_ready(b, DEADLINE_MS), 1);
	assert_int_equal(sh_source_set_baud(b->source, 115200, &err), SH_OK);
	expect(b, "queued", 6);
}

static void test_read_never_blocks_when_the_writer_stalls(void **state)
{
	struct bed *b = *state;
	struct sh_record record;
	struct sh_err err = {0};
	open_bed(b, 115200);
	int64_t start = real_ms();
	for (int i = 0; i < 1000; i++)
		assert_int_equal(sh_source_read(b->source, &record, &err), SH_WAIT);
	assert_true(real_ms() - start < 2000);
	ptypair_say(&b->pty, "half a fr", 9);
	expect(b, "half a fr", 9);
	assert_int_equal(sh_source_read(b->source, &record, &err), SH_WAIT);
	assert_int_equal(wait_ready(b, 0), 0); /* and poll() sleeps meanwhile */
	ptypair_say(&b->pty, "ame", 3);
	expect(b, "ame", 3);
}

static void test_more_than_a_record_comes_in_pieces(void **state)
{
	struct bed *b = *state;
	uint8_t out[8192];
	size_t at = 0;
	open_bed(b, 115200);
	for (size_t i = 0; i < sizeof(out); i++)
		out[i] = (uint8_t)(i * 7 >> 3);
	for (; at < sizeof(out); at += 1024)
		ptypair_say(&b->pty, out + at, 1024);
	expect(b, out, sizeof(out));
}

static void test_hang_up_is_an_error_once_and_for_all_without_spinning(void **state)
{
	struct bed *b = *state;
	struct sh_record record;
	struct sh_err err = {0};
	struct pollfd fds[1];
	enum sh_status r = SH_WAIT;
	int rounds = 0;
	open_bed(b, 115200);
	ptypair_hang_up(&b->pty);
	while (r == SH_WAIT && rounds < 10) {
		assert_int_equal(wait_ready(b, DEADLINE_MS), 1);
		r = sh_source_read(b->source, &record, &err);
		rounds++;
	}
	assert_int_equal(r, SH_ERR_IO);
	assert_true(rounds <= 2);
	assert_int_equal(err.status, SH_ERR_IO);
	assert_non_null(strstr(err.message, "unplugged"));
	assert_int_equal(sh_source_pollfds(b->source, fds, 1), 0);
	assert_int_equal(sh_source_read(b->source, &record, &err), SH_ERR_IO);
	assert_int_equal(sh_source_set_baud(b->source, 9600, &err), SH_ERR_IO);
}

static void test_hang_up_with_bytes_unread_gives_what_the_kernel_has_then_the_error(void **state)
{
	struct bed *b = *state;
	uint8_t got[16];
	size_t n = 0;
	open_bed(b, 115200);
	ptypair_say(&b->pty, "tail", 4);
	assert_int_equal(wait_ready(b, DEADLINE_MS), 1);
	ptypair_hang_up(&b->pty);
	assert_int_equal(collect(b, got, sizeof(got), &n), SH_ERR_IO);
	assert_true(n == 0 || n == 4); /* Linux throws away a pseudo-terminal's queue at hang-up */
	assert_memory_equal(got, "tail", n);
}

static void test_hang_up_while_retuning_is_unplugged_not_wrong_rate(void **state)
{
	struct bed *b = *state;
	struct sh_err err = {0};
	open_bed(b, 115200);
	ptypair_hang_up(&b->pty);
	assert_int_equal(sh_source_set_baud(b->source, 9600, &err), SH_ERR_IO);
}

static void test_second_open_is_busy_whatever_the_source(void **state)
{
	struct bed *b = *state;
	struct sh_source_options o = options(b, 115200);
	struct sh_source *second = NULL;
	struct sh_err err = {0};
	open_bed(b, 115200);
	for (size_t i = 0; sh_sources[i] != NULL; i++) {
		if (sh_sources[i] == &sh_source_file)
			continue;
		struct bed other = {.ops = sh_sources[i], .pty = b->pty};
		assert_int_equal(other.ops->open(name(&other), &o, &second, &err), SH_ERR_IO);
		assert_int_equal(err.os_errno, EBUSY);
		assert_non_null(strstr(err.message, "busy"));
		assert_null(second);
	}
	b->source = sh_source_close(b->source);
	open_bed(b, 115200); /* free again */
}

static void test_busy_port_keeps_its_settings(void **state)
{
	struct bed *b = *state;
	struct sh_source_options o = options(b, 9600);
	struct sh_err err = {0};
	int holder = open(b->pty.slave, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct termios before, after;
	assert_true(holder >= 0);
	assert_int_equal(flock(holder, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(tcgetattr(holder, &before), 0);
	assert_int_equal(b->ops->open(name(b), &o, &b->source, &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, EBUSY);
	assert_int_equal(tcgetattr(holder, &after), 0);
	assert_int_equal(before.c_lflag, after.c_lflag);
	assert_int_equal(before.c_cflag, after.c_cflag);
	close(holder);
}

static void test_reader_killed_in_the_middle_leaves_the_port_usable(void **state)
{
	struct bed *b = *state;
	int ready[2];
	char c;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct sh_source_options o = options(b, 115200);
		struct sh_err err = {0};
		c = b->ops->open(name(b), &o, &b->source, &err) == SH_OK ? 'y' : 'n';
		(void)!write(ready[1], &c, 1);
		for (;;)
			pause();
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(ready[0]);
	close(ready[1]);
	assert_int_equal(c, 'y');
	open_bed(b, 115200);
	ptypair_say(&b->pty, "on", 2);
	expect(b, "on", 2);
}

static void test_reopen_after_replug_waits_quietly_then_reads_on(void **state)
{
	struct bed *b = *state;
	struct sh_source_options o = options(b, 115200);
	struct sh_source_identity id;
	struct sh_err err = {0};
	char spec[256];
	assert_int_equal(
		sh_source_open_port(scheme_name(b, spec, sizeof(spec)), &o, &b->source, &id, &err),
		SH_OK);
	assert_ptr_equal(b->source->ops, b->ops);
	ptypair_say(&b->pty, "one", 3);
	expect(b, "one", 3);
	ptypair_hang_up(&b->pty);
	uint8_t got[4];
	size_t n = 0;
	assert_int_equal(collect(b, got, sizeof(got), &n), SH_ERR_IO);
	b->source = sh_source_close(b->source);
	assert_int_equal(unlink(b->pty.link), 0);
	memset(&err, 0, sizeof(err));
	for (int i = 0; i < 3; i++)
		assert_int_equal(sh_source_reopen(&id, &o, &b->source, &err), SH_WAIT);
	assert_int_equal(err.message[0], 0);
	assert_null(b->source);
	ptypair_replace(&b->pty);
	assert_int_equal(sh_source_reopen(&id, &o, &b->source, &err), SH_OK);
	ptypair_say(&b->pty, "two", 3);
	expect(b, "two", 3);
	assert_string_equal(id.device, b->pty.slave);
}

static void test_dangling_link_is_no_such_port(void **state)
{
	struct bed *b = *state;
	struct sh_source_options o = options(b, 0);
	struct sh_err err = {0};
	ptypair_hang_up(&b->pty);
	assert_int_equal(b->ops->open(name(b), &o, &b->source, &err), SH_ERR_IO);
	assert_null(b->source);
	assert_non_null(strstr(err.message, "no port"));
	assert_null(strchr(err.message, '\n'));
}

static int set_up(void **state, const struct sh_source_ops *ops)
{
	static struct bed bed;
	bed = (struct bed){.ops = ops};
	ptypair_open(&bed.pty);
	*state = &bed;
	alarm(60); /* a blocking read would otherwise hold the whole run */
	return 0;
}

#ifdef SH_HAVE_SERIALPORT
static int set_up_serial(void **state)
{
	return set_up(state, &sh_source_serial);
}
#endif

static int set_up_tty(void **state)
{
	return set_up(state, &sh_source_tty);
}

static int tear_down(void **state)
{
	struct bed *b = *state;
	b->source = sh_source_close(b->source);
	ptypair_close(&b->pty);
	return 0;
}

#define TRAPS(set_up_one)                                                                             \
	{                                                                                             \
		TRAP(test_cooked_line_passes_every_byte_value, set_up_one),                           \
			TRAP(test_device_data_is_never_echoed_back, set_up_one),                      \
			TRAP(test_bytes_sent_before_open_are_kept, set_up_one),                       \
			TRAP(test_settings_are_raw_8n1_without_hupcl, set_up_one),                    \
			TRAP(test_rates_reach_the_line_common_and_odd, set_up_one),                   \
			TRAP(test_retune_keeps_bytes_already_queued, set_up_one),                     \
			TRAP(test_read_never_blocks_when_the_writer_stalls, set_up_one),              \
			TRAP(test_more_than_a_record_comes_in_pieces, set_up_one),                    \
			TRAP(test_hang_up_is_an_error_once_and_for_all_without_spinning,              \
			     set_up_one),                                                             \
			TRAP(test_hang_up_with_bytes_unread_gives_what_the_kernel_has_then_the_error, \
			     set_up_one),                                                             \
			TRAP(test_hang_up_while_retuning_is_unplugged_not_wrong_rate, set_up_one),    \
			TRAP(test_second_open_is_busy_whatever_the_source, set_up_one),               \
			TRAP(test_busy_port_keeps_its_settings, set_up_one),                          \
			TRAP(test_reader_killed_in_the_middle_leaves_the_port_usable, set_up_one),    \
			TRAP(test_reopen_after_replug_waits_quietly_then_reads_on, set_up_one),       \
			TRAP(test_dangling_link_is_no_such_port, set_up_one),                         \
	}
#define TRAP(test, set_up_one) cmocka_unit_test_setup_teardown(test, set_up_one, tear_down)

int main(void)
{
	const struct CMUnitTest tty[] = TRAPS(set_up_tty);
	int failed = cmocka_run_group_tests_name("tty", tty, NULL, NULL);
#ifdef SH_HAVE_SERIALPORT
	const struct CMUnitTest serial[] = TRAPS(set_up_serial);
	if (access("/sys/class/tty", F_OK) == 0)
		failed += cmocka_run_group_tests_name("serial", serial, NULL, NULL);
	else
		print_message("serial: left out, libserialport needs /sys/class/tty\n");
#else
	print_message("serial: left out, built without libserialport\n");
#endif
	return failed;
}
