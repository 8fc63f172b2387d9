/* Sent today: its tables, of what was sent, of what was held back, and of what nobody was told.
 * That of the days is sent_today_days.c's. */
#include "base/fold.h"
#include "base/memory.h"
#include "tui/pages/mail/sent_today_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    COLUMN_RECIPIENT,
    COLUMN_NUMBER,
    COLUMN_TIME,
    COLUMN_ALERT,
    COLUMN_SUBSCRIPTION,
    COLUMN_WHAT,
    COLUMN_COUNT
};

void sent_day_text(Day day, char *text, size_t size)
{
    time_t noon = (time_t)day * 86400 + 43200;
    struct tm date;
    text[0] = '\0';
    if (gmtime_r(&noon, &date))
        language_date(&date, false, text, size);
}

const char *sent_subscription_name(const SentPage *page, const char *id)
{
    const Session *session = page->page.session;
    size_t index;
    return session_find(session, id, &index) ? session->subscriptions.items[index].name : id;
}

static const char *outcome_of(const SentPage *page, const LedgerSend *send, Style *style)
{
    static const char *const names[] = {
        [SEND_RESERVED] = "being_sent", [SEND_BEGUN] = "being_sent", [SEND_SENT] = "sent",
        [SEND_WRITTEN] = "written",     [SEND_REFUSED] = "not_sent", [SEND_RELEASED] = "not_sent",
        [SEND_UNKNOWN] = "unknown",     [SEND_BOUNCED] = "bounced",
    };
    *style = send->state == SEND_SENT ? STYLE_NORMAL : STYLE_PROBLEM;
    return form_text(page->page.form, names[send->state]);
}

static size_t sent_count(void *data)
{
    return ((SentPage *)data)->records.sends.count;
}

/* Of the messages to one recipient, the first one has the address and what is left. */
static const char *sent_cell(void *data, size_t row, size_t column, Style *style)
{
    SentPage *page = data;
    const ReportSend *item = &page->records.sends.items[row];
    const LedgerSend *send = &item->send;
    char *words_of_it = NULL;
    char clock[6], number[8];
    switch (column) {
    case COLUMN_RECIPIENT:
        return item->first ? send->address : "";
    case COLUMN_NUMBER:
        snprintf(number, sizeof number, "%u", item->left);
        words_of_it = words(page->page.form, "left_of", number);
        snprintf(page->text, sizeof page->text, "%s", item->first ? words_of_it : "");
        free(words_of_it);
        return page->text;
    case COLUMN_TIME:
        day_clock_text(page->records.zone,
                       send->settled_at > 0 ? send->settled_at : send->reserved_at, clock);
        snprintf(page->text, sizeof page->text, "%s", clock);
        return page->text;
    case COLUMN_ALERT:
        return send->title;
    case COLUMN_SUBSCRIPTION:
        return sent_subscription_name(page, send->subscription);
    default:
        return outcome_of(page, send, style);
    }
}

static size_t held_count(void *data)
{
    return ((SentPage *)data)->records.holds.count;
}

static const char *held_cell(void *data, size_t row, size_t column, Style *style)
{
    SentPage *page = data;
    const LedgerHold *hold = &page->records.holds.items[row];
    char clock[6], *reason;
    switch (column) {
    case COLUMN_RECIPIENT:
        return *hold->recipient ? hold->recipient : form_text(page->page.form, "everybody");
    case COLUMN_NUMBER:
        snprintf(page->text, sizeof page->text, "%u", hold->count);
        return page->text;
    case COLUMN_TIME:
        day_clock_text(page->records.zone, hold->last_at, clock);
        snprintf(page->text, sizeof page->text, "%s", clock);
        return page->text;
    case COLUMN_ALERT:
        return hold->title;
    case COLUMN_SUBSCRIPTION:
        return sent_subscription_name(page, hold->subscription);
    default:
        *style = STYLE_HINT;
        reason = limit_reason_translate(hold->reason);
        snprintf(page->text, sizeof page->text, "%s", reason);
        free(reason);
        return page->text;
    }
}

static size_t unheard_count(void *data)
{
    return ((SentPage *)data)->records.unheard.count;
}

static const char *unheard_cell(void *data, size_t row, size_t column, Style *style)
{
    SentPage *page = data;
    const LedgerUnheard *unheard = &page->records.unheard.items[row];
    char clock[6], *reason;
    switch (column) {
    case COLUMN_RECIPIENT:
        return sent_subscription_name(page, unheard->subscription);
    case COLUMN_NUMBER:
        snprintf(page->text, sizeof page->text, "%u", unheard->count);
        return page->text;
    case COLUMN_TIME:
        day_clock_text(page->records.zone, unheard->first_at, clock);
        snprintf(page->text, sizeof page->text, "%s", clock);
        return page->text;
    case COLUMN_ALERT:
        return unheard->title;
    default: /* without a column for the subscription, which is the first here */
        *style = STYLE_PROBLEM;
        reason = unheard_reason_translate(unheard->why, unheard->reason);
        snprintf(page->text, sizeof page->text, "%s", reason);
        free(reason);
        return page->text;
    }
}

/* Whether one of the texts contains the filter. */
static bool contains(const char *filter, const char *const *texts, size_t count)
{
    char *wanted = fold_text(filter);
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        char *folded = fold_text(texts[i]);
        found = strstr(folded, wanted) != NULL;
        free(folded);
    }
    free(wanted);
    return found;
}

static bool sent_match(void *data, size_t row, const char *filter)
{
    const SentPage *page = data;
    const LedgerSend *send = &page->records.sends.items[row].send;
    const char *const texts[] = {send->address, send->title,
                                 sent_subscription_name(page, send->subscription)};
    return contains(filter, texts, 3);
}

static bool held_match(void *data, size_t row, const char *filter)
{
    const SentPage *page = data;
    const LedgerHold *hold = &page->records.holds.items[row];
    char *reason = limit_reason_translate(hold->reason);
    const char *const texts[] = {hold->recipient, hold->title,
                                 sent_subscription_name(page, hold->subscription), reason};
    bool found = contains(filter, texts, 4);
    free(reason);
    return found;
}

static bool unheard_match(void *data, size_t row, const char *filter)
{
    const SentPage *page = data;
    const LedgerUnheard *unheard = &page->records.unheard.items[row];
    char *reason = unheard_reason_translate(unheard->why, unheard->reason);
    const char *const texts[] = {unheard->title,
                                 sent_subscription_name(page, unheard->subscription), reason};
    bool found = contains(filter, texts, 3);
    free(reason);
    return found;
}

ListView *sent_table_new(SentPage *page, int view)
{
    const Form *form = page->page.form, *list = form_get("list");
    const ListColumn columns[][COLUMN_COUNT] = {
        [VIEW_SENT] = {{form_text(form, "recipient"), 14, 28, 0, false},
                       {form_text(form, "left"), 10, 10, 2, false},
                       {form_text(form, "time"), 5, 5, 3, false},
                       {form_text(form, "alert"), 8, 0, 0, false},
                       {form_text(form, "subscription"), 10, 20, 4, false},
                       {form_text(form, "outcome"), 10, 10, 1, false}},
        [VIEW_HELD] = {{form_text(form, "recipient"), 14, 20, 0, false},
                       {form_text(form, "times"), 5, 6, 5, false},
                       {form_text(form, "time"), 5, 5, 3, false},
                       {form_text(form, "alert"), 12, 26, 2, false},
                       {form_text(form, "subscription"), 10, 20, 4, false},
                       {form_text(form, "why_title"), 16, 0, 1, false}},
        [VIEW_UNHEARD] = {{form_text(form, "subscription"), 12, 24, 1, false},
                          {form_text(form, "times"), 5, 6, 4, false},
                          {form_text(form, "time"), 5, 5, 3, false},
                          {form_text(form, "alert"), 12, 26, 0, false},
                          {form_text(form, "why_title"), 16, 0, 2, false}},
    };
    const ListSource sources[] = {
        [VIEW_SENT] = {.data = page, .count = sent_count, .cell = sent_cell, .match = sent_match},
        [VIEW_HELD] = {.data = page, .count = held_count, .cell = held_cell, .match = held_match},
        [VIEW_UNHEARD] = {.data = page,
                          .count = unheard_count,
                          .cell = unheard_cell,
                          .match = unheard_match},
    };
    static const char *const empty[] = {"empty_sent", "empty_held", "empty_unheard"};
    if (view == VIEW_DAYS)
        return sent_days_new(page);
    const ListWords view_words = {.filter = form_text(list, "filter"),
                                  .no_match = form_text(list, "no_match"),
                                  .empty = form_text(form, empty[view]),
                                  .marker = form_text(list, "marker")};
    size_t count = view == VIEW_UNHEARD ? COLUMN_COUNT - 1 : COLUMN_COUNT;
    return list_view_new(columns[view], count, &sources[view], &view_words);
}
