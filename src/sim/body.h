#ifndef SH_SIM_BODY_H
#define SH_SIM_BODY_H

/** The living body under the planned movement: sway, breath, tremor, cough, and what a box strapped
 * to a segment feels of it all.
 *
 * Streaming: one step a sample, constant memory. Rates are exact derivatives of the angles, made
 * together with them; the specific force is gravity turned into the segment, the inertia of a box a
 * hand's breadth from the centre of the turn, and a little shaking. Sizes: biomechanics.md 3.1.
 */

#include "spinehold/fusion.h"
#include "spinehold/sample.h"

#include "sim/profile.h"
#include "sim/rng.h"

enum { SH_SIM_RATE_HZ = 100, SH_SIM_PERIOD_US = 10000 };

/** What the plan asks of the body at this sample. */
struct sh_sim_intent {
	struct sh_sim_pose at, rate; /* degrees from the start pose, degrees per second */
	double sway_gain;	     /* 1, less in an attempt that must not become another */
	double sway_gain_per_s;	     /* its change */
	double breath_gain;	     /* 1, or 0 while the breath is held */
	double breath_hz;
	double tremor_deg_s;	     /* amplitude of the rate */
	double cough;		     /* 0 to 1 over one pulse, negative when there is none */
	double bump_m_s2;	     /* a knock along the body's long axis */
	double slip_deg, slip_deg_s; /* how far the belt has slipped about slip_axis */
	int slip_axis;
};

/** One segment at one sample, true. */
struct sh_sim_segment {
	double deg[SH_SIM_AXES]; /* f, l, t from the start pose; all movement included */
	struct sh_quat q;	 /* segment -> earth */
	struct sh_vec3
		rate_rad_s; /* of the box on it, in the box's axes: the segment's until the */
	struct sh_vec3 force_m_s2; /* belt slips; force is +9.80665 along what points up at rest */
};

struct sh_sim_wander { /* first-order noise made smooth: three low-passes in a row */
	double x[3];
};

/** Caller owns it; members are private. */
struct sh_sim_body {
	struct sh_rng rng;
	struct sh_quat base; /* heading and posture */
	double heading_rad;
	double start_deg[SH_SIM_SEGMENTS][SH_SIM_AXES];
	double breath_deg[SH_SIM_SEGMENTS];
	double lever_m[3];
	int measured_axis;
	double mirror; /* -1 after turning over from one side to the other */
	struct sh_sim_wander sway[SH_SIM_SEGMENTS][SH_SIM_AXES], pace, flutter;
	double shake[SH_SIM_SEGMENTS][3]; /* m/s2 */
	double breath_rad, breath_gain;
	double tremor_rad, tremor_deg_s;
	struct sh_vec3 last_rate[SH_SIM_SEGMENTS];
	bool moved;
};

/** Lies or stands down at a random heading, a few degrees off the ideal start pose about the axes
 * that gravity sees. */
void sh_sim_body_init(struct sh_sim_body *b, const struct sh_exercise *ex,
		      const struct sh_sim_profile *profile, enum sh_position position,
		      uint64_t seed);

/** Advances by one sample. @param ret  SH_SIM_SEGMENTS of them. */
void sh_sim_body_step(struct sh_sim_body *b, const struct sh_sim_intent *in,
		      struct sh_sim_segment *ret);

/** The wearer has turned by 180 degrees about the long axis, from one side onto the other: calls
 * that the new posture, at a twist of zero. The motion stays continuous. */
void sh_sim_body_turned_over(struct sh_sim_body *b, enum sh_position now);

#endif
