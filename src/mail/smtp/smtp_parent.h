/* smtp_parent.h: the parent's side of sending by SMTP: smtp.c is the transport, smtp_child.c starts
 * the child, moves the bytes, and kills it at the deadline. */
#ifndef MAIL_SMTP_SMTP_PARENT_H
#define MAIL_SMTP_SMTP_PARENT_H

#include "mail/smtp/smtp_session.h"
#include "mail/smtp/wire.h"
#include "mail/transport.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct SmtpPending {
    struct SmtpPending *next;
    WireHead head;
    char *payload;
    bool done;
    SendResult result;
} SmtpPending;

typedef struct Smtp {
    Transport base;
    TransportOptions options;
    char *password;
    SmtpStage check_before; /* as of SmtpSetup */
    SmtpShared *shared;

    pid_t child;         /* 0: none */
    int to, from, allow; /* -1: none */
    bool finishing;      /* close `to` when all is written */

    SmtpPending *first, *last; /* without a collected result, in their order */
    SmtpPending *unwritten;    /* the first that the child was not given whole */
    size_t written;            /* bytes of it */
    uint64_t asking;           /* the message whose content is to be allowed; 0: none */
    int64_t since;             /* when the child turned to the first one that is not done */

    char *in; /* what came from the child and is no whole record yet */
    size_t in_length, in_capacity;

    int64_t broken_until;
    char broken[512];
} Smtp;

/* The message that the child is about; NULL: none. */
SmtpPending *smtp_first_undone(const Smtp *smtp);

/* Ends a message in this way. */
void smtp_resolve(Smtp *smtp, SmtpPending *pending, SendOutcome outcome, const char *text);

/* Starts the child, which is not there. */
bool smtp_start_child(Smtp *smtp, Error *error);

/* The child is gone, or was killed: what it was doing has no other result than `text`. What it had
 * not begun is not tried again now. */
void smtp_child_lost(Smtp *smtp, const char *text);

/* Writes as much as the child takes. */
void smtp_write_child(Smtp *smtp);

/* Moves bytes for at most `timeout` milliseconds, and looks after the deadline. */
void smtp_pump(Smtp *smtp, int timeout);

/* Waits a little for the goodbye, then ends the child. */
void smtp_end_child(Smtp *smtp);

#endif
