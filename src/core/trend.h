#ifndef SH_CORE_TREND_H
#define SH_CORE_TREND_H

/** Does a figure change from session to session, beyond what the measurement itself scatters?
 *
 * One value a session (the median of a side's peaks, or the seconds held), oldest first. A change
 *is claimed only where a robust line through all of them rises or falls by at least the noise band
 * over the whole course:
 *
 *	angles   10 degrees: what a sensor under a belt gives another day differs by 5 to 15 degrees
 *	         without any change of the back (biomechanics finding 5, E35)
 *	times    2 seconds: 95 % of simulated holds were timed within 1.6 s (section 2.7, C)
 *
 * The line is Theil and Sen's: the median of the slopes of all pairs, so one odd session in four
 * moves nothing. Angles are millidegrees (magnitudes), times milliseconds; a trend does not know
 * which. Pure.
 */

#include <stdbool.h>
#include <stdint.h>

enum {
	SH_TREND_MAX = 48,	     /* sessions looked at; the caller keeps the newest */
	SH_TREND_SESSIONS_MIN = 4,   /* fewer say nothing (J) */
	SH_TREND_ANGLE_BAND = 10000, /* mdeg */
	SH_TREND_TIME_BAND = 2000    /* ms */
};

enum sh_trend_verdict {
	SH_TREND_FEW,	/* too few sessions */
	SH_TREND_NOISE, /* any change is smaller than the band */
	SH_TREND_UP,
	SH_TREND_DOWN
};

struct sh_trend_line {
	enum sh_trend_verdict verdict;
	int32_t from, to; /* the line at the first and the last session */
};

/** The median (of an even number: the mean of the middle two, towards zero). Sorts `values`; 0 for
 * none. */
int32_t sh_trend_median(int32_t *values, int n);

/** The line through `n` values (at most SH_TREND_MAX; more are cut off at the end). Values must
 * stay within +-1e9. */
void sh_trend_line_of(const int32_t *values, int n, int32_t band, struct sh_trend_line *ret);

/** Is one side clearly ahead? 100 * (left - right) / mean of both, told only where it is more than
 * 25 % and the angles differ by more than 5 degrees (biomechanics 2.9). Magnitudes in mdeg.
 * @return false: nothing to tell, *ret_percent untouched. Positive: more to the left. */
bool sh_trend_balance(int32_t left_mdeg, int32_t right_mdeg, int *ret_percent);

#endif
