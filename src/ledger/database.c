#include "ledger/database.h"

#include "core/language.h"
#include "core/memory.h"
#include "ledger/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MILLISECONDS = 10000 };

bool database_error(const Database *database, int result, Error *error)
{
    const char *words =
        database->handle != NULL ? sqlite3_errmsg(database->handle) : sqlite3_errstr(result);
    const char *name = _(database->kind->title), *path = database->path;
    switch (result & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set_at(error, ERROR_DATA, path, 0, "%s is damaged (%s); %s", name, words,
                            _(database->kind->damaged));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set_at(error, ERROR_RETRY, path, 0,
                            "%s is locked by another program: try again", name);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return error_set_at(error, ERROR_PERMISSION, path, 0,
                            "%s and its directory must be writable (%s)", name, words);
    case SQLITE_CANTOPEN:
        return error_set_at(error, ERROR_CANT_CREATE, path, 0,
                            "%s can't be opened (%s): it must be a regular file that you "
                            "may read and write, in a directory that you may write",
                            name, words);
    case SQLITE_FULL:
        return error_set_at(error, ERROR_IO, path, 0, "the disk is full");
    case SQLITE_IOERR:
        return error_set_at(error, ERROR_IO, path, 0, "%s can't be read or written (%s)", name,
                            words);
    case SQLITE_NOMEM:
        return error_set_at(error, ERROR_SYSTEM, path, 0, "out of memory");
    default:
        return error_set_at(error, ERROR_SOFTWARE, path, 0, "%s", words);
    }
}

/* The directory by its real path: SQLite is told to follow no symbolic link, in no part of it. */
static char *real_directory(const DatabaseKind *kind, const char *path, Error *error)
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
                  "anyone can write in the state directory %s, and so %s: chmod o-w it", real,
                  _(kind->exposed));
        free(real);
        return NULL;
    }
    return real;
}

/* Makes the file, empty, with the mode and group that it is to have. SQLite gives the same to the
 * files that it makes beside it. */
static bool make_file(const Database *database, const char *directory, mode_t mode, Error *error)
{
    int file = open(database->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
    if (file < 0)
        return error_set_errno(error, errno == EACCES ? ERROR_PERMISSION : ERROR_CANT_CREATE, errno,
                               "%s %s can't be opened", _(database->kind->title), database->path);
    gate_share(file, directory, mode);
    close(file);
    return true;
}

static bool connect_database(Database *database, bool read_only, Error *error)
{
    int result = sqlite3_open_v2(database->path, &database->handle,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
    if (result != SQLITE_OK)
        return database_error(database, result, error);
    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_limit(database->handle, SQLITE_LIMIT_ATTACHED, 0);
    result = sqlite3_exec(database->handle,
                          read_only ? "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON"
                                    : "PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL",
                          NULL, NULL, NULL);
    return result == SQLITE_OK || database_error(database, result, error);
}

/* What is wrong with a file that is none of ours; true where nothing is. */
static bool check_schema(const Database *database, SchemaState state, int version, Error *error)
{
    switch (state) {
    case SCHEMA_CURRENT:
    case SCHEMA_EMPTY:
    case SCHEMA_OLDER:
        return true;
    case SCHEMA_NEWER:
        return error_set_at(error, ERROR_CONFIG, database->path, 0,
                            "%s is of a newer seccontacts (schema %d; this one knows up to "
                            "%zu): install that one",
                            _(database->kind->title), version, database->kind->schema->count);
    case SCHEMA_FOREIGN:
        return error_set_at(error, ERROR_CONFIG, database->path, 0,
                            "this is a database of another program, not a %s of seccontacts: "
                            "move it away, or name another directory as \"state\"",
                            database->kind->name);
    case SCHEMA_UNREADABLE:
        break;
    }
    return database_error(database, sqlite3_errcode(database->handle), error);
}

/* Makes or migrates, alone behind the gate. */
static bool prepare_schema(Database *database, Error *error)
{
    int version = 0;
    if (!gate_enter(database->gate, _(database->kind->title), error))
        return false;
    SchemaState state = schema_state(database->handle, database->kind->schema, &version);
    bool ready = check_schema(database, state, version, error);
    if (ready && state == SCHEMA_EMPTY && gate_is_marked(database->gate))
        ready = error_set_at(error, ERROR_DATA, database->path, 0, "%s", _(database->kind->gone));
    if (ready && (state == SCHEMA_EMPTY || state == SCHEMA_OLDER)) {
        int result = SQLITE_OK;
        if (state == SCHEMA_EMPTY)
            result = sqlite3_exec(database->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (result == SQLITE_OK)
            result = schema_apply(database->handle, database->kind->schema);
        ready = result == SQLITE_OK || database_error(database, result, error);
    }
    if (ready && !gate_is_marked(database->gate) && !gate_mark(database->gate))
        ready = error_set_errno(error, ERROR_IO, errno, "%s.lock can't be written",
                                database->kind->name);
    gate_leave(database->gate);
    return ready;
}

static bool open_for_writing(Database *database, const char *directory, mode_t mode, Error *error)
{
    char *gate_path = memory_format("%s/%s.lock", directory, database->kind->name);
    int version = 0;
    database->gate = gate_open(gate_path, mode, error);
    free(gate_path);
    if (database->gate < 0)
        return false;
    gate_share(database->gate, directory, mode);
    if (!make_file(database, directory, mode, error) || !connect_database(database, false, error))
        return false;
    SchemaState state = schema_state(database->handle, database->kind->schema, &version);
    if (!check_schema(database, state, version, error))
        return false;
    if (state != SCHEMA_CURRENT || !gate_is_marked(database->gate))
        return prepare_schema(database, error);
    return true;
}

static bool is_absent(const char *path)
{
    return access(path, F_OK) != 0 && errno == ENOENT;
}

/* None yet reads as an empty one, in memory. */
static bool open_nothing(Database *database, Error *error)
{
    int result = sqlite3_open(":memory:", &database->handle);
    if (result == SQLITE_OK)
        result = schema_apply(database->handle, database->kind->schema);
    return result == SQLITE_OK || database_error(database, result, error);
}

/* Whether there was one: its gate is marked. */
static bool was_there(const DatabaseKind *kind, const char *directory)
{
    struct stat gate;
    char *path = memory_format("%s/%s.lock", directory, kind->name);
    bool marked = stat(path, &gate) == 0 && gate.st_size > 0; /* see gate_is_marked() */
    free(path);
    return marked;
}

/* There is none yet, or none any more: then nobody is told that there was nothing in it. */
static bool open_missing(Database *database, const char *directory, Error *error)
{
    return was_there(database->kind, directory)
               ? error_set_at(error, ERROR_DATA, database->path, 0, "%s", _(database->kind->gone))
               : open_nothing(database, error);
}

static bool open_for_reading(Database *database, const char *directory, Error *error)
{
    int version = 0;
    if (is_absent(database->path))
        return open_missing(database, directory, error);
    if (!connect_database(database, true, error))
        return false;
    SchemaState state = schema_state(database->handle, database->kind->schema, &version);
    if (!check_schema(database, state, version, error))
        return false;
    if (state == SCHEMA_OLDER)
        return error_set_at(error, ERROR_CONFIG, database->path, 0,
                            "%s is of an older seccontacts (schema %d): `seccontacts %s` "
                            "by somebody who may write it brings it up to date",
                            _(database->kind->title), version, database->kind->command);
    if (state == SCHEMA_CURRENT)
        return true;
    sqlite3_close(database->handle);
    database->handle = NULL;
    return open_missing(database, directory, error);
}

bool database_is_absent(const DatabaseKind *kind, const char *state)
{
    if (is_absent(state))
        return true;
    Error refused;
    char *directory = real_directory(kind, state, &refused);
    if (directory == NULL)
        return false;
    char *path = memory_format("%s/%s.db", directory, kind->name);
    bool absent = is_absent(path) && !was_there(kind, directory);
    free(path);
    free(directory);
    return absent;
}

bool database_open(Database *database, const DatabaseKind *kind, const char *state,
                   mode_t file_mode, DatabaseMode mode, Error *error)
{
    *database = (Database){.kind = kind, .gate = -1, .writable = mode != DATABASE_READ};
    if (mode == DATABASE_MEMORY) {
        database->path = memory_format("scratch %s", kind->name);
        return open_nothing(database, error);
    }
    if (mode == DATABASE_READ && is_absent(state)) {
        database->path = memory_format("%s/%s.db", state, kind->name);
        return open_nothing(database, error);
    }
    char *directory = real_directory(kind, state, error);
    if (directory == NULL)
        return false;
    database->path = memory_format("%s/%s.db", directory, kind->name);
    bool opened = mode == DATABASE_READ
                      ? open_for_reading(database, directory, error)
                      : open_for_writing(database, directory, file_mode & 0666, error);
    free(directory);
    return opened;
}

void database_close(Database *database)
{
    sqlite3_close(database->handle);
    if (database->gate >= 0)
        close(database->gate);
    free(database->path);
    *database = (Database){.kind = database->kind, .gate = -1};
}

sqlite3_stmt *database_statement(const Database *database, sqlite3_stmt **slot, const char *sql,
                                 Error *error)
{
    if (*slot == NULL) {
        int result =
            sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
        if (result != SQLITE_OK)
            database_error(database, result, error);
    } else {
        sqlite3_reset(*slot);
    }
    return *slot;
}

void database_bind(sqlite3_stmt *statement, const char *types, ...)
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

bool database_run(const Database *database, sqlite3_stmt *statement, Error *error)
{
    int result = sqlite3_step(statement);
    bool done = result == SQLITE_DONE || database_error(database, result, error);
    sqlite3_reset(statement);
    return done;
}

bool database_end(const Database *database, sqlite3_stmt *statement, int result, bool stopped,
                  Error *error)
{
    bool read = stopped || result == SQLITE_DONE || database_error(database, result, error);
    sqlite3_finalize(statement);
    return read;
}

const char *database_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}

/* Runs a statement without parameters. */
static bool execute(const Database *database, const char *sql, Error *error)
{
    int result = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
    return result == SQLITE_OK || database_error(database, result, error);
}

/* Inside the gate. */
static bool begin(const Database *database, Error *error)
{
    if (execute(database, "BEGIN IMMEDIATE", error))
        return true;
    if (database->gate >= 0)
        gate_leave(database->gate);
    return false;
}

bool database_write_begin(const Database *database, Error *error)
{
    if (!database->writable)
        return error_set_at(error, ERROR_SOFTWARE, database->path, 0,
                            "%s was opened for reading alone", _(database->kind->title));
    if (database->gate >= 0 && !gate_enter(database->gate, _(database->kind->title), error))
        return false;
    return begin(database, error);
}

bool database_write_begin_now(const Database *database, Error *error)
{
    if (!database->writable || !gate_enter_now(database->gate))
        return error_set(error, ERROR_RETRY, "%s is locked", _(database->kind->title));
    return begin(database, error);
}

bool database_write_end(const Database *database, bool commit, Error *error)
{
    bool committed = commit && execute(database, "COMMIT", error);
    if (!committed && sqlite3_get_autocommit(database->handle) == 0) {
        Error ignored; /* what went wrong before it is what is told */
        execute(database, "ROLLBACK", &ignored);
    }
    if (database->gate >= 0)
        gate_leave(database->gate);
    return committed;
}
