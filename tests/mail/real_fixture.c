#include "mail/real_fixture.h"

#include "base/memory.h"
#include "mail/certificate.h"
#include "support/temporary.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A port that nobody gets but a server which is told of it: the socket keeps it, and with
 * SO_REUSEADDR, which each server sets, another may be bound to it and listen. */
static void reserve_port(RealServer *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int on = 1;
    server->reserved = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(setsockopt(server->reserved, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), 0);
    cr_assert_eq(bind(server->reserved, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(getsockname(server->reserved, (struct sockaddr *)&address, &size), 0);
    server->port = ntohs(address.sin_port);
}

void real_server_start(RealServer *server, const char *script)
{
    int down[2], up[2];
    char port[8], ready[8] = "";
    server->directory = temporary_new();
    reserve_port(server);
    snprintf(port, sizeof port, "%d", server->port);
    char *authority = temporary_path(server->directory, "ca");
    certificate_make(server->directory, "ca", &(CertificateWish){"Test CA", -1, 1, NULL});
    certificate_make(server->directory, "server",
                     &(CertificateWish){"localhost", -1, 1, authority});
    char *certificate = temporary_path(server->directory, "server.crt");
    char *key = temporary_path(server->directory, "server.key");
    cr_assert_eq(pipe2(down, O_CLOEXEC), 0);
    cr_assert_eq(pipe2(up, O_CLOEXEC), 0);
    char *program = memory_format("%s/../%s", TEST_DATA, script);
    server->pid = fork();
    if (server->pid == 0) {
        dup2(down[0], STDIN_FILENO);
        dup2(up[1], STDOUT_FILENO);
        execl("/usr/bin/python3", "python3", program, certificate, key, server->directory, port,
              (char *)NULL);
        _exit(127);
    }
    close(down[0]);
    close(up[1]);
    server->input = down[1];
    size_t length = 0;
    for (ssize_t got = 1; got != 0 && length < strlen("ready\n");) {
        got = read(up[0], ready + length, sizeof ready - 1 - length);
        cr_assert(got >= 0 || errno == EINTR, "%s", strerror(errno));
        length += got > 0 ? (size_t)got : 0;
    }
    cr_assert_str_eq(ready, "ready\n", "%s does not start", script);
    close(up[0]);
    free(program);
    free(key);
    free(certificate);
    free(authority);
}

void real_server_stop(RealServer *server)
{
    close(server->input);
    close(server->reserved);
    waitpid(server->pid, NULL, 0);
    temporary_remove(server->directory);
}

void real_server_write_site(const RealServer *server, const char *password)
{
    char *config = memory_format(
        "state = \"%s/state\";\n"
        "mail = { transport = \"smtp\"; server = \"localhost:%d\"; ca_file = \"%s/ca.crt\"; "
        "user = \"operator\"; password_command = \"echo '%s'\"; from = \"ops@contoso.example\"; "
        "hello = \"ops.example\"; timeout = 600; deadline = 600; };\n",
        server->directory, server->port, server->directory, password);
    temporary_write(server->directory, "site/seccontacts.conf", config);
    temporary_write(server->directory, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" REAL_SUBSCRIPTION
                    "\"; name = \"Z\u00FCrich\"; tenant = \"\"; "
                    "state = \"Enabled\"; resource_groups = [ ]; } );\n");
    temporary_write(server->directory, "site/contacts/" REAL_SUBSCRIPTION ".conf",
                    "emails = [ \"a@contoso.example\" ];\nphone = \"\";\nalerts = true;\n");
    free(config);
}

ProgramRun real_server_run(const RealServer *server, const char *command, const char *operand,
                           const char *option)
{
    char *site = temporary_path(server->directory, "site");
    const char *line[] = {PROGRAM, "--site", site, command, operand, option, NULL};
    ProgramRun result = program_run(line, NULL);
    free(site);
    return result;
}

void real_server_refuses(RealServer *server, const char *script, const char *reply)
{
    real_server_start(server, script);
    real_server_write_site(server, "wrong");
    ProgramRun sent = real_server_run(server, "test", REAL_SUBSCRIPTION, NULL);
    char *line = memory_format("failed   a@contoso.example  High \"Test alert\", Z\u00FCrich: 535 "
                               "localhost:%d refused to sign in \"operator\": %s\n",
                               server->port, reply);
    cr_expect_eq(sent.status, 69, "%s", sent.err);
    cr_expect_str_eq(sent.out, line);
    free(line);
    program_run_clear(&sent);
}

void real_server_is_checked(const char *script)
{
    RealServer server;
    real_server_start(&server, script);
    real_server_write_site(&server, "geheim & more");
    ProgramRun check = real_server_run(&server, "check-connection", NULL, NULL);
    cr_expect_eq(check.status, 0, "%s%s", check.out, check.err);
    cr_expect_not_null(strstr(check.out, "C: STARTTLS\n"), "%s", check.out);
    cr_expect_not_null(
        strstr(check.out, " ***\nS: 235 2.7.0 Authentication successful\nC: MAIL FROM:"), "%s",
        check.out);
    cr_expect_not_null(strstr(check.out, "\nC: RSET\nS: 250 "), "%s", check.out);
    cr_expect_null(strstr(check.out, "\nC: DATA"), "%s", check.out);
    cr_expect_not_null(strstr(check.out, "\nthe connection works: the server accepts the sender "),
                       "%s", check.out);
    cr_expect_null(strstr(check.out, "geheim"));
    program_run_clear(&check);
    real_server_stop(&server);
}
