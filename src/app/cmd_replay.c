#define _POSIX_C_SOURCE 200809L

#include "app/cmd_replay.h"

#include "app/input.h"
#include "app/play.h"
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

static enum sh_status prepare(const struct sh_input *in, const struct sh_options *o,
			      struct sh_setup *setup, struct sh_err *err)
{
	struct sh_catalog *catalog = NULL;
	struct sh_config config;
	enum sh_status st;

	if ((st = sh_input_config(in, o, &config, err)) != SH_OK ||
	    (st = sh_input_catalog(in, o, &catalog, err)) != SH_OK)
		return st;
	return sh_setup_init(setup, &config, catalog, err);
}

int sh_cmd_replay(const struct sh_options *o)
{
	struct sh_setup setup = {0};
	struct sh_input *in = NULL;
	struct sh_run *run = NULL;
	struct sh_err err = {0};
	struct sh_play play = {.options = o, .next = next_record};
	int ret = SH_EXIT_DONE;

	if (o->n_args != 1) {
		sh_err_set(&err, SH_ERR_CONFIG, 0, "replay plays one recording: spinehold replay FILE");
		return sh_fail(&err);
	}
	if (sh_input_open(o->args[0], o, &in, &err) != SH_OK)
		return sh_fail(&err);
	play.next_ctx = in;
	play.name = o->args[0];
	play.session = &setup.session;
	if (prepare(in, o, &setup, &err) != SH_OK || sh_play(&play, &run, &err) != SH_OK ||
	    sh_input_verdict(in, sh_run_session(run), &err) != SH_OK)
		ret = sh_fail(&err);
	else if (sh_run_listener_error(run)->status != SH_OK)
		ret = sh_fail(sh_run_listener_error(run));
	run = sh_run_close(run);
	sh_setup_close(&setup);
	in = sh_input_close(in);
	return ret;
}
