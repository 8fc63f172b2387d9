/* notify --spool that is killed: before a message's content was sent, and after; and held back for
 * what another one is sending. */
#include "base/memory.h"
#include "mail/fixture.h"
#include "mail/spool_fixture.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void set_server(const Spool *spool, int port)
{
    char *config =
        memory_format("state = \"%s/state\";\nmail = { transport = \"smtp\"; server = "
                      "\"127.0.0.1:%d\"; tls = \"none\"; timeout = 600; deadline = 600; };\n",
                      spool->site, port);
    temporary_write(spool->site, "site/seccontacts.conf", config);
    free(config);
}

/* A server that answers nothing any more at `stage`, and a spool with an alert that is sent to it.
 * Returns the process that does. */
static pid_t start_and_hang(Fixture *fixture, Spool *spool, ServerStage stage)
{
    fixture_init(fixture);
    fixture->script.stage = stage;
    fixture->script.fault = IS_SILENT;
    fixture_start(fixture);
    *spool = spool_new("");
    set_server(spool, fixture->server.port);
    spool_put_alert(spool, "1", "a1", "T1", SUB);
    return spool_start(spool);
}

static void await_seen(const volatile unsigned *count)
{
    double since = clock_seconds();
    while (*count == 0)
        cr_assert(hang_limit_wait(since), "the server was never asked");
}

static void kill_it(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

Test(mail_spool_killed, before_its_content_was_sent_an_alert_is_delivered_by_the_next)
{
    static const ServerStage stages[] = {AT_EHLO, AT_RCPT, AT_DATA};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        Fixture bad, good;
        Spool spool;
        pid_t pid = start_and_hang(&bad, &spool, stages[i]);
        await_seen(stages[i] == AT_EHLO ? &bad.server.seen->connections : &bad.server.seen->mails);
        kill_it(pid);
        cr_expect(spool_has(&spool, "1"));
        fixture_init(&good);
        fixture_start(&good);
        set_server(&spool, good.server.port);
        ProgramRun run = spool_run_once(&spool);
        cr_expect_eq(run.status, 0, "%d: %s%s", run.status, run.out, run.err);
        program_run_clear(&run);
        cr_expect_eq(good.server.seen->taken, 1);
        cr_expect(spool_gone(&spool, "1") && spool_gone(&spool, "aside/1"));
        spool_free(&spool);
        fixture_clear(&good);
        fixture_clear(&bad);
    }
}

Test(mail_spool_killed, after_its_content_was_sent_it_counts_and_the_file_is_set_aside)
{
    Fixture bad, good;
    Spool spool;
    pid_t pid = start_and_hang(&bad, &spool, AT_DOT);
    await_seen(&bad.server.seen->content);
    kill_it(pid);
    fixture_init(&good);
    fixture_start(&good);
    set_server(&spool, good.server.port);
    ProgramRun run = spool_run_once(&spool);
    cr_expect_neq(run.status, 0);
    cr_expect_not_null(strstr(run.out, "\"T1\" may have been sent to a@contoso.example"), "%s",
                       run.out);
    program_run_clear(&run);
    cr_expect_eq(good.server.seen->mails, 0);
    cr_expect(spool_gone(&spool, "1") && spool_has(&spool, "aside/1"));
    char *why = temporary_read(spool.path, "aside/1.why", NULL);
    cr_expect_not_null(strstr(why, "\"T1\" may have been sent to a@contoso.example"), "%s", why);
    free(why);
    spool_free(&spool);
    fixture_clear(&good);
    fixture_clear(&bad);
}

Test(mail_spool_killed, what_is_held_back_for_a_message_under_way_waits_for_its_end)
{
    Fixture bad, good;
    Spool spool, other;
    pid_t pid = start_and_hang(&bad, &spool, AT_RCPT);
    await_seen(&bad.server.seen->mails);
    /* The same type, by another program, for the same ledger. */
    fixture_init(&good);
    fixture_start(&good);
    set_server(&spool, good.server.port);
    char *line = alert_line("a2", "T1", SUB, "High");
    ProgramRun run = run_with(spool.site, line, "notify", "-", "--json", NULL);
    cr_expect_eq(run.status, 67, "%d: %s", run.status, run.out);
    cr_expect_not_null(strstr(run.out, "\"T1\\\" is being sent to a@contoso.example, since "), "%s",
                       run.out);
    cr_expect_not_null(strstr(run.out, "\"held_by\":{\"message_id\":\"<"), "%s", run.out);
    program_run_clear(&run);
    other = spool;
    other.path = temporary_path(spool.site, "other");
    temporary_write(spool.site, "other/.x", "");
    temporary_write(spool.site, "other/.2", line);
    char *from = temporary_path(other.path, ".2"), *to = temporary_path(other.path, "2");
    cr_assert_eq(rename(from, to), 0);
    pid_t second = spool_start(&other);
    spool_await(&other, "aside/2.why", true);
    cr_expect(spool_has(&other, "2"), "it is not dealt with");
    kill_it(pid); /* the first one's message was never sent */
    spool_await(&other, "2", false);
    cr_expect_eq(good.server.seen->taken, 1);
    cr_expect(spool_gone(&other, "aside/2"));
    kill(second, SIGTERM);
    waitpid(second, NULL, 0);
    free(line);
    free(from);
    free(to);
    free(other.path);
    spool_free(&spool);
    fixture_clear(&good);
    fixture_clear(&bad);
}
