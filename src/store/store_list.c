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
			sh_store_read_result(q, &ret->at[ret->n++]);
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
		sh_store_read_session(sessions, &one);
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
	char sql[512];
	int rc;

	snprintf(sql, sizeof sql, "SELECT %s FROM sessions ORDER BY start_utc DESC, id DESC",
		 sh_store_session_columns);
	rc = sqlite3_prepare_v2(s->db, sql, -1, &sessions, NULL);
	snprintf(sql, sizeof sql, "SELECT %s FROM results WHERE session = ? ORDER BY ordinal",
		 sh_store_result_columns);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(s->db, sql, -1, &results, NULL);
	if (rc == SQLITE_OK)
		rc = walk(sessions, results, fn, user);
	sqlite3_finalize(results);
	sqlite3_finalize(sessions);
	return rc == SQLITE_OK ? SH_OK : sh_store_fail(s, rc, err);
}
