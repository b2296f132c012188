#ifndef SH_APP_RECORDING_H
#define SH_APP_RECORDING_H

/** A recording with everything its session needs: what replay, verify, export and the rebuilding of
 * results have in common. */

#include "app/input.h"
#include "app/run.h"
#include "app/setup.h"

struct sh_recording {
	struct sh_input *in;
	struct sh_setup setup;
};

/** Opens the file and makes the configuration, catalog and exercise that are in force for it.
 * @param o  what was asked for; a session log brings its own
 * @return SH_OK; SH_ERR_INPUT, SH_ERR_CONFIG: one line. Close it either way. */
SH_NODISCARD enum sh_status sh_recording_open(struct sh_recording *ret, const char *path,
					      const struct sh_options *o, struct sh_err *err);

/** A line that the session printed then, without newline. */
typedef void sh_recording_line(void *ctx, const char *line, size_t len);

/** Plays all of it into the run as fast as possible and finishes the run.
 * @param line  gets the printed lines of a session log; NULL for nobody
 * @return SH_OK, also when a signal asked to stop; SH_ERR_IO */
SH_NODISCARD enum sh_status sh_recording_play(struct sh_recording *r, struct sh_run *run,
					      sh_recording_line *line, void *line_ctx,
					      struct sh_err *err);

/** The same without finishing the run: what is still owed is the caller's to ask for, or not. */
SH_NODISCARD enum sh_status sh_recording_feed(struct sh_recording *r, struct sh_run *run,
					      sh_recording_line *line, void *line_ctx, bool *ret_at_end,
					      struct sh_err *err);

void sh_recording_close(struct sh_recording *r);

#endif
