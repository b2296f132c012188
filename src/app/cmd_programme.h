#ifndef SH_APP_CMD_PROGRAMME_H
#define SH_APP_CMD_PROGRAMME_H

#include "app/options.h"

/** `spinehold programme`. @return an exit status, enum sh_exit */
int sh_cmd_programme(const struct sh_options *o);

#endif
