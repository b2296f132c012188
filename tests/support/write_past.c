/* Makes a data folder with a past: sessions of invented people-like numbers, for the tests and
 * pictures of the history. No logs go with them.
 *
 *	write_past DATABASE LAST_UTC N      N sessions, the last at LAST_UTC, two or three days
 *apart
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

static struct sh_err err;

static void must(enum sh_status st)
{
	if (st == SH_OK)
		return;
	fprintf(stderr, "write_past: %s\n", err.message);
	exit(1);
}

static void give(struct sh_store *s, struct sh_event *e)
{
	must(sh_store_event(s, e, &err));
	memset(e, 0, sizeof(*e));
}

static void begin(struct sh_store *s, struct sh_exercise *x)
{
	struct sh_event e = {.kind = SH_EVENT_EXERCISE};

	e.u.exercise.exercise = x;
	e.u.exercise.set = 1;
	give(s, &e);
}

static void end(struct sh_store *s, int64_t valid_us, int64_t active_us, bool completed, int deep)
{
	struct sh_event e = {.kind = SH_EVENT_RESULT};

	e.u.result.valid_hold_us = valid_us;
	e.u.result.active_us = active_us;
	e.u.result.depth_warnings = deep;
	e.u.result.completed = completed;
	give(s, &e);
}

static void hold(struct sh_store *s, int64_t *t_us, int64_t held_us, bool valid)
{
	struct sh_event e = {.kind = SH_EVENT_HOLD, .t_us = *t_us + held_us};

	e.u.hold.start_us = *t_us;
	e.u.hold.end_us = *t_us += held_us;
	e.u.hold.held_us = held_us;
	e.u.hold.valid = valid;
	e.u.hold.reason = valid ? SH_HOLD_COMPLETE : SH_HOLD_LEFT;
	e.u.hold.mean_mdeg = -6500;
	give(s, &e);
	*t_us += 60000000;
}

static void rep(struct sh_store *s, int64_t *t_us, enum sh_side side, int32_t peak_mdeg)
{
	struct sh_event e = {.kind = SH_EVENT_REP, .t_us = *t_us + 8000000};

	e.u.rep.side = side;
	e.u.rep.start_us = *t_us;
	e.u.rep.end_us = *t_us += 8000000;
	e.u.rep.peak_mdeg = side == SH_SIDE_RIGHT ? -peak_mdeg : peak_mdeg;
	e.u.rep.verdict = peak_mdeg < 8000 ? SH_VERDICT_SHALLOW : SH_VERDICT_OK;
	give(s, &e);
	*t_us += 2000000;
}

static void one_session(struct sh_store *s, int64_t utc, int i, int n)
{
	struct sh_exercise
		fish = {.id = "frozen-fish", .hold_s = 10, .reps = 1, .sets = 3, .sides = 1},
		croc = {.id = "crocodile-1", .hold_s = 4, .reps = 3, .sets = 1, .sides = 2},
		cat = {.id = "cat", .duration_s = 180, .sets = 1, .sides = 1};
	static const int scatter[5] = {0, 2500, -1800, 900, -700};
	int64_t t = 10000000;
	char id[40];
	struct sh_store_begin b = {
		.id = id, .start_utc_s = utc, .source = "usb", .program = "spinehold 0.1.0"};
	struct sh_event e = {.kind = SH_EVENT_SUMMARY};

	snprintf(id, sizeof(id), "past-%04d", i);
	must(sh_store_begin_session(s, &b, &err));
	begin(s, &cat);
	end(s, 0, i % 4 == 1 ? 95000000 : 180000000, i % 4 != 1, 0);
	begin(s, &croc);
	for (int k = 0; k < 3; k++)
		rep(s, &t, SH_SIDE_LEFT, 11000 + i * 14000 / n + scatter[(i + k) % 5]);
	for (int k = 0; k < 3; k++)
		rep(s, &t, SH_SIDE_RIGHT, 9500 + scatter[(i + 2 * k) % 5]);
	end(s, 0, 0, true, 1);
	if (i % 2) {
		begin(s, &fish);
		for (int k = 0; k < 3; k++)
			hold(s, &t, k == 2 && i < n / 2 ? 6200000 : 10000000, k != 2 || i >= n / 2);
		end(s, i < n / 2 ? 20000000 : 30000000, 0, i >= n / 2, 0);
	}
	e.u.summary.exercises = 2 + i % 2;
	give(s, &e);
	must(sh_store_end_session(s, &err));
}

int main(int argc, char **argv)
{
	struct sh_store *s;
	int n;

	if (argc != 4) {
		fputs("usage: write_past DATABASE LAST_UTC N\n", stderr);
		return 2;
	}
	n = atoi(argv[3]);
	must(sh_store_open(argv[1], &s, &err));
	for (int i = 0; i < n; i++)
		one_session(s, atoll(argv[2]) - (int64_t)(n - 1 - i) * 216000, i, n);
	s = sh_store_close(s);
	return 0;
}
