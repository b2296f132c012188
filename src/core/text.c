/*
 * Text without snprintf. The C library's formatting depends on the locale, and printing doubles
 * would tie every byte of a golden file to one libm; integers of a fixed scale print the same
 * everywhere. Magnitudes are taken as unsigned so that the most negative number needs no special
 * case.
 *
 * The buffer rule (a piece fits whole or nothing follows any more) keeps callers free of checks:
 * they look at `full` once, at the end.
 */

#include "core/text.h"

#include <assert.h>
#include <string.h>

enum {
	DIGITS_MAX = 48,
	STRING_MAX = 1 << 20 /* the bound also keeps compilers from calling strlen for the loop */
};

static uint64_t power_of_10(unsigned n)
{
	uint64_t p = 1;

	while (n-- > 0)
		p *= 10U;
	return p;
}

static size_t length(const char *s)
{
	size_t n = 0;

	while (n < STRING_MAX && s[n])
		n++;
	return n;
}

void sh_text_init(struct sh_text *t, char *buf, size_t cap)
{
	assert(buf && cap > 0);
	t->buf = buf;
	t->cap = cap;
	t->len = 0;
	t->full = false;
	buf[0] = '\0';
}

void sh_text_bytes(struct sh_text *t, const char *s, size_t len)
{
	if (t->full || len >= t->cap - t->len) {
		t->full = t->full || len > 0;
		return;
	}
	memcpy(t->buf + t->len, s, len);
	t->len += len;
	t->buf[t->len] = '\0';
}

void sh_text_str(struct sh_text *t, const char *s)
{
	if (s)
		sh_text_bytes(t, s, length(s));
}

void sh_text_char(struct sh_text *t, char c)
{
	sh_text_bytes(t, &c, 1);
}

/** Digits of v, at least `least` of them, ending at `end`. Returns where they begin. */
static char *digits_before(char *end, uint64_t v, unsigned least)
{
	while (v > 0 || least > 0) {
		*--end = (char)('0' + (int)(v % 10U));
		v /= 10U;
		if (least > 0)
			least--;
	}
	return end;
}

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
}

void sh_text_pad(struct sh_text *t, uint64_t v, unsigned digits)
{
	char d[DIGITS_MAX];
	char *from;

	assert(digits <= 20);
	from = digits_before(d + DIGITS_MAX, v, digits);
	sh_text_bytes(t, from, (size_t)(d + DIGITS_MAX - from));
}

void sh_text_uint(struct sh_text *t, uint64_t v)
{
	sh_text_pad(t, v, 1);
}

void sh_text_int(struct sh_text *t, int64_t v)
{
	sh_text_fixed(t, v, 0, 0);
}

/** Builds the number before `end`; *ret_point is where the point stands, or `end` without one. */
static char *fixed_before(char *end, int64_t v, unsigned scale, unsigned decimals, char **ret_point)
{
	uint64_t m = magnitude(v);
	unsigned zeros = 0;
	char *p = end;

	assert(scale <= 18 && decimals <= 18 && (decimals <= scale || decimals - scale <= 9));
	if (decimals < scale) {
		uint64_t unit = power_of_10(scale - decimals);
		uint64_t rest = m % unit;

		m = m / unit + (rest >= unit - rest ? 1U : 0U);
	} else {
		zeros = decimals - scale;
	}
	*ret_point = end;
	if (decimals > 0) {
		unsigned places = decimals - zeros;
		uint64_t whole = m / power_of_10(places);

		for (unsigned i = 0; i < zeros; i++)
			*--p = '0';
		for (uint64_t part = m % power_of_10(places); places > 0; places--, part /= 10U)
			*--p = (char)('0' + (int)(part % 10U));
		*--p = '.';
		*ret_point = p;
		p = digits_before(p, whole, 1);
	} else {
		p = digits_before(p, m, 1);
	}
	if (v < 0 && m > 0)
		*--p = '-';
	return p;
}

void sh_text_fixed(struct sh_text *t, int64_t v, unsigned scale, unsigned decimals)
{
	char d[DIGITS_MAX];
	char *point;
	char *from = fixed_before(d + DIGITS_MAX, v, scale, decimals, &point);

	sh_text_bytes(t, from, (size_t)(d + DIGITS_MAX - from));
}

void sh_text_short(struct sh_text *t, int64_t v, unsigned scale, unsigned decimals)
{
	char d[DIGITS_MAX];
	char *point;
	char *end = d + DIGITS_MAX;
	char *from = fixed_before(end, v, scale, decimals, &point);

	if (decimals > 0) {
		while (end[-1] == '0')
			end--;
		if (end[-1] == '.')
			end--;
	}
	sh_text_bytes(t, from, (size_t)(end - from));
}

size_t sh_utf8_next(const char *s, size_t len, uint32_t *ret)
{
	const unsigned char first = (unsigned char)s[0];
	size_t n;
	uint32_t c, least;

	if (first < 0x80) {
		*ret = first;
		return 1;
	}
	if (first >= 0xc2 && first <= 0xdf) {
		n = 2, c = first & 0x1fU, least = 0x80;
	} else if (first >= 0xe0 && first <= 0xef) {
		n = 3, c = first & 0x0fU, least = 0x800;
	} else if (first >= 0xf0 && first <= 0xf4) {
		n = 4, c = first & 0x07U, least = 0x10000;
	} else {
		return 0;
	}
	if (len < n)
		return 0;
	for (size_t i = 1; i < n; i++) {
		const unsigned char next = (unsigned char)s[i];

		if ((next & 0xc0U) != 0x80U)
			return 0;
		c = c << 6 | (next & 0x3fU);
	}
	if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret = c;
	return n;
}

bool sh_codepoint_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void json_unicode(struct sh_text *t, uint32_t c)
{
	static const char HEX[] = "0123456789abcdef";
	const char u[6] = {
		'\\',	      'u', HEX[c >> 12 & 0xfU], HEX[c >> 8 & 0xfU], HEX[c >> 4 & 0xfU],
		HEX[c & 0xfU]};

	sh_text_bytes(t, u, sizeof u);
}

/** One character as JSON wants it; unsafe code points are all below U+10000. */
static void json_char(struct sh_text *t, const char *s, size_t n, uint32_t c)
{
	if (n == 0)
		json_unicode(t, 0xfffd);
	else if (c == '"' || c == '\\')
		sh_text_char(t, '\\'), sh_text_char(t, (char)c);
	else if (c == '\n')
		sh_text_str(t, "\\n");
	else if (c == '\r')
		sh_text_str(t, "\\r");
	else if (c == '\t')
		sh_text_str(t, "\\t");
	else if (sh_codepoint_unsafe(c))
		json_unicode(t, c);
	else
		sh_text_bytes(t, s, n);
}

void sh_text_json(struct sh_text *t, const char *s, size_t max)
{
	const size_t len = s ? length(s) : 0;
	size_t written = 0;

	sh_text_char(t, '"');
	for (size_t i = 0; i < len;) {
		char piece_buf[8];
		struct sh_text piece;
		uint32_t c = 0;
		const size_t n = sh_utf8_next(s + i, len - i, &c);

		sh_text_init(&piece, piece_buf, sizeof piece_buf);
		json_char(&piece, s + i, n, c);
		if (written + piece.len > max)
			break;
		sh_text_bytes(t, piece.buf, piece.len);
		written += piece.len;
		i += n > 0 ? n : 1;
	}
	sh_text_char(t, '"');
}
