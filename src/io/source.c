/* Which source a port goes to, and how a lost port is found again.
 *
 * A port is "real" when the system knows a device behind its terminal. Everything else cannot be
 * opened through libserialport (pseudo-terminals, FIFOs) or has no business there (rfcomm: listed
 * as virtual until it is connected, and opening it is what connects it).
 *
 * Identity after a replug, from the most to the least certain:
 *   same ids, same serial number, same interface, same socket
 *   same ids, same serial number, same interface, another socket
 *   same ids, no serial number (CH340), same socket
 *   same ids, no serial number, another socket
 * Adapters are sold in thousands with the same serial number "0001", and two sensors may sit on
 * two equal adapters: so every port that fits is tried in this order, and those that are in use
 * (the other sensor's, ours) are passed over.
 */

#define _DEFAULT_SOURCE

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/ports.h"
#include "io/source.h"
#include "support/err.h"

const struct sh_source_ops *const sh_sources[] = {
#ifdef SH_HAVE_SERIALPORT
	&sh_source_serial,
#endif
	&sh_source_tty,
	&sh_source_file,
	NULL,
};

size_t sh_source_pollfds(struct sh_source *s, struct pollfd *fds, size_t cap)
{
	return s->ops->pollfds(s, fds, cap);
}

enum sh_status sh_source_read(struct sh_source *s, struct sh_record *ret, struct sh_err *err)
{
	return s->ops->read(s, ret, err);
}

enum sh_status sh_source_set_baud(struct sh_source *s, uint32_t baud, struct sh_err *err)
{
	return s->ops->set_baud(s, baud, err);
}

struct sh_source *sh_source_close(struct sh_source *s)
{
	return s != NULL ? s->ops->close(s) : NULL;
}

/* Fills id from what `path` is now. @return the source for it */
static const struct sh_source_ops *identify(const char *path, struct sh_source_identity *id)
{
	struct sh_port p;
	char *real = strcmp(path, "-") != 0 ? realpath(path, NULL) : NULL;
	id->device[0] = 0;
	id->usb = false;
	if (real == NULL)
		return &sh_source_tty;
	(void)snprintf(id->device, sizeof(id->device), "%s", real);
	bool known = strncmp(real, "/dev/", 5) == 0 && strncmp(real + 5, "rfcomm", 6) != 0 &&
		     sh_ports_lookup("/sys", real + 5, &p);
	free(real);
	if (!known)
		return &sh_source_tty;
	if (p.kind == SH_PORT_USB && p.has_ids) {
		id->usb = true;
		id->vid = p.vid;
		id->pid = p.pid;
		memcpy(id->serial, p.serial, sizeof(id->serial));
		memcpy(id->location, p.location, sizeof(id->location));
	}
#ifdef SH_HAVE_SERIALPORT
	return &sh_source_serial;
#else
	return &sh_source_tty;
#endif
}

enum sh_status sh_source_open_port(const char *spec, const struct sh_source_options *o,
				   struct sh_source **ret, struct sh_source_identity *ret_id,
				   struct sh_err *err)
{
	struct sh_source_identity id = {0};
	const struct sh_source_ops *forced = NULL;
	const char *path = spec;
	if (strlen(spec) >= sizeof(id.spec)) {
		sh_err_set(err, SH_ERR_CONFIG, ENAMETOOLONG,
			   "the port's name is longer than %d bytes: use a link to it",
			   SH_SOURCE_PATH_MAX - 1);
		return SH_ERR_CONFIG;
	}
	if (strncmp(spec, "tty:", 4) == 0) {
		forced = &sh_source_tty;
		path = spec + 4;
	}
#ifdef SH_HAVE_SERIALPORT
	if (strncmp(spec, "serial:", 7) == 0) {
		forced = &sh_source_serial;
		path = spec + 7;
	}
#endif
	strcpy(id.spec, spec);
	const struct sh_source_ops *ops = identify(path, &id);
	enum sh_status r = (forced != NULL ? forced : ops)->open(path, o, ret, err);
	if (r == SH_OK && ret_id != NULL)
		*ret_id = id;
	return r;
}

static const char *interface_of(const char *location)
{
	const char *colon = strrchr(location, ':');
	return colon != NULL ? colon : "";
}

/* How well a port fits: 0 not at all. */
static int likeness(const struct sh_source_identity *id, const struct sh_port *p)
{
	if (!p->has_ids || p->vid != id->vid || p->pid != id->pid ||
	    strcmp(p->serial, id->serial) != 0 ||
	    strcmp(interface_of(p->location), interface_of(id->location)) != 0)
		return 0;
	return strcmp(p->location, id->location) == 0 ? 2 : 1;
}

static bool not_there(int os_errno)
{
	return os_errno == ENOENT || os_errno == ENODEV || os_errno == ENXIO || os_errno == EIO ||
	       os_errno == ENOTDIR;
}

static enum sh_status reopen_usb(struct sh_source_identity *id, const struct sh_source_options *o,
				 struct sh_source **ret, struct sh_err *err)
{
	struct sh_port ports[SH_PORTS_MAX];
	size_t n = sh_ports_scan("/sys", "/dev", ports, SH_PORTS_MAX);
	for (int wanted = 2; wanted > 0; wanted--) {
		for (size_t i = 0; i < n; i++) {
			struct sh_source_identity now;
			struct sh_err why = {.os_errno = 0};
			if (likeness(id, &ports[i]) != wanted)
				continue;
			enum sh_status r = sh_source_open_port(ports[i].path, o, ret, &now, &why);
			if (r == SH_OK) {
				memcpy(now.spec, id->spec, sizeof(now.spec));
				*id = now;
				return SH_OK;
			}
			if (why.os_errno == EBUSY || not_there(why.os_errno))
				continue;
			if (err != NULL)
				*err = why;
			return r;
		}
	}
	return SH_WAIT;
}

enum sh_status sh_source_reopen(struct sh_source_identity *id, const struct sh_source_options *o,
				struct sh_source **ret, struct sh_err *err)
{
	struct sh_source_identity now;
	struct sh_err why = {.os_errno = 0};
	if (strcmp(id->spec, "-") == 0 || strcmp(id->spec, "tty:-") == 0) {
		sh_err_set(err, SH_ERR_IO, 0,
			   "standard input is over and cannot be opened again: start again "
			   "with the sensor connected");
		return SH_ERR_IO;
	}
	if (id->usb)
		return reopen_usb(id, o, ret, err);
	enum sh_status r = sh_source_open_port(id->spec, o, ret, &now, &why);
	if (r == SH_OK)
		*id = now;
	else if (r == SH_ERR_IO && not_there(why.os_errno))
		return SH_WAIT;
	else if (err != NULL)
		*err = why;
	return r;
}
