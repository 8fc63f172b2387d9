/* Making a database, and bringing an older one up to date. */
#include "db/schema.h"
#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#define FIRST 4711 /* an application */

static int version_of(sqlite3 *database)
{
    int version = -1;
    schema_state(database, &(Schema){.application = FIRST, .steps = NULL, .count = 99}, &version);
    return version;
}

Test(schema, older_databases_are_migrated_step_by_step)
{
    static const char *const steps[] = {
        "CREATE TABLE a (x); INSERT INTO a VALUES (1)",
        "ALTER TABLE a ADD COLUMN y DEFAULT 7",
        "CREATE TABLE b AS SELECT x + y AS z FROM a",
    };
    sqlite3 *database = NULL;
    int version = 0;
    sqlite3_open(":memory:", &database);
    cr_expect_eq(schema_state(database, &(Schema){.application = FIRST, .steps = steps, .count = 1},
                              &version),
                 SCHEMA_EMPTY);
    cr_expect_eq(
        schema_apply(database, &(Schema){.application = FIRST, .steps = steps, .count = 1}),
        SQLITE_OK);
    cr_expect_eq(schema_state(database, &(Schema){.application = FIRST, .steps = steps, .count = 1},
                              &version),
                 SCHEMA_CURRENT);
    cr_expect_eq(schema_state(database, &(Schema){.application = FIRST, .steps = steps, .count = 3},
                              &version),
                 SCHEMA_OLDER);
    cr_expect_eq(version, 1);
    cr_expect_eq(
        schema_apply(database, &(Schema){.application = FIRST, .steps = steps, .count = 3}),
        SQLITE_OK);
    cr_expect_eq(schema_state(database, &(Schema){.application = FIRST, .steps = steps, .count = 3},
                              &version),
                 SCHEMA_CURRENT);
    cr_expect_eq(version_of(database), 3);
    cr_expect_eq(sqlite3_exec(database, "INSERT INTO b VALUES (8)", NULL, NULL, NULL), SQLITE_OK);
    cr_expect_eq(schema_state(database, &(Schema){.application = FIRST, .steps = steps, .count = 2},
                              &version),
                 SCHEMA_NEWER);
    cr_expect_eq(
        schema_apply(database, &(Schema){.application = FIRST, .steps = steps, .count = 3}),
        SQLITE_OK); /* nothing to do */
    sqlite3_close(database);
}

Test(schema, a_migration_that_fails_changes_nothing)
{
    static const char *const steps[] = {
        "CREATE TABLE a (x)", "CREATE TABLE b (y)", "CREATE TABLE a (z)", /* is there */
    };
    sqlite3 *database = NULL;
    int version = 0;
    sqlite3_open(":memory:", &database);
    cr_expect_eq(
        schema_apply(database, &(Schema){.application = FIRST, .steps = steps, .count = 1}),
        SQLITE_OK);
    cr_expect_eq(
        schema_apply(database, &(Schema){.application = FIRST, .steps = steps, .count = 3}),
        SQLITE_ERROR);
    cr_expect_eq(schema_state(database, &(Schema){.application = FIRST, .steps = steps, .count = 3},
                              &version),
                 SCHEMA_OLDER);
    cr_expect_eq(version, 1);
    cr_expect(sqlite3_exec(database, "SELECT * FROM b", NULL, NULL, NULL) != SQLITE_OK);
    sqlite3_close(database);
}

/* Makes the tables by another connection, before the statement that is counted down to. */
typedef struct Other {
    sqlite3 *database;
    const Schema *schema;
    int statements_before;
} Other;

static int make_tables(unsigned event, void *user, void *statement, void *sql)
{
    Other *other = user;
    (void)event, (void)statement, (void)sql;
    if (other->statements_before-- == 0)
        cr_assert_eq(schema_apply(other->database, other->schema), SQLITE_OK);
    return 0;
}

Test(schema, tables_that_another_is_making_are_there_or_not_but_never_half)
{
    static const char *const steps[] = {"CREATE TABLE a (x)"};
    static const Schema schema = {.application = FIRST, .steps = steps, .count = 1};
    bool made = true;
    for (int statements = 0; made; statements++) {
        char *directory = temporary_new(), *path = temporary_path(directory, "database");
        sqlite3 *database = NULL;
        Other other = {.schema = &schema, .statements_before = statements};
        int version = 0;
        sqlite3_open(path, &other.database);
        cr_assert_eq(sqlite3_exec(other.database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL),
                     SQLITE_OK);
        sqlite3_open(path, &database);
        sqlite3_trace_v2(database, SQLITE_TRACE_STMT, make_tables, &other);
        SchemaState state = schema_state(database, &schema, &version);
        made = other.statements_before < 0;
        cr_expect(state == SCHEMA_EMPTY || (made && state == SCHEMA_CURRENT),
                  "state %d, made before statement %d", (int)state, statements);
        sqlite3_close(database);
        sqlite3_close(other.database);
        temporary_remove(directory);
        free(path);
    }
}
