/* How the sensor is worn, found with somebody wearing it or from a recording of that.
 *
 * The poses are judged on corrected samples, because an offset of the accelerometer is a tilt of
 * the mount. With somebody at the port ten seconds are left first: whoever has just pressed Enter
 * sits still, and would be taken for standing. A recording has no such lead, it begins where it
 * begins. */

#define _POSIX_C_SOURCE 200809L

#include "app/calib_body.h"

#include <stdio.h>
#include <string.h>

#include "app/setup.h"
#include "support/err.h"

static const int64_t LEAD_US = 10000000, PATIENCE_US = 180000000;

static enum sh_status find_method(const char *name, enum sh_wear_method *ret, struct sh_err *err)
{
	for (int i = 0; i < SH_WEAR_METHODS; i++) {
		if (strcmp(name, sh_wear_method_name((enum sh_wear_method)i)) == 0) {
			*ret = (enum sh_wear_method)i;
			return SH_OK;
		}
	}
	sh_err_set(err, SH_ERR_CONFIG, 0,
		   "--method '%s' is not known; there are stand-lie, bows and lying", name);
	return SH_ERR_CONFIG;
}

/* Where the exercise has the sensor worn. */
static enum sh_status find_site(const struct sh_options *o, bool *ret_upper, struct sh_err *err)
{
	struct sh_catalog *catalog = NULL;
	const struct sh_catalog_entry *e;
	struct sh_exercise ex;
	enum sh_status st = sh_setup_catalog(o, &catalog, err);

	if (st == SH_OK && (st = sh_catalog_need(catalog, o->exercise, &e, err)) == SH_OK &&
	    (st = sh_catalog_exercise(e, o->variant, NULL, 1, &ex, err)) == SH_OK)
		*ret_upper = ex.site == SH_SITE_L1;
	catalog = sh_catalog_close(catalog);
	return st;
}

enum sh_status sh_calib_body_wish(const struct sh_options *o, bool guided,
				  struct sh_calib_body_wish *ret, struct sh_err *err)
{
	enum sh_status st;

	memset(ret, 0, sizeof(*ret));
	ret->lead_us = guided ? LEAD_US : 0;
	if (o->method && (st = find_method(o->method, &ret->method, err)) != SH_OK)
		return st;
	return o->exercise ? find_site(o, &ret->upper, err) : SH_OK;
}

void sh_calib_body_correct(struct sh_session_config *c, const struct sh_profile *p)
{
	for (int i = 0; i < SH_SENSORS_MAX; i++)
		sh_profile_correction(p, &c->correction[i]);
	if (p->has_acc_delay)
		c->fusion.acc_delay_s = p->acc_delay_s;
}

static void say(struct sh_calib_body *b, const char *mark, const char *words)
{
	char line[320];

	snprintf(line, sizeof(line), "%s%s", mark, words);
	b->say(b->say_ctx, line);
}

static void say_step(struct sh_calib_body *b)
{
	char mark[32];

	snprintf(mark, sizeof(mark), "%s: ", sh_wear_step_name(b->wear.step));
	say(b, mark, sh_wear_step_words(b->wear.step));
}

static void start(struct sh_calib_body *b)
{
	sh_wear_begin(&b->wear, b->wish.method, b->wish.upper);
	b->heard = b->led = false;
	if (b->wish.lead_us == 0)
		say_step(b);
	else
		say(b, "",
		    b->wish.method == SH_WEAR_LYING
			    ? "Put the sensor on as you will wear it. In ten seconds, be lying on "
			      "your back."
			    : "Put the sensor on as you will wear it. In ten seconds, be "
			      "standing.");
}

void sh_calib_body_begin(struct sh_calib_body *b, const struct sh_calib_body_wish *wish,
			 const struct sh_correction *known, struct sh_profile *profile,
			 sh_calib_say *line, void *ctx)
{
	memset(b, 0, sizeof(*b));
	b->say = line;
	b->say_ctx = ctx;
	b->wish = *wish;
	b->known = *known;
	b->profile = profile;
	sh_calib_today(b->date);
	start(b);
}

static void finish(struct sh_calib_body *b, bool pass)
{
	b->over = true;
	b->passed = pass;
}

static void failed(struct sh_calib_body *b, const char *why)
{
	struct sh_profile_check c = {.known = true, .residual = -1};

	if (b->result.known) /* what was judged says more */
		c = b->result;
	else
		snprintf(c.says, sizeof(c.says), "%s at '%s': %s", why,
			 sh_wear_step_name(b->wear.step), sh_wear_step_words(b->wear.step));
	b->result = c;
	finish(b, false);
}

static void news(struct sh_calib_body *b, enum sh_wear_news n)
{
	if (n == SH_WEAR_NOTHING)
		return;
	b->since_us = b->wear.last_us;
	if (n == SH_WEAR_NEXT) {
		say_step(b);
		return;
	}
	if (sh_calib_take_wear(b->profile, &b->wear, b->date, &b->result)) {
		say(b, "  pass: ", b->result.says);
		finish(b, true);
	} else {
		say(b, "  not yet: ", b->result.says);
		say_step(b);
	}
}

/* @return true once what is done counts. */
static bool led(struct sh_calib_body *b, int64_t t_us)
{
	if (!b->heard)
		b->begin_us = t_us;
	b->heard = true;
	if (!b->led && t_us - b->begin_us >= b->wish.lead_us) {
		b->led = true;
		b->since_us = t_us;
		if (b->wish.lead_us > 0)
			say_step(b);
	}
	return b->led;
}

void sh_calib_body_output(struct sh_calib_body *b, const struct sh_output *out)
{
	struct sh_sample x;

	if (!out->sample || !out->orientation || b->over)
		return;
	if (!b->heard)
		b->sensor = out->sample->sensor;
	if (out->sample->sensor != b->sensor || !led(b, out->t_us))
		return;
	x = *out->sample;
	x.t_us = out->t_us;
	sh_correction_apply(&b->known, &x);
	news(b, sh_wear_step(&b->wear, &x, out->orientation));
	if (!b->over && b->wish.lead_us > 0 && x.t_us - b->since_us > PATIENCE_US)
		failed(b, "given up after 3 minutes");
}

void sh_calib_body_redo(struct sh_calib_body *b)
{
	if (b->over)
		return;
	say(b, "", "  from the beginning.");
	start(b);
}

void sh_calib_body_end(struct sh_calib_body *b)
{
	if (!b->over)
		failed(b, "the data ended");
}
