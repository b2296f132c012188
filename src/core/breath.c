/* Breath counting: a periodicity gate first, then crossings of the middle.
 *
 * Counting crossings alone would count sway and shuffling as breaths; the autocorrelation knows
 * whether there is one rhythm, and only a window with a rhythm is counted. Every second the whole
 * window is looked at anew, so a crossing may move a little as the mean around it becomes known; a
 * breath is therefore new when it begins a good half period after the last one, not when it
 * lies beyond some edge of the window.
 *
 * One peak is not enough: 30 s of sway, which has no rhythm, often look like their own shift by 8
 * s. So the half shift must stand opposite, the double one be alike again, and the rises in the
 * window must be as many as the rhythm says.
 *
 * A window that fails makes the count unknown. If a later window reaches back to the last good one,
 * everything between was part of a rhythm after all, and the count goes on.
 */

#include "spinehold/breath.h"

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"

static const double LOW_PASS_HZ = 0.7; /* biomechanics 2.9, as all numbers here */
static const double PEAK_MIN = 0.5, PEAK_NEAR = 0.1, AMPLITUDE_MIN_DEG = 0.1;
static const double SIDE_MIN = 0.25;	/* judgement: sway alone passed the peak in the simulator */
static const double COUNT_SHARE = 0.15; /* judgement: rises and rhythm must tell the same */
static const double THIRD_SHARE = 0.2;	/* judgement: of the mean power, in each third */
static const double APART_SHARE = 0.65; /* judgement: of a period, between two breaths */
static const int64_t STEP_US = 100000, EVAL_US = 1000000;
static const int64_t HOLE_US = 1000000; /* judgement: a longer hole ends the run */
static const int64_t EDGE_US = 500000;	/* judgement: the newest half second still moves */
static const double SEE_MAX = 0.8;	/* of up along y: lying on the side */
enum { MEAN_HALF = 60, LAG_MIN = 20, LAG_MAX = 120 };

void sh_breath_begin(struct sh_breath *b)
{
	memset(b, 0, sizeof(*b));
}

int sh_breath_count(const struct sh_breath *b)
{
	return b->good && !b->lost ? b->breaths : -1;
}

int sh_breath_rate_per_min(const struct sh_breath *b)
{
	return b->good ? (int)sh_round_i64(60 / b->period_s) : -1;
}

/* The window, oldest first, without its 12 s mean. */
static void centred(const struct sh_breath *b, double *ret)
{
	double sum[SH_BREATH_WINDOW + 1];

	sum[0] = 0;
	for (int i = 0; i < SH_BREATH_WINDOW; i++)
		sum[i + 1] = sum[i] + b->ring[(b->at + i) % SH_BREATH_WINDOW];
	for (int i = 0; i < SH_BREATH_WINDOW; i++) {
		int from = i > MEAN_HALF ? i - MEAN_HALF : 0;
		int to = i + MEAN_HALF < SH_BREATH_WINDOW ? i + MEAN_HALF : SH_BREATH_WINDOW;

		ret[i] = b->ring[(b->at + i) % SH_BREATH_WINDOW] -
			 (sum[to] - sum[from]) / (to - from);
	}
}

static double likeness(const double *y, int lag)
{
	double both = 0, one = 0, other = 0;

	for (int i = 0; i + lag < SH_BREATH_WINDOW; i++) {
		both += y[i] * y[i + lag];
		one += y[i] * y[i];
		other += y[i + lag] * y[i + lag];
	}
	return one > 0 && other > 0 ? both / sqrt(one * other) : 0;
}

/* One shuffle can look like a rhythm; a breath goes on through the whole window. */
static bool goes_on(const double *y, double power)
{
	for (int third = 0; third < 3; third++) {
		double own = 0;

		for (int i = 0; i < SH_BREATH_WINDOW / 3; i++)
			own += y[third * SH_BREATH_WINDOW / 3 + i] *
			       y[third * SH_BREATH_WINDOW / 3 + i];
		if (own < THIRD_SHARE * power * SH_BREATH_WINDOW / 3)
			return false;
	}
	return true;
}

/* Is this lag the rhythm's own, and not a chance likeness of sway? Half of it stands opposite, and
 * two of it are alike again. */
static bool is_rhythm(const double *y, int lag)
{
	return likeness(y, lag / 2) < -SIDE_MIN && likeness(y, 2 * lag) > SIDE_MIN;
}

/* The lag of the breath, or 0 if there is no rhythm. */
static int find_period(const double *y)
{
	double r[LAG_MAX + 2], best = 0;

	for (int k = LAG_MIN - 1; k <= LAG_MAX + 1; k++)
		r[k] = likeness(y, k);
	for (int k = LAG_MIN; k <= LAG_MAX; k++) {
		if (r[k] >= r[k - 1] && r[k] >= r[k + 1] && r[k] > best)
			best = r[k];
	}
	for (int k = LAG_MIN; best >= PEAK_MIN && k <= LAG_MAX; k++) {
		if (r[k] >= r[k - 1] && r[k] >= r[k + 1] && r[k] >= best - PEAK_NEAR)
			return r[k] >= PEAK_MIN && is_rhythm(y, k) ? k : 0;
	}
	return 0;
}

/* The breaths that begin in the window, in tenths of a second from its oldest: rises through the
 * middle, armed by a fall well below it. @return how many. */
static int rises(const double *y, double amplitude_deg, int *ret)
{
	bool armed = y[0] < 0;
	int n = 0;

	for (int i = 0; i < SH_BREATH_WINDOW; i++) {
		if (y[i] < -0.3 * amplitude_deg)
			armed = true;
		if (!armed || y[i] < 0)
			continue;
		armed = false;
		ret[n++] = i;
	}
	return n;
}

static void count(struct sh_breath *b, const int *rise, int n)
{
	int64_t oldest_us = b->newest_us - (SH_BREATH_WINDOW - 1) * STEP_US;
	int64_t apart_us = sh_round_i64(b->period_s * APART_SHARE * 1e6);

	for (int i = 0; i < n; i++) {
		int64_t t_us = oldest_us + rise[i] * STEP_US;

		if (t_us > b->newest_us - EDGE_US ||
		    (b->breaths > 0 && t_us - b->last_breath_us < apart_us))
			continue;
		b->breaths++;
		b->last_breath_us = t_us;
	}
}

static void evaluate(struct sh_breath *b)
{
	double y[SH_BREATH_WINDOW], power = 0, amplitude_deg, expected, slack;
	int64_t oldest_us = b->newest_us - SH_BREATH_WINDOW * STEP_US;
	int lag, n, rise[SH_BREATH_WINDOW];

	centred(b, y);
	for (int i = 0; i < SH_BREATH_WINDOW; i++)
		power += y[i] * y[i] / SH_BREATH_WINDOW;
	amplitude_deg = sqrt(2 * power);
	lag = amplitude_deg >= AMPLITUDE_MIN_DEG && goes_on(y, power) ? find_period(y) : 0;
	n = rises(y, amplitude_deg, rise);
	expected = lag > 0 ? (double)SH_BREATH_WINDOW / lag : 0;
	slack = COUNT_SHARE * expected > 1 ? COUNT_SHARE * expected : 1;
	b->good = lag > 0 && n <= expected + slack && n >= expected - slack;
	if (!b->good)
		return;
	b->period_s = lag * 0.1;
	if (oldest_us > b->good_until_us + EVAL_US)
		b->lost = true; /* some of it was never seen in rhythm */
	b->good_until_us = b->newest_us;
	count(b, rise, n);
}

static void keep(struct sh_breath *b, int64_t t_us)
{
	b->ring[b->at] = b->slow[1];
	b->at = (b->at + 1) % SH_BREATH_WINDOW;
	if (b->n < SH_BREATH_WINDOW)
		b->n++;
	b->newest_us = t_us;
	b->next_us += STEP_US;
}

bool sh_breath_step(struct sh_breath *b, int64_t t_us, const struct sh_vec3 *up)
{
	int was = sh_breath_count(b), was_rate = sh_breath_rate_per_min(b);
	struct sh_vec3 turn;
	double k, deg;

	if (!b->started) {
		b->started = true;
		b->begin_us = b->good_until_us = b->newest_us = t_us;
		b->next_us = t_us + STEP_US;
		b->eval_us = t_us + EVAL_US;
		b->up0 = *up;
		return false;
	}
	if (t_us - b->next_us > HOLE_US || up->y > SEE_MAX || up->y < -SEE_MAX) {
		b->lost = true;
		b->good = false;
		return was >= 0 || was_rate >= 0;
	}
	turn = sh_vec3_cross(up, &b->up0);
	deg = sh_deg(turn.y);
	b->sum_deg += deg;
	b->n_sum += 1;
	/* evenly spaced, whatever the sensor's pace; two poles, implicit: stable at any step */
	while (b->next_us <= t_us) {
		if (b->n_sum > 0)
			deg = b->sum_deg / b->n_sum;
		b->sum_deg = b->n_sum = 0;
		k = 2 * 3.14159265358979323846 * LOW_PASS_HZ * (double)STEP_US * 1e-6;
		b->slow[0] += k / (1 + k) * (deg - b->slow[0]);
		b->slow[1] += k / (1 + k) * (b->slow[0] - b->slow[1]);
		keep(b, b->next_us);
	}
	if (b->newest_us >= b->eval_us) {
		b->eval_us += EVAL_US;
		if (b->n == SH_BREATH_WINDOW)
			evaluate(b);
	}
	return sh_breath_count(b) != was || sh_breath_rate_per_min(b) != was_rate;
}
