#ifndef MENU_FIXTURE_H
#define MENU_FIXTURE_H

/** A small model for the tests of the menu and its screens. */

#include <string.h>

#include "tui/menu.h"

static struct sh_menu_exercise exercises[4];
static struct sh_menu_variant variants[2];
static struct sh_menu_port ports[2];
static struct sh_menu_session sessions[3];
static struct sh_menu_result results[3];
static struct sh_menu_trend trends[2];
static struct sh_menu_recording recordings[1];
static const char *const programmes[] = {"gentle", "full"};
static struct sh_menu_model model;
static struct sh_menu menu;

static inline struct sh_band make_band(double low, double high, double warn, double limit)
{
	struct sh_band b = {true, low, high, warn, limit};
	return b;
}

static inline void make_exercise(int i, const char *id, const char *title, enum sh_menu_group group)
{
	struct sh_menu_exercise *e = &exercises[i];

	memset(e, 0, sizeof(*e));
	e->id = id;
	e->title = title;
	e->start = "Lie down.";
	e->ready = "Move slowly.";
	e->breath = "even";
	e->group = group;
	e->numbers.mode = SH_MODE_HOLD;
	e->numbers.hold_s = 10;
	e->numbers.sets = 3;
	e->numbers.sides = 1;
	e->numbers.stance = SH_STANCE_PRONE;
	e->numbers.measure = SH_MEASURE_FORWARD_TILT;
	e->numbers.negative = make_band(4, 10, 14, 18);
}

static inline void make_past(void)
{
	memset(sessions, 0, sizeof(sessions));
	memset(results, 0, sizeof(results));
	for (int i = 0; i < 3; i++) {
		sessions[i].date = i == 0 ? "2026-11-20 19:41" : "2026-11-18 07:05";
		sessions[i].what = "Frozen fish, Crocodile 1";
		sessions[i].log = i == 2 ? "" : "/data/sessions/a.mcap";
		sessions[i].source = "usb";
		sessions[i].active_ms = 95000;
		sessions[i].exercises = 2;
		sessions[i].completed = 1;
		sessions[i].ended = i != 1;
		sessions[i].worst_pain = -1;
	}
	results[0].title = "Frozen fish";
	results[0].variant = "pillow";
	results[0].first = true;
	results[0].hold_ms = 10000;
	results[0].sets = 3;
	results[0].reps = 1;
	results[0].holds[SH_HOLD_COMPLETE] = 2;
	results[0].holds[SH_HOLD_LEFT] = 1;
	results[0].holds_valid = 2;
	results[0].valid_ms = 20000;
	results[0].depth_warnings = 2;
	for (int i = 1; i < 3; i++) {
		results[i].title = "Crocodile 1";
		results[i].variant = "";
		results[i].first = i == 1;
		results[i].side = i == 1 ? SH_SIDE_LEFT : SH_SIDE_RIGHT;
		results[i].counts_reps = true;
		results[i].reps = 3;
		results[i].sets = 1;
		results[i].reps_by[SH_VERDICT_OK] = 3 - i;
		results[i].reps_by[SH_VERDICT_DEEP] = i;
		results[i].completed = true;
	}
	sessions[0].results = results;
	sessions[0].n_results = 3;
	sessions[0].pains = 2;
	sessions[0].worst_pain = 4;
}

static inline void make_trends(void)
{
	static const int32_t deep[5] = {8000, 11000, 14000, 17000, 20000};
	static const int32_t held[2] = {20000, 30000};

	memset(trends, 0, sizeof(trends));
	trends[0].title = "Crocodile 1";
	trends[0].side = SH_SIDE_LEFT;
	trends[0].angle = true;
	trends[0].n = 5;
	memcpy(trends[0].value, deep, sizeof(deep));
	trends[1].title = "Frozen fish";
	trends[1].n = 2;
	memcpy(trends[1].value, held, sizeof(held));
	for (int i = 0; i < 2; i++)
		sh_trend_line_of(trends[i].value, trends[i].n,
				 trends[i].angle ? SH_TREND_ANGLE_BAND : SH_TREND_TIME_BAND,
				 &trends[i].line);
}

static inline void make_model(void)
{
	memset(&model, 0, sizeof(model));
	make_exercise(0, "cat", "Cat pose", SH_MENU_STRETCH);
	make_exercise(1, "frozen-fish", "Frozen fish", SH_MENU_STRENGTH);
	make_exercise(2, "crocodile-1", "Crocodile 1", SH_MENU_TWIST);
	make_exercise(3, "rest", "Short rest", SH_MENU_REST);
	exercises[0].numbers.positive = make_band(6, 18, 26, 34);
	exercises[3].numbers.measure = SH_MEASURE_STILLNESS;
	variants[0].name = "pillow";
	variants[0].note = "A pillow.";
	variants[0].numbers = exercises[1].numbers;
	variants[0].numbers.negative = make_band(2, 10, 14, 18);
	variants[1] = variants[0];
	variants[1].name = "chair";
	exercises[1].variants = variants;
	exercises[1].n_variants = 2;
	ports[0].path = "/dev/ttyUSB0";
	ports[0].what = "CH340";
	ports[0].candidate = true;
	ports[1].path = "/dev/ttyS0";
	ports[1].what = "";
	recordings[0].name = "2026-11-20 19:41";
	recordings[0].what = "Frozen fish";
	recordings[0].path = "/data/sessions/a.mcap";
	make_past();
	make_trends();
	model.version = "spinehold 0.1.0";
	model.today = "Sunday 22 November 2026";
	model.weekday = 6;
	model.exercises = exercises;
	model.n_exercises = 4;
	model.ports = ports;
	model.n_ports = 2;
	model.n_candidates = 1;
	model.sessions = sessions;
	model.n_sessions = 3;
	model.trends = trends;
	model.n_trends = 2;
	model.recordings = recordings;
	model.n_recordings = 1;
	model.programmes = programmes;
	model.n_programmes = 2;
	model.calendar[0] = model.calendar[2] = 1;
	model.age_told = true;
	model.age_years = 52;
	model.data_dir = "/data";
	model.trouble = "";
}

#endif
