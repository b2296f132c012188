/*
 * Three plain queries over everything. A year of daily sessions is some ten thousand rows, so there
 * is nothing to be clever about; whoever asks sorts the rows into what he shows.
 *
 * Words that a database of another version may hold and this one does not know become the reason
 * "stopped" and the verdict "unsure": they are told, but claim nothing.
 */

#include "store/store_moves.h"

#include <stdlib.h>
#include <string.h>

#include "store/store_part.h"

static const char *text_of(sqlite3_stmt *q, int column)
{
	const unsigned char *text = sqlite3_column_text(q, column);

	return text ? (const char *)text : "";
}

static enum sh_side find_side(const char *name)
{
	for (int i = 0; i < SH_SIDES; i++) {
		if (strcmp(sh_side_name((enum sh_side)i), name) == 0)
			return (enum sh_side)i;
	}
	return SH_SIDE_BOTH;
}

static enum sh_hold_reason find_reason(const char *name)
{
	for (int i = 0; i < SH_HOLD_REASONS; i++) {
		if (strcmp(sh_hold_reason_name((enum sh_hold_reason)i), name) == 0)
			return (enum sh_hold_reason)i;
	}
	return SH_HOLD_STOPPED;
}

static enum sh_verdict find_verdict(const char *name)
{
	for (int i = 0; i < SH_VERDICTS; i++) {
		if (strcmp(sh_verdict_name((enum sh_verdict)i), name) == 0)
			return (enum sh_verdict)i;
	}
	return SH_VERDICT_UNSURE;
}

/* Runs a query to its end, or until `row` gives false. */
static enum sh_status walk(struct sh_store *s, const char *sql,
			   bool (*row)(void *ctx, sqlite3_stmt *q), void *ctx, struct sh_err *err)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);

	while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW)
		rc = row(ctx, q) ? SQLITE_OK : SQLITE_DONE;
	sqlite3_finalize(q);
	return rc == SQLITE_OK || rc == SQLITE_DONE ? SH_OK : sh_store_fail(s, rc, err);
}

struct moves {
	sh_store_move_fn *fn;
	void *user;
};

static bool move_row(void *ctx, sqlite3_stmt *q)
{
	struct moves *m = ctx;
	struct sh_store_move out = {.session = text_of(q, 0), .ordinal = sqlite3_column_int(q, 1)};

	out.is_rep = sqlite3_column_int(q, 2) != 0;
	out.side = find_side(text_of(q, 3));
	out.held_us = sqlite3_column_int64(q, 4);
	out.valid = sqlite3_column_int(q, 5) != 0;
	if (out.is_rep)
		out.verdict = find_verdict(text_of(q, 6));
	else
		out.reason = find_reason(text_of(q, 6));
	out.deg_mdeg =
		sqlite3_column_type(q, 7) == SQLITE_NULL ? SH_MDEG_NONE : sqlite3_column_int(q, 7);
	return m->fn(m->user, &out);
}

enum sh_status sh_store_moves(struct sh_store *s, sh_store_move_fn *fn, void *user,
			      struct sh_err *err)
{
	struct moves m = {fn, user};

	return walk(
		s,
		"SELECT m.session, m.ordinal, m.is_rep, m.side, m.held_us, m.valid, m.word,"
		" m.mdeg FROM ("
		"SELECT session, ordinal, 0 AS is_rep, side, held_us, valid, reason AS word,"
		" mean_mdeg AS mdeg, start_us, t_us FROM holds UNION ALL "
		"SELECT session, ordinal, 1, side, held_us, 0, verdict, peak_mdeg, start_us, t_us"
		" FROM reps) AS m JOIN sessions AS s ON s.id = m.session"
		" ORDER BY s.start_utc DESC, s.id DESC, m.ordinal, m.start_us, m.t_us",
		move_row, &m, err);
}

struct askeds {
	sh_store_asked_fn *fn;
	void *user;
};

/* A number of the JSON that this program's store wrote. */
static double number(const char *json, const char *key)
{
	const char *at = strstr(json, key);
	double v = at ? strtod(at + strlen(key), NULL) : 0;

	return v > 0 && v < 1e6 ? v : 0;
}

static bool asked_row(void *ctx, sqlite3_stmt *q)
{
	struct askeds *a = ctx;
	const char *json = text_of(q, 2);
	struct sh_store_asked out = {.session = text_of(q, 0), .ordinal = sqlite3_column_int(q, 1)};

	out.hold_s = number(json, "\"hold_s\":");
	out.duration_s = number(json, "\"duration_s\":");
	out.rest_s = number(json, "\"rest_s\":");
	out.reps = (int)number(json, "\"reps\":");
	out.sets = (int)number(json, "\"sets\":");
	out.sides = (int)number(json, "\"sides\":");
	out.breaths = (int)number(json, "\"breaths\":");
	return a->fn(a->user, &out);
}

enum sh_status sh_store_asked(struct sh_store *s, sh_store_asked_fn *fn, void *user,
			      struct sh_err *err)
{
	struct askeds a = {fn, user};

	return walk(s,
		    "SELECT r.session, r.ordinal, r.asked FROM results AS r"
		    " JOIN sessions AS s ON s.id = r.session"
		    " ORDER BY s.start_utc DESC, s.id DESC, r.ordinal",
		    asked_row, &a, err);
}

struct pains {
	sh_store_pain_fn *fn;
	void *user;
};

static bool pain_row(void *ctx, sqlite3_stmt *q)
{
	struct pains *p = ctx;
	bool rated = sqlite3_column_type(q, 1) != SQLITE_NULL;

	return p->fn(p->user, text_of(q, 0), rated ? sqlite3_column_int(q, 1) : -1);
}

enum sh_status sh_store_pains(struct sh_store *s, sh_store_pain_fn *fn, void *user,
			      struct sh_err *err)
{
	struct pains p = {fn, user};

	return walk(
		s,
		"SELECT p.session, p.level FROM pain AS p JOIN sessions AS s ON s.id = p.session"
		" ORDER BY s.start_utc DESC, s.id DESC, p.t_us",
		pain_row, &p, err);
}
