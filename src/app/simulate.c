/* Options to a wearer, sensors, an encoder and the truth files; then chunk after chunk.
 *
 * The truth goes into two files because the two are used differently: events as JSON lines in F, to
 * be compared with the coach's lines, and one row of angles a sample in F.csv, to be plotted. If F
 * ends in .csv it is the angles' file, and the events go to F.events.jsonl. */

#define _POSIX_C_SOURCE 200809L

#include "app/simulate.h"

#include <errno.h>
#include <string.h>

#include "app/signals.h"
#include "core/quat.h"
#include "core/smath.h"
#include "core/text.h"
#include "support/err.h"

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), k = strlen(end);

	return n >= k && strcmp(text + n - k, end) == 0;
}

/* --- options -------------------------------------------------------------------------------- */

static enum sh_status find_faults(struct sh_simulate *s, struct sh_err *err)
{
	for (size_t i = 0; i < s->options->n_faults; i++) {
		const char *name = s->options->faults[i];
		enum sh_sim_fault f = sh_sim_fault_find(name);

		if (f == SH_FAULTS) {
			sh_err_set(
				err, SH_ERR_CONFIG, 0,
				"--fault '%s' is not known; see spinehold simulate --list-faults",
				name);
			return SH_ERR_CONFIG;
		}
		s->faults |= 1u << f;
	}
	return SH_OK;
}

static enum sh_status find_sensor(struct sh_simulate *s, struct sh_err *err)
{
	const char *name = s->options->sensor ? s->options->sensor : "mpu6050";

	s->kind = sh_sensor_params_find(name);
	if (s->kind)
		return SH_OK;
	sh_err_set(err, SH_ERR_CONFIG, 0,
		   "--sensor '%s' is not known; there are ideal, mpu6050, mpu6050-zeroed and wt901",
		   name);
	return SH_ERR_CONFIG;
}

/* What to write follows from the name of the file, else from --protocol. */
static enum sh_status find_format(struct sh_simulate *s, struct sh_err *err)
{
	const struct sh_options *o = s->options;
	const char *name = o->protocol ? o->protocol : "spinehold", *why = NULL;
	bool csv = o->output && (ends_with(o->output, ".csv") || ends_with(o->output, ".csv.gz"));

	if (csv && !o->protocol)
		name = "csv";
	if (strcmp(name, "spinehold") == 0)
		s->format = SH_SIM_SPINEHOLD;
	else if (strcmp(name, "witmotion") == 0)
		s->format = SH_SIM_WITMOTION;
	else if (strcmp(name, "csv") == 0)
		s->format = SH_SIM_CSV;
	else
		why = "can be simulated: spinehold, witmotion and csv";
	if (csv && s->format != SH_SIM_CSV)
		why = "does not go with a .csv file; leave it out, or name the file otherwise";
	if (s->format == SH_SIM_WITMOTION && o->sensors == 2)
		why = "has room for one sensor only; leave out --sensors 2";
	if (s->format == SH_SIM_WITMOTION && o->pty && o->speed >= 0 &&
	    (o->speed < 1 || o->speed > 1))
		why = "carries no time of its own: --pty plays it in real time only, leave out "
		      "--speed";
	if (s->format == SH_SIM_CSV && o->pty)
		why = "is a recording, not a line; --pty takes spinehold or witmotion";
	if (!why)
		return SH_OK;
	sh_err_set(err, SH_ERR_CONFIG, 0, "--protocol '%s' %s", name, why);
	return SH_ERR_CONFIG;
}

static enum sh_status set_up(struct sh_simulate *s, struct sh_err *err)
{
	static const char *const names[] = {"spinehold", "witmotion", "csv"};
	struct sh_options chosen = *s->options;
	struct sh_catalog *catalog = NULL;
	struct sh_config config;
	enum sh_status st;

	chosen.exercise = chosen.args[0];
	chosen.protocol = names[s->format];
	if ((st = sh_config_from_options(&config, &chosen, "simulated", err)) != SH_OK ||
	    (st = sh_setup_catalog(&chosen, &catalog, err)) != SH_OK)
		return st;
	config.automatic = true;
	memcpy(config.note, "synthetic", sizeof("synthetic"));
	return sh_setup_init(&s->setup, &config, catalog, err);
}

static void make_sensors(struct sh_simulate *s)
{
	const struct sh_exercise *steps, *two = NULL;
	uint64_t seed = s->options->seed;
	bool swap =
		sh_sim_fault_in(s->faults, SH_FAULT_SWAPPED_SENSORS) && s->options->sensors == 2;

	if (s->options->sensors == 2)
		two = s->setup.session.steps_two;
	for (uint32_t i = 0; i < (uint32_t)s->options->sensors; i++)
		sh_sensor_model_init(&s->sensor[i], s->kind, &s->setup.session.mount[i],
				     swap ? 1 - i : i, seed, s->faults);
	sh_sim_encoder_init(&s->encoder, s->format, s->kind, (uint32_t)s->options->sensors, seed,
			    s->faults);
	steps = two && !two->from_standing ? two : s->setup.session.steps;
	sh_performer_init(&s->performer, steps, s->setup.session.n_steps, s->options->sensors, seed,
			  s->faults);
	if (steps == two)
		sh_performer_curve(&s->performer);
}

/* --- truth ---------------------------------------------------------------------------------- */

static enum sh_status truth_failed(const char *path, struct sh_err *err)
{
	int number = errno;

	if (err->status == SH_OK)
		sh_err_set(err, SH_ERR_IO, number, "%s: the truth cannot be written: %s", path,
			   strerror(number));
	return SH_ERR_IO;
}

static void put_head(struct sh_simulate *s, struct sh_text *t)
{
	bool programme = s->setup.programme != NULL;

	sh_text_str(t, "{\"truth\":\"header\",\"schema\":1,\"");
	sh_text_str(t, programme ? "programme\":" : "exercise\":");
	sh_text_json(t, programme ? s->setup.config.programme : s->setup.exercise.id, SH_ID_MAX);
	sh_text_str(t, ",\"seed\":");
	sh_text_uint(t, s->options->seed);
	sh_text_str(t, ",\"sensor\":");
	sh_text_json(t, s->kind->name, 32);
	sh_text_str(t, ",\"faults\":[");
	for (int f = 0, n = 0; f < SH_FAULTS; f++) {
		if (!sh_sim_fault_in(s->faults, (enum sh_sim_fault)f))
			continue;
		if (n++ > 0)
			sh_text_char(t, ',');
		sh_text_json(t, sh_sim_fault_info((enum sh_sim_fault)f)->name, 32);
	}
	sh_text_str(t, "],\"events\":\"this file\",\"angles\":\"");
	sh_text_str(
		t,
		"t_s,round_deg,twist_deg,side_deg,measure_deg, degrees from the start pose, in ");
	sh_text_str(t, "the .csv beside\"}\n");
}

static enum sh_status open_truth(struct sh_simulate *s, struct sh_err *err)
{
	const char *path = s->options->truth;
	struct sh_simulate_truth *t = &s->truth;
	bool csv;
	char head[1024];
	struct sh_text text;

	if (!path)
		return SH_OK;
	csv = ends_with(path, ".csv");
	if (strlen(path) + sizeof(".events.jsonl") > sizeof(t->events_path)) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "--truth '%.40s...': the name is too long", path);
		return SH_ERR_CONFIG;
	}
	snprintf(t->events_path, sizeof(t->events_path), "%s%s", path, csv ? ".events.jsonl" : "");
	snprintf(t->angles_path, sizeof(t->angles_path), "%s%s", path, csv ? "" : ".csv");
	t->events = fopen(t->events_path, "wb");
	if (!t->events)
		return truth_failed(t->events_path, err);
	t->angles = fopen(t->angles_path, "wb");
	if (!t->angles)
		return truth_failed(t->angles_path, err);
	sh_text_init(&text, head, sizeof(head));
	put_head(s, &text);
	if (fputs(head, t->events) == EOF)
		return truth_failed(t->events_path, err);
	if (fputs("t_s,round_deg,twist_deg,side_deg,measure_deg\n", t->angles) == EOF)
		return truth_failed(t->angles_path, err);
	return SH_OK;
}

static enum sh_status tell_events(struct sh_simulate *s, struct sh_err *err)
{
	struct sh_sim_event e;
	char line[SH_SIM_EVENT_JSON_MAX];

	while (sh_performer_event(&s->performer, &e)) {
		size_t n = sh_sim_event_json(&e, line, sizeof(line));

		if (s->truth.events && fwrite(line, 1, n, s->truth.events) != n)
			return truth_failed(s->truth.events_path, err);
	}
	return SH_OK;
}

/* Of a programme: which exercise the lines from here on are about. */
static enum sh_status tell_step(struct sh_simulate *s, int64_t t_us, struct sh_err *err)
{
	size_t at = sh_performer_step(&s->performer);
	char line[256];
	struct sh_text t;

	if (!s->setup.programme || !s->truth.events || s->told_step == at + 1)
		return SH_OK;
	s->told_step = at + 1;
	sh_text_init(&t, line, sizeof(line));
	sh_text_str(&t, "{\"truth\":\"step\",\"t\":");
	sh_text_fixed(&t, t_us, 6, 3);
	sh_text_str(&t, ",\"n\":");
	sh_text_uint(&t, at + 1);
	sh_text_str(&t, ",\"exercise\":");
	sh_text_json(&t, s->setup.session.steps[at].id, SH_ID_MAX);
	sh_text_str(&t, "}\n");
	return fputs(line, s->truth.events) == EOF ? truth_failed(s->truth.events_path, err) : SH_OK;
}

static enum sh_status tell_angles(struct sh_simulate *s, const struct sh_sim_truth *truth,
				  struct sh_err *err)
{
	const double deg[4] = {truth->round_deg, truth->twist_deg, truth->side_deg,
			       truth->measure_deg};
	char row[160];
	struct sh_text t;

	if (!s->truth.angles)
		return SH_OK;
	sh_text_init(&t, row, sizeof(row));
	sh_text_fixed(&t, truth->t_us, 6, 3);
	for (int i = 0; i < 4; i++) {
		sh_text_char(&t, ',');
		sh_text_fixed(&t, sh_round_i64(deg[i] * 1000), 3, 3);
	}
	sh_text_char(&t, '\n');
	return fputs(row, s->truth.angles) == EOF ? truth_failed(s->truth.angles_path, err) : SH_OK;
}

/* --- the source ----------------------------------------------------------------------------- */

enum sh_status sh_simulate_open(struct sh_simulate *s, const struct sh_options *o,
				struct sh_err *err)
{
	enum sh_status st;

	memset(s, 0, sizeof(*s));
	s->options = o;
	if ((st = find_faults(s, err)) != SH_OK || (st = find_sensor(s, err)) != SH_OK ||
	    (st = find_format(s, err)) != SH_OK || (st = set_up(s, err)) != SH_OK)
		return st;
	make_sensors(s);
	return open_truth(s, err);
}

static size_t encode(struct sh_simulate *s, const struct sh_sim_truth *truth, int sensor,
		     uint8_t *ret)
{
	const struct sh_sim_segment *on = &truth->segment[truth->wearing];
	struct sh_sample sample;
	struct sh_quat own;

	if (s->options->sensors == 2)
		on = &truth->segment[sensor == 0 ? SH_SIM_PELVIS : SH_SIM_THORAX];
	sh_sensor_model_apply(&s->sensor[sensor], on, truth->t_us, &sample);
	own = sh_quat_mul(&on->q, &s->sensor[sensor].mount);
	return sh_sim_encode_sample(&s->encoder, &sample, &own, truth->lost, ret);
}

enum sh_status sh_simulate_next(struct sh_simulate *s, struct sh_simulate_chunk *ret,
				struct sh_err *err)
{
	struct sh_sim_truth truth;
	enum sh_status st;

	ret->len = 0;
	ret->t_us = ret->late_us = 0;
	if (!s->started) {
		s->started = true;
		ret->len = sh_sim_encode_start(&s->encoder, ret->bytes);
		return SH_OK;
	}
	if (sh_signals_stop)
		return SH_END;
	if (!sh_performer_next(&s->performer, &truth)) {
		st = tell_events(s, err);
		return st == SH_OK ? SH_END : st;
	}
	for (int i = 0; i < s->options->sensors; i++)
		ret->len += encode(s, &truth, i, ret->bytes + ret->len);
	ret->t_us = truth.t_us;
	ret->late_us = sh_sim_encode_jitter_us(&s->encoder);
	st = tell_step(s, truth.t_us, err);
	if (st == SH_OK)
		st = tell_angles(s, &truth, err);
	return st == SH_OK ? tell_events(s, err) : st;
}

static enum sh_status close_truth(FILE **f, const char *path, struct sh_err *err)
{
	int bad = *f && fclose(*f) != 0;

	*f = NULL;
	return bad ? truth_failed(path, err) : SH_OK;
}

enum sh_status sh_simulate_close(struct sh_simulate *s, struct sh_err *err)
{
	enum sh_status st = close_truth(&s->truth.events, s->truth.events_path, err);
	enum sh_status other = close_truth(&s->truth.angles, s->truth.angles_path, err);

	sh_setup_close(&s->setup);
	return st == SH_OK ? other : st;
}
