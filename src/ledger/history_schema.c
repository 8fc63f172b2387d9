#include "ledger/history_parts.h"

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

static const char *const steps[] = {history_1};
const Schema history_schema = {0x53434869 /* "SCHi" */, steps, sizeof steps / sizeof steps[0]};
