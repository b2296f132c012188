/* The rows of biomechanics 3.2 that are more than out, stay and back, and the faults of 3.3 that
 * came with them. Dose, stillness and determinism of the wearer are test_sim.c's. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "catalog/catalog.h"
#include "sim/sensor_model.h"
#include "sim/wearer.h"

enum { SAMPLES_MAX = 60000, SEEDS = 8 };

static const char *const ids[] = {
	"rolls",	  "knee-hug",	    "wall-legs",   "forehead-to-knee", "cat",
	"cat-side-turns", "pillow-rest",    "fish-lifts",  "frozen-fish",      "curl-tilts",
	"oblique-raise",  "crocodile-1",    "crocodile-2", "chair-slope",      "pillow-arch",
	"ball-roller",	  "full-breathing", "rest"};

enum { IDS = sizeof(ids) / sizeof(ids[0]) };

static struct sh_catalog *catalog;

/* One performance, sample by sample. */
static struct {
	struct sh_exercise ex;
	int n, reps, reps_ok, valid_holds, limits;
	struct sh_sim_truth t[SAMPLES_MAX];
} p;

static struct sh_exercise exercise(const char *id)
{
	const struct sh_catalog_entry *e = sh_catalog_find(catalog, id);
	struct sh_exercise ex = {0};
	struct sh_err err = {0};

	assert_non_null(e);
	assert_int_equal(sh_catalog_exercise(e, NULL, NULL, 1, &ex, &err), SH_OK);
	return ex;
}

static void perform_as(const struct sh_exercise *ex, uint64_t seed, uint32_t faults)
{
	static struct sh_wearer w;
	struct sh_sim_event e;

	p.ex = *ex;
	p.n = p.reps = p.reps_ok = p.valid_holds = p.limits = 0;
	sh_wearer_init(&w, ex, seed, faults);
	while (p.n < SAMPLES_MAX && sh_wearer_next(&w, &p.t[p.n])) {
		p.n++;
		while (sh_wearer_event(&w, &e)) {
			p.reps += e.kind == SH_SIM_EVENT_REP;
			p.reps_ok += e.kind == SH_SIM_EVENT_REP && e.verdict == SH_VERDICT_OK;
			p.valid_holds += e.kind == SH_SIM_EVENT_HOLD && e.valid;
			p.limits += e.kind == SH_SIM_EVENT_LIMIT;
		}
	}
	assert_in_range(p.n, 100, SAMPLES_MAX - 1);
}

static void perform(const char *id, uint64_t seed, uint32_t faults)
{
	struct sh_exercise ex = exercise(id);

	perform_as(&ex, seed, faults);
}

static uint32_t bit(enum sh_sim_fault f)
{
	return 1u << f;
}

static double size(double x)
{
	return x < 0 ? -x : x;
}

/* --- all of them ------------------------------------------------------------------------------ */

static void test_good_wearer_is_truly_good_in_every_exercise(void **state)
{
	(void)state;
	for (int i = 0; i < IDS; i++)
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			int dose;

			perform(ids[i], seed, 0);
			dose = p.ex.sets * p.ex.sides * (p.ex.reps > 1 ? p.ex.reps : 1);
			assert_int_equal(p.limits, 0);
			assert_int_equal(p.reps, p.reps_ok);
			if (p.ex.mode == SH_MODE_REPS)
				assert_int_equal(p.reps_ok, dose);
			if (p.ex.mode == SH_MODE_HOLD)
				assert_int_equal(p.valid_holds, dose);
		}
}

static void test_good_wearer_stays_inside_every_target(void **state)
{
	(void)state;
	for (int i = 0; i < IDS; i++)
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			perform(ids[i], seed, 0);
			for (int k = 0; k < p.n; k++) {
				double m, now = p.t[k].measure_deg;
				const struct sh_band *b = sh_sim_band(&p.ex, now, &m);

				/* sway and breath come on top of where the wearer means to be */
				if (b && p.t[k].staying)
					assert_true(m > b->low_deg - 1.5 && m < b->high_deg + 1.5);
			}
		}
}

static void test_fault_list_has_everything_that_3_3_names(void **state)
{
	static const char *const names[] = {"too-deep",
					    "over-limit",
					    "too-shallow",
					    "jerk",
					    "tremble",
					    "sag",
					    "partial",
					    "hips-rock",
					    "ribcage-follows",
					    "wrong-position",
					    "early-stop",
					    "pause-mid-rep",
					    "cough",
					    "slip-8",
					    "slip-15",
					    "mount-upside-down",
					    "mount-rotated",
					    "swapped-sensors",
					    "dropped-packets",
					    "gap-3s",
					    "clock-jitter",
					    "bit-errors",
					    "temperature-ramp",
					    "acc-clipping"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_not_equal(sh_sim_fault_find(names[i]), SH_FAULTS);
}

static void test_doing_is_told_for_the_attempts_with_the_fault_only(void **state)
{
	int with = 0, stretches = 0;

	(void)state;
	perform("curl-tilts", 3, bit(SH_FAULT_TOO_DEEP));
	for (int k = 0; k < p.n; k++) {
		assert_true(p.t[k].doing == 0 || p.t[k].doing == bit(SH_FAULT_TOO_DEEP));
		if (p.t[k].measure_deg > p.ex.positive.warn_deg)
			assert_int_not_equal(p.t[k].doing, 0);
		with += p.t[k].doing != 0;
		stretches += p.t[k].doing != 0 && p.t[k - 1].doing == 0;
	}
	assert_int_equal(stretches, p.ex.sets);
	assert_in_range(with, 300 * p.ex.sets, 1200 * p.ex.sets);
}

/* --- rolls ------------------------------------------------------------------------------------ */

static void test_rolls_rock_in_three_seconds_without_a_stop(void **state)
{
	double sum_s = 0, sum_deg = 0;
	int rolls = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		int since = -1;

		perform("rolls", seed, 0);
		for (int k = 1; k < p.n; k++) {
			double was = p.t[k - 1].measure_deg - 30, now = p.t[k].measure_deg - 30;

			if (!p.t[k].moving)
				since = -1;
			if (!p.t[k].moving || was >= 0 || now < 0)
				continue;
			if (since >= 0) {
				double top = 0;

				for (int i = since; i < k; i++)
					top = p.t[i].measure_deg > top ? p.t[i].measure_deg : top;
				sum_s += (k - since) / 100.0;
				sum_deg += top;
				rolls++;
			}
			since = k;
		}
	}
	assert_true(rolls > 40 * SEEDS);
	assert_true(size(sum_s / rolls - 3.0) < 0.15);
	assert_true(size(sum_deg / rolls - 70) < 3);
}

/* The knock is along the long axis; what else is there changes slowly. */
static double largest_knock(void)
{
	double most = 0;

	for (int k = 1; k < p.n; k++) {
		const struct sh_sim_segment *a = &p.t[k - 1].segment[SH_SIM_PELVIS];
		const struct sh_sim_segment *b = &p.t[k].segment[SH_SIM_PELVIS];
		double step = size(b->force_m_s2.z - a->force_m_s2.z);

		most = step > most ? step : most;
	}
	return most;
}

static void test_rolls_land_with_a_knock_of_0_4_g(void **state)
{
	(void)state;
	perform("rolls", 4, 0);
	assert_true(largest_knock() > 3.3 && largest_knock() < 4.6);
	perform("rolls", 4, bit(SH_FAULT_ACC_CLIPPING));
	assert_true(largest_knock() > 30 && largest_knock() < 33);
	perform("knee-hug", 4, 0);
	assert_true(largest_knock() < 1);
}

static int clipped(uint32_t faults)
{
	const struct sh_quat own = {1, 0, 0, 0};
	struct sh_sensor_model m;
	struct sh_sample s;
	int n = 0;

	sh_sensor_model_init(&m, sh_sensor_params_find("mpu6050"), &own, 0, 1, faults);
	for (int k = 0; k < p.n; k++) {
		sh_sensor_model_apply(&m, &p.t[k].segment[SH_SIM_PELVIS], p.t[k].t_us, &s);
		n += (s.flags & SH_SAMPLE_ACC_CLIPPED) != 0;
	}
	return n;
}

static void test_fault_acc_clipping_clips_in_rolls(void **state)
{
	(void)state;
	perform("rolls", 1, bit(SH_FAULT_ACC_CLIPPING));
	assert_true(clipped(bit(SH_FAULT_ACC_CLIPPING)) > 100); /* 4 samples a landing */
	assert_int_equal(clipped(0), 0);			/* 4 g hold 3.2 */
	perform("rolls", 1, 0);
	assert_int_equal(clipped(bit(SH_FAULT_ACC_CLIPPING)), 0);
}

/* --- lying ------------------------------------------------------------------------------------ */

static void test_wall_legs_enters_and_leaves_by_the_side(void **state)
{
	double up_first, up_last, fastest = 0;
	int side = 0;

	(void)state;
	perform("wall-legs", 2, 0);
	/* what points up is along the segment's y where the wearer lies on the side */
	up_first = p.t[0].segment[SH_SIM_PELVIS].force_m_s2.y;
	up_last = p.t[p.n - 1].segment[SH_SIM_PELVIS].force_m_s2.y;
	assert_true(up_first < -9 && up_last < -9);
	for (int k = 0; k < p.n; k++) {
		double rate = size(p.t[k].segment[SH_SIM_PELVIS].rate_rad_s.z) * 180 / 3.14159265;

		fastest = rate > fastest ? rate : fastest;
		side += !p.t[k].right_position;
		if (p.t[k].moving)
			assert_true(p.t[k].right_position);
	}
	assert_true(side > 700 && side < 1700);
	assert_true(fastest > 30 && fastest < 60); /* careful */
}

static void test_forehead_to_knee_mirrors_the_second_leg(void **state)
{
	double sum[2] = {0, 0};
	int n[2] = {0, 0}, side = -1;

	(void)state;
	perform("forehead-to-knee", 5, 0);
	for (int k = 0; k < p.n; k++) {
		if (k == 0 || (p.t[k].still && !p.t[k - 1].still))
			side++;
		if (p.t[k].staying && side < 2) {
			sum[side] += p.t[k].segment[SH_SIM_PELVIS].deg[SH_SIM_T];
			n[side]++;
		}
	}
	assert_true(n[0] > 5000 && n[1] > 5000);
	assert_true(sum[0] / n[0] > 2 && sum[0] / n[0] < 4);
	assert_true(sum[1] / n[1] < -2 && sum[1] / n[1] > -4);
}

static double mean_deg(int from, int samples)
{
	double sum = 0;

	for (int k = from; k < from + samples; k++)
		sum += p.t[k].measure_deg;
	return sum / samples;
}

static void test_pillow_rest_settles_with_15_s(void **state)
{
	double early = 0, late = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) { /* the wearer sways by 0.3 */
		perform("pillow-rest", seed, 0);
		early += mean_deg(400 + 1300, 400) - mean_deg(0, 400);
		late += mean_deg(400 + 5600, 400) - mean_deg(0, 400);
	}
	assert_true(late / 40 > 1.5 && late / 40 < 2.5);
	assert_true(early / late > 0.56 && early / late < 0.74); /* 1 - exp(-1) = 0.63 */
}

static void test_pillow_arch_lifts_before_the_pillow_is_in(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		double most = -90;

		perform("pillow-arch", seed, 0);
		for (int k = 400; k < 800; k++)
			most = p.t[k].measure_deg > most ? p.t[k].measure_deg : most;
		assert_true(most > 1 && most < 5); /* rounds by 2.5 first */
	}
}

/* --- the oblique raise --------------------------------------------------------------------------
 */

static double mean_staying(void)
{
	double sum = 0;
	int n = 0;

	for (int k = 0; k < p.n; k++)
		if (p.t[k].staying) {
			sum += size(p.t[k].measure_deg);
			n++;
		}
	return sum / n;
}

static void test_oblique_raise_spreads_widely_inside_the_target(void **state)
{
	double sum = 0, squares = 0;
	int seeds = 60;

	(void)state;
	for (uint64_t seed = 1; seed <= (uint64_t)seeds; seed++) {
		double deg;

		perform("oblique-raise", seed, 0);
		deg = mean_staying();
		assert_true(deg > 0.8 && deg < 7.2);
		sum += deg;
		squares += deg * deg;
	}
	sum /= seeds;
	assert_true(sum > 3.4 && sum < 5.2); /* 5.5 +- 4 inside 0..8 */
	assert_true(squares / seeds - sum * sum > 0.7 * 0.7);
}

static void test_oblique_raise_turns_over_for_the_second_side(void **state)
{
	int turned = 0;

	(void)state;
	perform("oblique-raise", 6, 0);
	assert_true(p.t[0].segment[SH_SIM_PELVIS].force_m_s2.y < -9); /* on the left side */
	assert_true(p.t[p.n - 1].segment[SH_SIM_PELVIS].force_m_s2.y > 9);
	for (int k = 0; k < p.n; k++) {
		turned += !p.t[k].right_position;
		if (p.t[k].moving)
			assert_true(p.t[k].right_position);
	}
	assert_in_range(turned, 150, 400);
}

static void test_fault_pelvis_tips_goes_beyond_warn(void **state)
{
	double sum = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		double most = 0;

		perform("oblique-raise", seed, bit(SH_FAULT_PELVIS_TIPS));
		for (int k = 0; k < p.n; k++)
			if (p.t[k].doing && size(p.t[k].measure_deg) > most)
				most = size(p.t[k].measure_deg);
		assert_true(most > p.ex.positive.warn_deg + 0.3 && most < 25);
		assert_int_equal(p.valid_holds, 2);
		sum += most;
	}
	assert_true(sum / 30 > 15 && sum / 30 < 20);
	perform("knee-hug", 1, bit(SH_FAULT_PELVIS_TIPS)); /* has no such fault */
	for (int k = 0; k < p.n; k++)
		assert_int_equal(p.t[k].doing, 0);
}

/* --- faults ----------------------------------------------------------------------------------- */

static void test_fault_early_stop_gets_up_where_lying_still_is_the_target(void **state)
{
	static const char *const still[] = {"pillow-rest", "oblique-raise", "wall-legs"};

	(void)state;
	for (int i = 0; i < 3; i++) {
		perform(still[i], 3, bit(SH_FAULT_EARLY_STOP));
		assert_false(p.t[p.n - 1].right_position);
	}
}

static void test_fault_of_one_who_only_lies_is_not_part_of_the_dose(void **state)
{
	uint32_t faults = bit(SH_FAULT_WRONG_POSITION) | bit(SH_FAULT_GAP_3S) | bit(SH_FAULT_COUGH);
	int away = 0, lost = 0, moving = 0;

	(void)state;
	perform("full-breathing", 2, faults);
	for (int k = 0; k < p.n; k++) {
		away += !p.t[k].right_position;
		lost += p.t[k].lost;
		moving += p.t[k].moving;
		if (p.t[k].moving)
			assert_true(p.t[k].right_position && !p.t[k].lost);
	}
	assert_int_equal(lost, 300);
	assert_in_range(away, 400, 900);
	assert_true(moving >= (int)(p.ex.duration_s * 100));
}

static void test_fault_gap_in_a_continuous_exercise_is_made_up_for(void **state)
{
	struct sh_exercise ex = exercise("cat");
	int plain, moving = 0;

	(void)state;
	ex.duration_s = 30;
	perform_as(&ex, 7, 0);
	plain = p.n;
	perform_as(&ex, 7, bit(SH_FAULT_GAP_3S));
	for (int k = 0; k < p.n; k++)
		moving += p.t[k].moving && !p.t[k].doing;
	assert_true(moving >= 3000);
	assert_true(p.n > plain + 300);
}

static void test_fault_pause_keeps_clear_of_where_a_repetition_begins(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct sh_exercise ex = exercise("fish-lifts");

		ex.sets = 1;
		perform_as(&ex, seed, bit(SH_FAULT_PAUSE_MID_REP));
		assert_int_equal(p.reps, ex.reps);
	}
}

/* --- two sensors --------------------------------------------------------------------------------
 */

static void test_thorax_does_what_the_table_says_beside_the_pelvis(void **state)
{
	static const struct {
		const char *id;
		int axis;
		double low_deg, high_deg; /* thorax less pelvis at the end pose, mean */
	} rows[] = {
		{"knee-hug", SH_SIM_F, 9, 17},	   {"cat-side-turns", SH_SIM_L, 4, 8},
		{"fish-lifts", SH_SIM_F, -12, -7}, {"frozen-fish", SH_SIM_F, -13, -7},
		{"curl-tilts", SH_SIM_F, 12, 22},  {"chair-slope", SH_SIM_F, 6, 14},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double sum = 0;
		int n = 0;

		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			perform(rows[i].id, seed, 0);
			for (int k = 0; k < p.n && p.t[k].t_us < 30000000; k++)
				if (p.t[k].staying) {
					sum += p.t[k].segment[SH_SIM_THORAX].deg[rows[i].axis] -
					       p.t[k].segment[SH_SIM_PELVIS].deg[rows[i].axis];
					n++;
				}
		}
		assert_true(n > 0);
		assert_true(sum / n > rows[i].low_deg && sum / n < rows[i].high_deg);
	}
}

/* ------------------------------------------------------------------------------------------------
 */

static int open_catalog(void **state)
{
	struct sh_err err = {0};

	(void)state;
	return sh_catalog_builtin(&catalog, &err) == SH_OK ? 0 : -1;
}

static int close_catalog(void **state)
{
	(void)state;
	sh_catalog_close(catalog);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_wearer_is_truly_good_in_every_exercise),
		cmocka_unit_test(test_good_wearer_stays_inside_every_target),
		cmocka_unit_test(test_fault_list_has_everything_that_3_3_names),
		cmocka_unit_test(test_doing_is_told_for_the_attempts_with_the_fault_only),
		cmocka_unit_test(test_rolls_rock_in_three_seconds_without_a_stop),
		cmocka_unit_test(test_rolls_land_with_a_knock_of_0_4_g),
		cmocka_unit_test(test_fault_acc_clipping_clips_in_rolls),
		cmocka_unit_test(test_wall_legs_enters_and_leaves_by_the_side),
		cmocka_unit_test(test_forehead_to_knee_mirrors_the_second_leg),
		cmocka_unit_test(test_pillow_rest_settles_with_15_s),
		cmocka_unit_test(test_pillow_arch_lifts_before_the_pillow_is_in),
		cmocka_unit_test(test_oblique_raise_spreads_widely_inside_the_target),
		cmocka_unit_test(test_oblique_raise_turns_over_for_the_second_side),
		cmocka_unit_test(test_fault_pelvis_tips_goes_beyond_warn),
		cmocka_unit_test(test_fault_early_stop_gets_up_where_lying_still_is_the_target),
		cmocka_unit_test(test_fault_of_one_who_only_lies_is_not_part_of_the_dose),
		cmocka_unit_test(test_fault_gap_in_a_continuous_exercise_is_made_up_for),
		cmocka_unit_test(test_fault_pause_keeps_clear_of_where_a_repetition_begins),
		cmocka_unit_test(test_thorax_does_what_the_table_says_beside_the_pelvis),
	};

	return cmocka_run_group_tests(tests, open_catalog, close_catalog);
}
