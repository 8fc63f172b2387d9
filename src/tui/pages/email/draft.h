/* draft.h: drafts of the page Email notifications: kept while one types, offered when it is opened
 * the next time. */
#ifndef TUI_PAGES_EMAIL_DRAFT_H
#define TUI_PAGES_EMAIL_DRAFT_H

#include "tui/pages/email/email_internal.h"

/* The fields of a draft: NAME of each of the contact's (contact_field.h) as it was typed, and
 * base-NAME as the form began. Those that are not available yet are not kept. */
#define DRAFT_EMAILS      "emails"
#define DRAFT_BASE        "base-"
#define DRAFT_BASE_EMAILS DRAFT_BASE DRAFT_EMAILS

/* What keeps the draft of a page. */
EmailDraft *email_draft_new(Session *session, const char *subscription);

/* Ends it: the draft is removed, unless email_draft_keep() has kept it. NULL is nothing to do. */
void email_draft_free(EmailDraft *draft);

/* Writes what is unsaved aside, on a thread of its own, where that is due; removes the draft where
 * nothing is unsaved any more. Returns the milliseconds until it is to be called again; -1: after
 * the next key. */
int email_draft_tick(EmailPage *page);

/* Writes what is unsaved aside now, and leaves it there. */
void email_draft_keep(EmailPage *page);

/* The user discards what is unsaved: the draft can be had back until he discards another one. */
void email_draft_discard(EmailPage *page);

/* The draft in `slot`, which is moved, is the page's own from now on. */
void email_draft_adopt(EmailDraft *draft, DraftSlot *slot);

/* What a draft holds, as settings. */
typedef struct DraftContacts {
    Contact base, ours; /* ours: what is valid of it */
    size_t problems;    /* how many things are not */
} DraftContacts;

/* False and the error, ERROR_DATA, where it is not a draft of this form, or ERROR_CANCELLED. What
 * is saved now, `loaded`, spares the reading of what is the same. */
bool draft_contacts(const Draft *draft, const Contact *loaded, DraftContacts *contacts,
                    Progress *progress, Error *error);
void draft_contacts_clear(DraftContacts *contacts);

/* Opens the page that offers the latest draft of the page's subscription, where there is one. */
void draft_offer(EmailPage *page);

#endif
