#include "site/ledger.h"

#include "ledger/report.h"
#include "site/state.h"

#include <string.h>

bool site_ledger_open(const Site *site, bool read_only, SiteLedger *opened, Error *error)
{
    memset(opened, 0, sizeof *opened);
    opened->zone = day_zone_new(site->config.day_zone, error);
    if (opened->zone == NULL)
        return false;
    if (!(read_only ? site_state_check(site, error) : site_state_make(site, error)))
        return false;
    LedgerOptions options = {.zone = opened->zone,
                             .file_mode = site->config.file_mode,
                             .read_only = read_only,
                             .to_outbox = site->config.mail.transport == MAIL_OUTBOX};
    opened->ledger = ledger_open(site->config.state, &options, error);
    return opened->ledger != NULL;
}

bool site_ledger_count_today(const Site *site, int64_t now, size_t *count, Error *error)
{
    *count = 0;
    if (ledger_is_absent(site->config.state))
        return true;
    SiteLedger site_ledger;
    ReportSends sends = {0};
    Day today, clock;
    bool good = site_ledger_open(site, true, &site_ledger, error) &&
                ledger_today(site_ledger.ledger, now, &today, &clock, error) &&
                report_sends(&sends, site_ledger.ledger, today, NULL, now, error);
    *count = sends.count;
    report_sends_clear(&sends);
    site_ledger_close(&site_ledger);
    return good;
}

void site_ledger_close(SiteLedger *opened)
{
    ledger_close(opened->ledger);
    day_zone_free(opened->zone);
    memset(opened, 0, sizeof *opened);
}
