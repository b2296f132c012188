/* The log reader on any bytes at all. The first byte says what the rest is: 0 a whole file; 1 the
 * records inside a chunk, 2 the body of a metadata record: these two are put into a good file and
 * under a good crc, since no fuzzer guesses a crc. Whatever comes in, the reader ends, stays inside
 * its buffers, gives records that obey record.h, and lists damage inside the file. */

#define _DEFAULT_SOURCE

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log/log_codec.h"
#include "log/log_reader.h"
#include "log/mcap_records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_MAX = 1024 * 1024 };

static char path[512];
static int fd = -1;
static uint8_t file[FILE_MAX];

static void must(bool good)
{
	if (!good)
		abort();
}

static void forget_file(void)
{
	unlink(path);
}

static void open_file(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(path, sizeof path, "%s/sh_fuzz_log_XXXXXX", tmp && *tmp ? tmp : "/tmp");
	fd = mkstemp(path);
	must(fd >= 0);
	must(atexit(forget_file) == 0);
}

static size_t wrap(uint8_t kind, const uint8_t *data, size_t size)
{
	struct sh_log_header h = {.program = "p", .source = "s", .session_id = "i"};
	struct sh_mcap_out o = {.data = file, .cap = sizeof file};
	struct sh_log_facts facts;
	size_t at;

	if (size > FILE_MAX / 2)
		size = FILE_MAX / 2;
	sh_mcap_put_magic(&o);
	sh_mcap_put_header(&o, sh_log_view("spinehold"), sh_log_view("fuzz"));
	if (kind == 2) {
		file[o.len] = SH_MCAP_METADATA;
		for (int k = 0; k < 8; k++)
			file[o.len + 1 + (size_t)k] = (uint8_t)((uint64_t)size >> (8 * k));
		memcpy(file + o.len + SH_MCAP_HEAD_BYTES, data, size);
		return o.len + SH_MCAP_HEAD_BYTES + size;
	}
	sh_log_facts_make(&h, &facts);
	sh_mcap_put_metadata(&o, sh_log_view("spinehold"), facts.pair, SH_LOG_FACTS);
	at = o.len;
	o.len += SH_MCAP_CHUNK_BYTES;
	for (int c = SH_LOG_CHANNEL_LOW; c < SH_LOG_CHANNELS; c++)
		sh_log_put_channel(&o, (enum sh_log_channel)c);
	memcpy(file + o.len, data, size);
	o.len += size;
	sh_mcap_chunk_front(file + at, 0, 0, file + at + SH_MCAP_CHUNK_BYTES,
			    o.len - at - SH_MCAP_CHUNK_BYTES);
	return o.len;
}

static void check_item(const struct sh_log_item *i)
{
	const uint8_t *data = i->is_event ? (const uint8_t *)i->line : i->record.data;
	size_t len = i->is_event ? i->len : i->record.len;
	volatile uint32_t sum = 0;

	must(i->t_host_us >= 0);
	for (size_t k = 0; k < len; k++)
		sum = sum + data[k];
	if (i->is_event)
		return;
	must(i->record.t_host_us == i->t_host_us);
	must(i->record.kind != SH_RECORD_BYTES || i->record.line < SH_LOG_LINES_MAX);
	must(i->record.kind != SH_RECORD_COMMAND || i->record.command.kind < SH_COMMANDS);
	must(i->record.kind != SH_RECORD_LINK || i->record.link < SH_LINK_CHANGES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sh_log_reader *r = NULL;
	struct sh_err err = {.status = SH_OK};
	struct sh_log_item item;
	size_t n = 0;

	if (size == 0 || size > FILE_MAX)
		return 0;
	if (fd < 0)
		open_file();
	if (data[0] == 0)
		memcpy(file, data + 1, n = size - 1);
	else
		n = wrap(data[0], data + 1, size - 1);
	must(ftruncate(fd, 0) == 0 && pwrite(fd, file, n, 0) == (ssize_t)n);
	if (sh_log_reader_open(path, &r, &err) != SH_OK) {
		must(err.status == SH_ERR_INPUT && err.message[0] != '\0');
		return 0;
	}
	while (sh_log_reader_next_item(r, &item, &err) == SH_OK)
		check_item(&item);
	must(err.status == SH_OK);
	for (size_t i = 0; sh_log_reader_damage(r, i); i++) {
		const struct sh_log_damage *d = sh_log_reader_damage(r, i);

		must(d->start_byte >= 0 && d->start_byte <= d->end_byte &&
		     d->end_byte <= (int64_t)n);
	}
	sh_log_reader_close(r);
	return 0;
}
