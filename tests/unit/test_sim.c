/* The synthetic wearer against physics (rates integrate to orientations, gravity is where it should
 * be), against its own promises (dose, stillness, targets), and each fault against the truth it
 * must leave. Exercises are written out here, so that a change of the catalog does not move these
 * tests. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "sim/encode.h"
#include "sim/sensor_model.h"
#include "sim/wearer.h"
#include "spinehold/decoder.h"
#include "spinehold/posture.h"

static const struct sh_exercise fish = {
	.id = "frozen-fish",
	.stance = SH_STANCE_PRONE,
	.movement = SH_CLASS_ARCH,
	.mode = SH_MODE_HOLD,
	.measure = SH_MEASURE_FORWARD_TILT,
	.site = SH_SITE_L1,
	.negative = {true, 4, 10, 14, 18},
	.hysteresis_deg = 1.5,
	.hold_s = 10,
	.rest_s = 20,
	.reps = 1,
	.sets = 2,
	.sides = 1,
	.phase_min_s = 1.5,
	.rate_warn_deg_s = 40,
	.accel_warn_deg_s2 = 120,
};

static const struct sh_exercise crocodile = {
	.id = "crocodile-1",
	.stance = SH_STANCE_SUPINE,
	.movement = SH_CLASS_TWIST,
	.mode = SH_MODE_REPS,
	.measure = SH_MEASURE_ROLL,
	.site = SH_SITE_FRONT,
	.positive = {true, 8, 25, 35, 45},
	.negative = {true, 8, 25, 35, 45},
	.hysteresis_deg = 2,
	.hold_s = 4,
	.rest_s = 15,
	.reps = 3,
	.sets = 1,
	.sides = 2,
	.phase_min_s = 2,
	.rate_warn_deg_s = 45,
	.accel_warn_deg_s2 = 120,
};

static const struct sh_exercise cat = {
	.id = "cat",
	.stance = SH_STANCE_QUADRUPED,
	.movement = SH_CLASS_ROUND_ARCH,
	.mode = SH_MODE_CONTINUOUS,
	.measure = SH_MEASURE_PELVIC_TILT,
	.site = SH_SITE_SACRUM,
	.positive = {true, 6, 18, 26, 34},
	.negative = {true, 4, 9, 13, 17},
	.hysteresis_deg = 2,
	.duration_s = 60,
	.rest_s = 30,
	.sets = 1,
	.sides = 1,
	.phase_min_s = 2,
	.rate_warn_deg_s = 40,
	.accel_warn_deg_s2 = 120,
};

static const struct sh_exercise oblique = {
	.id = "oblique-raise",
	.stance = SH_STANCE_SIDE,
	.movement = SH_CLASS_SIDE,
	.mode = SH_MODE_HOLD,
	.measure = SH_MEASURE_SIDE_TILT,
	.site = SH_SITE_SACRUM,
	.positive = {true, 0, 8, 12, 18},
	.negative = {true, 0, 8, 12, 18},
	.hysteresis_deg = 1.5,
	.hold_s = 5,
	.rest_s = 10,
	.reps = 1,
	.sets = 1,
	.sides = 2,
};

static const struct sh_exercise *const all[] = {&fish, &crocodile, &cat, &oblique};
enum { N_ALL = sizeof(all) / sizeof(all[0]), SEEDS = 20 };

/* What a whole performance came to. */
struct tally {
	struct sh_sim_event rep[80], hold[20];
	int reps, holds, depths, limits, sets, moves, faults[SH_FAULTS], by_verdict[SH_VERDICTS];
	int64_t samples, lost, end_us, first_limit_us, wrong;
};

static void count(struct tally *t, const struct sh_sim_event *e)
{
	switch (e->kind) {
	case SH_SIM_EVENT_REP:
		assert_true(t->reps < 80);
		t->rep[t->reps++] = *e;
		t->by_verdict[e->verdict]++;
		break;
	case SH_SIM_EVENT_HOLD:
		assert_true(t->holds < 20);
		t->hold[t->holds++] = *e;
		break;
	case SH_SIM_EVENT_DEPTH:
		t->depths++;
		break;
	case SH_SIM_EVENT_LIMIT:
		t->limits++;
		t->first_limit_us = t->first_limit_us ? t->first_limit_us : e->t_us;
		break;
	case SH_SIM_EVENT_SET:
		t->sets++;
		break;
	case SH_SIM_EVENT_MOVE:
		t->moves++;
		break;
	case SH_SIM_EVENT_FAULT:
		t->faults[e->fault]++;
		break;
	case SH_SIM_EVENT_END:
		t->end_us = e->t_us;
		break;
	case SH_SIM_EVENT_NEUTRAL:
	case SH_SIM_EVENT_KINDS:
		break;
	}
}

static struct tally perform(const struct sh_exercise *ex, uint64_t seed, uint32_t faults)
{
	struct tally t;
	struct sh_wearer w;
	struct sh_sim_truth now;
	struct sh_sim_event e;
	bool more;

	memset(&t, 0, sizeof(t));
	sh_wearer_init(&w, ex, seed, faults);
	do {
		more = sh_wearer_next(&w, &now);
		t.samples += more;
		t.lost += more && now.lost;
		t.wrong += more && !now.right_position;
		while (sh_wearer_event(&w, &e))
			count(&t, &e);
	} while (more);
	return t;
}

static uint32_t bit(enum sh_sim_fault f)
{
	return 1u << f;
}

static double degrees_between(const struct sh_quat *a, const struct sh_quat *b)
{
	double w = fabs(a->w * b->w + a->x * b->x + a->y * b->y + a->z * b->z);

	return 2 * acos(w > 1 ? 1 : w) * 180 / SH_PI;
}

/* --- numbers -------------------------------------------------------------------------------- */

static void test_rng_many_numbers_have_the_stated_spread(void **state)
{
	enum { N = 200000 };
	double sum = 0, squares = 0, low = 1, high = 0;
	struct sh_rng r;

	(void)state;
	sh_rng_init(&r, 42, 0);
	for (int i = 0; i < N; i++) {
		double g = sh_rng_gauss(&r), u = sh_rng_uniform(&r, 0, 1),
		       c = sh_rng_gauss_cut(&r, 2);

		sum += g;
		squares += g * g;
		low = u < low ? u : low;
		high = u > high ? u : high;
		assert_true(fabs(c) <= 2);
	}
	assert_true(fabs(sum / N) < 0.01);
	assert_true(fabs(squares / N - 1) < 0.02);
	assert_true(low >= 0 && low < 0.001 && high < 1 && high > 0.999);
}

static void test_rng_streams_of_one_seed_differ(void **state)
{
	struct sh_rng a, b, c;

	(void)state;
	sh_rng_init(&a, 1, 0);
	sh_rng_init(&b, 1, 1);
	sh_rng_init(&c, 2, 0);
	for (int i = 0; i < 100; i++) {
		uint64_t x = sh_rng_next(&a);

		assert_true(x != sh_rng_next(&b) && x != sh_rng_next(&c));
	}
}

/* --- the wearer ----------------------------------------------------------------------------- */

static uint64_t stream_hash(const struct sh_exercise *ex, const char *sensor, uint64_t seed,
			    uint32_t faults)
{
	const struct sh_sensor_params *p = sh_sensor_params_find(sensor);
	const struct sh_quat own = {1, 0, 0, 0};
	uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
	uint8_t bytes[SH_SIM_BYTES_MAX];
	struct sh_sim_encoder e;
	struct sh_sensor_model m;
	struct sh_sim_truth t;
	struct sh_sample s;
	struct sh_wearer w;
	size_t n;

	sh_wearer_init(&w, ex, seed, faults);
	sh_sensor_model_init(&m, p, &own, 0, seed, faults);
	sh_sim_encoder_init(&e, SH_SIM_SPINEHOLD, p, 1, seed, faults);
	n = sh_sim_encode_start(&e, bytes);
	for (;;) {
		for (size_t i = 0; i < n; i++)
			hash = (hash ^ bytes[i]) * 0x100000001B3u;
		if (!sh_wearer_next(&w, &t))
			return hash;
		sh_sensor_model_apply(&m, &t.segment[t.wearing], t.t_us, &s);
		n = sh_sim_encode_sample(&e, &s, &own, t.lost, bytes);
	}
}

static void test_stream_same_seed_gives_same_bytes(void **state)
{
	(void)state;
	for (int i = 0; i < N_ALL; i++) {
		uint64_t a = stream_hash(all[i], "mpu6050", 5, 0);

		assert_true(a == stream_hash(all[i], "mpu6050", 5, 0));
		assert_true(a != stream_hash(all[i], "mpu6050", 6, 0));
		assert_true(a != stream_hash(all[i], "wt901", 5, 0));
	}
}

/* The promise is the same bytes on every machine and with every compiler. Whoever changes how the
 * wearer moves changes this number, on purpose; a compiler or a C library must not. */
static void test_stream_fixed_seed_gives_known_bytes(void **state)
{
	uint64_t got = stream_hash(&crocodile, "mpu6050", 1,
				   bit(SH_FAULT_DROPPED_PACKETS) | bit(SH_FAULT_JERK));

	(void)state;
	assert_true(got == 0x9422B0BC5E5F79D4u);
}

static void test_wearer_rates_integrate_to_its_orientation(void **state)
{
	(void)state;
	for (int i = 0; i < N_ALL; i++) {
		struct sh_sim_truth t;
		struct sh_wearer w;
		struct sh_quat q = {1, 0, 0, 0};
		bool begun = false;

		sh_wearer_init(&w, all[i], 3, 0);
		while (sh_wearer_next(&w, &t)) {
			const struct sh_sim_segment *s = &t.segment[t.wearing];
			struct sh_vec3 half = sh_vec3_scale(&s->rate_rad_s, 0.5 / SH_SIM_RATE_HZ);
			struct sh_quat turn = sh_quat_from_rotvec(&half);

			/* trapezoid: half of the step with the rate at either end */
			if (begun)
				q = sh_quat_mul(&q, &turn);
			else
				q = s->q;
			begun = true;
			assert_true(degrees_between(&q, &s->q) < 0.5);
			q = sh_quat_mul(&q, &turn);
		}
	}
}

static void test_wearer_at_rest_feels_gravity_upwards(void **state)
{
	(void)state;
	for (int i = 0; i < N_ALL; i++) {
		struct sh_sim_truth t;
		struct sh_wearer w;
		int still = 0;

		sh_wearer_init(&w, all[i], 4, 0);
		while (sh_wearer_next(&w, &t)) {
			const struct sh_sim_segment *s = &t.segment[t.wearing];
			struct sh_vec3 up = {0, 0, 9.80665},
				       f = sh_quat_rotate(&s->q, &s->force_m_s2);

			f = sh_vec3_sub(&f, &up);
			if (t.still) {
				still++;
				assert_true(sh_vec3_norm(&f) < 0.15);
				assert_true(sh_vec3_norm(&s->rate_rad_s) < 3.0 * SH_PI / 180);
			}
			assert_true(sh_vec3_norm(&f) < 3);
		}
		assert_true(still >= 600);
	}
}

/* The true angle against the drift-free formulas, which are a different piece of mathematics. */
static void test_wearer_measure_equals_the_angle_seen_by_gravity(void **state)
{
	static const struct {
		const struct sh_exercise *ex;
		enum sh_position frame;
	} rows[] = {{&fish, SH_POSITION_PRONE},
		    {&crocodile, SH_POSITION_SUPINE},
		    {&cat, SH_POSITION_PRONE}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sh_sim_truth t;
		struct sh_wearer w;
		double offset = 0;
		bool begun = false;

		sh_wearer_init(&w, rows[i].ex, 9, 0);
		while (sh_wearer_next(&w, &t)) {
			struct sh_vec3 z = {0, 0, 1};
			struct sh_tilt tilt;
			double deg;

			z = sh_quat_rotate_back(&t.segment[t.wearing].q, &z);
			sh_posture_tilt(&z, rows[i].frame, &tilt);
			deg = sh_deg(rows[i].ex == &crocodile ? tilt.twist_rad : tilt.round_rad);
			if (rows[i].ex == &cat)
				deg = -deg;
			if (!begun)
				offset = deg - t.measure_deg;
			begun = true;
			assert_true(fabs(deg - offset - t.measure_deg) < 0.35);
		}
	}
}

static void test_wearer_keeps_still_before_and_after(void **state)
{
	(void)state;
	for (int i = 0; i < N_ALL; i++) {
		struct sh_sim_truth t;
		struct sh_sim_event e;
		struct sh_wearer w;
		int64_t still = 0;
		bool was = false;

		sh_wearer_init(&w, all[i], 8, 0);
		while (sh_wearer_next(&w, &t)) {
			if (t.moving && !was)
				assert_true(still >= 4 * SH_SIM_RATE_HZ || still == 0);
			was = t.moving;
			still = t.still ? still + 1 : 0;
			while (sh_wearer_event(&w, &e))
				if (e.kind == SH_SIM_EVENT_MOVE)
					assert_true(e.t_us >= 4000000);
		}
		assert_true(still >= 2 * SH_SIM_RATE_HZ);
	}
}

static void test_wearer_good_hold_completes_every_dose(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct tally t = perform(&fish, seed, 0);

		assert_int_equal(t.sets, 2);
		assert_int_equal(t.moves, 2);
		assert_int_equal(t.depths + t.limits, 0);
		assert_int_equal(t.lost + t.wrong, 0);
		assert_int_equal(t.end_us, (t.samples - 1) * SH_SIM_PERIOD_US);
		assert_int_equal(t.holds, 2);
		for (int i = 0; i < t.holds; i++) {
			assert_true(t.hold[i].valid);
			assert_int_equal(t.hold[i].reason, SH_HOLD_COMPLETE);
			assert_int_equal(t.hold[i].held_us, 10000000);
			assert_true(t.hold[i].peak_deg < -4 && t.hold[i].peak_deg > -10);
		}
		assert_true(t.hold[1].start_us - t.hold[0].end_us > 24000000);
	}
}

static void test_wearer_good_reps_go_left_then_right(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct tally t = perform(&crocodile, seed, 0);

		assert_int_equal(t.reps, 6);
		assert_int_equal(t.by_verdict[SH_VERDICT_OK], 6);
		assert_int_equal(t.depths + t.limits, 0);
		for (int i = 0; i < 6; i++) {
			assert_int_equal(t.rep[i].side, i < 3 ? SH_SIDE_LEFT : SH_SIDE_RIGHT);
			assert_true(i < 3 ? t.rep[i].peak_deg > 8 : t.rep[i].peak_deg < -8);
			assert_int_equal(t.rep[i].n, i % 3 + 1);
			assert_true(t.rep[i].end_us - t.rep[i].start_us > 4000000);
		}
	}
}

static void test_wearer_good_cat_rounds_and_arches_for_the_duration(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct tally t = perform(&cat, seed, 0);

		assert_true(t.reps >= 16 && t.reps <= 26);
		assert_int_equal(t.by_verdict[SH_VERDICT_OK], t.reps);
		for (int i = 0; i < t.reps; i++)
			assert_true((t.rep[i].peak_deg > 0) == (i % 2 == 0));
		assert_true(t.end_us > 70000000 && t.end_us < 90000000);
	}
}

static void test_wearer_turns_over_without_a_jump(void **state)
{
	struct sh_sim_truth t;
	struct sh_wearer w;
	struct sh_quat last = {1, 0, 0, 0};
	struct sh_vec3 first = {0, 0, 0}, up = {0, 0, 0};
	bool begun = false;

	(void)state;
	sh_wearer_init(&w, &oblique, 2, 0);
	while (sh_wearer_next(&w, &t)) {
		const struct sh_sim_segment *s = &t.segment[t.wearing];
		struct sh_vec3 z = {0, 0, 1};

		up = sh_quat_rotate_back(&s->q, &z);
		if (begun)
			assert_true(degrees_between(&last, &s->q) < 1.2);
		else
			first = up;
		last = s->q;
		begun = true;
	}
	assert_true(first.y < -0.95); /* on the left side */
	assert_true(up.y > 0.95);
}

/* --- faults --------------------------------------------------------------------------------- */

static void test_faults_every_name_is_found_and_explained(void **state)
{
	(void)state;
	for (int f = 0; f < SH_FAULTS; f++) {
		const struct sh_sim_fault_info *i = sh_sim_fault_info((enum sh_sim_fault)f);

		assert_non_null(i->name);
		assert_true(strlen(i->what) > 10 && strlen(i->verdict) > 5);
		assert_int_equal(sh_sim_fault_find(i->name), f);
	}
	assert_int_equal(sh_sim_fault_find("nonsense"), SH_FAULTS);
	assert_int_equal(sh_sim_fault_find(""), SH_FAULTS);
}

static void test_fault_of_a_repetition_leaves_its_verdict_and_the_dose(void **state)
{
	static const struct {
		enum sh_sim_fault fault;
		enum sh_verdict verdict;
		int more, depths, limits; /* reps beyond the dose; of both sides together */
	} rows[] = {
		{SH_FAULT_TOO_DEEP, SH_VERDICT_DEEP, 2, 2, 0},
		{SH_FAULT_OVER_LIMIT, SH_VERDICT_DEEP, 1, 1, 1},
		{SH_FAULT_TOO_SHALLOW, SH_VERDICT_SHALLOW, 2, 0, 0},
		{SH_FAULT_WRONG_POSITION, SH_VERDICT_UNSURE, 2, 0, 0},
		{SH_FAULT_GAP_3S, SH_VERDICT_UNSURE, 2, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct tally t = perform(&crocodile, seed, bit(rows[i].fault));

			assert_int_equal(t.faults[rows[i].fault], rows[i].more);
			assert_int_equal(t.reps, 6 + rows[i].more);
			assert_int_equal(t.by_verdict[SH_VERDICT_OK], 6);
			assert_int_equal(t.by_verdict[rows[i].verdict], rows[i].more);
			assert_int_equal(t.depths, rows[i].depths);
			assert_int_equal(t.limits, rows[i].limits);
			assert_int_equal(t.rep[1].verdict, rows[i].verdict);
			assert_int_equal(t.lost, rows[i].fault == SH_FAULT_GAP_3S ? 600 : 0);
		}
	}
}

static void test_fault_partial_leaves_no_repetition(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct tally t = perform(&crocodile, seed, bit(SH_FAULT_PARTIAL));

		assert_int_equal(t.faults[SH_FAULT_PARTIAL], 2);
		assert_int_equal(t.reps, 6);
	}
}

static void test_fault_that_counts_stays_within_the_dose(void **state)
{
	static const enum sh_sim_fault rows[] = {SH_FAULT_JERK, SH_FAULT_TREMBLE, SH_FAULT_SAG,
						 SH_FAULT_PAUSE_MID_REP, SH_FAULT_COUGH};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tally t = perform(&crocodile, 5, bit(rows[i]));
		int jerky = rows[i] == SH_FAULT_JERK ? 2 : 0;

		assert_int_equal(t.faults[rows[i]], 2);
		assert_int_equal(t.reps, 6);
		assert_int_equal(t.by_verdict[SH_VERDICT_JERKY], jerky);
		assert_int_equal(t.by_verdict[SH_VERDICT_OK], 6 - jerky);
		t = perform(&fish, 5, bit(rows[i]));
		assert_int_equal(t.faults[rows[i]], 2);
		assert_int_equal(t.holds, 2);
		assert_true(t.hold[0].valid && t.hold[1].valid);
	}
}

static void test_fault_of_a_hold_comes_before_the_good_one(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct tally t = perform(&fish, seed, bit(SH_FAULT_GAP_3S));

		assert_int_equal(t.holds, 4);
		assert_int_equal(t.hold[0].reason, SH_HOLD_GAP);
		assert_false(t.hold[0].valid);
		assert_true(t.hold[1].valid && t.hold[3].valid);
		t = perform(&fish, seed, bit(SH_FAULT_WRONG_POSITION));
		assert_int_equal(t.hold[0].reason, SH_HOLD_POSITION);
		assert_true(t.hold[1].valid && t.hold[3].valid);
		assert_true(t.wrong > 400);
		t = perform(&fish, seed, bit(SH_FAULT_OVER_LIMIT));
		assert_int_equal(t.limits, 1);
		assert_true(t.hold[t.holds - 1].valid);
		t = perform(&fish, seed, bit(SH_FAULT_TOO_DEEP));
		assert_int_equal(t.limits, 0);
		assert_int_equal(t.depths, 2);
	}
}

static void test_fault_several_at_once_each_get_an_attempt(void **state)
{
	uint32_t faults = bit(SH_FAULT_TOO_DEEP) | bit(SH_FAULT_TOO_SHALLOW) | bit(SH_FAULT_JERK);
	struct tally t = perform(&crocodile, 11, faults);

	(void)state;
	assert_int_equal(t.reps, 10);
	assert_int_equal(t.by_verdict[SH_VERDICT_DEEP], 2);
	assert_int_equal(t.by_verdict[SH_VERDICT_SHALLOW], 2);
	assert_int_equal(t.by_verdict[SH_VERDICT_JERKY], 2);
	assert_int_equal(t.by_verdict[SH_VERDICT_OK], 4);
}

static void test_fault_early_stop_ends_before_the_dose(void **state)
{
	struct tally whole = perform(&crocodile, 3, 0);
	struct tally t = perform(&crocodile, 3, bit(SH_FAULT_EARLY_STOP));
	struct tally half = perform(&cat, 3, bit(SH_FAULT_EARLY_STOP));

	(void)state;
	assert_true(t.reps < 6 && t.reps >= 3);
	assert_true(t.end_us < whole.end_us);
	assert_int_equal(t.faults[SH_FAULT_EARLY_STOP], 1);
	assert_true(half.end_us < 50000000);
}

/* The belt turns the box, not the body: the true angles stay, what the box feels does not. */
static void test_fault_slip_turns_the_box_once(void **state)
{
	static const enum sh_sim_fault which[] = {SH_FAULT_SLIP_8, SH_FAULT_SLIP_15};
	static const double want[] = {8, 15};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sh_wearer w, clean;
		struct sh_sim_truth t, c;
		double last = 0;

		sh_wearer_init(&w, &crocodile, 6, bit(which[i]));
		sh_wearer_init(&clean, &crocodile, 6, 0);
		while (sh_wearer_next(&w, &t)) {
			struct sh_vec3 z = {0, 0, 1}, up, box;

			up = sh_quat_rotate_back(&t.segment[t.wearing].q, &z);
			box = sh_vec3_scale(&t.segment[t.wearing].force_m_s2, 1 / 9.80665);
			last = asin(sh_vec3_norm(&(struct sh_vec3){up.y * box.z - up.z * box.y,
								   up.z * box.x - up.x * box.z,
								   up.x * box.y - up.y * box.x}));
			if (t.t_us < 4000000) {
				assert_true(sh_wearer_next(&clean, &c));
				assert_true(t.measure_deg == c.measure_deg);
			}
		}
		assert_true(fabs(sh_deg(last) - want[i]) < 0.5);
	}
}

static void test_fault_hips_rock_moves_both_segments_alike(void **state)
{
	struct sh_wearer w;
	struct sh_sim_truth t;
	double apart = 0;

	(void)state;
	sh_wearer_init(&w, &cat, 1, bit(SH_FAULT_HIPS_ROCK));
	while (sh_wearer_next(&w, &t)) {
		double d = fabs(t.segment[0].deg[SH_SIM_F] - t.segment[1].deg[SH_SIM_F]);

		apart = d > apart ? d : apart;
	}
	assert_true(apart < 2.5); /* sway alone */
}

/* --- sensors -------------------------------------------------------------------------------- */

static struct sh_sim_segment standing(void)
{
	struct sh_sim_segment s;

	memset(&s, 0, sizeof(s));
	s.q.w = 1;
	s.force_m_s2.z = 9.80665;
	s.rate_rad_s.y = 0.2;
	return s;
}

static void test_sensor_ideal_reports_what_it_feels_in_its_own_axes(void **state)
{
	struct sh_sim_segment s = standing();
	struct sh_sensor_model m;
	struct sh_sample got;
	struct sh_quat mount;

	(void)state;
	assert_int_equal(sh_mount_parse("+z,-y,+x", &mount), SH_OK);
	sh_sensor_model_init(&m, sh_sensor_params_find("ideal"), &mount, 0, 1, 0);
	sh_sensor_model_apply(&m, &s, 70000, &got);
	assert_int_equal(got.t_us, 70000);
	/* up is the sensor's +x, left is its -y */
	assert_true(fabs(got.acc_m_s2.x - 9.80665) < 1e-9);
	assert_true(fabs(got.gyro_rad_s.y + 0.2) < 1e-12);
	assert_true(fabs(got.acc_m_s2.y) + fabs(got.acc_m_s2.z) < 1e-9);
}

static void test_sensor_mpu6050_stays_within_its_tolerances(void **state)
{
	const struct sh_sensor_params *p = sh_sensor_params_find("mpu6050");
	struct sh_sim_segment s = standing();
	struct sh_quat none = {1, 0, 0, 0};
	double widest = 0, offsets = 0;

	(void)state;
	assert_non_null(p);
	assert_null(sh_sensor_params_find("mpu9999"));
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct sh_sensor_model m;
		struct sh_sample got;
		double steps;

		sh_sensor_model_init(&m, p, &none, 0, seed, 0);
		sh_sensor_model_apply(&m, &s, 0, &got);
		steps = got.acc_m_s2.z / p->acc_step_m_s2;
		assert_true(fabs(steps - floor(steps + 0.5)) < 1e-6);
		assert_true(fabs(m.acc_offset_m_s2[0]) <= 0.050 * 9.80665);
		assert_true(fabs(m.gyro_m[1][1] - 1) <= 0.03 && fabs(m.gyro_m[0][1]) <= 0.02);
		widest = fmax(widest, fabs(sh_deg(got.gyro_rad_s.x)));
		offsets += m.acc_offset_m_s2[2] * m.acc_offset_m_s2[2];
		assert_true(widest < 20.8);
	}
	assert_true(widest > 17);
	offsets = sqrt(offsets / 200) / 9.80665;
	assert_true(offsets > 0.025 && offsets < 0.036); /* 80 mg at 2.5 sigma */
}

static void test_sensor_beyond_its_range_is_held_and_flagged(void **state)
{
	struct sh_sim_segment s = standing();
	struct sh_quat none = {1, 0, 0, 0};
	struct sh_sensor_model m;
	struct sh_sample got;

	(void)state;
	s.force_m_s2.z = 60;
	s.rate_rad_s.y = -30;
	sh_sensor_model_init(&m, sh_sensor_params_find("mpu6050"), &none, 0, 1, 0);
	sh_sensor_model_apply(&m, &s, 0, &got);
	assert_true(got.acc_m_s2.z <= 4 * 9.80665);
	assert_int_equal(got.flags, SH_SAMPLE_ACC_CLIPPED | SH_SAMPLE_GYRO_CLIPPED);
}

static void test_sensor_upside_down_feels_gravity_the_other_way(void **state)
{
	struct sh_sim_segment s = standing();
	struct sh_quat none = {1, 0, 0, 0};
	struct sh_sensor_model m;
	struct sh_sample got;

	(void)state;
	sh_sensor_model_init(&m, sh_sensor_params_find("ideal"), &none, 0, 1,
			     bit(SH_FAULT_MOUNT_UPSIDE_DOWN));
	sh_sensor_model_apply(&m, &s, 0, &got);
	assert_true(got.acc_m_s2.z < -9.8);
	sh_sensor_model_init(&m, sh_sensor_params_find("ideal"), &none, 0, 1,
			     bit(SH_FAULT_MOUNT_ROTATED));
	sh_sensor_model_apply(&m, &s, 0, &got);
	assert_true(fabs(got.acc_m_s2.y) > 9.8);
}

static void test_sensor_warming_changes_the_bias(void **state)
{
	struct sh_sim_segment s = standing();
	struct sh_quat none = {1, 0, 0, 0};
	struct sh_sensor_params p = *sh_sensor_params_find("mpu6050");
	struct sh_sensor_model m;
	struct sh_sample first, got;

	(void)state;
	p.gyro_noise_deg_s = 0;
	p.gyro_step_rad_s = 0;
	sh_sensor_model_init(&m, &p, &none, 0, 1, bit(SH_FAULT_TEMPERATURE_RAMP));
	sh_sensor_model_apply(&m, &s, 0, &first);
	for (int64_t i = 1; i < 60000; i++)
		sh_sensor_model_apply(&m, &s, i * SH_SIM_PERIOD_US, &got);
	assert_true(fabs(fabs(sh_deg(got.gyro_rad_s.x - first.gyro_rad_s.x)) - 0.24) < 0.03);
	assert_true(got.temperature_c > 32.5);
}

/* --- the line ------------------------------------------------------------------------------- */

struct heard {
	struct sh_sample first; /* sent */
	uint64_t samples, given, lost, gaps, bad;
	double worst_acc, worst_gyro; /* against what was put in */
	int64_t span_us;
};

static void listen(struct sh_decoder *d, const uint8_t *bytes, size_t n, int64_t t_us,
		   const struct sh_sample *sent, struct heard *h)
{
	struct sh_bytes in = {bytes, n, t_us, 0};
	static int64_t first_us;
	struct sh_sample got;

	if (sent && h->given == 0)
		h->first = *sent;
	while (sh_decoder_next(d, &in, &got) == SH_OK) {
		const struct sh_sample *last = sent;

		if (h->samples == 0)
			first_us = got.t_us;
		h->samples++;
		h->lost += got.lost;
		h->gaps += (got.flags & SH_SAMPLE_GAP) != 0;
		h->span_us = got.t_us - first_us;
		if (!sent)
			continue;
		if (h->samples == 1) /* a text's first row waits for its second */
			sent = &h->first;
		h->worst_acc = fmax(h->worst_acc, fabs(got.acc_m_s2.x - sent->acc_m_s2.x));
		h->worst_gyro = fmax(h->worst_gyro, fabs(got.gyro_rad_s.z - sent->gyro_rad_s.z));
		sent = last;
	}
}

static struct heard transmit(enum sh_sim_format format, uint32_t sensors, uint32_t faults,
			     bool compare)
{
	static const char *const names[] = {"spinehold", "witmotion", "csv"};
	const struct sh_sensor_params *p = sh_sensor_params_find("mpu6050-zeroed");
	struct sh_quat none = {1, 0, 0, 0};
	uint8_t bytes[SH_SIM_BYTES_MAX];
	struct sh_sensor_model m[2];
	struct sh_sim_encoder e;
	struct sh_sim_truth t;
	struct sh_wearer w;
	struct sh_decoder d;
	struct heard h;
	const char *why = NULL;

	memset(&h, 0, sizeof(h));
	assert_int_equal(sh_decoder_init(&d, sh_protocol_find(names[format]), NULL, &why), SH_OK);
	sh_wearer_init(&w, &crocodile, 1, faults);
	sh_sim_encoder_init(&e, format, p, sensors, 1, faults);
	for (uint32_t i = 0; i < sensors; i++)
		sh_sensor_model_init(&m[i], p, &none, i, 1, faults);
	listen(&d, bytes, sh_sim_encode_start(&e, bytes), 0, NULL, &h);
	while (sh_wearer_next(&w, &t)) {
		for (uint32_t i = 0; i < sensors; i++) {
			struct sh_sample s;
			size_t n;

			sh_sensor_model_apply(&m[i], &t.segment[i], t.t_us, &s);
			n = sh_sim_encode_sample(&e, &s, &t.segment[i].q, t.lost, bytes);
			assert_true(n <= sizeof(bytes));
			listen(&d, bytes, n, t.t_us, compare ? &s : NULL, &h);
			h.given++;
		}
	}
	h.bad = d.stats.bad_frames;
	return h;
}

static void test_line_spinehold_carries_every_sample_as_it_was(void **state)
{
	struct heard h = transmit(SH_SIM_SPINEHOLD, 1, 0, true);

	(void)state;
	assert_int_equal(h.samples, h.given);
	assert_int_equal(h.bad + h.lost + h.gaps, 0);
	assert_true(h.worst_acc < 1e-5 && h.worst_gyro < 1e-6); /* float scales only */
	assert_int_equal(h.span_us, (int64_t)(h.given - 1) * SH_SIM_PERIOD_US);
	h = transmit(SH_SIM_SPINEHOLD, 2, 0, true);
	assert_int_equal(h.samples, h.given);
	assert_int_equal(h.bad + h.lost, 0);
}

static void test_line_witmotion_carries_every_sample_in_coarser_steps(void **state)
{
	struct heard h = transmit(SH_SIM_WITMOTION, 1, 0, true);

	(void)state;
	assert_true(h.samples >= h.given - 1 && h.samples <= h.given);
	assert_int_equal(h.bad, 0);
	assert_true(h.worst_acc < 0.6 * 16 * 9.80665 / 32768);
}

static void test_line_csv_carries_every_sample(void **state)
{
	struct heard h = transmit(SH_SIM_CSV, 1, 0, true);

	(void)state;
	assert_int_equal(h.samples, h.given);
	assert_int_equal(h.bad, 0);
	assert_true(h.worst_acc <= 1e-6 && h.worst_gyro <= 1e-7);
	h = transmit(SH_SIM_CSV, 2, 0, true);
	assert_int_equal(h.samples, h.given);
}

static void test_line_dropped_packets_are_two_in_a_hundred_and_counted(void **state)
{
	struct heard h = transmit(SH_SIM_SPINEHOLD, 1, bit(SH_FAULT_DROPPED_PACKETS), false);
	double part = (double)h.lost / (double)h.given;

	(void)state;
	assert_true(part > 0.015 && part < 0.025);
	assert_true(h.samples + h.lost <= h.given && h.samples + h.lost + 5 >= h.given);
	assert_int_equal(h.bad, 0);
}

static void test_line_gap_loses_exactly_three_seconds_a_set(void **state)
{
	struct heard h = transmit(SH_SIM_SPINEHOLD, 1, bit(SH_FAULT_GAP_3S), false);

	(void)state;
	assert_int_equal(h.lost, 600);
	assert_int_equal(h.gaps, 2);
	assert_int_equal(h.samples + h.lost, h.given);
}

static void test_line_bit_errors_cost_frames_but_few(void **state)
{
	struct heard h = transmit(SH_SIM_SPINEHOLD, 1, bit(SH_FAULT_BIT_ERRORS), false);

	(void)state;
	assert_true(h.bad > 5);
	assert_true(h.samples > h.given * 98 / 100 && h.samples < h.given);
}

static void test_line_jitter_stays_within_eight_ms(void **state)
{
	struct sh_sim_encoder e;
	int64_t low = 0, high = 0;

	(void)state;
	sh_sim_encoder_init(&e, SH_SIM_SPINEHOLD, sh_sensor_params_find("ideal"), 1, 1,
			    bit(SH_FAULT_CLOCK_JITTER));
	for (int i = 0; i < 1000; i++) {
		int64_t us = sh_sim_encode_jitter_us(&e);

		low = us < low ? us : low;
		high = us > high ? us : high;
	}
	assert_true(low >= -8000 && low < -7000 && high <= 8000 && high > 7000);
	sh_sim_encoder_init(&e, SH_SIM_SPINEHOLD, sh_sensor_params_find("ideal"), 1, 1, 0);
	assert_int_equal(sh_sim_encode_jitter_us(&e), 0);
}

/* --- text ----------------------------------------------------------------------------------- */

static void test_event_as_json_reads_as_documented(void **state)
{
	struct sh_sim_event e;
	char line[SH_SIM_EVENT_JSON_MAX], small[10];
	size_t n;

	(void)state;
	memset(&e, 0, sizeof(e));
	e.kind = SH_SIM_EVENT_REP;
	e.t_us = 9310000;
	e.set = 1;
	e.side = SH_SIDE_LEFT;
	e.n = 2;
	e.start_us = 6020000;
	e.end_us = 9010000;
	e.peak_us = 7000000;
	e.peak_deg = 18.204;
	e.verdict = SH_VERDICT_OK;
	n = sh_sim_event_json(&e, line, sizeof(line));
	assert_string_equal(line,
			    "{\"truth\":\"rep\",\"t\":9.310,\"set\":1,\"side\":\"left\",\"n\":2,"
			    "\"start\":6.020,\"end\":9.010,\"peak\":7.000,\"peak_deg\":18.20,"
			    "\"verdict\":\"ok\"}\n");
	assert_int_equal(n, strlen(line));
	e.kind = SH_SIM_EVENT_FAULT;
	e.fault = SH_FAULT_GAP_3S;
	(void)sh_sim_event_json(&e, line, sizeof(line));
	assert_string_equal(line, "{\"truth\":\"fault\",\"t\":9.310,\"set\":1,\"side\":\"left\","
				  "\"name\":\"gap-3s\"}\n");
	assert_int_equal(sh_sim_event_json(&e, small, sizeof(small)), 0);
}

static void test_verdict_by_peak_follows_the_contract(void **state)
{
	static const struct sh_band band = {true, 8, 25, 35, 45};

	(void)state;
	assert_int_equal(sh_sim_verdict(&band, 7.9, false, true, false), SH_VERDICT_SHALLOW);
	assert_int_equal(sh_sim_verdict(&band, 8.0, false, false, false), SH_VERDICT_OK);
	assert_int_equal(sh_sim_verdict(&band, 35.0, false, false, false), SH_VERDICT_OK);
	assert_int_equal(sh_sim_verdict(&band, 20, false, true, false), SH_VERDICT_JERKY);
	assert_int_equal(sh_sim_verdict(&band, 35.1, false, true, false), SH_VERDICT_DEEP);
	assert_int_equal(sh_sim_verdict(&band, 20, false, false, true), SH_VERDICT_UNSURE);
	assert_int_equal(sh_sim_verdict(&band, 46, true, false, false), SH_VERDICT_DEEP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rng_many_numbers_have_the_stated_spread),
		cmocka_unit_test(test_rng_streams_of_one_seed_differ),
		cmocka_unit_test(test_stream_same_seed_gives_same_bytes),
		cmocka_unit_test(test_stream_fixed_seed_gives_known_bytes),
		cmocka_unit_test(test_wearer_rates_integrate_to_its_orientation),
		cmocka_unit_test(test_wearer_at_rest_feels_gravity_upwards),
		cmocka_unit_test(test_wearer_measure_equals_the_angle_seen_by_gravity),
		cmocka_unit_test(test_wearer_keeps_still_before_and_after),
		cmocka_unit_test(test_wearer_good_hold_completes_every_dose),
		cmocka_unit_test(test_wearer_good_reps_go_left_then_right),
		cmocka_unit_test(test_wearer_good_cat_rounds_and_arches_for_the_duration),
		cmocka_unit_test(test_wearer_turns_over_without_a_jump),
		cmocka_unit_test(test_faults_every_name_is_found_and_explained),
		cmocka_unit_test(test_fault_of_a_repetition_leaves_its_verdict_and_the_dose),
		cmocka_unit_test(test_fault_partial_leaves_no_repetition),
		cmocka_unit_test(test_fault_that_counts_stays_within_the_dose),
		cmocka_unit_test(test_fault_of_a_hold_comes_before_the_good_one),
		cmocka_unit_test(test_fault_several_at_once_each_get_an_attempt),
		cmocka_unit_test(test_fault_early_stop_ends_before_the_dose),
		cmocka_unit_test(test_fault_slip_turns_the_box_once),
		cmocka_unit_test(test_fault_hips_rock_moves_both_segments_alike),
		cmocka_unit_test(test_sensor_ideal_reports_what_it_feels_in_its_own_axes),
		cmocka_unit_test(test_sensor_mpu6050_stays_within_its_tolerances),
		cmocka_unit_test(test_sensor_beyond_its_range_is_held_and_flagged),
		cmocka_unit_test(test_sensor_upside_down_feels_gravity_the_other_way),
		cmocka_unit_test(test_sensor_warming_changes_the_bias),
		cmocka_unit_test(test_line_spinehold_carries_every_sample_as_it_was),
		cmocka_unit_test(test_line_witmotion_carries_every_sample_in_coarser_steps),
		cmocka_unit_test(test_line_csv_carries_every_sample),
		cmocka_unit_test(test_line_dropped_packets_are_two_in_a_hundred_and_counted),
		cmocka_unit_test(test_line_gap_loses_exactly_three_seconds_a_set),
		cmocka_unit_test(test_line_bit_errors_cost_frames_but_few),
		cmocka_unit_test(test_line_jitter_stays_within_eight_ms),
		cmocka_unit_test(test_event_as_json_reads_as_documented),
		cmocka_unit_test(test_verdict_by_peak_follows_the_contract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
