/* Counted time: in continuous, breath and rest mode.
 *
 * What is counted is what the exercise is about. Rolling and the cat: time in which the movement
 * goes on. A rest: time in which one really rests. Balls and rollers: the sensor is off, so a clock
 * is all there is, and the program says so. Breathing: time, and the count of breaths ends it
 * sooner (coach_cue.c). Never across a gap, and never in the wrong position.
 */

#include "core/coach_part.h"

static const double THRESHOLD_SHARE = 0.35; /* of the target's middle; contract */
static const double ACTIVE_DEG_S = 2.0;	    /* biomechanics 2.7, motion ends */
static const int64_t PAUSE_US = 2000000;    /* judgement: turning points of a slow cat */
static const int64_t SWING_US = 6000000;    /* judgement: trembling in place is no movement */

/* Continuous: time in which the movement goes on. It goes on from its beginning, once it has swung
 * past 35 % of the target's middle, until the last motion; a pause is credited when the motion
 * resumes within 2 s, and motion without a swing for 6 s is trembling, not the exercise. */
static void movement_time(struct sh_coach *c, const struct sh_coach_input *in)
{
	struct sh_coach_continuous *t = &c->cont;
	double rate = c->motion.rate_deg_s, m;
	const struct sh_band *b = sh_coach_band(&c->ex, c->measure_deg, &m);
	bool above = b->used && c->measure_ok && m > THRESHOLD_SHARE * sh_band_middle_deg(b);
	int way = b == &c->ex.negative;

	if (!b->used || above != t->above[way])
		t->last_swing_us = c->t_us;
	t->above[way] = above;
	if (!sh_coach_creditable(c, in)) {
		t->last_active_us = -1;
		t->pending_us = 0;
		return;
	}
	if (rate <= ACTIVE_DEG_S && rate >= -ACTIVE_DEG_S)
		return;
	if (t->last_active_us < 0 || c->t_us - t->last_active_us > PAUSE_US)
		t->pending_us = 0;
	else
		t->pending_us += c->t_us - t->last_active_us;
	t->last_active_us = c->t_us;
	if (t->last_swing_us >= 0 && c->t_us - t->last_swing_us <= SWING_US) {
		t->counted_us += t->pending_us;
		t->pending_us = 0;
	} else if (t->pending_us > SWING_US) {
		t->pending_us = 0;
	}
}

/* Nobody rests who moves: time in which the body turns faster than the tempo allows is no rest. */
static bool resting(const struct sh_coach *c)
{
	double most = c->ex.rate_warn_deg_s, rate = c->motion.rate_deg_s;

	return c->ex.mode != SH_MODE_REST || !(most > 0) || (rate <= most && rate >= -most);
}

void sh_coach_time_step(struct sh_coach *c, const struct sh_coach_input *in)
{
	bool counting = sh_coach_creditable(c, in) && resting(c);

	if (c->ex.mode == SH_MODE_CONTINUOUS && c->ex.site != SH_SITE_OFF)
		movement_time(c, in);
	else if (counting && c->cont.counting)
		c->cont.counted_us += in->step_us;
	c->cont.counting = counting;
}
