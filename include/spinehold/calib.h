#ifndef SPINEHOLD_CALIB_H
#define SPINEHOLD_CALIB_H

/** What one physical sensor does wrong, how that is found, and how it is taken out.
 *
 * Model of an accelerometer: reading = K force + offset. The correction is force = M (reading -
 * offset) with M the inverse of K. Of a gyro only the bias is corrected: reading - bias. Axes are
 * the sensor's own; nothing here knows how it is worn.
 *
 * Everything is pure: no allocation, no clock; memory is the caller's, members are private unless
 * they stand in a `ret`. Samples come in the order of their time, one sensor's only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/fusion.h"
#include "spinehold/sample.h"
#include "spinehold/status.h"

#define SH_CALIB_G_M_S2 9.80665

/* --- taking it out ------------------------------------------------------------------------- */

/** All zero corrects nothing. */
struct sh_correction {
	bool has_gyro, has_acc;
	struct sh_vec3 gyro_bias_rad_s;
	struct sh_vec3 acc_offset_m_s2;
	double acc_matrix[3][3]; /* rows; the identity for none */
};

/** Corrects a sample in place. A specific force of exactly (0,0,0) stays: it means that the sensor
 * is not ready, and the filter must still see that. */
void sh_correction_apply(const struct sh_correction *c, struct sh_sample *s);

/* --- stillness ----------------------------------------------------------------------------- */

/** A time in which the sensor lay still, its first and last quarter second left off. */
struct sh_calib_stretch {
	int64_t t_us; /* of its first sample, in the samples' own time */
	double duration_s;
	double n;				     /* samples */
	struct sh_vec3 acc_m_s2, gyro_rad_s;	     /* means */
	struct sh_vec3 acc_std_m_s2, gyro_std_rad_s; /* per axis, of one sample */
	double gyro_wander_rad_s; /* Allan deviation over 1 s, mean of the axes; 0 below 3 s */
};

struct sh_calib_sums { /* private: mean and sum of squared deviations of acc and gyro */
	int64_t t_us, last_us;
	double n, mean[6], m2[6];
};

/** Finds the times of stillness in a stream: quarter seconds in which rate (std below 0.5 deg/s)
 * and force (0.2 m/s2) stand, as long as the next ones agree with them (0.3 deg/s, 0.1 m/s2). A
 * steady bias of any size is stillness; a hand's tremor is not. */
struct sh_calib_rest {
	/* private */
	bool started, has_pending;
	int64_t last_us;
	int quiet; /* blocks of this stretch so far */
	struct sh_calib_sums block, pending, sum;
	/* one-second means */
	double second_n, second[3], last_second[3], pair_n, pair_sq[3];
	bool has_last_second;
};

void sh_calib_rest_init(struct sh_calib_rest *r);

/** Takes one sample. Time that stands still or runs back is left out; a gap of more than half a
 * second, or a clipped reading, ends a stretch.
 * @return true: a stretch has just ended and *ret is set (untouched otherwise). */
bool sh_calib_rest_step(struct sh_calib_rest *r, const struct sh_sample *s,
			struct sh_calib_stretch *ret);

/** The stretch that is going on, as far as it has come. @return false: none is, *ret untouched.
 * Also what is owed at the end of a recording. */
bool sh_calib_rest_now(const struct sh_calib_rest *r, struct sh_calib_stretch *ret);

/* --- still: gyro bias and noise ------------------------------------------------------------ */

enum sh_calib_verdict {
	SH_CALIB_PASS,
	SH_CALIB_SHORT,	       /* not still for long enough */
	SH_CALIB_UNSTEADY,     /* noise or vibration: rate std at 0.15 deg/s or above */
	SH_CALIB_BIAS,	       /* a bias of more than 25 deg/s: broken, or turning evenly */
	SH_CALIB_NO_GRAVITY,   /* the force is not within 20 % of 1 g: units, or broken */
	SH_CALIB_FACE_MISSING, /* `face` never pointed up */
	SH_CALIB_FACE_MOVED,   /* `face` pointed up, but was not left still for long enough */
	SH_CALIB_FACE_ASKEW,   /* `face` did not lie flat: its direction does not fit the others */
	SH_CALIB_IMPLAUSIBLE,  /* scale errors beyond 15 %, or an offset beyond 2 m/s2 */
	SH_CALIB_FEW_TURNS,    /* too little turning to see a delay */
	SH_CALIB_UNSURE,       /* turned enough, but the answer scatters */
	SH_CALIB_VERDICTS
};

#define SH_CALIB_STILL_S     5.0  /* to be asked for; half a second less will do */
#define SH_CALIB_STILL_DEG_S 0.15 /* largest std of the rate (biomechanics 2.2, K0) */

struct sh_calib_still {
	enum sh_calib_verdict verdict;
	struct sh_vec3 gyro_bias_rad_s;
	double gyro_noise_rad_s;  /* RMS of one sample, mean of the axes */
	double gyro_std_rad_s;	  /* of the worst axis: what the verdict goes by */
	double gyro_wander_rad_s; /* as in the stretch */
	double acc_noise_m_s2;	  /* RMS of one sample, mean of the axes */
	double rate_hz, duration_s;
};

/** What a stretch says about gyro and noise. Everything but the verdict is set in any case. */
void sh_calib_still_judge(const struct sh_calib_stretch *s, struct sh_calib_still *ret);

/* --- six faces: offset, scale and axes of the accelerometer --------------------------------- */

enum { SH_CALIB_FACES = 6, SH_CALIB_POSES_MAX = 48 };

/** Which sensor axis points up: 0 +x, 1 -x, 2 +y, 3 -y, 4 +z, 5 -z; -1 if none is within 20 degrees
 * (errors of a poor sensor included). */
int sh_calib_face(const struct sh_vec3 *acc_m_s2);
const char *sh_calib_face_name(int face); /* "+x" ... "-z"; "?" for others */

#define SH_CALIB_POSE_S 1.5 /* a pose that was held for less does not count */

struct sh_calib_pose {
	struct sh_vec3 acc_m_s2; /* mean, as read */
	double duration_s;
};

struct sh_calib_faces {
	enum sh_calib_verdict verdict;
	int face;		    /* that the verdict is about, else -1 */
	struct sh_vec3 offset_m_s2; /* force = matrix (reading - offset) */
	double matrix[3][3];
	double residual_m_s2; /* RMS of | |force| - g | over the poses */
	double before_m_s2;   /* the same without correction */
	double askew_deg;     /* RMS of how far the faces lay from each other's right angles */
	double turn_deg;      /* by which the housing's axes are turned against the chip's */
	bool turn_left_out;   /* more than 3 deg: that is how the chip sits, not its error */
	int poses;	      /* that counted */
};

/** Solves for offset and matrix. Each face has to be there once or more, in any order; other poses
 * (on an edge, leaning) may be there too and make the result better, because every pose tells the
 * length of gravity and only a face tells its direction.
 *
 * Least squares over twelve unknowns: each pose's length (to 5 mm/s2), each face's direction (to 1
 * degree, as tables and housings are). The direction makes the housing the reference for the axes.
 * If that turns the axes by more than 3 degrees the turn is taken out again: a chip that sits askew
 * has a gyro that sits askew with it, and a turned accelerometer would fight it.
 * Up to nine poses `residual_m_s2` only says that the sum comes out; every further pose tests
 * it.
 */
void sh_calib_faces_solve(const struct sh_calib_pose *poses, size_t n, struct sh_calib_faces *ret);

/* --- delay of the accelerometer behind the gyro --------------------------------------------- */

#define SH_CALIB_DELAY_SIGMA_S 0.0015 /* a delay known less well is not used */
#define SH_CALIB_TURNS_S       28.0   /* to be asked for; half of it will do */

struct sh_calib_delay {
	enum sh_calib_verdict verdict;
	double delay_s;	      /* for sh_fusion_params.acc_delay_s */
	double sigma_s;	      /* 1-sigma, from what the model leaves over */
	double turning_s;     /* time that was used */
	double turning_deg_s; /* how fast gravity went round in it, RMS */
};

enum { SH_CALIB_TURN_COLUMNS = 17 }; /* private */

/** Gravity stands still. If the accelerometer is late by d, gravity seems to move by d times (rate
 * x force) whenever the sensor turns. What else moves it is solved for together with d: the gyro's
 * scale and axes, what is left of its bias, and the arm of the hand about which the sensor turns.
 * So turn it slowly and fast about all axes, in place, on a short arm; waving it about leaves a
 * large sigma.
 *
 * The bias must be known to 0.5 deg/s (sh_calib_still_judge first).
 */
struct sh_calib_turns {
	/* private */
	bool started, has_before;
	struct sh_sample last; /* the one that waits for its neighbour */
	struct sh_vec3 rate_before_rad_s;
	double dt_before_s;
	struct sh_quat q;
	double drift[12][3]; /* what each error of the gyro has turned the frame by */
	double slow[SH_CALIB_TURN_COLUMNS][3];
	double piece_s, n;
	double mean[SH_CALIB_TURN_COLUMNS][3];
	double piece[SH_CALIB_TURN_COLUMNS][SH_CALIB_TURN_COLUMNS];
	double sum[SH_CALIB_TURN_COLUMNS][SH_CALIB_TURN_COLUMNS];
	double total_n, total_s;
};

void sh_calib_turns_init(struct sh_calib_turns *t);

/** Takes one sample, corrected for bias and accelerometer errors. Unusable ones are left out. */
void sh_calib_turns_step(struct sh_calib_turns *t, const struct sh_sample *s);

/** What is known by now; the running piece of ten seconds is not in it. */
void sh_calib_turns_solve(const struct sh_calib_turns *t, struct sh_calib_delay *ret);

#endif
