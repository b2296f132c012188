/* Which movement the live angles make (biomechanics 1.1): each axis is measured against its range at
 * age 45; under 12 % of all ranges and under 4 deg it is neutral, else the largest share wins. Another
 * class takes over only with a quarter more for half a second; leaving and entering neutral is
 * immediate, with a little hysteresis so that a breath does not flicker.
 */

#include <string.h>

#include "spinehold/session.h"

static const double RANGE_ROUND_DEG = 59.5, RANGE_ARCH_DEG = 20, RANGE_SIDE_DEG = 23.5,
		    RANGE_TWIST_DEG = 45;
static const double NEUTRAL_SHARE = 0.12, NEUTRAL_DEG = 4, BACK_SHARE = 0.8, MARGIN = 1.25;
static const int64_t MARGIN_US = 500000;

static double size_of(const struct sh_angle *a)
{
	if (!a->observable)
		return 0;
	return a->deg < 0 ? -a->deg : a->deg;
}

bool sh_movement_step(struct sh_movement_state *m, const struct sh_posture *p)
{
	bool arched = p->round.observable && p->round.deg < 0;
	double deg[SH_MOVEMENTS] = {0}, share[SH_MOVEMENTS] = {0}, most = 0, largest_deg = 0;
	double slack = m->now == SH_MOVEMENT_NEUTRAL ? 1 : BACK_SHARE;
	enum sh_movement best = SH_MOVEMENT_NEUTRAL, was = m->now;

	deg[arched ? SH_MOVEMENT_ARCH : SH_MOVEMENT_ROUND] = size_of(&p->round);
	deg[SH_MOVEMENT_TWIST] = size_of(&p->twist);
	deg[SH_MOVEMENT_SIDE] = size_of(&p->side);
	share[SH_MOVEMENT_ROUND] = deg[SH_MOVEMENT_ROUND] / RANGE_ROUND_DEG;
	share[SH_MOVEMENT_ARCH] = deg[SH_MOVEMENT_ARCH] / RANGE_ARCH_DEG;
	share[SH_MOVEMENT_TWIST] = deg[SH_MOVEMENT_TWIST] / RANGE_TWIST_DEG;
	share[SH_MOVEMENT_SIDE] = deg[SH_MOVEMENT_SIDE] / RANGE_SIDE_DEG;
	for (int i = SH_MOVEMENT_ROUND; i < SH_MOVEMENTS; i++) {
		if (share[i] > most) {
			most = share[i];
			best = (enum sh_movement)i;
		}
		if (deg[i] > largest_deg)
			largest_deg = deg[i];
	}
	if (most < slack * NEUTRAL_SHARE && largest_deg < slack * NEUTRAL_DEG)
		best = SH_MOVEMENT_NEUTRAL;
	if (best == m->now || best == SH_MOVEMENT_NEUTRAL || m->now == SH_MOVEMENT_NEUTRAL) {
		m->now = m->wanted = best;
	} else if (most < MARGIN * share[m->now] || m->wanted != best) {
		m->wanted = most < MARGIN * share[m->now] ? m->now : best;
		m->since_us = p->t_us;
	} else if (p->t_us - m->since_us >= MARGIN_US) {
		m->now = best;
	}
	return m->now != was;
}
