#ifndef SH_TUI_LINE_H
#define SH_TUI_LINE_H

/** A short line of text put together from pieces, without allocation and without libc.
 *
 * What does not fit is left out, never in the middle of a character, so a line is always valid
 * UTF-8 if its pieces are. Bytes are taken as they are: it is the canvas that lets no control
 * character through. Plain data; pure.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SH_LINE_MAX = 160 };

struct sh_line {
	size_t len;
	char text[SH_LINE_MAX]; /* always terminated */
};

void sh_line_clear(struct sh_line *l);
void sh_line_add(struct sh_line *l, const char *text); /* NULL adds nothing */
void sh_line_add_int(struct sh_line *l, int64_t n);

/** Whole seconds below 100 s ("42"), minutes and seconds from there ("1:40"). Negative counts as 0.
 */
void sh_line_add_clock(struct sh_line *l, int64_t seconds);

/** Minutes and seconds, always: "0:42", "62:07". Negative counts as 0. */
void sh_line_add_minutes(struct sh_line *l, int64_t seconds);

/** `mdeg` rounded half away from zero to whole degrees, without its sign. */
int32_t sh_line_whole_deg(int32_t mdeg);

/** Is `text` (may be NULL) exactly `word`? */
bool sh_line_is(const char *text, const char *word);

#endif
