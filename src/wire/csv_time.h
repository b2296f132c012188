#ifndef SH_WIRE_CSV_TIME_H
#define SH_WIRE_CSV_TIME_H

/** The times of a CSV's rows: which to believe, and what becomes of a clock that began anew.
 *
 * Each sensor has its own line of times. "Near" is up to 1 s or 20 periods later, whichever is
 * longer, "far" up to 10 s or 1000 periods; near is as far while no period is known and after four
 * suspects in a row. A row continues its line if it is near. The same time once more is bad ("time
 * does not rise") and changes nothing. Any other row is a suspect, held back until the sensor's
 * next row decides:
 *
 *   that one continues the line     the suspect alone is bad ("time stamp out of line")
 *   it continues the suspect (near; or far, if the suspect itself is far from the line, no more)
 *     the suspect lies ahead        an honest gap: both are given with their own times
 *     the suspect lies behind       the clock began anew: the suspect has SH_SAMPLE_RESTART and
 *                                   SH_SAMPLE_GAP and comes one period after the last good row;
 *                                   rows keep their differences from there on. A second sensor that
 *                                   does so as well keeps its place beside the first
 *   it continues neither            the suspect is bad, that row is the next suspect
 *
 * Two or more rows that belong together are never lost, however long the gap before them; a lone
 * row beside a gap longer than far is. The first row of a sensor waits for the second one likewise,
 * and is bad if the second and the third belong together without it. At the end of the input what
 * is still held back is bad, as nothing confirms it, but a first row is given. A wild stamp that is
 * near passes; if the next row is earlier, that looks like a clock that began anew.
 *
 * Rows come out in the order of the file; one that waits keeps those of the other sensor behind it,
 * six at most. Of two sensors of very different rates, the faster one then overtakes a suspect, and
 * a first row is believed. A period is the median of the last three good steps.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/decoder.h"

enum { SH_CSV_QUEUE = 8, SH_CSV_STEPS = 3 };

/* 2^57 us, about 4500 years: an input time is within plus and minus this, so no sum overflows. */
#define SH_CSV_TIME_MAX_US ((int64_t)1 << 57)

struct sh_csv_track {
	bool seen, proven; /* proven: the line is more than a first row that waits */
	bool has_suspect;
	uint8_t suspects; /* in a row, without one that was right */
	uint32_t epoch;	  /* sh_csv_time.epoch when its clock last began anew */
	int64_t t_us;	  /* last good row, as the file has it */
	int64_t suspect_us;
	int64_t offset_us; /* what is given out, less what the file has */
	uint32_t n_steps;
	uint32_t step_us[SH_CSV_STEPS]; /* at most 10 s each */
};

struct sh_csv_held {
	struct sh_sample sample;
	uint64_t row;
	uint8_t kind;
};

/** Starts as zeros. */
struct sh_csv_time {
	struct sh_csv_track tracks[SH_SENSORS_MAX];
	uint32_t epoch; /* counts clocks that began anew */
	int64_t offset_us;
	size_t n;
	struct sh_csv_held queue[SH_CSV_QUEUE]; /* oldest row first */
};

/** Takes a row; sh_csv_time_get must have said false before. `row`: its line number. What is bad is
 * counted in `d`. */
void sh_csv_time_put(struct sh_csv_time *c, struct sh_decoder *d, const struct sh_sample *s,
		     uint64_t row);

/** @return true and *ret: the next sample; false: none before the next row. */
bool sh_csv_time_get(struct sh_csv_time *c, struct sh_sample *ret);

/** No row follows: decides what waits. May be called again. */
void sh_csv_time_end(struct sh_csv_time *c, struct sh_decoder *d);

#endif
