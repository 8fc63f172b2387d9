/* database_open.c: opens an SQLite file of the state directory, after everything about it that
 * somebody else may have prepared has been looked at: the directory and its file system, the file
 * and those beside it, its tables and triggers. */
#include "base/language.h"
#include "base/memory.h"
#include "db/database.h"
#include "db/filesystem.h"
#include "db/writer_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum {
    BUSY_MILLISECONDS = 10000,
    QUICK_CHECK_MOST = 1 << 20, /* bytes: a larger file is not checked page by page at an open */
    LONGEST_VALUE = 320 << 20,  /* bytes: more than any content of the history, packed or not */
};

/* What is wrong with the directory that `directory` was opened on: true where nothing is. */
static bool check_directory(const DatabaseKind *kind, int directory, const char *path, Error *error)
{
    struct stat seen;
    struct statfs system;
    if (fstat(directory, &seen) != 0 || fstatfs(directory, &system) != 0)
        return error_set_errno(error, ERROR_IO, errno, "the state directory %s can't be read",
                               path);
    if ((seen.st_mode & S_IWOTH) != 0)
        return error_set(error, ERROR_PERMISSION,
                         "anyone can write in the state directory %s, and so %s: chmod o-w it",
                         path, _(kind->exposed));
    const char *network = filesystem_network_name(system.f_type);
    return network == NULL ||
           error_set(error, ERROR_CONFIG,
                     "the state directory %s is on %s, where two programs can write %s at the same "
                     "time without noticing, which breaks it: name a directory on a disk of this "
                     "host (ext4, XFS, Btrfs) as \"state\"",
                     path, network, _(kind->title));
}

/* The directory by its real path: SQLite is told to follow no symbolic link, in no part of it. */
static char *real_directory(const DatabaseKind *kind, const char *path, Error *error)
{
    char *real = realpath(path, NULL);
    int directory = real != NULL ? open(real, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    ErrorKind refusal = errno == EACCES    ? ERROR_PERMISSION
                        : errno == ENOTDIR ? ERROR_CANT_CREATE
                                           : ERROR_NO_INPUT;
    bool good = directory >= 0 ? check_directory(kind, directory, real, error)
                               : error_set_errno(error, refusal, errno,
                                                 "the state directory %s can't be opened", path);
    if (directory >= 0)
        close(directory);
    if (good)
        return real;
    free(real);
    return NULL;
}

/* A file that SQLite will use: regular, with one name, and of somebody who may write in the
 * directory. One that is missing is well. */
static bool check_file(const char *path, const struct stat *directory, Error *error)
{
    struct stat seen;
    if (lstat(path, &seen) != 0)
        return errno == ENOENT ||
               error_set_errno(error, ERROR_PERMISSION, errno, "%s can't be looked at", path);
    if (!S_ISREG(seen.st_mode) || seen.st_nlink > 1)
        return error_set(error, ERROR_CANT_CREATE,
                         "%s is not a regular file with one name: move it away, after finding out "
                         "who made it",
                         path);
    bool shared = (directory->st_mode & S_IWGRP) != 0; /* whoever of the group was the first */
    if (!shared && seen.st_uid != 0 && seen.st_uid != geteuid() && seen.st_uid != directory->st_uid)
        return error_set(error, ERROR_PERMISSION,
                         "%s belongs to user %u, who may not write in its directory: move it away, "
                         "after finding out who made it",
                         path, (unsigned)seen.st_uid);
    if ((seen.st_mode & S_IWOTH) != 0)
        return error_set(error, ERROR_PERMISSION, "anyone can write %s: chmod o-w it", path);
    return true;
}

/* The database and what SQLite has beside it. */
static bool check_files(const Database *database, const char *directory, Error *error)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    struct stat seen;
    bool good =
        stat(directory, &seen) == 0 ||
        error_set_errno(error, ERROR_IO, errno, "the state directory %s can't be read", directory);
    for (size_t i = 0; good && i < sizeof suffixes / sizeof *suffixes; i++) {
        char *path = memory_format("%s%s", database->path, suffixes[i]);
        good = check_file(path, &seen, error);
        free(path);
    }
    return good;
}

/* Makes the file, empty, with the mode and group that it is to have. SQLite gives the same to the
 * files that it makes beside it. */
static bool make_file(const Database *database, const char *directory, mode_t mode, Error *error)
{
    int file = open(database->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
    if (file < 0)
        return error_set_errno(error, errno == EACCES ? ERROR_PERMISSION : ERROR_CANT_CREATE, errno,
                               "%s %s can't be opened", _(database->kind->title), database->path);
    writer_lock_share(file, directory, mode);
    close(file);
    return true;
}

/* SQLite's own settings for a file that somebody else may have prepared: what is in its schema is
 * neither trusted nor, where it is none of ours, run (check_schema() refuses it before that); no
 * other file is opened, no code loaded, and no row is larger than one of ours can be. */
static void harden(sqlite3 *handle)
{
    static const struct {
        int option, value;
    } settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        sqlite3_db_config(handle, settings[i].option, settings[i].value, NULL);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
}

static bool connect_database(Database *database, const char *directory, bool read_only,
                             Error *error)
{
    if (!check_files(database, directory, error))
        return false;
    int result = sqlite3_open_v2(database->path, &database->handle,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
    if (result != SQLITE_OK)
        return database_error(database, result, error);
    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
    harden(database->handle);
    result = sqlite3_exec(database->handle,
                          read_only ? "PRAGMA cell_size_check = ON; PRAGMA query_only = ON"
                                    : "PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL",
                          NULL, NULL, NULL);
    return result == SQLITE_OK || database_error(database, result, error);
}

/* Whether the tables, indexes and triggers are those that this program made. */
static bool check_objects(const Database *database, int version, Error *error)
{
    char object[SCHEMA_OBJECT_SIZE];
    const char *name = _(database->kind->title), *advice = _(database->kind->damaged);
    switch (schema_compare(database->handle, database->kind->schema, version, object)) {
    case SCHEMA_SAME:
        return true;
    case SCHEMA_ADDED:
        return error_set_at(error, ERROR_DATA, database->path, 0,
                            "%s has the %s, which seccontacts did not make; %s", name, object,
                            advice);
    case SCHEMA_REMOVED:
        return error_set_at(error, ERROR_DATA, database->path, 0, "the %s of %s is missing; %s",
                            object, name, advice);
    case SCHEMA_CHANGED:
        return error_set_at(error, ERROR_DATA, database->path, 0,
                            "the %s of %s is not as seccontacts made it; %s", object, name, advice);
    case SCHEMA_UNREAD:
        break;
    }
    return database_error(database, sqlite3_errcode(database->handle), error);
}

/* What is wrong with a file that is none of ours; true where nothing is. */
static bool check_schema(const Database *database, SchemaState state, int version, Error *error)
{
    switch (state) {
    case SCHEMA_EMPTY:
        return true;
    case SCHEMA_CURRENT:
    case SCHEMA_OLDER:
        return check_objects(database, version, error);
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

/* A small file is looked through at each open for writing, a large one by database_check() only. */
static bool check_small(const Database *database, Error *error)
{
    struct stat seen;
    return stat(database->path, &seen) != 0 || seen.st_size > QUICK_CHECK_MOST ||
           database_check(database, true, error);
}

/* Makes or migrates, alone behind the writer lock. */
static bool prepare_schema(Database *database, Error *error)
{
    int version = 0;
    if (!writer_lock_enter(database->writer_lock, _(database->kind->title), error))
        return false;
    SchemaState state = schema_state(database->handle, database->kind->schema, &version);
    bool ready = check_schema(database, state, version, error);
    if (ready && state == SCHEMA_EMPTY && writer_lock_is_marked(database->writer_lock))
        ready = error_set_at(error, ERROR_DATA, database->path, 0, "%s", _(database->kind->gone));
    ready = ready && (state != SCHEMA_OLDER || database_check(database, true, error));
    if (ready && (state == SCHEMA_EMPTY || state == SCHEMA_OLDER)) {
        int result = SQLITE_OK;
        if (state == SCHEMA_EMPTY)
            result = sqlite3_exec(database->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (result == SQLITE_OK)
            result = schema_apply(database->handle, database->kind->schema);
        ready = result == SQLITE_OK || database_error(database, result, error);
    }
    if (ready && !writer_lock_is_marked(database->writer_lock) &&
        !writer_lock_mark(database->writer_lock))
        ready = error_set_errno(error, ERROR_IO, errno, "%s.lock can't be written",
                                database->kind->name);
    writer_lock_leave(database->writer_lock);
    return ready;
}

static bool open_for_writing(Database *database, const char *directory, mode_t mode, Error *error)
{
    char *writer_lock_path = memory_format("%s/%s.lock", directory, database->kind->name);
    int version = 0;
    database->writer_lock = writer_lock_open(writer_lock_path, mode, error);
    free(writer_lock_path);
    if (database->writer_lock < 0)
        return false;
    writer_lock_share(database->writer_lock, directory, mode);
    if (!make_file(database, directory, mode, error) ||
        !connect_database(database, directory, false, error))
        return false;
    SchemaState state = schema_state(database->handle, database->kind->schema, &version);
    if (!check_schema(database, state, version, error))
        return false;
    if (state != SCHEMA_CURRENT || !writer_lock_is_marked(database->writer_lock))
        return prepare_schema(database, error);
    return check_small(database, error);
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

/* Whether there was one: its writer lock is marked. */
static bool was_there(const DatabaseKind *kind, const char *directory)
{
    struct stat writer_lock;
    char *path = memory_format("%s/%s.lock", directory, kind->name);
    bool marked =
        stat(path, &writer_lock) == 0 && writer_lock.st_size > 0; /* see writer_lock_is_marked() */
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

/* Makes an older one read as the newest. */
static bool open_views(const Database *database, int version, Error *error)
{
    const Schema *schema = database->kind->schema;
    const char *view = schema->views != NULL ? schema->views[version - 1] : NULL;
    if (view == NULL)
        return true;
    char *sql = memory_format("PRAGMA query_only = OFF; %s; PRAGMA query_only = ON", view);
    int result = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
    free(sql);
    return result == SQLITE_OK || database_error(database, result, error);
}

static bool open_for_reading(Database *database, const char *directory, Error *error)
{
    int version = 0;
    if (is_absent(database->path))
        return open_missing(database, directory, error);
    if (!connect_database(database, directory, true, error))
        return false;
    SchemaState state = schema_state(database->handle, database->kind->schema, &version);
    if (!check_schema(database, state, version, error))
        return false;
    if (state == SCHEMA_OLDER && (database->kind->schema->readable == 0 ||
                                  (size_t)version < database->kind->schema->readable))
        return error_set_at(error, ERROR_CONFIG, database->path, 0,
                            "%s is of an older seccontacts (schema %d): `seccontacts %s` "
                            "by somebody who may write it brings it up to date",
                            _(database->kind->title), version, database->kind->command);
    if (state == SCHEMA_CURRENT || state == SCHEMA_OLDER) {
        database->version = version;
        return open_views(database, version, error);
    }
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

static bool open_in_mode(Database *database, const char *state, mode_t file_mode, DatabaseMode mode,
                         Error *error)
{
    const DatabaseKind *kind = database->kind;
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

bool database_open(Database *database, const DatabaseKind *kind, const char *state,
                   mode_t file_mode, DatabaseMode mode, Error *error)
{
    *database = (Database){.kind = kind,
                           .writer_lock = -1,
                           .writable = mode != DATABASE_READ,
                           .version = (int)kind->schema->count};
    if (!open_in_mode(database, state, file_mode, mode, error))
        return false;
    chain_init(&database->chain, database->handle, kind->schema->chain);
    return true;
}
