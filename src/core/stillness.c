/* Is the wearer still? Over the last 2 s, in blocks of 50 ms, or of one sample where they come slower.
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
static const int64_t STILL_US = 2000000;    /* contract */
static const double HOLE_PERIODS = 5;       /* as the contract's gap */
static const int64_t SLOWEST_US = 1000000;  /* slower sensors are not served */
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

/* The i-th newest block; 0 is the one that is still being filled. */
static const struct sh_still_block *block_back(const struct sh_posture_ctx *c, int i)
{
	return &c->block[(c->newest - i + SH_STILL_BLOCKS + 1) % (SH_STILL_BLOCKS + 1)];
}

/* Has the stream been silent for long, as its own pace goes? Slow sensors fill a block with a single
 * sample; so may the first block of a stream, which then tells nothing about its pace. */
static bool is_hole(const struct sh_posture_ctx *c, int64_t after_us)
{
	const struct sh_still_block *b = block_back(c, 0);
	double period_us = SH_STILL_BLOCK_US / b->n;

	if (after_us <= 2 * SH_STILL_BLOCK_US || after_us > SLOWEST_US)
		return after_us > SLOWEST_US;
	if (c->n_blocks == 1 && b->n < 2)
		return false;
	if (c->n_blocks > 1)
		period_us = (double)(b->t_us - block_back(c, 1)->t_us) / block_back(c, 1)->n;
	return (double)after_us > HOLE_PERIODS * period_us;
}

bool sh_still_add(struct sh_posture_ctx *c, const struct sh_sample *s)
{
	struct sh_still_block *b = &c->block[c->newest];
	bool fresh = c->n_blocks == 0 || s->t_us - b->t_us >= SH_STILL_BLOCK_US;

	if (fresh) {
		if (c->n_blocks > 0 && is_hole(c, s->t_us - b->t_us))
			c->n_blocks = 0; /* who was still before it proves nothing */
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

/* How many complete blocks reach 2 s back from the newest; 0 if none do. */
static int window_blocks(const struct sh_posture_ctx *c)
{
	for (int i = 1; i < c->n_blocks; i++) {
		if (block_back(c, 0)->t_us - block_back(c, i)->t_us >= STILL_US)
			return i;
	}
	return 0;
}

bool sh_still_window(const struct sh_posture_ctx *c, struct sh_still_sums *ret)
{
	int n = window_blocks(c);

	memset(ret, 0, sizeof(*ret));
	for (int i = 1; i <= n; i++) {
		const struct sh_still_block *b = block_back(c, i);

		ret->n += b->n;
		ret->gyro_sq += b->gyro_sq;
		ret->acc.x += b->acc.x;
		ret->acc.y += b->acc.y;
		ret->acc.z += b->acc.z;
		ret->gyro.x += b->gyro.x;
		ret->gyro.y += b->gyro.y;
		ret->gyro.z += b->gyro.z;
	}
	return n > 0;
}

bool sh_is_still(const struct sh_posture_ctx *c, const struct sh_orientation *o)
{
	struct sh_still_sums w;
	double spread = 0, rate_sq, mean_sq, size;
	struct sh_vec3 mean;
	int n = window_blocks(c);

	if (!sh_still_window(c, &w))
		return false;
	mean = (struct sh_vec3){w.gyro.x / w.n, w.gyro.y / w.n, w.gyro.z / w.n};
	rate_sq = w.gyro_sq / w.n - sh_vec3_dot(&mean, &mean);
	mean.x -= o->bias_rad_s.x;
	mean.y -= o->bias_rad_s.y;
	mean.z -= o->bias_rad_s.z;
	mean_sq = sh_vec3_dot(&mean, &mean);
	rate_sq += mean_sq;
	if (rate_sq > sh_rad(STILL_RATE_DEG_S) * sh_rad(STILL_RATE_DEG_S))
		return false;
	if (o->tilt_sigma_deg > SURE_DEG &&
	    mean_sq > sh_rad(UNSURE_RATE_DEG_S) * sh_rad(UNSURE_RATE_DEG_S))
		return false;
	size = sh_vec3_norm(&w.acc) / w.n;
	if (size < 0.5 * GRAVITY_M_S2 || size > 1.5 * GRAVITY_M_S2)
		return false;
	for (int i = 1; i <= n; i++) {
		double deg = sh_angle_between_deg(&block_back(c, i)->acc, &w.acc);

		spread += deg * deg / n;
	}
	return spread < STILL_ANGLE_DEG * STILL_ANGLE_DEG;
}
