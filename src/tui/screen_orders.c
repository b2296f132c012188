/* The two rows that tell the wearer what to do.
 *
 * Usually the phase and, below it, a warning. What must not be overlooked takes both rows: a limit,
 * too deep, no data. So does a sentence too long for one row of a small window.
 */

#include "tui/screen_parts.h"

#include "tui/words.h"

enum { MARGIN = 2 };

void sh_screen_heading(const struct sh_view *v, struct sh_line *l)
{
	sh_line_clear(l);
	if (v->limit_stop || (v->coach.warnings & (1u << SH_WARNING_LIMIT)))
		sh_line_add(l, "STOP");
	else if (sh_view_is_stale(v) && v->state == SH_HEALTH_GONE)
		sh_line_add(l, "SENSOR LOST");
	else if (sh_view_is_stale(v))
		sh_words_silence(v, l, "NO DATA FOR ");
	else
		sh_line_add(l, "TOO DEEP");
}

const char *sh_screen_alarm(const struct sh_view *v)
{
	struct sh_line l;
	bool severe;
	(void)sh_words_warning(v, &l, &severe);
	if (!severe)
		return NULL;
	if (v->limit_stop || (v->coach.warnings & (1u << SH_WARNING_LIMIT)))
		return "STOP";
	return sh_view_is_stale(v) ? "LOST" : "DEEP";
}

/* Seen without colour: a limit has three marks before its words, another warning one. */
static const char *sign_of(enum sh_style style)
{
	return style == SH_STYLE_ON_LIMIT ? "!!! " : style == SH_STYLE_ON_WARN ? "! " : "";
}

/* A sentence that is too long for one row takes the row of the phase too. */
static void fill_two_rows(struct sh_canvas *c, int first, int second, struct sh_line *l,
			  enum sh_style style)
{
	int width = c->width - 2 * MARGIN, end = c->width - MARGIN;
	size_t cut = l->len < (size_t)(width - 2) ? l->len : (size_t)(width - 2);
	while (cut > 0 && l->text[cut] != ' ')
		cut--;
	sh_canvas_fill(c, first, MARGIN, 1, width, ' ', style);
	sh_canvas_fill(c, second, MARGIN, 1, width, ' ', style);
	sh_canvas_text(c, second, MARGIN + 1, end, l->text + cut + (cut > 0), style);
	l->text[cut] = '\0'; /* all warnings are ASCII: bytes are columns */
	sh_canvas_text(c, first, MARGIN + 1, end, l->text, style);
}

void sh_screen_orders(const struct sh_view *v, struct sh_canvas *c, int phase, int warning)
{
	struct sh_line l, more;
	bool severe;
	enum sh_style style = sh_words_warning(v, &l, &severe);
	sh_words_short(v, false, &more);
	int width = c->width - 2 * MARGIN;
	if (sh_canvas_text_width(l.text) > width - 2) {
		fill_two_rows(c, phase, warning, &l, style);
		return;
	}
	if (l.len) {
		sh_canvas_fill(c, warning, MARGIN, 1, width, ' ', style);
		int after = MARGIN + 1;
		if (severe || sh_canvas_text_width(l.text) + 4 < width - 2)
			after = sh_canvas_text(c, warning, after, c->width - MARGIN, sign_of(style),
					       style);
		after = sh_canvas_text(c, warning, after, c->width - MARGIN, l.text, style);
		if (more.len)
			sh_canvas_text_right(c, warning, after + 2, c->width - MARGIN - 1,
					     more.text, style);
	}
	if (severe) {
		sh_screen_heading(v, &l);
		sh_canvas_fill(c, phase, MARGIN, 1, width, ' ', style);
		int after = sh_canvas_text(c, phase, MARGIN + 1, c->width - MARGIN, sign_of(style),
					   style);
		sh_canvas_text(c, phase, after, c->width - MARGIN, l.text, style);
		return;
	}
	sh_words_phase(v, &l);
	int after = sh_canvas_text(c, phase, MARGIN, c->width - MARGIN, l.text, SH_STYLE_STRONG);
	int room = c->width - MARGIN - after - 2;
	if (v->verdict.text[0] && sh_canvas_text_width(v->verdict.text) <= room)
		sh_canvas_text_right(c, phase, after + 2, c->width - MARGIN, v->verdict.text,
				     v->verdict.style);
}
