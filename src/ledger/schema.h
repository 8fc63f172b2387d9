/* schema.h: the tables of a database, and how an older one is brought up to date.
 *
 * That of the ledger is the last line of the rules: the partial unique indexes refuse what would
 * break R2, R3 or R5, whatever program asks.
 */
#ifndef LEDGER_SCHEMA_H
#define LEDGER_SCHEMA_H

#include "core/error.h"

#include <sqlite3.h>
#include <stddef.h>

/* steps[n] turns schema n into schema n + 1; schema 0 is an empty file. */
typedef struct Schema {
    int application; /* PRAGMA application_id */
    const char *const *steps;
    size_t count;
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

/* Brings an empty or older database to `schema`, all steps in one transaction: all or nothing.
 * Returns SQLite's result code. */
int schema_apply(sqlite3 *database, const Schema *schema);

#endif
