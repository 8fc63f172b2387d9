/* The command bounces, from the report to `sent --unheard`. */
#include "base/memory.h"
#include "mail/fixture.h"
#include "mail/site_fixture.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNTS(RECORDED, KNOWN, STRANGE, OTHERS)                                                   \
    RECORDED " recorded, " KNOWN " on record already; left alone: " STRANGE                        \
             " on messages that are not in the ledger, " OTHERS " that are no reports\n"

/* A site of which a server that offers reports has accepted an alert. */
static char *site_with_alert(Fixture *fixture)
{
    fixture_init(fixture);
    fixture->script.more = "DSN";
    fixture_start(fixture);
    char *config = memory_format(
        "mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = \"none\"; timeout = 600; "
        "deadline = 600; hello = \"ops.example\"; from = \"alerts@ops.example\"; "
        "reverse_path = \"bounces@ops.example\"; };\n",
        fixture->server.port);
    char *site = site_new(config);
    char *line = alert_line("a1", "T1", SUB, "High");
    expect_run(run_with(site, line, "notify", "-", NULL), 0, NULL, "");
    free(line);
    free(config);
    return site;
}

/* The report of a server on what fixture->server has taken, by what it was given in the envelope.
 */
static char *report_on(const Fixture *fixture, const char *action)
{
    const char *id = strstr(fixture->server.seen->envelopes, " ENVID=");
    cr_assert_not_null(id, "%s", fixture->server.seen->envelopes);
    return memory_format("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
                         "\n--b\nContent-Type: message/delivery-status\n\n"
                         "Original-Envelope-Id: %.32s\n\n"
                         "Final-Recipient: rfc822; %s\nAction: %s\nStatus: 5.1.1\n"
                         "Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b--\n",
                         id + strlen(" ENVID="), fixture->server.seen->recipient, action);
}

Test(mail_bounces, a_bounce_is_noted_and_nobody_was_told)
{
    Fixture fixture;
    char *site = site_with_alert(&fixture);
    cr_expect_not_null(strstr(fixture.server.seen->envelopes, "MAIL FROM:<bounces@ops.example> "),
                       "%s", fixture.server.seen->envelopes);
    char *report = report_on(&fixture, "failed");
    char *line = memory_format("bounced    %s: 550 5.1.1 no such user\n%s",
                               fixture.server.seen->recipient, COUNTS("1", "0", "0", "0"));
    expect_run(run_with(site, report, "bounces", NULL), 0, line, "");
    expect_run(run_with(site, report, "bounces", "-", NULL), 0, COUNTS("0", "1", "0", "0"), "");
    ProgramRun run = run_with(site, NULL, "sent", "--unheard", NULL);
    cr_expect_not_null(strstr(run.out, "it bounced: 550 5.1.1 no such user"), "%s%s", run.out,
                       run.err);
    program_run_clear(&run);
    expect_run(run_with(site, "Subject: hello\n\nhello\n", "bounces", NULL), 0,
               COUNTS("0", "0", "0", "1"), "");
    free(line);
    free(report);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_bounces, of_a_maildir_only_reports_on_our_messages_are_moved)
{
    Fixture fixture;
    char *site = site_with_alert(&fixture);
    char *report = report_on(&fixture, "delivered");
    char *maildir = temporary_path(site, "Maildir"),
         *fifo = temporary_path(site, "Maildir/new/fifo");
    temporary_write(site, "Maildir/cur/kept", "x");
    temporary_write(site, "Maildir/new/1.a.host", report);
    temporary_write(site, "Maildir/new/2.b.host", "Subject: hello\n\nhello\n");
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    char *line = memory_format("delivered  %s: 550 5.1.1 no such user\n%s",
                               fixture.server.seen->recipient, COUNTS("1", "0", "0", "1"));
    expect_run(run_with(site, NULL, "bounces", "--maildir", maildir, NULL), 0, line, "");
    size_t length;
    char *moved = temporary_read(site, "Maildir/cur/1.a.host:2,S", &length);
    cr_expect_str_eq(moved, report);
    char *left = temporary_read(site, "Maildir/new/2.b.host", &length);
    cr_expect_str_eq(left, "Subject: hello\n\nhello\n");
    expect_run(run_with(site, NULL, "bounces", "--maildir", maildir, NULL), 0,
               COUNTS("0", "0", "0", "1"), "");
    free(left);
    free(moved);
    free(line);
    free(fifo);
    free(maildir);
    free(report);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_bounces, what_can_not_be_noted_now_is_for_the_mail_server_to_keep)
{
    char *site = site_new("nonsense = ;\n");
    ProgramRun run = run_with(site, "Subject: x\n\n", "bounces", "-", NULL);
    cr_expect_eq(run.status, 75, "%d: %s", run.status, run.err);
    program_run_clear(&run);
    run = run_with(site, NULL, "bounces", "--maildir", "/nonexistent", "-", NULL);
    cr_expect_eq(run.status, 64, "%d: %s", run.status, run.err);
    program_run_clear(&run);
    temporary_remove(site);
}
