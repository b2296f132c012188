/* The verb `calibrate`: which way is meant, and reading and writing the profile. */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_calibrate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/calibrate.h"
#include "support/err.h"
#include "support/escape.h"

void sh_calibrate_options(const struct sh_options *o, struct sh_options *ret)
{
	*ret = *o;
	ret->profile = ret->exercise = ret->programme = ret->mount = NULL;
}

enum sh_status sh_calibrate_setup(struct sh_setup *ret, const struct sh_options *o,
				  const char *source, struct sh_err *err)
{
	struct sh_catalog *catalog = NULL;
	struct sh_options bare;
	struct sh_config config;
	enum sh_status st;

	sh_calibrate_options(o, &bare);
	if ((st = sh_config_from_options(&config, &bare, source, err)) != SH_OK ||
	    (st = sh_setup_catalog(&bare, &catalog, err)) != SH_OK)
		return st;
	return sh_setup_init(ret, &config, catalog, err);
}

enum sh_status sh_calibrate_load(const char *path, struct sh_profile *ret, struct sh_err *err)
{
	sh_profile_init(ret);
	if (!path || access(path, F_OK) != 0)
		return SH_OK;
	return sh_profile_load_file(ret, path, NULL, err);
}

enum sh_status sh_calibrate_save(const char *path, const struct sh_profile *p, struct sh_err *err)
{
	char text[SH_PROFILE_TEXT_MAX], shown[SH_PROFILE_TEXT_MAX];
	bool there;
	enum sh_status st;

	if (!path) {
		(void)sh_profile_print(p, text);
		printf("\n%s\nNothing was written: --profile FILE keeps it.\n", text);
		return SH_OK;
	}
	there = access(path, F_OK) == 0;
	st = sh_profile_save(p, path, err);
	(void)sh_escape(path, strlen(path), shown, sizeof(shown));
	if (st == SH_OK)
		printf("written: %s%s\n", shown, there ? " (the one before is kept as .bak)" : "");
	return st;
}

static unsigned find_part(const char *name)
{
	static const char *const names[] = {"still", "faces", "delay", "wear"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return 1u << i;
	}
	return 0;
}

int sh_cmd_calibrate(const struct sh_options *o)
{
	struct sh_err err = {0};
	unsigned part = SH_CALIB_ALL;
	const char *why = NULL;

	if (o->n_args > 0)
		part = find_part(o->args[0]);
	if (part == 0)
		why = "say still, faces, delay or wear first";
	else if (o->n_args > 2)
		why = "one recording at a time";
	else if (o->n_args == 2 && (o->port || o->usb || o->baud > 0))
		why = "a recording, or a port: not both";
	else if ((o->method || o->exercise) && part != SH_CALIB_WEAR)
		why = "--method and --exercise belong to wear";
	else if (o->profile && (!o->profile[0] || strlen(o->profile) > 1000))
		why = "--profile needs the name of a file, of at most 1000 characters";
	if (why) {
		sh_err_set(&err, SH_ERR_CONFIG, 0, "calibrate: %s; see spinehold calibrate --help",
			   why);
		return sh_fail(&err);
	}
	if (o->n_args == 2 && part == SH_CALIB_WEAR)
		return sh_calibrate_body_file(o, o->args[1]);
	if (o->n_args == 2)
		return sh_calibrate_file(o, part, o->args[1]);
	return sh_calibrate_live(o, part);
}
