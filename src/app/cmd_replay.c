#define _POSIX_C_SOURCE 200809L

#include "app/cmd_replay.h"

#include "app/play.h"
#include "app/recording.h"
#include "support/err.h"

static enum sh_status next_record(void *ctx, struct sh_record *ret, struct sh_err *err)
{
	struct sh_log_item item;
	enum sh_status st;

	do {
		st = sh_input_next(ctx, &item, err);
	} while (st == SH_OK && item.is_event);
	if (st == SH_OK)
		*ret = item.record;
	return st;
}

int sh_cmd_replay(const struct sh_options *o)
{
	struct sh_play play = {.options = o, .next = next_record};
	struct sh_recording rec = {0};
	struct sh_run *run = NULL;
	struct sh_err err = {0};

	if (o->n_args != 1) {
		sh_err_set(&err, SH_ERR_CONFIG, 0, "replay plays one recording: spinehold replay FILE");
		return sh_fail(&err);
	}
	play.name = o->args[0];
	play.session = &rec.setup.session;
	if (sh_recording_open(&rec, o->args[0], o, &err) == SH_OK) {
		play.next_ctx = rec.in;
		if (sh_play(&play, &run, &err) == SH_OK &&
		    sh_input_verdict(rec.in, sh_run_session(run), &err) == SH_OK)
			err = *sh_run_listener_error(run);
	}
	run = sh_run_close(run);
	sh_recording_close(&rec);
	return err.status == SH_OK ? SH_EXIT_DONE : sh_fail(&err);
}
