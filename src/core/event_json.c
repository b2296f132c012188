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

#include "core/text.h"

enum { ID_JSON_MAX = 80, TITLE_JSON_MAX = 256, WORDS_JSON_MAX = 192 };

static void key(struct sh_text *t, const char *name)
{
	sh_text_str(t, ",\"");
	sh_text_str(t, name);
	sh_text_str(t, "\":");
}

static void add_word(struct sh_text *t, const char *name, const char *word)
{
	key(t, name);
	sh_text_char(t, '"');
	sh_text_str(t, word);
	sh_text_char(t, '"');
}

static void add_string(struct sh_text *t, const char *name, const char *s, size_t max)
{
	key(t, name);
	sh_text_json(t, s, max);
}

static void add_int(struct sh_text *t, const char *name, int64_t v)
{
	key(t, name);
	sh_text_int(t, v);
}

static void add_uint(struct sh_text *t, const char *name, uint64_t v)
{
	key(t, name);
	sh_text_uint(t, v);
}

static void add_bool(struct sh_text *t, const char *name, bool v)
{
	key(t, name);
	sh_text_str(t, v ? "true" : "false");
}

static void add_null(struct sh_text *t, const char *name)
{
	key(t, name);
	sh_text_str(t, "null");
}

static void add_seconds(struct sh_text *t, const char *name, int64_t us, unsigned decimals)
{
	key(t, name);
	sh_text_fixed(t, us, 6, decimals);
}

static void put_degrees(struct sh_text *t, int32_t mdeg)
{
	if (mdeg == SH_MDEG_NONE)
		sh_text_str(t, "null");
	else
		sh_text_fixed(t, mdeg, 3, 1);
}

static void add_degrees(struct sh_text *t, const char *name, int32_t mdeg)
{
	key(t, name);
	put_degrees(t, mdeg);
}

/** A dose in seconds: whole milliseconds, short. */
static void add_dose(struct sh_text *t, const char *name, double s)
{
	int64_t ms = 0;

	if (s > 0.0 && s < 1e9) /* false for NaN */
		ms = (int64_t)(s * 1000.0 + 0.5);
	key(t, name);
	sh_text_short(t, ms, 3, 3);
}

static void add_band(struct sh_text *t, const struct sh_band_mdeg *b, const char *target,
		     const char *warn, const char *limit)
{
	if (!b->used) {
		add_null(t, target);
		add_null(t, warn);
		add_null(t, limit);
		return;
	}
	key(t, target);
	sh_text_char(t, '[');
	put_degrees(t, b->low_mdeg < b->high_mdeg ? b->low_mdeg : b->high_mdeg);
	sh_text_char(t, ',');
	put_degrees(t, b->low_mdeg < b->high_mdeg ? b->high_mdeg : b->low_mdeg);
	sh_text_char(t, ']');
	add_degrees(t, warn, b->warn_mdeg);
	add_degrees(t, limit, b->limit_mdeg);
}

/** A count that may not be known. */
static void add_count(struct sh_text *t, const char *name, int n)
{
	if (n >= 0)
		add_int(t, name, n);
	else
		add_null(t, name);
}

static void put_session(struct sh_text *t, const struct sh_event *e)
{
	add_int(t, "schema", 1);
	add_string(t, "source", e->u.session.source, WORDS_JSON_MAX);
	add_string(t, "quantity", e->u.session.quantity, WORDS_JSON_MAX);
	key(t, "rate_hz");
	sh_text_fixed(t, e->u.session.rate_mhz, 3, 1);
	add_string(t, "program", e->u.session.program, WORDS_JSON_MAX);
	if (e->u.session.note)
		add_string(t, "note", e->u.session.note, WORDS_JSON_MAX);
}

static void put_exercise(struct sh_text *t, const struct sh_event *e)
{
	const struct sh_exercise *x = e->u.exercise.exercise;

	add_string(t, "id", x->id, ID_JSON_MAX);
	add_int(t, "set", e->u.exercise.set);
	add_int(t, "sets", e->u.exercise.sets);
	add_word(t, "side", sh_side_name(e->u.exercise.side));
	add_dose(t, "hold_s", x->hold_s);
	add_int(t, "reps", x->reps);
	add_band(t, &e->u.exercise.band, "target_deg", "warn_deg", "limit_deg");
	if (x->has_level)
		add_int(t, "level", x->level);
	else
		add_null(t, "level");
	add_word(t, "scaled_by", sh_scaled_by_name(x->scaled_by));
	add_string(t, "title", x->title, TITLE_JSON_MAX);
	add_word(t, "mode", sh_mode_name(x->mode));
	add_word(t, "measure", sh_measure_name(x->measure));
	if (x->variant[0])
		add_string(t, "variant", x->variant, ID_JSON_MAX);
	else
		add_null(t, "variant");
	add_dose(t, "duration_s", x->duration_s);
	add_dose(t, "rest_s", x->rest_s);
	if (e->u.exercise.other.used)
		add_band(t, &e->u.exercise.other, "arch_target_deg", "arch_warn_deg",
			 "arch_limit_deg");
	if (e->u.exercise.age_years > 0)
		add_int(t, "age", e->u.exercise.age_years);
	else
		add_null(t, "age");
}

static void put_hold(struct sh_text *t, const struct sh_event *e)
{
	add_seconds(t, "start", e->u.hold.start_us, 3);
	add_seconds(t, "end", e->u.hold.end_us, 3);
	add_seconds(t, "held_s", e->u.hold.held_us, 3);
	add_bool(t, "valid", e->u.hold.valid);
	add_word(t, "reason", sh_hold_reason_name(e->u.hold.reason));
	add_degrees(t, "mean_deg", e->u.hold.mean_mdeg);
	add_degrees(t, "steadiness_deg", e->u.hold.steadiness_mdeg);
	add_word(t, "side", sh_side_name(e->u.hold.side));
	if (e->u.hold.counts_breaths)
		add_count(t, "breaths", e->u.hold.breaths);
}

static void put_rep(struct sh_text *t, const struct sh_event *e)
{
	add_int(t, "n", e->u.rep.n);
	add_word(t, "side", sh_side_name(e->u.rep.side));
	add_seconds(t, "start", e->u.rep.start_us, 3);
	add_seconds(t, "end", e->u.rep.end_us, 3);
	add_degrees(t, "peak_deg", e->u.rep.peak_mdeg);
	add_seconds(t, "held_s", e->u.rep.held_us, 1);
	add_word(t, "verdict", sh_verdict_name(e->u.rep.verdict));
	add_seconds(t, "peak_t", e->u.rep.peak_us, 3);
	add_degrees(t, "highest_deg", e->u.rep.highest_mdeg);
}

static void put_warning(struct sh_text *t, const struct sh_event *e)
{
	add_word(t, "kind", sh_warning_name(e->u.warning.warning));
	add_word(t, "state", e->u.warning.on ? "on" : "off");
	add_degrees(t, "angle_deg", e->u.warning.angle_mdeg);
	add_degrees(t, "limit_deg", e->u.warning.limit_mdeg);
	if (e->u.warning.warning == SH_WARNING_SLIP && e->u.warning.on)
		add_int(t, "unchecked", e->u.warning.unchecked);
	if (e->u.warning.warning != SH_WARNING_APPROACH)
		return;
	if (e->u.warning.eta_us >= 0)
		add_seconds(t, "eta_s", e->u.warning.eta_us, 3);
	else
		add_null(t, "eta_s");
}

static void put_angles(struct sh_text *t, const struct sh_event *e)
{
	add_degrees(t, "round_deg", e->u.angles.round_mdeg);
	add_degrees(t, "twist_deg", e->u.angles.twist_mdeg);
	add_degrees(t, "side_deg", e->u.angles.side_mdeg);
	add_degrees(t, "measure_deg", e->u.angles.measure_mdeg);
	add_word(t, "movement", sh_movement_name(e->u.angles.movement));
	if (e->u.angles.zone == SH_ZONE_NONE)
		add_null(t, "zone");
	else
		add_word(t, "zone", sh_zone_name(e->u.angles.zone));
	if (!e->u.angles.has_sigma)
		return;
	add_degrees(t, "round_sigma_deg", e->u.angles.round_sigma_mdeg);
	add_degrees(t, "twist_sigma_deg", e->u.angles.twist_sigma_mdeg);
	add_degrees(t, "side_sigma_deg", e->u.angles.side_sigma_mdeg);
}

/** The dose in force. */
static void put_asked(struct sh_text *t, const struct sh_event *e)
{
	key(t, "asked");
	sh_text_str(t, "{\"sets\":");
	sh_text_int(t, e->u.result.sets);
	add_int(t, "sides", e->u.result.sides);
	add_int(t, "reps", e->u.result.dose);
	key(t, "hold_s");
	sh_text_short(t, e->u.result.hold_ms, 3, 3);
	key(t, "duration_s");
	sh_text_short(t, e->u.result.duration_ms, 3, 3);
	add_int(t, "breaths", e->u.result.asked_breaths);
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

	key(t, "not_valid");
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

	key(t, "by_side");
	sh_text_char(t, '[');
	for (int i = 0; i < SH_SIDES; i++) {
		const struct sh_side_result *r = &e->u.result.side[i];

		if (!r->used)
			continue;
		sh_text_str(t, any ? ",{\"side\":\"" : "{\"side\":\"");
		sh_text_str(t, sh_side_name((enum sh_side)i));
		sh_text_char(t, '"');
		add_int(t, "asked", r->asked);
		add_seconds(t, "asked_s", r->asked_us, 1);
		add_int(t, "done", r->tried);
		add_int(t, "valid", r->counted);
		add_seconds(t, "valid_hold_s", r->valid_hold_us, 1);
		add_seconds(t, "active_s", r->active_us, 1);
		add_seconds(t, "worked_s", r->worked_us, 1);
		put_why_not(t, r);
		sh_text_char(t, '}');
		any = true;
	}
	sh_text_char(t, ']');
}

static void put_result(struct sh_text *t, const struct sh_event *e)
{
	add_string(t, "exercise", e->u.result.exercise, ID_JSON_MAX);
	add_seconds(t, "valid_hold_s", e->u.result.valid_hold_us, 1);
	add_int(t, "holds", e->u.result.holds);
	add_int(t, "reps", e->u.result.reps);
	add_int(t, "reps_ok", e->u.result.reps_ok);
	add_int(t, "reps_shallow", e->u.result.reps_shallow);
	add_int(t, "reps_deep", e->u.result.reps_deep);
	add_int(t, "depth_warnings", e->u.result.depth_warnings);
	add_int(t, "limit_events", e->u.result.limit_events);
	add_bool(t, "completed", e->u.result.completed);
	add_seconds(t, "active_s", e->u.result.active_us, 1);
	add_int(t, "reps_jerky", e->u.result.reps_jerky);
	add_int(t, "reps_unsure", e->u.result.reps_unsure);
	add_int(t, "reps_left", e->u.result.reps_left);
	add_int(t, "reps_right", e->u.result.reps_right);
	if (e->u.result.counts_breaths)
		add_count(t, "breaths", e->u.result.breaths);
	put_asked(t, e);
	put_sides(t, e);
	add_word(t, "ended", sh_ended_name(e->u.result.ended));
	if (e->u.result.unchecked_since_slip > 0)
		add_int(t, "unchecked_since_slip", e->u.result.unchecked_since_slip);
}

static void put_summary(struct sh_text *t, const struct sh_event *e)
{
	add_int(t, "exercises", e->u.summary.exercises);
	add_uint(t, "samples", e->u.summary.samples);
	add_uint(t, "gaps", e->u.summary.gaps);
	add_uint(t, "bad_frames", e->u.summary.bad_frames);
	add_uint(t, "lost", e->u.summary.lost);
}

static void put_wear(struct sh_text *t, const struct sh_event *e)
{
	add_word(t, "step", e->u.wear.step);
	if (e->u.wear.verdict) {
		add_word(t, "verdict", e->u.wear.verdict);
		add_word(t, "reason", e->u.wear.reason);
	}
	add_string(t, "words", e->u.wear.words, WORDS_JSON_MAX);
}

static void put_small(struct sh_text *t, const struct sh_event *e)
{
	switch (e->kind) {
	case SH_EVENT_POSITION:
		add_word(t, "position", sh_position_name(e->u.position.position));
		add_bool(t, "right", e->u.position.right);
		break;
	case SH_EVENT_PHASE:
		add_word(t, "phase", sh_phase_name(e->u.phase.phase));
		add_int(t, "set", e->u.phase.set);
		add_word(t, "side", sh_side_name(e->u.phase.side));
		break;
	case SH_EVENT_MOVEMENT:
		add_word(t, "movement", sh_movement_name(e->u.movement.movement));
		break;
	case SH_EVENT_GAP:
		add_seconds(t, "start", e->u.gap.start_us, 3);
		add_seconds(t, "end", e->u.gap.end_us, 3);
		add_uint(t, "lost", e->u.gap.lost);
		break;
	case SH_EVENT_MARK:
		add_int(t, "n", e->u.mark.n);
		break;
	case SH_EVENT_PAIN:
		if (e->u.pain.level >= 0)
			add_int(t, "level", e->u.pain.level);
		else
			add_null(t, "level");
		add_seconds(t, "since", e->u.pain.since_us, 3);
		add_bool(t, "leg", e->u.pain.leg);
		break;
	case SH_EVENT_CUE:
		add_word(t, "cue", sh_prompt_name(e->u.cue.prompt));
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
		add_seconds(&t, "t", e->t_us, 3);
	if ((unsigned)e->kind < SH_EVENT_KINDS && PUT[e->kind])
		PUT[e->kind](&t, e);
	else
		put_small(&t, e);
	sh_text_str(&t, "}\n");
	return t.full ? 0 : t.len;
}
