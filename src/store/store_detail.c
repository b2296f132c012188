/*
 * One session with everything that is told of it, read inside one read transaction. The rows of a
 * table become an array that grows as they come; a table tells how one of its rows is read, so that
 * growing, stopping and freeing are written once.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_part.h"
#include "support/err.h"
#include "support/escape.h"

/** Reads one row to the end of an array that has room for it. */
typedef void read_row(sqlite3_stmt *q, void *at);

struct rows {
	void *at;
	size_t n;
};

static int read_all(sqlite3 *db, const char *sql, const char *id, read_row *read, size_t size,
		    struct rows *ret)
{
	sqlite3_stmt *q = NULL;
	size_t room = 0;
	int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(q, 1, id, -1, SQLITE_TRANSIENT);
	while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		if (ret->n == room) {
			char *at = realloc(ret->at, (room ? 2 * room : 16) * size);

			if (!at) {
				rc = SQLITE_NOMEM;
				break;
			}
			ret->at = at;
			room = room ? 2 * room : 16;
		}
		memset((char *)ret->at + ret->n * size, 0, size);
		read(q, (char *)ret->at + ret->n++ * size);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(q);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void read_result(sqlite3_stmt *q, void *at)
{
	sh_store_read_result(q, at);
}

static int int_or(sqlite3_stmt *q, int column, int missing)
{
	return sqlite3_column_type(q, column) == SQLITE_NULL ? missing : sqlite3_column_int(q, column);
}

static void read_side(sqlite3_stmt *q, void *at)
{
	struct sh_store_side *r = at;

	r->ordinal = sqlite3_column_int(q, 0);
	sh_store_read_text(q, 1, r->side, sizeof r->side);
	r->asked = int_or(q, 2, -1);
	r->asked_us = sqlite3_column_type(q, 3) == SQLITE_NULL ? -1 : sqlite3_column_int64(q, 3);
	r->done = sqlite3_column_int(q, 4);
	r->valid = sqlite3_column_int(q, 5);
	r->valid_hold_us = sqlite3_column_int64(q, 6);
	r->active_us = sqlite3_column_int64(q, 7);
	r->worked_us = sqlite3_column_int64(q, 8);
}

static void read_mark(sqlite3_stmt *q, void *at)
{
	struct sh_store_mark *r = at;

	r->n = sqlite3_column_int(q, 0);
	r->t_us = sqlite3_column_int64(q, 1);
	r->ordinal = int_or(q, 2, 0);
}

static void read_pain(sqlite3_stmt *q, void *at)
{
	struct sh_store_pain *r = at;

	r->t_us = sqlite3_column_int64(q, 0);
	r->ordinal = int_or(q, 1, 0);
	r->level = int_or(q, 2, -1);
	r->leg = sqlite3_column_int(q, 3) != 0;
}

/** Hands each reason to its side; the sides are few, and both are sorted. */
static int read_whys(struct sh_store *s, const char *id, struct sh_store_detail *d)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(s->db,
				    "SELECT ordinal, side, reason, n FROM why_not WHERE session = ?"
				    " ORDER BY ordinal, side, n DESC, reason",
				    -1, &q, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(q, 1, id, -1, SQLITE_TRANSIENT);
	while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		char side[SH_STORE_WORD_MAX];

		sh_store_read_text(q, 1, side, sizeof side);
		for (size_t i = 0; i < d->n_sides; i++) {
			struct sh_store_side *r = &d->sides[i];

			if (r->ordinal != sqlite3_column_int(q, 0) || strcmp(r->side, side) != 0 ||
			    r->n_whys == SH_STORE_WHYS)
				continue;
			sh_store_read_text(q, 2, r->why[r->n_whys].reason,
					   sizeof r->why[r->n_whys].reason);
			r->why[r->n_whys++].n = sqlite3_column_int(q, 3);
		}
		rc = SQLITE_OK;
	}
	sqlite3_finalize(q);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/** The session itself, and who goes on with it. SQLITE_DONE where there is none. */
static int read_head(struct sh_store *s, const char *id, struct sh_store_detail *d)
{
	sqlite3_stmt *q = NULL;
	char sql[512];
	int rc;

	snprintf(sql, sizeof sql,
		 "SELECT %s, (SELECT id FROM sessions AS later WHERE later.resumes = sessions.id"
		 " ORDER BY start_utc DESC, id DESC LIMIT 1) FROM sessions WHERE id = ?",
		 sh_store_session_columns);
	rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(q, 1, id, -1, SQLITE_TRANSIENT);
	if (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		sh_store_read_session(q, &d->session);
		sh_store_read_text(q, sqlite3_column_count(q) - 1, d->resumed_by, sizeof d->resumed_by);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(q);
	return rc;
}

static int read_detail(struct sh_store *s, const char *id, struct sh_store_detail *d)
{
	struct rows rows = {0};
	char sql[512];
	int rc = read_head(s, id, d);

	snprintf(sql, sizeof sql, "SELECT %s FROM results WHERE session = ? ORDER BY ordinal",
		 sh_store_result_columns);
	if (rc == SQLITE_OK)
		rc = read_all(s->db, sql, id, read_result, sizeof *d->results, &rows);
	d->results = rows.at;
	d->n_results = rows.n;
	rows = (struct rows){0};
	if (rc == SQLITE_OK)
		rc = read_all(s->db,
			      "SELECT ordinal, side, asked, asked_us, done, valid, valid_hold_us,"
			      " active_us, worked_us FROM sides WHERE session = ?"
			      " ORDER BY ordinal, side",
			      id, read_side, sizeof *d->sides, &rows);
	d->sides = rows.at;
	d->n_sides = rows.n;
	rows = (struct rows){0};
	if (rc == SQLITE_OK)
		rc = read_whys(s, id, d);
	if (rc == SQLITE_OK)
		rc = read_all(s->db,
			      "SELECT n, t_us, ordinal FROM marks WHERE session = ? ORDER BY n", id,
			      read_mark, sizeof *d->marks, &rows);
	d->marks = rows.at;
	d->n_marks = rows.n;
	rows = (struct rows){0};
	if (rc == SQLITE_OK)
		rc = read_all(s->db,
			      "SELECT t_us, ordinal, level, leg FROM pain WHERE session = ?"
			      " ORDER BY t_us",
			      id, read_pain, sizeof *d->pains, &rows);
	d->pains = rows.at;
	d->n_pains = rows.n;
	return rc;
}

enum sh_status sh_store_detail(struct sh_store *s, const char *id, struct sh_store_detail *ret,
			       struct sh_err *err)
{
	enum sh_status r = SH_OK;
	int rc;

	memset(ret, 0, sizeof *ret);
	rc = sqlite3_exec(s->db, "SAVEPOINT detail", NULL, NULL, NULL);
	if (rc == SQLITE_OK) {
		rc = read_detail(s, id, ret);
		sqlite3_exec(s->db, "RELEASE detail", NULL, NULL, NULL);
	}
	if (rc == SQLITE_DONE)
		r = SH_END;
	else if (rc != SQLITE_OK)
		r = sh_store_fail(s, rc, err);
	if (r != SH_OK)
		sh_store_detail_free(ret);
	return r;
}

void sh_store_detail_free(struct sh_store_detail *d)
{
	free(d->results);
	free(d->sides);
	free(d->marks);
	free(d->pains);
	memset(d, 0, sizeof *d);
}

enum sh_status sh_store_find(struct sh_store *s, const char *begins, char ret[SH_STORE_ID_MAX],
			     struct sh_err *err)
{
	const bool last = strcmp(begins, "last") == 0;
	sqlite3_stmt *q = NULL;
	char shown[96];
	int n = 0, rc;

	rc = sqlite3_prepare_v2(s->db,
				last ? "SELECT id FROM sessions ORDER BY start_utc DESC, id DESC LIMIT 1"
				     : "SELECT id FROM sessions WHERE substr(id, 1, length(?1)) = ?1"
				       " ORDER BY id <> ?1 LIMIT 2",
				-1, &q, NULL);
	if (rc == SQLITE_OK && !last)
		rc = sqlite3_bind_text(q, 1, begins, -1, SQLITE_TRANSIENT);
	while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		if (n++ == 0)
			sh_store_read_text(q, 0, ret, SH_STORE_ID_MAX);
		rc = strcmp(ret, begins) == 0 ? SQLITE_DONE : SQLITE_OK;
	}
	sqlite3_finalize(q);
	if (rc != SQLITE_DONE)
		return sh_store_fail(s, rc, err);
	if (n == 1 && begins[0])
		return SH_OK;
	(void)sh_escape(begins, strlen(begins), shown, sizeof shown);
	sh_err_set(err, SH_ERR_CONFIG, 0,
		   n > 1 ? "session '%s': several begin so; give more of it"
			 : "session '%s' is not stored; 'spinehold history --output-format jsonl' "
			   "tells the ids, 'last' is the newest",
		   shown);
	return SH_ERR_CONFIG;
}
