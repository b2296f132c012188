/* The last minute as a graph.
 *
 * It keeps the extremes of what falls into a dot column and joins it to the column before. What a
 * terminal on a slow line gets decides how it moves: the window ends at the next full twenty
 * seconds and jumps, since moving every column every second was most of what was sent, and the
 * curve grows a second at a time, as the scale's mark above it already follows every moment.
 *
 * The lines of limit and warn differ in shape, not only in colour: double and single, and in ASCII
 * equals signs and dashes; the target is a field of dots.
 */

#include "tui/screen_parts.h"

#include "tui/words.h"

enum {
	MARGIN = 2,
	LABEL = 11,
	STEP_TICKS = 200, /* the window moves on by this */
	GROW_TICKS = 10,  /* the curve grows by this */
	TIMES_WIDTH = 100 /* from this width on the seconds have their numbers */
};

struct graph {
	struct sh_canvas *c;
	struct sh_plot plot;
	struct sh_view_band bands[2];
	int n_bands;
	int sign; /* what goes up */
	int64_t top_mdeg, bottom_mdeg;
	int64_t start_tick; /* of the window, a full ten seconds */
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
	uint32_t line = style == SH_STYLE_LIMIT ? 0x2550 : 0x2500;
	if (label_row(g, taken, mdeg, word, style))
		sh_canvas_fill(g->c, row_of(g, mdeg), g->plot.col, 1, g->plot.width, line, style);
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

static enum sh_style mark_style(enum sh_zone worst)
{
	return worst > SH_ZONE_TARGET ? sh_screen_zone_style(worst) : SH_STYLE_PLAIN;
}

static void draw_curve(const struct sh_view *v, struct graph *g)
{
	int last_y = -1;
	int64_t newest = (v->trace_tick + 1) / GROW_TICKS * GROW_TICKS;
	for (int x = 0; x < g->plot.dots_wide; x++) {
		int64_t from = g->start_tick + (int64_t)x * SH_VIEW_TRACE / g->plot.dots_wide;
		int64_t to = g->start_tick + (int64_t)(x + 1) * SH_VIEW_TRACE / g->plot.dots_wide;
		int top = -1, bottom = -1, y = -1;
		enum sh_zone worst = SH_ZONE_NONE;
		for (int64_t t = from; t < to || t == from; t++) {
			int32_t mdeg = sh_view_trace(v, t);
			if (mdeg == SH_MDEG_NONE || t >= newest)
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
			sh_plot_column(&g->plot, x, top, bottom, mark_style(worst));
		}
		last_y = y;
	}
}

/* The rule above the field: its title, a tick every ten seconds, and what is measured. */
static void draw_rule(const struct sh_view *v, struct graph *g, int row, bool has_angle)
{
	struct sh_canvas *c = g->c;
	const char *what = v->curve ? " between low and upper back "
				    : " tilt of the low back, not the curve of the spine ";
	if (!has_angle)
		what = " no angle in this exercise ";
	sh_canvas_fill(c, row, MARGIN, 1, c->width - 2 * MARGIN, 0x2500, SH_STYLE_FAINT);
	int first = sh_canvas_text(c, row, MARGIN + 2, c->width - MARGIN, " last minute ",
				   SH_STYLE_FAINT);
	int end = sh_canvas_text_right(c, row, MARGIN + 18, c->width - MARGIN - 2, what,
				       SH_STYLE_FAINT);
	for (int64_t tick = 100; tick < SH_VIEW_TRACE && g->plot.width > 0; tick += 100) {
		struct sh_line l;
		int col = g->plot.col + (int)(tick * g->plot.width / SH_VIEW_TRACE);
		int64_t seconds = (g->start_tick + tick) / 10;
		sh_line_clear(&l);
		if (c->width >= TIMES_WIDTH)
			sh_line_add_minutes(&l, seconds);
		if (col < first || col + sh_canvas_text_width(l.text) >= end)
			continue;
		sh_canvas_put(c, row, col, 0x252c, SH_STYLE_FAINT);
		sh_canvas_text(c, row, col + 1, end, l.text, SH_STYLE_FAINT);
	}
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
	draw_curve(v, &g);
}
