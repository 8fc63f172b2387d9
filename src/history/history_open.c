/* history_open.c: the database of a history, its statements, and who it is that works with it. */
#include "base/language.h"
#include "base/memory.h"
#include "history/history_internal.h"

#include <stdlib.h>
#include <zstd.h>

static const DatabaseKind history_kind = {
    .name = "history",
    .title = N_("the history"),
    .schema = &history_schema,
    .exposed = N_("change who changed what"),
    .damaged = N_("nothing is saved: restore it from a backup, or move it away together with "
                  "history.lock, and a new one is made, which does not know what was saved before"),
    .gone =
        N_("the history is gone, but there was one: who changed what before is not known, so "
           "nothing is saved; restore it from a backup, or remove history.lock beside it to begin "
           "a new one"),
    .command = "history",
};

static const char *const statement_text[HISTORY_STATEMENTS] = {
    [HISTORY_HEAD] = "SELECT c.id, c.state = 'intended', b.id, b.high, b.low, a.id, a.high, a.low,"
                     " a.size FROM changes c LEFT JOIN contents b ON b.id = c.before"
                     " LEFT JOIN contents a ON a.id = c.after"
                     " WHERE c.site = ? AND c.file = ? AND c.state <> 'not made'"
                     " ORDER BY c.id DESC LIMIT 1",
    [HISTORY_INSERT] =
        "INSERT INTO changes (site, before, after, at, uid, modified, owner, file, kind, state,"
        " what, user, login, claimed, address, host, via)"
        " VALUES (?, nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [HISTORY_SETTLE] = "UPDATE changes SET state = ? WHERE id = ? AND state = 'intended'",
    [HISTORY_CONTENT_FIND] = "SELECT id FROM contents WHERE high = ? AND low = ? AND size = ?",
    [HISTORY_CONTENT_PUT] = ("INSERT INTO contents (high, low, size, base, depth, packed, bytes)"
                             " VALUES (?, ?, ?, nullif(?, 0), ?, ?, ?)"), /* one text: clang */
    [HISTORY_CONTENT_GET] =
        "SELECT base, depth, packed, size, high, low, bytes FROM contents WHERE id = ?",
};

sqlite3_stmt *history_statement(History *history, HistoryStatement which, Error *error)
{
    return database_statement(&history->database, &history->statements[which],
                              statement_text[which], error);
}

static const char *copy_of(const char *text)
{
    return memory_text(text != NULL ? text : "");
}

static void free_who(HistoryWho *who)
{
    free((char *)who->user);
    free((char *)who->login);
    free((char *)who->claimed);
    free((char *)who->address);
    free((char *)who->host);
    free((char *)who->via);
}

bool history_find_site(History *history, bool make, Error *error)
{
    sqlite3_stmt *row = NULL;
    if (database_statement(&history->database, &row,
                           make ? "INSERT INTO sites (path) VALUES (?1) ON CONFLICT (path)"
                                  " DO UPDATE SET path = path RETURNING id"
                                : "SELECT id FROM sites WHERE path = ?1",
                           error) == NULL)
        return false;
    database_bind(row, "t", history->site_path);
    int result = sqlite3_step(row);
    if (result == SQLITE_ROW) {
        history->site = sqlite3_column_int64(row, 0);
        result = sqlite3_step(row);
    }
    sqlite3_finalize(row);
    return result == SQLITE_DONE || database_error(&history->database, result, error);
}

bool history_is_absent(const char *state)
{
    return database_is_absent(&history_kind, state);
}

History *history_open(const char *state, const HistoryOptions *options, Error *error)
{
    History *history = memory_new(sizeof *history);
    const HistoryWho *who = &options->who;
    history->site_path = memory_text(options->site);
    history->who = (HistoryWho){
        .uid = who->uid,
        .user = copy_of(who->user),
        .login = copy_of(who->login),
        .claimed = copy_of(who->claimed),
        .address = copy_of(who->address),
        .host = copy_of(who->host),
        .via = copy_of(who->via),
    };
    /* Nobody else reads it, whoever may read the settings. */
    if (database_open(&history->database, &history_kind, state, options->file_mode & 0660,
                      options->read_only ? DATABASE_READ : DATABASE_WRITE, error) &&
        history_find_site(history, false, error))
        return history;
    history_close(history);
    return NULL;
}

void history_forget_found(History *history)
{
    for (size_t i = 0; i < history->found_count; i++) {
        free(history->found[i].file);
        free(history->found[i].text);
    }
    history->found_count = history->found_bytes = 0;
}

void history_close(History *history)
{
    if (history == NULL)
        return;
    history_flush(history);
    history_forget_found(history);
    for (size_t i = 0; i < HISTORY_STATEMENTS; i++)
        sqlite3_finalize(history->statements[i]);
    database_close(&history->database);
    ZSTD_freeCCtx(history->packer);
    free(history->found);
    free(history->settled);
    free(history->site_path);
    free_who(&history->who);
    free(history);
}
