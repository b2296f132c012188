/* Trends over sessions.
 *
 * Ordinary least squares was left aside: with six sessions one bad strap decides its slope. The
 * median of all pairs' slopes costs n*n/2 numbers, and 48 sessions are enough for any screen. Every
 * slope is kept as the change it would make over the whole course, so that no fraction is lost.
 */

#include "core/trend.h"

enum {
	PAIRS_MAX = SH_TREND_MAX * (SH_TREND_MAX - 1) / 2,
	BALANCE_PERCENT = 25,
	BALANCE_MDEG = 5000
};

/* Shell's sort: short, and fast enough for a thousand numbers. */
static void sort(int32_t *v, int n)
{
	for (int gap = n / 2; gap > 0; gap /= 2) {
		for (int i = gap; i < n; i++) {
			int32_t x = v[i];
			int j = i;

			for (; j >= gap && v[j - gap] > x; j -= gap)
				v[j] = v[j - gap];
			v[j] = x;
		}
	}
}

int32_t sh_trend_median(int32_t *values, int n)
{
	if (n <= 0)
		return 0;
	sort(values, n);
	if (n % 2)
		return values[n / 2];
	return (int32_t)(((int64_t)values[n / 2 - 1] + values[n / 2]) / 2);
}

static int32_t within(int64_t v)
{
	return v > INT32_MAX ? INT32_MAX : v < -INT32_MAX ? -INT32_MAX : (int32_t)v;
}

void sh_trend_line_of(const int32_t *values, int n, int32_t band, struct sh_trend_line *ret)
{
	int32_t changes[PAIRS_MAX], starts[SH_TREND_MAX];
	int n_changes = 0, last;
	int64_t change;

	if (n > SH_TREND_MAX)
		n = SH_TREND_MAX;
	last = n - 1;
	for (int i = 0; i < n; i++) {
		for (int j = i + 1; j < n; j++) {
			int64_t rise = (int64_t)values[j] - values[i];

			changes[n_changes++] = within(rise * last / (j - i));
		}
	}
	change = sh_trend_median(changes, n_changes);
	for (int i = 0; i < n; i++)
		starts[i] = within(values[i] - (last > 0 ? change * i / last : 0));
	ret->from = sh_trend_median(starts, n);
	ret->to = within(ret->from + change);
	if (n < SH_TREND_SESSIONS_MIN)
		ret->verdict = SH_TREND_FEW;
	else if (change >= band)
		ret->verdict = SH_TREND_UP;
	else if (change <= -(int64_t)band)
		ret->verdict = SH_TREND_DOWN;
	else
		ret->verdict = SH_TREND_NOISE;
}

bool sh_trend_balance(int32_t left_mdeg, int32_t right_mdeg, int *ret_percent)
{
	int64_t difference = (int64_t)left_mdeg - right_mdeg, sum = (int64_t)left_mdeg + right_mdeg;
	int64_t size = difference < 0 ? -difference : difference;

	if (left_mdeg < 0 || right_mdeg < 0 || size <= BALANCE_MDEG ||
	    200 * size <= BALANCE_PERCENT * sum)
		return false;
	*ret_percent = (int)(200 * difference / sum);
	return true;
}
