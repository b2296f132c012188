/* The guided way through a wearing calibration, and its words.
 *
 *   stand-lie   STAND -> LIE -> DONE
 *   bows        STAND -> LIE -> BOWS -> DONE         a pose that fails: back to its first step;
 *   lying       LIE -> ARCH -> ROLL -> DONE          a movement that fails: back to the movement
 *
 * A pose is taken when the stillness of the neutral (posture.h: the last 2 s) has lasted 2 s more:
 * 4 s in all, from the accelerometer's mean, so that no filter's past leans on it. Whoever still
 * stands when told to lie down is simply waited for.
 *
 * A movement is told by how far up has turned from where it was at rest: a bow opens beyond a
 * border and is counted when it comes back below half of it.
 */

#include "spinehold/wear.h"

#include <string.h>

#include "core/posture_part.h"
#include "core/quat.h"
#include "core/smath.h"

static const int64_t MORE_US = 2000000;	      /* of stillness, after the window's own 2 s */
static const double MOVED_DEG = 30;	      /* less is still the pose before */
static const double STANDING_DEG = 40;	      /* nearer to standing than to all fours */
static const double RISEN_DEG = 45;	      /* no longer lying */
static const double MOVING_RAD_S = 0.0523599; /* 3 deg/s: motion starts, biomechanics 2.7 */
/* Where a movement counts as begun, judgement: below what anybody does who is asked to. */
static const double BOW_DEG = 15, TILT_DEG = 5, ARCH_DEG = 4, ROLL_DEG = 30;
enum { BOWS = 3 };

void sh_wear_begin(struct sh_wear *w, enum sh_wear_method method, bool upper)
{
	struct sh_quat none = sh_quat_identity();

	memset(w, 0, sizeof(*w));
	w->method = method;
	w->upper = upper;
	w->mount = none;
	w->step = method == SH_WEAR_LYING ? SH_WEAR_LIE : SH_WEAR_STAND;
	w->quality.axis_deg = w->quality.share = -1;
	sh_posture_init(&w->still, &none, SH_MEASURE_STILLNESS);
}

static enum sh_wear_news go(struct sh_wear *w, enum sh_wear_step step, enum sh_wear_news news)
{
	w->step = step;
	w->still_us = 0;
	w->bows = 0;
	w->open = w->based = false;
	memset(&w->acc, 0, sizeof(w->acc));
	return news;
}

static enum sh_wear_news judged(struct sh_wear *w)
{
	bool pose =
		w->quality.reason == SH_WEAR_NOT_SQUARE || w->quality.reason == SH_WEAR_BACKWARDS;
	enum sh_wear_step first = w->method == SH_WEAR_LYING ? SH_WEAR_LIE : SH_WEAR_STAND;
	enum sh_wear_step move = w->method == SH_WEAR_LYING ? SH_WEAR_ARCH : SH_WEAR_BOWS;

	if (w->quality.verdict != SH_WEAR_REPEAT)
		return go(w, SH_WEAR_DONE, SH_WEAR_FINISHED);
	memset(&w->bow, 0, sizeof(w->bow));
	memset(&w->arch, 0, sizeof(w->arch));
	memset(&w->roll, 0, sizeof(w->roll));
	return go(w, pose ? first : move, SH_WEAR_AGAIN);
}

/* --- poses --------------------------------------------------------------------------------- */

/* Still so far. @return true once it has lasted; *ret_up is then the unit mean. */
static bool stay(struct sh_wear *w, const struct sh_sample *s, const struct sh_vec3 *up,
		 int64_t step_us, struct sh_vec3 *ret_up)
{
	const struct sh_vec3 *left = &w->up_stand; /* the pose that has to be left first */
	bool leave = w->step == SH_WEAR_LIE && w->method != SH_WEAR_LYING;
	struct sh_still_sums sums;

	if (w->step == SH_WEAR_STAND && w->rise) {
		left = &w->up_begin;
		leave = true;
	}
	if (!w->still.still || (leave && sh_angle_between_deg(up, left) < MOVED_DEG)) {
		w->still_us = 0;
		return false;
	}
	if (w->still_us == 0) {
		if (!sh_still_window(&w->still, &sums))
			return false;
		w->acc = sums.acc;
		w->still_us = SH_WEAR_STILL_US - MORE_US;
	}
	w->still_us += step_us;
	w->acc = sh_vec3_add(&w->acc, &s->acc_m_s2);
	if (w->still_us < SH_WEAR_STILL_US)
		return false;
	w->still_us = SH_WEAR_STILL_US;
	*ret_up = sh_vec3_scale(&w->acc, 1 / sh_vec3_norm(&w->acc));
	return true;
}

static enum sh_wear_news posed(struct sh_wear *w)
{
	struct sh_wear_quality q;
	struct sh_quat mount = w->mount;

	if (w->step == SH_WEAR_STAND)
		return go(w, SH_WEAR_LIE, SH_WEAR_NEXT);
	if (w->method == SH_WEAR_LYING)
		return go(w, SH_WEAR_ARCH, SH_WEAR_NEXT);
	sh_wear_from_standing(&w->up_stand, &w->up_lie, NULL, false, &mount, &q);
	w->quality = q;
	w->mount = mount;
	if (w->method == SH_WEAR_STAND_LIE || q.verdict == SH_WEAR_REPEAT)
		return judged(w);
	return go(w, SH_WEAR_BOWS, SH_WEAR_NEXT);
}

/* --- movements ----------------------------------------------------------------------------- */

/* Follows one movement out and back. @return true when it came back. */
static bool swing(struct sh_wear *w, struct sh_wear_motion *m, const struct sh_orientation *o,
		  const struct sh_vec3 *up, double border_deg, int64_t step_us)
{
	double deg = sh_angle_between_deg(up, &w->up0);
	double dt_s = step_us < 100000 ? (double)step_us * 1e-6 : 0; /* nothing across a gap */

	if (sh_vec3_norm(&o->rate_rad_s) > MOVING_RAD_S)
		sh_wear_motion_add(m, &o->rate_rad_s, up, &w->up0, dt_s);
	if (deg > border_deg)
		w->open = true;
	if (!w->open || deg > border_deg / 2)
		return false;
	w->open = false;
	return true;
}

static enum sh_wear_news bow(struct sh_wear *w, const struct sh_orientation *o,
			     const struct sh_vec3 *up, int64_t step_us)
{
	bool standing = sh_angle_between_deg(&w->up0, &w->up_stand) < STANDING_DEG;

	if (!w->based) { /* up again, and still for a moment */
		w->based = w->still.still && sh_angle_between_deg(up, &w->up_lie) > RISEN_DEG;
		w->up0 = *up;
		return SH_WEAR_NOTHING;
	}
	if (!swing(w, &w->bow, o, up, standing ? BOW_DEG : TILT_DEG, step_us) || ++w->bows < BOWS)
		return SH_WEAR_NOTHING;
	sh_wear_from_standing(&w->up_stand, &w->up_lie, &w->bow, standing, &w->mount, &w->quality);
	return judged(w);
}

static enum sh_wear_news lie_and_move(struct sh_wear *w, const struct sh_orientation *o,
				      const struct sh_vec3 *up, int64_t step_us)
{
	w->up0 = w->up_lie;
	if (w->step == SH_WEAR_ARCH)
		return swing(w, &w->arch, o, up, ARCH_DEG, step_us)
			       ? go(w, SH_WEAR_ROLL, SH_WEAR_NEXT)
			       : SH_WEAR_NOTHING;
	if (!swing(w, &w->roll, o, up, ROLL_DEG, step_us))
		return SH_WEAR_NOTHING;
	sh_wear_from_lying(&w->up_lie, &w->arch, &w->roll, w->upper, &w->mount, &w->quality);
	return judged(w);
}

enum sh_wear_news sh_wear_step(struct sh_wear *w, const struct sh_sample *s,
			       const struct sh_orientation *o)
{
	struct sh_vec3 z = {0, 0, 1}, up = sh_quat_rotate_back(&o->q, &z);
	int64_t step_us = w->last_us ? s->t_us - w->last_us : 0;

	w->last_us = s->t_us;
	if (!w->begun)
		w->up_begin = up;
	w->begun = true;
	if (sh_still_add(&w->still, s))
		w->still.still = sh_is_still(&w->still, o);
	switch (w->step) {
	case SH_WEAR_STAND:
		return stay(w, s, &up, step_us, &w->up_stand) ? posed(w) : SH_WEAR_NOTHING;
	case SH_WEAR_LIE:
		return stay(w, s, &up, step_us, &w->up_lie) ? posed(w) : SH_WEAR_NOTHING;
	case SH_WEAR_BOWS:
		return bow(w, o, &up, step_us);
	case SH_WEAR_ARCH:
	case SH_WEAR_ROLL:
		return lie_and_move(w, o, &up, step_us);
	case SH_WEAR_DONE:
	case SH_WEAR_STEPS:
		break;
	}
	return SH_WEAR_NOTHING;
}

/* --- mounts -------------------------------------------------------------------------------- */

void sh_wear_take(struct sh_wear_mounts *m, const struct sh_quat *mount)
{
	m->before = m->now;
	m->now = *mount;
	m->can_undo = true;
}

bool sh_wear_swap(struct sh_wear_mounts *m)
{
	struct sh_quat q = m->now;

	if (!m->can_undo)
		return false;
	m->now = m->before;
	m->before = q;
	return true;
}

/* --- words --------------------------------------------------------------------------------- */

static const char *pick(const char *const *words, unsigned n, unsigned i)
{
	return i < n ? words[i] : "unknown";
}

const char *sh_wear_verdict_name(enum sh_wear_verdict v)
{
	static const char *const NAMES[SH_WEAR_VERDICTS] = {"pass", "warn", "repeat"};

	return pick(NAMES, SH_WEAR_VERDICTS, (unsigned)v);
}

const char *sh_wear_reason_name(enum sh_wear_reason r)
{
	static const char *const NAMES[SH_WEAR_REASONS] = {"fine", "not-square", "backwards",
							   "mixed", "crooked"};

	return pick(NAMES, SH_WEAR_REASONS, (unsigned)r);
}

const char *sh_wear_method_name(enum sh_wear_method m)
{
	static const char *const NAMES[SH_WEAR_METHODS] = {"stand-lie", "bows", "lying"};

	return pick(NAMES, SH_WEAR_METHODS, (unsigned)m);
}

const char *sh_wear_step_name(enum sh_wear_step s)
{
	static const char *const NAMES[SH_WEAR_STEPS] = {"stand", "lie",  "bows",
							 "arch",  "roll", "done"};

	return pick(NAMES, SH_WEAR_STEPS, (unsigned)s);
}

const char *sh_wear_step_words(enum sh_wear_step s)
{
	static const char *const WORDS[SH_WEAR_STEPS] = {
		"Stand relaxed and still.",
		"Lie on your back with your knees bent, and keep still.",
		"Stand up, wait a moment, then bow forward slowly three times.",
		"Stay on your back. Arch your low back once, slowly, and let go.",
		"Roll onto your left side, slowly, and back.",
		"The sensor's place is known.",
	};

	return pick(WORDS, SH_WEAR_STEPS, (unsigned)s);
}

const char *sh_wear_words(const struct sh_wear_quality *q)
{
	static const char *const WARN[SH_WEAR_REASONS] = {
		"All agrees.",
		("Standing and lying are not quite a right angle apart; good enough, but lie "
		 "flatter "
		 "next time."),
		"Usable.",
		"Usable.",
		("The movement went a little to one side; good enough, but repeat it if the angles "
		 "look odd."),
	};
	static const char *const REPEAT[SH_WEAR_REASONS] = {
		"That did not work. Once more.",
		("Standing and lying are not a right angle apart. Stand upright, lie flat on your "
		 "back, "
		 "once more."),
		("The movement went the other way than the poses say. Lie on your back, not on "
		 "your "
		 "front; once more from the beginning."),
		"The movement was about more than one axis. Slower and straight, once more.",
		("The movement does not agree with the poses. Check that the belt is tight; once "
		 "more."),
	};

	if (q->verdict == SH_WEAR_PASS)
		return WARN[SH_WEAR_FINE];
	return pick(q->verdict == SH_WEAR_WARN ? WARN : REPEAT, SH_WEAR_REASONS,
		    (unsigned)q->reason);
}
