/* Everything that a replay computes, to the last bit: a checksum over the orientation, bias, trust
 * and angles of every sample as they stand in memory, and over the lines. What is printed elsewhere
 * is rounded, and rounding hides how near a difference came.
 *
 *	golden_driver [--rows] FILE [OPTIONS OF REPLAY]
 *
 * Prints the number of samples and the checksum; with --rows each sample's numbers in hexadecimal
 * first, to see where two builds part.
 */

#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/diag.h"
#include "app/recording.h"
#include "app/verbs.h"

struct sum {
	uint64_t fnv, samples;
	bool rows;
};

static void add(struct sum *s, const void *data, size_t len)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++)
		s->fnv = (s->fnv ^ p[i]) * 0x100000001b3u;
}

static void number(struct sum *s, double value)
{
	add(s, &value, sizeof(value));
	if (s->rows)
		printf(" %a", value);
}

static void vector(struct sum *s, const struct sh_vec3 *v)
{
	number(s, v->x);
	number(s, v->y);
	number(s, v->z);
}

static void angle(struct sum *s, const struct sh_angle *a)
{
	number(s, a->observable ? a->deg : -1000);
	number(s, a->observable ? a->rate_deg_s : 0);
	number(s, a->observable ? a->sigma_deg : 0);
}

static void on_output(void *ctx, const struct sh_output *out)
{
	struct sum *s = ctx;
	const struct sh_orientation *o = out->orientation;
	const struct sh_posture *p = out->posture;
	char line[SH_EVENT_JSON_MAX];

	if (out->sample) {
		s->samples++;
		if (s->rows)
			printf("%" PRId64 " %u", out->sample->t_us, out->sample->sensor);
		number(s, o->q.w);
		number(s, o->q.x);
		number(s, o->q.y);
		number(s, o->q.z);
		vector(s, &o->rate_rad_s);
		vector(s, &o->bias_rad_s);
		number(s, o->tilt_sigma_deg);
		number(s, o->heading_sigma_deg);
		number(s, o->acc_error_m_s2);
		if (p) {
			vector(s, &p->up);
			number(s, p->rate_deg_s);
			if (p->has_neutral) {
				angle(s, &p->round);
				angle(s, &p->twist);
				angle(s, &p->side);
				angle(s, &p->measure);
			}
		}
		if (s->rows)
			putchar('\n');
	}
	for (size_t i = 0; i < out->n_events; i++) {
		/* the session line names the program's version, which may change */
		if (out->events[i].kind != SH_EVENT_SESSION)
			add(s, line, sh_event_json(&out->events[i], line, sizeof(line)));
	}
}

int main(int argc, char **argv)
{
	struct sum s = {.fnv = 0xcbf29ce484222325u};
	struct sh_run_listeners l = {.each = on_output, .each_ctx = &s};
	struct sh_recording rec = {0};
	struct sh_run *run = NULL;
	struct sh_options o;
	struct sh_err err = {0};
	enum sh_status st;

	s.rows = argc > 1 && strcmp(argv[1], "--rows") == 0;
	argc -= 1 + s.rows;
	argv += 1 + s.rows;
	st = sh_options_parse(&o, sh_verb_find("replay"), argc, argv, &err);
	if (st == SH_OK && o.n_args == 1) {
		st = sh_recording_open(&rec, o.args[0], &o, &err);
		rec.setup.session.go_on = true;
		if (st == SH_OK)
			st = sh_run_open(&rec.setup.session, &l, &run, &err);
		if (st == SH_OK)
			st = sh_recording_play(&rec, run, NULL, NULL, &err);
	}
	run = sh_run_close(run);
	sh_recording_close(&rec);
	if (st != SH_OK || o.n_args != 1) {
		sh_diag_error(&err);
		return 1;
	}
	printf("%" PRIu64 " %016" PRIx64 "\n", s.samples, s.fnv);
	return 0;
}
