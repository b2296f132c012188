#ifndef SPINEHOLD_BREATH_H
#define SPINEHOLD_BREATH_H

/** Counts breaths from the small tilt that they give a strapped segment (biomechanics 2.9).
 *
 * The signal is the rotation about y (the body's left) since the beginning, 0.7 Hz low-passed, ten
 * times a second. Once a second the last 30 s, with their 12 s mean removed, are compared with
 * themselves: the first peak of the autocorrelation within 0.1 of the best, between 5 and 30
 * breaths a minute, is the breath. Only with a peak of at least 0.5 and an amplitude of at least
 * 0.1 degrees is anything said; else the breaths are unknown, never guessed. So the first count
 * comes after 30 s, and a restless stretch longer than that leaves the count of this run unknown
 * for good. The count is that of breaths begun, right to one or so. Nothing is known about
 * breathing at the sacrum: no study was found. A held breath cannot be told from a quiet one.
 *
 * Lying on the side gravity does not see this rotation, and nothing is counted.
 * Caller owns the struct; its members are private. Cannot fail.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/sample.h"

enum {
	SH_BREATH_WINDOW = 300 /* of a tenth of a second each */
};

struct sh_breath {
	bool started;
	int64_t begin_us, next_us, eval_us;
	struct sh_vec3 up0;
	double sum_deg, n_sum;	       /* of the running tenth of a second: tremor averages out */
	double slow[2];		       /* low-pass, degrees */
	double ring[SH_BREATH_WINDOW]; /* degrees; ring[at] is the oldest once it is full */
	int n, at;
	int64_t newest_us;
	/* what is known */
	bool good, lost;
	int64_t good_until_us, last_breath_us;
	double period_s;
	int breaths;
};

/** Begins a count at the next sample. */
void sh_breath_begin(struct sh_breath *b);

/** One sample: the up-vector in segment axes. @return true if count or knowledge changed. */
bool sh_breath_step(struct sh_breath *b, int64_t t_us, const struct sh_vec3 *up);

/** Breaths since the beginning, or -1: not known. */
int sh_breath_count(const struct sh_breath *b);

/** Breaths a minute, whole, or -1. */
int sh_breath_rate_per_min(const struct sh_breath *b);

#endif
