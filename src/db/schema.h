/* schema.h: the tables of a database, and how an older one is brought up to date.
 *
 * That of the ledger is the last line of the rules: the partial unique indexes refuse what would
 * break R2, R3 or R5, whatever program asks.
 */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include "base/error.h"

#include <sqlite3.h>
#include <stddef.h>

/* steps[n] turns schema n into schema n + 1; schema 0 is an empty file. */
typedef struct Schema {
    int application; /* PRAGMA application_id */
    const char *const *steps;
    size_t count;
    size_t readable;          /* the oldest that can be read as it is; 0: none but the newest */
    const char *const *views; /* views[n]: what makes schema n + 1 read as the newest, temporary
                                 views; NULL, as all where `views` is: nothing */
    const struct ChainKind *chain; /* the hash chain of the tables; NULL: there is none */
    size_t chain_since;            /* the schema that has it first */
    const char *const *changes;    /* changes[n]: the rows that steps[n] has changed, as of
                                      ChainKind.found; NULL, as all where `changes` is: none */
} Schema;

extern const Schema ledger_schema;

/* What a database is. */
typedef enum SchemaState {
    SCHEMA_CURRENT,
    SCHEMA_EMPTY,
    SCHEMA_OLDER,
    SCHEMA_NEWER,
    SCHEMA_FOREIGN,    /* of another application */
    SCHEMA_UNREADABLE, /* see sqlite3_errcode() */
} SchemaState;

/* What `database` is, for a program that knows `schema`; `*version` is the number of its own. */
SchemaState schema_state(sqlite3 *database, const Schema *schema, int *version);

/* How a database differs from what the steps of its schema make. */
typedef enum SchemaDifference {
    SCHEMA_SAME,
    SCHEMA_ADDED,   /* an object that they don't make */
    SCHEMA_REMOVED, /* one of theirs is not there */
    SCHEMA_CHANGED, /* another text of its own */
    SCHEMA_UNREAD,  /* see sqlite3_errcode() */
} SchemaDifference;

enum { SCHEMA_OBJECT_SIZE = 100 };

/* Holds the objects of `database`, which is of this version of `schema`, against those that the
 * steps make, by the text of each. The statistics of ANALYZE, which an administrator may have made,
 * are no difference. `object` names the first that differs, as `trigger "sends_stay"`. By any
 * thread. */
SchemaDifference schema_compare(sqlite3 *database, const Schema *schema, int version,
                                char object[SCHEMA_OBJECT_SIZE]);

/* Brings an empty or older database to `schema`, all steps in one transaction: all or nothing.
 * Returns SQLite's result code. */
int schema_apply(sqlite3 *database, const Schema *schema);

#endif
