/* A recording as a stream of bytes, plain or gzip.
 *
 * gzip is told by its first bytes, not by the name. zlib's gzread would do the reading in one call,
 * but on damage it keeps back what it had already unpacked; inflate() run here gives every byte up
 * to the damaged place. Members that follow each other (cat a.gz b.gz) are one stream, zeros after
 * the last are padding; anything else after it is damage, as is an end in the middle.
 *
 *   plain      read -> out
 *   gzip       read -> in -> inflate -> out, state: MEMBER (inside), BETWEEN (after a member's end)
 *
 * Files are always ready, so poll() is only asked where the path turns out to be a pipe.
 */

#define _DEFAULT_SOURCE

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "io/source.h"
#include "support/err.h"

enum { IN_BYTES = 16384 };

enum state { STATE_START, STATE_PLAIN, STATE_MEMBER, STATE_BETWEEN, STATE_END };

struct file {
	struct sh_source base;
	int fd;
	bool standard_input, waits; /* waits: not a plain file, reading it may block */
	bool eof;		    /* nothing more to read into `in` */
	enum state state;
	enum sh_status over; /* SH_ERR_IO once reading failed */
	int os_errno;
	z_stream z;
	bool z_ready;
	uint64_t in_total; /* bytes of the file taken into `in` so far */
	const uint8_t *at; /* unused part of `in` */
	size_t left;
	char path[SH_SOURCE_PATH_MAX * 4];
	uint8_t in[IN_BYTES];
	uint8_t out[SH_SOURCE_READ_MAX];
};

static struct sh_source *file_close(struct sh_source *s)
{
	struct file *f = (struct file *)s;
	if (f == NULL)
		return NULL;
	if (f->z_ready)
		(void)inflateEnd(&f->z);
	if (f->fd >= 0 && !f->standard_input)
		close(f->fd);
	free(f);
	return NULL;
}

static enum sh_status open_fd(struct file *f, struct sh_err *err)
{
	struct stat st;
	f->fd = f->standard_input ? STDIN_FILENO
				  : open(f->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (f->fd < 0 || fstat(f->fd, &st) != 0) {
		int e = errno;
		sh_err_set(err, SH_ERR_INPUT, e, "cannot open '%s': %s; check the file's %s",
			   f->path, strerror(e), e == EACCES ? "permissions" : "name");
		return SH_ERR_INPUT;
	}
	if (S_ISDIR(st.st_mode)) {
		sh_err_set(err, SH_ERR_INPUT, EISDIR,
			   "'%s' is a folder, not a recording: name a file in it", f->path);
		return SH_ERR_INPUT;
	}
	f->waits = !S_ISREG(st.st_mode);
	return SH_OK;
}

static enum sh_status file_open(const char *spec, const struct sh_source_options *o,
				struct sh_source **ret, struct sh_err *err)
{
	assert(o->now_us != NULL);
	struct file *f = calloc(1, sizeof(*f));
	if (f == NULL) {
		sh_err_set(err, SH_ERR_MEMORY, ENOMEM, "out of memory: close other programs");
		return SH_ERR_MEMORY;
	}
	f->base = (struct sh_source){.ops = &sh_source_file, .options = *o};
	f->fd = -1;
	f->standard_input = strcmp(spec, "-") == 0;
	enum sh_status r;
	if (strlen(spec) >= sizeof(f->path)) {
		r = SH_ERR_INPUT;
		sh_err_set(err, r, ENAMETOOLONG,
			   "the file's name is longer than %d bytes: use a shorter way to it",
			   (int)sizeof(f->path) - 1);
		goto out;
	}
	strcpy(f->path, spec);
	r = open_fd(f, err);
	if (r != SH_OK)
		goto out;
	*ret = &f->base;
out:
	if (r != SH_OK)
		(void)file_close(&f->base);
	return r;
}

static size_t file_pollfds(struct sh_source *s, struct pollfd *fds, size_t cap)
{
	const struct file *f = (const struct file *)s;
	if (!f->waits || f->eof || f->left > 0 || f->over != SH_OK || cap == 0)
		return 0;
	fds[0] = (struct pollfd){.fd = f->fd, .events = POLLIN};
	return 1;
}

static enum sh_status fail_read(struct file *f, int os_errno, struct sh_err *err)
{
	f->over = SH_ERR_IO;
	f->os_errno = os_errno;
	sh_err_set(err, SH_ERR_IO, os_errno,
		   "cannot read '%s' beyond byte %llu: %s; copy the file to another disk", f->path,
		   (unsigned long long)f->in_total, strerror(os_errno));
	return SH_ERR_IO;
}

/* Appends to `in` what the file has; SH_OK also at the end of it (eof is set then). */
static enum sh_status fill(struct file *f, struct sh_err *err)
{
	struct pollfd p = {.fd = f->fd, .events = POLLIN};
	ssize_t n;
	if (f->waits && poll(&p, 1, 0) <= 0)
		return SH_WAIT;
	if (f->left > 0)
		memmove(f->in, f->at, f->left);
	f->at = f->in;
	do {
		n = read(f->fd, f->in + f->left, sizeof(f->in) - f->left);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return SH_WAIT;
	if (n < 0)
		return fail_read(f, errno, err);
	f->eof = n == 0;
	f->left += (size_t)n;
	f->in_total += (uint64_t)n;
	return SH_OK;
}

static enum sh_status damage(struct file *f, const char *what, struct sh_err *err)
{
	uint64_t at = f->in_total - f->left;
	f->state = STATE_END;
	sh_err_set(err, SH_ERR_INPUT, 0,
		   "'%s'@%llu: the compressed data %s; what comes before was used, for the "
		   "rest make the copy again",
		   f->path, (unsigned long long)at, what);
	return SH_ERR_INPUT;
}

/* Looks at the first bytes of the file, or of what follows a gzip member.
 * @return SH_OK: the state says what comes; SH_WAIT; SH_ERR_... */
static enum sh_status look_ahead(struct file *f, struct sh_err *err)
{
	bool first = f->state == STATE_START;
	for (;;) {
		while (!first && f->left > 0 && *f->at == 0) {
			f->at++;
			f->left--;
		}
		if (f->left >= 2 || f->eof)
			break;
		enum sh_status r = fill(f, err);
		if (r != SH_OK)
			return r;
	}
	if (f->left == 0) {
		f->state = STATE_END;
		return SH_OK;
	}
	if (f->left < 2 || f->at[0] != 0x1f || f->at[1] != 0x8b) {
		if (!first)
			return damage(f, "is followed by bytes that are none", err);
		f->state = STATE_PLAIN;
		return SH_OK;
	}
	if (f->z_ready ? inflateReset(&f->z) != Z_OK : inflateInit2(&f->z, 15 + 16) != Z_OK) {
		sh_err_set(err, SH_ERR_MEMORY, ENOMEM, "out of memory: close other programs");
		return SH_ERR_MEMORY;
	}
	f->z_ready = true;
	f->state = STATE_MEMBER;
	return SH_OK;
}

/* @return SH_OK and *ret_len > 0, or the state has moved on; SH_WAIT; SH_ERR_... */
static enum sh_status unpack(struct file *f, size_t *ret_len, struct sh_err *err)
{
	if (f->left == 0 && !f->eof) {
		enum sh_status r = fill(f, err);
		if (r != SH_OK)
			return r;
	}
	f->z.next_in = (z_const Bytef *)f->at;
	f->z.avail_in = (uInt)f->left;
	f->z.next_out = f->out;
	f->z.avail_out = sizeof(f->out);
	int r = inflate(&f->z, Z_NO_FLUSH);
	f->at += f->left - f->z.avail_in;
	f->left = f->z.avail_in;
	*ret_len = sizeof(f->out) - f->z.avail_out;
	if (r == Z_STREAM_END)
		f->state = STATE_BETWEEN;
	if (r == Z_OK || r == Z_STREAM_END || *ret_len > 0)
		return SH_OK; /* an error comes back at the next call */
	if (r == Z_BUF_ERROR)
		return f->eof ? damage(f, "ends in the middle", err) : SH_OK;
	if (r == Z_MEM_ERROR) {
		sh_err_set(err, SH_ERR_MEMORY, ENOMEM, "out of memory: close other programs");
		return SH_ERR_MEMORY;
	}
	return damage(f, "is damaged", err);
}

static enum sh_status copy_plain(struct file *f, size_t *ret_len, struct sh_err *err)
{
	if (f->left == 0 && !f->eof) {
		enum sh_status r = fill(f, err);
		if (r != SH_OK)
			return r;
	}
	if (f->left == 0 && f->eof)
		f->state = STATE_END;
	*ret_len = f->left < sizeof(f->out) ? f->left : sizeof(f->out);
	memcpy(f->out, f->at, *ret_len);
	f->at += *ret_len;
	f->left -= *ret_len;
	return SH_OK;
}

static enum sh_status file_read(struct sh_source *s, struct sh_record *ret, struct sh_err *err)
{
	struct file *f = (struct file *)s;
	size_t len = 0;
	if (f->over != SH_OK)
		return fail_read(f, f->os_errno, err);
	while (len == 0) {
		enum sh_status r = SH_OK;
		switch (f->state) {
		case STATE_START:
		case STATE_BETWEEN:
			r = look_ahead(f, err);
			break;
		case STATE_PLAIN:
			r = copy_plain(f, &len, err);
			break;
		case STATE_MEMBER:
			r = unpack(f, &len, err);
			break;
		case STATE_END:
			return SH_END;
		}
		if (r != SH_OK)
			return r;
	}
	*ret = (struct sh_record){.t_host_us = s->options.now_us(s->options.clock_ctx),
				  .kind = SH_RECORD_BYTES,
				  .line = s->options.line,
				  .data = f->out,
				  .len = len};
	return SH_OK;
}

static enum sh_status file_set_baud(struct sh_source *s, uint32_t baud, struct sh_err *err)
{
	(void)s, (void)baud, (void)err;
	return SH_WAIT;
}

const struct sh_source_ops sh_source_file = {
	.name = "file",
	.help = "recording, plain or gzip",
	.open = file_open,
	.pollfds = file_pollfds,
	.read = file_read,
	.set_baud = file_set_baud,
	.close = file_close,
};
