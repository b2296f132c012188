/* The time line of a replay, its keys and their explanation.
 *
 * Every mark keeps its column however far the replay has come, so what a terminal gets while it
 * plays is the position and the clock. The clock has tenths only while it stands: running, they
 * cannot be read and would be sent ten times a second.
 */

#include "tui/screen_parts.h"

enum { MARGIN = 2, TIMES = 9, HELP_WIDTH = 66 };

/* "1:02.3"; tenths only if asked for. */
static void add_moment(struct sh_line *l, int64_t t_us, bool tenths)
{
	sh_line_add_minutes(l, t_us / 1000000);
	if (!tenths)
		return;
	sh_line_add(l, ".");
	sh_line_add_int(l, t_us / 100000 % 10);
}

static void add_state(struct sh_line *l, const struct sh_replay_view *r)
{
	if (r->seeking)
		sh_line_add(l, "seeking");
	else if (r->at_end)
		sh_line_add(l, "end");
	else
		sh_line_add(l, r->paused ? "paused" : "playing");
	sh_line_add(l, " ");
	if (r->speed_num == 0) {
		sh_line_add(l, "max");
		return;
	}
	sh_line_add_int(l, r->speed_num);
	if (r->speed_den > 1) {
		sh_line_add(l, "/");
		sh_line_add_int(l, r->speed_den);
	}
	sh_line_add(l, "x");
}

static int col_of(int64_t t_us, int64_t length_us, int col, int width)
{
	if (length_us <= 0 || t_us <= 0)
		return col;
	if (t_us >= length_us)
		return col + width - 1;
	for (; length_us > INT64_MAX / SH_CANVAS_WIDTH_MAX; length_us /= 2) /* a mad clock */
		t_us /= 2;
	return col + (int)(t_us * (width - 1) / length_us);
}

/* Each cell shows the most urgent of what falls into it. */
static void draw_marks(const struct sh_timeline *t, struct sh_canvas *c, int row, int col,
		       int width)
{
	int last_col = -1;
	enum sh_timeline_kind worst = SH_TIMELINE_COMMAND;
	for (int i = 0; i < t->n; i++) {
		const struct sh_timeline_mark *m = &t->marks[i];
		int at = col_of(m->t_us, t->length_us, col, width);
		if (at != last_col || m->kind > worst)
			worst = m->kind;
		last_col = at;
		sh_canvas_put(c, row, at, (uint32_t)(unsigned char)sh_timeline_sign(worst),
			      sh_timeline_style(worst));
	}
}

/* What the signs mean, of those that occur: the most urgent first, as many as there is room for. */
static void draw_legend(const struct sh_timeline *t, struct sh_canvas *c, int row, int col, int end)
{
	bool occurs[SH_TIMELINE_KINDS] = {false};
	for (int i = 0; i < t->n; i++)
		occurs[t->marks[i].kind] = true;
	for (int k = SH_TIMELINE_KINDS - 1; k >= 0; k--) {
		enum sh_timeline_kind kind = (enum sh_timeline_kind)k;
		const char *word = sh_timeline_word(kind);
		if (!occurs[k] || col + 4 + sh_canvas_text_width(word) > end)
			continue;
		sh_canvas_put(c, row, col, (uint32_t)(unsigned char)sh_timeline_sign(kind),
			      sh_timeline_style(kind));
		col = sh_canvas_text(c, row, col + 2, end, word, SH_STYLE_FAINT) + 2;
	}
}

void sh_screen_timeline(const struct sh_replay_view *r, struct sh_canvas *c, int row, int rows)
{
	const struct sh_timeline *t = r->timeline;
	struct sh_line l;
	int end = c->width - MARGIN, bar = row + rows - 1;
	sh_line_clear(&l);
	add_moment(&l, r->t_us, r->paused || r->at_end);
	sh_canvas_text_right(c, bar, MARGIN, MARGIN + TIMES - 1, l.text, SH_STYLE_STRONG);
	sh_line_clear(&l);
	sh_line_add(&l, t->whole ? "" : "over ");
	add_moment(&l, t->length_us, false);
	sh_line_add(&l, "  ");
	struct sh_line state;
	sh_line_clear(&state);
	add_state(&state, r);
	/* the state may get longer and shorter; the bar must not */
	int from = end - (int)l.len - (int)sizeof "seeking 1/8x" + 1, col = MARGIN + TIMES;
	int after = sh_canvas_text(c, bar, from, end, l.text, SH_STYLE_FAINT);
	sh_canvas_text(c, bar, after, end, state.text, SH_STYLE_STRONG);
	int width = from - 2 - col;
	if (width < 4)
		return;
	int at = col_of(r->t_us, t->length_us, col, width);
	sh_canvas_fill(c, bar, col, 1, width, 0x2500, SH_STYLE_FAINT);
	sh_canvas_fill(c, bar, col, 1, at - col, 0x2550, SH_STYLE_BELOW);
	sh_canvas_put(c, bar, at, 0x25cf, SH_STYLE_STRONG);
	if (rows < 2) {
		draw_marks(t, c, bar, col, width);
		sh_canvas_put(c, bar, at, 0x25cf, SH_STYLE_STRONG);
		return;
	}
	if (rows > 2)
		draw_legend(t, c, row, col, end);
	sh_canvas_text_right(c, bar - 1, MARGIN, MARGIN + TIMES - 1, "marks", SH_STYLE_FAINT);
	draw_marks(t, c, bar - 1, col, width);
}

void sh_screen_replay_words(const struct sh_replay_view *r, struct sh_canvas *c, int row)
{
	struct sh_line l;
	sh_line_clear(&l);
	add_moment(&l, r->t_us, r->paused || r->at_end);
	if (r->timeline) {
		sh_line_add(&l, "/");
		add_moment(&l, r->timeline->length_us, false);
	}
	sh_line_add(&l, " ");
	add_state(&l, r);
	sh_canvas_text(c, row, 0, c->width, l.text, SH_STYLE_PLAIN);
}

void sh_screen_replay_keys(const struct sh_replay_view *r, struct sh_canvas *c, int row)
{
	bool ascii = c->glyphs == SH_GLYPHS_ASCII;
	const char *arrows = ascii ? "left/right" : "\xe2\x86\x90\xe2\x86\x92";
	struct sh_screen_key all[] = {
		{"space", r->paused || r->at_end ? "play" : "pause", 0},
		{arrows, "5 s", 3},
		{", .", "sample", 6},
		{"[ ]", "mark", 5},
		{"b n", "rep", 7},
		{"0-9", "0-90%", 8},
		{"- +", "speed", 4},
		{"?", "help", 2},
		{"q", "quit", 1},
	};
	struct sh_screen_key few[] = {
		{"space", r->paused || r->at_end ? "play" : "pause", 0},
		{"- +", "speed", 2},
		{"?", "help", 3},
		{"q", "quit", 1},
	};
	if (r->timeline)
		sh_screen_keys(c, row, all, (int)(sizeof all / sizeof all[0]), NULL);
	else
		sh_screen_keys(c, row, few, (int)(sizeof few / sizeof few[0]), NULL);
}

static const struct {
	const char *keys, *words;
	bool winds; /* only where the recording can be wound */
} explained[] = {
	{"space", "stand still, play", false},
	{", .", "a sample back, forward", true},
	{"< >", "a tenth of a second", true},
	{"j l", "a second", true},
	{"left right", "5 seconds", true},
	{"down up", "30 seconds", true},
	{"[ ]", "to the mark, pain, gap or limit before, after", true},
	{"b n", "to the repetition, hold or warning before, after", true},
	{"0 to 9", "to so many tenths of the recording; g start, e end", true},
	{"- +", "slower, faster; r once, x as fast as possible", false},
	{"q", "quit; ? closes this", false},
};

void sh_screen_replay_help(const struct sh_replay_view *r, struct sh_canvas *c, int row, int end)
{
	enum { ALL = sizeof explained / sizeof explained[0] };
	int n = 0;
	for (int i = 0; i < ALL; i++)
		n += r->timeline || !explained[i].winds;
	int width = HELP_WIDTH < c->width - 2 ? HELP_WIDTH : c->width - 2;
	int height = n + 4 < end - row ? n + 4 : end - row;
	int top = row + (end - row - height) / 2, left = (c->width - width) / 2;
	sh_canvas_fill(c, top, left, height, width, ' ', SH_STYLE_PLAIN);
	sh_canvas_box(c, top, left, height, width, SH_STYLE_FAINT);
	sh_canvas_text(c, top, left + 2, left + width - 1, " Keys of the replay ", SH_STYLE_STRONG);
	int at = top + 1 + (height >= n + 4);
	for (int i = 0; i < ALL && at < top + height - 1; i++) {
		if (!r->timeline && explained[i].winds)
			continue;
		sh_canvas_text(c, at, left + 3, left + 14, explained[i].keys, SH_STYLE_KEY);
		sh_canvas_text(c, at, left + 15, left + width - 1, explained[i].words,
			       SH_STYLE_PLAIN);
		at++;
	}
}

void sh_screen_replay_draw(const struct sh_view *v, const struct sh_replay_view *r,
			   struct sh_canvas *c, const struct sh_screen_caps *caps)
{
	sh_screen_session(v, r, c, caps);
}
