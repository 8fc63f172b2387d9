/* What libESMTP reports of a session, as it happens. */
#include "base/language.h"
#include "base/send_text.h"
#include "base/visible.h"
#include "mail/refusal.h"
#include "mail/smtp/smtp_private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { GOODBYE_MS = 1000, SOCKETS = 64, FAILURE_TEXT = DIALOGUE_TEXT + 600 };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- how a message ended ---- */

/* The first digit of a reply that was read whole; 0: there was none. */
static int code_class(const smtp_status_t *status)
{
    return status && status->text ? status->code / 100 : 0;
}

static const char *last_words(const Session *session)
{
    return session->monitor.text[0] ? session->monitor.text : "(no text)";
}

/* The job under way has been reported: the next one, if the session is to go on. It waits for it:
 * the connection is kept while the parent thinks, and the parent closes the pipe when it is done.
 */
static void next_job(Session *session)
{
    if (session->over || session->added >= SESSION_MESSAGES)
        return;
    alarm(0);
    do
        session->job = job_read(session->setup->in);
    while (session->job && job_end_expired(session));
    if (!session->job)
        session->over = true;
    else if (!job_add(session, session->job))
        job_report(session, OUTCOME_FAILED, true, 0, "libESMTP has no memory for the message");
}

/* MAIL or RCPT was answered by anything but a 2xx: nothing of the message has gone. */
static void envelope_refused(Session *session, int class)
{
    const SmtpMonitor *monitor = &session->monitor;
    bool by_mail = monitor->answered == STAGE_MAIL;
    if (class == 0)
        return; /* the connection is lost: watch_conclude() knows how */
    if (by_mail && class == 4 && session->done > 0 && !session->job->again) {
        /* Many servers take so many messages a connection: once more, over a new one. */
        session->job->again = true;
        session->next = session->job;
        session->job = NULL;
        return;
    }
    bool definite = class == 4 || class == 5;
    /* Of MAIL, 552 alone is about the message: it is too large (RFC 1870, 6.1). */
    bool server_wide =
        by_mail ? monitor->code != 552 : definite && refusal_is_ours(monitor->code, monitor->text);
    job_report(session, definite ? OUTCOME_REFUSED : OUTCOME_FAILED, server_wide, monitor->code,
               last_words(session));
    next_job(session);
}

/* What was wrong with a session, for a person. */
static void failure_text(const Session *session, char *text, size_t size)
{
    const SmtpMonitor *monitor = &session->monitor;
    const MailConfig *config = session->setup->config;
    const char *stage = _(smtp_stage_name(smtp_monitor_stage(monitor)));
    char server[320], reason[DIALOGUE_TEXT], begun[DIALOGUE_LINE + 1];
    snprintf(server, sizeof server, "%s:%d", config->host, config->port);
    if (!session->connected)
        snprintf(text, size, _(SEND_TEXT_UNREACHED), server,
                 smtp_strerror(smtp_errno(), reason, sizeof reason));
    else if (monitor->stop == DIALOGUE_UNASKED)
        snprintf(text, size, _(SEND_TEXT_UNASKED), server, _(smtp_stage_name(monitor->answered)));
    else if (monitor->stop == DIALOGUE_AUTH_REFUSED)
        snprintf(text, size, _(SEND_TEXT_AUTH_REFUSED), server, config->user, monitor->code,
                 last_words(session));
    else if (monitor->stop == DIALOGUE_AUTH_MISSING)
        snprintf(text, size, _(SEND_TEXT_AUTH_MISSING), server);
    else if (session->no_starttls || monitor->stop == DIALOGUE_NOT_ENCRYPTED)
        snprintf(text, size, _(SEND_TEXT_NO_STARTTLS), server);
    else if (session->tls_failed || smtp_monitor_stage(monitor) == STAGE_TLS) {
        smtp_tls_reason(&session->tls_problem, reason, sizeof reason);
        snprintf(text, size, _(SEND_TEXT_UNTRUSTED), server, reason);
    } else if (smtp_monitor_answered(monitor) && monitor->code >= 400)
        snprintf(text, size, _(SEND_TEXT_ANSWERED), server, stage, monitor->code,
                 last_words(session));
    else if (smtp_monitor_answered(monitor))
        snprintf(text, size, _(SEND_TEXT_NO_SMTP), server, stage,
                 visible_start(monitor->text, 100));
    else if (session->silent)
        snprintf(text, size, _(SEND_TEXT_SILENT), server, stage, config->timeout);
    else if (monitor->length > 0) {
        snprintf(begun, sizeof begun, "%.*s", (int)monitor->length, monitor->buffer);
        snprintf(text, size, _(SEND_TEXT_NO_SMTP), server, stage, visible_start(begun, 100));
    } else
        snprintf(text, size, _(SEND_TEXT_CLOSED), server, stage);
}

static void message_over(Session *session)
{
    const SmtpMonitor *monitor = &session->monitor;
    const Job *job = session->job;
    const smtp_status_t *status = smtp_message_transfer_status(job->message);
    SmtpStage stage = job->begun ? STAGE_MESSAGE : STAGE_DATA;
    /* libESMTP and our own reading of the reply must agree. */
    bool agreed = status && monitor->answered == stage && monitor->code == status->code;
    int class = agreed ? code_class(status) : 0;
    SendOutcome outcome;
    if (class == 4 || class == 5)
        outcome = OUTCOME_REFUSED;
    else if (!job->begun)
        outcome = OUTCOME_FAILED;
    else if (class == 2 && code_class(smtp_recipient_status(job->recipient)) == 2 &&
             smtp_recipient_check_complete(job->recipient))
        outcome = OUTCOME_SENT;
    else
        outcome = OUTCOME_UNKNOWN;
    /* Where there is no yes and no no, what the server said last is not about this message. */
    char text[FAILURE_TEXT];
    bool answered = outcome == OUTCOME_SENT || outcome == OUTCOME_REFUSED;
    if (!answered)
        failure_text(session, text, sizeof text);
    bool server_wide = outcome == OUTCOME_REFUSED && refusal_is_ours(monitor->code, monitor->text);
    job_report(session, outcome, server_wide, agreed ? monitor->code : 0,
               answered ? last_words(session) : text);
    next_job(session);
}

void watch_conclude(Session *session)
{
    char text[FAILURE_TEXT];
    Job *job = session->job;
    const SmtpMonitor *monitor = &session->monitor;
    if (!job)
        return;
    if (monitor->stop == DIALOGUE_CHECKED) {
        job_report(session, OUTCOME_SENT, false, 0, SEND_TEXT_WORKS);
        return;
    }
    if (!job->begun && !job->again && session->done > 0) {
        job->again = true; /* the server has had enough of this connection */
        session->next = job;
        session->job = NULL;
        return;
    }
    failure_text(session, text, sizeof text);
    job_report(session, job->begun ? OUTCOME_UNKNOWN : OUTCOME_FAILED,
               smtp_monitor_stage(monitor) <= STAGE_MAIL,
               smtp_monitor_answered(monitor) ? monitor->code : 0, text);
}

/* ---- the wire ---- */

static void cut(Session *session)
{
    if (session->socket >= 0)
        shutdown(session->socket, SHUT_RDWR);
}

static bool wait_for(const Session *session, int result, int64_t until)
{
    bool writes = session->ssl && SSL_get_error(session->ssl, result) == SSL_ERROR_WANT_WRITE;
    struct pollfd poller = {.fd = session->socket, .events = writes ? POLLOUT : POLLIN};
    int64_t left = until - now_ms();
    return left > 0 && poll(&poller, 1, (int)left) > 0;
}

/* Writes a command ourselves and reads the answer. False where there is none in time. */
static bool say(Session *session, const char *command, int64_t until)
{
    char line[16], reply[512];
    int length = snprintf(line, sizeof line, "%s\r\n", command);
    if (session->setup->show_lines)
        job_line(false, command, strlen(command), session);
    int put = session->ssl ? SSL_write(session->ssl, line, length)
                           : (int)write(session->socket, line, (size_t)length);
    int got = -1;
    while (put > 0 && got < 0 && wait_for(session, got, until))
        got = session->ssl ? SSL_read(session->ssl, reply, sizeof reply)
                           : (int)read(session->socket, reply, sizeof reply);
    while (got > 0 && (reply[got - 1] == '\n' || reply[got - 1] == '\r'))
        got--;
    if (got > 0 && session->setup->show_lines)
        job_line(true, reply, (size_t)got, session);
    return got > 0;
}

/* Says goodbye ourselves: libESMTP would go on with what must not be. */
static void say_goodbye(Session *session)
{
    int64_t until = now_ms() + GOODBYE_MS;
    if (session->monitor.stop != DIALOGUE_CHECKED || say(session, "RSET", until))
        say(session, "QUIT", until);
    cut(session);
}

/* Whether the reply that is awaited has failed to come in time. */
static bool is_silent(const Session *session)
{
    enum { POLL_GRACE = 50 };
    int64_t waited = now_ms() - session->heard;
    return waited >= (int64_t)session->setup->config->timeout * 1000 - POLL_GRACE;
}

void watch_wire(const char *bytes, int length, int writing, void *data)
{
    Session *session = data;
    SmtpMonitor *monitor = &session->monitor;
    if (length <= 0 || writing == SMTP_CB_HEADERS || monitor->stop != DIALOGUE_GO_ON)
        return;
    if (!monitor->leaving)
        session->silent = is_silent(session);
    session->heard = now_ms();
    /* The bytes lie in libESMTP's own buffer, which smtp_monitor_read() may change. */
    SmtpMonitorStop stop =
        writing ? smtp_monitor_write(monitor, bytes, (size_t)length)
                : smtp_monitor_read(monitor, (char *)(uintptr_t)bytes, (size_t)length);
    atomic_store(&session->setup->shared->stage, (int)smtp_monitor_stage(monitor));
    if (stop == DIALOGUE_UNASKED)
        cut(session);
    else if (stop != DIALOGUE_GO_ON)
        say_goodbye(session);
    if (!monitor->leaving)
        return;
    /* QUIT goes out: what has no result by now will get none, but for another address of the host,
     * which libESMTP tries after a bad answer to the greeting or to EHLO. */
    if (!smtp_monitor_answered(monitor) || smtp_monitor_stage(monitor) > STAGE_EHLO)
        watch_conclude(session);
    if (session->silent)
        cut(session);
}

/* The socket that libESMTP has just connected: the only one of this process. Without TCP_NODELAY a
 * message over 2 kB costs 44 ms. */
static void find_socket(Session *session)
{
    session->socket = -1;
    for (int fd = 0; fd < SOCKETS && session->socket < 0; fd++) {
        int on = 1;
        struct sockaddr_storage peer = {0};
        socklen_t size = sizeof peer;
        if (getpeername(fd, (struct sockaddr *)&peer, &size) == 0 &&
            (peer.ss_family == AF_INET || peer.ss_family == AF_INET6)) {
            session->socket = fd;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        }
    }
}

static void connected(Session *session)
{
    session->connected = true;
    session->ssl = NULL;
    session->heard = now_ms();
    find_socket(session);
    smtp_monitor_start(&session->monitor);
    if (!session->job)
        cut(session);
    atomic_store(&session->setup->shared->stage, (int)STAGE_GREETING);
}

static void content_begins(Session *session)
{
    if (!job_await_allowed(session)) {
        cut(session); /* libESMTP would write it */
        return;
    }
    session->heard = now_ms();
    session->job->begun = true;
    atomic_store(&session->setup->shared->begun, session->job->tag);
    atomic_store(&session->setup->shared->stage, (int)STAGE_MESSAGE);
    smtp_monitor_message(&session->monitor);
}

void watch_event(smtp_session_t smtp, int event, void *data, ...)
{
    Session *session = data;
    Job *job = session->job;
    int class;
    va_list args;
    (void)smtp;
    va_start(args, data);
    switch (event) {
    case SMTP_EV_CONNECT:
        connected(session);
        break;
    case SMTP_EV_MAILSTATUS:
        if (job && (class = code_class(smtp_reverse_path_status(job->message))) != 2)
            envelope_refused(session, class);
        break;
    case SMTP_EV_RCPTSTATUS:
        if (job && (class = code_class(smtp_recipient_status(job->recipient))) != 2)
            envelope_refused(session, class);
        else if (job && job_end_expired(session))
            cut(session); /* libESMTP would go on with DATA */
        break;
    case SMTP_EV_MESSAGEDATA:
        session->heard = now_ms();
        /* A session that was cut writes nothing any more. */
        if (job && !job->begun && session->monitor.stop == DIALOGUE_GO_ON)
            content_begins(session);
        break;
    case SMTP_EV_MESSAGESENT:
        if (job)
            message_over(session);
        break;
    case SMTP_EV_STARTTLS_OK:
        session->ssl = va_arg(args, SSL *);
        smtp_monitor_encrypted(&session->monitor);
        break;
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
        /* libESMTP's own check, against the DNS canonical name. OpenSSL has checked the
         * certificate against the configured name in the handshake: that is the one that counts. */
        *va_arg(args, int *) = 1;
        break;
    case SMTP_EV_INVALID_PEER_CERTIFICATE:
    case SMTP_EV_NO_PEER_CERTIFICATE:
    case SMTP_EV_WEAK_CIPHER:
        session->tls_failed = true;
        break;
    case SMTP_EV_EXTNA_STARTTLS:
        session->no_starttls = true;
        break;
    case SMTP_EV_DISCONNECT:
        if (!session->monitor.leaving)
            session->silent = is_silent(session);
        session->socket = -1;
        session->ssl = NULL;
        break;
    default:
        break;
    }
    va_end(args);
}
