#ifndef SH_IO_LISTEN_H
#define SH_IO_LISTEN_H

/** When to try another baud rate while searching for a sensor by listening, and which.
 *
 * Nothing is written to the device. At each candidate rate the caller feeds what it hears to the
 * protocol sniffer for `SH_LISTEN_DWELL_US`; the first time on a port whose board may reset when it
 * is opened, for `SH_LISTEN_RESET_US`. Bytes that fit no protocol do not prolong the stay: at a
 * wrong rate noise is just what arrives. After the last rate comes the first again, until something
 * is found: the sensor may be switched on later.
 *
 * No clock, no allocation, no system call. Members are private except for reading.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SH_LISTEN_RATES_MAX = 16,
	SH_LISTEN_DWELL_US = 600000, /* a 10 Hz sensor shows 5 frames in it */
	SH_LISTEN_RESET_US = 2500000 /* boot loaders wait about 2 s after DTR rises */
};

struct sh_listen {
	uint32_t bauds[SH_LISTEN_RATES_MAX];
	size_t n, at;
	int64_t since_us;
	int64_t dwell_us; /* of the present rate */
	bool started, settled;
	uint64_t rounds; /* times that every rate was tried: nothing was found in any */
};

/** The order for an unknown device: 115200 9600 921600 230400 460800 57600 38400 1000000. */
extern const uint32_t sh_listen_bauds[8];

/** @param bauds what to try, likeliest first; NULL: sh_listen_bauds. A zero ends the list early;
 *  one rate means stay there for ever (--baud). More than SH_LISTEN_RATES_MAX are dropped.
 *  @param may_reset the port is of a kind that restarts the board, see sh_listen_may_reset
 *  Open the port at sh_listen_baud() next. */
void sh_listen_init(struct sh_listen *l, const uint32_t *bauds, size_t n, bool may_reset);

/** @return the rate to listen at now. */
uint32_t sh_listen_baud(const struct sh_listen *l);

/** Call after each round of reading, and when sh_listen_due_us() has come.
 * @param now_us any monotonic time; the first call starts the clock
 * @param found a protocol fits: settles for good, no further change
 * @return true: switch now, to *ret_baud (otherwise untouched) */
bool sh_listen_next(struct sh_listen *l, int64_t now_us, bool found, uint32_t *ret_baud);

/** @return when to call next() at the latest, in the same time; INT64_MAX: no need to. */
int64_t sh_listen_due_us(const struct sh_listen *l);

/** True for names of adapters that usually pull the board's reset when opened: .../ttyACM*,
 * .../ttyUSB*. */
bool sh_listen_may_reset(const char *device);

#endif
