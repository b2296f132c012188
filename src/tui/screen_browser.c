/* The exercises: a list in groups and everything about the chosen one.
 *
 * In a narrow window the list stands above, in a wide one to the left. The text about an exercise
 * can be scrolled, so nothing is lost in either.
 */

#include "tui/screen_menu.h"

#include "tui/line.h"
#include "tui/menu_words.h"
#include "tui/screen_parts.h"

enum {
	MARGIN = 2,
	SIDE_BY_SIDE = 150, /* columns from which list and text stand beside each other */
	LIST_WIDE = 76,	    /* columns of the list then */
	LIST_LEAST = 8,	    /* rows of the list above the text */
	TEXT_ROWS = 15,	    /* rows of the text below the list, where there is room */
	TEXT_WIDTH = 104,
	TREND_ROWS = 14,
	LABEL = 12,
	ROWS_MAX = 300
};

struct columns {
	int title, position, dose, level, wear, end; /* wear 0: no room for it */
};

static void plan_columns(struct columns *k, int col, int end)
{
	k->title = col + 2;
	k->end = end;
	k->position = k->title + (end - col > 80 ? 35 : 33);
	k->dose = k->position + 15;
	k->level = k->dose + 17;
	k->wear = k->level + 18 < end ? k->level + 9 : 0;
}

/* The rows of the list: an index of the model, or -1 - group for a heading. */
static int plan_rows(const struct sh_menu *m, const struct sh_menu_model *model, int *rows,
		     int *ret_chosen)
{
	int n = 0, found = 0, group = -1;

	*ret_chosen = 0;
	for (int i = 0; i < model->n_exercises && n + 2 <= ROWS_MAX; i++) {
		const struct sh_menu_exercise *e = &model->exercises[i];

		if (!sh_menu_found(m, e))
			continue;
		if ((int)e->group != group) {
			group = (int)e->group;
			rows[n++] = -1 - group;
		}
		if (found++ == m->at[SH_MENU_BROWSER])
			*ret_chosen = n;
		rows[n++] = i;
	}
	return n;
}

static void draw_group(struct sh_canvas *c, int row, const struct columns *k, int group)
{
	const char *name = sh_menu_group_name((enum sh_menu_group)group);
	int col = sh_canvas_text(c, row, k->title - 2, k->end, name, SH_STYLE_STRONG);

	sh_canvas_fill(c, row, col + 1, 1, k->end - col - 2, 0x2500, SH_STYLE_FAINT);
}

static void draw_exercise(struct sh_canvas *c, int row, const struct columns *k,
			  const struct sh_menu_exercise *e, bool chosen)
{
	struct sh_line dose, level;
	enum sh_style faint = sh_front_row_style(chosen, true, SH_STYLE_FAINT);

	sh_front_row(c, row, k->title - 2, k->end - 1, chosen, true);
	sh_canvas_text(c, row, k->title, k->position - 1, e->title,
		       sh_front_row_style(chosen, true, SH_STYLE_PLAIN));
	sh_canvas_text(c, row, k->position, k->dose - 1, sh_menu_position(e->numbers.stance),
		       faint);
	sh_menu_dose(&e->numbers, &dose);
	sh_canvas_text(c, row, k->dose, k->level - 1, dose.text,
		       sh_front_row_style(chosen, true, SH_STYLE_PLAIN));
	sh_line_clear(&level);
	sh_line_add_int(&level, e->level);
	sh_canvas_text(c, row, k->level + 2, k->end - 1, level.text, faint);
	if (k->wear > 0)
		sh_canvas_text(c, row, k->wear, k->end - 1, sh_site_name(e->numbers.site), faint);
}

static void draw_list(const struct sh_menu *m, const struct sh_menu_model *model,
		      struct sh_canvas *c, int top, int bottom, int col, int end)
{
	int rows[ROWS_MAX], chosen, n = plan_rows(m, model, rows, &chosen);
	int first, high = bottom - top - 1;
	struct columns k;

	plan_columns(&k, col, end);
	if (m->searching || m->search[0]) {
		int after = sh_canvas_text(c, top, col, k.position - 1, "search: ", SH_STYLE_KEY);

		after = sh_canvas_text(c, top, after, k.position - 1, m->search, SH_STYLE_STRONG);
		if (m->searching)
			sh_canvas_put(c, top, after, '_', SH_STYLE_STRONG);
	} else {
		sh_canvas_text(c, top, k.title, k.position - 1, "exercise", SH_STYLE_FAINT);
	}
	sh_canvas_text(c, top, k.position, end, "position", SH_STYLE_FAINT);
	sh_canvas_text(c, top, k.dose, end, "dose", SH_STYLE_FAINT);
	sh_canvas_text(c, top, k.level, end, "level", SH_STYLE_FAINT);
	if (k.wear > 0)
		sh_canvas_text(c, top, k.wear, end, "worn at", SH_STYLE_FAINT);
	if (n == 0)
		sh_canvas_text(c, top + 1, k.title, end, "nothing found; Escape shows all",
			       SH_STYLE_PLAIN);
	first = sh_front_top(chosen, n, high);
	for (int i = 0; i < high && first + i < n; i++) {
		int what = rows[first + i];

		if (what < 0)
			draw_group(c, top + 1 + i, &k, -1 - what);
		else
			draw_exercise(c, top + 1 + i, &k, &model->exercises[what],
				      first + i == chosen);
	}
	sh_front_more(c, top + 1, high, end - 1, first, n);
}

static void add_title(const struct sh_menu *m, const struct sh_menu_exercise *e, struct sh_flow *f)
{
	struct sh_line l;

	sh_line_clear(&l);
	sh_line_add(&l, e->title);
	if (m->variant >= 0 && m->variant < e->n_variants) {
		sh_line_add(&l, " (");
		sh_line_add(&l, e->variants[m->variant].name);
		sh_line_add(&l, ")");
	}
	sh_flow_heading(f, l.text);
}

static void add_how(const struct sh_menu_exercise *e, struct sh_flow *f, bool roomy)
{
	sh_flow_item(f, "how", LABEL, e->start, SH_STYLE_PLAIN);
	sh_flow_item(f, e->start[0] ? "" : "how", LABEL, e->ready, SH_STYLE_PLAIN);
	sh_flow_item(f, "breath", LABEL, e->breath, SH_STYLE_PLAIN);
	if (roomy)
		sh_flow_gap(f);
	sh_flow_item(f, "sensor", LABEL, sh_menu_site(e->numbers.site), SH_STYLE_PLAIN);
}

static void add_scale(const struct sh_exercise *x, struct sh_flow *f, bool roomy)
{
	int bar, numbers;

	if (roomy)
		sh_flow_gap(f);
	if (!sh_front_has_bands(x)) {
		sh_flow_item(f, "angle", LABEL, "none is judged: time and stillness",
			     SH_STYLE_PLAIN);
		return;
	}
	bar = sh_flow_row(f);
	numbers = sh_flow_row(f);
	if (bar >= 0)
		sh_canvas_text(f->canvas, bar, f->col, f->end, "angle", SH_STYLE_FAINT);
	if (numbers >= 0)
		sh_canvas_text(f->canvas, numbers, f->col, f->end, sh_front_bands_sides(x),
			       SH_STYLE_FAINT);
	sh_front_bands(x, f->canvas, bar, numbers, f->col + LABEL, f->end);
}

static void add_seen(const struct sh_menu_exercise *e, struct sh_flow *f)
{
	const char *sees, *misses;

	sh_menu_seen(e, &sees, &misses);
	sh_flow_item(f, "sees", LABEL, sees, SH_STYLE_PLAIN);
	sh_flow_item(f, "misses", LABEL, misses, SH_STYLE_PLAIN);
}

static void add_variants(const struct sh_menu *m, const struct sh_menu_exercise *e,
			 struct sh_flow *f)
{
	for (int i = 0; i < e->n_variants; i++) {
		struct sh_line l;

		sh_line_clear(&l);
		sh_line_add(&l, e->variants[i].name);
		sh_line_add(&l, e->variants[i].note[0] ? ": " : "");
		sh_line_add(&l, e->variants[i].note);
		sh_flow_item(f, i == 0 ? "variants" : "", LABEL, l.text,
			     i == m->variant ? SH_STYLE_STRONG : SH_STYLE_PLAIN);
	}
}

static void add_rest(const struct sh_menu_exercise *e, const struct sh_exercise *x,
		     struct sh_flow *f)
{
	struct sh_line l;

	sh_line_clear(&l);
	if (x->rate_warn_deg_s > 0 && sh_front_has_bands(x)) {
		sh_line_add(&l, "no faster than ");
		sh_line_add_int(&l, (int64_t)x->rate_warn_deg_s);
		sh_line_add(&l, sh_screen_degree(f->canvas));
		sh_line_add(&l, "/s");
	}
	if (x->rest_s > 0) {
		sh_line_add(&l, l.len ? "; rest " : "rest ");
		sh_menu_add_time(&l, (int64_t)(x->rest_s * 1000));
		sh_line_add(&l, " between sets");
	}
	sh_flow_item(f, "tempo", LABEL, l.text, SH_STYLE_PLAIN);
	sh_line_clear(&l);
	if (e->then) {
		sh_line_add(&l, e->then);
		sh_line_add(&l, " follows in a programme");
	}
	sh_flow_item(f, "then", LABEL, l.text, SH_STYLE_PLAIN);
	sh_line_clear(&l);
	sh_line_add(&l, e->id);
	sh_line_add(&l, "; limits for age 45, level 1");
	sh_flow_item(f, "id", LABEL, l.text, SH_STYLE_FAINT);
}

static void add_cues(const struct sh_menu_exercise *e, struct sh_flow *f)
{
	sh_flow_gap(f);
	sh_flow_heading(f, "what the coach says");
	for (int i = 0; i < e->n_cues; i++)
		sh_flow_item(f, e->cues[i].when, LABEL, e->cues[i].text, SH_STYLE_PLAIN);
}

/* How it went so far, in the room below a list. */
static void draw_past(const struct sh_menu_model *model, const struct sh_menu_exercise *e,
		      struct sh_canvas *c, int top, int bottom, int end)
{
	struct sh_flow f;
	int row = top;

	for (int i = 0; i < model->n_trends; i++) {
		const struct sh_menu_trend *t = &model->trends[i];

		if (!sh_line_is(t->title, e->title) || t->synthetic || bottom - row < TREND_ROWS)
			continue;
		sh_front_trend(t, c, row, row + TREND_ROWS - 1, MARGIN, end);
		row += TREND_ROWS;
	}
	if (row > top)
		return;
	sh_flow_init(&f, c, top, bottom, MARGIN, end, 0);
	sh_flow_heading(&f, "so far");
	sh_flow_text(&f, "No session with this exercise yet, or nothing in it that counted.",
		     SH_STYLE_FAINT);
}

static int draw_details(const struct sh_menu *m, const struct sh_menu_exercise *e,
			struct sh_canvas *c, int top, int bottom, int col, int end)
{
	const struct sh_exercise *x = sh_menu_numbers(e, m->variant);
	bool roomy = bottom - top >= 24;
	struct sh_flow f;
	int over;

	sh_flow_init(&f, c, top, bottom, col, end, m->scroll);
	add_title(m, e, &f);
	add_how(e, &f, roomy);
	add_scale(x, &f, roomy);
	if (roomy)
		sh_flow_gap(&f);
	add_seen(e, &f);
	if (roomy)
		sh_flow_gap(&f);
	add_variants(m, e, &f);
	if (roomy)
		sh_flow_gap(&f);
	add_rest(e, x, &f);
	if (roomy)
		add_cues(e, &f);
	over = sh_flow_scroll_max(&f);
	sh_front_more(c, top, bottom - top, end, m->scroll, f.used);
	return over;
}

int sh_front_browser(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c)
{
	int i = sh_menu_found_at(m, model, m->at[SH_MENU_BROWSER]), bottom = c->height - 1;
	int split = c->height < 22 ? 6 : bottom - TEXT_ROWS, end = c->width - MARGIN;
	int list_rows = model->n_exercises + SH_MENU_GROUPS + 1; /* all of them, with headings */
	const struct sh_menu_exercise *e = i >= 0 ? &model->exercises[i] : 0;

	if (c->width >= SIDE_BY_SIDE) {
		int left = LIST_WIDE, list_end = 1 + list_rows < bottom ? 1 + list_rows : bottom;

		if (bottom - list_end < TREND_ROWS)
			list_end = bottom;
		draw_list(m, model, c, 1, list_end, MARGIN, left);
		if (e && list_end < bottom)
			draw_past(model, e, c, list_end + 1, bottom, left);
		if (end - 1 > left + 4 + TEXT_WIDTH)
			end = left + 5 + TEXT_WIDTH;
		return e ? draw_details(m, e, c, 1, bottom, left + 4, end - 1) : 0;
	}
	if (split < 2 + LIST_LEAST && c->height >= 22)
		split = 2 + LIST_LEAST;
	if (split > 2 + list_rows)
		split = 2 + list_rows;
	draw_list(m, model, c, 1, split, MARGIN, end);
	return e ? draw_details(m, e, c, split, bottom, MARGIN, end - 1) : 0;
}
