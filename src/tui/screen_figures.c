/* The two big panels of the live screen: the angle and the clock.
 *
 * Directions are words, not signs: nobody upside down on a mat knows which way minus six is. The
 * clock shows whole seconds, since tenths cannot be read from a distance and would cost a terminal
 * on a slow line most of what it is sent.
 */

#include "tui/screen_parts.h"

#include "tui/words.h"

const char *sh_screen_degree(const struct sh_canvas *c)
{
	return c->glyphs == SH_GLYPHS_ASCII ? " deg" : "\xc2\xb0";
}

static int sign_of(int32_t deg)
{
	return deg == SH_MDEG_NONE ? 0 : (deg > 0) - (deg < 0);
}

void sh_screen_about(const struct sh_view *v, const struct sh_canvas *c, struct sh_line *ret)
{
	bool ascii = c->glyphs == SH_GLYPHS_ASCII;
	sh_line_clear(ret);
	if (v->shown_deg == SH_MDEG_NONE)
		return;
	sh_line_add(ret, "about ");
	sh_line_add_int(ret, v->shown_deg < 0 ? -v->shown_deg : v->shown_deg);
	sh_line_add(ret, sh_screen_degree(c));
	sh_line_add(ret, ascii ? " (+-" : " (\xc2\xb1");
	sh_line_add_int(ret, v->curve ? 5 : 4); /* biomechanics 2.6 */
	sh_line_add(ret, ascii ? ")" : "\xc2\xb0)");
}

static void big_angle(struct sh_canvas *c, int row, int scale, int col, int end, int32_t deg,
		      enum sh_style style)
{
	struct sh_line l;
	sh_line_clear(&l);
	if (deg == SH_MDEG_NONE)
		sh_line_add(&l, "--");
	else
		sh_line_add_int(&l, deg < 0 ? -deg : deg);
	int after = sh_canvas_big(c, row, col, scale, l.text, style);
	if (deg != SH_MDEG_NONE)
		sh_canvas_text(c, row, after + (c->glyphs == SH_GLYPHS_ASCII ? 0 : 1), end,
			       sh_screen_degree(c), style);
}

void sh_screen_angle(const struct sh_view *v, struct sh_canvas *c, int label, int scale, int col,
		     int end)
{
	int32_t deg = v->shown_deg;
	bool stale = sh_view_is_stale(v);
	enum sh_zone zone = v->shown_zone; /* colour, word and figure are of one moment */
	enum sh_style style = stale ? SH_STYLE_FAINT : sh_screen_zone_style(zone);
	const char *word = "ANGLE";
	if (deg != SH_MDEG_NONE)
		word = sh_words_direction(v->exercise.measure, sign_of(deg), true);
	int after = sh_canvas_text(c, label, col, end, word, SH_STYLE_STRONG);
	if (deg == SH_MDEG_NONE) {
		sh_canvas_text(c, label, after + 2, end,
			       v->has_neutral ? "not seen in this position" : "no neutral yet",
			       SH_STYLE_FAINT);
	} else if (stale) {
		sh_canvas_text(c, label, after + 2, end, "old", SH_STYLE_FAINT);
	} else {
		struct sh_line l;
		sh_line_clear(&l);
		sh_line_add(&l, " ");
		sh_line_add(&l, sh_words_zone(zone));
		sh_line_add(&l, " ");
		sh_canvas_text(c, label, after + 2, end, l.text, sh_screen_zone_field(zone));
	}
	big_angle(c, label + 1, scale, col, end, deg, style);
}

int sh_screen_angle_width(const struct sh_view *v, const struct sh_canvas *c, int scale)
{
	struct sh_view_band bands[2];
	int n = sh_view_bands(v, bands), digits = 2;
	for (int i = 0; i < n; i++) {
		if (bands[i].limit_mdeg >= 90000) /* and some degrees more */
			digits = 3;
	}
	int degree = sh_canvas_text_width(sh_screen_degree(c)) + (c->glyphs != SH_GLYPHS_ASCII);
	return sh_canvas_big_width(scale, digits > 2 ? "000" : "00") + degree;
}

void sh_screen_angles(const struct sh_view *v, struct sh_canvas *c, int label, int scale)
{
	const int32_t degs[3] = {v->shown_round_deg, v->shown_twist_deg, v->shown_side_deg};
	static const enum sh_measure measures[3] = {SH_MEASURE_FORWARD_TILT, SH_MEASURE_ROLL,
						    SH_MEASURE_SIDE_TILT};
	static const char *const names[3] = {"ROUND / ARCH", "TURN", "BEND TO THE SIDE"};
	enum sh_style style = sh_view_is_stale(v) ? SH_STYLE_FAINT : SH_STYLE_STRONG;
	for (int i = 0; i < 3; i++) {
		int col = 2 + i * (c->width - 2) / 3, end = 1 + (i + 1) * (c->width - 2) / 3;
		const char *word = names[i];
		if (degs[i] != SH_MDEG_NONE)
			word = sh_words_direction(measures[i], sign_of(degs[i]), true);
		sh_canvas_text(c, label, col, end, word, SH_STYLE_STRONG);
		big_angle(c, label + 1, scale, col, end, degs[i], style);
	}
}

static void clock_of_exercise(const struct sh_view *v, struct sh_clock *ret)
{
	const struct sh_coach_view *k = &v->coach;
	if (v->exercise.mode == SH_MODE_REPS) {
		ret->label = "REPS DONE";
		ret->figure = ret->part = k->reps_done;
		ret->of = ret->whole = k->reps_wanted;
		return;
	}
	ret->label = v->exercise.mode == SH_MODE_HOLD ? "HELD" : "TIME";
	ret->seconds = true;
	ret->figure = k->held_us / 1000000;
	ret->of = k->hold_wanted_us / 1000000 + (k->hold_wanted_us % 1000000 >= 500000);
	ret->part = k->held_us;
	ret->whole = k->hold_wanted_us;
}

void sh_screen_clock_of(const struct sh_view *v, struct sh_clock *ret)
{
	const struct sh_coach_view *k = &v->coach;
	struct sh_clock none = {0};
	*ret = none;
	ret->seconds = true;
	if (k->countdown_us > 0) {
		ret->label = "GET READY";
		ret->figure = (k->countdown_us + 999999) / 1000000;
	} else if (k->rest_left_us > 0) {
		ret->label = "REST";
		ret->figure = (k->rest_left_us + 999999) / 1000000;
		ret->whole = (int64_t)(v->exercise.rest_s * 1e6);
		ret->part = ret->whole - k->rest_left_us;
	} else {
		ret->seconds = false;
		clock_of_exercise(v, ret);
	}
}

static void say_whole(const struct sh_clock *k, struct sh_line *l)
{
	sh_line_clear(l);
	if (k->of > 0) {
		sh_line_add(l, "of ");
		if (k->seconds)
			sh_line_add_clock(l, k->of);
		else
			sh_line_add_int(l, k->of);
	}
	if (k->seconds && (k->of > 0 ? k->of : k->figure) < 100)
		sh_line_add(l, k->of > 0 ? " s" : "s");
}

int sh_screen_clock_width(const struct sh_view *v, int scale)
{
	struct sh_clock k = {0};
	struct sh_line figure, whole;
	clock_of_exercise(v, &k);
	int64_t most = k.of > 0 ? k.of : 10, rest_s = (int64_t)v->exercise.rest_s;
	if (k.seconds && rest_s > most)
		most = rest_s;
	sh_line_clear(&figure);
	if (most >= 600)
		sh_line_add(&figure, "00:00");
	else
		sh_line_add(&figure, most < 100 ? "00" : "0:00");
	say_whole(&k, &whole);
	return sh_canvas_big_width(scale, figure.text) + 2 + sh_canvas_text_width(whole.text);
}

/* Instead of the clock: a filled field with a word in it that is read as far as the figures are. */
static void draw_alarm(const struct sh_view *v, struct sh_canvas *c, int row, int scale, int col,
		       int end, const char *word)
{
	struct sh_line l;
	bool severe;
	enum sh_style style = sh_words_warning(v, &l, &severe);
	int rows = sh_canvas_big_rows(scale);
	while (scale > 1 && sh_canvas_big_width(scale, word) + 4 > end - col)
		scale--;
	int width = sh_canvas_big_width(scale, word), high = sh_canvas_big_rows(scale);
	sh_canvas_fill(c, row, col, rows, end - col, ' ', style);
	if (width <= end - col)
		(void)sh_canvas_big(c, row + (rows - high) / 2, col + (end - col - width) / 2,
				    scale, word, style);
}

void sh_screen_clock(const struct sh_view *v, struct sh_canvas *c, int label, int scale, int bar,
		     int col, int end)
{
	struct sh_clock k;
	struct sh_line l, whole;
	sh_screen_clock_of(v, &k);
	bool running = v->coach.phase == SH_PHASE_HOLD && v->coach.zone == SH_ZONE_TARGET;
	enum sh_style style = running ? SH_STYLE_TARGET : SH_STYLE_STRONG;
	const char *alarm = sh_screen_alarm(v);
	int after = sh_canvas_text(c, label, col, end, k.label, SH_STYLE_STRONG);
	sh_line_clear(&l);
	if (k.seconds)
		sh_line_add_clock(&l, k.figure);
	else
		sh_line_add_int(&l, k.figure);
	say_whole(&k, &whole);
	if (alarm) {
		after = sh_canvas_text(c, label, after + 1, end, l.text, SH_STYLE_STRONG);
		sh_canvas_text(c, label, after + 1, end, whole.text, SH_STYLE_STRONG);
		draw_alarm(v, c, label + 1, scale, col, end, alarm);
	} else {
		after = sh_canvas_big(c, label + 1, col, scale, l.text, style);
		sh_canvas_text(c, label + sh_canvas_big_rows(scale), after + 2, end, whole.text,
			       SH_STYLE_STRONG);
	}
	if (k.whole > 0 && bar >= 0)
		sh_canvas_bar(c, bar, col, end - col, k.part, k.whole, style, SH_STYLE_FAINT);
}
