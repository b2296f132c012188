/* Every sample of a recording as a row: what was measured, the orientation, the angles. The session
 * runs as in a replay, but goes on giving samples after its summary, so no row is ever missing. */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_export.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/recording.h"
#include "app/signals.h"
#include "app/smooth_rows.h"
#include "support/err.h"

struct table {
	FILE *out;
	bool json, started, mag, temperature;
	int failed; /* errno of the first row that could not be written */
};

static void column(struct table *t, const char *name, bool there, double value, int decimals)
{
	if (t->json && !there)
		fprintf(t->out, ",\"%s\":null", name);
	else if (t->json)
		fprintf(t->out, ",\"%s\":%.*f", name, decimals, value);
	else if (there)
		fprintf(t->out, ",%.*f", decimals, value);
	else
		fputc(',', t->out);
}

static void head(struct table *t, const struct sh_sample *s)
{
	t->started = true;
	t->mag = s->flags & SH_SAMPLE_HAS_MAG;
	t->temperature = s->flags & SH_SAMPLE_HAS_TEMP;
	if (t->json)
		return;
	fprintf(t->out, "t_s,sensor,ax,ay,az,gx,gy,gz%s%s,qw,qx,qy,qz,round_deg,twist_deg,side_deg\n",
		t->mag ? ",mx,my,mz" : "", t->temperature ? ",temperature_c" : "");
}

static void angle(struct table *t, const char *name, const struct sh_posture *p, const struct sh_angle *a)
{
	column(t, name, p && p->has_neutral && a->observable, p ? a->deg : 0, 4);
}

static void row(void *ctx, const struct sh_output *out)
{
	struct table *t = ctx;
	const struct sh_sample *s = out->sample;
	const struct sh_posture *p = out->posture;
	static const struct sh_posture none;
	int64_t us;

	if (!s)
		return;
	if (!t->started)
		head(t, s);
	us = s->t_us < 0 ? -s->t_us : s->t_us;
	errno = 0;
	fprintf(t->out, t->json ? "{\"t_s\":%s%" PRId64 ".%06" PRId64 ",\"sensor\":%u"
				: "%s%" PRId64 ".%06" PRId64 ",%u",
		s->t_us < 0 ? "-" : "", us / 1000000, us % 1000000, s->sensor);
	column(t, "ax", true, s->acc_m_s2.x, 6);
	column(t, "ay", true, s->acc_m_s2.y, 6);
	column(t, "az", true, s->acc_m_s2.z, 6);
	column(t, "gx", true, s->gyro_rad_s.x, 7);
	column(t, "gy", true, s->gyro_rad_s.y, 7);
	column(t, "gz", true, s->gyro_rad_s.z, 7);
	if (t->mag) {
		column(t, "mx", s->flags & SH_SAMPLE_HAS_MAG, s->mag_ut.x, 4);
		column(t, "my", s->flags & SH_SAMPLE_HAS_MAG, s->mag_ut.y, 4);
		column(t, "mz", s->flags & SH_SAMPLE_HAS_MAG, s->mag_ut.z, 4);
	}
	if (t->temperature)
		column(t, "temperature_c", s->flags & SH_SAMPLE_HAS_TEMP, s->temperature_c, 2);
	column(t, "qw", true, out->orientation->q.w, 9);
	column(t, "qx", true, out->orientation->q.x, 9);
	column(t, "qy", true, out->orientation->q.y, 9);
	column(t, "qz", true, out->orientation->q.z, 9);
	angle(t, "round_deg", p, p ? &p->round : &none.round);
	angle(t, "twist_deg", p, p ? &p->twist : &none.twist);
	angle(t, "side_deg", p, p ? &p->side : &none.side);
	fputs(t->json ? "}\n" : "\n", t->out);
	if (ferror(t->out) && !t->failed)
		t->failed = errno ? errno : EIO;
}

static bool is_smooth(const struct sh_options *o)
{
	return o->filter && strcmp(o->filter, "smooth") == 0;
}

static enum sh_status choose_filter(const struct sh_options *o, struct sh_session_config *c,
				    struct sh_err *err)
{
	double delay_s = c->fusion.acc_delay_s; /* of the sensor, not of the filter */

	if (o->filter && strcmp(o->filter, "compat") == 0) {
		sh_fusion_defaults_compat(&c->fusion);
		c->fusion.acc_delay_s = delay_s;
	} else if (o->filter && strcmp(o->filter, "coached") != 0 && !is_smooth(o)) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "--filter '%s': say coached, compat or smooth", o->filter);
		return SH_ERR_CONFIG;
	}
	c->fusion.magnetometer = o->magnetometer;
	return SH_OK;
}

static enum sh_status written(const struct sh_options *o, FILE *out, struct sh_err *err)
{
	if ((fflush(out) == 0 && !ferror(out)) || errno == EPIPE)
		return SH_OK;
	sh_err_set(err, SH_ERR_IO, errno, "%s: the rows cannot be written (%s); is the disk full?",
		   o->output ? o->output : "standard output", strerror(errno));
	return SH_ERR_IO;
}

/* The rows of a recording that is open. */
static enum sh_status write_rows(const struct sh_options *o, struct sh_recording *rec, struct table *t,
				 struct sh_err *err)
{
	struct sh_run_listeners l = {.each = row, .each_ctx = t};
	struct sh_smooth_rows *smooth = NULL;
	struct sh_run *run = NULL;

	rec->setup.session.go_on = true;
	if (is_smooth(o)) {
		if (sh_smooth_rows_open(&rec->setup.session, &smooth, err) != SH_OK)
			goto out;
		l.each = sh_smooth_rows_keep;
		l.each_ctx = smooth;
	}
	if (sh_run_open(&rec->setup.session, &l, &run, err) == SH_OK &&
	    sh_recording_play(rec, run, NULL, NULL, err) == SH_OK &&
	    (!smooth || sh_smooth_rows_give(smooth, row, t, err) == SH_OK) &&
	    written(o, t->out, err) == SH_OK)
		(void)!sh_input_verdict(rec->in, sh_run_session(run), err);
out:
	run = sh_run_close(run);
	smooth = sh_smooth_rows_close(smooth);
	return err->status;
}

static bool same_file(const char *a, const char *b)
{
	struct stat sa, sb;

	return stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static enum sh_status open_output(const struct sh_options *o, struct table *t, struct sh_err *err)
{
	if (o->to && strcmp(o->to, "csv") != 0 && strcmp(o->to, "jsonl") != 0) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "--to '%s': say csv or jsonl", o->to);
		return SH_ERR_CONFIG;
	}
	t->json = o->to && strcmp(o->to, "jsonl") == 0;
	t->out = stdout;
	if (!o->output || strcmp(o->output, "-") == 0)
		return SH_OK;
	if (same_file(o->output, o->args[0])) {
		sh_err_set(err, SH_ERR_CONFIG, 0, "--output '%s' is the recording itself; name another file",
			   o->output);
		t->out = NULL;
		return SH_ERR_CONFIG;
	}
	t->out = fopen(o->output, "w");
	if (t->out)
		return SH_OK;
	sh_err_set(err, SH_ERR_IO, errno, "%s: cannot be written (%s)", o->output, strerror(errno));
	return SH_ERR_IO;
}

int sh_cmd_export(const struct sh_options *o)
{
	struct table t = {0};
	struct sh_recording rec = {0};
	struct sh_err err = {0};

	(void)sh_signals_install();
	if (o->n_args != 1) {
		sh_err_set(&err, SH_ERR_CONFIG, 0, "export writes one recording: spinehold export FILE");
	} else if (sh_recording_open(&rec, o->args[0], o, &err) == SH_OK &&
		   choose_filter(o, &rec.setup.session, &err) == SH_OK &&
		   open_output(o, &t, &err) == SH_OK) {
		(void)!write_rows(o, &rec, &t, &err);
	}
	if (t.out && t.out != stdout && fclose(t.out) != 0 && err.status == SH_OK)
		sh_err_set(&err, SH_ERR_IO, errno, "%s: cannot be written (%s); is the disk full?",
			   o->output, strerror(errno));
	sh_recording_close(&rec);
	return err.status == SH_OK ? SH_EXIT_DONE : sh_fail(&err);
}
