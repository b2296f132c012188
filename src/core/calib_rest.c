/* Times of stillness, and what the gyro shows in them.
 *
 * The stream is cut into quarter seconds. A quiet one begins a stretch and quiet ones that agree
 * with it make it longer; because the hand is still near at both ends, the first is left off at
 * once and the newest waits until another quiet one follows. Means and squares are kept as running
 * mean and deviation (a sum of squares of 9.8 loses the noise of a good accelerometer), and merged
 * as such.
 *
 * Sensors that send less than 20 samples a second get longer blocks: five samples are the least
 * that a deviation means anything for.
 */
#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/calib.h"

static const int64_t BLOCK_US = 250000, GAP_US = 500000;
static const double BLOCK_SAMPLES = 5, QUIET_DEG_S = 0.5, QUIET_M_S2 = 0.2, AGREE_DEG_S = 0.3,
		    AGREE_M_S2 = 0.1, BIAS_DEG_S = 25, SHORTER_S = 0.5, G_SHARE = 0.2;

static void sums_clear(struct sh_calib_sums *s)
{
	memset(s, 0, sizeof(*s));
}

static void sums_add(struct sh_calib_sums *s, const struct sh_sample *x)
{
	const double v[6] = {x->acc_m_s2.x,   x->acc_m_s2.y,   x->acc_m_s2.z,
			     x->gyro_rad_s.x, x->gyro_rad_s.y, x->gyro_rad_s.z};

	if (s->n <= 0)
		s->t_us = x->t_us;
	s->last_us = x->t_us;
	s->n += 1;
	for (int i = 0; i < 6; i++) {
		double d = v[i] - s->mean[i];

		s->mean[i] += d / s->n;
		s->m2[i] += d * (v[i] - s->mean[i]);
	}
}

static void sums_merge(struct sh_calib_sums *to, const struct sh_calib_sums *from)
{
	double n = to->n + from->n;

	if (to->n <= 0) {
		*to = *from;
		return;
	}
	for (int i = 0; i < 6; i++) {
		double d = from->mean[i] - to->mean[i];

		to->mean[i] += d * from->n / n;
		to->m2[i] += from->m2[i] + d * d * to->n * from->n / n;
	}
	to->n = n;
	to->last_us = from->last_us;
}

static double deviation(const struct sh_calib_sums *s, int i)
{
	return s->n > 1 ? sqrt(s->m2[i] / (s->n - 1)) : 0;
}

static bool is_quiet(const struct sh_calib_sums *b)
{
	for (int i = 0; i < 3; i++) {
		if (!(deviation(b, i) < QUIET_M_S2) || !(deviation(b, 3 + i) < sh_rad(QUIET_DEG_S)))
			return false;
	}
	return true;
}

static bool agree(const struct sh_calib_sums *a, const struct sh_calib_sums *b)
{
	for (int i = 0; i < 6; i++) {
		double d = a->mean[i] - b->mean[i],
		       limit = i < 3 ? AGREE_M_S2 : sh_rad(AGREE_DEG_S);

		if (!(d < limit && d > -limit))
			return false;
	}
	return true;
}

static void forget_stretch(struct sh_calib_rest *r)
{
	sums_clear(&r->sum);
	r->has_pending = r->has_last_second = false;
	r->quiet = 0;
	r->second_n = r->pair_n = 0;
	memset(r->second, 0, sizeof(r->second));
	memset(r->pair_sq, 0, sizeof(r->pair_sq));
}

void sh_calib_rest_init(struct sh_calib_rest *r)
{
	memset(r, 0, sizeof(*r));
}

/* Whole blocks to a mean of one second, and its difference from the one before. */
static void add_second(struct sh_calib_rest *r, const struct sh_calib_sums *b)
{
	double per_second = 1e6 / (double)BLOCK_US;

	for (int i = 0; i < 3; i++)
		r->second[i] += b->mean[3 + i] / per_second;
	if (++r->second_n < per_second)
		return;
	for (int i = 0; i < 3; i++) {
		double d = r->second[i] - r->last_second[i];

		if (r->has_last_second)
			r->pair_sq[i] += d * d;
		r->last_second[i] = r->second[i];
		r->second[i] = 0;
	}
	r->pair_n += r->has_last_second ? 1 : 0;
	r->has_last_second = true;
	r->second_n = 0;
}

static bool give(const struct sh_calib_rest *r, struct sh_calib_stretch *ret)
{
	const struct sh_calib_sums *s = &r->sum;

	if (s->n < BLOCK_SAMPLES)
		return false;
	memset(ret, 0, sizeof(*ret));
	ret->t_us = s->t_us;
	ret->n = s->n;
	/* n samples stand for n periods */
	ret->duration_s = (double)(s->last_us - s->t_us) * 1e-6 * s->n / (s->n - 1);
	ret->acc_m_s2 = (struct sh_vec3){s->mean[0], s->mean[1], s->mean[2]};
	ret->gyro_rad_s = (struct sh_vec3){s->mean[3], s->mean[4], s->mean[5]};
	ret->acc_std_m_s2 = (struct sh_vec3){deviation(s, 0), deviation(s, 1), deviation(s, 2)};
	ret->gyro_std_rad_s = (struct sh_vec3){deviation(s, 3), deviation(s, 4), deviation(s, 5)};
	if (r->pair_n >= 2)
		ret->gyro_wander_rad_s =
			sqrt((r->pair_sq[0] + r->pair_sq[1] + r->pair_sq[2]) / (6 * r->pair_n));
	return true;
}

static bool end_stretch(struct sh_calib_rest *r, struct sh_calib_stretch *ret)
{
	bool given = give(r, ret);

	forget_stretch(r);
	return given;
}

static bool end_block(struct sh_calib_rest *r, struct sh_calib_stretch *ret)
{
	struct sh_calib_sums b = r->block;
	bool given = false;

	sums_clear(&r->block);
	if (!is_quiet(&b))
		return end_stretch(r, ret);
	if (r->has_pending && !agree(r->sum.n > 0 ? &r->sum : &r->pending, &b))
		given = end_stretch(r, ret);
	if (r->has_pending) {
		sums_merge(&r->sum, &r->pending);
		add_second(r, &r->pending);
	}
	if (r->quiet++ > 0) { /* the first is left off */
		r->pending = b;
		r->has_pending = true;
	}
	return given;
}

bool sh_calib_rest_step(struct sh_calib_rest *r, const struct sh_sample *s,
			struct sh_calib_stretch *ret)
{
	bool clipped = (s->flags & (SH_SAMPLE_ACC_CLIPPED | SH_SAMPLE_GYRO_CLIPPED)) != 0;

	if (r->started && s->t_us <= r->last_us)
		return false;
	if (clipped || (r->started && s->t_us - r->last_us > GAP_US)) {
		r->started = !clipped;
		r->last_us = s->t_us;
		sums_clear(&r->block);
		if (!clipped)
			sums_add(&r->block, s);
		return end_stretch(r, ret);
	}
	r->started = true;
	r->last_us = s->t_us;
	sums_add(&r->block, s);
	if (s->t_us - r->block.t_us < BLOCK_US || r->block.n < BLOCK_SAMPLES)
		return false;
	return end_block(r, ret);
}

bool sh_calib_rest_now(const struct sh_calib_rest *r, struct sh_calib_stretch *ret)
{
	return give(r, ret);
}

static double mean_of_squares(const struct sh_vec3 *v)
{
	return sh_vec3_norm(v) / sqrt(3.0);
}

static double largest(const struct sh_vec3 *v)
{
	double m = v->x > v->y ? v->x : v->y;

	return m > v->z ? m : v->z;
}

void sh_calib_still_judge(const struct sh_calib_stretch *s, struct sh_calib_still *ret)
{
	double g = sh_vec3_norm(&s->acc_m_s2);

	ret->gyro_bias_rad_s = s->gyro_rad_s;
	ret->gyro_noise_rad_s = mean_of_squares(&s->gyro_std_rad_s);
	ret->gyro_std_rad_s = largest(&s->gyro_std_rad_s);
	ret->gyro_wander_rad_s = s->gyro_wander_rad_s;
	ret->acc_noise_m_s2 = mean_of_squares(&s->acc_std_m_s2);
	ret->duration_s = s->duration_s;
	ret->rate_hz = s->duration_s > 0 ? s->n / s->duration_s : 0;
	ret->verdict = SH_CALIB_PASS;
	if (s->duration_s < SH_CALIB_STILL_S - SHORTER_S)
		ret->verdict = SH_CALIB_SHORT;
	else if (!(g > SH_CALIB_G_M_S2 * (1 - G_SHARE) && g < SH_CALIB_G_M_S2 * (1 + G_SHARE)))
		ret->verdict = SH_CALIB_NO_GRAVITY;
	else if (!(sh_vec3_norm(&s->gyro_rad_s) < sh_rad(BIAS_DEG_S) * sqrt(3.0)))
		ret->verdict = SH_CALIB_BIAS;
	else if (!(ret->gyro_std_rad_s < sh_rad(SH_CALIB_STILL_DEG_S)))
		ret->verdict = SH_CALIB_UNSTEADY;
}
