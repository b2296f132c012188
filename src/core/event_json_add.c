/* The pieces that every line of JSON is made of: a key and its value, after a comma. Nothing here
 * depends on a locale or on printf. */

#include "core/event_json_part.h"

void sh_json_key(struct sh_text *t, const char *name)
{
	sh_text_str(t, ",\"");
	sh_text_str(t, name);
	sh_text_str(t, "\":");
}

void sh_json_word(struct sh_text *t, const char *name, const char *word)
{
	sh_json_key(t, name);
	sh_text_char(t, '"');
	sh_text_str(t, word);
	sh_text_char(t, '"');
}

void sh_json_string(struct sh_text *t, const char *name, const char *s, size_t max)
{
	sh_json_key(t, name);
	sh_text_json(t, s, max);
}

void sh_json_int(struct sh_text *t, const char *name, int64_t v)
{
	sh_json_key(t, name);
	sh_text_int(t, v);
}

void sh_json_uint(struct sh_text *t, const char *name, uint64_t v)
{
	sh_json_key(t, name);
	sh_text_uint(t, v);
}

void sh_json_bool(struct sh_text *t, const char *name, bool v)
{
	sh_json_key(t, name);
	sh_text_str(t, v ? "true" : "false");
}

void sh_json_null(struct sh_text *t, const char *name)
{
	sh_json_key(t, name);
	sh_text_str(t, "null");
}

void sh_json_seconds(struct sh_text *t, const char *name, int64_t us, unsigned decimals)
{
	sh_json_key(t, name);
	sh_text_fixed(t, us, 6, decimals);
}

void sh_json_put_degrees(struct sh_text *t, int32_t mdeg)
{
	if (mdeg == SH_MDEG_NONE)
		sh_text_str(t, "null");
	else
		sh_text_fixed(t, mdeg, 3, 1);
}

void sh_json_degrees(struct sh_text *t, const char *name, int32_t mdeg)
{
	sh_json_key(t, name);
	sh_json_put_degrees(t, mdeg);
}

/* A dose in seconds: whole milliseconds, short. */
void sh_json_dose(struct sh_text *t, const char *name, double s)
{
	int64_t ms = 0;

	if (s > 0.0 && s < 1e9) /* false for NaN */
		ms = (int64_t)(s * 1000.0 + 0.5);
	sh_json_key(t, name);
	sh_text_short(t, ms, 3, 3);
}
