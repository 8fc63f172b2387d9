/* Pricing & settings: the table of the subscriptions, its cells, its filter and its order. */
#include "base/fold.h"
#include "base/memory.h"
#include "tui/pages/portal/subscriptions_internal.h"

#include <stdlib.h>
#include <string.h>

static size_t row_count(void *data)
{
    return subscriptions_of(data)->count;
}

static const char *contact_cell(Session *session, const Form *form, size_t row, size_t column,
                                Style *style)
{
    const Summary *summary = session_peek(session, row);
    if (summary->state == SUMMARY_UNKNOWN) {
        *style = STYLE_HINT;
        return form_text(form, "reading");
    }
    if (summary->state == SUMMARY_UNREADABLE) {
        *style = STYLE_PROBLEM;
        return column == COLUMN_CONTACTS ? form_text(form, "unreadable") : "";
    }
    if (column == COLUMN_CONTACTS)
        return summary->addresses > 0 ? list_number(summary->addresses) : form_text(form, "none");
    return form_text(form_get("fields"), summary->alerts ? "on" : "off");
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    SubscriptionsPage *page = data;
    const Subscription *subscription = &subscriptions_of(page)->items[row];
    switch (column) {
    case COLUMN_NAME:
        return subscription->name;
    case COLUMN_STATE:
        return subscription->state;
    case COLUMN_ID:
        *style = STYLE_HINT;
        return subscription->id;
    default:
        return contact_cell(session_of(page), page->list.page.form, row, column, style);
    }
}

static bool match(void *data, size_t row, const char *filter)
{
    SubscriptionsPage *page = data;
    if (!page->filter || strcmp(page->filter, filter) != 0) {
        free(page->filter);
        free(page->filter_folded);
        page->filter = memory_text(filter);
        page->filter_folded = fold_text(filter);
    }
    return strstr(session_folded(session_of(page), row), page->filter_folded);
}

/* Broken ones first, then those without contacts, which both want to be looked at; what is not
 * known yet last. */
static int compare_contacts(const Summary *a, const Summary *b, bool alerts)
{
    static const int ranks[] = {
        [SUMMARY_UNREADABLE] = 0, [SUMMARY_READ] = 1, [SUMMARY_UNKNOWN] = 2};
    int rank = ranks[a->state] - ranks[b->state];
    if (rank != 0 || a->state != SUMMARY_READ)
        return rank;
    if (alerts)
        return a->alerts - b->alerts;
    return (a->addresses > b->addresses) - (a->addresses < b->addresses);
}

static int compare(void *data, size_t a, size_t b, size_t column)
{
    const Session *session = session_of(data);
    const Subscription *items = session->subscriptions.items;
    switch (column) {
    case COLUMN_NAME:
        return strcmp(session_folded(session, a), session_folded(session, b));
    case COLUMN_STATE:
        return strcmp(items[a].state, items[b].state);
    case COLUMN_ID:
        return strcmp(items[a].id, items[b].id);
    default:
        return compare_contacts(&session->summaries[a], &session->summaries[b],
                                column == COLUMN_ALERTS);
    }
}

static bool marked(void *data, size_t row)
{
    return session_is_marked(session_of(data), row);
}

void subscriptions_table_init(SubscriptionsPage *page, const PageClass *class, Session *session)
{
    const Form *form = form_get(class->form);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_NAME] = {form_text(form, "name"), 16, 34, 0, false},
        [COLUMN_STATE] = {form_text(form, "state"), 8, 8, 3, false},
        [COLUMN_CONTACTS] = {form_text(form, "contacts"), 8, 12, 1, false},
        [COLUMN_ALERTS] = {form_text(form, "alerts"), 6, 6, 2, false},
        [COLUMN_ID] = {form_text(form, "id"), 9, 36, 4, false},
    };
    const ListSource source = {.data = page,
                               .count = row_count,
                               .cell = cell,
                               .match = match,
                               .compare = compare,
                               .marked = marked};
    /* The list asks for its rows at once. */
    page->list.page.session = session;
    list_init(&page->list, class, session, columns, COLUMN_COUNT, &source,
              form_text(form, "empty"));
}
