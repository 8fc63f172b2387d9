/* history_internal.h: the inside of the history, for the files of this module only.
 *
 * history_open.c opens; history.c records; history_contents.c keeps the bytes, which history_pack.c
 * packs; history_read.c reads the records out.
 */
#ifndef HISTORY_HISTORY_INTERNAL_H
#define HISTORY_HISTORY_INTERNAL_H

#include "db/database.h"
#include "history/history.h"

extern const Schema history_schema; /* history_schema.c */

typedef enum HistoryStatement {
    HISTORY_HEAD,
    HISTORY_INSERT,
    HISTORY_SETTLE,
    HISTORY_CONTENT_FIND,
    HISTORY_CONTENT_PUT,
    HISTORY_CONTENT_GET,
    HISTORY_STATEMENTS
} HistoryStatement;

/* A save whose end is known and not written. */
typedef struct HistorySettled {
    int64_t record;
    const char *state;
} HistorySettled;

/* A file that was found for the first time, and is not written. */
typedef struct HistoryNew {
    char *file, *text;
    size_t length;
    StoreVersion version;
    int64_t time, modified, owner;
} HistoryNew;

struct History {
    Database database;
    sqlite3_stmt *statements[HISTORY_STATEMENTS];
    int64_t site;  /* 0: the history does not know it yet */
    bool site_new; /* it has got its number in the transaction that is under way */
    char *site_path;
    HistoryWho who; /* its texts are owned */
    HistorySettled *settled;
    size_t settled_count, settled_capacity;
    HistoryNew *found;
    size_t found_count, found_capacity, found_bytes;
    long long intended; /* when the last save was intended: a clock in nanoseconds */
    ChainHead head;     /* of the chain, with that save */
    bool batch;         /* the saves follow each other closely */
    struct ZSTD_CCtx_s *packer;
};

/* The statement, reset and ready to bind; NULL and the error. */
sqlite3_stmt *history_statement(History *history, HistoryStatement which, Error *error);

/* The number of the site; with `make` it gets one, inside a writing transaction. */
bool history_find_site(History *history, bool make, Error *error);

/* Forgets the files that were found and are not written. */
void history_forget_found(History *history);

/* A content that another one may be kept as the difference to. */
typedef struct HistoryBase {
    int64_t id; /* 0: none */
    StoreBytes bytes;
} HistoryBase;

/* Keeps `bytes`, unless they are kept already: `*id` is 0 where there is no file. Inside a writing
 * transaction. */
bool history_content_put(History *history, const StoreBytes *bytes, const HistoryBase *base,
                         int64_t *id, Error *error);

/* Bytes as they are kept. */
typedef struct HistoryPacked {
    char *bytes; /* the caller frees them */
    size_t length;
    bool packed; /* false: as they were, since they are no smaller packed */
    bool unread; /* they, or those of the base, can't be read any more: nothing is packed */
} HistoryPacked;

/* Packs `bytes`, with the base where there is one. In memory is no more than some megabytes of
 * those that are in a file. */
HistoryPacked history_pack(History *history, const StoreBytes *bytes, const HistoryBase *base);

/* The `size` bytes of what was packed, with a NUL behind them; NULL where that is damaged. The
 * bytes of the base are in memory. The caller frees the result. */
char *history_unpack(const char *packed, size_t length, const HistoryBase *base, size_t size);

#endif
