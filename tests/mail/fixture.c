#include "mail/fixture.h"

#include "base/memory.h"
#include "mail/certificate.h"
#include "support/hang_limit.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fixture_init(Fixture *fixture)
{
    *fixture = (Fixture){.directory = temporary_new(), .lines = memory_text("")};
    mail_config_init(&fixture->config);
    fixture->config.transport = MAIL_SMTP;
    fixture->config.tls = false;
    fixture->config.timeout = fixture->config.deadline = hang_limit_seconds();
    fixture->config.host = memory_text("127.0.0.1");
    free(fixture->config.from);
    fixture->config.from = memory_text("from@ops.example");
}

void fixture_give_up_soon(Fixture *fixture)
{
    fixture->config.timeout = FIXTURE_TIMEOUT;
    fixture->config.deadline = FIXTURE_DEADLINE;
}

void fixture_use_tls(Fixture *fixture)
{
    char *authority = temporary_path(fixture->directory, "ca");
    certificate_make(fixture->directory, "ca", &(CertificateWish){"Test CA", -1, 1, NULL});
    certificate_make(fixture->directory, "server",
                     &(CertificateWish){"127.0.0.1", -1, 1, authority});
    fixture->script.tls = true;
    fixture->script.certificate = temporary_path(fixture->directory, "server.crt");
    fixture->script.key = temporary_path(fixture->directory, "server.key");
    fixture->script.user = "operator";
    fixture->script.password = "geheim & more";
    temporary_write(fixture->directory, "password", "geheim & more\nsecond line\n");
    fixture->config.tls = true;
    fixture->config.ca_file = temporary_path(fixture->directory, "ca.crt");
    fixture->config.user = memory_text("operator");
    fixture->config.password_file = temporary_path(fixture->directory, "password");
    free(authority);
}

static void add_line(bool from_server, const char *line, void *data)
{
    enum { ROOM = 65536 };
    Fixture *fixture = data;
    size_t length = strlen(fixture->lines);
    if (length + strlen(line) + 5 > ROOM)
        return;
    fixture->lines = memory_resize(fixture->lines, ROOM, 1);
    snprintf(fixture->lines + length, ROOM - length, "%c: %s\n", from_server ? 'S' : 'C', line);
}

void fixture_start(Fixture *fixture)
{
    Error error = {0};
    TransportOptions options = {.config = &fixture->config,
                                .state = fixture->directory,
                                .file_mode = 0600,
                                .clock = &clock_system,
                                .line = add_line,
                                .line_data = fixture};
    fixture->server = smtp_server_start(&fixture->script);
    fixture->config.port = fixture->server.port;
    fixture->transport = smtp_open(&options, &error);
    cr_assert_not_null(fixture->transport, "%s", error.text);
}

void fixture_clear(Fixture *fixture)
{
    transport_close(fixture->transport);
    if (fixture->server.pid > 0)
        smtp_server_stop(&fixture->server);
    mail_config_clear(&fixture->config);
    if (fixture->script.tls) {
        free((char *)(uintptr_t)fixture->script.certificate);
        free((char *)(uintptr_t)fixture->script.key);
    }
    free(fixture->lines);
    temporary_remove(fixture->directory);
}

void fixture_submit(Fixture *fixture, uint64_t tag)
{
    fixture_submit_to(fixture, tag, "to@contoso.example");
}

void fixture_submit_to(Fixture *fixture, uint64_t tag, const char *to)
{
    Error error = {0};
    Outgoing out = {.tag = tag,
                    .name = "one",
                    .from = "from@ops.example",
                    .to = to,
                    .bytes = FIXTURE_MESSAGE,
                    .length = strlen(FIXTURE_MESSAGE)};
    cr_assert(transport_submit(fixture->transport, &out, &error), "%s", error.text);
}

SendResult fixture_collect(Fixture *fixture)
{
    SendResult result = {0};
    cr_assert(transport_collect(fixture->transport, &result, true));
    return result;
}

SendResult fixture_send(Fixture *fixture)
{
    fixture_start(fixture);
    fixture_submit(fixture, 1);
    return fixture_collect(fixture);
}

const char *fixture_outcome(SendOutcome outcome)
{
    static const char *const names[] = {"sent", "written", "refused", "failed", "unknown"};
    return names[outcome];
}

char *fixture_without_port(const Fixture *fixture, const char *text)
{
    char port[8];
    snprintf(port, sizeof port, "%d", fixture->server.port);
    const char *at = strstr(text, port);
    if (!at)
        return memory_text(text);
    return memory_format("%.*sPORT%s", (int)(at - text), text, at + strlen(port));
}

void fixture_expect_text(const Fixture *fixture, const SendResult *result, SendOutcome outcome,
                         const char *text)
{
    char *found = fixture_without_port(fixture, result->text);
    cr_expect_eq(result->outcome, outcome, "%s", result->text);
    cr_expect_str_eq(found, text);
    free(found);
}

void fixture_expect_nothing(Fixture *fixture, const char *text)
{
    SendResult result = fixture_send(fixture);
    fixture_expect_text(fixture, &result, OUTCOME_FAILED, text);
    cr_expect(result.server_wide);
    cr_expect_eq(fixture->server.seen->mails, 0);
    fixture_clear(fixture);
}
