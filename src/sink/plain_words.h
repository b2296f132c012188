#ifndef SH_SINK_PLAIN_WORDS_H
#define SH_SINK_PLAIN_WORDS_H

/** The words of the plain sink: an event in, what a person is told out. No output of its own. */

#include <stdbool.h>

#include "core/text.h"
#include "spinehold/event.h"
#include "spinehold/exercise.h"

/** What later lines need of earlier events, whose pointers are gone by then. Begins zeroed. */
struct sh_plain_words {
	bool synthetic, curve;
	enum sh_measure measure;
	enum sh_stance stance;
	struct sh_band_mdeg band;
};

/** Appends what is told of this event: nothing, or lines parted by newlines, without the last one.
 * Strings from outside are escaped, the length of a line is not limited. */
void sh_plain_words(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t);

/** plain_prompt.c: what is said for cues and breaths; nothing for other events. */
void sh_plain_prompt(const struct sh_event *e, struct sh_text *t);

#endif
