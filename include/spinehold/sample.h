#ifndef SPINEHOLD_SAMPLE_H
#define SPINEHOLD_SAMPLE_H

/** One reading of one sensor, in SI units, in that sensor's own axes.
 *
 * A sample is the only measurement the core is ever given, so it is also the only clock the core
 * has: `t_us` decides how long a hold lasted, in a live session and in a replay alike.
 * Plain data. Owns nothing, may be copied, and is never changed after the decoder made it.
 */

#include <stdint.h>

struct sh_vec3 {
	double x, y, z;
};

enum sh_sample_flag {
	SH_SAMPLE_GAP = 1u << 0,          /* at least one sample before this one was lost */
	SH_SAMPLE_GYRO_CLIPPED = 1u << 1, /* a rate sat at the device's full scale */
	SH_SAMPLE_ACC_CLIPPED = 1u << 2,  /* likewise for acceleration */
	SH_SAMPLE_HOST_TIME = 1u << 3,    /* t_us comes from arrival: the device has no clock */
	SH_SAMPLE_RESTART = 1u << 4,      /* the device began anew; t_us goes on from arrival */
	SH_SAMPLE_HAS_MAG = 1u << 5,      /* mag_ut is set */
	SH_SAMPLE_HAS_TEMP = 1u << 6      /* temperature_c is set */
};

enum { SH_SENSORS_MAX = 2 }; /* 0 low back (pelvis), 1 upper back (thorax) */

struct sh_sample {
	int64_t t_us;              /* the device's own time base, wrap-around undone (a CSV's t_s); from
	                              the arrival stamps where there is none. Strictly rising per sensor.
	                              The session counts from its first sample. */
	uint32_t lost;             /* samples known to be missing just before this one */
	uint32_t flags;            /* enum sh_sample_flag, or-ed */
	uint32_t sensor;           /* 0 low back, 1 upper back */
	struct sh_vec3 gyro_rad_s; /* angular rate, right-handed about each axis */
	struct sh_vec3 acc_m_s2;   /* specific force: at rest, about +9.81 along what points up */
	struct sh_vec3 mag_ut;     /* zero unless SH_SAMPLE_HAS_MAG */
	double temperature_c;      /* zero unless SH_SAMPLE_HAS_TEMP; for display only */
};

#endif
