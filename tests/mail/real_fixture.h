/* real_fixture.h: a mail server that others wrote, and a site that sends to it. */
#ifndef TESTS_MAIL_REAL_FIXTURE_H
#define TESTS_MAIL_REAL_FIXTURE_H

#include "support/program.h"

#include <sys/types.h>

/* The subscription of the site. Its contact is a@contoso.example. */
#define REAL_SUBSCRIPTION "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

typedef struct RealServer {
    char *directory; /* ca.crt, the server's certificate, what it stores, the site and its state */
    pid_t pid;
    int input, port, reserved;
} RealServer;

/* Starts tests/SCRIPT by Python, with: certificate, key, directory, port. It lets "operator" sign
 * in with "geheim & more" and prints "ready" once it takes connections; ends with its standard
 * input. */
void real_server_start(RealServer *server, const char *script);
void real_server_stop(RealServer *server);

/* A site that sends to it, with this password. */
void real_server_write_site(const RealServer *server, const char *password);

/* Runs seccontacts with the site. `operand` and `option` may be NULL. */
ProgramRun real_server_run(const RealServer *server, const char *command, const char *operand,
                           const char *option);

/* Starts the server and sends it a test alert with a wrong password: it says `reply`, "535 ...",
 * and that is told. The caller looks that nothing came, and stops it. */
void real_server_refuses(RealServer *server, const char *script, const char *reply);

/* Starts the server, checks the connection to it, which shows the sign-in and no password, and
 * stops it. */
void real_server_is_checked(const char *script);

#endif
