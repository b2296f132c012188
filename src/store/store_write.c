/*
 * The rows that an event becomes.
 *
 * Rows replace rows of the same key: a pain is stored at the moment it was told first, so the rating
 * that comes later takes its place; two presses between two samples are one pain. An exercise is
 * written anew with every set and each time with its sides; counts only grow, so no reason has to be
 * taken back.
 */

#include "store/store_part.h"

static const char RESULT_SQL[] =
	"INSERT INTO results(session, ordinal, exercise, variant, t_us, asked, valid_hold_us,"
	" active_us, holds, reps, reps_ok, reps_shallow, reps_deep, reps_jerky, reps_unsure,"
	" reps_left, reps_right, depth_warnings, limit_events, completed, ended)"
	" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
	" ON CONFLICT(session, ordinal) DO UPDATE SET t_us = excluded.t_us,"
	" valid_hold_us = excluded.valid_hold_us, active_us = excluded.active_us,"
	" holds = excluded.holds, reps = excluded.reps, reps_ok = excluded.reps_ok,"
	" reps_shallow = excluded.reps_shallow, reps_deep = excluded.reps_deep,"
	" reps_jerky = excluded.reps_jerky, reps_unsure = excluded.reps_unsure,"
	" reps_left = excluded.reps_left, reps_right = excluded.reps_right,"
	" depth_warnings = excluded.depth_warnings, limit_events = excluded.limit_events,"
	" completed = excluded.completed, ended = excluded.ended";

/* One number of a reason or a verdict; none is no row. */
static int write_why(const struct sh_store *s, int ordinal, const char *side, const char *reason, int n)
{
	if (n == 0)
		return SQLITE_OK;
	return sh_store_run(s->db,
			    "INSERT OR REPLACE INTO why_not(session, ordinal, side, reason, n)"
			    " VALUES(?,?,?,?,?)",
			    "titti", s->id, ordinal, side, reason, n);
}

static int write_side(const struct sh_store *s, int ordinal, const char *side,
		      const struct sh_side_result *r)
{
	int rc = sh_store_run(
		s->db,
		"INSERT OR REPLACE INTO sides(session, ordinal, side, asked, asked_us, done, valid,"
		" valid_hold_us, active_us, worked_us) VALUES(?,?,?,?,?,?,?,?,?,?)",
		"titiliilll", s->id, ordinal, side, r->asked, r->asked_us, r->tried, r->counted,
		r->valid_hold_us, r->active_us, r->worked_us);

	for (int i = 0; rc == SQLITE_OK && i < SH_HOLD_REASONS; i++)
		rc = write_why(s, ordinal, side, sh_hold_reason_name((enum sh_hold_reason)i),
			       r->hold_not[i]);
	for (int i = 0; rc == SQLITE_OK && i < SH_VERDICTS; i++)
		rc = write_why(s, ordinal, side, sh_verdict_name((enum sh_verdict)i),
			       r->rep_not[i]);
	return rc;
}

static int write_result(const struct sh_store *s, const struct sh_store_item *i)
{
	const struct sh_store_result *r = &i->result;
	int rc = sh_store_run(s->db, RESULT_SQL, "tittltlliiiiiiiiiiibt", s->id, r->ordinal,
			      r->exercise, r->variant, r->t_us, r->asked, r->valid_hold_us,
			      r->active_us, r->holds, r->reps, r->reps_ok, r->reps_shallow,
			      r->reps_deep, r->reps_jerky, r->reps_unsure, r->reps_left,
			      r->reps_right, r->depth_warnings, r->limit_events,
			      (int)r->completed, r->ended);

	for (int k = 0; rc == SQLITE_OK && k < SH_SIDES; k++) {
		if (i->side[k].used)
			rc = write_side(s, r->ordinal, sh_side_name((enum sh_side)k), &i->side[k]);
	}
	return rc;
}

static int write_hold(const struct sh_store *s, const struct sh_store_item *i)
{
	const struct sh_event *e = &i->event;

	return sh_store_run(
		s->db,
		"INSERT OR REPLACE INTO holds(session, ordinal, set_no, side, t_us, start_us,"
		" end_us, held_us, valid, reason, mean_mdeg, steadiness_mdeg)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
		"tiitllllbtmm", s->id, i->result.ordinal, i->set_no, sh_side_name(e->u.hold.side),
		e->t_us, e->u.hold.start_us, e->u.hold.end_us, e->u.hold.held_us,
		(int)e->u.hold.valid, sh_hold_reason_name(e->u.hold.reason),
		(int)e->u.hold.mean_mdeg, (int)e->u.hold.steadiness_mdeg);
}

static int write_rep(const struct sh_store *s, const struct sh_store_item *i)
{
	const struct sh_event *e = &i->event;

	return sh_store_run(
		s->db,
		"INSERT OR REPLACE INTO reps(session, ordinal, set_no, side, n, t_us, start_us,"
		" end_us, peak_us, held_us, peak_mdeg, verdict) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
		"tiitilllllmt", s->id, i->result.ordinal, i->set_no, sh_side_name(e->u.rep.side),
		e->u.rep.n, e->t_us, e->u.rep.start_us, e->u.rep.end_us, e->u.rep.peak_us,
		e->u.rep.held_us, (int)e->u.rep.peak_mdeg, sh_verdict_name(e->u.rep.verdict));
}

static int write_summary(const struct sh_store *s, const struct sh_event *e)
{
	return sh_store_run(
		s->db,
		"UPDATE sessions SET exercises = ?2, samples = ?3, gaps = ?4, bad_frames = ?5,"
		" lost = ?6, ended = 1, completed ="
		" EXISTS(SELECT 1 FROM results WHERE session = ?1) AND"
		" NOT EXISTS(SELECT 1 FROM results WHERE session = ?1 AND completed = 0)"
		" WHERE id = ?1",
		"tillll", s->id, e->u.summary.exercises, (int64_t)e->u.summary.samples,
		(int64_t)e->u.summary.gaps, (int64_t)e->u.summary.bad_frames,
		(int64_t)e->u.summary.lost);
}

int sh_store_write(const struct sh_store *s, const struct sh_store_item *i)
{
	const struct sh_event *e = &i->event;

	switch (e->kind) {
	case SH_EVENT_SESSION:
		return sh_store_run(s->db,
				    "UPDATE sessions SET source = ?2, program = ?3, synthetic = ?4"
				    " WHERE id = ?1",
				    "tttb", s->id, s->source, s->program, (int)s->synthetic);
	case SH_EVENT_HOLD:
		return write_hold(s, i);
	case SH_EVENT_REP:
		return write_rep(s, i);
	case SH_EVENT_MARK:
		return sh_store_run(s->db,
				    "INSERT OR REPLACE INTO marks(session, n, t_us, ordinal)"
				    " VALUES(?,?,?,?)",
				    "tilo", s->id, e->u.mark.n, e->t_us,
				    i->result.ordinal > 0 ? i->result.ordinal : -1);
	case SH_EVENT_PAIN:
		return sh_store_run(s->db,
				    "INSERT OR REPLACE INTO pain(session, t_us, ordinal, level, leg)"
				    " VALUES(?,?,?,?,?)",
				    "tloob", s->id, e->u.pain.since_us,
				    i->result.ordinal > 0 ? i->result.ordinal : -1,
				    e->u.pain.level, (int)e->u.pain.leg);
	case SH_EVENT_SUMMARY:
		return write_summary(s, e);
	default: /* exercise, phase, result: the exercise's row as it stands */
		return write_result(s, i);
	}
}
