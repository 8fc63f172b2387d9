/* Pricing & settings: all subscriptions, with what is known of their contacts. */
#include "core/fold.h"
#include "core/memory.h"
#include "tui/pages/list.h"
#include "tui/pages/pages.h"
#include "tui/pages/stack.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME, COLUMN_STATE, COLUMN_CONTACTS, COLUMN_ALERTS, COLUMN_ID, COLUMN_COUNT };

typedef struct SubscriptionsPage {
    ListPage list;
    char *filter, *filter_folded; /* the last filter, and it folded */
} SubscriptionsPage;

static const SubscriptionList *subscriptions_of(const SubscriptionsPage *page)
{
    return &page->list.page.session->subscriptions;
}

static size_t row_count(void *data)
{
    return subscriptions_of(data)->count;
}

static const char *contact_cell(Session *session, const Form *form, size_t row, size_t column,
                                Style *style)
{
    const Summary *summary = session_summary(session, row);
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
        return contact_cell(page->list.page.session, page->list.page.form, row, column, style);
    }
}

static bool match(void *data, size_t row, const char *filter)
{
    SubscriptionsPage *page = data;
    const SubscriptionList *list = subscriptions_of(page);
    if (!page->filter || strcmp(page->filter, filter) != 0) {
        free(page->filter);
        free(page->filter_folded);
        page->filter = memory_text(filter);
        page->filter_folded = fold_text(filter);
    }
    return strstr(session_folded(page->list.page.session, row), page->filter_folded) ||
           strstr(list->items[row].id, page->filter_folded);
}

static void shown(Page *page)
{
    list_view_reload(((ListPage *)page)->view);
}

static int tick(Page *page)
{
    return session_fold(page->session) ? 0 : -1;
}

static void command_open(void *data)
{
    SubscriptionsPage *page = data;
    Session *session = page->list.page.session;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        stack_push(session->stack,
                   subscription_page_new(session, &subscriptions_of(page)->items[row]));
}

static void command_edit(void *data)
{
    SubscriptionsPage *page = data;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        email_page_open(page->list.page.session, &subscriptions_of(page)->items[row], true);
}

static void command_add(void *data)
{
    Session *session = ((Page *)data)->session;
    list_choose(data);
    stack_push(session->stack, add_subscription_new(session));
}

static void close_page(Page *page)
{
    SubscriptionsPage *subscriptions = (SubscriptionsPage *)page;
    free(subscriptions->filter);
    free(subscriptions->filter_folded);
    list_clear(&subscriptions->list);
    free(subscriptions);
}

static const BindingCommand commands[] = {
    {"open", command_open}, {"edit", command_edit}, {"add", command_add}, {NULL, NULL}};

static const PageClass subscriptions_class = {
    .form = "subscriptions",
    .commands = commands,
    .draw = list_draw,
    .focus = list_focus,
    .key = list_key,
    .click = list_click,
    .paste = list_paste,
    .tick = tick,
    .shown = shown,
    .reread = shown,
    .close = close_page,
};

Page *subscriptions_new(Session *session)
{
    SubscriptionsPage *page = memory_new(sizeof *page);
    const Form *form = form_get(subscriptions_class.form);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_NAME] = {form_text(form, "name"), 16, 34, 0, false},
        [COLUMN_STATE] = {form_text(form, "state"), 8, 8, 3, false},
        [COLUMN_CONTACTS] = {form_text(form, "contacts"), 8, 12, 1, false},
        [COLUMN_ALERTS] = {form_text(form, "alerts"), 6, 6, 2, false},
        [COLUMN_ID] = {form_text(form, "id"), 9, 36, 4, false},
    };
    const ListSource source = {.data = page, .count = row_count, .cell = cell, .match = match};
    /* The list asks for its rows at once. */
    page->list.page.session = session;
    list_init(&page->list, &subscriptions_class, session, columns, COLUMN_COUNT, &source,
              form_text(form, "empty"));
    return &page->list.page;
}
