#ifndef SPINEHOLD_EXERCISE_H
#define SPINEHOLD_EXERCISE_H

/** The numbers in force for one exercise: what the coach judges by.
 *
 * The catalog (YAML, outside the core) holds variants, cues and notes; choosing an exercise, a
 * variant and dose overrides from it gives one of these. Plain data, no pointers: it may be copied
 * and compared. Every angle is a magnitude in degrees relative to the exercise's neutral.
 */

#include <stdbool.h>

enum { SH_ID_MAX = 32, SH_TITLE_MAX = 64 };

/** How the body lies or stands. SH_POSITION_PRONE stands for hands and knees too: gravity cannot
 * tell them apart. SIDE_LEFT is lying on the left side (the right side is up). */
enum sh_position {
	SH_POSITION_BETWEEN,
	SH_POSITION_UPRIGHT,
	SH_POSITION_SUPINE,
	SH_POSITION_PRONE,
	SH_POSITION_SIDE_LEFT,
	SH_POSITION_SIDE_RIGHT,
	SH_POSITIONS
};

/** Which positions an exercise accepts. The catalog's words: standing, supine, prone, quadruped,
 * side, side-left, side-right, any. */
enum sh_stance {
	SH_STANCE_ANY,
	SH_STANCE_STANDING,
	SH_STANCE_SUPINE,
	SH_STANCE_PRONE,
	SH_STANCE_QUADRUPED,
	SH_STANCE_SIDE, /* either side */
	SH_STANCE_SIDE_LEFT,
	SH_STANCE_SIDE_RIGHT,
	SH_STANCES
};

enum sh_movement_class { /* the catalog's `movement` */
	SH_CLASS_ROUND,
	SH_CLASS_ARCH,
	SH_CLASS_ROUND_ARCH,
	SH_CLASS_TWIST,
	SH_CLASS_SIDE,
	SH_CLASS_STILL,
	SH_CLASS_BREATH,
	SH_CLASSES
};

enum sh_mode {
	SH_MODE_HOLD,
	SH_MODE_REPS,
	SH_MODE_CONTINUOUS,
	SH_MODE_BREATH,
	SH_MODE_REST,
	SH_MODES
};

/** What is measured: rotation of the wearing segment from neutral (contract: axes, signs, units). */
enum sh_measure {
	SH_MEASURE_PELVIC_TILT,  /* round_deg = minus the rotation about y: tailbone tucked is + */
	SH_MEASURE_FORWARD_TILT, /* round_deg = the rotation about y: bowed forward is + */
	SH_MEASURE_ROLL,         /* twist_deg = the rotation about z: to the left is + */
	SH_MEASURE_SIDE_TILT,    /* side_deg = the rotation about x: to the right is + */
	SH_MEASURE_SWEEP,        /* peak-to-peak of the unwrapped rotation about y, per roll */
	SH_MEASURE_STILLNESS,    /* no angle: time and stillness */
	SH_MEASURE_BREATHING,    /* no angle: time and breaths */
	SH_MEASURES
};

/** What is cued about the breath (biomechanics 1.6). One pelvic sensor cannot see a held breath: the
 * program times the words, it does not check them. */
enum sh_breath_cue {
	SH_BREATH_NONE,
	SH_BREATH_EVEN,       /* breathe evenly, never hold */
	SH_BREATH_OUT_ROUND,  /* out while rounding, in while arching */
	SH_BREATH_OUT_EFFORT, /* in before, out on the way out of neutral */
	SH_BREATH_HOLD,       /* in, hold at most 4 s, twist, return, out */
	SH_BREATH_THROUGH,    /* the switch for SH_BREATH_HOLD: no holding at all */
	SH_BREATH_FULL,       /* paced: 4 s in, 6 s out */
	SH_BREATH_CUES
};

enum sh_site { SH_SITE_SACRUM, SH_SITE_L1, SH_SITE_HIP, SH_SITE_FRONT, SH_SITE_OFF, SH_SITES };

/** low < high < warn < limit. `used` is false where the exercise has no such side. */
struct sh_band {
	bool used;
	double low_deg, high_deg, warn_deg, limit_deg;
};

/** By what the numbers were fitted to the person (scale.h). */
enum sh_scaled_by { SH_SCALED_NONE, SH_SCALED_AGE, SH_SCALED_RANGE, SH_SCALED_BYS };

struct sh_exercise {
	char id[SH_ID_MAX];
	char title[SH_TITLE_MAX]; /* UTF-8, checked and escaped when loaded */
	char variant[SH_ID_MAX];  /* "" for none */
	enum sh_stance stance;
	enum sh_movement_class movement;
	enum sh_mode mode;
	enum sh_measure measure;
	enum sh_site site;
	/* Bands by direction of the measured angle. `positive` is round, twist to the left or side to
	 * the right; `negative` is arch, twist to the right or side to the left. A twist or side band
	 * of the catalog sets both. */
	struct sh_band positive, negative;
	double hysteresis_deg;
	/* dose */
	double hold_s;     /* hold mode: time to hold; reps: how long to stay, cued, never a condition */
	double duration_s; /* continuous, breath, rest */
	double rest_s;     /* between sets and sides */
	int reps, sets, sides, breaths; /* sides 2: left first, then right */
	/* tempo; 0 is not judged */
	double phase_min_s, rate_warn_deg_s, accel_warn_deg_s2;
	enum sh_breath_cue breath_cue;
	bool from_side;     /* begins and ends lying on the side: both turns are to be careful */
	bool neutral_first; /* one neutral for all sets: taken flat, before the pillow goes in */
	/* fitted to the person by a programme or a profile; all zero: as the catalog has it */
	bool has_level, count_only; /* count_only: depth is not scored, the limit is still watched */
	int level;
	enum sh_scaled_by scaled_by;
	bool from_standing; /* two sensors: the curve counts from standing, not from the neutral */
};

const char *sh_position_name(enum sh_position p);         /* upright supine prone side-left ... */
const char *sh_stance_name(enum sh_stance s);             /* standing supine prone quadruped ... */
const char *sh_movement_class_name(enum sh_movement_class c); /* round arch round-arch ... */
const char *sh_mode_name(enum sh_mode m);                 /* hold reps continuous breath rest */
const char *sh_measure_name(enum sh_measure m);           /* pelvic-tilt forward-tilt ... */
const char *sh_site_name(enum sh_site s);                 /* sacrum L1 hip front off */
const char *sh_breath_cue_name(enum sh_breath_cue b);     /* none even out-round out-effort ... */
const char *sh_scaled_by_name(enum sh_scaled_by s);       /* none age range */

/** Does the stance accept this position? ANY accepts all, BETWEEN included. */
bool sh_stance_accepts(enum sh_stance s, enum sh_position p);

#endif
