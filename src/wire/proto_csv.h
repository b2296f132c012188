#ifndef SH_WIRE_PROTO_CSV_H
#define SH_WIRE_PROTO_CSV_H

/** CSV recordings to samples (protocol "csv").
 *
 * Standard header, the columns in any order and further ones anywhere:
 *
 *   t_s,ax,ay,az,gx,gy,gz[,mx,my,mz][,sensor][,temperature_c]
 *
 * seconds, m/s^2, rad/s, microtesla, 0 low back or 1 upper back, degrees C. Times are read as
 * decimal text to whole microseconds (half away from zero at the seventh digit) and may start
 * anywhere. Further columns are ignored whatever they hold.
 *
 * Text: UTF-8 with or without a byte order mark; lines end in LF or CRLF, the last one may be
 * without; empty lines and lines that begin with # are passed over; fields may be in double quotes
 * (a quoted line break is not understood). The separator is the first of comma, semicolon and tab
 * that the header uses; numbers have a decimal point. A line holds at most SH_CSV_LINE_MAX bytes,
 * and columns beyond SH_CSV_COLUMNS_MAX are ignored.
 *
 * Other headers are taken by a map, `--map` on the command line:
 *
 *   map  = pair *( "," pair )
 *   pair = ours "=" theirs [ ":" unit ]
 *   ours = t_s | ax | ay | az | gx | gy | gz | mx | my | mz | sensor | temperature_c
 *   theirs = the column's name as the header has it, compared exactly, spaces around left off; one
 *          that holds a colon needs a unit behind it; one that holds a comma cannot be named
 *   unit = for t_s: s ms us; for ax ay az: m/s2 g mg; for gx gy gz: rad/s deg/s;
 *          for mx my mz: uT mG; none for sensor and temperature_c. Left out: the first of its list
 *
 * as in  t_s=time:ms,ax=aX:mg,ay=aY:mg,az=aZ:mg,gx=gX:deg/s,gy=gY:deg/s,gz=gZ:deg/s . What the map
 * does not name is looked for by its own name. g is 9.80665 m/s^2.
 *
 * A row is bad (counted with its line number, left out) if one of t_s, ax..gz, sensor is missing,
 * no finite number or beyond reason (SH_CSV_VALUE_MAX, 2^57 us for t_s), or its time is the same
 * as the sensor's last one or stands alone out of line. Where time goes back and the next row goes
 * on from there, the clock began anew: SH_SAMPLE_RESTART, and times are moved to go on rising. Gaps
 * keep the file's own times, however long they are. So a wild time stamp costs its own row, and a
 * logger that restarted costs none; for this a row may come out only after the sensor's next one,
 * and one that waits at the end of the input is bad (the rules: csv_time.h). Magnetometer and
 * temperature are optional in every row: where they are no number, the sample is without. `lost` is
 * always 0: a file numbers nothing; gaps show in the time.
 *
 * The input is refused as a whole if the header lacks a needed column (refused_detail names it and
 * what it is mapped to), holds NUL bytes or does not end.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "csv_number.h"

enum { SH_CSV_LINE_MAX = 4096, SH_CSV_COLUMNS_MAX = 256, SH_CSV_MAP_MAX = 256 };

/* Of any value, in SI units (microtesla for the magnetometer): keeps squares and sums finite. */
#define SH_CSV_VALUE_MAX 1e5

enum sh_csv_field {
	SH_CSV_T,
	SH_CSV_AX,
	SH_CSV_AY,
	SH_CSV_AZ,
	SH_CSV_GX,
	SH_CSV_GY,
	SH_CSV_GZ,
	SH_CSV_NEEDED, /* all above */
	SH_CSV_MX = SH_CSV_NEEDED,
	SH_CSV_MY,
	SH_CSV_MZ,
	SH_CSV_SENSOR,
	SH_CSV_TEMPERATURE,
	SH_CSV_FIELDS
};

struct sh_csv_map {
	char text[SH_CSV_MAP_MAX]; /* copy of the option; `at` and `len` point into it */
	struct {
		bool mapped;
		uint16_t at, len; /* theirs */
		int8_t shift;	  /* t_s only: power of ten to microseconds */
		double factor;	  /* to SI */
	} fields[SH_CSV_FIELDS];
};

/** Reads a map; "" is the standard header. @return false and *ret_why (static): not understood. */
bool sh_csv_map_parse(struct sh_csv_map *m, const char *text, const char **ret_why);

/** Our name of a field; terminated, *ret_len long. */
const char *sh_csv_field_name(enum sh_csv_field f, size_t *ret_len);

/** The name to look for in the header: not terminated, *ret_len long, borrowed from `m`. */
const char *sh_csv_map_name(const struct sh_csv_map *m, enum sh_csv_field f, size_t *ret_len);

/** Takes the next field off a line: *p moves behind its separator (to `end` + 1 after the last
 * one), quotes and spaces around are left off. @return false: there is none. */
bool sh_csv_next(const char **p, const char *end, char separator, const char **ret,
		 size_t *ret_len);

#endif
