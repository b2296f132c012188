/* Scale and graph of the live screen.
 *
 * The scale is piecewise linear: each zone gets an equal share of the width. A linear one was drawn
 * first and gave the cat's arch side, which is where the danger is, four columns of eighty.
 *
 * The graph keeps the extremes of what falls into a dot column and joins it to the column before.
 * Its window ends at the next full ten seconds.
 */

#include "tui/screen_parts.h"

#include "tui/words.h"

enum { EDGES = 11, MARGIN = 2, LABEL = 11, STEP_TICKS = 100 };

enum sh_style sh_screen_zone_style(enum sh_zone z)
{
	switch (z) {
	case SH_ZONE_TARGET:
		return SH_STYLE_TARGET;
	case SH_ZONE_ABOVE:
		return SH_STYLE_ABOVE;
	case SH_ZONE_WARN:
		return SH_STYLE_WARN;
	case SH_ZONE_LIMIT:
		return SH_STYLE_LIMIT;
	default:
		return SH_STYLE_BELOW;
	}
}

enum sh_style sh_screen_zone_field(enum sh_zone z)
{
	int step = (int)SH_STYLE_ON_BELOW - (int)SH_STYLE_BELOW;
	return (enum sh_style)((int)sh_screen_zone_style(z) + step);
}

/* Borders of the fields from left to right: signed angle, and the zone to the right of it. */
struct scale {
	int n; /* edges; fields are one fewer */
	int32_t edge_mdeg[EDGES];
	enum sh_zone zone[EDGES];
	int left, width;
};

static void add_edge(struct scale *s, int64_t mdeg, enum sh_zone zone)
{
	if (s->n > 0 && s->edge_mdeg[s->n - 1] == mdeg) /* an empty field: a target from 0 */
		s->n--;
	s->edge_mdeg[s->n] = (int32_t)mdeg;
	s->zone[s->n] = zone;
	s->n++;
}

static int64_t outer_mdeg(const struct sh_view_band *b)
{
	return 2 * (int64_t)b->limit_mdeg - b->warn_mdeg;
}

static void add_side(struct scale *s, const struct sh_view_band *b, bool outward)
{
	int64_t k = b->sign;
	if (outward) {
		add_edge(s, 0, SH_ZONE_BELOW);
		add_edge(s, k * b->low_mdeg, SH_ZONE_TARGET);
		add_edge(s, k * b->high_mdeg, SH_ZONE_ABOVE);
		add_edge(s, k * b->warn_mdeg, SH_ZONE_WARN);
		add_edge(s, k * b->limit_mdeg, SH_ZONE_LIMIT);
		add_edge(s, k * outer_mdeg(b), SH_ZONE_NONE);
		return;
	}
	add_edge(s, k * outer_mdeg(b), SH_ZONE_LIMIT);
	add_edge(s, k * b->limit_mdeg, SH_ZONE_WARN);
	add_edge(s, k * b->warn_mdeg, SH_ZONE_ABOVE);
	add_edge(s, k * b->high_mdeg, SH_ZONE_TARGET);
	add_edge(s, k * b->low_mdeg, SH_ZONE_BELOW);
}

static bool is_left_side(const struct sh_view *v, const struct sh_view_band *b)
{
	return v->exercise.measure == SH_MEASURE_ROLL ? b->sign > 0 : b->sign < 0;
}

static int edge_col(const struct scale *s, int i)
{
	return s->left + s->width * i / (s->n - 1);
}

static void draw_fields(const struct scale *s, struct sh_canvas *c, int row)
{
	for (int i = 0; i + 1 < s->n; i++) {
		int from = edge_col(s, i), to = edge_col(s, i + 1);
		const char *word = sh_words_zone(s->zone[i]);
		char initial[2] = {word[0], '\0'};
		enum sh_style style = sh_screen_zone_field(s->zone[i]);
		sh_canvas_fill(c, row, from, 1, to - from, ' ', style);
		if (i > 0)
			sh_canvas_put(c, row, from, 0x2502, style);
		if (sh_canvas_text_width(word) > to - from - 1)
			word = initial;
		sh_canvas_text_middle(c, row, from + (i > 0), to, word, style);
	}
}

static void draw_numbers(const struct scale *s, struct sh_canvas *c, int row)
{
	int free_from = s->left;
	for (int i = 0; i < s->n; i++) {
		if ((i == 0 && s->zone[0] == SH_ZONE_LIMIT) || i + 1 == s->n)
			continue;
		struct sh_line l;
		sh_line_clear(&l);
		sh_line_add_int(&l, sh_line_whole_deg(s->edge_mdeg[i]));
		if (edge_col(s, i) < free_from)
			continue;
		free_from = 1 + sh_canvas_text(c, row, edge_col(s, i), s->left + s->width, l.text,
					       SH_STYLE_PLAIN);
	}
}

static void draw_ends(const struct sh_view *v, const struct scale *s, struct sh_canvas *c, int row,
		      bool two_sided)
{
	static const char *const words[3][2] = {{"arch", "round"}, {"left", "right"}, {"", "roll"}};
	enum sh_measure m = v->exercise.measure;
	int kind = m == SH_MEASURE_SWEEP			       ? 2
		   : m == SH_MEASURE_ROLL || m == SH_MEASURE_SIDE_TILT ? 1
								       : 0;
	int end = s->left + s->width;
	if (two_sided) {
		sh_canvas_text(c, row, s->left, end, words[kind][0], SH_STYLE_FAINT);
		sh_canvas_text_right(c, row, s->left, end, words[kind][1], SH_STYLE_FAINT);
		return;
	}
	bool left = s->edge_mdeg[1] < 0;
	if (m == SH_MEASURE_ROLL)
		left = !left;
	sh_canvas_text_right(c, row, edge_col(s, s->n - 2) + 4, end, words[kind][left ? 0 : 1],
			     SH_STYLE_FAINT);
}

static void draw_marker(const struct sh_view *v, const struct scale *s, struct sh_canvas *c,
			int row, enum sh_style style)
{
	int64_t at = v->coach.measure_mdeg;
	bool rising = s->edge_mdeg[s->n - 1] > s->edge_mdeg[0];
	int64_t first = s->edge_mdeg[0], last = s->edge_mdeg[s->n - 1];
	if (rising ? at < first : at > first) {
		sh_canvas_put(c, row, s->left, 0x25c4, style);
		return;
	}
	if (rising ? at >= last : at <= last) {
		sh_canvas_put(c, row, s->left + s->width - 1, 0x25ba, style);
		return;
	}
	int i = 0;
	while (i + 2 < s->n && (rising ? at >= s->edge_mdeg[i + 1] : at <= s->edge_mdeg[i + 1]))
		i++;
	int64_t span = (int64_t)s->edge_mdeg[i + 1] - s->edge_mdeg[i];
	int64_t wide = edge_col(s, i + 1) - edge_col(s, i);
	int col = edge_col(s, i) + (int)((at - s->edge_mdeg[i]) * wide / span);
	sh_canvas_put(c, row, col, 0x25bc, style);
}

void sh_screen_scale(const struct sh_view *v, struct sh_canvas *c, int marker, int bar, int numbers)
{
	struct sh_view_band bands[2];
	int n = sh_view_bands(v, bands);
	struct scale s = {0};
	if (n == 0 || bar < 0)
		return;
	if (n == 2) {
		int left = is_left_side(v, &bands[0]) ? 0 : 1;
		add_side(&s, &bands[left], false);
		add_side(&s, &bands[1 - left], true);
	} else {
		add_side(&s, &bands[0], true);
	}
	s.left = MARGIN;
	s.width = c->width - 2 * MARGIN;
	if (s.n < 2 || s.width < s.n)
		return;
	draw_fields(&s, c, bar);
	if (numbers >= 0) {
		draw_ends(v, &s, c, numbers, n == 2);
		draw_numbers(&s, c, numbers);
	}
	enum sh_zone zone = sh_view_zone(bands, n, v->coach.measure_mdeg);
	if (zone == SH_ZONE_NONE)
		return;
	if (marker >= 0)
		draw_marker(v, &s, c, marker, sh_screen_zone_style(zone));
	else
		draw_marker(v, &s, c, bar, SH_STYLE_STRONG);
}

struct graph {
	struct sh_canvas *c;
	struct sh_plot plot;
	struct sh_view_band bands[2];
	int n_bands;
	int sign; /* what goes up */
	int64_t top_mdeg, bottom_mdeg;
	int64_t start_tick;
};

static int dot_of(const struct graph *g, int64_t mdeg)
{
	int64_t span = g->top_mdeg - g->bottom_mdeg;
	int64_t y = (g->top_mdeg - mdeg * g->sign) * (g->plot.dots_high - 1) / span;
	return y < 0 ? 0 : y >= g->plot.dots_high ? g->plot.dots_high - 1 : (int)y;
}

static int row_of(const struct graph *g, int64_t mdeg)
{
	return g->plot.row + dot_of(g, mdeg) * g->plot.height / g->plot.dots_high;
}

static void choose_range(const struct sh_view *v, struct graph *g)
{
	g->sign = 1;
	if (g->n_bands == 1) {
		g->sign = g->bands[0].sign;
		g->top_mdeg = g->bands[0].limit_mdeg * (int64_t)23 / 20;
		g->bottom_mdeg = -(int64_t)g->bands[0].limit_mdeg / 4;
	} else if (g->n_bands == 2) {
		int up = g->bands[0].sign > 0 ? 0 : 1;
		g->top_mdeg = g->bands[up].limit_mdeg * (int64_t)23 / 20;
		g->bottom_mdeg = -g->bands[1 - up].limit_mdeg * (int64_t)23 / 20;
	} else {
		static const int64_t choices[] = {20000, 45000, 90000, 180000};
		int pick = 0;
		for (int64_t t = g->start_tick; t <= v->trace_tick; t++) {
			int32_t at = sh_view_trace(v, t);
			while (at != SH_MDEG_NONE && pick < 3 &&
			       (at > choices[pick] || -(int64_t)at > choices[pick]))
				pick++;
		}
		g->top_mdeg = choices[pick];
		g->bottom_mdeg = -choices[pick];
	}
	if (g->top_mdeg <= g->bottom_mdeg) /* a band that no catalog lets through */
		g->top_mdeg = g->bottom_mdeg + 1000;
}

static bool label_row(struct graph *g, uint32_t *taken, int64_t mdeg, const char *word,
		      enum sh_style style)
{
	int row = row_of(g, mdeg), at = row - g->plot.row;
	if (at < 32 && (*taken >> (unsigned)at & 1u))
		return false;
	if (at < 32)
		*taken |= 1u << (unsigned)at;
	struct sh_line l;
	sh_line_clear(&l);
	sh_line_add(&l, word);
	sh_line_add(&l, word[0] ? " " : "");
	sh_line_add_int(&l, sh_line_whole_deg((int32_t)mdeg));
	sh_canvas_text_right(g->c, row, MARGIN, MARGIN + LABEL - 2, l.text, style);
	return true;
}

static void draw_threshold(struct graph *g, uint32_t *taken, int64_t mdeg, const char *word,
			   enum sh_style style)
{
	if (label_row(g, taken, mdeg, word, style))
		sh_canvas_fill(g->c, row_of(g, mdeg), g->plot.col, 1, g->plot.width, 0x2500, style);
}

static void draw_bands(struct graph *g)
{
	uint32_t taken = 0;
	bool ascii = g->c->glyphs == SH_GLYPHS_ASCII;
	for (int i = 0; i < g->n_bands; i++) {
		const struct sh_view_band *b = &g->bands[i];
		int a = row_of(g, (int64_t)b->sign * b->low_mdeg);
		int z = row_of(g, (int64_t)b->sign * b->high_mdeg);
		int top = a < z ? a : z, rows = (a < z ? z - a : a - z) + 1;
		if (ascii) { /* dots there would look like the trace's */
			sh_canvas_fill(g->c, a, g->plot.col, 1, g->plot.width, '~', SH_STYLE_BAND);
			sh_canvas_fill(g->c, z, g->plot.col, 1, g->plot.width, '~', SH_STYLE_BAND);
		} else {
			sh_canvas_fill(g->c, top, g->plot.col, rows, g->plot.width, 0x00b7,
				       SH_STYLE_BAND);
		}
	}
	for (int i = 0; i < g->n_bands; i++) {
		const struct sh_view_band *b = &g->bands[i];
		int64_t k = b->sign;
		draw_threshold(g, &taken, k * b->limit_mdeg, "limit", SH_STYLE_LIMIT);
		draw_threshold(g, &taken, k * b->warn_mdeg, "warn", SH_STYLE_WARN);
	}
	for (int i = 0; i < g->n_bands; i++) {
		const struct sh_view_band *b = &g->bands[i];
		int64_t k = b->sign;
		label_row(g, &taken, k * b->high_mdeg, "target", SH_STYLE_TARGET);
		label_row(g, &taken, k * b->low_mdeg, "", SH_STYLE_TARGET);
	}
	if (g->n_bands == 0) {
		label_row(g, &taken, g->top_mdeg, "round", SH_STYLE_FAINT);
		label_row(g, &taken, g->bottom_mdeg, "arch", SH_STYLE_FAINT);
	}
	if (label_row(g, &taken, 0, "", SH_STYLE_FAINT))
		sh_canvas_fill(g->c, row_of(g, 0), g->plot.col, 1, g->plot.width,
			       ascii ? '-' : 0x2508, SH_STYLE_FAINT);
}

static void draw_trace(const struct sh_view *v, struct graph *g)
{
	int last_y = -1;
	for (int x = 0; x < g->plot.dots_wide; x++) {
		int64_t from = g->start_tick + (int64_t)x * SH_VIEW_TRACE / g->plot.dots_wide;
		int64_t to = g->start_tick + (int64_t)(x + 1) * SH_VIEW_TRACE / g->plot.dots_wide;
		int top = -1, bottom = -1, y = -1;
		enum sh_zone worst = SH_ZONE_NONE;
		for (int64_t t = from; t < to || t == from; t++) {
			int32_t mdeg = sh_view_trace(v, t);
			if (mdeg == SH_MDEG_NONE)
				continue;
			enum sh_zone zone = sh_view_zone(g->bands, g->n_bands, mdeg);
			worst = zone > worst ? zone : worst;
			y = dot_of(g, mdeg);
			if (top < 0 || y < top)
				top = y;
			if (y > bottom)
				bottom = y;
		}
		if (top >= 0) {
			if (last_y >= 0 && last_y < top - 1)
				top = last_y + 1;
			if (last_y > bottom + 1)
				bottom = last_y - 1;
			sh_plot_column(&g->plot, x, top, bottom,
				       worst > SH_ZONE_TARGET ? sh_screen_zone_style(worst)
							      : SH_STYLE_STRONG);
		}
		last_y = y;
	}
}

static void draw_rule(const struct sh_view *v, struct graph *g, int row, bool has_angle)
{
	struct sh_canvas *c = g->c;
	sh_canvas_fill(c, row, MARGIN, 1, c->width - 2 * MARGIN, 0x2500, SH_STYLE_FAINT);
	for (int i = 0; i < 6 && g->plot.width > 0; i++) {
		int64_t tick = (g->start_tick / 100 + 1 + i) * 100 - g->start_tick;
		if (tick < SH_VIEW_TRACE)
			sh_canvas_put(c, row,
				      g->plot.col + (int)(tick * g->plot.width / SH_VIEW_TRACE),
				      0x252c, SH_STYLE_FAINT);
	}
	sh_canvas_text(c, row, MARGIN + 2, c->width - MARGIN, " last minute ", SH_STYLE_FAINT);
	const char *what = v->curve ? " between low and upper back "
				    : " tilt of the low back, not the curve of the spine ";
	if (!has_angle)
		what = " no angle in this exercise ";
	sh_canvas_text_right(c, row, MARGIN + 18, c->width - MARGIN - 2, what, SH_STYLE_FAINT);
}

void sh_screen_graph(const struct sh_view *v, struct sh_canvas *c, int row, int height)
{
	struct graph g = {.c = c};
	g.n_bands = sh_view_bands(v, g.bands);
	int64_t end = (v->trace_tick < 0 ? 0 : v->trace_tick / STEP_TICKS + 1) * STEP_TICKS;
	g.start_tick = end > SH_VIEW_TRACE ? end - SH_VIEW_TRACE : 0;
	int col = MARGIN + LABEL;
	sh_plot_init(&g.plot, c, row + 1, col, height, c->width - MARGIN - col);
	bool has_angle = g.n_bands > 0 || !v->has_exercise;
	draw_rule(v, &g, row, has_angle);
	if (!has_angle || g.plot.dots_high < 2 || g.plot.width < 4)
		return;
	choose_range(v, &g);
	draw_bands(&g);
	draw_trace(v, &g);
}
