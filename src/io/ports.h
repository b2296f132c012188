#ifndef SH_IO_PORTS_H
#define SH_IO_PORTS_H

/** Which serial ports there are, and which of them may be a sensor.
 *
 * A USB identity names the adapter chip, never the sensor behind it: it is used to rank ports and
 * to find one again, not to decide what it speaks. Texts are raw bytes from the device, cut to fit:
 * escape them before they are shown.
 *
 * Listing opens no USB port and needs no permission. Bluetooth ports that are bound but not
 * connected are listed too, although libserialport leaves them out.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/status.h"

enum { SH_PORTS_MAX = 32 };

enum sh_port_kind { SH_PORT_USB, SH_PORT_BLUETOOTH, SH_PORT_NATIVE };

struct sh_port {
	char path[64];
	enum sh_port_kind kind;
	bool candidate; /* worth opening unasked. Native ports are not: one may be the console */
	bool has_ids;	/* vid and pid are known */
	uint16_t vid, pid;
	char serial[64];       /* "" where the adapter has none */
	char product[64];      /* "" if unknown */
	char manufacturer[64]; /* "" if unknown */
	char location[64];     /* "1-1.2:1.0": bus, sockets, interface; "" if not USB */
};

/** Fills `ports` (room for `cap`), likeliest sensor first, then by name, natural order (2 before
 * 10). More than `cap` are dropped.
 * @return how many; 0 also where the system has no list */
size_t sh_ports_list(struct sh_port *ports, size_t cap);

/** The same from the file system alone, below `sys` (normally "/sys") and `dev` ("/dev"): how it is
 * done without libserialport, and in tests. */
size_t sh_ports_scan(const char *sys, const char *dev, struct sh_port *ports, size_t cap);

/** Fills what the file system at `sys` tells about terminal `name` ("ttyUSB0").
 * @return false if there is no such terminal or no device behind it (ret untouched) */
bool sh_ports_lookup(const char *sys, const char *name, struct sh_port *ret);

/** Parts of the above: adds the Bluetooth ports found in `dev` to the `n` there are, without
 * doubles; puts a list in order. */
size_t sh_ports_scan_bluetooth(const char *dev, struct sh_port *ports, size_t n, size_t cap);
void sh_ports_sort(struct sh_port *ports, size_t n);

/** Finds the port meant by --usb: a serial number, or where the adapter has none "vid:pid" (hex) or
 * a socket ("1-1.2").
 * @return SH_OK; SH_ERR_IO none; SH_ERR_CONFIG more than one fits: the message lists them */
SH_NODISCARD enum sh_status sh_ports_find_usb(const char *key, struct sh_port *ret,
					      struct sh_err *err);

/** As sh_ports_find_usb among ports given. */
SH_NODISCARD enum sh_status sh_ports_pick_usb(const struct sh_port *ports, size_t n,
					      const char *key, struct sh_port *ret,
					      struct sh_err *err);

/** "attached are /dev/ttyUSB0, /dev/ttyACM1" or what to do when there is none; raw, for
 * sh_err_set().
 * @return dst */
const char *sh_ports_attached(char *dst, size_t cap);

#endif
