/* WitMotion frames as the sensor writes them; see wit_encode.h.
 *
 * Kept beside the decoder, not in the simulator, so that both use the same scales and the tests can
 * check one against the other. Rounding is half away from zero without lrint(), so that it does not
 * depend on the rounding mode.
 */

#include "wit_encode.h"

int16_t sh_raw_round(double value, double per_lsb)
{
	double raw = value / per_lsb;

	if (raw != raw)
		return 0;
	raw += raw < 0.0 ? -0.5 : 0.5;
	if (raw >= 32767.0)
		return 32767;
	if (raw <= -32768.0)
		return -32768;
	return (int16_t)raw;
}

void sh_wit_frame(enum sh_wit_type type, const int16_t *words, uint8_t *ret)
{
	uint8_t sum = 0;
	int i;

	ret[0] = 0x55;
	ret[1] = (uint8_t)type;
	for (i = 0; i < 4; i++) {
		uint16_t bits = (uint16_t)words[i];

		ret[2 + 2 * i] = (uint8_t)(bits & 0xFFu);
		ret[3 + 2 * i] = (uint8_t)(bits >> 8);
	}
	for (i = 0; i < SH_WIT_FRAME_BYTES - 1; i++)
		sum = (uint8_t)(sum + ret[i]);
	ret[SH_WIT_FRAME_BYTES - 1] = sum;
}

static void encode_vector(enum sh_wit_type type, const double *v, double per_lsb,
			  double temperature_c, uint8_t *ret)
{
	int16_t words[4];
	int i;

	for (i = 0; i < 3; i++)
		words[i] = sh_raw_round(v[i], per_lsb);
	words[3] = sh_raw_round(temperature_c, 0.01);
	sh_wit_frame(type, words, ret);
}

void sh_wit_encode_acc(const double *acc_m_s2, double temperature_c, uint8_t *ret)
{
	encode_vector(SH_WIT_ACC, acc_m_s2, SH_WIT_ACC_M_S2, temperature_c, ret);
}

void sh_wit_encode_gyro(const double *gyro_rad_s, double temperature_c, uint8_t *ret)
{
	encode_vector(SH_WIT_GYRO, gyro_rad_s, SH_WIT_GYRO_RAD_S, temperature_c, ret);
}

void sh_wit_encode_quaternion(const double *wxyz, uint8_t *ret)
{
	int16_t words[4];
	int i;

	for (i = 0; i < 4; i++)
		words[i] = sh_raw_round(wxyz[i], 1.0 / 32768.0);
	sh_wit_frame(SH_WIT_QUATERNION, words, ret);
}

void sh_wit_encode_time(uint32_t t_ms, uint8_t *ret)
{
	uint32_t t_s = t_ms / 1000u;
	uint32_t day = 1 + (t_s / 86400u) % 31u;
	uint32_t hour = (t_s / 3600u) % 24u;
	uint32_t minute = (t_s / 60u) % 60u;
	int16_t words[4];

	words[0] = (int16_t)(15u | 1u << 8);
	words[1] = (int16_t)(day | hour << 8);
	words[2] = (int16_t)(minute | (t_s % 60u) << 8);
	words[3] = (int16_t)(t_ms % 1000u);
	sh_wit_frame(SH_WIT_TIME, words, ret);
}
