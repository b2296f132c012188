/*
 * `history` as a person and a program see it, with a rebuild that this test plays itself; and the
 * one line of an error (app/diag.h).
 */

#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/cmd_history.h"
#include "app/diag.h"
#include "app/rebuild.h"

struct bench {
	char dir[64], out[8192], err[2048];
};

static enum sh_status rebuild_gives;

static void put_session(struct sh_store *s, const char *id, int64_t start, const char *source,
			const char *exercise)
{
	const struct sh_store_begin about = {.id = id, .start_utc_s = start, .source = source};
	struct sh_exercise x = {.hold_s = 10};
	struct sh_event e = {.kind = SH_EVENT_SESSION};
	struct sh_err err;

	assert_int_equal(sh_store_begin_session(s, &about, &err), SH_OK);
	e.u.session.source = source;
	assert_int_equal(sh_store_event(s, &e, &err), SH_OK);
	if (exercise) {
		snprintf(x.id, sizeof x.id, "%s", exercise);
		e.kind = SH_EVENT_EXERCISE;
		e.u.exercise.exercise = &x;
		assert_int_equal(sh_store_event(s, &e, &err), SH_OK);
		memset(&e.u, 0, sizeof e.u);
		e.kind = SH_EVENT_RESULT;
		e.u.result.valid_hold_us = 30000000;
		e.u.result.holds = 3;
		e.u.result.reps = 6;
		e.u.result.reps_ok = 5;
		e.u.result.depth_warnings = 2;
		e.u.result.limit_events = 1;
		e.u.result.completed = true;
		assert_int_equal(sh_store_event(s, &e, &err), SH_OK);
		memset(&e.u, 0, sizeof e.u);
		e.kind = SH_EVENT_SUMMARY;
		assert_int_equal(sh_store_event(s, &e, &err), SH_OK);
	}
	assert_int_equal(sh_store_end_session(s, &err), SH_OK);
}

enum sh_status sh_rebuild_store(const char *data_dir, struct sh_store *store, struct sh_err *err)
{
	assert_non_null(data_dir);
	put_session(store, "rebuilt", 1763840465, "serial", "frozen-fish");
	if (rebuild_gives < 0) {
		err->status = rebuild_gives;
		err->os_errno = 0;
		snprintf(err->message, sizeof err->message, "the rebuild failed");
	}
	return rebuild_gives;
}

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	if (!b)
		return -1;
	snprintf(b->dir, sizeof b->dir, "/tmp/spinehold-history-XXXXXX");
	*state = b;
	return mkdtemp(b->dir) ? 0 : -1;
}

static int drop_bench(void **state)
{
	static const char *const FILES[] = {"results.db", "results.db-wal", "results.db-shm"};
	struct bench *b = *state;
	char path[128];

	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", b->dir, FILES[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/sessions", b->dir);
	rmdir(path);
	rmdir(b->dir);
	free(b);
	return 0;
}

/** Points a standard stream at a new file. Returns what it was. */
static int divert(int stream, int *ret_file)
{
	char name[] = "/tmp/spinehold-history-out-XXXXXX";
	const int old = dup(stream);

	*ret_file = mkstemp(name);
	assert_true(old >= 0 && *ret_file >= 0);
	unlink(name);
	assert_int_equal(dup2(*ret_file, stream), stream);
	return old;
}

static void undo(int stream, int old, int file, char *ret, size_t cap)
{
	ssize_t n;

	dup2(old, stream);
	close(old);
	n = pread(file, ret, cap - 1, 0);
	ret[n < 0 ? 0 : n] = '\0';
	close(file);
}

static int run(struct bench *b, enum sh_output_format format, bool rebuild)
{
	struct sh_options o = {.verb = "history"};
	int out_file, err_file, old_out, old_err, code;

	o.data_dir = b->dir;
	o.format = format;
	o.rebuild = rebuild;
	fflush(stdout);
	old_out = divert(STDOUT_FILENO, &out_file);
	old_err = divert(STDERR_FILENO, &err_file);
	code = sh_cmd_history(&o);
	fflush(stdout);
	undo(STDERR_FILENO, old_err, err_file, b->err, sizeof b->err);
	undo(STDOUT_FILENO, old_out, out_file, b->out, sizeof b->out);
	return code;
}

static struct sh_store *open_store(struct bench *b)
{
	struct sh_store *s = NULL;
	struct sh_err err;
	char path[128];

	snprintf(path, sizeof path, "%s/results.db", b->dir);
	assert_int_equal(sh_store_open(path, &s, &err), SH_OK);
	return s;
}

static void test_history_without_sessions_says_so_and_makes_nothing(void **state)
{
	struct bench *b = *state;

	assert_int_equal(run(b, SH_OUTPUT_AUTO, false), SH_EXIT_DONE);
	assert_ptr_equal(strstr(b->out, "No sessions yet."), b->out);
	assert_string_equal(b->err, "");
	assert_int_equal(run(b, SH_OUTPUT_JSONL, false), SH_EXIT_DONE);
	assert_string_equal(b->out, "");
	assert_int_equal(rmdir(b->dir), 0); /* still empty */
	assert_non_null(strstr(b->dir, "spinehold-history"));
}

static void test_history_table_has_a_row_an_exercise(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);

	put_session(s, "a", 1763840465, "serial", "frozen-fish");
	put_session(s, "b", 1763840525, "simulated", "an-id-that-is-much-too-long\x1b[2J");
	put_session(s, "c", 1763840585, "serial", NULL);
	sh_store_close(s);
	assert_int_equal(run(b, SH_OUTPUT_PLAIN, false), SH_EXIT_DONE);
	assert_string_equal(
		b->out,
		"DATE             EXERCISE               TIME  REPS OK  DEEP LIMIT  DONE\n"
		"2025-11-22 19:43 (no exercise)             -        -     -     -  cut\n"
		"2025-11-22 19:42 an-id-that-is-muc    30.0 s      5/6     2     1  yes synthetic\n"
		"2025-11-22 19:41 frozen-fish          30.0 s      5/6     2     1  yes\n");
}

static void test_history_jsonl_has_an_object_a_session(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);

	put_session(s, "a", 1763840465, "serial", "frozen-fish");
	sh_store_close(s);
	assert_int_equal(run(b, SH_OUTPUT_JSONL, false), SH_EXIT_DONE);
	assert_string_equal(
		b->out,
		"{\"session\":\"a\",\"start\":\"2025-11-22T19:41:05Z\",\"source\":\"serial\","
		"\"program\":\"\",\"log\":\"\",\"synthetic\":false,\"ended\":true,\"completed\":"
		"true,"
		"\"samples\":0,\"gaps\":0,\"bad_frames\":0,\"lost\":0,\"results\":[{\"exercise\":"
		"\"frozen-fish\",\"variant\":null,\"valid_hold_s\":30.0,\"active_s\":0.0,\"holds\":"
		"3,"
		"\"reps\":6,\"reps_ok\":5,\"reps_shallow\":0,\"reps_deep\":0,\"reps_jerky\":0,"
		"\"reps_unsure\":0,\"depth_warnings\":2,\"limit_events\":1,\"completed\":true}]}"
		"\n");
}

static void test_history_rebuild_replaces_the_sessions(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);

	put_session(s, "old", 1, "serial", "cat");
	sh_store_close(s);
	rebuild_gives = SH_OK;
	assert_int_equal(run(b, SH_OUTPUT_JSONL, true), SH_EXIT_DONE);
	assert_non_null(strstr(b->out, "\"rebuilt\""));
	assert_null(strstr(b->out, "\"old\""));
}

static void test_history_rebuild_that_fails_keeps_the_old_sessions(void **state)
{
	struct bench *b = *state;
	struct sh_store *s = open_store(b);

	put_session(s, "old", 1, "serial", "cat");
	sh_store_close(s);
	rebuild_gives = SH_ERR_IO;
	assert_int_equal(run(b, SH_OUTPUT_JSONL, true), SH_EXIT_FAILED);
	assert_string_equal(b->err, "spinehold: the rebuild failed\n");
	assert_int_equal(run(b, SH_OUTPUT_JSONL, false), SH_EXIT_DONE);
	assert_non_null(strstr(b->out, "\"old\""));
	assert_null(strstr(b->out, "\"rebuilt\""));
}

static void test_history_of_a_damaged_database_is_one_line(void **state)
{
	struct bench *b = *state;
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/results.db", b->dir);
	f = fopen(path, "wb");
	assert_non_null(f);
	for (int i = 0; i < 5000; i++)
		fputc('x', f);
	fclose(f);
	assert_int_equal(run(b, SH_OUTPUT_PLAIN, false), SH_EXIT_FAILED);
	assert_ptr_equal(strstr(b->err, "spinehold: "), b->err);
	assert_ptr_equal(strchr(b->err, '\n'), b->err + strlen(b->err) - 1);
	assert_non_null(strstr(b->err, "move it aside"));
	assert_string_equal(b->out, "");
}

static void test_diag_prints_exactly_one_safe_line(void **state)
{
	struct sh_err err = {SH_ERR_INPUT, 0, "a\nb\x1b[2J\xc2\x9b"};
	char got[2048];
	int file, old;

	(void)state;
	old = divert(STDERR_FILENO, &file);
	sh_diag_error(&err);
	undo(STDERR_FILENO, old, file, got, sizeof got);
	assert_string_equal(got, "spinehold: a\\x0ab\\x1b[2J\\u{9b}\n");
	assert_int_equal(sh_diag_exit(&err), SH_EXIT_INPUT);
	memset(err.message, 0x01, sizeof err.message); /* without a terminator */
	old = divert(STDERR_FILENO, &file);
	sh_diag_error(&err);
	undo(STDERR_FILENO, old, file, got, sizeof got);
	assert_int_equal(strlen(got), strlen("spinehold: \n") + 4 * (sizeof err.message - 1));
	err.message[0] = '\0';
	err.status = SH_ERR_CONFIG;
	old = divert(STDERR_FILENO, &file);
	sh_diag_error(&err);
	undo(STDERR_FILENO, old, file, got, sizeof got);
	assert_string_equal(got, "spinehold: wrong usage; see 'spinehold --help'\n");
	assert_int_equal(sh_diag_exit(&err), SH_EXIT_USAGE);
	err.status = SH_ERR_MEMORY;
	assert_int_equal(sh_diag_exit(&err), SH_EXIT_FAILED);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_bench, drop_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_history_without_sessions_says_so_and_makes_nothing),
		CASE(test_history_table_has_a_row_an_exercise),
		CASE(test_history_jsonl_has_an_object_a_session),
		CASE(test_history_rebuild_replaces_the_sessions),
		CASE(test_history_rebuild_that_fails_keeps_the_old_sessions),
		CASE(test_history_of_a_damaged_database_is_one_line),
		cmocka_unit_test(test_diag_prints_exactly_one_safe_line),
	};

	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
