/* Which times of a CSV to believe; the rules are in csv_time.h.
 *
 * The limits are judged, not measured. 1 s or 20 periods: one digit of a stamp gone wrong moves it
 * by whole seconds, while rows that are this close do little harm wherever they belong. 10 s or
 * 1000 periods: a recording with holes keeps the lone rows between them, and one whose rate fell,
 * the rest; two wild stamps in a row seldom look like that, and then cost a gap.
 *
 * What waits and what was decided stand in one queue, so that two sensors stay in the file's order.
 */

#include "csv_time.h"

#include <assert.h>
#include <string.h>

#include "proto.h"

enum kind { READY, FIRST, SUSPECT };

enum { SUSPECTS_STRICT = 4 };

static const int64_t far_us = 10000000;
static const int64_t far_periods = 1000;
static const int64_t near_us = 1000000;
static const int64_t near_periods = 20;
static const int64_t default_period_us = 10000;
static const int64_t given_max_us = (int64_t)1 << 60; /* bounds the sum of broken epochs */

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* 0: not known. */
static int64_t period_of(const struct sh_csv_track *k)
{
	uint32_t a = k->step_us[0];
	uint32_t b = k->step_us[1];
	uint32_t c = k->step_us[2];

	if ((a <= b && b <= c) || (c <= b && b <= a))
		return b;
	return (b <= a && a <= c) || (c <= a && a <= b) ? a : c;
}

static void learn_step(struct sh_csv_track *k, int64_t step_us)
{
	uint32_t step = (uint32_t)(step_us < far_us ? step_us : far_us);
	size_t i;

	for (i = k->n_steps % SH_CSV_STEPS; k->n_steps == 0 && i < SH_CSV_STEPS; i++)
		k->step_us[i] = step;
	k->step_us[k->n_steps++ % SH_CSV_STEPS] = step;
}

static int64_t far_limit(const struct sh_csv_track *k)
{
	return larger(far_us, far_periods * period_of(k));
}

static int64_t near_limit(const struct sh_csv_track *k)
{
	if (k->n_steps == 0 || k->suspects >= SUSPECTS_STRICT)
		return far_limit(k);
	return larger(near_us, near_periods * period_of(k));
}

static bool continues(int64_t from_us, int64_t t_us, int64_t limit_us)
{
	return t_us > from_us && t_us - from_us <= limit_us;
}

/* How far a row may follow the suspect to confirm it. */
static int64_t suspect_limit(const struct sh_csv_track *k)
{
	if (continues(k->t_us, k->suspect_us, far_limit(k)))
		return far_limit(k);
	return near_limit(k);
}

static void count_bad(struct sh_decoder *d, uint64_t row, const char *why)
{
	if (d->stats.bad_why && row < d->stats.bad_at)
		d->stats.bad_why = NULL; /* known to be bad later, but further up in the file */
	sh_proto_bad(d, row, why);
}

static void push(struct sh_csv_time *c, const struct sh_sample *s, uint64_t row, enum kind kind)
{
	struct sh_csv_held *h = &c->queue[c->n++];

	assert(c->n <= SH_CSV_QUEUE);
	h->sample = *s;
	h->row = row;
	h->kind = (uint8_t)kind;
}

static void take_out(struct sh_csv_time *c, size_t i)
{
	c->n--;
	memmove(&c->queue[i], &c->queue[i + 1], (c->n - i) * sizeof(c->queue[0]));
}

/* @return its place, or c->n. */
static size_t find(const struct sh_csv_time *c, uint32_t sensor, enum kind kind)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (c->queue[i].sample.sensor == sensor && c->queue[i].kind == kind)
			break;
	}
	return i;
}

static void drop(struct sh_csv_time *c, struct sh_decoder *d, uint32_t sensor, enum kind kind)
{
	size_t i = find(c, sensor, kind);

	if (i == c->n)
		return;
	count_bad(d, c->queue[i].row, "time stamp out of line");
	take_out(c, i);
}

static void believe(struct sh_csv_time *c, uint32_t sensor, enum kind kind, uint32_t flags)
{
	size_t i = find(c, sensor, kind);

	if (i == c->n)
		return;
	c->queue[i].kind = READY;
	c->queue[i].sample.t_us += c->tracks[sensor].offset_us;
	c->queue[i].sample.flags |= flags;
}

static void prove(struct sh_csv_time *c, uint32_t sensor)
{
	believe(c, sensor, FIRST, 0);
	c->tracks[sensor].proven = true;
}

static void begin_epoch(struct sh_csv_time *c, struct sh_csv_track *k)
{
	int64_t last_us = k->t_us + k->offset_us;
	int64_t period_us = k->n_steps > 0 ? period_of(k) : default_period_us;

	k->offset_us = last_us + period_us - k->suspect_us;
	if (k->epoch == c->epoch) {
		c->epoch++;
		c->offset_us = k->offset_us;
	} else if (continues(last_us, k->suspect_us + c->offset_us, far_limit(k))) {
		k->offset_us = c->offset_us;
	}
	k->epoch = c->epoch;
}

/* The suspect was right. */
static void take_suspect(struct sh_csv_time *c, struct sh_decoder *d, uint32_t sensor)
{
	struct sh_csv_track *k = &c->tracks[sensor];
	uint32_t flags = 0;

	if (!k->proven) {
		drop(c, d, sensor, FIRST);
	} else if (k->suspect_us < k->t_us) {
		begin_epoch(c, k);
		flags = SH_SAMPLE_RESTART | SH_SAMPLE_GAP;
	}
	believe(c, sensor, SUSPECT, flags);
	k->proven = true;
	k->t_us = k->suspect_us;
}

static void suspect(struct sh_csv_time *c, struct sh_decoder *d, const struct sh_sample *s,
		    uint64_t row)
{
	struct sh_csv_track *k = &c->tracks[s->sensor];

	drop(c, d, s->sensor, SUSPECT);
	k->has_suspect = true;
	k->suspect_us = s->t_us;
	if (k->suspects < SUSPECTS_STRICT)
		k->suspects++;
	push(c, s, row, SUSPECT);
}

static void begin(struct sh_csv_time *c, const struct sh_sample *s, uint64_t row)
{
	struct sh_csv_track *k = &c->tracks[s->sensor];

	k->seen = true;
	k->t_us = s->t_us;
	k->epoch = c->epoch;
	k->offset_us = c->offset_us;
	push(c, s, row, FIRST);
}

void sh_csv_time_put(struct sh_csv_time *c, struct sh_decoder *d, const struct sh_sample *s,
		     uint64_t row)
{
	struct sh_csv_track *k = &c->tracks[s->sensor];
	int64_t t_us = s->t_us;

	if (!k->seen) {
		begin(c, s, row);
		return;
	}
	if (t_us == k->t_us || (k->has_suspect && t_us == k->suspect_us)) {
		count_bad(d, row, "time does not rise");
		return;
	}
	if (t_us + k->offset_us > given_max_us) {
		count_bad(d, row, "time stamp out of line");
		return;
	}
	if (continues(k->t_us, t_us, near_limit(k))) {
		drop(c, d, s->sensor, SUSPECT);
		prove(c, s->sensor);
	} else if (k->has_suspect && continues(k->suspect_us, t_us, suspect_limit(k))) {
		take_suspect(c, d, s->sensor);
	} else {
		suspect(c, d, s, row);
		return;
	}
	learn_step(k, t_us - k->t_us);
	k->t_us = t_us;
	k->has_suspect = false;
	k->suspects = 0;
	push(c, s, row, READY);
	c->queue[c->n - 1].sample.t_us += k->offset_us;
}

bool sh_csv_time_get(struct sh_csv_time *c, struct sh_sample *ret)
{
	size_t i = 0;

	if (c->n == SH_CSV_QUEUE) {
		if (c->queue[0].kind == FIRST)
			prove(c, c->queue[0].sample.sensor);
		while (i < c->n && c->queue[i].kind != READY)
			i++;
	}
	if (i >= c->n || c->queue[i].kind != READY)
		return false;
	*ret = c->queue[i].sample;
	take_out(c, i);
	return true;
}

void sh_csv_time_end(struct sh_csv_time *c, struct sh_decoder *d)
{
	uint32_t sensor;

	for (sensor = 0; sensor < SH_SENSORS_MAX; sensor++) {
		drop(c, d, sensor, SUSPECT);
		c->tracks[sensor].has_suspect = false;
		if (c->tracks[sensor].seen)
			prove(c, sensor);
	}
}
