/* The session cannot be asked to judge by another orientation than its own, and should not be: it
 * would have to know the future. So a second chain of angles runs here over the smoothed
 * orientation. It takes its neutrals where the session had them, which is all that it needs to know
 * of the coach. */

#include "app/smooth_rows.h"

#include <stdlib.h>
#include <string.h>

#include "spinehold/posture.h"
#include "spinehold/smooth.h"
#include "support/err.h"

struct kept {
	struct sh_sample sample;
	int64_t t_us;	  /* the session's time */
	bool judged;	  /* its sensor is */
	bool has_neutral; /* of the session, when it judged this sample */
	bool neutral;	  /* one was taken right after it */
};

struct sh_smooth_rows {
	const struct sh_session_config *config;
	struct kept *kept;
	struct sh_orientation *smoothed;
	size_t n, max;
	double rate_hz;
	bool no_memory;
};

enum sh_status sh_smooth_rows_open(const struct sh_session_config *c, struct sh_smooth_rows **ret,
				   struct sh_err *err)
{
	struct sh_smooth_rows *r = calloc(1, sizeof(*r));

	if (!r) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "there is no memory left for a recording");
		return SH_ERR_MEMORY;
	}
	r->config = c;
	r->rate_hz = 100;
	*ret = r;
	return SH_OK;
}

struct sh_smooth_rows *sh_smooth_rows_close(struct sh_smooth_rows *r)
{
	if (r) {
		free(r->kept);
		free(r->smoothed);
		free(r);
	}
	return NULL;
}

static struct kept *next(struct sh_smooth_rows *r)
{
	size_t max = r->max ? r->max * 2 : 4096;
	struct kept *more;

	if (r->n == r->max) {
		more = realloc(r->kept, max * sizeof(*more));
		if (!more) {
			r->no_memory = true;
			return NULL;
		}
		r->kept = more;
		r->max = max;
	}
	return &r->kept[r->n++];
}

void sh_smooth_rows_keep(void *ctx, const struct sh_output *out)
{
	struct sh_smooth_rows *r = ctx;
	struct kept *k;

	for (size_t i = 0; i < out->n_events; i++) {
		if (out->events[i].kind == SH_EVENT_SESSION)
			r->rate_hz = out->events[i].u.session.rate_mhz / 1000.0;
		if (out->events[i].kind == SH_EVENT_NEUTRAL && !out->sample && r->n > 0)
			r->kept[r->n - 1].neutral = true; /* a key, between samples */
	}
	if (!out->sample || !(k = next(r)))
		return;
	*k = (struct kept){.sample = *out->sample, .t_us = out->t_us, .judged = out->posture != NULL};
	k->has_neutral = out->posture && out->posture->has_neutral;
	for (size_t i = 0; i < out->n_events; i++)
		k->neutral = k->neutral || out->events[i].kind == SH_EVENT_NEUTRAL;
}

static enum sh_status no_memory(struct sh_err *err)
{
	sh_err_set(err, SH_ERR_MEMORY, 0,
		   "there is no memory for the whole recording at once, which --filter smooth needs; use "
		   "--filter coached");
	return SH_ERR_MEMORY;
}

/* The samples of one sensor, smoothed into r->smoothed. */
static enum sh_status smooth_sensor(struct sh_smooth_rows *r, uint32_t sensor, struct sh_sample *s,
				    struct sh_orientation *o, struct sh_smooth_work *work,
				    struct sh_err *err)
{
	enum sh_status st;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (r->kept[i].sample.sensor == sensor)
			s[n++] = r->kept[i].sample;
	}
	if (n == 0)
		return SH_OK;
	st = sh_fusion_smooth(&r->config->fusion, r->rate_hz, s, n, o, work);
	if (st != SH_OK) { /* the session's own filter took the same samples */
		sh_err_set(err, st, 0, "the smoothing filter refuses the samples of sensor %u",
			   (unsigned)sensor);
		return st;
	}
	for (size_t i = 0, k = 0; i < r->n; i++) {
		if (r->kept[i].sample.sensor == sensor)
			r->smoothed[i] = o[k++];
	}
	return SH_OK;
}

static enum sh_status smooth_all(struct sh_smooth_rows *r, struct sh_err *err)
{
	struct sh_sample *s = malloc(r->n * sizeof(*s));
	struct sh_orientation *o = malloc(r->n * sizeof(*o));
	struct sh_smooth_work *work = malloc(r->n * sizeof(*work));
	enum sh_status st = SH_OK;

	r->smoothed = malloc(r->n * sizeof(*r->smoothed));
	if (!s || !o || !work || !r->smoothed)
		st = no_memory(err);
	for (uint32_t i = 0; i < SH_SENSORS_MAX && st == SH_OK; i++)
		st = smooth_sensor(r, i, s, o, work, err);
	free(s);
	free(o);
	free(work);
	return st;
}

/* One sample of the sensor that is judged. */
static void angles(struct sh_posture_ctx *c, const struct kept *k, const struct sh_orientation *o,
		   struct sh_posture *ret)
{
	struct sh_sample own = k->sample;
	double shift_deg;

	own.t_us = k->t_us;
	if (c->has_neutral && !k->has_neutral)
		sh_posture_measure(c, c->measure); /* another exercise */
	if (!c->has_neutral && k->has_neutral)
		(void)!sh_posture_neutral(c, &shift_deg);
	sh_posture_step(c, &own, o, ret);
	if (k->neutral)
		(void)!sh_posture_neutral(c, &shift_deg);
}

enum sh_status sh_smooth_rows_give(struct sh_smooth_rows *r, sh_run_each *each, void *each_ctx,
				   struct sh_err *err)
{
	const struct sh_session_config *config = r->config;
	struct sh_posture_ctx c;
	struct sh_posture posture;
	bool begun = false;
	enum sh_status st;

	if (r->no_memory)
		return no_memory(err);
	if (r->n == 0)
		return SH_OK;
	if ((st = smooth_all(r, err)) != SH_OK)
		return st;
	for (size_t i = 0; i < r->n; i++) {
		const struct kept *k = &r->kept[i];
		struct sh_output out = {.t_us = k->t_us};

		if (k->judged && !begun)
			sh_posture_init(&c, &config->mount[k->sample.sensor],
					config->n_steps > 0 ? config->steps[0].measure
							    : SH_MEASURE_FORWARD_TILT);
		begun = begun || k->judged;
		if (k->judged)
			angles(&c, k, &r->smoothed[i], &posture);
		out.sample = &k->sample;
		out.orientation = &r->smoothed[i];
		out.posture = k->judged ? &posture : NULL;
		each(each_ctx, &out);
	}
	return SH_OK;
}
