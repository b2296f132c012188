#ifndef SH_APP_CALIB_REPORT_H
#define SH_APP_CALIB_REPORT_H

/** Results of a calibration in words, and into the profile. */

#include <stdbool.h>

#include "catalog/profile.h"
#include "spinehold/calib.h"
#include "spinehold/wear.h"

enum { SH_CALIB_DATE_MAX = 16 };

/** Today, UTC: "2026-11-22". */
void sh_calib_today(char ret[SH_CALIB_DATE_MAX]);

/** Each puts a result into the profile: numbers only if it passed, the verdict in words in any
 * case, but a failure never replaces an earlier pass. `ret` gets the words: what was found, or what
 * went wrong and what to do.
 * @return it passed */
bool sh_calib_take_still(struct sh_profile *p, const struct sh_calib_still *s, const char *date,
			 struct sh_profile_check *ret);
bool sh_calib_take_faces(struct sh_profile *p, const struct sh_calib_faces *f, const char *date,
			 struct sh_profile_check *ret);
bool sh_calib_take_delay(struct sh_profile *p, const struct sh_calib_delay *d, const char *date,
			 struct sh_profile_check *ret);
/** @param w  judged: its quality, and its mount unless the verdict is `repeat` */
bool sh_calib_take_wear(struct sh_profile *p, const struct sh_wear *w, const char *date,
			struct sh_profile_check *ret);

#endif
