/* Opens and closes a ledger. */
#include "base/language.h"
#include "base/memory.h"
#include "ledger/owner.h"
#include "ledger/sqlite.h"

#include <stdlib.h>

enum { HOLD_DAYS = 35 };

static void sqlite_close(Ledger *base)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    Error ignored; /* who wants to know calls ledger_flush() */
    if (ledger->pending_count > 0 || ledger->settlement_count > 0 || ledger->unheard.count > 0)
        sqlite_flush(base, &ignored);
    sqlite_pending_clear(ledger);
    sqlite_unheard_clear(ledger);
    free(ledger->unheard.items);
    sqlite_settlements_clear(ledger);
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(ledger->statements[i]);
    database_close(&ledger->database);
    free(ledger->owner);
    free(ledger);
}

static const struct LedgerOps sqlite_ops = {
    .close = sqlite_close,
    .today = sqlite_today,
    .facts = sqlite_facts,
    .reserve = sqlite_reserve,
    .begin = sqlite_begin,
    .settle = sqlite_settle,
    .sends = sqlite_sends,
    .holds = sqlite_holds,
    .count = sqlite_count,
    .note_hold = sqlite_note_hold,
    .settle_later = sqlite_settle_later,
    .note_unheard = sqlite_note_unheard,
    .note_heard = sqlite_note_heard,
    .unheard = sqlite_unheard,
    .note_report = sqlite_note_report,
    .bounced = sqlite_bounced,
    .bounced_text = sqlite_bounced_text,
    .clear_bounced = sqlite_clear_bounced,
    .copy_bounced = sqlite_copy_bounced,
    .waiting = sqlite_waiting,
    .waiting_end = sqlite_waiting_end,
    .unheard_new = sqlite_unheard_new,
    .flush = sqlite_flush,
    .reset_day = sqlite_reset_day,
    .head = sqlite_head,
    .verify = sqlite_verify,
};

static const DatabaseKind ledger_kind = {
    .name = "ledger",
    .title = N_("the ledger"),
    .schema = &ledger_schema,
    .exposed = N_("change what was sent"),
    .damaged = N_("nothing is sent: restore it from a backup, or move it away together with "
                  "ledger.lock, and a new one is made, which does not know what was sent before"),
    .gone =
        N_("the ledger is gone, but there was one: what was sent is not known, so nothing is sent; "
           "restore it from a backup, or remove ledger.lock beside it to begin a new one"),
    .command = "sent",
};

bool ledger_is_absent(const char *state)
{
    return database_is_absent(&ledger_kind, state);
}

Ledger *ledger_open(const char *state, const LedgerOptions *options, Error *error)
{
    SqliteLedger *ledger = memory_new(sizeof *ledger);
    ledger->base.ops = &sqlite_ops;
    ledger->zone = options->zone;
    ledger->owner = owner_new();
    ledger->transport = sqlite_transport(options->to_outbox);
    ledger->hold_days = options->hold_days > 0 ? options->hold_days : HOLD_DAYS;
    DatabaseMode mode = options->scratch     ? DATABASE_MEMORY
                        : options->read_only ? DATABASE_READ
                                             : DATABASE_WRITE;
    if (database_open(&ledger->database, &ledger_kind, state, options->file_mode, mode, error))
        return &ledger->base;
    sqlite_close(&ledger->base);
    return NULL;
}
