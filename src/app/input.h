#ifndef SH_APP_INPUT_H
#define SH_APP_INPUT_H

/** A recording to be replayed: a session log, a CSV (plain or gzip), or raw bytes. All three give
 * records; a log also gives the configuration and the lines the session printed.
 *
 * Raw bytes of a device without a clock carry no arrival stamps: their samples are stamped at a
 * nominal 100 a second.
 */

#include "app/config.h"
#include "log/log_reader.h"
#include "spinehold/session.h"

struct sh_input;

/** @param protocol, map  NULL when not given; wrong with a session log
 * @return SH_OK and the caller owns *ret; SH_ERR_INPUT: not there, or nothing that can be read. */
SH_NODISCARD enum sh_status sh_input_open(const char *path, const struct sh_options *o,
					  struct sh_input **ret, struct sh_err *err);

/** The header of a session log, NULL for other recordings. */
const struct sh_log_header *sh_input_log(const struct sh_input *in);

/** The effective configuration: from the log, or from the options. A log carries its exercise, so
 * options that would change it are SH_ERR_CONFIG. */
SH_NODISCARD enum sh_status sh_input_config(const struct sh_input *in, const struct sh_options *o,
					    struct sh_config *ret, struct sh_err *err);

/** The catalog in force: the log's, or the options'. */
SH_NODISCARD enum sh_status sh_input_catalog(const struct sh_input *in, const struct sh_options *o,
					     struct sh_catalog **ret, struct sh_err *err);

/** The next record or printed line. @return SH_OK, SH_END, SH_ERR_IO. */
SH_NODISCARD enum sh_status sh_input_next(struct sh_input *in, struct sh_log_item *ret,
					  struct sh_err *err);

/** After the end: warns on stderr of what was damaged.
 * @return SH_OK; SH_ERR_INPUT with *err if nothing in it could be read. */
SH_NODISCARD enum sh_status sh_input_verdict(struct sh_input *in, const struct sh_session *s,
					     struct sh_err *err);

/** The log was closed in order (always true for other recordings). */
bool sh_input_clean(const struct sh_input *in);

/** Takes NULL, returns NULL. */
struct sh_input *sh_input_close(struct sh_input *in);

#endif
