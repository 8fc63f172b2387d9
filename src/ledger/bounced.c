/* bounced.c: the addresses that are passed over since mail to them bounced (R6 of core/limits.h):
 * until a test to one is accepted, or a person clears it. */
#include "base/memory.h"
#include "core/address/address.h"
#include "ledger/sqlite.h"

#include <stdlib.h>
#include <string.h>

bool ledger_bounced(Ledger *ledger, LedgerBouncedEach each, void *data, Error *error)
{
    return ledger->ops->bounced(ledger, each, data, error);
}

bool ledger_bounced_text(Ledger *ledger, const char *address, char **text, Error *error)
{
    return ledger->ops->bounced_text(ledger, address, text, error);
}

bool ledger_clear_bounced(Ledger *ledger, const char *address, const char *who, int64_t now,
                          bool *cleared, Error *error)
{
    return ledger->ops->clear_bounced(ledger, address, who, now, cleared, error);
}

bool ledger_copy_bounced(Ledger *to, Ledger *from, Error *error)
{
    return to->ops->copy_bounced(to, from, error);
}

bool sqlite_bounced(Ledger *base, LedgerBouncedEach each, void *data, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_ALL_BOUNCED, error);
    if (row == NULL)
        return false;
    bool more = true;
    int result = SQLITE_DONE;
    while (more && (result = sqlite3_step(row)) == SQLITE_ROW) {
        LedgerBounced bounced = {
            .recipient = database_text(row, 0),
            .address = database_text(row, 1),
            .record = sqlite3_column_int64(row, 2),
            .at = sqlite3_column_int64(row, 3),
            .code = sqlite3_column_int(row, 4),
            .text = database_text(row, 5),
        };
        bounced.day = day_of(ledger->zone, bounced.at);
        more = each(&bounced, data);
    }
    sqlite3_reset(row);
    return !more || result == SQLITE_DONE || database_error(&ledger->database, result, error);
}

bool sqlite_bounced_of(SqliteLedger *ledger, const char *key, char **text, Day *day, Error *error)
{
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_BOUNCED, error);
    if (row == NULL)
        return false;
    database_bind(row, "t", key);
    int result = sqlite3_step(row);
    if (result == SQLITE_ROW) {
        *day = day_of(ledger->zone, sqlite3_column_int64(row, 0));
        *text = memory_text(database_text(row, 2));
    }
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           database_error(&ledger->database, result, error);
}

bool sqlite_bounced_text(Ledger *base, const char *address, char **text, Error *error)
{
    Day day;
    char *key = address_key(address, strlen(address));
    *text = NULL;
    bool good = sqlite_bounced_of((SqliteLedger *)base, key, text, &day, error);
    free(key);
    return good;
}

typedef struct Marking {
    const AddressList *list;
    LimitFacts *facts;
} Marking;

static bool mark(const LedgerBounced *bounced, void *data)
{
    const Marking *marking = data;
    size_t at = address_list_find(marking->list, bounced->address, strlen(bounced->address));
    if (at == ADDRESS_LIST_NONE)
        return true;
    RecipientFacts *recipient = &marking->facts->recipients[at];
    free(recipient->bounced);
    recipient->bounced = memory_text(bounced->text);
    recipient->bounced_day = bounced->day;
    return true;
}

bool sqlite_bounced_of_list(SqliteLedger *ledger, const AddressList *list, LimitFacts *facts,
                            Error *error)
{
    Marking marking = {.list = list, .facts = facts};
    return sqlite_bounced(&ledger->base, mark, &marking, error);
}

bool sqlite_pass_over(SqliteLedger *ledger, int64_t record, int64_t now, int64_t code,
                      const char *text, Error *error)
{
    sqlite3_stmt *marks = sqlite_statement(ledger, STATEMENT_MARK_BOUNCED, error);
    sqlite3_stmt *passes = sqlite_statement(ledger, STATEMENT_PASS_OVER_RECORD, error);
    if (marks == NULL || passes == NULL)
        return false;
    database_bind(marks, "i", record);
    database_bind(passes, "iiit", record, now, code, text);
    return sqlite_run(ledger, marks, error) && sqlite_run(ledger, passes, error);
}

bool sqlite_lift(SqliteLedger *ledger, int64_t record, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_LIFT, error);
    if (statement == NULL)
        return false;
    database_bind(statement, "i", record);
    return sqlite_run(ledger, statement, error);
}

/* Takes the recipient out; `*record` is that of its message, 0 where it was not in. */
static bool take_out(SqliteLedger *ledger, const char *address, int64_t *record, Error *error)
{
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_CLEAR, error);
    if (row == NULL)
        return false;
    char *key = address_key(address, strlen(address));
    database_bind(row, "t", key);
    int result = sqlite3_step(row);
    *record = result == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
    if (result == SQLITE_ROW)
        result = sqlite3_step(row);
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    free(key);
    return result == SQLITE_DONE || database_error(&ledger->database, result, error);
}

bool sqlite_clear_bounced(Ledger *base, const char *address, const char *who, int64_t now,
                          bool *cleared, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    ChainEvent event = {.event = "cleared", .at = now, .text = who};
    *cleared = false;
    if (!database_write_begin(&ledger->database, error))
        return false;
    bool good = sqlite_settlements_write(ledger, error) &&
                take_out(ledger, address, &event.record, error) &&
                (event.record == 0 || database_event(&ledger->database, &event, error));
    good = sqlite_write_end(ledger, good, error);
    *cleared = good && event.record != 0;
    return good;
}

typedef struct Copying {
    SqliteLedger *to;
    Error *error;
    bool good;
} Copying;

static bool copy(const LedgerBounced *bounced, void *data)
{
    Copying *copying = data;
    sqlite3_stmt *statement = sqlite_statement(copying->to, STATEMENT_PASS_OVER, copying->error);
    copying->good = statement != NULL;
    if (!copying->good)
        return false;
    database_bind(statement, "ttiiit", bounced->recipient, bounced->address, bounced->record,
                  bounced->at, (int64_t)bounced->code, bounced->text);
    copying->good = sqlite_run(copying->to, statement, copying->error);
    return copying->good;
}

bool sqlite_copy_bounced(Ledger *base, Ledger *from, Error *error)
{
    Copying copying = {.to = (SqliteLedger *)base, .error = error, .good = true};
    return ledger_bounced(from, copy, &copying, error) && copying.good;
}
