/* office.h: what a command of the mail program works with, opened from a site. */
#ifndef MAIL_OFFICE_H
#define MAIL_OFFICE_H

#include "command/command.h"
#include "core/subscription.h"
#include "mail/output.h"
#include "mail/transport.h"
#include "site/ledger.h"
#include "site/site.h"

typedef struct Office {
    Site *site;
    SubscriptionList subscriptions;
    const Subscription **by_id; /* the same, sorted */
    SiteLedger books;           /* ledger and zone */
    Transport *transport;       /* NULL where it was not asked for */
    Output *output;
} Office;

typedef enum OfficeNeeds {
    OFFICE_TO_READ, /* the ledger read-only, no transport */
    OFFICE_TO_SEND,
} OfficeNeeds;

/* Opens the site, its subscriptions and ledger and, to send, its transport. Warnings go to
 * `output`. False and the error where one of them can't be opened; office_close() in either case.
 */
bool office_open(Office *office, const CommandContext *context, OfficeNeeds needs, Output *output,
                 Error *error);
void office_close(Office *office);

/* The subscription that a user means by `text`; NULL and the error where there is none. */
const Subscription *office_subscription(const Office *office, const char *text, Error *error);

/* The subscription of this id; NULL where the site does not have it. */
const Subscription *office_find(const Office *office, const char *id);

/* Reads the list of subscriptions anew: one was unknown. */
bool office_reload(Office *office, Error *error);

#endif
