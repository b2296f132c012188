/*
 * The one place where error messages are formatted. Escaping the finished message (instead of each
 * argument) means no caller can forget it; sh_escape changes nothing on text that is escaped
 * already. vsnprintf cuts at a byte, so the raw buffer is cut back to a whole character before the
 * escape, otherwise half a character at the end would show up as \xNN.
 */

#include "support/err.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "support/escape.h"

enum { RAW_MAX = 2048 };

/** Length of `s` without a character that was cut off at its end. */
static size_t whole_characters(const char *s, size_t len)
{
	size_t back = 1;
	uint32_t c;

	while (back < 4 && back < len && ((unsigned char)s[len - back] & 0xc0U) == 0x80U)
		back++;
	if (len == 0 || (unsigned char)s[len - back] < 0xc0U)
		return len;
	return sh_utf8_next(s + len - back, back, &c) == back ? len : len - back;
}

void sh_err_set(struct sh_err *err, enum sh_status status, int os_errno, const char *format, ...)
{
	const int kept = errno;
	char raw[RAW_MAX];
	size_t len;
	va_list ap;
	int n;

	if (!err)
		return;
	assert(status < 0);
	va_start(ap, format);
	n = vsnprintf(raw, sizeof raw, format, ap);
	va_end(ap);
	if (n < 0) /* an argument that cannot be formatted: the format still says what went wrong */
		n = snprintf(raw, sizeof raw, "%s", format);
	len = strlen(raw);
	if ((size_t)(n < 0 ? 0 : n) >= sizeof raw)
		len = whole_characters(raw, len);
	err->status = status;
	err->os_errno = os_errno;
	sh_escape(raw, len, err->message, sizeof err->message);
	errno = kept;
}
