#ifndef SH_SUPPORT_ESCAPE_H
#define SH_SUPPORT_ESCAPE_H

/** Makes bytes from outside safe to show on a terminal and to put into one line.
 *
 * Written as \xNN (two lower-case digits): C0 controls, DEL, and every byte that is not part of
 * valid UTF-8. Written as \u{N...}: C1 controls (U+0080 to U+009F), the bidirectional controls
 * (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069) and the line and paragraph
 * separators U+2028 and U+2029. Everything else passes as it is, the backslash too: this is for
 * people's eyes and escaping twice changes nothing.
 */

#include <stddef.h>

/** Escapes `len` bytes of `in` (NUL bytes included) into `out`, always terminated when cap > 0.
 * What does not fit is left off between two characters, never inside an escape.
 * @return the length written, without the terminator. */
size_t sh_escape(const char *in, size_t len, char *out, size_t cap);

#endif
