/* The frame around every screen: a bar with its name, the keys in the last row, and between them
 * the screen's own rows. What a key just did not do is said in the row above the keys.
 */

#include "tui/screen_menu.h"

#include <assert.h>

#include "tui/line.h"

enum { TOO_MANY = 99, UP = 0x25b2, DOWN = 0x25bc, MARK = 0x25ba };

static const struct sh_front_key welcome_keys[] = {
	{"0-9", "age", 1, "type your age"},
	{"Enter", "keep it", 0, "keep the age; without one it is skipped"},
	{"s", "skip", 2, "skip the question; a on the start screen asks again"},
	{"?", "help", 3, 0},
	{"q", "quit", 4, "leave; the question comes again next time"},
};

static const struct sh_front_key start_keys[] = {
	{"Up Down", "choose", 3, "choose; j and k too"},
	{"Left Right", "programme", 6, "another programme, on its row; h and l too"},
	{"Enter", "open", 0, "open or start what is chosen"},
	{"d", "demo", 4, "a synthetic session, no sensor needed"},
	{"a", "age", 5, "tell or change your age"},
	{"?", "help", 1, 0},
	{"q", "quit", 2, 0},
};

static const struct sh_front_key browser_keys[] = {
	{"Up Down", "choose", 5, "choose; j and k too, space and b by pages, g to the first"},
	{"Enter", "start", 0, "start it live with the sensor"},
	{"d", "demo", 3, "a synthetic wearer does it"},
	{"v", "variant", 4, "with pillow, chair ... where there are any"},
	{"/", "search", 6, "search in titles and groups; Escape shows all again"},
	{"Left Right", "more", 7, "scroll the text; h and l too"},
	{"?", "help", 1, 0},
	{"q", "back", 2, "back; Escape too"},
};

static const struct sh_front_key history_keys[] = {
	{"Up Down", "choose", 4, "choose; j and k too, space and b by pages, g to the first"},
	{"Enter", "open", 0, "what was asked in this session, what was done, what counted"},
	{"t", "sessions/trends", 3, "from the sessions to the trends and back; left and right too"},
	{"r", "replay", 5, "play this session's recording"},
	{"?", "help", 1, 0},
	{"q", "back", 2, "back; Escape too"},
};

static const struct sh_front_key session_keys[] = {
	{"Up Down", "scroll", 3, "scroll; j and k too"},
	{"Left Right", "newer/older", 4, "the next newer or older session; h and l too"},
	{"r", "replay", 0, "play its recording"},
	{"?", "help", 1, 0},
	{"q", "back", 2, "back; Escape too"},
};

static const struct sh_front_key sensor_keys[] = {
	{"Up Down", "choose", 3, "choose a port; j and k too"},
	{"Enter", "listen", 0, "listen on the port: what it speaks, how fast, how well"},
	{"?", "help", 1, 0},
	{"q", "back", 2, "back; Escape too"},
};

static const struct sh_front_key recording_keys[] = {
	{"Up Down", "choose", 3, "choose; j and k too, space and b by pages, g to the first"},
	{"Enter", "play", 0, "play it; nothing is stored"},
	{"?", "help", 1, 0},
	{"q", "back", 2, "back; Escape too"},
};

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

int sh_front_keys(enum sh_menu_screen screen, const struct sh_front_key **ret)
{
	static const struct {
		const struct sh_front_key *keys;
		int n;
	} tables[SH_MENU_SCREENS] = {
		{welcome_keys, COUNT(welcome_keys)},	 {start_keys, COUNT(start_keys)},
		{browser_keys, COUNT(browser_keys)},	 {history_keys, COUNT(history_keys)},
		{session_keys, COUNT(session_keys)},	 {sensor_keys, COUNT(sensor_keys)},
		{recording_keys, COUNT(recording_keys)},
	};

	*ret = tables[screen].keys;
	return tables[screen].n;
}

/* The keys of rank `most` and below, with `gap` columns between them. @return the columns used. */
static int put_keys(struct sh_canvas *c, int row, const struct sh_front_key *keys, int n, int most,
		    int gap, bool draw)
{
	int col = 1;

	for (int i = 0; i < n; i++) {
		if (keys[i].rank > most)
			continue;
		col += col > 1 ? gap : 0;
		if (draw) {
			sh_canvas_text(c, row, col, c->width, keys[i].name, SH_STYLE_KEY);
			sh_canvas_text(c, row, col + sh_canvas_text_width(keys[i].name) + 1,
				       c->width, keys[i].word, SH_STYLE_FAINT);
		}
		col += sh_canvas_text_width(keys[i].name) + 1 + sh_canvas_text_width(keys[i].word);
	}
	return col;
}

static void draw_keys(struct sh_canvas *c, const struct sh_front_key *keys, int n)
{
	int most = TOO_MANY, row = c->height - 1;

	if (put_keys(c, row, keys, n, most, 2, false) >= c->width) {
		for (most = n; most > 0 && put_keys(c, row, keys, n, most, 2, false) >= c->width;)
			most--;
	}
	put_keys(c, row, keys, n, most, 2, true);
}

static const char *name_of(enum sh_menu_screen s)
{
	static const char *const names[SH_MENU_SCREENS] = {
		"Welcome", "Start", "Exercises", "History", "Session", "Sensor", "Recordings",
	};

	return s < SH_MENU_SCREENS ? names[s] : "";
}

static void draw_title(const struct sh_menu *m, const struct sh_menu_model *model,
		       struct sh_canvas *c)
{
	struct sh_line l;
	int end = c->width - 1, after;

	sh_canvas_fill(c, 0, 0, 1, c->width, ' ', SH_STYLE_TITLE);
	sh_line_clear(&l);
	if (m->screen == SH_MENU_BROWSER) {
		sh_line_add_int(&l, model->n_exercises);
		sh_line_add(&l, " exercises");
	} else if (m->screen == SH_MENU_HISTORY || m->screen == SH_MENU_SESSION) {
		sh_line_add_int(&l, model->n_sessions);
		sh_line_add(&l, model->n_sessions == 1 ? " session" : " sessions");
	} else {
		sh_line_add(&l, model->today);
	}
	end = sh_canvas_text_right(c, 0, 30, end, l.text, SH_STYLE_TITLE) - 2;
	sh_line_clear(&l);
	sh_line_add(&l, "spinehold: ");
	after = sh_canvas_text(c, 0, 1, end, l.text, SH_STYLE_TITLE);
	after = sh_canvas_text(c, 0, after, end, name_of(m->screen), SH_STYLE_TITLE);
	sh_canvas_text(c, 0, after, end, m->help ? ": help" : "", SH_STYLE_TITLE);
}

static void too_small(struct sh_canvas *c)
{
	struct sh_line l;
	int width = c->width;

	sh_line_clear(&l);
	sh_line_add(&l, width >= 40 ? "This window is too small: " : "too small: ");
	sh_line_add_int(&l, SH_SCREEN_MENU_WIDTH);
	sh_line_add(&l, "x");
	sh_line_add_int(&l, SH_SCREEN_MENU_HEIGHT);
	sh_line_add(&l, width >= 40 ? " is needed" : "");
	sh_canvas_text(c, c->height / 2, 0, width, l.text, SH_STYLE_STRONG);
}

static int draw_screen(const struct sh_menu *m, const struct sh_menu_model *model,
		       struct sh_canvas *c)
{
	static int (*const screens[SH_MENU_SCREENS])(
		const struct sh_menu *, const struct sh_menu_model *, struct sh_canvas *) = {
		sh_front_welcome, sh_front_start,  sh_front_browser,	sh_front_history,
		sh_front_session, sh_front_sensor, sh_front_recordings,
	};

	return m->help ? sh_front_help(m, model, c) : screens[m->screen](m, model, c);
}

int sh_front_draw(const struct sh_menu *m, const struct sh_menu_model *model, struct sh_canvas *c,
		  const struct sh_screen_caps *caps)
{
	static const struct sh_front_key help_keys[] = {{"Up Down", "scroll", 1, 0},
							{"any other key", "back", 0, 0}};
	const struct sh_front_key *keys;
	int n, scroll_max;

	assert(m && model && c && caps);
	c->glyphs = !caps->utf8 ? SH_GLYPHS_ASCII : caps->fine ? SH_GLYPHS_FINE : SH_GLYPHS_BLOCKS;
	sh_canvas_clear(c);
	if (c->width < SH_SCREEN_MENU_WIDTH || c->height < SH_SCREEN_MENU_HEIGHT) {
		too_small(c);
		return 0;
	}
	draw_title(m, model, c);
	scroll_max = draw_screen(m, model, c);
	if (m->say[0]) {
		sh_canvas_fill(c, c->height - 2, 0, 1, c->width, ' ', SH_STYLE_ON_CUE);
		sh_canvas_text(c, c->height - 2, 1, c->width, m->say, SH_STYLE_ON_CUE);
	}
	n = sh_front_keys(m->screen, &keys);
	if (m->help)
		draw_keys(c, help_keys, COUNT(help_keys));
	else
		draw_keys(c, keys, n);
	return scroll_max;
}

enum sh_style sh_front_row_style(bool chosen, bool active, enum sh_style otherwise)
{
	return chosen && active ? SH_STYLE_TITLE : otherwise;
}

void sh_front_row(struct sh_canvas *c, int row, int col, int end, bool chosen, bool active)
{
	if (!chosen)
		return;
	if (active)
		sh_canvas_fill(c, row, col, 1, end - col, ' ', SH_STYLE_TITLE);
	sh_canvas_put(c, row, col, MARK, active ? SH_STYLE_TITLE : SH_STYLE_PLAIN);
}

int sh_front_cut(struct sh_canvas *c, int row, int col, int end, const char *text,
		 enum sh_style style)
{
	int after = sh_canvas_text(c, row, col, end, text, style);

	if (sh_canvas_text_width(text) > end - col && end - col > 2)
		after = sh_canvas_text(c, row, end - 2, end, "..", style);
	return after;
}

int sh_front_top(int at, int n, int rows)
{
	int top = at - rows / 2;

	if (top > n - rows)
		top = n - rows;
	return top < 0 ? 0 : top;
}

void sh_front_more(struct sh_canvas *c, int row, int rows, int col, int top, int n)
{
	bool ascii = c->glyphs == SH_GLYPHS_ASCII;

	if (top > 0)
		sh_canvas_put(c, row, col, ascii ? '^' : UP, SH_STYLE_KEY);
	if (top + rows < n)
		sh_canvas_put(c, row + rows - 1, col, DOWN, SH_STYLE_KEY);
}
