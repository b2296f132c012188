#ifndef SH_CATALOG_PROFILE_SCHEMA_H
#define SH_CATALOG_PROFILE_SCHEMA_H

/** A profile as libcyaml loads it: as written. Private to this folder. A pointer is NULL where the
 * key was left out; the tree is freed by sh_profile_schema_free. */

#include <stddef.h>

#include "catalog/line_marks.h"

enum sh_raw_verdict { SH_RAW_PASS, SH_RAW_FAIL };
enum sh_raw_switch { SH_RAW_OFF, SH_RAW_ON };

struct sh_raw_check {
	char *date, *says;
	enum sh_raw_verdict verdict;
	double *residual;
};

struct sh_raw_comfort {
	double *flexion, *extension, *side, *twist;
};

struct sh_raw_profile {
	int *version;
	char *device, *model, *note;
	char *mount;	    /* axes in words, or */
	double *mount_quat; /* w x y z; never both */
	unsigned mount_quat_count;
	double *acc_delay_s;
	double *gyro_bias, *acc_offset; /* three each */
	unsigned gyro_bias_count, acc_offset_count;
	double (*acc_matrix)[3]; /* three rows */
	unsigned acc_matrix_count;
	double *gyro_noise, *gyro_wander, *acc_noise, *rate_hz;
	int *age;
	struct sh_raw_comfort *comfort;
	enum sh_raw_switch *breath_through;
	struct sh_raw_check *still, *faces, *delay, *wearing;
};

/** Checks the shape of the marked text and loads it.
 * @return SH_OK; SH_ERR_INPUT with place and fix. *ret is untouched on failure. */
SH_NODISCARD enum sh_status sh_profile_schema_load(const struct sh_marks *m, const char *text,
						   size_t len, struct sh_raw_profile **ret,
						   struct sh_err *err);

/** Takes NULL for raw. @param m  the same text's marks */
void sh_profile_schema_free(const struct sh_marks *m, struct sh_raw_profile *raw);

#endif
