/* preview, test, notify and check-connection, as a user runs them. */
#include "base/memory.h"
#include "mail/fixture.h"
#include "mail/site_fixture.h"
#include "support/environment.h"
#include "support/program.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The member `name` of the object on line `index` of `text`, as compact JSON. */
static char *member(const char *text, size_t index, const char *name)
{
    for (size_t i = 0; i < index && text; i++)
        text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL;
    json_t *object = text ? json_loads(text, JSON_DISABLE_EOF_CHECK, NULL) : NULL;
    const json_t *value = json_object_get(object, name);
    char *copy = memory_text("(none)");
    if (value) {
        char *dumped = json_dumps(value, JSON_ENCODE_ANY);
        free(copy);
        copy = memory_text(dumped);
        free(dumped);
    }
    json_decref(object);
    return copy;
}

static void expect_member(const char *text, size_t index, const char *name, const char *expected)
{
    char *found = member(text, index, name);
    cr_expect_str_eq(found, expected, "%s: %s in %s", name, found, text);
    free(found);
}

Test(mail_commands, a_test_leaves_one_readable_message_in_the_outbox_and_the_second_is_held)
{
    char name[300];
    char *site = site_new("");
    ProgramRun run = run_with(site, NULL, "test", SUB, "--entity", "vm1", "--json", NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    expect_member(run.out, 0, "recipient", "\"a@contoso.example\"");
    expect_member(run.out, 0, "outcome", "\"written\"");
    expect_member(run.out, 0, "rule", "null");
    char *text = member(run.out, 0, "text");
    cr_expect_not_null(strstr(text, "written to a file, not mailed: /"), "%s", text);
    free(text);
    program_run_clear(&run);
    cr_assert_eq(outbox_count(site, name), 1);
    char *message = temporary_read(site, name, NULL);
    cr_expect_not_null(strstr(message, "\r\nTo: a@contoso.example\r\n"));
    cr_expect_not_null(
        strstr(message, "\r\nSubject: TEST [High] Test alert: vm1 (Contoso Production)\r\n"));
    free(message);
    run = run_with(site, NULL, "test", SUB, "--entity", "vm1", "--json", NULL);
    cr_expect_eq(run.status, 75, "%s", run.err);
    expect_member(run.out, 0, "recipient", "null");
    expect_member(run.out, 0, "outcome", "\"held\"");
    expect_member(run.out, 0, "rule", "\"R2\"");
    char *reason = member(run.out, 0, "reason");
    cr_expect_eq(
        strncmp(reason, "\"\\\"Test alert\\\" was written to a file for a@contoso.example at ", 62),
        0, "%s", reason);
    free(reason);
    program_run_clear(&run);
    cr_expect_eq(outbox_count(site, name), 1);
    temporary_remove(site);
}

Test(mail_commands, a_preview_shows_the_very_bytes_and_leaves_nothing_behind)
{
    char name[300];
    char *site = site_new("");
    ProgramRun run = run_with(site, NULL, "preview", SUB, "--alert-type", "RDP brute force", "--at",
                              "2026-11-24T09:00Z", NULL);
    static const char start[] =
        "Contoso Production (" SUB ")\n"
        "\"RDP brute force\", High, at 2026-11-24 09:00 UTC; what counts is 2026-11-24\n"
        "\n"
        "RECIPIENT                             NOW   LEFT TODAY WHY NOT\n"
        "a@contoso.example                     send  3 of 3     \n"
        "b@contoso.example                     held  3 of 3     \"RDP brute force\" is sent to "
        "a@contoso.example, the first of the list whom no rule holds back\n";
    cr_expect_eq(run.status, 0, "%s", run.err);
    cr_expect_eq(strncmp(run.out, start, strlen(start)), 0, "%s", run.out);
    program_run_clear(&run);
    cr_expect_eq(outbox_count(site, name), 0);
    char *ledger = temporary_read(site, "state/ledger.db", NULL);
    cr_expect_null(ledger);

    /* The bytes are those that `test` leaves, but for what is given in sending. */
    run = run_with(site, NULL, "preview", SUB, "--raw", NULL);
    cr_expect_eq(strncmp(run.out, "MIME-Version: 1.0\r\nDate: ", 25), 0, "%s", run.out);
    cr_expect_not_null(strstr(run.out, "\r\nMessage-ID: <not-sent-yet@localhost>\r\n"));
    ProgramRun sent = run_with(site, NULL, "test", SUB, NULL);
    cr_assert_eq(outbox_count(site, name), 1);
    size_t length;
    char *message = temporary_read(site, name, &length);
    const char *body = strstr(run.out, "\r\n\r\n--"), *sent_body = strstr(message, "\r\n\r\n--");
    body = strstr(body, "TEST"), sent_body = strstr(sent_body, "TEST");
    cr_expect_eq(strncmp(body, sent_body, 300), 0);
    free(message);
    program_run_clear(&sent);
    program_run_clear(&run);
    temporary_remove(site);
}

Test(mail_commands, a_preview_takes_a_contact_that_is_not_saved)
{
    char *site = site_new("");
    ProgramRun run = run_with(site, "{\"emails\":[\"new@contoso.example\"],\"alerts\":true}",
                              "preview", SUB, "--contact", "-", "--json", NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    expect_member(run.out, 0, "to", "\"new@contoso.example\"");
    expect_member(run.out, 0, "sends", "1");
    program_run_clear(&run);
    run = run_with(site, "{\"emails\":[\"new@contoso.example\"],\"alerts\":false}", "preview", SUB,
                   "--contact", "-", "--json", NULL);
    expect_member(run.out, 0, "hold",
                  "{\"rule\": \"R0\", \"reason\": \"alerts are off for this subscription\"}");
    cr_expect_eq(run.status, 67, "%d", run.status); /* nobody would get it */
    program_run_clear(&run);
    run = run_with(site, "{\"emails\":[],\"alerts\":true}", "preview", SUB, "--contact", "-", NULL);
    cr_expect_eq(run.status, 67, "%d: %s", run.status, run.err);
    cr_expect_not_null(strstr(run.out, "\nNobody would get it: no security contact\n"), "%s",
                       run.out);
    program_run_clear(&run);
    expect_run(run_with(site, "{\"emails\":[\"a@@b\"],\"alerts\":true}", "preview", SUB,
                        "--contact", "-", NULL),
               65, "",
               "seccontacts: standard input: emails: entry 1: \"a@@b\": a second @: "
               "put a comma between two addresses, or delete one @\n");
    temporary_remove(site);
}

Test(mail_commands, only_high_severity_is_sent)
{
    char *site = site_new("");
    expect_run(run_with(site, NULL, "test", SUB, "--severity", "Medium", NULL), 75,
               "held     (all)  Medium \"Test alert\", Contoso Production: severity is Medium: "
               "only High is sent\n",
               "");
    expect_run(run_with(site, NULL, "test", SUB, "--severity", "Huge", NULL), 64, "",
               "seccontacts: --severity: found \"Huge\", expected High, Medium, Low or "
               "Informational\n");
    temporary_remove(site);
}

/* A site that sends to the fixture's server. */
static char *smtp_site_new(Fixture *fixture, const char *more)
{
    fixture_start(fixture);
    char *config =
        memory_format("mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = "
                      "\"none\"; timeout = 600; deadline = 600; hello = \"ops.example\"; "
                      "from = \"alerts@ops.example\"; };\n%s",
                      fixture->server.port, more);
    char *site = site_new(config);
    free(config);
    return site;
}

/* What `sent --json` says of the messages of today: "RECIPIENT STATE\n" each. */
static void expect_ledger(const char *site, const char *expected)
{
    ProgramRun run = run_with(site, NULL, "sent", "--json", NULL);
    json_t *list = json_loads(run.out, 0, NULL);
    char *found = memory_text("");
    size_t index;
    const json_t *send;
    json_array_foreach(list, index, send)
    {
        char *more =
            memory_format("%s%s %s\n", found, json_string_value(json_object_get(send, "recipient")),
                          json_string_value(json_object_get(send, "state")));
        free(found);
        found = more;
    }
    cr_expect_str_eq(found, expected, "%s", run.out);
    free(found);
    json_decref(list);
    program_run_clear(&run);
}

Test(mail_commands, a_refused_recipient_makes_room_for_the_next)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.refused = "a@contoso.example";
    char *site = smtp_site_new(&fixture, "");
    expect_run(run_with(site, NULL, "test", SUB, NULL), 0,
               "refused  a@contoso.example  High \"Test alert\", Contoso Production: 550 5.1.1 no "
               "such user\n"
               "sent     b@contoso.example  High \"Test alert\", Contoso Production: 250 2.0.0 "
               "queued as 1\n",
               "");
    expect_ledger(site, "a@contoso.example refused\nb@contoso.example sent\n");
    cr_expect_eq(fixture.server.seen->taken, 1);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, a_lost_answer_counts_as_sent_and_nobody_else_is_tried)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.stage = AT_DOT;
    fixture.script.fault = CLOSES;
    char *site = smtp_site_new(&fixture, "");
    char *text = memory_format(
        "127.0.0.1:%d closed the connection without an answer to the message", fixture.server.port);
    char *line = memory_format(
        "unknown  a@contoso.example  High \"Test alert\", Contoso Production: %s\n", text);
    expect_run(run_with(site, NULL, "test", SUB, NULL), 69, line, "");
    expect_ledger(site, "a@contoso.example unknown\n");
    ProgramRun run = run_with(site, NULL, "test", SUB, NULL);
    cr_expect_eq(run.status, 75);
    program_run_clear(&run);
    cr_expect_eq(fixture.server.seen->connections, 1);
    free(line);
    free(text);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, a_server_that_is_down_leaves_every_place_free)
{
    Fixture fixture;
    fixture_init(&fixture);
    char *site = smtp_site_new(&fixture, "");
    int port = fixture.server.port;
    smtp_server_stop(&fixture.server);
    fixture.server.pid = 0;
    char *line = memory_format("failed   a@contoso.example  High \"Test alert\", Contoso "
                               "Production: 127.0.0.1:%d can't be reached: Connection refused\n",
                               port);
    expect_run(run_with(site, NULL, "test", SUB, NULL), 69, line, "");
    expect_ledger(site, "a@contoso.example released\n");
    free(line);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, with_fan_out_each_all_are_told)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.refused = "b@contoso.example";
    char *site = smtp_site_new(&fixture, "fan_out = \"each\";\n");
    ProgramRun run = run_with(site, NULL, "test", SUB, NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    expect_ledger(site,
                  "a@contoso.example sent\nb@contoso.example refused\nc@contoso.example sent\n");
    cr_expect_eq(fixture.server.seen->taken, 2);
    cr_expect_eq(fixture.server.seen->connections, 1);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, notify_reports_what_it_can_not_deal_with_and_goes_on)
{
    char name[300];
    char *site = site_new("");
    char *one = alert_line("a1", "T1", SUB, "High");
    char *unknown = alert_line("a2", "T2", "11111111-2222-3333-4444-555555555555", "High");
    char *same = alert_line("a3", "t1", SUB, "High");
    char *low = alert_line("a4", "T4", SUB, "Low");
    char *last = alert_line("a5", "T5", SUB, "High");
    char *input = memory_format("%s%s{\"what\":1}\n%s%s{broken\n%s", one, unknown, same, low, last);
    ProgramRun run = run_with(site, input, "notify", "-", "--json", NULL);
    cr_expect_eq(run.status, 65, "%d %s", run.status, run.err);
    size_t sent = 0, held = 0, problems = 0;
    for (char *at = run.out; (at = strstr(at, "\"outcome\":\"written\"")); at++)
        sent++;
    for (char *at = run.out; (at = strstr(at, "\"outcome\":\"held\"")); at++)
        held++;
    for (char *at = run.out; (at = strstr(at, "{\"problem\":")); at++)
        problems++;
    cr_expect_eq(sent, 2, "%s", run.out);
    cr_expect_eq(held, 2, "%s", run.out);
    cr_expect_eq(problems, 3, "%s", run.out);
    cr_expect_not_null(strstr(run.err, "seccontacts: standard input:2: \"T2\" is of the "
                                       "subscription 11111111-2222-3333-4444-555555555555, which "
                                       "the site does not have: nobody is told\n"),
                       "%s", run.err);
    cr_expect_not_null(strstr(run.err, "standard input:3: "), "%s", run.err);
    cr_expect_not_null(strstr(run.err, "standard input:6: "), "%s", run.err);
    cr_expect_eq(outbox_count(site, name), 2);
    program_run_clear(&run);
    free(input);
    free(one);
    free(unknown);
    free(same);
    free(low);
    free(last);
    temporary_remove(site);
}

Test(mail_commands, a_dry_run_tells_whom_nobody_would_have_told)
{
    char name[300];
    char *site = site_new("");
    char *one = alert_line("a1", "T1", SUB, "High"), *two = alert_line("a2", "T1", SUB, "High");
    char *input = memory_format("[%s,%s]", one, two);
    ProgramRun run = run_with(site, input, "notify", "--dry-run", "-", NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    cr_expect_str_eq(run.out, "sent     a@contoso.example  High \"T1\", Contoso Production\n"
                              "held     (all)  High \"T1\", Contoso Production: \"T1\" was sent to "
                              "a@contoso.example at 09:00 today\n"
                              "\n"
                              "High alerts that nobody would have been told of:\n"
                              "2026-11-23T09:00:00Z  \"T1\"  " SUB "  vm1\n");
    program_run_clear(&run);
    cr_expect_eq(outbox_count(site, name), 0);
    char *ledger = temporary_read(site, "state/ledger.db", NULL);
    cr_expect_null(ledger);
    free(input);
    free(one);
    free(two);
    temporary_remove(site);
}

Test(mail_commands, a_dry_run_does_not_reassure_where_something_was_not_understood)
{
    char *site = site_new("");
    char *good = alert_line("a1", "T1", SUB, "High");
    char *input = memory_format("{\"@odata.type\":\"#x\",\"title\":\"Suspicious process\","
                                "\"severity\":\"high\"}\n%s",
                                good);
    ProgramRun run = run_with(site, input, "notify", "--dry-run", "-", NULL);
    cr_expect_eq(run.status, 65, "%s", run.err);
    cr_expect_str_eq(run.out,
                     "sent     a@contoso.example  High \"T1\", Contoso Production\n"
                     "\n"
                     "Of 1 alert it is not known whether somebody would have been told.\n");
    program_run_clear(&run);
    free(input);
    free(good);
    temporary_remove(site);
}

/* What is about us is no refusal of the recipient: nobody else is tried. */
static void passes_over_nobody(ServerStage stage, ServerFault fault, const char *said)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.stage = stage;
    fixture.script.fault = fault;
    char *site = smtp_site_new(&fixture, "");
    char *line = memory_format(
        "refused  a@contoso.example  High \"Test alert\", Contoso Production: %s\n", said);
    expect_run(run_with(site, NULL, "test", SUB, NULL), 69, line, "");
    expect_ledger(site, "a@contoso.example released\n");
    cr_expect_eq(fixture.server.seen->mails, 1);
    free(line);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, a_refusal_of_us_passes_over_nobody)
{
    passes_over_nobody(AT_RCPT, REFUSES_US,
                       "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname");
    passes_over_nobody(AT_DOT, REFUSES_US,
                       "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname");
    passes_over_nobody(AT_MAIL, ANSWERS_5XX, "554 5.7.1 not at all");
}

Test(mail_commands, a_check_warns_of_names_without_a_dot)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_start(&fixture);
    char *config = memory_format("mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = "
                                 "\"none\"; hello = \"vm\"; from = \"alerts@localhost\"; };\n",
                                 fixture.server.port);
    char *site = site_new(config);
    expect_run(run_with(site, NULL, "check-connection", NULL), 0, NULL,
               "seccontacts: warning: mail.hello: \"vm\" is no full host name, and many servers "
               "refuse such: set mail.hello to one such as \"ops1.example.com\"\n"
               "seccontacts: warning: mail.from: \"alerts@localhost\" has no full host name behind "
               "the @, and many servers refuse such: set mail.from to an address such as "
               "\"security-alerts@example.com\"\n");
    free(config);
    temporary_remove(site);
    config = memory_format("mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = "
                           "\"none\"; hello = \"[192.0.2.1]\"; from = \"alerts@ops.example\"; };\n",
                           fixture.server.port);
    site = site_new(config);
    expect_run(run_with(site, NULL, "check-connection", NULL), 0, NULL, "");
    free(config);
    temporary_remove(site);
    fixture_clear(&fixture);
}

/* Starts `notify -` with pipes to it and from it. */
static pid_t start_notify(const char *site, int *to, int *from)
{
    int down[2], up[2];
    char *directory = temporary_path(site, "site");
    cr_assert_eq(pipe2(down, O_CLOEXEC), 0);
    cr_assert_eq(pipe2(up, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(down[0], STDIN_FILENO);
        dup2(up[1], STDOUT_FILENO);
        execl(PROGRAM, PROGRAM, "--site", directory, "notify", "-", (char *)NULL);
        _exit(127);
    }
    close(down[0]);
    close(up[1]);
    *to = down[1];
    *from = up[0];
    free(directory);
    return pid;
}

static void expect_line(int fd, const char *expected)
{
    char line[512];
    size_t length = 0;
    while (length < sizeof line - 1 && read(fd, line + length, 1) == 1 && line[length] != '\n')
        length++;
    line[length] = '\0';
    cr_expect_eq(strncmp(line, expected, strlen(expected)), 0, "%s", line);
}

Test(mail_commands, notify_delivers_a_stream_as_it_comes_until_it_is_ended)
{
    int to, from, status;
    char *site = site_new("");
    char *one = alert_line("a1", "T1", SUB, "High"), *two = alert_line("a2", "T2", SUB, "High");
    pid_t pid = start_notify(site, &to, &from);
    cr_assert_eq(write(to, one, strlen(one)), (ssize_t)strlen(one));
    expect_line(from, "written  a@contoso.example  High \"T1\"");
    cr_assert_eq(write(to, two, 20), 20); /* half of it; the rest comes */
    cr_assert_eq(write(to, two + 20, strlen(two) - 20), (ssize_t)strlen(two) - 20);
    expect_line(from, "written  a@contoso.example  High \"T2\"");
    kill(pid, SIGTERM);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 75 << 8); /* it ended by itself, with that status */
    close(to);
    close(from);
    expect_ledger(site, "a@contoso.example written\na@contoso.example written\n");
    free(one);
    free(two);
    temporary_remove(site);
}

#ifdef EARLY_SIGNAL
Test(mail_commands, notify_misses_no_signal_that_comes_right_before_it_waits)
{
    int to, from, status;
    char *site = site_new("");
    setenv("LD_PRELOAD", EARLY_SIGNAL, 1);
    pid_t pid = start_notify(site, &to, &from);
    unsetenv("LD_PRELOAD");
    cr_assert_eq(waitpid(pid, &status, 0), pid); /* though nothing comes, and the pipe stays open */
    cr_expect_eq(status, 75 << 8);
    close(to);
    close(from);
    temporary_remove(site);
}
#endif

Test(mail_commands, a_check_shows_the_dialogue)
{
    Fixture fixture;
    fixture_init(&fixture);
    char *site = smtp_site_new(&fixture, "");
    ProgramRun run = run_with(site, NULL, "check-connection", "--json", NULL);
    cr_expect_eq(run.status, 0, "%s", run.err);
    expect_member(run.out, 0, "dialogue", "\"server\"");
    expect_member(run.out, 0, "line", "\"220 test ESMTP\"");
    cr_expect_not_null(strstr(run.out, "\"line\":\"RCPT TO:<a@contoso.example>\""), "%s", run.out);
    cr_expect_not_null(strstr(run.out, "\"line\":\"RSET\""), "%s", run.out);
    cr_expect_null(strstr(run.out, "\"line\":\"DATA"), "%s", run.out);
    cr_expect_not_null(strstr(run.out, "\n{\"works\":true,"), "%s", run.out);
    cr_expect_not_null(strstr(run.out, " and the recipient a@contoso.example\""), "%s", run.out);
    program_run_clear(&run);
    cr_expect_eq(fixture.server.seen->content, 0);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, a_check_says_what_was_refused_and_what_was_not_reached)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture.script.refused = "b@contoso.example";
    char *site = smtp_site_new(&fixture, "");
    ProgramRun run = run_with(site, NULL, "check-connection", "--to", "b@contoso.example", NULL);
    cr_expect_eq(run.status, 69, "%s%s", run.out, run.err);
    cr_expect_not_null(strstr(run.out, "\nthe server refused RCPT TO: 550 "), "%s", run.out);
    program_run_clear(&run);
    expect_run(run_with(site, NULL, "check-connection", "--to", "b", NULL), 64, NULL,
               "seccontacts: check-connection: --to \"b\" is no e-mail address\n");
    smtp_server_stop(&fixture.server);
    run = run_with(site, NULL, "check-connection", NULL);
    cr_expect_eq(run.status, 69);
    cr_expect_not_null(strstr(run.out, "\nnot reached: MAIL FROM, RCPT TO\n"), "%s", run.out);
    program_run_clear(&run);
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, a_test_goes_to_the_address_that_is_named_once_a_day)
{
    Fixture fixture;
    fixture_init(&fixture);
    char *site = smtp_site_new(&fixture, "");
    ProgramRun run = run_with(site, NULL, "test", SUB, "--to", "B@contoso.example", NULL);
    cr_expect_eq(run.status, 0, "%s%s", run.out, run.err);
    cr_expect_eq(strncmp(run.out, "sent     b@contoso.example  High \"Test alert\"", 44), 0, "%s",
                 run.out);
    program_run_clear(&run);
    run = run_with(site, NULL, "test", SUB, "--to", "c@contoso.example", NULL);
    cr_expect_eq(run.status, 0, "another address is another type: %s%s", run.out, run.err);
    program_run_clear(&run);
    run = run_with(site, NULL, "test", SUB, "--to", "b@contoso.example", NULL);
    cr_expect_eq(run.status, 75, "%s%s", run.out, run.err);
    program_run_clear(&run);
    run = run_with(site, NULL, "test", SUB, "--to", "z@contoso.example", NULL);
    cr_expect_eq(run.status, 65, "%s%s", run.out, run.err);
    cr_expect_not_null(strstr(run.err, "is none of the addresses of " SUB), "%s", run.err);
    program_run_clear(&run);
    cr_expect_eq(fixture.server.seen->taken, 2);
    expect_ledger(site, "b@contoso.example sent\nc@contoso.example sent\n");
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, what_check_advises_proves_all_addresses)
{
    Fixture fixture;
    fixture_init(&fixture);
    char *site = smtp_site_new(&fixture, "");
    ProgramRun run = run_with(site, NULL, "check", "--proven", SUB, NULL);
    cr_expect_not_null(strstr(run.out, "no message was accepted of late for 3 of 3 addresses"),
                       "%s", run.out);
    cr_expect_not_null(strstr(run.out, "To mend it: seccontacts test " SUB " --unproven\n"), "%s",
                       run.out);
    program_run_clear(&run);
    run = run_with(site, NULL, "test", SUB, "--unproven", NULL);
    cr_expect_eq(run.status, 0, "%s%s", run.out, run.err);
    program_run_clear(&run);
    cr_expect_eq(fixture.server.seen->taken, 3);
    run = run_with(site, NULL, "check", "--proven", SUB, NULL);
    cr_expect_null(strstr(run.out, "no message was accepted"), "%s", run.out);
    program_run_clear(&run);
    expect_run(run_with(site, NULL, "test", "--unproven", NULL), 0, "All addresses are proven.\n",
               "");
    expect_run(run_with(site, NULL, "test", "--unproven", "--max-age", "0", NULL), 64, "",
               "seccontacts: test: --max-age \"0\": expected days, 1 to 36500\n");
    temporary_remove(site);
    fixture_clear(&fixture);
}

Test(mail_commands, wrong_use_is_told)
{
    char *site = site_new("");
    expect_run(run_with(site, NULL, "test", NULL), 64, "",
               "seccontacts: test: no SUB given; see seccontacts test --help\n");
    expect_run(run_with(site, NULL, "test", "--what", NULL), 64, "",
               "seccontacts: test: unknown option \"--what\"; see seccontacts test --help\n");
    expect_run(run_with(site, NULL, "test", SUB, "--entity", NULL), 64, "",
               "seccontacts: test: --entity needs a value; see seccontacts test --help\n");
    expect_run(run_with(site, NULL, "notify", NO_SUCH_PATH "/x", NULL), 66, "",
               "seccontacts: " NO_SUCH_PATH "/x: can't be read: No such file or directory\n");
    expect_run(
        run_with(site, NULL, "preview", SUB, "--at", "yesterday", NULL), 64, "",
        "seccontacts: --at: found \"yesterday\", expected a time such as 2026-11-24T09:00 or "
        "2026-11-24T09:00Z\n");
    temporary_remove(site);
}
