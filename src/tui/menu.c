/* What the keys do outside of a session.
 *
 * Every screen is a list, so up, down, space and b (a page), g (the first) mean the same on all of
 * them; what is left is a handful of keys a screen. Lists keep their place when one comes back to
 * them. Nothing that is chosen is ever remembered by its index beyond the model that gave it: the
 * app calls sh_menu_fit when the lists changed.
 */

#include "tui/menu_part.h"

#include <string.h>

enum { PAGE = 8, AGE_MIN = 10, AGE_MAX = 110 };

void sh_menu_say(struct sh_menu *m, const char *text)
{
	size_t n = 0;

	for (; text[n] && n + 1 < SH_MENU_SAY_MAX; n++)
		m->say[n] = text[n];
	m->say[n] = '\0';
}

/* The item at `at`, or the next one there is on the way; the items after the programme are always
 * there. */
static int nearest_item(const struct sh_menu_model *model, int at, int by)
{
	while (at > 0 && by < 0 && !sh_menu_has_item(model, (enum sh_menu_item)at))
		at--;
	while (!sh_menu_has_item(model, (enum sh_menu_item)at))
		at++;
	return at;
}

void sh_menu_init(struct sh_menu *m, enum sh_menu_screen root, const struct sh_menu_model *model)
{
	memset(m, 0, sizeof(*m));
	m->root = root;
	m->screen = root == SH_MENU_START && !model->age_told ? SH_MENU_WELCOME : root;
	m->variant = -1;
	m->programme = model->programme_today;
	m->at[SH_MENU_START] = nearest_item(model, 0, 1);
}

bool sh_menu_has_item(const struct sh_menu_model *model, enum sh_menu_item item)
{
	if (item == SH_ITEM_RESUME)
		return model->resume && model->resume[0];
	return item != SH_ITEM_PROGRAMME || model->n_programmes > 0;
}

const char *sh_menu_group_name(enum sh_menu_group g)
{
	static const char *const names[SH_MENU_GROUPS] = {"stretch", "strength", "twist", "rest"};

	return g < SH_MENU_GROUPS ? names[g] : "";
}

const struct sh_exercise *sh_menu_numbers(const struct sh_menu_exercise *e, int variant)
{
	return variant >= 0 && variant < e->n_variants ? &e->variants[variant].numbers
						       : &e->numbers;
}

static int count(const struct sh_menu *m, const struct sh_menu_model *model)
{
	switch (m->screen) {
	case SH_MENU_START:
		return SH_ITEMS;
	case SH_MENU_BROWSER:
		return sh_menu_found_n(m, model);
	case SH_MENU_HISTORY:
		return model->n_sessions;
	case SH_MENU_SENSOR:
		return model->n_ports;
	case SH_MENU_RECORDINGS:
		return model->n_recordings;
	default:
		return 0;
	}
}

static int clamp(int v, int n)
{
	return v >= n ? (n > 0 ? n - 1 : 0) : v < 0 ? 0 : v;
}

void sh_menu_fit(struct sh_menu *m, const struct sh_menu_model *model)
{
	enum sh_menu_screen now = m->screen;

	for (int i = 0; i < SH_MENU_SCREENS; i++) {
		m->screen = (enum sh_menu_screen)i;
		m->at[i] = clamp(m->at[i], count(m, model));
	}
	m->screen = now;
	m->trend = clamp(m->trend, model->n_trends);
	m->programme = clamp(m->programme, model->n_programmes);
	m->at[SH_MENU_START] = nearest_item(model, m->at[SH_MENU_START], 1);
	if (m->screen == SH_MENU_SESSION && model->n_sessions == 0)
		m->screen = SH_MENU_HISTORY;
}

void sh_menu_scrolled(struct sh_menu *m, int scroll_max)
{
	m->scroll_max = scroll_max;
	if (m->scroll > scroll_max)
		m->scroll = scroll_max;
}

void sh_menu_scroll(struct sh_menu *m, int by)
{
	m->scroll += by;
	if (m->scroll > m->scroll_max)
		m->scroll = m->scroll_max;
	if (m->scroll < 0)
		m->scroll = 0;
}

void sh_menu_go(struct sh_menu *m, enum sh_menu_screen to)
{
	m->screen = to;
	m->scroll = 0;
}

/* Rows to go for a key of the lists; 0 for other keys. */
static int step(int key)
{
	switch (key) {
	case SH_PRESS_UP:
	case 'k':
		return -1;
	case SH_PRESS_DOWN:
	case 'j':
		return 1;
	case ' ':
		return PAGE;
	case 'b':
		return -PAGE;
	case 'g':
		return -10000;
	default:
		return 0;
	}
}

static bool move(struct sh_menu *m, const struct sh_menu_model *model, int key)
{
	int by = step(key), *at = &m->at[m->screen], n = count(m, model);

	if (by == 0)
		return false;
	if (m->screen == SH_MENU_SESSION || m->screen == SH_MENU_WELCOME) {
		sh_menu_scroll(m, by);
		return true;
	}
	if (m->screen == SH_MENU_HISTORY && m->trends) {
		m->trend = clamp(m->trend + by, model->n_trends);
		return true;
	}
	*at = clamp(*at + by, n);
	if (m->screen == SH_MENU_START)
		*at = nearest_item(model, *at, by);
	if (m->screen == SH_MENU_BROWSER) {
		m->variant = -1;
		m->scroll = 0;
	}
	return true;
}

static void welcome(struct sh_menu *m, int key, struct sh_menu_action *ret)
{
	if (key >= '0' && key <= '9') {
		m->age = m->age < 100 ? m->age * 10 + (key - '0') : m->age;
	} else if (key == SH_PRESS_BACKSPACE) {
		m->age /= 10;
	} else if (key == SH_PRESS_ENTER && m->age != 0 && (m->age < AGE_MIN || m->age > AGE_MAX)) {
		sh_menu_say(m, "Give an age from 10 to 110, or none to skip it.");
		m->age = 0;
	} else if (key == SH_PRESS_ENTER || key == 's' || key == SH_PRESS_ESCAPE) {
		ret->what = SH_DO_AGE;
		ret->age_years = key == SH_PRESS_ENTER ? m->age : 0;
		m->age = 0;
		sh_menu_go(m, SH_MENU_START);
	}
}

static void open_item(struct sh_menu *m, struct sh_menu_action *ret)
{
	switch (m->at[SH_MENU_START]) {
	case SH_ITEM_RESUME:
		ret->what = SH_DO_RESUME;
		break;
	case SH_ITEM_PROGRAMME:
		ret->what = SH_DO_PROGRAMME;
		ret->which = m->programme;
		break;
	case SH_ITEM_EXERCISE:
		sh_menu_go(m, SH_MENU_BROWSER);
		break;
	case SH_ITEM_DEMO:
		ret->what = SH_DO_DEMO;
		break;
	case SH_ITEM_SENSOR:
		sh_menu_go(m, SH_MENU_SENSOR);
		break;
	case SH_ITEM_HISTORY:
		sh_menu_go(m, SH_MENU_HISTORY);
		break;
	case SH_ITEM_REPLAY:
		sh_menu_go(m, SH_MENU_RECORDINGS);
		break;
	default:
		ret->what = SH_DO_QUIT;
		break;
	}
}

static void start(struct sh_menu *m, const struct sh_menu_model *model, int key,
		  struct sh_menu_action *ret)
{
	bool chooses = m->at[SH_MENU_START] == SH_ITEM_PROGRAMME && model->n_programmes > 0;
	bool right = key == SH_PRESS_RIGHT || key == 'l', left = key == SH_PRESS_LEFT || key == 'h';
	int n = model->n_programmes;

	if (key == SH_PRESS_ENTER || (right && !chooses)) {
		open_item(m, ret);
		if (right && ret->what != SH_DO_NOTHING)
			ret->what = SH_DO_NOTHING; /* an arrow opens screens, it starts nothing */
	} else if (chooses && (right || left)) {
		m->programme = (m->programme + (right ? 1 : n - 1)) % n;
	} else if (key == 'a') {
		sh_menu_go(m, SH_MENU_WELCOME);
	} else if (key == 'd') {
		ret->what = SH_DO_DEMO;
	}
}

static void history(struct sh_menu *m, const struct sh_menu_model *model, int key,
		    struct sh_menu_action *ret)
{
	if (key == 't' || key == SH_PRESS_RIGHT || key == 'l' || key == SH_PRESS_LEFT ||
	    key == 'h') {
		if (model->n_trends == 0)
			sh_menu_say(m,
				    "No trends yet: they come with the first finished exercise.");
		else
			m->trends = key == 't' ? !m->trends : key == SH_PRESS_RIGHT || key == 'l';
	} else if (model->n_sessions > 0 && !m->trends && key == SH_PRESS_ENTER) {
		sh_menu_go(m, SH_MENU_SESSION);
	} else if (model->n_sessions > 0 && key == 'r') {
		ret->what = SH_DO_REPLAY_SESSION;
		ret->which = m->at[SH_MENU_HISTORY];
	}
}

static void session(struct sh_menu *m, const struct sh_menu_model *model, int key,
		    struct sh_menu_action *ret)
{
	int *at = &m->at[SH_MENU_HISTORY];
	bool older = key == SH_PRESS_RIGHT || key == 'l',
	     newer = key == SH_PRESS_LEFT || key == 'h';

	if (key == 'r') {
		ret->what = SH_DO_REPLAY_SESSION;
		ret->which = *at;
	} else if (older || newer) {
		*at = clamp(*at + (older ? 1 : -1), model->n_sessions);
		m->scroll = 0;
	}
}

static void choose(struct sh_menu *m, const struct sh_menu_model *model, int key,
		   struct sh_menu_action *ret)
{
	if (key != SH_PRESS_ENTER || count(m, model) == 0)
		return;
	ret->what = m->screen == SH_MENU_SENSOR ? SH_DO_LISTEN : SH_DO_REPLAY;
	ret->which = m->at[m->screen];
}

static void back(struct sh_menu *m, struct sh_menu_action *ret)
{
	if (m->screen == m->root)
		ret->what = SH_DO_QUIT;
	else
		sh_menu_go(m, m->screen == SH_MENU_SESSION ? SH_MENU_HISTORY : SH_MENU_START);
}

static void help(struct sh_menu *m, int key)
{
	int by = step(key);

	if (by != 0)
		sh_menu_scroll(m, by);
	else
		m->help = false;
	if (!m->help)
		m->scroll = 0;
}

static void own_keys(struct sh_menu *m, const struct sh_menu_model *model, int key,
		     struct sh_menu_action *ret)
{
	if (m->screen == SH_MENU_START)
		start(m, model, key, ret);
	else if (m->screen == SH_MENU_BROWSER)
		sh_menu_browse(m, model, key, ret);
	else if (m->screen == SH_MENU_HISTORY)
		history(m, model, key, ret);
	else if (m->screen == SH_MENU_SESSION)
		session(m, model, key, ret);
	else
		choose(m, model, key, ret);
}

void sh_menu_key(struct sh_menu *m, const struct sh_menu_model *model, int key,
		 struct sh_menu_action *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->which = ret->variant = -1;
	m->say[0] = '\0';
	if (m->help) {
		help(m, key);
	} else if (m->screen == SH_MENU_BROWSER && sh_menu_search(m, model, key)) {
		sh_menu_fit(m, model);
	} else if (key == '?') {
		m->help = true;
		m->scroll = 0;
	} else if (m->screen == SH_MENU_WELCOME && key != 'q') {
		if (!move(m, model, key))
			welcome(m, key, ret);
	} else if (key == 'q' || key == SH_PRESS_ESCAPE) {
		back(m, ret);
		if (m->screen == SH_MENU_START && m->root == SH_MENU_START && key == 'q' &&
		    ret->what == SH_DO_NOTHING && !model->age_told)
			ret->what = SH_DO_QUIT; /* q at the welcome leaves; it will ask again */
	} else if (!move(m, model, key)) {
		own_keys(m, model, key, ret);
	}
	if ((ret->what == SH_DO_LIVE || ret->what == SH_DO_PROGRAMME) && model->n_candidates == 0) {
		ret->what = SH_DO_NOTHING;
		sh_menu_say(
			m, "No sensor is attached: plug it in, or press d for a demo without one.");
	}
}
