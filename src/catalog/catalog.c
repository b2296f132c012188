/* The catalog: loading, keeping, looking up.
 *
 * The text is kept as it came, because the session log carries it: a replay years later judges by
 * the numbers of the day. Entries borrow their strings from libcyaml's tree, so the tree lives as
 * long as the catalog. Lookups are linear: there are eighteen exercises, and 256 at most.
 */
#define _POSIX_C_SOURCE 200809L

#include "catalog/catalog.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog_build.h"
#include "catalog/near.h"
#include "catalog/yaml_file.h"
#include "support/err.h"

enum { FORMAT_VERSION = 1, NEAR_MATCHES_SHOWN = 3 };

/* Made from exercises.yaml by embed.cmake. */
extern const unsigned char sh_builtin_catalog[];
extern const size_t sh_builtin_catalog_len;

struct sh_catalog {
	char *text;
	size_t len;
	struct sh_catalog_schema *schema;
	struct sh_raw_catalog *raw;
	struct sh_catalog_entry *entries;
	struct sh_catalog_variant *variants;
	size_t n;
};

const char *sh_cue_name(enum sh_cue cue)
{
	static const char *const names[SH_CUES] = {
		[SH_CUE_START] = "start",     [SH_CUE_READY] = "ready",	  [SH_CUE_HOLD] = "hold",
		[SH_CUE_SHALLOW] = "shallow", [SH_CUE_DEEP] = "deep",	  [SH_CUE_LIMIT] = "limit",
		[SH_CUE_JERK] = "jerk",	      [SH_CUE_SWITCH] = "switch", [SH_CUE_REST] = "rest",
		[SH_CUE_FATIGUE] = "fatigue", [SH_CUE_DONE] = "done",
	};

	return (unsigned)cue < SH_CUES ? names[cue] : "unknown";
}

static enum sh_status fail_memory(struct sh_err *err)
{
	sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory while reading a catalog");
	return SH_ERR_MEMORY;
}

struct sh_catalog *sh_catalog_close(struct sh_catalog *c)
{
	if (!c)
		return NULL;
	sh_catalog_schema_free(c->schema, c->raw);
	free(c->variants);
	free(c->entries);
	free(c->text);
	free(c);
	return NULL;
}

static enum sh_status check_unique(const struct sh_catalog *c, size_t i,
				   const struct sh_catalog_build *b)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(c->entries[k].id, c->entries[i].id) == 0)
			return sh_marks_fail(
				b->m, sh_marks_child(b->m, b->node, "id"), b->err,
				"the id '%s' is taken by the exercise on line %d; give this "
				"one another",
				c->entries[i].id, c->entries[k].line);
	return SH_OK;
}

/** `then` must name an exercise of this catalog, and no chain of them may come back to its start.
 */
static enum sh_status check_chain(const struct sh_catalog *c, size_t i, const struct sh_marks *m,
				  uint32_t node, struct sh_err *err)
{
	const struct sh_catalog_entry *e = &c->entries[i];

	for (size_t steps = 0; e && e->then; steps++) {
		const struct sh_catalog_entry *next = sh_catalog_find(c, e->then);

		if (!next && e == &c->entries[i])
			return sh_marks_fail(m, sh_marks_child(m, node, "then"), err,
					     "'then' names '%.31s', which is no exercise of this "
					     "catalog; correct it or take it out",
					     e->then);
		if (next == &c->entries[i] || steps > c->n)
			return sh_marks_fail(
				m, sh_marks_child(m, node, "then"), err,
				"'then' leads back to '%s' and would never end; take one out",
				c->entries[i].id);
		e = next;
	}
	return SH_OK;
}

static enum sh_status build_entries(struct sh_catalog *c, const struct sh_marks *m,
				    struct sh_err *err)
{
	uint32_t list = sh_marks_child(m, 0, "exercises");
	struct sh_catalog_build b = {.m = m, .schema = c->schema, .err = err};
	struct sh_catalog_variant *place;
	enum sh_status r;

	c->entries = calloc(c->raw->exercises_count, sizeof *c->entries);
	c->variants = calloc((size_t)c->raw->exercises_count * SH_CATALOG_VARIANTS_MAX,
			     sizeof *c->variants);
	if (!c->entries || !c->variants)
		return fail_memory(err);
	place = c->variants;
	for (size_t i = 0; i < c->raw->exercises_count; i++) {
		b.raw = &c->raw->exercises[i];
		b.node = sh_marks_item(m, list, i);
		if ((r = sh_catalog_build_entry(&b, &c->entries[i], place)) < 0 ||
		    (r = check_unique(c, i, &b)) < 0)
			return r;
		place += c->entries[i].n_variants;
		c->n++;
	}
	for (size_t i = 0; i < c->n; i++)
		if ((r = check_chain(c, i, m, sh_marks_item(m, list, i), err)) < 0)
			return r;
	return SH_OK;
}

static enum sh_status load(struct sh_catalog *c, const char *name, struct sh_err *err)
{
	struct sh_marks m = {.name = NULL};
	enum sh_status r;

	if ((r = sh_marks_parse(&m, c->text, c->len, name, err)) < 0)
		goto out;
	r = sh_catalog_schema_load(&m, c->text, c->len, &c->schema, &c->raw, err);
	if (r < 0)
		goto out;
	if (c->raw->version != FORMAT_VERSION) {
		r = sh_marks_fail(&m, sh_marks_child(&m, 0, "version"), err,
				  "'version' is %d; this program reads version %d", c->raw->version,
				  (int)FORMAT_VERSION);
		goto out;
	}
	r = build_entries(c, &m, err);
out:
	sh_marks_free(&m);
	return r;
}

/** Takes over `text`, which has room for a NUL behind it. */
static enum sh_status load_owned(struct sh_catalog **ret, char *text, size_t len, const char *name,
				 struct sh_err *err)
{
	struct sh_catalog *c = calloc(1, sizeof *c);

	if (!c) {
		free(text);
		return fail_memory(err);
	}
	text[len] = '\0';
	c->text = text;
	c->len = len;
	enum sh_status r = load(c, name, err);
	if (r < 0)
		sh_catalog_close(c);
	else
		*ret = c;
	return r;
}

enum sh_status sh_catalog_load_text(struct sh_catalog **ret, const char *text, size_t len,
				    const char *name, struct sh_err *err)
{
	/* One byte above the limit is enough for the limit's own message. */
	size_t kept = len <= SH_MARKS_BYTES_MAX ? len : SH_MARKS_BYTES_MAX + 1;
	char *copy = malloc(kept + 1);

	if (!copy)
		return fail_memory(err);
	if (kept > 0)
		memcpy(copy, text, kept);
	return load_owned(ret, copy, kept, name, err);
}

enum sh_status sh_catalog_builtin(struct sh_catalog **ret, struct sh_err *err)
{
	return sh_catalog_load_text(ret, (const char *)sh_builtin_catalog, sh_builtin_catalog_len,
				    "built-in catalog", err);
}

enum sh_status sh_catalog_load_file(struct sh_catalog **ret, const char *path, struct sh_err *err)
{
	char *text;
	size_t len;
	enum sh_status r = sh_yaml_file_read(path, "catalog", &text, &len, err);

	return r < 0 ? r : load_owned(ret, text, len, path, err);
}

const char *sh_catalog_text(const struct sh_catalog *c, size_t *ret_len)
{
	if (ret_len)
		*ret_len = c->len;
	return c->text;
}

size_t sh_catalog_count(const struct sh_catalog *c)
{
	return c->n;
}

const struct sh_catalog_entry *sh_catalog_entry(const struct sh_catalog *c, size_t i)
{
	assert(i < c->n);
	return &c->entries[i];
}

const struct sh_catalog_entry *sh_catalog_find(const struct sh_catalog *c, const char *id)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->entries[i].id, id) == 0)
			return &c->entries[i];
	return NULL;
}

enum sh_status sh_catalog_need(const struct sh_catalog *c, const char *id,
			       const struct sh_catalog_entry **ret, struct sh_err *err)
{
	const struct sh_catalog_entry *e = sh_catalog_find(c, id);
	char near[NEAR_MATCHES_SHOWN * (SH_ID_MAX + 8)] = "";
	size_t used = 0;
	int shown = 0;

	if (e) {
		*ret = e;
		return SH_OK;
	}
	for (size_t i = 0; i < c->n && shown < NEAR_MATCHES_SHOWN; i++) {
		if (!sh_near(id, c->entries[i].id))
			continue;
		used += (size_t)snprintf(near + used, sizeof near - used, "%s'%s'",
					 shown++ ? " or " : "", c->entries[i].id);
	}
	if (shown > 0)
		sh_err_set(err, SH_ERR_CONFIG, 0, "there is no exercise '%.60s'; did you mean %s?",
			   id, near);
	else
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "there is no exercise '%.60s'; 'spinehold catalog list' shows all %zu",
			   id, c->n);
	return SH_ERR_CONFIG;
}
