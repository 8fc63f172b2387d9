/* One message in the child process, and the report of its end. */
#include "mail/smtp/smtp_private.h"

#include "base/memory.h"
#include "base/send_text.h"
#include "base/visible.h"
#include "mail/smtp/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void job_line(bool from_server, const char *line, size_t length, void *data)
{
    const Session *session = data;
    char *visible = visible_text_n(line, length);
    char *payload = memory_format("%c%s", from_server ? '<' : '>', visible);
    WireHead head = {.kind = WIRE_LINE,
                     .length = (uint32_t)strlen(payload) + 1,
                     .tag = session->job ? session->job->tag : 0};
    wire_write(session->setup->out, &head, payload);
    free(payload);
    free(visible);
}

void job_free(Job *job)
{
    free(job->block);
    free(job);
}

static void report(Session *session, const SendResult *result)
{
    WireHead head = {.kind = WIRE_RESULT, .length = sizeof *result, .tag = result->tag};
    if (!wire_write(session->setup->out, &head, result) || result->server_wide)
        session->over = true;
    if (result->outcome == OUTCOME_SENT || result->outcome == OUTCOME_REFUSED)
        session->done++;
    job_free(session->job);
    session->job = NULL;
}

void job_report(Session *session, SendOutcome outcome, bool server_wide, int code, const char *text)
{
    SendResult result = {.tag = session->job->tag,
                         .outcome = outcome,
                         .server_wide = server_wide,
                         .code = code,
                         .stage = (int)smtp_monitor_stage(&session->monitor)};
    char *visible = visible_text(text);
    send_result_say(&result, visible);
    free(visible);
    report(session, &result);
}

static void report_expired(Session *session, const char *text)
{
    SendResult result = {.tag = session->job->tag, .outcome = OUTCOME_FAILED, .expired = true};
    send_result_say(&result, text);
    report(session, &result);
}

bool job_end_expired(Session *session)
{
    if (!transport_is_expired(session->setup->clock, session->job->until))
        return false;
    report_expired(session, SEND_TEXT_LATE);
    return true;
}

bool job_await_allowed(Session *session)
{
    Job *job = session->job;
    SmtpAllow word = {0};
    const WireHead ask = {.kind = WIRE_ASK, .tag = job->tag};
    if (session->setup->allow < 0 || job->allowed)
        return true;
    wire_write(session->setup->out, &ask, NULL);
    while (word.tag != job->tag)
        if (!wire_read(session->setup->allow, &word, sizeof word))
            _exit(0); /* nobody is left who could record that it has begun */
    bool allowed = job->allowed = word.allowed != 0;
    if (!allowed)
        report_expired(session, SEND_TEXT_TAKEN_BACK); /* which frees the job */
    return allowed;
}

Job *job_read(int fd)
{
    WireHead head;
    if (!wire_read(fd, &head, sizeof head) || head.kind != WIRE_MESSAGE)
        return NULL;
    Job *job = memory_new(sizeof *job);
    job->tag = head.tag;
    job->until = head.until;
    job->block = memory_array((size_t)head.length + 1, 1);
    if (!wire_read(fd, job->block, head.length)) {
        job_free(job);
        return NULL;
    }
    job->from = job->block;
    job->to = job->from + strlen(job->from) + 1;
    job->envelope_id = job->to + strlen(job->to) + 1;
    job->bytes = job->envelope_id + strlen(job->envelope_id) + 1;
    job->length = head.length - (size_t)(job->bytes - job->block);
    return job;
}

/* libESMTP asks for the message: a first time without `length`, to begin anew. */
static const char *message_bytes(void **context, int *length, void *data)
{
    Job *job = data;
    (void)context;
    errno = 0; /* anything else and it drops the connection */
    if (!length) {
        job->given = false;
        return NULL;
    }
    *length = job->given ? 0 : (int)job->length;
    const char *bytes = job->given ? NULL : job->bytes;
    job->given = true;
    return bytes;
}

/* Asks for reports on delivery, success included, with the message's headers. A server that does
 * not offer it (RFC 3461) is not asked: libESMTP leaves the parameters out. */
static bool ask_for_reports(const Job *job)
{
    enum { EVENTS = Notify_SUCCESS | Notify_FAILURE | Notify_DELAY };
    return job->envelope_id[0] == '\0' ||
           (smtp_dsn_set_ret(job->message, Ret_HDRS) &&
            smtp_dsn_set_envid(job->message, job->envelope_id) &&
            smtp_dsn_set_notify(job->recipient, (enum notify_flags)EVENTS));
}

bool job_add(Session *session, Job *job)
{
    session->job = job;
    job->message = smtp_add_message(session->smtp);
    job->recipient = NULL;
    job->given = job->begun = false;
    if (!job->message || !smtp_set_reverse_path(job->message, job->from) ||
        !(job->recipient = smtp_add_recipient(job->message, job->to)) ||
        !smtp_set_messagecb(job->message, message_bytes, job) ||
        !smtp_size_set_estimate(job->message, job->length) || !ask_for_reports(job))
        return false;
    session->added++;
    alarm((unsigned)session->setup->config->deadline + ALARM_GRACE);
    return true;
}
