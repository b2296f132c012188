#ifndef SH_TUI_TERM_H
#define SH_TUI_TERM_H

/** The terminal: shows canvases, gives keys, and is put back as it was on every way out.
 *
 * One terminal at a time (standard output). Keys come from standard input if that is a terminal;
 * otherwise there are none and it is never read. What this module does about the ways out:
 *
 *   sh_term_close, exit()           terminal restored
 *   SIGINT, SIGTERM, SIGHUP         the app's own: its handler wakes its loop, which closes
 *   SIGSEGV SIGBUS SIGILL SIGFPE SIGABRT   restored from the handler, then the signal as before
 *   SIGTSTP (Ctrl-Z)                restored at the next sh_term_key, then stopped; back: repainted
 *   SIGCONT after SIGSTOP           modes set again, repainted
 *   SIGKILL                         nothing can be done (`reset` helps)
 *
 * Install your handlers before sh_term_open: it never replaces one for SIGINT, SIGTERM and SIGHUP,
 * and for SIGWINCH and SIGTSTP only the default. Its handlers do not restart system calls, so a
 * poll() in the caller returns EINTR and the caller should go round its loop. Ctrl-S is taken from
 * the terminal driver while it is open: a stopped output would stop the session.
 *
 * Outside the core: allocates, and is the only module that knows curses.
 */

#include <stdbool.h>

#include "spinehold/status.h"
#include "tui/canvas.h"

struct sh_term; /* the library's memory */

/** Keys are printable ASCII (letters in lower case, so Caps Lock does no harm) or one of these. */
enum sh_key {
	SH_KEY_NONE = 0,
	SH_KEY_ENTER = 0x100,
	SH_KEY_ESCAPE,
	SH_KEY_UP,
	SH_KEY_DOWN,
	SH_KEY_LEFT,
	SH_KEY_RIGHT,
	SH_KEY_BACKSPACE,
	SH_KEY_HOME,
	SH_KEY_END,
	SH_KEY_PAGE_UP,
	SH_KEY_PAGE_DOWN,
	SH_KEY_RESIZE, /* ask sh_term_size and draw anew */
	SH_KEY_GONE,   /* told once: the terminal was closed and will not come back; end the session
			*/
	SH_KEY_OTHER
};

/** Takes over the terminal.
 * @return SH_OK; SH_ERR_IO: not a terminal, or TERM is unset, unknown or cannot place the cursor
 *         (`dumb`); SH_ERR_ORDER: one is open already; SH_ERR_MEMORY. The message says to use
 *         plain output. Then *ret is NULL and the terminal untouched. */
SH_NODISCARD enum sh_status sh_term_open(struct sh_term **ret, struct sh_err *err);

/** The size now; at least 1x1. */
void sh_term_size(struct sh_term *t, int *ret_width, int *ret_height);

const struct sh_screen_caps *sh_term_caps(const struct sh_term *t);

/** From now on only ASCII, whatever the locale: for fonts and readers that have nothing else. */
void sh_term_ascii(struct sh_term *t);

/** Shows the canvas; only what differs from what is there goes to the terminal.
 * @return the number of cells that differed; 0 wrote nothing. */
int sh_term_show(struct sh_term *t, const struct sh_canvas *c);

/** The next key without waiting, SH_KEY_NONE when there is none. Call until then whenever standard
 * input is readable, and also when nothing was: size changes and suspending are seen here. */
int sh_term_key(struct sh_term *t);

/** Does standard input give keys (still)? If not, leave it out of the poll. */
bool sh_term_has_keys(const struct sh_term *t);

/** Restores the terminal. Accepts NULL. @return NULL. */
struct sh_term *sh_term_close(struct sh_term *t);

#endif
