/* The session log, written. One buffer holds the chunk in the making, with a place left free in
 * front for the chunk's own fields; handing it over fills in that place, appends the message
 * indexes and is one write(). A kill in the middle of that may still tear the chunk: the system
 * looks for signals between pages. The reader then skips it.
 *
 * A chunk that grows in place in the file (rewriting its length and crc at each record) would lose
 * nothing at a kill, but a cut at another byte would then cost records that were safe before.
 *
 * After a write that failed the writer is dead (log_out.h): what comes later must not stand in the
 * file as if nothing were missing before it.
 */

#define _POSIX_C_SOURCE 200809L

#include "log/log_writer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_codec.h"
#include "log/log_out.h"
#include "log/log_summary.h"
#include "log/mcap_records.h"
#include "support/err.h"

enum {
	ENTRIES_MAX = 2048, /* messages in one chunk */
	/* front, records, one last message of any size, its channel, all message indexes */
	BUFFER_BYTES = SH_MCAP_CHUNK_BYTES + SH_LOG_CHUNK_MAX + SH_MCAP_MESSAGE_BYTES +
		       SH_LOG_DATA_MAX + 1024 + 16 * ENTRIES_MAX + 16 * SH_LOG_CHANNELS
};

/* the year 2262: later dates do not go into 63 bits of ns */
#define DATE_MAX_US (INT64_MAX / 1000)

struct sh_log_writer {
	struct sh_log_out file;
	uint32_t sequence;
	int64_t now_us;		    /* the latest time heard of */
	int64_t oldest_us;	    /* what that was at the chunk's first message */
	uint64_t first_ns, last_ns; /* in this chunk */
	struct sh_mcap_out out;	    /* chunk in the making */
	bool has_channel[SH_LOG_CHANNELS];
	size_t n_entries;
	struct sh_mcap_index_entry entries[ENTRIES_MAX];
	struct sh_log_summary summary;
};

static enum sh_status flush(struct sh_log_writer *w, struct sh_err *err)
{
	struct sh_mcap_chunk_index c = {.first_ns = w->first_ns,
					.last_ns = w->last_ns,
					.chunk_start = w->file.size,
					.chunk_bytes = w->out.len,
					.records_bytes = w->out.len - SH_MCAP_CHUNK_BYTES};
	enum sh_status r;

	if (w->n_entries == 0)
		return SH_OK;
	if (sh_log_summary_reserve(&w->summary) < 0)
		return sh_log_out_no_memory(&w->file, err);
	sh_mcap_chunk_front(w->out.data, c.first_ns, c.last_ns, w->out.data + SH_MCAP_CHUNK_BYTES,
			    (size_t)c.records_bytes);
	for (uint16_t ch = SH_LOG_CHANNEL_LOW; ch < SH_LOG_CHANNELS; ch++) {
		if (!w->has_channel[ch])
			continue;
		c.channel[c.n] = ch;
		c.index_start[c.n++] = w->file.size + w->out.len;
		sh_mcap_put_message_index(&w->out, ch, w->entries, w->n_entries);
	}
	assert(!w->out.full);
	c.index_bytes = w->out.len - c.chunk_bytes;
	if ((r = sh_log_out_write(&w->file, w->out.data, w->out.len, err)) < 0)
		return r;
	w->summary.chunk[w->summary.n_chunks++] = c;
	w->out.len = SH_MCAP_CHUNK_BYTES;
	w->n_entries = 0;
	memset(w->has_channel, 0, sizeof w->has_channel);
	return SH_OK;
}

static enum sh_status flush_if_old(struct sh_log_writer *w, int64_t now_us, struct sh_err *err)
{
	if (now_us > w->now_us)
		w->now_us = now_us;
	if (w->n_entries > 0 && w->now_us - w->oldest_us >= SH_LOG_FLUSH_US)
		return flush(w, err);
	return SH_OK;
}

static void note_time(struct sh_log_writer *w, uint64_t ns)
{
	bool first = sh_log_writer_messages(w) == 0;

	if (first || ns < w->summary.first_ns)
		w->summary.first_ns = ns;
	if (ns > w->summary.last_ns)
		w->summary.last_ns = ns;
	if (w->n_entries == 0 || ns < w->first_ns)
		w->first_ns = ns;
	if (w->n_entries == 0 || ns > w->last_ns)
		w->last_ns = ns;
	if (w->n_entries == 0)
		w->oldest_us = w->now_us;
}

static enum sh_status append(struct sh_log_writer *w, enum sh_log_channel ch, int64_t t_us,
			     const void *data, size_t len, struct sh_err *err)
{
	size_t records = w->out.len - SH_MCAP_CHUNK_BYTES;
	uint64_t ns = (uint64_t)t_us * 1000;
	enum sh_status r;

	if (t_us < 0 || t_us > INT64_MAX / 1000 || len > SH_LOG_DATA_MAX) {
		sh_err_set(
			err, SH_ERR_CONFIG, 0,
			"the session log '%s' cannot hold %zu bytes at %lld us: the time must not "
			"be negative, and a record has at most %d bytes",
			w->file.path, len, (long long)t_us, SH_LOG_DATA_MAX);
		return SH_ERR_CONFIG;
	}
	if (w->n_entries == ENTRIES_MAX ||
	    (w->n_entries > 0 && records + SH_MCAP_MESSAGE_BYTES + len > SH_LOG_CHUNK_MAX))
		if ((r = flush(w, err)) < 0)
			return r;
	if (!w->has_channel[ch])
		sh_log_put_channel(&w->out, ch);
	w->has_channel[ch] = true;
	note_time(w, ns);
	w->entries[w->n_entries++] = (struct sh_mcap_index_entry){
		.log_ns = ns, .offset = w->out.len - SH_MCAP_CHUNK_BYTES, .channel = (uint16_t)ch};
	sh_mcap_put_message(&w->out, (uint16_t)ch, w->sequence++, ns, data, len);
	assert(!w->out.full);
	w->summary.messages[ch]++;
	return SH_OK;
}

enum sh_status sh_log_writer_record(struct sh_log_writer *w, const struct sh_record *r,
				    struct sh_err *err)
{
	enum sh_log_channel ch = SH_LOG_CHANNEL_COMMAND;
	char json[SH_LOG_JSON_MAX];
	const void *data = json;
	enum sh_status st;
	size_t len = 0;

	if ((st = sh_log_out_state(&w->file, err)) < 0)
		return st;
	switch (r->kind) {
	case SH_RECORD_BYTES:
		if (r->line >= SH_LOG_LINES_MAX) {
			sh_err_set(err, SH_ERR_CONFIG, 0,
				   "the session log '%s' has no channel for line %u", w->file.path,
				   (unsigned)r->line);
			return SH_ERR_CONFIG;
		}
		ch = r->line == 0 ? SH_LOG_CHANNEL_LOW : SH_LOG_CHANNEL_UPPER;
		data = r->data;
		len = r->len;
		break;
	case SH_RECORD_COMMAND:
		len = sh_log_command_json(r, json);
		break;
	case SH_RECORD_LINK:
		ch = SH_LOG_CHANNEL_LINK;
		len = sh_log_link_json(r, json);
		break;
	}
	if (r->t_host_us > w->now_us)
		w->now_us = r->t_host_us;
	if ((st = append(w, ch, r->t_host_us, data, len, err)) < 0)
		return st;
	return flush_if_old(w, r->t_host_us, err);
}

enum sh_status sh_log_writer_event(struct sh_log_writer *w, int64_t t_host_us, const char *line,
				   size_t len, struct sh_err *err)
{
	enum sh_status st = sh_log_out_state(&w->file, err);

	if (st < 0)
		return st;
	if (len > 0 && line[len - 1] == '\n')
		len--;
	return append(w, SH_LOG_CHANNEL_EVENT, t_host_us, line, len, err);
}

enum sh_status sh_log_writer_tick(struct sh_log_writer *w, int64_t now_host_us, struct sh_err *err)
{
	enum sh_status st = sh_log_out_state(&w->file, err);

	return st < 0 ? st : flush_if_old(w, now_host_us, err);
}

enum sh_status sh_log_writer_sync(struct sh_log_writer *w, struct sh_err *err)
{
	enum sh_status st = sh_log_out_state(&w->file, err);

	if (st < 0 || (st = flush(w, err)) < 0)
		return st;
	return sh_log_out_sync(&w->file, err);
}

uint64_t sh_log_writer_messages(const struct sh_log_writer *w)
{
	uint64_t n = 0;

	for (int c = 0; c < SH_LOG_CHANNELS; c++)
		n += w->summary.messages[c];
	return n;
}

static enum sh_status write_metadata(struct sh_log_writer *w, const struct sh_log_header *h,
				     struct sh_err *err)
{
	struct sh_log_facts facts;
	size_t before;

	sh_log_facts_make(h, &facts);
	w->out.len = 0;
	sh_mcap_put_magic(&w->out);
	sh_mcap_put_header(&w->out, sh_log_view("spinehold"), sh_log_view(h->program));
	before = w->out.len;
	sh_mcap_put_metadata(&w->out, sh_log_view("spinehold"), facts.pair, SH_LOG_FACTS);
	w->summary.metadata =
		(struct sh_log_span){.start = w->file.size + before, .bytes = w->out.len - before};
	return sh_log_out_write(&w->file, w->out.data, w->out.len, err);
}

static enum sh_status write_text(struct sh_log_writer *w, enum sh_log_text t, const char *text,
				 struct sh_err *err)
{
	struct sh_mcap_text data = sh_log_view(text);
	uint64_t start = w->file.size;
	enum sh_status r;
	uint32_t crc;

	w->out.len = 0;
	sh_mcap_put_attachment_front(&w->out, 0, w->summary.create_ns,
				     sh_log_view(sh_log_text_name(t)),
				     sh_log_view(sh_log_text_media(t)), data.len);
	crc = sh_mcap_crc32(0, w->out.data + SH_MCAP_HEAD_BYTES, w->out.len - SH_MCAP_HEAD_BYTES);
	crc = sh_mcap_crc32(crc, data.data, data.len);
	if ((r = sh_log_out_write(&w->file, w->out.data, w->out.len, err)) < 0 ||
	    (r = sh_log_out_write(&w->file, data.data, data.len, err)) < 0)
		return r;
	w->out.len = 0;
	sh_mcap_put_u32(&w->out, crc);
	if ((r = sh_log_out_write(&w->file, w->out.data, w->out.len, err)) < 0)
		return r;
	w->summary.attachment[t] =
		(struct sh_log_span){.start = start, .bytes = w->file.size - start};
	w->summary.attachment_bytes[t] = data.len;
	return SH_OK;
}

/* Everything before the first chunk. */
static enum sh_status write_front(struct sh_log_writer *w, const struct sh_log_header *h,
				  struct sh_err *err)
{
	const char *const text[SH_LOG_TEXTS] = {[SH_LOG_CONFIG] = h->config,
						[SH_LOG_CATALOG] = h->catalog,
						[SH_LOG_PROGRAMME] = h->programme,
						[SH_LOG_PROFILE] = h->profile};
	enum sh_status r = write_metadata(w, h, err);

	for (int t = 0; r == SH_OK && t < SH_LOG_TEXTS; t++)
		r = write_text(w, (enum sh_log_text)t, text[t], err);
	if (r < 0)
		return r;
	w->out.len = 0;
	for (uint16_t i = 1; i <= SH_LOG_SCHEMAS; i++)
		sh_log_put_schema(&w->out, i);
	for (int c = SH_LOG_CHANNEL_LOW; c < SH_LOG_CHANNELS; c++)
		sh_log_put_channel(&w->out, (enum sh_log_channel)c);
	assert(!w->out.full);
	r = sh_log_out_write(&w->file, w->out.data, w->out.len, err);
	w->out.len = SH_MCAP_CHUNK_BYTES;
	return r;
}

static bool printable(const char *s, size_t cap)
{
	size_t n = strnlen(s, cap);

	for (size_t i = 0; i < n; i++)
		if (s[i] < 0x20 || s[i] > 0x7E)
			return false;
	return n < cap;
}

static bool header_fits(const struct sh_log_header *h)
{
	const char *const text[] = {h->config, h->catalog, h->programme, h->profile};

	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
		if (text[i] && strlen(text[i]) > SH_LOG_TEXT_MAX)
			return false;
	if (h->start_utc_us < -DATE_MAX_US || h->start_utc_us > DATE_MAX_US)
		return false;
	return printable(h->program, sizeof h->program) && printable(h->source, sizeof h->source) &&
	       printable(h->session_id, sizeof h->session_id);
}

static struct sh_log_writer *discard(struct sh_log_writer *w, struct sh_err *err)
{
	(void)sh_log_out_close(&w->file, err);
	sh_log_summary_free(&w->summary);
	free(w->out.data);
	free(w);
	return NULL;
}

enum sh_status sh_log_writer_open(const char *path, const struct sh_log_header *header,
				  struct sh_log_writer **ret, struct sh_err *err)
{
	struct sh_log_writer *w;
	enum sh_status r;

	if (!header_fits(header)) {
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "the session log '%s' cannot hold this header: a text is longer than %d "
			   "bytes, a name in it is not printable ASCII, or the date is absurd",
			   path, SH_LOG_TEXT_MAX);
		return SH_ERR_CONFIG;
	}
	w = calloc(1, sizeof *w);
	if (w)
		w->out = (struct sh_mcap_out){.data = malloc(BUFFER_BYTES), .cap = BUFFER_BYTES};
	if (!w || !w->out.data) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory for the session log '%s'", path);
		free(w);
		return SH_ERR_MEMORY;
	}
	w->summary.create_ns = header->start_utc_us > 0 ? (uint64_t)header->start_utc_us * 1000 : 0;
	if ((r = sh_log_out_open(&w->file, path, err)) < 0) {
		discard(w, NULL);
		return r;
	}
	if ((r = write_front(w, header, err)) < 0) {
		sh_log_out_unlink(&w->file);
		discard(w, NULL);
		return r;
	}
	*ret = w;
	return SH_OK;
}

static enum sh_status write_end(struct sh_log_writer *w, struct sh_err *err)
{
	uint8_t *end;
	size_t len;
	enum sh_status r;

	if (sh_log_summary_build(&w->summary, w->file.size, w->file.crc, &end, &len) < 0)
		return sh_log_out_no_memory(&w->file, err);
	r = sh_log_out_write(&w->file, end, len, err);
	free(end);
	return r;
}

struct sh_log_writer *sh_log_writer_close(struct sh_log_writer *w, bool clean, struct sh_err *err)
{
	enum sh_status r;

	if (err)
		err->status = SH_OK;
	if (!w)
		return NULL;
	/* what went wrong is kept by the file, and its close tells it */
	r = sh_log_out_state(&w->file, err);
	if (r == SH_OK)
		r = flush(w, err);
	if (r == SH_OK && clean)
		r = write_end(w, err);
	if (r == SH_OK)
		r = sh_log_out_sync(&w->file, err);
	(void)r;
	return discard(w, err);
}
