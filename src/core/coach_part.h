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

/* coach_judge.c: holds and repetitions */

void sh_coach_judge_reset(struct sh_coach *c);
/** Every sample, whatever the phase: an angle near neutral allows the next hold. */
void sh_coach_hold_arm(struct sh_coach *c);
void sh_coach_hold_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret);
void sh_coach_hold_end(struct sh_coach *c, enum sh_hold_reason why, struct sh_events *ret);
void sh_coach_rep_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret);
/** Closes an open repetition that cannot be judged to its end. */
void sh_coach_rep_cut(struct sh_coach *c, struct sh_events *ret);
/** May time be credited at this sample? */
bool sh_coach_creditable(const struct sh_coach *c, const struct sh_coach_input *in);

/* coach_time.c: counted time */

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

/* coach_ready.c: into position and out of it */

void sh_coach_ready_step(struct sh_coach *c, struct sh_posture_ctx *ctx,
			 const struct sh_coach_input *in, struct sh_events *ret);
/** Takes the neutral if the wearer is in the right position as it is. @return true if taken. */
bool sh_coach_take_neutral(struct sh_coach *c, struct sh_posture_ctx *ctx,
			   const struct sh_posture *p, struct sh_events *ret);
void sh_coach_follow_position(struct sh_coach *c, const struct sh_posture *p);
/** The position that the side in force wants, where one lies on it. */
void sh_coach_side_stance(struct sh_coach *c);
/** How fast the body turns onto its back and, at the end, onto its side. */
void sh_coach_turn_step(struct sh_coach *c, const struct sh_coach_input *in);
/** After the last hold, before `done`. @return true when the wearer is on the side, or is not going. */
bool sh_coach_has_left(const struct sh_coach *c);
void sh_coach_chair(struct sh_coach *c, struct sh_events *ret);

/* coach_cue.c: words for the moment, and breaths */

void sh_coach_cue(enum sh_prompt p, int64_t t_us, struct sh_events *ret);
void sh_coach_cue_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret);
/** Nobody is left holding the breath. */
void sh_coach_cue_end(struct sh_coach *c, struct sh_events *ret);
/** A set, side or (in hold mode) hold begins: its breaths are counted from here. */
void sh_coach_breath_begin(struct sh_coach *c);
void sh_coach_breath_step(struct sh_coach *c, const struct sh_coach_input *in, struct sh_events *ret);
void sh_coach_breath_key(struct sh_coach *c, struct sh_events *ret);
bool sh_coach_breaths_done(const struct sh_coach *c);

/* coach_slip.c: has the belt moved? */

/** A neutral was taken again, so far from the one before. */
void sh_coach_check_slip(struct sh_coach *c, double shift_deg, struct sh_events *ret);
/** The sensor sits otherwise, or is known to: the next still moment in position is the neutral. */
void sh_coach_remount(struct sh_coach *c);

/* coach.c */

void sh_coach_begin_set(struct sh_coach *c, struct sh_events *ret);
void sh_coach_close_running(struct sh_coach *c, enum sh_hold_reason why, struct sh_events *ret);

void sh_coach_phase(struct sh_coach *c, enum sh_phase phase, struct sh_events *ret);

int32_t sh_coach_mdeg(double deg);
int64_t sh_coach_us(double s);
double sh_band_middle_deg(const struct sh_band *b);

#endif
