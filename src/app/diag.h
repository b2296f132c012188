#ifndef SH_APP_DIAG_H
#define SH_APP_DIAG_H

/** The only place that prints errors. */

#include "spinehold/status.h"

/** Prints "spinehold: ", the message and a newline to standard error, as exactly one line and in
 * one write; controls are escaped once more, an empty message is replaced by words for the status.
 */
void sh_diag_error(const struct sh_err *err);

/** The exit status of contract.md for an error: SH_ERR_CONFIG 2, SH_ERR_INPUT 3, all others 1. */
int sh_diag_exit(const struct sh_err *err);

#endif
