/* help_page.h: the page that F1 opens. */
#ifndef TUI_APP_HELP_PAGE_H
#define TUI_APP_HELP_PAGE_H

#include "tui/app/page.h"

/* The help for the page that is on top. */
Page *help_page_new(Session *session);

#endif
