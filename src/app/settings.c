#define _POSIX_C_SOURCE 200809L

#include "app/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/paths.h"
#include "support/err.h"

enum { FILE_MAX = 4096, AGE_MAX = 130 };

static enum sh_status path_of(const char *data_dir, const char *end, char *ret, size_t cap,
			      struct sh_err *err)
{
	int n = snprintf(ret, cap, "%s/settings%s", data_dir, end);

	if (n >= 0 && (size_t)n < cap)
		return SH_OK;
	sh_err_set(err, SH_ERR_CONFIG, 0,
		   "the path of the settings is too long; choose another "
		   "--data-dir");
	return SH_ERR_CONFIG;
}

/* The file as text; "" if there is none that can be read. */
static void read_file(const char *data_dir, char text[FILE_MAX])
{
	char path[SH_PATHS_MAX];
	struct sh_err err;
	ssize_t n = 0;
	size_t len = 0;
	int fd;

	text[0] = '\0';
	if (path_of(data_dir, "", path, sizeof(path), &err) != SH_OK)
		return;
	/* O_NONBLOCK: should it be a pipe, nobody waits for its other end */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	while (len + 1 < FILE_MAX && (n = read(fd, text + len, FILE_MAX - 1 - len)) > 0)
		len += (size_t)n;
	(void)close(fd);
	text[n < 0 ? 0 : len] = '\0';
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

static bool is_age(const char *line)
{
	return strncmp(line, "age:", 4) == 0;
}

void sh_settings_load(const char *data_dir, struct sh_settings *ret)
{
	char text[FILE_MAX];

	memset(ret, 0, sizeof(*ret));
	read_file(data_dir, text);
	for (const char *line = text; *line; line = next_line(line)) {
		long age;

		if (!is_age(line))
			continue;
		age = strtol(line + 4, NULL, 10);
		ret->age_told = true;
		ret->age_years = age > 0 && age <= AGE_MAX ? (int)age : 0;
	}
}

static bool write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

static size_t compose(const struct sh_settings *s, const char *old, char *ret, size_t cap)
{
	size_t len;

	if (s->age_years > 0)
		len = (size_t)snprintf(ret, cap, "age: %d\n", s->age_years);
	else
		len = (size_t)snprintf(ret, cap, "%s", s->age_told ? "age: skipped\n" : "");
	for (const char *line = old; *line; line = next_line(line)) {
		size_t n = (size_t)(next_line(line) - line);

		if (is_age(line) || len + n + 1 >= cap)
			continue;
		memcpy(ret + len, line, n);
		len += n;
	}
	return len;
}

enum sh_status sh_settings_save(const char *data_dir, const struct sh_settings *s,
				struct sh_err *err)
{
	char path[SH_PATHS_MAX], fresh[SH_PATHS_MAX], old[FILE_MAX], text[FILE_MAX + 64];
	enum sh_status st;
	size_t len;
	int fd;

	if ((st = sh_paths_make(data_dir, err)) != SH_OK ||
	    (st = path_of(data_dir, "", path, sizeof(path), err)) != SH_OK ||
	    (st = path_of(data_dir, ".new", fresh, sizeof(fresh), err)) != SH_OK)
		return st;
	read_file(data_dir, old);
	len = compose(s, old, text, sizeof(text));
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0 && write_all(fd, text, len) && fsync(fd) == 0 && close(fd) == 0 &&
	    rename(fresh, path) == 0)
		return SH_OK;
	sh_err_set(err, SH_ERR_IO, errno, "%s cannot be written (%s); is the disk full?", path,
		   strerror(errno));
	(void)unlink(fresh);
	return SH_ERR_IO;
}
