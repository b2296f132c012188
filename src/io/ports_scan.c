/* What the file system tells about terminals. Linux only in substance: elsewhere the folders are
 * missing and the list is empty.
 *
 *   SYS/class/tty/NAME/device -> .../usb1/1-1/1-1.2/1-1.2:1.0[/ttyUSB0]
 *                                          |        `- interface: the location
 *                                          `- has idVendor idProduct serial product manufacturer
 *
 * A terminal without `device` is virtual (consoles, pseudo-terminals). serial8250 makes up ports
 * that have no chip; those say type 0. Bluetooth ports get their `device` only once connected, so
 * they are taken from the /dev folder instead.
 */

#define _DEFAULT_SOURCE

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/ports.h"

/* First line of a small file, without its newline. */
static bool read_line(const char *folder, const char *name, char *ret, size_t cap)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (n < 0 || (size_t)n >= sizeof(path))
		return false;
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return false;
	size_t len = fread(ret, 1, cap - 1, f);
	fclose(f);
	ret[len] = 0;
	ret[strcspn(ret, "\n")] = 0;
	return true;
}

static bool read_hex(const char *folder, const char *name, uint16_t *ret)
{
	char text[16], *end;
	if (!read_line(folder, name, text, sizeof(text)))
		return false;
	unsigned long v = strtoul(text, &end, 16);
	if (end == text || *end != 0 || v > UINT16_MAX)
		return false;
	*ret = (uint16_t)v;
	return true;
}

static void copy(char *dst, size_t cap, const char *src)
{
	size_t len = strlen(src);
	if (len >= cap)
		len = cap - 1;
	memcpy(dst, src, len);
	dst[len] = 0;
}

/* Walks up from the device to the folder that has a USB identity. */
static void find_usb(char *device, struct sh_port *p)
{
	char below[sizeof(p->location)] = "";
	char *slash;
	while ((slash = strrchr(device, '/')) != NULL && slash != device) {
		uint16_t vid, pid;
		if (read_hex(device, "idVendor", &vid) && read_hex(device, "idProduct", &pid)) {
			p->kind = SH_PORT_USB;
			p->candidate = p->has_ids = true;
			p->vid = vid;
			p->pid = pid;
			(void)read_line(device, "serial", p->serial, sizeof(p->serial));
			(void)read_line(device, "product", p->product, sizeof(p->product));
			(void)read_line(device, "manufacturer", p->manufacturer,
					sizeof(p->manufacturer));
			copy(p->location, sizeof(p->location), below);
			return;
		}
		copy(below, sizeof(below), slash + 1);
		*slash = 0;
	}
}

bool sh_ports_lookup(const char *sys, const char *name, struct sh_port *ret)
{
	char path[PATH_MAX], type[16];
	struct sh_port p = {.kind = SH_PORT_NATIVE};
	if (*name == 0 || *name == '.' || strchr(name, '/') != NULL ||
	    strlen(name) + sizeof("/dev/") > sizeof(p.path))
		return false;
	int n = snprintf(path, sizeof(path), "%s/class/tty/%s", sys, name);
	if (n < 0 || (size_t)n + sizeof("/device") >= sizeof(path))
		return false;
	if (read_line(path, "type", type, sizeof(type)) && strcmp(type, "0") == 0)
		return false;
	memcpy(path + n, "/device", sizeof("/device"));
	char *device = realpath(path, NULL);
	if (device == NULL)
		return false;
	bool virtual_one = strstr(device, "/devices/virtual/") != NULL;
	if (!virtual_one)
		find_usb(device, &p);
	free(device);
	if (virtual_one)
		return false;
	(void)snprintf(p.path, sizeof(p.path), "/dev/%s", name);
	*ret = p;
	return true;
}

static int digits(const char *s)
{
	return isdigit((unsigned char)*s) != 0;
}

/* ttyUSB2 before ttyUSB10 */
static int compare_names(const char *a, const char *b)
{
	while (*a != 0 && *b != 0) {
		if (digits(a) && digits(b)) {
			char *end_a, *end_b;
			unsigned long x = strtoul(a, &end_a, 10), y = strtoul(b, &end_b, 10);
			if (x != y)
				return x < y ? -1 : 1;
			a = end_a;
			b = end_b;
		} else if (*a != *b) {
			break;
		} else {
			a++;
			b++;
		}
	}
	return (unsigned char)*a - (unsigned char)*b;
}

/* Adapter chips that inertial sensors come with are asked first, and the one vendor that makes
 * nothing else before them. From the ids seen in vendors' manuals and users' reports. */
static int rank(const struct sh_port *p)
{
	static const uint16_t makers[] = {0x1a86, 0x10c4, 0x0403, 0x067b, 0x2341, 0x2a03, 0x1b4f,
					  0x2e8a, 0x239a, 0x16c0, 0x0483, 0x303a, 0x04d8, 0x1209};
	if (p->kind == SH_PORT_BLUETOOTH)
		return 30;
	if (p->kind == SH_PORT_NATIVE)
		return 40;
	if (p->vid == 0x2639)
		return 0;
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		if (p->vid == makers[i])
			return 10;
	}
	return 20;
}

static int compare_ports(const void *a, const void *b)
{
	const struct sh_port *p = a, *q = b;
	int d = rank(p) - rank(q);
	return d != 0 ? d : compare_names(p->path, q->path);
}

void sh_ports_sort(struct sh_port *ports, size_t n)
{
	if (n > 1)
		qsort(ports, n, sizeof(ports[0]), compare_ports);
}

size_t sh_ports_scan_bluetooth(const char *dev, struct sh_port *ports, size_t n, size_t cap)
{
	DIR *d = opendir(dev);
	const struct dirent *e;
	while (d != NULL && n < cap && (e = readdir(d)) != NULL) {
		struct sh_port p = {.kind = SH_PORT_BLUETOOTH, .candidate = true};
		if (strncmp(e->d_name, "rfcomm", 6) != 0 || !digits(e->d_name + 6) ||
		    strlen(e->d_name) > 16)
			continue;
		(void)snprintf(p.path, sizeof(p.path), "/dev/%.16s", e->d_name);
		size_t i = 0;
		while (i < n && strcmp(ports[i].path, p.path) != 0)
			i++;
		ports[i] = p;
		n += i == n;
	}
	if (d != NULL)
		closedir(d);
	return n;
}

size_t sh_ports_scan(const char *sys, const char *dev, struct sh_port *ports, size_t cap)
{
	char path[PATH_MAX];
	size_t n = 0;
	(void)snprintf(path, sizeof(path), "%s/class/tty", sys);
	DIR *d = opendir(path);
	const struct dirent *e;
	while (d != NULL && n < cap && (e = readdir(d)) != NULL)
		n += sh_ports_lookup(sys, e->d_name, &ports[n]);
	if (d != NULL)
		closedir(d);
	n = sh_ports_scan_bluetooth(dev, ports, n, cap);
	sh_ports_sort(ports, n);
	return n;
}
