/* Putting the terminal back after crashes, exit() and suspension.
 *
 * A crash handler may not call curses. So the sequences that undo its work are handed in
 * beforehand, and the handler only writes them, sets the saved modes (tcsetattr is safe in
 * handlers) and lets the signal happen again under the disposition that was there before, a
 * sanitizer's for instance. It has its own stack, as the crash may be an overflow of the normal
 * one.
 *
 * Ctrl-Z only sets a flag: the work is done from the loop, where curses is not in the middle of
 * something. Handlers are installed without SA_RESTART so that poll() in the loop returns.
 */

#define _XOPEN_SOURCE	700
#define _DEFAULT_SOURCE /* FIONREAD */

#include "tui/term_guard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { CRASHES = 5, SOFT = 3, RESET_MAX = 256, CRASH_STACK = 65536 };

static const int crash_signals[CRASHES] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
static const int soft_signals[SOFT] = {SIGTSTP, SIGCONT, SIGWINCH};

static struct {
	volatile sig_atomic_t armed, stop_asked, continued;
	bool installed;
	struct termios before;
	char reset[RESET_MAX];
	size_t reset_len;
	struct sigaction old_crash[CRASHES], old_soft[SOFT], old_ttou;
	stack_t old_stack;
	void *crash_stack;
} guard;

static void restore_now(void)
{
	if (!guard.armed)
		return;
	guard.armed = 0;
	size_t done = 0;
	while (done < guard.reset_len) {
		ssize_t n = write(STDOUT_FILENO, guard.reset + done, guard.reset_len - done);
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	(void)tcsetattr(STDOUT_FILENO, TCSANOW, &guard.before);
}

static void on_crash(int signal_number)
{
	int saved = errno;
	restore_now();
	for (int i = 0; i < CRASHES; i++) {
		if (crash_signals[i] == signal_number)
			(void)sigaction(signal_number, &guard.old_crash[i], NULL);
	}
	/* blocked until this handler returns; then it meets the old disposition */
	(void)raise(signal_number);
	errno = saved;
}

static void on_soft(int signal_number)
{
	if (signal_number == SIGTSTP)
		guard.stop_asked = 1;
	else if (signal_number == SIGCONT)
		guard.continued = 1;
	/* SIGWINCH: interrupting the caller's poll is all it is for */
}

static void handle(int signal_number, void (*handler)(int), int flags, struct sigaction *ret_old)
{
	struct sigaction action;
	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	action.sa_flags = flags;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(signal_number, &action, ret_old);
}

bool sh_guard_save(void)
{
	return tcgetattr(STDOUT_FILENO, &guard.before) == 0;
}

static int use_crash_stack(void)
{
	stack_t stack;
	memset(&stack, 0, sizeof stack);
	(void)sigaltstack(NULL, &guard.old_stack);
	guard.crash_stack = malloc(CRASH_STACK);
	stack.ss_sp = guard.crash_stack;
	stack.ss_size = CRASH_STACK;
	if (guard.crash_stack && sigaltstack(&stack, NULL) == 0)
		return SA_ONSTACK;
	return 0;
}

void sh_guard_add_reset(const char *text, bool first)
{
	if (first)
		guard.reset_len = 0;
	while (*text && guard.reset_len < sizeof guard.reset) {
		/* padding like $<5> is for terminals of long ago and must not be printed */
		const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
		if (end)
			text = end + 1;
		else
			guard.reset[guard.reset_len++] = *text++;
	}
}

void sh_guard_arm(void)
{
	static bool registered;
	if (!registered)
		registered = atexit(restore_now) == 0;
	guard.armed = 1;
	if (guard.installed)
		return;
	guard.installed = true;
	guard.stop_asked = guard.continued = 0;
	for (int i = 0; i < SOFT; i++) {
		struct sigaction *old = &guard.old_soft[i];
		(void)sigaction(soft_signals[i], NULL, old);
		if (!(old->sa_flags & SA_SIGINFO) && old->sa_handler == SIG_DFL)
			handle(soft_signals[i], on_soft, 0, NULL);
	}
	int flags = use_crash_stack();
	for (int i = 0; i < CRASHES; i++)
		handle(crash_signals[i], on_crash, flags, &guard.old_crash[i]);
}

bool sh_guard_stop_asked(void)
{
	bool asked = guard.stop_asked != 0;
	guard.stop_asked = 0;
	return asked;
}

bool sh_guard_continued(void)
{
	bool continued = guard.continued != 0;
	guard.continued = 0;
	return continued;
}

void sh_guard_stop(void)
{
	struct sigaction mine;
	guard.armed = 0;
	(void)tcsetattr(STDOUT_FILENO, TCSANOW, &guard.before);
	handle(SIGTSTP, SIG_DFL, 0, &mine);
	(void)raise(SIGTSTP); /* returns when somebody says fg */
	(void)sigaction(SIGTSTP, &mine, NULL);
	guard.continued = 0;
	guard.armed = 1;
}

bool sh_guard_is_gone(void)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	int waiting = 0;
	if (poll(&p, 1, 0) <= 0)
		return false;
	if (p.revents & (POLLHUP | POLLERR | POLLNVAL))
		return true;
	return (p.revents & POLLIN) && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0;
}

void sh_guard_ignore_background(bool on)
{
	if (on)
		handle(SIGTTOU, SIG_IGN, 0, &guard.old_ttou);
	else
		(void)sigaction(SIGTTOU, &guard.old_ttou, NULL);
}

void sh_guard_end(void)
{
	guard.armed = 0;
	if (!guard.installed)
		return;
	guard.installed = false;
	(void)tcsetattr(STDOUT_FILENO, TCSANOW, &guard.before);
	for (int i = 0; i < SOFT; i++)
		(void)sigaction(soft_signals[i], &guard.old_soft[i], NULL);
	for (int i = 0; i < CRASHES; i++)
		(void)sigaction(crash_signals[i], &guard.old_crash[i], NULL);
	if (guard.crash_stack) {
		stack_t stack = guard.old_stack;
		if (!stack.ss_sp)
			stack.ss_flags = SS_DISABLE;
		(void)sigaltstack(&stack, NULL);
		free(guard.crash_stack);
		guard.crash_stack = NULL;
	}
}
