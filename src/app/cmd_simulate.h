#ifndef SH_APP_CMD_SIMULATE_H
#define SH_APP_CMD_SIMULATE_H

#include "app/options.h"

/** `spinehold simulate`. @return an exit status, enum sh_exit */
int sh_cmd_simulate(const struct sh_options *o);

#endif
