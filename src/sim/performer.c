/* Going on from one exercise to the next.
 *
 * The turn is worked out from orientations, not from poses: from where each segment is at the last
 * sample to where the next wearer's first sample has it (seen by asking a copy of that wearer),
 * about one fixed axis and with the path p(s) = 10 s^3 - 15 s^4 + 6 s^5. So whatever position, side
 * or segment comes next, the motion is continuous, and rate and gravity follow exactly. Inertia of
 * the box is left out: some hundredths of a m/s2 at these speeds.
 *
 * The wait is a leg put before the next wearer's first: it lives and breathes there already. It is
 * part of the rest, so a coach whose rest is over sooner may take its neutral in it, and is right.
 *
 * A rest that is a step of its own is waited too, and not performed with the shift that a wearer
 * has in it who does nothing else: the coach would be in the next exercise by then and see a
 * repetition.
 */

#include "sim/performer.h"

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "sim/plan_part.h"

#define GRAVITY	    9.80665
#define TURN_DEG_S  35.0 /* mean; its peak is 1.875 times that: nobody throws themselves about */
#define TURN_MIN_S  3.0
#define TURN_MAX_S  8.0
#define SHIFT_DEG   10.0 /* less is no change of position */
#define SHIFT_S	    1.5
#define REST_MORE_S 4.0	 /* the coach counts a rest once it has seen 2 s of stillness */
#define SEEDS	    500u /* stream of the seeds of later exercises */

static uint64_t seed_of(const struct sh_performer *p, size_t step)
{
	struct sh_rng rng;

	if (step == 0)
		return p->seed;
	sh_rng_init(&rng, p->seed, SEEDS + step);
	return sh_rng_next(&rng);
}

/* A programme's step for one side leaves the other direction a target beyond everything it asks
 * for. The coach watches both; the wearer goes where something counts. */
static struct sh_exercise asked_of_wearer(const struct sh_exercise *ex)
{
	struct sh_exercise x = *ex;

	if (!x.positive.used || !x.negative.used || x.mode != SH_MODE_REPS)
		return x;
	x.positive.used = !(x.positive.low_deg > x.negative.high_deg);
	x.negative.used = !(x.negative.low_deg > x.positive.high_deg);
	return x;
}

static void begin_step(struct sh_performer *p)
{
	struct sh_exercise ex = asked_of_wearer(&p->steps[p->at]);

	sh_wearer_init(&p->wearer, &ex, seed_of(p, p->at), p->faults);
	if (p->curve)
		sh_wearer_curve(&p->wearer);
}

/* --- the next wearer's place
 * ---------------------------------------------------------------------- */

/* Where the head points, as an angle about the vertical, for a body with this heading; upright
 * counts as about to lie down backwards. */
static double head_from_heading(enum sh_position p)
{
	switch (p) {
	case SH_POSITION_PRONE:
		return 0;
	case SH_POSITION_SIDE_LEFT:
		return 0.5 * SH_PI;
	case SH_POSITION_SIDE_RIGHT:
		return -0.5 * SH_PI;
	default:
		return SH_PI;
	}
}

static bool bows(enum sh_position from, enum sh_position to)
{
	return (from == SH_POSITION_UPRIGHT && to == SH_POSITION_PRONE) ||
	       (from == SH_POSITION_PRONE && to == SH_POSITION_UPRIGHT);
}

/* Turns the body about the vertical so that its head is where it was. */
static void keep_head(const struct sh_wearer *before, struct sh_wearer *now)
{
	const struct sh_vec3 up = {0, 0, 1};
	double heading = before->body.heading_rad;
	struct sh_quat by;

	if (!bows(before->position, now->position)) /* onto hands and knees: face the same way */
		heading += head_from_heading(before->position) - head_from_heading(now->position);
	by = sh_quat_from_axis_angle(&up, heading - now->body.heading_rad);
	now->body.base = sh_quat_mul(&by, &now->body.base);
	now->body.heading_rad = sh_wrap_pi(heading);
}

/* Somebody who stays where they are lies as before, breathes on and sways on. */
static void keep_place(const struct sh_wearer *before, struct sh_wearer *now)
{
	const struct sh_sim_body *b = &before->body;
	enum sh_sim_special was = before->profile->special, is = now->profile->special;

	if (before->position != now->position || was == SH_SIM_ROLLS || is == SH_SIM_ROLLS ||
	    was == SH_SIM_FROM_SIDE || is == SH_SIM_FROM_SIDE)
		return;
	memcpy(now->body.start_deg, b->start_deg, sizeof(b->start_deg));
	memcpy(now->body.sway, b->sway, sizeof(b->sway));
	now->body.breath_rad = b->breath_rad;
	now->body.mirror = b->mirror;
}

/* --- the turn
 * ------------------------------------------------------------------------------------- */

static double turn_to(struct sh_sim_turn *t, const struct sh_quat *from, const struct sh_quat *to)
{
	struct sh_quat back = sh_quat_conj(from), way = sh_quat_mul(&back, to);
	double size;

	way = sh_quat_normalise(&way);
	if (way.w < 0)
		way = (struct sh_quat){-way.w, -way.x, -way.y, -way.z};
	size = sqrt(way.x * way.x + way.y * way.y + way.z * way.z);
	t->from = *from;
	t->rad = 2 * sh_atan2(size, way.w);
	t->axis = (struct sh_vec3){1, 0, 0};
	if (size > 0)
		t->axis = (struct sh_vec3){way.x / size, way.y / size, way.z / size};
	return sh_deg(t->rad);
}

static double turn_s(double deg)
{
	return deg < SHIFT_DEG ? SHIFT_S : sh_clamp(deg / TURN_DEG_S, TURN_MIN_S, TURN_MAX_S);
}

/* Moves on to the next step that is done, past those that are waited.
 * @return how long the wait is */
static double next_step(struct sh_performer *p)
{
	double rest_s = p->steps[p->at++].rest_s;

	p->left = p->at;
	while (p->at + 1 < p->n && p->steps[p->at].mode == SH_MODE_REST) {
		const struct sh_exercise *rest = &p->steps[p->at++];

		rest_s += rest->sets * (rest->duration_s + REST_MORE_S + rest->rest_s);
	}
	return rest_s;
}

static void go_on(struct sh_performer *p)
{
	struct sh_wearer before = p->wearer, seen;
	struct sh_sim_truth first = {0};
	double deg = 0, rest_s = next_step(p);
	int was = p->last.wearing, is;

	begin_step(p);
	keep_place(&before, &p->wearer);
	keep_head(&before, &p->wearer);
	seen = p->wearer;
	(void)sh_wearer_next(&seen, &first);
	is = first.wearing;
	for (int i = 0; i < SH_SIM_SEGMENTS; i++) {
		int from = p->sensors == 1 && i == is ? was : i;
		double way = turn_to(&p->turn[i], &p->last.segment[from].q, &first.segment[i].q);

		deg = way > deg ? way : deg;
	}
	p->turn_samples = sh_round_i64(turn_s(deg) * SH_SIM_RATE_HZ);
	p->turn_at = 0;
	p->base_us = p->next_us + p->turn_samples * SH_SIM_PERIOD_US;
	rest_s -= turn_s(deg);
	if (rest_s > 0)
		sh_sim_leg_wait(&p->wearer, rest_s, 0, 0);
}

static void turning(struct sh_performer *p, struct sh_sim_truth *ret)
{
	double s = (double)p->turn_at++ / (double)p->turn_samples;
	double way = s * s * s * (10 + s * (6 * s - 15));
	double rate = 30 * s * s * (1 - s) * (1 - s) * SH_SIM_RATE_HZ / (double)p->turn_samples;
	struct sh_vec3 up = {0, 0, GRAVITY};

	memset(ret, 0, sizeof(*ret));
	ret->wearing = p->wearer.wearing;
	for (int i = 0; i < SH_SIM_SEGMENTS; i++) {
		const struct sh_sim_turn *t = &p->turn[i];
		struct sh_quat by = sh_quat_from_axis_angle(&t->axis, way * t->rad);
		struct sh_quat q = sh_quat_mul(&t->from, &by);

		ret->segment[i].q = sh_quat_normalise(&q);
		ret->segment[i].rate_rad_s = sh_vec3_scale(&t->axis, rate * t->rad);
		ret->segment[i].force_m_s2 = sh_quat_rotate_back(&ret->segment[i].q, &up);
	}
}

/* --- the way in
 * ----------------------------------------------------------------------------------- */

void sh_performer_init(struct sh_performer *p, const struct sh_exercise *steps, size_t n,
		       int sensors, uint64_t seed, uint32_t faults)
{
	memset(p, 0, sizeof(*p));
	p->steps = steps;
	p->n = n;
	p->sensors = sensors;
	p->seed = seed;
	p->faults = faults;
	begin_step(p);
}

void sh_performer_curve(struct sh_performer *p)
{
	p->curve = true;
	sh_wearer_curve(&p->wearer);
}

bool sh_performer_next(struct sh_performer *p, struct sh_sim_truth *ret)
{
	struct sh_sim_truth now;

	if (p->turn_at < p->turn_samples) {
		turning(p, &now);
	} else {
		bool more = sh_wearer_next(&p->wearer, &now);

		if (!more && p->at + 1 >= p->n)
			return false;
		if (!more) {
			go_on(p);
			turning(p, &now);
		}
	}
	now.t_us = p->next_us;
	p->next_us += SH_SIM_PERIOD_US;
	p->last = now;
	*ret = now;
	return true;
}

bool sh_performer_event(struct sh_performer *p, struct sh_sim_event *ret)
{
	do {
		if (!sh_wearer_event(&p->wearer, ret))
			return false;
	} while (ret->kind == SH_SIM_EVENT_END && p->at + 1 < p->n);
	ret->t_us += p->base_us;
	if (ret->kind == SH_SIM_EVENT_NEUTRAL || ret->kind == SH_SIM_EVENT_HOLD ||
	    ret->kind == SH_SIM_EVENT_REP || ret->kind == SH_SIM_EVENT_DEPTH ||
	    ret->kind == SH_SIM_EVENT_LIMIT)
		ret->start_us += p->base_us;
	if (ret->kind == SH_SIM_EVENT_NEUTRAL || ret->kind == SH_SIM_EVENT_HOLD ||
	    ret->kind == SH_SIM_EVENT_REP)
		ret->end_us += p->base_us;
	if (ret->kind == SH_SIM_EVENT_REP)
		ret->peak_us += p->base_us;
	return true;
}

size_t sh_performer_left(const struct sh_performer *p)
{
	return p->left;
}

size_t sh_performer_step(const struct sh_performer *p)
{
	return p->at;
}
