#ifndef SH_LOG_OUT_H
#define SH_LOG_OUT_H

/** A new file that only grows, with its size and crc; the ground floor of the log writer.
 *
 * A failure is final: it is kept in `failed` and given again by every later call. What a failed
 * write left half done is cut off, so that the file ends where the last good write ended.
 */

#include <stddef.h>
#include <stdint.h>

#include "spinehold/status.h"

struct sh_log_out {
	int fd;		      /* -1: not open */
	char *path;	      /* owned */
	uint64_t size;	      /* bytes in the file */
	uint32_t crc;	      /* of all of them */
	struct sh_err failed; /* status SH_OK as long as all is well */
};

/** Creates the file, for its owner only; it must not exist.
 * @return SH_OK, SH_ERR_IO, SH_ERR_MEMORY; close it in any case. */
SH_NODISCARD enum sh_status sh_log_out_open(struct sh_log_out *o, const char *path,
					    struct sh_err *err);

/** @return SH_OK, or the earlier failure. */
SH_NODISCARD enum sh_status sh_log_out_state(const struct sh_log_out *o, struct sh_err *err);

/** All of it, in one write() where the system takes it in one. @return SH_OK or SH_ERR_IO. */
SH_NODISCARD enum sh_status sh_log_out_write(struct sh_log_out *o, const void *data, size_t len,
					     struct sh_err *err);

/** Waits until everything is on the disk. @return SH_OK or SH_ERR_IO. */
SH_NODISCARD enum sh_status sh_log_out_sync(struct sh_log_out *o, struct sh_err *err);

/** For a failure of the owner's own: out of memory. @return SH_ERR_MEMORY. */
enum sh_status sh_log_out_no_memory(struct sh_log_out *o, struct sh_err *err);

/** Removes the file, for one that could not even be begun. */
void sh_log_out_unlink(struct sh_log_out *o);

/** Frees everything, twice if need be. @return SH_OK, or SH_ERR_IO where the system reports a late
 * failure or there was one before. */
enum sh_status sh_log_out_close(struct sh_log_out *o, struct sh_err *err);

#endif
