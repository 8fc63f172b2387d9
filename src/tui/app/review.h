/* review.h: what the contacts of a site are found to lack (site/findings/findings.h), as far as
 * they have been looked at: in the background, and again where one is saved. For the thread of the
 * keys, which never waits here for a disk. */
#ifndef TUI_APP_REVIEW_H
#define TUI_APP_REVIEW_H

#include "site/findings/findings.h"
#include "site/site.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Review Review; /* opaque: review_new(), review_free() */

typedef struct ReviewCounts {
    size_t unhealthy[FINDING_KINDS]; /* subscriptions; what finding_is_of_site(), by itself */
    size_t healthy[FINDING_KINDS];   /* subscriptions without that finding; 0 of the site */
} ReviewCounts;

/* Of the contacts of `site`, which outlives it, of the subscriptions in `list`; and of how their
 * alerts are delivered. */
Review *review_new(const Site *site, const SubscriptionList *list);
void review_free(Review *review); /* NULL is nothing to do */

/* Goes on with the looking. False once all is looked at that was to be. `*tell`: something has been
 * found out, and it is time to show it; see refresh_is_due(). */
bool review_scan(Review *review, bool *tell);

/* How many subscriptions, from the first on, have been looked at. */
size_t review_scanned(const Review *review);

/* All has been looked at: what only all contacts together show is known, too. */
bool review_is_done(const Review *review);

/* Contacts are being read, in the background. */
bool review_is_running(const Review *review);

/* A phone number could not be held against the numbering plans. */
bool review_phones_unchecked(const Review *review);

/* How many contacts have been looked at again since the beginning. */
size_t review_renewed(const Review *review);

/* The contact of the subscription is this now; NULL: look at it again. */
void review_renew(Review *review, size_t index, const Contact *contact);

/* Counts what has been looked at. */
void review_count(Review *review, ReviewCounts *counts);

/* Whether a subscription that has been looked at has a finding of this kind. For
 * FINDING_SAME_RECIPIENT: whether it is one of those. */
bool review_has(Review *review, size_t index, FindingKind kind);

/* What the finding says. The caller frees it. NULL while the contact is read for it. */
char *review_text(Review *review, size_t index, FindingKind kind);

/* Finding `number`, from 0, of those of a kind that finding_is_of_site(); NULL where there are not
 * so many. */
const Finding *review_file(const Review *review, FindingKind kind, size_t number);

#endif
