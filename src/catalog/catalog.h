#ifndef SH_CATALOG_CATALOG_H
#define SH_CATALOG_CATALOG_H

/** The exercises: read from YAML, looked up by id, turned into the numbers in force.
 *
 * A catalog is loaded once, never changes, and owns everything it hands out: entries and strings
 * are borrowed and live until sh_catalog_close. Every string in it is valid UTF-8 without control
 * characters (a line feed in `notes` excepted), so it may be printed as it is. Angles are
 * magnitudes in degrees from the exercise's own neutral, times are seconds.
 *
 * README.md in this folder is the format's manual. Nothing here prints.
 */

#include <stdbool.h>
#include <stddef.h>

#include "spinehold/exercise.h"
#include "spinehold/status.h"

enum {
	SH_CATALOG_ENTRIES_MAX = 256,
	SH_CATALOG_VARIANTS_MAX = 16, /* distinct variant names in one catalog */
};

/** What the coach says, in the catalog's order. NULL in an entry where it says nothing. */
enum sh_cue {
	SH_CUE_START,	/* how to get into position */
	SH_CUE_READY,	/* the neutral is taken: what to do */
	SH_CUE_HOLD,	/* in the target */
	SH_CUE_SHALLOW, /* a little further */
	SH_CUE_DEEP,	/* above warn */
	SH_CUE_LIMIT,	/* above the limit: back to neutral */
	SH_CUE_JERK,
	SH_CUE_SWITCH,	/* now the other side */
	SH_CUE_REST,	/* between sets */
	SH_CUE_FATIGUE, /* the hold gets shaky: it counts as done */
	SH_CUE_DONE,
	SH_CUES
};

struct sh_catalog_dose {
	double hold_s, duration_s, rest_s; /* 0 where the exercise has none */
	int reps, sets, sides, breaths;	   /* sets and sides at least 1; others 0 where none */
};

/** Everything a variant may change, already merged: what applies with one and with two sensors. */
struct sh_catalog_numbers {
	enum sh_stance stance;			   /* as written; gate_off is not yet applied */
	struct sh_band one_positive, one_negative; /* sides as in struct sh_exercise */
	struct sh_band two_positive, two_negative;
	double hysteresis_deg;
	struct sh_catalog_dose dose;
};

struct sh_catalog_variant {
	const char *name;
	const char *note; /* "" for none */
	const char *cues[SH_CUES]; /* merged, as in the entry */
	enum sh_breath_cue breath_cue;
	struct sh_catalog_numbers numbers;
};

struct sh_catalog_entry {
	const char *id;
	const char *title;
	const char *breath; /* "" for none */
	const char *then;   /* id of the exercise that follows by itself; NULL for none */
	const char *notes;  /* where the numbers come from; "" for none; may hold line feeds */
	const char *cues[SH_CUES];
	enum sh_movement_class movement;
	enum sh_mode mode;
	enum sh_measure measure;
	enum sh_site site;
	int level;	     /* 0..3: from which level a programme proposes it */
	bool has_entry_side; /* `entry: side`: begins lying on the side */
	bool gate_off;	     /* `gate: off`: no position is wrong */
	bool neutral_first;  /* `neutral: first`: one neutral for all sets */
	enum sh_breath_cue breath_cue;
	struct sh_catalog_numbers numbers;
	double phase_min_s, rate_warn_deg_s, accel_warn_deg_s2; /* 0: not judged */
	size_t n_variants;
	const struct sh_catalog_variant *variants;
	int line; /* where it begins in the catalog's text; 1 is the first line */
};

/** What the command line or a programme changes. Negative: not given. */
struct sh_dose_overrides {
	double hold_s, rest_s, duration_s;
	int reps, sets;
};

struct sh_catalog; /* opaque */

/** Loads the catalog compiled into the program.
 * @return SH_OK, SH_ERR_MEMORY. (SH_ERR_INPUT would be our own mistake; a test excludes it.)
 */
SH_NODISCARD enum sh_status sh_catalog_builtin(struct sh_catalog **ret, struct sh_err *err);

/** Loads a text: catalog attachments of a session log, tests.
 * @param name what to call it in messages, e.g. "session.mcap/catalog"
 * @return SH_OK; SH_ERR_INPUT with the first fault as "NAME:LINE: what, and the fix";
 * SH_ERR_MEMORY. *ret is untouched on failure.
 */
SH_NODISCARD enum sh_status sh_catalog_load_text(struct sh_catalog **ret, const char *text,
						 size_t len, const char *name, struct sh_err *err);

/** Loads a regular file of at most 1 MiB.
 * @return as sh_catalog_load_text; SH_ERR_INPUT too (os_errno set) when it cannot be opened or read.
 */
SH_NODISCARD enum sh_status sh_catalog_load_file(struct sh_catalog **ret, const char *path,
						 struct sh_err *err);

/** @return NULL, so that `c = sh_catalog_close(c)` leaves nothing dangling. Takes NULL. */
struct sh_catalog *sh_catalog_close(struct sh_catalog *c);

/** The exact bytes that were loaded, for the session log. Ends in a NUL and holds no
 * other. @param ret_len may be NULL */
const char *sh_catalog_text(const struct sh_catalog *c, size_t *ret_len);

size_t sh_catalog_count(const struct sh_catalog *c);

/** Entry i in the order of the file; i must be below the count. */
const struct sh_catalog_entry *sh_catalog_entry(const struct sh_catalog *c, size_t i);

/** @return NULL where there is none. */
const struct sh_catalog_entry *sh_catalog_find(const struct sh_catalog *c, const char *id);

/** sh_catalog_find for an id that somebody typed.
 * @return SH_OK, or SH_ERR_CONFIG with a message that names near matches; *ret untouched then.
 */
SH_NODISCARD enum sh_status sh_catalog_need(const struct sh_catalog *c, const char *id,
					    const struct sh_catalog_entry **ret,
					    struct sh_err *err);

/** The numbers in force.
 *
 * With two sensors the measure is the angle between them: forward-tilt (positive is round) for
 * round and arch, roll for twist, side-tilt for side. `gate: off` gives the stance "any". For the
 * class `still` positive is round and negative is arch.
 *
 * @param variant NULL or "" for none
 * @param dose    NULL for none. hold 0.5..600, duration 1..3600, rest 0..600 seconds; reps 1..100,
 *                sets 1..20. An override of something the exercise's mode does not use is refused.
 * @param sensors 1 or 2
 * @return SH_OK; SH_ERR_CONFIG (unknown variant: the message lists the known ones; dose out of
 *         range; sensors neither 1 nor 2). *ret is untouched on failure.
 */
SH_NODISCARD enum sh_status sh_catalog_exercise(const struct sh_catalog_entry *e,
						const char *variant,
						const struct sh_dose_overrides *dose, int sensors,
						struct sh_exercise *ret, struct sh_err *err);

/** What the coach says in this variant, or NULL: nothing.
 * @param variant NULL, "" or one the entry does not have: the entry's own */
const char *sh_catalog_cue(const struct sh_catalog_entry *e, const char *variant, enum sh_cue cue);

/** The variant of this name, or NULL. */
const struct sh_catalog_variant *sh_catalog_variant(const struct sh_catalog_entry *e,
						    const char *name);

/** The cue's key in the catalog: start ready hold shallow ... */
const char *sh_cue_name(enum sh_cue cue);

#endif
