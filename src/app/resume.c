/* Which session to take up is read from the store, what is left of it from its log. The store alone
 * would not do: after a kill it lacks the running set, and it does not know what a programme goes on
 * with. A log of half an hour is replayed in a second.
 *
 * Six and more of ten, and a leg, mean "stop today" (biomechanics 1.7, R14): such a session is not
 * taken up on the same day, and the one before it is not offered in its stead. */

#define _POSIX_C_SOURCE 200809L

#include "app/resume.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/paths.h"
#include "app/version.h"
#include "support/err.h"
#include "support/escape.h"

enum { CANDIDATES_MAX = 64, PAIN_STOPS = 6 };

/* Today's sessions, newest first, that are not done. */
struct candidates {
	char id[CANDIDATES_MAX][SH_STORE_ID_MAX];
	char exercise[SH_ID_MAX]; /* of the first, its last one begun */
	int64_t start_utc_s;      /* of the first */
	size_t n;
	char taken[CANDIDATES_MAX][SH_STORE_ID_MAX]; /* sessions that others went on with */
	size_t n_taken;
	bool newest_only, any;
};

static bool is_today(int64_t utc_s)
{
	time_t then = (time_t)utc_s, now = (time_t)(sh_clock_utc_us() / 1000000);
	struct tm a, b;

	return localtime_r(&then, &a) && localtime_r(&now, &b) && a.tm_year == b.tm_year &&
	       a.tm_yday == b.tm_yday;
}

static bool was_taken(const struct candidates *c, const char *id)
{
	for (size_t i = 0; i < c->n_taken; i++) {
		if (strcmp(c->taken[i], id) == 0)
			return true;
	}
	return false;
}

/* Did the wearer, or something else, just stop it? Not by pain, and not with sets passed over. */
static bool was_cut(const struct sh_store_result *last)
{
	return !last->ended[0] || strcmp(last->ended, sh_ended_name(SH_ENDED_STOPPED)) == 0 ||
	       strcmp(last->ended, sh_ended_name(SH_ENDED_END_OF_DATA)) == 0;
}

static bool consider(void *user, const struct sh_store_session *s, const struct sh_store_result *results,
		     size_t n)
{
	struct candidates *c = user;
	bool first = !c->any;

	c->any = true;
	if (!is_today(s->start_utc_s) || (c->newest_only && !first))
		return false;
	if (s->resumes[0] && c->n_taken < CANDIDATES_MAX)
		memcpy(c->taken[c->n_taken++], s->resumes, SH_STORE_ID_MAX);
	if (s->completed || s->synthetic || n == 0 || was_taken(c, s->id))
		return true;
	if (c->newest_only && !was_cut(&results[n - 1]))
		return false; /* nothing to offer unasked */
	if (c->n == 0) {
		c->start_utc_s = s->start_utc_s;
		memcpy(c->exercise, results[n - 1].exercise, sizeof(c->exercise));
	}
	memcpy(c->id[c->n++], s->id, SH_STORE_ID_MAX);
	return c->n < CANDIDATES_MAX;
}

/* SH_OK with n == 0 also where there is no store. */
static enum sh_status find_candidates(const char *dir, struct candidates *c, struct sh_err *err)
{
	char path[SH_PATHS_MAX];
	struct sh_store *store = NULL;
	enum sh_status st = sh_paths_database(dir, path, sizeof(path), err);

	if (st != SH_OK || access(path, F_OK) != 0)
		return st;
	if ((st = sh_store_open(path, &store, err)) == SH_OK)
		st = sh_store_list(store, consider, c, err);
	store = sh_store_close(store);
	return st;
}

/* --- one session ---------------------------------------------------------------------------- */

struct looking {
	bool pain_stop;
};

static void look(void *ctx, const struct sh_output *out)
{
	struct looking *l = ctx;

	for (size_t i = 0; i < out->n_events; i++) {
		const struct sh_event *e = &out->events[i];

		if (e->kind == SH_EVENT_PAIN && (e->u.pain.leg || e->u.pain.level >= PAIN_STOPS))
			l->pain_stop = true;
	}
}

/* @return SH_OK and what is left; SH_END if nothing is. */
static enum sh_status what_is_left(struct sh_recording *rec, struct sh_session_start *ret,
				   struct sh_err *err)
{
	struct looking l = {false};
	struct sh_run_listeners listeners = {.each = look, .each_ctx = &l};
	const struct sh_log_header *h = sh_input_log(rec->in);
	struct sh_run *run = NULL;
	enum sh_status st = sh_run_open(&rec->setup.session, &listeners, &run, err);

	if (st == SH_OK)
		st = sh_recording_play(rec, run, NULL, NULL, err);
	if (st == SH_OK && !sh_session_left(sh_run_session(run), ret))
		st = SH_END;
	if (st == SH_OK && l.pain_stop && is_today(h->start_utc_us / 1000000)) {
		sh_err_set(err, SH_ERR_IO, 0,
			   "session %s was stopped for pain: not again today; if the pain stays, or runs "
			   "down a leg, see a health professional first",
			   h->session_id);
		st = SH_ERR_IO;
	}
	run = sh_run_close(run);
	return st;
}

static enum sh_status open_session(struct sh_recording *ret, const char *dir, const char *id,
				   struct sh_session_start *ret_left, struct sh_err *err)
{
	char path[SH_PATHS_MAX];
	struct sh_options bare;
	enum sh_status st;

	sh_options_init(&bare);
	if ((st = sh_paths_session_log(dir, id, path, sizeof(path), err)) != SH_OK ||
	    (st = sh_recording_open(ret, path, &bare, err)) != SH_OK)
		return st;
	if (!sh_input_log(ret->in)) {
		sh_err_set(err, SH_ERR_INPUT, 0, "%s: this is no session log, so nothing can be taken up",
			   path);
		return SH_ERR_INPUT;
	}
	return what_is_left(ret, ret_left, err);
}

static enum sh_status named_session(const char *dir, const char *name, char ret[SH_STORE_ID_MAX],
				    struct sh_err *err)
{
	char path[SH_PATHS_MAX], shown[96];
	struct sh_err other = {0};
	struct sh_store *store = NULL;
	enum sh_status st;

	if (strlen(name) < SH_STORE_ID_MAX &&
	    sh_paths_session_log(dir, name, path, sizeof(path), &other) == SH_OK && access(path, F_OK) == 0) {
		memcpy(ret, name, strlen(name) + 1);
		return SH_OK;
	}
	if ((st = sh_paths_database(dir, path, sizeof(path), err)) != SH_OK)
		return st;
	if (access(path, F_OK) != 0) {
		(void)sh_escape(name, strlen(name), shown, sizeof(shown));
		sh_err_set(err, SH_ERR_CONFIG, 0, "session '%s' is not in %s; see spinehold history", shown, dir);
		return SH_ERR_CONFIG;
	}
	if ((st = sh_store_open(path, &store, err)) == SH_OK)
		st = sh_store_find(store, name, ret, err);
	store = sh_store_close(store);
	return st;
}

/* The newest of today with something left. */
static enum sh_status newest_session(struct sh_recording *ret, const char *dir,
				     struct sh_session_start *ret_left, struct sh_err *err)
{
	struct candidates c = {.n = 0};
	enum sh_status st = find_candidates(dir, &c, err);

	if (st != SH_OK)
		return st;
	for (size_t i = 0; i < c.n; i++) {
		st = open_session(ret, dir, c.id[i], ret_left, err);
		if (st != SH_END)
			return st;
		sh_recording_close(ret);
		memset(ret, 0, sizeof(*ret));
	}
	return SH_END;
}

/* --- making it a live session ----------------------------------------------------------------- */

static enum sh_status make_live(struct sh_setup *s, const struct sh_log_header *h,
				const struct sh_session_start *left, const struct sh_options *o,
				struct sh_err *err)
{
	struct sh_config *c = &s->config;

	if (o->protocol) {
		s->session.protocol = sh_protocol_find(o->protocol);
		if (!s->session.protocol) {
			sh_err_set(err, SH_ERR_CONFIG, 0,
				   "--protocol '%.40s' is not known; see spinehold sensors --list-protocols",
				   o->protocol);
			return SH_ERR_CONFIG;
		}
		snprintf(c->protocol, sizeof(c->protocol), "%s", s->session.protocol->name);
	}
	snprintf(c->source, sizeof(c->source), "serial");
	snprintf(c->program, sizeof(c->program), "%s", SH_PROGRAM);
	snprintf(c->note, sizeof(c->note), "takes up %.40s", h->session_id);
	snprintf(c->resumes, sizeof(c->resumes), "%s", h->session_id);
	c->start_step = (int)left->step;
	c->start_set = left->set;
	snprintf(c->start_side, sizeof(c->start_side), "%s",
		 left->side == SH_SIDE_BOTH ? "" : sh_side_name(left->side));
	c->automatic = s->session.automatic = o->automatic;
	c->angles_hz = s->session.angles_hz = o->angles_hz;
	s->session.note = c->note;
	s->session.start = *left;
	return SH_OK;
}

static void say_left(const struct sh_setup *s, char ret[SH_RESUME_TEXT_MAX])
{
	const struct sh_session_start *left = &s->session.start;
	const struct sh_exercise *ex = &s->session.steps[left->step];
	size_t after = s->session.n_steps - left->step - 1;
	int set = left->set > 0 ? left->set : 1, n;

	n = snprintf(ret, SH_RESUME_TEXT_MAX, "Taking up %s: %s, set %d of %d", s->config.resumes, ex->id, set,
		     ex->sets);
	if (left->side != SH_SIDE_BOTH)
		n += snprintf(ret + n, SH_RESUME_TEXT_MAX - (size_t)n, ", %s side", sh_side_name(left->side));
	n += snprintf(ret + n, SH_RESUME_TEXT_MAX - (size_t)n, "; %d set%s left", ex->sets - set + 1,
		      ex->sets == set ? "" : "s");
	if (after > 0)
		snprintf(ret + n, SH_RESUME_TEXT_MAX - (size_t)n, ", then %zu more exercise%s", after,
			 after == 1 ? "" : "s");
}

enum sh_status sh_resume_open(struct sh_recording *ret, const struct sh_options *o,
			      char ret_says[SH_RESUME_TEXT_MAX], struct sh_err *err)
{
	char dir[SH_PATHS_MAX], id[SH_STORE_ID_MAX] = "";
	struct sh_session_start left = {0};
	enum sh_status st;

	memset(ret, 0, sizeof(*ret));
	if (o->exercise || o->variant || o->mount || o->profile || o->catalog || o->hold_s >= 0 || o->rest_s >= 0 ||
	    o->duration_s >= 0 || o->reps >= 0 || o->sets >= 0) {
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "--resume goes on with a session as it was: leave out the options for exercise, "
			   "doses, mount, profile and catalog");
		return SH_ERR_CONFIG;
	}
	if ((st = sh_paths_data_dir(o->data_dir, dir, sizeof(dir), err)) != SH_OK)
		return st;
	if (o->n_args > 0) {
		st = named_session(dir, o->args[0], id, err);
		if (st == SH_OK)
			st = open_session(ret, dir, id, &left, err);
	} else {
		st = newest_session(ret, dir, &left, err);
	}
	if (st == SH_END) {
		sh_err_set(err, SH_ERR_IO, 0,
			   id[0] ? "session %s has nothing left to do"
				 : "no session of today has anything left to do%s; begin one with --exercise",
			   id);
		return SH_ERR_IO;
	}
	if (st == SH_OK)
		st = make_live(&ret->setup, sh_input_log(ret->in), &left, o, err);
	if (st == SH_OK)
		say_left(&ret->setup, ret_says);
	return st;
}

bool sh_resume_hint(const char *data_dir, char ret_says[SH_RESUME_TEXT_MAX])
{
	struct candidates c = {.newest_only = true};
	char dir[SH_PATHS_MAX], at[16] = "?", shown[2 * SH_ID_MAX];
	struct sh_err err = {0};
	struct tm tm;
	time_t t;

	if (sh_paths_data_dir(data_dir, dir, sizeof(dir), &err) != SH_OK ||
	    find_candidates(dir, &c, &err) != SH_OK || c.n == 0)
		return false;
	t = (time_t)c.start_utc_s;
	if (localtime_r(&t, &tm))
		(void)strftime(at, sizeof(at), "%H:%M", &tm);
	(void)sh_escape(c.exercise, strlen(c.exercise), shown, sizeof(shown));
	snprintf(ret_says, SH_RESUME_TEXT_MAX, "the session of %s (%s), not finished",
		 at, shown);
	return true;
}
