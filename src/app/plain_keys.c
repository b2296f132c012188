/* The terminal keeps everything it does but two things: it gives each key at once, and does not echo
 * it into the lines. Ctrl-C stays a signal. */

#define _POSIX_C_SOURCE 200809L

#include "app/plain_keys.h"

#include <termios.h>
#include <unistd.h>

#include "tui/term.h"
#include "tui/term_guard.h"

static bool is_open;

static bool set_modes(void)
{
	struct termios t;

	if (tcgetattr(STDIN_FILENO, &t) != 0)
		return false;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	t.c_cc[VMIN] = 0;
	t.c_cc[VTIME] = 0;
	return tcsetattr(STDIN_FILENO, TCSANOW, &t) == 0;
}

bool sh_plain_keys_open(void)
{
	/* setting modes from the background would stop the program */
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp() ||
	    !sh_guard_save())
		return false;
	sh_guard_arm();
	is_open = set_modes();
	if (!is_open)
		sh_guard_end();
	return is_open;
}

static void follow_stops(void)
{
	if (sh_guard_stop_asked()) {
		sh_guard_stop();
		(void)set_modes();
	} else if (sh_guard_continued() && tcgetpgrp(STDIN_FILENO) == getpgrp()) {
		(void)set_modes();
	}
}

int sh_plain_keys_get(void)
{
	unsigned char c;

	if (!is_open)
		return SH_KEY_NONE;
	follow_stops();
	if (tcgetpgrp(STDIN_FILENO) != getpgrp())
		return SH_KEY_NONE; /* reading in the background would stop it as well */
	if (read(STDIN_FILENO, &c, 1) != 1) {
		if (!sh_guard_is_gone())
			return SH_KEY_NONE;
		sh_plain_keys_close();
		return SH_KEY_GONE;
	}
	if (c == '\r' || c == '\n')
		return SH_KEY_ENTER;
	if (c == 0x1b) { /* an arrow or a function key: all its bytes are one key of no meaning */
		while (read(STDIN_FILENO, &c, 1) == 1)
			;
		return SH_KEY_OTHER;
	}
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	return c >= 0x20 && c < 0x7f ? c : SH_KEY_OTHER;
}

void sh_plain_keys_close(void)
{
	if (is_open)
		sh_guard_end();
	is_open = false;
}
