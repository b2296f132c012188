/* The end of a session log. Built in one piece in memory (some 150 bytes for each half second of
 * the session) because its own crc and the offsets of its groups stand in it.
 */

#include "log/log_summary.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIXED_BYTES = 8192, CHUNK_INDEX_MAX = 9 + 68 + 10 * SH_MCAP_CHANNELS_MAX };

_Static_assert((int)SH_LOG_CHANNELS <= (int)SH_MCAP_CHANNELS_MAX, "every channel has a place");

enum sh_status sh_log_summary_reserve(struct sh_log_summary *s)
{
	size_t cap = s->cap_chunks ? 2 * s->cap_chunks : 1024;
	struct sh_mcap_chunk_index *more;

	if (s->n_chunks < s->cap_chunks)
		return SH_OK;
	more = realloc(s->chunk, cap * sizeof *more);
	if (!more)
		return SH_ERR_MEMORY;
	s->chunk = more;
	s->cap_chunks = cap;
	return SH_OK;
}

void sh_log_summary_free(struct sh_log_summary *s)
{
	free(s->chunk);
	s->chunk = NULL;
	s->n_chunks = s->cap_chunks = 0;
}

static void put_statistics(const struct sh_log_summary *s, struct sh_mcap_out *o)
{
	struct sh_mcap_statistics st = {.first_ns = s->first_ns,
					.last_ns = s->last_ns,
					.schemas = SH_LOG_SCHEMAS,
					.channels = SH_LOG_CHANNELS - 1,
					.attachments = SH_LOG_TEXTS,
					.metadata = 1,
					.chunks = (uint32_t)s->n_chunks};

	for (uint16_t c = SH_LOG_CHANNEL_LOW; c < SH_LOG_CHANNELS; c++) {
		if (s->messages[c] == 0)
			continue;
		st.messages += s->messages[c];
		st.channel[st.n] = c;
		st.channel_messages[st.n++] = s->messages[c];
	}
	sh_mcap_put_statistics(o, &st);
}

static void put_group(const struct sh_log_summary *s, uint8_t opcode, struct sh_mcap_out *o)
{
	switch (opcode) {
	case SH_MCAP_SCHEMA:
		for (uint16_t i = 1; i <= SH_LOG_SCHEMAS; i++)
			sh_log_put_schema(o, i);
		break;
	case SH_MCAP_CHANNEL:
		for (int c = SH_LOG_CHANNEL_LOW; c < SH_LOG_CHANNELS; c++)
			sh_log_put_channel(o, (enum sh_log_channel)c);
		break;
	case SH_MCAP_STATISTICS:
		put_statistics(s, o);
		break;
	case SH_MCAP_CHUNK_INDEX:
		for (size_t i = 0; i < s->n_chunks; i++)
			sh_mcap_put_chunk_index(o, &s->chunk[i]);
		break;
	case SH_MCAP_ATTACHMENT_INDEX:
		for (int t = 0; t < SH_LOG_TEXTS; t++)
			sh_mcap_put_attachment_index(
				o,
				&(struct sh_mcap_attachment_index){
					.start = s->attachment[t].start,
					.bytes = s->attachment[t].bytes,
					.create_ns = s->create_ns,
					.data_bytes = s->attachment_bytes[t],
					.name = sh_log_view(sh_log_text_name((enum sh_log_text)t)),
					.media_type = sh_log_view(
						sh_log_text_media((enum sh_log_text)t))});
		break;
	default:
		sh_mcap_put_metadata_index(o, s->metadata.start, s->metadata.bytes,
					   sh_log_view("spinehold"));
	}
}

enum sh_status sh_log_summary_build(const struct sh_log_summary *s, uint64_t start,
				    uint32_t data_crc, uint8_t **ret, size_t *ret_len)
{
	static const uint8_t groups[] = {SH_MCAP_SCHEMA,	   SH_MCAP_CHANNEL,
					 SH_MCAP_STATISTICS,	   SH_MCAP_CHUNK_INDEX,
					 SH_MCAP_ATTACHMENT_INDEX, SH_MCAP_METADATA_INDEX};
	struct sh_log_span span[sizeof groups];
	struct sh_mcap_out o = {.cap = FIXED_BYTES + s->n_chunks * CHUNK_INDEX_MAX};
	uint64_t offset_start;

	o.data = malloc(o.cap);
	if (!o.data)
		return SH_ERR_MEMORY;
	sh_mcap_put_data_end(&o, data_crc);
	for (size_t i = 0; i < sizeof groups; i++) {
		size_t before = o.len;

		put_group(s, groups[i], &o);
		span[i] = (struct sh_log_span){.start = start + before, .bytes = o.len - before};
	}
	offset_start = start + o.len;
	for (size_t i = 0; i < sizeof groups; i++)
		if (span[i].bytes > 0)
			sh_mcap_put_summary_offset(&o, groups[i], span[i].start, span[i].bytes);
	sh_mcap_put_footer(
		&o, start + SH_MCAP_DATA_END_BYTES, offset_start,
		sh_mcap_crc32(0, o.data + SH_MCAP_DATA_END_BYTES, o.len - SH_MCAP_DATA_END_BYTES));
	sh_mcap_put_magic(&o);
	assert(!o.full);
	*ret = o.data;
	*ret_len = o.len;
	return SH_OK;
}
