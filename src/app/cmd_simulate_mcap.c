/* A session log without a session: the same records, coach and log writer as `live --auto`, with
 * the wearer's own time in place of a clock. So replaying and verifying it work as for a real one.
 *
 * A wearer who has done an exercise of a programme goes on to the next. Where the coach is not
 * content yet (it may not be able to see what was done) the wearer presses Enter, as a person
 * would; the result then says that the exercise was not completed.
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>

#include "app/run.h"
#include "app/simulate.h"
#include "support/err.h"

enum { ENTERS_MAX = 2 * 20 * 2 }; /* a set, and its rest, on each side */

static enum sh_status go_on(const struct sh_simulate *s, struct sh_run *run, int64_t t_host_us,
			    struct sh_err *err)
{
	const struct sh_record enter = {
		.kind = SH_RECORD_COMMAND, .t_host_us = t_host_us, .command = {SH_COMMAND_NEXT, 0}};
	const struct sh_session *c = sh_run_session(run);
	size_t left = sh_performer_left(&s->performer);
	enum sh_status st = SH_OK;

	for (int i = 0; i < ENTERS_MAX && st == SH_OK; i++) {
		if (sh_session_over(c) || c->step >= left)
			break;
		st = sh_run_record(run, &enter, err);
	}
	return st;
}

static enum sh_status feed(struct sh_simulate *s, struct sh_run *run, struct sh_err *err)
{
	struct sh_record r = {.kind = SH_RECORD_BYTES};
	struct sh_simulate_chunk c;
	enum sh_status st;

	while ((st = sh_simulate_next(s, &c, err)) == SH_OK) {
		int64_t t_us = c.t_us + c.late_us;

		if (!c.len || sh_session_over(sh_run_session(run)))
			continue;
		/* what arrives cannot arrive before what came first */
		r.t_host_us = t_us > r.t_host_us ? t_us : r.t_host_us;
		r.data = c.bytes;
		r.len = c.len;
		if ((st = go_on(s, run, r.t_host_us, err)) != SH_OK ||
		    (st = sh_run_record(run, &r, err)) != SH_OK)
			return st;
	}
	if (st != SH_END)
		return st;
	sh_run_finish(run, true);
	return SH_OK;
}

enum sh_status sh_simulate_mcap(struct sh_simulate *s, const char *path, struct sh_err *err)
{
	struct sh_run_listeners l = {0};
	struct sh_run *run = NULL;
	struct sh_log_header h = {0};
	struct sh_err closing = {0};
	char json[SH_CONFIG_JSON_MAX];
	size_t catalog_len;
	enum sh_status st;

	sh_config_json(&s->setup.config, json);
	snprintf(h.program, sizeof(h.program), "%s", s->setup.config.program);
	snprintf(h.source, sizeof(h.source), "simulated");
	snprintf(h.session_id, sizeof(h.session_id), "simulated-%llu",
		 (unsigned long long)s->options->seed);
	h.config = json;
	h.catalog = sh_catalog_text(s->setup.catalog, &catalog_len);
	h.programme = sh_setup_programme_text(&s->setup);
	h.profile = sh_setup_profile_text(&s->setup);
	if ((st = sh_log_writer_open(path, &h, &l.log, err)) != SH_OK)
		return st;
	st = sh_run_open(&s->setup.session, &l, &run, err);
	if (st == SH_OK)
		st = feed(s, run, err);
	run = sh_run_close(run);
	l.log = sh_log_writer_close(l.log, st == SH_OK, &closing);
	if (st == SH_OK && closing.status != SH_OK) {
		*err = closing;
		st = closing.status;
	}
	return st;
}
