#ifndef SH_CORE_COACH_PART_H
#define SH_CORE_COACH_PART_H

/** What the parts of the coach share; nobody else includes it. See coach.c for the picture. */

#include "spinehold/coach.h"

/* coach_warn.c: warnings and how fast the wearer moves */

/** Updates every warning that follows the angle. @return true if a limit came on just now. */
bool sh_coach_warn_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret);
void sh_coach_warn(struct sh_coach *c, enum sh_warning w, bool on, double angle_deg, double limit_deg,
		   struct sh_events *ret);
void sh_coach_warn_all_off(struct sh_coach *c, struct sh_events *ret);
void sh_coach_motion_step(struct sh_coach *c, const struct sh_coach_input *in);

/* coach_judge.c: holds, repetitions, continuous time */

void sh_coach_judge_reset(struct sh_coach *c);
/** Every sample, whatever the phase: an angle near neutral allows the next hold. */
void sh_coach_hold_arm(struct sh_coach *c);
void sh_coach_hold_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret);
void sh_coach_hold_end(struct sh_coach *c, enum sh_hold_reason why, struct sh_events *ret);
void sh_coach_rep_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret);
/** Closes an open repetition that cannot be judged to its end. */
void sh_coach_rep_cut(struct sh_coach *c, struct sh_events *ret);
void sh_coach_time_step(struct sh_coach *c, const struct sh_coach_input *in);

/* coach_result.c: what came of it, by side */

/** The totals of an exercise that begins at this set and these sides. */
void sh_coach_total_begin(struct sh_coach *c, enum sh_side only);
void sh_coach_tally_hold(struct sh_coach *c, const struct sh_event *hold);
void sh_coach_tally_rep(struct sh_coach *c, const struct sh_event *rep);
/** A sample in the phases move and hold. */
void sh_coach_tally_work(struct sh_coach *c, const struct sh_coach_input *in);
/** Counted time that is now final. */
void sh_coach_tally_time(struct sh_coach *c);
void sh_coach_total_end(struct sh_coach *c, bool completed, enum sh_hold_reason why);

/* coach.c */

void sh_coach_phase(struct sh_coach *c, enum sh_phase phase, struct sh_events *ret);

int32_t sh_coach_mdeg(double deg);
int64_t sh_coach_us(double s);
double sh_band_middle_deg(const struct sh_band *b);

#endif
