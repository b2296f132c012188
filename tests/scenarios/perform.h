#ifndef SH_TESTS_PERFORM_H
#define SH_TESTS_PERFORM_H

/** One performance of a synthetic wearer, heard by a session that knows nothing but its bytes, and
 * what was true of it beside what was said. In one process: no files, no clock.
 *
 * Times are microseconds since the first sample. True angles are from the start pose that the
 * wearer means to take. Caller owns everything; the struct is large (2 MiB): allocate it.
 */

#include <stdbool.h>
#include <stdint.h>

#include "sim/encode.h"
#include "sim/sensor_model.h"
#include "sim/wearer.h"
#include "spinehold/session.h"

enum { PERFORM_SAMPLES_MAX = 60000, PERFORM_LIST_MAX = 1024, PERFORM_SETS_MAX = 16 };

/** What is to be performed. */
struct order {
	const struct sh_exercise *ex; /* copied */
	uint64_t seed;
	uint32_t faults;
	const struct sh_sensor_params *sensor; /* borrowed for the call */
	uint32_t sensors;		       /* 1 or 2 */
	enum sh_sim_format format;	       /* spinehold or witmotion */
	bool told_mount; /* the session knows how the box is worn, mounting faults included */
};

struct heard { /* what the coach said, and in which set and side */
	struct sh_event e;
	int set;
	enum sh_side side;
};

struct performance {
	struct sh_exercise ex;
	uint64_t seed;
	int n_samples, n_truth, n_heard;
	double true_deg[PERFORM_SAMPLES_MAX];
	double zero_deg[PERFORM_SAMPLES_MAX]; /* true angle at the neutral in force, 2 s mean */
	uint32_t doing[PERFORM_SAMPLES_MAX]; /* faults of the attempt that the sample belongs to */
	struct sh_sim_event truth[PERFORM_LIST_MAX];
	struct heard heard[PERFORM_LIST_MAX]; /* hold, rep, gap; warnings and only their `on` */
	struct sh_event result, summary;      /* kind 0 where there was none */
	int neutrals;
	int64_t closed_us[PERFORM_SETS_MAX]; /* by set and side, in order: when its dose was done */
	int n_closed;
	/* sums over the samples in which the wearer moves and the coach has an angle, for its slope
	 * against the true one */
	double true_true, true_said;
	int64_t n_angles, n_moving;
	/* private */
	double zero_now_deg;
	int set;
	enum sh_side side;
	struct sh_session session;
	struct sh_wearer wearer;
	struct sh_sensor_model model[SH_SENSORS_MAX];
	struct sh_sim_encoder encoder;
};

/** Performs it from the first sample to the last. Ends the program with status 2 if that cannot be
 * (a bad order, or more samples or events than there is room for). */
void perform(struct performance *p, const struct order *o);

/** @return the first event of this kind that begins within the times, from index *at on, which is
 *          moved past it; NULL if there is none. Holds and repetitions begin at their start, gaps
 *          and warnings at their time. */
const struct heard *heard_within(const struct performance *p, enum sh_event_kind kind,
				 int64_t from_us, int64_t to_us, int *at);

/** Was it warned of this within the times? */
bool warned_within(const struct performance *p, enum sh_warning w, int64_t from_us, int64_t to_us);

/** How often it was warned of this. */
int warnings(const struct performance *p, enum sh_warning w);

/** The next stretch of samples that belong to an attempt with this fault, from sample *at on, which
 * is moved past it. @return false when there is none. */
bool fault_window(const struct performance *p, enum sh_sim_fault f, int *at, int64_t *ret_from_us,
		  int64_t *ret_to_us);

/** Prints "perform: <what>" to stderr and ends the program with status 2. */
void die(const char *what);

#endif
