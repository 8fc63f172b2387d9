/* email_rows.h: the addresses of the page Email notifications as rows: for its list, and to tell
 * what a paste has brought.
 *
 * Made when first asked for; from then on they follow the text, and a long one is read in idle
 * moments.
 */
#ifndef TUI_PAGES_EMAIL_EMAIL_ROWS_H
#define TUI_PAGES_EMAIL_EMAIL_ROWS_H

#include "core/address/address_index.h"
#include "tui/pages/email/email_internal.h"

/* Belongs to the page. */
AddressIndex *email_rows(EmailPage *page);
void email_rows_free(EmailRows *rows); /* NULL is nothing to do */

/* Reads for some milliseconds what is not read yet of the text, then of what is saved. Returns 0
 * while there is more to do, or something was said; else -1. */
int email_rows_tick(EmailPage *page);

/* How much of the text is read. */
unsigned email_rows_percent(EmailPage *page);

/* True once it is known which addresses are saved. */
bool email_rows_saved_known(EmailPage *page);

/* A number that changes with the rows. */
unsigned long email_rows_version(EmailPage *page);

/* Takes a paste of `length` bytes into the addresses at the cursor: cells of a spreadsheet are
 * parted. Once all is read it is said how many of them were added, were there already, or are not
 * valid; with `always` also of one. */
void email_rows_paste(EmailPage *page, const char *bytes, size_t length, bool always);

#endif
