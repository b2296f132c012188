/* From bytes to judged samples: listening for the protocol, decoding, and keeping back the first
 * quarter second until the nominal rate is known.
 *
 * The rate is the median step of those samples, so a lost one or a late burst does not change it.
 * What the device itself tells is believed when it agrees within a tenth: it is exact then.
 */

#include <string.h>

#include "core/session_part.h"
#include "core/smath.h"

static const double RATE_AGREES = 0.1, RATE_MIN_HZ = 1, RATE_MAX_HZ = 4000, RATE_DEFAULT_HZ = 100;
static const int64_t TIME_MAX_US = (int64_t)1 << 60;
enum { PRIME_MIN = 8, PRIME_SLOW_US = 2000000 };

enum sh_status sh_session_lines_init(struct sh_session *s, const char **ret_why)
{
	for (int i = 0; i < SH_SENSORS_MAX; i++) {
		struct sh_session_line *l = &s->line[i];
		enum sh_status st;

		sh_sniffer_init(&l->sniffer);
		if (!s->config.protocol)
			continue;
		st = sh_decoder_init(&l->decoder, s->config.protocol, &s->config.decoder, ret_why);
		if (st != SH_OK)
			return st;
		l->known = true;
	}
	return SH_OK;
}

/* --- the nominal rate ---------------------------------------------------------------------- */

static double median_step_us(const struct sh_session *s)
{
	int64_t step[SH_PRIME_SAMPLES];
	size_t n = 0;
	const struct sh_sample *last = NULL;

	for (size_t i = 0; i < s->n_prime; i++) {
		int64_t d;
		size_t k = n;

		if (s->prime[i].sensor != s->prime[0].sensor)
			continue;
		if (last) {
			d = s->prime[i].t_us - last->t_us;
			for (; k > 0 && step[k - 1] > d; k--)
				step[k] = step[k - 1];
			step[k] = d;
			n++;
		}
		last = &s->prime[i];
	}
	return n > 0 ? (double)step[n / 2] : 0;
}

static double device_rate_hz(const struct sh_session *s)
{
	for (int i = 0; i < SH_SENSORS_MAX; i++) {
		if (s->line[i].known && s->line[i].decoder.stats.rate_hz > 0)
			return s->line[i].decoder.stats.rate_hz;
	}
	return 0;
}

/* With both sensors worn, the curve between them is judged, on the lower one's samples. An exercise
 * that has no numbers for it is judged by one sensor: one of the upper back by the upper. */
static uint32_t judged_sensor(struct sh_session *s)
{
	bool both[SH_SENSORS_MAX] = {false};

	for (size_t i = 0; i < s->n_prime; i++) {
		if (s->prime[i].sensor < SH_SENSORS_MAX)
			both[s->prime[i].sensor] = true;
	}
	s->two = both[0] && both[1] && s->config.n_steps > 0 && s->config.steps_two;
	if (s->two) {
		s->config.steps = s->config.steps_two;
		sh_curve_init(&s->curve, s->config.mount);
		return 0;
	}
	if (both[0] && both[1])
		return s->config.n_steps > 0 && s->config.steps[s->step].site == SH_SITE_L1 ? 1 : 0;
	return both[1] ? 1 : 0;
}

static void start(struct sh_session *s)
{
	double step_us = median_step_us(s), told_hz = device_rate_hz(s);
	double hz = step_us > 0 ? 1e6 / step_us : RATE_DEFAULT_HZ;

	if (told_hz > 0 && told_hz > hz * (1 - RATE_AGREES) && told_hz < hz * (1 + RATE_AGREES))
		hz = told_hz;
	s->rate_hz = sh_clamp(hz, RATE_MIN_HZ, RATE_MAX_HZ);
	s->period_us = sh_round_i64(1e6 / s->rate_hz);
	s->t0_us = s->prime[0].t_us;
	for (size_t i = 1; i < s->n_prime; i++) { /* two lines may start a little apart */
		if (s->prime[i].t_us < s->t0_us)
			s->t0_us = s->prime[i].t_us;
	}
	s->judged = judged_sensor(s);
	sh_posture_init(&s->posture_ctx, &s->config.mount[s->judged],
			s->config.n_steps > 0 ? s->config.steps[s->step].measure : SH_MEASURE_FORWARD_TILT);
	s->posture_ctx.curve = s->two ? &s->curve : NULL;
	for (int i = 0; i < SH_SENSORS_MAX; i++) {
		/* checked at init: the parameters are in range, and so is the rate */
		enum sh_status st = sh_fusion_init(&s->sensor[i].fusion, &s->config.fusion, s->rate_hz);

		(void)st;
	}
	s->primed = true;
	for (size_t i = 0; i < s->n_prime; i++)
		sh_session_sample(s, &s->prime[i]);
}

static void take_sample(struct sh_session *s, const struct sh_sample *sample)
{
	int64_t span_us;

	if (sample->t_us > TIME_MAX_US || sample->t_us < -TIME_MAX_US) {
		s->refused++; /* differences of such times would not fit */
		return;
	}
	if (s->primed) {
		sh_session_sample(s, sample);
		return;
	}
	s->prime[s->n_prime++] = *sample;
	span_us = sample->t_us - s->prime[0].t_us;
	if (s->n_prime == SH_PRIME_SAMPLES || span_us >= PRIME_SLOW_US ||
	    (span_us >= SH_PRIME_US && s->n_prime >= PRIME_MIN))
		start(s);
}

/* --- bytes --------------------------------------------------------------------------------- */

static void decode(struct sh_session *s, struct sh_session_line *l, struct sh_bytes in)
{
	struct sh_sample sample;

	while ((!s->over || s->config.go_on) && sh_decoder_next(&l->decoder, &in, &sample) == SH_OK)
		take_sample(s, &sample);
}

void sh_session_bytes(struct sh_session *s, const struct sh_record *r)
{
	struct sh_bytes in = {r->data, r->len, r->t_host_us, r->line};
	const struct sh_protocol *found = NULL;
	const char *why;
	struct sh_session_line *l;

	if (r->line >= SH_SENSORS_MAX)
		return;
	l = &s->line[r->line];
	if (l->known) {
		decode(s, l, in);
		return;
	}
	if (sh_sniffer_feed(&l->sniffer, &in, &found) != SH_OK)
		return;
	if (sh_decoder_init(&l->decoder, found, NULL, &why) != SH_OK)
		return;
	l->known = true;
	for (size_t i = 0; i < l->sniffer.n_pieces; i++) {
		sh_sniffer_piece(&l->sniffer, i, &in);
		decode(s, l, in);
	}
}

void sh_session_retuned(struct sh_session *s, uint32_t line)
{
	if (line < SH_SENSORS_MAX && !s->line[line].known)
		sh_sniffer_init(&s->line[line].sniffer);
}

void sh_session_drain(struct sh_session *s)
{
	struct sh_sample sample;

	for (int i = 0; i < SH_SENSORS_MAX; i++) {
		while (s->line[i].known && (!s->over || s->config.go_on) &&
		       sh_decoder_end(&s->line[i].decoder, &sample) == SH_OK)
			take_sample(s, &sample);
	}
	if (!s->primed && s->n_prime > 0)
		start(s);
}

const struct sh_protocol *sh_session_protocol(const struct sh_session *s, uint32_t line)
{
	if (line >= SH_SENSORS_MAX || !s->line[line].known)
		return NULL;
	return s->line[line].decoder.protocol;
}

const struct sh_decoder_stats *sh_session_stats(const struct sh_session *s, uint32_t line)
{
	return &s->line[line < SH_SENSORS_MAX ? line : 0].decoder.stats;
}
