#ifndef WIRE_VECTORS_H
#define WIRE_VECTORS_H

/** Reads the files of firmware-proto/vectors: lines `key value`, a blank line between vectors,
 * lines that begin with # left out. Folder: $SH_SOURCE_DIR/firmware-proto/vectors, or from the
 * current folder where that is not set.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VECTOR_KEYS_MAX = 20, VECTOR_LINE_MAX = 1200 };

struct vector {
	size_t n;
	char keys[VECTOR_KEYS_MAX][24];
	char values[VECTOR_KEYS_MAX][VECTOR_LINE_MAX];
};

static inline FILE *vectors_open(const char *name)
{
	const char *root = getenv("SH_SOURCE_DIR");
	char path[1024];
	FILE *f;

	snprintf(path, sizeof(path), "%s/firmware-proto/vectors/%s", root ? root : ".", name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s: set SH_SOURCE_DIR to the top folder", path);
	return f;
}

static inline bool vectors_next(FILE *f, struct vector *v)
{
	char line[VECTOR_LINE_MAX + 32];

	v->n = 0;
	while (fgets(line, sizeof(line), f)) {
		char *value;

		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '#')
			continue;
		if (line[0] == '\0') {
			if (v->n > 0)
				return true;
			continue;
		}
		value = strchr(line, ' ');
		if (value)
			*value++ = '\0';
		assert_true(v->n < VECTOR_KEYS_MAX);
		snprintf(v->keys[v->n], sizeof(v->keys[0]), "%.23s", line);
		snprintf(v->values[v->n], sizeof(v->values[0]), "%.1199s", value ? value : "");
		v->n++;
	}
	return v->n > 0;
}

/* NULL if the vector has no such key. */
static inline const char *vector_get(const struct vector *v, const char *key)
{
	size_t i;

	for (i = 0; i < v->n; i++) {
		if (strcmp(v->keys[i], key) == 0)
			return v->values[i];
	}
	return NULL;
}

static inline size_t vector_bytes(const struct vector *v, const char *key, uint8_t *ret, size_t cap)
{
	const char *p = vector_get(v, key);
	size_t n = 0;
	char *end;

	assert_non_null(p);
	for (;;) {
		unsigned long byte = strtoul(p, &end, 16);

		if (end == p)
			return n;
		assert_true(n < cap && byte <= 255);
		ret[n++] = (uint8_t)byte;
		p = end;
	}
}

/* Whole numbers of a value; fails if there are others than `n`. */
static inline void vector_numbers(const struct vector *v, const char *key, int base, long *ret,
				  size_t n)
{
	const char *p = vector_get(v, key);
	char *end;
	size_t i;

	if (!p)
		fail_msg("vector %s has no %s", vector_get(v, "name"), key);
	for (i = 0; i < n; i++) {
		ret[i] = strtol(p, &end, base);
		if (end == p)
			fail_msg("vector %s: %s has too few numbers", vector_get(v, "name"), key);
		p = end;
	}
}

static inline long vector_number(const struct vector *v, const char *key, int base)
{
	long n;

	vector_numbers(v, key, base, &n, 1);
	return n;
}

#endif
