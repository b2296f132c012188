#ifndef SH_LOG_MCAP_RECORDS_H
#define SH_LOG_MCAP_RECORDS_H

/** The records of an MCAP file, to and from bytes. Pure: the caller owns every buffer.
 *
 * An MCAP file is  magic, records, magic.  A record is
 *
 *	u8 opcode | u64 length of the body | body
 *
 * All integers are little-endian; a text is u32 length and that many bytes; a map is u32 length in
 * bytes and then key and value texts. Bodies, in the order of the opcodes (specification:
 * mcap.dev/spec, major version "0"):
 *
 *	01 header           text profile, text library
 *	02 footer           u64 summary start, u64 summary offset start, u32 crc of the summary:
 *from its start up to and with these two numbers 03 schema           u16 id, text name, text
 *encoding, u32 length, bytes 04 channel          u16 id, u16 schema or 0, text topic, text message
 *encoding, map 05 message          u16 channel, u32 sequence, u64 log time, u64 publish time, bytes
 *to the end 06 chunk            u64 first time, u64 last time, u64 size, u32 crc of the records,
 *text compression, u64 length, records (03 04 05) 07 message index    u16 channel, u32 length, then
 *(u64 log time, u64 offset in the chunk)... 08 chunk index      u64 first time, u64 last time, u64
 *chunk start, u64 chunk length, u32 length, (u16 channel, u64 index start)..., u64 length of the
 *indexes, text compression, u64 compressed size, u64 size 09 attachment       u64 log time, u64
 *create time, text name, text media type, u64 length, bytes, u32 crc of everything before it in the
 *body 0a attachment index u64 start, u64 length, u64 log time, u64 create time, u64 size, text
 *name, text media type 0b statistics       u64 messages, u16 schemas, u32 channels, u32
 *attachments, u32 metadata, u32 chunks, u64 first time, u64 last time, u32 length, (u16 channel,
 *u64 n)... 0c metadata         text name, map 0d metadata index   u64 start, u64 length, text name
 *	0e summary offset   u8 opcode of the group, u64 start, u64 length
 *	0f data end         u32 crc of all bytes from the start of the file up to this record
 *
 * Times are ns. A crc is the CRC-32 of zlib and PNG; zero stands for "not computed".
 *
 * Writing: records are appended to a struct sh_mcap_out. One that does not fit sets `full` and
 * leaves nothing behind; `full` stays, so one look at the end is enough. Reading: a body is
 *accepted only if its inner lengths add up to its length exactly; nothing outside it is touched.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sh_mcap_opcode {
	SH_MCAP_HEADER = 0x01,
	SH_MCAP_FOOTER,
	SH_MCAP_SCHEMA,
	SH_MCAP_CHANNEL,
	SH_MCAP_MESSAGE,
	SH_MCAP_CHUNK,
	SH_MCAP_MESSAGE_INDEX,
	SH_MCAP_CHUNK_INDEX,
	SH_MCAP_ATTACHMENT,
	SH_MCAP_ATTACHMENT_INDEX,
	SH_MCAP_STATISTICS,
	SH_MCAP_METADATA,
	SH_MCAP_METADATA_INDEX,
	SH_MCAP_SUMMARY_OFFSET,
	SH_MCAP_DATA_END
};

enum {
	SH_MCAP_MAGIC_BYTES = 8,
	SH_MCAP_HEAD_BYTES = 9,		/* opcode and length in front of every body */
	SH_MCAP_MESSAGE_BYTES = 9 + 22, /* a message without its data */
	SH_MCAP_CHUNK_BYTES = 9 + 40,	/* an uncompressed chunk without its records */
	SH_MCAP_DATA_END_BYTES = 9 + 4,
	SH_MCAP_FOOTER_BYTES = 9 + 20,
	SH_MCAP_CHANNELS_MAX = 8 /* that a chunk index or the statistics name */
};

extern const uint8_t sh_mcap_magic[SH_MCAP_MAGIC_BYTES];

/** CRC-32 of zlib. Begin with 0; give the result back in to go on. */
uint32_t sh_mcap_crc32(uint32_t crc, const void *data, size_t len);

struct sh_mcap_text {
	const char *data; /* borrowed, not terminated */
	size_t len;
};

struct sh_mcap_pair {
	struct sh_mcap_text key, value;
};

/* ---- to bytes ---- */

struct sh_mcap_out {
	uint8_t *data; /* caller owns */
	size_t cap, len;
	bool full; /* a record did not fit and was left out, and so was everything after it */
};

struct sh_mcap_index_entry {
	uint64_t log_ns, offset; /* the offset counts from the first record in the chunk */
	uint16_t channel;
};

struct sh_mcap_chunk_index {
	uint64_t first_ns, last_ns;
	uint64_t chunk_start, chunk_bytes; /* the whole record, head included */
	uint64_t index_bytes;		   /* all message indexes after the chunk */
	uint64_t records_bytes;
	size_t n;
	uint16_t channel[SH_MCAP_CHANNELS_MAX];
	uint64_t index_start[SH_MCAP_CHANNELS_MAX];
};

struct sh_mcap_attachment_index {
	uint64_t start, bytes; /* the whole record, head included */
	uint64_t log_ns, create_ns, data_bytes;
	struct sh_mcap_text name, media_type;
};

struct sh_mcap_statistics {
	uint64_t messages, first_ns, last_ns;
	uint32_t channels, attachments, metadata, chunks;
	uint16_t schemas;
	size_t n;
	uint16_t channel[SH_MCAP_CHANNELS_MAX];
	uint64_t channel_messages[SH_MCAP_CHANNELS_MAX];
};

void sh_mcap_put_magic(struct sh_mcap_out *o);
void sh_mcap_put_header(struct sh_mcap_out *o, struct sh_mcap_text profile,
			struct sh_mcap_text library);
void sh_mcap_put_schema(struct sh_mcap_out *o, uint16_t id, struct sh_mcap_text name,
			struct sh_mcap_text encoding, struct sh_mcap_text data);
void sh_mcap_put_channel(struct sh_mcap_out *o, uint16_t id, uint16_t schema,
			 struct sh_mcap_text topic, struct sh_mcap_text encoding);
void sh_mcap_put_message(struct sh_mcap_out *o, uint16_t channel, uint32_t sequence,
			 uint64_t log_ns, const void *data, size_t len);

/** Fills the SH_MCAP_CHUNK_BYTES that stand in front of `len` bytes of records, crc included. */
void sh_mcap_chunk_front(uint8_t *ret, uint64_t first_ns, uint64_t last_ns, const uint8_t *records,
			 size_t len);

/** Those of the `n` entries that are of this channel; nothing at all if there is none. */
void sh_mcap_put_message_index(struct sh_mcap_out *o, uint16_t channel,
			       const struct sh_mcap_index_entry *entries, size_t n);
void sh_mcap_put_chunk_index(struct sh_mcap_out *o, const struct sh_mcap_chunk_index *c);

/** Everything of an attachment but its data and the u32 crc behind it: the caller appends both.
 * The crc begins after the head, so at byte SH_MCAP_HEAD_BYTES of what this puts. */
void sh_mcap_put_attachment_front(struct sh_mcap_out *o, uint64_t log_ns, uint64_t create_ns,
				  struct sh_mcap_text name, struct sh_mcap_text media_type,
				  uint64_t data_len);
void sh_mcap_put_attachment_index(struct sh_mcap_out *o, const struct sh_mcap_attachment_index *a);
void sh_mcap_put_statistics(struct sh_mcap_out *o, const struct sh_mcap_statistics *s);
void sh_mcap_put_metadata(struct sh_mcap_out *o, struct sh_mcap_text name,
			  const struct sh_mcap_pair *pairs, size_t n);
void sh_mcap_put_metadata_index(struct sh_mcap_out *o, uint64_t start, uint64_t bytes,
				struct sh_mcap_text name);
void sh_mcap_put_summary_offset(struct sh_mcap_out *o, uint8_t opcode, uint64_t start,
				uint64_t bytes);
void sh_mcap_put_data_end(struct sh_mcap_out *o, uint32_t crc);

/** @param crc  of the summary so far; goes on over the footer's own first fields. */
void sh_mcap_put_footer(struct sh_mcap_out *o, uint64_t summary_start, uint64_t offset_start,
			uint32_t crc);
void sh_mcap_put_u32(struct sh_mcap_out *o, uint32_t v);

/* ---- from bytes: each gives false, and *ret unset, where the bytes are not such a body ---- */

struct sh_mcap_head {
	uint8_t opcode;
	uint64_t len; /* of the body: anything at all, trust it for nothing */
};

struct sh_mcap_channel {
	uint16_t id, schema;
	struct sh_mcap_text topic, encoding;
};

struct sh_mcap_message {
	uint16_t channel;
	uint32_t sequence;
	uint64_t log_ns;
	const uint8_t *data; /* borrowed from the body */
	size_t len;
};

struct sh_mcap_chunk {
	uint64_t first_ns, last_ns, size;
	uint32_t crc;
	struct sh_mcap_text compression;
	uint64_t data_at, data_len; /* the records, counted from the start of the body */
};

struct sh_mcap_attachment {
	struct sh_mcap_text name, media_type;
	uint64_t data_at, data_len; /* counted from the start of the body; the crc follows */
};

struct sh_mcap_map {
	const uint8_t *data;
	size_t len, pos;
};

struct sh_mcap_footer {
	uint64_t summary_start, offset_start;
	uint32_t crc;
};

/** @param bytes  SH_MCAP_HEAD_BYTES of them. */
struct sh_mcap_head sh_mcap_parse_head(const uint8_t *bytes);
uint32_t sh_mcap_parse_u32(const uint8_t *bytes);
bool sh_mcap_parse_header(const uint8_t *body, size_t len, struct sh_mcap_text *ret_profile,
			  struct sh_mcap_text *ret_library);
bool sh_mcap_parse_schema(const uint8_t *body, size_t len, uint16_t *ret_id);
bool sh_mcap_parse_channel(const uint8_t *body, size_t len, struct sh_mcap_channel *ret);
bool sh_mcap_parse_message(const uint8_t *body, size_t len, struct sh_mcap_message *ret);
bool sh_mcap_parse_message_index(const uint8_t *body, size_t len, uint16_t *ret_channel);

/** These two need only the first `have` bytes of a body of `len`, so that a large one can be
 * judged before it is fetched; false also where `have` is too short for the fixed fields. The crc
 * is the caller's to check. */
bool sh_mcap_parse_chunk(const uint8_t *body, size_t have, uint64_t len, struct sh_mcap_chunk *ret);
bool sh_mcap_parse_attachment(const uint8_t *body, size_t have, uint64_t len,
			      struct sh_mcap_attachment *ret);

bool sh_mcap_parse_metadata(const uint8_t *body, size_t len, struct sh_mcap_text *ret_name,
			    struct sh_mcap_map *ret);

/** @return false at the end of the map; one accepted by sh_mcap_parse_metadata is whole. */
bool sh_mcap_map_next(struct sh_mcap_map *m, struct sh_mcap_pair *ret);
bool sh_mcap_parse_data_end(const uint8_t *body, size_t len, uint32_t *ret_crc);
bool sh_mcap_parse_footer(const uint8_t *body, size_t len, struct sh_mcap_footer *ret);

#endif
