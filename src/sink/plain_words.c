/*
 * What is said for each event. Signs become words (arch, to the left), because nobody remembers a
 * sign convention on the floor; angles are whole degrees and "about", because skin and belt make
 * them uncertain by 4 degrees and more; a twist between two sensors is low, medium or high.
 *
 * An event with nothing to tell leaves the text empty. Several lines are parted by a newline, so
 * strings from outside are escaped here already: they must not make lines of their own.
 */

#include "sink/plain_words.h"

#include <string.h>

#include "sink/plain_result.h"
#include "support/escape.h"

enum { OUTSIDE_MAX = 100 };

static void put_outside(struct sh_text *t, const char *s)
{
	char safe[OUTSIDE_MAX];

	if (s)
		sh_text_bytes(t, safe, sh_escape(s, strlen(s), safe, sizeof safe));
}

static void put_number(struct sh_text *t, int64_t v, const char *one, const char *many)
{
	sh_text_int(t, v);
	sh_text_char(t, ' ');
	sh_text_str(t, v == 1 ? one : many);
}

/** Words before an integer. */
static void put_int(struct sh_text *t, const char *before, int64_t v)
{
	sh_text_str(t, before);
	sh_text_int(t, v);
}

static void put_seconds(struct sh_text *t, int64_t us)
{
	sh_text_fixed(t, us, 6, 1);
	sh_text_str(t, " s");
}

/** A catalog dose after its words: "hold 10 s", "stay 1.5 s". */
static void put_dose(struct sh_text *t, const char *before, double s)
{
	sh_text_str(t, before);
	sh_text_short(t, s > 0.0 && s < 1e9 ? (int64_t)(s * 1000.0 + 0.5) : 0, 3, 1);
	sh_text_str(t, " s");
}

static const char *direction(enum sh_measure m, int32_t mdeg)
{
	switch (m) {
	case SH_MEASURE_PELVIC_TILT:
	case SH_MEASURE_FORWARD_TILT:
		return mdeg > 0 ? " of round" : " of arch";
	case SH_MEASURE_ROLL:
		return mdeg > 0 ? " to the left" : " to the right";
	case SH_MEASURE_SIDE_TILT:
		return mdeg > 0 ? " to the right" : " to the left";
	case SH_MEASURE_SWEEP:
		return " of roll";
	default:
		return "";
	}
}

static int32_t whole(int32_t mdeg)
{
	const int32_t m = mdeg < 0 ? -mdeg : mdeg;

	return m / 1000 + (m % 1000 >= 500 ? 1 : 0);
}

/** "about 6 degrees of arch", for an angle that is known. */
static void put_angle(struct sh_text *t, const struct sh_plain_words *p, enum sh_measure m,
		      int32_t mdeg)
{
	if (p->curve && m == SH_MEASURE_ROLL && p->band.used) {
		const int32_t low = whole(p->band.low_mdeg), high = whole(p->band.high_mdeg);
		const int32_t now = whole(mdeg);

		sh_text_str(t, now < (low < high ? low : high)	 ? "low twist"
			       : now > (low < high ? high : low) ? "high twist"
								 : "medium twist");
	} else {
		sh_text_str(t, "about ");
		put_number(t, whole(mdeg), "degree", "degrees");
	}
	sh_text_str(t, whole(mdeg) > 0 ? direction(m, mdeg) : "");
}

/** The angle of the exercise's own measure, if it was seen. */
static void put_seen(struct sh_text *t, const struct sh_plain_words *p, const char *before,
		     int32_t mdeg)
{
	if (mdeg == SH_MDEG_NONE)
		return;
	sh_text_str(t, before);
	put_angle(t, p, p->measure, mdeg);
}

static void put_band(struct sh_text *t, const struct sh_plain_words *p,
		     const struct sh_band_mdeg *b)
{
	const int32_t one = whole(b->low_mdeg), other = whole(b->high_mdeg);

	put_int(t, ", target about ", one < other ? one : other);
	put_int(t, " to ", one < other ? other : one);
	sh_text_str(t, " degrees");
	sh_text_str(t, direction(p->measure, b->warn_mdeg));
	put_int(t, ", ease back at ", whole(b->warn_mdeg));
	put_int(t, ", stop at ", whole(b->limit_mdeg));
}

static void say_session(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	const char *source = e->u.session.source, *note = e->u.session.note;

	p->synthetic =
		(source && strcmp(source, "simulated") == 0) || (note && strstr(note, "synthetic"));
	p->curve = e->u.session.quantity && strcmp(e->u.session.quantity, "curve") == 0;
	if (p->synthetic)
		sh_text_str(t, "[SYNTHETIC] made by a simulator: no person moved\n");
	put_outside(t, e->u.session.program);
	sh_text_str(t, ", source ");
	put_outside(t, source);
	sh_text_str(t, ", about ");
	sh_text_fixed(t, e->u.session.rate_mhz, 3, 0);
	sh_text_str(t, " samples a second\n");
	sh_text_str(t, p->curve ? "angle between two sensors in degrees, right to about 5\n"
				: "tilt of the strapped part in degrees, right to about 4; not the "
				  "curve of the spine\n");
	sh_text_str(t, "a training aid, not a medical device; stop if anything hurts");
}

static void say_dose(struct sh_text *t, const struct sh_exercise *x)
{
	switch (x->mode) {
	case SH_MODE_HOLD:
		put_dose(t, ", hold ", x->hold_s);
		if (x->reps > 1) {
			sh_text_char(t, ' ');
			put_number(t, x->reps, "time", "times");
		}
		break;
	case SH_MODE_REPS:
		sh_text_str(t, ", ");
		put_number(t, x->reps, "repetition", "repetitions");
		if (x->hold_s > 0.0)
			put_dose(t, ", stay ", x->hold_s);
		break;
	default:
		put_dose(t, x->mode == SH_MODE_CONTINUOUS ? ", keep moving for " : ", for ",
			 x->duration_s);
		if (x->mode == SH_MODE_BREATH && x->breaths > 0) {
			sh_text_str(t, " or ");
			put_number(t, x->breaths, "breath", "breaths");
		}
		break;
	}
}

static void say_exercise(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	const struct sh_exercise *x = e->u.exercise.exercise;

	p->measure = x->measure;
	p->stance = x->stance;
	p->band = e->u.exercise.band;
	put_outside(t, x->title[0] ? x->title : x->id);
	put_int(t, ", set ", e->u.exercise.set);
	put_int(t, " of ", e->u.exercise.sets);
	if (e->u.exercise.side != SH_SIDE_BOTH) {
		sh_text_str(t, ", ");
		sh_text_str(t, sh_side_name(e->u.exercise.side));
		sh_text_str(t, " side");
	}
	say_dose(t, x);
	if (e->u.exercise.band.used)
		put_band(t, p, &e->u.exercise.band);
	if (e->u.exercise.other.used)
		put_band(t, p, &e->u.exercise.other);
	if (e->u.exercise.age_years > 0 && e->u.exercise.band.used) {
		put_int(t, " (limits for age ", e->u.exercise.age_years);
		sh_text_char(t, ')');
	}
}

static void say_position(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	sh_text_str(t, e->u.position.right ? "in position: " : "not in position: ");
	sh_text_str(t, sh_position_name(e->u.position.position));
	if (!e->u.position.right) {
		sh_text_str(t, ", this exercise is done ");
		sh_text_str(t, sh_stance_name(p->stance));
	}
}

static void say_phase(const struct sh_event *e, struct sh_text *t)
{
	static const char *const SAID[SH_PHASES] = {
		[SH_PHASE_READY] = "get ready: lie or stand as the exercise wants and keep still",
		[SH_PHASE_MOVE] = "begin, slowly",
		[SH_PHASE_HOLD] = "stay there",
		[SH_PHASE_REST] = "rest",
		[SH_PHASE_SWITCH_SIDE] = "other side",
		[SH_PHASE_PAUSED] = "paused",
		[SH_PHASE_DONE] = "done",
	};

	if ((unsigned)e->u.phase.phase >= SH_PHASES)
		return;
	sh_text_str(t, SAID[e->u.phase.phase]);
	if (e->u.phase.phase == SH_PHASE_SWITCH_SIDE && e->u.phase.side != SH_SIDE_BOTH) {
		sh_text_str(t, ": ");
		sh_text_str(t, sh_side_name(e->u.phase.side));
	}
}

static void say_hold(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	static const char *const SAID[SH_HOLD_REASONS] = {
		[SH_HOLD_COMPLETE] = "hold complete ",
		[SH_HOLD_LEFT] = "hold left after ",
		[SH_HOLD_LIMIT] = "hold stopped by the limit after ",
		[SH_HOLD_GAP] = "hold cut by missing data after ",
		[SH_HOLD_POSITION] = "hold ended by a change of position after ",
		[SH_HOLD_FATIGUE] = "hold getting shaky, well done, rest now: ",
		[SH_HOLD_PAIN] = "hold ended for pain after ",
		[SH_HOLD_STOPPED] = "hold stopped after ",
		[SH_HOLD_END_OF_DATA] = "hold cut by the end of the data after ",
	};

	sh_text_str(t, (unsigned)e->u.hold.reason < SH_HOLD_REASONS ? SAID[e->u.hold.reason]
								    : "hold ");
	put_seconds(t, e->u.hold.held_us);
	put_seen(t, p, ", ", e->u.hold.mean_mdeg);
	if (!e->u.hold.valid)
		sh_text_str(t, ", not counted");
}

static void say_rep(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	put_int(t, "repetition ", e->u.rep.n);
	if (e->u.rep.side != SH_SIDE_BOTH) {
		sh_text_char(t, ' ');
		sh_text_str(t, sh_side_name(e->u.rep.side));
	}
	sh_text_str(t, ": ");
	sh_text_str(t, sh_verdict_name(e->u.rep.verdict));
	put_seen(t, p, ", ", e->u.rep.peak_mdeg);
}

static void say_warning(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	static const char *const ON[SH_WARNINGS] = {
		[SH_WARNING_APPROACH] = "slow down, nearly deep enough",
		[SH_WARNING_DEPTH] = "too deep, ease back a little",
		[SH_WARNING_LIMIT] = "STOP there, come back to the start slowly",
		[SH_WARNING_JERK] = "slower, without a jerk",
		[SH_WARNING_SAG] = "the hold is sinking, lift a little",
		[SH_WARNING_TREMOR] = "getting shaky, resting is fine",
		[SH_WARNING_SLIP] = "the belt has moved: keep still and press n to set it again",
		[SH_WARNING_UNOBSERVABLE] = "the angle cannot be seen in this position, not judged",
		[SH_WARNING_SIGNAL] = "the sensor's signal is poor, not judged",
		[SH_WARNING_POSITION] = "time and repetitions do not count in this position",
		[SH_WARNING_BREATH] = "breathe evenly",
	};
	static const char *const OFF[SH_WARNINGS] = {
		[SH_WARNING_DEPTH] = "no longer too deep",
		[SH_WARNING_LIMIT] = "back near the start, go on gently",
		[SH_WARNING_UNOBSERVABLE] = "the angle can be seen again",
		[SH_WARNING_SIGNAL] = "the sensor's signal is good again",
	};
	const enum sh_warning w = e->u.warning.warning;

	if ((unsigned)w >= SH_WARNINGS)
		return;
	sh_text_str(t, e->u.warning.on ? ON[w] : OFF[w]);
	if (e->u.warning.on && w <= SH_WARNING_LIMIT)
		put_seen(t, p, ": ", e->u.warning.angle_mdeg);
}

static void say_angles(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	static const char *const NAME[] = {"round ", ", twist ", ", side "};
	static const enum sh_measure SIGNS[] = {SH_MEASURE_FORWARD_TILT, SH_MEASURE_ROLL,
						SH_MEASURE_SIDE_TILT};
	const int32_t mdeg[] = {e->u.angles.round_mdeg, e->u.angles.twist_mdeg,
				e->u.angles.side_mdeg};

	for (size_t i = 0; i < 3; i++) {
		sh_text_str(t, i == 0 && mdeg[i] < 0 && mdeg[i] != SH_MDEG_NONE ? "arch " : NAME[i]);
		if (mdeg[i] == SH_MDEG_NONE) {
			sh_text_str(t, "not seen");
		} else if (i == 1 && p->curve) {
			put_angle(t, p, SIGNS[i], mdeg[i]);
		} else {
			put_int(t, "about ", whole(mdeg[i]));
			sh_text_str(t, i > 0 && whole(mdeg[i]) > 0 ? direction(SIGNS[i], mdeg[i])
								   : "");
		}
	}
	sh_text_str(t, " (degrees)");
}

static void say_summary(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	sh_text_str(t, "end: ");
	put_number(t, e->u.summary.exercises, "exercise, ", "exercises, ");
	sh_text_uint(t, e->u.summary.samples);
	sh_text_str(t, " samples, ");
	sh_text_uint(t, e->u.summary.lost);
	sh_text_str(t, " lost, ");
	sh_text_uint(t, e->u.summary.gaps);
	sh_text_str(t, e->u.summary.gaps == 1 ? " gap, " : " gaps, ");
	sh_text_uint(t, e->u.summary.bad_frames);
	sh_text_str(t, e->u.summary.bad_frames == 1 ? " bad frame" : " bad frames");
	sh_text_str(t, p->synthetic ? " [SYNTHETIC]" : "");
}

static void say_small(const struct sh_event *e, struct sh_text *t)
{
	switch (e->kind) {
	case SH_EVENT_NEUTRAL:
		sh_text_str(t, "neutral taken: angles count from here");
		break;
	case SH_EVENT_GAP:
		sh_text_str(t, "gap of ");
		put_seconds(t, e->u.gap.end_us - e->u.gap.start_us);
		sh_text_str(t, " in the data, nothing is counted across it (");
		sh_text_uint(t, e->u.gap.lost);
		sh_text_str(t, " samples lost)");
		break;
	case SH_EVENT_MARK:
		put_int(t, "mark ", e->u.mark.n);
		break;
	case SH_EVENT_WEAR:
		sh_text_str(t, e->u.wear.words);
		break;
	case SH_EVENT_PHASE:
		say_phase(e, t);
		break;
	default: /* movement is told by holds, repetitions and warnings */
		sh_plain_prompt(e, t);
		break;
	}
}

void sh_plain_words(struct sh_plain_words *p, const struct sh_event *e, struct sh_text *t)
{
	static void (*const SAY[SH_EVENT_KINDS])(struct sh_plain_words *, const struct sh_event *,
						 struct sh_text *) = {
		[SH_EVENT_SESSION] = say_session,   [SH_EVENT_EXERCISE] = say_exercise,
		[SH_EVENT_POSITION] = say_position, [SH_EVENT_HOLD] = say_hold,
		[SH_EVENT_REP] = say_rep,	    [SH_EVENT_WARNING] = say_warning,
		[SH_EVENT_ANGLES] = say_angles,	    [SH_EVENT_RESULT] = sh_plain_result,
		[SH_EVENT_SUMMARY] = say_summary,
		[SH_EVENT_PAIN] = sh_plain_pain,
	};

	if ((unsigned)e->kind < SH_EVENT_KINDS && SAY[e->kind])
		SAY[e->kind](p, e, t);
	else
		say_small(e, t);
}
