/*
 * Paths are built by snprintf and refused when they do not fit: a cut path names another file.
 * mkdir is tried before looking (no race between the look and the making), and the folders are then
 * asked whether they may be written, because a read-only one should be told of before a session
 * begins and not after its first set.
 */

#define _DEFAULT_SOURCE

#include "app/paths.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support/err.h"

static enum sh_status too_long(struct sh_err *err)
{
	sh_err_set(err, SH_ERR_CONFIG, ENAMETOOLONG,
		   "the path of the data folder is too long; choose a shorter one with --data-dir");
	return SH_ERR_CONFIG;
}

__attribute__((format(printf, 4, 5))) static enum sh_status
build(char *ret, size_t cap, struct sh_err *err, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(ret, cap, format, ap);
	va_end(ap);
	return n >= 0 && (size_t)n < cap ? SH_OK : too_long(err);
}

static void cut_slashes(char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		path[--n] = '\0';
}

enum sh_status sh_paths_data_dir(const char *chosen, char ret[], size_t cap, struct sh_err *err)
{
	const char *xdg = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	enum sh_status r;

	if (chosen && !chosen[0]) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "--data-dir is empty; give it a folder");
		return SH_ERR_CONFIG;
	}
	if (chosen) {
		r = build(ret, cap, err, "%s", chosen);
	} else if (xdg && xdg[0] == '/') {
		r = build(ret, cap, err, "%s/spinehold", xdg);
	} else if (home && home[0] == '/') {
		r = build(ret, cap, err, "%s/.local/share/spinehold", home);
	} else {
		sh_err_set(err, SH_ERR_IO, 0,
			   "no home folder is known (HOME is not set); choose one with --data-dir");
		return SH_ERR_IO;
	}
	if (r == SH_OK)
		cut_slashes(ret);
	return r;
}

/** Like mkdir -p -m 0700. Returns 0 or an errno; `path` is changed meanwhile and restored. */
static int make_all(char *path)
{
	for (char *slash = path;;) {
		int failed;

		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		failed = mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : errno;
		/* a folder above that may not be written but is there answers EROFS or EACCES */
		if (failed && access(path, F_OK) == 0)
			failed = 0;
		if (slash)
			*slash = '/';
		if (failed || !slash)
			return failed;
	}
}

static enum sh_status make_folder(const char *dir, struct sh_err *err)
{
	char path[SH_PATHS_MAX];
	struct stat st;
	int failed;
	enum sh_status r = build(path, sizeof path, err, "%s", dir);

	if (r < 0)
		return r;
	failed = make_all(path);
	if (!failed && stat(path, &st) != 0)
		failed = errno;
	if (!failed && !S_ISDIR(st.st_mode))
		failed = ENOTDIR;
	if (!failed && faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) != 0)
		failed = errno;
	if (!failed)
		return SH_OK;
	sh_err_set(err, SH_ERR_IO, failed,
		   "cannot write to the data folder %s: %s; choose another with --data-dir", dir,
		   strerror(failed));
	return SH_ERR_IO;
}

enum sh_status sh_paths_make(const char *data_dir, struct sh_err *err)
{
	char sessions[SH_PATHS_MAX];
	enum sh_status r = sh_paths_sessions(data_dir, sessions, sizeof sessions, err);

	if (r == SH_OK && (r = make_folder(data_dir, err)) == SH_OK)
		r = make_folder(sessions, err);
	return r;
}

enum sh_status sh_paths_database(const char *data_dir, char ret[], size_t cap, struct sh_err *err)
{
	return build(ret, cap, err, "%s/results.db", data_dir);
}

enum sh_status sh_paths_sessions(const char *data_dir, char ret[], size_t cap, struct sh_err *err)
{
	return build(ret, cap, err, "%s/sessions", data_dir);
}

static enum sh_status check_id(const char *id, struct sh_err *err)
{
	static const char ALLOWED[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	const size_t n = strspn(id, ALLOWED);

	if (n > 0 && id[n] == '\0' && n < SH_SESSION_ID_MAX)
		return SH_OK;
	sh_err_set(err, SH_ERR_CONFIG, 0,
		   "'%.80s' is not a session id; 'spinehold history' lists them", id);
	return SH_ERR_CONFIG;
}

enum sh_status sh_paths_session_log(const char *data_dir, const char *id, char ret[], size_t cap,
				    struct sh_err *err)
{
	const enum sh_status r = check_id(id, err);

	return r < 0 ? r : build(ret, cap, err, "%s/sessions/%s.mcap", data_dir, id);
}

enum sh_status sh_paths_log_in_data(const char *id, char ret[], size_t cap, struct sh_err *err)
{
	const enum sh_status r = check_id(id, err);

	return r < 0 ? r : build(ret, cap, err, "sessions/%s.mcap", id);
}

void sh_session_id(int64_t utc_s, uint32_t salt, char ret[], size_t cap)
{
	const int64_t last = 253402300799; /* 9999-12-31 23:59:59 */
	const time_t t = (time_t)(utc_s < 0 ? 0 : utc_s > last ? last : utc_s);
	struct tm tm = {0};
	size_t n;

	assert(cap >= SH_SESSION_ID_MAX);
	gmtime_r(&t, &tm);
	n = strftime(ret, cap, "%Y%m%dT%H%M%SZ-", &tm);
	snprintf(ret + n, cap - n, "%06x", (unsigned)(salt & 0xffffffU));
}
