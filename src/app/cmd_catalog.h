#ifndef SH_APP_CMD_CATALOG_H
#define SH_APP_CMD_CATALOG_H

/** `spinehold catalog list | show ID | check FILE`: the exercises, readable in 80 columns. */

#include "app/options.h"

/** Takes --catalog FILE for list and show; the built-in one otherwise. Prints to standard output,
 * an error to standard error. @return the exit status, enum sh_exit. */
int sh_cmd_catalog(const struct sh_options *o);

#endif
