#ifndef SH_APP_CMD_HISTORY_H
#define SH_APP_CMD_HISTORY_H

/** `spinehold history [--rebuild] [--data-dir DIR] [--output-format tui|plain|jsonl]`
 *
 * On a terminal the history's screen (cmd_start.h), unless a format says otherwise or the results
 * are rebuilt. Elsewhere:
 *
 * Lists the stored sessions, newest first, on standard output: as a table, one row an exercise,
 * with dates in local time; or as JSON Lines, one object a session, with times in UTC. Without any
 * session it says so and succeeds; it makes no files then. `--rebuild` first makes the results anew
 * from the session logs, all or nothing. Reports its own errors.
 */

#include "app/options.h"

/** @return an exit status, see enum sh_exit. */
int sh_cmd_history(const struct sh_options *o);

#endif
