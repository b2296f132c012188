#ifndef SH_LOG_SUMMARY_H
#define SH_LOG_SUMMARY_H

/** The end of a session log: what the writer notes down while it goes and puts behind the data when
 * the log is closed in order, so that viewers can jump about in it. Our own reader needs none of
 * it.
 */

#include <stddef.h>
#include <stdint.h>

#include "log/log_codec.h"
#include "log/mcap_records.h"
#include "spinehold/status.h"

struct sh_log_span {
	uint64_t start, bytes; /* a whole record in the file */
};

struct sh_log_summary {
	uint64_t messages[SH_LOG_CHANNELS];
	uint64_t first_ns, last_ns; /* of all messages; 0 when there is none */
	uint64_t create_ns;
	struct sh_log_span attachment[SH_LOG_TEXTS], metadata;
	uint64_t attachment_bytes[SH_LOG_TEXTS]; /* of the data alone */
	struct sh_mcap_chunk_index *chunk;	 /* owned, see sh_log_summary_free() */
	size_t n_chunks, cap_chunks;
};

/** Makes room for one more chunk. @return SH_OK or SH_ERR_MEMORY (nothing changed). */
SH_NODISCARD enum sh_status sh_log_summary_reserve(struct sh_log_summary *s);

/** Builds everything from the data end to the last magic.
 * @param start     the size of the file so far
 * @param data_crc  of the file so far
 * @return SH_OK and the caller frees *ret; SH_ERR_MEMORY. */
SH_NODISCARD enum sh_status sh_log_summary_build(const struct sh_log_summary *s, uint64_t start,
						 uint32_t data_crc, uint8_t **ret, size_t *ret_len);

void sh_log_summary_free(struct sh_log_summary *s);

#endif
