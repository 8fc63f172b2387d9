/* check_state.c: whether the ledger and the history are as they were written, and the ledger's day
 * is near that of the clock. */
#include "base/memory.h"
#include "cli/check/check.h"
#include "cli/verify.h"
#include "command/output.h"
#include "site/findings/findings_words.h"
#include "site/history.h"
#include "site/ledger.h"

#include <stdlib.h>

/* What is found; what the user of the command may not read, or an older program has written, is
 * none of the site's faults. */
static void take(Check *check, FindingKind kind, const Error *error)
{
    char *text = error_message(error);
    if (error->kind == ERROR_PERMISSION || error->kind == ERROR_CONFIG)
        output_note("warning: %s", text);
    else
        findings_add(&check->findings, kind, FINDING_SITE, memory_text(text),
                     memory_text(finding_text(kind, "_mend")));
    free(text);
}

static void check_ledger(Check *check, int64_t now)
{
    SiteLedger site_ledger;
    Error error = {0};
    Day today, clock;
    ChainVerified verified;
    if (ledger_is_absent(check->site->config.state))
        return;
    bool good = site_ledger_open(check->site, true, &site_ledger, &error) &&
                verify_chain(&(VerifyWhat){.ledger = site_ledger.ledger}, NULL, &verified, &error);
    if (!good)
        take(check, FINDING_LEDGER, &error);
    if (site_ledger.ledger && ledger_today(site_ledger.ledger, now, &today, &clock, &error) &&
        !ledger_day_check(today, clock, &error))
        take(check, FINDING_LEDGER_DAY, &error);
    site_ledger_close(&site_ledger);
}

static void check_history(Check *check)
{
    Error error = {0};
    ChainVerified verified;
    if (history_is_absent(check->site->config.state))
        return;
    History *history = site_history_open(check->site, NULL, &error);
    if (!history || !verify_chain(&(VerifyWhat){.history = history}, NULL, &verified, &error))
        take(check, FINDING_HISTORY, &error);
    history_close(history);
}

void check_state(Check *check, int64_t now)
{
    check_ledger(check, now);
    check_history(check);
}
