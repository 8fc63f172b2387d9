/* smtp.c: the parent's side of sending by SMTP: starts the child, feeds it, takes its results, and
 * kills it at the deadline. */
#include "core/language.h"
#include "core/memory.h"
#include "mail/dialogue.h"
#include "mail/password.h"
#include "mail/smtp_session.h"
#include "mail/smtp_tls.h"
#include "mail/transport.h"
#include "mail/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long a failure that every message would meet is remembered; how long the goodbye may take. */
enum { BROKEN_MS = 5000, GOODBYE_MS = 2000, LONG_MS = 60000 };

typedef struct Pending {
    struct Pending *next;
    WireHead head;
    char *payload;
    bool done;
    SendResult result;
} Pending;

typedef struct Smtp {
    Transport base;
    TransportOptions options;
    char *password, *home;
    bool check_only;
    SmtpShared *shared;

    pid_t child; /* 0: none */
    int to, from;
    bool finishing; /* close `to` when all is written */

    Pending *first, *last; /* without a collected result, in their order */
    Pending *unwritten;    /* the first that the child was not given whole */
    size_t written;        /* bytes of it */
    int64_t since;         /* when the child turned to the first one that is not done */

    char *in; /* what came from the child and is no whole record yet */
    size_t in_length, in_capacity;

    int64_t broken_until;
    char broken[512];
} Smtp;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static Pending *first_undone(const Smtp *smtp)
{
    Pending *pending = smtp->first;
    while (pending && pending->done)
        pending = pending->next;
    return pending;
}

static void resolve(Smtp *smtp, Pending *pending, SendOutcome outcome, const char *text)
{
    pending->done = true;
    pending->result = (SendResult){
        .tag = pending->head.tag, .outcome = outcome, .everybody = outcome == OUTCOME_FAILED};
    send_result_say(&pending->result, text);
    smtp->since = now_ms();
}

/* ---- the child ---- */

static void close_pipes(Smtp *smtp)
{
    if (smtp->to >= 0)
        close(smtp->to);
    if (smtp->from >= 0)
        close(smtp->from);
    smtp->to = smtp->from = -1;
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

static bool start_child(Smtp *smtp, Error *error)
{
    int down[2], up[2];
    if (pipe2(down, O_CLOEXEC) != 0)
        return error_set_errno(error, ERROR_SYSTEM, errno, "no pipe to send mail through");
    if (pipe2(up, O_CLOEXEC) != 0) {
        error_set_errno(error, ERROR_SYSTEM, errno, "no pipe to send mail through");
        close(down[0]);
        close(down[1]);
        return false;
    }
    SmtpSetup setup = {.config = smtp->options.config,
                       .password = smtp->password,
                       .home = smtp->home,
                       .show_lines = smtp->options.line != NULL,
                       .check_only = smtp->check_only,
                       .in = down[0],
                       .out = up[1],
                       .shared = smtp->shared};
    atomic_store(&smtp->shared->begun, 0);
    atomic_store(&smtp->shared->stage, (int)STAGE_CONNECT);
    smtp->child = fork();
    if (smtp->child == 0) {
        language_close(); /* what it says goes into the ledger */
        smtp_session_main(&setup);
    }
    close(down[0]);
    close(up[1]);
    smtp->to = down[1];
    smtp->from = up[0];
    fcntl(smtp->to, F_SETFL, O_NONBLOCK);
    smtp->since = now_ms();
    if (smtp->child > 0)
        return true;
    smtp->child = 0;
    close_pipes(smtp);
    return error_set_errno(error, ERROR_SYSTEM, errno, "no process to send mail from");
}

/* The child is gone, or was killed: what it was doing has no other result than `text`. What it had
 * not begun is not tried again now. */
static void child_lost(Smtp *smtp, const char *text)
{
    for (Pending *pending = first_undone(smtp); pending; pending = pending->next) {
        bool begun = atomic_load(&smtp->shared->begun) == pending->head.tag;
        resolve(smtp, pending, begun ? OUTCOME_UNKNOWN : OUTCOME_FAILED, text);
    }
    smtp->unwritten = NULL;
    smtp->written = 0;
}

static void remember_broken(Smtp *smtp, const char *text)
{
    snprintf(smtp->broken, sizeof smtp->broken, "%s", text);
    smtp->broken_until = now_ms() + BROKEN_MS;
}

static void take_record(Smtp *smtp, const WireHead *head, const char *payload)
{
    Pending *pending = first_undone(smtp);
    if (head->kind == WIRE_LINE && smtp->options.line && head->length >= 2) {
        smtp->options.line(payload[0] == '<', payload + 1, smtp->options.line_data);
    } else if (head->kind == WIRE_RESULT && pending && head->tag == pending->head.tag &&
               head->length == sizeof pending->result) {
        memcpy(&pending->result, payload, sizeof pending->result);
        pending->done = true;
        smtp->since = now_ms();
        if (pending->result.everybody)
            remember_broken(smtp, pending->result.text);
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

static void write_child(Smtp *smtp)
{
    while (smtp->unwritten) {
        Pending *pending = smtp->unwritten;
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
    bool told = !WIFSIGNALED(status) && smtp->broken_until > now_ms();
    child_lost(smtp, told ? smtp->broken : text);
}

static void deadline_passed(Smtp *smtp)
{
    char text[320];
    const MailConfig *config = smtp->options.config;
    int stage = atomic_load(&smtp->shared->stage);
    /* What it has reported and we have not read yet counts: read it to its end. */
    kill(smtp->child, SIGKILL);
    while (read_child(smtp))
        ;
    reap(smtp, true);
    if (!first_undone(smtp))
        return;
    snprintf(text, sizeof text, "%s:%d brought no end to it within %d s: it hung at %s",
             config->host, config->port, config->deadline, smtp_stage_name((SmtpStage)stage));
    remember_broken(smtp, text);
    child_lost(smtp, text);
}

static int64_t deadline(const Smtp *smtp)
{
    return smtp->since + (int64_t)smtp->options.config->deadline * 1000;
}

/* Moves bytes for at most `timeout` milliseconds, and looks after the deadline. */
static void pump(Smtp *smtp, int timeout)
{
    struct pollfd pollers[2] = {{.fd = smtp->from, .events = POLLIN},
                                {.fd = smtp->unwritten ? smtp->to : -1, .events = POLLOUT}};
    int64_t left = first_undone(smtp) ? deadline(smtp) - now_ms() : timeout;
    if (left < timeout)
        timeout = left > 0 ? (int)left : 0;
    if (poll(pollers, 2, timeout) > 0) {
        if (pollers[1].revents)
            write_child(smtp);
        if (pollers[0].revents && !read_child(smtp)) {
            child_gone(smtp);
            return;
        }
    }
    if (smtp->finishing && !smtp->unwritten && smtp->to >= 0) {
        close(smtp->to);
        smtp->to = -1;
    }
    if (first_undone(smtp) && now_ms() >= deadline(smtp))
        deadline_passed(smtp);
}

/* Waits a little for the goodbye, then ends the child. */
static void end_child(Smtp *smtp)
{
    int64_t until = now_ms() + GOODBYE_MS;
    if (smtp->to >= 0)
        close(smtp->to);
    smtp->to = -1;
    while (smtp->child > 0 && now_ms() < until) {
        struct pollfd poller = {.fd = smtp->from, .events = POLLIN};
        if (poll(&poller, 1, (int)(until - now_ms())) > 0 && !read_child(smtp))
            break;
    }
    reap(smtp, true);
}

/* ---- the interface ---- */

static const char *broken(Transport *transport)
{
    const Smtp *smtp = (const Smtp *)transport;
    return smtp->broken_until > now_ms() ? smtp->broken : NULL;
}

static bool submit(Transport *transport, const Outgoing *message, Error *error)
{
    Smtp *smtp = (Smtp *)transport;
    size_t from = strlen(message->from) + 1, to = strlen(message->to) + 1;
    /* A child that was told to finish takes no more. */
    while (smtp->child > 0 && smtp->to < 0 && first_undone(smtp))
        pump(smtp, LONG_MS);
    if (smtp->child > 0 && smtp->to < 0)
        end_child(smtp);
    const char *why = broken(transport);
    bool idle = !first_undone(smtp);
    if (!why && smtp->child == 0 && !start_child(smtp, error))
        return false;
    Pending *pending = memory_new(sizeof *pending);
    pending->head = (WireHead){WIRE_MESSAGE, (uint32_t)(from + to + message->length), message->tag,
                               message->until};
    pending->payload = memory_array(pending->head.length, 1);
    memcpy(pending->payload, message->from, from);
    memcpy(pending->payload + from, message->to, to);
    memcpy(pending->payload + from + to, message->bytes, message->length);
    if (smtp->last)
        smtp->last->next = pending;
    else
        smtp->first = pending;
    smtp->last = pending;
    if (why) {
        resolve(smtp, pending, OUTCOME_FAILED, why);
        return true;
    }
    if (!smtp->unwritten)
        smtp->unwritten = pending;
    if (idle)
        smtp->since = now_ms();
    smtp->finishing = false;
    write_child(smtp);
    return true;
}

static bool collect(Transport *transport, SendResult *result, bool wait)
{
    Smtp *smtp = (Smtp *)transport;
    if (smtp->child > 0 && smtp->first && !smtp->first->done)
        pump(smtp, 0);
    while (wait && smtp->first && !smtp->first->done && smtp->child > 0)
        pump(smtp, LONG_MS);
    Pending *pending = smtp->first;
    if (!pending || !pending->done)
        return false;
    *result = pending->result;
    smtp->first = pending->next;
    if (!smtp->first)
        smtp->last = NULL;
    free(pending->payload);
    free(pending);
    return true;
}

static void finish(Transport *transport)
{
    Smtp *smtp = (Smtp *)transport;
    smtp->finishing = true;
    if (smtp->child > 0)
        pump(smtp, 0);
}

static void close_smtp(Transport *transport)
{
    Smtp *smtp = (Smtp *)transport;
    SendResult result;
    end_child(smtp);
    child_lost(smtp, "cancelled");
    while (collect(transport, &result, false))
        ;
    if (smtp->shared)
        munmap(smtp->shared, sizeof *smtp->shared);
    password_free(smtp->password);
    free(smtp->home);
    free(smtp->in);
    free(smtp);
}

static const struct TransportOps smtp_ops = {
    .submit = submit, .collect = collect, .broken = broken, .finish = finish, .close = close_smtp};

/* The empty directory that is the child's $HOME; one that is not there is as empty. */
static bool make_home(Smtp *smtp, Error *error)
{
    struct stat status;
    smtp->home = memory_format("%s/mail-home", smtp->options.state);
    mkdir(smtp->home, 0700);
    return lstat(smtp->home, &status) != 0 || S_ISDIR(status.st_mode) ||
           error_set_at(error, ERROR_CONFIG, smtp->home, 0, "expected an empty directory here");
}

Transport *smtp_open(const TransportOptions *options, Error *error)
{
    TlsProblem problem;
    Smtp *smtp = memory_new(sizeof *smtp);
    smtp->base.ops = &smtp_ops;
    smtp->options = *options;
    smtp->to = smtp->from = -1;
    signal(SIGPIPE, SIG_IGN);
    void *shared =
        mmap(NULL, sizeof *smtp->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    smtp->shared = shared == MAP_FAILED ? NULL : shared;
    bool good = smtp->shared != NULL;
    if (!good)
        error_set_errno(error, ERROR_SYSTEM, errno, "no memory to share");
    if (good && options->config->tls) { /* a wrong CA file is told before anything is tried */
        SSL_CTX *context = smtp_tls_new(options->config, &problem, error);
        good = context != NULL;
        SSL_CTX_free(context);
    }
    good = good && make_home(smtp, error) && password_read(options->config, &smtp->password, error);
    if (good)
        return &smtp->base;
    close_smtp(&smtp->base);
    return NULL;
}

bool smtp_check(const TransportOptions *options, SendResult *result, Error *error)
{
    Transport *transport = smtp_open(options, error);
    if (!transport)
        return false;
    const char *from = options->config->from;
    Outgoing nothing = {.tag = 1, .name = "check", .from = from, .to = from, .bytes = ""};
    ((Smtp *)transport)->check_only = true;
    bool good = submit(transport, &nothing, error);
    if (good)
        collect(transport, result, true);
    transport_close(transport);
    return good;
}
