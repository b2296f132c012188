/* The loop around the menu: draw, wait for a key, a signal or the next look at the ports, carry out
 * what came of it.
 *
 * A verb is started as if its words had been typed, so nothing can be done here that could not be
 * done on the command line. The terminal is closed before and opened anew after it: verbs have
 * screens of their own, and say their last words on the plain terminal. Where those matter (a
 * session, or something that went wrong) the menu waits for Enter before it covers them.
 */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_start.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/diag.h"
#include "app/menu_data.h"
#include "app/settings.h"
#include "app/setup.h"
#include "app/signals.h"
#include "app/verbs.h"
#include "support/err.h"
#include "tui/screen_menu.h"
#include "tui/term.h"

enum { LOOK_MS = 2000, WORDS_MAX = 12 };

struct front {
	struct sh_menu menu;
	struct sh_menu_data *data;
	struct sh_term *term;
	struct sh_cell *cells;
	const struct sh_options *o;
	int signal_fd, status;
	bool leaves;
};

static void draw(struct front *f)
{
	const struct sh_screen_caps *caps = sh_term_caps(f->term);
	struct sh_canvas canvas;
	int width, height, scroll_max;

	sh_term_size(f->term, &width, &height);
	for (int round = 0; round < 2; round++) { /* again if it was scrolled too far */
		int was = f->menu.scroll;

		sh_canvas_init(&canvas, f->cells, SH_CANVAS_CELLS_MAX, width, height, caps);
		scroll_max = sh_front_draw(&f->menu, &f->data->model, &canvas, caps);
		sh_menu_scrolled(&f->menu, scroll_max);
		if (f->menu.scroll == was)
			break;
	}
	(void)sh_term_show(f->term, &canvas);
}

static int translate(int key)
{
	static const struct {
		int key, press;
	} table[] = {
		{SH_KEY_ENTER, SH_PRESS_ENTER},
		{SH_KEY_ESCAPE, SH_PRESS_ESCAPE},
		{SH_KEY_UP, SH_PRESS_UP},
		{SH_KEY_DOWN, SH_PRESS_DOWN},
		{SH_KEY_LEFT, SH_PRESS_LEFT},
		{SH_KEY_RIGHT, SH_PRESS_RIGHT},
		{SH_KEY_BACKSPACE, SH_PRESS_BACKSPACE},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].key == key)
			return table[i].press;
	}
	return key >= ' ' && key < 0x7f ? key : SH_PRESS_OTHER;
}

static void say(struct front *f, const char *text)
{
	snprintf(f->menu.say, sizeof(f->menu.say), "%.*s", (int)sizeof(f->menu.say) - 1, text);
}

static void keep_age(struct front *f, int age_years)
{
	struct sh_settings s = {true, age_years};
	struct sh_err err = {0};

	f->data->model.age_told = true;
	f->data->model.age_years = age_years;
	if (sh_settings_save(f->data->data_dir, &s, &err) != SH_OK)
		say(f, err.message);
}

/* Words of a command line, the verb first. */
struct words {
	const char *at[WORDS_MAX];
	int n;
};

static void add_word(struct words *w, const char *word)
{
	if (w->n < WORDS_MAX)
		w->at[w->n++] = word;
}

static void add_option(struct words *w, const char *name, const char *value)
{
	if (!value || !value[0])
		return;
	add_word(w, name);
	add_word(w, value);
}

static void add_exercise(const struct front *f, const struct sh_menu_action *a, struct words *w)
{
	const struct sh_menu_exercise *e;

	if (a->which < 0)
		return;
	e = &f->data->model.exercises[a->which];
	add_option(w, "--exercise", e->id);
	if (a->variant >= 0)
		add_option(w, "--variant", e->variants[a->variant].name);
}

/* @return false: nothing to run. */
static bool make_words(const struct front *f, const struct sh_menu_action *a, struct words *w)
{
	const struct sh_menu_model *model = &f->data->model;
	bool kept = true; /* the verb has to do with what is kept */

	switch (a->what) {
	case SH_DO_LIVE:
		add_word(w, "live");
		add_exercise(f, a, w);
		break;
	case SH_DO_RESUME:
		add_word(w, "live");
		add_word(w, "--resume");
		break;
	case SH_DO_PROGRAMME:
		add_word(w, "live");
		add_option(w, "--programme", model->programmes[a->which]);
		break;
	case SH_DO_DEMO:
		add_word(w, "demo");
		add_exercise(f, a, w);
		break;
	case SH_DO_REPLAY:
		add_word(w, "replay");
		add_word(w, model->recordings[a->which].path);
		break;
	case SH_DO_REPLAY_SESSION:
		if (!model->sessions[a->which].log[0])
			return false;
		add_word(w, "replay");
		add_word(w, model->sessions[a->which].log);
		break;
	case SH_DO_LISTEN:
		add_word(w, "sensors");
		add_option(w, "--port", model->ports[a->which].path);
		kept = false;
		break;
	default:
		return false;
	}
	if (kept)
		add_option(w, "--data-dir", f->o->data_dir);
	return true;
}

static int run_words(const struct words *w)
{
	const struct sh_verb *verb = sh_verb_find(w->at[0]);
	struct sh_options o;
	struct sh_err err = {0};
	char *argv[WORDS_MAX];

	for (int i = 0; i < w->n; i++)
		argv[i] = (char *)w->at[i]; /* only read */
	if (verb && sh_options_parse(&o, verb, w->n - 1, argv + 1, &err) == SH_OK)
		return verb->run(&o);
	return sh_fail(&err);
}

/* Waits for a line. @return false: leave (q, the end of the input, or a signal). */
static bool wait_for_enter(const struct front *f)
{
	struct pollfd fds[2] = {{f->signal_fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
	char line[64];
	ssize_t n;

	fputs("\nEnter: back to the menu    q and Enter: leave  ", stdout);
	(void)fflush(stdout);
	while (!sh_signals_stop) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return false;
		sh_signals_drain();
		if (!(fds[1].revents & (POLLIN | POLLHUP | POLLERR)))
			continue;
		n = read(STDIN_FILENO, line, sizeof(line));
		return n > 0 && line[0] != 'q' && line[0] != 'Q';
	}
	return false;
}

static void open_again(struct front *f)
{
	struct sh_err err = {0};

	if (sh_menu_data_past(f->data, &err) != SH_OK || sh_term_open(&f->term, &err) != SH_OK) {
		f->status = sh_fail(&err);
		f->leaves = true;
		return;
	}
	(void)sh_menu_data_ports(f->data);
	sh_menu_fit(&f->menu, &f->data->model);
}

static void run(struct front *f, const struct sh_menu_action *a)
{
	bool shows_words =
		a->what != SH_DO_DEMO && a->what != SH_DO_REPLAY && a->what != SH_DO_REPLAY_SESSION;
	struct words w = {{0}, 0};

	if (!make_words(f, a, &w)) {
		say(f, "This session has no recording.");
		return;
	}
	f->term = sh_term_close(f->term);
	f->status = run_words(&w);
	if (sh_signals_stop) {
		f->leaves = true;
	} else if ((shows_words || f->status != SH_EXIT_DONE) && !wait_for_enter(f)) {
		f->leaves = true;
		if (!sh_signals_stop)
			putchar('\n');
	} else {
		f->status = SH_EXIT_DONE;
		open_again(f);
	}
}

static void act(struct front *f, const struct sh_menu_action *a)
{
	switch (a->what) {
	case SH_DO_NOTHING:
		break;
	case SH_DO_QUIT:
		f->leaves = true;
		break;
	case SH_DO_AGE:
		keep_age(f, a->age_years);
		break;
	default:
		run(f, a);
		break;
	}
}

static void keys(struct front *f)
{
	struct sh_menu_action a;
	int key;

	while (!f->leaves && (key = sh_term_key(f->term)) != SH_KEY_NONE) {
		if (key == SH_KEY_GONE) {
			f->leaves = true;
		} else if (key != SH_KEY_RESIZE) {
			sh_menu_key(&f->menu, &f->data->model, translate(key), &a);
			act(f, &a);
		}
	}
}

static void loop(struct front *f)
{
	while (!f->leaves) {
		struct pollfd fds[2] = {{f->signal_fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};

		draw(f);
		if (poll(fds, sh_term_has_keys(f->term) ? 2 : 1, LOOK_MS) == 0 &&
		    sh_menu_data_ports(f->data))
			sh_menu_fit(&f->menu, &f->data->model);
		sh_signals_drain();
		if (sh_signals_stop)
			break;
		keys(f);
	}
}

/* @return an exit status, or -1: no screen can be had, and nobody insists on one. */
static int show(const struct sh_options *o, enum sh_menu_screen root, bool insists)
{
	struct front f = {.o = o, .status = SH_EXIT_DONE};
	struct sh_err err = {0};
	enum sh_status st;

	if (!isatty(STDIN_FILENO) && !insists)
		return -1;
	f.signal_fd = sh_signals_install();
	st = sh_term_open(&f.term, &err);
	if (st != SH_OK && insists)
		return sh_fail(&err);
	if (st != SH_OK) {
		if (isatty(STDOUT_FILENO))
			sh_diag_error(&err); /* a terminal, and no screen: says why, and what to do */
		return -1;
	}
	f.cells = calloc(SH_CANVAS_CELLS_MAX, sizeof(*f.cells));
	if (!f.cells) {
		sh_err_set(&err, SH_ERR_MEMORY, 0, "out of memory");
		st = SH_ERR_MEMORY;
	} else if ((st = sh_menu_data_open(&f.data, o, &err)) == SH_OK) {
		sh_menu_init(&f.menu, root, &f.data->model);
		loop(&f);
	}
	f.term = sh_term_close(f.term);
	f.data = sh_menu_data_close(f.data);
	free(f.cells);
	return st == SH_OK ? f.status : sh_fail(&err);
}

int sh_cmd_start(void)
{
	struct sh_options o;

	sh_options_init(&o);
	return show(&o, SH_MENU_START, false);
}

int sh_start_history(const struct sh_options *o)
{
	return show(o, SH_MENU_HISTORY, o->format == SH_OUTPUT_TUI);
}
