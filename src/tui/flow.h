#ifndef SH_TUI_FLOW_H
#define SH_TUI_FLOW_H

/** Text that runs down a part of the canvas, wrapped at words, and can be scrolled.
 *
 * Whoever draws asks for rows one after the other; those above or below the window are counted but
 * not drawn, so that afterwards one knows how far the text can be scrolled. Pure; the text goes
 * through the canvas and so may come from anywhere.
 */

#include "tui/canvas.h"

struct sh_flow {
	struct sh_canvas *canvas;
	int top, bottom, col, end; /* the window: rows [top, bottom), columns [col, end) */
	int skip;		   /* rows scrolled away at the top */
	int used;		   /* rows asked for so far */
};

void sh_flow_init(struct sh_flow *f, struct sh_canvas *c, int top, int bottom, int col, int end,
		  int skip);

/** The next row, or -1 if it is outside of the window. */
int sh_flow_row(struct sh_flow *f);

/** An empty row, but not at the very beginning. */
void sh_flow_gap(struct sh_flow *f);

/** A paragraph. NULL and "" take no row. */
void sh_flow_text(struct sh_flow *f, const char *text, enum sh_style style);

/** A label in the first column and a paragraph `width` columns to the right of it. */
void sh_flow_item(struct sh_flow *f, const char *label, int width, const char *text,
		  enum sh_style style);

/** A heading with a faint rule behind it. */
void sh_flow_heading(struct sh_flow *f, const char *text);

/** How far the text could be scrolled: 0 if all of it fits. */
int sh_flow_scroll_max(const struct sh_flow *f);

#endif
