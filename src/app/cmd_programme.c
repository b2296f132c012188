/* `spinehold programme`: which there are, what one is made of, and whether a file is in order.
 *
 * What there is to think about (a group that is missing, too little rest, a sensor to be moved) is
 * no fault: `show` says it below the steps, `check` as warnings, and neither refuses anything.
 */
#define _POSIX_C_SOURCE 200809L

#include "app/cmd_programme.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/diag.h"
#include "app/phrase.h"
#include "app/setup.h"
#include "support/err.h"
#include "support/escape.h"

enum { COLUMNS = 80, NOTE_COLUMN = 6, DOSE_COLUMNS = 27 };

/* Text from `column` on, wrapped at 80. */
static void print_wrapped(const char *text, int column)
{
	char shown[1024];
	const char *p = shown;
	int at = column;

	(void)sh_escape(text, strlen(text), shown, sizeof shown);
	while (*p) {
		int len = (int)strcspn(p, " ");

		if (at > column && at + 1 + len > COLUMNS) {
			printf("\n%*s", column, "");
			at = column;
		}
		at += printf("%s%.*s", at > column ? " " : "", len, p);
		p += len;
		p += *p == ' ';
	}
	printf("\n");
}

/* "2 x 5 times", "30 s a side", "8 breaths or 60 s". */
static void add_dose(struct sh_phrase *p, const struct sh_exercise *x)
{
	if (x->sets > 1)
		sh_phrase_add(p, "%d x ", x->sets);
	switch (x->mode) {
	case SH_MODE_HOLD:
		if (x->reps > 1)
			sh_phrase_add(p, "%d x ", x->reps);
		sh_phrase_add(p, "%g s", x->hold_s);
		break;
	case SH_MODE_REPS:
		sh_phrase_add(p, "%d times", x->reps);
		break;
	default:
		if (x->breaths > 0)
			sh_phrase_add(p, "%d breaths or ", x->breaths);
		sh_phrase_add(p, "%g s", x->duration_s);
		break;
	}
	if (x->sides == 2)
		sh_phrase_add(p, " a side");
	if (x->sets * x->sides > 1)
		sh_phrase_add(p, ", rest %g s", x->rest_s);
}

static void add_band(struct sh_phrase *p, const char *side, const struct sh_band *b)
{
	if (b->used)
		sh_phrase_add(p, "%s%s %g..%g, warn %g, limit %g", p->used ? "; " : "", side, b->low_deg,
		    b->high_deg, b->warn_deg, b->limit_deg);
}

static void show_limits(const struct sh_exercise *x)
{
	struct sh_phrase p = {.used = 0};

	if (x->movement == SH_CLASS_TWIST) {
		add_band(&p, "twist", &x->positive);
	} else if (x->movement == SH_CLASS_SIDE) {
		add_band(&p, "side", &x->positive);
	} else {
		add_band(&p, "round", &x->positive);
		add_band(&p, "arch", &x->negative);
	}
	printf("%*s%s\n", NOTE_COLUMN, "", p.text);
}

static void show_step(const struct sh_programme_step *s, const struct sh_exercise *x, int number,
		      bool last)
{
	static const char *const sides[] = {"", ", left", ", right"};
	struct sh_phrase name = {.used = 0}, dose = {.used = 0};

	if (s->origin == SH_PROGRAMME_PAUSE) {
		printf("%4s  and a rest of %g s\n", "", x->duration_s);
		return;
	}
	sh_phrase_add(&name, "%s%s%s%s", x->id, x->variant[0] ? ", " : "", x->variant, sides[s->side]);
	add_dose(&dose, x);
	if (s->origin == SH_PROGRAMME_WRITTEN)
		printf("%4d  ", number);
	else
		printf("%4s  ", "then");
	printf("%-26s %-*s %-6s", name.text, DOSE_COLUMNS, dose.text, sh_site_name(x->site));
	if (!last && s->rest_after_s > 0)
		printf(" %4g s", s->rest_after_s);
	printf("\n");
	if (s->has_limits)
		show_limits(x);
	if (s->note[0]) {
		printf("%*s", NOTE_COLUMN, "");
		print_wrapped(s->note, NOTE_COLUMN);
	}
}

static int show(const struct sh_programme *p)
{
	struct sh_programme_advice advice[SH_PROGRAMME_ADVICE_MAX];
	size_t n = sh_programme_count(p), n_advice = sh_programme_advise(p, advice);
	const struct sh_exercise *x = sh_programme_exercises(p);
	int number = 0;

	printf("%s (%s), about %.0f minutes\n", sh_programme_title(p), sh_programme_id(p),
	       sh_programme_about_s(p) / 60);
	print_wrapped(sh_programme_note(p), 0);
	printf("\n%4s  %-26s %-*s %-6s %s\n", "", "exercise", DOSE_COLUMNS, "dose", "sensor",
	       "then rest");
	for (size_t i = 0; i < n; i++) {
		const struct sh_programme_step *s = sh_programme_step(p, i);

		number += s->origin == SH_PROGRAMME_WRITTEN;
		show_step(s, &x[i], number, i + 1 == n);
	}
	printf("\nThe sensor is taken to be worn where each exercise asks for it.\n");
	for (size_t i = 0; i < n_advice; i++) {
		printf("Mind: ");
		print_wrapped(advice[i].text, NOTE_COLUMN);
	}
	return SH_EXIT_DONE;
}

static int list(const struct sh_catalog *c)
{
	struct sh_err err;

	printf("%-10s %-33s %5s  %s\n", "name", "programme", "steps", "about");
	for (size_t i = 0; sh_programme_builtin(i); i++) {
		struct sh_programme *p = NULL;

		if (sh_programme_open(&p, sh_programme_builtin(i), c, &err) < 0)
			return sh_fail(&err);
		printf("%-10s %-33s %5zu  %.0f minutes\n", sh_programme_id(p),
		       sh_programme_title(p), sh_programme_count(p), sh_programme_about_s(p) / 60);
		sh_programme_close(p);
	}
	printf("\n'spinehold programme show NAME' tells the steps of one.\n");
	return SH_EXIT_DONE;
}

static int check(const struct sh_programme *p, const char *path)
{
	struct sh_programme_advice advice[SH_PROGRAMME_ADVICE_MAX];
	size_t n = sh_programme_count(p), n_advice = sh_programme_advise(p, advice);
	struct sh_err warning;
	char shown[512];

	(void)sh_escape(path, strlen(path), shown, sizeof shown);
	printf("%s: ok, %zu %s, about %.0f minutes\n", shown, n, n == 1 ? "step" : "steps",
	       sh_programme_about_s(p) / 60);
	for (size_t i = 0; i < n_advice; i++) {
		sh_err_set(&warning, SH_ERR_INPUT, 0, "warning: %s:%d: %s", path, advice[i].line,
			   advice[i].text);
		sh_diag_error(&warning);
	}
	return SH_EXIT_DONE;
}

static int fail_usage(const char *what)
{
	struct sh_err err;

	sh_err_set(&err, SH_ERR_CONFIG, 0,
		   "programme: %s; say 'programme list', 'programme show NAME' or 'programme check "
		   "FILE'",
		   what);
	return sh_fail(&err);
}

/** Standard output may be a full disk: what did not get there must not count as done. */
static int finish(int status)
{
	struct sh_err err;

	if (status != SH_EXIT_DONE || (fflush(stdout) == 0 && !ferror(stdout)))
		return status;
	sh_err_set(&err, SH_ERR_IO, errno,
		   "standard output: %s; free some space or choose another place", strerror(errno));
	return sh_fail(&err);
}

int sh_cmd_programme(const struct sh_options *o)
{
	const char *what = o->n_args > 0 ? o->args[0] : "";
	bool is_list = strcmp(what, "list") == 0, is_show = strcmp(what, "show") == 0;
	struct sh_programme *p = NULL;
	struct sh_catalog *c = NULL;
	struct sh_err err;
	int status;

	if (!is_list && !is_show && strcmp(what, "check") != 0)
		return fail_usage(o->n_args > 0 ? "no such word" : "a word is missing");
	if (o->n_args != (is_list ? 1 : 2))
		return fail_usage(o->n_args == 1 ? "something is missing" : "that is too much");
	if (sh_setup_catalog(o, &c, &err) < 0)
		return sh_fail(&err);
	if (is_list)
		status = list(c);
	else if ((is_show ? sh_programme_open(&p, o->args[1], c, &err)
			  : sh_programme_load_file(&p, o->args[1], c, &err)) < 0)
		status = sh_fail(&err);
	else
		status = is_show ? show(p) : check(p, o->args[1]);
	sh_programme_close(p);
	sh_catalog_close(c);
	return finish(status);
}
