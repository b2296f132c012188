/* The screens outside of a session as text, at all sizes. No terminal involved. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "menu_fixture.h"
#include "tui/menu_words.h"
#include "tui/screen_menu.h"

static const struct sh_screen_caps fine = {true, true, 256};
static const struct sh_screen_caps ascii = {false, false, 0};

static struct sh_cell cells[SH_CANVAS_CELLS_MAX];
static struct sh_canvas canvas;
static char dump[SH_CANVAS_CELLS_MAX * 4];

static int begin(void **state)
{
	(void)state;
	make_model();
	sh_menu_init(&menu, SH_MENU_START, &model);
	return 0;
}

static int draw(int width, int height, const struct sh_screen_caps *caps)
{
	int over;

	sh_canvas_init(&canvas, cells, SH_CANVAS_CELLS_MAX, width, height, caps);
	over = sh_front_draw(&menu, &model, &canvas, caps);
	sh_canvas_dump(&canvas, dump, sizeof(dump));
	return over;
}

static void expect(const char *words)
{
	if (!strstr(dump, words))
		print_error("'%s' is not on the screen:\n%s\n", words, dump);
	assert_non_null(strstr(dump, words));
}

static void expect_not(const char *words)
{
	if (strstr(dump, words))
		print_error("'%s' is on the screen:\n%s\n", words, dump);
	assert_null(strstr(dump, words));
}

static void test_start_at_80x24_has_all_items_age_and_safety(void **state)
{
	static const char *const all[] = {"Today's programme",
					  "gentle",
					  "One exercise",
					  "Demo",
					  "Set up a sensor",
					  "History",
					  "Replay a rec",
					  "Quit",
					  "age 45",
					  "You are 52",
					  "/dev/ttyUSB0",
					  "not a medical",
					  "2026-11-20 19:41"};

	(void)state;
	(void)draw(80, 24, &fine);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		expect(all[i]);
}

static void test_start_without_a_sensor_says_so(void **state)
{
	(void)state;
	model.n_candidates = model.n_ports = 0;
	(void)draw(80, 24, &fine);
	expect("No sensor is attached");
}

static void test_start_in_a_wide_window_has_the_calendar_and_the_sessions(void **state)
{
	(void)state;
	(void)draw(200, 60, &fine);
	expect("last twelve weeks");
	expect("last sessions");
	expect("today");
	(void)draw(100, 34, &fine);
	expect("last twelve weeks");
}

static void test_welcome_has_the_question_and_every_text_at_80x24(void **state)
{
	(void)state;
	model.age_told = false;
	sh_menu_init(&menu, SH_MENU_START, &model);
	menu.age = 52;
	assert_int_equal(draw(80, 24, &fine), 0);
	expect("how old are you?");
	expect("52_");
	expect("age 45");
	expect("Press p at once");
	expect("use of steroids");
}

static void test_browser_at_80x24_shows_list_scale_and_what_is_missed(void **state)
{
	(void)state;
	menu.screen = SH_MENU_BROWSER;
	menu.at[SH_MENU_BROWSER] = 1;
	(void)draw(80, 24, &fine);
	expect("strength");
	expect("3 \xc3\x97 10 s");
	expect("on the front");
	expect("LIMIT");
	expect("18\xc2\xb0");
	expect("how high the legs are");
	expect("pillow: A pillow.");
	menu.variant = 0;
	(void)draw(80, 24, &fine);
	expect("Frozen fish (pillow)");
	expect("2\xc2\xb0");
	menu.at[SH_MENU_BROWSER] = 3;
	(void)draw(80, 24, &fine);
	expect("none is judged");
}

static void test_two_sided_scale_is_mirrored_about_neutral(void **state)
{
	(void)state;
	menu.screen = SH_MENU_BROWSER;
	(void)draw(150, 40, &fine);
	expect("arch|round");
	/* from the limit of the arch over neutral to the limit of the rounding */
	const char *row = strstr(dump, "arch|round"), *at;
	static const char *const order[] = {"18\xc2\xb0", "14\xc2\xb0", "10\xc2\xb0",
					    "4\xc2\xb0",  "0\xc2\xb0",	"6\xc2\xb0",
					    "18\xc2\xb0", "26\xc2\xb0", "34\xc2\xb0"};
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		at = strstr(row, order[i]);
		assert_non_null(at);
		assert_true(at < strchr(row, '\n') || i + 1 == sizeof(order) / sizeof(order[0]));
		row = at + 3;
	}
}

static void test_search_without_a_find_says_so(void **state)
{
	(void)state;
	menu.screen = SH_MENU_BROWSER;
	strcpy(menu.search, "zzz");
	menu.searching = true;
	(void)draw(80, 24, &fine);
	expect("search: zzz_");
	expect("nothing found");
}

static void test_session_tells_asked_done_and_why_not(void **state)
{
	(void)state;
	menu.screen = SH_MENU_SESSION;
	(void)draw(80, 40, &fine);
	expect("Frozen fish (pillow): not finished");
	expect("3 sets of 10 s");
	expect("3 holds; 2 counted, 20 s");
	expect("1 left the target");
	expect("2 too deep");
	expect("left side");
	expect("right side");
	expect("3 repetitions; 2 counted");
	expect("3 repetitions; 1 counted");
	expect("2 times, at most 4 of 10");
}

static void test_history_claims_progress_only_beyond_the_noise(void **state)
{
	(void)state;
	menu.screen = SH_MENU_HISTORY;
	menu.trends = true;
	(void)draw(80, 24, &fine);
	expect("deeper by about 12\xc2\xb0");
	expect("2 sessions, too few");
	trends[0].value[4] = trends[0].value[3] = 12000;
	sh_trend_line_of(trends[0].value, 5, SH_TREND_ANGLE_BAND, &trends[0].line);
	(void)draw(80, 24, &fine);
	expect_not("deeper");
	expect("no change to speak of");
	expect("less than 10\xc2\xb0");
}

static void test_history_in_a_wide_window_has_sessions_trends_and_details(void **state)
{
	(void)state;
	menu.screen = SH_MENU_HISTORY;
	(void)draw(200, 60, &fine);
	expect("sessions \xe2\x94\x80");
	expect("trends \xe2\x94\x80");
	expect("asked");
	expect("1/2 done");
	expect("cut");
}

static void test_help_scrolls_to_the_last_line(void **state)
{
	int over;

	(void)state;
	menu.screen = SH_MENU_BROWSER;
	menu.help = true;
	over = draw(80, 24, &fine);
	assert_true(over > 0);
	expect("keys of this screen");
	menu.scroll = over;
	assert_int_equal(draw(80, 24, &fine), over);
	expect("age 45 and level 1");
}

static void test_too_small_a_window_says_so_in_one_line(void **state)
{
	(void)state;
	for (int s = 0; s < SH_MENU_SCREENS; s++) {
		menu.screen = (enum sh_menu_screen)s;
		(void)draw(59, 24, &fine);
		expect("too small: 60x18 is needed");
		(void)draw(80, 17, &fine);
		expect("too small");
		(void)draw(60, 18, &fine);
		expect_not("too small");
	}
}

static void test_ascii_has_nothing_beyond_ascii_on_any_screen(void **state)
{
	(void)state;
	for (int s = 0; s < 2 * SH_MENU_SCREENS; s++) {
		menu.screen = (enum sh_menu_screen)(s % SH_MENU_SCREENS);
		menu.help = s >= SH_MENU_SCREENS;
		menu.trends = s % 2 == 1;
		(void)draw(80, 24, &ascii);
		for (const char *p = dump; *p; p++)
			assert_true(*p == '\n' || (*p >= ' ' && *p < 0x7f));
		expect_not("??");
	}
}

static void test_every_size_and_screen_draws_within_the_canvas(void **state)
{
	static const int widths[] = {1, 20, 60, 61, 79, 80, 109, 110, 120, 149, 150, 200, 300};
	static const int heights[] = {1, 5, 18, 19, 22, 24, 30, 36, 45, 60, 100};

	(void)state;
	for (int s = 0; s < 2 * SH_MENU_SCREENS; s++) {
		menu.screen = (enum sh_menu_screen)(s % SH_MENU_SCREENS);
		menu.help = s >= SH_MENU_SCREENS;
		for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++) {
			for (size_t h = 0; h < sizeof(heights) / sizeof(heights[0]); h++) {
				menu.trends = (w + h) % 2 == 1;
				menu.scroll = (int)(w + h) % 7;
				menu.at[SH_MENU_HISTORY] = (int)(w + h) % 3;
				assert_true(draw(widths[w], heights[h], &fine) >= 0);
				if (widths[w] >= 60 && heights[h] >= 18)
					expect("spinehold: ");
			}
		}
	}
}

static void test_hostile_names_reach_no_screen_as_controls(void **state)
{
	static const char evil[] = "\x1b[2J\x9b"
				   "31m\xe2\x80\xae\x07"
				   "evil\xff\n\tx";

	(void)state;
	ports[0].path = ports[0].what = recordings[0].name = recordings[0].what = evil;
	sessions[0].what = sessions[0].source = sessions[0].log = results[0].title = evil;
	results[0].variant = trends[0].title = exercises[0].title = exercises[0].start = evil;
	model.trouble = "";
	for (int s = 0; s < SH_MENU_SCREENS; s++) {
		menu.screen = (enum sh_menu_screen)s;
		(void)draw(200, 60, &fine);
		for (int i = 0; i < canvas.width * canvas.height; i++) {
			uint32_t c = cells[i].codepoint;

			assert_true(c == 0 || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0)));
			assert_true(c != 0x202e);
		}
	}
}

static void test_doses_read_as_people_say_them(void **state)
{
	struct sh_exercise x = exercises[0].numbers;
	struct sh_line l;

	(void)state;
	sh_menu_dose(&x, &l);
	assert_string_equal(l.text, "3 \xc3\x97 10 s");
	x.mode = SH_MODE_REPS;
	x.reps = 5;
	x.sets = 1;
	x.sides = 2;
	sh_menu_dose(&x, &l);
	assert_string_equal(l.text, "5 reps a side");
	x.mode = SH_MODE_CONTINUOUS;
	x.duration_s = 90;
	x.sides = 1;
	sh_menu_dose(&x, &l);
	assert_string_equal(l.text, "1:30 min");
	x.mode = SH_MODE_BREATH;
	x.breaths = 8;
	x.duration_s = 60;
	sh_menu_dose(&x, &l);
	assert_string_equal(l.text, "8 breaths/1 min");
	sh_line_clear(&l);
	sh_menu_add_time(&l, 1500);
	assert_string_equal(l.text, "1.5 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_start_at_80x24_has_all_items_age_and_safety, begin),
		cmocka_unit_test_setup(test_start_without_a_sensor_says_so, begin),
		cmocka_unit_test_setup(
			test_start_in_a_wide_window_has_the_calendar_and_the_sessions, begin),
		cmocka_unit_test_setup(test_welcome_has_the_question_and_every_text_at_80x24,
				       begin),
		cmocka_unit_test_setup(test_browser_at_80x24_shows_list_scale_and_what_is_missed,
				       begin),
		cmocka_unit_test_setup(test_two_sided_scale_is_mirrored_about_neutral, begin),
		cmocka_unit_test_setup(test_search_without_a_find_says_so, begin),
		cmocka_unit_test_setup(test_session_tells_asked_done_and_why_not, begin),
		cmocka_unit_test_setup(test_history_claims_progress_only_beyond_the_noise, begin),
		cmocka_unit_test_setup(
			test_history_in_a_wide_window_has_sessions_trends_and_details, begin),
		cmocka_unit_test_setup(test_help_scrolls_to_the_last_line, begin),
		cmocka_unit_test_setup(test_too_small_a_window_says_so_in_one_line, begin),
		cmocka_unit_test_setup(test_ascii_has_nothing_beyond_ascii_on_any_screen, begin),
		cmocka_unit_test_setup(test_every_size_and_screen_draws_within_the_canvas, begin),
		cmocka_unit_test_setup(test_hostile_names_reach_no_screen_as_controls, begin),
		cmocka_unit_test_setup(test_doses_read_as_people_say_them, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
