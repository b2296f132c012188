#ifndef SH_STORE_MIGRATIONS_H
#define SH_STORE_MIGRATIONS_H

/** The database's own history: numbered steps from an empty file to today's tables. */

#include <sqlite3.h>

/** Step n leads from user_version n to n + 1. */
struct sh_migrations {
	const char *const *steps; /* SQL text each */
	int n;			  /* the version this program knows */
};

/** Today's. Steps that were ever released are never changed, only added to. */
extern const struct sh_migrations sh_store_migrations;

/** Brings the database up to date, each step in one transaction of its own together with its
 * number: a crash leaves it before or after a step, never between. Two programs may do it at once.
 * @return SQLITE_OK, or the code of what failed (the running step is rolled back). */
int sh_migrate(sqlite3 *db, const struct sh_migrations *m);

#endif
