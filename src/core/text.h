#ifndef SH_CORE_TEXT_H
#define SH_CORE_TEXT_H

/** Building text in a caller's buffer, without locale, allocation or floating point.
 *
 * Pure. The buffer is the caller's and is terminated after every call. A piece that does not fit is
 * left off whole, `full` is set and stays set, and everything after it is left off too: the text
 * is then a prefix, never a text with a hole.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sh_text {
	char *buf; /* caller owns */
	size_t cap, len;
	bool full;
};

/** @param cap  at least 1: the terminator has a place always. */
void sh_text_init(struct sh_text *t, char *buf, size_t cap);

/** Appends a string; NULL counts as "". */
void sh_text_str(struct sh_text *t, const char *s);

/** Appends `len` bytes as they are. */
void sh_text_bytes(struct sh_text *t, const char *s, size_t len);

void sh_text_char(struct sh_text *t, char c);

void sh_text_int(struct sh_text *t, int64_t v);

void sh_text_uint(struct sh_text *t, uint64_t v);

/** Appends an unsigned number with leading zeros up to `digits` places. */
void sh_text_pad(struct sh_text *t, uint64_t v, unsigned digits);

/** Appends v / 10^scale with exactly `decimals` places, rounded half away from zero; what rounds to
 * zero has no sign ("0.0", never "-0.0"). scale and decimals from 0 to 18; digits beyond the scale
 * are zeros, so decimals - scale is at most 9. Every int64_t is allowed.
 * (12345, 3, 1) is "12.3"; (-50, 3, 1) is "-0.1"; (-49, 3, 1) is "0.0". */
void sh_text_fixed(struct sh_text *t, int64_t v, unsigned scale, unsigned decimals);

/** Like sh_text_fixed, with the zeros at the end left off: (10000, 3, 3) is "10", (1500, 3, 3) is
 * "1.5". */
void sh_text_short(struct sh_text *t, int64_t v, unsigned scale, unsigned decimals);

/** Appends `s` as a JSON string in quotes. Controls (C0, DEL, C1), bidirectional controls, line and
 * paragraph separators become \uNNNN (or \n, \t, ...), each byte of invalid UTF-8 becomes \ufffd.
 * NULL is an empty string. Cut between two characters so that the text between the quotes is at
 * most `max` bytes. */
void sh_text_json(struct sh_text *t, const char *s, size_t max);

/** Takes one character off UTF-8 text of `len` > 0 bytes.
 * @return its length in bytes, 1 to 4, and *ret the code point; 0 if it does not begin with valid
 * UTF-8 (overlong, surrogate, beyond U+10FFFF, cut off): the caller then steps over one byte. */
size_t sh_utf8_next(const char *s, size_t len, uint32_t *ret);

/** Must this code point not reach a terminal? C0, DEL, C1, bidirectional controls, U+2028, U+2029.
 */
bool sh_codepoint_unsafe(uint32_t c);

#endif
