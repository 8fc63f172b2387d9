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
    bool settled = sqlite_run(ledger, statement, error);
    if (settled && sqlite3_changes(ledger->database.handle) == 0)
        return settled_before(ledger, settlement, error);
    const ChainEvent event = {.record = settlement->id,
                              .event = settlement->state,
                              .at = settlement->now,
                              .code = settlement->code,
                              .text = settlement->text};
    return settled && database_event(&ledger->database, &event, error) &&
           (strcmp(settlement->state, send_state_name(SEND_SENT)) != 0 ||
            sqlite_lift(ledger, settlement->id, error));
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

/* What a program that is gone has left. */
typedef struct Left {
    Settlement *items;
    size_t count, capacity;
} Left;

/* The rows are read to their end before any of them is changed. */
static bool read_dead(SqliteLedger *ledger, int64_t now, Left *left, Error *error)
{
    static const char unknown[] = "the program that sent it ended before it knew the outcome";
    static const char released[] = "the program ended before it could be sent";
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_UNDER_WAY, error);
    if (row == NULL)
        return false;
    database_bind(row, "t", ledger->owner);
    int result;
    while ((result = sqlite3_step(row)) == SQLITE_ROW) {
        SendState state = sqlite_state(ledger, database_text(row, 3), database_text(row, 2),
                                       now - sqlite3_column_int64(row, 4), false);
        if (send_state_is_under_way(state))
            continue;
        left->items =
            memory_reserve(left->items, &left->capacity, left->count + 1, sizeof *left->items);
        Settlement *settlement = &left->items[left->count++];
        *settlement = (Settlement){.id = sqlite3_column_int64(row, 0),
                                   .state = send_state_name(state),
                                   .text = memory_text(state == SEND_RELEASED ? released : unknown),
                                   .now = now};
        snprintf(settlement->message_id, sizeof settlement->message_id, "%s",
                 database_text(row, 1));
    }
    sqlite3_reset(row);
    return result == SQLITE_DONE || database_error(&ledger->database, result, error);
}

bool sqlite_settle_dead(SqliteLedger *ledger, int64_t now, bool *any, Error *error)
{
    Left left = {0};
    bool good = read_dead(ledger, now, &left, error);
    *any = left.count > 0;
    for (size_t i = 0; i < left.count; i++) {
        good = good && write_one(ledger, &left.items[i], error);
        free(left.items[i].text);
    }
    free(left.items);
    return good;
}

/* Notes that it has begun, in the transaction that is open. */
static bool note_begun(SqliteLedger *ledger, const Reservation *reservation, int64_t now,
                       bool *ours, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_BEGIN, error);
    if (statement == NULL)
        return false;
    database_bind(statement, "it", reservation->id, reservation->message_id);
    bool good = sqlite_run(ledger, statement, error);
    *ours = good && sqlite3_changes(ledger->database.handle) > 0;
    const ChainEvent event = {.record = reservation->id, .event = "begun", .at = now};
    return good && (!*ours || database_event(&ledger->database, &event, error));
}

bool sqlite_begin(Ledger *base, const Reservation *reservation, int64_t now, bool *ours,
                  Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    *ours = false;
    if (!database_write_begin(&ledger->database, error))
        return false;
    bool good = sqlite_settlements_write(ledger, error) &&
                note_begun(ledger, reservation, now, ours, error);
    good = sqlite_write_end(ledger, good, error);
    if (!good)
        *ours = false;
    return good;
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
    return sqlite_write_end(ledger, settled, error);
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
