/* Words for the moment: how to breathe, slower, ease back. And the count of breaths.
 *
 * A cue is timed by the movement and never a judgement: a sensor on the pelvis cannot see a held
 * breath, so the program says when and leaves the rest to the wearer. The one promise is that
 * nobody is left holding: every hold-breath is followed by breathe-out, after 4 s at the latest, at
 * the next sample after a pause, and before the result (biomechanics finding 10: the cap is
 * judgement, the rise of pressure is evidence E27).
 *
 * A way out or back is what lies between two moments slower than 2 degrees/s; its time is told from
 * its length and its fastest moment, 1.875 A / v, which is exact for a smooth movement and does not
 * depend on where the threshold cuts its ends off. Trembling makes the fastest moment faster, hence
 * the share.
 */

#include "core/coach_part.h"
#include "core/smath.h"

static const int64_t HOLD_BREATH_US = 4000000; /* biomechanics 1.6, S; cap J */
static const int64_t NEXT_IN_US = 1500000;     /* judgement: out, then in for the next */
static const int64_t EVENLY_US = 30000000;     /* judgement: a reminder in long holds */
static const int64_t PACE_IN_US = 4000000,
		     PACE_OUT_US = 6000000;		     /* 6 a minute: 5 to 8, biomechanics */
static const int64_t EASE_US = 1000000;			     /* judgement */
static const int64_t SLOWER_US = 10000000;		     /* judgement: said at most so often */
static const double MOVING_DEG_S = 3.0, RESTING_DEG_S = 2.0; /* biomechanics 2.7 */
static const double SMOOTH = 1.875;			     /* biomechanics 1.4: minimum jerk */
static const double HURRIED_SHARE = 0.75;		     /* judgement: tremor and sway on top */
static const double TOLD_DEG = 6.0; /* judgement: breath and tremor hurry what is smaller */
static const double WAY_SHARE = 0.35; /* of the target's middle: less is no way out */

void sh_coach_cue(enum sh_prompt p, int64_t t_us, struct sh_events *ret)
{
	sh_events_add(ret, SH_EVENT_CUE, t_us)->u.cue.prompt = p;
}

static void breathe(struct sh_coach *c, enum sh_prompt p, struct sh_events *ret)
{
	c->cue.last = p;
	c->cue.next_us = -1;
	c->cue.held_us = p == SH_PROMPT_HOLD_BREATH ? c->t_us : -1;
	sh_coach_cue(p, c->t_us, ret);
}

void sh_coach_cue_end(struct sh_coach *c, struct sh_events *ret)
{
	if (c->cue.in_move && c->cue.held_us >= 0)
		breathe(c, SH_PROMPT_BREATHE_OUT, ret);
	c->cue.in_move = false;
}

static double way_least_deg(const struct sh_coach *c)
{
	const struct sh_band *b =
		c->cue.way < 0 && c->ex.negative.used ? &c->ex.negative : &c->ex.positive;

	if (!b->used)
		b = &c->ex.negative;
	return WAY_SHARE * sh_band_middle_deg(b);
}

/* --- the movement -------------------------------------------------------------------------- */

/* A way has ended. @return which one it was, 0 if it was none worth naming. */
static int way_ended(struct sh_coach *c, struct sh_events *ret)
{
	struct sh_coach_cue *q = &c->cue;
	int way = q->way;
	bool long_enough = way != 0 && q->path_deg >= way_least_deg(c);
	double took_s = q->fastest_deg_s > 0 ? SMOOTH * q->path_deg / q->fastest_deg_s : 1e9;

	if (long_enough && q->path_deg >= TOLD_DEG && took_s < HURRIED_SHARE * c->ex.phase_min_s &&
	    c->t_us >= q->slower_us) {
		q->slower_us = c->t_us + SLOWER_US;
		sh_coach_cue(SH_PROMPT_SLOWER, c->t_us, ret);
	}
	q->way = 0;
	q->path_deg = q->fastest_deg_s = 0;
	return long_enough ? way : 0;
}

/* Follows the ways out and back. @return the way that has just ended, or 0. */
static int follow_way(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret)
{
	struct sh_coach_cue *q = &c->cue;
	double rate = c->motion.rate_deg_s, size = rate < 0 ? -rate : rate;
	int now = rate < 0 ? -1 : 1, ended = 0;

	if (in->gap || in->posture->vigorous)
		q->way = 0; /* not seen, or no movement of the exercise */
	if (q->way != 0 && (size < RESTING_DEG_S || now != q->way))
		ended = way_ended(c, ret);
	if (q->way == 0 && size > MOVING_DEG_S) {
		q->way = now;
		q->path_deg = q->fastest_deg_s = 0;
	}
	if (q->way != 0) {
		q->path_deg += size * (double)in->step_us * 1e-6;
		q->fastest_deg_s = size > q->fastest_deg_s ? size : q->fastest_deg_s;
	}
	return ended;
}

/* --- the breath ---------------------------------------------------------------------------- */

static void breath_begin(struct sh_coach *c, struct sh_events *ret)
{
	switch (c->ex.breath_cue) {
	case SH_BREATH_OUT_ROUND:
		breathe(c, SH_PROMPT_BREATHE_OUT, ret);
		break;
	case SH_BREATH_OUT_EFFORT:
	case SH_BREATH_HOLD:
		breathe(c, SH_PROMPT_BREATHE_IN, ret);
		break;
	case SH_BREATH_FULL:
		breathe(c, SH_PROMPT_BREATHE_IN, ret);
		c->cue.next_us = c->t_us + PACE_IN_US;
		break;
	case SH_BREATH_THROUGH:
		breathe(c, SH_PROMPT_BREATHE_THROUGH, ret);
		break;
	case SH_BREATH_EVEN:
		if (c->ex.mode != SH_MODE_HOLD)
			breathe(c, SH_PROMPT_BREATHE_EVENLY, ret);
		break;
	case SH_BREATH_NONE:
	case SH_BREATH_CUES:
		break;
	}
}

/* In, hold while twisting, out at the latest after 4 s, and in again for the next. */
static void breath_hold(struct sh_coach *c, bool opens, bool closes, struct sh_events *ret)
{
	struct sh_coach_cue *q = &c->cue;

	if (q->held_us >= 0 && (closes || c->t_us - q->held_us >= HOLD_BREATH_US))
		breathe(c, SH_PROMPT_BREATHE_OUT, ret);
	if (closes)
		q->next_us = c->t_us + NEXT_IN_US;
	if (opens && q->last == SH_PROMPT_BREATHE_IN) /* else there is no breath to hold */
		breathe(c, SH_PROMPT_HOLD_BREATH, ret);
	else if (!c->rep.open && q->next_us >= 0 && c->t_us >= q->next_us)
		breathe(c, SH_PROMPT_BREATHE_IN, ret);
}

static void breath_even(struct sh_coach *c, struct sh_events *ret)
{
	struct sh_coach_cue *q = &c->cue;
	bool begins = c->phase == SH_PHASE_HOLD && !q->was_hold;

	if (!begins && (c->phase != SH_PHASE_HOLD || q->next_us < 0 || c->t_us < q->next_us))
		return;
	breathe(c, SH_PROMPT_BREATHE_EVENLY, ret);
	q->next_us = c->t_us + EVENLY_US;
}

static void breath_paced(struct sh_coach *c, struct sh_events *ret)
{
	bool in = c->cue.last == SH_PROMPT_BREATHE_IN;

	if (c->t_us < c->cue.next_us)
		return;
	breathe(c, in ? SH_PROMPT_BREATHE_OUT : SH_PROMPT_BREATHE_IN, ret);
	c->cue.next_us = c->t_us + (in ? PACE_OUT_US : PACE_IN_US);
}

static void breath_cue(struct sh_coach *c, int ended, struct sh_events *ret)
{
	bool opens = c->rep.open && !c->cue.was_open, closes = !c->rep.open && c->cue.was_open;
	enum sh_prompt p;

	switch (c->ex.breath_cue) {
	case SH_BREATH_OUT_ROUND:
		p = ended > 0 ? SH_PROMPT_BREATHE_IN : SH_PROMPT_BREATHE_OUT;
		if (ended != 0 && p != c->cue.last)
			breathe(c, p, ret);
		break;
	case SH_BREATH_OUT_EFFORT:
		if (opens || closes)
			breathe(c, opens ? SH_PROMPT_BREATHE_OUT : SH_PROMPT_BREATHE_IN, ret);
		break;
	case SH_BREATH_HOLD:
		breath_hold(c, opens, closes, ret);
		break;
	case SH_BREATH_THROUGH:
		if (opens)
			breathe(c, SH_PROMPT_BREATHE_THROUGH, ret);
		break;
	case SH_BREATH_EVEN:
		breath_even(c, ret);
		break;
	case SH_BREATH_FULL:
		breath_paced(c, ret);
		break;
	case SH_BREATH_NONE:
	case SH_BREATH_CUES:
		break;
	}
}

/* R24: the tailbone is to go down. Once for each time that the target is left upwards. */
static void ease_step(struct sh_coach *c, struct sh_events *ret)
{
	struct sh_coach_cue *q = &c->cue;
	bool above = c->measure_ok && c->zone == SH_ZONE_ABOVE;

	if (c->ex.mode != SH_MODE_HOLD || c->ex.movement != SH_CLASS_ROUND)
		return;
	if (above && !q->was_above)
		q->above_us = c->t_us;
	q->was_above = above;
	if (c->zone == SH_ZONE_TARGET || c->zone == SH_ZONE_BELOW)
		q->eased = false;
	if (!above || q->eased || c->t_us - q->above_us < EASE_US)
		return;
	q->eased = true;
	sh_coach_cue(SH_PROMPT_EASE, c->t_us, ret);
}

void sh_coach_cue_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret)
{
	struct sh_coach_cue *q = &c->cue;
	bool has_angle =
		c->ex.measure != SH_MEASURE_STILLNESS && c->ex.measure != SH_MEASURE_BREATHING;

	if (!q->in_move) {
		*q = (struct sh_coach_cue){.in_move = true,
					   .last = SH_PROMPTS,
					   .next_us = -1,
					   .held_us = -1,
					   .slower_us = q->slower_us};
		breath_begin(c, ret);
	}
	breath_cue(c, has_angle ? follow_way(c, in, ret) : 0, ret);
	ease_step(c, ret);
	q->was_open = c->rep.open;
	q->was_hold = c->phase == SH_PHASE_HOLD;
	if (c->phase == SH_PHASE_HOLD || c->ex.mode == SH_MODE_BREATH)
		sh_coach_breath_step(c, in, ret);
}

/* --- the count ----------------------------------------------------------------------------- */

void sh_coach_breath_begin(struct sh_coach *c)
{
	c->breath_keys = 0;
	sh_breath_begin(&c->breath);
}

int sh_coach_breaths(const struct sh_coach *c)
{
	return c->breath_keys > 0 ? c->breath_keys : sh_breath_count(&c->breath);
}

bool sh_coach_breaths_done(const struct sh_coach *c)
{
	return c->ex.breaths > 0 && sh_coach_breaths(c) >= c->ex.breaths;
}

static void say_breaths(struct sh_coach *c, struct sh_events *ret)
{
	struct sh_event *e = sh_events_add(ret, SH_EVENT_BREATH, c->t_us);

	e->u.breath.breaths = sh_coach_breaths(c);
	e->u.breath.rate_per_min = sh_breath_rate_per_min(&c->breath);
}

void sh_coach_breath_step(struct sh_coach *c, const struct sh_coach_input *in,
			  struct sh_events *ret)
{
	if (c->ex.breaths > 0 && sh_breath_step(&c->breath, c->t_us, &in->posture->up) &&
	    c->breath_keys == 0)
		say_breaths(c, ret);
}

void sh_coach_breath_key(struct sh_coach *c, struct sh_events *ret)
{
	if (c->phase != SH_PHASE_MOVE && c->phase != SH_PHASE_HOLD)
		return;
	c->breath_keys++;
	say_breaths(c, ret);
}
