#ifndef SPINEHOLD_COACH_H
#define SPINEHOLD_COACH_H

/** Follows one exercise: which phase, how long held, how many repetitions, what to warn of.
 *
 * The state machine is drawn in src/core/coach.c. Every rule is a function of sample time alone; the
 * numbers come from the exercise in force (exercise.h) and from the contract's words:
 *
 *   hold  begins when the angle has stayed in the target for 0.5 s, counted back to the entry; time
 *         counts within target +- hysteresis; more than 1.0 s outside ends it; at the dose it ends.
 *   rep   begins above 35 % of the target's middle, ends below it; the verdict goes by the deepest
 *         moment. The peak that is told is the deepest angle kept for 0.4 s, as skin and belt
 *         overshoot in a quick movement (judgement); both stand in the event.
 *   depth on after 0.3 s above warn; limit on after 0.15 s above limit, off after 2 s near neutral;
 *         the third limit ends the exercise.
 *
 * Cues are words for the moment, timed by the movement, and never a judgement (coach_cue.c):
 *
 *   breath   as exercise.h's breath_cue says. A hold-breath is followed by breathe-out within 4 s,
 *            whatever happens.
 *   slower   a movement out or back took less than 0.75 of the tempo's shortest time; its time is
 *            1.875 * way / fastest rate, exact for a smooth movement (biomechanics 1.4).
 *   ease     a round hold has been past the target's high end for a second (R24).
 *
 * With sides 2 the left side is first. Lying on the side, `left` is lying on the left side; who lies
 * down on the right first begins with the right.
 *
 * Caller owns the struct; its members are private. The exercise is copied.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/breath.h"
#include "spinehold/command.h"
#include "spinehold/event.h"
#include "spinehold/posture.h"

enum {
	SH_EVENTS_MAX = 48 /* most that one sample can cause: every warning off, hold, rep, result ... */
};

/** Collects what happened, in order. `dropped` counts what did not fit and stays zero: asserted. */
struct sh_events {
	struct sh_event list[SH_EVENTS_MAX];
	size_t n, dropped;
};

/** Appends an event of this kind at this time and gives it back to be filled. */
struct sh_event *sh_events_add(struct sh_events *e, enum sh_event_kind kind, int64_t t_us);

/** Mean and scatter about a straight line, one value at a time. */
struct sh_trend {
	double n, t, y, tt, ty, yy;
};

struct sh_coach_hold {
	bool pending, active, armed, limited;
	int64_t pending_since_us, start_us, last_in_us, held_us;
	bool was_in;
	struct sh_trend trend;
};

enum { SH_REP_BLOCKS = 8 }; /* of SH_REP_BLOCK_US each: a peak is an angle kept for 0.4 s */
enum { SH_REP_BLOCK_US = 50000 };

struct sh_coach_rep {
	bool open, jerky, limited, armed;
	bool shaken, shaking; /* it began so or was so for long; it is so now */
	int64_t start_us, peak_us, held_us;
	int64_t shaken_us; /* of it so far */
	int64_t previous_end_us;
	double highest_deg; /* magnitude; the deepest single sample */
	double kept_deg;    /* magnitude; the deepest angle kept for 0.4 s */
	bool negative;      /* the direction, so the side */
	int64_t block_us;   /* start of the newest block */
	double lowest_deg[SH_REP_BLOCKS + 1]; /* lowest magnitude of each block */
	int n_blocks;
	bool was_in;
};

struct sh_coach_continuous {
	bool counting;
	int64_t last_active_us, last_swing_us, pending_us, counted_us;
	bool above[2]; /* beyond 35 % of the middle: positive, negative */
};

struct sh_coach_warning {
	bool on, pending;
	int64_t since_us, on_us;
};

/** Words for the moment, and what they follow: the breath and the ways out and back. */
struct sh_coach_cue {
	bool in_move, was_open, was_hold, was_above, eased;
	enum sh_prompt last; /* of the breath; SH_PROMPTS before the first */
	int64_t next_us;     /* when the next timed one is due, -1 none */
	int64_t held_us;     /* breath held since, -1 not */
	int64_t above_us, slower_us;
	int way;                          /* of the running movement: +1, -1, 0 at rest */
	double path_deg, fastest_deg_s; /* of it */
};

/** Entry and exit by way of the side, and how fast the whole body turns there. */
struct sh_coach_turn {
	bool was_on_side, said, was_still, fast, leaving;
	double rate_deg_s; /* low-passed */
	int64_t fast_since_us, side_since_us;
};

struct sh_coach {
	struct sh_exercise ex;
	struct sh_exercise chair;    /* the numbers the chair command changes to; no id: none */
	enum sh_stance stance;       /* the exercise's own; ex.stance is that of the side in force */
	enum sh_side first_side;
	bool side_settled;           /* it is known which side the wearer begins with */
	struct sh_coach_cue cue;
	struct sh_coach_turn turn;
	struct sh_breath breath;
	int breath_keys;             /* breaths that the wearer counted in this set, side or hold */
	bool automatic;
	/* where we are */
	enum sh_phase phase, paused_phase;
	int64_t t_us, phase_since_us, rest_until_us, countdown_until_us, pause_since_us;
	int set;
	enum sh_side side;
	bool waiting, over, want_neutral, begun, skipped;
	bool has_neutral;
	bool came_home; /* stayed near neutral since the last set: a new neutral may be taken */
	int64_t right_since_us; /* -1 while in the wrong position */
	int64_t settle_until_us; /* jerk is not judged right after a change of position */
	enum sh_position position;
	/* judging */
	struct sh_coach_hold hold;
	struct sh_coach_rep rep;
	struct sh_coach_continuous cont;
	struct sh_coach_warning warning[SH_WARNINGS];
	int64_t home_since_us; /* near neutral since, -1 if not */
	int dose;              /* holds or repetitions wanted in a set and side */
	int done[3];           /* towards the dose, by enum sh_side */
	int n_reps[3];         /* numbered, by side */
	struct { /* two-pole 6 Hz low-pass of the rate about the measured axis, for jerk */
		double rate_deg_s, accel_deg_s2;
		bool started;
	} motion;
	int checked; /* holds and repetitions tried up to the last neutral */
	/* totals for the result */
	struct sh_event total; /* kind SH_EVENT_RESULT */
	int pain;              /* level told in this pause; -1 none */
	/* for the view */
	double measure_deg;
	bool measure_ok;
	enum sh_zone zone;
};

/** Begins the exercise at t_us: `exercise` and `phase ready` events.
 * @param automatic  as --auto: no key awaited, no countdown */
void sh_coach_begin(struct sh_coach *c, const struct sh_exercise *ex, bool automatic, int64_t t_us,
		    struct sh_events *ret);

/** The same, beginning later: what an interrupted session has left.
 * @param set   from 1; one that the exercise does not have is taken as the nearest it has
 * @param side  the only side of that set to be done; SH_SIDE_BOTH, or an exercise without sides: all */
void sh_coach_begin_at(struct sh_coach *c, const struct sh_exercise *ex, bool automatic, int set,
		       enum sh_side side, int64_t t_us, struct sh_events *ret);

/** The set that is not done yet, and the only side of it that is not (BOTH: all its sides).
 * @return false if the exercise came to its end: also by a limit, or with sets passed over. */
bool sh_coach_left(const struct sh_coach *c, int *ret_set, enum sh_side *ret_side);

/** Gives the exercise the numbers of its chair variant, for SH_COMMAND_CHAIR. Directly after begin. */
void sh_coach_set_chair(struct sh_coach *c, const struct sh_exercise *chair);

/** Breaths in this set, side or hold: the wearer's own count, else the sensor's, else -1. */
int sh_coach_breaths(const struct sh_coach *c);

/** What else is known of a sample. */
struct sh_coach_input {
	const struct sh_posture *posture;
	bool gap;        /* a gap lies before this sample */
	int64_t step_us; /* since the previous sample */
};

/** Judges one sample. A neutral is taken by the coach itself, through `ctx`, when one is due.
 * Never fails: poor data suspends judging instead of guessing. */
void sh_coach_step(struct sh_coach *c, struct sh_posture_ctx *ctx, const struct sh_coach_input *in,
		   struct sh_events *ret);

/** Applies a command at the time of the last sample. */
void sh_coach_command(struct sh_coach *c, const struct sh_command *cmd, struct sh_events *ret);

/** The link was lost (true) or is back: `signal` warning. */
void sh_coach_signal(struct sh_coach *c, bool lost, struct sh_events *ret);

/** Ends the exercise now, whatever is running: closes hold, rep and warnings, gives the result.
 * Does nothing if it is over already. */
void sh_coach_end(struct sh_coach *c, enum sh_hold_reason why, struct sh_events *ret);

/** The band that the signed angle falls into, and the angle as a magnitude in its direction. */
const struct sh_band *sh_coach_band(const struct sh_exercise *ex, double deg, double *ret_magnitude);

/** `zone` of the contract for this angle. */
enum sh_zone sh_coach_zone(const struct sh_exercise *ex, double deg);

/** The signed bands of a side, as the exercise event shows them. */
void sh_coach_bands_mdeg(const struct sh_exercise *ex, enum sh_side side, struct sh_band_mdeg *ret,
			 struct sh_band_mdeg *ret_other);

#endif
