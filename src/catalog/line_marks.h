#ifndef SH_CATALOG_LINE_MARKS_H
#define SH_CATALOG_LINE_MARKS_H

/** The places of a YAML text: what stands on which line, so that every complaint can name it.
 *
 * One pass over libyaml's events gives a flat array of nodes. Node 0 is the document's top value;
 * because it is nobody's child, 0 also means "there is none". Only what a settings file needs is
 * let through: one document, no anchors, no aliases, no tags, at most 12 levels and 65536 values,
 * text of at most 1 MiB without control characters. Not specific to the catalog.
 */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/status.h"

#if defined(__GNUC__) || defined(__clang__)
#define SH_FORMAT_4 __attribute__((__format__(__printf__, 4, 5)))
#else
#define SH_FORMAT_4
#endif

enum { SH_MARKS_BYTES_MAX = 1024 * 1024, SH_MARKS_NODES_MAX = 65536, SH_MARKS_DEPTH_MAX = 12 };

enum sh_mark_kind { SH_MARK_SCALAR, SH_MARK_LIST, SH_MARK_MAP };

struct sh_mark {
	enum sh_mark_kind kind;
	int line;	      /* 1 is the first */
	uint32_t next, first; /* sibling and first child; 0: none */
	uint32_t count;	      /* children */
	size_t key, value;    /* where in the arena; key of a map's child, value of a scalar */
	size_t value_len;
};

struct sh_marks {
	const char *name; /* for messages; borrowed */
	struct sh_mark *nodes;
	uint32_t n_nodes;
	char *arena;
	size_t used;
};

/** Reads `text`. The caller owns *ret and gives it to sh_marks_free, also after a failure.
 * @param name what to call the text in messages; borrowed until sh_marks_free
 * @return SH_OK; SH_ERR_INPUT with "NAME:LINE: what, and the fix"; SH_ERR_MEMORY.
 */
SH_NODISCARD enum sh_status sh_marks_parse(struct sh_marks *ret, const char *text, size_t len,
					   const char *name, struct sh_err *err);
void sh_marks_free(struct sh_marks *m);

/** The value under `key` of map `node`, or entry `i` of list `node`; 0 where there is none. */
uint32_t sh_marks_child(const struct sh_marks *m, uint32_t node, const char *key);
uint32_t sh_marks_item(const struct sh_marks *m, uint32_t node, size_t i);

const char *sh_marks_key(const struct sh_marks *m, uint32_t node);   /* "" outside a map */
const char *sh_marks_value(const struct sh_marks *m, uint32_t node); /* "" if not a scalar */

/** Fills *err with "NAME:LINE: " and the message. @return SH_ERR_INPUT. */
enum sh_status sh_marks_fail(const struct sh_marks *m, uint32_t node, struct sh_err *err,
			     const char *format, ...) SH_FORMAT_4;

/** The same for a line instead of a node. */
enum sh_status sh_marks_fail_line(const char *name, int line, struct sh_err *err,
				  const char *format, ...) SH_FORMAT_4;

#endif
