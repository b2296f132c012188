/* A session log with something changed on purpose and all checksums right, so that only the promise
 * itself (the replay equals the session) can notice.
 *
 *	tamper IN OUT WHAT N
 *	  drop-bytes      leaves out the N-th BYTES record (from 1)
 *	  drop-command    leaves out the N-th command
 *	  drop-event      leaves out the N-th line the session printed
 *	  change-event    changes a digit in the N-th line
 *	  nothing         changes nothing (N is not looked at)
 *
 * Exit status 0; 1 when there is no such thing in it or a file fails.
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_reader.h"
#include "log/log_writer.h"

static long met, wanted;
static int done;

/* Is this the N-th of those that are counted? */
static bool is_it(const struct sh_log_item *i, const char *what)
{
	bool counted = (strcmp(what, "drop-bytes") == 0 && !i->is_event &&
			i->record.kind == SH_RECORD_BYTES) ||
		       (strcmp(what, "drop-command") == 0 && !i->is_event &&
			i->record.kind == SH_RECORD_COMMAND) ||
		       (strstr(what, "-event") && i->is_event);

	if (!counted || ++met != wanted)
		return false;
	done = 1;
	return true;
}

static enum sh_status put(struct sh_log_writer *w, const struct sh_log_item *i, const char *what,
			  struct sh_err *err)
{
	char line[4096];
	size_t at;

	if (!is_it(i, what))
		return i->is_event ? sh_log_writer_event(w, i->t_host_us, i->line, i->len, err)
				   : sh_log_writer_record(w, &i->record, err);
	if (strcmp(what, "change-event") != 0)
		return SH_OK;
	if (i->len >= sizeof(line))
		return SH_ERR_IO;
	memcpy(line, i->line, i->len);
	for (at = i->len; at > 0; at--) {
		if (line[at - 1] >= '0' && line[at - 1] <= '9') {
			line[at - 1] = line[at - 1] == '9' ? '8' : (char)(line[at - 1] + 1);
			break;
		}
	}
	return sh_log_writer_event(w, i->t_host_us, line, i->len, err);
}

int main(int argc, char **argv)
{
	struct sh_log_reader *r = NULL;
	struct sh_log_writer *w = NULL;
	struct sh_log_item item;
	struct sh_err err = {0}, closing = {0};
	enum sh_status st;

	if (argc != 5) {
		(void)fprintf(stderr, "usage: tamper IN OUT WHAT N\n");
		return 2;
	}
	wanted = strtol(argv[4], NULL, 10);
	done = strcmp(argv[3], "nothing") == 0;
	st = sh_log_reader_open(argv[1], &r, &err);
	if (st == SH_OK)
		st = sh_log_writer_open(argv[2], sh_log_reader_header(r), &w, &err);
	while (st == SH_OK && (st = sh_log_reader_next_item(r, &item, &err)) == SH_OK)
		st = put(w, &item, argv[3], &err);
	(void)sh_log_writer_close(w, true, &closing);
	(void)sh_log_reader_close(r);
	if (st == SH_END && closing.status == SH_OK && done)
		return 0;
	(void)fprintf(stderr, "tamper: %s\n",
		      err.message[0] ? err.message : "there is no such thing");
	return 1;
}
