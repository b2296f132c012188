/* Orientation accuracy on the BROAD recordings (Laidig, Caruso, Cereatti, Seel, Data 6(7):72, 2021;
 * a hand-held box followed by cameras), beside the published filter's own inclination error.
 *
 * usage: bench_broad [FOLDER] [--delay S]
 *
 * Error quaternion e = estimate x conj(truth), both sensor -> earth; inclination 2 acos
 * sqrt(w2+z2), total 2 acos |w|, heading 2 atan |z/w|. RMSE over the rows inside the movement times
 * of INDEX.json that have truth, then the mean over trials. Without a magnetometer heading is
 * arbitrary, so total and heading are given after a constant turn about the vertical (its mean) is
 * taken out; inclination needs no such help and is the figure that counts.
 * The 95 Hz columns feed the mean of every three samples, truth taken at the middle one plus one
 * step, where the published comparison was made the same way.
 *
 * sigma is the RMS of the error over the RMS of tilt_sigma_deg: 1 would be a perfect claim, above 1
 * is a claim too good.
 *
 * Exit: 0; 1 if `compat` is more than 0.02 degrees off anywhere; 77 without the recordings.
 */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "core/quat.h"
#include "spinehold/fusion.h"

enum { ROWS_MAX = 80000, SPANS_MAX = 32 };

struct row {
	double t_s;
	struct sh_vec3 acc, gyro;
	struct sh_quat truth;
	bool has_truth, moving;
};

struct trial {
	const char *name;
	double vqf_deg, vqf_95_deg; /* inclination RMSE, full rate and 95 Hz */
};

struct result {
	double total_deg, heading_deg, inclination_deg, claim, ns;
};

/* Inclination columns "VQF 9D" and "VQF 9D at 95 Hz": a magnetometer cannot change them. */
static const struct trial trials[] = {
	{"01_undisturbed_slow_rotation_A", 0.60, 0.68},
	{"03_undisturbed_slow_rotation_C", 0.42, 0.42},
	{"05_undisturbed_slow_rotation_with_breaks_B", 0.35, 0.38},
	{"06_undisturbed_fast_rotation_A", 0.80, 0.82},
	{"08_undisturbed_fast_rotation_with_breaks_A", 1.76, 2.08},
	{"10_undisturbed_slow_translation_A", 0.30, 0.30},
	{"12_undisturbed_slow_translation_C", 0.25, 0.25},
	{"15_undisturbed_fast_translation_A", 0.47, 0.45},
	{"24_disturbed_tapping_A", 0.61, 0.61},
	{"26_disturbed_phone_vibration_A", 0.56, 0.57},
	{"28_disturbed_stationary_magnet_A", 1.21, 1.67},
	{"30_disturbed_stationary_magnet_C", 1.25, 2.05},
	{"32_disturbed_attached_magnet_1cm", 0.56, 0.67},
	{"34_disturbed_attached_magnet_3cm", 0.65, 0.85},
	{"36_disturbed_attached_magnet_5cm", 0.88, 1.19},
};

static struct row rows[ROWS_MAX];
static struct row thinned[ROWS_MAX];
static char index_text[65536];

static double deg(double rad)
{
	return rad * (180.0 / acos(-1.0));
}

/* The movement times of one trial out of INDEX.json, a file of known shape. */
static int read_spans(const char *name, double spans[SPANS_MAX][2])
{
	char *at = strstr(index_text, name), *end;
	int n = 0;

	if (at != NULL)
		at = strstr(at, "\"movement_s\"");
	if (at == NULL)
		return 0;
	at = strchr(at, '[') + 1;
	while (n < SPANS_MAX) {
		at += strspn(at, " ,\n\t");
		if (*at != '[')
			break;
		spans[n][0] = strtod(at + 1, &end);
		spans[n][1] = strtod(end + strspn(end, " ,\n\t"), &end);
		at = strchr(end, ']') + 1;
		n++;
	}
	return n;
}

static int read_trial(const char *folder, const char *name)
{
	char path[1024], line[512];
	double spans[SPANS_MAX][2];
	int n = 0, n_spans = read_spans(name, spans);
	gzFile f;

	snprintf(path, sizeof(path), "%s/%s.csv.gz", folder, name);
	f = gzopen(path, "rb");
	if (f == NULL)
		return 0;
	gzgets(f, line, (int)sizeof(line));
	while (n < ROWS_MAX && gzgets(f, line, (int)sizeof(line)) != NULL) {
		double v[14];
		char *at = line;
		struct row *r = &rows[n];

		for (int i = 0; i < 14; i++) {
			v[i] = strtod(at, &at);
			at += *at == ',';
		}
		*r = (struct row){.t_s = v[0],
				  .acc = {v[1], v[2], v[3]},
				  .gyro = {v[4], v[5], v[6]},
				  .truth = {v[10], v[11], v[12], v[13]},
				  .has_truth = !isnan(v[10])};
		for (int i = 0; i < n_spans; i++)
			r->moving = r->moving ||
				    (r->t_s >= spans[i][0] - 1e-6 && r->t_s <= spans[i][1] + 1e-6);
		n++;
	}
	gzclose(f);
	return n;
}

static int thin(int n)
{
	int m = 0;

	for (int i = 0; i + 2 < n; i += 3, m++) {
		const struct row *a = &rows[i], *b = a + 1, *c = a + 2;

		thinned[m] = *c;
		thinned[m].acc = (struct sh_vec3){(a->acc.x + b->acc.x + c->acc.x) / 3,
						  (a->acc.y + b->acc.y + c->acc.y) / 3,
						  (a->acc.z + b->acc.z + c->acc.z) / 3};
		thinned[m].gyro = (struct sh_vec3){(a->gyro.x + b->gyro.x + c->gyro.x) / 3,
						   (a->gyro.y + b->gyro.y + c->gyro.y) / 3,
						   (a->gyro.z + b->gyro.z + c->gyro.z) / 3};
	}
	return m;
}

static double now_s(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static struct result run(const struct row *r, int n, double rate_hz,
			 const struct sh_fusion_params *p)
{
	static struct sh_quat error[ROWS_MAX];
	static double sigma[ROWS_MAX];
	static struct sh_orientation o[ROWS_MAX];
	struct sh_fusion f;
	struct result ret = {0};
	double zz = 0, ww = 0, claimed = 0, start;
	int used = 0;

	if (sh_fusion_init(&f, p, rate_hz) != SH_OK)
		exit(2);
	start = now_s();
	for (int i = 0; i < n; i++) {
		struct sh_sample s = {.t_us = (int64_t)llround(r[i].t_s * 1e6)};

		s.acc_m_s2 = r[i].acc;
		s.gyro_rad_s = r[i].gyro;
		if (sh_fusion_step(&f, &s, &o[i]) != SH_OK)
			exit(2);
	}
	ret.ns = (now_s() - start) / n * 1e9;
	for (int i = 0; i < n; i++) {
		struct sh_quat c = sh_quat_conj(&r[i].truth), e;

		if (!r[i].moving || !r[i].has_truth)
			continue;
		e = sh_quat_mul(&o[i].q, &c);
		/* double the heading angle so that q and -q count alike */
		ww += e.w * e.w - e.z * e.z;
		zz += 2 * e.w * e.z;
		sigma[used] = o[i].tilt_sigma_deg;
		error[used++] = e;
	}
	double half = atan2(zz, ww) / 2;
	struct sh_quat turn = {cos(half), 0, 0, -sin(half)};

	for (int i = 0; i < used; i++) {
		struct sh_quat e = sh_quat_mul(&turn, &error[i]);
		double h = 2 * atan(fabs(e.z / e.w)), t;
		double incl = 2 * atan2(sqrt(e.x * e.x + e.y * e.y), sqrt(e.w * e.w + e.z * e.z));

		t = 2 * atan2(sqrt(e.x * e.x + e.y * e.y + e.z * e.z), fabs(e.w));
		ret.total_deg += t * t;
		ret.heading_deg += h * h;
		ret.inclination_deg += incl * incl;
		claimed += sigma[i] * sigma[i];
	}
	ret.total_deg = deg(sqrt(ret.total_deg / used));
	ret.heading_deg = deg(sqrt(ret.heading_deg / used));
	ret.inclination_deg = deg(sqrt(ret.inclination_deg / used));
	ret.claim = ret.inclination_deg / sqrt(claimed / used);
	return ret;
}

static bool read_index(const char *folder)
{
	char path[1024];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/INDEX.json", folder);
	f = fopen(path, "rb");
	if (f == NULL)
		return false;
	n = fread(index_text, 1, sizeof(index_text) - 1, f);
	index_text[n] = '\0';
	fclose(f);
	return true;
}

static const char *default_folder(void)
{
	static char path[900];
	const char *recordings = getenv("SH_RECORDINGS"), *source = getenv("SH_SOURCE_DIR");

	if (recordings != NULL)
		snprintf(path, sizeof(path), "%s/broad", recordings);
	else
		snprintf(path, sizeof(path), "%s/../shared/data/recordings/broad",
			 source != NULL ? source : ".");
	return path;
}

int main(int argc, char **argv)
{
	const char *folder = default_folder();
	struct sh_fusion_params compat, coached;
	double sum[7] = {0}, delay_s = 0, worst = 0;
	int n_trials = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--delay") == 0 && i + 1 < argc)
			delay_s = strtod(argv[++i], NULL);
		else
			folder = argv[i];
	}
	if (!read_index(folder)) {
		printf("no BROAD recordings in %s: skipped\n", folder);
		return 77;
	}
	sh_fusion_defaults_compat(&compat);
	sh_fusion_defaults_coached(&coached);
	coached.acc_delay_s = delay_s;
	printf("degrees RMSE                                 |    inclination, full rate | 95 Hz"
	       "         | 6D, offset removed | sigma | ns\n");
	printf("%-44s |    vqf compat   diff coach |   vqf coach ratio | total heading    |\n", "");
	for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		const struct trial *t = &trials[i];
		int n = read_trial(folder, t->name);
		struct result a, b, c;

		if (n == 0) {
			printf("%-44s | not there\n", t->name);
			continue;
		}
		a = run(rows, n, 1 / 0.0035, &compat);
		b = run(rows, n, 1 / 0.0035, &coached);
		c = run(thinned, thin(n), 1 / 0.0105, &coached);
		printf("%-44s | %6.2f %6.3f %+6.3f %5.3f | %5.2f %5.3f %5.2f | %5.2f %5.2f      | "
		       "%5.2f | %3.0f\n",
		       t->name, t->vqf_deg, a.inclination_deg, a.inclination_deg - t->vqf_deg,
		       b.inclination_deg, t->vqf_95_deg, c.inclination_deg,
		       c.inclination_deg / t->vqf_95_deg, a.total_deg, a.heading_deg, b.claim,
		       a.ns);
		sum[0] += t->vqf_deg;
		sum[1] += a.inclination_deg;
		sum[2] += b.inclination_deg;
		sum[3] += t->vqf_95_deg;
		sum[4] += c.inclination_deg;
		sum[5] += a.total_deg;
		sum[6] += a.heading_deg;
		worst = fmax(worst, fabs(a.inclination_deg - t->vqf_deg));
		n_trials++;
	}
	if (n_trials == 0)
		return 77;
	for (int i = 0; i < 7; i++)
		sum[i] /= n_trials;
	printf("%-44s | %6.3f %6.3f %+6.3f %5.3f | %5.3f %5.3f %5.2f | %5.2f %5.2f\n", "mean",
	       sum[0], sum[1], sum[1] - sum[0], sum[2], sum[3], sum[4], sum[4] / sum[3], sum[5],
	       sum[6]);
	printf("compat: worst difference from the published inclination %.4f (allowed 0.02)\n",
	       worst);
	return worst > 0.02;
}
