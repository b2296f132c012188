#ifndef SH_SINK_LINE_OUT_H
#define SH_SINK_LINE_OUT_H

/** The writing end that the text sinks share: whole lines, no SIGPIPE, one error (see sink.h). */

#include <stdbool.h>
#include <stddef.h>

#include "sink/sink.h"

struct sh_line_out {
	struct sh_sink_options options;
	bool dead; /* an error was given: swallow what follows */
};

void sh_line_out_init(struct sh_line_out *o, const struct sh_sink_options *options);

/** Writes all of it, waiting where the other end is slow.
 * @return SH_OK, also when dead; SH_ERR_IO once. */
SH_NODISCARD enum sh_status sh_line_out_write(struct sh_line_out *o, const char *line, size_t len,
					      struct sh_err *err);

#endif
