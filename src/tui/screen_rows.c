/* The rows of text of the live screen: title, messages, link, keys.
 *
 * A fact that does not fit is left out whole: half a number is worse than none. Keys have ranks
 * instead, so that pause, pain and quit are there on the smallest window.
 */

#include "tui/screen_parts.h"

#include "tui/words.h"

enum { MARGIN = 2, MESSAGE_MIN = 36 };

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

static void say_counts(const struct sh_view *v, bool narrow, struct sh_line *l)
{
	const struct sh_coach_view *k = &v->coach;
	int rep = k->reps_done < k->reps_wanted ? k->reps_done + 1 : k->reps_wanted;
	bool counts = v->exercise.mode == SH_MODE_HOLD || v->exercise.mode == SH_MODE_REPS;
	if (v->steps > 1)
		add_count(l, narrow, "step ", v->step, v->steps);
	add_count(l, narrow, "set ", k->set, k->sets);
	add_count(l, narrow, "rep ", rep, counts ? k->reps_wanted : 0);
	if (k->side != SH_SIDE_BOTH) {
		sh_line_add(l, narrow ? "  " : "   ");
		sh_line_add(l, k->side == SH_SIDE_LEFT ? "left" : "right");
		sh_line_add(l, narrow ? "" : " side");
	}
}

void sh_screen_title(const struct sh_view *v, struct sh_canvas *c)
{
	struct sh_line l;
	int end = c->width;
	sh_canvas_fill(c, 0, 0, 1, c->width, ' ', SH_STYLE_TITLE);
	if (v->synthetic)
		end = sh_canvas_text_right(c, 0, 0, end, " SYNTHETIC ", SH_STYLE_BADGE) - 1;
	else if (v->has_health && v->state == SH_HEALTH_REPLAY)
		end = sh_canvas_text_right(c, 0, 0, end, " REPLAY ", SH_STYLE_BADGE) - 1;
	sh_line_clear(&l);
	if (v->has_exercise)
		say_counts(v, c->width < (v->steps > 1 ? 84 : 70), &l);
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

static void draw_message(const struct sh_view_message *m, struct sh_canvas *c, int row, int col,
			 int end)
{
	struct sh_line l;
	sh_line_clear(&l);
	sh_line_add_minutes(&l, m->t_us / 1000000);
	int after = sh_canvas_text(c, row, col, end, l.text, SH_STYLE_FAINT);
	sh_canvas_text(c, row, after + 1, end, m->text, m->style);
}

static void say_age(const struct sh_view *v, struct sh_line *l)
{
	sh_line_add(l, "limits for age ");
	sh_line_add_int(l, v->age_years > 0 ? v->age_years : SH_VIEW_AGE_DEFAULT);
}

static bool has_next(const struct sh_view *v)
{
	return v->steps > 1 && v->next[0];
}

void sh_screen_messages(const struct sh_view *v, struct sh_canvas *c, int row, int n)
{
	int end = c->width - MARGIN;
	struct sh_line age, next;
	sh_line_clear(&age);
	sh_line_clear(&next);
	if (v->has_exercise)
		say_age(v, &age);
	if (has_next(v)) {
		sh_line_add(&next, "next: ");
		sh_line_add(&next, v->next);
	}
	int room = end - MARGIN - MESSAGE_MIN, both = (int)age.len + 3;
	if (next.len && both + sh_canvas_text_width(next.text) > room)
		age.len = 0; /* what comes next matters more to somebody who is moving */
	if (age.len)
		end = sh_canvas_text_right(c, row, MARGIN + 24, end, age.text, SH_STYLE_FAINT) - 3;
	if (next.len)
		end = sh_canvas_text_right(c, row, MARGIN + 24, end, next.text, SH_STYLE_STRONG) -
		      2;
	for (int i = 0; i < n && i < SH_VIEW_MESSAGES && v->messages[i].text[0]; i++) {
		draw_message(&v->messages[i], c, row + i, MARGIN, end);
		end = c->width - MARGIN;
	}
}

void sh_screen_happened(const struct sh_view *v, struct sh_canvas *c, int label, int rows, int col,
			int end)
{
	struct sh_line l;
	int row = label, last = label + rows - 1;
	sh_canvas_text(c, row++, col, end, "WHAT HAPPENED", SH_STYLE_STRONG);
	sh_line_clear(&l);
	if (v->has_exercise) {
		say_age(v, &l);
		sh_canvas_text(c, last--, col, end, l.text, SH_STYLE_FAINT);
	}
	if (has_next(v)) {
		int after = sh_canvas_text(c, last, col, end, "next: ", SH_STYLE_FAINT);
		sh_canvas_text(c, last--, after, end, v->next, SH_STYLE_STRONG);
	}
	/* oldest first; full, it begins anew with its second half, so that a message is one row
	 * sent */
	int room = last - row + 1 < SH_VIEW_MESSAGES ? last - row + 1 : SH_VIEW_MESSAGES;
	int half = (room + 1) / 2, n = v->n_messages;
	if (room < 1)
		return;
	int first = n > room ? (n - room + half - 1) / half * half : 0;
	for (int i = first; i < n; i++)
		draw_message(&v->messages[n - 1 - i], c, row++, col, end);
}

static void add_fact(struct sh_line *l, int width, const char *before, int64_t n, const char *after)
{
	struct sh_line longer = *l;
	sh_line_add(&longer, before);
	sh_line_add_int(&longer, n);
	sh_line_add(&longer, after);
	if (sh_canvas_text_width(longer.text) <= width)
		*l = longer;
}

void sh_screen_link(const struct sh_view *v, struct sh_canvas *c, int row)
{
	static const char *const states[SH_HEALTH_STATES] = {"looking for a sensor", "",
							     "sensor lost", "replay", "ended"};
	struct sh_line l;
	bool stale = sh_view_is_stale(v);
	int width = c->width - 2 * MARGIN;
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
		add_fact(&l, width, "  ", (v->rate_mhz + 500) / 1000, " Hz");
	add_fact(&l, width, "  lost ", (int64_t)v->lost, "");
	add_fact(&l, width, "  bad frames ", (int64_t)v->bad_frames, "");
	add_fact(&l, width, "  gaps ", (int64_t)v->gaps, "");
	int after = sh_canvas_text(c, row, MARGIN, c->width - MARGIN, l.text,
				   stale ? SH_STYLE_WARN : SH_STYLE_FAINT);
	if (v->note[0] && after + 2 + sh_canvas_text_width(v->note) <= c->width - MARGIN)
		sh_canvas_text_right(c, row, after + 2, c->width - MARGIN, v->note, SH_STYLE_FAINT);
}

/* How many ranks fit, and how far apart. */
static int ranks_that_fit(const struct sh_screen_key *keys, int n, int room, int *ret_gap)
{
	*ret_gap = 1;
	for (int most = n; most > 1; most--) {
		int used = 0, shown = 0;
		for (int i = 0; i < n; i++) {
			if (keys[i].rank >= most)
				continue;
			used += sh_canvas_text_width(keys[i].name) + 1 +
				sh_canvas_text_width(keys[i].word);
			shown++;
		}
		if (used + shown - 1 <= room) {
			*ret_gap = used + 2 * (shown - 1) <= room ? 2 : 1;
			return most;
		}
	}
	return 1;
}

void sh_screen_keys(struct sh_canvas *c, int row, const struct sh_screen_key *keys, int n,
		    const char *strong)
{
	int gap, most = ranks_that_fit(keys, n, c->width - 2, &gap), col = 1;
	for (int i = 0; i < n; i++) {
		if (keys[i].rank >= most)
			continue;
		bool stands_out = strong && sh_line_is(strong, keys[i].word);
		col = sh_canvas_text(c, row, col, c->width, keys[i].name, SH_STYLE_KEY);
		col = sh_canvas_text(c, row, col + 1, c->width, keys[i].word,
				     stands_out ? SH_STYLE_STRONG : SH_STYLE_FAINT);
		col += gap;
	}
}

void sh_screen_live_keys(const struct sh_view *v, struct sh_canvas *c, int row)
{
	bool paused = v->coach.phase == SH_PHASE_PAUSED;
	struct sh_screen_key keys[] = {
		{"space", "pause", 0}, {"n", "neutral", 3}, {"Enter", "next", 5},
		{"s", "side", 6},      {"m", "mark", 7},    {"c", "chair", 8},
		{"p", "PAIN", 1},      {"?", "help", 4},    {"q", "quit", 2},
	};
	if (paused || v->coach.waiting_for_start)
		keys[0].word = paused ? "go on" : "start";
	sh_screen_keys(c, row, keys, (int)(sizeof keys / sizeof keys[0]), "PAIN");
}
