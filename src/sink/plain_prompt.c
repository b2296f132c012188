/* Cues and breaths in words. They are short sentences to the wearer, the only ones here, because
 * they are said while something happens and not about what has happened. A count that is not known
 * says so instead of keeping its last number. */

#include "sink/plain_words.h"

void sh_plain_prompt(const struct sh_event *e, struct sh_text *t)
{
	if (e->kind == SH_EVENT_CUE)
		sh_text_str(t, sh_prompt_words(e->u.cue.prompt));
	if (e->kind != SH_EVENT_BREATH)
		return;
	if (e->u.breath.breaths < 0) {
		sh_text_str(t, "breaths cannot be counted just now");
		return;
	}
	sh_text_int(t, e->u.breath.breaths);
	sh_text_str(t, e->u.breath.breaths == 1 ? " breath" : " breaths");
}
