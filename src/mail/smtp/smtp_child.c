/* The side of the sender: jobs for the child process, and their results. */
#include "mail/smtp/smtp_parent.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/send_text.h"
#include "mail/smtp/smtp_monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a failure that every message would meet is remembered; how long the goodbye may take. */
enum { BROKEN_MS = 5000, GOODBYE_MS = 2000 };

SmtpPending *smtp_first_undone(const Smtp *smtp)
{
    SmtpPending *pending = smtp->first;
    while (pending && pending->done)
        pending = pending->next;
    return pending;
}

void smtp_resolve(Smtp *smtp, SmtpPending *pending, SendOutcome outcome, const char *text)
{
    pending->done = true;
    pending->result = (SendResult){.tag = pending->head.tag,
                                   .outcome = outcome,
                                   .server_wide = outcome == OUTCOME_FAILED,
                                   .stage = smtp->shared ? atomic_load(&smtp->shared->stage)
                                                         : (int)STAGE_CONNECT};
    send_result_say(&pending->result, text);
    smtp->since = monotonic_ms();
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_pipes(Smtp *smtp)
{
    close_end(&smtp->to);
    close_end(&smtp->from);
    close_end(&smtp->allow);
}

/* Ends the child, at once with `kill_it`, and says how it ended. */
static int reap(Smtp *smtp, bool kill_it)
{
    int status = 0;
    if (smtp->child > 0) {
        if (kill_it)
            kill(smtp->child, SIGKILL);
        while (waitpid(smtp->child, &status, 0) < 0 && errno == EINTR)
            ;
    }
    smtp->child = 0;
    smtp->in_length = 0;
    smtp->finishing = false;
    close_pipes(smtp);
    return status;
}

/* The pipes that a child has: `down` with messages, `up` with results, and what is allowed. */
typedef struct Pipes {
    int down[2], up[2], allow[2];
} Pipes;

static void close_all(Pipes *pipes)
{
    int *const ends[] = {pipes->down, pipes->up, pipes->allow};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        close_end(&ends[i][0]);
        close_end(&ends[i][1]);
    }
}

static bool open_pipes(Pipes *pipes, bool gated, Error *error)
{
    *pipes = (Pipes){{-1, -1}, {-1, -1}, {-1, -1}};
    if (pipe2(pipes->down, O_CLOEXEC) == 0 && pipe2(pipes->up, O_CLOEXEC) == 0 &&
        (!gated || pipe2(pipes->allow, O_CLOEXEC) == 0))
        return true;
    error_set_errno(error, ERROR_SYSTEM, errno, "no pipe to send mail through");
    close_all(pipes);
    return false;
}

bool smtp_start_child(Smtp *smtp, Error *error)
{
    Pipes pipes;
    if (!open_pipes(&pipes, smtp->options.gated && smtp->check_before == STAGE_CONNECT, error))
        return false;
    SmtpSetup setup = {.config = smtp->options.config,
                       .password = smtp->password,
                       .show_lines = smtp->options.line != NULL,
                       .check_before = smtp->check_before,
                       .clock = smtp->options.clock,
                       .in = pipes.down[0],
                       .out = pipes.up[1],
                       .allow = pipes.allow[0],
                       .shared = smtp->shared};
    atomic_store(&smtp->shared->begun, 0);
    atomic_store(&smtp->shared->stage, (int)STAGE_CONNECT);
    smtp->child = fork();
    if (smtp->child == 0) {
        if (smtp->check_before == STAGE_CONNECT)
            language_close(); /* what it says goes into the ledger */
        smtp_session_main(&setup);
    }
    smtp->to = pipes.down[1];
    smtp->from = pipes.up[0];
    smtp->allow = pipes.allow[1];
    pipes.down[1] = pipes.up[0] = pipes.allow[1] = -1;
    close_all(&pipes);
    fcntl(smtp->to, F_SETFL, O_NONBLOCK);
    smtp->since = monotonic_ms();
    if (smtp->child > 0)
        return true;
    smtp->child = 0;
    close_pipes(smtp);
    return error_set_errno(error, ERROR_SYSTEM, errno, "no process to send mail from");
}

void smtp_child_lost(Smtp *smtp, const char *text)
{
    for (SmtpPending *pending = smtp_first_undone(smtp); pending; pending = pending->next) {
        bool begun = atomic_load(&smtp->shared->begun) == pending->head.tag;
        smtp_resolve(smtp, pending, begun ? OUTCOME_UNKNOWN : OUTCOME_FAILED, text);
    }
    smtp->unwritten = NULL;
    smtp->written = 0;
    smtp->asking = 0;
}

static void remember_broken(Smtp *smtp, const char *text)
{
    snprintf(smtp->broken, sizeof smtp->broken, "%s", text);
    smtp->broken_until = monotonic_ms() + BROKEN_MS;
}

/* A no to the sender, in the server's words, is a no to every message. */
static void remember_result(Smtp *smtp, const SendResult *result)
{
    SendResult refusal;
    const MailConfig *config = smtp->options.config;
    if (result->outcome != OUTCOME_REFUSED) {
        remember_broken(smtp, result->text);
        return;
    }
    char *server = memory_format("%s:%d", config->host, config->port);
    char *text = memory_format(SEND_TEXT_REFUSES, server, result->code, result->text);
    send_result_say(&refusal, text); /* which cuts it */
    remember_broken(smtp, refusal.text);
    free(text);
    free(server);
}

static void take_record(Smtp *smtp, const WireHead *head, const char *payload)
{
    SmtpPending *pending = smtp_first_undone(smtp);
    if (head->kind == WIRE_LINE && smtp->options.line && head->length >= 2) {
        smtp->options.line(payload[0] == '<', payload + 1, smtp->options.line_data);
    } else if (head->kind == WIRE_ASK && pending && head->tag == pending->head.tag) {
        smtp->asking = head->tag;
    } else if (head->kind == WIRE_RESULT && pending && head->tag == pending->head.tag &&
               head->length == sizeof pending->result) {
        memcpy(&pending->result, payload, sizeof pending->result);
        pending->done = true;
        smtp->since = monotonic_ms();
        if (pending->result.server_wide)
            remember_result(smtp, &pending->result);
    }
}

static void take_records(Smtp *smtp)
{
    size_t at = 0;
    WireHead head;
    while (smtp->in_length - at >= sizeof head) {
        memcpy(&head, smtp->in + at, sizeof head);
        if (smtp->in_length - at - sizeof head < head.length)
            break;
        take_record(smtp, &head, smtp->in + at + sizeof head);
        at += sizeof head + head.length;
    }
    smtp->in_length -= at;
    memmove(smtp->in, smtp->in + at, smtp->in_length);
}

/* Reads what the child has sent. False where it is gone. */
static bool read_child(Smtp *smtp)
{
    enum { PIECE = 8192 };
    smtp->in = memory_reserve(smtp->in, &smtp->in_capacity, smtp->in_length + PIECE, 1);
    ssize_t got = read(smtp->from, smtp->in + smtp->in_length, PIECE);
    if (got < 0 && errno == EINTR)
        return true;
    if (got <= 0)
        return false;
    smtp->in_length += (size_t)got;
    take_records(smtp);
    return true;
}

void smtp_write_child(Smtp *smtp)
{
    while (smtp->unwritten) {
        SmtpPending *pending = smtp->unwritten;
        bool in_head = smtp->written < sizeof pending->head;
        const char *from = in_head ? (const char *)&pending->head + smtp->written
                                   : pending->payload + smtp->written - sizeof pending->head;
        size_t left = in_head ? sizeof pending->head - smtp->written
                              : sizeof pending->head + pending->head.length - smtp->written;
        ssize_t put = write(smtp->to, from, left);
        if (put < 0)
            return; /* full, or the child is gone: reading will tell */
        smtp->written += (size_t)put;
        if (smtp->written == sizeof pending->head + pending->head.length) {
            smtp->unwritten = pending->next;
            smtp->written = 0;
        }
    }
}

static void child_gone(Smtp *smtp)
{
    char text[128];
    int status = reap(smtp, false);
    if (WIFSIGNALED(status))
        snprintf(text, sizeof text, "the process that sends was ended by signal %d",
                 WTERMSIG(status));
    else
        snprintf(text, sizeof text, "the process that sends ended with status %d",
                 WEXITSTATUS(status));
    bool told = !WIFSIGNALED(status) && smtp->broken_until > monotonic_ms();
    smtp_child_lost(smtp, told ? smtp->broken : text);
}

static void deadline_passed(Smtp *smtp)
{
    char server[270], text[sizeof server + 100];
    const MailConfig *config = smtp->options.config;
    int stage = atomic_load(&smtp->shared->stage);
    /* What it has reported and we have not read yet counts: read it to its end. */
    kill(smtp->child, SIGKILL);
    while (read_child(smtp))
        ;
    reap(smtp, true);
    if (!smtp_first_undone(smtp))
        return;
    snprintf(server, sizeof server, "%s:%d", config->host, config->port);
    snprintf(text, sizeof text, SEND_TEXT_HUNG, server, config->deadline,
             smtp_stage_name((SmtpStage)stage));
    remember_broken(smtp, text);
    smtp_child_lost(smtp, text);
}

static int64_t deadline(const Smtp *smtp)
{
    return smtp->since + (int64_t)smtp->options.config->deadline * 1000;
}

void smtp_pump(Smtp *smtp, int timeout)
{
    struct pollfd pollers[2] = {{.fd = smtp->from, .events = POLLIN},
                                {.fd = smtp->unwritten ? smtp->to : -1, .events = POLLOUT}};
    int64_t left = smtp_first_undone(smtp) ? deadline(smtp) - monotonic_ms() : timeout;
    if (left < timeout)
        timeout = left > 0 ? (int)left : 0;
    if (poll(pollers, 2, timeout) > 0) {
        if (pollers[1].revents)
            smtp_write_child(smtp);
        if (pollers[0].revents && !read_child(smtp)) {
            child_gone(smtp);
            return;
        }
    }
    if (smtp->finishing && !smtp->unwritten && smtp->to >= 0) {
        close_end(&smtp->to);
    }
    if (smtp_first_undone(smtp) && monotonic_ms() >= deadline(smtp))
        deadline_passed(smtp);
}

void smtp_end_child(Smtp *smtp)
{
    int64_t until = monotonic_ms() + GOODBYE_MS;
    close_end(&smtp->to);
    close_end(&smtp->allow); /* what waits for it is not sent */
    while (smtp->child > 0 && monotonic_ms() < until) {
        struct pollfd poller = {.fd = smtp->from, .events = POLLIN};
        if (poll(&poller, 1, (int)(until - monotonic_ms())) > 0 && !read_child(smtp))
            break;
    }
    reap(smtp, true);
}
