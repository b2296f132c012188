/* What came of an exercise: asked, tried, counted, and why not, each side apart (biomechanics 1.7,
 * R12), since a weaker side that hides in a sum is what the wearer should hear of.
 *
 * Every hold and repetition is tallied from the very event that tells it, so the sums cannot differ
 * from the lines. "Tried" is each one begun. A hold of 90 % counts although the dose asked for all
 * of it, and a jerky repetition counts as the contract has it; what does not count keeps its
 * reason.
 *
 * Also here: where an exercise stands, for a session that is taken up later. A set is the unit: it
 * was done, or it is done again; half a set after an hour's break would be neither.
 */

#include <assert.h>
#include <string.h>

#include "core/coach_part.h"
#include "core/smath.h"

struct sh_event *sh_events_add(struct sh_events *e, enum sh_event_kind kind, int64_t t_us)
{
	struct sh_event *ret;

	if (e->n == SH_EVENTS_MAX) {
		e->dropped++;
		e->n--;
	}
	assert(e->dropped == 0);
	ret = &e->list[e->n++];
	memset(ret, 0, sizeof(*ret));
	ret->kind = kind;
	ret->t_us = t_us;
	return ret;
}

void sh_coach_begin(struct sh_coach *c, const struct sh_exercise *ex, bool automatic, int64_t t_us,
		    struct sh_events *ret)
{
	sh_coach_begin_at(c, ex, automatic, 1, SH_SIDE_BOTH, t_us, ret);
}

static bool by_time(enum sh_mode m)
{
	return m != SH_MODE_HOLD && m != SH_MODE_REPS;
}

static int32_t milli(double s)
{
	return (int32_t)sh_round_i64(sh_clamp(s, 0, 1e6) * 1000);
}

static void ask(struct sh_coach *c, enum sh_side side, enum sh_side only)
{
	struct sh_side_result *r = &c->total.u.result.side[side];
	int sets = c->ex.sets - c->set + 1;

	if (only != SH_SIDE_BOTH && only != side && side != SH_SIDE_BOTH)
		sets--; /* of the first set this side was done */
	sets = sets < 0 ? 0 : sets;
	r->used = true;
	if (by_time(c->ex.mode))
		r->asked_us = sets * sh_coach_us(c->ex.duration_s);
	else
		r->asked = sets * c->dose;
}

void sh_coach_total_begin(struct sh_coach *c, enum sh_side only)
{
	c->total.kind = SH_EVENT_RESULT;
	c->total.u.result.exercise = c->ex.id;
	c->total.u.result.sets = c->ex.sets;
	c->total.u.result.sides = c->ex.sides >= 2 ? 2 : 1;
	c->total.u.result.dose = by_time(c->ex.mode) ? 0 : c->dose;
	c->total.u.result.asked_breaths = c->ex.breaths;
	c->total.u.result.hold_ms = milli(c->ex.hold_s);
	c->total.u.result.duration_ms = milli(c->ex.duration_s);
	if (c->ex.sides >= 2) {
		ask(c, SH_SIDE_LEFT, only);
		ask(c, SH_SIDE_RIGHT, only);
	} else {
		ask(c, SH_SIDE_BOTH, only);
	}
}

void sh_coach_tally_hold(struct sh_coach *c, const struct sh_event *hold)
{
	struct sh_side_result *r = &c->total.u.result.side[hold->u.hold.side];

	c->total.u.result.holds++;
	r->tried++;
	if (!hold->u.hold.valid) {
		r->hold_not[hold->u.hold.reason]++;
		return;
	}
	c->total.u.result.valid_hold_us += hold->u.hold.held_us;
	r->valid_hold_us += hold->u.hold.held_us;
	r->counted++;
}

void sh_coach_tally_rep(struct sh_coach *c, const struct sh_event *rep)
{
	enum sh_verdict v = rep->u.rep.verdict;
	enum sh_side side = rep->u.rep.side;
	struct sh_side_result *r = &c->total.u.result.side[side];

	c->total.u.result.reps++;
	c->total.u.result.reps_ok += v == SH_VERDICT_OK;
	c->total.u.result.reps_shallow += v == SH_VERDICT_SHALLOW;
	c->total.u.result.reps_deep += v == SH_VERDICT_DEEP;
	c->total.u.result.reps_jerky += v == SH_VERDICT_JERKY;
	c->total.u.result.reps_unsure += v == SH_VERDICT_UNSURE;
	r->tried++;
	if (v != SH_VERDICT_OK && v != SH_VERDICT_JERKY) {
		r->rep_not[v]++;
		return;
	}
	r->counted++;
	c->total.u.result.reps_left += side == SH_SIDE_LEFT;
	c->total.u.result.reps_right += side == SH_SIDE_RIGHT;
}

void sh_coach_tally_work(struct sh_coach *c, const struct sh_coach_input *in)
{
	if (!in->gap)
		c->total.u.result.side[c->side].worked_us += in->step_us;
}

void sh_coach_tally_time(struct sh_coach *c)
{
	c->total.u.result.active_us += c->cont.counted_us;
	c->total.u.result.side[c->side].active_us += c->cont.counted_us;
	c->cont.counted_us = 0;
}

static enum sh_ended ended(const struct sh_coach *c, bool completed, enum sh_hold_reason why)
{
	if (completed)
		return SH_ENDED_COMPLETE;
	switch (why) {
	case SH_HOLD_LIMIT:
		return SH_ENDED_LIMIT;
	case SH_HOLD_PAIN:
		return SH_ENDED_PAIN;
	case SH_HOLD_END_OF_DATA:
		return SH_ENDED_END_OF_DATA;
	default:
		return c->skipped ? SH_ENDED_SKIPPED : SH_ENDED_STOPPED;
	}
}

void sh_coach_total_end(struct sh_coach *c, bool completed, enum sh_hold_reason why)
{
	completed = completed && !c->skipped;
	c->total.t_us = c->t_us;
	c->total.u.result.completed = completed;
	c->total.u.result.ended = ended(c, completed, why);
}

bool sh_coach_left(const struct sh_coach *c, int *ret_set, enum sh_side *ret_side)
{
	enum sh_side other = c->side == SH_SIDE_LEFT ? SH_SIDE_RIGHT : SH_SIDE_LEFT;
	enum sh_ended e = c->total.u.result.ended;

	if (c->over && (e == SH_ENDED_COMPLETE || e == SH_ENDED_SKIPPED || e == SH_ENDED_LIMIT))
		return false;
	*ret_set = c->set;
	*ret_side = c->ex.sides >= 2 && c->done[other] >= c->dose ? c->side : SH_SIDE_BOTH;
	return true;
}
