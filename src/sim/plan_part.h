#ifndef SH_SIM_PLAN_PART_H
#define SH_SIM_PLAN_PART_H

/** What the three files of the plan share: reach.c (how far and how fast), attempt.c (one attempt,
 * faults included) and plan.c (sets and rests). Of others only
 * performer.c includes it, for a wait before the first leg.
 *
 * `way` is the sign of the measured angle, +1 or -1; magnitudes are degrees of the measured angle.
 */

#include "sim/wearer.h"

#define SH_SIM_STILL_S                                                                             \
	4.0		     /* before the first movement of a set, and after what upset the coach \
			      */
#define SH_SIM_TURN_S	 2.5 /* out of the position, and back into it */
#define SH_SIM_GAP_S	 3.0
#define SH_SIM_REP_LEVEL 0.35 /* of the target's middle: where a repetition begins */

extern const struct sh_sim_pose sh_sim_home; /* all zero: the start pose */

/** Appends a leg; its length counts as movement of the set if the flags say so. */
void sh_sim_leg_add(struct sh_wearer *w, const struct sh_sim_pose *to, double seconds,
		    uint32_t flags, uint32_t faults);

/** Stays where the last planned leg ended. */
void sh_sim_leg_wait(struct sh_wearer *w, double seconds, uint32_t flags, uint32_t faults);

/** Out of the exercise's position and 4 s there; the caller brings the wearer back.
 * @param faults  announced, and then it is no part of the dose; 0: part of an attempt */
void sh_sim_leg_away(struct sh_wearer *w, uint32_t faults);

/** `mean` with a Gaussian spread of `sd` times the mean, cut at two sigma. */
double sh_sim_spread(struct sh_wearer *w, double mean, double sd);

const struct sh_band *sh_sim_band_of(const struct sh_wearer *w, int way);

/** Has the exercise an angle to go to? */
bool sh_sim_moves(const struct sh_wearer *w);

/** Which way the measured angle goes in this attempt. */
int sh_sim_way(const struct sh_wearer *w, int attempt);

/** The magnitude that the profile's row has for this way, 0 if none. */
double sh_sim_measured(const struct sh_wearer *w, const struct sh_sim_pose *p);
double sh_sim_nominal(const struct sh_wearer *w, int way);

/** The end pose whose measured angle has this magnitude; the rest of the body in proportion. */
struct sh_sim_pose sh_sim_reach(const struct sh_wearer *w, int way, double magnitude_deg);

/** How far an attempt with this fault goes; with SH_FAULTS a good one. */
double sh_sim_fault_deg(struct sh_wearer *w, int way, enum sh_sim_fault f);

/** Time for a way of so many degrees, neither hurried nor jerky. */
double sh_sim_move_s(struct sh_wearer *w, double deg);

/** Time for a snatch of so many degrees: at least 1.7 times the acceleration that is warned of (the
 * hard jerk of the biomechanics notes), and never slower than 0.45 s. */
double sh_sim_snatch_s(const struct sh_wearer *w, double deg);

/** One repetition or hold. */
void sh_sim_plan_attempt(struct sh_wearer *w);

/** One cycle of a continuous exercise. */
void sh_sim_plan_cycle(struct sh_wearer *w);

#endif
