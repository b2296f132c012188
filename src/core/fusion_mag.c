/* Heading from the magnetometer, and when not to believe it.
 *
 * The field is turned into level axes, where its direction says how far heading is from north; that
 * is followed with tau_mag_s. Nothing flows back: tilt and bias do not know that a magnetometer
 * exists, so the worst a magnet can do is turn the result about the vertical.
 *
 * Steel bends the field, and then its strength or its dip changes too. So a field is believed while
 * both stay near those of a reference, which slowly follows. A field that stays the same while the
 * sensor turns becomes the new reference (a sensor that lies still sees any magnet as constant).
 * A disturbed field is refused for a minute, because the gyro is better for that long; after that
 * it counts half, because a gyro alone is worse in the end. Readings at the start count as their
 * mean.
 */

#include <math.h>

#include "core/fusion_math.h"
#include "core/fusion_parts.h"
#include "core/smath.h"

#define REFERENCE_TAU_S	 20.0
#define SIZE_TOLERANCE	 0.1
#define DIP_TOLERANCE	 (SH_PI / 18.0)
#define GOOD_US		 500000	  /* within both for so long: believed */
#define NEW_US		 20000000 /* the same so long while turning: the new reference */
#define FIRST_US	 5000000  /* when there is none yet */
#define TURNING_RAD_S	 (SH_PI / 9.0)
#define REFUSE_MAX_US	 60000000
#define FORGIVE		 2 /* refusing gets its time back so much faster; and the share it has then */
#define NORTH_DEG	 3.0 /* magnetic north indoors; RMS of heading on BROAD is 2.3 */
#define NORTH_UNSURE_DEG 10.0

void sh_mag_init(struct sh_fusion *f)
{
	f->mag = (struct sh_fusion_mag){.refused_us = REFUSE_MAX_US};
	f->disturbed = f->p.magnetometer;
	f->north = false;
	if (f->p.magnetometer)
		f->heading_drift_deg = SH_HEADING_MAX;
}

void sh_mag_retune(struct sh_fusion *f, double old_step_s)
{
	struct sh_fusion_lowpass lp, old;

	sh_lowpass_init(&lp, SH_MAG_TAU_S, f->step_s);
	sh_lowpass_init(&old, SH_MAG_TAU_S, old_step_s);
	sh_lowpass_retune(&lp, &old, &f->mag.lp_n, f->mag.state, 2);
}

void sh_mag_forget(struct sh_fusion *f)
{
	f->mag.n = 0;
	sh_lowpass_restart(&f->mag.lp_n, f->mag.state, 2);
}

static bool alike(double size, double dip, double old_size, double old_dip)
{
	double d = size - old_size, e = dip - old_dip;

	return d < SIZE_TOLERANCE * old_size && -d < SIZE_TOLERANCE * old_size &&
	       e < DIP_TOLERANCE && -e < DIP_TOLERANCE;
}

static uint32_t longer(uint32_t us, double step_s)
{
	return us < 1000 * 1000 * 1000 ? us + (uint32_t)(step_s * 1e6 + 0.5) : us;
}

static void follow_new(struct sh_fusion *f, double size, double dip, bool turning, double k)
{
	struct sh_fusion_mag *m = &f->mag;

	if (!alike(size, dip, m->new_size, m->new_dip)) {
		m->new_us = 0;
		m->new_size = size;
		m->new_dip = dip;
		return;
	}
	m->new_size += k * (size - m->new_size);
	m->new_dip += k * (dip - m->new_dip);
	if (turning)
		m->new_us = longer(m->new_us, f->step_s);
	if (f->disturbed && m->new_us >= (m->size > 0.0 ? NEW_US : FIRST_US)) {
		m->size = m->new_size;
		m->dip = m->new_dip;
		m->good_us = GOOD_US;
		f->disturbed = false;
	}
}

static void judge_field(struct sh_fusion *f, double size, double dip, bool turning)
{
	struct sh_fusion_mag *m = &f->mag;
	const double x[2] = {size, dip};
	double k = sh_gain(f->step_s / REFERENCE_TAU_S), y[2];
	struct sh_fusion_lowpass
		lp; /* made each time: cheaper than memory that six axes never use */

	sh_lowpass_init(&lp, SH_MAG_TAU_S, f->step_s);
	lowpass(&lp, SH_MAG_TAU_S, f->step_s, &m->lp_n, m->state, x, y, 2);
	if (alike(y[0], y[1], m->size, m->dip)) {
		m->good_us = longer(m->good_us, f->step_s);
		if (m->good_us >= GOOD_US) {
			f->disturbed = false;
			m->size += k * (y[0] - m->size);
			m->dip += k * (y[1] - m->dip);
		}
	} else {
		m->good_us = 0;
		f->disturbed = true;
	}
	follow_new(f, y[0], y[1], turning, k);
}

/* The share of the present reading. */
static double share(struct sh_fusion *f)
{
	struct sh_fusion_mag *m = &f->mag;
	double k = sh_gain(f->step_s / f->p.tau_mag_s), first;
	uint32_t step_us;

	if (!f->disturbed) {
		step_us = longer(0, FORGIVE * f->step_s);
		m->refused_us = m->refused_us > step_us ? m->refused_us - step_us : 0;
	} else if (m->refused_us <= REFUSE_MAX_US) {
		m->refused_us = longer(m->refused_us, f->step_s);
		k = 0.0;
	} else {
		k /= FORGIVE;
	}
	if (m->n == SH_SETTLED)
		return k;
	m->n++;
	first = 1.0 / m->n;
	if (m->n * f->step_s >= f->p.tau_mag_s)
		m->n = SH_SETTLED;
	return k > first ? k : first;
}

double sh_mag_follow(struct sh_fusion *f, double north_rad)
{
	double k = share(f);

	f->mag.heading_rad =
		sh_wrap_pi(f->mag.heading_rad + k * sh_wrap_pi(north_rad - f->mag.heading_rad));
	f->north = true;
	return k;
}

void sh_mag_step(struct sh_fusion *f, const struct sh_vec3 *field, const struct sh_vec3 *rate,
		 const struct sh_quat *q)
{
	struct sh_vec3 e = quat_rotate(*q, *field);
	double size = sqrt(vec_dot(e, e)), k, unsure;

	if (size < 1e-9)
		return;
	judge_field(f, size, -sh_asin(e.z / size),
		    vec_dot(*rate, *rate) >= TURNING_RAD_S * TURNING_RAD_S);
	if (!f->north)
		sh_sigma_due(f);
	k = sh_mag_follow(f, sh_atan2(e.x, e.y));
	unsure = f->disturbed ? NORTH_UNSURE_DEG : NORTH_DEG;
	if (unsure < f->heading_drift_deg)
		f->heading_drift_deg += k * (unsure - f->heading_drift_deg);
	f->hidden_heading_deg2 *= (1.0 - k) * (1.0 - k);
}
