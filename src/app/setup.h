#ifndef SH_APP_SETUP_H
#define SH_APP_SETUP_H

/** From a configuration in words to what the session needs: catalog loaded, exercise or programme
 * chosen, mount and protocol understood. */

#include "app/config.h"
#include "catalog/profile.h"
#include "catalog/programme.h"
#include "spinehold/session.h"

struct sh_setup {
	struct sh_config config;
	struct sh_catalog *catalog;
	struct sh_programme *programme;       /* NULL without one */
	struct sh_exercise *steps;	      /* of it, their chair variants, the same for two sensors */
	const struct sh_catalog_entry *entry; /* NULL without an exercise, and with a programme */
	struct sh_exercise exercise, chair; /* chair: what key c changes to; no id: nothing */
	struct sh_profile profile; /* nothing known without one */
	char *profile_text;	   /* NULL without one */
	struct sh_exercise exercise_two; /* the exercise with two sensors */
	struct sh_session_config session; /* points into this struct: do not move it */
};

/** Loads the catalog the options name, or the built-in one. The caller owns it. */
SH_NODISCARD enum sh_status sh_setup_catalog(const struct sh_options *o, struct sh_catalog **ret,
					     struct sh_err *err);

/** @param catalog  owned by `ret` from now on, also on failure
 * @return SH_OK; SH_ERR_CONFIG: unknown exercise, variant, protocol, a mount that is not
 *         right-handed ...: one line. Close it with sh_setup_close either way. */
SH_NODISCARD enum sh_status sh_setup_init(struct sh_setup *ret, const struct sh_config *c,
					  struct sh_catalog *catalog, struct sh_err *err);

/** The same for a session log, which brings the text of its programme.
 * @param programme  the text, "" for none; NULL: by its name, as sh_setup_init
 * @param name       what to call it in messages
 * @return SH_ERR_INPUT too: the text cannot be used with this catalog. */
SH_NODISCARD enum sh_status sh_setup_init_log(struct sh_setup *ret, const struct sh_config *c,
					      struct sh_catalog *catalog, const char *programme,
					      const char *name, struct sh_err *err);

/** Puts a profile in force that comes as a text: that of a session log. Its mount gives way to one that
 * was asked for by --mount; its corrections are those of sensor 0.
 * @param text  "" or NULL: none, and nothing changes
 * @return SH_OK; SH_ERR_INPUT: it cannot be used; SH_ERR_MEMORY. */
SH_NODISCARD enum sh_status sh_setup_profile(struct sh_setup *s, const char *text, const char *name,
					     struct sh_err *err);

/** The text of the profile in force, for the session log; "" without one. */
const char *sh_setup_profile_text(const struct sh_setup *s);

/** The text of the programme in force, for the session log; "" without one. */
const char *sh_setup_programme_text(const struct sh_setup *s);

void sh_setup_close(struct sh_setup *s);

/** Says the error on stderr and gives its exit status. */
int sh_fail(const struct sh_err *err);

#endif
