/* The menu's state: what each key does on each screen. No drawing. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "menu_fixture.h"

static struct sh_menu_action a;

static int begin(void **state)
{
	(void)state;
	make_model();
	sh_menu_init(&menu, SH_MENU_START, &model);
	return 0;
}

static enum sh_menu_do press(int key)
{
	sh_menu_key(&menu, &model, key, &a);
	return a.what;
}

static void type(const char *keys)
{
	for (; *keys; keys++)
		assert_int_equal(press(*keys), SH_DO_NOTHING);
}

static void go_to(enum sh_menu_item item)
{
	menu.at[SH_MENU_START] = (int)item;
	(void)press(SH_PRESS_ENTER);
}

static void test_first_start_asks_the_age_once_and_keeps_it(void **state)
{
	(void)state;
	model.age_told = false;
	sh_menu_init(&menu, SH_MENU_START, &model);
	assert_int_equal(menu.screen, SH_MENU_WELCOME);
	type("52");
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_AGE);
	assert_int_equal(a.age_years, 52);
	assert_int_equal(menu.screen, SH_MENU_START);
}

static void test_age_skipped_or_out_of_range_is_not_taken(void **state)
{
	(void)state;
	model.age_told = false;
	sh_menu_init(&menu, SH_MENU_START, &model);
	type("7");
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING);
	assert_true(menu.say[0] != 0);
	type("999999");
	assert_int_equal(menu.age, 999);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING);
	type("6");
	(void)press(SH_PRESS_BACKSPACE);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_AGE);
	assert_int_equal(a.age_years, 0);
	sh_menu_init(&menu, SH_MENU_START, &model);
	type("50");
	assert_int_equal(press('s'), SH_DO_AGE);
	assert_int_equal(a.age_years, 0);
}

static void test_q_at_the_first_welcome_leaves_and_later_goes_back(void **state)
{
	(void)state;
	type("a");
	assert_int_equal(menu.screen, SH_MENU_WELCOME);
	assert_int_equal(press('q'), SH_DO_NOTHING);
	assert_int_equal(menu.screen, SH_MENU_START);
	model.age_told = false;
	sh_menu_init(&menu, SH_MENU_START, &model);
	assert_int_equal(press('q'), SH_DO_QUIT);
}

static void test_start_items_lead_where_they_say(void **state)
{
	(void)state;
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_PROGRAMME);
	assert_int_equal(a.which, 0);
	(void)press(SH_PRESS_RIGHT);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_PROGRAMME);
	assert_int_equal(a.which, 1);
	(void)press('l');
	assert_int_equal(menu.programme, 0);
	(void)press('j');
	(void)press(SH_PRESS_ENTER);
	assert_int_equal(menu.screen, SH_MENU_BROWSER);
	assert_int_equal(press(SH_PRESS_ESCAPE), SH_DO_NOTHING);
	assert_int_equal(menu.screen, SH_MENU_START);
	(void)press(SH_PRESS_DOWN);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_DEMO);
	assert_int_equal(a.which, -1);
	go_to(SH_ITEM_SENSOR);
	assert_int_equal(menu.screen, SH_MENU_SENSOR);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_LISTEN);
	(void)press('q');
	go_to(SH_ITEM_HISTORY);
	assert_int_equal(menu.screen, SH_MENU_HISTORY);
	(void)press('q');
	go_to(SH_ITEM_REPLAY);
	assert_int_equal(menu.screen, SH_MENU_RECORDINGS);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_REPLAY);
	assert_int_equal(a.which, 0);
	(void)press('q');
	menu.at[SH_MENU_START] = SH_ITEM_QUIT;
	assert_int_equal(press(SH_PRESS_RIGHT), SH_DO_NOTHING);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_QUIT);
	assert_int_equal(press('q'), SH_DO_QUIT);
	assert_int_equal(press(SH_PRESS_ESCAPE), SH_DO_QUIT);
}

static void test_lists_stop_at_their_ends(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		(void)press('k');
	assert_int_equal(menu.at[SH_MENU_START], SH_ITEM_PROGRAMME);
	for (int i = 0; i < 20; i++)
		(void)press(SH_PRESS_DOWN);
	assert_int_equal(menu.at[SH_MENU_START], SH_ITEM_QUIT);
	(void)press('g');
	assert_int_equal(menu.at[SH_MENU_START], SH_ITEM_PROGRAMME);
	model.n_programmes = 0;
	sh_menu_fit(&menu, &model);
	assert_int_equal(menu.at[SH_MENU_START], SH_ITEM_EXERCISE);
	(void)press('k');
	assert_int_equal(menu.at[SH_MENU_START], SH_ITEM_EXERCISE);
}

static void test_browser_starts_live_and_demo_with_the_variant(void **state)
{
	(void)state;
	go_to(SH_ITEM_EXERCISE);
	(void)press('j');
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_LIVE);
	assert_int_equal(a.which, 1);
	assert_int_equal(a.variant, -1);
	type("vv");
	assert_int_equal(press('d'), SH_DO_DEMO);
	assert_int_equal(a.variant, 1);
	type("v");
	assert_int_equal(menu.variant, -1);
	type("vk");
	assert_int_equal(menu.variant, -1);
	type("v");
	assert_true(menu.say[0] != 0); /* it has none */
}

static void test_live_without_a_sensor_is_said_instead(void **state)
{
	(void)state;
	model.n_candidates = 0;
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING);
	assert_true(menu.say[0] != 0);
	go_to(SH_ITEM_EXERCISE);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING);
	assert_true(menu.say[0] != 0);
	assert_int_equal(press('d'), SH_DO_DEMO);
	assert_true(menu.say[0] == 0);
}

static void test_search_narrows_and_escape_shows_all_again(void **state)
{
	(void)state;
	go_to(SH_ITEM_EXERCISE);
	type("/");
	type("fish");
	assert_int_equal(sh_menu_found_n(&menu, &model), 1);
	assert_int_equal(sh_menu_found_at(&menu, &model, 0), 1);
	assert_int_equal(sh_menu_found_at(&menu, &model, 1), -1);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING); /* ends the typing only */
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_LIVE);
	assert_int_equal(a.which, 1);
	(void)press(SH_PRESS_ESCAPE);
	assert_int_equal(menu.screen, SH_MENU_BROWSER);
	assert_int_equal(sh_menu_found_n(&menu, &model), 4);
	assert_int_equal(menu.at[SH_MENU_BROWSER], 1); /* still the one that was found */
	type("/");
	type("twist"); /* a group */
	assert_int_equal(sh_menu_found_n(&menu, &model), 1);
	for (int i = 0; i < 5; i++)
		(void)press(SH_PRESS_BACKSPACE);
	assert_int_equal(sh_menu_found_n(&menu, &model), 4);
	type("no such thing whatever, as long as it likes to be typed");
	assert_int_equal(sh_menu_found_n(&menu, &model), 0);
	(void)press(SH_PRESS_ENTER);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING);
	assert_int_equal(press('d'), SH_DO_NOTHING);
	(void)press(SH_PRESS_ESCAPE);
	assert_int_equal(press(SH_PRESS_ESCAPE), SH_DO_NOTHING);
	assert_int_equal(menu.screen, SH_MENU_START);
}

static void test_q_and_question_mark_are_letters_while_searching(void **state)
{
	(void)state;
	go_to(SH_ITEM_EXERCISE);
	type("/q?");
	assert_string_equal(menu.search, "q?");
	assert_false(menu.help);
	assert_int_equal(menu.screen, SH_MENU_BROWSER);
}

static void test_history_opens_a_session_and_replays_it(void **state)
{
	(void)state;
	sh_menu_init(&menu, SH_MENU_HISTORY, &model);
	(void)press('j');
	(void)press(SH_PRESS_ENTER);
	assert_int_equal(menu.screen, SH_MENU_SESSION);
	(void)press(SH_PRESS_RIGHT);
	assert_int_equal(menu.at[SH_MENU_HISTORY], 2);
	(void)press(SH_PRESS_RIGHT);
	assert_int_equal(menu.at[SH_MENU_HISTORY], 2);
	assert_int_equal(press('r'), SH_DO_REPLAY_SESSION);
	assert_int_equal(a.which, 2);
	assert_int_equal(press('q'), SH_DO_NOTHING);
	assert_int_equal(menu.screen, SH_MENU_HISTORY);
	type("t");
	assert_true(menu.trends);
	type("jjj");
	assert_int_equal(menu.trend, 1);
	assert_int_equal(menu.at[SH_MENU_HISTORY], 2);
	assert_int_equal(press('q'), SH_DO_QUIT); /* it was the first screen */
}

static void test_empty_history_has_nothing_to_open(void **state)
{
	(void)state;
	model.n_sessions = model.n_trends = model.n_recordings = model.n_ports = 0;
	go_to(SH_ITEM_HISTORY);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING);
	assert_int_equal(press('r'), SH_DO_NOTHING);
	type("t");
	assert_false(menu.trends);
	(void)press('q');
	go_to(SH_ITEM_REPLAY);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING);
	(void)press('q');
	go_to(SH_ITEM_SENSOR);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_NOTHING);
}

static void test_help_is_everywhere_and_any_key_leaves_it(void **state)
{
	(void)state;
	for (int s = 0; s < SH_MENU_SCREENS; s++) {
		menu.screen = (enum sh_menu_screen)s;
		type("?");
		assert_true(menu.help);
		sh_menu_scrolled(&menu, 5);
		type("jj");
		assert_int_equal(menu.scroll, 2);
		type(" ");
		assert_int_equal(menu.scroll, 5);
		assert_int_equal(press('q'), SH_DO_NOTHING);
		assert_false(menu.help);
		assert_int_equal(menu.screen, s);
		assert_int_equal(menu.scroll, 0);
	}
}

static void test_lists_that_shrink_keep_the_choice_inside(void **state)
{
	(void)state;
	menu.screen = SH_MENU_SESSION;
	menu.at[SH_MENU_HISTORY] = 2;
	menu.at[SH_MENU_SENSOR] = 1;
	menu.trend = 1;
	model.n_sessions = 1;
	model.n_ports = 0;
	model.n_trends = 0;
	sh_menu_fit(&menu, &model);
	assert_int_equal(menu.at[SH_MENU_HISTORY], 0);
	assert_int_equal(menu.at[SH_MENU_SENSOR], 0);
	assert_int_equal(menu.trend, 0);
	assert_int_equal(menu.screen, SH_MENU_SESSION);
	model.n_sessions = 0;
	sh_menu_fit(&menu, &model);
	assert_int_equal(menu.screen, SH_MENU_HISTORY);
}

/* Whatever is pressed, an action only ever names what is there. */
static void test_any_keys_keep_every_index_inside(void **state)
{
	uint32_t random = 12345;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		static const int special[] = {SH_PRESS_ENTER,
					      SH_PRESS_ESCAPE,
					      SH_PRESS_UP,
					      SH_PRESS_DOWN,
					      SH_PRESS_LEFT,
					      SH_PRESS_RIGHT,
					      SH_PRESS_OTHER,
					      SH_PRESS_BACKSPACE,
					      '/',
					      'v',
					      't',
					      'j'};
		int key;

		random = random * 1664525u + 1013904223u;
		key = (random >> 8) % 3 ? special[(random >> 12) % 12]
					: (int)(32 + (random >> 12) % 95);
		model.n_candidates = (int)((random >> 28) & 1u);
		(void)press(key);
		assert_in_range(menu.screen, 0, SH_MENU_SCREENS - 1);
		if (a.what == SH_DO_LIVE || (a.what == SH_DO_DEMO && a.which >= 0)) {
			assert_in_range(a.which, 0, 3);
			assert_true(a.variant < exercises[a.which].n_variants);
		} else if (a.what == SH_DO_REPLAY_SESSION) {
			assert_in_range(a.which, 0, 2);
		} else if (a.what == SH_DO_LISTEN || a.what == SH_DO_PROGRAMME) {
			assert_in_range(a.which, 0, 1);
		}
		assert_true(menu.scroll >= 0 && menu.at[menu.screen] >= 0);
	}
}

static void test_start_when_a_session_waits_offers_to_go_on_first(void **state)
{
	(void)state;
	model.resume = "the session of 19:41 (cat), not finished";
	sh_menu_init(&menu, SH_MENU_START, &model);
	assert_int_equal(menu.at[SH_MENU_START], SH_ITEM_RESUME);
	assert_int_equal(press(SH_PRESS_ENTER), SH_DO_RESUME);
	model.resume = ""; /* done elsewhere meanwhile */
	sh_menu_fit(&menu, &model);
	assert_int_equal(menu.at[SH_MENU_START], SH_ITEM_PROGRAMME);
	(void)press(SH_PRESS_UP);
	assert_int_equal(menu.at[SH_MENU_START], SH_ITEM_PROGRAMME);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_start_when_a_session_waits_offers_to_go_on_first, begin),
		cmocka_unit_test_setup(test_first_start_asks_the_age_once_and_keeps_it, begin),
		cmocka_unit_test_setup(test_age_skipped_or_out_of_range_is_not_taken, begin),
		cmocka_unit_test_setup(test_q_at_the_first_welcome_leaves_and_later_goes_back,
				       begin),
		cmocka_unit_test_setup(test_start_items_lead_where_they_say, begin),
		cmocka_unit_test_setup(test_lists_stop_at_their_ends, begin),
		cmocka_unit_test_setup(test_browser_starts_live_and_demo_with_the_variant, begin),
		cmocka_unit_test_setup(test_live_without_a_sensor_is_said_instead, begin),
		cmocka_unit_test_setup(test_search_narrows_and_escape_shows_all_again, begin),
		cmocka_unit_test_setup(test_q_and_question_mark_are_letters_while_searching, begin),
		cmocka_unit_test_setup(test_history_opens_a_session_and_replays_it, begin),
		cmocka_unit_test_setup(test_empty_history_has_nothing_to_open, begin),
		cmocka_unit_test_setup(test_help_is_everywhere_and_any_key_leaves_it, begin),
		cmocka_unit_test_setup(test_lists_that_shrink_keep_the_choice_inside, begin),
		cmocka_unit_test_setup(test_any_keys_keep_every_index_inside, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
