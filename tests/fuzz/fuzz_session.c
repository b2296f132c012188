/* Any order of movements, gaps, commands, link changes and raw bytes through a whole session.
 *
 * The first bytes choose exercise, rate and settings; the rest are orders of a few bytes each, so
 * that a short input makes minutes of a wearer. Asserted: every line is well formed, time never
 * runs back, every warning is off before its exercise's one result, counts in the result are those
 * of the lines, no hold is longer than its time, the summary comes once and last, and the same
 * records in other pieces give the same lines.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/smath.h"
#include "spinehold/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SAMPLES_MAX = 3000, ROW_MAX = 160 };

struct seen {
	bool on[SH_WARNINGS], summed, begun;
	int64_t t_us;
	int results, exercises; /* exercises: begun, by set 1 and a result before it */
	bool open;
	int holds, reps, depths, limits;
	uint64_t n, digest, samples;
	size_t most;
};

struct wearer {
	struct sh_session *session;
	int64_t t_us, period_us;
	double deg; /* of the measured angle */
	double rate_deg_s;
	unsigned axis, position, sensor, n_samples, noise;
	size_t cut;
	bool header;
};

static void demand(bool what, const char *why)
{
	if (!what) {
		fprintf(stderr, "fuzz_session: %s\n", why);
		abort();
	}
}

/* --- what is said
 * --------------------------------------------------------------------------------- */

static void look_sides(const struct sh_event *e)
{
	int tried = 0;

	for (int i = 0; i < SH_SIDES; i++) {
		const struct sh_side_result *r = &e->u.result.side[i];
		int n = r->counted;

		for (int k = 0; k < SH_HOLD_REASONS; k++)
			n += r->hold_not[k];
		for (int k = 0; k < SH_VERDICTS; k++)
			n += r->rep_not[k];
		demand(n == r->tried, "why not does not add up");
		demand(r->used || r->tried == 0, "something was done on a side that is not there");
		tried += r->tried;
	}
	demand(tried == e->u.result.holds + e->u.result.reps, "the sides do not add up");
	demand(e->u.result.completed == (e->u.result.ended == SH_ENDED_COMPLETE),
	       "completed, and ended otherwise");
}

static void look_result(struct seen *s, const struct sh_event *e)
{
	demand(s->open, "a result without an exercise");
	s->open = false;
	s->results++;
	for (int w = 0; w < SH_WARNINGS; w++)
		demand(!s->on[w], "a warning is still on at the result");
	demand(e->u.result.holds == s->holds && e->u.result.reps == s->reps,
	       "counts differ from the lines");
	demand(e->u.result.reps == e->u.result.reps_ok + e->u.result.reps_shallow +
					   e->u.result.reps_deep + e->u.result.reps_jerky +
					   e->u.result.reps_unsure,
	       "verdicts do not add up");
	look_sides(e);
	demand(e->u.result.depth_warnings == s->depths && e->u.result.limit_events == s->limits,
	       "warnings counted wrongly");
	demand(e->u.result.limit_events <= 3, "more than three limits");
	demand(e->u.result.limit_events < 3 || !e->u.result.completed,
	       "completed in spite of three limits");
	s->holds = s->reps = s->depths = s->limits = 0;
}

static void look(struct seen *s, const struct sh_event *e)
{
	char line[SH_EVENT_JSON_MAX];
	size_t n = sh_event_json(e, line, sizeof(line));

	demand(n > 2 && line[0] == '{' && line[n - 1] == '\n' && line[n - 2] == '}',
	       "a line is not whole");
	for (size_t i = 0; i < n; i++) {
		demand(i == n - 1 || ((unsigned char)line[i] >= 0x20 && line[i] != 0x7f),
		       "control character");
		s->digest = (s->digest ^ (uint8_t)line[i]) * 1099511628211u;
	}
	demand(!s->summed, "something follows the summary");
	demand(s->begun == (e->kind != SH_EVENT_SESSION),
	       "the session line is not the first or not the only");
	s->begun = true;
	demand(e->t_us >= s->t_us, "time runs back");
	s->t_us = e->t_us;
	s->n++;
	if (e->kind == SH_EVENT_EXERCISE) {
		s->exercises += !s->open;
		s->open = true;
	} else if (e->kind == SH_EVENT_WARNING) {
		demand(s->on[e->u.warning.warning] != e->u.warning.on,
		       "a warning comes or goes twice");
		s->on[e->u.warning.warning] = e->u.warning.on;
		s->depths += e->u.warning.on && e->u.warning.warning == SH_WARNING_DEPTH;
		s->limits += e->u.warning.on && e->u.warning.warning == SH_WARNING_LIMIT;
	} else if (e->kind == SH_EVENT_HOLD) {
		s->holds++;
		demand(e->u.hold.held_us >= 0 &&
			       e->u.hold.held_us <= e->u.hold.end_us - e->u.hold.start_us &&
			       e->u.hold.end_us <= e->t_us,
		       "a hold is longer than its time");
		demand(!(e->u.hold.valid && e->u.hold.reason == SH_HOLD_LIMIT),
		       "valid in spite of a limit");
	} else if (e->kind == SH_EVENT_REP) {
		s->reps++;
		demand(e->u.rep.start_us <= e->u.rep.peak_us &&
			       e->u.rep.peak_us <= e->u.rep.end_us && e->u.rep.end_us <= e->t_us &&
			       e->u.rep.n > 0,
		       "a repetition is out of order");
	} else if (e->kind == SH_EVENT_RESULT) {
		look_result(s, e);
	} else if (e->kind == SH_EVENT_GAP) {
		demand(e->u.gap.start_us <= e->u.gap.end_us, "a gap ends before it starts");
	} else if (e->kind == SH_EVENT_SUMMARY) {
		s->summed = true;
		demand(e->u.summary.exercises == s->exercises && s->results == s->exercises,
		       "not one result an exercise");
		demand(e->u.summary.samples == s->samples + 1 || e->u.summary.samples == s->samples,
		       "samples counted wrongly");
	}
}

static void listen(void *ctx, const struct sh_output *out)
{
	struct seen *s = ctx;

	for (size_t i = 0; i < out->n_events; i++)
		look(s, &out->events[i]);
	s->samples += out->sample != NULL;
	if (out->n_events > s->most)
		s->most = out->n_events;
	demand(out->coach != NULL, "no view");
	demand(out->t_us >= s->t_us, "an output is older than its events");
}

/* --- the wearer
 * ------------------------------------------------------------------------------------ */

static void feed(struct wearer *w, const char *text, size_t n)
{
	struct sh_record r = {.kind = SH_RECORD_BYTES, .t_host_us = w->t_us};

	for (size_t at = 0; at < n; at += r.len) {
		r.data = (const uint8_t *)text + at;
		r.len = n - at < w->cut ? n - at : w->cut;
		sh_session_apply(w->session, &r);
	}
}

/* One row: up turned by `deg` from the position's axis towards the next one. */
static void sample(struct wearer *w)
{
	static const char *const columns = "t_s,ax,ay,az,gx,gy,gz,sensor\n";
	double up[3] = {0, 0, 0}, rate[3] = {0, 0, 0}, s, c, sign = w->position & 4 ? -1 : 1;
	unsigned main_axis = w->position % 3, turn = w->axis % 3, other = 3 - main_axis - turn;
	char row[ROW_MAX];
	int n;

	if (w->n_samples++ >= SAMPLES_MAX)
		return;
	sh_sincos(sh_rad(w->deg), &s, &c);
	up[main_axis] = sign * c;
	rate[turn] = sh_rad(w->rate_deg_s);
	if (turn != main_axis) {
		/* turning about `turn` by deg takes up the other way; right-handed if in order */
		up[other] = (((main_axis + 1) % 3 == turn) ? sign : -sign) * s;
	} else {
		up[main_axis] = sign;
	}
	if (w->noise) {
		w->noise = w->noise * 1664525u + 1013904223u;
		up[w->noise >> 30 & 1] += ((double)(w->noise >> 16 & 255) - 128) * 1e-5;
	}
	if (!w->header)
		feed(w, columns, strlen(columns));
	w->header = true;
	n = snprintf(row, sizeof(row), "%.6f,%.5f,%.5f,%.5f,%.6f,%.6f,%.6f,%u\n",
		     (double)w->t_us * 1e-6, 9.80665 * up[0], 9.80665 * up[1], 9.80665 * up[2],
		     rate[0], rate[1], rate[2], w->sensor);
	feed(w, row, (size_t)n);
	w->t_us += w->period_us;
}

static void stay(struct wearer *w, unsigned n)
{
	w->rate_deg_s = 0;
	while (n-- > 0)
		sample(w);
}

static void go(struct wearer *w, double deg, unsigned n)
{
	double step = (deg - w->deg) / n;

	w->rate_deg_s = step / ((double)w->period_us * 1e-6);
	while (n-- > 0) {
		w->deg += step;
		sample(w);
	}
}

static void order(struct wearer *w, unsigned what, uint8_t arg)
{
	struct sh_record r = {.t_host_us = w->t_us};

	switch (what) {
	case 0:
		stay(w, 1u + arg);
		break;
	case 1:
		go(w, (int8_t)arg, 60);
		break;
	case 2:
		go(w, (int8_t)arg, 1u + (arg & 15));
		break;
	case 3:
		w->t_us += (int64_t)arg * arg * 5000;
		break;
	case 4:
		r.kind = SH_RECORD_COMMAND;
		r.command.kind = (enum sh_command_kind)(arg % SH_COMMANDS);
		r.command.value = arg / SH_COMMANDS % 12 - 1;
		sh_session_apply(w->session, &r);
		break;
	case 5:
		r.kind = SH_RECORD_LINK;
		r.link = (enum sh_link_change)(arg % SH_LINK_CHANGES);
		sh_session_apply(w->session, &r);
		break;
	case 6:
		w->position = arg & 7;
		w->axis = arg >> 3 & 3;
		w->noise = arg >> 7;
		break;
	default:
		w->sensor = arg & 1;
		w->t_us += arg >> 1;
		break;
	}
}

/* --- a session
 * --------------------------------------------------------------------------------------- */

static struct sh_exercise exercise(uint8_t choice)
{
	struct sh_exercise ex;
	struct sh_band b = {true, (choice & 1) * 4.0, 10, 14, 18};

	memset(&ex, 0, sizeof(ex));
	snprintf(ex.id, sizeof(ex.id), "fuzz-%u", choice);
	ex.stance = (enum sh_stance)(choice % SH_STANCES);
	ex.mode = (enum sh_mode)(choice / 3 % SH_MODES);
	ex.measure = (enum sh_measure)(choice / 7 % SH_MEASURES);
	ex.site = choice & 64 ? SH_SITE_L1 : SH_SITE_SACRUM;
	if (choice % 5 != 0)
		ex.positive = b;
	if (choice % 5 != 1)
		ex.negative = b;
	ex.hysteresis_deg = 1.5;
	ex.hold_s = 1 + choice % 4;
	ex.duration_s = 3 + choice % 8;
	ex.rest_s = choice % 3;
	ex.reps = choice % 3;
	ex.sets = 1 + choice % 2;
	ex.sides = 1 + choice / 2 % 2;
	if (choice & 128) {
		ex.rate_warn_deg_s = 40;
		ex.accel_warn_deg_s2 = 120;
	}
	return ex;
}

static void run(const uint8_t *data, size_t size, size_t cut, struct seen *ret)
{
	static const int64_t period_us[] = {10000, 5000, 20000, 100000};
	static struct sh_session session;
	struct sh_exercise steps[2];
	struct sh_session_config c;
	struct wearer w = {.session = &session, .cut = cut};
	const char *why = NULL;

	memset(ret, 0, sizeof(*ret));
	memset(&c, 0, sizeof(c));
	steps[0] = exercise(data[0]);
	steps[1] = exercise(data[1]);
	c.source = "fuzz";
	c.program = "fuzz";
	c.protocol = sh_protocol_find("csv");
	c.steps = steps;
	c.steps_two = steps; /* judged by the curve where the input has both sensors at once */
	c.n_steps = (data[2] & 3) < 3 ? data[2] & 3 : 1;
	c.automatic = (data[2] & 4) != 0;
	c.angles_hz = data[2] & 8 ? 25 : 0;
	c.go_on = (data[2] & 16) != 0;
	c.mount[0].w = c.mount[1].w = 1;
	sh_fusion_defaults_coached(&c.fusion);
	demand(sh_session_init(&session, &c, listen, ret, &why) == SH_OK,
	       "a good configuration is refused");
	w.period_us = period_us[data[2] >> 6];
	w.axis = 1;
	w.position = 2;
	for (size_t i = 3; i + 1 < size; i += 2) {
		if (data[i] >= 0xF0) { /* raw bytes */
			size_t n = data[i] & 15;

			n = n < size - i - 1 ? n : size - i - 1;
			feed(&w, (const char *)data + i + 1, n);
			i += n - (n > 0);
		} else {
			order(&w, data[i] & 7, data[i + 1]);
		}
	}
	sh_session_finish(&session);
	sh_session_finish(&session);
	demand(ret->summed == ret->begun, "no summary");
	demand(sh_session_over(&session) == ret->begun, "not over after the end");
	demand(ret->most <= SH_EVENTS_MAX / 2, "one sample said more than expected");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct seen a, b;

	if (size < 5 || size > 4096)
		return 0;
	run(data, size, 64, &a);
	run(data, size, 7, &b);
	demand(a.n == b.n && a.digest == b.digest && a.samples == b.samples,
	       "the cut changes the lines");
	return 0;
}
