/*
 * A session on its way into the tables.
 *
 * Events wait in a queue of rows; at the end of a set, at a result and at a pain mark the queue is
 * written in one transaction. Waiting in memory rather than in an open transaction keeps the
 * database free for others during the minutes of a set. When it is locked just then, the queue
 * waits for the next occasion: a live session must not stand still for a lock.
 *
 * An exercise has its row from the first set on, brought up to date with every set, so that after a
 * crash the table shows what was done. The result event's own numbers replace ours when it comes.
 *
 * What an event means for the rows is in store_take.c, the rows themselves in store_write.c.
 */

#include <stdio.h>
#include <string.h>

#include "store/store_part.h"
#include "support/err.h"

/** Writes the queue. A lock is no error while `may_wait`: the queue then stays as it is. */
static enum sh_status flush(struct sh_store *s, bool may_wait, int lock_ms, struct sh_err *err)
{
	int rc;

	if (s->n_queue == 0)
		return SH_OK;
	sqlite3_busy_timeout(s->db, lock_ms);
	rc = sh_store_enter(s);
	if ((rc & 0xff) == SQLITE_BUSY && may_wait)
		return SH_OK;
	if (rc == SQLITE_OK) {
		for (size_t i = 0; rc == SQLITE_OK && i < s->n_queue; i++)
			rc = sh_store_write(s, &s->queue[i]);
		if (rc == SQLITE_OK)
			rc = sh_store_leave(s, true);
		else
			sh_store_leave(s, false);
	}
	s->n_queue = 0;
	if (rc == SQLITE_OK)
		return SH_OK;
	s->failed = true;
	return sh_store_fail(s, rc, err);
}

static enum sh_status push(struct sh_store *s, const struct sh_event *e, struct sh_err *err)
{
	struct sh_store_item *i;
	enum sh_status r;

	if (s->n_queue == SH_STORE_QUEUE && (r = flush(s, false, SH_STORE_LIVE_WAIT_MS, err)) < 0)
		return r;
	i = &s->queue[s->n_queue++];
	*i = s->now;
	i->event = *e;
	if (!s->in_exercise && e->kind == SH_EVENT_PAIN)
		i->result.ordinal = 0;
	return SH_OK;
}

enum sh_status sh_store_event(struct sh_store *s, const struct sh_event *e, struct sh_err *err)
{
	enum sh_status r;

	if (!s->running || s->failed || !sh_store_take(s, e))
		return SH_OK;
	if ((r = push(s, e, err)) < 0)
		return r;
	if (e->kind == SH_EVENT_RESULT)
		s->in_exercise = false;
	switch (e->kind) {
	case SH_EVENT_HOLD: /* in the middle of a set */
	case SH_EVENT_REP:
	case SH_EVENT_MARK:
		return SH_OK;
	default:
		return flush(s, true, SH_STORE_LIVE_WAIT_MS, err);
	}
}

enum sh_status sh_store_begin_session(struct sh_store *s, const struct sh_store_begin *b,
				      struct sh_err *err)
{
	const size_t len = strlen(b->id);
	bool there = false;
	enum sh_status r;
	int rc;

	if (s->running) {
		sh_err_set(err, SH_ERR_ORDER, 0,
			   "a session is being stored in %s already: this is "
			   "a mistake in spinehold, please report it",
			   s->path);
		return SH_ERR_ORDER;
	}
	if (len > 0 && len < SH_STORE_ID_MAX &&
	    (r = sh_store_has_session(s, b->id, &there, err)) < 0)
		return r;
	if (len == 0 || len >= SH_STORE_ID_MAX || there) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "session '%.80s' %s in %s", b->id,
			   there ? "is stored already" : "has no usable id to be stored", s->path);
		return SH_ERR_CONFIG;
	}
	sqlite3_busy_timeout(s->db, SH_STORE_WAIT_MS);
	rc = sh_store_run(
		s->db,
		"INSERT INTO sessions(id, start_utc, source, program, log, synthetic, resumes)"
		" VALUES(?,?,?,?,?,?,?)",
		"tltttbt", b->id, b->start_utc_s, b->source, b->program, b->log, (int)b->synthetic,
		b->resumes);
	if (rc != SQLITE_OK)
		return sh_store_fail(s, rc, err);
	snprintf(s->id, sizeof s->id, "%s", b->id);
	snprintf(s->source, sizeof s->source, "%s", b->source ? b->source : "");
	snprintf(s->program, sizeof s->program, "%s", b->program ? b->program : "");
	s->synthetic = b->synthetic;
	memset(&s->now, 0, sizeof s->now);
	s->n_queue = 0;
	s->log_sha256[0] = '\0';
	s->running = true;
	s->failed = s->in_exercise = false;
	return SH_OK;
}

void sh_store_log_sha(struct sh_store *s, const char *sha256)
{
	snprintf(s->log_sha256, sizeof s->log_sha256, "%s", sha256);
}

enum sh_status sh_store_end_session(struct sh_store *s, struct sh_err *err)
{
	const struct sh_event as_it_stands = {.kind = SH_EVENT_PHASE};
	enum sh_status r = SH_OK;
	int rc;

	if (s->running && !s->failed && s->in_exercise) /* no result came: a log that was cut off */
		r = push(s, &as_it_stands, err);
	if (s->running && !s->failed)
		r = flush(s, false, SH_STORE_WAIT_MS, err);
	if (s->running && !s->failed && s->log_sha256[0]) {
		rc = sh_store_run(s->db, "UPDATE sessions SET log_sha256 = ?2 WHERE id = ?1", "tt", s->id,
				  s->log_sha256);
		if (rc != SQLITE_OK)
			r = sh_store_fail(s, rc, err);
	}
	s->running = false;
	return r;
}
