/* The places of a YAML text.
 *
 * libcyaml loads the values but forgets where they stood, and stops explaining at "invalid value".
 * So the text is read twice: here for shape and place, by libcyaml for the values. Both see the
 * same bytes. Reading by events instead of libyaml's document tree lets a hostile text be refused
 * at the first bad event: an alias bomb never expands, a million brackets are stopped at the
 * thirteenth.
 *
 * Before libyaml sees a byte, the text is checked to be UTF-8 without control characters, because
 * libyaml would also take UTF-16, and knows nothing of bidirectional controls. Scalars are checked
 * again after decoding, for "\u202e" in double quotes writes what the raw text does not show.
 */
#include "catalog/line_marks.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "core/text.h"
#include "support/err.h"

static enum sh_status fail_at(const char *name, int line, struct sh_err *err, const char *format,
			      va_list args)
{
	char what[sizeof err->message];

	vsnprintf(what, sizeof what, format, args);
	sh_err_set(err, SH_ERR_INPUT, 0, "%s:%d: %s", name, line, what);
	return SH_ERR_INPUT;
}

enum sh_status sh_marks_fail_line(const char *name, int line, struct sh_err *err,
				  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	enum sh_status r = fail_at(name, line, err, format, args);
	va_end(args);
	return r;
}

enum sh_status sh_marks_fail(const struct sh_marks *m, uint32_t node, struct sh_err *err,
			     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	enum sh_status r =
		fail_at(m->name, node < m->n_nodes ? m->nodes[node].line : 1, err, format, args);
	va_end(args);
	return r;
}

static enum sh_status fail_memory(struct sh_err *err)
{
	sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory while reading YAML");
	return SH_ERR_MEMORY;
}

/** One pass: what is open, and the last child of each, to hang the next one on. */
struct pass {
	struct sh_marks *m;
	struct sh_err *err;
	uint32_t cap_nodes;
	size_t cap_arena;
	int depth;
	uint32_t open[SH_MARKS_DEPTH_MAX], last[SH_MARKS_DEPTH_MAX];
	bool has_key;
	size_t key;
	int documents;
};

static enum sh_status keep_text(struct pass *p, const char *text, size_t len, size_t *ret)
{
	struct sh_marks *m = p->m;

	if (m->used + len + 1 > p->cap_arena) {
		size_t cap = (m->used + len + 1) * 2;
		char *arena = realloc(m->arena, cap);

		if (!arena)
			return fail_memory(p->err);
		m->arena = arena;
		p->cap_arena = cap;
	}
	if (len > 0)
		memcpy(m->arena + m->used, text, len);
	m->arena[m->used + len] = '\0';
	*ret = m->used;
	m->used += len + 1;
	return SH_OK;
}

static enum sh_status add_node(struct pass *p, enum sh_mark_kind kind, int line, uint32_t *ret)
{
	struct sh_marks *m = p->m;

	if (m->n_nodes == SH_MARKS_NODES_MAX)
		return sh_marks_fail_line(m->name, line, p->err,
					  "more than %d values: no settings file is that long",
					  (int)SH_MARKS_NODES_MAX);
	if (m->n_nodes == p->cap_nodes) {
		uint32_t cap = p->cap_nodes ? p->cap_nodes * 2 : 256;
		struct sh_mark *nodes = realloc(m->nodes, cap * sizeof *nodes);

		if (!nodes)
			return fail_memory(p->err);
		m->nodes = nodes;
		p->cap_nodes = cap;
	}
	uint32_t node = m->n_nodes++;
	m->nodes[node] = (struct sh_mark){.kind = kind, .line = line};
	/* The arena starts with a NUL, so offset 0 is the empty string. */
	m->nodes[node].key = p->has_key ? p->key : 0;
	p->has_key = false;
	if (p->depth > 0) {
		uint32_t parent = p->open[p->depth - 1], *last = &p->last[p->depth - 1];

		if (m->nodes[parent].count++ == 0)
			m->nodes[parent].first = node;
		else
			m->nodes[*last].next = node;
		*last = node;
	}
	*ret = node;
	return SH_OK;
}

static bool expects_key(const struct pass *p)
{
	return p->depth > 0 && p->m->nodes[p->open[p->depth - 1]].kind == SH_MARK_MAP &&
	       !p->has_key;
}

static enum sh_status check_scalar(struct pass *p, const char *text, size_t len, int line)
{
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t n = sh_utf8_next(text + i, len - i, &c);

		if (n == 0 || (sh_codepoint_unsafe(c) && c != '\n'))
			return sh_marks_fail_line(
				p->m->name, line, p->err,
				"a text holds the control character U+%04X; take it out",
				(unsigned)c);
		i += n;
	}
	return SH_OK;
}

static enum sh_status take_scalar(struct pass *p, const yaml_event_t *e, int line)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t len = e->data.scalar.length, at;
	uint32_t node;
	enum sh_status r = check_scalar(p, text, len, line);

	if (r < 0 || (r = keep_text(p, text, len, &at)) < 0)
		return r;
	if (expects_key(p)) {
		p->key = at;
		p->has_key = true;
		return SH_OK;
	}
	if ((r = add_node(p, SH_MARK_SCALAR, line, &node)) < 0)
		return r;
	p->m->nodes[node].value = at;
	p->m->nodes[node].value_len = len;
	return SH_OK;
}

static enum sh_status open_node(struct pass *p, enum sh_mark_kind kind, int line)
{
	uint32_t node;

	if (expects_key(p))
		return sh_marks_fail_line(
			p->m->name, line, p->err,
			"a list or map stands where a key must be; write 'key: value'");
	if (p->depth == SH_MARKS_DEPTH_MAX)
		return sh_marks_fail_line(p->m->name, line, p->err,
					  "more than %d levels deep; check the brackets",
					  (int)SH_MARKS_DEPTH_MAX);
	enum sh_status r = add_node(p, kind, line, &node);
	if (r < 0)
		return r;
	p->open[p->depth++] = node;
	return SH_OK;
}

static enum sh_status take_event(struct pass *p, const yaml_event_t *e)
{
	int line = (int)e->start_mark.line + 1;
	const yaml_char_t *anchor = NULL, *tag = NULL;

	if (e->type == YAML_SCALAR_EVENT) {
		anchor = e->data.scalar.anchor;
		tag = e->data.scalar.tag;
	} else if (e->type == YAML_SEQUENCE_START_EVENT) {
		anchor = e->data.sequence_start.anchor;
		tag = e->data.sequence_start.tag;
	} else if (e->type == YAML_MAPPING_START_EVENT) {
		anchor = e->data.mapping_start.anchor;
		tag = e->data.mapping_start.tag;
	}
	if (anchor || e->type == YAML_ALIAS_EVENT)
		return sh_marks_fail_line(
			p->m->name, line, p->err,
			"anchors and aliases (& and *) are not used here; write the value out");
	if (tag)
		return sh_marks_fail_line(p->m->name, line, p->err,
					  "tags (!) are not used here; write the plain value");
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (++p->documents > 1)
			return sh_marks_fail_line(
				p->m->name, line, p->err,
				"a second document begins here; keep one to a file");
		return SH_OK;
	case YAML_SCALAR_EVENT:
		return take_scalar(p, e, line);
	case YAML_SEQUENCE_START_EVENT:
		return open_node(p, SH_MARK_LIST, line);
	case YAML_MAPPING_START_EVENT:
		return open_node(p, SH_MARK_MAP, line);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		p->depth--;
		return SH_OK;
	default:
		return SH_OK;
	}
}

static int line_at(const char *text, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

static enum sh_status check_raw(const char *text, size_t len, const char *name, struct sh_err *err)
{
	if (len > SH_MARKS_BYTES_MAX)
		return sh_marks_fail_line(name, 1, err,
					  "larger than 1 MiB: this is no settings file");
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t n = sh_utf8_next(text + i, len - i, &c);

		if (n == 0)
			return sh_marks_fail_line(
				name, line_at(text, i), err,
				"the byte 0x%02x is not UTF-8; save the file as UTF-8",
				(unsigned)(unsigned char)text[i]);
		if (sh_codepoint_unsafe(c) && c != '\n' && c != '\r' && c != '\t')
			return sh_marks_fail_line(name, line_at(text, i), err,
						  "holds the control character U+%04X; take it out",
						  (unsigned)c);
		i += n;
	}
	return SH_OK;
}

static enum sh_status fail_syntax(struct pass *p, const yaml_parser_t *parser, const char *text)
{
	if (parser->error == YAML_MEMORY_ERROR)
		return fail_memory(p->err);
	int line = parser->error == YAML_READER_ERROR ? line_at(text, parser->problem_offset)
						      : (int)parser->problem_mark.line + 1;
	return sh_marks_fail_line(
		p->m->name, line, p->err,
		"not YAML: %s; check the indentation, brackets and quotes here and above",
		parser->problem ? parser->problem : "it cannot be read");
}

static enum sh_status read_events(struct pass *p, yaml_parser_t *parser, const char *text)
{
	for (;;) {
		yaml_event_t e;

		if (!yaml_parser_parse(parser, &e))
			return fail_syntax(p, parser, text);
		bool over = e.type == YAML_STREAM_END_EVENT;
		enum sh_status r = take_event(p, &e);
		yaml_event_delete(&e);
		if (r < 0 || over)
			return r;
	}
}

enum sh_status sh_marks_parse(struct sh_marks *ret, const char *text, size_t len, const char *name,
			      struct sh_err *err)
{
	struct pass p = {.m = ret, .err = err};
	yaml_parser_t parser;
	size_t empty;

	*ret = (struct sh_marks){.name = name};
	enum sh_status r = check_raw(text, len, name, err);
	if (r < 0 || (r = keep_text(&p, "", 0, &empty)) < 0)
		return r;
	if (!yaml_parser_initialize(&parser))
		return fail_memory(err);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	r = read_events(&p, &parser, text);
	yaml_parser_delete(&parser);
	if (r >= 0 && ret->n_nodes == 0)
		r = sh_marks_fail_line(name, 1, err, "the file is empty");
	return r;
}

void sh_marks_free(struct sh_marks *m)
{
	free(m->nodes);
	free(m->arena);
	*m = (struct sh_marks){.name = NULL};
}

uint32_t sh_marks_child(const struct sh_marks *m, uint32_t node, const char *key)
{
	if (m->nodes[node].kind != SH_MARK_MAP)
		return 0;
	for (uint32_t i = m->nodes[node].first; i; i = m->nodes[i].next)
		if (strcmp(m->arena + m->nodes[i].key, key) == 0)
			return i;
	return 0;
}

uint32_t sh_marks_item(const struct sh_marks *m, uint32_t node, size_t i)
{
	uint32_t at = m->nodes[node].kind == SH_MARK_LIST ? m->nodes[node].first : 0;

	while (at && i-- > 0)
		at = m->nodes[at].next;
	return at;
}

const char *sh_marks_key(const struct sh_marks *m, uint32_t node)
{
	return m->arena + m->nodes[node].key;
}

const char *sh_marks_value(const struct sh_marks *m, uint32_t node)
{
	return m->arena + m->nodes[node].value;
}
