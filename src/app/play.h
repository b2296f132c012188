#ifndef SH_APP_PLAY_H
#define SH_APP_PLAY_H

/** Playing records through a session: replay and demo. Paced on the screen, as fast as possible
 * elsewhere; the clock decides only when something is shown, never what.
 *
 * On the screen it can be stopped and wound (replay_control.h). Winding back closes the session and
 * runs a new one from the first record, so `each` hears of everything again. */

#include "app/run.h"
#include "app/screen.h"

/** Gives the next record. @return SH_OK, SH_END, or an error. */
typedef enum sh_status sh_play_next(void *ctx, struct sh_record *ret, struct sh_err *err);

/** Goes back to the first record. @return SH_OK or an error. */
typedef enum sh_status sh_play_rewind(void *ctx, struct sh_err *err);

struct sh_play {
	const struct sh_options *options;
	const struct sh_session_config *session;
	const char *name; /* of the recording, for the screen */
	sh_play_next *next;
	void *next_ctx;
	sh_play_rewind *rewind;		    /* NULL: it cannot; with next_ctx */
	const struct sh_timeline *timeline; /* borrowed; NULL: what is ahead is not known */
	sh_run_each *each;		    /* NULL for none */
	void *each_ctx;
};

/** Plays to the end, or until the wearer quits.
 * @param ret_run  the run, still open, for whoever wants to look at the session; the caller closes
 *                 it. NULL if it could not be opened.
 * @return SH_OK; an error of the source, the screen or a listener in *err. */
SH_NODISCARD enum sh_status sh_play(const struct sh_play *p, struct sh_run **ret_run,
				    struct sh_err *err);

/** There is no screen, as *err says: an error if it was asked for by name; else that is said on
 * standard error, in one line, and plain output takes its place. */
SH_NODISCARD enum sh_status sh_play_without_screen(const struct sh_options *o, struct sh_err *err);

/** The format that the options and the terminal ask for: never AUTO. */
enum sh_output_format sh_play_format(const struct sh_options *o);

#endif
