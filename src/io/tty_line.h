#ifndef SH_IO_TTY_LINE_H
#define SH_IO_TTY_LINE_H

/** What the two port sources have in common: lock, raw mode, rate, and telling a dead line from a
 * silent one. All work on an open descriptor and print nothing. Functions returning int give 0 or
 * an errno value.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/status.h"

/** Takes the advisory lock that shuts out other copies of this program (also run by root).
 * @return 0, or EBUSY when somebody has it. Anything that cannot be locked counts as locked. */
int sh_tty_lock(int fd);

/** TIOCEXCL on or off: shuts out every other program not run by root. Not for pseudo-terminals
 * (left alone): there it would outlast a reader that was killed. */
void sh_tty_exclusive(int fd, bool on);

/** Raw 8N1 without flow control, without echo, modem lines ignored, DTR kept at close (HUPCL off).
 * Takes effect at once; neither direction is flushed. @return 0 or errno */
int sh_tty_make_raw(int fd);

/** Any rate. Common ones as their own constants, the rest through termios2 (Linux).
 * @return 0, EINVAL where the system cannot, or another errno */
int sh_tty_set_baud(int fd, uint32_t baud);

/** Asks the driver to hand bytes over as they come rather than every 16 ms (FTDI). Best effort. */
void sh_tty_low_latency(int fd);

/** True when the line is dead: hung up, failed, or its queue can no longer be asked. A silent line
 * is not dead. */
bool sh_tty_is_dead(int fd);

/** True if `fd` is the terminal that controls this process. */
bool sh_tty_is_ours(int fd);

/** The one line for when it is. @return SH_ERR_CONFIG, with *err filled */
enum sh_status sh_tty_refuse_ours(struct sh_err *err);

/** The one line for a port that could not be opened: what, and what to do about it.
 * @return SH_ERR_IO, with *err filled */
enum sh_status sh_tty_open_error(struct sh_err *err, const char *path, int os_errno);

#endif
