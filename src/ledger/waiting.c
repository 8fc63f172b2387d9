/* waiting.c: the texts of alerts that were mailed, which are kept in case that a message bounces:
 * then its alert waits to go on to the next address of its list. */
#include "base/memory.h"
#include "ledger/sqlite.h"

#include <stdlib.h>

bool ledger_waiting(Ledger *ledger, int64_t after, int64_t *record, char **content, Error *error)
{
    return ledger->ops->waiting(ledger, after, record, content, error);
}

bool ledger_waiting_end(Ledger *ledger, int64_t record, Error *error)
{
    return ledger->ops->waiting_end(ledger, record, error);
}

bool sqlite_keep_content(SqliteLedger *ledger, int64_t record, const char *content, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_KEEP_CONTENT, error);
    if (statement == NULL)
        return false;
    database_bind(statement, "it", record, content);
    return sqlite_run(ledger, statement, error);
}

/* Sets whether the alert of the record waits; `*any` whether its text is there. */
static bool set_waits(SqliteLedger *ledger, int64_t record, bool waits, bool *any, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_SET_WAITS, error);
    if (statement == NULL)
        return false;
    database_bind(statement, "ii", (int64_t)waits, record);
    bool good = database_run(&ledger->database, statement, error);
    *any = good && sqlite3_changes(ledger->database.handle) > 0;
    return good;
}

bool sqlite_let_wait(SqliteLedger *ledger, int64_t record, bool *waits, Error *error)
{
    return set_waits(ledger, record, true, waits, error);
}

bool sqlite_contents_prune(SqliteLedger *ledger, Day today, Error *error)
{
    sqlite3_stmt *prune = sqlite_statement(ledger, STATEMENT_PRUNE_CONTENTS, error);
    if (prune == NULL)
        return false;
    database_bind(prune, "i", (int64_t)today - LEDGER_RECENT_DAYS);
    return database_run(&ledger->database, prune, error);
}

bool sqlite_waiting(Ledger *base, int64_t after, int64_t *record, char **content, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    *record = 0;
    *content = NULL;
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_WAITING, error);
    if (row == NULL)
        return false;
    database_bind(row, "i", after);
    int result = sqlite3_step(row);
    if (result == SQLITE_ROW) {
        *record = sqlite3_column_int64(row, 0);
        *content = memory_text(database_text(row, 1));
    }
    sqlite3_reset(row);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           database_error(&ledger->database, result, error);
}

bool sqlite_waiting_end(Ledger *base, int64_t record, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    bool any;
    if (!database_write_begin(&ledger->database, error))
        return false;
    bool good =
        sqlite_settlements_write(ledger, error) && set_waits(ledger, record, false, &any, error);
    return sqlite_write_end(ledger, good, error);
}
