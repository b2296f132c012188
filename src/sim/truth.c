/* The contract's words applied to the true angle.
 *
 * Written from the contract alone and without a look at the coach, so that an error in one does not
 * hide the same error in the other. It needs no debouncing against sensor noise, only against the
 * wearer's own sway and tremor near a threshold: that is what the 0.1 s and 0.3 s are for. */

#include "sim/truth.h"

#include <string.h>

#define STEP_US	   10000
#define ENTRY_US   500000
#define GRACE_US   1000000
#define REP_IN_US  100000
#define REP_OUT_US 300000
#define REP_GAP_US 1000000
#define WARN_US	   300000
#define LIMIT_US   150000
#define HOME_US	   2000000
#define HOME_DEG   4.0
#define REP_LEVEL  0.35

static double magnitude(double x)
{
	return x < 0 ? -x : x;
}

const struct sh_band *sh_sim_band(const struct sh_exercise *ex, double deg, double *ret_magnitude)
{
	const struct sh_band *own = deg < 0 ? &ex->negative : &ex->positive;
	const struct sh_band *other = deg < 0 ? &ex->positive : &ex->negative;

	*ret_magnitude = magnitude(deg);
	if (own->used)
		return own;
	*ret_magnitude = -*ret_magnitude;
	return other->used ? other : NULL;
}

enum sh_verdict sh_sim_verdict(const struct sh_band *band, double magnitude_deg, bool limited,
			       bool jerky, bool unsure)
{
	if (limited)
		return SH_VERDICT_DEEP;
	if (unsure)
		return SH_VERDICT_UNSURE;
	if (magnitude_deg > band->warn_deg)
		return SH_VERDICT_DEEP;
	if (magnitude_deg < band->low_deg)
		return SH_VERDICT_SHALLOW;
	return jerky ? SH_VERDICT_JERKY : SH_VERDICT_OK;
}

void sh_sim_judge_init(struct sh_sim_judge *j, const struct sh_exercise *ex)
{
	memset(j, 0, sizeof(*j));
	j->ex = *ex;
	j->warn_us = j->limit_us = j->home_us = j->below_us = -1;
	j->rep_end_us = -REP_GAP_US;
}

void sh_sim_judge_set(struct sh_sim_judge *j, int set, enum sh_side side, int64_t t_us)
{
	j->set = set;
	j->side = side;
	j->n_reps = j->reps_done = j->holds_done = 0;
	j->armed = true;
	(void)sh_sim_judge_add(j, SH_SIM_EVENT_SET, t_us);
}

struct sh_sim_event *sh_sim_judge_add(struct sh_sim_judge *j, enum sh_sim_event_kind kind,
				      int64_t t_us)
{
	struct sh_sim_event *e;

	if (j->n == SH_SIM_EVENTS_MAX) {
		j->first = (j->first + 1) % SH_SIM_EVENTS_MAX;
		j->n--;
	}
	e = &j->queue[(j->first + j->n++) % SH_SIM_EVENTS_MAX];
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->t_us = t_us;
	e->set = j->set;
	e->side = j->side;
	e->fault = SH_FAULTS;
	return e;
}

bool sh_sim_judge_fetch(struct sh_sim_judge *j, struct sh_sim_event *ret)
{
	if (!j->n)
		return false;
	*ret = j->queue[j->first];
	j->first = (j->first + 1) % SH_SIM_EVENTS_MAX;
	j->n--;
	return true;
}

/* --- holds ---------------------------------------------------------------------------------- */

static void end_hold(struct sh_sim_judge *j, int64_t t_us, int64_t end_us, enum sh_hold_reason why)
{
	struct sh_sim_event *e = sh_sim_judge_add(j, SH_SIM_EVENT_HOLD, t_us);
	double need_us = 0.9 * j->ex.hold_s * 1e6;

	e->start_us = j->start_us;
	e->end_us = end_us;
	e->held_us = j->held_us;
	e->in_target_us = j->in_target_us;
	e->peak_deg = j->n_sum ? j->sum_deg / (double)j->n_sum : 0;
	e->valid = why != SH_HOLD_LIMIT && (double)j->held_us >= need_us;
	e->reason = why;
	j->open = j->inside = false;
	if (e->valid)
		j->holds_done++;
}

static void begin_hold(struct sh_sim_judge *j, const struct sh_sim_view *v)
{
	j->open = true;
	j->armed = false;
	j->start_us = j->inside_since_us;
	j->held_us = j->in_target_us = v->t_us - j->start_us;
	j->left_us = v->t_us;
	j->sum_deg = 0;
	j->n_sum = 0;
}

static void follow_hold(struct sh_sim_judge *j, const struct sh_sim_view *v, bool in, bool wide)
{
	if (v->lost) {
		end_hold(j, v->t_us, j->last_us, SH_HOLD_GAP);
		return;
	}
	if (!v->right_position) {
		end_hold(j, v->t_us, j->last_us, SH_HOLD_POSITION);
		return;
	}
	if (wide) {
		j->held_us += STEP_US;
		j->left_us = v->t_us;
		j->sum_deg += v->measure_deg;
		j->n_sum++;
	}
	if (in)
		j->in_target_us += STEP_US;
	if ((double)j->held_us >= j->ex.hold_s * 1e6)
		end_hold(j, v->t_us, v->t_us, SH_HOLD_COMPLETE);
	else if (v->t_us - j->left_us > GRACE_US)
		end_hold(j, v->t_us, j->left_us, SH_HOLD_LEFT);
}

static void hold(struct sh_sim_judge *j, const struct sh_sim_view *v, const struct sh_band *b,
		 double size)
{
	double h = j->ex.hysteresis_deg;
	bool in = size >= b->low_deg && size <= b->high_deg;
	bool wide = size >= b->low_deg - h && size <= b->high_deg + h;
	int wanted = j->ex.reps > 1 ? j->ex.reps : 1;

	if (j->open) {
		follow_hold(j, v, in, wide);
	} else {
		if (size < REP_LEVEL * 0.5 * (b->low_deg + b->high_deg))
			j->armed = true;
		if (!in || !v->moving || v->lost || !v->right_position || !j->armed || j->limited ||
		    j->holds_done >= wanted) {
			j->inside = false;
		} else if (!j->inside) {
			j->inside = true;
			j->inside_since_us = v->t_us;
		} else if (v->t_us - j->inside_since_us >= ENTRY_US) {
			begin_hold(j, v);
		}
	}
	j->last_us = v->t_us;
}

/* --- repetitions ---------------------------------------------------------------------------- */

static void end_rep(struct sh_sim_judge *j, int64_t t_us, int64_t end_us)
{
	struct sh_sim_event *e = sh_sim_judge_add(j, SH_SIM_EVENT_REP, t_us);
	double size;
	const struct sh_band *b = sh_sim_band(&j->ex, j->peak_deg, &size);

	e->n = ++j->n_reps;
	e->start_us = j->above_us;
	e->end_us = j->rep_end_us = end_us;
	e->peak_us = j->peak_us;
	e->peak_deg = j->peak_deg;
	e->verdict = sh_sim_verdict(b, size, j->rep_limited, j->rep_jerky, j->rep_unsure);
	if (e->verdict == SH_VERDICT_OK || e->verdict == SH_VERDICT_JERKY)
		j->reps_done++;
	if (j->ex.measure == SH_MEASURE_ROLL)
		e->side = j->peak_deg > 0 ? SH_SIDE_LEFT : SH_SIDE_RIGHT;
	if (j->ex.measure == SH_MEASURE_SIDE_TILT)
		e->side = j->peak_deg > 0 ? SH_SIDE_RIGHT : SH_SIDE_LEFT;
	j->rep_open = j->above = false;
}

static void watch_peak(struct sh_sim_judge *j, const struct sh_sim_view *v)
{
	j->rep_jerky = j->rep_jerky || v->jerky;
	if (magnitude(v->measure_deg) > magnitude(j->peak_deg)) {
		j->peak_deg = v->measure_deg;
		j->peak_us = v->t_us;
	}
}

static void rep(struct sh_sim_judge *j, const struct sh_sim_view *v, const struct sh_band *b,
		double size)
{
	int64_t apart_us = j->ex.mode == SH_MODE_REPS ? REP_GAP_US : 0;
	bool over = j->ex.mode == SH_MODE_REPS && j->reps_done >= (j->ex.reps > 1 ? j->ex.reps : 1);
	bool up = v->moving && !over && size > REP_LEVEL * 0.5 * (b->low_deg + b->high_deg);
	bool same = (v->measure_deg < 0) == (j->peak_deg < 0);

	if (j->above && up && !same && j->rep_open)
		end_rep(j, v->t_us, j->below_us >= 0 ? j->below_us : v->t_us);
	if (j->rep_open && (v->lost || !v->right_position)) {
		j->rep_unsure = true;
		j->rep_cut = up;
		end_rep(j, v->t_us, v->t_us);
	}
	j->rep_cut = j->rep_cut && up;
	if (up && !j->above && !j->rep_cut && v->t_us - j->rep_end_us >= apart_us) {
		j->above = true;
		j->above_us = v->t_us;
		j->peak_deg = 0;
		j->rep_jerky = j->rep_unsure = j->rep_limited = false;
	}
	if (!j->above)
		return;
	if (up) {
		j->below_us = -1;
		watch_peak(j, v);
		j->rep_open = j->rep_open || v->t_us - j->above_us >= REP_IN_US;
	} else {
		if (j->below_us < 0)
			j->below_us = v->t_us;
		if (!j->rep_open)
			j->above = false;
		else if (v->t_us - j->below_us >= REP_OUT_US)
			end_rep(j, v->t_us, j->below_us);
	}
}

/* --- warnings ------------------------------------------------------------------------------- */

static void say(struct sh_sim_judge *j, enum sh_sim_event_kind kind, const struct sh_sim_view *v,
		int64_t since_us)
{
	struct sh_sim_event *e = sh_sim_judge_add(j, kind, v->t_us);

	e->start_us = since_us;
	e->peak_deg = v->measure_deg;
}

/* True once the condition has held for `hold_us`; *since is when it began, -1 while it does not. */
static bool lasts(bool condition, int64_t t_us, int64_t hold_us, int64_t *since_us)
{
	if (!condition) {
		*since_us = -1;
		return false;
	}
	if (*since_us < 0)
		*since_us = t_us;
	return t_us - *since_us >= hold_us;
}

static void warn(struct sh_sim_judge *j, const struct sh_sim_view *v, const struct sh_band *b,
		 double size)
{
	double home = b->low_deg > 0 && b->low_deg < HOME_DEG ? b->low_deg : HOME_DEG;
	bool seen = !v->lost;

	if (j->warned && size < b->warn_deg - j->ex.hysteresis_deg)
		j->warned = false;
	if (lasts(seen && size > b->warn_deg, v->t_us, WARN_US, &j->warn_us) && !j->warned) {
		j->warned = true;
		say(j, SH_SIM_EVENT_DEPTH, v, j->warn_us);
	}
	if (lasts(seen && magnitude(v->measure_deg) < home, v->t_us, HOME_US, &j->home_us))
		j->limited = false;
	if (lasts(seen && size > b->limit_deg, v->t_us, LIMIT_US, &j->limit_us) && !j->limited) {
		j->limited = true;
		j->rep_limited = true;
		say(j, SH_SIM_EVENT_LIMIT, v, j->limit_us);
		if (j->open)
			end_hold(j, v->t_us, v->t_us, SH_HOLD_LIMIT);
	}
}

void sh_sim_judge_step(struct sh_sim_judge *j, const struct sh_sim_view *v)
{
	double size;
	const struct sh_band *b = sh_sim_band(&j->ex, v->measure_deg, &size);

	if (!b)
		return;
	if (j->ex.mode == SH_MODE_HOLD)
		hold(j, v, b, size);
	if (j->ex.mode == SH_MODE_REPS || j->ex.mode == SH_MODE_CONTINUOUS)
		rep(j, v, b, size);
	warn(j, v, b, size);
}

void sh_sim_judge_close(struct sh_sim_judge *j, int64_t t_us, enum sh_hold_reason why)
{
	if (j->open)
		end_hold(j, t_us, t_us, why);
	if (j->above && j->rep_open)
		end_rep(j, t_us, j->below_us >= 0 ? j->below_us : t_us);
	j->inside = j->above = false;
}
