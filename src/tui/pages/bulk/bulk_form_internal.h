/* bulk_form_internal.h: what the files of the page Many at once share. */
#ifndef TUI_PAGES_BULK_BULK_FORM_INTERNAL_H
#define TUI_PAGES_BULK_BULK_FORM_INTERNAL_H

#include "site/common.h"
#include "tui/app/contact_load.h"
#include "tui/pages/bulk/bulk_form.h"

enum { ITEM_WHAT, ITEM_EMAILS, ITEM_PHONE, ITEM_ALERTS };
enum { WHAT_LEAVE, WHAT_ADD, WHAT_REMOVE, WHAT_SET };
enum { ALERTS_LEAVE, ALERTS_ON, ALERTS_OFF };

typedef struct BulkFormPage {
    BulkForm many;
    Common common;
    size_t read, unreadable;   /* subscriptions */
    ContactLoad *load;         /* of the next one; NULL: none is under way */
    long long told;            /* slice_tell() */
    unsigned long phone_begun; /* the state of the text that nobody has touched */
    bool checked;
    unsigned long emails_checked, phone_checked;
    size_t what_checked;
    size_t problems[ITEM_ALERTS + 1];
    bool phone_warned;
    char *filled; /* the addresses that the form has put there itself */
} BulkFormPage;

/* Whether all of the subscriptions have been read. */
bool bulk_form_is_read(const BulkFormPage *page);

/* Reads on for a few milliseconds, and says how far it is, or at the end what they have in common.
 * Returns the milliseconds until it is to be called again. */
int bulk_form_read_on(BulkFormPage *page);

/* Says what the phone numbers have in common. */
void bulk_form_show_phone_note(BulkFormPage *page);

#endif
