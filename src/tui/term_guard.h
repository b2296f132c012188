#ifndef SH_TUI_TERM_GUARD_H
#define SH_TUI_TERM_GUARD_H

/** Sees to it that the terminal is put back whatever happens: the signal part of term.h.
 *
 * There is one standard output, so there is one guard: its state is the process's. Order of calls:
 * save, then (curses takes over) arm; suspend and resume as often as asked; end. All safe to call
 * in any state. Knows nothing of curses.
 */

#include <stdbool.h>
#include <stddef.h>

/** Remembers the terminal's modes. @return false if it does not tell them. */
bool sh_guard_save(void);

/** Adds a sequence (copied, without terminfo's padding; 256 bytes in all) to what undoes the screen;
 * `first` begins anew. */
void sh_guard_add_reset(const char *text, bool first);

/** From now on a crash or exit() writes those sequences and sets the saved modes. Installs the
 * handlers for crashes and, where they are at the default, SIGTSTP, SIGCONT, SIGWINCH. */
void sh_guard_arm(void);

/** Was Ctrl-Z pressed, did the process go on after a stop? Asking clears it. */
bool sh_guard_stop_asked(void);
bool sh_guard_continued(void);

/** Sets the saved modes and stops the process; returns when it is continued. The caller has left
 * the screen before and takes it back after. */
void sh_guard_stop(void);

/** Has the terminal behind standard input been closed? To be asked when a read gave nothing: an end
 * of file looks readable for ever, and a loop that waits for it would spin. */
bool sh_guard_is_gone(void);

/** While true, setting a terminal's modes from the background does not stop this process. */
void sh_guard_ignore_background(bool on);

/** Takes the handlers away and sets the saved modes; nothing is written. The caller has left the
 * screen before. */
void sh_guard_end(void);

#endif
