/* mail_delivery_internal.h: what mail_delivery.c shares with mail_delivery_work.c, which asks the
 * disk. */
#ifndef TUI_PAGES_MAIL_MAIL_DELIVERY_INTERNAL_H
#define TUI_PAGES_MAIL_MAIL_DELIVERY_INTERNAL_H

#include "site/mail_settings.h"
#include "tui/app/drafts/form_draft.h"
#include "tui/app/job.h"
#include "tui/pages/pages.h"

typedef struct DeliveryPage {
    FormPage form;
    MailSettings loaded;
    char *checked;   /* the texts that were checked last, in one */
    char *seen;      /* likewise, that were there at the last tick */
    long changed_at; /* page_now() */
    size_t wrong;    /* a field; the count of fields: none in particular */
    char *problem;   /* NULL: all is right */
    bool comments_warned;
    Job *checking;  /* NULL: nothing is being checked */
    Job *rereading; /* likewise */
    bool saving;
    FormDraft *draft;
} DeliveryPage;

/* Whether a field, or any, has another value than the one that was loaded. */
bool mail_delivery_is_changed(const DeliveryPage *page, size_t item);
bool mail_delivery_has_changes(const DeliveryPage *page);

/* All values in one text. The caller frees it. */
char *mail_delivery_texts(const DeliveryPage *page);

/* Shows what is wrong at its field; NULL: nothing is. */
void mail_delivery_show_problem(DeliveryPage *page, size_t field, const Error *error);

/* These settings, which are taken, are what is saved; and shows them. */
void mail_delivery_take(DeliveryPage *page, MailSettings *settings);
void mail_delivery_show(DeliveryPage *page);

/* Begins to hold the values against the rules, in the background; `jump`: the focus goes to what is
 * wrong then, and what is typed waits for that. */
void mail_delivery_check(DeliveryPage *page, bool jump);

/* Begins to save; `leaving`: the page goes once it is saved. */
void mail_delivery_save(DeliveryPage *page, bool leaving);

/* Begins to read what is saved, and shows that unless something is changed meanwhile. */
void mail_delivery_reread(DeliveryPage *page);

#endif
