/* The browser's part of the menu: searching, variants, starting.
 *
 * The search narrows the list with every letter. While it is typed all letters belong to it, so the
 * keys of the lists are the arrows alone; Enter keeps what was found, Escape shows all again.
 */

#include "tui/menu_part.h"

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains(const char *text, const char *part)
{
	for (; *text; text++) {
		int i = 0;

		while (part[i] && text[i] && small(text[i]) == small(part[i]))
			i++;
		if (!part[i])
			return true;
	}
	return !part[0];
}

bool sh_menu_found(const struct sh_menu *m, const struct sh_menu_exercise *e)
{
	return contains(e->title, m->search) || contains(e->id, m->search) ||
	       contains(sh_menu_group_name(e->group), m->search);
}

int sh_menu_found_n(const struct sh_menu *m, const struct sh_menu_model *model)
{
	int n = 0;

	for (int i = 0; i < model->n_exercises; i++)
		n += sh_menu_found(m, &model->exercises[i]);
	return n;
}

int sh_menu_found_at(const struct sh_menu *m, const struct sh_menu_model *model, int i)
{
	for (int k = 0; k < model->n_exercises; k++) {
		if (sh_menu_found(m, &model->exercises[k]) && i-- == 0)
			return k;
	}
	return -1;
}

static void forget(struct sh_menu *m)
{
	m->at[SH_MENU_BROWSER] = 0;
	m->variant = -1;
	m->scroll = 0;
}

static void type(struct sh_menu *m, int key)
{
	int n = 0;

	while (m->search[n])
		n++;
	if (key == SH_PRESS_BACKSPACE) {
		if (n == 0)
			m->searching = false;
		else
			m->search[n - 1] = '\0';
	} else if (n + 1 < SH_MENU_SEARCH_MAX) {
		m->search[n] = (char)key;
		m->search[n + 1] = '\0';
	}
	forget(m);
}

/* The exercise that was found stays the chosen one among all of them. */
static void show_all(struct sh_menu *m, const struct sh_menu_model *model)
{
	int i = sh_menu_found_at(m, model, m->at[SH_MENU_BROWSER]);

	m->searching = false;
	m->search[0] = '\0';
	m->at[SH_MENU_BROWSER] = i > 0 ? i : 0;
}

bool sh_menu_search(struct sh_menu *m, const struct sh_menu_model *model, int key)
{
	if ((m->searching || m->search[0]) && key == SH_PRESS_ESCAPE) {
		show_all(m, model);
		return true;
	}
	if (!m->searching)
		return false;
	if (key == SH_PRESS_ENTER) {
		m->searching = false;
	} else if (key == SH_PRESS_BACKSPACE || (key >= ' ' && key < 0x7f)) {
		type(m, key);
	} else {
		return false;
	}
	return true;
}

void sh_menu_browse(struct sh_menu *m, const struct sh_menu_model *model, int key,
		    struct sh_menu_action *ret)
{
	int i = sh_menu_found_at(m, model, m->at[SH_MENU_BROWSER]);
	const struct sh_menu_exercise *e = i >= 0 ? &model->exercises[i] : 0;

	if (key == '/') {
		m->searching = true;
	} else if (key == SH_PRESS_RIGHT || key == 'l') {
		sh_menu_scroll(m, 2);
	} else if (key == SH_PRESS_LEFT || key == 'h') {
		sh_menu_scroll(m, -2);
	} else if (e && key == 'v') {
		m->variant = m->variant + 1 < e->n_variants ? m->variant + 1 : -1;
		if (e->n_variants == 0)
			sh_menu_say(m, "This exercise has no variants.");
	} else if (e && (key == SH_PRESS_ENTER || key == 'd')) {
		ret->what = key == 'd' ? SH_DO_DEMO : SH_DO_LIVE;
		ret->which = i;
		ret->variant = m->variant;
	}
}
