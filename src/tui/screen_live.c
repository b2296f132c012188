/* The layout of the live screen.
 *
 * First the rows are shared out (plan), then each part is drawn into the rows it got. A part that
 * got none has row -1. The order in which parts are given rows is the order of what matters while
 * the wearer moves: what to do and what is wrong first, the link and the graph last.
 */

#include "tui/screen_live.h"

#include <assert.h>

#include "tui/screen_parts.h"
#include "tui/words.h"

enum {
	MARGIN = 2,
	FIGURES_WIDTH = 44, /* below: words only */
	FIGURES_HEIGHT = 10,
	ROOMY_HEIGHT = 30,
	GRAPH_ROWS_MIN = 3
};

struct plan {
	int phase, warning, label, about, marker, bar, numbers, graph, graph_rows, messages,
		n_messages, link, keys;
	int scale;
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

static void plan_rows(struct plan *p, int width, int height, bool has_scale)
{
	int rest = height - FIGURES_HEIGHT;
	bool roomy = height >= ROOMY_HEIGHT;
	p->scale = height >= 70 && width >= 160 ? 3 : height >= 36 && width >= 100 ? 2 : 1;
	rest -= (p->scale - 1) * SH_CANVAS_BIG_ROWS;
	int about = take(&rest, 1), link = take(&rest, 1), bar = has_scale ? take(&rest, 2) : 0;
	int messages = take(&rest, 1), marker = take(&rest, bar ? 1 : 0);
	int gap = roomy ? take(&rest, 4) / 4 : 0;
	messages += roomy ? take(&rest, 2) : 0;
	int graph = rest >= 1 + GRAPH_ROWS_MIN ? rest : 0;
	int row = 1 + gap;
	p->phase = place(&row, 1);
	p->warning = place(&row, 1);
	row += gap;
	p->label = place(&row, 1 + SH_CANVAS_BIG_ROWS * p->scale);
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
}

static void add_count(struct sh_line *l, bool narrow, const char *word, int at, int of)
{
	if (of <= 0)
		return;
	sh_line_add(l, l->len ? (narrow ? "  " : "   ") : "");
	sh_line_add(l, word);
	sh_line_add_int(l, at);
	sh_line_add(l, narrow ? "/" : " of ");
	sh_line_add_int(l, of);
}

static void draw_title(const struct sh_view *v, struct sh_canvas *c)
{
	struct sh_line l;
	int end = c->width;
	bool narrow = c->width < 70;
	sh_canvas_fill(c, 0, 0, 1, c->width, ' ', SH_STYLE_TITLE);
	if (v->synthetic)
		end = sh_canvas_text_right(c, 0, 0, end, " SYNTHETIC ", SH_STYLE_BADGE) - 1;
	else if (v->has_health && v->state == SH_HEALTH_REPLAY)
		end = sh_canvas_text_right(c, 0, 0, end, " REPLAY ", SH_STYLE_BADGE) - 1;
	sh_line_clear(&l);
	if (v->has_exercise) {
		const struct sh_coach_view *k = &v->coach;
		int rep = k->reps_done < k->reps_wanted ? k->reps_done + 1 : k->reps_wanted;
		add_count(&l, narrow, "set ", k->set, k->sets);
		bool counts = v->exercise.mode == SH_MODE_HOLD || v->exercise.mode == SH_MODE_REPS;
		add_count(&l, narrow, "rep ", rep, counts ? k->reps_wanted : 0);
		if (k->side != SH_SIDE_BOTH) {
			sh_line_add(&l, narrow ? "  " : "   ");
			sh_line_add(&l, k->side == SH_SIDE_LEFT ? "left" : "right");
			sh_line_add(&l, narrow ? "" : " side");
		}
	}
	/* the exercise's name may be cut, but not to less than 8 columns */
	end = sh_canvas_text_right(c, 0, 10, end - 1, l.text, SH_STYLE_TITLE) - 2;
	sh_line_clear(&l);
	sh_line_add(&l, v->has_exercise ? v->exercise.title : "spinehold");
	if (v->has_exercise && v->exercise.variant[0]) {
		sh_line_add(&l, " (");
		sh_line_add(&l, v->exercise.variant);
		sh_line_add(&l, ")");
	}
	sh_canvas_text(c, 0, 1, end, l.text, SH_STYLE_TITLE);
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

static void draw_messages(const struct sh_view *v, struct sh_canvas *c, int row, int n)
{
	int end = c->width - MARGIN;
	struct sh_line l;
	if (v->has_exercise) {
		sh_line_clear(&l);
		sh_line_add(&l, "limits for age ");
		sh_line_add_int(&l, v->age_years > 0 ? v->age_years : SH_VIEW_AGE_DEFAULT);
		end = sh_canvas_text_right(c, row, MARGIN + 24, end, l.text, SH_STYLE_FAINT) - 2;
	}
	for (int i = 0; i < n && i < SH_VIEW_MESSAGES; i++) {
		const struct sh_view_message *m = &v->messages[i];
		if (!m->text[0])
			break;
		int64_t seconds = m->t_us / 1000000;
		sh_line_clear(&l);
		sh_line_add_int(&l, seconds / 60);
		sh_line_add(&l, seconds % 60 < 10 ? ":0" : ":");
		sh_line_add_int(&l, seconds % 60);
		int after = sh_canvas_text(c, row + i, MARGIN, end, l.text, SH_STYLE_FAINT);
		sh_canvas_text(c, row + i, after + 1, end, m->text, m->style);
		end = c->width - MARGIN;
	}
}

static void add_fact(struct sh_line *l, const char *before, int64_t n, const char *after)
{
	sh_line_add(l, before);
	sh_line_add_int(l, n);
	sh_line_add(l, after);
}

/* Whole or not at all: half a number is worse than none. */
static void add_fact_within(struct sh_line *l, int width, const char *before, int64_t n)
{
	struct sh_line longer = *l;
	add_fact(&longer, before, n, "");
	if (sh_canvas_text_width(longer.text) <= width)
		*l = longer;
}

static void draw_link(const struct sh_view *v, struct sh_canvas *c, int row)
{
	static const char *const states[SH_HEALTH_STATES] = {"looking for a sensor", "",
							     "sensor lost", "replay", "ended"};
	struct sh_line l;
	bool stale = sh_view_is_stale(v);
	if (!v->has_health)
		return;
	sh_line_clear(&l);
	sh_line_add(&l, v->port);
	if (states[v->state][0]) {
		sh_line_add(&l, l.len ? ": " : "");
		sh_line_add(&l, states[v->state]);
	}
	sh_line_add(&l, v->protocol[0] ? "  " : "");
	sh_line_add(&l, v->protocol);
	sh_words_silence(v, &l, stale ? "  no data for " : "  quiet for ");
	if (v->rate_mhz > 0 && !stale)
		add_fact(&l, "  ", (v->rate_mhz + 500) / 1000, " Hz");
	int width = c->width - 2 * MARGIN;
	add_fact_within(&l, width, "  lost ", (int64_t)v->lost);
	add_fact_within(&l, width, "  bad frames ", (int64_t)v->bad_frames);
	add_fact_within(&l, width, "  gaps ", (int64_t)v->gaps);
	int after = sh_canvas_text(c, row, MARGIN, c->width - MARGIN, l.text,
				   stale ? SH_STYLE_WARN : SH_STYLE_FAINT);
	if (v->note[0] && after + 2 + sh_canvas_text_width(v->note) <= c->width - MARGIN)
		sh_canvas_text_right(c, row, after + 2, c->width - MARGIN, v->note, SH_STYLE_FAINT);
}

struct key {
	const char *name, *word;
	int rank; /* the smaller, the longer it stays when room gets short */
};

static void draw_keys(const struct sh_view *v, struct sh_canvas *c, int row)
{
	bool paused = v->coach.phase == SH_PHASE_PAUSED;
	struct key keys[] = {
		{"space", "pause", 0}, {"n", "neutral", 3}, {"Enter", "next", 5},
		{"s", "side", 6},      {"m", "mark", 7},    {"c", "chair", 8},
		{"p", "PAIN", 1},      {"?", "help", 4},    {"q", "quit", 2},
	};
	enum { KEYS = sizeof keys / sizeof keys[0] };
	if (paused || v->coach.waiting_for_start)
		keys[0].word = paused ? "go on" : "start";
	int most = KEYS, room = c->width - 2, gap = 1;
	for (;;) {
		int used = 0, n = 0;
		for (int i = 0; i < KEYS; i++) {
			if (keys[i].rank >= most)
				continue;
			used += sh_canvas_text_width(keys[i].name) + 1 +
				sh_canvas_text_width(keys[i].word);
			n++;
		}
		if (used + n - 1 <= room || most <= 1) {
			gap = n > 1 && used + 2 * (n - 1) <= room ? 2 : 1;
			break;
		}
		most--;
	}
	int col = 1;
	for (int i = 0; i < KEYS; i++) {
		if (keys[i].rank >= most)
			continue;
		col = sh_canvas_text(c, row, col, c->width, keys[i].name, SH_STYLE_KEY);
		bool pain = keys[i].rank == 1;
		col = sh_canvas_text(c, row, col + 1, c->width, keys[i].word,
				     pain ? SH_STYLE_STRONG : SH_STYLE_FAINT);
		col += gap;
	}
}

static void draw_words_only(const struct sh_view *v, struct sh_canvas *c)
{
	struct sh_line l;
	struct sh_clock k;
	bool severe;
	int row = 0, h = c->height, w = c->width;
	if (h >= 5) {
		draw_title(v, c);
		row = 1;
	}
	struct sh_view_band bands[2];
	int n = sh_view_bands(v, bands);
	enum sh_zone zone = sh_view_zone(bands, n, v->coach.measure_mdeg);
	if (v->has_exercise && v->shown_deg != SH_MDEG_NONE) {
		sh_line_clear(&l);
		sh_line_add_int(&l, v->shown_deg < 0 ? -v->shown_deg : v->shown_deg);
		sh_line_add(&l, sh_screen_degree(c));
		sh_line_add(&l, " ");
		sh_line_add(&l, sh_words_direction(v->exercise.measure,
						   (v->shown_deg > 0) - (v->shown_deg < 0), false));
		int after = sh_canvas_text(c, row, 0, w, l.text, SH_STYLE_STRONG);
		sh_canvas_text(c, row, after + 1, w, sh_words_zone(zone),
			       sh_screen_zone_field(zone));
	} else {
		sh_screen_about(v, c, &l);
		sh_canvas_text(c, row, 0, w, l.len ? l.text : "-- no angle", SH_STYLE_STRONG);
	}
	enum sh_style style = sh_words_warning(v, &l, &severe);
	bool warned = l.len > 0;
	if (warned) { /* last row but the keys; over two rows where they are to be had */
		int at = h >= 6 ? h - 2 : h - 1;
		sh_canvas_fill(c, at, 0, 1, w, ' ', style);
		if (sh_canvas_text_width(l.text) > w && severe)
			sh_screen_heading(v, &l);
		else if (sh_canvas_text_width(l.text) > w && v->coach.warnings)
			sh_words_short(v, true, &l);
		sh_canvas_text(c, at, 0, w, l.text, style);
	}
	int end = h - (h >= 6) - warned;
	sh_words_phase(v, &l);
	if (++row < end)
		sh_canvas_text(c, row, 0, w, l.text, SH_STYLE_STRONG);
	sh_screen_clock_of(v, &k);
	sh_line_clear(&l);
	sh_line_add(&l, k.label);
	sh_line_add(&l, " ");
	sh_line_add_int(&l, k.figure);
	if (k.of > 0)
		add_fact(&l, " of ", k.of, k.seconds ? " s" : "");
	if (++row < end && v->has_exercise)
		sh_canvas_text(c, row, 0, w, l.text, SH_STYLE_PLAIN);
	if (++row < end && h >= 7)
		draw_link(v, c, row);
	if (h >= 6)
		draw_keys(v, c, h - 1);
}

void sh_screen_live_draw(const struct sh_view *v, struct sh_canvas *c,
			 const struct sh_screen_caps *caps)
{
	assert(v && c && caps);
	c->glyphs = !caps->utf8 ? SH_GLYPHS_ASCII : caps->fine ? SH_GLYPHS_FINE : SH_GLYPHS_BLOCKS;
	sh_canvas_clear(c);
	if (c->width < FIGURES_WIDTH || c->height < FIGURES_HEIGHT) {
		draw_words_only(v, c);
		return;
	}
	int half = c->width / 2;
	struct sh_view_band bands[2];
	bool has_scale = sh_view_bands(v, bands) > 0;
	bool no_angle = v->has_exercise && !has_scale;
	struct plan p;
	plan_rows(&p, c->width, c->height, has_scale);
	draw_title(v, c);
	sh_screen_orders(v, c, p.phase, p.warning);
	if (!v->has_exercise) {
		sh_screen_angles(v, c, p.label, p.scale);
		if (p.about >= 0 && v->has_posture)
			sh_canvas_text(c, p.about, MARGIN, c->width - MARGIN,
				       v->has_neutral ? sh_words_position(v->position)
						      : "no neutral yet: keep still and press n",
				       SH_STYLE_FAINT);
	} else if (no_angle) {
		sh_screen_clock(v, c, p.label, p.scale, p.about, MARGIN, c->width - MARGIN);
	} else {
		sh_screen_angle(v, c, p.label, p.scale, MARGIN, half - 1);
		sh_screen_clock(v, c, p.label, p.scale, p.about, half + 1, c->width - MARGIN);
		if (p.about >= 0)
			draw_about(v, c, p.about, half - 1);
		sh_screen_scale(v, c, p.marker, p.bar, p.numbers);
	}
	if (p.graph >= 0)
		sh_screen_graph(v, c, p.graph, p.graph_rows);
	if (p.messages >= 0)
		draw_messages(v, c, p.messages, p.n_messages);
	if (p.link >= 0)
		draw_link(v, c, p.link);
	draw_keys(v, c, p.keys);
}
