#include "ledger/report.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool keep_send(const LedgerSend *send, void *data)
{
    ReportSends *report = data;
    report->items =
        memory_reserve(report->items, &report->capacity, report->count + 1, sizeof(ReportSend));
    ReportSend *row = &report->items[report->count++];
    *row = (ReportSend){.send = *send};
    row->send.subscription = memory_text(send->subscription);
    row->send.recipient = memory_text(send->recipient);
    row->send.address = memory_text(send->address);
    row->send.type_key = memory_text(send->type_key);
    row->send.title = memory_text(send->title);
    row->send.alert_id = memory_text(send->alert_id);
    row->send.message_id = memory_text(send->message_id);
    row->send.text = memory_text(send->text);
    return true;
}

static void free_texts(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free((char *)texts[i]);
}

void report_sends_clear(ReportSends *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const LedgerSend *send = &report->items[i].send;
        const char *const texts[] = {send->subscription, send->recipient, send->address,
                                     send->type_key,     send->title,     send->alert_id,
                                     send->message_id,   send->text};
        free_texts(texts, sizeof texts / sizeof texts[0]);
    }
    free(report->items);
    *report = (ReportSends){0};
}

/* By recipient, what was mailed before what went to the outbox; then in the order of sending. */
static int compare(const void *a, const void *b)
{
    const LedgerSend *one = &((const ReportSend *)a)->send, *other = &((const ReportSend *)b)->send;
    int order = strcmp(one->recipient, other->recipient);
    if (order == 0)
        order = one->to_outbox - other->to_outbox;
    if (order == 0)
        order = one->id < other->id ? -1 : one->id > other->id;
    return order;
}

/* What is left of each recipient's day counts the messages of all subscriptions. */
static bool count_left(ReportSends *report, Ledger *ledger, Day day, Error *error)
{
    for (size_t i = 0; i < report->count; i++) {
        ReportSend *row = &report->items[i], *before = row - 1;
        unsigned count = 0;
        row->first = i == 0 || strcmp(row->send.recipient, before->send.recipient) != 0 ||
                     row->send.to_outbox != before->send.to_outbox;
        if (!row->first)
            row->left = before->left;
        else if (!ledger_count(ledger, row->send.address, day, row->send.to_outbox, &count, error))
            return false;
        else
            row->left = count < LIMIT_PER_DAY ? LIMIT_PER_DAY - count : 0;
    }
    return true;
}

bool report_sends(ReportSends *report, Ledger *ledger, Day day, const char *subscription,
                  int64_t now, Error *error)
{
    LedgerQuery query = {.from = day, .to = day, .subscription = subscription};
    if (!ledger_sends(ledger, &query, now, keep_send, report, error))
        return false;
    if (report->count > 0)
        qsort(report->items, report->count, sizeof *report->items, compare);
    return count_left(report, ledger, day, error);
}

static bool keep_hold(const LedgerHold *hold, void *data)
{
    ReportHolds *report = data;
    report->items =
        memory_reserve(report->items, &report->capacity, report->count + 1, sizeof(LedgerHold));
    LedgerHold *row = &report->items[report->count++];
    *row = *hold;
    row->subscription = memory_text(hold->subscription);
    row->recipient = memory_text(hold->recipient);
    row->type_key = memory_text(hold->type_key);
    row->title = memory_text(hold->title);
    row->alert_id = memory_text(hold->alert_id);
    row->severity = memory_text(hold->severity);
    row->rule = memory_text(hold->rule);
    row->reason = memory_text(hold->reason);
    return true;
}

void report_holds_clear(ReportHolds *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const LedgerHold *hold = &report->items[i];
        const char *const texts[] = {hold->subscription, hold->recipient, hold->type_key,
                                     hold->title,        hold->alert_id,  hold->severity,
                                     hold->rule,         hold->reason};
        free_texts(texts, sizeof texts / sizeof texts[0]);
    }
    free(report->items);
    *report = (ReportHolds){0};
}

bool report_holds(ReportHolds *report, Ledger *ledger, Day day, const char *subscription,
                  Error *error)
{
    LedgerQuery query = {.from = day, .to = day, .subscription = subscription};
    return ledger_holds(ledger, &query, keep_hold, report, error);
}

static bool keep_unheard(const LedgerUnheard *unheard, void *data)
{
    ReportUnheard *report = data;
    report->items =
        memory_reserve(report->items, &report->capacity, report->count + 1, sizeof(LedgerUnheard));
    LedgerUnheard *row = &report->items[report->count++];
    *row = *unheard;
    row->subscription = memory_text(unheard->subscription);
    row->type_key = memory_text(unheard->type_key);
    row->title = memory_text(unheard->title);
    row->alert_id = memory_text(unheard->alert_id);
    row->reason = memory_text(unheard->reason);
    return true;
}

void report_unheard_clear(ReportUnheard *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const LedgerUnheard *row = &report->items[i];
        const char *const texts[] = {row->subscription, row->type_key, row->title, row->alert_id,
                                     row->reason};
        free_texts(texts, sizeof texts / sizeof texts[0]);
    }
    free(report->items);
    *report = (ReportUnheard){0};
}

bool report_unheard(ReportUnheard *report, Ledger *ledger, Day from, Day to,
                    const char *subscription, Error *error)
{
    LedgerQuery query = {.from = from, .to = to, .subscription = subscription};
    return ledger_unheard(ledger, &query, false, keep_unheard, report, error);
}
