/* The programme's keys, and how libcyaml stores each: these tables are the format.
 *
 * As with the catalog, sh_shape_check walks them first and explains what is wrong; libcyaml then
 * only loads. Limits of length stand here, limits of numbers and everything that needs the catalog
 * stand in programme_step.c.
 */
#include "catalog/programme_schema.h"

#include <cyaml/cyaml.h>

#include "catalog/yaml_shape.h"

enum { NOTE_MAX = 300, TITLE_MAX = 63 };

#define OPTIONAL CYAML_FLAG_OPTIONAL

static const cyaml_strval_t side_words[] = {
	{"both", SH_SIDE_BOTH},
	{"left", SH_SIDE_LEFT},
	{"right", SH_SIDE_RIGHT},
};

static const cyaml_schema_value_t number = {CYAML_VALUE_FLOAT(CYAML_FLAG_DEFAULT, double)};

static const cyaml_schema_field_t band_fields[] = {
	CYAML_FIELD_SEQUENCE("target", CYAML_FLAG_POINTER | OPTIONAL, struct sh_raw_band, target,
			     &number, 2, 2),
	CYAML_FIELD_FLOAT_PTR("warn", OPTIONAL, struct sh_raw_band, warn),
	CYAML_FIELD_FLOAT_PTR("limit", OPTIONAL, struct sh_raw_band, limit),
	CYAML_FIELD_END,
};

#define SIDES(structure, path)                                                                     \
	CYAML_FIELD_MAPPING_PTR("round", OPTIONAL, structure, path round, band_fields),            \
		CYAML_FIELD_MAPPING_PTR("arch", OPTIONAL, structure, path arch, band_fields),      \
		CYAML_FIELD_MAPPING_PTR("twist", OPTIONAL, structure, path twist, band_fields),    \
		CYAML_FIELD_MAPPING_PTR("side", OPTIONAL, structure, path side, band_fields)

static const cyaml_schema_field_t two_sensors_fields[] = {
	SIDES(struct sh_raw_sides, ),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t limits_fields[] = {
	SIDES(struct sh_raw_limits, sides.),
	CYAML_FIELD_MAPPING_PTR("two_sensors", OPTIONAL, struct sh_raw_limits, two_sensors,
				two_sensors_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t dose_fields[] = {
	CYAML_FIELD_FLOAT_PTR("hold", OPTIONAL, struct sh_raw_dose, hold),
	CYAML_FIELD_INT_PTR("reps", OPTIONAL, struct sh_raw_dose, reps),
	CYAML_FIELD_INT_PTR("sets", OPTIONAL, struct sh_raw_dose, sets),
	CYAML_FIELD_FLOAT_PTR("rest", OPTIONAL, struct sh_raw_dose, rest),
	CYAML_FIELD_FLOAT_PTR("duration", OPTIONAL, struct sh_raw_dose, duration),
	CYAML_FIELD_INT_PTR("breaths", OPTIONAL, struct sh_raw_dose, breaths),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t step_fields[] = {
	CYAML_FIELD_STRING_PTR("exercise", CYAML_FLAG_DEFAULT, struct sh_raw_step, exercise, 1,
			       SH_ID_MAX - 1),
	CYAML_FIELD_STRING_PTR("variant", OPTIONAL, struct sh_raw_step, variant, 1, SH_ID_MAX - 1),
	CYAML_FIELD_ENUM_PTR("side", CYAML_FLAG_STRICT | OPTIONAL, struct sh_raw_step, side,
			     side_words, CYAML_ARRAY_LEN(side_words)),
	CYAML_FIELD_MAPPING_PTR("dose", OPTIONAL, struct sh_raw_step, dose, dose_fields),
	CYAML_FIELD_MAPPING_PTR("limits", OPTIONAL, struct sh_raw_step, limits, limits_fields),
	CYAML_FIELD_FLOAT_PTR("rest", OPTIONAL, struct sh_raw_step, rest),
	CYAML_FIELD_STRING_PTR("note", OPTIONAL, struct sh_raw_step, note, 1, NOTE_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t step_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct sh_raw_step, step_fields)};

static const cyaml_schema_field_t top_fields[] = {
	CYAML_FIELD_INT("version", CYAML_FLAG_DEFAULT, struct sh_raw_programme, version),
	CYAML_FIELD_STRING_PTR("id", CYAML_FLAG_DEFAULT, struct sh_raw_programme, id, 1,
			       SH_ID_MAX - 1),
	CYAML_FIELD_STRING_PTR("title", CYAML_FLAG_DEFAULT, struct sh_raw_programme, title, 1,
			       TITLE_MAX),
	CYAML_FIELD_STRING_PTR("note", OPTIONAL, struct sh_raw_programme, note, 1, NOTE_MAX),
	CYAML_FIELD_INT_PTR("sensors", OPTIONAL, struct sh_raw_programme, sensors),
	CYAML_FIELD_SEQUENCE("steps", CYAML_FLAG_POINTER, struct sh_raw_programme, steps,
			     &step_value, 1, SH_PROGRAMME_WRITTEN_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t top_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct sh_raw_programme, top_fields)};

/* libcyaml would print its own diagnosis to stderr; a library does not print. */
static const cyaml_config_t config = {
	.log_fn = NULL,
	.mem_fn = cyaml_mem,
	.log_level = CYAML_LOG_ERROR,
	.flags = CYAML_CFG_NO_ALIAS,
};

enum sh_status sh_programme_schema_load(const struct sh_marks *m, const char *text, size_t len,
					struct sh_raw_programme **ret, struct sh_err *err)
{
	cyaml_data_t *raw = NULL;
	enum sh_status r = sh_shape_check(m, &top_value, "programme", err);
	cyaml_err_t loaded;

	if (r < 0)
		return r;
	loaded = cyaml_load_data((const uint8_t *)text, len, &config, &top_value, &raw, NULL);
	if (loaded != CYAML_OK)
		return sh_marks_fail(m, 0, err,
				     "the YAML loader refuses it: %s; write it more simply",
				     cyaml_strerror(loaded));
	*ret = raw;
	return SH_OK;
}

void sh_programme_schema_free(struct sh_raw_programme *raw)
{
	if (raw)
		cyaml_free(&config, &top_value, raw, 0);
}
