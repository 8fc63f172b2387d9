/* unheard.c: the High alerts of which nobody was told. Those that are new are kept in memory and
 * written with the holds. Whether somebody was told later follows from the messages on record; but
 * for alerts that were held back since one of their type was accepted, which is noted. */
#include "base/memory.h"
#include "ledger/sqlite.h"

#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 1000,
    SINCE = 3, /* the schema that has them first */
};

struct PendingUnheard {
    bool heard; /* that somebody was told after all: only what follows up to `alert` */
    int64_t time;
    char *subscription, *alert;
    char *type, *title, *alert_id, *reason;
    UnheardWhy why;
};

static PendingUnheard *add(SqliteLedger *ledger, const Alert *alert, int64_t now)
{
    Unheard *unheard = &ledger->unheard;
    unheard->items = memory_reserve(unheard->items, &unheard->capacity, unheard->count + 1,
                                    sizeof *unheard->items);
    PendingUnheard *pending = &unheard->items[unheard->count++];
    *pending = (PendingUnheard){.time = now,
                                .subscription = memory_text(alert->subscription),
                                .alert = alert_id_key(alert)};
    if (now > unheard->now)
        unheard->now = now;
    return pending;
}

bool sqlite_note_unheard(Ledger *base, const Alert *alert, UnheardWhy why, const char *reason,
                         int64_t now, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    PendingUnheard *pending = add(ledger, alert, now);
    pending->type = alert_type_key(alert);
    pending->title = alert_short_title(alert);
    pending->alert_id = memory_text(alert->id);
    pending->why = why;
    pending->reason = memory_text(reason);
    ledger->unheard.asked = ledger->unheard.any = true;
    return ledger->unheard.count < BATCH || sqlite_flush(base, error);
}

/* Whether there are any on record: nearly always there is none, and nothing to note. */
static bool ask_any(SqliteLedger *ledger, Error *error)
{
    if (ledger->unheard.asked)
        return true;
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_ANY_UNHEARD, error);
    if (statement == NULL)
        return false;
    int result = sqlite3_step(statement);
    ledger->unheard.any = result == SQLITE_ROW && sqlite3_column_int(statement, 0) != 0;
    ledger->unheard.asked = result == SQLITE_ROW;
    sqlite3_reset(statement);
    return result == SQLITE_ROW || database_error(&ledger->database, result, error);
}

bool sqlite_note_heard(Ledger *base, const Alert *alert, int64_t now, Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    if (!ask_any(ledger, error))
        return false;
    if (!ledger->unheard.any)
        return true;
    add(ledger, alert, now)->heard = true;
    return ledger->unheard.count < BATCH || sqlite_flush(base, error);
}

static bool write_one(SqliteLedger *ledger, const PendingUnheard *pending, Day last, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(
        ledger, pending->heard ? STATEMENT_NOTE_HEARD : STATEMENT_NOTE_UNHEARD, error);
    if (statement == NULL)
        return false;
    if (pending->heard)
        database_bind(statement, "itt", pending->time, pending->alert, pending->subscription);
    else
        database_bind(statement, "iittttttt",
                      (int64_t)day_today(day_of(ledger->zone, pending->time), last), pending->time,
                      pending->subscription, pending->type, pending->title, pending->alert,
                      pending->alert_id, unheard_why_name(pending->why), pending->reason);
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW) {
        ledger->unheard.fresh += sqlite3_column_int(statement, 0) == 1;
        result = sqlite3_step(statement);
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return result == SQLITE_DONE || database_error(&ledger->database, result, error);
}

bool sqlite_unheard_write(SqliteLedger *ledger, Day last, Day oldest, Error *error)
{
    bool good = true;
    ledger->unheard.fresh = 0;
    for (size_t i = 0; good && i < ledger->unheard.count; i++)
        good = write_one(ledger, &ledger->unheard.items[i], last, error);
    sqlite3_stmt *prune = good ? sqlite_statement(ledger, STATEMENT_PRUNE_UNHEARD, error) : NULL;
    if (prune == NULL)
        return false;
    database_bind(prune, "i", (int64_t)oldest);
    return database_run(&ledger->database, prune, error);
}

void sqlite_unheard_written(SqliteLedger *ledger)
{
    ledger->unheard.written += ledger->unheard.fresh;
    ledger->unheard.fresh = 0;
    ledger->unheard.asked = false; /* somebody else may have noted some meanwhile */
    sqlite_unheard_clear(ledger);
}

void sqlite_unheard_clear(SqliteLedger *ledger)
{
    for (size_t i = 0; i < ledger->unheard.count; i++) {
        PendingUnheard *pending = &ledger->unheard.items[i];
        char *const texts[] = {pending->subscription, pending->alert,    pending->type,
                               pending->title,        pending->alert_id, pending->reason};
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            free(texts[j]);
    }
    ledger->unheard.count = 0;
}

size_t sqlite_unheard_new(const Ledger *base)
{
    return ((const SqliteLedger *)base)->unheard.written;
}

/* What is on record as `name`; what nothing knows any more has failed in some way. */
static UnheardWhy why_of(const char *name)
{
    for (UnheardWhy why = 0; why < UNHEARD_WHYS; why++)
        if (strcmp(name, unheard_why_name(why)) == 0)
            return why;
    return UNHEARD_FAILED;
}

bool sqlite_unheard(Ledger *base, const LedgerQuery *query, bool all, LedgerUnheardEach each,
                    void *data, Error *error)
{
    /* A message of the alert that was accepted and did not bounce; the first condition on `state`
     * is for its index. */
    static const char sql[] =
        "SELECT day, first_at, last_at, count, subscription, type, title, alert_id, why, reason,"
        " coalesce(heard_at, (SELECT min(settled_at) FROM sends WHERE sends.alert = unheard.alert"
        " AND state NOT IN ('released', 'refused')"
        " AND state IN ('sent', 'written') AND bounced = 0), 0) AS heard FROM unheard"
        " WHERE day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR subscription = ?3)"
        " AND (?4 OR heard = 0) ORDER BY day, first_at, id";
    SqliteLedger *ledger = (SqliteLedger *)base;
    sqlite3_stmt *row = NULL;
    if (ledger->database.version < SINCE) /* of before, and only read */
        return true;
    int result = sqlite3_prepare_v2(ledger->database.handle, sql, -1, &row, NULL);
    if (result != SQLITE_OK)
        return database_error(&ledger->database, result, error);
    sqlite3_bind_int64(row, 1, query->from);
    sqlite3_bind_int64(row, 2, query->to == DAY_NONE ? INT32_MAX : query->to);
    sqlite3_bind_text(row, 3, query->subscription, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(row, 4, all);
    bool more = true;
    while (more && (result = sqlite3_step(row)) == SQLITE_ROW) {
        LedgerUnheard unheard = {
            .day = sqlite3_column_int(row, 0),
            .first_at = sqlite3_column_int64(row, 1),
            .last_at = sqlite3_column_int64(row, 2),
            .count = (unsigned)sqlite3_column_int64(row, 3),
            .subscription = database_text(row, 4),
            .type_key = database_text(row, 5),
            .title = database_text(row, 6),
            .alert_id = database_text(row, 7),
            .why = why_of(database_text(row, 8)),
            .reason = database_text(row, 9),
            .heard_at = sqlite3_column_int64(row, 10),
        };
        more = each(&unheard, data);
    }
    return database_end(&ledger->database, row, result, !more, error);
}
