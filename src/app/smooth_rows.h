#ifndef SH_APP_SMOOTH_ROWS_H
#define SH_APP_SMOOTH_ROWS_H

/** `export --filter smooth`: keeps what a session gives, and hands it out again with the orientation
 * of the acausal filter (smooth.h) and the angles that follow from it.
 *
 * Neutrals are taken at the moments at which the session took them. About 400 bytes a sample are
 * held until it is closed.
 */

#include "app/run.h"

struct sh_smooth_rows;

/** @param c  borrowed for its life: filter's parameters, mount, exercises
 * @return SH_OK and the caller owns *ret; SH_ERR_MEMORY */
SH_NODISCARD enum sh_status sh_smooth_rows_open(const struct sh_session_config *c,
						struct sh_smooth_rows **ret, struct sh_err *err);

/** A sh_run_each; `ctx` is the struct sh_smooth_rows. */
void sh_smooth_rows_keep(void *ctx, const struct sh_output *out);

/** Smooths and hands out every sample that came, in its order. Of the output only sample,
 * orientation and posture are set.
 * @return SH_OK; SH_ERR_MEMORY, also for what sh_smooth_rows_keep had no memory for */
SH_NODISCARD enum sh_status sh_smooth_rows_give(struct sh_smooth_rows *r, sh_run_each *each,
						void *each_ctx, struct sh_err *err);

/** Takes NULL, returns NULL. */
struct sh_smooth_rows *sh_smooth_rows_close(struct sh_smooth_rows *r);

#endif
