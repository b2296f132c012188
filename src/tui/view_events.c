/* Events into messages.
 *
 * Only what a person would want to read after the fact becomes a message; warnings that are on now
 * are drawn from the coach's own state, because a message row may scroll away. Pain is answered
 * with the rule that belongs to its level (biomechanics section 4, S_PAIN).
 */

#include "tui/view_events.h"

#include <string.h>

#include "tui/words.h"

static void add_degrees(struct sh_line *l, int32_t mdeg)
{
	if (mdeg == SH_MDEG_NONE)
		return;
	sh_line_add(l, ", about ");
	sh_line_add_int(l, sh_line_whole_deg(mdeg));
	sh_line_add(l, " deg");
}

static void set_verdict(struct sh_view *v, const struct sh_line *l, enum sh_style style)
{
	sh_view_message(v, l->text, style);
	v->verdict = v->messages[0];
}

static void add_side(struct sh_line *l, enum sh_side side)
{
	if (side == SH_SIDE_LEFT)
		sh_line_add(l, " left");
	else if (side == SH_SIDE_RIGHT)
		sh_line_add(l, " right");
}

static void say_hold(struct sh_view *v, const struct sh_event *e)
{
	struct sh_line l;
	sh_line_clear(&l);
	sh_line_add(&l, "Held");
	add_side(&l, e->u.hold.side);
	sh_line_add(&l, " ");
	sh_line_add_clock(&l, e->u.hold.held_us / 1000000);
	sh_line_add(&l, e->u.hold.held_us < 100000000 ? " s: " : ": ");
	sh_line_add(&l, sh_words_hold(e->u.hold.reason));
	add_degrees(&l, e->u.hold.mean_mdeg);
	set_verdict(v, &l, e->u.hold.valid ? SH_STYLE_TARGET : SH_STYLE_ABOVE);
}

static void say_rep(struct sh_view *v, const struct sh_event *e)
{
	enum sh_style style = SH_STYLE_ABOVE;
	if (e->u.rep.verdict == SH_VERDICT_OK)
		style = SH_STYLE_TARGET;
	else if (e->u.rep.verdict == SH_VERDICT_DEEP)
		style = SH_STYLE_WARN;
	struct sh_line l;
	sh_line_clear(&l);
	sh_line_add(&l, "Rep ");
	sh_line_add_int(&l, e->u.rep.n);
	add_side(&l, e->u.rep.side);
	sh_line_add(&l, ": ");
	sh_line_add(&l, sh_words_verdict(e->u.rep.verdict));
	add_degrees(&l, e->u.rep.peak_mdeg);
	set_verdict(v, &l, style);
}

static void say_gap(struct sh_view *v, const struct sh_event *e)
{
	struct sh_line l;
	int64_t tenths = (e->u.gap.end_us - e->u.gap.start_us + 50000) / 100000;
	sh_line_clear(&l);
	sh_line_add(&l, "No data for ");
	sh_line_add_int(&l, tenths / 10);
	sh_line_add(&l, ".");
	sh_line_add_int(&l, tenths % 10);
	sh_line_add(&l, " s: ");
	sh_line_add_int(&l, (int64_t)e->u.gap.lost);
	sh_line_add(&l, " samples lost");
	sh_view_message(v, l.text, SH_STYLE_WARN);
}

static void say_pain(struct sh_view *v, int level)
{
	if (level < 0)
		sh_view_message(v, "Pain noted. Rest; stop today if it is sharp", SH_STYLE_WARN);
	else if (level <= 3)
		sh_view_message(v, "Pain noted. A mild ache may continue", SH_STYLE_ABOVE);
	else if (level <= 5)
		sh_view_message(v, "Pain noted. Make it smaller or stop this exercise",
				SH_STYLE_WARN);
	else
		sh_view_message(v, "Pain noted. Stop today", SH_STYLE_LIMIT);
}

static void say_result(struct sh_view *v, const struct sh_event *e)
{
	struct sh_line l;
	sh_line_clear(&l);
	sh_line_add(&l, e->u.result.completed ? "Done: " : "Ended early: ");
	if (e->u.result.reps > 0) {
		sh_line_add_int(&l, e->u.result.reps_ok);
		sh_line_add(&l, " of ");
		sh_line_add_int(&l, e->u.result.reps);
		sh_line_add(&l, " reps good");
	} else if (e->u.result.holds > 0 || e->u.result.active_us <= 0) {
		sh_line_add(&l, "held ");
		sh_line_add_clock(&l, e->u.result.valid_hold_us / 1000000);
		sh_line_add(&l, e->u.result.valid_hold_us < 100000000 ? " s" : "");
	} else {
		sh_line_add(&l, "moved ");
		sh_line_add_clock(&l, e->u.result.active_us / 1000000);
		sh_line_add(&l, e->u.result.active_us < 100000000 ? " s" : "");
	}
	v->limit_stop = !e->u.result.completed && e->u.result.limit_events >= 3;
	sh_view_message(v, l.text, e->u.result.completed ? SH_STYLE_TARGET : SH_STYLE_ABOVE);
}

static void begin_exercise(struct sh_view *v, const struct sh_event *e)
{
	struct sh_line l;
	v->age_years = e->u.exercise.age_years;
	v->limit_stop = false;
	v->verdict.text[0] = '\0';
	sh_line_clear(&l);
	sh_line_add(&l, "Set ");
	sh_line_add_int(&l, e->u.exercise.set);
	sh_line_add(&l, " of ");
	sh_line_add_int(&l, e->u.exercise.sets);
	add_side(&l, e->u.exercise.side);
	sh_view_message(v, l.text, SH_STYLE_FAINT);
}

/* A step that is asked for, a result, or what has to be done again. */
static enum sh_style wear_style(const char *verdict)
{
	if (!verdict)
		return SH_STYLE_ABOVE;
	return sh_line_is(verdict, "pass") ? SH_STYLE_TARGET : SH_STYLE_WARN;
}

void sh_view_event(struct sh_view *v, const struct sh_event *e)
{
	switch (e->kind) {
	case SH_EVENT_SESSION:
		v->curve = sh_line_is(e->u.session.quantity, "curve");
		v->synthetic = sh_line_is(e->u.session.source, "simulated") ||
			       sh_line_is(e->u.session.note, "synthetic");
		break;
	case SH_EVENT_EXERCISE:
		begin_exercise(v, e);
		break;
	case SH_EVENT_NEUTRAL:
		sh_view_message(v, "Neutral taken", SH_STYLE_FAINT);
		break;
	case SH_EVENT_HOLD:
		say_hold(v, e);
		break;
	case SH_EVENT_REP:
		say_rep(v, e);
		break;
	case SH_EVENT_WARNING:
		if (e->u.warning.warning == SH_WARNING_APPROACH)
			v->approach_eta_us = e->u.warning.eta_us;
		if (e->u.warning.warning == SH_WARNING_LIMIT && e->u.warning.on)
			sh_view_message(v, "Over the limit", SH_STYLE_LIMIT);
		break;
	case SH_EVENT_GAP:
		say_gap(v, e);
		break;
	case SH_EVENT_MARK:
		sh_view_message(v, "Moment marked", SH_STYLE_FAINT);
		break;
	case SH_EVENT_PAIN:
		say_pain(v, e->u.pain.level);
		break;
	case SH_EVENT_CUE:
		sh_view_message(v, sh_prompt_words(e->u.cue.prompt), SH_STYLE_ABOVE);
		break;
	case SH_EVENT_WEAR:
		sh_view_message(v, e->u.wear.words, wear_style(e->u.wear.verdict));
		break;
	case SH_EVENT_RESULT:
		say_result(v, e);
		break;
	case SH_EVENT_SUMMARY:
		v->over = true;
		break;
	default:
		break;
	}
}
