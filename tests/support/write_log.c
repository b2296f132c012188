/* Writes a session log with some of everything, for readers that are not ours to be tried on, and
 * prints what is in it, one line a message: channel, sequence, log time in ns, bytes, crc of them.
 *
 *	write_log FILE SECONDS
 *
 * 100 records a second on each line, a command, a link change and an event once a second.
 */

#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_codec.h"
#include "log/log_writer.h"
#include "log/mcap_records.h"

static uint32_t sequence;

static void tell(const char *topic, int64_t t_us, const void *data, size_t len)
{
	printf("%s %" PRIu32 " %" PRId64 " %zu %08" PRIx32 "\n", topic, sequence++, t_us * 1000,
	       len, sh_mcap_crc32(0, data, len));
}

static enum sh_status put(struct sh_log_writer *w, const struct sh_record *r, struct sh_err *err)
{
	char json[SH_LOG_JSON_MAX];

	if (r->kind == SH_RECORD_BYTES)
		tell(r->line == 0 ? "/sensor/0/bytes" : "/sensor/1/bytes", r->t_host_us, r->data,
		     r->len);
	else if (r->kind == SH_RECORD_COMMAND)
		tell("/command", r->t_host_us, json, sh_log_command_json(r, json));
	else
		tell("/link", r->t_host_us, json, sh_log_link_json(r, json));
	return sh_log_writer_record(w, r, err);
}

/* What comes once a second. */
static enum sh_status put_rare(struct sh_log_writer *w, int64_t t_us, struct sh_err *err)
{
	const int64_t s = t_us / 1000000;
	struct sh_record r = {
		.t_host_us = t_us,
		.kind = SH_RECORD_COMMAND,
		.command = {.kind = (enum sh_command_kind)(s % SH_COMMANDS), .value = (int)s % 10}};
	enum sh_status st = put(w, &r, err);
	char line[80];
	int n;

	r = (struct sh_record){.t_host_us = t_us,
			       .kind = SH_RECORD_LINK,
			       .link = (enum sh_link_change)(s % SH_LINK_CHANGES),
			       .baud = 115200};
	if (st == SH_OK)
		st = put(w, &r, err);
	n = snprintf(line, sizeof line, "{\"event\":\"neutral\",\"t\":%" PRId64 ".000}", s);
	if (st == SH_OK)
		tell("/event", t_us, line, (size_t)n);
	return st == SH_OK ? sh_log_writer_event(w, t_us, line, (size_t)n, err) : st;
}

static enum sh_status write_session(struct sh_log_writer *w, int64_t seconds, struct sh_err *err)
{
	enum sh_status st = SH_OK;
	uint8_t data[64];
	uint32_t x = 1;

	for (int64_t t_us = 0; st == SH_OK && t_us < seconds * 1000000; t_us += 10000) {
		if (t_us % 1000000 == 0)
			st = put_rare(w, t_us, err);
		for (uint32_t line = 0; st == SH_OK && line < 2; line++) {
			struct sh_record r = {.t_host_us = t_us, .line = line, .data = data};

			for (r.len = 0; r.len < 20 + (x >> 27); r.len++) {
				x = x * 1664525u + 1013904223u;
				data[r.len] = (uint8_t)(x >> 24);
			}
			st = put(w, &r, err);
		}
	}
	return st;
}

int main(int argc, char **argv)
{
	const struct sh_log_header h = {.program = "spinehold write_log",
					.source = "simulated",
					.session_id = "0123",
					.start_utc_us = 1767323045678901,
					.config = "{}",
					.catalog = "version: 1\nexercises: []\n",
					.programme = "",
					.profile = "mount: +z,-y,+x\n"};
	struct sh_log_writer *w;
	struct sh_err err = {.status = SH_OK};

	if (argc != 3) {
		fprintf(stderr, "usage: write_log FILE SECONDS\n");
		return 2;
	}
	if (sh_log_writer_open(argv[1], &h, &w, &err) == SH_OK) {
		struct sh_err closing;

		if (write_session(w, strtoll(argv[2], NULL, 10), &err) == SH_OK)
			err.status = SH_OK;
		w = sh_log_writer_close(w, err.status == SH_OK, &closing);
		if (err.status == SH_OK)
			err = closing;
	}
	if (err.status < 0) {
		fprintf(stderr, "write_log: %s\n", err.message);
		return 1;
	}
	return 0;
}
