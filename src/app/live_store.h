#ifndef SH_APP_LIVE_STORE_H
#define SH_APP_LIVE_STORE_H

/** Where a live session is kept: its log and its results. */

#include "app/paths.h"
#include "app/setup.h"
#include "log/log_writer.h"
#include "store/store.h"

struct sh_live_store {
	struct sh_log_writer *log;
	struct sh_store *store;
	bool begun;
	char log_path[SH_PATHS_MAX];
};

/** Makes folder, log and session row. @return SH_OK, or one line about what cannot be written. */
SH_NODISCARD enum sh_status sh_live_store_open(struct sh_live_store *s, const char *data_dir,
					       const struct sh_setup *setup, struct sh_err *err);

/** Flushes what is old enough. */
SH_NODISCARD enum sh_status sh_live_store_tick(struct sh_live_store *s, int64_t now_us,
					       struct sh_err *err);

/** Closes the log and ends the session with the log's fingerprint. */
SH_NODISCARD enum sh_status sh_live_store_close(struct sh_live_store *s, struct sh_err *err);

#endif
