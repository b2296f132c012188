#ifndef SH_APP_RESUME_H
#define SH_APP_RESUME_H

/** Taking up a session that ended before its time: by a key, a signal, a kill or a power cut.
 *
 * What is left to do is asked of the session itself: its log is replayed (session.h,
 * sh_session_left), so the answer is the coach's own and needs nothing but the log. The later session
 * has the exercises, doses, catalog and mount of the earlier one and begins at the first set and side
 * not done; its own log says where, so it replays like any other.
 */

#include <stdbool.h>
#include <stddef.h>

#include "app/recording.h"

enum { SH_RESUME_TEXT_MAX = 160 };

/** Opens the session that is to be taken up and makes its setup that of a live session with these
 * options: `ret->setup` is then what to run. The argument after --resume names the session by its id,
 * the beginning of it, or "last"; without one it is the newest of today that is not done and was not
 * taken up yet.
 * @param ret_says  what is left, for people: one line without newline
 * @return SH_OK; SH_ERR_CONFIG: options that would change the exercise, or no such session;
 *         SH_ERR_IO: nothing is left, or today's session was stopped for pain; errors of the log and
 *         the store. Close *ret with sh_recording_close either way. */
SH_NODISCARD enum sh_status sh_resume_open(struct sh_recording *ret, const struct sh_options *o,
					   char ret_says[SH_RESUME_TEXT_MAX], struct sh_err *err);

/** Does today's newest session wait to be taken up, with live --resume? Looks at the stored results only and makes
 * nothing; anything that goes wrong is a no. @return true and which one it is, "the
 * session of 19:41 (cat), not finished". */
bool sh_resume_hint(const char *data_dir, char ret_says[SH_RESUME_TEXT_MAX]);

#endif
