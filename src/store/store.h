#ifndef SH_STORE_STORE_H
#define SH_STORE_STORE_H

/** Stored results, in SQLite: what the coach found, one database for one person.
 *
 * The logs are the truth and this is their index: everything here can be made again from them
 * (`history --rebuild`). So a crash may lose the running set, never a finished one, and a database
 * that cannot be used is reported in one line and never repaired by guessing.
 *
 * Times are microseconds of sensor time since the session's first sample, angles are millidegrees,
 * words are those of the contract (core/names.c). The only wall-clock value is the start, in
 * seconds since 1970 UTC. The tables are described in migrations.c.
 *
 * Events are kept in memory and written in one short transaction at the end of every set, at every
 * result and at every pain mark: between these the database is free for other programs. One that is
 * locked by another program at that moment is tried again at the next occasion.
 *
 * Errors: SH_ERR_IO with the file's name, the reason and what to do. A session whose events could
 * not be stored (disk full) reports that once; the store then ignores the rest of that session and
 * the log can bring it back.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/event.h"
#include "spinehold/exercise.h"
#include "spinehold/status.h"

struct sh_store;

enum {
	SH_STORE_ID_MAX = 64,
	SH_STORE_TEXT_MAX = 128,
	SH_STORE_PATH_MAX = 512,
	SH_STORE_ASKED_MAX = 160,
	SH_STORE_WORD_MAX = 16,
	SH_STORE_SHA_MAX = 65,
	SH_STORE_WHYS = (int)SH_HOLD_REASONS + (int)SH_VERDICTS
};

/** One exercise of a session. While it runs (and after a crash) the numbers are those of the sets
 * stored so far and `completed` is false. */
struct sh_store_result {
	int ordinal; /* from 1, in the order done */
	char exercise[SH_ID_MAX];
	char variant[SH_ID_MAX]; /* "" for none */
	int64_t t_us;		 /* of the result event; of the exercise event while it runs */
	int64_t valid_hold_us, active_us;
	int holds, reps, reps_ok, reps_shallow, reps_deep, reps_jerky, reps_unsure;
	int reps_left, reps_right;
	int depth_warnings, limit_events;
	bool completed;
	char ended[SH_STORE_WORD_MAX];  /* sh_ended_name(); "" while it runs and after a crash */
	char asked[SH_STORE_ASKED_MAX]; /* the dose in force, a JSON object */
};

struct sh_store_session {
	char id[SH_STORE_ID_MAX];
	int64_t start_utc_s;
	char source[SH_STORE_TEXT_MAX];	 /* serial usb simulated ... */
	char program[SH_STORE_TEXT_MAX]; /* the version that made the recording */
	char log[SH_STORE_PATH_MAX]; /* the session log, relative to the data folder; "" for none */
	bool synthetic;		     /* no person moved */
	int exercises;		     /* begun; from the summary */
	int64_t samples, gaps, bad_frames, lost;
	bool ended;	/* the summary came: false after a crash */
	bool completed; /* ended, and every exercise completed */
	char resumes[SH_STORE_ID_MAX];	   /* the session this one goes on with; "" for none */
	char log_sha256[SH_STORE_SHA_MAX]; /* of the closed log, hexadecimal; "" not known */
};

/** One side of one exercise. */
struct sh_store_side {
	int ordinal; /* of the result */
	char side[SH_STORE_WORD_MAX];
	int asked;	  /* holds or repetitions; -1 not known (stored by an older program) */
	int64_t asked_us; /* time; -1 not known */
	int done, valid;
	int64_t valid_hold_us, active_us, worked_us;
	int n_whys;
	struct {
		char reason[SH_STORE_WORD_MAX]; /* of a hold, or a verdict */
		int n;
	} why[SH_STORE_WHYS];
};

struct sh_store_mark {
	int n, ordinal; /* ordinal 0: in no exercise, or not known */
	int64_t t_us;
};

struct sh_store_pain {
	int64_t t_us;
	int ordinal; /* 0: in no exercise */
	int level;   /* 0 to 10, -1 not rated */
	bool leg;
};

/** Everything that is told of one session; arrays in the order things happened. */
struct sh_store_detail {
	struct sh_store_session session;
	char resumed_by[SH_STORE_ID_MAX]; /* the newest session that goes on with this one; "" */
	struct sh_store_result *results;
	struct sh_store_side *sides;
	struct sh_store_mark *marks;
	struct sh_store_pain *pains;
	size_t n_results, n_sides, n_marks, n_pains;
};

/** What is known when a session begins. Strings are borrowed for the call, NULL counts as "".
 * Source, program and synthetic are brought up to date by the session event when it comes. */
struct sh_store_begin {
	const char *id;
	int64_t start_utc_s;
	const char *source, *program, *log;
	bool synthetic;
	const char *resumes;
};

/** Opens, makes or brings up to date the database at `path`.
 * @return SH_OK and *ret (close it with sh_store_close); SH_ERR_IO: cannot be opened or written,
 *         damaged, not a database of spinehold, or made by a newer spinehold (then the file is as
 * it was); SH_ERR_MEMORY. *ret is NULL on error. */
SH_NODISCARD enum sh_status sh_store_open(const char *path, struct sh_store **ret,
					  struct sh_err *err);

/** Takes NULL. A session that was not ended stays as its last stored set left it.
 * @return NULL. */
struct sh_store *sh_store_close(struct sh_store *s);

/** Begins a session; the row is in the database on return.
 * @return SH_OK; SH_ERR_ORDER: one is running; SH_ERR_CONFIG: the id is empty, too long or stored
 *         already; SH_ERR_IO. */
SH_NODISCARD enum sh_status
sh_store_begin_session(struct sh_store *s, const struct sh_store_begin *b, struct sh_err *err);

/** Notes one event; most are only remembered, those that tell nothing to the store are passed over.
 * Without a running session nothing happens.
 * @return SH_OK; SH_ERR_IO once a session. */
SH_NODISCARD enum sh_status sh_store_event(struct sh_store *s, const struct sh_event *e,
					   struct sh_err *err);

/** Notes the checksum of the session's log, now that it is closed; stored when the session ends. Taken
 * as it is and cut to its room. Without a running session nothing happens. */
void sh_store_log_sha(struct sh_store *s, const char *sha256);

/** Writes what is left and ends the session; without a running one nothing happens.
 * @return SH_OK; SH_ERR_IO unless an error was given for this session already. */
SH_NODISCARD enum sh_status sh_store_end_session(struct sh_store *s, struct sh_err *err);

/** Given by sh_store_list for each session; borrowed for the call.
 * @return false to stop the list there. */
typedef bool sh_store_list_fn(void *user, const struct sh_store_session *session,
			      const struct sh_store_result *results, size_t n_results);

/** Lists the sessions, newest first.
 * @return SH_OK, also when `fn` stopped it; SH_ERR_IO; SH_ERR_MEMORY. */
SH_NODISCARD enum sh_status sh_store_list(struct sh_store *s, sh_store_list_fn *fn, void *user,
					  struct sh_err *err);

/** Everything about one session. @return SH_OK and *ret, to be freed with sh_store_detail_free;
 * SH_END: there is none of this id, *ret is empty; SH_ERR_IO; SH_ERR_MEMORY. */
SH_NODISCARD enum sh_status sh_store_detail(struct sh_store *s, const char *id,
					    struct sh_store_detail *ret, struct sh_err *err);
void sh_store_detail_free(struct sh_store_detail *d);

/** The session whose id begins so, or the newest one for "last".
 * @return SH_OK and *ret; SH_ERR_CONFIG: none, or several; SH_ERR_IO. */
SH_NODISCARD enum sh_status sh_store_find(struct sh_store *s, const char *begins, char ret[SH_STORE_ID_MAX],
					  struct sh_err *err);

/** Is there a session of this id? SH_OK and *ret; SH_ERR_IO. */
SH_NODISCARD enum sh_status sh_store_has_session(struct sh_store *s, const char *id, bool *ret,
						 struct sh_err *err);

/** Forgets all sessions and results. @return SH_OK; SH_ERR_ORDER: a session is running; SH_ERR_IO.
 */
SH_NODISCARD enum sh_status sh_store_clear(struct sh_store *s, struct sh_err *err);

/** Makes everything until sh_store_batch_end() happen together or not at all; for rebuilding.
 * @return SH_OK; SH_ERR_ORDER: in a batch or a session already; SH_ERR_IO. */
SH_NODISCARD enum sh_status sh_store_batch_begin(struct sh_store *s, struct sh_err *err);

/** Keeps or drops what was done since sh_store_batch_begin().
 * @return SH_OK; SH_ERR_ORDER: not in a batch; SH_ERR_IO (then it is dropped). */
SH_NODISCARD enum sh_status sh_store_batch_end(struct sh_store *s, bool keep, struct sh_err *err);

#endif
