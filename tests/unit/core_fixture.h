#ifndef TESTS_CORE_FIXTURE_H
#define TESTS_CORE_FIXTURE_H

/* Streams for the judging core, straight from angles over time. No simulator, no noise.
 *
 * Two levels. `struct fx` drives the coach alone with exact angles, so that a threshold can be met
 * to the microsecond. `struct sx` drives a whole session with CSV bytes made from the motion of a
 * rigid segment, so that filter, posture and coach are judged together.
 *
 * Include after the cmocka block. Every function is static inline, so that a program may use a
 * part.
 */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/session.h"

enum { FX_EVENTS_MAX = 4096 };

/* --- exercises: the numbers of the catalog, written out ----------------------------------------
 */

static inline struct sh_exercise fx_exercise(const char *id, enum sh_stance stance,
					     enum sh_mode mode, enum sh_measure measure)
{
	struct sh_exercise ex;

	memset(&ex, 0, sizeof(ex));
	snprintf(ex.id, sizeof(ex.id), "%s", id);
	snprintf(ex.title, sizeof(ex.title), "%s", id);
	ex.stance = stance;
	ex.mode = mode;
	ex.measure = measure;
	ex.sets = ex.sides = ex.reps = 1;
	ex.hysteresis_deg = 1.5;
	return ex;
}

static inline struct sh_band fx_band(double low, double high, double warn, double limit)
{
	return (struct sh_band){true, low, high, warn, limit};
}

static inline struct sh_exercise fx_frozen_fish(void)
{
	struct sh_exercise ex =
		fx_exercise("frozen-fish", SH_STANCE_PRONE, SH_MODE_HOLD, SH_MEASURE_FORWARD_TILT);

	ex.movement = SH_CLASS_ARCH;
	ex.site = SH_SITE_L1;
	ex.negative = fx_band(4, 10, 14, 18);
	ex.hold_s = 10;
	ex.sets = 3;
	ex.rest_s = 60;
	ex.rate_warn_deg_s = 40;
	ex.accel_warn_deg_s2 = 120;
	return ex;
}

static inline struct sh_exercise fx_crocodile(void)
{
	struct sh_exercise ex =
		fx_exercise("crocodile-1", SH_STANCE_SUPINE, SH_MODE_REPS, SH_MEASURE_ROLL);

	ex.movement = SH_CLASS_TWIST;
	ex.site = SH_SITE_FRONT;
	ex.positive = ex.negative = fx_band(8, 25, 35, 45);
	ex.hysteresis_deg = 2;
	ex.hold_s = 4;
	ex.reps = 3;
	ex.sides = 2;
	ex.rest_s = 15;
	ex.rate_warn_deg_s = 45;
	ex.accel_warn_deg_s2 = 120;
	return ex;
}

static inline struct sh_exercise fx_cat(void)
{
	struct sh_exercise ex =
		fx_exercise("cat", SH_STANCE_QUADRUPED, SH_MODE_CONTINUOUS, SH_MEASURE_PELVIC_TILT);

	ex.movement = SH_CLASS_ROUND_ARCH;
	ex.positive = fx_band(6, 18, 26, 34);
	ex.negative = fx_band(4, 9, 13, 17);
	ex.hysteresis_deg = 2;
	ex.duration_s = 60;
	ex.rate_warn_deg_s = 40;
	ex.accel_warn_deg_s2 = 120;
	return ex;
}

/* --- what was said ------------------------------------------------------------------------------
 */

struct fx_log {
	struct sh_event list[FX_EVENTS_MAX];
	size_t n, most; /* most: events that one step caused */
};

static inline void fx_log_add(struct fx_log *l, const struct sh_event *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_true(l->n < FX_EVENTS_MAX);
		l->list[l->n++] = e[i];
	}
	if (n > l->most)
		l->most = n;
}

static inline int fx_count(const struct fx_log *l, enum sh_event_kind kind)
{
	int n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += l->list[i].kind == kind;
	return n;
}

/* The nth (from 0) of a kind, or NULL. */
static inline const struct sh_event *fx_event(const struct fx_log *l, enum sh_event_kind kind,
					      int nth)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->list[i].kind == kind && nth-- == 0)
			return &l->list[i];
	}
	return NULL;
}

static inline const struct sh_event *fx_warning(const struct fx_log *l, enum sh_warning w, bool on,
						int nth)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct sh_event *e = &l->list[i];

		if (e->kind == SH_EVENT_WARNING && e->u.warning.warning == w &&
		    e->u.warning.on == on && nth-- == 0)
			return e;
	}
	return NULL;
}

static inline int fx_warnings(const struct fx_log *l, enum sh_warning w)
{
	int n = 0;

	while (fx_warning(l, w, true, n))
		n++;
	return n;
}

static inline const struct sh_event *fx_phase(const struct fx_log *l, enum sh_phase p, int nth)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->list[i].kind == SH_EVENT_PHASE && l->list[i].u.phase.phase == p &&
		    nth-- == 0)
			return &l->list[i];
	}
	return NULL;
}

/* Contract: every `on` gets its `off` before the result, time never runs back, one result an
 * exercise, and no hold is longer than the time it took. */
static inline void fx_check(const struct fx_log *l)
{
	bool on[SH_WARNINGS] = {false};
	int64_t last_us = 0;
	int open = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct sh_event *e = &l->list[i];

		assert_true(e->t_us >= last_us);
		last_us = e->t_us;
		if (e->kind == SH_EVENT_EXERCISE)
			open = 1;
		if (e->kind == SH_EVENT_WARNING) {
			assert_true(on[e->u.warning.warning] != e->u.warning.on);
			on[e->u.warning.warning] = e->u.warning.on;
		} else if (e->kind == SH_EVENT_RESULT) {
			assert_int_equal(open, 1);
			open = 0;
			for (int w = 0; w < SH_WARNINGS; w++)
				assert_false(on[w]);
		} else if (e->kind == SH_EVENT_HOLD) {
			assert_true(e->u.hold.held_us <= e->u.hold.end_us - e->u.hold.start_us);
			assert_true(e->u.hold.end_us <= e->t_us);
		}
	}
}

/* --- the coach alone -----------------------------------------------------------------------------
 */

struct fx {
	struct sh_coach coach;
	struct sh_posture_ctx ctx;
	struct sh_events events;
	struct fx_log log;
	int64_t t_us, step_us; /* time of the next sample, and the step that leads to it */
	double deg;	       /* of the latest sample */
	enum sh_position position;
	bool unobservable, restless, vigorous, gap;
};

static inline void fx_take(struct fx *f)
{
	assert_int_equal(f->events.dropped, 0);
	fx_log_add(&f->log, f->events.list, f->events.n);
	f->events.n = 0;
}

static inline enum sh_position fx_home(enum sh_stance s)
{
	switch (s) {
	case SH_STANCE_SUPINE:
		return SH_POSITION_SUPINE;
	case SH_STANCE_PRONE:
	case SH_STANCE_QUADRUPED:
		return SH_POSITION_PRONE;
	case SH_STANCE_SIDE:
	case SH_STANCE_SIDE_LEFT:
		return SH_POSITION_SIDE_LEFT;
	case SH_STANCE_SIDE_RIGHT:
		return SH_POSITION_SIDE_RIGHT;
	default:
		return SH_POSITION_UPRIGHT;
	}
}

static inline struct sh_vec3 fx_up(enum sh_position p)
{
	switch (p) {
	case SH_POSITION_SUPINE:
		return (struct sh_vec3){1, 0, 0};
	case SH_POSITION_PRONE:
		return (struct sh_vec3){-1, 0, 0};
	case SH_POSITION_SIDE_LEFT:
		return (struct sh_vec3){0, -1, 0};
	case SH_POSITION_SIDE_RIGHT:
		return (struct sh_vec3){0, 1, 0};
	default:
		return (struct sh_vec3){0, 0, 1};
	}
}

static inline void fx_begin(struct fx *f, const struct sh_exercise *ex, bool automatic)
{
	struct sh_quat none = sh_quat_identity();

	memset(f, 0, sizeof(*f));
	f->step_us = 10000;
	f->position = fx_home(ex->stance);
	sh_posture_init(&f->ctx, &none, ex->measure);
	sh_coach_begin(&f->coach, ex, automatic, 0, &f->events);
	fx_take(f);
}

/* One sample at this angle. The neutral's own sums are fed with perfect stillness, so whether the
 * wearer is still is the test's choice (`restless`). */
static inline void fx_step(struct fx *f, double deg)
{
	struct sh_sample still = {.acc_m_s2 = {0, 0, 0}};
	struct sh_orientation level = {.q = sh_quat_identity()};
	struct sh_vec3 up = fx_up(f->position);
	struct sh_posture p;
	struct sh_coach_input in = {&p, f->gap, f->step_us};

	still.t_us = level.t_us = f->t_us;
	still.acc_m_s2 = sh_vec3_scale(&up, 9.80665);
	sh_posture_step(&f->ctx, &still, &level, &p);
	p.up = up;
	p.has_neutral = f->ctx.has_neutral;
	p.still = p.still && !f->restless;
	p.vigorous = f->vigorous;
	p.position = f->position;
	p.measure.deg = deg;
	p.measure.observable =
		!f->unobservable && (p.has_neutral || f->coach.ex.measure == SH_MEASURE_SWEEP);
	p.measure.rate_deg_s = (deg - f->deg) / ((double)f->step_us * 1e-6);
	sh_coach_step(&f->coach, &f->ctx, &in, &f->events);
	fx_take(f);
	f->deg = deg;
	f->gap = false;
	f->t_us += f->step_us;
}

/* Stays at this angle until just before `until_s`. */
static inline void fx_stay(struct fx *f, double until_s, double deg)
{
	while (f->t_us < sh_round_i64(until_s * 1e6) && !f->coach.over)
		fx_step(f, deg);
}

/* Goes there evenly (`smooth`: with least jerk) and arrives at `until_s`. */
static inline void fx_go_way(struct fx *f, double until_s, double deg, bool smooth)
{
	double from = f->deg, t0 = (double)(f->t_us - f->step_us) * 1e-6;

	while (f->t_us <= sh_round_i64(until_s * 1e6) && !f->coach.over) {
		double x = ((double)f->t_us * 1e-6 - t0) / (until_s - t0);

		if (smooth)
			x = x * x * x * (10 + x * (6 * x - 15));
		fx_step(f, from + (deg - from) * x);
	}
}

static inline void fx_go(struct fx *f, double until_s, double deg)
{
	fx_go_way(f, until_s, deg, true);
}

/* A hole of so many microseconds lies before the next sample. */
static inline void fx_hole(struct fx *f, int64_t us)
{
	int64_t step_us = f->step_us;

	f->t_us += us - step_us;
	f->step_us = us;
	f->gap = true;
	fx_step(f, f->deg);
	f->t_us += step_us - us;
	f->step_us = step_us;
}

static inline void fx_command(struct fx *f, enum sh_command_kind kind, int value)
{
	struct sh_command c = {kind, value};

	sh_coach_command(&f->coach, &c, &f->events);
	fx_take(f);
}

static inline void fx_end(struct fx *f)
{
	sh_coach_end(&f->coach, SH_HOLD_END_OF_DATA, &f->events);
	fx_take(f);
}

/* Neutral at 2.000 s, with --auto. */
static inline void fx_ready(struct fx *f, const struct sh_exercise *ex)
{
	fx_begin(f, ex, true);
	fx_stay(f, 2.01, 0);
	assert_int_equal(fx_count(&f->log, SH_EVENT_NEUTRAL), 1);
	assert_int_equal(f->coach.phase, SH_PHASE_MOVE);
}

/* --- a whole session
 * ------------------------------------------------------------------------------ */

struct sx {
	struct sh_session *session;
	struct fx_log log;
	char *lines; /* JSON Lines, as they would be printed */
	size_t n_lines, cap_lines;
	uint64_t outputs, samples;
	/* the wearer */
	uint32_t sensor;
	struct sh_quat mount; /* sensor -> segment */
	struct sh_quat q;     /* segment -> earth at the latest sample */
	double pose[3];	      /* bow, bend, turn of the latest sample, in degrees */
	enum sh_position position;
	int64_t t_us, period_us;
	bool moved; /* a first sample was made */
	bool header;
	double bias_deg_s; /* of every gyro axis */
};

static inline void sx_listen(void *ctx, const struct sh_output *out)
{
	struct sx *s = ctx;

	s->outputs++;
	s->samples += out->sample != NULL;
	fx_log_add(&s->log, out->events, out->n_events);
	for (size_t i = 0; i < out->n_events; i++) {
		if (s->cap_lines - s->n_lines < SH_EVENT_JSON_MAX) {
			s->cap_lines = s->cap_lines * 2 + 65536;
			s->lines = realloc(s->lines, s->cap_lines);
			assert_non_null(s->lines);
		}
		s->n_lines +=
			sh_event_json(&out->events[i], s->lines + s->n_lines, SH_EVENT_JSON_MAX);
	}
}

static inline struct sh_session_config sx_config(const struct sh_exercise *steps, size_t n)
{
	struct sh_session_config c;

	memset(&c, 0, sizeof(c));
	c.source = "csv";
	c.program = "spinehold test";
	c.protocol = sh_protocol_find("csv");
	c.steps = steps;
	c.n_steps = n;
	c.mount[0] = c.mount[1] = sh_quat_identity();
	sh_fusion_defaults_coached(&c.fusion);
	c.automatic = true;
	return c;
}

static inline struct sx *sx_new(const struct sh_session_config *c)
{
	struct sx *s = calloc(1, sizeof(*s));
	const char *why = NULL;

	assert_non_null(s);
	s->session = malloc(sizeof(*s->session));
	assert_non_null(s->session);
	assert_int_equal(sh_session_init(s->session, c, sx_listen, s, &why), SH_OK);
	s->mount = sh_quat_identity();
	s->q = sh_quat_identity();
	s->period_us = 10000;
	s->position = c->n_steps ? fx_home(c->steps[0].stance) : SH_POSITION_UPRIGHT;
	return s;
}

static inline void sx_free(struct sx *s)
{
	free(s->session);
	free(s->lines);
	free(s);
}

/* Turns by `deg` about a segment axis. */
static inline struct sh_quat sx_turn(double x, double y, double z, double deg)
{
	struct sh_vec3 axis = {x, y, z};

	return sh_quat_from_axis_angle(&axis, sh_rad(deg));
}

/* Segment -> earth: lying as `p` says, then bowed about y, bent about x, turned about z. */
static inline struct sh_quat sx_orientation(enum sh_position p, double bow, double bend,
					    double turn)
{
	struct sh_vec3 up = fx_up(p);
	struct sh_quat base = sh_quat_to_up(&up), f = sx_turn(0, 1, 0, bow),
		       l = sx_turn(1, 0, 0, bend);
	struct sh_quat t = sx_turn(0, 0, 1, turn), q = sh_quat_mul(&base, &f);

	q = sh_quat_mul(&q, &l);
	return sh_quat_mul(&q, &t);
}

static inline void sx_bytes(struct sx *s, const char *text, size_t len)
{
	struct sh_record r = {.kind = SH_RECORD_BYTES, .t_host_us = s->t_us};

	r.data = (const uint8_t *)text;
	r.len = len;
	sh_session_apply(s->session, &r);
}

/* The row of a sample that the segment has now this orientation; the rate is what it took to come
 * here from the previous one. */
static inline size_t sx_row(struct sx *s, const struct sh_quat *q, char *ret, size_t cap)
{
	struct sh_quat back = sh_quat_conj(&s->q), step = sh_quat_mul(&back, q);
	struct sh_vec3 z = {0, 0, 1}, up = sh_quat_rotate_back(q, &z),
		       rate = {step.x, step.y, step.z};
	double half = atan2(sqrt(rate.x * rate.x + rate.y * rate.y + rate.z * rate.z), step.w);
	double size = sin(half), k = size > 1e-12 || size < -1e-12 ? 2 * half / size : 2;
	int n;

	k /= (double)s->period_us * 1e-6;
	rate = s->moved ? sh_vec3_scale(&rate, k) : (struct sh_vec3){0, 0, 0};
	rate = sh_quat_rotate_back(&s->mount, &rate);
	up = sh_quat_rotate_back(&s->mount, &up);
	s->moved = true;
	s->q = *q;
	n = snprintf(ret, cap, "%s%.6f,%.9f,%.9f,%.9f,%.9f,%.9f,%.9f,%u\n",
		     s->header ? "" : "t_s,ax,ay,az,gx,gy,gz,sensor\n", (double)s->t_us * 1e-6,
		     9.80665 * up.x, 9.80665 * up.y, 9.80665 * up.z, rate.x + sh_rad(s->bias_deg_s),
		     rate.y + sh_rad(s->bias_deg_s), rate.z + sh_rad(s->bias_deg_s), s->sensor);
	s->header = true;
	assert_true(n > 0 && (size_t)n < cap);
	return (size_t)n;
}

static inline void sx_step(struct sx *s, double bow, double bend, double turn)
{
	struct sh_quat q = sx_orientation(s->position, bow, bend, turn);
	char row[256];
	size_t n = sx_row(s, &q, row, sizeof(row));

	sx_bytes(s, row, n);
	s->pose[0] = bow;
	s->pose[1] = bend;
	s->pose[2] = turn;
	s->t_us += s->period_us;
}

/* Stays as it is until just before `until_s`. */
static inline void sx_stay(struct sx *s, double until_s)
{
	while (s->t_us < sh_round_i64(until_s * 1e6))
		sx_step(s, s->pose[0], s->pose[1], s->pose[2]);
}

/* Least-jerk movement from here, arriving at `until_s`. */
static inline void sx_go(struct sx *s, double until_s, double bow, double bend, double turn)
{
	double from[3] = {s->pose[0], s->pose[1], s->pose[2]};
	double t0 = (double)(s->t_us - s->period_us) * 1e-6;

	while (s->t_us <= sh_round_i64(until_s * 1e6)) {
		double x = ((double)s->t_us * 1e-6 - t0) / (until_s - t0);

		x = x * x * x * (10 + x * (6 * x - 15));
		sx_step(s, from[0] + (bow - from[0]) * x, from[1] + (bend - from[1]) * x,
			from[2] + (turn - from[2]) * x);
	}
}

static inline void sx_command(struct sx *s, enum sh_command_kind kind, int value)
{
	struct sh_record r = {.kind = SH_RECORD_COMMAND, .t_host_us = s->t_us};

	r.command = (struct sh_command){kind, value};
	sh_session_apply(s->session, &r);
}

static inline void sx_link(struct sx *s, enum sh_link_change link)
{
	struct sh_record r = {.kind = SH_RECORD_LINK, .t_host_us = s->t_us, .link = link};

	sh_session_apply(s->session, &r);
}

static inline void sx_finish(struct sx *s)
{
	sh_session_finish(s->session);
}

#endif
