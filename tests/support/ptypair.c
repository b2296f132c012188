/* Both ends of a pseudo-terminal for tests. The rate is read through termios2, by number, because
 * its header cannot stand beside <termios.h>.
 */

#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ptypair.h"

static void need(bool ok, const char *what)
{
	if (!ok) {
		perror(what);
		abort();
	}
}

static void new_pair(struct ptypair *p)
{
	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	need(p->master >= 0, "posix_openpt");
	need(grantpt(p->master) == 0 && unlockpt(p->master) == 0, "unlockpt");
	need(snprintf(p->slave, sizeof(p->slave), "%s", ptsname(p->master)) > 0, "ptsname");
	(void)unlink(p->link);
	need(symlink(p->slave, p->link) == 0, "symlink");
}

void ptypair_open(struct ptypair *p)
{
	const char *tmp = getenv("TMPDIR");
	memset(p, 0, sizeof(*p));
	snprintf(p->folder, sizeof(p->folder), "%s/sh_ptyXXXXXX", tmp != NULL ? tmp : "/tmp");
	need(mkdtemp(p->folder) != NULL, "mkdtemp");
	snprintf(p->link, sizeof(p->link), "%s/ttyA", p->folder);
	snprintf(p->library_name, sizeof(p->library_name), "/dev/../../..%s", p->link);
	new_pair(p);
}

void ptypair_hang_up(struct ptypair *p)
{
	if (p->master >= 0)
		close(p->master);
	p->master = -1;
}

void ptypair_replace(struct ptypair *p)
{
	ptypair_hang_up(p);
	new_pair(p);
}

void ptypair_close(struct ptypair *p)
{
	ptypair_hang_up(p);
	(void)unlink(p->link);
	(void)rmdir(p->folder);
}

void ptypair_say(struct ptypair *p, const void *bytes, size_t len)
{
	need(write(p->master, bytes, len) == (ssize_t)len, "write to the pseudo-terminal");
}

size_t ptypair_heard(struct ptypair *p, int wait_ms)
{
	struct pollfd fd = {.fd = p->master, .events = POLLIN};
	char buffer[4096];
	size_t total = 0;
	while (poll(&fd, 1, total == 0 ? wait_ms : 0) > 0 && (fd.revents & POLLIN) != 0) {
		ssize_t n = read(p->master, buffer, sizeof(buffer));
		if (n <= 0)
			break;
		total += (size_t)n;
	}
	return total;
}

uint32_t ptypair_baud(const struct ptypair *p)
{
	struct {
		uint32_t iflag, oflag, cflag, lflag;
		uint8_t line, cc[19];
		uint32_t ispeed, ospeed;
	} t;
	need(ioctl(p->master, _IOR('T', 0x2a, t), &t) == 0, "TCGETS2");
	return t.ospeed;
}
