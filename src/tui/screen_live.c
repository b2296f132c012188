/* The layout of the live screen.
 *
 * First the rows and columns are shared out (plan), then each part is drawn into what it got. A
 * part that got none has row -1. The order in which parts are given rows is the order of what
 * matters while the wearer moves: what to do and what is wrong first, the link and the graph last.
 * The figures are as large as leaves the graph its rows and both of them their columns, asked of
 * the widest that this exercise can show: a layout that jumps when the clock reaches 1:40 is worse
 * than a smaller one.
 */

#include "tui/screen_live.h"

#include <assert.h>

#include "tui/screen_parts.h"
#include "tui/words.h"

enum {
	MARGIN = 2,
	FIGURES_WIDTH = 44, /* below: words only */
	FIGURES_HEIGHT = 10,
	ROOMY_HEIGHT = 36,
	GRAPH_ROWS_MIN = 3,
	LOG_WIDTH = 40,	    /* of the column of messages beside the figures */
	LOG_WIDTH_MAX = 64, /* more is only farther to look */
	BETWEEN = 4
};

struct plan {
	int phase, warning, label, about, marker, bar, numbers, graph, graph_rows, messages,
		n_messages, timeline, timeline_rows, link, keys;
	int scale;
	int clock, split; /* columns: where the clock begins and the angle ends */
	int log, log_end; /* 0: none */
	int clock_end;
};

static int take(int *rest, int rows)
{
	if (*rest < rows)
		return 0;
	*rest -= rows;
	return rows;
}

static int place(int *row, int rows)
{
	int at = rows > 0 ? *row : -1;
	*row += rows;
	return at;
}

/* How large the figures are, and which columns they get. */
static void plan_columns(struct plan *p, const struct sh_view *v, const struct sh_canvas *c,
			 bool has_clock, bool has_scale)
{
	static const int least_height[] = {0, 0, 28, 64};
	int room = c->width - 2 * MARGIN, angle = 0, clock = 0;
	for (p->scale = 3; p->scale > 1; p->scale--) {
		angle = !has_clock || has_scale ? sh_screen_angle_width(v, c, p->scale) : 0;
		clock = has_clock ? sh_screen_clock_width(v, p->scale) : 0;
		/* without an exercise there are three angles side by side */
		int wanted = has_clock ? angle + BETWEEN + clock : 3 * (angle + BETWEEN);
		int least = least_height[p->scale];
		if (has_clock && angle == 0 && p->scale == 3)
			least = ROOMY_HEIGHT; /* no graph below it, and a clock costs few bytes */
		if (c->height >= least && wanted <= room)
			break;
	}
	int half = c->width / 2;
	p->split = half - 1;
	p->clock = half + 1;
	p->clock_end = c->width - MARGIN;
	p->log = 0;
	if (p->scale == 1 || !has_clock)
		return;
	int rest = room - angle - clock - 2 * BETWEEN;
	if (rest >= LOG_WIDTH) {
		p->log_end = c->width - MARGIN;
		p->log = p->log_end - (rest < LOG_WIDTH_MAX ? rest : LOG_WIDTH_MAX);
		p->clock_end = p->log - BETWEEN;
		p->clock = MARGIN + angle + BETWEEN +
			   (p->clock_end - MARGIN - angle - BETWEEN - clock) / 2;
	} else if (p->clock_end - p->clock < clock || p->split - MARGIN < angle) {
		p->clock = p->clock_end - clock;
	}
	p->split = p->clock - 2;
}

static void plan_rows(struct plan *p, int height, bool has_scale, bool has_graph, bool replay)
{
	int figures = sh_canvas_big_rows(p->scale), rest = height - FIGURES_HEIGHT;
	bool roomy = height >= ROOMY_HEIGHT;
	rest -= figures - SH_CANVAS_BIG_ROWS;
	int timeline = replay ? take(&rest, 1) : 0;
	int about = take(&rest, 1), link = take(&rest, 1), bar = has_scale ? take(&rest, 2) : 0;
	timeline += timeline ? take(&rest, 1) : 0;
	int messages = p->log ? 0 : take(&rest, 1), marker = take(&rest, bar ? 1 : 0);
	int gap = roomy ? take(&rest, 4) / 4 : 0;
	messages += roomy && !p->log ? take(&rest, 2) : 0;
	timeline += roomy && timeline ? take(&rest, 1) : 0;
	int graph = has_graph && rest >= 1 + GRAPH_ROWS_MIN ? rest : 0;
	int row = 1 + gap;
	p->phase = place(&row, 1);
	p->warning = place(&row, 1);
	row += gap + (has_graph ? 0 : rest / 3);
	p->label = place(&row, 1 + figures);
	p->about = place(&row, about);
	row += gap;
	p->marker = place(&row, marker);
	p->bar = place(&row, bar ? 1 : 0);
	p->numbers = place(&row, bar ? 1 : 0);
	row += gap;
	p->graph = place(&row, graph);
	p->graph_rows = graph - 1;
	p->n_messages = messages;
	p->messages = place(&row, messages);
	p->keys = height - 1;
	p->link = link ? height - 2 : -1;
	p->timeline_rows = timeline;
	p->timeline = timeline ? height - 1 - link - timeline : -1;
}

static void draw_about(const struct sh_view *v, struct sh_canvas *c, int row, int end)
{
	struct sh_line l;
	sh_screen_about(v, c, &l);
	int after = sh_canvas_text(c, row, MARGIN, end, l.text, SH_STYLE_FAINT);
	if (v->shown_deg == SH_MDEG_NONE)
		return;
	const char *way = sh_words_direction(v->exercise.measure,
					     (v->shown_deg > 0) - (v->shown_deg < 0), false);
	if (after + 1 + sh_canvas_text_width(way) <= end)
		sh_canvas_text(c, row, after + 1, end, way, SH_STYLE_FAINT);
}

/* The angle in words, for a window without figures. */
static void say_angle(const struct sh_view *v, struct sh_canvas *c, int row)
{
	struct sh_line l;
	int w = c->width;
	if (!v->has_exercise || v->shown_deg == SH_MDEG_NONE) {
		sh_screen_about(v, c, &l);
		sh_canvas_text(c, row, 0, w, l.len ? l.text : "-- no angle", SH_STYLE_STRONG);
		return;
	}
	sh_line_clear(&l);
	sh_line_add_int(&l, v->shown_deg < 0 ? -v->shown_deg : v->shown_deg);
	sh_line_add(&l, sh_screen_degree(c));
	sh_line_add(&l, " ");
	sh_line_add(&l, sh_words_direction(v->exercise.measure,
					   (v->shown_deg > 0) - (v->shown_deg < 0), false));
	int after = sh_canvas_text(c, row, 0, w, l.text, SH_STYLE_STRONG);
	sh_canvas_text(c, row, after + 1, w, sh_words_zone(v->shown_zone),
		       sh_screen_zone_field(v->shown_zone));
}

/* @return whether there was something to warn of. */
static bool say_warning(const struct sh_view *v, struct sh_canvas *c, int row)
{
	struct sh_line l;
	bool severe;
	enum sh_style style = sh_words_warning(v, &l, &severe);
	if (l.len == 0)
		return false;
	sh_canvas_fill(c, row, 0, 1, c->width, ' ', style);
	if (sh_canvas_text_width(l.text) > c->width && severe)
		sh_screen_heading(v, &l);
	else if (sh_canvas_text_width(l.text) > c->width && v->coach.warnings)
		sh_words_short(v, true, &l);
	sh_canvas_text(c, row, 0, c->width, l.text, style);
	return true;
}

static void draw_words_only(const struct sh_view *v, const struct sh_replay_view *r,
			    struct sh_canvas *c)
{
	struct sh_line l;
	struct sh_clock k;
	int row = 0, h = c->height, w = c->width;
	if (h >= 5) {
		sh_screen_title(v, c);
		row = 1;
	}
	say_angle(v, c, row);
	/* the warning has the last row but the keys */
	bool warned = say_warning(v, c, h >= 6 ? h - 2 : h - 1);
	int end = h - (h >= 6) - warned;
	if (sh_screen_alarm(v)) /* then there is only one thing to do */
		sh_screen_heading(v, &l);
	else
		sh_words_phase(v, &l);
	if (++row < end)
		sh_canvas_text(c, row, 0, w, l.text, SH_STYLE_STRONG);
	sh_screen_clock_of(v, &k);
	sh_line_clear(&l);
	sh_line_add(&l, k.label);
	sh_line_add(&l, " ");
	sh_line_add_int(&l, k.figure);
	if (k.of > 0) {
		sh_line_add(&l, " of ");
		sh_line_add_int(&l, k.of);
		sh_line_add(&l, k.seconds ? " s" : "");
	}
	if (++row < end && v->has_exercise)
		sh_canvas_text(c, row, 0, w, l.text, SH_STYLE_PLAIN);
	if (++row < end && r)
		sh_screen_replay_words(r, c, row++);
	if (row < end && h >= 7)
		sh_screen_link(v, c, row);
	if (h >= 6 && r)
		sh_screen_replay_keys(r, c, h - 1);
	else if (h >= 6)
		sh_screen_live_keys(v, c, h - 1);
}

static void draw_figures(const struct sh_view *v, struct sh_canvas *c, const struct plan *p,
			 bool has_scale)
{
	int end = c->width - MARGIN;
	/* an alarm has all the room there is */
	bool log = p->log && !sh_screen_alarm(v);
	int clock_end = p->log && !log ? p->log_end : p->clock_end;
	if (!v->has_exercise) {
		sh_screen_angles(v, c, p->label, p->scale);
		if (p->about >= 0 && v->has_posture)
			sh_canvas_text(c, p->about, MARGIN, end,
				       v->has_neutral ? sh_words_position(v->position)
						      : "no neutral yet: keep still and press n",
				       SH_STYLE_FAINT);
		return;
	}
	if (!has_scale) {
		sh_screen_clock(v, c, p->label, p->scale, p->about, MARGIN, clock_end);
		sh_canvas_text_right(c, p->label, MARGIN + 12, clock_end,
				     "no angle in this exercise", SH_STYLE_FAINT);
	} else {
		sh_screen_angle(v, c, p->label, p->scale, MARGIN, p->split);
		sh_screen_clock(v, c, p->label, p->scale, p->about, p->clock, clock_end);
		if (p->about >= 0)
			draw_about(v, c, p->about, p->split);
		sh_screen_scale(v, c, p->marker, p->bar, p->numbers);
	}
	if (log)
		sh_screen_happened(v, c, p->label,
				   1 + sh_canvas_big_rows(p->scale) + (p->about >= 0), p->log,
				   p->log_end);
}

void sh_screen_session(const struct sh_view *v, const struct sh_replay_view *r, struct sh_canvas *c,
		       const struct sh_screen_caps *caps)
{
	assert(v && c && caps);
	c->glyphs = !caps->utf8 ? SH_GLYPHS_ASCII : caps->fine ? SH_GLYPHS_FINE : SH_GLYPHS_BLOCKS;
	sh_canvas_clear(c);
	if (c->width < FIGURES_WIDTH || c->height < FIGURES_HEIGHT) {
		draw_words_only(v, r, c);
		return;
	}
	struct sh_view_band bands[2];
	bool has_scale = sh_view_bands(v, bands) > 0;
	struct plan p = {0};
	plan_columns(&p, v, c, v->has_exercise, has_scale);
	plan_rows(&p, c->height, has_scale, has_scale || !v->has_exercise, r && r->timeline);
	sh_screen_title(v, c);
	sh_screen_orders(v, c, p.phase, p.warning);
	draw_figures(v, c, &p, has_scale);
	if (p.graph >= 0)
		sh_screen_graph(v, c, p.graph, p.graph_rows);
	if (p.messages >= 0)
		sh_screen_messages(v, c, p.messages, p.n_messages);
	if (p.timeline >= 0)
		sh_screen_timeline(r, c, p.timeline, p.timeline_rows);
	if (p.link >= 0)
		sh_screen_link(v, c, p.link);
	if (r) {
		sh_screen_replay_keys(r, c, p.keys);
		if (r->help)
			sh_screen_replay_help(r, c, 1, p.keys);
	} else {
		sh_screen_live_keys(v, c, p.keys);
	}
}

void sh_screen_live_draw(const struct sh_view *v, struct sh_canvas *c,
			 const struct sh_screen_caps *caps)
{
	sh_screen_session(v, NULL, c, caps);
}
