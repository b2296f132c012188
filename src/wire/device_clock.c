/* Unwrapping and restarts of a device's clock; the rules are in device_clock.h.
 *
 * The limits (computed or judged, none is measured on hardware):
 *   2 s and half of what the counter says as slack forward: a board that stood still on its I2C bus
 *   for that long is still believed at once; a random 32-bit time falls there once in a thousand.
 *   Half of what the counter says at least: clocks of such boards are within a few percent.
 *   2 %: how well time must agree before a counter is taken to have wrapped more than once; the
 *   period is learnt on the same clock, and a random time would agree one time in 27 at 100 Hz.
 *   60 s: a time this small after one beyond 2^31 us, with no continuity, is a board that booted;
 *   without this rule a restart after more than 35.8 minutes would look like a jump ahead.
 */

#include "device_clock.h"

#include "spinehold/sample.h"

static const double slack_us = 2e6;
static const double default_period_us = 10e3;
static const int64_t longest_us = (int64_t)1 << 36; /* 19 h: bounds sums of broken stamps */

static int32_t step_of(uint32_t now, uint32_t before)
{
	uint32_t step = now - before;

	return step <= INT32_MAX ? (int32_t)step : -(int32_t)(UINT32_MAX - step) - 1;
}

/* Samples from one stamp to the next by the counter, resolved by time; 0: the same sample again. */
static uint32_t count_steps(int64_t dt_us, uint16_t dseq, double period_us)
{
	double beyond = (double)dt_us / period_us - (double)dseq;

	if (beyond > 32768.0) {
		uint32_t wraps = (uint32_t)(beyond / 65536.0 + 0.5);
		uint32_t steps = dseq + wraps * 65536u;
		double error_us = (double)steps * period_us - (double)dt_us;

		if (error_us < 0.02 * (double)dt_us && error_us > -0.02 * (double)dt_us)
			return steps;
	}
	return dseq;
}

/* Does (seq, t) follow (seq0, t0)? The number of samples between them goes to *ret. */
static bool continues(uint32_t t0, uint16_t seq0, const struct sh_device_stamp *s, double period_us,
		      uint32_t *ret)
{
	int32_t dt_us = step_of(s->t_us, t0);
	double due_us;

	if (period_us <= 0.0)
		period_us = default_period_us;
	if (dt_us <= 0)
		return false;
	*ret = count_steps(dt_us, (uint16_t)(s->seq - seq0), period_us);
	if (*ret == 0)
		return false;
	due_us = (double)*ret * period_us;
	return (double)dt_us <= slack_us + 1.5 * due_us &&
	       (double)dt_us >= 0.5 * (due_us - period_us);
}

static void learn_period(struct sh_device_track *k, int64_t dt_us, uint32_t steps)
{
	double step_us = (double)dt_us / (double)steps;

	if (steps > 4 || step_us > 1e6)
		return;
	if (k->period_us <= 0.0)
		k->period_us = step_us;
	else
		k->period_us += (step_us - k->period_us) / 16.0;
}

static bool take(struct sh_device_clock *c, struct sh_device_track *k,
		 const struct sh_device_stamp *s, int64_t t64, struct sh_device_place *ret,
		 const char **ret_why)
{
	ret->t_us = t64 + c->offset_us;
	if (k->seen && ret->t_us <= k->t_us) {
		*ret_why = "time does not rise";
		return false;
	}
	k->seen = true;
	k->epoch = c->epoch;
	k->seq = s->seq;
	k->t64 = t64;
	k->t_us = ret->t_us;
	k->has_suspect = false;
	if (!c->started || ret->t_us > c->newest_us) {
		c->newest64 = t64;
		c->newest_us = ret->t_us;
	}
	c->started = true;
	c->restart = false;
	c->arrival_us = s->arrival_us;
	return true;
}

static bool begin_epoch(struct sh_device_clock *c, struct sh_device_track *k,
			const struct sh_device_stamp *s, struct sh_device_place *ret,
			const char **ret_why)
{
	int64_t passed_us = 1;

	if (s->arrival_us > c->arrival_us) {
		uint64_t step = (uint64_t)s->arrival_us - (uint64_t)c->arrival_us;

		passed_us = step < (uint64_t)longest_us ? (int64_t)step : longest_us;
	}
	c->epoch++;
	c->newest64 = s->t_us;
	c->offset_us = c->newest_us + passed_us - (int64_t)s->t_us;
	ret->flags = SH_SAMPLE_RESTART | SH_SAMPLE_GAP;
	return take(c, k, s, s->t_us, ret, ret_why);
}

/* First sample of a sensor: ever, or since the device began anew. */
static bool place_first(struct sh_device_clock *c, struct sh_device_track *k,
			const struct sh_device_stamp *s, struct sh_device_place *ret,
			const char **ret_why)
{
	int64_t t64 = s->t_us;

	if (c->started)
		t64 = c->newest64 + step_of(s->t_us, (uint32_t)c->newest64);
	if (k->seen)
		ret->flags = SH_SAMPLE_RESTART | SH_SAMPLE_GAP;
	return take(c, k, s, t64, ret, ret_why);
}

bool sh_device_clock_place(struct sh_device_clock *c, struct sh_device_track *k,
			   const struct sh_device_stamp *s, struct sh_device_place *ret,
			   const char **ret_why)
{
	uint32_t last = (uint32_t)k->t64;
	int32_t dt_us = step_of(s->t_us, last);
	uint32_t steps = 0;

	ret->lost = 0;
	ret->flags = 0;
	if (c->started && (c->restart || (s->jumped && k->seen && k->epoch == c->epoch &&
					  !continues(last, k->seq, s, k->period_us, &steps))))
		return begin_epoch(c, k, s, ret, ret_why);
	if (!k->seen || k->epoch != c->epoch)
		return place_first(c, k, s, ret, ret_why);
	if (continues(last, k->seq, s, k->period_us, &steps)) {
		ret->lost = steps - 1;
		ret->flags = ret->lost > 0 ? SH_SAMPLE_GAP : 0;
		learn_period(k, dt_us, steps);
		return take(c, k, s, k->t64 + dt_us, ret, ret_why);
	}
	if (dt_us == 0 && s->seq == k->seq) {
		*ret_why = "the same sample again";
		return false;
	}
	if (k->has_suspect && continues(k->suspect_t, k->suspect_seq, s, k->period_us, &steps)) {
		bool booted = last > INT32_MAX && s->t_us < 60000000u;

		if (dt_us <= 0 || booted)
			return begin_epoch(c, k, s, ret, ret_why);
		ret->flags = SH_SAMPLE_GAP;
		return take(c, k, s, k->t64 + dt_us, ret, ret_why);
	}
	k->has_suspect = true;
	k->suspect_seq = s->seq;
	k->suspect_t = s->t_us;
	*ret_why = dt_us <= 0 ? "time does not rise" : "time and sample number do not fit together";
	return false;
}

void sh_device_clock_hello(struct sh_device_clock *c, uint32_t t_us, bool boot)
{
	if (c->started && (boot || step_of(t_us, (uint32_t)c->newest64) < -(int32_t)2000000))
		c->restart = true;
}
