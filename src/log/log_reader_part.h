#ifndef SH_LOG_READER_PART_H
#define SH_LOG_READER_PART_H

/** What log_reader.c (the records) and log_front.c (what stands before them) share, and nobody
 * else: the inside of a reader.
 */

#include "log/log_codec.h"
#include "log/log_file.h"
#include "log/log_reader.h"

struct sh_log_reader {
	struct sh_log_file file;
	int64_t at; /* the next block */
	bool done, clean;

	struct sh_log_header header;
	char *text[SH_LOG_TEXTS]; /* owned */
	bool has_facts, later_format, has_header, is_ours;
	char profile[32];
	uint32_t crc; /* of the file up to `at`, while nothing is damaged */

	bool in_chunk;
	int64_t records_at; /* in the file */
	const uint8_t *records;
	size_t len, pos;
	size_t n_chunks;
	bool compressed;

	uint32_t sequence; /* the next message's */
	bool explained;	   /* damage was listed since the last message */
	uint8_t channel[UINT16_MAX + 1];

	struct sh_log_damage damage[SH_LOG_DAMAGE_MAX];
	size_t n_damage;
};

/** Puts a damaged place on the list. */
void sh_log_note(struct sh_log_reader *r, enum sh_log_damage_kind kind, int64_t start, int64_t end,
		 uint64_t lost);

/** Fills `err` from errno for a failed read at r->at. @return SH_ERR_IO or SH_ERR_MEMORY. */
SH_NODISCARD enum sh_status sh_log_unreadable(const struct sh_log_reader *r, struct sh_err *err);

/** Magic and header record: is it worth while to look at the rest? @return SH_OK (r->at is set),
 * SH_ERR_INPUT, SH_ERR_IO. */
SH_NODISCARD enum sh_status sh_log_front_begin(struct sh_log_reader *r, struct sh_err *err);

/** Keeps one of the texts; the first of each name counts. @return false out of memory (errno). */
bool sh_log_front_attachment(struct sh_log_reader *r, const struct sh_log_block *b);

void sh_log_front_metadata(struct sh_log_reader *r, const struct sh_log_block *b);

/** After everything before the first chunk: is this a log at all? @return SH_OK, SH_ERR_INPUT. */
SH_NODISCARD enum sh_status sh_log_front_judge(struct sh_log_reader *r, struct sh_err *err);

#endif
