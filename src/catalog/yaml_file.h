#ifndef SH_CATALOG_YAML_FILE_H
#define SH_CATALOG_YAML_FILE_H

/** A settings file as one text in memory. Not specific to the catalog. */

#include <stddef.h>

#include "spinehold/status.h"

/** Reads a regular file of at most SH_MARKS_BYTES_MAX bytes; of a longer one it gives one byte
 * more, so that sh_marks_parse says what is wrong.
 * @param what  what the file is called in messages: "catalog", "programme"
 * @return SH_OK and the caller owns *ret (free; a NUL follows the last byte); SH_ERR_INPUT with the
 *         path, the reason and what to do (os_errno set where the system refused); SH_ERR_MEMORY.
 *         Results are untouched on failure. */
SH_NODISCARD enum sh_status sh_yaml_file_read(const char *path, const char *what, char **ret,
					      size_t *ret_len, struct sh_err *err);

#endif
