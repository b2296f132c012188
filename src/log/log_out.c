/* The file under a session log. Plain write(): a stdio buffer would hide which bytes the system has
 * already taken, and that is the one thing a log is asked about after a kill.
 */

#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64

#include "log/log_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/mcap_records.h"
#include "support/err.h"

static const char *advice(int os_errno)
{
	switch (os_errno) {
	case ENOSPC:
	case EDQUOT:
		return "free some space, or choose another --data-dir";
	case EFBIG:
		return "the limit for a file's size is reached (see ulimit -f)";
	case EEXIST:
		return "choose another name";
	case ENOENT:
	case ENOTDIR:
		return "create the folder first";
	case EACCES:
	case EPERM:
	case EROFS:
		return "choose a folder you may write to, with --data-dir";
	default:
		return "check the disk";
	}
}

static enum sh_status fail(struct sh_log_out *o, const char *what, int why, struct sh_err *err)
{
	sh_err_set(&o->failed, SH_ERR_IO, why, "cannot %s the session log '%s'@%llu: %s: %s", what,
		   o->path, (unsigned long long)o->size, strerror(why), advice(why));
	if (err)
		*err = o->failed;
	return SH_ERR_IO;
}

enum sh_status sh_log_out_no_memory(struct sh_log_out *o, struct sh_err *err)
{
	sh_err_set(&o->failed, SH_ERR_MEMORY, 0, "out of memory for the session log '%s'",
		   o->path ? o->path : "");
	if (err)
		*err = o->failed;
	return SH_ERR_MEMORY;
}

/* The file's name must survive a power cut as its content does; some file systems refuse, and then
 * there is nothing to be done. */
static void sync_folder(const char *path)
{
	char *folder = strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;
	int fd;

	if (slash)
		slash[slash == folder] = '\0';
	fd = folder ? open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(folder);
}

enum sh_status sh_log_out_open(struct sh_log_out *o, const char *path, struct sh_err *err)
{
	*o = (struct sh_log_out){.fd = -1, .path = strdup(path)};
	if (!o->path)
		return sh_log_out_no_memory(o, err);
	o->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
	if (o->fd < 0)
		return fail(o, "create", errno, err);
	sync_folder(path);
	return SH_OK;
}

enum sh_status sh_log_out_state(const struct sh_log_out *o, struct sh_err *err)
{
	if (o->failed.status < 0 && err)
		*err = o->failed;
	return o->failed.status;
}

enum sh_status sh_log_out_write(struct sh_log_out *o, const void *data, size_t len,
				struct sh_err *err)
{
	const uint8_t *p = data;
	size_t done = 0;

	while (done < len) {
		ssize_t n = write(o->fd, p + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int why = n < 0 ? errno : EIO;

			/* should this fail too, the reader steps over what is torn */
			(void)!ftruncate(o->fd, (off_t)o->size);
			return fail(o, "write", why, err);
		}
		done += (size_t)n;
	}
	o->size += len;
	o->crc = sh_mcap_crc32(o->crc, data, len);
	return SH_OK;
}

enum sh_status sh_log_out_sync(struct sh_log_out *o, struct sh_err *err)
{
	return fsync(o->fd) < 0 ? fail(o, "finish writing", errno, err) : SH_OK;
}

void sh_log_out_unlink(struct sh_log_out *o)
{
	if (o->path)
		unlink(o->path);
}

enum sh_status sh_log_out_close(struct sh_log_out *o, struct sh_err *err)
{
	enum sh_status r = sh_log_out_state(o, err);

	if (o->fd >= 0 && close(o->fd) < 0 && r == SH_OK)
		r = fail(o, "close", errno, err);
	o->fd = -1;
	free(o->path);
	o->path = NULL;
	return r;
}
