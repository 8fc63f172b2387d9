/* schema_compare.c: whether a database has the tables, indexes and triggers that the steps of its
 * schema make, and nothing else. What they make is made once, in memory, and kept. */
#include "base/memory.h"
#include "db/schema.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char objects_sql[] = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema"
                                  " WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')"
                                  " ORDER BY type, name";

typedef struct Object {
    char *type, *name, *sql;
} Object;

/* The objects of a version of a schema. */
typedef struct Expected {
    struct Expected *next;
    const Schema *schema;
    int version;
    Object *items;
    size_t count, capacity;
} Expected;

static Expected *known; /* never freed: there are as many as databases that are opened */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *text_of(sqlite3_stmt *row, int column)
{
    const unsigned char *text = sqlite3_column_text(row, column);
    return text != NULL ? (const char *)text : "";
}

/* Reads the objects of a database in which the steps were run. */
static bool read_expected(sqlite3 *database, Expected *expected)
{
    sqlite3_stmt *row = NULL;
    int result = sqlite3_prepare_v2(database, objects_sql, -1, &row, NULL);
    while (result == SQLITE_OK && sqlite3_step(row) == SQLITE_ROW) {
        expected->items = memory_reserve(expected->items, &expected->capacity, expected->count + 1,
                                         sizeof *expected->items);
        expected->items[expected->count++] = (Object){.type = memory_text(text_of(row, 0)),
                                                      .name = memory_text(text_of(row, 1)),
                                                      .sql = memory_text(text_of(row, 2))};
    }
    sqlite3_finalize(row);
    return result == SQLITE_OK;
}

static Expected *make_expected(const Schema *schema, int version)
{
    Expected *expected = memory_new(sizeof *expected);
    sqlite3 *database = NULL;
    *expected = (Expected){.schema = schema, .version = version};
    bool made = sqlite3_open(":memory:", &database) == SQLITE_OK;
    for (int i = 0; made && i < version; i++)
        made = sqlite3_exec(database, schema->steps[i], NULL, NULL, NULL) == SQLITE_OK;
    made = made && read_expected(database, expected);
    sqlite3_close(database);
    if (made)
        return expected;
    free(expected);
    return NULL;
}

static const Expected *expected_of(const Schema *schema, int version)
{
    pthread_mutex_lock(&lock);
    Expected *expected = known;
    while (expected != NULL && (expected->schema != schema || expected->version != version))
        expected = expected->next;
    if (expected == NULL && (expected = make_expected(schema, version)) != NULL) {
        expected->next = known;
        known = expected;
    }
    pthread_mutex_unlock(&lock);
    return expected;
}

/* The object of the row against the next one expected: both are in the same order. */
static SchemaDifference compare_row(sqlite3_stmt *row, const Object *next)
{
    int order = next != NULL ? strcmp(text_of(row, 0), next->type) : -1;
    if (order == 0)
        order = strcmp(text_of(row, 1), next->name);
    if (order != 0)
        return order < 0 ? SCHEMA_ADDED : SCHEMA_REMOVED;
    return strcmp(text_of(row, 2), next->sql) == 0 ? SCHEMA_SAME : SCHEMA_CHANGED;
}

SchemaDifference schema_compare(sqlite3 *database, const Schema *schema, int version,
                                char object[SCHEMA_OBJECT_SIZE])
{
    const Expected *expected = expected_of(schema, version);
    sqlite3_stmt *row = NULL;
    if (expected == NULL || sqlite3_prepare_v2(database, objects_sql, -1, &row, NULL) != SQLITE_OK)
        return SCHEMA_UNREAD;
    SchemaDifference difference = SCHEMA_SAME;
    size_t at = 0;
    int result = SQLITE_DONE;
    while (difference == SCHEMA_SAME && (result = sqlite3_step(row)) == SQLITE_ROW) {
        difference = compare_row(row, at < expected->count ? &expected->items[at] : NULL);
        at += difference == SCHEMA_SAME;
    }
    if (difference == SCHEMA_SAME && result != SQLITE_DONE)
        difference = SCHEMA_UNREAD;
    else if (difference == SCHEMA_SAME && at < expected->count)
        difference = SCHEMA_REMOVED;
    bool ours = difference == SCHEMA_REMOVED;
    if (ours || difference == SCHEMA_ADDED || difference == SCHEMA_CHANGED)
        snprintf(object, SCHEMA_OBJECT_SIZE, "%.10s \"%.80s\"",
                 ours ? expected->items[at].type : text_of(row, 0),
                 ours ? expected->items[at].name : text_of(row, 1));
    sqlite3_finalize(row);
    return difference;
}
