#define _POSIX_C_SOURCE 200809L

#include "app/live_store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/diag.h"
#include "app/log_hash.h"
#include "app/paths.h"
#include "support/err.h"

enum { IDS_TRIED = 16 };

static enum sh_status open_log(struct sh_live_store *s, const char *dir, struct sh_log_header *h,
			       struct sh_err *err)
{
	uint32_t salt = (uint32_t)getpid() * 2654435761u + (uint32_t)h->start_utc_us;
	char *path = s->log_path;

	/* another session may have begun in the same second with the same salt */
	for (uint32_t i = 0; i < IDS_TRIED; i++) {
		enum sh_status st;

		sh_session_id(h->start_utc_us / 1000000, salt + i, h->session_id, sizeof(h->session_id));
		st = sh_paths_session_log(dir, h->session_id, path, sizeof(s->log_path), err);
		if (st != SH_OK)
			return st;
		if (access(path, F_OK) != 0)
			break;
	}
	return sh_log_writer_open(path, h, &s->log, err);
}

/* Results can be made again from the log, so a database that fails is told and done without; a log
 * that fails is an error. */
static void open_results(struct sh_live_store *s, const char *dir, const struct sh_log_header *h,
			 const char *resumes)
{
	char db[SH_PATHS_MAX], in_data[SH_PATHS_MAX];
	struct sh_store_begin b = {h->session_id, h->start_utc_us / 1000000, h->source, h->program, in_data,
				   false, resumes};
	struct sh_err err = {0}, warning = {0};

	if (sh_paths_database(dir, db, sizeof(db), &err) == SH_OK &&
	    sh_paths_log_in_data(h->session_id, in_data, sizeof(in_data), &err) == SH_OK &&
	    sh_store_open(db, &s->store, &err) == SH_OK)
		s->begun = sh_store_begin_session(s->store, &b, &err) == SH_OK;
	if (s->begun)
		return;
	s->store = sh_store_close(s->store);
	sh_err_set(&warning, err.status, 0, "warning: results are not stored, only the log: %s",
		   err.message);
	sh_diag_error(&warning);
}

enum sh_status sh_live_store_open(struct sh_live_store *s, const char *data_dir,
				  const struct sh_setup *setup, struct sh_err *err)
{
	char dir[SH_PATHS_MAX], json[SH_CONFIG_JSON_MAX];
	struct sh_log_header h = {.config = json};
	enum sh_status st;

	sh_config_json(&setup->config, json);
	snprintf(h.program, sizeof(h.program), "%s", setup->config.program);
	snprintf(h.source, sizeof(h.source), "%s", setup->config.source);
	h.start_utc_us = sh_clock_utc_us();
	h.catalog = sh_catalog_text(setup->catalog, NULL);
	h.programme = sh_setup_programme_text(setup);
	h.profile = sh_setup_profile_text(setup);
	if ((st = sh_paths_data_dir(data_dir, dir, sizeof(dir), err)) != SH_OK ||
	    (st = sh_paths_make(dir, err)) != SH_OK || (st = open_log(s, dir, &h, err)) != SH_OK)
		return st;
	open_results(s, dir, &h, setup->config.resumes);
	return SH_OK;
}

enum sh_status sh_live_store_tick(struct sh_live_store *s, int64_t now_us, struct sh_err *err)
{
	return sh_log_writer_tick(s->log, now_us, err);
}

enum sh_status sh_live_store_close(struct sh_live_store *s, struct sh_err *err)
{
	struct sh_err log_error = {0}, unread = {0};
	char hash[SH_LOG_HASH_MAX];
	enum sh_status st = SH_OK;

	if (s->log)
		s->log = sh_log_writer_close(s->log, true, &log_error);
	if (s->begun && log_error.status == SH_OK && sh_log_hash_file(s->log_path, hash, &unread) == SH_OK)
		sh_store_log_sha(s->store, hash);
	if (s->begun)
		st = sh_store_end_session(s->store, err);
	s->begun = false;
	s->store = sh_store_close(s->store);
	if (st == SH_OK && log_error.status != SH_OK) {
		*err = log_error;
		st = log_error.status;
	}
	return st;
}
