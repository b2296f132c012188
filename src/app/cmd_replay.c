/* On the screen a recording is read twice: once as fast as possible for the marks of its time line,
 * then to be watched. What can be read only once, a FIFO, is watched without. */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_replay.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "app/play.h"
#include "app/recording.h"
#include "app/signals.h"
#include "support/err.h"

struct replay {
	const struct sh_options *o;
	struct sh_recording rec;
	struct sh_timeline *timeline; /* NULL: read only once */
};

static enum sh_status next_record(void *ctx, struct sh_record *ret, struct sh_err *err)
{
	struct replay *r = ctx;
	struct sh_log_item item;
	enum sh_status st;

	do {
		st = sh_input_next(r->rec.in, &item, err);
	} while (st == SH_OK && item.is_event);
	if (st == SH_OK)
		*ret = item.record;
	return st;
}

static enum sh_status rewind_input(void *ctx, struct sh_err *err)
{
	struct replay *r = ctx;
	struct sh_input *in = NULL;
	enum sh_status st = sh_input_open(r->o->args[0], r->o, &in, err);

	if (st != SH_OK)
		return st;
	(void)sh_input_close(r->rec.in);
	r->rec.in = in;
	return SH_OK;
}

static void on_output(void *ctx, const struct sh_output *out)
{
	sh_timeline_output(ctx, out);
}

/* What the session says of the whole recording, without showing any of it. */
static enum sh_status scan(struct replay *r, struct sh_err *err)
{
	struct sh_run_listeners l = {.each = on_output, .each_ctx = r->timeline};
	struct sh_run *run = NULL;
	struct sh_record record;
	enum sh_status st;

	sh_timeline_init(r->timeline);
	st = sh_run_open(&r->rec.setup.session, &l, &run, err);
	while (st == SH_OK && !sh_session_over(sh_run_session(run)) && !sh_signals_stop) {
		st = next_record(r, &record, err);
		if (st == SH_OK)
			st = sh_run_record(run, &record, err);
	}
	if (run && st >= 0)
		sh_run_finish(run, true);
	run = sh_run_close(run);
	r->timeline->whole = st >= 0 && !sh_signals_stop;
	return st < 0 ? st : rewind_input(r, err);
}

static bool can_be_read_twice(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

static enum sh_status prepare(struct replay *r, struct sh_play *play, struct sh_err *err)
{
	enum sh_status st = sh_recording_open(&r->rec, r->o->args[0], r->o, err);

	if (st != SH_OK || sh_play_format(r->o) != SH_OUTPUT_TUI ||
	    !can_be_read_twice(r->o->args[0]))
		return st;
	r->timeline = malloc(sizeof(*r->timeline));
	if (!r->timeline) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory");
		return SH_ERR_MEMORY;
	}
	play->timeline = r->timeline;
	play->rewind = rewind_input;
	(void)sh_signals_install();
	return scan(r, err);
}

int sh_cmd_replay(const struct sh_options *o)
{
	struct replay r = {.o = o};
	struct sh_play play = {.options = o, .next = next_record, .next_ctx = &r};
	struct sh_run *run = NULL;
	struct sh_err err = {0};

	if (o->n_args != 1) {
		sh_err_set(&err, SH_ERR_CONFIG, 0,
			   "replay plays one recording: spinehold replay FILE");
		return sh_fail(&err);
	}
	play.name = o->args[0];
	play.session = &r.rec.setup.session;
	if (prepare(&r, &play, &err) == SH_OK && sh_play(&play, &run, &err) == SH_OK &&
	    sh_input_verdict(r.rec.in, sh_run_session(run), &err) == SH_OK)
		err = *sh_run_listener_error(run);
	run = sh_run_close(run);
	sh_recording_close(&r.rec);
	free(r.timeline);
	return err.status == SH_OK ? SH_EXIT_DONE : sh_fail(&err);
}
