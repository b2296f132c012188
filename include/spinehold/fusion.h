#ifndef SPINEHOLD_FUSION_H
#define SPINEHOLD_FUSION_H

/** Orientation of one sensor from angular rate and specific force; heading from the magnetometer
 * where that is asked for.
 *
 * Tilt is held by gravity and does not drift. Heading cannot be observed without a magnetometer: it
 * starts at zero and wanders by what is left of the gyro bias, so use it over seconds, never over
 * minutes.
 *
 * How it works. The rate is integrated into an almost-inertial frame; there gravity stands still
 * and the body's own acceleration averages out, so the specific force is low-passed *there*
 * (tau_acc_s) and the frame is levelled by it. While the sensor rests, and more slowly while it
 * moves, a Kalman filter learns the gyro bias. The first sample already gives a level orientation.
 * Mathematics: D. Laidig, T. Seel, Information Fusion 91 (2023) 187-204, doi
 * 10.1016/j.inffus.2022.10.014; written here from the mathematics, with four changes of our own,
 * all off in the `compat` preset: coning correction, delay alignment, start bias, thresholds for
 * people.
 *
 * Magnetometer. Off unless `magnetometer` is set, and used only in samples that carry one. It turns
 * the result about the vertical and cannot tilt it, nor does it teach the gyro bias. Heading is
 * then that of magnetic north: x east, y north, z up. A field whose strength (10 %) or dip (10 deg)
 * leaves the learnt one is not believed for a minute and half believed after that; a new steady
 * field is learnt in 20 s of turning. Offsets of the magnetometer itself have to be taken out
 * before.
 *
 * Start bias. An uncorrected MPU-6050 may show 20 deg/s while lying still; ordinary rest detection
 * takes that for motion. The `coached` preset therefore takes the mean rate of the first rest_min_s
 * that are steady as bias, up to start_bias_clip_rad_s, and everything else works around it;
 * across gravity the sway that gravity shows is taken out (straight lines fitted to the integrated
 * rate and to gravity), and while the rest goes on it is taken anew from twice the time.
 * Steady: rate and acceleration as at rest and gravity's direction unchanged (start_acc_m_s2); for
 * a bias above bias_clip_rad_s also a wearer who sways (limits on rate four times, on acceleration
 * and gravity twice as wide). What was levelled with a
 * bias more than 1 deg/s wrong is thrown away: tilt is taken anew from gravity and heading restarts
 * at zero. An ordinary rest ends the search. A perfectly even turn about the vertical looks like a
 * bias and is learnt wrongly; a steady rate beyond the clip that lasts start_again_s later corrects
 * that, and serves a device that was zeroed in the meantime.
 *
 * Time. Integration uses the true step between samples; filters use the nominal rate. If the rate
 * differs from that by more than 10 % over two successive 2 s windows that agree with each other
 * (the longest step of each left out), the filters are re-derived for the new rate and go on from
 * their last output. Over lost samples (a step above 1.5 periods) the mean of the rates before and
 * after is integrated. A step longer than gap_reset_s (or 2.5 periods if that is more), or a
 * restart of the device, throws the old level away: tilt restarts from gravity with the next
 * sample, the bias is kept (after a restart it is open to a new start bias), and tilt_sigma_deg
 * says that the level is young.
 *
 * Poor samples. Specific force of exactly (0,0,0) is skipped (sensors send it before they are
 * ready). A clipped rate is integrated but nothing is learnt from it; a clipped acceleration is not
 * used. Until a usable acceleration arrives the orientation is the identity, tilt_sigma_deg 90.
 *
 * Caller owns `struct sh_fusion`; members below "private" may change without notice. It may be
 * copied. No allocation, no clock, no libm beyond sqrt(): equal samples give equal bits on every
 * machine.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/sample.h"
#include "spinehold/status.h"

struct sh_quat {
	double w, x, y, z; /* unit length, sensor -> earth, earth z up */
};

/** Start from one of the presets below and change what is needed. Defaults are given as compat /
 * coached where they differ. Rates are rad/s in the struct; the comments say deg/s for people. */
struct sh_fusion_params {
	/** Corrects for the turning of the axis within a sample; matters below about 200 Hz.
	 * Default false / true. */
	bool coning;
	/** Take heading from the magnetometer. For measurement; steel and loudspeakers near the
	 * wearer spoil it. Default false. */
	bool magnetometer;
	/** What gravity shows of a turn at rest is not taken for bias. Off, a bias learnt while the
	 * wearer sways by 0.3 deg is wrong by 0.1 deg/s and the level by 0.3 deg; on, vibration of
	 * the accelerometer comes in instead. Default false / true. */
	bool rest_less_sway;

	/** Time constant of levelling. Small: follows gravity quickly, and every push tilts the
	 * horizon. Large: trusts the gyro longer, bias shows more. Default 3; 0.1 to 60. */
	double tau_acc_s;
	/** Accelerometer behind gyro, a property of the device (sensors that average: about half a
	 * sample). The wrong sign or size tilts the horizon in fast turns. Default 0; -0.1 to 0.1.
	 */
	double acc_delay_s;
	/** Magnetometer behind accelerometer; behind the gyro it is by both together, because what
	 * delays one usually delays the other. Default 0; -0.1 to 0.1. */
	double mag_delay_s;
	/** Time constant of heading. Small: follows the magnetometer, disturbed or not. Large:
	 * trusts the gyro longer. Default 9 / 15; 0.5 to 600. */
	double tau_mag_s;
	/** Low-pass behind which rest is judged. Small: quicker, follows slow motion. Default 0.5;
	 * 0.05 to 10. */
	double rest_tau_s;
	/** Rest is believed after this long without a breach. Small: pauses in a movement count as
	 * rest. Large: bias is seldom learnt. Default 1.5 / 2; 0.1 to 60. */
	double rest_min_s;
	/** Largest deviation of the rate from its low-pass at rest. Small: noise prevents rest.
	 * Large: sway of a person counts as rest and leaks into the bias. Default 2 / 1.5 deg/s;
	 * 0.05 to 50 deg/s. */
	double rest_rate_rad_s;
	/** The same for the specific force. Default 0.5; 0.01 to 10 m/s2. */
	double rest_acc_m_s2;
	/** 1-sigma of the bias at the start. Default 0.5 deg/s; 0.001 to 20 deg/s. */
	double sigma_init_rad_s;
	/** 1-sigma that bias learning settles at while moving, and at rest. Small: learns slowly
	 * and smoothly. Large: quickly, and true motion leaks in. Defaults 0.1 / 0.08 and 0.03 /
	 * 0.06 deg/s; 0.001 to 10 deg/s. */
	double sigma_motion_rad_s, sigma_rest_rad_s;
	/** How much the vertical bias, which motion cannot show, is drawn to its start value while
	 * moving, relative to the weight of the others. Default 1e-4; 1e-9 to 1. */
	double vertical_forgetting;
	/** Time in which the bias becomes uncertain by 0.1 deg/s. Small: follows temperature,
	 * learns noise. Default 100; 1 to 100000. */
	double forgetting_s;
	/** The bias stays within this of the start bias, on each axis; a larger steady rate is
	 * motion. Default 2 deg/s; 0.01 to 100 deg/s. */
	double bias_clip_rad_s;

	/** Largest start bias per axis; 0: none is taken. Default 0 / 25 deg/s; 0, or
	 * bias_clip_rad_s to 100 deg/s. */
	double start_bias_clip_rad_s;
	/** The low-passed specific force may change by this much in the rest that a start bias is
	 * taken from (twice that if it is large). Small: a person's sway prevents it. Large: a slow
	 * movement may pass for rest. Default 0.25; 0.01 to 5 m/s2. */
	double start_acc_m_s2;
	/** A steady rate beyond bias_clip_rad_s is taken for a new start bias after this long.
	 * Default 10; rest_min_s to 1000. */
	double start_again_s;

	/** A longer step restarts tilt from gravity. Small: every hiccup of the link costs the
	 * level. Large: motion that nobody saw stays in it. Default 0.5; 0.02 to 60. */
	double gap_reset_s;
};

struct sh_orientation {
	int64_t t_us;	  /* copied from the sample */
	struct sh_quat q; /* sensor -> earth (z up); heading from zero, or from north if `north` */
	struct sh_vec3 rate_rad_s; /* bias removed, sensor axes */
	struct sh_vec3 bias_rad_s; /* sensor axes */
	/** 1-sigma of tilt, instrument only. Root sum of squares of: bias uncertainty times the lag
	 * of levelling; 1 deg shared by the samples averaged so far; acc_error_m_s2 as an angle,
	 * reduced by the averaging; what gaps and clipped rates may have hidden, forgotten with
	 * tau_acc_s. A constant accelerometer error (MPU-6050: up to 3 deg) is not in it: it
	 * cancels against a neutral taken in the same position. Before a start bias was taken it
	 * says how little is known: tens of degrees. At most 90. */
	double tilt_sigma_deg;
	/** 1-sigma of heading since the start: sum of the vertical bias uncertainty over time, plus
	 * what gaps and clipped rates may have hidden. Scale errors of the gyro (1 to 3 % of a
	 * turn) are not in it. At most 104, which is to know nothing. Starts again with a start
	 * bias. With the magnetometer: of the direction to magnetic north, 104 before the first
	 * reading, 3 at best. This and tilt_sigma_deg are renewed every 0.1 s, and at once after a
	 * gap or clipping. */
	double heading_sigma_deg;
	double acc_error_m_s2; /* | |a| - g |, low-passed 0.5 s: how dynamic the motion is */
	bool at_rest;	       /* the bias is being learnt */
	bool north;	       /* heading is from the magnetometer */
	bool disturbed;	       /* the magnetic field is not believed at the moment */
};

struct sh_fusion_lowpass { /* private: coefficients, see src/core/fusion_lowpass.c */
	double b0, a1, a2;
};

struct sh_fusion_steady {     /* private: sums over a time that a start bias may be taken from */
	double time_s, t, tt; /* its length; sums of the samples' times and of their squares */
	struct sh_vec3 angle; /* integral of the rate */
	struct sh_vec3 sum_angle, t_angle; /* sum of it, and of it times the time */
	struct sh_vec3 sum_acc, t_acc;	   /* the same of the specific force */
	struct sh_vec3 first_acc;	   /* low-passed, when it began */
	double taken_s; /* how long it was when a bias was last taken; 0: never */
	uint32_t n;	/* samples */
	bool strict;	/* as still as at rest all the time */
};

struct sh_fusion_mag {		  /* private */
	double state[4];	  /* low-pass of strength and dip */
	double heading_rad;	  /* what the level orientation is turned by */
	double size, dip;	  /* the field believed in; size 0: none yet */
	double new_size, new_dip; /* one that may come in its place */
	uint32_t good_us, new_us, refused_us;
	uint32_t lp_n, n; /* samples in the low-pass; samples since heading began */
};

struct sh_fusion {
	/* private */
	struct sh_fusion_params p;
	double step_s; /* nominal */
	int64_t t_us;
	bool started, levelled, has_last, start_open, at_rest, north, disturbed;
	uint8_t turns; /* since the quaternions were last made unit */

	struct sh_quat q_gyro;	/* sensor -> almost-inertial */
	struct sh_quat q_level; /* almost-inertial -> earth */
	struct sh_vec3 last_rate_rad_s;

	/* Low-passes: of the force in the almost-inertial frame; of the rotation matrix and the
	 * bias in earth axes; of rate and force in sensor axes. Each channel has two states; *_n
	 * counts the samples averaged so far. */
	struct sh_fusion_lowpass level_lp, motion_lp, rest_lp;
	double acc[6], motion[22], rest[12];
	uint32_t acc_n, motion_n, rest_n;
	uint16_t window_n; /* with window_s below */
	uint8_t bias_n,
		bias_every; /* samples since the bias was last corrected; how many to wait */

	struct sh_vec3 start_bias_rad_s, bias_rad_s; /* the second is counted from the first */
	double p_bias[6];	 /* variance of it, (0.01 deg/s)^2: xx xy xz yy yz zz */
	double creep_x, creep_y; /* of the level, sums since the bias was last corrected */
	double rest_s;		 /* how long at rest so far */
	struct sh_vec3 rest_acc; /* output of its low-pass */
	struct sh_fusion_steady steady;
	struct sh_vec3 start_sum; /* of rate times time since the start bias became open */
	double start_s;

	double window_s, window_longest_s, candidate_s; /* watching the sample rate */
	double acc_error_m_s2, hidden_tilt_deg2, hidden_heading_deg2, heading_drift_deg;
	double sigma_age_s, tilt_sigma_deg, heading_sigma_deg; /* the last two as of so long ago */
	struct sh_fusion_mag mag;
};

/** Fills `p` with the `compat` preset: the published filter's defaults. */
void sh_fusion_defaults_compat(struct sh_fusion_params *p);
/** Fills `p` with the `coached` preset: our own, for people holding still. */
void sh_fusion_defaults_coached(struct sh_fusion_params *p);

/** Starts afresh.
 * @param rate_hz nominal sample rate, 1 to 10000.
 * @return SH_OK, or SH_ERR_CONFIG if a parameter is outside its range (f untouched). */
SH_NODISCARD enum sh_status sh_fusion_init(struct sh_fusion *f, const struct sh_fusion_params *p,
					   double rate_hz);

/** Advances by one sample.
 * @return SH_OK and *ret set. State and *ret untouched: SH_ERR_ORDER if s->t_us is not after the
 * previous one; SH_ERR_INPUT if a rate is not finite or beyond 1000 rad/s, or an acceleration not
 * finite or beyond 10000 m/s2 (decoders refuse such samples; this only guards the state). */
SH_NODISCARD enum sh_status sh_fusion_step(struct sh_fusion *f, const struct sh_sample *s,
					   struct sh_orientation *ret);

#endif
