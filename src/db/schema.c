#include "db/schema.h"

#include "base/memory.h"
#include "db/chain.h"

#include <stdlib.h>

/* Days are counted from 1970-01-01, times in seconds from its midnight UTC.
 * `date(day * 86400, 'unixepoch')` and `datetime(reserved_at, 'unixepoch')` make them readable. */
static const char ledger_1[] =
    "CREATE TABLE sends ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  day INTEGER NOT NULL,"
    "  subscription TEXT NOT NULL,"
    "  recipient TEXT NOT NULL," /* the mailbox, whatever its spelling */
    "  address TEXT NOT NULL,"   /* as it was used */
    "  type TEXT NOT NULL,"      /* the type's id, or its name, folded */
    "  title TEXT NOT NULL,"
    "  alert TEXT NOT NULL,"    /* the alert's id, folded */
    "  alert_id TEXT NOT NULL," /* as found */
    "  fan_out TEXT NOT NULL CHECK (fan_out IN ('one', 'each')),"
    "  slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 3),"
    "  state TEXT NOT NULL CHECK (state IN ('reserved', 'sent', 'released', 'unknown')),"
    "  test INTEGER NOT NULL CHECK (test IN (0, 1)),"
    "  reserved_at INTEGER NOT NULL,"
    "  settled_at INTEGER,"
    "  message_id TEXT NOT NULL UNIQUE,"
    "  owner TEXT NOT NULL," /* the process that reserved it: owner.h */
    "  code INTEGER,"
    "  text TEXT"
    ") STRICT;"
    /* R2: an alert type is e-mailed once a day for a subscription ... */
    "CREATE UNIQUE INDEX sends_r2_list ON sends (day, subscription, type)"
    "  WHERE state <> 'released' AND fan_out = 'one';"
    /* ... and nobody gets it twice, whichever subscription it comes from. */
    "CREATE UNIQUE INDEX sends_r2 ON sends (day, recipient, type) WHERE state <> 'released';"
    /* R3: the third message of a day is the last that can be inserted. */
    "CREATE UNIQUE INDEX sends_r3 ON sends (day, recipient, slot) WHERE state <> 'released';"
    /* R5: the same alert never twice, on any day. */
    "CREATE UNIQUE INDEX sends_r5_list ON sends (alert)"
    "  WHERE state <> 'released' AND fan_out = 'one';"
    "CREATE UNIQUE INDEX sends_r5 ON sends (alert, recipient) WHERE state <> 'released';"
    "CREATE INDEX sends_type ON sends (day, subscription, type) WHERE state <> 'released';"
    "CREATE INDEX sends_day ON sends (day, id);"
    "CREATE TRIGGER sends_stay BEFORE DELETE ON sends BEGIN"
    "  SELECT raise(ABORT, 'what was sent is never deleted'); END;"
    "CREATE TRIGGER sends_settle BEFORE UPDATE ON sends"
    "  WHEN OLD.state IN ('sent', 'released') OR NEW.state = 'reserved'"
    "    OR (NEW.id, NEW.day, NEW.subscription, NEW.recipient, NEW.type, NEW.alert, NEW.slot,"
    "        NEW.fan_out, NEW.message_id)"
    "    IS NOT (OLD.id, OLD.day, OLD.subscription, OLD.recipient, OLD.type, OLD.alert, OLD.slot,"
    "            OLD.fan_out, OLD.message_id) BEGIN"
    "  SELECT raise(ABORT, 'a message is settled once'); END;"
    "CREATE TABLE holds ("
    "  id INTEGER PRIMARY KEY,"
    "  day INTEGER NOT NULL,"
    "  first_at INTEGER NOT NULL,"
    "  last_at INTEGER NOT NULL,"
    "  count INTEGER NOT NULL,"
    "  subscription TEXT NOT NULL,"
    "  recipient TEXT NOT NULL," /* '' is the whole list */
    "  address TEXT NOT NULL,"
    "  type TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  alert TEXT NOT NULL,"
    "  alert_id TEXT NOT NULL,"
    "  severity TEXT NOT NULL,"
    "  rule TEXT NOT NULL,"
    "  reason TEXT NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX holds_once ON holds (day, alert, subscription, recipient, rule);";

/* What happens to the messages, as a hash chain; and the days from which the ledger's day was set
 * back to the clock's, once a clock had been ahead: messages with an id above `above` and up to
 * `last`, of a day later than `day`, count on their days, but no longer say which day it is. */
static const char ledger_2[] =
    CHAIN_TABLE "CREATE TABLE resets ("
                "  id INTEGER PRIMARY KEY,"
                "  at INTEGER NOT NULL,"
                "  day INTEGER NOT NULL,"
                "  above INTEGER NOT NULL,"
                "  last INTEGER NOT NULL,"
                "  who TEXT NOT NULL,"
                "  reason TEXT NOT NULL"
                ") STRICT;"
                "CREATE TRIGGER resets_stay BEFORE DELETE ON resets BEGIN"
                "  SELECT raise(ABORT, 'who set the day back is never deleted'); END;"
                "CREATE TRIGGER resets_are BEFORE UPDATE ON resets BEGIN"
                "  SELECT raise(ABORT, 'who set the day back is never changed'); END;";

/* High alerts of which nobody was told; `heard_at` where somebody knows of it after all by a
 * message of another alert. */
static const char ledger_3[] = "CREATE TABLE unheard ("
                               "  id INTEGER PRIMARY KEY,"
                               "  day INTEGER NOT NULL,"
                               "  first_at INTEGER NOT NULL,"
                               "  last_at INTEGER NOT NULL,"
                               "  count INTEGER NOT NULL,"
                               "  subscription TEXT NOT NULL,"
                               "  type TEXT NOT NULL,"
                               "  title TEXT NOT NULL,"
                               "  alert TEXT NOT NULL,"
                               "  alert_id TEXT NOT NULL,"
                               "  why TEXT NOT NULL,"
                               "  reason TEXT NOT NULL,"
                               "  heard_at INTEGER"
                               ") STRICT;"
                               "CREATE UNIQUE INDEX unheard_once ON unheard (alert, subscription);"
                               "CREATE INDEX unheard_open ON unheard (day) WHERE heard_at IS NULL;"
                               "CREATE INDEX unheard_day ON unheard (day);";

/* How a message went: what was written to the outbox was not mailed, and has days of its own; what
 * a server refused is not what failed before; what has begun may have been sent. Of older records
 * the text says whether it was the outbox. */
#define OUTBOX_TEXTS                                                                               \
    "code IS NULL AND (text LIKE 'in the outbox: %' OR text LIKE 'not known to be on the disk: %'" \
    " OR text LIKE 'can''t be written to %' OR text LIKE 'can''t be moved to %')"
#define OLD_STATE     "CASE WHEN state = 'sent' AND " OUTBOX_TEXTS " THEN 'written' ELSE state END"
#define OLD_TRANSPORT "CASE WHEN " OUTBOX_TEXTS " THEN 'outbox' ELSE 'smtp' END"
#define COLUMNS                                                                                    \
    "id, day, subscription, recipient, address, type, title, alert, alert_id, fan_out, slot,"      \
    " test, reserved_at, settled_at, message_id, owner, code, text"
#define COUNTS " WHERE state NOT IN ('released', 'refused')"
static const char ledger_4[] =
    "CREATE TABLE sends_4 ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  day INTEGER NOT NULL,"
    "  subscription TEXT NOT NULL,"
    "  recipient TEXT NOT NULL," /* the mailbox, whatever its spelling */
    "  address TEXT NOT NULL,"   /* as it was used */
    "  type TEXT NOT NULL,"      /* the type's id, or its name, folded */
    "  title TEXT NOT NULL,"
    "  alert TEXT NOT NULL,"    /* the alert's id, folded */
    "  alert_id TEXT NOT NULL," /* as found */
    "  fan_out TEXT NOT NULL CHECK (fan_out IN ('one', 'each')),"
    "  slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 3),"
    "  transport TEXT NOT NULL DEFAULT 'smtp' CHECK (transport IN ('smtp', 'outbox')),"
    "  state TEXT NOT NULL CHECK (state IN"
    "    ('reserved', 'begun', 'sent', 'written', 'refused', 'released', 'unknown')),"
    "  test INTEGER NOT NULL CHECK (test IN (0, 1)),"
    "  reserved_at INTEGER NOT NULL,"
    "  settled_at INTEGER,"
    "  message_id TEXT NOT NULL UNIQUE,"
    "  owner TEXT NOT NULL," /* the process that reserved it: owner.h */
    "  code INTEGER,"
    "  text TEXT,"
    "  CHECK (CASE state WHEN 'sent' THEN transport = 'smtp'"
    "    WHEN 'written' THEN transport = 'outbox' ELSE 1 END)"
    ") STRICT;"
    "INSERT INTO sends_4 (" COLUMNS ", state, transport)"
    " SELECT " COLUMNS ", " OLD_STATE ", " OLD_TRANSPORT " FROM sends ORDER BY id;"
    "DROP TABLE sends;"
    "ALTER TABLE sends_4 RENAME TO sends;"
    "CREATE UNIQUE INDEX sends_r2_list ON sends (day, subscription, type, transport)" COUNTS
    " AND fan_out = 'one';"
    "CREATE UNIQUE INDEX sends_r2 ON sends (day, recipient, type, transport)" COUNTS ";"
    "CREATE UNIQUE INDEX sends_r3 ON sends (day, recipient, slot, transport)" COUNTS ";"
    "CREATE UNIQUE INDEX sends_r5_list ON sends (alert, transport)" COUNTS " AND fan_out = 'one';"
    "CREATE UNIQUE INDEX sends_r5 ON sends (alert, recipient, transport)" COUNTS ";"
    "CREATE INDEX sends_type ON sends (day, subscription, type)" COUNTS ";"
    "CREATE INDEX sends_day ON sends (day, id);"
    "CREATE INDEX sends_under_way ON sends (owner) WHERE state IN ('reserved', 'begun');"
    "CREATE TRIGGER sends_stay BEFORE DELETE ON sends BEGIN"
    "  SELECT raise(ABORT, 'what was sent is never deleted'); END;"
    "CREATE TRIGGER sends_settle BEFORE UPDATE ON sends"
    "  WHEN OLD.state IN ('sent', 'written', 'refused', 'released') OR NEW.state = 'reserved'"
    "    OR (NEW.state = 'begun' AND OLD.state <> 'reserved')"
    "    OR (NEW.id, NEW.day, NEW.subscription, NEW.recipient, NEW.type, NEW.alert, NEW.slot,"
    "        NEW.fan_out, NEW.transport, NEW.message_id)"
    "    IS NOT (OLD.id, OLD.day, OLD.subscription, OLD.recipient, OLD.type, OLD.alert, OLD.slot,"
    "            OLD.fan_out, OLD.transport, OLD.message_id) BEGIN"
    "  SELECT raise(ABORT, 'a message is settled once'); END;";

/* What bounced. Such a message has told nobody: the rules of the whole list are free of it, those
 * of its recipient are not. The address is passed over until a test to it is accepted, or somebody
 * clears it. The alert, of which the text is kept for that, goes on to the next one of the list. */
#define OF_BOUNCES "id IN (SELECT record FROM events WHERE event = 'bounced')"
#define BOUNCED_NOW                                                                                \
    "SELECT recipient, address, record, at, code, text FROM (SELECT recipient, address, record,"   \
    " at, e.code AS code, e.text AS text, max(e.id) AS last FROM events e"                         \
    " JOIN sends ON sends.id = record WHERE event = 'bounced' GROUP BY recipient) b"               \
    " WHERE NOT EXISTS (SELECT 1 FROM events later JOIN sends test ON test.id = later.record"      \
    " WHERE later.event = 'sent' AND later.id > b.last AND test.test = 1"                          \
    " AND test.recipient = b.recipient)"
static const char ledger_5[] =
    "ALTER TABLE sends ADD COLUMN bounced INTEGER NOT NULL DEFAULT 0 CHECK (bounced IN (0, 1));"
    "DROP TRIGGER sends_settle;"
    "UPDATE sends SET bounced = 1 WHERE " OF_BOUNCES ";"
    "CREATE TRIGGER sends_settle BEFORE UPDATE ON sends"
    "  WHEN (OLD.state IN ('sent', 'written', 'refused', 'released')"
    "      AND (NEW.state, NEW.settled_at, NEW.code, NEW.text)"
    "      IS NOT (OLD.state, OLD.settled_at, OLD.code, OLD.text))"
    "    OR (NEW.state = 'reserved' AND OLD.state <> 'reserved')"
    "    OR (NEW.state = 'begun' AND OLD.state NOT IN ('reserved', 'begun'))"
    "    OR NEW.bounced < OLD.bounced"
    "    OR (NEW.id, NEW.day, NEW.subscription, NEW.recipient, NEW.type, NEW.alert, NEW.slot,"
    "        NEW.fan_out, NEW.transport, NEW.message_id)"
    "    IS NOT (OLD.id, OLD.day, OLD.subscription, OLD.recipient, OLD.type, OLD.alert, OLD.slot,"
    "            OLD.fan_out, OLD.transport, OLD.message_id) BEGIN"
    "  SELECT raise(ABORT, 'a message is settled once'); END;"
    "DROP INDEX sends_r2_list;"
    "CREATE UNIQUE INDEX sends_r2_list ON sends (day, subscription, type, transport)" COUNTS
    " AND fan_out = 'one' AND bounced = 0;"
    "DROP INDEX sends_r5_list;"
    "CREATE UNIQUE INDEX sends_r5_list ON sends (alert, transport)" COUNTS
    " AND fan_out = 'one' AND bounced = 0;"
    "CREATE TABLE bounced ("
    "  recipient TEXT PRIMARY KEY,"
    "  address TEXT NOT NULL,"
    "  record INTEGER NOT NULL," /* of the message that bounced last */
    "  at INTEGER NOT NULL,"
    "  code INTEGER NOT NULL,"
    "  text TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "INSERT INTO bounced " BOUNCED_NOW ";"
    "CREATE TABLE alerts ("
    "  record INTEGER PRIMARY KEY," /* of the message */
    "  content TEXT NOT NULL,"
    "  waits INTEGER NOT NULL DEFAULT 0" /* to go on to the next address */
    ") STRICT;"
    "CREATE INDEX alerts_wait ON alerts (record) WHERE waits <> 0;";

/* An older ledger that is only read. */
static const char as_4[] =
    "CREATE TEMP VIEW sends AS SELECT " COLUMNS ", " OLD_STATE " AS state, " OLD_TRANSPORT
    " AS transport, 0 AS bounced FROM main.sends;"
    "CREATE TEMP VIEW bounced AS SELECT '' AS recipient, '' AS address, 0 AS record, 0 AS at,"
    " 0 AS code, '' AS text WHERE 0";
static const char as_5[] = "CREATE TEMP VIEW sends AS SELECT " COLUMNS
                           ", state, transport, " OF_BOUNCES " AS bounced FROM main.sends;"
                           "CREATE TEMP VIEW bounced AS " BOUNCED_NOW;
static const char *const views[] = {as_4, as_4, as_4, as_5, NULL};

/* The records that are called otherwise now. */
static const char changes_4[] = "SELECT id, state, coalesce(settled_at, 0), 0, coalesce(text, '')"
                                " FROM sends WHERE state = 'written' ORDER BY id";
static const char *const changes[] = {NULL, NULL, NULL, changes_4, NULL};

static const char *const steps[] = {ledger_1, ledger_2, ledger_3, ledger_4, ledger_5};
const Schema ledger_schema = {.application = 0x53434C67 /* "SCLg" */,
                              .steps = steps,
                              .count = sizeof steps / sizeof steps[0],
                              .readable = 1,
                              .views = views,
                              .changes = changes,
                              .chain = &ledger_chain,
                              .chain_since = 2};

const ChainKind ledger_chain = {
    .names = {{.event = CHAIN_BEGIN},
              {.event = "reserved", /* of a record of before `transport` */
               .columns = "SELECT id, day, subscription, recipient, address, type, title, alert,"
                          " alert_id, fan_out, slot, test, reserved_at, message_id, owner"
                          " FROM sends WHERE id = ?1",
               .is_state = true},
              {.event = "reservation",
               .columns = "SELECT id, day, subscription, recipient, address, type, title, alert,"
                          " alert_id, fan_out, slot, transport, test, reserved_at, message_id,"
                          " owner FROM sends WHERE id = ?1",
               .is_state = true,
               .state = "reserved"},
              {.event = "begun", .is_state = true},
              {.event = "sent", .is_state = true},
              {.event = "written", .is_state = true},
              {.event = "refused", .is_state = true},
              {.event = "released", .is_state = true},
              {.event = "unknown", .is_state = true},
              {.event = "delivered"}, /* what a server reports of a message later */
              {.event = "relayed"},
              {.event = "delayed"},
              {.event = "bounced"},
              {.event = "cleared"}, /* the address of a message that bounced, by a person */
              {.event = "day", .columns = "SELECT * FROM resets WHERE id = ?1"}},
    .table = "sends",
    .states = "SELECT id, state FROM sends ORDER BY id",
    /* The time of its beginning is in the event alone. */
    .same = "SELECT state IN ('reserved', 'begun') OR coalesce(settled_at, 0) = ?2 AND "
            "coalesce(code, 0) = ?3"
            " AND coalesce(text, '') = ?4 FROM sends WHERE id = ?1",
    .found =
        "SELECT record, event, at, code, text FROM ("
        "SELECT id AS record, 'reservation' AS event, reserved_at AS at, 0 AS code, '' AS text,"
        " 0 AS place FROM sends"
        " UNION ALL SELECT id, state, coalesce(settled_at, 0), coalesce(code, 0),"
        " coalesce(text, ''), 1 FROM sends WHERE state <> 'reserved') ORDER BY record, place",
};

SchemaState schema_state(sqlite3 *database, const Schema *schema, int *version)
{
    /* One statement, so all of one moment: somebody may be making the tables just now. */
    static const char sql[] = "SELECT application_id, user_version,"
                              " (SELECT count(*) FROM sqlite_schema)"
                              " FROM pragma_application_id, pragma_user_version";
    int application = 0, tables = 0;
    sqlite3_stmt *statement = NULL;
    *version = 0;
    bool read = sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    if (read) {
        application = sqlite3_column_int(statement, 0);
        *version = sqlite3_column_int(statement, 1);
        tables = sqlite3_column_int(statement, 2);
    }
    sqlite3_finalize(statement);
    if (!read)
        return SCHEMA_UNREADABLE;
    if (application == 0 && *version == 0 && tables == 0)
        return SCHEMA_EMPTY;
    if (application != schema->application || *version <= 0)
        return SCHEMA_FOREIGN;
    if ((size_t)*version > schema->count)
        return SCHEMA_NEWER;
    return (size_t)*version < schema->count ? SCHEMA_OLDER : SCHEMA_CURRENT;
}

/* The chain of a database that has one goes on with what a step changes. */
static int apply_step(sqlite3 *database, const Schema *schema, size_t version, size_t step)
{
    const char *found = schema->changes != NULL ? schema->changes[step] : NULL;
    int result = sqlite3_exec(database, schema->steps[step], NULL, NULL, NULL);
    if (result == SQLITE_OK && found != NULL && version >= schema->chain_since)
        result = chain_append_found(database, schema->chain, found);
    return result;
}

int schema_apply(sqlite3 *database, const Schema *schema)
{
    int result = sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (result != SQLITE_OK)
        return result;
    /* Looked at again inside the transaction: somebody may have been faster. */
    int version = 0;
    SchemaState state = schema_state(database, schema, &version);
    if (state == SCHEMA_EMPTY || state == SCHEMA_OLDER) {
        for (size_t i = (size_t)version; i < schema->count && result == SQLITE_OK; i++)
            result = apply_step(database, schema, (size_t)version, i);
        if (result == SQLITE_OK && schema->chain != NULL && (size_t)version < schema->chain_since)
            result = chain_begin(database, schema->chain, version);
        if (result == SQLITE_OK) {
            char *sql = memory_format("PRAGMA application_id = %d; PRAGMA user_version = %zu",
                                      schema->application, schema->count);
            result = sqlite3_exec(database, sql, NULL, NULL, NULL);
            free(sql);
        }
    }
    if (result == SQLITE_OK)
        result = sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
    if (result != SQLITE_OK)
        sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
    return result;
}
