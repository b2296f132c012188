/* One face for the three kinds of recording. What kind it is, its first bytes tell, never its name
 * alone: a CSV may be called anything, and a log that was renamed is still a log. */

#define _POSIX_C_SOURCE 200809L

#include "app/input.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/diag.h"
#include "app/setup.h"
#include "app/signals.h"
#include "io/source.h"
#include "support/err.h"

enum { RAW_PERIOD_US = 10000 }; /* devices without a clock, recorded without stamps: 100 Hz */

struct sh_input {
	char *path;
	struct sh_log_reader *log;
	struct sh_source *file;
	const char *protocol; /* of a file; NULL: by listening */
	struct sh_record first;
	uint8_t first_data[SH_SOURCE_READ_MAX];
	bool has_first;
	struct sh_err damage;
	/* stamping of raw bytes without stamps */
	bool stamping;
	struct sh_decoder stamper;
	struct sh_record piece;
	int64_t t_us;
};

static int64_t no_clock(void *ctx)
{
	(void)ctx;
	return 0;
}

static bool is_log(const char *path)
{
	static const char MAGIC[8] = {'\x89', 'M', 'C', 'A', 'P', '0', '\r', '\n'};
	char head[8];
	FILE *f = fopen(path, "rb");
	bool ret;

	if (!f)
		return false;
	ret = fread(head, 1, 8, f) == 8 && memcmp(head, MAGIC, 5) == 0;
	fclose(f);
	return ret;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && strcmp(s + n - k, end) == 0;
}

/* Text is read as CSV; the first piece is looked at, after decompression. */
static bool looks_like_text(const uint8_t *data, size_t len)
{
	if (len > 512)
		len = 512;
	for (size_t i = 0; i < len; i++) {
		if (data[i] < 0x20 && data[i] != '\n' && data[i] != '\r' && data[i] != '\t')
			return false;
	}
	return len > 0;
}

static enum sh_status read_file(struct sh_input *in, struct sh_record *ret)
{
	struct sh_err err = {0};
	struct pollfd fds[2];
	enum sh_status st;

	while ((st = sh_source_read(in->file, ret, &err)) == SH_WAIT && !sh_signals_stop) {
		size_t n = sh_source_pollfds(in->file, fds, 2);

		(void)poll(fds, (nfds_t)n, n > 0 ? 200 : 0); /* a FIFO: its writer takes its time */
	}
	if (st == SH_OK || st == SH_END)
		return st;
	if (st == SH_WAIT)
		return SH_END; /* asked to stop */
	if (in->damage.status == SH_OK)
		in->damage = err;
	return SH_END;
}

static enum sh_status open_file(struct sh_input *in, const struct sh_options *o, struct sh_err *err)
{
	struct sh_source_options so = {0, 0, no_clock, NULL};
	enum sh_status st = sh_source_file.open(in->path, &so, &in->file, err);
	const struct sh_protocol *p;
	const char *why;

	if (st != SH_OK) {
		if (st == SH_ERR_IO)
			st = err->status = SH_ERR_INPUT;
		return st;
	}
	if (read_file(in, &in->first) == SH_OK) {
		memcpy(in->first_data, in->first.data, in->first.len);
		in->first.data = in->first_data;
		in->has_first = true;
	} else if (in->damage.status == SH_OK) {
		sh_err_set(err, SH_ERR_INPUT, 0, "%s: the file is empty", in->path);
		return SH_ERR_INPUT;
	}
	in->protocol = o->protocol;
	if (!in->protocol && (ends_with(in->path, ".csv") || ends_with(in->path, ".csv.gz") ||
			      looks_like_text(in->first.data, in->has_first ? in->first.len : 0)))
		in->protocol = "csv";
	p = in->protocol ? sh_protocol_find(in->protocol) : NULL;
	in->stamping = p && p->host_time;
	if (in->stamping)
		return sh_decoder_init(&in->stamper, p, NULL, &why);
	return SH_OK;
}

enum sh_status sh_input_open(const char *path, const struct sh_options *o, struct sh_input **ret,
			     struct sh_err *err)
{
	struct sh_input *in = calloc(1, sizeof(*in));
	enum sh_status st;

	if (!in || !(in->path = strdup(path))) {
		free(in);
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory");
		return SH_ERR_MEMORY;
	}
	if (is_log(path)) {
		st = sh_log_reader_open(path, &in->log, err);
	} else if (ends_with(path, ".mcap") && !o->protocol) {
		FILE *f = fopen(path, "rb");

		if (f)
			fclose(f);
		sh_err_set(err, SH_ERR_INPUT, errno, f ? "%s@0: this is no session log (MCAP begins otherwise)"
						       : "%s: it cannot be opened; is the name right?", path);
		st = SH_ERR_INPUT;
	} else {
		st = open_file(in, o, err);
	}
	if (st != SH_OK) {
		(void)sh_input_close(in);
		return st;
	}
	*ret = in;
	return SH_OK;
}

const struct sh_log_header *sh_input_log(const struct sh_input *in)
{
	return in->log ? sh_log_reader_header(in->log) : NULL;
}

enum sh_status sh_input_config(const struct sh_input *in, const struct sh_options *o,
			       struct sh_config *ret, struct sh_err *err)
{
	const struct sh_log_header *h = sh_input_log(in);
	enum sh_status st;

	if (!h) {
		st = sh_config_from_options(ret, o, in->protocol ? in->protocol : "file", err);
		if (st != SH_OK)
			return st;
		ret->automatic = true; /* a recording without commands */
		if (in->protocol && !ret->protocol[0])
			snprintf(ret->protocol, sizeof(ret->protocol), "%s", in->protocol);
		return SH_OK;
	}
	if (o->exercise || o->programme || o->variant || o->mount || o->profile || o->catalog || o->map || o->protocol ||
	    o->hold_s >= 0 || o->rest_s >= 0 || o->duration_s >= 0 || o->reps >= 0 || o->sets >= 0) {
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "%s is a session log and carries its own exercises, doses, mount, profile and catalog: "
			   "leave those options out",
			   in->path);
		return SH_ERR_CONFIG;
	}
	memset(ret, 0, sizeof(*ret));
	st = sh_config_parse(ret, h->config, in->path, err);
	if (st != SH_OK)
		return st;
	snprintf(ret->source, sizeof(ret->source), "%s", h->source);
	snprintf(ret->program, sizeof(ret->program), "%s", h->program);
	if (o->angles_hz > 0)
		ret->angles_hz = o->angles_hz;
	return SH_OK;
}

enum sh_status sh_input_catalog(const struct sh_input *in, const struct sh_options *o,
				struct sh_catalog **ret, struct sh_err *err)
{
	const struct sh_log_header *h = sh_input_log(in);
	char name[512];

	if (!h || !h->catalog || !h->catalog[0])
		return sh_setup_catalog(o, ret, err);
	snprintf(name, sizeof(name), "%s/catalog.yaml", in->path);
	return sh_catalog_load_text(ret, h->catalog, strlen(h->catalog), name, err);
}

/* Cuts a piece where a sample is complete, and stamps it with the nominal time of that sample. */
static void stamp(struct sh_input *in, struct sh_record *ret)
{
	struct sh_bytes b = {in->piece.data, in->piece.len, 0, 0};
	struct sh_sample sample;
	bool sampled = sh_decoder_next(&in->stamper, &b, &sample) == SH_OK;

	*ret = in->piece;
	ret->len = in->piece.len - b.len;
	ret->t_host_us = in->t_us;
	in->piece.data = b.data;
	in->piece.len = b.len;
	if (sampled)
		in->t_us += RAW_PERIOD_US;
}

enum sh_status sh_input_next(struct sh_input *in, struct sh_log_item *ret, struct sh_err *err)
{
	struct sh_record *r = &ret->record;

	if (in->log)
		return sh_log_reader_next_item(in->log, ret, err);
	memset(ret, 0, sizeof(*ret));
	if (in->piece.len > 0) {
		stamp(in, r);
		return SH_OK;
	}
	if (in->has_first) {
		in->has_first = false;
		*r = in->first;
	} else if (read_file(in, r) != SH_OK) {
		return SH_END;
	}
	r->t_host_us = 0;
	if (in->stamping) {
		in->piece = *r;
		stamp(in, r);
	}
	return SH_OK;
}

/* A session may be over before its log is: what follows is looked at as well, for damage. */
static void warn_log(const struct sh_input *in)
{
	struct sh_log_item item;
	struct sh_err warning = {0};
	size_t n;

	while (sh_log_reader_next_item(in->log, &item, &warning) == SH_OK)
		continue;
	n = sh_log_reader_damage_count(in->log);

	for (size_t i = 0; i < n && i < 8; i++) {
		const struct sh_log_damage *d = sh_log_reader_damage(in->log, i);

		if (!d)
			break;
		sh_err_set(&warning, SH_ERR_INPUT, 0,
			   "warning: %s@%lld: damaged (%s) up to byte %lld; played around it", in->path,
			   (long long)d->start_byte, sh_log_damage_name(d->kind), (long long)d->end_byte);
		sh_diag_error(&warning);
	}
	if (n == 0 && !sh_log_reader_clean(in->log)) {
		sh_err_set(&warning, SH_ERR_INPUT, 0,
			   "warning: %s was not closed in order; its last second may be missing", in->path);
		sh_diag_error(&warning);
	}
}

/* Likewise for compressed data, whose checksum is at its end. Not for a FIFO, which may have none. */
static void read_on(struct sh_input *in)
{
	struct pollfd fds[2];
	struct sh_record r;

	if (sh_source_pollfds(in->file, fds, 2) > 0)
		return;
	while (!sh_signals_stop && read_file(in, &r) == SH_OK)
		continue;
}

enum sh_status sh_input_verdict(struct sh_input *in, const struct sh_session *s, struct sh_err *err)
{
	const struct sh_protocol *p = sh_session_protocol(s, 0);
	const struct sh_decoder_stats *stats = sh_session_stats(s, 0);
	const char *at = p && !p->text ? "@" : ":";
	struct sh_err warning = {0};

	if (in->log)
		warn_log(in);
	else
		read_on(in);
	if (s->samples > 0 && stats->bad_frames > 0 && !in->log) {
		sh_err_set(&warning, SH_ERR_INPUT, 0, "warning: %s%s%llu: %s; %llu such %s left out",
			   in->path, at, (unsigned long long)stats->bad_at,
			   stats->bad_why ? stats->bad_why : "not readable",
			   (unsigned long long)stats->bad_frames, p && p->text ? "rows" : "frames");
		sh_diag_error(&warning);
	}
	if (s->samples > 0 && in->damage.status != SH_OK) {
		sh_err_set(&warning, SH_ERR_INPUT, 0, "warning: %s", in->damage.message);
		sh_diag_error(&warning);
	}
	if (s->samples > 0 || (in->log && sh_input_clean(in)))
		return SH_OK;
	if (in->log) {
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "%s: no sample in it can be read; it was cut off before the first was written: take a "
			   "whole copy",
			   in->path);
		return SH_ERR_INPUT;
	}
	if (stats->refused)
		sh_err_set(err, SH_ERR_INPUT, 0, "%s:1: %s%s%s", in->path, stats->refused,
			   stats->refused_detail[0] ? ": " : "", stats->refused_detail);
	else if (in->damage.status != SH_OK)
		*err = in->damage;
	else if (!p)
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "%s: no known protocol in it; name it with --protocol (spinehold sensors "
			   "--list-protocols)",
			   in->path);
	else if (stats->bad_why)
		sh_err_set(err, SH_ERR_INPUT, 0, "%s%s%llu: %s; nothing in it can be used", in->path, at,
			   (unsigned long long)stats->bad_at, stats->bad_why);
	else
		sh_err_set(err, SH_ERR_INPUT, 0, "%s: there is no sample in it", in->path);
	err->status = SH_ERR_INPUT;
	return SH_ERR_INPUT;
}

bool sh_input_clean(const struct sh_input *in)
{
	return !in->log || (sh_log_reader_clean(in->log) && sh_log_reader_damage_count(in->log) == 0);
}

struct sh_input *sh_input_close(struct sh_input *in)
{
	if (!in)
		return NULL;
	in->log = sh_log_reader_close(in->log);
	in->file = in->file ? sh_source_close(in->file) : NULL;
	free(in->path);
	free(in);
	return NULL;
}
