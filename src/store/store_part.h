#ifndef SH_STORE_STORE_PART_H
#define SH_STORE_STORE_PART_H

/** What the files of the store share; nobody else includes it but their tests. */

#include <sqlite3.h>
#include <stdarg.h>

#include "store/store.h"

enum {
	SH_STORE_QUEUE = 256, /* a set of a hundred repetitions fits twice */
	SH_STORE_WAIT_MS = 5000, /* for somebody else's lock, where a person can wait */
	SH_STORE_LIVE_WAIT_MS =
		100, /* in a live session: shorter than a serial line's buffer lasts */
	SH_STORE_APPLICATION = 1397771336
};

/** A row to be written: what the event was, and the state it belongs to. */
struct sh_store_item {
	struct sh_event event; /* its pointers are not followed */
	struct sh_store_result result;
	int set_no;
	struct sh_side_result side[SH_SIDES];
};

struct sh_store {
	sqlite3 *db;
	char *path;
	bool batch;
	int os_errno; /* why the last transaction failed, as the system said; 0 if it did not */
	/* the running session */
	bool running, failed, in_exercise;
	char id[SH_STORE_ID_MAX];
	char source[SH_STORE_TEXT_MAX], program[SH_STORE_TEXT_MAX];
	bool synthetic;
	char log_sha256[SH_STORE_SHA_MAX];
	struct sh_store_item now; /* the exercise in force, as far as it came */
	struct sh_store_item queue[SH_STORE_QUEUE];
	size_t n_queue;
};

/** Brings `now` up to date with an event. Returns whether the event makes a row. */
bool sh_store_take(struct sh_store *s, const struct sh_event *e);

/** Writes the row or rows of an event. Returns an SQLite code. */
int sh_store_write(const struct sh_store *s, const struct sh_store_item *i);

/** The columns of a session and of a result, as sh_store_read_* want them. */
extern const char sh_store_session_columns[], sh_store_result_columns[];
void sh_store_read_text(sqlite3_stmt *q, int column, char *ret, size_t cap);
void sh_store_read_session(sqlite3_stmt *q, struct sh_store_session *ret);
void sh_store_read_result(sqlite3_stmt *q, struct sh_store_result *ret);

/** Makes the message for a failed call on this database. Returns the status. */
enum sh_status sh_store_fail(const struct sh_store *s, int rc, struct sh_err *err);

/** Runs one statement to its end. `types` names what follows, in the order of the question marks:
 * i int, l int64_t, b bool (as int), t text (NULL is ""), m millidegrees (int32_t as int,
 * SH_MDEG_NONE is NULL), o optional int (negative is NULL). Returns an SQLite code. */
int sh_store_run(sqlite3 *db, const char *sql, const char *types, ...);

/** A transaction, or a part of the batch's. Returns SQLite codes. */
int sh_store_enter(struct sh_store *s);
int sh_store_leave(struct sh_store *s, bool keep);

#endif
