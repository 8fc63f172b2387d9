/* ledger.h: the ledger that a site's configuration names, with the zone whose days it counts. */
#ifndef SITE_LEDGER_H
#define SITE_LEDGER_H

#include "ledger/ledger.h"
#include "site/site.h"

typedef struct SiteLedger {
    DayZone *zone; /* day_zone of the configuration */
    Ledger *ledger;
} SiteLedger;

/* Opens it, in the directory `state` of the configuration, which is made where it is missing; it
 * counts the messages that go the way that the configuration has, by mail or to the outbox. With
 * `read_only` nothing is made and nothing can be written; a ledger that is not there reads as
 * empty. False and the error where it can't be opened, or the zone is none. site_ledger_close()
 * afterwards, in either case. */
bool site_ledger_open(const Site *site, bool read_only, SiteLedger *opened, Error *error);
void site_ledger_close(SiteLedger *opened);

/* How many messages were sent on the day of `now`. False and the error where the ledger can't be
 * read. */
bool site_ledger_count_today(const Site *site, int64_t now, size_t *count, Error *error);

#endif
