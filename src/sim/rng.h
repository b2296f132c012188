#ifndef SH_SIM_RNG_H
#define SH_SIM_RNG_H

/** The simulator's own random numbers: the same seed gives the same stream on every machine.
 *
 * Nothing but integer arithmetic and exact double operations is used, so the numbers do not depend
 * on a C library. Every part of the simulator has a stream of its own (sh_rng_init's `stream`), so
 * that switching one part on or off leaves the others as they were. Not for secrets.
 */

#include <stdint.h>

struct sh_rng {
	uint64_t state;
};

/** Starts a stream. Streams of the same seed are independent for our purposes. */
void sh_rng_init(struct sh_rng *r, uint64_t seed, uint64_t stream);

uint64_t sh_rng_next(struct sh_rng *r);

/** Evenly spread in [low, high). */
double sh_rng_uniform(struct sh_rng *r, double low, double high);

/** Mean 0, standard deviation 1: the sum of twelve even numbers less six, so never beyond 6. Its
 * tails are a little thin (kurtosis 2.9), which no use here minds. */
double sh_rng_gauss(struct sh_rng *r);

/** As sh_rng_gauss, but drawn again until it lies within +-cut. @param cut at least 1. */
double sh_rng_gauss_cut(struct sh_rng *r, double cut);

#endif
