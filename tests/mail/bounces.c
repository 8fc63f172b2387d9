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

#define CONTACT "site/contacts/" SUB ".conf"
#define ALONE   "emails = [ \"a@contoso.example\" ];\nphone = \"\";\nalerts = true;\n"

static ProgramRun notify(const char *site, const char *id)
{
    char *line = alert_line(id, id, SUB, "High");
    ProgramRun run = run_with(site, line, "notify", "-", NULL);
    free(line);
    return run;
}

/* A site of which a server that offers reports has accepted an alert; its contact is `contact`, or
 * has the three addresses of site_new() where that is NULL. */
static char *site_with_alert(Fixture *fixture, const char *contact)
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
    if (contact)
        temporary_write(site, CONTACT, contact);
    expect_run(notify(site, "T1"), 0, NULL, "");
    free(config);
    return site;
}

/* The report of a server on what fixture->server has taken last, by what it was given in the
 * envelope. */
static char *report_on(const Fixture *fixture, const char *action)
{
    const char *id = strstr(fixture->server.seen->envelopes, " ENVID="), *later = id;
    while (later && (later = strstr(later + 1, " ENVID=")))
        id = later;
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
    char *site = site_with_alert(&fixture, ALONE);
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
    char *site = site_with_alert(&fixture, NULL);
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

/* Takes the report that the last message has bounced, from a file. */
static ProgramRun bounces(const Fixture *fixture, const char *site)
{
    char *report = report_on(fixture, "failed"), *path = temporary_path(site, "report");
    temporary_write(site, "report", report);
    ProgramRun run = run_with(site, NULL, "bounces", path, NULL);
    free(path);
    free(report);
    return run;
}

static void expect_part(const ProgramRun *run, int status, const char *part)
{
    cr_expect_eq(run->status, status, "%d: %s%s", run->status, run->out, run->err);
    cr_expect_not_null(strstr(run->out, part), "%s: %s%s", part, run->out, run->err);
}

static void expect(ProgramRun run, int status, const char *part)
{
    expect_part(&run, status, part);
    program_run_clear(&run);
}

static const char last_words[] =
    "seccontacts: nobody was told of 1 High alert: seccontacts sent --unheard lists it\n";

Test(mail_bounces, an_alert_that_bounced_goes_on_to_the_next_until_there_is_none)
{
    Fixture fixture;
    char *site = site_with_alert(&fixture, NULL);
    ProgramRun run = bounces(&fixture, site);
    expect_part(&run, 0, "sent     b@contoso.example  High \"T1\", Contoso Production: 250");
    cr_expect_not_null(strstr(run.out, "held     a@contoso.example  High \"T1\", Contoso "
                                       "Production: mail to it bounced on "),
                       "%s", run.out);
    program_run_clear(&run);
    cr_expect_str_eq(fixture.server.seen->recipient, "b@contoso.example");
    cr_expect_not_null(strstr(fixture.server.seen->message, "vm1"), "all that was known of it");
    expect(run_with(site, NULL, "sent", "--unheard", NULL), 0, "");
    /* The report comes once more: nothing is sent. */
    unsigned taken = fixture.server.seen->taken;
    expect(run_with(site, "Subject: x\n\n", "bounces", NULL), 0, "1 that are no reports");
    cr_expect_eq(fixture.server.seen->taken, taken);
    expect(bounces(&fixture, site), 0, "sent     c@contoso.example");
    run = bounces(&fixture, site);
    expect_part(&run, 67, "unheard  (nobody)  High \"T1\", Contoso Production: mail to it bounced");
    cr_expect_str_eq(run.err, last_words);
    program_run_clear(&run);
    expect(run_with(site, NULL, "sent", "--unheard", NULL), 0, "T1");
    expect(run_with(site, NULL, "sent", NULL), 0, "bounced");
    /* Nobody is told of further alerts either, until somebody sees to it. */
    run = notify(site, "T2");
    expect_part(&run, 67, "unheard  (nobody)  High \"T2\", Contoso Production: mail to it bounced");
    cr_expect_str_eq(run.err, last_words);
    program_run_clear(&run);
    expect(run_with(site, NULL, "bounces", "--clear", "B@contoso.example", NULL), 0,
           "B@contoso.example: alerts are sent to it again\n");
    run = run_with(site, NULL, "bounces", "--clear", "b@contoso.example", NULL);
    expect_part(&run, 65, "");
    program_run_clear(&run);
    expect(notify(site, "T3"), 0, "sent     b@contoso.example");
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_bounces, a_test_to_the_address_is_sent_and_lifts_it)
{
    Fixture fixture;
    char *site = site_with_alert(&fixture, NULL);
    program_run_clear(&(ProgramRun[]){bounces(&fixture, site)}[0]);
    expect(run_with(site, NULL, "preview", SUB, NULL), 0, "mail to it bounced");
    expect(run_with(site, NULL, "check", "--proven", NULL), 1, "a@contoso.example");
    expect(run_with(site, NULL, "test", SUB, "--to", "a@contoso.example", NULL), 0,
           "sent     a@contoso.example");
    expect(notify(site, "T2"), 0, "sent     a@contoso.example");
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_bounces, where_the_server_is_down_the_alert_waits_and_is_unheard_meanwhile)
{
    Fixture fixture;
    char *site = site_with_alert(&fixture, NULL), *report = report_on(&fixture, "failed");
    size_t length;
    smtp_server_stop(&fixture.server);
    expect(run_with(site, report, "bounces", NULL), 75, "1 recorded");
    expect(run_with(site, NULL, "sent", "--unheard", NULL), 0, "T1");
    fixture.server = smtp_server_start(&fixture.script);
    char *config = temporary_read(site, "site/seccontacts.conf", &length);
    char *colon = strstr(config, "127.0.0.1:") + strlen("127.0.0.1:");
    char *moved = memory_format("%.*s%d%s", (int)(colon - config), config, fixture.server.port,
                                strchr(colon, '"'));
    temporary_write(site, "site/seccontacts.conf", moved);
    /* The mail server pipes it again. */
    expect(run_with(site, report, "bounces", NULL), 0, "sent     b@contoso.example");
    ProgramRun run = run_with(site, NULL, "sent", "--unheard", NULL);
    cr_expect_null(strstr(run.out, "T1"), "%s", run.out);
    program_run_clear(&run);
    expect(run_with(site, report, "bounces", NULL), 0, "1 on record already");
    cr_expect_eq(fixture.server.seen->taken, 1);
    free(moved);
    free(config);
    free(report);
    temporary_remove(site);
    fixture_clear(&fixture);
}
