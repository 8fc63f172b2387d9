/* The tables of the history, and the steps from older ones. */
#include "db/chain.h"
#include "history/history_internal.h"

/* Times are in seconds since 1970-01-01 UTC: `datetime(at, 'unixepoch')` makes them readable. */
static const char history_1[] =
    "CREATE TABLE sites (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE contents ("
    "  id INTEGER PRIMARY KEY,"
    "  high INTEGER NOT NULL," /* XXH3-128 of the bytes, and how many there are */
    "  low INTEGER NOT NULL,"
    "  size INTEGER NOT NULL,"
    "  base INTEGER REFERENCES contents,"                 /* the dictionary of the packed bytes */
    "  depth INTEGER NOT NULL,"                           /* how many bases there are below it */
    "  packed INTEGER NOT NULL CHECK (packed IN (0, 1))," /* by zstd */
    "  bytes BLOB NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX contents_once ON contents (high, low, size);"
    "CREATE TABLE changes ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  site INTEGER NOT NULL REFERENCES sites,"
    "  file TEXT NOT NULL,"
    "  kind TEXT NOT NULL CHECK (kind IN ('save', 'outside', 'found')),"
    "  state TEXT NOT NULL CHECK (state IN ('intended', 'made', 'not made', 'unclear')),"
    "  at INTEGER NOT NULL,"
    "  before INTEGER REFERENCES contents," /* NULL: there was no file */
    "  after INTEGER REFERENCES contents,"
    "  what TEXT NOT NULL,"
    "  uid INTEGER NOT NULL,"
    "  user TEXT NOT NULL,"
    "  login TEXT NOT NULL,"
    "  claimed TEXT NOT NULL,"
    "  address TEXT NOT NULL,"
    "  host TEXT NOT NULL,"
    "  via TEXT NOT NULL,"
    "  modified INTEGER NOT NULL,"
    "  owner INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX changes_file ON changes (site, file, id);"
    "CREATE INDEX changes_intended ON changes (site, file) WHERE state = 'intended';"
    "CREATE TRIGGER contents_stay BEFORE DELETE ON contents BEGIN"
    "  SELECT raise(ABORT, 'what was saved is never deleted'); END;"
    "CREATE TRIGGER contents_are BEFORE UPDATE ON contents BEGIN"
    "  SELECT raise(ABORT, 'what was saved is never changed'); END;"
    "CREATE TRIGGER changes_stay BEFORE DELETE ON changes BEGIN"
    "  SELECT raise(ABORT, 'who changed what is never deleted'); END;"
    "CREATE TRIGGER changes_settle BEFORE UPDATE ON changes"
    "  WHEN OLD.state <> 'intended' OR NEW.state = 'intended'"
    "    OR (NEW.id, NEW.site, NEW.file, NEW.kind, NEW.at, NEW.before, NEW.after, NEW.what,"
    "        NEW.uid, NEW.user, NEW.login, NEW.claimed, NEW.address, NEW.host, NEW.via)"
    "    IS NOT (OLD.id, OLD.site, OLD.file, OLD.kind, OLD.at, OLD.before, OLD.after, OLD.what,"
    "            OLD.uid, OLD.user, OLD.login, OLD.claimed, OLD.address, OLD.host, OLD.via) BEGIN"
    "  SELECT raise(ABORT, 'who changed what is never changed'); END;";

static const char *const steps[] = {history_1, CHAIN_TABLE};
const Schema history_schema = {.application = 0x53434869 /* "SCHi" */,
                               .steps = steps,
                               .count = sizeof steps / sizeof steps[0],
                               .readable = 1,
                               .chain = &history_chain,
                               .chain_since = 2};

#define CHANGE                                                                                     \
    "SELECT c.id, s.path, c.file, c.kind, c.at, c.before, c.after, c.what, c.uid, c.user, "        \
    "c.login,"                                                                                     \
    " c.claimed, c.address, c.host, c.via, c.modified, c.owner"                                    \
    " FROM changes c JOIN sites s ON s.id = c.site WHERE c.id = ?1"

const ChainKind history_chain = {
    .names = {{.event = CHAIN_BEGIN},
              {.event = "content",
               .columns = "SELECT id, high, low, size, base, depth, packed FROM contents"
                          " WHERE id = ?1",
               .blobs = "contents"},
              {.event = "intended", .columns = CHANGE, .is_state = true},
              {.event = "found", .columns = CHANGE, .is_state = true},
              {.event = "outside", .columns = CHANGE, .is_state = true},
              {.event = "made", .is_state = true},
              {.event = "not made", .is_state = true},
              {.event = "unclear", .is_state = true}},
    .table = "changes",
    .states = "SELECT id, CASE WHEN state = 'made' AND kind <> 'save' THEN kind ELSE state END"
              " FROM changes ORDER BY id",
    .found = "SELECT record, event, at, code, text FROM ("
             "SELECT id AS record, 'content' AS event, 0 AS at, 0 AS code, '' AS text,"
             " 0 AS place FROM contents"
             " UNION ALL SELECT id, CASE kind WHEN 'save' THEN 'intended' ELSE kind END, at, 0, '',"
             " 1 FROM changes"
             " UNION ALL SELECT id, state, 0, 0, '', 2 FROM changes"
             " WHERE kind = 'save' AND state <> 'intended') ORDER BY place, record",
};
