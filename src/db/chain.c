/* chain.c: appends events to the hash chain of a database; chain_verify.c goes through it. */
#include "db/chain.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { PART = 1 << 16 };

void chain_init(Chain *chain, sqlite3 *handle, const ChainKind *kind)
{
    *chain = (Chain){.handle = handle, .kind = kind};
}

void chain_clear(Chain *chain)
{
    sqlite3_finalize(chain->last);
    sqlite3_finalize(chain->put);
    for (size_t i = 0; i < CHAIN_NAMES; i++)
        sqlite3_finalize(chain->columns[i]);
    digest_free(chain->digest);
    *chain = (Chain){0};
}

void chain_forget(Chain *chain)
{
    chain->known = false;
}

size_t chain_name(const ChainKind *kind, const char *event)
{
    for (size_t i = 0; i < CHAIN_NAMES && kind->names[i].event != NULL; i++)
        if (strcmp(kind->names[i].event, event) == 0)
            return i;
    return CHAIN_NAMES;
}

/* The statement in `slot`, prepared where it is NULL. */
static int prepare(const Chain *chain, sqlite3_stmt **slot, const char *sql)
{
    if (*slot == NULL)
        return sqlite3_prepare_v3(chain->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
    sqlite3_reset(*slot);
    return SQLITE_OK;
}

/* Adds the columns of a row, whatever they are. */
static void add_columns(Digest *digest, sqlite3_stmt *row)
{
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        switch (sqlite3_column_type(row, i)) {
        case SQLITE_INTEGER:
            digest_number(digest, sqlite3_column_int64(row, i));
            break;
        case SQLITE_NULL:
            digest_text(digest, NULL);
            break;
        default: { /* a text of ours has no NUL, but somebody else's may */
            const void *bytes = sqlite3_column_blob(row, i);
            size_t length = (size_t)sqlite3_column_bytes(row, i);
            digest_bytes(digest, length);
            digest_part(digest, bytes, length);
        }
        }
    }
}

/* Adds the column `bytes`, of which no more than a part is in memory. */
static int add_blob(const Chain *chain, const char *table, int64_t record)
{
    sqlite3_blob *blob = NULL;
    int result = sqlite3_blob_open(chain->handle, "main", table, "bytes", record, 0, &blob);
    int length = result == SQLITE_OK ? sqlite3_blob_bytes(blob) : 0;
    char *part = memory_resize(NULL, PART, 1);
    digest_bytes(chain->digest, (uint64_t)length);
    for (int at = 0; result == SQLITE_OK && at < length; at += PART) {
        int size = length - at < PART ? length - at : PART;
        result = sqlite3_blob_read(blob, part, size, at);
        if (result == SQLITE_OK)
            digest_part(chain->digest, part, (size_t)size);
    }
    sqlite3_blob_close(blob);
    free(part);
    return result;
}

/* Adds the record that an event makes. */
static int add_record(Chain *chain, size_t name, int64_t record)
{
    const ChainName *source = &chain->kind->names[name];
    int result = prepare(chain, &chain->columns[name], source->columns);
    if (result != SQLITE_OK)
        return result;
    sqlite3_stmt *row = chain->columns[name];
    sqlite3_bind_int64(row, 1, record);
    result = sqlite3_step(row);
    if (result == SQLITE_ROW) {
        add_columns(chain->digest, row);
        result = source->blobs != NULL ? add_blob(chain, source->blobs, record) : SQLITE_OK;
    } else if (result == SQLITE_DONE) {
        result = SQLITE_NOTFOUND;
    }
    sqlite3_reset(row);
    return result;
}

int chain_hash(Chain *chain, const unsigned char before[DIGEST_SIZE], const ChainEvent *event,
               unsigned char hash[DIGEST_SIZE])
{
    if (chain->digest == NULL)
        chain->digest = digest_new();
    Digest *digest = chain->digest;
    size_t name = chain_name(chain->kind, event->event);
    digest_bytes(digest, DIGEST_SIZE);
    digest_part(digest, before, DIGEST_SIZE);
    digest_number(digest, event->id);
    digest_number(digest, event->record);
    digest_text(digest, event->event);
    digest_number(digest, event->at);
    digest_number(digest, event->code);
    digest_text(digest, event->text != NULL ? event->text : "");
    int result = SQLITE_OK;
    if (name < CHAIN_NAMES && chain->kind->names[name].columns != NULL)
        result = add_record(chain, name, event->record);
    digest_end(digest, hash);
    return result;
}

/* Reads the head, unless it is known. */
static int find_head(Chain *chain)
{
    if (chain->known)
        return SQLITE_OK;
    int result =
        prepare(chain, &chain->last, "SELECT id, hash FROM events ORDER BY id DESC LIMIT 1");
    if (result != SQLITE_OK)
        return result;
    chain->id = 0;
    memset(chain->hash, 0, sizeof chain->hash);
    result = sqlite3_step(chain->last);
    if (result == SQLITE_ROW) {
        chain->id = sqlite3_column_int64(chain->last, 0);
        if (sqlite3_column_bytes(chain->last, 1) == DIGEST_SIZE) /* else it is broken: verify */
            memcpy(chain->hash, sqlite3_column_blob(chain->last, 1), DIGEST_SIZE);
    }
    sqlite3_reset(chain->last);
    chain->known = result == SQLITE_ROW || result == SQLITE_DONE;
    return chain->known ? SQLITE_OK : result;
}

int chain_append(Chain *chain, const ChainEvent *event)
{
    unsigned char hash[DIGEST_SIZE];
    ChainEvent next = *event;
    int result = find_head(chain);
    next.id = chain->id + 1;
    if (result == SQLITE_OK)
        result = chain_hash(chain, chain->hash, &next, hash);
    if (result == SQLITE_OK)
        result = prepare(chain, &chain->put,
                         "INSERT INTO events (id, record, event, at, code, text, hash)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?)");
    if (result != SQLITE_OK)
        return result;
    sqlite3_stmt *put = chain->put;
    sqlite3_bind_int64(put, 1, next.id);
    sqlite3_bind_int64(put, 2, next.record);
    sqlite3_bind_text(put, 3, next.event, -1, SQLITE_STATIC);
    sqlite3_bind_int64(put, 4, next.at);
    sqlite3_bind_int64(put, 5, next.code);
    sqlite3_bind_text(put, 6, next.text != NULL ? next.text : "", -1, SQLITE_STATIC);
    sqlite3_bind_blob64(put, 7, hash, sizeof hash, SQLITE_STATIC);
    result = sqlite3_step(put);
    sqlite3_reset(put);
    sqlite3_clear_bindings(put);
    if (result != SQLITE_DONE)
        return result;
    chain->id = next.id;
    memcpy(chain->hash, hash, sizeof hash);
    return SQLITE_OK;
}

int chain_head(Chain *chain, ChainHead *head)
{
    *head = (ChainHead){0};
    int result = find_head(chain);
    if (result == SQLITE_OK && chain->id != 0) {
        head->event = chain->id;
        digest_words(chain->hash, head->hash);
    }
    return result;
}

/* Appends what is found, an event a row. */
static int append_found(Chain *chain, sqlite3_stmt *row)
{
    int result;
    while ((result = sqlite3_step(row)) == SQLITE_ROW) {
        ChainEvent event = {.record = sqlite3_column_int64(row, 0),
                            .event = (const char *)sqlite3_column_text(row, 1),
                            .at = sqlite3_column_int64(row, 2),
                            .code = sqlite3_column_int64(row, 3),
                            .text = (const char *)sqlite3_column_text(row, 4)};
        result = event.event != NULL ? chain_append(chain, &event) : SQLITE_NOMEM;
        if (result != SQLITE_OK)
            return result;
    }
    return result == SQLITE_DONE ? SQLITE_OK : result;
}

static int append_all_found(Chain *chain, const char *found)
{
    sqlite3_stmt *row = NULL;
    int result = sqlite3_prepare_v2(chain->handle, found, -1, &row, NULL);
    if (result == SQLITE_OK)
        result = append_found(chain, row);
    sqlite3_finalize(row);
    return result;
}

int chain_append_found(sqlite3 *handle, const ChainKind *kind, const char *found)
{
    Chain chain;
    chain_init(&chain, handle, kind);
    int result = append_all_found(&chain, found);
    chain_clear(&chain);
    return result;
}

int chain_begin(sqlite3 *handle, const ChainKind *kind, int version)
{
    Chain chain;
    sqlite3_stmt *row = NULL;
    char *sql =
        memory_format("SELECT count(*), CAST(strftime('%%s') AS INTEGER) FROM %s", kind->table);
    chain_init(&chain, handle, kind);
    int result = sqlite3_prepare_v2(handle, sql, -1, &row, NULL);
    free(sql);
    if (result == SQLITE_OK && (result = sqlite3_step(row)) == SQLITE_ROW) {
        char *text = memory_format("%lld records found, of schema %d",
                                   (long long)sqlite3_column_int64(row, 0), version);
        result = chain_append(
            &chain,
            &(ChainEvent){.event = CHAIN_BEGIN, .at = sqlite3_column_int64(row, 1), .text = text});
        free(text);
    }
    sqlite3_finalize(row);
    if (result == SQLITE_OK)
        result = append_all_found(&chain, kind->found);
    chain_clear(&chain);
    return result;
}
