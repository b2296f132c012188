#ifndef SH_CATALOG_NEAR_H
#define SH_CATALOG_NEAR_H

/** The words a mistyped one may have meant. */

#include <stdbool.h>

/** How unlike two words are: the number of letters to insert, drop, change or swap with a
 * neighbour. Words longer than 31 bytes count as wholly unlike (100). */
unsigned sh_near_distance(const char *a, const char *b);

/** Is `known` what somebody who typed `given` may have meant? Within a third of its letters, or one
 * is the beginning of the other (three letters or more). */
bool sh_near(const char *given, const char *known);

#endif
