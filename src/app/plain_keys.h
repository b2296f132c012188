#ifndef SH_APP_PLAIN_KEYS_H
#define SH_APP_PLAIN_KEYS_H

/** Keys for a session that is told as plain lines on a terminal: for whoever uses a screen reader or
 * a terminal without a screen, and above all for the pain key. Nothing waits for them.
 *
 * Only where standard input and output are terminals and the program is in the foreground; anywhere
 * else there are no keys and standard input is not touched. The terminal's modes are put back on every
 * way out that tui/term_guard.h knows. */

#include <stdbool.h>

/** @return whether there are keys now. */
bool sh_plain_keys_open(void);

/** The next key without waiting, as sh_term_key gives it; SH_KEY_NONE when there is none. */
int sh_plain_keys_get(void);

/** Puts the modes back; also when it was not opened. */
void sh_plain_keys_close(void);

#endif
