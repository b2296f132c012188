/* Two sensors: the angle between them (biomechanics 2.4).
 *
 * The posture of the low sensor comes first and stays what it is: position, gate, stillness. The
 * curve then takes the place of its angles, so everything behind it judges a curve and knows
 * nothing of it.
 *
 * The two sensors never measure at the same moment, and on two lines they may be a period apart.
 * The upper one is therefore carried to the low one's time by its own rate: at 40 deg/s and 10 ms
 * that is 0.4 degrees that would otherwise look like a bend.
 *
 * The neutral is a mean: one moment of a swaying person would be wrong by the sway. Its tilts come
 * from the accelerometers over the 2 s of stillness, as with one sensor; the headings are those of
 * the moment. A mean of orientations was tried: a filter that has just found a bias of 20 deg/s has
 * spun until then.
 */

#include "spinehold/curve.h"

#include <math.h>
#include <string.h>

#include "core/posture_part.h"
#include "core/quat.h"
#include "core/smath.h"

static const double DRIFT_DEG = 0.3, DRIFT_DEG_S = 0.02; /* biomechanics 2.5, remedy 6 */
static const double GUARD_DEG = 3, GUARD_SHARE = 1.0 / 3;
/* Staying near neutral, all judgement: neutral as in biomechanics 1.1, quiet as in 2.7; long enough
 * for sway to average, learning from times that are long against it. */
static const double NEAR_DEG = 4, QUIET_RAD_S = 0.0436332; /* 2.5 deg/s */
static const double STAY_S = 0.4, STAY_MOST_S = 4, LEAST_NEAR_DEG = 2, BACK_SHARE = 0.35;
static const double UNKNOWN_DEG_S = 0.15, SWAY_DEG = 0.3; /* of a gyro zeroed on a swaying person */
static const double CLOSE = 0.8, AGE_LEFT = 0.2, FORGET = 0.7, BEND_S = 15;
static const double MOST_RAD_S = 0.00523599; /* 0.3 deg/s: a filter that knows its bias is better */
static const int64_t SILENT_US = 250000;
static const double JUMP_DEG = 0.5;		 /* far above what levelling does in a sample */
static const double GAP_S = 0.1, GAP_COSTS = 10; /* judgement: unseen time counts tenfold */

enum { ROUND, SIDE, TWIST, AXES };

void sh_curve_cardan(const struct sh_quat *q, struct sh_curve_angles *ret)
{
	double w = q->w, x = q->x, y = q->y, z = q->z;

	ret->round_deg = sh_deg(sh_atan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y)));
	ret->side_deg = sh_deg(sh_asin(-2 * (y * z - w * x)));
	ret->twist_deg = sh_deg(sh_atan2(2 * (x * y + w * z), 1 - 2 * (x * x + z * z)));
}

double sh_curve_heading(const struct sh_quat *low, const struct sh_quat *high)
{
	struct sh_quat back = sh_quat_conj(low), m = sh_quat_mul(high, &back);
	double r[3][3];

	sh_quat_to_matrix(&m, r);
	return sh_atan2(r[0][1] - r[1][0], r[0][0] + r[1][1]);
}

static struct sh_quat turned(const struct sh_quat *q, double heading_rad)
{
	struct sh_vec3 z = {0, 0, 1};
	struct sh_quat by = sh_quat_from_axis_angle(&z, heading_rad);

	return sh_quat_mul(&by, q);
}

/* Thorax axes -> pelvis axes. */
static struct sh_quat between(const struct sh_quat *low, const struct sh_quat *high,
			      double heading_rad)
{
	struct sh_quat back = sh_quat_conj(low), up = turned(high, heading_rad);

	return sh_quat_mul(&back, &up);
}

/* Segment -> earth. */
static struct sh_quat segment(const struct sh_curve *c, int i, const struct sh_quat *sensor)
{
	struct sh_quat back = sh_quat_conj(&c->mount[i]);

	return sh_quat_mul(sensor, &back);
}

static void forget(struct sh_curve *c)
{
	c->has_neutral = false;
	c->heading_rad = c->age_s = 0;
}

void sh_curve_init(struct sh_curve *c, const struct sh_quat mount[2])
{
	struct sh_quat none = sh_quat_identity();

	memset(c, 0, sizeof(*c));
	sh_posture_init(&c->upper, &none, SH_MEASURE_STILLNESS);
	for (int i = 0; i < AXES; i++)
		c->guard_deg[i] = GUARD_DEG;
	sh_curve_remount(c, mount);
}

void sh_curve_remount(struct sh_curve *c, const struct sh_quat mount[2])
{
	c->mount[0] = mount[0];
	c->mount[1] = mount[1];
	forget(c);
}

void sh_curve_begin(struct sh_curve *c, const struct sh_exercise *ex)
{
	const struct sh_band *b = ex->positive.used ? &ex->positive : &ex->negative;
	double width = b->high_deg - b->low_deg;
	int axis = ex->measure == SH_MEASURE_ROLL	 ? TWIST
		   : ex->measure == SH_MEASURE_SIDE_TILT ? SIDE
							 : ROUND;

	for (int i = 0; i < AXES; i++)
		c->guard_deg[i] = GUARD_DEG;
	if (b->used)
		c->guard_deg[axis] = GUARD_SHARE * width;
	c->from_standing = ex->from_standing;
	forget(c);
}

/* A filter that finds its start bias begins its level and heading anew. What the turn was about the
 * vertical says nothing of the wearer: the other's heading goes along. */
static void follow_jump(struct sh_curve *c, int i, const struct sh_orientation *o)
{
	double dt_s = (double)(o->t_us - c->last[i].t_us) * 1e-6, heading;
	struct sh_vec3 way = sh_vec3_scale(&o->rate_rad_s, dt_s);
	struct sh_quat step = sh_quat_from_rotvec(&way),
		       expected = sh_quat_mul(&c->last[i].q, &step);
	struct sh_quat back = sh_quat_conj(&expected), off = sh_quat_mul(&back, &o->q);
	double size = sqrt(off.x * off.x + off.y * off.y + off.z * off.z);

	if (dt_s > GAP_S)
		c->age_s += GAP_COSTS * dt_s;
	else if (2 * size > sh_rad(JUMP_DEG)) {
		heading = sh_curve_heading(&expected, &o->q);
		c->heading_rad = sh_wrap_pi(c->heading_rad + (i == 1 ? heading : -heading));
	}
}

void sh_curve_add(struct sh_curve *c, const struct sh_sample *s, const struct sh_orientation *o)
{
	int i = s->sensor == 1;

	if (c->seen[i] && c->has_neutral)
		follow_jump(c, i, o);
	c->last[i] = *o;
	c->seen[i] = true;
	if (i == 1 && sh_still_add(&c->upper, s))
		c->upper.still = sh_is_still(&c->upper, o);
}

bool sh_curve_still(const struct sh_curve *c)
{
	return c->seen[0] && c->seen[1] && c->upper.still &&
	       c->last[0].t_us - c->last[1].t_us < SILENT_US;
}

/* The segment's orientation with its tilt as the mean direction `up` (segment axes) says. */
static struct sh_quat levelled(const struct sh_quat *q, const struct sh_vec3 *up)
{
	struct sh_vec3 z = {0, 0, 1}, now = sh_quat_rotate_back(q, &z),
		       axis = sh_vec3_cross(up, &now);
	double size = sh_vec3_norm(&axis);
	struct sh_quat by = sh_quat_from_axis_angle(&axis, sh_atan2(size, sh_vec3_dot(up, &now)));

	return sh_quat_mul(q, &by);
}

/* What the filters take the biases about the vertical to be, upper less lower. The filters go on
 * learning them: what was seen of the true ones stays true, what is left of them as drift does not.
 */
static double known_bias(const struct sh_curve *c)
{
	struct sh_vec3 z = {0, 0, 1};
	double sum = 0;

	for (int i = 0; i < 2; i++) {
		struct sh_vec3 up = sh_quat_rotate_back(&c->last[i].q, &z);

		sum += (i == 1 ? 1 : -1) * sh_vec3_dot(&up, &c->last[i].bias_rad_s);
	}
	return sum;
}

void sh_curve_neutral(struct sh_curve *c, const struct sh_vec3 *up_low)
{
	struct sh_quat low = segment(c, 0, &c->last[0].q), high = segment(c, 1, &c->last[1].q);
	struct sh_still_sums w;
	struct sh_vec3 up;

	low = levelled(&low, up_low);
	if (sh_still_window(&c->upper, &w)) {
		up = sh_quat_rotate(&c->mount[1], &w.acc);
		up = sh_vec3_scale(&up, 1 / sh_vec3_norm(&up));
		high = levelled(&high, &up);
	}
	c->heading_rad = sh_curve_heading(&low, &high);
	c->rel0 = c->from_standing ? sh_quat_identity() : between(&low, &high, c->heading_rad);
	c->age_s = 0;
	c->seen_weight = c->bias_rad_s = 0;
	c->known_rad = c->applied_rad = c->farthest_deg = 0;
	c->home_s = c->stay_from_s = c->sums_from_s = c->clock_s;
	c->stay_sum_rad = c->stay_n = 0;
	c->has_neutral = true;
}

/* Where the upper segment is at the time of the low one. */
static struct sh_quat carried(const struct sh_curve *c)
{
	double dt_s = (double)(c->last[0].t_us - c->last[1].t_us) * 1e-6;
	struct sh_vec3 way = sh_vec3_scale(&c->last[1].rate_rad_s, dt_s);
	struct sh_quat step = sh_quat_from_rotvec(&way), q = sh_quat_mul(&c->last[1].q, &step);

	return segment(c, 1, &q);
}

/* How far the headings have come apart since the neutral, if the wearer is in it now. */
static double apart(const struct sh_curve *c, const struct sh_quat *low, const struct sh_quat *high)
{
	struct sh_quat at = c->from_standing ? *low : sh_quat_mul(low, &c->rel0);
	struct sh_quat now = turned(high, c->heading_rad);

	return sh_curve_heading(&at, &now);
}

/* How fast the headings come apart, seen over `since_s`: as good as sway over that time.
 * @param off_rad_s  beyond what was applied already */
static void learn_bias(struct sh_curve *c, double off_rad_s, double since_s)
{
	double time_s = c->clock_s - c->sums_from_s, seen, sd = SWAY_DEG / since_s, weight;

	if (time_s <= 0)
		return;
	seen = (c->known_rad - c->applied_rad) / time_s - off_rad_s;
	weight = 1 / (sd * sd);
	c->seen_weight *= FORGET;
	c->bias_rad_s += weight / (c->seen_weight + weight) * (seen - c->bias_rad_s);
	c->seen_weight += weight;
}

/* The filters go on learning too, and best in a long stillness, so what was seen at bends is
 * applied by its weight against theirs and only for as long as bends last. */
static double drift(const struct sh_curve *c)
{
	double own = 1 / (UNKNOWN_DEG_S * UNKNOWN_DEG_S), since = (c->clock_s - c->home_s) / BEND_S;
	double share = c->seen_weight / (c->seen_weight + own) / (1 + since * since);

	return share * sh_clamp(known_bias(c) - c->bias_rad_s, -MOST_RAD_S, MOST_RAD_S);
}

/* 1-sigma of what is left of it, degrees a second. */
static double drift_sd(const struct sh_curve *c)
{
	double sd = 1 / sqrt(c->seen_weight + 1 / (UNKNOWN_DEG_S * UNKNOWN_DEG_S));

	return sd > DRIFT_DEG_S ? sd : DRIFT_DEG_S;
}

/* A stay near neutral is over: the mean of what the headings were apart is taken off, and the time
 * since the last one tells how fast they come apart. */
static void close_stay(struct sh_curve *c)
{
	double middle_s = 0.5 * (c->stay_from_s + c->clock_s), since_s = middle_s - c->home_s, off;

	if (c->clock_s - c->stay_from_s >= STAY_S && c->stay_n > 0) {
		off = c->stay_sum_rad / c->stay_n;
		c->heading_rad = sh_wrap_pi(c->heading_rad + CLOSE * off);
		if (since_s > STAY_S)
			learn_bias(c, off / since_s, since_s);
		c->known_rad = c->applied_rad = 0;
		c->sums_from_s = c->clock_s;
		c->home_s = middle_s;
		c->age_s *= AGE_LEFT;
		c->farthest_deg = 0;
	}
	c->stay_sum_rad = c->stay_n = 0;
	c->stay_from_s = c->clock_s;
}

static double magnitude(double x)
{
	return x < 0 ? -x : x;
}

/* Near neutral, quiet, and back from wherever the last movement went: a bend that is held while its
 * angle drifts away is not neutral. */
static bool at_home(struct sh_curve *c, const struct sh_curve_angles *a, double rate_rad_s)
{
	double most = magnitude(a->round_deg), near;

	most = magnitude(a->side_deg) > most ? magnitude(a->side_deg) : most;
	most = magnitude(a->twist_deg) > most ? magnitude(a->twist_deg) : most;
	c->farthest_deg = most > c->farthest_deg ? most : c->farthest_deg;
	near = BACK_SHARE * c->farthest_deg;
	near = near < LEAST_NEAR_DEG ? LEAST_NEAR_DEG : near > NEAR_DEG ? NEAR_DEG : near;
	return !c->holding && rate_rad_s < QUIET_RAD_S && most < near;
}

static void follow_stay(struct sh_curve *c, bool home, const struct sh_quat *low,
			const struct sh_quat *high)
{
	if (!home || c->clock_s - c->stay_from_s >= STAY_MOST_S)
		close_stay(c);
	if (!home)
		return;
	c->stay_sum_rad += apart(c, low, high);
	c->stay_n += 1;
}

/* @param share  how much of an error in heading turns up about this axis */
static void put(const struct sh_curve *c, double deg, double rate_rad_s, double share,
		double guard_deg, struct sh_angle *ret)
{
	double low = c->last[0].tilt_sigma_deg, high = c->last[1].tilt_sigma_deg;
	double off = (DRIFT_DEG + drift_sd(c) * c->age_s) * magnitude(share);

	ret->deg = deg;
	ret->rate_deg_s = sh_deg(rate_rad_s);
	ret->sigma_deg = sqrt(low * low + high * high + off * off);
	ret->observable = off <= guard_deg;
}

static void choose(enum sh_measure measure, struct sh_posture *p)
{
	static const struct sh_angle none;

	switch (measure) {
	case SH_MEASURE_PELVIC_TILT:
	case SH_MEASURE_FORWARD_TILT:
	case SH_MEASURE_SWEEP:
		p->measure = p->round;
		break;
	case SH_MEASURE_ROLL:
		p->measure = p->twist;
		break;
	case SH_MEASURE_SIDE_TILT:
		p->measure = p->side;
		break;
	case SH_MEASURE_STILLNESS:
	case SH_MEASURE_BREATHING:
	case SH_MEASURES:
		p->measure = none;
		break;
	}
}

void sh_curve_eval(struct sh_curve *c, enum sh_measure measure, struct sh_posture *p)
{
	double dt_s = c->last_us ? (double)(p->t_us - c->last_us) * 1e-6 : 0, rate;
	struct sh_quat low = segment(c, 0, &c->last[0].q), high = carried(c), rel, back, used;
	struct sh_vec3 slow, fast;
	struct sh_curve_angles a;

	c->last_us = p->t_us;
	c->age_s += dt_s;
	c->clock_s += dt_s;
	rate = drift(c);
	c->known_rad += known_bias(c) * dt_s;
	c->applied_rad += rate * dt_s;
	c->heading_rad = sh_wrap_pi(c->heading_rad + rate * dt_s);
	memset(&p->round, 0, sizeof(p->round));
	memset(&p->side, 0, sizeof(p->side));
	memset(&p->twist, 0, sizeof(p->twist));
	memset(&p->bridged, 0, sizeof(p->bridged)); /* a tilt of the pelvis */
	if (c->has_neutral && c->seen[1] && c->last[0].t_us - c->last[1].t_us < SILENT_US) {
		rel = between(&low, &high, c->heading_rad);
		back = sh_quat_conj(&c->rel0);
		used = sh_quat_mul(&back, &rel);
		sh_curve_cardan(&used, &a);
		slow = sh_quat_rotate(&c->mount[0], &c->last[0].rate_rad_s);
		fast = sh_quat_rotate(&c->mount[1], &c->last[1].rate_rad_s);
		fast = sh_quat_rotate(&rel, &fast);
		fast = sh_vec3_sub(&fast, &slow);
		put(c, a.round_deg, fast.y, p->up.y, c->guard_deg[ROUND], &p->round);
		put(c, a.side_deg, fast.x, p->up.x, c->guard_deg[SIDE], &p->side);
		put(c, a.twist_deg, fast.z, p->up.z, c->guard_deg[TWIST], &p->twist);
		follow_stay(c, at_home(c, &a, sh_vec3_norm(&fast)), &low, &high);
	}
	choose(measure, p);
}
