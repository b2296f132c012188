/* What is gathered for the screens outside of a session: settings, catalog, and the past out of a
 * real store.
 */

#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/menu_data.h"
#include "app/settings.h"
#include "store/store.h"

static char dir[64], path[128];
static struct sh_options options;
static struct sh_menu_data *data;
static struct sh_err err;

static int begin(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/sh_menu_XXXXXX");
	assert_non_null(mkdtemp(dir));
	sh_options_init(&options);
	options.data_dir = dir;
	setenv("TZ", "UTC", 1);
	return 0;
}

static int end(void **state)
{
	char command[128];

	(void)state;
	data = sh_menu_data_close(data);
	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	return system(command);
}

static void write_settings(const char *text)
{
	FILE *f;

	snprintf(path, sizeof(path), "%s/settings", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void test_settings_keep_the_age_and_foreign_lines(void **state)
{
	struct sh_settings s;
	struct stat st;

	(void)state;
	sh_settings_load(dir, &s);
	assert_false(s.age_told);
	write_settings("colour: green\nage: 40\n");
	sh_settings_load(dir, &s);
	assert_true(s.age_told);
	assert_int_equal(s.age_years, 40);
	s.age_years = 52;
	assert_int_equal(sh_settings_save(dir, &s, &err), SH_OK);
	sh_settings_load(dir, &s);
	assert_int_equal(s.age_years, 52);
	s.age_years = 0;
	assert_int_equal(sh_settings_save(dir, &s, &err), SH_OK);
	sh_settings_load(dir, &s);
	assert_true(s.age_told);
	assert_int_equal(s.age_years, 0);
	FILE *f = fopen(path, "r");
	char text[200] = "";
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	fclose(f);
	assert_string_equal(text, "age: skipped\ncolour: green\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
}

static void test_settings_of_rubbish_count_as_empty_or_skipped(void **state)
{
	struct sh_settings s;

	(void)state;
	write_settings("age: 99999999999999999999\n");
	sh_settings_load(dir, &s);
	assert_int_equal(s.age_years, 0);
	write_settings("age: -4\nage");
	sh_settings_load(dir, &s);
	assert_int_equal(s.age_years, 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0); /* a folder of that name */
	sh_settings_load(dir, &s);
	assert_false(s.age_told);
	assert_int_equal(sh_settings_save(dir, &s, &err), SH_ERR_IO);
	assert_non_null(strstr(err.message, "settings"));
}

static void open_data(void)
{
	assert_int_equal(sh_menu_data_open(&data, &options, &err), SH_OK);
}

static const struct sh_menu_exercise *find(const char *id)
{
	for (int i = 0; i < data->model.n_exercises; i++) {
		if (strcmp(data->model.exercises[i].id, id) == 0)
			return &data->model.exercises[i];
	}
	fail_msg("no exercise %s", id);
	return NULL;
}

static void test_catalog_of_eighteen_is_grouped(void **state)
{
	static const struct {
		const char *id;
		enum sh_menu_group group;
	} want[] = {
		{"rolls", SH_MENU_STRETCH},	   {"knee-hug", SH_MENU_STRETCH},
		{"wall-legs", SH_MENU_STRETCH},   {"forehead-to-knee", SH_MENU_STRETCH},
		{"cat", SH_MENU_STRETCH},	   {"cat-side-turns", SH_MENU_STRETCH},
		{"chair-slope", SH_MENU_STRETCH}, {"pillow-arch", SH_MENU_STRETCH},
		{"fish-lifts", SH_MENU_STRENGTH}, {"frozen-fish", SH_MENU_STRENGTH},
		{"curl-tilts", SH_MENU_STRENGTH}, {"oblique-raise", SH_MENU_STRENGTH},
		{"crocodile-1", SH_MENU_TWIST},   {"crocodile-2", SH_MENU_TWIST},
		{"pillow-rest", SH_MENU_REST},	   {"ball-roller", SH_MENU_REST},
		{"full-breathing", SH_MENU_REST}, {"rest", SH_MENU_REST},
	};

	(void)state;
	open_data();
	assert_int_equal(data->model.n_exercises, 18);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_int_equal(find(want[i].id)->group, want[i].group);
	for (int i = 1; i < 18; i++)
		assert_true(data->model.exercises[i].group >= data->model.exercises[i - 1].group);
	assert_string_equal(find("cat")->then, find("cat-side-turns")->title);
	assert_int_equal(find("rolls")->numbers.stance, SH_STANCE_SUPINE);
	assert_true(find("crocodile-1")->n_variants >= 2);
}

static void test_looking_at_an_empty_folder_makes_no_files(void **state)
{
	(void)state;
	open_data();
	assert_int_equal(data->model.n_sessions, 0);
	assert_string_equal(data->model.trouble, "");
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(mkdir(dir, 0700), 0);
}

static void give(struct sh_store *s, struct sh_event *e)
{
	assert_int_equal(sh_store_event(s, e, &err), SH_OK);
	memset(e, 0, sizeof(*e));
}

static void put_rep(struct sh_store *s, int64_t t_us, enum sh_side side, int32_t peak_mdeg,
		    enum sh_verdict verdict)
{
	struct sh_event e = {.kind = SH_EVENT_REP, .t_us = t_us};

	e.u.rep.side = side;
	e.u.rep.start_us = t_us - 1000000;
	e.u.rep.end_us = t_us;
	e.u.rep.peak_mdeg = peak_mdeg;
	e.u.rep.verdict = verdict;
	give(s, &e);
}

/* A hold of 8 s that left the target and one of 10 s that counted, then the crocodile, both sides.
 */
static void put_session(struct sh_store *s, const char *id, int64_t utc, int32_t left_mdeg)
{
	const struct sh_store_begin b = {.id = id,
					 .start_utc_s = utc,
					 .source = "usb",
					 .program = "spinehold",
					 .log = "sessions/x.mcap"};
	struct sh_exercise fish = {
		.id = "frozen-fish", .hold_s = 10, .reps = 1, .sets = 2, .sides = 1};
	struct sh_exercise croc = {
		.id = "crocodile-1", .hold_s = 4, .reps = 3, .sets = 1, .sides = 2};
	struct sh_event e = {.kind = SH_EVENT_EXERCISE};

	assert_int_equal(sh_store_begin_session(s, &b, &err), SH_OK);
	e.u.exercise.exercise = &fish;
	give(s, &e);
	for (int i = 0; i < 2; i++) {
		e.kind = SH_EVENT_HOLD;
		e.t_us = 20000000 * (i + 1);
		e.u.hold.start_us = e.t_us - 10000000;
		e.u.hold.end_us = e.t_us;
		e.u.hold.held_us = i ? 10000000 : 8000000;
		e.u.hold.valid = i == 1;
		e.u.hold.reason = i ? SH_HOLD_COMPLETE : SH_HOLD_LEFT;
		give(s, &e);
	}
	e.kind = SH_EVENT_RESULT;
	e.u.result.valid_hold_us = 10000000;
	give(s, &e);
	e.kind = SH_EVENT_EXERCISE;
	e.u.exercise.exercise = &croc;
	give(s, &e);
	put_rep(s, 60000000, SH_SIDE_LEFT, left_mdeg - 900, SH_VERDICT_OK);
	put_rep(s, 61000000, SH_SIDE_LEFT, left_mdeg, SH_VERDICT_JERKY);
	put_rep(s, 62000000, SH_SIDE_LEFT, left_mdeg + 700, SH_VERDICT_OK);
	put_rep(s, 63000000, SH_SIDE_RIGHT, -9000, SH_VERDICT_OK);
	put_rep(s, 64000000, SH_SIDE_RIGHT, 1000, SH_VERDICT_UNSURE);
	e.kind = SH_EVENT_RESULT;
	e.u.result.completed = true;
	give(s, &e);
	e.kind = SH_EVENT_PAIN;
	e.t_us = 65000000;
	e.u.pain.level = 3;
	give(s, &e);
	e.kind = SH_EVENT_SUMMARY;
	e.u.summary.exercises = 2;
	give(s, &e);
	assert_int_equal(sh_store_end_session(s, &err), SH_OK);
}

static void put_sessions(int n)
{
	struct sh_store *s;
	char id[16];

	snprintf(path, sizeof(path), "%s/results.db", dir);
	assert_int_equal(sh_store_open(path, &s, &err), SH_OK);
	for (int i = 0; i < n; i++) {
		snprintf(id, sizeof(id), "s%02d", i);
		put_session(s, id, 1700000000 + i * 86400, 10000 + 4000 * i);
	}
	s = sh_store_close(s);
}

static void test_results_come_by_exercise_and_side_with_reasons(void **state)
{
	(void)state;
	put_sessions(2);
	open_data();
	assert_int_equal(data->model.n_sessions, 2);
	const struct sh_menu_session *s = &data->model.sessions[0];
	assert_string_equal(s->date, "2023-11-15 22:13");
	assert_string_equal(s->what, "Frozen fish, Crocodile 1");
	assert_int_equal(s->pains, 1);
	assert_int_equal(s->worst_pain, 3);
	assert_int_equal(s->n_results, 3);
	const struct sh_menu_result *r = s->results;
	assert_true(r[0].first && r[1].first && !r[2].first);
	assert_false(r[0].counts_reps);
	assert_int_equal(r[0].sets, 2);
	assert_int_equal(r[0].hold_ms, 10000);
	assert_int_equal(r[0].holds[SH_HOLD_LEFT], 1);
	assert_int_equal(r[0].holds_valid, 1);
	assert_int_equal(r[0].valid_ms, 10000);
	assert_int_equal(r[1].side, SH_SIDE_LEFT);
	assert_int_equal(r[1].reps_by[SH_VERDICT_OK], 2);
	assert_int_equal(r[1].reps_by[SH_VERDICT_JERKY], 1);
	assert_int_equal(r[2].side, SH_SIDE_RIGHT);
	assert_int_equal(r[2].reps, 3);
	assert_int_equal(r[2].reps_by[SH_VERDICT_UNSURE], 1);
	assert_true(r[2].completed);
}

static void test_trends_are_medians_by_side_oldest_first(void **state)
{
	(void)state;
	put_sessions(5);
	open_data();
	assert_int_equal(data->model.n_trends, 3);
	const struct sh_menu_trend *t = data->model.trends;
	assert_string_equal(t[0].title, "Crocodile 1");
	assert_int_equal(t[0].side, SH_SIDE_LEFT);
	assert_true(t[0].angle);
	assert_int_equal(t[0].n, 5);
	assert_int_equal(t[0].value[0], 10000);
	assert_int_equal(t[0].value[4], 26000);
	assert_int_equal(t[0].line.verdict, SH_TREND_UP);
	assert_true(t[0].has_balance && t[0].balance_percent > 25);
	assert_int_equal(t[1].side, SH_SIDE_RIGHT);
	assert_int_equal(t[1].value[4], 9000); /* unsure is left out, right is a magnitude */
	assert_int_equal(t[1].line.verdict, SH_TREND_NOISE);
	assert_false(t[2].angle);
	assert_int_equal(t[2].value[0], 10000);
	assert_int_equal(sh_menu_data_past(data, &err), SH_OK); /* a second time is the same */
	assert_int_equal(data->model.n_trends, 3);
	assert_int_equal(data->model.trends[0].n, 5);
}

static void test_a_longer_past_than_a_trend_holds_keeps_the_newest(void **state)
{
	(void)state;
	put_sessions(SH_TREND_MAX + 5);
	open_data();
	const struct sh_menu_trend *t = data->model.trends;
	assert_int_equal(t[0].n, SH_TREND_MAX);
	assert_int_equal(t[0].value[0], 10000 + 4000 * 5);
	assert_int_equal(t[0].value[SH_TREND_MAX - 1], 10000 + 4000 * (SH_TREND_MAX + 4));
}

static void test_a_damaged_store_is_told_not_fatal(void **state)
{
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/results.db", dir);
	f = fopen(path, "w");
	fputs("this is no database, and long enough to be looked at by somebody", f);
	fclose(f);
	open_data();
	assert_int_equal(data->model.n_sessions, 0);
	assert_non_null(strstr(data->model.trouble, "results.db"));
}

static void test_days_are_counted_by_the_calendar(void **state)
{
	char date[32];

	(void)state;
	assert_int_equal(sh_menu_data_day(0, date, sizeof(date)), 0);
	assert_string_equal(date, "1970-01-01 00:00");
	for (int64_t day = -800; day < 40000; day += 7)
		assert_int_equal(sh_menu_data_day(day * 86400 + 86399, date, sizeof(date)), day);
	(void)sh_menu_data_day(INT64_MAX, date, sizeof(date)); /* a wild time: no crash */
	assert_string_equal(date, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_settings_keep_the_age_and_foreign_lines, begin,
						end),
		cmocka_unit_test_setup_teardown(test_settings_of_rubbish_count_as_empty_or_skipped,
						begin, end),
		cmocka_unit_test_setup_teardown(test_catalog_of_eighteen_is_grouped, begin, end),
		cmocka_unit_test_setup_teardown(test_looking_at_an_empty_folder_makes_no_files,
						begin, end),
		cmocka_unit_test_setup_teardown(test_results_come_by_exercise_and_side_with_reasons,
						begin, end),
		cmocka_unit_test_setup_teardown(test_trends_are_medians_by_side_oldest_first, begin,
						end),
		cmocka_unit_test_setup_teardown(
			test_a_longer_past_than_a_trend_holds_keeps_the_newest, begin, end),
		cmocka_unit_test_setup_teardown(test_a_damaged_store_is_told_not_fatal, begin, end),
		cmocka_unit_test_setup_teardown(test_days_are_counted_by_the_calendar, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
