/* The history as the screens want it: the store's rows sorted by session, exercise and side.
 *
 * The lists come in one order (newest session first), so each row belongs to the session that the
 * row before belonged to, or to a later one. Trends are made last, from the oldest session on.
 *
 * A trend follows one exercise with one variant on one side: repetitions by the median of their
 * depth, holds and movements by the seconds that counted. Sessions of a synthetic wearer have
 * trends of their own. What could not be judged (unsure) is left out.
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/menu_data.h"
#include "store/store_moves.h"
#include "support/err.h"

enum { WHAT_MAX = 200, PEAKS_MAX = 128, MS = 1000 };

/* What the model does not show but is needed to make it, beside each sh_menu_result. Every exercise
 * of a session has two places, the second for its right side. */
struct extra {
	int session, ordinal;
	bool used;  /* the second place only where there are two sides */
	bool holds; /* a hold is asked for */
	int n_peaks;
	int32_t peaks[PEAKS_MAX];
};

struct past {
	struct sh_menu_data *d;
	struct sh_menu_pile extras;
	struct sh_menu_pile firsts; /* size_t for each session: its first place */
	int session;		    /* the one the last row belonged to */
};

static struct sh_menu_session *sessions_of(const struct past *p)
{
	return p->d->sessions.at;
}

static int32_t ms_of(int64_t us)
{
	int64_t ms = (us + MS / 2) / MS;

	return ms < 0 ? 0 : ms > 1000000000 ? 1000000000 : (int32_t)ms;
}

static void add_what(char what[WHAT_MAX], const char *title)
{
	size_t n = strlen(what);

	if (n + strlen(title) + 3 < WHAT_MAX && !strstr(what, title))
		snprintf(what + n, WHAT_MAX - n, "%s%s", n ? ", " : "", title);
}

static void take_result(struct past *p, int session, const struct sh_store_result *from)
{
	const char *id = sh_menu_data_text(p->d, from->exercise);
	const char *variant = sh_menu_data_text(p->d, from->variant);
	const struct sh_catalog_entry *entry = sh_catalog_find(p->d->catalog, id);

	for (int place = 0; place < 2; place++) {
		struct sh_menu_result *r = sh_menu_data_add(p->d, &p->d->results);
		struct extra *e = sh_menu_data_add(p->d, &p->extras);

		if (!r || !e)
			return;
		e->session = session;
		e->ordinal = from->ordinal;
		e->used = place == 0;
		r->title = sh_menu_data_title(p->d, id);
		r->variant = variant;
		r->first = place == 0;
		r->side = place == 0 ? SH_SIDE_BOTH : SH_SIDE_RIGHT;
		r->counts_reps = entry && entry->mode == SH_MODE_REPS;
		r->valid_ms = ms_of(from->valid_hold_us);
		r->active_ms = ms_of(from->active_us);
		r->depth_warnings = from->depth_warnings;
		r->limit_events = from->limit_events;
		r->completed = from->completed;
	}
}

static bool take_session(void *user, const struct sh_store_session *s,
			 const struct sh_store_result *results, size_t n)
{
	struct past *p = user;
	struct sh_menu_data *d = p->d;
	struct sh_menu_session *out = sh_menu_data_add(d, &d->sessions);
	char date[32], what[WHAT_MAX] = "", log[SH_PATHS_MAX + SH_STORE_PATH_MAX];
	char **id = sh_menu_data_add(d, &d->ids);
	size_t *first = sh_menu_data_add(d, &p->firsts);
	int64_t ago = d->today_day - sh_menu_data_day(s->start_utc_s, date, sizeof(date)),
		active = 0;

	if (!out || !id || !first)
		return false;
	*first = d->results.n;
	*id = (char *)sh_menu_data_text(d, s->id);
	out->date = sh_menu_data_text(d, date[0] ? date : "?");
	for (size_t i = 0; i < n; i++) {
		add_what(what, sh_menu_data_title(d, results[i].exercise));
		active +=
			results[i].active_us > 0 ? results[i].active_us : results[i].valid_hold_us;
		out->completed += results[i].completed;
		out->limit_events += results[i].limit_events;
		take_result(p, (int)d->sessions.n - 1, &results[i]);
	}
	snprintf(log, sizeof(log), "%s/%s", d->data_dir, s->log);
	out->what = sh_menu_data_text(d, what);
	out->log = s->log[0] ? sh_menu_data_text(d, log) : "";
	out->source = sh_menu_data_text(d, s->source);
	out->active_ms = ms_of(active);
	out->exercises = (int)n;
	out->gaps = s->gaps;
	out->lost = s->lost;
	out->synthetic = s->synthetic;
	out->ended = s->ended;
	out->worst_pain = -1;
	if (ago >= 0 && ago < SH_MENU_CALENDAR && d->model.calendar[ago] < 255)
		d->model.calendar[ago]++;
	return !d->out_of_memory;
}

/* The session of this id at or after the last one; -1 if there is none (it came in between). */
static int find_session(struct past *p, const char *id)
{
	char **ids = p->d->ids.at;

	for (int i = p->session; i < (int)p->d->ids.n; i++) {
		if (strcmp(ids[i], id) == 0)
			return p->session = i;
	}
	return -1;
}

/* The place of a side; that of both sides stands for the left one too. */
static struct sh_menu_result *find_result(struct past *p, const char *id, int ordinal,
					  enum sh_side side, struct extra **ret)
{
	int session = find_session(p, id);
	const size_t *firsts = p->firsts.at;
	struct extra *e = p->extras.at;
	struct sh_menu_result *r = p->d->results.at;

	for (size_t i = session >= 0 ? firsts[session] : p->extras.n;
	     i + 1 < p->extras.n && e[i].session == session; i += 2) {
		if (e[i].ordinal != ordinal)
			continue;
		i += side == SH_SIDE_RIGHT && e[i + 1].used;
		*ret = &e[i];
		return &r[i];
	}
	return NULL;
}

static void take_dose(struct sh_menu_result *r, struct extra *e, const struct sh_store_asked *a)
{
	r->hold_ms = ms_of((int64_t)(a->hold_s * 1e6));
	r->duration_ms = ms_of((int64_t)(a->duration_s * 1e6));
	r->sets = a->sets;
	r->reps = a->reps;
	r->breaths = a->breaths;
	e->holds = a->duration_s <= 0 && a->hold_s > 0;
}

static bool take_asked(void *user, const struct sh_store_asked *a)
{
	struct past *p = user;
	struct extra *e;
	struct sh_menu_result *r = find_result(p, a->session, a->ordinal, SH_SIDE_BOTH, &e);

	if (!r)
		return true;
	take_dose(&r[0], &e[0], a);
	take_dose(&r[1], &e[1], a);
	if (a->sides == 2) {
		r[0].side = SH_SIDE_LEFT;
		e[1].used = true;
		r[0].valid_ms = r[1].valid_ms = 0; /* the result's is that of both: summed anew */
	}
	return true;
}

static bool take_move(void *user, const struct sh_store_move *m)
{
	struct past *p = user;
	struct extra *e;
	struct sh_menu_result *r = find_result(p, m->session, m->ordinal, m->side, &e);

	if (!r)
		return true;
	if (m->is_rep) {
		r->reps_by[m->verdict]++;
		r->counts_reps = true;
		if (m->deg_mdeg != SH_MDEG_NONE && m->verdict != SH_VERDICT_UNSURE &&
		    e->n_peaks < PEAKS_MAX)
			e->peaks[e->n_peaks++] = m->deg_mdeg < 0 ? -m->deg_mdeg : m->deg_mdeg;
	} else {
		r->holds[m->reason]++;
		r->holds_valid += m->valid;
		if (r->side != SH_SIDE_BOTH && m->valid)
			r->valid_ms += ms_of(m->held_us);
	}
	return true;
}

static bool take_pain(void *user, const char *session, int level)
{
	struct past *p = user;
	int i = find_session(p, session);
	struct sh_menu_session *s = sessions_of(p);

	if (i >= 0) {
		s[i].pains++;
		s[i].worst_pain = level > s[i].worst_pain ? level : s[i].worst_pain;
	}
	return true;
}

static enum sh_status read_store(struct past *p, struct sh_store *store, struct sh_err *err)
{
	enum sh_status st = sh_store_list(store, take_session, p, err);

	p->session = 0;
	if (st == SH_OK)
		st = sh_store_asked(store, take_asked, p, err);
	p->session = 0;
	if (st == SH_OK)
		st = sh_store_moves(store, take_move, p, err);
	p->session = 0;
	return st == SH_OK ? sh_store_pains(store, take_pain, p, err) : st;
}

static struct sh_menu_trend *find_trend(struct past *p, const char *title, enum sh_side side,
					bool angle, bool synthetic)
{
	struct sh_menu_trend *t = p->d->trends.at;

	for (size_t i = 0; i < p->d->trends.n; i++) {
		if (strcmp(t[i].title, title) == 0 && t[i].side == side && t[i].angle == angle &&
		    t[i].synthetic == synthetic)
			return &t[i];
	}
	t = sh_menu_data_add(p->d, &p->d->trends);
	if (t) {
		t->title = sh_menu_data_text(p->d, title);
		t->side = side;
		t->angle = angle;
		t->synthetic = synthetic;
	}
	return t;
}

static void add_point(struct past *p, const struct sh_menu_result *r, struct extra *e)
{
	bool synthetic = sessions_of(p)[e->session].synthetic, angle = r->counts_reps;
	int32_t value = angle	   ? sh_trend_median(e->peaks, e->n_peaks)
			: e->holds ? r->valid_ms
				   : r->active_ms;
	struct sh_menu_trend *t;
	char title[100];

	if (angle ? e->n_peaks == 0 : value == 0)
		return; /* nothing of it counted: the session tells, it is no depth and no time */
	snprintf(title, sizeof(title), "%s%s%s%s", r->title, r->variant[0] ? " (" : "", r->variant,
		 r->variant[0] ? ")" : "");
	t = find_trend(p, title, r->side, angle, synthetic);
	if (!t)
		return;
	if (t->n == SH_TREND_MAX) {
		memmove(t->value, t->value + 1, sizeof(t->value) - sizeof(t->value[0]));
		t->n--;
	}
	t->value[t->n++] = value;
}

static void compare_sides(struct sh_menu_trend *left, struct sh_menu_trend *right)
{
	int percent;

	if (left->angle && right->angle && left->side == SH_SIDE_LEFT &&
	    right->side == SH_SIDE_RIGHT && strcmp(left->title, right->title) == 0 &&
	    left->synthetic == right->synthetic &&
	    sh_trend_balance(left->value[left->n - 1], right->value[right->n - 1], &percent)) {
		left->has_balance = right->has_balance = true;
		left->balance_percent = right->balance_percent = percent;
	}
}

/* By title, then side; synthetic ones last. */
static int compare_trends(const void *a, const void *b)
{
	const struct sh_menu_trend *x = a, *y = b;
	int order = (int)x->synthetic - (int)y->synthetic;

	if (order == 0)
		order = strcmp(x->title, y->title);
	if (order == 0)
		order = (int)x->angle - (int)y->angle;
	return order ? order : (int)x->side - (int)y->side;
}

static void make_trends(struct past *p)
{
	const size_t *firsts = p->firsts.at;
	struct extra *e = p->extras.at;
	struct sh_menu_result *r = p->d->results.at;
	struct sh_menu_trend *t;
	int n;

	for (int session = (int)p->d->sessions.n - 1; session >= 0; session--) {
		for (size_t i = firsts[session]; i < p->extras.n && e[i].session == session; i++) {
			if (e[i].used)
				add_point(p, &r[i], &e[i]);
		}
	}
	t = p->d->trends.at;
	n = (int)p->d->trends.n;
	for (int i = 0; i < n; i++)
		sh_trend_line_of(t[i].value, t[i].n,
				 t[i].angle ? SH_TREND_ANGLE_BAND : SH_TREND_TIME_BAND, &t[i].line);
	if (n > 0)
		qsort(t, (size_t)n, sizeof(*t), compare_trends);
	for (int i = 0; i + 1 < n; i++)
		compare_sides(&t[i], &t[i + 1]);
}

/* Takes the unused places out, and tells each session where its results begin. */
static void close_up(struct past *p)
{
	struct extra *e = p->extras.at;
	struct sh_menu_result *r = p->d->results.at;
	struct sh_menu_session *s = sessions_of(p);
	size_t done = 0;

	for (size_t i = 0; i < p->extras.n; i++) {
		if (!e[i].used)
			continue;
		if (s[e[i].session].n_results++ == 0)
			s[e[i].session].results = &r[done];
		r[done++] = r[i];
	}
	p->d->results.n = done;
}

enum sh_status sh_menu_data_history(struct sh_menu_data *d, struct sh_err *err)
{
	struct past p = {.d = d,
			 .extras = {.size = sizeof(struct extra)},
			 .firsts = {.size = sizeof(size_t)}};
	struct sh_store *store = NULL;
	char database[SH_PATHS_MAX];
	enum sh_status st = sh_paths_database(d->data_dir, database, sizeof(database), err);

	if (st == SH_OK && access(database, F_OK) != 0)
		return SH_OK; /* nothing was stored yet, and nothing is made for a look */
	if (st == SH_OK && (st = sh_store_open(database, &store, err)) == SH_OK)
		st = read_store(&p, store, err);
	store = sh_store_close(store);
	if (!d->out_of_memory) {
		make_trends(&p);
		close_up(&p);
	}
	d->model.sessions = d->sessions.at;
	d->model.n_sessions = d->out_of_memory ? 0 : (int)d->sessions.n;
	d->model.trends = d->trends.at;
	d->model.n_trends = d->out_of_memory ? 0 : (int)d->trends.n;
	free(p.extras.at);
	free(p.firsts.at);
	return st;
}
