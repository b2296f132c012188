/* The shape of a YAML text against a libcyaml schema.
 *
 * A walk down the schema and the marked text side by side. It recurses, but only as deep as the
 * schema, which is a constant of the program: the text cannot make it deeper.
 *
 * Numbers are plain decimal here. libcyaml would read 010 as eight and 0x1p3, inf and nan as
 * numbers; in a file that people write by hand each of them is a slip.
 */
#include "catalog/yaml_shape.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/near.h"

struct walk {
	const struct sh_marks *m;
	struct sh_err *err;
};

/** A list of words for a message; grows until it is full, then ends in "...". */
struct words {
	char text[260];
	size_t used;
};

static void add_word(struct words *w, const char *word)
{
	size_t n = strlen(word), sep = w->used ? 2 : 0;

	if (w->used + sep + n + 6 > sizeof w->text) {
		if (strcmp(w->text + w->used - 3, "...") != 0) {
			memcpy(w->text + w->used, ", ...", 6);
			w->used += 5;
		}
		return;
	}
	memcpy(w->text + w->used, ", ", sep);
	memcpy(w->text + w->used + sep, word, n + 1);
	w->used += sep + n;
}

static bool is_null_word(const char *text)
{
	return strcmp(text, "null") == 0 || strcmp(text, "~") == 0 || text[0] == '\0';
}

static bool may_be_null(const cyaml_schema_value_t *s)
{
	return (s->flags & CYAML_FLAG_POINTER_NULL_STR) == CYAML_FLAG_POINTER_NULL_STR;
}

static size_t skip_digits(const char *s, size_t i)
{
	while (s[i] >= '0' && s[i] <= '9')
		i++;
	return i;
}

/** [+-]digits[.digits][e[+-]digits], no superfluous zero in front. */
static bool is_decimal(const char *s, bool whole)
{
	size_t i = s[0] == '-' || s[0] == '+', from = i;

	i = skip_digits(s, i);
	if (i == from || (s[from] == '0' && i > from + 1))
		return false;
	if (whole)
		return s[i] == '\0';
	if (s[i] == '.') {
		from = ++i;
		if ((i = skip_digits(s, i)) == from)
			return false;
	}
	if (s[i] == 'e' || s[i] == 'E') {
		i += s[i + 1] == '-' || s[i + 1] == '+';
		from = ++i;
		if ((i = skip_digits(s, i)) == from)
			return false;
	}
	return s[i] == '\0';
}

static enum sh_status check_number(const struct walk *w, uint32_t node, bool whole,
				   const char *what)
{
	const char *text = sh_marks_value(w->m, node);

	if (w->m->nodes[node].kind != SH_MARK_SCALAR)
		return sh_marks_fail(w->m, node, w->err, "'%s' must be a number", what);
	if (!is_decimal(text, whole))
		return sh_marks_fail(w->m, node, w->err,
				     "'%s' is '%.60s', not a %snumber; write one like %s", what,
				     text, whole ? "whole " : "", whole ? "3" : "12 or 1.5");
	errno = 0;
	bool fits = true;
	if (whole) {
		long v = strtol(text, NULL, 10);
		fits = errno == 0 && v >= INT_MIN && v <= INT_MAX;
	} else {
		fits = isfinite(strtod(text, NULL)) && errno == 0;
	}
	if (!fits)
		return sh_marks_fail(w->m, node, w->err, "'%s' is '%.60s', far out of range", what,
				     text);
	return SH_OK;
}

static enum sh_status check_string(const struct walk *w, uint32_t node,
				   const cyaml_schema_value_t *s, const char *what)
{
	const struct sh_mark *mark = &w->m->nodes[node];

	if (mark->kind != SH_MARK_SCALAR)
		return sh_marks_fail(w->m, node, w->err, "'%s' must be a text; put it in quotes",
				     what);
	if (mark->value_len > s->string.max)
		return sh_marks_fail(w->m, node, w->err,
				     "'%s' is %zu bytes long, at most %u fit; shorten it", what,
				     mark->value_len, (unsigned)s->string.max);
	if (mark->value_len < s->string.min)
		return sh_marks_fail(w->m, node, w->err, "'%s' is empty; give it a text", what);
	return SH_OK;
}

static enum sh_status check_enum(const struct walk *w, uint32_t node, const cyaml_schema_value_t *s,
				 const char *what)
{
	const char *text = sh_marks_value(w->m, node), *near = NULL;
	struct words known = {.used = 0};

	if (w->m->nodes[node].kind != SH_MARK_SCALAR)
		return sh_marks_fail(w->m, node, w->err, "'%s' must be one word", what);
	for (uint32_t i = 0; i < s->enumeration.count; i++) {
		const char *word = s->enumeration.strings[i].str;

		if (strcmp(word, text) == 0)
			return SH_OK;
		add_word(&known, word);
		if (!near && sh_near(text, word))
			near = word;
	}
	return sh_marks_fail(w->m, node, w->err, "'%s' is '%.60s'%s%s%s; it must be one of: %s",
			     what, text, near ? ", did you mean '" : "", near ? near : "",
			     near ? "'?" : "", known.text);
}

static const cyaml_schema_field_t *find_field(const cyaml_schema_field_t *f, const char *key)
{
	for (; f->key; f++)
		if (strcmp(f->key, key) == 0)
			return f;
	return NULL;
}

static enum sh_status fail_unknown_key(const struct walk *w, uint32_t node,
				       const cyaml_schema_field_t *fields, const char *what)
{
	const char *key = sh_marks_key(w->m, node), *near = NULL;
	struct words known = {.used = 0};

	for (const cyaml_schema_field_t *f = fields; f->key; f++) {
		add_word(&known, f->key);
		if (!near && sh_near(key, f->key))
			near = f->key;
	}
	return sh_marks_fail(w->m, node, w->err, "unknown key '%.60s' in %s%s%s%s; known are: %s",
			     key, what, near ? ", did you mean '" : "", near ? near : "",
			     near ? "'?" : "", known.text);
}

static enum sh_status check_value(const struct walk *w, uint32_t node,
				  const cyaml_schema_value_t *s, const char *what);

static enum sh_status check_map(const struct walk *w, uint32_t node, const cyaml_schema_value_t *s,
				const char *what)
{
	const struct sh_mark *nodes = w->m->nodes;
	const cyaml_schema_field_t *fields = s->mapping.fields;

	if (nodes[node].kind != SH_MARK_MAP)
		return sh_marks_fail(
			w->m, node, w->err,
			"%s must hold keys; write them as {key: value} or on lines below", what);
	for (uint32_t i = nodes[node].first; i; i = nodes[i].next) {
		const char *key = sh_marks_key(w->m, i);
		const cyaml_schema_field_t *f = find_field(fields, key);

		if (!f)
			return fail_unknown_key(w, i, fields, what);
		if (sh_marks_child(w->m, node, key) != i)
			return sh_marks_fail(w->m, i, w->err, "'%s' stands twice in %s; keep one",
					     key, what);
		enum sh_status r = check_value(w, i, &f->value, key);
		if (r < 0)
			return r;
	}
	for (const cyaml_schema_field_t *f = fields; f->key; f++)
		if (!(f->value.flags & CYAML_FLAG_OPTIONAL) && !sh_marks_child(w->m, node, f->key))
			return sh_marks_fail(w->m, node, w->err, "'%s' is missing in %s; add it",
					     f->key, what);
	return SH_OK;
}

static enum sh_status check_list(const struct walk *w, uint32_t node, const cyaml_schema_value_t *s,
				 const char *what)
{
	const struct sh_mark *nodes = w->m->nodes;
	const cyaml_schema_value_t *entry = s->sequence.entry;
	char entry_name[64];

	snprintf(entry_name, sizeof entry_name, "%s%.40s",
		 entry->type == CYAML_MAPPING ? "an entry of " : "", what);

	if (nodes[node].kind != SH_MARK_LIST)
		return sh_marks_fail(w->m, node, w->err,
				     "'%s' must be a list, as [a, b] or lines with '- '", what);
	uint32_t n = nodes[node].count;
	if (n < s->sequence.min || n > s->sequence.max)
		return sh_marks_fail(
			w->m, node, w->err, "'%s' has %u values; it must have %s%u", what,
			(unsigned)n,
			s->sequence.min == s->sequence.max ? ""
			: n < s->sequence.min		   ? "at least "
							   : "at most ",
			(unsigned)(n < s->sequence.min ? s->sequence.min : s->sequence.max));
	for (uint32_t i = nodes[node].first; i; i = nodes[i].next) {
		enum sh_status r = check_value(w, i, entry, entry_name);
		if (r < 0)
			return r;
	}
	return SH_OK;
}

static enum sh_status check_value(const struct walk *w, uint32_t node,
				  const cyaml_schema_value_t *s, const char *what)
{
	if (w->m->nodes[node].kind == SH_MARK_SCALAR && may_be_null(s) &&
	    is_null_word(sh_marks_value(w->m, node)))
		return SH_OK;
	switch (s->type) {
	case CYAML_MAPPING:
		return check_map(w, node, s, what);
	case CYAML_SEQUENCE:
	case CYAML_SEQUENCE_FIXED:
		return check_list(w, node, s, what);
	case CYAML_STRING:
		return check_string(w, node, s, what);
	case CYAML_ENUM:
		return check_enum(w, node, s, what);
	case CYAML_INT:
		return check_number(w, node, true, what);
	case CYAML_FLOAT:
		return check_number(w, node, false, what);
	default:
		return sh_marks_fail(w->m, node, w->err,
				     "'%s' has a type this program cannot check", what);
	}
}

enum sh_status sh_shape_check(const struct sh_marks *m, const cyaml_schema_value_t *schema,
			      const char *what, struct sh_err *err)
{
	const struct walk w = {.m = m, .err = err};

	return check_value(&w, 0, schema, what);
}
