#ifndef SH_APP_LAST_WORDS_H
#define SH_APP_LAST_WORDS_H

/** When the screen is gone, the results stay readable: the last result and the summary as plain
 * lines on standard output. */

#include "spinehold/session.h"

struct sh_last_words {
	struct sh_event result, summary;
	char exercise[SH_ID_MAX];
	bool has_result, has_summary;
};

void sh_last_words_note(struct sh_last_words *w, const struct sh_output *out);
void sh_last_words_say(struct sh_last_words *w);

#endif
