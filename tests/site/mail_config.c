#include "base/memory.h"
#include "site/config.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

/* Takes the settings `mail = { TEXT }`, each on a line of its own behind the first. */
static bool take(const char *text, SiteConfig *config, Error *error)
{
    Settings settings;
    char *whole = memory_format("mail = {\n%s\n};\n", text);
    site_config_defaults(config, "/etc/seccontacts");
    settings_init(&settings, "seccontacts.conf");
    settings_take(&settings, whole, strlen(whole));
    bool good =
        settings_parse(&settings, error) && site_config_take(config, &settings, NULL, NULL, error);
    settings_clear(&settings);
    free(whole);
    return good;
}

static void refused(const char *text, const char *message)
{
    SiteConfig config;
    Error error = {0};
    cr_expect_not(take(text, &config, &error), "taken: %s", text);
    char *found = error_message(&error);
    cr_expect_str_eq(found, message, "\n   found: %s\nexpected: %s", found, message);
    cr_expect_eq(error.kind, ERROR_CONFIG);
    free(found);
    site_config_clear(&config);
}

static void taken(const char *text)
{
    SiteConfig config;
    Error error = {0};
    cr_expect(take(text, &config, &error), "%s: %s", text, error.text);
    site_config_clear(&config);
}

Test(mail_config, mail_goes_to_the_outbox_by_default)
{
    SiteConfig config;
    site_config_defaults(&config, "/etc/seccontacts");
    cr_expect_eq(config.mail.transport, MAIL_OUTBOX);
    cr_expect(config.mail.tls);
    cr_expect_null(config.mail.host);
    cr_expect_eq(config.mail.timeout, 30);
    cr_expect_eq(config.mail.deadline, 120);
    cr_expect_eq(strncmp(config.mail.from, "seccontacts@", 12), 0);
    site_config_clear(&config);
}

Test(mail_config, values_are_taken)
{
    SiteConfig config;
    Error error = {0};
    cr_assert(take("transport = \"smtp\"; server = \"Mail.example.com:587\"; tls = \"required\"; "
                   "ca_file = \"/etc/ca.pem\"; user = \"u\"; password_file = \"/etc/pw\"; "
                   "from = \"Ops@B\u00FCcher.example\"; hello = \"ops.example\"; timeout = 5; "
                   "deadline = 60;",
                   &config, &error),
              "%s", error.text);
    cr_expect_eq(config.mail.transport, MAIL_SMTP);
    cr_expect_str_eq(config.mail.host, "Mail.example.com");
    cr_expect_eq(config.mail.port, 587);
    cr_expect_str_eq(config.mail.ca_file, "/etc/ca.pem");
    cr_expect_str_eq(config.mail.user, "u");
    cr_expect_str_eq(config.mail.password_file, "/etc/pw");
    cr_expect_str_eq(config.mail.from, "Ops@xn--bcher-kva.example");
    cr_expect_str_eq(config.mail.hello, "ops.example");
    cr_expect_eq(config.mail.timeout, 5);
    cr_expect_eq(config.mail.deadline, 60);
    site_config_clear(&config);
}

Test(mail_config, wrong_values_are_refused)
{
    refused("transport = \"sendmail\";", "seccontacts.conf:2: mail: transport: found \"sendmail\", "
                                         "expected \"outbox\" or \"smtp\"");
    refused("server = 25;",
            "seccontacts.conf:2: mail: server: found the number 25, expected a host "
            "name and a port such as \"localhost:25\"");
    refused("tls = \"maybe\";", "seccontacts.conf:2: mail: tls: found \"maybe\", expected "
                                "\"required\" or \"none\"");
    refused("ca_file = \"ca.pem\";",
            "seccontacts.conf:2: mail: ca_file: found \"ca.pem\", expected "
            "the absolute path of a file");
    refused("from = \"a@@b\";",
            "seccontacts.conf:2: mail: from: found \"a@@b\", expected an e-mail address: a second "
            "@: put a comma between two addresses, or delete one @");
    refused("reverse_path = \"\";",
            "seccontacts.conf:2: mail: reverse_path: found \"\", expected an e-mail address: no "
            "address: write one as name@example.com");
    refused("hello = \"a b\";", "seccontacts.conf:2: mail: hello: found \"a b\", expected a host "
                                "name such as \"ops1.example.com\"");
}

Test(mail_config, a_server_is_a_name_and_a_port)
{
    static const char *const bad[] = {"mail",     "mail:",         "mail:0",        "mail:65536",
                                      "mail:25x", ":25",           "a b:25",        "[::1]:25",
                                      "::1:25",   "-a:25",         "a-:25",         "a..b:25",
                                      "a.:25",    "mail:25\\r\\n", "m\u00FCller:25"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        SiteConfig config;
        Error error = {0};
        char *text = memory_format("server = \"%s\";", bad[i]);
        cr_expect_not(take(text, &config, &error), "%s", bad[i]);
        site_config_clear(&config);
        free(text);
    }
    taken("server = \"127.0.0.1:25\";");
    taken("server = \"a-b.c1:65535\";");
}

Test(mail_config, what_does_not_fit_together_is_refused)
{
    refused("transport = \"smtp\";", "seccontacts.conf:1: mail: transport is \"smtp\": found no "
                                     "server, expected one such as \"localhost:25\"");
    refused("user = \"u\";", "seccontacts.conf:2: mail: user: found no password_file and no "
                             "password_command: expected one");
    refused("user = \"u\"; password_file = \"/a\"; password_command = \"b\";",
            "seccontacts.conf:1: mail: found password_file and password_command: expected one of "
            "them");
    refused("timeout = 60; deadline = 30;", "seccontacts.conf:1: mail: timeout is 60 and deadline "
                                            "30: expected a deadline that is no less");
    refused("transport = \"smtp\"; server = \"localhost:25\"; tls = \"none\"; user = \"u\"; "
            "password_file = \"/a\";",
            "seccontacts.conf:2: mail: user: found tls = \"none\": a password is never sent in "
            "clear text");
}

Test(mail_config, clear_text_beyond_this_host_is_said_twice)
{
    refused("transport = \"smtp\"; server = \"mail.example.com:25\";\ntls = \"none\";",
            "seccontacts.conf:3: mail: tls: found \"none\" for \"mail.example.com\", which is not "
            "this host: expected \"required\", or clear_text = true beside it to say it twice");
    refused("transport = \"smtp\"; server = \"127.evil.example:25\";\ntls = \"none\";",
            "seccontacts.conf:3: mail: tls: found \"none\" for \"127.evil.example\", which is not "
            "this host: expected \"required\", or clear_text = true beside it to say it twice");
    taken("transport = \"smtp\"; server = \"mail.example.com:25\"; tls = \"none\"; clear_text = "
          "true;");
    taken("transport = \"smtp\"; server = \"localhost:25\"; tls = \"none\";");
    taken("transport = \"smtp\"; server = \"127.0.0.1:25\"; tls = \"none\";");
}

Test(mail_config, the_service_is_given_longer_to_stop_than_any_deadline)
{
    enum { PASSWORD = 30, GOODBYE = 2 }; /* what may take time beside the message */
    char *unit =
        temporary_read(TEST_DATA "/../../src/package", "seccontacts-notify@.service", NULL);
    cr_assert_not_null(unit);
    const char *setting = strstr(unit, "\nTimeoutStopSec=");
    cr_assert_not_null(setting);
    int seconds = atoi(strchr(setting, '=') + 1);
    char *longest = memory_format("deadline = %d;", seconds - PASSWORD - GOODBYE);
    char *refusal = memory_format(
        "seccontacts.conf:2: mail: deadline: found the number %d, expected a whole number "
        "from 1 to 3600",
        seconds - PASSWORD - GOODBYE);
    refused(longest, refusal);
    free(refusal);
    free(longest);
    free(unit);
}
