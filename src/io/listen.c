/* The policy of the baud search: a ring of rates and one time stamp.
 *
 *            first next()              dwell over                     found
 *   (new) ----------------> listening -----------> listening at next ------> settled
 *                               ^                       |
 *                               +-----------------------+   after the last the first again
 *
 * Moving on is decided by time alone. To stay longer where bytes arrive was dropped: at a wrong
 * rate bytes arrive too, and a talkative sensor would hold the search there for ever.
 */

#include "io/listen.h"

const uint32_t sh_listen_bauds[8] = {115200, 9600, 921600, 230400, 460800, 57600, 38400, 1000000};

void sh_listen_init(struct sh_listen *l, const uint32_t *bauds, size_t n, bool may_reset)
{
	*l = (struct sh_listen){.dwell_us = may_reset ? SH_LISTEN_RESET_US : SH_LISTEN_DWELL_US};
	if (bauds == NULL || n == 0 || bauds[0] == 0) {
		bauds = sh_listen_bauds;
		n = sizeof(sh_listen_bauds) / sizeof(sh_listen_bauds[0]);
	}
	while (l->n < n && l->n < SH_LISTEN_RATES_MAX && bauds[l->n] != 0) {
		l->bauds[l->n] = bauds[l->n];
		l->n++;
	}
}

uint32_t sh_listen_baud(const struct sh_listen *l)
{
	return l->bauds[l->at];
}

bool sh_listen_next(struct sh_listen *l, int64_t now_us, bool found, uint32_t *ret_baud)
{
	l->settled |= found;
	if (l->settled)
		return false;
	if (!l->started) {
		l->started = true;
		l->since_us = now_us;
	}
	if (now_us - l->since_us < l->dwell_us)
		return false;
	l->since_us = now_us;
	l->dwell_us = SH_LISTEN_DWELL_US;
	l->at = (l->at + 1) % l->n;
	if (l->at == 0)
		l->rounds++;
	if (l->n == 1)
		return false;
	*ret_baud = l->bauds[l->at];
	return true;
}

int64_t sh_listen_due_us(const struct sh_listen *l)
{
	if (l->settled || !l->started)
		return INT64_MAX;
	return l->since_us + l->dwell_us;
}

bool sh_listen_may_reset(const char *device)
{
	static const char *const names[] = {"ttyACM", "ttyUSB"};
	const char *base = device;
	for (const char *p = device; *p != 0; p++) {
		if (*p == '/')
			base = p + 1;
	}
	for (size_t i = 0; i < 2; i++) {
		size_t k = 0;
		while (names[i][k] != 0 && names[i][k] == base[k])
			k++;
		if (names[i][k] == 0)
			return true;
	}
	return false;
}
