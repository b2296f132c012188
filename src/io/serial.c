/* Real serial ports through libserialport (written for 0.1.1; 0.1.2 fits too).
 *
 * The library's event and blocking calls are not used: after an unplug its wait returns "ready" at
 * once and for ever, its blocking reads spin or never return, and its non-blocking read says 0. We
 * take the descriptor, wait in our own poll(), and ask the queue's length: that is what fails.
 *
 * Opening goes in two steps. A descriptor of our own first, to see whether the port is locked
 * before anything about it is changed, and to make it raw at once (the library leaves flow control
 * on and echoes until it has finished). It stays open until the library's own is up, so that the
 * line never sees a last close, which would drop what was received. Its lock is given up just
 * before, because 0.1.2 takes the same lock inside sp_open.
 */

#define _DEFAULT_SOURCE

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/source.h"
#include "io/tty_line.h"
#include "support/err.h"

struct serial {
	struct sh_source base;
	struct sp_port *port;
	bool open;
	int fd; /* the library's own, valid while open */
	bool lost;
	char path[SH_SOURCE_PATH_MAX];
	uint8_t buffer[SH_SOURCE_READ_MAX];
};

/* The library's last error as an errno value; it keeps none for wrong arguments. */
static int last_errno(enum sp_return r)
{
	return r == SP_ERR_FAIL ? sp_last_error_code() : r == SP_ERR_MEM ? ENOMEM : EINVAL;
}

/* 0.1.1 wants the node's own name; links such as /dev/serial/by-id/... are followed here. */
static enum sh_status find_port(struct serial *s, struct sh_err *err)
{
	char *real;
	if (access(s->path, F_OK) != 0)
		return sh_tty_open_error(err, s->path, errno);
	if (sp_get_port_by_name(s->path, &s->port) == SP_OK)
		return SH_OK;
	real = realpath(s->path, NULL);
	if (real != NULL && strlen(real) < sizeof(s->path) &&
	    sp_get_port_by_name(real, &s->port) == SP_OK) {
		strcpy(s->path, real);
		free(real);
		return SH_OK;
	}
	free(real);
	return sh_tty_open_error(err, s->path, ENOTTY);
}

/* @return a descriptor on the port, raw, with nobody else on it; or -1 */
static int open_guard(struct serial *s, struct sh_err *err)
{
	struct stat st;
	if (stat(s->path, &st) != 0 || !S_ISCHR(st.st_mode)) {
		(void)sh_tty_open_error(err, s->path, ENOTTY);
		return -1;
	}
	int fd = open(s->path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0) {
		(void)sh_tty_open_error(err, s->path, errno);
		return -1;
	}
	int e = sh_tty_lock(fd);
	if (e == 0 && !sh_tty_is_ours(fd))
		e = sh_tty_make_raw(fd);
	if (e != 0 || sh_tty_is_ours(fd)) {
		(void)(e != 0 ? sh_tty_open_error(err, s->path, e) : sh_tty_refuse_ours(err));
		close(fd);
		return -1;
	}
	return fd;
}

static enum sh_status set_up_port(struct serial *s, struct sh_err *err)
{
	enum sp_return r = sp_open(s->port, SP_MODE_READ_WRITE);
	if (r != SP_OK)
		return sh_tty_open_error(err, s->path, last_errno(r));
	s->open = true;
	if (sp_get_port_handle(s->port, &s->fd) != SP_OK)
		return sh_tty_open_error(err, s->path, EINVAL);
	(void)fcntl(s->fd, F_SETFD, FD_CLOEXEC);
	int e = sh_tty_lock(s->fd);
	if (e != 0)
		return sh_tty_open_error(err, s->path, e);
	sh_tty_exclusive(s->fd, true);
	if ((r = sp_set_flowcontrol(s->port, SP_FLOWCONTROL_NONE)) != SP_OK ||
	    (r = sp_set_bits(s->port, 8)) != SP_OK ||
	    (r = sp_set_parity(s->port, SP_PARITY_NONE)) != SP_OK ||
	    (r = sp_set_stopbits(s->port, 1)) != SP_OK)
		return sh_tty_open_error(err, s->path, last_errno(r));
	uint32_t baud = s->base.options.baud;
	enum sh_status st =
		sh_source_serial.set_baud(&s->base, baud != 0 ? baud : SH_SOURCE_BAUD_DEFAULT, err);
	if (st != SH_OK)
		return st;
	/* The library keeps settings of its own and HUPCL: ours have the last word. */
	e = sh_tty_make_raw(s->fd);
	if (e != 0)
		return sh_tty_open_error(err, s->path, e);
	sh_tty_low_latency(s->fd);
	return SH_OK;
}

static struct sh_source *serial_close(struct sh_source *source)
{
	struct serial *s = (struct serial *)source;
	if (s == NULL)
		return NULL;
	if (s->open) {
		sh_tty_exclusive(s->fd, false);
		sp_close(s->port);
	}
	if (s->port != NULL)
		sp_free_port(s->port);
	free(s);
	return NULL;
}

static enum sh_status serial_open(const char *spec, const struct sh_source_options *o,
				  struct sh_source **ret, struct sh_err *err)
{
	assert(o->now_us != NULL);
	if (strlen(spec) >= SH_SOURCE_PATH_MAX) {
		sh_err_set(err, SH_ERR_CONFIG, ENAMETOOLONG,
			   "the port's name is longer than %d bytes: use a link to it",
			   SH_SOURCE_PATH_MAX - 1);
		return SH_ERR_CONFIG;
	}
	struct serial *s = calloc(1, sizeof(*s));
	if (s == NULL) {
		sh_err_set(err, SH_ERR_MEMORY, ENOMEM, "out of memory: close other programs");
		return SH_ERR_MEMORY;
	}
	int guard = -1;
	s->base = (struct sh_source){.ops = &sh_source_serial, .options = *o};
	s->fd = -1;
	strcpy(s->path, spec);
	enum sh_status r = find_port(s, err);
	if (r != SH_OK)
		goto out;
	guard = open_guard(s, err);
	if (guard < 0) {
		r = SH_ERR_IO;
		goto out;
	}
	(void)flock(guard, LOCK_UN);
	r = set_up_port(s, err);
	if (r != SH_OK)
		goto out;
	*ret = &s->base;
out:
	if (guard >= 0)
		close(guard);
	if (r != SH_OK)
		(void)serial_close(&s->base);
	return r;
}

static size_t serial_pollfds(struct sh_source *source, struct pollfd *fds, size_t cap)
{
	const struct serial *s = (const struct serial *)source;
	if (s->lost || cap == 0)
		return 0;
	fds[0] = (struct pollfd){.fd = s->fd, .events = POLLIN};
	return 1;
}

static enum sh_status lose(struct serial *s, struct sh_err *err)
{
	s->lost = true;
	sh_err_set(err, SH_ERR_IO, ENODEV, "'%s' was unplugged: plug the sensor in again", s->path);
	return SH_ERR_IO;
}

static enum sh_status serial_read(struct sh_source *source, struct sh_record *ret,
				  struct sh_err *err)
{
	struct serial *s = (struct serial *)source;
	if (s->lost)
		return lose(s, err);
	int n = (int)sp_nonblocking_read(s->port, s->buffer, sizeof(s->buffer));
	if (n < 0)
		return lose(s, err);
	if (n == 0)
		return (int)sp_input_waiting(s->port) < 0 || sh_tty_is_dead(s->fd) ? lose(s, err)
										   : SH_WAIT;
	*ret = (struct sh_record){.t_host_us = source->options.now_us(source->options.clock_ctx),
				  .kind = SH_RECORD_BYTES,
				  .line = source->options.line,
				  .data = s->buffer,
				  .len = (size_t)n};
	return SH_OK;
}

static enum sh_status serial_set_baud(struct sh_source *source, uint32_t baud, struct sh_err *err)
{
	struct serial *s = (struct serial *)source;
	if (s->lost)
		return lose(s, err);
	enum sp_return r =
		baud == 0 || baud > INT_MAX ? SP_ERR_ARG : sp_set_baudrate(s->port, (int)baud);
	if (r == SP_OK)
		return SH_OK;
	int e = last_errno(r);
	if (sh_tty_is_dead(s->fd))
		return lose(s, err);
	sh_err_set(err, SH_ERR_CONFIG, e, "'%s' cannot run at %lu baud (%s): try --baud 115200",
		   s->path, (unsigned long)baud, strerror(e));
	return SH_ERR_CONFIG;
}

const struct sh_source_ops sh_source_serial = {
	.name = "serial",
	.help = "serial port (USB adapter, board or UART)",
	.open = serial_open,
	.pollfds = serial_pollfds,
	.read = serial_read,
	.set_baud = serial_set_baud,
	.close = serial_close,
};
