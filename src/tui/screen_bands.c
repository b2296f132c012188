/* The scale of an exercise outside of a session: the same fields as on the live screen, each of the
 * same width whatever its span, with the thresholds at their borders.
 *
 * It is drawn from the exercise's own numbers and fits into any part of the canvas; the live one
 * follows the coach's view and takes the whole width. Left is where the body goes left, or arch.
 */

#include "tui/screen_menu.h"

#include "tui/line.h"
#include "tui/screen_parts.h"
#include "tui/words.h"

enum { FIELDS = 5, EDGES = 2 * FIELDS + 1, BORDER = 0x2502 };

struct scale {
	int n; /* edges; fields are one fewer */
	double edge_deg[EDGES];
	enum sh_zone zone[EDGES];
};

bool sh_front_has_bands(const struct sh_exercise *x)
{
	return x->measure != SH_MEASURE_STILLNESS && (x->positive.used || x->negative.used);
}

static void add_edge(struct scale *s, double deg, enum sh_zone zone)
{
	if (s->n > 0 && s->edge_deg[s->n - 1] == deg) /* an empty field: a target from 0 */
		s->n--;
	s->edge_deg[s->n] = deg;
	s->zone[s->n] = zone;
	s->n++;
}

static void add_side(struct scale *s, const struct sh_band *b, bool outward)
{
	const double at[FIELDS] = {0, b->low_deg, b->high_deg, b->warn_deg, b->limit_deg};
	static const enum sh_zone zones[FIELDS] = {SH_ZONE_BELOW, SH_ZONE_TARGET, SH_ZONE_ABOVE,
						   SH_ZONE_WARN, SH_ZONE_LIMIT};

	if (outward) {
		for (int i = 0; i < FIELDS; i++)
			add_edge(s, at[i], zones[i]);
		add_edge(s, 2 * b->limit_deg - b->warn_deg, SH_ZONE_NONE);
		return;
	}
	/* mirrored: a field's inner border is where the next one begins */
	add_edge(s, -(2 * b->limit_deg - b->warn_deg), SH_ZONE_LIMIT);
	for (int i = FIELDS - 1; i > 0; i--) {
		if (i > 1 || at[1] > 0)
			add_edge(s, -at[i], zones[i - 1]);
	}
}

static int edge_col(const struct scale *s, int i, int col, int end)
{
	return col + (end - col) * i / (s->n - 1);
}

static void draw_fields(const struct scale *s, struct sh_canvas *c, int row, int col, int end)
{
	for (int i = 0; i + 1 < s->n; i++) {
		int from = edge_col(s, i, col, end), to = edge_col(s, i + 1, col, end);
		const char *word = sh_words_zone(s->zone[i]);
		char initial[2] = {word[0], '\0'};
		enum sh_style style = sh_screen_zone_field(s->zone[i]);

		sh_canvas_fill(c, row, from, 1, to - from, ' ', style);
		if (i > 0)
			sh_canvas_put(c, row, from, BORDER, style);
		if (sh_canvas_text_width(word) > to - from - (i > 0))
			word = initial;
		sh_canvas_text_middle(c, row, from + (i > 0), to, word, style);
	}
}

static void draw_numbers(const struct scale *s, struct sh_canvas *c, int row, int col, int end)
{
	int free_from = col;

	for (int i = 0; i + 1 < s->n; i++) {
		double deg = s->edge_deg[i] < 0 ? -s->edge_deg[i] : s->edge_deg[i];
		struct sh_line l;

		if (i == 0 && s->zone[0] == SH_ZONE_LIMIT)
			continue; /* how far it goes beyond the limit is no number to read */
		sh_line_clear(&l);
		sh_line_add_int(&l, (int64_t)(deg + 0.5));
		sh_line_add(&l, c->glyphs == SH_GLYPHS_ASCII ? "" : sh_screen_degree(c));
		if (edge_col(s, i, col, end) < free_from)
			continue;
		free_from = 1 + sh_canvas_text(c, row, edge_col(s, i, col, end), end, l.text,
					       SH_STYLE_PLAIN);
	}
}

const char *sh_front_bands_sides(const struct sh_exercise *x)
{
	if (x->measure == SH_MEASURE_ROLL || x->measure == SH_MEASURE_SIDE_TILT)
		return "left|right";
	if (x->positive.used && x->negative.used)
		return "arch|round";
	return sh_words_direction(x->measure, x->positive.used ? 1 : -1, false);
}

void sh_front_bands(const struct sh_exercise *x, struct sh_canvas *c, int bar, int numbers, int col,
		    int end)
{
	bool swapped = x->measure == SH_MEASURE_ROLL;
	const struct sh_band *left = swapped ? &x->positive : &x->negative;
	const struct sh_band *right = swapped ? &x->negative : &x->positive;
	struct scale s = {0};

	if (left->used && right->used)
		add_side(&s, left, false);
	add_side(&s, right->used ? right : left, true);
	if (end - col < 2 * s.n)
		return;
	if (bar >= 0)
		draw_fields(&s, c, bar, col, end);
	if (numbers >= 0)
		draw_numbers(&s, c, numbers, col, end);
}
