/* Inside of the messages: channels, schemas, metadata, and the small JSON of commands and links.
 *
 * The JSON that comes back in is read by a parser for flat objects of texts without escapes and
 * integers: all we ever write. A general one would be a library to link, and whatever it let
 * through besides would still have to be refused.
 */

#define _POSIX_C_SOURCE 200809L

#include "log/log_codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct {
	const char *name, *text;
} schemas[SH_LOG_SCHEMAS] = {
	{"spinehold.Command",
	 "{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"string\"},"
	 "\"value\":{\"type\":\"integer\"},\"line\":{\"type\":\"integer\"}}}"},
	{"spinehold.Link", "{\"type\":\"object\",\"properties\":{\"link\":{\"type\":\"string\"},"
			   "\"line\":{\"type\":\"integer\"},\"baud\":{\"type\":\"integer\"}}}"},
	{"spinehold.Event",
	 "{\"type\":\"object\",\"properties\":{\"event\":{\"type\":\"string\"},"
	 "\"t\":{\"type\":\"number\"},\"round_deg\":{\"type\":\"number\"},"
	 "\"twist_deg\":{\"type\":\"number\"},\"side_deg\":{\"type\":\"number\"},"
	 "\"measure_deg\":{\"type\":\"number\"}}}"},
};

static const struct {
	const char *topic, *encoding;
	uint16_t schema;
} channels[SH_LOG_CHANNELS] = {
	[SH_LOG_CHANNEL_NONE] = {"", "", 0},
	[SH_LOG_CHANNEL_LOW] = {"/sensor/0/bytes", "application/octet-stream", 0},
	[SH_LOG_CHANNEL_UPPER] = {"/sensor/1/bytes", "application/octet-stream", 0},
	[SH_LOG_CHANNEL_COMMAND] = {"/command", "json", 1},
	[SH_LOG_CHANNEL_LINK] = {"/link", "json", 2},
	[SH_LOG_CHANNEL_EVENT] = {"/event", "json", 3},
};

static const struct {
	const char *name, *media;
} texts[SH_LOG_TEXTS] = {
	[SH_LOG_CONFIG] = {"config.json", "application/json"},
	[SH_LOG_CATALOG] = {"catalog.yaml", "application/yaml"},
	[SH_LOG_PROGRAMME] = {"programme.yaml", "application/yaml"},
	[SH_LOG_PROFILE] = {"profile.yaml", "application/yaml"},
};

struct sh_mcap_text sh_log_view(const char *s)
{
	return (struct sh_mcap_text){.data = s, .len = s ? strlen(s) : 0};
}

bool sh_log_view_is(struct sh_mcap_text t, const char *s)
{
	return t.len == strlen(s) && memcmp(t.data, s, t.len) == 0;
}

const char *sh_log_text_name(enum sh_log_text t)
{
	return texts[t].name;
}

const char *sh_log_text_media(enum sh_log_text t)
{
	return texts[t].media;
}

void sh_log_put_schema(struct sh_mcap_out *o, uint16_t id)
{
	sh_mcap_put_schema(o, id, sh_log_view(schemas[id - 1].name), sh_log_view("jsonschema"),
			   sh_log_view(schemas[id - 1].text));
}

void sh_log_put_channel(struct sh_mcap_out *o, enum sh_log_channel c)
{
	sh_mcap_put_channel(o, (uint16_t)c, channels[c].schema, sh_log_view(channels[c].topic),
			    sh_log_view(channels[c].encoding));
}

enum sh_log_channel sh_log_channel_find(const struct sh_mcap_channel *c)
{
	for (int i = SH_LOG_CHANNEL_LOW; i < SH_LOG_CHANNELS; i++)
		if (sh_log_view_is(c->topic, channels[i].topic) &&
		    sh_log_view_is(c->encoding, channels[i].encoding))
			return (enum sh_log_channel)i;
	return SH_LOG_CHANNEL_NONE;
}

static uint32_t crc_of_pair(const struct sh_mcap_pair *p)
{
	uint32_t crc = sh_mcap_crc32(0, p->key.data, p->key.len);

	crc = sh_mcap_crc32(crc, "=", 1);
	return sh_mcap_crc32(crc, p->value.data, p->value.len);
}

void sh_log_facts_make(const struct sh_log_header *h, struct sh_log_facts *ret)
{
	time_t s = (time_t)(h->start_utc_us / 1000000 - (h->start_utc_us % 1000000 < 0));
	long us = (long)(h->start_utc_us - (int64_t)s * 1000000);
	const char *const text[SH_LOG_FACTS][2] = {
		{"format", ret->format},
		{"program", h->program},
		{"source", h->source},
		{"session_id", h->session_id},
		{"start_utc_us", ret->start_us},
		{"start_utc", ret->start},
		{"crc32", ret->crc},
	};
	uint32_t crc = 0;
	struct tm tm;
	size_t n = 0;

	snprintf(ret->format, sizeof ret->format, "%d", SH_LOG_FORMAT);
	snprintf(ret->start_us, sizeof ret->start_us, "%" PRId64, h->start_utc_us);
	ret->start[0] = '\0';
	if (gmtime_r(&s, &tm))
		n = strftime(ret->start, sizeof ret->start, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(ret->start + n, sizeof ret->start - n, ".%06ldZ", us);
	for (size_t i = 0; i < SH_LOG_FACTS; i++) {
		ret->pair[i].key = sh_log_view(text[i][0]);
		ret->pair[i].value = sh_log_view(text[i][1]);
		if (i + 1 < SH_LOG_FACTS)
			crc ^= crc_of_pair(&ret->pair[i]);
		if (i + 2 == SH_LOG_FACTS)
			snprintf(ret->crc, sizeof ret->crc, "%08" PRIx32, crc);
	}
}

static bool copy_printable(struct sh_mcap_text t, char *ret, size_t cap)
{
	if (t.len >= cap)
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (t.data[i] < 0x20 || t.data[i] > 0x7E)
			return false;
	if (t.len > 0)
		memcpy(ret, t.data, t.len);
	ret[t.len] = '\0';
	return true;
}

/* Whole text is one decimal integer of at most 18 digits. */
static bool parse_int(struct sh_mcap_text t, int64_t *ret)
{
	bool minus = t.len > 0 && t.data[0] == '-';
	size_t i = minus;
	int64_t v = 0;

	if (i == t.len || t.len - i > 18)
		return false;
	for (; i < t.len; i++) {
		if (t.data[i] < '0' || t.data[i] > '9')
			return false;
		v = v * 10 + (t.data[i] - '0');
	}
	*ret = minus ? -v : v;
	return true;
}

int sh_log_facts_parse(struct sh_mcap_map m, struct sh_log_header *ret)
{
	enum { FORMAT = 1, PROGRAM = 2, SOURCE = 4, ID = 8, START = 16, CRC = 32, ALL = 63 };
	struct sh_log_header h = *ret;
	struct sh_mcap_pair p;
	uint32_t crc = 0;
	char said[12] = "", computed[12];
	unsigned seen = 0;
	int64_t format = 0;

	while (sh_mcap_map_next(&m, &p)) {
		if (sh_log_view_is(p.key, "crc32")) {
			seen |= copy_printable(p.value, said, sizeof said) ? CRC : 0;
			continue;
		}
		crc ^= crc_of_pair(&p);
		if (sh_log_view_is(p.key, "format"))
			seen |= parse_int(p.value, &format) ? FORMAT : 0;
		else if (sh_log_view_is(p.key, "program"))
			seen |= copy_printable(p.value, h.program, sizeof h.program) ? PROGRAM : 0;
		else if (sh_log_view_is(p.key, "source"))
			seen |= copy_printable(p.value, h.source, sizeof h.source) ? SOURCE : 0;
		else if (sh_log_view_is(p.key, "session_id"))
			seen |= copy_printable(p.value, h.session_id, sizeof h.session_id) ? ID : 0;
		else if (sh_log_view_is(p.key, "start_utc_us"))
			seen |= parse_int(p.value, &h.start_utc_us) ? START : 0;
	}
	snprintf(computed, sizeof computed, "%08" PRIx32, crc);
	if (!(seen & CRC) || !(seen & FORMAT) || strcmp(said, computed) != 0)
		return 0;
	if (format > SH_LOG_FORMAT)
		return -1;
	if (seen != ALL || format < 1)
		return 0;
	*ret = h;
	return 1;
}

size_t sh_log_command_json(const struct sh_record *r, char ret[SH_LOG_JSON_MAX])
{
	const char *name = sh_command_name(r->command.kind);

	if (r->line == 0)
		return (size_t)snprintf(ret, SH_LOG_JSON_MAX, "{\"command\":\"%s\",\"value\":%d}", name,
					r->command.value);
	return (size_t)snprintf(ret, SH_LOG_JSON_MAX,
				"{\"command\":\"%s\",\"value\":%d,\"line\":%" PRIu32 "}", name,
				r->command.value, r->line);
}

size_t sh_log_link_json(const struct sh_record *r, char ret[SH_LOG_JSON_MAX])
{
	const char *name = sh_link_change_name(r->link);

	if (r->link != SH_LINK_RETUNED)
		return (size_t)snprintf(ret, SH_LOG_JSON_MAX,
					"{\"link\":\"%s\",\"line\":%" PRIu32 "}", name, r->line);
	return (size_t)snprintf(ret, SH_LOG_JSON_MAX,
				"{\"link\":\"%s\",\"line\":%" PRIu32 ",\"baud\":%" PRIu32 "}", name,
				r->line, r->baud);
}

static void skip_space(struct sh_mcap_text *t)
{
	while (t->len > 0 && memchr(" \t\r\n", t->data[0], 4)) {
		t->data++;
		t->len--;
	}
}

static bool take_char(struct sh_mcap_text *t, char c)
{
	skip_space(t);
	if (t->len == 0 || t->data[0] != c)
		return false;
	t->data++;
	t->len--;
	return true;
}

/* A text without its quotes; one with an escape in it is refused. */
static bool take_quoted(struct sh_mcap_text *t, struct sh_mcap_text *ret)
{
	const char *end;

	if (!take_char(t, '"') || t->len == 0)
		return false;
	end = memchr(t->data, '"', t->len);
	if (!end || memchr(t->data, '\\', (size_t)(end - t->data)))
		return false;
	*ret = (struct sh_mcap_text){.data = t->data, .len = (size_t)(end - t->data)};
	t->len -= ret->len + 1;
	t->data = end + 1;
	return true;
}

static bool take_number(struct sh_mcap_text *t, struct sh_mcap_text *ret)
{
	skip_space(t);
	*ret = (struct sh_mcap_text){.data = t->data};
	while (ret->len < t->len &&
	       (t->data[ret->len] == '-' || (t->data[ret->len] >= '0' && t->data[ret->len] <= '9')))
		ret->len++;
	t->data += ret->len;
	t->len -= ret->len;
	return ret->len > 0;
}

struct member {
	const char *key;
	bool is_text, seen;
	struct sh_mcap_text text;
	int64_t value;
};

/* Fills in the members that are there. */
static bool parse_object(struct sh_mcap_text t, struct member *m, size_t n)
{
	bool more = true;

	if (!take_char(&t, '{'))
		return false;
	for (; more; more = take_char(&t, ',')) {
		struct sh_mcap_text key, value = {0};
		bool is_text;
		int64_t number = 0;

		if (!take_quoted(&t, &key) || !take_char(&t, ':'))
			return false;
		skip_space(&t);
		is_text = t.len > 0 && t.data[0] == '"';
		if (is_text ? !take_quoted(&t, &value) : !take_number(&t, &value))
			return false;
		if (!is_text && !parse_int(value, &number))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (m[i].is_text != is_text || !sh_log_view_is(key, m[i].key))
				continue;
			m[i].seen = true;
			m[i].text = value;
			m[i].value = number;
		}
	}
	if (!take_char(&t, '}'))
		return false;
	skip_space(&t);
	return t.len == 0;
}

bool sh_log_command_parse(struct sh_mcap_text json, struct sh_command *ret, uint32_t *ret_line)
{
	struct member m[] = {{.key = "command", .is_text = true}, {.key = "value"}, {.key = "line"}};

	if (!parse_object(json, m, 3) || !m[0].seen || !m[1].seen || m[1].value < INT32_MIN ||
	    m[1].value > INT32_MAX || m[2].value < 0 || m[2].value > UINT32_MAX)
		return false;
	for (int k = 0; k < SH_COMMANDS; k++) {
		if (!sh_log_view_is(m[0].text, sh_command_name((enum sh_command_kind)k)))
			continue;
		ret->kind = (enum sh_command_kind)k;
		ret->value = (int)m[1].value;
		*ret_line = (uint32_t)m[2].value;
		return true;
	}
	return false;
}

bool sh_log_link_parse(struct sh_mcap_text json, enum sh_link_change *ret, uint32_t *ret_line,
		       uint32_t *ret_baud)
{
	struct member m[] = {{.key = "link", .is_text = true}, {.key = "line"}, {.key = "baud"}};

	if (!parse_object(json, m, 3) || !m[0].seen || !m[1].seen || m[1].value < 0 ||
	    m[1].value > UINT32_MAX || m[2].value < 0 || m[2].value > UINT32_MAX)
		return false;
	for (int k = 0; k < SH_LINK_CHANGES; k++) {
		if (!sh_log_view_is(m[0].text, sh_link_change_name((enum sh_link_change)k)))
			continue;
		if (k == SH_LINK_RETUNED && !m[2].seen)
			return false;
		*ret = (enum sh_link_change)k;
		*ret_line = (uint32_t)m[1].value;
		*ret_baud = (uint32_t)m[2].value;
		return true;
	}
	return false;
}
