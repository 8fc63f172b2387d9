/* database.h: an SQLite file in the state directory, for the files of this module only: the
 * ledger's and the history's.
 *
 * Beside KIND.db lies KIND.lock, the writer lock: one writer at a time (writer_lock.h); and a mark
 * in it that there was a database, so that one which is gone is not begun anew in silence.
 *
 * Whoever may write in the directory may have prepared what is opened. So nothing is opened on a
 * file system of several hosts (filesystem.h), through a symbolic link, or of a stranger; tables,
 * indexes and triggers must be those of the schema's steps, to the letter; and SQLite runs nothing
 * else that it finds in the file.
 */
#ifndef DB_DATABASE_H
#define DB_DATABASE_H

#include "base/error.h"
#include "db/chain.h"
#include "db/schema.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What the two differ in. */
typedef struct DatabaseKind {
    const char *name;  /* "ledger": of the files */
    const char *title; /* "the ledger": in errors */
    const Schema *schema;
    const char *exposed; /* what anyone could do who can write in the directory */
    const char *damaged; /* what follows where it is damaged, and what to do */
    const char *gone;    /* the whole sentence, where it is gone */
    const char *command; /* of seccontacts: what opens it for writing */
} DatabaseKind;

typedef struct Database {
    const DatabaseKind *kind;
    sqlite3 *handle;
    char *path;
    int writer_lock; /* -1: none */
    bool writable;
    int version;   /* of its schema, where it was read from a file */
    bool unsynced; /* commits are not waited for until they are on the disk */
    Chain chain;   /* of its events: chain_append() */
} Database;

typedef enum DatabaseMode {
    DATABASE_WRITE,  /* made where it is missing */
    DATABASE_READ,   /* never made or changed; where there was none ever it reads as empty */
    DATABASE_MEMORY, /* a new one in memory */
} DatabaseMode;

/* True where DATABASE_READ would read as empty, since there is no file. Asks the file system alone;
 * false too where that says no, and where there was one. */
bool database_is_absent(const DatabaseKind *kind, const char *state);

/* Opens the database in the directory `state`, with this mode and the directory's group.
 * database_close() in either case. False and the error, which says what to do. */
bool database_open(Database *database, const DatabaseKind *kind, const char *state,
                   mode_t file_mode, DatabaseMode mode, Error *error);

/* Looks through the whole file, page by page; not `quick`, also whether its indexes, by which the
 * limits count, have what its tables have. False and the error, which says what to do, at the first
 * thing that is wrong. Takes about a second for each 100 MB. */
bool database_check(const Database *database, bool quick, Error *error);

/* Goes through the chain of events and holds the records against it: true where all is as it was
 * written, `verified` says what there is. `head`, where not NULL, is the hash of an event that must
 * be among them. False and the error, which names the record, at the first break. In a reading
 * transaction of its own; about a second for each 200,000 events. */
bool database_verify(Database *database, const char *head, ChainVerified *verified,
                     Progress *progress, Error *error);

/* The head of the chain: of this moment, or within a transaction as of that. */
bool database_head(Database *database, ChainHead *head, Error *error);
bool database_chain_head(Database *database, ChainHead *head, Error *error);

/* Appends an event to the chain, inside a writing transaction. */
bool database_event(Database *database, const ChainEvent *event, Error *error);

/* Closes it; its statements must have been finalized. */
void database_close(Database *database);

/* Fills `error` from SQLite's result code, with what to do, and returns false. */
bool database_error(const Database *database, int result, Error *error);

/* The statement in `slot`, prepared where it is NULL, reset and ready to bind; NULL and the error.
 */
sqlite3_stmt *database_statement(const Database *database, sqlite3_stmt **slot, const char *sql,
                                 Error *error);

/* Binds what `types` says, from the first parameter on: t text (const char *; NULL is NULL), i
 * int64_t; both are passed as such. The text must live until the statement is reset. */
void database_bind(sqlite3_stmt *statement, const char *types, ...);

/* Steps a statement that returns no rows, and resets it. */
bool database_run(const Database *database, sqlite3_stmt *statement, Error *error);

/* Ends the reading of rows, by which `result` was the last step: finalizes the statement. False and
 * the error where rows were missed; with `stopped` they were not wanted. */
bool database_end(const Database *database, sqlite3_stmt *statement, int result, bool stopped,
                  Error *error);

/* Text of a column, "" for NULL; good until the next step. */
const char *database_text(sqlite3_stmt *statement, int column);

/* Begins a write transaction, inside the writer lock. */
bool database_write_begin(Database *database, Error *error);

/* Likewise, but its commit need not be on the disk: every program sees it, and the next one that is
 * by database_write_begin() brings it there, too. */
bool database_write_begin_unsynced(Database *database, Error *error);

/* As database_write_begin(), but waits for no other program: false where one is writing. */
bool database_write_begin_now(Database *database, Error *error);

/* Commits it or rolls it back, and leaves the writer lock. */
bool database_write_end(const Database *database, bool commit, Error *error);

#endif
