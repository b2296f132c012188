/*
 * The words of the contract, one table an enum. They are what people write in catalogs and what
 * stands in JSON lines, logs and the database, so they are never changed, only added to; the
 * designated initialisers keep each word beside its enumerator whatever the order becomes. A value
 * outside its enum (a damaged log, a newer program) has the name "unknown" instead of crashing a
 * sink.
 */

#include <stddef.h>

#include "spinehold/command.h"
#include "spinehold/event.h"
#include "spinehold/exercise.h"
#include "spinehold/record.h"

static const char *pick(const char *const *names, size_t n, unsigned i)
{
	return i < n && names[i] ? names[i] : "unknown";
}

#define PICK(names, value) pick(names, sizeof(names) / sizeof(names)[0], (unsigned)(value))

const char *sh_position_name(enum sh_position p)
{
	static const char *const NAMES[SH_POSITIONS] = {
		[SH_POSITION_BETWEEN] = "between",     [SH_POSITION_UPRIGHT] = "upright",
		[SH_POSITION_SUPINE] = "supine",       [SH_POSITION_PRONE] = "prone",
		[SH_POSITION_SIDE_LEFT] = "side-left", [SH_POSITION_SIDE_RIGHT] = "side-right",
	};

	return PICK(NAMES, p);
}

const char *sh_stance_name(enum sh_stance s)
{
	static const char *const NAMES[SH_STANCES] = {
		[SH_STANCE_ANY] = "any",
		[SH_STANCE_STANDING] = "standing",
		[SH_STANCE_SUPINE] = "supine",
		[SH_STANCE_PRONE] = "prone",
		[SH_STANCE_QUADRUPED] = "quadruped",
		[SH_STANCE_SIDE] = "side",
		[SH_STANCE_SIDE_LEFT] = "side-left",
		[SH_STANCE_SIDE_RIGHT] = "side-right",
	};

	return PICK(NAMES, s);
}

const char *sh_movement_class_name(enum sh_movement_class c)
{
	static const char *const NAMES[SH_CLASSES] = {
		[SH_CLASS_ROUND] = "round",
		[SH_CLASS_ARCH] = "arch",
		[SH_CLASS_ROUND_ARCH] = "round-arch",
		[SH_CLASS_TWIST] = "twist",
		[SH_CLASS_SIDE] = "side",
		[SH_CLASS_STILL] = "still",
		[SH_CLASS_BREATH] = "breath",
	};

	return PICK(NAMES, c);
}

const char *sh_mode_name(enum sh_mode m)
{
	static const char *const NAMES[SH_MODES] = {
		[SH_MODE_HOLD] = "hold",
		[SH_MODE_REPS] = "reps",
		[SH_MODE_CONTINUOUS] = "continuous",
		[SH_MODE_BREATH] = "breath",
		[SH_MODE_REST] = "rest",
	};

	return PICK(NAMES, m);
}

const char *sh_measure_name(enum sh_measure m)
{
	static const char *const NAMES[SH_MEASURES] = {
		[SH_MEASURE_PELVIC_TILT] = "pelvic-tilt",
		[SH_MEASURE_FORWARD_TILT] = "forward-tilt",
		[SH_MEASURE_ROLL] = "roll",
		[SH_MEASURE_SIDE_TILT] = "side-tilt",
		[SH_MEASURE_SWEEP] = "sweep",
		[SH_MEASURE_STILLNESS] = "stillness",
		[SH_MEASURE_BREATHING] = "breathing",
	};

	return PICK(NAMES, m);
}

const char *sh_site_name(enum sh_site s)
{
	static const char *const NAMES[SH_SITES] = {
		[SH_SITE_SACRUM] = "sacrum", [SH_SITE_L1] = "L1",   [SH_SITE_HIP] = "hip",
		[SH_SITE_FRONT] = "front",   [SH_SITE_OFF] = "off",
	};

	return PICK(NAMES, s);
}

const char *sh_scaled_by_name(enum sh_scaled_by s)
{
	static const char *const NAMES[SH_SCALED_BYS] = {
		[SH_SCALED_NONE] = "none",
		[SH_SCALED_AGE] = "age",
		[SH_SCALED_RANGE] = "range",
	};

	return PICK(NAMES, s);
}

const char *sh_event_kind_name(enum sh_event_kind k)
{
	static const char *const NAMES[SH_EVENT_KINDS] = {
		[SH_EVENT_SESSION] = "session", [SH_EVENT_EXERCISE] = "exercise",
		[SH_EVENT_NEUTRAL] = "neutral", [SH_EVENT_POSITION] = "position",
		[SH_EVENT_PHASE] = "phase",	[SH_EVENT_MOVEMENT] = "movement",
		[SH_EVENT_HOLD] = "hold",	[SH_EVENT_REP] = "rep",
		[SH_EVENT_WARNING] = "warning", [SH_EVENT_GAP] = "gap",
		[SH_EVENT_ANGLES] = "angles",	[SH_EVENT_MARK] = "mark",
		[SH_EVENT_PAIN] = "pain",	[SH_EVENT_RESULT] = "result",
		[SH_EVENT_SUMMARY] = "summary", [SH_EVENT_CUE] = "cue",
		[SH_EVENT_BREATH] = "breath",
		[SH_EVENT_WEAR] = "wear",
	};

	return PICK(NAMES, k);
}

const char *sh_phase_name(enum sh_phase p)
{
	static const char *const NAMES[SH_PHASES] = {
		[SH_PHASE_READY] = "ready",
		[SH_PHASE_MOVE] = "move",
		[SH_PHASE_HOLD] = "hold",
		[SH_PHASE_REST] = "rest",
		[SH_PHASE_SWITCH_SIDE] = "switch-side",
		[SH_PHASE_PAUSED] = "paused",
		[SH_PHASE_DONE] = "done",
	};

	return PICK(NAMES, p);
}

const char *sh_side_name(enum sh_side s)
{
	static const char *const NAMES[SH_SIDES] = {
		[SH_SIDE_BOTH] = "both",
		[SH_SIDE_LEFT] = "left",
		[SH_SIDE_RIGHT] = "right",
	};

	return PICK(NAMES, s);
}

const char *sh_movement_name(enum sh_movement m)
{
	static const char *const NAMES[SH_MOVEMENTS] = {
		[SH_MOVEMENT_NEUTRAL] = "neutral", [SH_MOVEMENT_ROUND] = "round",
		[SH_MOVEMENT_ARCH] = "arch",	   [SH_MOVEMENT_TWIST] = "twist",
		[SH_MOVEMENT_SIDE] = "side",
	};

	return PICK(NAMES, m);
}

const char *sh_hold_reason_name(enum sh_hold_reason r)
{
	static const char *const NAMES[SH_HOLD_REASONS] = {
		[SH_HOLD_COMPLETE] = "complete",
		[SH_HOLD_LEFT] = "left",
		[SH_HOLD_LIMIT] = "limit",
		[SH_HOLD_GAP] = "gap",
		[SH_HOLD_POSITION] = "position",
		[SH_HOLD_FATIGUE] = "fatigue",
		[SH_HOLD_PAIN] = "pain",
		[SH_HOLD_STOPPED] = "stopped",
		[SH_HOLD_END_OF_DATA] = "end-of-data",
	};

	return PICK(NAMES, r);
}

const char *sh_ended_name(enum sh_ended e)
{
	static const char *const NAMES[SH_ENDEDS] = {
		[SH_ENDED_COMPLETE] = "complete", [SH_ENDED_SKIPPED] = "skipped",
		[SH_ENDED_LIMIT] = "limit",	  [SH_ENDED_PAIN] = "pain",
		[SH_ENDED_STOPPED] = "stopped",	  [SH_ENDED_END_OF_DATA] = "end-of-data",
	};

	return PICK(NAMES, e);
}

const char *sh_verdict_name(enum sh_verdict v)
{
	static const char *const NAMES[SH_VERDICTS] = {
		[SH_VERDICT_OK] = "ok",		[SH_VERDICT_SHALLOW] = "shallow",
		[SH_VERDICT_DEEP] = "deep",	[SH_VERDICT_JERKY] = "jerky",
		[SH_VERDICT_UNSURE] = "unsure",
	};

	return PICK(NAMES, v);
}

const char *sh_warning_name(enum sh_warning w)
{
	static const char *const NAMES[SH_WARNINGS] = {
		[SH_WARNING_APPROACH] = "approach", [SH_WARNING_DEPTH] = "depth",
		[SH_WARNING_LIMIT] = "limit",	    [SH_WARNING_JERK] = "jerk",
		[SH_WARNING_SAG] = "sag",	    [SH_WARNING_TREMOR] = "tremor",
		[SH_WARNING_SLIP] = "slip",	    [SH_WARNING_UNOBSERVABLE] = "unobservable",
		[SH_WARNING_SIGNAL] = "signal",	    [SH_WARNING_POSITION] = "position",
		[SH_WARNING_BREATH] = "breath",
	};

	return PICK(NAMES, w);
}

const char *sh_zone_name(enum sh_zone z)
{
	static const char *const NAMES[SH_ZONES] = {
		[SH_ZONE_NONE] = "none",   [SH_ZONE_BELOW] = "below", [SH_ZONE_TARGET] = "target",
		[SH_ZONE_ABOVE] = "above", [SH_ZONE_WARN] = "warn",   [SH_ZONE_LIMIT] = "limit",
	};

	return PICK(NAMES, z);
}

const char *sh_breath_cue_name(enum sh_breath_cue b)
{
	static const char *const NAMES[SH_BREATH_CUES] = {
		[SH_BREATH_NONE] = "none",
		[SH_BREATH_EVEN] = "even",
		[SH_BREATH_OUT_ROUND] = "out-round",
		[SH_BREATH_OUT_EFFORT] = "out-effort",
		[SH_BREATH_HOLD] = "hold",
		[SH_BREATH_THROUGH] = "through",
		[SH_BREATH_FULL] = "full",
	};

	return PICK(NAMES, b);
}

const char *sh_prompt_name(enum sh_prompt p)
{
	static const char *const NAMES[SH_PROMPTS] = {
		[SH_PROMPT_BREATHE_IN] = "breathe-in",
		[SH_PROMPT_BREATHE_OUT] = "breathe-out",
		[SH_PROMPT_HOLD_BREATH] = "hold-breath",
		[SH_PROMPT_BREATHE_THROUGH] = "breathe-through",
		[SH_PROMPT_BREATHE_EVENLY] = "breathe-evenly",
		[SH_PROMPT_SLOWER] = "slower",
		[SH_PROMPT_EASE] = "ease",
		[SH_PROMPT_FROM_SIDE] = "from-side",
		[SH_PROMPT_SENSOR_OFF] = "sensor-off",
	};

	return PICK(NAMES, p);
}

const char *sh_prompt_words(enum sh_prompt p)
{
	static const char *const WORDS[SH_PROMPTS] = {
		[SH_PROMPT_BREATHE_IN] = "Breathe in.",
		[SH_PROMPT_BREATHE_OUT] = "Breathe out.",
		[SH_PROMPT_HOLD_BREATH] = "Hold your breath a moment, without straining.",
		[SH_PROMPT_BREATHE_THROUGH] = "Breathe on while you turn.",
		[SH_PROMPT_BREATHE_EVENLY] = "Breathe evenly.",
		[SH_PROMPT_SLOWER] = "A little slower.",
		[SH_PROMPT_EASE] = "Ease back a little, let your tailbone sink.",
		[SH_PROMPT_FROM_SIDE] = "Next time come onto your back from the side.",
		[SH_PROMPT_SENSOR_OFF] = "Take the sensor off and lay it down: only time is measured.",
	};

	return (unsigned)p < SH_PROMPTS ? WORDS[p] : "";
}

const char *sh_command_name(enum sh_command_kind k)
{
	static const char *const NAMES[SH_COMMANDS] = {
		[SH_COMMAND_START] = "start",	  [SH_COMMAND_PAUSE] = "pause",
		[SH_COMMAND_NEUTRAL] = "neutral", [SH_COMMAND_NEXT] = "next",
		[SH_COMMAND_SIDE] = "side",	  [SH_COMMAND_MARK] = "mark",
		[SH_COMMAND_PAIN] = "pain",	  [SH_COMMAND_QUIT] = "quit",
		[SH_COMMAND_CHAIR] = "chair",	  [SH_COMMAND_BREATH] = "breath",
		[SH_COMMAND_WEAR] = "wear",	  [SH_COMMAND_WEAR_UNDO] = "wear-undo",
	};

	return PICK(NAMES, k);
}

const char *sh_link_change_name(enum sh_link_change c)
{
	static const char *const NAMES[SH_LINK_CHANGES] = {
		[SH_LINK_LOST] = "lost",
		[SH_LINK_BACK] = "back",
		[SH_LINK_RETUNED] = "retuned",
	};

	return PICK(NAMES, c);
}

bool sh_stance_accepts(enum sh_stance s, enum sh_position p)
{
	switch (s) {
	case SH_STANCE_ANY:
		return true;
	case SH_STANCE_STANDING:
		return p == SH_POSITION_UPRIGHT;
	case SH_STANCE_SUPINE:
		return p == SH_POSITION_SUPINE;
	case SH_STANCE_PRONE:
	case SH_STANCE_QUADRUPED:
		return p == SH_POSITION_PRONE;
	case SH_STANCE_SIDE:
		return p == SH_POSITION_SIDE_LEFT || p == SH_POSITION_SIDE_RIGHT;
	case SH_STANCE_SIDE_LEFT:
		return p == SH_POSITION_SIDE_LEFT;
	case SH_STANCE_SIDE_RIGHT:
		return p == SH_POSITION_SIDE_RIGHT;
	case SH_STANCES:
		break;
	}
	return false;
}
