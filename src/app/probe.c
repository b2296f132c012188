/* One poll() loop over all ports; each is a small machine:
 *
 *   SEARCHING --a protocol fits--> MEASURING --MEASURE_US--> DONE
 *       |  every rate tried once: SILENT or UNKNOWN            ^
 *       +------------------------------------------------------+
 *       |  not opened, unplugged, over: FAILED                 |
 *       +------------------------------------------------------+
 *
 * The rate comes from the samples' own times, so it is right for devices that send in bursts.
 */

#define _POSIX_C_SOURCE 200809L

#include "app/probe.h"

#include <poll.h>
#include <stdlib.h>

#include "app/clock.h"
#include "io/listen.h"
#include "io/source.h"
#include "support/err.h"

enum { MEASURE_US = 1500000, READS_A_ROUND = 16 };

enum state { SEARCHING, MEASURING, DONE };

struct probe {
	enum state state;
	struct sh_source *source;
	struct sh_listen listen;
	struct sh_sniffer sniffer;
	struct sh_decoder decoder;
	int64_t until_us;
	int64_t first_us, last_us; /* sample times */
	uint64_t n_samples;
	struct sh_probe_result r;
};

static int64_t now_us(void *ctx)
{
	(void)ctx;
	return sh_clock_us();
}

static void finish(struct probe *p, enum sh_probe_outcome outcome)
{
	p->r.outcome = outcome;
	p->state = DONE;
	p->source = sh_source_close(p->source);
	if (outcome != SH_PROBE_RECOGNISED)
		return;
	p->r.stats = p->decoder.stats;
	if (p->n_samples > 1 && p->last_us > p->first_us)
		p->r.rate_hz =
			(double)(p->n_samples - 1) * 1e6 / (double)(p->last_us - p->first_us);
}

static void begin(struct probe *p, const struct sh_probe_request *q)
{
	struct sh_source_identity id;
	struct sh_source_options o = {.now_us = now_us};

	sh_listen_init(&p->listen, &q->baud, q->baud != 0 ? 1 : 0, false);
	o.baud = sh_listen_baud(&p->listen);
	if (sh_source_open_port(q->port, &o, &p->source, &id, &p->r.err) != SH_OK) {
		finish(p, SH_PROBE_FAILED);
		return;
	}
	sh_listen_init(&p->listen, &q->baud, q->baud != 0 ? 1 : 0, sh_listen_may_reset(id.device));
	(void)sh_listen_next(&p->listen, sh_clock_us(), false, &o.baud); /* starts its clock */
	sh_sniffer_init(&p->sniffer);
	p->r.baud = o.baud;
}

static void decode(struct probe *p, struct sh_bytes in)
{
	struct sh_sample s;

	while (sh_decoder_next(&p->decoder, &in, &s) == SH_OK) {
		if (p->n_samples++ == 0)
			p->first_us = s.t_us;
		p->last_us = s.t_us;
	}
}

static void take(struct probe *p, const struct sh_record *rec)
{
	const struct sh_bytes in = {rec->data, rec->len, rec->t_host_us, 0};
	const char *why;

	p->r.bytes += rec->len;
	if (p->state == MEASURING) {
		decode(p, in);
		return;
	}
	if (sh_sniffer_feed(&p->sniffer, &in, &p->r.protocol) != SH_OK ||
	    sh_decoder_init(&p->decoder, p->r.protocol, NULL, &why) != SH_OK)
		return;
	for (size_t i = 0; i < p->sniffer.n_pieces; i++) {
		struct sh_bytes heard;

		sh_sniffer_piece(&p->sniffer, i, &heard);
		decode(p, heard);
	}
	p->state = MEASURING;
	p->until_us = sh_clock_us() + MEASURE_US;
}

static void hear(struct probe *p)
{
	struct sh_record rec;

	for (int i = 0; i < READS_A_ROUND; i++) {
		const enum sh_status st = sh_source_read(p->source, &rec, &p->r.err);

		if (st == SH_WAIT)
			return;
		if (st == SH_OK) {
			take(p, &rec);
			continue;
		}
		if (p->state == MEASURING) {
			finish(p, SH_PROBE_RECOGNISED);
		} else {
			if (st == SH_END)
				sh_err_set(&p->r.err, SH_ERR_IO, 0,
					   "the port's writer ended before its protocol was "
					   "recognised: let "
					   "it send for some seconds");
			finish(p, SH_PROBE_FAILED);
		}
		return;
	}
}

static void advance(struct probe *p)
{
	const int64_t now = sh_clock_us();
	uint32_t baud;
	enum sh_status st;

	if (p->state == MEASURING && now >= p->until_us) {
		finish(p, SH_PROBE_RECOGNISED);
		return;
	}
	if (p->state != SEARCHING)
		return;
	const bool retune = sh_listen_next(&p->listen, now, false, &baud);
	if (p->listen.rounds > 0) {
		finish(p, p->r.bytes > 0 ? SH_PROBE_UNKNOWN : SH_PROBE_SILENT);
		return;
	}
	if (!retune)
		return;
	st = sh_source_set_baud(p->source, baud, &p->r.err);
	if (st == SH_ERR_IO) {
		finish(p, SH_PROBE_FAILED);
	} else if (st == SH_OK) {
		p->r.baud = baud;
		sh_sniffer_init(
			&p->sniffer); /* what was heard at another rate belongs to no frame */
	} else {
		p->r.baud = 0;
	}
}

/* Waits for bytes, a signal, or the next time that something is due. */
static void rest(struct probe *probes, size_t n, int wake)
{
	struct pollfd fds[SH_PORTS_MAX + 1] = {{.fd = wake, .events = POLLIN}};
	nfds_t n_fds = 1;
	int64_t wait_us = 250000;

	for (size_t i = 0; i < n; i++) {
		const struct probe *p = &probes[i];
		int64_t due = p->state == MEASURING ? p->until_us : sh_listen_due_us(&p->listen);

		if (p->state == DONE)
			continue;
		due -= sh_clock_us();
		wait_us = due < wait_us ? due : wait_us;
		n_fds +=
			(nfds_t)sh_source_pollfds(p->source, fds + n_fds, SH_PORTS_MAX + 1 - n_fds);
	}
	(void)poll(fds, n_fds, wait_us > 0 ? (int)(wait_us / 1000) + 1 : 0);
}

enum sh_status sh_probe(const struct sh_probe_request *requests, size_t n, int wake,
			const volatile sig_atomic_t *stop, struct sh_probe_result *ret,
			struct sh_err *err)
{
	struct probe *probes = calloc(n > 0 ? n : 1, sizeof(*probes));
	bool busy = n > 0;

	if (!probes) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory: close other programs");
		return SH_ERR_MEMORY;
	}
	for (size_t i = 0; i < n; i++)
		begin(&probes[i], &requests[i]);
	while (busy && !*stop) {
		rest(probes, n, wake);
		busy = false;
		for (size_t i = 0; i < n; i++) {
			if (probes[i].state != DONE)
				hear(&probes[i]);
			if (probes[i].state != DONE)
				advance(&probes[i]);
			busy |= probes[i].state != DONE;
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (probes[i].state != DONE)
			finish(&probes[i], SH_PROBE_NOT_ASKED);
		ret[i] = probes[i].r;
	}
	free(probes);
	return SH_OK;
}
