/* A session on a page of 80 columns, or as one line of JSON. Everything in the database is from
 * outside again (it may have been rebuilt from somebody's log), so texts are escaped, and the stored
 * dose, JSON already, is let through only if it holds nothing but what we write there. */

#define _POSIX_C_SOURCE 200809L

#include "app/history_detail.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/text.h"
#include "support/err.h"
#include "support/escape.h"

enum { SAFE_MAX = 256, JSON_MAX = 8192 };

/* Escaped, in one of a few buffers: as many as one call of printf has. */
static const char *safe(const char *s)
{
	static char buf[4][SAFE_MAX];
	static size_t i;

	i = (i + 1) % 4;
	(void)sh_escape(s, strlen(s), buf[i], SAFE_MAX);
	return buf[i];
}

static const char *clock_of(int64_t t_us, char ret[24])
{
	struct sh_text t;

	sh_text_init(&t, ret, 24);
	sh_text_int(&t, t_us / 60000000);
	sh_text_char(&t, ':');
	if (t_us / 1000000 % 60 < 10)
		sh_text_char(&t, '0');
	sh_text_fixed(&t, t_us % 60000000 / 100000, 1, 1);
	return ret;
}

static const struct sh_store_result *result_of(const struct sh_store_detail *d, int ordinal)
{
	for (size_t i = 0; i < d->n_results; i++) {
		if (d->results[i].ordinal == ordinal)
			return &d->results[i];
	}
	return NULL;
}

/* --- for people ------------------------------------------------------------------------------- */

/* A number of the stored dose; 0 where it is not told. */
static double asked(const struct sh_store_result *r, const char *key)
{
	char quoted[24];
	const char *at;
	double v = 0;

	snprintf(quoted, sizeof(quoted), "\"%s\":", key);
	at = strstr(r->asked, quoted);
	return at && sscanf(at + strlen(quoted), "%9lf", &v) == 1 && v >= 0 ? v : 0;
}

static void print_asked(const struct sh_store_result *r)
{
	printf("  asked: %g set%s", asked(r, "sets"), asked(r, "sets") == 1 ? "" : "s");
	if (asked(r, "sides") >= 2)
		printf(", both sides");
	if (asked(r, "reps") > 0)
		printf(", %g time%s", asked(r, "reps"), asked(r, "reps") == 1 ? "" : "s");
	if (asked(r, "hold_s") > 0)
		printf(", hold %g s", asked(r, "hold_s"));
	if (asked(r, "duration_s") > 0)
		printf(", %g s", asked(r, "duration_s"));
	if (asked(r, "breaths") > 0)
		printf(", %g breaths", asked(r, "breaths"));
	printf("; rest %g s\n", asked(r, "rest_s"));
}

static void print_seconds(int64_t us)
{
	char buf[32];
	struct sh_text t;

	sh_text_init(&t, buf, sizeof(buf));
	sh_text_fixed(&t, us, 6, 1);
	printf(" %9s", us > 0 ? buf : "-");
}

static void print_side(const struct sh_store_side *s)
{
	char wanted[32] = "?";

	if (s->asked > 0)
		snprintf(wanted, sizeof(wanted), "%d", s->asked);
	else if (s->asked_us >= 0)
		snprintf(wanted, sizeof(wanted), "%lld%s", (long long)(s->asked_us / 1000000),
			 s->asked_us > 0 ? " s" : "");
	printf("  %-5s %7s %5d %5d", safe(s->side), wanted, s->done, s->valid);
	print_seconds(s->valid_hold_us);
	print_seconds(s->active_us);
	print_seconds(s->worked_us);
	for (int i = 0; i < s->n_whys; i++)
		printf("%s%d %s", i ? ", " : "  ", s->why[i].n, safe(s->why[i].reason));
	putchar('\n');
}

static void print_result(const struct sh_store_detail *d, const struct sh_store_result *r)
{
	char at[24];
	bool any = false;

	printf("\n%s%s%s%s: %s%s%s, at %s\n", safe(r->exercise), r->variant[0] ? " (" : "", safe(r->variant),
	       r->variant[0] ? ")" : "", r->completed ? "completed" : "not completed",
	       r->completed ? "" : ", ",
	       r->completed  ? ""
	       : r->ended[0] ? safe(r->ended)
			     : "cut",
	       clock_of(r->t_us, at));
	print_asked(r);
	for (size_t i = 0; i < d->n_sides; i++) {
		if (d->sides[i].ordinal != r->ordinal)
			continue;
		if (!any)
			printf("  %-5s %7s %5s %5s %9s %9s %9s  %s\n", "SIDE", "ASKED", "DONE", "VALID",
			       "HELD S", "COUNTED S", "WORKED S", "NOT VALID");
		print_side(&d->sides[i]);
		any = true;
	}
	printf("  too deep %d, over the limit %d\n", r->depth_warnings, r->limit_events);
}

static void print_in(const struct sh_store_detail *d, int ordinal)
{
	const struct sh_store_result *r = result_of(d, ordinal);

	printf("%s%s\n", r ? ", " : "", r ? safe(r->exercise) : "");
}

static void print_page(const struct sh_store_detail *d)
{
	const struct sh_store_session *s = &d->session;
	const time_t start = (time_t)s->start_utc_s;
	char date[32] = "?", at[24];
	struct tm tm;

	if (localtime_r(&start, &tm))
		(void)strftime(date, sizeof(date), "%Y-%m-%d %H:%M", &tm);
	printf("session %s, %s, %s%s\n", safe(s->id), date,
	       s->completed ? "completed"
	       : s->ended   ? "not completed"
			    : "cut: it did not end in order",
	       s->synthetic ? ", SYNTHETIC: no person moved" : "");
	printf("%s, source %s, %lld samples, %lld lost, gaps %lld\n", safe(s->program), safe(s->source),
	       (long long)s->samples, (long long)s->lost, (long long)s->gaps);
	if (s->resumes[0])
		printf("goes on with %s\n", safe(s->resumes));
	if (d->resumed_by[0])
		printf("taken up by %s\n", safe(d->resumed_by));
	for (size_t i = 0; i < d->n_results; i++)
		print_result(d, &d->results[i]);
	if (d->n_pains + d->n_marks > 0)
		putchar('\n');
	for (size_t i = 0; i < d->n_pains; i++) {
		const struct sh_store_pain *p = &d->pains[i];

		printf("pain at %s: ", clock_of(p->t_us, at));
		if (p->leg || p->level < 0)
			printf("%s", p->leg ? "down a leg" : "not rated");
		else
			printf("%d of 10", p->level);
		print_in(d, p->ordinal);
	}
	for (size_t i = 0; i < d->n_marks; i++) {
		printf("mark %d at %s", d->marks[i].n, clock_of(d->marks[i].t_us, at));
		print_in(d, d->marks[i].ordinal);
	}
	if (s->log[0])
		printf("\nlog %s\n", safe(s->log));
	if (s->log_sha256[0])
		printf("sha256 %s\n", safe(s->log_sha256));
}

/* --- for programs ------------------------------------------------------------------------------ */

static void put_text(struct sh_text *t, const char *key, const char *value)
{
	sh_text_str(t, key);
	if (value[0])
		sh_text_json(t, value, 1024);
	else
		sh_text_str(t, "null");
}

static void put_int(struct sh_text *t, const char *key, int64_t v)
{
	sh_text_str(t, key);
	sh_text_int(t, v);
}

static void put_count(struct sh_text *t, const char *key, int64_t v)
{
	if (v >= 0) {
		put_int(t, key, v);
		return;
	}
	sh_text_str(t, key);
	sh_text_str(t, "null");
}

static void put_seconds(struct sh_text *t, const char *key, int64_t us, unsigned decimals)
{
	sh_text_str(t, key);
	if (us < 0)
		sh_text_str(t, "null");
	else
		sh_text_fixed(t, us, 6, decimals);
}

static void put_bool(struct sh_text *t, const char *key, bool v)
{
	sh_text_str(t, key);
	sh_text_str(t, v ? "true" : "false");
}

static void put_asked(struct sh_text *t, const char *json)
{
	size_t n = strlen(json);

	sh_text_str(t, ",\"asked\":");
	if (n > 2 && json[0] == '{' && json[n - 1] == '}' && !strchr(json + 1, '{') &&
	    strspn(json, "{}\":,._0123456789abcdefghijklmnopqrstuvwxyz") == n)
		sh_text_str(t, json);
	else
		sh_text_str(t, "null");
}

static void put_side(struct sh_text *t, const struct sh_store_side *s)
{
	put_text(t, "{\"side\":", s->side);
	put_count(t, ",\"asked\":", s->asked);
	put_seconds(t, ",\"asked_s\":", s->asked_us, 1);
	put_int(t, ",\"done\":", s->done);
	put_int(t, ",\"valid\":", s->valid);
	put_seconds(t, ",\"valid_hold_s\":", s->valid_hold_us, 1);
	put_seconds(t, ",\"active_s\":", s->active_us, 1);
	put_seconds(t, ",\"worked_s\":", s->worked_us, 1);
	sh_text_str(t, ",\"not_valid\":{");
	for (int i = 0; i < s->n_whys; i++) {
		if (i > 0)
			sh_text_char(t, ',');
		sh_text_json(t, s->why[i].reason, 64);
		put_int(t, ":", s->why[i].n);
	}
	sh_text_str(t, "}}");
}

static void put_result(struct sh_text *t, const struct sh_store_detail *d, const struct sh_store_result *r)
{
	bool any = false;

	put_text(t, "{\"exercise\":", r->exercise);
	put_text(t, ",\"variant\":", r->variant);
	put_seconds(t, ",\"t\":", r->t_us, 3);
	put_seconds(t, ",\"valid_hold_s\":", r->valid_hold_us, 1);
	put_seconds(t, ",\"active_s\":", r->active_us, 1);
	put_int(t, ",\"holds\":", r->holds);
	put_int(t, ",\"reps\":", r->reps);
	put_int(t, ",\"reps_ok\":", r->reps_ok);
	put_int(t, ",\"reps_shallow\":", r->reps_shallow);
	put_int(t, ",\"reps_deep\":", r->reps_deep);
	put_int(t, ",\"reps_jerky\":", r->reps_jerky);
	put_int(t, ",\"reps_unsure\":", r->reps_unsure);
	put_int(t, ",\"reps_left\":", r->reps_left);
	put_int(t, ",\"reps_right\":", r->reps_right);
	put_int(t, ",\"depth_warnings\":", r->depth_warnings);
	put_int(t, ",\"limit_events\":", r->limit_events);
	put_bool(t, ",\"completed\":", r->completed);
	put_asked(t, r->asked);
	sh_text_str(t, ",\"by_side\":[");
	for (size_t i = 0; i < d->n_sides; i++) {
		if (d->sides[i].ordinal != r->ordinal)
			continue;
		if (any)
			sh_text_char(t, ',');
		put_side(t, &d->sides[i]);
		any = true;
	}
	put_text(t, "],\"ended\":", r->ended);
	sh_text_char(t, '}');
}

/* What was gathered goes out, and the buffer is empty again. */
static void flush(struct sh_text *t)
{
	fputs(t->buf, stdout);
	sh_text_init(t, t->buf, t->cap);
}

static void print_json(const struct sh_store_detail *d)
{
	const struct sh_store_session *s = &d->session;
	const time_t start = (time_t)s->start_utc_s;
	char buf[JSON_MAX], date[48] = "";
	struct sh_text t;
	struct tm tm;

	if (gmtime_r(&start, &tm))
		(void)strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	sh_text_init(&t, buf, sizeof(buf));
	put_text(&t, "{\"session\":", s->id);
	put_text(&t, ",\"start\":", date);
	put_text(&t, ",\"source\":", s->source);
	put_text(&t, ",\"program\":", s->program);
	put_text(&t, ",\"log\":", s->log);
	put_text(&t, ",\"log_sha256\":", s->log_sha256);
	put_bool(&t, ",\"synthetic\":", s->synthetic);
	put_bool(&t, ",\"ended\":", s->ended);
	put_bool(&t, ",\"completed\":", s->completed);
	put_text(&t, ",\"resumes\":", s->resumes);
	put_text(&t, ",\"resumed_by\":", d->resumed_by);
	put_int(&t, ",\"samples\":", s->samples);
	put_int(&t, ",\"gaps\":", s->gaps);
	put_int(&t, ",\"bad_frames\":", s->bad_frames);
	put_int(&t, ",\"lost\":", s->lost);
	sh_text_str(&t, ",\"results\":[");
	for (size_t i = 0; i < d->n_results; i++) {
		flush(&t);
		if (i > 0)
			sh_text_char(&t, ',');
		put_result(&t, d, &d->results[i]);
	}
	sh_text_str(&t, "],\"pain\":[");
	for (size_t i = 0; i < d->n_pains; i++) {
		flush(&t);
		put_seconds(&t, i > 0 ? ",{\"t\":" : "{\"t\":", d->pains[i].t_us, 3);
		put_count(&t, ",\"level\":", d->pains[i].level);
		put_bool(&t, ",\"leg\":", d->pains[i].leg);
		put_count(&t, ",\"result\":", d->pains[i].ordinal);
		sh_text_char(&t, '}');
	}
	sh_text_str(&t, "],\"marks\":[");
	for (size_t i = 0; i < d->n_marks; i++) {
		flush(&t);
		put_int(&t, i > 0 ? ",{\"n\":" : "{\"n\":", d->marks[i].n);
		put_seconds(&t, ",\"t\":", d->marks[i].t_us, 3);
		put_count(&t, ",\"result\":", d->marks[i].ordinal);
		sh_text_char(&t, '}');
	}
	sh_text_str(&t, "]}\n");
	flush(&t);
}

enum sh_status sh_history_detail(struct sh_store *store, const char *name, bool jsonl, struct sh_err *err)
{
	char id[SH_STORE_ID_MAX];
	struct sh_store_detail d;
	enum sh_status st = sh_store_find(store, name, id, err);

	if (st != SH_OK)
		return st;
	st = sh_store_detail(store, id, &d, err);
	if (st == SH_END) { /* gone between the two calls */
		sh_err_set(err, SH_ERR_CONFIG, 0, "session '%s' is not stored any more; try again", safe(id));
		return SH_ERR_CONFIG;
	}
	if (st != SH_OK)
		return st;
	if (jsonl)
		print_json(&d);
	else
		print_page(&d);
	sh_store_detail_free(&d);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		sh_err_set(err, SH_ERR_IO, errno, "cannot write to standard output: %s", strerror(errno));
		return SH_ERR_IO;
	}
	return SH_OK;
}
