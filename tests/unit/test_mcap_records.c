/* MCAP records as bytes: known crcs, each record against bytes written down by hand, nothing beyond
 * a buffer's end, and no parser that accepts a body with a byte too few or too many. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "log/mcap_records.h"

enum { CAP = 512 };

struct buffer {
	uint8_t data[CAP];
	struct sh_mcap_out out;
};

static void start(struct buffer *b)
{
	memset(b->data, 0xEE, sizeof b->data);
	b->out = (struct sh_mcap_out){.data = b->data, .cap = sizeof b->data};
}

static struct sh_mcap_text text(const char *s)
{
	return (struct sh_mcap_text){.data = s, .len = strlen(s)};
}

static void assert_text(struct sh_mcap_text t, const char *expected)
{
	assert_int_equal(t.len, strlen(expected));
	assert_memory_equal(t.data, expected, t.len);
}

#define assert_bytes(b, ...)                                                                       \
	do {                                                                                       \
		const uint8_t expected[] = {__VA_ARGS__};                                          \
		assert_false((b)->out.full);                                                       \
		assert_int_equal((b)->out.len, sizeof expected);                                   \
		assert_memory_equal((b)->data, expected, sizeof expected);                         \
	} while (0)

/* a bit at a time: the obvious second version */
static uint32_t slow_crc(const uint8_t *p, size_t n)
{
	uint32_t c = 0xFFFFFFFFu;

	for (size_t i = 0; i < n; i++) {
		c ^= p[i];
		for (int k = 0; k < 8; k++)
			c = c & 1u ? (c >> 1) ^ 0xEDB88320u : c >> 1;
	}
	return c ^ 0xFFFFFFFFu;
}

static void test_crc_of_known_texts_is_known(void **state)
{
	(void)state;
	assert_int_equal(sh_mcap_crc32(0, "", 0), 0);
	assert_int_equal(sh_mcap_crc32(0, "123456789", 9), 0xCBF43926u);
	assert_int_equal(sh_mcap_crc32(0, "The quick brown fox jumps over the lazy dog", 43),
			 0x414FA339u);
}

static void test_crc_of_every_byte_equals_the_slow_version(void **state)
{
	uint8_t all[256];

	(void)state;
	for (size_t i = 0; i < 256; i++) {
		all[i] = (uint8_t)i;
		assert_int_equal(sh_mcap_crc32(0, all + i, 1), slow_crc(all + i, 1));
	}
	for (size_t cut = 0; cut <= 256; cut++)
		assert_int_equal(sh_mcap_crc32(sh_mcap_crc32(0, all, cut), all + cut, 256 - cut),
				 slow_crc(all, 256));
}

static void test_small_records_when_written_have_the_bytes_of_the_specification(void **state)
{
	struct buffer b;

	(void)state;
	start(&b);
	sh_mcap_put_magic(&b.out);
	assert_bytes(&b, 0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A);
	start(&b);
	sh_mcap_put_header(&b.out, text("ab"), text("c"));
	assert_bytes(&b, 1, 11, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 'b', 1, 0, 0, 0, 'c');
	start(&b);
	sh_mcap_put_schema(&b.out, 0x0102, text("n"), text("e"), text("{}"));
	assert_bytes(&b, 3, 18, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1, 0, 0, 0, 'n', 1, 0, 0, 0, 'e', 2, 0,
		     0, 0, '{', '}');
	start(&b);
	sh_mcap_put_channel(&b.out, 3, 2, text("/t"), text("j"));
	assert_bytes(&b, 4, 19, 0, 0, 0, 0, 0, 0, 0, 3, 0, 2, 0, 2, 0, 0, 0, '/', 't', 1, 0, 0, 0,
		     'j', 0, 0, 0, 0);
	start(&b);
	sh_mcap_put_message(&b.out, 1, 0x04030201u, 0x0807060504030201u, "xy", 2);
	assert_bytes(&b, 5, 24, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2,
		     3, 4, 5, 6, 7, 8, 'x', 'y');
	start(&b);
	sh_mcap_put_data_end(&b.out, 0xDDCCBBAAu);
	assert_bytes(&b, 15, 4, 0, 0, 0, 0, 0, 0, 0, 0xAA, 0xBB, 0xCC, 0xDD);
	start(&b);
	sh_mcap_put_summary_offset(&b.out, 3, 4, 5);
	assert_bytes(&b, 14, 17, 0, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0,
		     0, 0);
	start(&b);
	sh_mcap_put_metadata_index(&b.out, 6, 7, text("m"));
	assert_bytes(&b, 13, 21, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0,
		     0, 1, 0, 0, 0, 'm');
}

static void test_indexes_when_written_have_the_bytes_of_the_specification(void **state)
{
	const struct sh_mcap_index_entry e[] = {{.log_ns = 1, .offset = 2, .channel = 7},
						{.log_ns = 3, .offset = 4, .channel = 8},
						{.log_ns = 5, .offset = 6, .channel = 7}};
	struct buffer b;

	(void)state;
	start(&b);
	sh_mcap_put_message_index(&b.out, 8, e, 3);
	assert_bytes(&b, 7, 22, 0, 0, 0, 0, 0, 0, 0, 8, 0, 16, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4,
		     0, 0, 0, 0, 0, 0, 0);
	sh_mcap_put_message_index(&b.out, 9, e, 3);
	assert_int_equal(b.out.len, 31);
	start(&b);
	sh_mcap_put_chunk_index(&b.out, &(struct sh_mcap_chunk_index){.first_ns = 1,
								      .last_ns = 2,
								      .chunk_start = 3,
								      .chunk_bytes = 4,
								      .index_bytes = 5,
								      .records_bytes = 6,
								      .n = 1,
								      .channel = {7},
								      .index_start = {8}});
	assert_bytes(&b, 8, 74, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
		     3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 7, 0, 8, 0, 0, 0,
		     0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 6, 0,
		     0, 0, 0, 0, 0, 0);
	start(&b);
	sh_mcap_put_statistics(&b.out, &(struct sh_mcap_statistics){.messages = 1,
								    .schemas = 2,
								    .channels = 3,
								    .attachments = 4,
								    .metadata = 5,
								    .chunks = 6,
								    .first_ns = 7,
								    .last_ns = 8,
								    .n = 1,
								    .channel = {9},
								    .channel_messages = {1}});
	assert_bytes(&b, 11, 56, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 4,
		     0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0,
		     0, 10, 0, 0, 0, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0);
}

static void test_footer_when_written_carries_the_crc_over_its_own_fields(void **state)
{
	uint8_t summary[40];
	struct sh_mcap_footer f;
	struct buffer b;

	(void)state;
	memset(summary, 'S', sizeof summary);
	start(&b);
	sh_mcap_put_footer(&b.out, 100, 120, slow_crc(summary, 15));
	assert_int_equal(b.out.len, SH_MCAP_FOOTER_BYTES);
	memcpy(summary + 15, b.data, 25);
	assert_true(sh_mcap_parse_footer(b.data + 9, 20, &f));
	assert_int_equal(f.summary_start, 100);
	assert_int_equal(f.offset_start, 120);
	assert_int_equal(f.crc, slow_crc(summary, 40));
}

static void test_chunk_when_put_in_front_of_records_can_be_parsed_back(void **state)
{
	uint8_t bytes[SH_MCAP_CHUNK_BYTES + 5] = {0};
	struct sh_mcap_chunk c;
	struct sh_mcap_head h;

	(void)state;
	memcpy(bytes + SH_MCAP_CHUNK_BYTES, "hello", 5);
	sh_mcap_chunk_front(bytes, 11, 12, bytes + SH_MCAP_CHUNK_BYTES, 5);
	h = sh_mcap_parse_head(bytes);
	assert_int_equal(h.opcode, SH_MCAP_CHUNK);
	assert_int_equal(h.len, sizeof bytes - 9);
	assert_true(sh_mcap_parse_chunk(bytes + 9, sizeof bytes - 9, h.len, &c));
	assert_int_equal(c.first_ns, 11);
	assert_int_equal(c.last_ns, 12);
	assert_int_equal(c.crc, slow_crc((const uint8_t *)"hello", 5));
	assert_int_equal(c.data_at, 40);
	assert_int_equal(c.data_len, 5);
	assert_int_equal(c.size, 5);
	assert_int_equal(c.compression.len, 0);
	/* the front alone is enough to judge it */
	assert_true(sh_mcap_parse_chunk(bytes + 9, 40, h.len, &c));
	for (size_t have = 0; have < 40; have++)
		assert_false(sh_mcap_parse_chunk(bytes + 9, have, h.len, &c));
	assert_false(sh_mcap_parse_chunk(bytes + 9, 40, h.len - 1, &c));
	assert_false(sh_mcap_parse_chunk(bytes + 9, 40, h.len + 1, &c));
	assert_false(sh_mcap_parse_chunk(bytes + 9, 40, 0, &c));
	bytes[9 + 16]++; /* the size says something else than the length */
	assert_false(sh_mcap_parse_chunk(bytes + 9, sizeof bytes - 9, h.len, &c));
}

static void test_attachment_when_completed_can_be_parsed_back(void **state)
{
	struct sh_mcap_attachment a;
	struct sh_mcap_head h;
	struct buffer b;
	size_t front;

	(void)state;
	start(&b);
	sh_mcap_put_attachment_front(&b.out, 1, 2, text("name"), text("a/b"), 3);
	front = b.out.len;
	memcpy(b.data + b.out.len, "abc", 3);
	b.out.len += 3;
	sh_mcap_put_u32(&b.out, 0x01020304u);
	h = sh_mcap_parse_head(b.data);
	assert_int_equal(h.opcode, SH_MCAP_ATTACHMENT);
	assert_int_equal(h.len, b.out.len - 9);
	assert_true(sh_mcap_parse_attachment(b.data + 9, front - 9, h.len, &a));
	assert_text(a.name, "name");
	assert_text(a.media_type, "a/b");
	assert_int_equal(a.data_at, front - 9);
	assert_int_equal(a.data_len, 3);
	assert_int_equal(sh_mcap_parse_u32(b.data + b.out.len - 4), 0x01020304u);
	for (size_t have = 0; have < front - 9; have++)
		assert_false(sh_mcap_parse_attachment(b.data + 9, have, h.len, &a));
	for (uint64_t len = 0; len < h.len + 10; len++)
		assert_int_equal(sh_mcap_parse_attachment(b.data + 9, front - 9, len, &a),
				 len == h.len);
}

static void test_metadata_when_written_gives_its_pairs_back_in_order(void **state)
{
	const struct sh_mcap_pair pairs[] = {{text("k"), text("v")}, {text("empty"), text("")}};
	struct sh_mcap_text name;
	struct sh_mcap_pair p;
	struct sh_mcap_map m;
	struct buffer b;

	(void)state;
	start(&b);
	sh_mcap_put_metadata(&b.out, text("me"), pairs, 2);
	assert_true(sh_mcap_parse_metadata(b.data + 9, b.out.len - 9, &name, &m));
	assert_text(name, "me");
	assert_true(sh_mcap_map_next(&m, &p));
	assert_text(p.key, "k");
	assert_text(p.value, "v");
	assert_true(sh_mcap_map_next(&m, &p));
	assert_text(p.key, "empty");
	assert_text(p.value, "");
	assert_false(sh_mcap_map_next(&m, &p));
	start(&b);
	sh_mcap_put_metadata(&b.out, text("none"), NULL, 0);
	assert_true(sh_mcap_parse_metadata(b.data + 9, b.out.len - 9, &name, &m));
	assert_false(sh_mcap_map_next(&m, &p));
}

enum { PARSERS = 8 };

/* Writes record number k and tries its parser on `len` bytes of its body. */
static bool parses(int k, const uint8_t *body, size_t len)
{
	struct sh_mcap_text t, u;
	struct sh_mcap_channel c;
	struct sh_mcap_message m;
	struct sh_mcap_footer f;
	struct sh_mcap_map map;
	uint16_t id;
	uint32_t crc;

	switch (k) {
	case 0:
		return sh_mcap_parse_header(body, len, &t, &u);
	case 1:
		return sh_mcap_parse_schema(body, len, &id);
	case 2:
		return sh_mcap_parse_channel(body, len, &c);
	case 3:
		return sh_mcap_parse_message_index(body, len, &id);
	case 4:
		return sh_mcap_parse_metadata(body, len, &t, &map);
	case 5:
		return sh_mcap_parse_data_end(body, len, &crc);
	case 6:
		return sh_mcap_parse_footer(body, len, &f);
	default:
		return sh_mcap_parse_message(body, len, &m);
	}
}

static void write_kind(int k, struct sh_mcap_out *o)
{
	const struct sh_mcap_index_entry e[] = {{.channel = 1}, {.channel = 1}};
	const struct sh_mcap_pair pair = {text("key"), text("value")};

	switch (k) {
	case 0:
		sh_mcap_put_header(o, text("profile"), text("library"));
		break;
	case 1:
		sh_mcap_put_schema(o, 1, text("name"), text("encoding"), text("data"));
		break;
	case 2:
		sh_mcap_put_channel(o, 1, 2, text("topic"), text("json"));
		break;
	case 3:
		sh_mcap_put_message_index(o, 1, e, 2);
		break;
	case 4:
		sh_mcap_put_metadata(o, text("name"), &pair, 1);
		break;
	case 5:
		sh_mcap_put_data_end(o, 1);
		break;
	case 6:
		sh_mcap_put_footer(o, 1, 2, 3);
		break;
	default:
		sh_mcap_put_message(o, 1, 2, 3, "data", 4);
	}
}

static void test_body_when_a_byte_short_or_long_is_refused(void **state)
{
	struct buffer b;

	(void)state;
	for (int k = 0; k < PARSERS - 1; k++) {
		start(&b);
		write_kind(k, &b.out);
		for (size_t len = 0; len < b.out.len + 8; len++) {
			/* a message index that is shorter by whole entries would need another
			 * length */
			assert_int_equal(parses(k, b.data + 9, len), len == b.out.len - 9);
		}
	}
}

static void test_message_when_shorter_than_its_fixed_fields_is_refused(void **state)
{
	struct sh_mcap_message m;
	struct buffer b;

	(void)state;
	start(&b);
	sh_mcap_put_message(&b.out, 7, 8, 9, "data", 4);
	for (size_t len = 0; len < 22; len++)
		assert_false(sh_mcap_parse_message(b.data + 9, len, &m));
	assert_true(sh_mcap_parse_message(b.data + 9, 22, &m));
	assert_int_equal(m.len, 0);
	assert_true(sh_mcap_parse_message(b.data + 9, b.out.len - 9, &m));
	assert_int_equal(m.channel, 7);
	assert_int_equal(m.sequence, 8);
	assert_int_equal(m.log_ns, 9);
	assert_int_equal(m.len, 4);
	assert_memory_equal(m.data, "data", 4);
}

static void test_inner_length_when_enormous_is_refused(void **state)
{
	struct buffer b;

	(void)state;
	/* every aligned place of every body set to the largest length */
	for (int k = 0; k < PARSERS - 1; k++) {
		start(&b);
		write_kind(k, &b.out);
		for (size_t at = 9; at + 4 <= b.out.len; at++) {
			uint8_t saved[4];

			memcpy(saved, b.data + at, 4);
			memset(b.data + at, 0xFF, 4);
			(void)parses(k, b.data + 9, b.out.len - 9);
			memcpy(b.data + at, saved, 4);
		}
		assert_true(parses(k, b.data + 9, b.out.len - 9));
	}
	start(&b);
	write_kind(4, &b.out);
	memset(b.data + 9, 0xFF, 4);
	assert_false(parses(4, b.data + 9, b.out.len - 9));
}

static void test_record_when_the_buffer_is_too_small_leaves_nothing_behind(void **state)
{
	struct buffer b;

	(void)state;
	for (int k = 0; k < PARSERS; k++) {
		size_t len;

		start(&b);
		write_kind(k, &b.out);
		len = b.out.len;
		for (size_t cap = 0; cap < len; cap++) {
			start(&b);
			b.out.cap = cap;
			write_kind(k, &b.out);
			assert_true(b.out.full);
			assert_int_equal(b.out.len, 0);
			assert_int_equal(b.data[cap], 0xEE);
			sh_mcap_put_u32(&b.out, 0);
			assert_int_equal(b.out.len, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crc_of_known_texts_is_known),
		cmocka_unit_test(test_crc_of_every_byte_equals_the_slow_version),
		cmocka_unit_test(
			test_small_records_when_written_have_the_bytes_of_the_specification),
		cmocka_unit_test(test_indexes_when_written_have_the_bytes_of_the_specification),
		cmocka_unit_test(test_footer_when_written_carries_the_crc_over_its_own_fields),
		cmocka_unit_test(test_chunk_when_put_in_front_of_records_can_be_parsed_back),
		cmocka_unit_test(test_attachment_when_completed_can_be_parsed_back),
		cmocka_unit_test(test_metadata_when_written_gives_its_pairs_back_in_order),
		cmocka_unit_test(test_body_when_a_byte_short_or_long_is_refused),
		cmocka_unit_test(test_message_when_shorter_than_its_fixed_fields_is_refused),
		cmocka_unit_test(test_inner_length_when_enormous_is_refused),
		cmocka_unit_test(test_record_when_the_buffer_is_too_small_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
