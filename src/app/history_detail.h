#ifndef SH_APP_HISTORY_DETAIL_H
#define SH_APP_HISTORY_DETAIL_H

/** One stored session in detail: what was asked, done and valid on each side, and why not; pain;
 * marks; what it goes on with. Written to standard output, as text or as one JSON object. */

#include <stdbool.h>

#include "store/store.h"

/** @param name  an id, how one begins, or "last"
 * @return SH_OK; SH_ERR_CONFIG: no such session, or several; errors of the store and the output. */
SH_NODISCARD enum sh_status sh_history_detail(struct sh_store *store, const char *name, bool jsonl,
					      struct sh_err *err);

#endif
