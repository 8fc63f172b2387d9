#include "ledger/ledger.h"

#include "core/language.h"
#include "core/memory.h"

void ledger_close(Ledger *ledger)
{
    if (ledger != NULL)
        ledger->ops->close(ledger);
}

bool ledger_today(Ledger *ledger, int64_t now, Day *today, Day *clock, Error *error)
{
    return ledger->ops->today(ledger, now, today, clock, error);
}

char *ledger_day_warning(Day today, Day clock)
{
    if (today <= clock + 1)
        return NULL;
    char ahead[DAY_TEXT_SIZE], behind[DAY_TEXT_SIZE];
    day_text(today, ahead);
    day_text(clock, behind);
    return memory_format(
        _("the clock says %s, but messages of %s are in the ledger: until the clock "
          "is past that day, all counts as one day; look at the clock"),
        behind, ahead);
}

bool ledger_facts(Ledger *ledger, const Alert *alert, const Contact *contact, int64_t now,
                  LimitFacts *facts, Error *error)
{
    return ledger->ops->facts(ledger, alert, contact, now, facts, error);
}

LedgerReserve ledger_reserve(Ledger *ledger, const LedgerRequest *request, Reservation *reservation,
                             LedgerHeld *held, Error *error)
{
    return ledger->ops->reserve(ledger, request, reservation, held, error);
}

bool ledger_settle(Ledger *ledger, const Reservation *reservation, const LedgerOutcome *outcome,
                   Error *error)
{
    return ledger->ops->settle(ledger, reservation, outcome, error);
}

bool ledger_settle_later(Ledger *ledger, const Reservation *reservation,
                         const LedgerOutcome *outcome, Error *error)
{
    return ledger->ops->settle_later(ledger, reservation, outcome, error);
}

bool ledger_sends(Ledger *ledger, const LedgerQuery *query, int64_t now, LedgerSendEach each,
                  void *data, Error *error)
{
    return ledger->ops->sends(ledger, query, now, each, data, error);
}

bool ledger_holds(Ledger *ledger, const LedgerQuery *query, LedgerHoldEach each, void *data,
                  Error *error)
{
    return ledger->ops->holds(ledger, query, each, data, error);
}

bool ledger_count(Ledger *ledger, const char *address, Day day, unsigned *count, Error *error)
{
    return ledger->ops->count(ledger, address, day, count, error);
}

bool ledger_note_hold(Ledger *ledger, const Alert *alert, const char *address, LimitHold hold,
                      const char *reason, int64_t now, Error *error)
{
    return ledger->ops->note_hold(ledger, alert, address, hold, reason, now, error);
}

bool ledger_flush(Ledger *ledger, Error *error)
{
    return ledger->ops->flush(ledger, error);
}
