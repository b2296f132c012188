#ifndef SPINEHOLD_RECORD_H
#define SPINEHOLD_RECORD_H

/** What goes into the session, in order: the whole input of the core and the whole of its log.
 *
 * Stamped once, when it arrived. sh_session_apply() is the single place where a record goes on to
 * the core, and it cannot tell a replay from a live session.
 */

#include <stddef.h>
#include <stdint.h>

#include "spinehold/command.h"

enum sh_record_kind {
	SH_RECORD_BYTES,   /* as read from the line, meaning unknown */
	SH_RECORD_COMMAND,
	SH_RECORD_LINK
};

enum sh_link_change {
	SH_LINK_LOST,    /* unplugged, hung up, or silent for longer than a session can stand */
	SH_LINK_BACK,    /* open again */
	SH_LINK_RETUNED, /* the baud rate was changed: what was heard so far belongs to no frame */
	SH_LINK_CHANGES
};

struct sh_record {
	int64_t t_host_us; /* monotonic, since the session began; people's time, except for devices
	                      without a clock and restarts */
	enum sh_record_kind kind;
	uint32_t line;       /* which line it came in on: 0 low back, 1 upper back */
	const uint8_t *data; /* BYTES: borrowed, valid for the call */
	size_t len;
	struct sh_command command;  /* COMMAND */
	enum sh_link_change link;   /* LINK */
	uint32_t baud;              /* LINK RETUNED: the new rate */
};

const char *sh_link_change_name(enum sh_link_change c); /* lost back retuned */

#endif
