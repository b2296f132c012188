#ifndef SH_TUI_SCREEN_MENU_H
#define SH_TUI_SCREEN_MENU_H

/** The screens outside of a session on a canvas, and the pieces they share.
 *
 * At 80x24 everything is there or can be scrolled to; from 130 or 150 columns on two things stand
 * side by side. Below 60x18 one line says that the window is too small. No meaning is in colour
 * alone: the chosen row has a mark, verdicts are words. Pure; the canvas is cleared first.
 */

#include "tui/canvas.h"
#include "tui/flow.h"
#include "tui/menu.h"

enum {
	SH_SCREEN_MENU_WIDTH = 60, /* the least */
	SH_SCREEN_MENU_HEIGHT = 18,
	SH_SCREEN_MENU_WIDE = 130 /* from here on two columns on the start screen */
};

/** Draws the screen that `m` is at.
 * @return how far its text can be scrolled; give it to sh_menu_scrolled. */
int sh_front_draw(const struct sh_menu *m, const struct sh_menu_model *model, struct sh_canvas *c,
		  const struct sh_screen_caps *caps);

/** The single screens, between the bar at the top and the keys at the bottom. Same result. */
int sh_front_welcome(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c);
int sh_front_start(const struct sh_menu *m, const struct sh_menu_model *model, struct sh_canvas *c);
int sh_front_browser(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c);
int sh_front_history(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c);
int sh_front_session(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c);
int sh_front_sensor(const struct sh_menu *m, const struct sh_menu_model *model,
		    struct sh_canvas *c);
int sh_front_recordings(const struct sh_menu *m, const struct sh_menu_model *model,
			struct sh_canvas *c);
int sh_front_help(const struct sh_menu *m, const struct sh_menu_model *model, struct sh_canvas *c);

/** A key and what it does; the smaller the rank, the longer it stays when room gets short. */
struct sh_front_key {
	const char *name, *word;
	int rank;
	const char *help; /* for the help screen; NULL: `word` says it */
};

/** The keys of a screen. @return how many are in *ret. */
int sh_front_keys(enum sh_menu_screen screen, const struct sh_front_key **ret);

/** One row of a list. The chosen one is a bar with a mark, or only a mark where the list is not the
 * one that the keys move in. */
void sh_front_row(struct sh_canvas *c, int row, int col, int end, bool chosen, bool active);

/** The style of writing in such a row. */
enum sh_style sh_front_row_style(bool chosen, bool active, enum sh_style otherwise);

/** Text that says with two dots if it had to be cut. @return the column after it. */
int sh_front_cut(struct sh_canvas *c, int row, int col, int end, const char *text,
		 enum sh_style style);

/** The first of `n` rows to be shown in a window of `rows` so that `at` is in sight. */
int sh_front_top(int at, int n, int rows);

/** Says in the last column that there is more above or below. */
void sh_front_more(struct sh_canvas *c, int row, int rows, int col, int top, int n);

/** The scale of an exercise from `row` on: fields, and their numbers in the row below. Takes two
 * rows (-1: not drawn). */
void sh_front_bands(const struct sh_exercise *x, struct sh_canvas *c, int bar, int numbers, int col,
		    int end);

/** Which ends the scale has, from left to right: "arch|round", "left|right", "round" ... */
const char *sh_front_bands_sides(const struct sh_exercise *x);

/** Does the exercise have an angle that is judged? */
bool sh_front_has_bands(const struct sh_exercise *x);

/** The table of trends, and the curve of one with its noise band. */
void sh_front_trends(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c, int top, int bottom, int col, int end, bool active);

/** The curve of one trend with its verdict in words; from 6 rows on. */
void sh_front_trend(const struct sh_menu_trend *t, struct sh_canvas *c, int top, int bottom,
		    int col, int end);

#endif
