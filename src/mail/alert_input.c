#include "mail/alert_input.h"

#include "azure/alerts.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/send_text.h"
#include "base/visible.h"
#include "mail/deliver.h"
#include "mail/signals.h"
#include "site/journal.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char no_subscription[] = N_("the site does not have its subscription");

enum { IDLE_MS = 1000, RELOAD_MS = 5000, LONGEST_TEXTS = 16384 };

/* A feed at work. */
typedef struct Work {
    AlertInput *input;
    MailContext *mail_context;
    Deliverer *deliverer;
    AlertReader *reader;
    int64_t reloaded; /* monotonic_ms(); 0: not yet */
    bool retriable;   /* a message of this alert failed in a way that may pass */
    size_t unheard_count;
    Alert unheard;  /* the last one of which nobody was told */
    UnheardWhy why; /* of that */
    size_t logged;  /* of ledger_unheard_new(): those of which the system's log was told */
} Work;

/* Keeps a line for who looks into it. */
static void keep_line(AlertInput *input, const char *line)
{
    const char *before = input->problem_texts ? input->problem_texts : "";
    if (!input->one_by_one || strlen(before) >= LONGEST_TEXTS)
        return;
    char *texts = memory_format("%s%s\n", before, line);
    free(input->problem_texts);
    input->problem_texts = texts;
}

static void report(Work *work, const Error *finding)
{
    char *text = error_message(finding);
    work->input->problems++;
    output_problem(work->mail_context->output, text);
    keep_line(work->input, text);
    free(text);
}

/* Keeps why a message was not delivered. */
static void keep_failure(AlertInput *input, const Event *event)
{
    if (!input->one_by_one)
        return;
    char *title = alert_short_title(event->alert);
    free(input->reason);
    input->reason = event->kind == EVENT_REFUSED ? memory_format("%d %s", event->code, event->text)
                    : event->kind == EVENT_HELD
                        ? limit_reason_translate(event->reason)
                        : send_text_translate(event->reason[0] ? event->reason : event->text);
    char *line = event->recipient[0]
                     ? memory_format("%s: \"%s\": %s", event->recipient, title, input->reason)
                     : memory_format("\"%s\": %s", title, input->reason);
    keep_line(input, line);
    input->server_wide = input->server_wide || event->server_wide;
    free(line);
    free(title);
}

static void take_unheard(Work *work, const Event *event)
{
    work->unheard_count++;
    work->input->unheard += event->why != UNHEARD_SUBSCRIPTION;
    alert_clear(&work->unheard);
    alert_copy(&work->unheard, event->alert);
    work->why = event->why;
}

/* Writes what is to be remembered, and tells the system's log of what nobody was told of, once. */
static bool write_down(Work *work, Error *error)
{
    const Ledger *ledger = work->mail_context->site_ledger.ledger;
    bool good = ledger_flush(work->mail_context->site_ledger.ledger, error);
    /* What can't be recorded is all the more to be told. */
    size_t count = good ? ledger_unheard_new(ledger) - work->logged : work->unheard_count;
    if (count > 0)
        journal_unheard(count, &work->unheard, work->why);
    work->logged = ledger_unheard_new(ledger);
    return good;
}

static void on_event(const Event *event, void *data)
{
    Work *work = data;
    bool refused_for_now =
        event->kind == EVENT_REFUSED && (event->code < 500 || event->server_wide);
    bool held = event->kind == EVENT_HELD;
    bool waits = held && send_state_is_under_way(event->held_by.state);
    work->retriable = work->retriable || refused_for_now || waits || event->kind == EVENT_FAILED;
    if (event->kind == EVENT_SENT || event->kind == EVENT_WRITTEN)
        work->input->sent++;
    else if (event->kind == EVENT_UNHEARD)
        take_unheard(work, event);
    else if (!held || waits || event->held_by.state == SEND_UNKNOWN)
        keep_failure(work->input, event);
    output_event(event, work->mail_context->output);
}

/* The subscription of an alert; it may have been added since the list was read. */
static const Subscription *subscription_of(Work *work, const Alert *alert)
{
    const Subscription *found = office_find(work->mail_context, alert->subscription);
    int64_t now = monotonic_ms();
    Error error;
    bool due = work->reloaded == 0 || now - work->reloaded >= RELOAD_MS;
    if (!found && alert->subscription[0] && due) {
        work->reloaded = now;
        if (office_reload(work->mail_context, &error))
            found = office_find(work->mail_context, alert->subscription);
    }
    return found;
}

/* Delivers it, and counts how it ended. */
static bool deliver_one(Work *work, const Alert *alert, const char *subscription, Error *error)
{
    size_t before = deliver_undelivered(work->deliverer);
    work->retriable = false;
    if (!deliver_alert(work->deliverer, alert, subscription, error))
        return false;
    if (!work->input->one_by_one)
        return true;
    bool good = deliver_finish(work->deliverer, error);
    size_t undelivered = deliver_undelivered(work->deliverer) - before;
    *(work->retriable ? &work->input->again : &work->input->lost) += undelivered;
    return good;
}

static bool take_alert(Work *work, const Alert *alert, int line, Error *error)
{
    const Subscription *subscription = subscription_of(work, alert);
    Error finding;
    work->input->alerts++;
    work->mail_context->output->alerts++;
    if (subscription)
        return deliver_one(work, alert, subscription->name, error);
    char *title = alert_short_title(alert);
    if (alert->subscription[0])
        error_set_at(&finding, ERROR_DATA, work->input->name, line,
                     "\"%s\" is of the subscription %s, which the site does not have: nobody "
                     "is told",
                     title, visible_start(alert->subscription, 80));
    else
        error_set_at(&finding, ERROR_DATA, work->input->name, line,
                     "\"%s\" names no subscription: nobody is told", title);
    report(work, &finding);
    free(title);
    return deliver_unheard(work->deliverer, alert, "", UNHEARD_SUBSCRIPTION, no_subscription,
                           error);
}

/* Takes all alerts of what has come. False where nothing more can be done. */
static bool take_alerts(Work *work, Error *error)
{
    bool good = true;
    while (good && !signals_stopped()) {
        Alert alert;
        Error finding = {0};
        int line = 0;
        AlertRead what = alert_reader_next(work->reader, &alert, &finding, &line);
        if (what == ALERT_READ_MORE)
            break;
        if (what == ALERT_READ_FINDING) {
            report(work, &finding);
        } else {
            good = take_alert(work, &alert, line, error) && output_check(error);
            alert_clear(&alert);
        }
        output_counts(work->mail_context->output, false);
    }
    return good;
}

/* Nothing has come: ends what is under way and, when nothing comes for a while, lets go of the mail
 * server and writes the holds. */
static bool wait_for_input(Work *work, int fd, Error *error)
{
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    if (signals_poll(&poller, 1, 0) != 0)
        return true;
    if (!deliver_finish(work->deliverer, error))
        return false;
    if (signals_poll(&poller, 1, IDLE_MS) != 0)
        return true;
    transport_finish(work->mail_context->transport);
    if (!write_down(work, error))
        return false;
    signals_poll(&poller, 1, -1);
    return true;
}

static bool take_input(Work *work, int fd, Error *error)
{
    char bytes[65536];
    bool good = true;
    ssize_t got = 1;
    size_t left = work->input->limit > 0 ? work->input->limit : SIZE_MAX;
    while (good && got > 0 && !signals_stopped()) {
        good = wait_for_input(work, fd, error);
        if (!good || signals_stopped())
            break;
        got = read(fd, bytes, left < sizeof bytes ? left : sizeof bytes);
        if (got > 0) {
            left -= (size_t)got;
            alert_reader_feed(work->reader, bytes, (size_t)got);
        } else if (got == 0) {
            alert_reader_end(work->reader);
        } else if (errno == EINTR || errno == EAGAIN) {
            got = 1;
        } else {
            good = error_set_at(error, ERROR_NO_INPUT, work->input->name, 0, "can't be read: %s",
                                strerror(errno));
        }
        good = good && take_alerts(work, error);
    }
    Error last;
    if (!deliver_finish(work->deliverer, &last) && good) {
        *error = last;
        good = false;
    }
    if (work->unheard_count > 0 && !write_down(work, &last) && good) {
        *error = last;
        good = false;
    }
    return good;
}

bool alert_input_run(AlertInput *input, MailContext *mail_context, int fd, Error *error)
{
    Work work = {.input = input, .mail_context = mail_context};
    alert_init(&work.unheard);
    work.logged = ledger_unheard_new(mail_context->site_ledger.ledger);
    DeliverOptions options = {.site = mail_context->site,
                              .ledger = mail_context->site_ledger.ledger,
                              .zone = mail_context->site_ledger.zone,
                              .transport = mail_context->transport,
                              .record = true,
                              .stopped = input->one_by_one ? signals_stopped : NULL,
                              .event = on_event,
                              .data = &work};
    work.deliverer = deliverer_new(&options);
    work.reader = alert_reader_new(input->name);
    bool good = take_input(&work, fd, error);
    input->undelivered = deliver_undelivered(work.deliverer);
    input->waiting = deliver_waiting(work.deliverer);
    output_counts(mail_context->output, true);
    alert_reader_free(work.reader);
    deliverer_free(work.deliverer);
    alert_clear(&work.unheard);
    return good;
}

void alert_input_clear(AlertInput *input)
{
    free(input->problem_texts);
    free(input->reason);
    input->problem_texts = input->reason = NULL;
}
