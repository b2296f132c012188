/* What a therapist would want to be asked about before a programme is done: not faults, so nothing
 * here refuses anything.
 *
 *   groups  a session stretches, twists softly and strengthens: R18
 *   rest    two minutes of held rounding leave the back less stiff; half of it is back after two
 *           minutes, so at least 60 s of rest come before the trunk is lifted: biomechanics 1.7
 *   moves   one sensor sees one segment, and it is worn where the exercise asks for it
 *
 * As rest counts what the steps rest and what goes on without a movement: lying, breathing.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "catalog/programme.h"

static const double LONG_ROUND_S = 120, REST_S = 60;

struct advice {
	struct sh_programme_advice *list;
	size_t n;
};

__attribute__((format(printf, 3, 4))) static void add(struct advice *a, int line,
						      const char *format, ...)
{
	va_list args;

	if (a->n == SH_PROGRAMME_ADVICE_MAX)
		return;
	va_start(args, format);
	vsnprintf(a->list[a->n].text, sizeof a->list[a->n].text, format, args);
	va_end(args);
	a->list[a->n++].line = line;
}

enum sh_programme_group sh_programme_group(const struct sh_catalog_entry *e)
{
	enum sh_stance s = e->numbers.stance;
	bool on_side = s == SH_STANCE_SIDE || s == SH_STANCE_SIDE_LEFT || s == SH_STANCE_SIDE_RIGHT;

	switch (e->movement) {
	case SH_CLASS_TWIST:
		return SH_GROUP_TWIST;
	case SH_CLASS_STILL:
	case SH_CLASS_BREATH:
	case SH_CLASSES:
		return SH_GROUP_REST;
	default:
		return e->site == SH_SITE_L1 || on_side ? SH_GROUP_STRENGTH : SH_GROUP_STRETCH;
	}
}

const char *sh_programme_group_name(enum sh_programme_group g)
{
	static const char *const names[SH_GROUPS] = {
		[SH_GROUP_STRETCH] = "stretching",
		[SH_GROUP_TWIST] = "twisting",
		[SH_GROUP_STRENGTH] = "strengthening",
		[SH_GROUP_REST] = "rest",
	};

	return (unsigned)g < SH_GROUPS ? names[g] : "unknown";
}

static void balance(const struct sh_programme *p, struct advice *a)
{
	static const char *const fix[SH_GROUPS] = {
		[SH_GROUP_STRETCH] = "as knee-hug or cat",
		[SH_GROUP_TWIST] = "as crocodile-1",
		[SH_GROUP_STRENGTH] = "as fish-lifts, curl-tilts or oblique-raise",
	};
	bool has[SH_GROUPS] = {false};

	for (size_t i = 0; i < sh_programme_count(p); i++)
		has[sh_programme_group(sh_programme_step(p, i)->entry)] = true;
	for (int g = SH_GROUP_STRETCH; g < SH_GROUP_REST; g++)
		if (!has[g])
			add(a, sh_programme_step(p, 0)->line,
			    "there is no %s in it; a balanced session stretches, twists and "
			    "strengthens: add one, %s",
			    sh_programme_group_name((enum sh_programme_group)g), fix[g]);
}

/* Seconds of rounding that a step holds. */
static double rounding_s(const struct sh_exercise *x)
{
	if (x->mode != SH_MODE_HOLD || x->movement != SH_CLASS_ROUND)
		return 0;
	return x->hold_s * (x->reps > 1 ? x->reps : 1) * x->sets * x->sides;
}

static bool lifts_trunk(const struct sh_programme_step *s)
{
	return s->entry->site == SH_SITE_L1;
}

static void rest_before_lifts(const struct sh_programme *p, struct advice *a)
{
	double rounded_s = 0, rested_s = 0;
	const struct sh_exercise *all = sh_programme_exercises(p);

	for (size_t i = 0; i < sh_programme_count(p); i++) {
		const struct sh_programme_step *s = sh_programme_step(p, i);
		const struct sh_exercise *x = &all[i];
		bool quiet = sh_programme_group(s->entry) == SH_GROUP_REST;

		if (lifts_trunk(s) && rounded_s >= LONG_ROUND_S && rested_s < REST_S)
			add(a, s->line,
			    "%s comes after %g s of held rounding with %g s of rest between them; "
			    "give it at least %g: 'rest: %g' in the step before",
			    x->id, rounded_s, rested_s, REST_S, REST_S);
		if (rounding_s(x) > 0) {
			rounded_s = rested_s >= REST_S ? 0 : rounded_s;
			rounded_s += rounding_s(x);
			rested_s = 0;
		} else if (lifts_trunk(s)) {
			rounded_s = 0; /* said once */
		} else if (quiet) {
			rested_s += x->mode == SH_MODE_HOLD ? x->hold_s * x->sets * x->sides
							    : x->duration_s * x->sets;
		}
		rested_s += s->rest_after_s;
	}
}

static void moves(const struct sh_programme *p, struct advice *a)
{
	enum sh_site at = SH_SITES;
	char list[300] = "";
	size_t used = 0;
	int n = 0, line = 0;

	for (size_t i = 0; i < sh_programme_count(p); i++) {
		const struct sh_programme_step *s = sh_programme_step(p, i);
		enum sh_site site = s->entry->site;

		if (s->origin == SH_PROGRAMME_PAUSE || s->entry->mode == SH_MODE_REST)
			continue; /* any place will do for lying still */
		if (at != SH_SITES && site != at) {
			line = n++ == 0 ? s->line : line;
			if (used + SH_ID_MAX + 24 < sizeof list)
				used += (size_t)snprintf(list + used, sizeof list - used,
							 "%s%s for %s", used ? ", " : "",
							 sh_site_name(site), s->entry->id);
			else if (strcmp(list + used - 3, "...") != 0)
				used += (size_t)snprintf(list + used, sizeof list - used, ", ...");
		}
		at = site;
	}
	if (n > 0)
		add(a, line, "the sensor has to be moved %d %s: %s", n, n == 1 ? "time" : "times",
		    list);
}

size_t sh_programme_advise(const struct sh_programme *p, struct sh_programme_advice *ret)
{
	struct advice a = {.list = ret};

	balance(p, &a);
	rest_before_lifts(p, &a);
	moves(p, &a);
	return a.n;
}
