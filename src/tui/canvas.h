#ifndef SH_TUI_CANVAS_H
#define SH_TUI_CANVAS_H

/** A sheet of character cells that screens are drawn on, before any terminal is involved.
 *
 * Rows count down from 0, columns to the right from 0. A cell holds one Unicode character and what
 * it *means* (a style); theme.h turns meanings into colours. Drawing outside the sheet is clipped,
 * so a screen need not check; nothing here can fail.
 *
 * This is also where text from outside is made harmless: control characters (C0, C1), bidi
 * controls, unassignable code points and bytes that are not UTF-8 become '?', combining marks are
 * left out, wide characters take two cells. What is on a canvas may be written to any terminal.
 *
 * Pure: the caller gives the cells and owns them; no allocation, no libc but string.h.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SH_CANVAS_WIDTH_MAX = 300,
	SH_CANVAS_HEIGHT_MAX = 100,
	SH_CANVAS_CELLS_MAX = SH_CANVAS_WIDTH_MAX * SH_CANVAS_HEIGHT_MAX
};

enum sh_style {
	SH_STYLE_PLAIN,
	SH_STYLE_FAINT,	 /* rules, units, what need not be read while moving */
	SH_STYLE_TITLE,	 /* the bar at the top */
	SH_STYLE_STRONG, /* to be read from two metres */
	SH_STYLE_KEY,	 /* the key itself in a footer */
	SH_STYLE_BADGE,	 /* SYNTHETIC, REPLAY */
	SH_STYLE_BAND,	 /* the target as the ground of a graph */
	/* where the angle stands: as writing ... */
	SH_STYLE_BELOW,
	SH_STYLE_TARGET,
	SH_STYLE_ABOVE,
	SH_STYLE_WARN,
	SH_STYLE_LIMIT,
	/* ... and as a filled field with words in it */
	SH_STYLE_ON_BELOW,
	SH_STYLE_ON_TARGET,
	SH_STYLE_ON_ABOVE,
	SH_STYLE_ON_WARN,
	SH_STYLE_ON_LIMIT,
	SH_STYLE_ON_CUE, /* advice that is no warning */
	SH_STYLES
};

/** What the terminal can show; screens pick characters by it. */
enum sh_glyphs {
	SH_GLYPHS_ASCII,  /* not UTF-8: everything else is replaced by the nearest ASCII */
	SH_GLYPHS_BLOCKS, /* UTF-8, but a font with only lines and full and half blocks (Linux
			     console) */
	SH_GLYPHS_FINE	  /* eighth blocks and braille dots too */
};

struct sh_screen_caps {
	bool utf8;
	bool fine;   /* with utf8: braille and eighth blocks can be trusted */
	int colours; /* 1 << 24, 256, 16, 8 or 0 */
};

struct sh_cell {
	uint32_t codepoint; /* 0: the right half of a wide character */
	uint32_t style;	    /* enum sh_style */
};

struct sh_canvas {
	struct sh_cell *cells; /* borrowed; row by row */
	int width, height;
	enum sh_glyphs glyphs;
};

/** Starts an empty sheet. A size that is negative is taken as 0; one beyond the maximum or beyond
 * `n_cells` is cut (rows first lose width, then rows are dropped). */
void sh_canvas_init(struct sh_canvas *c, struct sh_cell *cells, size_t n_cells, int width,
		    int height, const struct sh_screen_caps *caps);

/** All cells blank and plain. */
void sh_canvas_clear(struct sh_canvas *c);

void sh_canvas_put(struct sh_canvas *c, int row, int col, uint32_t codepoint, enum sh_style style);

/** Writes UTF-8 text from `col` on, at most to the column before `end`.
 * @return the column after the last one written. */
int sh_canvas_text(struct sh_canvas *c, int row, int col, int end, const char *text,
		   enum sh_style style);

/** The same, ending just before `end`, cut at the right if it would start left of `col`.
 * @return the column it started at (`end` if there was nothing to write). */
int sh_canvas_text_right(struct sh_canvas *c, int row, int col, int end, const char *text,
			 enum sh_style style);

/** The same, in the middle between `col` and `end`. @return as sh_canvas_text. */
int sh_canvas_text_middle(struct sh_canvas *c, int row, int col, int end, const char *text,
			  enum sh_style style);

/** Columns that `text` would take. */
int sh_canvas_text_width(const char *text);

void sh_canvas_fill(struct sh_canvas *c, int row, int col, int height, int width,
		    uint32_t codepoint, enum sh_style style);

/** A frame of thin lines along the edge of the rectangle. */
void sh_canvas_box(struct sh_canvas *c, int row, int col, int height, int width,
		   enum sh_style style);

/** A bar of `width` cells filled to part/whole (clamped to 0..1; whole <= 0 is empty). It leaves
 * the upper half of its row free, so that it does not grow together with figures above it. */
void sh_canvas_bar(struct sh_canvas *c, int row, int col, int width, int64_t part, int64_t whole,
		   enum sh_style style, enum sh_style rest);

/** Figures of square dots, readable from far: 0-9, '-', ':', ' ' and the letters of DEEP, LOST and
 * STOP; other characters are left out. At scale 1 five rows high, a digit six columns wide with two
 * between; scale 2 doubles all that; from 3 on (14 rows, 16 columns, 4 between) strokes grow less.
 * @return the column after the last one drawn. */
int sh_canvas_big(struct sh_canvas *c, int row, int col, int scale, const char *text,
		  enum sh_style style);
int sh_canvas_big_width(int scale, const char *text);
int sh_canvas_big_rows(int scale);
enum { SH_CANVAS_BIG_ROWS = 5 }; /* at scale 1 */

/** A field of dots finer than cells, for curves: 2 x 4 dots a cell (braille), else 1 x 2. */
struct sh_plot {
	struct sh_canvas *canvas;
	int row, col, height, width; /* cells */
	int dots_wide, dots_high;    /* dots of the whole field */
};

void sh_plot_init(struct sh_plot *p, struct sh_canvas *c, int row, int col, int height, int width);

/** Sets the dots from y0 to y1 (any order; 0 is the top) in dot column x, clipped. A cell keeps the
 * greatest style of those drawn into it, so a crossing of the limit is not painted over. */
void sh_plot_column(struct sh_plot *p, int x, int y0, int y1, enum sh_style style);

/** Finds the next run of cells of one style, from column `start` on, in which one row differs from
 * another; a wide character is given whole. For writing only what changed.
 * @return false if the rest of the row is the same; else the run is [*ret_from, *ret_to). */
bool sh_canvas_next_change(const struct sh_cell *now, const struct sh_cell *old, int width,
			   int start, int *ret_from, int *ret_to);

/** A blank has no colour that anybody sees: gives each blank of a row the style of the blank that
 * was there before, or that of what is written beside it, so that a mark that moves and a figure
 * that changes cost no change of colour on their way. (Changing colours was most of what a terminal
 * was sent.)
 * @param leaves_no_mark for each style: no ground, reverse or underline, so a blank shows nothing
 */
void sh_canvas_choose_blanks(struct sh_cell *now, const struct sh_cell *old, int width,
			     const bool *leaves_no_mark);

/** The sheet as UTF-8, one line a row, trailing blanks left out. For tests and bug reports.
 * @return the length without the terminator; what does not fit in `cap` (> 0) is left out. */
size_t sh_canvas_dump(const struct sh_canvas *c, char *ret, size_t cap);

/** Decodes one character; anything malformed or not to be shown gives '?'.
 * @return the bytes used (at least 1), or 0 at the terminator. */
size_t sh_canvas_decode(const char *text, uint32_t *ret_codepoint);

/** Columns a character takes: 0 (combining), 1 or 2. */
int sh_canvas_char_width(uint32_t codepoint);

#endif
