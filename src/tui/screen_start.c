/* The start screen: what can be done, whether a sensor is there, for which age the limits are, and
 * the last weeks.
 *
 * The calendar shows days with a session and nothing else: no streaks, no goals (rule R26).
 */

#include "tui/screen_menu.h"

#include "tui/line.h"
#include "tui/menu_words.h"

enum { MARGIN = 2, LABEL = 9, CALENDAR_ROWS = 9, WEEKS = SH_MENU_CALENDAR / 7, COLUMN = 74 };

static void explain(const struct sh_menu *m, const struct sh_menu_model *model,
		    enum sh_menu_item item, const char **ret_name, struct sh_line *l)
{
	static const char *const names[SH_ITEMS] = {
		"Go on",	   "Today's programme", "One exercise",	      "Demo",
		"Set up a sensor", "History",		"Replay a recording", "Quit"};
	static const char *const texts[SH_ITEMS] = {
		"",
		"",
		"all of them: what they are, how they go, start",
		"a synthetic session, no sensor needed",
		"what is attached, where to wear it, is it heard",
		"",
		"a session as it was; nothing is stored",
		"",
	};

	*ret_name = names[item];
	sh_line_clear(l);
	sh_line_add(l, texts[item]);
	if (item == SH_ITEM_RESUME) {
		sh_line_add(l, model->resume);
	} else if (item == SH_ITEM_PROGRAMME && m->programme < model->n_programmes) {
		sh_line_add(l, "\xe2\x97\x84 ");
		sh_line_add(l, model->programmes[m->programme]);
		sh_line_add(l, " \xe2\x96\xba");
		sh_line_add(l,
			    m->programme == model->programme_today ? "  proposed for today" : "");
	} else if (item == SH_ITEM_HISTORY) {
		sh_line_add_int(l, model->n_sessions);
		sh_line_add(l, model->n_sessions == 1 ? " session" : " sessions");
		sh_line_add(l, model->n_trends > 0 ? ", with trends" : "");
	}
}

static int draw_items(const struct sh_menu *m, const struct sh_menu_model *model,
		      struct sh_canvas *c, int row, int end, int spacing)
{
	for (int i = 0; i < SH_ITEMS; i++) {
		bool chosen = m->at[SH_MENU_START] == i;
		struct sh_line l;
		const char *name;

		if (!sh_menu_has_item(model, (enum sh_menu_item)i))
			continue;
		explain(m, model, (enum sh_menu_item)i, &name, &l);
		sh_front_row(c, row, MARGIN, end, chosen, true);
		sh_canvas_text(c, row, MARGIN + 2, end, name,
			       sh_front_row_style(chosen, true, SH_STYLE_STRONG));
		sh_front_cut(c, row, MARGIN + 23, end - 1, l.text,
			     sh_front_row_style(chosen, true, SH_STYLE_PLAIN));
		row += spacing;
	}
	return row;
}

static void say_sensor(const struct sh_menu_model *model, struct sh_flow *f)
{
	struct sh_line l;
	const struct sh_menu_port *p = model->ports;

	sh_line_clear(&l);
	if (model->n_candidates == 0) {
		sh_line_add(&l, "No sensor is attached. Plug it in, or try the demo without one.");
		sh_flow_item(f, "sensor", LABEL, l.text, SH_STYLE_ABOVE);
		return;
	}
	sh_line_add(&l, p->path);
	sh_line_add(&l, p->what[0] ? ": " : "");
	sh_line_add(&l, p->what);
	if (model->n_candidates > 1) {
		sh_line_add(&l, ", and ");
		sh_line_add_int(&l, model->n_candidates - 1);
		sh_line_add(&l, " more");
	}
	sh_flow_item(f, "sensor", LABEL, l.text, SH_STYLE_PLAIN);
}

static void say_age(const struct sh_menu_model *model, struct sh_flow *f)
{
	struct sh_line l;

	sh_line_clear(&l);
	sh_line_add(&l, "The limits in force are for age 45.");
	if (model->age_years > 0) {
		sh_line_add(&l, " You are ");
		sh_line_add_int(&l, model->age_years);
		sh_line_add(&l, model->age_years > 55 ? ": stay well below them." : ".");
	} else {
		sh_line_add(&l, " Press a to tell yours.");
	}
	sh_flow_item(f, "limits", LABEL, l.text, SH_STYLE_PLAIN);
}

static void say_last(const struct sh_menu_model *model, struct sh_flow *f)
{
	struct sh_line l;

	sh_line_clear(&l);
	if (model->trouble[0]) {
		sh_line_add(&l, model->trouble);
	} else if (model->n_sessions == 0) {
		sh_line_add(&l, "no session yet");
	} else {
		sh_line_add(&l, model->sessions[0].date);
		sh_line_add(&l, "  ");
		sh_line_add(&l, model->sessions[0].what);
	}
	sh_flow_item(f, "last", LABEL, l.text, SH_STYLE_PLAIN);
}

static void draw_calendar(const struct sh_menu_model *model, struct sh_canvas *c, int row, int col,
			  int end)
{
	static const char *const days[7] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	bool ascii = c->glyphs == SH_GLYPHS_ASCII;
	struct sh_flow f;

	sh_flow_init(&f, c, row, row + CALENDAR_ROWS, col, end, 0);
	sh_flow_heading(&f, "last twelve weeks");
	for (int day = 0; day < 7; day++) {
		sh_canvas_text(c, row + 1 + day, col, end, days[day], SH_STYLE_FAINT);
		for (int week = 0; week < WEEKS; week++) {
			int ago = (WEEKS - 1 - week) * 7 + model->weekday - day;
			int x = col + 5 + week * 3;

			if (ago < 0)
				continue;
			if (model->calendar[ago] == 0)
				sh_canvas_put(c, row + 1 + day, x, 0xb7, SH_STYLE_FAINT);
			else
				sh_canvas_fill(c, row + 1 + day, x, 1, 2, ascii ? '#' : 0x2588,
					       SH_STYLE_TARGET);
			if (ago == 0)
				sh_canvas_text(c, row + 1 + day, x + 3, end, "today",
					       SH_STYLE_FAINT);
		}
	}
}

static void draw_sessions(const struct sh_menu_model *model, struct sh_canvas *c, int row,
			  int bottom, int col, int end)
{
	struct sh_flow f;

	if (model->n_sessions == 0 || bottom - row < 3)
		return;
	sh_flow_init(&f, c, row, bottom, col, end, 0);
	sh_flow_heading(&f, "last sessions");
	for (int i = 0; i < model->n_sessions && row + 1 + i < bottom; i++) {
		const struct sh_menu_session *s = &model->sessions[i];
		struct sh_line l;
		int right;

		sh_line_clear(&l);
		sh_menu_add_time(&l, s->active_ms);
		right = sh_canvas_text_right(c, row + 1 + i, col + 20, end, l.text, SH_STYLE_PLAIN);
		sh_canvas_text(c, row + 1 + i, col, end, s->date, SH_STYLE_FAINT);
		sh_front_cut(c, row + 1 + i, col + 18, right - 1, s->what, SH_STYLE_PLAIN);
	}
}

int sh_front_start(const struct sh_menu *m, const struct sh_menu_model *model, struct sh_canvas *c)
{
	bool wide = c->width >= SH_SCREEN_MENU_WIDE, high = c->height >= (wide ? 34 : 42);
	int end = wide ? MARGIN + COLUMN + (c->width - SH_SCREEN_MENU_WIDE) / 6 : c->width - MARGIN;
	int bottom = c->height - 1,
	    row = draw_items(m, model, c, c->height < 22 ? 1 : 2, end, high ? 2 : 1) + 1;
	struct sh_flow f;

	sh_flow_init(&f, c, row, bottom, MARGIN + 2, end, 0);
	say_sensor(model, &f);
	say_age(model, &f);
	say_last(model, &f);
	if (c->height >= 20)
		sh_flow_gap(&f);
	if (high)
		sh_flow_gap(&f);
	sh_flow_text(&f, sh_menu_safety(SH_SAFETY_START), SH_STYLE_FAINT);
	sh_flow_text(&f, sh_menu_safety(SH_SAFETY_NOTMED), SH_STYLE_FAINT);
	if (c->height >= 24)
		sh_flow_text(&f, sh_menu_safety(SH_SAFETY_PAIN), SH_STYLE_FAINT);
	if (wide) {
		int split = bottom >= 44 && model->n_trends > 0 ? bottom * 55 / 100 : bottom - 1;

		draw_calendar(model, c, 2, end + 4, c->width - MARGIN);
		draw_sessions(model, c, 2 + CALENDAR_ROWS, split, end + 4, c->width - MARGIN);
		if (split < bottom - 1)
			sh_front_trends(m, model, c, split + 1, bottom, MARGIN, c->width - MARGIN,
					false);
	} else if (row + f.used + CALENDAR_ROWS <= bottom) {
		draw_calendar(model, c, row + f.used + 1, MARGIN + 2, end);
	}
	return 0;
}
