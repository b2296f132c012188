#ifndef SH_APP_PHRASE_H
#define SH_APP_PHRASE_H

/** A line of parts in a fixed buffer; what does not fit is left off. Begin with {0}. */

#include <stddef.h>

struct sh_phrase {
	char text[600];
	size_t used;
};

__attribute__((format(printf, 2, 3))) void sh_phrase_add(struct sh_phrase *p, const char *format,
							 ...);

#endif
