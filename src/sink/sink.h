#ifndef SH_SINK_SINK_H
#define SH_SINK_SINK_H

/** Listeners: they are given what the session says and cannot change what it does.
 *
 * A sink gets every struct sh_output in order and keeps nothing borrowed from it. It writes to a
 * file descriptor that stays the caller's, a whole line at a time, so that a reader at the other
 * end of a pipe never waits for half a line.
 *
 * A reader that goes away (EPIPE) and a full disk (ENOSPC) are errors of the call that met them,
 * never a signal: SIGPIPE is held back during the write. The error is given once; from then on the
 * sink swallows everything and says SH_OK, because a session must go on without its listeners. A
 * reader that does not read makes the sink wait, also on a non-blocking descriptor, until `stop`
 * becomes non-zero; from then on every wait is at most a second, so that the last lines still reach
 * a slow reader and a dead one holds nobody up.
 */

#include <signal.h>
#include <stddef.h>

#include "spinehold/session.h"
#include "spinehold/status.h"

struct sh_sink_options {
	int fd; /* borrowed, open for writing */
	const char *
		name; /* borrowed: what to call the output in messages; NULL is "standard output" */
	const volatile sig_atomic_t *stop; /* borrowed; NULL for none */
};

struct sh_sink_ops {
	const char *name; /* as in --output-format */

	/** @return SH_OK and *ret_sink, the library's memory; SH_ERR_MEMORY. */
	enum sh_status (*open)(const struct sh_sink_options *o, void **ret_sink,
			       struct sh_err *err);

	/** @return SH_OK; SH_ERR_IO once, err->os_errno says why (EPIPE: nobody reads any more;
	 * EINTR: stopped while nobody read). */
	enum sh_status (*output)(void *sink, const struct sh_output *o, struct sh_err *err);

	/** Takes NULL. @return NULL. Nothing is left to be written, so closing cannot fail. */
	void *(*close)(void *sink);
};

/** One JSON object a line: every event, exactly as sh_event_json() writes it. */
extern const struct sh_sink_ops sh_sink_jsonl;

/** For people and pipes: dated lines such as "0:14.5  hold complete 10.0 s", one for each event
 * worth telling; at most 80 columns, no control characters, no tenths of a degree. */
extern const struct sh_sink_ops sh_sink_plain;

/** @return the sink of this name, or NULL. */
const struct sh_sink_ops *sh_sink_find(const char *name);

#endif
