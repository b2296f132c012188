/* Holds and repetitions, word for word as the contract has them.
 *
 * Time is only ever credited between two samples that both deserve it, so a gap, a wrong position or
 * an angle outside the band can never add to a hold. What the rules leave open is decided towards
 * "unsure": a movement that walking or shaking covers, or one shorter than 1.0 s, is a step or a
 * flicker at the threshold and no repetition, unless it is far ampler than any step or over the limit.
 */

#include <math.h>
#include <string.h>

#include "core/coach_part.h"
#include "core/smath.h"

static const double THRESHOLD_SHARE = 0.35;      /* of the target's middle; contract */
static const int64_t HOLD_ENTRY_US = 500000;     /* contract */
static const int64_t HOLD_GRACE_US = 1000000;    /* contract */
static const double HOLD_VALID_SHARE = 0.9;      /* contract */
static const int64_t REP_APART_US = 1000000;     /* contract */
static const int64_t SHAKEN_US = 2500000;        /* judgement: a snatch shakes for 2 s */
static const int64_t REP_SHORTEST_US = 1000000;  /* judgement: the tempo asks for 1.5 s each way and more */
static const int64_t REP_SEEN_US = 500000;       /* judgement: cut sooner, it may have been a flicker */
static const double AMPLE_DEG = 20;              /* judgement: no step swings the pelvis so far */

bool sh_coach_creditable(const struct sh_coach *c, const struct sh_coach_input *in)
{
	bool calm = !in->posture->vigorous || c->ex.measure == SH_MEASURE_SWEEP ||
		    c->ex.site == SH_SITE_OFF;

	return c->right_since_us >= 0 && !in->gap && calm &&
	       (c->phase == SH_PHASE_MOVE || c->phase == SH_PHASE_HOLD);
}

static double threshold_deg(const struct sh_band *b)
{
	return THRESHOLD_SHARE * sh_band_middle_deg(b);
}

void sh_coach_judge_reset(struct sh_coach *c)
{
	memset(&c->hold, 0, sizeof(c->hold));
	memset(&c->cont, 0, sizeof(c->cont));
	c->cont.last_active_us = c->cont.last_swing_us = -1;
	c->hold.armed = true;
	c->rep.open = false;
	c->rep.armed = true;
}

/* --- holds --------------------------------------------------------------------------------- */

static void trend_add(struct sh_trend *r, double t_s, double y)
{
	r->n += 1;
	r->t += t_s;
	r->y += y;
	r->tt += t_s * t_s;
	r->ty += t_s * y;
	r->yy += y * y;
}

/* RMS about the straight line through the values: steadiness without slow drift. */
static double trend_rms(const struct sh_trend *r)
{
	double stt, sty, syy, rest;

	if (r->n < 3)
		return 0;
	stt = r->tt - r->t * r->t / r->n;
	sty = r->ty - r->t * r->y / r->n;
	syy = r->yy - r->y * r->y / r->n;
	rest = stt > 0 ? syy - sty * sty / stt : syy;
	return rest > 0 ? sqrt(rest / r->n) : 0;
}

void sh_coach_hold_end(struct sh_coach *c, enum sh_hold_reason why, struct sh_events *ret)
{
	struct sh_coach_hold *h = &c->hold;
	struct sh_event *e;

	h->pending = false;
	if (!h->active)
		return;
	h->active = false;
	h->armed = false;
	e = sh_events_add(ret, SH_EVENT_HOLD, c->t_us);
	e->u.hold.start_us = h->start_us;
	e->u.hold.end_us = h->last_in_us;
	e->u.hold.held_us = h->held_us;
	e->u.hold.reason = why;
	e->u.hold.side = c->side;
	e->u.hold.valid = why != SH_HOLD_LIMIT && !h->limited &&
			  (h->held_us >= sh_coach_us(HOLD_VALID_SHARE * c->ex.hold_s) ||
			   (why == SH_HOLD_COMPLETE && sh_coach_breaths_done(c)));
	e->u.hold.counts_breaths = c->ex.breaths > 0;
	e->u.hold.breaths = sh_coach_breaths(c);
	e->u.hold.mean_mdeg = sh_coach_mdeg(h->trend.n > 0 ? h->trend.y / h->trend.n : 0);
	e->u.hold.steadiness_mdeg = sh_coach_mdeg(trend_rms(&h->trend));
	sh_coach_tally_hold(c, e);
	if (e->u.hold.valid || why == SH_HOLD_FATIGUE)
		c->done[c->side]++;
}

static void hold_begin(struct sh_coach *c)
{
	struct sh_coach_hold *h = &c->hold;

	h->pending = false;
	h->active = true;
	h->limited = false;
	h->start_us = h->pending_since_us;
	h->held_us = c->t_us - h->pending_since_us;
	h->last_in_us = c->t_us;
	h->was_in = true;
	sh_coach_breath_begin(c);
}

void sh_coach_hold_arm(struct sh_coach *c)
{
	double m = 0;
	const struct sh_band *b = sh_coach_band(&c->ex, c->measure_deg, &m);

	if (c->measure_ok && m < threshold_deg(b))
		c->hold.armed = true;
}

/* Not yet holding: has the angle stayed in the target long enough? */
static void hold_wait(struct sh_coach *c, bool good, bool in_target)
{
	struct sh_coach_hold *h = &c->hold;

	if (!good || !in_target || !h->armed) {
		h->pending = false;
		return;
	}
	if (!h->pending) {
		h->pending = true;
		h->pending_since_us = c->t_us;
		memset(&h->trend, 0, sizeof(h->trend));
	}
	trend_add(&h->trend, (double)(c->t_us - h->pending_since_us) * 1e-6, c->measure_deg);
	if (c->t_us - h->pending_since_us >= HOLD_ENTRY_US)
		hold_begin(c);
}

void sh_coach_hold_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret)
{
	struct sh_coach_hold *h = &c->hold;
	double m = 0, margin = c->ex.hysteresis_deg;
	const struct sh_band *b = sh_coach_band(&c->ex, c->measure_deg, &m);
	bool good = sh_coach_creditable(c, in) && c->measure_ok;
	bool in_band = good && m >= b->low_deg - margin && m <= b->high_deg + margin &&
		       m <= b->limit_deg;

	if (!h->active) {
		hold_wait(c, good, m >= b->low_deg && m <= b->high_deg);
		if (!h->active)
			return;
	} else {
		if (in_band && h->was_in && !in->gap)
			h->held_us += in->step_us;
		h->was_in = in_band;
		if (in_band) {
			h->last_in_us = c->t_us;
			trend_add(&h->trend, (double)(c->t_us - h->start_us) * 1e-6, c->measure_deg);
		}
	}
	if (h->held_us >= sh_coach_us(c->ex.hold_s) || sh_coach_breaths_done(c))
		sh_coach_hold_end(c, SH_HOLD_COMPLETE, ret);
	else if (c->t_us - h->last_in_us > HOLD_GRACE_US)
		sh_coach_hold_end(c,
				  in->gap                 ? SH_HOLD_GAP
				  : c->right_since_us < 0 ? SH_HOLD_POSITION
							  : SH_HOLD_LEFT,
				  ret);
}

/* --- repetitions --------------------------------------------------------------------------- */

/* Whose repetition is it? Where the measure has a sign its peak tells, else the side in force. */
static enum sh_side rep_side(const struct sh_coach *c, double peak_deg)
{
	if (c->ex.sides < 2)
		return SH_SIDE_BOTH;
	if (c->ex.measure == SH_MEASURE_ROLL)
		return peak_deg >= 0 ? SH_SIDE_LEFT : SH_SIDE_RIGHT;
	if (c->ex.measure == SH_MEASURE_SIDE_TILT)
		return peak_deg >= 0 ? SH_SIDE_RIGHT : SH_SIDE_LEFT;
	return c->side;
}

static enum sh_verdict rep_verdict(const struct sh_coach *c, const struct sh_band *b, double m)
{
	if (c->rep.limited || m > b->warn_deg)
		return SH_VERDICT_DEEP;
	if (m < b->low_deg)
		return SH_VERDICT_SHALLOW;
	return c->rep.jerky ? SH_VERDICT_JERKY : SH_VERDICT_OK;
}

/* The peak, signed. A repetition too short for a kept angle is judged by its deepest sample. */
static double rep_peak_deg(const struct sh_coach_rep *r)
{
	double m = r->n_blocks > SH_REP_BLOCKS ? r->kept_deg : r->highest_deg;

	return r->negative ? -m : m;
}

static void rep_end(struct sh_coach *c, bool unsure, struct sh_events *ret)
{
	struct sh_coach_rep *r = &c->rep;
	double peak = rep_peak_deg(r), m;
	const struct sh_band *b = sh_coach_band(&c->ex, peak, &m);
	enum sh_side side = rep_side(c, peak);
	/* the verdict goes by the deepest moment: what was too deep for an instant was too deep */
	enum sh_verdict v = unsure ? SH_VERDICT_UNSURE : rep_verdict(c, b, r->highest_deg);
	struct sh_event *e;

	r->open = false;
	r->previous_end_us = c->t_us;
	e = sh_events_add(ret, SH_EVENT_REP, c->t_us);
	e->u.rep.n = ++c->n_reps[side];
	e->u.rep.side = side;
	e->u.rep.start_us = r->start_us;
	e->u.rep.end_us = c->t_us;
	e->u.rep.peak_us = r->peak_us;
	e->u.rep.held_us = r->held_us;
	e->u.rep.peak_mdeg = sh_coach_mdeg(peak);
	e->u.rep.highest_mdeg = sh_coach_mdeg(r->negative ? -r->highest_deg : r->highest_deg);
	e->u.rep.verdict = v;
	sh_coach_tally_rep(c, e);
	if (v == SH_VERDICT_OK || v == SH_VERDICT_JERKY)
		c->done[side]++;
}

/* Ends an open repetition, if it was one: an excursion that walking or shaking covers, or that was
 * over in less than a second, counts only if it was far ampler than any step, or over the limit. */
static void rep_close(struct sh_coach *c, bool cut, struct sh_events *ret)
{
	struct sh_coach_rep *r = &c->rep;
	bool shaken = r->shaken || r->shaking;
	bool doubtful = shaken || (c->ex.measure != SH_MEASURE_SWEEP &&
				      c->t_us - r->start_us < REP_SHORTEST_US);
	double m, ample;
	const struct sh_band *b = sh_coach_band(&c->ex, rep_peak_deg(r), &m);

	ample = b->low_deg > AMPLE_DEG ? b->low_deg : AMPLE_DEG;
	if (doubtful && !r->limited && r->highest_deg - threshold_deg(b) < ample)
		r->open = false;
	else
		rep_end(c, (cut || shaken) && !r->limited, ret);
}

void sh_coach_rep_cut(struct sh_coach *c, struct sh_events *ret)
{
	if (!c->rep.open)
		return;
	c->rep.armed = false;
	if (c->rep.limited || c->t_us - c->rep.start_us >= REP_SEEN_US)
		rep_close(c, true, ret);
	c->rep.open = false;
}

static void rep_open(struct sh_coach *c, double m, bool negative)
{
	struct sh_coach_rep *r = &c->rep;

	r->open = true;
	r->jerky = r->limited = r->shaken = r->shaking = r->was_in = false;
	r->start_us = r->peak_us = r->block_us = c->t_us;
	r->held_us = r->shaken_us = 0;
	r->highest_deg = m;
	r->kept_deg = 0;
	r->negative = negative;
	r->n_blocks = 1;
	r->lowest_deg[0] = m;
}

/* The lowest angle of the last 0.4 s is one that was kept for 0.4 s; the largest of those is the
 * peak. Blocks of 50 ms, the newest first. */
static void rep_keep(struct sh_coach *c, double m)
{
	struct sh_coach_rep *r = &c->rep;

	if (m > r->highest_deg) {
		r->highest_deg = m;
		r->peak_us = c->t_us;
	}
	if (c->t_us - r->block_us < SH_REP_BLOCK_US) {
		if (m < r->lowest_deg[0])
			r->lowest_deg[0] = m;
		return;
	}
	r->block_us = c->t_us;
	memmove(&r->lowest_deg[1], &r->lowest_deg[0], SH_REP_BLOCKS * sizeof(r->lowest_deg[0]));
	r->lowest_deg[0] = m;
	if (r->n_blocks <= SH_REP_BLOCKS)
		r->n_blocks++;
	if (r->n_blocks <= SH_REP_BLOCKS)
		return;
	for (int i = 1; i <= SH_REP_BLOCKS; i++) {
		if (r->lowest_deg[i] < m || i == 1)
			m = r->lowest_deg[i];
	}
	if (m > r->kept_deg)
		r->kept_deg = m;
}

/* One sample of an open repetition. */
static void rep_follow(struct sh_coach *c, const struct sh_coach_input *in, const struct sh_band *b,
		       double m)
{
	struct sh_coach_rep *r = &c->rep;
	bool in_band = m >= b->low_deg - c->ex.hysteresis_deg && m <= b->high_deg + c->ex.hysteresis_deg;

	rep_keep(c, m);
	if (in_band && r->was_in)
		r->held_us += in->step_us;
	r->was_in = in_band;
	r->jerky = r->jerky || c->warning[SH_WARNING_JERK].on;
	r->shaking = in->posture->vigorous && c->ex.measure != SH_MEASURE_SWEEP;
	if (r->shaking)
		r->shaken_us += in->step_us;
	/* one snatch on the way out is no walking, which is there before or after, or goes on */
	r->shaken = r->shaken || r->shaken_us >= SHAKEN_US ||
		    (r->shaking && c->t_us - r->start_us <= SH_REP_BLOCK_US);
}

void sh_coach_rep_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret)
{
	struct sh_coach_rep *r = &c->rep;
	bool judged = !in->gap && c->right_since_us >= 0 && c->measure_ok;
	double m;
	const struct sh_band *b = sh_coach_band(&c->ex, c->measure_deg, &m);

	if (!judged) {
		sh_coach_rep_cut(c, ret);
		r->armed = false; /* a rise that nobody saw begins nothing */
		return;
	}
	if (m <= threshold_deg(b)) {
		if (r->open && (r->limited || c->t_us - r->previous_end_us >= REP_APART_US))
			rep_close(c, false, ret);
		r->open = false;
		r->armed = true;
		return;
	}
	if (!r->open && r->armed)
		rep_open(c, m, b == &c->ex.negative);
	if (r->open)
		rep_follow(c, in, b, m);
}
