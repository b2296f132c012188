#ifndef SH_TUI_SCREEN_REPLAY_H
#define SH_TUI_SCREEN_REPLAY_H

/** The replay screen: the live screen of that moment, and where in the recording it is.
 *
 * Below the graph stands the time line: the marks of the whole recording (timeline.h; a cell shows
 * the most urgent of those that fall into it) over a bar with the position, the time of the moment
 * and of the end, and whether it plays, how fast. The last row has the keys. Where there is no room
 * for it (below 44x10) position and speed are one line of words. Pure.
 */

#include "tui/canvas.h"
#include "tui/timeline.h"
#include "tui/view.h"

struct sh_replay_view {
	const struct sh_timeline
		*timeline;	  /* borrowed; NULL where the recording cannot be read twice */
	int64_t t_us;		  /* the moment that is shown */
	int speed_num, speed_den; /* 1/8 to 32/1; 0/1 is as fast as possible */
	bool paused, seeking, at_end;
	bool help; /* the keys are explained over the graph */
};

void sh_screen_replay_draw(const struct sh_view *v, const struct sh_replay_view *r,
			   struct sh_canvas *c, const struct sh_screen_caps *caps);

#endif
