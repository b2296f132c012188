/* The profile's keys, and how libcyaml stores each: these tables are the format.
 *
 * `mount` may be three axes in words or the four numbers of a quaternion. A libcyaml field has one
 * type, so there are two tables that differ in that line alone, and the marks say which fits: what
 * the value is, a list or not, is known before anything is loaded.
 */
#include "catalog/profile_schema.h"

#include <cyaml/cyaml.h>

#include "catalog/yaml_shape.h"

#define OPTIONAL CYAML_FLAG_OPTIONAL

static const cyaml_strval_t verdicts[] = {
	{"pass", SH_RAW_PASS},
	{"fail", SH_RAW_FAIL},
};

static const cyaml_strval_t switches[] = {
	{"on", SH_RAW_ON},
	{"off", SH_RAW_OFF},
};

static const cyaml_schema_value_t number = {CYAML_VALUE_FLOAT(CYAML_FLAG_DEFAULT, double)};

static const cyaml_schema_value_t row = {
	CYAML_VALUE_SEQUENCE_FIXED(CYAML_FLAG_DEFAULT, double, &number, 3)};

/* One table a check, because the unit belongs to the key. */
#define CHECK_FIELDS(residual_key)                                                                 \
	{                                                                                          \
		CYAML_FIELD_ENUM("verdict", CYAML_FLAG_STRICT, struct sh_raw_check, verdict,       \
				 verdicts, CYAML_ARRAY_LEN(verdicts)),                             \
			CYAML_FIELD_STRING_PTR("date", OPTIONAL, struct sh_raw_check, date, 1,     \
					       31),                                                \
			CYAML_FIELD_FLOAT_PTR(residual_key, OPTIONAL, struct sh_raw_check,         \
					      residual),                                           \
			CYAML_FIELD_STRING_PTR("says", OPTIONAL, struct sh_raw_check, says, 1,     \
					       199),                                               \
			CYAML_FIELD_END,                                                           \
	}

static const cyaml_schema_field_t still_fields[] = CHECK_FIELDS("residual_deg_s");
static const cyaml_schema_field_t faces_fields[] = CHECK_FIELDS("residual_m_s2");
static const cyaml_schema_field_t delay_fields[] = CHECK_FIELDS("residual_s");
static const cyaml_schema_field_t wearing_fields[] = CHECK_FIELDS("residual_deg");

static const cyaml_schema_field_t comfort_fields[] = {
	CYAML_FIELD_FLOAT_PTR("flexion", OPTIONAL, struct sh_raw_comfort, flexion),
	CYAML_FIELD_FLOAT_PTR("extension", OPTIONAL, struct sh_raw_comfort, extension),
	CYAML_FIELD_FLOAT_PTR("side", OPTIONAL, struct sh_raw_comfort, side),
	CYAML_FIELD_FLOAT_PTR("twist", OPTIONAL, struct sh_raw_comfort, twist),
	CYAML_FIELD_END,
};

#define TEXT(key, member, max)                                                                     \
	CYAML_FIELD_STRING_PTR(key, OPTIONAL, struct sh_raw_profile, member, 1, max)
#define NUMBER(key, member) CYAML_FIELD_FLOAT_PTR(key, OPTIONAL, struct sh_raw_profile, member)
#define LIST(key, member, entry, n)                                                                \
	CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER | OPTIONAL, struct sh_raw_profile, member,    \
			     entry, n, n)
#define CHECK(key, member, fields)                                                                 \
	CYAML_FIELD_MAPPING_PTR(key, OPTIONAL, struct sh_raw_profile, member, fields)

#define TOP_FIELDS(mount_field)                                                                    \
	{                                                                                          \
		CYAML_FIELD_INT_PTR("version", OPTIONAL, struct sh_raw_profile, version),          \
			TEXT("device", device, 63), TEXT("model", model, 31),                      \
			TEXT("note", note, 303), mount_field, NUMBER("acc_delay_s", acc_delay_s),  \
			LIST("gyro_bias_deg_s", gyro_bias, &number, 3),                            \
			NUMBER("gyro_noise_deg_s", gyro_noise),                                    \
			NUMBER("gyro_wander_deg_s", gyro_wander),                                  \
			LIST("acc_offset_m_s2", acc_offset, &number, 3),                           \
			LIST("acc_matrix", acc_matrix, &row, 3),                                   \
			NUMBER("acc_noise_m_s2", acc_noise), NUMBER("rate_hz", rate_hz),           \
			CYAML_FIELD_INT_PTR("age", OPTIONAL, struct sh_raw_profile, age),          \
			CYAML_FIELD_MAPPING_PTR("comfort_deg", OPTIONAL, struct sh_raw_profile,    \
						comfort, comfort_fields),                          \
			CYAML_FIELD_ENUM_PTR("breath_through", CYAML_FLAG_STRICT | OPTIONAL,       \
					     struct sh_raw_profile, breath_through, switches,      \
					     CYAML_ARRAY_LEN(switches)),                           \
			CHECK("still", still, still_fields), CHECK("faces", faces, faces_fields),  \
			CHECK("delay", delay, delay_fields),                                       \
			CHECK("wearing", wearing, wearing_fields), CYAML_FIELD_END,                \
	}

static const cyaml_schema_field_t axes_fields[] = TOP_FIELDS(TEXT("mount", mount, 15));
static const cyaml_schema_field_t quat_fields[] = TOP_FIELDS(LIST("mount", mount_quat, &number, 4));

static const cyaml_schema_value_t axes_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct sh_raw_profile, axes_fields)};
static const cyaml_schema_value_t quat_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct sh_raw_profile, quat_fields)};

/* libcyaml would print its own diagnosis to stderr; a library does not print. */
static const cyaml_config_t config = {
	.log_fn = NULL,
	.mem_fn = cyaml_mem,
	.log_level = CYAML_LOG_ERROR,
	.flags = CYAML_CFG_NO_ALIAS,
};

static const cyaml_schema_value_t *choose(const struct sh_marks *m)
{
	uint32_t mount = sh_marks_child(m, 0, "mount");

	return mount && m->nodes[mount].kind == SH_MARK_LIST ? &quat_value : &axes_value;
}

enum sh_status sh_profile_schema_load(const struct sh_marks *m, const char *text, size_t len,
				      struct sh_raw_profile **ret, struct sh_err *err)
{
	const cyaml_schema_value_t *top = choose(m);
	cyaml_data_t *raw = NULL;
	enum sh_status r = sh_shape_check(m, top, "profile", err);
	cyaml_err_t loaded;

	if (r < 0)
		return r;
	loaded = cyaml_load_data((const uint8_t *)text, len, &config, top, &raw, NULL);
	if (loaded != CYAML_OK)
		return sh_marks_fail(m, 0, err,
				     "the YAML loader refuses it: %s; write it more simply",
				     cyaml_strerror(loaded));
	*ret = raw;
	return SH_OK;
}

void sh_profile_schema_free(const struct sh_marks *m, struct sh_raw_profile *raw)
{
	if (raw)
		cyaml_free(&config, choose(m), raw, 0);
}
