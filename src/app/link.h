#ifndef SH_APP_LINK_H
#define SH_APP_LINK_H

/** The live line to a sensor: finding the port, finding the rate, noticing silence, coming back.
 *
 * Gives records in the order in which they are to be logged and applied: bytes as they came, link
 * changes where the shell noticed them. Silence is the shell's business (architecture): the core
 * learns of it through the LINK record.
 */

#include <poll.h>
#include <sys/stat.h>

#include "app/options.h"
#include "io/listen.h"
#include "io/source.h"
#include "spinehold/record.h"

enum {
	SH_LINK_SILENT_US = 2000000,  /* no bytes for so long: lost */
	SH_LINK_REOPEN_US = 500000,   /* between two tries */
	SH_LINK_PATIENCE_US = 10000000 /* for what has no USB identity: rfcomm, a link to a pty */
};

struct sh_link {
	struct sh_source *source; /* NULL while gone */
	struct sh_source_options options;
	struct sh_source_identity id;
	struct stat name; /* what the name asked for was when it was opened: a link? */
	struct sh_listen listen;
	bool listening;      /* the rate is being searched */
	bool ended;          /* end of data: nothing will come */
	bool lost;           /* a LINK LOST record was given */
	int64_t heard_us;    /* the last bytes */
	int64_t gone_us, tried_us;
	uint64_t bytes;
};

/** Opens the port that the options name, or the likeliest one there is.
 * @param start_us  the session's clock counts from here; borrowed
 * @return SH_OK; SH_ERR_IO or SH_ERR_CONFIG with what to do. */
SH_NODISCARD enum sh_status sh_link_open(struct sh_link *l, const struct sh_options *o,
					 int64_t *start_us, struct sh_err *err);

/** @return how many descriptors to wait on. */
size_t sh_link_pollfds(struct sh_link *l, struct pollfd *fds, size_t cap);

/** When sh_link_next should be called at the latest, in the session's time. */
int64_t sh_link_due_us(const struct sh_link *l);

/** The next record. @param found  the protocol is known
 * @return SH_OK; SH_WAIT: nothing now; SH_END: end of data; SH_ERR_IO: the port is gone and will
 *         not come back. */
SH_NODISCARD enum sh_status sh_link_next(struct sh_link *l, bool found, int64_t now_us,
					 struct sh_record *ret, struct sh_err *err);

void sh_link_close(struct sh_link *l);

#endif
