/* Into a file, plain or gzip, or to standard output, where somebody who stops reading is no error.
 * The gzip header carries no time, so a .csv.gz is as repeatable as a .csv. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "app/simulate.h"
#include "support/err.h"

struct sink {
	FILE *plain;
	gzFile packed;
};

static int put(struct sink *k, const struct sh_simulate_chunk *c)
{
	if (k->packed)
		return gzwrite(k->packed, c->bytes, (unsigned)c->len) == (int)c->len ? 0 : -1;
	return fwrite(c->bytes, 1, c->len, k->plain) == c->len ? 0 : -1;
}

static int open_sink(struct sink *k, const char *path)
{
	size_t n = strlen(path);

	errno = 0;
	if (strcmp(path, "-") == 0)
		k->plain = stdout;
	else if (n > 3 && strcmp(path + n - 3, ".gz") == 0)
		k->packed = gzopen(path, "wb");
	else
		k->plain = fopen(path, "wb");
	return k->plain || k->packed ? 0 : -1;
}

static int close_sink(struct sink *k)
{
	int bad = 0;

	if (k->packed)
		bad = gzclose(k->packed) != Z_OK;
	else if (k->plain == stdout)
		bad = fflush(stdout) != 0;
	else if (k->plain)
		bad = fclose(k->plain) != 0;
	return bad ? -1 : 0;
}

static enum sh_status failed(const char *path, struct sh_err *err)
{
	int number = errno ? errno : EIO;

	if (number == EPIPE && strcmp(path, "-") == 0)
		return SH_OK;
	sh_err_set(err, SH_ERR_IO, number, "%s: cannot be written: %s",
		   strcmp(path, "-") == 0 ? "standard output" : path, strerror(number));
	return SH_ERR_IO;
}

enum sh_status sh_simulate_file(struct sh_simulate *s, const char *path, struct sh_err *err)
{
	struct sh_simulate_chunk c;
	struct sink k = {NULL, NULL};
	enum sh_status st;
	bool bad;

	if (open_sink(&k, path) != 0)
		return failed(path, err);
	bad = false;
	while (!bad && (st = sh_simulate_next(s, &c, err)) == SH_OK)
		bad = put(&k, &c) != 0;
	if (bad) {
		st = failed(path, err);
		(void)close_sink(&k);
		return st;
	}
	if (close_sink(&k) != 0 && st == SH_END)
		return failed(path, err);
	return st == SH_END ? SH_OK : st;
}

enum sh_status sh_simulate_nowhere(struct sh_simulate *s, struct sh_err *err)
{
	struct sh_simulate_chunk c;
	enum sh_status st;

	do {
		st = sh_simulate_next(s, &c, err);
	} while (st == SH_OK);
	return st == SH_END ? SH_OK : st;
}
