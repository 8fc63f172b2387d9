/* report.h: the records of a day, kept: what was sent, by recipient and with what is left of each
 * one's day, and what was held back. */
#ifndef LEDGER_REPORT_H
#define LEDGER_REPORT_H

#include "ledger/ledger.h"

typedef struct ReportSend {
    LedgerSend send; /* its texts are copies */
    unsigned left;   /* messages left of the recipient's day, over all subscriptions: of those that
                        are mailed or, where this one went there, of those that go to the outbox */
    bool first;      /* of this recipient's, of either */
} ReportSend;

typedef struct ReportSends {
    ReportSend *items; /* by recipient, what was mailed first, then in the order of sending */
    size_t count, capacity;
} ReportSends; /* initialise with {0} */

/* Reads what was sent on `day`, of the subscription with this id or, where it is NULL, of all, as
 * it stands at `now`. report_sends_clear() in either case. */
bool report_sends(ReportSends *report, Ledger *ledger, Day day, const char *subscription,
                  int64_t now, Error *error);
void report_sends_clear(ReportSends *report);

typedef struct ReportHolds {
    LedgerHold *items; /* by time; their texts are copies */
    size_t count, capacity;
} ReportHolds; /* initialise with {0} */

/* Likewise, what was held back. */
bool report_holds(ReportHolds *report, Ledger *ledger, Day day, const char *subscription,
                  Error *error);
void report_holds_clear(ReportHolds *report);

typedef struct ReportUnheard {
    LedgerUnheard *items; /* by day, then by time; their texts are copies */
    size_t count, capacity;
} ReportUnheard; /* initialise with {0} */

/* Likewise, the alerts from `from` to `to` of which nobody was told. */
bool report_unheard(ReportUnheard *report, Ledger *ledger, Day from, Day to,
                    const char *subscription, Error *error);
void report_unheard_clear(ReportUnheard *report);

#endif
