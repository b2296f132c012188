#ifndef SH_WIRE_CSV_NUMBER_H
#define SH_WIRE_CSV_NUMBER_H

/** Decimal text to numbers, the same on every machine and in every locale.
 *
 * Pure. Takes what programs write: spaces around, a sign, digits with a point anywhere, an
 * exponent. Nothing else: no nan, inf, hexadecimal, digit grouping or decimal comma.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sh_decimal { /* (negative ? -1 : 1) * digits * 10^power */
	bool negative;
	uint64_t digits; /* the first 19 that count; the rest is cut off */
	int32_t power;	 /* held within -99999 to 99999 */
};

/** @return false unless all of `text` is one number. */
bool sh_decimal_parse(const char *text, size_t len, struct sh_decimal *ret);

/** The nearest double where digits (without zeros at the end) are at most 2^53 and |power| at most
 * 22, which covers everything sensors and loggers write with up to 15 digits. Beyond that within a
 * relative error of 2^-53 * (3 + |power| / 22). Too small becomes zero.
 * @return false: beyond the largest double. */
bool sh_decimal_double(const struct sh_decimal *d, double *ret);

/** digits * 10^(power + shift) as a whole number, rounded half away from zero: shift 6 turns
 * seconds into microseconds exactly. @return false: beyond +-2^62. */
bool sh_decimal_integer(const struct sh_decimal *d, int shift, int64_t *ret);

#endif
