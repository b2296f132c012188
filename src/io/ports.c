/* The list of ports: libserialport says which there are and whose they are, the file system adds
 * the socket (which the library does not know) and the Bluetooth ports. Without the library the
 * file system says it all.
 */

#define _DEFAULT_SOURCE

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#ifdef SH_HAVE_SERIALPORT
#include <libserialport.h>
#endif

#include "io/ports.h"
#include "support/err.h"

#ifdef SH_HAVE_SERIALPORT

static void copy(char *dst, size_t cap, const char *src)
{
	if (src != NULL)
		(void)snprintf(dst, cap, "%s", src);
}

static void describe(const struct sp_port *port, const char *name, struct sh_port *ret)
{
	struct sh_port p = {.kind = SH_PORT_NATIVE};
	const char *base = strrchr(name, '/');
	int vid, pid;
	(void)sh_ports_lookup("/sys", base != NULL ? base + 1 : name, &p);
	copy(p.path, sizeof(p.path), name);
	if (sp_get_port_transport(port) == SP_TRANSPORT_BLUETOOTH)
		p.kind = SH_PORT_BLUETOOTH;
	if (sp_get_port_transport(port) == SP_TRANSPORT_USB) {
		p.kind = SH_PORT_USB;
		if (sp_get_port_usb_vid_pid(port, &vid, &pid) == SP_OK) {
			p.has_ids = true;
			p.vid = (uint16_t)vid;
			p.pid = (uint16_t)pid;
		}
		copy(p.serial, sizeof(p.serial), sp_get_port_usb_serial(port));
		copy(p.product, sizeof(p.product), sp_get_port_usb_product(port));
		copy(p.manufacturer, sizeof(p.manufacturer), sp_get_port_usb_manufacturer(port));
	}
	p.candidate = p.kind != SH_PORT_NATIVE;
	*ret = p;
}

size_t sh_ports_list(struct sh_port *ports, size_t cap)
{
	struct sp_port **list = NULL;
	size_t n = 0;
	if (sp_list_ports(&list) != SP_OK)
		return sh_ports_scan("/sys", "/dev", ports, cap);
	for (size_t i = 0; list[i] != NULL && n < cap; i++) {
		const char *name = sp_get_port_name(list[i]);
		if (name != NULL && strlen(name) < sizeof(ports[0].path))
			describe(list[i], name, &ports[n++]);
	}
	sp_free_port_list(list);
	n = sh_ports_scan_bluetooth("/dev", ports, n, cap);
	sh_ports_sort(ports, n);
	return n;
}

#else

size_t sh_ports_list(struct sh_port *ports, size_t cap)
{
	return sh_ports_scan("/sys", "/dev", ports, cap);
}

#endif

static size_t list_names(const struct sh_port *ports, size_t n, char *dst, size_t cap)
{
	size_t at = 0, shown = 0;
	dst[0] = 0;
	for (; shown < n; shown++) {
		int len = snprintf(dst + at, cap - at, "%s%s", shown > 0 ? ", " : "",
				   ports[shown].path);
		if (len < 0 || (size_t)len + 24 > cap - at) {
			(void)snprintf(dst + at, cap - at, " and %zu more", n - shown);
			break;
		}
		at += (size_t)len;
	}
	return shown;
}

const char *sh_ports_attached(char *dst, size_t cap)
{
	struct sh_port ports[SH_PORTS_MAX];
	size_t n = sh_ports_list(ports, SH_PORTS_MAX);
	char names[160];
	list_names(ports, n, names, sizeof(names));
	(void)snprintf(dst, cap, "%s%s", n > 0 ? "attached: " : "no serial port is attached",
		       names);
	(void)snprintf(dst + strlen(dst), cap - strlen(dst), ": plug the sensor in%s",
		       n > 0 ? " or name one of these" : "");
	return dst;
}

/* A serial number, "vid:pid" or a socket, the last with or without its interface. */
static bool means(const char *key, const struct sh_port *p)
{
	char ids[16];
	size_t len = strlen(key);
	if (p->kind != SH_PORT_USB || len == 0)
		return false;
	if (strcmp(key, p->serial) == 0)
		return true;
	(void)snprintf(ids, sizeof(ids), "%04x:%04x", p->vid, p->pid);
	if (p->has_ids && strcasecmp(key, ids) == 0)
		return true;
	return strncmp(key, p->location, len) == 0 &&
	       (p->location[len] == 0 || p->location[len] == ':');
}

enum sh_status sh_ports_pick_usb(const struct sh_port *ports, size_t n, const char *key,
				 struct sh_port *ret, struct sh_err *err)
{
	struct sh_port fits[SH_PORTS_MAX];
	char names[160];
	size_t n_fits = 0;
	for (size_t i = 0; i < n && n_fits < SH_PORTS_MAX; i++) {
		if (means(key, &ports[i]))
			fits[n_fits++] = ports[i];
	}
	if (n_fits == 1) {
		*ret = fits[0];
		return SH_OK;
	}
	if (n_fits > 1) {
		list_names(fits, n_fits, names, sizeof(names));
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "--usb '%s' fits more than one port (%s): give --port, or the "
			   "socket as spinehold sensors shows it",
			   key, names);
		return SH_ERR_CONFIG;
	}
	list_names(ports, n, names, sizeof(names));
	sh_err_set(err, SH_ERR_IO, ENODEV,
		   "no USB port with serial number, vid:pid or socket '%s'%s%s: plug the sensor "
		   "in, then see spinehold sensors",
		   key, n > 0 ? "; attached: " : "", names);
	return SH_ERR_IO;
}

enum sh_status sh_ports_find_usb(const char *key, struct sh_port *ret, struct sh_err *err)
{
	struct sh_port ports[SH_PORTS_MAX];
	size_t n = sh_ports_list(ports, SH_PORTS_MAX);
	return sh_ports_pick_usb(ports, n, key, ret, err);
}
