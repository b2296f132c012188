/* Walks along the planned legs and lets the body live on them.
 *
 * Minimum jerk between two poses: p(s) = 10 s^3 - 15 s^4 + 6 s^5, with the rate beside it; a leg of
 * n samples gives s = 0, 1/n, ... (n-1)/n, so the next one takes over exactly where this one ends.
 */

#include "sim/wearer.h"

#include <assert.h>
#include <string.h>

#include "core/smath.h"

#define AWAY_DEG    35.0 /* the cone around a position (biomechanics.md 2.2) */
#define COUGH_AT_S  0.2
#define COUGH_GAP_S 0.4
#define COUGH_S	    0.25
#define BUMP_M_S2   3.92 /* 0.4 g for 40 ms at the far end of a roll */
#define LAND_M_S2   31.4 /* 3.2 g: no mat */
#define SETTLE_S    15.0 /* time constant of pillows */
#define DT_S	    (1.0 / SH_SIM_RATE_HZ)

static enum sh_position lie_down(const struct sh_exercise *ex)
{
	switch (ex->stance) {
	case SH_STANCE_STANDING:
		return SH_POSITION_UPRIGHT;
	case SH_STANCE_PRONE:
	case SH_STANCE_QUADRUPED:
		return SH_POSITION_PRONE;
	case SH_STANCE_SIDE:
	case SH_STANCE_SIDE_LEFT:
		return SH_POSITION_SIDE_LEFT;
	case SH_STANCE_SIDE_RIGHT:
		return SH_POSITION_SIDE_RIGHT;
	case SH_STANCE_ANY:
	case SH_STANCE_SUPINE:
	case SH_STANCES:
		break;
	}
	return SH_POSITION_SUPINE;
}

void sh_wearer_init(struct sh_wearer *w, const struct sh_exercise *ex, uint64_t seed,
		    uint32_t faults)
{
	memset(w, 0, sizeof(*w));
	w->ex = *ex;
	w->profile = sh_sim_profile_find(ex->id);
	w->seed = seed;
	w->sway_gain = 1;
	w->faults = faults;
	w->sets = ex->sets > 1 ? ex->sets : 1;
	w->sides = ex->sides == 2 ? 2 : 1;
	w->reps = ex->reps > 1 ? ex->reps : 1;
	w->wearing = sh_sim_wearing_segment(ex);
	w->axis = sh_sim_measured_axis(ex, &w->sign);
	w->position = lie_down(ex);
	w->slip_due = sh_sim_fault_in(faults, SH_FAULT_SLIP_8) ||
		      sh_sim_fault_in(faults, SH_FAULT_SLIP_15);
	sh_rng_init(&w->rng, seed, 0);
	sh_sim_body_init(&w->body, ex, w->profile, w->position, seed);
	sh_sim_judge_init(&w->judge, ex);
	if (w->profile->special == SH_SIM_FROM_SIDE) {
		w->from.deg[SH_SIM_PELVIS][SH_SIM_T] = w->from.deg[SH_SIM_THORAX][SH_SIM_T] = 90;
		w->planned = w->from;
	}
}

void sh_wearer_curve(struct sh_wearer *w)
{
	w->curve = true;
	w->wearing = SH_SIM_THORAX;
}

static enum sh_side side_of(const struct sh_wearer *w)
{
	if (w->sides == 1)
		return SH_SIDE_BOTH;
	return w->side == 0 ? SH_SIDE_LEFT : SH_SIDE_RIGHT;
}

static void begin_leg(struct sh_wearer *w, const struct sh_sim_leg *leg, int64_t t_us)
{
	if (leg->flags & SH_SIM_LEG_CLOSE)
		sh_sim_judge_close(&w->judge, t_us, SH_HOLD_STOPPED);
	if (leg->flags & SH_SIM_LEG_FIRST) {
		sh_sim_judge_set(&w->judge, w->set + 1, side_of(w), t_us);
		memset(w->neutral_sum, 0, sizeof(w->neutral_sum));
		w->neutral_n = 0;
		w->moved = false;
	}
	if ((leg->flags & SH_SIM_LEG_MOVING) && !w->moved) {
		w->moved = true;
		(void)sh_sim_judge_add(&w->judge, SH_SIM_EVENT_MOVE, t_us);
	}
	if (leg->flags & SH_SIM_LEG_SLIP) {
		double deg = sh_sim_fault_in(w->faults, SH_FAULT_SLIP_15) ? 15 : 8;
		struct sh_rng rng;

		sh_rng_init(&rng, w->seed, 2);
		w->slip_to_deg = w->slip_from_deg + (sh_rng_next(&rng) & 1 ? deg : -deg);
	}
	for (int f = 0; f < SH_FAULTS; f++)
		if (sh_sim_fault_in(leg->faults, (enum sh_sim_fault)f))
			sh_sim_judge_add(&w->judge, SH_SIM_EVENT_FAULT, t_us)->fault =
				(enum sh_sim_fault)f;
}

/* Its verdict is a matter of a degree or two, and is not to be one of chance. */
static double sway_gain(const struct sh_sim_leg *leg)
{
	return leg->doing & (1u << SH_FAULT_TOO_SHALLOW | 1u << SH_FAULT_PARTIAL) ? 0.3 : 1;
}

static void end_leg(struct sh_wearer *w)
{
	const struct sh_sim_leg *leg = &w->leg[w->at_leg];

	if (leg->flags & SH_SIM_LEG_SETTLE) { /* it went on sinking: not quite there */
		for (int i = 0; i < SH_SIM_SEGMENTS; i++)
			for (int a = 0; a < SH_SIM_AXES; a++)
				w->from.deg[i][a] +=
					w->settled * (leg->to.deg[i][a] - w->from.deg[i][a]);
		w->settled = 0;
	} else {
		w->from = leg->to;
		w->sway_gain = sway_gain(leg);
	}
	w->slip_from_deg = w->slip_to_deg;
	if (leg->flags & SH_SIM_LEG_TURNED) {
		w->position = w->position == SH_POSITION_SIDE_LEFT ? SH_POSITION_SIDE_RIGHT
								   : SH_POSITION_SIDE_LEFT;
		sh_sim_body_turned_over(&w->body, w->position);
		memset(&w->from, 0, sizeof(w->from));
	}
	w->at_leg++;
	w->at_sample = 0;
	w->began = false;
}

/* The leg that the next sample lies on; false when there is none. */
static bool find_leg(struct sh_wearer *w)
{
	if (w->at_leg < w->n_legs && w->at_sample == w->leg[w->at_leg].samples)
		end_leg(w);
	while (w->at_leg == w->n_legs) {
		w->at_leg = w->n_legs = 0;
		if (!sh_wearer_plan(w))
			return false;
	}
	if (!w->began) {
		w->began = true;
		begin_leg(w, &w->leg[w->at_leg], w->k * SH_SIM_PERIOD_US);
	}
	return true;
}

static void follow_path(const struct sh_wearer *w, const struct sh_sim_leg *leg, double s,
			struct sh_sim_intent *in)
{
	double time_s = (double)leg->samples / SH_SIM_RATE_HZ;
	double p = s * s * s * (10 + s * (6 * s - 15)), v = 30 * s * s * (1 - s) * (1 - s) / time_s;

	if (leg->flags & SH_SIM_LEG_SINK) {
		p = s * s;
		v = 2 * s / time_s;
	} else if (leg->flags & SH_SIM_LEG_ROCK) {
		double sine, cosine;

		sh_sincos(SH_PI * s, &sine, &cosine);
		p = 0.5 * (1 - cosine);
		v = 0.5 * SH_PI * sine / time_s;
	} else if (leg->flags & SH_SIM_LEG_SETTLE) {
		p = w->settled;
		v = (1 - w->settled) / SETTLE_S;
	}
	for (int i = 0; i < SH_SIM_SEGMENTS; i++)
		for (int a = 0; a < SH_SIM_AXES; a++) {
			double way = leg->to.deg[i][a] - w->from.deg[i][a];

			in->at.deg[i][a] = w->from.deg[i][a] + p * way;
			in->rate.deg[i][a] = v * way;
		}
	in->sway_gain = w->sway_gain + p * (sway_gain(leg) - w->sway_gain);
	in->sway_gain_per_s = v * (sway_gain(leg) - w->sway_gain);
	in->slip_axis = w->axis;
	in->slip_deg = w->slip_from_deg + p * (w->slip_to_deg - w->slip_from_deg);
	in->slip_deg_s = v * (w->slip_to_deg - w->slip_from_deg);
}

static void live_on_it(const struct sh_wearer *w, const struct sh_sim_leg *leg, double s,
		       struct sh_sim_intent *in)
{
	const struct sh_sim_profile *p = w->profile;
	bool stay = (leg->flags & SH_SIM_LEG_STAY) != 0;

	in->breath_gain = stay && p->breath_stops ? 0 : 1;
	in->breath_hz = stay ? p->breath_hz + s * (p->breath_stay_hz - p->breath_hz) : p->breath_hz;
	in->tremor_deg_s = stay ? p->tremor_deg_s[0] + s * (p->tremor_deg_s[1] - p->tremor_deg_s[0])
				: p->tremor_deg_s[0];
	if (leg->flags & SH_SIM_LEG_TREMBLE)
		in->tremor_deg_s = 4 + 4 * s;
	in->cough = -1;
	if (leg->flags & SH_SIM_LEG_COUGH) {
		double t_s = (double)w->at_sample / SH_SIM_RATE_HZ - COUGH_AT_S;

		for (int i = 0; i < 3; i++, t_s -= COUGH_GAP_S)
			if (t_s >= 0 && t_s < COUGH_S)
				in->cough = t_s / COUGH_S;
	}
	if ((leg->flags & SH_SIM_LEG_BUMP) && leg->samples - w->at_sample <= 4)
		in->bump_m_s2 =
			sh_sim_fault_in(w->faults, SH_FAULT_ACC_CLIPPING) ? LAND_M_S2 : BUMP_M_S2;
}

/* In position unless turned away about an axis that is not the measured one. */
static bool is_right(const struct sh_wearer *w, const struct sh_sim_intent *in)
{
	for (int a = 0; a < SH_SIM_AXES; a++) {
		double deg = in->at.deg[w->wearing][a];

		if (a != w->axis && (deg > AWAY_DEG || deg < -AWAY_DEG))
			return false;
	}
	return true;
}

static void fill_angles(const struct sh_wearer *w, struct sh_sim_truth *t)
{
	const double *own = t->segment[w->wearing].deg, *low = t->segment[SH_SIM_PELVIS].deg;
	double deg[SH_SIM_AXES];

	for (int a = 0; a < SH_SIM_AXES; a++)
		deg[a] = own[a] - (w->curve ? low[a] : 0);
	t->wearing = w->wearing;
	t->round_deg = w->ex.measure == SH_MEASURE_PELVIC_TILT ? -deg[SH_SIM_F] : deg[SH_SIM_F];
	t->twist_deg = deg[SH_SIM_T];
	t->side_deg = deg[SH_SIM_L];
	t->measure_deg = w->sign * deg[w->axis];
}

/* The mean of the first 2 s of standing still: what a coach takes as neutral. */
static void watch_neutral(struct sh_wearer *w, const struct sh_sim_truth *t)
{
	struct sh_sim_event *e;

	if (!t->still || w->neutral_n >= 2 * SH_SIM_RATE_HZ)
		return;
	w->neutral_sum[0] += t->round_deg;
	w->neutral_sum[1] += t->twist_deg;
	w->neutral_sum[2] += t->side_deg;
	w->neutral_sum[3] += t->measure_deg;
	if (++w->neutral_n < 2 * SH_SIM_RATE_HZ)
		return;
	e = sh_sim_judge_add(&w->judge, SH_SIM_EVENT_NEUTRAL, t->t_us);
	e->start_us = t->t_us - (int64_t)(w->neutral_n - 1) * SH_SIM_PERIOD_US;
	e->end_us = t->t_us;
	for (int i = 0; i < 3; i++)
		e->mean_deg[i] = w->neutral_sum[i] / w->neutral_n;
	e->peak_deg = w->neutral_sum[3] / w->neutral_n;
}

bool sh_wearer_next(struct sh_wearer *w, struct sh_sim_truth *ret)
{
	struct sh_sim_intent in = {0};
	struct sh_sim_view view;
	const struct sh_sim_leg *leg;
	double s;

	if (w->stage == SH_SIM_OVER && w->at_leg == w->n_legs && w->k > 0)
		return false;
	if (!find_leg(w)) {
		int64_t last_us = (w->k - 1) * SH_SIM_PERIOD_US;

		sh_sim_judge_close(&w->judge, last_us, SH_HOLD_END_OF_DATA);
		(void)sh_sim_judge_add(&w->judge, SH_SIM_EVENT_END, last_us);
		return false;
	}
	leg = &w->leg[w->at_leg];
	s = (double)w->at_sample / (double)leg->samples;
	follow_path(w, leg, s, &in);
	live_on_it(w, leg, s, &in);
	if (leg->flags & SH_SIM_LEG_SETTLE) /* the rate given out, summed */
		w->settled += DT_S * (1 - w->settled) / SETTLE_S;

	memset(ret, 0, sizeof(*ret));
	ret->t_us = w->k * SH_SIM_PERIOD_US;
	sh_sim_body_step(&w->body, &in, ret->segment);
	fill_angles(w, ret);
	ret->right_position = is_right(w, &in);
	ret->moving = (leg->flags & SH_SIM_LEG_MOVING) != 0;
	ret->still = (leg->flags & SH_SIM_LEG_STILL) != 0;
	ret->lost = (leg->flags & SH_SIM_LEG_LOST) != 0;
	ret->staying = (leg->flags & SH_SIM_LEG_STAY) != 0;
	ret->doing = leg->doing;
	watch_neutral(w, ret);

	view.t_us = ret->t_us;
	view.measure_deg = ret->measure_deg;
	view.right_position = ret->right_position;
	view.lost = ret->lost;
	view.moving = ret->moving;
	view.jerky = (leg->flags & SH_SIM_LEG_JERKY) != 0;
	sh_sim_judge_step(&w->judge, &view);
	w->at_sample++;
	w->k++;
	return true;
}

bool sh_wearer_event(struct sh_wearer *w, struct sh_sim_event *ret)
{
	return sh_sim_judge_fetch(&w->judge, ret);
}
