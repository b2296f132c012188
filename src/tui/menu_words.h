#ifndef SH_TUI_MENU_WORDS_H
#define SH_TUI_MENU_WORDS_H

/** What the screens outside of a session say in words.
 *
 * The safety texts are those of biomechanics section 4, in our own words. Everything is ASCII
 * except for the sign of multiplication, for which the canvas has a substitute. Pure.
 */

#include "tui/line.h"
#include "tui/menu.h"

enum sh_safety {
	SH_SAFETY_NOTMED,
	SH_SAFETY_START,
	SH_SAFETY_PAIN,
	SH_SAFETY_LEG,
	SH_SAFETY_FLAGS,
	SH_SAFETY_ASKFIRST,
	SH_SAFETY_BREATH,
	SH_SAFETIES
};

const char *sh_menu_safety(enum sh_safety s);

/** "3 x 10 s", "5 reps a side", "8 breaths or 1 min". */
void sh_menu_dose(const struct sh_exercise *x, struct sh_line *ret);

/** Adds a time: "45 s", "1:30 min", "2 min". */
void sh_menu_add_time(struct sh_line *l, int64_t ms);

/** "on the back", "hands and knees": short, for a column of 15. */
const char *sh_menu_position(enum sh_stance s);

/** Where the sensor is worn, in one or two sentences. */
const char *sh_menu_site(enum sh_site s);

/** What one sensor can see of this exercise and what it cannot. Exercises of somebody's own catalog
 * get what holds for their measure. */
void sh_menu_seen(const struct sh_menu_exercise *e, const char **ret_sees, const char **ret_misses);

/** "left", "right", "" for both. */
const char *sh_menu_side(enum sh_side s);

#endif
