/* Every exercise, done well and with every fault that it can have: does the coach say what there is
 * to say, and nothing else?
 *
 * Deep figures of three exercises are scenarios.c's; here are all eighteen, one after the other:
 *
 *   good    the catalog's dose, done well, in full: completed, counted right, warned of nothing
 *   two     the same with two sensors: completed
 *   faults  a short dose (hold 20 s, 3 repetitions, 2 sets, 40 s, rests of 10 s) with one fault: is
 *           the verdict there that faults.c expects, in the words of the contract? For early-stop
 *           with the catalog's hold, of which half is not almost all.
 *
 * A fault of an attempt is looked for in the time of that attempt only. What cannot be decided is
 * told as such and not counted: `u` one sensor cannot see it, `l` the coach does not judge it yet,
 * `.` the exercise has no such fault.
 *
 *   breadth [--seeds N] [--first N] [--sensor NAME] [--only ID] [--markdown] [--tell]
 *
 * --tell lists what failed, with its seed, on stderr. Exit status 1 if a bar is missed: of
 * good performances for each exercise, of a fault over all exercises that have it (`!` also marks
 * the cells below it).
 */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "perform.h"
#include "sim/faults.h"

enum { EXERCISES = 18 };

static const char *const ids[EXERCISES] = {
	"rolls",	  "knee-hug",	    "wall-legs",   "forehead-to-knee", "cat",
	"cat-side-turns", "pillow-rest",    "fish-lifts",  "frozen-fish",      "curl-tilts",
	"oblique-raise",  "crocodile-1",    "crocodile-2", "chair-slope",      "pillow-arch",
	"ball-roller",	  "full-breathing", "rest"};

/* the bars of the issue */
static const double BAR_GOOD_PERCENT = 98, BAR_FAULT_PERCENT = 95;
static const int64_t SLACK_US = 700000;	    /* a warning may come so much after the attempt */
static const int64_t LAST_REP_US = 2000000; /* before the coach's end: may be cut by it */

enum figure { COMPLETED, COUNTED, QUIET, UNLIMITED, TWO_SENSORS, FIGURES };

static const char *const heads[FIGURES] = {"completed", "counts right", "no warning", "no limit",
					   "two sensors"};

struct cell {
	int n, ok;
};

enum how { COUNTED_IN, ABSENT, UNSEEN, LATER };

struct bench {
	struct performance *p;
	struct sh_catalog *catalog;
	const struct sh_sensor_params *sensor;
	bool tell, markdown;
	struct cell good[EXERCISES][FIGURES], fault[EXERCISES][SH_FAULTS];
	enum how how[EXERCISES][SH_FAULTS];
};

/* --- which fault applies to which exercise -----------------------------------------------------
 */

static bool has_angle(const struct sh_exercise *ex)
{
	double sign;

	(void)sh_sim_measured_axis(ex, &sign);
	return (sign > 0 || sign < 0) && (ex->positive.used || ex->negative.used);
}

static bool from_zero(const struct sh_exercise *ex)
{
	const struct sh_band *b = ex->positive.used ? &ex->positive : &ex->negative;

	return !(b->low_deg > 0);
}

static bool lies(const struct sh_exercise *ex)
{
	return ex->mode == SH_MODE_BREATH || ex->mode == SH_MODE_REST;
}

static bool is(const struct sh_exercise *ex, const char *id)
{
	return strcmp(ex->id, id) == 0;
}

/* A slip is seen by comparing two neutrals of the same position, and by gravity. */
static enum how slip_how(const struct sh_exercise *ex)
{
	bool across = ex->measure == SH_MEASURE_SIDE_TILT &&
		      (ex->stance == SH_STANCE_PRONE || ex->stance == SH_STANCE_QUADRUPED);
	bool turns = ex->sets < 2 && ex->stance == SH_STANCE_SIDE;

	if (!has_angle(ex))
		return ABSENT;
	return ex->sets * ex->sides < 2 || across || turns ? UNSEEN : COUNTED_IN;
}

static enum how how_of(const struct sh_exercise *ex, enum sh_sim_fault f)
{
	bool angle = has_angle(ex), hold = ex->mode == SH_MODE_HOLD, yes = false;

	switch (f) {
	case SH_FAULT_TOO_DEEP:
	case SH_FAULT_OVER_LIMIT:
	case SH_FAULT_JERK:
	case SH_FAULT_PAUSE_MID_REP:
	case SH_FAULT_MOUNT_ROTATED:
		yes = angle;
		break;
	case SH_FAULT_MOUNT_UPSIDE_DOWN: /* lying on the side, left and right are exchanged */
		if (ex->stance == SH_STANCE_SIDE)
			return UNSEEN;
		yes = angle;
		break;
	case SH_FAULT_TOO_SHALLOW:
	case SH_FAULT_PARTIAL:
		yes = angle && !from_zero(ex);
		break;
	case SH_FAULT_WRONG_POSITION:
		yes = (angle || lies(ex)) && ex->stance != SH_STANCE_ANY;
		break;
	case SH_FAULT_GAP_3S:
	case SH_FAULT_COUGH:
		yes = angle || lies(ex);
		break;
	case SH_FAULT_PELVIS_TIPS:
		yes = is(ex, "oblique-raise");
		break;
	case SH_FAULT_TREMBLE:
	case SH_FAULT_SAG:
		return angle && hold ? LATER : ABSENT;
	case SH_FAULT_HIPS_ROCK:
		return is(ex, "cat") ? UNSEEN : ABSENT;
	case SH_FAULT_RIBCAGE_FOLLOWS:
		return is(ex, "crocodile-1") || is(ex, "crocodile-2") ? UNSEEN : ABSENT;
	case SH_FAULT_SLIP_8:
		/* towards the arch a slip looks like the pillow; the careful neutral stays */
		return is(ex, "pillow-arch") ? UNSEEN : slip_how(ex);
	case SH_FAULT_SLIP_15:
		return slip_how(ex);
	case SH_FAULT_SWAPPED_SENSORS:
		return angle ? LATER : ABSENT;
	case SH_FAULT_ACC_CLIPPING:
		yes = is(ex, "rolls");
		break;
	case SH_FAULT_EARLY_STOP:
	case SH_FAULT_DROPPED_PACKETS:
	case SH_FAULT_CLOCK_JITTER:
	case SH_FAULT_BIT_ERRORS:
	case SH_FAULT_TEMPERATURE_RAMP:
		yes = true;
		break;
	case SH_FAULTS:
		break;
	}
	return yes ? COUNTED_IN : ABSENT;
}

/* --- a sound performance -----------------------------------------------------------------------
 */

static bool completed(const struct performance *p)
{
	return p->result.kind == SH_EVENT_RESULT && p->result.u.result.completed;
}

/* Warned of nothing that a sound wearer could be warned of. */
static bool is_quiet(const struct performance *p)
{
	static const enum sh_warning list[] = {
		SH_WARNING_DEPTH,  SH_WARNING_LIMIT,	SH_WARNING_JERK,	SH_WARNING_SLIP,
		SH_WARNING_SIGNAL, SH_WARNING_POSITION, SH_WARNING_UNOBSERVABLE};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (warnings(p, list[i]) > 0)
			return false;
	return true;
}

static int wanted(const struct sh_exercise *ex)
{
	return (ex->sets > 1 ? ex->sets : 1) * (ex->sides > 1 ? 2 : 1) *
	       (ex->reps > 1 ? ex->reps : 1);
}

static int valid_holds(const struct performance *p, int64_t from_us, int64_t to_us)
{
	const struct heard *h;
	int at = 0, n = 0;

	while ((h = heard_within(p, SH_EVENT_HOLD, 0, to_us, &at)) != NULL)
		n += h->e.u.hold.valid && h->e.u.hold.end_us >= from_us;
	return n;
}

/* Continuous: as many repetitions in each set as there truly were; the coach ends at its duration,
 * the wearer a little later, so the last one may be cut. */
static bool same_cycles(const struct performance *p)
{
	for (int set = 1; set <= p->ex.sets && set <= p->n_closed; set++) {
		int64_t closed_us = p->closed_us[set - 1];
		int least = 0, most = 0, n = 0;

		for (int i = 0; i < p->n_truth; i++) {
			const struct sh_sim_event *t = &p->truth[i];

			if (t->kind != SH_SIM_EVENT_REP || t->set != set)
				continue;
			least += t->end_us <= closed_us - LAST_REP_US;
			most += t->start_us <= closed_us;
		}
		for (int i = 0; i < p->n_heard; i++)
			n += p->heard[i].e.kind == SH_EVENT_REP && p->heard[i].set == set;
		if (n < least || n > most)
			return false;
	}
	return true;
}

static bool counts_are_right(const struct performance *p)
{
	int n = wanted(&p->ex);

	switch (p->ex.mode) {
	case SH_MODE_HOLD:
		return valid_holds(p, 0, INT64_MAX) == n;
	case SH_MODE_REPS:
		return p->result.u.result.reps == n && p->result.u.result.reps_ok == n &&
		       p->result.u.result.reps_left == (p->ex.sides > 1 ? n / 2 : 0);
	case SH_MODE_CONTINUOUS:
		return !has_angle(&p->ex) || same_cycles(p);
	case SH_MODE_BREATH:
	case SH_MODE_REST:
	case SH_MODES:
		break;
	}
	return p->result.u.result.active_us >= (int64_t)(p->ex.duration_s * 0.98e6);
}

static bool is_sound(const struct performance *p)
{
	return completed(p) && is_quiet(p) && counts_are_right(p);
}

/* --- verdicts on attempts ----------------------------------------------------------------------
 */

struct window {
	int64_t from_us, to_us;
};

static int reps_of(const struct performance *p, const struct window *w, enum sh_verdict v)
{
	const struct heard *h;
	int at = 0, n = 0;

	while ((h = heard_within(p, SH_EVENT_REP, w->from_us, w->to_us, &at)) != NULL)
		n += v == SH_VERDICTS || h->e.u.rep.verdict == v;
	return n;
}

static bool ended_for(const struct performance *p, const struct window *w, enum sh_hold_reason why)
{
	const struct heard *h;
	int at = 0;

	while ((h = heard_within(p, SH_EVENT_HOLD, 0, w->to_us, &at)) != NULL)
		if (h->e.u.hold.reason == why && h->e.u.hold.end_us >= w->from_us)
			return true;
	return false;
}

static bool warned(const struct performance *p, const struct window *w, enum sh_warning what)
{
	return warned_within(p, what, w->from_us, w->to_us + SLACK_US);
}

/* Cut short by something that the coach must name. */
static bool was_cut(const struct performance *p, const struct window *w, enum sh_hold_reason why)
{
	if (lies(&p->ex))
		return true;
	if (p->ex.mode == SH_MODE_HOLD)
		return ended_for(p, w, why);
	return reps_of(p, w, SH_VERDICT_UNSURE) == 1;
}

/* The attempt counts as good, once for each way that it goes. */
static bool counts_as(const struct performance *p, const struct window *w, enum sh_verdict v)
{
	bool both = p->ex.mode == SH_MODE_CONTINUOUS && p->ex.positive.used && p->ex.negative.used;

	if (lies(&p->ex))
		return true;
	if (p->ex.mode == SH_MODE_HOLD)
		return valid_holds(p, w->from_us, w->to_us) == 1;
	if (v == SH_VERDICT_OK)
		return reps_of(p, w, v) == 1 + both && reps_of(p, w, SH_VERDICTS) == 1 + both;
	return reps_of(p, w, v) == 1;
}

/* Where the target begins at zero the next hold may begin on the way home already. */
static bool counts_nothing(const struct performance *p, const struct window *w, enum sh_verdict v)
{
	if (p->ex.mode == SH_MODE_HOLD)
		return valid_holds(p, w->from_us, (w->from_us + w->to_us) / 2) == 0;
	if (v == SH_VERDICTS)
		return reps_of(p, w, v) == 0;
	return reps_of(p, w, v) >= 1 && reps_of(p, w, v) == reps_of(p, w, SH_VERDICTS);
}

static double threshold_deg(const struct sh_band *b)
{
	return 0.35 * 0.5 * (b->low_deg + b->high_deg); /* contract */
}

/* A repetition too small: by how far it truly went from the neutral that was taken, sway included.
 * Where one way follows the other, the window begins while the last one is still on its way back.
 */
static bool reps_are_true(const struct performance *p, const struct window *w)
{
	double far[2] = {0, 0}; /* each way */
	int64_t k = w->from_us / SH_SIM_PERIOD_US;
	int shallow = 0, ok = 0;
	bool home = false;

	for (; k < p->n_samples && k <= w->to_us / SH_SIM_PERIOD_US; k++) {
		double deg = p->true_deg[k] - p->zero_deg[k], size = fabs(deg);
		const struct sh_band *b = deg < 0 ? &p->ex.negative : &p->ex.positive;

		home = home || !b->used || size < threshold_deg(b);
		if (home && size > far[deg < 0])
			far[deg < 0] = size;
	}
	for (int way = 0; way < 2; way++) {
		const struct sh_band *b = way ? &p->ex.negative : &p->ex.positive;

		if (!b->used || far[way] <= threshold_deg(b))
			continue;
		ok += far[way] >= b->low_deg;
		shallow += far[way] < b->low_deg;
	}
	return reps_of(p, w, SH_VERDICT_SHALLOW) == shallow && reps_of(p, w, SH_VERDICT_OK) == ok &&
	       reps_of(p, w, SH_VERDICTS) == shallow + ok;
}

static bool judged_so(const struct performance *p, enum sh_sim_fault f, const struct window *w)
{
	bool depth = warned(p, w, SH_WARNING_DEPTH), limit = warned(p, w, SH_WARNING_LIMIT);
	int at = 0;

	switch (f) {
	case SH_FAULT_TOO_DEEP:
		return depth && !limit && counts_nothing(p, w, SH_VERDICT_DEEP);
	case SH_FAULT_PELVIS_TIPS:
		return depth && counts_nothing(p, w, SH_VERDICT_DEEP);
	case SH_FAULT_OVER_LIMIT:
		return depth && limit && counts_nothing(p, w, SH_VERDICT_DEEP);
	case SH_FAULT_TOO_SHALLOW:
	case SH_FAULT_PARTIAL:
		return !depth && (p->ex.mode == SH_MODE_HOLD ? counts_nothing(p, w, SH_VERDICTS)
							     : reps_are_true(p, w));
	case SH_FAULT_WRONG_POSITION:
		return warned(p, w, SH_WARNING_POSITION) && was_cut(p, w, SH_HOLD_POSITION);
	case SH_FAULT_GAP_3S:
		return heard_within(p, SH_EVENT_GAP, w->from_us, w->to_us, &at) &&
		       was_cut(p, w, SH_HOLD_GAP);
	case SH_FAULT_JERK:
		return warned(p, w, SH_WARNING_JERK) && counts_as(p, w, SH_VERDICT_JERKY);
	default: /* a style that changes nothing */
		return !depth && !limit && counts_as(p, w, SH_VERDICT_OK);
	}
}

/* --- verdicts on whole performances ------------------------------------------------------------
 */

/* A box worn wrongly that nobody told of: is it noticed, or is the angle plainly another one? */
static bool is_another_angle(const struct performance *p, enum sh_sim_fault f)
{
	double slope = p->true_true > 0 ? p->true_said / p->true_true : 0;

	if (p->neutrals == 0 || warnings(p, SH_WARNING_POSITION) > 0 ||
	    warnings(p, SH_WARNING_UNOBSERVABLE) > 0)
		return true;
	return f == SH_FAULT_MOUNT_UPSIDE_DOWN ? slope < 0 : slope < 0.5;
}

static bool whole_so(const struct performance *p, enum sh_sim_fault f)
{
	switch (f) {
	case SH_FAULT_EARLY_STOP:
		return !completed(p) && warnings(p, SH_WARNING_DEPTH) == 0 &&
		       warnings(p, SH_WARNING_LIMIT) == 0 && warnings(p, SH_WARNING_JERK) == 0;
	case SH_FAULT_SLIP_8:
		return completed(p);
	case SH_FAULT_SLIP_15:
		return warnings(p, SH_WARNING_SLIP) > 0;
	case SH_FAULT_DROPPED_PACKETS:
		return is_sound(p) && p->summary.u.summary.lost > 0 &&
		       p->summary.u.summary.gaps == 0;
	case SH_FAULT_BIT_ERRORS:
		return is_sound(p) && p->summary.u.summary.bad_frames > 0;
	default:
		return is_sound(p);
	}
}

/* --- playing -----------------------------------------------------------------------------------
 */

static void note(struct bench *b, struct cell *c, bool ok, const char *what)
{
	c->n++;
	c->ok += ok;
	if (!ok && b->tell)
		fprintf(stderr, "%s seed %llu: %s\n", b->p->ex.id, (unsigned long long)b->p->seed,
			what);
}

enum dose { FULL, BRIEF, LONG_HOLD };

static struct sh_exercise exercise(struct bench *b, int which, enum dose dose)
{
	struct sh_dose_overrides d = {-1, -1, -1, -1, -1};
	const struct sh_catalog_entry *e = sh_catalog_find(b->catalog, ids[which]);
	struct sh_exercise ex = {0};
	struct sh_err err = {0};

	if (!e || sh_catalog_exercise(e, NULL, &d, 1, &ex, &err) != SH_OK)
		die(e ? err.message : "an exercise is missing");
	if (dose == FULL)
		return ex;
	if (ex.hold_s > 20 && dose == BRIEF)
		ex.hold_s = 20;
	if (ex.reps > 3)
		ex.reps = 3;
	if (ex.sets > 2)
		ex.sets = 2;
	if (ex.rest_s > (ex.stance == SH_STANCE_SIDE ? 15 : 10)) /* turning over takes its time */
		ex.rest_s = ex.stance == SH_STANCE_SIDE ? 15 : 10;
	if (ex.duration_s > 40)
		ex.duration_s = 40;
	return ex;
}

static void play_good(struct bench *b, int which, uint64_t seed)
{
	struct sh_exercise ex = exercise(b, which, FULL);
	struct order o = {&ex, seed, 0, b->sensor, 1, SH_SIM_SPINEHOLD, false};
	struct cell *c = b->good[which];

	perform(b->p, &o);
	note(b, &c[COMPLETED], completed(b->p), "good: not completed");
	note(b, &c[COUNTED], counts_are_right(b->p), "good: wrong counts");
	note(b, &c[UNLIMITED], warnings(b->p, SH_WARNING_LIMIT) == 0, "good: a limit");
	note(b, &c[QUIET], is_quiet(b->p), "good: a warning");
	ex = exercise(b, which, BRIEF);
	o.sensors = 2;
	perform(b->p, &o);
	note(b, &c[TWO_SENSORS], completed(b->p), "two sensors: not completed");
}

static void play_attempts(struct bench *b, const struct order *o, enum sh_sim_fault f,
			  struct cell *c)
{
	const char *name = sh_sim_fault_info(f)->name;
	struct window w;
	int at = 0, windows = 0;

	perform(b->p, o);
	for (; fault_window(b->p, f, &at, &w.from_us, &w.to_us); windows++)
		note(b, c, judged_so(b->p, f, &w), name);
	if (windows == 0)
		note(b, c, false, "the wearer did not do it");
}

static void play_whole(struct bench *b, struct order *o, enum sh_sim_fault f, struct cell *c)
{
	bool mount = f == SH_FAULT_MOUNT_UPSIDE_DOWN || f == SH_FAULT_MOUNT_ROTATED, ok;
	const char *name = sh_sim_fault_info(f)->name;

	if (f == SH_FAULT_CLOCK_JITTER)
		o->format = SH_SIM_WITMOTION; /* it has no clock of its own */
	if (f == SH_FAULT_SWAPPED_SENSORS)
		o->sensors = 2;
	perform(b->p, o);
	/* turned about the measured axis, or measured without a sign, nothing is wrong with it */
	ok = mount ? is_another_angle(b->p, f) || is_sound(b->p) : whole_so(b->p, f);
	if (!mount || !ok) {
		note(b, c, ok, name);
		return;
	}
	o->told_mount = true;
	perform(b->p, o);
	note(b, c, is_sound(b->p), "not sound although the mount is told");
}

static void play_faults(struct bench *b, int which, uint64_t seed)
{
	struct sh_exercise brief = exercise(b, which, BRIEF), full = exercise(b, which, LONG_HOLD);

	for (int i = 0; i < SH_FAULTS; i++) {
		enum sh_sim_fault f = (enum sh_sim_fault)i;
		const struct sh_exercise *ex = f == SH_FAULT_EARLY_STOP ? &full : &brief;
		struct order o = {ex, seed, 1u << f, b->sensor, 1, SH_SIM_SPINEHOLD, false};

		b->how[which][f] = how_of(ex, f);
		if (b->how[which][f] != COUNTED_IN)
			continue;
		if (f < SH_FAULTS_OF_ATTEMPTS)
			play_attempts(b, &o, f, &b->fault[which][f]);
		else
			play_whole(b, &o, f, &b->fault[which][f]);
	}
}

static int find_id(const char *id)
{
	for (int i = 0; i < EXERCISES; i++)
		if (strcmp(ids[i], id) == 0)
			return i;
	die("--only: no such exercise");
	return -1;
}

/* --- the tables --------------------------------------------------------------------------------
 */

/* @return 1 if a bar is missed */
static int print_cell(const struct bench *b, const struct cell *c, double bar)
{
	double percent = c->n > 0 ? 100.0 * c->ok / c->n : 0;
	bool miss = c->n > 0 && percent < bar;
	char text[32];

	snprintf(text, sizeof(text), "%.*f%s", percent > 99.95 || percent < 0.05 ? 0 : 1, percent,
		 miss ? " !" : "");
	printf(b->markdown ? " %s |" : " %7s", c->n > 0 ? text : "?");
	return miss;
}

static int print_good(struct bench *b, int only)
{
	int missed = 0;

	printf(b->markdown ? "| | good:" : "%-20s", "");
	for (int f = 0; f < FIGURES; f++)
		printf(b->markdown && f > 0 ? " | %s" : " %s", heads[f]);
	printf(b->markdown ? " |\n|---|---|---|---|---|---|\n" : "\n");
	for (int i = 0; i < EXERCISES; i++) {
		if (only >= 0 && i != only)
			continue;
		printf(b->markdown ? "| %2d %s |" : "%2d %-17s", i + 1, ids[i]);
		for (int f = 0; f < FIGURES; f++)
			missed += print_cell(b, &b->good[i][f],
					     f == UNLIMITED ? 100 : BAR_GOOD_PERCENT);
		printf("\n");
	}
	return missed;
}

static int print_faults(struct bench *b, int only)
{
	static const char *const marks[] = {"", ".", "u", "l"};
	struct cell all;
	int missed = 0;

	printf(b->markdown ? "\n| |" : "\n%-18s", "");
	for (int i = 0; i < EXERCISES; i++)
		if (only < 0 || i == only)
			printf(b->markdown ? " %d |" : " %7d", i + 1);
	printf(b->markdown ? " all |\n" : " %7s\n", "all");
	for (int i = -1; b->markdown && i < EXERCISES; i++)
		if (only < 0 || i == only || i < 0)
			printf("|---%s", i == EXERCISES - 1 ? "|---|\n" : "");
	for (int f = 0; f < SH_FAULTS; f++) {
		printf(b->markdown ? "| %s |" : "%-18s",
		       sh_sim_fault_info((enum sh_sim_fault)f)->name);
		all = (struct cell){0, 0};
		for (int i = 0; i < EXERCISES; i++) {
			if (only >= 0 && i != only)
				continue;
			all.n += b->fault[i][f].n;
			all.ok += b->fault[i][f].ok;
			if (b->how[i][f] == COUNTED_IN)
				(void)print_cell(b, &b->fault[i][f], BAR_FAULT_PERCENT);
			else
				printf(b->markdown ? " %s |" : " %7s", marks[b->how[i][f]]);
		}
		if (all.n > 0)
			missed += print_cell(b, &all, BAR_FAULT_PERCENT);
		else
			printf(b->markdown ? "  |" : "");
		printf("\n");
	}
	return missed;
}

/* --- command line ------------------------------------------------------------------------------
 */

int main(int argc, char **argv)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct sh_err err = {0};
	const char *sensor = "mpu6050";
	int seeds = 50, first = 1, only = -1, missed;

	if (!b || !(b->p = calloc(1, sizeof(*b->p))))
		die("out of memory");
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc)
			seeds = atoi(argv[++i]);
		else if (strcmp(argv[i], "--first") == 0 && i + 1 < argc)
			first = atoi(argv[++i]);
		else if (strcmp(argv[i], "--sensor") == 0 && i + 1 < argc)
			sensor = argv[++i];
		else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc)
			only = find_id(argv[++i]);
		else if (strcmp(argv[i], "--markdown") == 0)
			b->markdown = true;
		else if (strcmp(argv[i], "--tell") == 0)
			b->tell = true;
		else
			die("usage: breadth [--seeds N] [--first N] [--sensor NAME] [--only ID] "
			    "[--markdown] [--tell]");
	}
	b->sensor = sh_sensor_params_find(sensor);
	if (seeds < 1 || seeds > 1000 || first < 1 || !b->sensor)
		die("--seeds: from 1 to 1000; --first: from 1; --sensor: ideal, mpu6050, "
		    "mpu6050-zeroed, wt901");
	if (sh_catalog_builtin(&b->catalog, &err) != SH_OK)
		die(err.message);
	for (int seed = first; seed < first + seeds; seed++)
		for (int i = 0; i < EXERCISES; i++) {
			if (only >= 0 && i != only)
				continue;
			play_good(b, i, (uint64_t)seed);
			play_faults(b, i, (uint64_t)seed);
		}
	printf("%s%s, seeds %d to %d\n%s", b->markdown ? "### " : "", sensor, first,
	       first + seeds - 1, b->markdown ? "\n" : "");
	missed = print_good(b, only);
	missed += print_faults(b, only);
	printf("\n%d cells miss their bar\n", missed);
	sh_catalog_close(b->catalog);
	free(b->p);
	free(b);
	return missed > 0;
}
