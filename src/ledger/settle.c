/* Settlements: how a message that was reserved ended. */
#include "base/memory.h"
#include "ledger/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_LENGTH = 1000, BATCH = 64 };

struct Settlement {
    int64_t id; /* of the record */
    char message_id[sizeof((Reservation){0}.message_id)];
    const char *state;
    int code;
    char *text;
    int64_t now;
};

/* At most TEXT_LENGTH bytes, whole characters. NULL of NULL and "". */
static char *cut_text(const char *text)
{
    if (text == NULL || text[0] == '\0')
        return NULL;
    size_t length = strlen(text);
    if (length > TEXT_LENGTH)
        for (length = TEXT_LENGTH; length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
            length--;
    return memory_text_n(text, length);
}

static Settlement settlement_of(const Reservation *reservation, const LedgerOutcome *outcome)
{
    Settlement settlement = {.id = reservation->id,
                             .state = send_state_name(outcome->state),
                             .code = outcome->code,
                             .text = cut_text(outcome->text),
                             .now = outcome->now};
    snprintf(settlement.message_id, sizeof settlement.message_id, "%s", reservation->message_id);
    return settlement;
}

/* Nothing was settled: that is well where it was settled just so before. */
static bool settled_before(SqliteLedger *ledger, const Settlement *settlement, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_STATE, error);
    if (statement == NULL)
        return false;
    database_bind(statement, "it", settlement->id, settlement->message_id);
    int result = sqlite3_step(statement);
    bool same = false;
    if (result == SQLITE_ROW) {
        same = strcmp(database_text(statement, 0), settlement->state) == 0;
        if (!same)
            error_set_at(error, ERROR_SOFTWARE, ledger->database.path, 0,
                         "message %s is settled as %s already, and can't be settled as %s",
                         settlement->message_id, database_text(statement, 0), settlement->state);
    } else if (result == SQLITE_DONE) {
        error_set_at(error, ERROR_SOFTWARE, ledger->database.path, 0,
                     "message %s is not in the ledger", settlement->message_id);
    } else {
        database_error(&ledger->database, result, error);
    }
    sqlite3_reset(statement);
    return same;
}

static bool write_one(SqliteLedger *ledger, const Settlement *settlement, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_SETTLE, error);
    if (statement == NULL)
        return false;
    database_bind(statement, "tiitit", settlement->state, settlement->now,
                  (int64_t)settlement->code, settlement->text, settlement->id,
                  settlement->message_id);
    bool settled = database_run(&ledger->database, statement, error);
    sqlite3_clear_bindings(statement);
    if (settled && sqlite3_changes(ledger->database.handle) == 0)
        return settled_before(ledger, settlement, error);
    const ChainEvent event = {.record = settlement->id,
                              .event = settlement->state,
                              .at = settlement->now,
                              .code = settlement->code,
                              .text = settlement->text};
    return settled && database_event(&ledger->database, &event, error);
}

bool sqlite_settlements_write(SqliteLedger *ledger, Error *error)
{
    bool written = true;
    for (size_t i = 0; written && i < ledger->settlement_count; i++)
        written = write_one(ledger, &ledger->settlements[i], error);
    return written;
}

void sqlite_settlements_clear(SqliteLedger *ledger)
{
    for (size_t i = 0; i < ledger->settlement_count; i++)
        free(ledger->settlements[i].text);
    free(ledger->settlements);
    ledger->settlements = NULL;
    ledger->settlement_count = ledger->settlement_capacity = 0;
}

bool sqlite_settle(Ledger *base, const Reservation *reservation, const LedgerOutcome *outcome,
                   Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    if (!database_write_begin(&ledger->database, error))
        return false;
    Settlement settlement = settlement_of(reservation, outcome);
    bool settled = sqlite_settlements_write(ledger, error) && write_one(ledger, &settlement, error);
    free(settlement.text);
    settled = database_write_end(&ledger->database, settled, error);
    if (settled)
        sqlite_settlements_clear(ledger);
    return settled;
}

bool sqlite_settle_later(Ledger *base, const Reservation *reservation, const LedgerOutcome *outcome,
                         Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    ledger->settlements = memory_reserve(ledger->settlements, &ledger->settlement_capacity,
                                         ledger->settlement_count + 1, sizeof *ledger->settlements);
    ledger->settlements[ledger->settlement_count++] = settlement_of(reservation, outcome);
    return ledger->settlement_count < BATCH || sqlite_flush(base, error);
}
