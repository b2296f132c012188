#ifndef SH_APP_LAST_WORDS_H
#define SH_APP_LAST_WORDS_H

/** When the screen is gone, the results stay readable: the last result, the summary and what to do
 * after pain that ended the session, as plain lines on standard output. */

#include "spinehold/session.h"

struct sh_last_words {
	struct sh_event result, summary, pain; /* pain: the one that ended the session */
	char exercise[SH_ID_MAX];
	bool has_result, has_summary, has_pain;
};

void sh_last_words_note(struct sh_last_words *w, const struct sh_output *out);
void sh_last_words_say(struct sh_last_words *w);

#endif
