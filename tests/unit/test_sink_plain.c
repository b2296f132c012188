/*
 * The plain and the JSON sink: what is told, how it is laid out, and what happens when nobody
 * reads.
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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "core/text.h"
#include "sink/plain_words.h"
#include "sink/sink.h"

struct bench {
	const struct sh_sink_ops *ops;
	void *sink;
	int file;
	off_t told; /* what was read back so far */
	struct sh_coach_view coach;
};

static void begin(struct bench *b, const struct sh_sink_ops *ops)
{
	char name[] = "/tmp/spinehold-sink-XXXXXX";
	struct sh_sink_options o = {.name = NULL};
	struct sh_err err;

	memset(b, 0, sizeof *b);
	b->ops = ops;
	b->file = mkstemp(name);
	assert_true(b->file >= 0);
	unlink(name);
	o.fd = b->file;
	assert_int_equal(ops->open(&o, &b->sink, &err), SH_OK);
}

static void end(struct bench *b)
{
	assert_null(b->ops->close(b->sink));
	close(b->file);
}

static enum sh_status give(struct bench *b, const struct sh_event *e, size_t n, struct sh_err *err)
{
	const struct sh_output o = {.coach = &b->coach, .events = e, .n_events = n};

	return b->ops->output(b->sink, &o, err);
}

/** What the sink wrote for this event. */
static const char *told(struct bench *b, const struct sh_event *e)
{
	static char buf[16384];
	struct sh_err err;
	ssize_t n;

	assert_int_equal(give(b, e, 1, &err), SH_OK);
	n = pread(b->file, buf, sizeof buf - 1, b->told);
	assert_true(n >= 0);
	b->told += n;
	buf[n] = '\0';
	return buf;
}

static struct sh_exercise fish(void)
{
	struct sh_exercise x = {
		.id = "frozen-fish",
		.title = "Frozen fish",
		.stance = SH_STANCE_PRONE,
		.mode = SH_MODE_HOLD,
		.measure = SH_MEASURE_FORWARD_TILT,
		.hold_s = 10,
		.reps = 1,
		.sets = 3,
	};

	return x;
}

static struct sh_event exercise_event(const struct sh_exercise *x)
{
	struct sh_event e = {.kind = SH_EVENT_EXERCISE};

	e.u.exercise.exercise = x;
	e.u.exercise.set = 1;
	e.u.exercise.sets = 3;
	e.u.exercise.band = (struct sh_band_mdeg){true, -10000, -4000, -14000, -18000};
	return e;
}

static struct sh_event session_event(const char *source)
{
	struct sh_event e = {.kind = SH_EVENT_SESSION};

	e.u.session.source = source;
	e.u.session.quantity = "tilt";
	e.u.session.rate_mhz = 99871;
	e.u.session.program = "spinehold 0.1.0";
	return e;
}

static void test_hold_is_told_in_one_dated_line(void **state)
{
	struct bench b;
	const struct sh_exercise x = fish();
	struct sh_event e = exercise_event(&x);

	(void)state;
	begin(&b, &sh_sink_plain);
	assert_string_equal(told(&b, &e), "0:00.0  Frozen fish, set 1 of 3, hold 10 s, target "
					  "about 4 to 10 degrees of\n"
					  "        arch, ease back at 14, stop at 18\n");
	memset(&e, 0, sizeof e);
	e.kind = SH_EVENT_HOLD;
	e.t_us = 14480000;
	e.u.hold.held_us = 10000000;
	e.u.hold.valid = true;
	e.u.hold.mean_mdeg = -6100;
	assert_string_equal(told(&b, &e),
			    "0:14.5  hold complete 10.0 s, about 6 degrees of arch\n");
	e.u.hold.valid = false;
	e.u.hold.reason = SH_HOLD_LEFT;
	e.u.hold.held_us = 3200000;
	e.u.hold.mean_mdeg = SH_MDEG_NONE;
	e.t_us = INT64_C(3725040000);
	assert_string_equal(told(&b, &e), "1:02:05.0  hold left after 3.2 s, not counted\n");
	end(&b);
}

static void test_synthetic_session_says_so_at_start_and_end(void **state)
{
	struct bench b;
	struct sh_event e = session_event("simulated");
	const char *text;

	(void)state;
	begin(&b, &sh_sink_plain);
	text = told(&b, &e);
	assert_ptr_equal(strstr(text, "0:00.0  [SYNTHETIC] "), text);
	assert_non_null(strstr(text, "about 100 samples a second"));
	assert_non_null(strstr(text, "not the curve"));
	assert_non_null(strstr(text, "not a medical device"));
	memset(&e, 0, sizeof e);
	e.kind = SH_EVENT_RESULT;
	e.u.result.exercise = "crocodile-1";
	e.u.result.reps = 5;
	e.u.result.reps_ok = 4;
	e.u.result.depth_warnings = 1;
	text = told(&b, &e);
	assert_non_null(strstr(text, "crocodile-1 not completed: 4 of 5 repetitions ok"));
	assert_non_null(strstr(text, "too deep 1 time,"));
	assert_non_null(strstr(text, "[SYNTHETIC]"));
	e.kind = SH_EVENT_SUMMARY;
	memset(&e.u, 0, sizeof e.u);
	assert_non_null(strstr(told(&b, &e), "[SYNTHETIC]"));
	end(&b);
}

static void test_real_session_has_no_synthetic_badge(void **state)
{
	struct bench b;
	struct sh_event e = session_event("serial");

	(void)state;
	begin(&b, &sh_sink_plain);
	assert_null(strstr(told(&b, &e), "SYNTHETIC"));
	e.u.session.note = "synthetic";
	assert_non_null(strstr(told(&b, &e), "[SYNTHETIC]"));
	e.u.session.quantity = "curve";
	assert_non_null(strstr(told(&b, &e), "between two sensors"));
	end(&b);
}

static void test_rep_and_warning_use_words_for_signs(void **state)
{
	struct bench b;
	struct sh_exercise x = fish();
	struct sh_event e = exercise_event(&x);

	(void)state;
	x.measure = SH_MEASURE_ROLL;
	begin(&b, &sh_sink_plain);
	told(&b, &e);
	memset(&e, 0, sizeof e);
	e.kind = SH_EVENT_REP;
	e.u.rep.n = 3;
	e.u.rep.side = SH_SIDE_RIGHT;
	e.u.rep.peak_mdeg = -18600;
	e.u.rep.verdict = SH_VERDICT_SHALLOW;
	assert_string_equal(told(&b, &e),
			    "0:00.0  repetition 3 right: shallow, about 19 degrees to the right\n");
	memset(&e, 0, sizeof e);
	e.kind = SH_EVENT_WARNING;
	e.u.warning.warning = SH_WARNING_DEPTH;
	e.u.warning.on = true;
	e.u.warning.angle_mdeg = 1000;
	assert_string_equal(told(&b, &e),
			    "0:00.0  too deep, ease back a little: about 1 degree to the left\n");
	e.u.warning.on = false;
	assert_string_equal(told(&b, &e), "0:00.0  no longer too deep\n");
	e.u.warning.warning = SH_WARNING_TREMOR;
	assert_string_equal(told(&b, &e), "");
	end(&b);
}

static void test_angles_line_has_whole_degrees_and_gaps_for_the_unseen(void **state)
{
	struct bench b;
	struct sh_event e = {.kind = SH_EVENT_ANGLES, .t_us = 7200000};

	(void)state;
	begin(&b, &sh_sink_plain);
	e.u.angles.round_mdeg = -15200;
	e.u.angles.twist_mdeg = 300;
	e.u.angles.side_mdeg = SH_MDEG_NONE;
	assert_string_equal(told(&b, &e),
			    "0:07.2  arch about 15, twist about 0, side not seen (degrees)\n");
	end(&b);
}

static void test_movement_is_not_told(void **state)
{
	struct bench b;
	const struct sh_event e = {.kind = SH_EVENT_MOVEMENT};

	(void)state;
	begin(&b, &sh_sink_plain);
	assert_string_equal(told(&b, &e), "");
	end(&b);
}

static void check_page(const char *text)
{
	const size_t len = strlen(text);
	size_t columns = 0;

	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		const size_t n = sh_utf8_next(text + i, len - i, &c);

		assert_true(n > 0);
		assert_true(c == '\n' || !sh_codepoint_unsafe(c));
		columns = c == '\n' ? 0 : columns + (c >= 0x1100 ? 2 : 1);
		if (columns > 80)
			fail_msg("longer than 80: %s", text);
		i += n;
	}
	assert_true(len == 0 || text[len - 1] == '\n');
}

/** Every kind with every word, its strings hostile, its numbers at their ends. */
static void test_every_event_stays_within_80_columns_and_printable(void **state)
{
	char bad[600];
	struct bench b;
	struct sh_exercise x = fish();

	(void)state;
	memset(bad, 'w', sizeof bad);
	memcpy(bad, "\x1b]0;x\x07\n\xc2\x9b\xe2\x80\xae\xff ", 15);
	bad[sizeof bad - 1] = '\0';
	memset(x.title, 0xe3, sizeof x.title - 1);
	memcpy(x.title, "\xe4\xb8\xad\xe4\xb8\xad\x1b[2J", 10);
	begin(&b, &sh_sink_plain);
	for (int word = 0; word <= 12; word++) {
		for (unsigned kind = 0; kind <= SH_EVENT_KINDS; kind++) {
			struct sh_event e;

			/* strange numbers everywhere, then what must be a pointer or a word */
			memset(&e, word % 2 ? 0x7f : 0x00, sizeof e);
			e.kind = kind;
			if (kind == SH_EVENT_SESSION) {
				e.u.session.source = e.u.session.program = bad;
				e.u.session.note = word % 2 ? "synthetic" : NULL;
				e.u.session.quantity = word % 3 ? "curve" : NULL;
			} else if (kind == SH_EVENT_EXERCISE) {
				x.measure = (enum sh_measure)(word % SH_MEASURES);
				x.mode = (enum sh_mode)(word % SH_MODES);
				e.u.exercise.exercise = &x;
				e.u.exercise.side = (enum sh_side)(word % SH_SIDES);
				e.u.exercise.band = (struct sh_band_mdeg){
					true, -2147483647, 2147483647, -2147483647, 2147483647};
				e.u.exercise.other = e.u.exercise.band;
			} else if (kind == SH_EVENT_PHASE) {
				e.u.phase.phase = (enum sh_phase)word;
			} else if (kind == SH_EVENT_POSITION) {
				e.u.position.right = word % 2;
			} else if (kind == SH_EVENT_HOLD) {
				e.u.hold.valid = word % 2;
				e.u.hold.reason = (enum sh_hold_reason)word;
			} else if (kind == SH_EVENT_WARNING) {
				e.u.warning.on = word % 2;
				e.u.warning.warning = (enum sh_warning)word;
			} else if (kind == SH_EVENT_RESULT) {
				e.u.result.exercise = bad;
				e.u.result.completed = word % 2;
				for (int i = 0; i < SH_SIDES; i++)
					e.u.result.side[i].used = word % 2;
			} else if (kind == SH_EVENT_WEAR) {
				e.u.wear.words = bad;
			} else if (kind == SH_EVENT_PAIN) {
				e.u.pain.leg = word % 3 == 0;
			}
			check_page(told(&b, &e));
		}
	}
	end(&b);
}

static void test_result_tells_each_side_and_why_not(void **state)
{
	struct sh_event e = {.kind = SH_EVENT_RESULT};
	struct sh_side_result *right = &e.u.result.side[SH_SIDE_RIGHT];
	struct sh_plain_words p = {0};
	char buf[1024];
	struct sh_text t;

	(void)state;
	e.u.result.exercise = "crocodile-1";
	e.u.result.reps = 5;
	e.u.result.reps_ok = 2;
	right->used = true;
	right->asked = 6;
	right->tried = 5;
	right->counted = 2;
	right->rep_not[SH_VERDICT_SHALLOW] = 2;
	right->hold_not[SH_HOLD_LEFT] = 1;
	sh_text_init(&t, buf, sizeof buf);
	sh_plain_words(&p, &e, &t);
	assert_string_equal(buf, "crocodile-1 not completed: 2 of 5 repetitions ok, too deep 0 times, "
				 "over the limit 0 times\nright: 6 asked, 5 done, 2 counted, "
				 "1 left too soon, 2 shallow");
}

static void test_pain_says_what_to_do(void **state)
{
	static const struct {
		int level;
		bool leg;
		const char *says;
	} table[] = {
		{-1, false, "paused"},	       {0, false, "mild"},   {3, false, "mild"},
		{4, false, "make it smaller"}, {5, false, "smaller"}, {6, false, "stop for today"},
		{10, false, "professional"},   {-1, true, "stop now"}, {-1, true, "emergency care"},
	};
	struct sh_plain_words p = {0};
	char buf[1024];
	struct sh_text t;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct sh_event e = {.kind = SH_EVENT_PAIN};

		e.u.pain.level = table[i].level;
		e.u.pain.leg = table[i].leg;
		sh_text_init(&t, buf, sizeof buf);
		sh_plain_words(&p, &e, &t);
		if (!strstr(buf, table[i].says))
			fail_msg("%d: %s", table[i].level, buf);
	}
}

static void test_jsonl_writes_each_event_as_the_core_does(void **state)
{
	struct sh_event e[40];
	char want[4096] = "", got[4096];
	struct bench b;
	struct sh_err err;
	ssize_t n;

	(void)state;
	memset(e, 0, sizeof e);
	for (size_t i = 0; i < 40; i++) {
		e[i].kind = SH_EVENT_MARK;
		e[i].t_us = (int64_t)i * 10000;
		e[i].u.mark.n = (int)i;
		assert_true(sh_event_json(&e[i], want + strlen(want), sizeof want - strlen(want)) >
			    0);
	}
	begin(&b, &sh_sink_jsonl);
	assert_int_equal(give(&b, NULL, 0, &err), SH_OK);
	assert_int_equal(give(&b, e, 40, &err), SH_OK);
	n = pread(b.file, got, sizeof got - 1, 0);
	assert_true(n > 0);
	got[n] = '\0';
	assert_string_equal(got, want);
	end(&b);
}

static void test_reader_gone_is_told_once_and_no_signal_kills(void **state)
{
	static const struct sh_sink_ops *const BOTH[] = {&sh_sink_plain, &sh_sink_jsonl};
	const struct sh_event e = {.kind = SH_EVENT_NEUTRAL};

	(void)state;
	assert_true(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
	for (size_t i = 0; i < 2; i++) {
		struct bench b = {.ops = BOTH[i]};
		struct sh_sink_options o = {.name = "the pipe"};
		struct sh_err err = {0};
		sigset_t pending;
		int ends[2];

		assert_int_equal(pipe(ends), 0);
		close(ends[0]);
		o.fd = ends[1];
		assert_int_equal(b.ops->open(&o, &b.sink, &err), SH_OK);
		assert_int_equal(give(&b, &e, 1, &err), SH_ERR_IO);
		assert_int_equal(err.os_errno, EPIPE);
		assert_non_null(strstr(err.message, "the pipe"));
		assert_int_equal(give(&b, &e, 1, &err), SH_OK);
		assert_int_equal(sigpending(&pending), 0);
		assert_false(sigismember(&pending, SIGPIPE));
		assert_null(b.ops->close(b.sink));
		close(ends[1]);
	}
}

static void test_full_disk_is_told_once(void **state)
{
	const struct sh_event e = {.kind = SH_EVENT_NEUTRAL};
	struct bench b = {.ops = &sh_sink_jsonl};
	struct sh_sink_options o = {.name = "out.jsonl"};
	struct sh_err err = {0};

	(void)state;
	o.fd = open("/dev/full", O_WRONLY);
	if (o.fd < 0) {
		print_message("no /dev/full here\n");
		skip();
	}
	assert_int_equal(b.ops->open(&o, &b.sink, &err), SH_OK);
	assert_int_equal(give(&b, &e, 1, &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, ENOSPC);
	assert_non_null(strstr(err.message, "make room"));
	assert_int_equal(give(&b, &e, 1, &err), SH_OK);
	b.ops->close(b.sink);
	close(o.fd);
}

/** A full non-blocking pipe is waited for; `stop` ends the wait. */
static void test_reader_that_does_not_read_is_left_when_stopped(void **state)
{
	static volatile sig_atomic_t stop;
	const struct sh_event e = {.kind = SH_EVENT_NEUTRAL};
	struct bench b = {.ops = &sh_sink_jsonl};
	struct sh_sink_options o = {.stop = &stop};
	struct sh_err err = {0};
	char page[4096] = {0};
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	while (write(ends[1], page, sizeof page) > 0)
		;
	o.fd = ends[1];
	assert_int_equal(b.ops->open(&o, &b.sink, &err), SH_OK);
	stop = 1;
	assert_int_equal(read(ends[0], page, sizeof page), sizeof page);
	assert_int_equal(give(&b, &e, 1, &err), SH_OK); /* there is room: the last lines go out */
	while (write(ends[1], page, sizeof page) > 0 || write(ends[1], page, 1) > 0)
		;
	assert_int_equal(give(&b, &e, 1, &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, EINTR);
	b.ops->close(b.sink);
	close(ends[0]);
	close(ends[1]);
}

static void test_find_knows_the_names_of_output_format(void **state)
{
	(void)state;
	assert_ptr_equal(sh_sink_find("plain"), &sh_sink_plain);
	assert_ptr_equal(sh_sink_find("jsonl"), &sh_sink_jsonl);
	assert_null(sh_sink_find("tui"));
	assert_null(sh_sink_plain.close(NULL));
	assert_null(sh_sink_jsonl.close(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hold_is_told_in_one_dated_line),
		cmocka_unit_test(test_synthetic_session_says_so_at_start_and_end),
		cmocka_unit_test(test_real_session_has_no_synthetic_badge),
		cmocka_unit_test(test_rep_and_warning_use_words_for_signs),
		cmocka_unit_test(test_angles_line_has_whole_degrees_and_gaps_for_the_unseen),
		cmocka_unit_test(test_movement_is_not_told),
		cmocka_unit_test(test_every_event_stays_within_80_columns_and_printable),
		cmocka_unit_test(test_result_tells_each_side_and_why_not),
		cmocka_unit_test(test_pain_says_what_to_do),
		cmocka_unit_test(test_jsonl_writes_each_event_as_the_core_does),
		cmocka_unit_test(test_reader_gone_is_told_once_and_no_signal_kills),
		cmocka_unit_test(test_full_disk_is_told_once),
		cmocka_unit_test(test_reader_that_does_not_read_is_left_when_stopped),
		cmocka_unit_test(test_find_knows_the_names_of_output_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
