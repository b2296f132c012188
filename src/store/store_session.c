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
 * Rows replace rows of the same key: two presses of the pain key between two samples are one pain,
 * with the later rating.
 */

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "store/store_part.h"
#include "support/err.h"

static const char RESULT_SQL[] =
	"INSERT INTO results(session, ordinal, exercise, variant, t_us, asked, valid_hold_us,"
	" active_us, holds, reps, reps_ok, reps_shallow, reps_deep, reps_jerky, reps_unsure,"
	" reps_left, reps_right, depth_warnings, limit_events, completed)"
	" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
	" ON CONFLICT(session, ordinal) DO UPDATE SET t_us = excluded.t_us,"
	" valid_hold_us = excluded.valid_hold_us, active_us = excluded.active_us,"
	" holds = excluded.holds, reps = excluded.reps, reps_ok = excluded.reps_ok,"
	" reps_shallow = excluded.reps_shallow, reps_deep = excluded.reps_deep,"
	" reps_jerky = excluded.reps_jerky, reps_unsure = excluded.reps_unsure,"
	" reps_left = excluded.reps_left, reps_right = excluded.reps_right,"
	" depth_warnings = excluded.depth_warnings, limit_events = excluded.limit_events,"
	" completed = excluded.completed";

static int write_result(const struct sh_store *s, const struct sh_store_item *i)
{
	const struct sh_store_result *r = &i->result;

	return sh_store_run(s->db, RESULT_SQL, "tittltlliiiiiiiiiiib", s->id, r->ordinal,
			    r->exercise, r->variant, r->t_us, i->asked, r->valid_hold_us,
			    r->active_us, r->holds, r->reps, r->reps_ok, r->reps_shallow,
			    r->reps_deep, r->reps_jerky, r->reps_unsure, i->reps_left,
			    i->reps_right, r->depth_warnings, r->limit_events, (int)r->completed);
}

static int write_hold(const struct sh_store *s, const struct sh_store_item *i)
{
	const struct sh_event *e = &i->event;

	return sh_store_run(
		s->db,
		"INSERT OR REPLACE INTO holds(session, ordinal, set_no, side, t_us, start_us,"
		" end_us, held_us, valid, reason, mean_mdeg, steadiness_mdeg)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
		"tiitllllbtmm", s->id, i->result.ordinal, i->set_no, sh_side_name(e->u.hold.side),
		e->t_us, e->u.hold.start_us, e->u.hold.end_us, e->u.hold.held_us,
		(int)e->u.hold.valid, sh_hold_reason_name(e->u.hold.reason),
		(int)e->u.hold.mean_mdeg, (int)e->u.hold.steadiness_mdeg);
}

static int write_rep(const struct sh_store *s, const struct sh_store_item *i)
{
	const struct sh_event *e = &i->event;

	return sh_store_run(
		s->db,
		"INSERT OR REPLACE INTO reps(session, ordinal, set_no, side, n, t_us, start_us,"
		" end_us, peak_us, held_us, peak_mdeg, verdict) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
		"tiitilllllmt", s->id, i->result.ordinal, i->set_no, sh_side_name(e->u.rep.side),
		e->u.rep.n, e->t_us, e->u.rep.start_us, e->u.rep.end_us, e->u.rep.peak_us,
		e->u.rep.held_us, (int)e->u.rep.peak_mdeg, sh_verdict_name(e->u.rep.verdict));
}

static int write_summary(const struct sh_store *s, const struct sh_event *e)
{
	return sh_store_run(
		s->db,
		"UPDATE sessions SET exercises = ?2, samples = ?3, gaps = ?4, bad_frames = ?5,"
		" lost = ?6, ended = 1, completed ="
		" EXISTS(SELECT 1 FROM results WHERE session = ?1) AND"
		" NOT EXISTS(SELECT 1 FROM results WHERE session = ?1 AND completed = 0)"
		" WHERE id = ?1",
		"tillll", s->id, e->u.summary.exercises, (int64_t)e->u.summary.samples,
		(int64_t)e->u.summary.gaps, (int64_t)e->u.summary.bad_frames,
		(int64_t)e->u.summary.lost);
}

static int write_item(const struct sh_store *s, const struct sh_store_item *i)
{
	const struct sh_event *e = &i->event;

	switch (e->kind) {
	case SH_EVENT_SESSION:
		return sh_store_run(s->db,
				    "UPDATE sessions SET source = ?2, program = ?3, synthetic = ?4"
				    " WHERE id = ?1",
				    "tttb", s->id, s->source, s->program, (int)s->synthetic);
	case SH_EVENT_HOLD:
		return write_hold(s, i);
	case SH_EVENT_REP:
		return write_rep(s, i);
	case SH_EVENT_MARK:
		return sh_store_run(s->db,
				    "INSERT OR REPLACE INTO marks(session, n, t_us) VALUES(?,?,?)",
				    "til", s->id, e->u.mark.n, e->t_us);
	case SH_EVENT_PAIN:
		return sh_store_run(s->db,
				    "INSERT OR REPLACE INTO pain(session, t_us, ordinal, level)"
				    " VALUES(?,?,?,?)",
				    "tloo", s->id, e->t_us,
				    i->result.ordinal > 0 ? i->result.ordinal : -1,
				    e->u.pain.level);
	case SH_EVENT_SUMMARY:
		return write_summary(s, e);
	default: /* exercise, phase, result: the exercise's row as it stands */
		return write_result(s, i);
	}
}

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
			rc = write_item(s, &s->queue[i]);
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

/** The dose in force, as JSON. */
static void put_asked(char *ret, const struct sh_event *e)
{
	const struct sh_exercise *x = e->u.exercise.exercise;
	const struct {
		const char *key;
		double value;
	} dose[] = {
		{"{\"hold_s\":", x->hold_s},   {",\"duration_s\":", x->duration_s},
		{",\"rest_s\":", x->rest_s},   {",\"reps\":", x->reps},
		{",\"sets\":", x->sets},       {",\"sides\":", x->sides},
		{",\"breaths\":", x->breaths},
	};
	struct sh_text t;

	sh_text_init(&t, ret, SH_STORE_ASKED_MAX);
	for (size_t i = 0; i < sizeof dose / sizeof dose[0]; i++) {
		const double v = dose[i].value;

		sh_text_str(&t, dose[i].key);
		sh_text_short(&t, v > 0.0 && v < 1e9 ? (int64_t)(v * 1000.0 + 0.5) : 0, 3, 3);
	}
	sh_text_char(&t, '}');
}

static void begin_exercise(struct sh_store *s, const struct sh_event *e)
{
	const int ordinal = s->now.result.ordinal + 1;
	struct sh_store_result *r = &s->now.result;

	memset(&s->now, 0, sizeof s->now);
	r->ordinal = ordinal;
	r->t_us = e->t_us;
	snprintf(r->exercise, sizeof r->exercise, "%s", e->u.exercise.exercise->id);
	snprintf(r->variant, sizeof r->variant, "%s", e->u.exercise.exercise->variant);
	put_asked(s->now.asked, e);
	s->in_exercise = true;
}

static void count_rep(struct sh_store_item *now, const struct sh_event *e)
{
	struct sh_store_result *r = &now->result;
	const enum sh_verdict v = e->u.rep.verdict;

	r->reps++;
	r->reps_ok += v == SH_VERDICT_OK;
	r->reps_shallow += v == SH_VERDICT_SHALLOW;
	r->reps_deep += v == SH_VERDICT_DEEP;
	r->reps_jerky += v == SH_VERDICT_JERKY;
	r->reps_unsure += v == SH_VERDICT_UNSURE;
	if (v == SH_VERDICT_OK || v == SH_VERDICT_JERKY) {
		now->reps_left += e->u.rep.side == SH_SIDE_LEFT;
		now->reps_right += e->u.rep.side == SH_SIDE_RIGHT;
	}
}

static void take_result(struct sh_store_item *now, const struct sh_event *e)
{
	struct sh_store_result *r = &now->result;

	r->t_us = e->t_us;
	r->valid_hold_us = e->u.result.valid_hold_us;
	r->active_us = e->u.result.active_us;
	r->holds = e->u.result.holds;
	r->reps = e->u.result.reps;
	r->reps_ok = e->u.result.reps_ok;
	r->reps_shallow = e->u.result.reps_shallow;
	r->reps_deep = e->u.result.reps_deep;
	r->reps_jerky = e->u.result.reps_jerky;
	r->reps_unsure = e->u.result.reps_unsure;
	r->depth_warnings = e->u.result.depth_warnings;
	r->limit_events = e->u.result.limit_events;
	r->completed = e->u.result.completed;
	now->reps_left = e->u.result.reps_left;
	now->reps_right = e->u.result.reps_right;
}

static void take_session(struct sh_store *s, const struct sh_event *e)
{
	const char *source = e->u.session.source, *note = e->u.session.note;

	if (source)
		snprintf(s->source, sizeof s->source, "%s", source);
	if (e->u.session.program)
		snprintf(s->program, sizeof s->program, "%s", e->u.session.program);
	if ((source && strcmp(source, "simulated") == 0) || (note && strstr(note, "synthetic")))
		s->synthetic = true;
}

/** Brings `now` up to date. Returns whether the event makes a row. */
static bool take(struct sh_store *s, const struct sh_event *e)
{
	struct sh_store_result *r = &s->now.result;

	switch (e->kind) {
	case SH_EVENT_SESSION:
		take_session(s, e);
		return true;
	case SH_EVENT_EXERCISE:
		if (!s->in_exercise)
			begin_exercise(s, e);
		s->now.set_no = e->u.exercise.set;
		return true;
	case SH_EVENT_HOLD:
		r->holds++;
		if (e->u.hold.valid)
			r->valid_hold_us += e->u.hold.held_us;
		return s->in_exercise;
	case SH_EVENT_REP:
		count_rep(&s->now, e);
		return s->in_exercise;
	case SH_EVENT_WARNING:
		r->depth_warnings += e->u.warning.on && e->u.warning.warning == SH_WARNING_DEPTH;
		r->limit_events += e->u.warning.on && e->u.warning.warning == SH_WARNING_LIMIT;
		return false;
	case SH_EVENT_PHASE:
		return s->in_exercise && (e->u.phase.phase == SH_PHASE_REST ||
					  e->u.phase.phase == SH_PHASE_SWITCH_SIDE ||
					  e->u.phase.phase == SH_PHASE_DONE);
	case SH_EVENT_RESULT:
		if (s->in_exercise)
			take_result(&s->now, e);
		return s->in_exercise;
	case SH_EVENT_MARK:
	case SH_EVENT_PAIN:
	case SH_EVENT_SUMMARY:
		return true;
	default:
		return false;
	}
}

enum sh_status sh_store_event(struct sh_store *s, const struct sh_event *e, struct sh_err *err)
{
	enum sh_status r;

	if (!s->running || s->failed || !take(s, e))
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
	rc = sh_store_run(s->db,
			  "INSERT INTO sessions(id, start_utc, source, program, log, synthetic)"
			  " VALUES(?,?,?,?,?,?)",
			  "tltttb", b->id, b->start_utc_s, b->source, b->program, b->log,
			  (int)b->synthetic);
	if (rc != SQLITE_OK)
		return sh_store_fail(s, rc, err);
	snprintf(s->id, sizeof s->id, "%s", b->id);
	snprintf(s->source, sizeof s->source, "%s", b->source ? b->source : "");
	snprintf(s->program, sizeof s->program, "%s", b->program ? b->program : "");
	s->synthetic = b->synthetic;
	memset(&s->now, 0, sizeof s->now);
	s->n_queue = 0;
	s->running = true;
	s->failed = s->in_exercise = false;
	return SH_OK;
}

enum sh_status sh_store_end_session(struct sh_store *s, struct sh_err *err)
{
	enum sh_status r = SH_OK;

	if (s->running && !s->failed)
		r = flush(s, false, SH_STORE_WAIT_MS, err);
	s->running = false;
	return r;
}
