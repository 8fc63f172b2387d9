/* email_text.h: what turns the text of the address field into another one: a long one is made and
 * compared away from the field, which then takes it at once. */
#ifndef TUI_PAGES_EMAIL_EMAIL_TEXT_H
#define TUI_PAGES_EMAIL_EMAIL_TEXT_H

#include "core/address/address_list.h"
#include "tui/text/text.h"

typedef struct EmailText EmailText; /* opaque: email_text_new(), email_text_free() */

/* For `text` as it is now, which is looked at only here. Made and freed by the thread of the text;
 * in between any one may make the other text. */
EmailText *email_text_new(const Text *text);
void email_text_free(EmailText *made); /* NULL is nothing to do */

/* It becomes what shows `list`, or these bytes; both are needed only here. */
void email_text_make(EmailText *made, const AddressList *list);
void email_text_make_bytes(EmailText *made, const char *bytes, size_t length);

/* True where `text` is still as it was. */
bool email_text_fits(const EmailText *made, const Text *text);

/* False where both are the same. */
bool email_text_changes(const EmailText *made);

/* Changes `text`, which is as it was: one edit of what differs. */
void email_text_put(const EmailText *made, Text *text);

/* A text of its own that shows `list`. The caller frees it. */
Text *email_text_of(const AddressList *list);

#endif
