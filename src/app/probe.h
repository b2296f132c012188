#ifndef SH_APP_PROBE_H
#define SH_APP_PROBE_H

/** What is behind a port: listens to several at once until each is known, then for a moment more to
 * see how well it runs. Nothing is written to any of them; opening one may restart its board.
 *
 * A port where nothing is recognised costs one round of all rates, about 7 s; the others less.
 */

#include <signal.h>

#include "io/ports.h"
#include "spinehold/decoder.h"

enum sh_probe_outcome {
	SH_PROBE_NOT_ASKED, /* the program was asked to end first */
	SH_PROBE_FAILED,    /* not opened, or lost while listening: see err */
	SH_PROBE_SILENT,    /* not one byte at any rate */
	SH_PROBE_UNKNOWN,   /* bytes, but no protocol fits them */
	SH_PROBE_RECOGNISED
};

struct sh_probe_result {
	enum sh_probe_outcome outcome;
	struct sh_err err;		    /* FAILED */
	const struct sh_protocol *protocol; /* RECOGNISED */
	uint32_t baud;			    /* RECOGNISED; 0 where the port has no rate */
	double rate_hz;			    /* samples a second as measured; 0 if too few came */
	uint64_t bytes;			    /* heard altogether */
	struct sh_decoder_stats stats;	    /* RECOGNISED: since the first good frame */
};

struct sh_probe_request {
	const char *port; /* borrowed for the call */
	uint32_t baud;	  /* only this rate; 0: search */
};

/** Listens to `n` ports (at most SH_PORTS_MAX) and fills ret[0..n).
 * @param wake  a descriptor that ends the waiting, or -1; @param stop  non-zero ends the listening
 * @return SH_OK, or SH_ERR_MEMORY with *err filled and `ret` untouched */
SH_NODISCARD enum sh_status sh_probe(const struct sh_probe_request *requests, size_t n, int wake,
				     const volatile sig_atomic_t *stop, struct sh_probe_result *ret,
				     struct sh_err *err);

#endif
