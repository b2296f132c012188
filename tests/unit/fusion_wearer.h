#ifndef SH_TEST_FUSION_WEARER_H
#define SH_TEST_FUSION_WEARER_H

/** A sensor whose true orientation is known, for the tests of the orientation filter: rates are the
 * mean over each step, the field of the earth is 20 uT to the north and 40 down. */

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "spinehold/fusion.h"

#define FW_G	9.80665
#define FW_STEP 0.01

struct fw {
	uint64_t seed;
	struct sh_quat q;
	struct sh_vec3 bias_rad_s, magnet_ut; /* the magnet is fixed in the room */
	double gyro_noise_rad_s, acc_noise_m_s2;
	int64_t t_us;
	bool begun;
};

static inline double fw_uniform(struct fw *w, double low, double high)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * (double)(w->seed >> 11) / 9007199254740992.0;
}

static inline double fw_gauss(struct fw *w)
{
	double a = sqrt(-2 * log(fw_uniform(w, 1e-12, 1)));

	return a * cos(fw_uniform(w, 0, 2 * SH_PI));
}

static inline void fw_add_noise(struct fw *w, struct sh_vec3 *v, double sigma)
{
	v->x += sigma * fw_gauss(w);
	v->y += sigma * fw_gauss(w);
	v->z += sigma * fw_gauss(w);
}

/** MPU-6050 at 100 Hz. */
static inline struct fw fw_new(uint64_t seed)
{
	return (struct fw){.seed = seed,
			   .q = {1, 0, 0, 0},
			   .gyro_noise_rad_s = sh_rad(0.05),
			   .acc_noise_m_s2 = 0.004 * FW_G};
}

/** Another 10 ms, at the end of which the sensor stands at `q`. */
static inline struct sh_sample fw_sense(struct fw *w, const struct sh_quat *q)
{
	struct sh_quat back = sh_quat_conj(&w->q), d = sh_quat_mul(&back, q);
	struct sh_vec3 v = {d.x, d.y, d.z}, g = {0, 0, FW_G}, field = {0, 20, -40};
	double n = sh_vec3_norm(&v), angle = 2 * atan2(n, d.w);
	struct sh_sample s = {.flags = SH_SAMPLE_HAS_MAG};

	if (angle > SH_PI)
		angle -= 2 * SH_PI;
	if (n > 0 && w->begun)
		s.gyro_rad_s = sh_vec3_scale(&v, angle / n / FW_STEP);
	s.gyro_rad_s = sh_vec3_add(&s.gyro_rad_s, &w->bias_rad_s);
	fw_add_noise(w, &s.gyro_rad_s, w->gyro_noise_rad_s);
	s.acc_m_s2 = sh_quat_rotate_back(q, &g);
	fw_add_noise(w, &s.acc_m_s2, w->acc_noise_m_s2);
	field = sh_vec3_add(&field, &w->magnet_ut);
	s.mag_ut = sh_quat_rotate_back(q, &field);
	fw_add_noise(w, &s.mag_ut, 0.3);
	w->t_us += 10000;
	s.t_us = w->t_us;
	w->q = *q;
	w->begun = true;
	return s;
}

static inline struct sh_quat fw_turned(const struct sh_quat *q, double x, double y, double z,
				       double deg)
{
	struct sh_vec3 axis = {x, y, z};
	struct sh_quat d = sh_quat_from_axis_angle(&axis, sh_rad(deg));

	return sh_quat_mul(q, &d);
}

/** Angle between the two verticals. */
static inline double fw_tilt_deg(const struct sh_quat *estimate, const struct sh_quat *truth)
{
	struct sh_quat c = sh_quat_conj(truth), e = sh_quat_mul(estimate, &c);

	return sh_deg(2 * atan2(hypot(e.x, e.y), hypot(e.w, e.z)));
}

/** Turn about the vertical from the truth to the estimate, -180 to 180. */
static inline double fw_heading_deg(const struct sh_quat *estimate, const struct sh_quat *truth)
{
	struct sh_quat c = sh_quat_conj(truth), e = sh_quat_mul(estimate, &c);

	return sh_wrap_180(sh_deg(2 * atan2(e.z, e.w)));
}

#endif
