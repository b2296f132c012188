/* The remote control of a replay, with a made-up clock: what a key does, and that wherever it winds
 * to, the session says and shows what a straight replay says and shows there. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "app/replay_control.h"
#include "catalog/catalog.h"
#include "sim/encode.h"
#include "sim/sensor_model.h"
#include "sim/wearer.h"
#include "tui/term.h"

static struct sh_timeline timeline;
static struct sh_replay_control control;
static const char *say;

enum { PERIOD_US = 10000, LENGTH_US = 60000000 };

static void make_timeline(void)
{
	sh_timeline_init(&timeline);
	timeline.length_us = LENGTH_US;
	timeline.whole = true;
	static const struct sh_timeline_mark marks[] = {
		{0, SH_TIMELINE_SET},	      {2000000, SH_TIMELINE_COMMAND},
		{9000000, SH_TIMELINE_GOOD},  {12000000, SH_TIMELINE_LIMIT},
		{20000000, SH_TIMELINE_DEEP}, {30000000, SH_TIMELINE_MARK},
	};
	timeline.n = sizeof marks / sizeof marks[0];
	memcpy(timeline.marks, marks, sizeof marks);
}

static void begin(double factor, int64_t hold_at_us)
{
	make_timeline();
	sh_replay_init(&control, factor, hold_at_us, &timeline, true);
}

static enum sh_replay_order press(int key, int64_t now_us)
{
	return sh_replay_key(&control, key, now_us, &say);
}

/* Gives the outputs of a recording at 100 a second until the control wants no more at once.
 * @return the moment that is shown then. */
static int64_t run_until_shown(int64_t from_us, int64_t now_us)
{
	int64_t t_us = from_us;
	while (t_us <= LENGTH_US && !sh_replay_output(&control, t_us, now_us))
		t_us += PERIOD_US;
	if (t_us > LENGTH_US)
		sh_replay_end(&control);
	return control.t_us;
}

/* Presses a key in a recording that stands at control.t_us and follows the order. */
static int64_t wind(int key)
{
	enum sh_replay_order order = press(key, 0);
	if (order == SH_REPLAY_REWIND) {
		sh_replay_begin(&control);
		return run_until_shown(0, 0);
	}
	if (order == SH_REPLAY_GO_ON)
		return run_until_shown(control.t_us + PERIOD_US, 0);
	return control.t_us;
}

static void test_playing_paces_by_the_clock(void **state)
{
	(void)state;
	begin(1, -1);
	assert_true(sh_replay_output(&control, 0, 5000));
	assert_int_equal(sh_replay_wait_us(&control, 5000), 0);
	assert_true(sh_replay_output(&control, 10000, 5100));
	assert_int_equal(sh_replay_wait_us(&control, 5100), 9900);
	assert_int_equal(sh_replay_wait_us(&control, 15000), 0);
	assert_int_equal(press('+', 15000), SH_REPLAY_DRAW); /* twice as fast from here on */
	assert_true(sh_replay_output(&control, 20000, 15000));
	assert_int_equal(sh_replay_wait_us(&control, 15000), 5000);
	press('x', 15000);
	assert_int_equal(sh_replay_wait_us(&control, 15000), 0);
	for (int i = 0; i < 20; i++)
		press('-', 15000);
	assert_true(sh_replay_output(&control, 30000, 15000));
	assert_int_equal(sh_replay_wait_us(&control, 15000), 80000); /* an eighth */
}

static void test_speed_goes_from_an_eighth_to_32_and_max(void **state)
{
	(void)state;
	struct sh_replay_view v;
	begin(1, -1);
	for (int i = 0; i < 5; i++)
		press('+', 0);
	sh_replay_view(&control, &v);
	assert_int_equal(v.speed_num, 32);
	press('=', 0);
	sh_replay_view(&control, &v);
	assert_int_equal(v.speed_num, 0);
	press('+', 0);
	press('-', 0);
	sh_replay_view(&control, &v);
	assert_int_equal(v.speed_num, 32);
	for (int i = 0; i < 9; i++)
		press('-', 0);
	sh_replay_view(&control, &v);
	assert_int_equal(v.speed_num, 1);
	assert_int_equal(v.speed_den, 8);
	press('r', 0);
	sh_replay_view(&control, &v);
	assert_int_equal(v.speed_num * 10 + v.speed_den, 11);
	begin(3, -1);
	sh_replay_view(&control, &v);
	assert_int_equal(v.speed_num, 3);
}

static void test_pause_stands_and_play_goes_on_from_there(void **state)
{
	(void)state;
	begin(1, -1);
	sh_replay_output(&control, 0, 0);
	sh_replay_output(&control, 1000000, 400000);
	assert_int_equal(press(' ', 500000), SH_REPLAY_DRAW);
	assert_int_equal(sh_replay_wait_us(&control, 9000000), -1);
	assert_int_equal(press(' ', 9000000), SH_REPLAY_GO_ON);
	sh_replay_output(&control, 1010000, 9000000);
	assert_int_equal(sh_replay_wait_us(&control, 9000000), 10000);
}

static void test_hold_at_stands_at_the_first_sample_from_there_on(void **state)
{
	(void)state;
	begin(0, 12345678);
	assert_int_equal(run_until_shown(0, 0), 12350000);
	assert_int_equal(sh_replay_wait_us(&control, 0), -1);
	begin(1, 20000); /* at a speed it plays up to there */
	assert_true(sh_replay_output(&control, 0, 0));
	assert_true(sh_replay_output(&control, 10000, 10000));
	assert_int_equal(sh_replay_wait_us(&control, 10000), 0);
	assert_true(sh_replay_output(&control, 20000, 20000));
	assert_int_equal(sh_replay_wait_us(&control, 20000), -1);
	assert_int_equal(press(' ', 20000), SH_REPLAY_GO_ON);
	assert_true(sh_replay_output(&control, 30000, 20000));
	assert_int_equal(sh_replay_wait_us(&control, 20000), 10000);
}

static void test_keys_step_and_seek_as_far_as_they_say(void **state)
{
	(void)state;
	static const struct {
		int key;
		int64_t to_us;
	} steps[] = {
		{'.', 15010000},
		{',', 15000000},
		{',', 14990000},
		{'>', 15090000},
		{'<', 14990000},
		{'l', 15990000},
		{'j', 14990000},
		{SH_KEY_RIGHT, 19990000},
		{SH_KEY_LEFT, 14990000},
		{SH_KEY_UP, 44990000},
		{SH_KEY_DOWN, 14990000},
		{SH_KEY_LEFT, 9990000},
		{SH_KEY_LEFT, 4990000},
		{SH_KEY_LEFT, 0},
		{SH_KEY_LEFT, 0},
		{',', 0},
		{'5', 30000000},
		{'9', 54000000},
		{'0', 0},
		{'n', 9000000},
		{'n', 12000000},
		{'n', 20000000},
		{'b', 12000000},
		{']', 30000000},
		{'[', 12000000},
		{'[', 12000000},
		{'e', LENGTH_US},
		{SH_KEY_RIGHT, LENGTH_US},
		{'b', 30000000},
		{SH_KEY_END, LENGTH_US},
		{',', 59990000},
		{'g', 0},
	};
	begin(0, 15000000);
	assert_int_equal(run_until_shown(0, 0), 15000000);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		int64_t at_us = wind(steps[i].key);
		if (at_us != steps[i].to_us)
			print_error("step %zu, key %d: at %lld\n", i, steps[i].key,
				    (long long)at_us);
		assert_int_equal(at_us, steps[i].to_us);
		assert_int_equal(sh_replay_wait_us(&control, 0), -1);
	}
}

static void test_keys_pressed_while_it_seeks_add_up(void **state)
{
	(void)state;
	begin(1, -1);
	run_until_shown(0, 0);
	assert_int_equal(press(SH_KEY_RIGHT, 0), SH_REPLAY_GO_ON);
	assert_false(sh_replay_output(&control, 10000, 0));
	assert_int_equal(press(SH_KEY_RIGHT, 0), SH_REPLAY_GO_ON);
	assert_int_equal(run_until_shown(20000, 7), 10000000);
	/* it was playing, so it plays on, from now */
	assert_int_equal(sh_replay_wait_us(&control, 7), 0);
	assert_true(sh_replay_output(&control, 10010000, 7));
	assert_int_equal(sh_replay_wait_us(&control, 7), 10000);
}

static void test_seek_in_the_middle_of_a_wide_gap_lands_after_it(void **state)
{
	(void)state;
	begin(0, 5000000);
	assert_false(sh_replay_output(&control, 4990000, 0));
	assert_true(sh_replay_output(&control, 9000000, 0));
	assert_int_equal(press(',', 0), SH_REPLAY_REWIND);
	sh_replay_begin(&control);
	assert_true(sh_replay_output(&control, 4990000, 0));
}

static void test_space_at_the_end_plays_again(void **state)
{
	(void)state;
	begin(1, -1);
	sh_replay_output(&control, 0, 0);
	sh_replay_end(&control);
	assert_int_equal(sh_replay_wait_us(&control, 0), -1);
	assert_int_equal(press(' ', 100), SH_REPLAY_REWIND);
	sh_replay_begin(&control);
	assert_true(sh_replay_output(&control, 0, 200));
	assert_true(sh_replay_output(&control, 10000, 200));
	assert_int_equal(sh_replay_wait_us(&control, 200), 10000);
}

static void test_what_can_be_read_once_is_not_wound(void **state)
{
	(void)state;
	sh_replay_init(&control, 1, -1, NULL, false);
	sh_replay_output(&control, 0, 0);
	static const int keys[] = {',', '.', 'j', 'l', SH_KEY_LEFT, SH_KEY_UP, '5', 'n', '[', 'g'};
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		assert_int_equal(press(keys[i], 0), SH_REPLAY_DRAW);
		assert_non_null(say);
		assert_int_equal(control.state, SH_REPLAY_PLAYING);
	}
	assert_int_equal(press('q', 0), SH_REPLAY_QUIT);
	sh_replay_end(&control);
	assert_int_equal(press(' ', 0), SH_REPLAY_DRAW);
}

static void test_help_opens_and_closes_and_escape_does_not_quit_then(void **state)
{
	(void)state;
	begin(1, -1);
	press('?', 0);
	assert_true(control.help);
	assert_int_equal(press(SH_KEY_ESCAPE, 0), SH_REPLAY_DRAW);
	assert_false(control.help);
	assert_int_equal(press(SH_KEY_ESCAPE, 0), SH_REPLAY_QUIT);
	assert_int_equal(press('z', 0), SH_REPLAY_NOTHING);
}

/* --- a real session under it ------------------------------------------------------------------ */

enum { SHOWN_MAX = 30000, LINES_MAX = 400000 };

struct moment {
	int64_t t_us;
	size_t lines; /* length of what was said until then */
	struct sh_coach_view coach;
};

static struct moment straight[SHOWN_MAX];
static int n_straight;
static char straight_lines[LINES_MAX], lines[LINES_MAX];
static size_t n_lines;

struct playing {
	struct sh_wearer wearer;
	struct sh_sensor_model sensor;
	struct sh_sim_encoder encoder;
	struct sh_session session;
	struct sh_session_config config;
	bool recording, arrived, whole;
	struct sh_coach_view coach;
};

static void on_output(void *ctx, const struct sh_output *out)
{
	struct playing *p = ctx;
	if (p->arrived)
		return;
	for (size_t i = 0; i < out->n_events; i++) {
		n_lines += sh_event_json(&out->events[i], lines + n_lines, LINES_MAX - n_lines);
		assert_true(n_lines < LINES_MAX - 1024);
	}
	p->coach = *out->coach;
	p->coach.exercise = NULL;
	if (!out->sample)
		return;
	if (p->recording) {
		assert_true(n_straight < SHOWN_MAX);
		straight[n_straight++] = (struct moment){out->t_us, n_lines, p->coach};
		sh_timeline_output(&timeline, out);
		return;
	}
	p->arrived = sh_replay_output(&control, out->t_us, 0);
}

static void begin_session(struct playing *p, const struct sh_exercise *ex)
{
	const struct sh_sensor_params *sensor = sh_sensor_params_find("mpu6050-zeroed");
	const char *why;
	memset(&p->config, 0, sizeof p->config);
	p->config.source = "simulated";
	p->config.program = "test";
	p->config.protocol = sh_protocol_find("spinehold");
	p->config.steps = ex;
	p->config.n_steps = 1;
	sh_fusion_defaults_coached(&p->config.fusion);
	p->config.automatic = true;
	p->config.mount[0].w = p->config.mount[1].w = 1;
	sh_wearer_init(&p->wearer, ex, 5, 1u << SH_FAULT_OVER_LIMIT);
	sh_sensor_model_init(&p->sensor, sensor, &p->config.mount[0], 0, 5, 0);
	sh_sim_encoder_init(&p->encoder, SH_SIM_SPINEHOLD, sensor, 1, 5, 0);
	assert_int_equal(sh_session_init(&p->session, &p->config, on_output, p, &why), SH_OK);
	n_lines = 0;
	uint8_t bytes[SH_SIM_BYTES_MAX];
	struct sh_record r = {.kind = SH_RECORD_BYTES, .data = bytes};
	r.len = sh_sim_encode_start(&p->encoder, bytes);
	sh_session_apply(&p->session, &r);
}

/* @return false at the end of the recording. */
static bool step_session(struct playing *p)
{
	uint8_t bytes[SH_SIM_BYTES_MAX];
	struct sh_sim_truth truth = {0};
	struct sh_sample sample;
	if (sh_session_over(&p->session) || !sh_wearer_next(&p->wearer, &truth))
		return false;
	const struct sh_sim_segment *worn = &truth.segment[truth.wearing];
	sh_sensor_model_apply(&p->sensor, worn, truth.t_us, &sample);
	struct sh_record r = {.kind = SH_RECORD_BYTES, .data = bytes, .t_host_us = truth.t_us};
	r.len = sh_sim_encode_sample(&p->encoder, &sample, &worn->q, truth.lost, bytes);
	sh_session_apply(&p->session, &r);
	return true;
}

static const struct moment *straight_at(int64_t t_us)
{
	for (int i = 0; i < n_straight; i++) {
		if (straight[i].t_us == t_us)
			return &straight[i];
	}
	return NULL;
}

static void follow(struct playing *p, const struct sh_exercise *ex, enum sh_replay_order order)
{
	if (order != SH_REPLAY_REWIND && order != SH_REPLAY_GO_ON)
		return;
	p->arrived = false;
	if (order == SH_REPLAY_REWIND) {
		sh_replay_begin(&control);
		begin_session(p, ex);
	}
	while (!p->arrived && step_session(p))
		continue;
	if (!p->arrived)
		sh_replay_end(&control);
}

static void test_wherever_it_winds_to_the_session_says_what_a_straight_replay_says(void **state)
{
	(void)state;
	static const int keys[] = {',', '.', '<', '>', 'j', 'l', SH_KEY_LEFT, SH_KEY_RIGHT,
				   '3', '7', 'n', 'b', '[', ']', ',',	      '1'};
	struct sh_exercise ex;
	struct sh_catalog *catalog = NULL;
	struct sh_err err = {0};
	struct playing *p = calloc(1, sizeof *p);
	assert_non_null(p);
	assert_int_equal(sh_catalog_builtin(&catalog, &err), SH_OK);
	assert_int_equal(sh_catalog_exercise(sh_catalog_find(catalog, "frozen-fish"), NULL, NULL, 1,
					     &ex, &err),
			 SH_OK);
	ex.sets = 1;
	sh_timeline_init(&timeline);
	p->recording = true;
	n_straight = 0;
	begin_session(p, &ex);
	while (step_session(p))
		continue;
	memcpy(straight_lines, lines, n_lines);
	assert_true(n_straight > 1000 && timeline.n > 3);
	p->recording = false;
	sh_replay_init(&control, 0, 3000000, &timeline, true);
	begin_session(p, &ex);
	follow(p, &ex, SH_REPLAY_GO_ON);
	unsigned random = 12345;
	int landed = 0;
	for (int i = 0; i < 60; i++) {
		random = random * 1103515245u + 12345u;
		follow(p, &ex, press(keys[random >> 16 & 15u], 0));
		if (control.at_end)
			continue;
		const struct moment *m = straight_at(control.t_us);
		assert_non_null(m);
		assert_int_equal(n_lines, m->lines);
		assert_memory_equal(lines, straight_lines, n_lines);
		assert_memory_equal(&p->coach, &m->coach, sizeof m->coach);
		landed++;
	}
	assert_true(landed > 40);
	catalog = sh_catalog_close(catalog);
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_playing_paces_by_the_clock),
		cmocka_unit_test(test_speed_goes_from_an_eighth_to_32_and_max),
		cmocka_unit_test(test_pause_stands_and_play_goes_on_from_there),
		cmocka_unit_test(test_hold_at_stands_at_the_first_sample_from_there_on),
		cmocka_unit_test(test_keys_step_and_seek_as_far_as_they_say),
		cmocka_unit_test(test_keys_pressed_while_it_seeks_add_up),
		cmocka_unit_test(test_seek_in_the_middle_of_a_wide_gap_lands_after_it),
		cmocka_unit_test(test_space_at_the_end_plays_again),
		cmocka_unit_test(test_what_can_be_read_once_is_not_wound),
		cmocka_unit_test(test_help_opens_and_closes_and_escape_does_not_quit_then),
		cmocka_unit_test(
			test_wherever_it_winds_to_the_session_says_what_a_straight_replay_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
