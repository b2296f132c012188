/*
 * On a terminal there is a screen (cmd_start.c); the table here is plain text of at most 80
 * columns, to be read, searched and piped. What comes out of the database is from outside again (a
 * rebuilt log may hold anything), so it is escaped. A crashed session shows "cut": its finished
 * sets are there, its end is not.
 */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_history.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/cmd_start.h"
#include "app/diag.h"
#include "app/history_detail.h"
#include "app/paths.h"
#include "app/play.h"
#include "app/rebuild.h"
#include "core/text.h"
#include "store/store.h"
#include "support/err.h"
#include "support/escape.h"

enum { NAME_COLUMNS = 17, JSON_MAX = 4096 };

struct listing {
	bool jsonl, any;
};

static void print_row(const struct sh_store_session *s, const char *date,
		      const struct sh_store_result *r)
{
	char name[NAME_COLUMNS + 1], held_buf[32], reps_buf[32];
	struct sh_text held, reps;

	sh_escape(r->exercise, strlen(r->exercise), name, sizeof name);
	sh_text_init(&held, held_buf, sizeof held_buf);
	sh_text_init(&reps, reps_buf, sizeof reps_buf);
	sh_text_fixed(&held, r->active_us > 0 ? r->active_us : r->valid_hold_us, 6, 1);
	sh_text_str(&held, " s");
	if (r->reps > 0) {
		sh_text_int(&reps, r->reps_ok);
		sh_text_char(&reps, '/');
		sh_text_int(&reps, r->reps);
	} else {
		sh_text_char(&reps, '-');
	}
	printf("%-16s %-*s %9s %8s %5d %5d  %-3s%s\n", date, NAME_COLUMNS, name, held.buf, reps.buf,
	       r->depth_warnings, r->limit_events,
	       r->completed ? "yes"
	       : s->ended   ? "no"
			    : "cut",
	       s->synthetic ? " synthetic" : "");
}

static void print_table(const struct sh_store_session *s, const struct sh_store_result *results,
			size_t n, bool head)
{
	const time_t start = (time_t)s->start_utc_s;
	char date[32] = "?";
	struct tm tm;

	if (head)
		printf("%-16s %-*s %9s %8s %5s %5s  %s\n", "DATE", NAME_COLUMNS, "EXERCISE", "TIME",
		       "REPS OK", "DEEP", "LIMIT", "DONE");
	if (localtime_r(&start, &tm))
		strftime(date, sizeof date, "%Y-%m-%d %H:%M", &tm);
	for (size_t i = 0; i < n; i++)
		print_row(s, date, &results[i]);
	if (n == 0)
		printf("%-16s %-*s %9s %8s %5s %5s  %-3s%s\n", date, NAME_COLUMNS, "(no exercise)",
		       "-", "-", "-", "-", s->ended ? "no" : "cut",
		       s->synthetic ? " synthetic" : "");
}

static void put_string(struct sh_text *t, const char *key, const char *value)
{
	sh_text_str(t, key);
	sh_text_json(t, value, 1024);
}

static void put_int(struct sh_text *t, const char *key, int64_t value)
{
	sh_text_str(t, key);
	sh_text_int(t, value);
}

static void put_bool(struct sh_text *t, const char *key, bool value)
{
	sh_text_str(t, key);
	sh_text_str(t, value ? "true" : "false");
}

static void put_seconds(struct sh_text *t, const char *key, int64_t us)
{
	sh_text_str(t, key);
	sh_text_fixed(t, us, 6, 1);
}

static void put_result(struct sh_text *t, const struct sh_store_result *r)
{
	put_string(t, "{\"exercise\":", r->exercise);
	if (r->variant[0])
		put_string(t, ",\"variant\":", r->variant);
	else
		sh_text_str(t, ",\"variant\":null");
	put_seconds(t, ",\"valid_hold_s\":", r->valid_hold_us);
	put_seconds(t, ",\"active_s\":", r->active_us);
	put_int(t, ",\"holds\":", r->holds);
	put_int(t, ",\"reps\":", r->reps);
	put_int(t, ",\"reps_ok\":", r->reps_ok);
	put_int(t, ",\"reps_shallow\":", r->reps_shallow);
	put_int(t, ",\"reps_deep\":", r->reps_deep);
	put_int(t, ",\"reps_jerky\":", r->reps_jerky);
	put_int(t, ",\"reps_unsure\":", r->reps_unsure);
	put_int(t, ",\"depth_warnings\":", r->depth_warnings);
	put_int(t, ",\"limit_events\":", r->limit_events);
	put_bool(t, ",\"completed\":", r->completed);
	sh_text_char(t, '}');
}

static void print_json(const struct sh_store_session *s, const struct sh_store_result *results,
		       size_t n)
{
	const time_t start = (time_t)s->start_utc_s;
	char buf[JSON_MAX], date[48] = "";
	struct sh_text t;
	struct tm tm;

	if (gmtime_r(&start, &tm))
		strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &tm);
	sh_text_init(&t, buf, sizeof buf);
	put_string(&t, "{\"session\":", s->id);
	put_string(&t, ",\"start\":", date);
	put_string(&t, ",\"source\":", s->source);
	put_string(&t, ",\"program\":", s->program);
	put_string(&t, ",\"log\":", s->log);
	put_bool(&t, ",\"synthetic\":", s->synthetic);
	put_bool(&t, ",\"ended\":", s->ended);
	put_bool(&t, ",\"completed\":", s->completed);
	put_int(&t, ",\"samples\":", s->samples);
	put_int(&t, ",\"gaps\":", s->gaps);
	put_int(&t, ",\"bad_frames\":", s->bad_frames);
	put_int(&t, ",\"lost\":", s->lost);
	sh_text_str(&t, ",\"results\":[");
	fputs(t.buf, stdout);
	for (size_t i = 0; i < n; i++) {
		sh_text_init(&t, buf, sizeof buf);
		if (i > 0)
			sh_text_char(&t, ',');
		put_result(&t, &results[i]);
		fputs(t.buf, stdout);
	}
	fputs("]}\n", stdout);
}

static bool print_session(void *user, const struct sh_store_session *s,
			  const struct sh_store_result *results, size_t n)
{
	struct listing *l = user;

	if (l->jsonl)
		print_json(s, results, n);
	else
		print_table(s, results, n, !l->any);
	l->any = true;
	return ferror(stdout) == 0;
}

static enum sh_status rebuild(const char *data_dir, struct sh_store *store, struct sh_err *err)
{
	struct sh_err later; /* the first error is the one to tell */
	enum sh_status r = sh_store_batch_begin(store, err), dropped;

	if (r < 0)
		return r;
	r = sh_store_clear(store, err);
	if (r == SH_OK)
		r = sh_rebuild_store(data_dir, store, err);
	if (r == SH_OK)
		return sh_store_batch_end(store, true, err);
	dropped = sh_store_batch_end(store, false, &later);
	(void)dropped;
	return r;
}

static enum sh_status list(const struct sh_options *o, struct sh_store *store, struct sh_err *err)
{
	struct listing l = {.jsonl = o->format == SH_OUTPUT_JSONL};
	enum sh_status r = SH_OK;

	if (store)
		r = sh_store_list(store, print_session, &l, err);
	if (r == SH_OK && !l.any && !l.jsonl)
		puts("No sessions yet. 'spinehold live' records one; 'spinehold demo' shows how it "
		     "looks.");
	if (r == SH_OK && (fflush(stdout) != 0 || ferror(stdout))) {
		sh_err_set(err, SH_ERR_IO, errno, "cannot write to standard output: %s",
			   strerror(errno));
		r = SH_ERR_IO;
	}
	return r;
}

int sh_cmd_history(const struct sh_options *o)
{
	char data[SH_PATHS_MAX], database[SH_PATHS_MAX];
	struct sh_store *store = NULL;
	struct sh_err err = {0};
	enum sh_status r;

	if (o->n_args > 1) {
		sh_err_set(&err, SH_ERR_CONFIG, 0,
			   "history shows one session at a time, and '%.80s' is one too many; see 'spinehold history "
			   "--help'", o->args[1]);
		r = SH_ERR_CONFIG;
		goto out;
	}
	if (o->n_args == 0 && !o->rebuild && sh_play_format(o) == SH_OUTPUT_TUI) {
		int status = sh_start_history(o);

		if (status >= 0)
			return status;
	}
	if ((r = sh_paths_data_dir(o->data_dir, data, sizeof data, &err)) < 0 ||
	    (r = sh_paths_database(data, database, sizeof database, &err)) < 0)
		goto out;
	if (o->rebuild && (r = sh_paths_make(data, &err)) < 0)
		goto out;
	if (o->rebuild || access(database, F_OK) == 0) {
		if ((r = sh_store_open(database, &store, &err)) < 0)
			goto out;
	}
	if (o->rebuild && (r = rebuild(data, store, &err)) < 0)
		goto out;
	if (o->n_args == 1 && !store) {
		sh_err_set(&err, SH_ERR_CONFIG, 0, "session '%.80s': no session is stored yet in %s", o->args[0],
			   data);
		r = SH_ERR_CONFIG;
	} else if (o->n_args == 1) {
		r = sh_history_detail(store, o->args[0], o->format == SH_OUTPUT_JSONL, &err);
	} else {
		r = list(o, store, &err);
	}
out:
	sh_store_close(store);
	if (r == SH_OK)
		return SH_EXIT_DONE;
	sh_diag_error(&err);
	return sh_diag_exit(&err);
}
