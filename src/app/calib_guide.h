#ifndef SH_APP_CALIB_GUIDE_H
#define SH_APP_CALIB_GUIDE_H

/** Calibration step by step with somebody at the sensor: looks at the samples, says what to do
 * next, and goes on by itself when it lies still. Owns no port and no clock: time is that of the
 * samples.
 *
 * A step that fails is asked for again, until its time is up. */

#include "app/calib_report.h"

enum sh_calib_part {
	SH_CALIB_STILL = 1,
	SH_CALIB_FACES_PART = 2,
	SH_CALIB_DELAY_PART = 4,
	SH_CALIB_ALL = 7,
	SH_CALIB_WEAR = 8 /* on the body: calib_body.h, never with the others */
};

/** One line for people, without newline; borrowed for the call. */
typedef void sh_calib_say(void *ctx, const char *line);

struct sh_calib_guide {
	/* private */
	sh_calib_say *say;
	void *say_ctx;
	unsigned left; /* enum sh_calib_part, the lowest is going on */
	bool waiting;  /* until it is moved: what lies there was judged already */
	int64_t since_us, told_us;
	bool begun;
	struct sh_profile *profile;
	struct sh_correction known;
	char date[SH_CALIB_DATE_MAX];
	struct sh_calib_rest rest;
	struct sh_calib_pose poses[SH_CALIB_POSES_MAX];
	size_t n_poses;
	int64_t pose_us; /* when the last of them began; -1 none is going on */
	struct sh_calib_turns turns;
	/* for the caller */
	unsigned passed, failed;
	struct sh_profile_check last_failure;
};

/** @param parts    what to do, enum sh_calib_part or-ed; delay needs the bias: still, or a
 * profile's
 *  @param profile  borrowed; gets each result as it passes */
void sh_calib_guide_begin(struct sh_calib_guide *g, unsigned parts, struct sh_profile *profile,
			  sh_calib_say *say, void *ctx);

/** As measured, uncorrected. */
void sh_calib_guide_sample(struct sh_calib_guide *g, const struct sh_sample *s);

/** The step that is going on begins anew. */
void sh_calib_guide_redo(struct sh_calib_guide *g);

bool sh_calib_guide_over(const struct sh_calib_guide *g);

#endif
