/* The numbers in force: an entry, one of its variants, what the wearer asked for.
 *
 * An override that the exercise's mode does not use is refused instead of dropped: whoever types
 * `--hold 30` for the cat wants thirty seconds of something, and would not notice that nothing
 * changed. The messages name the option that would do it.
 *
 * With two sensors the angle is the one between them, a rotation of the upper in the lower about
 * the same axes; so a pelvic tilt or a sweep becomes a forward tilt, whose positive side is round
 * too.
 */
#include <stdio.h>
#include <string.h>

#include "catalog/catalog.h"
#include "support/err.h"

const struct sh_catalog_variant *sh_catalog_variant(const struct sh_catalog_entry *e,
						    const char *name)
{
	for (size_t i = 0; name && i < e->n_variants; i++)
		if (strcmp(e->variants[i].name, name) == 0)
			return &e->variants[i];
	return NULL;
}

const char *sh_catalog_cue(const struct sh_catalog_entry *e, const char *variant, enum sh_cue cue)
{
	const struct sh_catalog_variant *v = sh_catalog_variant(e, variant);

	if ((unsigned)cue >= SH_CUES)
		return NULL;
	return v ? v->cues[cue] : e->cues[cue];
}

static enum sh_status find_numbers(const struct sh_catalog_entry *e, const char *variant,
				   const struct sh_catalog_numbers **ret, struct sh_err *err)
{
	char known[320] = "";
	size_t used = 0;

	if (!variant || variant[0] == '\0') {
		*ret = &e->numbers;
		return SH_OK;
	}
	if (sh_catalog_variant(e, variant)) {
		*ret = &sh_catalog_variant(e, variant)->numbers;
		return SH_OK;
	}
	for (size_t i = 0; i < e->n_variants; i++) {
		const char *name = e->variants[i].name;

		if (used + strlen(name) + 3 < sizeof known)
			used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
						 used ? ", " : "", name);
	}
	if (e->n_variants > 0)
		sh_err_set(err, SH_ERR_CONFIG, 0, "%s has no variant '%.60s'; it has: %s", e->id,
			   variant, known);
	else
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "%s has no variant '%.60s', and no other; leave --variant out", e->id,
			   variant);
	return SH_ERR_CONFIG;
}

static enum sh_status refuse(const struct sh_catalog_entry *e, const char *option, const char *fix,
			     struct sh_err *err)
{
	sh_err_set(err, SH_ERR_CONFIG, 0, "%s does not apply to %s; %s", option, e->id, fix);
	return SH_ERR_CONFIG;
}

static enum sh_status override_s(const char *option, double given, double low, double high,
				 double *s, struct sh_err *err)
{
	/* Written so that a NaN, which is neither below zero nor in range, is refused. */
	if (given < 0)
		return SH_OK;
	if (!(given >= low && given <= high)) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "%s is %g; it must be %g to %g seconds", option,
			   given, low, high);
		return SH_ERR_CONFIG;
	}
	*s = given;
	return SH_OK;
}

static enum sh_status override_count(const char *option, int given, int high, int *count,
				     struct sh_err *err)
{
	if (given < 0)
		return SH_OK;
	if (given < 1 || given > high) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "%s is %d; it must be 1 to %d", option, given,
			   high);
		return SH_ERR_CONFIG;
	}
	*count = given;
	return SH_OK;
}

static enum sh_status apply_overrides(const struct sh_catalog_entry *e,
				      const struct sh_dose_overrides *d, struct sh_exercise *x,
				      struct sh_err *err)
{
	bool counts_holds = x->mode == SH_MODE_HOLD || x->mode == SH_MODE_REPS;
	enum sh_status r;

	if (!counts_holds && !(d->hold_s < 0))
		return refuse(e, "--hold", "use --duration", err);
	if (!counts_holds && d->reps >= 0)
		return refuse(e, "--reps", "use --duration or --sets", err);
	if (counts_holds && !(d->duration_s < 0))
		return refuse(e, "--duration", "use --hold, --reps or --sets", err);
	if ((r = override_s("--hold", d->hold_s, 0.5, 600, &x->hold_s, err)) < 0 ||
	    (r = override_s("--duration", d->duration_s, 1, 3600, &x->duration_s, err)) < 0 ||
	    (r = override_s("--rest", d->rest_s, 0, 600, &x->rest_s, err)) < 0 ||
	    (r = override_count("--reps", d->reps, 100, &x->reps, err)) < 0 ||
	    (r = override_count("--sets", d->sets, 20, &x->sets, err)) < 0)
		return r;
	return SH_OK;
}

static enum sh_measure measure_between(enum sh_measure one_sensor)
{
	switch (one_sensor) {
	case SH_MEASURE_PELVIC_TILT:
	case SH_MEASURE_SWEEP:
		return SH_MEASURE_FORWARD_TILT;
	default:
		return one_sensor;
	}
}

static enum sh_status take_bands(const struct sh_catalog_entry *e,
				 const struct sh_catalog_numbers *n, int sensors,
				 struct sh_exercise *x, struct sh_err *err)
{
	bool one = n->one_positive.used || n->one_negative.used;
	bool two = n->two_positive.used || n->two_negative.used;

	if (sensors == 1) {
		x->positive = n->one_positive;
		x->negative = n->one_negative;
		return SH_OK;
	}
	if (sensors != 2) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "%d sensors; it must be 1 or 2", sensors);
		return SH_ERR_CONFIG;
	}
	if (one && !two) {
		sh_err_set(
			err, SH_ERR_CONFIG, 0,
			"%s has no numbers for two sensors; wear one, or add 'two_sensors' to the "
			"catalog",
			e->id);
		return SH_ERR_CONFIG;
	}
	x->measure = measure_between(e->measure);
	x->from_standing = e->measure == SH_MEASURE_SWEEP; /* no still start to count from */
	x->positive = n->two_positive;
	x->negative = n->two_negative;
	return SH_OK;
}

enum sh_status sh_catalog_exercise(const struct sh_catalog_entry *e, const char *variant,
				   const struct sh_dose_overrides *dose, int sensors,
				   struct sh_exercise *ret, struct sh_err *err)
{
	const struct sh_catalog_numbers *n = NULL;
	struct sh_exercise x;
	enum sh_status r;

	/* Padding too, so that two exercises with the same numbers are the same bytes. */
	memset(&x, 0, sizeof x);
	if ((r = find_numbers(e, variant, &n, err)) < 0)
		return r;
	snprintf(x.id, sizeof x.id, "%s", e->id);
	snprintf(x.title, sizeof x.title, "%s", e->title);
	snprintf(x.variant, sizeof x.variant, "%s", variant ? variant : "");
	x.stance = e->gate_off ? SH_STANCE_ANY : n->stance;
	x.movement = e->movement;
	x.mode = e->mode;
	x.measure = e->measure;
	x.site = e->site;
	x.hysteresis_deg = n->hysteresis_deg;
	x.hold_s = n->dose.hold_s;
	x.duration_s = n->dose.duration_s;
	x.rest_s = n->dose.rest_s;
	x.reps = n->dose.reps;
	x.sets = n->dose.sets;
	x.sides = n->dose.sides;
	x.breaths = n->dose.breaths;
	x.phase_min_s = e->phase_min_s;
	x.rate_warn_deg_s = e->rate_warn_deg_s;
	x.accel_warn_deg_s2 = e->accel_warn_deg_s2;
	x.breath_cue = e->breath_cue;
	if (sh_catalog_variant(e, variant))
		x.breath_cue = sh_catalog_variant(e, variant)->breath_cue;
	x.from_side = e->has_entry_side;
	x.neutral_first = e->neutral_first;
	if ((r = take_bands(e, n, sensors, &x, err)) < 0)
		return r;
	if (dose && (r = apply_overrides(e, dose, &x, err)) < 0)
		return r;
	*ret = x;
	return SH_OK;
}
