/* Into position, the neutral, and out of it again.
 *
 * Most exercises begin the same way: in position, still for 2 s, neutral. Four things differ. An
 * exercise with the entry `side` (legs up the wall) is entered and left by way of the side: the
 * order is looked at but never enforced, because who lies on the back already must not be locked
 * out, and the turns themselves are to be careful (R22), on an axis that is not the measured one.
 * An exercise done lying on the side takes the side from the body, as far as it can: whoever lies
 * down on the right begins with the right, and the second side is the other one and no longer
 * "either". A soft back-bend keeps the neutral that was taken flat, because one taken on the pillow
 * would hide the very arch that the pillow makes. And the chair command begins the set anew with
 * other numbers, for discomfort does not wait for the next set.
 */

#include "core/coach_part.h"
#include "core/smath.h"

static const int64_t POSITION_US = 2000000;   /* in position this long before a neutral; contract */
static const int64_t SETTLE_US = 200000;      /* biomechanics 1.4: after a posture change */
static const int64_t HOME_WAIT_US = 30000000; /* judgement: nobody lies lifted so long */
static const int64_t ON_SIDE_US = 1000000;    /* judgement: arrived there */
static const int64_t FAST_US = 20000;	      /* as a jerk */
static const double SLIP_DEG = 8.0;	      /* biomechanics 2.1 */
static const double TURN_TAU_S = 0.027;	      /* 6 Hz, biomechanics 1.4 */

bool sh_coach_take_neutral(struct sh_coach *c, struct sh_posture_ctx *ctx,
			   const struct sh_posture *p, struct sh_events *ret)
{
	double shift_deg = 0;

	/* One who sat up from lying is "in position" by the old neutral, with the measured rotation
	 * taken out, but not for a new one. */
	if (c->right_since_us < 0 ||
	    !sh_stance_accepts(c->ex.stance, sh_posture_position(&p->up)) ||
	    sh_posture_neutral(ctx, &shift_deg) != SH_OK)
		return false;
	(void)sh_events_add(ret, SH_EVENT_NEUTRAL, c->t_us);
	sh_coach_check_slip(c, shift_deg, ret);
	c->has_neutral = true;
	c->want_neutral = false;
	c->motion.started =
		false; /* the first bias may just have been found: no jerk of the wearer's */
	c->home_since_us = c->t_us;
	return true;
}

/* --- which side ---------------------------------------------------------------------------- */

static bool lies_on_side(const struct sh_coach *c)
{
	return c->stance == SH_STANCE_SIDE && c->ex.sides >= 2;
}

void sh_coach_side_stance(struct sh_coach *c)
{
	if (!lies_on_side(c))
		return;
	c->ex.stance = !c->side_settled		  ? SH_STANCE_SIDE
		       : c->side == SH_SIDE_RIGHT ? SH_STANCE_SIDE_RIGHT
						  : SH_STANCE_SIDE_LEFT;
}

/* The first side is the one that the wearer lies on. @return true if the set was opened anew. */
static bool settle_side(struct sh_coach *c, enum sh_position lying, struct sh_events *ret)
{
	enum sh_side side = lying == SH_POSITION_SIDE_RIGHT ? SH_SIDE_RIGHT : SH_SIDE_LEFT;
	bool anew = side != c->side;

	if (!lies_on_side(c) || c->side_settled)
		return false;
	c->side_settled = true;
	c->side = c->first_side = side;
	if (anew) {
		sh_coach_begin_set(c, ret);
		c->waiting = false;
	} else {
		sh_coach_side_stance(c);
	}
	return anew;
}

/* A kept neutral is checked like one that is taken. Where the belt seems to have moved the way the
 * exercise goes it may as well be the pillow, which is in already: that neutral is the careful one,
 * so it stays, and the wearer is told. @return true if the neutral is worth nothing any more. */
static bool slipped(struct sh_coach *c, const struct sh_posture_ctx *ctx, struct sh_events *ret)
{
	double shift_deg = sh_posture_shift_deg(ctx), m;

	if (shift_deg <= SLIP_DEG) {
		sh_coach_check_slip(c, shift_deg, ret);
		return false;
	}
	(void)sh_coach_band(&c->ex, c->measure_deg, &m);
	if (m <= 0)
		return true; /* and the new neutral tells of it */
	sh_coach_check_slip(c, shift_deg, ret);
	return false;
}

/* --- ready --------------------------------------------------------------------------------- */

void sh_coach_ready_step(struct sh_coach *c, struct sh_posture_ctx *ctx,
			 const struct sh_coach_input *in, struct sh_events *ret)
{
	const struct sh_posture *p = in->posture;
	bool keep = c->ex.neutral_first && c->has_neutral;

	if (c->waiting || c->t_us < c->countdown_until_us)
		return;
	/* still lifted, or still moving? Who rests so for half a minute more has a slipped belt. */
	if (!c->came_home && !keep && c->measure_ok && c->t_us - c->phase_since_us < HOME_WAIT_US)
		return;
	if (c->right_since_us < 0 || c->t_us - c->right_since_us < POSITION_US || !p->still ||
	    settle_side(c, sh_posture_position(&p->up), ret))
		return;
	if (keep && slipped(c, ctx, ret))
		keep = false;
	if (!keep && !sh_coach_take_neutral(c, ctx, p, ret))
		return;
	if (c->ex.from_side && !c->turn.was_on_side && !c->turn.said)
		sh_coach_cue(SH_PROMPT_FROM_SIDE, c->t_us, ret);
	c->turn.said = true;
	sh_posture_sweep_restart(ctx);
	sh_coach_judge_reset(c);
	sh_coach_breath_begin(c);
	sh_coach_phase(c, SH_PHASE_MOVE, ret);
}

void sh_coach_follow_position(struct sh_coach *c, const struct sh_posture *p)
{
	bool right = sh_stance_accepts(c->ex.stance, p->position);

	if (p->position != c->position)
		c->settle_until_us = c->t_us + SETTLE_US;
	c->position = p->position;
	if (!right)
		c->right_since_us = -1;
	else if (c->right_since_us < 0)
		c->right_since_us = c->t_us;
}

/* --- by way of the side -------------------------------------------------------------------- */

/* Rates mean something once the wearer has been still: before that the sensor's bias is not known.
 */
void sh_coach_turn_step(struct sh_coach *c, const struct sh_coach_input *in)
{
	const struct sh_posture *p = in->posture;
	struct sh_coach_turn *t = &c->turn;
	bool judged = c->phase == SH_PHASE_READY || t->leaving, over;
	bool on_side =
		p->position == SH_POSITION_SIDE_LEFT || p->position == SH_POSITION_SIDE_RIGHT;
	double dt_s = (double)in->step_us * 1e-6, most = c->ex.rate_warn_deg_s;

	if (!c->ex.from_side)
		return;
	t->was_still = t->was_still || p->still;
	t->was_on_side = t->was_on_side || on_side;
	if (!on_side)
		t->side_since_us = -1;
	else if (t->side_since_us < 0)
		t->side_since_us = c->t_us;
	t->rate_deg_s += dt_s / (TURN_TAU_S + dt_s) * (p->rate_deg_s - t->rate_deg_s);
	over = judged && t->was_still && most > 0 && t->rate_deg_s > most;
	if (!over)
		t->fast_since_us = -1;
	else if (t->fast_since_us < 0)
		t->fast_since_us = c->t_us;
	t->fast = over && c->t_us - t->fast_since_us >= FAST_US;
}

bool sh_coach_has_left(const struct sh_coach *c)
{
	const struct sh_coach_turn *t = &c->turn;

	return c->t_us >= c->rest_until_us ||
	       (t->side_since_us >= c->phase_since_us && c->t_us - t->side_since_us >= ON_SIDE_US);
}

/* --- the chair ----------------------------------------------------------------------------- */

void sh_coach_set_chair(struct sh_coach *c, const struct sh_exercise *chair)
{
	c->chair = *chair;
}

void sh_coach_chair(struct sh_coach *c, struct sh_events *ret)
{
	struct sh_exercise other = c->chair;

	if (!other.id[0] || c->turn.leaving)
		return;
	sh_coach_close_running(c, SH_HOLD_STOPPED, ret);
	c->chair = c->ex;
	c->chair.stance = c->stance;
	c->ex = other;
	c->stance = other.stance;
	c->dose = other.reps > 0 ? other.reps : 1;
	sh_coach_warn_all_off(c, ret); /* by the old numbers, which no longer hold */
	c->has_neutral = false;
	c->measure_ok = false;
	c->came_home = true;
	c->right_since_us = -1; /* found anew at the next sample, for the new position */
	if (c->phase != SH_PHASE_REST && c->phase != SH_PHASE_SWITCH_SIDE)
		sh_coach_begin_set(c, ret);
}
