/* Certificates of servers: which of them are trusted, and what is said of the others. */
#include "base/memory.h"
#include "mail/certificate.h"
#include "mail/fixture.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A server with this certificate, by the trusted authority unless `authority` is another's name. */
static void use_certificate(Fixture *fixture, const char *name, int from_day, int to_day,
                            const char *authority)
{
    fixture_use_tls(fixture);
    char *path = authority ? temporary_path(fixture->directory, authority) : NULL;
    if (authority && strcmp(authority, "ca") != 0)
        certificate_make(fixture->directory, authority,
                         &(CertificateWish){"Other CA", -1, 1, NULL});
    certificate_make(fixture->directory, "server",
                     &(CertificateWish){name, from_day, to_day, path});
    free(path);
}

Test(smtp_certificates, a_certificate_for_another_name_ends_it)
{
    Fixture fixture;
    fixture_init(&fixture);
    use_certificate(&fixture, "mail.evil.example", -1, 1, "ca");
    fixture_expect_nothing(&fixture, "127.0.0.1:PORT can't be trusted: its certificate is for "
                                     "\"mail.evil.example\", not for \"127.0.0.1\"");
}

Test(smtp_certificates, an_expired_certificate_ends_it)
{
    Fixture fixture;
    fixture_init(&fixture);
    use_certificate(&fixture, "127.0.0.1", -3, -2, "ca");
    SendResult result = fixture_send(&fixture);
    char *text = fixture_without_port(&fixture, result.text), day[16];
    time_t then = time(NULL) - 2 * 86400;
    strftime(day, sizeof day, "%Y-%m-%d", gmtime(&then));
    char *expected =
        memory_format("127.0.0.1:PORT can't be trusted: its certificate expired on %s", day);
    cr_expect_eq(result.outcome, OUTCOME_FAILED);
    cr_expect_eq(strncmp(text, expected, strlen(expected)), 0, "%s", text);
    cr_expect_eq(fixture.server.seen->mails, 0);
    free(expected);
    free(text);
    fixture_clear(&fixture);
}

Test(smtp_certificates, a_certificate_of_tomorrow_ends_it)
{
    Fixture fixture;
    fixture_init(&fixture);
    use_certificate(&fixture, "127.0.0.1", 1, 2, "ca");
    SendResult result = fixture_send(&fixture);
    cr_expect_eq(result.outcome, OUTCOME_FAILED);
    cr_expect_not_null(strstr(result.text, "its certificate is not valid before "), "%s",
                       result.text);
    cr_expect_eq(fixture.server.seen->mails, 0);
    fixture_clear(&fixture);
}

Test(smtp_certificates, a_certificate_of_an_unknown_authority_ends_it)
{
    Fixture fixture;
    fixture_init(&fixture);
    use_certificate(&fixture, "127.0.0.1", -1, 1, "other");
    SendResult result = fixture_send(&fixture);
    char *text = fixture_without_port(&fixture, result.text);
    char *expected = memory_format("127.0.0.1:PORT can't be trusted: its certificate was issued by "
                                   "\"CN = Other CA\", which is not among the trusted certificates "
                                   "of %s/ca.crt",
                                   fixture.directory);
    cr_expect_str_eq(text, expected);
    cr_expect_eq(fixture.server.seen->mails, 0);
    free(expected);
    free(text);
    fixture_clear(&fixture);
}

Test(smtp_certificates, a_certificate_that_signs_itself_ends_it)
{
    Fixture fixture;
    fixture_init(&fixture);
    use_certificate(&fixture, "127.0.0.1", -1, 1, NULL);
    SendResult result = fixture_send(&fixture);
    cr_expect_eq(result.outcome, OUTCOME_FAILED);
    cr_expect_not_null(strstr(result.text, "which is not among the trusted certificates of"), "%s",
                       result.text);
    cr_expect_eq(fixture.server.seen->mails, 0);
    fixture_clear(&fixture);
}

Test(smtp_certificates, the_system_does_not_trust_our_authority)
{
    Fixture fixture;
    fixture_init(&fixture);
    fixture_use_tls(&fixture);
    free(fixture.config.ca_file);
    fixture.config.ca_file = NULL;
    fixture_expect_nothing(&fixture,
                           "127.0.0.1:PORT can't be trusted: its certificate was issued by "
                           "\"CN = Test CA\", which is not among the trusted certificates of "
                           "this system");
}

Test(smtp_certificates, the_configured_name_is_the_one_that_counts)
{
    Fixture fixture;
    fixture_init(&fixture);
    use_certificate(&fixture, "localhost", -1, 1, "ca");
    free(fixture.config.host);
    fixture.config.host = memory_text("localhost");
    SendResult result = fixture_send(&fixture);
    cr_expect_eq(result.outcome, OUTCOME_SENT, "%s", result.text);
    fixture_clear(&fixture);
}
