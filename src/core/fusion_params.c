/* Presets and ranges of the orientation filter's parameters. */

#include "core/fusion_parts.h"
#include "core/smath.h"

void sh_fusion_defaults_compat(struct sh_fusion_params *p)
{
	*p = (struct sh_fusion_params){
		.tau_acc_s = 3.0,
		.acc_delay_s = 0.0,
		.magnetometer = false,
		.mag_delay_s = 0.0,
		.tau_mag_s = 9.0,
		.coning = false,
		.rest_tau_s = 0.5,
		.rest_min_s = 1.5,
		.rest_rate_rad_s = sh_rad(2.0),
		.rest_acc_m_s2 = 0.5,
		.rest_less_sway = false,
		.sigma_init_rad_s = sh_rad(0.5),
		.sigma_motion_rad_s = sh_rad(0.1),
		.sigma_rest_rad_s = sh_rad(0.03),
		.vertical_forgetting = 1e-4,
		.forgetting_s = 100.0,
		.bias_clip_rad_s = sh_rad(2.0),
		.start_bias_clip_rad_s = 0.0,
		.start_acc_m_s2 = 0.25,
		.start_again_s = 10.0,
		.gap_reset_s = 0.5,
	};
}

void sh_fusion_defaults_coached(struct sh_fusion_params *p)
{
	sh_fusion_defaults_compat(p);
	p->tau_mag_s = 15.0;
	p->coning = true;
	p->rest_min_s = 2.0;
	p->rest_rate_rad_s = sh_rad(1.5);
	p->rest_less_sway = true;
	p->sigma_motion_rad_s = sh_rad(0.08);
	p->sigma_rest_rad_s = sh_rad(0.06);
	p->start_bias_clip_rad_s = sh_rad(25.0);
}

static bool in_range(double x, double low, double high)
{
	return x >= low && x <= high; /* false for NaN */
}

/* Degrees, with room for what sh_rad() rounds. */
static bool in_range_deg(double rad, double low_deg, double high_deg)
{
	return in_range(sh_deg(rad), low_deg * (1.0 - 1e-12), high_deg * (1.0 + 1e-12));
}

bool sh_fusion_params_fit(const struct sh_fusion_params *p)
{
	double clip_deg = sh_deg(p->bias_clip_rad_s);

	return in_range(p->tau_acc_s, 0.1, 60.0) && in_range(p->acc_delay_s, -0.1, 0.1) &&
	       in_range(p->mag_delay_s, -0.1, 0.1) && in_range(p->tau_mag_s, 0.5, 600.0) &&
	       in_range(p->rest_tau_s, 0.05, 10.0) && in_range(p->rest_min_s, 0.1, 60.0) &&
	       in_range_deg(p->rest_rate_rad_s, 0.05, 50.0) &&
	       in_range(p->rest_acc_m_s2, 0.01, 10.0) &&
	       in_range_deg(p->sigma_init_rad_s, 0.001, 20.0) &&
	       in_range_deg(p->sigma_motion_rad_s, 0.001, 10.0) &&
	       in_range_deg(p->sigma_rest_rad_s, 0.001, 10.0) &&
	       in_range(p->vertical_forgetting, 1e-9, 1.0) && in_range(p->forgetting_s, 1.0, 1e5) &&
	       in_range_deg(p->bias_clip_rad_s, 0.01, 100.0) &&
	       (p->start_bias_clip_rad_s == 0.0 ||
		in_range_deg(p->start_bias_clip_rad_s, clip_deg, 100.0)) &&
	       in_range(p->start_acc_m_s2, 0.01, 5.0) &&
	       in_range(p->start_again_s, p->rest_min_s, 1000.0) &&
	       in_range(p->gap_reset_s, 0.02, 60.0);
}
