#ifndef SH_APP_CMD_CALIBRATE_H
#define SH_APP_CMD_CALIBRATE_H

#include "app/options.h"

/** The verb `calibrate`: guided at a port, or from a recording. */
int sh_cmd_calibrate(const struct sh_options *o);

#endif
