/* Who changed what: what is on record after saves, interrupted ones, and edits by other means. */
#include "history/history.h"

#include "base/memory.h"
#include "store/conf/settings_read.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "contacts/11111111-2222-3333-4444-555555555555.conf"
#define MANY      40 /* versions: more than are kept as differences in a row */

static char *state;

static History *open_as(const char *site, const char *user)
{
    Error error = {0};
    HistoryOptions options = {.site = site,
                              .file_mode = 0664,
                              .who = {.uid = 1000,
                                      .user = user,
                                      .login = "maria",
                                      .claimed = "james",
                                      .address = "192.0.2.7",
                                      .host = "bastion",
                                      .via = "set"}};
    History *history = history_open(state, &options, &error);
    cr_assert(history != NULL, "%s", error.text);
    return history;
}

static History *begin(void)
{
    state = temporary_new();
    return open_as("/site", "ops");
}

static void end(History *history)
{
    history_close(history);
    temporary_remove(state);
}

/* NULL is no file. */
static StoreBytes bytes_of(const char *text)
{
    if (!text)
        return (StoreBytes){0};
    return (StoreBytes){settings_version(text, strlen(text)), text, strlen(text), -1};
}

static int64_t intend(History *history, const char *before, const char *after)
{
    Error error = {0};
    int64_t record = 0;
    StoreChange change = {.file = FILE_NAME,
                          .before = bytes_of(before),
                          .after = bytes_of(after),
                          .what = "1 address added"};
    cr_assert(history_intend(history, &change, 1000, &record, &error), "%s", error.text);
    return record;
}

static bool found(History *history, const char *text, bool locked)
{
    struct stat status = {.st_mtim = {.tv_sec = 900}, .st_uid = 4711};
    StoreFound seen = {
        .file = FILE_NAME, .bytes = bytes_of(text), .status = &status, .locked = locked};
    return history_found(history, &seen, 2000);
}

/* The record as text, the latest first: "save ops: before -> after". */
typedef struct Told {
    History *history;
    char *text;
} Told;

static char *content(History *history, int64_t id)
{
    Error error = {0};
    size_t length;
    char *text = id ? history_content(history, id, &length, &error) : memory_text("none");
    cr_expect(text != NULL, "%s", error.text);
    return text;
}

static bool tell(const HistoryChange *change, void *data)
{
    static const char *const kinds[] = {"save", "outside", "found"};
    Told *told = data;
    char *before = content(told->history, change->before);
    char *after = content(told->history, change->after);
    char *text = memory_format("%s%s%s%s: %.20s -> %.20s\n", told->text, kinds[change->kind],
                               change->open ? " open" : "", change->unclear ? " unclear" : "",
                               before, after);
    free(told->text);
    free(before);
    free(after);
    told->text = text;
    return true;
}

static void expect_record(History *history, const char *expected)
{
    Error error = {0};
    Told told = {history, memory_text("")};
    history_flush(history);
    cr_assert(history_changes(history, &(HistoryQuery){.file = FILE_NAME}, tell, &told, &error),
              "%s", error.text);
    cr_expect_str_eq(told.text, expected);
    free(told.text);
}

Test(history, a_save_is_recorded_before_and_settled_after)
{
    History *history = begin();
    int64_t record = intend(history, NULL, "a");
    expect_record(history, "save open: none -> a\n");
    history_settle(history, record, true);
    expect_record(history, "save: none -> a\n");
    record = intend(history, "a", "b");
    history_settle(history, record, false);
    expect_record(history, "save: none -> a\n");
    record = intend(history, "a", "c");
    history_settle(history, record, true);
    expect_record(history, "save: a -> c\nsave: none -> a\n");
    end(history);
}

static bool is_whole(const HistoryChange *change, void *data)
{
    (void)data;
    cr_expect_eq(change->time, 1000);
    cr_expect_str_eq(change->file, FILE_NAME);
    cr_expect_str_eq(change->what, "1 address added");
    cr_expect_eq(change->who.uid, 1000);
    cr_expect_str_eq(change->who.user, "ops");
    cr_expect_str_eq(change->who.login, "maria");
    cr_expect_str_eq(change->who.claimed, "james");
    cr_expect_str_eq(change->who.address, "192.0.2.7");
    cr_expect_str_eq(change->who.host, "bastion");
    cr_expect_str_eq(change->who.via, "set");
    return true;
}

Test(history, the_record_says_who_and_from_where)
{
    History *history = begin();
    Error error;
    size_t count = 0;
    history_settle(history, intend(history, NULL, "a"), true);
    cr_expect(history_changes(history, &(HistoryQuery){0}, is_whole, NULL, &error));
    cr_expect(history_count(history, &(HistoryQuery){0}, &count, &error));
    cr_expect_eq(count, 1);
    cr_expect(history_count(history, &(HistoryQuery){.since = 1001}, &count, &error));
    cr_expect_eq(count, 0);
    end(history);
}

/* What lies in the file after a crash between record and rename, or behind it, settles it. */
Test(history, an_interrupted_save_is_settled_by_what_is_in_the_file)
{
    static const struct {
        const char *left, *record;
    } rows[] = {
        {"new", "save: old -> new\nsave: none -> old\n"},
        {"old", "save: none -> old\n"},
        {"else", "outside: new -> else\nsave unclear: old -> new\nsave: none -> old\n"},
        {NULL, "outside: new -> none\nsave unclear: old -> new\nsave: none -> old\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        History *history = begin();
        history_settle(history, intend(history, NULL, "old"), true);
        intend(history, "old", "new");
        history_close(history); /* without a word on how it ended */
        history = open_as("/site", "other");
        bool new = rows[i].left &&strcmp(rows[i].left, "new") == 0;
        /* Whoever reads without the lock can't tell whether the save is under way. */
        cr_expect_eq(found(history, rows[i].left, false), new, "row %zu", i);
        if (!new) {
            expect_record(history, "save open: old -> new\nsave: none -> old\n");
            cr_expect(found(history, rows[i].left, true));
        }
        expect_record(history, rows[i].record);
        end(history);
    }
}

Test(history, an_interrupted_save_is_settled_by_the_next_save_too)
{
    History *history = begin();
    history_settle(history, intend(history, NULL, "old"), true);
    intend(history, "old", "lost");
    history_settle(history, intend(history, "old", "next"), true);
    expect_record(history, "save: old -> next\nsave: none -> old\n");
    end(history);
}

Test(history, edits_outside_are_noticed)
{
    History *history = begin();
    cr_expect(found(history, "first", false));
    expect_record(history, "found: none -> first\n");
    cr_expect(found(history, "first", false));
    cr_expect_not(found(history, "edited", false), "it could be a save that is under way");
    cr_expect(found(history, "edited", true));
    cr_expect(found(history, "edited", false));
    cr_expect(found(history, NULL, true));
    cr_expect(found(history, NULL, false));
    expect_record(history,
                  "outside: edited -> none\noutside: first -> edited\nfound: none -> first\n");
    end(history);
}

/* Who could not look before saves all the same, and what was there is not lost. */
Test(history, what_a_save_met_is_recorded_with_it)
{
    History *history = begin();
    history_settle(history, intend(history, "was there", "a"), true);
    history_settle(history, intend(history, "edited", "b"), true);
    expect_record(history, "save: edited -> b\noutside: a -> edited\nsave: was there -> a\n"
                           "found: none -> was there\n");
    end(history);
}

Test(history, a_batch_is_settled_by_its_end)
{
    History *history = begin(), *other = open_as("/site", "other");
    char before[8] = "0", after[8];
    for (int i = 1; i <= 20; i++) {
        snprintf(after, sizeof after, "%d", i);
        history_settle(history, intend(history, before, after), true);
        memcpy(before, after, sizeof before);
    }
    history_close(history);
    Error error;
    Told told = {other, memory_text("")};
    cr_expect(history_changes(other, &(HistoryQuery){.limit = 20}, tell, &told, &error));
    cr_expect(strstr(told.text, "open") == NULL, "%s", told.text);
    free(told.text);
    end(other);
}

Test(history, sites_that_share_their_state_have_each_its_own)
{
    History *history = begin(), *other = open_as("/other", "ops");
    history_settle(history, intend(history, NULL, "a"), true);
    history_settle(other, intend(other, NULL, "b"), true);
    expect_record(history, "save: none -> a\n");
    expect_record(other, "save: none -> b\n");
    history_close(other);
    end(history);
}

/* A text that does not shrink to nothing. */
static char *large(unsigned seed, size_t lines)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < lines; i++) {
        seed = seed * 1103515245u + 12345u;
        fprintf(out, "\"user%u@example%zu.com\",\n", seed >> 8, i);
    }
    fclose(out);
    return text;
}

static off_t database_size(void)
{
    struct stat status;
    char *path = temporary_path(state, "history.db");
    cr_assert_eq(stat(path, &status), 0);
    free(path);
    return status.st_size;
}

Test(history, versions_of_a_large_file_are_kept_as_their_differences)
{
    History *history = begin();
    char *texts[MANY + 1];
    texts[0] = large(1, 20000);
    size_t length = strlen(texts[0]);
    for (size_t i = 1; i <= MANY; i++) { /* edits here and there */
        texts[i] = memory_text(texts[i - 1]);
        memcpy(texts[i] + (length / 50) * i, "edited@example.org", 18);
        memcpy(texts[i] + length - 1000 * i, "edited@example.net", 18);
        history_settle(history, intend(history, texts[i - 1], texts[i]), true);
    }
    history_close(history);
    off_t size = database_size();
    cr_expect_lt(size, (off_t)(2 * length), "%lld for %d versions of %zu", (long long)size, MANY,
                 length);
    history = open_as("/site", "ops");
    for (size_t i = 0; i <= MANY; i++) {
        size_t got = 0;
        Error error = {0};
        char *text = history_content(history, (int64_t)i + 1, &got, &error);
        cr_assert(text != NULL, "%s", error.text);
        cr_expect_eq(got, length);
        cr_expect(strcmp(text, texts[i]) == 0, "version %zu", i);
        free(text);
        free(texts[i]);
    }
    end(history);
}

/* The bytes in a file that nobody else has. */
static StoreBytes in_a_file(const char *text, size_t length)
{
    FILE *file = tmpfile();
    cr_assert(file != NULL && fwrite(text, 1, length, file) == length && fflush(file) == 0);
    int descriptor = dup(fileno(file));
    fclose(file);
    return (StoreBytes){settings_version(text, length), NULL, length, descriptor};
}

static int64_t intend_files(History *history, const StoreBytes *before, const StoreBytes *after,
                            bool expected)
{
    Error error = {0};
    int64_t record = 0;
    StoreChange change = {.file = FILE_NAME, .before = *before, .after = *after, .what = ""};
    cr_assert_eq(history_intend(history, &change, 1000, &record, &error), expected, "%s",
                 error.text);
    if (!expected)
        cr_expect_str_eq(error.text, "the file changed while it was read");
    return record;
}

Test(history, a_content_that_is_too_large_for_memory_is_kept_in_pieces)
{
    enum { VERSIONS = 6 };
    History *history = begin();
    char *texts[VERSIONS] = {large(1, 300000)};
    char *inserted = large(2, 90000);
    size_t length = strlen(texts[0]), middle = length / 2;
    texts[1] = memory_text(texts[0]);
    memcpy(texts[1] + middle, "edited@example.org", 18);
    texts[2] = memory_format("%.*s%s%s", (int)middle, texts[1], inserted, texts[1] + middle);
    texts[3] = memory_format("%.*s%s", (int)(length / 4), texts[2], texts[2] + middle);
    texts[4] = memory_text_n(texts[3], 2000);
    texts[5] = memory_text(texts[2]);
    texts[5][7] = '#';
    StoreBytes before = {.file = -1};
    off_t sizes[VERSIONS];
    for (size_t i = 0; i < VERSIONS; i++) {
        StoreBytes after = in_a_file(texts[i], strlen(texts[i]));
        history_settle(history, intend_files(history, &before, &after, true), true);
        if (before.file >= 0)
            close(before.file);
        before = after;
        history_close(history);
        sizes[i] = database_size();
        history = open_as("/site", "ops");
    }
    cr_expect_lt(sizes[1] - sizes[0], (off_t)(length / 50));
    cr_expect_lt(sizes[2] - sizes[1], (off_t)strlen(inserted));
    cr_expect_lt(sizes[3] - sizes[2], (off_t)(length / 50));
    for (size_t i = 0; i < VERSIONS; i++) {
        size_t got = 0;
        Error error = {0};
        char *text = history_content(history, (int64_t)i + 1, &got, &error);
        cr_assert(text != NULL, "%s", error.text);
        cr_expect(got == strlen(texts[i]) && memcmp(text, texts[i], got) == 0, "version %zu", i);
        free(text);
    }
    /* Whatever is written into one of the two meanwhile, nothing else is kept under its version. */
    texts[5][8] = '#';
    StoreBytes after = in_a_file(texts[5], strlen(texts[5]));
    cr_assert_eq(pwrite(after.file, "!", 1, (off_t)after.length / 3), 1);
    intend_files(history, &before, &after, false);
    cr_assert_eq(pwrite(after.file, texts[5] + after.length / 3, 1, (off_t)after.length / 3), 1);
    cr_assert_eq(pwrite(before.file, "!", 1, (off_t)before.length / 3), 1);
    intend_files(history, &before, &after, false);
    close(before.file);
    close(after.file);
    for (size_t i = 0; i < VERSIONS; i++)
        free(texts[i]);
    free(inserted);
    end(history);
}

Test(history, the_same_content_is_kept_once)
{
    History *history = begin();
    char *a = large(1, 5000), *b = large(2, 5000);
    history_settle(history, intend(history, a, b), true);
    history_close(history);
    off_t size = database_size();
    history = open_as("/site", "ops");
    for (int i = 0; i < 10; i++) {
        history_settle(history, intend(history, b, a), true);
        history_settle(history, intend(history, a, b), true);
    }
    history_close(history);
    cr_expect_lt(database_size(), size + 16384);
    free(a);
    free(b);
    end(NULL);
}

/* Nothing can be taken out of it or changed in it, by any program that asks SQLite nicely. */
Test(history, nothing_is_deleted_or_changed)
{
    static const struct {
        const char *sql, *refused;
    } rows[] = {
        {"DELETE FROM changes", "who changed what is never deleted"},
        {"DELETE FROM contents", "what was saved is never deleted"},
        {"UPDATE contents SET bytes = x'00'", "what was saved is never changed"},
        {"UPDATE changes SET user = 'else'", "who changed what is never changed"},
        {"UPDATE changes SET state = 'intended'", "who changed what is never changed"},
        {"UPDATE changes SET state = 'not made'", "who changed what is never changed"},
    };
    History *history = begin();
    history_settle(history, intend(history, NULL, "a"), true);
    history_close(history);
    char *path = temporary_path(state, "history.db");
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *words = NULL;
        sqlite3_exec(database, rows[i].sql, NULL, NULL, &words);
        cr_expect_str_eq(words ? words : "done", rows[i].refused, "%s", rows[i].sql);
        sqlite3_free(words);
    }
    sqlite3_close(database);
    free(path);
    end(NULL);
}

Test(history, nobody_else_reads_it)
{
    History *history = begin();
    struct stat status;
    static const char *const names[] = {"history.db", "history.db-wal", "history.lock"};
    history_settle(history, intend(history, NULL, "a"), true);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = temporary_path(state, names[i]);
        cr_assert_eq(stat(path, &status), 0, "%s", path);
        cr_expect_eq(status.st_mode & 0777, 0660, "%s has mode %o", path, status.st_mode & 0777);
        free(path);
    }
    end(history);
}

Test(history, a_damaged_content_is_told)
{
    History *history = begin();
    history_settle(history, intend(history, NULL, "abcdefgh"), true);
    history_close(history);
    char *path = temporary_path(state, "history.db");
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(database,
                              "DROP TRIGGER contents_are; UPDATE contents SET bytes = x'4142';"
                              "CREATE TRIGGER contents_are BEFORE UPDATE ON contents BEGIN"
                              "  SELECT raise(ABORT, 'what was saved is never changed'); END;",
                              NULL, NULL, NULL),
                 SQLITE_OK);
    sqlite3_close(database);
    history = open_as("/site", "ops");
    Error error = {0};
    size_t length;
    cr_expect(history_content(history, 1, &length, &error) == NULL);
    cr_expect_str_eq(error.text, "the history is damaged: content 1 is not what was saved");
    cr_expect(history_content(history, 7, &length, &error) == NULL);
    cr_expect_str_eq(error.text, "the history is damaged: content 7 is missing");
    free(path);
    end(history);
}

Test(history, one_that_is_gone_is_not_begun_anew_in_silence)
{
    History *history = begin();
    history_settle(history, intend(history, NULL, "a"), true);
    history_close(history);
    char *path = temporary_path(state, "history.db");
    cr_assert_eq(remove(path), 0);
    Error error = {0};
    HistoryOptions options = {.site = "/site", .file_mode = 0660};
    for (int i = 0; i < 2; i++) {
        options.read_only = i == 1; /* nor does it read as if nothing had been in it */
        cr_expect(history_open(state, &options, &error) == NULL);
        cr_expect_str_eq(error.text,
                         "the history is gone, but there was one: who changed what before is not "
                         "known, so nothing is saved; restore it from a backup, or remove "
                         "history.lock beside it to begin a new one");
    }
    free(path);
    end(NULL);
}
