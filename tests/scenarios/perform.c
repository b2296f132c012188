/* Wearer, sensor, bytes of our own protocol (or of a WitMotion sensor), session: the whole way that
 * a live session takes, without the port. Nothing here judges; breadth.c does. */

#include "perform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/quat.h"
#include "spinehold/decoder.h"

enum { NEUTRAL_SAMPLES = 2 * SH_SIM_RATE_HZ };

void die(const char *what)
{
	fprintf(stderr, "perform: %s\n", what);
	exit(2);
}

/* --- listening ---------------------------------------------------------------------------------
 */

/* The wearer sways while the neutral is taken, which nobody could see through; angles are relative
 * to the neutral taken. */
static void note_zero(struct performance *p)
{
	int n = 0;

	p->zero_now_deg = 0;
	for (int i = p->n_samples - 1; i >= 0 && n < NEUTRAL_SAMPLES; i--, n++)
		p->zero_now_deg += p->true_deg[i];
	p->zero_now_deg /= n > 0 ? n : 1;
}

static void keep(struct performance *p, const struct sh_event *e)
{
	switch (e->kind) {
	case SH_EVENT_EXERCISE:
		p->set = e->u.exercise.set;
		p->side = e->u.exercise.side;
		return;
	case SH_EVENT_NEUTRAL:
		p->neutrals++;
		note_zero(p);
		return;
	case SH_EVENT_PHASE:
		if ((e->u.phase.phase == SH_PHASE_REST ||
		     e->u.phase.phase == SH_PHASE_SWITCH_SIDE ||
		     e->u.phase.phase == SH_PHASE_DONE) &&
		    p->n_closed < PERFORM_SETS_MAX)
			p->closed_us[p->n_closed++] = e->t_us;
		return;
	case SH_EVENT_RESULT:
		p->result = *e;
		return;
	case SH_EVENT_SUMMARY:
		p->summary = *e;
		return;
	case SH_EVENT_WARNING:
		if (!e->u.warning.on)
			return;
		break;
	case SH_EVENT_HOLD:
	case SH_EVENT_REP:
	case SH_EVENT_GAP:
		break;
	default:
		return;
	}
	if (p->n_heard == PERFORM_LIST_MAX)
		die("more events than there is room for");
	p->heard[p->n_heard++] = (struct heard){*e, p->set, p->side};
}

static void listen(void *ctx, const struct sh_output *out)
{
	struct performance *p = ctx;
	int64_t k = (out->t_us + SH_SIM_PERIOD_US / 2) / SH_SIM_PERIOD_US;

	for (size_t i = 0; i < out->n_events; i++)
		keep(p, &out->events[i]);
	if (!out->posture || k < 0 || k >= p->n_samples)
		return;
	if (!out->posture->has_neutral || !out->posture->measure.observable)
		return;
	p->n_angles++;
	p->true_true += p->true_deg[k] * p->true_deg[k];
	p->true_said += p->true_deg[k] * out->posture->measure.deg;
}

/* --- performing --------------------------------------------------------------------------------
 */

static void begin(struct performance *p, const struct order *o)
{
	const char *protocol = o->format == SH_SIM_WITMOTION ? "witmotion" : "spinehold", *why = "";
	struct sh_session_config c = {.source = "simulated",
				      .program = "scenarios",
				      .protocol = sh_protocol_find(protocol),
				      .steps = &p->ex,
				      .n_steps = 1,
				      .automatic = true};
	struct sh_quat worn = {1, 0, 0, 0};

	memset(p, 0, sizeof(*p));
	p->ex = *o->ex;
	p->seed = o->seed;
	for (uint32_t i = 0; i < SH_SENSORS_MAX; i++) {
		sh_sensor_model_init(&p->model[i], o->sensor, &worn, i, o->seed, o->faults);
		c.mount[i] = o->told_mount ? p->model[i].mount : worn;
	}
	if (o->sensors == 2 && sh_sim_fault_in(o->faults, SH_FAULT_SWAPPED_SENSORS)) {
		p->model[0].sensor = 1;
		p->model[1].sensor = 0;
	}
	sh_fusion_defaults_coached(&c.fusion);
	if (sh_session_init(&p->session, &c, listen, p, &why) != SH_OK)
		die(why);
	sh_wearer_init(&p->wearer, &p->ex, o->seed, o->faults);
	sh_sim_encoder_init(&p->encoder, o->format, o->sensor, o->sensors, o->seed, o->faults);
}

static void take_truth(struct performance *p, const struct sh_sim_truth *t)
{
	struct sh_sim_event e;

	if (p->n_samples == PERFORM_SAMPLES_MAX)
		die("a performance is longer than there is room for");
	p->true_deg[p->n_samples] = t->measure_deg;
	p->zero_deg[p->n_samples] = p->zero_now_deg;
	p->doing[p->n_samples] = t->doing;
	p->n_samples++;
	p->n_moving += t->moving;
	while (sh_wearer_event(&p->wearer, &e)) {
		if (p->n_truth == PERFORM_LIST_MAX)
			die("more true events than there is room for");
		p->truth[p->n_truth++] = e;
	}
}

static void send_one(struct performance *p, const struct order *o, const struct sh_sim_truth *t,
		     uint32_t sensor)
{
	uint8_t bytes[SH_SIM_BYTES_MAX];
	struct sh_record r = {.kind = SH_RECORD_BYTES, .data = bytes};
	int segment = sensor == 0 ? SH_SIM_PELVIS : SH_SIM_THORAX;
	const struct sh_sim_segment *on;
	struct sh_sample sample;
	struct sh_quat own;

	on = &t->segment[o->sensors == 2 ? segment : t->wearing];
	sh_sensor_model_apply(&p->model[sensor], on, t->t_us, &sample);
	own = sh_quat_mul(&on->q, &p->model[sensor].mount);
	r.len = sh_sim_encode_sample(&p->encoder, &sample, &own, t->lost, bytes);
	r.t_host_us = t->t_us + sh_sim_encode_jitter_us(&p->encoder);
	if (r.t_host_us < 0)
		r.t_host_us = 0;
	sh_session_apply(&p->session, &r);
}

void perform(struct performance *p, const struct order *o)
{
	uint8_t bytes[SH_SIM_BYTES_MAX];
	struct sh_record first = {.kind = SH_RECORD_BYTES, .data = bytes};
	struct sh_sim_truth t;
	struct sh_sim_event e;

	if (o->sensors < 1 || o->sensors > SH_SENSORS_MAX || o->format == SH_SIM_CSV)
		die("this cannot be performed");
	begin(p, o);
	first.len = sh_sim_encode_start(&p->encoder, bytes);
	sh_session_apply(&p->session, &first);
	while (sh_wearer_next(&p->wearer, &t)) {
		take_truth(p, &t);
		for (uint32_t i = 0; i < o->sensors; i++)
			send_one(p, o, &t, i);
	}
	while (sh_wearer_event(&p->wearer, &e))
		if (p->n_truth < PERFORM_LIST_MAX)
			p->truth[p->n_truth++] = e;
	sh_session_finish(&p->session);
}

/* --- looking up --------------------------------------------------------------------------------
 */

const struct heard *heard_within(const struct performance *p, enum sh_event_kind kind,
				 int64_t from_us, int64_t to_us, int *at)
{
	for (; *at < p->n_heard; (*at)++) {
		const struct sh_event *e = &p->heard[*at].e;
		int64_t t_us = e->t_us;

		if (kind == SH_EVENT_HOLD)
			t_us = e->u.hold.start_us;
		if (kind == SH_EVENT_REP)
			t_us = e->u.rep.start_us;
		if (e->kind == kind && t_us >= from_us && t_us <= to_us)
			return &p->heard[(*at)++];
	}
	return NULL;
}

bool warned_within(const struct performance *p, enum sh_warning w, int64_t from_us, int64_t to_us)
{
	const struct heard *h;
	int at = 0;

	while ((h = heard_within(p, SH_EVENT_WARNING, from_us, to_us, &at)) != NULL)
		if (h->e.u.warning.warning == w)
			return true;
	return false;
}

int warnings(const struct performance *p, enum sh_warning w)
{
	int n = 0;

	for (int i = 0; i < p->n_heard; i++)
		n += p->heard[i].e.kind == SH_EVENT_WARNING && p->heard[i].e.u.warning.warning == w;
	return n;
}

bool fault_window(const struct performance *p, enum sh_sim_fault f, int *at, int64_t *ret_from_us,
		  int64_t *ret_to_us)
{
	while (*at < p->n_samples && !sh_sim_fault_in(p->doing[*at], f))
		(*at)++;
	if (*at == p->n_samples)
		return false;
	*ret_from_us = (int64_t)*at * SH_SIM_PERIOD_US;
	while (*at < p->n_samples && sh_sim_fault_in(p->doing[*at], f))
		(*at)++;
	*ret_to_us = (int64_t)*at * SH_SIM_PERIOD_US;
	return true;
}
