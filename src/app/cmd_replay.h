#ifndef SH_APP_CMD_REPLAY_H
#define SH_APP_CMD_REPLAY_H

#include "app/options.h"

/** `spinehold replay`. @return an exit status, enum sh_exit */
int sh_cmd_replay(const struct sh_options *o);

#endif
