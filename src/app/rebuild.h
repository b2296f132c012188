#ifndef SH_APP_REBUILD_H
#define SH_APP_REBUILD_H

/** Results from logs: what `history --rebuild` does once the store is empty. */

#include "spinehold/status.h"
#include "store/store.h"

/** Replays every session log in data_dir/sessions, oldest first, and stores what comes out: for
 * each sh_store_begin_session() with the id and the start that stand in the log, sh_store_event()
 * for every event, sh_store_end_session(). The caller has emptied the store and holds it in a batch
 * (sh_store_batch_begin), so a failure leaves the old results as they were.
 * A log that cannot be read at all is left out, not an error.
 * @return SH_OK, or the first error of the store or of the folder. */
SH_NODISCARD enum sh_status sh_rebuild_store(const char *data_dir, struct sh_store *store,
					     struct sh_err *err);

#endif
