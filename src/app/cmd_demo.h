#ifndef SH_APP_CMD_DEMO_H
#define SH_APP_CMD_DEMO_H

#include "app/options.h"

/** `spinehold demo`. @return an exit status, enum sh_exit */
int sh_cmd_demo(const struct sh_options *o);

#endif
