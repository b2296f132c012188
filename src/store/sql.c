/*
 * The thin layer over SQLite: running a statement, transactions, and turning codes into one line
 * that says what to do. Statements are prepared for each row and finalised at once: a set has a few
 * dozen rows, and nothing that is not kept can leak or be stale.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_part.h"
#include "support/err.h"
#include "support/escape.h"

static int bind_one(sqlite3_stmt *q, int i, char type, va_list *ap)
{
	const char *text;
	int v;

	switch (type) {
	case 'l':
		return sqlite3_bind_int64(q, i, va_arg(*ap, int64_t));
	case 't':
		text = va_arg(*ap, const char *);
		return sqlite3_bind_text(q, i, text ? text : "", -1, SQLITE_TRANSIENT);
	case 'm':
		v = va_arg(*ap, int);
		return v == SH_MDEG_NONE ? sqlite3_bind_null(q, i) : sqlite3_bind_int(q, i, v);
	case 'o':
		v = va_arg(*ap, int);
		return v < 0 ? sqlite3_bind_null(q, i) : sqlite3_bind_int(q, i, v);
	default: /* i, b */
		return sqlite3_bind_int(q, i, va_arg(*ap, int));
	}
}

int sh_store_run(sqlite3 *db, const char *sql, const char *types, ...)
{
	sqlite3_stmt *q = NULL;
	va_list ap;
	int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);

	va_start(ap, types);
	for (int i = 0; rc == SQLITE_OK && types[i]; i++)
		rc = bind_one(q, i + 1, types[i], &ap);
	va_end(ap);
	if (rc == SQLITE_OK) {
		while ((rc = sqlite3_step(q)) == SQLITE_ROW)
			;
		rc = rc == SQLITE_DONE ? SQLITE_OK : rc;
	}
	sqlite3_finalize(q);
	return rc;
}

/** The system's reason for the last failure. SQLite gives it with the connection where a file could
 * not be opened, and with the file where one could not be written: mostly the write-ahead log. */
static int system_errno(sqlite3 *db)
{
	sqlite3_file *wal = NULL;
	int e = sqlite3_system_errno(db);

	if (!e && sqlite3_file_control(db, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &wal) == SQLITE_OK &&
	    wal && wal->pMethods)
		wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &e);
	if (!e)
		sqlite3_file_control(db, NULL, SQLITE_FCNTL_LAST_ERRNO, &e);
	return e;
}

int sh_store_enter(struct sh_store *s)
{
	s->os_errno = 0;
	return sqlite3_exec(s->db, s->batch ? "SAVEPOINT part" : "BEGIN IMMEDIATE", NULL, NULL,
			    NULL);
}

int sh_store_leave(struct sh_store *s, bool keep)
{
	int rc = SQLITE_OK;

	if (keep) {
		rc = sqlite3_exec(s->db, s->batch ? "RELEASE part" : "COMMIT", NULL, NULL, NULL);
		if (rc == SQLITE_OK)
			return rc;
	}
	s->os_errno = system_errno(s->db); /* the next call forgets it */
	/* where SQLite rolled back by itself (disk full), these change nothing */
	if (s->batch)
		sqlite3_exec(s->db, "ROLLBACK TO part; RELEASE part", NULL, NULL, NULL);
	else if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

static const char *advice(int rc, int os_errno)
{
	if (os_errno == ENOSPC || os_errno == EDQUOT || os_errno == EFBIG)
		rc = SQLITE_FULL;
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return "the disk is full; make room, then run 'spinehold history --rebuild'";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "the file is damaged; move it aside and run 'spinehold history --rebuild'";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "another program is using the file; close it and try again";
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return "check that the file and its folder may be written, or choose another with "
		       "--data-dir";
	default:
		return "if it stays so, move the file aside and run 'spinehold history --rebuild'";
	}
}

enum sh_status sh_store_fail(const struct sh_store *s, int rc, struct sh_err *err)
{
	const int code = rc & 0xff;
	/* only these codes come straight from the system: elsewhere the number is an old one */
	const bool from_system =
		code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_FULL;
	int os_errno = 0;

	if (from_system && s->db)
		os_errno = s->os_errno ? s->os_errno : system_errno(s->db);
	if (code == SQLITE_NOMEM) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory for the results in %s", s->path);
		return SH_ERR_MEMORY;
	}
	sh_err_set(err, SH_ERR_IO, os_errno, "cannot use the results in %s: %s%s%s: %s", s->path,
		   sqlite3_errstr(rc), os_errno ? ", " : "", os_errno ? strerror(os_errno) : "",
		   advice(rc, os_errno));
	return SH_ERR_IO;
}
