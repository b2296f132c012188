/* How sure the orientation is: what fusion.h says of tilt_sigma_deg and heading_sigma_deg.
 *
 * None of it moves faster than a tenth of a second, except when something was lost or clipped; so
 * the square roots are taken ten times a second and at once after such a moment, and otherwise the
 * last result stands. That is a tenth of the whole step's cost saved.
 */

#include <math.h>

#include "core/fusion_math.h"
#include "core/fusion_parts.h"
#include "core/smath.h"

#define RENEW_S	       0.1
#define FIRST_TILT_DEG 1.0 /* one sample at rest: noise and a trembling hand; judgement */
#define MOTION_TILT    0.2 /* share of acc_error that tilts; fitted to BROAD, claims 0.2 to 1.9 x */
#define MOTION_CORR_S  0.5 /* how long a push keeps its direction; judgement */
#define TILT_SIGMA_MAX 90.0

void sh_sigma_due(struct sh_fusion *f)
{
	f->tilt_sigma_deg = -1.0;
}

void sh_sigma_hide(struct sh_fusion *f, double deg)
{
	f->hidden_tilt_deg2 += deg * deg;
	f->hidden_heading_deg2 += deg * deg;
	sh_sigma_due(f);
}

/* How long levelling has been averaging; and the lag of that average behind the newest sample. */
static double averaged_s(const struct sh_fusion *f)
{
	return f->acc_n == SH_SETTLED ? f->p.tau_acc_s : f->acc_n * f->step_s;
}

static double tilt_sigma_deg(const struct sh_fusion *f, double bias_rad_s)
{
	double t = averaged_s(f), lag = f->acc_n == SH_SETTLED ? t : t / 2.0, n = t / f->step_s;
	double from_bias = sh_deg(bias_rad_s) * lag;
	double from_motion = sh_deg(f->acc_error_m_s2 / SH_GRAVITY_M_S2) * MOTION_TILT *
			     sqrt(MOTION_CORR_S / (MOTION_CORR_S + t));
	double sum = from_bias * from_bias + from_motion * from_motion + f->hidden_tilt_deg2;

	if (!f->levelled)
		return TILT_SIGMA_MAX;
	sum += FIRST_TILT_DEG * FIRST_TILT_DEG / (n > 1.0 ? n : 1.0);
	return sh_clamp(sqrt(sum), 0.0, TILT_SIGMA_MAX);
}

void sh_sigma_step(struct sh_fusion *f, const struct sh_quat *q, double dt_s)
{
	double horizontal_rad_s, vertical_rad_s, age_s = f->sigma_age_s + dt_s;
	struct sh_vec3 r[3];

	f->sigma_age_s = age_s;
	if (f->tilt_sigma_deg >= 0.0 && age_s < RENEW_S)
		return;
	f->sigma_age_s = 0.0;
	quat_rows(*q, r);
	sh_bias_sigma(f, &r[2], &horizontal_rad_s, &vertical_rad_s);
	f->heading_drift_deg += sh_deg(vertical_rad_s) * age_s;
	f->hidden_tilt_deg2 -= f->hidden_tilt_deg2 * 2.0 * age_s / (f->p.tau_acc_s + 2.0 * age_s);
	f->tilt_sigma_deg = tilt_sigma_deg(f, horizontal_rad_s);
	f->heading_sigma_deg =
		sh_clamp(sqrt(f->heading_drift_deg * f->heading_drift_deg + f->hidden_heading_deg2),
			 0.0, SH_HEADING_MAX);
}
