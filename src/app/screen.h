#ifndef SH_APP_SCREEN_H
#define SH_APP_SCREEN_H

/** The live or replay screen on a real terminal: view, canvas and terminal together. */

#include <stdbool.h>

#include "spinehold/session.h"
#include "tui/screen_replay.h"
#include "tui/term.h"
#include "tui/view.h"

struct sh_screen;

/** @return as sh_term_open. The caller owns *ret. */
SH_NODISCARD enum sh_status sh_screen_open(struct sh_screen **ret, struct sh_err *err);

void sh_screen_output(struct sh_screen *s, const struct sh_output *out);
void sh_screen_health(struct sh_screen *s, const struct sh_health *h);
void sh_screen_message(struct sh_screen *s, const char *text);

/** From now on only ASCII. */
void sh_screen_ascii(struct sh_screen *s);

/** Where in its programme the session is. */
void sh_screen_steps(struct sh_screen *s, const struct sh_session *session);

/** A recording is played: the moment that is shown, copied (its timeline is borrowed). From the
 * first call on the screen is the replay screen. */
void sh_screen_replay(struct sh_screen *s, const struct sh_replay_view *r);

/** Everything begins anew: what was seen so far is forgotten. */
void sh_screen_restart(struct sh_screen *s);

/** Draws if it is time (ten times a second) or `force`. */
void sh_screen_draw(struct sh_screen *s, bool force);

/** Microseconds until sh_screen_draw has something to do. */
int64_t sh_screen_due_us(const struct sh_screen *s);

/** The next key or SH_KEY_NONE; size changes are dealt with. */
int sh_screen_key(struct sh_screen *s);
bool sh_screen_has_keys(const struct sh_screen *s);

/** Restores the terminal. Takes NULL, returns NULL. */
struct sh_screen *sh_screen_close(struct sh_screen *s);

#endif
