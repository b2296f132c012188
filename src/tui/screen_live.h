#ifndef SH_TUI_SCREEN_LIVE_H
#define SH_TUI_SCREEN_LIVE_H

/** The live screen: one picture of a view on a canvas.
 *
 * From 80x24 nothing is left out: what to do now, what is wrong, the angle and the clock in figures
 * that are read from two metres, the scale with its thresholds, the last minute, the link, the
 * keys. Smaller canvases lose, in this order, the graph, the marker, messages, scale and link, and
 * from 44x10 down the big figures; 20x6 still has angle, zone, phase, clock and warning. Larger
 * ones give their room to the graph and, from 100x36, to figures twice as large.
 *
 * No meaning is in colour alone: each zone and warning also has its word. The graph does not scroll
 * with every sample: it moves on by ten seconds at a time, so that a terminal on a slow line gets
 * only what is new. Pure; the canvas is cleared first.
 */

#include "tui/canvas.h"
#include "tui/view.h"

void sh_screen_live_draw(const struct sh_view *v, struct sh_canvas *c,
			 const struct sh_screen_caps *caps);

#endif
