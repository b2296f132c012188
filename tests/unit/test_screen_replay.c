/* The replay screen as text, and the marks behind its time line. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "tui/screen_replay.h"
#include "tui_fixture.h"

static const struct sh_screen_caps fine = {true, true, 256};
static const struct sh_screen_caps ascii = {false, false, 0};

static struct fixture f;
static struct sh_cell cells[SH_CANVAS_CELLS_MAX];
static struct sh_canvas canvas;
static char dump[SH_CANVAS_CELLS_MAX * 4];
static struct sh_timeline timeline;
static struct sh_replay_view replay;

static void draw(int width, int height, const struct sh_screen_caps *caps)
{
	sh_canvas_init(&canvas, cells, SH_CANVAS_CELLS_MAX, width, height, caps);
	sh_screen_replay_draw(&f.view, &replay, &canvas, caps);
	sh_canvas_dump(&canvas, dump, sizeof dump);
}

static void expect_words(const char *words)
{
	if (!strstr(dump, words))
		print_error("'%s' is not on the screen:\n%s\n", words, dump);
	assert_non_null(strstr(dump, words));
}

static void tell(enum sh_event_kind kind, int64_t t_us, int what)
{
	struct sh_output o = {.t_us = t_us};
	struct sh_event e = {.kind = kind, .t_us = t_us};
	if (kind == SH_EVENT_REP)
		e.u.rep.verdict = (enum sh_verdict)what;
	else if (kind == SH_EVENT_HOLD)
		e.u.hold.valid = what != 0;
	else if (kind == SH_EVENT_PHASE)
		e.u.phase.phase = (enum sh_phase)what;
	else if (kind == SH_EVENT_WARNING) {
		e.u.warning.warning = (enum sh_warning)what;
		e.u.warning.on = true;
	}
	o.events = &e;
	o.n_events = 1;
	sh_timeline_output(&timeline, &o);
}

static void play_cat(void)
{
	make_cat(&f);
	struct sh_event *e = add_event(&f, SH_EVENT_EXERCISE);
	e->u.exercise.set = e->u.exercise.sets = 1;
	e->u.exercise.age_years = 45;
	for (int i = 0; i <= 300; i++) {
		int phase = i % 60;
		give_angle(&f, i * 100000, (phase < 30 ? phase : 60 - phase) * 700 - 7000);
	}
	struct sh_health h = {
		.state = SH_HEALTH_REPLAY, .port = "cat.mcap", .protocol = "csv", .rate_hz = 100};
	sh_view_health(&f.view, &h);
	sh_timeline_init(&timeline);
	tell(SH_EVENT_EXERCISE, 0, 0);
	tell(SH_EVENT_NEUTRAL, 2000000, 0);
	tell(SH_EVENT_REP, 8000000, SH_VERDICT_OK);
	tell(SH_EVENT_REP, 14000000, SH_VERDICT_SHALLOW);
	tell(SH_EVENT_WARNING, 19000000, SH_WARNING_DEPTH);
	tell(SH_EVENT_WARNING, 20000000, SH_WARNING_LIMIT);
	tell(SH_EVENT_REP, 20100000, SH_VERDICT_DEEP);
	tell(SH_EVENT_GAP, 30000000, 0);
	tell(SH_EVENT_MARK, 40000000, 0);
	tell(SH_EVENT_PAIN, 50000000, 0);
	tell(SH_EVENT_PHASE, 52000000, SH_PHASE_PAUSED);
	tell(SH_EVENT_SUMMARY, 62500000, 0);
	timeline.whole = true;
	replay = (struct sh_replay_view){
		.timeline = &timeline, .t_us = 30000000, .speed_num = 1, .speed_den = 1};
}

static void test_replay_screen_in_ascii_at_80x24(void **state)
{
	(void)state;
	play_cat();
	replay.paused = true;
	draw(80, 24, &ascii);
	/* clang-format off */
	const char *screen =
		" Cat                                                        set 1 of 1   REPLAY\n"
		"  Round and arch slowly in turn\n"
		"\n"
		"  ARCH   target                          TIME\n"
		"  ###### deg                             ######  ######\n"
		"      ##                                 ##      ##\n"
		"      ##                                 ######  ######\n"
		"      ##                                 ##  ##      ##\n"
		"      ##                                 ######  ######  of 3:00\n"
		"  about 7 deg (+-4) arch                 #############........................\n"
		"                           v\n"
		"   LIMIT | WARN  |above |target | below |below |target |above | WARN  | LIMIT\n"
		"  arch   17      13     9       4       0      6       18     26      34 round\n"
		"  -- last minute ------+-- tilt of the low back, not the curve of the spine --\n"
		"   limit 34  =================================================================\n"
		"    warn 26  ---.-----.------.-----.------.-----------------------------------\n"
		"          6  ~.:':.~.:''.~~.:':.~.:''.~~.:':.~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
		"    warn 13  :'---':'----':'---':'----':'---''--------------------------------\n"
		"   limit 17  =================================================================\n"
		"  0:00 Set 1 of 1                                            limits for age 45\n"
		"     marks |'   +    -   !       x      m      P '\n"
		"    0:30.0 ======================o------------------------  1:02  paused 1x\n"
		"  cat.mcap: replay  csv  100 Hz  lost 0  bad frames 0  gaps 0\n"
		" space play left/right 5 s , . sample [ ] mark b n rep - + speed ? help q quit\n";
	/* clang-format on */
	if (strcmp(dump, screen) != 0) {
		for (const char *p = dump; *p; p++) /* cmocka cuts long messages */
			print_error("%c", *p);
	}
	assert_true(strcmp(dump, screen) == 0);
}

static void test_replay_time_line_has_every_mark_and_the_most_urgent_wins(void **state)
{
	(void)state;
	static const int sizes[][2] = {{80, 24}, {100, 30}, {120, 40}, {200, 60}};
	play_cat();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		draw(sizes[i][0], sizes[i][1], &fine);
		char *row = strstr(dump, "marks ");
		assert_non_null(row);
		*strchr(row, '\n') = '\0';
		static const char *const signs[] = {"|", "'", "+", "-", "!", "x", "m", "P"};
		for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++)
			assert_non_null(strstr(row + 6, signs[k]));
		/* the repetition that was too deep falls into the limit's column */
		if (sizes[i][0] < 120)
			assert_null(strchr(row, 'v'));
	}
	draw(120, 40, &fine);
	expect_words("! limit");
	expect_words("x gap");
}

static void test_replay_screen_says_where_it_is_and_how_fast(void **state)
{
	(void)state;
	play_cat();
	draw(80, 24, &fine);
	expect_words("0:30 ");
	expect_words("1:02  playing 1x");
	replay.paused = true;
	replay.t_us = 30440000;
	replay.speed_den = 8;
	draw(80, 24, &fine);
	expect_words("0:30.4");
	expect_words("1:02  paused 1/8x");
	expect_words("space play");
	replay.seeking = true;
	replay.speed_num = 0;
	draw(80, 24, &fine);
	expect_words("seeking max");
	replay.seeking = false;
	replay.at_end = true;
	draw(80, 24, &fine);
	expect_words("end max");
	draw(20, 8, &fine);
	expect_words("0:30.4/1:02 end max");
	timeline.whole = false;
	draw(80, 24, &fine);
	expect_words("over 1:02");
}

static void test_replay_help_explains_every_key(void **state)
{
	(void)state;
	static const char *const words[] = {
		"a sample back", "a tenth of a second", "5 seconds",
		"30 seconds",	 "limit before",	"hold or warning",
		"tenths",	 "as fast as possible", "closes this"};
	play_cat();
	replay.help = true;
	draw(80, 24, &ascii);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		expect_words(words[i]);
	draw(44, 10, &ascii);
	expect_words("Keys of the replay");
}

static void test_replay_without_a_time_line_offers_only_what_works(void **state)
{
	(void)state;
	play_cat();
	replay.timeline = NULL;
	draw(80, 24, &fine);
	assert_null(strstr(dump, "marks"));
	assert_null(strstr(dump, "sample"));
	expect_words("space pause");
	expect_words("speed");
	replay.help = true;
	draw(80, 24, &fine);
	expect_words("slower, faster");
	assert_null(strstr(dump, "30 seconds"));
}

static void test_replay_screen_at_every_size_stays_inside(void **state)
{
	(void)state;
	static const int widths[] = {0, 1, 2, 5, 9, 12, 20, 30, 43, 44, 45, 60, 80, 100, 200, 300};
	for (int kind = 0; kind < 6; kind++) {
		play_cat();
		replay.help = kind == 1;
		replay.t_us = kind == 2 ? INT64_MAX / 2 - 9 : kind == 3 ? -5 : 30000000;
		timeline.length_us = kind == 4 ? 0 : kind == 2 ? INT64_MAX / 2 : 62500000;
		timeline.n = kind == 5 ? 0 : timeline.n;
		for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
			for (int height = 0; height <= SH_CANVAS_HEIGHT_MAX;
			     height += 1 + height / 30) {
				size_t n = (size_t)widths[i] * (size_t)height;
				struct sh_cell *exact = malloc((n ? n : 1) * sizeof *exact);
				assert_non_null(exact);
				sh_canvas_init(&canvas, exact, n, widths[i], height, &ascii);
				sh_screen_replay_draw(&f.view, &replay, &canvas, &ascii);
				for (size_t k = 0; k < n; k++)
					assert_in_range(exact[k].codepoint, 0x20, 0x7e);
				free(exact);
			}
		}
	}
}

static void test_timeline_finds_the_next_and_the_one_before(void **state)
{
	(void)state;
	play_cat();
	const struct sh_timeline_mark *m = sh_timeline_find(&timeline, SH_TIMELINE_ANY, 0, true);
	assert_int_equal(m->t_us, 8000000);
	m = sh_timeline_find(&timeline, SH_TIMELINE_ANY, 8000000, true);
	assert_int_equal(m->t_us, 14000000);
	m = sh_timeline_find(&timeline, SH_TIMELINE_NOTED, 8000000, true);
	assert_int_equal(m->kind, SH_TIMELINE_LIMIT);
	m = sh_timeline_find(&timeline, SH_TIMELINE_NOTED, 40000000, false);
	assert_int_equal(m->kind, SH_TIMELINE_GAP);
	assert_null(sh_timeline_find(&timeline, SH_TIMELINE_ANY, 8000000, false));
	assert_null(sh_timeline_find(&timeline, SH_TIMELINE_ANY, 50000000, true));
}

static void test_timeline_when_full_counts_what_it_leaves_out(void **state)
{
	(void)state;
	sh_timeline_init(&timeline);
	for (int i = 0; i < SH_TIMELINE_MAX + 7; i++)
		tell(SH_EVENT_MARK, i, 0);
	assert_int_equal(timeline.n, SH_TIMELINE_MAX);
	assert_int_equal(timeline.left_out, 7);
	assert_int_equal(timeline.length_us, SH_TIMELINE_MAX + 6);
}

static void test_timeline_signs_and_words_differ(void **state)
{
	(void)state;
	for (int a = 0; a < SH_TIMELINE_KINDS; a++) {
		assert_true(sh_timeline_word((enum sh_timeline_kind)a)[0] != '\0');
		for (int b = 0; b < a; b++)
			assert_true(sh_timeline_sign((enum sh_timeline_kind)a) !=
				    sh_timeline_sign((enum sh_timeline_kind)b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replay_screen_in_ascii_at_80x24),
		cmocka_unit_test(test_replay_time_line_has_every_mark_and_the_most_urgent_wins),
		cmocka_unit_test(test_replay_screen_says_where_it_is_and_how_fast),
		cmocka_unit_test(test_replay_help_explains_every_key),
		cmocka_unit_test(test_replay_without_a_time_line_offers_only_what_works),
		cmocka_unit_test(test_replay_screen_at_every_size_stays_inside),
		cmocka_unit_test(test_timeline_finds_the_next_and_the_one_before),
		cmocka_unit_test(test_timeline_when_full_counts_what_it_leaves_out),
		cmocka_unit_test(test_timeline_signs_and_words_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
