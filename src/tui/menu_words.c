/* Words of the screens outside of a session: safety texts, doses, places.
 *
 * The texts are shown before the first session and on every help screen. They are short because a
 * long one is not read.
 */

#include "tui/menu_words.h"

const char *sh_menu_safety(enum sh_safety s)
{
	static const char *const texts[SH_SAFETIES] = {
		"This is a training aid, not a medical device: it finds no illness and treats "
		"none. "
		"Its angles are estimates, often wrong by 5 degrees or more.",
		"Move slowly and gently. Small movements are enough. Stop whenever you like: "
		"stopping "
		"early counts too.",
		"Press p at once if anything hurts. A mild ache, 0 to 3 of 10, may go on. At 4 or "
		"5 make "
		"the movement smaller or end the exercise. At 6 or more, or with any sharp pain, "
		"stop "
		"for today.",
		"Pain, numbness or tingling down a leg: stop now, and talk to a health "
		"professional "
		"before the next session.",
		"Get emergency care now if you cannot hold water or stool, if it is numb between "
		"your "
		"legs, or if a leg grows weak. See a doctor before you exercise after a fall or an "
		"injury, with fever, with cancer now or earlier, when you lose weight without a "
		"reason, "
		"with pain at night that does not ease, or after long use of steroids.",
		"Ask a doctor or physiotherapist first with weak bones or an old spine fracture, "
		"after "
		"surgery of the spine, when pregnant, with a known disc, canal or slipped-vertebra "
		"problem, high blood pressure, heart or eye disease, a hernia, or when you are "
		"over 65 "
		"and new to exercise.",
		"Breathe evenly. In the Crocodile hold your breath for a few seconds at most and "
		"never "
		"strain; with blood pressure, heart or eye problems breathe through instead.",
	};

	return s < SH_SAFETIES ? texts[s] : "";
}

void sh_menu_add_time(struct sh_line *l, int64_t ms)
{
	int64_t seconds = (ms + 500) / 1000;

	if (ms > 0 && ms < 10000 && ms % 1000 != 0) {
		sh_line_add_int(l, ms / 1000);
		sh_line_add(l, ".");
		sh_line_add_int(l, ms % 1000 / 100);
		sh_line_add(l, " s");
	} else if (seconds < 60) {
		sh_line_add_int(l, seconds);
		sh_line_add(l, " s");
	} else {
		sh_line_add_int(l, seconds / 60);
		if (seconds % 60 != 0) {
			sh_line_add(l, seconds % 60 < 10 ? ":0" : ":");
			sh_line_add_int(l, seconds % 60);
		}
		sh_line_add(l, " min");
	}
}

static int64_t ms_of(double seconds)
{
	return seconds > 0 && seconds < 1e6 ? (int64_t)(seconds * 1000 + 0.5) : 0;
}

static void add_times(struct sh_line *l, int n)
{
	if (n <= 1)
		return;
	sh_line_add_int(l, n);
	sh_line_add(l, " \xc3\x97 ");
}

void sh_menu_dose(const struct sh_exercise *x, struct sh_line *ret)
{
	sh_line_clear(ret);
	switch (x->mode) {
	case SH_MODE_REPS:
		add_times(ret, x->sets);
		sh_line_add_int(ret, x->reps);
		sh_line_add(ret, " reps");
		break;
	case SH_MODE_HOLD:
		add_times(ret, x->sets * (x->reps > 1 ? x->reps : 1));
		sh_menu_add_time(ret, ms_of(x->hold_s));
		break;
	case SH_MODE_BREATH:
		add_times(ret, x->sets);
		if (x->breaths > 0) {
			sh_line_add_int(ret, x->breaths);
			sh_line_add(ret, x->duration_s > 0 ? " breaths/" : " breaths");
		}
		if (x->duration_s > 0)
			sh_menu_add_time(ret, ms_of(x->duration_s));
		break;
	default:
		add_times(ret, x->sets);
		sh_menu_add_time(ret, ms_of(x->duration_s));
		break;
	}
	if (x->sides == 2)
		sh_line_add(ret, " a side");
}

const char *sh_menu_position(enum sh_stance s)
{
	static const char *const words[SH_STANCES] = {
		"any",		"standing",    "on the back",	   "on the front",
		"hands, knees", "on the side", "on the left side", "on the right side",
	};

	return s < SH_STANCES ? words[s] : "";
}

const char *sh_menu_site(enum sh_site s)
{
	static const char *const words[SH_SITES] = {
		"Sacrum: flat on the bone between the two dimples, belt snug.",
		"L1: in the middle, one hand above the belt line.",
		"Side of the hip, so that you do not lie on the box.",
		"Front of the hip bone, so that you do not lie on the box.",
		"Off: take the sensor off for this one.",
	};

	return s < SH_SITES ? words[s] : "";
}

const char *sh_menu_side(enum sh_side s)
{
	return s == SH_SIDE_LEFT ? "left" : s == SH_SIDE_RIGHT ? "right" : "";
}
