/* Six faces: offset, scale and axes of an accelerometer by least squares.
 *
 * Unknown are the nine of a matrix M and the three of a shift b, with force = M reading + b. A pose
 * on a face gives three equations: the length of the force, and two that say that nothing of it
 * lies across. A pose elsewhere gives the length alone. The cross equations are weighted as a table
 * and a housing deserve (a degree), the length as noise deserves, so a sloping table costs the axes
 * a little and the lengths nothing. Gauss and Newton from the identity: three or four steps,
 * because the errors are percents.
 *
 * Tried and dropped: reading the matrix straight off the six means (half the difference of opposite
 * faces are its columns): as good on level faces, but a face that leans by two degrees then bends
 * the scale too, and further poses could not help. Lengths alone: with six poses they cannot see
 * the cross-axis terms at all, a pose on a face does not change its length by them.
 */
#include <math.h>
#include <string.h>

#include "core/calib_part.h"
#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/calib.h"

enum { N = 12, STEPS = 12 };

static const double FACE_COS = 0.94;	 /* 20 degrees */
static const double LENGTH_M_S2 = 0.005; /* noise of a mean, and what the model leaves out */
static const double LEVEL_DEG = 1, SAME_DEG = 3;
static const double ASKEW_DEG = 1.5, TURN_MAX_DEG = 3, G_SHARE = 0.2;
static const double SCALE_MAX = 0.15, OFFSET_MAX_M_S2 = 2;

struct equations {
	double a[N][N], b[N];
};

int sh_calib_face(const struct sh_vec3 *acc)
{
	const double v[3] = {acc->x, acc->y, acc->z};
	double size = sh_vec3_norm(acc);

	for (int i = 0; i < 3; i++) {
		if (v[i] > FACE_COS * size)
			return 2 * i;
		if (v[i] < -FACE_COS * size)
			return 2 * i + 1;
	}
	return -1;
}

const char *sh_calib_face_name(int face)
{
	static const char *const names[SH_CALIB_FACES] = {"+x", "-x", "+y", "-y", "+z", "-z"};

	return face >= 0 && face < SH_CALIB_FACES ? names[face] : "?";
}

/* One equation: j . step = -residual, weighted. */
static void add(struct equations *e, const double j[N], double residual, double sigma)
{
	double w = 1 / (sigma * sigma);

	for (int r = 0; r < N; r++) {
		for (int c = 0; c < N; c++)
			e->a[r][c] += w * j[r] * j[c];
		e->b[r] -= w * j[r] * residual;
	}
}

/* x: the rows of M, then b */
static void force_of(const double x[N], const double r[3], double ret[3])
{
	for (int i = 0; i < 3; i++)
		ret[i] = x[3 * i] * r[0] + x[3 * i + 1] * r[1] + x[3 * i + 2] * r[2] + x[9 + i];
}

static double length(const double v[3])
{
	return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static void add_pose(struct equations *e, const double x[N], const struct sh_calib_pose *p,
		     int face)
{
	const double r[3] = {p->acc_m_s2.x, p->acc_m_s2.y, p->acc_m_s2.z};
	double f[3], size, j[N];

	force_of(x, r, f);
	size = length(f);
	if (size < 1e-6)
		return;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++)
			j[3 * i + k] = f[i] / size * r[k];
		j[9 + i] = f[i] / size;
	}
	add(e, j, size - SH_CALIB_G_M_S2, LENGTH_M_S2);
	for (int i = 0; face >= 0 && i < 3; i++) {
		if (i == face / 2)
			continue;
		memset(j, 0, sizeof(j));
		for (int k = 0; k < 3; k++)
			j[3 * i + k] = r[k];
		j[9 + i] = 1;
		add(e, j, f[i], SH_CALIB_G_M_S2 * sh_rad(LEVEL_DEG));
	}
}

static bool counts(const struct sh_calib_pose *p)
{
	return p->duration_s >= SH_CALIB_POSE_S;
}

static double component(const struct sh_vec3 *v, int axis)
{
	return axis == 0 ? v->x : axis == 1 ? v->y : v->z;
}

/* Which face pose `k` lies on, or -1: the most upright pose of a face is taken for it, and what is
 * within three degrees of that; anything else near it was put there leaning. */
static int lies_on(const struct sh_calib_pose *poses, size_t n, size_t k)
{
	const struct sh_vec3 *a = &poses[k].acc_m_s2, *best = NULL;
	int face = sh_calib_face(a);
	double most = 0;

	for (size_t i = 0; face >= 0 && i < n; i++) {
		const struct sh_vec3 *o = &poses[i].acc_m_s2;
		double c = component(o, face / 2) / sh_vec3_norm(o);

		if (!counts(&poses[i]) || sh_calib_face(o) != face || !(c * c > most))
			continue;
		most = c * c;
		best = o;
	}
	if (!best || !(sh_vec3_dot(a, best) >
		       sh_cos(sh_rad(SAME_DEG)) * sh_vec3_norm(a) * sh_vec3_norm(best)))
		return -1;
	return face;
}

static bool fit(const struct sh_calib_pose *poses, size_t n, double x[N])
{
	for (int i = 0; i < N; i++)
		x[i] = i == 0 || i == 4 || i == 8 ? 1 : 0;
	for (int step = 0; step < STEPS; step++) {
		struct equations e;
		double d[N] = {0};

		memset(&e, 0, sizeof(e));
		for (size_t k = 0; k < n; k++) {
			if (counts(&poses[k]))
				add_pose(&e, x, &poses[k], lies_on(poses, n, k));
		}
		if (!sh_calib_solve(N, &e.a[0][0], e.b, d, NULL))
			return false;
		for (int i = 0; i < N; i++)
			x[i] += d[i];
	}
	return true;
}

/* --- the turn in a matrix ------------------------------------------------------------------- */

static double determinant(const double m[3][3])
{
	return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
	       m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
	       m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

static void inverse(const double m[3][3], double ret[3][3])
{
	double d = determinant(m);

	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++) {
			int a = (k + 1) % 3, b = (k + 2) % 3, c = (i + 1) % 3, e = (i + 2) % 3;

			ret[i][k] = (m[a][c] * m[b][e] - m[a][e] * m[b][c]) / d;
		}
	}
}

/* The rotation nearest to a matrix that is nearly one: Newton's mean of it and its inverse
 * transposed. */
static void nearest_rotation(const double m[3][3], double ret[3][3])
{
	memcpy(ret, m, sizeof(double[3][3]));
	for (int step = 0; step < 10; step++) {
		double inv[3][3];

		inverse((const double(*)[3])ret, inv);
		for (int i = 0; i < 3; i++) {
			for (int k = 0; k < 3; k++)
				ret[i][k] = (ret[i][k] + inv[k][i]) / 2;
		}
	}
}

static void take_turn(struct sh_calib_faces *f)
{
	double r[3][3], m[3][3], sine;
	struct sh_vec3 axis;

	nearest_rotation((const double(*)[3])f->matrix, r);
	axis = (struct sh_vec3){r[2][1] - r[1][2], r[0][2] - r[2][0], r[1][0] - r[0][1]};
	sine = sh_vec3_norm(&axis) / 2;
	f->turn_deg = sh_deg(sh_asin(sine));
	f->turn_left_out = f->turn_deg > TURN_MAX_DEG;
	if (!f->turn_left_out)
		return;
	memcpy(m, f->matrix, sizeof(m));
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++)
			f->matrix[i][k] = r[0][i] * m[0][k] + r[1][i] * m[1][k] + r[2][i] * m[2][k];
	}
}

/* --- judging --------------------------------------------------------------------------------- */

/* How well the poses come out, and which face lies worst. */
static void measure(const struct sh_calib_pose *poses, size_t n, const double x[N],
		    struct sh_calib_faces *ret)
{
	double sq = 0, before = 0, askew = 0, faces = 0, worst = 0;

	for (size_t k = 0; k < n; k++) {
		const struct sh_vec3 *a = &poses[k].acc_m_s2;
		const double r[3] = {a->x, a->y, a->z};
		int face = lies_on(poses, n, k);
		double f[3], d, across;

		if (!counts(&poses[k]))
			continue;
		force_of(x, r, f);
		d = length(f) - SH_CALIB_G_M_S2;
		sq += d * d;
		d = length(r) - SH_CALIB_G_M_S2;
		before += d * d;
		ret->poses++;
		if (face < 0)
			continue;
		f[face / 2] = 0;
		across = sh_deg(length(f) / SH_CALIB_G_M_S2);
		askew += across * across;
		faces += 1;
		if (across > worst) {
			worst = across;
			ret->face = face;
		}
	}
	ret->residual_m_s2 = sqrt(sq / ret->poses);
	ret->before_m_s2 = sqrt(before / ret->poses);
	ret->askew_deg = sqrt(askew / faces);
	if (worst > ASKEW_DEG)
		ret->verdict = SH_CALIB_FACE_ASKEW;
	else
		ret->face = -1;
}

static bool plausible(const struct sh_calib_faces *f)
{
	for (int i = 0; i < 3; i++) {
		double d = f->matrix[i][i] - 1;

		if (!(d < SCALE_MAX && d > -SCALE_MAX))
			return false;
	}
	return sh_vec3_norm(&f->offset_m_s2) < OFFSET_MAX_M_S2;
}

static void find_missing(const struct sh_calib_pose *poses, size_t n, struct sh_calib_faces *ret)
{
	bool there[SH_CALIB_FACES] = {false}, touched[SH_CALIB_FACES] = {false};

	for (size_t k = 0; k < n; k++) {
		double g = sh_vec3_norm(&poses[k].acc_m_s2);
		int face = sh_calib_face(&poses[k].acc_m_s2);

		if (counts(&poses[k]) &&
		    !(g > SH_CALIB_G_M_S2 * (1 - G_SHARE) && g < SH_CALIB_G_M_S2 * (1 + G_SHARE)))
			ret->verdict = SH_CALIB_NO_GRAVITY;
		if (face >= 0)
			touched[face] = true;
		if (face >= 0 && counts(&poses[k]))
			there[face] = true;
	}
	for (int i = 0; i < SH_CALIB_FACES && ret->verdict == SH_CALIB_PASS; i++) {
		if (there[i])
			continue;
		ret->face = i;
		ret->verdict = touched[i] ? SH_CALIB_FACE_MOVED : SH_CALIB_FACE_MISSING;
	}
}

void sh_calib_faces_solve(const struct sh_calib_pose *poses, size_t n, struct sh_calib_faces *ret)
{
	double x[N], inv[3][3];

	memset(ret, 0, sizeof(*ret));
	ret->face = -1;
	for (int i = 0; i < 3; i++)
		ret->matrix[i][i] = 1;
	find_missing(poses, n, ret);
	if (ret->verdict != SH_CALIB_PASS)
		return;
	if (!fit(poses, n, x)) {
		ret->verdict = SH_CALIB_IMPLAUSIBLE;
		return;
	}
	memcpy(ret->matrix, x, sizeof(ret->matrix));
	inverse((const double(*)[3])ret->matrix, inv);
	ret->offset_m_s2.x = -(inv[0][0] * x[9] + inv[0][1] * x[10] + inv[0][2] * x[11]);
	ret->offset_m_s2.y = -(inv[1][0] * x[9] + inv[1][1] * x[10] + inv[1][2] * x[11]);
	ret->offset_m_s2.z = -(inv[2][0] * x[9] + inv[2][1] * x[10] + inv[2][2] * x[11]);
	measure(poses, n, x, ret);
	take_turn(ret);
	if (ret->verdict == SH_CALIB_PASS && !plausible(ret))
		ret->verdict = SH_CALIB_IMPLAUSIBLE;
}
