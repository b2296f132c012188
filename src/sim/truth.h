#ifndef SH_SIM_TRUTH_H
#define SH_SIM_TRUTH_H

/** What really happened: the events a perfect coach would report, made from the true angle.
 *
 * The words are the contract's (hold, repetition, depth, limit), applied to the angle without any
 * sensor, filter or neutral error. This is a second, independent writing of those rules, so that
 * the coach can be measured against it. Where the rules leave a coach free, truth is the plain
 * reading:
 *
 *   hold   entered when the angle has been in the target for 0.5 s, counted back; counted within
 *          target +- hysteresis; left after 1.0 s outside; complete at the dose.
 *   rep    above 35 % of the target's middle; dips below it shorter than 0.3 s do not end it and
 *          visits above it shorter than 0.1 s do not begin one. Verdict by the peak.
 *   depth  the angle has been above warn for 0.3 s. limit: above the limit for 0.15 s; said anew
 * only after 2 s within 4 degrees of neutral (or of the target's low end if that is nearer).
 *
 * Angles are relative to the start pose that the wearer means to take. What the coach takes as
 * neutral is where the wearer happened to sway meanwhile: the neutral event gives that mean.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/event.h"
#include "spinehold/exercise.h"

#include "sim/faults.h"

enum sh_sim_event_kind {
	SH_SIM_EVENT_SET,     /* a set or side begins: still, in position */
	SH_SIM_EVENT_NEUTRAL, /* the first 2 s of that stillness, and the mean angles over them */
	SH_SIM_EVENT_MOVE,    /* the first movement of the set begins */
	SH_SIM_EVENT_HOLD,
	SH_SIM_EVENT_REP,
	SH_SIM_EVENT_DEPTH,
	SH_SIM_EVENT_LIMIT,
	SH_SIM_EVENT_FAULT, /* a fault of an attempt or of the belt begins */
	SH_SIM_EVENT_END,   /* the last sample */
	SH_SIM_EVENT_KINDS
};

/** Times are microseconds since the first sample, angles signed as the measure is. Members that a
 * kind does not name are zero. */
struct sh_sim_event {
	enum sh_sim_event_kind kind;
	int64_t t_us; /* when it could be known: end of a hold, 0.15 s after crossing a limit, ...
		       */
	int set;
	enum sh_side side;
	int n;			  /* REP: from 1 in the set and side */
	int64_t start_us, end_us; /* NEUTRAL, HOLD, REP; DEPTH, LIMIT: start is the crossing */
	int64_t peak_us;	  /* REP */
	int64_t held_us;	  /* HOLD: within target +- hysteresis, at most the dose */
	int64_t in_target_us;	  /* HOLD: within the target itself, from start to end */
	double peak_deg;	  /* REP, HOLD (mean), DEPTH and LIMIT (at t_us), NEUTRAL (mean) */
	double mean_deg[3];	  /* NEUTRAL: round, twist, side */
	bool valid;		  /* HOLD */
	enum sh_hold_reason reason;
	enum sh_verdict verdict;
	enum sh_sim_fault fault; /* FAULT */
};

/** What is known of the true state at a sample. */
struct sh_sim_view {
	int64_t t_us;
	double measure_deg;
	bool right_position; /* in the exercise's position */
	bool lost;	     /* this sample never reaches anybody */
	bool moving;	     /* between the first movement of a set and its rest */
	bool jerky;	     /* this attempt is a snatch */
};

enum { SH_SIM_EVENTS_MAX = 16 };

/** Follows one exercise. Caller owns it; members are private. */
struct sh_sim_judge {
	struct sh_exercise ex;
	int set;
	enum sh_side side;
	int n_reps, reps_done, holds_done;
	/* the running hold */
	bool inside, open, armed, hold_limited;
	int64_t inside_since_us, start_us, last_us, left_us, held_us, in_target_us;
	double sum_deg;
	int64_t n_sum;
	/* the running repetition */
	bool above, rep_open, rep_cut, rep_jerky, rep_unsure, rep_limited;
	int64_t above_us, below_us, peak_us, rep_end_us;
	double peak_deg;
	/* warnings, by direction */
	int64_t warn_us, limit_us, home_us;
	bool warned, limited;
	/* what is not yet fetched */
	struct sh_sim_event queue[SH_SIM_EVENTS_MAX];
	size_t first, n;
};

void sh_sim_judge_init(struct sh_sim_judge *j, const struct sh_exercise *ex);

/** A new set or side begins: numbering starts afresh. */
void sh_sim_judge_set(struct sh_sim_judge *j, int set, enum sh_side side, int64_t t_us);

/** The set's dose of movement is over (rest, or the end): closes what runs. */
void sh_sim_judge_close(struct sh_sim_judge *j, int64_t t_us, enum sh_hold_reason why);

/** Judges one sample. */
void sh_sim_judge_step(struct sh_sim_judge *j, const struct sh_sim_view *v);

/** Appends an event of this kind; its set and side are filled in. When the queue is full (nobody
 * fetches), the oldest is dropped. */
struct sh_sim_event *sh_sim_judge_add(struct sh_sim_judge *j, enum sh_sim_event_kind kind,
				      int64_t t_us);

/** @return true and *ret is the oldest event not yet fetched. */
bool sh_sim_judge_fetch(struct sh_sim_judge *j, struct sh_sim_event *ret);

const char *sh_sim_event_name(enum sh_sim_event_kind k);

enum { SH_SIM_EVENT_JSON_MAX = 512 };

/** One line of JSON with its newline: {"truth":"rep","t":9.310,...}, seconds with three decimals,
 * degrees with two. Keys are named as the contract's events name them.
 * @return the length without the terminator; 0 if `cap` is below SH_SIM_EVENT_JSON_MAX. */
size_t sh_sim_event_json(const struct sh_sim_event *e, char *ret, size_t cap);

/** The verdict that a repetition with this peak deserves, by the contract's words. */
enum sh_verdict sh_sim_verdict(const struct sh_band *band, double magnitude_deg, bool limited,
			       bool jerky, bool unsure);

/** The band that a signed angle falls into and the angle as a magnitude in its direction; NULL if
 * the exercise has none. */
const struct sh_band *sh_sim_band(const struct sh_exercise *ex, double deg, double *ret_magnitude);

#endif
