/* The profile: from the YAML text to plain data.
 *
 * The shape is checked against the schema first (profile_schema.c), so what is left here are the
 * ranges and the few rules between keys. Ranges are wide: they keep out slips (degrees for radians,
 * a lost decimal point) and numbers that no sensor can have. A matrix without its offset, or the
 * other way round, is allowed: the other one is neutral then.
 */
#define _POSIX_C_SOURCE 200809L

#include "catalog/profile.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/profile_schema.h"
#include "catalog/yaml_file.h"
#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/posture.h"
#include "support/err.h"

enum { FORMAT_VERSION = 1, AGE_MIN = 5, AGE_MAX = 120 };

struct build {
	const struct sh_marks *m;
	const struct sh_raw_profile *raw;
	struct sh_profile *p;
	struct sh_err *err;
};

void sh_profile_init(struct sh_profile *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->mount = sh_quat_identity();
	for (int i = 0; i < 3; i++)
		ret->acc_matrix[i][i] = 1;
}

/* Lengths were checked against the schema, and each member has room for its limit. */
static enum sh_status take_text(const struct build *b, uint32_t map, const char *key,
				const char *given, char *ret, size_t size)
{
	size_t n = given ? strlen(given) : 0;

	if (n > 0 && strchr(given, '\n'))
		return sh_marks_fail(b->m, sh_marks_child(b->m, map, key), b->err,
				     "'%s' has a line break in it; write it on one line", key);
	if (n >= size)
		n = size - 1;
	if (n > 0)
		memcpy(ret, given, n);
	ret[n] = '\0';
	return SH_OK;
}

static enum sh_status take_number(const struct build *b, uint32_t map, const char *key,
				  const double *given, double low, double high, double *ret)
{
	if (!given)
		return SH_OK;
	if (!(*given >= low && *given <= high))
		return sh_marks_fail(b->m, sh_marks_child(b->m, map, key), b->err,
				     "'%s' is %g; it must be %g to %g", key, *given, low, high);
	*ret = *given;
	return SH_OK;
}

static enum sh_status take_vec(const struct build *b, const char *key, const double *given,
			       double limit, struct sh_vec3 *ret, bool *ret_has)
{
	if (!given)
		return SH_OK;
	for (int i = 0; i < 3; i++) {
		if (!(given[i] >= -limit && given[i] <= limit))
			return sh_marks_fail(b->m, sh_marks_child(b->m, 0, key), b->err,
					     "'%s' has %g in it; each must be %g to %g", key,
					     given[i], -limit, limit);
	}
	*ret = (struct sh_vec3){given[0], given[1], given[2]};
	*ret_has = true;
	return SH_OK;
}

static enum sh_status take_matrix(const struct build *b)
{
	const double(*m)[3] = (const double(*)[3])b->raw->acc_matrix;

	if (!m)
		return SH_OK;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++) {
			double low = i == k ? 0.5 : -0.3, high = i == k ? 1.5 : 0.3;

			if (!(m[i][k] >= low && m[i][k] <= high))
				return sh_marks_fail(
					b->m, sh_marks_child(b->m, 0, "acc_matrix"), b->err,
					"'acc_matrix' has %g in row %d, column %d; on the diagonal "
					"it must be 0.5 to 1.5, beside it -0.3 to 0.3",
					m[i][k], i + 1, k + 1);
			b->p->acc_matrix[i][k] = m[i][k];
		}
	}
	b->p->has_acc = true;
	return SH_OK;
}

static enum sh_status take_mount(const struct build *b)
{
	const double *q = b->raw->mount_quat;
	struct sh_profile *p = b->p;
	uint32_t node = sh_marks_child(b->m, 0, "mount");
	double size;

	if (b->raw->mount) {
		if (sh_mount_parse(b->raw->mount, &p->mount) != SH_OK)
			return sh_marks_fail(
				b->m, node, b->err,
				"'mount' is '%s'; write the sensor axes that point forward, left "
				"and up, right-handed, as +x,+y,+z or +z,-y,+x, or a quaternion "
				"[w, x, y, z]",
				b->raw->mount);
		memcpy(p->mount_axes, b->raw->mount, strlen(b->raw->mount) + 1);
		p->has_mount = true;
	}
	if (!q)
		return SH_OK;
	size = q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3];
	if (!(size >= 0.98 && size <= 1.02))
		return sh_marks_fail(b->m, node, b->err,
				     "'mount' is no rotation: w, x, y, z squared add up to %g and "
				     "must make 1; divide them by its root",
				     size);
	p->mount = (struct sh_quat){q[0], q[1], q[2], q[3]};
	p->mount = sh_quat_normalise(&p->mount);
	p->has_mount = true;
	return SH_OK;
}

static enum sh_status take_check(const struct build *b, const char *key, const char *residual_key,
				 const struct sh_raw_check *raw, struct sh_profile_check *ret)
{
	uint32_t node = sh_marks_child(b->m, 0, key);
	enum sh_status r;

	if (!raw)
		return SH_OK;
	ret->residual = -1;
	r = take_number(b, node, residual_key, raw->residual, 0, 1000, &ret->residual);
	if (r < 0)
		return r;
	ret->known = true;
	ret->pass = raw->verdict == SH_RAW_PASS;
	r = take_text(b, node, "date", raw->date, ret->date, sizeof(ret->date));
	if (r < 0)
		return r;
	return take_text(b, node, "says", raw->says, ret->says, sizeof(ret->says));
}

static enum sh_status take_wearer(const struct build *b)
{
	const struct sh_raw_comfort none = {NULL, NULL, NULL, NULL}, *c = b->raw->comfort;
	uint32_t node = sh_marks_child(b->m, 0, "comfort_deg");
	struct sh_profile *p = b->p;
	enum sh_status r;

	if (!c)
		c = &none;
	if (b->raw->age && (*b->raw->age < AGE_MIN || *b->raw->age > AGE_MAX))
		return sh_marks_fail(b->m, sh_marks_child(b->m, 0, "age"), b->err,
				     "'age' is %d; it must be %d to %d years", *b->raw->age,
				     (int)AGE_MIN, (int)AGE_MAX);
	if (b->raw->age)
		p->age_years = *b->raw->age;
	if (b->raw->breath_through) {
		p->has_breath_through = true;
		p->breath_through = *b->raw->breath_through == SH_RAW_ON;
	}
	if ((r = take_number(b, node, "flexion", c->flexion, 1, 150, &p->flexion_deg)) < 0 ||
	    (r = take_number(b, node, "extension", c->extension, 1, 90, &p->extension_deg)) < 0 ||
	    (r = take_number(b, node, "side", c->side, 1, 90, &p->side_deg)) < 0)
		return r;
	return take_number(b, node, "twist", c->twist, 1, 120, &p->twist_deg);
}

static enum sh_status take_sensor(const struct build *b)
{
	const struct sh_raw_profile *raw = b->raw;
	struct sh_profile *p = b->p;
	enum sh_status r;

	if ((r = take_number(b, 0, "acc_delay_s", raw->acc_delay_s, -0.1, 0.1, &p->acc_delay_s)) <
		    0 ||
	    (r = take_vec(b, "gyro_bias_deg_s", raw->gyro_bias, 100, &p->gyro_bias_deg_s,
			  &p->has_gyro_bias)) < 0 ||
	    (r = take_vec(b, "acc_offset_m_s2", raw->acc_offset, 5, &p->acc_offset_m_s2,
			  &p->has_acc)) < 0 ||
	    (r = take_number(b, 0, "gyro_noise_deg_s", raw->gyro_noise, 0, 100,
			     &p->gyro_noise_deg_s)) < 0 ||
	    (r = take_number(b, 0, "gyro_wander_deg_s", raw->gyro_wander, 0, 100,
			     &p->gyro_wander_deg_s)) < 0 ||
	    (r = take_number(b, 0, "acc_noise_m_s2", raw->acc_noise, 0, 10, &p->acc_noise_m_s2)) <
		    0 ||
	    (r = take_number(b, 0, "rate_hz", raw->rate_hz, 1, 10000, &p->rate_hz)) < 0)
		return r;
	p->has_acc_delay = raw->acc_delay_s != NULL;
	return take_matrix(b);
}

static enum sh_status build(const struct build *b)
{
	const struct sh_raw_profile *raw = b->raw;
	struct sh_profile *p = b->p;
	enum sh_status r;

	if (raw->version && *raw->version != FORMAT_VERSION)
		return sh_marks_fail(b->m, sh_marks_child(b->m, 0, "version"), b->err,
				     "'version' is %d; this program reads version %d",
				     *raw->version, (int)FORMAT_VERSION);
	if ((r = take_text(b, 0, "device", raw->device, p->device, sizeof(p->device))) < 0 ||
	    (r = take_text(b, 0, "model", raw->model, p->model, sizeof(p->model))) < 0 ||
	    (r = take_text(b, 0, "note", raw->note, p->note, sizeof(p->note))) < 0 ||
	    (r = take_mount(b)) < 0 || (r = take_sensor(b)) < 0 || (r = take_wearer(b)) < 0 ||
	    (r = take_check(b, "still", "residual_deg_s", raw->still, &p->still)) < 0 ||
	    (r = take_check(b, "faces", "residual_m_s2", raw->faces, &p->faces)) < 0 ||
	    (r = take_check(b, "delay", "residual_s", raw->delay, &p->delay)) < 0)
		return r;
	return take_check(b, "wearing", "residual_deg", raw->wearing, &p->wearing);
}

enum sh_status sh_profile_load_text(struct sh_profile *ret, const char *text, size_t len,
				    const char *name, struct sh_err *err)
{
	struct sh_marks m = {.name = NULL};
	struct sh_raw_profile *raw = NULL;
	struct sh_profile p;
	enum sh_status r;

	sh_profile_init(&p);
	if ((r = sh_marks_parse(&m, text, len, name, err)) < 0 ||
	    (r = sh_profile_schema_load(&m, text, len, &raw, err)) < 0)
		goto out;
	r = build(&(struct build){&m, raw, &p, err});
	if (r == SH_OK)
		*ret = p;
out:
	sh_profile_schema_free(&m, raw);
	sh_marks_free(&m);
	return r;
}

enum sh_status sh_profile_load_file(struct sh_profile *ret, const char *path, char **ret_text,
				    struct sh_err *err)
{
	char *text;
	size_t len;
	enum sh_status r = sh_yaml_file_read(path, "profile", &text, &len, err);

	if (r < 0)
		return r;
	r = sh_profile_load_text(ret, text, len, path, err);
	if (r == SH_OK && ret_text)
		*ret_text = text;
	else
		free(text);
	return r;
}

void sh_profile_correction(const struct sh_profile *p, struct sh_correction *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->has_gyro = p->has_gyro_bias;
	ret->gyro_bias_rad_s.x = sh_rad(p->gyro_bias_deg_s.x);
	ret->gyro_bias_rad_s.y = sh_rad(p->gyro_bias_deg_s.y);
	ret->gyro_bias_rad_s.z = sh_rad(p->gyro_bias_deg_s.z);
	ret->has_acc = p->has_acc;
	ret->acc_offset_m_s2 = p->acc_offset_m_s2;
	memcpy(ret->acc_matrix, p->acc_matrix, sizeof(ret->acc_matrix));
}
