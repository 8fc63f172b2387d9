/* smtp_private.h: what the files of the sending process share: smtp_session.c runs sessions,
 * smtp_watch.c watches them and says how each message ended, smtp_job.c talks with the parent. */
#ifndef MAIL_SMTP_SMTP_PRIVATE_H
#define MAIL_SMTP_SMTP_PRIVATE_H

#include "mail/smtp/smtp_monitor.h"
#include "mail/smtp/smtp_session.h"
#include "mail/smtp/smtp_tls.h"
#include "mail/transport.h"

#include <auth-client.h>
#include <libesmtp.h>

/* libESMTP frees the memory of its messages with the session: so many, then another session. */
enum { SESSION_MESSAGES = 200, ALARM_GRACE = 15 };

typedef struct Job {
    uint64_t tag;
    char *block; /* from, NUL, to, NUL, the envelope identifier, NUL, the message */
    const char *from, *to, *envelope_id, *bytes;
    size_t length;
    int64_t until; /* as of Outgoing */
    bool given;    /* libESMTP has had the bytes */
    bool allowed;  /* they may be written */
    bool begun;    /* and it has begun to write them */
    bool again;    /* is to be, or was, tried in another session */
    smtp_message_t message;
    smtp_recipient_t recipient;
} Job;

typedef struct Session {
    const SmtpSetup *setup;
    smtp_session_t smtp;
    SmtpMonitor monitor;
    TlsProblem tls_problem;
    SSL *ssl;
    int socket;
    Job *job;       /* under way; NULL: none */
    Job *next;      /* to be tried in another session; NULL: none */
    size_t added;   /* messages of this session */
    size_t done;    /* of these, how many the server has taken or refused */
    bool connected; /* to some address of the host */
    bool tls_failed, no_starttls;
    bool silent;   /* the last reply did not come in time */
    bool over;     /* a failure that the next message would meet too, or no message follows */
    int64_t heard; /* when something last went over the wire, milliseconds */
} Session;

/* The next message of the parent; NULL where it has closed the pipe. */
Job *job_read(int fd);
void job_free(Job *job);

/* Adds it to the session; false where libESMTP has no memory for it. */
bool job_add(Session *session, Job *job);

/* Reports how the job under way ended, and frees it. `everybody` as in SendResult. */
void job_report(Session *session, SendOutcome outcome, bool server_wide, int code,
                const char *text);

/* Reports the job under way as late and frees it, where it is: its content must not begin. */
bool job_end_expired(Session *session);

/* Asks the parent, and waits until it says whether the content of the job under way may leave.
 * Where it may not, reports the job as expired and frees it; where the parent is gone, ends the
 * process. */
bool job_await_allowed(Session *session);

/* Shows a line to the parent (a SmtpMonitorLine; `data` is the session). */
void job_line(bool from_server, const char *line, size_t length, void *data);

/* libESMTP's callbacks; `data` is the session. */
void watch_wire(const char *bytes, int length, int writing, void *data);
void watch_event(smtp_session_t smtp, int event, void *data, ...);

/* The session can bring its job no further: reports it, or puts it into `next`. Nothing to do where
 * there is none. */
void watch_conclude(Session *session);

#endif
