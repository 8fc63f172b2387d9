/* Reading the history: entries, newest first, and the content of one. */
#include "base/memory.h"
#include "history/history_internal.h"

#include <stdlib.h>
#include <string.h>

#define WHERE                                                                                      \
    " FROM changes c LEFT JOIN contents b ON b.id = c.before"                                      \
    " LEFT JOIN contents a ON a.id = c.after"                                                      \
    " WHERE c.site = (SELECT id FROM sites WHERE path = ?1) AND c.state <> 'not made'"             \
    " AND (?2 IS NULL OR c.file = ?2) AND (?3 = 0 OR c.id = ?3) AND c.at >= ?4"                    \
    " AND (?5 = 0 OR c.id < ?5)"

static sqlite3_stmt *query_new(History *history, const char *sql, const HistoryQuery *query,
                               Error *error)
{
    sqlite3_stmt *row = NULL;
    if (database_statement(&history->database, &row, sql, error) == NULL)
        return NULL;
    database_bind(row, "ttiii", history->site_path, query->file, query->version, query->since,
                  query->below);
    return row;
}

static HistoryKind kind_of(const char *name)
{
    return strcmp(name, "save") == 0      ? HISTORY_SAVE
           : strcmp(name, "outside") == 0 ? HISTORY_OUTSIDE
                                          : HISTORY_FOUND;
}

bool history_changes(History *history, const HistoryQuery *query, HistoryEach each, void *data,
                     Error *error)
{
    static const char sql[] =
        "SELECT c.id, c.kind, c.state, c.at, c.file, c.what, c.uid, c.user, c.login, c.claimed,"
        " c.address, c.host, c.via, c.modified, c.owner, c.before, c.after, b.size, a.size" WHERE
        " ORDER BY c.id DESC LIMIT ?6";
    sqlite3_stmt *row = query_new(history, sql, query, error);
    if (row == NULL)
        return false;
    sqlite3_bind_int64(row, 6, query->limit > 0 ? (int64_t)query->limit : -1);
    int result = SQLITE_DONE;
    bool more = true;
    while (more && (result = sqlite3_step(row)) == SQLITE_ROW) {
        HistoryChange change = {
            .version = sqlite3_column_int64(row, 0),
            .kind = kind_of(database_text(row, 1)),
            .open = strcmp(database_text(row, 2), "intended") == 0,
            .unclear = strcmp(database_text(row, 2), "unclear") == 0,
            .time = sqlite3_column_int64(row, 3),
            .file = database_text(row, 4),
            .what = database_text(row, 5),
            .who = {.uid = sqlite3_column_int64(row, 6),
                    .user = database_text(row, 7),
                    .login = database_text(row, 8),
                    .claimed = database_text(row, 9),
                    .address = database_text(row, 10),
                    .host = database_text(row, 11),
                    .via = database_text(row, 12)},
            .modified = sqlite3_column_int64(row, 13),
            .owner = sqlite3_column_int64(row, 14),
            .before = sqlite3_column_int64(row, 15),
            .after = sqlite3_column_int64(row, 16),
            .before_size = sqlite3_column_int64(row, 17),
            .after_size = sqlite3_column_int64(row, 18),
        };
        more = each(&change, data);
    }
    return database_end(&history->database, row, result, !more, error);
}

bool history_count(History *history, const HistoryQuery *query, size_t *count, Error *error)
{
    sqlite3_stmt *row = query_new(history, "SELECT count(*)" WHERE, query, error);
    if (row == NULL)
        return false;
    int result = sqlite3_step(row);
    *count = result == SQLITE_ROW ? (size_t)sqlite3_column_int64(row, 0) : 0;
    bool read = result == SQLITE_ROW || database_error(&history->database, result, error);
    sqlite3_finalize(row);
    return read;
}

bool history_open_files(History *history, void (*each)(const char *file, void *data), void *data,
                        Error *error)
{
    static const char sql[] = "SELECT DISTINCT file FROM changes WHERE state = 'intended'"
                              " AND site = (SELECT id FROM sites WHERE path = ?1)";
    sqlite3_stmt *row = NULL;
    if (database_statement(&history->database, &row, sql, error) == NULL)
        return false;
    database_bind(row, "t", history->site_path);
    char **files = NULL;
    size_t count = 0, capacity = 0;
    int result;
    while ((result = sqlite3_step(row)) == SQLITE_ROW) {
        files = memory_reserve(files, &capacity, count + 1, sizeof *files);
        files[count++] = memory_text(database_text(row, 0));
    }
    bool read = database_end(&history->database, row, result, false, error);
    for (size_t i = 0; i < count; i++) { /* after the reading, since `each` may write */
        each(files[i], data);
        free(files[i]);
    }
    free(files);
    return read;
}

const ChainHead *history_head(const History *history)
{
    return &history->head;
}

bool history_verify(History *history, const char *head, ChainVerified *verified, Progress *progress,
                    Error *error)
{
    return database_check(&history->database, false, error) &&
           database_verify(&history->database, head, verified, progress, error);
}
