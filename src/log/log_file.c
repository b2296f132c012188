/* Blocks of a session log.
 *
 * Small things are looked at through a window of the file; a chunk or attachment is fetched whole,
 * but only when the fixed fields at its start agree with each other, so garbage costs nothing. In a
 * search every byte may begin a record. An honest file passes that sieve about once a chunk; one
 * built to pass it at every byte would make us fetch megabytes for each, hence a bound on what may
 * be fetched in vain: a few times the file, and the search gives up.
 *
 * A chunk whose crc field is zero ("not computed") is refused: damage in it could not be seen.
 */

#define _POSIX_C_SOURCE	  200809L
#define _FILE_OFFSET_BITS 64

#include "log/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/log_codec.h"
#include "log/log_header.h"
#include "log/mcap_records.h"
#include "support/err.h"

enum {
	FRONT_MAX = 1024, /* fixed fields and short texts of a large block */
	ATTACHMENT_MAX = SH_LOG_TEXT_MAX + FRONT_MAX,
	SMALL_MAX = 192 * 1024, /* every other record; fits into the window */
	SEARCH_BYTES_MIN = SH_LOG_BLOCK_MAX
};

enum sh_status sh_log_file_open(struct sh_log_file *f, const char *path, struct sh_err *err)
{
	struct stat st;

	*f = (struct sh_log_file){.fd = -1, .path = strdup(path)};
	f->window = malloc(SH_LOG_WINDOW_BYTES);
	if (!f->path || !f->window) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory while opening '%s'", path);
		return SH_ERR_MEMORY;
	}
	f->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (f->fd < 0 || fstat(f->fd, &st) < 0) {
		int why = errno;

		sh_err_set(err, SH_ERR_IO, why, "cannot open '%s': %s: check the name", path,
			   strerror(why));
		return SH_ERR_IO;
	}
	if (!S_ISREG(st.st_mode)) {
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "'%s' is not a file: give the session log (.mcap) itself", path);
		return SH_ERR_INPUT;
	}
	f->size = st.st_size;
	f->search_bytes = f->size < INT64_MAX / 4 ? 2 * f->size : f->size;
	if (f->search_bytes < SEARCH_BYTES_MIN)
		f->search_bytes = SEARCH_BYTES_MIN;
	return SH_OK;
}

/* As many as there are. */
static ssize_t read_at(const struct sh_log_file *f, int64_t at, uint8_t *ret, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(f->fd, ret + done, len - done, (off_t)(at + (int64_t)done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

const uint8_t *sh_log_file_look(struct sh_log_file *f, int64_t at, size_t len)
{
	ssize_t n;

	errno = 0;
	if (at < 0 || at > f->size || (uint64_t)(f->size - at) < len)
		return NULL;
	if (at >= f->window_at && at - f->window_at <= (int64_t)f->window_len &&
	    f->window_len - (size_t)(at - f->window_at) >= len)
		return f->window + (at - f->window_at);
	f->window_len = 0;
	n = read_at(f, at, f->window, SH_LOG_WINDOW_BYTES);
	if (n < 0)
		return NULL;
	f->window_at = at;
	f->window_len = (size_t)n;
	if (f->window_len < len) {
		f->size = at + (int64_t)n;
		errno = 0;
		return NULL;
	}
	return f->window;
}

static size_t limit_of(uint8_t opcode)
{
	switch (opcode) {
	case SH_MCAP_CHUNK:
		return SH_LOG_BLOCK_MAX;
	case SH_MCAP_ATTACHMENT:
		return ATTACHMENT_MAX;
	default:
		return SMALL_MAX;
	}
}

static enum sh_log_verdict not_there(void)
{
	return errno ? SH_LOG_BAD_READ : SH_LOG_BAD_TORN;
}

static enum sh_log_verdict fetch(struct sh_log_file *f, struct sh_log_block *b)
{
	ssize_t n;

	if (b->len > f->block_cap) {
		uint8_t *more = realloc(f->block, b->len);

		if (!more) {
			errno = ENOMEM;
			return SH_LOG_BAD_READ;
		}
		f->block = more;
		f->block_cap = b->len;
	}
	n = read_at(f, b->at + SH_MCAP_HEAD_BYTES, f->block, b->len);
	if (n < 0)
		return SH_LOG_BAD_READ;
	if ((size_t)n < b->len) {
		f->size = b->at + SH_MCAP_HEAD_BYTES + (int64_t)n;
		return SH_LOG_BAD_TORN;
	}
	b->body = f->block;
	return SH_LOG_GOOD;
}

static enum sh_log_verdict judge_chunk(struct sh_log_file *f, const uint8_t *front, size_t have,
				       struct sh_log_block *b)
{
	struct sh_mcap_chunk c;
	enum sh_log_verdict v;
	bool compressed;

	if (!sh_mcap_parse_chunk(front, have, b->len, &c))
		return SH_LOG_BAD_STRUCTURE;
	compressed = sh_log_view_is(c.compression, "zstd") || sh_log_view_is(c.compression, "lz4");
	if (c.compression.len > 0)
		return compressed ? SH_LOG_BAD_COMPRESSED : SH_LOG_BAD_STRUCTURE;
	if ((v = fetch(f, b)) != SH_LOG_GOOD)
		return v;
	if (c.crc == 0 || sh_mcap_crc32(0, b->body + c.data_at, (size_t)c.data_len) != c.crc)
		return SH_LOG_BAD_CRC;
	return SH_LOG_GOOD;
}

static enum sh_log_verdict judge_attachment(struct sh_log_file *f, const uint8_t *front,
					    size_t have, struct sh_log_block *b)
{
	struct sh_mcap_attachment a;
	enum sh_log_verdict v;

	if (!sh_mcap_parse_attachment(front, have, b->len, &a))
		return SH_LOG_BAD_STRUCTURE;
	if ((v = fetch(f, b)) != SH_LOG_GOOD)
		return v;
	if (sh_mcap_crc32(0, b->body, b->len - 4) != sh_mcap_parse_u32(b->body + b->len - 4))
		return SH_LOG_BAD_CRC;
	return SH_LOG_GOOD;
}

static enum sh_log_verdict judge_metadata(const struct sh_log_block *b)
{
	struct sh_log_header h = {.start_utc_us = 0};
	struct sh_mcap_text name;
	struct sh_mcap_map map;

	if (!sh_mcap_parse_metadata(b->body, b->len, &name, &map))
		return SH_LOG_BAD_STRUCTURE;
	if (sh_log_view_is(name, "spinehold") && sh_log_facts_parse(map, &h) == 0)
		return SH_LOG_BAD_CRC;
	return SH_LOG_GOOD;
}

/* The kinds that fit into the window. What belongs behind the data end is no part of a log's body,
 * and an unknown kind is far more likely a damaged one than a private one. */
static bool small_is_whole(const struct sh_log_block *b)
{
	struct sh_mcap_channel channel;
	struct sh_mcap_text profile, library;
	uint16_t id;
	uint32_t crc;

	switch (b->opcode) {
	case SH_MCAP_HEADER:
		return sh_mcap_parse_header(b->body, b->len, &profile, &library);
	case SH_MCAP_SCHEMA:
		return sh_mcap_parse_schema(b->body, b->len, &id);
	case SH_MCAP_CHANNEL:
		return sh_mcap_parse_channel(b->body, b->len, &channel);
	case SH_MCAP_MESSAGE_INDEX:
		return sh_mcap_parse_message_index(b->body, b->len, &id);
	case SH_MCAP_DATA_END:
		return sh_mcap_parse_data_end(b->body, b->len, &crc);
	default:
		return false;
	}
}

enum sh_log_verdict sh_log_file_block(struct sh_log_file *f, int64_t at, struct sh_log_block *ret)
{
	const uint8_t *p = sh_log_file_look(f, at, SH_MCAP_HEAD_BYTES);
	struct sh_mcap_head head;
	size_t have;

	if (!p)
		return not_there();
	head = sh_mcap_parse_head(p);
	if (head.opcode == 0 || head.opcode > SH_MCAP_DATA_END || head.len > limit_of(head.opcode))
		return SH_LOG_BAD_STRUCTURE;
	if (head.len > (uint64_t)(f->size - at - SH_MCAP_HEAD_BYTES))
		return SH_LOG_BAD_TORN;
	*ret = (struct sh_log_block){.at = at,
				     .end = at + SH_MCAP_HEAD_BYTES + (int64_t)head.len,
				     .opcode = head.opcode,
				     .len = (size_t)head.len};
	have = ret->len;
	if ((head.opcode == SH_MCAP_CHUNK || head.opcode == SH_MCAP_ATTACHMENT) && have > FRONT_MAX)
		have = FRONT_MAX;
	p = sh_log_file_look(f, at + SH_MCAP_HEAD_BYTES, have);
	if (!p)
		return not_there();
	ret->body = p;
	if (head.opcode == SH_MCAP_CHUNK)
		return judge_chunk(f, p, have, ret);
	if (head.opcode == SH_MCAP_ATTACHMENT)
		return judge_attachment(f, p, have, ret);
	if (head.opcode == SH_MCAP_METADATA)
		return judge_metadata(ret);
	return small_is_whole(ret) ? SH_LOG_GOOD : SH_LOG_BAD_STRUCTURE;
}

/* A place to land on after damage: its content vouches for itself. */
static bool is_landmark(struct sh_log_file *f, int64_t at)
{
	struct sh_log_block b = {.len = 0};
	struct sh_mcap_text name;
	struct sh_mcap_map map;
	enum sh_log_verdict v = sh_log_file_block(f, at, &b);

	if (v == SH_LOG_BAD_CRC || b.opcode == SH_MCAP_METADATA)
		f->search_bytes -= (int64_t)b.len;
	if (v != SH_LOG_GOOD)
		return false;
	if (b.opcode == SH_MCAP_METADATA)
		return sh_mcap_parse_metadata(b.body, b.len, &name, &map) &&
		       sh_log_view_is(name, "spinehold");
	return b.opcode == SH_MCAP_CHUNK || b.opcode == SH_MCAP_ATTACHMENT;
}

int64_t sh_log_file_search(struct sh_log_file *f, int64_t at)
{
	while (f->search_bytes > 0) {
		const uint8_t *p;
		int64_t left = f->size - at;
		size_t n = SH_LOG_WINDOW_BYTES / 2, i;

		if (left < SH_MCAP_HEAD_BYTES)
			break;
		if ((int64_t)n > left)
			n = (size_t)left;
		p = sh_log_file_look(f, at, n);
		if (!p)
			break;
		n -= SH_MCAP_HEAD_BYTES - 1;
		for (i = 0; i < n; i++) {
			/* no landmark is longer than 64 MiB: five bytes of its length are zero or
			 * small */
			if ((p[i] == SH_MCAP_CHUNK || p[i] == SH_MCAP_ATTACHMENT ||
			     p[i] == SH_MCAP_METADATA) &&
			    p[i + 5] == 0 && p[i + 6] == 0 && p[i + 7] == 0 && p[i + 8] == 0)
				break;
		}
		at += (int64_t)i;
		if (i == n)
			continue;
		if (is_landmark(f, at))
			return at;
		at++;
	}
	return f->size;
}

bool sh_log_file_crc(struct sh_log_file *f, int64_t from, int64_t to, uint32_t *crc)
{
	while (from < to) {
		size_t n = SH_LOG_WINDOW_BYTES / 2;
		const uint8_t *p;

		if ((int64_t)n > to - from)
			n = (size_t)(to - from);
		p = sh_log_file_look(f, from, n);
		if (!p)
			return false;
		*crc = sh_mcap_crc32(*crc, p, n);
		from += (int64_t)n;
	}
	return true;
}

void sh_log_file_close(struct sh_log_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f->window);
	free(f->block);
	*f = (struct sh_log_file){.fd = -1};
}
