/* A synthetic wearer with a synthetic sensor, through the same frames, decoder, filter and coach as
 * a real one. It is called synthetic on the session line and on the screen. */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_demo.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/play.h"
#include "sim/encode.h"
#include "sim/sensor_model.h"
#include "sim/wearer.h"
#include "support/err.h"

struct synth {
	struct sh_wearer wearer;
	struct sh_sensor_model sensor;
	struct sh_sim_encoder encoder;
	uint8_t bytes[SH_SIM_BYTES_MAX];
	bool started;
};

static enum sh_status next_record(void *ctx, struct sh_record *ret, struct sh_err *err)
{
	struct synth *s = ctx;
	const struct sh_sim_segment *worn;
	struct sh_sim_truth truth = {0};
	struct sh_sample sample;
	size_t n;

	(void)err;
	*ret = (struct sh_record){.kind = SH_RECORD_BYTES, .data = s->bytes};
	if (!s->started) {
		s->started = true;
		ret->len = sh_sim_encode_start(&s->encoder, s->bytes);
		return SH_OK;
	}
	if (!sh_wearer_next(&s->wearer, &truth))
		return SH_END;
	worn = &truth.segment[truth.wearing];
	sh_sensor_model_apply(&s->sensor, worn, truth.t_us, &sample);
	n = sh_sim_encode_sample(&s->encoder, &sample, &worn->q, truth.lost, s->bytes);
	ret->t_host_us = truth.t_us;
	ret->len = n;
	return SH_OK;
}

static enum sh_status find_faults(const struct sh_options *o, uint32_t *ret, struct sh_err *err)
{
	for (size_t i = 0; i < o->n_faults; i++) {
		enum sh_sim_fault f = sh_sim_fault_find(o->faults[i]);

		if (f == SH_FAULTS) {
			sh_err_set(err, SH_ERR_CONFIG, 0,
				   "--fault '%s' is not known; see spinehold simulate --list-faults",
				   o->faults[i]);
			return SH_ERR_CONFIG;
		}
		*ret |= 1u << f;
	}
	return SH_OK;
}

static enum sh_status prepare(const struct sh_options *o, struct sh_setup *setup, struct synth *s,
			      struct sh_err *err)
{
	const struct sh_sensor_params *p = sh_sensor_params_find("mpu6050-zeroed");
	struct sh_options chosen = *o;
	struct sh_catalog *catalog = NULL;
	struct sh_config config;
	uint32_t faults = 0;
	enum sh_status st;

	if (!chosen.exercise)
		chosen.exercise = "frozen-fish";
	chosen.protocol = "spinehold";
	if ((st = sh_config_from_options(&config, &chosen, "simulated", err)) != SH_OK ||
	    (st = sh_setup_catalog(o, &catalog, err)) != SH_OK)
		return st;
	config.automatic = true;
	snprintf(config.note, sizeof(config.note), "synthetic");
	if ((st = sh_setup_init(setup, &config, catalog, err)) != SH_OK ||
	    (st = find_faults(o, &faults, err)) != SH_OK)
		return st;
	sh_wearer_init(&s->wearer, &setup->exercise, o->seed, faults);
	sh_sensor_model_init(&s->sensor, p, &setup->session.mount[0], 0, o->seed, faults);
	sh_sim_encoder_init(&s->encoder, SH_SIM_SPINEHOLD, p, 1, o->seed, faults);
	return SH_OK;
}

int sh_cmd_demo(const struct sh_options *o)
{
	struct synth *s = calloc(1, sizeof(*s));
	struct sh_setup setup = {0};
	struct sh_run *run = NULL;
	struct sh_err err = {0};
	struct sh_play play = {.options = o, .name = "synthetic wearer", .next = next_record, .next_ctx = s};
	int ret = SH_EXIT_DONE;

	play.session = &setup.session;
	if (!s)
		sh_err_set(&err, SH_ERR_MEMORY, 0, "out of memory");
	else if (o->n_args > 0)
		sh_err_set(&err, SH_ERR_CONFIG, 0, "demo takes no argument '%s'; see spinehold demo --help",
			   o->args[0]);
	else if (prepare(o, &setup, s, &err) == SH_OK && sh_play(&play, &run, &err) == SH_OK)
		err = *sh_run_listener_error(run);
	if (err.status != SH_OK)
		ret = sh_fail(&err);
	run = sh_run_close(run);
	sh_setup_close(&setup);
	free(s);
	return ret;
}
