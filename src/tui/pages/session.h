/* session.h: what all pages of one run of the editor share: the site, its subscriptions, and what
 * is known about the contacts of each.
 *
 * Nothing is read before it is needed. A contact is read when its row is seen, or in the idle
 * moments of a page that counts (session_scan).
 */
#ifndef TUI_PAGES_SESSION_H
#define TUI_PAGES_SESSION_H

#include "core/subscription.h"
#include "site/site.h"
#include "store/drafts.h"
#include "tui/pages/review.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Stack Stack;

typedef enum SummaryState { SUMMARY_UNKNOWN = 0, SUMMARY_READ, SUMMARY_UNREADABLE } SummaryState;

/* What the lists show of a contact. */
typedef struct Summary {
    unsigned char state; /* SummaryState */
    bool alerts, phone;
    uint32_t addresses;
} Summary;

typedef struct Session {
    Site *site;
    bool demo;
    Stack *stack;
    bool loaded;
    SubscriptionList subscriptions; /* once loaded */
    StoreSeen seen;
    Summary *summaries;         /* one a subscription */
    char **folded;              /* names for filters (core/fold.h), each NULL until it is made */
    size_t fold_at;             /* all before it are made */
    long long told;             /* of session_scan(): see slice_tell() */
    size_t scanned;             /* subscriptions from the first on whose summaries are known */
    size_t missing, unreadable; /* of all that are known; missing: that findings_concern() */
    Review *review;             /* session_review() */
    Drafts *drafts;             /* session_drafts() */
} Session;

void session_clear(Session *session);

/* The drafts of this user for the site. */
Drafts *session_drafts(Session *session);

/* What is found to be missing or wrong: of the subscriptions as they are loaded, until they are
 * read again. */
Review *session_review(Session *session);

/* Reads the subscriptions, unless they are there. */
bool session_load(Session *session, Error *error);

/* Reads the subscriptions again and forgets all summaries. Where reading fails all is as before. */
bool session_reread(Session *session, Error *error);

/* Adds `subscription` (moved) and saves; on failure the list is as before and `subscription` is
 * cleared. Somebody else's additions meanwhile are read and kept. */
StoreSave session_add(Session *session, Subscription *subscription, Error *error);

/* The index of a subscription; false where there is none. */
bool session_find(const Session *session, const char *id, size_t *index);

/* What is known of a subscription's contact, read if need be. */
const Summary *session_summary(Session *session, size_t index);

/* The contact of subscription `id` is this now. */
void session_contact_saved(Session *session, const char *id, const Contact *contact);

/* Its summary is not to be trusted any more. */
void session_contact_forget(Session *session, size_t index);

/* Reads summaries for a few milliseconds. False once all are known. `*tell`: it is time to show how
 * far it is, a few times a second and at the end: a slow line has no room for more. */
bool session_scan(Session *session, bool *tell);

/* The name of a subscription, folded for strstr() with a folded filter. */
const char *session_folded(Session *session, size_t index);

/* Folds names for a few milliseconds, so that the first filter finds them made. False once all are.
 */
bool session_fold(Session *session);

#endif
