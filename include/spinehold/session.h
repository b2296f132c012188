#ifndef SPINEHOLD_SESSION_H
#define SPINEHOLD_SESSION_H

/** The seam: records in, events out. Live and replay are the same code below it.
 *
 * A session is fed every record in order (record.h) and calls its listener once for every sample,
 * and once for every record that causes events without one. What it says depends on the records and
 * the configuration alone, so a log of both gives the same bytes again.
 *
 *   bytes -> sniffer -> decoder -> fusion -> posture -> coach -> events
 *
 * The protocol may be unknown at first: bytes are then kept and listened to, and decoded from the
 * first one once it is found. The first quarter second of samples is kept likewise, to learn the
 * nominal rate; then everything is judged from the first sample.
 *
 * Caller owns the memory (about 150 KiB: allocate it); members are private. No allocation, no
 * clock.
 */

#include "spinehold/calib.h"
#include "spinehold/coach.h"
#include "spinehold/curve.h"
#include "spinehold/decoder.h"
#include "spinehold/event.h"
#include "spinehold/exercise.h"
#include "spinehold/posture.h"
#include "spinehold/record.h"
#include "spinehold/sample.h"
#include "spinehold/wear.h"

/** What the coach would tell a person at this moment; the screen draws from it. */
struct sh_coach_view {
	const struct sh_exercise *exercise; /* borrowed; NULL without an exercise */
	enum sh_phase phase;
	int set, sets;
	enum sh_side side;
	int reps_done, reps_wanted;            /* towards the dose, this set and side */
	int64_t held_us, hold_wanted_us;       /* the running hold, or counted time in continuous mode */
	int64_t rest_left_us;                  /* in rest and switch-side, else 0 */
	int64_t countdown_us;                  /* before a start, else 0 */
	enum sh_zone zone;
	enum sh_movement movement;
	struct sh_band_mdeg band, other;
	int32_t measure_mdeg;                  /* SH_MDEG_NONE where there is none */
	uint32_t warnings;                     /* 1u << enum sh_warning, those that are on */
	bool waiting_for_start, right_position, over;
	bool has_chair; /* SH_COMMAND_CHAIR changes something */
	int breaths, breaths_wanted; /* -1 not known; 0 wanted: not part of the dose */
};

/** One for every sample, and one for every record that caused events without a sample. */
struct sh_output {
	int64_t t_us;                      /* sensor time since the session's first sample */
	const struct sh_sample *sample;    /* NULL when there is none; its t_us is the device's own */
	const struct sh_orientation *orientation; /* NULL when sample is */
	const struct sh_posture *posture;  /* NULL when sample is, and for a sensor that is not judged */
	const struct sh_coach_view *coach; /* never NULL */
	const struct sh_event *events;
	size_t n_events;
};

typedef void sh_listener(void *ctx, const struct sh_output *out);

/** Where to begin, or what is left to do: a step, a set of it, and the sides of that set. All zero is
 * the beginning. */
struct sh_session_start {
	size_t step;       /* from 0 */
	int set;           /* from 1; 0 is 1 */
	enum sh_side side; /* the only side of this set still to be done; BOTH: all of them */
};

struct sh_session_config {
	const char *source;  /* borrowed for the session's life: serial csv simulated ... */
	const char *program; /* likewise: the version that made the recording */
	const char *note;    /* likewise, or NULL: said on the session line ("synthetic") */
	const struct sh_protocol *protocol; /* NULL: found by listening */
	struct sh_decoder_options decoder;
	const struct sh_exercise *steps; /* borrowed; the exercises in their order */
	size_t n_steps;                  /* 0: angles only */
	const struct sh_exercise *steps_two; /* the same with the numbers of two sensors: in force, and
	                                        judged by the curve, where both are there. NULL: never */
	struct sh_session_start start;   /* where a session that was cut short goes on */
	const struct sh_exercise *chairs; /* borrowed; beside each step its chair variant (no id: none), or NULL */
	struct sh_quat mount[SH_SENSORS_MAX];
	struct sh_correction correction[SH_SENSORS_MAX]; /* before anything is judged; out->sample stays as measured */
	struct sh_fusion_params fusion;
	bool automatic;    /* as --auto */
	double angles_hz;  /* 0: no angle lines, except without an exercise: then 10 a second */
	int age_years;     /* shown with the limits; 0 not known */
	bool go_on;        /* samples are still given, without events, after the summary (export) */
};

enum { SH_PRIME_SAMPLES = 128 };
enum { SH_PRIME_US = 250000 };
enum { SH_EARLY_COMMANDS = 16 }; /* kept until there is a sample; the newest replaces the last */

/** How one line of bytes is being understood. */
struct sh_session_line {
	bool known; /* the protocol is settled and `decoder` runs */
	struct sh_sniffer sniffer;
	struct sh_decoder decoder;
};

/** Movement class of the live angles, with its switch margin (biomechanics 1.1). */
struct sh_movement_state {
	enum sh_movement now, wanted;
	int64_t since_us;
};

struct sh_session {
	struct sh_session_config config;
	sh_listener *listener;
	void *listener_ctx;
	struct sh_session_line line[SH_SENSORS_MAX];
	/* until the rate is known */
	struct sh_sample prime[SH_PRIME_SAMPLES];
	size_t n_prime;
	bool primed, over, stopped;
	double rate_hz;
	int64_t t0_us, t_us, period_us;
	uint32_t judged; /* the sensor that the exercise is judged by */
	struct {
		bool seen;
		int64_t last_us;
		struct sh_fusion fusion;
	} sensor[SH_SENSORS_MAX];
	bool two; /* judged by the curve between both sensors */
	struct sh_curve curve;
	struct sh_posture_ctx posture_ctx;
	struct sh_posture posture;
	struct { /* a wearing calibration within the session */
		bool on, paused; /* paused: by it, so it also goes on */
		struct sh_wear wear[SH_SENSORS_MAX];
		struct sh_wear_mounts mounts[SH_SENSORS_MAX];
	} retake;
	struct sh_coach coach;
	struct sh_coach_view view;
	struct sh_movement_state movement;
	enum sh_position position;
	bool position_right;
	size_t step;             /* index into config.steps */
	int64_t step_rest_until; /* between exercises; -1 when none is pending */
	int exercises, marks;
	struct sh_command early[SH_EARLY_COMMANDS]; /* given before the first sample */
	size_t n_early;
	int64_t pain_since_us; /* the pain that a rating belongs to; -1 none */
	int64_t next_angles_us;
	uint64_t n_angles, samples, gaps, refused;
	uint64_t lost;
	struct sh_events events;
};

/** @return SH_OK, or SH_ERR_CONFIG: the protocol's options, the filter's parameters or the start do
 *         not fit (static text in *ret_why); the session is then not usable. */
SH_NODISCARD enum sh_status sh_session_init(struct sh_session *s, const struct sh_session_config *c,
					    sh_listener *listener, void *ctx, const char **ret_why);

/** Applies one record. Cannot fail: noise is counted, poor data is said in events. After the
 * summary (sh_session_over) records are ignored. */
void sh_session_apply(struct sh_session *s, const struct sh_record *r);

/** No more records will come. Gives what is still owed: a last row, the running hold
 * (end-of-data), result and summary. Without any sample nothing is said. */
void sh_session_finish(struct sh_session *s);

/** The same for a recording that was left before its end: a row that was only half read is no row. */
void sh_session_stop(struct sh_session *s);

/** What has not been done yet: the step, the set and the side a later session should begin at. A set
 * is done as a whole or not at all. Known at any time, also after the end.
 * @return false, and *ret untouched, where nothing is left or there was no exercise. */
bool sh_session_left(const struct sh_session *s, struct sh_session_start *ret);

/** The summary was given. */
bool sh_session_over(const struct sh_session *s);

/** The protocol of a line, or NULL while listening. */
const struct sh_protocol *sh_session_protocol(const struct sh_session *s, uint32_t line);

/** What was decoded on a line so far; while listening, zeros but for bytes skipped. */
const struct sh_decoder_stats *sh_session_stats(const struct sh_session *s, uint32_t line);

/** src/core/movement.c: @return true if the class changed. */
bool sh_movement_step(struct sh_movement_state *m, const struct sh_posture *p);

#endif
