/* A counter run through a mixing function (the construction known as SplitMix64: an odd step of
 * 2^64 divided by the golden ratio, then two rounds of xor-shift and multiplication).
 *
 * It is the smallest generator whose numbers pass the usual tests, and a seed away from any other
 * stream needs no warm-up. Gaussian numbers come from a sum because logarithm, sine and cosine of
 * libm differ in the last bit between machines, and the last bit would change recorded bytes. */

#include "sim/rng.h"

static const uint64_t step = 0x9E3779B97F4A7C15u;

static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

void sh_rng_init(struct sh_rng *r, uint64_t seed, uint64_t stream)
{
	r->state = mix(seed + step) ^ mix((stream + 1) * step);
}

uint64_t sh_rng_next(struct sh_rng *r)
{
	r->state += step;
	return mix(r->state);
}

double sh_rng_uniform(struct sh_rng *r, double low, double high)
{
	double unit = (double)(sh_rng_next(r) >> 11) * (1.0 / 9007199254740992.0);

	return low + (high - low) * unit;
}

double sh_rng_gauss(struct sh_rng *r)
{
	/* twelve 20-bit numbers out of four draws: their sum is exact */
	uint64_t sum = 0;

	for (int i = 0; i < 4; i++) {
		uint64_t x = sh_rng_next(r);

		sum += (x & 0xFFFFF) + ((x >> 20) & 0xFFFFF) + ((x >> 40) & 0xFFFFF);
	}
	return ((double)sum + 6.0) * (1.0 / 1048576.0) - 6.0;
}

double sh_rng_gauss_cut(struct sh_rng *r, double cut)
{
	double x;

	do {
		x = sh_rng_gauss(r);
	} while (x > cut || x < -cut);
	return x;
}
