#define _POSIX_C_SOURCE 200809L

#include "app/last_words.h"

#include <string.h>
#include <unistd.h>

#include "app/signals.h"
#include "sink/sink.h"

enum { PAIN_STOPS = 6 }; /* biomechanics 1.7, R14 */

void sh_last_words_note(struct sh_last_words *w, const struct sh_output *out)
{
	for (size_t i = 0; i < out->n_events; i++) {
		const struct sh_event *e = &out->events[i];

		if (e->kind == SH_EVENT_RESULT) {
			w->result = *e;
			w->has_result = true;
			memcpy(w->exercise, e->u.result.exercise, sizeof(w->exercise));
			w->exercise[sizeof(w->exercise) - 1] = '\0';
		} else if (e->kind == SH_EVENT_PAIN && (e->u.pain.leg || e->u.pain.level >= PAIN_STOPS)) {
			w->pain = *e;
			w->has_pain = true;
		} else if (e->kind == SH_EVENT_SUMMARY) {
			w->summary = *e;
			w->has_summary = true;
		}
	}
}

void sh_last_words_say(struct sh_last_words *w)
{
	struct sh_sink_options o = {STDOUT_FILENO, NULL, &sh_signals_stop};
	struct sh_coach_view view = {0};
	struct sh_output out = {0};
	struct sh_event events[3];
	struct sh_err err = {0};
	void *sink;

	if (w->has_pain)
		events[out.n_events++] = w->pain;
	if (w->has_result) {
		events[out.n_events] = w->result;
		events[out.n_events++].u.result.exercise = w->exercise;
	}
	if (w->has_summary)
		events[out.n_events++] = w->summary;
	if (out.n_events == 0 || sh_sink_plain.open(&o, &sink, &err) != SH_OK)
		return;
	out.events = events;
	out.coach = &view;
	(void)!sh_sink_plain.output(sink, &out, &err);
	(void)sh_sink_plain.close(sink);
}
