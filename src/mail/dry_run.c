#include "mail/dry_run.h"

#include "azure/alerts.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "mail/deliver.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct Item {
    Alert alert;
    int line;
    size_t order; /* as read */
    bool told;    /* somebody was sent it, or was sent the same type that day */
} Item;

typedef struct DryRun {
    MailContext *mail_context;
    const char *name;
    Item *items;
    size_t count, capacity, problems;
    int64_t now;
    Item *item; /* being delivered */
} DryRun;

static void report(DryRun *dry_run, const Error *finding)
{
    char *text = error_message(finding);
    dry_run->problems++;
    output_problem(dry_run->mail_context->output, text);
    free(text);
}

static void take_items(DryRun *dry_run, AlertReader *reader)
{
    for (;;) {
        Item item = {0};
        Error finding;
        AlertRead what = alert_reader_next(reader, &item.alert, &finding, &item.line);
        if (what == ALERT_READ_MORE)
            return;
        if (what == ALERT_READ_FINDING) {
            report(dry_run, &finding);
            continue;
        }
        item.order = dry_run->count;
        dry_run->items =
            memory_reserve(dry_run->items, &dry_run->capacity, dry_run->count + 1, sizeof item);
        dry_run->items[dry_run->count++] = item;
    }
}

static bool read_all(DryRun *dry_run, int fd, Error *error)
{
    char bytes[65536];
    AlertReader *reader = alert_reader_new(dry_run->name);
    ssize_t got;
    while ((got = read(fd, bytes, sizeof bytes)) != 0) {
        if (got < 0 && errno != EINTR)
            break;
        if (got > 0)
            alert_reader_feed(reader, bytes, (size_t)got);
        take_items(dry_run, reader);
    }
    alert_reader_end(reader);
    take_items(dry_run, reader);
    alert_reader_free(reader);
    return got == 0 || error_set_at(error, ERROR_NO_INPUT, dry_run->name, 0, "can't be read: %s",
                                    strerror(errno));
}

/* By time; exports often have the newest first. */
static int compare_items(const void *a, const void *b)
{
    const Item *one = a, *two = b;
    if (one->alert.time != two->alert.time)
        return one->alert.time < two->alert.time ? -1 : 1;
    return one->order < two->order ? -1 : one->order > two->order;
}

static int64_t clock_of(void *data)
{
    return ((DryRun *)data)->now * 1000;
}

static void on_event(const Event *event, void *data)
{
    DryRun *dry_run = data;
    if (event->kind == EVENT_SENT)
        dry_run->item->told = true;
    output_event(event, dry_run->mail_context->output);
}

static bool deliver_item(DryRun *dry_run, Deliverer *deliverer, Item *item, Error *error)
{
    const Subscription *subscription = office_find(dry_run->mail_context, item->alert.subscription);
    Error finding;
    dry_run->item = item;
    dry_run->now = item->alert.time;
    dry_run->mail_context->output->alerts++;
    output_counts(dry_run->mail_context->output, false);
    if (subscription)
        return deliver_alert(deliverer, &item->alert, subscription->name, error) &&
               output_check(error);
    char *title = alert_short_title(&item->alert);
    error_set_at(&finding, ERROR_DATA, dry_run->name, item->line,
                 "\"%s\" is of the subscription \"%s\", which the site does not have", title,
                 visible_start(item->alert.subscription, 80));
    report(dry_run, &finding);
    free(title);
    return true;
}

static void print_untold(const Item *item, bool json)
{
    char stamp[32];
    struct tm utc;
    time_t time = (time_t)item->alert.time;
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&time, &utc));
    if (json) {
        output_json_now(json_pack("{s:b, s:o, s:o, s:o, s:s, s:o}", "untold", 1, "alert",
                                  output_string(item->alert.id), "type",
                                  output_string(alert_title(&item->alert)), "subscription",
                                  output_string(item->alert.subscription), "time", stamp, "entity",
                                  output_string(item->alert.entity)));
        return;
    }
    char *title = alert_short_title(&item->alert);
    char *line = memory_format("%s  \"%s\"  %s  %s", stamp, title, item->alert.subscription,
                               item->alert.entity);
    char *visible = visible_text(line);
    puts(visible);
    free(visible);
    free(line);
    free(title);
}

static void print_all_untold(const DryRun *dry_run)
{
    size_t count = 0;
    bool json = dry_run->mail_context->output->json;
    for (size_t i = 0; i < dry_run->count; i++) {
        const Item *item = &dry_run->items[i];
        if (item->told || item->alert.severity != SEVERITY_HIGH)
            continue;
        if (count++ == 0 && !json)
            puts(_("\nHigh alerts that nobody would have been told of:"));
        print_untold(item, json);
    }
    if (json)
        return;
    /* What could not be understood may have been a high alert, too. */
    if (dry_run->problems > 0)
        printf(n_("\nOf %zu alert it is not known whether somebody would have been told.\n",
                  "\nOf %zu alerts it is not known whether somebody would have been told.\n",
                  dry_run->problems),
               dry_run->problems);
    else if (count == 0)
        puts(_("\nSomebody would have been told of each high alert."));
}

/* Removes the directory and the files in it. */
static bool deliver_all(DryRun *dry_run, Error *error)
{
    LedgerOptions scratch = {.zone = dry_run->mail_context->site_ledger.zone, .scratch = true};
    const Clock clock = {.ms = clock_of, .data = dry_run};
    DeliverOptions options = {.site = dry_run->mail_context->site,
                              .ledger = ledger_open(NULL, &scratch, error),
                              .zone = dry_run->mail_context->site_ledger.zone,
                              .clock = &clock,
                              .event = on_event,
                              .data = dry_run};
    bool good =
        options.ledger != NULL &&
        ledger_copy_bounced(options.ledger, dry_run->mail_context->site_ledger.ledger, error);
    Deliverer *deliverer = good ? deliverer_new(&options) : NULL;
    for (size_t i = 0; good && i < dry_run->count; i++)
        good = deliver_item(dry_run, deliverer, &dry_run->items[i], error);
    deliverer_free(deliverer);
    ledger_close(options.ledger);
    return good;
}

bool dry_run_alerts(MailContext *mail_context, int fd, const char *name, Error *error)
{
    DryRun dry_run = {.mail_context = mail_context, .name = name};
    int64_t now = clock_now(mail_context->site->clock);
    bool good = read_all(&dry_run, fd, error);
    for (size_t i = 0; i < dry_run.count; i++)
        if (!dry_run.items[i].alert.has_time)
            dry_run.items[i].alert.time = now;
    if (dry_run.count > 0)
        qsort(dry_run.items, dry_run.count, sizeof *dry_run.items, compare_items);
    good = good && deliver_all(&dry_run, error);
    output_counts(mail_context->output, true);
    if (good)
        print_all_untold(&dry_run);
    for (size_t i = 0; i < dry_run.count; i++)
        alert_clear(&dry_run.items[i].alert);
    free(dry_run.items);
    if (good && dry_run.problems > 0)
        good = error_set(error, ERROR_DATA,
                         n_("%zu alert could not be dealt with",
                            "%zu alerts could not be dealt with", dry_run.problems),
                         dry_run.problems);
    return good;
}
