#define _POSIX_C_SOURCE 200809L

#include "app/rebuild.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/log_hash.h"
#include "app/paths.h"
#include "app/recording.h"
#include "support/err.h"

static int is_log_name(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return d->d_name[0] != '.' && n > 5 && strcmp(d->d_name + n - 5, ".mcap") == 0;
}

/* A session that was cut off (a kill, a power cut) never gave its summary. Finishing it here would
 * make it one that ended in order; what its log does not tell, its results must not tell either. */
static void see_summary(void *ctx, const char *line, size_t len)
{
	static const char SUMMARY[] = "{\"event\":\"summary\"";
	bool *seen = ctx;

	*seen = *seen || (len >= sizeof(SUMMARY) - 1 && memcmp(line, SUMMARY, sizeof(SUMMARY) - 1) == 0);
}

static enum sh_status play(struct sh_recording *rec, struct sh_run *run, struct sh_err *err)
{
	bool ended = false, at_end;
	enum sh_status st = sh_recording_feed(rec, run, see_summary, &ended, &at_end, err);

	if (st == SH_OK && (ended || sh_input_clean(rec->in)))
		sh_run_finish(run, at_end);
	return st;
}

/* Stores one session; a log of which nothing can be read is left out. */
static enum sh_status store_session(const char *data_dir, const char *name, struct sh_store *store,
				    struct sh_err *err)
{
	struct sh_run_listeners l = {.store = store};
	char sessions[SH_PATHS_MAX], path[SH_PATHS_MAX + 300], in_data[SH_PATHS_MAX];
	const struct sh_log_header *h;
	struct sh_recording rec = {0};
	struct sh_options bare;
	struct sh_run *run = NULL;
	struct sh_err unreadable = {0};
	char hash[SH_LOG_HASH_MAX];
	enum sh_status st;

	sh_options_init(&bare);
	st = sh_paths_sessions(data_dir, sessions, sizeof(sessions), err);
	if (st != SH_OK)
		return st;
	snprintf(path, sizeof(path), "%s/%s", sessions, name);
	if (sh_recording_open(&rec, path, &bare, &unreadable) != SH_OK || !(h = sh_input_log(rec.in)))
		goto out;
	st = sh_paths_log_in_data(h->session_id, in_data, sizeof(in_data), err);
	if (st == SH_OK) {
		struct sh_store_begin b = {h->session_id, h->start_utc_us / 1000000, h->source, h->program,
					   in_data, strcmp(h->source, "simulated") == 0,
					   rec.setup.config.resumes};

		st = sh_store_begin_session(store, &b, err);
	}
	if (st == SH_OK && (st = sh_run_open(&rec.setup.session, &l, &run, err)) == SH_OK &&
	    (st = play(&rec, run, err)) == SH_OK) {
		if (sh_input_clean(rec.in) && sh_log_hash_file(path, hash, &unreadable) == SH_OK)
			sh_store_log_sha(store, hash);
		st = sh_store_end_session(store, err);
	}
out:
	run = sh_run_close(run);
	sh_recording_close(&rec);
	return st;
}

enum sh_status sh_rebuild_store(const char *data_dir, struct sh_store *store, struct sh_err *err)
{
	char sessions[SH_PATHS_MAX];
	struct dirent **names = NULL;
	enum sh_status st = sh_paths_sessions(data_dir, sessions, sizeof(sessions), err);
	int n;

	if (st != SH_OK)
		return st;
	n = scandir(sessions, &names, is_log_name, alphasort);
	if (n < 0 && errno != ENOENT) {
		sh_err_set(err, SH_ERR_IO, errno, "%s: the folder cannot be read (%s)", sessions,
			   strerror(errno));
		return SH_ERR_IO;
	}
	for (int i = 0; i < n; i++) {
		if (st == SH_OK)
			st = store_session(data_dir, names[i]->d_name, store, err);
		free(names[i]);
	}
	free(names);
	return st;
}
