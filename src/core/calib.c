/* Taking known errors of a sensor out of its samples.
 *
 * It stands before the filter, so that everything that is learnt from the samples (rest, the rest
 * of the bias, stillness) is learnt from the corrected ones. */

#include "core/quat.h"
#include "spinehold/calib.h"

void sh_correction_apply(const struct sh_correction *c, struct sh_sample *s)
{
	struct sh_vec3 a = s->acc_m_s2;

	if (c->has_gyro)
		s->gyro_rad_s = sh_vec3_sub(&s->gyro_rad_s, &c->gyro_bias_rad_s);
	if (!c->has_acc || (a.x == 0.0 && a.y == 0.0 && a.z == 0.0))
		return;
	a = sh_vec3_sub(&a, &c->acc_offset_m_s2);
	s->acc_m_s2.x =
		c->acc_matrix[0][0] * a.x + c->acc_matrix[0][1] * a.y + c->acc_matrix[0][2] * a.z;
	s->acc_m_s2.y =
		c->acc_matrix[1][0] * a.x + c->acc_matrix[1][1] * a.y + c->acc_matrix[1][2] * a.z;
	s->acc_m_s2.z =
		c->acc_matrix[2][0] * a.x + c->acc_matrix[2][1] * a.y + c->acc_matrix[2][2] * a.z;
}
