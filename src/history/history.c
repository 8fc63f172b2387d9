/* history.c: records what is saved and what is found. */
#include "base/memory.h"
#include "base/monotonic.h"
#include "history/history_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    FOUND_MOST = 256, /* files that are found are written when there are so many */
    FOUND_BYTES = 4 << 20,
    SETTLED_MOST = 64,
    BULK_PLAN_NANOSECONDS = 20000000, /* saves that are closer than this are a batch */
};

/* What the record says of a file. */
typedef struct Head {
    int64_t change; /* 0: nothing */
    bool intended;
    int64_t before, after; /* contents */
    StoreVersion was, is;  /* their versions */
} Head;

static StoreVersion version_at(sqlite3_stmt *row, int column)
{
    return (StoreVersion){.exists = sqlite3_column_type(row, column) != SQLITE_NULL,
                          .high = (uint64_t)sqlite3_column_int64(row, column + 1),
                          .low = (uint64_t)sqlite3_column_int64(row, column + 2)};
}

static bool find_head(History *history, const char *file, Head *head, Error *error)
{
    *head = (Head){0};
    if (history->site == 0)
        return true;
    sqlite3_stmt *row = history_statement(history, HISTORY_HEAD, error);
    if (row == NULL)
        return false;
    database_bind(row, "it", history->site, file);
    int result = sqlite3_step(row);
    if (result == SQLITE_ROW)
        *head = (Head){.change = sqlite3_column_int64(row, 0),
                       .intended = sqlite3_column_int(row, 1) != 0,
                       .before = sqlite3_column_int64(row, 2),
                       .was = version_at(row, 2),
                       .after = sqlite3_column_int64(row, 5),
                       .is = version_at(row, 5)};
    sqlite3_reset(row);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           database_error(&history->database, result, error);
}

/* A change to be inserted. */
typedef struct Insertion {
    const char *file, *kind, *state, *what;
    int64_t before, after, time, modified, owner;
} Insertion;

static bool insert(History *history, const Insertion *change, int64_t *id, Error *error)
{
    sqlite3_stmt *put = history_statement(history, HISTORY_INSERT, error);
    if (put == NULL)
        return false;
    const HistoryWho *who = &history->who;
    database_bind(put, "iiiiiiitttttttttt", history->site, change->before, change->after,
                  change->time, who->uid, change->modified, change->owner, change->file,
                  change->kind, change->state, change->what != NULL ? change->what : "", who->user,
                  who->login, who->claimed, who->address, who->host, who->via);
    bool good = database_run(&history->database, put, error);
    sqlite3_clear_bindings(put);
    *id = sqlite3_last_insert_rowid(history->database.handle);
    bool save = strcmp(change->kind, "save") == 0;
    const ChainEvent event = {
        .record = *id, .event = save ? change->state : change->kind, .at = change->time};
    return good && database_event(&history->database, &event, error);
}

static bool write_settled(History *history, Error *error)
{
    bool good = true;
    for (size_t i = 0; good && i < history->settled_count; i++) {
        sqlite3_stmt *settle = history_statement(history, HISTORY_SETTLE, error);
        if (settle == NULL)
            return false;
        database_bind(settle, "ti", history->settled[i].state, history->settled[i].record);
        good = database_run(&history->database, settle, error);
        const ChainEvent event = {.record = history->settled[i].record,
                                  .event = history->settled[i].state};
        if (good && sqlite3_changes(history->database.handle) > 0)
            good = database_event(&history->database, &event, error);
    }
    return good;
}

/* The found ones that still are not on record: somebody may have been faster. */
static bool write_found(History *history, Error *error)
{
    static const HistoryBase none;
    for (size_t i = 0; i < history->found_count; i++) {
        const HistoryNew *found = &history->found[i];
        StoreBytes bytes = {
            .version = found->version, .text = found->text, .length = found->length};
        Head head;
        int64_t id;
        if (!find_head(history, found->file, &head, error))
            return false;
        if (head.change != 0)
            continue;
        Insertion change = {.file = found->file,
                            .kind = "found",
                            .state = "made",
                            .time = found->time,
                            .modified = found->modified,
                            .owner = found->owner};
        if (!history_content_put(history, &bytes, &none, &change.after, error) ||
            !insert(history, &change, &id, error))
            return false;
    }
    return true;
}

/* Whether a commit is on the disk when it returns. (What need not be is found out again.) */
static void set_durable(const History *history, bool durable)
{
    sqlite3_exec(history->database.handle,
                 durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", NULL, NULL,
                 NULL);
}

/* Ends a transaction: what was in memory is written, or is found out again. */
static bool end(History *history, bool good, Error *error)
{
    Error ignored; /* where it is rolled back, what went wrong before is told */
    bool committed = database_write_end(&history->database, good, good ? error : &ignored);
    if (!committed && history->site_new)
        history->site = 0;
    history->settled_count = 0;
    history_forget_found(history);
    return committed;
}

/* Inside a writing transaction that has just begun: writes what is in memory. */
static bool go_on(History *history, Error *error)
{
    history->site_new = history->site == 0;
    if ((history->site != 0 || history_find_site(history, true, error)) &&
        write_settled(history, error) && write_found(history, error))
        return true;
    return end(history, false, error);
}

/* Begins a transaction that need not be on the disk, and waits for nobody. */
static bool begin_now(History *history, Error *error)
{
    set_durable(history, false);
    if (database_write_begin_now(&history->database, error) && go_on(history, error))
        return true;
    set_durable(history, true);
    return false;
}

static bool end_now(History *history, bool good, Error *error)
{
    good = end(history, good, error);
    set_durable(history, true);
    return good;
}

void history_flush(History *history)
{
    Error ignored;
    if (history->settled_count + history->found_count == 0)
        return;
    if (begin_now(history, &ignored))
        end_now(history, true, &ignored);
    else if (history->found_count >= FOUND_MOST || history->found_bytes >= FOUND_BYTES)
        history_forget_found(history);
}

/* Records that `bytes` were found where the record has `head`. */
static bool put_outside(History *history, const StoreFound *found, const Head *head, int64_t now,
                        int64_t *content, Error *error)
{
    HistoryBase base = {.id = head->after};
    char *text = NULL;
    if (base.id != 0 && found->bytes.version.exists && found->bytes.text != NULL) {
        text = history_content(history, base.id, &base.bytes.length, error);
        base.bytes.text = text;
        if (text == NULL)
            return false;
    } else { /* they are many, or none: two more copies would be too much memory */
        base.id = 0;
    }
    int64_t id;
    bool status = found->bytes.version.exists && found->status != NULL;
    Insertion change = {.file = found->file,
                        .kind = head->change != 0 ? "outside" : "found",
                        .state = "made",
                        .before = head->after,
                        .time = now,
                        .modified = status ? (int64_t)found->status->st_mtim.tv_sec : 0,
                        .owner = status ? (int64_t)found->status->st_uid : -1};
    bool good = history_content_put(history, &found->bytes, &base, &change.after, error) &&
                insert(history, &change, &id, error);
    *content = change.after;
    free(text);
    return good;
}

static void settle(History *history, int64_t record, const char *state)
{
    history->settled = memory_reserve(history->settled, &history->settled_capacity,
                                      history->settled_count + 1, sizeof *history->settled);
    history->settled[history->settled_count++] = (HistorySettled){record, state};
}

/* Settles the save that the head is, where that is open: `found` is in the file, which can't be
 * saved meanwhile. The head is another one then. Inside a writing transaction. */
static bool settle_head(History *history, const char *file, const StoreVersion *found, Head *head,
                        Error *error)
{
    if (!head->intended)
        return true;
    bool made = store_version_equal(found, &head->is);
    bool same = !made && store_version_equal(found, &head->was);
    settle(history, head->change, made ? "made" : same ? "not made" : "unclear");
    return write_settled(history, error) && find_head(history, file, head, error);
}

bool history_intend(History *history, const StoreChange *change, int64_t now, int64_t *record,
                    Error *error)
{
    long long clock = monotonic_ns();
    history->batch = history->intended != 0 && clock - history->intended < BULK_PLAN_NANOSECONDS;
    if (!database_write_begin(&history->database, error) || !go_on(history, error))
        return false;
    Head head;
    bool good = find_head(history, change->file, &head, error) &&
                settle_head(history, change->file, &change->before.version, &head, error);
    /* Where nobody could note what was found before the save, it is noted with it. */
    StoreFound found = {.file = change->file, .bytes = change->before};
    if (good && !store_version_equal(&head.is, &change->before.version))
        good = put_outside(history, &found, &head, now, &head.after, error);
    HistoryBase base = {head.after, change->before};
    Insertion row = {.file = change->file,
                     .kind = "save",
                     .state = "intended",
                     .what = change->what,
                     .before = head.after,
                     .time = now,
                     .owner = -1};
    good = good && history_content_put(history, &change->after, &base, &row.after, error) &&
           insert(history, &row, record, error) &&
           database_chain_head(&history->database, &history->head, error);
    good = end(history, good, error);
    history->intended = monotonic_ns();
    return good;
}

void history_settle(History *history, int64_t record, bool made)
{
    settle(history, record, made ? "made" : "not made");
    if (!history->batch || history->settled_count >= SETTLED_MOST)
        history_flush(history);
}

/* Notes a file of which there is no record, to be written with others. */
static void note(History *history, const StoreFound *found, int64_t now)
{
    for (size_t i = 0; i < history->found_count; i++) {
        if (strcmp(history->found[i].file, found->file) == 0)
            return;
    }
    history->found = memory_reserve(history->found, &history->found_capacity,
                                    history->found_count + 1, sizeof *history->found);
    history->found[history->found_count++] =
        (HistoryNew){.file = memory_text(found->file),
                     .text = memory_text_n(found->bytes.text, found->bytes.length),
                     .length = found->bytes.length,
                     .version = found->bytes.version,
                     .time = now,
                     .modified = found->status ? (int64_t)found->status->st_mtim.tv_sec : 0,
                     .owner = found->status ? (int64_t)found->status->st_uid : -1};
    history->found_bytes += found->bytes.length;
    if (history->found_count >= FOUND_MOST || history->found_bytes >= FOUND_BYTES)
        history_flush(history);
}

/* Settles what an interrupted save left, and records what was edited outside; the file can't be
 * saved meanwhile. */
static void find_out(History *history, const StoreFound *found, int64_t now)
{
    Error ignored;
    Head head;
    int64_t content;
    if (!begin_now(history, &ignored))
        return;
    const StoreVersion *version = &found->bytes.version;
    bool good = find_head(history, found->file, &head, &ignored) &&
                settle_head(history, found->file, version, &head, &ignored);
    if (good && !store_version_equal(version, &head.is))
        good = put_outside(history, found, &head, now, &content, &ignored);
    end_now(history, good, &ignored);
}

bool history_found(History *history, const StoreFound *found, int64_t now)
{
    Error ignored;
    Head head;
    if (!history->database.writable)
        return true;
    /* Our own saves of a batch may not be settled yet. */
    if (!find_head(history, found->file, &head, &ignored))
        return true;
    bool equal = store_version_equal(&found->bytes.version, &head.is);
    if (equal && !head.intended)
        return true;
    if (head.change == 0) {
        note(history, found, now);
        return true;
    }
    if (equal) { /* whoever intended it has made it */
        if (history->settled_count == 0 ||
            history->settled[history->settled_count - 1].record != head.change)
            settle(history, head.change, "made");
        if (!history->batch)
            history_flush(history);
        return true;
    }
    if (!found->locked)
        return false;
    find_out(history, found, now);
    return true;
}
