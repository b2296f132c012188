/* What the wearer does next: legs, planned one attempt, rest or start at a time.
 *
 *   ENTER -> SET -> ATTEMPT ... ATTEMPT -> REST -> SET ... -> OVER
 *
 * A leg is a way to an end pose in a given time, so that everything a performance can be, faults
 * included, is a list of a few legs and the memory stays the same for a programme of any length.
 * The random numbers of an attempt come from a stream of its own: a fault in one attempt leaves the
 * others as they would have been. */

#include "sim/plan_part.h"

#include <string.h>

#define LAST_S	     2.0
#define TURN_OVER_S  4.0
#define OVERTIME_S   9.0 /* stillness, way and overtime since the dose was done: not rested twice */
#define CONT_EXTRA   1.05
#define CONT_EXTRA_S 6.0

/* --- exercises without an angle ------------------------------------------------------------- */

static void plan_kneading(struct sh_wearer *w)
{
	struct sh_sim_pose p = {0};

	for (int a = 0; a < SH_SIM_AXES; a++) {
		double deg = sh_rng_uniform(&w->rng, 5, 12);

		if (sh_rng_next(&w->rng) & 1)
			deg = -deg;
		p.deg[SH_SIM_PELVIS][a] = p.deg[SH_SIM_THORAX][a] = deg;
	}
	sh_sim_leg_add(w, &p, w->profile->out_s, SH_SIM_LEG_MOVING, 0);
	w->attempt++;
}

/* What can go wrong while nothing is done. Not part of the dose: no coach counts it. */
static void disturb(struct sh_wearer *w)
{
	const uint32_t position = 1u << SH_FAULT_WRONG_POSITION, gap = 1u << SH_FAULT_GAP_3S;
	const uint32_t cough = 1u << SH_FAULT_COUGH;
	struct sh_sim_pose here = w->planned;

	if ((w->faults_due & position) && w->ex.stance != SH_STANCE_ANY) {
		w->doing = position;
		sh_sim_leg_away(w, position);
		sh_sim_leg_add(w, &here, SH_SIM_TURN_S, 0, 0);
		sh_sim_leg_wait(w, SH_SIM_STILL_S, 0, 0);
	}
	if (w->faults_due & gap) {
		w->doing = gap;
		sh_sim_leg_wait(w, SH_SIM_GAP_S, SH_SIM_LEG_LOST, gap);
		sh_sim_leg_wait(w, SH_SIM_STILL_S, 0, 0);
	}
	if (w->faults_due & cough) {
		w->doing = cough;
		sh_sim_leg_wait(w, 2, SH_SIM_LEG_COUGH | SH_SIM_LEG_MOVING | SH_SIM_LEG_STAY,
				cough);
	}
	w->doing = 0;
	w->faults_due &= ~(position | gap | cough);
}

static void plan_lying(struct sh_wearer *w, double seconds)
{
	struct sh_sim_pose shuffled = {0};

	if (w->faults_due != 0) {
		sh_sim_leg_wait(w, 0.3 * seconds, SH_SIM_LEG_MOVING | SH_SIM_LEG_STAY, 0);
		disturb(w);
		seconds *= 0.7;
	}
	if (w->ex.mode != SH_MODE_REST || seconds < 10) {
		sh_sim_leg_wait(w, seconds, SH_SIM_LEG_MOVING | SH_SIM_LEG_STAY, 0);
		return;
	}
	shuffled.deg[SH_SIM_PELVIS][SH_SIM_T] = shuffled.deg[SH_SIM_THORAX][SH_SIM_T] = 10;
	sh_sim_leg_wait(w, 0.5 * seconds - 4, SH_SIM_LEG_MOVING | SH_SIM_LEG_STAY, 0);
	sh_sim_leg_add(w, &shuffled, 4, SH_SIM_LEG_MOVING, 0);
	sh_sim_leg_add(w, &sh_sim_home, 4, SH_SIM_LEG_MOVING, 0);
	sh_sim_leg_wait(w, 0.5 * seconds - 4, SH_SIM_LEG_MOVING | SH_SIM_LEG_STAY, 0);
}

/* --- sets and rests ------------------------------------------------------------------------- */

static double duration_s(const struct sh_wearer *w)
{
	double s = w->ex.duration_s > 0 ? w->ex.duration_s : w->ex.rest_s;

	if (sh_sim_fault_in(w->faults, SH_FAULT_EARLY_STOP))
		return w->set == w->sets / 2 ? 0.5 * s : s * CONT_EXTRA + CONT_EXTRA_S;
	return s * CONT_EXTRA + CONT_EXTRA_S;
}

static bool set_is_done(const struct sh_wearer *w)
{
	if (w->ex.mode == SH_MODE_HOLD || w->ex.mode == SH_MODE_REPS)
		return !sh_sim_moves(w) || w->stopping || w->done >= w->reps;
	return (double)w->set_samples >= duration_s(w) * SH_SIM_RATE_HZ;
}

static void slip_here(struct sh_wearer *w)
{
	uint32_t which =
		sh_sim_fault_in(w->faults, SH_FAULT_SLIP_15) ? SH_FAULT_SLIP_15 : SH_FAULT_SLIP_8;

	sh_sim_leg_wait(w, 2.0, SH_SIM_LEG_SLIP, 1u << which);
	w->slip_due = false;
}

static void plan_enter(struct sh_wearer *w)
{
	if (w->profile->special == SH_SIM_FROM_SIDE) {
		sh_sim_leg_wait(w, 5, 0, 0);
		sh_sim_leg_add(w, &sh_sim_home, 4, 0, 0);
	}
	w->stage = SH_SIM_SET;
}

static void plan_set(struct sh_wearer *w)
{
	bool once = w->sets * w->sides == 1 && w->ex.mode != SH_MODE_CONTINUOUS && w->reps == 1;

	w->attempt = w->done = 0;
	w->set_samples = 0;
	w->faults_due = w->faults & ((1u << SH_FAULTS_OF_ATTEMPTS) - 1u);
	sh_sim_leg_add(w, &sh_sim_home, SH_SIM_STILL_S, SH_SIM_LEG_STILL | SH_SIM_LEG_FIRST, 0);
	if (w->slip_due && once) {
		slip_here(w);
		sh_sim_leg_wait(w, 2, SH_SIM_LEG_STILL, 0);
	}
	w->stage = SH_SIM_ATTEMPT;
}

static void plan_next_attempt(struct sh_wearer *w)
{
	sh_rng_init(&w->rng, w->seed,
		    1000u + (uint64_t)(w->set * 2 + w->side) * 100000u + (uint64_t)w->attempt);
	if (w->slip_due && w->sets * w->sides == 1 && w->attempt == 1)
		slip_here(w);
	if (w->ex.mode == SH_MODE_HOLD || w->ex.mode == SH_MODE_REPS)
		sh_sim_plan_attempt(w);
	else if (w->profile->special == SH_SIM_KNEADS)
		plan_kneading(w);
	else if (!sh_sim_moves(w) || w->ex.mode != SH_MODE_CONTINUOUS)
		plan_lying(w, duration_s(w));
	else
		sh_sim_plan_cycle(w);
}

/* Lies loosely, shifts a little, and is back in place before the rest is over. */
static void lie_loosely(struct sh_wearer *w, double seconds, uint32_t flags)
{
	struct sh_sim_pose loose = {0};

	if (seconds < 8) {
		if (seconds > 0)
			sh_sim_leg_wait(w, seconds, flags, 0);
		return;
	}
	for (int a = 0; a < SH_SIM_AXES; a++)
		loose.deg[SH_SIM_PELVIS][a] = loose.deg[SH_SIM_THORAX][a] =
			(a == w->axis ? 0.5 : 1.5) * sh_rng_gauss_cut(&w->rng, 2);
	sh_sim_leg_wait(w, 0.3 * seconds, flags, 0);
	sh_sim_leg_add(w, &loose, 1.5, 0, 0);
	sh_sim_leg_wait(w, 0.4 * seconds - 3, 0, 0);
	sh_sim_leg_add(w, &sh_sim_home, 1.5, 0, 0);
	sh_sim_leg_wait(w, 0.3 * seconds, 0, 0);
}

static void turn_over(struct sh_wearer *w)
{
	struct sh_sim_pose over = {0};
	double deg = w->position == SH_POSITION_SIDE_LEFT ? -180 : 180; /* over the back */

	over.deg[SH_SIM_PELVIS][SH_SIM_T] = over.deg[SH_SIM_THORAX][SH_SIM_T] = deg;
	sh_sim_leg_add(w, &over, TURN_OVER_S, SH_SIM_LEG_TURNED | SH_SIM_LEG_CLOSE, 0);
	memset(&w->planned, 0, sizeof(w->planned));
}

static void plan_rest(struct sh_wearer *w)
{
	bool more_sides = w->side + 1 < w->sides, more = more_sides || w->set + 1 < w->sets;
	struct sh_sim_pose on_side = sh_sim_home;
	bool away = memcmp(&w->planned, &sh_sim_home, sizeof(sh_sim_home)) != 0;

	if (away && !w->stopping) {
		away = false;
		sh_sim_leg_add(w, &sh_sim_home, sh_sim_spread(w, w->profile->out_s, 0.1),
			       SH_SIM_LEG_CLOSE, 0);
	}
	if (w->stopping || !more ||
	    (sh_sim_fault_in(w->faults, SH_FAULT_EARLY_STOP) && w->ex.mode == SH_MODE_CONTINUOUS &&
	     w->set == w->sets / 2)) {
		sh_sim_leg_wait(w, LAST_S, SH_SIM_LEG_CLOSE | (away ? 0 : SH_SIM_LEG_STILL), 0);
		if (w->profile->special == SH_SIM_FROM_SIDE) {
			on_side.deg[SH_SIM_PELVIS][SH_SIM_T] = 90;
			on_side.deg[SH_SIM_THORAX][SH_SIM_T] = 90;
			sh_sim_leg_add(w, &on_side, 4, 0, 0);
			sh_sim_leg_wait(w, LAST_S, 0, 0);
		}
		w->stage = SH_SIM_OVER;
		return;
	}
	if (w->slip_due)
		slip_here(w);
	if (w->ex.stance == SH_STANCE_SIDE && w->sides == 2) {
		turn_over(w); /* first of all: the rest is had on the side that comes next */
		lie_loosely(w, w->ex.rest_s - TURN_OVER_S - OVERTIME_S, SH_SIM_LEG_CLOSE);
	} else {
		lie_loosely(w, w->ex.rest_s, SH_SIM_LEG_CLOSE);
	}
	w->side = more_sides ? w->side + 1 : 0;
	w->set += more_sides ? 0 : 1;
	w->stage = SH_SIM_SET;
}

bool sh_wearer_plan(struct sh_wearer *w)
{
	if (w->stage == SH_SIM_ATTEMPT && set_is_done(w))
		w->stage = SH_SIM_REST;
	switch (w->stage) {
	case SH_SIM_ENTER:
		plan_enter(w);
		break;
	case SH_SIM_SET:
		plan_set(w);
		break;
	case SH_SIM_ATTEMPT:
		plan_next_attempt(w);
		break;
	case SH_SIM_REST:
		plan_rest(w);
		break;
	case SH_SIM_OVER:
		return false;
	}
	return true;
}
