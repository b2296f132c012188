/* CSV recordings to samples; the format and the map are described in proto_csv.h.
 *
 * A line is gathered up to its end, then taken apart in place. The header turns names into a table
 * from column to field once; a row looks only at the columns that the table knows, so strange text
 * elsewhere costs nothing. Which times to believe is csv_time.h's business: samples come from its
 * queue, some of them a row late. A file that is no CSV is refused at its first NUL or its first
 * line, and everything after that is swallowed unread.
 */

#include "proto_csv.h"

#include <string.h>

#include "csv_time.h"
#include "proto.h"

enum { NO_FIELD = SH_CSV_FIELDS };

struct state {
	char line[SH_CSV_LINE_MAX + 1]; /* a pointer may stand one behind the end */
	size_t n_line;
	bool too_long;
	uint64_t line_number; /* of the line being gathered, from 1 */
	uint32_t source_line; /* sh_bytes.line: the sensor where no column names one */
	bool has_header;
	char separator;
	uint8_t field_of[SH_CSV_COLUMNS_MAX]; /* enum sh_csv_field, or NO_FIELD */
	uint32_t present;		      /* 1u << field, those that the header has */
	struct sh_csv_map map;
	struct sh_csv_time time;
};

_Static_assert(sizeof(struct state) <= SH_DECODER_STATE_BYTES, "decoder state too large");

/* A row's values as they are read. */
struct row {
	uint32_t seen; /* 1u << field, those that hold a usable number */
	int64_t t_us, sensor;
	double values[SH_CSV_FIELDS];
};

static struct state *state_of(struct sh_decoder *d)
{
	return (struct state *)(void *)d->state.bytes;
}

static enum sh_status init(struct sh_decoder *d, const struct sh_decoder_options *o,
			   const char **ret_why)
{
	struct state *s = state_of(d);

	s->line_number = 1;
	return sh_csv_map_parse(&s->map, o->map, ret_why) ? SH_OK : SH_ERR_CONFIG;
}

static void refuse(struct sh_decoder *d, const char *why)
{
	d->stats.refused = why;
	d->stats.refused_detail[0] = '\0';
}

/* @return where the next piece goes. */
static size_t put_detail(struct sh_decoder *d, size_t at, const char *text, size_t len)
{
	char *detail = d->stats.refused_detail;
	size_t i;

	for (i = 0; i < len && at + 1 < sizeof(d->stats.refused_detail); i++)
		detail[at++] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	detail[at] = '\0';
	return at;
}

static void refuse_missing(struct sh_decoder *d, enum sh_csv_field f)
{
	const struct sh_csv_map *m = &state_of(d)->map;
	size_t len = 0;
	const char *theirs = sh_csv_map_name(m, f, &len);
	size_t ours_len = 0;
	const char *ours = sh_csv_field_name(f, &ours_len);
	size_t at;

	refuse(d, "the header has no such column");
	at = put_detail(d, 0, ours, ours_len);
	if (m->fields[f].mapped) {
		at = put_detail(d, at, "=", 1);
		put_detail(d, at, theirs, len);
	}
}

static uint8_t field_named(const struct sh_csv_map *m, const char *name, size_t len)
{
	int f;

	for (f = 0; f < SH_CSV_FIELDS; f++) {
		size_t want_len = 0;
		const char *want = sh_csv_map_name(m, (enum sh_csv_field)f, &want_len);

		if (len == want_len && memcmp(name, want, len) == 0)
			return (uint8_t)f;
	}
	return NO_FIELD;
}

static char find_separator(const char *p, const char *end)
{
	bool quoted = false;

	for (; p < end; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == ',' || *p == ';' || *p == '\t'))
			return *p;
	}
	return ',';
}

static void take_header(struct sh_decoder *d, const char *p, const char *end)
{
	struct state *s = state_of(d);
	const char *name;
	size_t len, column;
	int f;

	s->has_header = true;
	s->separator = find_separator(p, end);
	memset(s->field_of, NO_FIELD, sizeof(s->field_of));
	for (column = 0;
	     column < SH_CSV_COLUMNS_MAX && sh_csv_next(&p, end, s->separator, &name, &len);
	     column++) {
		uint8_t field = field_named(&s->map, name, len);

		if (field != NO_FIELD && !(s->present & 1u << field)) {
			s->field_of[column] = field;
			s->present |= 1u << field;
		}
	}
	for (f = 0; f < SH_CSV_FIELDS; f++) {
		bool needed = f < SH_CSV_NEEDED || s->map.fields[f].mapped;

		if (needed && !(s->present & 1u << f)) {
			refuse_missing(d, (enum sh_csv_field)f);
			return;
		}
	}
}

static const char *const wrong[SH_CSV_FIELDS] = {
	[SH_CSV_T] = "time is no number",
	[SH_CSV_AX] = "acceleration is no usable number",
	[SH_CSV_AY] = "acceleration is no usable number",
	[SH_CSV_AZ] = "acceleration is no usable number",
	[SH_CSV_GX] = "angular rate is no usable number",
	[SH_CSV_GY] = "angular rate is no usable number",
	[SH_CSV_GZ] = "angular rate is no usable number",
	[SH_CSV_SENSOR] = "sensor is neither 0 nor 1",
};

/* @return whether the field holds something usable. */
static bool take_field(const struct state *s, uint8_t f, const char *text, size_t len,
		       struct row *row)
{
	struct sh_decimal number;
	double v;

	if (!sh_decimal_parse(text, len, &number))
		return false;
	if (f == SH_CSV_T)
		return sh_decimal_integer(&number, s->map.fields[f].shift, &row->t_us) &&
		       row->t_us >= -SH_CSV_TIME_MAX_US && row->t_us <= SH_CSV_TIME_MAX_US;
	if (f == SH_CSV_SENSOR)
		return sh_decimal_integer(&number, 0, &row->sensor) && row->sensor >= 0 &&
		       row->sensor < SH_SENSORS_MAX;
	if (!sh_decimal_double(&number, &v))
		return false;
	v *= s->map.fields[f].factor;
	row->values[f] = v;
	return v >= -SH_CSV_VALUE_MAX && v <= SH_CSV_VALUE_MAX;
}

/* @return NULL, or static text: what is wrong with the row. */
static const char *read_row(const struct state *s, const char *p, const char *end, struct row *row)
{
	uint32_t needed = (1u << SH_CSV_NEEDED) - 1u;
	uint32_t found = 0;
	const char *text;
	size_t len, column;

	row->seen = 0;
	row->sensor = s->source_line < SH_SENSORS_MAX ? s->source_line : 0;
	needed |= s->present & 1u << SH_CSV_SENSOR;
	for (column = 0;
	     column < SH_CSV_COLUMNS_MAX && sh_csv_next(&p, end, s->separator, &text, &len);
	     column++) {
		uint8_t f = s->field_of[column];

		if (f == NO_FIELD)
			continue;
		found |= 1u << f;
		if (take_field(s, f, text, len, row))
			row->seen |= 1u << f;
		else if (needed & 1u << f)
			return wrong[f];
	}
	return (found & needed) == needed ? NULL : "too few columns";
}

static bool has_all(uint32_t seen, uint32_t fields)
{
	return (seen & fields) == fields;
}

static void make_sample(const struct row *row, struct sh_sample *ret)
{
	const double *v = row->values;

	memset(ret, 0, sizeof(*ret));
	ret->t_us = row->t_us;
	ret->sensor = (uint32_t)row->sensor;
	ret->acc_m_s2 = (struct sh_vec3){v[SH_CSV_AX], v[SH_CSV_AY], v[SH_CSV_AZ]};
	ret->gyro_rad_s = (struct sh_vec3){v[SH_CSV_GX], v[SH_CSV_GY], v[SH_CSV_GZ]};
	if (has_all(row->seen, 1u << SH_CSV_MX | 1u << SH_CSV_MY | 1u << SH_CSV_MZ)) {
		ret->flags |= SH_SAMPLE_HAS_MAG;
		ret->mag_ut = (struct sh_vec3){v[SH_CSV_MX], v[SH_CSV_MY], v[SH_CSV_MZ]};
	}
	if (has_all(row->seen, 1u << SH_CSV_TEMPERATURE)) {
		ret->flags |= SH_SAMPLE_HAS_TEMP;
		ret->temperature_c = v[SH_CSV_TEMPERATURE];
	}
}

static void take_row(struct sh_decoder *d, const char *p, const char *end)
{
	struct state *s = state_of(d);
	struct sh_sample sample;
	struct row row;
	const char *why = read_row(s, p, end, &row);

	if (why) {
		sh_proto_bad(d, s->line_number, why);
		return;
	}
	make_sample(&row, &sample);
	sh_csv_time_put(&s->time, d, &sample, s->line_number);
}

/* The gathered line is whole. */
static void take_line(struct sh_decoder *d)
{
	struct state *s = state_of(d);
	const char *p = s->line;
	const char *end = s->line + s->n_line;

	if (end > p && end[-1] == '\r')
		end--;
	if (s->line_number == 1 && end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	while (p < end && *p == ' ')
		p++;
	if (p < end && *p != '#') {
		if (s->too_long)
			sh_proto_bad(d, s->line_number, "line longer than 4096 bytes");
		else if (!s->has_header)
			take_header(d, p, end);
		else
			take_row(d, p, end);
	}
	s->n_line = 0;
	s->too_long = false;
	s->line_number++;
}

/* Appends bytes of the current line. */
static void gather(struct sh_decoder *d, const uint8_t *data, size_t len)
{
	struct state *s = state_of(d);
	size_t fits = SH_CSV_LINE_MAX - s->n_line;
	size_t i;

	for (i = 0; !s->has_header && i < len; i++) {
		if (data[i] == 0) {
			refuse(d, "not a CSV: the file holds NUL bytes");
			return;
		}
	}
	if (len > fits) {
		s->too_long = true;
		len = fits;
	}
	memcpy(s->line + s->n_line, data, len);
	s->n_line += len;
	if (s->too_long && !s->has_header && s->line[0] != '#')
		refuse(d, "not a CSV: the first line does not end");
}

static bool give(struct sh_decoder *d, struct sh_sample *ret)
{
	if (!sh_csv_time_get(&state_of(d)->time, ret))
		return false;
	d->stats.frames++;
	d->stats.samples++;
	return true;
}

static enum sh_status next(struct sh_decoder *d, struct sh_bytes *in, struct sh_sample *ret)
{
	struct state *s = state_of(d);

	s->source_line = in->line;
	if (give(d, ret))
		return SH_OK;
	while (in->len > 0 && !d->stats.refused) {
		size_t n = 0;
		bool ends;

		while (n < in->len && in->data[n] != '\n')
			n++;
		ends = n < in->len;
		gather(d, in->data, n);
		n += ends ? 1 : 0;
		in->data += n;
		in->len -= n;
		if (!ends || d->stats.refused)
			continue;
		take_line(d);
		if (give(d, ret))
			return SH_OK;
	}
	in->data += in->len;
	in->len = 0;
	return SH_WAIT;
}

static enum sh_status end(struct sh_decoder *d, struct sh_sample *ret)
{
	struct state *s = state_of(d);

	if (d->stats.refused)
		return SH_WAIT;
	if (give(d, ret))
		return SH_OK;
	if (s->n_line > 0)
		take_line(d);
	if (!s->has_header && !d->stats.refused)
		refuse(d, "not a CSV: no header line");
	sh_csv_time_end(&s->time, d);
	return give(d, ret) ? SH_OK : SH_WAIT;
}

const struct sh_protocol sh_proto_csv = {
	.name = "csv",
	.title = "text recordings: t_s,ax,ay,az,gx,gy,gz[,mx,my,mz][,sensor], other names by --map",
	.text = true,
	.init = init,
	.next = next,
	.end = end,
};
