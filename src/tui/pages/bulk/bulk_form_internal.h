/* bulk_form_internal.h: what the files of the page Many at once share. */
#ifndef TUI_PAGES_BULK_BULK_FORM_INTERNAL_H
#define TUI_PAGES_BULK_BULK_FORM_INTERNAL_H

#include "site/common.h"
#include "tui/app/job.h"
#include "tui/pages/bulk/bulk_form.h"

enum { ITEM_WHAT, ITEM_EMAILS }; /* of the form; those of other fields: BulkFormPage.items */
enum { WHAT_LEAVE, WHAT_ADD, WHAT_REMOVE, WHAT_SET };
enum { TOGGLE_LEAVE, TOGGLE_ON, TOGGLE_OFF };

typedef struct BulkFormPage {
    BulkForm many;
    Common common;
    size_t read, unreadable; /* subscriptions */
    Job *job;                /* that reads some; NULL: none is under way */
    long long told;          /* refresh_is_due() */
    size_t
        items[CONTACT_FIELD_COUNT]; /* of the form; BULK_FORM_NO_ITEM of a field that it has not */
    unsigned long begun[CONTACT_FIELD_COUNT]; /* the states of the texts that nobody has touched */
    bool checked;
    unsigned long states_checked[CONTACT_FIELD_COUNT];
    size_t what_checked;
    size_t problems[CONTACT_FIELD_COUNT];
    bool phone_warned;
    char *filled; /* the addresses that the form has put there itself */
} BulkFormPage;

#define BULK_FORM_NO_ITEM ((size_t)-1)

/* True for a text of the form beside the addresses: a phone number, say. */
bool bulk_form_has_text(const BulkFormPage *page, size_t field);

/* Whether all of the subscriptions have been read. */
bool bulk_form_is_read(const BulkFormPage *page);

/* Reads on, in the background, and says how far it is, or at the end what they have in common. To
 * be called again and again until bulk_form_is_read(). */
void bulk_form_read_on(BulkFormPage *page);

/* Says what the values of a text have in common. */
void bulk_form_show_text_note(BulkFormPage *page, size_t field);

#endif
