/* The pain key acts at once: the pause must not wait for a number. The level that may follow is a
 * second command, which can only end the exercise, never take the pause back. A 1 is noted at once
 * too, and a 0 after it makes it 10: nobody who presses 1, 0 may be kept waiting in between.
 *
 * Any other key is an answer as well: it closes the question and does what it always does. */

#include "app/live_keys.h"

#include <string.h>

#include "tui/term.h"

static const char ASKS[] =
	"Paused. How bad, 0 to 9, t for ten? l: it runs down a leg. Enter: no number.";

void sh_live_keys_follow(struct sh_live_keys *k, const struct sh_output *out)
{
	const struct sh_exercise *ex = out->coach->exercise;

	k->running = out->coach->phase != SH_PHASE_PAUSED && !out->coach->waiting_for_start;
	k->has_chair = out->coach->has_chair;
	k->lying = ex && ex->stance >= SH_STANCE_SUPINE && ex->stance != SH_STANCE_QUADRUPED;
	for (size_t i = 0; i < out->n_events; i++) {
		if (out->events[i].kind == SH_EVENT_WEAR && strcmp(out->events[i].u.wear.step, "done") == 0)
			k->has_wear = true;
	}
}

/* No words for w: the session answers with the first step, and nothing may stand before that. */
static bool wear(const struct sh_live_keys *k, int key, struct sh_command *ret, const char **ret_say)
{
	if (key == 'w') {
		*ret = (struct sh_command){SH_COMMAND_WEAR, k->lying ? SH_WEAR_LYING : SH_WEAR_STAND_LIE};
		return true;
	}
	ret->kind = SH_COMMAND_WEAR_UNDO;
	if (!k->has_wear)
		*ret_say = "Nothing to undo: w finds anew how the sensor is worn.";
	return k->has_wear;
}

static const char *advice(int level)
{
	if (level == SH_PAIN_LEG)
		return "Stop now, and ask a health professional before you exercise again.";
	if (level >= 6)
		return "That is enough for today. See a professional if it stays.";
	if (level >= 4)
		return "Noted. Make it smaller: space goes on. Or stop this exercise: Enter.";
	return "Noted. A mild ache may go on: space, when you are ready.";
}

/* -1: the key is no level */
static int level_of(const struct sh_live_keys *k, int key)
{
	if (k->may_be_ten)
		return key == '0' ? SH_PAIN_MOST : -1;
	if (!k->asks_pain)
		return -1;
	if (key >= '0' && key <= '9')
		return key - '0';
	return key == 't' ? SH_PAIN_MOST : key == 'l' ? SH_PAIN_LEG : -1;
}

/* @return true if the key was an answer; *ret_gives whether it is a command as well. */
static bool answer(struct sh_live_keys *k, int key, struct sh_command *ret, const char **ret_say,
		   bool *ret_gives)
{
	int level = level_of(k, key);
	bool asked = k->asks_pain;

	k->asks_pain = false;
	k->may_be_ten = asked && level == 1;
	*ret_gives = level >= 0;
	if (level >= 0) {
		*ret = (struct sh_command){SH_COMMAND_PAIN, level};
		*ret_say = advice(level);
		return true;
	}
	if (!asked || (key != 'p' && key != SH_KEY_ENTER))
		return false;
	*ret_say = "Noted without a number. Space goes on when you are ready.";
	return true;
}

bool sh_live_keys_press(struct sh_live_keys *k, int key, struct sh_command *ret, const char **ret_say)
{
	bool gives;

	*ret = (struct sh_command){SH_COMMAND_START, 0};
	if (answer(k, key, ret, ret_say, &gives))
		return gives;
	switch (key) {
	case ' ':
		ret->kind = k->running ? SH_COMMAND_PAUSE : SH_COMMAND_START;
		return true;
	case 'n':
		ret->kind = SH_COMMAND_NEUTRAL;
		*ret_say = "Keep still: neutral is taken anew.";
		return true;
	case SH_KEY_ENTER:
		ret->kind = SH_COMMAND_NEXT;
		return true;
	case 's':
		ret->kind = SH_COMMAND_SIDE;
		return true;
	case 'm':
		ret->kind = SH_COMMAND_MARK;
		*ret_say = "Marked.";
		return true;
	case 'p':
		*ret = (struct sh_command){SH_COMMAND_PAIN, SH_PAIN_NOT_RATED};
		k->asks_pain = true;
		*ret_say = ASKS;
		return true;
	case 'q':
	case SH_KEY_GONE:
		ret->kind = SH_COMMAND_QUIT;
		return true;
	case 'c':
		ret->kind = SH_COMMAND_CHAIR;
		*ret_say = k->has_chair ? "The chair, or back from it: the set begins anew."
					: "This exercise has no chair variant.";
		return k->has_chair;
	case 'b':
		ret->kind = SH_COMMAND_BREATH;
		return true;
	case 'w':
	case 'u':
		return wear(k, key, ret, ret_say);
	case '?':
		*ret_say = "space start/pause  n neutral  Enter next  s side  m mark  c chair  b breath  w worn anew  u undo w  p pain  q quit";
		return false;
	default:
		return false;
	}
}
