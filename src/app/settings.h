#ifndef SH_APP_SETTINGS_H
#define SH_APP_SETTINGS_H

/** The little that is remembered about the wearer: DATA/settings, lines of `key: value`.
 *
 *	age: 52         asked once on the start screen; `age: skipped` when it was not told
 *
 * The numbers in force do not follow from it: they stay the catalog's, for age 45, unless a profile
 * or a programme says otherwise. Lines with other keys are kept as they are. A file that cannot be
 * read, or is not text, counts as empty. The file is for its owner only (0600).
 */

#include <stdbool.h>

#include "spinehold/status.h"

struct sh_settings {
	bool age_told; /* asked already */
	int age_years; /* 0: skipped */
};

void sh_settings_load(const char *data_dir, struct sh_settings *ret);

/** Makes the data folder if need be; the file is replaced whole or not at all.
 * @return SH_OK; SH_ERR_IO: the folder or the file cannot be written; SH_ERR_CONFIG: the path is
 * too long. */
SH_NODISCARD enum sh_status sh_settings_save(const char *data_dir, const struct sh_settings *s,
					     struct sh_err *err);

#endif
