#ifndef SH_TUI_THEME_H
#define SH_TUI_THEME_H

/** Meanings into looks: the only place that knows colours.
 *
 * Writing uses middle tones that can be read on dark and on light backgrounds, because a program
 * cannot know which it has; fields bring their own background. Without colours, reverse, bold and
 * underline are left, and the words, which are always there. Pure.
 */

#include <stdbool.h>

#include "tui/canvas.h"

struct sh_look {
	int fg, bg; /* palette index; -1 the terminal's own */
	bool bold, reverse, underline;
};

/** How many colours to use: 256, 16, 8 or 0.
 * @param terminal what terminfo says; @param no_color the environment's NO_COLOR (may be NULL):
 *        anything but empty switches colours off (no-color.org). */
int sh_theme_colours(int terminal, const char *no_color);

/** @param colours as sh_theme_colours gives. A style that is out of range looks plain. */
void sh_theme_look(enum sh_style style, int colours, struct sh_look *ret);

#endif
