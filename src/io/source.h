#ifndef SH_IO_SOURCE_H
#define SH_IO_SOURCE_H

/** Where bytes come from. A serial port, a pseudo-terminal, a FIFO, standard input and a file all
 * look alike from here on: each hands over BYTES records, stamped once, when they were read.
 *
 * open() may allocate and may block (a Bluetooth port can take seconds to answer); read() never
 * blocks, never sleeps and never gives more than SH_SOURCE_READ_MAX bytes. Time comes only from the
 * clock given at open, so a test needs no real one.
 *
 * The loop:
 *
 *   n = sh_source_pollfds(s, fds, cap);         every round: the descriptor may have changed
 *   poll(fds, n, until something else is due);
 *   while ((r = sh_source_read(s, &record, &err)) == SH_OK) { log it, apply it }
 *   SH_WAIT: back to poll().   SH_END: over.   negative: see read() below.
 *
 * A source that can flood (a file, /dev/zero) answers SH_OK for ever: bound the inner loop.
 *
 * After a lost port: close the source *first* (while it is open the kernel gives the replugged
 * adapter another number), make a LINK LOST record, then call sh_source_reopen() about twice a
 * second until it stops saying SH_WAIT, and make a LINK BACK record.
 *
 * Exclusive: two programs that read one port steal each other's bytes, so every port and FIFO is
 * locked with flock(2), and ports that are not pseudo-terminals with TIOCEXCL as well. flock is
 * the one that holds between two copies of this program run by root. A pseudo-terminal does not
 * get TIOCEXCL because it outlives a reader that was killed: the next one would find it busy for
 * as long as the other end lives (seen on Linux 6.18).
 *
 * What is never done: writing to the device, flushing what it sent, waiting in a read.
 */

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/record.h"
#include "spinehold/status.h"

enum {
	SH_SOURCE_READ_MAX = 4096, /* bytes in a record, at most */
	SH_SOURCE_PATH_MAX = 256,  /* longer port names are refused */
	SH_SOURCE_BAUD_DEFAULT = 115200
};

struct sh_source_options {
	uint32_t baud;		      /* 0: SH_SOURCE_BAUD_DEFAULT. Ignored by what has no rate */
	uint32_t line;		      /* copied to every record: 0 low back, 1 upper back */
	int64_t (*now_us)(void *ctx); /* the session's monotonic clock; required */
	void *clock_ctx;	      /* handed to now_us; borrowed until close */
};

struct sh_source_ops;

/** First member of each backend's own struct; made by open(), freed by close(). Treat as private.
 */
struct sh_source {
	const struct sh_source_ops *ops;
	struct sh_source_options options;
};

struct sh_source_ops {
	const char *name; /* "serial", "tty", "file": also the scheme, the text before ':' */
	const char *help; /* one line for the user */

	/** @param spec a path, or "-" for standard input (tty, file); borrowed for the call
	 *  @return SH_OK and the caller owns *ret; otherwise *ret is untouched and *err filled:
	 *  SH_ERR_CONFIG this cannot be a port (a folder, a file, the terminal itself, rate
	 * refused); SH_ERR_IO not there, not permitted, in use, or the device failed; err->os_errno
	 * tells (ENOENT EACCES EBUSY ...); SH_ERR_INPUT (file) it cannot be opened or is a folder;
	 *  SH_ERR_MEMORY. */
	enum sh_status (*open)(const char *spec, const struct sh_source_options *o,
			       struct sh_source **ret, struct sh_err *err);

	/** Fills at most `cap` descriptors to wait on; returns how many. 0: do not wait, read() has
	 *  an answer at once (a plain file; anything that is over or lost). */
	size_t (*pollfds)(struct sh_source *s, struct pollfd *fds, size_t cap);

	/** @return SH_OK: *ret is a BYTES record, its data borrowed until the next read() or
	 * close(); SH_WAIT: nothing yet; SH_END: a file, FIFO or standard input is over; SH_ERR_IO:
	 * unplugged, hung up or failed. Bytes that the kernel still has are given first. A hang-up
	 * is SH_ERR_IO even where the system says "0 bytes, no error". SH_ERR_INPUT (file):
	 * compressed data is damaged. Everything before the damage has been given; said once, then
	 * SH_END. SH_END and SH_ERR_IO are final: the same answer comes again, without a system
	 * call. */
	enum sh_status (*read)(struct sh_source *s, struct sh_record *ret, struct sh_err *err);

	/** Another rate on the open port. What arrived before stays in the queue.
	 *  @return SH_OK; SH_WAIT: this has no rate, nothing was changed (make no RETUNED record);
	 *  SH_ERR_CONFIG: the device refuses the rate, the old one holds; SH_ERR_IO: the port is
	 * gone. */
	enum sh_status (*set_baud)(struct sh_source *s, uint32_t baud, struct sh_err *err);

	/** Accepts NULL. Always returns NULL, so `s = ops->close(s);` leaves nothing dangling.
	 *  Releases the lock; leaves the port's settings and DTR as they are (HUPCL is off), so
	 * that opening it again does not reset an Arduino-class board. */
	struct sh_source *(*close)(struct sh_source *s);
};

/** NULL-terminated, in the order they are listed to the user. */
extern const struct sh_source_ops *const sh_sources[];

/** Ports through libserialport. Defined only where the program is built with it
 * (SH_HAVE_SERIALPORT); elsewhere the plain tty source reads such ports. */
extern const struct sh_source_ops sh_source_serial;
/** Plain POSIX: pseudo-terminals, FIFOs, "-", rfcomm, any other character device. */
extern const struct sh_source_ops sh_source_tty;
/** Recordings as bytes, plain or gzip (told by content, not by name). */
extern const struct sh_source_ops sh_source_file;

size_t sh_source_pollfds(struct sh_source *s, struct pollfd *fds, size_t cap);
SH_NODISCARD enum sh_status sh_source_read(struct sh_source *s, struct sh_record *ret,
					   struct sh_err *err);
SH_NODISCARD enum sh_status sh_source_set_baud(struct sh_source *s, uint32_t baud,
					       struct sh_err *err);
struct sh_source *sh_source_close(struct sh_source *s);

/** What a port is known by, so that it is found again under another name. Plain data. */
struct sh_source_identity {
	char spec[SH_SOURCE_PATH_MAX];	 /* as asked for: "/dev/serial/by-id/...", "-", a FIFO */
	char device[SH_SOURCE_PATH_MAX]; /* the real node when it was opened; "" for "-" */
	bool usb;			 /* the rest is filled */
	uint16_t vid, pid;
	char serial[64];   /* raw, as the device gave it; "" for adapters that have none (CH340) */
	char location[64]; /* bus, sockets and interface: "1-1.2:1.0" */
};

/** Opens a live port by what it is: its symbolic links are followed first; a real serial device
 * goes to libserialport, everything else (and everything where that library is missing) to the
 * plain source. "serial:PATH" and "tty:PATH" force one.
 * @param ret_id filled on success; may be NULL
 * @return as sh_source_ops.open */
SH_NODISCARD enum sh_status sh_source_open_port(const char *spec, const struct sh_source_options *o,
						struct sh_source **ret,
						struct sh_source_identity *ret_id,
						struct sh_err *err);

/** Opens the port again after it was lost (its old source must be closed). A USB port is looked up
 * by vendor, product, serial number and interface, or by its socket where there is no serial
 * number; the name may have changed. Everything else is opened by the name asked for.
 * @param id updated on success (device)
 * @return SH_OK and the caller owns *ret; SH_WAIT: not there yet, *err untouched; otherwise as
 * open(). An error is not final: after a replug permissions arrive a moment after the node. */
SH_NODISCARD enum sh_status sh_source_reopen(struct sh_source_identity *id,
					     const struct sh_source_options *o,
					     struct sh_source **ret, struct sh_err *err);

#endif
