#ifndef SH_APP_RUN_H
#define SH_APP_RUN_H

/** One session and everything that listens to it: the log, the store, a sink, a screen.
 *
 * The caller feeds records with sh_run_record(); each is written to the log first and applied after.
 * Listeners cannot change what the session does. Only a failing log stops it: a session that cannot
 * be replayed must not pretend.
 */

#include "app/setup.h"
#include "log/log_writer.h"
#include "sink/sink.h"
#include "spinehold/session.h"
#include "store/store.h"

struct sh_run;

/** Called for every output after the other listeners; may do nothing to the session. */
typedef void sh_run_each(void *ctx, const struct sh_output *out);

struct sh_run_listeners {
	struct sh_log_writer *log;         /* borrowed; NULL for none, as are the next ones */
	struct sh_store *store;
	const struct sh_sink_ops *sink;
	int sink_fd;
	const volatile sig_atomic_t *stop; /* ends a sink's wait for a reader */
	sh_run_each *each;
	void *each_ctx;
};

/** @return SH_OK and the caller owns *ret; SH_ERR_CONFIG (protocol options), SH_ERR_MEMORY. */
SH_NODISCARD enum sh_status sh_run_open(const struct sh_session_config *c,
					const struct sh_run_listeners *l, struct sh_run **ret,
					struct sh_err *err);

/** Logs and applies one record. @return SH_OK, or SH_ERR_IO: the log failed; the record was not
 * applied. */
SH_NODISCARD enum sh_status sh_run_record(struct sh_run *r, const struct sh_record *rec,
					  struct sh_err *err);

/** No more records: gives what is still owed.
 * @param at_end  the source is over, so an unfinished last row is a row; false: it was left */
void sh_run_finish(struct sh_run *r, bool at_end);

struct sh_session *sh_run_session(struct sh_run *r);

/** A listener (not the log) failed: its first message; SH_OK if none did. */
const struct sh_err *sh_run_listener_error(const struct sh_run *r);
/** The reader of the sink went away (EPIPE) or the wait was stopped: nobody listens any more. */
bool sh_run_unheard(const struct sh_run *r);

/** Takes NULL, returns NULL. */
struct sh_run *sh_run_close(struct sh_run *r);

#endif
