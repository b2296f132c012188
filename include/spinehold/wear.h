#ifndef SPINEHOLD_WEAR_H
#define SPINEHOLD_WEAR_H

/** Wearing calibration: how the sensor is turned against the body, from a few poses and movements.
 *
 * The sensor may be strapped on anyhow. What comes out is the mount, sensor axes -> segment axes (x
 * forward, y left, z up in standing), as posture.h takes it. Three ways (biomechanics 2.2):
 *
 *   stand, lie         up while standing is z (the standing neutral, by definition); up while lying
 *                      on the back, less its part along z, is x. Passes at 60 to 120 degrees
 * between them; within 20 degrees of that border it warns (judgement). stand, lie, bows   besides,
 * three slow bows forward (or three tilts on hands and knees) give the axis of rotation: y. It must
 * carry 85 % of all rotation and agree with the poses: below 10 degrees passes, to 20 warns, beyond
 * repeats. Where it passes or warns, poses and movement have one vote each for y: neither lying
 * straight nor bowing straight is anybody's gift. lying              for who cannot stand: on the
 * back, up is x; arching once turns about y, rolling onto the left side and back turns about z. The
 * roll's axis is z here, not standing. The same borders.
 *
 * A bow's direction is known from gravity, so lying on the front instead of the back, or a first
 * bow backwards, is found: the two then disagree by 180 degrees. Tilts on hands and knees may begin
 * either way and tell the axis alone.
 *
 * `struct sh_wear` follows the guided way sample by sample; the functions below it do the geometry
 * alone. Nothing here knows of a session: until a result is taken the old mount stays in force, and
 * sh_wear_swap() brings the one before back.
 *
 * Pure: no clock, no allocation. Caller owns all memory.
 */

#include <stdbool.h>
#include <stdint.h>

#include "spinehold/posture.h"

enum sh_wear_verdict { SH_WEAR_PASS, SH_WEAR_WARN, SH_WEAR_REPEAT, SH_WEAR_VERDICTS };

/** What was found, worst first when several hold. */
enum sh_wear_reason {
	SH_WEAR_FINE,
	SH_WEAR_NOT_SQUARE, /* the two poses, or pose and roll, are not a right angle apart */
	SH_WEAR_BACKWARDS,  /* poses and movement point opposite ways */
	SH_WEAR_MIXED,	    /* the movement was about more than one axis */
	SH_WEAR_CROOKED,    /* its axis does not agree with the poses */
	SH_WEAR_REASONS
};

struct sh_wear_quality {
	enum sh_wear_verdict verdict;
	enum sh_wear_reason reason;
	double square_deg; /* between the directions of the two poses (or pose and roll); 90 is best
			    */
	double axis_deg;   /* the movement's axis against the poses; -1: there was no movement */
	double share;	   /* of the rotation that was about its first axis, 0 to 1; -1: as above */
};

const char *sh_wear_verdict_name(enum sh_wear_verdict v); /* pass warn repeat */
const char *sh_wear_reason_name(enum sh_wear_reason r);	  /* fine not-square backwards mixed ... */

/** One sentence for the wearer: what was found and what to do. Never empty. */
const char *sh_wear_words(const struct sh_wear_quality *q);

/* --- geometry ------------------------------------------------------------------------------ */

/** Rotation gathered over a movement. All zero is empty. */
struct sh_wear_motion {
	double m[3][3];	    /* sum of products of the rates, times time */
	struct sh_vec3 way; /* sum of up x up0: which way round the body went */
};

/** Adds a sample. @param rate_rad_s bias removed; @param up, up0 unit up-vectors now and before the
 * movement began; all three in sensor axes. */
void sh_wear_motion_add(struct sh_wear_motion *m, const struct sh_vec3 *rate_rad_s,
			const struct sh_vec3 *up, const struct sh_vec3 *up0, double dt_s);

/** The axis of the movement, in sensor axes, of unit length: a right-handed turn about it is the
 * way that the movement went.
 * @return its share of all rotation, 0 to 1; 0 where nothing was gathered (*ret untouched). */
double sh_wear_motion_axis(const struct sh_wear_motion *m, struct sh_vec3 *ret);

/** From standing and lying on the back, and bows where `bows` is not NULL.
 * @param bows_signed  they were bows forward; false: tilts that may begin either way
 * @param ret_mount    untouched where the verdict is `repeat` */
void sh_wear_from_standing(const struct sh_vec3 *up_stand, const struct sh_vec3 *up_lie,
			   const struct sh_wear_motion *bows, bool bows_signed,
			   struct sh_quat *ret_mount, struct sh_wear_quality *ret);

/** From lying on the back, arching once, rolling onto the left side once.
 * @param upper  the sensor sits above the waist (L1, upper back): arching turns it backwards. Below
 *               it, arching tips the pelvis forwards.
 * @param ret_mount  untouched where the verdict is `repeat` */
void sh_wear_from_lying(const struct sh_vec3 *up_lie, const struct sh_wear_motion *arch,
			const struct sh_wear_motion *roll, bool upper, struct sh_quat *ret_mount,
			struct sh_wear_quality *ret);

/* --- guided -------------------------------------------------------------------------------- */

enum sh_wear_method { SH_WEAR_STAND_LIE, SH_WEAR_STAND_LIE_BOWS, SH_WEAR_LYING, SH_WEAR_METHODS };

enum sh_wear_step {
	SH_WEAR_STAND, /* stand relaxed and still, 4 s */
	SH_WEAR_LIE,   /* lie on the back, knees bent, still, 4 s */
	SH_WEAR_BOWS,  /* stand (or kneel on all fours) still for 2 s, then three slow bows */
	SH_WEAR_ARCH,  /* lying: arch the low back once, slowly, and let go */
	SH_WEAR_ROLL,  /* lying: roll onto the left side and back */
	SH_WEAR_DONE,
	SH_WEAR_STEPS
};

/** What a sample brought. */
enum sh_wear_news {
	SH_WEAR_NOTHING,
	SH_WEAR_NEXT,	 /* the step is done, `step` is the next one */
	SH_WEAR_AGAIN,	 /* it did not pass: `quality` says why, `step` is where to begin again */
	SH_WEAR_FINISHED /* `mount` and `quality` are the result */
};

const char *sh_wear_method_name(enum sh_wear_method m); /* stand-lie bows lying */
const char *sh_wear_step_name(enum sh_wear_step s);	/* stand lie bows arch roll done */

/** What is said to the wearer when the step begins. */
const char *sh_wear_step_words(enum sh_wear_step s);

/** Members above "private" may be read. */
struct sh_wear {
	enum sh_wear_method method;
	enum sh_wear_step step;
	int64_t still_us;     /* how long still in the running step, up to SH_WEAR_STILL_US */
	int bows;	      /* done in the running step */
	struct sh_quat mount; /* sensor -> segment; the result once step is DONE */
	struct sh_wear_quality quality;
	bool rise; /* may be set after begin: the wearer is not standing now, so standing is first
		      believed after a turn of 30 degrees */
	/* private */
	bool upper, open, based, begun;
	struct sh_posture_ctx still; /* its window of stillness */
	struct sh_vec3 acc;	     /* sum while still */
	struct sh_vec3 up_begin, up_stand, up_lie, up0;
	struct sh_wear_motion bow, arch, roll;
	int64_t last_us;
};

enum { SH_WEAR_STILL_US = 4000000 };

/** Begins. @param upper as in sh_wear_from_lying */
void sh_wear_begin(struct sh_wear *w, enum sh_wear_method method, bool upper);

/** One sample of the sensor and its orientation, in their order. After DONE nothing happens. */
enum sh_wear_news sh_wear_step(struct sh_wear *w, const struct sh_sample *s,
			       const struct sh_orientation *o);

/** A mount and the one before it. */
struct sh_wear_mounts {
	struct sh_quat now, before;
	bool can_undo;
};

/** Another mount comes into force; the present one is kept. */
void sh_wear_take(struct sh_wear_mounts *m, const struct sh_quat *mount);

/** Undo: back to the one before (and again: forth).
 * @return false where nothing was ever taken. */
bool sh_wear_swap(struct sh_wear_mounts *m);

#endif
