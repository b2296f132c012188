/* MCAP records to bytes, and the crc. The table of bodies is at the top of the header.
 *
 * Everything goes through a cursor that never runs over: begin() notes where the record starts, the
 * put functions append, finish() fills in the length or takes the whole record back.
 *
 * The table of the crc is made by the preprocessor from the eight entries of single bits: a crc
 * is linear, so that entry a^b is entry a ^ entry b. A table filled at run time would be a global.
 */

#include "log/mcap_records.h"

#include <string.h>

const uint8_t sh_mcap_magic[SH_MCAP_MAGIC_BYTES] = {0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};

/* clang-format off */
#define BIT(n, b, v) ((((n) >> (b)) & 1u) ? (v) : 0u)
#define T1(n) (BIT(n, 0, 0x77073096u) ^ BIT(n, 1, 0xEE0E612Cu) ^ BIT(n, 2, 0x076DC419u) ^ \
	       BIT(n, 3, 0x0EDB8832u) ^ BIT(n, 4, 0x1DB71064u) ^ BIT(n, 5, 0x3B6E20C8u) ^ \
	       BIT(n, 6, 0x76DC4190u) ^ BIT(n, 7, 0xEDB88320u))
#define T4(n) T1(n), T1((n) + 1u), T1((n) + 2u), T1((n) + 3u)
#define T16(n) T4(n), T4((n) + 4u), T4((n) + 8u), T4((n) + 12u)
#define T64(n) T16(n), T16((n) + 16u), T16((n) + 32u), T16((n) + 48u)
static const uint32_t crc_table[256] = {T64(0u), T64(64u), T64(128u), T64(192u)};
/* clang-format on */

uint32_t sh_mcap_crc32(uint32_t crc, const void *data, size_t len)
{
	const uint8_t *p = data;

	crc = ~crc;
	for (size_t i = 0; i < len; i++)
		crc = crc_table[(crc ^ p[i]) & 0xFFu] ^ (crc >> 8);
	return ~crc;
}

static void store(uint8_t *at, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (uint8_t)(v >> (8 * i));
}

static void put_bytes(struct sh_mcap_out *o, const void *data, size_t len)
{
	if (o->full || len > o->cap - o->len) {
		o->full = true;
		return;
	}
	if (len > 0)
		memcpy(o->data + o->len, data, len);
	o->len += len;
}

static void put_int(struct sh_mcap_out *o, uint64_t v, size_t bytes)
{
	uint8_t b[8];

	store(b, v, bytes);
	put_bytes(o, b, bytes);
}

static void put_text(struct sh_mcap_out *o, struct sh_mcap_text t)
{
	put_int(o, t.len, 4);
	put_bytes(o, t.data, t.len);
}

static size_t begin(struct sh_mcap_out *o, uint8_t opcode)
{
	size_t start = o->len;

	put_int(o, opcode, 1);
	put_int(o, 0, 8);
	return start;
}

/* `more` bytes of the body follow that the caller appends on its own */
static void finish_with(struct sh_mcap_out *o, size_t start, uint64_t more)
{
	if (o->full)
		o->len = start;
	else
		store(o->data + start + 1, o->len - start - SH_MCAP_HEAD_BYTES + more, 8);
}

static void finish(struct sh_mcap_out *o, size_t start)
{
	finish_with(o, start, 0);
}

void sh_mcap_put_magic(struct sh_mcap_out *o)
{
	put_bytes(o, sh_mcap_magic, sizeof sh_mcap_magic);
}

void sh_mcap_put_u32(struct sh_mcap_out *o, uint32_t v)
{
	put_int(o, v, 4);
}

void sh_mcap_put_header(struct sh_mcap_out *o, struct sh_mcap_text profile,
			struct sh_mcap_text library)
{
	size_t start = begin(o, SH_MCAP_HEADER);

	put_text(o, profile);
	put_text(o, library);
	finish(o, start);
}

void sh_mcap_put_schema(struct sh_mcap_out *o, uint16_t id, struct sh_mcap_text name,
			struct sh_mcap_text encoding, struct sh_mcap_text data)
{
	size_t start = begin(o, SH_MCAP_SCHEMA);

	put_int(o, id, 2);
	put_text(o, name);
	put_text(o, encoding);
	put_text(o, data);
	finish(o, start);
}

void sh_mcap_put_channel(struct sh_mcap_out *o, uint16_t id, uint16_t schema,
			 struct sh_mcap_text topic, struct sh_mcap_text encoding)
{
	size_t start = begin(o, SH_MCAP_CHANNEL);

	put_int(o, id, 2);
	put_int(o, schema, 2);
	put_text(o, topic);
	put_text(o, encoding);
	put_int(o, 0, 4);
	finish(o, start);
}

void sh_mcap_put_message(struct sh_mcap_out *o, uint16_t channel, uint32_t sequence,
			 uint64_t log_ns, const void *data, size_t len)
{
	size_t start = begin(o, SH_MCAP_MESSAGE);

	put_int(o, channel, 2);
	put_int(o, sequence, 4);
	put_int(o, log_ns, 8);
	put_int(o, log_ns, 8);
	put_bytes(o, data, len);
	finish(o, start);
}

void sh_mcap_chunk_front(uint8_t *ret, uint64_t first_ns, uint64_t last_ns, const uint8_t *records,
			 size_t len)
{
	struct sh_mcap_out o = {.data = ret, .cap = SH_MCAP_CHUNK_BYTES};
	size_t start = begin(&o, SH_MCAP_CHUNK);

	put_int(&o, first_ns, 8);
	put_int(&o, last_ns, 8);
	put_int(&o, len, 8);
	put_int(&o, sh_mcap_crc32(0, records, len), 4);
	put_int(&o, 0, 4);
	put_int(&o, len, 8);
	finish_with(&o, start, len);
}

void sh_mcap_put_message_index(struct sh_mcap_out *o, uint16_t channel,
			       const struct sh_mcap_index_entry *entries, size_t n)
{
	size_t start = begin(o, SH_MCAP_MESSAGE_INDEX);
	size_t map;

	put_int(o, channel, 2);
	put_int(o, 0, 4);
	map = o->len;
	for (size_t i = 0; i < n; i++) {
		if (entries[i].channel != channel)
			continue;
		put_int(o, entries[i].log_ns, 8);
		put_int(o, entries[i].offset, 8);
	}
	if (!o->full && o->len == map) {
		o->len = start;
		return;
	}
	if (!o->full)
		store(o->data + map - 4, o->len - map, 4);
	finish(o, start);
}

static void put_counts(struct sh_mcap_out *o, const uint16_t *key, const uint64_t *value, size_t n)
{
	put_int(o, n * 10, 4);
	for (size_t i = 0; i < n; i++) {
		put_int(o, key[i], 2);
		put_int(o, value[i], 8);
	}
}

void sh_mcap_put_chunk_index(struct sh_mcap_out *o, const struct sh_mcap_chunk_index *c)
{
	size_t start = begin(o, SH_MCAP_CHUNK_INDEX);

	put_int(o, c->first_ns, 8);
	put_int(o, c->last_ns, 8);
	put_int(o, c->chunk_start, 8);
	put_int(o, c->chunk_bytes, 8);
	put_counts(o, c->channel, c->index_start, c->n);
	put_int(o, c->index_bytes, 8);
	put_int(o, 0, 4);
	put_int(o, c->records_bytes, 8);
	put_int(o, c->records_bytes, 8);
	finish(o, start);
}

void sh_mcap_put_attachment_front(struct sh_mcap_out *o, uint64_t log_ns, uint64_t create_ns,
				  struct sh_mcap_text name, struct sh_mcap_text media_type,
				  uint64_t data_len)
{
	size_t start = begin(o, SH_MCAP_ATTACHMENT);

	put_int(o, log_ns, 8);
	put_int(o, create_ns, 8);
	put_text(o, name);
	put_text(o, media_type);
	put_int(o, data_len, 8);
	finish_with(o, start, data_len + 4);
}

void sh_mcap_put_attachment_index(struct sh_mcap_out *o, const struct sh_mcap_attachment_index *a)
{
	size_t start = begin(o, SH_MCAP_ATTACHMENT_INDEX);

	put_int(o, a->start, 8);
	put_int(o, a->bytes, 8);
	put_int(o, a->log_ns, 8);
	put_int(o, a->create_ns, 8);
	put_int(o, a->data_bytes, 8);
	put_text(o, a->name);
	put_text(o, a->media_type);
	finish(o, start);
}

void sh_mcap_put_statistics(struct sh_mcap_out *o, const struct sh_mcap_statistics *s)
{
	size_t start = begin(o, SH_MCAP_STATISTICS);

	put_int(o, s->messages, 8);
	put_int(o, s->schemas, 2);
	put_int(o, s->channels, 4);
	put_int(o, s->attachments, 4);
	put_int(o, s->metadata, 4);
	put_int(o, s->chunks, 4);
	put_int(o, s->first_ns, 8);
	put_int(o, s->last_ns, 8);
	put_counts(o, s->channel, s->channel_messages, s->n);
	finish(o, start);
}

void sh_mcap_put_metadata(struct sh_mcap_out *o, struct sh_mcap_text name,
			  const struct sh_mcap_pair *pairs, size_t n)
{
	size_t start = begin(o, SH_MCAP_METADATA);
	size_t map;

	put_text(o, name);
	put_int(o, 0, 4);
	map = o->len;
	for (size_t i = 0; i < n; i++) {
		put_text(o, pairs[i].key);
		put_text(o, pairs[i].value);
	}
	if (!o->full)
		store(o->data + map - 4, o->len - map, 4);
	finish(o, start);
}

void sh_mcap_put_metadata_index(struct sh_mcap_out *o, uint64_t start_byte, uint64_t bytes,
				struct sh_mcap_text name)
{
	size_t start = begin(o, SH_MCAP_METADATA_INDEX);

	put_int(o, start_byte, 8);
	put_int(o, bytes, 8);
	put_text(o, name);
	finish(o, start);
}

void sh_mcap_put_summary_offset(struct sh_mcap_out *o, uint8_t opcode, uint64_t start_byte,
				uint64_t bytes)
{
	size_t start = begin(o, SH_MCAP_SUMMARY_OFFSET);

	put_int(o, opcode, 1);
	put_int(o, start_byte, 8);
	put_int(o, bytes, 8);
	finish(o, start);
}

void sh_mcap_put_data_end(struct sh_mcap_out *o, uint32_t crc)
{
	size_t start = begin(o, SH_MCAP_DATA_END);

	put_int(o, crc, 4);
	finish(o, start);
}

void sh_mcap_put_footer(struct sh_mcap_out *o, uint64_t summary_start, uint64_t offset_start,
			uint32_t crc)
{
	size_t start = begin(o, SH_MCAP_FOOTER);

	put_int(o, summary_start, 8);
	put_int(o, offset_start, 8);
	put_int(o, 0, 4);
	finish(o, start);
	if (!o->full) {
		crc = sh_mcap_crc32(crc, o->data + start, SH_MCAP_FOOTER_BYTES - 4);
		store(o->data + o->len - 4, crc, 4);
	}
}
