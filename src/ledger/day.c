/* day.c: which day it is for the ledger, and how that is set back to the clock's once a clock was
 * ahead. */
#include "base/memory.h"
#include "ledger/sqlite.h"

/* The number in the first column of the statement's first row, DAY_NONE where there is none. */
static bool ask_day(SqliteLedger *ledger, LedgerStatement which, Day *day, bool *more, Error *error)
{
    sqlite3_stmt *row = sqlite_statement(ledger, which, error);
    if (row == NULL)
        return false;
    int result = sqlite3_step(row);
    *day = result == SQLITE_ROW && sqlite3_column_type(row, 0) != SQLITE_NULL
               ? sqlite3_column_int(row, 0)
               : DAY_NONE;
    *more =
        result == SQLITE_ROW && sqlite3_column_count(row) > 1 && sqlite3_column_int(row, 1) != 0;
    sqlite3_reset(row);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           database_error(&ledger->database, result, error);
}

/* The last day of the messages that say which day it is. Nearly every ledger was never set back,
 * and is asked one question for it. */
static bool last_day(SqliteLedger *ledger, Day *last, Error *error)
{
    bool reset, ignored;
    if (ledger->database.version < 2) /* of before the resets, and only read */
        return ask_day(ledger, STATEMENT_LAST_DAY_OLD, last, &ignored, error);
    if (!ask_day(ledger, STATEMENT_LAST_DAY, last, &reset, error))
        return false;
    ledger->was_reset = reset;
    return !reset || ask_day(ledger, STATEMENT_LAST_DAY_RESET, last, &ignored, error);
}

bool sqlite_today(Ledger *base, int64_t now, Day *today, Day *clock, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    Day day = day_of(ledger->zone, now), last;
    if (!last_day(ledger, &last, error))
        return false;
    if (clock != NULL)
        *clock = day;
    *today = day_today(day, last);
    ledger->last_day = last;
    return true;
}

bool sqlite_set_aside(SqliteLedger *ledger, Day today, SetAside *aside, Error *error)
{
    *aside = (SetAside){0};
    if (ledger->database.version < 2)
        return true;
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_SET_ASIDE, error);
    if (row == NULL)
        return false;
    database_bind(row, "i", (int64_t)today);
    int result = sqlite3_step(row);
    if (result == SQLITE_ROW) {
        aside->above = sqlite3_column_int64(row, 0);
        aside->last = sqlite3_column_int64(row, 1);
    }
    sqlite3_reset(row);
    return result == SQLITE_ROW || database_error(&ledger->database, result, error);
}

bool sqlite_set_aside_today(SqliteLedger *ledger, Day today, SetAside *aside, Error *error)
{
    *aside = (SetAside){0};
    return !ledger->was_reset || sqlite_set_aside(ledger, today, aside, error);
}

bool sqlite_is_first(SqliteLedger *ledger, Day today, bool *first, Error *error)
{
    *first = ledger->last_day != today;
    if (!*first || !ledger->was_reset)
        return true;
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_FIRST, error);
    if (row == NULL)
        return false;
    database_bind(row, "i", (int64_t)today);
    int result = sqlite3_step(row);
    *first = result == SQLITE_ROW && sqlite3_column_int(row, 0) != 0;
    sqlite3_reset(row);
    return result == SQLITE_ROW || database_error(&ledger->database, result, error);
}

sqlite3_stmt *sqlite_aside(SqliteLedger *ledger, LedgerStatement which, Day day,
                           const SetAside *aside, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, which, error);
    if (statement != NULL)
        database_bind(statement, "iii", (int64_t)day, aside->above, aside->last);
    return statement;
}

/* What one may set the day back to, and from. */
static bool check_reset(SqliteLedger *ledger, const LedgerReset *reset, Error *error)
{
    Day today, clock;
    char wanted[DAY_TEXT_SIZE], is[DAY_TEXT_SIZE];
    if (!sqlite_today(&ledger->base, reset->now, &today, &clock, error))
        return false;
    day_text(reset->day, wanted);
    day_text(clock, is);
    if (reset->day != clock)
        return error_set(error, ERROR_DATA,
                         "%s is not the day of the clock, which says %s: set the clock first, then "
                         "name its day",
                         wanted, is);
    if (today <= clock)
        return error_set(error, ERROR_DATA,
                         "the ledger's day is that of the clock, %s: there is nothing to set back",
                         is);
    return true;
}

bool sqlite_reset_day(Ledger *base, const LedgerReset *reset, ChainHead *head, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    if (!database_write_begin(&ledger->database, error))
        return false;
    sqlite3_stmt *put = sqlite_statement(ledger, STATEMENT_RESET, error);
    bool good =
        put != NULL && sqlite_settlements_write(ledger, error) && check_reset(ledger, reset, error);
    if (good) {
        database_bind(put, "iitt", reset->now, (int64_t)reset->day, reset->who, reset->reason);
        good = sqlite_run(ledger, put, error);
        const ChainEvent event = {.record = sqlite3_last_insert_rowid(ledger->database.handle),
                                  .event = "day",
                                  .at = reset->now};
        good = good && database_event(&ledger->database, &event, error) &&
               database_chain_head(&ledger->database, head, error);
    }
    return sqlite_write_end(ledger, good, error);
}

bool sqlite_head(Ledger *base, ChainHead *head, Error *error)
{
    return database_head(&((SqliteLedger *)base)->database, head, error);
}

bool sqlite_verify(Ledger *base, const char *head, ChainVerified *verified, Progress *progress,
                   Error *error)
{
    Database *database = &((SqliteLedger *)base)->database;
    return database_check(database, false, error) &&
           database_verify(database, head, verified, progress, error);
}
