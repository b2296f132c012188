/* Looks by number of colours.
 *
 * 24 bits and 256: tones of about 3:1 contrast or better against both black and white. 16 and 8:
 * terminals differ too much in what they make of bright black or plain blue, so both are avoided
 * for writing. Figures are made of full blocks, which reverse would turn into nothing: no style of
 * writing may use it. Nor is writing bold where it has a colour of 256: leaving bold means
 * resetting everything, which was half of what the terminal got.
 */

#include "tui/theme.h"

#include <string.h>

#include "tui/line.h"

enum { BOLD = 1, REVERSE = 2, UNDERLINE = 4 };

struct entry {
	int fg, bg;
	int marks;
};

/* Chosen for themselves instead of from the palette's steps: writing keeps 3.4:1 or better against
 * black and against white, fields 4.5:1 or better between ground and words. Blue over green, amber
 * and red also differ in lightness, for those who see no red. */
static const struct entry looks_direct[SH_STYLES] = {
	[SH_STYLE_PLAIN] = {-1, -1, 0},
	[SH_STYLE_FAINT] = {0x868b92, -1, 0},
	[SH_STYLE_TITLE] = {0xf4f7fa, 0x1d4e6b, BOLD},
	[SH_STYLE_STRONG] = {-1, -1, BOLD},
	[SH_STYLE_KEY] = {-1, -1, BOLD},
	[SH_STYLE_BADGE] = {0x1a0a24, 0xd29be8, BOLD},
	[SH_STYLE_BAND] = {0x2f8f57, -1, 0},
	[SH_STYLE_BELOW] = {0x5b87b5, -1, 0},
	[SH_STYLE_TARGET] = {0x1f9d55, -1, 0},
	[SH_STYLE_ABOVE] = {0xb8860b, -1, 0},
	[SH_STYLE_WARN] = {0xe0661a, -1, 0},
	[SH_STYLE_LIMIT] = {0xe5383b, -1, 0},
	[SH_STYLE_ON_BELOW] = {0xf1f4f8, 0x46607f, 0},
	[SH_STYLE_ON_TARGET] = {0x06210f, 0x3fbf76, BOLD},
	[SH_STYLE_ON_ABOVE] = {0x241a02, 0xe0b63a, 0},
	[SH_STYLE_ON_WARN] = {0x2a1002, 0xf5893d, BOLD},
	[SH_STYLE_ON_LIMIT] = {0xffffff, 0xb91c1c, BOLD},
	[SH_STYLE_ON_CUE] = {0x04141f, 0x6db3d9, 0},
};

static const struct entry looks_256[SH_STYLES] = {
	[SH_STYLE_PLAIN] = {-1, -1, 0},		[SH_STYLE_FAINT] = {245, -1, 0},
	[SH_STYLE_TITLE] = {255, 24, BOLD},	[SH_STYLE_STRONG] = {-1, -1, BOLD},
	[SH_STYLE_KEY] = {-1, -1, BOLD},	[SH_STYLE_BADGE] = {16, 177, BOLD},
	[SH_STYLE_BAND] = {28, -1, 0},		[SH_STYLE_BELOW] = {67, -1, 0},
	[SH_STYLE_TARGET] = {34, -1, 0},	[SH_STYLE_ABOVE] = {172, -1, 0},
	[SH_STYLE_WARN] = {202, -1, 0},		[SH_STYLE_LIMIT] = {196, -1, 0},
	[SH_STYLE_ON_BELOW] = {255, 60, 0},	[SH_STYLE_ON_TARGET] = {16, 34, BOLD},
	[SH_STYLE_ON_ABOVE] = {16, 178, 0},	[SH_STYLE_ON_WARN] = {16, 208, BOLD},
	[SH_STYLE_ON_LIMIT] = {231, 160, BOLD}, [SH_STYLE_ON_CUE] = {16, 74, 0},
};

static const struct entry looks_8[SH_STYLES] = {
	[SH_STYLE_PLAIN] = {-1, -1, 0},	    [SH_STYLE_FAINT] = {-1, -1, 0},
	[SH_STYLE_TITLE] = {7, 4, BOLD},    [SH_STYLE_STRONG] = {-1, -1, BOLD},
	[SH_STYLE_KEY] = {-1, -1, BOLD},    [SH_STYLE_BADGE] = {0, 5, 0},
	[SH_STYLE_BAND] = {2, -1, 0},	    [SH_STYLE_BELOW] = {-1, -1, 0},
	[SH_STYLE_TARGET] = {2, -1, BOLD},  [SH_STYLE_ABOVE] = {6, -1, BOLD},
	[SH_STYLE_WARN] = {3, -1, BOLD},    [SH_STYLE_LIMIT] = {1, -1, BOLD},
	[SH_STYLE_ON_BELOW] = {7, 4, 0},    [SH_STYLE_ON_TARGET] = {0, 2, 0},
	[SH_STYLE_ON_ABOVE] = {0, 6, 0},    [SH_STYLE_ON_WARN] = {0, 3, 0},
	[SH_STYLE_ON_LIMIT] = {7, 1, BOLD}, [SH_STYLE_ON_CUE] = {0, 6, 0},
};

static const struct entry looks_none[SH_STYLES] = {
	[SH_STYLE_PLAIN] = {-1, -1, 0},
	[SH_STYLE_FAINT] = {-1, -1, 0},
	[SH_STYLE_TITLE] = {-1, -1, REVERSE},
	[SH_STYLE_STRONG] = {-1, -1, BOLD},
	[SH_STYLE_KEY] = {-1, -1, BOLD},
	[SH_STYLE_BADGE] = {-1, -1, REVERSE | BOLD},
	[SH_STYLE_BAND] = {-1, -1, 0},
	[SH_STYLE_BELOW] = {-1, -1, 0},
	[SH_STYLE_TARGET] = {-1, -1, 0},
	[SH_STYLE_ABOVE] = {-1, -1, BOLD},
	[SH_STYLE_WARN] = {-1, -1, BOLD},
	[SH_STYLE_LIMIT] = {-1, -1, BOLD},
	[SH_STYLE_ON_BELOW] = {-1, -1, 0},
	[SH_STYLE_ON_TARGET] = {-1, -1, REVERSE},
	[SH_STYLE_ON_ABOVE] = {-1, -1, UNDERLINE},
	[SH_STYLE_ON_WARN] = {-1, -1, REVERSE | BOLD},
	[SH_STYLE_ON_LIMIT] = {-1, -1, REVERSE | BOLD},
	[SH_STYLE_ON_CUE] = {-1, -1, UNDERLINE},
};

int sh_theme_colours(int terminal, const char *no_color)
{
	if ((no_color && no_color[0]) || terminal < 8)
		return 0;
	if (terminal >= SH_THEME_DIRECT)
		return SH_THEME_DIRECT;
	return terminal >= 256 ? 256 : terminal >= 16 ? 16 : 8;
}

bool sh_theme_direct_name(const char *term, const char *colorterm, char *ret, size_t cap)
{
	static const char plain[] = "-256color", direct[] = "-direct", kitty[] = "xterm-kitty";
	size_t n = 0, k = sizeof plain - 1;
	if (!sh_line_is(colorterm, "truecolor") && !sh_line_is(colorterm, "24bit"))
		return false;
	if (sh_line_is(term, kitty))
		term += sizeof "xterm"; /* its entry is called kitty-direct */
	while (term[n])
		n++;
	if (n > k && memcmp(term + n - k, plain, k) == 0)
		n -= k;
	if (n == 0 || n + sizeof direct > cap)
		return false;
	memcpy(ret, term, n);
	memcpy(ret + n, direct, sizeof direct);
	return true;
}

void sh_theme_look(enum sh_style style, int colours, struct sh_look *ret)
{
	const struct entry *table = colours >= SH_THEME_DIRECT ? looks_direct
				    : colours >= 256	       ? looks_256
				    : colours >= 8	       ? looks_8
							       : looks_none;
	const struct entry *e = &table[style < SH_STYLES ? style : SH_STYLE_PLAIN];
	ret->fg = e->fg;
	ret->bg = e->bg;
	ret->bold = (e->marks & BOLD) != 0;
	ret->reverse = (e->marks & REVERSE) != 0;
	ret->underline = (e->marks & UNDERLINE) != 0;
}
