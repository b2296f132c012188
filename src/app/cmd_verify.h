#ifndef SH_APP_CMD_VERIFY_H
#define SH_APP_CMD_VERIFY_H

#include "app/options.h"

/** `spinehold verify`. @return an exit status, enum sh_exit */
int sh_cmd_verify(const struct sh_options *o);

#endif
