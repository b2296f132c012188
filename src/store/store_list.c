/*
 * Reading the sessions back, newest first, inside one read transaction: a session that is stored at
 * the same time is seen whole or not at all.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_part.h"
#include "support/err.h"

struct results {
	struct sh_store_result *at;
	size_t n, room;
};

static void copy_text(sqlite3_stmt *q, int column, char *ret, size_t cap)
{
	const unsigned char *text = sqlite3_column_text(q, column);

	snprintf(ret, cap, "%s", text ? (const char *)text : "");
}

static void read_session(sqlite3_stmt *q, struct sh_store_session *ret)
{
	copy_text(q, 0, ret->id, sizeof ret->id);
	ret->start_utc_s = sqlite3_column_int64(q, 1);
	copy_text(q, 2, ret->source, sizeof ret->source);
	copy_text(q, 3, ret->program, sizeof ret->program);
	copy_text(q, 4, ret->log, sizeof ret->log);
	ret->synthetic = sqlite3_column_int(q, 5) != 0;
	ret->exercises = sqlite3_column_int(q, 6);
	ret->samples = sqlite3_column_int64(q, 7);
	ret->gaps = sqlite3_column_int64(q, 8);
	ret->bad_frames = sqlite3_column_int64(q, 9);
	ret->lost = sqlite3_column_int64(q, 10);
	ret->ended = sqlite3_column_int(q, 11) != 0;
	ret->completed = sqlite3_column_int(q, 12) != 0;
}

static void read_result(sqlite3_stmt *q, struct sh_store_result *ret)
{
	ret->ordinal = sqlite3_column_int(q, 0);
	copy_text(q, 1, ret->exercise, sizeof ret->exercise);
	copy_text(q, 2, ret->variant, sizeof ret->variant);
	ret->t_us = sqlite3_column_int64(q, 3);
	ret->valid_hold_us = sqlite3_column_int64(q, 4);
	ret->active_us = sqlite3_column_int64(q, 5);
	ret->holds = sqlite3_column_int(q, 6);
	ret->reps = sqlite3_column_int(q, 7);
	ret->reps_ok = sqlite3_column_int(q, 8);
	ret->reps_shallow = sqlite3_column_int(q, 9);
	ret->reps_deep = sqlite3_column_int(q, 10);
	ret->reps_jerky = sqlite3_column_int(q, 11);
	ret->reps_unsure = sqlite3_column_int(q, 12);
	ret->depth_warnings = sqlite3_column_int(q, 13);
	ret->limit_events = sqlite3_column_int(q, 14);
	ret->completed = sqlite3_column_int(q, 15) != 0;
}

static bool make_room(struct results *r)
{
	const size_t room = r->room > 0 ? 2 * r->room : 32;
	struct sh_store_result *at;

	if (r->n < r->room)
		return true;
	at = realloc(r->at, room * sizeof *at);
	if (!at)
		return false;
	r->at = at;
	r->room = room;
	return true;
}

static int read_results(sqlite3_stmt *q, const char *id, struct results *ret)
{
	int rc = sqlite3_bind_text(q, 1, id, -1, SQLITE_TRANSIENT);

	ret->n = 0;
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(q);
		if (rc != SQLITE_ROW)
			break;
		if (!make_room(ret))
			rc = SQLITE_NOMEM;
		else
			read_result(q, &ret->at[ret->n++]);
	}
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int walk(sqlite3_stmt *sessions, sqlite3_stmt *results, sh_store_list_fn *fn, void *user)
{
	struct results r = {0};
	struct sh_store_session one;
	int rc;

	while ((rc = sqlite3_step(sessions)) == SQLITE_ROW) {
		read_session(sessions, &one);
		rc = read_results(results, one.id, &r);
		if (rc != SQLITE_OK)
			break;
		if (!fn(user, &one, r.at, r.n)) {
			rc = SQLITE_DONE;
			break;
		}
	}
	free(r.at);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

enum sh_status sh_store_list(struct sh_store *s, sh_store_list_fn *fn, void *user,
			     struct sh_err *err)
{
	sqlite3_stmt *sessions = NULL, *results = NULL;
	int rc;

	rc = sqlite3_prepare_v2(s->db,
				"SELECT id, start_utc, source, program, log, synthetic, exercises,"
				" samples, gaps, bad_frames, lost, ended, completed FROM sessions"
				" ORDER BY start_utc DESC, id DESC",
				-1, &sessions, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(
			s->db,
			"SELECT ordinal, exercise, variant, t_us, valid_hold_us, active_us, holds,"
			" reps, reps_ok, reps_shallow, reps_deep, reps_jerky, reps_unsure,"
			" depth_warnings, limit_events, completed FROM results WHERE session = ?"
			" ORDER BY ordinal",
			-1, &results, NULL);
	if (rc == SQLITE_OK)
		rc = walk(sessions, results, fn, user);
	sqlite3_finalize(results);
	sqlite3_finalize(sessions);
	return rc == SQLITE_OK ? SH_OK : sh_store_fail(s, rc, err);
}
