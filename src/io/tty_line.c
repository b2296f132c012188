/* Helpers on an open terminal line.
 *
 * The order in which a source uses them matters. Lock first: a port that another program reads must
 * not have its settings touched. Raw next: until then the line discipline echoes what the device
 * says back to the device, eats 0x11 and 0x13 as flow control, and turns 0x03 into a signal.
 * TCSANOW, never TCSAFLUSH: what the device already said is kept.
 *
 * A dead line shows itself as POLLHUP or POLLERR and a failing FIONREAD; read() says 0, which on a
 * line with VMIN 0 also means "nothing yet". So read() alone is never believed.
 */

#define _DEFAULT_SOURCE

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/serial.h>
#include <sys/sysmacros.h>
#endif

#include "io/ports.h"
#include "io/tty_line.h"
#include "support/err.h"

int sh_tty_lock(int fd)
{
	int r;
	do {
		r = flock(fd, LOCK_EX | LOCK_NB);
	} while (r != 0 && errno == EINTR);
	return r != 0 && errno == EWOULDBLOCK ? EBUSY : 0;
}

static bool is_pty(int fd)
{
#ifdef __linux__
	struct stat st; /* majors 136 to 143 are the pseudo-terminals' */
	return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && major(st.st_rdev) >= 136 &&
	       major(st.st_rdev) <= 143;
#else
	(void)fd;
	return false;
#endif
}

void sh_tty_exclusive(int fd, bool on)
{
#ifdef TIOCEXCL
	if (!is_pty(fd))
		(void)ioctl(fd, on ? TIOCEXCL : TIOCNXCL);
#else
	(void)fd, (void)on;
#endif
}

int sh_tty_make_raw(int fd)
{
	struct termios t;
	if (tcgetattr(fd, &t) != 0)
		return errno;
	cfmakeraw(&t);
	t.c_iflag &= ~(tcflag_t)(IXON | IXOFF | IXANY | INPCK);
	t.c_cflag &= ~(tcflag_t)(CSTOPB | HUPCL | CRTSCTS);
	t.c_cflag |= CREAD | CLOCAL;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	return tcsetattr(fd, TCSANOW, &t) == 0 ? 0 : errno;
}

void sh_tty_low_latency(int fd)
{
#if defined(__linux__) && defined(TIOCGSERIAL)
	const int low = (int)ASYNC_LOW_LATENCY;
	struct serial_struct ss;
	memset(&ss, 0, sizeof(ss));
	if (ioctl(fd, TIOCGSERIAL, &ss) != 0 || (ss.flags & low) != 0)
		return;
	ss.flags |= low;
	(void)ioctl(fd, TIOCSSERIAL, &ss);
#else
	(void)fd;
#endif
}

bool sh_tty_is_dead(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	if (poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
		return true;
	int waiting = 0;
	return ioctl(fd, FIONREAD, &waiting) != 0;
}

bool sh_tty_is_ours(int fd)
{
	return isatty(fd) && tcgetpgrp(fd) >= 0;
}

enum sh_status sh_tty_refuse_ours(struct sh_err *err)
{
	sh_err_set(err, SH_ERR_CONFIG, 0,
		   "this port is the terminal you are typing in, not a sensor: give the "
		   "sensor's port, or pipe its bytes into '-'");
	return SH_ERR_CONFIG;
}

/* Who may open the node, as advice. */
static void permission_advice(const char *path, char *ret, size_t cap)
{
	struct stat st;
	const struct group *g = NULL;
	if (stat(path, &st) == 0 && st.st_gid != 0 && (st.st_mode & S_IRGRP) != 0)
		g = getgrgid(st.st_gid);
	(void)snprintf(ret, cap, "%s", g != NULL ? g->gr_name : "dialout");
}

enum sh_status sh_tty_open_error(struct sh_err *err, const char *path, int os_errno)
{
	char more[240];
	switch (os_errno) {
	case ENOENT:
	case ENODEV:
	case ENOTDIR:
		sh_err_set(err, SH_ERR_IO, os_errno, "no port '%s'; %s", path,
			   sh_ports_attached(more, sizeof(more)));
		return SH_ERR_IO;
	case ENXIO:
	case EIO:
		sh_err_set(err, SH_ERR_IO, os_errno, "'%s' has no device behind it; %s", path,
			   sh_ports_attached(more, sizeof(more)));
		return SH_ERR_IO;
	case EACCES:
	case EPERM:
		permission_advice(path, more, sizeof(more));
		sh_err_set(err, SH_ERR_IO, os_errno,
			   "permission denied on '%s': add yourself to the group %s (sudo "
			   "usermod -aG %s $USER), then log in again",
			   path, more, more);
		return SH_ERR_IO;
	case EBUSY:
		sh_err_set(err, SH_ERR_IO, os_errno,
			   "'%s' is busy: another program has it open; close that one (to see "
			   "which: fuser -v '%s')",
			   path, path);
		return SH_ERR_IO;
	case ENOTTY:
		sh_err_set(err, SH_ERR_IO, os_errno,
			   "'%s' is not a serial line: give a serial port, a pseudo-terminal, a "
			   "FIFO or '-'",
			   path);
		return SH_ERR_IO;
	default:
		sh_err_set(err, SH_ERR_IO, os_errno,
			   "cannot open '%s': %s; check that the sensor is switched on and "
			   "plugged in",
			   path, strerror(os_errno));
		return SH_ERR_IO;
	}
}
