/* chain.h: the events of a database as a hash chain, for the files of this folder only.
 *
 * The table `events` has a row for whatever comes to a record, in the order in which it was
 * written: that it was made, how it was settled. Each has the SHA-256 of the hash of the event
 * before it, its own columns and, where the event is that of a record being made, all columns of
 * that record. So whoever changes, removes or inserts something has to make all hashes behind it
 * anew, and then the last one, the head, is another than that which the system's log has.
 *
 * An event is appended in the transaction that makes or settles the record: no commit of its own.
 * What can come to a record is a list of names (ChainKind): a further state is a further name.
 */
#ifndef DB_CHAIN_H
#define DB_CHAIN_H

#include "base/digest.h"
#include "db/verify.h"

#include <sqlite3.h>
#include <stdint.h>

/* The table, for the steps of a schema. */
#define CHAIN_TABLE                                                                                \
    "CREATE TABLE events ("                                                                        \
    "  id INTEGER PRIMARY KEY,"  /* 1, 2, 3 without a gap */                                       \
    "  record INTEGER NOT NULL," /* in the table that the event is of; 0: none */                  \
    "  event TEXT NOT NULL,"     /* a name of ChainKind */                                         \
    "  at INTEGER NOT NULL,"     /* seconds since 1970; 0: not known */                            \
    "  code INTEGER NOT NULL,"   /* of a settlement: the reply code; 0: none */                    \
    "  text TEXT NOT NULL,"      /* and text */                                                    \
    "  hash BLOB NOT NULL"       /* SHA-256 */                                                     \
    ") STRICT;"                                                                                    \
    "CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN"                                     \
    "  SELECT raise(ABORT, 'what has happened is never deleted'); END;"                            \
    "CREATE TRIGGER events_are BEFORE UPDATE ON events BEGIN"                                      \
    "  SELECT raise(ABORT, 'what has happened is never changed'); END;"

#define CHAIN_BEGIN "begin" /* the first event: `text` says what was found */

/* What an event of this name covers beside its own columns. */
typedef struct ChainName {
    const char *event;
    const char *columns; /* SELECT of all columns of record ?1 but for those that may change; NULL:
                            the event makes no record */
    const char *blobs;   /* the table whose column `bytes` it covers too; NULL: none */
    bool is_state;       /* of a record of the main table: its state from then on */
    const char *state;   /* what that is called; NULL: as the event */
} ChainName;

enum { CHAIN_NAMES = 16 };

/* What the chain of a database is about. */
typedef struct ChainKind {
    ChainName names[CHAIN_NAMES]; /* the rest has `event` NULL */
    const char *table;            /* the main table */
    const char *states;           /* SELECT id, state FROM it, by id; by the names above */
    const char *same;  /* SELECT whether the record ?1 has the time ?2, code ?3 and text ?4 of its
                          last settlement; NULL: it has none of them */
    const char *found; /* SELECT record, event, at, code, text of what is there before the chain
                          begins, in their order */
} ChainKind;

extern const ChainKind ledger_chain;  /* schema.c */
extern const ChainKind history_chain; /* history_schema.c */

/* The end of a chain, to append to. chain_init(), chain_clear(). */
typedef struct Chain {
    sqlite3 *handle;
    const ChainKind *kind;
    Digest *digest;
    sqlite3_stmt *last, *put, *columns[CHAIN_NAMES];
    bool known; /* the head, within a transaction */
    int64_t id;
    unsigned char hash[DIGEST_SIZE];
} Chain;

void chain_init(Chain *chain, sqlite3 *handle, const ChainKind *kind);
void chain_clear(Chain *chain); /* before the database is closed; {0} is nothing to do */

/* One event. `text` NULL is "". */
typedef struct ChainEvent {
    int64_t id; /* of chain_hash() alone */
    int64_t record;
    const char *event;
    int64_t at;
    int64_t code;
    const char *text;
} ChainEvent;

/* Another transaction begins: somebody else may have appended. */
void chain_forget(Chain *chain);

/* Appends an event, inside a writing transaction and after its record was made or settled. Returns
 * SQLite's result code; SQLITE_OK where it is there. */
int chain_append(Chain *chain, const ChainEvent *event);

/* The head, as of this transaction. `*head` is {0} where there is no event. Returns SQLite's result
 * code. */
int chain_head(Chain *chain, ChainHead *head);

/* Appends what the rows of `found` say, which are as those of ChainKind.found, inside a writing
 * transaction. Returns SQLite's result code. */
int chain_append_found(sqlite3 *handle, const ChainKind *kind, const char *found);

/* Begins the chain of a database that has records already, or none, inside a writing transaction:
 * with an event that says how many, and the events of each as they are found. Returns SQLite's
 * result code. For Schema. */
int chain_begin(sqlite3 *handle, const ChainKind *kind, int version);

/* The hash of an event behind one with the hash `before`. Returns SQLite's result code;
 * SQLITE_NOTFOUND where there is no such record. */
int chain_hash(Chain *chain, const unsigned char before[DIGEST_SIZE], const ChainEvent *event,
               unsigned char hash[DIGEST_SIZE]);

/* The place of a name in kind->names; CHAIN_NAMES where it is none of them. */
size_t chain_name(const ChainKind *kind, const char *event);

#endif
