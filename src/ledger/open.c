#include "core/memory.h"
#include "ledger/gate.h"
#include "ledger/owner.h"
#include "ledger/schema.h"
#include "ledger/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MILLISECONDS = 10000, HOLD_DAYS = 35 };

static void sqlite_close(Ledger *base)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    Error ignored; /* who wants to know calls ledger_flush() */
    if (ledger->pending_count > 0)
        sqlite_flush(base, &ignored);
    sqlite_pending_clear(ledger);
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(ledger->statements[i]);
    sqlite3_close(ledger->database);
    if (ledger->gate >= 0)
        close(ledger->gate);
    free(ledger->path);
    free(ledger->owner);
    free(ledger);
}

static const struct LedgerOps sqlite_ops = {
    .close = sqlite_close,
    .today = sqlite_today,
    .facts = sqlite_facts,
    .reserve = sqlite_reserve,
    .settle = sqlite_settle,
    .sends = sqlite_sends,
    .holds = sqlite_holds,
    .count = sqlite_count,
    .note_hold = sqlite_note_hold,
    .flush = sqlite_flush,
};

/* The directory by its real path: SQLite is told to follow no symbolic link, in no part of it. */
static char *real_directory(const char *path, Error *error)
{
    struct stat seen;
    char *real = realpath(path, NULL);
    if (real == NULL) {
        error_set_errno(error, errno == EACCES ? ERROR_PERMISSION : ERROR_NO_INPUT, errno,
                        "the state directory %s can't be opened", path);
        return NULL;
    }
    if (stat(real, &seen) == 0 && (seen.st_mode & S_IWOTH) != 0) {
        error_set(error, ERROR_PERMISSION,
                  "anyone can write in the state directory %s, and so change what was sent: chmod "
                  "o-w it",
                  real);
        free(real);
        return NULL;
    }
    return real;
}

/* Makes the file, empty, with the mode and group that it is to have. SQLite gives the same to the
 * files that it makes beside it. */
static bool make_file(SqliteLedger *ledger, const char *directory, mode_t mode, Error *error)
{
    int file = open(ledger->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
    if (file < 0)
        return error_set_errno(error, errno == EACCES ? ERROR_PERMISSION : ERROR_CANT_CREATE, errno,
                               "the ledger %s can't be opened", ledger->path);
    gate_share(file, directory, mode);
    close(file);
    return true;
}

static bool connect_database(SqliteLedger *ledger, bool read_only, Error *error)
{
    int result = sqlite3_open_v2(ledger->path, &ledger->database,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
    if (result != SQLITE_OK)
        return sqlite_error(ledger, result, error);
    sqlite3_extended_result_codes(ledger->database, 1);
    sqlite3_busy_timeout(ledger->database, BUSY_MILLISECONDS);
    sqlite3_db_config(ledger->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_limit(ledger->database, SQLITE_LIMIT_ATTACHED, 0);
    result = sqlite3_exec(ledger->database,
                          read_only ? "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON"
                                    : "PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL",
                          NULL, NULL, NULL);
    return result == SQLITE_OK || sqlite_error(ledger, result, error);
}

/* What is wrong with a file that is none of our ledgers; true where nothing is. */
static bool check_schema(SqliteLedger *ledger, SchemaState state, int version, Error *error)
{
    switch (state) {
    case SCHEMA_CURRENT:
    case SCHEMA_EMPTY:
    case SCHEMA_OLDER:
        return true;
    case SCHEMA_NEWER:
        return error_set_at(error, ERROR_CONFIG, ledger->path, 0,
                            "the ledger is of a newer seccontacts (schema %d; this one knows up to "
                            "%zu): install that one",
                            version, schema_step_count);
    case SCHEMA_FOREIGN:
        return error_set_at(error, ERROR_CONFIG, ledger->path, 0,
                            "this is a database of another program, not a ledger of seccontacts: "
                            "move it away, or name another directory as \"state\"");
    case SCHEMA_UNREADABLE:
        break;
    }
    return sqlite_error(ledger, sqlite3_errcode(ledger->database), error);
}

/* Makes or migrates, alone behind the gate. */
static bool prepare_schema(SqliteLedger *ledger, Error *error)
{
    int version = 0;
    if (!gate_enter(ledger->gate, error))
        return false;
    SchemaState state = schema_state(ledger->database, schema_step_count, &version);
    bool ready = check_schema(ledger, state, version, error);
    if (ready && state == SCHEMA_EMPTY && gate_is_marked(ledger->gate))
        ready = error_set_at(error, ERROR_DATA, ledger->path, 0,
                             "the ledger is gone, but there was one: what was sent is not known, "
                             "so nothing is sent; restore it from a backup, or remove ledger.lock "
                             "beside it to begin a new one");
    if (ready && (state == SCHEMA_EMPTY || state == SCHEMA_OLDER)) {
        int result = SQLITE_OK;
        if (state == SCHEMA_EMPTY)
            result = sqlite3_exec(ledger->database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (result == SQLITE_OK)
            result = schema_apply(ledger->database, schema_steps, schema_step_count);
        ready = result == SQLITE_OK || sqlite_error(ledger, result, error);
    }
    if (ready && !gate_is_marked(ledger->gate) && !gate_mark(ledger->gate))
        ready = error_set_errno(error, ERROR_IO, errno, "ledger.lock can't be written");
    gate_leave(ledger->gate);
    return ready;
}

static bool open_for_writing(SqliteLedger *ledger, const char *directory,
                             const LedgerOptions *options, Error *error)
{
    char *gate_path = memory_format("%s/ledger.lock", directory);
    mode_t mode = options->file_mode & 0666;
    int version = 0;
    ledger->gate = gate_open(gate_path, mode, error);
    free(gate_path);
    if (ledger->gate < 0)
        return false;
    gate_share(ledger->gate, directory, mode);
    if (!make_file(ledger, directory, mode, error) || !connect_database(ledger, false, error))
        return false;
    SchemaState state = schema_state(ledger->database, schema_step_count, &version);
    if (!check_schema(ledger, state, version, error))
        return false;
    if (state != SCHEMA_CURRENT || !gate_is_marked(ledger->gate))
        return prepare_schema(ledger, error);
    return true;
}

/* No ledger yet reads as an empty one, in memory. */
static bool open_nothing(SqliteLedger *ledger, Error *error)
{
    int result = sqlite3_open(":memory:", &ledger->database);
    if (result == SQLITE_OK)
        result = schema_apply(ledger->database, schema_steps, schema_step_count);
    return result == SQLITE_OK || sqlite_error(ledger, result, error);
}

static bool open_for_reading(SqliteLedger *ledger, Error *error)
{
    int version = 0;
    if (access(ledger->path, F_OK) != 0 && errno == ENOENT)
        return open_nothing(ledger, error);
    if (!connect_database(ledger, true, error))
        return false;
    SchemaState state = schema_state(ledger->database, schema_step_count, &version);
    if (!check_schema(ledger, state, version, error))
        return false;
    if (state == SCHEMA_OLDER)
        return error_set_at(error, ERROR_CONFIG, ledger->path, 0,
                            "the ledger is of an older seccontacts (schema %d): `seccontacts sent` "
                            "by somebody who may write it brings it up to date",
                            version);
    if (state == SCHEMA_CURRENT)
        return true;
    sqlite3_close(ledger->database);
    ledger->database = NULL;
    return open_nothing(ledger, error);
}

Ledger *ledger_open(const char *state, const LedgerOptions *options, Error *error)
{
    bool opened = false;
    char *directory = NULL;
    SqliteLedger *ledger = memory_new(sizeof *ledger);
    ledger->base.ops = &sqlite_ops;
    ledger->zone = options->zone;
    ledger->gate = -1;
    ledger->owner = owner_new();
    ledger->hold_days = options->hold_days > 0 ? options->hold_days : HOLD_DAYS;
    if (options->scratch) {
        ledger->path = memory_text("scratch ledger");
        ledger->scratch = true;
        opened = open_nothing(ledger, error);
        goto done;
    }
    if (options->read_only && access(state, F_OK) != 0 && errno == ENOENT) {
        ledger->path = memory_format("%s/ledger.db", state);
        opened = open_nothing(ledger, error);
        goto done;
    }
    directory = real_directory(state, error);
    if (directory == NULL)
        goto done;
    ledger->path = memory_format("%s/ledger.db", directory);
    opened = options->read_only ? open_for_reading(ledger, error)
                                : open_for_writing(ledger, directory, options, error);
done:
    free(directory);
    if (opened)
        return &ledger->base;
    sqlite_close(&ledger->base);
    return NULL;
}
