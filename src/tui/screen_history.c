/* The history: the table of sessions, the trends beside it or instead of it, and one session in
 * full: what was asked, what was done, what of it counted, and why the rest did not.
 */

#include "tui/screen_menu.h"

#include "tui/line.h"
#include "tui/menu_words.h"
#include "tui/words.h"

enum { MARGIN = 2, DATE = 18, LABEL = 13, SESSION_ROWS = 12 };

static void say_done(const struct sh_menu_session *s, struct sh_line *l)
{
	sh_line_clear(l);
	if (!s->ended) {
		sh_line_add(l, "cut");
	} else if (s->exercises == 0) {
		sh_line_add(l, "angles only");
	} else {
		sh_line_add_int(l, s->completed);
		sh_line_add(l, "/");
		sh_line_add_int(l, s->exercises);
		sh_line_add(l, " done");
	}
}

static void draw_row(const struct sh_menu_session *s, struct sh_canvas *c, int row, int end,
		     bool chosen, bool active)
{
	enum sh_style plain = sh_front_row_style(chosen, active, SH_STYLE_PLAIN);
	enum sh_style faint = sh_front_row_style(chosen, active, SH_STYLE_FAINT);
	int done = end - 9, time = done - 10, after;
	struct sh_line l;

	sh_front_row(c, row, MARGIN, end - 1, chosen, active);
	sh_canvas_text(c, row, MARGIN + 2, MARGIN + 2 + DATE - 1, s->date, faint);
	after = time - 1;
	if (s->synthetic)
		after = sh_canvas_text_right(c, row, MARGIN + 2 + DATE, after, "synthetic", faint) -
			1;
	sh_front_cut(c, row, MARGIN + 2 + DATE, after, s->what[0] ? s->what : "(no exercise)",
		     plain);
	sh_line_clear(&l);
	sh_menu_add_time(&l, s->active_ms);
	sh_canvas_text_right(c, row, time, done - 2, l.text, plain);
	say_done(s, &l);
	sh_canvas_text(c, row, done, end - 1, l.text, plain);
}

static void draw_sessions(const struct sh_menu *m, const struct sh_menu_model *model,
			  struct sh_canvas *c, int top, int bottom, int end, bool active)
{
	int n = model->n_sessions, at = m->at[SH_MENU_HISTORY], rows = bottom - top - 1, first;
	struct sh_flow f;

	sh_flow_init(&f, c, top, bottom, MARGIN, end, 0);
	sh_flow_heading(&f, "sessions");
	if (n == 0) {
		sh_flow_text(&f,
			     model->trouble[0] ? model->trouble
					       : "None yet. Each session you do is kept here, and "
						 "its recording with it.",
			     SH_STYLE_PLAIN);
		return;
	}
	first = sh_front_top(at, n, rows);
	for (int i = 0; i < rows && first + i < n; i++)
		draw_row(&model->sessions[first + i], c, top + 1 + i, end, first + i == at, active);
	sh_front_more(c, top + 1, rows, end, first, n);
}

static void add_count(struct sh_line *l, int n, const char *words)
{
	if (n <= 0)
		return;
	sh_line_add(l, l->len ? ", " : "");
	sh_line_add_int(l, n);
	sh_line_add(l, " ");
	sh_line_add(l, words);
}

static void say_asked(const struct sh_menu_result *r, struct sh_line *l)
{
	sh_line_clear(l);
	if (r->sets > 1) {
		sh_line_add_int(l, r->sets);
		sh_line_add(l, " sets of ");
	}
	if (r->counts_reps) {
		sh_line_add_int(l, r->reps);
		sh_line_add(l, r->reps == 1 ? " repetition" : " repetitions");
	} else if (r->breaths > 0) {
		sh_line_add_int(l, r->breaths);
		sh_line_add(l, " breaths");
	} else {
		if (r->reps > 1) {
			sh_line_add_int(l, r->reps);
			sh_line_add(l, " holds of ");
		}
		sh_menu_add_time(l, r->hold_ms > 0 ? r->hold_ms : r->duration_ms);
	}
}

static int holds_of(const struct sh_menu_result *r)
{
	int n = 0;

	for (int i = 0; i < SH_HOLD_REASONS; i++)
		n += r->holds[i];
	return n;
}

static int reps_of(const struct sh_menu_result *r)
{
	int n = 0;

	for (int i = 0; i < SH_VERDICTS; i++)
		n += r->reps_by[i];
	return n;
}

static void say_what_was_done(const struct sh_menu_result *r, struct sh_line *l)
{
	int holds = holds_of(r), reps = reps_of(r);

	sh_line_clear(l);
	if (r->counts_reps) {
		add_count(l, reps, reps == 1 ? "repetition" : "repetitions");
		sh_line_add(l, reps > 0 ? "; " : "no repetition");
		if (reps > 0) {
			sh_line_add_int(l,
					r->reps_by[SH_VERDICT_OK] + r->reps_by[SH_VERDICT_JERKY]);
			sh_line_add(l, " counted");
		}
	} else if (r->hold_ms > 0) {
		add_count(l, holds, holds == 1 ? "hold" : "holds");
		sh_line_add(l, holds > 0 ? "; " : "no hold");
		if (holds > 0) {
			sh_line_add_int(l, r->holds_valid);
			sh_line_add(l, " counted, ");
			sh_menu_add_time(l, r->valid_ms);
		}
	} else {
		sh_menu_add_time(l, r->active_ms);
	}
}

static void say_why_not(const struct sh_menu_result *r, struct sh_line *l)
{
	sh_line_clear(l);
	for (int i = 0; i < SH_HOLD_REASONS; i++) {
		if (i != SH_HOLD_COMPLETE && i != SH_HOLD_FATIGUE)
			add_count(l, r->holds[i], sh_words_hold((enum sh_hold_reason)i));
	}
	for (int i = 0; i < SH_VERDICTS; i++) {
		if (i != SH_VERDICT_OK)
			add_count(l, r->reps_by[i], sh_words_verdict((enum sh_verdict)i));
	}
}

static void add_result(const struct sh_menu_result *r, struct sh_flow *f)
{
	struct sh_line l;

	if (r->first) {
		sh_flow_gap(f);
		sh_line_clear(&l);
		sh_line_add(&l, r->title);
		sh_line_add(&l, r->variant[0] ? " (" : "");
		sh_line_add(&l, r->variant);
		sh_line_add(&l, r->variant[0] ? ")" : "");
		sh_line_add(&l, r->completed ? ": done" : ": not finished");
		sh_flow_heading(f, l.text);
		sh_line_clear(&l);
		add_count(&l, r->depth_warnings, "too deep");
		add_count(&l, r->limit_events, "over the limit");
		sh_flow_item(f, "warnings", LABEL, l.text, SH_STYLE_WARN);
	}
	if (r->side != SH_SIDE_BOTH)
		sh_flow_text(f, r->side == SH_SIDE_LEFT ? "left side" : "right side",
			     SH_STYLE_STRONG);
	say_asked(r, &l);
	sh_flow_item(f, "asked", LABEL, l.text, SH_STYLE_PLAIN);
	say_what_was_done(r, &l);
	sh_flow_item(f, "done", LABEL, l.text, SH_STYLE_PLAIN);
	say_why_not(r, &l);
	sh_flow_item(f, r->counts_reps ? "remarks" : "not counted", LABEL, l.text, SH_STYLE_PLAIN);
}

static void add_session(const struct sh_menu_session *s, struct sh_flow *f)
{
	struct sh_line l;

	sh_line_clear(&l);
	sh_line_add(&l, s->date);
	sh_line_add(&l, s->synthetic ? ", a synthetic wearer" : "");
	sh_flow_heading(f, l.text);
	say_done(s, &l);
	sh_flow_item(f, "session", LABEL, l.text, SH_STYLE_PLAIN);
	sh_line_clear(&l);
	sh_line_add(&l, s->source);
	add_count(&l, s->gaps > 100000 ? 100000 : (int)s->gaps, s->gaps == 1 ? "gap" : "gaps");
	add_count(&l, s->lost > 10000000 ? 10000000 : (int)s->lost, "samples lost");
	sh_flow_item(f, "signal", LABEL, l.text, SH_STYLE_PLAIN);
	sh_line_clear(&l);
	add_count(&l, s->pains, s->pains == 1 ? "time" : "times");
	if (s->pains > 0 && s->worst_pain >= 0) {
		sh_line_add(&l, ", at most ");
		sh_line_add_int(&l, s->worst_pain);
		sh_line_add(&l, " of 10");
	}
	sh_flow_item(f, "pain", LABEL, l.text, SH_STYLE_WARN);
	sh_flow_item(f, "recording", LABEL, s->log[0] ? s->log : "none", SH_STYLE_FAINT);
}

/* In the columns from the margin to `end`. @return how far it can be scrolled. */
static int draw_session(const struct sh_menu_session *s, struct sh_canvas *c, int top, int bottom,
			int end, int skip)
{
	struct sh_flow f;

	sh_flow_init(&f, c, top, bottom, MARGIN, end - 1, skip);
	add_session(s, &f);
	for (int i = 0; i < s->n_results; i++)
		add_result(&s->results[i], &f);
	if (s->n_results == 0)
		sh_flow_text(&f, "No exercise was begun in it.", SH_STYLE_PLAIN);
	sh_front_more(c, top, bottom - top, end, skip, f.used);
	return sh_flow_scroll_max(&f);
}

int sh_front_session(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c)
{
	int at = m->at[SH_MENU_HISTORY], end = c->width > 124 ? 122 : c->width - MARGIN;

	if (at >= model->n_sessions)
		return 0;
	return draw_session(&model->sessions[at], c, 1, c->height - 1, end, m->scroll);
}

int sh_front_history(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c)
{
	int bottom = c->height - 1, half = c->width * 45 / 100, end = c->width - MARGIN;
	int list = model->n_sessions + 2 < bottom / 2 ? model->n_sessions + 2 : bottom / 2;

	if (c->width >= 150) {
		bool both = model->n_sessions > 0 && bottom - list > SESSION_ROWS;

		draw_sessions(m, model, c, 1, both ? list : bottom, half, !m->trends);
		if (both)
			(void)draw_session(&model->sessions[m->at[SH_MENU_HISTORY]], c, list + 1,
					   bottom, half, 0);
		sh_front_trends(m, model, c, 1, bottom, half + 3, end, m->trends);
	} else if (m->trends && model->n_trends > 0) {
		sh_front_trends(m, model, c, 1, bottom, MARGIN, end, true);
	} else if (c->height >= 30 && model->n_trends > 0) {
		draw_sessions(m, model, c, 1, c->height * 45 / 100, end, true);
		sh_front_trends(m, model, c, c->height * 45 / 100 + 1, bottom, MARGIN, end, false);
	} else {
		draw_sessions(m, model, c, 1, bottom, end, true);
	}
	return 0;
}
