/*
 * Results and pain in words. A side is told apart where there are two, or where something did not
 * count: "why not" is what a person asks of a number that is smaller than expected.
 */

#include "sink/plain_result.h"

#include <string.h>

#include "support/escape.h"

enum { OUTSIDE_MAX = 100, PAIN_STOPS = 6, PAIN_SMALLER = 4 };

static void put_number(struct sh_text *t, int64_t v, const char *one, const char *many)
{
	sh_text_int(t, v);
	sh_text_char(t, ' ');
	sh_text_str(t, v == 1 ? one : many);
}

static void put_seconds(struct sh_text *t, int64_t us)
{
	sh_text_fixed(t, us, 6, 1);
	sh_text_str(t, " s");
}

static void put_exercise(struct sh_text *t, const char *s)
{
	char safe[OUTSIDE_MAX];

	if (s)
		sh_text_bytes(t, safe, sh_escape(s, strlen(s), safe, sizeof safe));
}

static void put_why(struct sh_text *t, int n, const char *why)
{
	if (n == 0)
		return;
	sh_text_str(t, ", ");
	sh_text_int(t, n);
	sh_text_char(t, ' ');
	sh_text_str(t, why);
}

static void put_side(struct sh_text *t, const struct sh_side_result *r, enum sh_side side)
{
	static const char *const HOLD[SH_HOLD_REASONS] = {
		[SH_HOLD_COMPLETE] = "too short",
		[SH_HOLD_LEFT] = "left too soon",
		[SH_HOLD_LIMIT] = "over the limit",
		[SH_HOLD_GAP] = "cut by missing data",
		[SH_HOLD_POSITION] = "in another position",
		[SH_HOLD_FATIGUE] = "for fatigue",
		[SH_HOLD_PAIN] = "ended for pain",
		[SH_HOLD_STOPPED] = "stopped",
		[SH_HOLD_END_OF_DATA] = "cut by the end",
	};

	sh_text_str(t, side == SH_SIDE_BOTH ? "of these" : sh_side_name(side));
	sh_text_str(t, ": ");
	if (r->asked_us > 0) {
		put_seconds(t, r->active_us);
		sh_text_str(t, " counted of ");
		put_seconds(t, r->asked_us);
		sh_text_str(t, " asked, ");
	} else {
		sh_text_int(t, r->asked);
		sh_text_str(t, " asked, ");
	}
	sh_text_int(t, r->tried);
	sh_text_str(t, " done, ");
	sh_text_int(t, r->counted);
	sh_text_str(t, " counted");
	for (int i = 0; i < SH_HOLD_REASONS; i++)
		put_why(t, r->hold_not[i], HOLD[i]);
	for (int i = 0; i < SH_VERDICTS; i++)
		put_why(t, r->rep_not[i], sh_verdict_name((enum sh_verdict)i));
}

static void put_sides(const struct sh_event *e, struct sh_text *t)
{
	for (int i = 0; i < SH_SIDES; i++) {
		const struct sh_side_result *r = &e->u.result.side[i];

		if (!r->used || (i == SH_SIDE_BOTH && r->tried == r->counted))
			continue;
		sh_text_char(t, '\n');
		put_side(t, r, (enum sh_side)i);
	}
}

void sh_plain_result(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	put_exercise(t, e->u.result.exercise);
	sh_text_str(t, e->u.result.completed ? " completed: " : " not completed: ");
	if (e->u.result.holds > 0 || (e->u.result.reps == 0 && e->u.result.active_us == 0)) {
		put_number(t, e->u.result.holds, "hold", "holds");
		sh_text_str(t, ", ");
		put_seconds(t, e->u.result.valid_hold_us);
		sh_text_str(t, " counted, ");
	}
	if (e->u.result.active_us > 0) {
		put_seconds(t, e->u.result.active_us);
		sh_text_str(t, " active, ");
	}
	if (e->u.result.reps > 0) {
		sh_text_int(t, e->u.result.reps_ok);
		sh_text_str(t, " of ");
		put_number(t, e->u.result.reps, "repetition ok, ", "repetitions ok, ");
	}
	sh_text_str(t, "too deep ");
	put_number(t, e->u.result.depth_warnings, "time", "times");
	sh_text_str(t, ", over the limit ");
	put_number(t, e->u.result.limit_events, "time", "times");
	sh_text_str(t, p->synthetic ? " [SYNTHETIC]" : "");
	put_sides(e, t);
}

void sh_plain_pain(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	const int level = e->u.pain.level;

	(void)p;
	sh_text_str(t, "pain noted");
	if (e->u.pain.leg) {
		sh_text_str(t, ", down a leg: stop now, and ask a health professional before you exercise "
			       "again\nif a leg gets weak, if you are numb between the legs, or if bladder or "
			       "bowel fail: emergency care at once");
		return;
	}
	if (level >= 0) {
		sh_text_str(t, ": ");
		sh_text_int(t, level);
		sh_text_str(t, " of 10");
	}
	if (level >= PAIN_STOPS)
		sh_text_str(t, ", stop for today\nif it stays or comes back, or runs down a leg, see a health "
			       "professional and show them this session");
	else if (level >= PAIN_SMALLER)
		sh_text_str(t, ": make it smaller, or stop this exercise");
	else
		sh_text_str(t, level >= 0 ? ": a mild ache; go on only if it stays so" : ", paused");
}
