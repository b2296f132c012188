/* Programmes: loading, keeping, putting in what follows by itself.
 *
 * The text is kept as it came, because the session log carries it beside the catalog's: a replay
 * years later does the steps of the day by the numbers of the day.
 *
 * The session rests after an exercise for as long as between its sets. So a step's own `rest` is
 * simply that number where there is one set and one side; where there are more, what is longer than
 * the rest between them becomes a step of its own, the catalog's exercise `rest`, and something
 * shorter is refused. That rest begins when the wearer lies still, so two seconds less are asked
 * for.
 */
#define _POSIX_C_SOURCE 200809L

#include "catalog/programme.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/near.h"
#include "catalog/programme_step.h"
#include "catalog/yaml_file.h"
#include "support/err.h"

enum { FORMAT_VERSION = 1 };

static const double THEN_REST_S = 10, SETTLING_S = 2, FINDING_S = 15, TURNING_S = 2, BREATH_S = 8;

/* Made from programmes/NAME.yaml by embed.cmake. */
#define BUILTIN(name)                                                                              \
	extern const unsigned char sh_programme_##name[];                                          \
	extern const size_t sh_programme_##name##_len;
BUILTIN(full)
BUILTIN(gentle)
BUILTIN(twist)
BUILTIN(strength)

static const struct {
	const char *name;
	const unsigned char *text;
	const size_t *len;
} builtins[] = {
	{"full", sh_programme_full, &sh_programme_full_len},
	{"gentle", sh_programme_gentle, &sh_programme_gentle_len},
	{"twist", sh_programme_twist, &sh_programme_twist_len},
	{"strength", sh_programme_strength, &sh_programme_strength_len},
};

enum { N_BUILTINS = sizeof builtins / sizeof builtins[0] };

struct sh_programme {
	char *text;
	size_t len;
	struct sh_raw_programme *raw; /* strings point into it */
	size_t n;
	struct sh_programme_step step[SH_PROGRAMME_STEPS_MAX];
	struct sh_exercise exercise[SH_PROGRAMME_STEPS_MAX];
};

static enum sh_status fail_memory(struct sh_err *err)
{
	sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory while reading a programme");
	return SH_ERR_MEMORY;
}

struct sh_programme *sh_programme_close(struct sh_programme *p)
{
	if (!p)
		return NULL;
	sh_programme_schema_free(p->raw);
	free(p->text);
	free(p);
	return NULL;
}

/* --- steps ---------------------------------------------------------------------------------------
 */

static enum sh_status check_room(const struct sh_programme *p, const struct sh_programme_build *b)
{
	if (p->n < SH_PROGRAMME_STEPS_MAX)
		return SH_OK;
	return sh_marks_fail(b->m, b->node, b->err,
			     "with what follows by itself there are more than %d steps; make two "
			     "programmes of it",
			     (int)SH_PROGRAMME_STEPS_MAX);
}

static enum sh_status put_in(struct sh_programme *p, const struct sh_programme_build *b,
			     const char *id, enum sh_programme_origin origin)
{
	enum sh_status r = check_room(p, b);

	if (r < 0 || (r = sh_programme_plain_step(b, id, &p->step[p->n], &p->exercise[p->n])) < 0)
		return r;
	p->step[p->n].origin = origin;
	p->n++;
	return SH_OK;
}

/* One set and one side: the exercise's rest is then nothing but the rest after it. */
static bool is_single(const struct sh_exercise *x)
{
	return x->sets * x->sides == 1;
}

/* What the catalog says follows, unless the next step is just that. */
static enum sh_status follow(struct sh_programme *p, const struct sh_programme_build *b,
			     const char *next_id)
{
	double rest_s = p->step[p->n - 1].rest_after_s;
	const char *then = p->step[p->n - 1].entry->then;
	enum sh_status r;

	for (; then && (!next_id || strcmp(next_id, then) != 0);
	     then = p->step[p->n - 1].entry->then) {
		size_t host = p->n - 1;

		if ((r = put_in(p, b, then, SH_PROGRAMME_THEN)) < 0)
			return r;
		if (is_single(&p->exercise[host]))
			p->exercise[host].rest_s = THEN_REST_S;
		p->step[host].rest_after_s = p->exercise[host].rest_s;
		if (b->raw->rest)
			p->step[p->n - 1].rest_after_s = rest_s;
	}
	return SH_OK;
}

/* Gives the last step the rest it asks for. */
static enum sh_status rest_after(struct sh_programme *p, const struct sh_programme_build *b,
				 bool is_last)
{
	struct sh_programme_step *s = &p->step[p->n - 1];
	struct sh_exercise *x = &p->exercise[p->n - 1];
	double wanted_s = s->rest_after_s, longer_s = wanted_s - x->rest_s;
	enum sh_status r;

	if (is_single(x))
		x->rest_s = wanted_s;
	if (is_single(x) || is_last || (longer_s <= 0 && longer_s >= 0))
		return SH_OK;
	if (longer_s < 0)
		return sh_marks_fail(b->m, sh_programme_place(b, b->node, "rest"), b->err,
				     "'rest' is %g; after several sets or sides of %s it is at "
				     "least the rest between them, %g: raise it, or lower 'rest' "
				     "in 'dose'",
				     wanted_s, x->id, x->rest_s);
	s->rest_after_s = x->rest_s;
	if ((r = put_in(p, b, "rest", SH_PROGRAMME_PAUSE)) < 0)
		return r;
	x = &p->exercise[p->n - 1];
	x->duration_s = longer_s > SETTLING_S + 1 ? longer_s - SETTLING_S : 1;
	x->rest_s = p->step[p->n - 1].rest_after_s = 0;
	return SH_OK;
}

static enum sh_status build_steps(struct sh_programme *p, struct sh_programme_build *b)
{
	const struct sh_raw_programme *raw = p->raw;
	uint32_t list = sh_marks_child(b->m, 0, "steps");
	enum sh_status r;

	for (size_t i = 0; i < raw->steps_count; i++) {
		bool last = i + 1 == raw->steps_count;

		b->raw = &raw->steps[i];
		b->node = sh_marks_item(b->m, list, i);
		if ((r = check_room(p, b)) < 0 ||
		    (r = sh_programme_build_step(b, &p->step[p->n], &p->exercise[p->n])) < 0)
			return r;
		p->n++;
		if ((r = follow(p, b, last ? NULL : raw->steps[i + 1].exercise)) < 0 ||
		    (r = rest_after(p, b, last)) < 0)
			return r;
	}
	return SH_OK;
}

/* --- loading -------------------------------------------------------------------------------------
 */

static enum sh_status check_head(const struct sh_programme *p, const struct sh_marks *m,
				 struct sh_err *err)
{
	const struct sh_raw_programme *raw = p->raw;

	if (raw->version != FORMAT_VERSION)
		return sh_marks_fail(m, sh_marks_child(m, 0, "version"), err,
				     "'version' is %d; this program reads version %d", raw->version,
				     (int)FORMAT_VERSION);
	if (!sh_catalog_id_is_good(raw->id))
		return sh_marks_fail(m, sh_marks_child(m, 0, "id"), err,
				     "the id '%.31s' must be 1 to 31 of a-z, 0-9 and -, not "
				     "beginning with -",
				     raw->id);
	if (strchr(raw->title, '\n') || (raw->note && strchr(raw->note, '\n')))
		return sh_marks_fail(
			m, sh_marks_child(m, 0, strchr(raw->title, '\n') ? "title" : "note"), err,
			"this must be one line of text; use '>-' instead of '|' to join lines");
	if (raw->sensors && *raw->sensors != 1 && *raw->sensors != 2)
		return sh_marks_fail(m, sh_marks_child(m, 0, "sensors"), err,
				     "'sensors' is %d; it must be 1 or 2", *raw->sensors);
	return SH_OK;
}

static enum sh_status load(struct sh_programme *p, const char *name,
			   const struct sh_catalog *catalog, struct sh_err *err)
{
	struct sh_marks m = {.name = NULL};
	struct sh_programme_build b = {.m = &m, .catalog = catalog, .err = err};
	enum sh_status r;

	if ((r = sh_marks_parse(&m, p->text, p->len, name, err)) < 0 ||
	    (r = sh_programme_schema_load(&m, p->text, p->len, &p->raw, err)) < 0 ||
	    (r = check_head(p, &m, err)) < 0)
		goto out;
	b.sensors = sh_programme_sensors(p);
	r = build_steps(p, &b);
out:
	sh_marks_free(&m);
	return r;
}

/* Takes over `text`, which ends in a NUL. */
static enum sh_status load_owned(struct sh_programme **ret, char *text, size_t len,
				 const char *name, const struct sh_catalog *catalog,
				 struct sh_err *err)
{
	struct sh_programme *p = calloc(1, sizeof *p);
	enum sh_status r;

	if (!p) {
		free(text);
		return fail_memory(err);
	}
	p->text = text;
	p->len = len;
	r = load(p, name, catalog, err);
	if (r < 0)
		sh_programme_close(p);
	else
		*ret = p;
	return r;
}

enum sh_status sh_programme_load_text(struct sh_programme **ret, const char *text, size_t len,
				      const char *name, const struct sh_catalog *catalog,
				      struct sh_err *err)
{
	/* One byte above the limit is enough for the limit's own message. */
	size_t kept = len <= SH_MARKS_BYTES_MAX ? len : SH_MARKS_BYTES_MAX + 1;
	char *copy = malloc(kept + 1);

	if (!copy)
		return fail_memory(err);
	if (kept > 0)
		memcpy(copy, text, kept);
	copy[kept] = '\0';
	return load_owned(ret, copy, kept, name, catalog, err);
}

enum sh_status sh_programme_load_file(struct sh_programme **ret, const char *path,
				      const struct sh_catalog *catalog, struct sh_err *err)
{
	char *text;
	size_t len;
	enum sh_status r = sh_yaml_file_read(path, "programme", &text, &len, err);

	return r < 0 ? r : load_owned(ret, text, len, path, catalog, err);
}

enum sh_status sh_programme_open(struct sh_programme **ret, const char *name,
				 const struct sh_catalog *catalog, struct sh_err *err)
{
	const char *near = NULL;

	for (size_t i = 0; i < N_BUILTINS; i++) {
		char shown[64];

		if (!near && sh_near(name, builtins[i].name))
			near = builtins[i].name;
		if (strcmp(name, builtins[i].name) != 0)
			continue;
		snprintf(shown, sizeof shown, "built-in programme '%s'", name);
		return sh_programme_load_text(ret, (const char *)builtins[i].text, *builtins[i].len,
					      shown, catalog, err);
	}
	if (strchr(name, '/') || strchr(name, '.'))
		return sh_programme_load_file(ret, name, catalog, err);
	sh_err_set(
		err, SH_ERR_CONFIG, 0,
		"there is no programme '%.60s'%s%s%s; there are full, gentle, twist, strength; a "
		"file of your own is named with its folder, as ./%.60s.yaml",
		name, near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "", name);
	return SH_ERR_CONFIG;
}

/* --- looking -------------------------------------------------------------------------------------
 */

const char *sh_programme_builtin(size_t i)
{
	return i < N_BUILTINS ? builtins[i].name : NULL;
}

const char *sh_programme_text(const struct sh_programme *p, size_t *ret_len)
{
	if (ret_len)
		*ret_len = p->len;
	return p->text;
}

const char *sh_programme_id(const struct sh_programme *p)
{
	return p->raw->id;
}

const char *sh_programme_title(const struct sh_programme *p)
{
	return p->raw->title;
}

const char *sh_programme_note(const struct sh_programme *p)
{
	return p->raw->note ? p->raw->note : "";
}

int sh_programme_sensors(const struct sh_programme *p)
{
	return p->raw->sensors ? *p->raw->sensors : 1;
}

size_t sh_programme_count(const struct sh_programme *p)
{
	return p->n;
}

const struct sh_programme_step *sh_programme_step(const struct sh_programme *p, size_t i)
{
	assert(i < p->n);
	return &p->step[i];
}

const struct sh_exercise *sh_programme_exercises(const struct sh_programme *p)
{
	return p->exercise;
}

/* One set on one side. */
static double work_s(const struct sh_exercise *x)
{
	double way_s = x->phase_min_s > 2 ? x->phase_min_s : 2;

	if (x->mode == SH_MODE_HOLD || x->mode == SH_MODE_REPS)
		return (x->reps > 1 ? x->reps : 1) * (x->hold_s + 2 * way_s + TURNING_S);
	return x->duration_s > 0 ? x->duration_s : x->breaths * BREATH_S;
}

double sh_programme_about_s(const struct sh_programme *p)
{
	double sum_s = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct sh_exercise *x = &p->exercise[i];
		int times = x->sets * x->sides;

		sum_s += times * work_s(x) + (times - 1) * x->rest_s;
		sum_s += p->step[i].origin == SH_PROGRAMME_PAUSE ? SETTLING_S : FINDING_S;
		if (i + 1 < p->n)
			sum_s += p->step[i].rest_after_s;
	}
	return sum_s;
}
