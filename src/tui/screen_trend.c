/* Trends: one row an exercise and side, and the curve of the chosen one.
 *
 * A curve always has at least the height of the noise band, so that scatter looks like scatter. The
 * band lies around the beginning of the line; what stays in it is called no change, in words. Where
 * side and side differ clearly that is said too, and nothing else is made of it.
 */

#include "tui/screen_menu.h"

#include "tui/line.h"
#include "tui/menu_words.h"
#include "tui/screen_parts.h"

enum {
	GRAPH_LABEL = 7,
	GRAPH_ROWS_MIN = 6,
	GRAPH_ROWS_MAX = 18,
	GRAPH_ROWS_NEXT = 12, /* below it a further curve is not begun */
	TITLE = 29,
	SIDE = 6,
	LATEST = 8,
	VERDICT_MIN = 24,
	SPARK_MAX = 24,
	LIST_MORE = 2
};

static void add_value(const struct sh_menu_trend *t, const struct sh_canvas *c, int32_t value,
		      struct sh_line *l)
{
	if (t->angle) {
		sh_line_add_int(l, sh_line_whole_deg(value));
		sh_line_add(l, sh_screen_degree(c));
		return;
	}
	sh_line_add_int(l, (value + 500) / 1000);
	sh_line_add(l, " s");
}

static int32_t band_of(const struct sh_menu_trend *t)
{
	return t->angle ? SH_TREND_ANGLE_BAND : SH_TREND_TIME_BAND;
}

static void say_verdict(const struct sh_menu_trend *t, const struct sh_canvas *c, bool brief,
			struct sh_line *l)
{
	int32_t change = t->line.to - t->line.from;

	sh_line_clear(l);
	switch (t->line.verdict) {
	case SH_TREND_FEW:
		sh_line_add_int(l, t->n);
		sh_line_add(l, t->n == 1 ? " session" : " sessions");
		sh_line_add(l, brief ? ", too few" : ": a trend needs four or more");
		break;
	case SH_TREND_NOISE:
		sh_line_add(l,
			    brief ? "no change to speak of" : "No change to speak of: less than ");
		if (brief)
			break;
		add_value(t, c, band_of(t), l);
		sh_line_add(l, " from day to day is the measurement itself.");
		break;
	default:
		sh_line_add(l, brief ? "" : "Clear change: ");
		sh_line_add(l, t->angle	    ? change > 0 ? "deeper by about " : "smaller by about "
			       : change > 0 ? "longer by about "
					    : "shorter by about ");
		add_value(t, c, change < 0 ? -change : change, l);
		if (!brief) {
			sh_line_add(l, " over ");
			sh_line_add_int(l, t->n);
			sh_line_add(l, " sessions, which is more than the measurement scatters.");
		}
		break;
	}
}

static uint32_t spark(const struct sh_canvas *c, int level)
{
	static const uint32_t ascii[8] = {'_', '_', '.', '.', '-', '-', '\'', '\''};

	if (c->glyphs == SH_GLYPHS_ASCII)
		return ascii[level];
	if (c->glyphs == SH_GLYPHS_BLOCKS)
		return level < 3 ? '_' : level < 6 ? 0x2584u : 0x2588u;
	return 0x2581u + (uint32_t)level;
}

static void extremes(const struct sh_menu_trend *t, int32_t *ret_low, int32_t *ret_high)
{
	int32_t low = t->value[0], high = t->value[0], band = band_of(t);

	for (int i = 1; i < t->n; i++) {
		low = t->value[i] < low ? t->value[i] : low;
		high = t->value[i] > high ? t->value[i] : high;
	}
	if (high - low < band) {
		low -= (band - (high - low)) / 2;
		high = low + band;
	}
	*ret_low = low;
	*ret_high = high;
}

static void draw_spark(const struct sh_menu_trend *t, struct sh_canvas *c, int row, int col,
		       int width, enum sh_style style)
{
	int first = t->n > width ? t->n - width : 0;
	int32_t low, high;

	extremes(t, &low, &high);
	for (int i = first; i < t->n; i++) {
		int64_t level = ((int64_t)t->value[i] - low) * 8 / ((int64_t)high - low + 1);

		sh_canvas_put(c, row, col + i - first, spark(c, (int)level), style);
	}
}

static void draw_row(const struct sh_menu_trend *t, struct sh_canvas *c, int row, int col, int end,
		     bool chosen, bool active)
{
	enum sh_style plain = sh_front_row_style(chosen, active, SH_STYLE_PLAIN);
	enum sh_style faint = sh_front_row_style(chosen, active, SH_STYLE_FAINT);
	int title = end - col < 90 ? TITLE - 5 : TITLE;
	int at = col + 2 + title + SIDE, width = end - at - LATEST - VERDICT_MIN - 1;
	struct sh_line l;

	width = width > SPARK_MAX ? SPARK_MAX : width < 6 ? 6 : width;
	sh_front_row(c, row, col, end - 1, chosen, active);
	sh_canvas_text(c, row, col + 2, col + 2 + title - 1, t->title, plain);
	sh_canvas_text(c, row, col + 2 + title, at - 1, sh_menu_side(t->side), faint);
	draw_spark(t, c, row, at, width, chosen && active ? SH_STYLE_TITLE : SH_STYLE_BELOW);
	sh_line_clear(&l);
	add_value(t, c, t->value[t->n - 1], &l);
	sh_canvas_text_right(c, row, at + width, at + width + LATEST - 1, l.text, plain);
	say_verdict(t, c, true, &l);
	if (t->synthetic) {
		sh_line_clear(&l);
		sh_line_add(&l, "synthetic wearer");
	}
	sh_canvas_text(c, row, at + width + LATEST + 1, end - 1, l.text,
		       t->line.verdict >= SH_TREND_UP ? plain : faint);
}

struct graph {
	struct sh_canvas *c;
	int top, rows, left, width;
	int64_t low, high;
};

static int row_of(const struct graph *g, int64_t value)
{
	return g->top + (int)((g->high - value) * (g->rows - 1) / (g->high - g->low));
}

static void draw_label(const struct graph *g, const struct sh_menu_trend *t, int64_t value, int col)
{
	struct sh_line l;

	sh_line_clear(&l);
	if (value < 0)
		return;
	add_value(t, g->c, (int32_t)value, &l);
	sh_canvas_text_right(g->c, row_of(g, value), col, g->left - 1, l.text, SH_STYLE_FAINT);
}

static void draw_curve(const struct graph *g, const struct sh_menu_trend *t)
{
	struct sh_plot p;
	int last = t->n - 1;
	uint32_t mark = g->c->glyphs == SH_GLYPHS_ASCII ? 'o' : 0x2588;
	int before = -1;

	sh_plot_init(&p, g->c, g->top, g->left, g->rows, g->width);
	for (int x = 0; last > 0 && x < p.dots_wide; x++) {
		int64_t at = (int64_t)x * last, wide = p.dots_wide - 1;
		int i = (int)(at / wide) < last ? (int)(at / wide) : last - 1;
		int64_t value = t->value[i] +
				((int64_t)t->value[i + 1] - t->value[i]) * (at - i * wide) / wide;
		int y = (int)((g->high - value) * (p.dots_high - 1) / (g->high - g->low));

		sh_plot_column(&p, x, before >= 0 ? before : y, y, SH_STYLE_BELOW);
		before = y;
	}
	for (int i = 0; i < t->n; i++) {
		int64_t off = (int64_t)t->value[i] - t->line.from;
		bool beyond = off >= band_of(t) || off <= -band_of(t);
		int x = last > 0 ? g->left + (g->width - 1) * i / last : g->left + g->width / 2;

		sh_canvas_put(g->c, row_of(g, t->value[i]), x, mark,
			      beyond ? SH_STYLE_ABOVE : SH_STYLE_STRONG);
	}
}

static void draw_graph(const struct sh_menu_trend *t, struct sh_canvas *c, int top, int bottom,
		       int col, int end)
{
	int32_t low, high, band = band_of(t);
	struct graph g = {c, top, bottom - top, col + GRAPH_LABEL, end - col - GRAPH_LABEL, 0, 0};

	extremes(t, &low, &high);
	g.low = low < t->line.from - band ? low : t->line.from - band;
	g.high = high > t->line.from + band ? high : t->line.from + band;
	if (g.low < 0) /* there is no angle and no time below nothing */
		g.low = 0;
	for (int row = row_of(&g, t->line.from + band); row < bottom; row++) {
		if (row <= row_of(&g, t->line.from > band ? t->line.from - band : 0))
			sh_canvas_fill(c, row, g.left, 1, g.width, 0xb7, SH_STYLE_BAND);
	}
	draw_label(&g, t, t->line.from + band, col);
	draw_label(&g, t, t->line.from > band ? t->line.from - band : 0, col);
	draw_label(&g, t, t->line.from, col);
	draw_curve(&g, t);
}

void sh_front_trend(const struct sh_menu_trend *t, struct sh_canvas *c, int top, int bottom,
		    int col, int end)
{
	struct sh_line l;
	struct sh_flow f;

	sh_flow_init(&f, c, top, bottom, col, end, 0);
	sh_line_clear(&l);
	sh_line_add(&l, t->title);
	sh_line_add(&l, t->side == SH_SIDE_BOTH ? "" : ", ");
	sh_line_add(&l, sh_menu_side(t->side));
	sh_line_add(&l, t->angle ? ": median depth a session" : ": seconds that counted");
	sh_flow_heading(&f, l.text);
	say_verdict(t, c, false, &l);
	sh_flow_text(&f, l.text, SH_STYLE_PLAIN);
	if (t->has_balance) {
		sh_line_clear(&l);
		sh_line_add(&l, t->balance_percent > 0 ? "Left is clearly deeper than right: by "
						       : "Right is clearly deeper than left: by ");
		sh_line_add_int(&l,
				t->balance_percent < 0 ? -t->balance_percent : t->balance_percent);
		sh_line_add(&l, " % of their mean.");
		sh_flow_text(&f, l.text, SH_STYLE_PLAIN);
	}
	if (bottom - top - f.used >= 4)
		draw_graph(t, c, top + f.used, bottom - 1, col, end);
	sh_canvas_text(c, bottom - 1, col + GRAPH_LABEL, end, "oldest", SH_STYLE_FAINT);
	sh_canvas_text_middle(c, bottom - 1, col + GRAPH_LABEL, end,
			      "dotted: what the measurement scatters", SH_STYLE_FAINT);
	sh_canvas_text_right(c, bottom - 1, col + GRAPH_LABEL, end, "newest", SH_STYLE_FAINT);
}

void sh_front_trends(const struct sh_menu *m, const struct sh_menu_model *model,
		     struct sh_canvas *c, int top, int bottom, int col, int end, bool active)
{
	int n = model->n_trends, rows = (bottom - top) / 2 - LIST_MORE, first;
	struct sh_flow f;

	sh_flow_init(&f, c, top, bottom, col, end, 0);
	sh_flow_heading(&f, "trends");
	if (n == 0) {
		sh_flow_text(&f, "They come with the first finished exercise.", SH_STYLE_PLAIN);
		return;
	}
	rows = rows > n ? n : rows < 2 ? 2 : rows;
	first = sh_front_top(m->trend, n, rows);
	for (int i = 0; i < rows && first + i < n; i++)
		draw_row(&model->trends[first + i], c, top + 1 + i, col, end,
			 first + i == m->trend && m->screen == SH_MENU_HISTORY, active);
	sh_front_more(c, top + 1, rows, end, first, n);
	/* the chosen one, and those after it as long as there is room */
	for (int i = m->trend, row = top + rows + 2; i < n; i++, row += GRAPH_ROWS_MAX) {
		int below = row + GRAPH_ROWS_MAX - 1 < bottom ? row + GRAPH_ROWS_MAX - 1 : bottom;

		if (below - row >= GRAPH_ROWS_MIN &&
		    (i == m->trend || below - row >= GRAPH_ROWS_NEXT))
			sh_front_trend(&model->trends[i], c, row, below, col, end);
	}
}
