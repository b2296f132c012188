/*
 * The store: round trip, migrations, refusals, crash, full disk.
 */

#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/migrations.h"
#include "store/store.h"
#include "store/store_part.h"

struct bench {
	char dir[64], path[96];
	struct sh_err err;
};

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	if (!b)
		return -1;
	snprintf(b->dir, sizeof b->dir, "/tmp/spinehold-store-XXXXXX");
	if (!mkdtemp(b->dir))
		return -1;
	snprintf(b->path, sizeof b->path, "%s/results.db", b->dir);
	*state = b;
	return 0;
}

static int drop_bench(void **state)
{
	static const char *const SIDE[] = {"", "-wal", "-shm", "-journal"};
	struct bench *b = *state;

	for (size_t i = 0; i < 4; i++) {
		char path[128];

		snprintf(path, sizeof path, "%s%s", b->path, SIDE[i]);
		unlink(path);
	}
	rmdir(b->dir);
	free(b);
	return 0;
}

static struct sh_store *open_store(struct bench *b)
{
	struct sh_store *s = NULL;

	if (sh_store_open(b->path, &s, &b->err) != SH_OK)
		fail_msg("%s", b->err.message);
	return s;
}

static void give(struct bench *b, struct sh_store *s, const struct sh_event *e)
{
	if (sh_store_event(s, e, &b->err) != SH_OK)
		fail_msg("%s", b->err.message);
}

static void begin(struct bench *b, struct sh_store *s, const char *id, int64_t start)
{
	const struct sh_store_begin about = {id, start, "serial", "spinehold 0.1.0", NULL, false, NULL};

	if (sh_store_begin_session(s, &about, &b->err) != SH_OK)
		fail_msg("%s", b->err.message);
}

static void give_exercise(struct bench *b, struct sh_store *s, const char *id, int set)
{
	struct sh_exercise x = {.hold_s = 1.5, .rest_s = 60, .reps = 2, .sets = 3, .sides = 1};
	struct sh_event e = {.kind = SH_EVENT_EXERCISE, .t_us = 100};

	snprintf(x.id, sizeof x.id, "%s", id);
	e.u.exercise.exercise = &x;
	e.u.exercise.set = set;
	e.u.exercise.sets = 3;
	give(b, s, &e);
}

static void give_hold(struct bench *b, struct sh_store *s, int64_t start_us, int64_t held_us,
		      bool valid)
{
	struct sh_event e = {.kind = SH_EVENT_HOLD, .t_us = start_us + held_us};

	e.u.hold.start_us = start_us;
	e.u.hold.end_us = e.t_us;
	e.u.hold.held_us = held_us;
	e.u.hold.valid = valid;
	e.u.hold.reason = valid ? SH_HOLD_COMPLETE : SH_HOLD_LEFT;
	e.u.hold.mean_mdeg = -6100;
	e.u.hold.steadiness_mdeg = SH_MDEG_NONE;
	give(b, s, &e);
}

static void give_rep(struct bench *b, struct sh_store *s, int n, enum sh_verdict v)
{
	struct sh_event e = {.kind = SH_EVENT_REP, .t_us = 1000000 * (int64_t)n};

	e.u.rep.n = n;
	e.u.rep.side = SH_SIDE_LEFT;
	e.u.rep.start_us = e.t_us - 900000;
	e.u.rep.peak_mdeg = 18200;
	e.u.rep.verdict = v;
	give(b, s, &e);
}

static void give_warning(struct bench *b, struct sh_store *s, enum sh_warning w)
{
	struct sh_event e = {.kind = SH_EVENT_WARNING};

	e.u.warning.warning = w;
	e.u.warning.on = true;
	give(b, s, &e);
	e.u.warning.on = false;
	give(b, s, &e);
}

static void give_phase(struct bench *b, struct sh_store *s, enum sh_phase p)
{
	struct sh_event e = {.kind = SH_EVENT_PHASE};

	e.u.phase.phase = p;
	give(b, s, &e);
}

static void give_result(struct bench *b, struct sh_store *s, const char *id, bool completed)
{
	struct sh_event e = {.kind = SH_EVENT_RESULT, .t_us = 31000000};

	e.u.result.exercise = id;
	e.u.result.valid_hold_us = 30000000;
	e.u.result.active_us = 5;
	e.u.result.holds = 3;
	e.u.result.reps = 9;
	e.u.result.reps_ok = 4;
	e.u.result.reps_shallow = 2;
	e.u.result.reps_deep = 1;
	e.u.result.reps_jerky = 1;
	e.u.result.reps_unsure = 1;
	e.u.result.depth_warnings = 7;
	e.u.result.limit_events = 2;
	e.u.result.completed = completed;
	give(b, s, &e);
}

static void give_summary(struct bench *b, struct sh_store *s)
{
	struct sh_event e = {.kind = SH_EVENT_SUMMARY, .t_us = 31000000};

	e.u.summary.exercises = 2;
	e.u.summary.samples = 3100;
	e.u.summary.gaps = 1;
	e.u.summary.bad_frames = 4;
	e.u.summary.lost = 5;
	give(b, s, &e);
}

struct seen {
	struct sh_store_session session[4];
	struct sh_store_result result[4][4];
	size_t n_results[4], n;
};

static bool see(void *user, const struct sh_store_session *s, const struct sh_store_result *r,
		size_t n)
{
	struct seen *v = user;

	assert_true(v->n < 4 && n <= 4);
	v->session[v->n] = *s;
	v->n_results[v->n] = n;
	for (size_t i = 0; i < n; i++)
		v->result[v->n][i] = r[i];
	v->n++;
	return true;
}

static void look(struct bench *b, struct sh_store *s, struct seen *v)
{
	memset(v, 0, sizeof *v);
	assert_int_equal(sh_store_list(s, see, v, &b->err), SH_OK);
}

/** First column of the first row, as text. */
static const char *ask(struct bench *b, const char *sql)
{
	static char buf[512];
	sqlite3_stmt *q = NULL;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open_v2(b->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	buf[0] = '\0';
	if (sqlite3_step(q) == SQLITE_ROW && sqlite3_column_text(q, 0))
		snprintf(buf, sizeof buf, "%s", (const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return buf;
}

static void test_session_stored_is_listed_as_it_was(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct sh_event e = {.kind = SH_EVENT_SESSION};
	struct seen v;

	begin(b, s, "20251122T194105Z-00000a", 1763840465);
	e.u.session.source = "simulated";
	e.u.session.program = "spinehold 9";
	give(b, s, &e);
	give_exercise(b, s, "frozen-fish", 1);
	give_hold(b, s, 4480000, 10000000, true);
	give_phase(b, s, SH_PHASE_REST);
	give_exercise(b, s, "frozen-fish", 2);
	give_hold(b, s, 20480000, 3000000, false);
	give_result(b, s, "frozen-fish", true);
	give_exercise(b, s, "crocodile-1", 1);
	give_rep(b, s, 1, SH_VERDICT_OK);
	e.kind = SH_EVENT_MARK;
	e.u.mark.n = 1;
	give(b, s, &e);
	memset(&e.u, 0, sizeof e.u);
	e.kind = SH_EVENT_PAIN;
	e.u.pain.level = -1;
	give(b, s, &e);
	give_result(b, s, "crocodile-1", false);
	give_summary(b, s);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	assert_null(sh_store_close(s));

	s = open_store(b);
	look(b, s, &v);
	sh_store_close(s);
	assert_int_equal(v.n, 1);
	assert_string_equal(v.session[0].id, "20251122T194105Z-00000a");
	assert_int_equal(v.session[0].start_utc_s, 1763840465);
	assert_string_equal(v.session[0].source, "simulated");
	assert_string_equal(v.session[0].program, "spinehold 9");
	assert_true(v.session[0].synthetic && v.session[0].ended);
	assert_false(v.session[0].completed);
	assert_int_equal(v.session[0].samples, 3100);
	assert_int_equal(v.session[0].lost, 5);
	assert_int_equal(v.n_results[0], 2);
	assert_string_equal(v.result[0][0].exercise, "frozen-fish");
	assert_string_equal(v.result[0][1].exercise, "crocodile-1");
	assert_int_equal(v.result[0][0].valid_hold_us, 30000000);
	assert_int_equal(v.result[0][0].reps_ok, 4);
	assert_int_equal(v.result[0][0].reps_unsure, 1);
	assert_int_equal(v.result[0][0].depth_warnings, 7);
	assert_int_equal(v.result[0][0].limit_events, 2);
	assert_true(v.result[0][0].completed);
	assert_false(v.result[0][1].completed);
	assert_string_equal(
		ask(b, "SELECT group_concat(ordinal||' '||set_no||' '||reason||' '||valid||"
		       "' '||mean_mdeg||' '||ifnull(steadiness_mdeg,'-'), '; ')"
		       " FROM holds"),
		"1 1 complete 1 -6100 -; 1 2 left 0 -6100 -");
	assert_string_equal(ask(b, "SELECT ordinal||' '||side||' '||n||' '||verdict FROM reps"),
			    "2 left 1 ok");
	assert_string_equal(ask(b, "SELECT asked FROM results WHERE ordinal = 1"),
			    "{\"hold_s\":1.5,\"duration_s\":0,\"rest_s\":60,\"reps\":2,\"sets\":3,"
			    "\"sides\":1,\"breaths\":0}");
	assert_string_equal(ask(b, "SELECT ordinal||ifnull(level,' not rated') FROM pain"),
			    "2 not rated");
	assert_string_equal(ask(b, "SELECT count(*) FROM marks"), "1");
	assert_string_equal(ask(b, "PRAGMA journal_mode"), "wal");
}

static void test_sessions_are_listed_newest_first(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct seen v;

	begin(b, s, "b", 200);
	give_exercise(b, s, "cat", 1);
	give_result(b, s, "cat", true);
	give_summary(b, s);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	begin(b, s, "c", 300);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	begin(b, s, "a", 100);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	look(b, s, &v);
	sh_store_close(s);
	assert_int_equal(v.n, 3);
	assert_string_equal(v.session[0].id, "c");
	assert_string_equal(v.session[1].id, "b");
	assert_string_equal(v.session[2].id, "a");
	assert_true(v.session[1].completed);
	assert_false(v.session[0].completed);
	assert_int_equal(v.n_results[0], 0);
	assert_int_equal(v.n_results[1], 1);
}

static void test_session_of_a_known_id_is_refused(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	const struct sh_store_begin again = {.id = "a"}, empty = {.id = ""};
	bool there;

	begin(b, s, "a", 1);
	assert_int_equal(sh_store_begin_session(s, &again, &b->err), SH_ERR_ORDER);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	assert_int_equal(sh_store_begin_session(s, &again, &b->err), SH_ERR_CONFIG);
	assert_int_equal(sh_store_begin_session(s, &empty, &b->err), SH_ERR_CONFIG);
	assert_int_equal(sh_store_has_session(s, "a", &there, &b->err), SH_OK);
	assert_true(there);
	assert_int_equal(sh_store_has_session(s, "' OR 1 --", &there, &b->err), SH_OK);
	assert_false(there);
	sh_store_close(s);
}

static void test_clear_forgets_everything(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct seen v;

	begin(b, s, "a", 1);
	give_exercise(b, s, "cat", 1);
	give_hold(b, s, 0, 1, true);
	give_rep(b, s, 1, SH_VERDICT_OK);
	assert_int_equal(sh_store_clear(s, &b->err), SH_ERR_ORDER);
	give_result(b, s, "cat", true);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	assert_int_equal(sh_store_clear(s, &b->err), SH_OK);
	look(b, s, &v);
	sh_store_close(s);
	assert_int_equal(v.n, 0);
	assert_string_equal(ask(b, "SELECT (SELECT count(*) FROM holds) +"
				   " (SELECT count(*) FROM reps) + (SELECT count(*) FROM results)"),
			    "0");
}

static void test_batch_dropped_leaves_the_old_sessions(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct seen v;

	begin(b, s, "old", 1);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	for (int keep = 0; keep <= 1; keep++) {
		assert_int_equal(sh_store_batch_begin(s, &b->err), SH_OK);
		assert_int_equal(sh_store_clear(s, &b->err), SH_OK);
		begin(b, s, "new", 2);
		give_exercise(b, s, "cat", 1);
		give_result(b, s, "cat", true);
		assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
		assert_int_equal(sh_store_batch_end(s, keep, &b->err), SH_OK);
		look(b, s, &v);
		assert_int_equal(v.n, 1);
		assert_string_equal(v.session[0].id, keep ? "new" : "old");
	}
	assert_int_equal(sh_store_batch_end(s, true, &b->err), SH_ERR_ORDER);
	sh_store_close(s);
}

/** What stands in the table when a set is over and when the next has only begun. */
static void test_running_set_is_stored_at_its_end(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct seen v;

	begin(b, s, "a", 1);
	give_exercise(b, s, "crocodile-1", 1);
	give_rep(b, s, 1, SH_VERDICT_OK);
	give_rep(b, s, 2, SH_VERDICT_DEEP);
	give_warning(b, s, SH_WARNING_DEPTH);
	give_warning(b, s, SH_WARNING_LIMIT);
	give_warning(b, s, SH_WARNING_LIMIT);
	look(b, s, &v);
	assert_int_equal(v.result[0][0].reps, 0);
	give_phase(b, s, SH_PHASE_HOLD);
	look(b, s, &v);
	assert_int_equal(v.result[0][0].reps, 0);
	give_phase(b, s, SH_PHASE_REST);
	give_rep(b, s, 3, SH_VERDICT_SHALLOW);
	look(b, s, &v);
	assert_int_equal(v.result[0][0].reps, 2);
	assert_int_equal(v.result[0][0].reps_ok, 1);
	assert_int_equal(v.result[0][0].reps_deep, 1);
	assert_int_equal(v.result[0][0].reps_shallow, 0);
	assert_int_equal(v.result[0][0].depth_warnings, 1);
	assert_int_equal(v.result[0][0].limit_events, 2);
	assert_false(v.result[0][0].completed);
	sh_store_close(s); /* without an end: as after a crash */
	s = open_store(b);
	look(b, s, &v);
	assert_false(v.session[0].ended);
	assert_int_equal(v.result[0][0].reps, 2);
	sh_store_close(s);
}

static void test_long_set_overflows_the_queue_and_loses_nothing(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);

	begin(b, s, "a", 1);
	give_exercise(b, s, "cat", 1);
	for (int n = 1; n <= 3 * SH_STORE_QUEUE; n++)
		give_rep(b, s, n, SH_VERDICT_OK);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	sh_store_close(s);
	assert_int_equal(atoi(ask(b, "SELECT count(*) FROM reps")), 3 * SH_STORE_QUEUE);
}

static void test_lock_by_another_program_delays_the_rows_only(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	sqlite3 *other = NULL;

	begin(b, s, "a", 1);
	give_exercise(b, s, "cat", 1);
	assert_int_equal(sqlite3_open(b->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	give_rep(b, s, 1, SH_VERDICT_OK);
	give_phase(b, s, SH_PHASE_REST); /* locked: waits in the queue */
	give_rep(b, s, 2, SH_VERDICT_OK);
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	give_result(b, s, "cat", true);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	sh_store_close(s);
	assert_string_equal(ask(b, "SELECT count(*) FROM reps"), "2");
}

static void test_empty_file_is_migrated_to_the_newest_version(void **state)
{
	struct bench *b = *state;
	struct stat st;

	sh_store_close(open_store(b));
	assert_int_equal(atoi(ask(b, "PRAGMA user_version")), sh_store_migrations.n);
	assert_int_equal(atoi(ask(b, "PRAGMA application_id")), SH_STORE_APPLICATION);
	assert_int_equal(stat(b->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	sh_store_close(open_store(b)); /* again: nothing to do */
}

static void test_migration_that_fails_leaves_the_step_before(void **state)
{
	static const char *const STEPS[] = {"CREATE TABLE one(x)", "CREATE TABLE two(x)",
					    "CREATE TABLE three(x); CREATE TABLE one(x)"};
	struct bench *b = *state;
	const struct sh_migrations first = {STEPS, 1}, all = {STEPS, 3};
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_int_equal(sh_migrate(db, &first), SQLITE_OK);
	assert_int_not_equal(sh_migrate(db, &all), SQLITE_OK);
	assert_true(sqlite3_get_autocommit(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_string_equal(ask(b, "PRAGMA user_version"), "2");
	assert_string_equal(ask(b, "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master"
				   " ORDER BY name)"),
			    "one,two");
}

static size_t read_file(const char *path, char *ret, size_t cap)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(ret, 1, cap, f);
	fclose(f);
	return n;
}

static void refuse(struct bench *b, const char *word)
{
	static char before[1 << 20], after[1 << 20];
	const size_t n = read_file(b->path, before, sizeof before);
	struct sh_store *s = (struct sh_store *)b;

	assert_int_equal(sh_store_open(b->path, &s, &b->err), SH_ERR_IO);
	assert_null(s);
	if (!strstr(b->err.message, word) || !strstr(b->err.message, b->path))
		fail_msg("'%s' not in: %s", word, b->err.message);
	assert_int_equal(read_file(b->path, after, sizeof after), n);
	assert_memory_equal(before, after, n);
}

/** What version 1 wrote: sides are made of its holds and repetitions, what it did not note is not
 * made up. */
static void test_database_of_version_1_is_brought_up_to_date(void **state)
{
	struct bench *b = *state;
	const struct sh_migrations first = {sh_store_migrations.steps, 1};
	struct sh_store_detail d;
	struct sh_store *s;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_int_equal(sh_migrate(db, &first), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db,
			     "INSERT INTO sessions VALUES('old',7,'serial','p','',0,1,9,0,0,0,1,0);"
			     "INSERT INTO results VALUES('old',1,'cat','',5,'{}',3,0,0,3,1,1,0,1,0,1,1,0,0,0);"
			     "INSERT INTO results VALUES('old',2,'fish','',9,'{}',3,0,2,0,0,0,0,0,0,0,0,0,0,0);"
			     "INSERT INTO reps VALUES('old',1,1,'left',1,1,0,1,1,0,5,'ok');"
			     "INSERT INTO reps VALUES('old',1,1,'left',2,2,1,2,2,0,5,'jerky');"
			     "INSERT INTO reps VALUES('old',1,1,'right',1,3,2,3,3,0,5,'shallow');"
			     "INSERT INTO holds VALUES('old',2,1,'both',8,6,8,2,1,'complete',1,1);"
			     "INSERT INTO holds VALUES('old',2,1,'both',9,8,9,1,0,'left',1,1);"
			     "INSERT INTO marks VALUES('old',1,4);"
			     "INSERT INTO pain VALUES('old',4,1,3);",
			     NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);

	s = open_store(b);
	assert_int_equal(sh_store_detail(s, "old", &d, &b->err), SH_OK);
	assert_int_equal(d.n_results, 2);
	assert_int_equal(d.n_sides, 3);
	assert_string_equal(d.sides[0].side, "left");
	assert_int_equal(d.sides[0].asked, -1);
	assert_int_equal(d.sides[0].done, 2);
	assert_int_equal(d.sides[0].valid, 2);
	assert_int_equal(d.sides[0].n_whys, 0);
	assert_int_equal(d.sides[1].valid, 0);
	assert_string_equal(d.sides[1].why[0].reason, "shallow");
	assert_int_equal(d.sides[2].done, 2);
	assert_int_equal(d.sides[2].valid_hold_us, 2);
	assert_string_equal(d.sides[2].why[0].reason, "left");
	assert_int_equal(d.sides[2].why[0].n, 1);
	assert_int_equal(d.pains[0].level, 3);
	assert_false(d.pains[0].leg);
	assert_int_equal(d.marks[0].ordinal, 0);
	assert_string_equal(d.session.resumes, "");
	sh_store_detail_free(&d);
	sh_store_close(s);
	assert_int_equal(atoi(ask(b, "PRAGMA user_version")), sh_store_migrations.n);
}

static void test_detail_tells_sides_reasons_pain_marks_and_links(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct sh_store_begin later = {.id = "b", .start_utc_s = 2, .resumes = "a"};
	struct sh_event e = {.kind = SH_EVENT_MARK, .t_us = 5};
	struct sh_store_detail d;

	begin(b, s, "a", 1);
	give_exercise(b, s, "frozen-fish", 2); /* the first set was done elsewhere */
	give_hold(b, s, 4480000, 10000000, true);
	give_hold(b, s, 24480000, 3000000, false);
	give_hold(b, s, 34480000, 3000000, false);
	e.u.mark.n = 1;
	give(b, s, &e);
	e.kind = SH_EVENT_PAIN;
	e.t_us = e.u.pain.since_us = 7;
	e.u.pain.level = -1;
	give(b, s, &e);
	e.t_us = 9; /* rated later: the same pain */
	e.u.pain.level = 4;
	give(b, s, &e);
	sh_store_log_sha(s, "abc");
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	assert_int_equal(sh_store_begin_session(s, &later, &b->err), SH_OK);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);

	assert_int_equal(sh_store_detail(s, "a", &d, &b->err), SH_OK);
	assert_string_equal(d.resumed_by, "b");
	assert_string_equal(d.session.log_sha256, "abc");
	assert_int_equal(d.n_sides, 1);
	assert_int_equal(d.sides[0].asked, 4); /* two sets of two */
	assert_int_equal(d.sides[0].done, 3);
	assert_int_equal(d.sides[0].valid, 1);
	assert_int_equal(d.sides[0].n_whys, 1);
	assert_string_equal(d.sides[0].why[0].reason, "left");
	assert_int_equal(d.sides[0].why[0].n, 2);
	assert_int_equal(d.n_pains, 1);
	assert_int_equal(d.pains[0].t_us, 7);
	assert_int_equal(d.pains[0].level, 4);
	assert_int_equal(d.pains[0].ordinal, 1);
	assert_int_equal(d.n_marks, 1);
	assert_int_equal(d.marks[0].ordinal, 1);
	assert_string_equal(d.results[0].ended, "");
	sh_store_detail_free(&d);
	assert_int_equal(sh_store_detail(s, "b", &d, &b->err), SH_OK);
	assert_string_equal(d.session.resumes, "a");
	sh_store_detail_free(&d);
	assert_int_equal(sh_store_detail(s, "c", &d, &b->err), SH_END);
	sh_store_close(s);
}

static void test_result_brings_the_coachs_own_sides(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct sh_event e = {.kind = SH_EVENT_RESULT, .t_us = 9};
	struct sh_side_result *r = &e.u.result.side[SH_SIDE_BOTH];
	struct sh_store_detail d;

	begin(b, s, "a", 1);
	give_exercise(b, s, "frozen-fish", 1);
	give_hold(b, s, 4480000, 10000000, true);
	e.u.result.ended = SH_ENDED_LIMIT;
	r->used = true;
	r->asked = 6;
	r->tried = 5;
	r->counted = 2;
	r->worked_us = 77;
	r->hold_not[SH_HOLD_LIMIT] = 3;
	give(b, s, &e);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	assert_int_equal(sh_store_detail(s, "a", &d, &b->err), SH_OK);
	assert_string_equal(d.results[0].ended, "limit");
	assert_int_equal(d.n_sides, 1);
	assert_int_equal(d.sides[0].asked, 6);
	assert_int_equal(d.sides[0].done, 5);
	assert_int_equal(d.sides[0].worked_us, 77);
	assert_string_equal(d.sides[0].why[0].reason, "limit");
	sh_store_detail_free(&d);
	sh_store_close(s);
}

static void test_find_by_the_beginning_of_an_id_or_last(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	static const char *const IDS[] = {"20251122T194105Z-00000a", "20251123T194105Z-00000b",
					  "20251123T194105Z-00000bc"};
	char id[SH_STORE_ID_MAX];

	assert_int_equal(sh_store_find(s, "last", id, &b->err), SH_ERR_CONFIG);
	for (int i = 0; i < 3; i++) {
		begin(b, s, IDS[i], i == 2 ? 1 : 10 + i);
		assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	}
	assert_int_equal(sh_store_find(s, "last", id, &b->err), SH_OK);
	assert_string_equal(id, IDS[1]);
	assert_int_equal(sh_store_find(s, "20251122", id, &b->err), SH_OK);
	assert_string_equal(id, IDS[0]);
	assert_int_equal(sh_store_find(s, IDS[1], id, &b->err), SH_OK); /* though another begins so */
	assert_string_equal(id, IDS[1]);
	assert_int_equal(sh_store_find(s, "20251123", id, &b->err), SH_ERR_CONFIG);
	assert_non_null(strstr(b->err.message, "several"));
	assert_int_equal(sh_store_find(s, "%", id, &b->err), SH_ERR_CONFIG);
	assert_int_equal(sh_store_find(s, "", id, &b->err), SH_ERR_CONFIG);
	sh_store_close(s);
}

static void test_newer_version_is_refused_and_untouched(void **state)
{
	struct bench *b = *state;

	sh_store_close(open_store(b));
	ask(b, "PRAGMA user_version = 99");
	refuse(b, "newer spinehold (version 99");
}

static void test_database_of_another_program_is_refused_and_untouched(void **state)
{
	struct bench *b = *state;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE birds(x)", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	refuse(b, "another program");
}

static void overwrite(const char *path, long at, size_t n)
{
	FILE *f = fopen(path, "r+b");

	assert_non_null(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	while (n-- > 0)
		assert_int_equal(fputc(0xa5, f), 0xa5);
	assert_int_equal(fclose(f), 0);
}

static void test_damaged_file_says_what_to_do(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);

	begin(b, s, "a", 1);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	sh_store_close(s);
	overwrite(b->path, 8192, 4096); /* a page of a table */
	refuse(b, "history --rebuild");
	overwrite(b->path, 0, 100); /* the header */
	refuse(b, "move it aside");
}

static void test_path_that_cannot_be_opened_says_so(void **state)
{
	struct bench *b = *state;
	struct sh_store *s;

	assert_int_equal(sh_store_open("/nonexistent-folder/results.db", &s, &b->err), SH_ERR_IO);
	assert_non_null(strstr(b->err.message, "/nonexistent-folder/results.db"));
	assert_non_null(strstr(b->err.message, "--data-dir"));
	assert_null(strchr(b->err.message, '\n'));
	assert_null(s);
	assert_int_equal(sh_store_open(b->dir, &s, &b->err), SH_ERR_IO);
	assert_null(sh_store_close(NULL));
}

/** The child is killed in its second set; the parent finds the first. */
static void test_kill_in_a_set_leaves_the_finished_ones(void **state)
{
	struct bench *b = *state;
	struct sh_store *s;
	struct seen v;
	int ends[2], status;
	char c;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		alarm(30);
		s = open_store(b);
		begin(b, s, "killed", 7);
		give_exercise(b, s, "crocodile-1", 1);
		give_rep(b, s, 1, SH_VERDICT_OK);
		give_phase(b, s, SH_PHASE_REST);
		give_exercise(b, s, "crocodile-1", 2);
		give_rep(b, s, 2, SH_VERDICT_OK);
		if (write(ends[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &c, 1), 1);
	close(ends[0]);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));

	s = open_store(b);
	look(b, s, &v);
	assert_int_equal(v.n, 1);
	assert_string_equal(v.session[0].id, "killed");
	assert_false(v.session[0].ended);
	assert_int_equal(v.result[0][0].reps, 1);
	sh_store_close(s);
	assert_string_equal(ask(b, "PRAGMA integrity_check"), "ok");
	assert_string_equal(ask(b, "SELECT count(*) FROM reps"), "1");
}

/** Stores reps until it fails. 0 when it failed as it should. */
static int fill(struct bench *b)
{
	struct sh_store *s = NULL;
	const struct sh_store_begin about = {.id = "full"};
	const struct rlimit limit = {200000, 200000};
	struct sh_event e = {.kind = SH_EVENT_REP};
	enum sh_status r = SH_OK;

	signal(SIGXFSZ, SIG_IGN);
	if (sh_store_open(b->path, &s, &b->err) < 0 ||
	    sh_store_begin_session(s, &about, &b->err) < 0 || setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 2;
	give_exercise(b, s, "cat", 1);
	for (int n = 1; n < 100000 && r == SH_OK; n++) {
		e.u.rep.n = n;
		e.t_us = e.u.rep.start_us = n;
		r = sh_store_event(s, &e, &b->err);
	}
	if (r != SH_ERR_IO || !strstr(b->err.message, "the disk is full") ||
	    !strstr(b->err.message, "history --rebuild"))
		return 3;
	if (sh_store_event(s, &e, &b->err) != SH_OK || sh_store_end_session(s, &b->err) != SH_OK)
		return 4; /* the error is told once */
	sh_store_close(s);
	return 0;
}

static void test_full_disk_is_reported_once_and_the_file_stays_whole(void **state)
{
	struct bench *b = *state;
	struct sh_store *s;
	struct seen v;
	int status;
	pid_t child;

	sh_store_close(open_store(b));
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(fill(b));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	s = open_store(b);
	look(b, s, &v);
	sh_store_close(s);
	assert_int_equal(v.n, 1);
	assert_string_equal(ask(b, "PRAGMA integrity_check"), "ok");
}

static void test_full_database_is_reported(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct sh_event e = {.kind = SH_EVENT_REP};
	enum sh_status r = SH_OK;

	begin(b, s, "a", 1);
	give_exercise(b, s, "cat", 1);
	assert_int_equal(sqlite3_exec(s->db, "PRAGMA max_page_count = 30", NULL, NULL, NULL),
			 SQLITE_OK);
	for (int n = 1; n < 100000 && r == SH_OK; n++) {
		e.u.rep.n = n;
		e.t_us = e.u.rep.start_us = n;
		r = sh_store_event(s, &e, &b->err);
	}
	assert_int_equal(r, SH_ERR_IO);
	assert_non_null(strstr(b->err.message, "the disk is full"));
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	begin(b, s, "small", 2); /* another session is tried anew */
	sh_store_close(s);
}

static void test_events_without_a_session_are_passed_over(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);

	give_exercise(b, s, "cat", 1);
	give_result(b, s, "cat", true);
	give_summary(b, s);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	sh_store_close(s);
	assert_string_equal(ask(b, "SELECT count(*) FROM results"), "0");
}

/** Rows before and outside any exercise have nothing to belong to; they must not break the store.
 */
static void test_stray_rows_are_left_out(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);
	struct sh_event e = {.kind = SH_EVENT_PAIN};

	begin(b, s, "a", 1);
	give_hold(b, s, 0, 1, true);
	give_rep(b, s, 1, SH_VERDICT_OK);
	give_result(b, s, "cat", true);
	e.u.pain.level = 6;
	give(b, s, &e);
	give_phase(b, s, SH_PHASE_DONE);
	assert_int_equal(sh_store_end_session(s, &b->err), SH_OK);
	sh_store_close(s);
	assert_string_equal(ask(b, "SELECT ifnull(ordinal,'none')||' '||level FROM pain"),
			    "none 6");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_bench, drop_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_session_stored_is_listed_as_it_was),
		CASE(test_sessions_are_listed_newest_first),
		CASE(test_session_of_a_known_id_is_refused),
		CASE(test_clear_forgets_everything),
		CASE(test_batch_dropped_leaves_the_old_sessions),
		CASE(test_running_set_is_stored_at_its_end),
		CASE(test_long_set_overflows_the_queue_and_loses_nothing),
		CASE(test_lock_by_another_program_delays_the_rows_only),
		CASE(test_empty_file_is_migrated_to_the_newest_version),
		CASE(test_migration_that_fails_leaves_the_step_before),
		CASE(test_database_of_version_1_is_brought_up_to_date),
		CASE(test_detail_tells_sides_reasons_pain_marks_and_links),
		CASE(test_result_brings_the_coachs_own_sides),
		CASE(test_find_by_the_beginning_of_an_id_or_last),
		CASE(test_newer_version_is_refused_and_untouched),
		CASE(test_database_of_another_program_is_refused_and_untouched),
		CASE(test_damaged_file_says_what_to_do),
		CASE(test_path_that_cannot_be_opened_says_so),
		CASE(test_kill_in_a_set_leaves_the_finished_ones),
		CASE(test_full_disk_is_reported_once_and_the_file_stays_whole),
		CASE(test_full_database_is_reported),
		CASE(test_events_without_a_session_are_passed_over),
		CASE(test_stray_rows_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
