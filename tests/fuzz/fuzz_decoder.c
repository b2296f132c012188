/* Any bytes through every decoder and the sniffer.
 *
 * The first byte chooses the protocol and how the rest is cut, the second byte how stamps run; for
 * csv with bit 7 set, the rest up to its first NUL is the --map text. Asserted beyond "does not
 * crash": all input is taken, samples are finite and rise per sensor, cutting differently changes
 * nothing, counts agree.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spinehold/decoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	bool any[SH_SENSORS_MAX];
	int64_t t_us[SH_SENSORS_MAX];
	uint64_t n, digest;
};

static void demand(bool what, const char *why)
{
	if (!what) {
		fprintf(stderr, "fuzz_decoder: %s\n", why);
		abort();
	}
}

static bool finite3(struct sh_vec3 v)
{
	return v.x - v.x == 0.0 && v.y - v.y == 0.0 && v.z - v.z == 0.0;
}

static void digest(struct seen *s, const void *p, size_t len)
{
	const uint8_t *bytes = p;
	size_t i;

	for (i = 0; i < len; i++)
		s->digest = (s->digest ^ bytes[i]) * 1099511628211u;
}

static void look(struct seen *s, const struct sh_sample *x)
{
	demand(x->sensor < SH_SENSORS_MAX, "sensor out of range");
	demand(!s->any[x->sensor] || x->t_us > s->t_us[x->sensor], "time does not rise");
	demand(finite3(x->acc_m_s2) && finite3(x->gyro_rad_s) && finite3(x->mag_ut),
	       "a value is not finite");
	demand(x->temperature_c - x->temperature_c == 0.0, "temperature is not finite");
	s->any[x->sensor] = true;
	s->t_us[x->sensor] = x->t_us;
	s->n++;
	digest(s, x, sizeof(*x));
}

/* Stamps follow the byte's position, not the piece, so that cuts do not matter. */
static void run(const struct sh_protocol *p, const struct sh_decoder_options *o,
		const uint8_t *data, size_t size, size_t cut, unsigned clock, struct seen *s)
{
	static struct sh_decoder d;
	struct sh_sample x;
	const char *why = NULL;
	size_t at = 0;

	memset(s, 0, sizeof(*s));
	if (sh_decoder_init(&d, p, o, &why) != SH_OK) {
		demand(why != NULL, "no reason for a refused option");
		return;
	}
	while (at < size) {
		/* pieces never cross a multiple of 16, where the stamp changes */
		size_t len = 16 - at % 16 < cut ? 16 - at % 16 : cut;
		struct sh_bytes in;

		if (len > size - at)
			len = size - at;
		in.data = data + at;
		in.len = len;
		in.t_host_us = (int64_t)(at / 16) * (int64_t)clock * 100;
		in.line = clock & 1;
		while (sh_decoder_next(&d, &in, &x) == SH_OK)
			look(s, &x);
		demand(in.len == 0, "input left over");
		at += len;
	}
	while (sh_decoder_end(&d, &x) == SH_OK)
		look(s, &x);
	demand(d.stats.samples == s->n, "samples counted wrongly");
	demand((d.stats.bad_frames > 0) == (d.stats.bad_why != NULL),
	       "bad frames without a reason");
	demand(memchr(d.stats.refused_detail, 0, sizeof(d.stats.refused_detail)) != NULL,
	       "detail not terminated");
	digest(s, &d.stats.frames, 5 * sizeof(uint64_t));
}

static void sniff(const uint8_t *data, size_t size, size_t cut)
{
	static struct sh_sniffer s;
	const struct sh_protocol *found;
	struct sh_bytes piece;
	size_t at, i;
	size_t n = 0;

	sh_sniffer_init(&s);
	for (at = 0; at < size; at += cut) {
		struct sh_bytes in = {data + at, size - at < cut ? size - at : cut, (int64_t)at, 0};

		if (sh_sniffer_feed(&s, &in, &found) == SH_OK)
			demand(found->sniffable, "found what cannot be found");
	}
	for (i = 0; i < s.n_pieces; i++) {
		sh_sniffer_piece(&s, i, &piece);
		demand(memcmp(piece.data, data + s.dropped + n, piece.len) == 0, "heard otherwise");
		n += piece.len;
	}
	demand(n + s.dropped == size, "heard bytes are missing");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sh_decoder_options o;
	struct seen a, b;
	size_t n_protocols = 0;
	const struct sh_protocol *p;
	unsigned choice, clock;

	if (size < 2)
		return 0;
	choice = data[0];
	clock = data[1];
	data += 2;
	size -= 2;
	while (sh_protocols[n_protocols])
		n_protocols++;
	p = sh_protocols[(choice & 0x0F) % n_protocols];
	memset(&o, 0, sizeof(o));
	if (choice & 0x80) {
		size_t len = 0;

		while (len < size && len < sizeof(o.map) && data[len] != 0)
			len++;
		memcpy(o.map, data, len);
		len += len < size && data[len] == 0 ? 1 : 0;
		data += len;
		size -= len;
	}
	run(p, &o, data, size, 1 + (choice >> 4 & 7) * 5, clock, &a);
	run(p, &o, data, size, 1, clock, &b);
	demand(a.n == b.n && a.digest == b.digest, "the cut changes the samples");
	sniff(data, size, 1 + (choice >> 4 & 7) * 300);
	return 0;
}
