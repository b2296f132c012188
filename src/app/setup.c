#define _POSIX_C_SOURCE 200809L

#include "app/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/diag.h"
#include "spinehold/scale.h"
#include "support/err.h"

int sh_fail(const struct sh_err *err)
{
	sh_diag_error(err);
	return sh_diag_exit(err);
}

enum sh_status sh_setup_catalog(const struct sh_options *o, struct sh_catalog **ret, struct sh_err *err)
{
	return o->catalog ? sh_catalog_load_file(ret, o->catalog, err) : sh_catalog_builtin(ret, err);
}

static void use_profile(struct sh_setup *s)
{
	const struct sh_profile *p = &s->profile;

	if (p->has_mount && !s->config.mount[0]) {
		for (int i = 0; i < SH_SENSORS_MAX; i++)
			s->session.mount[i] = p->mount;
	}
	if (p->has_acc_delay)
		s->session.fusion.acc_delay_s = p->acc_delay_s;
	sh_profile_correction(p, &s->session.correction[0]); /* of one physical sensor */
}

static void breathe_through(const struct sh_setup *s, struct sh_exercise *x)
{
	if ((s->config.breathe_through || s->profile.breath_through) && x->breath_cue == SH_BREATH_HOLD)
		x->breath_cue = SH_BREATH_THROUGH;
}

/* What a profile knows of the person changes every exercise but the steps whose limits a therapist wrote.
 * A log names its exercises before its profile is read, so this comes last, once. */
static void fit_to_person(struct sh_setup *s)
{
	const struct sh_profile *p = &s->profile;
	const struct sh_scale_person person = {
		.level = -1,
		.age_years = p->age_years,
		.range_deg = {p->flexion_deg, p->extension_deg, p->side_deg},
	};
	size_t n = s->programme ? s->session.n_steps : 0;

	s->session.age_years = p->age_years;
	sh_scale_exercise(&s->exercise, &person);
	sh_scale_exercise(&s->exercise_two, &person);
	sh_scale_exercise(&s->chair, &person);
	breathe_through(s, &s->exercise);
	breathe_through(s, &s->exercise_two);
	breathe_through(s, &s->chair);
	for (size_t i = 0; i < 3 * n; i++) {
		if (!sh_programme_step(s->programme, i % n)->has_limits)
			sh_scale_exercise(&s->steps[i], &person);
		breathe_through(s, &s->steps[i]);
	}
}

enum sh_status sh_setup_profile(struct sh_setup *s, const char *text, const char *name, struct sh_err *err)
{
	enum sh_status st;
	char *copy;

	if (!text || !text[0])
		return SH_OK;
	st = sh_profile_load_text(&s->profile, text, strlen(text), name, err);
	if (st != SH_OK)
		return st;
	copy = strdup(text);
	if (!copy) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory");
		return SH_ERR_MEMORY;
	}
	free(s->profile_text);
	s->profile_text = copy;
	use_profile(s);
	fit_to_person(s);
	return SH_OK;
}

static enum sh_status load_profile(struct sh_setup *s, struct sh_err *err)
{
	enum sh_status st;

	if (!s->config.profile[0])
		return SH_OK;
	st = sh_profile_load_file(&s->profile, s->config.profile, &s->profile_text, err);
	if (st == SH_OK)
		use_profile(s);
	return st;
}

const char *sh_setup_profile_text(const struct sh_setup *s)
{
	return s->profile_text ? s->profile_text : "";
}

static enum sh_status set_mount(struct sh_setup *s, struct sh_err *err)
{
	struct sh_quat mount = {1, 0, 0, 0};

	if (s->config.mount[0] && sh_mount_parse(s->config.mount, &mount) != SH_OK) {
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "--mount '%s': give the sensor axes that point forward, left and up, "
			   "right-handed, as +x,+y,+z or +z,-y,+x",
			   s->config.mount);
		return SH_ERR_CONFIG;
	}
	for (int i = 0; i < SH_SENSORS_MAX; i++)
		s->session.mount[i] = mount;
	return SH_OK;
}

static enum sh_status set_protocol(struct sh_setup *s, struct sh_err *err)
{
	char known[200] = "";

	if (!s->config.protocol[0])
		return SH_OK;
	s->session.protocol = sh_protocol_find(s->config.protocol);
	if (s->session.protocol)
		return SH_OK;
	for (size_t i = 0; sh_protocols[i]; i++) {
		if (strlen(known) + strlen(sh_protocols[i]->name) + 2 < sizeof(known)) {
			strcat(known, " ");
			strcat(known, sh_protocols[i]->name);
		}
	}
	sh_err_set(err, SH_ERR_CONFIG, 0, "--protocol '%s' is not known; there are%s", s->config.protocol,
		   known);
	return SH_ERR_CONFIG;
}

/* The limits of another variant, or of two sensors, with the step's dose. A step with limits of its own has
 * none of that (no id), for nobody said what they would be there. */
static void set_other(const struct sh_programme_step *step, const char *variant, int sensors,
		      const struct sh_exercise *x, struct sh_exercise *ret)
{
	struct sh_err none;

	if (step->has_limits || step->side != SH_SIDE_BOTH ||
	    (strcmp(variant, "chair") == 0 && !sh_catalog_variant(step->entry, "chair")) ||
	    sh_catalog_exercise(step->entry, variant, NULL, sensors, ret, &none) != SH_OK) {
		memset(ret, 0, sizeof(*ret));
		return;
	}
	ret->hold_s = x->hold_s;
	ret->duration_s = x->duration_s;
	ret->rest_s = x->rest_s;
	ret->reps = x->reps;
	ret->sets = x->sets;
	ret->breaths = x->breaths;
}

static enum sh_status set_programme(struct sh_setup *s, struct sh_err *err)
{
	size_t n = sh_programme_count(s->programme);

	if (sh_programme_sensors(s->programme) != 1) {
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "the programme '%s' is for two sensors, and this program coaches with one: "
			   "write 'sensors: 1' in it and take its two_sensors limits out",
			   sh_programme_id(s->programme));
		return SH_ERR_CONFIG;
	}
	/* the path it came from is nobody's business later */
	snprintf(s->config.programme, sizeof(s->config.programme), "%s", sh_programme_id(s->programme));
	s->steps = calloc(3 * n, sizeof(*s->steps));
	if (!s->steps) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory for the steps of a programme");
		return SH_ERR_MEMORY;
	}
	memcpy(s->steps, sh_programme_exercises(s->programme), n * sizeof(*s->steps));
	for (size_t i = 0; i < n; i++) {
		const struct sh_programme_step *step = sh_programme_step(s->programme, i);

		set_other(step, strcmp(s->steps[i].variant, "chair") == 0 ? "" : "chair", 1, &s->steps[i],
			  &s->steps[n + i]);
		set_other(step, s->steps[i].variant, 2, &s->steps[i], &s->steps[2 * n + i]);
		if (!s->steps[2 * n + i].id[0] || s->steps[i].measure == SH_MEASURE_SWEEP)
			s->steps[2 * n + i] = s->steps[i];
	}
	s->session.steps = s->steps;
	s->session.chairs = s->steps + n;
	s->session.steps_two = s->steps + 2 * n;
	s->session.n_steps = n;
	return SH_OK;
}

/* Key c: the chair variant, or from it back to the exercise as written. */
static void set_chair(struct sh_setup *s)
{
	const char *other = strcmp(s->config.variant, "chair") == 0 ? "" : "chair";
	struct sh_err none;

	if (!sh_catalog_variant(s->entry, "chair") ||
	    sh_catalog_exercise(s->entry, other, &s->config.dose, 1, &s->chair, &none) != SH_OK)
		memset(&s->chair, 0, sizeof(s->chair));
	/* who does not hold the breath does not hold it on a chair either */
	if (s->exercise.breath_cue == SH_BREATH_THROUGH && s->chair.breath_cue == SH_BREATH_HOLD)
		s->chair.breath_cue = SH_BREATH_THROUGH;
}

static enum sh_status set_exercise(struct sh_setup *s, struct sh_err *err)
{
	struct sh_err none = {0};
	enum sh_status st;

	if (s->programme)
		return set_programme(s, err);
	if (!s->config.exercise[0])
		return SH_OK;
	st = sh_catalog_need(s->catalog, s->config.exercise, &s->entry, err);
	if (st != SH_OK)
		return st;
	st = sh_catalog_exercise(s->entry, s->config.variant, &s->config.dose, 1, &s->exercise, err);
	if (st != SH_OK)
		return st;
	set_chair(s);
	s->session.steps = &s->exercise;
	s->session.chairs = &s->chair;
	s->session.n_steps = 1;
	/* What has no numbers for two is judged by one of them; a roll is a sweep of the whole body. */
	if (s->exercise.measure != SH_MEASURE_SWEEP &&
	    sh_catalog_exercise(s->entry, s->config.variant, &s->config.dose, 2, &s->exercise_two, &none) == SH_OK)
		s->session.steps_two = &s->exercise_two;
	return SH_OK;
}

/* A log's programme comes as its text, anybody else's (text NULL) by its name. Where the text is damaged
 * nothing is guessed: the reader tells of the damage, and the recording is one without an exercise. */
static enum sh_status load_programme(struct sh_setup *s, const char *text, const char *name,
				     struct sh_err *err)
{
	if (text && text[0])
		return sh_programme_load_text(&s->programme, text, strlen(text), name, s->catalog, err);
	if (!text && s->config.programme[0])
		return sh_programme_open(&s->programme, s->config.programme, s->catalog, err);
	return SH_OK;
}

/* What is out of range is told by the session. */
static void set_start(struct sh_setup *s)
{
	const struct sh_config *c = &s->config;

	s->session.start.step = c->start_step > 0 ? (size_t)c->start_step : 0;
	s->session.start.set = c->start_set;
	s->session.start.side = SH_SIDE_BOTH;
	for (int i = SH_SIDE_LEFT; i <= SH_SIDE_RIGHT; i++) {
		if (strcmp(c->start_side, sh_side_name((enum sh_side)i)) == 0)
			s->session.start.side = (enum sh_side)i;
	}
}

enum sh_status sh_setup_init(struct sh_setup *ret, const struct sh_config *c, struct sh_catalog *catalog,
			     struct sh_err *err)
{
	return sh_setup_init_log(ret, c, catalog, NULL, "", err);
}

enum sh_status sh_setup_init_log(struct sh_setup *ret, const struct sh_config *c,
				 struct sh_catalog *catalog, const char *programme, const char *name,
				 struct sh_err *err)
{
	enum sh_status st;

	memset(ret, 0, sizeof(*ret));
	ret->config = *c;
	ret->catalog = catalog;
	ret->session.source = ret->config.source;
	ret->session.program = ret->config.program;
	ret->session.note = ret->config.note[0] ? ret->config.note : NULL;
	ret->session.automatic = c->automatic;
	ret->session.angles_hz = c->angles_hz;
	memcpy(ret->session.decoder.map, c->map, sizeof(ret->session.decoder.map));
	sh_fusion_defaults_coached(&ret->session.fusion);
	sh_profile_init(&ret->profile);
	set_start(ret);
	if ((st = set_mount(ret, err)) != SH_OK || (st = load_profile(ret, err)) != SH_OK ||
	    (st = set_protocol(ret, err)) != SH_OK ||
	    (st = load_programme(ret, programme, name, err)) != SH_OK)
		return st;
	if ((st = set_exercise(ret, err)) == SH_OK)
		fit_to_person(ret);
	return st;
}

const char *sh_setup_programme_text(const struct sh_setup *s)
{
	return s->programme ? sh_programme_text(s->programme, NULL) : "";
}

void sh_setup_close(struct sh_setup *s)
{
	free(s->steps);
	s->steps = NULL;
	s->programme = sh_programme_close(s->programme);
	s->catalog = sh_catalog_close(s->catalog);
	free(s->profile_text);
	s->profile_text = NULL;
}
