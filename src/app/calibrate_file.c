/* Calibration from a recording: all of it is played for its samples, and what it shows is solved
 * for.
 *
 * Stillness and faces need one pass. The delay needs two: the bias comes from the longest stillness
 * of the same recording, wherever it stands, because a bias of yesterday would be taken for a turn.
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>

#include "app/calibrate.h"
#include "app/recording.h"
#include "core/smath.h"
#include "support/err.h"

static const double BIAS_FROM_S = 1; /* of stillness, for the delay */

struct listening {
	bool begun, turning;
	uint32_t sensor;
	struct sh_calib_rest rest;
	struct sh_calib_stretch longest;
	struct sh_calib_pose poses[SH_CALIB_POSES_MAX];
	size_t n_poses;
	struct sh_correction known;
	struct sh_calib_turns turns;
};

static void take_stretch(struct listening *l, const struct sh_calib_stretch *s)
{
	size_t at = l->n_poses;

	if (s->duration_s > l->longest.duration_s)
		l->longest = *s;
	for (size_t i = 0; at == SH_CALIB_POSES_MAX && i < SH_CALIB_POSES_MAX; i++) {
		if (l->poses[i].duration_s < s->duration_s)
			at = i; /* the longer ones say more */
	}
	if (at == SH_CALIB_POSES_MAX)
		return;
	l->poses[at] = (struct sh_calib_pose){s->acc_m_s2, s->duration_s};
	l->n_poses += at == l->n_poses;
}

static void on_output(void *ctx, const struct sh_output *out)
{
	struct listening *l = ctx;
	struct sh_calib_stretch s;
	struct sh_sample x;

	if (!out->sample)
		return;
	if (!l->begun) {
		l->begun = true;
		l->sensor = out->sample->sensor;
	}
	if (out->sample->sensor != l->sensor)
		return;
	x = *out->sample;
	if (l->turning) {
		sh_correction_apply(&l->known, &x);
		sh_calib_turns_step(&l->turns, &x);
	} else if (sh_calib_rest_step(&l->rest, &x, &s)) {
		take_stretch(l, &s);
	}
}

static enum sh_status listen(struct listening *l, const struct sh_options *o, const char *path,
			     struct sh_err *err)
{
	struct sh_run_listeners listeners = {.each = on_output, .each_ctx = l};
	struct sh_calib_stretch s;
	struct sh_recording rec;
	struct sh_run *run = NULL;
	struct sh_options bare;
	enum sh_status st;

	sh_calibrate_options(o, &bare);
	st = sh_recording_open(&rec, path, &bare, err);
	if (st != SH_OK)
		goto out;
	rec.setup.session.go_on = true; /* a session log may be longer than its exercise */
	if ((st = sh_run_open(&rec.setup.session, &listeners, &run, err)) != SH_OK ||
	    (st = sh_recording_play(&rec, run, NULL, NULL, err)) != SH_OK)
		goto out;
	st = l->turning ? SH_OK : sh_input_verdict(rec.in, sh_run_session(run), err);
	if (!l->turning && sh_calib_rest_now(&l->rest, &s))
		take_stretch(l, &s);
out:
	run = sh_run_close(run);
	sh_recording_close(&rec);
	return st;
}

static bool still(struct listening *l, struct sh_profile *p, const char *date,
		  struct sh_profile_check *ret)
{
	struct sh_calib_still s;
	const struct sh_vec3 *b = &p->gyro_bias_deg_s;
	bool pass;

	sh_calib_still_judge(&l->longest, &s);
	pass = sh_calib_take_still(p, &s, date, ret);
	if (pass)
		printf("gyro bias %.3f %.3f %.3f deg/s, noise %.3f deg/s and %.4f m/s2 at %.1f "
		       "Hz\n",
		       b->x, b->y, b->z, p->gyro_noise_deg_s, p->acc_noise_m_s2, p->rate_hz);
	return pass;
}

static bool faces(struct listening *l, struct sh_profile *p, const char *date,
		  struct sh_profile_check *ret)
{
	const struct sh_vec3 *a = &p->acc_offset_m_s2;
	struct sh_calib_faces f;
	bool pass;

	sh_calib_faces_solve(l->poses, l->n_poses, &f);
	pass = sh_calib_take_faces(p, &f, date, ret);
	if (pass)
		printf("accelerometer offset %.3f %.3f %.3f m/s2, scale %+.2f %+.2f %+.2f %%\n",
		       a->x, a->y, a->z, 100 * (1 / f.matrix[0][0] - 1),
		       100 * (1 / f.matrix[1][1] - 1), 100 * (1 / f.matrix[2][2] - 1));
	return pass;
}

static enum sh_status delay(struct listening *l, const struct sh_options *o, const char *path,
			    struct sh_profile *p, struct sh_calib_delay *ret, struct sh_err *err)
{
	enum sh_status st;

	sh_profile_correction(p, &l->known);
	if (l->longest.duration_s >= BIAS_FROM_S) {
		l->known.has_gyro = true;
		l->known.gyro_bias_rad_s = l->longest.gyro_rad_s;
	}
	if (!l->known.has_gyro) {
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "%s: the sensor is never still in it, and no profile tells its bias: "
			   "begin the "
			   "recording with three seconds on a table",
			   path);
		return SH_ERR_INPUT;
	}
	l->turning = true;
	sh_calib_turns_init(&l->turns);
	st = listen(l, o, path, err);
	if (st == SH_OK)
		sh_calib_turns_solve(&l->turns, ret);
	return st;
}

static const char *name_of(unsigned part)
{
	return part == SH_CALIB_STILL ? "still" : part == SH_CALIB_FACES_PART ? "faces" : "delay";
}

int sh_calibrate_file(const struct sh_options *o, unsigned part, const char *path)
{
	struct listening l = {.begun = false};
	struct sh_profile_check c = {.known = false};
	struct sh_profile p, before;
	struct sh_calib_delay d;
	struct sh_err err = {0};
	char date[SH_CALIB_DATE_MAX];
	enum sh_status st;
	bool pass = false;

	sh_calib_today(date);
	sh_calib_rest_init(&l.rest);
	if ((st = sh_calibrate_load(o->profile, &p, &err)) != SH_OK ||
	    (st = listen(&l, o, path, &err)) != SH_OK)
		return sh_fail(&err);
	before = p;
	if (part == SH_CALIB_STILL)
		pass = still(&l, &p, date, &c);
	else if (part == SH_CALIB_FACES_PART)
		pass = faces(&l, &p, date, &c);
	else if ((st = delay(&l, o, path, &p, &d, &err)) == SH_OK)
		pass = sh_calib_take_delay(&p, &d, date, &c);
	if (st != SH_OK)
		return sh_fail(&err);
	if (pass)
		printf("pass: %s\n", c.says);
	if ((pass || o->profile) && memcmp(&before, &p, sizeof(p)) != 0)
		st = sh_calibrate_save(o->profile, &p, &err);
	if (st != SH_OK)
		return sh_fail(&err);
	if (pass)
		return SH_EXIT_DONE;
	sh_err_set(&err, SH_ERR_IO, 0, "%s: %s failed: %s", path, name_of(part), c.says);
	return sh_fail(&err);
}
