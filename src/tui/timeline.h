#ifndef SH_TUI_TIMELINE_H
#define SH_TUI_TIMELINE_H

/** What happens when in a recording, for finding one's way in it.
 *
 * Fed once with every output of a session that runs over the whole recording; afterwards asked for
 * the marks next to a moment. Times are those of the events: microseconds of sensor time since the
 * first sample. Marks are in the order of time.
 *
 * Pure: plain data in the caller's memory (about 64 KiB); cannot fail. Beyond its room further
 * marks are counted and left out.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/session.h"
#include "tui/canvas.h"

enum { SH_TIMELINE_MAX = 4096 };

/** In the order of urgency: of several in one column the last one here is shown. */
enum sh_timeline_kind {
	SH_TIMELINE_COMMAND, /* a pause, a neutral */
	SH_TIMELINE_SET,     /* a set or side begins */
	SH_TIMELINE_GOOD,    /* a repetition or hold that counts */
	SH_TIMELINE_UNSURE,
	SH_TIMELINE_SHALLOW, /* too small, or a hold that does not count */
	SH_TIMELINE_JERKY,
	SH_TIMELINE_DEEP,
	SH_TIMELINE_GAP,
	SH_TIMELINE_MARK,
	SH_TIMELINE_PAIN,
	SH_TIMELINE_LIMIT,
	SH_TIMELINE_KINDS
};

struct sh_timeline_mark {
	int64_t t_us;
	enum sh_timeline_kind kind;
};

struct sh_timeline {
	int64_t length_us; /* time of the last output */
	bool whole;	   /* the recording was read to its end */
	int n, left_out;
	struct sh_timeline_mark marks[SH_TIMELINE_MAX];
};

/** What to look for with sh_timeline_find. */
enum sh_timeline_sort {
	SH_TIMELINE_ANY,  /* repetitions, holds and everything urgent */
	SH_TIMELINE_NOTED /* marks, pain, gaps, limits */
};

void sh_timeline_init(struct sh_timeline *t);
void sh_timeline_output(struct sh_timeline *t, const struct sh_output *o);

/** The mark of that sort that is next after (`forwards`) or before t_us.
 * @return NULL if there is none. */
const struct sh_timeline_mark *sh_timeline_find(const struct sh_timeline *t,
						enum sh_timeline_sort sort, int64_t t_us,
						bool forwards);

/** How a kind looks: one character of ASCII, different for each. */
char sh_timeline_sign(enum sh_timeline_kind k);
enum sh_style sh_timeline_style(enum sh_timeline_kind k);
/** ... and what it is called: "good", "too small", "limit". */
const char *sh_timeline_word(enum sh_timeline_kind k);

#endif
