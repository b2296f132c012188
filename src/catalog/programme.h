#ifndef SH_CATALOG_PROGRAMME_H
#define SH_CATALOG_PROGRAMME_H

/** Programmes: exercises in an order, with doses, rests, lowered limits and notes.
 *
 * A programme is a YAML text (README.md beside this file writes the format down) read against a
 * catalog: it names the catalog's exercises, and what it changes is checked against the catalog's
 * numbers. Some are compiled in; anything else is a file.
 *
 * Loading gives the numbers in force at once, one struct sh_exercise a step, in the array that
 * sh_session_config takes. There are more of them than the text has steps where the catalog says
 * that something follows by itself (`then`: the cat's turns to the sides) and where a rest is
 * longer than the exercise itself can carry (then the catalog's `rest` is put in).
 *
 * The sensor is taken to be worn where each exercise asks for it; sh_programme_advise says where it
 * has to be moved.
 *
 * Strings are UTF-8 without control characters. Nothing here prints.
 */

#include "catalog/catalog.h"
#include "spinehold/event.h"

enum { SH_PROGRAMME_WRITTEN_MAX = 64, SH_PROGRAMME_STEPS_MAX = 256 };

enum sh_programme_origin {
	SH_PROGRAMME_WRITTEN, /* stands in the text */
	SH_PROGRAMME_THEN,    /* follows by the catalog's `then` */
	SH_PROGRAMME_PAUSE    /* the rest that a step asks for after it */
};

struct sh_programme_step {
	const struct sh_catalog_entry *entry; /* the catalog's: it must outlive the programme */
	const char *note;		      /* "" for none */
	enum sh_side side;		      /* SH_SIDE_BOTH unless the step asks for one only */
	double rest_after_s;		      /* until the next step may begin */
	enum sh_programme_origin origin;
	bool has_limits; /* the step changes target, warn or limit */
	int line;	 /* in the text; of the step that it belongs to */
};

struct sh_programme; /* opaque */

/** Reads a text: the programme of a session log, tests.
 * @param name     what to call it in messages
 * @param catalog  borrowed: it must live as long as the programme
 * @return SH_OK; SH_ERR_INPUT with the first fault as "NAME:LINE: what, and the fix";
 *         SH_ERR_MEMORY. *ret is untouched on failure. */
SH_NODISCARD enum sh_status sh_programme_load_text(struct sh_programme **ret, const char *text,
						   size_t len, const char *name,
						   const struct sh_catalog *catalog,
						   struct sh_err *err);

/** Reads what somebody typed after --programme: the name of a built-in programme, or the path of a
 * file (it has a slash or a dot in it).
 * @return as above; SH_ERR_CONFIG for a name that is not known, with the ones that are;
 *         SH_ERR_INPUT too (os_errno set) when a file cannot be opened or read. */
SH_NODISCARD enum sh_status sh_programme_open(struct sh_programme **ret, const char *name,
					      const struct sh_catalog *catalog, struct sh_err *err);

/** The same for a path, whatever it looks like. */
SH_NODISCARD enum sh_status sh_programme_load_file(struct sh_programme **ret, const char *path,
						   const struct sh_catalog *catalog,
						   struct sh_err *err);

/** Name i of the built-in programmes; NULL beyond the last. */
const char *sh_programme_builtin(size_t i);

/** @return NULL. Takes NULL. */
struct sh_programme *sh_programme_close(struct sh_programme *p);

/** The exact bytes that were loaded, for the session log. Ends in a NUL. @param ret_len may be NULL
 */
const char *sh_programme_text(const struct sh_programme *p, size_t *ret_len);

const char *sh_programme_id(const struct sh_programme *p);
const char *sh_programme_title(const struct sh_programme *p);
const char *sh_programme_note(const struct sh_programme *p); /* "" for none */
int sh_programme_sensors(const struct sh_programme *p);	     /* 1 or 2: what it was written for */

/** How many steps there are, those put in included; never 0. */
size_t sh_programme_count(const struct sh_programme *p);

/** Step i; i must be below the count. */
const struct sh_programme_step *sh_programme_step(const struct sh_programme *p, size_t i);

/** The numbers in force of all steps, for sh_session_config. Live as long as the programme. */
const struct sh_exercise *sh_programme_exercises(const struct sh_programme *p);

/** How long it takes somebody who does all of it: the doses, the rests and a quarter of a minute
 * for finding each position (judgement). */
double sh_programme_about_s(const struct sh_programme *p);

/** What kind of exercise it is, for R18: frontal stretching, soft twisting, strengthening. */
enum sh_programme_group {
	SH_GROUP_STRETCH,
	SH_GROUP_TWIST,
	SH_GROUP_STRENGTH,
	SH_GROUP_REST, /* breathing, rest, lying still */
	SH_GROUPS
};

/** By the catalog's own words, so that exercises of somebody's own have a group too: a movement
 * `twist` is a twist; what lifts the trunk (the sensor at L1) or the legs lying on the side
 * strengthens; the other movements stretch; without one it is rest. */
enum sh_programme_group sh_programme_group(const struct sh_catalog_entry *e);
const char *sh_programme_group_name(enum sh_programme_group g); /* stretching twisting ... */

/** Something to think about that is not wrong. */
struct sh_programme_advice {
	int line;
	char text[400];
};

enum { SH_PROGRAMME_ADVICE_MAX = 8 };

/** Looks for: a group that is missing (R18); less than 60 s of rest between two minutes of rounding
 * and what lifts the trunk (biomechanics 1.7); a sensor that has to be moved.
 * @return how many of SH_PROGRAMME_ADVICE_MAX were filled. */
size_t sh_programme_advise(const struct sh_programme *p, struct sh_programme_advice *ret);

#endif
