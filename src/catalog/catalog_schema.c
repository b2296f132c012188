/* The catalog's keys, and how libcyaml stores each.
 *
 * These tables are the format: sh_shape_check walks them to explain a mistake, libcyaml walks them
 * to load. Limits of length stand here; limits of numbers and the rules between them stand in
 * catalog_build.c.
 *
 * libcyaml 1.3 knows maps with fixed keys only, but variants are named by whoever writes the
 * catalog. So the names are collected from the marked text first, and the field table of
 * `variants`, with the tables that lead to it, is made on the heap for each load. Everything else
 * is constant.
 *
 * libcyaml would print its own diagnosis to stderr; a library does not print, so it gets no log
 * function. By then sh_shape_check has already refused whatever libcyaml could refuse.
 */
#include "catalog/catalog_schema.h"

#include <cyaml/cyaml.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/yaml_shape.h"
#include "support/err.h"

enum { BREATH_MAX = 96, CUE_MAX = 160, NOTE_MAX = 160, NOTES_MAX = 2000 };

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define COUNT(a) CYAML_ARRAY_LEN(a)

static const cyaml_strval_t positions[] = {
	{"standing", SH_STANCE_STANDING},
	{"supine", SH_STANCE_SUPINE},
	{"prone", SH_STANCE_PRONE},
	{"quadruped", SH_STANCE_QUADRUPED},
	{"side", SH_STANCE_SIDE},
	{"side-left", SH_STANCE_SIDE_LEFT},
	{"side-right", SH_STANCE_SIDE_RIGHT},
	{"any", SH_STANCE_ANY},
};

static const cyaml_strval_t entries_from[] = {{"side", SH_RAW_ENTRY_SIDE}};

static const cyaml_strval_t gates[] = {{"on", SH_RAW_GATE_ON}, {"off", SH_RAW_GATE_OFF}};

static const cyaml_strval_t neutrals[] = {
	{"each", SH_RAW_NEUTRAL_EACH},
	{"first", SH_RAW_NEUTRAL_FIRST},
};

static const cyaml_strval_t breath_cues[] = {
	{"none", SH_BREATH_NONE},	    {"even", SH_BREATH_EVEN},
	{"out-round", SH_BREATH_OUT_ROUND}, {"out-effort", SH_BREATH_OUT_EFFORT},
	{"hold", SH_BREATH_HOLD},	    {"through", SH_BREATH_THROUGH},
	{"full", SH_BREATH_FULL},
};

static const cyaml_strval_t movements[] = {
	{"round", SH_CLASS_ROUND},   {"arch", SH_CLASS_ARCH}, {"round-arch", SH_CLASS_ROUND_ARCH},
	{"twist", SH_CLASS_TWIST},   {"side", SH_CLASS_SIDE}, {"still", SH_CLASS_STILL},
	{"breath", SH_CLASS_BREATH},
};

static const cyaml_strval_t modes[] = {
	{"hold", SH_MODE_HOLD},	    {"reps", SH_MODE_REPS}, {"continuous", SH_MODE_CONTINUOUS},
	{"breath", SH_MODE_BREATH}, {"rest", SH_MODE_REST},
};

static const cyaml_strval_t sites[] = {
	{"sacrum", SH_SITE_SACRUM}, {"L1", SH_SITE_L1},	  {"hip", SH_SITE_HIP},
	{"front", SH_SITE_FRONT},   {"off", SH_SITE_OFF},
};

static const cyaml_strval_t measures[] = {
	{"pelvic-tilt", SH_MEASURE_PELVIC_TILT},
	{"forward-tilt", SH_MEASURE_FORWARD_TILT},
	{"roll", SH_MEASURE_ROLL},
	{"side-tilt", SH_MEASURE_SIDE_TILT},
	{"sweep", SH_MEASURE_SWEEP},
	{"stillness", SH_MEASURE_STILLNESS},
	{"breathing", SH_MEASURE_BREATHING},
};

static const cyaml_schema_value_t number = {CYAML_VALUE_FLOAT(CYAML_FLAG_DEFAULT, double)};

static const cyaml_schema_field_t band_fields[] = {
	CYAML_FIELD_SEQUENCE("target", CYAML_FLAG_POINTER, struct sh_raw_band, target, &number, 2,
			     2),
	CYAML_FIELD_FLOAT_PTR("warn", CYAML_FLAG_DEFAULT, struct sh_raw_band, warn),
	CYAML_FIELD_FLOAT_PTR("limit", CYAML_FLAG_DEFAULT, struct sh_raw_band, limit),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t band_change_fields[] = {
	CYAML_FIELD_SEQUENCE("target", CYAML_FLAG_POINTER | OPTIONAL, struct sh_raw_band, target,
			     &number, 2, 2),
	CYAML_FIELD_FLOAT_PTR("warn", OPTIONAL, struct sh_raw_band, warn),
	CYAML_FIELD_FLOAT_PTR("limit", OPTIONAL, struct sh_raw_band, limit),
	CYAML_FIELD_END,
};

#define SIDES_FIELDS(structure, path, fields)                                                      \
	CYAML_FIELD_MAPPING_PTR("round", OPTIONAL, structure, path round, fields),                 \
		CYAML_FIELD_MAPPING_PTR("arch", OPTIONAL, structure, path arch, fields),           \
		CYAML_FIELD_MAPPING_PTR("twist", OPTIONAL, structure, path twist, fields),         \
		CYAML_FIELD_MAPPING_PTR("side", OPTIONAL, structure, path side, fields)

static const cyaml_schema_field_t one_sensor_fields[] = {
	CYAML_FIELD_ENUM("site", CYAML_FLAG_STRICT, struct sh_raw_one_sensor, site, sites,
			 COUNT(sites)),
	CYAML_FIELD_ENUM("measure", CYAML_FLAG_STRICT, struct sh_raw_one_sensor, measure, measures,
			 COUNT(measures)),
	SIDES_FIELDS(struct sh_raw_one_sensor, sides., band_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t two_sensors_fields[] = {
	SIDES_FIELDS(struct sh_raw_sides, , band_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t two_sensors_change_fields[] = {
	SIDES_FIELDS(struct sh_raw_sides, , band_change_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t dose_fields[] = {
	CYAML_FIELD_FLOAT_PTR("hold", OPTIONAL, struct sh_raw_dose, hold),
	CYAML_FIELD_FLOAT_PTR("duration", OPTIONAL, struct sh_raw_dose, duration),
	CYAML_FIELD_INT_PTR("reps", OPTIONAL, struct sh_raw_dose, reps),
	CYAML_FIELD_INT_PTR("breaths", OPTIONAL, struct sh_raw_dose, breaths),
	CYAML_FIELD_INT_PTR("sets", OPTIONAL, struct sh_raw_dose, sets),
	CYAML_FIELD_FLOAT_PTR("rest", OPTIONAL, struct sh_raw_dose, rest),
	CYAML_FIELD_INT_PTR("sides", OPTIONAL, struct sh_raw_dose, sides),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t tempo_fields[] = {
	CYAML_FIELD_FLOAT_PTR("phase_min", OPTIONAL, struct sh_raw_tempo, phase_min),
	CYAML_FIELD_FLOAT_PTR("rate_warn", OPTIONAL, struct sh_raw_tempo, rate_warn),
	CYAML_FIELD_FLOAT_PTR("accel_warn", OPTIONAL, struct sh_raw_tempo, accel_warn),
	CYAML_FIELD_END,
};

#define CUE(cue, name)                                                                             \
	CYAML_FIELD_STRING_PTR(name, OPTIONAL, struct sh_raw_cues, text[cue], 1, CUE_MAX)

static const cyaml_schema_field_t cue_fields[] = {
	CUE(SH_CUE_START, "start"),	CUE(SH_CUE_READY, "ready"),   CUE(SH_CUE_HOLD, "hold"),
	CUE(SH_CUE_SHALLOW, "shallow"), CUE(SH_CUE_DEEP, "deep"),     CUE(SH_CUE_LIMIT, "limit"),
	CUE(SH_CUE_JERK, "jerk"),	CUE(SH_CUE_SWITCH, "switch"), CUE(SH_CUE_REST, "rest"),
	CUE(SH_CUE_FATIGUE, "fatigue"), CUE(SH_CUE_DONE, "done"),     CYAML_FIELD_END,
};

static const cyaml_schema_field_t variant_fields[] = {
	CYAML_FIELD_ENUM_PTR("position", CYAML_FLAG_STRICT | OPTIONAL, struct sh_raw_variant,
			     position, positions, COUNT(positions)),
	SIDES_FIELDS(struct sh_raw_variant, sides., band_change_fields),
	CYAML_FIELD_MAPPING_PTR("two_sensors", OPTIONAL, struct sh_raw_variant, two_sensors,
				two_sensors_change_fields),
	CYAML_FIELD_FLOAT_PTR("hysteresis", OPTIONAL, struct sh_raw_variant, hysteresis),
	CYAML_FIELD_MAPPING_PTR("dose", OPTIONAL, struct sh_raw_variant, dose, dose_fields),
	CYAML_FIELD_ENUM_PTR("breath_cue", CYAML_FLAG_STRICT | OPTIONAL, struct sh_raw_variant,
			     breath_cue, breath_cues, COUNT(breath_cues)),
	CYAML_FIELD_MAPPING_PTR("cues", OPTIONAL, struct sh_raw_variant, cues, cue_fields),
	CYAML_FIELD_STRING_PTR("note", OPTIONAL, struct sh_raw_variant, note, 1, NOTE_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t entry_fields[] = {
	CYAML_FIELD_STRING_PTR("id", CYAML_FLAG_DEFAULT, struct sh_raw_entry, id, 1, SH_ID_MAX - 1),
	CYAML_FIELD_STRING_PTR("title", CYAML_FLAG_DEFAULT, struct sh_raw_entry, title, 1,
			       SH_TITLE_MAX - 1),
	CYAML_FIELD_ENUM("position", CYAML_FLAG_STRICT, struct sh_raw_entry, position, positions,
			 COUNT(positions)),
	CYAML_FIELD_ENUM("entry", CYAML_FLAG_STRICT | OPTIONAL, struct sh_raw_entry, entry,
			 entries_from, COUNT(entries_from)),
	CYAML_FIELD_ENUM("gate", CYAML_FLAG_STRICT | OPTIONAL, struct sh_raw_entry, gate, gates,
			 COUNT(gates)),
	CYAML_FIELD_ENUM("neutral", CYAML_FLAG_STRICT | OPTIONAL, struct sh_raw_entry, neutral,
			 neutrals, COUNT(neutrals)),
	CYAML_FIELD_ENUM("movement", CYAML_FLAG_STRICT, struct sh_raw_entry, movement, movements,
			 COUNT(movements)),
	CYAML_FIELD_ENUM("mode", CYAML_FLAG_STRICT, struct sh_raw_entry, mode, modes, COUNT(modes)),
	CYAML_FIELD_INT_PTR("level", OPTIONAL, struct sh_raw_entry, level),
	CYAML_FIELD_MAPPING("one_sensor", CYAML_FLAG_DEFAULT, struct sh_raw_entry, one_sensor,
			    one_sensor_fields),
	CYAML_FIELD_MAPPING_PTR("two_sensors", OPTIONAL, struct sh_raw_entry, two_sensors,
				two_sensors_fields),
	CYAML_FIELD_FLOAT_PTR("hysteresis", OPTIONAL, struct sh_raw_entry, hysteresis),
	CYAML_FIELD_MAPPING("dose", CYAML_FLAG_DEFAULT, struct sh_raw_entry, dose, dose_fields),
	CYAML_FIELD_MAPPING("tempo", OPTIONAL, struct sh_raw_entry, tempo, tempo_fields),
	CYAML_FIELD_STRING_PTR("breath", OPTIONAL | CYAML_FLAG_POINTER_NULL_STR,
			       struct sh_raw_entry, breath, 0, BREATH_MAX),
	CYAML_FIELD_ENUM("breath_cue", CYAML_FLAG_STRICT | OPTIONAL, struct sh_raw_entry,
			 breath_cue, breath_cues, COUNT(breath_cues)),
	CYAML_FIELD_STRING_PTR("then", OPTIONAL | CYAML_FLAG_POINTER_NULL_STR, struct sh_raw_entry,
			       then, 0, SH_ID_MAX - 1),
	CYAML_FIELD_MAPPING("variants", OPTIONAL, struct sh_raw_entry, variants, NULL),
	CYAML_FIELD_MAPPING("cues", OPTIONAL, struct sh_raw_entry, cues, cue_fields),
	CYAML_FIELD_STRING_PTR("notes", OPTIONAL | CYAML_FLAG_POINTER_NULL_STR, struct sh_raw_entry,
			       notes, 0, NOTES_MAX),
	CYAML_FIELD_END,
};

struct sh_catalog_schema {
	char names[SH_CATALOG_VARIANTS_MAX][SH_ID_MAX];
	size_t n_names;
	cyaml_schema_field_t variants[SH_CATALOG_VARIANTS_MAX + 1];
	cyaml_schema_field_t entry[COUNT(entry_fields)];
	cyaml_schema_value_t entry_value;
	cyaml_schema_field_t top[3];
	cyaml_schema_value_t top_value;
};

static const cyaml_config_t config = {
	.log_fn = NULL,
	.mem_fn = cyaml_mem,
	.log_level = CYAML_LOG_ERROR,
	.flags = CYAML_CFG_NO_ALIAS,
};

bool sh_catalog_id_is_good(const char *id)
{
	size_t n = 0;

	for (; id[n]; n++)
		if (!(id[n] >= 'a' && id[n] <= 'z') && !(id[n] >= '0' && id[n] <= '9') &&
		    !(id[n] == '-' && n > 0))
			return false;
	return n >= 1 && n < SH_ID_MAX;
}

const char *sh_catalog_schema_variant(const struct sh_catalog_schema *s, size_t i)
{
	return i < s->n_names ? s->names[i] : NULL;
}

static enum sh_status add_name(struct sh_catalog_schema *s, const struct sh_marks *m, uint32_t node,
			       struct sh_err *err)
{
	const char *name = sh_marks_key(m, node);

	if (!sh_catalog_id_is_good(name))
		return sh_marks_fail(m, node, err,
				     "the variant's name '%.60s' must be 1 to 31 of a-z, 0-9 and -",
				     name);
	for (size_t i = 0; i < s->n_names; i++)
		if (strcmp(s->names[i], name) == 0)
			return SH_OK;
	if (s->n_names == SH_CATALOG_VARIANTS_MAX)
		return sh_marks_fail(m, node, err,
				     "more than %d different variant names; use fewer",
				     (int)SH_CATALOG_VARIANTS_MAX);
	memcpy(s->names[s->n_names++], name, strlen(name) + 1);
	return SH_OK;
}

static enum sh_status collect_names(struct sh_catalog_schema *s, const struct sh_marks *m,
				    struct sh_err *err)
{
	uint32_t list = sh_marks_child(m, 0, "exercises");

	if (!list || m->nodes[list].kind != SH_MARK_LIST)
		return SH_OK;
	for (uint32_t i = m->nodes[list].first; i; i = m->nodes[i].next) {
		uint32_t map = sh_marks_child(m, i, "variants");

		if (!map || m->nodes[map].kind != SH_MARK_MAP)
			continue;
		for (uint32_t v = m->nodes[map].first; v; v = m->nodes[v].next) {
			enum sh_status r = add_name(s, m, v, err);
			if (r < 0)
				return r;
		}
	}
	return SH_OK;
}

static void complete_tables(struct sh_catalog_schema *s)
{
	for (size_t i = 0; i < s->n_names; i++)
		s->variants[i] = (cyaml_schema_field_t)CYAML_FIELD_MAPPING_PTR(
			s->names[i], OPTIONAL, struct sh_raw_variants, of[0], variant_fields);
	for (size_t i = 0; i < s->n_names; i++)
		s->variants[i].data_offset = (uint32_t)(i * sizeof(struct sh_raw_variant *));
	memcpy(s->entry, entry_fields, sizeof entry_fields);
	for (size_t i = 0; s->entry[i].key; i++)
		if (strcmp(s->entry[i].key, "variants") == 0)
			s->entry[i].value.mapping.fields = s->variants;
	s->entry_value = (cyaml_schema_value_t){
		CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct sh_raw_entry, s->entry)};
	s->top[0] = (cyaml_schema_field_t)CYAML_FIELD_INT("version", CYAML_FLAG_DEFAULT,
							  struct sh_raw_catalog, version);
	s->top[1] = (cyaml_schema_field_t)CYAML_FIELD_SEQUENCE(
		"exercises", CYAML_FLAG_POINTER, struct sh_raw_catalog, exercises, &s->entry_value,
		1, SH_CATALOG_ENTRIES_MAX);
	s->top_value = (cyaml_schema_value_t){
		CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct sh_raw_catalog, s->top)};
}

enum sh_status sh_catalog_schema_load(const struct sh_marks *m, const char *text, size_t len,
				      struct sh_catalog_schema **ret_schema,
				      struct sh_raw_catalog **ret_raw, struct sh_err *err)
{
	cyaml_data_t *raw = NULL;
	enum sh_status r;
	struct sh_catalog_schema *s = calloc(1, sizeof *s);

	if (!s) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory while reading a catalog");
		return SH_ERR_MEMORY;
	}
	if ((r = collect_names(s, m, err)) < 0)
		goto out;
	complete_tables(s);
	if ((r = sh_shape_check(m, &s->top_value, "catalog", err)) < 0)
		goto out;
	cyaml_err_t loaded =
		cyaml_load_data((const uint8_t *)text, len, &config, &s->top_value, &raw, NULL);
	if (loaded != CYAML_OK) {
		r = sh_marks_fail(m, 0, err, "the YAML loader refuses it: %s; write it more simply",
				  cyaml_strerror(loaded));
		goto out;
	}
	*ret_schema = s;
	*ret_raw = raw;
	return SH_OK;
out:
	free(s);
	return r;
}

void sh_catalog_schema_free(struct sh_catalog_schema *s, struct sh_raw_catalog *raw)
{
	if (s && raw)
		cyaml_free(&config, &s->top_value, raw, 0);
	free(s);
}
