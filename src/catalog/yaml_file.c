/* Reading a file that somebody named.
 *
 * It is opened without blocking and must be a regular one: a FIFO or a terminal given by mistake
 * would hang the program before it had said a word.
 */
#define _POSIX_C_SOURCE 200809L

#include "catalog/yaml_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/line_marks.h"
#include "support/err.h"

static enum sh_status fail(struct sh_err *err, const char *verb, const char *path, const char *what)
{
	int code = errno;

	sh_err_set(err, SH_ERR_INPUT, code, "%s: cannot %s the %s: %s; check the path", path, verb,
		   what, strerror(code));
	return SH_ERR_INPUT;
}

static bool read_all(int fd, char *buf, size_t size, size_t *ret_len)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, buf + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*ret_len = len;
	return true;
}

enum sh_status sh_yaml_file_read(const char *path, const char *what, char **ret, size_t *ret_len,
				 struct sh_err *err)
{
	size_t len = 0, size = SH_MARKS_BYTES_MAX + 1;
	enum sh_status r = SH_OK;
	char *text = NULL;
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return fail(err, "open", path, what);
	if (fstat(fd, &st) < 0) {
		r = fail(err, "look at", path, what);
	} else if (!S_ISREG(st.st_mode)) {
		sh_err_set(err, SH_ERR_INPUT, 0, "%s: not a regular file; give the path of a %s",
			   path, what);
		r = SH_ERR_INPUT;
	} else if (!(text = malloc(size + 1))) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory while reading a %s", what);
		r = SH_ERR_MEMORY;
	} else if (!read_all(fd, text, size, &len)) {
		r = fail(err, "read", path, what);
	}
	close(fd);
	if (r < 0) {
		free(text);
		return r;
	}
	text[len] = '\0';
	*ret = text;
	*ret_len = len;
	return SH_OK;
}
