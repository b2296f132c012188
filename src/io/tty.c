/* Ports without a library: pseudo-terminals, FIFOs, standard input, rfcomm, any character device.
 *
 * libserialport refuses pseudo-terminals (no entry in /sys, no modem lines) and a FIFO is no
 * terminal at all, yet all of them carry a sensor's bytes: an emulator, `socat`, `nc sensor | ...`.
 *
 * How each one ends:
 *   terminal   hang-up               SH_ERR_IO, may come back
 *   FIFO       last writer left      SH_END; but a writer that came and said nothing does not
 * count: the FIFO is opened afresh, or poll() would report that writer's hang-up for ever stdin end
 * of file           SH_END others     read gives 0          SH_END
 *
 * Standard input is not switched to O_NONBLOCK: that flag would change the same pipe or terminal
 * for everybody who shares it, past our own end. It is asked with poll() before each read instead.
 */

#define _DEFAULT_SOURCE

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/source.h"
#include "io/tty_line.h"
#include "support/err.h"

enum kind { KIND_TTY, KIND_FIFO, KIND_OTHER };

struct tty {
	struct sh_source base;
	int fd;
	enum kind kind;
	bool standard_input;
	bool heard;	     /* at least one byte came */
	enum sh_status over; /* SH_OK while alive, then the final answer */
	int os_errno;	     /* of the final answer */
	char path[SH_SOURCE_PATH_MAX];
	uint8_t buffer[SH_SOURCE_READ_MAX];
};

static void close_fd(struct tty *t)
{
	if (t->fd < 0)
		return;
	if (t->kind == KIND_TTY)
		sh_tty_exclusive(t->fd, false);
	if (!t->standard_input)
		close(t->fd);
	t->fd = -1;
}

/* What a path or standard input is, before it is opened: opening the wrong thing has effects. */
static enum sh_status judge(struct tty *t, const struct stat *st, struct sh_err *err)
{
	if (S_ISFIFO(st->st_mode)) {
		t->kind = KIND_FIFO;
	} else if (S_ISCHR(st->st_mode)) {
		t->kind = KIND_OTHER; /* whether it is a terminal shows once it is open */
	} else if (t->standard_input) {
		t->kind = KIND_OTHER;
	} else if (S_ISREG(st->st_mode)) {
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "'%s' is a file, not a port: to play it, use spinehold replay '%s'",
			   t->path, t->path);
		return SH_ERR_CONFIG;
	} else {
		sh_err_set(err, SH_ERR_CONFIG, ENOTTY,
			   "'%s' is %s, not a port: give a serial port, a pseudo-terminal, a "
			   "FIFO or '-'",
			   t->path,
			   S_ISDIR(st->st_mode)	   ? "a folder"
			   : S_ISSOCK(st->st_mode) ? "a socket"
						   : "a block device");
		return SH_ERR_CONFIG;
	}
	return SH_OK;
}

static enum sh_status open_path(struct tty *t, struct sh_err *err)
{
	struct stat st;
	if (t->standard_input) {
		t->fd = STDIN_FILENO;
		if (fstat(t->fd, &st) != 0) {
			sh_err_set(err, SH_ERR_IO, errno,
				   "standard input is closed: pipe the sensor's bytes in, or "
				   "give a port");
			return SH_ERR_IO;
		}
		return judge(t, &st, err);
	}
	if (stat(t->path, &st) != 0)
		return sh_tty_open_error(err, t->path, errno);
	enum sh_status r = judge(t, &st, err);
	if (r != SH_OK)
		return r;
	int flags = O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	t->fd = open(t->path, flags | (t->kind == KIND_FIFO ? O_RDONLY : O_RDWR));
	if (t->fd < 0 && t->kind != KIND_FIFO && (errno == EACCES || errno == EROFS))
		t->fd = open(t->path, flags | O_RDONLY);
	return t->fd < 0 ? sh_tty_open_error(err, t->path, errno) : SH_OK;
}

/* Lock, then raw, then the rate: see tty_line.c for why in this order. */
static enum sh_status set_up_line(struct tty *t, struct sh_err *err)
{
	if (isatty(t->fd))
		t->kind = KIND_TTY;
	if (t->kind == KIND_TTY && sh_tty_is_ours(t->fd))
		return sh_tty_refuse_ours(err);
	/* A pipe on standard input is often shared with the script around us: no business of ours.
	 */
	if ((!t->standard_input || t->kind == KIND_TTY) && sh_tty_lock(t->fd) != 0)
		return sh_tty_open_error(err, t->path, EBUSY);
	if (t->kind != KIND_TTY)
		return SH_OK;
	int e = sh_tty_make_raw(t->fd);
	if (e != 0)
		return sh_tty_open_error(err, t->path, e);
	sh_tty_exclusive(t->fd, true);
	uint32_t baud = t->base.options.baud;
	return sh_source_tty.set_baud(&t->base, baud != 0 ? baud : SH_SOURCE_BAUD_DEFAULT, err);
}

static enum sh_status tty_open(const char *spec, const struct sh_source_options *o,
			       struct sh_source **ret, struct sh_err *err)
{
	assert(o->now_us != NULL);
	if (strlen(spec) >= SH_SOURCE_PATH_MAX) {
		sh_err_set(err, SH_ERR_CONFIG, ENAMETOOLONG,
			   "the port's name is longer than %d bytes: use a link to it",
			   SH_SOURCE_PATH_MAX - 1);
		return SH_ERR_CONFIG;
	}
	struct tty *t = calloc(1, sizeof(*t));
	if (t == NULL) {
		sh_err_set(err, SH_ERR_MEMORY, ENOMEM, "out of memory: close other programs");
		return SH_ERR_MEMORY;
	}
	t->base = (struct sh_source){.ops = &sh_source_tty, .options = *o};
	t->fd = -1;
	t->standard_input = strcmp(spec, "-") == 0;
	strcpy(t->path, spec);
	enum sh_status r = open_path(t, err);
	if (r == SH_OK)
		r = set_up_line(t, err);
	if (r != SH_OK) {
		close_fd(t);
		free(t);
		return r;
	}
	*ret = &t->base;
	return SH_OK;
}

static size_t tty_pollfds(struct sh_source *s, struct pollfd *fds, size_t cap)
{
	const struct tty *t = (const struct tty *)s;
	if (t->over != SH_OK || cap == 0)
		return 0;
	fds[0] = (struct pollfd){.fd = t->fd, .events = POLLIN};
	return 1;
}

static enum sh_status finish(struct tty *t, enum sh_status status, int os_errno, struct sh_err *err)
{
	t->over = status;
	t->os_errno = os_errno;
	if (status >= 0)
		return status;
	sh_err_set(err, status, os_errno,
		   "'%s' was unplugged or closed%s%s: plug the sensor in "
		   "again",
		   t->path, os_errno != 0 ? ": " : "", os_errno != 0 ? strerror(os_errno) : "");
	return status;
}

static bool poll_says(int fd, short what)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 0) > 0 && (p.revents & what) != 0;
}

/* A writer opened the FIFO and left without a word. Opened anew before the old descriptor goes, so
 * that the next writer never meets a FIFO without a reader. */
static enum sh_status renew_fifo(struct tty *t, struct sh_err *err)
{
	struct stat before, now;
	int fd = open(t->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return finish(t, SH_ERR_IO, errno, err);
	if (fstat(t->fd, &before) != 0 || fstat(fd, &now) != 0 || before.st_ino != now.st_ino ||
	    before.st_dev != now.st_dev) {
		close(fd);
		return finish(t, SH_ERR_IO, ENOENT, err);
	}
	close(t->fd);
	t->fd = fd;
	return sh_tty_lock(fd) == 0 ? SH_WAIT : finish(t, SH_ERR_IO, EBUSY, err);
}

/* read() had nothing to give: is that for now, or for good? */
static enum sh_status nothing(struct tty *t, bool end_of_file, struct sh_err *err)
{
	switch (t->kind) {
	case KIND_TTY:
		return sh_tty_is_dead(t->fd) ? finish(t, SH_ERR_IO, 0, err) : SH_WAIT;
	case KIND_FIFO:
		if (!end_of_file)
			return SH_WAIT;
		if (t->standard_input)
			return finish(t, SH_END, 0, err);
		if (!poll_says(t->fd, POLLHUP))
			return SH_WAIT; /* no writer yet */
		return t->heard ? finish(t, SH_END, 0, err) : renew_fifo(t, err);
	case KIND_OTHER:
		break;
	}
	return end_of_file ? finish(t, SH_END, 0, err) : SH_WAIT;
}

static enum sh_status tty_read(struct sh_source *s, struct sh_record *ret, struct sh_err *err)
{
	struct tty *t = (struct tty *)s;
	ssize_t n;
	if (t->over != SH_OK)
		return finish(t, t->over, t->os_errno, err);
	if (t->standard_input && !poll_says(t->fd, (short)~0))
		return SH_WAIT;
	do {
		n = read(t->fd, t->buffer, sizeof(t->buffer));
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
		return finish(t, SH_ERR_IO, errno, err);
	if (n <= 0)
		return nothing(t, n == 0, err);
	t->heard = true;
	*ret = (struct sh_record){.t_host_us = s->options.now_us(s->options.clock_ctx),
				  .kind = SH_RECORD_BYTES,
				  .line = s->options.line,
				  .data = t->buffer,
				  .len = (size_t)n};
	return SH_OK;
}

static enum sh_status tty_set_baud(struct sh_source *s, uint32_t baud, struct sh_err *err)
{
	struct tty *t = (struct tty *)s;
	if (t->over != SH_OK)
		return finish(t, t->over, t->os_errno, err);
	if (t->kind != KIND_TTY)
		return SH_WAIT;
	int e = sh_tty_set_baud(t->fd, baud);
	if (e == 0)
		return SH_OK;
	if (sh_tty_is_dead(t->fd))
		return finish(t, SH_ERR_IO, e, err);
	sh_err_set(err, SH_ERR_CONFIG, e, "'%s' cannot run at %lu baud (%s): try --baud 115200",
		   t->path, (unsigned long)baud, strerror(e));
	return SH_ERR_CONFIG;
}

static struct sh_source *tty_close(struct sh_source *s)
{
	if (s != NULL) {
		close_fd((struct tty *)s);
		free(s);
	}
	return NULL;
}

const struct sh_source_ops sh_source_tty = {
	.name = "tty",
	.help = "pseudo-terminal, FIFO, rfcomm or '-' (standard input)",
	.open = tty_open,
	.pollfds = tty_pollfds,
	.read = tty_read,
	.set_baud = tty_set_baud,
	.close = tty_close,
};
