/* Keys of a live session: above all that pain never waits for anything. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "app/live_keys.h"
#include "tui/term.h"

enum { NOTHING = -100 };

/* Presses the keys and expects these commands, one a key; NOTHING where none is given. */
static void press(struct sh_live_keys *k, int key, int kind, int value)
{
	struct sh_command c = {SH_COMMANDS, 0};
	const char *say = NULL;
	bool gives = sh_live_keys_press(k, key, &c, &say);

	assert_int_equal(gives, kind != NOTHING);
	if (!gives)
		return;
	assert_int_equal(c.kind, kind);
	assert_int_equal(c.value, value);
	if (c.kind == SH_COMMAND_PAIN)
		assert_non_null(say);
}

static void test_pain_pauses_before_any_number_and_takes_each_level(void **state)
{
	(void)state;
	for (int level = 0; level <= 9; level++) {
		struct sh_live_keys k = {.running = true};

		press(&k, 'p', SH_COMMAND_PAIN, -1);
		press(&k, '0' + level, SH_COMMAND_PAIN, level);
		press(&k, '5', NOTHING, 0); /* answered */
	}
}

static void test_pain_of_ten_by_t_or_by_one_and_zero(void **state)
{
	struct sh_live_keys k = {.running = true};

	(void)state;
	press(&k, 'p', SH_COMMAND_PAIN, -1);
	press(&k, 't', SH_COMMAND_PAIN, 10);
	press(&k, 'p', SH_COMMAND_PAIN, -1);
	press(&k, '1', SH_COMMAND_PAIN, 1);
	press(&k, '0', SH_COMMAND_PAIN, 10);
	press(&k, '0', NOTHING, 0);
	press(&k, 'p', SH_COMMAND_PAIN, -1);
	press(&k, '1', SH_COMMAND_PAIN, 1);
	press(&k, 'm', SH_COMMAND_MARK, 0);
	press(&k, '0', NOTHING, 0);
	press(&k, 't', NOTHING, 0);
}

static void test_pain_down_a_leg_is_a_key(void **state)
{
	struct sh_live_keys k = {.running = true};

	(void)state;
	press(&k, 'l', NOTHING, 0);
	press(&k, 'p', SH_COMMAND_PAIN, -1);
	press(&k, 'l', SH_COMMAND_PAIN, SH_PAIN_LEG);
}

static void test_pain_without_a_number_is_closed_by_p_or_enter(void **state)
{
	struct sh_live_keys k = {.running = false};

	(void)state;
	press(&k, 'p', SH_COMMAND_PAIN, -1);
	press(&k, 'p', NOTHING, 0);
	press(&k, '3', NOTHING, 0);
	press(&k, 'p', SH_COMMAND_PAIN, -1);
	press(&k, SH_KEY_ENTER, NOTHING, 0); /* the first answers, the second goes on */
	press(&k, SH_KEY_ENTER, SH_COMMAND_NEXT, 0);
}

static void test_pain_question_holds_up_no_other_key(void **state)
{
	struct sh_live_keys k = {.running = false};

	(void)state;
	press(&k, 'p', SH_COMMAND_PAIN, -1);
	press(&k, ' ', SH_COMMAND_START, 0);
	press(&k, '7', NOTHING, 0);
	press(&k, 'p', SH_COMMAND_PAIN, -1);
	press(&k, 'q', SH_COMMAND_QUIT, 0);
}

static void follow(struct sh_live_keys *k, const struct sh_exercise *ex, const struct sh_event *e)
{
	struct sh_coach_view coach = {.exercise = ex, .phase = SH_PHASE_MOVE};
	struct sh_output out = {.coach = &coach, .events = e, .n_events = e ? 1 : 0};

	sh_live_keys_follow(k, &out);
}

static void test_wear_key_when_lying_takes_the_lying_method(void **state)
{
	static const struct {
		enum sh_stance stance;
		enum sh_wear_method method;
	} rows[] = {{SH_STANCE_STANDING, SH_WEAR_STAND_LIE},  {SH_STANCE_SUPINE, SH_WEAR_LYING},
		    {SH_STANCE_PRONE, SH_WEAR_LYING},	      {SH_STANCE_SIDE, SH_WEAR_LYING},
		    {SH_STANCE_SIDE_LEFT, SH_WEAR_LYING},     {SH_STANCE_SIDE_RIGHT, SH_WEAR_LYING},
		    {SH_STANCE_QUADRUPED, SH_WEAR_STAND_LIE}, {SH_STANCE_ANY, SH_WEAR_STAND_LIE}};
	struct sh_live_keys k = {.running = true};
	struct sh_exercise ex;

	(void)state;
	memset(&ex, 0, sizeof(ex));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ex.stance = rows[i].stance;
		follow(&k, &ex, NULL);
		press(&k, 'w', SH_COMMAND_WEAR, (int)rows[i].method);
	}
	follow(&k, NULL, NULL); /* angles only */
	press(&k, 'w', SH_COMMAND_WEAR, SH_WEAR_STAND_LIE);
}

static void test_undo_key_when_nothing_was_taken_gives_no_command(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_WEAR};
	struct sh_live_keys k = {.running = true};
	struct sh_command c;
	const char *say = NULL;

	(void)state;
	assert_false(sh_live_keys_press(&k, 'u', &c, &say));
	assert_non_null(say);
	e.u.wear.step = "stand";
	follow(&k, NULL, &e);
	press(&k, 'u', NOTHING, 0);
	e.u.wear.step = "done";
	follow(&k, NULL, &e);
	press(&k, 'u', SH_COMMAND_WEAR_UNDO, 0);
	e.u.wear.step = "undone";
	follow(&k, NULL, &e);
	press(&k, 'u', SH_COMMAND_WEAR_UNDO, 0); /* and forth again */
}

static void test_question_mark_names_every_key(void **state)
{
	struct sh_live_keys k = {.running = true};
	struct sh_command c;
	const char *say = NULL;

	(void)state;
	assert_false(sh_live_keys_press(&k, '?', &c, &say));
	assert_non_null(strstr(say, "w worn anew"));
	assert_non_null(strstr(say, "u undo"));
	assert_true(strlen(say) < 160); /* a message row's room */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pain_pauses_before_any_number_and_takes_each_level),
		cmocka_unit_test(test_pain_of_ten_by_t_or_by_one_and_zero),
		cmocka_unit_test(test_pain_down_a_leg_is_a_key),
		cmocka_unit_test(test_pain_without_a_number_is_closed_by_p_or_enter),
		cmocka_unit_test(test_pain_question_holds_up_no_other_key),
		cmocka_unit_test(test_wear_key_when_lying_takes_the_lying_method),
		cmocka_unit_test(test_undo_key_when_nothing_was_taken_gives_no_command),
		cmocka_unit_test(test_question_mark_names_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
