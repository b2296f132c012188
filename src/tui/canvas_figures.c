/* Big figures, bars and dot plots on the canvas.
 *
 * The figures are 3 x 5 squares: a square is two columns by one row, because a terminal's cell is
 * about twice as high as wide. Strokes as thick as that are read from across a room; a finer
 * face drawn with half blocks was prettier on the desk and worse at two metres. From scale 3 on the
 * figures grow and their strokes do not: thicker ones were no clearer, and half of what a large
 * terminal was sent.
 *
 * The plot uses braille because it gives eight dots a cell. Where the font may lack braille it
 * falls back to half blocks, and in ASCII to the characters ' . and : in their place. Dots are
 * or-ed into what is already in the cell, so the cell itself is the memory of the plot.
 */

#include "tui/canvas.h"

#include <assert.h>

/* Rows of three dots, the left one is the highest bit. */
static const struct {
	char ch;
	uint8_t rows[SH_CANVAS_BIG_ROWS];
} figures[] = {
	{'0', {7, 5, 5, 5, 7}}, {'1', {2, 6, 2, 2, 7}}, {'2', {7, 1, 7, 4, 7}},
	{'3', {7, 1, 7, 1, 7}}, {'4', {5, 5, 7, 1, 1}}, {'5', {7, 4, 7, 1, 7}},
	{'6', {7, 4, 7, 5, 7}}, {'7', {7, 1, 1, 1, 1}}, {'8', {7, 5, 7, 5, 7}},
	{'9', {7, 5, 7, 1, 7}}, {'-', {0, 0, 7, 0, 0}}, {':', {0, 4, 0, 4, 0}},
	{' ', {0, 0, 0, 0, 0}}, {'D', {6, 5, 5, 5, 6}}, {'E', {7, 4, 7, 4, 7}},
	{'L', {4, 4, 4, 4, 7}}, {'O', {7, 5, 5, 5, 7}}, {'P', {7, 5, 7, 4, 4}},
	{'S', {7, 4, 7, 1, 7}}, {'T', {7, 2, 2, 2, 2}},
};

/* Where the dots of a figure lie, in cells: strokes are on the first, middle and last row and on
 * the first and last column; what is between them grows more than they do. */
struct face {
	int stroke_wide, stroke_high, wide, high; /* of a stroke; of what is between two */
	int width, gap;				  /* of a figure; between two */
};

static struct face face_of(int scale)
{
	struct face f = {2, 1, 2, 1, 6, 2};
	if (scale == 2) {
		f = (struct face){4, 2, 4, 2, 12, 4};
	} else if (scale >= 3) {
		int more = scale - 3;
		f = (struct face){4 + 2 * more, 2 + more, 8, 4, 16 + 4 * more, 4 + 2 * more};
	}
	return f;
}

int sh_canvas_big_rows(int scale)
{
	struct face f = face_of(scale);
	return 3 * f.stroke_high + 2 * f.high;
}

static const uint8_t *find_figure(char ch)
{
	for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
		if (figures[i].ch == ch)
			return figures[i].rows;
	}
	return 0;
}

static int width_of(char ch, const struct face *f)
{
	return ch == ':' ? f->stroke_wide : f->width;
}

int sh_canvas_big_width(int scale, const char *text)
{
	struct face f = face_of(scale);
	int width = 0;
	for (; *text; text++) {
		if (find_figure(*text))
			width += width_of(*text, &f) + f.gap;
	}
	return width > 0 ? width - f.gap : 0;
}

/* One row of dots as cells; a dot that stands alone in the middle is as thick as a stroke. */
static void draw_dots(struct sh_canvas *c, int row, int col, int height, unsigned dots, int width,
		      bool stem, const struct face *f, enum sh_style style)
{
	uint32_t ink = c->glyphs == SH_GLYPHS_ASCII ? '#' : 0x2588;
	int middle = width - 2 * f->stroke_wide, thick = f->stroke_wide;
	sh_canvas_fill(c, row, col, height, width, ' ', style);
	if (dots & 4u)
		sh_canvas_fill(c, row, col, height, thick, ink, style);
	if (dots == 6u && stem) /* a flag ends where the stem does */
		middle = (width + thick) / 2 - thick;
	if ((dots & 2u) && (dots & 5u))
		sh_canvas_fill(c, row, col + thick, height, middle, ink, style);
	else if (dots & 2u)
		sh_canvas_fill(c, row, col + (width - thick) / 2, height, thick, ink, style);
	if (dots & 1u)
		sh_canvas_fill(c, row, col + width - thick, height, thick, ink, style);
}

int sh_canvas_big(struct sh_canvas *c, int row, int col, int scale, const char *text,
		  enum sh_style style)
{
	struct face f = face_of(scale);
	int end = col;
	for (; *text; text++) {
		const uint8_t *rows = find_figure(*text);
		int at = row, width = width_of(*text, &f);
		if (!rows)
			continue;
		bool stem = rows[2] == 2u;
		for (int y = 0; y < SH_CANVAS_BIG_ROWS; y++) {
			int height = y % 2 ? f.high : f.stroke_high;
			draw_dots(c, at, col, height, rows[y], width, stem, &f, style);
			at += height;
		}
		end = col + width;
		col = end + f.gap;
	}
	return end;
}

void sh_canvas_bar(struct sh_canvas *c, int row, int col, int width, int64_t part, int64_t whole,
		   enum sh_style style, enum sh_style rest)
{
	if (width <= 0)
		return;
	int filled = 0;
	if (whole > 0 && part >= whole)
		filled = width;
	else if (whole > 0 && part > 0)
		filled = (int)(part <= INT64_MAX / width ? part * width / whole
							 : part / (whole / width + 1));
	for (int x = 0; x < width; x++)
		sh_canvas_put(c, row, col + x, x < filled ? 0x2584 : 0x00b7,
			      x < filled ? style : rest);
}

void sh_plot_init(struct sh_plot *p, struct sh_canvas *c, int row, int col, int height, int width)
{
	assert(p && c);
	bool fine = c->glyphs == SH_GLYPHS_FINE;
	p->canvas = c;
	p->row = row;
	p->col = col;
	p->height = height > 0 ? height : 0;
	p->width = width > 0 ? width : 0;
	p->dots_wide = p->width * (fine ? 2 : 1);
	p->dots_high = p->height * (fine ? 4 : 2);
}

static uint32_t add_braille(uint32_t old, int x, int y)
{
	static const uint8_t bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
	bool braille = old >= 0x2800 && old <= 0x28ff;
	return (braille ? old : 0x2800u) | bits[y][x];
}

static uint32_t add_half(uint32_t old, int y, const uint32_t glyphs[3])
{
	uint32_t mine = glyphs[y], other = glyphs[1 - y];
	return old == other || old == glyphs[2] ? glyphs[2] : mine;
}

static void set_dot(struct sh_plot *p, int x, int y, enum sh_style style)
{
	static const uint32_t halves[3] = {0x2580, 0x2584, 0x2588};
	static const uint32_t ascii[3] = {'\'', '.', ':'};
	struct sh_canvas *c = p->canvas;
	bool fine = c->glyphs == SH_GLYPHS_FINE;
	int row = p->row + y / (fine ? 4 : 2), col = p->col + x / (fine ? 2 : 1);
	if (row < 0 || col < 0 || row >= c->height || col >= c->width)
		return;
	struct sh_cell *cell = &c->cells[(size_t)row * (size_t)c->width + (size_t)col];
	uint32_t old = cell->codepoint, now;
	bool drawn;
	if (fine) {
		now = add_braille(old, x % 2, y % 4);
		drawn = old >= 0x2800 && old <= 0x28ff;
	} else {
		const uint32_t *glyphs = c->glyphs == SH_GLYPHS_ASCII ? ascii : halves;
		now = add_half(old, y % 2, glyphs);
		drawn = old == glyphs[0] || old == glyphs[1] || old == glyphs[2];
	}
	if (drawn && cell->style > (uint32_t)style)
		style = (enum sh_style)cell->style;
	sh_canvas_put(c, row, col, now, style);
}

void sh_plot_column(struct sh_plot *p, int x, int y0, int y1, enum sh_style style)
{
	int top = y0 < y1 ? y0 : y1, bottom = y0 < y1 ? y1 : y0;
	if (x < 0 || x >= p->dots_wide)
		return;
	if (top < 0)
		top = 0;
	if (bottom >= p->dots_high)
		bottom = p->dots_high - 1;
	for (int y = top; y <= bottom; y++)
		set_dot(p, x, y, style);
}
