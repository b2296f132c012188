/* A pseudo-terminal that behaves as a board on a serial line.
 *
 * Nothing is sent before somebody opens it. On Linux a master hangs up (POLLHUP) only after its
 * other side was opened and closed once, so we do that ourselves, and a line without a hang-up then
 * has a reader. The line is made raw before its path is told: an open reader would otherwise get
 * its own data echoed back.
 *
 * Time: sample time divided by the speed, on the monotonic clock. With `max` the line's buffer sets
 * the pace. Never is anything dropped: a buffer that is full is waited for, a reader that hangs up
 * ends it. Closing a pty throws away what was not read, so at the end we look at what still waits
 * on the other side, as long as it gets less. */

#define _XOPEN_SOURCE	700
#define _DEFAULT_SOURCE /* FIONREAD */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/signals.h"
#include "app/simulate.h"
#include "support/err.h"

enum {
	LOOK_MS = 10,	    /* how often a hang-up is looked at while it can only be polled */
	SETTLE_US = 200000, /* a reader that has just opened sets its line up first */
	STUCK_US = 3000000, /* nothing was read for so long: the reader has lost interest */
	BUSY_US = 2000000   /* the reader holds the line for itself: time to read the rest */
};

struct line {
	int master, wake; /* wake: readable when a signal came, or -1 */
	int64_t start_us; /* when the first sample goes out */
	char path[128];
};

/* What a step ended with: go on, or nobody is there any more (also when asked to stop), or an
 * error. */
enum outcome { GO_ON, OVER, BAD };

static enum sh_status failed(const char *what, struct sh_err *err)
{
	int number = errno;

	sh_err_set(err, SH_ERR_IO, number, "pseudo-terminal: %s: %s", what, strerror(number));
	return SH_ERR_IO;
}

static int make_raw(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t) != 0)
		return -1;
	t.c_iflag = 0;
	t.c_oflag = 0;
	t.c_lflag = 0;
	t.c_cflag = CS8 | CREAD | CLOCAL;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	(void)cfsetispeed(&t, B115200);
	(void)cfsetospeed(&t, B115200);
	return tcsetattr(fd, TCSANOW, &t);
}

static enum sh_status open_line(struct line *l, struct sh_err *err)
{
	const char *name;
	int slave, flags;

	l->master = posix_openpt(O_RDWR | O_NOCTTY);
	if (l->master < 0)
		return failed("none to be had", err);
	if (grantpt(l->master) != 0 || unlockpt(l->master) != 0 || !(name = ptsname(l->master)))
		return failed("cannot be set up", err);
	if (strlen(name) >= sizeof(l->path)) {
		errno = ENAMETOOLONG;
		return failed("cannot be set up", err);
	}
	memcpy(l->path, name, strlen(name) + 1);
	slave = open(l->path, O_RDWR | O_NOCTTY);
	if (slave < 0)
		return failed("cannot be opened", err);
	if (make_raw(slave) != 0) {
		(void)close(slave);
		return failed("cannot be made raw", err);
	}
	(void)close(slave); /* from now on the master hangs up while nobody reads */
	flags = fcntl(l->master, F_GETFL);
	if (flags < 0 || fcntl(l->master, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    fcntl(l->master, F_SETFD, FD_CLOEXEC) != 0)
		return failed("cannot be set up", err);
	return SH_OK;
}

/* Waits for the master (`events`) or a signal, at most so long. What the reader sends is thrown
 * away.
 * @return the master's revents */
static short wait_for(struct line *l, short events, int timeout_ms)
{
	struct pollfd p[2] = {{l->master, (short)(events | POLLIN), 0}, {l->wake, POLLIN, 0}};
	char heard[256];

	if (poll(p, 2, timeout_ms) <= 0)
		return 0;
	if (p[1].revents)
		sh_signals_drain();
	if (p[0].revents & POLLIN)
		while (read(l->master, heard, sizeof(heard)) > 0)
			continue;
	return p[0].revents;
}

static void nap(int64_t us)
{
	struct timespec t = {(time_t)(us / 1000000), (long)(us % 1000000) * 1000};

	(void)nanosleep(&t, NULL);
}

static enum outcome wait_for_reader(struct line *l)
{
	int64_t until_us;

	for (;;) {
		struct pollfd p = {l->master, 0, 0};

		if (sh_signals_stop)
			return OVER;
		(void)poll(&p, 1, 0);
		if (!(p.revents & POLLHUP))
			break;
		nap(LOOK_MS * 1000);
	}
	until_us = sh_clock_us() + SETTLE_US;
	while (sh_clock_us() < until_us) {
		if (sh_signals_stop)
			return OVER;
		nap(LOOK_MS * 1000);
	}
	return GO_ON;
}

/* Until the moment has come; the last piece is shorter than poll can measure. */
static enum outcome wait_until(struct line *l, int64_t when_us)
{
	for (;;) {
		int64_t left_us = when_us - sh_clock_us();

		if (sh_signals_stop)
			return OVER;
		if (left_us <= 0)
			return GO_ON;
		if (left_us < 1000)
			nap(left_us);
		else if (wait_for(l, 0, (int)(left_us / 1000)) & (POLLHUP | POLLERR))
			return OVER;
	}
}

static enum outcome put(struct line *l, const uint8_t *bytes, size_t len)
{
	while (len > 0) {
		struct pollfd p = {l->master, POLLOUT, 0};
		ssize_t n;

		(void)poll(&p, 1, 0);
		if (sh_signals_stop || (p.revents & (POLLHUP | POLLERR)))
			return OVER;
		n = write(l->master, bytes, len);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (n < 0 && errno == EIO) {
			return OVER;
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			return BAD;
		} else {
			(void)wait_for(l, POLLOUT, 100);
		}
	}
	return GO_ON;
}

/* The reader has the line for itself, or we cannot look: it gets some time, or until it hangs up.
 */
static void wait_for_hang_up(struct line *l)
{
	int64_t until_us = sh_clock_us() + BUSY_US;

	while (!sh_signals_stop && sh_clock_us() < until_us &&
	       !(wait_for(l, 0, LOOK_MS) & (POLLHUP | POLLERR)))
		continue;
}

/* What still waits on the other side, -1 if it cannot be seen. Opened anew for each look: kept
 * open, our own descriptor would hide that the reader has left. */
static int unread(const struct line *l)
{
	int slave = open(l->path, O_RDONLY | O_NOCTTY | O_NONBLOCK), waiting = -1;

	if (slave < 0)
		return -1;
	if (ioctl(slave, FIONREAD, &waiting) != 0)
		waiting = -1;
	(void)close(slave);
	return waiting;
}

static void drain(struct line *l)
{
	int before = -1, empty = 0;
	int64_t moved_us = sh_clock_us();

	/* the kernel hands on in pieces: empty is believed when it stays so */
	while (empty < 5 && sh_clock_us() - moved_us < STUCK_US) {
		struct pollfd p = {l->master, 0, 0};
		int waiting;

		(void)poll(&p, 1, 0);
		if (sh_signals_stop || (p.revents & POLLHUP))
			return;
		waiting = unread(l);
		if (waiting < 0) {
			wait_for_hang_up(l);
			return;
		}
		if (waiting != before)
			moved_us = sh_clock_us();
		before = waiting;
		empty = waiting == 0 ? empty + 1 : 0;
		nap(LOOK_MS * 1000);
	}
}

static enum sh_status play(struct sh_simulate *s, struct line *l, struct sh_err *err)
{
	double speed = s->options->speed < 0 ? 1 : s->options->speed;
	struct sh_simulate_chunk c;
	enum outcome now = wait_for_reader(l);
	enum sh_status st = SH_OK;

	l->start_us = sh_clock_us();
	while (now == GO_ON && (st = sh_simulate_next(s, &c, err)) == SH_OK) {
		int64_t t_us = c.t_us + c.late_us;

		if (speed > 0)
			now = wait_until(l, l->start_us + (int64_t)((double)t_us / speed));
		if (now == GO_ON)
			now = put(l, c.bytes, c.len);
	}
	if (now == BAD)
		return failed("cannot be written", err);
	if (st < 0)
		return st;
	if (now == GO_ON)
		drain(l);
	return SH_OK;
}

enum sh_status sh_simulate_pty(struct sh_simulate *s, struct sh_err *err)
{
	struct line l = {.master = -1, .wake = sh_signals_install()};
	enum sh_status st = open_line(&l, err);

	if (st == SH_OK) {
		if (printf("%s\n", l.path) > 0 && fflush(stdout) == 0)
			st = play(s, &l, err);
		else
			st = failed("its path cannot be printed", err);
	}
	if (l.master >= 0)
		(void)close(l.master);
	return st;
}
