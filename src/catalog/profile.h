#ifndef SH_CATALOG_PROFILE_H
#define SH_CATALOG_PROFILE_H

/** The profile: what is known about one physical sensor and about who wears it, as a YAML text.
 *
 * calibration/README.md writes the format down. Every key may be left out: what is not known is not
 * there, and then nothing is corrected by it. `calibrate` writes profiles, people may edit them.
 *
 * Plain data without pointers: it may be copied, changed and saved again. Strings are UTF-8 without
 * control characters. Angles are degrees, rates deg/s, as in the file. Nothing here prints.
 */

#include <stdbool.h>
#include <stddef.h>

#include "spinehold/calib.h"
#include "spinehold/fusion.h"
#include "spinehold/status.h"

enum { SH_PROFILE_TEXT_MAX = 8192 }; /* bytes of a text that sh_profile_print makes */

/** The outcome of one calibration. */
struct sh_profile_check {
	bool known;	 /* false: it was never done; the other members mean nothing */
	bool pass;	 /* `verdict: pass` or `fail` */
	double residual; /* still deg/s, faces m/s2, delay s, wearing deg; -1: not told */
	char date[32];	 /* "2026-11-22", "" for none */
	char says[200];	 /* the verdict in words, "" for none */
};

struct sh_profile {
	char device[64]; /* USB serial or device id, "" for none */
	char model[32];	 /* "mpu6050", "" for none */
	char note[304];

	/* how it is worn: sensor axes -> body axes (x forward, y left, z up in standing) */
	bool has_mount;
	struct sh_quat mount; /* unit length; the identity without one */
	char mount_axes[16];  /* "+z,-y,+x" where it was written so: then this is written again */

	/* the sensor; has_* false: not known, the value is neutral (0, the identity) */
	bool has_acc_delay, has_gyro_bias, has_acc;
	double acc_delay_s; /* accelerometer behind gyro, as sh_fusion_params */
	struct sh_vec3 gyro_bias_deg_s;
	struct sh_vec3 acc_offset_m_s2;
	double acc_matrix[3][3];		 /* rows: force = matrix (reading - offset) */
	double gyro_noise_deg_s, acc_noise_m_s2; /* RMS of one sample per axis; 0: not known */
	double gyro_wander_deg_s;		 /* Allan deviation over 1 s; 0: not known */
	double rate_hz;				 /* at which the noise was measured; 0: not known */

	/* who wears it; 0: not known */
	int age_years;
	double flexion_deg, extension_deg, side_deg, twist_deg; /* comfortable range from neutral */
	bool has_breath_through, breath_through;		/* breathe on in twists */

	struct sh_profile_check still, faces, delay, wearing;
};

/** Nothing known. */
void sh_profile_init(struct sh_profile *ret);

/** Reads a text.
 * @param name  what to call it in messages
 * @return SH_OK; SH_ERR_INPUT with the first fault as "NAME:LINE: what, and the fix";
 *         SH_ERR_MEMORY. *ret is untouched on failure. */
SH_NODISCARD enum sh_status sh_profile_load_text(struct sh_profile *ret, const char *text,
						 size_t len, const char *name, struct sh_err *err);

/** Reads a file.
 * @param ret_text  NULL, or gets the exact text (NUL at its end; the caller frees it)
 * @return as above; SH_ERR_INPUT too (os_errno set) when it cannot be opened or read. */
SH_NODISCARD enum sh_status sh_profile_load_file(struct sh_profile *ret, const char *path,
						 char **ret_text, struct sh_err *err);

/** The profile as a text for people: explained, in a fixed order, what is not known left out.
 * Reading it again gives the same profile (numbers to nine digits). Always fits and ends in a NUL.
 * @return its length. */
size_t sh_profile_print(const struct sh_profile *p, char ret[SH_PROFILE_TEXT_MAX]);

/** Writes it to `path` as a whole or not at all; what was there before stays as PATH.bak.
 * @return SH_OK; SH_ERR_IO with the path, the reason and what to do. */
SH_NODISCARD enum sh_status sh_profile_save(const struct sh_profile *p, const char *path,
					    struct sh_err *err);

/** What a session corrects its samples by. */
void sh_profile_correction(const struct sh_profile *p, struct sh_correction *ret);

#endif
