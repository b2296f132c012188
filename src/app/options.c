/* One table of all options; verbs.c says which verb takes which. Numbers are checked here, because a
 * wrong one must never reach the coach; what a value means is the verb's business. */

#define _POSIX_C_SOURCE 200809L

#include "app/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/verbs.h"
#include "support/err.h"

enum kind { TEXT, NUMBER, COUNT, SWITCH, FLAG, SPEED, SEED, BAUD, FORMAT, FAULT };

struct option {
	const char *name;
	enum kind kind;
	size_t offset;
	double low, high; /* NUMBER, COUNT */
};

#define AT(field) offsetof(struct sh_options, field)

static const struct option OPTIONS[] = {
	{"--data-dir", TEXT, AT(data_dir), 0, 0},
	{"--catalog", TEXT, AT(catalog), 0, 0},
	{"--variant", TEXT, AT(variant), 0, 0},
	{"--mount", TEXT, AT(mount), 0, 0},
	{"--map", TEXT, AT(map), 0, 0},
	{"--exercise", TEXT, AT(exercise), 0, 0},
	{"--programme", TEXT, AT(programme), 0, 0},
	{"--profile", TEXT, AT(profile), 0, 0},
	{"--method", TEXT, AT(method), 0, 0},
	{"--protocol", TEXT, AT(protocol), 0, 0},
	{"--port", TEXT, AT(port), 0, 0},
	{"--usb", TEXT, AT(usb), 0, 0},
	{"--output-format", FORMAT, AT(format), 0, 0},
	{"--angles", NUMBER, AT(angles_hz), 0.1, 1000},
	{"--auto", FLAG, AT(automatic), 0, 0},
	{"--breathe-through", FLAG, AT(breathe_through), 0, 0},
	{"--voice", SWITCH, AT(voice), 0, 0},
	{"--tones", SWITCH, AT(tones), 0, 0},
	{"--hold", NUMBER, AT(hold_s), 0.5, 600},
	{"--rest", NUMBER, AT(rest_s), 0, 600},
	{"--duration", NUMBER, AT(duration_s), 1, 3600},
	{"--reps", COUNT, AT(reps), 1, 100},
	{"--sets", COUNT, AT(sets), 1, 20},
	{"--baud", BAUD, AT(baud), 0, 0},
	{"--speed", SPEED, AT(speed), 0, 0},
	{"--hold-at", NUMBER, AT(hold_at_s), 0, 1e6},
	{"--seed", SEED, AT(seed), 0, 0},
	{"--sensor", TEXT, AT(sensor), 0, 0},
	{"--sensors", COUNT, AT(sensors), 1, 2},
	{"--fault", FAULT, 0, 0, 0},
	{"--list-faults", FLAG, AT(list_faults), 0, 0},
	{"--pty", FLAG, AT(pty), 0, 0},
	{"--output", TEXT, AT(output), 0, 0},
	{"--truth", TEXT, AT(truth), 0, 0},
	{"--to", TEXT, AT(to), 0, 0},
	{"--filter", TEXT, AT(filter), 0, 0},
	{"--magnetometer", SWITCH, AT(magnetometer), 0, 0},
	{"--resume", FLAG, AT(resume), 0, 0},
	{"--rebuild", FLAG, AT(rebuild), 0, 0},
	{"--watch", FLAG, AT(watch), 0, 0},
	{"--list-protocols", FLAG, AT(list_protocols), 0, 0},
	{"--ascii", FLAG, AT(ascii), 0, 0},
	{"--help", FLAG, AT(help), 0, 0},
};

static enum sh_status bad_value(const struct option *o, const char *text, const char *want,
				struct sh_err *err)
{
	sh_err_set(err, SH_ERR_CONFIG, 0, "%s '%s': %s", o->name, text, want);
	return SH_ERR_CONFIG;
}

/* strtod without its surprises: no hexadecimal, no inf or nan, nothing left over. The program never
 * leaves the C locale for numbers. */
static bool parse_number(const char *text, double *ret)
{
	char *end;
	size_t n = strspn(text, "+-.0123456789eE");

	if (n == 0 || text[n] != '\0')
		return false;
	errno = 0;
	*ret = strtod(text, &end);
	return *end == '\0' && errno == 0;
}

static enum sh_status set_number(const struct option *o, void *at, const char *text, struct sh_err *err)
{
	double v;

	if (!parse_number(text, &v) || v < o->low || v > o->high ||
	    (o->kind == COUNT && v != (double)(int)v)) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "%s '%s': give a %s from %g to %g", o->name, text,
			   o->kind == COUNT ? "whole number" : "number", o->low, o->high);
		return SH_ERR_CONFIG;
	}
	if (o->kind == COUNT)
		*(int *)at = (int)v;
	else
		*(double *)at = v;
	return SH_OK;
}

static enum sh_status set_unsigned(const struct option *o, void *at, const char *text, struct sh_err *err)
{
	char *end;
	unsigned long long v;

	errno = 0;
	v = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno ||
	    (o->kind == BAUD && (v < 300 || v > 4000000)))
		return bad_value(o, text,
				 o->kind == BAUD ? "give a rate from 300 to 4000000"
						 : "give a whole number from 0 upwards",
				 err);
	if (o->kind == BAUD)
		*(uint32_t *)at = (uint32_t)v;
	else
		*(uint64_t *)at = v;
	return SH_OK;
}

static enum sh_status set_word(const struct option *o, struct sh_options *ret, void *at, const char *text,
			       struct sh_err *err)
{
	static const char *const FORMATS[] = {"auto", "tui", "plain", "jsonl"};
	double v;

	switch (o->kind) {
	case SWITCH:
		if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
			return bad_value(o, text, "say on or off", err);
		*(bool *)at = text[1] == 'n';
		return SH_OK;
	case FORMAT:
		for (int i = SH_OUTPUT_TUI; i <= SH_OUTPUT_JSONL; i++) {
			if (strcmp(text, FORMATS[i]) == 0) {
				*(enum sh_output_format *)at = (enum sh_output_format)i;
				return SH_OK;
			}
		}
		return bad_value(o, text, "say tui, plain or jsonl", err);
	case SPEED:
		if (strcmp(text, "max") == 0)
			v = 0;
		else if (!parse_number(text, &v) || v < 0.01 || v > 1e6)
			return bad_value(o, text, "say max, or a factor from 0.01 to 1000000", err);
		*(double *)at = v;
		return SH_OK;
	case FAULT:
		if (ret->n_faults == SH_OPTIONS_FAULTS_MAX)
			return bad_value(o, text, "too many faults at once", err);
		ret->faults[ret->n_faults++] = text;
		return SH_OK;
	default:
		*(const char **)at = text;
		return SH_OK;
	}
}

static enum sh_status set_option(const struct option *o, struct sh_options *ret, const char *text,
				 struct sh_err *err)
{
	void *at = (char *)ret + o->offset;

	switch (o->kind) {
	case NUMBER:
	case COUNT:
		return set_number(o, at, text, err);
	case SEED:
	case BAUD:
		return set_unsigned(o, at, text, err);
	default:
		return set_word(o, ret, at, text, err);
	}
}

static const struct option *find_option(const char *arg, size_t len)
{
	for (size_t i = 0; i < sizeof(OPTIONS) / sizeof(*OPTIONS); i++) {
		if (strlen(OPTIONS[i].name) == len && memcmp(OPTIONS[i].name, arg, len) == 0)
			return &OPTIONS[i];
	}
	return NULL;
}

/* --name VALUE or --name=VALUE. *i is moved past what was used. */
static enum sh_status parse_option(struct sh_options *ret, const struct sh_verb *verb, int argc,
				   char **argv, int *i, struct sh_err *err)
{
	const char *arg = argv[*i], *equals = strchr(arg, '='), *value;
	size_t len = equals ? (size_t)(equals - arg) : strlen(arg);
	const struct option *o = find_option(arg, len);

	if (!o || !sh_verb_takes(verb, o->name)) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "%s takes no option '%s'; see spinehold %s --help",
			   verb->name, arg, verb->name);
		return SH_ERR_CONFIG;
	}
	if (o->kind == FLAG) {
		if (equals)
			return bad_value(o, equals + 1, "this option takes no value", err);
		*(bool *)((char *)ret + o->offset) = true;
		return SH_OK;
	}
	if (!equals && *i + 1 >= argc) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "%s needs a value; see spinehold %s --help", o->name,
			   verb->name);
		return SH_ERR_CONFIG;
	}
	value = equals ? equals + 1 : argv[++*i];
	return set_option(o, ret, value, err);
}

void sh_options_init(struct sh_options *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->hold_s = ret->rest_s = ret->duration_s = ret->speed = ret->hold_at_s = -1;
	ret->reps = ret->sets = -1;
	ret->seed = 1;
	ret->sensors = 1;
	ret->tones = true;
}

enum sh_status sh_options_parse(struct sh_options *ret, const struct sh_verb *verb, int argc, char **argv,
				struct sh_err *err)
{
	bool only_args = false;

	sh_options_init(ret);
	ret->verb = verb->name;
	for (int i = 0; i < argc; i++) {
		enum sh_status st = SH_OK;

		if (!only_args && strcmp(argv[i], "--") == 0) {
			only_args = true;
		} else if (!only_args && strcmp(argv[i], "-h") == 0) {
			ret->help = true;
		} else if (!only_args && argv[i][0] == '-' && argv[i][1] != '\0') {
			st = parse_option(ret, verb, argc, argv, &i, err);
		} else if (ret->n_args == SH_OPTIONS_FILES_MAX) {
			sh_err_set(err, SH_ERR_CONFIG, 0, "too many arguments");
			st = SH_ERR_CONFIG;
		} else {
			ret->args[ret->n_args++] = argv[i];
		}
		if (st != SH_OK)
			return st;
	}
	return SH_OK;
}
