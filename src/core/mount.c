/* How the sensor is strapped on: three axes in words to a rotation. */

#include "core/quat.h"
#include "spinehold/posture.h"

static bool parse_axis(const char **text, double ret[3])
{
	const char *t = *text;
	double sign = 1;

	if (*t == '+' || *t == '-')
		sign = *t++ == '-' ? -1 : 1;
	if (*t < 'x' || *t > 'z')
		return false;
	ret[0] = ret[1] = ret[2] = 0;
	ret[*t - 'x'] = sign;
	*text = t + 1;
	return true;
}

enum sh_status sh_mount_parse(const char *text, struct sh_quat *ret)
{
	double m[3][3], det;

	for (int i = 0; i < 3; i++) {
		if (!parse_axis(&text, m[i]))
			return SH_ERR_CONFIG;
		if (*text != (i < 2 ? ',' : '\0'))
			return SH_ERR_CONFIG;
		text += i < 2;
	}
	det = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
	      m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
	      m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
	if (det < 0.5)
		return SH_ERR_CONFIG;
	*ret = sh_quat_from_matrix((const double(*)[3])m);
	return SH_OK;
}
