/* Decimal text to numbers; see csv_number.h.
 *
 * strtod() is out: it follows the locale and is outside the pure core. A correctly rounded parser
 * needs big integers; sensors write at most nine digits or so. So the classic short cut is used: an
 * integer up to 2^53 and a power of ten up to 10^22 are both exact doubles, and one IEEE
 * multiplication or division of exact operands is correctly rounded. The rest is deterministic and
 * its error is bounded by the number of roundings.
 */

#include "csv_number.h"

static const double powers[] = {1e0,  1e1,  1e2,  1e3,	1e4,  1e5,  1e6,  1e7,
				1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
				1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

enum { DIGITS_MAX = 19, POWER_MAX = 99999 };

struct cursor {
	const char *p, *end;
};

static bool take(struct cursor *c, char wanted)
{
	if (c->p == c->end || *c->p != wanted)
		return false;
	c->p++;
	return true;
}

static bool at_digit(const struct cursor *c)
{
	return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

static void trim(struct cursor *c)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t'))
		c->p++;
	while (c->p < c->end && (c->end[-1] == ' ' || c->end[-1] == '\t'))
		c->end--;
}

/* A row of digits. @return whether there was one; digits that no longer fit only move the power. */
static bool take_digits(struct cursor *c, struct sh_decimal *d, int *n, bool behind_point)
{
	bool any = false;

	for (; at_digit(c); c->p++) {
		any = true;
		if (*n < DIGITS_MAX) {
			d->digits = d->digits * 10u + (uint64_t)(*c->p - '0');
			if (d->digits != 0)
				(*n)++;
			if (behind_point && d->power > -POWER_MAX)
				d->power--;
		} else if (!behind_point && d->power < POWER_MAX) {
			d->power++;
		}
	}
	return any;
}

static bool take_exponent(struct cursor *c, struct sh_decimal *d)
{
	bool negative;
	int32_t e = 0;

	if (!take(c, 'e') && !take(c, 'E'))
		return true;
	negative = take(c, '-');
	if (!negative)
		take(c, '+');
	if (!at_digit(c))
		return false;
	for (; at_digit(c); c->p++) {
		if (e < POWER_MAX)
			e = e * 10 + (*c->p - '0');
	}
	e = negative ? -e : e;
	e += d->power;
	d->power = e > POWER_MAX ? POWER_MAX : e < -POWER_MAX ? -POWER_MAX : e;
	return true;
}

bool sh_decimal_parse(const char *text, size_t len, struct sh_decimal *ret)
{
	struct cursor c = {text, text + len};
	int n = 0;
	bool any;

	trim(&c);
	ret->digits = 0;
	ret->power = 0;
	ret->negative = take(&c, '-');
	if (!ret->negative)
		take(&c, '+');
	any = take_digits(&c, ret, &n, false);
	if (take(&c, '.'))
		any = take_digits(&c, ret, &n, true) || any;
	return any && take_exponent(&c, ret) && c.p == c.end;
}

bool sh_decimal_double(const struct sh_decimal *d, double *ret)
{
	uint64_t digits = d->digits;
	int32_t power = d->power;
	double v;

	if (digits > (uint64_t)1 << 53 || power < -22 || power > 22) {
		while (digits != 0 && digits % 10u == 0) {
			digits /= 10u;
			power++;
		}
	}
	v = (double)digits;
	if (digits == 0)
		power = 0;
	if (power > 330)
		return false;
	if (power < -400)
		v = 0.0;
	for (; power > 22; power -= 22)
		v *= 1e22;
	for (; power < -22 && v > 0.0; power += 22)
		v /= 1e22;
	if (power >= 0)
		v *= powers[power];
	else if (power >= -22)
		v /= powers[-power];
	if (v > 1.7976931348623157e308)
		return false;
	*ret = d->negative ? -v : v;
	return true;
}

bool sh_decimal_integer(const struct sh_decimal *d, int shift, int64_t *ret)
{
	const uint64_t max = (uint64_t)1 << 62;
	uint64_t v = d->digits;
	int32_t power = d->power + shift;

	for (; power > 0 && v != 0; power--) {
		if (v > max / 10u)
			return false;
		v *= 10u;
	}
	if (power < -DIGITS_MAX) {
		v = 0;
	} else if (power < 0) {
		uint64_t unit = 1;
		uint64_t rest;

		for (; power < 0; power++)
			unit *= 10u;
		rest = v % unit;
		v /= unit;
		if (rest >= unit - rest)
			v++;
	}
	if (v > max)
		return false;
	*ret = d->negative ? -(int64_t)v : (int64_t)v;
	return true;
}
