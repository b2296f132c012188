#define _POSIX_C_SOURCE 200809L

#include "app/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

volatile sig_atomic_t sh_signals_stop;
static int ends[2] = {-1, -1};

static void on_signal(int number)
{
	int saved = errno;

	if (number == SIGINT || number == SIGTERM || number == SIGHUP)
		sh_signals_stop = 1;
	(void)!write(ends[1], "", 1); /* full: the loop is woken anyway */
	errno = saved;
}

/* Whoever started us may have closed some of the standard three. What is opened next would take
 * their place, and lines meant for people would go into a log, a pipe or a sensor's port. */
static void fill_standard_descriptors(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		(void)close(fd);
}

int sh_signals_install(void)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT};
	struct sigaction action;

	if (ends[0] >= 0)
		return ends[0];
	fill_standard_descriptors();
	if (pipe(ends) != 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		(void)fcntl(ends[i], F_SETFL, O_NONBLOCK);
		(void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	}
	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	action.sa_handler = on_signal;
	for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		(void)sigaction(caught[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &action, NULL);
	(void)sigaction(SIGXFSZ, &action, NULL);
	return ends[0];
}

void sh_signals_drain(void)
{
	char buf[64];

	while (read(ends[0], buf, sizeof(buf)) > 0)
		continue;
}
