/* Sent today: its two tables, of what was sent and of what was held back. */
#include "base/fold.h"
#include "base/memory.h"
#include "tui/pages/mail/sent_today_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COLUMN_RECIPIENT, COLUMN_NUMBER, COLUMN_TIME, COLUMN_ALERT, COLUMN_WHAT, COLUMN_COUNT };

const char *sent_subscription_name(const SentPage *page, const char *id)
{
    const Session *session = page->page.session;
    size_t index;
    return session_find(session, id, &index) ? session->subscriptions.items[index].name : id;
}

static const char *outcome_of(const SentPage *page, const LedgerSend *send, Style *style)
{
    static const char *const names[] = {
        [SEND_RESERVED] = "being_sent",
        [SEND_SENT] = "sent",
        [SEND_RELEASED] = "not_sent",
        [SEND_UNKNOWN] = "unknown",
    };
    *style = send->state == SEND_SENT ? STYLE_NORMAL : STYLE_PROBLEM;
    return form_text(page->page.form, names[send->state]);
}

static size_t sent_count(void *data)
{
    return ((SentPage *)data)->sends.count;
}

/* Of the messages to one recipient, the first one has the address and what is left. */
static const char *sent_cell(void *data, size_t row, size_t column, Style *style)
{
    SentPage *page = data;
    const ReportSend *item = &page->sends.items[row];
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
        day_clock_text(page->zone, send->settled_at > 0 ? send->settled_at : send->reserved_at,
                       clock);
        snprintf(page->text, sizeof page->text, "%s", clock);
        return page->text;
    case COLUMN_ALERT:
        return send->title;
    default:
        return outcome_of(page, send, style);
    }
}

static size_t held_count(void *data)
{
    return ((SentPage *)data)->holds.count;
}

static const char *held_cell(void *data, size_t row, size_t column, Style *style)
{
    SentPage *page = data;
    const LedgerHold *hold = &page->holds.items[row];
    char clock[6], *reason;
    switch (column) {
    case COLUMN_RECIPIENT:
        return *hold->recipient ? hold->recipient : form_text(page->page.form, "everybody");
    case COLUMN_NUMBER:
        snprintf(page->text, sizeof page->text, "%u", hold->count);
        return page->text;
    case COLUMN_TIME:
        day_clock_text(page->zone, hold->last_at, clock);
        snprintf(page->text, sizeof page->text, "%s", clock);
        return page->text;
    case COLUMN_ALERT:
        return hold->title;
    default:
        *style = STYLE_HINT;
        reason = limit_reason_translate(hold->reason);
        snprintf(page->text, sizeof page->text, "%s: %s", hold->rule, reason);
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
    const LedgerSend *send = &page->sends.items[row].send;
    const char *const texts[] = {send->address, send->title,
                                 sent_subscription_name(page, send->subscription)};
    return contains(filter, texts, 3);
}

static bool held_match(void *data, size_t row, const char *filter)
{
    const SentPage *page = data;
    const LedgerHold *hold = &page->holds.items[row];
    char *reason = limit_reason_translate(hold->reason);
    const char *const texts[] = {hold->recipient, hold->title,
                                 sent_subscription_name(page, hold->subscription), reason};
    bool found = contains(filter, texts, 4);
    free(reason);
    return found;
}

ListView *sent_table_new(SentPage *page, int view)
{
    const Form *form = page->page.form, *list = form_get("list");
    bool sent = view == VIEW_SENT;
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_RECIPIENT] = {form_text(form, "recipient"), 14, sent ? 28 : 20, 0, false},
        [COLUMN_NUMBER] = {form_text(form, sent ? "left" : "times"), 6, 6, sent ? 1 : 3, false},
        [COLUMN_TIME] = {form_text(form, "time"), 5, 5, 2, false},
        [COLUMN_ALERT] = {form_text(form, "alert"), sent ? 10 : 16, sent ? 0 : 26, sent ? 0 : 2,
                          false},
        [COLUMN_WHAT] = {form_text(form, sent ? "outcome" : "why_title"), sent ? 10 : 16,
                         sent ? 10 : 0, sent ? 3 : 1, false},
    };
    const ListSource source = {.data = page,
                               .count = sent ? sent_count : held_count,
                               .cell = sent ? sent_cell : held_cell,
                               .match = sent ? sent_match : held_match};
    const ListWords view_words = {.filter = form_text(list, "filter"),
                                  .no_match = form_text(list, "no_match"),
                                  .empty = form_text(form, sent ? "empty_sent" : "empty_held"),
                                  .marker = form_text(list, "marker")};
    return list_view_new(columns, COLUMN_COUNT, &source, &view_words);
}
