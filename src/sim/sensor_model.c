/* reading = full scale and steps of ( M true + bias + noise ), for gyro and accelerometer alike.
 *
 * M is the identity plus scale errors on its diagonal and cross-axis terms beside it. The gyro's
 * bias has a fixed part, a random walk, a part that follows the temperature and one that follows
 * acceleration (the MPU's 0.1 deg/s per g: a bias learnt standing is wrong when lying). Every
 * device draws the same number of random values whatever its tolerances, so two kinds of sensor
 * with one seed see one body. */

#include "sim/sensor_model.h"

#include <math.h>
#include <string.h>

#include "core/quat.h"
#include "core/smath.h"
#include "sim/faults.h"

#define G_M_S2	 9.80665
#define RAD	 (SH_PI / 180)
#define SIGMAS	 2.5  /* where a tolerance stands */
#define WARM_C	 33.0 /* against the skin */
#define COLD_C	 25.0
#define WARMUP_S 120.0 /* time constant */

static const struct sh_sensor_params kinds[] = {
	{.name = "ideal"},
	{.name = "mpu6050",
	 .gyro_noise_deg_s = 0.05,
	 .gyro_bias_deg_s = 20,
	 .gyro_walk_deg_s = 2e-4,
	 .gyro_per_c_deg_s = 0.03,
	 .gyro_per_g_deg_s = 0.1,
	 .scale = 0.03,
	 .cross = 0.02,
	 .acc_noise_m_s2 = 0.0028 * G_M_S2,
	 .acc_offset_m_s2 = 0.050 * G_M_S2,
	 .acc_offset_z_m_s2 = 0.080 * G_M_S2,
	 .gyro_step_rad_s = RAD / 32.8,	  /* range 1000 deg/s */
	 .acc_step_m_s2 = G_M_S2 / 8192}, /* range 4 g */
	{.name = "mpu6050-zeroed",
	 .gyro_noise_deg_s = 0.05,
	 .gyro_bias_deg_s = 0.02,
	 .gyro_walk_deg_s = 2e-4,
	 .gyro_per_c_deg_s = 0.03,
	 .gyro_per_g_deg_s = 0.1,
	 .scale = 0.03,
	 .cross = 0.02,
	 .acc_noise_m_s2 = 0.0028 * G_M_S2,
	 .acc_offset_m_s2 = 0.050 * G_M_S2,
	 .acc_offset_z_m_s2 = 0.080 * G_M_S2,
	 .gyro_step_rad_s = RAD / 32.8,
	 .acc_step_m_s2 = G_M_S2 / 8192},
	{.name = "wt901",
	 .gyro_noise_deg_s = 0.05,
	 .gyro_bias_deg_s = 0.02,
	 .gyro_walk_deg_s = 1e-4,
	 .gyro_per_c_deg_s = 0.01,
	 .gyro_per_g_deg_s = 0.05,
	 .scale = 0.01,
	 .cross = 0.01,
	 .acc_noise_m_s2 = 0.0009 * G_M_S2,
	 .acc_offset_m_s2 = 0.030 * G_M_S2,
	 .acc_offset_z_m_s2 = 0.030 * G_M_S2,
	 .gyro_step_rad_s = 2000 * RAD / 32768,
	 .acc_step_m_s2 = 16 * G_M_S2 / 32768},
};

const struct sh_sensor_params *sh_sensor_params_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

static double draw(struct sh_sensor_model *m, double tolerance)
{
	return tolerance / SIGMAS * sh_rng_gauss_cut(&m->rng, SIGMAS);
}

static void draw_matrix(struct sh_sensor_model *m, double ret[3][3])
{
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			ret[i][k] = i == k ? 1 + draw(m, m->p.scale) : draw(m, m->p.cross);
}

void sh_sensor_model_init(struct sh_sensor_model *m, const struct sh_sensor_params *p,
			  const struct sh_quat *mount, uint32_t sensor, uint64_t seed,
			  uint32_t faults)
{
	static const struct sh_vec3 forward = {1, 0, 0};

	memset(m, 0, sizeof(*m));
	m->p = *p;
	if (sh_sim_fault_in(faults, SH_FAULT_ACC_CLIPPING))
		m->p.acc_step_m_s2 = SH_SIM_CLIP_STEP_M_S2;
	m->sensor = sensor;
	sh_rng_init(&m->rng, seed, 10 + sensor);
	draw_matrix(m, m->gyro_m);
	draw_matrix(m, m->acc_m);
	for (int i = 0; i < 3; i++) {
		m->gyro_bias_deg_s[i] =
			sh_rng_uniform(&m->rng, -p->gyro_bias_deg_s, p->gyro_bias_deg_s);
		m->gyro_per_c[i] =
			sh_rng_next(&m->rng) & 1 ? p->gyro_per_c_deg_s : -p->gyro_per_c_deg_s;
		for (int k = 0; k < 3; k++)
			m->gyro_per_g[i][k] = draw(m, p->gyro_per_g_deg_s);
		m->acc_offset_m_s2[i] = draw(m, i == 2 ? p->acc_offset_z_m_s2 : p->acc_offset_m_s2);
	}
	m->warming = sh_sim_fault_in(faults, SH_FAULT_TEMPERATURE_RAMP);
	m->temperature_c = m->warming ? COLD_C : WARM_C;
	m->mount = *mount;
	if (sh_sim_fault_in(faults, SH_FAULT_MOUNT_UPSIDE_DOWN) ||
	    sh_sim_fault_in(faults, SH_FAULT_MOUNT_ROTATED)) {
		bool over = sh_sim_fault_in(faults, SH_FAULT_MOUNT_UPSIDE_DOWN);
		struct sh_quat turn = sh_quat_from_axis_angle(&forward, over ? SH_PI : SH_PI / 2);

		m->mount = sh_quat_mul(&turn, &m->mount);
	}
}

/* On the chip's grid, held within its range; sets the flag where it had to be held. */
static double quantise(double x, double step, uint32_t flag, uint32_t *flags)
{
	double counts;

	if (!(step > 0))
		return x;
	counts = (double)sh_round_i64(x / step);
	if (counts > 32767 || counts < -32768) {
		counts = counts > 0 ? 32767 : -32768;
		*flags |= flag;
	}
	return counts * step;
}

static void drift(struct sh_sensor_model *m)
{
	double per_step = sqrt(1.0 / SH_SIM_RATE_HZ);

	if (m->warming)
		m->temperature_c += (WARM_C - m->temperature_c) / (WARMUP_S * SH_SIM_RATE_HZ);
	for (int i = 0; i < 3; i++)
		m->gyro_bias_deg_s[i] += m->p.gyro_walk_deg_s * per_step * sh_rng_gauss(&m->rng);
}

void sh_sensor_model_apply(struct sh_sensor_model *m, const struct sh_sim_segment *s, int64_t t_us,
			   struct sh_sample *ret)
{
	struct sh_vec3 w = sh_quat_rotate_back(&m->mount, &s->rate_rad_s);
	struct sh_vec3 f = sh_quat_rotate_back(&m->mount, &s->force_m_s2);
	double rate[3], acc[3], warm = m->temperature_c - WARM_C;

	drift(m);
	memset(ret, 0, sizeof(*ret));
	for (int i = 0; i < 3; i++) {
		double bias = m->gyro_bias_deg_s[i] + m->gyro_per_c[i] * warm;

		bias += (m->gyro_per_g[i][0] * f.x + m->gyro_per_g[i][1] * f.y +
			 m->gyro_per_g[i][2] * f.z) /
			G_M_S2;
		rate[i] = m->gyro_m[i][0] * w.x + m->gyro_m[i][1] * w.y + m->gyro_m[i][2] * w.z +
			  sh_rad(bias + m->p.gyro_noise_deg_s * sh_rng_gauss(&m->rng));
		acc[i] = m->acc_m[i][0] * f.x + m->acc_m[i][1] * f.y + m->acc_m[i][2] * f.z +
			 m->acc_offset_m_s2[i] + m->p.acc_noise_m_s2 * sh_rng_gauss(&m->rng);
		rate[i] = quantise(rate[i], m->p.gyro_step_rad_s, SH_SAMPLE_GYRO_CLIPPED,
				   &ret->flags);
		acc[i] = quantise(acc[i], m->p.acc_step_m_s2, SH_SAMPLE_ACC_CLIPPED, &ret->flags);
	}
	ret->t_us = t_us;
	ret->sensor = m->sensor;
	ret->gyro_rad_s.x = rate[0];
	ret->gyro_rad_s.y = rate[1];
	ret->gyro_rad_s.z = rate[2];
	ret->acc_m_s2.x = acc[0];
	ret->acc_m_s2.y = acc[1];
	ret->acc_m_s2.z = acc[2];
	ret->temperature_c = m->temperature_c;
}
