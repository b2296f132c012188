/* Has the belt moved? Every rest that ends in a known position says so: the neutral is taken again
 * there, and its up-vector must be where it was (biomechanics 2.1: 8 degrees).
 *
 * What was done since the last good check may have been measured askew, and nobody can tell when in
 * between it happened. Those holds and repetitions keep their verdicts, but they are counted, told
 * with the warning and kept in the result.
 */

#include "core/coach_part.h"

static const double SLIP_DEG = 8.0;

static int tried(const struct sh_coach *c)
{
	return c->total.u.result.holds + c->total.u.result.reps;
}

void sh_coach_check_slip(struct sh_coach *c, double shift_deg, struct sh_events *ret)
{
	int unchecked = tried(c) - c->checked;

	c->checked = tried(c);
	if (!c->has_neutral || !(shift_deg > SLIP_DEG))
		return;
	c->total.u.result.unchecked_since_slip += unchecked;
	sh_coach_warn(c, SH_WARNING_SLIP, false, 0, 0,
		      ret); /* one that still stands is another one */
	sh_coach_warn(c, SH_WARNING_SLIP, true, shift_deg, 0, ret);
	ret->list[ret->n - 1].u.warning.unchecked = unchecked;
}

void sh_coach_remount(struct sh_coach *c)
{
	if (!c->begun || c->over)
		return;
	c->has_neutral = c->motion.started = false;
	c->want_neutral = c->came_home = true;
	c->home_since_us = -1;
}
