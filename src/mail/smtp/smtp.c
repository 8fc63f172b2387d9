/* smtp.c: sending by SMTP, as a transport. */
#include "base/memory.h"
#include "base/monotonic.h"
#include "mail/smtp/password.h"
#include "mail/smtp/smtp_parent.h"
#include "mail/smtp/smtp_tls.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LONG_MS = 60000 };

static const char *broken(Transport *transport)
{
    const Smtp *smtp = (const Smtp *)transport;
    return smtp->broken_until > monotonic_ms() ? smtp->broken : NULL;
}

static bool submit(Transport *transport, const Outgoing *message, Error *error)
{
    Smtp *smtp = (Smtp *)transport;
    const char *id = message->envelope_id ? message->envelope_id : "";
    size_t from = strlen(message->from) + 1, to = strlen(message->to) + 1;
    size_t envelope = from + to + strlen(id) + 1;
    /* A child that was told to finish takes no more. */
    while (smtp->child > 0 && smtp->to < 0 && smtp_first_undone(smtp))
        smtp_pump(smtp, LONG_MS);
    if (smtp->child > 0 && smtp->to < 0)
        smtp_end_child(smtp);
    const char *why = broken(transport);
    bool idle = !smtp_first_undone(smtp);
    if (!why && smtp->child == 0 && !smtp_start_child(smtp, error))
        return false;
    SmtpPending *pending = memory_new(sizeof *pending);
    pending->head = (WireHead){WIRE_MESSAGE, (uint32_t)(envelope + message->length), message->tag,
                               message->until};
    pending->payload = memory_array(pending->head.length, 1);
    memcpy(pending->payload, message->from, from);
    memcpy(pending->payload + from, message->to, to);
    memcpy(pending->payload + from + to, id, strlen(id) + 1);
    memcpy(pending->payload + envelope, message->bytes, message->length);
    if (smtp->last)
        smtp->last->next = pending;
    else
        smtp->first = pending;
    smtp->last = pending;
    if (why) {
        smtp_resolve(smtp, pending, OUTCOME_FAILED, why);
        return true;
    }
    if (!smtp->unwritten)
        smtp->unwritten = pending;
    if (idle)
        smtp->since = monotonic_ms();
    smtp->finishing = false;
    smtp_write_child(smtp);
    return true;
}

static uint64_t asking(Transport *transport)
{
    return ((const Smtp *)transport)->asking;
}

static void allow(Transport *transport, uint64_t tag, bool allowed)
{
    Smtp *smtp = (Smtp *)transport;
    const SmtpAllow word = {tag, allowed};
    smtp->asking = 0;
    /* Where the child is gone the message has its result. */
    (void)!write(smtp->allow, &word, sizeof word);
}

static bool collect(Transport *transport, SendResult *result, bool wait)
{
    Smtp *smtp = (Smtp *)transport;
    if (smtp->child > 0 && smtp->first && !smtp->first->done)
        smtp_pump(smtp, 0);
    while (wait && smtp->first && !smtp->first->done && smtp->child > 0 && smtp->asking == 0)
        smtp_pump(smtp, LONG_MS);
    SmtpPending *pending = smtp->first;
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
        smtp_pump(smtp, 0);
}

static void close_smtp(Transport *transport)
{
    Smtp *smtp = (Smtp *)transport;
    SendResult result;
    smtp_end_child(smtp);
    smtp_child_lost(smtp, "cancelled");
    while (collect(transport, &result, false))
        ;
    if (smtp->shared)
        munmap(smtp->shared, sizeof *smtp->shared);
    password_free(smtp->password);
    free(smtp->in);
    free(smtp);
}

static const struct TransportOps smtp_ops = {
    .submit = submit, .collect = collect, .broken = broken, .finish = finish, .close = close_smtp};
static const struct TransportOps gated_ops = {.submit = submit,
                                              .asking = asking,
                                              .allow = allow,
                                              .collect = collect,
                                              .broken = broken,
                                              .finish = finish,
                                              .close = close_smtp};

Transport *smtp_open(const TransportOptions *options, Error *error)
{
    TlsProblem problem;
    Smtp *smtp = memory_new(sizeof *smtp);
    smtp->base.ops = options->gated ? &gated_ops : &smtp_ops;
    smtp->options = *options;
    smtp->to = smtp->from = smtp->allow = -1;
    signal(SIGPIPE, SIG_IGN);
    void *shared =
        mmap(NULL, sizeof *smtp->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    smtp->shared = shared == MAP_FAILED ? NULL : shared;
    bool good = smtp->shared != NULL;
    if (!good)
        error_set_errno(error, ERROR_SYSTEM, errno, "no memory to share");
    good = good && mail_config_check_senders(options->config, error);
    if (good && options->config->tls) { /* a wrong CA file is told before anything is tried */
        SSL_CTX *context = smtp_tls_new(options->config, &problem, error);
        good = context != NULL;
        SSL_CTX_free(context);
    }
    good = good && password_read(options->config, &smtp->password, error);
    if (good)
        return &smtp->base;
    close_smtp(&smtp->base);
    return NULL;
}

bool smtp_check(const TransportOptions *options, const char *to, SendResult *result, Error *error)
{
    Transport *transport = smtp_open(options, error);
    if (!transport)
        return false;
    const char *from = mail_config_reverse_path(options->config);
    Outgoing nothing = {.tag = 1, .name = "check", .from = from, .to = to ? to : from, .bytes = ""};
    ((Smtp *)transport)->check_before = to ? STAGE_DATA : STAGE_RCPT;
    bool good = submit(transport, &nothing, error);
    if (good)
        collect(transport, result, true);
    transport_close(transport);
    return good;
}
