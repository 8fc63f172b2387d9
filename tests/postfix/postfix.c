/* Postfix, as on most companies' mail servers: STARTTLS and a sign-in, on to a mailbox. */
#include "base/memory.h"
#include "mail/real_fixture.h"
#include "mail/transport.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/skip.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCRIPT "postfix/postfix_server.py"

static void needs_root(void)
{
    if (geteuid() != 0)
        skip_test("mail to Postfix, which only root can start");
}

/* The message in the mailbox, as Postfix has stored it: waits for it where `wait` is set. NULL
 * where there is none. */
static char *delivered(const RealServer *server, bool wait)
{
    char *path = temporary_path(server->directory, "mail/inbox/new");
    char *found = NULL;
    double since = clock_seconds();
    do {
        DIR *directory = opendir(path);
        for (struct dirent *entry; directory && !found && (entry = readdir(directory));)
            if (entry->d_name[0] != '.')
                found = temporary_read(path, entry->d_name, NULL);
        if (directory)
            closedir(directory);
    } while (!found && wait && hang_limit_wait(since));
    free(path);
    return found;
}

/* Where the message itself begins: behind the lines that Postfix puts in front of it. */
static const char *content(const char *stored)
{
    static const char end_of_trace[] = " (UTC)\n";
    const char *end = strstr(stored, end_of_trace);
    cr_assert_not_null(end, "%s", stored);
    return end + strlen(end_of_trace);
}

Test(postfix, takes_a_message_over_tls_after_a_sign_in)
{
    needs_root();
    RealServer server;
    real_server_start(&server, SCRIPT);
    real_server_write_site(&server, "geheim & more");
    ProgramRun sent = real_server_run(&server, "test", REAL_SUBSCRIPTION, NULL);
    static const char line[] = "sent     a@contoso.example  High \"Test alert\", Z\u00FCrich: 250 "
                               "2.0.0 Ok: queued as ";
    cr_expect_eq(sent.status, 0, "%s%s", sent.out, sent.err);
    cr_expect_eq(strncmp(sent.out, line, strlen(line)), 0, "%s", sent.out);
    char *stored = delivered(&server, true);
    static const char start_of[] = "Return-Path: <ops@contoso.example>\n"
                                   "X-Original-To: a@contoso.example\n";
    cr_assert_not_null(stored, "not delivered");
    cr_expect_eq(strncmp(stored, start_of, strlen(start_of)), 0, "%.300s", stored);
    cr_expect_not_null(strstr(stored, "\nReceived: from ops.example "), "%.600s", stored);
    cr_expect_not_null(strstr(stored, "(using TLSv1."), "%.600s", stored);
    cr_expect_not_null(strstr(stored, "(Authenticated sender: operator)\n"), "%.600s", stored);
    const char *message = content(stored);
    cr_expect_eq(strncmp(message, "MIME-Version: 1.0\n", 18), 0, "%.300s", message);
    cr_expect_not_null(
        strstr(message, "\nSubject: TEST [High] Test alert =?UTF-8?B?KFrDvHJpY2gp?=\n"), "%.600s",
        message);
    const char *end = strstr(message, "--\n");
    cr_expect(end && end[3] == '\0', "%s", end ? end : "no end");
    free(stored);
    program_run_clear(&sent);
    real_server_stop(&server);
}

Test(postfix, a_message_is_stored_as_it_was)
{
    needs_root();
    static const char bytes[] = "From: <ops@contoso.example>\r\n"
                                "To: a@contoso.example\r\n"
                                "Date: Mon, 23 Nov 2026 09:15:00 +0000\r\n"
                                "Message-ID: <1@contoso.example>\r\n"
                                "Subject: a folded\r\n"
                                " subject\r\n"
                                "X-Odd:   spaces   are kept  \r\n"
                                "\r\n"
                                ".\r\n"
                                ".dot\r\n"
                                "..\r\n"
                                "\r\n"
                                "From here, spaces at the end  \r\n"
                                "end\r\n";
    RealServer server;
    Error error = {0};
    SendResult result = {0};
    MailConfig config;
    real_server_start(&server, SCRIPT);
    mail_config_init(&config);
    config.transport = MAIL_SMTP;
    config.tls = true;
    config.host = memory_text("localhost");
    config.port = server.port;
    config.ca_file = temporary_path(server.directory, "ca.crt");
    config.user = memory_text("operator");
    config.password_command = memory_text("echo 'geheim & more'");
    TransportOptions options = {.config = &config, .state = server.directory, .file_mode = 0600};
    Transport *transport = transport_open(&options, &error);
    cr_assert_not_null(transport, "%s", error.text);
    Outgoing out = {.tag = 1,
                    .name = "one",
                    .from = "ops@contoso.example",
                    .to = "a@contoso.example",
                    .bytes = bytes,
                    .length = strlen(bytes)};
    cr_assert(transport_submit(transport, &out, &error), "%s", error.text);
    cr_assert(transport_collect(transport, &result, true));
    cr_expect_eq(result.outcome, OUTCOME_SENT, "%s", result.text);
    transport_close(transport);

    char expected[sizeof bytes]; // a mailbox has lines that end by LF
    size_t length = 0;
    for (const char *at = bytes; *at; at++)
        if (*at != '\r')
            expected[length++] = *at;
    expected[length] = '\0';
    char *stored = delivered(&server, true);
    cr_assert_not_null(stored, "not delivered");
    cr_expect_str_eq(content(stored), expected);
    free(stored);
    mail_config_clear(&config);
    real_server_stop(&server);
}

/* Takes reports from the mailbox until this is among what is said of them. */
static void take_reports(const RealServer *server, const char *expected)
{
    char *path = temporary_path(server->directory, "mail/inbox");
    char *delivery = delivered(server, true); /* or there may be no mailbox yet */
    double since = clock_seconds();
    bool found = false;
    do {
        ProgramRun run = real_server_run(server, "bounces", "--maildir", path);
        cr_expect_eq(run.status, 0, "%s%s", run.out, run.err);
        found = strstr(run.out, expected);
        program_run_clear(&run);
    } while (!found && hang_limit_wait(since));
    cr_expect(found, "%s", expected);
    free(delivery);
    free(path);
}

Test(postfix, an_alert_that_bounced_goes_on_to_the_next_address_and_is_delivered)
{
    needs_root();
    RealServer server;
    real_server_start(&server, SCRIPT);
    real_server_write_site(&server, "geheim & more");
    temporary_write(server.directory, "site/contacts/" REAL_SUBSCRIPTION ".conf",
                    "emails = [ \"nobody@contoso.example\", \"a@contoso.example\" ];\n"
                    "phone = \"\";\nalerts = true;\n");
    temporary_write(server.directory, "alert",
                    "{\"id\":\"/subscriptions/" REAL_SUBSCRIPTION "\",\"systemAlertId\":\"a1\","
                    "\"alertType\":\"T1\",\"alertDisplayName\":\"T1\",\"severity\":\"High\"}\n");
    char *file = temporary_path(server.directory, "alert");
    ProgramRun sent = real_server_run(&server, "notify", file, NULL);
    cr_expect_eq(sent.status, 0, "%s%s", sent.out, sent.err);
    cr_expect_eq(strncmp(sent.out, "sent     nobody@contoso.example", 31), 0, "%s", sent.out);
    program_run_clear(&sent);
    take_reports(&server, "sent     a@contoso.example  High \"T1\"");
    take_reports(&server, "delivered  a@contoso.example: ");
    sent = real_server_run(&server, "sent", NULL, NULL);
    cr_expect_not_null(strstr(sent.out, "bounced"), "%s", sent.out);
    program_run_clear(&sent);
    sent = real_server_run(&server, "sent", "--unheard", NULL);
    cr_expect_null(strstr(sent.out, "T1"), "%s", sent.out);
    program_run_clear(&sent);
    free(file);
    real_server_stop(&server);
}

Test(postfix, a_wrong_password_sends_nothing)
{
    needs_root();
    RealServer server;
    real_server_refuses(&server, SCRIPT,
                        "535 5.7.8 Error: authentication failed: (reason unavailable)");
    char *log = temporary_read(server.directory, "log/postfix.log", NULL);
    cr_assert_not_null(log);
    cr_expect_not_null(strstr(log, "SASL PLAIN authentication failed"), "%s", log);
    cr_expect_null(strstr(log, " mail="), "%s", log); // no MAIL command came
    char *stored = delivered(&server, false);
    cr_expect_null(stored);
    free(log);
    real_server_stop(&server);
}

Test(postfix, a_check_shows_tls_and_the_sign_in)
{
    needs_root();
    real_server_is_checked(SCRIPT);
}
