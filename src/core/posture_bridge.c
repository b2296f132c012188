/* A side bend on hands and knees, carried over a few seconds by the gyro.
 *
 * There the side bend turns about the vertical, so gravity says nothing about it and the angle of
 * the posture stays null. But the turns after the cat last six seconds, and over ten the integral
 * of a rate whose bias was found at rest is right to half a degree (biomechanics, table A and 2.5).
 * So it may tell a bend from none, and how deep it was, if it is drawn to zero in every quiet
 * moment near neutral, and given up when there was none for ten seconds.
 *
 * Given up, it is still carried, only no longer believed: a wearer who is still where it says home
 * about is, is home again. One who stays bent is not, however still. A hole in the data may hide a
 * bend, so after one it is the same; and half a minute of disbelief ends at the next stillness, as
 * nobody stays bent so long.
 *
 * An even turn about the vertical looks like rest to gravity, and the filter may take it for its
 * bias (it did: 4 degrees/s in the middle of a bend). So the filter's bias is believed only until
 * the first bend; from then on the bends teach it: each ends where it began, and what is left over
 * is its error.
 *
 * What it cannot see: a bend slower than QUIET_DEG_S, which looks like rest.
 */

#include "core/posture_part.h"
#include "core/quat.h"
#include "core/smath.h"

static const double HOME_TAU_S = 1.0;  /* judgement: no slow start is lost */
static const double QUIET_DEG_S = 1.5; /* judgement: above sway, below the slowest bend asked for */
static const int64_t QUIET_US = 500000;		      /* judgement */
static const double NEAR_SHARE = 0.4, HOME_DEG = 1.0; /* judgement; of the bend before */
static const double NEAR_DEG = 2.0;	  /* judgement: half of the smallest target's low end */
static const double ABOUT_HOME_DEG = 3.0; /* judgement: when it has drifted for a while */
static const int64_t DOUBT_US = 30000000; /* judgement, as the coach's wait for home */
static const int64_t CARRY_US = 10000000; /* biomechanics, table A */
static const double TEACH_S2 = 0.1;   /* judgement: 1 degree after a bend, about 0.1 degrees/s */
static const double JUMP_DEG_S = 0.5; /* judgement: no bias drifts so far between samples */
static const double HOLE_S = 0.2;     /* a bend inside a longer hole was not seen */
static const double RATE_TAU_S = 0.15;
static const double SIGMA_DEG = 0.3, SIGMA_DEG_S = 0.02; /* biomechanics 2.5, remedy 6 */

static void zero(struct sh_posture_ctx *c, int64_t t_us)
{
	c->bridge.valid = true;
	c->bridge.deg = c->bridge.most_deg = 0;
	c->bridge.zero_us = c->bridge.quiet_since_us = t_us;
}

static bool near(double a_deg_s, double b_deg_s)
{
	return a_deg_s - b_deg_s < JUMP_DEG_S && b_deg_s - a_deg_s < JUMP_DEG_S;
}

void sh_bridge_neutral(struct sh_posture_ctx *c, const struct sh_vec3 *gyro_rad_s)
{
	double mean_deg_s = sh_deg(sh_quat_rotate(&c->mount, gyro_rad_s).x);

	/* what closed bends have taught is best, then the filter's, as long as the stillness itself
	 * does not contradict it */
	if (!c->bridge.taught || !near(c->bridge.bias_deg_s, mean_deg_s))
		c->bridge.bias_deg_s = near(c->bridge.filter_bias_deg_s, mean_deg_s)
					       ? c->bridge.filter_bias_deg_s
					       : mean_deg_s;
	zero(c, c->last_us);
}

static bool within(const struct sh_posture_ctx *c, double deg)
{
	return c->bridge.deg < deg && c->bridge.deg > -deg;
}

/* How near is home: what is left of a bend grows with the bend. */
static double near_deg(const struct sh_posture_ctx *c)
{
	double share = NEAR_SHARE * c->bridge.most_deg;

	return share > NEAR_DEG ? share : NEAR_DEG;
}

/* Quiet and near neutral: home. What the carried angle says beyond it is the bias' mistake. */
static void home(struct sh_posture_ctx *c, int64_t t_us, double dt_s)
{
	if (c->bridge.taught)
		c->bridge.bias_deg_s += TEACH_S2 * dt_s * c->bridge.deg;
	c->bridge.deg -= dt_s / (HOME_TAU_S + dt_s) * c->bridge.deg;
	if (within(c, HOME_DEG))
		c->bridge.most_deg = 0;
	c->bridge.zero_us = t_us;
}

void sh_bridge_step(struct sh_posture_ctx *c, const struct sh_orientation *o, double dt_s,
		    struct sh_posture *ret)
{
	double rate, slow;

	c->bridge.filter_bias_deg_s = sh_deg(sh_quat_rotate(&c->mount, &o->bias_rad_s).x);
	if (!c->bridge.taught && near(c->bridge.filter_bias_deg_s, c->bridge.bias_deg_s))
		c->bridge.bias_deg_s = c->bridge.filter_bias_deg_s;
	rate = ret->side.rate_deg_s + c->bridge.filter_bias_deg_s - c->bridge.bias_deg_s;
	if (c->measure != SH_MEASURE_SIDE_TILT || !c->has_neutral || ret->side.observable)
		return;
	c->bridge.slow_rate_deg_s +=
		dt_s / (RATE_TAU_S + dt_s) * (rate - c->bridge.slow_rate_deg_s);
	slow = c->bridge.slow_rate_deg_s;
	c->bridge.deg += rate * dt_s;
	if (slow > QUIET_DEG_S || slow < -QUIET_DEG_S)
		c->bridge.quiet_since_us = ret->t_us;
	if (c->bridge.valid && (dt_s > HOLE_S || ret->t_us - c->bridge.zero_us > CARRY_US)) {
		c->bridge.valid = false;
		c->bridge.lost_us = ret->t_us;
	}
	if (!within(c, c->bridge.most_deg))
		c->bridge.most_deg = c->bridge.deg < 0 ? -c->bridge.deg : c->bridge.deg;
	if (c->bridge.valid) {
		c->bridge.taught = c->bridge.taught || !within(c, NEAR_DEG);
		if (ret->t_us - c->bridge.quiet_since_us >= QUIET_US && within(c, near_deg(c)))
			home(c, ret->t_us, dt_s);
	} else if (ret->still &&
		   (within(c, ABOUT_HOME_DEG) || ret->t_us - c->bridge.lost_us > DOUBT_US)) {
		zero(c, ret->t_us);
	}
	ret->bridged = ret->side;
	ret->bridged.observable = c->bridge.valid;
	ret->bridged.deg = c->bridge.deg;
	ret->bridged.sigma_deg =
		SIGMA_DEG + SIGMA_DEG_S * (double)(ret->t_us - c->bridge.zero_us) * 1e-6;
}
