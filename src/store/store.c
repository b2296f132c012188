/*
 * Opening, closing and the operations on the whole database.
 *
 * The checks at the opening come before anything is written: a file made by a newer spinehold, by
 * another program, or damaged is left as it is, byte for byte (the checkpoint that SQLite makes at
 * closing is switched off until the file is known to be ours). quick_check reads the whole file;
 * with years of sessions that is some ten megabytes and well under a second.
 *
 * WAL: a reader (history) and the writer (a live session) do not wait for each other, and a crash
 * leaves the last committed set. synchronous NORMAL may lose the last commits at a power cut, never
 * the file's consistency; the log has them.
 */

#define _POSIX_C_SOURCE 200809L

#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/migrations.h"
#include "store/store_part.h"
#include "support/err.h"

/** First column of the first row as a number; SQLITE_OK and *ret, 0 without a row. */
static int ask(sqlite3 *db, const char *sql, const char *text, int64_t *ret)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);

	*ret = 0;
	if (rc == SQLITE_OK && text)
		rc = sqlite3_bind_text(q, 1, text, -1, SQLITE_TRANSIENT);
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(q);
		if (rc == SQLITE_ROW)
			*ret = sqlite3_column_int64(q, 0);
		rc = rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
	}
	sqlite3_finalize(q);
	return rc;
}

/** quick_check gives the one word ok, or what is wrong. */
static int check_whole(sqlite3 *db)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &q, NULL);

	if (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		const unsigned char *word = sqlite3_column_text(q, 0);

		rc = word && strcmp((const char *)word, "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
	}
	sqlite3_finalize(q);
	return rc;
}

/** Is it ours, and not newer than this program? Writes nothing. */
static enum sh_status check_kind(const struct sh_store *s, struct sh_err *err)
{
	int64_t version, application, tables;
	int rc;

	if ((rc = ask(s->db, "PRAGMA user_version", NULL, &version)) != SQLITE_OK ||
	    (rc = ask(s->db, "PRAGMA application_id", NULL, &application)) != SQLITE_OK ||
	    (rc = ask(s->db, "SELECT count(*) FROM sqlite_master", NULL, &tables)) != SQLITE_OK)
		return sh_store_fail(s, rc, err);
	if (tables == 0 && version == 0)
		return SH_OK;
	if (application != SH_STORE_APPLICATION) {
		sh_err_set(err, SH_ERR_IO, 0,
			   "%s is a database of another program; move it aside, or choose another "
			   "folder with --data-dir",
			   s->path);
		return SH_ERR_IO;
	}
	if (version > sh_store_migrations.n) {
		sh_err_set(
			err, SH_ERR_IO, 0,
			"%s was written by a newer spinehold (version %d, this one knows up to "
			"%d); install the newer spinehold, or use another folder with --data-dir",
			s->path, (int)version, sh_store_migrations.n);
		return SH_ERR_IO;
	}
	rc = check_whole(s->db);
	return rc == SQLITE_OK ? SH_OK : sh_store_fail(s, rc, err);
}

/** Health data: made readable by its owner only. SQLite gives its side files the same rights. */
static void make_private(const char *path)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
}

static enum sh_status set_up(struct sh_store *s, struct sh_err *err)
{
	enum sh_status r;
	int rc;

	make_private(s->path);
	rc = sqlite3_open_v2(s->path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (rc != SQLITE_OK)
		return sh_store_fail(s, rc, err);
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, SH_STORE_WAIT_MS);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if ((r = check_kind(s, err)) < 0)
		return r;
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	rc = sqlite3_exec(s->db,
			  "PRAGMA journal_mode = WAL;"
			  "PRAGMA synchronous = NORMAL;"
			  "PRAGMA foreign_keys = ON;",
			  NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sh_migrate(s->db, &sh_store_migrations);
	return rc == SQLITE_OK ? SH_OK : sh_store_fail(s, rc, err);
}

enum sh_status sh_store_open(const char *path, struct sh_store **ret, struct sh_err *err)
{
	struct sh_store *s = calloc(1, sizeof *s);
	enum sh_status r;

	*ret = NULL;
	if (!s || !(s->path = strdup(path))) {
		free(s);
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory for the results in %s", path);
		return SH_ERR_MEMORY;
	}
	if ((r = set_up(s, err)) < 0) {
		sh_store_close(s);
		return r;
	}
	*ret = s;
	return SH_OK;
}

struct sh_store *sh_store_close(struct sh_store *s)
{
	if (!s)
		return NULL;
	sqlite3_close(s->db); /* rolls back what is open; takes NULL */
	free(s->path);
	free(s);
	return NULL;
}

enum sh_status sh_store_has_session(struct sh_store *s, const char *id, bool *ret,
				    struct sh_err *err)
{
	int64_t n;
	const int rc = ask(s->db, "SELECT count(*) FROM sessions WHERE id = ?", id, &n);

	*ret = rc == SQLITE_OK && n > 0;
	return rc == SQLITE_OK ? SH_OK : sh_store_fail(s, rc, err);
}

static enum sh_status out_of_order(const struct sh_store *s, const char *what, struct sh_err *err)
{
	sh_err_set(err, SH_ERR_ORDER, 0,
		   "the results in %s cannot be %s now: this is a mistake in "
		   "spinehold, please report it",
		   s->path, what);
	return SH_ERR_ORDER;
}

enum sh_status sh_store_clear(struct sh_store *s, struct sh_err *err)
{
	int rc;

	if (s->running)
		return out_of_order(s, "cleared", err);
	rc = sh_store_enter(s);
	if (rc == SQLITE_OK) {
		rc = sqlite3_exec(s->db, "DELETE FROM sessions", NULL, NULL, NULL);
		if (rc == SQLITE_OK)
			rc = sh_store_leave(s, true);
		else
			sh_store_leave(s, false);
	}
	return rc == SQLITE_OK ? SH_OK : sh_store_fail(s, rc, err);
}

enum sh_status sh_store_batch_begin(struct sh_store *s, struct sh_err *err)
{
	int rc;

	if (s->batch || s->running)
		return out_of_order(s, "rebuilt", err);
	rc = sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return sh_store_fail(s, rc, err);
	s->batch = true;
	return SH_OK;
}

enum sh_status sh_store_batch_end(struct sh_store *s, bool keep, struct sh_err *err)
{
	int rc;

	if (!s->batch)
		return out_of_order(s, "kept", err);
	s->batch = false;
	if (!keep)
		s->running = false;
	rc = sh_store_leave(s, keep);
	return rc == SQLITE_OK ? SH_OK : sh_store_fail(s, rc, err);
}
