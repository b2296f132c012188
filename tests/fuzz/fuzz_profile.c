/* Any bytes as a profile: they are refused with one line, or what was loaded is in range, corrects
 * finite samples to finite ones, and can be written and read again.
 *
 * Seeds: calibration/profiles/.
 */
#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "catalog/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sh_sample s = {.acc_m_s2 = {1, -2, 9}, .gyro_rad_s = {1, 2, 3}};
	char text[SH_PROFILE_TEXT_MAX];
	struct sh_err err = {.message = ""};
	struct sh_correction c;
	struct sh_profile p, again;
	size_t len;

	if (sh_profile_load_text(&p, (const char *)data, size, "fuzz", &err) < 0) {
		assert(strncmp(err.message, "fuzz:", 5) == 0 && !strchr(err.message, '\n'));
		return 0;
	}
	assert(p.acc_delay_s >= -0.1 && p.acc_delay_s <= 0.1);
	assert(fabs(p.mount.w * p.mount.w + p.mount.x * p.mount.x + p.mount.y * p.mount.y +
		    p.mount.z * p.mount.z - 1) < 1e-9);
	sh_profile_correction(&p, &c);
	sh_correction_apply(&c, &s);
	assert(isfinite(s.acc_m_s2.x + s.acc_m_s2.y + s.acc_m_s2.z));
	assert(isfinite(s.gyro_rad_s.x + s.gyro_rad_s.y + s.gyro_rad_s.z));
	len = sh_profile_print(&p, text);
	assert(len == strlen(text));
	assert(sh_profile_load_text(&again, text, len, "again", &err) == SH_OK);
	assert(again.has_acc == p.has_acc && again.age_years == p.age_years);
	assert(strcmp(again.note, p.note) == 0);
	return 0;
}
