#ifndef SH_APP_CALIBRATE_H
#define SH_APP_CALIBRATE_H

/** The two ways to calibrate, and what they share. */

#include "app/calib_guide.h"
#include "app/options.h"
#include "app/setup.h"

/** From a recording. @param part  one of enum sh_calib_part @return an exit status, enum sh_exit */
int sh_calibrate_file(const struct sh_options *o, unsigned part, const char *path);

/** The same for what is done with the sensor on the body (calib_body.h). */
int sh_calibrate_body_file(const struct sh_options *o, const char *path);

/** Guided at a port. @param parts  or-ed */
int sh_calibrate_live(const struct sh_options *o, unsigned parts);

/** A session without exercise, profile or mount, fed only for its samples.
 * @param source  as sh_config_from_options. Close it with sh_setup_close either way. */
SH_NODISCARD enum sh_status sh_calibrate_setup(struct sh_setup *ret, const struct sh_options *o,
					       const char *source, struct sh_err *err);

/** The options as a session that is only listened to may have them. */
void sh_calibrate_options(const struct sh_options *o, struct sh_options *ret);

/** The profile in that file, or one in which nothing is known if there is no such file (NULL:
 * nobody named one). */
SH_NODISCARD enum sh_status sh_calibrate_load(const char *path, struct sh_profile *ret,
					      struct sh_err *err);

/** Writes it and says so, or prints it where nobody named a file. */
SH_NODISCARD enum sh_status sh_calibrate_save(const char *path, const struct sh_profile *p,
					      struct sh_err *err);

#endif
