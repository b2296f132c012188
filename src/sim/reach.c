/* Legs, and how far and how fast the wearer goes.
 *
 * A good attempt aims where the profile's row says, or at the middle of the target where the
 * numbers in force lie elsewhere, spread by 15 % and kept inside. Ways follow the minimum-jerk
 * path, for which the peak rate is 1.875 A / T and the peak acceleration 5.77 A / T^2
 * (biomechanics.md 1.4); times are stretched so that neither comes near the numbers that are warned
 * of. */

#include "sim/plan_part.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/smath.h"

#define SNATCH_S 0.45

const struct sh_sim_pose sh_sim_home;

void sh_sim_leg_add(struct sh_wearer *w, const struct sh_sim_pose *to, double seconds,
		    uint32_t flags, uint32_t faults)
{
	const uint32_t uncounted = 1u << SH_FAULT_WRONG_POSITION | 1u << SH_FAULT_GAP_3S;
	struct sh_sim_leg *leg = &w->leg[w->n_legs++];

	assert(w->n_legs <= SH_SIM_LEGS_MAX);
	leg->to = *to;
	leg->samples = sh_round_i64(seconds * SH_SIM_RATE_HZ);
	if (leg->samples < 1)
		leg->samples = 1;
	leg->flags = flags;
	leg->faults = faults;
	leg->doing = w->doing;
	w->planned = *to;
	if ((flags & SH_SIM_LEG_MOVING) && !(w->doing & uncounted))
		w->set_samples += leg->samples;
}

void sh_sim_leg_wait(struct sh_wearer *w, double seconds, uint32_t flags, uint32_t faults)
{
	struct sh_sim_pose here = w->planned;

	sh_sim_leg_add(w, &here, seconds, flags, faults);
}

double sh_sim_spread(struct sh_wearer *w, double mean, double sd)
{
	return mean * (1 + sd * sh_rng_gauss_cut(&w->rng, 2));
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

const struct sh_band *sh_sim_band_of(const struct sh_wearer *w, int way)
{
	return way > 0 ? &w->ex.positive : &w->ex.negative;
}

bool sh_sim_moves(const struct sh_wearer *w)
{
	return (w->sign > 0 || w->sign < 0) && (w->ex.positive.used || w->ex.negative.used);
}

int sh_sim_way(const struct sh_wearer *w, int attempt)
{
	bool both = w->ex.positive.used && w->ex.negative.used;

	if (!both)
		return w->ex.positive.used ? 1 : -1;
	if (w->ex.movement == SH_CLASS_STILL || w->ex.movement == SH_CLASS_BREATH)
		return 1;
	if (w->sides == 2 && w->ex.measure == SH_MEASURE_ROLL)
		return w->side == 0 ? 1 : -1;
	if (w->sides == 2 && w->ex.measure == SH_MEASURE_SIDE_TILT)
		return w->side == 0 ? -1 : 1;
	return attempt % 2 ? -1 : 1;
}

double sh_sim_measured(const struct sh_wearer *w, const struct sh_sim_pose *p)
{
	double low = w->curve ? p->deg[SH_SIM_PELVIS][w->axis] : 0;

	return w->sign * (p->deg[w->wearing][w->axis] - low);
}

double sh_sim_nominal(const struct sh_wearer *w, int way)
{
	const struct sh_sim_pose *p = way > 0 ? &w->profile->positive : &w->profile->negative;
	double deg = way * sh_sim_measured(w, p);

	/* where the pelvis turns and the chest lags, the curve goes against the pelvis's name */
	return w->curve && deg < 0 ? -deg : larger(0, deg);
}

struct sh_sim_pose sh_sim_reach(const struct sh_wearer *w, int way, double magnitude_deg)
{
	struct sh_sim_pose p = way > 0 ? w->profile->positive : w->profile->negative;
	double usual = sh_sim_nominal(w, way), k = usual > 0 ? magnitude_deg / usual : 0;
	double low;
	bool one = sh_sim_fault_in(w->faults, SH_FAULT_HIPS_ROCK) ||
		   sh_sim_fault_in(w->faults, SH_FAULT_RIBCAGE_FOLLOWS);
	/* the second leg is the mirror of the first; twists and side bends have a row a side */
	bool mirrored = w->axis == SH_SIM_F && w->sides == 2 && w->side == 1;

	if (w->curve && way * sh_sim_measured(w, &p) < 0)
		k = -k;
	for (int s = 0; s < SH_SIM_SEGMENTS; s++)
		for (int a = 0; a < SH_SIM_AXES; a++)
			p.deg[s][a] *= mirrored && a != SH_SIM_F ? -k : k;
	low = w->curve ? p.deg[SH_SIM_PELVIS][w->axis] : 0;
	p.deg[w->wearing][w->axis] = low + w->sign * way * magnitude_deg;
	if (one)
		memcpy(p.deg[!w->wearing], p.deg[w->wearing], sizeof(p.deg[0]));
	return p;
}

/* Where the spread is as wide as the target, what lies outside is drawn anew: held at the edges
 * instead, half of all wearers would stand there. */
static double wide_deg(struct sh_wearer *w, double usual, double low, double high)
{
	for (int i = 0; i < 32; i++) {
		double deg = usual + w->profile->spread_deg * sh_rng_gauss_cut(&w->rng, 2);

		if (deg >= low && deg <= high)
			return deg;
	}
	return sh_clamp(usual, low, high);
}

/* How far a good attempt goes. */
static double good_deg(struct sh_wearer *w, int way)
{
	const struct sh_band *b = sh_sim_band_of(w, way);
	double usual = sh_sim_nominal(w, way), width = b->high_deg - b->low_deg;
	double margin = 0.1 * width + 0.5;

	if (usual <= b->low_deg || usual >= b->high_deg)
		usual = 0.5 * (b->low_deg + b->high_deg);
	if (margin > 0.35 * width)
		margin = 0.35 * width;
	if (w->profile->spread_deg > 0)
		return wide_deg(w, usual, b->low_deg + margin, b->high_deg - margin);
	return sh_clamp(sh_sim_spread(w, usual, 0.15), b->low_deg + margin, b->high_deg - margin);
}

/* What an unsteady pelvis does, as far as it is more than is warned of. */
static double poor_deg(struct sh_wearer *w, const struct sh_band *b)
{
	double beyond = b->warn_deg + 1;

	for (int i = 0; i < 32; i++) {
		double deg = w->profile->poor_deg +
			     w->profile->poor_spread_deg * sh_rng_gauss_cut(&w->rng, 2);

		if (deg > beyond)
			return deg;
	}
	return beyond;
}

double sh_sim_fault_deg(struct sh_wearer *w, int way, enum sh_sim_fault f)
{
	const struct sh_band *b = sh_sim_band_of(w, way);
	double middle = 0.5 * (b->low_deg + b->high_deg), rep = SH_SIM_REP_LEVEL * middle;

	switch (f) {
	case SH_FAULT_TOO_DEEP:
		/* 2 degrees short of the limit, or sway alone would cross it */
		if (b->warn_deg + 3 <= b->limit_deg - 2)
			return b->warn_deg + 3;
		return b->warn_deg + 0.4 * (b->limit_deg - b->warn_deg);
	case SH_FAULT_OVER_LIMIT:
		return b->limit_deg + 3;
	case SH_FAULT_PELVIS_TIPS:
		return poor_deg(w, b);
	case SH_FAULT_TOO_SHALLOW:
		return larger(0.7 * b->low_deg, rep + 0.5 * (b->low_deg - rep));
	case SH_FAULT_PARTIAL:
		/* the peak is to stay at 30 %; sway and breath add up to a degree to what is meant
		 */
		return larger(0.3 * middle - 1.0, 0.1 * middle);
	default:
		return good_deg(w, way);
	}
}

double sh_sim_move_s(struct sh_wearer *w, double deg)
{
	double s = sh_sim_spread(w, w->profile->out_s, 0.2);

	s = larger(s, 1.1 * w->ex.phase_min_s);
	if (w->ex.rate_warn_deg_s > 0)
		s = larger(s, 1.875 * deg / (0.8 * w->ex.rate_warn_deg_s));
	if (w->ex.accel_warn_deg_s2 > 0)
		s = larger(s, sqrt(5.77 * deg / (0.7 * w->ex.accel_warn_deg_s2)));
	return s;
}

double sh_sim_snatch_s(const struct sh_wearer *w, double deg)
{
	double s = SNATCH_S;

	if (w->ex.accel_warn_deg_s2 > 0) {
		double hard = sqrt(5.77 * deg / (1.7 * w->ex.accel_warn_deg_s2));

		s = hard < s ? hard : s;
	}
	return s;
}
