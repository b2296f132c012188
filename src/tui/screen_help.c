/* Help, and the welcome with the question for the age: both are mostly the safety texts.
 */

#include "tui/screen_menu.h"

#include "tui/line.h"
#include "tui/menu_words.h"

enum { MARGIN = 2, KEY_WIDTH = 14, TEXT_WIDTH = 100 };

static int text_end(const struct sh_canvas *c)
{
	int end = c->width - MARGIN - 1;

	/* longer lines are hard to follow */
	return end > MARGIN + TEXT_WIDTH ? MARGIN + TEXT_WIDTH : end;
}

static void add_safety(struct sh_flow *f, enum sh_safety first, enum sh_safety last, bool gaps)
{
	for (int s = (int)first; s <= (int)last; s++) {
		if (gaps)
			sh_flow_gap(f);
		sh_flow_text(f, sh_menu_safety((enum sh_safety)s), SH_STYLE_PLAIN);
	}
}

int sh_front_help(const struct sh_menu *m, const struct sh_menu_model *model, struct sh_canvas *c)
{
	const struct sh_front_key *keys;
	int n = sh_front_keys(m->screen, &keys), bottom = c->height - 1;
	struct sh_flow f;

	(void)model;
	sh_flow_init(&f, c, 1, bottom, MARGIN, text_end(c), m->scroll);
	sh_flow_heading(&f, "keys of this screen");
	for (int i = 0; i < n; i++)
		sh_flow_item(&f, keys[i].name, KEY_WIDTH,
			     keys[i].help ? keys[i].help : keys[i].word, SH_STYLE_PLAIN);
	sh_flow_gap(&f);
	sh_flow_heading(&f, "for your safety");
	add_safety(&f, SH_SAFETY_NOTMED, SH_SAFETY_BREATH, c->height >= 40);
	sh_flow_gap(&f);
	sh_flow_heading(&f, "what the numbers are");
	sh_flow_text(
		&f,
		"Angles are tilts of the part that wears the sensor, from the neutral taken at "
		"the start of the exercise; about 4 degrees either way. The catalog's limits "
		"are for age 45 and level 1.",
		SH_STYLE_PLAIN);
	sh_front_more(c, 1, bottom - 1, c->width - 2, m->scroll, f.used);
	return sh_flow_scroll_max(&f);
}

int sh_front_welcome(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c)
{
	int bottom = c->height - 1, end = text_end(c), question = bottom - 3, at, over;
	bool gaps;
	struct sh_line l;
	struct sh_flow f;

	sh_flow_init(&f, c, 1, 1, MARGIN, end, 0); /* nothing is drawn, only counted */
	add_safety(&f, SH_SAFETY_NOTMED, SH_SAFETY_FLAGS, true);
	gaps = f.used + 2 <= question - 1;
	sh_flow_init(&f, c, 1, question, MARGIN, end, m->scroll);
	sh_flow_heading(&f, model->age_told ? "before you begin"
					    : "before you begin for the first time");
	add_safety(&f, SH_SAFETY_NOTMED, SH_SAFETY_FLAGS, gaps);
	sh_front_more(c, 1, question - 1, c->width - 2, m->scroll, f.used);
	over = sh_flow_scroll_max(&f);
	if (question > 1 + f.used + 2)
		question = 1 + f.used + 2; /* near the text in a high window */
	sh_flow_init(&f, c, question, bottom, MARGIN, end, 0);
	sh_flow_heading(&f, "how old are you?");
	sh_line_clear(&l);
	if (m->age > 0)
		sh_line_add_int(&l, m->age);
	sh_line_add(&l, "_");
	sh_canvas_fill(c, question + 1, MARGIN, 1, 6, ' ', SH_STYLE_TITLE);
	sh_canvas_text(c, question + 1, MARGIN + 1, MARGIN + 6, l.text, SH_STYLE_TITLE);
	at = sh_canvas_text(c, question + 1, MARGIN + 8, end,
			    "The limits in force are for age 45. ", SH_STYLE_PLAIN);
	sh_canvas_text(c, question + 1, at, end, "You may skip this.", SH_STYLE_FAINT);
	return over;
}
