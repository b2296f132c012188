#ifndef SH_STORE_STORE_MOVES_H
#define SH_STORE_STORE_MOVES_H

/** The single holds and repetitions of the stored sessions, what was asked for, and pain: what a
 * history with reasons and trends needs beyond store.h's list.
 *
 * Everything comes in the order of sh_store_list: newest session first, then as it was done.
 * Strings are borrowed for the call. All functions: SH_OK, also when `fn` stopped it by giving
 * false; SH_ERR_IO.
 */

#include "store/store.h"

struct sh_store_move {
	const char *session;
	int ordinal; /* of the result it belongs to */
	bool is_rep; /* else a hold */
	enum sh_side side;
	int64_t held_us;
	int32_t deg_mdeg; /* a rep's peak, a hold's mean, signed; SH_MDEG_NONE */
	/* holds */
	bool valid;
	enum sh_hold_reason reason;
	/* repetitions */
	enum sh_verdict verdict;
};

typedef bool sh_store_move_fn(void *user, const struct sh_store_move *m);

SH_NODISCARD enum sh_status sh_store_moves(struct sh_store *s, sh_store_move_fn *fn, void *user,
					   struct sh_err *err);

/** What a result was asked for: seconds and counts, 0 where there is none. */
struct sh_store_asked {
	const char *session;
	int ordinal;
	double hold_s, duration_s, rest_s;
	int reps, sets, sides, breaths;
};

typedef bool sh_store_asked_fn(void *user, const struct sh_store_asked *a);

SH_NODISCARD enum sh_status sh_store_asked(struct sh_store *s, sh_store_asked_fn *fn, void *user,
					   struct sh_err *err);

/** level -1: not rated. */
typedef bool sh_store_pain_fn(void *user, const char *session, int level);

SH_NODISCARD enum sh_status sh_store_pains(struct sh_store *s, sh_store_pain_fn *fn, void *user,
					   struct sh_err *err);

#endif
