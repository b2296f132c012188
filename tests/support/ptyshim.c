/* Lets libserialport open a pseudo-terminal.
 *
 * The library asks every port for its modem lines, and a pseudo-terminal has none: TIOCMGET is
 * ENOTTY there, and sp_open() gives up. This answers the four modem-line calls for any terminal
 * whose kernel driver does not, from a word of memory per descriptor; everything else goes on to
 * the next ioctl() in line, and to the kernel where that one (umockdev's) knows nothing of it.
 *
 * Preloaded:  cc -shared -fPIC -o ptyshim.so ptyshim.c -ldl;  LD_PRELOAD=./ptyshim.so PROGRAM
 *             with gcc's sanitizers also ASAN_OPTIONS=verify_asan_link_order=0
 * Linked in:  add the object to a test program, with -rdynamic -ldl
 *
 * The other half of the trick is the name: the library wants /dev/X and an entry X in
 * /sys/class/tty. For a link /tmp/ttyA to the pseudo-terminal both are met by
 * /dev/../../../tmp/ttyA.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

enum { DESCRIPTORS = 1024 };

static int lines[DESCRIPTORS];

static int pass_on(int fd, unsigned long request, void *argument)
{
	static int (*next)(int, unsigned long, ...);
	if (next == NULL) {
		void *symbol = dlsym(RTLD_NEXT, "ioctl");
		memcpy(&next, &symbol, sizeof(next));
	}
	int r = next != NULL ? next(fd, request, argument) : -1;
	if (r == 0 || (next != NULL && errno != ENOTTY && errno != EINVAL))
		return r;
	return (int)syscall(SYS_ioctl, fd, request, argument);
}

int ioctl(int fd, unsigned long request, ...)
{
	struct termios is_terminal;
	va_list ap;
	va_start(ap, request);
	void *argument = va_arg(ap, void *);
	va_end(ap);
	int r = pass_on(fd, request, argument);
	if (r == 0 || (errno != ENOTTY && errno != EINVAL) || fd < 0 || fd >= DESCRIPTORS)
		return r;
	int *bits = argument;
	switch (request) {
	case TIOCMGET:
	case TIOCMSET:
	case TIOCMBIS:
	case TIOCMBIC:
		break;
	default:
		return r;
	}
	if (tcgetattr(fd, &is_terminal) != 0)
		return r;
	if (request == TIOCMGET)
		*bits = lines[fd] | TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
	else if (request == TIOCMSET)
		lines[fd] = *bits;
	else if (request == TIOCMBIS)
		lines[fd] |= *bits;
	else
		lines[fd] &= ~*bits;
	return 0;
}
