/* many_parts.h: what the files of the page Many at once share. */
#ifndef TUI_PAGES_MANY_PARTS_H
#define TUI_PAGES_MANY_PARTS_H

#include "site/common.h"
#include "tui/pages/contact_load.h"
#include "tui/pages/many.h"

enum { ITEM_WHAT, ITEM_EMAILS, ITEM_PHONE, ITEM_ALERTS };
enum { WHAT_LEAVE, WHAT_ADD, WHAT_REMOVE, WHAT_SET };
enum { ALERTS_LEAVE, ALERTS_ON, ALERTS_OFF };

typedef struct ManyPage {
    ManyForm many;
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
} ManyPage;

/* Whether all of the subscriptions have been read. */
bool many_is_read(const ManyPage *page);

/* Reads on for a few milliseconds, and says how far it is, or at the end what they have in common.
 * Returns the milliseconds until it is to be called again. */
int many_read_on(ManyPage *page);

/* Says what the phone numbers have in common. */
void many_show_phone_note(ManyPage *page);

#endif
