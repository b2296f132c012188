/* The delay of the accelerometer behind the gyro, from turns by hand.
 *
 * The rate is integrated as the filter integrates it, so half a sample more or less in that is part
 * of the answer, as it must be for acc_delay_s. In the frame that comes out of it the force is
 * gravity, and linear in sixteen small unknowns: nine of the gyro's scale and axes and three of its
 * bias (each turns the frame a little, and gravity with it), three of the arm between the hand's
 * pivot and the sensor (which feels its centripetal and tangential acceleration), and the delay.
 * All columns go through the same low-pass of 0.3 s, against what the hand does beside that; every
 * ten seconds the frame begins anew, and a piece's mean is gravity and is taken out of it.
 *
 * Tried and dropped on recordings with known truth: the delay alone, against the filter's own
 * orientation. Its answers scattered by four times what they claimed, because the arm's
 * accelerations are nearly in step with the rate. Without the gyro's errors the slow turns pull it
 * off instead.
 */
#include <math.h>
#include <string.h>

#include "core/calib_part.h"
#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/calib.h"

enum { GYRO = 0, BIAS = 9, ARM = 12, DELAY = 15, FORCE = 16, UNKNOWN = 16, COLUMNS = 17 };
_Static_assert((int)COLUMNS == (int)SH_CALIB_TURN_COLUMNS, "calib.h has room for the columns");

static const double SLOW_S = 0.3, SETTLE_S = 0.6, PIECE_S = 10, GAP_S = 0.25;
static const double TURN_DEG_S = 20, DELAY_MAX_S = 0.1;
static const double NOISE_M_S2 = 0.3; /* what a hand leaves over, for the weight of the priors */
/* 1-sigma of what is thought before: 5 %, 0.5 deg/s, 0.5 m, 50 ms */
static const double PRIOR[] = {0.05, 0.0087, 0.5, 0.05};

void sh_calib_turns_init(struct sh_calib_turns *t)
{
	memset(t, 0, sizeof(*t));
	t->q = sh_quat_identity();
}

static void forget_piece(struct sh_calib_turns *t)
{
	memset(t->drift, 0, sizeof(t->drift));
	memset(t->mean, 0, sizeof(t->mean));
	memset(t->piece, 0, sizeof(t->piece));
	t->piece_s = t->n = 0;
}

static void end_piece(struct sh_calib_turns *t)
{
	for (int r = 0; r < COLUMNS; r++) {
		for (int c = 0; c < COLUMNS; c++) {
			double x = t->piece[r][c];

			for (int i = 0; i < 3; i++)
				x -= t->mean[r][i] * t->mean[c][i] / t->n;
			t->sum[r][c] += x;
		}
	}
	t->total_n += t->n;
	t->total_s += t->piece_s - SETTLE_S;
	forget_piece(t);
}

static void put(double column[3], const struct sh_vec3 *v)
{
	column[0] = v->x;
	column[1] = v->y;
	column[2] = v->z;
}

/* What each error of the gyro has turned the frame by, one step on. */
static void drift(struct sh_calib_turns *t, const struct sh_vec3 *rate, double dt_s)
{
	const double w[3] = {rate->x, rate->y, rate->z};
	double r[3][3];

	sh_quat_to_matrix(&t->q, r);
	for (int i = 0; i < 3; i++) {
		for (int axis = 0; axis < 3; axis++) {
			for (int k = 0; k < 3; k++)
				t->drift[GYRO + 3 * axis + k][i] += r[i][axis] * w[k] * dt_s;
			t->drift[BIAS + axis][i] += r[i][axis] * dt_s;
		}
	}
}

/* `turning` is the angular acceleration. */
static void make_columns(const struct sh_calib_turns *t, const struct sh_sample *s,
			 const struct sh_vec3 *turning, double ret[COLUMNS][3])
{
	const struct sh_vec3 *w = &s->gyro_rad_s;
	struct sh_vec3 force = sh_quat_rotate(&t->q, &s->acc_m_s2), v, u;

	for (int i = 0; i < ARM; i++) {
		v = (struct sh_vec3){t->drift[i][0], t->drift[i][1], t->drift[i][2]};
		v = sh_vec3_cross(&v, &force);
		put(ret[i], &v);
	}
	for (int i = 0; i < 3; i++) {
		struct sh_vec3 e = {i == 0, i == 1, i == 2};

		v = sh_vec3_cross(turning, &e);
		u = sh_vec3_cross(w, &e);
		u = sh_vec3_cross(w, &u);
		v = sh_vec3_add(&v, &u);
		v = sh_quat_rotate(&t->q, &v);
		put(ret[ARM + i], &v);
	}
	v = sh_vec3_cross(w, &s->acc_m_s2);
	v = sh_quat_rotate(&t->q, &v);
	put(ret[DELAY], &v);
	put(ret[FORCE], &force);
}

static void gather(struct sh_calib_turns *t, double x[COLUMNS][3], double dt_s)
{
	double k = t->piece_s > 0 ? dt_s / (SLOW_S + dt_s) : 1;

	for (int c = 0; c < COLUMNS; c++) {
		for (int i = 0; i < 3; i++)
			t->slow[c][i] += k * (x[c][i] - t->slow[c][i]);
	}
	t->piece_s += dt_s;
	if (t->piece_s < SETTLE_S)
		return;
	t->n += 1;
	for (int r = 0; r < COLUMNS; r++) {
		for (int i = 0; i < 3; i++) {
			t->mean[r][i] += t->slow[r][i];
			for (int c = 0; c < COLUMNS; c++)
				t->piece[r][c] += t->slow[r][i] * t->slow[c][i];
		}
	}
}

/* The waiting sample, now that the one after it is known. */
static void judge(struct sh_calib_turns *t, const struct sh_vec3 *rate_after, double dt_after_s)
{
	const struct sh_sample *s = &t->last;
	double dt_s = t->dt_before_s, x[COLUMNS][3];
	struct sh_vec3 turning = sh_vec3_sub(rate_after, &t->rate_before_rad_s), step;
	struct sh_quat dq;

	step = sh_vec3_scale(&s->gyro_rad_s, dt_s);
	dq = sh_quat_from_rotvec(&step);
	t->q = sh_quat_mul(&t->q, &dq);
	t->q = sh_quat_normalise(&t->q);
	drift(t, &s->gyro_rad_s, dt_s);
	if (s->flags & (SH_SAMPLE_ACC_CLIPPED | SH_SAMPLE_GYRO_CLIPPED))
		return;
	turning = sh_vec3_scale(&turning, 1 / (dt_s + dt_after_s));
	make_columns(t, s, &turning, x);
	gather(t, x, dt_s);
	if (t->piece_s >= PIECE_S)
		end_piece(t);
}

static bool usable(const struct sh_sample *s)
{
	/* false for what is not a number */
	return sh_vec3_norm(&s->acc_m_s2) < 1000 && sh_vec3_norm(&s->gyro_rad_s) < 1000;
}

void sh_calib_turns_step(struct sh_calib_turns *t, const struct sh_sample *s)
{
	double dt_s = t->started ? (double)(s->t_us - t->last.t_us) * 1e-6 : 0;

	if (!usable(s) || (t->started && dt_s <= 0))
		return;
	if (!t->started || dt_s > GAP_S) {
		forget_piece(t);
		t->has_before = false;
	} else {
		if (t->has_before)
			judge(t, &s->gyro_rad_s, dt_s);
		t->rate_before_rad_s = t->last.gyro_rad_s;
		t->dt_before_s = dt_s;
		t->has_before = true;
	}
	t->started = true;
	t->last = *s;
}

static double prior(int column)
{
	return PRIOR[column < BIAS ? 0 : column < ARM ? 1 : column < DELAY ? 2 : 3];
}

void sh_calib_turns_solve(const struct sh_calib_turns *t, struct sh_calib_delay *ret)
{
	double a[UNKNOWN][UNKNOWN], b[UNKNOWN], x[UNKNOWN], last, rest, together, weight;

	memset(ret, 0, sizeof(*ret));
	ret->turning_s = t->total_s;
	ret->verdict = SH_CALIB_FEW_TURNS;
	if (t->total_n < 1)
		return;
	ret->turning_deg_s = sh_deg(sqrt(t->sum[DELAY][DELAY] / t->total_n) / SH_CALIB_G_M_S2);
	if (t->total_s < SH_CALIB_TURNS_S / 2 || !(ret->turning_deg_s > TURN_DEG_S))
		return;
	/* samples that the low-pass makes one of */
	together = 2 * SLOW_S * t->total_n / t->total_s;
	weight = NOISE_M_S2 * NOISE_M_S2 * together;
	for (int r = 0; r < UNKNOWN; r++) {
		for (int c = 0; c < UNKNOWN; c++)
			a[r][c] = t->sum[r][c];
		a[r][r] += weight / (prior(r) * prior(r));
		b[r] = t->sum[r][FORCE];
	}
	ret->verdict = SH_CALIB_UNSURE;
	if (!sh_calib_solve(UNKNOWN, &a[0][0], b, x, &last))
		return;
	rest = t->sum[FORCE][FORCE];
	for (int r = 0; r < UNKNOWN; r++)
		rest -= x[r] * b[r];
	ret->delay_s = x[DELAY];
	ret->sigma_s = sqrt((rest > 0 ? rest : 0) / t->total_n * together * last);
	if (ret->sigma_s < SH_CALIB_DELAY_SIGMA_S && ret->delay_s < DELAY_MAX_S &&
	    ret->delay_s > -DELAY_MAX_S)
		ret->verdict = SH_CALIB_PASS;
}
