#ifndef SH_TUI_WORDS_H
#define SH_TUI_WORDS_H

/** What the screen says in words: phases, warnings, verdicts, directions.
 *
 * The warnings are the safety texts of biomechanics section 4 (S_DEEP, S_HARD, S_LIMIT3, S_JERK,
 * S_FATIGUE, S_BELT); the rest is our own. All ASCII. Pure.
 */

#include "tui/view.h"

/** What the wearer is to do now, as one line. */
void sh_words_phase(const struct sh_view *v, struct sh_line *ret);

/** The most urgent thing that is wrong, "" for nothing.
 * `severe`: the limit, too deep, or no data: two rows, cannot be overlooked.
 * @return the style of the field it stands in. */
enum sh_style sh_words_warning(const struct sh_view *v, struct sh_line *ret, bool *ret_severe);

/** The warnings that are on, as short words ("jerk, shaky"): all, or those after the most urgent
 * one.
 * "" for none. */
void sh_words_short(const struct sh_view *v, bool all, struct sh_line *ret);

/** The name of a direction of the measure: "round", "arch", "turn left" ... sign 0 is "neutral".
 * `upper` gives it in capitals. */
const char *sh_words_direction(enum sh_measure m, int sign, bool upper);

/** Adds `words` and how long the line has been silent ("3 s"); nothing below a second. */
void sh_words_silence(const struct sh_view *v, struct sh_line *l, const char *words);

const char *sh_words_hold(enum sh_hold_reason r);
const char *sh_words_verdict(enum sh_verdict verdict);
const char *sh_words_zone(enum sh_zone z);	   /* below target above WARN LIMIT */
const char *sh_words_position(enum sh_position p); /* "lying on the front" */
const char *sh_words_stance(enum sh_stance s);	   /* "lie on your front" */

#endif
