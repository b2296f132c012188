#ifndef SH_LOG_WRITER_H
#define SH_LOG_WRITER_H

/** Writes a session log (the layout is in log_header.h).
 *
 * What may be lost: records are collected and handed to the operating system as one chunk as soon
 * as the oldest is SH_LOG_FLUSH_US old (seen at the next call that brings a time), or 64 KiB are
 * together. So a kill of the program loses at most the last second, provided that somebody calls
 * sh_log_writer_tick() at least twice a second; a power cut loses what came after the last
 * sh_log_writer_sync(). Whatever is lost, what is left is a good log.
 *
 * A failure is final: nothing more is written, every later call gives the same error again, and
 * what was written before it stays readable (the file is cut back to its last whole chunk). A
 * session that cannot be logged should stop.
 *
 * No memory is allocated between open and close but for the index: about 140 bytes a chunk.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log/log_header.h"
#include "spinehold/record.h"
#include "spinehold/status.h"

enum { SH_LOG_FLUSH_US = 500000, SH_LOG_CHUNK_MAX = 64 * 1024 };

struct sh_log_writer;

/** Creates the file (readable for its owner only) and writes everything up to the first chunk.
 * @param path  borrowed; its folder must be there, the file must not.
 * @param header  borrowed for the call.
 * @return SH_OK and the caller owns *ret; SH_ERR_IO (it exists, no permission, no space: no file is
 *         left behind that was not there), SH_ERR_CONFIG (a text longer than SH_LOG_TEXT_MAX or a
 *         short one not printable ASCII), SH_ERR_MEMORY: *ret untouched. */
SH_NODISCARD enum sh_status sh_log_writer_open(const char *path, const struct sh_log_header *header,
					       struct sh_log_writer **ret, struct sh_err *err);

/** Appends one record, before it is applied.
 * @return SH_OK; SH_ERR_IO; SH_ERR_MEMORY; SH_ERR_CONFIG if it cannot be stored (a time below zero,
 *         a line without a channel, more than SH_LOG_DATA_MAX bytes): that one is not final. */
SH_NODISCARD enum sh_status sh_log_writer_record(struct sh_log_writer *w, const struct sh_record *r,
						 struct sh_err *err);

/** Appends one line the session printed; a newline at its end is left off.
 * @param t_host_us  of the record that caused it, so that one clock runs through the log; the
 *                   sensor time is in the line. */
SH_NODISCARD enum sh_status sh_log_writer_event(struct sh_log_writer *w, int64_t t_host_us,
						const char *line, size_t len, struct sh_err *err);

/** Hands over what is old enough. @param now_host_us  the clock that stamps the records. */
SH_NODISCARD enum sh_status sh_log_writer_tick(struct sh_log_writer *w, int64_t now_host_us,
					       struct sh_err *err);

/** Hands over everything and waits until it is on the disk: at a set's end and at stop. */
SH_NODISCARD enum sh_status sh_log_writer_sync(struct sh_log_writer *w, struct sh_err *err);

/** How many messages (records and events) are in the log so far, those not yet handed over too. */
uint64_t sh_log_writer_messages(const struct sh_log_writer *w);

/** Hands over the rest and, if `clean`, writes index and statistics; then waits for the disk. Not
 * clean: the log ends as after a kill, without the index.
 * @param err  status is SH_OK, or what went wrong (also earlier: a failure is final). May be NULL.
 * @return NULL always; w may be NULL. */
struct sh_log_writer *sh_log_writer_close(struct sh_log_writer *w, bool clean, struct sh_err *err);

#endif
