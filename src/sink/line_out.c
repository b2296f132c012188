/*
 * write(2) with everything that can happen to it.
 *
 * SIGPIPE: a library must not set a process-wide disposition, and MSG_NOSIGNAL is for sockets only.
 * So the signal is blocked around the write and, if the write raised it, taken off the queue before
 * the mask is put back. One that was pending before (raised by somebody else) is left alone.
 *
 * EAGAIN: standard output may share its open file with a terminal that somebody made non-blocking.
 * Then poll waits for room.
 *
 * Stopping: the last lines (result, summary) are written after the stop, to a reader that may be
 * slow but alive; so a stop does not end the writing, it only bounds the waiting.
 */

#define _POSIX_C_SOURCE 200809L

#include "sink/line_out.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/err.h"

enum {
	CHUNK = 4096, /* poll promises a pipe room for this much */
	LOOK_MS = 100,
	GRACE_MS = 1000
};

struct sigpipe_guard {
	sigset_t before;
	bool was_pending, blocked;
};

static void hold_sigpipe(struct sigpipe_guard *g)
{
	sigset_t pipe_only, pending;

	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	g->was_pending = sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
	g->blocked = sigprocmask(SIG_BLOCK, &pipe_only, &g->before) == 0;
}

static void release_sigpipe(const struct sigpipe_guard *g, bool raised)
{
	const struct timespec at_once = {0, 0};
	sigset_t pipe_only;

	if (!g->blocked)
		return;
	if (raised && !g->was_pending) {
		sigemptyset(&pipe_only);
		sigaddset(&pipe_only, SIGPIPE);
		while (sigtimedwait(&pipe_only, NULL, &at_once) < 0 && errno == EINTR)
			;
	}
	sigprocmask(SIG_SETMASK, &g->before, NULL);
}

void sh_line_out_init(struct sh_line_out *o, const struct sh_sink_options *options)
{
	o->options = *options;
	o->dead = false;
	if (!o->options.name)
		o->options.name = "standard output";
}

static bool stopped(const struct sh_line_out *o)
{
	return o->options.stop && *o->options.stop;
}

/** Waits for room, without end while nobody stops. Returns 0 or EINTR. */
static int wait_writable(const struct sh_line_out *o)
{
	struct pollfd p = {.fd = o->options.fd, .events = POLLOUT};
	int waited_ms = 0;

	while (poll(&p, 1, LOOK_MS) <= 0) {
		if (stopped(o) && (waited_ms += LOOK_MS) >= GRACE_MS)
			return EINTR;
	}
	return 0;
}

/** Returns 0 or an errno. */
static int write_all(const struct sh_line_out *o, const char *line, size_t len)
{
	while (len > 0) {
		/* a write that found room for its chunk does not block */
		int failed = stopped(o) ? wait_writable(o) : 0;
		ssize_t n;

		if (failed)
			return failed;
		n = write(o->options.fd, line, len < CHUNK ? len : CHUNK);
		if (n >= 0) {
			line += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			failed = wait_writable(o);
		} else if (errno != EINTR) {
			failed = errno;
		}
		if (failed)
			return failed;
	}
	return 0;
}

enum sh_status sh_line_out_write(struct sh_line_out *o, const char *line, size_t len,
				 struct sh_err *err)
{
	struct sigpipe_guard guard;
	int failed;

	if (o->dead)
		return SH_OK;
	hold_sigpipe(&guard);
	failed = write_all(o, line, len);
	release_sigpipe(&guard, failed == EPIPE);
	if (!failed)
		return SH_OK;
	o->dead = true;
	if (failed == EPIPE)
		sh_err_set(err, SH_ERR_IO, failed,
			   "%s: nobody reads it any more, the rest is not shown", o->options.name);
	else if (failed == ENOSPC || failed == EFBIG)
		sh_err_set(err, SH_ERR_IO, failed,
			   "%s: %s, the rest is not written; make room and try again",
			   o->options.name, strerror(failed));
	else
		sh_err_set(err, SH_ERR_IO, failed, "cannot write to %s: %s", o->options.name,
			   strerror(failed));
	return SH_ERR_IO;
}
