/*
 * One line on standard error, whatever the message holds. It is built in a buffer and written at
 * once, so that two programs on one terminal do not mix their lines. A failing write is passed
 * over: there is nowhere left to say so.
 */

#define _POSIX_C_SOURCE 200809L

#include "app/diag.h"

#include <string.h>
#include <unistd.h>

#include "app/options.h"
#include "core/text.h"
#include "support/escape.h"

static const char *words(enum sh_status s)
{
	switch (s) {
	case SH_ERR_CONFIG:
		return "wrong usage; see 'spinehold --help'";
	case SH_ERR_INPUT:
		return "the input cannot be used";
	case SH_ERR_MEMORY:
		return "out of memory; close other programs and try again";
	default:
		return "something failed and left no reason; please report it";
	}
}

void sh_diag_error(const struct sh_err *err)
{
	const char *message = err->message[0] ? err->message : words(err->status);
	char safe[4 * sizeof err->message];
	char line[sizeof safe + 16];
	struct sh_text t;
	ssize_t n;

	sh_escape(message, strnlen(message, sizeof err->message - 1), safe, sizeof safe);
	sh_text_init(&t, line, sizeof line);
	sh_text_str(&t, "spinehold: ");
	sh_text_str(&t, safe);
	sh_text_char(&t, '\n');
	n = write(STDERR_FILENO, t.buf, t.len);
	(void)n;
}

int sh_diag_exit(const struct sh_err *err)
{
	switch (err->status) {
	case SH_ERR_CONFIG:
		return SH_EXIT_USAGE;
	case SH_ERR_INPUT:
		return SH_EXIT_INPUT;
	default:
		return SH_EXIT_FAILED;
	}
}
