/* mail_context.h: what a command of the mail program works with, opened from a site. */
#ifndef MAIL_MAIL_CONTEXT_H
#define MAIL_MAIL_CONTEXT_H

#include "command/command.h"
#include "core/subscription.h"
#include "mail/output.h"
#include "mail/transport.h"
#include "site/ledger.h"
#include "site/site.h"

typedef struct MailContext {
    Site *site;
    SubscriptionList subscriptions;
    const Subscription **by_id; /* the same, sorted */
    SiteLedger site_ledger;     /* ledger and zone */
    Transport *transport;       /* NULL where it was not asked for */
    Output *output;
} MailContext;

typedef enum MailNeeds {
    OFFICE_TO_READ, /* the ledger read-only, no transport */
    OFFICE_TO_SEND,
} MailNeeds;

/* Opens the site, its subscriptions and ledger and, to send, its transport. Warnings go to
 * `output`. False and the error where one of them can't be opened; office_close() in either case.
 */
bool office_open(MailContext *mail_context, const CommandContext *context, MailNeeds needs,
                 Output *output, Error *error);
void office_close(MailContext *mail_context);

/* The subscription that a user means by `text`; NULL and the error where there is none. */
const Subscription *office_subscription(const MailContext *mail_context, const char *text,
                                        Error *error);

/* The subscription of this id; NULL where the site does not have it. */
const Subscription *office_find(const MailContext *mail_context, const char *id);

/* Reads the list of subscriptions anew: one was unknown. */
bool office_reload(MailContext *mail_context, Error *error);

#endif
