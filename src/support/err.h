#ifndef SH_SUPPORT_ERR_H
#define SH_SUPPORT_ERR_H

/** Filling struct sh_err: the message is made once, where the facts are known.
 *
 * Whatever the arguments hold, the message afterwards is one line of valid UTF-8 without control
 * characters (see escape.h): a path or a port name may be passed as it came. It never begins with
 * "spinehold: " and never ends in a newline; app/diag.h adds both.
 */

#include "spinehold/status.h"

#if defined(__GNUC__) || defined(__clang__)
#define SH_ERR_FORMAT __attribute__((format(printf, 4, 5)))
#else
#define SH_ERR_FORMAT
#endif

/** Sets status, os_errno (0 where the system was not involved) and the message; a message that is
 * too long is cut between two characters. `err` may be NULL: then nothing happens. errno is kept.
 */
void sh_err_set(struct sh_err *err, enum sh_status status, int os_errno, const char *format,
		...) SH_ERR_FORMAT;

#endif
