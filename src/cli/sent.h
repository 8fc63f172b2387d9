/* sent.h: what the two halves of `seccontacts sent` share: sent.c lists what was sent, sent_held.c
 * what was held back, sent_unheard.c of what nobody was told. */
#ifndef CLI_SENT_H
#define CLI_SENT_H

#include "site/ledger.h"

#include <jansson.h>
#include <stdbool.h>

/* What is asked for, and what of. */
typedef struct SentReport {
    SiteLedger ledger;
    SubscriptionList subscriptions;
    const Subscription **by_id; /* the same, sorted */
    int64_t now;
    Day day, from;            /* `from`: of sent_unheard() */
    const char *subscription; /* id; NULL: all */
    bool json;
} SentReport;

/* The name of a subscription; its id, where the site does not have it any more. */
const char *sent_name_of(const SentReport *report, const char *id);

/* "2026-11-23T09:14:00Z"; null for 0. */
json_t *sent_time_json(int64_t time);
json_t *sent_day_json(Day day);

/* Prints "Sent on 2026-11-23 (UTC)", or notes that nothing was; with `held`, "Held back on". */
void sent_heading(const SentReport *report, bool held, bool any);

/* Prints what was held back. Returns the exit status. */
int sent_held(const SentReport *report, Error *error);

/* Prints of which High alerts nobody was told: from report->from to report->day. Returns the exit
 * status. */
int sent_unheard(const SentReport *report, Error *error);

#endif
