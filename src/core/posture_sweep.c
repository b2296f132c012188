/* The sweep of a roll: how far the unwrapped rotation about y has come from where this roll began.
 *
 * A roll is out and home again, so it is counted once: going home the sweep falls back to about
 * zero and the repetition ends there. (Measuring from each turning point counted the way home as a
 * roll of its own.) A roll that turns short of home ends where it turns, and the next begins there,
 * so a row of half rolls is a row of small sweeps and not one that never ends. Which way is out is
 * not known beforehand: the first five degrees tell.
 */

#include "core/posture_part.h"
#include "core/smath.h"

static const double TURN_DEG = 5.0; /* judgement: a smaller reversal is the same roll */
static const double ACROSS_MAX =
	0.5; /* of up along y: not rolled over sideways (biomechanics 2.3) */

void sh_posture_sweep_restart(struct sh_posture_ctx *c)
{
	c->sweep.started = c->sweep.back = false;
	c->sweep.way = c->sweep.far_rad = c->sweep.near_rad = 0;
}

static double magnitude(double x)
{
	return x < 0 ? -x : x;
}

/* Follows this roll; it is x from its start, in the way that rolls go. */
static double follow(struct sh_posture_ctx *c, double x)
{
	double turn = sh_rad(TURN_DEG);

	if (!c->sweep.back) {
		if (x > c->sweep.far_rad)
			c->sweep.far_rad = x;
		c->sweep.near_rad = x;
		c->sweep.back = x < c->sweep.far_rad - turn;
		return x;
	}
	if (x < c->sweep.near_rad)
		c->sweep.near_rad = x;
	if (x < c->sweep.near_rad + turn)
		return x;
	c->sweep.start_rad += c->sweep.way * c->sweep.near_rad;
	x -= c->sweep.near_rad;
	c->sweep.far_rad = x;
	c->sweep.back = false;
	return x;
}

void sh_sweep_step(struct sh_posture_ctx *c, const struct sh_vec3 *up, struct sh_angle *ret)
{
	double now = sh_atan2(-up->x, up->z), x;

	ret->observable = magnitude(up->y) < ACROSS_MAX;
	if (!ret->observable)
		return;
	if (!c->sweep.started) {
		c->sweep.started = true;
		c->sweep.unwrapped_rad = c->sweep.start_rad = now;
	} else {
		c->sweep.unwrapped_rad += sh_wrap_pi(now - c->sweep.last_rad);
	}
	c->sweep.last_rad = now;
	x = c->sweep.unwrapped_rad - c->sweep.start_rad;
	if (magnitude(x) > sh_rad(TURN_DEG) && !(magnitude(c->sweep.way) > 0))
		c->sweep.way = x < 0 ? -1 : 1;
	x = magnitude(c->sweep.way) > 0 ? follow(c, c->sweep.way * x) : magnitude(x);
	ret->deg = x > 0 ? sh_deg(x) : 0;
}
