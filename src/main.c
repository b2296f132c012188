/* Which verb? Everything else is behind the table in app/verbs.c. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/cmd_start.h"
#include "app/diag.h"
#include "app/verbs.h"
#include "app/version.h"
#include "support/err.h"

/* A full disk behind standard output is a failure; a reader that left is not. */
static int close_output(int status)
{
	struct sh_err err = {0};

	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (errno == EPIPE || status != SH_EXIT_DONE)
		return status;
	sh_err_set(&err, SH_ERR_IO, errno, "standard output cannot be written (%s): is the disk full?",
		   strerror(errno));
	sh_diag_error(&err);
	return SH_EXIT_FAILED;
}

int main(int argc, char **argv)
{
	const struct sh_verb *verb;
	struct sh_options options;
	struct sh_err err = {0};

	if (argc < 2) {
		int status = sh_cmd_start();

		if (status >= 0)
			return close_output(status);
	}
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		sh_verbs_help();
		return close_output(SH_EXIT_DONE);
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts(SH_PROGRAM);
		return close_output(SH_EXIT_DONE);
	}
	verb = sh_verb_find(argv[1]);
	if (!verb) {
		sh_err_set(&err, SH_ERR_CONFIG, 0, "there is no verb '%s'; see spinehold --help",
			   argv[1]);
	} else if (sh_options_parse(&options, verb, argc - 2, argv + 2, &err) == SH_OK) {
		if (!options.help)
			return close_output(verb->run(&options));
		sh_verb_help(verb);
		return close_output(SH_EXIT_DONE);
	}
	sh_diag_error(&err);
	return SH_EXIT_USAGE;
}
