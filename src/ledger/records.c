/* The rows of the ledger: what each kind of event writes. */
#include "ledger/sqlite.h"

#include "base/memory.h"
#include "core/address/address.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 1000 };

struct PendingHold {
    Day clock;
    int64_t time;
    char *subscription, *recipient, *address, *type, *title, *alert, *alert_id, *severity, *reason;
    const char *rule;
};

/* Prepares a statement of records and binds the query to its parameters 1 to 4. */
static sqlite3_stmt *query_new(SqliteLedger *ledger, const char *sql, const LedgerQuery *query,
                               Error *error)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(ledger->database.handle, sql, -1, &statement, NULL);
    if (result != SQLITE_OK) {
        database_error(&ledger->database, result, error);
        return NULL;
    }
    sqlite3_bind_int64(statement, 1, query->from);
    sqlite3_bind_int64(statement, 2, query->to == DAY_NONE ? INT32_MAX : query->to);
    sqlite3_bind_text(statement, 3, query->subscription, -1, SQLITE_TRANSIENT);
    if (query->recipient != NULL) {
        char *key = address_key(query->recipient, strlen(query->recipient));
        sqlite3_bind_text(statement, 4, key, -1, SQLITE_TRANSIENT);
        free(key);
    }
    return statement;
}

#define QUERY                                                                                      \
    " WHERE day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR subscription = ?3)"                           \
    " AND (?4 IS NULL OR recipient = ?4)"

bool sqlite_sends(Ledger *base, const LedgerQuery *query, int64_t now, LedgerSendEach each,
                  void *data, Error *error)
{
    static const char sql[] =
        "SELECT id, day, subscription, recipient, address, type, title, alert_id, fan_out, slot,"
        " state, test, reserved_at, settled_at, message_id, code, text, owner, transport, bounced"
        " FROM sends" QUERY " ORDER BY day, id";
    SqliteLedger *ledger = (SqliteLedger *)base;
    sqlite3_stmt *row = query_new(ledger, sql, query, error);
    if (row == NULL)
        return false;
    int result;
    bool more = true;
    while (more && (result = sqlite3_step(row)) == SQLITE_ROW) {
        LedgerSend send = {
            .id = sqlite3_column_int64(row, 0),
            .day = sqlite3_column_int(row, 1),
            .subscription = database_text(row, 2),
            .recipient = database_text(row, 3),
            .address = database_text(row, 4),
            .type_key = database_text(row, 5),
            .title = database_text(row, 6),
            .alert_id = database_text(row, 7),
            .fan_out = strcmp(database_text(row, 8), "each") == 0 ? FAN_OUT_EACH : FAN_OUT_ONE,
            .slot = (unsigned)sqlite3_column_int(row, 9),
            .test = sqlite3_column_int(row, 11) != 0,
            .reserved_at = sqlite3_column_int64(row, 12),
            .settled_at = sqlite3_column_int64(row, 13),
            .message_id = database_text(row, 14),
            .code = sqlite3_column_int(row, 15),
            .text = database_text(row, 16),
        };
        send.to_outbox = strcmp(database_text(row, 18), "outbox") == 0;
        send.state = sqlite_state(ledger, database_text(row, 10), database_text(row, 17),
                                  now - send.reserved_at, sqlite3_column_int(row, 19) != 0);
        more = each(&send, data);
    }
    return database_end(&ledger->database, row, result, !more, error);
}

bool sqlite_holds(Ledger *base, const LedgerQuery *query, LedgerHoldEach each, void *data,
                  Error *error)
{
    static const char sql[] =
        "SELECT day, first_at, last_at, count, subscription, address, type, title, alert_id,"
        " severity, rule, reason FROM holds" QUERY " ORDER BY day, first_at, id";
    SqliteLedger *ledger = (SqliteLedger *)base;
    sqlite3_stmt *row = query_new(ledger, sql, query, error);
    if (row == NULL)
        return false;
    int result;
    bool more = true;
    while (more && (result = sqlite3_step(row)) == SQLITE_ROW) {
        LedgerHold hold = {
            .day = sqlite3_column_int(row, 0),
            .first_at = sqlite3_column_int64(row, 1),
            .last_at = sqlite3_column_int64(row, 2),
            .count = (unsigned)sqlite3_column_int64(row, 3),
            .subscription = database_text(row, 4),
            .recipient = database_text(row, 5),
            .type_key = database_text(row, 6),
            .title = database_text(row, 7),
            .alert_id = database_text(row, 8),
            .severity = database_text(row, 9),
            .rule = database_text(row, 10),
            .reason = database_text(row, 11),
        };
        more = each(&hold, data);
    }
    return database_end(&ledger->database, row, result, !more, error);
}

bool sqlite_note_hold(Ledger *base, const Alert *alert, const char *address, LimitHold hold,
                      const char *reason, int64_t now, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    ledger->pending = memory_reserve(ledger->pending, &ledger->pending_capacity,
                                     ledger->pending_count + 1, sizeof *ledger->pending);
    ledger->pending[ledger->pending_count++] = (PendingHold){
        .clock = day_of(ledger->zone, now),
        .time = now,
        .subscription = memory_text(alert->subscription),
        .recipient = address != NULL ? address_key(address, strlen(address)) : memory_text(""),
        .address = memory_text(address != NULL ? address : ""),
        .type = alert_type_key(alert),
        .title = alert_short_title(alert),
        .alert = alert_id_key(alert),
        .alert_id = memory_text(alert->id),
        .severity = memory_text(alert->severity_text),
        .reason = memory_text(reason != NULL ? reason : ""),
        .rule = limit_rule(hold),
    };
    if (now > ledger->pending_now)
        ledger->pending_now = now;
    return ledger->pending_count < BATCH || sqlite_flush(base, error);
}

void sqlite_pending_clear(SqliteLedger *ledger)
{
    for (size_t i = 0; i < ledger->pending_count; i++) {
        PendingHold *hold = &ledger->pending[i];
        free(hold->subscription);
        free(hold->recipient);
        free(hold->address);
        free(hold->type);
        free(hold->title);
        free(hold->alert);
        free(hold->alert_id);
        free(hold->severity);
        free(hold->reason);
    }
    free(ledger->pending);
    ledger->pending = NULL;
    ledger->pending_count = ledger->pending_capacity = 0;
}

/* Writes the pending holds; `last` is the last day in the ledger. */
static bool write_pending(SqliteLedger *ledger, Day last, Error *error)
{
    bool written = true;
    for (size_t i = 0; written && i < ledger->pending_count; i++) {
        const PendingHold *hold = &ledger->pending[i];
        sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_NOTE_HOLD, error);
        if (statement == NULL)
            return false;
        database_bind(statement, "iitttttttttt", (int64_t)day_today(hold->clock, last), hold->time,
                      hold->subscription, hold->recipient, hold->address, hold->type, hold->title,
                      hold->alert, hold->alert_id, hold->severity, hold->rule, hold->reason);
        written = sqlite_run(ledger, statement, error);
    }
    return written;
}

bool sqlite_flush(Ledger *base, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    if (ledger->pending_count == 0 && ledger->settlement_count == 0 && ledger->unheard.count == 0)
        return true;
    if (!database_write_begin(&ledger->database, error))
        return false;
    Day today = DAY_NONE, clock = DAY_NONE;
    int64_t now =
        ledger->unheard.now > ledger->pending_now ? ledger->unheard.now : ledger->pending_now;
    bool written =
        sqlite_settlements_write(ledger, error) && sqlite_today(base, now, &today, &clock, error);
    /* Of holds whose clock's day is earlier than the ledger's last: what was sent says which. */
    Day last = written && today > clock ? today : DAY_NONE;
    written = written && write_pending(ledger, last, error);
    sqlite3_stmt *prune = written ? sqlite_statement(ledger, STATEMENT_PRUNE, error) : NULL;
    if (prune != NULL) {
        database_bind(prune, "i", (int64_t)today - (int64_t)ledger->hold_days);
        written = database_run(&ledger->database, prune, error);
    }
    written = written && prune != NULL && sqlite_contents_prune(ledger, today, error) &&
              sqlite_unheard_write(ledger, last, today - (Day)ledger->hold_days, error);
    written = sqlite_write_end(ledger, written, error);
    if (written) {
        sqlite_unheard_written(ledger);
        sqlite_pending_clear(ledger);
    }
    return written;
}
