/* changes.h: changes of a contact, as lines to read. */
#ifndef TUI_PAGES_CHANGES_H
#define TUI_PAGES_CHANGES_H

#include "core/contact.h"
#include "tui/pages/email_parts.h"
#include "tui/widgets/lines.h"

/* Adds what turns `before` into `after`, a line each; after so many as anybody reads how many more
 * there are; one that says so where there are none. */
void changes_add(Lines *lines, const Contact *before, const Contact *after);

/* The page that shows what a save of the form below would change. */
Page *changes_page_new(EmailPage *email);

#endif
