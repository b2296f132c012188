#ifndef SH_TUI_THEME_H
#define SH_TUI_THEME_H

/** Meanings into looks: the only place that knows colours.
 *
 * Writing uses middle tones that can be read on dark and on light backgrounds, because a program
 * cannot know which it has; fields bring their own background. Without colours, reverse, bold and
 * underline are left, and the words, which are always there. Pure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "tui/canvas.h"

struct sh_look {
	int fg, bg; /* palette index, or 0xRRGGBB with SH_THEME_DIRECT; -1 the terminal's own */
	bool bold, reverse, underline;
};

enum { SH_THEME_DIRECT = 1 << 24 }; /* colours: 24 bits */

/** How many colours to use: SH_THEME_DIRECT, 256, 16, 8 or 0.
 * @param terminal what terminfo says; @param no_color the environment's NO_COLOR (may be NULL):
 *        anything but empty switches colours off (no-color.org). */
int sh_theme_colours(int terminal, const char *no_color);

/** Which description of the terminal to ask for, for 24 bits of colour: terminals say so in
 * COLORTERM, while their TERM stays at 256; the system may know them as "xterm-direct" as well.
 * @param term as TERM has it; @param colorterm the environment's COLORTERM (may be NULL)
 * @return true and the name in `ret` (of `cap` bytes); false: nothing better than `term`. */
bool sh_theme_direct_name(const char *term, const char *colorterm, char *ret, size_t cap);

/** @param colours as sh_theme_colours gives. A style that is out of range looks plain. */
void sh_theme_look(enum sh_style style, int colours, struct sh_look *ret);

#endif
