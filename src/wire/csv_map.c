/* Column names, units and the splitting of lines for CSV; grammar in proto_csv.h.
 *
 * The map is kept as text with offsets, not pointers, so that a decoder may be copied.
 */

#include "proto_csv.h"

#include <string.h>

#define STANDARD_GRAVITY 9.80665
#define RAD_PER_DEG	 (3.14159265358979323846 / 180.0)

struct word {
	const char *text;
	size_t len;
};

#define WORD(literal)                                                                              \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

static const struct word names[SH_CSV_FIELDS] = {
	[SH_CSV_T] = WORD("t_s"),	  [SH_CSV_AX] = WORD("ax"),
	[SH_CSV_AY] = WORD("ay"),	  [SH_CSV_AZ] = WORD("az"),
	[SH_CSV_GX] = WORD("gx"),	  [SH_CSV_GY] = WORD("gy"),
	[SH_CSV_GZ] = WORD("gz"),	  [SH_CSV_MX] = WORD("mx"),
	[SH_CSV_MY] = WORD("my"),	  [SH_CSV_MZ] = WORD("mz"),
	[SH_CSV_SENSOR] = WORD("sensor"), [SH_CSV_TEMPERATURE] = WORD("temperature_c"),
};

enum kind { KIND_TIME, KIND_ACC, KIND_GYRO, KIND_MAG, KIND_NONE };

struct unit {
	struct word name;
	enum kind kind;
	int8_t shift;
	double factor;
};

static const struct unit units[] = {
	{WORD("s"), KIND_TIME, 6, 1.0},
	{WORD("ms"), KIND_TIME, 3, 1.0},
	{WORD("us"), KIND_TIME, 0, 1.0},
	{WORD("m/s2"), KIND_ACC, 0, 1.0},
	{WORD("g"), KIND_ACC, 0, STANDARD_GRAVITY},
	{WORD("mg"), KIND_ACC, 0, STANDARD_GRAVITY / 1000.0},
	{WORD("rad/s"), KIND_GYRO, 0, 1.0},
	{WORD("deg/s"), KIND_GYRO, 0, RAD_PER_DEG},
	{WORD("uT"), KIND_MAG, 0, 1.0},
	{WORD("mG"), KIND_MAG, 0, 0.1},
};

static enum kind kind_of(enum sh_csv_field f)
{
	if (f == SH_CSV_T)
		return KIND_TIME;
	if (f <= SH_CSV_AZ)
		return KIND_ACC;
	if (f <= SH_CSV_GZ)
		return KIND_GYRO;
	return f <= SH_CSV_MZ ? KIND_MAG : KIND_NONE;
}

static bool same(const char *text, size_t len, const struct word *word)
{
	return len == word->len && memcmp(text, word->text, len) == 0;
}

static void trim(const char **p, const char **end)
{
	while (*p < *end && (**p == ' ' || **p == '\t'))
		(*p)++;
	while (*p < *end && ((*end)[-1] == ' ' || (*end)[-1] == '\t'))
		(*end)--;
}

static const char *find(const char *p, const char *end, char c)
{
	while (p < end && *p != c)
		p++;
	return p;
}

static bool take_unit(struct sh_csv_map *m, enum sh_csv_field f, const char *p, const char *end,
		      const char **ret_why)
{
	size_t i;

	trim(&p, &end);
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!same(p, (size_t)(end - p), &units[i].name))
			continue;
		if (units[i].kind != kind_of(f)) {
			*ret_why = "a unit does not suit its column";
			return false;
		}
		m->fields[f].shift = units[i].shift;
		m->fields[f].factor = units[i].factor;
		return true;
	}
	*ret_why = "unknown unit (s ms us m/s2 g mg rad/s deg/s uT mG)";
	return false;
}

static bool take_pair(struct sh_csv_map *m, const char *p, const char *end, const char **ret_why)
{
	const char *equals = find(p, end, '=');
	const char *ours_end = equals;
	const char *theirs, *theirs_end, *colon;
	int f = 0;

	if (equals == end) {
		*ret_why = "each part must be ours=theirs or ours=theirs:unit";
		return false;
	}
	trim(&p, &ours_end);
	while (f < SH_CSV_FIELDS && !same(p, (size_t)(ours_end - p), &names[f]))
		f++;
	if (f == SH_CSV_FIELDS) {
		*ret_why = "unknown name on the left (t_s ax ay az gx gy gz mx my mz sensor "
			   "temperature_c)";
		return false;
	}
	if (m->fields[f].mapped) {
		*ret_why = "a name on the left stands there twice";
		return false;
	}
	theirs = equals + 1;
	theirs_end = end;
	for (colon = end; colon > theirs && colon[-1] != ':';)
		colon--;
	if (colon > theirs) {
		theirs_end = colon - 1;
		if (!take_unit(m, (enum sh_csv_field)f, colon, end, ret_why))
			return false;
	}
	trim(&theirs, &theirs_end);
	if (theirs == theirs_end) {
		*ret_why = "no column name on the right";
		return false;
	}
	m->fields[f].mapped = true;
	m->fields[f].at = (uint16_t)(theirs - m->text);
	m->fields[f].len = (uint16_t)(theirs_end - theirs);
	return true;
}

bool sh_csv_map_parse(struct sh_csv_map *m, const char *text, const char **ret_why)
{
	const char *p, *end;
	size_t len = 0;
	int f;

	memset(m, 0, sizeof(*m));
	for (f = 0; f < SH_CSV_FIELDS; f++)
		m->fields[f].factor = 1.0;
	m->fields[SH_CSV_T].shift = 6;
	while (len < SH_CSV_MAP_MAX && text[len] != '\0')
		len++;
	if (len == SH_CSV_MAP_MAX) {
		*ret_why = "the map is longer than 255 characters";
		return false;
	}
	if (len == 0)
		return true;
	memcpy(m->text, text, len);
	p = m->text;
	end = m->text + len;
	for (;;) {
		const char *comma = find(p, end, ',');

		if (!take_pair(m, p, comma, ret_why))
			return false;
		if (comma == end)
			return true;
		p = comma + 1;
	}
}

const char *sh_csv_field_name(enum sh_csv_field f, size_t *ret_len)
{
	*ret_len = names[f].len;
	return names[f].text;
}

const char *sh_csv_map_name(const struct sh_csv_map *m, enum sh_csv_field f, size_t *ret_len)
{
	if (m->fields[f].mapped) {
		*ret_len = m->fields[f].len;
		return m->text + m->fields[f].at;
	}
	return sh_csv_field_name(f, ret_len);
}

bool sh_csv_next(const char **p, const char *end, char separator, const char **ret, size_t *ret_len)
{
	const char *start = *p;
	const char *stop;

	if (start > end)
		return false;
	while (start < end && (*start == ' ' || *start == '\t') && *start != separator)
		start++;
	if (start < end && *start == '"') {
		start++;
		stop = find(start, end, '"');
		while (end - stop > 1 && stop[1] == '"')
			stop = find(stop + 2, end, '"');
		*p = find(stop, end, separator) + 1;
	} else {
		stop = find(start, end, separator);
		*p = stop + 1;
	}
	trim(&start, &stop);
	*ret = start;
	*ret_len = (size_t)(stop - start);
	return true;
}
