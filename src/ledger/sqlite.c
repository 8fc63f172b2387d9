#include "ledger/sqlite.h"

#include "ledger/owner.h"

#include <string.h>

static const char *const statement_text[STATEMENTS] = {
    [STATEMENT_BEGIN_READ] = "BEGIN",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_LAST_DAY] = "SELECT (SELECT max(day) FROM sends), EXISTS (SELECT 1 FROM resets)",
    /* The last reset alone: what an earlier one has set aside is below its `last`, too. */
    [STATEMENT_LAST_DAY_RESET] = "SELECT day FROM sends WHERE NOT EXISTS (SELECT 1 FROM resets r"
                                 " WHERE r.id = (SELECT max(id) FROM resets) AND sends.id <= r.last"
                                 " AND sends.day > r.day) ORDER BY day DESC LIMIT 1",
    [STATEMENT_LAST_DAY_OLD] = "SELECT day FROM sends ORDER BY day DESC LIMIT 1",
    [STATEMENT_SET_ASIDE] =
        "SELECT coalesce(min(above), 0), coalesce(max(last), 0) FROM resets WHERE day = ?",
    [STATEMENT_FIRST] = "SELECT NOT EXISTS (SELECT 1 FROM sends WHERE day = ?)",
    [STATEMENT_RESET] =
        "INSERT INTO resets (at, day, above, last, who, reason) VALUES (?, ?,"
        " (SELECT coalesce(max(last), 0) FROM resets), (SELECT coalesce(max(id), 0) FROM sends),"
        " ?, ?)",
#define FACT                                                                                       \
    "SELECT state, owner, day, coalesce(settled_at, reserved_at), address, title, message_id,"     \
    " bounced"
#define COUNTS                                                                                     \
    " FROM sends WHERE state NOT IN ('released', 'refused')" /* as the indexes have it             \
                                                              */
#define ASIDE " AND day > ?1 AND id > ?2 AND id <= ?3"       /* SetAside */
    [STATEMENT_TYPE_OF_LIST] =
        FACT COUNTS " AND day = ? AND subscription = ? AND type = ? AND transport = ? ORDER BY id",
    [STATEMENT_TYPE_OF_LIST_ASIDE] =
        FACT COUNTS ASIDE " AND subscription = ?4 AND type = ?5 AND transport = ?6 ORDER BY id",
    [STATEMENT_ALERT_OF_LIST] = FACT COUNTS " AND alert = ? AND transport = ? ORDER BY id",
    [STATEMENT_RECIPIENT_DAY] =
        FACT ", type, slot" COUNTS " AND day = ? AND recipient = ? AND transport = ?",
    [STATEMENT_RECIPIENT_DAY_ASIDE] =
        FACT ", type, 0" COUNTS ASIDE " AND recipient = ?4 AND transport = ?5",
    [STATEMENT_ALERT_OF_RECIPIENT] =
        FACT COUNTS " AND alert = ? AND recipient = ? AND transport = ?",
    [STATEMENT_DAY] = FACT ", type, slot" COUNTS " AND day = ? AND transport = ?",
    [STATEMENT_DAY_ASIDE] = FACT ", type, 0" COUNTS ASIDE " AND transport = ?4",
    [STATEMENT_ALERT] = FACT COUNTS " AND alert = ? AND transport = ?",
#undef FACT
#undef COUNTS
#undef ASIDE
    [STATEMENT_RESERVE] =
        "INSERT INTO sends (day, subscription, recipient, address, type, title, alert, alert_id,"
        " fan_out, slot, state, test, reserved_at, message_id, owner, transport)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'reserved', ?, ?, ?, ?, ?)",
    [STATEMENT_UNDER_WAY] = "SELECT id, message_id, owner, state, reserved_at FROM sends"
                            " WHERE state IN ('reserved', 'begun') AND owner <> ?",
    [STATEMENT_BEGIN] = "UPDATE sends SET state = 'begun'"
                        " WHERE id = ? AND message_id = ? AND state = 'reserved'",
    [STATEMENT_SETTLE] = "UPDATE sends SET state = ?, settled_at = ?, code = nullif(?, 0), text = ?"
                         " WHERE id = ? AND message_id = ?"
                         " AND state IN ('reserved', 'begun', 'unknown')",
    [STATEMENT_STATE] = "SELECT state FROM sends WHERE id = ? AND message_id = ?",
    [STATEMENT_NOTE_HOLD] =
        "INSERT INTO holds (day, first_at, last_at, count, subscription, recipient, address, type,"
        " title, alert, alert_id, severity, rule, reason)"
        " VALUES (?1, ?2, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
        " ON CONFLICT (day, alert, subscription, recipient, rule)"
        " DO UPDATE SET count = count + 1, last_at = max(last_at, excluded.last_at),"
        " reason = excluded.reason",
    [STATEMENT_PRUNE] = "DELETE FROM holds WHERE day < ?",
    [STATEMENT_BOUNCED] = "SELECT at, code, text FROM bounced WHERE recipient = ?",
    [STATEMENT_ALL_BOUNCED] = "SELECT recipient, address, record, at, code, text FROM bounced",
    [STATEMENT_LIFT] = "DELETE FROM bounced WHERE recipient = (SELECT recipient FROM sends"
                       " WHERE id = ? AND test = 1 AND bounced = 0)",
    [STATEMENT_CLEAR] = "DELETE FROM bounced WHERE recipient = ? RETURNING record",
    [STATEMENT_PASS_OVER] =
        "INSERT OR REPLACE INTO bounced (recipient, address, record, at, code, text)"
        " VALUES (?, ?, ?, ?, ?, ?)",
    [STATEMENT_PASS_OVER_RECORD] =
        "INSERT OR REPLACE INTO bounced (recipient, address, record, at, code, text)"
        " SELECT recipient, address, id, ?2, ?3, ?4 FROM sends WHERE id = ?1",
    [STATEMENT_MARK_BOUNCED] = "UPDATE sends SET bounced = 1 WHERE id = ?",
    [STATEMENT_KEEP_CONTENT] = "INSERT INTO alerts (record, content) VALUES (?, ?)",
    [STATEMENT_SET_WAITS] = "UPDATE alerts SET waits = ? WHERE record = ?",
    [STATEMENT_WAITING] =
        "SELECT record, content FROM alerts WHERE waits <> 0 AND record > ? ORDER BY record",
    [STATEMENT_PRUNE_CONTENTS] =
        "DELETE FROM alerts WHERE record <= coalesce("
        "(SELECT id FROM sends WHERE day < ? ORDER BY day DESC, id DESC LIMIT 1), 0)",
    [STATEMENT_FIND] = "SELECT id, address, subscription, title FROM sends"
                       " WHERE message_id BETWEEN ? AND ? AND state IN"
                       " ('reserved', 'begun', 'sent', 'unknown') LIMIT 1",
    [STATEMENT_REPORTED] = "SELECT EXISTS (SELECT 1 FROM events WHERE record = ? AND event = ?"
                           " AND code = ? AND text = ?)",
    [STATEMENT_NOTE_BOUNCE] =
        "INSERT INTO unheard (day, first_at, last_at, count, subscription, type, title, alert,"
        " alert_id, why, reason)"
        " SELECT day, ?1, ?1, 1, subscription, type, title, alert, alert_id, ?2, ?3 FROM sends"
        " WHERE id = ?4 AND test = 0 AND NOT EXISTS (SELECT 1 FROM sends other"
        " WHERE other.alert = sends.alert AND other.state NOT IN ('released', 'refused')"
        " AND other.state = 'sent' AND other.bounced = 0)"
        " ON CONFLICT (alert, subscription) DO UPDATE SET count = count + 1,"
        " last_at = max(last_at, excluded.last_at), why = excluded.why, reason = excluded.reason,"
        " heard_at = NULL",
    [STATEMENT_NOTE_UNHEARD] =
        "INSERT INTO unheard (day, first_at, last_at, count, subscription, type, title, alert,"
        " alert_id, why, reason) VALUES (?1, ?2, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT (alert, subscription) DO UPDATE SET count = count + 1,"
        " last_at = max(last_at, excluded.last_at), why = excluded.why, reason = excluded.reason,"
        " heard_at = NULL RETURNING count",
    [STATEMENT_NOTE_HEARD] = "UPDATE unheard SET heard_at = ?"
                             " WHERE alert = ? AND subscription = ? AND heard_at IS NULL",
    [STATEMENT_ANY_UNHEARD] = "SELECT EXISTS (SELECT 1 FROM unheard WHERE heard_at IS NULL)",
    [STATEMENT_PRUNE_UNHEARD] = "DELETE FROM unheard WHERE day < ?",
};

sqlite3_stmt *sqlite_statement(SqliteLedger *ledger, LedgerStatement which, Error *error)
{
    return database_statement(&ledger->database, &ledger->statements[which], statement_text[which],
                              error);
}

bool sqlite_do(SqliteLedger *ledger, LedgerStatement which, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, which, error);
    return statement != NULL && database_run(&ledger->database, statement, error);
}

bool sqlite_run(SqliteLedger *ledger, sqlite3_stmt *statement, Error *error)
{
    bool good = database_run(&ledger->database, statement, error);
    sqlite3_clear_bindings(statement);
    return good;
}

bool sqlite_write_end(SqliteLedger *ledger, bool good, Error *error)
{
    bool written = database_write_end(&ledger->database, good, error);
    if (written)
        sqlite_settlements_clear(ledger);
    return written;
}

const char *sqlite_transport(bool to_outbox)
{
    return to_outbox ? "outbox" : "smtp";
}

SendState sqlite_state(SqliteLedger *ledger, const char *state, const char *owner, int64_t age,
                       bool bounced)
{
    static const SendState settled[] = {SEND_SENT, SEND_WRITTEN, SEND_REFUSED, SEND_RELEASED};
    for (size_t i = 0; i < sizeof settled / sizeof *settled; i++)
        if (strcmp(state, send_state_name(settled[i])) == 0)
            return bounced && settled[i] == SEND_SENT ? SEND_BOUNCED : settled[i];
    if (bounced)
        return SEND_BOUNCED; /* so a server had taken it, whoever has settled it how */
    bool reserved = strcmp(state, "reserved") == 0;
    if (!reserved && strcmp(state, "begun") != 0)
        return SEND_UNKNOWN;
    if (owner_is_alive(owner, ledger->owner, age))
        return reserved ? SEND_RESERVED : SEND_BEGUN;
    return reserved && owner_notes_beginnings(owner) ? SEND_RELEASED : SEND_UNKNOWN;
}
