/* The seam. Everything above it (ports, files, clocks, screens) and everything below it (decoder,
 * filter, angles, coach) meet only here, and only through sh_session_apply().
 *
 * The order within one sample is fixed, because it is the order of the printed lines: gap, position,
 * the coach's own events, movement, angles. Time is that of the sensor that is judged, counted from
 * the first sample of the session, so it never runs back; host time is used by decoders of devices
 * without a clock and by nobody else.
 *
 * Tried and dropped: starting the filter at once with an assumed rate and correcting it later. The
 * low-passes would have had to change under a running session; keeping a quarter of a second of
 * samples first costs nothing a person could notice, and the first line can say the rate.
 */

#include <assert.h>
#include <string.h>

#include "core/coach_part.h"
#include "core/session_part.h"
#include "core/smath.h"

static const double GAP_PERIODS = 5;     /* contract */
static const int64_t GAP_US = 50000;     /* contract */
static const double FREE_ANGLES_HZ = 10; /* without an exercise */

static bool has_step(const struct sh_session *s)
{
	return s->step < s->config.n_steps;
}

static double angles_hz(const struct sh_session *s)
{
	if (s->config.angles_hz > 0)
		return s->config.angles_hz;
	return s->config.n_steps == 0 ? FREE_ANGLES_HZ : 0;
}

/* --- telling ------------------------------------------------------------------------------- */

void sh_session_deliver(struct sh_session *s, const struct sh_sample *sample,
			const struct sh_orientation *o)
{
	struct sh_output out = {0};

	for (size_t i = 0; i < s->events.n; i++) {
		if (s->events.list[i].kind == SH_EVENT_EXERCISE)
			s->events.list[i].u.exercise.age_years = s->config.age_years;
	}
	sh_session_view(s);
	out.t_us = s->t_us;
	out.sample = sample;
	out.orientation = o;
	out.posture = sample && sample->sensor == s->judged ? &s->posture : NULL;
	out.coach = &s->view;
	out.events = s->events.list;
	out.n_events = s->events.n;
	s->listener(s->listener_ctx, &out);
	s->events.n = 0;
}

static void say_session(struct sh_session *s)
{
	struct sh_event *e = sh_events_add(&s->events, SH_EVENT_SESSION, 0);

	e->u.session.source = s->config.source;
	e->u.session.quantity = s->two ? "curve" : "tilt";
	e->u.session.rate_mhz = (int32_t)sh_round_i64(s->rate_hz * 1000);
	e->u.session.program = s->config.program;
	e->u.session.note = s->config.note;
}

void sh_session_summary(struct sh_session *s)
{
	struct sh_event *e = sh_events_add(&s->events, SH_EVENT_SUMMARY, s->t_us);

	e->u.summary.exercises = s->exercises;
	e->u.summary.samples = s->samples;
	e->u.summary.gaps = s->gaps;
	e->u.summary.lost = s->lost;
	e->u.summary.bad_frames = s->refused;
	for (uint32_t i = 0; i < SH_SENSORS_MAX; i++)
		e->u.summary.bad_frames += sh_session_stats(s, i)->bad_frames;
	s->over = true;
}

void sh_session_begin_exercise(struct sh_session *s)
{
	const struct sh_exercise *ex = &s->config.steps[s->step];

	s->exercises++;
	s->step_rest_until = -1;
	sh_posture_measure(&s->posture_ctx, ex->measure);
	if (s->two)
		sh_curve_begin(&s->curve, ex);
	if (s->exercises == 1) /* the first may have been begun in an earlier session */
		sh_coach_begin_at(&s->coach, ex, s->config.automatic, s->config.start.set,
				  s->config.start.side, s->t_us, &s->events);
	else
		sh_coach_begin(&s->coach, ex, s->config.automatic, s->t_us, &s->events);
	if (s->config.chairs)
		sh_coach_set_chair(&s->coach, &s->config.chairs[s->step]);
}

static void begin(struct sh_session *s)
{
	say_session(s);
	if (has_step(s))
		sh_session_begin_exercise(s);
	sh_session_early(s);
}

/* The exercise is over: on to the next after its rest, or the session ends. */
void sh_session_after_exercise(struct sh_session *s)
{
	double rest_s = s->coach.ex.rest_s;

	s->step++;
	if (s->stopped || !has_step(s))
		sh_session_summary(s);
	else
		s->step_rest_until = s->t_us + sh_round_i64(rest_s * 1e6);
}

/* --- one sample ---------------------------------------------------------------------------- */

/* `sample` has the session's time. A gap reaches from the first sample that is missing to the one
 * that came. */
static bool find_gap(struct sh_session *s, const struct sh_sample *sample, int64_t step_us)
{
	int64_t limit = sh_round_i64(GAP_PERIODS * (double)s->period_us);
	int64_t lost_us = (int64_t)sample->lost * s->period_us;
	struct sh_event *e;

	s->lost += sample->lost;
	if (limit < GAP_US)
		limit = GAP_US;
	if (step_us <= limit && lost_us <= limit && !(sample->flags & SH_SAMPLE_RESTART))
		return false;
	e = sh_events_add(&s->events, SH_EVENT_GAP, s->t_us);
	e->u.gap.start_us = sample->t_us - (step_us > s->period_us ? step_us - s->period_us : 0);
	e->u.gap.end_us = sample->t_us;
	e->u.gap.lost = sample->lost;
	if (sample->lost == 0 && s->period_us > 0 && step_us > s->period_us)
		e->u.gap.lost = (uint64_t)sh_round_i64((double)step_us / (double)s->period_us) - 1;
	s->gaps++;
	return true;
}

static void say_position(struct sh_session *s)
{
	enum sh_stance stance = s->coach.begun && !s->coach.over ? s->coach.ex.stance : SH_STANCE_ANY;
	bool right = sh_stance_accepts(stance, s->posture.position);
	struct sh_event *e;

	if (s->posture.position == s->position && right == s->position_right)
		return;
	s->position = s->posture.position;
	s->position_right = right;
	e = sh_events_add(&s->events, SH_EVENT_POSITION, s->t_us);
	e->u.position.position = s->position;
	e->u.position.right = right;
}

static int32_t angle_mdeg(const struct sh_angle *a)
{
	return a->observable ? sh_coach_mdeg(a->deg) : SH_MDEG_NONE;
}

static int32_t sigma_mdeg(const struct sh_angle *a)
{
	return a->observable ? sh_coach_mdeg(a->sigma_deg) : SH_MDEG_NONE;
}

static void say_angles(struct sh_session *s)
{
	double hz = angles_hz(s);
	struct sh_event *e;

	if (hz <= 0 || s->t_us < s->next_angles_us)
		return;
	if ((double)s->n_angles < (double)s->t_us * 1e-6 * hz - 1) /* over a gap at once */
		s->n_angles = (uint64_t)((double)s->t_us * 1e-6 * hz);
	while (s->next_angles_us <= s->t_us)
		s->next_angles_us = sh_round_i64((double)++s->n_angles * 1e6 / hz);
	e = sh_events_add(&s->events, SH_EVENT_ANGLES, s->t_us);
	e->u.angles.round_mdeg = angle_mdeg(&s->posture.round);
	e->u.angles.twist_mdeg = angle_mdeg(&s->posture.twist);
	e->u.angles.side_mdeg = angle_mdeg(&s->posture.side);
	e->u.angles.measure_mdeg = angle_mdeg(&s->posture.measure);
	e->u.angles.has_sigma = s->two;
	e->u.angles.round_sigma_mdeg = sigma_mdeg(&s->posture.round);
	e->u.angles.twist_sigma_mdeg = sigma_mdeg(&s->posture.twist);
	e->u.angles.side_sigma_mdeg = sigma_mdeg(&s->posture.side);
	e->u.angles.movement = s->movement.now;
	e->u.angles.zone = s->coach.begun ? s->coach.zone : SH_ZONE_NONE;
}

/* Without an exercise there is nobody to take a neutral: the first stillness gives it. */
static void free_neutral(struct sh_session *s)
{
	double shift_deg;

	if (s->config.n_steps == 0 && !s->posture.has_neutral && s->posture.still)
		(void)!sh_posture_neutral(&s->posture_ctx, &shift_deg);
}

static void coach_step(struct sh_session *s, bool gap, int64_t step_us)
{
	struct sh_coach_input in = {&s->posture, gap, step_us};

	if (s->config.n_steps == 0 || s->over || s->retake.on)
		return;
	if (s->step_rest_until >= 0) {
		if (s->t_us >= s->step_rest_until)
			sh_session_begin_exercise(s);
		return;
	}
	sh_coach_step(&s->coach, &s->posture_ctx, &in, &s->events);
	if (s->coach.over)
		sh_session_after_exercise(s);
}

static void judge(struct sh_session *s, const struct sh_sample *sample, const struct sh_sample *own,
		  const struct sh_orientation *o, bool gap, int64_t step_us)
{
	sh_posture_step(&s->posture_ctx, own, o, &s->posture);
	if (s->over) {
		sh_session_deliver(s, sample, o);
		return;
	}
	say_position(s);
	coach_step(s, gap, step_us);
	free_neutral(s);
	if (s->config.n_steps > 0 && !s->over && s->posture.has_neutral &&
	    sh_movement_step(&s->movement, &s->posture)) {
		struct sh_event *e = sh_events_add(&s->events, SH_EVENT_MOVEMENT, s->t_us);

		e->u.movement.movement = s->movement.now;
	} else if (s->config.n_steps == 0 && s->posture.has_neutral) {
		(void)sh_movement_step(&s->movement, &s->posture);
	}
	if (!s->over)
		say_angles(s);
	sh_session_deliver(s, sample, o);
}

void sh_session_sample(struct sh_session *s, const struct sh_sample *sample)
{
	struct sh_sample own = *sample; /* with the session's own time */
	uint32_t i = sample->sensor;
	struct sh_orientation o;
	int64_t step_us;
	bool gap;

	if (s->over && !s->config.go_on)
		return;
	own.t_us -= s->t0_us;
	if (i < SH_SENSORS_MAX)
		sh_correction_apply(&s->config.correction[i], &own);
	if (i >= SH_SENSORS_MAX || (s->sensor[i].seen && own.t_us <= s->sensor[i].last_us) ||
	    sh_fusion_step(&s->sensor[i].fusion, &own, &o) != SH_OK) {
		s->refused++;
		return;
	}
	step_us = s->sensor[i].seen ? own.t_us - s->sensor[i].last_us : s->period_us;
	s->sensor[i].seen = true;
	s->sensor[i].last_us = own.t_us;
	if (i == s->judged)
		s->t_us = own.t_us;
	if (s->samples++ == 0)
		begin(s);
	if (s->over && !s->config.go_on)
		return; /* by what was asked before it came */
	gap = !s->over && find_gap(s, &own, step_us);
	if (s->two) {
		s->curve.holding = s->coach.phase == SH_PHASE_HOLD;
		sh_curve_add(&s->curve, &own, &o);
	}
	if (!s->over)
		sh_session_wear_sample(s, &own, &o);
	if (i == s->judged)
		judge(s, sample, &own, &o, gap, step_us);
	else
		sh_session_deliver(s, sample, &o);
}

/* --- records ------------------------------------------------------------------------------- */

void sh_session_apply(struct sh_session *s, const struct sh_record *r)
{
	if (r->kind == SH_RECORD_BYTES) {
		sh_session_bytes(s, r);
		return;
	}
	if (s->over)
		return;
	if (r->kind == SH_RECORD_LINK && r->link == SH_LINK_RETUNED)
		sh_session_retuned(s, r->line);
	if (s->samples == 0) { /* nothing has begun that a command could act on */
		if (r->kind != SH_RECORD_COMMAND)
			return;
		if (r->command.kind != SH_COMMAND_QUIT) {
			sh_session_keep_early(s, &r->command);
			return;
		}
		sh_session_drain(s);
		if (s->over)
			return;
		if (s->samples == 0)
			begin(s);
		if (s->over)
			return;
	}
	if (r->kind == SH_RECORD_COMMAND) {
		sh_session_command(s, &r->command);
	} else if (r->link != SH_LINK_RETUNED) {
		if (s->config.n_steps > 0 && s->step_rest_until < 0)
			sh_coach_signal(&s->coach, r->link == SH_LINK_LOST, &s->events);
		sh_session_deliver(s, NULL, NULL);
	}
}

void sh_session_finish(struct sh_session *s)
{
	if (!s->over || s->config.go_on)
		sh_session_drain(s);
	sh_session_stop(s);
}

void sh_session_stop(struct sh_session *s)
{
	if (s->over || s->samples == 0)
		return;
	if (s->config.n_steps > 0 && s->step_rest_until < 0)
		sh_coach_end(&s->coach, SH_HOLD_END_OF_DATA, &s->events);
	sh_session_summary(s);
	sh_session_deliver(s, NULL, NULL);
}

bool sh_session_over(const struct sh_session *s)
{
	return s->over;
}

enum sh_status sh_session_init(struct sh_session *s, const struct sh_session_config *c,
			       sh_listener *listener, void *ctx, const char **ret_why)
{
	struct sh_fusion probe;

	if (sh_fusion_init(&probe, &c->fusion, 100) != SH_OK) {
		*ret_why = "a filter parameter is out of range";
		return SH_ERR_CONFIG;
	}
	if (c->start.step > 0 && c->start.step >= c->n_steps) {
		*ret_why = "the session to be taken up has no such step left";
		return SH_ERR_CONFIG;
	}
	memset(s, 0, sizeof(*s));
	s->config = *c;
	s->step = c->start.step;
	s->pain_since_us = -1;
	s->listener = listener;
	s->listener_ctx = ctx;
	s->position = SH_POSITIONS;
	s->step_rest_until = -1;
	return sh_session_lines_init(s, ret_why);
}
