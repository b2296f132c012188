/* Gathering the model. The catalog has no groups, so they follow from what an exercise is: a twist
 * twists; what is only still, breathes or rests is rest, unless it is done on the back with the
 * legs up; lifts against gravity (worn at L1, or lying on the side) are strength; all else
 * stretches.
 *
 * Ports are looked at every other second while they are on the screen; listing opens none of them.
 */

#define _POSIX_C_SOURCE 200809L

#include "app/menu_data.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "app/clock.h"
#include "app/settings.h"
#include "app/setup.h"
#include "app/verbs.h"
#include "app/version.h"
#include "support/err.h"

enum { GENTLE_SESSIONS = 3, RECORDINGS_MAX = 400 };

static const char *const programmes[] = {"gentle", "full", "twist", "strength"};

enum sh_menu_group sh_menu_group_of(const struct sh_exercise *x)
{
	bool on_side = x->stance == SH_STANCE_SIDE || x->stance == SH_STANCE_SIDE_LEFT ||
		       x->stance == SH_STANCE_SIDE_RIGHT;

	if (x->movement == SH_CLASS_TWIST)
		return SH_MENU_TWIST;
	if (x->mode == SH_MODE_REST || x->mode == SH_MODE_BREATH ||
	    (x->movement == SH_CLASS_STILL && x->stance != SH_STANCE_SUPINE))
		return SH_MENU_REST;
	if (x->site == SH_SITE_L1 || on_side)
		return SH_MENU_STRENGTH;
	return SH_MENU_STRETCH;
}

void *sh_menu_data_add(struct sh_menu_data *d, struct sh_menu_pile *p)
{
	void *at;

	if (p->n == p->room) {
		size_t room = p->room > 0 ? 2 * p->room : 16;
		void *more = realloc(p->at, room * p->size);

		if (!more) {
			d->out_of_memory = true;
			return NULL;
		}
		p->at = more;
		p->room = room;
	}
	at = (char *)p->at + p->n++ * p->size;
	memset(at, 0, p->size);
	return at;
}

const char *sh_menu_data_text(struct sh_menu_data *d, const char *text)
{
	char **slot = sh_menu_data_add(d, &d->texts);

	if (!slot)
		return "";
	*slot = strdup(text);
	if (!*slot) {
		d->out_of_memory = true;
		return "";
	}
	return *slot;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static enum sh_status add_variants(const struct sh_catalog_entry *entry,
				   struct sh_menu_variant *ret, struct sh_err *err)
{
	enum sh_status st = SH_OK;

	for (size_t i = 0; i < entry->n_variants && st == SH_OK; i++) {
		ret[i].name = entry->variants[i].name;
		ret[i].note = or_empty(entry->variants[i].note);
		st = sh_catalog_exercise(entry, ret[i].name, NULL, 1, &ret[i].numbers, err);
	}
	return st;
}

static void add_cues(const struct sh_catalog_entry *entry, struct sh_menu_exercise *ret)
{
	static const struct {
		enum sh_cue cue;
		const char *when;
	} shown[SH_MENU_CUES] = {
		{SH_CUE_HOLD, "in it"},	   {SH_CUE_SHALLOW, "too little"},
		{SH_CUE_DEEP, "too deep"}, {SH_CUE_LIMIT, "limit"},
		{SH_CUE_JERK, "jerky"},	   {SH_CUE_SWITCH, "side"},
		{SH_CUE_FATIGUE, "tired"}, {SH_CUE_DONE, "done"},
	};

	for (int i = 0; i < SH_MENU_CUES; i++) {
		if (!entry->cues[shown[i].cue])
			continue;
		ret->cues[ret->n_cues].when = shown[i].when;
		ret->cues[ret->n_cues++].text = entry->cues[shown[i].cue];
	}
}

static enum sh_status add_exercise(struct sh_menu_data *d, const struct sh_catalog_entry *entry,
				   struct sh_menu_exercise *ret, struct sh_err *err)
{
	struct sh_menu_variant *variants;
	enum sh_status st = sh_catalog_exercise(entry, NULL, NULL, 1, &ret->numbers, err);
	const struct sh_catalog_entry *then;

	if (st != SH_OK)
		return st;
	then = entry->then ? sh_catalog_find(d->catalog, entry->then) : NULL;
	/* where no position is wrong it is still good to know which one is meant */
	ret->numbers.stance = entry->numbers.stance;
	ret->id = entry->id;
	ret->title = entry->title;
	add_cues(entry, ret);
	ret->start = or_empty(entry->cues[SH_CUE_START]);
	ret->ready = or_empty(entry->cues[SH_CUE_READY]);
	ret->breath = or_empty(entry->breath);
	ret->then = then ? then->title : NULL;
	ret->level = entry->level;
	ret->group = sh_menu_group_of(&ret->numbers);
	ret->n_variants = (int)entry->n_variants;
	variants = calloc(entry->n_variants ? entry->n_variants : 1, sizeof(*variants));
	if (!variants) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory");
		return SH_ERR_MEMORY;
	}
	ret->variants = variants;
	return add_variants(entry, variants, err);
}

static enum sh_status gather_catalog(struct sh_menu_data *d, const struct sh_options *o,
				     struct sh_err *err)
{
	enum sh_status st = sh_setup_catalog(o, &d->catalog, err);
	int n = 0;

	for (int group = 0; group < SH_MENU_GROUPS && st == SH_OK; group++) {
		for (size_t i = 0; i < sh_catalog_count(d->catalog) && st == SH_OK; i++) {
			const struct sh_catalog_entry *entry = sh_catalog_entry(d->catalog, i);
			struct sh_exercise x;

			st = sh_catalog_exercise(entry, NULL, NULL, 1, &x, err);
			if (st == SH_OK && (int)sh_menu_group_of(&x) == group) {
				st = add_exercise(d, entry, &d->exercises[n++], err);
				d->model.n_exercises = n;
			}
		}
	}
	d->model.exercises = d->exercises;
	return st;
}

bool sh_menu_data_ports(struct sh_menu_data *d)
{
	struct sh_port now[SH_PORTS_MAX];
	size_t n;

	memset(now, 0, sizeof(now));
	n = sh_ports_list(now, SH_PORTS_MAX);
	if ((int)n == d->model.n_ports && memcmp(now, d->port, sizeof(now)) == 0)
		return false;
	memcpy(d->port, now, sizeof(now));
	d->model.n_candidates = 0;
	for (size_t i = 0; i < n; i++) {
		const struct sh_port *p = &d->port[i];

		snprintf(d->port_what[i], sizeof(d->port_what[i]), "%s%s%s%s", p->manufacturer,
			 p->manufacturer[0] && p->product[0] ? " " : "", p->product,
			 p->kind == SH_PORT_BLUETOOTH ? " Bluetooth" : "");
		d->ports[i].path = p->path;
		d->ports[i].what = d->port_what[i];
		d->ports[i].candidate = p->candidate;
		d->model.n_candidates += p->candidate;
	}
	d->model.ports = d->ports;
	d->model.n_ports = (int)n;
	return true;
}

const char *sh_menu_data_title(const struct sh_menu_data *d, const char *id)
{
	const struct sh_catalog_entry *entry = sh_catalog_find(d->catalog, id);

	return entry ? entry->title : id;
}

/* Days since 1970 of a day of the calendar (years from 1 on). */
static int64_t day_number(int64_t year, int64_t month, int64_t day)
{
	static const int before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int64_t whole = year - 1;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return whole * 365 + whole / 4 - whole / 100 + whole / 400 + before[month - 1] +
	       (month > 2 && leap) + day - 1 - 719162;
}

int64_t sh_menu_data_day(int64_t utc_s, char *ret_date, size_t cap)
{
	const time_t t = (time_t)utc_s;
	struct tm tm;

	if (cap > 0)
		ret_date[0] = '\0';
	if (!localtime_r(&t, &tm) || tm.tm_year < -1800 || tm.tm_year > 8000)
		return 0;
	if (cap > 0 && strftime(ret_date, cap, "%Y-%m-%d %H:%M", &tm) == 0)
		ret_date[0] = '\0';
	return day_number(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static void gather_today(struct sh_menu_data *d)
{
	const time_t now = (time_t)(sh_clock_utc_us() / 1000000);
	struct tm tm;

	d->today[0] = '\0';
	d->today_day = sh_menu_data_day(now, NULL, 0);
	if (localtime_r(&now, &tm)) {
		(void)strftime(d->today, sizeof(d->today), "%A %d %B %Y", &tm);
		d->model.weekday = (tm.tm_wday + 6) % 7;
	}
	d->model.today = d->today;
}

static int is_recording(const struct dirent *entry)
{
	static const char *const ends[] = {".mcap", ".csv", ".csv.gz"};
	size_t n = strlen(entry->d_name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t len = strlen(ends[i]);

		if (n > len && entry->d_name[0] != '.' &&
		    strcmp(entry->d_name + n - len, ends[i]) == 0)
			return 1;
	}
	return 0;
}

static void add_recording(struct sh_menu_data *d, const char *name, const char *what,
			  const char *path)
{
	struct sh_menu_recording *r = sh_menu_data_add(d, &d->recordings);

	if (!r)
		return;
	r->name = name;
	r->what = what;
	r->path = path;
}

static void gather_recordings(struct sh_menu_data *d)
{
	struct dirent **found = NULL;
	int n;

	for (int i = 0; i < d->model.n_sessions && i < RECORDINGS_MAX; i++) {
		const struct sh_menu_session *s = &d->model.sessions[i];
		struct stat st;

		if (s->log[0] && stat(s->log, &st) == 0)
			add_recording(d, s->date, s->what, s->log);
	}
	n = scandir(".", &found, is_recording, alphasort);
	for (int i = 0; i < n; i++) {
		char path[300], date[32], what[80];
		struct stat st;

		snprintf(path, sizeof(path), "./%s", found[i]->d_name);
		if (i < RECORDINGS_MAX && stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
			const char *kept = sh_menu_data_text(d, path);

			(void)sh_menu_data_day((int64_t)st.st_mtime, date, sizeof(date));
			snprintf(what, sizeof(what), "%s  a file in this folder", date);
			add_recording(d, kept[0] ? kept + 2 : "", sh_menu_data_text(d, what), kept);
		}
		free(found[i]);
	}
	free(found);
	d->model.recordings = d->recordings.at;
	d->model.n_recordings = (int)d->recordings.n;
}

static void gather_programmes(struct sh_menu_data *d)
{
	const struct sh_verb *live = sh_verb_find("live");
	int real = 0;

	if (!live || !sh_verb_takes(live, "--programme"))
		return;
	for (int i = 0; i < d->model.n_sessions; i++)
		real += !d->model.sessions[i].synthetic && d->model.sessions[i].exercises > 0;
	d->model.programmes = programmes;
	d->model.n_programmes = (int)(sizeof(programmes) / sizeof(programmes[0]));
	d->model.programme_today = real < GENTLE_SESSIONS ? 0 : 1;
}

static void forget_past(struct sh_menu_data *d)
{
	char **texts = d->texts.at;

	for (size_t i = 0; i < d->texts.n; i++)
		free(texts[i]);
	d->texts.n = d->sessions.n = d->results.n = d->trends.n = d->recordings.n = d->ids.n = 0;
	memset(d->model.calendar, 0, sizeof(d->model.calendar));
	d->model.n_sessions = d->model.n_trends = d->model.n_recordings = 0;
	d->trouble[0] = '\0';
}

enum sh_status sh_menu_data_past(struct sh_menu_data *d, struct sh_err *err)
{
	struct sh_settings settings;
	struct sh_err store_err = {0};

	forget_past(d);
	sh_settings_load(d->data_dir, &settings);
	d->model.age_told = settings.age_told;
	d->model.age_years = settings.age_years;
	gather_today(d);
	if (sh_menu_data_history(d, &store_err) != SH_OK)
		snprintf(d->trouble, sizeof(d->trouble), "%.*s", (int)sizeof(d->trouble) - 1,
			 store_err.message);
	d->model.trouble = d->trouble;
	if (!sh_resume_hint(d->data_dir, d->resume))
		d->resume[0] = '\0';
	d->model.resume = d->resume;
	gather_programmes(d);
	gather_recordings(d);
	if (!d->out_of_memory)
		return SH_OK;
	sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory");
	return SH_ERR_MEMORY;
}

enum sh_status sh_menu_data_open(struct sh_menu_data **ret, const struct sh_options *o,
				 struct sh_err *err)
{
	struct sh_menu_data *d = calloc(1, sizeof(*d));
	enum sh_status st;

	*ret = d;
	if (!d) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory");
		return SH_ERR_MEMORY;
	}
	d->texts.size = d->ids.size = sizeof(char *);
	d->sessions.size = sizeof(struct sh_menu_session);
	d->results.size = sizeof(struct sh_menu_result);
	d->trends.size = sizeof(struct sh_menu_trend);
	d->recordings.size = sizeof(struct sh_menu_recording);
	d->model.version = SH_PROGRAM;
	d->model.data_dir = d->data_dir;
	d->model.n_ports = -1;
	if ((st = sh_paths_data_dir(o->data_dir, d->data_dir, sizeof(d->data_dir), err)) != SH_OK ||
	    (st = gather_catalog(d, o, err)) != SH_OK)
		return st;
	(void)sh_menu_data_ports(d);
	return sh_menu_data_past(d, err);
}

struct sh_menu_data *sh_menu_data_close(struct sh_menu_data *d)
{
	if (!d)
		return NULL;
	forget_past(d);
	for (int i = 0; i < d->model.n_exercises; i++)
		free((void *)d->exercises[i].variants);
	free(d->texts.at);
	free(d->ids.at);
	free(d->sessions.at);
	free(d->results.at);
	free(d->trends.at);
	free(d->recordings.at);
	d->catalog = sh_catalog_close(d->catalog);
	free(d);
	return NULL;
}
