/* The angle between two sensors on real people, beside the one between the vendor's own
 * orientations.
 *
 * usage: bench_curve [FOLDER]
 *
 * qmt_fullbody (upper back and head; stands, sits, walks) and opensim_xsens (three sensors of one
 * body at once). The vendors used a magnetometer, we do not. At t0 = 2.5 s both are taken as zero,
 * the axes then being those of the earth, and our headings are aligned there and never again from
 * outside. Given are the RMS of the difference of each Cardan angle, of the whole rotation between
 * the two answers, and how far the joint moved. The vendors' angles are no truth: Bailes (Sensors
 * 24, 6580) finds 4 to 7 degrees between such systems and cameras.
 *
 * The pelvis and torso files of opensim_xsens hold orientations without rates; of them only the
 * range of the angles by our formulas is given.
 *
 * Exit: 0; 1 if a difference is beyond what was seen when this was written; 77 without recordings.
 */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/curve.h"

enum { ROWS_MAX = 20000, COLUMNS = 24 };
static const double T0_S = 2.5;

struct row {
	bool there, has_truth, has_rate;
	struct sh_vec3 acc, gyro;
	struct sh_quat truth;
};

static struct row side[2][ROWS_MAX]; /* by hundredths of a second */

static const struct pair {
	const char *low, *high;
	double most_deg; /* RMS of the whole rotation between the answers, with a margin */
} PAIRS[] = {
	{"qmt_fullbody/qmt_upper_back", "qmt_fullbody/qmt_head", 6.0},
	{"opensim_xsens/xsens_031_00B421AF", "opensim_xsens/xsens_031_00B42263", 6.0},
	{"opensim_xsens/xsens_031_00B421AF", "opensim_xsens/xsens_031_00B4227B", 6.0},
	{"opensim_xsens/xsens_031_00B42263", "opensim_xsens/xsens_031_00B4227B", 6.0},
	{"opensim_xsens/xsens_009_pelvis", "opensim_xsens/xsens_009_torso", 0},
};

static int column(char names[COLUMNS][16], int n, const char *name)
{
	for (int i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			return i;
	}
	return -1;
}

static bool load(const char *folder, const char *name, struct row *rows)
{
	static const char *const WANT[] = {"t_s", "ax", "ay", "az", "gx", "gy",
					   "gz",  "qw", "qx", "qy", "qz"};
	char path[1024], line[512], names[COLUMNS][16];
	int n = 0, at[11];
	gzFile f;

	snprintf(path, sizeof(path), "%s/%s.csv.gz", folder, name);
	f = gzopen(path, "rb");
	memset(rows, 0, ROWS_MAX * sizeof(*rows));
	if (!f || !gzgets(f, line, sizeof(line))) {
		if (f)
			gzclose(f);
		return false;
	}
	for (char *p = strtok(line, ",\r\n"); p && n < COLUMNS; p = strtok(NULL, ",\r\n"))
		snprintf(names[n++], sizeof(names[0]), "%s", p);
	for (int i = 0; i < 11; i++)
		at[i] = column(names, n, WANT[i]);
	while (gzgets(f, line, sizeof(line))) {
		double v[COLUMNS], w[11];
		char *p = line;
		struct row *r;
		long k;

		for (int i = 0; i < n; i++) {
			v[i] = strtod(p, &p);
			p += *p == ',';
		}
		for (int i = 0; i < 11; i++)
			w[i] = at[i] >= 0 ? v[at[i]] : (double)NAN;
		k = lround(w[0] * 100);
		if (k < 0 || k >= ROWS_MAX)
			continue;
		r = &rows[k];
		r->there = true;
		r->acc = (struct sh_vec3){w[1], w[2], w[3]};
		r->gyro = (struct sh_vec3){w[4], w[5], w[6]};
		r->truth = (struct sh_quat){w[7], w[8], w[9], w[10]};
		r->has_rate = isfinite(w[4]) && isfinite(w[5]) && isfinite(w[6]);
		r->has_truth = isfinite(w[7]) && isfinite(w[10]);
		if (r->has_truth)
			r->truth = sh_quat_normalise(&r->truth);
	}
	gzclose(f);
	return true;
}

/* Rotation of the high segment in the low one, axes of the earth at t0. */
static struct sh_quat vendor(const struct sh_quat mount[2], int k)
{
	struct sh_quat q[2], back;

	for (int i = 0; i < 2; i++) {
		back = sh_quat_conj(&mount[i]);
		q[i] = sh_quat_mul(&side[i][k].truth, &back);
	}
	back = sh_quat_conj(&q[0]);
	return sh_quat_mul(&back, &q[1]);
}

static struct sh_quat from_angles(const struct sh_posture *p)
{
	static const struct sh_vec3 X = {1, 0, 0}, Y = {0, 1, 0}, Z = {0, 0, 1};
	struct sh_quat f = sh_quat_from_axis_angle(&Y, sh_rad(p->round.deg));
	struct sh_quat l = sh_quat_from_axis_angle(&X, sh_rad(p->side.deg));
	struct sh_quat t = sh_quat_from_axis_angle(&Z, sh_rad(p->twist.deg));

	f = sh_quat_mul(&f, &l);
	return sh_quat_mul(&f, &t);
}

struct chain {
	struct sh_fusion fusion[2];
	struct sh_curve curve;
	struct sh_posture p;
	bool zeroed;
};

static void feed(struct chain *c, int i, int k)
{
	struct sh_sample s = {.t_us = (k + 1) * 10000, .sensor = (uint32_t)i};
	struct sh_vec3 z = {0, 0, 1};
	struct sh_orientation o;

	s.acc_m_s2 = side[i][k].acc;
	s.gyro_rad_s = side[i][k].gyro;
	if (sh_fusion_step(&c->fusion[i], &s, &o) != SH_OK)
		return;
	sh_curve_add(&c->curve, &s, &o);
	if (i == 0) {
		memset(&c->p, 0, sizeof(c->p));
		c->p.t_us = s.t_us;
		c->p.up = sh_quat_rotate_back(&o.q, &z);
		c->p.up = sh_quat_rotate(&c->curve.mount[0], &c->p.up);
		sh_curve_eval(&c->curve, SH_MEASURE_FORWARD_TILT, &c->p);
	}
}

static void begin(struct chain *c, const struct sh_quat mount[2])
{
	struct sh_fusion_params params;

	memset(c, 0, sizeof(*c));
	sh_fusion_defaults_coached(&params);
	for (int i = 0; i < 2; i++) {
		if (sh_fusion_init(&c->fusion[i], &params, 100) != SH_OK)
			abort();
	}
	sh_curve_init(&c->curve, mount);
}

struct tally {
	double sq[4], low[3], high[3], n;
};

static void compare(struct tally *t, const struct chain *c, const struct sh_quat *rel)
{
	struct sh_quat ours = from_angles(&c->p), back = sh_quat_conj(&ours),
		       off = sh_quat_mul(&back, rel);
	struct sh_curve_angles a;
	double d[4];

	sh_curve_cardan(rel, &a);
	d[0] = sh_wrap_180(c->p.round.deg - a.round_deg);
	d[1] = sh_wrap_180(c->p.side.deg - a.side_deg);
	d[2] = sh_wrap_180(c->p.twist.deg - a.twist_deg);
	d[3] = sh_deg(2 * acos(fmin(1, fabs(off.w))));
	for (int i = 0; i < 4; i++)
		t->sq[i] += d[i] * d[i];
}

static void span(struct tally *t, const struct sh_quat *rel)
{
	struct sh_curve_angles a;
	double d[3];

	sh_curve_cardan(rel, &a);
	d[0] = a.round_deg;
	d[1] = a.side_deg;
	d[2] = a.twist_deg;
	for (int i = 0; i < 3; i++) {
		t->low[i] = t->n > 0 ? fmin(t->low[i], d[i]) : d[i];
		t->high[i] = t->n > 0 ? fmax(t->high[i], d[i]) : d[i];
	}
	t->n += 1;
}

static bool run(const struct pair *p)
{
	int k0 = (int)lround(T0_S * 100);
	static struct chain c;
	struct sh_quat mount[2];
	struct tally t = {0};
	bool rates, fine;

	while (k0 < ROWS_MAX && !(side[0][k0].has_truth && side[1][k0].has_truth))
		k0++;
	if (k0 == ROWS_MAX)
		return false;
	mount[0] = side[0][k0].truth;
	mount[1] = side[1][k0].truth;
	rates = side[0][k0].has_rate && side[1][k0].has_rate;
	begin(&c, mount);
	for (int k = 0; k < ROWS_MAX; k++) {
		struct sh_quat rel;

		for (int i = 0; i < 2; i++) {
			if (side[i][k].there && side[i][k].has_rate)
				feed(&c, i, k);
		}
		if (k == k0) {
			struct sh_vec3 up = c.p.up;

			c.curve.upper.n_blocks = 0; /* this moment counts, not a mean */
			sh_curve_neutral(&c.curve, &up);
		}
		if (k <= k0 || !side[0][k].has_truth || !side[1][k].has_truth)
			continue;
		rel = vendor(mount, k);
		span(&t, &rel);
		if (rates)
			compare(&t, &c, &rel);
	}
	printf("%-34s %-34s", p->low, p->high);
	for (int i = 0; i < 3; i++)
		printf("  %4.0f..%-4.0f", t.low[i], t.high[i]);
	if (rates)
		printf("  %5.2f %5.2f %5.2f  %5.2f\n", sqrt(t.sq[0] / t.n), sqrt(t.sq[1] / t.n),
		       sqrt(t.sq[2] / t.n), sqrt(t.sq[3] / t.n));
	else
		printf("  no rates in these files\n");
	fine = !rates || sqrt(t.sq[3] / t.n) <= p->most_deg;
	return fine;
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : getenv("SH_RECORDINGS");
	const char *source = getenv("SH_SOURCE_DIR");
	char beside[1024];
	bool fine = true;

	if (!folder && source) {
		snprintf(beside, sizeof(beside), "%s/../shared/data/recordings", source);
		folder = beside;
	}
	printf("%-34s %-34s  range of round, side, twist         RMS to the vendor's: round side "
	       "twist, all\n",
	       "low", "high");
	for (size_t i = 0; i < sizeof(PAIRS) / sizeof(PAIRS[0]); i++) {
		if (!folder || !load(folder, PAIRS[i].low, side[0]) ||
		    !load(folder, PAIRS[i].high, side[1])) {
			printf("no recording %s; set SH_RECORDINGS to their folder\n",
			       PAIRS[i].low);
			return 77;
		}
		fine = run(&PAIRS[i]) && fine;
	}
	return fine ? 0 : 1;
}
