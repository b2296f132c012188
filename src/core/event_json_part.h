#ifndef SH_CORE_EVENT_JSON_PART_H
#define SH_CORE_EVENT_JSON_PART_H

/** What the parts of the event lines share; nobody else includes it.
 *
 * Each appends `,"name":` and the value. Angles are millidegrees, SH_MDEG_NONE is null; times
 * microseconds.
 */

#include "core/text.h"
#include "spinehold/event.h"

void sh_json_key(struct sh_text *t, const char *name);
void sh_json_word(struct sh_text *t, const char *name, const char *word);
void sh_json_string(struct sh_text *t, const char *name, const char *s, size_t max);
void sh_json_int(struct sh_text *t, const char *name, int64_t v);
void sh_json_uint(struct sh_text *t, const char *name, uint64_t v);
void sh_json_bool(struct sh_text *t, const char *name, bool v);
void sh_json_null(struct sh_text *t, const char *name);
void sh_json_seconds(struct sh_text *t, const char *name, int64_t us, unsigned decimals);
void sh_json_put_degrees(struct sh_text *t, int32_t mdeg);
void sh_json_degrees(struct sh_text *t, const char *name, int32_t mdeg);
void sh_json_dose(struct sh_text *t, const char *name, double s);

#endif
