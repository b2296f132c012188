/* Is the wearer still? Over the last 2 s, in blocks of 50 ms.
 *
 * Judged on the raw accelerometer direction and on the spread of the raw rates, not on the filter's
 * output: a sensor that was never zeroed must not look restless, and a filter that has just found
 * its bias must not look as if the wearer had moved.
 */

#include <string.h>

#include "core/posture_part.h"
#include "core/quat.h"
#include "core/smath.h"

static const double GRAVITY_M_S2 = 9.80665;
static const double STILL_ANGLE_DEG = 1.0;  /* biomechanics 2.7, body still */
static const double STILL_RATE_DEG_S = 3.0; /* likewise */
/* A filter that has not found its bias yet says so by a tilt sigma above 5 deg. Then the raw rates
 * must be near zero by themselves: a bias found just after the neutral would look like a jerk. */
static const double SURE_DEG = 5.0, UNSURE_RATE_DEG_S = 1.0;

double sh_angle_between_deg(const struct sh_vec3 *a, const struct sh_vec3 *b)
{
	struct sh_vec3 c = sh_vec3_cross(a, b);

	return sh_deg(sh_atan2(sh_vec3_norm(&c), sh_vec3_dot(a, b)));
}

bool sh_still_add(struct sh_posture_ctx *c, const struct sh_sample *s)
{
	struct sh_still_block *b = &c->block[c->newest];
	bool fresh = c->n_blocks == 0 || s->t_us - b->t_us >= SH_STILL_BLOCK_US;

	if (fresh) {
		int64_t after = c->n_blocks == 0 ? 0 : s->t_us - b->t_us;

		if (after > 2 * SH_STILL_BLOCK_US) /* a hole: who was still before it proves nothing */
			c->n_blocks = 0;
		c->newest = (c->newest + 1) % (SH_STILL_BLOCKS + 1);
		if (c->n_blocks <= SH_STILL_BLOCKS)
			c->n_blocks++;
		b = &c->block[c->newest];
		memset(b, 0, sizeof(*b));
		b->t_us = s->t_us;
	}
	b->n += 1;
	b->acc.x += s->acc_m_s2.x;
	b->acc.y += s->acc_m_s2.y;
	b->acc.z += s->acc_m_s2.z;
	b->gyro.x += s->gyro_rad_s.x;
	b->gyro.y += s->gyro_rad_s.y;
	b->gyro.z += s->gyro_rad_s.z;
	b->gyro_sq += sh_vec3_dot(&s->gyro_rad_s, &s->gyro_rad_s);
	return fresh;
}

bool sh_still_window(const struct sh_posture_ctx *c, struct sh_still_sums *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (c->n_blocks <= SH_STILL_BLOCKS)
		return false;
	for (int i = 0; i <= SH_STILL_BLOCKS; i++) {
		const struct sh_still_block *b = &c->block[i];

		if (i == c->newest)
			continue;
		ret->n += b->n;
		ret->gyro_sq += b->gyro_sq;
		ret->acc.x += b->acc.x;
		ret->acc.y += b->acc.y;
		ret->acc.z += b->acc.z;
		ret->gyro.x += b->gyro.x;
		ret->gyro.y += b->gyro.y;
		ret->gyro.z += b->gyro.z;
	}
	return true;
}

bool sh_is_still(const struct sh_posture_ctx *c, const struct sh_orientation *o)
{
	struct sh_still_sums w;
	double spread = 0, limit = STILL_RATE_DEG_S * STILL_RATE_DEG_S, size;
	struct sh_vec3 mean;

	if (!sh_still_window(c, &w))
		return false;
	mean = (struct sh_vec3){w.gyro.x / w.n, w.gyro.y / w.n, w.gyro.z / w.n};
	if (sh_deg(1) * sh_deg(1) * (w.gyro_sq / w.n - sh_vec3_dot(&mean, &mean)) > limit)
		return false;
	mean.x -= o->bias_rad_s.x;
	mean.y -= o->bias_rad_s.y;
	mean.z -= o->bias_rad_s.z;
	if (o->tilt_sigma_deg > SURE_DEG)
		limit = UNSURE_RATE_DEG_S * UNSURE_RATE_DEG_S;
	if (sh_deg(1) * sh_deg(1) * sh_vec3_dot(&mean, &mean) > limit)
		return false;
	size = sh_vec3_norm(&w.acc) / w.n;
	if (size < 0.5 * GRAVITY_M_S2 || size > 1.5 * GRAVITY_M_S2)
		return false;
	for (int i = 0; i <= SH_STILL_BLOCKS; i++) {
		double deg;

		if (i == c->newest)
			continue;
		deg = sh_angle_between_deg(&c->block[i].acc, &w.acc);
		spread += deg * deg / SH_STILL_BLOCKS;
	}
	return spread < STILL_ANGLE_DEG * STILL_ANGLE_DEG;
}
