/* Recordings of somebody calibrating a synthetic sensor, to standard output.
 *
 *	write_calib csv|frames WHAT KIND RATE SEED [OPTION=VALUE...]
 *
 * WHAT is one or more letters, one after the other: s six seconds on a table, f the six faces, t
 *half a minute of turning, h ten seconds in a trembling hand. On the body,
 * the sensor's +z, -y, +x to the front, left and up: w stand for hold=S (8) and lie on the back, b
 * stands up again and bows three times, l lies on the back, arches and rolls; front=1 lies on the
 * front instead. KIND is a name of sensor_model.h.
 *Options: skip=0..5 leaves that face out, hold=S is how long each face is held (3), lean=DEG how
 *far they lean (0), delay=MS how late the accelerometer is (0), more=N further poses (0), noise=X
 *times that of the kind (1). frames are those of our protocol, at 100 a second whatever RATE says.
 */

#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calib_synth.h"
#include "core/quat.h"
#include "core/smath.h"
#include "sim/encode.h"
#include "spinehold/posture.h"

static struct calib_synth synth;
static struct sh_sim_encoder encoder;
static bool frames;

static double option(int argc, char **argv, const char *name, double otherwise)
{
	size_t n = strlen(name);

	for (int i = 6; i < argc; i++) {
		if (strncmp(argv[i], name, n) == 0 && argv[i][n] == '=')
			return strtod(argv[i] + n + 1, NULL);
	}
	return otherwise;
}

static void put(const struct sh_sample *s)
{
	const struct sh_quat q = sh_quat_identity();
	uint8_t bytes[SH_SIM_BYTES_MAX];

	if (frames) {
		size_t n = sh_sim_encode_sample(&encoder, s, &q, false, bytes);

		fwrite(bytes, 1, n, stdout);
		return;
	}
	printf("%" PRId64 ".%03d,%.4f,%.4f,%.4f,%.5f,%.5f,%.5f\n", s->t_us / 1000000,
	       (int)(s->t_us / 1000 % 1000), s->acc_m_s2.x, s->acc_m_s2.y, s->acc_m_s2.z,
	       s->gyro_rad_s.x, s->gyro_rad_s.y, s->gyro_rad_s.z);
}

/* The poses so far, to their end. Their formula counts from zero, so they stand before any turns.
 */
static void put_poses(void)
{
	int64_t end_us = (int64_t)(calib_synth_poses_s(&synth) * 1e6);
	struct sh_sample s;

	while (synth.t_us < end_us) {
		calib_synth_pose_step(&synth, &s);
		put(&s);
	}
}

static void put_turns(double seconds)
{
	struct sh_sample s;

	synth.turns_from_us = synth.t_us;
	while (synth.t_us < synth.turns_from_us + (int64_t)(seconds * 1e6)) {
		calib_synth_turn_step(&synth, &s);
		put(&s);
	}
}

static void put_trembling(void)
{
	int64_t end_us = synth.t_us + 10000000;
	struct sh_sample s;

	while (synth.t_us < end_us) {
		calib_synth_pose_step(&synth, &s);
		s.gyro_rad_s.x += 0.03 * sh_rng_gauss(&synth.rng);
		put(&s);
	}
}

/* Segment to earth: lying back by `pitch`, rolled to the left by `roll`. */
static void wear(double pitch_deg, double roll_deg, double hold_s)
{
	static const struct sh_vec3 y = {0, 1, 0}, z = {0, 0, 1};
	struct sh_quat mount, q = sh_quat_from_axis_angle(&y, -sh_rad(pitch_deg)),
			      roll = sh_quat_from_axis_angle(&z, sh_rad(roll_deg));

	if (sh_mount_parse("+z,-y,+x", &mount) != SH_OK)
		exit(2);
	q = sh_quat_mul(&q, &roll);
	calib_synth_pose(&synth, sh_quat_mul(&q, &mount), hold_s);
}

static void wear_part(char what, double hold_s, bool front)
{
	double lie = front ? -90 : 90;

	if (what == 'w')
		wear(0, 0, hold_s);
	if (what == 'w' || what == 'l')
		wear(lie, 0, 7);
	if (what == 'b')
		wear(0, 0, 4);
	for (int i = 0; what == 'b' && i < 3; i++) {
		wear(-45, 0, 0.5);
		wear(0, 0, 0.5);
	}
	if (what == 'l') {
		wear(lie - 9, 0, 1);
		wear(lie, 0, 2);
		wear(lie, 80, 0.5);
		wear(lie, 0, 2);
	}
}

static void put_part(char what, int argc, char **argv)
{
	double hold_s = option(argc, argv, "hold", 3), lean = option(argc, argv, "lean", 0);
	int skip = (int)option(argc, argv, "skip", -1), more = (int)option(argc, argv, "more", 0);

	if (what == 's' || what == 'h')
		calib_synth_face(&synth, 4, what == 's' ? 6 : 0.1, 0);
	if (what == 'h')
		put_trembling();
	for (int i = 0; what == 'f' && i < SH_CALIB_FACES; i++) {
		int face = (i * 5 + 2) % SH_CALIB_FACES; /* not the order they are numbered in */

		if (face != skip)
			calib_synth_face(&synth, face, hold_s, lean);
	}
	for (int i = 0; what == 'f' && i < more; i++)
		calib_synth_any(&synth, hold_s);
	wear_part(what, option(argc, argv, "hold", 8), option(argc, argv, "front", 0) > 0);
	if (what == 't')
		put_turns(44);
	else
		put_poses();
}

int main(int argc, char **argv)
{
	uint8_t bytes[SH_SIM_BYTES_MAX];

	if (argc < 6 || !sh_sensor_params_find(argv[3])) {
		fprintf(stderr, "usage: write_calib csv|frames [sfthwbl]... KIND RATE SEED "
				"[OPTION=VALUE...]\n");
		return 2;
	}
	frames = strcmp(argv[1], "frames") == 0;
	calib_synth_init(&synth, argv[3], frames ? 100 : atof(argv[4]),
			 strtoull(argv[5], NULL, 10));
	synth.acc_delay_s = option(argc, argv, "delay", 0) * 1e-3;
	synth.sensor.p.gyro_noise_deg_s *= option(argc, argv, "noise", 1);
	if (frames) {
		sh_sim_encoder_init(&encoder, SH_SIM_SPINEHOLD, &synth.sensor.p, 1, 1, 0);
		fwrite(bytes, 1, sh_sim_encode_start(&encoder, bytes), stdout);
	} else {
		puts("t_s,ax,ay,az,gx,gy,gz");
	}
	for (const char *p = argv[2]; *p; p++)
		put_part(*p, argc, argv);
	return 0;
}
