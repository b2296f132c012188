/* The plain port source where no terminal is involved (FIFO, standard input, other devices), and
 * its refusals. Terminals: tests/e2e/serial_traps.c.
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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/source.h"
#include "ptypair.h"

enum { DEADLINE_MS = 5000 };

static char folder[128], fifo[160];
static struct sh_source *source;

static int64_t still(void *ctx)
{
	(void)ctx;
	return 42;
}

static const struct sh_source_options options = {.now_us = still};

static int set_up(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof(folder), "%s/sh_ttyXXXXXX", tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chmod(folder, 0755), 0);
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	alarm(60);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	source = sh_source_close(source);
	(void)unlink(fifo);
	return rmdir(folder);
}

static void open_source(const char *spec)
{
	struct sh_err err = {0};
	if (sh_source_open_port(spec, &options, &source, NULL, &err) != SH_OK)
		fail_msg("%s", err.message);
}

static enum sh_status refuse(const char *spec, struct sh_err *err)
{
	memset(err, 0, sizeof(*err));
	enum sh_status r = sh_source_open_port(spec, &options, &source, NULL, err);
	assert_true(r < 0);
	assert_null(source);
	assert_int_equal(err->status, r);
	assert_true(strlen(err->message) > 20);
	assert_null(strchr(err->message, '\n'));
	return r;
}

static int ready(int ms)
{
	struct pollfd fds[1];
	nfds_t n = (nfds_t)sh_source_pollfds(source, fds, 1);
	return n == 0 ? 1 : poll(fds, n, ms);
}

static enum sh_status read_once(struct sh_record *ret)
{
	struct sh_err err = {0};
	return sh_source_read(source, ret, &err);
}

static void expect(const char *text)
{
	struct sh_record r;
	assert_int_equal(ready(DEADLINE_MS), 1);
	assert_int_equal(read_once(&r), SH_OK);
	assert_int_equal(r.kind, SH_RECORD_BYTES);
	assert_int_equal(r.t_host_us, 42);
	assert_int_equal(r.line, 0);
	assert_int_equal(r.len, strlen(text));
	assert_memory_equal(r.data, text, r.len);
}

static int writer(void)
{
	int fd = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static void say(int fd, const char *text)
{
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void test_fifo_without_writer_opens_and_waits(void **state)
{
	(void)state;
	struct sh_record r;
	open_source(fifo);
	assert_int_equal(read_once(&r), SH_WAIT);
	assert_int_equal(ready(0), 0);
	int fd = writer();
	say(fd, "first");
	expect("first");
	assert_int_equal(read_once(&r), SH_WAIT);
	close(fd);
}

static void test_fifo_whose_writers_left_gives_the_rest_then_ends(void **state)
{
	(void)state;
	struct sh_record r;
	struct pollfd fds[1];
	open_source(fifo);
	int one = writer(), two = writer();
	say(one, "abc");
	close(one);
	expect("abc");
	assert_int_equal(read_once(&r), SH_WAIT); /* the other writer is still there */
	say(two, "tail");
	close(two);
	expect("tail");
	assert_int_equal(ready(DEADLINE_MS), 1);
	assert_int_equal(read_once(&r), SH_END);
	assert_int_equal(read_once(&r), SH_END);
	assert_int_equal(sh_source_pollfds(source, fds, 1), 0);
}

static void test_fifo_whose_writer_said_nothing_waits_for_the_next_without_spinning(void **state)
{
	(void)state;
	struct sh_record r;
	open_source(fifo);
	close(writer());
	assert_int_equal(ready(DEADLINE_MS), 1); /* the hang-up shows once */
	assert_int_equal(read_once(&r), SH_WAIT);
	assert_int_equal(ready(0), 0);
	int fd = writer();
	say(fd, "later");
	expect("later");
	close(fd);
	assert_int_equal(read_once(&r), SH_END);
}

static void test_fifo_removed_under_a_silent_writer_is_lost(void **state)
{
	(void)state;
	struct sh_record r;
	struct sh_err err = {0};
	open_source(fifo);
	close(writer());
	assert_int_equal(unlink(fifo), 0);
	assert_int_equal(sh_source_read(source, &r, &err), SH_ERR_IO);
}

static void test_fifo_with_two_readers_is_busy(void **state)
{
	(void)state;
	struct sh_source *second = NULL;
	struct sh_err err = {0};
	open_source(fifo);
	assert_int_equal(sh_source_tty.open(fifo, &options, &second, &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, EBUSY);
	assert_null(second);
}

static void test_fifo_has_no_rate(void **state)
{
	(void)state;
	struct sh_err err = {0};
	open_source(fifo);
	assert_int_equal(sh_source_set_baud(source, 9600, &err), SH_WAIT);
}

static void test_fifo_reopened_reads_the_next_writer(void **state)
{
	(void)state;
	struct sh_source_identity id;
	struct sh_err err = {0};
	assert_int_equal(sh_source_open_port(fifo, &options, &source, &id, &err), SH_OK);
	assert_false(id.usb);
	assert_string_equal(id.spec, fifo);
	source = sh_source_close(source);
	assert_int_equal(sh_source_reopen(&id, &options, &source, &err), SH_OK);
	int fd = writer();
	say(fd, "again");
	expect("again");
	close(fd);
}

/* Runs `body` with `fd` as standard input. */
static void with_stdin(int fd, void (*body)(int), int argument)
{
	int saved = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10);
	if (fd >= 0)
		assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	else
		close(STDIN_FILENO);
	body(argument);
	source = sh_source_close(source);
	if (saved >= 0) {
		assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
		close(saved);
	}
}

static void use_stdin_pipe(int write_end)
{
	struct sh_record r;
	open_source("-");
	assert_int_equal(fcntl(STDIN_FILENO, F_GETFL) & O_NONBLOCK,
			 0);			  /* shared: not ours to set */
	assert_int_equal(read_once(&r), SH_WAIT); /* and yet it does not block */
	say(write_end, "piped");
	expect("piped");
	assert_int_equal(read_once(&r), SH_WAIT);
	say(write_end, "rest");
	close(write_end);
	expect("rest");
	assert_int_equal(ready(DEADLINE_MS), 1);
	assert_int_equal(read_once(&r), SH_END);
	source = sh_source_close(source);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0); /* still open */
}

static void test_stdin_pipe_reads_without_blocking_and_ends(void **state)
{
	(void)state;
	int fds[2];
	assert_int_equal(pipe(fds), 0);
	with_stdin(fds[0], use_stdin_pipe, fds[1]);
	close(fds[0]);
}

static void use_stdin_eof(int unused)
{
	struct sh_record r;
	(void)unused;
	open_source("-");
	assert_int_equal(read_once(&r), SH_END);
}

static void test_stdin_at_its_end_ends_at_once(void **state)
{
	(void)state;
	int fds[2];
	assert_int_equal(pipe(fds), 0);
	close(fds[1]);
	with_stdin(fds[0], use_stdin_eof, 0);
	close(fds[0]);
}

static void use_closed_stdin(int unused)
{
	struct sh_err err;
	(void)unused;
	assert_int_equal(refuse("-", &err), SH_ERR_IO);
}

static void test_stdin_closed_is_said(void **state)
{
	(void)state;
	with_stdin(-1, use_closed_stdin, 0);
}

static void test_stdin_cannot_be_reopened(void **state)
{
	(void)state;
	struct sh_source_identity id = {.spec = "-"};
	struct sh_err err = {0};
	assert_int_equal(sh_source_reopen(&id, &options, &source, &err), SH_ERR_IO);
	assert_null(source);
}

static void test_other_character_device_reads_and_ends(void **state)
{
	(void)state;
	struct sh_record r;
	open_source("/dev/null");
	assert_int_equal(read_once(&r), SH_END);
	source = sh_source_close(source);
	open_source("/dev/zero");
	assert_int_equal(read_once(&r), SH_OK);
	assert_int_equal(r.len, SH_SOURCE_READ_MAX);
}

static void test_wrong_kinds_of_path_are_refused_with_advice(void **state)
{
	(void)state;
	struct sh_err err;
	char path[200];
	assert_int_equal(refuse(folder, &err), SH_ERR_CONFIG);
	assert_non_null(strstr(err.message, "folder"));
	snprintf(path, sizeof(path), "%s/file.csv", folder);
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(refuse(path, &err), SH_ERR_CONFIG);
	assert_non_null(strstr(err.message, "replay"));
	unlink(path);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/socket", folder);
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(s, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(refuse(address.sun_path, &err), SH_ERR_CONFIG);
	assert_non_null(strstr(err.message, "socket"));
	close(s);
	unlink(address.sun_path);
}

static void test_missing_port_says_what_there_is(void **state)
{
	(void)state;
	struct sh_err err;
	assert_int_equal(refuse("/dev/ttyUSB\x1b[2J\xe2\x80\xae", &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, ENOENT);
	assert_non_null(strstr(err.message, "no port"));
	assert_non_null(strstr(err.message, "\\x1b[2J\\u{202e}"));
	assert_non_null(strstr(err.message, "attached"));
}

static void test_name_too_long_is_refused(void **state)
{
	(void)state;
	struct sh_err err;
	char path[SH_SOURCE_PATH_MAX + 8];
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = 0;
	assert_int_equal(refuse(path, &err), SH_ERR_CONFIG);
}

static void test_permission_denied_names_the_group(void **state)
{
	(void)state;
	int status = 0;
	assert_int_equal(chmod(fifo, 0), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct sh_err err = {0};
		if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
			_exit(9);
		enum sh_status r = sh_source_open_port(fifo, &options, &source, NULL, &err);
		_exit(r == SH_ERR_IO && err.os_errno == EACCES &&
				      strstr(err.message, "permission denied") != NULL &&
				      strstr(err.message, "dialout") != NULL &&
				      strstr(err.message, "log in again") != NULL
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void test_own_terminal_is_refused_by_path_and_as_stdin(void **state)
{
	(void)state;
	struct ptypair p;
	int status = 0;
	ptypair_open(&p);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct sh_err err = {0};
		(void)setsid();
		int fd = open(p.slave, O_RDWR); /* becomes the controlling terminal */
		if (fd < 0 || dup2(fd, STDIN_FILENO) < 0)
			_exit(9);
#ifdef TIOCSCTTY
		(void)ioctl(fd, TIOCSCTTY, 0);
#endif
		if (sh_source_open_port(p.slave, &options, &source, NULL, &err) != SH_ERR_CONFIG)
			_exit(1);
		if (sh_source_open_port("-", &options, &source, NULL, &err) != SH_ERR_CONFIG)
			_exit(2);
		_exit(strstr(err.message, "typing") != NULL ? 0 : 3);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	ptypair_close(&p);
}

static void use_stdin_terminal(int unused)
{
	(void)unused;
	open_source("-");
}

static void test_foreign_terminal_on_stdin_is_made_raw(void **state)
{
	(void)state;
	struct ptypair p;
	ptypair_open(&p);
	int fd = open(p.slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(fd >= 0);
	with_stdin(fd, use_stdin_terminal, 0);
	ptypair_say(&p, "x\n", 2);
	assert_int_equal(ptypair_heard(&p, 50), 0); /* no echo */
	close(fd);
	ptypair_close(&p);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fifo_without_writer_opens_and_waits),
		TEST(test_fifo_whose_writers_left_gives_the_rest_then_ends),
		TEST(test_fifo_whose_writer_said_nothing_waits_for_the_next_without_spinning),
		TEST(test_fifo_removed_under_a_silent_writer_is_lost),
		TEST(test_fifo_with_two_readers_is_busy),
		TEST(test_fifo_has_no_rate),
		TEST(test_fifo_reopened_reads_the_next_writer),
		TEST(test_stdin_pipe_reads_without_blocking_and_ends),
		TEST(test_stdin_at_its_end_ends_at_once),
		TEST(test_stdin_closed_is_said),
		TEST(test_stdin_cannot_be_reopened),
		TEST(test_other_character_device_reads_and_ends),
		TEST(test_wrong_kinds_of_path_are_refused_with_advice),
		TEST(test_missing_port_says_what_there_is),
		TEST(test_name_too_long_is_refused),
		TEST(test_permission_denied_names_the_group),
		TEST(test_own_terminal_is_refused_by_path_and_as_stdin),
		TEST(test_foreign_terminal_on_stdin_is_made_raw),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
