/* SQLite, which only those need who look at the ledger or the history, and at the first save. */
#include "base/library.h"

#include <sqlite3.h>
#include <stdarg.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): ours are words */

#define CALL(type, name, parameters, arguments)                                                    \
    LIBRARY_CALL(SECCONTACTS_SQLITE, type, name, parameters, arguments)

CALL(int, sqlite3_open, (const char *name, sqlite3 **handle), (name, handle))
CALL(int, sqlite3_open_v2, (const char *name, sqlite3 **handle, int flags, const char *vfs),
     (name, handle, flags, vfs))
CALL(int, sqlite3_close, (sqlite3 * handle), (handle))
CALL(int, sqlite3_busy_timeout, (sqlite3 * handle, int milliseconds), (handle, milliseconds))
CALL(int, sqlite3_extended_result_codes, (sqlite3 * handle, int on), (handle, on))
CALL(int, sqlite3_limit, (sqlite3 * handle, int id, int value), (handle, id, value))
CALL(int, sqlite3_exec,
     (sqlite3 * handle, const char *text, int (*each)(void *, int, char **, char **), void *data,
      char **error),
     (handle, text, each, data, error))
CALL(int, sqlite3_changes, (sqlite3 * handle), (handle))
CALL(int, sqlite3_get_autocommit, (sqlite3 * handle), (handle))
CALL(sqlite3_int64, sqlite3_last_insert_rowid, (sqlite3 * handle), (handle))
CALL(int, sqlite3_errcode, (sqlite3 * handle), (handle))
CALL(const char *, sqlite3_errmsg, (sqlite3 * handle), (handle))
CALL(const char *, sqlite3_errstr, (int code), (code))
CALL(int, sqlite3_prepare_v2,
     (sqlite3 * handle, const char *text, int length, sqlite3_stmt **statement, const char **tail),
     (handle, text, length, statement, tail))
CALL(int, sqlite3_prepare_v3,
     (sqlite3 * handle, const char *text, int length, unsigned flags, sqlite3_stmt **statement,
      const char **tail),
     (handle, text, length, flags, statement, tail))
CALL(int, sqlite3_step, (sqlite3_stmt * statement), (statement))
CALL(int, sqlite3_reset, (sqlite3_stmt * statement), (statement))
CALL(int, sqlite3_finalize, (sqlite3_stmt * statement), (statement))
CALL(int, sqlite3_clear_bindings, (sqlite3_stmt * statement), (statement))
CALL(int, sqlite3_bind_blob64,
     (sqlite3_stmt * statement, int at, const void *bytes, sqlite3_uint64 length,
      void (*release)(void *)),
     (statement, at, bytes, length, release))
CALL(int, sqlite3_bind_zeroblob64, (sqlite3_stmt * statement, int at, sqlite3_uint64 length),
     (statement, at, length))
CALL(int, sqlite3_bind_int64, (sqlite3_stmt * statement, int at, sqlite3_int64 value),
     (statement, at, value))
CALL(int, sqlite3_bind_text,
     (sqlite3_stmt * statement, int at, const char *text, int length, void (*release)(void *)),
     (statement, at, text, length, release))
CALL(int, sqlite3_blob_open,
     (sqlite3 * handle, const char *database, const char *table, const char *column,
      sqlite3_int64 row, int writable, sqlite3_blob **blob),
     (handle, database, table, column, row, writable, blob))
CALL(int, sqlite3_blob_write, (sqlite3_blob * blob, const void *bytes, int length, int at),
     (blob, bytes, length, at))
CALL(int, sqlite3_blob_bytes, (sqlite3_blob * blob), (blob))
CALL(int, sqlite3_blob_read, (sqlite3_blob * blob, void *bytes, int length, int at),
     (blob, bytes, length, at))
CALL(int, sqlite3_blob_close, (sqlite3_blob * blob), (blob))
CALL(const void *, sqlite3_column_blob, (sqlite3_stmt * statement, int column), (statement, column))
CALL(int, sqlite3_column_count, (sqlite3_stmt * statement), (statement))
CALL(int, sqlite3_column_bytes, (sqlite3_stmt * statement, int column), (statement, column))
CALL(int, sqlite3_column_int, (sqlite3_stmt * statement, int column), (statement, column))
CALL(sqlite3_int64, sqlite3_column_int64, (sqlite3_stmt * statement, int column),
     (statement, column))
CALL(const unsigned char *, sqlite3_column_text, (sqlite3_stmt * statement, int column),
     (statement, column))
CALL(int, sqlite3_column_type, (sqlite3_stmt * statement, int column), (statement, column))

/* Of its options those that take an int, and where to write the one before. */
int sqlite3_db_config(sqlite3 *handle, int option, ...)
{
    int (*configure)(sqlite3 *, int, ...);
    *(void **)&configure = library_function(SECCONTACTS_SQLITE, "sqlite3_db_config");
    va_list arguments;
    va_start(arguments, option);
    int value = va_arg(arguments, int), *before = va_arg(arguments, int *);
    va_end(arguments);
    return configure(handle, option, value, before);
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
