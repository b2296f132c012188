/* WitMotion standard frames (JY901, WT901, WT901C, BWT901CL, HWT901, WT61, JY61) to samples.
 *
 *   0     1      2..3   4..5   6..7   8..9   10
 *   55    type   word1  word2  word3  word4  low 8 bits of the sum of bytes 0 to 9
 *
 * Words are little-endian and signed. Type 51 is acceleration (16 g full scale, word 4 temperature
 * in 0.01 degC), 52 rate (2000 deg/s), whatever ranges are set inside the sensor. 50 time, 53
 * angle, 54 magnetometer (raw counts without a unit), 55 ports, 56 pressure, 57 58 5A satellite
 * positions, 59 quaternion and 5F register replies are checked and passed over: we fuse the raw
 * values ourselves, so that every sensor is judged by the same mathematics.
 *
 * An 8-bit sum alone is weak. A frame counts in `frames` only if it touches another good one, and a
 * sample needs its 51 and its 52 in one unbroken run of good frames. In noise a frame of 11 bytes
 * passes with probability 1/256 (header) * 12/256 (type) * 1/256 (sum) = 7.2e-7 a byte, two in
 * touch with 5.2e-13: a false sample in 100 kB of noise has a probability of about 4e-10 (51 then
 * 52 only), three frames in touch, which the sniffer asks for, about 4e-14. Two separate pairs are
 * as rare.
 *
 * A window of 11 bytes slides by one byte until it holds a good frame, so that the prefix
 * `55 55 51` and the like cost nothing that follows.
 *
 * The sensor numbers nothing and its optional clock has steps of 1 ms only: samples are placed from
 * arrival (host_time.h). Where a run breaks between 51 and 52, that sample is left out.
 */

#include "proto.h"

#include <string.h>

#include "host_time.h"
#include "wit_encode.h"

enum { NO_KIND_LIMIT = 200 }; /* good frames without one kind until that is said */

struct state {
	uint8_t window[SH_WIT_FRAME_BYTES];
	size_t n_window;
	uint64_t offset; /* bytes taken so far */
	uint32_t run;	 /* good frames in touch, the last one ending just before the window */
	bool has_acc;
	bool heard_acc, heard_gyro;
	uint64_t good;
	struct sh_vec3 acc_m_s2;
	double temperature_c;
	bool acc_clipped;
	struct sh_host_time time;
};

_Static_assert(sizeof(struct state) <= SH_DECODER_STATE_BYTES, "decoder state too large");

static struct state *state_of(struct sh_decoder *d)
{
	return (struct state *)(void *)d->state.bytes;
}

static enum sh_status init(struct sh_decoder *d, const struct sh_decoder_options *o,
			   const char **ret_why)
{
	(void)d;
	(void)o;
	(void)ret_why;
	return SH_OK;
}

static int16_t word(const uint8_t *p)
{
	uint16_t bits = (uint16_t)(p[0] | (unsigned)p[1] << 8);
	int16_t v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

static bool type_known(uint8_t type)
{
	return (type >= SH_WIT_TIME && type <= 0x5A) || type == SH_WIT_REGISTERS;
}

/* Could the first `n` bytes begin a frame, or are they one? */
static bool fits(const uint8_t *p, size_t n)
{
	uint8_t sum = 0;
	size_t i;

	if (n >= 1 && p[0] != 0x55)
		return false;
	if (n >= 2 && !type_known(p[1]))
		return false;
	if (n < SH_WIT_FRAME_BYTES)
		return true;
	for (i = 0; i < SH_WIT_FRAME_BYTES - 1; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == p[SH_WIT_FRAME_BYTES - 1];
}

static void drop_byte(struct sh_decoder *d)
{
	struct state *s = state_of(d);

	if (s->run >= 2)
		sh_proto_bad(d, s->offset - s->n_window + 1, "no good frame where one was due");
	else if (s->run == 1)
		d->stats.skipped += SH_WIT_FRAME_BYTES; /* it stayed alone: noise */
	s->run = 0;
	s->has_acc = false;
	d->stats.skipped++;
	s->n_window--;
	memmove(s->window, s->window + 1, s->n_window);
}

/* Says so where a sensor is set to send only one of the two kinds. */
static void judge_kinds(struct sh_decoder *d)
{
	struct state *s = state_of(d);

	if (s->heard_acc && s->heard_gyro)
		d->stats.refused = NULL;
	else if (s->good >= NO_KIND_LIMIT)
		d->stats.refused = s->heard_acc ? "the sensor sends no angular rate (type 52)"
						: "the sensor sends no acceleration (type 51)";
}

static struct sh_vec3 scaled(const int16_t *raw, double per_lsb)
{
	return (struct sh_vec3){raw[0] * per_lsb, raw[1] * per_lsb, raw[2] * per_lsb};
}

static void make_sample(struct sh_decoder *d, const int16_t *rate, int64_t arrival_us,
			struct sh_sample *ret)
{
	struct state *s = state_of(d);
	struct sh_host_place place = sh_host_time_place(&s->time, arrival_us);

	memset(ret, 0, sizeof(*ret));
	ret->t_us = place.t_us;
	ret->lost = place.lost;
	ret->flags = SH_SAMPLE_HOST_TIME | SH_SAMPLE_HAS_TEMP;
	ret->flags |= place.gap ? SH_SAMPLE_GAP : 0;
	ret->flags |= s->acc_clipped ? SH_SAMPLE_ACC_CLIPPED : 0;
	ret->flags |= sh_proto_clipped(rate) ? SH_SAMPLE_GYRO_CLIPPED : 0;
	ret->acc_m_s2 = s->acc_m_s2;
	ret->gyro_rad_s = scaled(rate, SH_WIT_GYRO_RAD_S);
	ret->temperature_c = s->temperature_c;
	d->stats.samples++;
	d->stats.lost += place.lost;
}

/* The window holds a good frame. @return true: it completes a sample. */
static bool take_frame(struct sh_decoder *d, const struct sh_bytes *in, struct sh_sample *ret)
{
	struct state *s = state_of(d);
	int16_t words[4];
	int i;

	for (i = 0; i < 4; i++)
		words[i] = word(s->window + 2 + 2 * i);
	s->n_window = 0;
	if (s->run < UINT32_MAX)
		s->run++;
	if (s->run >= 2)
		d->stats.frames += s->run == 2 ? 2 : 1;
	s->good++;
	if (s->window[1] == SH_WIT_ACC) {
		s->heard_acc = true;
		s->has_acc = true;
		s->acc_m_s2 = scaled(words, SH_WIT_ACC_M_S2);
		s->acc_clipped = sh_proto_clipped(words);
		s->temperature_c = words[3] / 100.0;
	}
	s->heard_gyro = s->heard_gyro || s->window[1] == SH_WIT_GYRO;
	judge_kinds(d);
	if (s->window[1] != SH_WIT_GYRO || !s->has_acc)
		return false;
	s->has_acc = false;
	make_sample(d, words, in->t_host_us, ret);
	ret->sensor = in->line < SH_SENSORS_MAX ? in->line : 0;
	return true;
}

static enum sh_status next(struct sh_decoder *d, struct sh_bytes *in, struct sh_sample *ret)
{
	struct state *s = state_of(d);

	while (in->len > 0) {
		s->window[s->n_window++] = *in->data++;
		in->len--;
		s->offset++;
		while (s->n_window > 0 && !fits(s->window, s->n_window))
			drop_byte(d);
		if (s->n_window == SH_WIT_FRAME_BYTES && take_frame(d, in, ret))
			return SH_OK;
	}
	return SH_WAIT;
}

const struct sh_protocol sh_proto_witmotion = {
	.name = "witmotion",
	.title =
		"WitMotion standard frames (JY901, WT901, HWT901, BWT901CL, WT61), 55 51 and 55 52",
	.host_time = true,
	.sniffable = true,
	.sniff_frames = 3,
	.bauds = {115200, 9600, 921600, 230400, 460800, 57600, 38400, 19200},
	.init = init,
	.next = next,
};
