/*
 * Where things are kept, and the names of sessions.
 */

#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/paths.h"

static struct sh_err err;
static char path[SH_PATHS_MAX];

static const char *data_dir(const char *chosen)
{
	if (sh_paths_data_dir(chosen, path, sizeof path, &err) != SH_OK)
		return err.message;
	return path;
}

static void test_data_dir_follows_option_then_xdg_then_home(void **state)
{
	(void)state;
	setenv("HOME", "/home/a", 1);
	setenv("XDG_DATA_HOME", "/data", 1);
	assert_string_equal(data_dir("here//"), "here");
	assert_string_equal(data_dir("/"), "/");
	assert_string_equal(data_dir(NULL), "/data/spinehold");
	setenv("XDG_DATA_HOME", "relative", 1);
	assert_string_equal(data_dir(NULL), "/home/a/.local/share/spinehold");
	setenv("XDG_DATA_HOME", "", 1);
	assert_string_equal(data_dir(NULL), "/home/a/.local/share/spinehold");
	unsetenv("XDG_DATA_HOME");
	assert_string_equal(data_dir(NULL), "/home/a/.local/share/spinehold");
}

static void test_data_dir_without_home_says_what_to_do(void **state)
{
	(void)state;
	unsetenv("XDG_DATA_HOME");
	unsetenv("HOME");
	assert_int_equal(sh_paths_data_dir(NULL, path, sizeof path, &err), SH_ERR_IO);
	assert_non_null(strstr(err.message, "--data-dir"));
	assert_int_equal(sh_paths_data_dir("", path, sizeof path, &err), SH_ERR_CONFIG);
}

static void test_path_too_long_is_refused_not_cut(void **state)
{
	char small[12];

	(void)state;
	assert_int_equal(sh_paths_data_dir("/123456789ab", small, sizeof small, &err),
			 SH_ERR_CONFIG);
	assert_int_equal(sh_paths_database("/data", small, sizeof small, &err), SH_ERR_CONFIG);
	assert_int_equal(sh_paths_data_dir("/123456789a", small, sizeof small, &err), SH_OK);
}

static void test_names_below_the_data_dir(void **state)
{
	(void)state;
	assert_int_equal(sh_paths_database("/d", path, sizeof path, &err), SH_OK);
	assert_string_equal(path, "/d/results.db");
	assert_int_equal(sh_paths_sessions("/d", path, sizeof path, &err), SH_OK);
	assert_string_equal(path, "/d/sessions");
	assert_int_equal(
		sh_paths_session_log("/d", "20251122T194105Z-1a2b3c", path, sizeof path, &err),
		SH_OK);
	assert_string_equal(path, "/d/sessions/20251122T194105Z-1a2b3c.mcap");
	assert_int_equal(sh_paths_log_in_data("a-1", path, sizeof path, &err), SH_OK);
	assert_string_equal(path, "sessions/a-1.mcap");
}

static void test_id_that_leads_elsewhere_is_refused(void **state)
{
	static const char *const BAD[] = {
		"",    "..",  "../x",  "a/b",
		"a.b", "a b", "a\x1b", "0123456789012345678901234567890123456789"};

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
		if (sh_paths_session_log("/d", BAD[i], path, sizeof path, &err) != SH_ERR_CONFIG)
			fail_msg("'%s' taken", BAD[i]);
		assert_null(strchr(err.message, '\x1b'));
	}
}

static void test_make_builds_private_folders_and_may_be_repeated(void **state)
{
	char dir[] = "/tmp/spinehold-paths-XXXXXX", deep[128], sessions[160];
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(deep, sizeof deep, "%s/one/two", dir);
	snprintf(sessions, sizeof sessions, "%s/sessions", deep);
	assert_int_equal(sh_paths_make(deep, &err), SH_OK);
	assert_int_equal(sh_paths_make(deep, &err), SH_OK);
	assert_int_equal(stat(deep, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(sessions, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	rmdir(sessions);
	rmdir(deep);
	snprintf(deep, sizeof deep, "%s/one", dir);
	rmdir(deep);
	rmdir(dir);
}

static void test_make_where_a_file_stands_says_which(void **state)
{
	char file[] = "/tmp/spinehold-paths-XXXXXX", below[128];
	const int fd = mkstemp(file);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(sh_paths_make(file, &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, ENOTDIR);
	assert_non_null(strstr(err.message, file));
	assert_non_null(strstr(err.message, "--data-dir"));
	snprintf(below, sizeof below, "%s/below", file);
	assert_int_equal(sh_paths_make(below, &err), SH_ERR_IO);
	unlink(file);
	close(fd);
}

static void test_make_in_a_folder_not_writable_says_so(void **state)
{
	char dir[] = "/tmp/spinehold-paths-XXXXXX", below[128];

	(void)state;
	if (geteuid() == 0) {
		/* rights do not hold root back; a file system without folders to make does */
		assert_int_equal(sh_paths_make("/proc/spinehold", &err), SH_ERR_IO);
		assert_non_null(strstr(err.message, "/proc/spinehold"));
		return;
	}
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chmod(dir, 0500), 0);
	assert_int_equal(sh_paths_make(dir, &err), SH_ERR_IO);
	snprintf(below, sizeof below, "%s/below", dir);
	assert_int_equal(sh_paths_make(below, &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, EACCES);
	assert_int_equal(err.status, SH_ERR_IO);
	chmod(dir, 0700);
	rmdir(dir);
}

static void test_session_id_is_the_utc_time_and_sorts_by_it(void **state)
{
	char id[SH_SESSION_ID_MAX], next[SH_SESSION_ID_MAX];

	(void)state;
	sh_session_id(0, 0, id, sizeof id);
	assert_string_equal(id, "19700101T000000Z-000000");
	sh_session_id(1763840465, 0xff1a2b3c, id, sizeof id);
	assert_string_equal(id, "20251122T194105Z-1a2b3c");
	sh_session_id(1763840466, 0, next, sizeof next);
	assert_true(strcmp(id, next) < 0);
	sh_session_id(1709164800, 1, id, sizeof id); /* a leap day */
	assert_string_equal(id, "20240229T000000Z-000001");
	assert_int_equal(sh_paths_session_log("/d", id, path, sizeof path, &err), SH_OK);
}

static void test_session_id_of_strange_times_is_still_an_id(void **state)
{
	char id[SH_SESSION_ID_MAX];

	(void)state;
	sh_session_id(INT64_MIN, 7, id, sizeof id);
	assert_string_equal(id, "19700101T000000Z-000007");
	sh_session_id(INT64_MAX, 7, id, sizeof id);
	assert_string_equal(id, "99991231T235959Z-000007");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_data_dir_follows_option_then_xdg_then_home),
		cmocka_unit_test(test_data_dir_without_home_says_what_to_do),
		cmocka_unit_test(test_path_too_long_is_refused_not_cut),
		cmocka_unit_test(test_names_below_the_data_dir),
		cmocka_unit_test(test_id_that_leads_elsewhere_is_refused),
		cmocka_unit_test(test_make_builds_private_folders_and_may_be_repeated),
		cmocka_unit_test(test_make_where_a_file_stands_says_which),
		cmocka_unit_test(test_make_in_a_folder_not_writable_says_so),
		cmocka_unit_test(test_session_id_is_the_utc_time_and_sorts_by_it),
		cmocka_unit_test(test_session_id_of_strange_times_is_still_an_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
