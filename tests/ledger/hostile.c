/* Databases that somebody else has prepared, and file systems that can't hold one. */
#include "fixture.h"

#include "base/memory.h"
#include "db/filesystem.h"
#include "history/history.h"
#include "support/skip.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define NOW (instant("2026-11-23 09:14"))

/* The type that every file system has for fstatfs(2) meanwhile; 0: its own. */
static long pretended;

/* In the place of libc's: this program is linked before it. */
int fstatfs(int file, struct statfs *system) /* NOLINT(readability-inconsistent-declaration-*) */
{
    int result = (int)syscall(SYS_fstatfs, file, system);
    if (result == 0 && pretended != 0)
        system->f_type = pretended;
    return result;
}

/* Both databases of the directory are refused, for reading too, with these words. */
static void both_refuse(const char *directory, const char *words)
{
    DayZone *zone = day_zone_new("UTC", &(Error){0});
    for (int read_only = 0; read_only < 2; read_only++) {
        Error error = {0};
        LedgerOptions ledger = {.zone = zone, .file_mode = 0660, .read_only = read_only};
        HistoryOptions history = {.site = "/site", .file_mode = 0660, .read_only = read_only};
        cr_expect_null(ledger_open(directory, &ledger, &error));
        cr_expect(strstr(error.text, words) != NULL, "%s", error.text);
        error_clear(&error);
        cr_expect_null(history_open(directory, &history, &error));
        cr_expect(strstr(error.text, words) != NULL, "%s", error.text);
    }
    day_zone_free(zone);
}

Test(hostile, a_file_system_of_several_hosts_is_refused)
{
    static const struct {
        long type;
        const char *words;
    } cases[] = {{0x6969, "is on NFS, where two programs"}, {0xFF534D42, "is on CIFS, where"},
                 {(int)0xFE534D42, "is on SMB, where"}, /* as 32-bit systems have it */
                 {0x65735546, "is on FUSE, where"},         {0x01021997, "is on 9p, where"},
                 {0x00C36400, "is on Ceph, where"},         {0x0BD00BD0, "is on Lustre, where"},
                 {0x01161970, "is on GFS2, where"}};
    char *directory = temporary_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pretended = cases[i].type;
        both_refuse(directory, cases[i].words);
        both_refuse(directory, "name a directory on a disk of this host");
    }
    char *path = temporary_path(directory, "ledger.lock");
    cr_expect_neq(access(path, F_OK), 0, "nothing is made there");
    free(path);
    temporary_remove(directory);
}

Test(hostile, disks_and_memory_of_this_host_are_fine)
{
    static const long types[] = {0xEF53,     0x58465342, 0x9123683E, 0x01021994,
                                 0x794C7630, 0x2FC12FC1, 0xF2F52010, 0xCA451A4E};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        cr_expect_null(filesystem_network_name(types[i]), "%lx", types[i]);
}

/* A ledger on which somebody ran `sql` refuses to open with these words. */
static void ledger_refuses(const char *sql, const char *words)
{
    Fixture f;
    Error error = {0};
    fixture_init(&f, "UTC");
    ledger_close(f.ledger);
    f.ledger = NULL;
    char *wrong = run_sql(&f, sql);
    cr_assert_null(wrong, "%s", wrong);
    for (int read_only = 0; read_only < 2; read_only++) {
        LedgerOptions options = {.zone = f.zone, .file_mode = 0660, .read_only = read_only};
        cr_expect_null(ledger_open(f.directory, &options, &error), "%s", sql);
        cr_expect(strstr(error.text, words) != NULL, "%s", error.text);
        cr_expect(strstr(error.text, "restore it from a backup") != NULL, "%s", error.text);
    }
    fixture_clear(&f);
}

Test(hostile, a_trigger_or_view_of_somebody_else_is_refused_by_name)
{
    ledger_refuses("CREATE TRIGGER quiet AFTER INSERT ON sends BEGIN"
                   "  DELETE FROM holds; END",
                   "the ledger has the trigger \"quiet\", which seccontacts did not make");
    ledger_refuses("CREATE VIEW all_sends AS SELECT * FROM sends",
                   "the ledger has the view \"all_sends\", which seccontacts did not make");
    ledger_refuses("CREATE TABLE a (x)", "the ledger has the table \"a\", which");
}

Test(hostile, what_is_missing_or_changed_is_refused_by_name)
{
    ledger_refuses("DROP TRIGGER sends_stay",
                   "the trigger \"sends_stay\" of the ledger is missing");
    ledger_refuses("DROP INDEX sends_r3; CREATE INDEX sends_r3 ON sends (day, recipient, slot)",
                   "the index \"sends_r3\" of the ledger is not as seccontacts made it");
    ledger_refuses("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
                   " replace(sql, 'BETWEEN 1 AND 3', 'BETWEEN 1 AND 9') WHERE name = 'sends'",
                   "the table \"sends\" of the ledger is not as seccontacts made it");
}

Test(hostile, statistics_of_the_administrator_are_fine)
{
    Fixture f;
    Alert alert;
    fixture_init(&f, "UTC");
    alert_make(&alert, SUBSCRIPTION_1, "RDP", "1");
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, NOW, NULL, "reserved 1");
    cr_expect_null(run_sql(&f, "ANALYZE"));
    fixture_reopen(&f);
    alert_clear(&alert);
    fixture_clear(&f);
}

Test(hostile, a_small_ledger_that_is_damaged_is_noticed_at_once)
{
    Fixture f;
    Alert alert;
    fixture_init(&f, "UTC");
    for (int i = 0; i < 100; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        alert_make(&alert, SUBSCRIPTION_1, id, id);
        reserves(&f, &alert, id[1] ? "a@x.com" : "b@x.com", FAN_OUT_ONE, NOW + (int64_t)86400 * i,
                 NULL, "reserved 1");
        alert_clear(&alert);
    }
    ledger_close(f.ledger);
    f.ledger = NULL;
    size_t length;
    char *path = temporary_path(f.directory, "ledger.db");
    char *bytes = temporary_read(f.directory, "ledger.db", &length);
    cr_assert_gt(length, 20000);
    memset(bytes + length / 2, 0x5A, 5000); /* a page that opening alone does not read */
    FILE *file = fopen(path, "w");
    fwrite(bytes, 1, length, file);
    fclose(file);
    Error error = {0};
    LedgerOptions options = {.zone = f.zone, .file_mode = 0660};
    cr_expect_null(ledger_open(f.directory, &options, &error));
    cr_expect(strstr(error.text, "the ledger is damaged (") != NULL, "%s", error.text);
    free(bytes);
    free(path);
    fixture_clear(&f);
}

Test(hostile, files_beside_it_are_no_links)
{
    static const char *const names[] = {"ledger.db-wal", "ledger.db-shm", "ledger.db-journal"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Fixture f;
        Error error = {0};
        fixture_init(&f, "UTC");
        ledger_close(f.ledger);
        f.ledger = NULL;
        temporary_write(f.directory, "victim", "of somebody\n");
        char *path = temporary_path(f.directory, names[i]);
        unlink(path);
        cr_assert_eq(symlink("victim", path), 0);
        LedgerOptions options = {.zone = f.zone, .file_mode = 0660};
        cr_expect_null(ledger_open(f.directory, &options, &error));
        char *expected = memory_format("%s is not a regular file with one name", path);
        cr_expect(strncmp(error.text, expected, strlen(expected)) == 0, "%s", error.text);
        char *text = temporary_read(f.directory, "victim", NULL);
        cr_expect_str_eq(text, "of somebody\n");
        free(text);
        free(expected);
        free(path);
        fixture_clear(&f);
    }
}

Test(hostile, files_of_a_stranger_are_refused_where_the_directory_is_private)
{
    Fixture f;
    Error error = {0};
    if (geteuid() != 0)
        skip_test("only root can give a file away");
    fixture_init(&f, "UTC");
    ledger_close(f.ledger);
    f.ledger = NULL;
    temporary_write(f.directory, "ledger.db-wal", "");
    char *path = temporary_path(f.directory, "ledger.db-wal");
    cr_assert_eq(chown(path, 12345, 12345), 0);
    cr_assert_eq(chmod(f.directory, 0755), 0);
    LedgerOptions options = {.zone = f.zone, .file_mode = 0660};
    cr_expect_null(ledger_open(f.directory, &options, &error));
    cr_expect(strstr(error.text, "belongs to user 12345, who may not write in its directory") !=
                  NULL,
              "%s", error.text);
    cr_assert_eq(chmod(f.directory, 0775), 0); /* a member of the group may have made it */
    f.ledger = ledger_open(f.directory, &options, &error);
    cr_expect_not_null(f.ledger, "%s", error.text);
    free(path);
    fixture_clear(&f);
}

/* A content that says it is far larger than a settings file can be, or than its bytes make. */
Test(hostile, a_content_that_would_fill_the_memory_is_damaged)
{
    static const char *const rows[] = {
        /* a frame of 8 bytes that says it has 2^62, and one whose window is 2^41 bytes */
        "4611686018427387904, NULL, 0, 1, x'28b52ffde0000000000000004001000000'",
        "268435456, NULL, 0, 1, x'28b52ffd00f8010000'",
        "-1, NULL, 0, 1, x'28b52ffd'",
        "-1, NULL, 0, 0, x''",
        "1000000000, NULL, 0, 0, x'41'",
        "3, 1, 1, 1, x'28b52ffd'", /* its base is itself */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Error error = {0};
        size_t length;
        char *directory = temporary_new(), *path = temporary_path(directory, "history.db");
        HistoryOptions options = {.site = "/site", .file_mode = 0660};
        History *history = history_open(directory, &options, &error);
        cr_assert_not_null(history, "%s", error.text);
        history_close(history);
        sqlite3 *database = NULL;
        char *sql = memory_format("INSERT INTO contents (id, high, low, size, base, depth, packed,"
                                  " bytes) VALUES (1, 1, 1, %s)",
                                  rows[i]);
        cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
        cr_assert_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sql);
        sqlite3_close(database);
        history = history_open(directory, &options, &error);
        cr_assert_not_null(history, "%s", error.text);
        cr_expect_null(history_content(history, 1, &length, &error), "%s", sql);
        cr_expect_str_eq(error.text, "the history is damaged: content 1 is not what was saved");
        history_close(history);
        temporary_remove(directory);
        free(sql);
        free(path);
    }
}
