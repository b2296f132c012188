/* The terminal by ncursesw.
 *
 * newterm and not initscr, which ends the process when TERM is unknown. curses installs handlers
 * for SIGINT, SIGTERM, SIGTSTP and SIGWINCH where it finds the default, and the first two end the
 * process from inside the handler; so every disposition is saved before newterm and put back after
 * it, and what is wanted is installed here. Sizes are read with TIOCGWINSZ instead of waiting for
 * KEY_RESIZE, which would need curses' own SIGWINCH handler.
 *
 * The cells shown are remembered and only the differing ones are given to curses, which again sends
 * only what differs: the first saves work, the second finds the cheapest cursor movements.
 * Crashes, exit() and suspension are term_guard.c's business; it is given the sequences that undo
 * what curses did.
 */

#define _XOPEN_SOURCE	 700
#define _DEFAULT_SOURCE	 /* TIOCGWINSZ, FIONREAD */
#define NCURSES_WIDECHAR 1

#include "tui/term.h"
#include "tui/term_guard.h"
#include "tui/theme.h"

#include <assert.h>
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum { NAME_MAX_BYTES = 16, TERM_NAME_MAX = 64 };

struct sh_term {
	SCREEN *screen;
	struct sh_screen_caps caps;
	attr_t attributes[SH_STYLES];
	short pairs[SH_STYLES];
	bool leaves_no_mark[SH_STYLES]; /* a blank in it looks like any other blank */
	struct sh_cell *shown;		/* what curses was given, width * height */
	int width, height;		/* of `shown` */
	int told_width, told_height;
	bool keys;
	struct termios driver; /* modes while it is open */
};

static struct sh_term *open_term; /* there is one standard output */

static enum sh_status fail(struct sh_err *err, enum sh_status status, const char *what,
			   const char *detail)
{
	char shown[48] = "";
	size_t n = 0;
	for (; detail && *detail && n + 1 < sizeof shown; detail++) {
		unsigned char b = (unsigned char)*detail;
		shown[n++] = b >= 0x20 && b < 0x7f ? (char)b : '?';
	}
	shown[n] = '\0';
	err->status = status;
	err->os_errno = 0;
	(void)snprintf(err->message, sizeof err->message,
		       "no screen: %s%s%s%s; use --output-format plain", what, detail ? " '" : "",
		       shown, detail ? "'" : "");
	return status;
}

static void arm_guard(void)
{
	static const char *const capabilities[] = {"rmkx", "sgr0", "op", "cnorm", "rmcup"};
	for (size_t i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++) {
		char name[NAME_MAX_BYTES];
		(void)snprintf(name, sizeof name, "%s", capabilities[i]); /* wants it writable */
		const char *text = tigetstr(name);
		sh_guard_add_reset(text && text != (const char *)-1 ? text : "", i == 0);
	}
	sh_guard_arm();
}

/* newterm without the handlers it brings. */
static SCREEN *open_screen(const char *name)
{
	enum { NUMBERS = 4 };
	static const int numbers[NUMBERS] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
	struct sigaction before[NUMBERS];
	for (int i = 0; i < NUMBERS; i++)
		(void)sigaction(numbers[i], NULL, &before[i]);
	SCREEN *screen = newterm(name, stdout, stdin);
	for (int i = 0; i < NUMBERS; i++)
		(void)sigaction(numbers[i], &before[i], NULL);
	return screen;
}

static void set_looks(struct sh_term *t)
{
	bool own = false;
	t->caps.colours = 0;
	if (has_colors() && start_color() == OK) {
		own = use_default_colors() == OK;
		t->caps.colours = sh_theme_colours(COLORS, getenv("NO_COLOR"));
	}
	for (int i = 0; i < SH_STYLES; i++) {
		struct sh_look look;
		sh_theme_look((enum sh_style)i, t->caps.colours, &look);
		t->attributes[i] = (look.bold ? WA_BOLD : WA_NORMAL) |
				   (look.reverse ? WA_REVERSE : WA_NORMAL) |
				   (look.underline ? WA_UNDERLINE : WA_NORMAL);
		t->pairs[i] = 0;
		t->leaves_no_mark[i] = look.bg < 0 && !look.reverse && !look.underline;
		if (t->caps.colours == 0 || (look.fg < 0 && look.bg < 0))
			continue;
		int fg = look.fg < 0 && !own ? COLOR_WHITE : look.fg;
		int bg = look.bg < 0 && !own ? COLOR_BLACK : look.bg;
		/* colours of 24 bits do not fit the shorts of init_pair */
		if (init_extended_pair(i + 1, fg, bg) == OK)
			t->pairs[i] = (short)(i + 1);
	}
}

static void set_modes(struct sh_term *t)
{
	(void)cbreak();
	(void)noecho();
	(void)nodelay(stdscr, TRUE);
	(void)keypad(stdscr, TRUE);
	(void)leaveok(stdscr, TRUE);
	(void)set_escdelay(50);
	(void)curs_set(0);
	if (tcgetattr(STDOUT_FILENO, &t->driver) == 0) {
		t->driver.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
		(void)tcsetattr(STDOUT_FILENO, TCSANOW, &t->driver);
		(void)def_prog_mode();
	}
}

/* A terminal that will not do, in words; NULL if it will. Nothing is written to it. */
static const char *refuse(const char *name)
{
	int found;
	if (!isatty(STDOUT_FILENO))
		return "standard output is not a terminal";
	if (!name || !name[0])
		return "TERM is not set";
	if (setupterm(name, STDOUT_FILENO, &found) != OK)
		return "this system does not know the terminal";
	char capability[] = "cup";
	const char *move = tigetstr(capability);
	bool can = move && move != (const char *)-1 && strcmp(name, "dumb") != 0;
	(void)del_curterm(cur_term);
	return can ? NULL : "cannot place the cursor on the terminal";
}

/* The name to open the terminal by: one with 24 bits of colour if it has them and the system knows.
 */
static const char *best_name(const char *name, char *ret)
{
	const char *none = getenv("NO_COLOR");
	int found;
	if ((none && none[0]) ||
	    !sh_theme_direct_name(name, getenv("COLORTERM"), ret, TERM_NAME_MAX))
		return name;
	if (setupterm(ret, STDOUT_FILENO, &found) != OK)
		return name;
	(void)del_curterm(cur_term);
	return ret;
}

static void find_caps(struct sh_term *t, const char *name)
{
	(void)setlocale(LC_CTYPE, "");
	const char *codeset = nl_langinfo(CODESET);
	t->caps.utf8 = codeset && (!strcmp(codeset, "UTF-8") || !strcmp(codeset, "utf8"));
	/* braille is neither in the kernel console's 512 characters nor in an old terminal's ROM */
	t->caps.fine =
		t->caps.utf8 && strncmp(name, "linux", 5) != 0 && strncmp(name, "vt", 2) != 0;
}

enum sh_status sh_term_open(struct sh_term **ret, struct sh_err *err)
{
	assert(ret && err);
	*ret = NULL;
	const char *name = getenv("TERM");
	if (open_term)
		return fail(err, SH_ERR_ORDER, "the terminal is in use already", NULL);
	const char *why = refuse(name);
	if (why)
		return fail(err, SH_ERR_IO, why,
			    isatty(STDOUT_FILENO) && name && name[0] ? name : NULL);
	struct sh_term *t = calloc(1, sizeof *t);
	if (!t)
		return fail(err, SH_ERR_MEMORY, "out of memory", NULL);
	if (!sh_guard_save()) {
		free(t);
		return fail(err, SH_ERR_IO, "the terminal does not tell its modes", NULL);
	}
	find_caps(t, name);
	char direct[TERM_NAME_MAX];
	t->screen = open_screen(best_name(name, direct));
	if (!t->screen) {
		free(t);
		return fail(err, SH_ERR_IO, "curses cannot use the terminal", name);
	}
	t->keys = isatty(STDIN_FILENO);
	open_term = t;
	arm_guard();
	set_modes(t);
	set_looks(t);
	(void)wrefresh(stdscr);
	getmaxyx(stdscr, t->told_height, t->told_width);
	*ret = t;
	return SH_OK;
}

const struct sh_screen_caps *sh_term_caps(const struct sh_term *t)
{
	return &t->caps;
}

void sh_term_ascii(struct sh_term *t)
{
	t->caps.utf8 = t->caps.fine = false;
}

bool sh_term_has_keys(const struct sh_term *t)
{
	return t->keys;
}

void sh_term_size(struct sh_term *t, int *ret_width, int *ret_height)
{
	struct winsize size;
	int width, height;
	(void)t;
	getmaxyx(stdscr, height, width);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
		width = size.ws_col;
		height = size.ws_row;
	}
	*ret_width = width > 0 ? width : 1;
	*ret_height = height > 0 ? height : 1;
}

/* The shell may have changed everything while this process was stopped. */
static void take_back(struct sh_term *t)
{
	(void)tcsetattr(STDOUT_FILENO, TCSANOW, &t->driver);
	(void)clearok(curscr, TRUE);
	(void)wrefresh(curscr);
	(void)curs_set(0);
}

static void look_at_signals(struct sh_term *t)
{
	if (sh_guard_stop_asked()) {
		(void)endwin();
		sh_guard_stop();
		(void)reset_prog_mode();
		take_back(t);
	}
	if (sh_guard_continued()) {
		(void)endwin(); /* so that curses sends its opening sequences again */
		take_back(t);
	}
}

static bool fit_shown(struct sh_term *t, int width, int height)
{
	if (t->shown && t->width == width && t->height == height)
		return true;
	size_t n = (size_t)width * (size_t)height;
	struct sh_cell *cells = malloc((n ? n : 1) * sizeof *cells);
	if (!cells)
		return false;
	free(t->shown);
	t->shown = cells;
	t->width = width;
	t->height = height;
	for (size_t i = 0; i < n; i++) {
		cells[i].codepoint = ' ';
		cells[i].style = SH_STYLE_PLAIN;
	}
	(void)werase(stdscr);
	return true;
}

/* Gives curses the run of cells [from, to), all of one style. */
static void put_run(struct sh_term *t, const struct sh_cell *cells, int row, int from, int to)
{
	wchar_t text[SH_CANVAS_WIDTH_MAX + 1];
	int n = 0;
	uint32_t style = cells[from].style < SH_STYLES ? cells[from].style : SH_STYLE_PLAIN;
	for (int col = from; col < to; col++) {
		if (cells[col].codepoint)
			text[n++] = (wchar_t)cells[col].codepoint;
	}
	(void)wattr_set(stdscr, t->attributes[style], t->pairs[style], NULL);
	(void)mvwaddnwstr(stdscr, row, from, text, n);
}

static int show_row(struct sh_term *t, const struct sh_canvas *c, int row)
{
	struct sh_cell now[SH_CANVAS_WIDTH_MAX];
	struct sh_cell *old = &t->shown[(size_t)row * (size_t)c->width];
	int changed = 0, from, to = 0;
	memcpy(now, &c->cells[(size_t)row * (size_t)c->width], (size_t)c->width * sizeof *now);
	sh_canvas_choose_blanks(now, old, c->width, t->leaves_no_mark);
	while (sh_canvas_next_change(now, old, c->width, to, &from, &to)) {
		put_run(t, now, row, from, to);
		changed += to - from;
	}
	memcpy(old, now, (size_t)c->width * sizeof *now);
	return changed;
}

int sh_term_show(struct sh_term *t, const struct sh_canvas *c)
{
	assert(t && c);
	look_at_signals(t);
	int width, height, rows, cols, changed = 0;
	sh_term_size(t, &width, &height);
	getmaxyx(stdscr, rows, cols);
	if (rows != height || cols != width)
		(void)resizeterm(height, width);
	if (!fit_shown(t, c->width, c->height))
		return 0;
	for (int row = 0; row < c->height; row++)
		changed += show_row(t, c, row);
	if (changed > 0 || is_wintouched(stdscr))
		(void)wrefresh(stdscr);
	return changed;
}

static int key_of(int key)
{
	static const int known[][2] = {
		{'\r', SH_KEY_ENTER},	       {'\n', SH_KEY_ENTER},
		{KEY_ENTER, SH_KEY_ENTER},     {0x1b, SH_KEY_ESCAPE},
		{KEY_UP, SH_KEY_UP},	       {KEY_DOWN, SH_KEY_DOWN},
		{KEY_LEFT, SH_KEY_LEFT},       {KEY_RIGHT, SH_KEY_RIGHT},
		{0x08, SH_KEY_BACKSPACE},      {KEY_BACKSPACE, SH_KEY_BACKSPACE},
		{0x7f, SH_KEY_BACKSPACE},      {KEY_HOME, SH_KEY_HOME},
		{KEY_END, SH_KEY_END},	       {KEY_PPAGE, SH_KEY_PAGE_UP},
		{KEY_NPAGE, SH_KEY_PAGE_DOWN}, {KEY_RESIZE, SH_KEY_RESIZE},
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i][0] == key)
			return known[i][1];
	}
	if (key >= 'A' && key <= 'Z')
		return key - 'A' + 'a';
	return key >= 0x20 && key < 0x7f ? key : SH_KEY_OTHER;
}

int sh_term_key(struct sh_term *t)
{
	int width, height;
	assert(t);
	look_at_signals(t);
	sh_term_size(t, &width, &height);
	if (width != t->told_width || height != t->told_height) {
		t->told_width = width;
		t->told_height = height;
		return SH_KEY_RESIZE;
	}
	if (!t->keys)
		return SH_KEY_NONE;
	int key = wgetch(stdscr);
	if (key == 0x0c) { /* Ctrl-L: somebody wrote over the screen */
		take_back(t);
		return SH_KEY_NONE;
	}
	if (key != ERR)
		return key_of(key);
	t->keys = !sh_guard_is_gone();
	return t->keys ? SH_KEY_NONE : SH_KEY_GONE;
}

struct sh_term *sh_term_close(struct sh_term *t)
{
	if (!t)
		return NULL;
	sh_guard_ignore_background(true);
	(void)endwin();
	sh_guard_end();
	sh_guard_ignore_background(false);
	delscreen(t->screen);
	free(t->shown);
	open_term = NULL;
	free(t);
	return NULL;
}
