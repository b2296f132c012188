#ifndef TUI_FIXTURE_H
#define TUI_FIXTURE_H

/** Made-up outputs of a session for the tests of view and screen. */

#include <string.h>

#include "tui/view.h"

struct fixture {
	struct sh_exercise exercise;
	struct sh_coach_view coach;
	struct sh_posture posture;
	struct sh_sample sample;
	struct sh_orientation orientation;
	struct sh_event events[4];
	size_t n_events;
	struct sh_view view;
};

static inline struct sh_band_mdeg make_band(int32_t low, int32_t high, int32_t warn, int32_t limit)
{
	struct sh_band_mdeg b = {true, low, high, warn, limit};
	return b;
}

/* Frozen fish: a hold of 10 s in the arch, prone, in its first set of three. */
static inline void make_fish(struct fixture *f)
{
	memset(f, 0, sizeof *f);
	sh_view_init(&f->view);
	strcpy(f->exercise.id, "frozen-fish");
	strcpy(f->exercise.title, "Frozen fish");
	f->exercise.stance = SH_STANCE_PRONE;
	f->exercise.movement = SH_CLASS_ARCH;
	f->exercise.mode = SH_MODE_HOLD;
	f->exercise.measure = SH_MEASURE_FORWARD_TILT;
	f->exercise.hold_s = 10;
	f->exercise.rest_s = 60;
	f->coach.exercise = &f->exercise;
	f->coach.phase = SH_PHASE_HOLD;
	f->coach.set = 1;
	f->coach.sets = 3;
	f->coach.reps_wanted = 1;
	f->coach.hold_wanted_us = 10000000;
	f->coach.right_position = true;
	f->coach.zone = SH_ZONE_TARGET;
	f->coach.band = make_band(-10000, -4000, -14000, -18000);
	f->coach.measure_mdeg = -6100;
	f->posture.has_neutral = true;
	f->posture.position = SH_POSITION_PRONE;
}

/* Cat: round and arch in turn for three minutes. */
static inline void make_cat(struct fixture *f)
{
	make_fish(f);
	strcpy(f->exercise.id, "cat");
	strcpy(f->exercise.title, "Cat");
	f->exercise.stance = SH_STANCE_QUADRUPED;
	f->exercise.movement = SH_CLASS_ROUND_ARCH;
	f->exercise.mode = SH_MODE_CONTINUOUS;
	f->exercise.measure = SH_MEASURE_PELVIC_TILT;
	f->coach.phase = SH_PHASE_MOVE;
	f->coach.sets = 1;
	f->coach.hold_wanted_us = 180000000;
	f->coach.held_us = 65000000;
	f->coach.band = make_band(6000, 18000, 26000, 34000);
	f->coach.other = make_band(-9000, -4000, -13000, -17000);
	f->coach.measure_mdeg = 11000;
}

/* Crocodile: three turns to the left, lying on the back. */
static inline void make_crocodile(struct fixture *f)
{
	make_fish(f);
	strcpy(f->exercise.id, "crocodile-1");
	strcpy(f->exercise.title, "Crocodile 1");
	f->exercise.stance = SH_STANCE_SUPINE;
	f->exercise.movement = SH_CLASS_TWIST;
	f->exercise.mode = SH_MODE_REPS;
	f->exercise.measure = SH_MEASURE_ROLL;
	f->exercise.positive.used = f->exercise.negative.used = true;
	f->coach.phase = SH_PHASE_MOVE;
	f->coach.side = SH_SIDE_LEFT;
	f->coach.reps_done = 1;
	f->coach.reps_wanted = 3;
	f->coach.hold_wanted_us = 4000000;
	f->coach.band = make_band(8000, 25000, 35000, 45000);
	f->coach.measure_mdeg = 24000;
}

/* Gives the view one output at t_us with the events waiting. */
static inline void give(struct fixture *f, int64_t t_us)
{
	struct sh_output o;
	memset(&o, 0, sizeof o);
	o.t_us = t_us;
	o.sample = &f->sample;
	o.orientation = &f->orientation;
	o.posture = &f->posture;
	o.coach = &f->coach;
	o.events = f->events;
	o.n_events = f->n_events;
	sh_view_output(&f->view, &o);
	f->n_events = 0;
}

static inline void give_angle(struct fixture *f, int64_t t_us, int32_t mdeg)
{
	f->coach.measure_mdeg = mdeg;
	give(f, t_us);
}

static inline struct sh_event *add_event(struct fixture *f, enum sh_event_kind kind)
{
	struct sh_event *e = &f->events[f->n_events++];
	memset(e, 0, sizeof *e);
	e->kind = kind;
	return e;
}

#endif
