/* The coach's state machine.
 *
 *                key, tap or --auto          still 2 s in position:
 *                (then a countdown)          neutral
 *   READY/waiting ---------> READY/settling ---------> MOVE <------> HOLD
 *        ^                        ^                     |  in target  |
 *        | without --auto         | with --auto         |             |
 *        +-----------+------------+                     | dose done   | dose done
 *                    | rest over                        v             v
 *              REST, SWITCH_SIDE <------ sets or sides left? -----> DONE
 *                                              | entry: side          ^
 *                                              +-> REST/leaving ------+ on the side, or 20 s
 *   any but DONE --- pause, pain below 6 ---> PAUSED --- start ---> back (MOVE if it was HOLD)
 *   PAUSED for pain of 4 or 5 --- next ---> DONE
 *   any but DONE --- third limit, pain 6 and more, quit, end of data -+
 *
 * REST follows a set, SWITCH_SIDE follows the first side; both last the exercise's rest. Each set and
 * side takes its own neutral (biomechanics 2.5: a neutral before each set and side). HOLD is the
 * phase only in hold mode, while a hold is running; repetitions stay in MOVE.
 *
 * "Too fast" and "too deep" are warnings, not phases (coach_warn.c). What counts is decided in
 * coach_judge.c, what came of it in coach_result.c, how a set begins and an exercise is left in
 * coach_ready.c, and what is said besides in coach_cue.c. Here: the edges above and commands.
 */

#include <string.h>

#include "core/coach_part.h"
#include "core/smath.h"

static const int64_t COUNTDOWN_US = 3000000;      /* get ready, after a key */
static const int64_t SETTLE_US = 200000;          /* biomechanics 1.4: after a gap */
static const int64_t HOME_US = 1500000; /* judgement: a cat passes through in half of that */
static const int64_t LEAVE_US = 20000000; /* judgement: who stays on the back is not waited for */
static const int LIMITS_ALLOWED = 3;              /* contract */
static const int PAIN_STOPS = 6;                  /* biomechanics 1.7, R14 */
static const int PAIN_SMALLER = 4;                /* biomechanics 4: smaller, or stop this exercise */

void sh_coach_phase(struct sh_coach *c, enum sh_phase phase, struct sh_events *ret)
{
	struct sh_event *e = sh_events_add(ret, SH_EVENT_PHASE, c->t_us);

	c->phase = phase;
	c->phase_since_us = c->t_us;
	e->u.phase.phase = phase;
	e->u.phase.set = c->set;
	e->u.phase.side = c->side;
}

/* --- sets, sides and the end --------------------------------------------------------------- */

void sh_coach_begin_set(struct sh_coach *c, struct sh_events *ret)
{
	struct sh_event *e;

	sh_coach_side_stance(c);
	e = sh_events_add(ret, SH_EVENT_EXERCISE, c->t_us);

	e->u.exercise.exercise = &c->ex;
	e->u.exercise.set = c->set;
	e->u.exercise.sets = c->ex.sets;
	e->u.exercise.side = c->side;
	sh_coach_bands_mdeg(&c->ex, c->side, &e->u.exercise.band, &e->u.exercise.other);
	sh_coach_judge_reset(c);
	c->waiting = !c->automatic;
	c->countdown_until_us = 0;
	sh_coach_phase(c, SH_PHASE_READY, ret);
}

void sh_coach_close_running(struct sh_coach *c, enum sh_hold_reason why, struct sh_events *ret)
{
	sh_coach_hold_end(c, why, ret);
	if (why == SH_HOLD_COMPLETE && !c->rep.limited)
		c->rep.open = false; /* counted time ran out in mid-swing: nothing was cut */
	sh_coach_rep_cut(c, ret);
	if (c->ex.mode != SH_MODE_HOLD && c->ex.mode != SH_MODE_REPS)
		sh_coach_tally_time(c);
}

static void finish(struct sh_coach *c, bool completed, enum sh_hold_reason why, struct sh_events *ret)
{
	sh_coach_close_running(c, why, ret);
	c->waiting = false;
	sh_coach_cue_end(c, ret);
	sh_coach_warn_all_off(c, ret);
	sh_coach_phase(c, SH_PHASE_DONE, ret);
	c->total.u.result.counts_breaths = c->ex.breaths > 0;
	c->total.u.result.breaths = sh_coach_breaths(c);
	sh_coach_total_end(c, completed || c->turn.leaving, why);
	*sh_events_add(ret, SH_EVENT_RESULT, c->t_us) = c->total;
	c->over = true;
}

void sh_coach_end(struct sh_coach *c, enum sh_hold_reason why, struct sh_events *ret)
{
	if (!c->over && c->begun)
		finish(c, false, why, ret);
}

static bool side_done(const struct sh_coach *c, enum sh_side side)
{
	if (c->ex.mode == SH_MODE_HOLD || c->ex.mode == SH_MODE_REPS)
		return c->done[side] >= c->dose;
	if (c->ex.mode == SH_MODE_BREATH && side == c->side && sh_coach_breaths_done(c))
		return true;
	return c->ex.duration_s > 0 && side == c->side && c->cont.counted_us >= sh_coach_us(c->ex.duration_s);
}

static void rest(struct sh_coach *c, enum sh_phase phase, struct sh_events *ret)
{
	sh_coach_phase(c, phase, ret);
	/* on the other side of the body nobody can still be lifted on this one */
	c->came_home = phase == SH_PHASE_SWITCH_SIDE && c->stance == SH_STANCE_SIDE;
	c->rest_until_us = c->t_us + sh_coach_us(c->ex.rest_s);
}

/* The dose of this side is done, or the wearer wants to go on. */
static void advance(struct sh_coach *c, enum sh_hold_reason why, bool completed, struct sh_events *ret)
{
	enum sh_side other = c->side == SH_SIDE_LEFT ? SH_SIDE_RIGHT : SH_SIDE_LEFT;

	sh_coach_close_running(c, why, ret);
	if (c->ex.sides >= 2 && c->done[other] < c->dose) {
		if (c->done[c->side] < c->dose) /* passed over, or time, which is not counted here */
			c->done[c->side] = c->dose;
		c->side = other;
		rest(c, SH_PHASE_SWITCH_SIDE, ret);
	} else if (c->set < c->ex.sets) {
		rest(c, SH_PHASE_REST, ret);
		c->set++;
		c->side = c->first_side;
		memset(c->done, 0, sizeof(c->done));
		memset(c->n_reps, 0, sizeof(c->n_reps));
	} else if (c->ex.from_side && completed && !c->skipped) {
		rest(c, SH_PHASE_REST, ret);
		c->rest_until_us = c->t_us + LEAVE_US;
		c->turn.leaving = true;
	} else {
		finish(c, completed, why, ret);
	}
}

void sh_coach_begin_at(struct sh_coach *c, const struct sh_exercise *ex, bool automatic, int set,
		       enum sh_side side, int64_t t_us, struct sh_events *ret)
{
	memset(c, 0, sizeof(*c));
	c->ex = *ex;
	c->automatic = automatic;
	c->t_us = t_us;
	c->set = set > ex->sets ? ex->sets : set;
	c->set = c->set < 1 ? 1 : c->set;
	c->side = c->first_side = ex->sides >= 2 ? SH_SIDE_LEFT : SH_SIDE_BOTH;
	c->pain = SH_PAIN_NOT_RATED;
	c->stance = ex->stance;
	c->turn.fast_since_us = c->turn.side_since_us = -1;
	c->right_since_us = c->home_since_us = -1;
	c->rep.previous_end_us = t_us - 1000000000;
	c->position = SH_POSITIONS;
	c->dose = ex->reps > 0 ? ex->reps : 1;
	c->begun = c->came_home = true;
	if (c->side != SH_SIDE_BOTH && side != SH_SIDE_BOTH) {
		c->side = side;
		c->side_settled = true;
		c->done[side == SH_SIDE_LEFT ? SH_SIDE_RIGHT : SH_SIDE_LEFT] = c->dose;
	}
	sh_coach_total_begin(c, side);
	sh_coach_begin_set(c, ret);
	if (ex->site == SH_SITE_OFF)
		sh_coach_cue(SH_PROMPT_SENSOR_OFF, t_us, ret);
}

/* --- one sample ---------------------------------------------------------------------------- */

static void judge_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret)
{
	bool was_holding = c->hold.active;

	switch (c->ex.mode) {
	case SH_MODE_HOLD:
		sh_coach_hold_step(c, in, ret);
		if (c->hold.active && !was_holding)
			sh_coach_phase(c, SH_PHASE_HOLD, ret);
		break;
	case SH_MODE_REPS:
		sh_coach_rep_step(c, in, ret);
		break;
	case SH_MODE_CONTINUOUS:
		sh_coach_rep_step(c, in, ret);
		sh_coach_time_step(c, in);
		break;
	case SH_MODE_BREATH:
	case SH_MODE_REST:
	case SH_MODES:
		sh_coach_time_step(c, in);
		break;
	}
	sh_coach_cue_step(c, in, ret);
	if (side_done(c, c->side))
		advance(c, SH_HOLD_COMPLETE, true, ret);
	else if (was_holding && !c->hold.active)
		sh_coach_phase(c, SH_PHASE_MOVE, ret);
}

/* Over the limit: the hold stops, the repetition is void; the third ends the exercise. */
static void limit_reached(struct sh_coach *c, struct sh_events *ret)
{
	bool holding = c->hold.active;

	c->hold.limited = true;
	c->rep.limited = c->rep.open;
	sh_coach_hold_end(c, SH_HOLD_LIMIT, ret);
	c->hold.armed = false;
	if (c->total.u.result.limit_events >= LIMITS_ALLOWED)
		finish(c, false, SH_HOLD_LIMIT, ret);
	else if (holding)
		sh_coach_phase(c, SH_PHASE_MOVE, ret);
}

void sh_coach_step(struct sh_coach *c, struct sh_posture_ctx *ctx, const struct sh_coach_input *in,
		   struct sh_events *ret)
{
	const struct sh_posture *p = in->posture;

	if (c->over)
		return;
	c->t_us = p->t_us;
	c->measure_deg = p->measure.observable ? p->measure.deg : p->bridged.deg;
	c->measure_ok = (p->measure.observable || p->bridged.observable) && c->has_neutral &&
			!c->turn.leaving; /* on the way out the angle means nothing */
	if (c->ex.measure == SH_MEASURE_SWEEP) /* it starts at `phase move`: getting up is no roll */
		c->measure_ok = p->measure.observable && c->phase == SH_PHASE_MOVE;
	c->zone = c->measure_ok ? sh_coach_zone(&c->ex, c->measure_deg) : SH_ZONE_NONE;
	if (in->gap)
		c->settle_until_us = c->t_us + SETTLE_US;
	sh_coach_follow_position(c, p);
	sh_coach_motion_step(c, in);
	sh_coach_turn_step(c, in);
	if (sh_coach_warn_step(c, in, ret))
		limit_reached(c, ret);
	if (c->home_since_us >= 0 && c->t_us - c->home_since_us >= HOME_US)
		c->came_home = true;
	if (c->over)
		return;
	if (c->want_neutral && p->still && sh_coach_take_neutral(c, ctx, p, ret))
		return; /* this sample's angle still belongs to the old one */
	sh_coach_hold_arm(c);
	switch (c->phase) {
	case SH_PHASE_READY:
		sh_coach_ready_step(c, ctx, in, ret);
		break;
	case SH_PHASE_MOVE:
	case SH_PHASE_HOLD:
		sh_coach_tally_work(c, in);
		judge_step(c, in, ret);
		break;
	case SH_PHASE_REST:
	case SH_PHASE_SWITCH_SIDE:
		sh_coach_cue_end(c, ret);
		if (c->turn.leaving && sh_coach_has_left(c))
			finish(c, true, SH_HOLD_COMPLETE, ret);
		else if (c->t_us >= c->rest_until_us)
			sh_coach_begin_set(c, ret);
		break;
	case SH_PHASE_PAUSED:
		sh_coach_cue_end(c, ret);
		break;
	case SH_PHASE_DONE:
	case SH_PHASES:
		break;
	}
}

/* --- commands ------------------------------------------------------------------------------ */

static void pause(struct sh_coach *c, enum sh_hold_reason why, struct sh_events *ret)
{
	if (c->phase == SH_PHASE_PAUSED)
		return;
	sh_coach_hold_end(c, why, ret);
	sh_coach_rep_cut(c, ret);
	c->paused_phase = c->phase == SH_PHASE_HOLD ? SH_PHASE_MOVE : c->phase;
	c->pause_since_us = c->t_us;
	sh_coach_phase(c, SH_PHASE_PAUSED, ret);
}

static void start(struct sh_coach *c, struct sh_events *ret)
{
	if (c->phase == SH_PHASE_PAUSED) {
		c->pain = SH_PAIN_NOT_RATED;
		c->rest_until_us += c->t_us - c->pause_since_us;
		c->countdown_until_us += c->t_us - c->pause_since_us;
		sh_coach_phase(c, c->paused_phase, ret);
	} else if (c->phase == SH_PHASE_READY && c->waiting) {
		c->waiting = false;
		c->countdown_until_us = c->t_us + COUNTDOWN_US;
	}
}

static void other_side(struct sh_coach *c, struct sh_events *ret)
{
	if (c->ex.sides < 2)
		return;
	sh_coach_close_running(c, SH_HOLD_STOPPED, ret);
	c->side = c->side == SH_SIDE_LEFT ? SH_SIDE_RIGHT : SH_SIDE_LEFT;
	c->side_settled = true; /* by the wearer's word */
	if (c->done[c->side] >= c->dose)
		c->done[c->side] = 0; /* once more */
	sh_coach_begin_set(c, ret);
}

static void pain(struct sh_coach *c, int level, struct sh_events *ret)
{
	if (level >= PAIN_STOPS) {
		finish(c, false, SH_HOLD_PAIN, ret);
		return;
	}
	pause(c, SH_HOLD_PAIN, ret);
	if (level > SH_PAIN_NOT_RATED)
		c->pain = level;
}

static void next(struct sh_coach *c, struct sh_events *ret)
{
	enum sh_phase at = c->phase == SH_PHASE_PAUSED ? c->paused_phase : c->phase;

	if (c->phase == SH_PHASE_PAUSED && c->pain >= PAIN_SMALLER) {
		finish(c, false, SH_HOLD_PAIN, ret); /* the wearer has enough of this one */
	} else if (c->turn.leaving) {
		finish(c, true, SH_HOLD_COMPLETE, ret);
	} else if (at == SH_PHASE_REST || at == SH_PHASE_SWITCH_SIDE) {
		sh_coach_begin_set(c, ret); /* the rest was long enough */
	} else {
		c->skipped = true;
		advance(c, SH_HOLD_STOPPED, false, ret);
	}
}

void sh_coach_command(struct sh_coach *c, const struct sh_command *cmd, struct sh_events *ret)
{
	if (c->over || !c->begun)
		return;
	switch (cmd->kind) {
	case SH_COMMAND_START:
		start(c, ret);
		break;
	case SH_COMMAND_PAUSE:
		pause(c, SH_HOLD_STOPPED, ret);
		break;
	case SH_COMMAND_NEUTRAL:
		c->want_neutral = c->came_home = true;
		break;
	case SH_COMMAND_NEXT:
		next(c, ret);
		break;
	case SH_COMMAND_SIDE:
		other_side(c, ret);
		break;
	case SH_COMMAND_PAIN:
		pain(c, cmd->value, ret);
		break;
	case SH_COMMAND_QUIT:
		c->skipped = false; /* what ends it now is the wearer, whatever was passed over */
		finish(c, false, SH_HOLD_STOPPED, ret);
		break;
	case SH_COMMAND_CHAIR:
		sh_coach_chair(c, ret);
		break;
	case SH_COMMAND_BREATH:
		sh_coach_breath_key(c, ret);
		break;
	case SH_COMMAND_MARK:
	case SH_COMMAND_WEAR: /* the session's business */
	case SH_COMMAND_WEAR_UNDO:
	case SH_COMMANDS:
		break;
	}
}

void sh_coach_signal(struct sh_coach *c, bool lost, struct sh_events *ret)
{
	if (c->over || !c->begun || !lost)
		return; /* it goes off by itself after a second of good samples */
	sh_coach_warn(c, SH_WARNING_SIGNAL, true, c->measure_deg, 0, ret);
	c->warning[SH_WARNING_SIGNAL].pending = false;
}
