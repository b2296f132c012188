/* Looks by number of colours.
 *
 * 256: tones of about 3:1 contrast or better against both black and white. 16 and 8: terminals
 * differ too much in what they make of bright black or plain blue, so both are avoided for writing.
 * Figures are made of full blocks, which reverse would turn into nothing: no style of writing may
 * use it. Nor is writing bold where it has a colour of 256: leaving bold means resetting
 * everything, which was half of what the terminal got.
 */

#include "tui/theme.h"

enum { BOLD = 1, REVERSE = 2, UNDERLINE = 4 };

struct entry {
	short fg, bg;
	short marks;
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
	return terminal >= 256 ? 256 : terminal >= 16 ? 16 : 8;
}

void sh_theme_look(enum sh_style style, int colours, struct sh_look *ret)
{
	const struct entry *table = colours >= 256 ? looks_256
				    : colours >= 8 ? looks_8
						   : looks_none;
	const struct entry *e = &table[style < SH_STYLES ? style : SH_STYLE_PLAIN];
	ret->fg = e->fg;
	ret->bg = e->bg;
	ret->bold = (e->marks & BOLD) != 0;
	ret->reverse = (e->marks & REVERSE) != 0;
	ret->underline = (e->marks & UNDERLINE) != 0;
}
