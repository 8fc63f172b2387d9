#include "mail/feed.h"

#include "azure/alerts.h"
#include "core/memory.h"
#include "core/monotonic.h"
#include "core/send_text.h"
#include "core/visible.h"
#include "mail/deliver.h"
#include "mail/signals.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IDLE_MS = 1000, RELOAD_MS = 5000, LONGEST_TEXTS = 16384 };

/* A feed at work. */
typedef struct Work {
    Feed *feed;
    Office *office;
    Deliverer *deliverer;
    AlertReader *reader;
    int64_t reloaded; /* monotonic_ms(); 0: not yet */
    bool retriable;   /* a message of this alert failed in a way that may pass */
} Work;

/* Keeps a line for who looks into it. */
static void keep_line(Feed *feed, const char *line)
{
    const char *before = feed->problem_texts ? feed->problem_texts : "";
    if (!feed->one_by_one || strlen(before) >= LONGEST_TEXTS)
        return;
    char *texts = memory_format("%s%s\n", before, line);
    free(feed->problem_texts);
    feed->problem_texts = texts;
}

static void report(Work *work, const Error *finding)
{
    char *text = error_message(finding);
    work->feed->problems++;
    output_problem(work->office->output, text);
    keep_line(work->feed, text);
    free(text);
}

/* Keeps why a message was not delivered. */
static void keep_failure(Feed *feed, const Event *event)
{
    if (!feed->one_by_one)
        return;
    char *title = alert_short_title(event->alert);
    free(feed->reason);
    feed->reason = event->kind == EVENT_REFUSED
                       ? memory_format("%d %s", event->code, event->text)
                       : send_text_translate(event->reason[0] ? event->reason : event->text);
    char *line = event->recipient[0]
                     ? memory_format("%s: \"%s\": %s", event->recipient, title, feed->reason)
                     : memory_format("\"%s\": %s", title, feed->reason);
    keep_line(feed, line);
    feed->server_wide = feed->server_wide || event->server_wide;
    free(line);
    free(title);
}

static void on_event(const Event *event, void *data)
{
    Work *work = data;
    bool refused_for_now =
        event->kind == EVENT_REFUSED && (event->code < 500 || event->server_wide);
    work->retriable = work->retriable || refused_for_now || event->kind == EVENT_FAILED;
    if (event->kind == EVENT_SENT)
        work->feed->sent++;
    else if (event->kind != EVENT_HELD)
        keep_failure(work->feed, event);
    output_event(event, work->office->output);
}

/* The subscription of an alert; it may have been added since the list was read. */
static const Subscription *subscription_of(Work *work, const Alert *alert)
{
    const Subscription *found = office_find(work->office, alert->subscription);
    int64_t now = monotonic_ms();
    Error error;
    bool due = work->reloaded == 0 || now - work->reloaded >= RELOAD_MS;
    if (!found && alert->subscription[0] && due) {
        work->reloaded = now;
        if (office_reload(work->office, &error))
            found = office_find(work->office, alert->subscription);
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
    if (!work->feed->one_by_one)
        return true;
    bool good = deliver_finish(work->deliverer, error);
    size_t undelivered = deliver_undelivered(work->deliverer) - before;
    *(work->retriable ? &work->feed->again : &work->feed->lost) += undelivered;
    return good;
}

static bool take_alert(Work *work, const Alert *alert, int line, Error *error)
{
    const Subscription *subscription = subscription_of(work, alert);
    Error finding;
    work->feed->alerts++;
    work->office->output->alerts++;
    if (subscription)
        return deliver_one(work, alert, subscription->name, error);
    char *title = alert_short_title(alert);
    if (alert->subscription[0])
        error_set_at(&finding, ERROR_DATA, work->feed->name, line,
                     "\"%s\" is of the subscription %s, which the site does not have: nobody "
                     "is told",
                     title, visible_start(alert->subscription, 80));
    else
        error_set_at(&finding, ERROR_DATA, work->feed->name, line,
                     "\"%s\" names no subscription: nobody is told", title);
    report(work, &finding);
    free(title);
    return true;
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
        output_counts(work->office->output, false);
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
    transport_finish(work->office->transport);
    if (!ledger_flush(work->office->books.ledger, error))
        return false;
    signals_poll(&poller, 1, -1);
    return true;
}

static bool take_input(Work *work, int fd, Error *error)
{
    char bytes[65536];
    bool good = true;
    ssize_t got = 1;
    size_t left = work->feed->limit > 0 ? work->feed->limit : SIZE_MAX;
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
            good = error_set_at(error, ERROR_NO_INPUT, work->feed->name, 0, "can't be read: %s",
                                strerror(errno));
        }
        good = good && take_alerts(work, error);
    }
    Error last;
    if (!deliver_finish(work->deliverer, &last) && good) {
        *error = last;
        good = false;
    }
    return good;
}

bool feed_run(Feed *feed, Office *office, int fd, Error *error)
{
    Work work = {.feed = feed, .office = office};
    DeliverOptions options = {.site = office->site,
                              .ledger = office->books.ledger,
                              .zone = office->books.zone,
                              .transport = office->transport,
                              .record_holds = true,
                              .stopped = feed->one_by_one ? signals_stopped : NULL,
                              .event = on_event,
                              .data = &work};
    work.deliverer = deliverer_new(&options);
    work.reader = alert_reader_new(feed->name);
    bool good = take_input(&work, fd, error);
    feed->undelivered = deliver_undelivered(work.deliverer);
    output_counts(office->output, true);
    alert_reader_free(work.reader);
    deliverer_free(work.deliverer);
    return good;
}

void feed_clear(Feed *feed)
{
    free(feed->problem_texts);
    free(feed->reason);
    feed->problem_texts = feed->reason = NULL;
}
