/* Warnings: too deep, over the limit, about to be too deep, jerky, wrong position, poor signal.
 *
 * Each is a level with a delay before it comes on and a condition to go off, so a warning is never a
 * flicker. Depth, limit, approach and jerk are judged in every position once there is a neutral, and
 * in the rests too: someone who rests too deep must hear of it. But who sits or stands up between two
 * sets has left the exercise: while no set is running, depth, limit and approach are judged only as
 * long as the body lies as the exercise wants it (by the sensor's own direction: with the measured
 * rotation taken out, sitting up from lying looks like a very deep arch in the right position).
 *
 * Jerk (biomechanics 1.4): the rate about the measured axis through a two-pole 6 Hz low-pass, and
 * that filter's own derivative as the acceleration. The filter is integrated implicitly, so it is
 * stable at any step and needs no coefficients for a nominal rate.
 */

#include <string.h>

#include "core/coach_part.h"
#include "core/smath.h"

static const int64_t DEPTH_ON_US = 300000;       /* contract */
static const int64_t LIMIT_ON_US = 150000;       /* contract */
static const int64_t LIMIT_HOME_US = 2000000;    /* contract */
static const double HOME_DEG = 4.0;              /* contract */
static const int64_t POSITION_ON_US = 1000000;   /* judgement: turning over passes through */
static const int64_t UNOBSERVABLE_ON_US = 300000;
static const int64_t SIGNAL_OFF_US = 1000000;    /* a second without a gap */
static const int64_t JERK_ON_US = 50000, JERK_OFF_US = 500000; /* a cough: 20 to 40 ms; a snatch: 100 */
static const double JERK_OFF_SHARE = 0.8;
static const int64_t SLIP_SHOWN_US = 3000000;
static const double APPROACH_S = 0.5, APPROACH_RATE_DEG_S = 2.0;
static const double MOTION_RAD_S = 2 * 3.14159265358979323846 * 6.0;
static const double MOTION_DAMPING = 0.70710678118654752;

void sh_coach_warn(struct sh_coach *c, enum sh_warning w, bool on, double angle_deg, double limit_deg,
		   struct sh_events *ret)
{
	bool has_angle = c->measure_ok && w != SH_WARNING_SLIP;
	struct sh_event *e;

	if (c->warning[w].on == on)
		return;
	c->warning[w].on = on;
	c->warning[w].on_us = c->t_us;
	e = sh_events_add(ret, SH_EVENT_WARNING, c->t_us);
	e->u.warning.warning = w;
	e->u.warning.on = on;
	e->u.warning.angle_mdeg = has_angle ? sh_coach_mdeg(angle_deg) : SH_MDEG_NONE;
	e->u.warning.limit_mdeg = SH_MDEG_NONE;
	if (w == SH_WARNING_DEPTH || w == SH_WARNING_LIMIT || w == SH_WARNING_APPROACH)
		e->u.warning.limit_mdeg = sh_coach_mdeg(limit_deg);
	e->u.warning.eta_us = -1;
	if (!on)
		return;
	if (w == SH_WARNING_DEPTH)
		c->total.u.result.depth_warnings++;
	if (w == SH_WARNING_LIMIT)
		c->total.u.result.limit_events++;
}

void sh_coach_warn_all_off(struct sh_coach *c, struct sh_events *ret)
{
	double m;
	const struct sh_band *b = sh_coach_band(&c->ex, c->measure_deg, &m);
	double sign = b == &c->ex.negative ? -1 : 1;

	for (int w = 0; w < SH_WARNINGS; w++) {
		sh_coach_warn(c, (enum sh_warning)w, false, c->measure_deg,
			      sign * (w == SH_WARNING_LIMIT ? b->limit_deg : b->warn_deg), ret);
		c->warning[w].pending = false;
	}
}

/* True once `cond` has held for `after_us`. */
static bool lasted(struct sh_coach *c, enum sh_warning w, bool cond, int64_t after_us)
{
	struct sh_coach_warning *s = &c->warning[w];

	if (!cond) {
		s->pending = false;
		return false;
	}
	if (!s->pending) {
		s->pending = true;
		s->since_us = c->t_us;
	}
	return c->t_us - s->since_us >= after_us;
}

static void depth_step(struct sh_coach *c, const struct sh_band *b, double m, double sign,
		       struct sh_events *ret)
{
	double angle = c->measure_deg, threshold = sign * b->warn_deg;

	if (lasted(c, SH_WARNING_DEPTH, b->used && m > b->warn_deg, DEPTH_ON_US))
		sh_coach_warn(c, SH_WARNING_DEPTH, true, angle, threshold, ret);
	else if (m < b->warn_deg - c->ex.hysteresis_deg)
		sh_coach_warn(c, SH_WARNING_DEPTH, false, angle, threshold, ret);
}

static bool limit_step(struct sh_coach *c, const struct sh_band *b, double m, double sign,
		       struct sh_events *ret)
{
	double home = b->low_deg > 0 && b->low_deg < HOME_DEG ? b->low_deg : HOME_DEG;
	double angle = c->measure_deg, threshold = sign * b->limit_deg;
	bool was_on = c->warning[SH_WARNING_LIMIT].on;

	if (m > home || m < -home)
		c->home_since_us = -1;
	else if (c->home_since_us < 0)
		c->home_since_us = c->t_us;
	if (lasted(c, SH_WARNING_LIMIT, b->used && m > b->limit_deg, LIMIT_ON_US))
		sh_coach_warn(c, SH_WARNING_LIMIT, true, angle, threshold, ret);
	else if (c->home_since_us >= 0 && c->t_us - c->home_since_us >= LIMIT_HOME_US)
		sh_coach_warn(c, SH_WARNING_LIMIT, false, angle, threshold, ret);
	return c->warning[SH_WARNING_LIMIT].on && !was_on;
}

static void approach_step(struct sh_coach *c, const struct sh_band *b, double m, double sign,
			  double rate_deg_s, struct sh_events *ret)
{
	bool on = c->warning[SH_WARNING_APPROACH].on, deep = c->warning[SH_WARNING_DEPTH].on;
	double outward = sign * rate_deg_s, eta_s = outward > 0 ? (b->warn_deg - m) / outward : 1e9;

	if (!on && b->used && !deep && m > b->high_deg && m <= b->warn_deg &&
	    outward > APPROACH_RATE_DEG_S && eta_s < APPROACH_S) {
		sh_coach_warn(c, SH_WARNING_APPROACH, true, c->measure_deg, sign * b->warn_deg, ret);
		ret->list[ret->n - 1].u.warning.eta_us = sh_round_i64(eta_s * 1e6);
	} else if (on && (deep || outward < APPROACH_RATE_DEG_S / 2 || m < b->high_deg)) {
		sh_coach_warn(c, SH_WARNING_APPROACH, false, c->measure_deg, sign * b->warn_deg, ret);
	}
}

static void jerk_step(struct sh_coach *c, struct sh_events *ret)
{
	double rate = c->motion.rate_deg_s, accel = c->motion.accel_deg_s2, share = 1;
	bool on = c->warning[SH_WARNING_JERK].on, over;

	if (on)
		share = JERK_OFF_SHARE;
	rate = rate < 0 ? -rate : rate;
	accel = accel < 0 ? -accel : accel;
	over = (c->ex.rate_warn_deg_s > 0 && rate > share * c->ex.rate_warn_deg_s) ||
	       (c->ex.accel_warn_deg_s2 > 0 && accel > share * c->ex.accel_warn_deg_s2);
	if (!c->has_neutral || c->turn.leaving || c->ex.site == SH_SITE_OFF)
		over = false; /* not the exercise's own movement */
	if (c->t_us < c->settle_until_us)
		over = false;
	over = over || c->turn.fast; /* whose own filter has its own time */
	if (!on && lasted(c, SH_WARNING_JERK, over, JERK_ON_US)) {
		sh_coach_warn(c, SH_WARNING_JERK, true, c->measure_deg, 0, ret);
		c->warning[SH_WARNING_JERK].pending = false;
	} else if (on && lasted(c, SH_WARNING_JERK, !over, JERK_OFF_US)) {
		sh_coach_warn(c, SH_WARNING_JERK, false, c->measure_deg, 0, ret);
		c->warning[SH_WARNING_JERK].pending = false;
	}
}

void sh_coach_motion_step(struct sh_coach *c, const struct sh_coach_input *in)
{
	const struct sh_posture *p = in->posture;
	bool has_axis = c->ex.measure != SH_MEASURE_STILLNESS && c->ex.measure != SH_MEASURE_BREATHING;
	double x = has_axis ? p->measure.rate_deg_s : p->rate_deg_s, dt_s = (double)in->step_us * 1e-6;
	double w = MOTION_RAD_S;

	if (!c->motion.started || in->gap) {
		c->motion.started = true;
		c->motion.rate_deg_s = x;
		c->motion.accel_deg_s2 = 0;
		return;
	}
	c->motion.accel_deg_s2 = (c->motion.accel_deg_s2 + dt_s * w * w * (x - c->motion.rate_deg_s)) /
				 (1 + 2 * MOTION_DAMPING * w * dt_s + w * w * dt_s * dt_s);
	c->motion.rate_deg_s += dt_s * c->motion.accel_deg_s2;
}

static void position_step(struct sh_coach *c, struct sh_events *ret)
{
	bool judged = c->phase == SH_PHASE_MOVE || c->phase == SH_PHASE_HOLD;
	bool has_angle = c->ex.measure != SH_MEASURE_STILLNESS && c->ex.measure != SH_MEASURE_BREATHING;
	bool blind = judged && c->has_neutral && !c->measure_ok && has_angle &&
		     (c->ex.positive.used || c->ex.negative.used);

	if (lasted(c, SH_WARNING_POSITION, judged && c->right_since_us < 0, POSITION_ON_US))
		sh_coach_warn(c, SH_WARNING_POSITION, true, c->measure_deg, 0, ret);
	else if (c->right_since_us >= 0 || !judged)
		sh_coach_warn(c, SH_WARNING_POSITION, false, c->measure_deg, 0, ret);
	if (lasted(c, SH_WARNING_UNOBSERVABLE, blind, UNOBSERVABLE_ON_US))
		sh_coach_warn(c, SH_WARNING_UNOBSERVABLE, true, c->measure_deg, 0, ret);
	else if (!blind)
		sh_coach_warn(c, SH_WARNING_UNOBSERVABLE, false, c->measure_deg, 0, ret);
}

/* What nobody saw lasted for no time: neither above a threshold nor at home. */
static void forget_angle(struct sh_coach *c)
{
	c->warning[SH_WARNING_DEPTH].pending = false;
	c->warning[SH_WARNING_LIMIT].pending = false;
	c->home_since_us = -1;
}

static bool in_exercise(const struct sh_coach *c, const struct sh_coach_input *in)
{
	return c->phase == SH_PHASE_MOVE || c->phase == SH_PHASE_HOLD ||
	       sh_stance_accepts(c->ex.stance, sh_posture_position(&in->posture->up));
}

/* Left the exercise while too deep: that is over, though nobody saw it end. A limit stays until the
 * wearer is back at neutral. */
static void leave_depth(struct sh_coach *c, struct sh_events *ret)
{
	double m;
	const struct sh_band *b = sh_coach_band(&c->ex, c->measure_deg, &m);
	double sign = b == &c->ex.negative ? -1 : 1;

	sh_coach_warn(c, SH_WARNING_DEPTH, false, c->measure_deg, sign * b->warn_deg, ret);
	sh_coach_warn(c, SH_WARNING_APPROACH, false, c->measure_deg, sign * b->warn_deg, ret);
}

bool sh_coach_warn_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret)
{
	bool limit = false, judged = c->measure_ok && in_exercise(c, in);

	if (in->gap || !judged)
		forget_angle(c);
	if (in->gap)
		sh_coach_warn(c, SH_WARNING_SIGNAL, true, c->measure_deg, 0, ret);
	if (lasted(c, SH_WARNING_SIGNAL, c->warning[SH_WARNING_SIGNAL].on && !in->gap, SIGNAL_OFF_US))
		sh_coach_warn(c, SH_WARNING_SIGNAL, false, c->measure_deg, 0, ret);
	if (c->warning[SH_WARNING_SLIP].on && c->t_us - c->warning[SH_WARNING_SLIP].on_us >= SLIP_SHOWN_US)
		sh_coach_warn(c, SH_WARNING_SLIP, false, 0, 0, ret);
	position_step(c, ret);
	if (c->has_neutral || c->ex.from_side)
		jerk_step(c, ret);
	if (!c->has_neutral)
		return false;
	if (c->measure_ok && !judged)
		leave_depth(c, ret);
	if (judged) {
		double m;
		const struct sh_band *b = sh_coach_band(&c->ex, c->measure_deg, &m);
		double sign = b == &c->ex.negative ? -1 : 1;

		depth_step(c, b, m, sign, ret);
		limit = limit_step(c, b, m, sign, ret);
		approach_step(c, b, m, sign, in->posture->measure.rate_deg_s, ret);
	}
	return limit;
}
