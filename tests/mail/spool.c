/* notify --spool, as a service runs it. */
#include "base/memory.h"
#include "mail/spool_fixture.h"
#include "site/delivery/heartbeat.h"
#include "support/environment.h"
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

#define UNKNOWN "00000000-0000-4000-8000-000000000000"

Test(mail_spool, each_file_is_delivered_once_and_goes)
{
    char name[300];
    Spool spool = spool_new("");
    spool_put_alert(&spool, "1.json", "a1", "T1", SUB);
    spool_put_alert(&spool, "2.json", "a2", "T2", SUB);
    spool_put(&spool, "3", "{\"value\": []}\n{");
    spool_put_alert(&spool, ".not-yet", "a3", "T3", SUB);
    ProgramRun run = spool_run_once(&spool);
    cr_expect_eq(run.status, 65);
    program_run_clear(&run);
    cr_expect_eq(outbox_count(spool.site, name), 2);
    cr_expect(spool_gone(&spool, "1.json") && spool_gone(&spool, "2.json") &&
              spool_gone(&spool, "3"));
    cr_expect(spool_has(&spool, "aside/3") && spool_has(&spool, ".not-yet"));
    expect_run(spool_run_once(&spool), 0, "", "");
    cr_expect_eq(outbox_count(spool.site, name), 2);

    spool_put_alert(&spool, "again.json", "a1", "T1",
                    SUB); /* what a crash before the removal leaves */
    run = spool_run_once(&spool);
    cr_expect_eq(run.status, 0, "%s", run.err);
    cr_expect_not_null(strstr(run.out, "held "), "%s", run.out);
    program_run_clear(&run);
    cr_expect_eq(outbox_count(spool.site, name), 2);
    cr_expect(spool_gone(&spool, "again.json"));
    spool_free(&spool);
}

Test(mail_spool, what_can_not_be_dealt_with_is_set_aside_with_its_reason)
{
    char name[300];
    Spool spool = spool_new("");
    char *good = alert_line("a1", "T1", SUB, "High");
    char *unknown = alert_line("a2", "T2", UNKNOWN, "High");
    char *both = memory_format("%s%s", unknown, good);
    spool_put(&spool, "both", both);
    spool_put(&spool, "cut", "{\"id\":");
    spool_put(&spool, "empty", "");
    spool_put(&spool, "odd \033[2J name", "[]");
    char *link = temporary_path(spool.path, "link"), *pipe = temporary_path(spool.path, "pipe");
    cr_assert_eq(symlink("/etc/passwd", link), 0);
    cr_assert_eq(mkfifo(pipe, 0600), 0);
    ProgramRun run = spool_run_once(&spool);
    cr_expect_eq(run.status, 65);
    char *last = memory_format("seccontacts: %s: 6 files were set aside\n", spool.path);
    cr_expect_not_null(strstr(run.err, last), "%s", run.err);
    cr_expect_null(strchr(run.err, '\033'), "%s", run.err);
    char *told = memory_format("seccontacts: %s/link: it is a symbolic link: it is now "
                               "%s/aside/link\n",
                               spool.path, spool.path);
    cr_expect_not_null(strstr(run.err, told), "%s", run.err);
    program_run_clear(&run);
    cr_expect_eq(outbox_count(spool.site, name), 1); /* the rest of `both` goes on */

    char *why = memory_format("1 alert could not be dealt with\n%s/both:1: \"T2\" is of the "
                              "subscription " UNKNOWN ", which the site does not have: nobody is "
                              "told\n",
                              spool.path);
    spool_expect_file(&spool, "aside/both.why", why);
    spool_expect_file(&spool, "aside/both", both);
    spool_expect_file(&spool, "aside/empty.why", "found no alert, expected one or more\n");
    spool_expect_file(&spool, "aside/pipe.why", "it is not a regular file\n");
    cr_expect(spool_has(&spool, "aside/cut") && spool_has(&spool, "aside/odd \033[2J name"));

    spool_put(&spool, "empty", ""); /* the same name again */
    run = spool_run_once(&spool);
    cr_expect_eq(run.status, 65);
    program_run_clear(&run);
    cr_expect(spool_has(&spool, "aside/empty") && spool_has(&spool, "aside/empty.2"));
    free(why);
    free(told);
    free(last);
    free(pipe);
    free(link);
    free(both);
    free(unknown);
    free(good);
    spool_free(&spool);
}

Test(mail_spool, an_alert_that_can_not_be_delivered_now_waits)
{
    char name[300];
    Spool spool = spool_new("mail = { transport = \"smtp\"; server = \"127.0.0.1:1\"; "
                            "tls = \"none\"; };\n");
    spool_put_alert(&spool, "1.json", "a1", "T1", SUB);
    ProgramRun run = spool_run_once(&spool);
    cr_expect_eq(run.status, 69);
    char *last = memory_format("seccontacts: %s/1.json: 1 alert was not delivered: 127.0.0.1:1 "
                               "can't be reached: Connection refused: it stays "
                               "there\nseccontacts: %s: 1 file waits for another try\n",
                               spool.path, spool.path);
    cr_expect_not_null(strstr(run.err, last), "%s", run.err);
    program_run_clear(&run);
    cr_expect(spool_has(&spool, "1.json") && spool_gone(&spool, "aside/1.json"));
    spool_expect_file(
        &spool, "aside/1.json.why",
        "1 alert was not delivered: 127.0.0.1:1 can't be reached: Connection refused: "
        "it stays there\na@contoso.example: \"T1\": 127.0.0.1:1 can't be reached: "
        "Connection refused\n");

    char *config = memory_format("state = \"%s/state\";\n", spool.site);
    temporary_write(spool.site, "site/seccontacts.conf", config);
    run = spool_run_once(&spool);
    cr_expect_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    cr_expect(spool_gone(&spool, "1.json") && spool_gone(&spool, "aside/1.json.why"));
    cr_expect_eq(outbox_count(spool.site, name), 1);
    free(config);
    free(last);
    spool_free(&spool);
}

Test(mail_spool, a_service_takes_what_comes_with_the_settings_of_the_moment_until_it_is_ended)
{
    char name[300];
    int status;
    Spool spool = spool_new("");
    pid_t pid = spool_start(&spool);
    spool_put_alert(&spool, "1.json", "a1", "T1", SUB);
    spool_await(&spool, "1.json", false);
    spool_await(&spool, "../state/outbox/new", true);
    cr_expect_eq(outbox_count(spool.site, name), 1);

    char *told =
        memory_format("seccontacts: %s: another program takes the alerts from here\n", spool.path);
    expect_run(spool_run_once(&spool), 75, "", told);

    temporary_write(spool.site, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" SUB "\"; name = \"A\"; }, { id = \"" UNKNOWN
                    "\"; name = \"B\"; } );\n");
    temporary_write(spool.site, "site/contacts/" UNKNOWN ".conf",
                    "emails = [ \"new@contoso.example\" ];\nalerts = true;\n");
    spool_put_alert(&spool, "2.json", "a2", "T2", UNKNOWN);
    spool_await(&spool, "2.json", false);
    cr_expect_eq(outbox_count(spool.site, name), 2);

    /* Not by a rename, and in two parts: it is left alone until it is whole. */
    char *line = alert_line("a3", "T3", SUB, "High");
    char *path = temporary_path(spool.path, "3.json");
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_eq(write(fd, line, 20), 20);
    cr_assert_eq(write(fd, line + 20, strlen(line) - 20), (ssize_t)strlen(line) - 20);
    close(fd);
    spool_await(&spool, "3.json", false);
    cr_expect(spool_gone(&spool, "aside/3.json"));
    cr_expect_eq(outbox_count(spool.site, name), 3);

    kill(pid, SIGTERM);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 0);
    free(path);
    free(line);
    free(told);
    spool_free(&spool);
}

Test(mail_spool, wrong_use_is_told)
{
    Spool spool = spool_new("");
    expect_run(run_with(spool.site, NULL, "notify", "--spool", spool.path, "x.json", NULL), 64, "",
               "seccontacts: notify: --spool names where alerts come from: no FILE goes with it\n");
    expect_run(run_with(spool.site, NULL, "notify", "--spool", spool.path, "--dry-run", NULL), 64,
               "", "seccontacts: notify: --dry-run reads a FILE: --spool does not go with it\n");
    expect_run(run_with(spool.site, NULL, "notify", "--once", NULL), 64, "",
               "seccontacts: notify: --once goes with --spool only\n");
    expect_run(run_with(spool.site, NULL, "notify", "--spool", NO_SUCH_PATH "/x", NULL), 66, "",
               "seccontacts: " NO_SUCH_PATH "/x: can't be opened as a directory: No such file or "
               "directory\n");
    temporary_write(spool.site, "site/seccontacts.conf", "fan_out = 1;\n");
    ProgramRun run = run_with(spool.site, NULL, "notify", "--spool", spool.path, NULL);
    cr_expect_eq(run.status, 78, "%s", run.err); /* before the first alert comes */
    program_run_clear(&run);
    spool_free(&spool);
}

Test(mail_spool, a_spool_that_is_served_leaves_a_heartbeat)
{
    Heartbeats beats = {0};
    Spool spool = spool_new("");
    expect_run(spool_run_once(&spool), 0, "", "");
    char *state = temporary_path(spool.site, "state");
    heartbeats_read(&beats, state);
    cr_assert_eq(beats.count, 1);
    cr_expect_str_eq(beats.items[0].spool, spool.path);
    cr_expect(beats.items[0].once);
    cr_expect_gt(beats.items[0].time, 0);
    heartbeats_clear(&beats);
    pid_t pid = spool_start(&spool);
    spool_put_alert(&spool, "1.json", "a1", "T1", SUB);
    spool_await(&spool, "1.json", false);
    heartbeats_read(&beats, state);
    cr_assert_eq(beats.count, 1);
    cr_expect_not(beats.items[0].once);
    heartbeats_clear(&beats);
    kill(pid, SIGTERM);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    free(state);
    spool_free(&spool);
}
