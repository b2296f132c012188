#ifndef SH_APP_CLOCK_H
#define SH_APP_CLOCK_H

/** The only place that asks what time it is. */

#include <stdint.h>

/** Monotonic microseconds from an arbitrary start. */
int64_t sh_clock_us(void);

/** Microseconds since 1970 UTC. */
int64_t sh_clock_utc_us(void);

/** Monotonic microseconds since *start_us (ctx points to an int64_t): a session's own clock. */
int64_t sh_clock_since_us(void *ctx);

#endif
