#ifndef SH_SINK_PLAIN_RESULT_H
#define SH_SINK_PLAIN_RESULT_H

/** The plain words of what came of an exercise, and of pain; parts of plain_words.h. */

#include "sink/plain_words.h"

/** One line as a whole, and one more for each side that has something of its own to tell. */
void sh_plain_result(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t);

/** What was noted and what to do now (biomechanics 4, S_PAIN, S_LEG, S_FLAGS, S_PRO). */
void sh_plain_pain(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t);

#endif
