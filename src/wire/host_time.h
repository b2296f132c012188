#ifndef SH_WIRE_HOST_TIME_H
#define SH_WIRE_HOST_TIME_H

/** Times for samples of a device without a clock, from the stamps of their arrival.
 *
 * A pure function of the stamps: a replay of the logged stamps gives the same times. Assumes a
 * device that samples evenly at 10 to 1000 Hz, and a line that delays and bundles what it carries
 * (a 16 ms latency timer, reads of 4096 bytes with one stamp, a process that was not scheduled).
 *
 * - Strictly rising, at least half a period from one sample to the next.
 * - The period is found within the first 2 s of stamps and followed from then on; once found,
 *   steps are within 6 % of it, 11 % while more than 50 ms are being made good.
 * - The offset to the stamps is constant but arbitrary: about the longest delay of the line.
 * - A stamp later than expected by more than 5 periods and more than 50 ms is a gap: the time goes
 *   on from the stamp, and what is missing is estimated. A late bundle that brings everything after
 *   all is seen as a gap only if it was later than that.
 * - Stamps that never change (raw bytes without times) are taken for 100 Hz.
 */

#include <stdbool.h>
#include <stdint.h>

struct sh_host_time { /* starts as zeros */
	bool started, acquiring;
	int64_t t_us;	 /* last time given */
	double fraction; /* of a microsecond, not given yet */
	double period_us;
	double error_us;   /* known phase error still to be worked off */
	int64_t stamp_us;  /* of the running bundle */
	uint64_t bundle;   /* samples in it so far */
	uint64_t bundles;  /* bundles before it, since acquiring began */
	int64_t anchor_us; /* first stamp that may serve to find the period */
	uint64_t since;	   /* samples since the anchor, its own bundle included */
	uint32_t gaps_in_row;
};

struct sh_host_place {
	int64_t t_us;
	bool gap;      /* at least one sample is missing */
	uint32_t lost; /* about how many */
};

/** Places the next sample. Stamps that step back count as the same bundle. */
struct sh_host_place sh_host_time_place(struct sh_host_time *h, int64_t arrival_us);

#endif
