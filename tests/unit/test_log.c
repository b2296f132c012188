/* The session log, written and read: everything comes back; a file cut at every byte gives what its
 * whole chunks hold; a byte flipped anywhere costs at most the chunk it stands in and is reported;
 * a full disk, a kill, a foreign file and a crafted one are told apart in one line.
 *
 * Which chunk stands where is found by a walk of the test's own, not by the code under test. Files
 * go into a folder of their own in TMPDIR.
 */

#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log/log_codec.h"
#include "log/log_reader.h"
#include "log/log_writer.h"
#include "log/mcap_records.h"

enum { ITEMS_MAX = 256, CHUNKS_MAX = 256, FILE_MAX = 256 * 1024 };

struct fixture {
	char folder[256], path[300];
};

struct copy { /* an item that outlives the reader's buffer */
	struct sh_log_item item;
	uint8_t data[128];
	size_t len;
};

struct contents {
	size_t n;
	struct copy items[ITEMS_MAX];
};

struct span {
	size_t start, end, messages;
};

static const struct sh_log_header header = {.program = "spinehold 0.1.0",
					    .source = "serial",
					    .session_id = "2026-01-02T03-04-05-abcdef",
					    .start_utc_us = 1767323045678901,
					    .config = "{\"exercise\":\"cat\"}",
					    .catalog = "version: 1\nexercises: []\n",
					    .programme = "",
					    .profile = "mount: +z,-y,+x\n"};

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct fixture *f = calloc(1, sizeof *f);

	if (!f)
		return -1;
	snprintf(f->folder, sizeof f->folder, "%s/sh_log_XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->path, sizeof f->path, "%s/a.mcap", f->folder);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	rmdir(f->folder);
	free(f);
	return 0;
}

static struct sh_record bytes(int64_t t_us, uint32_t line, const char *data)
{
	return (struct sh_record){.t_host_us = t_us,
				  .kind = SH_RECORD_BYTES,
				  .line = line,
				  .data = (const uint8_t *)data,
				  .len = strlen(data)};
}

static void must_record(struct sh_log_writer *w, struct sh_record r)
{
	struct sh_err err = {0};

	if (sh_log_writer_record(w, &r, &err) != SH_OK)
		fail_msg("record: %s", err.message);
}

static void must_event(struct sh_log_writer *w, int64_t t_us, const char *line)
{
	struct sh_err err = {0};

	if (sh_log_writer_event(w, t_us, line, strlen(line), &err) != SH_OK)
		fail_msg("event: %s", err.message);
}

static struct sh_log_writer *must_open(const char *path)
{
	struct sh_log_writer *w = NULL;
	struct sh_err err = {0};

	if (sh_log_writer_open(path, &header, &w, &err) != SH_OK)
		fail_msg("open: %s", err.message);
	return w;
}

static void must_close(struct sh_log_writer *w, bool clean)
{
	struct sh_err err = {.status = SH_ERR_IO};

	assert_null(sh_log_writer_close(w, clean, &err));
	if (err.status != SH_OK)
		fail_msg("close: %s", err.message);
}

/* Some of everything, at 0, 0.2, 0.4 ... s: a chunk for each half second. */
static void write_session(struct sh_log_writer *w, int n)
{
	char text[64];

	for (int i = 0; i < n; i++) {
		int64_t t = 200000 * (int64_t)i + 7;

		snprintf(text, sizeof text, "bytes %d \xff\x01", i);
		must_record(w, bytes(t, (uint32_t)i % 2, text));
		if (i % 5 == 1)
			must_record(w,
				    (struct sh_record){.t_host_us = t + 1,
						       .kind = SH_RECORD_COMMAND,
						       .command = {.kind = (enum sh_command_kind)(
									   i / 5 % SH_COMMANDS),
								   .value = i - 3}});
		if (i % 5 == 2)
			must_record(w,
				    (struct sh_record){
					    .t_host_us = t + 2,
					    .kind = SH_RECORD_LINK,
					    .line = 1,
					    .link = (enum sh_link_change)(i / 5 % SH_LINK_CHANGES),
					    .baud = i / 5 % SH_LINK_CHANGES == SH_LINK_RETUNED
							    ? 115200
							    : 0});
		if (i % 5 == 3) {
			snprintf(text, sizeof text, "{\"event\":\"neutral\",\"t\":%d.000}\n", i);
			must_event(w, t + 3, text);
		}
	}
}

static void make_file(const char *path, int n)
{
	struct sh_log_writer *w = must_open(path);

	write_session(w, n);
	must_close(w, true);
}

static size_t load(const char *path, uint8_t *ret)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(ret, 1, FILE_MAX, f);
	assert_true(n < FILE_MAX);
	fclose(f);
	return n;
}

static void store(const char *path, const uint8_t *data, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static uint64_t u64(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 7; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

/* The test's own walk over a whole file. */
static size_t find_chunks(const uint8_t *file, size_t size, struct span *ret)
{
	size_t n = 0;

	for (size_t at = 8; at + 9 <= size - 8; at += 9 + u64(file + at + 1)) {
		size_t end = at + 9 + u64(file + at + 1);

		if (file[at] != 6)
			continue;
		assert_true(n < CHUNKS_MAX);
		ret[n] = (struct span){.start = at, .end = end};
		for (size_t in = at + 49; in < end; in += 9 + u64(file + in + 1))
			ret[n].messages += file[in] == 5;
		n++;
	}
	return n;
}

static struct sh_log_reader *must_read(const char *path)
{
	struct sh_log_reader *r = NULL;
	struct sh_err err = {0};

	if (sh_log_reader_open(path, &r, &err) != SH_OK)
		fail_msg("open: %s", err.message);
	return r;
}

static void drain(struct sh_log_reader *r, struct contents *ret)
{
	struct sh_err err = {0};
	struct sh_log_item item;
	enum sh_status st;

	ret->n = 0;
	while ((st = sh_log_reader_next_item(r, &item, &err)) == SH_OK) {
		struct copy *c = &ret->items[ret->n++];
		const void *data = item.is_event ? (const void *)item.line : item.record.data;

		assert_true(ret->n < ITEMS_MAX);
		c->len = item.is_event ? item.len : item.record.len;
		assert_true(c->len <= sizeof c->data);
		if (c->len > 0)
			memcpy(c->data, data, c->len);
		c->item = item;
		c->item.line = NULL;
		c->item.record.data = NULL;
	}
	if (st != SH_END)
		fail_msg("read: %s", err.message);
	assert_int_equal(sh_log_reader_next_item(r, &item, &err), SH_END);
}

static bool same(const struct copy *a, const struct copy *b)
{
	const struct sh_record *x = &a->item.record, *y = &b->item.record;

	if (a->item.is_event != b->item.is_event || a->item.t_host_us != b->item.t_host_us ||
	    a->len != b->len || memcmp(a->data, b->data, a->len) != 0)
		return false;
	return a->item.is_event ||
	       (x->kind == y->kind && x->t_host_us == y->t_host_us && x->line == y->line &&
		x->command.kind == y->command.kind && x->command.value == y->command.value &&
		x->link == y->link && x->baud == y->baud);
}

static uint64_t lost(const struct sh_log_reader *r)
{
	uint64_t n = 0;

	for (size_t i = 0; sh_log_reader_damage(r, i); i++)
		n += sh_log_reader_damage(r, i)->lost;
	return n;
}

static void assert_one_line(const struct sh_err *err, const char *path)
{
	assert_non_null(strstr(err->message, path));
	assert_null(strchr(err->message, '\n'));
	assert_int_not_equal(strncmp(err->message, "spinehold", 9), 0);
}

static void test_log_when_closed_gives_back_everything_in_order(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = must_open(f->path);
	const struct sh_log_header *h;
	static struct contents c;
	struct sh_log_reader *r;
	uint64_t n;
	char text[64];
	size_t k = 0;

	write_session(w, 30);
	n = sh_log_writer_messages(w);
	must_close(w, true);
	r = must_read(f->path);
	h = sh_log_reader_header(r);
	assert_string_equal(h->program, header.program);
	assert_string_equal(h->source, header.source);
	assert_string_equal(h->session_id, header.session_id);
	assert_int_equal(h->start_utc_us, header.start_utc_us);
	assert_string_equal(h->config, header.config);
	assert_string_equal(h->catalog, header.catalog);
	assert_string_equal(h->programme, "");
	assert_string_equal(h->profile, header.profile);
	assert_true(sh_log_reader_header_whole(r));
	drain(r, &c);
	assert_int_equal(c.n, n);
	for (int i = 0; i < 30; i++) {
		const struct copy *b = &c.items[k++];
		int64_t t = 200000 * (int64_t)i + 7;

		snprintf(text, sizeof text, "bytes %d \xff\x01", i);
		assert_false(b->item.is_event);
		assert_int_equal(b->item.record.kind, SH_RECORD_BYTES);
		assert_int_equal(b->item.record.line, i % 2);
		assert_int_equal(b->item.record.t_host_us, t);
		assert_int_equal(b->len, strlen(text));
		assert_memory_equal(b->data, text, b->len);
		if (i % 5 == 1) {
			assert_int_equal(c.items[k].item.record.kind, SH_RECORD_COMMAND);
			assert_int_equal(c.items[k].item.record.t_host_us, t + 1);
			assert_int_equal(c.items[k].item.record.command.kind, i / 5 % SH_COMMANDS);
			assert_int_equal(c.items[k++].item.record.command.value, i - 3);
		}
		if (i % 5 == 2) {
			int change = i / 5 % SH_LINK_CHANGES;

			assert_int_equal(c.items[k].item.record.kind, SH_RECORD_LINK);
			assert_int_equal(c.items[k].item.record.line, 1);
			assert_int_equal(c.items[k].item.record.link, change);
			assert_int_equal(c.items[k++].item.record.baud,
					 change == SH_LINK_RETUNED ? 115200 : 0);
		}
		if (i % 5 == 3) {
			snprintf(text, sizeof text, "{\"event\":\"neutral\",\"t\":%d.000}", i);
			assert_true(c.items[k].item.is_event);
			assert_int_equal(c.items[k].item.t_host_us, t + 3);
			assert_int_equal(c.items[k].len, strlen(text));
			assert_memory_equal(c.items[k++].data, text, strlen(text));
		}
	}
	assert_int_equal(k, c.n);
	assert_true(sh_log_reader_clean(r));
	assert_int_equal(sh_log_reader_damage_count(r), 0);
	assert_null(sh_log_reader_close(r));
}

static void test_next_passes_over_events(void **state)
{
	struct fixture *f = *state;
	struct sh_err err = {0};
	struct sh_log_reader *r;
	struct sh_record rec;
	int n = 0;

	make_file(f->path, 10);
	r = must_read(f->path);
	while (sh_log_reader_next(r, &rec, &err) == SH_OK)
		n++;
	assert_int_equal(n, 10 + 2 + 2);
	sh_log_reader_close(r);
}

static void test_log_without_records_is_a_good_log(void **state)
{
	struct fixture *f = *state;
	static struct contents c;
	struct sh_log_reader *r;

	must_close(must_open(f->path), true);
	r = must_read(f->path);
	drain(r, &c);
	assert_int_equal(c.n, 0);
	assert_true(sh_log_reader_clean(r));
	assert_int_equal(sh_log_reader_damage_count(r), 0);
	sh_log_reader_close(r);
}

static void test_file_is_for_its_owner_only_and_never_overwritten(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = NULL;
	struct sh_err err = {0};
	struct stat st;

	make_file(f->path, 1);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(sh_log_writer_open(f->path, &header, &w, &err), SH_ERR_IO);
	assert_null(w);
	assert_int_equal(err.os_errno, EEXIST);
	assert_one_line(&err, f->path);
}

static void test_open_without_a_folder_says_so(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = NULL;
	struct sh_err err = {0};
	char path[400];

	snprintf(path, sizeof path, "%s/none/a.mcap", f->folder);
	assert_int_equal(sh_log_writer_open(path, &header, &w, &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, ENOENT);
	assert_one_line(&err, path);
	assert_non_null(strstr(err.message, "create the folder"));
}

static void test_header_with_control_characters_is_refused(void **state)
{
	struct fixture *f = *state;
	struct sh_log_header h = header;
	struct sh_log_writer *w = NULL;
	struct sh_err err = {0};

	h.program[3] = '\x1b';
	assert_int_equal(sh_log_writer_open(f->path, &h, &w, &err), SH_ERR_CONFIG);
	h = header;
	memset(h.source, 'x', sizeof h.source);
	assert_int_equal(sh_log_writer_open(f->path, &h, &w, &err), SH_ERR_CONFIG);
	assert_int_equal(access(f->path, F_OK), -1);
}

static void test_record_that_cannot_be_stored_is_refused_and_the_log_goes_on(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = must_open(f->path);
	struct sh_record r = bytes(-1, 0, "x");
	struct sh_err err = {0};
	static struct contents c;
	struct sh_log_reader *rd;

	assert_int_equal(sh_log_writer_record(w, &r, &err), SH_ERR_CONFIG);
	r = bytes(1, 2, "x");
	assert_int_equal(sh_log_writer_record(w, &r, &err), SH_ERR_CONFIG);
	r = bytes(1, 0, "x");
	r.len = SH_LOG_DATA_MAX + 1;
	assert_int_equal(sh_log_writer_record(w, &r, &err), SH_ERR_CONFIG);
	r = bytes(INT64_MAX, 0, "x");
	assert_int_equal(sh_log_writer_record(w, &r, &err), SH_ERR_CONFIG);
	must_record(w, bytes(INT64_MAX / 1000, 0, "last possible time"));
	must_record(w, bytes(0, 0, ""));
	must_close(w, true);
	rd = must_read(f->path);
	drain(rd, &c);
	assert_int_equal(c.n, 2);
	assert_int_equal(c.items[0].item.t_host_us, INT64_MAX / 1000);
	assert_int_equal(c.items[1].len, 0);
	assert_int_equal(sh_log_reader_damage_count(rd), 0);
	sh_log_reader_close(rd);
}

static void test_large_records_come_back_whole(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = must_open(f->path);
	uint8_t *big = malloc(SH_LOG_DATA_MAX);
	struct sh_err err = {0};
	struct sh_log_reader *r;
	struct sh_record rec;

	assert_non_null(big);
	for (size_t i = 0; i < SH_LOG_DATA_MAX; i++)
		big[i] = (uint8_t)(i * 7 + i / 251);
	for (int i = 0; i < 3; i++) {
		rec = bytes(i, 0, "");
		rec.data = big;
		rec.len = SH_LOG_DATA_MAX - (size_t)i;
		must_record(w, rec);
	}
	must_close(w, true);
	r = must_read(f->path);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(sh_log_reader_next(r, &rec, &err), SH_OK);
		assert_int_equal(rec.len, SH_LOG_DATA_MAX - i);
		assert_memory_equal(rec.data, big, rec.len);
	}
	assert_int_equal(sh_log_reader_next(r, &rec, &err), SH_END);
	assert_true(sh_log_reader_clean(r));
	sh_log_reader_close(r);
	free(big);
}

static void test_many_records_at_one_instant_all_come_back(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = must_open(f->path);
	struct sh_err err = {0};
	struct sh_log_reader *r;
	struct sh_record rec;
	uint32_t n = 0;

	for (uint32_t i = 0; i < 10000; i++) {
		rec = bytes(5, i % 2, "");
		rec.data = (const uint8_t *)&i;
		rec.len = sizeof i;
		must_record(w, rec);
	}
	must_close(w, true);
	r = must_read(f->path);
	while (sh_log_reader_next(r, &rec, &err) == SH_OK) {
		assert_int_equal(rec.len, sizeof n);
		assert_memory_equal(rec.data, &n, sizeof n);
		n++;
	}
	assert_int_equal(n, 10000);
	assert_int_equal(sh_log_reader_damage_count(r), 0);
	sh_log_reader_close(r);
}

static void test_unclosed_log_holds_all_but_the_last_second(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = must_open(f->path);
	struct sh_err err = {0};
	static struct contents c;
	struct sh_log_reader *r;

	for (int64_t t = 0; t < 10000000; t += 10000) {
		size_t sure = (size_t)(t < 1000000 ? 0 : (t - 1000000) / 100000);

		if (t % 100000 == 0)
			must_record(w, bytes(t, 0, "ten a second"));
		assert_int_equal(sh_log_writer_tick(w, t, &err), SH_OK);
		if (t % 370000 != 0)
			continue;
		r = must_read(f->path);
		drain(r, &c);
		assert_true(c.n >= sure);
		assert_int_equal(sh_log_reader_damage_count(r), 0);
		assert_false(sh_log_reader_clean(r));
		sh_log_reader_close(r);
	}
	must_close(w, true);
}

static void test_sync_hands_over_everything(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = must_open(f->path);
	struct sh_err err = {0};
	static struct contents c;
	struct sh_log_reader *r;

	must_record(w, bytes(1, 0, "one"));
	assert_int_equal(sh_log_writer_sync(w, &err), SH_OK);
	assert_int_equal(sh_log_writer_sync(w, &err), SH_OK);
	r = must_read(f->path);
	drain(r, &c);
	assert_int_equal(c.n, 1);
	sh_log_reader_close(r);
	must_close(w, true);
}

static void test_log_of_a_killed_process_can_be_read(void **state)
{
	struct fixture *f = *state;
	static struct contents c;
	struct sh_log_reader *r;
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct sh_log_writer *w = must_open(f->path);

		write_session(w, 50);
		raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	r = must_read(f->path);
	assert_string_equal(sh_log_reader_header(r)->catalog, header.catalog);
	drain(r, &c);
	assert_true(c.n > 0);
	assert_true(c.items[c.n - 1].item.t_host_us >= 49 * 200000 - 1000000);
	assert_false(sh_log_reader_clean(r));
	sh_log_reader_close(r);
}

static void test_file_cut_at_every_byte_gives_its_whole_chunks(void **state)
{
	struct fixture *f = *state;
	static struct contents all, c;
	static uint8_t file[FILE_MAX];
	struct span chunk[CHUNKS_MAX];
	struct sh_log_reader *r;
	size_t size, n;

	make_file(f->path, 12);
	size = load(f->path, file);
	n = find_chunks(file, size, chunk);
	assert_true(n >= 4);
	r = must_read(f->path);
	drain(r, &all);
	sh_log_reader_close(r);
	for (size_t cut = size; cut-- > 0;) {
		struct sh_err err = {0};
		size_t expected = 0;

		assert_int_equal(truncate(f->path, (off_t)cut), 0);
		for (size_t i = 0; i < n; i++)
			expected += chunk[i].end <= cut ? chunk[i].messages : 0;
		r = NULL;
		if (sh_log_reader_open(f->path, &r, &err) != SH_OK) {
			/* only where not even the small facts are there */
			assert_true(cut < 400);
			assert_int_equal(err.status, SH_ERR_INPUT);
			assert_one_line(&err, f->path);
			continue;
		}
		drain(r, &c);
		if (c.n != expected)
			fail_msg("cut at %zu: %zu items, expected %zu", cut, c.n, expected);
		for (size_t i = 0; i < c.n; i++)
			assert_true(same(&c.items[i], &all.items[i]));
		assert_false(sh_log_reader_clean(r));
		for (size_t i = 0; i < sh_log_reader_damage_count(r); i++)
			assert_true(sh_log_reader_damage(r, i)->end_byte <= (int64_t)cut);
		if (cut >= chunk[0].start)
			assert_true(sh_log_reader_header_whole(r));
		sh_log_reader_close(r);
	}
}

/* One flipped byte: what may be lost is the chunk it stands in, and it must be reported. */
static void check_flip(const char *path, size_t at, const struct contents *all,
		       const struct span *chunk, size_t n)
{
	static struct contents c;
	struct sh_log_reader *r = must_read(path);
	size_t skip_from = 0, skip = 0, before = 0;

	drain(r, &c);
	for (size_t i = 0; i < n; i++) {
		if (at >= chunk[i].start && at < chunk[i].end && c.n != all->n) {
			skip_from = before;
			skip = chunk[i].messages;
			if (i + 1 < n)
				assert_int_equal(lost(r), skip);
		}
		before += chunk[i].messages;
	}
	if (c.n != all->n - skip)
		fail_msg("byte %zu: %zu items of %zu", at, c.n, all->n);
	for (size_t i = 0; i < c.n; i++)
		assert_true(same(&c.items[i], &all->items[i < skip_from ? i : i + skip]));
	if (sh_log_reader_damage_count(r) == 0)
		fail_msg("byte %zu: damage not reported", at);
	if (skip > 0) {
		const struct sh_log_damage *d = sh_log_reader_damage(r, 0);

		assert_true(d->start_byte <= (int64_t)at && (int64_t)at < d->end_byte);
	}
	sh_log_reader_close(r);
}

static void test_byte_flipped_anywhere_costs_at_most_its_chunk_and_is_reported(void **state)
{
	static const uint8_t masks[] = {0x01, 0x80, 0xFF};
	struct fixture *f = *state;
	static struct contents all;
	static uint8_t file[FILE_MAX];
	struct span chunk[CHUNKS_MAX];
	struct sh_log_reader *r;
	size_t size, n;
	int fd;

	make_file(f->path, 8);
	size = load(f->path, file);
	n = find_chunks(file, size, chunk);
	assert_true(n >= 3);
	r = must_read(f->path);
	drain(r, &all);
	sh_log_reader_close(r);
	fd = open(f->path, O_WRONLY);
	assert_true(fd >= 0);
	for (size_t at = 0; at < size; at++) {
		for (size_t m = 0; m < sizeof masks; m++) {
			uint8_t bad = file[at] ^ masks[m];

			assert_int_equal(pwrite(fd, &bad, 1, (off_t)at), 1);
			check_flip(f->path, at, &all, chunk, n);
		}
		assert_int_equal(pwrite(fd, file + at, 1, (off_t)at), 1);
	}
	close(fd);
}

static void test_chunk_taken_out_is_reported_as_missing(void **state)
{
	struct fixture *f = *state;
	static struct contents c;
	static uint8_t file[FILE_MAX];
	struct span chunk[CHUNKS_MAX];
	const struct sh_log_damage *d;
	struct sh_log_reader *r;
	size_t size;

	make_file(f->path, 20);
	size = load(f->path, file);
	assert_true(find_chunks(file, size, chunk) > 3);
	memmove(file + chunk[1].start, file + chunk[2].start, size - chunk[2].start);
	store(f->path, file, size - (chunk[2].start - chunk[1].start));
	r = must_read(f->path);
	drain(r, &c);
	d = sh_log_reader_damage(r, 0);
	assert_non_null(d);
	assert_int_equal(d->kind, SH_LOG_DAMAGE_MISSING);
	assert_int_equal(d->lost, chunk[1].messages);
	sh_log_reader_close(r);
}

static void test_chunk_there_twice_is_reported_as_out_of_order(void **state)
{
	struct fixture *f = *state;
	static struct contents c;
	static uint8_t file[FILE_MAX], twice[2 * FILE_MAX];
	struct span chunk[CHUNKS_MAX];
	struct sh_log_reader *r;
	size_t size, head, len;
	bool seen = false;

	make_file(f->path, 20);
	size = load(f->path, file);
	assert_true(find_chunks(file, size, chunk) > 3);
	head = chunk[1].end;
	len = chunk[1].end - chunk[1].start;
	memcpy(twice, file, head);
	memcpy(twice + head, file + chunk[1].start, len);
	memcpy(twice + head + len, file + head, size - head);
	store(f->path, twice, size + len);
	r = must_read(f->path);
	drain(r, &c);
	for (size_t i = 0; i < sh_log_reader_damage_count(r); i++)
		seen = seen || sh_log_reader_damage(r, i)->kind == SH_LOG_DAMAGE_ORDER;
	assert_true(seen);
	sh_log_reader_close(r);
}

static void test_garbage_between_chunks_is_stepped_over(void **state)
{
	struct fixture *f = *state;
	static struct contents all, c;
	static uint8_t file[FILE_MAX], spoilt[2 * FILE_MAX];
	struct span chunk[CHUNKS_MAX];
	const struct sh_log_damage *d;
	struct sh_log_reader *r;
	size_t size, at;
	const size_t len = 70000;
	uint32_t x = 12345;

	make_file(f->path, 20);
	size = load(f->path, file);
	assert_true(find_chunks(file, size, chunk) > 3);
	r = must_read(f->path);
	drain(r, &all);
	sh_log_reader_close(r);
	at = chunk[2].start;
	memcpy(spoilt, file, at);
	for (size_t i = 0; i < len; i++) {
		x = x * 1664525u + 1013904223u;
		/* many a start of a chunk, none of them true */
		spoilt[at + i] =
			(uint8_t)(x >> 24) < 200 ? (uint8_t)(i % 9 ? 0 : 6) : (uint8_t)(x >> 16);
	}
	memcpy(spoilt + at + len, file + at, size - at);
	store(f->path, spoilt, size + len);
	r = must_read(f->path);
	drain(r, &c);
	assert_int_equal(c.n, all.n);
	d = sh_log_reader_damage(r, 0);
	assert_non_null(d);
	assert_int_equal(d->kind, SH_LOG_DAMAGE_CONTENT);
	assert_int_equal(d->start_byte, at);
	assert_int_equal(d->end_byte, at + len);
	assert_int_equal(d->lost, 0);
	sh_log_reader_close(r);
}

static void test_damage_in_many_places_is_all_counted(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = must_open(f->path);
	static struct contents c;
	static uint8_t file[FILE_MAX];
	struct span chunk[CHUNKS_MAX];
	struct sh_log_reader *r;
	size_t size, n;

	for (int64_t t = 0; t < 130000000; t += 1000000) {
		struct sh_err err = {0};

		must_record(w, bytes(t, 0, "one in a chunk"));
		assert_int_equal(sh_log_writer_tick(w, t + SH_LOG_FLUSH_US, &err), SH_OK);
	}
	must_close(w, true);
	size = load(f->path, file);
	n = find_chunks(file, size, chunk);
	assert_int_equal(n, 130);
	for (size_t i = 0; i < n; i++)
		file[chunk[i].end - 1] ^= 1;
	store(f->path, file, size);
	r = must_read(f->path);
	drain(r, &c);
	assert_int_equal(c.n, 0);
	/* nothing to land on between them: one long place */
	assert_int_equal(sh_log_reader_damage_count(r), 1);
	sh_log_reader_close(r);
	for (size_t i = 0; i < n; i += 2)
		file[chunk[i].end - 1] ^= 1;
	store(f->path, file, size);
	r = must_read(f->path);
	drain(r, &c);
	assert_int_equal(c.n, 65);
	assert_int_equal(sh_log_reader_damage_count(r), 65);
	assert_int_equal(lost(r), SH_LOG_DAMAGE_MAX);
	assert_non_null(sh_log_reader_damage(r, SH_LOG_DAMAGE_MAX - 1));
	assert_null(sh_log_reader_damage(r, SH_LOG_DAMAGE_MAX));
	sh_log_reader_close(r);
}

static void test_disk_full_is_told_with_the_file_and_keeps_what_was_written(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = must_open(f->path);
	struct rlimit old, small;
	struct sh_err err = {0}, later = {0}, closed = {0};
	static struct contents c;
	struct sh_log_reader *r;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	enum sh_status st = SH_OK;
	struct stat file;
	int64_t t = 0;

	write_session(w, 10);
	assert_int_equal(sh_log_writer_sync(w, &err), SH_OK);
	assert_int_equal(stat(f->path, &file), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = (rlim_t)file.st_size + 700;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (; st == SH_OK && t < 100000000; t += 100000) {
		struct sh_record rec = bytes(3000000 + t, 0, "until nothing more fits");

		st = sh_log_writer_record(w, &rec, &err);
	}
	assert_int_equal(sh_log_writer_tick(w, t, &later), SH_ERR_IO);
	assert_null(sh_log_writer_close(w, true, &closed));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, handler);
	assert_int_equal(st, SH_ERR_IO);
	assert_int_equal(err.os_errno, EFBIG);
	assert_one_line(&err, f->path);
	assert_string_equal(later.message, err.message);
	assert_string_equal(closed.message, err.message);
	r = must_read(f->path);
	drain(r, &c);
	assert_true(c.n >= 16);
	assert_int_equal(sh_log_reader_damage_count(r), 0);
	assert_false(sh_log_reader_clean(r));
	sh_log_reader_close(r);
}

static void test_disk_full_at_open_leaves_no_file(void **state)
{
	struct fixture *f = *state;
	struct sh_log_writer *w = NULL;
	struct rlimit old, small;
	struct sh_err err = {0};
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	enum sh_status st;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 500;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	st = sh_log_writer_open(f->path, &header, &w, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, handler);
	assert_int_equal(st, SH_ERR_IO);
	assert_one_line(&err, f->path);
	assert_int_equal(access(f->path, F_OK), -1);
}

static void refuse(const char *path, enum sh_status expected, const char *words)
{
	struct sh_log_reader *r = NULL;
	struct sh_err err = {0};

	assert_int_equal(sh_log_reader_open(path, &r, &err), expected);
	assert_null(r);
	assert_int_equal(err.status, expected);
	assert_one_line(&err, path);
	if (!strstr(err.message, words))
		fail_msg("'%s' is not in: %s", words, err.message);
}

static void test_file_that_is_no_log_is_refused_in_one_line(void **state)
{
	struct fixture *f = *state;
	uint8_t data[4096];

	refuse(f->path, SH_ERR_IO, "No such file");
	refuse("/dev/zero", SH_ERR_INPUT, "not a file");
	refuse(f->folder, SH_ERR_INPUT, "not a file");
	store(f->path, data, 0);
	refuse(f->path, SH_ERR_INPUT, "@0: not a session log");
	memset(data, 'x', sizeof data);
	store(f->path, data, sizeof data);
	refuse(f->path, SH_ERR_INPUT, "@0: not a session log");
	memcpy(data, sh_mcap_magic, sizeof sh_mcap_magic);
	store(f->path, data, sizeof data);
	refuse(f->path, SH_ERR_INPUT, "nothing in this session log can be read");
	assert_int_equal(unlink(f->path), 0);
	assert_int_equal(mkfifo(f->path, 0600), 0);
	refuse(f->path, SH_ERR_INPUT, "not a file");
}

static void test_mcap_of_another_program_is_refused_by_its_profile(void **state)
{
	struct fixture *f = *state;
	uint8_t data[512];
	struct sh_mcap_out o = {.data = data, .cap = sizeof data};

	sh_mcap_put_magic(&o);
	sh_mcap_put_header(&o, sh_log_view("ros2"), sh_log_view("other"));
	sh_mcap_put_data_end(&o, 0);
	sh_mcap_put_footer(&o, 0, 0, 0);
	sh_mcap_put_magic(&o);
	store(f->path, data, o.len);
	refuse(f->path, SH_ERR_INPUT, "'ros2'");
}

static void test_log_of_a_later_format_is_refused(void **state)
{
	struct fixture *f = *state;
	uint8_t data[1024];
	struct sh_mcap_out o = {.data = data, .cap = sizeof data};
	struct sh_mcap_pair p[2] = {{sh_log_view("format"), sh_log_view("2")},
				    {sh_log_view("crc32"), {0}}};
	char crc[12];

	snprintf(crc, sizeof crc, "%08x", (unsigned)sh_mcap_crc32(0, "format=2", 8));
	p[1].value = sh_log_view(crc);
	sh_mcap_put_magic(&o);
	sh_mcap_put_header(&o, sh_log_view("spinehold"), sh_log_view("other"));
	sh_mcap_put_metadata(&o, sh_log_view("spinehold"), p, 2);
	store(f->path, data, o.len);
	refuse(f->path, SH_ERR_INPUT, "later format");
}

static void test_chunk_compressed_by_another_tool_is_named_so(void **state)
{
	struct fixture *f = *state;
	static uint8_t file[FILE_MAX], other[FILE_MAX];
	struct span chunk[CHUNKS_MAX];
	size_t size, at, len;
	static struct contents c;
	struct sh_log_reader *r;
	size_t n;

	make_file(f->path, 10);
	size = load(f->path, file);
	n = find_chunks(file, size, chunk);
	assert_true(n > 2);
	/* the second chunk says zstd: four more bytes in its front */
	at = chunk[1].start;
	len = chunk[1].end - at;
	memcpy(other, file, size);
	other[at + 1] = (uint8_t)(len - 9 + 4);
	other[at + 2] = (uint8_t)((len - 9 + 4) >> 8);
	other[at + 9 + 28] = 4;
	memcpy(other + at + 9 + 32, "zstd", 4);
	memcpy(other + at + 9 + 36, file + at + 9 + 32, size - (at + 9 + 32));
	store(f->path, other, size + 4);
	r = must_read(f->path);
	drain(r, &c);
	assert_int_equal(sh_log_reader_damage(r, 0)->kind, SH_LOG_DAMAGE_COMPRESSED);
	assert_int_equal(sh_log_reader_damage(r, 0)->lost, chunk[1].messages);
	sh_log_reader_close(r);
}

/* A file full of starts of chunks that each claim most of it must not take forever. */
static void test_file_built_to_be_searched_without_end_is_given_up(void **state)
{
	struct fixture *f = *state;
	const size_t size = 8 * 1024 * 1024;
	uint8_t *data = calloc(1, size);
	struct sh_mcap_out o = {.data = data, .cap = size};
	size_t at;

	assert_non_null(data);
	sh_mcap_put_magic(&o);
	sh_mcap_put_header(&o, sh_log_view("spinehold"), sh_log_view("evil"));
	for (at = o.len; at + 4 * 1024 * 1024 < size; at += SH_MCAP_CHUNK_BYTES) {
		uint8_t front[SH_MCAP_CHUNK_BYTES];
		const uint64_t len = 3 * 1024 * 1024;

		sh_mcap_chunk_front(front, 0, 0, (const uint8_t *)"", 0);
		for (int k = 0; k < 8; k++) {
			front[1 + k] = (uint8_t)((len + 40) >> (8 * k));
			front[9 + 16 + k] = front[9 + 32 + k] = (uint8_t)(len >> (8 * k));
		}
		front[9 + 24] = 1;
		memcpy(data + at, front, sizeof front);
	}
	store(f->path, data, size);
	free(data);
	alarm(60); /* about 60,000 times 3 MiB if nothing held it back */
	refuse(f->path, SH_ERR_INPUT, "nothing in this session log can be read");
	alarm(0);
}

static void test_json_of_commands_when_not_as_written_is_judged_by_its_sense(void **state)
{
	static const struct {
		const char *json;
		bool good;
	} table[] = {
		{"{\"command\":\"pain\",\"value\":7}", true},
		{" { \"value\" : 7 , \"command\" : \"pain\" } ", true},
		{"{\"command\":\"pain\",\"more\":\"x\",\"value\":7,\"n\":-1}", true},
		{"{\"command\":\"pain\",\"value\":7,\"line\":1}", true},
		{"{\"command\":\"pain\",\"value\":7,\"line\":-1}", false},
		{"{\"command\":\"pain\"}", false},
		{"{\"value\":7}", false},
		{"{\"command\":\"rest\",\"value\":7}", false},
		{"{\"command\":\"pain\",\"value\":7", false},
		{"{\"command\":\"pain\",\"value\":7}}", false},
		{"{\"command\":\"pain\",\"value\":\"7\"}", false},
		{"{\"command\":\"pain\",\"value\":7.5}", false},
		{"{\"command\":\"pain\",\"value\":--7}", false},
		{"{\"command\":\"pain\",\"value\":4294967296}", false},
		{"{\"command\":\"pain\",\"value\":99999999999999999999}", false},
		{"{\"command\":\"p\\u0061in\",\"value\":7}", false},
		{"{\"command\":\"pain", false},
		{"{}", false},
		{"", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct sh_command c = {.kind = SH_COMMAND_QUIT, .value = 1};
		uint32_t line = 9;

		if (sh_log_command_parse(sh_log_view(table[i].json), &c, &line) != table[i].good)
			fail_msg("%s", table[i].json);
		assert_int_equal(line, !table[i].good ? 9 : strstr(table[i].json, "line") ? 1 : 0);
		assert_int_equal(c.kind, table[i].good ? SH_COMMAND_PAIN : SH_COMMAND_QUIT);
		assert_int_equal(c.value, table[i].good ? 7 : 1);
	}
}

static void test_json_of_links_when_not_as_written_is_judged_by_its_sense(void **state)
{
	enum sh_link_change change = SH_LINK_LOST;
	uint32_t line = 9, baud = 9;

	(void)state;
	assert_false(sh_log_link_parse(sh_log_view("{\"link\":\"retuned\",\"line\":1}"), &change,
				       &line, &baud));
	assert_false(sh_log_link_parse(sh_log_view("{\"link\":\"back\",\"line\":-1}"), &change,
				       &line, &baud));
	assert_false(sh_log_link_parse(sh_log_view("{\"link\":\"back\"}"), &change, &line, &baud));
	assert_int_equal(line, 9);
	assert_true(sh_log_link_parse(
		sh_log_view("{\"baud\":4294967295,\"line\":1,\"link\":\"retuned\"}"), &change,
		&line, &baud));
	assert_int_equal(change, SH_LINK_RETUNED);
	assert_int_equal(line, 1);
	assert_int_equal(baud, UINT32_MAX);
}

static void test_every_damage_has_a_name(void **state)
{
	(void)state;
	for (int k = 0; k < SH_LOG_DAMAGE_KINDS; k++)
		assert_true(strlen(sh_log_damage_name((enum sh_log_damage_kind)k)) > 0);
}

static void test_close_of_nothing_is_nothing(void **state)
{
	struct sh_err err = {.status = SH_ERR_IO};

	(void)state;
	assert_null(sh_log_writer_close(NULL, true, &err));
	assert_int_equal(err.status, SH_OK);
	assert_null(sh_log_reader_close(NULL));
}

#define in_folder(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_log_when_closed_gives_back_everything_in_order),
		in_folder(test_next_passes_over_events),
		in_folder(test_log_without_records_is_a_good_log),
		in_folder(test_file_is_for_its_owner_only_and_never_overwritten),
		in_folder(test_open_without_a_folder_says_so),
		in_folder(test_header_with_control_characters_is_refused),
		in_folder(test_record_that_cannot_be_stored_is_refused_and_the_log_goes_on),
		in_folder(test_large_records_come_back_whole),
		in_folder(test_many_records_at_one_instant_all_come_back),
		in_folder(test_unclosed_log_holds_all_but_the_last_second),
		in_folder(test_sync_hands_over_everything),
		in_folder(test_log_of_a_killed_process_can_be_read),
		in_folder(test_file_cut_at_every_byte_gives_its_whole_chunks),
		in_folder(test_byte_flipped_anywhere_costs_at_most_its_chunk_and_is_reported),
		in_folder(test_chunk_taken_out_is_reported_as_missing),
		in_folder(test_chunk_there_twice_is_reported_as_out_of_order),
		in_folder(test_garbage_between_chunks_is_stepped_over),
		in_folder(test_damage_in_many_places_is_all_counted),
		in_folder(test_disk_full_is_told_with_the_file_and_keeps_what_was_written),
		in_folder(test_disk_full_at_open_leaves_no_file),
		in_folder(test_file_that_is_no_log_is_refused_in_one_line),
		in_folder(test_mcap_of_another_program_is_refused_by_its_profile),
		in_folder(test_log_of_a_later_format_is_refused),
		in_folder(test_chunk_compressed_by_another_tool_is_named_so),
		in_folder(test_file_built_to_be_searched_without_end_is_given_up),
		cmocka_unit_test(test_json_of_commands_when_not_as_written_is_judged_by_its_sense),
		cmocka_unit_test(test_json_of_links_when_not_as_written_is_judged_by_its_sense),
		cmocka_unit_test(test_every_damage_has_a_name),
		cmocka_unit_test(test_close_of_nothing_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
