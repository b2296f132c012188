/*
 * What an event means for the rows to come: the exercise in force and how far it came. The numbers
 * here are only those of the sets so far, for whoever looks after a crash; the result event brings
 * the coach's own, which take their place.
 */

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "store/store_part.h"

/** The dose in force, as JSON. */
static void put_asked(char *ret, const struct sh_event *e)
{
	const struct sh_exercise *x = e->u.exercise.exercise;
	const struct {
		const char *key;
		double value;
	} dose[] = {
		{"{\"hold_s\":", x->hold_s},   {",\"duration_s\":", x->duration_s},
		{",\"rest_s\":", x->rest_s},   {",\"reps\":", x->reps},
		{",\"sets\":", x->sets},       {",\"sides\":", x->sides},
		{",\"breaths\":", x->breaths},
	};
	struct sh_text t;

	sh_text_init(&t, ret, SH_STORE_ASKED_MAX);
	for (size_t i = 0; i < sizeof dose / sizeof dose[0]; i++) {
		const double v = dose[i].value;

		sh_text_str(&t, dose[i].key);
		sh_text_short(&t, v > 0.0 && v < 1e9 ? (int64_t)(v * 1000.0 + 0.5) : 0, 3, 3);
	}
	sh_text_char(&t, '}');
}

static int64_t micro(double s)
{
	return s > 0.0 && s < 1e9 ? (int64_t)(s * 1e6 + 0.5) : 0;
}

/** The sides that there are, and what is asked of each from this set on. */
static void ask_sides(struct sh_store_item *now, const struct sh_event *e)
{
	const struct sh_exercise *x = e->u.exercise.exercise;
	const bool by_time = x->mode != SH_MODE_HOLD && x->mode != SH_MODE_REPS;
	const int sets = x->sets - e->u.exercise.set + 1;
	const int first = x->sides >= 2 ? SH_SIDE_LEFT : SH_SIDE_BOTH;
	const int last = x->sides >= 2 ? SH_SIDE_RIGHT : SH_SIDE_BOTH;

	for (int i = first; i <= last; i++) {
		now->side[i].used = true;
		now->side[i].asked = by_time ? 0 : sets * (x->reps > 0 ? x->reps : 1);
		now->side[i].asked_us = by_time ? sets * micro(x->duration_s) : 0;
	}
}

static void begin_exercise(struct sh_store *s, const struct sh_event *e)
{
	const int ordinal = s->now.result.ordinal + 1;
	struct sh_store_result *r = &s->now.result;

	memset(&s->now, 0, sizeof s->now);
	r->ordinal = ordinal;
	r->t_us = e->t_us;
	snprintf(r->exercise, sizeof r->exercise, "%s", e->u.exercise.exercise->id);
	snprintf(r->variant, sizeof r->variant, "%s", e->u.exercise.exercise->variant);
	put_asked(r->asked, e);
	ask_sides(&s->now, e);
	s->in_exercise = true;
}

static void count_hold(struct sh_store_item *now, const struct sh_event *e)
{
	struct sh_side_result *side = &now->side[e->u.hold.side];

	now->result.holds++;
	side->tried++;
	side->counted += e->u.hold.valid;
	side->hold_not[e->u.hold.reason] += !e->u.hold.valid;
	if (!e->u.hold.valid)
		return;
	now->result.valid_hold_us += e->u.hold.held_us;
	side->valid_hold_us += e->u.hold.held_us;
}

static void count_rep(struct sh_store_item *now, const struct sh_event *e)
{
	struct sh_store_result *r = &now->result;
	struct sh_side_result *side = &now->side[e->u.rep.side];
	const enum sh_verdict v = e->u.rep.verdict;
	const bool counts = v == SH_VERDICT_OK || v == SH_VERDICT_JERKY;

	r->reps++;
	r->reps_ok += v == SH_VERDICT_OK;
	r->reps_shallow += v == SH_VERDICT_SHALLOW;
	r->reps_deep += v == SH_VERDICT_DEEP;
	r->reps_jerky += v == SH_VERDICT_JERKY;
	r->reps_unsure += v == SH_VERDICT_UNSURE;
	side->tried++;
	side->counted += counts;
	side->rep_not[v] += !counts;
	r->reps_left += counts && e->u.rep.side == SH_SIDE_LEFT;
	r->reps_right += counts && e->u.rep.side == SH_SIDE_RIGHT;
}

static void take_result(struct sh_store_item *now, const struct sh_event *e)
{
	struct sh_store_result *r = &now->result;

	r->t_us = e->t_us;
	r->valid_hold_us = e->u.result.valid_hold_us;
	r->active_us = e->u.result.active_us;
	r->holds = e->u.result.holds;
	r->reps = e->u.result.reps;
	r->reps_ok = e->u.result.reps_ok;
	r->reps_shallow = e->u.result.reps_shallow;
	r->reps_deep = e->u.result.reps_deep;
	r->reps_jerky = e->u.result.reps_jerky;
	r->reps_unsure = e->u.result.reps_unsure;
	r->depth_warnings = e->u.result.depth_warnings;
	r->limit_events = e->u.result.limit_events;
	r->completed = e->u.result.completed;
	r->reps_left = e->u.result.reps_left;
	r->reps_right = e->u.result.reps_right;
	snprintf(r->ended, sizeof r->ended, "%s", sh_ended_name(e->u.result.ended));
	memcpy(now->side, e->u.result.side, sizeof now->side);
}

static void take_session(struct sh_store *s, const struct sh_event *e)
{
	const char *source = e->u.session.source, *note = e->u.session.note;

	if (source)
		snprintf(s->source, sizeof s->source, "%s", source);
	if (e->u.session.program)
		snprintf(s->program, sizeof s->program, "%s", e->u.session.program);
	if ((source && strcmp(source, "simulated") == 0) || (note && strstr(note, "synthetic")))
		s->synthetic = true;
}

bool sh_store_take(struct sh_store *s, const struct sh_event *e)
{
	struct sh_store_result *r = &s->now.result;

	switch (e->kind) {
	case SH_EVENT_SESSION:
		take_session(s, e);
		return true;
	case SH_EVENT_EXERCISE:
		if (!s->in_exercise)
			begin_exercise(s, e);
		s->now.set_no = e->u.exercise.set;
		return true;
	case SH_EVENT_HOLD:
		count_hold(&s->now, e);
		return s->in_exercise;
	case SH_EVENT_REP:
		count_rep(&s->now, e);
		return s->in_exercise;
	case SH_EVENT_WARNING:
		r->depth_warnings += e->u.warning.on && e->u.warning.warning == SH_WARNING_DEPTH;
		r->limit_events += e->u.warning.on && e->u.warning.warning == SH_WARNING_LIMIT;
		return false;
	case SH_EVENT_PHASE:
		return s->in_exercise && (e->u.phase.phase == SH_PHASE_REST ||
					  e->u.phase.phase == SH_PHASE_SWITCH_SIDE ||
					  e->u.phase.phase == SH_PHASE_DONE);
	case SH_EVENT_RESULT:
		if (s->in_exercise)
			take_result(&s->now, e);
		return s->in_exercise;
	case SH_EVENT_MARK:
	case SH_EVENT_PAIN:
	case SH_EVENT_SUMMARY:
		return true;
	default:
		return false;
	}
}
