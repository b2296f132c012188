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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pain_pauses_before_any_number_and_takes_each_level),
		cmocka_unit_test(test_pain_of_ten_by_t_or_by_one_and_zero),
		cmocka_unit_test(test_pain_down_a_leg_is_a_key),
		cmocka_unit_test(test_pain_without_a_number_is_closed_by_p_or_enter),
		cmocka_unit_test(test_pain_question_holds_up_no_other_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
