/* The words are made here once, because the same ones are printed, kept in the profile and, after a
 * failure, told on stderr. A failure says what to do differently. */

#define _POSIX_C_SOURCE 200809L

#include "app/calib_report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/clock.h"
#include "core/quat.h"
#include "core/smath.h"

/* Lengths alone can be met by nine numbers; only more of them can disagree. */
enum { TESTED_POSES = 10 };

void sh_calib_today(char ret[SH_CALIB_DATE_MAX])
{
	time_t t = (time_t)(sh_clock_utc_us() / 1000000);
	struct tm tm;

	if (!gmtime_r(&t, &tm) || strftime(ret, SH_CALIB_DATE_MAX, "%Y-%m-%d", &tm) == 0)
		ret[0] = '\0';
}

static bool keep(struct sh_profile_check *place, const struct sh_profile_check *new)
{
	if (new->pass || !place->known || !place->pass)
		*place = *new;
	return new->pass;
}

static void begin(struct sh_profile_check *c, enum sh_calib_verdict v, double residual,
		  const char *date)
{
	memset(c, 0, sizeof(*c));
	c->known = true;
	c->pass = v == SH_CALIB_PASS;
	c->residual = residual;
	snprintf(c->date, sizeof(c->date), "%s", date);
}

#define SAY(c, ...) snprintf((c)->says, sizeof((c)->says), __VA_ARGS__)

bool sh_calib_take_still(struct sh_profile *p, const struct sh_calib_still *s, const char *date,
			 struct sh_profile_check *ret)
{
	double std = sh_deg(s->gyro_std_rad_s), bias = sh_deg(sh_vec3_norm(&s->gyro_bias_rad_s));

	begin(ret, s->verdict, std, date);
	switch (s->verdict) {
	case SH_CALIB_PASS:
		SAY(ret, "the rate stood within %.3f deg/s for %.1f s (%.2f is allowed)", std,
		    s->duration_s, SH_CALIB_STILL_DEG_S);
		break;
	case SH_CALIB_SHORT:
		SAY(ret, "it lay still for %.1f s only: put it down and leave it alone for %.0f s",
		    s->duration_s, SH_CALIB_STILL_S);
		break;
	case SH_CALIB_NO_GRAVITY:
		SAY(ret, "at rest it does not feel 9.81 m/s2: wrong units, or a broken sensor");
		break;
	case SH_CALIB_BIAS:
		SAY(ret, "at rest the rate shows %.0f deg/s: broken, or it was turning evenly",
		    bias);
		break;
	default:
		SAY(ret,
		    "the rate moved by %.2f deg/s (%.2f is allowed): put it where nothing shakes "
		    "it",
		    std, SH_CALIB_STILL_DEG_S);
	}
	if (ret->pass) {
		p->has_gyro_bias = true;
		p->gyro_bias_deg_s.x = sh_deg(s->gyro_bias_rad_s.x);
		p->gyro_bias_deg_s.y = sh_deg(s->gyro_bias_rad_s.y);
		p->gyro_bias_deg_s.z = sh_deg(s->gyro_bias_rad_s.z);
		p->gyro_noise_deg_s = sh_deg(s->gyro_noise_rad_s);
		p->gyro_wander_deg_s = sh_deg(s->gyro_wander_rad_s);
		p->acc_noise_m_s2 = s->acc_noise_m_s2;
		p->rate_hz = round(s->rate_hz * 10) / 10;
	}
	return keep(&p->still, ret);
}

static void say_faces(struct sh_profile_check *ret, const struct sh_calib_faces *f)
{
	const char *name = sh_calib_face_name(f->face);

	switch (f->verdict) {
	case SH_CALIB_PASS:
		SAY(ret,
		    "%d poses: the length of gravity was off by %.3f m/s2 and is by %.4f; the "
		    "faces "
		    "lay within %.1f deg%s%s",
		    f->poses, f->before_m_s2, f->residual_m_s2, f->askew_deg,
		    f->poses < TESTED_POSES ? "; with ten poses or more it is put to the test" : "",
		    f->turn_left_out ? "; the chip sits askew in its box" : "");
		break;
	case SH_CALIB_FACE_MISSING:
		SAY(ret, "it never lay with %s up: lay it on all six faces, two seconds each",
		    name);
		break;
	case SH_CALIB_FACE_MOVED:
		SAY(ret, "with %s up it was not still for %.1f s: let go of it on every face", name,
		    SH_CALIB_POSE_S);
		break;
	case SH_CALIB_FACE_ASKEW:
		SAY(ret,
		    "with %s up it lay askew to the other faces: use a level table and a box with "
		    "right angles, or hold it against a wall",
		    name);
		break;
	case SH_CALIB_NO_GRAVITY:
		SAY(ret, "at rest it does not feel 9.81 m/s2: wrong units, or a broken sensor");
		break;
	default:
		SAY(ret, "scale or offset come out far too large: wrong units, or a broken sensor");
	}
}

bool sh_calib_take_faces(struct sh_profile *p, const struct sh_calib_faces *f, const char *date,
			 struct sh_profile_check *ret)
{
	begin(ret, f->verdict, f->poses > 0 ? f->residual_m_s2 : -1, date);
	say_faces(ret, f);
	if (ret->pass) {
		p->has_acc = true;
		p->acc_offset_m_s2 = f->offset_m_s2;
		memcpy(p->acc_matrix, f->matrix, sizeof(p->acc_matrix));
	}
	return keep(&p->faces, ret);
}

bool sh_calib_take_delay(struct sh_profile *p, const struct sh_calib_delay *d, const char *date,
			 struct sh_profile_check *ret)
{
	begin(ret, d->verdict, d->sigma_s > 0 ? d->sigma_s : -1, date);
	if (d->verdict == SH_CALIB_PASS)
		SAY(ret, "the accelerometer is %.1f ms behind the gyro, give or take %.1f",
		    d->delay_s * 1e3, d->sigma_s * 1e3);
	else if (d->verdict == SH_CALIB_FEW_TURNS)
		SAY(ret,
		    "too little turning (%.0f deg/s over %.0f s): turn it slowly and fast about "
		    "all "
		    "axes for %.0f s",
		    d->turning_deg_s, d->turning_s, SH_CALIB_TURNS_S);
	else
		SAY(ret,
		    "the delay is known to %.1f ms only (%.1f is needed): turn it in place in the "
		    "hand, without swinging the arm",
		    d->sigma_s * 1e3, SH_CALIB_DELAY_SIGMA_S * 1e3);
	if (ret->pass) {
		p->has_acc_delay = true;
		p->acc_delay_s = round(d->delay_s * 1e5) / 1e5;
	}
	return keep(&p->delay, ret);
}

bool sh_calib_take_wear(struct sh_profile *p, const struct sh_wear *w, const char *date,
			struct sh_profile_check *ret)
{
	const struct sh_wear_quality *q = &w->quality;
	bool moved = q->axis_deg >= 0, pass = q->verdict != SH_WEAR_REPEAT;

	begin(ret, pass ? SH_CALIB_PASS : SH_CALIB_UNSURE,
	      moved ? q->axis_deg : fabs(q->square_deg - 90), date);
	if (!pass)
		SAY(ret, "%s", sh_wear_words(q));
	else if (moved)
		SAY(ret, "%s (poses %.0f deg apart, movement %.1f deg off, %.0f %% about one axis)",
		    sh_wear_words(q), q->square_deg, q->axis_deg, 100 * q->share);
	else
		SAY(ret, "%s (poses %.0f deg apart)", sh_wear_words(q), q->square_deg);
	if (pass) {
		p->has_mount = true;
		p->mount = w->mount;
		p->mount_axes[0] = '\0';
	}
	return keep(&p->wearing, ret);
}
