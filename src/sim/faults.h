#ifndef SH_SIM_FAULTS_H
#define SH_SIM_FAULTS_H

/** What can go wrong on purpose, and what a good coach makes of it (biomechanics.md 3.3).
 *
 * A set of faults is a bit mask: 1u << enum sh_sim_fault. Three families, in this order:
 *
 *   attempts  one repetition, hold or cycle of every set and side is done that way. Repetitions:
 * the second one on; cycles: likewise; holds: before the good one. What does not count towards the
 * dose is done in addition, so the dose is still completed. `over-limit` comes once in the exercise
 * only, because the third limit would end it. body      the whole performance: stopping early, the
 * wrong segment moving along. sensor    the box, its mounting, the line. They change no true angle.
 */

#include <stddef.h>
#include <stdint.h>

enum sh_sim_fault {
	/* attempts, in the order in which they are performed when several are asked for */
	SH_FAULT_TOO_DEEP,
	SH_FAULT_OVER_LIMIT,
	SH_FAULT_TOO_SHALLOW,
	SH_FAULT_PARTIAL,
	SH_FAULT_WRONG_POSITION,
	SH_FAULT_GAP_3S,
	SH_FAULT_PELVIS_TIPS,
	SH_FAULT_JERK,
	SH_FAULT_TREMBLE,
	SH_FAULT_SAG,
	SH_FAULT_PAUSE_MID_REP,
	SH_FAULT_COUGH,
	SH_FAULTS_OF_ATTEMPTS, /* not a fault: the ones above are performed by single attempts */
	/* body */
	SH_FAULT_EARLY_STOP = SH_FAULTS_OF_ATTEMPTS,
	SH_FAULT_HIPS_ROCK,
	SH_FAULT_RIBCAGE_FOLLOWS,
	/* sensor */
	SH_FAULT_SLIP_8,
	SH_FAULT_SLIP_15,
	SH_FAULT_DROPPED_PACKETS,
	SH_FAULT_CLOCK_JITTER,
	SH_FAULT_BIT_ERRORS,
	SH_FAULT_TEMPERATURE_RAMP,
	SH_FAULT_MOUNT_UPSIDE_DOWN,
	SH_FAULT_MOUNT_ROTATED,
	SH_FAULT_SWAPPED_SENSORS,
	SH_FAULT_ACC_CLIPPING,
	SH_FAULTS
};

struct sh_sim_fault_info {
	const char *name;    /* as in --fault */
	const char *what;    /* one line */
	const char *verdict; /* what is expected of the coach, one line */
};

/** @param f below SH_FAULTS. @return static text, never NULL. */
const struct sh_sim_fault_info *sh_sim_fault_info(enum sh_sim_fault f);

/** @return the fault called `name`, or SH_FAULTS if there is none. */
enum sh_sim_fault sh_sim_fault_find(const char *name);

/** Is the fault in the mask? */
int sh_sim_fault_in(uint32_t mask, enum sh_sim_fault f);

/** Does a repetition done with this fault still count towards the dose? */
int sh_sim_fault_counts(enum sh_sim_fault f);

#endif
