/* Orientation accuracy on the BROAD recordings (Laidig, Caruso, Cereatti, Seel, Data 6(7):72, 2021;
 * a hand-held box followed by cameras), beside the published filter's own errors.
 *
 * usage: bench_broad [FOLDER] [--acc-delay S] [--mag-delay S] [--tau-mag S]
 *
 * Nine axes. Error quaternion e = estimate x conj(truth), both sensor -> earth: total 2 acos |w|,
 * heading 2 atan |z/w|, inclination 2 acos sqrt(w2+z2). RMSE over the rows inside the movement
 * times of INDEX.json that have truth; means are over trials. At 95 Hz the filter gets the mean of
 * every three samples and the truth of the last of them.
 *
 *   compat   the published settings; each figure must be within 0.02 degrees of the published one
 *   coached  our own, with the accelerometer's delay told
 *   smooth   our own, forward and backward, against the published acausal filter
 *
 * sigma is the RMS of coached's inclination error over the RMS of tilt_sigma_deg: 1 would be a
 * perfect claim, above 1 is a claim too good. Trials with an odd number were used for tuning, those
 * with an even one only looked at.
 *
 * Exit: 0; 1 if a bar is missed; 77 without the recordings.
 */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/quat.h"
#include "spinehold/fusion.h"
#include "spinehold/smooth.h"

enum { ROWS_MAX = 80000, SPANS_MAX = 32 };

struct row {
	struct sh_sample s;
	struct sh_quat truth;
	bool judged; /* moving, and the truth is there */
};

struct error {
	double total, heading, inclination; /* deg RMSE */
};

struct trial {
	const char *name;
	struct error vqf, vqf_acausal, vqf_95;
};

static const struct trial trials[] = {
	{"01_undisturbed_slow_rotation_A",
	 {1.99, 1.89, 0.60},
	 {3.37, 3.35, 0.37},
	 {1.94, 1.82, 0.68}},
	{"03_undisturbed_slow_rotation_C",
	 {1.93, 1.88, 0.42},
	 {1.35, 1.29, 0.39},
	 {1.94, 1.90, 0.42}},
	{"05_undisturbed_slow_rotation_with_breaks_B",
	 {0.99, 0.92, 0.35},
	 {0.63, 0.57, 0.27},
	 {0.98, 0.90, 0.38}},
	{"06_undisturbed_fast_rotation_A",
	 {4.03, 3.95, 0.80},
	 {4.11, 4.04, 0.75},
	 {4.05, 3.96, 0.82}},
	{"08_undisturbed_fast_rotation_with_breaks_A",
	 {3.34, 2.84, 1.76},
	 {2.27, 2.07, 0.93},
	 {3.99, 3.40, 2.08}},
	{"10_undisturbed_slow_translation_A",
	 {1.80, 1.78, 0.30},
	 {2.09, 2.08, 0.25},
	 {1.79, 1.77, 0.30}},
	{"12_undisturbed_slow_translation_C",
	 {1.36, 1.33, 0.25},
	 {0.62, 0.59, 0.19},
	 {1.36, 1.33, 0.25}},
	{"15_undisturbed_fast_translation_A",
	 {2.31, 2.26, 0.47},
	 {2.80, 2.75, 0.56},
	 {2.18, 2.14, 0.45}},
	{"24_disturbed_tapping_A", {1.55, 1.42, 0.61}, {1.16, 1.04, 0.51}, {1.55, 1.43, 0.61}},
	{"26_disturbed_phone_vibration_A",
	 {1.75, 1.66, 0.56},
	 {1.47, 1.38, 0.51},
	 {1.56, 1.45, 0.57}},
	{"28_disturbed_stationary_magnet_A",
	 {4.04, 3.86, 1.21},
	 {2.38, 2.24, 0.81},
	 {4.79, 4.49, 1.67}},
	{"30_disturbed_stationary_magnet_C",
	 {2.57, 2.25, 1.25},
	 {4.30, 4.18, 0.99},
	 {2.45, 1.34, 2.05}},
	{"32_disturbed_attached_magnet_1cm",
	 {7.67, 7.65, 0.56},
	 {1.71, 1.67, 0.37},
	 {7.69, 7.67, 0.67}},
	{"34_disturbed_attached_magnet_3cm",
	 {3.35, 3.29, 0.65},
	 {2.67, 2.63, 0.44},
	 {3.38, 3.27, 0.85}},
	{"36_disturbed_attached_magnet_5cm",
	 {2.39, 2.22, 0.88},
	 {3.26, 3.21, 0.55},
	 {2.69, 2.42, 1.19}},
};

enum { N_TRIALS = sizeof(trials) / sizeof(trials[0]) };

enum column { VQF, VQF_ACAUSAL, VQF_95, COMPAT, COACHED, COACHED_95, SMOOTH, COLUMNS };

static struct row rows[ROWS_MAX], thinned[ROWS_MAX];
static struct sh_orientation result[ROWS_MAX];
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

static struct row read_row(char *at, double spans[SPANS_MAX][2], int n_spans)
{
	struct row r = {0};
	bool moving = false;
	double v[14];

	for (int i = 0; i < 14; i++) {
		v[i] = strtod(at, &at);
		at += *at == ',';
	}
	r.s.t_us = (int64_t)llround(v[0] * 1e6);
	r.s.flags = SH_SAMPLE_HAS_MAG;
	r.s.acc_m_s2 = (struct sh_vec3){v[1], v[2], v[3]};
	r.s.gyro_rad_s = (struct sh_vec3){v[4], v[5], v[6]};
	r.s.mag_ut = (struct sh_vec3){v[7], v[8], v[9]};
	r.truth = (struct sh_quat){v[10], v[11], v[12], v[13]};
	for (int i = 0; i < n_spans; i++)
		moving = moving || (v[0] >= spans[i][0] - 1e-6 && v[0] <= spans[i][1] + 1e-6);
	r.judged = moving && isnan(v[10]) == 0;
	return r;
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
	while (n < ROWS_MAX && gzgets(f, line, (int)sizeof(line)) != NULL)
		rows[n++] = read_row(line, spans, n_spans);
	gzclose(f);
	return n;
}

static struct sh_vec3 mean3(const struct sh_vec3 *a, const struct sh_vec3 *b,
			    const struct sh_vec3 *c)
{
	struct sh_vec3 sum = sh_vec3_add(a, b);

	sum = sh_vec3_add(&sum, c);
	return sh_vec3_scale(&sum, 1.0 / 3);
}

static int thin(int n)
{
	int m = 0;

	for (int i = 0; i + 2 < n; i += 3, m++) {
		const struct sh_sample *a = &rows[i].s, *b = &rows[i + 1].s, *c = &rows[i + 2].s;

		thinned[m] = rows[i + 2];
		thinned[m].s.acc_m_s2 = mean3(&a->acc_m_s2, &b->acc_m_s2, &c->acc_m_s2);
		thinned[m].s.gyro_rad_s = mean3(&a->gyro_rad_s, &b->gyro_rad_s, &c->gyro_rad_s);
		thinned[m].s.mag_ut = mean3(&a->mag_ut, &b->mag_ut, &c->mag_ut);
	}
	return m;
}

static void run(const struct row *r, int n, double rate_hz, const struct sh_fusion_params *p)
{
	struct sh_fusion f;

	if (sh_fusion_init(&f, p, rate_hz) != SH_OK)
		exit(2);
	for (int i = 0; i < n; i++) {
		if (sh_fusion_step(&f, &r[i].s, &result[i]) != SH_OK)
			exit(2);
	}
}

static void run_smooth(const struct row *r, int n, const struct sh_fusion_params *p)
{
	static struct sh_sample s[ROWS_MAX];
	static struct sh_smooth_work work[ROWS_MAX];

	for (int i = 0; i < n; i++)
		s[i] = r[i].s;
	if (sh_fusion_smooth(p, 1 / 0.0035, s, (size_t)n, result, work) != SH_OK)
		exit(2);
}

static struct error judge(const struct row *r, int n, double *ret_claim)
{
	struct error sum = {0, 0, 0};
	double claimed = 0;
	int used = 0;

	for (int i = 0; i < n; i++) {
		struct sh_quat c = sh_quat_conj(&r[i].truth), e;

		if (!r[i].judged)
			continue;
		e = sh_quat_mul(&result[i].q, &c);
		sum.total += pow(2 * atan2(sqrt(e.x * e.x + e.y * e.y + e.z * e.z), fabs(e.w)), 2);
		sum.heading += pow(2 * atan2(fabs(e.z), fabs(e.w)), 2);
		sum.inclination +=
			pow(2 * atan2(sqrt(e.x * e.x + e.y * e.y), sqrt(e.w * e.w + e.z * e.z)), 2);
		claimed += pow(result[i].tilt_sigma_deg, 2);
		used++;
	}
	sum.total = deg(sqrt(sum.total / used));
	sum.heading = deg(sqrt(sum.heading / used));
	sum.inclination = deg(sqrt(sum.inclination / used));
	*ret_claim = sum.inclination / sqrt(claimed / used);
	return sum;
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

static void add(struct error *sum, const struct error *e)
{
	sum->total += e->total;
	sum->heading += e->heading;
	sum->inclination += e->inclination;
}

static void print_row(const char *name, const struct error e[COLUMNS])
{
	printf("%-28.28s", name);
	for (int i = 0; i < COLUMNS; i++)
		printf(" | %4.2f %4.2f %5.3f", e[i].total, e[i].heading, e[i].inclination);
}

struct sums {
	struct error e[COLUMNS];
	int n;
};

/* Mean over its trials, and the ratios that count. @return false if a bar is missed */
static bool print_sums(const char *name, const struct sums *s)
{
	struct error e[COLUMNS];
	double ratio[5];

	for (int i = 0; i < COLUMNS; i++)
		e[i] = (struct error){s->e[i].total / s->n, s->e[i].heading / s->n,
				      s->e[i].inclination / s->n};
	ratio[0] = e[COACHED].inclination / e[VQF].inclination;
	ratio[1] = e[COACHED].total / e[VQF].total;
	ratio[2] = e[COACHED_95].inclination / e[VQF_95].inclination;
	ratio[3] = e[COACHED_95].total / e[VQF_95].total;
	ratio[4] = e[SMOOTH].inclination / e[VQF_ACAUSAL].inclination;
	print_row(name, e);
	printf("\n%-28s   coached/vqf: inclination %.3f (<= 0.92), total %.3f (<= 0.97); 95 Hz: "
	       "inclination %.3f (<= 0.80), total %.3f (<= 0.95); smooth/acausal vqf: "
	       "inclination %.3f (<= 1.00), total %.3f\n",
	       "", ratio[0], ratio[1], ratio[2], ratio[3], ratio[4],
	       e[SMOOTH].total / e[VQF_ACAUSAL].total);
	return ratio[0] <= 0.92 && ratio[1] <= 0.97 && ratio[2] <= 0.80 && ratio[3] <= 0.95 &&
	       ratio[4] <= 1.0;
}

static double largest_difference(const struct error *a, const struct error *b)
{
	return fmax(fabs(a->total - b->total),
		    fmax(fabs(a->heading - b->heading), fabs(a->inclination - b->inclination)));
}

int main(int argc, char **argv)
{
	const char *folder = default_folder();
	struct sh_fusion_params compat, coached;
	struct sums all = {0}, half[2] = {0};
	double worst = 0, worst_95 = 0, claim, unused;
	bool good;

	sh_fusion_defaults_compat(&compat);
	sh_fusion_defaults_coached(&coached);
	compat.magnetometer = coached.magnetometer = true;
	coached.acc_delay_s = 0.0044;
	for (int i = 1; i < argc; i++) {
		double *value = strcmp(argv[i], "--acc-delay") == 0   ? &coached.acc_delay_s
				: strcmp(argv[i], "--mag-delay") == 0 ? &coached.mag_delay_s
				: strcmp(argv[i], "--tau-mag") == 0   ? &coached.tau_mag_s
								      : NULL;

		if (value != NULL && i + 1 < argc)
			*value = strtod(argv[++i], NULL);
		else
			folder = argv[i];
	}
	if (!read_index(folder)) {
		printf("no BROAD recordings in %s: skipped\n", folder);
		return 77;
	}
	printf("degrees RMSE: total heading inclination\n%-28s | vqf             | vqf acausal     "
	       "| "
	       "vqf 95 Hz       | compat          | coached         | coached 95 Hz   | smooth"
	       "          | sigma\n",
	       "");
	for (int i = 0; i < N_TRIALS; i++) {
		const struct trial *t = &trials[i];
		struct error e[COLUMNS] = {t->vqf, t->vqf_acausal, t->vqf_95};
		int n = read_trial(folder, t->name), odd = atoi(t->name) % 2;

		if (n == 0)
			continue;
		run(rows, n, 1 / 0.0035, &compat);
		e[COMPAT] = judge(rows, n, &unused);
		run(rows, n, 1 / 0.0035, &coached);
		e[COACHED] = judge(rows, n, &claim);
		run(thinned, thin(n), 1 / 0.0105, &coached);
		e[COACHED_95] = judge(thinned, n / 3, &unused);
		run_smooth(rows, n, &coached);
		e[SMOOTH] = judge(rows, n, &unused);
		print_row(t->name, e);
		printf(" | %.2f\n", claim);
		for (int c = 0; c < COLUMNS; c++) {
			add(&all.e[c], &e[c]);
			add(&half[odd].e[c], &e[c]);
		}
		all.n++;
		half[odd].n++;
		worst = fmax(worst, largest_difference(&e[COMPAT], &e[VQF]));
		worst_95 = fmax(worst_95, e[COACHED_95].inclination / e[VQF_95].inclination);
	}
	if (half[0].n == 0 || half[1].n == 0)
		return 77;
	print_sums("mean of odd trials (tuned)", &half[1]);
	print_sums("mean of even trials", &half[0]);
	good = print_sums("mean", &all);
	printf("compat: worst difference from the published figures %.4f (<= 0.02)\n", worst);
	printf("coached, 95 Hz: worst trial %.2f of the published inclination (<= 1.15)\n",
	       worst_95);
	return !good || worst > 0.02 || worst_95 > 1.15;
}
