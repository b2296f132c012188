/* The scale of the live screen.
 *
 * It is piecewise linear: each zone gets an equal share of the width. A linear one was drawn first
 * and gave the cat's arch side, which is where the danger is, four columns of eighty.
 */

#include "tui/screen_parts.h"

#include "tui/words.h"

enum { EDGES = 11, MARGIN = 2 };

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
		draw_marker(v, &s, c, marker,
			    zone > SH_ZONE_TARGET ? sh_screen_zone_style(zone) : SH_STYLE_PLAIN);
	else
		draw_marker(v, &s, c, bar, SH_STYLE_STRONG);
}
