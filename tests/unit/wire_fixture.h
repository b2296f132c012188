#ifndef WIRE_FIXTURE_H
#define WIRE_FIXTURE_H

/** What the tests of src/wire share: feeding bytes in pieces and keeping the samples.
 *
 * Header only, so that each test stays one program. The stamp of a byte is a function of its
 * position alone (`stamp_us`), so that cutting the bytes differently changes nothing else.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "spinehold/decoder.h"

enum { RUN_SAMPLES_MAX = 20000 };

struct run {
	struct sh_decoder d;
	struct sh_sample samples[RUN_SAMPLES_MAX];
	size_t n;
};

static inline void run_begin_map(struct run *r, const char *protocol, const char *map)
{
	struct sh_decoder_options o;
	const char *why = NULL;

	memset(&o, 0, sizeof(o));
	snprintf(o.map, sizeof(o.map), "%s", map);
	r->n = 0;
	assert_non_null(sh_protocol_find(protocol));
	assert_int_equal(sh_decoder_init(&r->d, sh_protocol_find(protocol), &o, &why), SH_OK);
}

static inline void run_begin(struct run *r, const char *protocol)
{
	run_begin_map(r, protocol, "");
}

static inline void run_piece(struct run *r, const uint8_t *data, size_t len, int64_t t_host_us)
{
	struct sh_bytes in = {data, len, t_host_us, 0};
	struct sh_sample s;

	while (sh_decoder_next(&r->d, &in, &s) == SH_OK) {
		assert_true(r->n < RUN_SAMPLES_MAX);
		r->samples[r->n++] = s;
	}
	assert_int_equal(in.len, 0);
}

static inline void run_end(struct run *r)
{
	struct sh_sample s;

	while (sh_decoder_end(&r->d, &s) == SH_OK) {
		assert_true(r->n < RUN_SAMPLES_MAX);
		r->samples[r->n++] = s;
	}
}

/* All of `data` in pieces of `size` bytes, every byte with the same stamp. */
static inline void run_cut(struct run *r, const uint8_t *data, size_t len, size_t size)
{
	size_t at;

	for (at = 0; at < len; at += size)
		run_piece(r, data + at, len - at < size ? len - at : size, 1000);
	run_end(r);
}

static inline void assert_same_samples(const struct run *a, const struct run *b)
{
	size_t i;

	assert_int_equal(a->n, b->n);
	for (i = 0; i < a->n; i++) {
		if (memcmp(&a->samples[i], &b->samples[i], sizeof(a->samples[i])) != 0)
			fail_msg("sample %zu differs: %lld us and %lld us", i,
				 (long long)a->samples[i].t_us, (long long)b->samples[i].t_us);
	}
	assert_memory_equal(&a->d.stats, &b->d.stats, sizeof(a->d.stats));
}

static inline void assert_near(double value, double expect, double tolerance)
{
	if (!(value >= expect - tolerance && value <= expect + tolerance))
		fail_msg("%.9g is not within %.3g of %.9g", value, tolerance, expect);
}

static inline void assert_strictly_rising(const struct run *r)
{
	size_t i;

	for (i = 1; i < r->n; i++) {
		if (r->samples[i].t_us <= r->samples[i - 1].t_us)
			fail_msg("sample %zu: %lld us after %lld us", i,
				 (long long)r->samples[i].t_us, (long long)r->samples[i - 1].t_us);
	}
}

/* Small deterministic generator for noise (xorshift). */
static inline uint32_t noise32(uint32_t *state)
{
	uint32_t x = *state;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*state = x;
	return x;
}

#endif
