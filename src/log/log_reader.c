/* The session log, read.
 *
 *	FRONT --first chunk--> CHUNK <--next chunk--> BETWEEN --data end, end of file--> DONE
 *
 * next_block() takes one block after the other off the file (log_file.c judges them) and stops at a
 * chunk; the messages in it are handed out one by one. All damage goes through sh_log_note(),
 * which also remembers that the next jump in the count of messages belongs to it.
 *
 * Channels are believed only where they stand inside a chunk, under its crc; every writer that
 * makes chunks puts them there. While nothing is damaged the crc of the whole file is carried
 * along: it is the only thing that covers what stands between the chunks.
 */

#define _POSIX_C_SOURCE 200809L

#include "log/log_reader_part.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "log/mcap_records.h"
#include "support/err.h"

void sh_log_note(struct sh_log_reader *r, enum sh_log_damage_kind kind, int64_t start, int64_t end,
		 uint64_t lost)
{
	if (r->n_damage < SH_LOG_DAMAGE_MAX)
		r->damage[r->n_damage] = (struct sh_log_damage){
			.kind = kind, .start_byte = start, .end_byte = end, .lost = lost};
	r->n_damage++;
	r->explained = true;
}

enum sh_status sh_log_unreadable(const struct sh_log_reader *r, struct sh_err *err)
{
	int why = errno;

	if (why == ENOMEM) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory while reading '%s'", r->file.path);
		return SH_ERR_MEMORY;
	}
	sh_err_set(err, SH_ERR_IO, why, "cannot read '%s'@%lld: %s: copy the file to another disk",
		   r->file.path, (long long)r->at, strerror(why));
	return SH_ERR_IO;
}

static void enter_chunk(struct sh_log_reader *r, const struct sh_log_block *b)
{
	struct sh_mcap_chunk c;

	if (!sh_mcap_parse_chunk(b->body, b->len, b->len, &c))
		return;
	r->in_chunk = true;
	r->n_chunks++;
	r->records = b->body + c.data_at;
	r->records_at = b->at + SH_MCAP_HEAD_BYTES + (int64_t)c.data_at;
	r->len = (size_t)c.data_len;
	r->pos = 0;
}

/* Footer, both crcs and the last magic; `end` is where the data end ends. */
static bool end_is_good(struct sh_log_reader *r, int64_t end)
{
	const size_t len = SH_MCAP_FOOTER_BYTES + SH_MCAP_MAGIC_BYTES;
	const int64_t footer = r->file.size - (int64_t)len;
	const uint8_t *p = footer < end ? NULL : sh_log_file_look(&r->file, footer, len);
	struct sh_mcap_footer f;
	struct sh_mcap_head head;
	uint32_t crc = 0;

	if (!p || memcmp(p + SH_MCAP_FOOTER_BYTES, sh_mcap_magic, SH_MCAP_MAGIC_BYTES) != 0)
		return false;
	head = sh_mcap_parse_head(p);
	if (head.opcode != SH_MCAP_FOOTER ||
	    head.len != SH_MCAP_FOOTER_BYTES - SH_MCAP_HEAD_BYTES ||
	    !sh_mcap_parse_footer(p + SH_MCAP_HEAD_BYTES, (size_t)head.len, &f))
		return false;
	if (f.summary_start == 0)
		return footer == end;
	return f.summary_start == (uint64_t)end && f.crc != 0 &&
	       sh_log_file_crc(&r->file, end, footer + SH_MCAP_FOOTER_BYTES - 4, &crc) &&
	       crc == f.crc;
}

static void finish(struct sh_log_reader *r, const struct sh_log_block *b)
{
	uint32_t crc = sh_mcap_parse_u32(b->body);

	if (r->n_damage == 0 && crc != 0 && crc != r->crc)
		sh_log_note(r, SH_LOG_DAMAGE_OUTSIDE, 0, b->at, 0);
	r->clean = end_is_good(r, b->end);
	if (!r->clean)
		sh_log_note(r, SH_LOG_DAMAGE_INDEX, b->end, r->file.size, 0);
	r->done = true;
}

static void skip_damage(struct sh_log_reader *r, enum sh_log_verdict v,
			const struct sh_log_block *b)
{
	enum sh_log_damage_kind kind = SH_LOG_DAMAGE_CONTENT;
	int64_t next;

	if (v == SH_LOG_BAD_COMPRESSED) {
		/* its outside is consistent: stepping over it as a whole is safe enough */
		r->compressed = true;
		sh_log_note(r, SH_LOG_DAMAGE_COMPRESSED, b->at, b->end, 0);
		r->at = b->end;
		return;
	}
	next = sh_log_file_search(&r->file, r->at + 1);
	if (v == SH_LOG_BAD_TORN && next == r->file.size)
		kind = SH_LOG_DAMAGE_TORN;
	sh_log_note(r, kind, r->at, next, 0);
	r->at = next;
}

/* Takes the next block; stops in a chunk or at the end. */
static enum sh_status next_block(struct sh_log_reader *r, struct sh_err *err)
{
	struct sh_log_block b = {.opcode = 0};
	enum sh_log_verdict v;

	if (r->at >= r->file.size) {
		r->done = true;
		return SH_OK;
	}
	v = sh_log_file_block(&r->file, r->at, &b);
	if (v == SH_LOG_BAD_READ)
		return sh_log_unreadable(r, err);
	if (v == SH_LOG_GOOD && b.opcode == SH_MCAP_HEADER && b.at != SH_MCAP_MAGIC_BYTES)
		v = SH_LOG_BAD_STRUCTURE;
	if (v != SH_LOG_GOOD) {
		skip_damage(r, v, &b);
		return SH_OK;
	}
	if (b.opcode == SH_MCAP_DATA_END) {
		finish(r, &b);
		return SH_OK;
	}
	if (b.opcode == SH_MCAP_ATTACHMENT && !sh_log_front_attachment(r, &b))
		return sh_log_unreadable(r, err);
	if (b.opcode == SH_MCAP_METADATA)
		sh_log_front_metadata(r, &b);
	if (b.opcode == SH_MCAP_CHUNK)
		enter_chunk(r, &b);
	r->at = b.end;
	/* reads the block again, but through the window: what it fetched stays */
	if (r->n_damage == 0 && !sh_log_file_crc(&r->file, b.at, b.end, &r->crc) && errno)
		return sh_log_unreadable(r, err);
	return SH_OK;
}

enum sh_status sh_log_reader_open(const char *path, struct sh_log_reader **ret, struct sh_err *err)
{
	struct sh_log_reader *r = calloc(1, sizeof *r);
	enum sh_status st;

	if (!r) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory while opening '%s'", path);
		return SH_ERR_MEMORY;
	}
	if ((st = sh_log_file_open(&r->file, path, err)) < 0 ||
	    (st = sh_log_front_begin(r, err)) < 0)
		goto out;
	while (!r->done && !r->in_chunk && !r->later_format)
		if ((st = next_block(r, err)) < 0)
			goto out;
	if ((st = sh_log_front_judge(r, err)) < 0)
		goto out;
	if (!sh_log_reader_header_whole(r)) {
		sh_log_note(r, SH_LOG_DAMAGE_HEADER, 0, r->in_chunk ? r->records_at : r->file.size,
			    0);
		r->explained = false;
	}
	r->header.config = r->text[SH_LOG_CONFIG] ? r->text[SH_LOG_CONFIG] : "";
	r->header.catalog = r->text[SH_LOG_CATALOG] ? r->text[SH_LOG_CATALOG] : "";
	r->header.programme = r->text[SH_LOG_PROGRAMME] ? r->text[SH_LOG_PROGRAMME] : "";
	r->header.profile = r->text[SH_LOG_PROFILE] ? r->text[SH_LOG_PROFILE] : "";
	*ret = r;
	return SH_OK;
out:
	sh_log_reader_close(r);
	return st;
}

const struct sh_log_header *sh_log_reader_header(const struct sh_log_reader *r)
{
	return &r->header;
}

/* What a message means. @return false if it makes no sense. */
static bool decode(enum sh_log_channel ch, const struct sh_mcap_message *m, struct sh_log_item *ret)
{
	struct sh_mcap_text json = {.data = (const char *)m->data, .len = m->len};
	struct sh_record *rec = &ret->record;

	*ret = (struct sh_log_item){.is_event = ch == SH_LOG_CHANNEL_EVENT};
	if (m->log_ns > INT64_MAX || m->log_ns % 1000 != 0)
		return false;
	ret->t_host_us = rec->t_host_us = (int64_t)m->log_ns / 1000;
	switch (ch) {
	case SH_LOG_CHANNEL_LOW:
	case SH_LOG_CHANNEL_UPPER:
		rec->kind = SH_RECORD_BYTES;
		rec->line = ch == SH_LOG_CHANNEL_UPPER;
		rec->data = m->data;
		rec->len = m->len;
		return true;
	case SH_LOG_CHANNEL_COMMAND:
		rec->kind = SH_RECORD_COMMAND;
		return sh_log_command_parse(json, &rec->command, &rec->line);
	case SH_LOG_CHANNEL_LINK:
		rec->kind = SH_RECORD_LINK;
		return sh_log_link_parse(json, &rec->link, &rec->line, &rec->baud);
	default:
		ret->line = json.data;
		ret->len = json.len;
		return true;
	}
}

static void follow_sequence(struct sh_log_reader *r, uint32_t sequence, int64_t at)
{
	uint32_t jump = sequence - r->sequence;

	if (jump > UINT32_MAX / 2) {
		sh_log_note(r, SH_LOG_DAMAGE_ORDER, at, at, 0);
	} else if (jump > 0 && r->explained) {
		if (r->n_damage <= SH_LOG_DAMAGE_MAX)
			r->damage[r->n_damage - 1].lost += jump;
	} else if (jump > 0) {
		sh_log_note(r, SH_LOG_DAMAGE_MISSING, at, at, jump);
	}
	r->sequence = sequence + 1;
	r->explained = false;
}

/* The next record in the chunk. @return true if *ret is set. */
static bool next_in_chunk(struct sh_log_reader *r, struct sh_log_item *ret)
{
	const uint8_t *p = r->records + r->pos;
	int64_t at = r->records_at + (int64_t)r->pos;
	size_t left = r->len - r->pos;
	struct sh_mcap_head head = {0};
	struct sh_mcap_channel c;
	struct sh_mcap_message m;
	enum sh_log_channel ch;

	if (left >= SH_MCAP_HEAD_BYTES)
		head = sh_mcap_parse_head(p);
	if (left < SH_MCAP_HEAD_BYTES || head.len > left - SH_MCAP_HEAD_BYTES) {
		sh_log_note(r, SH_LOG_DAMAGE_MESSAGE, at, at + (int64_t)left, 0);
		r->pos = r->len;
		return false;
	}
	p += SH_MCAP_HEAD_BYTES;
	r->pos += SH_MCAP_HEAD_BYTES + (size_t)head.len;
	if (head.opcode == SH_MCAP_CHANNEL && sh_mcap_parse_channel(p, (size_t)head.len, &c))
		r->channel[c.id] = (uint8_t)sh_log_channel_find(&c);
	if (head.opcode != SH_MCAP_MESSAGE)
		return false;
	if (!sh_mcap_parse_message(p, (size_t)head.len, &m)) {
		sh_log_note(r, SH_LOG_DAMAGE_MESSAGE, at, r->records_at + (int64_t)r->pos, 0);
		return false;
	}
	ch = (enum sh_log_channel)r->channel[m.channel];
	if (ch == SH_LOG_CHANNEL_NONE)
		return false;
	follow_sequence(r, m.sequence, at);
	if (decode(ch, &m, ret))
		return true;
	sh_log_note(r, SH_LOG_DAMAGE_MESSAGE, at, r->records_at + (int64_t)r->pos, 1);
	r->explained = false;
	return false;
}

enum sh_status sh_log_reader_next_item(struct sh_log_reader *r, struct sh_log_item *ret,
				       struct sh_err *err)
{
	struct sh_log_item item;

	for (;;) {
		enum sh_status st;

		while (r->in_chunk) {
			r->in_chunk = r->pos < r->len;
			if (!r->in_chunk || !next_in_chunk(r, &item))
				continue;
			*ret = item;
			return SH_OK;
		}
		if (r->done)
			return SH_END;
		if ((st = next_block(r, err)) < 0)
			return st;
	}
}

enum sh_status sh_log_reader_next(struct sh_log_reader *r, struct sh_record *ret,
				  struct sh_err *err)
{
	struct sh_log_item item;
	enum sh_status st;

	do {
		st = sh_log_reader_next_item(r, &item, err);
	} while (st == SH_OK && item.is_event);
	if (st == SH_OK)
		*ret = item.record;
	return st;
}

bool sh_log_reader_clean(const struct sh_log_reader *r)
{
	return r->clean;
}

size_t sh_log_reader_damage_count(const struct sh_log_reader *r)
{
	return r->n_damage;
}

const struct sh_log_damage *sh_log_reader_damage(const struct sh_log_reader *r, size_t i)
{
	return i < r->n_damage && i < SH_LOG_DAMAGE_MAX ? &r->damage[i] : NULL;
}

const char *sh_log_damage_name(enum sh_log_damage_kind k)
{
	static const char *const names[SH_LOG_DAMAGE_KINDS] = {
		[SH_LOG_DAMAGE_TORN] = "cut off",
		[SH_LOG_DAMAGE_CONTENT] = "damaged",
		[SH_LOG_DAMAGE_COMPRESSED] = "compressed by another tool",
		[SH_LOG_DAMAGE_MESSAGE] = "a record without sense",
		[SH_LOG_DAMAGE_MISSING] = "records are missing",
		[SH_LOG_DAMAGE_ORDER] = "records out of order",
		[SH_LOG_DAMAGE_HEADER] = "the session's header is damaged",
		[SH_LOG_DAMAGE_OUTSIDE] = "damaged between the records, none lost",
		[SH_LOG_DAMAGE_INDEX] = "the index at the end is damaged, no record lost",
	};

	assert((unsigned)k < SH_LOG_DAMAGE_KINDS);
	return names[k];
}

struct sh_log_reader *sh_log_reader_close(struct sh_log_reader *r)
{
	if (!r)
		return NULL;
	sh_log_file_close(&r->file);
	for (int t = 0; t < SH_LOG_TEXTS; t++)
		free(r->text[t]);
	free(r);
	return NULL;
}
