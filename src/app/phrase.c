#include "app/phrase.h"

#include <stdarg.h>
#include <stdio.h>

void sh_phrase_add(struct sh_phrase *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = vsnprintf(p->text + p->used, sizeof p->text - p->used, format, args);
	va_end(args);
	if (n > 0)
		p->used += (size_t)n;
	if (p->used >= sizeof p->text)
		p->used = sizeof p->text - 1;
}
