/* One step: the catalog's numbers, then the variant, the dose, the limits, the side.
 *
 * A dose that the exercise's mode does not use is refused instead of dropped, and so is a limit
 * above the catalog's: whoever writes a programme would not notice that nothing, or something
 * dangerous, had come of it. Ranges are those of the command line's doses.
 *
 * `side: left` turns an exercise with two sides into one without. Where the angle has a sign
 * (twists, side bends) the other direction keeps its warn and its limit, but its target is drawn up
 * to just below warn: nothing counts there, and too far is still too far.
 */
#include "catalog/programme_step.h"

#include <stdio.h>
#include <string.h>

#include "catalog/catalog_build.h"
#include "catalog/near.h"

/* Where the direction that is not asked for has its target: shares of warn. */
static const double CLOSED_LOW = 0.97, CLOSED_HIGH = 0.98;

uint32_t sh_programme_place(const struct sh_programme_build *b, uint32_t node, const char *key)
{
	uint32_t at = sh_marks_child(b->m, node, key);

	return at ? at : node;
}

/* --- exercise and variant ------------------------------------------------------------------------
 */

static enum sh_status find_entry(const struct sh_programme_build *b,
				 const struct sh_catalog_entry **ret)
{
	struct sh_err why;

	if (sh_catalog_need(b->catalog, b->raw->exercise, ret, &why) == SH_OK)
		return SH_OK;
	return sh_marks_fail(b->m, sh_programme_place(b, b->node, "exercise"), b->err, "%s",
			     why.message);
}

static enum sh_status check_variant(const struct sh_programme_build *b,
				    const struct sh_catalog_entry *e)
{
	const char *wanted = b->raw->variant, *near = NULL;
	uint32_t at = sh_programme_place(b, b->node, "variant");
	char known[320] = "";
	size_t used = 0;

	for (size_t i = 0; wanted && i < e->n_variants; i++) {
		const char *name = e->variants[i].name;

		if (strcmp(name, wanted) == 0)
			return SH_OK;
		if (!near && sh_near(wanted, name))
			near = name;
		if (used + strlen(name) + 3 < sizeof known)
			used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
						 used ? ", " : "", name);
	}
	if (!wanted)
		return SH_OK;
	if (used == 0)
		return sh_marks_fail(b->m, at, b->err,
				     "%s has no variant '%.31s', and no other; take it out", e->id,
				     wanted);
	return sh_marks_fail(b->m, at, b->err, "%s has no variant '%.31s'%s%s%s; it has: %s", e->id,
			     wanted, near ? ", did you mean '" : "", near ? near : "",
			     near ? "'?" : "", known);
}

/* --- dose ----------------------------------------------------------------------------------------
 */

static enum sh_status refuse(const struct sh_programme_build *b, const char *key, const char *id,
			     const char *fix)
{
	uint32_t dose = sh_marks_child(b->m, b->node, "dose");

	return sh_marks_fail(b->m, sh_programme_place(b, dose, key), b->err,
			     "'%s' does not apply to %s; %s", key, id, fix);
}

static enum sh_status take_number(const struct sh_programme_build *b, uint32_t node,
				  const char *key, const double *given, double low, double high,
				  double *ret)
{
	if (!given)
		return SH_OK;
	if (!(*given >= low && *given <= high))
		return sh_marks_fail(b->m, sh_programme_place(b, node, key), b->err,
				     "'%s' is %g; it must be %g to %g seconds", key, *given, low,
				     high);
	*ret = *given;
	return SH_OK;
}

static enum sh_status take_count(const struct sh_programme_build *b, uint32_t node, const char *key,
				 const int *given, int high, int *ret)
{
	if (!given)
		return SH_OK;
	if (*given < 1 || *given > high)
		return sh_marks_fail(b->m, sh_programme_place(b, node, key), b->err,
				     "'%s' is %d; it must be 1 to %d", key, *given, high);
	*ret = *given;
	return SH_OK;
}

static enum sh_status take_dose(const struct sh_programme_build *b, struct sh_exercise *x)
{
	const struct sh_raw_dose *d = b->raw->dose;
	uint32_t node = sh_marks_child(b->m, b->node, "dose");
	bool counts = x->mode == SH_MODE_HOLD || x->mode == SH_MODE_REPS;
	enum sh_status r;

	if (!d)
		return SH_OK;
	if (!counts && d->hold)
		return refuse(b, "hold", x->id, "it goes by time: write 'duration'");
	if (!counts && d->reps)
		return refuse(b, "reps", x->id, "it goes by time: write 'duration' or 'sets'");
	if (counts && d->duration)
		return refuse(b, "duration", x->id,
			      "it is counted: write 'hold', 'reps' or 'sets'");
	if (d->breaths && x->mode != SH_MODE_BREATH && x->breaths == 0)
		return refuse(b, "breaths", x->id,
			      counts ? "write 'hold', 'reps' or 'sets'" : "write 'duration'");
	if ((r = take_number(b, node, "hold", d->hold, 0.5, 600, &x->hold_s)) < 0 ||
	    (r = take_number(b, node, "duration", d->duration, 1, 3600, &x->duration_s)) < 0 ||
	    (r = take_number(b, node, "rest", d->rest, 0, 600, &x->rest_s)) < 0 ||
	    (r = take_count(b, node, "reps", d->reps, 100, &x->reps)) < 0 ||
	    (r = take_count(b, node, "sets", d->sets, 20, &x->sets)) < 0 ||
	    (r = take_count(b, node, "breaths", d->breaths, 100, &x->breaths)) < 0)
		return r;
	return SH_OK;
}

/* --- limits --------------------------------------------------------------------------------------
 */

static enum sh_status check_lowered(const struct sh_programme_build *b, uint32_t node,
				    const char *key, const char *id, const struct sh_band *before,
				    const struct sh_band *now)
{
	uint32_t at = sh_marks_child(b->m, node, key);

	if (!at || !now->used)
		return SH_OK;
	if (!before->used)
		return sh_marks_fail(b->m, at, b->err,
				     "%s has no numbers for '%s' that could be lowered; take it "
				     "out",
				     id, key);
	if (now->limit_deg > before->limit_deg)
		return sh_marks_fail(b->m, sh_programme_place(b, at, "limit"), b->err,
				     "%s: limit is %g, above the catalog's %g; a programme may "
				     "lower a limit, never raise it",
				     key, now->limit_deg, before->limit_deg);
	return SH_OK;
}

/* Merges the bands that stand in the map at `node` over those of one or two sensors. */
static enum sh_status lower(const struct sh_programme_build *b, uint32_t node,
			    const struct sh_catalog_entry *e, const struct sh_raw_sides *sides,
			    struct sh_band *positive, struct sh_band *negative)
{
	const struct sh_raw_entry raw = {.movement = e->movement};
	const struct sh_catalog_build bands = {.m = b->m, .raw = &raw, .node = node, .err = b->err};
	const struct sh_band before[2] = {*positive, *negative};
	enum sh_status r = sh_catalog_build_bands(&bands, node, sides, positive, negative);

	if (r < 0 || (r = check_lowered(b, node, "round", e->id, &before[0], positive)) < 0 ||
	    (r = check_lowered(b, node, "arch", e->id, &before[1], negative)) < 0 ||
	    (r = check_lowered(b, node, "twist", e->id, &before[0], positive)) < 0 ||
	    (r = check_lowered(b, node, "side", e->id, &before[0], positive)) < 0)
		return r;
	return SH_OK;
}

static const struct sh_catalog_numbers *numbers_of(const struct sh_catalog_entry *e,
						   const char *variant)
{
	for (size_t i = 0; variant && i < e->n_variants; i++)
		if (strcmp(e->variants[i].name, variant) == 0)
			return &e->variants[i].numbers;
	return &e->numbers;
}

static enum sh_status take_limits(const struct sh_programme_build *b,
				  const struct sh_catalog_entry *e, struct sh_exercise *x)
{
	const struct sh_raw_limits *l = b->raw->limits;
	const struct sh_catalog_numbers *n = numbers_of(e, b->raw->variant);
	struct sh_band one[2] = {n->one_positive, n->one_negative};
	struct sh_band two[2] = {n->two_positive, n->two_negative};
	uint32_t node = sh_marks_child(b->m, b->node, "limits");
	uint32_t two_node = sh_marks_child(b->m, node, "two_sensors");
	enum sh_status r;

	if (!l)
		return SH_OK;
	if (l->two_sensors && b->sensors == 1)
		return sh_marks_fail(
			b->m, two_node, b->err,
			"'two_sensors' limits the curve between two sensors, which one "
			"sensor cannot see; write 'sensors: 2' at the top, or take it "
			"out");
	if ((r = lower(b, node, e, &l->sides, &one[0], &one[1])) < 0 ||
	    (l->two_sensors && (r = lower(b, two_node, e, l->two_sensors, &two[0], &two[1])) < 0))
		return r;
	x->positive = b->sensors == 1 ? one[0] : two[0];
	x->negative = b->sensors == 1 ? one[1] : two[1];
	return SH_OK;
}

/* --- side ----------------------------------------------------------------------------------------
 */

static void close_band(struct sh_band *b)
{
	b->low_deg = CLOSED_LOW * b->warn_deg;
	b->high_deg = CLOSED_HIGH * b->warn_deg;
}

static void one_side(struct sh_exercise *x, enum sh_side side)
{
	static const char *const words[] = {"", " (left)", " (right)"};
	bool left = side == SH_SIDE_LEFT;
	size_t n = strlen(x->title), more = strlen(words[side]);

	x->sides = 1;
	if (n + more < sizeof x->title)
		memcpy(x->title + n, words[side], more + 1);
	if (x->stance == SH_STANCE_SIDE)
		x->stance = left ? SH_STANCE_SIDE_LEFT : SH_STANCE_SIDE_RIGHT;
	else if (x->measure == SH_MEASURE_ROLL && x->mode == SH_MODE_REPS) /* left is positive */
		close_band(left ? &x->negative : &x->positive);
	else if (x->measure == SH_MEASURE_SIDE_TILT && x->mode == SH_MODE_REPS)
		close_band(left ? &x->positive : &x->negative);
}

static enum sh_status take_side(const struct sh_programme_build *b, struct sh_exercise *x)
{
	enum sh_side side = b->raw->side ? *b->raw->side : SH_SIDE_BOTH;

	if (side == SH_SIDE_BOTH)
		return SH_OK;
	if (x->sides < 2)
		return sh_marks_fail(b->m, sh_programme_place(b, b->node, "side"), b->err,
				     "'side' does not apply to %s, which has no sides; take it out",
				     x->id);
	one_side(x, side);
	return SH_OK;
}

/* --- all of it
 * ------------------------------------------------------------------------------------ */

static enum sh_status check_note(const struct sh_programme_build *b)
{
	if (!b->raw->note || !strchr(b->raw->note, '\n'))
		return SH_OK;
	return sh_marks_fail(
		b->m, sh_programme_place(b, b->node, "note"), b->err,
		"'note' must be one line of text; use '>-' instead of '|' to join lines");
}

static enum sh_status take_numbers(const struct sh_programme_build *b,
				   const struct sh_catalog_entry *e, struct sh_exercise *x)
{
	struct sh_err why;

	if (sh_catalog_exercise(e, b->raw ? b->raw->variant : NULL, NULL, b->sensors, x, &why) ==
	    SH_OK)
		return SH_OK;
	return sh_marks_fail(b->m, b->node, b->err, "%s", why.message);
}

enum sh_status sh_programme_build_step(const struct sh_programme_build *b,
				       struct sh_programme_step *ret, struct sh_exercise *x)
{
	const struct sh_raw_step *raw = b->raw;
	const struct sh_catalog_entry *e = NULL;
	double rest_s = -1;
	enum sh_status r;

	if ((r = find_entry(b, &e)) < 0 || (r = check_variant(b, e)) < 0 ||
	    (r = take_numbers(b, e, x)) < 0 || (r = take_dose(b, x)) < 0 ||
	    (r = take_limits(b, e, x)) < 0 || (r = take_side(b, x)) < 0 ||
	    (r = take_number(b, b->node, "rest", raw->rest, 0, 600, &rest_s)) < 0 ||
	    (r = check_note(b)) < 0)
		return r;
	*ret = (struct sh_programme_step){
		.entry = e,
		.note = raw->note ? raw->note : "",
		.side = raw->side ? *raw->side : SH_SIDE_BOTH,
		.rest_after_s = rest_s < 0 ? x->rest_s : rest_s,
		.has_limits = raw->limits != NULL,
		.line = b->m->nodes[b->node].line,
	};
	return SH_OK;
}

enum sh_status sh_programme_plain_step(const struct sh_programme_build *b, const char *id,
				       struct sh_programme_step *ret, struct sh_exercise *x)
{
	struct sh_programme_build plain = *b;
	const struct sh_catalog_entry *e = sh_catalog_find(b->catalog, id);
	enum sh_status r;

	plain.raw = NULL;
	if (!e)
		return sh_marks_fail(
			b->m, b->node, b->err,
			"this needs the exercise '%s', which the catalog does not have", id);
	if ((r = take_numbers(&plain, e, x)) < 0)
		return r;
	*ret = (struct sh_programme_step){
		.entry = e,
		.note = "",
		.rest_after_s = x->rest_s,
		.line = b->m->nodes[b->node].line,
	};
	return SH_OK;
}
