/*
 * Plain text for people, pipes, screen readers and speech: one short line for each event worth
 * telling, with the session's clock in front:
 *
 *	0:14.5  hold complete 10.0 s, about 6 degrees of arch
 *
 * This file is the layout: clock, wrapping, escaping. The words are in plain_words.c. Whatever an
 * event's strings hold, a line is escaped and wrapped before it leaves: no control characters, at
 * most 80 columns, continued lines indented under the first.
 */

#include "sink/sink.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "sink/line_out.h"
#include "sink/plain_words.h"
#include "support/err.h"
#include "support/escape.h"

enum { COLUMNS = 80, SAID_MAX = 1024, SAFE_MAX = 4 * SAID_MAX, PAGE_MAX = 2 * SAFE_MAX };

struct plain {
	struct sh_line_out out;
	struct sh_plain_words words;
	char angles[SAID_MAX]; /* the last line of angles: the same again is not worth telling */
};

/** "m:ss.d" or "h:mm:ss.d", rounded to the tenth. */
static void put_clock(struct sh_text *t, int64_t t_us)
{
	const uint64_t tenths = t_us > 0 ? ((uint64_t)t_us + 50000U) / 100000U : 0;
	const uint64_t minutes = tenths / 600U;

	if (minutes >= 60) {
		sh_text_uint(t, minutes / 60U);
		sh_text_char(t, ':');
		sh_text_pad(t, minutes % 60U, 2);
	} else {
		sh_text_uint(t, minutes);
	}
	sh_text_char(t, ':');
	sh_text_pad(t, tenths / 10U % 60U, 2);
	sh_text_char(t, '.');
	sh_text_uint(t, tenths % 10U);
	sh_text_str(t, "  ");
}

/** Bytes of the next word and its columns; East Asian and other wide characters count two, and so
 * do some narrow ones: a line may be shorter than 80, never longer. */
static size_t word_length(const char *s, size_t len, size_t most, size_t *ret_columns)
{
	size_t n = 0, columns = 0;

	while (n < len && s[n] != ' ') {
		uint32_t c;
		const size_t step = sh_utf8_next(s + n, len - n, &c);
		const size_t wide = c >= 0x1100 ? 2 : 1;

		if (columns + wide > most)
			break;
		columns += wide;
		n += step > 0 ? step : 1;
	}
	*ret_columns = columns;
	return n;
}

/** Breaks text (escaped, so valid UTF-8) into lines that begin `indent` columns in, the first of
 * them after what stands in `page` already. */
static void wrap(struct sh_text *page, const char *s, size_t len, size_t indent)
{
	size_t column = indent;
	bool first = true;

	for (size_t i = 0; i < len;) {
		size_t wide;
		const size_t n = word_length(s + i, len - i, COLUMNS - indent, &wide);

		if (!first && column + 1 + wide > COLUMNS) {
			sh_text_char(page, '\n');
			for (size_t k = 0; k < indent; k++)
				sh_text_char(page, ' ');
			column = indent;
		} else if (!first) {
			sh_text_char(page, ' ');
			column++;
		}
		sh_text_bytes(page, s + i, n);
		column += wide;
		first = false;
		i += n;
		while (i < len && s[i] == ' ')
			i++;
	}
	sh_text_char(page, '\n');
}

/** One event on the page: a clock before each of its lines. */
static void set_lines(struct sh_text *page, int64_t t_us, const struct sh_text *said)
{
	char safe[SAFE_MAX];

	for (size_t i = 0; i < said->len;) {
		const char *line = said->buf + i;
		const char *end = memchr(line, '\n', said->len - i);
		const size_t len = end ? (size_t)(end - line) : said->len - i;
		const size_t start = page->len;
		const size_t n = sh_escape(line, len, safe, sizeof safe);

		put_clock(page, t_us);
		wrap(page, safe, n, page->len - start);
		i += len + 1;
	}
}

static enum sh_status tell(struct plain *p, const struct sh_event *e, struct sh_err *err)
{
	char said_buf[SAID_MAX], page_buf[PAGE_MAX];
	struct sh_text said, page;

	sh_text_init(&said, said_buf, sizeof said_buf);
	sh_text_init(&page, page_buf, sizeof page_buf);
	sh_plain_words(&p->words, e, &said);
	if (e->kind == SH_EVENT_ANGLES) {
		if (strcmp(said_buf, p->angles) == 0)
			return SH_OK;
		memcpy(p->angles, said_buf, sizeof said_buf);
	}
	set_lines(&page, e->t_us, &said);
	return page.len > 0 ? sh_line_out_write(&p->out, page.buf, page.len, err) : SH_OK;
}

static enum sh_status open_plain(const struct sh_sink_options *o, void **ret_sink,
				 struct sh_err *err)
{
	struct plain *p = calloc(1, sizeof *p);

	*ret_sink = p;
	if (!p) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory for the plain output");
		return SH_ERR_MEMORY;
	}
	sh_line_out_init(&p->out, o);
	return SH_OK;
}

static enum sh_status output_plain(void *sink, const struct sh_output *o, struct sh_err *err)
{
	for (size_t i = 0; i < o->n_events; i++) {
		const enum sh_status r = tell(sink, &o->events[i], err);

		if (r < 0)
			return r;
	}
	return SH_OK;
}

static void *close_plain(void *sink)
{
	free(sink);
	return NULL;
}

const struct sh_sink_ops sh_sink_plain = {
	.name = "plain",
	.open = open_plain,
	.output = output_plain,
	.close = close_plain,
};
