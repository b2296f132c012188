/* How the sensor is worn, from a recording: one pass, as somebody at the port would be judged. What
 * the profile knows of the sensor is corrected first, or what the log carries where none is named.
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>

#include "app/calib_body.h"
#include "app/calibrate.h"
#include "app/recording.h"
#include "support/err.h"

static void print_line(void *ctx, const char *line)
{
	(void)ctx;
	puts(line);
}

static void on_output(void *ctx, const struct sh_output *out)
{
	sh_calib_body_output(ctx, out);
}

static enum sh_status listen(struct sh_calib_body *b, const struct sh_options *o, const char *path,
			     struct sh_profile *p, struct sh_err *err)
{
	struct sh_run_listeners listeners = {.each = on_output, .each_ctx = b};
	struct sh_calib_body_wish wish;
	struct sh_recording rec;
	struct sh_run *run = NULL;
	struct sh_options bare;
	enum sh_status st;

	if ((st = sh_calib_body_wish(o, false, &wish, err)) != SH_OK)
		return st;
	sh_calibrate_options(o, &bare);
	if ((st = sh_recording_open(&rec, path, &bare, err)) != SH_OK)
		goto out;
	rec.setup.session.go_on = true; /* a session log may be longer than its exercise */
	if (o->profile)
		sh_calib_body_correct(&rec.setup.session, p);
	sh_calib_body_begin(b, &wish, &rec.setup.session.correction[0], p, print_line, NULL);
	if ((st = sh_run_open(&rec.setup.session, &listeners, &run, err)) != SH_OK ||
	    (st = sh_recording_play(&rec, run, NULL, NULL, err)) != SH_OK)
		goto out;
	st = sh_input_verdict(rec.in, sh_run_session(run), err);
	sh_calib_body_end(b);
out:
	run = sh_run_close(run);
	sh_recording_close(&rec);
	return st;
}

int sh_calibrate_body_file(const struct sh_options *o, const char *path)
{
	struct sh_calib_body b = {.say = NULL};
	struct sh_profile p, before;
	struct sh_err err = {0};
	enum sh_status st;

	if ((st = sh_calibrate_load(o->profile, &p, &err)) != SH_OK)
		return sh_fail(&err);
	before = p;
	if ((st = listen(&b, o, path, &p, &err)) != SH_OK)
		return sh_fail(&err);
	if ((b.passed || o->profile) && memcmp(&before, &p, sizeof(p)) != 0)
		st = sh_calibrate_save(o->profile, &p, &err);
	if (st != SH_OK)
		return sh_fail(&err);
	if (b.passed)
		return SH_EXIT_DONE;
	sh_err_set(&err, SH_ERR_IO, 0, "%s: wear failed: %s", path, b.result.says);
	return sh_fail(&err);
}
