#ifndef SH_TUI_MENU_H
#define SH_TUI_MENU_H

/** The screens outside of a session: what they show (the model) and where the reader is in them
 * (the state).
 *
 * The app fills a model and owns everything in it; nothing here changes it. A key goes into the
 * state and an action comes out, which the app carries out: starting a verb, storing the age. The
 * screens (screen_start.h and its siblings) draw state and model on a canvas.
 *
 *	welcome -> start -> browser                (Enter live, d demo)
 *	                 -> history -> session     (r replays it)
 *	                 -> sensor                 (Enter listens on a port)
 *	                 -> recordings             (Enter replays one)
 *	? on each: help, until any key goes back
 *
 * Angles are millidegrees, times milliseconds or as the name says. Strings may hold anything: the
 * canvas lets no control character through. Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "core/trend.h"
#include "spinehold/event.h"
#include "spinehold/exercise.h"

enum sh_menu_group {
	SH_MENU_STRETCH,
	SH_MENU_STRENGTH,
	SH_MENU_TWIST,
	SH_MENU_REST,
	SH_MENU_GROUPS
};

struct sh_menu_variant {
	const char *name, *note;
	struct sh_exercise numbers;
};

/** What the coach says and when. */
struct sh_menu_cue {
	const char *when, *text;
};

enum { SH_MENU_CUES = 8 };

struct sh_menu_exercise {
	const char *id, *title;
	const char *start, *ready; /* how to get into it, what to do */
	const char *breath;
	struct sh_menu_cue cues[SH_MENU_CUES];
	int n_cues;
	const char *then; /* title of what follows by itself; NULL for none */
	int level;
	enum sh_menu_group group;
	struct sh_exercise numbers; /* with one sensor, no variant */
	const struct sh_menu_variant *variants;
	int n_variants;
};

struct sh_menu_port {
	const char *path, *what; /* `what`: maker and product, "" if unknown */
	bool candidate;		 /* worth opening unasked */
};

/** One side of one exercise of a session. */
struct sh_menu_result {
	const char *title, *variant; /* "" for none */
	enum sh_side side;
	bool first; /* of its exercise: the sides after it belong to the same */
	/* asked of this side; 0 where there is none */
	int32_t hold_ms, duration_ms;
	int sets, reps, breaths;
	/* done */
	bool counts_reps; /* else holds, or time */
	int32_t valid_ms, active_ms;
	int holds[SH_HOLD_REASONS], holds_valid;
	int reps_by[SH_VERDICTS];
	int depth_warnings, limit_events; /* of the whole exercise */
	bool completed;
};

struct sh_menu_session {
	const char *date;   /* local: "2026-11-20 19:41" */
	const char *what;   /* titles of its exercises, "Cat pose, Rolls" */
	const char *log;    /* path of its log; "" if there is none */
	const char *source; /* serial usb ... */
	int32_t active_ms;  /* of all its exercises */
	int exercises, completed, limit_events, pains, worst_pain; /* worst_pain -1: not rated */
	int64_t gaps, lost;
	bool synthetic, ended;
	const struct sh_menu_result *results;
	int n_results;
};

struct sh_menu_trend {
	const char *title;
	enum sh_side side;
	bool angle; /* mdeg; else ms held */
	bool synthetic;
	int n;
	int32_t value[SH_TREND_MAX]; /* oldest first */
	struct sh_trend_line line;
	bool has_balance;
	int balance_percent; /* as sh_trend_balance */
};

struct sh_menu_recording {
	const char *name, *what, *path;
};

enum { SH_MENU_CALENDAR = 84 }; /* days */

struct sh_menu_model {
	const char *version; /* "spinehold 0.1.0" */
	const char *today;   /* "Sunday 22 November 2026" */
	int weekday;	     /* of today, 0 is Monday */
	const struct sh_menu_exercise
		*exercises; /* in groups, in the order of enum sh_menu_group */
	int n_exercises;
	const char *const *programmes; /* names that `live --programme` takes */
	int n_programmes;
	int programme_today; /* which of them is proposed */
	const struct sh_menu_port *ports;
	int n_ports, n_candidates;
	const struct sh_menu_session *sessions; /* newest first */
	int n_sessions;
	const struct sh_menu_trend *trends;
	int n_trends;
	const struct sh_menu_recording *recordings;
	int n_recordings;
	uint8_t calendar[SH_MENU_CALENDAR]; /* sessions so many days ago; [0] is today */
	bool age_told;			    /* asked once already */
	int age_years;			    /* 0: skipped */
	const char *data_dir;
	const char *resume;  /* what is left of a session that was cut short today; "" for none */
	const char *trouble; /* why the history cannot be shown; "" for none */
};

enum sh_menu_screen {
	SH_MENU_WELCOME, /* the safety texts and the question for the age */
	SH_MENU_START,
	SH_MENU_BROWSER,
	SH_MENU_HISTORY,
	SH_MENU_SESSION,
	SH_MENU_SENSOR,
	SH_MENU_RECORDINGS,
	SH_MENU_SCREENS
};

enum sh_menu_item {
	SH_ITEM_RESUME, /* where a session of today waits */
	SH_ITEM_PROGRAMME,
	SH_ITEM_EXERCISE,
	SH_ITEM_DEMO,
	SH_ITEM_SENSOR,
	SH_ITEM_HISTORY,
	SH_ITEM_REPLAY,
	SH_ITEM_QUIT,
	SH_ITEMS
};

enum sh_menu_do {
	SH_DO_NOTHING,
	SH_DO_QUIT,
	SH_DO_AGE,	 /* store `age_years`, 0 for skipped */
	SH_DO_LIVE,	 /* exercise `which`, variant `variant` (-1 none) */
	SH_DO_DEMO,	 /* the same; which -1: the usual demo */
	SH_DO_RESUME,	 /* goes on with it */
	SH_DO_PROGRAMME, /* programme `which` */
	SH_DO_REPLAY,	 /* recording `which` */
	SH_DO_REPLAY_SESSION,
	SH_DO_LISTEN /* at port `which` */
};

struct sh_menu_action {
	enum sh_menu_do what;
	int which, variant, age_years;
};

enum { SH_MENU_SEARCH_MAX = 24, SH_MENU_SAY_MAX = 96 };

struct sh_menu {
	enum sh_menu_screen screen, root; /* root: going back from it quits */
	bool help;
	int at[SH_MENU_SCREENS]; /* the chosen row of each screen */
	int scroll;		 /* of help, or of the details beside a list */
	int scroll_max;		 /* as the last drawing found it */
	int programme;		 /* chosen with left and right */
	int variant;		 /* of the browser's exercise; -1 none */
	bool searching;
	char search[SH_MENU_SEARCH_MAX];
	bool trends; /* the history shows its trends, `trend` is the chosen one */
	int trend;
	int age;		   /* as typed; 0 nothing yet */
	char say[SH_MENU_SAY_MAX]; /* one line about the last key; "" for none */
};

/** Begins at `root`; at the welcome first if that is the start and the age was never asked. */
void sh_menu_init(struct sh_menu *m, enum sh_menu_screen root, const struct sh_menu_model *model);

/** Keys that are no character; the app translates those of its terminal. */
enum sh_press {
	SH_PRESS_ENTER = 0x100,
	SH_PRESS_ESCAPE,
	SH_PRESS_UP,
	SH_PRESS_DOWN,
	SH_PRESS_LEFT,
	SH_PRESS_RIGHT,
	SH_PRESS_BACKSPACE,
	SH_PRESS_OTHER
};

/** Takes a key: enum sh_press, or ASCII with letters in lower case. The action is SH_DO_NOTHING
 * most times. */
void sh_menu_key(struct sh_menu *m, const struct sh_menu_model *model, int key,
		 struct sh_menu_action *ret);

/** After the model changed (a port came or went): keeps every choice within its list. */
void sh_menu_fit(struct sh_menu *m, const struct sh_menu_model *model);

/** The drawing tells how far its text can be scrolled. */
void sh_menu_scrolled(struct sh_menu *m, int scroll_max);

/** Is this item of the start screen there at all? Without programmes theirs is not. */
bool sh_menu_has_item(const struct sh_menu_model *model, enum sh_menu_item item);

/** Does the exercise fit what is searched for (in title, id and group, no difference of case)? */
bool sh_menu_found(const struct sh_menu *m, const struct sh_menu_exercise *e);

/** How many exercises are found, and the index of the i-th of them (-1 beyond). */
int sh_menu_found_n(const struct sh_menu *m, const struct sh_menu_model *model);
int sh_menu_found_at(const struct sh_menu *m, const struct sh_menu_model *model, int i);

/** The numbers in force of an exercise with a variant (-1 none). */
const struct sh_exercise *sh_menu_numbers(const struct sh_menu_exercise *e, int variant);

const char *sh_menu_group_name(enum sh_menu_group g);

#endif
