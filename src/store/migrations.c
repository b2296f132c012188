/*
 * The tables, step by step. PRAGMA user_version holds how many steps a file has behind it;
 * application_id says the file is ours at all. The version is read again inside the transaction:
 * another program may have done the step while this one waited for the lock.
 *
 * Version 1
 *
 *	sessions   one a session; `log` is relative to the data folder, `ended` tells that the
 *summary came, `completed` that every exercise was done as asked as well results    one an exercise
 *of a session, in order; `asked` is the dose in force as JSON holds      every hold begun, the
 *invalid ones too: progress is more than what counted reps       every repetition with its verdict
 *	marks      moments the wearer wanted to remember
 *	pain       level 0 to 10, NULL when not rated; ordinal NULL when no exercise was running
 *
 * Version 2
 *
 *	sessions   `resumes`: the session this one goes on with; `log_sha256`: of the closed log
 *	results    `ended`: how it came to its end, "" while it runs
 *	sides      one a side of a result: asked for, done, valid; times. NULL: not known any more
 *	why_not    how many of what was done did not count, by side and reason
 *	marks      `ordinal`: in which exercise
 *	pain       `leg`: it ran down a leg; t_us is when it was told first, not when it was rated
 *
 * Microseconds of sensor time, millidegrees (NULL where the position hid the angle), words of the
 *contract. Rows are identified by what they are, not by a counter, so a rebuilt database equals the
 *original.
 */

#include "store/migrations.h"

#include <stdio.h>

static const char VERSION_1[] =
	"PRAGMA application_id = 1397771336;" /* "SPLH", big-endian as file(1) reads it */
	"CREATE TABLE sessions("
	" id TEXT PRIMARY KEY NOT NULL,"
	" start_utc INTEGER NOT NULL,"
	" source TEXT NOT NULL,"
	" program TEXT NOT NULL,"
	" log TEXT NOT NULL,"
	" synthetic INTEGER NOT NULL,"
	" exercises INTEGER NOT NULL DEFAULT 0,"
	" samples INTEGER NOT NULL DEFAULT 0,"
	" gaps INTEGER NOT NULL DEFAULT 0,"
	" bad_frames INTEGER NOT NULL DEFAULT 0,"
	" lost INTEGER NOT NULL DEFAULT 0,"
	" ended INTEGER NOT NULL DEFAULT 0,"
	" completed INTEGER NOT NULL DEFAULT 0"
	") WITHOUT ROWID;"
	"CREATE INDEX sessions_by_start ON sessions(start_utc, id);"
	"CREATE TABLE results("
	" session TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,"
	" ordinal INTEGER NOT NULL,"
	" exercise TEXT NOT NULL,"
	" variant TEXT NOT NULL,"
	" t_us INTEGER NOT NULL,"
	" asked TEXT NOT NULL,"
	" valid_hold_us INTEGER NOT NULL,"
	" active_us INTEGER NOT NULL,"
	" holds INTEGER NOT NULL,"
	" reps INTEGER NOT NULL,"
	" reps_ok INTEGER NOT NULL,"
	" reps_shallow INTEGER NOT NULL,"
	" reps_deep INTEGER NOT NULL,"
	" reps_jerky INTEGER NOT NULL,"
	" reps_unsure INTEGER NOT NULL,"
	" reps_left INTEGER NOT NULL,"
	" reps_right INTEGER NOT NULL,"
	" depth_warnings INTEGER NOT NULL,"
	" limit_events INTEGER NOT NULL,"
	" completed INTEGER NOT NULL,"
	" PRIMARY KEY(session, ordinal)"
	") WITHOUT ROWID;"
	"CREATE INDEX results_by_exercise ON results(exercise);"
	"CREATE TABLE holds("
	" session TEXT NOT NULL,"
	" ordinal INTEGER NOT NULL,"
	" set_no INTEGER NOT NULL,"
	" side TEXT NOT NULL,"
	" t_us INTEGER NOT NULL,"
	" start_us INTEGER NOT NULL,"
	" end_us INTEGER NOT NULL,"
	" held_us INTEGER NOT NULL,"
	" valid INTEGER NOT NULL,"
	" reason TEXT NOT NULL,"
	" mean_mdeg INTEGER,"
	" steadiness_mdeg INTEGER,"
	" PRIMARY KEY(session, ordinal, start_us, t_us),"
	" FOREIGN KEY(session, ordinal) REFERENCES results(session, ordinal) ON DELETE CASCADE"
	") WITHOUT ROWID;"
	"CREATE TABLE reps("
	" session TEXT NOT NULL,"
	" ordinal INTEGER NOT NULL,"
	" set_no INTEGER NOT NULL,"
	" side TEXT NOT NULL,"
	" n INTEGER NOT NULL,"
	" t_us INTEGER NOT NULL,"
	" start_us INTEGER NOT NULL,"
	" end_us INTEGER NOT NULL,"
	" peak_us INTEGER NOT NULL,"
	" held_us INTEGER NOT NULL,"
	" peak_mdeg INTEGER,"
	" verdict TEXT NOT NULL,"
	" PRIMARY KEY(session, ordinal, start_us, t_us),"
	" FOREIGN KEY(session, ordinal) REFERENCES results(session, ordinal) ON DELETE CASCADE"
	") WITHOUT ROWID;"
	"CREATE TABLE marks("
	" session TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,"
	" n INTEGER NOT NULL,"
	" t_us INTEGER NOT NULL,"
	" PRIMARY KEY(session, n)"
	") WITHOUT ROWID;"
	"CREATE TABLE pain("
	" session TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,"
	" t_us INTEGER NOT NULL,"
	" ordinal INTEGER,"
	" level INTEGER,"
	" PRIMARY KEY(session, t_us)"
	") WITHOUT ROWID;";

/* What older sessions can still tell of their sides stands in their holds and repetitions. */
static const char VERSION_2[] =
	"ALTER TABLE sessions ADD COLUMN resumes TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE sessions ADD COLUMN log_sha256 TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE results ADD COLUMN ended TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE marks ADD COLUMN ordinal INTEGER;"
	"ALTER TABLE pain ADD COLUMN leg INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE sides("
	" session TEXT NOT NULL,"
	" ordinal INTEGER NOT NULL,"
	" side TEXT NOT NULL,"
	" asked INTEGER,"
	" asked_us INTEGER,"
	" done INTEGER NOT NULL,"
	" valid INTEGER NOT NULL,"
	" valid_hold_us INTEGER NOT NULL,"
	" active_us INTEGER NOT NULL,"
	" worked_us INTEGER NOT NULL,"
	" PRIMARY KEY(session, ordinal, side),"
	" FOREIGN KEY(session, ordinal) REFERENCES results(session, ordinal) ON DELETE CASCADE"
	") WITHOUT ROWID;"
	"CREATE TABLE why_not("
	" session TEXT NOT NULL,"
	" ordinal INTEGER NOT NULL,"
	" side TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" n INTEGER NOT NULL,"
	" PRIMARY KEY(session, ordinal, side, reason),"
	" FOREIGN KEY(session, ordinal) REFERENCES results(session, ordinal) ON DELETE CASCADE"
	") WITHOUT ROWID;"
	"INSERT INTO sides SELECT session, ordinal, side, NULL, NULL, count(*), sum(valid),"
	" sum(held_us * valid), 0, 0 FROM holds GROUP BY session, ordinal, side;"
	"INSERT OR IGNORE INTO sides SELECT session, ordinal, side, NULL, NULL, count(*),"
	" sum(verdict IN ('ok', 'jerky')), 0, 0, 0 FROM reps GROUP BY session, ordinal, side;"
	"INSERT INTO why_not SELECT session, ordinal, side, reason, count(*) FROM holds"
	" WHERE valid = 0 GROUP BY session, ordinal, side, reason;"
	"INSERT OR IGNORE INTO why_not SELECT session, ordinal, side, verdict, count(*) FROM reps"
	" WHERE verdict NOT IN ('ok', 'jerky') GROUP BY session, ordinal, side, verdict;";

static const char *const STEPS[] = {VERSION_1, VERSION_2};

const struct sh_migrations sh_store_migrations = {STEPS, sizeof STEPS / sizeof STEPS[0]};

static int user_version(sqlite3 *db, int *ret)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &q, NULL);

	if (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		*ret = sqlite3_column_int(q, 0);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(q);
	return rc;
}

static int one_step(sqlite3 *db, const struct sh_migrations *m, int *version)
{
	char number[48];
	int rc = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return rc;
	rc = user_version(db, version);
	if (rc == SQLITE_OK && *version < m->n) {
		rc = sqlite3_exec(db, m->steps[*version], NULL, NULL, NULL);
		snprintf(number, sizeof number, "PRAGMA user_version = %d", *version + 1);
		if (rc == SQLITE_OK)
			rc = sqlite3_exec(db, number, NULL, NULL, NULL);
	}
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	else if (*version < m->n)
		(*version)++;
	return rc;
}

int sh_migrate(sqlite3 *db, const struct sh_migrations *m)
{
	int version = 0;
	int rc = user_version(db, &version);

	while (rc == SQLITE_OK && version < m->n)
		rc = one_step(db, m, &version);
	return rc;
}
