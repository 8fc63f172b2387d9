#include "ledger/sqlite.h"

#include "ledger/gate.h"
#include "ledger/owner.h"

#include <stdarg.h>
#include <string.h>

static const char *const statement_text[STATEMENTS] = {
    [STATEMENT_BEGIN_READ] = "BEGIN",
    [STATEMENT_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_LAST_DAY] = "SELECT max(day) FROM sends",
#define FACT   "SELECT state, owner, day, coalesce(settled_at, reserved_at), address, title"
#define COUNTS " FROM sends WHERE state <> 'released'"
    [STATEMENT_TYPE_OF_LIST] =
        FACT COUNTS " AND day = ? AND subscription = ? AND type = ? ORDER BY id LIMIT 1",
    [STATEMENT_ALERT_OF_LIST] = FACT COUNTS " AND alert = ? ORDER BY id LIMIT 1",
    [STATEMENT_RECIPIENT_DAY] = FACT ", type, slot" COUNTS " AND day = ? AND recipient = ?",
    [STATEMENT_ALERT_OF_RECIPIENT] = FACT COUNTS " AND alert = ? AND recipient = ?",
    [STATEMENT_DAY] = FACT ", type, slot" COUNTS " AND day = ?",
    [STATEMENT_ALERT] = FACT COUNTS " AND alert = ?",
    [STATEMENT_COUNT] = "SELECT count(*)" COUNTS " AND day = ? AND recipient = ?",
#undef FACT
#undef COUNTS
    [STATEMENT_RESERVE] =
        "INSERT INTO sends (day, subscription, recipient, address, type, title, alert, alert_id,"
        " fan_out, slot, state, test, reserved_at, message_id, owner)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'reserved', ?, ?, ?, ?)",
    [STATEMENT_SETTLE] = "UPDATE sends SET state = ?, settled_at = ?, code = nullif(?, 0), text = ?"
                         " WHERE id = ? AND message_id = ? AND state IN ('reserved', 'unknown')",
    [STATEMENT_STATE] = "SELECT state FROM sends WHERE id = ? AND message_id = ?",
    [STATEMENT_NOTE_HOLD] =
        "INSERT INTO holds (day, first_at, last_at, count, subscription, recipient, address, type,"
        " title, alert, alert_id, severity, rule, reason)"
        " VALUES (?1, ?2, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
        " ON CONFLICT (day, alert, subscription, recipient, rule)"
        " DO UPDATE SET count = count + 1, last_at = max(last_at, excluded.last_at),"
        " reason = excluded.reason",
    [STATEMENT_PRUNE] = "DELETE FROM holds WHERE day < ?",
};

bool sqlite_error(SqliteLedger *ledger, int result, Error *error)
{
    const char *words =
        ledger->database != NULL ? sqlite3_errmsg(ledger->database) : sqlite3_errstr(result);
    switch (result & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set_at(error, ERROR_DATA, ledger->path, 0,
                            "the ledger is damaged (%s); nothing is sent: restore it from a "
                            "backup, or move it away together with ledger.lock, and a new one is "
                            "made, which does not know what was sent before",
                            words);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set_at(error, ERROR_RETRY, ledger->path, 0,
                            "the ledger is locked by another program: try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return error_set_at(error, ERROR_PERMISSION, ledger->path, 0,
                            "the ledger and its directory must be writable (%s)", words);
    case SQLITE_CANTOPEN:
        return error_set_at(error, ERROR_CANT_CREATE, ledger->path, 0,
                            "the ledger can't be opened (%s): it must be a regular file that you "
                            "may read and write, in a directory that you may write",
                            words);
    case SQLITE_FULL:
        return error_set_at(error, ERROR_IO, ledger->path, 0, "the disk is full");
    case SQLITE_IOERR:
        return error_set_at(error, ERROR_IO, ledger->path, 0,
                            "the ledger can't be read or written (%s)", words);
    case SQLITE_NOMEM:
        return error_set_at(error, ERROR_SYSTEM, ledger->path, 0, "out of memory");
    default:
        return error_set_at(error, ERROR_SOFTWARE, ledger->path, 0, "%s", words);
    }
}

sqlite3_stmt *sqlite_statement(SqliteLedger *ledger, LedgerStatement which, Error *error)
{
    sqlite3_stmt **statement = &ledger->statements[which];
    if (*statement == NULL) {
        int result = sqlite3_prepare_v3(ledger->database, statement_text[which], -1,
                                        SQLITE_PREPARE_PERSISTENT, statement, NULL);
        if (result != SQLITE_OK)
            sqlite_error(ledger, result, error);
    } else {
        sqlite3_reset(*statement);
    }
    return *statement;
}

void sqlite_bind(sqlite3_stmt *statement, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    for (int i = 0; types[i] != '\0'; i++) {
        if (types[i] == 't')
            sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1, SQLITE_STATIC);
        else
            sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
    }
    va_end(values);
}

bool sqlite_run(SqliteLedger *ledger, sqlite3_stmt *statement, Error *error)
{
    int result = sqlite3_step(statement);
    bool done = result == SQLITE_DONE || sqlite_error(ledger, result, error);
    sqlite3_reset(statement);
    return done;
}

bool sqlite_do(SqliteLedger *ledger, LedgerStatement which, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, which, error);
    return statement != NULL && sqlite_run(ledger, statement, error);
}

bool sqlite_write_begin(SqliteLedger *ledger, Error *error)
{
    if (ledger->scratch)
        return sqlite_do(ledger, STATEMENT_BEGIN_WRITE, error);
    if (ledger->gate < 0)
        return error_set_at(error, ERROR_SOFTWARE, ledger->path, 0,
                            "the ledger was opened for reading alone");
    if (!gate_enter(ledger->gate, error))
        return false;
    if (sqlite_do(ledger, STATEMENT_BEGIN_WRITE, error))
        return true;
    gate_leave(ledger->gate);
    return false;
}

bool sqlite_write_end(SqliteLedger *ledger, bool commit, Error *error)
{
    bool committed = commit && sqlite_do(ledger, STATEMENT_COMMIT, error);
    if (!committed && sqlite3_get_autocommit(ledger->database) == 0) {
        Error ignored; /* what went wrong before it is what is told */
        sqlite_do(ledger, STATEMENT_ROLLBACK, &ignored);
    }
    if (ledger->gate >= 0)
        gate_leave(ledger->gate);
    return committed;
}

const char *sqlite_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}

SendState sqlite_state(SqliteLedger *ledger, const char *state, const char *owner, int64_t age)
{
    if (strcmp(state, "sent") == 0)
        return SEND_SENT;
    if (strcmp(state, "released") == 0)
        return SEND_RELEASED;
    if (strcmp(state, "reserved") == 0 && owner_is_alive(owner, ledger->owner, age))
        return SEND_RESERVED;
    return SEND_UNKNOWN;
}
