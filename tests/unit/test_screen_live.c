/* The live screen as text: what it shows in each state and at each size. No terminal involved. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "tui/screen_live.h"
#include "tui/words.h"
#include "tui_fixture.h"

static const struct sh_screen_caps fine = {true, true, 256};
static const struct sh_screen_caps blocks = {true, false, 8};
static const struct sh_screen_caps ascii = {false, false, 0};

static struct fixture f;
static struct sh_cell cells[SH_CANVAS_CELLS_MAX], before[SH_CANVAS_CELLS_MAX];
static struct sh_canvas canvas;
static char dump[SH_CANVAS_CELLS_MAX * 4];

static const char *draw(int width, int height, const struct sh_screen_caps *caps)
{
	sh_canvas_init(&canvas, cells, SH_CANVAS_CELLS_MAX, width, height, caps);
	sh_screen_live_draw(&f.view, &canvas, caps);
	sh_canvas_dump(&canvas, dump, sizeof dump);
	return dump;
}

static void expect_screen(const char *screen)
{
	if (strcmp(dump, screen) != 0) {
		print_error("the screen is:\n");
		for (const char *p = dump; *p; p++) /* cmocka cuts long messages */
			print_error("%c", *p);
	}
	assert_true(strcmp(dump, screen) == 0);
}

static void expect_words(const char *words)
{
	if (!strstr(dump, words))
		print_error("'%s' is not on the screen:\n%s\n", words, dump);
	assert_non_null(strstr(dump, words));
}

static void expect_no_words(const char *words)
{
	if (strstr(dump, words))
		print_error("'%s' is on the screen:\n%s\n", words, dump);
	assert_null(strstr(dump, words));
}

/* The style of the first cell of `words`, which must be ASCII and on the screen. */
static enum sh_style style_of(const char *words)
{
	size_t len = strlen(words);
	for (int i = 0; i + (int)len <= canvas.width * canvas.height; i++) {
		size_t n = 0;
		while (n < len && cells[i + (int)n].codepoint == (unsigned char)words[n])
			n++;
		if (n == len)
			return (enum sh_style)cells[i].style;
	}
	print_error("'%s' is not on the screen:\n%s\n", words, dump);
	fail();
	return SH_STYLES;
}

static void healthy(void)
{
	struct sh_health h = {.state = SH_HEALTH_OPEN,
			      .port = "/dev/ttyACM0",
			      .protocol = "witmotion",
			      .rate_hz = 100.2,
			      .lost = 3,
			      .gaps = 1};
	sh_view_health(&f.view, &h);
}

/* Ten seconds into the fish: into the arch in three, then held. */
static void play_fish(void)
{
	make_fish(&f);
	struct sh_event *e = add_event(&f, SH_EVENT_SESSION);
	e->u.session.source = "simulated";
	e->u.session.quantity = "tilt";
	e = add_event(&f, SH_EVENT_EXERCISE);
	e->u.exercise.set = 1;
	e->u.exercise.sets = 3;
	e->u.exercise.age_years = 45;
	add_event(&f, SH_EVENT_NEUTRAL);
	for (int i = 0; i <= 100; i++) {
		f.coach.held_us = i > 20 ? (i - 20) * 100000 : 0;
		give_angle(&f, i * 100000, i < 30 ? -200 * i : -6100);
	}
	healthy();
}

static void test_screen_of_a_hold_at_80x24(void **state)
{
	(void)state;
	play_fish();
	draw(80, 24, &fine);
	/* clang-format off */
	expect_screen(
		" Frozen fish                                set 1 of 3   rep 1 of 1   SYNTHETIC\n"
		"  Hold\n"
		"\n"
		"  ARCH   target                          HELD\n"
		"  ██████ °                               ██████\n"
		"  ██                                     ██  ██\n"
		"  ██████                                 ██████\n"
		"  ██  ██                                 ██  ██\n"
		"  ██████                                 ██████  of 10 s\n"
		"  about 6° (±4°) arch                    ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄········\n"
		"                      ▼\n"
		"       below     │    target    │    above     │     WARN     │     LIMIT\n"
		"  0              4              10             14             18          arch\n"
		"  ── last minute ──────┬── tilt of the low back, not the curve of the spine ──\n"
		"   limit 18  ═════════════════════════════════════════════════════════════════\n"
		"    warn 14  ─────────────────────────────────────────────────────────────────\n"
		"  target 10  ·································································\n"
		"             ···⣀⣀⣀⣀⣀⣀⣀⣀······················································\n"
		"          4  ·⣠⠞⠁·····························································\n"
		"          0  ⠞⠁┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈\n"
		"\n"
		"  0:00 Neutral taken                                         limits for age 45\n"
		"  /dev/ttyACM0  witmotion  100 Hz  lost 3  bad frames 0  gaps 1\n"
		" space pause n neutral Enter next s side m mark c chair p PAIN ? help q quit\n");
	/* clang-format on */
}

static void test_screen_of_a_hold_in_ascii_at_80x24(void **state)
{
	(void)state;
	play_fish();
	draw(80, 24, &ascii);
	/* clang-format off */
	expect_screen(
		" Frozen fish                                set 1 of 3   rep 1 of 1   SYNTHETIC\n"
		"  Hold\n"
		"\n"
		"  ARCH   target                          HELD\n"
		"  ###### deg                             ######\n"
		"  ##                                     ##  ##\n"
		"  ######                                 ######\n"
		"  ##  ##                                 ##  ##\n"
		"  ######                                 ######  of 10 s\n"
		"  about 6 deg (+-4) arch                 #############################........\n"
		"                      v\n"
		"       below     |    target    |    above     |     WARN     |     LIMIT\n"
		"  0              4              10             14             18          arch\n"
		"  -- last minute ------+-- tilt of the low back, not the curve of the spine --\n"
		"   limit 18  =================================================================\n"
		"    warn 14  -----------------------------------------------------------------\n"
		"  target 10  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
		"               .........\n"
		"          4  .:'~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
		"          0  '----------------------------------------------------------------\n"
		"\n"
		"  0:00 Neutral taken                                         limits for age 45\n"
		"  /dev/ttyACM0  witmotion  100 Hz  lost 3  bad frames 0  gaps 1\n"
		" space pause n neutral Enter next s side m mark c chair p PAIN ? help q quit\n");
	/* clang-format on */
}

static void test_screen_over_the_limit_cannot_be_overlooked(void **state)
{
	(void)state;
	play_fish();
	f.coach.warnings = 1u << SH_WARNING_LIMIT | 1u << SH_WARNING_JERK;
	f.coach.zone = SH_ZONE_LIMIT;
	give_angle(&f, 11000000, -19200);
	draw(80, 24, &fine);
	expect_words("Stop there. Come back to the start position slowly.");
	assert_int_equal(style_of("STOP"), SH_STYLE_ON_LIMIT);
	assert_int_equal(style_of("Stop there"), SH_STYLE_ON_LIMIT);
	assert_int_equal(style_of(" LIMIT"), SH_STYLE_ON_LIMIT);
	expect_words("jerk");
	expect_words("about 19\u00b0 (\u00b14\u00b0) arch");
	/* the whole of both rows is filled */
	for (int col = 2; col < 78; col++) {
		assert_int_equal(cells[80 + col].style, SH_STYLE_ON_LIMIT);
		assert_int_equal(cells[160 + col].style, SH_STYLE_ON_LIMIT);
	}
	draw(20, 6, &fine);
	expect_words("19\u00b0 arch LIMIT");
	expect_words("STOP");
}

/* Without colour too: a filled field with the word in letters of five rows and more. */
static void test_screen_over_the_limit_has_the_word_in_big_letters(void **state)
{
	(void)state;
	static const int sizes[][2] = {{80, 24}, {100, 30}, {120, 40}, {200, 60}};
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		play_fish();
		f.coach.warnings = 1u << SH_WARNING_LIMIT;
		give_angle(&f, 11000000, -19200);
		draw(sizes[i][0], sizes[i][1], &ascii);
		/* the top of S T O P */
		expect_words(sizes[i][0] < 200 ? "######  ######  ######  ######"
					       : "############    ############    ############");
		expect_words("!!! STOP");
		expect_words("HELD 8 of 10 s"); /* what it covers is said beside it */
		f.coach.warnings = 1u << SH_WARNING_DEPTH;
		give_angle(&f, 11100000, -15200);
		draw(sizes[i][0], sizes[i][1], &ascii);
		expect_words("! TOO DEEP");
		expect_no_words("!!!");
	}
}

static void test_screen_of_a_programme_shows_step_and_next(void **state)
{
	(void)state;
	static const int sizes[][2] = {{80, 24}, {100, 30}, {120, 40}, {200, 60}};
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		play_fish();
		sh_view_steps(&f.view, 2, 9, "Crocodile 1");
		draw(sizes[i][0], sizes[i][1], &fine);
		expect_words(sizes[i][0] < 84 ? "step 2/9" : "step 2 of 9");
		expect_words("next: Crocodile 1");
		expect_words("Frozen fish");
		sh_view_steps(&f.view, 1, 1, NULL);
		draw(sizes[i][0], sizes[i][1], &fine);
		expect_no_words("step");
		expect_no_words("next:");
	}
}

static void test_screen_figures_grow_with_the_terminal(void **state)
{
	(void)state;
	play_fish();
	draw(80, 24, &ascii);
	expect_words("\n  ###### deg");
	draw(100, 30, &ascii);
	expect_words("\n  ############ deg");
	draw(200, 60, &ascii);
	expect_words("\n  ############ deg");
	expect_words("WHAT HAPPENED");
	draw(200, 70, &ascii);
	expect_words("\n  ################ deg");
	f.coach.hold_wanted_us = 180000000; /* "3:00" is wider than "10" */
	give_angle(&f, 10100000, -6100);
	draw(90, 30, &ascii);
	expect_words("\n  ###### deg");
}

static void test_screen_too_deep_says_so(void **state)
{
	(void)state;
	play_fish();
	f.coach.warnings = 1u << SH_WARNING_DEPTH;
	give_angle(&f, 11000000, -15000);
	draw(80, 24, &fine);
	assert_int_equal(style_of("TOO DEEP"), SH_STYLE_ON_WARN);
	assert_int_equal(style_of("Too deep. Ease back a little."), SH_STYLE_ON_WARN);
	assert_int_equal(style_of(" WARN "), SH_STYLE_ON_WARN);
}

static void test_screen_has_words_for_every_warning(void **state)
{
	(void)state;
	static const char *const words[SH_WARNINGS] = {
		[SH_WARNING_APPROACH] = "Deep enough. Slow down.",
		[SH_WARNING_DEPTH] = "Too deep. Ease back a little.",
		[SH_WARNING_LIMIT] = "Stop there.",
		[SH_WARNING_JERK] = "Slower, without a jerk.",
		[SH_WARNING_SAG] = "Your hold is getting shaky. Well done, rest now.",
		[SH_WARNING_TREMOR] = "Your hold is getting shaky. Well done, rest now.",
		[SH_WARNING_SLIP] = "The belt has moved. Lie still and press N to set it again.",
		[SH_WARNING_UNOBSERVABLE] = "The sensor cannot see this angle in this position.",
		[SH_WARNING_SIGNAL] = "The signal is too poor to judge.",
		[SH_WARNING_POSITION] = "Out of position: lie on your front.",
		[SH_WARNING_BREATH] = "Breathe evenly.",
	};
	static const char *const brief[SH_WARNINGS] = {
		"near the limit", "TOO DEEP", "STOP",	     "jerk",	 "sagging",	    "shaky",
		"belt moved",	  "not seen", "poor signal", "position", "Breathe evenly.",
	};
	play_fish();
	for (int w = 0; w < SH_WARNINGS; w++) {
		f.coach.warnings = 1u << w;
		give(&f, 11000000 + w);
		draw(80, 24, &fine);
		expect_words(words[w]);
		draw(50, 12, &fine); /* there the longer ones take two rows */
		char first[16] = "", last[16] = "";
		memcpy(first, words[w], 10);
		memcpy(last, words[w] + strlen(words[w]) - 4, 4);
		expect_words(first);
		expect_words(last);
		draw(20, 6, &fine);
		expect_words(brief[w]);
	}
}

static void test_screen_says_the_phase_in_words(void **state)
{
	(void)state;
	play_fish();
	f.coach.phase = SH_PHASE_READY;
	f.coach.right_position = false;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Get ready: lie on your front");
	f.coach.right_position = true;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Lie still: taking neutral");
	f.coach.countdown_us = 2100000;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Get ready: 3");
	expect_words("GET READY");
	f.coach.countdown_us = 0;
	f.coach.waiting_for_start = true;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Get ready: space starts");
	expect_words("space start ");
	f.coach.waiting_for_start = false;
	f.coach.phase = SH_PHASE_MOVE;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Move slowly into the arch");
	f.coach.phase = SH_PHASE_HOLD;
	f.coach.zone = SH_ZONE_BELOW;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Hold: a little more");
	f.coach.phase = SH_PHASE_REST;
	f.coach.rest_left_us = 41200000;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Rest 42 s");
	f.coach.phase = SH_PHASE_PAUSED;
	f.coach.rest_left_us = 0;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Paused: space goes on");
	expect_words("space go on");
	f.coach.phase = SH_PHASE_DONE;
	f.coach.over = true;
	give(&f, 11000000);
	draw(80, 24, &fine);
	expect_words("Finished");
}

static void test_screen_without_data_says_so_and_greys_the_angle(void **state)
{
	(void)state;
	play_fish();
	struct sh_health h = {
		.state = SH_HEALTH_OPEN, .port = "/dev/ttyACM0", .silent_us = 3200000};
	sh_view_health(&f.view, &h);
	draw(80, 24, &fine);
	expect_words("no data for 3 s");
	assert_int_equal(style_of("NO DATA FOR 3 s"), SH_STYLE_ON_WARN);
	expect_words("ARCH  old");
	assert_int_equal(cells[4 * 80 + 2].style, SH_STYLE_FAINT);
	h.state = SH_HEALTH_GONE;
	sh_view_health(&f.view, &h);
	draw(80, 24, &fine);
	expect_words("Sensor lost. Plug it in again");
	h.state = SH_HEALTH_SEARCHING;
	h.port = NULL;
	sh_view_health(&f.view, &h);
	draw(80, 24, &fine);
	expect_words("Looking for a sensor");
}

static void test_screen_over_the_limit_stays_when_the_line_goes(void **state)
{
	(void)state;
	play_fish();
	f.coach.warnings = 1u << SH_WARNING_LIMIT;
	give_angle(&f, 11000000, -19200);
	struct sh_health h = {.state = SH_HEALTH_GONE, .silent_us = 5000000};
	sh_view_health(&f.view, &h);
	draw(80, 24, &fine);
	assert_int_equal(style_of("Stop there."), SH_STYLE_ON_LIMIT);
}

static void test_screen_shows_badges_age_and_what_is_measured(void **state)
{
	(void)state;
	play_fish();
	draw(80, 24, &fine);
	assert_int_equal(style_of("SYNTHETIC"), SH_STYLE_BADGE);
	expect_words("limits for age 45");
	expect_words("tilt of the low back, not the curve of the spine");
	f.view.synthetic = false;
	f.view.age_years = 71;
	f.view.state = SH_HEALTH_REPLAY;
	draw(80, 24, &fine);
	expect_no_words("SYNTHETIC");
	assert_int_equal(style_of("REPLAY"), SH_STYLE_BADGE);
	expect_words("limits for age 71");
	f.view.age_years = 0;
	draw(80, 24, &fine);
	expect_words("limits for age 45");
	f.view.synthetic = true;
	for (int width = 20; width <= 120; width++) {
		draw(width, 24, &fine);
		expect_words("SYNTHETIC");
	}
}

static void test_screen_never_shows_tenths_of_a_degree(void **state)
{
	(void)state;
	make_crocodile(&f);
	for (int i = 0; i < 3000; i++) {
		if (i % 500 == 499) {
			struct sh_event *e = add_event(&f, SH_EVENT_REP);
			e->u.rep.n = i / 500;
			e->u.rep.peak_mdeg = 24567;
		}
		give_angle(&f, i * 10000, i % 500 * 67);
		if (i % 50 == 0) {
			draw(80, 24, &fine);
			for (char *p = strchr(dump, '.'); p; p = strchr(p + 1, '.'))
				assert_false(p > dump && p[-1] >= '0' && p[-1] <= '9' &&
					     p[1] >= '0' && p[1] <= '9');
		}
	}
}

static void test_screen_of_a_two_sided_exercise_has_both_bands(void **state)
{
	(void)state;
	make_cat(&f);
	give(&f, 0);
	draw(80, 24, &fine);
	expect_words("LIMIT");
	expect_words("arch   17      13     9       4       0 ");
	expect_words(" 34 ");
	expect_words("ROUND");
	expect_words("of 3:00");
	expect_no_words("rep ");
	give_angle(&f, 1000000, -8000);
	draw(80, 24, &fine);
	expect_words("ARCH");
}

static void test_screen_of_a_twist_has_left_on_the_left(void **state)
{
	(void)state;
	make_crocodile(&f);
	give(&f, 0);
	draw(80, 24, &fine);
	expect_words("TURN LEFT");
	expect_words("REPS DONE");
	expect_words("rep 2 of 3   left side");
	/* the marker's row is 10 at this size */
	int marker = 0;
	while (marker < 80 && cells[10 * 80 + marker].codepoint != 0x25bc)
		marker++;
	assert_in_range(marker, 2, 38);
	give_angle(&f, 1000000, -24000);
	draw(80, 24, &fine);
	expect_words("TURN RIGHT");
	marker = 0;
	while (marker < 80 && cells[10 * 80 + marker].codepoint != 0x25bc)
		marker++;
	assert_in_range(marker, 41, 78);
}

static void test_screen_marker_follows_the_angle_over_the_whole_scale(void **state)
{
	(void)state;
	make_fish(&f);
	int last = 0;
	for (int i = -10; i <= 60; i++) {
		give_angle(&f, (i + 10) * 100000, -500 * i);
		draw(80, 24, &fine);
		int col = 0;
		uint32_t cp = ' ';
		for (; col < 80; col++) {
			cp = cells[10 * 80 + col].codepoint;
			if (cp != ' ')
				break;
		}
		assert_in_range(col, 2, 77);
		assert_true(col >= last);
		assert_int_equal(cp, i < 0 ? 0x25c4 : i >= 44 ? 0x25ba : 0x25bc);
		/* what is under the marker is the zone the number is in */
		if (i >= 0) {
			struct sh_view_band b[2];
			int n = sh_view_bands(&f.view, b);
			enum sh_zone zone = sh_view_zone(b, n, -500 * i);
			bool border = i == 8 || i == 20 || i == 28 || i == 36;
			if (!border)
				assert_int_equal(cells[11 * 80 + col].style,
						 SH_STYLE_ON_BELOW + (int)zone - SH_ZONE_BELOW);
		}
		last = col;
	}
}

static void test_screen_without_exercise_shows_three_angles(void **state)
{
	(void)state;
	make_fish(&f);
	f.coach.exercise = NULL;
	f.coach.measure_mdeg = SH_MDEG_NONE;
	f.posture.round.deg = -6;
	f.posture.round.observable = true;
	f.posture.twist.deg = -2;
	f.posture.twist.observable = true;
	give(&f, 1000000);
	draw(80, 24, &fine);
	expect_words("Angles only, no exercise");
	expect_words("ARCH");
	expect_words("TURN RIGHT");
	expect_words("BEND TO THE SIDE");
	expect_words("lying on the front, or hands and knees");
	expect_no_words("limits for age");
	f.posture.has_neutral = false;
	give(&f, 2000000);
	draw(80, 24, &fine);
	expect_words("no neutral yet");
}

static void test_screen_of_an_exercise_without_angle_shows_the_clock(void **state)
{
	(void)state;
	make_fish(&f);
	f.exercise.measure = SH_MEASURE_STILLNESS;
	f.exercise.mode = SH_MODE_REST;
	f.coach.hold_wanted_us = 15000000;
	f.coach.measure_mdeg = SH_MDEG_NONE;
	give(&f, 1000000);
	draw(80, 24, &fine);
	expect_words("TIME");
	expect_words("of 15 s");
	expect_words("no angle in this exercise");
	expect_no_words("LIMIT");
}

static void test_screen_before_anything_arrived_is_sensible(void **state)
{
	(void)state;
	memset(&f, 0, sizeof f);
	sh_view_init(&f.view);
	draw(80, 24, &fine);
	expect_words("Waiting for the sensor");
	expect_words("q quit");
}

static void test_screen_at_20x6_has_the_essentials(void **state)
{
	(void)state;
	play_fish();
	assert_string_equal(draw(20, 6, &fine), " Frozen   SYNTHETIC\n6\u00b0 arch target\nHold\n"
						"HELD 8 of 10 s\n\n space pause p PAIN\n");
}

static void test_screen_at_50x12_has_figures_and_no_graph(void **state)
{
	(void)state;
	play_fish();
	draw(50, 12, &fine);
	expect_words("\u2588\u2588\u2588\u2588\u2588\u2588 \u00b0");
	expect_words("ARCH");
	expect_words("100 Hz");
	expect_words("p PAIN");
	expect_no_words("last minute");
}

static void test_screen_larger_gives_room_to_the_graph(void **state)
{
	(void)state;
	play_fish();
	int last = 0;
	static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60}, {300, 100}};
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		draw(sizes[i][0], sizes[i][1], &fine);
		int rule = 0, message = 0, row = 0;
		for (char *line = dump; line; line = strchr(line, '\n'), row++) {
			line += *line == '\n';
			char *end = strchr(line, '\n');
			char *minute = strstr(line, "last minute");
			char *age = strstr(line, "/dev/ttyACM0");
			if (minute && end && minute < end)
				rule = row;
			if (age && end && age < end)
				message = row;
		}
		assert_true(message - rule > last);
		last = message - rule;
	}
	assert_true(last > 40);
}

static void test_screen_at_every_size_stays_inside_and_ascii_is_ascii(void **state)
{
	(void)state;
	static const int widths[] = {0,	 1,  2,	 3,  5,	 9,  10, 15, 19, 20,  30,  43, 44,
				     45, 50, 59, 69, 70, 79, 80, 81, 99, 100, 160, 300};
	for (int kind = 0; kind < 5; kind++) {
		if (kind == 0)
			play_fish();
		else if (kind == 1)
			make_cat(&f);
		else if (kind == 2)
			make_crocodile(&f);
		else
			make_fish(&f);
		if (kind == 3)
			f.coach.exercise = NULL;
		f.coach.warnings = kind == 2 ? 0xffffffffu : 0;
		give_angle(&f, 11000000, kind == 1 ? -30000 : -123456);
		for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
			for (int height = 0; height <= SH_CANVAS_HEIGHT_MAX;
			     height += 1 + height / 30) {
				/* exactly as many cells as needed: a sanitizer sees one too far */
				size_t n = (size_t)widths[i] * (size_t)height;
				struct sh_cell *exact = malloc((n ? n : 1) * sizeof *exact);
				assert_non_null(exact);
				const struct sh_screen_caps *caps = height % 2 ? &ascii : &blocks;
				sh_canvas_init(&canvas, exact, n, widths[i], height, caps);
				sh_screen_live_draw(&f.view, &canvas, caps);
				for (size_t k = 0; k < n && caps == &ascii; k++)
					assert_in_range(exact[k].codepoint, 0x20, 0x7e);
				free(exact);
			}
		}
	}
}

static void test_screen_with_absurd_numbers_does_not_break(void **state)
{
	(void)state;
	make_fish(&f);
	f.coach.band = make_band(INT32_MIN + 1, INT32_MAX, INT32_MAX, INT32_MAX);
	f.coach.held_us = INT64_MAX;
	f.coach.hold_wanted_us = INT64_MAX;
	f.coach.reps_done = INT32_MAX;
	f.coach.reps_wanted = INT32_MAX;
	give_angle(&f, INT64_MAX / 2, INT32_MAX);
	draw(80, 24, &fine);
	f.coach.band = make_band(0, 0, 0, 0);
	give_angle(&f, INT64_MAX / 2, INT32_MIN + 1);
	draw(80, 24, &fine);
	draw(20, 6, &fine);
	memset(f.exercise.title, 0xff, sizeof f.exercise.title - 1);
	give(&f, INT64_MAX / 2);
	draw(80, 24, &fine);
	expect_words("????");
}

static int count_changes(void)
{
	int changes = 0;
	for (int i = 0; i < canvas.width * canvas.height; i++)
		changes += memcmp(&cells[i], &before[i], sizeof cells[i]) != 0;
	memcpy(before, cells, sizeof before);
	return changes;
}

static void test_screen_while_nothing_moves_does_not_change(void **state)
{
	(void)state;
	play_fish();
	draw(80, 24, &fine);
	(void)count_changes();
	draw(80, 24, &fine);
	assert_int_equal(count_changes(), 0);
	/* noise of 0.3 degrees at rest: a minute of it moves little */
	int changes = 0;
	for (int i = 0; i < 600; i++) {
		give_angle(&f, 10100000 + i * 100000, i % 3 * 150 - 6250);
		draw(80, 24, &fine);
		changes += count_changes();
	}
	assert_true(changes < 600 * 8);
}

static void test_screen_of_a_brisk_movement_changes_few_cells(void **state)
{
	(void)state;
	make_cat(&f);
	int changes = 0;
	draw(80, 24, &fine);
	(void)count_changes();
	for (int i = 0; i < 600; i++) { /* to and fro within 8 s: four degrees a second */
		int phase = i % 80;
		give_angle(&f, i * 100000, (phase < 40 ? phase : 80 - phase) * 400);
		draw(80, 24, &fine);
		changes += count_changes();
	}
	/* three bytes a cell and as much again for movement and colour: 1.5 kB a second */
	if (changes > 600 * 25)
		print_error("%d cells a draw\n", changes / 600);
	assert_true(changes <= 600 * 25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screen_of_a_hold_at_80x24),
		cmocka_unit_test(test_screen_of_a_hold_in_ascii_at_80x24),
		cmocka_unit_test(test_screen_over_the_limit_cannot_be_overlooked),
		cmocka_unit_test(test_screen_over_the_limit_has_the_word_in_big_letters),
		cmocka_unit_test(test_screen_of_a_programme_shows_step_and_next),
		cmocka_unit_test(test_screen_figures_grow_with_the_terminal),
		cmocka_unit_test(test_screen_too_deep_says_so),
		cmocka_unit_test(test_screen_has_words_for_every_warning),
		cmocka_unit_test(test_screen_says_the_phase_in_words),
		cmocka_unit_test(test_screen_without_data_says_so_and_greys_the_angle),
		cmocka_unit_test(test_screen_over_the_limit_stays_when_the_line_goes),
		cmocka_unit_test(test_screen_shows_badges_age_and_what_is_measured),
		cmocka_unit_test(test_screen_never_shows_tenths_of_a_degree),
		cmocka_unit_test(test_screen_of_a_two_sided_exercise_has_both_bands),
		cmocka_unit_test(test_screen_of_a_twist_has_left_on_the_left),
		cmocka_unit_test(test_screen_marker_follows_the_angle_over_the_whole_scale),
		cmocka_unit_test(test_screen_without_exercise_shows_three_angles),
		cmocka_unit_test(test_screen_of_an_exercise_without_angle_shows_the_clock),
		cmocka_unit_test(test_screen_before_anything_arrived_is_sensible),
		cmocka_unit_test(test_screen_at_20x6_has_the_essentials),
		cmocka_unit_test(test_screen_at_50x12_has_figures_and_no_graph),
		cmocka_unit_test(test_screen_larger_gives_room_to_the_graph),
		cmocka_unit_test(test_screen_at_every_size_stays_inside_and_ascii_is_ascii),
		cmocka_unit_test(test_screen_with_absurd_numbers_does_not_break),
		cmocka_unit_test(test_screen_while_nothing_moves_does_not_change),
		cmocka_unit_test(test_screen_of_a_brisk_movement_changes_few_cells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
