#ifndef SH_WIRE_PROTO_H
#define SH_WIRE_PROTO_H

/** What the protocol files share: their tables, and one way to count bad input.
 *
 * To add a device family: write proto_<name>.c with one `struct sh_protocol`, declare it here, put
 * it into protocols.c at its place of preference. Its private state lives in `d->state.bytes`
 * (at most SH_DECODER_STATE_BYTES, checked by a static assertion) and starts as zeros.
 */

#include "spinehold/decoder.h"

extern const struct sh_protocol sh_proto_spinehold;
extern const struct sh_protocol sh_proto_witmotion;
extern const struct sh_protocol sh_proto_csv;

/** Counts a bad frame or row. `at`: byte offset or line number, from 1. `why`: static text. The
 * first one is kept. */
void sh_proto_bad(struct sh_decoder *d, uint64_t at, const char *why);

/** Is a raw word at the end of its range? One step inside on the negative side counts too: some
 * chips stop at -32767. */
static inline bool sh_proto_clipped(const int16_t *words)
{
	int i;

	for (i = 0; i < 3; i++) {
		if (words[i] == INT16_MAX || words[i] <= -INT16_MAX)
			return true;
	}
	return false;
}

#endif
