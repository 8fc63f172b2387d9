/* database.c: the errors, statements and transactions of an SQLite file; database_open.c opens
 * it. */
#include "db/database.h"

#include "base/language.h"
#include "db/writer_lock.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

bool database_check(const Database *database, bool quick, Error *error)
{
    sqlite3_stmt *row = NULL;
    int result = sqlite3_prepare_v2(database->handle,
                                    quick ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)",
                                    -1, &row, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(row);
    bool good = result == SQLITE_ROW && strcmp(database_text(row, 0), "ok") == 0;
    if (result == SQLITE_ROW && !good)
        error_set_at(error, ERROR_DATA, database->path, 0, "%s is damaged (%s); %s",
                     _(database->kind->title), database_text(row, 0), _(database->kind->damaged));
    else if (!good)
        database_error(database, result, error);
    sqlite3_finalize(row);
    return good;
}

bool database_head(Database *database, ChainHead *head, Error *error)
{
    chain_forget(&database->chain);
    return database_chain_head(database, head, error);
}

bool database_chain_head(Database *database, ChainHead *head, Error *error)
{
    int result = chain_head(&database->chain, head);
    return result == SQLITE_OK || database_error(database, result, error);
}

bool database_event(Database *database, const ChainEvent *event, Error *error)
{
    int result = chain_append(&database->chain, event);
    return result == SQLITE_OK || database_error(database, result, error);
}

void database_close(Database *database)
{
    chain_clear(&database->chain);
    sqlite3_close(database->handle);
    if (database->writer_lock >= 0)
        close(database->writer_lock);
    free(database->path);
    *database = (Database){.kind = database->kind, .writer_lock = -1};
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

/* Has commits waited for until they are on the disk, or not. With WAL the log is in order: what is
 * synced brings all before it to the disk (https://www.sqlite.org/wal.html, "Performance
 * Considerations"). */
static bool set_synced(Database *database, bool synced, Error *error)
{
    if (database->unsynced == !synced)
        return true;
    if (!execute(database, synced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                 error))
        return false;
    database->unsynced = !synced;
    return true;
}

/* Inside the writer lock. */
static bool begin(Database *database, Error *error)
{
    chain_forget(&database->chain);
    if (execute(database, "BEGIN IMMEDIATE", error))
        return true;
    if (database->writer_lock >= 0)
        writer_lock_leave(database->writer_lock);
    return false;
}

static bool write_begin(Database *database, bool synced, Error *error)
{
    if (!database->writable)
        return error_set_at(error, ERROR_SOFTWARE, database->path, 0,
                            "%s was opened for reading alone", _(database->kind->title));
    if (!set_synced(database, synced, error) ||
        (database->writer_lock >= 0 &&
         !writer_lock_enter(database->writer_lock, _(database->kind->title), error)))
        return false;
    return begin(database, error);
}

bool database_write_begin(Database *database, Error *error)
{
    return write_begin(database, true, error);
}

bool database_write_begin_unsynced(Database *database, Error *error)
{
    return write_begin(database, false, error);
}

bool database_write_begin_now(Database *database, Error *error)
{
    if (!database->writable || !writer_lock_enter_now(database->writer_lock))
        return error_set(error, ERROR_RETRY, "%s is locked", _(database->kind->title));
    if (!set_synced(database, true, error)) {
        writer_lock_leave(database->writer_lock);
        return false;
    }
    return begin(database, error);
}

bool database_write_end(const Database *database, bool commit, Error *error)
{
    bool committed = commit && execute(database, "COMMIT", error);
    if (!committed && sqlite3_get_autocommit(database->handle) == 0) {
        Error ignored; /* what went wrong before it is what is told */
        execute(database, "ROLLBACK", &ignored);
    }
    if (database->writer_lock >= 0)
        writer_lock_leave(database->writer_lock);
    return committed;
}
