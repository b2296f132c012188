#ifndef SH_SIM_WEARER_H
#define SH_SIM_WEARER_H

/** A synthetic wearer doing one exercise, sample by sample.
 *
 * Performs what the numbers in force ask (dose, sides, sets, rests), well unless a fault is asked
 * for:
 *
 *   still 4 s | attempts | rest | still 4 s | attempts | ... | still 2 s
 *
 * An attempt is out, stay, back, pause. Amplitudes spread by 15 % (cut at two sigma) and stay
 * inside the target by 10 % of its width and 0.5 degrees; times spread by 20 %. Holds stay for the
 * dose and 1.5 s; continuous exercises go on for the duration, 5 % and 6 s. Constant memory, no end
 * of length.
 *
 *     sh_wearer_init(&w, &ex, seed, 0);
 *     while (sh_wearer_next(&w, &truth)) {
 *             ... truth.segment[truth.wearing] into sh_sensor_model_apply() ...
 *             while (sh_wearer_event(&w, &event)) ...
 *     }
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/exercise.h"

#include "sim/body.h"
#include "sim/faults.h"
#include "sim/profile.h"
#include "sim/truth.h"

/** The truth of one sample. Angles in degrees relative to the start pose, signed as in the
 * contract; those of the wearing segment. */
struct sh_sim_truth {
	int64_t t_us; /* since the first sample; every SH_SIM_PERIOD_US */
	struct sh_sim_segment segment[SH_SIM_SEGMENTS];
	int wearing; /* which segment a single sensor is on */
	double round_deg, twist_deg, side_deg;
	double measure_deg; /* zero for measures without an angle */
	bool right_position;
	bool moving;	/* between the first movement of a set and its rest */
	bool still;	/* the wearer means to keep still at the start pose */
	bool staying;	/* at the end pose: a hold, or the top of a repetition */
	bool lost;	/* a gap: this sample never reaches anybody */
	uint32_t doing; /* 1u << enum sh_sim_fault: of the attempt that this sample belongs to */
};

enum sh_sim_leg_flag {
	SH_SIM_LEG_STILL = 1u << 0,  /* at the start pose, on purpose */
	SH_SIM_LEG_STAY = 1u << 1,   /* at the end pose */
	SH_SIM_LEG_MOVING = 1u << 2, /* part of the dose */
	SH_SIM_LEG_SINK = 1u << 3,   /* sags: path s^2 instead of minimum jerk */
	SH_SIM_LEG_LOST = 1u << 4,
	SH_SIM_LEG_COUGH = 1u << 5,
	SH_SIM_LEG_BUMP = 1u << 6, /* a knock at the end */
	SH_SIM_LEG_SLIP = 1u << 7,
	SH_SIM_LEG_TREMBLE = 1u << 8,
	SH_SIM_LEG_FIRST = 1u << 9,   /* a set begins with it */
	SH_SIM_LEG_CLOSE = 1u << 10,  /* the set's dose is over */
	SH_SIM_LEG_TURNED = 1u << 11, /* after it the wearer lies on the other side */
	SH_SIM_LEG_JERKY = 1u << 12,
	SH_SIM_LEG_ROCK = 1u << 13, /* swings: path (1 - cos pi s) / 2, does not stop at its ends */
	SH_SIM_LEG_SETTLE =
		1u << 14 /* sinks in: path 1 - exp(-t / 15 s), so it never quite arrives */
};

/** One piece of the way: from wherever the last one ended to `to`. */
struct sh_sim_leg {
	struct sh_sim_pose to;
	int64_t samples;
	uint32_t flags;
	uint32_t faults; /* announced when the leg begins */
	uint32_t doing;	 /* of the attempt that it is a part of */
};

enum { SH_SIM_LEGS_MAX = 16 };

enum sh_sim_stage { SH_SIM_ENTER, SH_SIM_SET, SH_SIM_ATTEMPT, SH_SIM_REST, SH_SIM_OVER };

/** Caller owns it; members are private. */
struct sh_wearer {
	struct sh_exercise ex;
	const struct sh_sim_profile *profile;
	uint64_t seed;
	uint32_t faults;
	struct sh_rng rng; /* of the plan: drawn anew for every attempt */
	struct sh_sim_body body;
	struct sh_sim_judge judge;
	enum sh_position position;
	int wearing, axis;
	bool curve; /* measured is the thorax against the pelvis; `wearing` is the thorax then */
	double sign; /* of the measured angle against the segment's */
	/* where in the exercise */
	enum sh_sim_stage stage;
	int set, side, sides, sets, reps; /* set and side count from 0 */
	int attempt, done;		  /* in this set and side */
	uint32_t faults_due;		  /* of attempts, in this set and side */
	int64_t set_samples;		  /* planned since the first movement of the set */
	uint32_t doing;			  /* faults of the attempt being planned */
	bool limit_done, slip_due, stopping;
	/* the legs planned ahead */
	struct sh_sim_leg leg[SH_SIM_LEGS_MAX];
	int n_legs, at_leg;
	int64_t at_sample;
	struct sh_sim_pose from;    /* where the present leg began */
	struct sh_sim_pose planned; /* where the last planned leg ends */
	/* running values */
	int64_t k; /* samples given */
	double slip_from_deg, slip_to_deg;
	double sway_gain;  /* where the present leg began */
	double settled;	   /* share of the way that a settling leg has gone */
	bool began, moved; /* the first leg has begun; the first movement of this set has */
	double neutral_sum[4];
	int neutral_n;
};

/** @param ex      copied: the numbers in force, dose overrides applied
 *  @param faults  1u << enum sh_sim_fault, or-ed */
void sh_wearer_init(struct sh_wearer *w, const struct sh_exercise *ex, uint64_t seed,
		    uint32_t faults);

/** Directly after init: two sensors, so `ex` has the numbers of the curve, and the truth is the
 * thorax's angle against the pelvis. */
void sh_wearer_curve(struct sh_wearer *w);

/** The next sample. @return false when the wearer is done (ret untouched). */
bool sh_wearer_next(struct sh_wearer *w, struct sh_sim_truth *ret);

/** @return true and *ret is the next thing that happened up to the last sample given. Fetch until
 *          false after every sample, and once more when sh_wearer_next() said false (that is where
 *          SH_SIM_EVENT_END comes). Events that nobody fetches are forgotten. */
bool sh_wearer_event(struct sh_wearer *w, struct sh_sim_event *ret);

/** Plans the next legs; for wearer.c only. @return false when there is nothing more to do. */
bool sh_wearer_plan(struct sh_wearer *w);

#endif
