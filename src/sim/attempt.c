/* One attempt as legs: out, stay, back, pause, and what the faults of biomechanics.md 3.3 make of
 * it.
 *
 * An attempt has at most one fault that keeps it from counting, or any number of styles that do not
 * (jerk, tremble, sag, pause, cough). Where several counting faults are asked for and only one good
 * attempt is left, that one has them all. */

#include "sim/plan_part.h"

#include <string.h>

#include "core/smath.h"

#define HOLD_EXTRA_S	1.5
#define PAUSE_S		1.5
#define HOME_S		3.5 /* after a limit the coach wants 2 s near neutral */
#define AWAY_S		4.0
#define PAUSE_CLEAR_DEG 1.5
#define LIFT_DEG	2.5 /* of the pelvis, for the pillow to go under it */
#define LIFT_S		2.0

static double larger(double a, double b)
{
	return a > b ? a : b;
}

struct attempt {
	enum sh_sim_fault fault; /* one that does not count, or SH_FAULTS */
	uint32_t style;		 /* those that count, or-ed */
	int way;
	double deg, from_deg; /* where to, and where the measured angle stands now */
	double stay_s;
	double move_s; /* of a roll: as long there as back; 0: drawn for each way */
	bool back;     /* come home at the end */
};

static bool styled(const struct attempt *a, enum sh_sim_fault f)
{
	return sh_sim_fault_in(a->style, f);
}

/* Where on the way out the pause comes: half way, but clear of where a repetition begins, or sway
 * alone would make two of one. */
static double pause_share(const struct sh_wearer *w, const struct attempt *a)
{
	const struct sh_band *b = sh_sim_band_of(w, a->way);
	double from_deg = a->way * a->from_deg, way_deg = a->deg - from_deg;
	double clear_deg =
		SH_SIM_REP_LEVEL * 0.5 * (b->low_deg + b->high_deg) + PAUSE_CLEAR_DEG - from_deg;

	return way_deg > 0 ? sh_clamp(clear_deg / way_deg, 0.5, 0.8) : 0.5;
}

static void go_out(struct sh_wearer *w, const struct attempt *a)
{
	struct sh_sim_pose to = sh_sim_reach(w, a->way, a->deg), half = to;
	double path = a->deg - a->way * a->from_deg;
	double s = a->move_s > 0 ? a->move_s : sh_sim_move_s(w, path);
	uint32_t said = a->fault < SH_FAULTS ? 1u << a->fault : 0;
	uint32_t flags = SH_SIM_LEG_MOVING;

	if (styled(a, SH_FAULT_TREMBLE) && w->ex.mode == SH_MODE_CONTINUOUS)
		flags |= SH_SIM_LEG_TREMBLE;
	if (w->profile->special == SH_SIM_ROLLS)
		flags |= SH_SIM_LEG_BUMP | SH_SIM_LEG_ROCK;
	if (w->profile->special == SH_SIM_LIFTS_FIRST) {
		struct sh_sim_pose lifted = sh_sim_reach(w, a->way, -LIFT_DEG);

		sh_sim_leg_add(w, &lifted, LIFT_S, SH_SIM_LEG_MOVING, 0);
		path += LIFT_DEG;
	}
	if (styled(a, SH_FAULT_PAUSE_MID_REP)) {
		double share = pause_share(w, a);

		for (int i = 0; i < SH_SIM_SEGMENTS; i++)
			for (int k = 0; k < SH_SIM_AXES; k++)
				half.deg[i][k] =
					share * to.deg[i][k] + (1 - share) * w->planned.deg[i][k];
		flags &= ~(uint32_t)(SH_SIM_LEG_BUMP | SH_SIM_LEG_ROCK);
		sh_sim_leg_add(w, &half, 0.7 * s, flags, 1u << SH_FAULT_PAUSE_MID_REP);
		sh_sim_leg_wait(w, 2.0, SH_SIM_LEG_MOVING, 0);
		s *= 0.7;
	}
	if (styled(a, SH_FAULT_JERK)) {
		s = sh_sim_snatch_s(w, path);
		flags &= ~(uint32_t)SH_SIM_LEG_ROCK;
		flags |= SH_SIM_LEG_JERKY;
		said |= 1u << SH_FAULT_JERK;
	}
	sh_sim_leg_add(w, &to, s, flags, said);
}

/* Out of the exercise's position about an axis that is not the measured one. */
static struct sh_sim_pose turned_away(const struct sh_wearer *w)
{
	struct sh_sim_pose p = w->planned;
	int axis = SH_SIM_T;
	double deg = 90;

	if (w->position == SH_POSITION_UPRIGHT) {
		axis = w->axis == SH_SIM_L ? SH_SIM_F : SH_SIM_L;
		deg = 65;
	} else if (w->axis == SH_SIM_T) {
		axis = SH_SIM_F; /* sits up, or pushes up on the arms */
		deg = w->position == SH_POSITION_PRONE ? -65 : 65;
	} else if (w->position == SH_POSITION_SIDE_LEFT) {
		deg = -90;
	}
	for (int s = 0; s < SH_SIM_SEGMENTS; s++)
		p.deg[s][axis] += deg;
	return p;
}

void sh_sim_leg_away(struct sh_wearer *w, uint32_t faults)
{
	struct sh_sim_pose away = turned_away(w);
	uint32_t flags = faults ? 0 : SH_SIM_LEG_MOVING;

	sh_sim_leg_add(w, &away, SH_SIM_TURN_S, flags, faults);
	sh_sim_leg_wait(w, AWAY_S, flags, 0);
}

static void stay(struct sh_wearer *w, const struct attempt *a)
{
	const uint32_t flags = SH_SIM_LEG_MOVING | SH_SIM_LEG_STAY;
	struct sh_sim_pose at = w->planned;

	if (a->fault == SH_FAULT_WRONG_POSITION) {
		sh_sim_leg_wait(w, a->stay_s, flags, 0);
		sh_sim_leg_away(w, 0);
		sh_sim_leg_add(w, &at, SH_SIM_TURN_S, SH_SIM_LEG_MOVING, 0);
	} else if (a->fault == SH_FAULT_GAP_3S) {
		sh_sim_leg_wait(w, a->stay_s, flags, 0);
		sh_sim_leg_wait(w, SH_SIM_GAP_S, flags | SH_SIM_LEG_LOST, 0);
		sh_sim_leg_wait(w, HOLD_EXTRA_S, flags, 0);
	} else {
		uint32_t more = 0, said = 0;
		double deeper = w->sign * a->way * w->profile->creep_deg, s = a->stay_s;

		if (styled(a, SH_FAULT_TREMBLE)) {
			more |= SH_SIM_LEG_TREMBLE;
			said |= 1u << SH_FAULT_TREMBLE;
		}
		if (styled(a, SH_FAULT_SAG)) {
			more |= SH_SIM_LEG_SINK;
			said |= 1u << SH_FAULT_SAG;
			deeper = -w->sign * a->way * larger(3, 0.25 * a->deg);
		}
		if (styled(a, SH_FAULT_COUGH)) {
			more |= SH_SIM_LEG_COUGH;
			said |= 1u << SH_FAULT_COUGH;
			s = larger(s, 1.5);
		}
		if (w->ex.mode == SH_MODE_HOLD || (more & SH_SIM_LEG_SINK))
			at.deg[w->wearing][w->axis] += deeper;
		if (s > 0)
			sh_sim_leg_add(w, &at, s, flags | more, said);
	}
}

static bool from_zero(const struct sh_band *b)
{
	return !(b->low_deg > 0);
}

static void go_back(struct sh_wearer *w, const struct attempt *a)
{
	double pause = w->ex.mode == SH_MODE_CONTINUOUS ? w->profile->pause_s
							: sh_sim_spread(w, PAUSE_S + 0.4, 0.1);

	if (!a->back)
		return;
	if (w->stopping && from_zero(sh_sim_band_of(w, a->way)) &&
	    w->profile->special != SH_SIM_FROM_SIDE) {
		/* to lie still is within this target: who stops for good gets up */
		sh_sim_leg_away(w, 1u << SH_FAULT_EARLY_STOP);
		return;
	}
	sh_sim_leg_add(w, &sh_sim_home, a->move_s > 0 ? a->move_s : sh_sim_move_s(w, a->deg),
		       SH_SIM_LEG_MOVING |
			       (w->profile->special == SH_SIM_ROLLS ? SH_SIM_LEG_ROCK : 0),
		       w->stopping ? 1u << SH_FAULT_EARLY_STOP : 0);
	if (a->fault == SH_FAULT_OVER_LIMIT)
		pause = HOME_S;
	if (a->fault == SH_FAULT_WRONG_POSITION || a->fault == SH_FAULT_GAP_3S)
		pause = SH_SIM_STILL_S;
	if (pause > 0)
		sh_sim_leg_wait(w, pause, SH_SIM_LEG_MOVING, 0);
}

/* Takes the faults for this attempt off the list. */
static void choose_faults(struct sh_wearer *w, struct attempt *a)
{
	bool last = w->ex.mode != SH_MODE_CONTINUOUS && w->reps - w->done <= 1;

	a->fault = SH_FAULTS;
	a->style = 0;
	if (w->ex.mode != SH_MODE_HOLD && w->attempt == 0 &&
	    !(w->ex.mode == SH_MODE_REPS && w->reps == 1))
		return;
	for (int f = 0; f < SH_FAULTS_OF_ATTEMPTS; f++) {
		enum sh_sim_fault fault = (enum sh_sim_fault)f;

		if (!sh_sim_fault_in(w->faults_due, fault))
			continue;
		if (fault == SH_FAULT_PELVIS_TIPS && !(w->profile->poor_deg > 0)) {
			w->faults_due &= ~(1u << fault);
			continue;
		}
		if (fault == SH_FAULT_OVER_LIMIT && w->limit_done) {
			w->faults_due &= ~(1u << fault);
			continue;
		}
		if (!sh_sim_fault_counts(fault)) {
			a->fault = fault;
			w->faults_due &= ~(1u << fault);
			w->limit_done = w->limit_done || fault == SH_FAULT_OVER_LIMIT;
			return;
		}
		a->style |= 1u << fault;
		w->faults_due &= ~(1u << fault);
		if (!last)
			return;
	}
}

static double stay_s(struct sh_wearer *w, enum sh_sim_fault f)
{
	bool hold = w->ex.mode == SH_MODE_HOLD;

	switch (f) {
	case SH_FAULT_OVER_LIMIT:
		return 1.0;
	case SH_FAULT_WRONG_POSITION:
	case SH_FAULT_GAP_3S:
		return hold ? sh_clamp(0.4 * w->ex.hold_s, 0.5, 4) : 1.0;
	case SH_FAULT_TOO_DEEP:
	case SH_FAULT_PELVIS_TIPS:
		if (hold)
			return 2.5;
		if (w->profile->special == SH_SIM_ROLLS)
			return 0.5; /* on the neck: a roll turns faster than anybody warns */
		break;
	case SH_FAULT_TOO_SHALLOW:
	case SH_FAULT_PARTIAL:
		if (hold)
			return 2.5;
		/* half-hearted altogether: and a long stay near a threshold sways across it */
		if (w->ex.mode == SH_MODE_REPS && w->ex.hold_s > 1)
			return sh_sim_spread(w, 1.0, 0.05);
		break;
	default:
		if (hold)
			return w->ex.hold_s + HOLD_EXTRA_S;
		break;
	}
	return w->ex.mode == SH_MODE_REPS ? sh_sim_spread(w, larger(w->ex.hold_s, 0.3), 0.05)
					  : w->profile->pause_s;
}

/* Half way through the whole dose? */
static bool is_half_way(const struct sh_wearer *w)
{
	int before = (w->set * w->sides + w->side) * w->reps + w->done;

	return sh_sim_fault_in(w->faults, SH_FAULT_EARLY_STOP) &&
	       w->ex.mode != SH_MODE_CONTINUOUS && before >= w->sets * w->sides * w->reps / 2;
}

/* All that the attempt does wrong. */
static uint32_t mask(const struct attempt *a)
{
	return a->style | (a->fault < SH_FAULTS ? 1u << a->fault : 0);
}

/* Lies down on pillows and lets them give. */
static void settle(struct sh_wearer *w, const struct attempt *a)
{
	struct sh_sim_pose to = sh_sim_reach(w, a->way, a->deg);

	sh_sim_leg_add(w, &to, a->stay_s, SH_SIM_LEG_MOVING | SH_SIM_LEG_STAY | SH_SIM_LEG_SETTLE,
		       0);
}

void sh_sim_plan_attempt(struct sh_wearer *w)
{
	struct attempt a;

	choose_faults(w, &a);
	a.way = sh_sim_way(w, w->attempt);
	a.deg = sh_sim_fault_deg(w, a.way, a.fault);
	a.from_deg = 0;
	if (styled(&a, SH_FAULT_JERK))
		a.deg = larger(a.deg, sh_sim_nominal(w, a.way) < sh_sim_band_of(w, a.way)->high_deg
					      ? sh_sim_nominal(w, a.way)
					      : 0);
	if (styled(&a, SH_FAULT_SAG)) {
		const struct sh_band *b = sh_sim_band_of(w, a.way);

		a.deg = b->high_deg - 0.1 * (b->high_deg - b->low_deg) - 0.5;
	}
	a.stay_s = stay_s(w, a.fault);
	a.back = true;
	a.move_s = 0;
	if (a.fault == SH_FAULTS && is_half_way(w)) {
		a.stay_s *= 0.5;
		w->stopping = true;
	}
	w->doing = mask(&a);
	if (w->profile->special == SH_SIM_SETTLES && w->doing == 0) {
		settle(w, &a);
	} else {
		go_out(w, &a);
		stay(w, &a);
	}
	go_back(w, &a);
	w->doing = 0;
	w->attempt++;
	if (a.fault == SH_FAULTS)
		w->done++;
}

/* One cycle: out and home, or one way and then the other without a stop at home between them. */
void sh_sim_plan_cycle(struct sh_wearer *w)
{
	bool both = w->ex.positive.used && w->ex.negative.used;
	struct attempt a;

	choose_faults(w, &a);
	a.way = both ? 1 : sh_sim_way(w, 0);
	a.from_deg = sh_sim_measured(w, &w->planned);
	a.deg = sh_sim_fault_deg(w, a.way, a.fault);
	a.stay_s = stay_s(w, a.fault);
	a.back = !both || a.fault == SH_FAULT_OVER_LIMIT || a.fault == SH_FAULT_WRONG_POSITION ||
		 a.fault == SH_FAULT_GAP_3S;
	a.move_s = w->profile->special == SH_SIM_ROLLS ? sh_sim_move_s(w, a.deg) : 0;
	w->doing = mask(&a);
	go_out(w, &a);
	stay(w, &a);
	go_back(w, &a);
	w->attempt++;
	if (!both || a.back) {
		w->doing = 0;
		return;
	}
	a.way = -1;
	a.from_deg = sh_sim_measured(w, &w->planned);
	a.style = 0;
	a.deg = sh_sim_fault_deg(w, a.way, a.fault);
	a.stay_s = w->profile->pause_s;
	go_out(w, &a);
	stay(w, &a);
	w->doing = 0;
}
