/* The marks of a recording.
 *
 * Only events are looked at, so the marks are what the session said and nothing of the screen's
 * own. A repetition's mark stands at its end, because that is when its verdict is there; a limit's
 * where it came on, a gap's where the data begin again. Signs are letters and not symbols: they
 * have to be told apart without colour and in ASCII.
 */

#include "tui/timeline.h"

#include <assert.h>
#include <string.h>

static const struct {
	char sign;
	enum sh_style style;
	const char *word;
} looks[SH_TIMELINE_KINDS] = {
	[SH_TIMELINE_COMMAND] = {'\'', SH_STYLE_FAINT, "pause, neutral"},
	[SH_TIMELINE_SET] = {'|', SH_STYLE_FAINT, "set"},
	[SH_TIMELINE_GOOD] = {'+', SH_STYLE_TARGET, "good"},
	[SH_TIMELINE_UNSURE] = {'?', SH_STYLE_FAINT, "not sure"},
	[SH_TIMELINE_SHALLOW] = {'-', SH_STYLE_BELOW, "too small"},
	[SH_TIMELINE_JERKY] = {'~', SH_STYLE_ABOVE, "jerky"},
	[SH_TIMELINE_DEEP] = {'v', SH_STYLE_WARN, "too deep"},
	[SH_TIMELINE_GAP] = {'x', SH_STYLE_WARN, "gap"},
	[SH_TIMELINE_MARK] = {'m', SH_STYLE_STRONG, "mark"},
	[SH_TIMELINE_PAIN] = {'P', SH_STYLE_LIMIT, "pain"},
	[SH_TIMELINE_LIMIT] = {'!', SH_STYLE_LIMIT, "limit"},
};

void sh_timeline_init(struct sh_timeline *t)
{
	assert(t);
	t->length_us = 0;
	t->whole = false;
	t->n = t->left_out = 0;
}

static void add(struct sh_timeline *t, int64_t t_us, enum sh_timeline_kind kind)
{
	if (t->n == SH_TIMELINE_MAX) {
		t->left_out++;
		return;
	}
	int i = t->n++;
	for (; i > 0 && t->marks[i - 1].t_us > t_us; i--)
		t->marks[i] = t->marks[i - 1];
	t->marks[i].t_us = t_us;
	t->marks[i].kind = kind;
}

static enum sh_timeline_kind kind_of(enum sh_verdict verdict)
{
	switch (verdict) {
	case SH_VERDICT_OK:
		return SH_TIMELINE_GOOD;
	case SH_VERDICT_SHALLOW:
		return SH_TIMELINE_SHALLOW;
	case SH_VERDICT_DEEP:
		return SH_TIMELINE_DEEP;
	case SH_VERDICT_JERKY:
		return SH_TIMELINE_JERKY;
	default:
		return SH_TIMELINE_UNSURE;
	}
}

static void take_event(struct sh_timeline *t, const struct sh_event *e)
{
	switch (e->kind) {
	case SH_EVENT_EXERCISE:
		add(t, e->t_us, SH_TIMELINE_SET);
		break;
	case SH_EVENT_NEUTRAL:
		add(t, e->t_us, SH_TIMELINE_COMMAND);
		break;
	case SH_EVENT_PHASE:
		if (e->u.phase.phase == SH_PHASE_PAUSED)
			add(t, e->t_us, SH_TIMELINE_COMMAND);
		break;
	case SH_EVENT_HOLD:
		add(t, e->t_us, e->u.hold.valid ? SH_TIMELINE_GOOD : SH_TIMELINE_SHALLOW);
		break;
	case SH_EVENT_REP:
		add(t, e->t_us, kind_of(e->u.rep.verdict));
		break;
	case SH_EVENT_WARNING:
		if (e->u.warning.on && e->u.warning.warning == SH_WARNING_LIMIT)
			add(t, e->t_us, SH_TIMELINE_LIMIT);
		break;
	case SH_EVENT_GAP:
		add(t, e->t_us, SH_TIMELINE_GAP);
		break;
	case SH_EVENT_MARK:
		add(t, e->t_us, SH_TIMELINE_MARK);
		break;
	case SH_EVENT_PAIN:
		add(t, e->t_us, SH_TIMELINE_PAIN);
		break;
	default:
		break;
	}
}

void sh_timeline_output(struct sh_timeline *t, const struct sh_output *o)
{
	assert(t && o);
	for (size_t i = 0; i < o->n_events; i++)
		take_event(t, &o->events[i]);
	if (o->t_us > t->length_us)
		t->length_us = o->t_us;
}

static bool is_of(enum sh_timeline_kind kind, enum sh_timeline_sort sort)
{
	if (sort == SH_TIMELINE_NOTED)
		return kind >= SH_TIMELINE_GAP;
	return kind >= SH_TIMELINE_GOOD;
}

const struct sh_timeline_mark *sh_timeline_find(const struct sh_timeline *t,
						enum sh_timeline_sort sort, int64_t t_us,
						bool forwards)
{
	const struct sh_timeline_mark *found = NULL;
	for (int i = 0; i < t->n; i++) {
		const struct sh_timeline_mark *m = &t->marks[i];
		if (!is_of(m->kind, sort))
			continue;
		if (forwards && m->t_us > t_us)
			return m;
		if (!forwards && m->t_us < t_us)
			found = m;
	}
	return found;
}

char sh_timeline_sign(enum sh_timeline_kind k)
{
	return k < SH_TIMELINE_KINDS ? looks[k].sign : '?';
}

enum sh_style sh_timeline_style(enum sh_timeline_kind k)
{
	return k < SH_TIMELINE_KINDS ? looks[k].style : SH_STYLE_PLAIN;
}

const char *sh_timeline_word(enum sh_timeline_kind k)
{
	return k < SH_TIMELINE_KINDS ? looks[k].word : "";
}
