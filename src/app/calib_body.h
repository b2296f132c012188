#ifndef SH_APP_CALIB_BODY_H
#define SH_APP_CALIB_BODY_H

/** Calibrations with the sensor on the body: how it is worn (wear.h). Looks at the samples of one
 * sensor, says what to do next, and puts the result into the profile. Owns no port and no clock:
 * time is that of the samples.
 *
 * What does not pass is asked for again; a way that fails for three minutes is given up. */

#include "app/calib_guide.h"
#include "app/options.h"
#include "spinehold/session.h"

/** What was asked for on the command line: --method, and --exercise for the place. */
struct sh_calib_body_wish {
	enum sh_wear_method method;
	bool upper;	 /* worn above the waist, as in sh_wear_from_lying */
	int64_t lead_us; /* before anything counts: time to get up from the keyboard */
};

/** @return SH_OK; SH_ERR_CONFIG: no such method or exercise, in words. */
SH_NODISCARD enum sh_status sh_calib_body_wish(const struct sh_options *o, bool guided,
					       struct sh_calib_body_wish *ret, struct sh_err *err);

/** The session corrects what the profile knows of the sensor; before it is opened. */
void sh_calib_body_correct(struct sh_session_config *c, const struct sh_profile *p);

struct sh_calib_body {
	/* private */
	sh_calib_say *say; /* NULL: not begun */
	void *say_ctx;
	struct sh_profile *profile;
	struct sh_calib_body_wish wish;
	struct sh_correction known;
	struct sh_wear wear;
	char date[SH_CALIB_DATE_MAX];
	bool heard, led;
	uint32_t sensor;
	int64_t begin_us, since_us;
	/* for the caller */
	bool over, passed;
	struct sh_profile_check result; /* the newest; known: there is one */
};

/** @param known    what the session corrects by
 *  @param profile  borrowed; gets each result */
void sh_calib_body_begin(struct sh_calib_body *b, const struct sh_calib_body_wish *wish,
			 const struct sh_correction *known, struct sh_profile *profile,
			 sh_calib_say *say, void *ctx);

/** What the session gives; the sample as measured. */
void sh_calib_body_output(struct sh_calib_body *b, const struct sh_output *out);

/** From the beginning. */
void sh_calib_body_redo(struct sh_calib_body *b);

/** No more data will come: what is not done has failed, and `result` says where. */
void sh_calib_body_end(struct sh_calib_body *b);

#endif
