#ifndef SH_APP_PATHS_H
#define SH_APP_PATHS_H

/** Where things are kept, and what sessions are called.
 *
 *	DATA/results.db             the results (store/store.h)
 *	DATA/sessions/ID.mcap       the session logs, the truth
 *
 * DATA is --data-dir; without it $XDG_DATA_HOME/spinehold, where that variable holds an absolute
 * path (others are ignored, as the XDG specification wants); without it ~/.local/share/spinehold.
 *Folders that are made are for their owner only (0700).
 *
 * Errors: SH_ERR_IO, with the folder and the reason; SH_ERR_CONFIG for what the caller gave.
 */

#include <stddef.h>
#include <stdint.h>

#include "spinehold/status.h"

enum { SH_PATHS_MAX = 4096, SH_SESSION_ID_MAX = 32 };

/** Finds the data folder; looks at the environment and touches nothing on the disk.
 * @param chosen  --data-dir, or NULL.
 * @return SH_OK and *ret without a slash at its end; SH_ERR_CONFIG: empty or too long; SH_ERR_IO:
 * no home folder is known. */
SH_NODISCARD enum sh_status sh_paths_data_dir(const char *chosen, char ret[], size_t cap,
					      struct sh_err *err);

/** Makes the data folder with its parents and its sessions folder, and makes sure that both may be
 * written.
 * @return SH_OK; SH_ERR_IO. */
SH_NODISCARD enum sh_status sh_paths_make(const char *data_dir, struct sh_err *err);

/** DATA/results.db; SH_ERR_CONFIG: too long. */
SH_NODISCARD enum sh_status sh_paths_database(const char *data_dir, char ret[], size_t cap,
					      struct sh_err *err);

/** DATA/sessions; SH_ERR_CONFIG: too long. */
SH_NODISCARD enum sh_status sh_paths_sessions(const char *data_dir, char ret[], size_t cap,
					      struct sh_err *err);

/** DATA/sessions/ID.mcap. An id of other characters than letters, digits and '-' is refused, so
 * what a user types as a session cannot lead out of the folder.
 * @return SH_OK; SH_ERR_CONFIG: not an id, or too long. */
SH_NODISCARD enum sh_status sh_paths_session_log(const char *data_dir, const char *id, char ret[],
						 size_t cap, struct sh_err *err);

/** What the store keeps as the log's place: "sessions/ID.mcap". Same errors. */
SH_NODISCARD enum sh_status sh_paths_log_in_data(const char *id, char ret[], size_t cap,
						 struct sh_err *err);

/** The name of a session begun at this time: "20251122T194105Z-1a2b3c", sorted by name is sorted by
 * time. `salt` tells apart sessions of the same second (a process id, or a random number); its
 * lowest 24 bits count. Times outside the years 1970 to 9999 are taken as the nearest end.
 * @param cap  at least SH_SESSION_ID_MAX. */
void sh_session_id(int64_t utc_s, uint32_t salt, char ret[], size_t cap);

#endif
