#ifndef SH_APP_CMD_LIVE_H
#define SH_APP_CMD_LIVE_H

#include "app/options.h"

/** `spinehold live`. @return an exit status, enum sh_exit */
int sh_cmd_live(const struct sh_options *o);

#endif
