/* Finding the protocol by listening.
 *
 * Every candidate is a whole decoder that reads the bytes as they come; its samples are thrown away
 * here, because the session decodes the kept bytes again from the first one. A candidate has won
 * with `sniff_frames` good frames, or when the device has told its rate (only our HELLO does), or
 * when it is sure that it knows the device and cannot use it (`refused`): then the user is told so
 * instead of waiting for ever. What a good frame is worth is each protocol's own business: a
 * WitMotion frame counts only in touch with another one.
 *
 * Pieces are taken in slices, and after each slice the candidates are asked in order of preference,
 * so the one that fits first wins and preference decides within a slice.
 */

#include "proto.h"

#include <assert.h>
#include <string.h>

enum { SLICE_BYTES = 1024 };

void sh_sniffer_init(struct sh_sniffer *s)
{
	size_t i;

	memset(s, 0, sizeof(*s));
	for (i = 0; sh_protocols[i]; i++) {
		const char *why;
		struct sh_decoder *d = &s->candidates[s->n_candidates];

		if (!sh_protocols[i]->sniffable)
			continue;
		assert(s->n_candidates < SH_SNIFF_PROTOCOLS_MAX);
		if (sh_decoder_init(d, sh_protocols[i], NULL, &why) == SH_OK)
			s->n_candidates++;
	}
}

/* Makes room at the front, whole pieces where it can. */
static void drop_oldest(struct sh_sniffer *s, size_t bytes, size_t pieces)
{
	size_t n = 0;
	size_t i;

	while (n < s->n_pieces && (n < pieces || s->pieces[n].end <= bytes))
		n++;
	if (n > 0 && s->pieces[n - 1].end > bytes)
		bytes = s->pieces[n - 1].end;
	memmove(s->heard, s->heard + bytes, s->n_heard - bytes);
	s->n_heard -= bytes;
	s->dropped += bytes;
	memmove(s->pieces, s->pieces + n, (s->n_pieces - n) * sizeof(s->pieces[0]));
	s->n_pieces -= n;
	for (i = 0; i < s->n_pieces; i++)
		s->pieces[i].end -= bytes;
}

/* `len` is at most SLICE_BYTES. */
static void keep(struct sh_sniffer *s, const uint8_t *data, size_t len, const struct sh_bytes *in)
{
	size_t room = SH_SNIFF_BYTES - s->n_heard;
	size_t last;

	if (len > room)
		drop_oldest(s, len - room, 0);
	last = s->n_pieces - 1; /* only looked at where there is one */
	memcpy(s->heard + s->n_heard, data, len);
	s->n_heard += len;
	if (s->n_pieces > 0 && s->pieces[last].t_host_us == in->t_host_us &&
	    s->pieces[last].line == in->line) {
		s->pieces[last].end = s->n_heard;
		return;
	}
	s->n_pieces++;
	s->pieces[s->n_pieces - 1].t_host_us = in->t_host_us;
	s->pieces[s->n_pieces - 1].line = in->line;
	s->pieces[s->n_pieces - 1].end = s->n_heard;
}

static bool has_won(const struct sh_decoder *d)
{
	return d->stats.frames >= d->protocol->sniff_frames || d->stats.rate_hz > 0.0 ||
	       d->stats.refused;
}

static void listen(struct sh_decoder *d, const uint8_t *data, size_t len, const struct sh_bytes *in)
{
	struct sh_bytes slice = {data, len, in->t_host_us, in->line};
	struct sh_sample ignored;

	while (sh_decoder_next(d, &slice, &ignored) == SH_OK)
		;
}

enum sh_status sh_sniffer_feed(struct sh_sniffer *s, const struct sh_bytes *in,
			       const struct sh_protocol **ret)
{
	const struct sh_protocol *found = NULL;
	size_t at, i;

	for (at = 0; at < in->len; at += SLICE_BYTES) {
		size_t len = in->len - at < SLICE_BYTES ? in->len - at : SLICE_BYTES;

		if (s->n_pieces == SH_SNIFF_PIECES)
			drop_oldest(s, 0, 1);
		keep(s, in->data + at, len, in);
		for (i = 0; !found && i < s->n_candidates; i++)
			listen(&s->candidates[i], in->data + at, len, in);
		for (i = 0; !found && i < s->n_candidates; i++) {
			if (has_won(&s->candidates[i]))
				found = s->candidates[i].protocol;
		}
	}
	if (!found)
		return SH_WAIT;
	*ret = found;
	return SH_OK;
}

void sh_sniffer_piece(const struct sh_sniffer *s, size_t i, struct sh_bytes *ret)
{
	size_t start = i > 0 ? s->pieces[i - 1].end : 0;

	assert(i < s->n_pieces);
	ret->data = s->heard + start;
	ret->len = s->pieces[i].end - start;
	ret->t_host_us = s->pieces[i].t_host_us;
	ret->line = s->pieces[i].line;
}
