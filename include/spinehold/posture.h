#ifndef SPINEHOLD_POSTURE_H
#define SPINEHOLD_POSTURE_H

/** Angles of the strapped segment, named as the exercise catalog names them.
 *
 * Segment axes: x to the front, y to the left, z towards the head; right-handed. With one sensor
 * every angle is a *tilt of the segment that wears it* against gravity, relative to the neutral
 * taken in the exercise's own position: never the curve of the spine.
 *
 * Which two of the three angles gravity sees depends on how the person lies (biomechanics 2.3):
 * standing, round and side; on the back or the front, round and twist; on the side, side and twist.
 * The third is null (observable false), never a drifting number. One exception, for the coach alone
 * and never printed as an angle: see `bridged`.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/exercise.h"
#include "spinehold/fusion.h"

enum {
	SH_STILL_BLOCKS = 40 /* of SH_STILL_BLOCK_US each: the 2 s a neutral needs */
};
enum { SH_STILL_BLOCK_US = 50000 };

struct sh_angle {
	double deg;        /* relative to neutral, signed as exercise.h's measures are */
	double rate_deg_s; /* from the gyro, not a differenced angle */
	double sigma_deg;  /* 1-sigma, instrument only: skin and belt not included */
	bool observable;   /* false: deg means nothing */
};

struct sh_posture {
	int64_t t_us;
	struct sh_vec3 up;         /* unit up-vector in segment axes */
	enum sh_position position; /* with the measured rotation taken out once there is a neutral */
	bool has_neutral;
	bool still;        /* for the last 2 s: good enough to take a neutral */
	bool vigorous;     /* walking, shaking: no movement of this programme */
	double rate_deg_s; /* angular speed, all axes */
	struct sh_angle round, twist, side;
	struct sh_angle measure; /* the exercise's own; a copy of one of the three, or the sweep */
	/* A side bend on hands and knees, which gravity does not see, carried by the gyro for at most
	 * 10 s from the last quiet moment at neutral (biomechanics 2.5 and table A: under 0.5 degrees
	 * of drift in that time). Enough to tell one short bend from another, so repetitions may be
	 * judged by it; then `observable` is false until the wearer is still near neutral. */
	struct sh_angle bridged;
};

/** One block of the stillness window. */
struct sh_still_block {
	int64_t t_us; /* start */
	double n;
	struct sh_vec3 acc, gyro; /* sums */
	double gyro_sq;           /* sum of |gyro|^2 */
};

struct sh_curve;

/** Caller owns it; members are private. */
struct sh_posture_ctx {
	struct sh_quat mount; /* sensor -> segment */
	enum sh_measure measure;
	/* neutral */
	bool has_neutral;
	struct sh_vec3 up0;
	enum sh_position frame; /* whose formulas are used: the position nearest to the neutral */
	double round0_rad, side0_rad, twist0_rad;
	/* stillness, over the last 2 s */
	struct sh_still_block block[SH_STILL_BLOCKS + 1];
	int n_blocks, newest;
	bool still; /* as of the newest complete block */
	/* gate and vigour */
	bool started;
	int64_t last_us;
	struct sh_vec3 gate_up; /* low-passed, measured rotation taken out */
	double acc_slow_m_s2, vigour_m2_s4;
	int64_t vigour_since_us;
	bool vigorous;
	/* sweep */
	struct {
		bool started, back; /* back: on the way home */
		double last_rad, unwrapped_rad;
		double start_rad; /* where this roll began */
		double way;       /* +1, -1: which way rolls go; 0 not known yet */
		double far_rad, near_rad; /* from start_rad: its far end; nearest since, coming back */
	} sweep;
	struct {
		bool valid, taught; /* taught: bends have corrected the bias since the neutral */
		double deg, most_deg, slow_rate_deg_s; /* most: the deepest since home */
		double filter_bias_deg_s; /* the filter's, about x, at the latest sample */
		double bias_deg_s;        /* the one believed */
		int64_t zero_us, quiet_since_us, lost_us;
	} bridge;
	struct sh_curve *curve; /* curve.h: two sensors; borrowed, NULL with one. May be set after init */
};

/** @param mount  sensor axes to segment axes; the identity for a sensor mounted with x forward,
 *                y left, z up in standing. */
void sh_posture_init(struct sh_posture_ctx *c, const struct sh_quat *mount,
		     enum sh_measure measure);

/** Another exercise follows: its own measure, and no neutral until one is taken. */
void sh_posture_measure(struct sh_posture_ctx *c, enum sh_measure measure);

/** Judges one sample. Cannot fail: what is not known is marked unobservable. */
void sh_posture_step(struct sh_posture_ctx *c, const struct sh_sample *s,
		     const struct sh_orientation *o, struct sh_posture *ret);

/** Takes the mean gravity direction of the last 2 s as zero.
 * @return SH_OK and *ret_shift_deg is the angle between the old neutral's up-vector and the new one
 *         (0 for the first, and after turning to another position); SH_ERR_ORDER if the wearer is
 *         not still (the old neutral is kept). */
SH_NODISCARD enum sh_status sh_posture_neutral(struct sh_posture_ctx *c, double *ret_shift_deg);

/** How far gravity's mean direction of the last 2 s is from the neutral in force, degrees.
 * @return 0 as well without a neutral, in another position, and while the wearer is not still. */
double sh_posture_shift_deg(const struct sh_posture_ctx *c);

/** The sensor sits otherwise from now on (wear.h): no neutral until one is taken. */
void sh_posture_remount(struct sh_posture_ctx *c, const struct sh_quat *mount);

/** Starts the sweep anew: the measure of rolls counts from here. */
void sh_posture_sweep_restart(struct sh_posture_ctx *c);

/** The position whose cone of 35 degrees holds this up-vector (biomechanics 2.2), or between. */
enum sh_position sh_posture_position(const struct sh_vec3 *up);

/** Flexion, side bend and twist of a segment in radians from its up-vector, with the drift-free
 * formulas of biomechanics 2.3. `observable` says which of them mean anything here. */
struct sh_tilt {
	double round_rad, side_rad, twist_rad;
	bool round_ok, side_ok, twist_ok;
};
void sh_posture_tilt(const struct sh_vec3 *up, enum sh_position frame, struct sh_tilt *ret);

/** Parses "+z,-y,+x": the sensor axes that point forward, left and up in standing.
 * @return SH_OK and *ret (sensor -> segment), or SH_ERR_CONFIG: not three different axes, or not
 *         right-handed. */
SH_NODISCARD enum sh_status sh_mount_parse(const char *text, struct sh_quat *ret);

#endif
