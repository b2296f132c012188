#ifndef SH_APP_CMD_START_H
#define SH_APP_CMD_START_H

/** The screens outside of a session, on a terminal: start, exercises, history, sensor, recordings,
 * help. What is chosen there runs in the same process through the table of verbs; afterwards one is
 * back. The terminal is restored on every way out, and while a verb runs it has it to itself.
 */

#include <stdbool.h>

#include "app/options.h"

/** `spinehold` without a verb.
 * @return an exit status; -1: no screen can be had here; a terminal that is not known was told why. */
int sh_cmd_start(void);

/** The history's screen, with the options of `spinehold history`. @return as sh_cmd_start; where
 * the screen was asked for by name (--output-format tui) and cannot be had, that is an error. */
int sh_start_history(const struct sh_options *o);

#endif
