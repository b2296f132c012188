/* A phase-locked loop over bundles of samples; see host_time.h for what it promises.
 *
 * Only the first sample of a bundle (the first with a new stamp) tells anything: it is the one that
 * waited longest or nearly so, whatever the size of the bundle. The others follow a period apart.
 * So a line that delivers 4096 bytes at a time and one that delivers each frame are the same to the
 * loop, and the time runs along the late edge of the delays: a constant offset, which nobody sees.
 * Tried on paper and dropped: the mean of all delays (every large bundle looks like a gap) and
 * the early edge (needs to look ahead to tell a gap from a bundle).
 *
 * Finding the period: samples since the second bundle, divided into the stamps between. The first
 * bundle may hold anything that waited in the driver, so it does not count. An estimate over 2 s is
 * within 1 % for a 16 ms timer; the loop does the rest.
 *
 * The loop: phase error e at each bundle's first sample is worked off with a time constant of 1 s,
 * and the period moves by period * e * (samples * period) / (4 s^2): critically damped, the same in
 * seconds at any rate. e is cut at 25 ms there, so a stall hardly moves the period. The 16 ms of a
 * latency timer come out as at most 1.6 % of a step.
 */

#include "host_time.h"

static const double guess_period_us = 10e3;
static const double shortest_us = 900.0; /* 1000 Hz and 10 Hz, with a tenth to spare */
static const double longest_us = 111e3;
static const double settle_us = 1e6;
static const int64_t acquire_us = 2000000;
static const int64_t stamp_max_us = (int64_t)1 << 61; /* sums of broken stamps stay defined */

static double clamp(double v, double low, double high)
{
	if (v < low)
		return low;
	return v > high ? high : v;
}

static void begin_acquiring(struct sh_host_time *h)
{
	h->acquiring = true;
	h->bundles = 0;
	h->gaps_in_row = 0;
}

/* A new bundle while the period is not known well yet. */
static void acquire(struct sh_host_time *h, int64_t arrival_us)
{
	if (h->bundles == 1) {
		/* a first bundle of one: the likeliest explanation is that each comes by itself */
		if (h->bundle == 1)
			h->period_us =
				clamp((double)(arrival_us - h->stamp_us), shortest_us, longest_us);
		h->anchor_us = arrival_us;
		h->since = 0;
		return;
	}
	h->period_us = clamp((double)(arrival_us - h->anchor_us) / (double)h->since, shortest_us,
			     longest_us);
	if (h->bundles >= 4 && arrival_us - h->anchor_us >= acquire_us) {
		h->acquiring = false;
		h->since = 0;
	}
}

/* A new bundle in the settled state: corrects the period. */
static void track(struct sh_host_time *h, double late_us)
{
	double n_us = clamp((double)h->since * h->period_us, 0.0, 2.0 * settle_us);
	double e_us = clamp(late_us, -25e3, 25e3);

	h->period_us += h->period_us * e_us * n_us / (4.0 * settle_us * settle_us);
	h->period_us = clamp(h->period_us, shortest_us, longest_us);
	h->since = 0;
	/* this far ahead of the stamps only if the device now samples faster */
	if (late_us < -2.0 * settle_us)
		begin_acquiring(h);
}

static struct sh_host_place jump(struct sh_host_time *h, int64_t arrival_us, double late_us)
{
	struct sh_host_place place = {arrival_us, true, 0};

	/* while the period is still a guess, the number would be one too */
	if (!h->acquiring || h->bundles >= 4)
		place.lost = (uint32_t)clamp(late_us / h->period_us + 0.5, 1.0, 4e9);
	h->t_us = arrival_us;
	h->fraction = 0.0;
	h->error_us = 0.0;
	h->since = 0;
	/* gap upon gap: the device now samples more slowly */
	if (h->acquiring || ++h->gaps_in_row >= 4)
		begin_acquiring(h);
	return place;
}

/* The first sample with a new stamp. @return true: a gap, and *ret is its place. */
static bool open_bundle(struct sh_host_time *h, int64_t arrival_us, struct sh_host_place *ret)
{
	double late_us = (double)(arrival_us - h->t_us) - h->period_us;
	double limit_us = 5.0 * h->period_us > 50e3 ? 5.0 * h->period_us : 50e3;

	h->bundles++;
	if (h->acquiring && h->bundles == 1 && h->bundle == 1)
		limit_us = longest_us; /* the second sample of all: any period will do */
	if (late_us > limit_us) {
		*ret = jump(h, arrival_us, late_us);
		return true;
	}
	h->gaps_in_row = 0;
	if (h->acquiring)
		acquire(h, arrival_us);
	else
		track(h, late_us);
	h->error_us = (double)(arrival_us - h->t_us) - h->period_us;
	return false;
}

/* One period on, and a part of the known error worked off. */
static void follow(struct sh_host_time *h)
{
	double size_us = h->error_us < 0.0 ? -h->error_us : h->error_us;
	double part = size_us > 50e3 ? 0.10 : 0.05;
	double step_us;
	int64_t whole;

	if (h->acquiring)
		part = 0.5;
	step_us = h->error_us * h->period_us / (h->acquiring ? settle_us / 8.0 : settle_us);
	step_us = clamp(step_us, -part * h->period_us, part * h->period_us);
	h->error_us -= step_us;
	h->fraction += h->period_us + step_us;
	whole = (int64_t)h->fraction;
	h->fraction -= (double)whole;
	h->t_us += whole;
}

struct sh_host_place sh_host_time_place(struct sh_host_time *h, int64_t arrival_us)
{
	struct sh_host_place place = {0, false, 0};

	if (arrival_us > stamp_max_us)
		arrival_us = stamp_max_us;
	if (arrival_us < -stamp_max_us)
		arrival_us = -stamp_max_us;
	if (!h->started) {
		h->started = true;
		h->t_us = arrival_us;
		h->stamp_us = arrival_us;
		h->period_us = guess_period_us;
		begin_acquiring(h);
		h->bundle = 1;
		place.t_us = h->t_us;
		return place;
	}
	if (arrival_us > h->stamp_us) {
		bool gap = open_bundle(h, arrival_us, &place);

		h->stamp_us = arrival_us;
		h->bundle = 0;
		if (!gap)
			follow(h);
	} else {
		follow(h);
	}
	h->bundle++;
	h->since++;
	place.t_us = h->t_us;
	return place;
}
