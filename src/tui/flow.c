/* Wrapping at words. A word longer than the window is broken where the window ends: a file name may
 * be one. Nothing is measured twice: a line is found first, then drawn.
 */

#include "tui/flow.h"

#include <stdbool.h>

enum { RULE = 0x2500 };

void sh_flow_init(struct sh_flow *f, struct sh_canvas *c, int top, int bottom, int col, int end,
		  int skip)
{
	f->canvas = c;
	f->top = top;
	f->bottom = bottom;
	f->col = col;
	f->end = end;
	f->skip = skip;
	f->used = 0;
}

int sh_flow_row(struct sh_flow *f)
{
	int row = f->top + f->used++ - f->skip;

	return row >= f->top && row < f->bottom ? row : -1;
}

void sh_flow_gap(struct sh_flow *f)
{
	if (f->used > 0)
		(void)sh_flow_row(f);
}

/* @return where the next line begins; *ret_end is behind the last character of this one. */
static const char *find_line(const char *text, int width, const char **ret_end)
{
	const char *p = text, *space = NULL;
	uint32_t codepoint;
	size_t n;
	int used = 0;

	while ((n = sh_canvas_decode(p, &codepoint)) > 0 && *p != '\n') {
		used += sh_canvas_char_width(codepoint);
		if (codepoint == ' ')
			space = p;
		if (used > width)
			break;
		p += n;
	}
	if (n == 0 || *p == '\n') {
		*ret_end = p;
		return n == 0 ? p : p + 1;
	}
	if (space) {
		*ret_end = space;
		return space + 1;
	}
	*ret_end = p > text ? p : p + n; /* one that is wider than the window still moves on */
	return *ret_end;
}

static void draw_line(struct sh_flow *f, int row, int col, const char *from, const char *to,
		      enum sh_style style)
{
	uint32_t codepoint;

	for (size_t n; from < to && (n = sh_canvas_decode(from, &codepoint)) > 0; from += n) {
		int width = sh_canvas_char_width(codepoint);

		if (width == 0 || col + width > f->end)
			continue;
		sh_canvas_put(f->canvas, row, col, codepoint, style);
		col += width;
	}
}

void sh_flow_item(struct sh_flow *f, const char *label, int width, const char *text,
		  enum sh_style style)
{
	int col = f->col + width;
	bool first = true;

	while (text && *text) {
		const char *end, *next = find_line(text, f->end - col, &end);
		int row = sh_flow_row(f);

		if (row >= 0 && first)
			sh_canvas_text(f->canvas, row, f->col, col, label, SH_STYLE_FAINT);
		if (row >= 0)
			draw_line(f, row, col, text, end, style);
		first = false;
		text = next;
	}
}

void sh_flow_text(struct sh_flow *f, const char *text, enum sh_style style)
{
	sh_flow_item(f, "", 0, text, style);
}

void sh_flow_heading(struct sh_flow *f, const char *text)
{
	int row = sh_flow_row(f), col;

	if (row < 0)
		return;
	col = sh_canvas_text(f->canvas, row, f->col, f->end, text, SH_STYLE_STRONG) + 1;
	if (col < f->end)
		sh_canvas_fill(f->canvas, row, col, 1, f->end - col, RULE, SH_STYLE_FAINT);
}

int sh_flow_scroll_max(const struct sh_flow *f)
{
	int over = f->used - (f->bottom - f->top);

	return over > 0 ? over : 0;
}
