/* How far the accelerometer is behind the gyro in the BROAD recordings, trial by trial: what
 * `calibrate delay` would find on them.
 *
 * usage: bench_delay [FOLDER]
 *
 * They share one sensor, so its delay is one number. Rotation trials must agree on it within what
 * they claim; trials with long strokes of the arm must say that they are unsure instead of
 * something wrong. Exit: 0; 1 if a trial that says pass is more than 3 sigma and half a millisecond
 * off the weighted mean of those, or fewer than four say pass; 77 without the recordings.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "spinehold/calib.h"

static const char *const trials[] = {
	"01_undisturbed_slow_rotation_A",
	"03_undisturbed_slow_rotation_C",
	"05_undisturbed_slow_rotation_with_breaks_B",
	"06_undisturbed_fast_rotation_A",
	"08_undisturbed_fast_rotation_with_breaks_A",
	"10_undisturbed_slow_translation_A",
	"12_undisturbed_slow_translation_C",
	"15_undisturbed_fast_translation_A",
	"24_disturbed_tapping_A",
	"26_disturbed_phone_vibration_A",
	"28_disturbed_stationary_magnet_A",
	"30_disturbed_stationary_magnet_C",
	"32_disturbed_attached_magnet_1cm",
	"34_disturbed_attached_magnet_3cm",
	"36_disturbed_attached_magnet_5cm",
};

static const char *const verdicts[SH_CALIB_VERDICTS] = {
	[SH_CALIB_PASS] = "pass",
	[SH_CALIB_FEW_TURNS] = "few turns",
	[SH_CALIB_UNSURE] = "unsure",
};

/* t_s, acc, gyro are the first seven columns. @return false: it is not there. */
static bool solve(const char *folder, const char *name, struct sh_calib_delay *ret)
{
	static struct sh_calib_turns turns;
	char path[1024], line[512];
	gzFile f;

	snprintf(path, sizeof(path), "%s/%s.csv.gz", folder, name);
	f = gzopen(path, "rb");
	if (f == NULL)
		return false;
	(void)!gzgets(f, line, (int)sizeof(line));
	sh_calib_turns_init(&turns);
	while (gzgets(f, line, (int)sizeof(line)) != NULL) {
		struct sh_sample s = {0};
		double v[7];
		char *at = line;

		for (int i = 0; i < 7; i++) {
			v[i] = strtod(at, &at);
			at += *at == ',';
		}
		s.t_us = (int64_t)llround(v[0] * 1e6);
		s.acc_m_s2 = (struct sh_vec3){v[1], v[2], v[3]};
		s.gyro_rad_s = (struct sh_vec3){v[4], v[5], v[6]};
		sh_calib_turns_step(&turns, &s);
	}
	gzclose(f);
	sh_calib_turns_solve(&turns, ret);
	return true;
}

int main(int argc, char **argv)
{
	const char *recordings = getenv("SH_RECORDINGS"), *source = getenv("SH_SOURCE_DIR");
	struct sh_calib_delay found[sizeof(trials) / sizeof(*trials)];
	double sum = 0, weight = 0, mean;
	char folder[900];
	int n = 0, bad = 0, passed = 0;

	if (argc > 1)
		snprintf(folder, sizeof(folder), "%s", argv[1]);
	else if (recordings != NULL)
		snprintf(folder, sizeof(folder), "%s/broad", recordings);
	else
		snprintf(folder, sizeof(folder), "%s/../shared/data/recordings/broad",
			 source != NULL ? source : ".");
	printf("%-46s %9s %9s %9s\n", "trial", "delay ms", "sigma ms", "verdict");
	for (size_t i = 0; i < sizeof(trials) / sizeof(*trials); i++) {
		struct sh_calib_delay *d = &found[passed];

		if (!solve(folder, trials[i], d))
			continue;
		n++;
		printf("%-46s %9.2f %9.2f %9s\n", trials[i], d->delay_s * 1e3, d->sigma_s * 1e3,
		       verdicts[d->verdict]);
		if (d->verdict != SH_CALIB_PASS)
			continue;
		passed++;
		sum += d->delay_s / (d->sigma_s * d->sigma_s);
		weight += 1 / (d->sigma_s * d->sigma_s);
	}
	if (n == 0) {
		printf("skipped: no BROAD recordings in %s\n", folder);
		return 77;
	}
	mean = sum / weight;
	for (int i = 0; i < passed; i++)
		bad += fabs(found[i].delay_s - mean) > 3 * found[i].sigma_s + 0.0005;
	printf("%-46s %9.2f %9.2f\n", "weighted mean of those that pass", mean * 1e3,
	       1e3 / sqrt(weight));
	return bad > 0 || passed < 4;
}
