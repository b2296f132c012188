/* The configuration as a flat JSON object: texts, numbers, true and false, one level. A table says
 * which key is which member, for writing and for reading. The reader takes only what the writer
 * makes (and skips keys it does not know), because nothing else ever stands in a log. */

#define _POSIX_C_SOURCE 200809L

#include "app/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/version.h"
#include "core/text.h"
#include "support/err.h"

enum kind { TEXT, NUMBER, COUNT, TRUTH };

static const struct {
	const char *key;
	enum kind kind;
	size_t offset, size;
} KEYS[] = {
#define TEXT_KEY(key, member) {key, TEXT, offsetof(struct sh_config, member), sizeof(((struct sh_config *)0)->member)}
	TEXT_KEY("exercise", exercise),
	TEXT_KEY("variant", variant),
	TEXT_KEY("programme", programme),
	TEXT_KEY("mount", mount),
	TEXT_KEY("protocol", protocol),
	TEXT_KEY("map", map),
	TEXT_KEY("note", note),
	{"hold_s", NUMBER, offsetof(struct sh_config, dose.hold_s), 0},
	{"rest_s", NUMBER, offsetof(struct sh_config, dose.rest_s), 0},
	{"duration_s", NUMBER, offsetof(struct sh_config, dose.duration_s), 0},
	{"reps", COUNT, offsetof(struct sh_config, dose.reps), 0},
	{"sets", COUNT, offsetof(struct sh_config, dose.sets), 0},
	{"angles_hz", NUMBER, offsetof(struct sh_config, angles_hz), 0},
	TEXT_KEY("resumes", resumes),
	{"start_step", COUNT, offsetof(struct sh_config, start_step), 0},
	{"start_set", COUNT, offsetof(struct sh_config, start_set), 0},
	TEXT_KEY("start_side", start_side),
	{"auto", TRUTH, offsetof(struct sh_config, automatic), 0},
	{"breathe_through", TRUTH, offsetof(struct sh_config, breathe_through), 0},
};
enum { N_KEYS = sizeof(KEYS) / sizeof(*KEYS) };

static enum sh_status take_text(char *ret, size_t size, const char *text, const char *what,
				struct sh_err *err)
{
	if (text && !text[0]) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "%s '': give it a value, or leave it out", what);
		return SH_ERR_CONFIG;
	}
	if (!text)
		text = "";
	if (strlen(text) >= size) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "%s '%.40s...' is too long: at most %zu characters", what,
			   text, size - 1);
		return SH_ERR_CONFIG;
	}
	memcpy(ret, text, strlen(text) + 1);
	return SH_OK;
}

static bool asks_for_one(const struct sh_options *o)
{
	return o->exercise || o->variant || o->hold_s >= 0 || o->rest_s >= 0 || o->duration_s >= 0 ||
	       o->reps >= 0 || o->sets >= 0;
}

enum sh_status sh_config_from_options(struct sh_config *ret, const struct sh_options *o,
				      const char *source, struct sh_err *err)
{
	enum sh_status st;

	memset(ret, 0, sizeof(*ret));
	ret->dose = (struct sh_dose_overrides){o->hold_s, o->rest_s, o->duration_s, o->reps, o->sets};
	ret->automatic = o->automatic;
	ret->breathe_through = o->breathe_through;
	ret->angles_hz = o->angles_hz;
	memcpy(ret->program, SH_PROGRAM, sizeof(SH_PROGRAM));
	if ((st = take_text(ret->exercise, sizeof(ret->exercise), o->exercise, "--exercise", err)) < 0 ||
	    (st = take_text(ret->variant, sizeof(ret->variant), o->variant, "--variant", err)) < 0 ||
	    (st = take_text(ret->programme, sizeof(ret->programme), o->programme, "--programme", err)) < 0 ||
	    (st = take_text(ret->profile, sizeof(ret->profile), o->profile, "--profile", err)) < 0 ||
	    (st = take_text(ret->mount, sizeof(ret->mount), o->mount, "--mount", err)) < 0 ||
	    (st = take_text(ret->protocol, sizeof(ret->protocol), o->protocol, "--protocol", err)) < 0 ||
	    (st = take_text(ret->map, sizeof(ret->map), o->map, "--map", err)) < 0)
		return st;
	if (ret->programme[0] && asks_for_one(o)) {
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "--programme brings its own exercises, variants and doses: leave --exercise, "
			   "--variant, --hold, --reps, --sets, --rest and --duration out");
		return SH_ERR_CONFIG;
	}
	return take_text(ret->source, sizeof(ret->source), source, "source", err);
}

void sh_config_json(const struct sh_config *c, char ret[SH_CONFIG_JSON_MAX])
{
	struct sh_text t;
	char number[40];

	sh_text_init(&t, ret, SH_CONFIG_JSON_MAX);
	for (size_t i = 0; i < N_KEYS; i++) {
		const char *at = (const char *)c + KEYS[i].offset;

		sh_text_char(&t, i == 0 ? '{' : ',');
		sh_text_json(&t, KEYS[i].key, 40);
		sh_text_char(&t, ':');
		switch (KEYS[i].kind) {
		case TEXT:
			sh_text_json(&t, at, 600);
			break;
		case NUMBER:
			snprintf(number, sizeof(number), "%.17g", *(const double *)(const void *)at);
			sh_text_str(&t, number);
			break;
		case COUNT:
			sh_text_int(&t, *(const int *)(const void *)at);
			break;
		case TRUTH:
			sh_text_str(&t, *(const bool *)at ? "true" : "false");
			break;
		}
	}
	sh_text_char(&t, '}');
}

/* Reads a JSON string after its opening quote into ret; returns what follows the closing one. Only
 * the escapes that sh_text_json makes. NULL: not a string, or too long. */
static const char *read_string(const char *p, char *ret, size_t size)
{
	size_t n = 0;

	for (; *p && *p != '"'; p++) {
		char ch = *p;

		if (ch == '\\') {
			ch = *++p;
			if (ch == 'u' || ch == '\0')
				return NULL; /* controls: never in a configuration that was accepted */
			if (ch == 'n' || ch == 't' || ch == 'r' || ch == 'b' || ch == 'f')
				ch = ' ';
		}
		if (n + 1 >= size)
			return NULL;
		ret[n++] = ch;
	}
	ret[n] = '\0';
	return *p == '"' ? p + 1 : NULL;
}

static const char *read_value(struct sh_config *c, const char *key, const char *p)
{
	char text[600], *end;
	double number = 0;
	bool is_text = *p == '"';

	if (is_text) {
		end = (char *)read_string(p + 1, text, sizeof(text));
	} else if (*p == 't' || *p == 'f') {
		number = *p == 't';
		end = (char *)p + strcspn(p, ",}");
	} else {
		number = strtod(p, &end);
		if (end == p)
			return NULL;
	}
	for (size_t i = 0; end && i < N_KEYS; i++) {
		char *at = (char *)c + KEYS[i].offset;

		if (strcmp(KEYS[i].key, key) != 0)
			continue;
		if (is_text != (KEYS[i].kind == TEXT) || (is_text && strlen(text) >= KEYS[i].size))
			return NULL;
		if (KEYS[i].kind == TEXT)
			memcpy(at, text, strlen(text) + 1);
		else if (KEYS[i].kind == NUMBER)
			*(double *)(void *)at = number;
		else if (KEYS[i].kind == COUNT)
			*(int *)(void *)at = number > -2 && number < 1e6 ? (int)number : -1;
		else
			*(bool *)at = number != 0;
	}
	return end;
}

enum sh_status sh_config_parse(struct sh_config *ret, const char *json, const char *name,
			       struct sh_err *err)
{
	const char *p = json;
	char key[64];

	ret->dose = (struct sh_dose_overrides){-1, -1, -1, -1, -1};
	while (p && (*p == '{' || *p == ',') && p[1] == '"') {
		p = read_string(p + 2, key, sizeof(key));
		if (p && *p == ':')
			p = read_value(ret, key, p + 1);
	}
	if (p && *p == '}')
		return SH_OK;
	sh_err_set(err, SH_ERR_INPUT, 0,
		   "%s: its configuration cannot be read; was it made by another program?", name);
	return SH_ERR_INPUT;
}
