/* A device on a pseudo-terminal that does what it is told, for the shell tests. Prints the path of
 * its line, waits for a reader, then follows its orders in turn and hangs up.
 *
 *	feed ORDER...
 *	  FILE            all of it, as fast as it is read
 *	  FILE:FROM:TO    bytes FROM to TO of it; an empty TO is the end
 *	  pause:MS        says nothing for so long (silence is what is being tested then)
 *	  taken           until the reader has taken everything that was said
 *	  hold            says nothing until the reader hangs up
 *	  hangup:MS       hangs up for so long, then goes on as another device under the same name:
 *needs
 *	                  --link
 *	  --link PATH     a symbolic link to the line, printed instead of its path
 *
 * Exit status 0, also when the reader leaves early; 1 when the system refuses something.
 */

#define _XOPEN_SOURCE	700
#define _DEFAULT_SOURCE /* FIONREAD */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int master = -1;
static char line[128];
static const char *link_path;

static void give_up(const char *what)
{
	perror(what);
	exit(1);
}

static void nap(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	(void)nanosleep(&t, NULL);
}

/* Opened and closed once: from then on the master hangs up while nobody reads. Raw first, so that
 * nothing is echoed. */
static void open_line(void)
{
	struct termios t;
	int slave;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
		give_up("pseudo-terminal");
	snprintf(line, sizeof(line), "%s", ptsname(master));
	slave = open(line, O_RDWR | O_NOCTTY);
	if (slave < 0 || tcgetattr(slave, &t) != 0)
		give_up(line);
	t.c_iflag = t.c_oflag = t.c_lflag = 0;
	t.c_cflag = CS8 | CREAD | CLOCAL;
	if (tcsetattr(slave, TCSANOW, &t) != 0 || fcntl(master, F_SETFL, O_NONBLOCK) != 0)
		give_up(line);
	(void)close(slave);
	if (link_path) {
		(void)unlink(link_path);
		if (symlink(line, link_path) != 0)
			give_up(link_path);
	}
}

static int hung_up(void)
{
	struct pollfd p = {master, 0, 0};

	(void)poll(&p, 1, 0);
	return p.revents & POLLHUP;
}

static void wait_for_reader(void)
{
	while (hung_up())
		nap(10);
	nap(50); /* it sets its line up first */
}

static void say(const char *order)
{
	char path[512], chunk[256], *colon;
	long from = 0, to = -1;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s", order);
	colon = strchr(path, ':');
	if (colon) {
		*colon = '\0';
		from = strtol(colon + 1, &colon, 10);
		if (*colon == ':' && colon[1])
			to = strtol(colon + 1, NULL, 10);
	}
	f = fopen(path, "rb");
	if (!f || fseek(f, from, SEEK_SET) != 0)
		give_up(path);
	while (to < 0 || from < to) {
		size_t want = to >= 0 && (size_t)(to - from) < sizeof(chunk) ? (size_t)(to - from)
									     : sizeof(chunk);
		size_t at = 0;

		n = fread(chunk, 1, want, f);
		if (n == 0)
			break;
		from += (long)n;
		while (at < n) {
			struct pollfd p = {master, POLLOUT, 0};
			ssize_t wrote;

			if (poll(&p, 1, 100) < 0 && errno != EINTR)
				give_up(line);
			if (p.revents & POLLHUP)
				exit(0);
			wrote = write(master, chunk + at, n - at);
			if (wrote > 0)
				at += (size_t)wrote;
			else if (errno == EIO)
				exit(0);
		}
	}
	(void)fclose(f);
}

/* The kernel hands on in pieces: empty is believed when it stays so. */
static void wait_until_taken(void)
{
	int empty = 0;

	while (empty < 5 && !hung_up()) {
		int slave = open(line, O_RDONLY | O_NOCTTY | O_NONBLOCK), waiting = 0;

		if (slave >= 0) {
			(void)ioctl(slave, FIONREAD, &waiting);
			(void)close(slave);
		}
		empty = waiting == 0 ? empty + 1 : 0;
		nap(10);
	}
}

static void obey(const char *order)
{
	if (strncmp(order, "pause:", 6) == 0) {
		nap(strtol(order + 6, NULL, 10));
	} else if (strcmp(order, "taken") == 0) {
		wait_until_taken();
	} else if (strcmp(order, "hold") == 0) {
		while (!hung_up())
			nap(10);
	} else if (strncmp(order, "hangup:", 7) == 0) {
		if (!link_path) {
			(void)fprintf(stderr, "feed: hangup needs --link\n");
			exit(1);
		}
		(void)close(master);
		(void)unlink(link_path);
		nap(strtol(order + 7, NULL, 10));
		open_line();
		wait_for_reader();
	} else {
		say(order);
	}
}

int main(int argc, char **argv)
{
	int i = 1;

	if (argc > 2 && strcmp(argv[1], "--link") == 0) {
		link_path = argv[2];
		i = 3;
	}
	open_line();
	puts(link_path ? link_path : line);
	(void)fflush(stdout);
	wait_for_reader();
	for (; i < argc; i++)
		obey(argv[i]);
	(void)close(master);
	return 0;
}
