#define _POSIX_C_SOURCE 200809L

#include "app/link.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/clock.h"
#include "io/ports.h"
#include "support/err.h"

static enum sh_status choose_port(const struct sh_options *o, char ret[SH_SOURCE_PATH_MAX],
				  struct sh_err *err)
{
	struct sh_port ports[SH_PORTS_MAX];
	size_t n;

	if (o->port) {
		if (strlen(o->port) >= SH_SOURCE_PATH_MAX) {
			sh_err_set(err, SH_ERR_CONFIG, 0, "--port: the name is too long");
			return SH_ERR_CONFIG;
		}
		snprintf(ret, SH_SOURCE_PATH_MAX, "%s", o->port);
		return SH_OK;
	}
	if (o->usb) {
		enum sh_status st = sh_ports_find_usb(o->usb, &ports[0], err);

		if (st == SH_OK)
			snprintf(ret, SH_SOURCE_PATH_MAX, "%s", ports[0].path);
		return st;
	}
	n = sh_ports_list(ports, SH_PORTS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (ports[i].candidate) {
			snprintf(ret, SH_SOURCE_PATH_MAX, "%s", ports[i].path);
			return SH_OK;
		}
	}
	sh_err_set(err, SH_ERR_IO, 0,
		   "no sensor was found: plug it in, or name its port with --port (see spinehold sensors)");
	return SH_ERR_IO;
}

static bool look_at_name(const struct sh_link *l, struct stat *ret)
{
	const char *spec = l->id.spec;

	if (strncmp(spec, "tty:", 4) == 0)
		spec += 4;
	return lstat(spec, ret) == 0;
}

enum sh_status sh_link_open(struct sh_link *l, const struct sh_options *o, int64_t *start_us,
			    struct sh_err *err)
{
	char path[SH_SOURCE_PATH_MAX];
	enum sh_status st;

	memset(l, 0, sizeof(*l));
	st = choose_port(o, path, err);
	if (st != SH_OK)
		return st;
	if (o->baud)
		sh_listen_init(&l->listen, &o->baud, 1, false);
	else
		sh_listen_init(&l->listen, NULL, 0, false);
	l->listening = !o->baud;
	l->options.baud = sh_listen_baud(&l->listen);
	l->options.now_us = sh_clock_since_us;
	l->options.clock_ctx = start_us;
	st = sh_source_open_port(path, &l->options, &l->source, &l->id, err);
	if (st != SH_OK)
		return st;
	(void)look_at_name(l, &l->name);
	if (l->listening) /* what it is called is known only now */
		sh_listen_init(&l->listen, NULL, 0, sh_listen_may_reset(l->id.device));
	return SH_OK;
}

size_t sh_link_pollfds(struct sh_link *l, struct pollfd *fds, size_t cap)
{
	return l->source ? sh_source_pollfds(l->source, fds, cap) : 0;
}

int64_t sh_link_due_us(const struct sh_link *l)
{
	int64_t due_us = l->source ? l->heard_us + SH_LINK_SILENT_US : l->tried_us + SH_LINK_REOPEN_US;

	if (l->source && (l->lost || l->bytes == 0))
		due_us = INT64_MAX;
	if (l->source && l->listening && sh_listen_due_us(&l->listen) < due_us)
		due_us = sh_listen_due_us(&l->listen);
	return due_us;
}

static enum sh_status link_record(struct sh_record *ret, enum sh_link_change change, int64_t now_us,
				  uint32_t baud)
{
	memset(ret, 0, sizeof(*ret));
	ret->kind = SH_RECORD_LINK;
	ret->t_host_us = now_us;
	ret->link = change;
	ret->baud = baud;
	return SH_OK;
}

/* The port is closed first: while it is open the kernel gives a replugged adapter another name. */
static enum sh_status port_gone(struct sh_link *l, int64_t now_us, struct sh_record *ret)
{
	bool said = l->lost;

	l->source = sh_source_close(l->source);
	l->gone_us = l->tried_us = now_us;
	l->lost = true;
	return said ? SH_WAIT : link_record(ret, SH_LINK_LOST, now_us, 0);
}

/* The number of a pseudo-terminal that was closed goes to whoever opens the next one: what answers
 * there is somebody else's terminal. So it is opened again only through a link that was made anew. */
static bool may_be_back(const struct sh_link *l, bool *ret_ever)
{
	struct stat now;

	*ret_ever = true;
	if (strncmp(l->id.device, "/dev/pts/", 9) != 0)
		return true;
	*ret_ever = S_ISLNK(l->name.st_mode);
	return *ret_ever && look_at_name(l, &now) &&
	       (now.st_ino != l->name.st_ino || now.st_ctim.tv_sec != l->name.st_ctim.tv_sec ||
		now.st_ctim.tv_nsec != l->name.st_ctim.tv_nsec);
}

static enum sh_status reopen(struct sh_link *l, int64_t now_us, struct sh_err *err)
{
	struct sh_err now_err = {0};
	bool ever, may;

	if (now_us - l->tried_us < SH_LINK_REOPEN_US)
		return SH_WAIT;
	l->tried_us = now_us;
	may = may_be_back(l, &ever);
	if (may && sh_source_reopen(&l->id, &l->options, &l->source, &now_err) == SH_OK) {
		l->heard_us = now_us;
		(void)look_at_name(l, &l->name);
		return SH_WAIT; /* it is back when it is heard */
	}
	if (ever && (l->id.usb || now_us - l->gone_us < SH_LINK_PATIENCE_US))
		return SH_WAIT;
	sh_err_set(err, SH_ERR_IO, 0,
		   "%s: the sensor's port went away and did not come back; what was recorded is kept",
		   l->id.spec);
	return SH_ERR_IO;
}

static enum sh_status try_rates(struct sh_link *l, bool found, int64_t now_us, struct sh_record *ret,
				struct sh_err *err)
{
	uint32_t baud;

	if (!l->listening || !sh_listen_next(&l->listen, now_us, found, &baud))
		return SH_WAIT;
	if (sh_source_set_baud(l->source, baud, err) != SH_OK)
		return SH_WAIT; /* it has no rate, or refuses this one: the next is tried in its time */
	l->options.baud = baud;
	return link_record(ret, SH_LINK_RETUNED, now_us, baud);
}

enum sh_status sh_link_next(struct sh_link *l, bool found, int64_t now_us, struct sh_record *ret,
			    struct sh_err *err)
{
	enum sh_status st;

	if (l->ended)
		return SH_END;
	if (!l->source)
		return reopen(l, now_us, err);
	if (found)
		l->listening = false;
	st = try_rates(l, found, now_us, ret, err);
	if (st != SH_WAIT)
		return st;
	if (l->lost && now_us - l->heard_us > 0) {
		struct pollfd fd[1];

		/* heard again: say so before the bytes */
		if (sh_source_pollfds(l->source, fd, 1) == 1 && poll(fd, 1, 0) > 0 && (fd[0].revents & POLLIN) &&
		    !(fd[0].revents & (POLLHUP | POLLERR))) {
			l->lost = false;
			l->heard_us = now_us;
			return link_record(ret, SH_LINK_BACK, now_us, 0);
		}
	}
	st = sh_source_read(l->source, ret, err);
	if (st == SH_OK) {
		l->heard_us = ret->t_host_us;
		l->bytes += ret->len;
	} else if (st == SH_END) {
		l->ended = true;
	} else if (st == SH_WAIT && l->bytes > 0 && !l->lost && now_us - l->heard_us >= SH_LINK_SILENT_US) {
		l->lost = true;
		st = link_record(ret, SH_LINK_LOST, now_us, 0);
	} else if (st == SH_ERR_IO) {
		st = port_gone(l, now_us, ret);
	}
	return st;
}

void sh_link_close(struct sh_link *l)
{
	l->source = sh_source_close(l->source);
}
