#ifndef SH_APP_LOG_HASH_H
#define SH_APP_LOG_HASH_H

/** The fingerprint of a closed session log: SHA-256 (FIPS 180-4) of all its bytes, which the store
 * keeps beside the results, so that anybody can see with sha256sum whether a log is still the one the
 * results came from. */

#include <stddef.h>

#include "spinehold/status.h"

enum { SH_LOG_HASH_MAX = 65 };

/** Of bytes in memory, as 64 hexadecimal digits. */
void sh_log_hash(const void *data, size_t len, char ret[SH_LOG_HASH_MAX]);

/** Of a file. @return SH_OK; SH_ERR_IO: *ret is "" and the message says why. */
SH_NODISCARD enum sh_status sh_log_hash_file(const char *path, char ret[SH_LOG_HASH_MAX],
					     struct sh_err *err);

#endif
