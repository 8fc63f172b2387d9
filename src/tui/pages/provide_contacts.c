/* Provide security contact details: the subscriptions for which nobody is named. The list fills
 * while the contacts are read, and loses a subscription once its contact is saved. */
#include "core/fold.h"
#include "core/memory.h"
#include "tui/pages/list.h"
#include "tui/pages/pages.h"
#include "tui/pages/stack.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME, COLUMN_STATE, COLUMN_ID, COLUMN_COUNT };

typedef struct ProvidePage {
    ListPage list;
    size_t *rows; /* subscriptions without contacts */
    size_t count, capacity;
    size_t looked_at; /* subscriptions from the first on */
} ProvidePage;

static const Subscription *subscription_at(const ProvidePage *page, size_t row)
{
    return &page->list.page.session->subscriptions.items[page->rows[row]];
}

static size_t row_count(void *data)
{
    return ((ProvidePage *)data)->count;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    const Subscription *subscription = subscription_at(data, row);
    if (column == COLUMN_NAME)
        return subscription->name;
    if (column == COLUMN_STATE)
        return subscription->state;
    *style = STYLE_HINT;
    return subscription->id;
}

static bool match(void *data, size_t row, const char *filter)
{
    const ProvidePage *page = data;
    char *wanted = fold_text(filter);
    bool found = strstr(session_folded(page->list.page.session, page->rows[row]), wanted) ||
                 strstr(subscription_at(page, row)->id, wanted);
    free(wanted);
    return found;
}

static bool is_missing(Session *session, size_t index)
{
    const Summary *summary = session_summary(session, index);
    return summary->state == SUMMARY_READ && summary->addresses == 0;
}

/* Takes over what the session has scanned; returns whether that brought rows. */
static bool look_on(ProvidePage *page)
{
    Session *session = page->list.page.session;
    size_t before = page->count;
    for (; page->looked_at < session->scanned; page->looked_at++) {
        if (!is_missing(session, page->looked_at))
            continue;
        page->rows =
            memory_reserve(page->rows, &page->capacity, page->count + 1, sizeof *page->rows);
        page->rows[page->count++] = page->looked_at;
    }
    if (page->count > before)
        list_view_extend(page->list.view);
    return page->count > before;
}

static int tick(Page *page)
{
    ProvidePage *own = (ProvidePage *)page;
    Session *session = page->session;
    bool tell, more = session_scan(session, &tell);
    bool news = tell && look_on(own);
    if (!more)
        return news ? 0 : -1;
    if (!tell)
        return 0;
    char *scanned = words_number(session->scanned);
    char *all = words_number(session->subscriptions.count);
    page_say(page, STYLE_HINT, words(page->form, "counting", scanned, all));
    free(scanned);
    free(all);
    return 0;
}

static void shown(Page *page)
{
    ProvidePage *own = (ProvidePage *)page;
    size_t kept = 0;
    for (size_t i = 0; i < own->count; i++) {
        if (is_missing(page->session, own->rows[i]))
            own->rows[kept++] = own->rows[i];
    }
    own->count = kept;
    list_view_reload(own->list.view);
}

static void reread(Page *page)
{
    ProvidePage *own = (ProvidePage *)page;
    own->count = own->looked_at = 0;
    list_view_reload(own->list.view);
}

static void command_open(void *data)
{
    ProvidePage *page = data;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        email_page_open(page->list.page.session, subscription_at(page, row), true);
}

static void close_page(Page *page)
{
    ProvidePage *own = (ProvidePage *)page;
    free(own->rows);
    list_clear(&own->list);
    free(own);
}

static const BindingCommand commands[] = {{"open", command_open}, {NULL, NULL}};

static const PageClass provide_class = {
    .form = "provide-contacts",
    .commands = commands,
    .draw = list_draw,
    .focus = list_focus,
    .key = list_key,
    .paste = list_paste,
    .tick = tick,
    .shown = shown,
    .reread = reread,
    .close = close_page,
};

Page *provide_contacts_new(Session *session)
{
    const Form *form = form_get(provide_class.form);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_NAME] = {form_text(form, "name"), 16, 40, 0, false},
        [COLUMN_STATE] = {form_text(form, "state"), 8, 8, 1, false},
        [COLUMN_ID] = {form_text(form, "id"), 9, 36, 2, false},
    };
    ProvidePage *page = memory_new(sizeof *page);
    const ListSource source = {.data = page, .count = row_count, .cell = cell, .match = match};
    list_init(&page->list, &provide_class, session, columns, COLUMN_COUNT, &source,
              form_text(form, "empty"));
    look_on(page);
    return &page->list.page;
}
