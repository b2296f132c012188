/* The sheet of cells: characters, text, boxes and its dump.
 *
 * One function, sh_canvas_put, writes cells; it is the only place that must be right for the rule
 * that nothing from a file, a sensor or a name reaches the terminal as a control character. Widths
 * come from a short table of ranges (Unicode's East Asian Width W and F, and the combining blocks
 * met in practice) instead of wcwidth(), which follows the locale and so would make the same screen
 * differ between machines. Figures, bars and plots are in canvas_figures.c.
 */

#include "tui/canvas.h"

#include <assert.h>
#include <string.h>

struct range {
	uint32_t first, last;
};

static const struct range combining[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
	{0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
	{0x200b, 0x200d}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

static const struct range wide[] = {
	{0x1100, 0x115f},   {0x2e80, 0x303e},	{0x3041, 0x33ff},   {0x3400, 0x4dbf},
	{0x4e00, 0x9fff},   {0xa000, 0xa4cf},	{0xa960, 0xa97f},   {0xac00, 0xd7a3},
	{0xf900, 0xfaff},   {0xfe30, 0xfe6f},	{0xff00, 0xff60},   {0xffe0, 0xffe6},
	{0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
};

/* C0, DEL, C1; soft hyphen and the format characters that reorder, join or hide text; private use
 * and noncharacters, which every font shows as it likes. */
static const struct range unshowable[] = {
	{0x0000, 0x001f},   {0x007f, 0x009f},	 {0x00ad, 0x00ad}, {0x061c, 0x061c},
	{0x180e, 0x180e},   {0x200e, 0x200f},	 {0x2028, 0x202e}, {0x2060, 0x206f},
	{0xd800, 0xf8ff},   {0xfdd0, 0xfdef},	 {0xfeff, 0xfeff}, {0xfff0, 0xffff},
	{0x1fffe, 0x1ffff}, {0xe0000, 0x10ffff},
};

static bool is_in(const struct range *table, size_t n, uint32_t codepoint)
{
	for (size_t i = 0; i < n; i++) {
		if (codepoint >= table[i].first && codepoint <= table[i].last)
			return true;
	}
	return false;
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

int sh_canvas_char_width(uint32_t codepoint)
{
	if (codepoint < 0x300)
		return 1;
	if (is_in(combining, COUNT(combining), codepoint))
		return 0;
	return is_in(wide, COUNT(wide), codepoint) ? 2 : 1;
}

static uint32_t make_safe(uint32_t codepoint)
{
	if (codepoint > 0x10ffff || is_in(unshowable, COUNT(unshowable), codepoint))
		return '?';
	return codepoint;
}

static uint32_t nearest_ascii(uint32_t codepoint)
{
	if (codepoint < 0x7f)
		return codepoint;
	switch (codepoint) {
	case 0x2500: /* lines */
	case 0x2212:
	case 0x2013:
		return '-';
	case 0x2550:
		return '=';
	case 0x2502:
	case 0x250a:
		return '|';
	case 0x00b7:
	case 0x2591:
		return '.';
	case 0x25bc:
		return 'v';
	case 0x25b2:
		return '^';
	case 0x25cf:
	case 0x2022:
		return 'o';
	case 0x25c6:
		return '*';
	case 0x25c4:
		return '<';
	case 0x25ba:
		return '>';
	case 0x00d7:
		return 'x';
	default:
		break;
	}
	if (codepoint > 0x2500 && codepoint < 0x2580)
		return '+'; /* corners and crossings */
	if (codepoint >= 0x2580 && codepoint <= 0x259f)
		return '#';
	return '?';
}

void sh_canvas_init(struct sh_canvas *c, struct sh_cell *cells, size_t n_cells, int width,
		    int height, const struct sh_screen_caps *caps)
{
	assert(c && caps && (cells || n_cells == 0));
	width = width < 0 ? 0 : width > SH_CANVAS_WIDTH_MAX ? SH_CANVAS_WIDTH_MAX : width;
	height = height < 0 ? 0 : height > SH_CANVAS_HEIGHT_MAX ? SH_CANVAS_HEIGHT_MAX : height;
	if ((size_t)width > n_cells)
		width = (int)n_cells;
	if (width > 0 && (size_t)height > n_cells / (size_t)width)
		height = (int)(n_cells / (size_t)width);
	c->cells = cells;
	c->width = width;
	c->height = height;
	c->glyphs = !caps->utf8 ? SH_GLYPHS_ASCII : caps->fine ? SH_GLYPHS_FINE : SH_GLYPHS_BLOCKS;
	sh_canvas_clear(c);
}

static struct sh_cell *cell_at(const struct sh_canvas *c, int row, int col)
{
	if (row < 0 || col < 0 || row >= c->height || col >= c->width)
		return NULL;
	return &c->cells[(size_t)row * (size_t)c->width + (size_t)col];
}

void sh_canvas_clear(struct sh_canvas *c)
{
	sh_canvas_fill(c, 0, 0, c->height, c->width, ' ', SH_STYLE_PLAIN);
}

/* Whatever wide character had a half here loses the other half too. */
static void split_wide(struct sh_canvas *c, int row, int col)
{
	struct sh_cell *here = cell_at(c, row, col);
	struct sh_cell *before = cell_at(c, row, col - 1);
	struct sh_cell *after = cell_at(c, row, col + 1);
	if (here->codepoint == 0 && before)
		before->codepoint = ' ';
	if (after && after->codepoint == 0)
		after->codepoint = ' ';
}

void sh_canvas_put(struct sh_canvas *c, int row, int col, uint32_t codepoint, enum sh_style style)
{
	struct sh_cell *cell = cell_at(c, row, col);
	if (!cell)
		return;
	codepoint = make_safe(codepoint);
	if (c->glyphs == SH_GLYPHS_ASCII)
		codepoint = nearest_ascii(codepoint);
	int width = sh_canvas_char_width(codepoint);
	if (width == 0)
		return;
	struct sh_cell *second = width == 2 ? cell_at(c, row, col + 1) : NULL;
	if (width == 2 && !second)
		codepoint = ' '; /* half of it would hang over the edge */
	split_wide(c, row, col);
	cell->codepoint = codepoint;
	cell->style = (uint32_t)style;
	if (second) {
		split_wide(c, row, col + 1);
		cell->codepoint = codepoint;
		second->codepoint = 0;
		second->style = (uint32_t)style;
	}
}

size_t sh_canvas_decode(const char *text, uint32_t *ret_codepoint)
{
	const unsigned char *b = (const unsigned char *)text;
	*ret_codepoint = '?';
	if (b[0] == 0)
		return 0;
	if (b[0] < 0x80) {
		*ret_codepoint = make_safe(b[0]);
		return 1;
	}
	size_t n = b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : b[0] >= 0xc2 ? 2 : 0;
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* below: overlong */
	if (n == 0 || b[0] > 0xf4)
		return 1;
	uint32_t codepoint = b[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((b[i] & 0xc0u) != 0x80u)
			return i;
		codepoint = (codepoint << 6) | (b[i] & 0x3fu);
	}
	if (codepoint >= least[n])
		*ret_codepoint = make_safe(codepoint);
	return n;
}

int sh_canvas_text_width(const char *text)
{
	uint32_t codepoint;
	int width = 0;
	for (size_t n; (n = sh_canvas_decode(text, &codepoint)) > 0; text += n)
		width += sh_canvas_char_width(codepoint);
	return width;
}

int sh_canvas_text(struct sh_canvas *c, int row, int col, int end, const char *text,
		   enum sh_style style)
{
	uint32_t codepoint;
	for (size_t n; (n = sh_canvas_decode(text, &codepoint)) > 0; text += n) {
		int width = sh_canvas_char_width(codepoint);
		if (c->glyphs == SH_GLYPHS_ASCII && width == 2)
			width = 1; /* becomes '?' */
		if (col + width > end)
			break;
		sh_canvas_put(c, row, col, codepoint, style);
		col += width;
	}
	return col;
}

int sh_canvas_text_right(struct sh_canvas *c, int row, int col, int end, const char *text,
			 enum sh_style style)
{
	int start = end - sh_canvas_text_width(text);
	if (start < col)
		start = col;
	sh_canvas_text(c, row, start, end, text, style);
	return start;
}

int sh_canvas_text_middle(struct sh_canvas *c, int row, int col, int end, const char *text,
			  enum sh_style style)
{
	int spare = end - col - sh_canvas_text_width(text);
	return sh_canvas_text(c, row, col + (spare > 0 ? spare / 2 : 0), end, text, style);
}

void sh_canvas_fill(struct sh_canvas *c, int row, int col, int height, int width,
		    uint32_t codepoint, enum sh_style style)
{
	int bottom = row + height < c->height ? row + height : c->height;
	int right = col + width < c->width ? col + width : c->width;
	int left = col > 0 ? col : 0;
	for (int y = row > 0 ? row : 0; y < bottom; y++) {
		for (int x = left; x < right; x++) {
			struct sh_cell *cell = cell_at(c, y, x);
			if (codepoint ==
			    ' ') { /* a fill with blanks may begin on any old content */
				if (x == left || x + 1 == right)
					split_wide(c, y, x);
				cell->codepoint = ' ';
				cell->style = (uint32_t)style;
			} else {
				sh_canvas_put(c, y, x, codepoint, style);
			}
		}
	}
}

void sh_canvas_box(struct sh_canvas *c, int row, int col, int height, int width,
		   enum sh_style style)
{
	if (height < 2 || width < 2)
		return;
	sh_canvas_fill(c, row, col + 1, 1, width - 2, 0x2500, style);
	sh_canvas_fill(c, row + height - 1, col + 1, 1, width - 2, 0x2500, style);
	sh_canvas_fill(c, row + 1, col, height - 2, 1, 0x2502, style);
	sh_canvas_fill(c, row + 1, col + width - 1, height - 2, 1, 0x2502, style);
	sh_canvas_put(c, row, col, 0x250c, style);
	sh_canvas_put(c, row, col + width - 1, 0x2510, style);
	sh_canvas_put(c, row + height - 1, col, 0x2514, style);
	sh_canvas_put(c, row + height - 1, col + width - 1, 0x2518, style);
}

static bool is_same(const struct sh_cell *a, const struct sh_cell *b)
{
	return a->codepoint == b->codepoint && a->style == b->style;
}

bool sh_canvas_next_change(const struct sh_cell *now, const struct sh_cell *old, int width,
			   int start, int *ret_from, int *ret_to)
{
	int col = start;
	while (col < width && is_same(&now[col], &old[col]))
		col++;
	if (col >= width)
		return false;
	int from = col;
	while (from > 0 && now[from].codepoint == 0)
		from--;
	do
		col++;
	while (col < width && now[col].style == now[from].style &&
	       (!is_same(&now[col], &old[col]) || now[col].codepoint == 0));
	*ret_from = from;
	*ret_to = col;
	return true;
}

static bool is_blank(const struct sh_cell *c, const bool *leaves_no_mark)
{
	return c->codepoint == ' ' && c->style < SH_STYLES && leaves_no_mark[c->style];
}

/* The style of the next cell of writing that changes from `col` on; `otherwise` if none does. */
static uint32_t style_ahead(const struct sh_cell *now, const struct sh_cell *old, int col,
			    int width, const bool *leaves_no_mark, uint32_t otherwise)
{
	for (; col < width; col++) {
		uint32_t style = now[col].style;
		if (now[col].codepoint != ' ' && !is_same(&now[col], &old[col]) &&
		    style < SH_STYLES && leaves_no_mark[style])
			return style;
	}
	return otherwise < SH_STYLES && leaves_no_mark[otherwise] ? otherwise : SH_STYLE_PLAIN;
}

void sh_canvas_choose_blanks(struct sh_cell *now, const struct sh_cell *old, int width,
			     const bool *leaves_no_mark)
{
	enum { BRIDGE = 8 }; /* as many blanks are cheaper than moving the cursor */
	uint32_t pen = SH_STYLES;
	int written = -1; /* the last cell to be written, if only blanks lie between */
	for (int col = 0; col < width; col++) {
		bool blank = is_blank(&now[col], leaves_no_mark);
		if (blank && is_blank(&old[col], leaves_no_mark)) {
			now[col].style = old[col].style;
			continue;
		}
		if (is_same(&now[col], &old[col])) {
			written = -1;
			continue;
		}
		if (blank)
			now[col].style = pen < SH_STYLES
						 ? pen
						 : style_ahead(now, old, col, width, leaves_no_mark,
							       old[col].style);
		for (int i = written + 1;
		     written >= 0 && col - written <= BRIDGE && i < col && pen < SH_STYLES; i++)
			now[i].style = pen;
		written = col;
		pen = now[col].style < SH_STYLES && leaves_no_mark[now[col].style] ? now[col].style
										   : SH_STYLES;
	}
}

static size_t encode(uint32_t codepoint, char ret[4])
{
	if (codepoint < 0x80) {
		ret[0] = (char)codepoint;
		return 1;
	}
	size_t n = codepoint < 0x800 ? 2 : codepoint < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--) {
		ret[i] = (char)(unsigned char)(0x80u | (codepoint & 0x3fu));
		codepoint >>= 6;
	}
	ret[0] = (char)(unsigned char)((0xf00u >> n) | codepoint);
	return n;
}

size_t sh_canvas_dump(const struct sh_canvas *c, char *ret, size_t cap)
{
	assert(ret && cap > 0);
	size_t len = 0;
	for (int row = 0; row < c->height; row++) {
		int end = c->width;
		while (end > 0 && cell_at(c, row, end - 1)->codepoint == ' ')
			end--;
		for (int col = 0; col <= end; col++) {
			char bytes[4] = "\n";
			size_t n = 1;
			if (col < end) {
				uint32_t codepoint = cell_at(c, row, col)->codepoint;
				if (codepoint == 0)
					continue;
				n = encode(codepoint, bytes);
			}
			if (len + n >= cap) {
				ret[len] = '\0';
				return len;
			}
			memcpy(ret + len, bytes, n);
			len += n;
		}
	}
	ret[len] = '\0';
	return len;
}
