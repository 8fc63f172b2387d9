/* smtp_server.h: an SMTP server on loopback that misbehaves as it is told. */
#ifndef TESTS_SMTP_SERVER_H
#define TESTS_SMTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef enum ServerStage {
    AT_GREETING,
    AT_EHLO,
    AT_STARTTLS,
    AT_HANDSHAKE,
    AT_EHLO_AGAIN, /* behind TLS */
    AT_AUTH,
    AT_MAIL,
    AT_RCPT,
    AT_DATA,
    AT_DOT,
    AT_QUIT,
    SERVER_STAGES,
} ServerStage;

/* What it does in place of its answer. */
typedef enum ServerFault {
    NO_FAULT,
    CLOSES,      /* closes the connection */
    RESETS,      /* with RST */
    BREAKS_OFF,  /* writes "25", then closes */
    IS_SILENT,   /* writes nothing, and keeps the connection */
    DRIPS,       /* writes an endless reply, a byte every 20 ms */
    ANSWERS_4XX, /* 421 */
    ANSWERS_5XX, /* 554 */
    SHUTS_DOWN,  /* 421, then closes the connection */
    IS_GARBAGE,  /* "hello there" */
    IS_BINARY,   /* NUL and high bytes */
    IS_HUGE,     /* the right reply, behind a megabyte of lines */
    IS_LONG,     /* a line of a megabyte */
    CONTRADICTS, /* "250-", then "550 " */
    REFUSES_US,  /* "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname" */
    SAYS_MORE,   /* the right reply, and one that nobody has asked for */
    SERVER_FAULTS,
} ServerFault;

/* How it words every reply (RFC 5321, 4.2: text may be missing). */
typedef enum ServerWords {
    USUAL_WORDS,
    CODE_ALONE,  /* "250" CR LF */
    CODE_SPACE,  /* "250 " CR LF */
    EMPTY_LINES, /* lines without text before, between and behind those with it */
    SERVER_WORDS,
} ServerWords;

typedef struct ServerScript {
    ServerStage stage;
    ServerFault fault;
    unsigned from_message;         /* the fault comes with this message of a connection, from 0 */
    bool once;                     /* on the first connection only */
    bool tls;                      /* offers STARTTLS */
    const char *certificate, *key; /* PEM files, with tls */
    const char *user, *password;   /* NULL: no AUTH */
    bool login;                    /* by LOGIN, not by PLAIN */
    const char *more;              /* further lines for EHLO: "CHUNKING"; NULL: none */
    /* Called in the server's process before it answers the RCPT of message `message` of a
     * connection, from 1; NULL: nothing to do. */
    void (*think)(unsigned message, void *data);
    void *think_data;
    const char *refused; /* a recipient who gets 550 at RCPT; NULL: none */
    ServerWords words;
} ServerScript;

enum { SEEN_BYTES = 1 << 20 };

/* What it has seen, in memory shared with it. */
typedef struct ServerSeen {
    volatile unsigned connections, mails, quits;
    volatile unsigned content; /* messages that came whole, up to the dot */
    volatile unsigned taken;   /* messages that it has answered with 250 */
    volatile unsigned clear_auth, good_auth, bad_auth;
    volatile size_t length;   /* of the last message's content */
    char message[SEEN_BYTES]; /* dots taken off, with CR LF */
    char recipient[512];      /* of the last RCPT */
    char envelopes[8192];     /* all lines with MAIL and RCPT, as they came */
} ServerSeen;

typedef struct SmtpServer {
    pid_t pid;
    int port;
    ServerSeen *seen;
} SmtpServer;

/* Starts it in a process of its own. smtp_server_stop() ends it. */
SmtpServer smtp_server_start(const ServerScript *script);
void smtp_server_stop(SmtpServer *server);

#endif
