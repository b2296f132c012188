/* Our own protocol v1 (firmware-proto/PROTOCOL.md) to samples.
 *
 * Bytes are gathered up to the next 00, decoded in place by the code that the firmware uses, and
 * handed on by type. What stands before the first 00 is the tail of a frame that was never heard
 * whole: skipped, not bad. A run too long for any frame is skipped up to its 00.
 *
 * Scales: until a HELLO has told them, those of a reference board at +-4 g and +-1000 deg/s hold,
 * because what is heard first is recorded and judged, not held back. A default is used only where
 * the data agree with it: the acceleration must be nearer to 1 g than to a half or to 2 g (by
 * ratio: from g / sqrt(2) to g * sqrt(2)), which is what the neighbouring ranges would show at
 * rest. Such a SAMPLE is bad and dropped until the HELLO comes, at the latest 5 s on.
 *
 * A group gives one sample for each sensor, so up to two wait in `queue`.
 */

#include "proto.h"

#include <assert.h>
#include <string.h>

#include "device_clock.h"
#include "sh_wire.h"

enum { GATHER_BYTES = SH_WIRE_FRAME_MAX + 2 };

struct sensor {
	struct sh_device_track track;
	bool told; /* scales come from a HELLO */
	uint8_t flags;
	double acc_m_s2, gyro_rad_s, mag_ut; /* per LSB */
};

struct state {
	uint8_t gathered[GATHER_BYTES];
	size_t n_gathered;
	uint64_t run;	 /* bytes since the last 00 */
	uint64_t offset; /* bytes taken so far */
	bool aligned;	 /* a 00 was heard */
	struct sh_device_clock clock;
	struct sensor sensors[SH_SENSORS_MAX];
	uint8_t group_ids[SH_WIRE_SENSORS_MAX];
	size_t n_group; /* 0: no HELLO yet */
	struct sh_sample queue[SH_SENSORS_MAX];
	size_t n_queue, queue_at;
};

_Static_assert(sizeof(struct state) <= SH_DECODER_STATE_BYTES, "decoder state too large");
_Static_assert((int)SH_WIRE_SENSORS_MAX == (int)SH_SENSORS_MAX, "sensors on the wire and inside");

static const double default_acc_m_s2 = 9.80665 / 8192.0;
static const double default_gyro_rad_s = 3.14159265358979323846 / 180.0 / 32.8;
static const int64_t default_lsb_per_g = 8192;

static struct state *state_of(struct sh_decoder *d)
{
	return (struct state *)(void *)d->state.bytes;
}

static enum sh_status init(struct sh_decoder *d, const struct sh_decoder_options *o,
			   const char **ret_why)
{
	struct state *s = state_of(d);
	int i;

	(void)o;
	(void)ret_why;
	for (i = 0; i < SH_SENSORS_MAX; i++) {
		s->sensors[i].acc_m_s2 = default_acc_m_s2;
		s->sensors[i].gyro_rad_s = default_gyro_rad_s;
	}
	return SH_OK;
}

static bool fits_default(const int16_t *acc)
{
	int64_t sum = 0;
	int i;

	for (i = 0; i < 3; i++)
		sum += (int64_t)acc[i] * acc[i];
	return 2 * sum >= default_lsb_per_g * default_lsb_per_g &&
	       sum <= 2 * default_lsb_per_g * default_lsb_per_g;
}

static struct sh_vec3 scaled(const int16_t *raw, double per_lsb)
{
	return (struct sh_vec3){raw[0] * per_lsb, raw[1] * per_lsb, raw[2] * per_lsb};
}

static uint32_t clip_flags(const struct sh_wire_sample *w, bool told_clipped)
{
	uint32_t flags = 0;

	if (sh_proto_clipped(w->acc))
		flags |= SH_SAMPLE_ACC_CLIPPED;
	if (sh_proto_clipped(w->gyro))
		flags |= SH_SAMPLE_GYRO_CLIPPED;
	/* the board knows of clipping that its words do not show, but not of which */
	if (told_clipped && flags == 0)
		flags = SH_SAMPLE_ACC_CLIPPED | SH_SAMPLE_GYRO_CLIPPED;
	return flags;
}

static void take_sample(struct sh_decoder *d, uint32_t id, const struct sh_wire_header *h,
			const struct sh_wire_sample *w, int64_t arrival_us, uint64_t at)
{
	struct state *s = state_of(d);
	struct sensor *k = &s->sensors[id];
	struct sh_device_stamp stamp = {h->seq, h->t_us, (h->flags & SH_WIRE_TIME_JUMPED) != 0,
					arrival_us};
	struct sh_device_place place;
	struct sh_sample *out;
	const char *why;

	if (!k->told && !fits_default(w->acc)) {
		sh_proto_bad(d, at, "scales not known yet, and the default ones do not fit");
		return;
	}
	if (!sh_device_clock_place(&s->clock, &k->track, &stamp, &place, &why)) {
		sh_proto_bad(d, at, why);
		return;
	}
	assert(s->n_queue < SH_SENSORS_MAX);
	out = &s->queue[s->n_queue++];
	memset(out, 0, sizeof(*out));
	out->t_us = place.t_us;
	out->lost = place.lost;
	out->flags = place.flags | clip_flags(w, (h->flags & SH_WIRE_CLIPPED) != 0);
	if (h->flags & SH_WIRE_GAP_BEFORE)
		out->flags |= SH_SAMPLE_GAP;
	out->sensor = id;
	out->acc_m_s2 = scaled(w->acc, k->acc_m_s2);
	out->gyro_rad_s = scaled(w->gyro, k->gyro_rad_s);
	if (w->has_temperature) {
		out->flags |= SH_SAMPLE_HAS_TEMP;
		out->temperature_c = w->temperature_cdeg / 100.0;
	}
	if (w->has_mag) {
		out->flags |= SH_SAMPLE_HAS_MAG;
		out->mag_ut = scaled(w->mag, k->mag_ut);
	}
	d->stats.samples++;
	d->stats.lost += place.lost;
}

static void take_group(struct sh_decoder *d, const struct sh_wire_frame *f, int64_t arrival_us,
		       uint64_t at)
{
	struct state *s = state_of(d);
	size_t n = s->n_group;
	struct sh_wire_sample w;
	size_t i;

	if (n == 0) {
		n = f->payload_len / SH_WIRE_AXES_BYTES;
		if (n > SH_WIRE_SENSORS_MAX)
			n = SH_WIRE_SENSORS_MAX;
	}
	if (n == 0 || !sh_wire_parse_group(f, n - 1, &w)) {
		sh_proto_bad(d, at, "SAMPLE_GROUP too short");
		return;
	}
	for (i = 0; i < n; i++) {
		uint32_t id = s->n_group > 0 ? s->group_ids[i] : (uint32_t)i;

		if (id < SH_SENSORS_MAX && sh_wire_parse_group(f, i, &w))
			take_sample(d, id, &f->header, &w, arrival_us, at);
	}
}

/* Comparisons with not-a-number are false, so that is refused too. */
static bool scales_usable(const struct sh_wire_sensor *w)
{
	return w->acc_m_s2 >= 1e-6f && w->acc_m_s2 <= 1.0f && w->gyro_rad_s >= 1e-7f &&
	       w->gyro_rad_s <= 0.1f && w->mag_ut >= 0.0f && w->mag_ut <= 100.0f;
}

static void refuse_major(struct sh_decoder *d, uint8_t major)
{
	char *p = d->stats.refused_detail;

	d->stats.refused = "the board speaks another major version of the protocol than 1";
	if (major >= 100)
		*p++ = (char)('0' + major / 100);
	if (major >= 10)
		*p++ = (char)('0' + major / 10 % 10);
	*p++ = (char)('0' + major % 10);
	*p = '\0';
}

static void take_hello(struct sh_decoder *d, const struct sh_wire_frame *f, uint64_t at)
{
	struct state *s = state_of(d);
	struct sh_wire_hello hello;
	size_t n, i;

	/* the version first: what follows it may have another shape in another major version */
	if (f->payload_len > 0 && f->payload[0] != SH_WIRE_MAJOR) {
		refuse_major(d, f->payload[0]);
		return;
	}
	if (!sh_wire_parse_hello(f, &hello)) {
		sh_proto_bad(d, at, "HELLO too short");
		return;
	}
	n = hello.n_sensors < SH_WIRE_SENSORS_MAX ? hello.n_sensors : SH_WIRE_SENSORS_MAX;
	for (i = 0; i < n; i++) {
		if (!scales_usable(&hello.sensors[i])) {
			sh_proto_bad(d, at, "HELLO with a scale out of range");
			return;
		}
	}
	d->stats.refused = NULL;
	d->stats.refused_detail[0] = '\0';
	sh_device_clock_hello(&s->clock, f->header.t_us, (f->header.flags & SH_WIRE_BOOT) != 0);
	s->n_group = n;
	d->stats.rate_hz = hello.sensors[0].rate_mhz / 1000.0;
	for (i = 0; i < n; i++) {
		const struct sh_wire_sensor *w = &hello.sensors[i];
		struct sensor *k;

		s->group_ids[i] = w->id;
		if (w->id >= SH_SENSORS_MAX)
			continue;
		k = &s->sensors[w->id];
		if (!k->told && w->rate_mhz > 0)
			k->track.period_us = 1e9 / w->rate_mhz;
		k->told = true;
		k->flags = w->flags;
		k->acc_m_s2 = (double)w->acc_m_s2;
		k->gyro_rad_s = (double)w->gyro_rad_s;
		k->mag_ut = (double)w->mag_ut;
	}
}

static void take_frame(struct sh_decoder *d, const struct sh_wire_frame *f, int64_t arrival_us,
		       uint64_t at)
{
	struct state *s = state_of(d);
	struct sh_wire_sample w;

	d->stats.frames++;
	if (f->header.type == SH_WIRE_HELLO) {
		take_hello(d, f, at);
	} else if (d->stats.refused) {
		return;
	} else if (f->header.type == SH_WIRE_SAMPLE_GROUP) {
		take_group(d, f, arrival_us, at);
	} else if (f->header.type == SH_WIRE_SAMPLE && f->header.source < SH_SENSORS_MAX) {
		if (sh_wire_parse_sample(f, s->sensors[f->header.source].flags, &w))
			take_sample(d, f->header.source, &f->header, &w, arrival_us, at);
		else
			sh_proto_bad(d, at, "SAMPLE too short");
	}
}

/* A 00 was heard: what was gathered is a frame, or nothing. */
static void close_frame(struct sh_decoder *d, int64_t arrival_us)
{
	struct state *s = state_of(d);
	uint64_t at = s->offset - s->run; /* the offset counts the 00 already: from 1 */
	struct sh_wire_frame f;

	if (s->run > s->n_gathered) {
		d->stats.skipped += s->run;
		if (s->aligned)
			sh_proto_bad(d, at, "too long for a frame");
	} else if (s->run > 0) {
		if (sh_wire_decode(s->gathered, s->n_gathered, &f))
			take_frame(d, &f, arrival_us, at);
		else if (s->aligned)
			sh_proto_bad(d, at, "checksum or shape wrong");
		else
			d->stats.skipped += s->run;
	}
	s->aligned = true;
	s->run = 0;
	s->n_gathered = 0;
}

static enum sh_status next(struct sh_decoder *d, struct sh_bytes *in, struct sh_sample *ret)
{
	struct state *s = state_of(d);

	for (;;) {
		uint8_t byte;

		if (s->queue_at < s->n_queue) {
			*ret = s->queue[s->queue_at++];
			return SH_OK;
		}
		s->n_queue = 0;
		s->queue_at = 0;
		if (in->len == 0)
			return SH_WAIT;
		byte = *in->data++;
		in->len--;
		s->offset++;
		if (byte == 0) {
			close_frame(d, in->t_host_us);
		} else {
			if (s->n_gathered < GATHER_BYTES)
				s->gathered[s->n_gathered++] = byte;
			s->run++;
		}
	}
}

const struct sh_protocol sh_proto_spinehold = {
	.name = "spinehold",
	.title = "our own boards: COBS frames, CRC-16, device clock (firmware-proto/PROTOCOL.md)",
	.sniffable = true,
	.sniff_frames = 2,
	.bauds = {115200, 1000000, 921600, 500000, 230400, 460800, 250000, 38400},
	.init = init,
	.next = next,
};
