/* From the catalog as written to the entries handed out.
 *
 * By now every key is known and every value has its type; here are the ranges and the rules between
 * keys. Each check names the line of the key it complains about, or of the exercise where the key
 * is missing.
 *
 * Ranges are wide: they keep out slips of the finger (minutes for seconds, a lost decimal point)
 * and numbers that would make the coach's arithmetic meaningless. What is wise is the catalog's
 * matter.
 */
#include "catalog/catalog_build.h"

#include <string.h>

/** Where an exercise does not say. */
static const double default_hysteresis_deg = 1.5;
enum { DEFAULT_LEVEL = 1 };

static uint32_t child(const struct sh_catalog_build *b, uint32_t node, const char *key)
{
	uint32_t at = sh_marks_child(b->m, node, key);

	return at ? at : node;
}

static enum sh_status take_number(const struct sh_catalog_build *b, uint32_t node, const char *key,
				  const double *given, double low, double high, double *ret)
{
	if (!given)
		return SH_OK;
	if (!(*given >= low && *given <= high))
		return sh_marks_fail(b->m, child(b, node, key), b->err,
				     "'%s' is %g; it must be %g to %g", key, *given, low, high);
	*ret = *given;
	return SH_OK;
}

static enum sh_status take_count(const struct sh_catalog_build *b, uint32_t node, const char *key,
				 const int *given, int low, int high, int *ret)
{
	if (!given)
		return SH_OK;
	if (*given < low || *given > high)
		return sh_marks_fail(b->m, child(b, node, key), b->err,
				     "'%s' is %d; it must be %d to %d", key, *given, low, high);
	*ret = *given;
	return SH_OK;
}

static enum sh_status take_dose(const struct sh_catalog_build *b, uint32_t node,
				const struct sh_raw_dose *raw, struct sh_catalog_dose *ret)
{
	enum sh_status r;

	if ((r = take_number(b, node, "hold", raw->hold, 0, 600, &ret->hold_s)) < 0 ||
	    (r = take_number(b, node, "duration", raw->duration, 1, 3600, &ret->duration_s)) < 0 ||
	    (r = take_number(b, node, "rest", raw->rest, 0, 600, &ret->rest_s)) < 0 ||
	    (r = take_count(b, node, "reps", raw->reps, 1, 100, &ret->reps)) < 0 ||
	    (r = take_count(b, node, "sets", raw->sets, 1, 20, &ret->sets)) < 0 ||
	    (r = take_count(b, node, "sides", raw->sides, 1, 2, &ret->sides)) < 0 ||
	    (r = take_count(b, node, "breaths", raw->breaths, 1, 100, &ret->breaths)) < 0)
		return r;
	return SH_OK;
}

/** Does the dose hold what the mode counts? */
static enum sh_status check_dose(const struct sh_catalog_build *b, uint32_t node,
				 const struct sh_catalog_dose *dose)
{
	const char *missing = NULL;

	switch (b->raw->mode) {
	case SH_MODE_HOLD:
		if (dose->hold_s < 0.5)
			missing = "hold: of at least 0.5 seconds";
		break;
	case SH_MODE_REPS:
		if (dose->reps < 1)
			missing = "reps:";
		break;
	case SH_MODE_BREATH:
		if (dose->breaths < 1 && dose->duration_s <= 0)
			missing = "breaths: or duration:";
		break;
	default:
		if (dose->duration_s <= 0)
			missing = "duration:";
		break;
	}
	if (!missing)
		return SH_OK;
	return sh_marks_fail(b->m, node, b->err, "this exercise's mode needs a dose with %s",
			     missing);
}

static bool measure_has_angle(enum sh_measure measure)
{
	return measure != SH_MEASURE_STILLNESS && measure != SH_MEASURE_BREATHING;
}

/** Is this the angle that the movement is about? */
static bool measure_fits(enum sh_measure measure, enum sh_movement_class movement)
{
	switch (measure) {
	case SH_MEASURE_ROLL:
		return movement == SH_CLASS_TWIST;
	case SH_MEASURE_SIDE_TILT:
		return movement == SH_CLASS_SIDE;
	case SH_MEASURE_SWEEP:
		return movement == SH_CLASS_ROUND;
	case SH_MEASURE_STILLNESS:
	case SH_MEASURE_BREATHING:
		return movement == SH_CLASS_STILL || movement == SH_CLASS_BREATH;
	default:
		return movement != SH_CLASS_TWIST && movement != SH_CLASS_SIDE;
	}
}

static enum sh_status check_rules(const struct sh_catalog_build *b)
{
	const struct sh_raw_entry *raw = b->raw;
	uint32_t one = sh_marks_child(b->m, b->node, "one_sensor");

	if (!measure_fits(raw->one_sensor.measure, raw->movement))
		return sh_marks_fail(
			b->m, child(b, one, "measure"), b->err,
			"measure '%s' does not fit movement '%s'; twist takes roll, side "
			"takes side-tilt, sweep is for round",
			sh_marks_value(b->m, child(b, one, "measure")),
			sh_marks_value(b->m, child(b, b->node, "movement")));
	if ((raw->mode == SH_MODE_HOLD || raw->mode == SH_MODE_REPS) &&
	    !measure_has_angle(raw->one_sensor.measure))
		return sh_marks_fail(b->m, child(b, one, "measure"), b->err,
				     "mode '%s' needs an angle to judge by, '%s' has none",
				     sh_marks_value(b->m, child(b, b->node, "mode")),
				     sh_marks_value(b->m, child(b, one, "measure")));
	return SH_OK;
}

/** A movement named after a side needs that side's band. */
static enum sh_status check_bands_complete(const struct sh_catalog_build *b, uint32_t node,
					   const struct sh_band *positive,
					   const struct sh_band *negative)
{
	enum sh_movement_class movement = b->raw->movement;
	unsigned sides = sh_catalog_sides_of(movement);
	bool some = positive->used || negative->used;

	if (!measure_has_angle(b->raw->one_sensor.measure))
		return SH_OK;
	if (movement == SH_CLASS_STILL || movement == SH_CLASS_BREATH) {
		if (some || (b->raw->mode != SH_MODE_HOLD && b->raw->mode != SH_MODE_REPS))
			return SH_OK;
	} else if ((sides == SH_CATALOG_ARCH || positive->used) &&
		   (!(sides & SH_CATALOG_ARCH) || negative->used)) {
		return SH_OK;
	}
	return sh_marks_fail(b->m, node, b->err,
			     "a band is missing; give %s{target: [low, high], warn: .., limit: ..}",
			     sides == SH_CATALOG_TWIST			  ? "twist: "
			     : sides == SH_CATALOG_SIDE			  ? "side: "
			     : sides == SH_CATALOG_ARCH || positive->used ? "arch: "
									  : "round: ");
}

static enum sh_status check_one_line(const struct sh_catalog_build *b, uint32_t node,
				     const char *key, const char *text)
{
	if (!text || !strchr(text, '\n'))
		return SH_OK;
	return sh_marks_fail(b->m, child(b, node, key), b->err,
			     "'%s' must be one line of text; use '>-' instead of '|' to join lines",
			     key);
}

static enum sh_status take_texts(const struct sh_catalog_build *b, struct sh_catalog_entry *ret)
{
	const struct sh_raw_entry *raw = b->raw;
	uint32_t cues = sh_marks_child(b->m, b->node, "cues");
	enum sh_status r;

	if (!sh_catalog_id_is_good(raw->id))
		return sh_marks_fail(
			b->m, child(b, b->node, "id"), b->err,
			"the id '%.60s' must be 1 to 31 of a-z, 0-9 and -, not beginning "
			"with -",
			raw->id);
	if ((r = check_one_line(b, b->node, "title", raw->title)) < 0 ||
	    (r = check_one_line(b, b->node, "breath", raw->breath)) < 0)
		return r;
	for (int i = 0; i < SH_CUES; i++) {
		r = check_one_line(b, cues, sh_cue_name((enum sh_cue)i), raw->cues.text[i]);
		if (r < 0)
			return r;
		ret->cues[i] = raw->cues.text[i];
	}
	ret->id = raw->id;
	ret->title = raw->title;
	ret->breath = raw->breath ? raw->breath : "";
	ret->then = raw->then;
	ret->notes = raw->notes ? raw->notes : "";
	return SH_OK;
}

static enum sh_status take_numbers(const struct sh_catalog_build *b, struct sh_catalog_entry *ret)
{
	const struct sh_raw_entry *raw = b->raw;
	struct sh_catalog_numbers *n = &ret->numbers;
	uint32_t one = sh_marks_child(b->m, b->node, "one_sensor");
	uint32_t two = sh_marks_child(b->m, b->node, "two_sensors");
	uint32_t dose = sh_marks_child(b->m, b->node, "dose");
	uint32_t tempo = child(b, b->node, "tempo");
	enum sh_status r;

	n->stance = raw->position;
	n->dose = (struct sh_catalog_dose){.sets = 1, .sides = 1};
	n->dose.reps = raw->mode == SH_MODE_HOLD ? 1 : 0;
	if ((r = sh_catalog_build_bands(b, one, &raw->one_sensor.sides, &n->one_positive,
					&n->one_negative)) < 0 ||
	    (r = check_bands_complete(b, one, &n->one_positive, &n->one_negative)) < 0)
		return r;
	if (raw->two_sensors &&
	    ((r = sh_catalog_build_bands(b, two, raw->two_sensors, &n->two_positive,
					 &n->two_negative)) < 0 ||
	     (r = check_bands_complete(b, two, &n->two_positive, &n->two_negative)) < 0))
		return r;
	if (n->one_positive.used || n->one_negative.used)
		n->hysteresis_deg = default_hysteresis_deg;
	if ((r = take_number(b, b->node, "hysteresis", raw->hysteresis, 0.1, 20,
			     &n->hysteresis_deg)) < 0 ||
	    (r = take_dose(b, dose, &raw->dose, &n->dose)) < 0 ||
	    (r = check_dose(b, dose, &n->dose)) < 0 ||
	    (r = take_number(b, tempo, "phase_min", raw->tempo.phase_min, 0, 60,
			     &ret->phase_min_s)) < 0 ||
	    (r = take_number(b, tempo, "rate_warn", raw->tempo.rate_warn, 0, 2000,
			     &ret->rate_warn_deg_s)) < 0 ||
	    (r = take_number(b, tempo, "accel_warn", raw->tempo.accel_warn, 0, 20000,
			     &ret->accel_warn_deg_s2)) < 0)
		return r;
	return SH_OK;
}

static enum sh_status take_variant(const struct sh_catalog_build *b, uint32_t node,
				   const struct sh_raw_variant *raw, struct sh_catalog_variant *ret)
{
	struct sh_catalog_numbers *n = &ret->numbers;
	uint32_t two = child(b, node, "two_sensors"), dose = child(b, node, "dose");
	enum sh_status r;

	if ((r = check_one_line(b, node, "note", raw->note)) < 0)
		return r;
	ret->note = raw->note ? raw->note : "";
	if (raw->breath_cue)
		ret->breath_cue = *raw->breath_cue;
	for (int i = 0; raw->cues && i < SH_CUES; i++) {
		r = check_one_line(b, sh_marks_child(b->m, node, "cues"),
				   sh_cue_name((enum sh_cue)i), raw->cues->text[i]);
		if (r < 0)
			return r;
		if (raw->cues->text[i])
			ret->cues[i] = raw->cues->text[i];
	}
	if (raw->position)
		n->stance = *raw->position;
	if ((r = sh_catalog_build_bands(b, node, &raw->sides, &n->one_positive, &n->one_negative)) <
	    0)
		return r;
	if (raw->two_sensors &&
	    (r = sh_catalog_build_bands(b, two, raw->two_sensors, &n->two_positive,
					&n->two_negative)) < 0)
		return r;
	if ((r = take_number(b, node, "hysteresis", raw->hysteresis, 0.1, 20, &n->hysteresis_deg)) <
	    0)
		return r;
	if (raw->dose && ((r = take_dose(b, dose, raw->dose, &n->dose)) < 0 ||
			  (r = check_dose(b, dose, &n->dose)) < 0))
		return r;
	return SH_OK;
}

enum sh_status sh_catalog_build_entry(const struct sh_catalog_build *b,
				      struct sh_catalog_entry *ret,
				      struct sh_catalog_variant *ret_variants)
{
	const struct sh_raw_entry *raw = b->raw;
	uint32_t variants = sh_marks_child(b->m, b->node, "variants");
	enum sh_status r;

	*ret = (struct sh_catalog_entry){
		.movement = raw->movement,
		.mode = raw->mode,
		.measure = raw->one_sensor.measure,
		.site = raw->one_sensor.site,
		.level = DEFAULT_LEVEL,
		.has_entry_side = raw->entry == SH_RAW_ENTRY_SIDE,
		.gate_off = raw->gate == SH_RAW_GATE_OFF,
		.neutral_first = raw->neutral == SH_RAW_NEUTRAL_FIRST,
		.breath_cue = raw->breath_cue,
		.variants = ret_variants,
		.line = b->m->nodes[b->node].line,
	};
	if ((r = take_texts(b, ret)) < 0 || (r = check_rules(b)) < 0 ||
	    (r = take_count(b, b->node, "level", raw->level, 0, 3, &ret->level)) < 0 ||
	    (r = take_numbers(b, ret)) < 0)
		return r;
	for (size_t i = 0; i < SH_CATALOG_VARIANTS_MAX; i++) {
		const struct sh_raw_variant *v = raw->variants.of[i];
		struct sh_catalog_variant *out = &ret_variants[ret->n_variants];

		if (!v)
			continue;
		*out = (struct sh_catalog_variant){.numbers = ret->numbers,
						   .breath_cue = ret->breath_cue};
		memcpy(out->cues, ret->cues, sizeof out->cues);
		out->name = sh_catalog_schema_variant(b->schema, i);
		if ((r = take_variant(b, child(b, variants, out->name), v, out)) < 0)
			return r;
		ret->n_variants++;
	}
	return SH_OK;
}
