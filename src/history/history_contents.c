/* The contents of settings files in the history, each kept once. */
#include "base/memory.h"
#include "history/history_internal.h"
#include "store/conf/settings_read.h"

#include <stdlib.h>
#include <string.h>

enum {
    PLAIN_MOST = 1024,    /* bytes: a smaller content is not packed: a save costs no context */
    BOUND_MOST = 1 << 20, /* bytes: SQLite copies what is bound */
    DEPTH_MOST = 32,      /* a content is read through so many others at most */
};

typedef struct Content {
    int64_t base;
    int depth;
    bool packed;
    size_t size;
    StoreVersion version;
    sqlite3_stmt *row; /* whose column `bytes` is still to be read */
} Content;

enum { BYTES_COLUMN = 6 };

/* Finds a content; `content->row` is good until the next one. */
static bool get(History *history, int64_t id, Content *content, Error *error)
{
    sqlite3_stmt *row = history_statement(history, HISTORY_CONTENT_GET, error);
    if (row == NULL)
        return false;
    database_bind(row, "i", id);
    int result = sqlite3_step(row);
    if (result == SQLITE_DONE)
        error_set_at(error, ERROR_DATA, history->database.path, 0,
                     "the history is damaged: content %lld is missing", (long long)id);
    else if (result != SQLITE_ROW)
        database_error(&history->database, result, error);
    if (result != SQLITE_ROW)
        return false;
    *content = (Content){.base = sqlite3_column_int64(row, 0),
                         .depth = sqlite3_column_int(row, 1),
                         .packed = sqlite3_column_int(row, 2) != 0,
                         .size = (size_t)sqlite3_column_int64(row, 3),
                         .version = {.exists = true,
                                     .high = (uint64_t)sqlite3_column_int64(row, 4),
                                     .low = (uint64_t)sqlite3_column_int64(row, 5)},
                         .row = row};
    return true;
}

/* The bytes of a packed content; NULL where they are damaged. */
static char *unpack(const Content *content, const char *base, size_t base_length)
{
    const void *packed = sqlite3_column_blob(content->row, BYTES_COLUMN);
    size_t length = (size_t)sqlite3_column_bytes(content->row, BYTES_COLUMN);
    HistoryBase below = {.bytes = {.text = base, .length = base_length}};
    if (packed == NULL || content->size > SETTINGS_MAX)
        return NULL;
    return history_unpack(packed, length, &below, content->size);
}

static bool damaged(const History *history, int64_t id, Error *error)
{
    return error_set_at(error, ERROR_DATA, history->database.path, 0,
                        "the history is damaged: content %lld is not what was saved",
                        (long long)id);
}

/* The content `id`, of which `content` was got, made with `base`, which is freed. */
static char *take(const History *history, int64_t id, const Content *content, char *base,
                  size_t base_length, Error *error)
{
    char *text = NULL;
    if (content->packed)
        text = unpack(content, base, base_length);
    else if ((size_t)sqlite3_column_bytes(content->row, BYTES_COLUMN) == content->size)
        text =
            memory_text_n(content->size > 0 ? sqlite3_column_blob(content->row, BYTES_COLUMN) : "",
                          content->size);
    sqlite3_reset(content->row);
    free(base);
    StoreVersion version = settings_version(text ? text : "", text ? content->size : 0);
    if (text != NULL && store_version_equal(&version, &content->version))
        return text;
    free(text);
    damaged(history, id, error);
    return NULL;
}

char *history_content(History *history, int64_t id, size_t *length, Error *error)
{
    int64_t chain[DEPTH_MOST + 1];
    size_t count = 0;
    Content content = {0};
    if (id == 0)
        return damaged(history, id, error), NULL;
    for (int64_t at = id; at != 0; at = content.base) {
        if (count == sizeof chain / sizeof *chain) {
            damaged(history, id, error);
            return NULL;
        }
        if (!get(history, at, &content, error))
            return NULL;
        chain[count++] = at;
    }
    char *text = NULL;
    *length = 0;
    while (count > 0) {
        int64_t at = chain[--count];
        if (!get(history, at, &content, error)) {
            free(text);
            return NULL;
        }
        text = take(history, at, &content, text, *length, error);
        *length = content.size;
        if (text == NULL)
            return NULL;
    }
    return text;
}

/* Whether it is kept already: then `*id` is it. */
static bool find(History *history, const StoreBytes *bytes, int64_t *id, Error *error)
{
    sqlite3_stmt *row = history_statement(history, HISTORY_CONTENT_FIND, error);
    if (row == NULL)
        return false;
    database_bind(row, "iii", (int64_t)bytes->version.high, (int64_t)bytes->version.low,
                  (int64_t)bytes->length);
    int result = sqlite3_step(row);
    *id = result == SQLITE_ROW ? sqlite3_column_int64(row, 0) : 0;
    sqlite3_reset(row);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           database_error(&history->database, result, error);
}

/* Fills the content `id`, which was inserted with room for the bytes. */
static bool fill(const History *history, int64_t id, const HistoryPacked *packed, Error *error)
{
    sqlite3_blob *blob = NULL;
    int result =
        sqlite3_blob_open(history->database.handle, "main", "contents", "bytes", id, 1, &blob);
    for (size_t at = 0; result == SQLITE_OK && at < packed->length; at += BOUND_MOST) {
        size_t left = packed->length - at;
        result = sqlite3_blob_write(blob, packed->bytes + at,
                                    (int)(left < BOUND_MOST ? left : BOUND_MOST), (int)at);
    }
    int closed = sqlite3_blob_close(blob);
    result = result == SQLITE_OK ? closed : result;
    return result == SQLITE_OK || database_error(&history->database, result, error);
}

/* Inserts what is short as it is, and packs the rest, at `depth` where there is a base. */
static bool keep(History *history, const StoreBytes *bytes, const HistoryBase *base, int depth,
                 int64_t *id, Error *error)
{
    char plain[PLAIN_MOST];
    HistoryPacked packed = {.bytes = plain, .length = bytes->length};
    if (bytes->length > PLAIN_MOST)
        packed = history_pack(history, bytes, base);
    else
        packed.unread = !store_bytes_read(bytes, 0, plain, bytes->length);
    if (packed.unread)
        return error_set(error, ERROR_RETRY, "the file changed while it was read");
    sqlite3_stmt *put = history_statement(history, HISTORY_CONTENT_PUT, error);
    bool good = put != NULL;
    if (good) {
        bool based = packed.packed && base->id != 0;
        database_bind(put, "iiiiii", (int64_t)bytes->version.high, (int64_t)bytes->version.low,
                      (int64_t)bytes->length, based ? base->id : (int64_t)0,
                      (int64_t)(based ? depth : 0), (int64_t)packed.packed);
        bool apart = packed.length > BOUND_MOST;
        if (apart)
            sqlite3_bind_zeroblob64(put, 7, packed.length);
        else
            sqlite3_bind_blob64(put, 7, packed.bytes, packed.length, SQLITE_STATIC);
        good = database_run(&history->database, put, error);
        sqlite3_clear_bindings(put);
        *id = sqlite3_last_insert_rowid(history->database.handle);
        good = good && (!apart || fill(history, *id, &packed, error)) &&
               database_event(&history->database, &(ChainEvent){.record = *id, .event = "content"},
                              error);
    }
    if (packed.bytes != plain)
        free(packed.bytes);
    return good;
}

bool history_content_put(History *history, const StoreBytes *bytes, const HistoryBase *base,
                         int64_t *id, Error *error)
{
    *id = 0;
    if (!bytes->version.exists)
        return true;
    if (!find(history, bytes, id, error))
        return false;
    if (*id != 0)
        return true;
    HistoryBase below = *base;
    Content content = {.depth = -1};
    if (below.id != 0 && bytes->length > PLAIN_MOST && !get(history, below.id, &content, error))
        return false;
    if (bytes->length <= PLAIN_MOST || content.depth + 1 > DEPTH_MOST)
        below.id = 0;
    if (content.row != NULL)
        sqlite3_reset(content.row);
    return keep(history, bytes, &below, content.depth + 1, id, error);
}
