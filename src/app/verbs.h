#ifndef SH_APP_VERBS_H
#define SH_APP_VERBS_H

/** The table of verbs: what spinehold can be asked to do. To add one: a file cmd_<verb>.c with one
 * function, and a row in verbs.c. */

#include <stdbool.h>
#include <stddef.h>

#include "app/options.h"

struct sh_verb {
	const char *name;
	const char *summary; /* one line of spinehold --help */
	const char *usage;   /* what stands after the verb, for its own help */
	const char *options; /* names of the options it takes, each between blanks */
	const char *help;    /* the rest of its help; with the options it fits a screen */
	int (*run)(const struct sh_options *o); /* returns an exit status, enum sh_exit */
};

extern const struct sh_verb sh_verbs[];
extern const size_t sh_verbs_n;

/** @return the verb of that name, or NULL. */
const struct sh_verb *sh_verb_find(const char *name);

bool sh_verb_takes(const struct sh_verb *v, const char *option);

/** The screen of spinehold --help, and that of one verb, on standard output. */
void sh_verbs_help(void);
void sh_verb_help(const struct sh_verb *v);

#endif
