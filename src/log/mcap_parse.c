/* MCAP records from bytes. The table of bodies is at the top of the header.
 *
 * A cursor turns `bad` at the first byte that is not there and hands out zeros from then on, so
 * that each parser is a plain list of fields and one question at the end: are they all there, and
 * is nothing left over? The specification lets later versions append fields to a record; our own
 * files have none, and exact lengths are what makes damage in records without a crc show.
 */

#include "log/mcap_records.h"

struct in {
	const uint8_t *data;
	size_t len, pos;
	bool bad;
};

static const uint8_t *take(struct in *i, size_t len)
{
	const uint8_t *at = i->data + i->pos;

	if (i->bad || len > i->len - i->pos) {
		i->bad = true;
		return NULL;
	}
	i->pos += len;
	return at;
}

static uint64_t take_int(struct in *i, size_t bytes)
{
	const uint8_t *at = take(i, bytes);
	uint64_t v = 0;

	for (size_t n = 0; at && n < bytes; n++)
		v |= (uint64_t)at[n] << (8 * n);
	return v;
}

static struct sh_mcap_text take_text(struct in *i)
{
	struct sh_mcap_text t = {.len = (size_t)take_int(i, 4)};

	t.data = (const char *)take(i, t.len);
	if (!t.data)
		t.len = 0;
	return t;
}

static struct sh_mcap_map take_map(struct in *i)
{
	struct sh_mcap_text t = take_text(i);
	struct in pairs = {.data = (const uint8_t *)t.data, .len = t.len};

	while (!pairs.bad && pairs.pos < pairs.len) {
		take_text(&pairs);
		take_text(&pairs);
	}
	i->bad = i->bad || pairs.bad;
	return (struct sh_mcap_map){.data = pairs.data, .len = t.len};
}

static bool whole(const struct in *i)
{
	return !i->bad && i->pos == i->len;
}

struct sh_mcap_head sh_mcap_parse_head(const uint8_t *bytes)
{
	struct in i = {.data = bytes, .len = SH_MCAP_HEAD_BYTES};
	struct sh_mcap_head h;

	h.opcode = (uint8_t)take_int(&i, 1);
	h.len = take_int(&i, 8);
	return h;
}

uint32_t sh_mcap_parse_u32(const uint8_t *bytes)
{
	struct in i = {.data = bytes, .len = 4};

	return (uint32_t)take_int(&i, 4);
}

bool sh_mcap_parse_header(const uint8_t *body, size_t len, struct sh_mcap_text *ret_profile,
			  struct sh_mcap_text *ret_library)
{
	struct in i = {.data = body, .len = len};
	struct sh_mcap_text profile = take_text(&i), library = take_text(&i);

	if (!whole(&i))
		return false;
	*ret_profile = profile;
	*ret_library = library;
	return true;
}

bool sh_mcap_parse_schema(const uint8_t *body, size_t len, uint16_t *ret_id)
{
	struct in i = {.data = body, .len = len};
	uint16_t id = (uint16_t)take_int(&i, 2);

	take_text(&i);
	take_text(&i);
	take_text(&i);
	if (!whole(&i))
		return false;
	*ret_id = id;
	return true;
}

bool sh_mcap_parse_channel(const uint8_t *body, size_t len, struct sh_mcap_channel *ret)
{
	struct in i = {.data = body, .len = len};
	struct sh_mcap_channel c;

	c.id = (uint16_t)take_int(&i, 2);
	c.schema = (uint16_t)take_int(&i, 2);
	c.topic = take_text(&i);
	c.encoding = take_text(&i);
	take_map(&i);
	if (!whole(&i))
		return false;
	*ret = c;
	return true;
}

bool sh_mcap_parse_message(const uint8_t *body, size_t len, struct sh_mcap_message *ret)
{
	struct in i = {.data = body, .len = len};
	struct sh_mcap_message m;

	m.channel = (uint16_t)take_int(&i, 2);
	m.sequence = (uint32_t)take_int(&i, 4);
	m.log_ns = take_int(&i, 8);
	take_int(&i, 8);
	m.len = i.len - i.pos;
	m.data = take(&i, m.len);
	if (i.bad)
		return false;
	*ret = m;
	return true;
}

bool sh_mcap_parse_message_index(const uint8_t *body, size_t len, uint16_t *ret_channel)
{
	struct in i = {.data = body, .len = len};
	uint16_t channel = (uint16_t)take_int(&i, 2);
	struct sh_mcap_text entries = take_text(&i);

	if (!whole(&i) || entries.len % 16 != 0)
		return false;
	*ret_channel = channel;
	return true;
}

bool sh_mcap_parse_chunk(const uint8_t *body, size_t have, uint64_t len, struct sh_mcap_chunk *ret)
{
	struct in i = {.data = body, .len = have};
	struct sh_mcap_chunk c;

	c.first_ns = take_int(&i, 8);
	c.last_ns = take_int(&i, 8);
	c.size = take_int(&i, 8);
	c.crc = (uint32_t)take_int(&i, 4);
	c.compression = take_text(&i);
	c.data_len = take_int(&i, 8);
	c.data_at = i.pos;
	if (i.bad || c.data_at > len || c.data_len != len - c.data_at)
		return false;
	if (c.compression.len == 0 && c.size != c.data_len)
		return false;
	*ret = c;
	return true;
}

bool sh_mcap_parse_attachment(const uint8_t *body, size_t have, uint64_t len,
			      struct sh_mcap_attachment *ret)
{
	struct in i = {.data = body, .len = have};
	struct sh_mcap_attachment a;

	take(&i, 16);
	a.name = take_text(&i);
	a.media_type = take_text(&i);
	a.data_len = take_int(&i, 8);
	a.data_at = i.pos;
	if (i.bad || len < 4 || a.data_at > len - 4 || a.data_len != len - 4 - a.data_at)
		return false;
	*ret = a;
	return true;
}

bool sh_mcap_parse_metadata(const uint8_t *body, size_t len, struct sh_mcap_text *ret_name,
			    struct sh_mcap_map *ret)
{
	struct in i = {.data = body, .len = len};
	struct sh_mcap_text name = take_text(&i);
	struct sh_mcap_map map = take_map(&i);

	if (!whole(&i))
		return false;
	*ret_name = name;
	*ret = map;
	return true;
}

bool sh_mcap_map_next(struct sh_mcap_map *m, struct sh_mcap_pair *ret)
{
	struct in i = {.data = m->data, .len = m->len, .pos = m->pos};
	struct sh_mcap_pair p;

	if (m->pos >= m->len)
		return false;
	p.key = take_text(&i);
	p.value = take_text(&i);
	m->pos = i.bad ? m->len : i.pos;
	if (i.bad)
		return false;
	*ret = p;
	return true;
}

bool sh_mcap_parse_data_end(const uint8_t *body, size_t len, uint32_t *ret_crc)
{
	if (len != 4)
		return false;
	*ret_crc = sh_mcap_parse_u32(body);
	return true;
}

bool sh_mcap_parse_footer(const uint8_t *body, size_t len, struct sh_mcap_footer *ret)
{
	struct in i = {.data = body, .len = len};
	struct sh_mcap_footer f;

	f.summary_start = take_int(&i, 8);
	f.offset_start = take_int(&i, 8);
	f.crc = (uint32_t)take_int(&i, 4);
	if (!whole(&i))
		return false;
	*ret = f;
	return true;
}
