#ifndef SPINEHOLD_DECODER_H
#define SPINEHOLD_DECODER_H

/** Bytes from a sensor (or a text recording) to samples.
 *
 * One decoder follows one line of bytes. It is fed whatever arrived, in pieces of any size, and
 * gives samples back one at a time; for devices with their own clock the samples do not depend on
 * how the bytes were cut. Noise, bad checksums, unknown frames and lost samples are normal data:
 * they are counted, the next sample is flagged, and decoding goes on.
 *
 * Units, axes and flags of what comes out are in sample.h. The formats: firmware-proto/PROTOCOL.md
 * (spinehold), src/wire/proto_witmotion.c (witmotion), src/wire/proto_csv.h (csv, and its map).
 *
 * Caller owns `struct sh_decoder`; its members are private. No allocation, no clock.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/sample.h"
#include "spinehold/status.h"

enum {
	SH_DECODER_STATE_BYTES = 6144, /* room for any protocol's private state */
	SH_BAUDS_MAX = 9               /* candidate baud rates of a protocol, zero-terminated */
};

/** A piece of input. next() takes bytes from the front by moving `data` and `len`. */
struct sh_bytes {
	const uint8_t *data; /* borrowed for the call */
	size_t len;
	int64_t t_host_us; /* when the piece arrived, on the session's own monotonic clock */
	uint32_t line;     /* which line it came in on; the sensor number where frames name none */
};

struct sh_decoder_stats {
	uint64_t frames;     /* well-formed frames of any type, or rows that gave a sample */
	uint64_t samples;    /* samples given */
	uint64_t bad_frames; /* checksum or shape wrong, values not finite, time not rising */
	uint64_t skipped;    /* bytes outside any frame (binary protocols) */
	uint64_t lost;       /* samples known to be missing */
	double rate_hz;      /* told by the device, 0 if it does not tell or has not yet */
	uint64_t bad_at;     /* first bad frame: line number (text) or byte offset (binary), from 1 */
	const char *bad_why; /* static text saying what was wrong there, NULL if nothing was */
	const char *refused; /* static text: this input can never be decoded (wrong columns, another
	                        product's frames) and why; NULL while all is well. A device
	                        may set it right again by what it sends later */
	char refused_detail[64]; /* printable ASCII: the name or value that `refused` is about */
};

/** Settings that some protocols take. Zero-initialised means none. */
struct sh_decoder_options {
	char map[256]; /* csv: --map text, "" for the standard header */
};

struct sh_decoder; /* below */

struct sh_protocol {
	const char *name;  /* as in --protocol */
	const char *title; /* one line for --list-protocols */
	bool host_time;    /* samples are placed from arrival stamps */
	bool text;         /* bad_at counts lines, not bytes */
	bool sniffable;    /* may be found by listening; false for recordings (csv) */
	unsigned sniff_frames; /* good frames that settle the matter when listening */
	uint32_t bauds[SH_BAUDS_MAX]; /* most likely first, 0 ends the list */

	/** @return SH_ERR_CONFIG if the options do not fit (static text in *ret_why). */
	enum sh_status (*init)(struct sh_decoder *d, const struct sh_decoder_options *o,
			       const char **ret_why);
	/** Consumes from `in` until a sample is complete. @return SH_OK and *ret set (call again: more
	 *  may follow), or SH_WAIT: all of `in` is consumed (input that is refused, too). */
	enum sh_status (*next)(struct sh_decoder *d, struct sh_bytes *in, struct sh_sample *ret);
	/** End of input: a last unterminated row may still count. Same returns as next; may be NULL. */
	enum sh_status (*end)(struct sh_decoder *d, struct sh_sample *ret);
};

struct sh_decoder {
	const struct sh_protocol *protocol;
	struct sh_decoder_stats stats;
	union {
		uint8_t bytes[SH_DECODER_STATE_BYTES];
		double align_double;
		uint64_t align_u64;
		void *align_pointer;
	} state;
};

/** NULL-terminated; the order is the order of preference when two fit equally. */
extern const struct sh_protocol *const sh_protocols[];

/** @return the protocol called `name`, or NULL. */
const struct sh_protocol *sh_protocol_find(const char *name);

/** Starts afresh. `o` may be NULL.
 * @return SH_OK, or SH_ERR_CONFIG with static text in *ret_why (d untouched). */
SH_NODISCARD enum sh_status sh_decoder_init(struct sh_decoder *d, const struct sh_protocol *p,
					    const struct sh_decoder_options *o, const char **ret_why);

/** As sh_protocol.next. */
SH_NODISCARD enum sh_status sh_decoder_next(struct sh_decoder *d, struct sh_bytes *in,
					    struct sh_sample *ret);

/** As sh_protocol.end. SH_WAIT: nothing more. */
SH_NODISCARD enum sh_status sh_decoder_end(struct sh_decoder *d, struct sh_sample *ret);

/** Finds the protocol by listening: every sniffable decoder reads the same bytes, and the first
 * one with enough good frames wins. What was heard is kept with its stamps, so the session decodes
 * it from the first byte once the protocol is known. The buffer holds the newest bytes; older ones
 * are dropped (and counted) only if nothing fitted for that long.
 */
enum { SH_SNIFF_PROTOCOLS_MAX = 4, SH_SNIFF_BYTES = 16384, SH_SNIFF_PIECES = 512 };

struct sh_sniffer {
	struct sh_decoder candidates[SH_SNIFF_PROTOCOLS_MAX];
	size_t n_candidates;
	uint8_t heard[SH_SNIFF_BYTES];
	size_t n_heard;
	struct {
		int64_t t_host_us;
		size_t end; /* offset just after the piece in `heard` */
		uint32_t line;
	} pieces[SH_SNIFF_PIECES];
	size_t n_pieces;
	uint64_t dropped; /* bytes heard that no longer fit and belong to no protocol */
};

void sh_sniffer_init(struct sh_sniffer *s);

/** Takes all of `in`, best at most 4096 bytes at a time. A protocol is found with `sniff_frames`
 * good frames, when the device told its rate, or when it is known and refused. Chance of finding
 * witmotion in 100 kB of noise: about 4e-14; spinehold: below 1e-6 (two frames with good CRCs).
 * @return SH_OK and *ret is the protocol found; SH_WAIT: not yet. */
SH_NODISCARD enum sh_status sh_sniffer_feed(struct sh_sniffer *s, const struct sh_bytes *in,
					    const struct sh_protocol **ret);

/** Gives back piece `i` of what was heard (i < n_pieces), for decoding from the start; borrowed
 * until the next call of feed or init. Neighbouring pieces with the same stamp and line may come
 * back as one. After SH_OK all of the last `in` is among them. */
void sh_sniffer_piece(const struct sh_sniffer *s, size_t i, struct sh_bytes *ret);

#endif
