/* The whole chain of two sensors on simulated wearers: noise, biases of up to 20 deg/s, scale and
 * cross-axis errors of two MPU-6050, mounts that a wearing calibration got wrong by 1.8 degrees
 * (its 95th percentile in test_wear), filters, heading alignment, curve. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "catalog/catalog.h"
#include "core/quat.h"
#include "core/smath.h"
#include "sim/performer.h"
#include "sim/sensor_model.h"
#include "spinehold/curve.h"

enum { SEEDS = 12 };
static const double WORN_DEG = 1.8;

struct chain {
	struct sh_performer wearer;
	struct sh_sensor_model sensor[2];
	struct sh_fusion fusion[2];
	struct sh_curve curve;
	struct sh_posture_ctx ctx;
	struct sh_posture p;
	double sum[200]; /* true angles of the last 2 s */
	double zero;	 /* the true angle that counts as neutral */
	double sq, most, n;
};

static struct sh_quat worn(uint64_t seed, uint32_t i, double deg)
{
	struct sh_rng rng;
	struct sh_quat q;
	struct sh_vec3 axis;

	sh_rng_init(&rng, seed, 900 + i);
	q = (struct sh_quat){sh_rng_gauss(&rng), sh_rng_gauss(&rng), sh_rng_gauss(&rng),
			     sh_rng_gauss(&rng)};
	if (deg < 0) /* any at all */
		return sh_quat_normalise(&q);
	axis = (struct sh_vec3){q.x, q.y, q.z};
	return sh_quat_from_axis_angle(&axis, sh_rad(deg));
}

static void begin(struct chain *c, const struct sh_exercise *ex, uint64_t seed)
{
	struct sh_fusion_params params;
	struct sh_quat believed[2];

	memset(c, 0, sizeof(*c));
	sh_performer_init(&c->wearer, ex, 1, 2, seed, 0);
	sh_performer_curve(&c->wearer);
	sh_fusion_defaults_coached(&params);
	for (uint32_t i = 0; i < 2; i++) {
		struct sh_quat mount = worn(seed, i, -1), off = worn(seed, i + 2, WORN_DEG);

		believed[i] = sh_quat_mul(&off, &mount);
		sh_sensor_model_init(&c->sensor[i], sh_sensor_params_find("mpu6050"), &mount, i,
				     seed, 0);
		assert_int_equal(sh_fusion_init(&c->fusion[i], &params, 100), SH_OK);
	}
	sh_curve_init(&c->curve, believed);
	sh_curve_begin(&c->curve, ex);
	sh_posture_init(&c->ctx, &believed[0], ex->measure);
	c->ctx.curve = &c->curve;
}

static void judge(struct chain *c, const struct sh_sim_truth *t, int k)
{
	double shift, sum = 0;

	c->sum[k % 200] = t->measure_deg;
	if (!c->p.has_neutral && c->p.still && k >= 220) {
		assert_int_equal(sh_posture_neutral(&c->ctx, &shift), SH_OK);
		for (int i = 0; i < 200; i++)
			sum += c->sum[i];
		c->zero = sum / 200;
	} else if (c->p.has_neutral && c->p.measure.observable) {
		double off = c->p.measure.deg - (t->measure_deg - c->zero);

		c->sq += off * off;
		c->n += 1;
		c->most = fabs(off) > c->most ? fabs(off) : c->most;
	}
}

static void run(struct chain *c)
{
	struct sh_sim_truth t;

	for (int k = 0; sh_performer_next(&c->wearer, &t); k++) {
		for (uint32_t i = 0; i < 2; i++) {
			struct sh_sample s;
			struct sh_orientation o;

			sh_sensor_model_apply(&c->sensor[i], &t.segment[i], t.t_us, &s);
			s.t_us += 10000;
			assert_int_equal(sh_fusion_step(&c->fusion[i], &s, &o), SH_OK);
			sh_curve_add(&c->curve, &s, &o);
			if (i == 0)
				sh_posture_step(&c->ctx, &s, &o, &c->p);
		}
		judge(c, &t, k);
	}
}

static void test_chain_every_exercise_within_2_deg_rms(void **state)
{
	static const char *const IDS[] = {
		"knee-hug",    "forehead-to-knee", "cat",	  "cat-side-turns", "fish-lifts",
		"frozen-fish", "curl-tilts",	   "crocodile-1", "chair-slope",    "pillow-arch"};
	static struct chain c;
	struct sh_catalog *catalog = NULL;
	struct sh_err err;
	double all = 0, n = 0;

	(void)state;
	assert_int_equal(sh_catalog_builtin(&catalog, &err), SH_OK);
	for (size_t i = 0; i < sizeof(IDS) / sizeof(IDS[0]); i++) {
		const struct sh_catalog_entry *e = sh_catalog_find(catalog, IDS[i]);
		double sq = 0, count = 0, worst = 0, most = 0;
		struct sh_exercise ex;

		assert_non_null(e);
		assert_int_equal(sh_catalog_exercise(e, NULL, NULL, 2, &ex, &err), SH_OK);
		ex.sets = 1;
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			begin(&c, &ex, seed);
			run(&c);
			assert_true(c.n > 100);
			sq += c.sq;
			count += c.n;
			worst = sqrt(c.sq / c.n) > worst ? sqrt(c.sq / c.n) : worst;
			most = c.most > most ? c.most : most;
		}
		print_message("%-18s RMS %.2f, worst wearer %.2f, worst moment %.1f degrees\n",
			      IDS[i], sqrt(sq / count), worst, most);
		assert_true(sqrt(sq / count) <= 2.0);
		all += sq;
		n += count;
	}
	print_message("%-18s RMS %.2f degrees\n", "all", sqrt(all / n));
	assert_true(sqrt(all / n) <= 1.0);
	sh_catalog_close(catalog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain_every_exercise_within_2_deg_rms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
