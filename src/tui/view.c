/* The live screen's memory.
 *
 * Copying the exercise with every output looks wasteful and costs about 300 bytes a sample; it
 * makes a view independent of when the session frees or changes what it points to.
 *
 * Of the samples that fall into one tick of the trace the one farthest from neutral is kept: a
 * short excursion over a limit must not vanish because a mean or the last value was taken.
 * Messages for events are made in view_events.c.
 */

#include "tui/view_events.h"

#include <assert.h>
#include <string.h>

void sh_view_init(struct sh_view *v)
{
	assert(v);
	memset(v, 0, sizeof *v);
	v->shown_deg = v->shown_round_deg = v->shown_twist_deg = v->shown_side_deg = SH_MDEG_NONE;
	v->round_mdeg = v->twist_mdeg = v->side_mdeg = SH_MDEG_NONE;
	v->coach.measure_mdeg = SH_MDEG_NONE;
	v->trace_tick = -1;
	for (int i = 0; i < SH_VIEW_TRACE; i++)
		v->trace_mdeg[i] = SH_MDEG_NONE;
}

static void copy_text(char *ret, size_t cap, const char *text)
{
	struct sh_line line;
	sh_line_clear(&line);
	sh_line_add(&line, text);
	size_t n = line.len < cap ? line.len : cap - 1;
	while (n > 0 && n < line.len && ((unsigned char)line.text[n] & 0xc0u) == 0x80u)
		n--;
	memcpy(ret, line.text, n);
	ret[n] = '\0';
}

void sh_view_message(struct sh_view *v, const char *text, enum sh_style style)
{
	memmove(&v->messages[1], &v->messages[0], sizeof v->messages - sizeof v->messages[0]);
	v->messages[0].t_us = v->t_us;
	v->messages[0].style = style;
	copy_text(v->messages[0].text, sizeof v->messages[0].text, text);
	v->n_messages++;
}

void sh_view_steps(struct sh_view *v, int at, int of, const char *next)
{
	assert(v);
	v->step = at;
	v->steps = of;
	copy_text(v->next, sizeof v->next, next);
}

/* Follows an angle with inertia; see the header. */
static int32_t settle(int32_t shown_deg, int32_t mdeg)
{
	if (mdeg == SH_MDEG_NONE)
		return SH_MDEG_NONE;
	int32_t whole = sh_line_whole_deg(mdeg);
	if (mdeg < 0)
		whole = -whole;
	if (shown_deg == SH_MDEG_NONE)
		return whole;
	int64_t off = (int64_t)mdeg - (int64_t)shown_deg * 1000;
	return off > 600 || off < -600 ? whole : shown_deg;
}

static int32_t mdeg_of(const struct sh_angle *a, bool has_neutral)
{
	/* the comparison is false for NaN */
	if (!has_neutral || !a->observable || !(a->deg > -100000.0 && a->deg < 100000.0))
		return SH_MDEG_NONE;
	return (int32_t)(a->deg * 1000.0 + (a->deg < 0 ? -0.5 : 0.5));
}

static void take_posture(struct sh_view *v, const struct sh_posture *p)
{
	v->has_posture = true;
	v->has_neutral = p->has_neutral;
	v->still = p->still;
	v->position = p->position;
	v->round_mdeg = mdeg_of(&p->round, p->has_neutral);
	v->twist_mdeg = mdeg_of(&p->twist, p->has_neutral);
	v->side_mdeg = mdeg_of(&p->side, p->has_neutral);
}

static void look_at_figures(struct sh_view *v)
{
	struct sh_view_band bands[2];
	int n = sh_view_bands(v, bands);
	v->shown_t_us = v->t_us;
	v->shown_zone = sh_view_zone(bands, n, v->coach.measure_mdeg);
	v->shown_deg = settle(v->shown_deg, v->coach.measure_mdeg);
	v->shown_round_deg = settle(v->shown_round_deg, v->round_mdeg);
	v->shown_twist_deg = settle(v->shown_twist_deg, v->twist_mdeg);
	v->shown_side_deg = settle(v->shown_side_deg, v->side_mdeg);
}

static int64_t size_of(int32_t mdeg)
{
	return mdeg < 0 ? -(int64_t)mdeg : mdeg;
}

static bool is_running(const struct sh_view *v)
{
	if (v->shown_deg == SH_MDEG_NONE || v->coach.measure_mdeg == SH_MDEG_NONE)
		return false;
	int64_t by_mdeg = (int64_t)v->shown_deg * 1000 - v->coach.measure_mdeg;
	return by_mdeg > SH_VIEW_RUNNING_MDEG || by_mdeg < -SH_VIEW_RUNNING_MDEG;
}

static void take_figures(struct sh_view *v)
{
	int64_t since_us = v->t_us - v->shown_t_us;
	bool appears = (v->shown_deg == SH_MDEG_NONE) != (v->coach.measure_mdeg == SH_MDEG_NONE);
	int64_t least_us = is_running(v) ? SH_VIEW_RUNNING_US : SH_VIEW_FIGURE_US;
	if (since_us < 0 || since_us >= least_us || appears)
		look_at_figures(v);
}

void sh_view_settle(struct sh_view *v)
{
	assert(v);
	v->shown_deg = v->shown_round_deg = v->shown_twist_deg = v->shown_side_deg = SH_MDEG_NONE;
	look_at_figures(v);
}

static void add_to_trace(struct sh_view *v, int64_t t_us, int32_t mdeg)
{
	int64_t tick = t_us < 0 ? 0 : t_us / SH_VIEW_TICK_US;
	if (v->trace_tick < 0 || tick < v->trace_tick)
		v->trace_tick = tick - 1; /* the first, or time began anew: old values age away */
	int64_t from = v->trace_tick + 1;
	if (tick - from > SH_VIEW_TRACE)
		from = tick - SH_VIEW_TRACE;
	for (int64_t i = from; i <= tick; i++)
		v->trace_mdeg[i % SH_VIEW_TRACE] = SH_MDEG_NONE;
	v->trace_tick = tick;
	int32_t *here = &v->trace_mdeg[tick % SH_VIEW_TRACE];
	if (mdeg != SH_MDEG_NONE && (*here == SH_MDEG_NONE || size_of(mdeg) >= size_of(*here)))
		*here = mdeg;
}

void sh_view_output(struct sh_view *v, const struct sh_output *o)
{
	assert(v && o && o->coach);
	v->t_us = o->t_us;
	v->has_output = true;
	v->coach = *o->coach;
	v->coach.exercise = NULL;
	v->has_exercise = o->coach->exercise != NULL;
	if (v->has_exercise)
		v->exercise = *o->coach->exercise;
	for (size_t i = 0; i < o->n_events; i++)
		sh_view_event(v, &o->events[i]);
	if (!o->posture)
		return;
	take_posture(v, o->posture);
	take_figures(v);
	add_to_trace(v, o->t_us, v->has_exercise ? v->coach.measure_mdeg : v->round_mdeg);
}

void sh_view_health(struct sh_view *v, const struct sh_health *h)
{
	assert(v && h);
	v->has_health = true;
	v->state = h->state;
	copy_text(v->port, sizeof v->port, h->port);
	copy_text(v->protocol, sizeof v->protocol, h->protocol);
	copy_text(v->note, sizeof v->note, h->note);
	v->rate_mhz = h->rate_hz > 0 && h->rate_hz < 100000.0 ? (int32_t)(h->rate_hz * 1000.0) : 0;
	v->lost = h->lost;
	v->gaps = h->gaps;
	v->bad_frames = h->bad_frames;
	v->silent_us = h->silent_us;
}

bool sh_view_is_stale(const struct sh_view *v)
{
	if (!v->has_health || v->state == SH_HEALTH_REPLAY || v->state == SH_HEALTH_ENDED)
		return false;
	return v->state != SH_HEALTH_OPEN || v->silent_us >= 1000000;
}

static bool add_band(struct sh_view_band *ret, int n, const struct sh_band_mdeg *b)
{
	if (!b->used)
		return false;
	bool negative = b->limit_mdeg < 0;
	ret[n].sign = negative ? -1 : 1;
	ret[n].low_mdeg = negative ? -b->high_mdeg : b->low_mdeg;
	ret[n].high_mdeg = negative ? -b->low_mdeg : b->high_mdeg;
	ret[n].warn_mdeg = negative ? -b->warn_mdeg : b->warn_mdeg;
	ret[n].limit_mdeg = negative ? -b->limit_mdeg : b->limit_mdeg;
	return true;
}

int sh_view_bands(const struct sh_view *v, struct sh_view_band *ret)
{
	int n = 0;
	if (!v->has_exercise || v->exercise.measure == SH_MEASURE_STILLNESS ||
	    v->exercise.measure == SH_MEASURE_BREATHING)
		return 0;
	if (add_band(ret, n, &v->coach.band))
		n++;
	if (add_band(ret, n, &v->coach.other))
		n++;
	bool by_side =
		v->exercise.movement == SH_CLASS_TWIST || v->exercise.movement == SH_CLASS_SIDE;
	if (n == 1 && by_side && v->exercise.positive.used && v->exercise.negative.used) {
		ret[1] = ret[0]; /* the catalog gives one row for both */
		ret[1].sign = -ret[0].sign;
		n = 2;
	}
	return n;
}

enum sh_zone sh_view_zone(const struct sh_view_band *bands, int n, int32_t mdeg)
{
	if (mdeg == SH_MDEG_NONE || n == 0)
		return SH_ZONE_NONE;
	for (int i = 0; i < n; i++) {
		int64_t depth = (int64_t)mdeg * bands[i].sign;
		if (depth < 0 || (depth == 0 && i + 1 < n))
			continue;
		if (depth > bands[i].limit_mdeg)
			return SH_ZONE_LIMIT;
		if (depth > bands[i].warn_mdeg)
			return SH_ZONE_WARN;
		if (depth > bands[i].high_mdeg)
			return SH_ZONE_ABOVE;
		return depth >= bands[i].low_mdeg ? SH_ZONE_TARGET : SH_ZONE_BELOW;
	}
	return SH_ZONE_BELOW;
}

int32_t sh_view_trace(const struct sh_view *v, int64_t tick)
{
	if (tick < 0 || tick > v->trace_tick || tick <= v->trace_tick - SH_VIEW_TRACE)
		return SH_MDEG_NONE;
	return v->trace_mdeg[tick % SH_VIEW_TRACE];
}
