/* Text without libc: the live screen is pure, so it may not use printf, whose output depends on the
 * locale, nor the str functions. Everything the screen says is a handful of words and integers.
 */

#include "tui/line.h"

#include <string.h>

void sh_line_clear(struct sh_line *l)
{
	l->len = 0;
	l->text[0] = '\0';
}

void sh_line_add(struct sh_line *l, const char *text)
{
	if (!text)
		return;
	size_t n = 0;
	while (text[n])
		n++;
	size_t room = SH_LINE_MAX - 1 - l->len;
	if (n > room) {
		n = room;
		/* a continuation byte at the cut means its character began before it */
		while (n > 0 && ((unsigned char)text[n] & 0xc0u) == 0x80u)
			n--;
	}
	memcpy(l->text + l->len, text, n);
	l->len += n;
	l->text[l->len] = '\0';
}

void sh_line_add_int(struct sh_line *l, int64_t n)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t rest = n < 0 ? 0u - (uint64_t)n : (uint64_t)n;
	digits[--at] = '\0';
	do {
		digits[--at] = (char)('0' + (int)(rest % 10u));
		rest /= 10u;
	} while (rest);
	if (n < 0)
		digits[--at] = '-';
	sh_line_add(l, digits + at);
}

void sh_line_add_clock(struct sh_line *l, int64_t seconds)
{
	if (seconds < 0)
		seconds = 0;
	if (seconds < 100)
		sh_line_add_int(l, seconds);
	else
		sh_line_add_minutes(l, seconds);
}

void sh_line_add_minutes(struct sh_line *l, int64_t seconds)
{
	if (seconds < 0)
		seconds = 0;
	sh_line_add_int(l, seconds / 60);
	sh_line_add(l, seconds % 60 < 10 ? ":0" : ":");
	sh_line_add_int(l, seconds % 60);
}

int32_t sh_line_whole_deg(int32_t mdeg)
{
	int64_t size = mdeg < 0 ? -(int64_t)mdeg : mdeg;
	return (int32_t)((size + 500) / 1000);
}

bool sh_line_is(const char *text, const char *word)
{
	if (!text)
		return false;
	while (*text && *text == *word) {
		text++;
		word++;
	}
	return *text == *word;
}
