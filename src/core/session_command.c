/* What the wearer asks for while a session runs, and what a later session would find left to do.
 *
 * A command takes effect between two samples. Before the first sample there is nothing it could act
 * on, yet a wearer who presses the pain key while the sensor is still being found means it: such
 * commands are kept and take effect at the first sample, in their order.
 *
 * Pain pauses at once and is rated afterwards, if at all; the rating is a second command that
 * carries the time of the first, so the two are one pain to whoever reads the lines.
 */

#include "core/coach_part.h"
#include "core/session_part.h"

static const int PAIN_STOPS = 6; /* biomechanics 1.7, R14: stop today */

static int pain_level(int value)
{
	if (value < 0)
		return SH_PAIN_NOT_RATED;
	return value <= SH_PAIN_LEG ? value : SH_PAIN_MOST;
}

static void say_pain(struct sh_session *s, int level)
{
	struct sh_event *e = sh_events_add(&s->events, SH_EVENT_PAIN, s->t_us);

	if (level == SH_PAIN_NOT_RATED || s->pain_since_us < 0)
		s->pain_since_us = s->t_us;
	e->u.pain.leg = level == SH_PAIN_LEG;
	e->u.pain.level = e->u.pain.leg ? SH_PAIN_NOT_RATED : level;
	e->u.pain.since_us = s->pain_since_us;
}

static void say_mark(struct sh_session *s)
{
	sh_events_add(&s->events, SH_EVENT_MARK, s->t_us)->u.mark.n = ++s->marks;
}

void sh_session_command(struct sh_session *s, const struct sh_command *asked)
{
	struct sh_command c = *asked;

	if (c.kind == SH_COMMAND_PAIN) {
		c.value = pain_level(c.value);
		say_pain(s, c.value);
	} else if (c.kind == SH_COMMAND_MARK) {
		say_mark(s);
	} else {
		s->pain_since_us = -1; /* went on: another pain is a new one */
	}
	if (c.kind == SH_COMMAND_QUIT || (c.kind == SH_COMMAND_PAIN && c.value >= PAIN_STOPS))
		s->stopped = true;
	if (c.kind == SH_COMMAND_WEAR || c.kind == SH_COMMAND_WEAR_UNDO) {
		sh_session_wear_command(s, &c);
		sh_session_deliver(s, NULL, NULL);
		return;
	}
	if (s->retake.on && c.kind != SH_COMMAND_MARK && c.kind != SH_COMMAND_PAUSE)
		sh_session_wear_stop(s);
	if (s->step_rest_until >= 0) { /* between exercises */
		if (s->stopped)
			sh_session_summary(s);
		else if (c.kind == SH_COMMAND_NEXT)
			sh_session_begin_exercise(s);
	} else if (s->config.n_steps > 0) {
		sh_coach_command(&s->coach, &c, &s->events);
		if (s->coach.over)
			sh_session_after_exercise(s);
	} else if (s->stopped) {
		sh_session_summary(s);
	}
	sh_session_deliver(s, NULL, NULL);
}

void sh_session_keep_early(struct sh_session *s, const struct sh_command *c)
{
	if (s->n_early == SH_EARLY_COMMANDS)
		s->n_early--;
	s->early[s->n_early++] = *c;
}

void sh_session_early(struct sh_session *s)
{
	for (size_t i = 0; i < s->n_early && !s->over; i++)
		sh_session_command(s, &s->early[i]);
	s->n_early = 0;
}

bool sh_session_left(const struct sh_session *s, struct sh_session_start *ret)
{
	struct sh_session_start left = {s->step, 1, SH_SIDE_BOTH};

	if (s->config.n_steps == 0)
		return false;
	if (s->exercises == 0)
		left = s->config.start;
	else if (s->step_rest_until < 0 && sh_coach_left(&s->coach, &left.set, &left.side))
		left.step = s->step - (s->coach.over && s->stopped); /* an exercise that ended has
									counted its step */
	if (left.step >= s->config.n_steps)
		return false;
	*ret = left;
	return true;
}
