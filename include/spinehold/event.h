#ifndef SPINEHOLD_EVENT_H
#define SPINEHOLD_EVENT_H

/** What the session tells: the only thing its listeners get, and the JSON Lines contract.
 *
 * All numbers are integers (microseconds, millidegrees), so they print and compare exactly on every
 * machine. Angles follow the signs of the catalog's measures. Plain data; strings are borrowed from
 * the session and valid for the call that delivers the event.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/exercise.h"

enum { SH_MDEG_NONE = INT32_MIN }; /* an angle that the position makes unobservable: JSON null */

enum sh_event_kind {
	SH_EVENT_SESSION,
	SH_EVENT_EXERCISE,
	SH_EVENT_NEUTRAL,
	SH_EVENT_POSITION,
	SH_EVENT_PHASE,
	SH_EVENT_MOVEMENT,
	SH_EVENT_HOLD,
	SH_EVENT_REP,
	SH_EVENT_WARNING,
	SH_EVENT_GAP,
	SH_EVENT_ANGLES,
	SH_EVENT_MARK,
	SH_EVENT_PAIN,
	SH_EVENT_RESULT,
	SH_EVENT_SUMMARY,
	SH_EVENT_CUE,    /* words for this moment, never a judgement */
	SH_EVENT_BREATH, /* the count of breaths has changed, or is no longer known */
	SH_EVENT_WEAR, /* the wearing calibration of a running session has come to a step */
	SH_EVENT_KINDS
};

enum sh_phase {
	SH_PHASE_READY,
	SH_PHASE_MOVE,
	SH_PHASE_HOLD,
	SH_PHASE_REST,
	SH_PHASE_SWITCH_SIDE,
	SH_PHASE_PAUSED,
	SH_PHASE_DONE,
	SH_PHASES
};

enum sh_side { SH_SIDE_BOTH, SH_SIDE_LEFT, SH_SIDE_RIGHT, SH_SIDES };

enum sh_movement {
	SH_MOVEMENT_NEUTRAL,
	SH_MOVEMENT_ROUND,
	SH_MOVEMENT_ARCH,
	SH_MOVEMENT_TWIST,
	SH_MOVEMENT_SIDE,
	SH_MOVEMENTS
};

enum sh_hold_reason {
	SH_HOLD_COMPLETE,
	SH_HOLD_LEFT,
	SH_HOLD_LIMIT,
	SH_HOLD_GAP,
	SH_HOLD_POSITION,
	SH_HOLD_FATIGUE,
	SH_HOLD_PAIN,
	SH_HOLD_STOPPED,
	SH_HOLD_END_OF_DATA,
	SH_HOLD_REASONS
};

/** How an exercise came to its end. Everything but COMPLETE is `completed:false`. */
enum sh_ended {
	SH_ENDED_COMPLETE,
	SH_ENDED_SKIPPED,     /* to the end, but the wearer passed over a set or side */
	SH_ENDED_LIMIT,       /* the third limit */
	SH_ENDED_PAIN,
	SH_ENDED_STOPPED,     /* the wearer ended the session */
	SH_ENDED_END_OF_DATA,
	SH_ENDEDS
};

enum sh_verdict {
	SH_VERDICT_OK,
	SH_VERDICT_SHALLOW,
	SH_VERDICT_DEEP,
	SH_VERDICT_JERKY,
	SH_VERDICT_UNSURE,
	SH_VERDICTS
};

enum sh_warning {
	SH_WARNING_APPROACH,
	SH_WARNING_DEPTH,
	SH_WARNING_LIMIT,
	SH_WARNING_JERK,
	SH_WARNING_SAG,
	SH_WARNING_TREMOR,
	SH_WARNING_SLIP,
	SH_WARNING_UNOBSERVABLE,
	SH_WARNING_SIGNAL,
	SH_WARNING_POSITION,
	SH_WARNING_BREATH,
	SH_WARNINGS
};

/** What a cue event asks for. */
enum sh_prompt {
	SH_PROMPT_BREATHE_IN,
	SH_PROMPT_BREATHE_OUT,
	SH_PROMPT_HOLD_BREATH,     /* at most 4 s: breathe-out always follows */
	SH_PROMPT_BREATHE_THROUGH, /* twist without holding */
	SH_PROMPT_BREATHE_EVENLY,
	SH_PROMPT_SLOWER,     /* a movement took clearly less than the tempo's shortest time */
	SH_PROMPT_EASE,       /* past the target's high end for a second: let the tailbone sink */
	SH_PROMPT_FROM_SIDE,  /* lay down on the back at once: next time by way of the side */
	SH_PROMPT_SENSOR_OFF, /* take the sensor off: only time is measured */
	SH_PROMPTS
};

/** Where the measured angle stands against its band. */
enum sh_zone { SH_ZONE_NONE, SH_ZONE_BELOW, SH_ZONE_TARGET, SH_ZONE_ABOVE, SH_ZONE_WARN, SH_ZONE_LIMIT, SH_ZONES };

/** What came of one side of an exercise. Holds or repetitions are tried, and each one that does not
 * count has its reason: tried = counted + the sum of both tables below. */
struct sh_side_result {
	bool used;                          /* the exercise has this side */
	int asked;                          /* holds or repetitions; 0 where time is asked for */
	int64_t asked_us;                   /* continuous, breath, rest: else 0 */
	int tried, counted;                 /* counted: holds valid, repetitions ok or jerky */
	int64_t valid_hold_us;
	int64_t active_us;                  /* continuous, breath and rest time that counted */
	int64_t worked_us;                  /* spent in the phases move and hold */
	int hold_not[SH_HOLD_REASONS];      /* holds that were not valid, by how they ended */
	int rep_not[SH_VERDICTS];           /* repetitions that did not count, by verdict */
};

struct sh_band_mdeg { /* signed as the measure is; low_mdeg < high_mdeg */
	bool used;
	int32_t low_mdeg, high_mdeg, warn_mdeg, limit_mdeg;
};

struct sh_event {
	enum sh_event_kind kind;
	int64_t t_us; /* sensor time since the session's first sample */
	union {
		struct {
			const char *source;   /* serial usb csv simulated ... */
			const char *quantity; /* tilt, curve */
			int32_t rate_mhz;     /* millihertz, nominal */
			const char *program;  /* "spinehold 0.1.0": the version that made the recording */
			const char *note;     /* further words for people ("synthetic"), NULL for none */
		} session;
		struct {
			const struct sh_exercise *exercise; /* borrowed */
			int set, sets;
			enum sh_side side;
			struct sh_band_mdeg band;  /* the side in force; for round-arch: round */
			struct sh_band_mdeg other; /* round-arch: arch; else unused */
			int age_years;             /* the limits are for; 0 not known */
		} exercise;
		struct {
			enum sh_position position;
			bool right;
		} position;
		struct {
			enum sh_phase phase;
			int set;
			enum sh_side side;
		} phase;
		struct {
			enum sh_movement movement;
		} movement;
		struct {
			int64_t start_us, end_us, held_us;
			bool valid;
			enum sh_hold_reason reason;
			enum sh_side side;
			int32_t mean_mdeg, steadiness_mdeg;
			bool counts_breaths; /* breaths are part of the dose */
			int breaths;         /* -1 not known */
		} hold;
		struct {
			int n;
			enum sh_side side;
			int64_t start_us, end_us, peak_us, held_us;
			int32_t peak_mdeg;    /* the deepest angle kept for 0.4 s */
			int32_t highest_mdeg; /* the deepest moment; the verdict goes by it */
			enum sh_verdict verdict;
		} rep;
		struct {
			enum sh_warning warning;
			bool on;
			int32_t angle_mdeg; /* SH_MDEG_NONE where there is none */
			int32_t limit_mdeg; /* the threshold, signed; SH_MDEG_NONE where there is none */
			int64_t eta_us;     /* approach: until the warn threshold; else -1 */
			int unchecked; /* slip on: holds and repetitions since the last good check */
		} warning;
		struct {
			int64_t start_us, end_us;
			uint64_t lost;
		} gap;
		struct {
			int32_t round_mdeg, twist_mdeg, side_mdeg, measure_mdeg;
			bool has_sigma; /* two sensors: 1-sigma of the instrument beside each angle */
			int32_t round_sigma_mdeg, twist_sigma_mdeg, side_sigma_mdeg;
			enum sh_movement movement;
			enum sh_zone zone;
		} angles;
		struct {
			int n; /* counts marks from 1 */
		} mark;
		struct {
			int level;        /* 0 to 10, -1 not rated */
			bool leg;         /* it runs, or feels numb, down a leg */
			int64_t since_us; /* when the pain that this rates was told first */
		} pain;
		struct {
			const char *exercise;
			int64_t valid_hold_us, active_us; /* active: continuous, breath and rest time */
			int holds, reps, reps_ok, reps_shallow, reps_deep, reps_jerky, reps_unsure;
			int reps_left, reps_right; /* counted towards the dose, by side */
			int depth_warnings, limit_events;
			bool completed;
			bool counts_breaths; /* breaths are part of the dose */
			int breaths;         /* of the last set and side; -1 not known */
			int unchecked_since_slip; /* holds and repetitions that a slip may have spoilt */
			enum sh_ended ended;
			/* the dose in force, and what came of it by enum sh_side. A session that was
			 * taken up later is asked for what was left. */
			int sets, sides, dose, asked_breaths;
			int32_t hold_ms, duration_ms;
			struct sh_side_result side[SH_SIDES];
		} result;
		struct {
			enum sh_prompt prompt;
		} cue;
		struct {
			int breaths;       /* in this set and side or hold; -1 not known */
			int rate_per_min;  /* -1 not known */
		} breath;
		struct {
			const char *step;    /* stand lie bows arch roll done undone stopped */
			const char *verdict; /* pass warn repeat; NULL where nothing was judged */
			const char *reason;  /* as sh_wear_reason_name; NULL likewise */
			const char *words;   /* what to do, or what was found */
		} wear;
		struct {
			int exercises; /* begun */
			uint64_t samples, gaps, bad_frames, lost;
		} summary;
	} u;
};

const char *sh_event_kind_name(enum sh_event_kind k);
const char *sh_phase_name(enum sh_phase p);
const char *sh_side_name(enum sh_side s);
const char *sh_movement_name(enum sh_movement m);
const char *sh_hold_reason_name(enum sh_hold_reason r);
const char *sh_ended_name(enum sh_ended e); /* complete skipped limit pain stopped end-of-data */
const char *sh_verdict_name(enum sh_verdict v);
const char *sh_warning_name(enum sh_warning w);
const char *sh_zone_name(enum sh_zone z);
const char *sh_prompt_name(enum sh_prompt p); /* breathe-in breathe-out hold-breath ... */

/** What is said to the wearer: one short sentence, "" outside the enum. */
const char *sh_prompt_words(enum sh_prompt p);

enum { SH_EVENT_JSON_MAX = 4096 }; /* the longest line, newline and terminator included */

/** Writes the event as one line of JSON with its newline, schema 1 of the contract.
 * Pure: no locale, no floating point.
 * @return the length written without the terminator; 0 if `cap` is too small (nothing useful in
 *         ret), which cannot happen with SH_EVENT_JSON_MAX. */
size_t sh_event_json(const struct sh_event *e, char *ret, size_t cap);

#endif
