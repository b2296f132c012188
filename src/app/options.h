#ifndef SH_APP_OPTIONS_H
#define SH_APP_OPTIONS_H

/** The command line, parsed once. Options may stand anywhere after the verb; each verb names the
 * ones it takes, and anything else is wrong usage (exit 2).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spinehold/status.h"

enum sh_exit { SH_EXIT_DONE = 0, SH_EXIT_FAILED = 1, SH_EXIT_USAGE = 2, SH_EXIT_INPUT = 3 };

enum sh_output_format { SH_OUTPUT_AUTO, SH_OUTPUT_TUI, SH_OUTPUT_PLAIN, SH_OUTPUT_JSONL };

enum { SH_OPTIONS_FAULTS_MAX = 16, SH_OPTIONS_FILES_MAX = 64 };

struct sh_options {
	const char *verb;
	const char *args[SH_OPTIONS_FILES_MAX]; /* what is not an option: file, exercise id, sub-verb */
	size_t n_args;
	/* common; NULL or the value below means "not given" */
	const char *data_dir, *catalog, *variant, *mount, *map;
	const char *exercise, *programme, *protocol, *port, *usb;
	const char *profile;
	const char *method; /* calibrate wear: stand-lie bows lying */
	enum sh_output_format format;
	double angles_hz;   /* 0 */
	bool automatic;     /* --auto */
	bool breathe_through;
	bool ascii;         /* --ascii: nothing else on the screen */
	bool voice, tones;
	double hold_s, rest_s, duration_s; /* -1 */
	int reps, sets;                    /* -1 */
	uint32_t baud;                     /* 0 */
	double speed;                      /* -1 not given, 0 = max, else the factor */
	double hold_at_s;                  /* -1 */
	/* simulate */
	uint64_t seed;                     /* 1 */
	const char *sensor;                /* NULL: mpu6050 */
	int sensors;                       /* 1 */
	const char *faults[SH_OPTIONS_FAULTS_MAX];
	size_t n_faults;
	bool list_faults, pty;
	const char *output, *truth;
	/* export, history, sensors */
	const char *to, *filter;
	bool magnetometer;
	bool rebuild, watch, list_protocols, help;
	bool resume; /* live: the argument names the session, or none for the newest of today */
};

struct sh_verb; /* verbs.h */

/** Everything "not given". */
void sh_options_init(struct sh_options *ret);

/** Parses what stands after the verb.
 * @return SH_OK, or SH_ERR_CONFIG with a one-line message. */
SH_NODISCARD enum sh_status sh_options_parse(struct sh_options *ret, const struct sh_verb *verb, int argc,
					     char **argv, struct sh_err *err);

#endif
