#ifndef SPINEHOLD_RANGE_H
#define SPINEHOLD_RANGE_H

/** The comfort-range test (biomechanics 2.2, K5; 1.5): how far a person goes without strain.
 *
 * Three slow movements one way, then three the other; the range of a way is the median of the three
 * peaks, and it passes when they lie within 5 degrees of each other. Where they do not, the oldest
 * is dropped and another is asked for, up to six; then the way has no range (`repeat`).
 *
 * A movement begins beyond 4 degrees (the dead zone of biomechanics 1.1) and ends below half of
 * that. Its peak is the deepest angle; skin and belt overshoot less in slow movements, and one
 * faster than 40 deg/s is not counted (`too fast`), nor one that was cut by an unobservable angle.
 * Movements the other way are ignored.
 *
 * Angles are degrees from the neutral in which the test is done, signed as the measure is. That
 * neutral may itself be round or arched against standing: sh_range_result() takes it off.
 *
 * Pure. Caller owns the struct; members above "private" may be read.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/posture.h"

enum { SH_RANGE_REPS = 3, SH_RANGE_TRIES = 6 };

enum sh_range_news {
	SH_RANGE_NOTHING,
	SH_RANGE_COUNTED,  /* a movement: `last_deg` is its peak */
	SH_RANGE_TOO_FAST, /* a movement that does not count */
	SH_RANGE_TURN,	   /* this way is done, the other begins */
	SH_RANGE_FINISHED
};

struct sh_range_way {
	double peak_deg[SH_RANGE_REPS]; /* magnitudes of the newest, oldest first */
	int n, tries;
	bool done, passed; /* passed: within 5 degrees of each other */
};

struct sh_range {
	int way;		     /* +1, then -1, or the other way round; 0 when finished */
	struct sh_range_way ways[2]; /* positive, negative */
	double last_deg;
	/* private */
	bool both, open, fast;
	double deepest_deg;
};

/** @param first  +1 or -1: which way is done first (round, twist to the left, side to the right are
 * +)
 *  @param both   false: that way alone */
void sh_range_begin(struct sh_range *r, int first, bool both);

/** One sample's measured angle (posture.h). */
enum sh_range_news sh_range_step(struct sh_range *r, const struct sh_angle *measure);

/** The range of a way, as a magnitude from standing neutral.
 * @param way    +1 or -1
 * @param n0_deg how round the neutral of the test is against standing (scale.h); 0 for side bends
 * @return false and *ret untouched where that way was not passed. */
bool sh_range_result(const struct sh_range *r, int way, double n0_deg, double *ret);

/** What is said to the wearer now; one sentence, never empty. */
const char *sh_range_words(const struct sh_range *r);

#endif
