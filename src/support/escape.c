/*
 * Escaping for terminals. The judgement which code points are unsafe and the strict UTF-8 decoder
 * are the core's (core/text.h), so that JSON lines, messages and screens agree. Overlong forms,
 * surrogates and cut-off sequences count as invalid bytes: a lenient decoder is how a control
 * character gets past a filter.
 */

#include "support/escape.h"

#include <stdint.h>

#include "core/text.h"

static const char HEX[] = "0123456789abcdef";

static void escape_byte(struct sh_text *t, unsigned char b)
{
	const char x[4] = {'\\', 'x', HEX[b >> 4], HEX[b & 0xfU]};

	sh_text_bytes(t, x, sizeof x);
}

static void escape_codepoint(struct sh_text *t, uint32_t c)
{
	int shift = 28;

	sh_text_str(t, "\\u{");
	while (shift > 0 && (c >> shift & 0xfU) == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		sh_text_char(t, HEX[c >> shift & 0xfU]);
	sh_text_char(t, '}');
}

size_t sh_escape(const char *in, size_t len, char *out, size_t cap)
{
	struct sh_text t;

	if (cap == 0)
		return 0;
	sh_text_init(&t, out, cap);
	for (size_t i = 0; i < len && !t.full;) {
		char piece_buf[16];
		struct sh_text piece;
		uint32_t c = 0;
		const size_t n = sh_utf8_next(in + i, len - i, &c);

		sh_text_init(&piece, piece_buf, sizeof piece_buf);
		if (n == 0 || c < 0x20 || c == 0x7f)
			escape_byte(&piece, (unsigned char)in[i]);
		else if (sh_codepoint_unsafe(c))
			escape_codepoint(&piece, c);
		else
			sh_text_bytes(&piece, in + i, n);
		sh_text_bytes(&t, piece.buf, piece.len);
		i += n > 0 ? n : 1;
	}
	return t.len;
}
