/* What a screen needs to know at this moment, gathered in one place so that no screen looks into the
 * coach's private state. */

#include <string.h>

#include "core/coach_part.h"
#include "core/session_part.h"
#include "core/smath.h"

static void view_dose(const struct sh_coach *c, struct sh_coach_view *v)
{
	v->reps_wanted = c->ex.reps;
	v->reps_done = c->done[c->side];
	if (c->ex.mode == SH_MODE_HOLD) {
		v->hold_wanted_us = sh_round_i64(c->ex.hold_s * 1e6);
		v->held_us = c->hold.active ? c->hold.held_us : 0;
	} else if (c->ex.mode == SH_MODE_REPS) {
		v->hold_wanted_us = sh_round_i64(c->ex.hold_s * 1e6);
		v->held_us = c->rep.open ? c->rep.held_us : 0;
	} else {
		v->hold_wanted_us = sh_round_i64(c->ex.duration_s * 1e6);
		v->held_us = c->cont.counted_us + c->cont.pending_us;
	}
}

void sh_session_view(struct sh_session *s)
{
	struct sh_coach_view *v = &s->view;
	const struct sh_coach *c = &s->coach;

	memset(v, 0, sizeof(*v));
	v->phase = SH_PHASE_READY;
	v->measure_mdeg = s->posture.measure.observable ? sh_coach_mdeg(s->posture.measure.deg)
							: SH_MDEG_NONE;
	v->movement = s->movement.now;
	v->right_position = s->position_right;
	v->over = s->over;
	if (!c->begun)
		return;
	v->exercise = &c->ex;
	v->phase = c->phase;
	v->set = c->set;
	v->sets = c->ex.sets;
	v->side = c->side;
	v->zone = c->zone;
	v->waiting_for_start = c->waiting;
	v->has_chair = c->chair.id[0] != '\0';
	v->breaths = sh_coach_breaths(c);
	v->breaths_wanted = c->ex.breaths;
	if (c->phase == SH_PHASE_READY && c->countdown_until_us > s->t_us)
		v->countdown_us = c->countdown_until_us - s->t_us;
	if ((c->phase == SH_PHASE_REST || c->phase == SH_PHASE_SWITCH_SIDE) && c->rest_until_us > s->t_us)
		v->rest_left_us = c->rest_until_us - s->t_us;
	if (s->step_rest_until > s->t_us)
		v->rest_left_us = s->step_rest_until - s->t_us;
	view_dose(c, v);
	sh_coach_bands_mdeg(&c->ex, c->side, &v->band, &v->other);
	for (int w = 0; w < SH_WARNINGS; w++)
		v->warnings |= c->warning[w].on ? 1u << w : 0;
}
