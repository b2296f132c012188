/* Calibration with the sensor at hand: a port is opened as for a session, and a guide says what to
 * do.
 *
 * Plain lines, because one looks at the sensor and not at the screen, and because a program that
 * reads the lines aloud can be used with it. Keys are only for leaving (q) and for doing a step
 * again (r); without a terminal nothing waits for any. What passed is written, whatever happens to
 * the rest. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/calib_body.h"
#include "app/calibrate.h"
#include "app/clock.h"
#include "app/diag.h"
#include "app/link.h"
#include "app/paths.h"
#include "app/plain_keys.h"
#include "app/run.h"
#include "app/signals.h"
#include "support/err.h"
#include "tui/term.h"

enum { TICK_US = 250000, READS_A_ROUND = 64, SILENT_US = 20000000 };

struct live {
	struct sh_setup setup;
	struct sh_link link;
	struct sh_run *run;
	struct sh_profile profile, before;
	struct sh_calib_guide guide;
	struct sh_calib_body body; /* in its place where body.say is set */
	char path[SH_PATHS_MAX];
	int64_t start_us, sample_us;
	bool begun, has_keys, left;
	uint32_t sensor;
};

static void print_line(void *ctx, const char *line)
{
	(void)ctx;
	puts(line);
	(void)fflush(stdout);
}

static bool all_done(const struct live *v)
{
	return v->body.say ? v->body.over : sh_calib_guide_over(&v->guide);
}

static void on_output(void *ctx, const struct sh_output *out)
{
	struct live *v = ctx;

	if (!out->sample)
		return;
	if (!v->begun)
		v->sensor = out->sample->sensor;
	v->begun = true;
	v->sample_us = sh_clock_since_us(&v->start_us);
	if (v->body.say)
		sh_calib_body_output(&v->body, out);
	else if (out->sample->sensor == v->sensor)
		sh_calib_guide_sample(&v->guide, out->sample);
}

/* A name that can stand in a folder, whatever the adapter calls itself. */
static void device_name(const struct sh_source_identity *id, char ret[64])
{
	size_t n = 0;

	for (const char *p = id->serial; *p && n < 63; p++) {
		bool plain = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
			     (*p >= 'A' && *p <= 'Z') || *p == '-' || *p == '_';

		ret[n++] = plain ? *p : '_';
	}
	ret[n] = '\0';
	if (n == 0)
		memcpy(ret, "sensor", sizeof("sensor"));
}

/* --profile, or DATA/profiles/SERIAL.yaml */
static enum sh_status choose_path(struct live *v, const struct sh_options *o, struct sh_err *err)
{
	char dir[SH_PATHS_MAX - 128], name[64];
	enum sh_status st;

	device_name(&v->link.id, name);
	if (o->profile) {
		snprintf(v->path, sizeof(v->path), "%s", o->profile);
		return SH_OK;
	}
	if ((st = sh_paths_data_dir(o->data_dir, dir, sizeof(dir), err)) != SH_OK ||
	    (st = sh_paths_make(dir, err)) != SH_OK)
		return st;
	snprintf(v->path, sizeof(v->path), "%s/profiles", dir);
	if (mkdir(v->path, 0700) != 0 && errno != EEXIST) {
		sh_err_set(err, SH_ERR_IO, errno,
			   "%s: cannot be made (%s); name a file with --profile", v->path,
			   strerror(errno));
		return SH_ERR_IO;
	}
	snprintf(v->path, sizeof(v->path), "%s/profiles/%s.yaml", dir, name);
	return SH_OK;
}

static enum sh_status prepare(struct live *v, const struct sh_options *o, unsigned parts,
			      struct sh_err *err)
{
	struct sh_calib_body_wish wish = {.lead_us = 0};
	struct sh_run_listeners l = {.each = on_output, .each_ctx = v};
	enum sh_status st;

	(void)sh_signals_install();
	v->start_us = sh_clock_us();
	if ((st = sh_calib_body_wish(o, true, &wish, err)) != SH_OK ||
	    (st = sh_calibrate_setup(&v->setup, o, "serial", err)) != SH_OK ||
	    (st = sh_link_open(&v->link, o, &v->start_us, err)) != SH_OK ||
	    (st = choose_path(v, o, err)) != SH_OK ||
	    (st = sh_calibrate_load(v->path, &v->profile, err)) != SH_OK)
		return st;
	if (parts == SH_CALIB_WEAR)
		sh_calib_body_correct(&v->setup.session, &v->profile);
	if ((st = sh_run_open(&v->setup.session, &l, &v->run, err)) != SH_OK)
		return st;
	if (!v->profile.device[0] && v->link.id.serial[0])
		device_name(&v->link.id, v->profile.device);
	v->before = v->profile;
	if (parts == SH_CALIB_DELAY_PART && !v->profile.has_gyro_bias)
		parts |= SH_CALIB_STILL; /* a delay cannot be seen behind an unknown bias */
	v->has_keys = !o->automatic && sh_plain_keys_open();
	if (v->has_keys)
		print_line(NULL, "Keys: r does a step again, q leaves; what passed is kept.");
	if (parts == SH_CALIB_WEAR)
		sh_calib_body_begin(&v->body, &wish, &v->setup.session.correction[0], &v->profile,
				    print_line, NULL);
	else
		sh_calib_guide_begin(&v->guide, parts, &v->profile, print_line, NULL);
	return SH_OK;
}

static void read_keys(struct live *v)
{
	int key;

	sh_signals_drain();
	while (v->has_keys && (key = sh_plain_keys_get()) != SH_KEY_NONE) {
		if (key == 'q')
			v->left = true;
		else if (key == 'r' && v->body.say)
			sh_calib_body_redo(&v->body);
		else if (key == 'r')
			sh_calib_guide_redo(&v->guide);
		else if (key == SH_KEY_GONE)
			v->has_keys = false;
	}
	v->left = v->left || sh_signals_stop;
}

static void wait_for_something(struct live *v)
{
	int64_t left_us = sh_link_due_us(&v->link) - sh_clock_since_us(&v->start_us);
	struct pollfd fds[5] = {{STDIN_FILENO, POLLIN, 0}};
	nfds_t own = v->has_keys ? 1 : 0, n = own;

	n += sh_link_pollfds(&v->link, fds + own, 4);
	if (n == own && v->link.source)
		left_us = 0;
	if (left_us > TICK_US)
		left_us = TICK_US;
	(void)poll(fds, n, left_us > 0 ? (int)(left_us / 1000) + 1 : 0);
}

static enum sh_status read_link(struct live *v, struct sh_err *err)
{
	bool found = sh_session_protocol(sh_run_session(v->run), 0) != NULL;
	struct sh_record r;
	enum sh_status st = SH_OK;

	for (int i = 0; i < READS_A_ROUND && st == SH_OK && !all_done(v); i++) {
		st = sh_link_next(&v->link, found, sh_clock_since_us(&v->start_us), &r, err);
		if (st == SH_OK)
			st = sh_run_record(v->run, &r, err);
	}
	return st == SH_WAIT ? SH_OK : st;
}

static enum sh_status loop(struct live *v, struct sh_err *err)
{
	enum sh_status st = SH_OK;

	while (st == SH_OK && !v->left && !all_done(v)) {
		wait_for_something(v);
		read_keys(v);
		st = v->left ? SH_OK : read_link(v, err);
		if (st != SH_OK || sh_clock_since_us(&v->start_us) - v->sample_us < SILENT_US)
			continue;
		sh_err_set(err, SH_ERR_IO, 0,
			   "%s: %s for 20 s; is it the right port, and the sensor on?",
			   v->link.id.spec,
			   v->link.bytes ? "nothing that is understood came" : "it was silent");
		st = SH_ERR_IO;
	}
	if (st == SH_END)
		sh_run_finish(v->run, true); /* a last quarter second of samples */
	return st < 0 ? st : SH_OK;
}

/* What passed is kept, also when the rest did not. */
static int finish(struct live *v, enum sh_status st, struct sh_err *err)
{
	bool failed = v->body.say ? v->body.over && !v->body.passed : v->guide.failed != 0;
	const char *why = v->body.say ? v->body.result.says : v->guide.last_failure.says;
	struct sh_err saving = {0};

	sh_plain_keys_close();
	if ((v->guide.say || v->body.say) && memcmp(&v->before, &v->profile, sizeof(v->profile)) != 0 &&
	    sh_calibrate_save(v->path, &v->profile, &saving) != SH_OK && st == SH_OK) {
		*err = saving;
		st = saving.status;
	}
	if (st == SH_OK && failed) {
		sh_err_set(err, SH_ERR_IO, 0, "calibrate: %s", why);
		st = SH_ERR_IO;
	} else if (st == SH_OK && !v->left && !all_done(v)) {
		sh_err_set(err, SH_ERR_IO, 0,
			   "%s: the data ended before all was done; begin it anew",
			   v->link.id.spec);
		st = SH_ERR_IO;
	}
	v->run = sh_run_close(v->run);
	sh_link_close(&v->link);
	sh_setup_close(&v->setup);
	return st == SH_OK ? SH_EXIT_DONE : sh_fail(err);
}

int sh_calibrate_live(const struct sh_options *o, unsigned parts)
{
	struct live v = {.begun = false};
	struct sh_err err = {0};
	enum sh_status st = prepare(&v, o, parts, &err);

	if (st == SH_OK)
		st = loop(&v, &err);
	return finish(&v, st, &err);
}
