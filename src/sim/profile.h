#ifndef SH_SIM_PROFILE_H
#define SH_SIM_PROFILE_H

/** How a good wearer does each exercise: which segment turns by how much, and how fast.
 *
 * Segments are the pelvis and the thorax; angles are degrees from the exercise's neutral, written
 * f (flexion, about y), l (side bend, about x), t (twist, about z) and applied as
 *
 *     R = Rz(heading) R_posture Ry(f) Rx(l) Rz(t)          segment -> earth
 *
 * with R_posture supine Ry(-90), prone Ry(+90), left side up Rx(+90), right side up Rx(-90),
 * standing identity. Positive f bows forward, positive l bends to the right, positive t turns left.
 * The numbers are those of biomechanics.md 3.2 (judgement, bounded by its evidence list); what that
 * table does not say (breathing of a row, tremor) is our judgement and marked in the .c file.
 */

#include <stdbool.h>

#include "spinehold/exercise.h"

enum { SH_SIM_PELVIS, SH_SIM_THORAX, SH_SIM_SEGMENTS };
enum { SH_SIM_F, SH_SIM_L, SH_SIM_T, SH_SIM_AXES };

struct sh_sim_pose {
	double deg[SH_SIM_SEGMENTS][SH_SIM_AXES];
};

/** What an exercise does that the common machinery of out, stay and back does not cover. */
enum sh_sim_special {
	SH_SIM_PLAIN,
	SH_SIM_FROM_SIDE,   /* lies on the side first, rolls onto the back, and back at the end */
	SH_SIM_ROLLS,	    /* rocks to and fro without a stop, with a bump at the far end */
	SH_SIM_SETTLES,	    /* sinks into pillows, ever more slowly */
	SH_SIM_LIFTS_FIRST, /* lifts the pelvis a little to slide a pillow under it */
	SH_SIM_KNEADS,	    /* moves at random on a roller */
	SH_SIM_LIES	    /* breathes and does nothing else */
};

struct sh_sim_profile {
	const char *id;
	enum sh_sim_special special;
	double out_s;	/* time of a movement, each way */
	double pause_s; /* continuous: between two movements */
	/* end poses in the positive (round, twist left, side right) and negative direction; all
	 * zeros where the exercise has no such direction */
	struct sh_sim_pose positive, negative;
	double creep_deg;		    /* deepens by this during a stay */
	double spread_deg;		    /* one sigma of a good amplitude; 0: 15 % of it */
	double poor_deg, poor_spread_deg;   /* how far an unsteady pelvis tips, 0: not told */
	double breath_deg[SH_SIM_SEGMENTS]; /* amplitude about y */
	double breath_hz, breath_stay_hz;   /* at rest, and at the end of a stay */
	bool breath_stops;		    /* held during a stay */
	double tremor_deg_s[2]; /* amplitude of the rate at the begin and end of a stay */
};

/** @return the row for this exercise, or a general one (target's middle, 2.5 s) for ids that are
 *          not in the table. Never NULL. */
const struct sh_sim_profile *sh_sim_profile_find(const char *id);

/** Which segment carries the single sensor: the thorax at L1, else the pelvis. */
int sh_sim_wearing_segment(const struct sh_exercise *ex);

/** Which axis the exercise's measure is about, and with which sign (+1 or -1) the segment's angle
 * about it becomes the measured angle. Sweep counts as minus flexion; measures without an angle
 * give axis f and sign 0. */
int sh_sim_measured_axis(const struct sh_exercise *ex, double *ret_sign);

#endif
