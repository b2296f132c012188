#ifndef SH_TUI_SCREEN_PARTS_H
#define SH_TUI_SCREEN_PARTS_H

/** Pieces that the live screen is put together from. Pure. */

#include "tui/canvas.h"
#include "tui/screen_replay.h"
#include "tui/view.h"

/** The whole screen. @param r  the time line and its keys; NULL on the live screen */
void sh_screen_session(const struct sh_view *v, const struct sh_replay_view *r, struct sh_canvas *c,
		       const struct sh_screen_caps *caps);

/** The bar at the top: exercise, step, set, repetition, side, badge. */
void sh_screen_title(const struct sh_view *v, struct sh_canvas *c);

/** `n` rows of messages, newest first, and at the right of the first one for which age the limits
 * are and what comes next. */
void sh_screen_messages(const struct sh_view *v, struct sh_canvas *c, int row, int n);

/** The same as a column of its own, from the row `label` on: heading, messages, age and next. */
void sh_screen_happened(const struct sh_view *v, struct sh_canvas *c, int label, int rows, int col,
			int end);

/** Port, protocol, rate and health of the line. */
void sh_screen_link(const struct sh_view *v, struct sh_canvas *c, int row);

/** A key and what it does. */
struct sh_screen_key {
	const char *name, *word;
	int rank; /* from 0; the smaller, the longer it stays when room gets short */
};

/** The row of keys: as many of the `n` as there is room for. `strong` stands out; NULL for none. */
void sh_screen_keys(struct sh_canvas *c, int row, const struct sh_screen_key *keys, int n,
		    const char *strong);
void sh_screen_live_keys(const struct sh_view *v, struct sh_canvas *c, int row);

/** src/tui/screen_replay.c: time line in `rows` (1; 2: the marks above it; 3: what they mean) rows,
 * its keys, their explanation in the rows from `row` to before `end`, and all in one line of words.
 */
void sh_screen_timeline(const struct sh_replay_view *r, struct sh_canvas *c, int row, int rows);
void sh_screen_replay_keys(const struct sh_replay_view *r, struct sh_canvas *c, int row);
void sh_screen_replay_help(const struct sh_replay_view *r, struct sh_canvas *c, int row, int end);
void sh_screen_replay_words(const struct sh_replay_view *r, struct sh_canvas *c, int row);

/** The style of writing in a zone, and of a field filled for it. */
enum sh_style sh_screen_zone_style(enum sh_zone z);
enum sh_style sh_screen_zone_field(enum sh_zone z);

/** The rows `phase` and `warning`: what to do, what is wrong, and the verdict on the last hold or
 * repetition. */
void sh_screen_orders(const struct sh_view *v, struct sh_canvas *c, int phase, int warning);

/** A severe warning in two or three words in capitals. */
void sh_screen_heading(const struct sh_view *v, struct sh_line *ret);

/** The same in one word that there are big letters for: STOP, DEEP, LOST; NULL for none. */
const char *sh_screen_alarm(const struct sh_view *v);

/** The scale: fields from neutral to beyond the limit, each of the same width whatever its span, so
 * that the words always fit; the numbers stand at the borders. Two-sided measures have neutral in
 * the middle; left is where the body goes left, or arch. `marker` and `numbers` are rows, -1 none.
 */
void sh_screen_scale(const struct sh_view *v, struct sh_canvas *c, int marker, int bar,
		     int numbers);

/** src/tui/screen_graph.c. The last minute with its bands: a rule with the title in `row`, the
 * field in the `height` rows below it. One-sided measures go up as they get deeper, two-sided ones
 * up to their positive side.
 */
void sh_screen_graph(const struct sh_view *v, struct sh_canvas *c, int row, int height);

/** The angle in big figures with its direction and zone in words, from row `label` on. */
void sh_screen_angle(const struct sh_view *v, struct sh_canvas *c, int label, int scale, int col,
		     int end);

/** Three angles side by side, for a session without an exercise. */
void sh_screen_angles(const struct sh_view *v, struct sh_canvas *c, int label, int scale);

/** The clock or count that the exercise is about. */
struct sh_clock {
	const char *label; /* in capitals */
	int64_t figure;	   /* seconds, or a count */
	int64_t of;	   /* 0 none */
	bool seconds;
	int64_t part, whole; /* for the bar; whole 0: no bar */
};

void sh_screen_clock_of(const struct sh_view *v, struct sh_clock *ret);
/** The same in big figures from row `label` on; its bar in row `bar`, -1 none. */
void sh_screen_clock(const struct sh_view *v, struct sh_canvas *c, int label, int scale, int bar,
		     int col, int end);

/** Columns that the angle and the clock of this exercise may need at a scale, with their units. */
int sh_screen_angle_width(const struct sh_view *v, const struct sh_canvas *c, int scale);
int sh_screen_clock_width(const struct sh_view *v, int scale);

/** "about 6 deg (+-4)". Empty without an angle. */
void sh_screen_about(const struct sh_view *v, const struct sh_canvas *c, struct sh_line *ret);

/** The degree sign, or " deg" where there is none. */
const char *sh_screen_degree(const struct sh_canvas *c);

#endif
