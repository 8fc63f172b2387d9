#include "fixture.h"

#include "base/memory.h"
#include "db/schema.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW (instant("2026-11-23 09:14"))

/* Tries to open the ledger of `directory`, and asserts the words of the error: `expected` with
 * the database's path before it. */
static void refuses(const char *directory, ErrorKind kind, const char *expected)
{
    Error error = {0};
    DayZone *zone = day_zone_new("UTC", &error);
    LedgerOptions options = {.zone = zone, .file_mode = 0660};
    cr_expect_null(ledger_open(directory, &options, &error));
    char *path = temporary_path(directory, "ledger.db");
    cr_expect_eq(error.kind, kind, "%d: %s", error.kind, error.text);
    cr_expect_str_eq(error.text, expected);
    cr_expect_str_eq(error.file, path);
    free(path);
    day_zone_free(zone);
}

static void one_send(Fixture *f, const char *address, const char *type, const char *id)
{
    Alert alert;
    Reservation r;
    alert_make(&alert, SUBSCRIPTION_1, type, id);
    reserves(f, &alert, address, FAN_OUT_ONE, NOW, &r, "reserved 1");
    settles(f, &r, SEND_SENT, NOW);
    alert_clear(&alert);
}

static mode_t mode_of(const char *directory, const char *name)
{
    struct stat seen = {0};
    char *path = temporary_path(directory, name);
    cr_expect_eq(stat(path, &seen), 0, "%s", path);
    free(path);
    return seen.st_mode & 07777;
}

Test(sqlite, modes_are_those_of_the_policy_whatever_the_umask)
{
    static const mode_t masks[] = {0, 022, 077};
    for (size_t i = 0; i < 3; i++) {
        Error error = {0};
        char *top = temporary_new();
        char *state = temporary_path(top, "state");
        cr_assert_eq(mkdir(state, 0700), 0);
        DayZone *zone = day_zone_new("UTC", &error);
        LedgerOptions options = {.zone = zone, .file_mode = 0660};
        mode_t before = umask(masks[i]);
        Fixture f = {.directory = state, .zone = zone};
        f.ledger = ledger_open(state, &options, &error);
        cr_assert(f.ledger != NULL, "%s", error.text);
        one_send(&f, "a@x.com", "RDP", "1");
        umask(before);
        cr_expect_eq(mode_of(state, "ledger.db"), 0660);
        cr_expect_eq(mode_of(state, "ledger.db-wal"), 0660);
        cr_expect_eq(mode_of(state, "ledger.db-shm"), 0660);
        cr_expect_eq(mode_of(state, "ledger.lock"), 0660);
        ledger_close(f.ledger);
        day_zone_free(zone);
        free(state);
        temporary_remove(top);
    }
}

Test(sqlite, a_private_ledger_stays_private)
{
    Fixture f;
    fixture_init(&f, "UTC");
    ledger_close(f.ledger);
    Error error = {0};
    LedgerOptions options = {.zone = f.zone, .file_mode = 0600};
    f.ledger = ledger_open(f.directory, &options, &error); /* the policy was narrowed */
    cr_assert(f.ledger != NULL, "%s", error.text);
    cr_expect_eq(mode_of(f.directory, "ledger.db"), 0600);
    cr_expect_eq(mode_of(f.directory, "ledger.lock"), 0600);
    fixture_clear(&f);
}

Test(sqlite, a_directory_that_anyone_can_write_is_refused)
{
    Error error = {0};
    char *top = temporary_new();
    DayZone *zone = day_zone_new("UTC", &error);
    LedgerOptions options = {.zone = zone, .file_mode = 0660};
    cr_expect_eq(chmod(top, 0777), 0);
    cr_expect_null(ledger_open(top, &options, &error));
    cr_expect_eq(error.kind, ERROR_PERMISSION);
    cr_expect(strstr(error.text, "anyone can write in the state directory") != NULL);
    day_zone_free(zone);
    temporary_remove(top);
}

Test(sqlite, what_is_no_ledger_is_refused_and_left_alone)
{
    char *top = temporary_new();
    temporary_write(top, "ledger.db",
                    "Dear diary, this is far longer than a header of a hundred "
                    "bytes would be, and it is not a database at all.\n");
    refuses(top, ERROR_DATA,
            "the ledger is damaged (file is not a database); nothing is sent: restore it from a "
            "backup, or move it away together with ledger.lock, and a new one is made, which does "
            "not know what was sent before");
    char *text = temporary_read(top, "ledger.db", NULL);
    cr_expect(strncmp(text, "Dear diary", 10) == 0);
    free(text);
    temporary_remove(top);
}

Test(sqlite, a_database_of_another_program_is_refused)
{
    char *top = temporary_new();
    Fixture f = {.directory = top};
    cr_expect_null(run_sql(&f, "CREATE TABLE cookies (id); PRAGMA user_version = 1"));
    refuses(top, ERROR_CONFIG,
            "this is a database of another program, not a ledger of seccontacts: move it away, or "
            "name another directory as \"state\"");
    cr_expect_null(run_sql(&f, "INSERT INTO cookies VALUES (1)"));
    temporary_remove(top);
}

Test(sqlite, a_ledger_of_a_newer_program_is_refused)
{
    Fixture f;
    fixture_init(&f, "UTC");
    ledger_close(f.ledger);
    f.ledger = NULL;
    cr_expect_null(run_sql(&f, "PRAGMA user_version = 99"));
    char *expected = memory_format("the ledger is of a newer seccontacts (schema 99; this one "
                                   "knows up to %zu): install that one",
                                   ledger_schema.count);
    refuses(f.directory, ERROR_CONFIG, expected);
    free(expected);
    fixture_clear(&f);
}

Test(sqlite, a_ledger_that_is_gone_is_not_begun_anew_in_silence)
{
    Fixture f;
    fixture_init(&f, "UTC");
    one_send(&f, "a@x.com", "RDP", "1");
    ledger_close(f.ledger);
    f.ledger = NULL;
    char *path = temporary_path(f.directory, "ledger.db");
    cr_expect_eq(unlink(path), 0);
    static const char *const words =
        "the ledger is gone, but there was one: what was sent is not known, so nothing is sent; "
        "restore it from a backup, or remove ledger.lock beside it to begin a new one";
    refuses(f.directory, ERROR_DATA, words);
    refuses(f.directory, ERROR_DATA, words); /* and the second time too */
    Error error = {0};
    const LedgerOptions reading = {.zone = f.zone, .file_mode = 0660, .read_only = true};
    cr_expect_null(ledger_open(f.directory, &reading, &error), "it reads as if nothing was sent");
    cr_expect_str_eq(error.text, words);
    char *lock = temporary_path(f.directory, "ledger.lock");
    cr_expect_eq(unlink(lock), 0);
    fixture_reopen(&f);
    one_send(&f, "a@x.com", "RDP", "1");
    free(path);
    free(lock);
    fixture_clear(&f);
}

/* Overwrites the pages of what was sent. */
static void damage_sends(const Fixture *f)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *row = NULL;
    long pages[32];
    size_t count = 0;
    char *path = temporary_path(f->directory, "ledger.db");
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    sqlite3_prepare_v2(database,
                       "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'sends' AND rootpage",
                       -1, &row, NULL);
    while (sqlite3_step(row) == SQLITE_ROW)
        pages[count++] = sqlite3_column_int(row, 0) - 1;
    sqlite3_finalize(row);
    sqlite3_close(database);
    FILE *file = fopen(path, "r+");
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(fseek(file, pages[i] * 4096, SEEK_SET), 0);
        for (int at = 0; at < 4096; at++)
            fputc(0x5A, file);
    }
    fclose(file);
    free(path);
}

Test(sqlite, damage_found_later_stops_the_sending)
{
    Fixture f;
    Alert alert;
    fixture_init(&f, "UTC");
    one_send(&f, "a@x.com", "RDP", "1");
    ledger_close(f.ledger);
    f.ledger = NULL;
    /* So large that an open alone does not look through it. */
    cr_expect_null(run_sql(&f, "INSERT INTO holds (day, first_at, last_at, count, subscription,"
                               " recipient, address, type, title, alert, alert_id, severity, rule,"
                               " reason) VALUES (1, 1, 1, 1, '', '', '', '', '', '', '', '', '',"
                               " hex(zeroblob(600000)))"));
    damage_sends(&f);
    fixture_reopen(&f);
    alert_make(&alert, SUBSCRIPTION_1, "RDP", "2");
    char *got = try_reserve(&f, &alert, "a@x.com", FAN_OUT_ONE, NOW, &(Reservation){0});
    cr_expect(strncmp(got, "failed: the ledger is damaged (", 31) == 0, "%s", got);
    free(got);
    alert_clear(&alert);
    fixture_clear(&f);
}

Test(sqlite, links_and_directories_are_not_followed)
{
    Error error = {0};
    char *top = temporary_new(), *other = temporary_new();
    char *link = temporary_path(top, "ledger.db"), *target = temporary_path(other, "victim");
    DayZone *zone = day_zone_new("UTC", &error);
    LedgerOptions options = {.zone = zone, .file_mode = 0660};
    temporary_write(other, "victim", "");
    cr_expect_eq(symlink(target, link), 0);
    cr_expect_null(ledger_open(top, &options, &error));
    cr_expect_eq(error.kind, ERROR_CANT_CREATE);
    cr_expect(strstr(error.text, "can't be opened") != NULL, "%s", error.text);
    size_t length = 1;
    free(temporary_read(other, "victim", &length));
    cr_expect_eq(length, 0);
    day_zone_free(zone);
    free(link);
    free(target);
    temporary_remove(top);
    temporary_remove(other);
}

Test(sqlite, a_state_directory_may_lie_behind_a_link)
{
    Error error = {0};
    char *top = temporary_new();
    char *link = temporary_path(top, "link"), *real = temporary_path(top, "real");
    DayZone *zone = day_zone_new("UTC", &error);
    LedgerOptions options = {.zone = zone, .file_mode = 0660};
    cr_expect_eq(mkdir(real, 0700), 0);
    cr_expect_eq(symlink(real, link), 0);
    Ledger *ledger = ledger_open(link, &options, &error);
    cr_expect(ledger != NULL, "%s", error.text);
    ledger_close(ledger);
    day_zone_free(zone);
    free(link);
    free(real);
    temporary_remove(top);
}

static bool count_sends(const LedgerSend *send, void *data)
{
    (void)send;
    (*(int *)data)++;
    return true;
}

Test(sqlite, reading_makes_nothing)
{
    Error error = {0};
    char *top = temporary_new();
    char *state = temporary_path(top, "state");
    DayZone *zone = day_zone_new("UTC", &error);
    LedgerOptions options = {.zone = zone, .file_mode = 0660, .read_only = true};
    LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    int count = 0;
    Ledger *ledger = ledger_open(state, &options, &error);
    cr_assert(ledger != NULL, "%s", error.text);
    cr_expect(ledger_sends(ledger, &all, NOW, count_sends, &count, &error), "%s", error.text);
    cr_expect_eq(count, 0);
    ledger_close(ledger);
    struct stat seen;
    cr_expect(stat(state, &seen) != 0);
    day_zone_free(zone);
    free(state);
    temporary_remove(top);
}

Test(sqlite, a_reader_sees_and_can_not_write)
{
    Fixture f;
    Alert alert;
    Error error = {0};
    int count = 0;
    LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    fixture_init(&f, "UTC");
    one_send(&f, "a@x.com", "RDP", "1");
    LedgerOptions options = {.zone = f.zone, .file_mode = 0660, .read_only = true};
    Ledger *reader = ledger_open(f.directory, &options, &error);
    cr_assert(reader != NULL, "%s", error.text);
    cr_expect(ledger_sends(reader, &all, NOW, count_sends, &count, &error));
    cr_expect_eq(count, 1);
    alert_make(&alert, SUBSCRIPTION_1, "SSH", "2");
    LedgerRequest request = {.alert = &alert, .address = "a@x.com", .now = NOW};
    cr_expect_eq(ledger_reserve(reader, &request, &(Reservation){0}, &(LedgerHeld){0}, &error),
                 LEDGER_FAILED);
    cr_expect_str_eq(error.text, "the ledger was opened for reading alone");
    ledger_close(reader);
    alert_clear(&alert);
    fixture_clear(&f);
}

/* The schema alone, without the program in front of it. */
#define INSERT(day, subscription, recipient, type, alert, mode, slot, state)                       \
    "INSERT INTO sends (day, subscription, recipient, address, type, title, alert, alert_id,"      \
    " fan_out, slot, state, test, reserved_at, message_id, owner) VALUES (" #day                   \
    ", '" subscription "', '" recipient "', '" recipient "', '" type "', '" type "', '" alert      \
    "', '" alert "', '" mode "', " #slot ", '" state "', 0, 0, hex(randomblob(16)), '');"

Test(sqlite, the_schema_itself_enforces_the_rules)
{
    static const struct {
        const char *sql, *refused;
    } rows[] = {
        {INSERT(1, "s", "a", "t", "1", "one", 1, "sent"), NULL},
        /* R2: this type for this subscription, to anyone */
        {INSERT(1, "s", "b", "t", "2", "one", 1, "reserved"),
         "UNIQUE constraint failed: sends.day, sends.subscription, sends.type, sends.transport"},
        /* R2: this type to this recipient, from any subscription */
        {INSERT(1, "s2", "a", "t", "3", "one", 2, "unknown"),
         "UNIQUE constraint failed: sends.day, sends.recipient, sends.type, sends.transport"},
        {INSERT(1, "s2", "a", "t", "3", "each", 2, "sent"),
         "UNIQUE constraint failed: sends.day, sends.recipient, sends.type, sends.transport"},
        /* R3 */
        {INSERT(1, "s2", "a", "t2", "4", "one", 1, "sent"),
         "UNIQUE constraint failed: sends.day, sends.recipient, sends.slot, sends.transport"},
        {INSERT(1, "s2", "a", "t2", "4", "one", 4, "sent"),
         "CHECK constraint failed: slot BETWEEN 1 AND 3"},
        /* R5 */
        {INSERT(2, "s3", "c", "t3", "1", "one", 1, "sent"),
         "UNIQUE constraint failed: sends.alert, sends.transport"},
        {INSERT(2, "s3", "a", "t3", "1", "each", 1, "sent"),
         "UNIQUE constraint failed: sends.alert, sends.recipient, sends.transport"},
        /* What was released does not count, and does not come back. */
        {INSERT(1, "s", "a", "t", "1", "one", 1, "released"), NULL},
        {"UPDATE sends SET state = 'sent' WHERE state = 'released'", "a message is settled once"},
        {"UPDATE sends SET state = 'released' WHERE state = 'sent'", "a message is settled once"},
        {"UPDATE sends SET state = 'begun' WHERE state = 'sent'", "a message is settled once"},
        {"UPDATE sends SET transport = 'outbox'", "a message is settled once"},
        {"UPDATE sends SET day = 0", "a message is settled once"},
        {"DELETE FROM sends", "what was sent is never deleted"},
        /* Each of the three slots once, and another day is another day. */
        {INSERT(1, "s2", "a", "t2", "4", "one", 2, "sent"), NULL},
        {INSERT(1, "s2", "a", "t4", "5", "one", 3, "sent"), NULL},
        {INSERT(2, "s", "a", "t", "6", "one", 1, "sent"), NULL},
        {INSERT(2, "s", "b", "t", "7", "each", 1, "sent"), NULL},
    };
    Fixture f;
    fixture_init(&f, "UTC");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *words = run_sql(&f, rows[i].sql);
        if (rows[i].refused == NULL)
            cr_expect_null(words, "row %zu: %s", i, words);
        else
            cr_expect_str_eq(words != NULL ? words : "nothing", rows[i].refused, "row %zu", i);
        free(words);
    }
    fixture_clear(&f);
}

Test(sqlite, a_dead_process_reservation_counts_for_its_day_alone)
{
    Fixture f;
    Alert same, other;
    fixture_init(&f, "UTC");
    int64_t now = time(NULL);
    alert_make(&same, SUBSCRIPTION_1, "RDP", "1");
    alert_make(&other, SUBSCRIPTION_1, "RDP", "2");
    pid_t child = fork();
    if (child == 0) { /* reserves, and dies before it settles */
        Reservation r;
        f.ledger = NULL;
        fixture_reopen(&f);
        char *got = try_reserve(&f, &same, "a@x.com", FAN_OUT_ONE, now, &r);
        begins(&f, &r, now);
        _exit(strcmp(got, "reserved 1") == 0 ? 0 : 1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    cr_assert_eq(status, 0);
    char *got = try_reserve(&f, &other, "b@x.com", FAN_OUT_ONE, now, &(Reservation){0});
    cr_expect(strncmp(got, "R2 \"RDP\" may have been sent to a@x.com at ", 42) == 0, "%s", got);
    free(got);
    reserves(&f, &other, "a@x.com", FAN_OUT_ONE, now + 86400, NULL, "reserved 1");
    got = try_reserve(&f, &same, "a@x.com", FAN_OUT_ONE, now + 2 * 86400, &(Reservation){0});
    cr_expect(strncmp(got, "R5 this alert may have been sent on ", 36) == 0, "%s", got);
    free(got);
    alert_clear(&same);
    alert_clear(&other);
    fixture_clear(&f);
}

/* Lets no file grow beyond `size` bytes: writes fail, as on a full disk. */
static void limit_files(rlim_t size)
{
    struct rlimit limit = {0};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Test(sqlite, what_can_not_be_written_is_not_reserved)
{
    Fixture f;
    Alert alert;
    Reservation r;
    Error error = {0};
    signal(SIGXFSZ, SIG_IGN);
    fixture_init(&f, "UTC");
    alert_make(&alert, SUBSCRIPTION_1, "RDP", "1");
    limit_files(4096);
    char *got = try_reserve(&f, &alert, "a@x.com", FAN_OUT_ONE, NOW, &r);
    cr_expect(strncmp(got, "failed: the ", 12) == 0, "%s", got);
    free(got);
    limit_files(RLIM_INFINITY);
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, NOW, &r, "reserved 1");
    limit_files(4096);
    LedgerOutcome sent = {.state = SEND_SENT, .now = NOW};
    cr_expect_not(ledger_settle(f.ledger, &r, &sent, &error));
    cr_expect_eq(error.kind, ERROR_IO, "%s", error.text);
    limit_files(RLIM_INFINITY);
    alert_clear(&alert);
    alert_make(&alert, SUBSCRIPTION_1, "RDP", "2");
    reserves(&f, &alert, "b@x.com", FAN_OUT_ONE, NOW, NULL,
             "R2 \"RDP\" is being sent to a@x.com, since 09:14 today");
    settles(&f, &r, SEND_SENT, NOW);
    alert_clear(&alert);
    fixture_clear(&f);
}

Test(sqlite, a_scratch_ledger_keeps_the_rules_and_leaves_nothing)
{
    Fixture f;
    Alert alert;
    Reservation r;
    Error error = {0};
    fixture_init(&f, "UTC");
    one_send(&f, "a@x.com", "RDP", "1");
    LedgerOptions options = {.zone = f.zone, .scratch = true};
    Ledger *real = f.ledger;
    f.ledger = ledger_open(NULL, &options, &error);
    cr_assert(f.ledger != NULL, "%s", error.text);
    alert_make(&alert, SUBSCRIPTION_1, "RDP", "1");
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, NOW, &r, "reserved 1");
    settles(&f, &r, SEND_SENT, NOW);
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, NOW, NULL,
             "R2 \"RDP\" was sent to a@x.com at 09:14 today");
    cr_expect(ledger_note_hold(f.ledger, &alert, NULL, HOLD_TYPE, "why", NOW, &error));
    ledger_close(f.ledger);
    f.ledger = real;
    int count = 0;
    LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    cr_expect(ledger_sends(real, &all, NOW, count_sends, &count, &error));
    cr_expect_eq(count, 1);
    alert_clear(&alert);
    fixture_clear(&f);
}
