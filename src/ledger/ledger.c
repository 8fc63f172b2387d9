#include "ledger/ledger.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/send_text.h"
#include "base/sentence.h"

#include <stdlib.h>
#include <string.h>

void ledger_close(Ledger *ledger)
{
    if (ledger != NULL)
        ledger->ops->close(ledger);
}

bool ledger_today(Ledger *ledger, int64_t now, Day *today, Day *clock, Error *error)
{
    return ledger->ops->today(ledger, now, today, clock, error);
}

bool ledger_day_check(Day today, Day clock, Error *error)
{
    if (today <= clock + LEDGER_DAYS_AHEAD)
        return true;
    char ahead[DAY_TEXT_SIZE], behind[DAY_TEXT_SIZE];
    day_text(today, ahead);
    day_text(clock, behind);
    return error_set(error, ERROR_RETRY,
                     "nothing is sent: messages of %s are in the ledger, but the clock says %s; "
                     "where the clock is right now, and was ahead then, seccontacts ledger "
                     "--set-day %s --reason TEXT sets the ledger's day back, on record",
                     ahead, behind, behind);
}

char *ledger_day_warning(Day today, Day clock)
{
    Error error;
    if (!ledger_day_check(today, clock, &error))
        return memory_text(error.text);
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

bool ledger_begin(Ledger *ledger, const Reservation *reservation, int64_t now, bool *ours,
                  Error *error)
{
    return ledger->ops->begin(ledger, reservation, now, ours, error);
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

bool ledger_count(Ledger *ledger, const char *address, Day day, bool to_outbox, unsigned *count,
                  Error *error)
{
    return ledger->ops->count(ledger, address, day, to_outbox, count, error);
}

bool ledger_note_hold(Ledger *ledger, const Alert *alert, const char *address, LimitHold hold,
                      const char *reason, int64_t now, Error *error)
{
    return ledger->ops->note_hold(ledger, alert, address, hold, reason, now, error);
}

const char *unheard_why_name(UnheardWhy why)
{
    static const char *const names[UNHEARD_WHYS] = {
        [UNHEARD_LIMIT] = "limit",           [UNHEARD_ALERTS_OFF] = "alerts-off",
        [UNHEARD_NO_CONTACT] = "no-contact", [UNHEARD_REFUSED] = "refused",
        [UNHEARD_FAILED] = "failed",         [UNHEARD_UNKNOWN] = "unknown",
        [UNHEARD_UNDER_WAY] = "under-way",   [UNHEARD_SUBSCRIPTION] = "no-subscription",
        [UNHEARD_BOUNCED] = "bounced",
    };
    return names[why];
}

char *unheard_reason_translate(UnheardWhy why, const char *reason)
{
    static const char *const bounced[] = {UNHEARD_REASON_BOUNCED, NULL};
    if (why == UNHEARD_SUBSCRIPTION)
        return memory_text(_(reason));
    if (why == UNHEARD_BOUNCED && strncmp(reason, bounced[0], strcspn(bounced[0], "%")) == 0)
        return sentence_translate(reason, bounced, NULL);
    bool of_rule = why == UNHEARD_LIMIT || why == UNHEARD_ALERTS_OFF || why == UNHEARD_NO_CONTACT;
    char *text = of_rule ? limit_reason_translate(reason) : send_text_translate(reason);
    if (strcmp(text, reason) != 0)
        return text;
    free(text);
    return limit_reason_translate(reason); /* of one that rests on another message */
}

bool ledger_note_unheard(Ledger *ledger, const Alert *alert, UnheardWhy why, const char *reason,
                         int64_t now, Error *error)
{
    return ledger->ops->note_unheard(ledger, alert, why, reason, now, error);
}

bool ledger_note_heard(Ledger *ledger, const Alert *alert, int64_t now, Error *error)
{
    return ledger->ops->note_heard(ledger, alert, now, error);
}

bool ledger_unheard(Ledger *ledger, const LedgerQuery *query, bool all, LedgerUnheardEach each,
                    void *data, Error *error)
{
    return ledger->ops->unheard(ledger, query, all, each, data, error);
}

size_t ledger_unheard_new(const Ledger *ledger)
{
    return ledger->ops->unheard_new(ledger);
}

bool ledger_flush(Ledger *ledger, Error *error)
{
    return ledger->ops->flush(ledger, error);
}

bool ledger_reset_day(Ledger *ledger, const LedgerReset *reset, ChainHead *head, Error *error)
{
    return ledger->ops->reset_day(ledger, reset, head, error);
}

bool ledger_head(Ledger *ledger, ChainHead *head, Error *error)
{
    return ledger->ops->head(ledger, head, error);
}

bool ledger_verify(Ledger *ledger, const char *head, ChainVerified *verified, Progress *progress,
                   Error *error)
{
    return ledger->ops->verify(ledger, head, verified, progress, error);
}
