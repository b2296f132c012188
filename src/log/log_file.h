#ifndef SH_LOG_FILE_H
#define SH_LOG_FILE_H

/** A recording as a row of blocks, each judged before anybody looks inside; the ground floor of the
 * log reader. A block is one record between the magics: a chunk or an attachment is good if its crc
 * is, the others if their inner lengths add up. Nothing a file says about itself is believed: a
 * length must fit into the file and below a bound before a byte is fetched for it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/status.h"

enum {
	SH_LOG_WINDOW_BYTES = 256 * 1024,
	SH_LOG_BLOCK_MAX = 64 * 1024 * 1024 /* a chunk; everything else is far smaller */
};

struct sh_log_file {
	int fd;
	char *path;	 /* owned */
	int64_t size;	 /* when it was opened; less if the file shrinks meanwhile */
	uint8_t *window; /* owned: the part of the file looked at last */
	int64_t window_at;
	size_t window_len;
	uint8_t *block; /* owned: the body fetched last */
	size_t block_cap;
	int64_t search_bytes; /* what may still be fetched in vain while searching */
};

enum sh_log_verdict {
	SH_LOG_GOOD,
	SH_LOG_BAD_TORN,      /* goes beyond the end of the file */
	SH_LOG_BAD_STRUCTURE, /* no record of ours begins here, or its lengths contradict */
	SH_LOG_BAD_CRC,
	SH_LOG_BAD_COMPRESSED, /* a good chunk, for all we know, but we cannot look inside */
	SH_LOG_BAD_READ,       /* the system could not read it: see errno; or no memory */
	SH_LOG_VERDICTS
};

struct sh_log_block {
	int64_t at, end; /* in the file, head included */
	uint8_t opcode;
	const uint8_t *body; /* borrowed from the file: valid until the next call */
	size_t len;
};

/** Opens a regular file, and never waits for one that is something else.
 * @return SH_OK; SH_ERR_IO; SH_ERR_INPUT (a folder, a device, a pipe); SH_ERR_MEMORY. Close it in
 * any case. */
SH_NODISCARD enum sh_status sh_log_file_open(struct sh_log_file *f, const char *path,
					     struct sh_err *err);

/** @param len  at most SH_LOG_WINDOW_BYTES
 * @return the bytes, borrowed until the next call, or NULL where the file has fewer or cannot be
 *         read (errno is 0 in the first case). */
const uint8_t *sh_log_file_look(struct sh_log_file *f, int64_t at, size_t len);

enum sh_log_verdict sh_log_file_block(struct sh_log_file *f, int64_t at, struct sh_log_block *ret);

/** The next place from `at` on where a good chunk, attachment or metadata of ours begins: the kinds
 * with a crc. @return the offset, or the size of the file if there is none. */
int64_t sh_log_file_search(struct sh_log_file *f, int64_t at);

/** Goes on with a crc over a part of the file. @return false if it cannot be read. */
bool sh_log_file_crc(struct sh_log_file *f, int64_t from, int64_t to, uint32_t *crc);

void sh_log_file_close(struct sh_log_file *f);

#endif
