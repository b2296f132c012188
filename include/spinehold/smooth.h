#ifndef SPINEHOLD_SMOOTH_H
#define SPINEHOLD_SMOOTH_H

/** Orientation over a whole recording at once: the filter of fusion.h, forward and backward.
 *
 * Acausal: every orientation knows what came after it. The gyro bias of each moment is put together
 * from that of the filter run forward and that of the filter run backward, so the first seconds are
 * as good as the rest, and gravity is low-passed both ways, so the horizon does not lag. For export
 * and comparison; what a wearer is told in a session never comes from here, because it could not
 * have been known then.
 *
 * Parameters, sample rules, axes and the meaning of the results are those of fusion.h, with these
 * differences: tilt_sigma_deg and heading_sigma_deg are the two runs' taken together;
 * acc_error_m_s2 is that of the forward run; `at_rest` if either run rested, `disturbed` if both
 * were. A gap (or a restart) ends the low-pass and the heading on both sides. Within a stretch
 * between gaps the mean step is taken for the low-pass, however the rate moves.
 *
 * Pure; the caller owns all memory. Equal samples give equal bits on every machine.
 */

#include <stddef.h>

#include "spinehold/fusion.h"

struct sh_smooth_work { /* one for each sample; its contents mean nothing outside */
	double p[6];
	struct sh_vec3 acc;
	double north_rad;
	bool begins, has_acc, has_mag;
};

/** @param n    at least 1
 * @param ret   n of them, filled
 * @param work  n of them
 * @return SH_OK; SH_ERR_CONFIG if a parameter or the rate is outside its range; SH_ERR_ORDER or
 *         SH_ERR_INPUT as sh_fusion_step for any of the samples (leave out what it refuses): what
 * is in ret then means nothing. */
SH_NODISCARD enum sh_status sh_fusion_smooth(const struct sh_fusion_params *p, double rate_hz,
					     const struct sh_sample *s, size_t n,
					     struct sh_orientation *ret,
					     struct sh_smooth_work *work);

#endif
