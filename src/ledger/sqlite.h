/* sqlite.h: the inside of the SQLite ledger, for the files of this room alone.
 *
 * open.c opens and closes; sqlite.c has statements, transactions and errors; sends.c reserves,
 * settles and tells the facts; records.c reads the records out and keeps the holds.
 */
#ifndef LEDGER_SQLITE_H
#define LEDGER_SQLITE_H

#include "ledger/ledger.h"

#include <sqlite3.h>

typedef struct PendingHold PendingHold;

/* Statements that are asked for over and over: prepared once, when first needed. */
typedef enum LedgerStatement {
    STATEMENT_BEGIN_READ,
    STATEMENT_BEGIN_WRITE,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_LAST_DAY,
    STATEMENT_TYPE_OF_LIST,
    STATEMENT_ALERT_OF_LIST,
    STATEMENT_RECIPIENT_DAY,
    STATEMENT_ALERT_OF_RECIPIENT,
    STATEMENT_DAY,
    STATEMENT_ALERT,
    STATEMENT_RESERVE,
    STATEMENT_SETTLE,
    STATEMENT_STATE,
    STATEMENT_COUNT,
    STATEMENT_NOTE_HOLD,
    STATEMENT_PRUNE,
    STATEMENTS
} LedgerStatement;

typedef struct SqliteLedger {
    Ledger base;
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
    DayZone *zone;
    char *path; /* of the database */
    int gate;   /* -1: none */
    bool scratch;
    char *owner;
    unsigned hold_days;
    PendingHold *pending;
    size_t pending_count, pending_capacity;
    int64_t pending_now; /* the latest time of a hold */
} SqliteLedger;

/* Fills `error` from SQLite's result code, with what to do, and returns false. */
bool sqlite_error(SqliteLedger *ledger, int result, Error *error);

/* The statement, reset and ready to bind; NULL and the error. */
sqlite3_stmt *sqlite_statement(SqliteLedger *ledger, LedgerStatement which, Error *error);

/* Binds what `types` says, from the first parameter on: t text (const char *; NULL is NULL), i
 * int64_t; both are passed as such. The text must live until the statement is reset. */
void sqlite_bind(sqlite3_stmt *statement, const char *types, ...);

/* Steps a statement that returns no rows, and resets it. */
bool sqlite_run(SqliteLedger *ledger, sqlite3_stmt *statement, Error *error);

/* Runs a statement without parameters: BEGIN, COMMIT, ROLLBACK. */
bool sqlite_do(SqliteLedger *ledger, LedgerStatement which, Error *error);

/* A write transaction, inside the gate. sqlite_write_end() commits or rolls back, and leaves. */
bool sqlite_write_begin(SqliteLedger *ledger, Error *error);
bool sqlite_write_end(SqliteLedger *ledger, bool commit, Error *error);

/* Text of a column, "" for NULL; good until the next step. */
const char *sqlite_text(sqlite3_stmt *statement, int column);

/* The state of a row: reserved by a process that is gone, it is unknown. */
SendState sqlite_state(SqliteLedger *ledger, const char *state, const char *owner, int64_t age);

/* sends.c */
bool sqlite_today(Ledger *base, int64_t now, Day *today, Day *clock, Error *error);
bool sqlite_facts(Ledger *base, const Alert *alert, const Contact *contact, int64_t now,
                  LimitFacts *facts, Error *error);
LedgerReserve sqlite_reserve(Ledger *base, const LedgerRequest *request, Reservation *reservation,
                             LedgerHeld *held, Error *error);
bool sqlite_settle(Ledger *base, const Reservation *reservation, const LedgerOutcome *outcome,
                   Error *error);

/* records.c */
bool sqlite_sends(Ledger *base, const LedgerQuery *query, LedgerSendEach each, void *data,
                  Error *error);
bool sqlite_holds(Ledger *base, const LedgerQuery *query, LedgerHoldEach each, void *data,
                  Error *error);
bool sqlite_count(Ledger *base, const char *address, Day day, unsigned *count, Error *error);
bool sqlite_note_hold(Ledger *base, const Alert *alert, const char *address, LimitHold hold,
                      const char *reason, int64_t now, Error *error);
bool sqlite_flush(Ledger *base, Error *error);
void sqlite_pending_clear(SqliteLedger *ledger);

#endif
