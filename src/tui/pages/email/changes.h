/* changes.h: changes of a contact, as lines to read. */
#ifndef TUI_PAGES_EMAIL_CHANGES_H
#define TUI_PAGES_EMAIL_CHANGES_H

#include "core/contact.h"
#include "tui/pages/email/email_internal.h"
#include "tui/widgets/lines.h"

/* Adds what turns `before` into `after`, a line each; after so many as anybody reads how many more
 * there are; one that says so where there are none. */
void changes_add(Lines *lines, const Contact *before, const Contact *after);

/* The same in two steps, of which the first one takes long for long lists, and touches nothing but
 * the contacts: what the lines say, as one text, which the caller frees, and in `*left` how many
 * more there are. Lists that others find in meanwhile are to be copies apart. */
char *changes_write(const Contact *before, const Contact *after, size_t *left);
void changes_add_written(Lines *lines, const char *changes, size_t left);

/* Opens the page that shows what a save of the form would change; everything has been checked. */
void changes_page_open(EmailPage *email);

#endif
