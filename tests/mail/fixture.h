/* fixture.h: what the tests of the SMTP transport share. */
#ifndef TESTS_MAIL_FIXTURE_H
#define TESTS_MAIL_FIXTURE_H

#include "mail/smtp_server.h"
#include "mail/transport.h"

#define FIXTURE_MESSAGE                                                                            \
    "From: <from@ops.example>\r\n"                                                                 \
    "To: to@contoso.example\r\n"                                                                   \
    "Date: Mon, 23 Nov 2026 09:15:00 +0000\r\n"                                                    \
    "Message-ID: <1@ops.example>\r\n"                                                              \
    "Subject: a folded\r\n"                                                                        \
    " subject\r\n"                                                                                 \
    "X-Odd:   spaces   are kept  \r\n"                                                             \
    "\r\n"                                                                                         \
    ".\r\n"                                                                                        \
    ".dot\r\n"                                                                                     \
    "..\r\n"                                                                                       \
    "\r\n"                                                                                         \
    "From here\r\n"                                                                                \
    "end\r\n"

/* Addresses with a quoted local part (RFC 5321, 4.1.2), as C strings. */
#define QUOTED_ADDRESSES                                                                           \
    "\"<x>\"@contoso.example", "\"a b\"@contoso.example", "\"a\\\"b\"@contoso.example",            \
        "\"@\"@contoso.example", "\"a,b;c\"@contoso.example", "\"> SIZE=1 <\"@contoso.example",    \
        "\"\\\\\"@contoso.example", "\"(c)\"@contoso.example", "\"\\<y\\ \"@contoso.example",      \
        "\"x> NOTIFY=NEVER\"@[192.0.2.1]"

/* A server, and a transport that sends to it. */
typedef struct Fixture {
    char *directory; /* state of the transport; certificates of the server */
    ServerScript script;
    SmtpServer server;
    MailConfig config;
    Transport *transport;
    char *lines; /* the dialogue, "S: " and "C: ", a line each */
} Fixture;

/* No TLS, and all the time that there is: it is given up where a test would be. */
void fixture_init(Fixture *fixture);

/* For a server that hangs: it is given up after so many seconds. What comes before that must come
 * in that time, so they are many. */
enum { FIXTURE_TIMEOUT = 10, FIXTURE_DEADLINE = 15 };
void fixture_give_up_soon(Fixture *fixture);

/* With a certificate for 127.0.0.1 by an authority that is trusted, a user and a password. */
void fixture_use_tls(Fixture *fixture);

/* Starts the server with fixture->script, and opens the transport with fixture->config. */
void fixture_start(Fixture *fixture);
void fixture_clear(Fixture *fixture);

void fixture_submit(Fixture *fixture, uint64_t tag);
void fixture_submit_to(Fixture *fixture, uint64_t tag, const char *to);
SendResult fixture_collect(Fixture *fixture);

/* Starts, sends one message and waits for its result. */
SendResult fixture_send(Fixture *fixture);

/* `text` with the digits of the server's port as "PORT". The caller frees it. */
char *fixture_without_port(const Fixture *fixture, const char *text);

/* The result must be this, with the port of the server as "PORT" in the text. */
void fixture_expect_text(const Fixture *fixture, const SendResult *result, SendOutcome outcome,
                         const char *text);

/* Starts, and sends to a server that must not be sent anything; clears the fixture. */
void fixture_expect_nothing(Fixture *fixture, const char *text);

/* "failed", "sent", ... */
const char *fixture_outcome(SendOutcome outcome);

#endif
