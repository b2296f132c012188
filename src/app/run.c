#define _POSIX_C_SOURCE 200809L

#include "app/run.h"

#include <errno.h>
#include <stdlib.h>

#include "support/err.h"

struct sh_run {
	struct sh_session session;
	struct sh_run_listeners l;
	void *sink;
	int64_t t_host_us; /* of the record being applied */
	struct sh_err log_error, listener_error;
	bool unheard;
};

static void tell_log(struct sh_run *r, const struct sh_event *e)
{
	char line[SH_EVENT_JSON_MAX];
	size_t n = sh_event_json(e, line, sizeof(line));

	if (r->log_error.status == SH_OK &&
	    sh_log_writer_event(r->l.log, r->t_host_us, line, n, &r->log_error) == SH_OK &&
	    (e->kind == SH_EVENT_EXERCISE || e->kind == SH_EVENT_RESULT))
		(void)!sh_log_writer_sync(r->l.log, &r->log_error);
}

static void listen(void *ctx, const struct sh_output *out)
{
	struct sh_run *r = ctx;
	struct sh_err err = {0};

	for (size_t i = 0; i < out->n_events; i++) {
		if (r->l.log)
			tell_log(r, &out->events[i]);
		if (r->l.store && sh_store_event(r->l.store, &out->events[i], &err) != SH_OK &&
		    r->listener_error.status == SH_OK)
			r->listener_error = err;
	}
	if (r->sink && r->l.sink->output(r->sink, out, &err) != SH_OK) {
		r->unheard = err.os_errno == EPIPE || err.os_errno == EINTR;
		if (!r->unheard && r->listener_error.status == SH_OK)
			r->listener_error = err;
	}
	if (r->l.each)
		r->l.each(r->l.each_ctx, out);
}

enum sh_status sh_run_open(const struct sh_session_config *c, const struct sh_run_listeners *l,
			   struct sh_run **ret, struct sh_err *err)
{
	struct sh_run *r = calloc(1, sizeof(*r));
	const char *why = "";
	enum sh_status st;

	if (!r) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory");
		return SH_ERR_MEMORY;
	}
	r->l = *l;
	st = sh_session_init(&r->session, c, listen, r, &why);
	if (st != SH_OK) {
		sh_err_set(err, st, 0, "%s", why);
	} else if (l->sink) {
		struct sh_sink_options o = {l->sink_fd, NULL, l->stop};

		st = l->sink->open(&o, &r->sink, err);
	}
	if (st != SH_OK) {
		free(r);
		return st;
	}
	*ret = r;
	return SH_OK;
}

enum sh_status sh_run_record(struct sh_run *r, const struct sh_record *rec, struct sh_err *err)
{
	r->t_host_us = rec->t_host_us;
	if (r->l.log && r->log_error.status == SH_OK)
		(void)!sh_log_writer_record(r->l.log, rec, &r->log_error);
	if (r->log_error.status != SH_OK) {
		*err = r->log_error;
		return r->log_error.status;
	}
	sh_session_apply(&r->session, rec);
	return SH_OK;
}

void sh_run_finish(struct sh_run *r, bool at_end)
{
	if (at_end)
		sh_session_finish(&r->session);
	else
		sh_session_stop(&r->session);
}

struct sh_session *sh_run_session(struct sh_run *r)
{
	return &r->session;
}

const struct sh_err *sh_run_listener_error(const struct sh_run *r)
{
	return &r->listener_error;
}

bool sh_run_unheard(const struct sh_run *r)
{
	return r->unheard;
}

struct sh_run *sh_run_close(struct sh_run *r)
{
	if (!r)
		return NULL;
	if (r->sink)
		r->sink = r->l.sink->close(r->sink);
	free(r);
	return NULL;
}
