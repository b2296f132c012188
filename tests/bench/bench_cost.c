/* What one sample costs the orientation filter, beside a plain complementary filter.
 *
 * usage: bench_cost [RUNS]
 *
 * Synthetic 100 Hz samples of a wearer who moves and holds, in memory; results to memory. Every
 * filter runs RUNS times (15) over all of them, in turn, and the fastest run counts: what else the
 * machine does can only slow it down. The yardstick integrates the rate, turns the result towards
 * gravity by a fixed share and makes it unit: the least that can be called an orientation filter. A
 * time says little on another machine, a ratio does.
 *
 * Exit: 0; 1 if the filter's state is larger than 1.2 KiB.
 */

#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/fusion_math.h"
#include "spinehold/smooth.h"

enum { N = 200000, STATE_MAX = 1228 };

static struct sh_sample samples[N];
static struct sh_orientation result[N];
static struct sh_quat plain[N];
static struct sh_smooth_work work[N];

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void make_samples(void)
{
	uint64_t seed = 1;

	for (int i = 0; i < N; i++) {
		double t = i * 0.01, lean = 0.3 * sin(fmod(t, 12) < 4 ? t * 1.6 : 0), v[6];
		struct sh_sample *s = &samples[i];

		for (int j = 0; j < 6; j++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			v[j] = (double)(seed >> 11) / 9007199254740992.0 - 0.5;
		}
		*s = (struct sh_sample){.t_us = i * INT64_C(10000), .flags = SH_SAMPLE_HAS_MAG};
		s->gyro_rad_s = vec(0.003 + 0.003 * v[0], 0.003 * v[1], 0.003 * v[2]);
		s->gyro_rad_s.y += fmod(t, 12) < 4 ? 0.48 * cos(t * 1.6) : 0;
		s->acc_m_s2 = vec(-9.8 * sin(lean) + 0.1 * v[3], 0.1 * v[4],
				  9.8 * cos(lean) + 0.1 * v[5]);
		s->mag_ut = vec(40 * sin(lean), 20, -40 * cos(lean));
	}
}

static void run_plain(void)
{
	struct sh_quat q = {1, 0, 0, 0};
	const double share = 0.01 / 3.0;

	for (int i = 0; i < N; i++) {
		struct sh_vec3 w = vec_scale(samples[i].gyro_rad_s, 0.01), a, e;

		q = quat_mul(q, quat_small(w, vec_dot(w, w)));
		a = quat_rotate(q, samples[i].acc_m_s2);
		e = vec_scale(vec(a.y, -a.x, 0), share / sqrt(vec_dot(a, a)));
		q = quat_mul(quat_small(e, vec_dot(e, e)), q);
		e.x = 1.0 / sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
		plain[i] = q = (struct sh_quat){q.w * e.x, q.x * e.x, q.y * e.x, q.z * e.x};
	}
}

static void run_filter(const struct sh_fusion_params *p)
{
	struct sh_fusion f;

	if (sh_fusion_init(&f, p, 100) != SH_OK)
		exit(2);
	for (int i = 0; i < N; i++) {
		if (sh_fusion_step(&f, &samples[i], &result[i]) != SH_OK)
			exit(2);
	}
}

int main(int argc, char **argv)
{
	static const char *const names[] = {"plain complementary filter", "compat, 6 axes",
					    "coached, 6 axes", "coached, 9 axes", "smooth, 6 axes"};
	double best[5] = {1e9, 1e9, 1e9, 1e9, 1e9};
	int runs = argc > 1 ? atoi(argv[1]) : 15;
	struct sh_fusion_params p[5];

	make_samples();
	sh_fusion_defaults_compat(&p[1]);
	sh_fusion_defaults_coached(&p[2]);
	p[2].acc_delay_s = 0.004;
	p[3] = p[4] = p[2];
	p[3].magnetometer = true;
	for (int r = 0; r < runs; r++) {
		for (int k = 0; k < 5; k++) {
			double start = now_ns();

			if (k == 0)
				run_plain();
			else if (k < 4)
				run_filter(&p[k]);
			else if (sh_fusion_smooth(&p[k], 100, samples, N, result, work) != SH_OK)
				return 2;
			best[k] = fmin(best[k], (now_ns() - start) / N);
		}
	}
	for (int k = 0; k < 5; k++)
		printf("%-28s %6.1f ns a sample, %5.2f of the plain one\n", names[k], best[k],
		       best[k] / best[0]);
	printf("state %zu bytes (<= %d); smooth besides: %zu bytes a sample; plain ends at %.3f\n",
	       sizeof(struct sh_fusion), STATE_MAX, sizeof(struct sh_smooth_work), plain[N - 1].w);
	return sizeof(struct sh_fusion) > STATE_MAX;
}
