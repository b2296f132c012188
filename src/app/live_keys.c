/* The pain key acts at once: the pause must not wait for a number. The level that may follow is a
 * second command, which can only end the exercise, never take the pause back. */

#include "app/live_keys.h"

#include "tui/term.h"

void sh_live_keys_follow(struct sh_live_keys *k, const struct sh_output *out)
{
	k->running = out->coach->phase != SH_PHASE_PAUSED && !out->coach->waiting_for_start;
}

static bool pain_level(struct sh_live_keys *k, int key, struct sh_command *ret, const char **ret_say)
{
	k->asks_pain = false;
	if (key < '0' || key > '9')
		return false;
	ret->kind = SH_COMMAND_PAIN;
	ret->value = key - '0';
	*ret_say = ret->value >= 6 ? "That is enough for today. See a professional if it stays."
				   : "Noted. Space goes on when you are ready; make it smaller.";
	return true;
}

bool sh_live_keys_press(struct sh_live_keys *k, int key, struct sh_command *ret, const char **ret_say)
{
	*ret = (struct sh_command){SH_COMMAND_START, 0};
	if (k->asks_pain && pain_level(k, key, ret, ret_say))
		return true;
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
		ret->kind = SH_COMMAND_PAIN;
		ret->value = -1;
		k->asks_pain = true;
		*ret_say = "Paused. How bad is it? 0 to 9; numbness or pain down a leg: stop today.";
		return true;
	case 'q':
	case SH_KEY_GONE:
		ret->kind = SH_COMMAND_QUIT;
		return true;
	case 'c':
		*ret_say = "The chair variant: quit and start again with --variant chair.";
		return false;
	case '?':
		*ret_say = "space start/pause  n neutral  Enter next  s side  m mark  p pain  q quit";
		return false;
	default:
		return false;
	}
}
