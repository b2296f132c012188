#ifndef SH_TUI_VIEW_EVENTS_H
#define SH_TUI_VIEW_EVENTS_H

/** Part of the view: what each event leaves behind in it (flags, the last verdict, a message). */

#include "tui/view.h"

void sh_view_event(struct sh_view *v, const struct sh_event *e);

#endif
