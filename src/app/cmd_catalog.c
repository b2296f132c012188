/* `spinehold catalog`: what there is, what one exercise is made of, and whether a file is in order.
 *
 * Everything fits 80 columns, counted in terminal cells and not in bytes, because a catalog of
 * somebody's own may have any language in it. The loader has already refused what must not reach a
 * terminal, so its strings are printed as they are.
 */
#define _POSIX_C_SOURCE 200809L

#include "app/cmd_catalog.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/diag.h"
#include "app/phrase.h"
#include "catalog/catalog.h"
#include "support/err.h"
#include "support/escape.h"
#include "tui/canvas.h"

enum { COLUMNS = 80, LABEL_COLUMNS = 14, ID_COLUMNS = 17, TITLE_COLUMNS = 33, STANCE_COLUMNS = 11 };

/** The cells of the next word; a word longer than this buffer is cut nowhere, only counted short.
 */
static int word_width(const char *word, size_t len)
{
	char copy[256];

	if (len >= sizeof copy)
		len = sizeof copy - 1;
	memcpy(copy, word, len);
	copy[len] = '\0';
	return sh_canvas_text_width(copy);
}

/** Prints text from `column` on, wrapped at 80 with `column` as the left edge; a line feed in the
 * text begins a new line. */
static void print_wrapped(const char *text, int column)
{
	int at = column;

	while (*text) {
		size_t len = strcspn(text, " \n");
		int width = word_width(text, len);

		if (at > column && at + 1 + width > COLUMNS) {
			printf("\n%*s", column, "");
			at = column;
		}
		if (at > column)
			at += printf(" ");
		fwrite(text, 1, len, stdout);
		at += width;
		text += len;
		if (*text == '\n') {
			printf("\n%*s", column, "");
			at = column;
		}
		text += *text != '\0';
	}
	printf("\n");
}

static void print_row(const char *label, const char *text)
{
	if (!text[0])
		return;
	printf("  %-*s", LABEL_COLUMNS - 2, label);
	/* A label may be as long as an id; keep one blank behind it. */
	if (strlen(label) >= LABEL_COLUMNS - 2)
		printf("\n%*s", LABEL_COLUMNS, "");
	print_wrapped(text, LABEL_COLUMNS);
}

/** Prints text in a column, cut where it does not fit. */
static void print_cell(const char *text, int columns)
{
	int at = 0;
	size_t len = 0;

	while (text[len]) {
		size_t n = 1;

		while (((unsigned char)text[len + n] & 0xc0) == 0x80)
			n++;
		int width = word_width(text + len, n);
		if (at + width > columns - 1)
			break;
		at += width;
		len += n;
	}
	fwrite(text, 1, len, stdout);
	printf("%*s", columns - at, "");
}

/** "3 x 10 s", "3 x 5 times", "60 s a side". */
static void add_dose_short(struct sh_phrase *p, const struct sh_catalog_entry *e)
{
	const struct sh_catalog_dose *d = &e->numbers.dose;

	if (d->sets > 1)
		sh_phrase_add(p, "%d x ", d->sets);
	switch (e->mode) {
	case SH_MODE_HOLD:
		if (d->reps > 1)
			sh_phrase_add(p, "%d x ", d->reps);
		sh_phrase_add(p, "%g s", d->hold_s);
		break;
	case SH_MODE_REPS:
		sh_phrase_add(p, "%d times", d->reps);
		break;
	case SH_MODE_BREATH:
		if (d->breaths > 0)
			sh_phrase_add(p, "%d breaths", d->breaths);
		else
			sh_phrase_add(p, "%g s", d->duration_s);
		break;
	default:
		sh_phrase_add(p, "%g s", d->duration_s);
		break;
	}
	if (d->sides == 2)
		sh_phrase_add(p, " a side");
}

static int list(const struct sh_catalog *c)
{
	printf("%-*s%-*s%-*s%s\n", ID_COLUMNS, "id", TITLE_COLUMNS, "exercise", STANCE_COLUMNS,
	       "position", "dose");
	for (size_t i = 0; i < sh_catalog_count(c); i++) {
		const struct sh_catalog_entry *e = sh_catalog_entry(c, i);
		struct sh_phrase dose = {.used = 0};

		add_dose_short(&dose, e);
		/* An id may be longer than the column is wide; it is what people type, so it is
		 * never cut. */
		printf("%-*s ", ID_COLUMNS - 1, e->id);
		print_cell(e->title, TITLE_COLUMNS);
		print_cell(sh_stance_name(e->numbers.stance), STANCE_COLUMNS);
		printf("%s\n", dose.text);
	}
	printf("\n'spinehold catalog show ID' tells everything about one.\n");
	return SH_EXIT_DONE;
}

static void add_band(struct sh_phrase *p, const char *side, const struct sh_band *b)
{
	if (!b->used)
		return;
	sh_phrase_add(p, "%s%s %g..%g, warn %g, limit %g", p->used ? "; " : "", side, b->low_deg, b->high_deg,
	    b->warn_deg, b->limit_deg);
}

static void add_bands(struct sh_phrase *p, const struct sh_catalog_entry *e,
		      const struct sh_band *positive, const struct sh_band *negative)
{
	if (e->movement == SH_CLASS_TWIST) {
		add_band(p, "twist", positive);
	} else if (e->movement == SH_CLASS_SIDE) {
		add_band(p, "side", positive);
	} else {
		add_band(p, "round", positive);
		add_band(p, "arch", negative);
	}
}

static bool band_equal(const struct sh_band *a, const struct sh_band *b)
{
	return a->used == b->used && a->low_deg == b->low_deg && a->high_deg == b->high_deg &&
	       a->warn_deg == b->warn_deg && a->limit_deg == b->limit_deg;
}

static void add_dose(struct sh_phrase *p, enum sh_mode mode, const struct sh_catalog_dose *d)
{
	sh_phrase_add(p, "%d %s", d->sets, d->sets == 1 ? "set" : "sets");
	if (d->sides == 2)
		sh_phrase_add(p, " on each side");
	switch (mode) {
	case SH_MODE_HOLD:
		sh_phrase_add(p, ", %d %s of %g s", d->reps, d->reps == 1 ? "hold" : "holds", d->hold_s);
		break;
	case SH_MODE_REPS:
		sh_phrase_add(p, ", %d times", d->reps);
		if (d->hold_s > 0)
			sh_phrase_add(p, ", staying %g s", d->hold_s);
		break;
	default:
		if (d->breaths > 0)
			sh_phrase_add(p, ", %d breaths", d->breaths);
		if (d->duration_s > 0)
			sh_phrase_add(p, "%s%g s", d->breaths > 0 ? " or " : ", ", d->duration_s);
		break;
	}
	if (d->rest_s > 0)
		sh_phrase_add(p, ", rest %g s", d->rest_s);
}

static void show_variant(const struct sh_catalog_entry *e, const struct sh_catalog_variant *v)
{
	const struct sh_catalog_numbers *n = &v->numbers, *base = &e->numbers;
	struct sh_phrase p = {.used = 0};

	if (n->stance != base->stance)
		sh_phrase_add(&p, "position %s", sh_stance_name(n->stance));
	if (!band_equal(&n->one_positive, &base->one_positive) ||
	    !band_equal(&n->one_negative, &base->one_negative))
		add_bands(&p, e, &n->one_positive, &n->one_negative);
	if (!band_equal(&n->two_positive, &base->two_positive) ||
	    !band_equal(&n->two_negative, &base->two_negative)) {
		struct sh_phrase two = {.used = 0};

		add_bands(&two, e, &n->two_positive, &n->two_negative);
		sh_phrase_add(&p, "%stwo sensors: %s", p.used ? "; " : "", two.text);
	}
	if (n->hysteresis_deg != base->hysteresis_deg)
		sh_phrase_add(&p, "%shysteresis %g", p.used ? "; " : "", n->hysteresis_deg);
	if (memcmp(&n->dose, &base->dose, sizeof n->dose) != 0) {
		sh_phrase_add(&p, "%s", p.used ? "; " : "");
		add_dose(&p, e->mode, &n->dose);
	}
	if (v->breath_cue != e->breath_cue)
		sh_phrase_add(&p, "%sbreath cue %s", p.used ? "; " : "", sh_breath_cue_name(v->breath_cue));
	if (v->note[0])
		sh_phrase_add(&p, "%s%s", p.used ? ". " : "", v->note);
	for (int i = 0; i < SH_CUES; i++)
		if (v->cues[i] != e->cues[i])
			sh_phrase_add(&p, " Says at %s: %s", sh_cue_name((enum sh_cue)i), v->cues[i]);
	print_row(v->name, p.used ? p.text : "as written");
}

static void show_numbers(const struct sh_catalog_entry *e)
{
	const struct sh_catalog_numbers *n = &e->numbers;
	struct sh_phrase one = {.used = 0}, two = {.used = 0}, dose = {.used = 0}, tempo = {.used = 0};

	add_bands(&one, e, &n->one_positive, &n->one_negative);
	print_row("one sensor", one.text);
	add_bands(&two, e, &n->two_positive, &n->two_negative);
	print_row("two sensors", two.text);
	if (one.used)
		printf("  %-*s%g (degrees, as all angles here)\n", LABEL_COLUMNS - 2, "hysteresis",
		       n->hysteresis_deg);
	add_dose(&dose, e->mode, &n->dose);
	print_row("dose", dose.text);
	if (e->phase_min_s > 0)
		sh_phrase_add(&tempo, "at least %g s for each way", e->phase_min_s);
	if (e->rate_warn_deg_s > 0)
		sh_phrase_add(&tempo, "%sat most %g degrees/s", tempo.used ? ", " : "", e->rate_warn_deg_s);
	if (e->accel_warn_deg_s2 > 0)
		sh_phrase_add(&tempo, "%sat most %g degrees/s2", tempo.used ? ", " : "",
		    e->accel_warn_deg_s2);
	print_row("tempo", tempo.text);
}

static int show(const struct sh_catalog_entry *e)
{
	struct sh_phrase p = {.used = 0};

	printf("%s\n\n", e->title);
	print_row("id", e->id);
	sh_phrase_add(&p, "%s%s%s", sh_stance_name(e->numbers.stance),
	    e->has_entry_side ? ", begins lying on the side" : "",
	    e->gate_off ? ", but no position is wrong" : "");
	print_row("position", p.text);
	print_row("neutral", e->neutral_first ? "one for all sets, taken before the first" : "");
	p = (struct sh_phrase){.used = 0};
	sh_phrase_add(&p, "%s, mode %s, from level %d on", sh_movement_class_name(e->movement),
	    sh_mode_name(e->mode), e->level);
	print_row("movement", p.text);
	p = (struct sh_phrase){.used = 0};
	sh_phrase_add(&p, "%s, measures %s", sh_site_name(e->site), sh_measure_name(e->measure));
	print_row("sensor", e->site == SH_SITE_OFF ? "taken off, only time is measured" : p.text);
	show_numbers(e);
	print_row("breath", e->breath);
	print_row("breath cue", e->breath_cue == SH_BREATH_NONE ? "" : sh_breath_cue_name(e->breath_cue));
	print_row("then", e->then ? e->then : "");
	if (e->n_variants > 0)
		printf("\nVariants (--variant NAME)\n");
	for (size_t i = 0; i < e->n_variants; i++)
		show_variant(e, &e->variants[i]);
	printf("\nCues\n");
	for (int i = 0; i < SH_CUES; i++)
		print_row(sh_cue_name((enum sh_cue)i), e->cues[i] ? e->cues[i] : "");
	if (e->notes[0]) {
		printf("\nSources (S article, E evidence, C computed, G general knowledge, J "
		       "judgement)\n  ");
		print_wrapped(e->notes, 2);
	}
	return SH_EXIT_DONE;
}

static int fail(const struct sh_err *err)
{
	sh_diag_error(err);
	return sh_diag_exit(err);
}

static int fail_usage(const char *what)
{
	struct sh_err err;

	sh_err_set(&err, SH_ERR_CONFIG, 0,
		   "catalog: %s; say 'catalog list', 'catalog show ID' or 'catalog check FILE'",
		   what);
	return fail(&err);
}

/** Standard output may be a full disk: what did not get there must not count as done. */
static int finish(int status)
{
	struct sh_err err;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	sh_err_set(&err, SH_ERR_IO, errno,
		   "standard output: %s; free some space or choose another "
		   "place",
		   strerror(errno));
	return fail(&err);
}

static int check(const char *path)
{
	struct sh_catalog *c = NULL;
	struct sh_err err;
	char shown[512];

	if (sh_catalog_load_file(&c, path, &err) < 0)
		return fail(&err);
	sh_escape(path, strlen(path), shown, sizeof shown);
	printf("%s: ok, %zu %s\n", shown, sh_catalog_count(c),
	       sh_catalog_count(c) == 1 ? "exercise" : "exercises");
	sh_catalog_close(c);
	return finish(SH_EXIT_DONE);
}

int sh_cmd_catalog(const struct sh_options *o)
{
	const char *what = o->n_args > 0 ? o->args[0] : "";
	bool is_list = strcmp(what, "list") == 0, is_show = strcmp(what, "show") == 0;
	const struct sh_catalog_entry *e = NULL;
	struct sh_catalog *c = NULL;
	struct sh_err err;
	int status;

	if (!is_list && !is_show && strcmp(what, "check") != 0)
		return fail_usage(o->n_args > 0 ? "no such word" : "a word is missing");
	if (o->n_args != (is_list ? 1 : 2))
		return fail_usage(o->n_args == 1 ? "something is missing" : "that is too much");
	if (!is_list && !is_show)
		return check(o->args[1]);
	if ((o->catalog ? sh_catalog_load_file(&c, o->catalog, &err)
			: sh_catalog_builtin(&c, &err)) < 0)
		return fail(&err);
	if (is_list)
		status = list(c);
	else if (sh_catalog_need(c, o->args[1], &e, &err) < 0)
		status = fail(&err);
	else
		status = show(e);
	sh_catalog_close(c);
	return status == SH_EXIT_DONE ? finish(status) : status;
}
