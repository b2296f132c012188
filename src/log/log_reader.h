#ifndef SH_LOG_READER_H
#define SH_LOG_READER_H

/** Reads a session log from front to back (the layout is in log_header.h).
 *
 * It relies on nothing but what it has checked: no offset in the file is followed, the index at the
 * end is not used, and a chunk counts only if its crc does. What is damaged is skipped up to the
 * next good chunk, attachment or metadata, and put on a list with its byte range; nothing is
 * guessed. So a log that was cut off gives all records up to its last whole chunk.
 *
 * Memory: the largest chunk or text in the file, at most 64 MiB, and the texts of the header.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log/log_header.h"
#include "spinehold/record.h"
#include "spinehold/status.h"

struct sh_log_reader;

enum sh_log_damage_kind {
	SH_LOG_DAMAGE_TORN,	  /* the file ends in the middle of something */
	SH_LOG_DAMAGE_CONTENT,	  /* a checksum does not agree, or lengths contradict each other */
	SH_LOG_DAMAGE_COMPRESSED, /* a chunk compressed by another tool: cannot be read here */
	SH_LOG_DAMAGE_MESSAGE,	  /* a message in a good chunk that we cannot make sense of */
	SH_LOG_DAMAGE_MISSING,	  /* the count of messages jumps though no byte is damaged */
	SH_LOG_DAMAGE_ORDER,   /* the count goes back: the same chunk twice, or two logs in one */
	SH_LOG_DAMAGE_HEADER,  /* metadata or texts of the session are missing or damaged */
	SH_LOG_DAMAGE_OUTSIDE, /* somewhere outside of the chunks: no record is lost by it */
	SH_LOG_DAMAGE_INDEX,   /* in the index at the end: no record is lost by it */
	SH_LOG_DAMAGE_KINDS
};

struct sh_log_damage {
	enum sh_log_damage_kind kind;
	int64_t start_byte, end_byte; /* in the file; equal for MISSING and ORDER */
	uint64_t lost; /* messages known to be missing there; 0 also where that cannot be known */
};

enum { SH_LOG_DAMAGE_MAX = 64 }; /* places that are listed; more are only counted */

/** One thing from the log, in the order it was written. */
struct sh_log_item {
	bool is_event;
	struct sh_record record; /* if not; `data` is borrowed until the next call */
	int64_t t_host_us;	 /* of both */
	const char *line;	 /* the event as it was printed, without newline; borrowed likewise,
				    not terminated */
	size_t len;
};

/** Opens a log and reads on to its first chunk.
 * @param path  borrowed for the call
 * @return SH_OK and the caller owns *ret; SH_ERR_INPUT (no session log, of a later format, or
 * nothing in it can be read), SH_ERR_IO, SH_ERR_MEMORY: *ret untouched. */
SH_NODISCARD enum sh_status sh_log_reader_open(const char *path, struct sh_log_reader **ret,
					       struct sh_err *err);

/** Borrowed; texts that are not there are "". */
const struct sh_log_header *sh_log_reader_header(const struct sh_log_reader *r);

/** Did all of the header pass its checksums? If not, what is missing is empty, and a replay of
 * this log need not give the events of the session. */
bool sh_log_reader_header_whole(const struct sh_log_reader *r);

/** The next record or event.
 * @return SH_OK and *ret; SH_END after the last; SH_ERR_IO, SH_ERR_MEMORY: *ret untouched. */
SH_NODISCARD enum sh_status sh_log_reader_next_item(struct sh_log_reader *r,
						    struct sh_log_item *ret, struct sh_err *err);

/** The next record; events in between are passed over. Returns as sh_log_reader_next_item(). */
SH_NODISCARD enum sh_status sh_log_reader_next(struct sh_log_reader *r, struct sh_record *ret,
					       struct sh_err *err);

/** Was the log closed in order? Known after SH_END; false before. A log that was not may lack the
 * last second, also where no damage is listed. */
bool sh_log_reader_clean(const struct sh_log_reader *r);

/** How many damaged places were met so far. */
size_t sh_log_reader_damage_count(const struct sh_log_reader *r);

/** Place number `i`, borrowed until close; NULL from the count or SH_LOG_DAMAGE_MAX on. */
const struct sh_log_damage *sh_log_reader_damage(const struct sh_log_reader *r, size_t i);

/** A few words for people, e.g. "cut off". */
const char *sh_log_damage_name(enum sh_log_damage_kind k);

/** NULL always; r may be NULL. */
struct sh_log_reader *sh_log_reader_close(struct sh_log_reader *r);

#endif
