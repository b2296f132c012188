#define _POSIX_C_SOURCE 200809L

#include "app/recording.h"

#include <stdio.h>
#include <string.h>

#include "app/signals.h"

enum sh_status sh_recording_open(struct sh_recording *ret, const char *path, const struct sh_options *o,
				 struct sh_err *err)
{
	struct sh_catalog *catalog = NULL;
	const struct sh_log_header *h;
	struct sh_config config;
	char name[512];
	enum sh_status st;

	memset(ret, 0, sizeof(*ret));
	if ((st = sh_input_open(path, o, &ret->in, err)) != SH_OK ||
	    (st = sh_input_config(ret->in, o, &config, err)) != SH_OK ||
	    (st = sh_input_catalog(ret->in, o, &catalog, err)) != SH_OK)
		return st;
	h = sh_input_log(ret->in);
	snprintf(name, sizeof(name), "%s/programme.yaml", path);
	st = sh_setup_init_log(&ret->setup, &config, catalog, h ? h->programme : NULL, name, err);
	if (st != SH_OK || !h)
		return st;
	snprintf(name, sizeof(name), "%s/profile.yaml", path);
	return sh_setup_profile(&ret->setup, h->profile, name, err);
}

enum sh_status sh_recording_feed(struct sh_recording *r, struct sh_run *run, sh_recording_line *line,
				 void *line_ctx, bool *ret_at_end, struct sh_err *err)
{
	struct sh_log_item item;
	enum sh_status st = SH_OK;

	while (st == SH_OK && !sh_signals_stop) {
		st = sh_input_next(r->in, &item, err);
		if (st != SH_OK)
			break;
		if (!item.is_event)
			st = sh_run_record(run, &item.record, err);
		else if (line)
			line(line_ctx, item.line, item.len);
	}
	*ret_at_end = st == SH_END;
	return st < 0 ? st : SH_OK;
}

enum sh_status sh_recording_play(struct sh_recording *r, struct sh_run *run, sh_recording_line *line,
				 void *line_ctx, struct sh_err *err)
{
	bool at_end;
	enum sh_status st = sh_recording_feed(r, run, line, line_ctx, &at_end, err);

	if (st == SH_OK)
		sh_run_finish(run, at_end);
	return st;
}

void sh_recording_close(struct sh_recording *r)
{
	sh_setup_close(&r->setup);
	r->in = sh_input_close(r->in);
}
