/* notify --spool where something is wrong: with the directory, a file, or the mail server. */
#include "base/memory.h"
#include "mail/fixture.h"
#include "mail/spool_fixture.h"
#include "mail/spool_waits.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A spool whose site sends to the fixture's server. */
static Spool spool_to(Fixture *fixture)
{
    fixture_start(fixture);
    char *config = memory_format("mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; "
                                 "tls = \"none\"; timeout = 600; deadline = 600; };\n",
                                 fixture->server.port);
    Spool spool = spool_new(config);
    free(config);
    return spool;
}

static void end(pid_t pid)
{
    int status;
    kill(pid, SIGTERM);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 0);
}

/* Puts a file of `size` octets there, all NUL. */
static void put_hole(const Spool *spool, const char *name, off_t size)
{
    spool_put(spool, ".hole", "");
    char *from = temporary_path(spool->path, ".hole"), *to = temporary_path(spool->path, name);
    struct stat status;
    cr_assert_eq(stat(from, &status), 0);
    cr_assert_eq(truncate(from, size), 0);
    const struct timespec times[2] = {status.st_mtim, status.st_mtim};
    cr_assert_eq(utimensat(AT_FDCWD, from, times, 0), 0);
    cr_assert_eq(rename(from, to), 0);
    free(to);
    free(from);
}

Test(mail_spool, a_file_that_is_too_large_is_set_aside_unread)
{
    Spool spool = spool_new("");
    put_hole(&spool, "big", ((off_t)16 << 20) + 1);
    ProgramRun run = spool_run_once(&spool);
    cr_expect_eq(run.status, 65, "%s", run.err);
    program_run_clear(&run);
    spool_expect_file(&spool, "aside/big.why",
                      "it is larger than 16 MiB: put its alerts into several files\n");
    spool_free(&spool);
}

#ifdef BAD_READ
Test(mail_spool, a_file_that_can_not_be_read_keeps_no_other_one)
{
    char name[300];
    int status;
    Spool spool = spool_new("");
    put_hole(&spool, "bad", 4243);
    spool_put_alert(&spool, "good", "a1", "T1", SUB);
    setenv("LD_PRELOAD", BAD_READ, 1);
    pid_t pid = spool_start_with(&spool, NULL, "--once");
    unsetenv("LD_PRELOAD");
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 69 << 8);
    cr_expect_eq(
        spool_count_log(&spool, "/bad: can't be read: Input/output error: it stays there\n"), 1);
    cr_expect(spool_has(&spool, "bad") && spool_gone(&spool, "good"));
    cr_expect_eq(outbox_count(spool.site, name), 1);
    spool_free(&spool);
}
#endif

Test(mail_spool, a_directory_in_it_is_reported_once)
{
    char name[300];
    Spool spool = spool_new("");
    char *path = temporary_path(spool.path, "sub");
    cr_assert_eq(mkdir(path, 0700), 0);
    pid_t pid = spool_start(&spool);
    spool_put_alert(&spool, "1", "a1", "T1", SUB);
    spool_await(&spool, "1", false);
    spool_put_alert(&spool, "2", "a2", "T2", SUB);
    spool_await(&spool, "2", false);
    end(pid);
    cr_expect_eq(outbox_count(spool.site, name), 2);
    cr_expect_eq(spool_count_log(&spool, "/sub: it is a directory: no alert is taken from it\n"),
                 1);
    free(path);
    spool_free(&spool);
}

Test(mail_spool, a_directory_that_is_replaced_is_followed)
{
    char name[300];
    Spool spool = spool_new("");
    char *old = temporary_path(spool.site, "old");
    pid_t pid = spool_start(&spool);
    spool_put_alert(&spool, "1", "a1", "T1", SUB);
    spool_await(&spool, "1", false);
    cr_assert_eq(rename(spool.path, old), 0);
    spool_await_log(&spool, "/spool: it is gone: no alert is taken until it is there again\n");
    temporary_write(spool.site, "old/left", "[]");
    cr_assert_eq(mkdir(spool.path, 0700), 0);
    spool_await_log(&spool,
                    "/spool: it is another directory now: 1 file is left in the old one, and "
                    "not delivered\n");
    spool_put_alert(&spool, "2", "a2", "T2", SUB);
    spool_await(&spool, "2", false);

    char *now = temporary_path(spool.site, "new"); /* at once, and with an alert in it */
    cr_assert_eq(mkdir(now, 0700), 0);
    char *line = alert_line("a3", "T3", SUB, "High");
    temporary_write(spool.site, "new/3", line);
    cr_assert_eq(renameat2(AT_FDCWD, now, AT_FDCWD, spool.path, RENAME_EXCHANGE), 0);
    spool_await(&spool, "3", false);
    end(pid);
    cr_expect_eq(outbox_count(spool.site, name), 3);
    free(line);
    free(now);
    free(old);
    spool_free(&spool);
}

#define REFUSAL "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname"

Test(mail_spool, a_refusal_of_our_name_passes_over_nobody_and_the_file_waits)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.stage = AT_RCPT;
    fixture.script.fault = REFUSES_US;
    Spool spool = spool_to(&fixture);
    spool_put_alert(&spool, "1", "a1", "T1", SUB);
    ProgramRun run = spool_run_once(&spool);
    cr_expect_eq(run.status, 69, "%s", run.err);
    cr_expect_not_null(
        strstr(run.err, "/1: 1 alert was not delivered: " REFUSAL ": it stays there\n"), "%s",
        run.err);
    cr_expect_str_eq(run.out,
                     "refused  a@contoso.example  High \"T1\", Contoso Production: " REFUSAL "\n"
                     "unheard  (nobody)  High \"T1\", Contoso Production: " REFUSAL "\n");
    program_run_clear(&run);
    cr_expect(spool_has(&spool, "1") && spool_gone(&spool, "aside/1"));
    spool_expect_file(&spool, "aside/1.why",
                      "1 alert was not delivered: " REFUSAL ": it stays there\n"
                      "a@contoso.example: \"T1\": " REFUSAL "\n");
    cr_expect_eq(fixture.server.seen->mails, 1);
    spool_free(&spool);
    fixture_clear(&fixture);
}

/* The server refuses at `stage` whatever comes over its first connection. */
static void expect_woken(ServerStage stage, ServerFault fault)
{
    enum { FILES = 4 };
    static const char *const names[FILES] = {"1", "2", "3", "4"};
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.stage = stage;
    fixture.script.fault = fault;
    fixture.script.once = true;
    Spool spool = spool_to(&fixture);
    for (int i = 0; i < FILES - 1; i++) {
        char *id = memory_format("a%d", i), *type = memory_format("T%d", i);
        spool_put_alert(&spool, names[i], id, type, SUB);
        free(type);
        free(id);
    }
#ifdef FAKETIME_LIBRARY
    pid_t pid =
        spool_start_with(&spool, "+0 x0.01", NULL); /* its minute takes longer than a test */
#else
    pid_t pid = spool_start(&spool);
#endif
    spool_await(&spool, "aside/1.why", true);
    cr_expect(spool_has(&spool, "1"));
    /* Which is sent, so that the others need not wait for a minute. */
    spool_put_alert(&spool, names[FILES - 1], "a9", "T9", SUB);
    for (int i = FILES; i-- > 0;)
        spool_await(&spool, names[i], false);
    end(pid);
    cr_expect_eq(fixture.server.seen->taken, FILES);
    cr_expect(spool_gone(&spool, "aside/1.why") && spool_gone(&spool, "aside/2.why"));
    spool_free(&spool);
    fixture_clear(&fixture);
}

Test(mail_spool, one_success_wakes_all_that_wait_for_the_server)
{
    expect_woken(AT_EHLO, ANSWERS_5XX);
    expect_woken(AT_MAIL, ANSWERS_5XX);
    expect_woken(AT_RCPT, REFUSES_US);
    expect_woken(AT_GREETING, CLOSES);
}

static SpoolFile file_of(const char *name, ino_t inode)
{
    return (SpoolFile){.name = memory_text(name), .status = {.st_ino = inode}};
}

Test(spool_waits, those_that_were_never_tried_come_first_and_then_the_longest_due)
{
    static const char *const expected[] = {"b", "d", "c", "e", "a"};
    enum { FILES = sizeof expected / sizeof *expected };
    SpoolFile files[FILES];
    SpoolWaits waits = {0};
    for (int i = 0; i < FILES; i++)
        files[i] = file_of((char[]){(char)('a' + i), '\0'}, (ino_t)i);
    spool_waits_add(&waits, &files[4], WAITS_ALONE)->next = 20;
    spool_waits_add(&waits, &files[0], WAITS_ALONE)->next = 30;
    spool_waits_add(&waits, &files[2], WAITS_FOR_SERVER)->next = 10;
    spool_waits_sort(&waits, files, FILES);
    for (int i = 0; i < FILES; i++)
        cr_expect_str_eq(files[i].name, expected[i]);
    for (int i = 0; i < FILES; i++)
        free(files[i].name);
    spool_waits_clear(&waits);
}

Test(spool_waits, the_pauses_of_each_file_grow_up_to_an_hour)
{
    static const int pauses[] = {60, 120, 240, 480, 960, 1920, 3600, 3600};
    SpoolWaits waits = {0};
    SpoolFile one = file_of("a", 1), other = file_of("a", 2);
    for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++)
        cr_expect_eq(spool_waits_add(&waits, &one, WAITS_FOR_SERVER)->pause, pauses[i]);
    cr_expect_eq(spool_waits_add(&waits, &other, WAITS_ALONE)->pause, 60);
    cr_expect(spool_waits_due_in(&waits, &one, 1000000) > 0 &&
              spool_waits_due_in(&waits, &other, 1000000) > 0);
    spool_waits_wake(&waits);
    cr_expect_eq(spool_waits_due_in(&waits, &one, 1000000), 0);
    cr_expect(spool_waits_due_in(&waits, &other, 1000000) >
              0); /* it does not wait for the server */
    cr_expect_eq(spool_waits_count(&waits), 2);
    spool_waits_keep(&waits, &other, 1);
    cr_expect_eq(spool_waits_count(&waits), 1);
    cr_expect_null(spool_waits_find(&waits, &one));
    free(one.name);
    free(other.name);
    spool_waits_clear(&waits);
}
