/* The profile as a text, and into its file.
 *
 * A fixed order, a comment where a number needs one, and a line only for what is known: people read
 * these files and correct them by hand. Comments of their own are lost when the program writes it
 * again; `note` is for what should stay, and the file before is kept as .bak.
 *
 * The new text is written beside the old one, synced and renamed over it, so a full disk or a
 * pulled plug leaves the old profile whole.
 */
#define _POSIX_C_SOURCE 200809L

#include "catalog/profile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/err.h"

enum { PATH_BYTES_MAX = 4096 };

struct out {
	char *text;
	size_t len;
};

static void put(struct out *o, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

static void put(struct out *o, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(o->text + o->len, SH_PROFILE_TEXT_MAX - o->len, format, args);
	va_end(args);
	if (n > 0)
		o->len += (size_t)n < SH_PROFILE_TEXT_MAX - o->len ? (size_t)n : 0;
}

/* In quotes, because a serial number may look like a number and a note may hold a colon. */
static void put_text(struct out *o, const char *key, const char *text)
{
	if (!text[0])
		return;
	put(o, "%s: \"", key);
	for (; *text; text++)
		put(o, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	put(o, "\"\n");
}

/* Minus zero reads badly. */
static double plain(double x)
{
	return x == 0 ? 0 : x;
}

static void put_vec(struct out *o, const char *key, const struct sh_vec3 *v, const char *comment)
{
	put(o, "%s: [%.9g, %.9g, %.9g]%s\n", key, plain(v->x), plain(v->y), plain(v->z), comment);
}

static void put_known(struct out *o, const char *key, double value, const char *comment)
{
	if (value > 0)
		put(o, "%s: %.4g%s\n", key, value, comment);
}

static void put_check(struct out *o, const char *key, const char *residual_key,
		      const struct sh_profile_check *c)
{
	if (!c->known)
		return;
	put(o, "\n%s:\n  verdict: %s\n", key, c->pass ? "pass" : "fail");
	put_text(o, "  date", c->date);
	if (c->residual >= 0)
		put(o, "  %s: %.4g\n", residual_key, c->residual);
	put_text(o, "  says", c->says);
}

static void put_mount(struct out *o, const struct sh_profile *p)
{
	if (!p->has_mount)
		return;
	if (p->mount_axes[0])
		put(o,
		    "\n# sensor axes that point forward, left and up in standing\nmount: "
		    "\"%s\"\n",
		    p->mount_axes);
	else
		put(o,
		    "\n# sensor axes to body axes: quaternion w, x, y, z\nmount: [%.9g, %.9g, "
		    "%.9g, %.9g]\n",
		    plain(p->mount.w), plain(p->mount.x), plain(p->mount.y), plain(p->mount.z));
}

static void put_sensor(struct out *o, const struct sh_profile *p)
{
	if (p->has_acc_delay)
		put(o, "acc_delay_s: %.9g # accelerometer behind gyro\n", plain(p->acc_delay_s));
	if (p->has_gyro_bias)
		put_vec(o, "gyro_bias_deg_s", &p->gyro_bias_deg_s, "");
	put_known(o, "gyro_noise_deg_s", p->gyro_noise_deg_s, " # RMS of one sample");
	put_known(o, "gyro_wander_deg_s", p->gyro_wander_deg_s, " # Allan deviation over 1 s");
	if (p->has_acc) {
		put(o, "# true force = matrix (reading - offset)\n");
		put_vec(o, "acc_offset_m_s2", &p->acc_offset_m_s2, "");
		put(o, "acc_matrix:\n");
		for (int i = 0; i < 3; i++)
			put(o, "  - [%.9g, %.9g, %.9g]\n", plain(p->acc_matrix[i][0]),
			    plain(p->acc_matrix[i][1]), plain(p->acc_matrix[i][2]));
	}
	put_known(o, "acc_noise_m_s2", p->acc_noise_m_s2, " # RMS of one sample");
	put_known(o, "rate_hz", p->rate_hz, " # at which the noise was measured");
}

static void put_wearer(struct out *o, const struct sh_profile *p)
{
	const char *sep = "";

	if (p->age_years > 0)
		put(o, "\nage: %d\n", p->age_years);
	if (p->flexion_deg > 0 || p->extension_deg > 0 || p->side_deg > 0 || p->twist_deg > 0) {
		const char *const keys[] = {"flexion", "extension", "side", "twist"};
		const double values[] = {p->flexion_deg, p->extension_deg, p->side_deg,
					 p->twist_deg};

		put(o, "# comfortable range from neutral\ncomfort_deg: {");
		for (int i = 0; i < 4; i++) {
			if (!(values[i] > 0))
				continue;
			put(o, "%s%s: %.9g", sep, keys[i], values[i]);
			sep = ", ";
		}
		put(o, "}\n");
	}
	if (p->has_breath_through)
		put(o, "breath_through: %s\n", p->breath_through ? "on" : "off");
}

size_t sh_profile_print(const struct sh_profile *p, char ret[SH_PROFILE_TEXT_MAX])
{
	struct out o = {ret, 0};

	ret[0] = '\0';
	put(&o, "# A spinehold profile: one sensor, one wearer. calibration/README.md explains the "
		"keys.\nversion: 1\n");
	put_text(&o, "device", p->device);
	put_text(&o, "model", p->model);
	put_text(&o, "note", p->note);
	put_mount(&o, p);
	put(&o, "\n");
	put_sensor(&o, p);
	put_wearer(&o, p);
	put_check(&o, "still", "residual_deg_s", &p->still);
	put_check(&o, "faces", "residual_m_s2", &p->faces);
	put_check(&o, "delay", "residual_s", &p->delay);
	put_check(&o, "wearing", "residual_deg", &p->wearing);
	return o.len;
}

static enum sh_status fail(struct sh_err *err, const char *path, const char *what)
{
	int code = errno;

	sh_err_set(err, SH_ERR_IO, code,
		   "%s: the profile cannot be %s: %s; name another file with --profile", path, what,
		   strerror(code));
	return SH_ERR_IO;
}

static bool write_all(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), code;
	bool good = fd >= 0;

	for (size_t done = 0; good && done < len;) {
		ssize_t n = write(fd, text + done, len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			good = false;
	}
	good = good && fsync(fd) == 0;
	code = errno;
	if (fd >= 0)
		close(fd);
	if (!good)
		(void)unlink(path);
	errno = code;
	return good;
}

enum sh_status sh_profile_save(const struct sh_profile *p, const char *path, struct sh_err *err)
{
	char text[SH_PROFILE_TEXT_MAX], fresh[PATH_BYTES_MAX], old[PATH_BYTES_MAX];
	size_t len = sh_profile_print(p, text);
	struct stat st;

	if (strlen(path) + sizeof(".new") > sizeof(fresh)) {
		errno = ENAMETOOLONG;
		return fail(err, path, "written");
	}
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	snprintf(old, sizeof(old), "%s.bak", path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		errno = EINVAL; /* a folder, or a device */
		return fail(err, path, "written there");
	}
	if (!write_all(fresh, text, len))
		return fail(err, path, "written");
	(void)unlink(old);
	if (link(path, old) != 0 && errno != ENOENT) {
		int code = errno;

		(void)unlink(fresh);
		errno = code;
		return fail(err, old, "kept");
	}
	if (rename(fresh, path) != 0) {
		(void)unlink(fresh);
		return fail(err, path, "put in place");
	}
	return SH_OK;
}
