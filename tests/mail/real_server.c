/* A server that others wrote (aiosmtpd), with STARTTLS and a sign-in, as a company's is. */
#include "mail/real_fixture.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define SCRIPT "mail/real_server.py"

Test(real_server, takes_a_message_over_tls_after_a_sign_in)
{
    RealServer server;
    real_server_start(&server, SCRIPT);
    real_server_write_site(&server, "geheim & more");
    ProgramRun sent = real_server_run(&server, "test", REAL_SUBSCRIPTION, NULL);
    cr_expect_eq(sent.status, 0, "%s%s", sent.out, sent.err);
    cr_expect_str_eq(sent.out, "sent     a@contoso.example  High \"Test alert\", Z\u00FCrich: 250 "
                               "2.0.0 stored as 1\n");
    char *stored = temporary_read(server.directory, "1", NULL);
    static const char start_of[] = "operator\r\nops@contoso.example\r\na@contoso.example\r\n"
                                   "MIME-Version: 1.0\r\n";
    cr_assert_not_null(stored);
    cr_expect_eq(strncmp(stored, start_of, strlen(start_of)), 0, "%.300s", stored);
    cr_expect_not_null(
        strstr(stored, "\r\nSubject: TEST [High] Test alert =?UTF-8?B?KFrDvHJpY2gp?=\r\n"),
        "%.600s", stored);
    const char *end = strstr(stored, "--\r\n");
    cr_expect(end && end[4] == '\0', "%s", end ? end : "no end");
    free(stored);
    program_run_clear(&sent);
    real_server_stop(&server);
}

Test(real_server, takes_an_address_with_a_quoted_local_part)
{
    RealServer server;
    real_server_start(&server, SCRIPT);
    real_server_write_site(&server, "geheim & more");
    temporary_write(server.directory, "site/contacts/" REAL_SUBSCRIPTION ".conf",
                    "emails = [ \"\\\"<x> y\\\"@contoso.example\" ];\nalerts = true;\n");
    ProgramRun sent = real_server_run(&server, "test", REAL_SUBSCRIPTION, NULL);
    cr_expect_eq(sent.status, 0, "%s%s", sent.out, sent.err);
    char *stored = temporary_read(server.directory, "1", NULL);
    static const char start_of[] =
        "operator\r\nops@contoso.example\r\n\"<x> y\"@contoso.example\r\n";
    cr_assert_not_null(stored);
    cr_expect_eq(strncmp(stored, start_of, strlen(start_of)), 0, "%.300s", stored);
    cr_expect_not_null(strstr(stored, "\r\nTo: \"<x> y\"@contoso.example\r\n"), "%.600s", stored);
    free(stored);
    program_run_clear(&sent);
    real_server_stop(&server);
}

Test(real_server, a_wrong_password_sends_nothing)
{
    RealServer server;
    real_server_refuses(&server, SCRIPT, "535 5.7.8 Authentication credentials invalid");
    char *stored = temporary_read(server.directory, "1", NULL);
    cr_expect_null(stored);
    real_server_stop(&server);
}

Test(real_server, a_check_shows_tls_and_the_sign_in)
{
    real_server_is_checked(SCRIPT);
}
