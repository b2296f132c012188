#ifndef SH_APP_CONFIG_H
#define SH_APP_CONFIG_H

/** The effective configuration of a session: what was asked for, in words, so that a log can carry
 * it and a replay can ask for the same. Together with the catalog's text it decides everything that
 * the records do not. Plain data. */

#include <stdbool.h>

#include "app/options.h"
#include "catalog/catalog.h"
#include "spinehold/status.h"

struct sh_config {
	char exercise[32], variant[32]; /* "" for none */
	char programme[256];            /* as typed; once it is loaded its id; "" for none */
	char profile[1024];             /* its path, until it is loaded; not in a log, which has its text */
	char mount[16];                 /* "+z,-y,+x"; "" for the standard one */
	char protocol[24];              /* "" when found by listening */
	char map[256];                  /* csv columns; "" for the standard header */
	char source[16];                /* serial csv simulated ... */
	char program[64];               /* the version that made the recording */
	char note[64];                  /* said on the session line; "" for none */
	struct sh_dose_overrides dose;
	bool automatic;
	bool breathe_through; /* no breath is held in twists */
	double angles_hz;
	/* a session that takes up another: its id ("" for none), and where it goes on; step from 0, set
	 * from 1 (0: the first), side "left", "right" or "" for all of them */
	char resumes[40];
	int start_step, start_set;
	char start_side[8];
};

/** What the options ask for. @return SH_OK, or SH_ERR_CONFIG: something is too long. */
SH_NODISCARD enum sh_status sh_config_from_options(struct sh_config *ret, const struct sh_options *o,
						   const char *source, struct sh_err *err);

enum { SH_CONFIG_JSON_MAX = 2048 };

/** One flat JSON object, terminated. */
void sh_config_json(const struct sh_config *c, char ret[SH_CONFIG_JSON_MAX]);

/** Reads back what sh_config_json wrote; unknown keys are ignored, so a newer log can be read.
 * @return SH_OK, or SH_ERR_INPUT with a message naming `name`. `source` and `program` are left
 *         alone: they stand in the log's header. */
SH_NODISCARD enum sh_status sh_config_parse(struct sh_config *ret, const char *json, const char *name,
					    struct sh_err *err);

#endif
