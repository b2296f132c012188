/* The screen's vocabulary.
 *
 * Short main clauses in the imperative: they are read in the middle of an exercise, often upside
 * down. The order of urgency in `urgency` is: what can hurt, then what makes the numbers
 * meaningless, then advice.
 */

#include "tui/words.h"

const char *sh_words_direction(enum sh_measure m, int sign, bool upper)
{
	if (m == SH_MEASURE_SWEEP)
		return upper ? "ROLL" : "roll";
	if (sign == 0)
		return upper ? "NEUTRAL" : "neutral";
	switch (m) {
	case SH_MEASURE_ROLL:
		if (sign > 0)
			return upper ? "TURN LEFT" : "turn left";
		return upper ? "TURN RIGHT" : "turn right";
	case SH_MEASURE_SIDE_TILT:
		if (sign > 0)
			return upper ? "BEND RIGHT" : "bend right";
		return upper ? "BEND LEFT" : "bend left";
	default:
		if (sign > 0)
			return upper ? "ROUND" : "round";
		return upper ? "ARCH" : "arch";
	}
}

const char *sh_words_hold(enum sh_hold_reason r)
{
	static const char *const words[SH_HOLD_REASONS] = {
		"complete",	  "left the target", "over the limit",
		"data were lost", "out of position", "complete, getting tired",
		"pain",		  "stopped",	     "the data ended",
	};
	return r < SH_HOLD_REASONS ? words[r] : "";
}

const char *sh_words_verdict(enum sh_verdict verdict)
{
	static const char *const words[SH_VERDICTS] = {
		"good", "too small", "too deep", "jerky", "not sure",
	};
	return verdict < SH_VERDICTS ? words[verdict] : "";
}

const char *sh_words_zone(enum sh_zone z)
{
	static const char *const words[SH_ZONES] = {"",	     "below", "target",
						    "above", "WARN",  "LIMIT"};
	return z < SH_ZONES ? words[z] : "";
}

const char *sh_words_position(enum sh_position p)
{
	static const char *const words[SH_POSITIONS] = {
		"between positions", "upright",
		"lying on the back", "lying on the front, or hands and knees",
		"on the left side",  "on the right side",
	};
	return p < SH_POSITIONS ? words[p] : "";
}

const char *sh_words_stance(enum sh_stance s)
{
	static const char *const words[SH_STANCES] = {
		"get into position",	 "stand up",
		"lie on your back",	 "lie on your front",
		"hands and knees",	 "lie on your side",
		"lie on your left side", "lie on your right side",
	};
	return s < SH_STANCES ? words[s] : "";
}

static bool is_on(const struct sh_view *v, enum sh_warning w)
{
	return (v->coach.warnings >> (unsigned)w & 1u) != 0;
}

static void say_move(const struct sh_view *v, struct sh_line *l)
{
	const struct sh_exercise *e = &v->exercise;
	bool left = v->coach.side == SH_SIDE_LEFT, right = v->coach.side == SH_SIDE_RIGHT;
	switch (e->movement) {
	case SH_CLASS_ROUND:
		sh_line_add(l, e->measure == SH_MEASURE_SWEEP ? "Roll gently to and fro"
							      : "Round slowly");
		break;
	case SH_CLASS_ARCH:
		sh_line_add(l, "Move slowly into the arch");
		break;
	case SH_CLASS_ROUND_ARCH:
		sh_line_add(l, "Round and arch slowly in turn");
		break;
	case SH_CLASS_TWIST:
	case SH_CLASS_SIDE:
		sh_line_add(l, e->movement == SH_CLASS_TWIST ? "Turn slowly" : "Bend slowly");
		sh_line_add(l, left ? " to the left" : right ? " to the right" : " to each side");
		break;
	case SH_CLASS_BREATH:
		sh_line_add(l, "Breathe slowly and evenly");
		break;
	default:
		sh_line_add(l, e->mode == SH_MODE_CONTINUOUS ? "Keep moving gently" : "Stay still");
		break;
	}
}

static void say_ready(const struct sh_view *v, struct sh_line *l)
{
	enum sh_stance stance = v->exercise.stance;
	if (v->coach.countdown_us > 0) {
		sh_line_add(l, "Get ready: ");
		sh_line_add_int(l, (v->coach.countdown_us + 999999) / 1000000);
	} else if (!v->coach.right_position) {
		sh_line_add(l, "Get ready: ");
		sh_line_add(l, sh_words_stance(stance));
	} else if (v->coach.waiting_for_start) {
		sh_line_add(l, "Get ready: space starts");
	} else if (stance == SH_STANCE_STANDING) {
		sh_line_add(l, "Stand still: taking neutral");
	} else if (stance == SH_STANCE_QUADRUPED || stance == SH_STANCE_ANY) {
		sh_line_add(l, "Keep still: taking neutral");
	} else {
		sh_line_add(l, "Lie still: taking neutral");
	}
}

static void say_hold(const struct sh_view *v, struct sh_line *l)
{
	sh_line_add(l, "Hold");
	if (v->coach.zone == SH_ZONE_BELOW)
		sh_line_add(l, ": a little more");
	else if (v->coach.zone >= SH_ZONE_ABOVE)
		sh_line_add(l, ": a little less");
}

static void say_break(const struct sh_view *v, struct sh_line *l)
{
	if (v->coach.phase == SH_PHASE_SWITCH_SIDE)
		sh_line_add(l, "Change sides");
	else
		sh_line_add(l, "Rest");
	if (v->coach.rest_left_us <= 0) {
		sh_line_add(l, v->coach.waiting_for_start ? " is over: space goes on" : "");
		return;
	}
	int64_t seconds = (v->coach.rest_left_us + 999999) / 1000000;
	sh_line_add(l, " ");
	sh_line_add_clock(l, seconds);
	sh_line_add(l, seconds < 100 ? " s" : "");
}

void sh_words_phase(const struct sh_view *v, struct sh_line *ret)
{
	sh_line_clear(ret);
	if (!v->has_output) {
		sh_line_add(ret, "Waiting for the sensor");
		return;
	}
	if (v->over || v->coach.over) {
		sh_line_add(ret, "Finished");
		return;
	}
	if (!v->has_exercise) {
		sh_line_add(ret, "Angles only, no exercise");
		return;
	}
	switch (v->coach.phase) {
	case SH_PHASE_READY:
		say_ready(v, ret);
		break;
	case SH_PHASE_MOVE:
		say_move(v, ret);
		break;
	case SH_PHASE_HOLD:
		say_hold(v, ret);
		break;
	case SH_PHASE_REST:
	case SH_PHASE_SWITCH_SIDE:
		say_break(v, ret);
		break;
	case SH_PHASE_PAUSED:
		sh_line_add(ret, "Paused: space goes on");
		break;
	default:
		sh_line_add(ret, "Exercise done");
		break;
	}
}

static const enum sh_warning urgency[] = {
	SH_WARNING_LIMIT,	 SH_WARNING_DEPTH, SH_WARNING_SIGNAL,	SH_WARNING_SLIP,
	SH_WARNING_UNOBSERVABLE, SH_WARNING_JERK,  SH_WARNING_POSITION, SH_WARNING_APPROACH,
	SH_WARNING_TREMOR,	 SH_WARNING_SAG,   SH_WARNING_BREATH,
};
enum { URGENCIES = sizeof urgency / sizeof urgency[0] };

static const char *sentence(enum sh_warning w)
{
	switch (w) {
	case SH_WARNING_LIMIT:
		return "Stop there. Come back to the start position slowly.";
	case SH_WARNING_DEPTH:
		return "Too deep. Ease back a little.";
	case SH_WARNING_SIGNAL:
		return "The signal is too poor to judge. Check sensor and belt.";
	case SH_WARNING_SLIP:
		return "The belt has moved. Lie still and press N to set it again.";
	case SH_WARNING_UNOBSERVABLE:
		return "The sensor cannot see this angle in this position.";
	case SH_WARNING_JERK:
		return "Slower, without a jerk.";
	case SH_WARNING_APPROACH:
		return "Deep enough. Slow down.";
	case SH_WARNING_TREMOR:
	case SH_WARNING_SAG:
		return "Your hold is getting shaky. Well done, rest now.";
	case SH_WARNING_BREATH:
		return "Breathe evenly.";
	default:
		return "";
	}
}

static bool say_link(const struct sh_view *v, struct sh_line *l)
{
	if (!sh_view_is_stale(v) || v->over || v->coach.over)
		return false;
	if (v->state == SH_HEALTH_SEARCHING) {
		sh_line_add(l, v->port[0] ? "Listening for a sensor on this port."
					  : "Looking for a sensor. Plug it in.");
		return true;
	}
	if (v->state == SH_HEALTH_GONE)
		sh_line_add(l, "Sensor lost. Plug it in again; the session goes on.");
	else
		sh_line_add(l, "No data from the sensor. Check cable and power.");
	return true;
}

enum sh_style sh_words_warning(const struct sh_view *v, struct sh_line *ret, bool *ret_severe)
{
	sh_line_clear(ret);
	*ret_severe = false;
	if (v->limit_stop) {
		*ret_severe = true;
		sh_line_add(ret,
			    "Three times over the limit. This exercise is finished for today.");
		return SH_STYLE_ON_LIMIT;
	}
	/* a limit stays on the screen when the line goes: the wearer is still out there */
	if (!is_on(v, SH_WARNING_LIMIT) && say_link(v, ret)) {
		*ret_severe = v->state != SH_HEALTH_SEARCHING;
		return v->state == SH_HEALTH_SEARCHING ? SH_STYLE_ON_CUE : SH_STYLE_ON_WARN;
	}
	for (int i = 0; i < URGENCIES; i++) {
		enum sh_warning w = urgency[i];
		if (!is_on(v, w))
			continue;
		if (w == SH_WARNING_POSITION) {
			sh_line_add(ret, "Out of position: ");
			sh_line_add(ret, sh_words_stance(v->exercise.stance));
			sh_line_add(ret, ".");
		} else {
			sh_line_add(ret, sentence(w));
		}
		*ret_severe = w == SH_WARNING_LIMIT || w == SH_WARNING_DEPTH;
		if (w == SH_WARNING_LIMIT)
			return SH_STYLE_ON_LIMIT;
		return i <= 5 ? SH_STYLE_ON_WARN : SH_STYLE_ON_CUE;
	}
	return SH_STYLE_PLAIN;
}

void sh_words_short(const struct sh_view *v, bool all, struct sh_line *ret)
{
	static const char *const names[SH_WARNINGS] = {
		"near the limit", "too deep", "limit",	     "jerk",	 "sagging", "shaky",
		"belt moved",	  "not seen", "poor signal", "position", "breath",
	};
	bool skip = !all;
	sh_line_clear(ret);
	for (int i = 0; i < URGENCIES; i++) {
		if (!is_on(v, urgency[i]))
			continue;
		if (!skip) {
			if (ret->len)
				sh_line_add(ret, ", ");
			sh_line_add(ret, names[urgency[i]]);
		}
		skip = false;
	}
}

void sh_words_silence(const struct sh_view *v, struct sh_line *l, const char *words)
{
	if (v->silent_us < 1000000)
		return;
	sh_line_add(l, words);
	sh_line_add_clock(l, v->silent_us / 1000000);
	sh_line_add(l, v->silent_us < 100000000 ? " s" : "");
}
