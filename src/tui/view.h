#ifndef SH_TUI_VIEW_H
#define SH_TUI_VIEW_H

/** What the live screen knows: a copy of what the session last said, and the last minute.
 *
 * Fed with every output of the session and, a few times a second, with the facts about the link
 * that only the shell has. Everything is copied, so drawing may happen at any later time. Judging
 * is the coach's business: a view remembers, rounds and puts into words, and never decides.
 *
 * Angles are whole degrees with the signs of the exercise's measure (exercise.h). The figure shown
 * follows the angle with 0.6 degrees of inertia and changes at most twice a second, in quick
 * movements once, so that it neither flickers at a rounding edge nor runs faster than it can be
 * read (judgement). Tenths are never shown: the uncertainty of one sensor under a belt is about
 * +-4 degrees (biomechanics 2.6).
 *
 * Pure: plain data in the caller's memory, no allocation, clock or libc but string.h; cannot fail.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/session.h"
#include "tui/canvas.h"
#include "tui/line.h"

enum {
	SH_VIEW_TICK_US = 100000,     /* the trace holds ten values a second ... */
	SH_VIEW_TRACE = 600,	      /* ... for a minute */
	SH_VIEW_FIGURE_US = 500000,   /* figures change no faster ... */
	SH_VIEW_RUNNING_US = 1000000, /* ... and while the angle runs, by this much from one to the
					 next, only so often: nobody can read them then */
	SH_VIEW_RUNNING_MDEG = 8000,
	SH_VIEW_MESSAGES = 16,
	SH_VIEW_AGE_DEFAULT = 45 /* the catalog's numbers are for this age */
};

enum sh_health_state {
	SH_HEALTH_SEARCHING, /* no port yet, or listening for the protocol */
	SH_HEALTH_OPEN,
	SH_HEALTH_GONE,	  /* unplugged or hung up; the app keeps trying */
	SH_HEALTH_REPLAY, /* a recording is being played */
	SH_HEALTH_ENDED,  /* the recording or the session is over; nothing more will come */
	SH_HEALTH_STATES
};

/** Facts about the line that the session does not know. Strings are borrowed for the call. */
struct sh_health {
	enum sh_health_state state;
	const char *port;     /* port or file; NULL for none */
	const char *protocol; /* NULL while unknown */
	double rate_hz;	      /* samples a second over the last seconds; 0 not known */
	uint64_t lost, gaps, bad_frames;
	int64_t silent_us; /* since the last byte, by the host's clock; 0 where that means nothing
			    */
	const char *note;  /* one more thing to say in the link line ("logging to ..."); NULL */
};

struct sh_view_message {
	int64_t t_us;
	enum sh_style style;
	char text[SH_LINE_MAX]; /* "" for none yet */
};

/** One side of the scale: a range of the measured angle with its thresholds as magnitudes. */
struct sh_view_band {
	int sign; /* +1 or -1: the sign of the measure on this side */
	int32_t low_mdeg, high_mdeg, warn_mdeg, limit_mdeg;
};

struct sh_view {
	int64_t t_us;
	bool has_output;
	struct sh_coach_view coach; /* `exercise` in it is NULL: use the copy */
	bool has_exercise;
	struct sh_exercise exercise;
	int age_years; /* the limits in force are for this age; 0 nobody told */
	bool curve;    /* two sensors: the angle between them */
	bool synthetic;
	bool limit_stop; /* the third limit ended the exercise */
	bool over;	 /* the summary was given */
	int64_t approach_eta_us;
	/* posture: SH_MDEG_NONE where the angle cannot be told */
	bool has_posture, has_neutral, still;
	enum sh_position position;
	int32_t round_mdeg, twist_mdeg, side_mdeg;
	/* rounded for the eye, in degrees; SH_MDEG_NONE */
	int64_t shown_t_us; /* when it was last looked at */
	int32_t shown_deg, shown_round_deg, shown_twist_deg, shown_side_deg;
	enum sh_zone shown_zone; /* of the angle when shown_deg was looked at */
	/* the last minute; without an exercise it follows round */
	int64_t trace_tick; /* the newest, t_us / SH_VIEW_TICK_US; -1 none */
	int32_t trace_mdeg[SH_VIEW_TRACE];
	struct sh_view_message messages[SH_VIEW_MESSAGES]; /* newest first */
	int n_messages;					   /* ever */
	struct sh_view_message verdict;			   /* of the last hold or repetition */
	/* the link; strings cut to fit */
	bool has_health;
	enum sh_health_state state;
	char port[64], protocol[24], note[96];
	int32_t rate_mhz;
	uint64_t lost, gaps, bad_frames;
	int64_t silent_us;
	/* the programme */
	int step, steps; /* from 1; 0 of 0 without one */
	char next[SH_TITLE_MAX + 16];
};

void sh_view_init(struct sh_view *v);

/** Takes in one output of the session. */
void sh_view_output(struct sh_view *v, const struct sh_output *o);

/** Takes in the state of the link. */
void sh_view_health(struct sh_view *v, const struct sh_health *h);

/** Takes in where in the programme the session is: step `at` (from 1) of `of`, and what comes after
 * it in words ("Crocodile 1"; NULL or "": nothing). With `of` below 2 nothing of it is shown. */
void sh_view_steps(struct sh_view *v, int at, int of, const char *next);

/** Adds a message of the app's own ("marked", "the log is full"). */
void sh_view_message(struct sh_view *v, const char *text, enum sh_style style);

/** Lets the figures show the newest angle at once, without inertia: for a moment that stands still.
 */
void sh_view_settle(struct sh_view *v);

/** Is the line silent for so long (1 s) or gone that the angle on the screen is an old one? */
bool sh_view_is_stale(const struct sh_view *v);

/** The sides of the scale in force, at most two, none without an angle.
 * Where the measure has a sign by side (twist, side) both sides are given if the exercise has both.
 * @return how many were set in `ret` (an array of 2). */
int sh_view_bands(const struct sh_view *v, struct sh_view_band *ret);

/** The zone an angle falls in on the given sides; SH_ZONE_BELOW on a side that is not there. */
enum sh_zone sh_view_zone(const struct sh_view_band *bands, int n, int32_t mdeg);

/** The trace at a tick; SH_MDEG_NONE where there is nothing (a gap, unobservable, too long ago). */
int32_t sh_view_trace(const struct sh_view *v, int64_t tick);

#endif
