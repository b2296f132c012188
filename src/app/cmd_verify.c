/* The promise of the whole design, checked on one log: what the session printed then is what its
 * records give now, byte for byte. Both sides are collected and compared line by line, so the first
 * difference can be shown. A log that was not closed in order may lack its last lines; what it has
 * must still agree. */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/paths.h"
#include "app/recording.h"
#include "support/err.h"
#include "support/escape.h"

struct sides {
	FILE *now, *then;
	char *now_text, *then_text;
	size_t now_len, then_len;
};

static void collect(void *ctx, const struct sh_output *out)
{
	struct sides *s = ctx;
	char line[SH_EVENT_JSON_MAX];

	for (size_t i = 0; i < out->n_events; i++) {
		size_t n = sh_event_json(&out->events[i], line, sizeof(line));

		(void)fwrite(line, 1, n, s->now);
	}
}

static void remember(void *ctx, const char *line, size_t len)
{
	struct sides *s = ctx;

	(void)fwrite(line, 1, len, s->then);
	(void)fputc('\n', s->then);
}

/* @return the line number of the first difference, 0 if there is none that counts. */
static unsigned long compare(const struct sides *s, bool clean, unsigned long *ret_lines)
{
	size_t both = s->now_len < s->then_len ? s->now_len : s->then_len, i = 0;
	unsigned long line = 1;

	while (i < both && s->now_text[i] == s->then_text[i])
		line += s->now_text[i++] == '\n';
	*ret_lines = line - 1;
	if (i < both || s->then_len > s->now_len || (clean && s->now_len > s->then_len))
		return line;
	return 0;
}

static const char *line_at(const char *text, size_t len, unsigned long line, int *ret_len)
{
	const char *p = text, *end = text + len, *nl;

	for (unsigned long i = 1; i < line && p < end; i++) {
		nl = memchr(p, '\n', (size_t)(end - p));
		p = nl ? nl + 1 : end;
	}
	nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
	*ret_len = (int)((nl ? nl : end) - p);
	if (*ret_len > 150)
		*ret_len = 150;
	return p;
}

static int report(const struct sides *s, bool clean, const char *path)
{
	unsigned long lines, differs = compare(s, clean, &lines);
	struct sh_err err = {0};
	char shown[SH_PATHS_MAX];
	int n_then, n_now;
	const char *then, *now;

	if (!differs) {
		(void)sh_escape(path, strlen(path), shown, sizeof(shown));
		printf("%s: replay equals the session, %lu lines%s\n", shown, lines,
		       clean ? "" : "; the log was not closed in order");
		return SH_EXIT_DONE;
	}
	then = line_at(s->then_text, s->then_len, differs, &n_then);
	now = line_at(s->now_text, s->now_len, differs, &n_now);
	sh_err_set(&err, SH_ERR_IO, 0, "%s: line %lu differs: the session said '%.*s', its replay says '%.*s'",
		   path, differs, n_then, then, n_now, now);
	return sh_fail(&err);
}

static int verify(struct sh_recording *rec, const char *path)
{
	struct sides s = {0};
	struct sh_run_listeners l = {.each = collect, .each_ctx = &s};
	struct sh_run *run = NULL;
	struct sh_err err = {0};
	int ret;

	s.now = open_memstream(&s.now_text, &s.now_len);
	s.then = open_memstream(&s.then_text, &s.then_len);
	if (!s.now || !s.then)
		sh_err_set(&err, SH_ERR_MEMORY, 0, "out of memory; close other programs and try again");
	else if (sh_run_open(&rec->setup.session, &l, &run, &err) == SH_OK &&
		 sh_recording_play(rec, run, remember, &s, &err) == SH_OK)
		(void)!sh_input_verdict(rec->in, sh_run_session(run), &err);
	if (s.now)
		(void)fclose(s.now);
	if (s.then)
		(void)fclose(s.then);
	ret = err.status == SH_OK ? report(&s, sh_input_clean(rec->in), path) : sh_fail(&err);
	run = sh_run_close(run);
	free(s.now_text);
	free(s.then_text);
	return ret;
}

/* An id holds neither a slash nor a dot: a file that is not there is told as a file. */
static bool names_a_file(const char *arg)
{
	return strchr(arg, '/') || strchr(arg, '.');
}

int sh_cmd_verify(const struct sh_options *o)
{
	struct sh_options bare;
	struct sh_recording rec = {0};
	char path[SH_PATHS_MAX], dir[SH_PATHS_MAX];
	struct sh_err err = {0};
	int ret;

	if (o->n_args != 1) {
		sh_err_set(&err, SH_ERR_CONFIG, 0,
			   "verify checks one session: spinehold verify SESSION (an id or a log file)");
		return sh_fail(&err);
	}
	if (access(o->args[0], F_OK) == 0 || names_a_file(o->args[0]))
		snprintf(path, sizeof(path), "%s", o->args[0]);
	else if (sh_paths_data_dir(o->data_dir, dir, sizeof(dir), &err) != SH_OK ||
		 sh_paths_session_log(dir, o->args[0], path, sizeof(path), &err) != SH_OK)
		return sh_fail(&err);
	sh_options_init(&bare);
	if (sh_recording_open(&rec, path, &bare, &err) != SH_OK) {
		ret = sh_fail(&err);
	} else if (!sh_input_log(rec.in)) {
		sh_err_set(&err, SH_ERR_INPUT, 0, "%s: this is no session log; only those can be verified",
			   path);
		ret = sh_fail(&err);
	} else {
		ret = verify(&rec, path);
	}
	sh_recording_close(&rec);
	return ret;
}
