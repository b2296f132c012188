#ifndef SH_APP_SIMULATE_H
#define SH_APP_SIMULATE_H

/** What the verb `simulate` is made of: a source of chunks (simulate.c) and the places they can go
 * to (simulate_file.c, simulate_pty.c, cmd_simulate_mcap.c). Nobody else includes it.
 *
 * A chunk is what all sensors send at one sample time. Everything but the pacing of a
 * pseudo-terminal is a function of the options alone.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "app/options.h"
#include "app/setup.h"
#include "sim/encode.h"
#include "sim/sensor_model.h"
#include "sim/performer.h"

/** The truth files; NULL members write nothing. */
struct sh_simulate_truth {
	FILE *events, *angles;
	char events_path[4096], angles_path[4096];
};

struct sh_simulate {
	const struct sh_options *options; /* borrowed */
	struct sh_setup setup;
	enum sh_sim_format format;
	uint32_t faults;
	const struct sh_sensor_params *kind;
	struct sh_performer performer;
	size_t told_step; /* one more than the step whose truth is being told; 0: none yet */
	struct sh_sensor_model sensor[SH_SENSORS_MAX];
	struct sh_sim_encoder encoder;
	struct sh_simulate_truth truth;
	bool started;
};

struct sh_simulate_chunk {
	int64_t t_us;	 /* since the first sample */
	int64_t late_us; /* arrives by this much later, or earlier when negative */
	size_t len;	 /* 0: nothing arrives */
	uint8_t bytes[SH_SENSORS_MAX * SH_SIM_BYTES_MAX];
};

/** Understands the options and begins the truth files.
 * @return SH_OK, SH_ERR_CONFIG, SH_ERR_INPUT (catalog), SH_ERR_IO. Close it either way. */
SH_NODISCARD enum sh_status sh_simulate_open(struct sh_simulate *s, const struct sh_options *o,
					     struct sh_err *err);

/** @return SH_OK and the next chunk; SH_END; SH_ERR_IO (a truth file). */
SH_NODISCARD enum sh_status sh_simulate_next(struct sh_simulate *s, struct sh_simulate_chunk *ret,
					     struct sh_err *err);

/** @return SH_OK, or SH_ERR_IO: a truth file could not be finished (only said if err is clear). */
enum sh_status sh_simulate_close(struct sh_simulate *s, struct sh_err *err);

/* The places. Each runs the source to its end, or until the program is asked to stop or nobody
 * reads any more (both are SH_OK). @return SH_OK, SH_ERR_IO, SH_ERR_MEMORY. */

/** Bytes into a file, gzip if the name says so, or standard output for "-". */
SH_NODISCARD enum sh_status sh_simulate_file(struct sh_simulate *s, const char *path,
					     struct sh_err *err);

/** Bytes into a pseudo-terminal whose path is printed first. */
SH_NODISCARD enum sh_status sh_simulate_pty(struct sh_simulate *s, struct sh_err *err);

/** A session log as `live --auto` would have written it, the coach's events included. The file must
 * not be there. No wall clock: the session begins at 1970. */
SH_NODISCARD enum sh_status sh_simulate_mcap(struct sh_simulate *s, const char *path,
					     struct sh_err *err);

/** Nowhere: for the truth alone. */
SH_NODISCARD enum sh_status sh_simulate_nowhere(struct sh_simulate *s, struct sh_err *err);

#endif
