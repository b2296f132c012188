#ifndef SH_WIRE_DEVICE_CLOCK_H
#define SH_WIRE_DEVICE_CLOCK_H

/** A device's 32-bit clock and 16-bit counters made into rising 64-bit time and exact loss.
 *
 * One clock serves all sensors of a device; each sensor has its own track. A sample is placed by
 * its counter and its time together:
 *
 *   it continues     time rises by about as much as the counter says: taken; what the counter
 *                    skipped is `lost`. A counter that wrapped more than once is resolved from the
 *                    time that went by.
 *   it does not      dropped, and remembered as a suspect. If the next sample continues the old
 *                    line, the suspect was a single wrong value and is gone. If the next sample
 *                    continues the suspect, the device really is somewhere else, and:
 *     time went back a restart: SH_SAMPLE_RESTART, and time goes on by as much as passed between
 *                    the arrivals
 *     time jumped on a long stall or a counter set anew: SH_SAMPLE_GAP, the device's time holds
 *   told to restart  (a HELLO from a booting board, or the header's time-jumped flag): a restart at
 *                    once, nothing is dropped.
 *
 * So a real restart without a HELLO costs one sample, and a frame whose time is wrong though its
 * CRC is right costs only itself. Arrival stamps are used for restarts only.
 */

#include <stdbool.h>
#include <stdint.h>

struct sh_device_track {
	bool seen;
	uint32_t epoch; /* of the clock when it was last seen */
	uint16_t seq;
	int64_t t64;	  /* device time, wraps undone, within the epoch */
	int64_t t_us;	  /* as given out */
	double period_us; /* told, then learnt from steps of one; 0 not known */
	bool has_suspect;
	uint16_t suspect_seq;
	uint32_t suspect_t;
};

struct sh_device_clock {
	bool started, restart; /* restart: the next sample begins a new epoch */
	uint32_t epoch;
	int64_t newest64; /* device time of the last sample of any sensor */
	int64_t newest_us;
	int64_t offset_us;  /* t_us - t64 in this epoch */
	int64_t arrival_us; /* of the last sample placed */
};

struct sh_device_stamp {
	uint16_t seq;
	uint32_t t_us; /* raw */
	bool jumped;   /* the device says that its clock does not continue */
	int64_t arrival_us;
};

struct sh_device_place {
	int64_t t_us;
	uint32_t lost;
	uint32_t flags; /* SH_SAMPLE_GAP, SH_SAMPLE_RESTART */
};

/** Both structs start as zeros. @return true and *ret; false: drop the sample, *ret_why (static).
 */
bool sh_device_clock_place(struct sh_device_clock *c, struct sh_device_track *k,
			   const struct sh_device_stamp *s, struct sh_device_place *ret,
			   const char **ret_why);

/** Looks at the time of a frame that is no sample: one more than 2 s behind the newest sample, or
 * `boot`, means that the device began anew. */
void sh_device_clock_hello(struct sh_device_clock *c, uint32_t t_us, bool boot);

#endif
