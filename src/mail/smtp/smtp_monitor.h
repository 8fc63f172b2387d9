/* smtp_monitor.h: watches one SMTP session, line by line, as libESMTP's monitor shows it.
 *
 * libESMTP keeps the replies to the greeting, EHLO, STARTTLS and AUTH to itself, goes on without
 * signing in where that was refused or not offered, and takes any line that is in its buffer for
 * the reply it waits for, even one that came before TLS or before its command. So each line passes
 * here before it is acted upon, and the session is cut where it must not go on.
 */
#ifndef MAIL_SMTP_SMTP_MONITOR_H
#define MAIL_SMTP_SMTP_MONITOR_H

#include <stdbool.h>
#include <stddef.h>

typedef enum SmtpStage {
    STAGE_CONNECT,
    STAGE_GREETING,
    STAGE_EHLO,
    STAGE_STARTTLS,
    STAGE_TLS, /* the handshake */
    STAGE_AUTH,
    STAGE_MAIL,
    STAGE_RCPT,
    STAGE_DATA,
    STAGE_MESSAGE, /* the content and the final dot */
    STAGE_RSET,
    STAGE_QUIT,
} SmtpStage;

/* Why the session must not go on. */
typedef enum SmtpMonitorStop {
    DIALOGUE_GO_ON,
    DIALOGUE_UNASKED,       /* the server spoke when nothing had been asked */
    DIALOGUE_AUTH_REFUSED,  /* the server refused the sign-in */
    DIALOGUE_AUTH_MISSING,  /* the server offers no sign-in that we know */
    DIALOGUE_NOT_ENCRYPTED, /* a message was about to go out in clear text */
    DIALOGUE_CHECKED,       /* all went well, and only a check was wanted */
} SmtpMonitorStop;

/* A line of either side, without its end: not made visible yet, but without passwords. */
typedef void (*SmtpMonitorLine)(bool from_server, const char *line, size_t length, void *data);

enum { DIALOGUE_AWAITED = 8, DIALOGUE_LINE = 1024, DIALOGUE_TEXT = 480, DIALOGUE_SHOWN = 100 };

typedef struct SmtpMonitor {
    bool need_tls, need_auth; /* set by the caller, with `check_before`, `line` and `data` */
    SmtpStage check_before;   /* the command before which a check ends; STAGE_CONNECT: it is none */
    SmtpMonitorLine line;
    void *data;

    SmtpMonitorStop stop;
    bool encrypted, authenticated;
    bool authenticating; /* what is written is a secret */
    bool leaving;        /* QUIT was written: what comes now counts no more */
    SmtpStage awaited[DIALOGUE_AWAITED];
    size_t awaited_count;

    /* The last reply that was complete. */
    SmtpStage answered;
    int code;                 /* 0: a line that is no reply */
    char text[DIALOGUE_TEXT]; /* its lines with a space between, as the server wrote them */

    /* The reply that is being read. */
    char buffer[DIALOGUE_LINE];
    size_t length;
    char reading[DIALOGUE_TEXT];
    size_t reading_length;
    unsigned lines; /* of it; of a reply that goes on and on, not all are shown */
} SmtpMonitor;

/* A connection has been made: the greeting is awaited. Keeps what the caller has set. */
void smtp_monitor_start(SmtpMonitor *monitor);

/* TLS is on: nothing that was said before counts. */
void smtp_monitor_encrypted(SmtpMonitor *monitor);

/* The content of a message begins to go out. */
void smtp_monitor_message(SmtpMonitor *monitor);

/* Bytes that are about to be written. DIALOGUE_GO_ON, or why they must not be. */
SmtpMonitorStop smtp_monitor_write(SmtpMonitor *monitor, const char *bytes, size_t length);

/* Bytes that have been read, before libESMTP looks at them. What it would stumble over is changed
 * in place:
 * - the offers of CHUNKING, since it stops showing us the session when it uses that, and of
 *   ENHANCEDSTATUSCODES, since it then refuses replies whose lines don't all have the same one;
 * - a code right before CR LF, which is a reply without text (RFC 5321, 4.2): the CR becomes the
 *   space that it insists on. */
SmtpMonitorStop smtp_monitor_read(SmtpMonitor *monitor, char *bytes, size_t length);

/* How far the session came: the earliest command or moment whose reply is awaited, STAGE_TLS during
 * the handshake; the last one that was answered where nothing is awaited. */
SmtpStage smtp_monitor_stage(const SmtpMonitor *monitor);

/* Whether the stage's reply is there: dialogue->code and dialogue->text. */
bool smtp_monitor_answered(const SmtpMonitor *monitor);

/* "the greeting", "EHLO", "MAIL", "the message". */
const char *smtp_stage_name(SmtpStage stage);

#endif
