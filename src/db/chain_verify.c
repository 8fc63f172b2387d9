/* chain_verify.c: goes through a hash chain, an event at a time, and holds the records against it.
 * In memory is a byte for each record: the last event that came to it. */
#include "base/language.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "db/database.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAME = 0x80, ODD = 64, OFTEN = 256 };

typedef struct Walk {
    Database *database;
    const ChainKind *kind;
    const char *wanted; /* the head that is asked for; NULL: none */
    ChainVerified *verified;
    sqlite3_stmt *same;
    unsigned char *last; /* of each record: 1 + its last event, and SAME where it has its values */
    size_t capacity;
    int64_t highest; /* of the records */
    unsigned char hash[DIGEST_SIZE];
} Walk;

/* The error that says what was found: `format` takes two numbers as %s. */
static bool broken(const Walk *walk, Error *error, const char *format, int64_t a, int64_t b)
{
    char one[32], other[32];
    snprintf(one, sizeof one, "%" PRId64, a);
    snprintf(other, sizeof other, "%" PRId64, b);
    char *what = sentence_fill(_(format), (const char *[]){one, other, NULL});
    error_set_at(error, ERROR_DATA, walk->database->path, 0,
                 "%s is not as it was written: %s; compare it with a backup, and with the heads in "
                 "the system's log",
                 _(walk->database->kind->title), what);
    free(what);
    return false;
}

static bool failed(const Walk *walk, int result, Error *error)
{
    return database_error(walk->database, result, error);
}

/* Whether the record has the values of this settlement. */
static bool compare_values(Walk *walk, const ChainEvent *event, bool *same, Error *error)
{
    *same = true;
    if (walk->kind->same == NULL)
        return true;
    sqlite3_stmt *row = database_statement(walk->database, &walk->same, walk->kind->same, error);
    if (row == NULL)
        return false;
    database_bind(row, "iiit", event->record, event->at, event->code, event->text);
    int result = sqlite3_step(row);
    *same = result == SQLITE_ROW && sqlite3_column_int(row, 0) != 0;
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return result == SQLITE_ROW || result == SQLITE_DONE || failed(walk, result, error);
}

/* Notes what comes to a record of the main table. */
static bool note_state(Walk *walk, size_t name, const ChainEvent *event, Error *error)
{
    bool makes = walk->kind->names[name].columns != NULL, same = true;
    int64_t record = event->record;
    if (record <= 0 || record > walk->highest + ODD || (!makes && record > walk->highest))
        return broken(walk, error, N_("event %s is of record %s, which was never made"), event->id,
                      record);
    size_t before = walk->capacity;
    walk->last = memory_reserve(walk->last, &walk->capacity, (size_t)record + 1, 1);
    if (walk->capacity > before)
        memset(walk->last + before, 0, walk->capacity - before);
    if (makes == (walk->last[record] != 0))
        return broken(walk, error,
                      makes ? N_("event %s makes record %s a second time")
                            : N_("event %s is of record %s, which was never made"),
                      event->id, record);
    if (!makes && !compare_values(walk, event, &same, error))
        return false;
    walk->last[record] = (unsigned char)(name + 1 + (same ? SAME : 0));
    walk->highest = record > walk->highest ? record : walk->highest;
    walk->verified->records += makes;
    return true;
}

/* One event, whose hash is `hash`. */
static bool take(Walk *walk, const ChainEvent *event, const void *hash, int length, Error *error)
{
    unsigned char expected[DIGEST_SIZE];
    int64_t before = walk->verified->head.event;
    size_t name = chain_name(walk->kind, event->event);
    if (event->id != before + 1)
        return broken(walk, error, N_("event %s is missing, before event %s"), before + 1,
                      event->id);
    if (name == CHAIN_NAMES)
        return broken(walk, error, N_("event %s, of record %s, is none that seccontacts writes"),
                      event->id, event->record);
    int result = chain_hash(&walk->database->chain, walk->hash, event, expected);
    if (result == SQLITE_NOTFOUND)
        return broken(walk, error, N_("record %2$s is gone, which event %1$s made"), event->id,
                      event->record);
    if (result != SQLITE_OK)
        return failed(walk, result, error);
    if (length != DIGEST_SIZE || memcmp(hash, expected, DIGEST_SIZE) != 0)
        return broken(walk, error,
                      walk->kind->names[name].columns != NULL
                          ? N_("record %2$s or event %1$s, which made it, was changed")
                          : N_("event %s, of record %s, was changed"),
                      event->id, event->record);
    memcpy(walk->hash, expected, DIGEST_SIZE);
    walk->verified->head.event = event->id;
    digest_words(walk->hash, walk->verified->head.hash);
    if (walk->wanted != NULL && strcmp(walk->wanted, walk->verified->head.hash) == 0)
        walk->verified->at = event->id;
    return !walk->kind->names[name].is_state || note_state(walk, name, event, error);
}

/* The number in the first column of `sql`. */
static bool ask(const Walk *walk, const char *sql, int64_t *number, Error *error)
{
    sqlite3_stmt *row = NULL;
    if (database_statement(walk->database, &row, sql, error) == NULL)
        return false;
    int result = sqlite3_step(row);
    *number = result == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
    return database_end(walk->database, row, result, result == SQLITE_ROW, error);
}

static bool walk_events(Walk *walk, Progress *progress, Error *error)
{
    sqlite3_stmt *row = NULL;
    int64_t count;
    if (!ask(walk, "SELECT coalesce(max(id), 0) FROM events", &count, error))
        return false;
    if (progress != NULL)
        progress_begin(progress, (size_t)count);
    if (database_statement(walk->database, &row,
                           "SELECT id, record, event, at, code, text, hash FROM events ORDER BY id",
                           error) == NULL)
        return false;
    bool good = true;
    int result = SQLITE_DONE;
    while (good && (result = sqlite3_step(row)) == SQLITE_ROW) {
        ChainEvent event = {.id = sqlite3_column_int64(row, 0),
                            .record = sqlite3_column_int64(row, 1),
                            .event = database_text(row, 2),
                            .at = sqlite3_column_int64(row, 3),
                            .code = sqlite3_column_int64(row, 4),
                            .text = database_text(row, 5)};
        good = take(walk, &event, sqlite3_column_blob(row, 6), sqlite3_column_bytes(row, 6), error);
        if (good && progress != NULL && event.id % OFTEN == 0 &&
            !progress_at(progress, (size_t)event.id))
            good = error_set(error, ERROR_CANCELLED, "cancelled");
    }
    return database_end(walk->database, row, result, !good, error) && good;
}

/* What a record is called whose last event was this one. */
static const char *state_after(const ChainName *name)
{
    return name->state != NULL ? name->state : name->event;
}

/* The records as they are now, against the last event of each. */
static bool compare_states(const Walk *walk, Error *error)
{
    sqlite3_stmt *row = NULL;
    if (database_statement(walk->database, &row, walk->kind->states, error) == NULL)
        return false;
    bool good = true;
    int result = SQLITE_DONE;
    while (good && (result = sqlite3_step(row)) == SQLITE_ROW) {
        int64_t record = sqlite3_column_int64(row, 0);
        unsigned last = record > 0 && record <= walk->highest ? walk->last[record] : 0;
        if (last == 0)
            good = broken(walk, error, N_("record %s was inserted: no event made it"), record, 0);
        else if ((last & SAME) == 0 ||
                 strcmp(state_after(&walk->kind->names[(last & ~(unsigned)SAME) - 1]),
                        database_text(row, 1)) != 0)
            good = broken(walk, error, N_("the outcome of record %s was changed"), record, 0);
    }
    return database_end(walk->database, row, result, !good, error) && good;
}

/* What is missing at the end, where whoever removed it has not thought of everything. */
static bool compare_end(const Walk *walk, Error *error)
{
    int64_t most = 0;
    char *sql =
        memory_format("SELECT seq FROM sqlite_sequence WHERE name = '%s'", walk->kind->table);
    bool read = ask(walk, sql, &most, error);
    free(sql);
    return read &&
           (most <= walk->highest ||
            broken(walk, error, N_("the records from %s to %s are gone"), walk->highest + 1, most));
}

static bool compare_wanted(const Walk *walk, Error *error)
{
    return walk->wanted == NULL || walk->verified->at != 0 ||
           error_set_at(error, ERROR_DATA, walk->database->path, 0,
                        "%s is not as it was written: no event has the hash %s, so its end was "
                        "removed, or all of it was made anew; compare it with a backup",
                        _(walk->database->kind->title), walk->wanted);
}

bool database_verify(Database *database, const char *head, ChainVerified *verified,
                     Progress *progress, Error *error)
{
    Walk walk = {.database = database,
                 .kind = database->kind->schema->chain,
                 .wanted = head,
                 .verified = verified};
    *verified = (ChainVerified){0};
    if ((size_t)database->version < database->kind->schema->chain_since)
        return error_set_at(error, ERROR_CONFIG, database->path, 0,
                            "%s is of an older seccontacts (schema %d): `seccontacts %s` "
                            "by somebody who may write it brings it up to date",
                            _(database->kind->title), database->version, database->kind->command);
    sqlite3_stmt *begin = NULL; /* all of one moment, whoever writes meanwhile */
    if (database_statement(database, &begin, "BEGIN", error) == NULL)
        return false;
    bool good = database_run(database, begin, error);
    sqlite3_finalize(begin);
    if (!good)
        return false;
    good = walk_events(&walk, progress, error) &&
           (verified->head.event != 0 ||
            broken(&walk, error, N_("it has no events, not even that it was begun"), 0, 0)) &&
           compare_states(&walk, error) && compare_end(&walk, error) &&
           compare_wanted(&walk, error);
    sqlite3_finalize(walk.same);
    free(walk.last);
    sqlite3_exec(database->handle, "COMMIT", NULL, NULL, NULL); /* it only read */
    return good;
}
