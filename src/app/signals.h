#ifndef SH_APP_SIGNALS_H
#define SH_APP_SIGNALS_H

/** SIGINT, SIGTERM and SIGHUP ask the loop to end in order; SIGWINCH and SIGCONT wake it to draw anew.
 * SIGPIPE and SIGXFSZ are ignored: a write that fails says so itself. */

#include <signal.h>

/** @return a descriptor that becomes readable when a signal came. */
int sh_signals_install(void);

/** Non-zero once the program was asked to end. */
extern volatile sig_atomic_t sh_signals_stop;

/** Empties the descriptor. */
void sh_signals_drain(void);

#endif
