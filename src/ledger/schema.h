/* schema.h: the tables of the ledger, and how an older ledger is brought up to date.
 *
 * The schema is the last line of the rules: the partial unique indexes refuse what would break R2,
 * R3 or R5, whatever program asks.
 */
#ifndef LEDGER_SCHEMA_H
#define LEDGER_SCHEMA_H

#include "core/error.h"

#include <sqlite3.h>
#include <stddef.h>

#define SCHEMA_APPLICATION 0x53434C67 /* "SCLg": PRAGMA application_id */

/* steps[n] turns schema n into schema n + 1; schema 0 is an empty file. */
extern const char *const schema_steps[];
extern const size_t schema_step_count;

/* What a database is. */
typedef enum SchemaState {
    SCHEMA_CURRENT,
    SCHEMA_EMPTY,
    SCHEMA_OLDER,
    SCHEMA_NEWER,
    SCHEMA_FOREIGN,    /* not a ledger */
    SCHEMA_UNREADABLE, /* see sqlite3_errcode() */
} SchemaState;

/* What `database` is, for a program that knows `count` steps; `*version` is its schema. */
SchemaState schema_state(sqlite3 *database, size_t count, int *version);

/* Brings an empty or older database to schema `count`, all steps in one transaction: all or
 * nothing. Returns SQLite's result code. */
int schema_apply(sqlite3 *database, const char *const *steps, size_t count);

#endif
