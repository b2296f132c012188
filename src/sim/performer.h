#ifndef SH_SIM_PERFORMER_H
#define SH_SIM_PERFORMER_H

/** A synthetic wearer who does one exercise after the other.
 *
 * Each exercise is done by a wearer of its own (wearer.h). Between two of them the body turns from
 * where it lies into the next start position, in a few seconds of minimum jerk, and then waits
 * there until the rest is over:
 *
 *   exercise ... still 2 s | turns 3 to 8 s | lies until the rest is over | still 4 s | exercise
 * ...
 *
 * With one sensor it is worn where each exercise asks for it: where that is another segment, the
 * move into position is that of the sensor. Heads stay where they are (rolling over is a turn about
 * the long axis), and somebody who stays in position does not shift in it.
 *
 * A step that is nothing but rest is part of that rest, unless it is the first or the last.
 *
 * With a single exercise everything is as with a wearer alone, to the bit.
 */

#include <stddef.h>

#include "sim/wearer.h"

/** From one orientation to another about one axis. */
struct sh_sim_turn {
	struct sh_quat from;
	struct sh_vec3
		axis; /* of unit length, in the axes of `from` and so in those of each moment */
	double rad;
};

/** Caller owns it; members are private. */
struct sh_performer {
	const struct sh_exercise *steps; /* borrowed */
	size_t n, at, left;
	int sensors;
	uint64_t seed;
	uint32_t faults;
	bool curve;
	struct sh_wearer wearer;
	int64_t base_us, next_us; /* when this wearer's first sample is; of the next sample */
	struct sh_sim_truth last;
	struct sh_sim_turn turn[SH_SIM_SEGMENTS];
	int64_t turn_samples, turn_at; /* turn_at below turn_samples: between two exercises */
};

/** @param steps    borrowed for the performer's life
 *  @param n        at least 1
 *  @param sensors  1 or 2
 *  @param faults   1u << enum sh_sim_fault, or-ed; every exercise has them */
void sh_performer_init(struct sh_performer *p, const struct sh_exercise *steps, size_t n,
		       int sensors, uint64_t seed, uint32_t faults);

/** Directly after init: as sh_wearer_curve, for every step. */
void sh_performer_curve(struct sh_performer *p);

/** The next sample; between two exercises its angles are zero, for there is no start pose they
 * could be relative to. @return false when everything is done (ret untouched). */
bool sh_performer_next(struct sh_performer *p, struct sh_sim_truth *ret);

/** As sh_wearer_event, with times of the whole; SH_SIM_EVENT_END comes once. */
bool sh_performer_event(struct sh_performer *p, struct sh_sim_event *ret);

/** How many exercises the wearer is through with: a coach that is still at one of them has another
 * opinion. */
size_t sh_performer_left(const struct sh_performer *p);

/** Which exercise is being done; while resting, the one to come. */
size_t sh_performer_step(const struct sh_performer *p);

#endif
