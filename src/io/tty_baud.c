/* Rates. In a file of its own because the kernel's termios2, the only way to a rate without a
 * constant, cannot share a translation unit with <termios.h>.
 *
 * A rate that has a constant is set through it: the other end of a pseudo-terminal and older
 * drivers then see an ordinary setting. BOTHER is for the rest (250000, 1000000 on some). The
 * driver may round: whether frames decode is the proof, not what is read back.
 */

#define _DEFAULT_SOURCE

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>

#ifdef __linux__

#include <asm/termbits.h>

#include "io/tty_line.h"

static const struct {
	uint32_t baud;
	tcflag_t code;
} codes[] = {
	{1200, B1200},	   {2400, B2400},	{4800, B4800},	     {9600, B9600},
	{19200, B19200},   {38400, B38400},	{57600, B57600},     {115200, B115200},
	{230400, B230400}, {460800, B460800},	{500000, B500000},   {576000, B576000},
	{921600, B921600}, {1000000, B1000000}, {1500000, B1500000}, {2000000, B2000000},
};

int sh_tty_set_baud(int fd, uint32_t baud)
{
	if (baud == 0)
		return EINVAL;
	tcflag_t code = BOTHER;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].baud == baud)
			code = codes[i].code;
	}
	struct termios2 t;
	if (ioctl(fd, TCGETS2, &t) != 0)
		return errno;
	t.c_cflag &= ~(tcflag_t)(CBAUD | CIBAUD);
	t.c_cflag |= code | (code << IBSHIFT);
	t.c_ispeed = baud;
	t.c_ospeed = baud;
	return ioctl(fd, TCSETS2, &t) == 0 ? 0 : errno;
}

#else

#include <termios.h>

#include "io/tty_line.h"

static const struct {
	uint32_t baud;
	speed_t code;
} codes[] = {
	{9600, B9600},	   {19200, B19200}, {38400, B38400},
#ifdef B57600
	{57600, B57600},
#endif
#ifdef B115200
	{115200, B115200},
#endif
#ifdef B230400
	{230400, B230400},
#endif
#ifdef B460800
	{460800, B460800},
#endif
#ifdef B921600
	{921600, B921600},
#endif
};

int sh_tty_set_baud(int fd, uint32_t baud)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct termios t;
		if (codes[i].baud != baud)
			continue;
		if (tcgetattr(fd, &t) != 0)
			return errno;
		if (cfsetispeed(&t, codes[i].code) != 0 || cfsetospeed(&t, codes[i].code) != 0)
			return errno;
		return tcsetattr(fd, TCSANOW, &t) == 0 ? 0 : errno;
	}
	return EINVAL;
}

#endif
