#define _POSIX_C_SOURCE 200809L

#include "app/clock.h"

#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t sh_clock_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t sh_clock_utc_us(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t sh_clock_since_us(void *ctx)
{
	const int64_t *start_us = ctx;

	return sh_clock_us() - *start_us;
}
