/* Finding out again, in the middle of a session, how the sensor is worn.
 *
 * Two commands: one begins a wearing calibration, the other takes its result back. Everything
 * between is a function of the samples, so a log that has the command has all of it, and a replay
 * comes to the same mount at the same sample. The exercise pauses meanwhile; nothing is judged,
 * since nobody knows the axes; then it goes on where it was and takes its neutral anew.
 *
 * With two sensors both follow the same poses. What one of them does not pass begins anew for both.
 */

#include "core/coach_part.h"
#include "core/quat.h"
#include "core/session_part.h"

static const double UPRIGHT = 0.7; /* cosine: less is not standing now */

static bool in_use(const struct sh_session *s, uint32_t i)
{
	return s->two || i == s->judged;
}

static bool upper(const struct sh_session *s, uint32_t i)
{
	bool l1 = s->coach.begun && s->coach.ex.site == SH_SITE_L1;

	return i == 1 || (l1 && !s->two);
}

static void say(struct sh_session *s, const char *step, const struct sh_wear_quality *q,
		const char *words)
{
	struct sh_event *e = sh_events_add(&s->events, SH_EVENT_WEAR, s->t_us);

	e->u.wear.step = step;
	e->u.wear.verdict = q ? sh_wear_verdict_name(q->verdict) : NULL;
	e->u.wear.reason = q ? sh_wear_reason_name(q->reason) : NULL;
	e->u.wear.words = words;
}

static bool coaching(const struct sh_session *s)
{
	return s->coach.begun && !s->coach.over && s->step_rest_until < 0;
}

static void coach_command(struct sh_session *s, enum sh_command_kind kind)
{
	struct sh_command c = {kind, 0};

	s->coach.t_us = s->t_us; /* it was not stepped meanwhile */
	if (coaching(s))
		sh_coach_command(&s->coach, &c, &s->events);
}

static void begin(struct sh_session *s, enum sh_wear_method method)
{
	for (uint32_t i = 0; i < SH_SENSORS_MAX; i++) {
		sh_wear_begin(&s->retake.wear[i], method, upper(s, i));
		s->retake.wear[i].rise = s->posture.up.z < UPRIGHT;
	}
}

static void say_step(struct sh_session *s, const struct sh_wear_quality *q)
{
	enum sh_wear_step step = s->retake.wear[s->judged].step;

	say(s, sh_wear_step_name(step), q, q ? sh_wear_words(q) : sh_wear_step_words(step));
}

/* The mounts as they now are come into force. */
static void remount(struct sh_session *s)
{
	for (uint32_t i = 0; i < SH_SENSORS_MAX; i++)
		s->config.mount[i] = s->retake.mounts[i].now;
	sh_posture_remount(&s->posture_ctx, &s->config.mount[s->judged]);
	if (s->two)
		sh_curve_remount(&s->curve, s->config.mount);
	sh_coach_remount(&s->coach);
}

static void finish(struct sh_session *s, const struct sh_wear_quality *worst)
{
	for (uint32_t i = 0; i < SH_SENSORS_MAX; i++)
		sh_wear_take(&s->retake.mounts[i],
			     in_use(s, i) ? &s->retake.wear[i].mount : &s->config.mount[i]);
	s->retake.on = false;
	say(s, sh_wear_step_name(SH_WEAR_DONE), worst, sh_wear_words(worst));
	remount(s);
	if (s->retake.paused)
		coach_command(s, SH_COMMAND_START);
}

void sh_session_wear_command(struct sh_session *s, const struct sh_command *c)
{
	int last = SH_WEAR_METHODS - 1;

	if (c->kind == SH_COMMAND_WEAR_UNDO) {
		bool undone = false;

		for (uint32_t i = 0; i < SH_SENSORS_MAX; i++)
			undone |= sh_wear_swap(&s->retake.mounts[i]);
		if (undone) {
			remount(s);
			say(s, "undone", NULL, "The sensor's place is again as it was before.");
		}
		return;
	}
	if (!s->retake.on) {
		s->retake.paused = coaching(s) && s->coach.phase != SH_PHASE_PAUSED;
		if (!s->retake.mounts[0].can_undo)
			for (uint32_t i = 0; i < SH_SENSORS_MAX; i++)
				s->retake.mounts[i].now = s->config.mount[i];
		coach_command(s, SH_COMMAND_PAUSE);
	}
	s->retake.on = true;
	begin(s, (enum sh_wear_method)(c->value < 0 || c->value > last ? 0 : c->value));
	say_step(s, NULL);
}

void sh_session_wear_stop(struct sh_session *s)
{
	if (s->retake.on)
		say(s, "stopped", NULL, "The sensor's place stays as it was.");
	s->retake.on = false;
	s->coach.t_us = s->t_us;
}

void sh_session_wear_sample(struct sh_session *s, const struct sh_sample *sample,
			    const struct sh_orientation *o)
{
	struct sh_wear *w = &s->retake.wear[sample->sensor],
		       *other = &s->retake.wear[!sample->sensor];
	const struct sh_wear_quality *worst = &w->quality;
	enum sh_wear_news news;

	if (!s->retake.on || !in_use(s, sample->sensor))
		return;
	news = sh_wear_step(w, sample, o);
	if (news == SH_WEAR_AGAIN) {
		struct sh_wear_quality q = w->quality;

		if (s->two)
			begin(s, w->method);
		say(s, sh_wear_step_name(w->step), &q, sh_wear_words(&q));
	} else if (news == SH_WEAR_NEXT && sample->sensor == s->judged) {
		say_step(s, NULL);
	} else if (news == SH_WEAR_FINISHED && (!s->two || other->step == SH_WEAR_DONE)) {
		if (s->two && other->quality.verdict > worst->verdict)
			worst = &other->quality;
		finish(s, worst);
	}
}
