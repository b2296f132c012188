#ifndef SH_APP_LIVE_KEYS_H
#define SH_APP_LIVE_KEYS_H

/** Which key is which command, in a live session. */

#include <stdbool.h>

#include "spinehold/session.h"

struct sh_live_keys {
	bool running;      /* not paused and not waiting for a start */
	bool asks_pain;    /* the next key may be the pain level: 0 to 9, t, l; p or Enter: no number */
	bool may_be_ten;   /* a 1 was given: a 0 now makes it 10 */
	bool has_chair;    /* key c changes something */
	bool lying;        /* the exercise is done lying: w takes the wearing calibration so, too */
	bool has_wear;     /* a wearing calibration came into force: key u changes something */
};

/** Keeps up with the session, so that space means start or pause. */
void sh_live_keys_follow(struct sh_live_keys *k, const struct sh_output *out);

/** @param key  as sh_term_key gives it
 * @return true and *ret is the command. *ret_say: words for the screen, or NULL. */
bool sh_live_keys_press(struct sh_live_keys *k, int key, struct sh_command *ret, const char **ret_say);

#endif
