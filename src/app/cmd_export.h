#ifndef SH_APP_CMD_EXPORT_H
#define SH_APP_CMD_EXPORT_H

#include "app/options.h"

/** `spinehold export`. @return an exit status, enum sh_exit */
int sh_cmd_export(const struct sh_options *o);

#endif
