#ifndef SH_TUI_MENU_PART_H
#define SH_TUI_MENU_PART_H

/** What the files of the menu's state share. Pure. */

#include "tui/menu.h"

/** One line about the key just pressed; cut to fit. ASCII. */
void sh_menu_say(struct sh_menu *m, const char *text);

void sh_menu_scroll(struct sh_menu *m, int by);
void sh_menu_go(struct sh_menu *m, enum sh_menu_screen to);

/** A key while the browser is searched. @return false: it was none for the search. */
bool sh_menu_search(struct sh_menu *m, const struct sh_menu_model *model, int key);

/** A key of the browser's own. */
void sh_menu_browse(struct sh_menu *m, const struct sh_menu_model *model, int key,
		    struct sh_menu_action *ret);

#endif
