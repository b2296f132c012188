/*
 * JSON Lines, schema 1. Each kind prints the contract's keys in the contract's order; what we add
 * beyond them stands at the end of its line, so that a reader of the contract's lines can match a
 * prefix. Nothing is printed that depends on a locale or on printf: a golden file compares bytes.
 *
 * Places: moments and the length of a hold have three decimals; sums and repetitions' stays are
 * told to the tenth, as in the contract's examples. Doses are catalog doubles: they go through
 * whole milliseconds once and print short (10, 1.5).
 *
 * Text from outside (a log's program line, a catalog's title) is cut so that every line fits
 * SH_EVENT_JSON_MAX whatever it holds: the limits below leave room for the widest numbers.
 */

#include "spinehold/event.h"

#include "core/event_json_part.h"
#include "core/text.h"

enum { ID_JSON_MAX = 80, TITLE_JSON_MAX = 256, WORDS_JSON_MAX = 192 };

static void add_band(struct sh_text *t, const struct sh_band_mdeg *b, const char *target,
		     const char *warn, const char *limit)
{
	if (!b->used) {
		sh_json_null(t, target);
		sh_json_null(t, warn);
		sh_json_null(t, limit);
		return;
	}
	sh_json_key(t, target);
	sh_text_char(t, '[');
	sh_json_put_degrees(t, b->low_mdeg < b->high_mdeg ? b->low_mdeg : b->high_mdeg);
	sh_text_char(t, ',');
	sh_json_put_degrees(t, b->low_mdeg < b->high_mdeg ? b->high_mdeg : b->low_mdeg);
	sh_text_char(t, ']');
	sh_json_degrees(t, warn, b->warn_mdeg);
	sh_json_degrees(t, limit, b->limit_mdeg);
}

/** A count that may not be known. */
static void add_count(struct sh_text *t, const char *name, int n)
{
	if (n >= 0)
		sh_json_int(t, name, n);
	else
		sh_json_null(t, name);
}

static void put_session(struct sh_text *t, const struct sh_event *e)
{
	sh_json_int(t, "schema", 1);
	sh_json_string(t, "source", e->u.session.source, WORDS_JSON_MAX);
	sh_json_string(t, "quantity", e->u.session.quantity, WORDS_JSON_MAX);
	sh_json_key(t, "rate_hz");
	sh_text_fixed(t, e->u.session.rate_mhz, 3, 1);
	sh_json_string(t, "program", e->u.session.program, WORDS_JSON_MAX);
	if (e->u.session.note)
		sh_json_string(t, "note", e->u.session.note, WORDS_JSON_MAX);
}

static void put_exercise(struct sh_text *t, const struct sh_event *e)
{
	const struct sh_exercise *x = e->u.exercise.exercise;

	sh_json_string(t, "id", x->id, ID_JSON_MAX);
	sh_json_int(t, "set", e->u.exercise.set);
	sh_json_int(t, "sets", e->u.exercise.sets);
	sh_json_word(t, "side", sh_side_name(e->u.exercise.side));
	sh_json_dose(t, "hold_s", x->hold_s);
	sh_json_int(t, "reps", x->reps);
	add_band(t, &e->u.exercise.band, "target_deg", "warn_deg", "limit_deg");
	if (x->has_level)
		sh_json_int(t, "level", x->level);
	else
		sh_json_null(t, "level");
	sh_json_word(t, "scaled_by", sh_scaled_by_name(x->scaled_by));
	sh_json_string(t, "title", x->title, TITLE_JSON_MAX);
	sh_json_word(t, "mode", sh_mode_name(x->mode));
	sh_json_word(t, "measure", sh_measure_name(x->measure));
	if (x->variant[0])
		sh_json_string(t, "variant", x->variant, ID_JSON_MAX);
	else
		sh_json_null(t, "variant");
	sh_json_dose(t, "duration_s", x->duration_s);
	sh_json_dose(t, "rest_s", x->rest_s);
	if (e->u.exercise.other.used)
		add_band(t, &e->u.exercise.other, "arch_target_deg", "arch_warn_deg",
			 "arch_limit_deg");
	if (e->u.exercise.age_years > 0)
		sh_json_int(t, "age", e->u.exercise.age_years);
	else
		sh_json_null(t, "age");
}

static void put_hold(struct sh_text *t, const struct sh_event *e)
{
	sh_json_seconds(t, "start", e->u.hold.start_us, 3);
	sh_json_seconds(t, "end", e->u.hold.end_us, 3);
	sh_json_seconds(t, "held_s", e->u.hold.held_us, 3);
	sh_json_bool(t, "valid", e->u.hold.valid);
	sh_json_word(t, "reason", sh_hold_reason_name(e->u.hold.reason));
	sh_json_degrees(t, "mean_deg", e->u.hold.mean_mdeg);
	sh_json_degrees(t, "steadiness_deg", e->u.hold.steadiness_mdeg);
	sh_json_word(t, "side", sh_side_name(e->u.hold.side));
	if (e->u.hold.counts_breaths)
		add_count(t, "breaths", e->u.hold.breaths);
}

static void put_rep(struct sh_text *t, const struct sh_event *e)
{
	sh_json_int(t, "n", e->u.rep.n);
	sh_json_word(t, "side", sh_side_name(e->u.rep.side));
	sh_json_seconds(t, "start", e->u.rep.start_us, 3);
	sh_json_seconds(t, "end", e->u.rep.end_us, 3);
	sh_json_degrees(t, "peak_deg", e->u.rep.peak_mdeg);
	sh_json_seconds(t, "held_s", e->u.rep.held_us, 1);
	sh_json_word(t, "verdict", sh_verdict_name(e->u.rep.verdict));
	sh_json_seconds(t, "peak_t", e->u.rep.peak_us, 3);
	sh_json_degrees(t, "highest_deg", e->u.rep.highest_mdeg);
}

static void put_warning(struct sh_text *t, const struct sh_event *e)
{
	sh_json_word(t, "kind", sh_warning_name(e->u.warning.warning));
	sh_json_word(t, "state", e->u.warning.on ? "on" : "off");
	sh_json_degrees(t, "angle_deg", e->u.warning.angle_mdeg);
	sh_json_degrees(t, "limit_deg", e->u.warning.limit_mdeg);
	if (e->u.warning.warning == SH_WARNING_SLIP && e->u.warning.on)
		sh_json_int(t, "unchecked", e->u.warning.unchecked);
	if (e->u.warning.warning != SH_WARNING_APPROACH)
		return;
	if (e->u.warning.eta_us >= 0)
		sh_json_seconds(t, "eta_s", e->u.warning.eta_us, 3);
	else
		sh_json_null(t, "eta_s");
}

static void put_angles(struct sh_text *t, const struct sh_event *e)
{
	sh_json_degrees(t, "round_deg", e->u.angles.round_mdeg);
	sh_json_degrees(t, "twist_deg", e->u.angles.twist_mdeg);
	sh_json_degrees(t, "side_deg", e->u.angles.side_mdeg);
	sh_json_degrees(t, "measure_deg", e->u.angles.measure_mdeg);
	sh_json_word(t, "movement", sh_movement_name(e->u.angles.movement));
	if (e->u.angles.zone == SH_ZONE_NONE)
		sh_json_null(t, "zone");
	else
		sh_json_word(t, "zone", sh_zone_name(e->u.angles.zone));
	if (!e->u.angles.has_sigma)
		return;
	sh_json_degrees(t, "round_sigma_deg", e->u.angles.round_sigma_mdeg);
	sh_json_degrees(t, "twist_sigma_deg", e->u.angles.twist_sigma_mdeg);
	sh_json_degrees(t, "side_sigma_deg", e->u.angles.side_sigma_mdeg);
}

/** The dose in force. */
static void put_asked(struct sh_text *t, const struct sh_event *e)
{
	sh_json_key(t, "asked");
	sh_text_str(t, "{\"sets\":");
	sh_text_int(t, e->u.result.sets);
	sh_json_int(t, "sides", e->u.result.sides);
	sh_json_int(t, "reps", e->u.result.dose);
	sh_json_key(t, "hold_s");
	sh_text_short(t, e->u.result.hold_ms, 3, 3);
	sh_json_key(t, "duration_s");
	sh_text_short(t, e->u.result.duration_ms, 3, 3);
	sh_json_int(t, "breaths", e->u.result.asked_breaths);
	sh_text_char(t, '}');
}

static void add_reason(struct sh_text *t, bool *first, const char *name, int n)
{
	if (n == 0)
		return;
	sh_text_str(t, *first ? "\"" : ",\"");
	sh_text_str(t, name);
	sh_text_str(t, "\":");
	sh_text_int(t, n);
	*first = false;
}

/** Why not: only what happened, a hold by how it ended, a repetition by its verdict. */
static void put_why_not(struct sh_text *t, const struct sh_side_result *r)
{
	bool first = true;

	sh_json_key(t, "not_valid");
	sh_text_char(t, '{');
	for (int i = 0; i < SH_HOLD_REASONS; i++)
		add_reason(t, &first, sh_hold_reason_name((enum sh_hold_reason)i), r->hold_not[i]);
	for (int i = 0; i < SH_VERDICTS; i++)
		add_reason(t, &first, sh_verdict_name((enum sh_verdict)i), r->rep_not[i]);
	sh_text_char(t, '}');
}

static void put_sides(struct sh_text *t, const struct sh_event *e)
{
	bool any = false;

	sh_json_key(t, "by_side");
	sh_text_char(t, '[');
	for (int i = 0; i < SH_SIDES; i++) {
		const struct sh_side_result *r = &e->u.result.side[i];

		if (!r->used)
			continue;
		sh_text_str(t, any ? ",{\"side\":\"" : "{\"side\":\"");
		sh_text_str(t, sh_side_name((enum sh_side)i));
		sh_text_char(t, '"');
		sh_json_int(t, "asked", r->asked);
		sh_json_seconds(t, "asked_s", r->asked_us, 1);
		sh_json_int(t, "done", r->tried);
		sh_json_int(t, "valid", r->counted);
		sh_json_seconds(t, "valid_hold_s", r->valid_hold_us, 1);
		sh_json_seconds(t, "active_s", r->active_us, 1);
		sh_json_seconds(t, "worked_s", r->worked_us, 1);
		put_why_not(t, r);
		sh_text_char(t, '}');
		any = true;
	}
	sh_text_char(t, ']');
}

static void put_result(struct sh_text *t, const struct sh_event *e)
{
	sh_json_string(t, "exercise", e->u.result.exercise, ID_JSON_MAX);
	sh_json_seconds(t, "valid_hold_s", e->u.result.valid_hold_us, 1);
	sh_json_int(t, "holds", e->u.result.holds);
	sh_json_int(t, "reps", e->u.result.reps);
	sh_json_int(t, "reps_ok", e->u.result.reps_ok);
	sh_json_int(t, "reps_shallow", e->u.result.reps_shallow);
	sh_json_int(t, "reps_deep", e->u.result.reps_deep);
	sh_json_int(t, "depth_warnings", e->u.result.depth_warnings);
	sh_json_int(t, "limit_events", e->u.result.limit_events);
	sh_json_bool(t, "completed", e->u.result.completed);
	sh_json_seconds(t, "active_s", e->u.result.active_us, 1);
	sh_json_int(t, "reps_jerky", e->u.result.reps_jerky);
	sh_json_int(t, "reps_unsure", e->u.result.reps_unsure);
	sh_json_int(t, "reps_left", e->u.result.reps_left);
	sh_json_int(t, "reps_right", e->u.result.reps_right);
	if (e->u.result.counts_breaths)
		add_count(t, "breaths", e->u.result.breaths);
	put_asked(t, e);
	put_sides(t, e);
	sh_json_word(t, "ended", sh_ended_name(e->u.result.ended));
	if (e->u.result.unchecked_since_slip > 0)
		sh_json_int(t, "unchecked_since_slip", e->u.result.unchecked_since_slip);
}

static void put_summary(struct sh_text *t, const struct sh_event *e)
{
	sh_json_int(t, "exercises", e->u.summary.exercises);
	sh_json_uint(t, "samples", e->u.summary.samples);
	sh_json_uint(t, "gaps", e->u.summary.gaps);
	sh_json_uint(t, "bad_frames", e->u.summary.bad_frames);
	sh_json_uint(t, "lost", e->u.summary.lost);
}

static void put_wear(struct sh_text *t, const struct sh_event *e)
{
	sh_json_word(t, "step", e->u.wear.step);
	if (e->u.wear.verdict) {
		sh_json_word(t, "verdict", e->u.wear.verdict);
		sh_json_word(t, "reason", e->u.wear.reason);
	}
	sh_json_string(t, "words", e->u.wear.words, WORDS_JSON_MAX);
}

static void put_small(struct sh_text *t, const struct sh_event *e)
{
	switch (e->kind) {
	case SH_EVENT_POSITION:
		sh_json_word(t, "position", sh_position_name(e->u.position.position));
		sh_json_bool(t, "right", e->u.position.right);
		break;
	case SH_EVENT_PHASE:
		sh_json_word(t, "phase", sh_phase_name(e->u.phase.phase));
		sh_json_int(t, "set", e->u.phase.set);
		sh_json_word(t, "side", sh_side_name(e->u.phase.side));
		break;
	case SH_EVENT_MOVEMENT:
		sh_json_word(t, "movement", sh_movement_name(e->u.movement.movement));
		break;
	case SH_EVENT_GAP:
		sh_json_seconds(t, "start", e->u.gap.start_us, 3);
		sh_json_seconds(t, "end", e->u.gap.end_us, 3);
		sh_json_uint(t, "lost", e->u.gap.lost);
		break;
	case SH_EVENT_MARK:
		sh_json_int(t, "n", e->u.mark.n);
		break;
	case SH_EVENT_PAIN:
		if (e->u.pain.level >= 0)
			sh_json_int(t, "level", e->u.pain.level);
		else
			sh_json_null(t, "level");
		sh_json_seconds(t, "since", e->u.pain.since_us, 3);
		sh_json_bool(t, "leg", e->u.pain.leg);
		break;
	case SH_EVENT_CUE:
		sh_json_word(t, "cue", sh_prompt_name(e->u.cue.prompt));
		break;
	case SH_EVENT_BREATH:
		add_count(t, "breaths", e->u.breath.breaths);
		add_count(t, "rate_per_min", e->u.breath.rate_per_min);
		break;
	default: /* a neutral is its moment and nothing else */
		break;
	}
}

size_t sh_event_json(const struct sh_event *e, char *ret, size_t cap)
{
	static void (*const PUT[SH_EVENT_KINDS])(struct sh_text *, const struct sh_event *) = {
		[SH_EVENT_SESSION] = put_session, [SH_EVENT_EXERCISE] = put_exercise,
		[SH_EVENT_HOLD] = put_hold,	  [SH_EVENT_REP] = put_rep,
		[SH_EVENT_WARNING] = put_warning, [SH_EVENT_ANGLES] = put_angles,
		[SH_EVENT_RESULT] = put_result,	  [SH_EVENT_SUMMARY] = put_summary,
		[SH_EVENT_WEAR] = put_wear,
	};
	struct sh_text t;

	if (cap == 0)
		return 0;
	sh_text_init(&t, ret, cap);
	sh_text_str(&t, "{\"event\":\"");
	sh_text_str(&t, sh_event_kind_name(e->kind));
	sh_text_char(&t, '"');
	if (e->kind != SH_EVENT_SESSION)
		sh_json_seconds(&t, "t", e->t_us, 3);
	if ((unsigned)e->kind < SH_EVENT_KINDS && PUT[e->kind])
		PUT[e->kind](&t, e);
	else
		put_small(&t, e);
	sh_text_str(&t, "}\n");
	return t.full ? 0 : t.len;
}
