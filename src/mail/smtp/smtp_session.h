/* smtp_session.h: the process that talks to the SMTP server.
 *
 * libESMTP blocks, knows no overall deadline and can't be cancelled: so it runs in a child of the
 * mail program, which can be killed. What must survive that, how far the child got, lies in memory
 * shared with the parent.
 */
#ifndef MAIL_SMTP_SMTP_SESSION_H
#define MAIL_SMTP_SMTP_SESSION_H

#include "base/clock.h"
#include "mail/smtp/smtp_monitor.h"
#include "site/mail_config.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct SmtpShared {
    _Atomic uint64_t begun; /* tag of the message whose content last began to go out */
    _Atomic int stage;      /* SmtpStage: what is awaited */
} SmtpShared;

/* Whether the content of a message may leave. */
typedef struct SmtpAllow {
    uint64_t tag;
    uint64_t allowed;
} SmtpAllow;

typedef struct SmtpSetup {
    const MailConfig *config;
    const char *password;   /* NULL where there is no sign-in */
    bool show_lines;        /* send WIRE_LINE records */
    SmtpStage check_before; /* the first message is not sent: goodbye is said before this command;
                               STAGE_CONNECT: it is sent */
    const Clock *clock;     /* for a job's `until` */
    int in, out;            /* pipes of wire.h records */
    int allow;              /* a pipe of SmtpAllow: content leaves by its message's; -1: at once */
    SmtpShared *shared;
} SmtpSetup;

/* Runs in the child, after fork: sends the messages that come by `in`, several over one session,
 * until its end, or until a failure that the next message would meet too; then exits. */
_Noreturn void smtp_session_main(const SmtpSetup *setup);

#endif
